/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

SweetReceiverEvent *sweet_receiver_event_new (void);
SweetReceiverEvent *sweet_receiver_event_new_kept (SweetChunk *chunk,
                                                   guint row);
void sweet_receiver_event_show (SweetReceiverEvent *self,
                                SweetChunk *chunk,
                                guint row);
void sweet_receiver_event_release (SweetReceiverEvent **event);
SweetChunk *sweet_receiver_event_get_chunk (SweetReceiverEvent *self,
                                            guint *row);

G_END_DECLS
