/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-task-id.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SPAN (sweet_span_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetSpan, sweet_span, SWEET, SPAN, GObject)

SWEET_AVAILABLE_IN_ALL
const char *sweet_span_get_name (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_span_get_id (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_span_get_trace_id (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_span_get_parent_id (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_span_get_task_id (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_span_is_recording (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_span_get_started_at (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_span_get_ended_at (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_span_get_duration (SweetSpan *self);

SWEET_AVAILABLE_IN_ALL
void sweet_span_set_field (SweetSpan *self,
                           const char *key,
                           GVariant *value);
SWEET_AVAILABLE_IN_ALL
GVariant *sweet_span_lookup_field (SweetSpan *self,
                                   const char *key);
SWEET_AVAILABLE_IN_ALL
GVariant *sweet_span_dup_fields (SweetSpan *self);

SWEET_AVAILABLE_IN_ALL
void sweet_span_log (SweetSpan *self,
                     GLogLevelFlags level,
                     const char *message);
SWEET_AVAILABLE_IN_ALL
void sweet_span_log_printf (SweetSpan *self,
                            GLogLevelFlags level,
                            const char *format,
                            ...) G_GNUC_PRINTF (3, 4);
SWEET_AVAILABLE_IN_ALL
void sweet_span_record_error (SweetSpan *self,
                              const GError *error);
SWEET_AVAILABLE_IN_ALL
GError *sweet_span_dup_error (SweetSpan *self);
SWEET_AVAILABLE_IN_ALL
GVariant *sweet_span_dup_events (SweetSpan *self);

SWEET_AVAILABLE_IN_ALL
SweetSpan *sweet_span_begin_child (SweetSpan *self,
                                   const char *name);
SWEET_AVAILABLE_IN_ALL
void sweet_span_end (SweetSpan *self);

G_END_DECLS
