/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-run-private.h"

/* what the threads use while they work for the run, where its task is to be measured: from the coming of each
 * to its going, so that a chunk costs nothing more. the run ends when only the one that ends it is still there,
 * and what comes too late finds nothing to do and does not count. */

void
sweet_run_begin_stay (SweetRun *self,
                      SweetRunStay *stay)
{
  sweet_task_frame_push (&stay->frame, self->task);
  stay->measured = self->measured;
  if (!stay->measured)
    return;

  stay->thread = g_thread_self ();
  sweet_metrics_probe_begin (&stay->probe);
  g_mutex_lock (&self->lock);
  stay->next = self->stays;
  self->stays = stay;
  self->n_stays++;
  g_mutex_unlock (&self->lock);
}

/* with the lock */
static void
sweet_run_count_stay (SweetRun *self,
                      SweetRunStay *stay)
{
  SweetMetricsTotals late = { 0 };
  SweetRunStay **place = &self->stays;

  while (*place != stay)
    place = &(*place)->next;
  *place = stay->next;
  self->n_stays--;
  stay->measured = FALSE;
  sweet_metrics_probe_end (&stay->probe, self->phase != SWEET_RUN_ENDED ? &self->totals : &late);
}

void
sweet_run_end_stay (SweetRun *self,
                    SweetRunStay *stay)
{
  if (stay->measured)
    {
      g_mutex_lock (&self->lock);
      sweet_run_count_stay (self, stay);
      sweet_run_schedule (self);
      g_mutex_unlock (&self->lock);
    }
  sweet_task_frame_pop (&stay->frame);
}

/* with the lock: the thread ends the run, and what it does from here on is not the run's any more */
void
sweet_run_count_last_stay (SweetRun *self)
{
  SweetRunStay *stay = self->stays;

  while (stay != NULL && stay->thread != g_thread_self ())
    stay = stay->next;
  if (stay != NULL)
    sweet_run_count_stay (self, stay);
}

SweetMetrics *
sweet_run_get_metrics (SweetRun *self)
{
  SweetMetricsTotals totals;

  if (!self->measured)
    return NULL;

  g_mutex_lock (&self->lock);
  totals = self->totals;
  for (SweetRunStay *stay = self->stays; stay != NULL && self->phase != SWEET_RUN_ENDED; stay = stay->next)
    sweet_metrics_probe_peek (&stay->probe, &totals);
  totals.used.counters[SWEET_COUNTER_WALL_TIME] = (gint64) ((self->ended != 0 ? self->ended : sweet_fine_time ()) - self->begun);
  g_mutex_unlock (&self->lock);

  /* each thread has a peak of its own, and together they have none */
  totals.has_peak = FALSE;
  return sweet_metrics_new_from_totals (&totals);
}
