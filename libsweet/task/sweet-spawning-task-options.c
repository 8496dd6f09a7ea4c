/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-spawning-task-builder-private.h"

/* what a builder can be told; the rest of it is in sweet-spawning-task-builder.c */

/**
 * sweet_spawning_task_builder_with_name:
 * @self: (transfer full): a builder
 * @name: (nullable): what people call the task
 *
 * Names the task. Errors and logs have the name.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_name (SweetSpawningTaskBuilder *self,
                                       const char *name)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  g_free (self->spec->name);
  self->spec->name = g_strdup (name);
  return self;
}

/**
 * sweet_spawning_task_builder_with_description:
 * @self: (transfer full): a builder
 * @description: (nullable): what the task is about
 *
 * Describes the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_description (SweetSpawningTaskBuilder *self,
                                              const char *description)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  g_free (self->spec->description);
  self->spec->description = g_strdup (description);
  return self;
}

/**
 * sweet_spawning_task_builder_with_tag:
 * @self: (transfer full): a builder
 * @tag: a word by which tasks are found
 *
 * Adds a tag to those that the task has.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_tag (SweetSpawningTaskBuilder *self,
                                      const char *tag)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (tag != NULL && *tag != '\0', self);

  if (self->spec->tags == NULL || !g_strv_contains ((const char *const *) self->spec->tags, tag))
    {
      guint n = self->spec->tags != NULL ? g_strv_length (self->spec->tags) : 0;

      self->spec->tags = g_renew (char *, self->spec->tags, n + 2);
      self->spec->tags[n] = g_strdup (tag);
      self->spec->tags[n + 1] = NULL;
    }
  return self;
}

/**
 * sweet_spawning_task_builder_with_sequential_id:
 * @self: (transfer full): a builder
 * @sequential: whether ids count from 1 in this process
 *
 * Says whether the task has a sequential id instead of a random one.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_sequential_id (SweetSpawningTaskBuilder *self,
                                                gboolean sequential)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->sequential_id = sequential;
  return self;
}

/**
 * sweet_spawning_task_builder_with_priority:
 * @self: (transfer full): a builder
 * @priority: how urgent the task is
 *
 * Says how urgent the task is.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_priority (SweetSpawningTaskBuilder *self,
                                           SweetPriority priority)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (priority <= SWEET_PRIORITY_LOWEST, self);

  self->spec->priority = priority;
  return self;
}

/* the same as sweet_spawning_task_builder_own(), for a callback that is given to @self: in JavaScript it
 * lives no longer than that object */
static SweetSpawningTaskBuilder *
sweet_spawning_task_builder_own_callback (SweetSpawningTaskBuilder *self,
                                          GObject **owner)
{
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK_BUILDER (self), NULL);

  *owner = g_atomic_int_get (&G_OBJECT (self)->ref_count) > 1 ? g_object_ref (G_OBJECT (self)) : NULL;
  return sweet_spawning_task_builder_own (self);
}

/* @fallback: for when the work has failed for good */
static SweetSpawningTaskBuilder *
sweet_spawning_task_builder_set_work (SweetSpawningTaskBuilder *self,
                                      gboolean fallback,
                                      SweetWorkKind kind,
                                      SweetWorkFunc work,
                                      gpointer user_data,
                                      GDestroyNotify destroy)
{
  GObject *owner = NULL;
  SweetWorkSpec *spec;

  g_return_val_if_fail (work != NULL, self);
  self = sweet_spawning_task_builder_own_callback (self, &owner);
  g_return_val_if_fail (self != NULL, NULL);

  spec = fallback ? &self->spec->fallback : &self->spec->work;
  sweet_work_spec_clear (spec);
  spec->kind = kind;
  spec->callback = sweet_callback_new (G_CALLBACK (work), user_data, destroy, owner);
  return self;
}

/**
 * sweet_spawning_task_builder_with_work:
 * @self: (transfer full): a builder
 * @work: (scope notified) (closure user_data) (destroy destroy): the work
 * @user_data: data for @work
 * @destroy: (nullable): frees @user_data
 *
 * Says what the task does: @work is called on the main context of the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_work (SweetSpawningTaskBuilder *self,
                                       SweetWorkFunc work,
                                       gpointer user_data,
                                       GDestroyNotify destroy)
{
  return sweet_spawning_task_builder_set_work (self, FALSE, SWEET_WORK_ON_CONTEXT, work, user_data, destroy);
}

/**
 * sweet_spawning_task_builder_with_work_on_workers: (skip)
 * @self: (transfer full): a builder
 * @work: (scope notified) (closure user_data) (destroy destroy): the work
 * @user_data: data for @work
 * @destroy: (nullable): frees @user_data
 *
 * Says what the task does: @work is called on a worker thread, or on the thread of a `_sync` function that
 * waits for the task before a worker has begun it.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_work_on_workers (SweetSpawningTaskBuilder *self,
                                                  SweetWorkFunc work,
                                                  gpointer user_data,
                                                  GDestroyNotify destroy)
{
  return sweet_spawning_task_builder_set_work (self, FALSE, SWEET_WORK_ON_WORKERS, work, user_data, destroy);
}

/**
 * sweet_spawning_task_builder_with_work_object:
 * @self: (transfer full): a builder
 * @work: an object
 *
 * Says what the task does: sweet_work_run() is called on the main context of the task, and the task ends when
 * the object says so.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_work_object (SweetSpawningTaskBuilder *self,
                                              SweetWork *work)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_WORK (work), self);

  sweet_work_spec_clear (&self->spec->work);
  self->spec->work.kind = SWEET_WORK_OBJECT;
  self->spec->work.object = g_object_ref (work);
  return self;
}

/**
 * sweet_spawning_task_builder_with_async_work: (skip)
 * @self: (transfer full): a builder
 * @source_object: (nullable): what the call is made on
 * @begin: the first half of the call
 * @finish: the second half of it
 *
 * Says what the task does: an asynchronous call in the manner of GIO, made on the main context of the task.
 * Other languages make such a call in a #SweetWork.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_async_work (SweetSpawningTaskBuilder *self,
                                             GObject *source_object,
                                             SweetWorkAsyncFunc begin,
                                             SweetWorkFinishFunc finish)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (begin != NULL && finish != NULL, self);

  sweet_work_spec_clear (&self->spec->work);
  self->spec->work.kind = SWEET_WORK_ASYNC;
  self->spec->work.callback = sweet_callback_new (G_CALLBACK (begin), NULL, NULL, NULL);
  self->spec->work.finish = G_CALLBACK (finish);
  g_set_object (&self->spec->work.source_object, source_object);
  return self;
}

/**
 * sweet_spawning_task_builder_with_result_type:
 * @self: (transfer full): a builder
 * @type: what the value of the task is
 *
 * Says of which type the value is. Work that gives none, or one of another type, fails with
 * %SWEET_TASK_ERROR_TYPE.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_result_type (SweetSpawningTaskBuilder *self,
                                              GType type)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->result_type = type;
  return self;
}

/**
 * sweet_spawning_task_builder_with_timeout:
 * @self: (transfer full): a builder
 * @timeout: µs, 0 for no limit
 *
 * Says how long an attempt may take. One that takes longer fails with %G_IO_ERROR_TIMED_OUT; where another
 * attempt or the fallback is to follow, work that is a function has to return first.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_timeout (SweetSpawningTaskBuilder *self,
                                          gint64 timeout)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->timeout = timeout;
  return self;
}

/**
 * sweet_spawning_task_builder_with_deadline:
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
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_deadline (SweetSpawningTaskBuilder *self,
                                           gint64 deadline)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->deadline = deadline;
  return self;
}

/**
 * sweet_spawning_task_builder_with_grace:
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
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_grace (SweetSpawningTaskBuilder *self,
                                        gint64 grace)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->grace = grace;
  return self;
}

/**
 * sweet_spawning_task_builder_with_retry_policy:
 * @self: (transfer full): a builder
 * @policy: (nullable): when to try again
 *
 * Says when work that failed is tried again.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_retry_policy (SweetSpawningTaskBuilder *self,
                                               SweetRetryPolicy *policy)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (policy == NULL || SWEET_IS_RETRY_POLICY (policy), self);

  g_set_object (&self->spec->retry_policy, policy);
  return self;
}

/**
 * sweet_spawning_task_builder_with_circuit_breaker:
 * @self: (transfer full): a builder
 * @breaker: (nullable): what guards the work
 *
 * Says what is asked before each attempt and told how it ended.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_circuit_breaker (SweetSpawningTaskBuilder *self,
                                                  SweetCircuitBreaker *breaker)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (breaker == NULL || SWEET_IS_CIRCUIT_BREAKER (breaker), self);

  g_set_object (&self->spec->circuit_breaker, breaker);
  return self;
}

/**
 * sweet_spawning_task_builder_with_fallback:
 * @self: (transfer full): a builder
 * @work: (scope notified) (closure user_data) (destroy destroy): the work
 * @user_data: data for @work
 * @destroy: (nullable): frees @user_data
 *
 * Says what is done when the work has failed for good: @work is called on the main context of the task, and
 * how it ends is how the task ends.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_fallback (SweetSpawningTaskBuilder *self,
                                           SweetWorkFunc work,
                                           gpointer user_data,
                                           GDestroyNotify destroy)
{
  return sweet_spawning_task_builder_set_work (self, TRUE, SWEET_WORK_ON_CONTEXT, work, user_data, destroy);
}

/**
 * sweet_spawning_task_builder_with_fallback_on_workers: (skip)
 * @self: (transfer full): a builder
 * @work: (scope notified) (closure user_data) (destroy destroy): the work
 * @user_data: data for @work
 * @destroy: (nullable): frees @user_data
 *
 * Says what is done on a worker thread when the work has failed for good.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_fallback_on_workers (SweetSpawningTaskBuilder *self,
                                                      SweetWorkFunc work,
                                                      gpointer user_data,
                                                      GDestroyNotify destroy)
{
  return sweet_spawning_task_builder_set_work (self, TRUE, SWEET_WORK_ON_WORKERS, work, user_data, destroy);
}

/**
 * sweet_spawning_task_builder_with_max_concurrent:
 * @self: (transfer full): a builder
 * @max_concurrent: how many tasks, 0 for any number
 *
 * Says how many tasks of the builder, and of all that are made from it, may be at work at once. The others wait,
 * without a thread, for one to end its attempt; the most urgent is next, of equals the one that was run first.
 * Work that waits for another task of the builder keeps its own place meanwhile.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_max_concurrent (SweetSpawningTaskBuilder *self,
                                                 guint max_concurrent)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  sweet_task_spec_set_max_concurrent (self->spec, max_concurrent);
  return self;
}

/**
 * sweet_spawning_task_builder_with_parent:
 * @self: (transfer full): a builder
 * @parent: (nullable): a task that has not ended
 *
 * Makes the task a child: its parent does not end before it, and cancels it when it is cancelled itself.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_parent (SweetSpawningTaskBuilder *self,
                                         SweetTask *parent)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (parent == NULL || SWEET_IS_TASK (parent), self);

  sweet_task_spec_set_parent (self->spec, parent);
  return self;
}

/**
 * sweet_spawning_task_builder_with_failure_mode:
 * @self: (transfer full): a builder
 * @mode: what to do
 *
 * Says what the failure of a child does to the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_failure_mode (SweetSpawningTaskBuilder *self,
                                               SweetFailureMode mode)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->failure_mode = mode;
  return self;
}

/**
 * sweet_spawning_task_builder_with_failure_predicate:
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
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_failure_predicate (SweetSpawningTaskBuilder *self,
                                                    SweetFailureFunc predicate,
                                                    gpointer user_data,
                                                    GDestroyNotify destroy)
{
  GObject *owner = NULL;

  g_return_val_if_fail (predicate != NULL, self);
  self = sweet_spawning_task_builder_own_callback (self, &owner);
  g_return_val_if_fail (self != NULL, NULL);

  g_clear_pointer (&self->spec->failure_predicate, sweet_callback_unref);
  self->spec->failure_predicate = sweet_callback_new (G_CALLBACK (predicate), user_data, destroy, owner);
  return self;
}

/**
 * sweet_spawning_task_builder_with_context:
 * @self: (transfer full): a builder
 * @context: (nullable): what the task sees of the world
 *
 * Says what sweet_task_get_context() gives. What it does not have is looked up in that of the parent.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_context (SweetSpawningTaskBuilder *self,
                                          SweetTaskContext *context)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (context == NULL || SWEET_IS_TASK_CONTEXT (context), self);

  g_set_object (&self->spec->context, context);
  return self;
}

/**
 * sweet_spawning_task_builder_with_cancellable:
 * @self: (transfer full): a builder
 * @cancellable: (nullable): cancels the task gracefully
 *
 * Has the task cancelled together with other things.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_cancellable (SweetSpawningTaskBuilder *self,
                                              GCancellable *cancellable)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), self);

  g_set_object (&self->spec->cancellable, cancellable);
  return self;
}

/**
 * sweet_spawning_task_builder_with_runtime:
 * @self: (transfer full): a builder
 * @runtime: (nullable): where the task runs
 *
 * Says where the task runs; the default runtime without this.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_runtime (SweetSpawningTaskBuilder *self,
                                          SweetRuntime *runtime)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (runtime == NULL || SWEET_IS_RUNTIME (runtime), self);

  g_set_object (&self->spec->runtime, runtime);
  return self;
}

/**
 * sweet_spawning_task_builder_with_metrics:
 * @self: (transfer full): a builder
 * @metrics: whether to measure
 *
 * Says whether sweet_task_get_metrics() has anything: processor time, input and output, memory. Measuring
 * costs some microseconds an attempt.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_metrics (SweetSpawningTaskBuilder *self,
                                          gboolean metrics)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->with_metrics = metrics;
  return self;
}

/**
 * sweet_spawning_task_builder_with_tracer:
 * @self: (transfer full): a builder
 * @tracer: (nullable): what is told of the span of the task
 *
 * Says what is told when the task has ended. Children have spans below that of their parent.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_with_tracer (SweetSpawningTaskBuilder *self,
                                         SweetTracer *tracer)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (tracer == NULL || SWEET_IS_TRACER (tracer), self);

  g_set_object (&self->spec->tracer, tracer);
  return self;
}
