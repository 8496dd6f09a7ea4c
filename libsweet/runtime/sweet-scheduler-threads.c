/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "runtime/sweet-scheduler-private.h"

#include <sweet/sweet-error.h>

/* the threads of a scheduler. one takes a slot that was woken, or a job that may block, and sleeps
 * otherwise. there are as many as have something to do: those beyond the slots leave after a while, the
 * others sleep without ever waking by themselves. */

#define SWEET_SCHEDULER_LINGER (5 * G_USEC_PER_SEC)

static guint sweet_scheduler_fork_count;

static struct
{
  GMutex lock;
  SweetScheduler *scheduler;
} sweet_scheduler_default;

static void *sweet_scheduler_thread (void *data);

/* how many processors this process may use */
static guint
sweet_scheduler_count_processors (void)
{
  return MAX (g_get_num_processors (), 1);
}

static void
sweet_scheduler_before_fork (void)
{
  g_mutex_lock (&sweet_scheduler_default.lock);
}

static void
sweet_scheduler_after_fork_in_parent (void)
{
  g_mutex_unlock (&sweet_scheduler_default.lock);
}

/* threads stay behind: what was made before is of no use here, and the default one is made anew */
static void
sweet_scheduler_after_fork_in_child (void)
{
  __atomic_add_fetch (&sweet_scheduler_fork_count, 1, __ATOMIC_RELAXED);
  sweet_scheduler_default.scheduler = NULL;
  sweet_scheduler_set_worker (NULL);
  g_mutex_unlock (&sweet_scheduler_default.lock);
}

void
sweet_scheduler_init_threads (SweetScheduler *self,
                              gsize stack_size)
{
  static gsize initialized;

  if (g_once_init_enter (&initialized))
    {
      pthread_atfork (sweet_scheduler_before_fork, sweet_scheduler_after_fork_in_parent, sweet_scheduler_after_fork_in_child);
      g_once_init_leave (&initialized, 1);
    }

  self->stack_size = stack_size;
  self->fork_count = __atomic_load_n (&sweet_scheduler_fork_count, __ATOMIC_RELAXED);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wanted);
  g_cond_init (&self->changed);
  self->workers = g_ptr_array_new ();
  self->retired = g_array_new (FALSE, FALSE, sizeof (guint));
  self->free_slots = g_new (guint, self->n_workers + SWEET_MAX_LOST);
  /* the first one to be taken is on top */
  for (guint i = 0; i < self->n_workers; i++)
    self->free_slots[i] = self->n_workers - 1 - i;
  self->n_free = self->n_workers;
  for (guint i = 0; i < self->n_workers; i++)
    sweet_parking_park (&self->parking, FALSE);
}

void
sweet_scheduler_clear_threads (SweetScheduler *self)
{
  g_free (self->free_slots);
  g_ptr_array_unref (self->workers);
  g_array_unref (self->retired);
  g_cond_clear (&self->wanted);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

/* the default one lives as long as the process */
SweetScheduler *
sweet_scheduler_get_default (void)
{
  SweetScheduler *self;

  g_mutex_lock (&sweet_scheduler_default.lock);
  if (sweet_scheduler_default.scheduler == NULL)
    sweet_scheduler_default.scheduler = sweet_scheduler_new ("sweet", sweet_scheduler_count_processors (), 0);
  self = sweet_scheduler_default.scheduler;
  g_mutex_unlock (&sweet_scheduler_default.lock);
  return self;
}

SweetScheduler *
sweet_scheduler_peek_default (void)
{
  SweetScheduler *self;

  g_mutex_lock (&sweet_scheduler_default.lock);
  self = sweet_scheduler_default.scheduler;
  g_mutex_unlock (&sweet_scheduler_default.lock);
  return self;
}

/* slots */

/* with the lock */
static void
sweet_scheduler_set_available (SweetScheduler *self,
                               SweetWorker *worker,
                               gboolean available)
{
  if (worker->available == available)
    return;

  worker->available = available;
  if (available)
    self->n_available++;
  else
    self->n_available--;
}

/* the worker gives its slot away, to look for something else to do or not. returns FALSE for a slot that is
 * not needed any more: nobody is parked with it. */
gboolean
sweet_scheduler_free_slot (SweetScheduler *self,
                           SweetWorker *worker,
                           gboolean available)
{
  guint index = g_steal_pointer (&worker->slot)->index;
  gboolean surplus;

  g_mutex_lock (&self->lock);
  surplus = self->n_surplus > 0;
  if (surplus)
    {
      self->n_surplus--;
      g_array_append_val (self->retired, index);
    }
  else
    self->free_slots[self->n_free++] = index;
  sweet_scheduler_set_available (self, worker, available);
  g_mutex_unlock (&self->lock);
  return !surplus;
}

/* the caller has taken one off those that are parked, so there is one */
void
sweet_scheduler_claim_slot (SweetScheduler *self,
                            SweetWorker *worker)
{
  g_mutex_lock (&self->lock);
  worker->slot = self->slots[self->free_slots[--self->n_free]];
  sweet_scheduler_set_available (self, worker, FALSE);
  g_mutex_unlock (&self->lock);
}

/* threads */

static gboolean
sweet_scheduler_create_thread (SweetScheduler *self)
{
  pthread_attr_t attr;
  pthread_t thread;
  int code;

  pthread_attr_init (&attr);
  pthread_attr_setdetachstate (&attr, PTHREAD_CREATE_DETACHED);
  if (self->stack_size > 0)
    pthread_attr_setstacksize (&attr, self->stack_size);
  code = pthread_create (&thread, &attr, sweet_scheduler_thread, sweet_scheduler_ref (self));
  pthread_attr_destroy (&attr);
  a_store (&self->starved, code != 0, relaxed);
  if (code == 0)
    return TRUE;

  sweet_scheduler_unref (self);
  errno = code;
  return FALSE;
}

/* with the lock, which it lets go meanwhile: sees to it that a thread comes for what was just added.
 * returns FALSE where that has to wait for one that is busy, because there can be no more. */
static gboolean
sweet_scheduler_want_thread (SweetScheduler *self)
{
  gboolean created;

  if (self->n_tokens + self->n_blocking <= self->n_available)
    {
      g_cond_signal (&self->wanted);
      return TRUE;
    }

  /* it counts from now on, or two would be made for one thing */
  a_add (&self->n_threads, 1, relaxed);
  self->n_available++;
  g_mutex_unlock (&self->lock);
  created = sweet_scheduler_create_thread (self);
  g_mutex_lock (&self->lock);
  if (!created)
    {
      a_sub (&self->n_threads, 1, relaxed);
      self->n_available--;
    }
  return created;
}

/* with the lock: where none has begun, what is pushed would wait for ever */
static gboolean
sweet_scheduler_want_first_thread (SweetScheduler *self)
{
  gboolean created;

  a_add (&self->n_threads, 1, relaxed);
  self->n_available++;
  created = sweet_scheduler_create_thread (self);
  if (!created)
    {
      a_sub (&self->n_threads, 1, relaxed);
      self->n_available--;
    }
  return created;
}

gboolean
sweet_scheduler_post_token (SweetScheduler *self)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  self->n_tokens++;
  ok = sweet_scheduler_want_thread (self);
  g_mutex_unlock (&self->lock);
  return ok;
}

/* any thread; the job gets a thread of its own for as long as it likes */
void
sweet_scheduler_push_blocking (SweetScheduler *self,
                               SweetJob *job)
{
  if (self->random != NULL)
    {
      sweet_scheduler_push (self, job, 0);
      return;
    }

  a_store (&job->node.next, NULL, relaxed);
  g_mutex_lock (&self->lock);
  if (self->blocking == NULL)
    self->blocking = &job->node;
  else
    a_store (&self->last_blocking->next, &job->node, relaxed);
  self->last_blocking = &job->node;
  self->n_blocking++;
  sweet_scheduler_want_thread (self);
  g_mutex_unlock (&self->lock);
}

/* with the lock */
static SweetJob *
sweet_scheduler_take_blocking (SweetScheduler *self)
{
  SweetNode *node = self->blocking;

  if (node == NULL)
    return NULL;

  self->blocking = a_load (&node->next, relaxed);
  self->n_blocking--;
  return (SweetJob *) node;
}

/* with the lock: returns FALSE when the thread is to leave */
static gboolean
sweet_scheduler_sleep (SweetScheduler *self)
{
  gboolean woken = TRUE;

  if (self->quit)
    return FALSE;

  if (a_load (&self->n_threads, relaxed) > self->n_workers)
    woken = g_cond_wait_until (&self->wanted, &self->lock, g_get_monotonic_time () + SWEET_SCHEDULER_LINGER);
  else
    g_cond_wait (&self->wanted, &self->lock);
  return woken || self->n_tokens > 0 || self->blocking != NULL || a_load (&self->n_threads, relaxed) <= self->n_workers;
}

static void *
sweet_scheduler_thread (void *data)
{
  SweetScheduler *self = data;
  SweetWorker worker = { .scheduler = self, .available = TRUE };
  SweetJob *job;

  pthread_setname_np (pthread_self (), self->name);
  sweet_scheduler_set_worker (&worker);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->workers, &worker);
  do
    {
      if ((job = sweet_scheduler_take_blocking (self)) != NULL)
        {
          sweet_scheduler_set_available (self, &worker, FALSE);
          g_mutex_unlock (&self->lock);
          job->func (job, SWEET_JOB_RUN);
          g_mutex_lock (&self->lock);
        }
      else if (self->n_tokens > 0)
        {
          self->n_tokens--;
          worker.slot = self->slots[self->free_slots[--self->n_free]];
          sweet_scheduler_set_available (self, &worker, FALSE);
          g_mutex_unlock (&self->lock);
          sweet_scheduler_work (self, &worker);
          g_mutex_lock (&self->lock);
        }
      sweet_scheduler_set_available (self, &worker, TRUE);
    }
  while (self->n_tokens > 0 || self->blocking != NULL || sweet_scheduler_sleep (self));
  sweet_scheduler_set_available (self, &worker, FALSE);
  g_ptr_array_remove_fast (self->workers, &worker);
  a_sub (&self->n_threads, 1, relaxed);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  sweet_scheduler_set_worker (NULL);
  sweet_scheduler_unref (self);
  return NULL;
}

/* what workers are in the middle of */

gpointer
sweet_scheduler_enter (gpointer task)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();

  return worker != NULL ? a_exchange (&worker->current, task, seq_cst) : NULL;
}

/* a task that somebody looks at stays until that is done */
void
sweet_scheduler_leave (gpointer before)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();

  if (worker == NULL)
    return;

  a_store (&worker->current, before, seq_cst);
  if (G_LIKELY (a_load (&worker->scheduler->looking, seq_cst) == 0))
    return;

  g_mutex_lock (&worker->scheduler->lock);
  g_mutex_unlock (&worker->scheduler->lock);
}

void
sweet_scheduler_foreach_current (SweetScheduler *self,
                                 GFunc func,
                                 gpointer data)
{
  g_mutex_lock (&self->lock);
  a_store (&self->looking, 1, seq_cst);
  for (guint i = 0; i < self->workers->len; i++)
    {
      SweetWorker *worker = g_ptr_array_index (self->workers, i);
      gpointer task = a_load (&worker->current, seq_cst);

      if (task != NULL)
        func (task, data);
    }
  a_store (&self->looking, 0, seq_cst);
  g_mutex_unlock (&self->lock);
}

gboolean
sweet_scheduler_is_open (SweetScheduler *self)
{
  return a_load (&self->closed, acquire) == 0 && self->fork_count == __atomic_load_n (&sweet_scheduler_fork_count, __ATOMIC_RELAXED);
}

gboolean
sweet_scheduler_check (SweetScheduler *self,
                       GError **error)
{
  gboolean ok;

  if (G_UNLIKELY (a_load (&self->closed, acquire) != 0))
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN, "the runtime “%s” was shut down", self->name);
      return FALSE;
    }
  if (G_UNLIKELY (self->fork_count != __atomic_load_n (&sweet_scheduler_fork_count, __ATOMIC_RELAXED)))
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN,
                   "the runtime “%s” was made before fork() and has no threads in the child process", self->name);
      return FALSE;
    }
  if (G_LIKELY (a_load (&self->n_threads, relaxed) > 0) || self->random != NULL)
    return TRUE;

  g_mutex_lock (&self->lock);
  ok = a_load (&self->n_threads, relaxed) > 0 || sweet_scheduler_want_first_thread (self);
  g_mutex_unlock (&self->lock);
  if (!ok)
    g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_NO_THREAD, "the runtime “%s” cannot begin a thread: %s", self->name, g_strerror (errno));
  return ok;
}

/* blocking */

/* returns whether the thread gave its slot away */
gboolean
sweet_scheduler_begin_blocking (void)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();

  if (worker == NULL || worker->slot == NULL)
    return FALSE;

  if (sweet_scheduler_free_slot (worker->scheduler, worker, FALSE))
    sweet_parking_park (&worker->scheduler->parking, FALSE);
  if (sweet_scheduler_has_work (worker->scheduler))
    sweet_scheduler_notify (worker->scheduler);
  return TRUE;
}

/* goes on with a slot if one is free, otherwise without one to the end of its job */
void
sweet_scheduler_end_blocking (gboolean begun)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();

  if (begun && sweet_parking_resume (&worker->scheduler->parking))
    sweet_scheduler_claim_slot (worker->scheduler, worker);
}

/* the stack of a thread, of whatever kind */
typedef struct
{
  gboolean known;
  const char *low;
  gsize size;
} SweetStack;

static void
sweet_stack_find (SweetStack *self)
{
  pthread_attr_t attr;
  void *low = NULL;

  self->known = TRUE;
  if (pthread_getattr_np (pthread_self (), &attr) != 0)
    return;

  pthread_attr_getstack (&attr, &low, &self->size);
  self->low = low;
  pthread_attr_destroy (&attr);
}

/* whether a quarter of the stack is left, so that one more job may run on top of this one */
gboolean
sweet_scheduler_has_stack (void)
{
  SWEET_THREAD_LOCAL SweetStack stack;
  const char *here = __builtin_frame_address (0);

  if (G_UNLIKELY (!stack.known))
    sweet_stack_find (&stack);
  /* on one that somebody made by himself anything is possible */
  if (stack.low == NULL || here < stack.low || here - stack.low > (gssize) stack.size)
    return TRUE;

  return here - stack.low >= (gssize) (stack.size / 4);
}

/* whether threads that block had better not: nobody might take their place */
gboolean
sweet_scheduler_is_starved (SweetScheduler *self)
{
  return a_load (&self->starved, relaxed) != 0;
}

/* with the lock: a slot in place of one that does not come back for now; FALSE where there are too many */
static gboolean
sweet_scheduler_add_slot (SweetScheduler *self)
{
  guint index = a_load (&self->n_slots, relaxed);

  if (self->retired->len > 0)
    {
      index = g_array_index (self->retired, guint, self->retired->len - 1);
      g_array_set_size (self->retired, self->retired->len - 1);
    }
  else if (index == self->n_workers + SWEET_MAX_LOST)
    return FALSE;
  else
    {
      self->slots[index] = sweet_slot_new (index);
      a_store (&self->n_slots, index + 1, release);
    }
  self->free_slots[self->n_free++] = index;
  return TRUE;
}

/* any thread: one of the scheduler is in work that was given up. another takes its place, and it is counted
 * until it comes back. */
void
sweet_scheduler_lose_thread (SweetScheduler *self)
{
  gboolean added;

  g_mutex_lock (&self->lock);
  self->n_lost++;
  added = self->n_lost <= SWEET_MAX_LOST && sweet_scheduler_add_slot (self);
  if (!added)
    self->n_unreplaced++;
  g_mutex_unlock (&self->lock);
  if (!added)
    return;

  sweet_parking_park (&self->parking, FALSE);
  if (sweet_scheduler_has_work (self))
    sweet_scheduler_notify (self);
}

/* in the thread that came back: with it there is a slot too many, which goes with the next worker that has
 * nothing to do */
void
sweet_scheduler_find_thread (SweetScheduler *self)
{
  g_mutex_lock (&self->lock);
  self->n_lost--;
  if (self->n_unreplaced > 0)
    self->n_unreplaced--;
  else
    self->n_surplus++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint
sweet_scheduler_get_n_threads (SweetScheduler *self)
{
  return a_load (&self->n_threads, relaxed);
}

guint
sweet_scheduler_get_n_lost (SweetScheduler *self)
{
  guint n_lost;

  g_mutex_lock (&self->lock);
  n_lost = self->n_lost;
  g_mutex_unlock (&self->lock);
  return n_lost;
}

/* tasks that the end of the runtime has to find */

void
sweet_scheduler_add_task (SweetScheduler *self,
                          GList *link)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail_link (&self->tasks, link);
  g_mutex_unlock (&self->lock);
}

void
sweet_scheduler_remove_task (SweetScheduler *self,
                             GList *link)
{
  g_mutex_lock (&self->lock);
  g_queue_unlink (&self->tasks, link);
  g_mutex_unlock (&self->lock);
}

void
sweet_scheduler_foreach_task (SweetScheduler *self,
                              GFunc func,
                              gpointer data)
{
  g_mutex_lock (&self->lock);
  g_queue_foreach (&self->tasks, func, data);
  g_mutex_unlock (&self->lock);
}

/* shutdown */

/* nothing begins any more, not even what was taken */
void
sweet_scheduler_set_over (SweetScheduler *self)
{
  a_store (&self->over, 1, seq_cst);
}

gboolean
sweet_scheduler_is_over (SweetScheduler *self)
{
  return a_load (&self->over, acquire) != 0;
}

/* nothing is pushed any more */
void
sweet_scheduler_close (SweetScheduler *self)
{
  a_store (&self->closed, 1, seq_cst);
}

/* the threads leave when they have nothing to do; waits for those that are not lost. returns whether they
 * all left in time. */
gboolean
sweet_scheduler_join (SweetScheduler *self,
                      gint64 until)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();
  guint self_counts = worker != NULL && worker->scheduler == self ? 1 : 0;
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_broadcast (&self->wanted);
  while (in_time && a_load (&self->n_threads, relaxed) > self->n_lost + self_counts)
    in_time = g_cond_wait_until (&self->changed, &self->lock, until);
  g_mutex_unlock (&self->lock);
  return in_time;
}
