/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-emitting-task-builder-private.h"

/* what a builder says about the task that a stream is, like those of any other task */

/**
 * sweet_emitting_task_builder_with_name:
 * @self: (transfer full): a builder
 * @name: (nullable): a name
 *
 * Names the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_name (SweetEmittingTaskBuilder *self,
                                       const char *name)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  g_free (self->recipe->spec->name);
  self->recipe->spec->name = g_strdup (name);
  return self;
}

/**
 * sweet_emitting_task_builder_with_description:
 * @self: (transfer full): a builder
 * @description: (nullable): what the task is about
 *
 * Describes the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_description (SweetEmittingTaskBuilder *self,
                                              const char *description)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  g_free (self->recipe->spec->description);
  self->recipe->spec->description = g_strdup (description);
  return self;
}

/**
 * sweet_emitting_task_builder_with_tag:
 * @self: (transfer full): a builder
 * @tag: a word by which tasks are found
 *
 * Adds a tag to those that the task has.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_tag (SweetEmittingTaskBuilder *self,
                                      const char *tag)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (tag != NULL && *tag != '\0', self);

  if (self->recipe->spec->tags == NULL || !g_strv_contains ((const char *const *) self->recipe->spec->tags, tag))
    {
      guint n = self->recipe->spec->tags != NULL ? g_strv_length (self->recipe->spec->tags) : 0;

      self->recipe->spec->tags = g_renew (char *, self->recipe->spec->tags, n + 2);
      self->recipe->spec->tags[n] = g_strdup (tag);
      self->recipe->spec->tags[n + 1] = NULL;
    }
  return self;
}

/**
 * sweet_emitting_task_builder_with_priority:
 * @self: (transfer full): a builder
 * @priority: how urgent the task is
 *
 * Says how urgent the task is.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_priority (SweetEmittingTaskBuilder *self,
                                           SweetPriority priority)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (priority <= SWEET_PRIORITY_LOWEST, self);

  self->recipe->spec->priority = priority;
  return self;
}

/**
 * sweet_emitting_task_builder_with_timeout:
 * @self: (transfer full): a builder
 * @timeout: a time in µs, such as `SWEET_SECONDS (60)`
 *
 * Limits how long the task may run. A task that takes longer fails with %G_IO_ERROR_TIMED_OUT. That
 * the time must be above 0 is checked when the task is run.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_timeout (SweetEmittingTaskBuilder *self,
                                          gint64 timeout)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->spec->timeout = timeout != 0 ? timeout : -1;
  return self;
}

/**
 * sweet_emitting_task_builder_with_deadline:
 * @self: (transfer full): a builder
 * @deadline: µs since 1970 UTC, 0 for no limit
 *
 * Says when the task must have ended, all attempts included. Otherwise it fails with %G_IO_ERROR_TIMED_OUT.
 * The deadline of a parent holds for its children as well.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_deadline (SweetEmittingTaskBuilder *self,
                                           gint64 deadline)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->spec->deadline = deadline;
  return self;
}

/**
 * sweet_emitting_task_builder_with_grace:
 * @self: (transfer full): a builder
 * @grace: µs, -1 for ever
 *
 * Says how long a level of cancellation may take before the task is cancelled at the next one; 5 s without
 * this.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_grace (SweetEmittingTaskBuilder *self,
                                        gint64 grace)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->spec->grace = grace;
  return self;
}

/**
 * sweet_emitting_task_builder_with_parent:
 * @self: (transfer full): a builder
 * @parent: (nullable): a task that has not ended
 *
 * Makes the task a child: its parent does not end before it, and cancels it when it is cancelled itself.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_parent (SweetEmittingTaskBuilder *self,
                                         SweetTask *parent)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (parent == NULL || SWEET_IS_TASK (parent), self);

  sweet_task_spec_set_parent (self->recipe->spec, parent);
  return self;
}

/**
 * sweet_emitting_task_builder_with_failure_mode:
 * @self: (transfer full): a builder
 * @mode: what to do
 *
 * Says what the failure of a child does to the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_failure_mode (SweetEmittingTaskBuilder *self,
                                               SweetFailureMode mode)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->spec->failure_mode = mode;
  return self;
}

/**
 * sweet_emitting_task_builder_with_failure_predicate:
 * @self: (transfer full): a builder
 * @predicate: (scope notified) (closure user_data) (destroy destroy): decides
 * @user_data: data for @predicate
 * @destroy: (nullable): frees @user_data
 *
 * Says who decides, failure by failure, what it does to the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_failure_predicate (SweetEmittingTaskBuilder *self,
                                                    SweetFailureFunc predicate,
                                                    gpointer user_data,
                                                    GDestroyNotify destroy)
{
  GObject *owner = NULL;

  g_return_val_if_fail (predicate != NULL, self);
  self = sweet_emitting_task_builder_own_callback (self, &owner);
  g_return_val_if_fail (self != NULL, NULL);

  g_clear_pointer (&self->recipe->spec->failure_predicate, sweet_callback_unref);
  self->recipe->spec->failure_predicate = sweet_callback_new (G_CALLBACK (predicate), user_data, destroy, owner);
  return self;
}

/**
 * sweet_emitting_task_builder_with_context:
 * @self: (transfer full): a builder
 * @context: (nullable): what the task sees of the world
 *
 * Says what sweet_task_get_context() gives. What it does not have is looked up in that of the parent.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_context (SweetEmittingTaskBuilder *self,
                                          SweetTaskContext *context)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (context == NULL || SWEET_IS_TASK_CONTEXT (context), self);

  g_set_object (&self->recipe->spec->context, context);
  return self;
}

/**
 * sweet_emitting_task_builder_with_cancellable:
 * @self: (transfer full): a builder
 * @cancellable: (nullable): cancels the task gracefully
 *
 * Has the task cancelled together with other things.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_cancellable (SweetEmittingTaskBuilder *self,
                                              GCancellable *cancellable)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), self);

  g_set_object (&self->recipe->spec->cancellable, cancellable);
  return self;
}

/**
 * sweet_emitting_task_builder_with_runtime:
 * @self: (transfer full): a builder
 * @runtime: (nullable): where the task runs
 *
 * Says where the task runs; the default runtime without this.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_runtime (SweetEmittingTaskBuilder *self,
                                          SweetRuntime *runtime)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (runtime == NULL || SWEET_IS_RUNTIME (runtime), self);

  g_set_object (&self->recipe->spec->runtime, runtime);
  return self;
}

/**
 * sweet_emitting_task_builder_with_metrics:
 * @self: (transfer full): a builder
 * @metrics: whether to measure
 *
 * Says whether sweet_task_get_metrics() has anything: what the threads that work for the stream, and its calls
 * on the main context, use of processor, input and output, and memory, all added up. Its wall time is that of the
 * stream, from the beginning to the end, so that four processors kept busy are a utilisation of 4. It has no peak
 * of memory.
 *
 * Measuring costs some microseconds whenever a thread comes to the stream or leaves it, and nothing for a record.
 * While the stream runs, what only a thread itself can find out is missing: processor time in the program and in
 * the kernel apart, and memory.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_metrics (SweetEmittingTaskBuilder *self,
                                          gboolean metrics)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->spec->with_metrics = metrics;
  return self;
}

/**
 * sweet_emitting_task_builder_with_tracer:
 * @self: (transfer full): a builder
 * @tracer: (nullable): what is told of the span of the task
 *
 * Says what is told when the task has ended. Children have spans below that of their parent.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_tracer (SweetEmittingTaskBuilder *self,
                                         SweetTracer *tracer)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (tracer == NULL || SWEET_IS_TRACER (tracer), self);

  g_set_object (&self->recipe->spec->tracer, tracer);
  return self;
}
