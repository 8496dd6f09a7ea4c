/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-run-private.h"

/* what waits for a time has no worker: a timer puts it back among what is ready */

gint64
sweet_run_get_time (SweetRun *self)
{
  return self->recipe->clock != NULL ? sweet_clock_get_time (self->recipe->clock) : g_get_monotonic_time ();
}

static void
sweet_run_wake_cb (SweetTimer *timer)
{
  SweetItem *item = (SweetItem *) ((char *) timer - G_STRUCT_OFFSET (SweetItem, timer));
  SweetRun *self = item->run;

  g_mutex_lock (&self->lock);
  item->sleeping = FALSE;
  sweet_run_make_ready (self, item);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

/* an item waits in the middle of a step until it is time to go on */
void
sweet_run_suspend (SweetRun *self,
                   SweetItem *item)
{
  gint64 at = item->wake_at;

  item->wake_at = 0;
  g_mutex_lock (&self->lock);
  item->granted = TRUE;
  if (sweet_run_drops (self, item))
    sweet_run_make_ready (self, item);
  else
    {
      item->sleeping = TRUE;
      sweet_run_ref (self);
      sweet_timer_start (&item->timer, self->recipe->clock, at, sweet_run_wake_cb);
    }
  g_mutex_unlock (&self->lock);
}

/* with the lock: an item that does not count any more waits for nothing */
void
sweet_run_wake (SweetRun *self,
                SweetItem *item)
{
  if (!item->sleeping || !sweet_run_drops (self, item) || !sweet_timer_stop (&item->timer))
    return;

  item->sleeping = FALSE;
  sweet_run_insert (&self->ready, item);
  sweet_run_unref (self);
}

/* how many of some rows may come to the end now */
guint
sweet_run_take_pace (SweetRun *self,
                     SweetPace *pace,
                     guint n_rows,
                     gboolean whole)
{
  if (pace->rate == 0)
    return n_rows;

  return sweet_pace_take (pace, sweet_run_get_time (self), n_rows, whole);
}

/* when some rows may come; half a burst of them, so that nothing is lost while they are fetched */
gint64
sweet_run_get_pace_time (SweetRun *self,
                         SweetPace *pace,
                         guint n_rows,
                         gboolean whole)
{
  guint wanted = whole ? n_rows : MIN (n_rows, MAX (1, pace->burst / 2));

  return sweet_pace_get_time (pace, sweet_run_get_time (self), wanted);
}

static void
sweet_run_pace_cb (SweetTimer *timer)
{
  SweetRun *self = (SweetRun *) ((char *) timer - G_STRUCT_OFFSET (SweetRun, pace_timer));

  g_mutex_lock (&self->lock);
  self->pace_armed = FALSE;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

/* with the lock: workers come again when rows may be received */
void
sweet_run_arm_pace (SweetRun *self,
                    guint n_rows)
{
  if (self->pace_armed)
    return;

  self->pace_armed = TRUE;
  sweet_run_ref (self);
  sweet_timer_start (&self->pace_timer, self->recipe->clock, sweet_run_get_pace_time (self, &self->pace, n_rows, self->recipe->shape == SWEET_RECEIVER_CHUNKS), sweet_run_pace_cb);
}

static void
sweet_run_batch_cb (SweetTimer *timer)
{
  SweetRun *self = (SweetRun *) ((char *) timer - G_STRUCT_OFFSET (SweetRun, batch_timer));

  g_mutex_lock (&self->lock);
  self->batch_armed = FALSE;
  self->batch_due = TRUE;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

static void
sweet_run_stop_timer (SweetRun *self,
                      SweetTimer *timer,
                      gboolean *armed)
{
  if (!*armed || !sweet_timer_stop (timer))
    return;

  *armed = FALSE;
  sweet_run_unref (self);
}

static void
sweet_run_arm_batch (SweetRun *self,
                     gint64 at)
{
  g_mutex_lock (&self->lock);
  /* another step may wait for longer */
  if (self->batch_armed && at < self->batch_at)
    sweet_run_stop_timer (self, &self->batch_timer, &self->batch_armed);
  if (!self->batch_armed && !self->batch_due)
    {
      self->batch_armed = TRUE;
      self->batch_at = at;
      sweet_run_ref (self);
      sweet_timer_start (&self->batch_timer, self->recipe->clock, at, sweet_run_batch_cb);
    }
  g_mutex_unlock (&self->lock);
}

/* what comes out is as old as the first of it, and what waits is measured with the batch that it becomes */
static void
sweet_run_date_batch (SweetStage *stage,
                      SweetItem *item,
                      gboolean brought,
                      gboolean waited)
{
  guint64 read_at = item->read_at;

  if (item->chunks->len > 0 && waited)
    item->read_at = stage->batch_read_at;
  else if (item->chunks->len == 0 && brought)
    item->read_at = 0;
  if (stage->batch != NULL && (!waited || item->chunks->len > 0))
    stage->batch_read_at = read_at;
}

/* rows become batches. those in front of an error, or the last that are wanted, wait for no others. */
gboolean
sweet_run_batch (SweetRun *self,
                 SweetStage *stage,
                 SweetItem *item,
                 GError **error)
{
  gint64 now = stage->max_delay > 0 ? sweet_run_get_time (self) : 0;
  gboolean last = item->sequence == __atomic_load_n (&self->stop_sequence, __ATOMIC_RELAXED);
  gboolean due = item->flush && stage->batch != NULL && now - stage->batch_since >= stage->max_delay;
  gboolean waits = stage->batch != NULL;
  gboolean brings = item->chunks->len > 0;

  if (!sweet_stage_batch (stage, item, last || due, error))
    return FALSE;
  sweet_run_date_batch (stage, item, brings, waits);
  if (stage->batch == NULL || stage->max_delay == 0)
    return TRUE;

  if (!waits || item->chunks->len > 0)
    stage->batch_since = now;
  sweet_run_arm_batch (self, stage->batch_since > G_MAXINT64 - stage->max_delay ? G_MAXINT64 : stage->batch_since + stage->max_delay);
  return TRUE;
}

/* with the lock: the run has ended */
void
sweet_run_stop_timers (SweetRun *self)
{
  sweet_run_stop_timer (self, &self->pace_timer, &self->pace_armed);
  sweet_run_stop_timer (self, &self->batch_timer, &self->batch_armed);
  sweet_run_stop_timer (self, &self->tuner.timer, &self->tuner.armed);
  sweet_run_stop_timer (self, &self->read_tuner.timer, &self->read_tuner.armed);
  sweet_run_stop_timer (self, &self->rates_timer, &self->rates_armed);
}

/* the first rows of the item go on; the others are held back */
static void
sweet_run_hold (SweetItem *item,
                guint n_rows)
{
  g_autoptr (GPtrArray) chunks = g_steal_pointer (&item->chunks);

  item->chunks = g_ptr_array_new ();
  for (guint i = 0; i < chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (chunks, i);
      guint n_first = MIN (chunk->n_rows, n_rows);
      GPtrArray *whole = item->held->len == 0 && chunk->n_rows <= n_rows ? item->chunks : item->held;

      if (n_first == chunk->n_rows || n_first == 0)
        g_ptr_array_add (whole, chunk);
      else
        for (guint part = 0; part < 2; part++)
          {
            SweetChunk *view = sweet_chunk_pool_take (&item->pool);

            sweet_chunk_assign (view, chunk);
            sweet_chunk_cut (view, part == 0 ? 0 : n_first, part == 0 ? n_first : chunk->n_rows - n_first);
            g_ptr_array_add (part == 0 ? item->chunks : item->held, view);
          }
      n_rows -= n_first;
    }
}

/* on the way from the source or to a sink: as many rows as may go on do, the others come back here behind them */
void
sweet_run_pace (SweetRun *self,
                guint worker,
                SweetStage *stage,
                SweetItem *item)
{
  guint n_rows = 0;
  guint n_first;

  for (guint i = 0; i < item->chunks->len; i++)
    n_rows += ((SweetChunk *) g_ptr_array_index (item->chunks, i))->n_rows;
  n_first = sweet_run_take_pace (self, &stage->pace, n_rows, FALSE);
  if (n_first == 0 && n_rows > 0)
    {
      item->wake_at = sweet_run_get_pace_time (self, &stage->pace, n_rows, FALSE);
      return;
    }

  if (n_first < n_rows)
    sweet_run_hold (item, n_first);
  sweet_stage_count_in (stage, worker, item->chunks);
}
