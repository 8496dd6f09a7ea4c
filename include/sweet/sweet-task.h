/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-cancellation-result.h>
#include <sweet/sweet-metrics.h>
#include <sweet/sweet-priority.h>
#include <sweet/sweet-span.h>
#include <sweet/sweet-task-context.h>
#include <sweet/sweet-task-id.h>
#include <sweet/sweet-task-result.h>

G_BEGIN_DECLS

/**
 * SweetTaskStatus:
 * @SWEET_TASK_STATUS_PENDING: it has not begun
 * @SWEET_TASK_STATUS_RUNNING: it is at work
 * @SWEET_TASK_STATUS_COMPLETED: it ended with a result
 * @SWEET_TASK_STATUS_FAILED: it ended with an error, a timeout included
 * @SWEET_TASK_STATUS_CANCELLED: it was cancelled
 * @SWEET_TASK_STATUS_ABANDONED: it was cancelled, and its work does not return: the thread that is in it goes
 *   on, and what it gives is dropped
 *
 * Where a task stands. The last four are final.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_TASK_STATUS_PENDING,
  SWEET_TASK_STATUS_RUNNING,
  SWEET_TASK_STATUS_COMPLETED,
  SWEET_TASK_STATUS_FAILED,
  SWEET_TASK_STATUS_CANCELLED,
  SWEET_TASK_STATUS_ABANDONED,
} SweetTaskStatus;

typedef struct _SweetTask SweetTask;
typedef struct _SweetBaseTask SweetBaseTask;

/**
 * SweetCleanupFunc:
 * @task: a task that was cancelled
 * @user_data: data of the caller
 *
 * Clears up behind a task, on its context.
 *
 * Since: 1.0
 */
typedef void (*SweetCleanupFunc) (SweetTask *task,
                                  gpointer user_data);

#define SWEET_TYPE_TASK (sweet_task_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SweetTask, sweet_task, SWEET, TASK, GObject)

/**
 * SweetTaskInterface:
 * @g_iface: the parent
 * @get_base: returns the task that the object stands for
 * @get_id: returns the id
 * @get_name: returns the name
 * @get_status: returns the status
 * @get_created_at: returns when it was made, µs since 1970 UTC
 * @get_started_at: returns when it began, 0 before
 * @get_completed_at: returns when it ended, 0 before
 * @get_timeout: returns how long it may run in µs, 0 for no limit
 * @get_progress: returns the share that is done, 0 to 1, or -1 when that is unknown
 * @get_children: returns the tasks it consists of
 * @await_async: waits for its end
 * @await_finish: returns whether it completed
 * @await_sync: waits for its end in the calling thread
 *
 * Implemented by libsweet alone.
 *
 * Since: 1.0
 */
struct _SweetTaskInterface
{
  GTypeInterface g_iface;

  SweetBaseTask *(*get_base) (SweetTask *self);
  SweetTaskId *(*get_id) (SweetTask *self);
  const char *(*get_name) (SweetTask *self);
  SweetTaskStatus (*get_status) (SweetTask *self);
  gint64 (*get_created_at) (SweetTask *self);
  gint64 (*get_started_at) (SweetTask *self);
  gint64 (*get_completed_at) (SweetTask *self);
  gint64 (*get_timeout) (SweetTask *self);
  double (*get_progress) (SweetTask *self);
  GListModel *(*get_children) (SweetTask *self);
  void (*await_async) (SweetTask *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*await_finish) (SweetTask *self,
                            GAsyncResult *result,
                            GError **error);
  gboolean (*await_sync) (SweetTask *self,
                          GCancellable *cancellable,
                          GError **error);
};

SWEET_AVAILABLE_IN_ALL
SweetTask *sweet_task_get_current (void);

/* what it is */
SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_task_get_id (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_task_get_name (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_task_get_description (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
char **sweet_task_dup_tags (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_has_tag (SweetTask *self,
                             const char *tag);
SWEET_AVAILABLE_IN_ALL
char *sweet_task_dup_display_name (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_task_filter_by_tag (GListModel *tasks,
                                      const char *tag);
SWEET_AVAILABLE_IN_ALL
SweetPriority sweet_task_get_priority (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_set_priority (SweetTask *self,
                                  SweetPriority priority);

/* where it stands */
SWEET_AVAILABLE_IN_ALL
SweetTaskStatus sweet_task_get_status (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_is_final (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
double sweet_task_get_progress (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
SweetMetrics *sweet_task_get_metrics (SweetTask *self);

/* its times */
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_created_at (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_started_at (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_completed_at (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_elapsed (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_timeout (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_deadline (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_remaining (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_get_overdue (SweetTask *self);

/* where it belongs */
SWEET_AVAILABLE_IN_ALL
SweetTask *sweet_task_get_parent (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_task_get_children (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_get_context (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
SweetSpan *sweet_task_get_span (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
void sweet_task_log (SweetTask *self,
                     GLogLevelFlags level,
                     const char *message);

/* its end */
SWEET_AVAILABLE_IN_ALL
void sweet_task_cancel (SweetTask *self,
                        SweetCancelLevel level);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_is_cancelled (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
GCancellable *sweet_task_get_cancellable (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
void sweet_task_add_cleanup (SweetTask *self,
                             SweetCancelLevel level,
                             SweetCleanupFunc cleanup,
                             gpointer user_data,
                             GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetCancellationResult *sweet_task_get_cancellation_result (SweetTask *self);
SWEET_AVAILABLE_IN_ALL
void sweet_task_cancel_async (SweetTask *self,
                              SweetCancelLevel level,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
SWEET_AVAILABLE_IN_ALL
SweetCancellationResult *sweet_task_cancel_finish (SweetTask *self,
                                                   GAsyncResult *result,
                                                   GError **error);
SWEET_AVAILABLE_IN_ALL
SweetCancellationResult *sweet_task_cancel_sync (SweetTask *self,
                                                 SweetCancelLevel level,
                                                 GCancellable *cancellable,
                                                 GError **error);

SWEET_AVAILABLE_IN_ALL
void sweet_task_await_async (SweetTask *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_await_finish (SweetTask *self,
                                  GAsyncResult *result,
                                  GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_await_sync (SweetTask *self,
                                GCancellable *cancellable,
                                GError **error);

SWEET_AVAILABLE_IN_ALL
void sweet_task_await_result_async (SweetTask *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_await_result_finish (SweetTask *self,
                                                 GAsyncResult *result,
                                                 GError **error);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_await_result_sync (SweetTask *self,
                                               GCancellable *cancellable,
                                               GError **error);

G_END_DECLS
