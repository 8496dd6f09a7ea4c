/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-attempts-private.h"
#include "task/sweet-metrics-probe-private.h"

/* attempts at work: each is one call, on a worker or on the context, or something asynchronous */

/* whether the calling thread is one of those that do the work */
static gboolean
sweet_attempts_are_on_thread (SweetSpawningTask *self)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();

  return worker != NULL && worker->scheduler == self->scheduler;
}

/* what an attempt leaves behind that is let go without the lock */
typedef struct
{
  GCancellable *cancellable;
  GValue value;
} SweetLeftovers;

static void
sweet_leftovers_clear (SweetLeftovers *self)
{
  g_clear_object (&self->cancellable);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
}

/* with the lock: nothing is left of the attempt before */
static void
sweet_attempts_enter (SweetSpawningTask *self,
                      gint64 now,
                      SweetLeftovers *leftovers)
{
  SweetAttempts *attempts = self->attempts;
  SweetBaseTask *base = &self->parent_instance;
  GValue none = G_VALUE_INIT;

  sweet_attempts_leave_job (self);
  attempts->phase = SWEET_ATTEMPT_WORKING;
  attempts->number++;
  attempts->busy = sweet_attempts_get_work (self)->kind != SWEET_WORK_ASYNC;
  attempts->on_thread = sweet_attempts_are_on_thread (self);
  attempts->began_at = now;
  if (attempts->timed_out)
    {
      leftovers->cancellable = g_steal_pointer (&base->extras->cancellable);
      base->extras->triggered = FALSE;
    }
  attempts->timed_out = FALSE;
  leftovers->value = self->value;
  self->value = none;
  if (base->spec->timeout > 0)
    sweet_attempts_start_timer (self, sweet_timer_from_now (sweet_attempts_get_clock (self), base->spec->timeout), sweet_attempts_timeout);
}

/* from queued to working. FALSE for one that is not to be made any more, or that the breaker refused. */
static gboolean
sweet_attempts_begin (SweetSpawningTask *self,
                      guint *serial)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;
  SweetCircuitBreaker *breaker = base->spec->circuit_breaker;
  SweetLeftovers leftovers = { NULL, G_VALUE_INIT };
  GError *error = NULL;
  GValue none = G_VALUE_INIT;
  gboolean begins;
  gboolean late;
  gint64 now;
  guint permit;

  g_mutex_lock (&base->lock);
  now = sweet_clock_get_time (sweet_attempts_get_clock (self));
  late = now >= attempts->deadline;
  begins = attempts->phase == SWEET_ATTEMPT_QUEUED && !late;
  *serial = attempts->serial;
  if (begins)
    sweet_attempts_enter (self, now, &leftovers);
  g_mutex_unlock (&base->lock);
  sweet_leftovers_clear (&leftovers);
  if (late)
    sweet_attempts_give_up (self, FALSE, sweet_base_task_make_overdue (&self->parent_instance));
  if (!begins)
    return FALSE;

  sweet_base_task_begin (base);
  if (breaker == NULL || attempts->on_fallback)
    return TRUE;

  permit = sweet_circuit_breaker_acquire (breaker, &error);
  if (permit == 0)
    {
      sweet_attempts_finish (self, *serial, &none, error);
      return FALSE;
    }
  g_mutex_lock (&base->lock);
  begins = attempts->phase == SWEET_ATTEMPT_WORKING && attempts->serial == *serial;
  if (begins)
    attempts->permit = permit;
  g_mutex_unlock (&base->lock);
  if (!begins)
    sweet_circuit_breaker_release (breaker, permit);
  return begins;
}

/* an attempt that is one call */
static void
sweet_attempts_call (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetMetricsProbe probe;
  GError *error = NULL;
  GValue none = G_VALUE_INIT;
  guint serial;

  if (!sweet_attempts_begin (self, &serial))
    return;

  if (base->spec->with_metrics)
    sweet_metrics_probe_begin (&probe);
  sweet_spawning_task_call (self, sweet_attempts_get_work (self), &error);
  if (base->spec->with_metrics)
    {
      g_mutex_lock (&base->lock);
      sweet_metrics_probe_end (&probe, &self->attempts->totals);
      g_mutex_unlock (&base->lock);
    }
  sweet_attempts_finish (self, serial, &none, error);
}

/* with the reference of the job, on a worker unless it is dropped */
void
sweet_attempts_run_job (SweetSpawningTask *self,
                        SweetJobFate fate)
{
  SweetBaseTask *base = &self->parent_instance;
  gboolean queued;

  g_mutex_lock (&base->lock);
  queued = self->attempts->phase == SWEET_ATTEMPT_QUEUED;
  self->attempts->in_job = queued;
  g_mutex_unlock (&base->lock);

  if (!queued)
    sweet_scheduler_count_passed (self->scheduler);
  else if (fate == SWEET_JOB_RUN)
    sweet_attempts_call (self);
  else
    sweet_attempts_shut_down (self);
  sweet_base_task_unref_anywhere (base);
}

/* on whatever thread. the job stays behind in its queue, so that there must not be another attempt. */
gboolean
sweet_attempts_claim (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  gboolean queued;

  if (!base->spec->once)
    return FALSE;

  g_mutex_lock (&base->lock);
  queued = self->attempts->phase == SWEET_ATTEMPT_QUEUED;
  g_mutex_unlock (&base->lock);
  if (queued)
    sweet_attempts_call (self);
  return queued;
}

/* for a wait: a time limit needs somebody who can stop waiting for the work */
gboolean
sweet_attempts_run_here (SweetSpawningTask *self)
{
  return self->parent_instance.spec->timeout == 0 && self->attempts->deadline == G_MAXINT64 && sweet_attempts_claim (self);
}

/* an asynchronous call */
typedef struct
{
  SweetSpawningTask *task;
  guint serial;
} SweetAsyncCall;

static void
sweet_attempts_ready_cb (GObject *source,
                         GAsyncResult *result,
                         gpointer user_data)
{
  SweetAsyncCall *call = user_data;
  SweetSpawningTask *self = call->task;
  SweetBaseTask *base = &self->parent_instance;
  GError *error = NULL;
  GValue value = G_VALUE_INIT;
  gboolean ok = ((SweetWorkFinishFunc) base->spec->work.finish) (source, result, &value, &error);

  if (!ok && error == NULL)
    error = g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the work of “%s” failed without an error", sweet_base_task_get_label (base));
  sweet_attempts_finish (self, call->serial, &value, error);
  sweet_base_task_unref_anywhere (base);
  g_free (call);
}

static void
sweet_attempts_begin_async (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  const SweetWorkSpec *work = &base->spec->work;
  SweetTaskFrame frame;
  SweetAsyncCall *call;
  GError *error = NULL;
  GValue none = G_VALUE_INIT;
  gboolean begun = TRUE;
  guint serial;

  if (!sweet_attempts_begin (self, &serial))
    return;

  sweet_task_frame_push (&frame, base);
  if (work->kind == SWEET_WORK_OBJECT)
    begun = sweet_work_run (work->object, self, &error);
  else
    {
      call = g_new (SweetAsyncCall, 1);
      *call = (SweetAsyncCall){ g_object_ref (self), serial };
      ((SweetWorkAsyncFunc) work->callback->func) (work->source_object, sweet_base_task_need_cancellable (base), sweet_attempts_ready_cb, call);
    }
  sweet_task_frame_pop (&frame);
  if (!begun)
    sweet_attempts_finish (self, serial, &none, error);
}

static void
sweet_attempts_run_on_context (SweetDeliveryJob *job,
                               gboolean dropped)
{
  SweetSpawningTask *self = ((SweetAttempts *) ((char *) job - G_STRUCT_OFFSET (SweetAttempts, context_job)))->task;
  SweetBaseTask *base = &self->parent_instance;

  if (dropped)
    sweet_attempts_give_up (self, FALSE, g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task “%s” is gone", sweet_base_task_get_label (base)));
  else if (sweet_attempts_get_work (self)->kind == SWEET_WORK_ON_CONTEXT)
    sweet_attempts_call (self);
  else
    sweet_attempts_begin_async (self);
  g_object_unref (self);
}

/* a job for what is queued */
void
sweet_attempts_push (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;

  if (sweet_attempts_get_work (self)->kind == SWEET_WORK_ON_WORKERS && sweet_scheduler_is_over (self->scheduler))
    {
      sweet_attempts_shut_down (self);
      return;
    }

  g_object_ref (self);
  if (sweet_attempts_get_work (self)->kind == SWEET_WORK_ON_WORKERS)
    {
      sweet_spawning_task_push (self);
      return;
    }

  self->attempts->context_job.owner = self;
  self->attempts->context_job.run = sweet_attempts_run_on_context;
  sweet_delivery_post (base->delivery, &self->attempts->context_job);
}

/* the work says that its attempt has ended */
void
sweet_attempts_return (SweetSpawningTask *self,
                       const GValue *value,
                       const GError *error)
{
  SweetBaseTask *base = &self->parent_instance;
  GError *reason = error != NULL ? g_error_copy (error) : NULL;
  GValue copy = G_VALUE_INIT;
  guint serial;

  g_mutex_lock (&base->lock);
  /* a fallback is a function: what its work still says does not concern it */
  serial = self->attempts->on_fallback ? 0 : self->attempts->serial;
  g_mutex_unlock (&base->lock);
  if (value != NULL && G_IS_VALUE (value))
    {
      g_value_init (&copy, G_VALUE_TYPE (value));
      g_value_copy (value, &copy);
    }
  sweet_attempts_finish (self, serial, &copy, reason);
}
