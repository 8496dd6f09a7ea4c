/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-emitting-task-private.h"

/* events that the application puts into a stream without a source */

/* a push that waits is given up */
static void
sweet_emitting_task_cancel_push (SweetAwait *await)
{
  g_autoptr (GObject) source = g_async_result_get_source_object (G_ASYNC_RESULT (await));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the push was cancelled");

  if (sweet_run_cancel_push (SWEET_EMITTING_TASK (source)->run, await))
    sweet_await_return (await, error);
}

/**
 * sweet_emitting_task_push_async:
 * @self: an emitting task without a source
 * @event: an event; its kind tells whether it is the last one
 * @cancellable: (nullable): gives the push up while it waits
 * @callback: (scope async): called when the stream has taken the event
 * @user_data: data for @callback
 *
 * Puts an event into the stream. While the stream has more than it can deal with, the callback waits:
 * an application that pushes the next event when the last was taken never runs ahead of it.
 *
 * Since: 1.0
 */
void
sweet_emitting_task_push_async (SweetEmittingTask *self,
                                SweetSenderEvent *event,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (SweetAwait) await = NULL;
  g_autoptr (GError) error = NULL;
  gboolean full = FALSE;

  g_return_if_fail (SWEET_IS_EMITTING_TASK (self));
  g_return_if_fail (SWEET_IS_SENDER_EVENT (event));
  g_return_if_fail (self->run != NULL);

  await = sweet_await_new (self, sweet_emitting_task_push_async, cancellable, callback, user_data);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    sweet_run_push (self->run, event, await, &full, &error);
  if (full)
    sweet_await_watch (await, sweet_emitting_task_cancel_push);
  else
    sweet_await_return (g_steal_pointer (&await), error);
}

/**
 * sweet_emitting_task_push_finish:
 * @self: an emitting task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_emitting_task_push_async(). The error is %G_IO_ERROR_CLOSED when the stream takes nothing
 * any more.
 *
 * Returns: %TRUE if the stream has taken the event, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_emitting_task_push_finish (SweetEmittingTask *self,
                                 GAsyncResult *result,
                                 GError **error)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), FALSE);
  g_return_val_if_fail (sweet_await_is_valid (result, self, sweet_emitting_task_push_async), FALSE);

  return sweet_await_finish (SWEET_AWAIT (result), error);
}

typedef struct
{
  SweetSenderEvent *event;
  gboolean taken;
  GError *error;
} SweetPushWait;

static gboolean
sweet_emitting_task_try_push (SweetBaseTask *base,
                              gboolean delivers,
                              gpointer data)
{
  SweetPushWait *wait = data;
  gboolean full;

  wait->taken = sweet_run_push (SWEET_EMITTING_TASK (base)->run, wait->event, NULL, &full, &wait->error);
  return !full;
}

/**
 * sweet_emitting_task_push_sync:
 * @self: an emitting task without a source
 * @event: an event; its kind tells whether it is the last one
 * @cancellable: (nullable): gives the push up while it waits
 * @error: return location for an error
 *
 * Puts an event into the stream and waits until the stream has taken it. What sweet_task_await_sync()
 * says about callbacks holds here too.
 *
 * Returns: %TRUE if the stream has taken the event, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_emitting_task_push_sync (SweetEmittingTask *self,
                               SweetSenderEvent *event,
                               GCancellable *cancellable,
                               GError **error)
{
  SweetPushWait wait = { event, FALSE, NULL };

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), FALSE);
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (event), FALSE);
  g_return_val_if_fail (self->run != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (sweet_emitting_task_try_push (SWEET_BASE_TASK (self), FALSE, &wait))
    {
      if (wait.error != NULL)
        g_propagate_error (error, wait.error);
      return wait.taken;
    }
  if (!sweet_base_task_wait (SWEET_BASE_TASK (self), sweet_emitting_task_try_push, &wait, cancellable, error))
    return FALSE;
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.taken;
}
