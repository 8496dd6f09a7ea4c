/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-clock.h>
#include <sweet/sweet-priority.h>
#include <sweet/sweet-task.h>

G_BEGIN_DECLS

/**
 * SweetRuntimeFunc: (skip)
 * @user_data: data of the caller
 *
 * Called once on a worker thread.
 *
 * Since: 1.0
 */
typedef void (*SweetRuntimeFunc) (gpointer user_data);

#define SWEET_TYPE_RUNTIME (sweet_runtime_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetRuntime, sweet_runtime, SWEET, RUNTIME, GObject)

SWEET_AVAILABLE_IN_ALL
SweetRuntime *sweet_runtime_get_default (void);

SWEET_AVAILABLE_IN_ALL
const char *sweet_runtime_get_name (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
SweetClock *sweet_runtime_get_clock (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_runtime_get_n_workers (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_runtime_get_n_threads (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_runtime_get_n_abandoned (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_runtime_get_n_dropped (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_runtime_get_active_count (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_is_running (SweetRuntime *self);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_push (SweetRuntime *self,
                             SweetRuntimeFunc func,
                             gpointer user_data,
                             GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_push_many (SweetRuntime *self,
                                  SweetRuntimeFunc func,
                                  gpointer *user_data,
                                  gsize n,
                                  GError **error);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_block_on (SweetRuntime *self,
                                 SweetTask *task,
                                 GCancellable *cancellable,
                                 GError **error);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_is_deterministic (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_step (SweetRuntime *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_runtime_run_until_idle (SweetRuntime *self);

SWEET_AVAILABLE_IN_ALL
void sweet_runtime_shutdown_async (SweetRuntime *self,
                                   gint64 timeout,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_shutdown_finish (SweetRuntime *self,
                                        GAsyncResult *result,
                                        GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_runtime_shutdown_sync (SweetRuntime *self,
                                      gint64 timeout,
                                      GError **error);

G_END_DECLS
