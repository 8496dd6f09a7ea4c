/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "core/sweet-callback-private.h"
#include "stream/sweet-reorder-private.h"

G_BEGIN_DECLS

/* so many records have to agree before a jump ahead is believed */
#define SWEET_SEQUENCE_WITNESSES 8

/* a record whose time may be wrong */
typedef struct
{
  gint64 time;
  guint32 slot;
} SweetSequenceDoubt;

typedef struct
{
  /* options */
  SweetSequenceBy by;
  char **columns;
  SweetSequenceOrder order;
  gint64 start;
  guint buffer;
  gint64 lateness;
  gint64 max_skew;
  SweetGapAction on_gap;
  SweetLateAction on_late;
  guint64 max_memory;
  SweetCallback *compare;

  /* what waits, and what goes on from the present call */
  SweetReorder reorder;
  GArray *main;
  GArray *late;
  SweetChunkBuilder *gaps;
  SweetEmitter *out;
  gboolean stopped; /* the stream ends at a record that was emitted as an error */
  SweetSchema *schema;
  int column;
  GError *failure;

  /* by id: the next one */
  gboolean begun;
  gint64 next;

  /* by time: the latest that is believed, and what is not believed so far */
  gboolean timed;
  gint64 latest;
  SweetSequenceDoubt doubts[SWEET_SEQUENCE_WITNESSES];
  guint n_doubts;

  /* by value: the last one that went on */
  guint32 last;
  SweetReceiverEvent *events[2];
} SweetSequenceState;

void sweet_sequence_state_init (SweetSequenceState *self);
void sweet_sequence_state_clear (SweetSequenceState *self);

gboolean sweet_sequence_state_set_schema (SweetSequenceState *self,
                                          SweetSchema *schema,
                                          GError **error);
gboolean sweet_sequence_state_process (SweetSequenceState *self,
                                       SweetChunk *chunk,
                                       SweetEmitter *out,
                                       GError **error);
gboolean sweet_sequence_state_finish (SweetSequenceState *self,
                                      SweetEmitter *out,
                                      GError **error);

/* the orders: each takes the rows of the chunk at hand, and what waits at the end */
gboolean sweet_sequence_add_ids (SweetSequenceState *self,
                                 SweetChunk *chunk,
                                 GError **error);
gboolean sweet_sequence_finish_ids (SweetSequenceState *self,
                                    GError **error);
gboolean sweet_sequence_add_times (SweetSequenceState *self,
                                   SweetChunk *chunk,
                                   GError **error);
gboolean sweet_sequence_finish_times (SweetSequenceState *self,
                                      GError **error);
gboolean sweet_sequence_add_values (SweetSequenceState *self,
                                    SweetChunk *chunk,
                                    GError **error);
gboolean sweet_sequence_finish_values (SweetSequenceState *self,
                                       GError **error);

/* what they share: a row whose place has gone by, and one that says no place. FALSE where that cannot be
 * told of the record any more. */
gboolean sweet_sequence_add_late (SweetSequenceState *self,
                                  SweetReorderPlace place,
                                  const char *reason,
                                  GError **error);
gboolean sweet_sequence_release_late (SweetSequenceState *self,
                                      guint32 slot,
                                      const char *reason,
                                      GError **error);
void sweet_sequence_refuse (SweetSequenceState *self,
                            SweetChunk *chunk,
                            guint row,
                            const char *what);

static inline void
sweet_sequence_pass (SweetSequenceState *self,
                     guint row)
{
  const SweetReorderPlace place = { 0, row };

  g_array_append_val (self->main, place);
}

G_END_DECLS
