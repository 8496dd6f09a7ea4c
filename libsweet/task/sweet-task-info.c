/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-base-task-private.h"

/* what can be asked of any task beyond its interface */

/**
 * sweet_task_get_description:
 * @self: a task
 *
 * Gets what the task is about.
 *
 * Returns: (transfer none) (nullable): the description, %NULL without one
 *
 * Since: 1.0
 */
const char *
sweet_task_get_description (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  return sweet_task_get_base (self)->spec->description;
}

/**
 * sweet_task_dup_tags:
 * @self: a task
 *
 * Gets the tags of the task.
 *
 * Returns: (transfer full) (array zero-terminated=1): the tags in the order in which they were added
 *
 * Since: 1.0
 */
char **
sweet_task_dup_tags (SweetTask *self)
{
  SweetBaseTask *base;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  base = sweet_task_get_base (self);
  return base->spec->tags != NULL ? g_strdupv (base->spec->tags) : g_new0 (char *, 1);
}

/**
 * sweet_task_has_tag:
 * @self: a task
 * @tag: a tag
 *
 * Tells whether the task has the tag.
 *
 * Returns: whether it does
 *
 * Since: 1.0
 */
gboolean
sweet_task_has_tag (SweetTask *self,
                    const char *tag)
{
  char **tags;

  g_return_val_if_fail (SWEET_IS_TASK (self), FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);

  tags = sweet_task_get_base (self)->spec->tags;
  return tags != NULL && g_strv_contains ((const char *const *) tags, tag);
}

/**
 * sweet_task_dup_display_name:
 * @self: a task
 *
 * Gets a name to show: “name [tag, tag]”, or the id of a task without a name.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sweet_task_dup_display_name (SweetTask *self)
{
  SweetBaseTask *base;
  g_autofree char *name = NULL;
  g_autofree char *tags = NULL;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  base = sweet_task_get_base (self);
  name = sweet_task_get_name (self) != NULL ? g_strdup (sweet_task_get_name (self)) : sweet_task_id_to_string (sweet_task_get_id (self));
  if (base->spec->tags == NULL)
    return g_steal_pointer (&name);

  tags = g_strjoinv (", ", base->spec->tags);
  return g_strdup_printf ("%s [%s]", name, tags);
}

/**
 * sweet_task_filter_by_tag:
 * @tasks: a list of #SweetTask, such as sweet_task_get_children()
 * @tag: a tag
 *
 * Gets those tasks of a list that have a tag.
 *
 * Returns: (transfer full): a list of #SweetTask, as they are now
 *
 * Since: 1.0
 */
GListModel *
sweet_task_filter_by_tag (GListModel *tasks,
                          const char *tag)
{
  GListStore *found = g_list_store_new (SWEET_TYPE_TASK);
  guint n;

  g_return_val_if_fail (G_IS_LIST_MODEL (tasks), G_LIST_MODEL (found));
  g_return_val_if_fail (tag != NULL, G_LIST_MODEL (found));

  n = g_list_model_get_n_items (tasks);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SweetTask) task = g_list_model_get_item (tasks, i);

      if (sweet_task_has_tag (task, tag))
        g_list_store_append (found, task);
    }
  return G_LIST_MODEL (found);
}

/**
 * sweet_task_get_priority:
 * @self: a task
 *
 * Gets how urgent the task is.
 *
 * Returns: the priority
 *
 * Since: 1.0
 */
SweetPriority
sweet_task_get_priority (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), SWEET_PRIORITY_DEFAULT);

  return (SweetPriority) a_load (&sweet_task_get_base (self)->priority, relaxed);
}

/**
 * sweet_task_set_priority:
 * @self: a task
 * @priority: how urgent it is
 *
 * Changes how urgent a task is that has not begun.
 *
 * Returns: %TRUE, or %FALSE when the task has begun already
 *
 * Since: 1.0
 */
gboolean
sweet_task_set_priority (SweetTask *self,
                         SweetPriority priority)
{
  SweetBaseTask *base;

  g_return_val_if_fail (SWEET_IS_TASK (self), FALSE);
  g_return_val_if_fail (priority <= SWEET_PRIORITY_LOWEST, FALSE);

  base = sweet_task_get_base (self);
  if (sweet_state_get (&base->state) != SWEET_TASK_STATUS_PENDING)
    return FALSE;

  if (a_exchange (&base->priority, (guint) priority, relaxed) != (guint) priority)
    {
      if (SWEET_BASE_TASK_GET_CLASS (base)->reprioritize != NULL)
        SWEET_BASE_TASK_GET_CLASS (base)->reprioritize (base);
      sweet_base_task_notify (base, "priority");
    }
  return TRUE;
}

/**
 * sweet_task_get_metrics:
 * @self: a task
 *
 * Gets what was measured so far: of the attempts that have ended, and of a stream until now.
 *
 * Returns: (transfer full) (nullable): a snapshot, %NULL for a task that is not measured
 *
 * Since: 1.0
 */
SweetMetrics *
sweet_task_get_metrics (SweetTask *self)
{
  SweetBaseTask *base;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  base = sweet_task_get_base (self);
  return SWEET_BASE_TASK_GET_CLASS (base)->get_metrics != NULL ? SWEET_BASE_TASK_GET_CLASS (base)->get_metrics (base) : NULL;
}

/**
 * sweet_task_get_elapsed:
 * @self: a task
 *
 * Gets how long the task has run, or ran.
 *
 * Returns: µs, 0 before it began
 *
 * Since: 1.0
 */
gint64
sweet_task_get_elapsed (SweetTask *self)
{
  SweetBaseTask *base;
  gint64 started_at;

  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  base = sweet_task_get_base (self);
  started_at = a_load (&base->started_at, relaxed);
  if (started_at == SWEET_TASK_NEVER)
    return 0;

  return (sweet_base_task_is_final (base) ? a_load (&base->completed_at, relaxed) : sweet_clock_get_time (sweet_base_task_get_clock (base))) - started_at;
}

/* of the clock of the task; G_MAXINT64 for none */
static gint64
sweet_task_find_deadline (SweetTask *self)
{
  SweetBaseTask *base = sweet_task_get_base (self);

  return SWEET_BASE_TASK_GET_CLASS (base)->get_deadline (base);
}

/**
 * sweet_task_get_deadline:
 * @self: a task
 *
 * Gets when the task must have ended, by its own deadline or that of a task above it.
 *
 * Returns: µs since 1970 UTC, 0 for no limit
 *
 * Since: 1.0
 */
gint64
sweet_task_get_deadline (SweetTask *self)
{
  gint64 deadline;

  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  deadline = sweet_task_find_deadline (self);
  return deadline < G_MAXINT64 ? sweet_base_task_to_real (sweet_task_get_base (self), deadline) : 0;
}

/**
 * sweet_task_get_remaining:
 * @self: a task
 *
 * Gets how long there is to the deadline.
 *
 * Returns: µs, 0 when it has passed, -1 without a deadline
 *
 * Since: 1.0
 */
gint64
sweet_task_get_remaining (SweetTask *self)
{
  gint64 deadline;

  g_return_val_if_fail (SWEET_IS_TASK (self), -1);

  deadline = sweet_task_find_deadline (self);
  if (deadline == G_MAXINT64)
    return -1;

  return MAX (deadline - sweet_clock_get_time (sweet_base_task_get_clock (sweet_task_get_base (self))), 0);
}

/**
 * sweet_task_get_overdue:
 * @self: a task
 *
 * Gets by how much the task has passed its deadline, or had when it ended.
 *
 * Returns: µs, 0 when it is in time or has no deadline
 *
 * Since: 1.0
 */
gint64
sweet_task_get_overdue (SweetTask *self)
{
  SweetBaseTask *base;
  gint64 deadline;
  gint64 at;

  g_return_val_if_fail (SWEET_IS_TASK (self), 0);

  base = sweet_task_get_base (self);
  deadline = sweet_task_find_deadline (self);
  if (deadline == G_MAXINT64)
    return 0;

  at = sweet_base_task_is_final (base) ? a_load (&base->completed_at, relaxed) : sweet_clock_get_time (sweet_base_task_get_clock (base));
  return MAX (at - deadline, 0);
}

/**
 * sweet_task_get_parent:
 * @self: a task
 *
 * Gets the task that does not end before this one.
 *
 * Returns: (transfer none) (nullable): the parent, %NULL without one
 *
 * Since: 1.0
 */
SweetTask *
sweet_task_get_parent (SweetTask *self)
{
  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  return sweet_task_get_base (self)->spec->parent;
}

static SweetTaskContext *
sweet_base_task_peek_context (SweetBaseTask *self)
{
  SweetTaskContext *context;

  g_mutex_lock (&self->lock);
  context = self->extras != NULL ? self->extras->context : NULL;
  g_mutex_unlock (&self->lock);
  return context;
}

/* made when it is first asked for, where @above is that of the parent; takes nothing */
static SweetTaskContext *
sweet_base_task_make_context (SweetBaseTask *self,
                              SweetTaskContext *above)
{
  SweetTaskSpec *spec = self->spec;
  SweetTaskContext *context;
  g_autoptr (SweetTaskContext) made = NULL;

  if (spec->context == NULL)
    made = above != NULL ? g_object_ref (above) : sweet_task_context_new ();
  else
    made = above != NULL ? sweet_task_context_with_parent (g_object_ref (spec->context), above) : g_object_ref (spec->context);

  g_mutex_lock (&self->lock);
  if (sweet_base_task_need_extras (self)->context == NULL)
    self->extras->context = g_steal_pointer (&made);
  context = self->extras->context;
  g_mutex_unlock (&self->lock);
  return context;
}

/**
 * sweet_task_get_context:
 * @self: a task
 *
 * Gets what the task sees of the world: its builder's context above that of its parent.
 *
 * Returns: (transfer none): the context
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_get_context (SweetTask *self)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new ();
  SweetTaskContext *context = NULL;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  /* up to one that has its own already, and down again */
  while (self != NULL && (context = sweet_base_task_peek_context (sweet_task_get_base (self))) == NULL)
    {
      g_ptr_array_add (line, sweet_task_get_base (self));
      self = sweet_task_get_base (self)->spec->parent;
    }
  for (guint i = line->len; i > 0; i--)
    context = sweet_base_task_make_context (g_ptr_array_index (line, i - 1), context);
  return context;
}

/**
 * sweet_task_get_span:
 * @self: a task
 *
 * Gets the span of a task that is traced, to add fields, messages and child spans to it.
 *
 * Returns: (transfer none) (nullable): the span, %NULL for a task that is not traced
 *
 * Since: 1.0
 */
SweetSpan *
sweet_task_get_span (SweetTask *self)
{
  SweetBaseTask *base;
  SweetSpan *span;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  base = sweet_task_get_base (self);
  g_mutex_lock (&base->lock);
  span = base->extras != NULL ? base->extras->span : NULL;
  g_mutex_unlock (&base->lock);
  return span;
}

/**
 * sweet_task_log:
 * @self: a task
 * @level: how important it is
 * @message: what happened
 *
 * Logs with the fields `SWEET_TASK_ID` and `SWEET_TASK_NAME`, and with the span of a task that is traced.
 *
 * Since: 1.0
 */
void
sweet_task_log (SweetTask *self,
                GLogLevelFlags level,
                const char *message)
{
  g_autofree char *id = NULL;
  SweetSpan *span;

  g_return_if_fail (SWEET_IS_TASK (self));
  g_return_if_fail (message != NULL);

  span = sweet_task_get_span (self);
  if (span != NULL && sweet_span_is_recording (span))
    {
      sweet_span_log (span, level, message);
      return;
    }

  id = sweet_task_id_to_string (sweet_task_get_id (self));
  g_log_structured (G_LOG_DOMAIN, level, "SWEET_TASK_ID", id, "SWEET_TASK_NAME", sweet_base_task_get_label (sweet_task_get_base (self)), "MESSAGE", "%s", message);
}

/**
 * sweet_task_await_result_async:
 * @self: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @callback: (scope async): called when the task has ended
 * @user_data: data for @callback
 *
 * Waits for the end of the task, whatever it is, like sweet_task_await_async().
 *
 * Since: 1.0
 */
void
sweet_task_await_result_async (SweetTask *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (SWEET_IS_TASK (self));

  sweet_task_await_async (self, cancellable, callback, user_data);
}

/**
 * sweet_task_await_result_finish:
 * @self: a task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_task_await_result_async(). The failure of a task is no error here.
 *
 * Returns: (transfer full): how the task ended, or %NULL with @error set if the wait was cancelled
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_await_result_finish (SweetTask *self,
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

  return sweet_base_task_make_result (sweet_task_get_base (self));
}

/**
 * sweet_task_await_result_sync:
 * @self: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @error: return location for an error
 *
 * Waits for the end of the task in the calling thread, whatever it is, like sweet_task_await_sync().
 *
 * Returns: (transfer full): how the task ended, or %NULL with @error set if the wait failed
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_await_result_sync (SweetTask *self,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (SWEET_IS_TASK (self), NULL);

  if (!sweet_task_await_sync (self, cancellable, &reason) && !sweet_task_is_final (self))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  return sweet_base_task_make_result (sweet_task_get_base (self));
}
