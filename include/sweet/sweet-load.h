/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_LOAD (sweet_load_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetLoad, sweet_load, SWEET, LOAD, GObject)

SWEET_AVAILABLE_IN_ALL
gint64 sweet_load_get_window (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_load_get_processors (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_load_get_cpu_time (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_load_get_busy_time (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_load_get_wait_time (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_load_get_calls (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_load_get_records (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_load_get_call_time (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_load_get_active_workers (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_load_get_queued (SweetLoad *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_load_get_calls_under_way (SweetLoad *self);

G_END_DECLS
