/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-stage-private.h"

/* what a step counts and measures: each worker for itself, with plain loads and stores. the clock is read
 * where one call ends, which is where the next one begins. */

void
sweet_stage_count_in (SweetStage *self,
                      guint worker,
                      GPtrArray *chunks)
{
  for (guint i = 0; i < chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (chunks, i);

      sweet_tally_add (&self->workers[worker].records_in, chunk->n_rows);
      sweet_tally_add (&self->workers[worker].bytes_in, chunk->n_bytes);
    }
}

void
sweet_stage_count_out (SweetStage *self,
                       guint worker,
                       GPtrArray *chunks)
{
  for (guint i = 0; i < chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (chunks, i);

      sweet_tally_add (&self->workers[worker].records_out, chunk->n_rows);
      sweet_tally_add (&self->workers[worker].bytes_out, chunk->n_bytes);
    }
}

/* with the run's lock */
void
sweet_stage_set_queue (SweetStage *self,
                       guint n_waiting)
{
  __atomic_store_n (&self->queue, n_waiting, __ATOMIC_RELAXED);
  if (n_waiting > self->max_queue)
    __atomic_store_n (&self->max_queue, n_waiting, __ATOMIC_RELAXED);
}

/* time that passed in the step since @since. returns what time it is. */
guint64
sweet_stage_add_time (SweetStage *self,
                      guint worker,
                      guint64 since)
{
  guint64 now = sweet_fine_time ();

  sweet_tally_add (&self->workers[worker].time, now - since);
  return now;
}

/* the same for what was one call */
guint64
sweet_stage_add_call (SweetStage *self,
                      guint worker,
                      guint64 since)
{
  guint64 now = sweet_stage_add_time (self, worker, since);

  sweet_histogram_add (sweet_histogram_need (&self->workers[worker].latency), now - since);
  return now;
}

void
sweet_stage_end_call (SweetStage *self,
                      guint worker,
                      SweetItem *item)
{
  item->since = sweet_stage_add_call (self, worker, item->since);
}
