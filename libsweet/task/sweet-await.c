/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-delivery-private.h"
#include "task/sweet-await-private.h"

/* one asynchronous wait: the result that its callback gets. whoever ends it gives its reference to the
 * delivery, so that nothing of it is let go on any thread but the caller's. */
#define SWEET_AWAIT_RETURNED G_MAXULONG

struct _SweetAwait
{
  GObject parent_instance;

  GObject *source_object;
  gpointer tag;
  GAsyncReadyCallback callback;
  gpointer user_data;
  GCancellable *cancellable;
  gulong handler;
  SweetAwaitCancelFunc cancel;
  SweetDelivery *delivery;
  SweetDeliveryJob job;
  SweetWatcher watcher;
  GError *error;
  gpointer data;
  GDestroyNotify destroy;
};

static void sweet_await_result_init (GAsyncResultIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetAwait, sweet_await, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, sweet_await_result_init))

static gpointer
sweet_await_get_user_data (GAsyncResult *result)
{
  return SWEET_AWAIT (result)->user_data;
}

static GObject *
sweet_await_get_source_object (GAsyncResult *result)
{
  return g_object_ref (SWEET_AWAIT (result)->source_object);
}

static gboolean
sweet_await_is_tagged (GAsyncResult *result,
                       gpointer tag)
{
  return SWEET_AWAIT (result)->tag == tag;
}

static void
sweet_await_result_init (GAsyncResultIface *iface)
{
  iface->get_user_data = sweet_await_get_user_data;
  iface->get_source_object = sweet_await_get_source_object;
  iface->is_tagged = sweet_await_is_tagged;
}

static void
sweet_await_finalize (GObject *object)
{
  SweetAwait *self = SWEET_AWAIT (object);

  g_clear_object (&self->source_object);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  if (self->destroy != NULL)
    self->destroy (self->data);
  sweet_delivery_unref (self->delivery);
  G_OBJECT_CLASS (sweet_await_parent_class)->finalize (object);
}

static void
sweet_await_class_init (SweetAwaitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_await_finalize;
}

static void
sweet_await_init (SweetAwait *self)
{
}

/* the callback will be made on the thread-default context of the caller. @source_object may be NULL until it is
 * returned. */
SweetAwait *
sweet_await_new (gpointer source_object,
                 gpointer tag,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  SweetAwait *self = g_object_new (SWEET_TYPE_AWAIT, NULL);

  self->source_object = source_object != NULL ? g_object_ref (source_object) : NULL;
  self->tag = tag;
  g_set_object (&self->cancellable, cancellable);
  self->callback = callback;
  self->user_data = user_data;
  self->delivery = sweet_task_find_delivery (NULL);
  return self;
}

/* of one that was made without, by whoever is about to end it */
void
sweet_await_take_source_object (SweetAwait *self,
                                GObject *source_object)
{
  self->source_object = source_object;
}

/* something of whoever ends it; before it is watched */
void
sweet_await_set_data (SweetAwait *self,
                      gpointer data,
                      GDestroyNotify destroy)
{
  self->data = data;
  self->destroy = destroy;
}

gpointer
sweet_await_get_data (SweetAwait *self)
{
  return self->data;
}

/* of a wait for the end of a task */
SweetWatcher *
sweet_await_get_watcher (SweetAwait *self)
{
  return &self->watcher;
}

SweetAwait *
sweet_await_from_watcher (SweetWatcher *watcher)
{
  return (SweetAwait *) ((char *) watcher - G_STRUCT_OFFSET (SweetAwait, watcher));
}

static void
sweet_await_cancelled_cb (GCancellable *cancellable,
                          gpointer user_data)
{
  SweetAwait *self = user_data;

  self->cancel (self);
}

/* @cancel is called when the cancellable is, also from within this call; the caller holds a reference */
void
sweet_await_watch (SweetAwait *self,
                   SweetAwaitCancelFunc cancel)
{
  gulong none = 0;
  gulong handler;

  self->cancel = cancel;
  if (self->cancellable == NULL)
    return;

  handler = g_cancellable_connect (self->cancellable, G_CALLBACK (sweet_await_cancelled_cb), g_object_ref (self), g_object_unref);
  /* on a context that another thread iterates the callback may have been made by now */
  if (handler != 0 && !__atomic_compare_exchange_n (&self->handler, &none, handler, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    g_signal_handler_disconnect (self->cancellable, handler);
}

static void
sweet_await_run (SweetDeliveryJob *job,
                 gboolean dropped)
{
  SweetAwait *self = (SweetAwait *) ((char *) job - G_STRUCT_OFFSET (SweetAwait, job));

  gulong handler = __atomic_exchange_n (&self->handler, SWEET_AWAIT_RETURNED, __ATOMIC_ACQ_REL);

  /* not g_cancellable_disconnect(), which waits for the handler that this may be called from */
  if (handler != 0)
    g_signal_handler_disconnect (self->cancellable, handler);
  if (self->callback != NULL && !dropped)
    self->callback (self->source_object, G_ASYNC_RESULT (self), self->user_data);
  g_object_unref (self);
}

/* any thread; takes the reference. to be called once. */
void
sweet_await_return (SweetAwait *self,
                    const GError *error)
{
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->job.owner = self->source_object;
  self->job.run = sweet_await_run;
  sweet_delivery_post (self->delivery, &self->job);
}

gboolean
sweet_await_is_valid (gpointer result,
                      gpointer source_object,
                      gpointer tag)
{
  return SWEET_IS_AWAIT (result) && (gpointer) SWEET_AWAIT (result)->source_object == source_object && SWEET_AWAIT (result)->tag == tag;
}

gboolean
sweet_await_finish (SweetAwait *self,
                    GError **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
