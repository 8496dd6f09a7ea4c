/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* where a row came from, for rows that were copied out of their input block */
typedef struct
{
  guint64 record;
  gint64 offset;
  gint64 timestamp;
} SweetRowOrigin;

/* what nobody has looked into so far: whether it has its index all the same, or its rows were only counted */
typedef enum
{
  SWEET_PAYLOAD_SEEN,
  SWEET_PAYLOAD_INDEXED,
  SWEET_PAYLOAD_COUNTED,
} SweetPayloadUnseen;

/* bytes and the index of the rows in them; a block of the engine's pool, or owned by chunks */
typedef struct _SweetPayload SweetPayload;
struct _SweetPayload
{
  gint refs;
  const guint8 *base;
  const guint32 *index;
  guint stride;
  guint n_slots;
  guint n_rows;
  SweetRowLayout layout;

  /* position of an input block */
  gint64 base_offset;
  guint64 first_record;
  const SweetRowError *bad;
  guint n_bad;

  /* for what is told of single records: the line that begins at line_start, and where the block ends; 0
   * where there is none */
  guint64 first_line;
  guint32 line_start;
  guint32 end;

  /* of copied rows, else NULL */
  SweetRowOrigin *origins;
  GPtrArray *events;

  /* owned memory, else NULL */
  guint8 *own_base;
  guint32 *own_index;

  /* a SweetPayloadUnseen. @look is called before anybody looks into it, and makes the index where there is
   * none. */
  gint unseen;
  void (*look) (SweetPayload *payload);
};

/* to be called before the index is read */
static inline void
sweet_payload_look (SweetPayload *self)
{
  if (G_UNLIKELY (__atomic_load_n (&self->unseen, __ATOMIC_ACQUIRE)))
    self->look (self);
}

SweetPayload *sweet_payload_ref (SweetPayload *self);
void sweet_payload_unref (SweetPayload *self);

guint64 sweet_payload_get_record (const SweetPayload *self,
                                  guint row);
gint64 sweet_payload_get_offset (SweetPayload *self,
                                 guint row);
gsize sweet_payload_get_row_size (SweetPayload *self,
                                  guint row);
/* the line in which the record begins, counted from 1; 0 where it is not known */
guint64 sweet_payload_get_line (SweetPayload *self,
                                guint row);
/* the record as it is in the input, without its line end; NULL where that is not at hand */
const char *sweet_payload_get_original (SweetPayload *self,
                                        guint row,
                                        gsize *size);
guint sweet_payload_get_row_lines (SweetPayload *self,
                                   guint row);

/* for what nobody has looked into; out of the way of all that comes behind it */
void sweet_payload_look_and_read (SweetPayload *self,
                                  guint row,
                                  int slot,
                                  SweetArena *arena,
                                  SweetCell *cell);

/* the one place that knows how cells are found */
static inline void
sweet_payload_read (SweetPayload *self,
                    guint row,
                    int slot,
                    SweetArena *arena,
                    SweetCell *cell)
{
  const guint32 *entries;
  guint32 start;
  guint32 end;

  *cell = (SweetCell){ NULL, 0, SWEET_CELL_ABSENT };
  if (slot < 0)
    return;
  if (G_UNLIKELY (__atomic_load_n (&self->unseen, __ATOMIC_ACQUIRE)))
    {
      sweet_payload_look_and_read (self, row, slot, arena, cell);
      return;
    }

  entries = self->index + (gsize) row * self->stride;
  if (self->layout.places == SWEET_CELL_PLACES_ENDS)
    {
      start = slot == 0 ? entries[0] : entries[slot] + 1;
      end = entries[slot + 1];
    }
  else
    {
      start = entries[2 * slot + 1];
      end = entries[2 * slot + 2];
    }
  if (end < start)
    return;

  cell->data = (const char *) self->base + start;
  cell->length = end - start;
  cell->type = SWEET_CELL_TEXT;
  if (self->layout.resolve == NULL)
    return;
  if (self->layout.lead < 0 || (cell->length > 0 && (guint8) cell->data[0] == self->layout.lead))
    self->layout.resolve (cell, arena, self->layout.data);
}

G_END_DECLS
