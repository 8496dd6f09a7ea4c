/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-circuit-breaker.h>
#include <sweet/sweet-retry-policy.h>
#include <sweet/sweet-runtime.h>
#include <sweet/sweet-task-builder.h>
#include <sweet/sweet-task-context.h>
#include <sweet/sweet-task-result.h>
#include <sweet/sweet-tracer.h>
#include <sweet/sweet-work.h>

G_BEGIN_DECLS

/**
 * SweetWorkFunc:
 * @task: the task whose work it is; its value is set with sweet_spawning_task_set_value()
 * @user_data: data of the caller
 * @error: return location for an error
 *
 * The work of a task. It may look at sweet_task_get_cancellable() to end early.
 *
 * Returns: %TRUE when the work is done; %FALSE with @error set when it failed
 *
 * Since: 1.0
 */
typedef gboolean (*SweetWorkFunc) (SweetSpawningTask *task,
                                   gpointer user_data,
                                   GError **error);

/**
 * SweetWorkAsyncFunc: (skip)
 * @source_object: what the call is made on
 * @cancellable: cancelled with the task
 * @callback: called when it ends
 * @user_data: data for @callback
 *
 * The first half of an asynchronous call, such as g_file_query_info_async() with its other arguments filled
 * in.
 *
 * Since: 1.0
 */
typedef void (*SweetWorkAsyncFunc) (GObject *source_object,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/**
 * SweetWorkFinishFunc: (skip)
 * @source_object: what the call was made on
 * @result: what the callback got
 * @value: all zero; to be initialized and set, unless there is no value
 * @error: return location for an error
 *
 * The second half of an asynchronous call.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
typedef gboolean (*SweetWorkFinishFunc) (GObject *source_object,
                                         GAsyncResult *result,
                                         GValue *value,
                                         GError **error);

/**
 * SweetFailureMode:
 * @SWEET_FAILURE_MODE_STOP: the first child that fails cancels the others and fails the parent
 * @SWEET_FAILURE_MODE_CONTINUE: the others go on; the parent fails when they have ended
 * @SWEET_FAILURE_MODE_SUPERVISE: failures of children are logged and left to whoever awaits them
 *
 * What the failure of a child does to its parent.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_FAILURE_MODE_STOP,
  SWEET_FAILURE_MODE_CONTINUE,
  SWEET_FAILURE_MODE_SUPERVISE,
} SweetFailureMode;

/**
 * SweetFailureFunc:
 * @child: a child that failed
 * @result: how it ended
 * @user_data: data of the caller
 *
 * Decides what the failure of a child does to its parent, on the context of the parent.
 *
 * Returns: the mode to apply to this failure
 *
 * Since: 1.0
 */
typedef SweetFailureMode (*SweetFailureFunc) (SweetTask *child,
                                              SweetTaskResult *result,
                                              gpointer user_data);

#define SWEET_TYPE_SPAWNING_TASK_BUILDER (sweet_spawning_task_builder_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetSpawningTaskBuilder, sweet_spawning_task_builder, SWEET, SPAWNING_TASK_BUILDER, GObject)

SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_new (void);

/* what it is */
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_name (SweetSpawningTaskBuilder *self,
                                                                 const char *name) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_description (SweetSpawningTaskBuilder *self,
                                                                        const char *description) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_tag (SweetSpawningTaskBuilder *self,
                                                                const char *tag) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_sequential_id (SweetSpawningTaskBuilder *self,
                                                                          gboolean sequential) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_priority (SweetSpawningTaskBuilder *self,
                                                                     SweetPriority priority) G_GNUC_WARN_UNUSED_RESULT;

/* what it does */
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_work (SweetSpawningTaskBuilder *self,
                                                                 SweetWorkFunc work,
                                                                 gpointer user_data,
                                                                 GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_work_on_workers (SweetSpawningTaskBuilder *self,
                                                                            SweetWorkFunc work,
                                                                            gpointer user_data,
                                                                            GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_work_object (SweetSpawningTaskBuilder *self,
                                                                        SweetWork *work) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_async_work (SweetSpawningTaskBuilder *self,
                                                                       GObject *source_object,
                                                                       SweetWorkAsyncFunc begin,
                                                                       SweetWorkFinishFunc finish) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_result_type (SweetSpawningTaskBuilder *self,
                                                                        GType type) G_GNUC_WARN_UNUSED_RESULT;

/* when */
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_timeout (SweetSpawningTaskBuilder *self,
                                                                    gint64 timeout) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_deadline (SweetSpawningTaskBuilder *self,
                                                                     gint64 deadline) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_grace (SweetSpawningTaskBuilder *self,
                                                                  gint64 grace) G_GNUC_WARN_UNUSED_RESULT;

/* when it fails */
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_retry_policy (SweetSpawningTaskBuilder *self,
                                                                         SweetRetryPolicy *policy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_circuit_breaker (SweetSpawningTaskBuilder *self,
                                                                            SweetCircuitBreaker *breaker) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_fallback (SweetSpawningTaskBuilder *self,
                                                                     SweetWorkFunc work,
                                                                     gpointer user_data,
                                                                     GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_fallback_on_workers (SweetSpawningTaskBuilder *self,
                                                                                SweetWorkFunc work,
                                                                                gpointer user_data,
                                                                                GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

/* where it belongs */
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_max_concurrent (SweetSpawningTaskBuilder *self,
                                                                           guint max_concurrent) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_parent (SweetSpawningTaskBuilder *self,
                                                                   SweetTask *parent) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_failure_mode (SweetSpawningTaskBuilder *self,
                                                                         SweetFailureMode mode) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_failure_predicate (SweetSpawningTaskBuilder *self,
                                                                              SweetFailureFunc predicate,
                                                                              gpointer user_data,
                                                                              GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_context (SweetSpawningTaskBuilder *self,
                                                                    SweetTaskContext *context) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_cancellable (SweetSpawningTaskBuilder *self,
                                                                        GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_runtime (SweetSpawningTaskBuilder *self,
                                                                    SweetRuntime *runtime) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_metrics (SweetSpawningTaskBuilder *self,
                                                                    gboolean metrics) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTaskBuilder *sweet_spawning_task_builder_with_tracer (SweetSpawningTaskBuilder *self,
                                                                   SweetTracer *tracer) G_GNUC_WARN_UNUSED_RESULT;

SWEET_AVAILABLE_IN_ALL
gboolean sweet_spawning_task_builder_check (SweetSpawningTaskBuilder *self,
                                            GError **error);
SWEET_AVAILABLE_IN_ALL
SweetSpawningTask *sweet_spawning_task_builder_run (SweetSpawningTaskBuilder *self,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTask *sweet_spawning_task_builder_schedule_at (SweetSpawningTaskBuilder *self,
                                                            gint64 time,
                                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSpawningTask *sweet_spawning_task_builder_schedule_every (SweetSpawningTaskBuilder *self,
                                                               gint64 interval,
                                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
