/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-clock.h>
#include <sweet/sweet-task.h>
#include <sweet/sweet-work.h>
#include <sweet/sweet-spawning-task-builder.h>

G_BEGIN_DECLS

#define SWEET_TYPE_FUTURE (sweet_future_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetFuture, sweet_future, SWEET, FUTURE, GObject)

/**
 * SweetFutureFunc:
 * @result: what a future was settled with; valid as long as a reference to it
 * @user_data: data of the caller
 * @error: return location for an error
 *
 * Begins what comes next.
 *
 * Returns: (transfer full): a future that stands for it, or %NULL with @error set
 *
 * Since: 1.0
 */
typedef SweetFuture *(*SweetFutureFunc) (SweetTaskResult *result,
                                         gpointer user_data,
                                         GError **error);

/**
 * SweetSettledFunc:
 * @result: what a future was settled with, a value or an error; valid as long as a reference to it
 * @user_data: data of the caller
 *
 * Takes note of what became of a future.
 *
 * Since: 1.0
 */
typedef void (*SweetSettledFunc) (SweetTaskResult *result,
                                  gpointer user_data);

/* what is there already */
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new_value (const GValue *value);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new_error (const GError *error);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new_result (SweetTaskResult *result);

/* what comes later */
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new (void);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_future_resolve (SweetFuture *self,
                               const GValue *value);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_future_reject (SweetFuture *self,
                              const GError *error);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new_for_task (SweetTask *task);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new_for_tasks (SweetTask **tasks,
                                         gsize n_tasks);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_new_async (GObject *source_object,
                                     SweetWorkAsyncFunc begin,
                                     SweetWorkFinishFunc finish,
                                     GCancellable *cancellable);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_delay (gint64 delay,
                                 SweetClock *clock);

/* what follows from it */
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_map (SweetFuture *self,
                               SweetTaskResultFunc func,
                               gpointer user_data,
                               GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_map_on_workers (SweetFuture *self,
                                          SweetTaskResultFunc func,
                                          gpointer user_data,
                                          GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_and_then (SweetFuture *self,
                                    SweetFutureFunc func,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_and_then_on_workers (SweetFuture *self,
                                               SweetFutureFunc func,
                                               gpointer user_data,
                                               GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_recover (SweetFuture *self,
                                   SweetTaskResultFunc func,
                                   gpointer user_data,
                                   GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_recover_with (SweetFuture *self,
                                        SweetFutureFunc func,
                                        gpointer user_data,
                                        GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_map_error (SweetFuture *self,
                                     SweetTaskResultFunc func,
                                     gpointer user_data,
                                     GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_on_settled (SweetFuture *self,
                                      SweetSettledFunc func,
                                      gpointer user_data,
                                      GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_on_settled_on_workers (SweetFuture *self,
                                                 SweetSettledFunc func,
                                                 gpointer user_data,
                                                 GDestroyNotify destroy);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_timeout (SweetFuture *self,
                                   gint64 timeout,
                                   SweetClock *clock);

/* several as one */
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_all (SweetFuture **futures,
                               gsize n_futures);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_all_settled (SweetFuture **futures,
                                       gsize n_futures);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_any (SweetFuture **futures,
                               gsize n_futures);
SWEET_AVAILABLE_IN_ALL
SweetFuture *sweet_future_race (SweetFuture **futures,
                                gsize n_futures);

/* what became of it */
SWEET_AVAILABLE_IN_ALL
gboolean sweet_future_is_settled (SweetFuture *self);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_future_get_result (SweetFuture *self);
SWEET_AVAILABLE_IN_ALL
SweetTask *sweet_future_get_task (SweetFuture *self);

SWEET_AVAILABLE_IN_ALL
void sweet_future_await_async (SweetFuture *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SWEET_AVAILABLE_IN_ALL
const GValue *sweet_future_await_finish (SweetFuture *self,
                                         GAsyncResult *result,
                                         GError **error);
SWEET_AVAILABLE_IN_ALL
const GValue *sweet_future_await_sync (SweetFuture *self,
                                       GCancellable *cancellable,
                                       GError **error);

SWEET_AVAILABLE_IN_ALL
void sweet_future_await_result_async (SweetFuture *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_future_await_result_finish (SweetFuture *self,
                                                   GAsyncResult *result,
                                                   GError **error);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_future_await_result_sync (SweetFuture *self,
                                                 GCancellable *cancellable,
                                                 GError **error);

G_END_DECLS
