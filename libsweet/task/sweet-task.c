/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-scheduler-private.h"
#include "task/sweet-await-private.h"
#include "task/sweet-spawning-task-private.h"

/**
 * SweetTask:
 *
 * One piece of work beside the main loop.
 *
 * A task captures the thread-default main context of the thread that builds it. Its callbacks,
 * signals and property notifications come there. It keeps itself alive until its last callback was
 * made: letting go of it neither cancels nor stops anything.
 *
 * All functions may be called on any thread.
 *
 * Since: 1.0
 */

/**
 * SweetTaskClass::get_base: (skip)
 */

G_DEFINE_INTERFACE (SweetTask, sweet_task, G_TYPE_OBJECT)

static void
sweet_task_default_init (SweetTaskInterface *iface)
{
  /**
   * SweetTask:id:
   *
   * What identifies the task.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, g_param_spec_object ("id", "Id", "What identifies the task", SWEET_TYPE_TASK_ID,
                                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SweetTask:name:
   *
   * What people call the task.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, g_param_spec_string ("name", "Name", "What people call the task", NULL,
                                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SweetTask:status:
   *
   * Where the task stands.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, g_param_spec_enum ("status", "Status", "Where the task stands", SWEET_TYPE_TASK_STATUS,
                                                                 SWEET_TASK_STATUS_PENDING, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SweetTask:priority:
   *
   * How urgent the task is.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, g_param_spec_enum ("priority", "Priority", "How urgent the task is", SWEET_TYPE_PRIORITY,
                                                                 SWEET_PRIORITY_NORMAL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SweetTask:timeout:
   *
   * How long the task, or an attempt of its work, may take, in µs; 0 for no limit.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, sweet_param_spec_duration ("timeout", "Timeout", "How long the task may run; 0 for no limit",
                                                                         0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SweetTask:progress:
   *
   * The share that is done, from 0 to 1; -1 while it is unknown. Notified at most ten times a
   * second.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, g_param_spec_double ("progress", "Progress", "The share that is done; -1 while it is unknown",
                                                                   -1, 1, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SweetTask:children:
   *
   * The tasks it consists of.
   *
   * Since: 1.0
   */
  g_object_interface_install_property (iface, g_param_spec_object ("children", "Children", "The tasks it consists of", G_TYPE_LIST_MODEL,
                                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

SweetBaseTask *
sweet_task_get_base (SweetTask *self)
{
  return SWEET_TASK_GET_IFACE (self)->get_base (self);
}

/**
 * sweet_task_get_id:
 * @self: a task
 *
 * Gets what identifies the task.
 *
 * Returns: (transfer none): the id
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_task_get_id (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  return SWEET_TASK_GET_IFACE (self)->get_id (self);
}

/**
 * sweet_task_get_name:
 * @self: a task
 *
 * Gets what people call the task.
 *
 * Returns: (transfer none) (nullable): the name, %NULL without one
 *
 * Since: 1.0
 */
const char *
sweet_task_get_name (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  return SWEET_TASK_GET_IFACE (self)->get_name (self);
}

/**
 * sweet_task_get_status:
 * @self: a task
 *
 * Gets where the task stands.
 *
 * Returns: the status
 *
 * Since: 1.0
 */
SweetTaskStatus
sweet_task_get_status (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), SWEET_TASK_STATUS_PENDING);

  return SWEET_TASK_GET_IFACE (self)->get_status (self);
}

/**
 * sweet_task_is_final:
 * @self: a task
 *
 * Tells whether the task has ended, in whatever way. A main context is not woken when it does: to wait in one,
 * call sweet_task_await_async() or connect to `notify::status`.
 *
 * Returns: whether its status will not change any more
 *
 * Since: 1.0
 */
gboolean
sweet_task_is_final (SweetTask *self)
{
  return sweet_task_get_status (self) > SWEET_TASK_STATUS_RUNNING;
}

/**
 * sweet_task_get_created_at:
 * @self: a task
 *
 * Gets when the task was made.
 *
 * Returns: µs since 1970 UTC
 *
 * Since: 1.0
 */
gint64
sweet_task_get_created_at (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  return SWEET_TASK_GET_IFACE (self)->get_created_at (self);
}

/**
 * sweet_task_get_started_at:
 * @self: a task
 *
 * Gets when the task began to run.
 *
 * Returns: µs since 1970 UTC, 0 before it did
 *
 * Since: 1.0
 */
gint64
sweet_task_get_started_at (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  return SWEET_TASK_GET_IFACE (self)->get_started_at (self);
}

/**
 * sweet_task_get_completed_at:
 * @self: a task
 *
 * Gets when the task ended.
 *
 * Returns: µs since 1970 UTC, 0 before it did
 *
 * Since: 1.0
 */
gint64
sweet_task_get_completed_at (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  return SWEET_TASK_GET_IFACE (self)->get_completed_at (self);
}

/**
 * sweet_task_get_timeout:
 * @self: a task
 *
 * Gets how long the task may run.
 *
 * Returns: the time in µs, 0 for no limit
 *
 * Since: 1.0
 */
gint64
sweet_task_get_timeout (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  return SWEET_TASK_GET_IFACE (self)->get_timeout (self);
}

/**
 * sweet_task_get_progress:
 * @self: a task
 *
 * Gets the share of the task that is done.
 *
 * Returns: from 0 to 1, or -1 while it is unknown
 *
 * Since: 1.0
 */
double
sweet_task_get_progress (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), -1);

  return SWEET_TASK_GET_IFACE (self)->get_progress (self);
}

/**
 * sweet_task_get_children:
 * @self: a task
 *
 * Gets the tasks that this one consists of.
 *
 * Returns: (transfer full): a list of #SweetTask
 *
 * Since: 1.0
 */
GListModel *
sweet_task_get_children (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  return SWEET_TASK_GET_IFACE (self)->get_children (self);
}

/**
 * sweet_task_await_async:
 * @self: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @callback: (scope async): called when the task has ended
 * @user_data: data for @callback
 *
 * Waits for the end of the task. Any number of waits may be under way. @callback is called on the
 * thread-default main context of the caller, or on that of the task whose work the call comes from on a
 * worker thread.
 *
 * Since: 1.0
 */
void
sweet_task_await_async (SweetTask *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (SWEET_IS_TASK (self));

  SWEET_TASK_GET_IFACE (self)->await_async (self, cancellable, callback, user_data);
}

/**
 * sweet_task_await_finish:
 * @self: a task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_task_await_async(). The error of a task that was cancelled is %G_IO_ERROR_CANCELLED, that
 * of one that took too long %G_IO_ERROR_TIMED_OUT.
 *
 * Returns: %TRUE if the task completed, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_task_await_finish (SweetTask *self,
                         GAsyncResult *result,
                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return SWEET_TASK_GET_IFACE (self)->await_finish (self, result, error);
}

/**
 * sweet_task_await_sync:
 * @self: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @error: return location for an error
 *
 * Waits for the end of the task in the calling thread. On the thread that the task's main context
 * belongs to it makes the task's callbacks meanwhile, and only those; a call from within such a
 * callback cannot come to an end and fails with %G_IO_ERROR_WOULD_BLOCK.
 *
 * Returns: %TRUE if the task completed, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_task_await_sync (SweetTask *self,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), FALSE);

  return SWEET_TASK_GET_IFACE (self)->await_sync (self, cancellable, error);
}
