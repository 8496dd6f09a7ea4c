/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_CLOCK (sweet_clock_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetClock, sweet_clock, SWEET, CLOCK, GObject)

SWEET_AVAILABLE_IN_ALL
SweetClock *sweet_clock_get_system (void);

SWEET_AVAILABLE_IN_ALL
SweetClock *sweet_clock_new_virtual (gint64 now);

SWEET_AVAILABLE_IN_ALL
gint64 sweet_clock_get_time (SweetClock *self);

SWEET_AVAILABLE_IN_ALL
gint64 sweet_clock_get_real_time (SweetClock *self);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_clock_is_virtual (SweetClock *self);

SWEET_AVAILABLE_IN_ALL
gint64 sweet_clock_get_next (SweetClock *self);

SWEET_AVAILABLE_IN_ALL
guint sweet_clock_get_n_timers (SweetClock *self);

SWEET_AVAILABLE_IN_ALL
void sweet_clock_advance (SweetClock *self,
                          gint64 by);

G_END_DECLS
