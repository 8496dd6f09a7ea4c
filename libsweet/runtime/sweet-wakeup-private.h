/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* where threads wait for something to change that lives elsewhere, and may be gone by then */
typedef struct
{
  gint refs;
  GMutex lock;
  GCond changed;
  guint64 n_changes;
} SweetWakeup;

SweetWakeup *sweet_wakeup_new (void);
SweetWakeup *sweet_wakeup_ref (SweetWakeup *self);
void sweet_wakeup_unref (SweetWakeup *self);
void sweet_wakeup_ring (SweetWakeup *self);
guint64 sweet_wakeup_get_n_changes (SweetWakeup *self);
void sweet_wakeup_wait (SweetWakeup *self,
                        guint64 seen);
void sweet_wakeup_wait_until (SweetWakeup *self,
                              guint64 seen,
                              gint64 until);

G_END_DECLS
