/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-future-private.h"
#include "task/sweet-task-result-private.h"

/* futures of what goes on elsewhere */

typedef struct
{
  SweetWatcher watcher;
  SweetFuture *future;
} SweetTaskLink;

static void
sweet_task_link_ended (SweetWatcher *watcher,
                       SweetBaseTask *task)
{
  SweetTaskLink *self = (SweetTaskLink *) watcher;

  sweet_future_settle (self->future, sweet_base_task_make_result (task));
  sweet_future_unref_anywhere (self->future);
  g_free (self);
}

/**
 * sweet_future_new_for_task:
 * @task: a task
 *
 * Makes a future that is settled with what a task ends with: its value, or none for a task that gives none, or
 * its error. The result has the id, the name and the times of the task.
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new_for_task (SweetTask *task)
{
  SweetFuture *self;
  SweetTaskLink *link;

  g_return_val_if_fail (SWEET_IS_TASK (task), NULL);

  self = sweet_future_new_kind (SWEET_FUTURE_TASK);
  self->task = g_object_ref (sweet_task_get_base (task));
  link = g_new0 (SweetTaskLink, 1);
  link->watcher.ended = sweet_task_link_ended;
  link->future = g_object_ref (self);
  if (!sweet_base_task_watch (self->task, &link->watcher))
    sweet_task_link_ended (&link->watcher, self->task);
  return self;
}

typedef struct
{
  SweetFuture *future;
  SweetWorkFinishFunc finish;
} SweetFutureCall;

static void
sweet_future_call_ready_cb (GObject *source,
                            GAsyncResult *result,
                            gpointer user_data)
{
  SweetFutureCall *self = user_data;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (!self->finish (source, result, &value, &error) && error == NULL)
    g_set_error_literal (&error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "an asynchronous call failed without an error");
  sweet_future_settle (self->future, error != NULL ? sweet_task_result_new_error (error) : sweet_task_result_new_value (&value));
  sweet_future_unref_anywhere (self->future);
  g_free (self);
}

/**
 * sweet_future_new_async: (skip)
 * @source_object: (nullable): what the call is made on
 * @begin: the first half of the call, such as g_file_query_info_async() with its other arguments filled in
 * @finish: the second half
 * @cancellable: (nullable): given to @begin
 *
 * Makes an asynchronous call, and a future that is settled with what it gives. @begin is called at once; the call
 * goes on in the thread-default main context of the caller.
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new_async (GObject *source_object,
                        SweetWorkAsyncFunc begin,
                        SweetWorkFinishFunc finish,
                        GCancellable *cancellable)
{
  SweetFuture *self;
  SweetFutureCall *call;

  g_return_val_if_fail (source_object == NULL || G_IS_OBJECT (source_object), NULL);
  g_return_val_if_fail (begin != NULL, NULL);
  g_return_val_if_fail (finish != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  self = sweet_future_new_kind (SWEET_FUTURE_LOOP);
  call = g_new (SweetFutureCall, 1);
  *call = (SweetFutureCall){ g_object_ref (self), finish };
  begin (source_object, cancellable, sweet_future_call_ready_cb, call);
  return self;
}
