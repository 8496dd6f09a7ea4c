/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-event.h>

G_BEGIN_DECLS

#define SWEET_TYPE_ERROR_EVENT (sweet_error_event_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetErrorEvent, sweet_error_event, SWEET, ERROR_EVENT, GObject)

SWEET_AVAILABLE_IN_ALL
gboolean sweet_error_event_check (SweetErrorEvent *self,
                                  GError **error);
SWEET_AVAILABLE_IN_ALL
const char *sweet_error_event_get_reason (SweetErrorEvent *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_error_event_get_element (SweetErrorEvent *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_error_event_get_attempts (SweetErrorEvent *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_error_event_get_source (SweetErrorEvent *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_error_event_get_line (SweetErrorEvent *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_error_event_get_n_records (SweetErrorEvent *self);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_error_event_get_bytes (SweetErrorEvent *self);

G_END_DECLS
