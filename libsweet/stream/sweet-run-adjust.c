/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sys/resource.h>
#include <time.h>

#include "stream/sweet-run-private.h"

/* a strategy that adjusts its plan is asked once a window, while there is anything to do. what it looks at
 * is counted per worker; looking at the thread costs almost 1 µs, so that of short calls only some are. */

#define SWEET_RUN_SHORT_CALL 100 /* µs */
#define SWEET_RUN_SKIPPED    15

/* processor time in µs; that of getrusage() is as coarse as the tick */
static gint64
sweet_run_read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* how often the calling thread gave the processor away by itself */
static glong
sweet_run_count_waits (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

/* in front of a call that other workers may make at the same time */
void
sweet_run_begin_call (SweetRun *self,
                      SweetStageWorker *worker,
                      SweetRunProbe *probe)
{
  probe->looks = self->plan != NULL && worker->n_skip == 0;
  if (probe->looks)
    {
      probe->n_waits = sweet_run_count_waits ();
      probe->cpu_time = sweet_run_read_clock (CLOCK_THREAD_CPUTIME_ID);
    }
  else if (self->plan != NULL)
    worker->n_skip--;
}

/* behind it. whoever never gave the processor away did not wait, however long others had it, and was busy as
 * long as it had it itself. a call that was looked at stands for those that were not. */
void
sweet_run_end_call (SweetRun *self,
                    SweetStageWorker *worker,
                    const SweetRunProbe *probe,
                    gint64 elapsed)
{
  if (self->plan == NULL)
    return;

  sweet_tally_add (&worker->n_calls, 1);
  if (probe->looks)
    {
      gint64 cpu_time = sweet_run_read_clock (CLOCK_THREAD_CPUTIME_ID) - probe->cpu_time;
      gint64 waited = sweet_run_count_waits () > probe->n_waits ? MAX (elapsed - cpu_time, 0) : 0;

      sweet_tally_add (&worker->busy, (guint64) (cpu_time + waited) * (worker->weight + 1));
      sweet_tally_add (&worker->waited, (guint64) waited * (worker->weight + 1));
    }
  if (probe->looks || elapsed >= SWEET_RUN_SHORT_CALL)
    worker->n_skip = worker->weight = elapsed < SWEET_RUN_SHORT_CALL ? SWEET_RUN_SKIPPED : 0;
}

/* what all workers have counted so far */
static SweetRunLoad
sweet_run_sum_load (SweetRun *self)
{
  SweetRunLoad load = { 0 };

  load.at = sweet_run_get_time (self);
  load.cpu_time = sweet_run_read_clock (CLOCK_PROCESS_CPUTIME_ID);
  for (guint i = 0; i < self->n_stages; i++)
    for (guint j = 0; j < self->max_workers; j++)
      {
        SweetStageWorker *worker = &self->stages[i].workers[j];

        load.busy += sweet_tally_get (&worker->busy);
        load.waited += sweet_tally_get (&worker->waited);
        if (self->stages[i].kind != SWEET_STAGE_RECEIVE)
          continue;
        load.n_calls += sweet_tally_get (&worker->n_calls);
        load.n_records += sweet_tally_get (&worker->records_in);
        load.call_time += sweet_tally_get (&worker->busy);
      }
  return load;
}

/* with the lock: what was counted since it was called last */
static SweetLoad *
sweet_run_measure_load (SweetRun *self)
{
  SweetRunLoad before = self->load;
  SweetRunLoad now = sweet_run_sum_load (self);
  guint most_active = self->most_active;

  self->load = now;
  self->most_active = self->n_active;
  return g_object_new (SWEET_TYPE_LOAD,
                       "window", MAX (now.at - before.at, 0),
                       "processors", self->scheduler->n_workers,
                       "cpu-time", MAX (now.cpu_time - before.cpu_time, 0),
                       "busy-time", (gint64) (now.busy - before.busy),
                       "wait-time", (gint64) (now.waited - before.waited),
                       "calls", now.n_calls - before.n_calls,
                       "records", now.n_records - before.n_records,
                       "call-time", (gint64) (now.call_time - before.call_time),
                       "active-workers", most_active,
                       "queued", self->n_in_flight,
                       "calls-under-way", self->n_calling,
                       NULL);
}

/* with the lock, or before anybody has it: what may change while the stream runs */
void
sweet_run_apply_plan (SweetRun *self,
                      SweetPlan *plan)
{
  self->wanted_workers = CLAMP (sweet_plan_get_workers (plan), 1, self->max_workers);
  self->min_workers = sweet_plan_get_min_workers (plan);
  self->range_size = sweet_plan_get_range_size (plan);
  /* whoever asks for more workers than there are processors has them wait for something */
  self->has_own_threads = self->wanted_workers > self->scheduler->n_workers;
  self->max_items = self->recipe->max_chunks > 0 ? self->recipe->max_chunks : self->wanted_workers + 2;
}

static void
sweet_run_adjust (SweetRun *self)
{
  SweetStrategy *strategy = self->recipe->strategy;
  g_autoptr (SweetLoad) load = NULL;
  GError *reason = NULL;
  GError *error = NULL;
  gboolean ok;

  g_mutex_lock (&self->lock);
  load = sweet_run_measure_load (self);
  g_mutex_unlock (&self->lock);
  ok = SWEET_STRATEGY_GET_CLASS (strategy)->adjust (strategy, self->plan, load, &reason) && reason == NULL;
  if (!ok)
    {
      sweet_stage_check_failure (SWEET_ELEMENT (strategy), "adjust", reason, &error);
      sweet_run_abort (self, error);
    }
  g_mutex_lock (&self->lock);
  sweet_run_apply_plan (self, self->plan);
  g_mutex_unlock (&self->lock);
}

/* the run waits for this before it ends */
static void
sweet_run_end_adjust (SweetRun *self)
{
  g_mutex_lock (&self->lock);
  self->adjusting = FALSE;
  if (self->most_active + self->n_called > 0 || self->n_in_flight > 0)
    sweet_run_arm_adjust (self);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

static void
sweet_run_adjust_on_worker (gpointer data)
{
  SweetRun *self = data;
  SweetRunFrame frame;

  sweet_run_push_frame (self, &frame);
  sweet_run_adjust (self);
  sweet_run_pop_frame (&frame);
  sweet_run_end_adjust (self);
}

static void
sweet_run_adjust_on_context (SweetDeliveryJob *job,
                             gboolean dropped)
{
  SweetRun *self = (SweetRun *) ((char *) job - G_STRUCT_OFFSET (SweetRun, adjust_job));
  SweetRunFrame frame;

  sweet_run_push_frame (self, &frame);
  if (dropped)
    sweet_run_abort (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  else if (!__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    sweet_run_adjust (self);
  sweet_run_pop_frame (&frame);
  sweet_run_end_adjust (self);
}

/* a stream that was aborted does not wait for the context, which may be busy */
void
sweet_run_recall_adjust (SweetRun *self)
{
  SweetDeliveryJob *job = sweet_delivery_take (self->delivery, self->end_data, sweet_run_adjust_on_context);

  if (job != NULL)
    job->run (job, FALSE);
}

static void
sweet_run_send_adjust (SweetRun *self)
{
  if (sweet_element_get_place (SWEET_ELEMENT (self->recipe->strategy)) != SWEET_PLACE_CONTEXT)
    {
      /* all others may be in calls that take long */
      sweet_scheduler_push_blocking (self->scheduler, sweet_call_new (sweet_run_adjust_on_worker, self));
      return;
    }

  self->adjust_job.owner = self->end_data;
  self->adjust_job.run = sweet_run_adjust_on_context;
  sweet_delivery_post (self->delivery, &self->adjust_job);
  if (__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    sweet_run_recall_adjust (self);
}

static void
sweet_run_adjust_cb (SweetTimer *timer)
{
  SweetRun *self = (SweetRun *) ((char *) timer - G_STRUCT_OFFSET (SweetRun, adjust_timer));
  gboolean begins;

  g_mutex_lock (&self->lock);
  self->adjust_armed = FALSE;
  begins = self->phase == SWEET_RUN_FLOWING && !self->stopped;
  self->adjusting = begins;
  g_mutex_unlock (&self->lock);
  if (begins)
    sweet_run_send_adjust (self);
  else
    sweet_run_unref (self);
}

/* with the lock: a window begins, unless one is under way */
void
sweet_run_arm_adjust (SweetRun *self)
{
  if (self->plan == NULL || self->adjust_armed || self->adjusting || self->phase != SWEET_RUN_FLOWING || self->stopped)
    return;

  self->load.at = sweet_run_get_time (self);
  self->load.cpu_time = sweet_run_read_clock (CLOCK_PROCESS_CPUTIME_ID);
  self->adjust_armed = TRUE;
  sweet_run_ref (self);
  sweet_timer_start (&self->adjust_timer, self->recipe->clock, sweet_timer_from_now (self->recipe->clock, sweet_plan_get_window (self->plan)), sweet_run_adjust_cb);
}
