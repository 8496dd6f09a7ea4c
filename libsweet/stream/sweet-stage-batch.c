/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-chunk-builder-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-schema-private.h"
#include "stream/sweet-stage-private.h"

/* batches of the same number of rows. what lies in one chunk is a view of it; a batch that spans chunks is
 * copied, so that no block waits for the next one. */

/* the columns of the batch, and behind them those that the chunk has besides */
static SweetSchema *
sweet_stage_join_columns (SweetSchema *batch,
                          SweetSchema *chunk)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < sweet_schema_get_n_columns (chunk); i++)
    {
      const char *name = sweet_schema_get_name (chunk, i);

      if (sweet_schema_find (batch, name) < 0)
        g_ptr_array_add (names, (gpointer) name);
    }
  return sweet_schema_extend (batch, (const char *const *) names->pdata, names->len);
}

static void
sweet_stage_append_mapped (SweetChunkBuilder *batch,
                           SweetChunk *chunk,
                           guint row)
{
  SweetSchema *schema = sweet_chunk_builder_get_schema (batch);
  guint physical = sweet_chunk_get_physical_row (chunk, row);
  SweetPayload *payload = chunk->payload;
  SweetArena arena = { NULL, NULL, 0 };
  SweetRowOrigin origin;
  SweetCell cell;

  for (guint i = 0; i < sweet_schema_get_n_columns (schema); i++)
    {
      int column = sweet_schema_find (chunk->schema, sweet_schema_get_name (schema, i));

      if (column < 0)
        continue;
      sweet_payload_read (payload, physical, sweet_chunk_get_slot (chunk, (guint) column), &arena, &cell);
      sweet_chunk_builder_set_cell (batch, i, &cell);
    }
  origin.record = sweet_payload_get_record (payload, physical);
  origin.offset = sweet_payload_get_offset (payload, physical);
  origin.timestamp = payload->origins != NULL ? payload->origins[physical].timestamp : chunk->timestamp;
  sweet_chunk_builder_set_origin (batch, &origin, payload->events != NULL && physical < payload->events->len ? g_ptr_array_index (payload->events, physical) : NULL);
  sweet_chunk_builder_end_row (batch);
  sweet_arena_clear (&arena);
}

/* the columns differ: the rows so far get those of the chunk as well */
static void
sweet_stage_widen_batch (SweetStage *self,
                         SweetSchema *schema)
{
  g_autoptr (SweetChunkBuilder) old = g_steal_pointer (&self->batch);
  g_autoptr (SweetSchema) joined = sweet_stage_join_columns (sweet_chunk_builder_get_schema (old), schema);
  g_autoptr (SweetChunk) rows = sweet_chunk_builder_build (old);

  self->batch = sweet_chunk_builder_new (joined);
  for (guint row = 0; row < rows->n_rows; row++)
    sweet_stage_append_mapped (self->batch, rows, row);
}

static gboolean
sweet_stage_fill_batch (SweetStage *self,
                        SweetChunk *chunk,
                        guint first_row,
                        guint n_rows,
                        GError **error)
{
  gboolean same;

  if (n_rows == 0)
    return TRUE;
  self->batch_task = chunk->task_id;
  self->batch_source = chunk->source;
  if (self->batch == NULL)
    self->batch = sweet_chunk_builder_new (chunk->schema);
  else if (!sweet_schema_equal (chunk->schema, sweet_chunk_builder_get_schema (self->batch)))
    sweet_stage_widen_batch (self, chunk->schema);
  same = sweet_schema_equal (chunk->schema, sweet_chunk_builder_get_schema (self->batch));
  for (guint row = first_row; row < first_row + n_rows; row++)
    {
      if (same && !sweet_chunk_builder_append_row (self->batch, chunk, row, error))
        {
          g_prefix_error (error, "a batch of %u records: ", self->batch_size);
          return FALSE;
        }
      if (!same)
        sweet_stage_append_mapped (self->batch, chunk, row);
    }
  return TRUE;
}

/* what waits goes on as it is; NULL where nothing does. it is the caller's. */
SweetChunk *
sweet_stage_flush_batch (SweetStage *self)
{
  SweetChunk *chunk;

  if (self->batch == NULL)
    return NULL;

  chunk = sweet_chunk_builder_build (self->batch);
  chunk->source = self->batch_source;
  g_set_object (&chunk->task_id, self->batch_task);
  g_clear_object (&self->batch);
  return chunk;
}

static void
sweet_stage_emit_batch (SweetStage *self,
                        SweetItem *item)
{
  SweetChunk *chunk = sweet_stage_flush_batch (self);

  if (chunk != NULL)
    g_ptr_array_add (item->outputs, sweet_chunk_pool_adopt (&item->pool, chunk));
}

static gboolean
sweet_stage_batch_chunk (SweetStage *self,
                         SweetItem *item,
                         SweetChunk *chunk,
                         GError **error)
{
  guint n_batched = self->batch != NULL ? sweet_chunk_builder_get_n_rows (self->batch) : 0;
  guint row = n_batched > 0 ? MIN (self->batch_size - n_batched, chunk->n_rows) : 0;

  if (!sweet_stage_fill_batch (self, chunk, 0, row, error))
    return FALSE;
  if (row > 0 && n_batched + row == self->batch_size)
    sweet_stage_emit_batch (self, item);
  for (; chunk->n_rows - row >= self->batch_size; row += self->batch_size)
    {
      SweetChunk *part = sweet_chunk_pool_take (&item->pool);

      sweet_chunk_assign (part, chunk);
      sweet_chunk_cut (part, row, self->batch_size);
      g_ptr_array_add (item->outputs, part);
    }
  return sweet_stage_fill_batch (self, chunk, row, chunk->n_rows - row, error);
}

gboolean
sweet_stage_batch (SweetStage *self,
                   SweetItem *item,
                   gboolean flush,
                   GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < item->chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, i);

      /* bytes, and chunks that only tell the columns */
      if (chunk->schema == NULL || chunk->n_rows == 0)
        g_ptr_array_add (item->outputs, chunk);
      else
        ok = sweet_stage_batch_chunk (self, item, chunk, error);
    }
  if (flush)
    sweet_stage_emit_batch (self, item);
  sweet_stage_swap (item);
  return ok;
}
