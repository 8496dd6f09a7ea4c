/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

#include "task/sweet-base-task-private.h"

G_BEGIN_DECLS

#define SWEET_TYPE_AWAIT (sweet_await_get_type ())

G_DECLARE_FINAL_TYPE (SweetAwait, sweet_await, SWEET, AWAIT, GObject)

/* called on any thread, at most once, when the cancellable of an await is cancelled before its end */
typedef void (*SweetAwaitCancelFunc) (SweetAwait *self);

SweetAwait *sweet_await_new (gpointer source_object,
                             gpointer tag,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void sweet_await_take_source_object (SweetAwait *self,
                                     GObject *source_object);
void sweet_await_set_data (SweetAwait *self,
                           gpointer data,
                           GDestroyNotify destroy);
gpointer sweet_await_get_data (SweetAwait *self);
SweetWatcher *sweet_await_get_watcher (SweetAwait *self);
SweetAwait *sweet_await_from_watcher (SweetWatcher *watcher);
void sweet_await_watch (SweetAwait *self,
                        SweetAwaitCancelFunc cancel);
void sweet_await_return (SweetAwait *self,
                         const GError *error);
gboolean sweet_await_is_valid (gpointer result,
                               gpointer source_object,
                               gpointer tag);
gboolean sweet_await_finish (SweetAwait *self,
                             GError **error);

G_END_DECLS
