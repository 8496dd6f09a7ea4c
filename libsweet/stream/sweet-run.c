/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-element-private.h"
#include "stream/sweet-run-private.h"
#include "task/sweet-runtime-private.h"

/* workers take items (credits) from the source to the end. each carries its item through all steps
 * that may run side by side; a step that takes items one at a time parks those that come too early.
 * a worker without work goes back to the pool, and whoever makes work calls for one. */

/* µs that a worker stays with a run while others wait for it */
#define SWEET_RUN_SLICE 5000

SweetRun *
sweet_run_ref (SweetRun *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

/* lets go of what belongs to the application; on its context, if it has anything there */
void
sweet_run_drop_elements (SweetRun *self)
{
  g_ptr_array_set_size (self->items, 0);
  g_ptr_array_set_size (self->leftovers, 0);
  g_array_set_size (self->leftover_asides, 0);
  sweet_chunk_pool_reset (&self->finish_pool);
  sweet_run_drop_parts (self);
  for (guint i = 0; i < self->n_stages; i++)
    sweet_stage_drop_elements (&self->stages[i]);
  g_clear_object (&self->recipe->source);
  g_ptr_array_set_size (self->recipe->elements, 0);
  g_clear_object (&self->recipe->strategy);
  g_clear_object (&self->recipe->sender_strategy);
  g_clear_object (&self->recipe->sink);
  g_clear_object (&self->recipe->error_strategy);
  for (guint i = 0; i < self->recipe->branches->len; i++)
    {
      SweetBranch *branch = g_ptr_array_index (self->recipe->branches, i);

      g_ptr_array_set_size (branch->recipe->elements, 0);
      g_clear_object (&branch->recipe->sink);
    }
  g_clear_pointer (&self->recipe->receiver, sweet_callback_unref);
  g_clear_pointer (&self->recipe->final_event, sweet_callback_unref);
  g_clear_object (&self->recipe->collector);
  g_clear_object (&self->task_id);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->read_cancellable);
}

void
sweet_run_unref (SweetRun *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (guint i = 0; i < self->n_stages; i++)
    sweet_stage_clear (&self->stages[i]);
  sweet_stage_clear (&self->source);
  for (guint i = 0; i <= self->max_workers; i++)
    sweet_histogram_free (self->workers[i].latency);
  g_free (self->stages);
  sweet_run_drop_parts (self);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->leftovers);
  g_array_unref (self->leftover_asides);
  sweet_chunk_pool_clear (&self->finish_pool);
  g_queue_clear_full (&self->pushed, g_object_unref);
  g_ptr_array_unref (self->errors);
  g_cond_clear (&self->pauses);
  g_free (self->sinks);
  sweet_recipe_free (self->recipe);
  sweet_delivery_unref (self->delivery);
  sweet_wakeup_unref (self->wakeup);
  g_clear_error (&self->error);
  g_clear_object (&self->tuner.plan);
  g_clear_object (&self->read_tuner.plan);
  g_free (self->workers);
  g_free (self->worker_taken);
  g_free (self->reader_taken);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* lists of items are in the order of their sequence */
void
sweet_run_insert (SweetItem **list,
                  SweetItem *item)
{
  while (*list != NULL && (*list)->sequence < item->sequence)
    list = &(*list)->next;
  item->next = *list;
  *list = item;
}

/* whether nothing of the item counts any more */
gboolean
sweet_run_drops (SweetRun *self,
                 SweetItem *item)
{
  return __atomic_load_n (&self->aborted, __ATOMIC_RELAXED) != 0 || item->sequence > __atomic_load_n (&self->stop_sequence, __ATOMIC_RELAXED) || item->stage < __atomic_load_n (&self->enough_stage, __ATOMIC_RELAXED);
}

/* with the lock: an item waits for any worker */
void
sweet_run_make_ready (SweetRun *self,
                      SweetItem *item)
{
  sweet_run_insert (&self->ready, item);
  sweet_run_schedule (self);
}

static void
sweet_run_flush_list (SweetRun *self,
                      SweetItem **list,
                      SweetStage *stage)
{
  while (*list != NULL)
    {
      SweetItem *item = *list;

      if (!sweet_run_drops (self, item))
        {
          list = &item->next;
          continue;
        }
      *list = item->next;
      sweet_stage_set_queue (stage, stage->queue - 1);
      sweet_run_insert (&self->ready, item);
    }
}

/* with the lock: items that do not count any more need not wait for their turn */
static void
sweet_run_flush (SweetRun *self)
{
  for (guint i = 0; i < self->items->len; i++)
    sweet_run_wake (self, g_ptr_array_index (self->items, i));
  sweet_run_flush_list (self, &self->undecided, &self->stages[0]);
  for (guint i = 0; i < self->n_stages; i++)
    sweet_run_flush_list (self, &self->stages[i].parked, &self->stages[i]);
  sweet_run_flush_parts (self);
  g_cond_broadcast (&self->pauses);
  sweet_run_schedule (self);
}

/* @item is the last one that counts, because of @error or, without one, because it is enough. takes
 * @error. */
void
sweet_run_stop_at (SweetRun *self,
                   SweetItem *item,
                   GError *error)
{
  g_autoptr (GError) old = NULL;

  g_mutex_lock (&self->lock);
  if (!self->aborted && item->sequence <= self->stop_sequence && item->stage >= self->enough_stage)
    {
      old = g_steal_pointer (&self->error);
      self->error = g_steal_pointer (&error);
      __atomic_store_n (&self->stop_sequence, item->sequence, __ATOMIC_RELAXED);
      self->stopped = TRUE;
      sweet_run_flush (self);
    }
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
  g_cancellable_cancel (self->read_cancellable);
}

/* @item had the last records that are wanted. without order others may be ahead of it, and count. */
void
sweet_run_stop_behind (SweetRun *self,
                       SweetItem *item)
{
  if (self->ordered)
    {
      sweet_run_stop_at (self, item, NULL);
      return;
    }

  g_mutex_lock (&self->lock);
  __atomic_store_n (&self->enough_stage, item->stage + 1, __ATOMIC_RELAXED);
  self->stopped = TRUE;
  sweet_run_flush (self);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->read_cancellable);
}

/* ends the stream now, whatever is under way; takes @error */
void
sweet_run_abort (SweetRun *self,
                 GError *error)
{
  g_autoptr (GCancellable) reading = NULL;
  g_autoptr (GCancellable) working = NULL;

  g_mutex_lock (&self->lock);
  if (self->phase != SWEET_RUN_ENDED && !self->aborted && !self->sealed)
    {
      reading = g_object_ref (self->read_cancellable);
      working = g_object_ref (self->cancellable);
      __atomic_store_n (&self->aborted, 1, __ATOMIC_RELAXED);
      self->stopped = TRUE;
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      sweet_run_flush (self);
    }
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
  g_cancellable_cancel (reading);
  g_cancellable_cancel (working);
  if (working == NULL)
    return;

  sweet_run_recall_items (self);
  sweet_run_recall_read (self);
  sweet_run_recall_questions (self);
  sweet_run_recall_adjust (self);
}

typedef enum
{
  SWEET_WORK_NONE,
  SWEET_WORK_OPEN,
  SWEET_WORK_READY,
  SWEET_WORK_HELP,
  SWEET_WORK_FEED,
  SWEET_WORK_FINISH,
  SWEET_WORK_CLOSE,
} SweetRunWork;

/* with the lock: what there is to do, the nearest to the end of the pipeline first, for a thread that has
 * @n_stays with the run */
static SweetRunWork
sweet_run_find_work (SweetRun *self,
                     guint n_stays)
{
  SweetItem *item;

  if (self->phase == SWEET_RUN_ENDED)
    return SWEET_WORK_NONE;
  if (self->phase == SWEET_RUN_OPENING && !self->stopped)
    return self->stepping ? SWEET_WORK_NONE : SWEET_WORK_OPEN;
  if (self->ready != NULL)
    return SWEET_WORK_READY;
  if (sweet_run_can_help (self, &item))
    return SWEET_WORK_HELP;
  if (self->stepping)
    return SWEET_WORK_NONE;
  if (self->phase == SWEET_RUN_FLOWING && sweet_run_can_feed (self))
    return SWEET_WORK_FEED;
  if (!sweet_run_is_drained (self))
    return SWEET_WORK_NONE;
  if (self->phase == SWEET_RUN_FLOWING && sweet_run_has_finish (self))
    return SWEET_WORK_FINISH;
  /* what the others have used is known when they have gone */
  return self->n_stays > n_stays ? SWEET_WORK_NONE : SWEET_WORK_CLOSE;
}

static void
sweet_run_do_ready (SweetRun *self,
                    guint worker,
                    SweetItem *item)
{
  item->since = 0;
  if (item->state != SWEET_ITEM_CARRIED && !sweet_run_drops (self, item))
    sweet_run_decode (self, worker, item);
  else
    sweet_run_carry (self, worker, item);
}

/* with the lock, which it lets go while it works. returns FALSE when there is nothing to do. */
static gboolean
sweet_run_work_once (SweetRun *self,
                     guint *worker)
{
  SweetRunWork work = sweet_run_find_work (self, 1);
  SweetItem *item = NULL;

  switch (work)
    {
    case SWEET_WORK_NONE:
      return FALSE;
    case SWEET_WORK_READY:
      item = self->ready;
      self->ready = item->next;
      sweet_run_schedule (self);
      g_mutex_unlock (&self->lock);
      sweet_run_do_ready (self, *worker, item);
      break;
    case SWEET_WORK_HELP:
      sweet_run_can_help (self, &item);
      sweet_run_help (self, *worker, item);
      break;
    case SWEET_WORK_FEED:
      *worker = sweet_run_feed (self, *worker);
      break;
    case SWEET_WORK_OPEN:
      self->stepping = TRUE;
      g_mutex_unlock (&self->lock);
      sweet_run_do_open (self);
      break;
    case SWEET_WORK_FINISH:
      self->stepping = TRUE;
      g_mutex_unlock (&self->lock);
      sweet_run_do_finish (self);
      break;
    case SWEET_WORK_CLOSE:
    default:
      self->phase = SWEET_RUN_CLOSING;
      self->stepping = TRUE;
      g_mutex_unlock (&self->lock);
      sweet_run_do_close (self);
      break;
    }
  g_mutex_lock (&self->lock);
  if (*worker == SWEET_RUN_NO_WORKER)
    return FALSE;

  sweet_run_retire (self, *worker);
  return TRUE;
}

/* with the lock: takes a place among the run's workers, if one is free */
guint
sweet_run_take_worker (SweetRun *self)
{
  guint worker = 0;

  if (self->n_active >= self->wanted_workers)
    return SWEET_RUN_NO_WORKER;

  self->n_active++;
  self->tuner.most_active = MAX (self->tuner.most_active, self->n_active);
  sweet_run_arm_adjust (&self->tuner);
  while (self->worker_taken[worker])
    worker++;
  self->worker_taken[worker] = TRUE;
  return worker;
}

/* with the lock */
void
sweet_run_leave_worker (SweetRun *self,
                        guint worker)
{
  self->worker_taken[worker] = FALSE;
  self->n_active--;
}

/* whether the worker has been here long enough and is wanted elsewhere, or is one too many */
static gboolean
sweet_run_is_unfair (SweetRun *self,
                     gint64 since)
{
  if (self->n_active > self->wanted_workers)
    return TRUE;

  return !self->has_own_threads && self->n_active > self->min_workers && g_get_monotonic_time () - since >= SWEET_RUN_SLICE && sweet_scheduler_has_work (self->scheduler);
}

static void
sweet_run_work (gpointer data)
{
  SweetRun *self = data;
  gint64 since = g_get_monotonic_time ();
  SweetRunStay stay;
  guint worker;

  sweet_run_begin_stay (self, &stay);
  g_mutex_lock (&self->lock);
  self->n_called--;
  worker = sweet_run_take_worker (self);
  while (worker != SWEET_RUN_NO_WORKER && sweet_run_work_once (self, &worker) && !sweet_run_is_unfair (self, since))
    ;
  if (worker != SWEET_RUN_NO_WORKER)
    {
      sweet_run_leave_worker (self, worker);
      sweet_run_schedule (self);
    }
  g_mutex_unlock (&self->lock);
  sweet_run_end_stay (self, &stay);
  sweet_run_unref (self);
}

/* with the lock: calls for a worker if there is work and room for one */
void
sweet_run_schedule (SweetRun *self)
{
  SweetJob *job;

  if (self->n_active + self->n_called >= self->wanted_workers || sweet_run_find_work (self, 0) == SWEET_WORK_NONE)
    return;

  self->n_called++;
  /* what a shutdown drops was aborted, and only lets go of what it has, on whatever thread */
  job = sweet_call_new (sweet_run_work, sweet_run_work, sweet_run_ref (self));
  if (self->has_own_threads)
    sweet_scheduler_push_blocking (self->scheduler, job);
  else
    sweet_scheduler_push_fairly (self->scheduler, job, a_load (&self->task->priority, relaxed));
}

/* leaves out those that were fed already */
static void
sweet_run_free_leftover (gpointer data)
{
  g_clear_object ((GObject **) &data);
}

/* takes @recipe, and a reference to @task */
SweetRun *
sweet_run_new (SweetRecipe *recipe,
               SweetBaseTask *task,
               SweetPlan *plan,
               SweetPlan *sender_plan,
               SweetRunFunc end,
               SweetRunTellFunc tell)
{
  SweetRun *self = g_new0 (SweetRun, 1);

  self->refs = 1;
  self->recipe = recipe;
  self->task = task;
  self->task_id = g_object_ref (sweet_task_get_id (SWEET_TASK (task)));
  self->delivery = sweet_delivery_ref (task->delivery);
  self->wakeup = sweet_wakeup_ref (sweet_base_task_need_wakeup (task));
  self->source_name = recipe->source != NULL ? sweet_element_get_name (SWEET_ELEMENT (recipe->source)) : NULL;
  self->scheduler = sweet_runtime_find_scheduler (task->spec->runtime);
  self->max_workers = MAX (sweet_plan_get_workers (plan), sweet_plan_get_max_workers (plan));
  sweet_run_init_tuners (self, plan, sender_plan);
  self->ordered = sweet_plan_get_ordered (plan) || sweet_plan_get_batch_size (plan) > 0 || sweet_plan_get_batch_size (sender_plan) > 0;
  self->cancellable = g_cancellable_new ();
  self->read_cancellable = g_cancellable_new ();
  self->end = end;
  self->tell = tell;
  self->length = -1;
  self->measured = task->spec->with_metrics;
  self->leftover_stage = -1;
  self->stop_sequence = G_MAXUINT64;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_item_free);
  self->leftovers = g_ptr_array_new_with_free_func (sweet_run_free_leftover);
  self->leftover_asides = sweet_asides_new ();
  sweet_chunk_pool_init (&self->finish_pool);
  g_queue_init (&self->pushed);
  g_queue_init (&self->pushers);
  g_mutex_init (&self->lock);
  g_cond_init (&self->pauses);
  self->errors = g_ptr_array_new_with_free_func (g_object_unref);
  self->workers = g_new0 (SweetRunWorker, self->max_workers + 1);
  self->worker_taken = g_new0 (gboolean, self->max_workers + 1);
  self->reader_taken = g_new0 (gboolean, self->n_readers + 1);
  sweet_stage_init (&self->source, SWEET_STAGE_SOURCE, NULL, self->max_workers + 1 + self->n_readers);
  self->source.name = self->source_name != NULL ? self->source_name : "push";
  if (recipe->source != NULL)
    self->source.place = sweet_element_get_place (SWEET_ELEMENT (recipe->source));
  sweet_run_add_stages (self, plan, sender_plan);
  return self;
}

void
sweet_run_start (SweetRun *self)
{
  self->started_at = g_get_real_time ();
  self->begun = sweet_fine_time ();
  sweet_rates_add (&self->rates, &(SweetRatesSample){ self->begun, 0, 0 });
  self->pace.at = sweet_run_get_time (self);
  for (guint i = 0; i < self->n_stages; i++)
    self->stages[i].pace.at = self->pace.at;
  g_mutex_lock (&self->lock);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}
