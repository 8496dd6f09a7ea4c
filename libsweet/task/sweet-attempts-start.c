/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-attempts-private.h"
#include "task/sweet-runtime-private.h"
#include "task/sweet-span-private.h"

/* beginning and ending */

static void
sweet_attempts_cancelled_cb (GCancellable *cancellable,
                             gpointer user_data)
{
  sweet_base_task_cancel (user_data, SWEET_CANCEL_LEVEL_GRACEFUL);
}

/* that of the task itself and of all above it; the clock of the task */
gint64
sweet_attempts_get_deadline (SweetSpawningTask *self)
{
  return self->attempts != NULL ? self->attempts->deadline : G_MAXINT64;
}

static gint64
sweet_attempts_find_deadline (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetTaskSpec *spec = base->spec;
  SweetBaseTask *parent = spec->parent != NULL ? sweet_task_get_base (spec->parent) : NULL;
  gint64 deadline = spec->deadline > 0 ? sweet_base_task_from_real (base, spec->deadline) : G_MAXINT64;
  gint64 above;

  if (parent == NULL || !SWEET_IS_SPAWNING_TASK (parent))
    return deadline;

  above = sweet_attempts_get_deadline (SWEET_SPAWNING_TASK (parent));
  if (above < G_MAXINT64 && sweet_base_task_get_clock (parent) != sweet_base_task_get_clock (base))
    above = sweet_base_task_from_real (base, sweet_base_task_to_real (parent, above));
  return MIN (deadline, above);
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

static void
sweet_attempts_watch_cancellable (SweetSpawningTask *self)
{
  GCancellable *cancellable = self->parent_instance.spec->cancellable;
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (sweet_attempts_cancelled_cb), g_object_ref (self), (GDestroyNotify) sweet_base_task_unref_anywhere);
  gboolean ended;

  g_mutex_lock (&self->parent_instance.lock);
  ended = self->attempts->ended;
  if (!ended)
    self->attempts->cancellable_handler = handler;
  g_mutex_unlock (&self->parent_instance.lock);
  if (ended && handler != 0)
    g_signal_handler_disconnect (cancellable, handler);
}

static void
sweet_attempts_begin_span (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetTaskSpec *spec = base->spec;
  SweetSpan *outer = spec->parent != NULL ? sweet_task_get_span (spec->parent) : NULL;
  SweetSpan *span;

  if (spec->tracer == NULL && outer == NULL)
    return;

  span = sweet_span_begin (spec->tracer, outer, spec->name != NULL ? spec->name : "task", sweet_task_get_id (SWEET_TASK (self)));
  g_mutex_lock (&base->lock);
  sweet_base_task_need_extras (base)->span = span;
  g_mutex_unlock (&base->lock);
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
  attempts->deadline = sweet_attempts_find_deadline (self);
  /* its results name it, also where nobody else asks */
  sweet_task_get_id (SWEET_TASK (self));
  sweet_attempts_begin_span (self);
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
  if (base->spec->cancellable != NULL)
    sweet_attempts_watch_cancellable (self);
  return TRUE;
}

/* the task has ended; only what may still be under way remains */
void
sweet_attempts_end (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  SweetAttempts *attempts = self->attempts;
  SweetSpan *span;
  gulong handler;

  g_mutex_lock (&base->lock);
  attempts->ended = TRUE;
  attempts->phase = SWEET_ATTEMPT_DONE;
  sweet_attempts_stop_timer (self, &attempts->timer);
  sweet_attempts_stop_timer (self, &attempts->deadline_timer);
  sweet_attempts_wake (self);
  handler = attempts->cancellable_handler;
  attempts->cancellable_handler = 0;
  span = base->extras != NULL ? base->extras->span : NULL;
  g_mutex_unlock (&base->lock);

  /* not g_cancellable_disconnect(), which waits for the handler that this may be called from */
  if (handler != 0)
    g_signal_handler_disconnect (base->spec->cancellable, handler);
  if (span == NULL)
    return;
  if (base->error != NULL)
    sweet_span_record_error (span, base->error);
  sweet_span_end (span);
}

void
sweet_attempts_free (SweetAttempts *self)
{
  g_ptr_array_unref (self->results);
  g_clear_error (&self->final_error);
  g_free (self);
}
