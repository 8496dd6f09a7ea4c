/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-payload-private.h"

SweetPayload *
sweet_payload_ref (SweetPayload *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sweet_payload_unref (SweetPayload *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self->origins);
  g_free (self->own_base);
  g_free (self->own_index);
  g_free (self);
}

void
sweet_payload_look_and_read (SweetPayload *self,
                             guint row,
                             int slot,
                             SweetArena *arena,
                             SweetCell *cell)
{
  sweet_payload_look (self);
  sweet_payload_read (self, row, slot, arena, cell);
}

/* how many records were left out before a row */
static guint
sweet_payload_count_bad (const SweetPayload *self,
                         guint row)
{
  guint low = 0;
  guint high = self->n_bad;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->bad[middle].row <= row)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint64
sweet_payload_get_record (const SweetPayload *self,
                          guint row)
{
  if (self->origins != NULL)
    return self->origins[row].record;

  return self->first_record + row + sweet_payload_count_bad (self, row);
}

gint64
sweet_payload_get_offset (SweetPayload *self,
                          guint row)
{
  if (self->origins != NULL)
    return self->origins[row].offset;
  if (self->base_offset == G_MININT64)
    return -1;

  sweet_payload_look (self);

  return self->base_offset + self->index[(gsize) row * self->stride];
}

static guint32
sweet_payload_get_row_end (const SweetPayload *self,
                           guint row)
{
  const guint32 *entries = self->index + (gsize) row * self->stride;
  guint32 end = entries[0];

  if (self->layout.places == SWEET_CELL_PLACES_ENDS)
    return MAX (end, entries[self->n_slots]);

  for (guint slot = 0; slot < self->n_slots; slot++)
    if (entries[2 * slot + 2] >= entries[2 * slot + 1])
      end = MAX (end, entries[2 * slot + 2]);
  return end;
}

/* bytes of the record from its first to its last cell, without the line end */
gsize
sweet_payload_get_row_size (SweetPayload *self,
                            guint row)
{
  sweet_payload_look (self);

  return sweet_payload_get_row_end (self, row) - self->index[(gsize) row * self->stride];
}

/* lines of the input that the record covers */
guint
sweet_payload_get_row_lines (SweetPayload *self,
                             guint row)
{
  const guint8 *p;
  const guint8 *end;
  guint n_lines = 1;

  if (self->origins != NULL)
    return 1;

  sweet_payload_look (self);
  p = self->base + self->index[(gsize) row * self->stride];
  end = self->base + sweet_payload_get_row_end (self, row);
  while ((p = memchr (p, '\n', (gsize) (end - p))) != NULL)
    {
      n_lines++;
      p++;
    }
  return n_lines;
}

guint64
sweet_payload_get_line (SweetPayload *self,
                        guint row)
{
  const guint8 *p = self->base + self->line_start;
  const guint8 *end;
  guint64 line = self->first_line;

  if (line == 0 || self->origins != NULL)
    return 0;

  sweet_payload_look (self);
  end = self->base + self->index[(gsize) row * self->stride];
  while (p < end && (p = memchr (p, '\n', (gsize) (end - p))) != NULL)
    {
      line++;
      p++;
    }
  return line;
}

const char *
sweet_payload_get_original (SweetPayload *self,
                            guint row,
                            gsize *size)
{
  guint32 start;
  guint32 cells_end;
  guint32 end;
  const guint8 *line_end;

  if (self->end == 0 || self->origins != NULL)
    return NULL;

  sweet_payload_look (self);
  start = self->index[(gsize) row * self->stride];
  cells_end = sweet_payload_get_row_end (self, row);
  end = row + 1 < self->n_rows ? self->index[(gsize) (row + 1) * self->stride] : self->end;
  if (end < cells_end)
    return NULL;

  line_end = memchr (self->base + cells_end, '\n', end - cells_end);
  if (line_end != NULL)
    end = (guint32) (line_end - self->base);
  if (end > start && self->base[end - 1] == '\r')
    end--;
  *size = end - start;
  return (const char *) self->base + start;
}
