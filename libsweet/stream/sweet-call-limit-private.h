/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* how long a call of an element may take: when the time has passed, the cancellable that it was given is
 * cancelled, so that a call which waits comes back */
typedef struct _SweetCallLimit SweetCallLimit;

/* in front of the call: what it gets in place of @cancellable, which cancels that as well. the limit is NULL where
 * @timeout is 0 and the call gets @cancellable. @clock NULL is the system's. */
GCancellable *sweet_call_limit_begin (SweetCallLimit **limit,
                                      SweetClock *clock,
                                      gint64 timeout,
                                      GCancellable *cancellable);

/* behind the call */
void sweet_call_limit_end (SweetCallLimit *self);

G_END_DECLS
