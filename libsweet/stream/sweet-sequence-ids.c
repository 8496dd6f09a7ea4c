/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-sequence-private.h"

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-stage-private.h"

/* by id: each is followed by the next one. everything is decided row by row, so that it does not depend on
 * how the rows are cut into chunks. what comes in order costs some 3 ns a row. */

#define SWEET_SEQUENCE_PAST  "has an id whose place has gone by"
#define SWEET_SEQUENCE_TAKEN "has an id that another one has, which waits"

/* hands on what follows directly */
static void
sweet_sequence_drain_ids (SweetSequenceState *self)
{
  const SweetReorderEntry *entry;

  while ((entry = sweet_reorder_peek (&self->reorder)) != NULL && entry->key == self->next)
    {
      SweetReorderEntry first = sweet_reorder_pop (&self->reorder);

      sweet_reorder_release (&self->reorder, first.slot, self->main);
      self->next++;
    }
}

static void
sweet_sequence_add_gap (SweetSequenceState *self,
                        gint64 last,
                        SweetChunk *chunk,
                        guint row)
{
  sweet_chunk_builder_set_int64 (self->gaps, 0, self->next);
  sweet_chunk_builder_set_int64 (self->gaps, 1, last);
  sweet_chunk_builder_set_int64 (self->gaps, 2, last - self->next + 1);
  if (chunk->source != NULL)
    sweet_chunk_builder_set_text (self->gaps, 3, chunk->source);
  else
    sweet_chunk_builder_set_null (self->gaps, 3);
  sweet_chunk_builder_set_int64 (self->gaps, 4, (gint64) sweet_chunk_get_record_number (chunk, row));
  sweet_chunk_builder_end_row (self->gaps);
}

/* nothing fills the gap in front of the first one that waits any more */
static gboolean
sweet_sequence_pass_gap (SweetSequenceState *self,
                         GError **error)
{
  const SweetReorderEntry *entry = sweet_reorder_peek (&self->reorder);
  SweetReorderPlace place = sweet_reorder_get_place (&self->reorder, entry->slot);
  SweetChunk *chunk = sweet_reorder_get_run (&self->reorder, place.run)->chunk;
  gint64 last = entry->key - 1;
  g_autofree char *where = NULL;

  if (self->on_gap == SWEET_GAP_ACTION_SKIP)
    {
      sweet_sequence_add_gap (self, last, chunk, place.row);
      self->next = entry->key;
      return TRUE;
    }

  where = sweet_stage_describe_rows (chunk, place.row, 1);
  if (last == self->next)
    g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_GAP, "%s“%s” %" G_GINT64_FORMAT " is missing before %" G_GINT64_FORMAT " (on-gap=skip goes on)",
                 where, self->columns[0], last, entry->key);
  else
    g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_GAP, "%s“%s” %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " are missing before %" G_GINT64_FORMAT " (on-gap=skip goes on)",
                 where, self->columns[0], self->next, last, entry->key);
  return FALSE;
}

/* where no start was given, the smallest of those that could wait is the first */
static void
sweet_sequence_begin_ids (SweetSequenceState *self)
{
  self->begun = TRUE;
  self->next = sweet_reorder_peek (&self->reorder)->key;
}

/* one whose id waits already takes no place of the buffer */
static gboolean
sweet_sequence_wait_id (SweetSequenceState *self,
                        guint row,
                        gint64 id,
                        GError **error)
{
  if (!sweet_reorder_claim (&self->reorder, id))
    return sweet_sequence_add_late (self, (SweetReorderPlace){ 0, row }, SWEET_SEQUENCE_TAKEN, error);

  sweet_reorder_enqueue (&self->reorder, sweet_reorder_hold (&self->reorder, row), id);
  if (sweet_reorder_get_n_waiting (&self->reorder) <= self->buffer)
    return TRUE;
  if (!self->begun)
    sweet_sequence_begin_ids (self);
  else if (!sweet_sequence_pass_gap (self, error))
    return FALSE;
  sweet_sequence_drain_ids (self);
  return TRUE;
}

gboolean
sweet_sequence_add_ids (SweetSequenceState *self,
                        SweetChunk *chunk,
                        GError **error)
{
  const guint8 *valid = NULL;
  const gint64 *ids = self->column >= 0 ? sweet_chunk_get_int64s (chunk, (guint) self->column, &valid, error) : NULL;
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  if (self->column >= 0 && ids == NULL)
    return FALSE;

  if (!self->begun && self->start >= 0)
    {
      self->begun = TRUE;
      self->next = self->start;
    }
  for (guint row = 0; row < n_rows && !self->stopped; row++)
    {
      gboolean ok = TRUE;

      if (ids == NULL || !valid[row] || ids[row] == G_MAXINT64)
        sweet_sequence_refuse (self, chunk, row, "whole number");
      else if (!self->begun || ids[row] > self->next)
        ok = sweet_sequence_wait_id (self, row, ids[row], error);
      else if (ids[row] < self->next)
        ok = sweet_sequence_add_late (self, (SweetReorderPlace){ 0, row }, SWEET_SEQUENCE_PAST, error);
      else
        {
          sweet_sequence_pass (self, row);
          self->next++;
          if (sweet_reorder_get_n_waiting (&self->reorder) > 0)
            sweet_sequence_drain_ids (self);
        }
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

gboolean
sweet_sequence_finish_ids (SweetSequenceState *self,
                           GError **error)
{
  if (!self->begun && sweet_reorder_get_n_waiting (&self->reorder) > 0)
    sweet_sequence_begin_ids (self);
  sweet_sequence_drain_ids (self);
  while (sweet_reorder_get_n_waiting (&self->reorder) > 0)
    {
      if (!sweet_sequence_pass_gap (self, error))
        return FALSE;
      sweet_sequence_drain_ids (self);
    }
  return TRUE;
}
