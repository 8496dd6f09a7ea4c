/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

#include "runtime/sweet-wakeup-private.h"

G_BEGIN_DECLS

/* brings work to a main context: one source per context, woken only when its queue was empty */
typedef struct _SweetDelivery SweetDelivery;

/* embedded in what is delivered; @run is called once, on the context, or with @dropped where the
 * context was gone */
typedef struct _SweetDeliveryJob SweetDeliveryJob;
typedef void (*SweetDeliveryFunc) (SweetDeliveryJob *job,
                                   gboolean dropped);
typedef gboolean (*SweetDeliveryMatchFunc) (gpointer owner,
                                            gpointer data);
struct _SweetDeliveryJob
{
  SweetDeliveryJob *next;
  gpointer owner; /* an object that lives until it is run, or NULL */
  SweetDeliveryFunc run;
};

SweetDelivery *sweet_delivery_get (GMainContext *context);
SweetDelivery *sweet_delivery_get_thread_default (void);
SweetDelivery *sweet_delivery_ref (SweetDelivery *self);
void sweet_delivery_unref (SweetDelivery *self);
void sweet_delivery_post (SweetDelivery *self,
                          SweetDeliveryJob *job);
void sweet_delivery_clear_trash (SweetDelivery *self,
                                 GThread *home);
gboolean sweet_delivery_enter (SweetDelivery *self,
                               GThread *home);
void sweet_delivery_leave (SweetDelivery *self);
void sweet_delivery_call (SweetDelivery *self,
                          GDestroyNotify func,
                          gpointer data);
SweetDeliveryJob *sweet_delivery_take (SweetDelivery *self,
                                       gpointer owner,
                                       SweetDeliveryFunc run);
gboolean sweet_delivery_run_owned (SweetDelivery *self,
                                   gpointer owner);
gboolean sweet_delivery_run_matching (SweetDelivery *self,
                                      SweetDeliveryMatchFunc matches,
                                      gpointer data);
gboolean sweet_delivery_acquire (SweetDelivery *self,
                                 GThread *home,
                                 SweetWakeup *wakeup);
void sweet_delivery_release (SweetDelivery *self,
                             gboolean acquired,
                             GThread *home,
                             SweetWakeup *wakeup);
guint64 sweet_delivery_get_n_dropped (void);

G_END_DECLS
