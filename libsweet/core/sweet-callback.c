/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "core/sweet-callback-private.h"

/* takes @owner */
SweetCallback *
sweet_callback_new (GCallback func,
                    gpointer user_data,
                    GDestroyNotify destroy,
                    GObject *owner)
{
  SweetCallback *self = g_new (SweetCallback, 1);

  *self = (SweetCallback){ 1, func, user_data, destroy, owner };
  return self;
}

SweetCallback *
sweet_callback_ref (SweetCallback *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sweet_callback_unref (SweetCallback *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_clear_object (&self->owner);
  g_free (self);
}
