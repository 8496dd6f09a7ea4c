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

static void
sweet_run_look (SweetRunProbe *probe)
{
  probe->n_waits = sweet_run_count_waits ();
  probe->cpu_time = sweet_run_read_clock (CLOCK_THREAD_CPUTIME_ID);
}

/* whoever never gave the processor away did not wait, however long others had it, and was busy as long as it
 * had it itself */
static void
sweet_run_look_back (const SweetRunProbe *probe,
                     gint64 elapsed,
                     guint64 *busy,
                     guint64 *waited)
{
  gint64 cpu_time = sweet_run_read_clock (CLOCK_THREAD_CPUTIME_ID) - probe->cpu_time;

  *waited = sweet_run_count_waits () > probe->n_waits ? (guint64) MAX (elapsed - cpu_time, 0) : 0;
  *busy = (guint64) cpu_time + *waited;
}

/* in front of a call that other workers may make at the same time */
void
sweet_run_begin_call (SweetRun *self,
                      SweetStageWorker *worker,
                      SweetRunProbe *probe)
{
  probe->looks = self->tuner.plan != NULL && worker->n_skip == 0;
  if (probe->looks)
    sweet_run_look (probe);
  else if (self->tuner.plan != NULL)
    worker->n_skip--;
}

/* behind it. a call that was looked at stands for those that were not. */
void
sweet_run_end_call (SweetRun *self,
                    SweetStageWorker *worker,
                    const SweetRunProbe *probe,
                    gint64 elapsed)
{
  guint64 busy;
  guint64 waited;

  if (self->tuner.plan == NULL)
    return;

  sweet_tally_add (&worker->n_calls, 1);
  if (probe->looks)
    {
      sweet_run_look_back (probe, elapsed, &busy, &waited);
      sweet_tally_add (&worker->busy, busy * (worker->weight + 1));
      sweet_tally_add (&worker->waited, waited * (worker->weight + 1));
    }
  if (probe->looks || elapsed >= SWEET_RUN_SHORT_CALL)
    worker->n_skip = worker->weight = elapsed < SWEET_RUN_SHORT_CALL ? SWEET_RUN_SKIPPED : 0;
}

/* with the lock: one more part of the input is read at the same time, by a thread that is none of the workers */
void
sweet_run_enter_read (SweetRun *self,
                      SweetItem *item)
{
  guint reader = 0;

  while (self->reader_taken[reader])
    reader++;
  self->reader_taken[reader] = TRUE;
  item->reader = self->max_workers + 1 + reader;
  self->n_reads++;
  self->read_tuner.most_active = MAX (self->read_tuner.most_active, self->n_reads);
  sweet_run_arm_adjust (&self->read_tuner);
}

void
sweet_run_watch_read (SweetRun *self,
                      SweetRunProbe *probe)
{
  if (self->read_tuner.plan != NULL)
    sweet_run_look (probe);
}

/* with the lock */
void
sweet_run_leave_read (SweetRun *self,
                      SweetItem *item,
                      const SweetRunProbe *probe,
                      gint64 elapsed)
{
  guint64 busy;
  guint64 waited;

  self->n_reads--;
  self->reader_taken[item->reader - self->max_workers - 1] = FALSE;
  if (self->read_tuner.plan == NULL)
    return;

  sweet_run_look_back (probe, elapsed, &busy, &waited);
  self->reads.n_calls++;
  self->reads.busy += busy;
  self->reads.waited += waited;
  self->reads.call_time += busy;
}

/* what all workers have counted so far */
static SweetRunLoad
sweet_run_sum_load (SweetRunTuner *tuner)
{
  SweetRun *self = tuner->run;
  SweetRunLoad load = { 0 };

  if (tuner == &self->read_tuner)
    load = self->reads;
  load.at = sweet_run_get_time (self);
  load.cpu_time = sweet_run_read_clock (CLOCK_PROCESS_CPUTIME_ID);
  for (guint i = 0; tuner == &self->tuner && i < self->n_stages; i++)
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

/* with the lock */
static guint
sweet_run_count_active (SweetRunTuner *tuner)
{
  return tuner == &tuner->run->read_tuner ? tuner->run->n_reads : tuner->run->n_active;
}

/* with the lock: what was counted since it was called last */
static SweetLoad *
sweet_run_measure_load (SweetRunTuner *tuner)
{
  SweetRun *self = tuner->run;
  SweetRunLoad before = tuner->load;
  SweetRunLoad now = sweet_run_sum_load (tuner);
  guint most_active = tuner->most_active;

  tuner->load = now;
  tuner->most_active = sweet_run_count_active (tuner);
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
                       "calls-under-way", tuner == &self->read_tuner ? self->n_reads : self->n_calling,
                       NULL);
}

/* what may change while the stream runs: with the lock, or before anybody has it */

/* as many blocks under way as there are threads that read and work, and one to spare */
void
sweet_run_fit_items (SweetRun *self)
{
  self->max_items = self->recipe->max_chunks > 0 ? self->recipe->max_chunks : self->wanted_workers + MAX (self->max_reads, 1) + 1;
}

static void
sweet_run_apply_plan (SweetRun *self,
                      SweetPlan *plan)
{
  self->wanted_workers = CLAMP (sweet_plan_get_workers (plan), 1, self->max_workers);
  self->min_workers = sweet_plan_get_min_workers (plan);
  self->range_size = sweet_plan_get_range_size (plan);
  /* whoever asks for more workers than there are processors has them wait for something */
  self->has_own_threads = self->wanted_workers > self->scheduler->n_workers;
  sweet_run_fit_items (self);
}

static void
sweet_run_apply_sender_plan (SweetRun *self,
                             SweetPlan *plan)
{
  self->max_reads = CLAMP (sweet_plan_get_workers (plan), 1, self->n_readers);
  self->read_timeout = sweet_plan_get_timeout (plan);
  sweet_run_fit_items (self);
}

static void
sweet_run_init_tuner (SweetRun *self,
                      SweetRunTuner *tuner,
                      SweetStrategy *strategy,
                      SweetPlan *plan)
{
  tuner->run = self;
  if (strategy == NULL || SWEET_STRATEGY_GET_CLASS (strategy)->adjust == NULL)
    return;

  tuner->strategy = strategy;
  tuner->plan = g_object_ref (plan);
}

void
sweet_run_init_tuners (SweetRun *self,
                       SweetPlan *plan,
                       SweetPlan *sender_plan)
{
  sweet_run_init_tuner (self, &self->tuner, self->recipe->strategy, plan);
  sweet_run_init_tuner (self, &self->read_tuner, self->recipe->sender_strategy, sender_plan);
  sweet_run_apply_plan (self, plan);
  /* a source that is split has as many threads without anybody saying so */
  self->n_readers = self->max_workers;
  if (self->recipe->sender_strategy == NULL)
    return;

  self->n_readers = MAX (sweet_plan_get_workers (sender_plan), sweet_plan_get_max_workers (sender_plan));
  sweet_run_apply_sender_plan (self, sender_plan);
}

/* asking */

gboolean
sweet_run_is_adjusting (SweetRun *self)
{
  return self->tuner.adjusting || self->read_tuner.adjusting;
}

static void
sweet_run_adjust (SweetRunTuner *tuner)
{
  SweetRun *self = tuner->run;
  g_autoptr (SweetLoad) load = NULL;
  GError *reason = NULL;
  GError *error = NULL;
  gboolean ok;

  g_mutex_lock (&self->lock);
  load = sweet_run_measure_load (tuner);
  g_mutex_unlock (&self->lock);
  ok = SWEET_STRATEGY_GET_CLASS (tuner->strategy)->adjust (tuner->strategy, tuner->plan, load, &reason) && reason == NULL;
  if (!ok)
    {
      sweet_stage_check_failure (SWEET_ELEMENT (tuner->strategy), "adjust", reason, &error);
      sweet_run_abort (self, error);
    }
  g_mutex_lock (&self->lock);
  if (tuner == &self->read_tuner)
    sweet_run_apply_sender_plan (self, tuner->plan);
  else
    sweet_run_apply_plan (self, tuner->plan);
  g_mutex_unlock (&self->lock);
}

/* the run waits for this before it ends */
static void
sweet_run_end_adjust (SweetRunTuner *tuner)
{
  SweetRun *self = tuner->run;

  g_mutex_lock (&self->lock);
  tuner->adjusting = FALSE;
  if (tuner->most_active + self->n_called > 0 || self->n_in_flight > 0)
    sweet_run_arm_adjust (tuner);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

static void
sweet_run_adjust_on_worker (gpointer data)
{
  SweetRunTuner *tuner = data;
  SweetRunStay stay;

  sweet_run_begin_stay (tuner->run, &stay);
  sweet_run_adjust (tuner);
  sweet_run_end_stay (tuner->run, &stay);
  sweet_run_end_adjust (tuner);
}

/* the runtime was shut down */
static void
sweet_run_drop_adjust (gpointer data)
{
  sweet_run_end_adjust (data);
}

static void
sweet_run_adjust_on_context (SweetDeliveryJob *job,
                             gboolean dropped)
{
  SweetRunTuner *tuner = (SweetRunTuner *) ((char *) job - G_STRUCT_OFFSET (SweetRunTuner, job));
  SweetRunStay stay;

  sweet_run_begin_stay (tuner->run, &stay);
  if (dropped)
    sweet_run_abort (tuner->run, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  else if (!__atomic_load_n (&tuner->run->aborted, __ATOMIC_RELAXED))
    sweet_run_adjust (tuner);
  sweet_run_end_stay (tuner->run, &stay);
  sweet_run_end_adjust (tuner);
}

/* a stream that was aborted does not wait for the context, which may be busy */
void
sweet_run_recall_adjust (SweetRun *self)
{
  SweetDeliveryJob *job;

  while ((job = sweet_delivery_take (self->delivery, self->task, sweet_run_adjust_on_context)) != NULL)
    job->run (job, FALSE);
}

static void
sweet_run_send_adjust (SweetRunTuner *tuner)
{
  SweetRun *self = tuner->run;

  if (sweet_element_get_place (SWEET_ELEMENT (tuner->strategy)) != SWEET_PLACE_CONTEXT)
    {
      /* all others may be in calls that take long */
      sweet_scheduler_push_blocking (self->scheduler, sweet_call_new (sweet_run_adjust_on_worker, sweet_run_drop_adjust, tuner));
      return;
    }

  tuner->job.owner = self->task;
  tuner->job.run = sweet_run_adjust_on_context;
  sweet_delivery_post (self->delivery, &tuner->job);
  if (__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    sweet_run_recall_adjust (self);
}

static void
sweet_run_adjust_cb (SweetTimer *timer)
{
  SweetRunTuner *tuner = (SweetRunTuner *) ((char *) timer - G_STRUCT_OFFSET (SweetRunTuner, timer));
  SweetRun *self = tuner->run;
  gboolean begins;

  g_mutex_lock (&self->lock);
  tuner->armed = FALSE;
  begins = self->phase == SWEET_RUN_FLOWING && !self->stopped;
  tuner->adjusting = begins;
  g_mutex_unlock (&self->lock);
  if (begins)
    sweet_run_send_adjust (tuner);
  else
    sweet_run_unref (self);
}

/* with the lock: a window begins, unless one is under way */
void
sweet_run_arm_adjust (SweetRunTuner *tuner)
{
  SweetRun *self = tuner->run;

  if (tuner->plan == NULL || tuner->armed || tuner->adjusting || self->phase != SWEET_RUN_FLOWING || self->stopped)
    return;

  tuner->load.at = sweet_run_get_time (self);
  tuner->load.cpu_time = sweet_run_read_clock (CLOCK_PROCESS_CPUTIME_ID);
  tuner->armed = TRUE;
  sweet_run_ref (self);
  sweet_timer_start (&tuner->timer, self->recipe->clock, sweet_timer_from_now (self->recipe->clock, sweet_plan_get_window (tuner->plan)), sweet_run_adjust_cb);
}
