/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-runtime-private.h"
#include "task/sweet-spawning-task-private.h"
#include "task/sweet-task-result-private.h"
#include "task/sweet-unseen-private.h"

/* what the work says, and what is asked of it afterwards */

/* a value that may belong to a script is let go on the context */
static void
sweet_spawning_task_mind_type (SweetSpawningTask *self,
                               GType type)
{
  if (!sweet_task_result_is_plain_type (type))
    sweet_base_task_unsettle (&self->parent_instance);
}

/**
 * sweet_spawning_task_init_value: (skip)
 * @self: the task whose work calls this
 * @type: what the value is
 *
 * Initializes the value of the task in place; for C, as in
 * `g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), 42)`. Any language has
 * sweet_spawning_task_set_value().
 *
 * Returns: (transfer none): the value, to be set at once
 *
 * Since: 1.0
 */
GValue *
sweet_spawning_task_init_value (SweetSpawningTask *self,
                                GType type)
{
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  sweet_spawning_task_mind_type (self, type);
  return g_value_init (&self->value, type);
}

/**
 * sweet_spawning_task_set_value:
 * @self: the task whose work calls this
 * @value: what the task gives
 *
 * Sets the value of the task, from within its work. It counts when the work succeeds.
 *
 * Since: 1.0
 */
void
sweet_spawning_task_set_value (SweetSpawningTask *self,
                               const GValue *value)
{
  g_return_if_fail (SWEET_IS_SPAWNING_TASK (self));
  g_return_if_fail (G_IS_VALUE (value));
  g_return_if_fail (sweet_task_frame_has (&self->parent_instance));

  g_value_copy (value, sweet_spawning_task_init_value (self, G_VALUE_TYPE (value)));
}

/**
 * sweet_spawning_task_return_value:
 * @self: a task whose work is a #SweetWork
 * @value: (nullable): what the task gives, %NULL for no value
 *
 * Ends the attempt that is under way. Later calls do nothing, nor do those of an attempt that was given up.
 *
 * Since: 1.0
 */
void
sweet_spawning_task_return_value (SweetSpawningTask *self,
                                  const GValue *value)
{
  g_return_if_fail (SWEET_IS_SPAWNING_TASK (self));
  g_return_if_fail (self->parent_instance.spec->work.kind == SWEET_WORK_OBJECT);

  sweet_attempts_return (self, value, NULL);
}

/**
 * sweet_spawning_task_return_error:
 * @self: a task whose work is a #SweetWork
 * @error: why it failed
 *
 * Ends the attempt that is under way as failed.
 *
 * Since: 1.0
 */
void
sweet_spawning_task_return_error (SweetSpawningTask *self,
                                  const GError *error)
{
  g_return_if_fail (SWEET_IS_SPAWNING_TASK (self));
  g_return_if_fail (self->parent_instance.spec->work.kind == SWEET_WORK_OBJECT);
  g_return_if_fail (error != NULL);

  sweet_attempts_return (self, NULL, error);
}

/**
 * sweet_spawning_task_set_progress:
 * @self: the task whose work calls this
 * @progress: the share that is done, from 0 to 1
 *
 * Says how far the work is. Listeners are notified at most ten times a second.
 *
 * Since: 1.0
 */
void
sweet_spawning_task_set_progress (SweetSpawningTask *self,
                                  double progress)
{
  SweetBaseTask *base;
  gint64 now = g_get_monotonic_time ();
  gboolean news;

  g_return_if_fail (SWEET_IS_SPAWNING_TASK (self));
  g_return_if_fail (progress >= 0 && progress <= 1);

  base = &self->parent_instance;
  g_mutex_lock (&base->lock);
  news = now - sweet_base_task_need_extras (base)->progress_at >= G_USEC_PER_SEC / 10;
  base->extras->progress = progress;
  if (news)
    base->extras->progress_at = now;
  g_mutex_unlock (&base->lock);
  if (news)
    sweet_base_task_notify (base, "progress");
}

/**
 * sweet_spawning_task_get_value:
 * @self: a task that has ended
 * @error: return location for an error
 *
 * Gets what the task gave. Fails with the error of the task, and with %SWEET_TASK_ERROR_STATE while it has
 * not ended.
 *
 * Returns: (transfer none) (nullable): the value, %NULL with @error set, or %NULL for a task that gives none
 *
 * Since: 1.0
 */
const GValue *
sweet_spawning_task_get_value (SweetSpawningTask *self,
                               GError **error)
{
  SweetBaseTask *base;

  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (self), NULL);

  base = &self->parent_instance;
  if (!sweet_base_task_is_final (base))
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE, "the task “%s” has not ended", sweet_base_task_get_label (base));
      return NULL;
    }
  return sweet_base_task_check (base, error) ? sweet_spawning_task_peek_value (base) : NULL;
}

/**
 * sweet_spawning_task_await_value_async:
 * @self: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @callback: (scope async): called when the task has ended
 * @user_data: data for @callback
 *
 * Waits for the value, like sweet_task_await_async().
 *
 * Since: 1.0
 */
void
sweet_spawning_task_await_value_async (SweetSpawningTask *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (SWEET_IS_SPAWNING_TASK (self));

  sweet_base_task_await_async ((SweetTask *) self, cancellable, callback, user_data);
}

/**
 * sweet_spawning_task_await_value_finish:
 * @self: a task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_spawning_task_await_value_async().
 *
 * Returns: (transfer none) (nullable): the value, %NULL with @error set, or %NULL for a task that gives none
 *
 * Since: 1.0
 */
const GValue *
sweet_spawning_task_await_value_finish (SweetSpawningTask *self,
                                        GAsyncResult *result,
                                        GError **error)
{
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (self), NULL);

  if (!sweet_base_task_await_finish ((SweetTask *) self, result, error))
    return NULL;

  return sweet_spawning_task_peek_value (&self->parent_instance);
}

/**
 * sweet_spawning_task_await_value_sync:
 * @self: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @error: return location for an error
 *
 * Waits for the value in the calling thread, like sweet_task_await_sync().
 *
 * Returns: (transfer none) (nullable): the value, %NULL with @error set, or %NULL for a task that gives none
 *
 * Since: 1.0
 */
const GValue *
sweet_spawning_task_await_value_sync (SweetSpawningTask *self,
                                      GCancellable *cancellable,
                                      GError **error)
{
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (self), NULL);

  if (!sweet_base_task_await_sync ((SweetTask *) self, cancellable, error))
    return NULL;

  return sweet_spawning_task_peek_value (&self->parent_instance);
}

/**
 * sweet_spawning_task_get_attempt:
 * @self: a task
 *
 * Gets which attempt is under way, or was the last.
 *
 * Returns: from 1; 0 before the first
 *
 * Since: 1.0
 */
guint
sweet_spawning_task_get_attempt (SweetSpawningTask *self)
{
  SweetBaseTask *base;
  guint number;

  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (self), 0);

  base = &self->parent_instance;
  g_mutex_lock (&base->lock);
  number = self->attempts != NULL ? self->attempts->number : a_load (&base->started_at, relaxed) != SWEET_TASK_NEVER;
  g_mutex_unlock (&base->lock);
  return number;
}

/**
 * sweet_spawning_task_get_attempts:
 * @self: a task
 *
 * Gets how each attempt ended so far, in order; the last 100 of a task that runs again and again.
 *
 * Returns: (transfer full): a list of #SweetTaskResult
 *
 * Since: 1.0
 */
GListModel *
sweet_spawning_task_get_attempts (SweetSpawningTask *self)
{
  GListStore *list = g_list_store_new (SWEET_TYPE_TASK_RESULT);
  SweetBaseTask *base;

  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (self), G_LIST_MODEL (list));

  base = &self->parent_instance;
  g_mutex_lock (&base->lock);
  if (self->attempts != NULL)
    g_list_store_splice (list, 0, 0, self->attempts->results->pdata, self->attempts->results->len);
  a_or (&base->state.word, SWEET_TASK_SEEN, acq_rel);
  g_mutex_unlock (&base->lock);
  if (self->attempts == NULL && sweet_base_task_is_final (base) && a_load (&base->started_at, relaxed) != SWEET_TASK_NEVER)
    {
      g_autoptr (SweetTaskResult) result = sweet_base_task_make_result (base);

      g_list_store_append (list, result);
    }
  return G_LIST_MODEL (list);
}

/**
 * sweet_spawning_task_get_n_runs:
 * @self: a task
 *
 * Gets how often the work came to its good end: more than once for a task that runs every interval.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_spawning_task_get_n_runs (SweetSpawningTask *self)
{
  SweetBaseTask *base;
  guint64 n_runs;

  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (self), 0);

  base = &self->parent_instance;
  g_mutex_lock (&base->lock);
  n_runs = self->attempts != NULL ? self->attempts->n_runs : sweet_state_get (&base->state) == SWEET_TASK_STATUS_COMPLETED;
  g_mutex_unlock (&base->lock);
  return n_runs;
}
