/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-arena-private.h"

G_BEGIN_DECLS

struct _SweetReceiverEvent
{
  GObject parent_instance;

  SweetChunk *chunk;
  guint row;
  guint found; /* the column that was asked for last */
  gboolean kept;
  SweetArena arena;
};

SweetReceiverEvent *sweet_receiver_event_new (void);
SweetReceiverEvent *sweet_receiver_event_new_kept (SweetChunk *chunk,
                                                   guint row);
void sweet_receiver_event_keep (SweetReceiverEvent **event);
SweetChunk *sweet_receiver_event_get_chunk (SweetReceiverEvent *self,
                                            guint *row);

/* once a record, like what follows */
static inline void
sweet_receiver_event_show (SweetReceiverEvent *self,
                           SweetChunk *chunk,
                           guint row)
{
  self->chunk = chunk;
  self->row = row;
  sweet_arena_reset (&self->arena);
}

/* takes the flyweight back after a callback: one that was kept gets a copy of its record and is
 * replaced by the next call of sweet_receiver_event_new() */
static inline void
sweet_receiver_event_release (SweetReceiverEvent **event)
{
  if (G_UNLIKELY (__atomic_load_n (&G_OBJECT (*event)->ref_count, __ATOMIC_ACQUIRE) != 1))
    sweet_receiver_event_keep (event);
}

G_END_DECLS
