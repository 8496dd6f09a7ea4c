/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-attempts-private.h"
#include "task/sweet-retry-policy-private.h"
#include "task/sweet-task-result-private.h"

/* the attempts of a task: each waits for its time, is queued, and works; what follows from how it ended is
 * decided in one place, sweet_attempts_decide(). the phase and everything around it is guarded by the lock
 * of the task. whatever is under way (a job, a timer) holds a reference of its own. */

#define SWEET_ATTEMPTS_MAX_RESULTS 100

SweetClock *
sweet_attempts_get_clock (SweetSpawningTask *self)
{
  return sweet_base_task_get_clock (&self->parent_instance);
}

const SweetWorkSpec *
sweet_attempts_get_work (SweetSpawningTask *self)
{
  SweetTaskSpec *spec = self->parent_instance.spec;

  return self->attempts->on_fallback ? &spec->fallback : &spec->work;
}

/* timers; with the lock */

void
sweet_attempts_stop_timer (SweetSpawningTask *self,
                           SweetTimer *timer)
{
  if (sweet_timer_stop (timer))
    sweet_base_task_unref_anywhere (&self->parent_instance);
}

void
sweet_attempts_start_timer (SweetSpawningTask *self,
                            gint64 at,
                            SweetTimerFunc func)
{
  sweet_attempts_stop_timer (self, &self->attempts->timer);
  g_object_ref (self);
  sweet_timer_start (&self->attempts->timer, sweet_attempts_get_clock (self), at, func);
}

/* with the lock; for the runtime, which may end meanwhile */
static void
sweet_attempts_sleep (SweetSpawningTask *self)
{
  SweetAttempts *attempts = self->attempts;

  if (attempts->sleeper.data == NULL)
    {
      attempts->sleeper.data = self;
      sweet_scheduler_add_task (self->scheduler, &attempts->sleeper);
    }
}

void
sweet_attempts_wake (SweetSpawningTask *self)
{
  SweetAttempts *attempts = self->attempts;

  if (attempts->sleeper.data == NULL)
    return;

  sweet_scheduler_remove_task (self->scheduler, &attempts->sleeper);
  attempts->sleeper.data = NULL;
}

/* with the lock: sweet_attempts_enqueue() is next */
void
sweet_attempts_queue (SweetSpawningTask *self)
{
  self->attempts->phase = self->parent_instance.spec->limit != NULL ? SWEET_ATTEMPT_HELD : SWEET_ATTEMPT_QUEUED;
  self->attempts->in_job = FALSE;
  sweet_attempts_wake (self);
}

/* with the lock: it has a place within the limit, if there is one, and will have a job */
static void
sweet_attempts_admit (SweetSpawningTask *self)
{
  self->attempts->has_place = self->parent_instance.spec->limit != NULL;
  self->attempts->phase = SWEET_ATTEMPT_QUEUED;
  sweet_attempts_wake (self);
}

/* with the lock: asks for a place within the limit, and waits for one with a reference of its own */
static gboolean
sweet_attempts_enter_limit (SweetSpawningTask *self)
{
  SweetAttempts *attempts = self->attempts;
  SweetBaseTask *base = &self->parent_instance;

  attempts->place.data = self;
  attempts->place_priority = (SweetPriority) a_load (&base->priority, relaxed);
  if (sweet_task_limit_enter (base->spec->limit, &attempts->place, attempts->place_priority))
    {
      sweet_attempts_admit (self);
      return TRUE;
    }

  g_object_ref (self);
  sweet_attempts_sleep (self);
  return FALSE;
}

/* what is queued is pushed, unless too many others are at work */
void
sweet_attempts_enqueue (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  gboolean entered;
  gboolean held;

  if (base->spec->limit == NULL)
    {
      sweet_attempts_push (self);
      return;
    }

  g_mutex_lock (&base->lock);
  /* unless it was given up meanwhile */
  held = self->attempts->phase == SWEET_ATTEMPT_HELD;
  entered = held && sweet_attempts_enter_limit (self);
  g_mutex_unlock (&base->lock);
  if (entered)
    sweet_attempts_push (self);
  else if (held && sweet_task_limit_is_on_context (base->spec->limit))
    sweet_base_task_tell_loop (base);
}

/* takes the reference of the place; FALSE for one that has no use for it any more */
static gboolean
sweet_attempts_take_place (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  gboolean taken;

  g_mutex_lock (&base->lock);
  taken = self->attempts->phase == SWEET_ATTEMPT_HELD;
  if (taken)
    sweet_attempts_admit (self);
  g_mutex_unlock (&base->lock);
  if (taken)
    sweet_attempts_push (self);
  sweet_base_task_unref_anywhere (base);
  return taken;
}

gboolean
sweet_attempts_are_held_by_loop (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  gboolean held;

  if (base->spec->limit == NULL || !sweet_task_limit_is_on_context (base->spec->limit))
    return FALSE;

  g_mutex_lock (&base->lock);
  held = self->attempts->phase == SWEET_ATTEMPT_HELD;
  g_mutex_unlock (&base->lock);
  return held;
}

/* a place goes to whoever is next. one that cannot begin gives it back at once, which is done here, one by one,
 * and not on top of each other. */
static void
sweet_attempts_pass_on (SweetTaskLimit *limit)
{
  SWEET_THREAD_LOCAL GQueue *passing;
  GQueue limits = G_QUEUE_INIT;
  SweetSpawningTask *next;

  if (passing != NULL)
    {
      g_queue_push_tail (passing, sweet_task_limit_ref (limit));
      return;
    }

  passing = &limits;
  g_queue_push_tail (passing, sweet_task_limit_ref (limit));
  while ((limit = g_queue_pop_head (passing)) != NULL)
    {
      do
        next = sweet_task_limit_leave (limit);
      while (next != NULL && !sweet_attempts_take_place (next));
      sweet_task_limit_unref (limit);
    }
  passing = NULL;
}

/* with the lock: an attempt that is queued is made or given up without its job */
void
sweet_attempts_leave_job (SweetSpawningTask *self)
{
  if (!self->attempts->in_job && sweet_attempts_get_work (self)->kind == SWEET_WORK_ON_WORKERS)
    sweet_scheduler_count_left (self->scheduler);
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
    sweet_attempts_queue (self);
  g_mutex_unlock (&self->parent_instance.lock);
  if (due)
    sweet_attempts_enqueue (self);
  sweet_base_task_unref_anywhere (&self->parent_instance);
}

/* with the lock */
void
sweet_attempts_wait_until (SweetSpawningTask *self,
                           gint64 at)
{
  self->attempts->phase = SWEET_ATTEMPT_WAITING;
  sweet_attempts_sleep (self);
  sweet_attempts_start_timer (self, at, sweet_attempts_due);
}

/* how attempts end */

/* how an attempt ended; nobody else writes the value meanwhile */
static SweetTaskResult *
sweet_attempts_make_result (SweetSpawningTask *self,
                            const GError *error)
{
  SweetBaseTask *base = &self->parent_instance;
  gint64 began_at = self->attempts->began_at;
  gint64 now = sweet_clock_get_time (sweet_attempts_get_clock (self));
  const GValue *value = error == NULL && G_IS_VALUE (&self->value) ? &self->value : NULL;

  return sweet_task_result_new_full (value, error, base->id, base->spec->name, sweet_base_task_to_real (base, began_at), sweet_base_task_to_real (base, now), now - began_at);
}

/* with the lock; takes @result, returns one that is too old to keep */
static SweetTaskResult *
sweet_attempts_record (SweetSpawningTask *self,
                       SweetTaskResult *result)
{
  GPtrArray *results = self->attempts->results;
  SweetTaskResult *oldest = results->len == SWEET_ATTEMPTS_MAX_RESULTS ? g_ptr_array_steal_index (results, 0) : NULL;

  g_ptr_array_add (results, result);
  return oldest;
}

/* with the lock: whether there is to be another attempt, and when */
static gboolean
sweet_attempts_may_retry (SweetSpawningTask *self,
                          const GError *error,
                          gint64 *at)
{
  SweetAttempts *attempts = self->attempts;
  SweetTaskSpec *spec = self->parent_instance.spec;
  gint64 delay;

  if (spec->retry_policy == NULL || attempts->on_fallback || sweet_base_task_is_cancelled (&self->parent_instance))
    return FALSE;
  if (!sweet_retry_policy_decide (spec->retry_policy, attempts->number, attempts->salt, attempts->waited, error, &delay))
    return FALSE;

  *at = sweet_timer_from_now (sweet_attempts_get_clock (self), delay);
  attempts->next_delay = delay;
  return *at < attempts->deadline;
}

/* with the lock */
static gboolean
sweet_attempts_may_fall_back (SweetSpawningTask *self)
{
  return self->parent_instance.spec->fallback.kind != SWEET_WORK_NOTHING && !self->attempts->on_fallback && !sweet_base_task_is_cancelled (&self->parent_instance);
}

typedef enum
{
  SWEET_DECISION_END,
  SWEET_DECISION_WAIT,
  SWEET_DECISION_ENQUEUE,
} SweetDecision;

/* with the lock: the work of a task that runs every interval has come to its good end */
static SweetDecision
sweet_attempts_run_again (SweetSpawningTask *self)
{
  SweetAttempts *attempts = self->attempts;
  gint64 now = sweet_clock_get_time (sweet_attempts_get_clock (self));
  gint64 interval = self->parent_instance.spec->interval;

  /* those that passed meanwhile are left out */
  if (attempts->next_run <= now)
    attempts->next_run += ((now - attempts->next_run) / interval + 1) * interval;
  attempts->number = 0;
  attempts->waited = 0;
  attempts->on_fallback = FALSE;
  sweet_attempts_wait_until (self, attempts->next_run);
  return SWEET_DECISION_WAIT;
}

/* with the lock: what an attempt that ended means for the task */
static SweetDecision
sweet_attempts_decide (SweetSpawningTask *self,
                       const GError *error)
{
  SweetAttempts *attempts = self->attempts;
  gint64 at;

  if (error == NULL)
    {
      attempts->n_runs++;
      if (self->parent_instance.spec->interval > 0 && !sweet_base_task_is_cancelled (&self->parent_instance))
        return sweet_attempts_run_again (self);
      return SWEET_DECISION_END;
    }
  if (sweet_attempts_may_retry (self, error, &at))
    {
      attempts->waited += attempts->next_delay;
      if (attempts->next_delay > 0)
        {
          sweet_attempts_wait_until (self, at);
          return SWEET_DECISION_WAIT;
        }
    }
  else if (sweet_attempts_may_fall_back (self))
    attempts->on_fallback = TRUE;
  else
    return SWEET_DECISION_END;

  sweet_attempts_queue (self);
  return SWEET_DECISION_ENQUEUE;
}

static void
sweet_attempts_tell_breaker (SweetSpawningTask *self,
                             guint permit,
                             const GError *error)
{
  SweetCircuitBreaker *breaker = self->parent_instance.spec->circuit_breaker;

  if (permit == 0)
    return;

  if (error == NULL)
    sweet_circuit_breaker_succeed (breaker, permit);
  else if (sweet_base_task_is_cancelled (&self->parent_instance))
    sweet_circuit_breaker_release (breaker, permit);
  else
    sweet_circuit_breaker_fail (breaker, permit);
}

static GError *
sweet_attempts_make_timeout (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  g_autofree char *limit = sweet_duration_to_string (base->spec->timeout);

  return g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the task “%s” took longer than its timeout of %s", sweet_base_task_get_label (base), limit);
}

/* with the lock: an attempt is over. whether it leaves a place, which sweet_attempts_pass_on() gives to others. */
static gboolean
sweet_attempts_close (SweetSpawningTask *self)
{
  SweetAttempts *attempts = self->attempts;
  gboolean leaves = attempts->has_place;

  sweet_attempts_stop_timer (self, &attempts->timer);
  sweet_attempts_wake (self);
  attempts->serial++;
  attempts->busy = FALSE;
  attempts->on_thread = FALSE;
  attempts->has_place = FALSE;
  attempts->phase = SWEET_ATTEMPT_DONE;
  return leaves;
}

/* claims the end of an attempt, with what it gave. FALSE for one that was given up before: its thread is back. */
static gboolean
sweet_attempts_begin_end (SweetSpawningTask *self,
                          guint serial,
                          GValue *value,
                          GError **error,
                          guint *permit)
{
  SweetAttempts *attempts = self->attempts;
  GValue old = G_VALUE_INIT;
  gboolean current;
  gboolean found;

  g_mutex_lock (&self->parent_instance.lock);
  current = attempts->phase == SWEET_ATTEMPT_WORKING && attempts->serial == serial;
  found = !current && attempts->lost_serial == serial && serial != 0;
  if (found)
    attempts->lost_serial = 0;
  if (current)
    {
      attempts->phase = SWEET_ATTEMPT_ENDING;
      *permit = attempts->permit;
      attempts->permit = 0;
      if (G_IS_VALUE (value))
        {
          old = self->value;
          self->value = *value;
          *value = old;
        }
      if (attempts->timed_out)
        {
          g_clear_error (error);
          *error = sweet_attempts_make_timeout (self);
        }
      if (*error == NULL)
        sweet_spawning_task_check_value (self, error);
    }
  g_mutex_unlock (&self->parent_instance.lock);

  if (G_IS_VALUE (value))
    g_value_unset (value);
  if (found)
    sweet_scheduler_find_thread (self->scheduler);
  return current;
}

/* an attempt has ended, in whatever way; takes the contents of @value, and @error */
void
sweet_attempts_finish (SweetSpawningTask *self,
                       guint serial,
                       GValue *value,
                       GError *error)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;
  SweetDecision decision = SWEET_DECISION_END;
  SweetTaskResult *result;
  gboolean leaves;
  guint permit = 0;

  if (!sweet_attempts_begin_end (self, serial, value, &error, &permit))
    {
      g_clear_error (&error);
      return;
    }

  /* before another attempt asks it */
  sweet_attempts_tell_breaker (self, permit, error);
  result = sweet_attempts_make_result (self, error);
  g_mutex_lock (&base->lock);
  result = sweet_attempts_record (self, result);
  leaves = sweet_attempts_close (self);
  if (attempts->final_error == NULL)
    decision = sweet_attempts_decide (self, error);
  else
    {
      g_clear_error (&error);
      error = g_steal_pointer (&attempts->final_error);
    }
  g_mutex_unlock (&base->lock);

  if (result != NULL)
    sweet_base_task_let_go (base, G_OBJECT (result));
  if (leaves)
    sweet_attempts_pass_on (base->spec->limit);
  if (decision == SWEET_DECISION_END)
    {
      sweet_spawning_task_work_done (self, error);
      return;
    }
  g_clear_error (&error);
  if (decision == SWEET_DECISION_ENQUEUE)
    sweet_attempts_enqueue (self);
}

/* with the lock: of an attempt that is under way */
static SweetTaskResult *
sweet_attempts_give_up_working (SweetSpawningTask *self,
                                gboolean abandon,
                                const GError *error,
                                guint *permit)
{
  SweetAttempts *attempts = self->attempts;

  *permit = attempts->permit;
  attempts->permit = 0;
  attempts->abandoned = abandon && attempts->busy && sweet_attempts_get_work (self)->kind != SWEET_WORK_OBJECT;
  if (attempts->on_thread)
    {
      attempts->lost_serial = attempts->serial;
      sweet_spawning_task_lose (self);
    }
  return sweet_attempts_record (self, sweet_attempts_make_result (self, error));
}

/* those that share a deadline which has passed know it themselves */
static void
sweet_attempts_cancel_children (SweetSpawningTask *self)
{
  g_autoptr (GPtrArray) children = NULL;

  if (sweet_clock_get_time (sweet_attempts_get_clock (self)) >= self->attempts->deadline)
    return;

  children = sweet_base_task_dup_children (&self->parent_instance);
  for (guint i = 0; i < children->len; i++)
    sweet_base_task_cancel (g_ptr_array_index (children, i), SWEET_CANCEL_LEVEL_GRACEFUL);
}

/* ends the work of the task, which may have begun just now; takes @error */
static void
sweet_attempts_end_work (SweetSpawningTask *self,
                         gboolean though_working,
                         gboolean abandon,
                         GError *error)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;
  SweetTaskResult *oldest = NULL;
  gboolean leaves = FALSE;
  gboolean current;
  guint permit = 0;

  g_mutex_lock (&base->lock);
  current = attempts->phase < SWEET_ATTEMPT_WORKING || (attempts->phase == SWEET_ATTEMPT_WORKING && though_working);
  if (attempts->phase == SWEET_ATTEMPT_HELD && sweet_task_limit_withdraw (base->spec->limit, &attempts->place, attempts->place_priority))
    sweet_base_task_unref_anywhere (base);
  if (attempts->phase == SWEET_ATTEMPT_QUEUED)
    sweet_attempts_leave_job (self);
  if (attempts->phase == SWEET_ATTEMPT_WORKING && though_working)
    oldest = sweet_attempts_give_up_working (self, abandon, error, &permit);
  if (current)
    {
      leaves = sweet_attempts_close (self);
      /* how its children end from here on is no news */
      sweet_base_task_need_extras (base)->stopping = TRUE;
    }
  else if (attempts->phase == SWEET_ATTEMPT_ENDING && though_working && attempts->final_error == NULL)
    attempts->final_error = g_steal_pointer (&error);
  g_mutex_unlock (&base->lock);
  if (oldest != NULL)
    sweet_base_task_let_go (base, G_OBJECT (oldest));
  if (leaves)
    sweet_attempts_pass_on (base->spec->limit);
  if (!current)
    {
      g_clear_error (&error);
      return;
    }

  sweet_attempts_tell_breaker (self, permit, error);
  sweet_attempts_cancel_children (self);
  sweet_spawning_task_work_done (self, error);
}

/* the same without waiting for an attempt that is under way. a thread that is in it is lost until it comes
 * back. */
void
sweet_attempts_give_up (SweetSpawningTask *self,
                        gboolean abandon,
                        GError *error)
{
  sweet_attempts_end_work (self, TRUE, abandon, error);
}

/* an attempt that has not begun will not, since the runtime has ended */
void
sweet_attempts_shut_down (SweetSpawningTask *self)
{
  sweet_attempts_give_up (self, FALSE, g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN, "the runtime was shut down before the task “%s” began", sweet_base_task_get_label (&self->parent_instance)));
}

/* an attempt that took too long has not come back in its grace time */
static void
sweet_attempts_grace_passed (SweetTimer *timer)
{
  SweetSpawningTask *self = ((SweetAttempts *) ((char *) timer - G_STRUCT_OFFSET (SweetAttempts, timer)))->task;

  sweet_attempts_give_up (self, FALSE, sweet_attempts_make_timeout (self));
  sweet_base_task_unref_anywhere (&self->parent_instance);
}

/* an attempt takes too long. where another one may follow it has to come back first; an asynchronous call
 * need not: its end is told from that of another one. */
void
sweet_attempts_timeout (SweetTimer *timer)
{
  SweetSpawningTask *self = ((SweetAttempts *) ((char *) timer - G_STRUCT_OFFSET (SweetAttempts, timer)))->task;
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;
  g_autoptr (GError) error = sweet_attempts_make_timeout (self);
  GValue none = G_VALUE_INIT;
  gboolean current;
  gboolean busy;
  gboolean again;
  guint serial;
  gint64 at;

  g_mutex_lock (&base->lock);
  current = attempts->phase == SWEET_ATTEMPT_WORKING;
  serial = attempts->serial;
  busy = attempts->busy;
  again = current && (sweet_attempts_may_retry (self, error, &at) || sweet_attempts_may_fall_back (self));
  if (current)
    {
      attempts->timed_out = TRUE;
      sweet_base_task_need_extras (base)->triggered = TRUE;
    }
  if (current && busy && again && base->spec->grace >= 0)
    sweet_attempts_start_timer (self, sweet_timer_from_now (sweet_attempts_get_clock (self), base->spec->grace), sweet_attempts_grace_passed);
  g_mutex_unlock (&base->lock);

  if (current)
    sweet_base_task_trigger (&self->parent_instance);
  if (current && !busy)
    sweet_attempts_finish (self, serial, &none, g_error_copy (error));
  else if (current && !again)
    sweet_attempts_give_up (self, FALSE, g_error_copy (error));
  sweet_base_task_unref_anywhere (base);
}

/* the whole task takes too long */
void
sweet_attempts_overdue (SweetTimer *timer)
{
  SweetSpawningTask *self = ((SweetAttempts *) ((char *) timer - G_STRUCT_OFFSET (SweetAttempts, deadline_timer)))->task;
  SweetBaseTask *base = &self->parent_instance;

  /* in this order: work that comes back by itself would say that it was cancelled */
  sweet_attempts_give_up (self, FALSE, sweet_base_task_make_overdue (base));
  sweet_base_task_trigger (base);
  sweet_base_task_unref_anywhere (base);
}

void
sweet_attempts_cancel (SweetSpawningTask *self,
                       SweetCancelLevel level)
{
  const char *label = sweet_base_task_get_label (&self->parent_instance);

  sweet_base_task_trigger (&self->parent_instance);
  sweet_attempts_end_work (self, level == SWEET_CANCEL_LEVEL_KILL_HARD, TRUE, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task “%s” was cancelled", label));
}
