/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-attempts-private.h"

/* beginning and ending */

/* that of the task itself and of all above it; the clock of the task */
gint64
sweet_attempts_get_deadline (SweetSpawningTask *self)
{
  return self->attempts != NULL ? self->attempts->deadline : G_MAXINT64;
}

/* with the lock */
static void
sweet_attempts_schedule (SweetSpawningTask *self)
{
  SweetAttempts *attempts = self->attempts;
  SweetTaskSpec *spec = self->parent_instance.spec;
  SweetClock *clock = sweet_attempts_get_clock (self);

  if (attempts->deadline < G_MAXINT64)
    {
      g_object_ref (self);
      sweet_timer_start (&attempts->deadline_timer, clock, attempts->deadline, sweet_attempts_overdue);
    }
  if (spec->interval > 0)
    {
      attempts->next_run = sweet_timer_from_now (clock, spec->interval);
      sweet_attempts_wait_until (self, attempts->next_run);
    }
  else if (spec->start_at > 0)
    sweet_attempts_wait_until (self, sweet_base_task_from_real (&self->parent_instance, spec->start_at));
  else
    sweet_attempts_queue (self);
}

gboolean
sweet_attempts_start (SweetSpawningTask *self,
                      GError **error)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = g_new0 (SweetAttempts, 1);
  gboolean queued;

  self->attempts = attempts;
  attempts->task = self;
  attempts->phase = SWEET_ATTEMPT_WAITING;
  attempts->serial = 1;
  attempts->salt = g_random_int ();
  attempts->results = g_ptr_array_new_with_free_func (g_object_unref);
  attempts->deadline = sweet_base_task_find_deadline (base);
  /* its results name it, also where nobody else asks */
  sweet_task_get_id (SWEET_TASK (self));
  sweet_base_task_begin_span (base);
  sweet_scheduler_count_begun (self->scheduler);
  g_object_ref (self);
  if (base->spec->parent != NULL && !sweet_base_task_adopt (sweet_task_get_base (base->spec->parent), base, error))
    {
      sweet_scheduler_count_ended (self->scheduler);
      g_object_unref (self);
      return FALSE;
    }

  g_mutex_lock (&base->lock);
  /* a parent that was cancelled may have ended it already */
  queued = attempts->phase == SWEET_ATTEMPT_WAITING;
  if (queued)
    {
      sweet_attempts_schedule (self);
      queued = attempts->phase != SWEET_ATTEMPT_WAITING;
    }
  g_mutex_unlock (&base->lock);
  if (queued)
    sweet_attempts_enqueue (self);
  sweet_base_task_follow_cancellable (base);
  return TRUE;
}

/* the task has ended; only what may still be under way remains */
void
sweet_attempts_end (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;

  g_mutex_lock (&base->lock);
  attempts->phase = SWEET_ATTEMPT_DONE;
  sweet_attempts_stop_timer (self, &attempts->timer);
  sweet_attempts_stop_timer (self, &attempts->deadline_timer);
  sweet_attempts_wake (self);
  g_mutex_unlock (&base->lock);

  sweet_base_task_leave_cancellable (base);
  sweet_base_task_end_span (base);
}

void
sweet_attempts_free (SweetAttempts *self)
{
  g_ptr_array_unref (self->results);
  g_clear_error (&self->final_error);
  g_free (self);
}
