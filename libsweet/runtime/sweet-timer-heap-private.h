/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-timer-private.h"

G_BEGIN_DECLS

/* timers by time, the next one first; who calls has the lock of the queue */
typedef struct
{
  gint64 at;
  SweetTimer *timer;
} SweetTimerSlot;

typedef struct
{
  SweetTimerSlot *slots;
  gsize len;
  gsize size;
  guint64 n_pushed;
} SweetTimerHeap;

void sweet_timer_heap_push (SweetTimerHeap *self,
                            SweetTimer *timer);
void sweet_timer_heap_remove (SweetTimerHeap *self,
                              SweetTimer *timer);
gboolean sweet_timer_heap_contains (SweetTimerHeap *self,
                                    SweetTimer *timer);

/* G_MAXINT64 where there is none */
static inline gint64
sweet_timer_heap_get_next (SweetTimerHeap *self)
{
  return self->len > 0 ? self->slots[0].at : G_MAXINT64;
}

G_END_DECLS
