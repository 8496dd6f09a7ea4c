/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "core/sweet-callback-private.h"
#include "runtime/sweet-scheduler-private.h"
#include "task/sweet-future-private.h"
#include "task/sweet-task-result-private.h"

/* what follows from one future by a function of the application */

typedef enum
{
  SWEET_STEP_MAP,
  SWEET_STEP_AND_THEN,
  SWEET_STEP_RECOVER,
  SWEET_STEP_RECOVER_WITH,
  SWEET_STEP_MAP_ERROR,
  SWEET_STEP_ON_SETTLED,
} SweetStepKind;

/* it holds its source from the moment that is settled until the function was let go, without which a function
 * of JavaScript is none */
typedef struct
{
  SweetFutureWatcher watcher;
  SweetDeliveryJob delivery_job;
  SweetJob worker_job;
  SweetStepKind kind;
  gboolean on_context;
  SweetCallback *callback;
} SweetStep;

static void
sweet_step_free (gpointer data)
{
  SweetStep *self = data;

  g_clear_pointer (&self->callback, sweet_callback_unref);
  sweet_future_unref_anywhere (self->watcher.source);
  sweet_future_unref_anywhere (self->watcher.future);
  g_free (self);
}

/* calling */

static SweetTaskResult *
sweet_step_map_error (SweetStep *self,
                      SweetTaskResult *result)
{
  g_autoptr (SweetTaskResult) mapped = sweet_task_result_apply (result, (SweetTaskResultFunc) self->callback->func, self->callback->user_data);
  g_autoptr (GError) error = NULL;

  if (sweet_task_result_is_error (mapped))
    return g_steal_pointer (&mapped);

  error = g_error_new_literal (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the function that makes another error of one gave none; recover is for that");
  return sweet_task_result_new_error (error);
}

/* NULL when @inner has what comes next */
static SweetTaskResult *
sweet_step_begin_inner (SweetStep *self,
                        SweetTaskResult *result,
                        SweetFuture **inner)
{
  g_autoptr (GError) error = NULL;

  *inner = ((SweetFutureFunc) self->callback->func) (result, self->callback->user_data, &error);
  if (*inner != NULL)
    return NULL;

  if (error == NULL)
    g_set_error (&error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the function that says what comes next gave neither a future nor an error");
  return sweet_task_result_new_error (error);
}

static SweetTaskResult *
sweet_step_call (SweetStep *self,
                 SweetTaskResult *result,
                 SweetFuture **inner)
{
  SweetCallback *callback = self->callback;

  switch (self->kind)
    {
    case SWEET_STEP_MAP:
    case SWEET_STEP_RECOVER:
      return sweet_task_result_apply (result, (SweetTaskResultFunc) callback->func, callback->user_data);
    case SWEET_STEP_MAP_ERROR:
      return sweet_step_map_error (self, result);
    case SWEET_STEP_ON_SETTLED:
      ((SweetSettledFunc) callback->func) (result, callback->user_data);
      return g_object_ref (result);
    case SWEET_STEP_AND_THEN:
    case SWEET_STEP_RECOVER_WITH:
    default:
      return sweet_step_begin_inner (self, result, inner);
    }
}

/* the function is let go before what follows from it hears of the result */
static void
sweet_step_run (SweetStep *self)
{
  SweetFuture *inner = NULL;
  SweetFutureFrame frame;
  SweetTaskResult *result;

  sweet_future_frame_push (&frame, self->watcher.future);
  result = sweet_step_call (self, self->watcher.source->result, &inner);
  g_clear_pointer (&self->callback, sweet_callback_unref);
  sweet_future_frame_pop (&frame);
  /* the function got the error, if it is one */
  if (self->kind == SWEET_STEP_ON_SETTLED)
    a_or (&self->watcher.future->state.word, SWEET_FUTURE_SEEN, acq_rel);
  if (result != NULL)
    sweet_future_settle (self->watcher.future, result);
  else
    sweet_future_follow (self->watcher.future, inner);
  sweet_step_free (self);
}

static void
sweet_step_deliver (SweetDeliveryJob *job,
                    gboolean dropped)
{
  SweetStep *self = (SweetStep *) ((char *) job - G_STRUCT_OFFSET (SweetStep, delivery_job));

  if (!dropped)
    {
      sweet_step_run (self);
      return;
    }

  g_clear_pointer (&self->callback, sweet_callback_unref);
  sweet_future_fail (self->watcher.future, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the function that was to be called is gone"));
  sweet_step_free (self);
}

static void
sweet_step_work (SweetJob *job,
                 SweetJobFate fate)
{
  sweet_step_run ((SweetStep *) ((char *) job - G_STRUCT_OFFSET (SweetStep, worker_job)));
}

static void
sweet_step_run_here (SweetFutureWatcher *watcher)
{
  sweet_step_run ((SweetStep *) watcher);
}

/* being told */

static gboolean
sweet_step_is_wanted (SweetStep *self)
{
  SweetFuture *source = self->watcher.source;

  if ((a_load (&source->state.word, acquire) & SWEET_FUTURE_GONE) != 0)
    return FALSE;

  switch (self->kind)
    {
    case SWEET_STEP_MAP:
    case SWEET_STEP_AND_THEN:
      return !sweet_future_has_failed (source);
    case SWEET_STEP_ON_SETTLED:
      return TRUE;
    case SWEET_STEP_RECOVER:
    case SWEET_STEP_RECOVER_WITH:
    case SWEET_STEP_MAP_ERROR:
    default:
      return sweet_future_has_failed (source);
    }
}

/* what goes past a function needs no thread; the function may. it is there to be let go before anybody who waits
 * for the future is told. */
static void
sweet_step_pass (SweetStep *self)
{
  SweetFuture *future = g_object_ref (self->watcher.future);
  SweetFuture *source = g_object_ref (self->watcher.source);

  if (self->on_context && self->callback->destroy != NULL)
    sweet_delivery_call (future->delivery, sweet_step_free, self);
  else
    sweet_step_free (self);
  sweet_future_settle_like (future, source);
  sweet_future_unref_anywhere (source);
  sweet_future_unref_anywhere (future);
}

static void
sweet_step_settled (SweetFutureWatcher *watcher)
{
  SweetStep *self = (SweetStep *) watcher;
  SweetFuture *future = watcher->future;

  if (!sweet_step_is_wanted (self))
    sweet_step_pass (self);
  else if (self->on_context)
    {
      self->delivery_job.owner = future;
      self->delivery_job.run = sweet_step_deliver;
      sweet_delivery_post (future->delivery, &self->delivery_job);
    }
  else if (sweet_timer_is_thread () && sweet_scheduler_check (sweet_scheduler_get_default (), NULL))
    {
      /* timers wait for nobody */
      self->worker_job.func = sweet_step_work;
      sweet_scheduler_push (sweet_scheduler_get_default (), &self->worker_job, SWEET_PRIORITY_NORMAL);
    }
  else
    {
      /* whoever else was told only passes it on */
      watcher->settled = sweet_step_run_here;
      sweet_future_tell_last (watcher);
    }
}

static SweetFuture *
sweet_future_add_step (SweetFuture *self,
                       SweetStepKind kind,
                       gboolean on_context,
                       GCallback func,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  SweetFuture *future;
  SweetStep *step;

  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  future = sweet_future_new_kind (SWEET_FUTURE_STEP);
  step = g_new0 (SweetStep, 1);
  step->watcher.settled = sweet_step_settled;
  step->watcher.future = g_object_ref (future);
  step->kind = kind;
  step->on_context = on_context;
  step->callback = sweet_callback_new (func, user_data, destroy, NULL);
  sweet_future_watch (self, &step->watcher);
  return future;
}

/**
 * sweet_future_map:
 * @self: a future
 * @func: (scope notified) (closure user_data) (destroy destroy): makes another result of a value
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data
 *
 * Makes another value of the value, in @func, on the thread-default main context of the caller. An error stays
 * what it is.
 *
 * What @func reports as an error becomes the error. One that gives nothing fails with %SWEET_TASK_ERROR_WORK;
 * when its main context is gone it is %G_IO_ERROR_CLOSED. That holds for all functions given to futures.
 *
 * Returns: (transfer full): what follows
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_map (SweetFuture *self,
                  SweetTaskResultFunc func,
                  gpointer user_data,
                  GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_MAP, TRUE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_map_on_workers: (skip)
 * @self: a future
 * @func: makes another result of a value
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data, on any thread
 *
 * Like sweet_future_map(), with a function that is called on the thread that settles the future: that of the
 * work of a task, of a function before it, of sweet_future_resolve(), or, for a future that is settled, of this
 * call. On the thread of the timers it never is.
 *
 * Returns: (transfer full): what follows
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_map_on_workers (SweetFuture *self,
                             SweetTaskResultFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_MAP, FALSE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_and_then:
 * @self: a future
 * @func: (scope notified) (closure user_data) (destroy destroy): begins what comes after a value
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data
 *
 * Goes on with another future: that which @func gives, called on the thread-default main context of the caller.
 * An error stays what it is, and @func is not called.
 *
 * Returns: (transfer full): what follows, settled like the future that @func gives
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_and_then (SweetFuture *self,
                       SweetFutureFunc func,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_AND_THEN, TRUE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_and_then_on_workers: (skip)
 * @self: a future
 * @func: begins what comes after a value
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data, on any thread
 *
 * Like sweet_future_and_then(), on the threads of sweet_future_map_on_workers().
 *
 * Returns: (transfer full): what follows
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_and_then_on_workers (SweetFuture *self,
                                  SweetFutureFunc func,
                                  gpointer user_data,
                                  GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_AND_THEN, FALSE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_recover:
 * @self: a future
 * @func: (scope notified) (closure user_data) (destroy destroy): makes a result of an error
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data
 *
 * Puts something else in the place of an error: what @func gives, called on the thread-default main context of
 * the caller with the result that is an error. A value stays what it is.
 *
 * Returns: (transfer full): what follows
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_recover (SweetFuture *self,
                      SweetTaskResultFunc func,
                      gpointer user_data,
                      GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_RECOVER, TRUE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_recover_with:
 * @self: a future
 * @func: (scope notified) (closure user_data) (destroy destroy): begins what comes after an error
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data
 *
 * Tries something else after an error: the future that @func gives, called on the thread-default main context of
 * the caller with the result that is an error. A value stays what it is.
 *
 * Returns: (transfer full): what follows
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_recover_with (SweetFuture *self,
                           SweetFutureFunc func,
                           gpointer user_data,
                           GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_RECOVER_WITH, TRUE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_map_error:
 * @self: a future
 * @func: (scope notified) (closure user_data) (destroy destroy): makes another error of an error
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data
 *
 * Makes another error of an error, in @func, on the thread-default main context of the caller. @func reports
 * the new one, or gives it as a result. A value stays what it is.
 *
 * Returns: (transfer full): what follows
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_map_error (SweetFuture *self,
                        SweetTaskResultFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_MAP_ERROR, TRUE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_on_settled:
 * @self: a future
 * @func: (scope notified) (closure user_data) (destroy destroy): takes note of a value or an error
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data
 *
 * Has @func called with whatever the future is settled with, on the thread-default main context of the caller.
 *
 * Returns: (transfer full): what follows: the same, when @func has returned
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_on_settled (SweetFuture *self,
                         SweetSettledFunc func,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_ON_SETTLED, TRUE, G_CALLBACK (func), user_data, destroy);
}

/**
 * sweet_future_on_settled_on_workers: (skip)
 * @self: a future
 * @func: takes note of a value or an error
 * @user_data: data for @func
 * @destroy: (nullable): lets go of @user_data, on any thread
 *
 * Like sweet_future_on_settled(), on the threads of sweet_future_map_on_workers().
 *
 * Returns: (transfer full): what follows: the same, when @func has returned
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_on_settled_on_workers (SweetFuture *self,
                                    SweetSettledFunc func,
                                    gpointer user_data,
                                    GDestroyNotify destroy)
{
  return sweet_future_add_step (self, SWEET_STEP_ON_SETTLED, FALSE, G_CALLBACK (func), user_data, destroy);
}
