/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* a callback of the application with its data; the destroy notify runs with the last reference. in
 * JavaScript a function lives no longer than the object that it was given to: @owner, or NULL where that
 * object itself went on. */
typedef struct
{
  gint refs;
  GCallback func;
  gpointer user_data;
  GDestroyNotify destroy;
  GObject *owner;
} SweetCallback;

SweetCallback *sweet_callback_new (GCallback func,
                                   gpointer user_data,
                                   GDestroyNotify destroy,
                                   GObject *owner);
SweetCallback *sweet_callback_ref (SweetCallback *self);
void sweet_callback_unref (SweetCallback *self);

G_END_DECLS
