/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <math.h>
#include <string.h>

#include "stream/sweet-chunk-builder-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-timestamp-private.h"

/**
 * SweetChunkBuilder:
 *
 * Makes chunks of records row by row: set the cells of a row in any order, then end the row. Cells
 * that were not set are absent. The chunk owns its memory and never goes stale.
 *
 * Used by one thread at a time.
 *
 * Since: 1.0
 */

/* offsets are 32 bits; a chunk is meant to be far smaller */
#define SWEET_CHUNK_BUILDER_MAX_SIZE (G_MAXUINT32 / 2)

struct _SweetChunkBuilder
{
  GObject parent_instance;

  SweetSchema *schema;
  guint n_columns;
  guint stride;

  SweetBuffer text;
  guint32 *index;
  gsize index_capacity;
  guint n_rows;
  gboolean in_row;

  SweetRowOrigin *origins;
  gsize origins_capacity;
  SweetRowOrigin origin;
  GPtrArray *events;
  const char *source;
};

enum
{
  PROP_0,
  PROP_SCHEMA,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetChunkBuilder, sweet_chunk_builder, G_TYPE_OBJECT)

/* a cell is stored as one byte for its type and then its text */
static void
sweet_chunk_builder_resolve (SweetCell *cell,
                             SweetArena *arena,
                             guintptr data)
{
  cell->type = (guint32) (guint8) cell->data[0];
  cell->data++;
  cell->length--;
}

static void
sweet_chunk_builder_finalize (GObject *object)
{
  SweetChunkBuilder *self = SWEET_CHUNK_BUILDER (object);

  g_clear_object (&self->schema);
  sweet_buffer_clear (&self->text);
  g_free (self->index);
  g_free (self->origins);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  G_OBJECT_CLASS (sweet_chunk_builder_parent_class)->finalize (object);
}

static void
sweet_chunk_builder_get_property (GObject *object,
                                  guint prop_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  SweetChunkBuilder *self = SWEET_CHUNK_BUILDER (object);

  switch (prop_id)
    {
    case PROP_SCHEMA:
      g_value_set_object (value, self->schema);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_chunk_builder_set_property (GObject *object,
                                  guint prop_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  SweetChunkBuilder *self = SWEET_CHUNK_BUILDER (object);

  switch (prop_id)
    {
    case PROP_SCHEMA:
      self->schema = g_value_dup_object (value);
      self->n_columns = self->schema != NULL ? sweet_schema_get_n_columns (self->schema) : 0;
      self->stride = 2 * self->n_columns + 1;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_chunk_builder_class_init (SweetChunkBuilderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_chunk_builder_finalize;
  object_class->get_property = sweet_chunk_builder_get_property;
  object_class->set_property = sweet_chunk_builder_set_property;

  /**
   * SweetChunkBuilder:schema:
   *
   * The columns of the chunks.
   *
   * Since: 1.0
   */
  properties[PROP_SCHEMA] =
      g_param_spec_object ("schema", "Schema", "The columns of the chunks", SWEET_TYPE_SCHEMA,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_chunk_builder_init (SweetChunkBuilder *self)
{
}

/* all cells of a new row are absent: they end before they start */
static guint32 *
sweet_chunk_builder_get_row (SweetChunkBuilder *self)
{
  gsize used = (gsize) self->n_rows * self->stride;
  guint32 *entries;

  if (used + self->stride > self->index_capacity)
    {
      self->index_capacity = MAX (used + self->stride, self->index_capacity * 2);
      self->index = g_renew (guint32, self->index, self->index_capacity);
    }
  entries = self->index + used;
  if (self->in_row)
    return entries;

  entries[0] = (guint32) self->text.length;
  for (guint i = 0; i < self->n_columns; i++)
    {
      entries[2 * i + 1] = 1;
      entries[2 * i + 2] = 0;
    }
  self->in_row = TRUE;
  self->origin = (SweetRowOrigin){ 0, -1, 0 };
  return entries;
}

static void
sweet_chunk_builder_set (SweetChunkBuilder *self,
                         guint column,
                         SweetCellType type,
                         const char *text,
                         gsize length)
{
  guint32 *entries;
  guint8 *p;

  g_return_if_fail (SWEET_IS_CHUNK_BUILDER (self));
  g_return_if_fail (column < self->n_columns);
  g_return_if_fail (self->text.length + length < SWEET_CHUNK_BUILDER_MAX_SIZE);

  entries = sweet_chunk_builder_get_row (self);
  p = sweet_buffer_reserve (&self->text, length + 1);
  p[0] = (guint8) type;
  if (length > 0)
    memcpy (p + 1, text, length);
  entries[2 * column + 1] = (guint32) self->text.length;
  self->text.length += length + 1;
  entries[2 * column + 2] = (guint32) self->text.length;
}

/**
 * sweet_chunk_builder_new:
 * @schema: the columns of the chunks
 *
 * Makes a chunk builder.
 *
 * Returns: (transfer full): a new builder
 *
 * Since: 1.0
 */
SweetChunkBuilder *
sweet_chunk_builder_new (SweetSchema *schema)
{
  g_return_val_if_fail (SWEET_IS_SCHEMA (schema), NULL);

  return g_object_new (SWEET_TYPE_CHUNK_BUILDER, "schema", schema, NULL);
}

/**
 * sweet_chunk_builder_get_schema:
 * @self: a chunk builder
 *
 * Gets the columns of the chunks.
 *
 * Returns: (transfer none): the schema
 *
 * Since: 1.0
 */
SweetSchema *
sweet_chunk_builder_get_schema (SweetChunkBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK_BUILDER (self), NULL);

  return self->schema;
}

/**
 * sweet_chunk_builder_get_n_rows:
 * @self: a chunk builder
 *
 * Gets how many rows were ended since the last chunk was built.
 *
 * Returns: the number of rows
 *
 * Since: 1.0
 */
guint
sweet_chunk_builder_get_n_rows (SweetChunkBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK_BUILDER (self), 0);

  return self->n_rows;
}

/**
 * sweet_chunk_builder_get_size:
 * @self: a chunk builder
 *
 * Gets how much memory the rows take since the last chunk was built.
 *
 * Returns: the size in bytes
 *
 * Since: 1.0
 */
gsize
sweet_chunk_builder_get_size (SweetChunkBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK_BUILDER (self), 0);

  return self->text.length + self->n_rows * (self->stride * sizeof (guint32) + sizeof (SweetRowOrigin));
}

/**
 * sweet_chunk_builder_set_text:
 * @self: a chunk builder
 * @column: a column
 * @text: its text in the current row
 *
 * Sets a cell to text.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_text (SweetChunkBuilder *self,
                              guint column,
                              const char *text)
{
  g_return_if_fail (text != NULL);

  sweet_chunk_builder_set (self, column, SWEET_CELL_TEXT, text, strlen (text));
}

/**
 * sweet_chunk_builder_set_int64:
 * @self: a chunk builder
 * @column: a column
 * @value: its value in the current row
 *
 * Sets a cell to a whole number.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_int64 (SweetChunkBuilder *self,
                               guint column,
                               gint64 value)
{
  char text[24];
  int length = g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);

  sweet_chunk_builder_set (self, column, SWEET_CELL_NUMBER, text, (gsize) length);
}

/**
 * sweet_chunk_builder_set_double:
 * @self: a chunk builder
 * @column: a column
 * @value: its value in the current row
 *
 * Sets a cell to a number, in the digits that read back as the same number. What is not finite
 * becomes null, as JSON has no word for it.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_double (SweetChunkBuilder *self,
                                guint column,
                                double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      sweet_chunk_builder_set_null (self, column);
      return;
    }

  g_ascii_formatd (text, sizeof text, "%.15g", value);
  if (g_ascii_strtod (text, NULL) < value || g_ascii_strtod (text, NULL) > value)
    g_ascii_dtostr (text, sizeof text, value);
  sweet_chunk_builder_set (self, column, SWEET_CELL_NUMBER, text, strlen (text));
}

/**
 * sweet_chunk_builder_set_timestamp:
 * @self: a chunk builder
 * @column: a column
 * @value: a time in µs since 1970 UTC, in the years 1 to 9999
 *
 * Sets a cell to a time: the text by RFC 3339 in UTC, as in `2026-11-27T07:30:05.25Z`.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_timestamp (SweetChunkBuilder *self,
                                   guint column,
                                   gint64 value)
{
  char text[SWEET_TIMESTAMP_SIZE];
  gsize length = sweet_timestamp_write (value, text);

  sweet_chunk_builder_set (self, column, SWEET_CELL_TEXT, text, length);
}

/**
 * sweet_chunk_builder_set_boolean:
 * @self: a chunk builder
 * @column: a column
 * @value: its value in the current row
 *
 * Sets a cell to true or false.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_boolean (SweetChunkBuilder *self,
                                 guint column,
                                 gboolean value)
{
  sweet_chunk_builder_set (self, column, SWEET_CELL_BOOLEAN, value ? "true" : "false", value ? 4 : 5);
}

/**
 * sweet_chunk_builder_set_null:
 * @self: a chunk builder
 * @column: a column
 *
 * Sets a cell to null.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_null (SweetChunkBuilder *self,
                              guint column)
{
  sweet_chunk_builder_set (self, column, SWEET_CELL_NULL, NULL, 0);
}

/**
 * sweet_chunk_builder_set_cell: (skip)
 * @self: a chunk builder
 * @column: a column
 * @cell: its value in the current row, copied
 *
 * Sets a cell to a copy of another. Scripts use the function for the type, or
 * sweet_chunk_builder_append_row().
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_set_cell (SweetChunkBuilder *self,
                              guint column,
                              const SweetCell *cell)
{
  if (cell->type != SWEET_CELL_ABSENT)
    sweet_chunk_builder_set (self, column, cell->type, cell->data, cell->length);
}

/* where the current row came from */
void
sweet_chunk_builder_set_origin (SweetChunkBuilder *self,
                                const SweetRowOrigin *origin,
                                GObject *event)
{
  sweet_chunk_builder_get_row (self);
  self->origin = *origin;
  if (event == NULL)
    return;

  if (self->events == NULL)
    self->events = g_ptr_array_new_with_free_func (g_object_unref);
  if (self->events->len <= self->n_rows)
    g_ptr_array_set_size (self->events, (int) self->n_rows + 1);
  g_set_object ((GObject **) &g_ptr_array_index (self->events, self->n_rows), event);
}

/**
 * sweet_chunk_builder_end_row:
 * @self: a chunk builder
 *
 * Ends the current row and begins the next.
 *
 * Since: 1.0
 */
void
sweet_chunk_builder_end_row (SweetChunkBuilder *self)
{
  g_return_if_fail (SWEET_IS_CHUNK_BUILDER (self));

  sweet_chunk_builder_get_row (self);
  if (self->n_rows >= self->origins_capacity)
    {
      self->origins_capacity = MAX (16, self->origins_capacity * 2);
      self->origins = g_renew (SweetRowOrigin, self->origins, self->origins_capacity);
    }
  self->origins[self->n_rows] = self->origin;
  self->n_rows++;
  self->in_row = FALSE;
}

/**
 * sweet_chunk_builder_append_row:
 * @self: a chunk builder
 * @chunk: a chunk with the same columns
 * @row: a row of it
 * @error: return location for an error
 *
 * Copies a whole row, together with where it came from.
 *
 * Returns: %TRUE, or %FALSE with @error set when the chunk is stale, has other columns or the
 *   builder is full
 *
 * Since: 1.0
 */
gboolean
sweet_chunk_builder_append_row (SweetChunkBuilder *self,
                                SweetChunk *chunk,
                                guint row,
                                GError **error)
{
  SweetArena arena = { NULL, NULL, 0 };
  SweetRowOrigin origin;
  guint physical;
  SweetCell cell;

  g_return_val_if_fail (SWEET_IS_CHUNK_BUILDER (self), FALSE);
  g_return_val_if_fail (SWEET_IS_CHUNK (chunk), FALSE);

  if (chunk->stale)
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE,
                           "the chunk is stale: it was kept beyond the callback that it was handed to");
      return FALSE;
    }
  if (chunk->schema == NULL || !sweet_schema_equal (chunk->schema, self->schema))
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA,
                           "the row has other columns than the chunk being built");
      return FALSE;
    }
  g_return_val_if_fail (row < chunk->n_rows, FALSE);

  physical = sweet_chunk_get_physical_row (chunk, row);
  if (self->text.length + sweet_payload_get_row_size (chunk->payload, physical) + self->n_columns > SWEET_CHUNK_BUILDER_MAX_SIZE)
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "the chunk being built is full");
      return FALSE;
    }

  for (guint i = 0; i < self->n_columns; i++)
    {
      sweet_payload_read (chunk->payload, physical, sweet_chunk_get_slot (chunk, i), &arena, &cell);
      sweet_chunk_builder_set_cell (self, i, &cell);
    }
  origin.record = sweet_payload_get_record (chunk->payload, physical);
  origin.offset = sweet_payload_get_offset (chunk->payload, physical);
  origin.timestamp = chunk->payload->origins != NULL ? chunk->payload->origins[physical].timestamp : chunk->timestamp;
  sweet_chunk_builder_set_origin (self, &origin,
                                  chunk->payload->events != NULL && physical < chunk->payload->events->len
                                      ? g_ptr_array_index (chunk->payload->events, physical)
                                      : NULL);
  self->source = chunk->source;
  sweet_chunk_builder_end_row (self);
  sweet_arena_clear (&arena);
  return TRUE;
}

/**
 * sweet_chunk_builder_build:
 * @self: a chunk builder
 *
 * Makes a chunk of the rows ended so far; a row that was begun and not ended is dropped. The
 * builder is empty afterwards and may be used again.
 *
 * Returns: (transfer full): a new chunk
 *
 * Since: 1.0
 */
SweetChunk *
sweet_chunk_builder_build (SweetChunkBuilder *self)
{
  SweetPayload *payload;
  SweetChunk *chunk;

  g_return_val_if_fail (SWEET_IS_CHUNK_BUILDER (self), NULL);

  payload = g_new0 (SweetPayload, 1);
  payload->refs = 1;
  payload->n_rows = self->n_rows;
  payload->n_slots = self->n_columns;
  payload->stride = self->stride;
  payload->layout = (SweetRowLayout){ SWEET_CELL_PLACES_SPANS, -1, sweet_chunk_builder_resolve, 0, 0 };
  payload->own_index = g_steal_pointer (&self->index);
  payload->index = payload->own_index;
  payload->own_base = g_steal_pointer (&self->text.data);
  payload->base = payload->own_base;
  payload->origins = g_steal_pointer (&self->origins);
  payload->events = g_steal_pointer (&self->events);
  payload->base_offset = G_MININT64;

  chunk = sweet_chunk_new_empty ();
  sweet_chunk_show_rows (chunk, payload, FALSE, self->schema, 0, self->n_rows);
  chunk->source = g_intern_string (self->source);
  chunk->timestamp = payload->origins != NULL && self->n_rows > 0 ? payload->origins[0].timestamp : 0;
  sweet_payload_unref (payload);

  self->text = (SweetBuffer){ NULL, 0, 0 };
  self->index_capacity = 0;
  self->origins_capacity = 0;
  self->n_rows = 0;
  self->in_row = FALSE;
  self->source = NULL;
  return chunk;
}
