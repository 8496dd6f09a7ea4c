/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-collector-buffer-private.h"
#include "stream/sweet-receiver-event-private.h"
#include "stream/sweet-run-private.h"

/* receivers get rows in ranges of about a millisecond, or as long as the plan says, so that a slow one
 * spreads over workers and a cancellation is seen soon */

#define SWEET_RUN_RANGE_TIME   1000
#define SWEET_RUN_CONTEXT_TIME 5000
#define SWEET_RUN_MAX_GRAIN    65536

static gboolean
sweet_run_call_failed (const char *what,
                       GError *reason,
                       GError **error)
{
  if (reason == NULL)
    g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                 "the %s returned FALSE without an error; return TRUE to go on", what);
  else
    g_propagate_error (error, reason);
  return FALSE;
}

/* a record was received, where each is measured by itself */
static void
sweet_run_end_record (SweetStageWorker *worker,
                      guint64 *since)
{
  guint64 now = sweet_fine_time ();

  sweet_histogram_add (sweet_histogram_need (&worker->latency), now - *since);
  *since = now;
}

/* calls the receiver for one row after the other, until one fails or the item does not count any more. returns how
 * many it went through. what happens here happens for each record. */
static guint
sweet_run_call_records (SweetRun *self,
                        SweetStage *stage,
                        SweetStageWorker *worker,
                        SweetChunk *chunk,
                        guint first_row,
                        guint n_rows,
                        guint64 *since,
                        SweetCollector *collector,
                        GError **error)
{
  SweetReceiverFunc func = (SweetReceiverFunc) self->recipe->receiver->func;
  gpointer user_data = self->recipe->receiver->user_data;
  gboolean is_timed = stage->timeout > 0;
  gboolean is_measured = self->recipe->record_latency;
  guint i;

  for (i = 0; i < n_rows && !__atomic_load_n (&self->aborted, __ATOMIC_RELAXED); i++)
    {
      gint64 begin = is_timed ? sweet_stage_get_time (stage) : 0;
      GError *reason = NULL;
      gboolean ok;

      if (worker->event == NULL)
        worker->event = sweet_receiver_event_new ();
      sweet_receiver_event_show (worker->event, chunk, first_row + i);
      ok = func (worker->event, collector, user_data, &reason);
      sweet_receiver_event_release (&worker->event);
      if (!ok || reason != NULL)
        {
          sweet_run_call_failed ("receiver", reason, error);
          break;
        }
      if (is_timed && !sweet_stage_check_time (stage, "the receiver", chunk, first_row + i, 1, begin, error))
        break;
      if (is_measured)
        sweet_run_end_record (worker, since);
      sweet_tally_add (&worker->records_in, 1);
    }
  return i;
}

static gboolean
sweet_run_call_chunk (SweetRun *self,
                      SweetStage *stage,
                      SweetChunk *chunk,
                      SweetCollector *collector,
                      GError **error)
{
  SweetChunkReceiverFunc func = (SweetChunkReceiverFunc) self->recipe->receiver->func;
  gint64 begin = stage->timeout > 0 ? sweet_stage_get_time (stage) : 0;
  guint n_rows = chunk->n_rows;
  GError *reason = NULL;
  gboolean ok = func (chunk, collector, self->recipe->receiver->user_data, &reason);

  /* held by the pool and the item; whoever else holds it kept it beyond its call */
  if (chunk->pooled && g_atomic_int_get (&G_OBJECT (chunk)->ref_count) > 2)
    sweet_chunk_detach (chunk);
  if (ok && reason == NULL)
    return sweet_stage_check_time (stage, "the receiver", chunk, 0, n_rows, begin, error);

  return sweet_run_call_failed ("chunk receiver", reason, error);
}

/* the rows of a range, as a chunk */
static SweetChunk *
sweet_run_show_range (SweetStageWorker *worker,
                      SweetChunk *chunk,
                      SweetItemRange *range)
{
  SweetChunk *view;

  if (range->n_rows == chunk->n_rows)
    return chunk;

  if (worker->views.chunks == NULL)
    sweet_chunk_pool_init (&worker->views);
  view = sweet_chunk_pool_take (&worker->views);
  sweet_chunk_assign (view, chunk);
  sweet_chunk_cut (view, range->first_row, range->n_rows);
  return view;
}

/* returns how many rows were received: all or none */
static guint
sweet_run_call_range (SweetRun *self,
                      SweetStage *stage,
                      SweetStageWorker *worker,
                      SweetChunk *chunk,
                      SweetItemRange *range,
                      SweetCollector *collector,
                      GError **error)
{
  SweetChunk *view = sweet_run_show_range (worker, chunk, range);
  gboolean ok = sweet_run_call_chunk (self, stage, view, collector, error);

  if (view != chunk)
    sweet_chunk_pool_reset (&worker->views);
  if (!ok)
    return 0;

  sweet_tally_add (&worker->records_in, range->n_rows);
  return range->n_rows;
}

/* rows were received. returns what time it is. */
static guint64
sweet_run_end_range (SweetRun *self,
                     SweetStage *stage,
                     guint index,
                     guint64 since)
{
  if (self->recipe->record_latency && self->recipe->shape == SWEET_RECEIVER_RECORDS)
    return sweet_stage_add_time (stage, index, since);

  return sweet_stage_add_call (stage, index, since);
}

/* calls the receiver for some rows, since when the last of what the worker did had ended: again as long as the stream
 * wants where it fails. returns how many it went through; less than asked when it failed, is to be called later or the
 * item does not count any more. */
static guint
sweet_run_call_rows (SweetRun *self,
                     SweetStage *stage,
                     guint index,
                     SweetItem *item,
                     SweetItemRange *range,
                     guint64 since,
                     SweetCollector *collector,
                     GError **error)
{
  SweetStageWorker *worker = &stage->workers[index];
  SweetChunk *chunk = g_ptr_array_index (item->chunks, range->chunk);
  gboolean here = stage->place == SWEET_PLACE_CONTEXT;
  gboolean whole = self->recipe->shape == SWEET_RECEIVER_CHUNKS;
  SweetAttempt own = { 0, 0 };
  SweetAttempt *attempt = here ? &item->attempt : &own;
  SweetRecovery recovery = SWEET_RECOVERY_AGAIN;
  guint n_tried = whole ? range->n_rows : 1;
  guint n = 0;

  while (recovery == SWEET_RECOVERY_AGAIN || (recovery == SWEET_RECOVERY_SKIP && n < range->n_rows))
    {
      GError *reason = NULL;
      guint n_good;

      if (whole)
        n_good = sweet_run_call_range (self, stage, worker, chunk, range, collector, &reason);
      else
        n_good = sweet_run_call_records (self, stage, worker, chunk, range->first_row + n, range->n_rows - n, &since, collector, &reason);
      n += n_good;
      if (n_good > 0)
        *attempt = (SweetAttempt){ 0, 0 };
      if (reason == NULL)
        break;

      recovery = sweet_run_recover (stage, item, attempt, here, chunk, range->first_row + n, n_tried, &reason);
      if (recovery == SWEET_RECOVERY_SKIP)
        {
          n += n_tried;
          sweet_tally_add (&worker->records_in, n_tried);
        }
      if (recovery != SWEET_RECOVERY_AGAIN && !whole && self->recipe->record_latency)
        sweet_run_end_record (worker, &since);
      if (reason != NULL)
        g_propagate_error (error, reason);
    }
  if (whole && n > 0)
    sweet_tally_add (&worker->bytes_in, chunk->n_bytes);
  return n;
}

/* rows that may be received now, of those that are at hand. a range is received soon after it was taken,
 * so that the rate holds where rows arrive. */
static guint
sweet_run_get_share (SweetRun *self,
                     guint grain,
                     guint left,
                     gboolean whole)
{
  if (self->pace.rate > 0 && !whole)
    grain = MIN (grain, MAX (1, self->pace.rate / 1000));

  return sweet_run_take_pace (self, &self->pace, MIN (grain, left), whole);
}

/* cuts the next range off the item. a range of no rows has to wait for the rate. */
static gboolean
sweet_run_take_range (SweetRun *self,
                      SweetItem *item,
                      guint grain,
                      SweetItemRange *range)
{
  while (item->receive_chunk < item->chunks->len)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, item->receive_chunk);
      guint left = chunk->n_rows - item->receive_row;
      gboolean whole = self->recipe->shape == SWEET_RECEIVER_CHUNKS;

      /* bytes have no rows, and are received whole */
      if (left > 0 || (whole && chunk->schema == NULL))
        {
          *range = (SweetItemRange){ item->receive_chunk, item->receive_row, sweet_run_get_share (self, grain, left, whole), NULL, 0 };
          range->waits = range->n_rows == 0 && left > 0 ? left : 0;
          if (range->waits > 0)
            return TRUE;
          item->receive_row += range->n_rows;
          if (item->receive_row >= chunk->n_rows)
            {
              item->receive_chunk++;
              item->receive_row = 0;
            }
          return TRUE;
        }
      item->receive_chunk++;
      item->receive_row = 0;
    }
  return FALSE;
}

/* ranges grow or shrink to the time they are meant to take */
static guint
sweet_run_fit_grain (guint n_rows,
                     gint64 elapsed)
{
  gint64 fitting = (gint64) n_rows * SWEET_RUN_RANGE_TIME / MAX (elapsed, 1);

  return (guint) CLAMP (fitting, 1, MIN ((gint64) n_rows * 8, SWEET_RUN_MAX_GRAIN));
}

/* µs */
static gint64
sweet_run_get_elapsed (guint64 begin,
                       guint64 end)
{
  return (gint64) ((end - begin) / 1000);
}

/* on the context: rows for as long as a turn of the loop may take; the item's cursor tells how far it
 * came */
gboolean
sweet_run_receive_here (SweetRun *self,
                        SweetStage *stage,
                        SweetItem *item,
                        GError **error)
{
  guint64 begin = item->since;
  SweetItemRange range;

  while (!sweet_run_drops (self, item) && sweet_run_take_range (self, item, self->recipe->shape == SWEET_RECEIVER_CHUNKS ? G_MAXUINT : stage->grain, &range))
    {
      guint64 before = item->since;
      guint n_received;

      if (range.waits > 0)
        {
          item->wake_at = sweet_run_get_pace_time (self, &self->pace, range.waits, self->recipe->shape == SWEET_RECEIVER_CHUNKS);
          break;
        }
      n_received = sweet_run_call_rows (self, stage, self->max_workers, item, &range, before, self->recipe->collector, error);
      item->since = sweet_run_end_range (self, stage, self->max_workers, before);
      if (item->wake_at != 0)
        {
          item->receive_chunk = range.chunk;
          item->receive_row = range.first_row + n_received;
          return TRUE;
        }
      if (n_received < range.n_rows || *error != NULL)
        {
          item->receive_chunk = item->chunks->len;
          return *error == NULL;
        }
      stage->grain = sweet_run_fit_grain (MAX (range.n_rows, 1), sweet_run_get_elapsed (before, item->since));
      if (sweet_run_get_elapsed (begin, item->since) >= SWEET_RUN_CONTEXT_TIME)
        break;
    }
  return TRUE;
}

static gboolean
sweet_run_has_range (SweetItem *item)
{
  return item->receive_error == NULL && item->receive_chunk < item->chunks->len;
}

static void
sweet_run_remove_receiving (SweetRun *self,
                            SweetItem *item)
{
  SweetItem **link = &self->receiving;

  while (*link != item)
    link = &(*link)->next;
  *link = item->next;
}

/* with the lock: whether another worker should take rows of the item. one that waits for the rate has no
 * worker. */
static gboolean
sweet_run_wants_help (SweetRun *self,
                      SweetItem *item)
{
  if (sweet_run_drops (self, item))
    return item->n_receiving == 0;

  return sweet_run_has_range (item) && !self->pace_armed && (self->pace.rate > 0 || self->tuner.plan != NULL || self->stages[item->stage].slow);
}

/* with the lock: an item whose ranges take so long that another worker should take some */
gboolean
sweet_run_can_help (SweetRun *self,
                    SweetItem **item)
{
  for (*item = self->receiving; *item != NULL; *item = (*item)->next)
    if (sweet_run_wants_help (self, *item))
      return TRUE;
  return FALSE;
}

/* with the lock, which it lets go while it works: one range of an item. what the receiver collected stays
 * with the range. once the range counts as done the item may leave with another worker, so the lock is
 * kept from there on. */
static void
sweet_run_receive_range (SweetRun *self,
                         guint index,
                         SweetStage *stage,
                         SweetItem *item,
                         SweetItemRange *range,
                         guint number,
                         guint64 *since)
{
  SweetStageWorker *worker = &stage->workers[index];
  guint64 begin = *since;
  GError *error = NULL;
  SweetRunProbe probe;
  gboolean blocking;
  gint64 elapsed;

  g_mutex_unlock (&self->lock);
  blocking = stage->place == SWEET_PLACE_BLOCKING && sweet_scheduler_begin_blocking ();
  if (worker->buffer == NULL)
    worker->buffer = sweet_collector_buffer_new ();
  sweet_run_begin_call (self, worker, &probe);
  sweet_run_call_rows (self, stage, index, item, range, begin, SWEET_COLLECTOR (worker->buffer), &error);
  *since = sweet_run_end_range (self, stage, index, begin);
  elapsed = sweet_run_get_elapsed (begin, *since);
  sweet_run_end_call (self, worker, &probe, elapsed);
  sweet_scheduler_end_blocking (blocking);

  g_mutex_lock (&self->lock);
  if (!sweet_collector_buffer_is_empty (worker->buffer))
    g_array_index (item->ranges, SweetItemRange, number).collected = SWEET_COLLECTOR (g_steal_pointer (&worker->buffer));
  stage->grain = sweet_run_fit_grain (MAX (range->n_rows, 1), elapsed);
  stage->slow = stage->slow || elapsed >= SWEET_RUN_RANGE_TIME;
  if (error != NULL && (item->receive_error == NULL || number < item->error_range))
    {
      g_clear_error (&item->receive_error);
      item->receive_error = g_steal_pointer (&error);
      item->error_range = number;
    }
  item->n_receiving--;
  self->n_calling--;
  g_clear_error (&error);
  sweet_run_schedule (self);
}

/* with the lock: how many rows a worker takes at a time */
static guint
sweet_run_get_grain (SweetRun *self,
                     SweetStage *stage)
{
  guint most = self->range_size > 0 ? self->range_size : G_MAXUINT;

  return self->recipe->shape == SWEET_RECEIVER_CHUNKS ? most : MIN (stage->grain, most);
}

/* with the lock, which it lets go: takes ranges until none is left, or there are enough others who do.
 * returns TRUE for the worker that was the last. what each did before ended at @since. */
static gboolean
sweet_run_receive_ranges (SweetRun *self,
                          guint worker,
                          SweetStage *stage,
                          SweetItem *item,
                          guint64 since)
{
  gboolean waits = FALSE;
  gboolean last;

  for (;;)
    {
      SweetItemRange range;
      guint number = item->ranges->len;

      waits = FALSE;
      if (item->n_receiving > 0 && self->n_active > self->wanted_workers)
        break;
      if (!sweet_run_has_range (item) || sweet_run_drops (self, item) || !sweet_run_take_range (self, item, sweet_run_get_grain (self, stage), &range))
        break;
      waits = range.waits > 0;
      if (waits)
        {
          sweet_run_arm_pace (self, range.waits);
          break;
        }

      g_array_append_val (item->ranges, range);
      item->n_receiving++;
      self->n_calling++;
      sweet_run_schedule (self);
      sweet_run_receive_range (self, worker, stage, item, &range, number, &since);
    }
  last = item->n_receiving == 0 && !item->received && !waits;
  if (last)
    {
      item->received = TRUE;
      item->since = since;
      sweet_run_remove_receiving (self, item);
    }
  g_mutex_unlock (&self->lock);
  return last;
}

/* all rows were received: what comes behind a failure does not count */
static void
sweet_run_end_ranges (SweetRun *self,
                      guint worker,
                      SweetStage *stage,
                      SweetItem *item)
{
  if (item->receive_error == NULL)
    return;

  sweet_tally_add (&stage->workers[worker].n_errors, 1);
  g_array_set_size (item->ranges, item->error_range + 1);
  sweet_run_stop_at (self, item, g_steal_pointer (&item->receive_error));
}

/* returns TRUE when all rows of the item were received and this worker takes it on; FALSE when another
 * one will */
gboolean
sweet_run_receive (SweetRun *self,
                   guint worker,
                   SweetStage *stage,
                   SweetItem *item)
{
  guint64 since = item->since != 0 ? item->since : sweet_fine_time ();

  g_mutex_lock (&self->lock);
  sweet_run_insert (&self->receiving, item);
  if (!sweet_run_receive_ranges (self, worker, stage, item, since))
    return FALSE;

  sweet_run_end_ranges (self, worker, stage, item);
  return TRUE;
}

/* with the lock, which it lets go: takes part in the rows of an item that another worker carries */
void
sweet_run_help (SweetRun *self,
                guint worker,
                SweetItem *item)
{
  SweetStage *stage = &self->stages[item->stage];

  if (!sweet_run_receive_ranges (self, worker, stage, item, sweet_fine_time ()))
    return;

  sweet_run_end_ranges (self, worker, stage, item);
  sweet_run_leave (self, stage, item);
  sweet_run_carry (self, worker, item);
}

/* collects in input order what the receivers took down */
gboolean
sweet_run_commit (SweetRun *self,
                  SweetStage *stage,
                  SweetItem *item,
                  GError **error)
{
  for (guint i = 0; i < item->ranges->len; i++)
    {
      SweetItemRange *range = &g_array_index (item->ranges, SweetItemRange, i);

      if (range->collected == NULL)
        continue;
      if (!sweet_collector_buffer_commit (SWEET_COLLECTOR_BUFFER (range->collected), self->recipe->collector, error))
        return FALSE;
    }
  return TRUE;
}
