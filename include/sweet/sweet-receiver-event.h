/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-cell.h>
#include <sweet/sweet-event.h>
#include <sweet/sweet-schema.h>

G_BEGIN_DECLS

#define SWEET_TYPE_RECEIVER_EVENT (sweet_receiver_event_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetReceiverEvent, sweet_receiver_event, SWEET, RECEIVER_EVENT, GObject)

SWEET_AVAILABLE_IN_ALL
SweetSchema *sweet_receiver_event_get_schema (SweetReceiverEvent *self);
SWEET_AVAILABLE_IN_ALL
char *sweet_receiver_event_dup_text (SweetReceiverEvent *self,
                                     const char *column,
                                     GError **error);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_receiver_event_get_int64 (SweetReceiverEvent *self,
                                       const char *column,
                                       GError **error);
SWEET_AVAILABLE_IN_ALL
double sweet_receiver_event_get_double (SweetReceiverEvent *self,
                                        const char *column,
                                        GError **error);
SWEET_AVAILABLE_IN_ALL
char **sweet_receiver_event_dup_texts (SweetReceiverEvent *self,
                                       GError **error);
SWEET_AVAILABLE_IN_ALL
char *sweet_receiver_event_dup_text_at (SweetReceiverEvent *self,
                                        guint column,
                                        GError **error);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_receiver_event_dup_bytes (SweetReceiverEvent *self,
                                        const char *column,
                                        GError **error);
SWEET_AVAILABLE_IN_ALL
void sweet_receiver_event_get_cell (SweetReceiverEvent *self,
                                    guint column,
                                    SweetCell *cell);
SWEET_AVAILABLE_IN_ALL
const char *sweet_receiver_event_get_source (SweetReceiverEvent *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_receiver_event_get_metadata (SweetReceiverEvent *self,
                                               const char *key);

G_END_DECLS
