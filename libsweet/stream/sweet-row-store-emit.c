/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-row-store-private.h"

#include "stream/sweet-chunk-builder-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-sender-event-private.h"

/* rows of a chunk that is handed on */
#define SWEET_ROW_STORE_EMIT_ROWS 4096
/* so many rows in one block are shown where they are; fewer are copied together */
#define SWEET_ROW_STORE_EMIT_VIEW 64

typedef struct
{
  SweetRowStore *store;
  SweetEmitter *out;
  SweetChunkBuilder *builder;
  gboolean keep;
} SweetRowEmission;

/* the schema that begins with every other one, as the last one of an open stream does; or NULL */
static SweetSchema *
sweet_row_store_find_common_schema (SweetRowStore *self)
{
  SweetSchema *widest = NULL;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      SweetSchema *schema = g_array_index (self->blocks, SweetRowBlock, i).chunk->schema;

      if (widest == NULL || sweet_schema_get_n_columns (schema) > sweet_schema_get_n_columns (widest))
        widest = schema;
    }

  for (guint i = 0; i < self->blocks->len; i++)
    {
      SweetSchema *schema = g_array_index (self->blocks, SweetRowBlock, i).chunk->schema;

      for (guint j = 0; schema != widest && j < sweet_schema_get_n_columns (schema); j++)
        if (g_strcmp0 (sweet_schema_get_name (schema, j), sweet_schema_get_name (widest, j)) != 0)
          return NULL;
    }

  return widest;
}

/* a view, because events may show the chunk that is kept */
static void
sweet_row_store_widen (SweetRowBlock *block,
                       SweetSchema *schema)
{
  guint n_columns = sweet_schema_get_n_columns (schema);
  guint n_old = sweet_schema_get_n_columns (block->chunk->schema);
  g_autofree int *columns = g_new (int, n_columns);
  SweetChunk *view = sweet_chunk_new_empty ();

  for (guint i = 0; i < n_columns; i++)
    columns[i] = i < n_old ? (int) i : -1;
  sweet_chunk_assign (view, block->chunk);
  sweet_chunk_select_columns (view, schema, columns, n_columns);

  g_object_unref (block->chunk);
  block->chunk = view;
}

static void
sweet_row_store_unify (SweetRowStore *self)
{
  g_autoptr (SweetSchema) common = sweet_row_store_find_common_schema (self);

  if (common == NULL)
    return;

  g_object_ref (common);
  for (guint i = 0; i < self->blocks->len; i++)
    {
      SweetRowBlock *block = &g_array_index (self->blocks, SweetRowBlock, i);

      if (!sweet_schema_equal (block->chunk->schema, common))
        sweet_row_store_widen (block, common);
    }
}

static void
sweet_row_emission_flush (SweetRowEmission *self)
{
  g_autoptr (SweetChunk) chunk = NULL;

  if (self->builder == NULL || sweet_chunk_builder_get_n_rows (self->builder) == 0)
    return;

  chunk = sweet_chunk_builder_build (self->builder);
  sweet_emitter_emit (self->out, chunk);
}

static void
sweet_row_emission_use_schema (SweetRowEmission *self,
                               SweetSchema *schema)
{
  if (self->builder != NULL && sweet_schema_equal (sweet_chunk_builder_get_schema (self->builder), schema))
    {
      if (sweet_chunk_builder_get_n_rows (self->builder) >= SWEET_ROW_STORE_EMIT_ROWS)
        sweet_row_emission_flush (self);
      return;
    }

  sweet_row_emission_flush (self);
  g_clear_object (&self->builder);
  self->builder = sweet_chunk_builder_new (schema);
}

static void
sweet_row_emission_show (SweetRowEmission *self,
                         SweetChunk *chunk,
                         const guint32 *rows,
                         guint n_rows)
{
  g_autoptr (SweetChunk) view = sweet_chunk_new_empty ();

  sweet_row_emission_flush (self);
  sweet_chunk_assign (view, chunk);
  sweet_chunk_select_rows (view, rows, n_rows);
  sweet_emitter_emit (self->out, view);
}

/* entries that follow each other and whose rows are in one block */
static guint
sweet_row_emission_collect_run (SweetRowEmission *self,
                                guint first,
                                guint32 rows[SWEET_ROW_STORE_EMIT_ROWS])
{
  GArray *entries = self->store->entries;
  guint block = g_array_index (entries, SweetRowEntry, first).block;
  guint n = 0;

  while (n < SWEET_ROW_STORE_EMIT_ROWS && first + n < entries->len && g_array_index (entries, SweetRowEntry, first + n).block == block)
    {
      rows[n] = g_array_index (entries, SweetRowEntry, first + n).row;
      n++;
    }

  return n;
}

static gboolean
sweet_row_emission_emit_run (SweetRowEmission *self,
                             SweetRowBlock *block,
                             const guint32 *rows,
                             guint n_rows,
                             GError **error)
{
  if (n_rows >= SWEET_ROW_STORE_EMIT_VIEW)
    sweet_row_emission_show (self, block->chunk, rows, n_rows);
  else
    for (guint i = 0; i < n_rows; i++)
      {
        sweet_row_emission_use_schema (self, block->chunk->schema);
        if (!sweet_chunk_builder_append_row (self->builder, block->chunk, rows[i], error))
          return FALSE;
      }

  block->n_live -= n_rows;
  if (block->n_live == 0 && !self->keep)
    g_clear_object (&block->chunk);

  return TRUE;
}

/* an event that was never read from an input becomes a record */
static gboolean
sweet_row_emission_emit_event (SweetRowEmission *self,
                               SweetEvent *event,
                               GError **error)
{
  SweetRowOrigin origin = { 0, -1, sweet_event_get_timestamp (event) };
  g_autoptr (SweetSchema) schema = NULL;
  g_auto (GStrv) names = NULL;

  if (!SWEET_IS_SENDER_EVENT (event) || sweet_sender_event_get_n_columns (SWEET_SENDER_EVENT (event)) == 0)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA, "a collected event without columns cannot be handed on as a record");
      return FALSE;
    }

  names = sweet_sender_event_dup_columns (SWEET_SENDER_EVENT (event));
  schema = sweet_schema_new ((const char *const *) names);
  sweet_row_emission_use_schema (self, schema);
  sweet_chunk_builder_set_origin (self->builder, &origin, G_OBJECT (event));
  for (guint i = 0; i < sweet_schema_get_n_columns (schema); i++)
    {
      SweetCell cell;

      sweet_sender_event_get_cell (SWEET_SENDER_EVENT (event), i, &cell);
      sweet_chunk_builder_set_cell (self->builder, i, &cell);
    }
  sweet_chunk_builder_end_row (self->builder);

  return TRUE;
}

static gboolean
sweet_row_emission_emit_all (SweetRowEmission *self,
                             GError **error)
{
  GArray *entries = self->store->entries;
  g_autofree guint32 *rows = g_new (guint32, SWEET_ROW_STORE_EMIT_ROWS);
  guint n_rows;

  for (guint i = 0; i < entries->len; i += n_rows)
    {
      const SweetRowEntry *entry = &g_array_index (entries, SweetRowEntry, i);

      n_rows = 1;
      if (entry->block == SWEET_ROW_STORE_EVENT)
        {
          if (!sweet_row_emission_emit_event (self, g_ptr_array_index (self->store->events, entry->row), error))
            return FALSE;
          continue;
        }

      n_rows = sweet_row_emission_collect_run (self, i, rows);
      if (!sweet_row_emission_emit_run (self, &g_array_index (self->store->blocks, SweetRowBlock, entry->block), rows, n_rows, error))
        return FALSE;
    }
  sweet_row_emission_flush (self);

  return TRUE;
}

gboolean
sweet_row_store_emit (SweetRowStore *self,
                      SweetEmitter *out,
                      GError **error)
{
  SweetRowEmission emission = { self, out, NULL, g_atomic_int_get (&self->refs) > 1 };
  gboolean done;

  sweet_row_store_close_block (self);
  sweet_row_store_unify (self);
  done = sweet_row_emission_emit_all (&emission, error);
  g_clear_object (&emission.builder);

  return done;
}
