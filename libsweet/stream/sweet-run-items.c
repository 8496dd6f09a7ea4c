/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-run-private.h"

/* how an item goes from step to step: it enters one when it is its turn, takes it on a worker or on the
 * context, and leaves it to the next */

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

  if (sweet_run_drops (self, item))
    return SWEET_ENTRY_DROPPED;
  /* it has its turn, or needs none */
  if (item->granted || !sweet_stage_is_sequential (stage))
    {
      item->granted = FALSE;
      return SWEET_ENTRY_GRANTED;
    }

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
      sweet_stage_set_queue (stage, stage->queue + 1);
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
  gboolean ordered = sweet_stage_is_sequential (stage) && (self->ordered || stage->kind == SWEET_STAGE_DECODE);

  if (item == NULL || (ordered && stage->turn != item->sequence))
    return NULL;

  stage->parked = item->next;
  sweet_stage_set_queue (stage, stage->queue - 1);
  /* in order nobody else can come before it; without, whoever is there first may */
  item->granted = ordered;
  stage->busy = ordered;
  return item;
}

/* with the lock: the step is free for the next item, which is ready then */
static void
sweet_run_free_stage (SweetRun *self,
                      SweetStage *stage,
                      SweetItem *item)
{
  gboolean returns = item->held->len > 0;
  SweetItem *next;

  stage->busy = returns && stage->kind == SWEET_STAGE_PACE;
  stage->turn = returns ? item->sequence : item->sequence + 1;
  if (stage->kind == SWEET_STAGE_ENCODE && stage->header != NULL)
    __atomic_store_n (&stage->header_fixed, TRUE, __ATOMIC_RELEASE);
  while (!stage->busy && (next = sweet_run_unpark (self, stage)) != NULL)
    {
      sweet_run_insert (&self->ready, next);
      if (sweet_stage_is_sequential (stage))
        break;
    }
}

void
sweet_run_leave (SweetRun *self,
                 SweetStage *stage,
                 SweetItem *item)
{
  if (!sweet_stage_is_sequential (stage))
    {
      item->stage++;
      return;
    }

  g_mutex_lock (&self->lock);
  item->stage++;
  sweet_run_free_stage (self, stage, item);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}

/* whether nothing comes behind the one item for now; the source may be waiting */
static gboolean
sweet_run_is_idle (SweetRun *self,
                   SweetItem *item)
{
  gboolean idle;

  if (item->held->len > 0)
    return TRUE;

  g_mutex_lock (&self->lock);
  idle = self->n_in_flight == (self->reading ? 2 : 1) && g_queue_is_empty (&self->pushed);
  g_mutex_unlock (&self->lock);
  return idle;
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
      /* the end of the source is not the end of what elements in between make of it */
      item->at_end = item->stage < self->finish_stage;
      return sweet_stage_decode (stage, worker, item, error);
    case SWEET_STAGE_PROCESS:
      return sweet_stage_process (stage, worker, item, self->cancellable, error);
    case SWEET_STAGE_ENCODE:
      return sweet_stage_encode (stage, worker, item, &item->buffers[stage - self->stages], error);
    case SWEET_STAGE_CUT:
      sweet_stage_cut (stage, item);
      return TRUE;
    case SWEET_STAGE_LIMIT:
      if (sweet_stage_limit (stage, item))
        {
          /* those that wait for their rate are not wanted either */
          g_ptr_array_set_size (item->held, 0);
          sweet_run_stop_behind (self, item);
        }
      return TRUE;
    case SWEET_STAGE_BATCH:
      return sweet_run_batch (self, stage, item, error);
    case SWEET_STAGE_PACE:
      sweet_run_pace (self, worker, stage, item);
      return TRUE;
    case SWEET_STAGE_COMMIT:
      return sweet_run_commit (self, stage, item, error);
    case SWEET_STAGE_SINK:
      return sweet_stage_write (stage, worker, item, sweet_stage_can_flush (stage) && sweet_run_is_idle (self, item), self->cancellable, error);
    case SWEET_STAGE_ERRORS:
      sweet_run_settle_errors (self, item);
      return TRUE;
    case SWEET_STAGE_BRANCH:
      sweet_run_enter_branch (self, stage, item);
      return TRUE;
    case SWEET_STAGE_RECEIVE:
    default:
      return sweet_run_receive_here (self, stage, item, error);
    }
}

/* steps that tell of each of their calls, not of all of them together */
static gboolean
sweet_run_measures_calls (SweetStage *stage)
{
  return stage->kind == SWEET_STAGE_PROCESS || stage->kind == SWEET_STAGE_ENCODE || stage->kind == SWEET_STAGE_SINK || stage->kind == SWEET_STAGE_RECEIVE;
}

/* one step of one item, with what it cost */
static void
sweet_run_measure_step (SweetRun *self,
                        guint worker,
                        SweetStage *stage,
                        SweetItem *item)
{
  /* a sink that gets nothing and holds nothing back does not wait for anything */
  gboolean rests = stage->kind == SWEET_STAGE_SINK && item->chunks->len == 0 && !sweet_stage_can_flush (stage);
  gboolean blocking = stage->place == SWEET_PLACE_BLOCKING && !rests && sweet_scheduler_begin_blocking ();
  gboolean shared = self->tuner.plan != NULL && stage->kind == SWEET_STAGE_PROCESS && !sweet_stage_is_sequential (stage);
  SweetRunProbe probe;
  guint64 begin = 0;
  GError *error = NULL;

  item->since = item->since != 0 ? item->since : sweet_fine_time ();
  /* what comes back for the rest of an item counts what it was given by itself */
  if (stage->kind != SWEET_STAGE_RECEIVE && stage->kind != SWEET_STAGE_PACE && stage->kind < SWEET_STAGE_ERRORS && item->attempt.n == 0)
    sweet_stage_count_in (stage, worker, item->chunks);
  if (shared)
    {
      begin = sweet_fine_time ();
      sweet_run_begin_call (self, &stage->workers[worker], &probe);
    }
  if (!sweet_run_take_step (self, worker, stage, item, &error))
    {
      sweet_tally_add (&stage->workers[worker].n_errors, 1);
      sweet_run_stop_at (self, item, error);
    }
  if (stage->kind != SWEET_STAGE_RECEIVE && stage->kind != SWEET_STAGE_ERRORS && item->wake_at == 0)
    sweet_stage_count_out (stage, worker, item->chunks);
  if (begin > 0)
    sweet_run_end_call (self, &stage->workers[worker], &probe, (gint64) ((sweet_fine_time () - begin) / 1000));
  if (!sweet_run_measures_calls (stage))
    sweet_stage_end_call (stage, worker, item);
  sweet_scheduler_end_blocking (blocking);
}

/* nothing of the item is left but its credit */
static void
sweet_run_end_item (SweetRun *self,
                    guint worker,
                    SweetItem *item)
{
  item->since = item->since != 0 ? item->since : sweet_fine_time ();
  if (item->read_at != 0 && !sweet_run_drops (self, item))
    sweet_histogram_add (sweet_histogram_need (&self->workers[worker].latency), item->since - item->read_at);
  sweet_item_release (item);
  self->workers[worker].done = item;
}

/* with the lock: the credit goes back, and with it the turn that the item may have */
void
sweet_run_retire (SweetRun *self,
                  guint worker)
{
  SweetItem *item = g_steal_pointer (&self->workers[worker].done);
  SweetStage *kept;

  if (item == NULL)
    return;

  kept = item->granted ? &self->stages[item->stage++] : NULL;
  sweet_tally_add (&self->n_bytes, item->n_bytes);
  sweet_run_tell (self, item->since);
  item->granted = FALSE;
  if (kept != NULL && sweet_stage_is_sequential (kept))
    sweet_run_free_stage (self, kept, item);
  g_queue_push_tail_link (&self->free_items, &item->link);
  self->n_flushing -= item->flush ? 1 : 0;
  __atomic_store_n (&self->n_in_flight, self->n_in_flight - 1, __ATOMIC_RELAXED);
}

static void
sweet_run_item_on_context (SweetDeliveryJob *job,
                           gboolean dropped);

/* with the lock held or not: @item has its turn and goes to the context */
static void
sweet_run_send_item (SweetRun *self,
                     SweetItem *item)
{
  item->job.owner = self->task;
  item->job.run = sweet_run_item_on_context;
  sweet_delivery_post (self->delivery, &item->job);
  if (__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    sweet_run_recall_items (self);
}

/* items of a stream that was aborted do not wait for the context, which may be busy */
void
sweet_run_recall_items (SweetRun *self)
{
  SweetDeliveryJob *job;

  while ((job = sweet_delivery_take (self->delivery, self->task, sweet_run_item_on_context)) != NULL)
    job->run (job, FALSE);
}

/* an item takes a step on the context: its rows for as long as a turn of the loop may take */
static void
sweet_run_item_on_context (SweetDeliveryJob *job,
                           gboolean dropped)
{
  SweetItem *item = (SweetItem *) ((char *) job - G_STRUCT_OFFSET (SweetItem, job));
  SweetRun *self = item->run;
  SweetStage *stage = &self->stages[item->stage];
  SweetRunStay stay;

  if (dropped)
    sweet_run_abort (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  item->since = 0;
  if (!sweet_run_drops (self, item))
    {
      sweet_run_begin_stay (self, &stay);
      sweet_run_measure_step (self, self->max_workers, stage, item);
      sweet_run_end_stay (self, &stay);
      if (item->wake_at != 0)
        {
          sweet_run_suspend (self, item);
          return;
        }
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

/* takes an item as far as it goes now. returns FALSE where somebody else will go on with it. */
static gboolean
sweet_run_advance (SweetRun *self,
                   guint worker,
                   SweetItem *item)
{
  while (item->stage < self->n_stages && !sweet_run_drops (self, item))
    {
      SweetStage *stage = &self->stages[item->stage];

      SweetEntry entry = sweet_run_enter (self, stage, item);

      if (entry == SWEET_ENTRY_PARKED)
        return FALSE;
      if (entry == SWEET_ENTRY_DROPPED)
        break;

      if (stage->place == SWEET_PLACE_CONTEXT && (stage->kind != SWEET_STAGE_ERRORS || item->errors->len > 0))
        {
          sweet_run_send_item (self, item);
          return FALSE;
        }
      if (stage->kind != SWEET_STAGE_RECEIVE)
        sweet_run_measure_step (self, worker, stage, item);
      else if (!sweet_run_receive (self, worker, stage, item))
        return FALSE;
      if (item->wake_at != 0)
        {
          sweet_run_suspend (self, item);
          return FALSE;
        }
      /* the last turn is given back with the credit */
      if (item->stage + 1 == self->n_stages && item->held->len == 0)
        {
          item->granted = TRUE;
          break;
        }
      sweet_run_leave (self, stage, item);
    }
  return TRUE;
}

/* an item which does not count any more keeps the turn of those that were held back */
static void
sweet_run_give_up (SweetRun *self,
                   SweetItem *item)
{
  if (item->held->len == 0)
    return;

  g_ptr_array_set_size (item->held, 0);
  item->stage = self->pace_stage;
  item->granted = TRUE;
}

/* takes an item on, and its chunks that were held back behind it */
void
sweet_run_carry (SweetRun *self,
                 guint worker,
                 SweetItem *item)
{
  for (;;)
    {
      GPtrArray *chunks;

      if (!sweet_run_advance (self, worker, item))
        return;
      if (item->held->len == 0 || sweet_run_drops (self, item))
        break;

      chunks = item->chunks;
      item->chunks = item->held;
      item->held = chunks;
      g_ptr_array_set_size (item->held, 0);
      sweet_item_rewind (item);
      item->stage = self->pace_stage;
      item->granted = TRUE;
    }
  sweet_run_give_up (self, item);
  sweet_run_end_item (self, worker, item);
}
