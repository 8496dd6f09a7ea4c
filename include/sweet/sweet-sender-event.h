/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-event.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SENDER_EVENT (sweet_sender_event_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetSenderEvent, sweet_sender_event, SWEET, SENDER_EVENT, GObject)

SWEET_AVAILABLE_IN_ALL
GStrv sweet_sender_event_dup_columns (SweetSenderEvent *self);
SWEET_AVAILABLE_IN_ALL
char *sweet_sender_event_dup_text (SweetSenderEvent *self,
                                   const char *column);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_sender_event_get_bytes (SweetSenderEvent *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_sender_event_get_batch_id (SweetSenderEvent *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_sender_event_get_metadata (SweetSenderEvent *self,
                                             const char *key);

G_END_DECLS
