/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-half-task-private.h"
#include "task/sweet-base-task-private.h"

static SweetTask *
sweet_half_task_get_whole (SweetTask *task)
{
  return SWEET_TASK (((SweetHalfTask *) task)->whole);
}

static SweetTaskId *
sweet_half_task_get_id (SweetTask *task)
{
  return sweet_task_get_id (sweet_half_task_get_whole (task));
}

static const char *
sweet_half_task_get_name (SweetTask *task)
{
  return ((SweetHalfTask *) task)->name;
}

static SweetTaskStatus
sweet_half_task_get_status (SweetTask *task)
{
  return sweet_task_get_status (sweet_half_task_get_whole (task));
}

static gint64
sweet_half_task_get_created_at (SweetTask *task)
{
  return sweet_task_get_created_at (sweet_half_task_get_whole (task));
}

static gint64
sweet_half_task_get_started_at (SweetTask *task)
{
  return sweet_task_get_started_at (sweet_half_task_get_whole (task));
}

static gint64
sweet_half_task_get_completed_at (SweetTask *task)
{
  return sweet_task_get_completed_at (sweet_half_task_get_whole (task));
}

static gint64
sweet_half_task_get_timeout (SweetTask *task)
{
  return sweet_task_get_timeout (sweet_half_task_get_whole (task));
}

static double
sweet_half_task_get_progress (SweetTask *task)
{
  return sweet_task_get_progress (sweet_half_task_get_whole (task));
}

static GListModel *
sweet_half_task_get_children (SweetTask *task)
{
  return G_LIST_MODEL (g_list_store_new (SWEET_TYPE_TASK));
}

/* what a half stands for that a script makes by itself: a stream that never runs */
static SweetBaseTask *
sweet_half_task_get_nothing (void)
{
  static gsize initialized;
  static SweetBaseTask *nothing;

  if (g_once_init_enter (&initialized))
    {
      nothing = g_object_new (SWEET_TYPE_EMITTING_TASK, NULL);
      g_once_init_leave (&initialized, 1);
    }
  return nothing;
}

static SweetBaseTask *
sweet_half_task_get_base (SweetTask *task)
{
  SweetEmittingTask *whole = ((SweetHalfTask *) task)->whole;

  return whole != NULL ? SWEET_BASE_TASK (whole) : sweet_half_task_get_nothing ();
}

static void
sweet_half_task_await_cb (GObject *source,
                          GAsyncResult *result,
                          gpointer user_data)
{
  g_autoptr (GTask) await = user_data;
  GError *error = NULL;

  if (sweet_task_await_finish (SWEET_TASK (source), result, &error))
    g_task_return_boolean (await, TRUE);
  else
    g_task_return_error (await, error);
}

static void
sweet_half_task_await_async (SweetTask *task,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *await = g_task_new (task, cancellable, callback, user_data);

  g_task_set_source_tag (await, sweet_half_task_await_async);
  g_task_set_check_cancellable (await, FALSE);
  sweet_task_await_async (sweet_half_task_get_whole (task), cancellable, sweet_half_task_await_cb, await);
}

static gboolean
sweet_half_task_await_finish (SweetTask *task,
                              GAsyncResult *result,
                              GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, task), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
sweet_half_task_await_sync (SweetTask *task,
                            GCancellable *cancellable,
                            GError **error)
{
  return sweet_task_await_sync (sweet_half_task_get_whole (task), cancellable, error);
}

void
sweet_half_task_iface_init (SweetTaskInterface *iface)
{
  iface->get_base = sweet_half_task_get_base;
  iface->get_id = sweet_half_task_get_id;
  iface->get_name = sweet_half_task_get_name;
  iface->get_status = sweet_half_task_get_status;
  iface->get_created_at = sweet_half_task_get_created_at;
  iface->get_started_at = sweet_half_task_get_started_at;
  iface->get_completed_at = sweet_half_task_get_completed_at;
  iface->get_timeout = sweet_half_task_get_timeout;
  iface->get_progress = sweet_half_task_get_progress;
  iface->get_children = sweet_half_task_get_children;
  iface->await_async = sweet_half_task_await_async;
  iface->await_finish = sweet_half_task_await_finish;
  iface->await_sync = sweet_half_task_await_sync;
}

static void
sweet_half_task_finalize (GObject *object)
{
  SweetHalfTask *self = (SweetHalfTask *) object;

  g_clear_object (&self->whole);
  g_free (self->name);
  G_OBJECT_CLASS (g_type_class_peek (G_TYPE_OBJECT))->finalize (object);
}

void
sweet_half_task_class_setup (GObjectClass *object_class)
{
  object_class->finalize = sweet_half_task_finalize;
  sweet_task_class_add_properties (object_class);
}

void
sweet_half_task_setup (SweetHalfTask *self,
                       SweetEmittingTask *whole,
                       const char *half)
{
  const char *name = sweet_task_get_name (SWEET_TASK (whole));

  self->whole = g_object_ref (whole);
  self->name = name != NULL ? g_strdup_printf ("%s (%s)", name, half) : g_strdup (half);
}
