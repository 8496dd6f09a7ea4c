/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-wakeup-private.h"

SweetWakeup *
sweet_wakeup_new (void)
{
  SweetWakeup *self = g_new0 (SweetWakeup, 1);

  self->refs = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

SweetWakeup *
sweet_wakeup_ref (SweetWakeup *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sweet_wakeup_unref (SweetWakeup *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* something that a wait looks at may have changed */
void
sweet_wakeup_ring (SweetWakeup *self)
{
  g_mutex_lock (&self->lock);
  self->n_changes++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint64
sweet_wakeup_get_n_changes (SweetWakeup *self)
{
  guint64 n_changes;

  g_mutex_lock (&self->lock);
  n_changes = self->n_changes;
  g_mutex_unlock (&self->lock);
  return n_changes;
}

/* returns when it rang since @seen was read */
void
sweet_wakeup_wait (SweetWakeup *self,
                   guint64 seen)
{
  g_mutex_lock (&self->lock);
  while (self->n_changes == seen)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* the same, or when the time has come */
void
sweet_wakeup_wait_until (SweetWakeup *self,
                         guint64 seen,
                         gint64 until)
{
  g_mutex_lock (&self->lock);
  while (self->n_changes == seen && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
}
