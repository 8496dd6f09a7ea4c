/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-base-task-private.h"
#include "task/sweet-cancellation-result-private.h"

/* asking a task to end, at three levels. the level only rises: by a call, or when its grace time passes. */

typedef struct
{
  SweetCancelLevel level;
  SweetCallback *callback;
} SweetCleanup;

static void
sweet_cleanup_free (SweetCleanup *self)
{
  sweet_callback_unref (self->callback);
  g_free (self);
}

gboolean
sweet_base_task_is_cancelled (SweetBaseTask *self)
{
  return (a_load (&self->state.word, acquire) & SWEET_TASK_CANCELLED) != 0;
}

/* what goes on although it is in vain */
static gboolean
sweet_base_task_is_in_vain (SweetBaseTask *self)
{
  return sweet_base_task_is_cancelled (self) || sweet_state_get (&self->state) > SWEET_TASK_STATUS_COMPLETED;
}

typedef struct
{
  GWeakRef task;
} SweetCancellableLink;

static void
sweet_cancellable_link_free (gpointer data,
                             GClosure *closure)
{
  SweetCancellableLink *self = data;

  g_weak_ref_clear (&self->task);
  g_free (self);
}

/* somebody cancels the cancellable of the task, which is to cancel the task, unless the task did it itself */
static void
sweet_base_task_cancellable_cancelled (GCancellable *cancellable,
                                       SweetCancellableLink *link)
{
  SweetBaseTask *self = g_weak_ref_get (&link->task);
  gboolean from_outside;

  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  from_outside = self->extras->cancellable == cancellable && !self->extras->triggered;
  g_mutex_unlock (&self->lock);
  if (from_outside)
    sweet_base_task_cancel (self, SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_base_task_unref_anywhere (self);
}

/* with the lock */
static GCancellable *
sweet_base_task_make_cancellable (SweetBaseTask *self)
{
  GCancellable *cancellable = g_cancellable_new ();
  SweetCancellableLink *link = g_new0 (SweetCancellableLink, 1);

  g_weak_ref_init (&link->task, self);
  g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (sweet_base_task_cancellable_cancelled), link, sweet_cancellable_link_free, 0);
  return cancellable;
}

/* one of its own: cancelled with the task, on whatever thread that happens */
GCancellable *
sweet_base_task_need_cancellable (SweetBaseTask *self)
{
  GCancellable *cancellable;
  gboolean cancelled;

  g_mutex_lock (&self->lock);
  cancellable = sweet_base_task_need_extras (self)->cancellable;
  if (cancellable == NULL)
    cancellable = self->extras->cancellable = sweet_base_task_make_cancellable (self);
  cancelled = sweet_base_task_is_in_vain (self) || self->extras->triggered;
  g_mutex_unlock (&self->lock);
  if (cancelled)
    g_cancellable_cancel (cancellable);
  return cancellable;
}

typedef struct
{
  SweetDeliveryJob job;
  GCancellable *cancellable;
} SweetTriggerJob;

static void
sweet_base_task_trigger_run (SweetDeliveryJob *job,
                             gboolean dropped)
{
  SweetTriggerJob *trigger = (SweetTriggerJob *) job;

  g_cancellable_cancel (trigger->cancellable);
  g_object_unref (trigger->cancellable);
  g_free (trigger);
}

/* any thread: tells the work that it should end. what listens may be a script, which can be called on the
 * context only. */
void
sweet_base_task_trigger (SweetBaseTask *self)
{
  SweetTaskExtras *extras;
  SweetTriggerJob *trigger;
  GCancellable *cancellable;

  g_mutex_lock (&self->lock);
  extras = sweet_base_task_need_extras (self);
  extras->triggered = TRUE;
  /* for work that asks for it later */
  if (extras->cancellable == NULL)
    {
      extras->cancellable = g_cancellable_new ();
      g_cancellable_cancel (extras->cancellable);
    }
  cancellable = g_object_ref (extras->cancellable);
  g_mutex_unlock (&self->lock);
  if (self->spec->work.kind == SWEET_WORK_ON_WORKERS || g_thread_self () == self->home)
    {
      g_cancellable_cancel (cancellable);
      g_object_unref (cancellable);
      return;
    }

  trigger = g_new0 (SweetTriggerJob, 1);
  trigger->job.owner = self;
  trigger->job.run = sweet_base_task_trigger_run;
  trigger->cancellable = cancellable;
  sweet_delivery_post (self->delivery, &trigger->job);
}

static void
sweet_base_task_grace_passed (SweetTimer *timer)
{
  SweetTaskExtras *extras = (SweetTaskExtras *) ((char *) timer - G_STRUCT_OFFSET (SweetTaskExtras, grace_timer));
  SweetBaseTask *self = extras->task;
  SweetCancelLevel level;
  gboolean again;

  /* somebody else may have raised the level just now, which has a grace time of its own */
  g_mutex_lock (&self->lock);
  level = extras->level;
  again = __atomic_load_n (&extras->grace_timer.index, __ATOMIC_ACQUIRE) != 0;
  g_mutex_unlock (&self->lock);
  if (!again)
    sweet_base_task_cancel (self, level + 1);
  sweet_base_task_unref_anywhere (self);
}

/* with the lock: the next level comes by itself. a timer that was started holds a reference. */
static void
sweet_base_task_start_grace (SweetBaseTask *self)
{
  SweetTaskExtras *extras = self->extras;
  SweetClock *clock = sweet_base_task_get_clock (self);
  gint64 grace = self->spec->grace;

  extras->task = self;
  if (sweet_timer_stop (&extras->grace_timer))
    g_object_unref (self);
  if (grace < 0 || extras->level == SWEET_CANCEL_LEVEL_KILL_HARD)
    return;

  g_object_ref (self);
  sweet_timer_start (&extras->grace_timer, clock, sweet_timer_from_now (clock, grace), sweet_base_task_grace_passed);
}

/* takes note of a level; FALSE where it was reached before, or where the task has ended. a reference for whoever
 * goes on. */
static gboolean
sweet_base_task_raise_level (SweetBaseTask *self,
                             SweetCancelLevel level)
{
  SweetTaskExtras *extras;
  gboolean news;

  g_mutex_lock (&self->lock);
  extras = sweet_base_task_need_extras (self);
  news = !sweet_base_task_is_final (self) && level <= SWEET_CANCEL_LEVEL_KILL_HARD && (!sweet_base_task_is_cancelled (self) || level > extras->level);
  if (news)
    {
      extras->level = level;
      a_or (&self->state.word, SWEET_TASK_CANCELLED, acq_rel);
      g_object_ref (self);
      sweet_base_task_start_grace (self);
    }
  g_mutex_unlock (&self->lock);

  /* ended between the look and the flag, so that nobody stops the timer */
  if (news && sweet_base_task_is_final (self))
    sweet_base_task_stop_grace (self);
  return news;
}

/* any thread: the task and all below it, which may be deeper than a stack; those below end first */
void
sweet_base_task_cancel (SweetBaseTask *self,
                        SweetCancelLevel level)
{
  g_autoptr (GPtrArray) family = NULL;

  if (!sweet_base_task_raise_level (self, level))
    return;

  family = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_base_task_unref_anywhere);
  g_ptr_array_add (family, self);
  for (guint i = 0; i < family->len; i++)
    {
      g_autoptr (GPtrArray) children = sweet_base_task_dup_children (g_ptr_array_index (family, i));

      for (guint k = 0; k < children->len; k++)
        if (sweet_base_task_raise_level (g_ptr_array_index (children, k), level))
          g_ptr_array_add (family, g_ptr_array_index (children, k));
    }
  for (guint i = family->len; i > 0; i--)
    {
      SweetBaseTask *task = g_ptr_array_index (family, i - 1);

      SWEET_BASE_TASK_GET_CLASS (task)->cancel (task, level);
    }
}

static void
sweet_base_task_cancelled_cb (GCancellable *cancellable,
                              gpointer user_data)
{
  sweet_base_task_cancel (user_data, SWEET_CANCEL_LEVEL_GRACEFUL);
}

void
sweet_base_task_follow_cancellable (SweetBaseTask *self)
{
  GCancellable *cancellable = self->spec->cancellable;
  gboolean ended;
  gulong handler;

  if (cancellable == NULL)
    return;

  handler = g_cancellable_connect (cancellable, G_CALLBACK (sweet_base_task_cancelled_cb), g_object_ref (self), (GDestroyNotify) sweet_base_task_unref_anywhere);
  g_mutex_lock (&self->lock);
  ended = sweet_base_task_is_final (self);
  if (!ended)
    sweet_base_task_need_extras (self)->follows = handler;
  g_mutex_unlock (&self->lock);
  if (ended && handler != 0)
    g_signal_handler_disconnect (cancellable, handler);
}

/* a task that has ended */
void
sweet_base_task_leave_cancellable (SweetBaseTask *self)
{
  gulong handler = 0;

  g_mutex_lock (&self->lock);
  if (self->extras != NULL)
    handler = self->extras->follows;
  if (handler != 0)
    self->extras->follows = 0;
  g_mutex_unlock (&self->lock);
  /* not g_cancellable_disconnect(), which waits for the handler that this may be called from */
  if (handler != 0)
    g_signal_handler_disconnect (self->spec->cancellable, handler);
}

/* a task that has ended needs no grace any more */
void
sweet_base_task_stop_grace (SweetBaseTask *self)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = self->extras != NULL && sweet_timer_stop (&self->extras->grace_timer);
  g_mutex_unlock (&self->lock);
  if (stopped)
    g_object_unref (self);
}

/* on the context: the handlers of a task that was cancelled, the last one first; of others they are let go */
void
sweet_base_task_take_cleanups (SweetBaseTask *self,
                               gboolean run)
{
  SweetTaskStatus status = (SweetTaskStatus) sweet_state_get (&self->state);
  GSList *cleanups = NULL;
  SweetCancelLevel level = SWEET_CANCEL_LEVEL_GRACEFUL;

  g_mutex_lock (&self->lock);
  if (self->extras != NULL)
    {
      cleanups = g_steal_pointer (&self->extras->cleanups);
      level = self->extras->level;
    }
  g_mutex_unlock (&self->lock);

  run = run && (status == SWEET_TASK_STATUS_CANCELLED || status == SWEET_TASK_STATUS_ABANDONED);
  for (GSList *l = cleanups; l != NULL; l = l->next)
    {
      SweetCleanup *cleanup = l->data;

      if (run && cleanup->level >= level)
        ((SweetCleanupFunc) cleanup->callback->func) (SWEET_TASK (self), cleanup->callback->user_data);
      sweet_cleanup_free (cleanup);
    }
  g_slist_free (cleanups);
}

/**
 * sweet_task_cancel:
 * @self: a task
 * @level: how hard
 *
 * Asks the task and its children to end, and returns at once.
 *
 * %SWEET_CANCEL_LEVEL_GRACEFUL triggers the cancellable of the task; the work ends when it looks at it, and
 * no further attempt is made. %SWEET_CANCEL_LEVEL_KILL also leaves out cleanup handlers that are not tagged
 * as essential. %SWEET_CANCEL_LEVEL_KILL_HARD ends the task now: one whose work is on a worker thread and
 * does not return ends as %SWEET_TASK_STATUS_ABANDONED, another thread takes the place of that one, and
 * what the work still gives is dropped.
 *
 * A task that has not ended when the grace time of its builder has passed is cancelled at the next level.
 *
 * Since: 1.0
 */
void
sweet_task_cancel (SweetTask *self,
                   SweetCancelLevel level)
{
  g_return_if_fail (SWEET_IS_TASK (self));
  g_return_if_fail (level <= SWEET_CANCEL_LEVEL_KILL_HARD);

  sweet_base_task_cancel (sweet_task_get_base (self), level);
}

/**
 * sweet_task_is_cancelled:
 * @self: a task
 *
 * Tells whether somebody asked the task to end. It may have ended otherwise before it noticed.
 *
 * Returns: whether it was cancelled
 *
 * Since: 1.0
 */
gboolean
sweet_task_is_cancelled (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), FALSE);

  return sweet_base_task_is_cancelled (sweet_task_get_base (self));
}

/**
 * sweet_task_get_cancellable:
 * @self: a task
 *
 * Gets what tells the work that it should end. It is cancelled when the task is, and when an attempt takes
 * too long; each attempt has its own. Cancelling it cancels the task gracefully.
 *
 * Returns: (transfer none): the cancellable; take a reference to keep it beyond the attempt. That of a task
 *   which has ended is another one, and cancelled unless the task completed.
 *
 * Since: 1.0
 */
GCancellable *
sweet_task_get_cancellable (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  return sweet_base_task_need_cancellable (sweet_task_get_base (self));
}

/**
 * sweet_task_add_cleanup:
 * @self: a task
 * @level: the hardest level of cancellation at which @cleanup still runs: graceful, or
 *   %SWEET_CANCEL_LEVEL_KILL for what is essential
 * @cleanup: (scope notified) (closure user_data) (destroy destroy): called once if the task ends by being
 *   cancelled
 * @user_data: data for @cleanup
 * @destroy: (nullable): frees @user_data
 *
 * Adds a handler that clears up behind a task that was cancelled. Handlers run on the context of the task,
 * the last one added first. After %SWEET_CANCEL_LEVEL_KILL_HARD none does. To a task that has ended this
 * adds nothing.
 *
 * Since: 1.0
 */
void
sweet_task_add_cleanup (SweetTask *self,
                        SweetCancelLevel level,
                        SweetCleanupFunc cleanup,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  SweetBaseTask *base;
  SweetCleanup *item;
  gboolean added;

  g_return_if_fail (SWEET_IS_TASK (self));
  g_return_if_fail (level <= SWEET_CANCEL_LEVEL_KILL);
  g_return_if_fail (cleanup != NULL);

  base = sweet_task_get_base (self);
  item = g_new (SweetCleanup, 1);
  item->level = level;
  item->callback = sweet_callback_new (G_CALLBACK (cleanup), user_data, destroy, NULL);
  g_mutex_lock (&base->lock);
  added = sweet_base_task_unsettle (base);
  if (added)
    {
      SweetTaskExtras *extras = sweet_base_task_need_extras (base);

      extras->cleanups = g_slist_prepend (extras->cleanups, item);
    }
  g_mutex_unlock (&base->lock);
  if (!added)
    sweet_cleanup_free (item);
}

/**
 * sweet_task_get_cancellation_result:
 * @self: a task
 *
 * Tells what came of cancelling the task so far.
 *
 * Returns: (transfer full) (nullable): what came of it, %NULL if nobody cancelled the task
 *
 * Since: 1.0
 */
SweetCancellationResult *
sweet_task_get_cancellation_result (SweetTask *self)
{
  SweetBaseTask *base;
  SweetCancellationOutcome outcome;
  SweetCancelLevel level;
  SweetTaskStatus status;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  base = sweet_task_get_base (self);
  if (!sweet_base_task_is_cancelled (base) && !sweet_base_task_is_final (base))
    return NULL;

  g_mutex_lock (&base->lock);
  level = base->extras != NULL ? base->extras->level : SWEET_CANCEL_LEVEL_GRACEFUL;
  g_mutex_unlock (&base->lock);
  status = (SweetTaskStatus) sweet_state_get (&base->state);
  if (status == SWEET_TASK_STATUS_COMPLETED)
    outcome = SWEET_CANCELLATION_OUTCOME_SUCCESS;
  else if (status == SWEET_TASK_STATUS_CANCELLED)
    outcome = SWEET_CANCELLATION_OUTCOME_CANCELLED;
  else if (status == SWEET_TASK_STATUS_ABANDONED)
    outcome = SWEET_CANCELLATION_OUTCOME_ABANDONED;
  else if (status != SWEET_TASK_STATUS_FAILED)
    outcome = SWEET_CANCELLATION_OUTCOME_RUNNING;
  else
    outcome = g_error_matches (base->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? SWEET_CANCELLATION_OUTCOME_TIMEOUT : SWEET_CANCELLATION_OUTCOME_FAILURE;

  return sweet_cancellation_result_new (outcome, level, status == SWEET_TASK_STATUS_FAILED ? base->error : NULL);
}

/**
 * sweet_task_cancel_async:
 * @self: a task
 * @level: how hard
 * @cancellable: (nullable): ends this wait
 * @callback: (scope async): called when the task has ended
 * @user_data: data for @callback
 *
 * Cancels the task and waits for its end.
 *
 * Since: 1.0
 */
void
sweet_task_cancel_async (SweetTask *self,
                         SweetCancelLevel level,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SWEET_IS_TASK (self));
  g_return_if_fail (level <= SWEET_CANCEL_LEVEL_KILL_HARD);

  sweet_task_cancel (self, level);
  sweet_task_await_async (self, cancellable, callback, user_data);
}

/**
 * sweet_task_cancel_finish:
 * @self: a task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_task_cancel_async().
 *
 * Returns: (transfer full): what came of it, or %NULL with @error set if the wait was cancelled
 *
 * Since: 1.0
 */
SweetCancellationResult *
sweet_task_cancel_finish (SweetTask *self,
                          GAsyncResult *result,
                          GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  if (!sweet_task_await_finish (self, result, &reason) && !sweet_task_is_final (self))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  return sweet_task_get_cancellation_result (self);
}

/**
 * sweet_task_cancel_sync:
 * @self: a task
 * @level: how hard
 * @cancellable: (nullable): ends this wait
 * @error: return location for an error
 *
 * Cancels the task and waits for its end in the calling thread, like sweet_task_await_sync().
 *
 * Returns: (transfer full): what came of it, or %NULL with @error set if the wait failed
 *
 * Since: 1.0
 */
SweetCancellationResult *
sweet_task_cancel_sync (SweetTask *self,
                        SweetCancelLevel level,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);
  g_return_val_if_fail (level <= SWEET_CANCEL_LEVEL_KILL_HARD, NULL);

  sweet_task_cancel (self, level);
  if (!sweet_task_await_sync (self, cancellable, &reason) && !sweet_task_is_final (self))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  return sweet_task_get_cancellation_result (self);
}
