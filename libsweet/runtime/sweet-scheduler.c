/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-coarse-time-private.h"
#include "runtime/sweet-scheduler-private.h"

/* jobs and the workers that look for them. a worker's own jobs are in its slot's deques, one for each
 * level of priority, where others steal the oldest; jobs from elsewhere are in one injector for each level,
 * from which a worker takes several at once. a worker takes from the most urgent level that has anything,
 * but a level that has had nothing of it for a while comes first once: nothing starves. who sleeps and who
 * is woken is in sweet-parking-private.h, the threads are in sweet-scheduler-threads.c. */

#define SWEET_SCHEDULER_BATCH 32
/* how many jobs of its own a worker runs before it looks at the injector first */
#define SWEET_SCHEDULER_TURN 61
/* µs */
#define SWEET_SCHEDULER_LOOK_INTERVAL 8000
#define SWEET_SCHEDULER_AGE           20000
/* how many others a worker does at least before what has waited too long, so that long ones are not overtaken
 * at every turn */
#define SWEET_SCHEDULER_AGE_JOBS 4
/* how many jobs may be in vain at once, and how often somebody looks */
#define SWEET_SCHEDULER_MAX_LEFT      4096
#define SWEET_SCHEDULER_LEFT_INTERVAL 256
/* how often a worker looks around before it sleeps: some 50 µs, several times what waking it costs */
#define SWEET_SCHEDULER_SPINS  64
#define SWEET_SCHEDULER_YIELDS 16

/* looking for jobs */

static gboolean
sweet_scheduler_level_has_work (SweetScheduler *self,
                                guint level)
{
  guint n_slots = a_load (&self->n_slots, acquire);
  if (!sweet_injector_is_empty (&self->injectors[level]))
    return TRUE;

  for (guint i = 0; i < n_slots; i++)
    if ((a_load (&self->slots[i]->levels, acquire) & (1u << level)) != 0 && !sweet_deque_is_empty (&self->slots[i]->deques[level]))
      return TRUE;
  return FALSE;
}

gboolean
sweet_scheduler_has_work (SweetScheduler *self)
{
  guint n_slots = a_load (&self->n_slots, acquire);
  for (guint level = 0; level < SWEET_N_LEVELS; level++)
    if (!sweet_injector_is_empty (&self->injectors[level]))
      return TRUE;

  for (guint i = 0; i < n_slots; i++)
    for (guint level = 0; level < SWEET_N_LEVELS; level++)
      if (!sweet_deque_is_empty (&self->slots[i]->deques[level]))
        return TRUE;
  return FALSE;
}

static gboolean
sweet_slot_push (SweetSlot *slot,
                 SweetJob *job,
                 guint level)
{
  guint levels = a_load (&slot->levels, relaxed);

  if ((levels & (1u << level)) == 0)
    a_store (&slot->levels, levels | (1u << level), release);
  return sweet_deque_push (&slot->deques[level], job);
}

static SweetJob *
sweet_slot_take (SweetSlot *slot,
                 guint level)
{
  guint levels = a_load (&slot->levels, relaxed);
  SweetJob *job;

  if ((levels & (1u << level)) == 0)
    return NULL;

  job = sweet_deque_take (&slot->deques[level]);
  if (job == NULL)
    a_store (&slot->levels, levels & ~(1u << level), release);
  return job;
}

/* the first of several from the injector; the others go to the worker's own, so that it takes them in order */
static SweetJob *
sweet_slot_inject (SweetScheduler *self,
                   SweetSlot *slot,
                   guint level)
{
  SweetNode *nodes[SWEET_SCHEDULER_BATCH];
  guint n;

  if (sweet_injector_is_empty (&self->injectors[level]))
    return NULL;

  n = sweet_injector_take (&self->injectors[level], nodes, SWEET_SCHEDULER_BATCH);
  for (guint i = n; i > 1; i--)
    if (!sweet_slot_push (slot, (SweetJob *) nodes[i - 1], level))
      sweet_injector_push (&self->injectors[level], nodes[i - 1], nodes[i - 1]);
  return n > 0 ? (SweetJob *) nodes[0] : NULL;
}

static SweetJob *
sweet_slot_steal (SweetScheduler *self,
                  SweetSlot *slot,
                  guint level)
{
  guint n_slots = a_load (&self->n_slots, acquire);
  guint first;

  if (n_slots == 1)
    return NULL;

  slot->random = slot->random * 1664525u + 1013904223u;
  first = (slot->random >> 16) % n_slots;
  for (guint i = 0; i < n_slots; i++)
    {
      SweetSlot *other = self->slots[(first + i) % n_slots];
      SweetJob *job;

      if (other == slot || (a_load (&other->levels, acquire) & (1u << level)) == 0)
        continue;
      job = sweet_deque_steal (&other->deques[level]);
      if (job != NULL)
        return job;
    }
  return NULL;
}

static SweetJob *
sweet_slot_find_level (SweetScheduler *self,
                       SweetSlot *slot,
                       guint level)
{
  SweetJob *job = NULL;

  /* jobs that push jobs would keep a worker from all others */
  if (slot->tick % SWEET_SCHEDULER_TURN == 0)
    job = sweet_slot_inject (self, slot, level);
  if (job == NULL)
    job = sweet_slot_take (slot, level);
  if (job == NULL)
    job = sweet_slot_inject (self, slot, level);
  if (job == NULL)
    job = sweet_slot_steal (self, slot, level);
  return job;
}

static void
sweet_slot_serve (SweetSlot *slot,
                  guint level,
                  gint64 now)
{
  slot->served_at[level] = now;
  slot->served_jobs[level] = slot->n_jobs;
}

/* a job of the level that has waited longest, if one has waited too long */
static SweetJob *
sweet_slot_find_aged (SweetScheduler *self,
                      SweetSlot *slot,
                      gint64 now)
{
  guint oldest = 0;

  slot->looked_at = now;
  for (guint level = 1; level < SWEET_N_LEVELS; level++)
    {
      if (!sweet_scheduler_level_has_work (self, level))
        sweet_slot_serve (slot, level, now);
      else if (now - slot->served_at[level] >= SWEET_SCHEDULER_AGE && slot->n_jobs - slot->served_jobs[level] >= SWEET_SCHEDULER_AGE_JOBS && (oldest == 0 || slot->served_at[level] < slot->served_at[oldest]))
        oldest = level;
    }
  if (oldest == 0)
    return NULL;

  sweet_slot_serve (slot, oldest, now);
  return sweet_slot_find_level (self, slot, oldest);
}

static SweetJob *
sweet_slot_find (SweetScheduler *self,
                 SweetSlot *slot)
{
  gint64 now = sweet_coarse_time ();
  SweetJob *job = NULL;

  slot->tick++;
  if (now - slot->looked_at >= SWEET_SCHEDULER_LOOK_INTERVAL)
    job = sweet_slot_find_aged (self, slot, now);
  for (guint level = 0; job == NULL && level < SWEET_N_LEVELS; level++)
    {
      job = sweet_slot_find_level (self, slot, level);
      if (job != NULL)
        sweet_slot_serve (slot, level, now);
    }
  if (job != NULL)
    slot->n_jobs++;
  return job;
}

static void
sweet_scheduler_pause (guint round)
{
  if (round >= SWEET_SCHEDULER_SPINS)
    {
      sched_yield ();
      return;
    }
#if defined(__x86_64__) || defined(__i386__)
  for (guint i = 0; i < 8; i++)
    __builtin_ia32_pause ();
#endif
}

gboolean
sweet_scheduler_is_turn_over (SweetScheduler *self,
                              guint level,
                              gint64 since)
{
  for (guint urgent = 0; urgent < level; urgent++)
    if (sweet_scheduler_level_has_work (self, urgent))
      return TRUE;
  return sweet_coarse_time () - since >= SWEET_SCHEDULER_LOOK_INTERVAL || sweet_scheduler_is_over (self);
}

static SweetJob *
sweet_slot_search (SweetScheduler *self,
                   SweetSlot *slot)
{
  SweetJob *job = NULL;

  for (guint i = 0; job == NULL && i < SWEET_SCHEDULER_SPINS + SWEET_SCHEDULER_YIELDS; i++)
    {
      sweet_scheduler_pause (i);
      job = sweet_slot_find (self, slot);
    }
  return job;
}

/* workers */

SWEET_THREAD_LOCAL SweetWorker *sweet_scheduler_worker;

SweetWorker *
sweet_scheduler_get_worker (void)
{
  return sweet_scheduler_worker;
}

void
sweet_scheduler_set_worker (SweetWorker *worker)
{
  sweet_scheduler_worker = worker;
}

/* wakes a worker if one sleeps and none is looking for work already */
void
sweet_scheduler_notify (SweetScheduler *self)
{
  if (sweet_parking_wake (&self->parking))
    sweet_scheduler_post_token (self);
}

/* gives the slot back. returns TRUE with the slot where work was pushed meanwhile. */
static gboolean
sweet_scheduler_park (SweetScheduler *self,
                      SweetWorker *worker,
                      gboolean searching)
{
  if (!sweet_scheduler_free_slot (self, worker, TRUE))
    {
      if (searching && sweet_parking_end_search (&self->parking) && sweet_scheduler_has_work (self))
        sweet_scheduler_notify (self);
      return FALSE;
    }
  if (!sweet_parking_park (&self->parking, searching) || !sweet_scheduler_has_work (self))
    return FALSE;
  if (!sweet_parking_unpark (&self->parking))
    return FALSE;

  sweet_scheduler_claim_slot (self, worker);
  return TRUE;
}

static void
sweet_scheduler_end_search (SweetScheduler *self)
{
  /* this one is about to be busy: whatever else there is needs another */
  if (sweet_parking_end_search (&self->parking) && sweet_scheduler_has_work (self))
    sweet_scheduler_notify (self);
}

/* @worker has a slot, and is counted as one that searches; returns without a slot */
void
sweet_scheduler_work (SweetScheduler *self,
                      SweetWorker *worker)
{
  guint max_searching = (self->n_workers + 1) / 2;
  gboolean searching = TRUE;

  while (worker->slot != NULL)
    {
      SweetJob *job = sweet_slot_find (self, worker->slot);

      if (job == NULL && !searching)
        searching = sweet_parking_begin_search (&self->parking, max_searching);
      if (job == NULL && searching)
        job = sweet_slot_search (self, worker->slot);
      if (job == NULL)
        {
          searching = sweet_scheduler_park (self, worker, searching);
          continue;
        }
      if (searching)
        sweet_scheduler_end_search (self);
      searching = FALSE;
      job->func (job, SWEET_JOB_RUN);
    }
}

/* a worker that can neither go on nor leave its place to another thread does somebody else's work */
gboolean
sweet_scheduler_run_other (SweetScheduler *self)
{
  SweetWorker *worker = sweet_scheduler_worker;
  SweetJob *job;

  if (worker == NULL || worker->scheduler != self || worker->slot == NULL)
    return FALSE;

  job = sweet_slot_find (self, worker->slot);
  if (job != NULL)
    job->func (job, SWEET_JOB_RUN);
  return job != NULL;
}

/* pushing */

static void
sweet_scheduler_push_seeded (SweetScheduler *self,
                             SweetJob *job)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->jobs, job);
  g_mutex_unlock (&self->lock);
}

/* any thread, after sweet_scheduler_check(); jobs of a worker are its own first */
void
sweet_scheduler_push (SweetScheduler *self,
                      SweetJob *job,
                      guint level)
{
  SweetWorker *worker = sweet_scheduler_worker;

  if (self->random != NULL)
    {
      sweet_scheduler_push_seeded (self, job);
      return;
    }
  if (worker == NULL || worker->scheduler != self || worker->slot == NULL || !sweet_slot_push (worker->slot, job, level))
    {
      a_store (&job->node.next, NULL, relaxed);
      sweet_injector_push (&self->injectors[level], &job->node, &job->node);
    }
  sweet_scheduler_notify (self);
}

/* any thread; behind everything of its level, also where a worker pushes it */
void
sweet_scheduler_push_fairly (SweetScheduler *self,
                             SweetJob *job,
                             guint level)
{
  if (self->random != NULL)
    {
      sweet_scheduler_push_seeded (self, job);
      return;
    }
  a_store (&job->node.next, NULL, relaxed);
  sweet_injector_push (&self->injectors[level], &job->node, &job->node);
  sweet_scheduler_notify (self);
}

/* any thread; the jobs are linked */
void
sweet_scheduler_push_chain (SweetScheduler *self,
                            SweetJob *first,
                            SweetJob *last,
                            guint level)
{
  if (self->random != NULL)
    {
      while (first != last)
        {
          SweetJob *next = (SweetJob *) a_load (&first->node.next, relaxed);

          sweet_scheduler_push_seeded (self, first);
          first = next;
        }
      sweet_scheduler_push_seeded (self, last);
      return;
    }
  a_store (&last->node.next, NULL, relaxed);
  sweet_injector_push (&self->injectors[level], &first->node, &last->node);
  sweet_scheduler_notify (self);
}

/* the seeded kind */

gboolean
sweet_scheduler_is_seeded (SweetScheduler *self)
{
  return self->random != NULL;
}

/* runs one job here; returns FALSE without one */
gboolean
sweet_scheduler_step (SweetScheduler *self)
{
  SweetJob *job = NULL;

  g_mutex_lock (&self->lock);
  if (self->jobs->len > 0)
    job = g_ptr_array_remove_index (self->jobs, (guint) g_rand_int_range (self->random, 0, (gint32) self->jobs->len));
  g_mutex_unlock (&self->lock);
  if (job != NULL)
    job->func (job, SWEET_JOB_RUN);
  return job != NULL;
}

/* counting tasks */

void
sweet_scheduler_count_begun (SweetScheduler *self)
{
  a_add (&self->n_begun, 1, relaxed);
}

/* a waiter that does the work by itself leaves the job behind. where workers do not get to take those out, it
 * waits for them instead, and so for all that came before. */
gboolean
sweet_scheduler_may_leave_jobs (SweetScheduler *self)
{
  guint64 n_left = a_load (&self->n_left, relaxed);
  guint n_slots;
  guint64 n_passed;

  if (n_left % SWEET_SCHEDULER_LEFT_INTERVAL != 0)
    return TRUE;

  n_slots = a_load (&self->n_slots, acquire);
  n_passed = a_load (&self->n_passed, relaxed);
  for (guint i = 0; i < n_slots; i++)
    n_passed += a_load (&self->slots[i]->n_passed, relaxed);
  return (gint64) (n_left - n_passed) < SWEET_SCHEDULER_MAX_LEFT;
}

void
sweet_scheduler_count_left (SweetScheduler *self)
{
  a_add (&self->n_left, 1, relaxed);
}

void
sweet_scheduler_count_passed (SweetScheduler *self)
{
  SweetWorker *worker = sweet_scheduler_worker;

  if (worker != NULL && worker->scheduler == self && worker->slot != NULL)
    a_store (&worker->slot->n_passed, a_load (&worker->slot->n_passed, relaxed) + 1, relaxed);
  else
    a_add (&self->n_passed, 1, relaxed);
}

/* workers count for themselves, so that no cache line goes from one to the other for it */
void
sweet_scheduler_count_ended (SweetScheduler *self)
{
  SweetWorker *worker = sweet_scheduler_worker;

  if (worker != NULL && worker->scheduler == self && worker->slot != NULL)
    a_store (&worker->slot->n_ended, a_load (&worker->slot->n_ended, relaxed) + 1, release);
  else
    a_add (&self->n_ended, 1, release);
}

guint64
sweet_scheduler_get_n_active (SweetScheduler *self)
{
  guint n_slots = a_load (&self->n_slots, acquire);
  guint64 n_ended = a_load (&self->n_ended, acquire);

  for (guint i = 0; i < n_slots; i++)
    n_ended += a_load (&self->slots[i]->n_ended, acquire);
  return a_load (&self->n_begun, relaxed) - n_ended;
}

/* making and ending */

SweetSlot *
sweet_slot_new (guint index)
{
  SweetSlot *slot = g_aligned_alloc0 (1, sizeof (SweetSlot), 64);

  for (guint level = 0; level < SWEET_N_LEVELS; level++)
    sweet_deque_init (&slot->deques[level]);
  slot->index = index;
  slot->random = index * 2654435761u + 1;
  return slot;
}

static SweetScheduler *
sweet_scheduler_alloc (const char *name,
                       guint n_slots,
                       gsize stack_size)
{
  SweetScheduler *self = g_aligned_alloc0 (1, sizeof (SweetScheduler), 64);

  self->refs = 1;
  self->name = g_strdup (name);
  for (guint level = 0; level < SWEET_N_LEVELS; level++)
    sweet_injector_init (&self->injectors[level]);
  self->n_workers = n_slots;
  self->slots = g_new0 (SweetSlot *, n_slots + SWEET_MAX_LOST);
  for (guint i = 0; i < n_slots; i++)
    self->slots[i] = sweet_slot_new (i);
  a_init (&self->n_slots, n_slots);
  sweet_scheduler_init_threads (self, stack_size);
  return self;
}

SweetScheduler *
sweet_scheduler_new (const char *name,
                     guint n_slots,
                     gsize stack_size)
{
  return sweet_scheduler_alloc (name, n_slots, stack_size);
}

SweetScheduler *
sweet_scheduler_new_seeded (const char *name,
                            guint32 seed)
{
  SweetScheduler *self = sweet_scheduler_alloc (name, 0, 0);

  self->random = g_rand_new_with_seed (seed);
  self->jobs = g_ptr_array_new ();
  return self;
}

SweetScheduler *
sweet_scheduler_ref (SweetScheduler *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

/* the threads hold a reference each, so that there are none any more */
void
sweet_scheduler_unref (SweetScheduler *self)
{
  guint n_slots = a_load (&self->n_slots, acquire);
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  sweet_scheduler_drop_jobs (self);
  sweet_scheduler_clear_threads (self);
  for (guint i = 0; i < n_slots; i++)
    g_aligned_free (self->slots[i]);
  g_free (self->slots);
  g_clear_pointer (&self->random, g_rand_free);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_free (self->name);
  g_aligned_free (self);
}

static SweetJob *
sweet_scheduler_take_any (SweetScheduler *self)
{
  guint n_slots = a_load (&self->n_slots, acquire);
  SweetNode *node;
  SweetJob *job = NULL;

  for (guint level = 0; level < SWEET_N_LEVELS; level++)
    if (sweet_injector_take (&self->injectors[level], &node, 1) > 0)
      return (SweetJob *) node;
  for (guint i = 0; job == NULL && i < n_slots; i++)
    for (guint level = 0; job == NULL && level < SWEET_N_LEVELS; level++)
      job = sweet_deque_steal (&self->slots[i]->deques[level]);
  if (job == NULL && self->jobs != NULL && self->jobs->len > 0)
    job = g_ptr_array_steal_index_fast (self->jobs, self->jobs->len - 1);
  return job;
}

/* what nobody will run any more */
void
sweet_scheduler_drop_jobs (SweetScheduler *self)
{
  SweetJob *job;

  while ((job = sweet_scheduler_take_any (self)) != NULL)
    job->func (job, SWEET_JOB_DROP);
}
