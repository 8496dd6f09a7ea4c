/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-base-task.h>
#include <sweet/sweet-final-event.h>
#include <sweet/sweet-sender-event.h>

G_BEGIN_DECLS

#define SWEET_TYPE_EMITTING_TASK (sweet_emitting_task_get_type ())

SWEET_AVAILABLE_IN_ALL
GType sweet_emitting_task_get_type (void) G_GNUC_CONST;

typedef struct _SweetEmittingTask SweetEmittingTask;
typedef struct _SweetEmittingTaskClass SweetEmittingTaskClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetEmittingTask, g_object_unref)

/**
 * SWEET_EMITTING_TASK: (skip)
 * @obj: an object
 *
 * Casts to #SweetEmittingTask.
 *
 * Since: 1.0
 */
#define SWEET_EMITTING_TASK(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), SWEET_TYPE_EMITTING_TASK, SweetEmittingTask))

/**
 * SWEET_IS_EMITTING_TASK: (skip)
 * @obj: an object
 *
 * Since: 1.0
 */
#define SWEET_IS_EMITTING_TASK(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), SWEET_TYPE_EMITTING_TASK))

SWEET_AVAILABLE_IN_ALL
void sweet_emitting_task_await_final_event_async (SweetEmittingTask *self,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer user_data);
SWEET_AVAILABLE_IN_ALL
SweetFinalEvent *sweet_emitting_task_await_final_event_finish (SweetEmittingTask *self,
                                                               GAsyncResult *result,
                                                               GError **error);
SWEET_AVAILABLE_IN_ALL
SweetFinalEvent *sweet_emitting_task_await_final_event_sync (SweetEmittingTask *self,
                                                             GCancellable *cancellable,
                                                             GError **error);
SWEET_AVAILABLE_IN_ALL
SweetFinalEvent *sweet_emitting_task_get_final_event (SweetEmittingTask *self);

SWEET_AVAILABLE_IN_ALL
void sweet_emitting_task_push_async (SweetEmittingTask *self,
                                     SweetSenderEvent *event,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_emitting_task_push_finish (SweetEmittingTask *self,
                                          GAsyncResult *result,
                                          GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_emitting_task_push_sync (SweetEmittingTask *self,
                                        SweetSenderEvent *event,
                                        GCancellable *cancellable,
                                        GError **error);

SWEET_AVAILABLE_IN_ALL
double sweet_emitting_task_get_records_per_second (SweetEmittingTask *self);
SWEET_AVAILABLE_IN_ALL
double sweet_emitting_task_get_bytes_per_second (SweetEmittingTask *self);
SWEET_AVAILABLE_IN_ALL
GVariant *sweet_emitting_task_dup_stats (SweetEmittingTask *self);

G_END_DECLS
