/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-await-private.h"
#include "task/sweet-base-task-private.h"

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_STATUS,
  PROP_TIMEOUT,
  PROP_PROGRESS,
  PROP_CHILDREN,
};

static void sweet_base_task_task_init (SweetTaskInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SweetBaseTask, sweet_base_task, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_TASK, sweet_base_task_task_init))

static SweetTaskId *
sweet_base_task_get_id (SweetTask *task)
{
  return SWEET_BASE_TASK (task)->id;
}

static const char *
sweet_base_task_get_name (SweetTask *task)
{
  return SWEET_BASE_TASK (task)->name;
}

static SweetTaskStatus
sweet_base_task_get_status (SweetTask *task)
{
  return (SweetTaskStatus) g_atomic_int_get (&SWEET_BASE_TASK (task)->status);
}

static gint64
sweet_base_task_get_created_at (SweetTask *task)
{
  return SWEET_BASE_TASK (task)->created_at;
}

static gint64
sweet_base_task_get_started_at (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);
  gint64 at;

  g_mutex_lock (&self->lock);
  at = self->started_at;
  g_mutex_unlock (&self->lock);
  return at;
}

static gint64
sweet_base_task_get_completed_at (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);
  gint64 at;

  g_mutex_lock (&self->lock);
  at = self->completed_at;
  g_mutex_unlock (&self->lock);
  return at;
}

static gint64
sweet_base_task_get_timeout (SweetTask *task)
{
  return SWEET_BASE_TASK (task)->timeout;
}

static double
sweet_base_task_get_progress (SweetTask *task)
{
  return SWEET_BASE_TASK_GET_CLASS (task)->get_progress (SWEET_BASE_TASK (task));
}

static GListModel *
sweet_base_task_get_children (SweetTask *task)
{
  return SWEET_BASE_TASK_GET_CLASS (task)->get_children (SWEET_BASE_TASK (task));
}

static void
sweet_base_task_cancel (SweetTask *task)
{
  SWEET_BASE_TASK_GET_CLASS (task)->cancel (SWEET_BASE_TASK (task));
}

/* a wait is given up; whoever takes it off the list ends it */
static void
sweet_base_task_cancel_await (SweetAwait *await)
{
  g_autoptr (GObject) source = g_async_result_get_source_object (G_ASYNC_RESULT (await));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wait was cancelled");
  SweetBaseTask *self = SWEET_BASE_TASK (source);
  gboolean found;

  g_mutex_lock (&self->lock);
  found = self->awaits != NULL && g_ptr_array_remove (self->awaits, await);
  g_mutex_unlock (&self->lock);
  if (found)
    sweet_await_return (await, error);
}

static void
sweet_base_task_await_async (SweetTask *task,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);
  g_autoptr (SweetAwait) await = sweet_await_new (self, sweet_task_await_async, cancellable, callback, user_data);
  gboolean ended;

  g_mutex_lock (&self->lock);
  ended = self->ended;
  if (!ended && self->awaits == NULL)
    self->awaits = g_ptr_array_new ();
  if (!ended)
    g_ptr_array_add (self->awaits, g_object_ref (await));
  g_mutex_unlock (&self->lock);

  if (ended)
    sweet_await_return (g_steal_pointer (&await), self->error);
  else
    sweet_await_watch (await, sweet_base_task_cancel_await);
}

static gboolean
sweet_base_task_await_finish (SweetTask *task,
                              GAsyncResult *result,
                              GError **error)
{
  g_return_val_if_fail (sweet_await_is_valid (result, task, sweet_task_await_async), FALSE);

  return sweet_await_finish (SWEET_AWAIT (result), error);
}

gboolean
sweet_base_task_is_over (SweetBaseTask *self,
                         gboolean delivers,
                         gpointer data)
{
  gboolean over;

  g_mutex_lock (&self->lock);
  over = delivers ? self->settled : self->ended;
  g_mutex_unlock (&self->lock);
  return over;
}

static gboolean
sweet_base_task_await_sync (SweetTask *task,
                            GCancellable *cancellable,
                            GError **error)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  return sweet_base_task_wait (self, sweet_base_task_is_over, NULL, cancellable, error) && sweet_base_task_check (self, error);
}

static void
sweet_base_task_task_init (SweetTaskInterface *iface)
{
  iface->get_id = sweet_base_task_get_id;
  iface->get_name = sweet_base_task_get_name;
  iface->get_status = sweet_base_task_get_status;
  iface->get_created_at = sweet_base_task_get_created_at;
  iface->get_started_at = sweet_base_task_get_started_at;
  iface->get_completed_at = sweet_base_task_get_completed_at;
  iface->get_timeout = sweet_base_task_get_timeout;
  iface->get_progress = sweet_base_task_get_progress;
  iface->get_children = sweet_base_task_get_children;
  iface->cancel = sweet_base_task_cancel;
  iface->await_async = sweet_base_task_await_async;
  iface->await_finish = sweet_base_task_await_finish;
  iface->await_sync = sweet_base_task_await_sync;
}

static void
sweet_base_task_get_property (GObject *object,
                              guint prop_id,
                              GValue *value,
                              GParamSpec *pspec)
{
  SweetTask *task = SWEET_TASK (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_object (value, sweet_task_get_id (task));
      break;
    case PROP_NAME:
      g_value_set_string (value, sweet_task_get_name (task));
      break;
    case PROP_STATUS:
      g_value_set_enum (value, (int) sweet_task_get_status (task));
      break;
    case PROP_TIMEOUT:
      g_value_set_int64 (value, sweet_task_get_timeout (task));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, sweet_task_get_progress (task));
      break;
    case PROP_CHILDREN:
      g_value_take_object (value, sweet_task_get_children (task));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_base_task_finalize (GObject *object)
{
  SweetBaseTask *self = SWEET_BASE_TASK (object);

  g_clear_object (&self->id);
  g_free (self->name);
  g_clear_pointer (&self->delivery, sweet_delivery_unref);
  g_clear_pointer (&self->awaits, g_ptr_array_unref);
  g_clear_pointer (&self->wakeup, sweet_wakeup_unref);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (sweet_base_task_parent_class)->finalize (object);
}

static void
sweet_base_task_class_init (SweetBaseTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_base_task_finalize;
  object_class->get_property = sweet_base_task_get_property;

  g_object_class_override_property (object_class, PROP_ID, "id");
  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_STATUS, "status");
  g_object_class_override_property (object_class, PROP_TIMEOUT, "timeout");
  g_object_class_override_property (object_class, PROP_PROGRESS, "progress");
  g_object_class_override_property (object_class, PROP_CHILDREN, "children");
}

static void
sweet_base_task_init (SweetBaseTask *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->id = sweet_task_id_new_random ();
  self->created_at = g_get_real_time ();
  self->home = g_thread_self ();
  self->delivery = sweet_delivery_get (context);
  self->wakeup = sweet_wakeup_new ();
  g_mutex_init (&self->lock);
}

void
sweet_base_task_setup (SweetBaseTask *self,
                       const char *name,
                       gint64 timeout)
{
  self->name = g_strdup (name);
  self->timeout = timeout;
}

typedef struct
{
  SweetDeliveryJob job;
  SweetBaseTask *task;
  const char *property;
} SweetNotifyJob;

static void
sweet_base_task_notify_run (SweetDeliveryJob *job,
                            gboolean dropped)
{
  SweetNotifyJob *notify = (SweetNotifyJob *) job;

  if (!dropped)
    g_object_notify (G_OBJECT (notify->task), notify->property);
  g_object_unref (notify->task);
  g_free (notify);
}

/* notifies on the context, if anybody listens */
void
sweet_base_task_notify (SweetBaseTask *self,
                        const char *property)
{
  SweetNotifyJob *notify;
  guint signal = g_signal_lookup ("notify", G_TYPE_OBJECT);

  if (!g_signal_has_handler_pending (self, signal, g_quark_from_string (property), FALSE))
    return;

  notify = g_new0 (SweetNotifyJob, 1);
  notify->job.owner = self;
  notify->job.run = sweet_base_task_notify_run;
  notify->task = g_object_ref (self);
  notify->property = property;
  sweet_delivery_post (self->delivery, &notify->job);
  sweet_wakeup_ring (self->wakeup);
}

void
sweet_base_task_begin (SweetBaseTask *self)
{
  g_mutex_lock (&self->lock);
  self->started_at = g_get_real_time ();
  g_mutex_unlock (&self->lock);
  g_atomic_int_set (&self->status, SWEET_TASK_STATUS_RUNNING);
  sweet_base_task_notify (self, "status");
}

/* the final status. waits are ended behind it, when callbacks are on their way. */
void
sweet_base_task_end (SweetBaseTask *self,
                     SweetTaskStatus status,
                     const GError *error)
{
  g_mutex_lock (&self->lock);
  self->completed_at = g_get_real_time ();
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_atomic_int_set (&self->status, status);
  g_mutex_unlock (&self->lock);
  sweet_base_task_notify (self, "progress");
  sweet_base_task_notify (self, "status");
}

/* waits that begin from now on end at once; the others are the caller's to end */
GPtrArray *
sweet_base_task_take_awaits (SweetBaseTask *self)
{
  GPtrArray *awaits;

  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  awaits = g_steal_pointer (&self->awaits);
  g_mutex_unlock (&self->lock);
  return awaits;
}

/* touches no task: the one that was waited for may be gone already */
void
sweet_base_task_return_awaits (GPtrArray *awaits,
                               const GError *error)
{
  if (awaits == NULL)
    return;

  for (guint i = 0; i < awaits->len; i++)
    sweet_await_return (g_ptr_array_index (awaits, i), error);
  g_ptr_array_unref (awaits);
}

/* the last callback is being made */
void
sweet_base_task_settle (SweetBaseTask *self)
{
  g_mutex_lock (&self->lock);
  self->settled = TRUE;
  g_mutex_unlock (&self->lock);
  sweet_wakeup_ring (self->wakeup);
}

static void
sweet_base_task_wait_cancelled_cb (GCancellable *cancellable,
                                   gpointer user_data)
{
  sweet_wakeup_ring (SWEET_BASE_TASK (user_data)->wakeup);
}

/* waits until @over says so. the owner of the context makes the task's callbacks meanwhile. */
gboolean
sweet_base_task_wait (SweetBaseTask *self,
                      SweetWaitFunc over,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  gboolean delivers = FALSE;
  gulong handler = 0;
  gboolean done = FALSE;
  gboolean called;
  guint64 seen;

  if (SWEET_BASE_TASK_GET_CLASS (self)->is_dispatching (self))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
                   "the task “%s” waits for the callback that this call comes from", self->name != NULL ? self->name : "unnamed");
      return FALSE;
    }

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (sweet_base_task_wait_cancelled_cb), self, NULL);
  for (;;)
    {
      seen = sweet_wakeup_get_n_changes (self->wakeup);
      delivers = delivers || sweet_delivery_acquire (self->delivery, self->home, self->wakeup);
      called = delivers && sweet_delivery_run_owned (self->delivery, self);
      done = over (self, delivers, data);
      if (done || g_cancellable_set_error_if_cancelled (cancellable, error))
        break;

      if (!called)
        sweet_wakeup_wait (self->wakeup, seen);
    }
  g_cancellable_disconnect (cancellable, handler);
  sweet_delivery_release (self->delivery, delivers, self->home, self->wakeup);
  return done;
}

/* how an ended task ended */
gboolean
sweet_base_task_check (SweetBaseTask *self,
                       GError **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
