/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-await-private.h"
#include "task/sweet-runtime-private.h"
#include "task/sweet-spawning-task-private.h"

/* the end of a runtime: nothing more is taken, what was is waited for, and what does not end in time is
 * named. */

/* µs between looks, and what a task may take that was told to end now */
#define SWEET_SHUTDOWN_INTERVAL 1000
#define SWEET_SHUTDOWN_GRACE    100000
/* of a million tasks not all are named */
#define SWEET_SHUTDOWN_MAX_NAMES 20

static gint64
sweet_shutdown_get_deadline (gint64 timeout)
{
  gint64 now = g_get_monotonic_time ();

  return timeout < 0 || timeout > G_MAXINT64 - now ? G_MAXINT64 : now + timeout;
}

static gboolean
sweet_shutdown_wait (SweetScheduler *scheduler,
                     gint64 deadline)
{
  while (sweet_scheduler_get_n_active (scheduler) > 0)
    {
      if (g_get_monotonic_time () >= deadline)
        return FALSE;
      if (!sweet_scheduler_is_seeded (scheduler) || !sweet_scheduler_step (scheduler))
        g_usleep (SWEET_SHUTDOWN_INTERVAL);
    }
  return TRUE;
}

static void
sweet_shutdown_gather (gpointer task,
                       gpointer data)
{
  g_ptr_array_add (data, g_object_ref (task));
}

static void
sweet_shutdown_gather_sleepers (gpointer task,
                                gpointer data)
{
  if (SWEET_IS_SPAWNING_TASK (task))
    sweet_shutdown_gather (task, data);
}

static void
sweet_shutdown_gather_streams (gpointer task,
                               gpointer data)
{
  if (!SWEET_IS_SPAWNING_TASK (task))
    sweet_shutdown_gather (task, data);
}

/* while there are workers they can let go of what they have opened. returns those that had not ended. */
static GPtrArray *
sweet_shutdown_end_streams (SweetScheduler *scheduler)
{
  GPtrArray *streams = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_base_task_unref_anywhere);
  gint64 until = g_get_monotonic_time () + SWEET_SHUTDOWN_GRACE;

  sweet_scheduler_foreach_task (scheduler, sweet_shutdown_gather_streams, streams);
  for (guint i = 0; i < streams->len; i++)
    sweet_base_task_cancel (g_ptr_array_index (streams, i), SWEET_CANCEL_LEVEL_GRACEFUL);
  for (guint i = 0; i < streams->len; i++)
    while (!sweet_base_task_is_final (g_ptr_array_index (streams, i)) && g_get_monotonic_time () < until)
      g_usleep (SWEET_SHUTDOWN_INTERVAL);
  return streams;
}

/* what runs is ended as far as that goes, and what waits for its time will not begin */
static void
sweet_shutdown_end_task (SweetBaseTask *task,
                         gboolean current)
{
  if (current)
    sweet_base_task_cancel (task, SWEET_CANCEL_LEVEL_KILL_HARD);
  else
    sweet_attempts_shut_down (SWEET_SPAWNING_TASK (task));
}

/* what the workers are in the middle of, and what waits for its time, is named, and ended. takes @streams. */
static void
sweet_shutdown_report (SweetScheduler *scheduler,
                       GPtrArray *streams,
                       guint64 n_active,
                       GError **error)
{
  g_autoptr (GPtrArray) tasks = streams;
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_current;

  sweet_scheduler_foreach_current (scheduler, sweet_shutdown_gather, tasks);
  n_current = tasks->len;
  sweet_scheduler_foreach_task (scheduler, sweet_shutdown_gather_sleepers, tasks);
  for (guint i = 0; i < tasks->len; i++)
    {
      SweetBaseTask *task = g_ptr_array_index (tasks, i);

      if (i < SWEET_SHUTDOWN_MAX_NAMES)
        g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : ": ", sweet_base_task_get_label (task));
      sweet_shutdown_end_task (task, i < n_current);
    }
  if (tasks->len > SWEET_SHUTDOWN_MAX_NAMES)
    g_string_append (names, ", …");
  if (tasks->len < n_active)
    g_string_append_printf (names, "%s%" G_GUINT64_FORMAT " that no worker is at", tasks->len > 0 ? " and " : ": ", n_active - tasks->len);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the runtime “%s” was shut down before %" G_GUINT64_FORMAT " of its tasks had ended%s",
               scheduler->name, n_active, names->str);
}

static gboolean
sweet_runtime_do_shutdown (SweetRuntime *self,
                           gint64 timeout,
                           GError **error)
{
  SweetScheduler *scheduler = sweet_runtime_get_scheduler (self);
  gint64 deadline = sweet_shutdown_get_deadline (timeout);
  gboolean ended;

  sweet_scheduler_close (scheduler);
  ended = sweet_shutdown_wait (scheduler, deadline);
  if (!ended)
    {
      guint64 n_active = sweet_scheduler_get_n_active (scheduler);
      GPtrArray *streams = sweet_shutdown_end_streams (scheduler);

      sweet_scheduler_set_over (scheduler);
      sweet_scheduler_drop_jobs (scheduler);
      sweet_shutdown_report (scheduler, streams, n_active, error);
    }
  sweet_scheduler_join (scheduler, MAX (deadline, g_get_monotonic_time () + SWEET_SHUTDOWN_GRACE));
  return ended;
}

/* neither on one of its threads, nor within work of it that somebody else does */
static gboolean
sweet_runtime_can_shutdown (SweetRuntime *self,
                            GError **error)
{
  SweetScheduler *scheduler = sweet_runtime_get_scheduler (self);
  SweetWorker *worker = sweet_scheduler_get_worker ();

  if ((worker == NULL || worker->scheduler != scheduler) && !sweet_task_frame_has_scheduler (scheduler))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "the runtime “%s” cannot be waited for by its own work", scheduler->name);
  return FALSE;
}

/**
 * sweet_runtime_shutdown_sync:
 * @self: a runtime
 * @timeout: how long to wait, in µs; -1 for as long as it takes
 * @error: return location for an error
 *
 * Ends the runtime: it takes no more work, and what it has taken is waited for. What has not begun when the
 * time is up is dropped, and what runs is cancelled at %SWEET_CANCEL_LEVEL_KILL_HARD; a stream is cancelled
 * gracefully before that, and has a moment to give up what it has opened. Fails with
 * %G_IO_ERROR_TIMED_OUT and the names of what did not end, and with %G_IO_ERROR_WOULD_BLOCK when it is called
 * by work of the runtime itself.
 *
 * Returns: %TRUE if everything ended in time, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_shutdown_sync (SweetRuntime *self,
                             gint64 timeout,
                             GError **error)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);

  return sweet_runtime_can_shutdown (self, error) && sweet_runtime_do_shutdown (self, timeout, error);
}

typedef struct
{
  SweetRuntime *runtime;
  SweetAwait *await;
  gint64 timeout;
} SweetShutdown;

static gpointer
sweet_shutdown_thread (gpointer data)
{
  SweetShutdown *self = data;
  g_autoptr (GError) error = NULL;

  sweet_runtime_do_shutdown (self->runtime, self->timeout, &error);
  sweet_await_return (self->await, error);
  g_object_unref (self->runtime);
  g_free (self);
  return NULL;
}

/**
 * sweet_runtime_shutdown_async:
 * @self: a runtime
 * @timeout: how long to wait, in µs; -1 for as long as it takes
 * @cancellable: (nullable): not used; the timeout ends it
 * @callback: (scope async): called when the runtime has ended
 * @user_data: data for @callback
 *
 * Ends the runtime like sweet_runtime_shutdown_sync(), without blocking. May be called by its own work.
 *
 * Since: 1.0
 */
void
sweet_runtime_shutdown_async (SweetRuntime *self,
                              gint64 timeout,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  SweetShutdown *shutdown;
  GError *error = NULL;
  GThread *thread;

  g_return_if_fail (SWEET_IS_RUNTIME (self));

  shutdown = g_new (SweetShutdown, 1);
  shutdown->runtime = g_object_ref (self);
  shutdown->await = sweet_await_new (self, sweet_runtime_shutdown_async, NULL, callback, user_data);
  shutdown->timeout = timeout;
  thread = g_thread_try_new ("sweet-shutdown", sweet_shutdown_thread, shutdown, &error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }

  sweet_await_return (shutdown->await, error);
  g_error_free (error);
  g_object_unref (self);
  g_free (shutdown);
}

/**
 * sweet_runtime_shutdown_finish:
 * @self: a runtime
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_runtime_shutdown_async().
 *
 * Returns: %TRUE if everything ended in time, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_shutdown_finish (SweetRuntime *self,
                               GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);
  g_return_val_if_fail (sweet_await_is_valid (result, self, sweet_runtime_shutdown_async), FALSE);

  return sweet_await_finish (SWEET_AWAIT (result), error);
}
