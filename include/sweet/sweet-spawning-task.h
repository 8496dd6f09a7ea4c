/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-base-task.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SPAWNING_TASK (sweet_spawning_task_get_type ())

SWEET_AVAILABLE_IN_ALL
GType sweet_spawning_task_get_type (void) G_GNUC_CONST;

typedef struct _SweetSpawningTask SweetSpawningTask;
typedef struct _SweetSpawningTaskClass SweetSpawningTaskClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetSpawningTask, g_object_unref)

/**
 * SWEET_SPAWNING_TASK: (skip)
 * @obj: an object
 *
 * Casts to #SweetSpawningTask.
 *
 * Since: 1.0
 */
#define SWEET_SPAWNING_TASK(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), SWEET_TYPE_SPAWNING_TASK, SweetSpawningTask))

/**
 * SWEET_IS_SPAWNING_TASK: (skip)
 * @obj: an object
 *
 * Since: 1.0
 */
#define SWEET_IS_SPAWNING_TASK(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), SWEET_TYPE_SPAWNING_TASK))

/* for the work */
SWEET_AVAILABLE_IN_ALL
void sweet_spawning_task_set_value (SweetSpawningTask *self,
                                    const GValue *value);
SWEET_AVAILABLE_IN_ALL
GValue *sweet_spawning_task_init_value (SweetSpawningTask *self,
                                        GType type);
SWEET_AVAILABLE_IN_ALL
void sweet_spawning_task_return_value (SweetSpawningTask *self,
                                       const GValue *value);
SWEET_AVAILABLE_IN_ALL
void sweet_spawning_task_return_error (SweetSpawningTask *self,
                                       const GError *error);
SWEET_AVAILABLE_IN_ALL
void sweet_spawning_task_set_progress (SweetSpawningTask *self,
                                       double progress);

/* for whoever waits */
SWEET_AVAILABLE_IN_ALL
const GValue *sweet_spawning_task_get_value (SweetSpawningTask *self,
                                             GError **error);
SWEET_AVAILABLE_IN_ALL
void sweet_spawning_task_await_value_async (SweetSpawningTask *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
SWEET_AVAILABLE_IN_ALL
const GValue *sweet_spawning_task_await_value_finish (SweetSpawningTask *self,
                                                      GAsyncResult *result,
                                                      GError **error);
SWEET_AVAILABLE_IN_ALL
const GValue *sweet_spawning_task_await_value_sync (SweetSpawningTask *self,
                                                    GCancellable *cancellable,
                                                    GError **error);

SWEET_AVAILABLE_IN_ALL
guint sweet_spawning_task_get_attempt (SweetSpawningTask *self);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_spawning_task_get_attempts (SweetSpawningTask *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_spawning_task_get_n_runs (SweetSpawningTask *self);

G_END_DECLS
