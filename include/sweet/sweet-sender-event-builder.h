/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-sender-event.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SENDER_EVENT_BUILDER (sweet_sender_event_builder_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetSenderEventBuilder, sweet_sender_event_builder, SWEET, SENDER_EVENT_BUILDER, GObject)

SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_new (void);

SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_text (SweetSenderEventBuilder *self,
                                                               const char *column,
                                                               const char *text) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_int64 (SweetSenderEventBuilder *self,
                                                                const char *column,
                                                                gint64 value) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_double (SweetSenderEventBuilder *self,
                                                                 const char *column,
                                                                 double value) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_boolean (SweetSenderEventBuilder *self,
                                                                  const char *column,
                                                                  gboolean value) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_bytes (SweetSenderEventBuilder *self,
                                                                GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_id (SweetSenderEventBuilder *self,
                                                             const char *id) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_timestamp (SweetSenderEventBuilder *self,
                                                                    gint64 timestamp) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_sequence (SweetSenderEventBuilder *self,
                                                                   guint64 sequence) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_batch_id (SweetSenderEventBuilder *self,
                                                                   const char *batch_id) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_metadata (SweetSenderEventBuilder *self,
                                                                   const char *key,
                                                                   const char *value) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetSenderEventBuilder *sweet_sender_event_builder_with_kind (SweetSenderEventBuilder *self,
                                                               SweetEventKind kind) G_GNUC_WARN_UNUSED_RESULT;

SWEET_AVAILABLE_IN_ALL
SweetSenderEvent *sweet_sender_event_builder_build (SweetSenderEventBuilder *self,
                                                    GError **error);

G_END_DECLS
