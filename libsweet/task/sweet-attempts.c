/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-async-work-private.h"
#include "task/sweet-runtime-private.h"
#include "task/sweet-spawning-task-private.h"
#include "task/sweet-task-result-private.h"
#include "task/sweet-retry-policy-private.h"

/* the attempts of a task: each waits for its time, is queued, and works; what follows from how it ended is
 * decided in one place, sweet_attempts_decide(). the phase and everything around it is guarded by the lock
 * of the task. whatever is under way (a job, a timer) holds a reference of its own. */

#define SWEET_ATTEMPTS_MAX_RESULTS 100

static void sweet_attempts_enqueue (SweetSpawningTask *self);

static SweetClock *
sweet_attempts_get_clock (SweetSpawningTask *self)
{
  return sweet_base_task_get_clock (&self->parent_instance);
}

static const SweetWorkSpec *
sweet_attempts_get_work (SweetSpawningTask *self)
{
  SweetTaskSpec *spec = self->parent_instance.spec;

  return self->attempts->on_fallback ? &spec->fallback : &spec->work;
}

/* timers; with the lock */

static void
sweet_attempts_stop_timer (SweetSpawningTask *self,
                           SweetTimer *timer)
{
  if (sweet_timer_stop (timer))
    sweet_base_task_unref_anywhere (&self->parent_instance);
}

static void
sweet_attempts_start_timer (SweetSpawningTask *self,
                            gint64 at,
                            SweetTimerFunc func)
{
  sweet_attempts_stop_timer (self, &self->attempts->timer);
  g_object_ref (self);
  sweet_timer_start (&self->attempts->timer, sweet_attempts_get_clock (self), at, func);
}

/* the time of an attempt has come */
static void
sweet_attempts_due (SweetTimer *timer)
{
  SweetSpawningTask *self = ((SweetAttempts *) ((char *) timer - G_STRUCT_OFFSET (SweetAttempts, timer)))->task;
  gboolean due;

  g_mutex_lock (&self->parent_instance.lock);
  due = self->attempts->phase == SWEET_ATTEMPT_WAITING;
  if (due)
    self->attempts->phase = SWEET_ATTEMPT_QUEUED;
  g_mutex_unlock (&self->parent_instance.lock);
  if (due)
    sweet_attempts_enqueue (self);
  sweet_base_task_unref_anywhere (&self->parent_instance);
}

/* with the lock */
static void
sweet_attempts_wait_until (SweetSpawningTask *self,
                           gint64 at)
{
  self->attempts->phase = SWEET_ATTEMPT_WAITING;
  sweet_attempts_start_timer (self, at, sweet_attempts_due);
}

/* the cancellable of the attempt */

typedef struct
{
  SweetDeliveryJob job;
  GCancellable *cancellable;
} SweetTriggerJob;

static void
sweet_attempts_trigger_run (SweetDeliveryJob *job,
                            gboolean dropped)
{
  SweetTriggerJob *trigger = (SweetTriggerJob *) job;

  g_cancellable_cancel (trigger->cancellable);
  g_object_unref (trigger->cancellable);
  g_free (trigger);
}

/* what listens to it may be a script, which can be called on the context only */
static void
sweet_attempts_trigger (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetTriggerJob *trigger;
  GCancellable *cancellable;

  g_mutex_lock (&base->lock);
  if (base->extras == NULL || base->extras->cancellable == NULL)
    {
      g_mutex_unlock (&base->lock);
      return;
    }
  cancellable = g_object_ref (base->extras->cancellable);
  g_mutex_unlock (&base->lock);
  if (sweet_attempts_get_work (self)->kind == SWEET_WORK_ON_WORKERS || g_thread_self () == base->home)
    {
      g_cancellable_cancel (cancellable);
      g_object_unref (cancellable);
      return;
    }

  trigger = g_new0 (SweetTriggerJob, 1);
  trigger->job.owner = self;
  trigger->job.run = sweet_attempts_trigger_run;
  trigger->cancellable = cancellable;
  sweet_delivery_post (base->delivery, &trigger->job);
  sweet_base_task_ring (base);
}

/* how attempts end */

/* with the lock; takes note of how one ended */
static void
sweet_attempts_record (SweetSpawningTask *self,
                       const GError *error)
{
  SweetAttempts *attempts = self->attempts;
  SweetBaseTask *base = &self->parent_instance;
  gint64 now = sweet_clock_get_time (sweet_attempts_get_clock (self));
  const GValue *value = error == NULL && G_IS_VALUE (&self->value) ? &self->value : NULL;

  if (attempts->results->len == SWEET_ATTEMPTS_MAX_RESULTS)
    g_ptr_array_remove_index (attempts->results, 0);
  g_ptr_array_add (attempts->results,
                   sweet_task_result_new_full (value, error, base->id, base->spec->name, sweet_base_task_to_real (base, attempts->began_at),
                                               sweet_base_task_to_real (base, now), now - attempts->began_at));
}

/* with the lock: another attempt, if there is to be one; the time of it in @at */
static gboolean
sweet_attempts_may_retry (SweetSpawningTask *self,
                          const GError *error,
                          gint64 *at)
{
  SweetAttempts *attempts = self->attempts;
  SweetRetryPolicy *policy = self->parent_instance.spec->retry_policy;
  gint64 now = sweet_clock_get_time (sweet_attempts_get_clock (self));
  gint64 delay;

  if (policy == NULL || attempts->on_fallback || sweet_base_task_is_cancelled (&self->parent_instance))
    return FALSE;
  if (!sweet_retry_policy_allows (policy, attempts->number, attempts->waited, error))
    return FALSE;

  delay = sweet_retry_policy_get_salted_delay (policy, attempts->number, attempts->salt);
  *at = sweet_timer_from_now (sweet_attempts_get_clock (self), delay);
  if (*at >= attempts->deadline)
    return FALSE;

  attempts->waited += *at - now;
  return TRUE;
}

typedef enum
{
  SWEET_DECISION_END,
  SWEET_DECISION_WAIT,
  SWEET_DECISION_ENQUEUE,
} SweetDecision;

/* with the lock: what an attempt that ended means */
static SweetDecision
sweet_attempts_decide (SweetSpawningTask *self,
                       const GError *error)
{
  SweetAttempts *attempts = self->attempts;
  SweetTaskSpec *spec = self->parent_instance.spec;
  gint64 now = sweet_clock_get_time (sweet_attempts_get_clock (self));
  gint64 at;

  if (error == NULL)
    {
      attempts->n_runs++;
      if (spec->interval == 0 || sweet_base_task_is_cancelled (&self->parent_instance))
        return SWEET_DECISION_END;

      /* intervals that passed meanwhile are left out */
      while (attempts->next_run <= now)
        attempts->next_run += spec->interval;
      attempts->number = 0;
      attempts->waited = 0;
      sweet_attempts_wait_until (self, attempts->next_run);
      return SWEET_DECISION_WAIT;
    }
  if (sweet_attempts_may_retry (self, error, &at))
    {
      sweet_attempts_wait_until (self, at);
      return SWEET_DECISION_WAIT;
    }
  if (spec->fallback.kind != SWEET_WORK_NOTHING && !attempts->on_fallback && !sweet_base_task_is_cancelled (&self->parent_instance))
    {
      attempts->on_fallback = TRUE;
      attempts->phase = SWEET_ATTEMPT_QUEUED;
      return SWEET_DECISION_ENQUEUE;
    }
  return SWEET_DECISION_END;
}

/* with the lock */
static void
sweet_attempts_tell_breaker (SweetSpawningTask *self,
                             const GError *error)
{
  SweetCircuitBreaker *breaker = self->parent_instance.spec->circuit_breaker;

  if (!self->attempts->breaker_held)
    return;

  self->attempts->breaker_held = FALSE;
  if (error == NULL)
    sweet_circuit_breaker_succeed (breaker);
  else if (sweet_base_task_is_cancelled (&self->parent_instance))
    sweet_circuit_breaker_release (breaker);
  else
    sweet_circuit_breaker_fail (breaker);
}

/* an attempt has ended, in whatever way; takes @error. does nothing for one that was given up. */
static void
sweet_attempts_finish (SweetSpawningTask *self,
                       guint serial,
                       GError *error)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;
  SweetDecision decision = SWEET_DECISION_WAIT;
  gboolean current;
  gboolean found = FALSE;

  g_mutex_lock (&base->lock);
  current = attempts->phase == SWEET_ATTEMPT_WORKING && attempts->serial == serial;
  if (current && attempts->timed_out && error == NULL && attempts->number > 0)
    error = sweet_attempts_make_timeout (self);
  else if (current && attempts->timed_out && error != NULL)
    {
      g_clear_error (&error);
      error = sweet_attempts_make_timeout (self);
    }
  if (current)
    {
      sweet_attempts_stop_timer (self, &attempts->timer);
      attempts->serial++;
      attempts->on_thread = FALSE;
      attempts->phase = SWEET_ATTEMPT_DONE;
      sweet_attempts_tell_breaker (self, error);
      sweet_attempts_record (self, error);
      decision = sweet_attempts_decide (self, error);
    }
  else if (attempts->lost)
    {
      found = TRUE;
      attempts->lost = FALSE;
    }
  g_mutex_unlock (&base->lock);

  if (found)
    sweet_scheduler_find_thread (self->scheduler);
  if (decision == SWEET_DECISION_END)
    {
      sweet_spawning_task_work_done (self, error);
      return;
    }
  g_clear_error (&error);
  if (decision == SWEET_DECISION_ENQUEUE)
    sweet_attempts_enqueue (self);
}

/* an attempt takes too long */
static void
sweet_attempts_timeout (SweetTimer *timer)
{
  SweetSpawningTask *self = ((SweetAttempts *) ((char *) timer - G_STRUCT_OFFSET (SweetAttempts, timer)))->task;

  sweet_attempts_overrun (self, sweet_attempts_make_timeout (self));
  sweet_base_task_unref_anywhere (&self->parent_instance);
}
