/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <unistd.h>

#include "runtime/sweet-worker-pool-private.h"
#include "stream/sweet-element-private.h"
#include "stream/sweet-run-private.h"

/* workers take items (credits) from the source to the end. each carries its item through all steps
 * that may run side by side; a step that takes items one at a time parks those that come too early.
 * a worker without work goes back to the pool, and whoever makes work calls for one. */

#define SWEET_RUN_DEFAULT_BLOCK_SIZE SWEET_MIB (1)
#define SWEET_RUN_CONTEXT_BUDGET     5000

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
  sweet_chunk_pool_reset (&self->finish_pool);
  for (guint i = 0; i < self->n_stages; i++)
    sweet_stage_drop_elements (&self->stages[i]);
  g_clear_object (&self->recipe->source);
  g_ptr_array_set_size (self->recipe->elements, 0);
  g_clear_object (&self->recipe->strategy);
  g_clear_object (&self->recipe->sink);
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
  g_free (self->stages);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->leftovers);
  sweet_chunk_pool_clear (&self->finish_pool);
  g_queue_clear_full (&self->pushed, g_object_unref);
  sweet_recipe_free (self->recipe);
  sweet_delivery_unref (self->delivery);
  sweet_wakeup_unref (self->wakeup);
  g_clear_error (&self->error);
  g_free (self->workers);
  g_free (self->worker_taken);
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
  return __atomic_load_n (&self->aborted, __ATOMIC_RELAXED) != 0 || item->sequence > __atomic_load_n (&self->stop_sequence, __ATOMIC_RELAXED);
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
                      SweetItem **list)
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
      sweet_run_insert (&self->ready, item);
    }
}

/* with the lock: items that do not count any more need not wait for their turn */
static void
sweet_run_flush (SweetRun *self)
{
  sweet_run_flush_list (self, &self->undecided);
  for (guint i = 0; i < self->n_stages; i++)
    sweet_run_flush_list (self, &self->stages[i].parked);
  sweet_run_schedule (self);
}

/* @item is the last one that counts, because of @error or, without one, because it is enough */
void
sweet_run_stop_at (SweetRun *self,
                   SweetItem *item,
                   GError *error)
{
  g_autoptr (GError) old = NULL;

  g_mutex_lock (&self->lock);
  if (item->sequence <= self->stop_sequence)
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

/* ends the stream now, whatever is under way; takes @error */
void
sweet_run_abort (SweetRun *self,
                 GError *error)
{
  g_autoptr (GCancellable) reading = NULL;
  g_autoptr (GCancellable) working = NULL;

  g_mutex_lock (&self->lock);
  if (self->phase != SWEET_RUN_ENDED && !self->aborted)
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
}

/* calls on the context */

static void
sweet_run_item_on_context (SweetDeliveryJob *job,
                           gboolean dropped);

/* with the lock held or not: @item has its turn and goes to the context */
static void
sweet_run_send_item (SweetRun *self,
                     SweetItem *item)
{
  item->job.owner = self->end_data;
  item->job.run = sweet_run_item_on_context;
  sweet_delivery_post (self->delivery, &item->job);
  sweet_wakeup_ring (self->wakeup);
}

static void
sweet_run_step_on_context (SweetDeliveryJob *job,
                           gboolean dropped)
{
  SweetRun *self = (SweetRun *) ((char *) job - G_STRUCT_OFFSET (SweetRun, job));

  if (dropped)
    sweet_run_abort (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  self->dispatching = g_thread_self ();
  self->step (self);
  self->dispatching = NULL;
  sweet_run_unref (self);
}

/* runs @step where an element of @place wants it */
static void
sweet_run_do_step (SweetRun *self,
                   SweetPlace place,
                   void (*step) (SweetRun *run))
{
  if (place != SWEET_PLACE_CONTEXT)
    {
      step (self);
      return;
    }

  self->step = step;
  self->job.owner = self->end_data;
  self->job.run = sweet_run_step_on_context;
  sweet_run_ref (self);
  sweet_delivery_post (self->delivery, &self->job);
  sweet_wakeup_ring (self->wakeup);
}

static void
sweet_run_end_step (SweetRun *self)
{
  g_mutex_lock (&self->lock);
  self->stepping = FALSE;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}

/* steps that items take */

typedef enum
{
  SWEET_ENTRY_GRANTED,
  SWEET_ENTRY_PARKED,
  SWEET_ENTRY_DROPPED,
} SweetEntry;

static SweetEntry
sweet_run_enter (SweetRun *self,
                 SweetStage *stage,
                 SweetItem *item)
{
  SweetEntry entry = SWEET_ENTRY_GRANTED;

  gboolean early;

  g_mutex_lock (&self->lock);
  early = (self->ordered || stage->kind == SWEET_STAGE_DECODE) && stage->turn != item->sequence;
  if (sweet_run_drops (self, item))
    entry = SWEET_ENTRY_DROPPED;
  else if (!sweet_stage_is_sequential (stage))
    entry = SWEET_ENTRY_GRANTED;
  else if (stage->busy || early)
    {
      entry = SWEET_ENTRY_PARKED;
      sweet_run_insert (&stage->parked, item);
    }
  else
    stage->busy = TRUE;
  g_mutex_unlock (&self->lock);
  return entry;
}

/* the next item that may take a step, taken off the parked ones */
static SweetItem *
sweet_run_unpark (SweetRun *self,
                  SweetStage *stage)
{
  SweetItem *item = stage->parked;
  gboolean ordered = self->ordered || stage->kind == SWEET_STAGE_DECODE;

  if (item == NULL || (sweet_stage_is_sequential (stage) && ordered && stage->turn != item->sequence))
    return NULL;

  stage->parked = item->next;
  return item;
}

void
sweet_run_leave (SweetRun *self,
                 SweetStage *stage,
                 SweetItem *item)
{
  SweetItem *next;

  g_mutex_lock (&self->lock);
  item->stage++;
  if (sweet_stage_is_sequential (stage))
    {
      stage->busy = FALSE;
      stage->turn = item->sequence + 1;
      if (stage->kind == SWEET_STAGE_ENCODE && stage->header != NULL)
        stage->header_fixed = TRUE;
      while ((next = sweet_run_unpark (self, stage)) != NULL)
        {
          sweet_run_make_ready (self, next);
          if (sweet_stage_is_sequential (stage))
            break;
        }
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
sweet_run_take_step (SweetRun *self,
                     guint worker,
                     SweetStage *stage,
                     SweetItem *item,
                     GError **error)
{
  switch (stage->kind)
    {
    case SWEET_STAGE_DECODE:
      return sweet_stage_decode (stage, worker, item, error);
    case SWEET_STAGE_PROCESS:
      return sweet_stage_process (stage, worker, item, self->cancellable, error);
    case SWEET_STAGE_ENCODE:
      return sweet_stage_encode (stage, worker, item, &item->buffers[stage - self->stages], error);
    case SWEET_STAGE_CUT:
      sweet_stage_cut (stage, self->recipe->chunk_size, item);
      return TRUE;
    case SWEET_STAGE_LIMIT:
      if (sweet_stage_limit (stage, item))
        sweet_run_stop_at (self, item, NULL);
      return TRUE;
    case SWEET_STAGE_COMMIT:
      return sweet_run_commit (self, stage, item, error);
    case SWEET_STAGE_SINK:
      return sweet_stage_write (stage, worker, item,
                                __atomic_load_n (&self->n_in_flight, __ATOMIC_RELAXED) == 1, self->cancellable, error);
    case SWEET_STAGE_RECEIVE:
    default:
      return sweet_run_receive_here (self, stage, item, error);
    }
}

/* one step of one item, with what it cost */
static void
sweet_run_measure_step (SweetRun *self,
                        guint worker,
                        SweetStage *stage,
                        SweetItem *item)
{
  gint64 begin = g_get_monotonic_time ();
  GError *error = NULL;

  /* a receiver comes back for the rest of an item, and counts what it was given */
  if (stage->kind != SWEET_STAGE_RECEIVE)
    sweet_stage_count_in (stage, worker, item->chunks);
  if (!sweet_run_take_step (self, worker, stage, item, &error))
    {
      stage->workers[worker].n_errors++;
      sweet_run_stop_at (self, item, error);
    }
  if (stage->kind != SWEET_STAGE_RECEIVE)
    sweet_stage_count_out (stage, worker, item->chunks);
  stage->workers[worker].time += g_get_monotonic_time () - begin;
}

/* the credit goes back */
static void
sweet_run_retire (SweetRun *self,
                  SweetItem *item)
{
  sweet_item_release (item);
  __atomic_fetch_add (&self->n_bytes, item->n_bytes, __ATOMIC_RELAXED);
  /* while the item is in flight the run cannot end */
  self->progressed (self, self->end_data);
  g_mutex_lock (&self->lock);
  g_queue_push_tail_link (&self->free_items, &item->link);
  __atomic_store_n (&self->n_in_flight, self->n_in_flight - 1, __ATOMIC_RELAXED);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}

/* takes an item as far as it goes now */
void
sweet_run_carry (SweetRun *self,
                 guint worker,
                 SweetItem *item)
{
  while (item->stage < self->n_stages && !sweet_run_drops (self, item))
    {
      SweetStage *stage = &self->stages[item->stage];

      SweetEntry entry = sweet_run_enter (self, stage, item);

      if (entry == SWEET_ENTRY_PARKED)
        return;
      if (entry == SWEET_ENTRY_DROPPED)
        break;

      if (stage->place == SWEET_PLACE_CONTEXT)
        {
          sweet_run_send_item (self, item);
          return;
        }
      if (stage->kind != SWEET_STAGE_RECEIVE)
        sweet_run_measure_step (self, worker, stage, item);
      else if (!sweet_run_receive (self, worker, stage, item))
        return;
      sweet_run_leave (self, stage, item);
    }
  sweet_run_retire (self, item);
}

/* an item takes a step on the context: its rows for as long as a turn of the loop may take */
static void
sweet_run_item_on_context (SweetDeliveryJob *job,
                           gboolean dropped)
{
  SweetItem *item = (SweetItem *) ((char *) job - G_STRUCT_OFFSET (SweetItem, job));
  SweetRun *self = item->run;
  SweetStage *stage = &self->stages[item->stage];

  if (dropped)
    sweet_run_abort (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  if (!sweet_run_drops (self, item))
    {
      self->dispatching = g_thread_self ();
      sweet_run_measure_step (self, self->max_workers, stage, item);
      self->dispatching = NULL;
      if (stage->kind == SWEET_STAGE_RECEIVE && item->receive_chunk < item->chunks->len && !sweet_run_drops (self, item))
        {
          sweet_run_send_item (self, item);
          return;
        }
    }

  sweet_run_leave (self, stage, item);
  g_mutex_lock (&self->lock);
  sweet_run_make_ready (self, item);
  g_mutex_unlock (&self->lock);
}

/* the end of input */

static gboolean
sweet_run_needs_finish (SweetStage *stage,
                        gboolean first)
{
  if (stage->kind == SWEET_STAGE_DECODE)
    return !first;

  return stage->kind == SWEET_STAGE_PROCESS && SWEET_PROCESSOR_GET_CLASS (stage->element)->finish != NULL;
}

static void
sweet_run_finish_stage (SweetRun *self)
{
  SweetStage *stage = &self->stages[self->finish_stage];
  GError *error = NULL;

  if (stage->kind == SWEET_STAGE_PROCESS && !sweet_stage_finish (stage, self->leftovers, &self->finish_pool, self->cancellable, &error))
    sweet_run_abort (self, error);

  g_mutex_lock (&self->lock);
  self->leftover_stage = (int) self->finish_stage + (stage->kind == SWEET_STAGE_DECODE ? 0 : 1);
  self->next_leftover = 0;
  self->finish_stage++;
  self->fed = self->leftovers->len == 0 && stage->kind != SWEET_STAGE_DECODE;
  g_mutex_unlock (&self->lock);
  sweet_run_end_step (self);
}

/* with the lock: whether the source, or what the last finished step left, is exhausted */
static gboolean
sweet_run_is_drained (SweetRun *self)
{
  return self->n_in_flight == 0 && !self->reading && (self->fed || self->stopped);
}

/* with the lock: skips steps that have nothing to finish */
static gboolean
sweet_run_has_finish (SweetRun *self)
{
  if (self->stopped)
    return FALSE;

  while (self->finish_stage < self->n_stages && !sweet_run_needs_finish (&self->stages[self->finish_stage], self->finish_stage < self->first_stage))
    self->finish_stage++;
  return self->finish_stage < self->n_stages;
}

/* opening and closing */

static void
sweet_run_open_one (SweetRun *self)
{
  GError *error = NULL;
  GError *reason = NULL;
  gboolean ok = TRUE;

  if (self->opened == 0 && self->recipe->sink != NULL && SWEET_SINK_GET_CLASS (self->recipe->sink)->open != NULL && !SWEET_SINK_GET_CLASS (self->recipe->sink)->open (self->recipe->sink, self->cancellable, &reason))
    ok = sweet_stage_check_failure (SWEET_ELEMENT (self->recipe->sink), "open", reason, &error);
  else if (self->opened == 1 && self->recipe->source != NULL && SWEET_SOURCE_GET_CLASS (self->recipe->source)->open != NULL && !SWEET_SOURCE_GET_CLASS (self->recipe->source)->open (self->recipe->source, self->read_cancellable, &reason))
    ok = sweet_stage_check_failure (SWEET_ELEMENT (self->recipe->source), "open", reason, &error);

  if (ok)
    self->opened++;
  else
    sweet_run_abort (self, error);
  sweet_run_end_step (self);
}

static gsize
sweet_run_choose_block_size (SweetRun *self)
{
  guint64 wanted = self->recipe->source != NULL ? sweet_source_get_block_size (self->recipe->source) : 0;
  long cache = sysconf (_SC_LEVEL2_CACHE_SIZE);

  if (wanted == 0)
    {
      wanted = SWEET_RUN_DEFAULT_BLOCK_SIZE;
      if (cache > 0)
        wanted = CLAMP ((guint64) cache / 2, SWEET_KIB (128), SWEET_RUN_DEFAULT_BLOCK_SIZE);
    }
  if (self->recipe->chunk_size != NULL && sweet_chunk_size_get_unit (self->recipe->chunk_size) == SWEET_CHUNK_UNIT_BYTES)
    wanted = MIN (wanted, sweet_chunk_size_get_count (self->recipe->chunk_size));
  if (self->has_length)
    wanted = MIN (wanted, (guint64) MAX (self->length, 1));
  return (gsize) wanted;
}

/* the source is open: what it is like, and what that means for the blocks */
static void
sweet_run_begin_flow (SweetRun *self)
{
  SweetSource *source = self->recipe->source;
  SweetSourceClass *klass = source != NULL ? SWEET_SOURCE_GET_CLASS (source) : NULL;

  if (source != NULL && !self->reads_records && klass->length != NULL && klass->read_at != NULL)
    self->length = klass->length (source);
  self->has_length = self->length >= 0;
  self->block_size = sweet_run_choose_block_size (self);
  if (self->first_stage == 1 && source != NULL)
    self->stages[0].decoder.label = g_intern_string (sweet_source_get_label (source));
  g_mutex_lock (&self->lock);
  self->phase = SWEET_RUN_FLOWING;
  g_mutex_unlock (&self->lock);
  sweet_run_end_step (self);
}

static void
sweet_run_close_sink (SweetRun *self)
{
  SweetSink *sink = self->recipe->sink;
  GError *error = NULL;
  gboolean complete;
  gboolean ok;

  g_mutex_lock (&self->lock);
  complete = self->error == NULL && !self->aborted;
  g_mutex_unlock (&self->lock);
  ok = SWEET_SINK_GET_CLASS (sink)->close == NULL || SWEET_SINK_GET_CLASS (sink)->close (sink, complete, &error);
  if (!ok && complete)
    {
      GError *reason = NULL;

      sweet_stage_check_failure (SWEET_ELEMENT (sink), "close", g_steal_pointer (&error), &reason);
      sweet_run_abort (self, reason);
    }
  g_clear_error (&error);
  self->opened = 0;
  sweet_run_end_step (self);
}

static void
sweet_run_close_source (SweetRun *self)
{
  if (SWEET_SOURCE_GET_CLASS (self->recipe->source)->close != NULL)
    SWEET_SOURCE_GET_CLASS (self->recipe->source)->close (self->recipe->source);
  self->opened = 1;
  sweet_run_end_step (self);
}

/* an accumulator that has not seen the end has no result: the error says so */
static void
sweet_run_explain_error (SweetRun *self)
{
  if (self->error == NULL || self->aborted)
    return;

  for (guint i = self->finish_stage; i < self->n_stages; i++)
    if (self->stages[i].accumulating)
      {
        char *message = g_strdup_printf ("%s (“%s” saw no end of its input and gives no result)",
                                         self->error->message, self->stages[i].name);

        g_free (self->error->message);
        self->error->message = message;
        return;
      }
}

static void
sweet_run_finish_run (SweetRun *self)
{
  g_autoptr (GPtrArray) pushers = g_ptr_array_new ();

  g_mutex_lock (&self->lock);
  sweet_run_explain_error (self);
  self->phase = SWEET_RUN_ENDED;
  self->ended_at = g_get_real_time ();
  while (!g_queue_is_empty (&self->pushers))
    g_ptr_array_add (pushers, g_queue_pop_head (&self->pushers));
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < pushers->len; i++)
    {
      GTask *pusher = g_ptr_array_index (pushers, i);

      g_task_return_new_error (pusher, G_IO_ERROR, G_IO_ERROR_CLOSED, "the stream has ended");
      g_object_unref (pusher);
    }
  sweet_worker_pool_release (self->max_workers + 1);
  self->end (self, self->end_data);
}

static void
sweet_run_close_one (SweetRun *self)
{
  if (self->opened > 1 && self->recipe->source != NULL)
    sweet_run_do_step (self, sweet_element_get_place (SWEET_ELEMENT (self->recipe->source)), sweet_run_close_source);
  else if (self->opened > 0 && self->recipe->sink != NULL)
    sweet_run_do_step (self, sweet_element_get_place (SWEET_ELEMENT (self->recipe->sink)), sweet_run_close_sink);
  else
    sweet_run_finish_run (self);
}

/* workers */

typedef enum
{
  SWEET_WORK_NONE,
  SWEET_WORK_OPEN,
  SWEET_WORK_READY,
  SWEET_WORK_HELP,
  SWEET_WORK_FEED,
  SWEET_WORK_FINISH,
  SWEET_WORK_CLOSE,
} SweetWorkKind;

/* with the lock: what there is to do, the nearest to the end of the pipeline first */
static SweetWorkKind
sweet_run_find_work (SweetRun *self)
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
  return SWEET_WORK_CLOSE;
}

static void
sweet_run_do_open (SweetRun *self)
{
  SweetElement *element = self->opened == 0 ? (SweetElement *) self->recipe->sink : (SweetElement *) self->recipe->source;

  if (self->opened > 1)
    sweet_run_begin_flow (self);
  else
    sweet_run_do_step (self, element != NULL ? sweet_element_get_place (element) : SWEET_PLACE_WORKER, sweet_run_open_one);
}

static void
sweet_run_do_ready (SweetRun *self,
                    guint worker,
                    SweetItem *item)
{
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
  SweetWorkKind work = sweet_run_find_work (self);
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
      sweet_run_do_step (self, self->stages[self->finish_stage].place, sweet_run_finish_stage);
      break;
    case SWEET_WORK_CLOSE:
    default:
      self->phase = SWEET_RUN_CLOSING;
      self->stepping = TRUE;
      g_mutex_unlock (&self->lock);
      sweet_run_close_one (self);
      break;
    }
  g_mutex_lock (&self->lock);
  return *worker != SWEET_RUN_NO_WORKER;
}

/* with the lock: takes a place among the run's workers, if one is free */
guint
sweet_run_take_worker (SweetRun *self)
{
  guint worker = 0;

  if (self->n_active >= self->max_workers)
    return SWEET_RUN_NO_WORKER;

  self->n_active++;
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

static void
sweet_run_work (gpointer data)
{
  SweetRun *self = data;
  guint worker;

  g_mutex_lock (&self->lock);
  self->n_called--;
  worker = sweet_run_take_worker (self);
  while (worker != SWEET_RUN_NO_WORKER && sweet_run_work_once (self, &worker))
    ;
  if (worker != SWEET_RUN_NO_WORKER)
    sweet_run_leave_worker (self, worker);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

/* with the lock: calls for a worker if there is work and room for one */
void
sweet_run_schedule (SweetRun *self)
{
  if (self->n_active + self->n_called >= self->max_workers || sweet_run_find_work (self) == SWEET_WORK_NONE)
    return;

  self->n_called++;
  sweet_worker_pool_push (sweet_run_work, sweet_run_ref (self));
}

/* making a run */

static SweetStage *
sweet_run_add_stage (SweetRun *self,
                     SweetStageKind kind,
                     SweetElement *element)
{
  SweetStage *stage = &self->stages[self->n_stages++];

  sweet_stage_init (stage, kind, element, self->max_workers + 1);
  return stage;
}

static void
sweet_run_add_format (SweetRun *self,
                      SweetElement *element,
                      SweetMedia *media)
{
  SweetStage *stage;

  if (*media == SWEET_MEDIA_RECORDS)
    {
      stage = sweet_run_add_stage (self, SWEET_STAGE_ENCODE, element);
      stage->header_fixed = SWEET_FORMAT_GET_CLASS (element)->encode_header == NULL;
      *media = SWEET_MEDIA_BYTES;
      return;
    }

  stage = sweet_run_add_stage (self, SWEET_STAGE_DECODE, element);
  sweet_decoder_init (&stage->decoder, SWEET_FORMAT (element), self->max_workers + 1,
                      self->recipe->source != NULL ? sweet_source_get_label (self->recipe->source) : "input", self->task_id);
  for (guint i = 0; i <= self->max_workers; i++)
    stage->decoder.formats[i] = SWEET_FORMAT (g_object_ref (stage->workers[i].element));
  if (self->n_stages == 1)
    self->first_stage = 1;
  *media = SWEET_MEDIA_RECORDS;
}

static void
sweet_run_add_end (SweetRun *self,
                   SweetMedia media)
{
  const SweetRecipe *recipe = self->recipe;
  SweetStage *stage;

  if (recipe->chunk_size != NULL && media == SWEET_MEDIA_RECORDS)
    sweet_run_add_stage (self, SWEET_STAGE_CUT, NULL);
  if (recipe->sink != NULL)
    sweet_run_add_stage (self, SWEET_STAGE_SINK, SWEET_ELEMENT (recipe->sink));
  if (recipe->shape == SWEET_RECEIVER_NONE)
    return;

  stage = sweet_run_add_stage (self, SWEET_STAGE_RECEIVE, NULL);
  stage->place = recipe->on_workers ? SWEET_PLACE_WORKER : SWEET_PLACE_CONTEXT;
  if (!recipe->on_workers)
    return;

  stage = sweet_run_add_stage (self, SWEET_STAGE_COMMIT, NULL);
  stage->place = SWEET_IS_KEYED_COLLECTOR (recipe->collector) ? SWEET_PLACE_WORKER : SWEET_PLACE_CONTEXT;
}

/* where records are last seen as records */
static gboolean
sweet_run_limits_before (SweetRun *self,
                         guint element,
                         SweetMedia media)
{
  if (self->recipe->limit == 0 || media != SWEET_MEDIA_RECORDS)
    return FALSE;

  for (guint i = element; i < self->recipe->elements->len; i++)
    {
      gboolean format = SWEET_IS_FORMAT (g_ptr_array_index (self->recipe->elements, i));

      if (i == element ? !format : TRUE)
        return FALSE;
    }
  return TRUE;
}

static void
sweet_run_add_limit (SweetRun *self)
{
  sweet_run_add_stage (self, SWEET_STAGE_LIMIT, NULL)->left = self->recipe->limit;
}

static void
sweet_run_add_stages (SweetRun *self)
{
  SweetMedia media = SWEET_MEDIA_NONE;
  SweetMedia input;
  guint n_elements = self->recipe->elements->len;

  if (self->recipe->source != NULL)
    sweet_element_get_media (SWEET_ELEMENT (self->recipe->source), &input, &media);
  self->reads_records = media == SWEET_MEDIA_RECORDS;
  self->stages = g_new0 (SweetStage, n_elements + 6);
  for (guint i = 0; i < n_elements; i++)
    {
      SweetElement *element = g_ptr_array_index (self->recipe->elements, i);

      if (sweet_run_limits_before (self, i, media))
        sweet_run_add_limit (self);
      if (SWEET_IS_FORMAT (element))
        sweet_run_add_format (self, element, &media);
      else
        {
          sweet_run_add_stage (self, SWEET_STAGE_PROCESS, element);
          sweet_element_get_media (element, &input, &media);
        }
    }
  if (sweet_run_limits_before (self, n_elements, media) || (self->recipe->limit > 0 && n_elements == 0))
    sweet_run_add_limit (self);
  sweet_run_add_end (self, media);
}

/* leaves out those that were fed already */
static void
sweet_run_free_leftover (gpointer data)
{
  g_clear_object ((GObject **) &data);
}

/* takes @recipe */
SweetRun *
sweet_run_new (SweetRecipe *recipe,
               SweetTaskId *task_id,
               SweetDelivery *delivery,
               SweetWakeup *wakeup,
               SweetPlan *plan,
               SweetRunEndFunc end,
               SweetRunEndFunc progressed,
               gpointer end_data)
{
  SweetRun *self = g_new0 (SweetRun, 1);

  self->refs = 1;
  self->recipe = recipe;
  self->task_id = g_object_ref (task_id);
  self->delivery = sweet_delivery_ref (delivery);
  self->wakeup = sweet_wakeup_ref (wakeup);
  self->source_name = recipe->source != NULL ? g_intern_string (sweet_element_get_name (SWEET_ELEMENT (recipe->source))) : NULL;
  self->max_workers = sweet_plan_get_workers (plan);
  self->ordered = sweet_plan_get_ordered (plan);
  self->cancellable = g_cancellable_new ();
  self->read_cancellable = g_cancellable_new ();
  self->end = end;
  self->progressed = progressed;
  self->end_data = end_data;
  self->length = -1;
  self->leftover_stage = -1;
  self->stop_sequence = G_MAXUINT64;
  self->max_items = recipe->max_chunks > 0 ? recipe->max_chunks : self->max_workers + 2;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_item_free);
  self->leftovers = g_ptr_array_new_with_free_func (sweet_run_free_leftover);
  sweet_chunk_pool_init (&self->finish_pool);
  g_queue_init (&self->pushed);
  g_queue_init (&self->pushers);
  g_mutex_init (&self->lock);
  self->workers = g_new0 (SweetRunWorker, self->max_workers + 1);
  self->worker_taken = g_new0 (gboolean, self->max_workers + 1);
  sweet_run_add_stages (self);
  return self;
}

void
sweet_run_start (SweetRun *self)
{
  self->started_at = g_get_real_time ();
  /* one more may wait for input */
  sweet_worker_pool_reserve (self->max_workers + 1);
  g_mutex_lock (&self->lock);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}
