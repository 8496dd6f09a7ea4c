/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-base-task-private.h"
#include "task/sweet-span-private.h"

/* how a task begins and ends, who is told, and what lets go of it */

gboolean
sweet_base_task_begin (SweetBaseTask *self)
{
  if (!sweet_state_move (&self->state, SWEET_TASK_STATUS_PENDING, SWEET_TASK_STATUS_RUNNING))
    return FALSE;

  a_store (&self->started_at, sweet_base_task_get_time (self), relaxed);
  if (!self->spec->plain)
    sweet_base_task_notify (self, "status");
  return TRUE;
}

/* below that of its parent */
void
sweet_base_task_begin_span (SweetBaseTask *self)
{
  SweetTaskSpec *spec = self->spec;
  SweetSpan *outer = spec->parent != NULL ? sweet_task_get_span (spec->parent) : NULL;
  SweetSpan *span;

  if (spec->tracer == NULL && outer == NULL)
    return;

  span = sweet_span_begin (spec->tracer, outer, spec->name != NULL ? spec->name : "task", sweet_task_get_id (SWEET_TASK (self)));
  g_mutex_lock (&self->lock);
  sweet_base_task_need_extras (self)->span = span;
  g_mutex_unlock (&self->lock);
}

/* of a task that has ended */
void
sweet_base_task_end_span (SweetBaseTask *self)
{
  SweetSpan *span;

  g_mutex_lock (&self->lock);
  span = self->extras != NULL ? self->extras->span : NULL;
  g_mutex_unlock (&self->lock);
  if (span == NULL)
    return;

  if (self->error != NULL)
    sweet_span_record_error (span, self->error);
  sweet_span_end (span);
}

/* to its good end, unless it has one of the flags @unless or has ended otherwise. the caller settles or
 * releases it then. */
gboolean
sweet_base_task_complete (SweetBaseTask *self,
                          guint unless)
{
  unsigned word = a_load (&self->state.word, acquire);

  if ((word & SWEET_STATE_STATUS_MASK) == SWEET_TASK_STATUS_RUNNING)
    a_store (&self->completed_at, sweet_base_task_get_time (self), relaxed);
  do
    if ((word & SWEET_STATE_STATUS_MASK) != SWEET_TASK_STATUS_RUNNING || (word & unless) != 0)
      return FALSE;
  while (!a_cas (&self->state.word, &word, (word & ~SWEET_STATE_STATUS_MASK) | SWEET_TASK_STATUS_COMPLETED, acq_rel, acquire));

  if ((word & SWEET_STATE_WATCHED) != 0 && (word & SWEET_TASK_HELD) == 0)
    sweet_base_task_announce (self);
  return TRUE;
}

/* takes @error. FALSE when the status is none of @from. */
static gboolean
sweet_base_task_fail_from (SweetBaseTask *self,
                           SweetTaskStatus last,
                           SweetTaskStatus status,
                           GError *error)
{
  unsigned word;
  gboolean legal = TRUE;
  gboolean ended = FALSE;

  /* the error is there before the status, and whoever writes it has the lock */
  g_mutex_lock (&self->lock);
  word = a_load (&self->state.word, acquire);
  while (!ended && (legal = (word & SWEET_STATE_STATUS_MASK) <= last))
    {
      self->error = error;
      a_store (&self->completed_at, sweet_base_task_get_time (self), relaxed);
      ended = a_cas (&self->state.word, &word, (word & ~SWEET_STATE_STATUS_MASK) | status, acq_rel, acquire);
    }
  if (!legal && self->error == error)
    self->error = NULL;
  g_mutex_unlock (&self->lock);

  if (!ended)
    {
      g_clear_error (&error);
      return FALSE;
    }
  if ((word & SWEET_STATE_WATCHED) != 0 && (word & SWEET_TASK_HELD) == 0)
    sweet_base_task_announce (self);
  return TRUE;
}

/* from whatever it is to a bad end; takes @error. FALSE when it has ended otherwise. */
gboolean
sweet_base_task_fail (SweetBaseTask *self,
                      SweetTaskStatus status,
                      GError *error)
{
  return sweet_base_task_fail_from (self, SWEET_TASK_STATUS_RUNNING, status, error);
}

/* cancelled before it began; takes @error. FALSE when it has begun. */
gboolean
sweet_base_task_fail_pending (SweetBaseTask *self,
                              GError *error)
{
  return sweet_base_task_fail_from (self, SWEET_TASK_STATUS_PENDING, SWEET_TASK_STATUS_CANCELLED, error);
}

/* returns FALSE when it has ended; any thread */
gboolean
sweet_base_task_watch (SweetBaseTask *self,
                       SweetWatcher *watcher)
{
  unsigned word;
  gboolean watched;

  g_mutex_lock (&self->lock);
  word = a_or (&self->state.word, SWEET_STATE_WATCHED | SWEET_TASK_SEEN, acq_rel);
  watched = (word & SWEET_STATE_STATUS_MASK) < SWEET_STATE_FIRST_FINAL || (word & SWEET_TASK_HELD) != 0;
  if (watched)
    {
      watcher->next = NULL;
      watcher->link = self->last_watcher;
      *self->last_watcher = watcher;
      self->last_watcher = &watcher->next;
    }
  g_mutex_unlock (&self->lock);
  return watched;
}

static void
sweet_base_task_unlink (SweetBaseTask *self,
                        SweetWatcher *watcher)
{
  *watcher->link = watcher->next;
  if (watcher->next != NULL)
    watcher->next->link = watcher->link;
  else
    self->last_watcher = watcher->link;
  watcher->link = NULL;
}

/* returns TRUE when the watcher will not be told; FALSE when it was or is being told */
gboolean
sweet_base_task_unwatch (SweetBaseTask *self,
                         SweetWatcher *watcher)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = watcher->link != NULL;
  if (found)
    sweet_base_task_unlink (self, watcher);
  g_mutex_unlock (&self->lock);
  return found;
}

/* those who watch, taken off the list: they are the caller's to tell */
SweetWatcher *
sweet_base_task_take_watchers (SweetBaseTask *self)
{
  SweetWatcher *watchers;

  g_mutex_lock (&self->lock);
  a_and (&self->state.word, ~SWEET_TASK_HELD, acq_rel);
  watchers = self->watchers;
  self->watchers = NULL;
  self->last_watcher = &self->watchers;
  for (SweetWatcher *watcher = watchers; watcher != NULL; watcher = watcher->next)
    watcher->link = NULL;
  g_mutex_unlock (&self->lock);
  return watchers;
}

/* in the order in which they came; each has what it needs of the task, which may be gone by itself */
void
sweet_base_task_tell (SweetBaseTask *self,
                      SweetWatcher *watchers)
{
  while (watchers != NULL)
    {
      SweetWatcher *watcher = watchers;

      watchers = watcher->next;
      watcher->ended (watcher, self);
    }
}

/* tells those who watch; the caller has a reference */
void
sweet_base_task_announce (SweetBaseTask *self)
{
  sweet_base_task_tell (self, sweet_base_task_take_watchers (self));
  sweet_base_task_ring (self);
}

/* on the context: what listens to it often holds the task. a thread that was given up may still look at it. */
static void
sweet_base_task_drop_cancellable (SweetBaseTask *self)
{
  SweetTaskSpec *spec = self->spec;
  GCancellable *cancellable = NULL;

  if (spec->work.kind == SWEET_WORK_ON_WORKERS || spec->fallback.kind == SWEET_WORK_ON_WORKERS)
    return;

  g_mutex_lock (&self->lock);
  if (self->extras != NULL)
    cancellable = g_steal_pointer (&self->extras->cancellable);
  g_mutex_unlock (&self->lock);
  g_clear_object (&cancellable);
}

/* on the context, or where that is gone: what the end of the task does there */
static void
sweet_base_task_settle_here (SweetBaseTask *self,
                             gboolean dropped)
{
  SweetTaskFrame frame;

  if ((a_load (&self->state.word, acquire) & SWEET_TASK_SETTLED) != 0)
    return;

  sweet_task_frame_push (&frame, self);
  sweet_base_task_take_cleanups (self, !dropped);
  sweet_base_task_drop_cancellable (self);
  if (!dropped && sweet_base_task_has_handler (self, NULL))
    {
      g_object_notify (G_OBJECT (self), "progress");
      g_object_notify (G_OBJECT (self), "status");
    }
  if (SWEET_BASE_TASK_GET_CLASS (self)->settle != NULL)
    SWEET_BASE_TASK_GET_CLASS (self)->settle (self, dropped);
  sweet_task_frame_pop (&frame);
  a_or (&self->state.word, SWEET_TASK_SETTLED, acq_rel);
  sweet_base_task_ring (self);
}

static void
sweet_base_task_final_run (SweetDeliveryJob *job,
                           gboolean dropped)
{
  SweetBaseTask *self = (SweetBaseTask *) ((char *) job - G_STRUCT_OFFSET (SweetBaseTask, final_job));

  sweet_base_task_settle_here (self, dropped);
  g_object_unref (self);
}

/* whether the end of the task has anything to do on the context */
static gboolean
sweet_base_task_has_to_settle (SweetBaseTask *self)
{
  if (sweet_base_task_has_handler (self, NULL))
    a_and (&self->state.word, ~SWEET_TASK_SETTLED, acq_rel);
  return (a_load (&self->state.word, acquire) & SWEET_TASK_SETTLED) == 0;
}

/* the end of what the runtime does with a task that has ended: lets go of its reference, on the context if
 * there is anything to do there. the task may be gone afterwards. */
void
sweet_base_task_release (SweetBaseTask *self)
{
  SweetDelivery *delivery;

  if (!sweet_base_task_has_to_settle (self))
    {
      sweet_base_task_unref_anywhere (self);
      return;
    }

  delivery = sweet_delivery_ref (self->delivery);
  self->final_job.owner = self;
  self->final_job.run = sweet_base_task_final_run;
  sweet_delivery_post (delivery, &self->final_job);
  sweet_delivery_unref (delivery);
}

/* the same for a caller who keeps a reference: at once where this is the thread of the context */
void
sweet_base_task_settle_or_post (SweetBaseTask *self)
{
  if (!sweet_base_task_has_to_settle (self))
    return;

  if (sweet_delivery_enter (self->delivery, self->home))
    {
      sweet_base_task_settle_here (self, FALSE);
      sweet_delivery_leave (self->delivery);
      return;
    }

  g_object_ref (self);
  sweet_base_task_release (self);
}

/* any thread: something that a script may have goes on the context of the task */
void
sweet_base_task_let_go (SweetBaseTask *self,
                        GObject *object)
{
  sweet_delivery_call (self->delivery, g_object_unref, object);
}

/* TRUE for one of many references, whose end is nothing to anybody; GObject tells scripts of the last but one */
static gboolean
sweet_base_task_unref_early (SweetBaseTask *self)
{
  guint *refs = (guint *) &G_OBJECT (self)->ref_count;
  guint n = __atomic_load_n (refs, __ATOMIC_RELAXED);

  while (n > 2)
    if (__atomic_compare_exchange_n (refs, &n, n - 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
      return TRUE;
  return FALSE;
}

/* whether there is but one reference, and nothing hangs on the object that would have to be told: neither weak
 * references nor data */
gboolean
sweet_base_task_is_alone (SweetBaseTask *self)
{
  GObject *object = G_OBJECT (self);

  return __atomic_load_n (&object->ref_count, __ATOMIC_ACQUIRE) == 1 && object->qdata == NULL;
}

/* on any thread: what hangs on the last reference goes on the context, unless it may go anywhere */
void
sweet_base_task_unref_anywhere (SweetBaseTask *self)
{
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (self);

  if (klass->recycle != NULL && self->spec->free_anywhere && sweet_base_task_is_alone (self) && klass->recycle (self))
    return;
  if (self->spec->free_anywhere || g_thread_self () == self->home)
    g_object_unref (self);
  else if (!sweet_base_task_unref_early (self))
    sweet_base_task_let_go (self, G_OBJECT (self));
}

/* how an ended task ended */
gboolean
sweet_base_task_check (SweetBaseTask *self,
                       GError **error)
{
  if (sweet_state_get (&self->state) == SWEET_TASK_STATUS_COMPLETED)
    return TRUE;

  a_or (&self->state.word, SWEET_TASK_SEEN, acq_rel);
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
