/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-chunk-private.h"

/**
 * SweetChunk:
 *
 * Some records that follow each other in a stream, or a block of its bytes. What is in a chunk is
 * shared, not copied, on the way through a pipeline: filters and selections only change what a
 * chunk shows.
 *
 * Rows and columns count from 0. A chunk that was handed to a callback may be read during that
 * call. A handle that is kept longer is stale: everything that reads its records fails with
 * %SWEET_STREAM_ERROR_STALE. sweet_chunk_copy() makes a chunk that lasts.
 *
 * In C, sweet_chunk_get_column() gives the cells of a column as an array to loop over; scripts take
 * a whole column at once as well. A chunk is read by one thread at a time.
 *
 * Since: 1.0
 */

G_DEFINE_FINAL_TYPE (SweetChunk, sweet_chunk, G_TYPE_OBJECT)

static void
sweet_chunk_finalize (GObject *object)
{
  SweetChunk *self = SWEET_CHUNK (object);

  sweet_chunk_reset (self);
  sweet_arena_clear (&self->arena);
  for (guint i = 0; i < G_N_ELEMENTS (self->schemas); i++)
    g_clear_object (&self->schemas[i]);
  g_clear_object (&self->task_id);
  g_free (self->selection);
  g_free (self->columns);
  g_free (self->made);
  G_OBJECT_CLASS (sweet_chunk_parent_class)->finalize (object);
}

static void
sweet_chunk_class_init (SweetChunkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_chunk_finalize;
}

static void
sweet_chunk_init (SweetChunk *self)
{
}

gboolean
sweet_chunk_check (SweetChunk *self,
                   SweetMedia media,
                   GError **error)
{
  if (self->stale)
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE,
                           "the chunk is stale: it was kept beyond the callback that it was handed to; "
                           "sweet_chunk_copy() keeps one");
      return FALSE;
    }
  if (sweet_chunk_get_media (self) != media)
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA,
                           media == SWEET_MEDIA_BYTES ? "the chunk holds records, not bytes"
                                                      : "the chunk holds bytes, not records");
      return FALSE;
    }
  return TRUE;
}

gboolean
sweet_chunk_check_column (SweetChunk *self,
                          guint column,
                          GError **error)
{
  if (!sweet_chunk_check (self, SWEET_MEDIA_RECORDS, error))
    return FALSE;
  if (column >= sweet_schema_get_n_columns (self->schema))
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN,
                   "no column %u; there are %u, counted from 0", column, sweet_schema_get_n_columns (self->schema));
      return FALSE;
    }
  sweet_payload_look (self->payload);
  return TRUE;
}

/* a chunk that shows nothing yet */
SweetChunk *
sweet_chunk_new_empty (void)
{
  return g_object_new (SWEET_TYPE_CHUNK, NULL);
}

SweetMedia
sweet_chunk_get_media (SweetChunk *self)
{
  return self->schema != NULL ? SWEET_MEDIA_RECORDS : SWEET_MEDIA_BYTES;
}

static void
sweet_chunk_set_schema (SweetChunk *self,
                        SweetSchema *schema)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (self->schemas) && self->schemas[i] != schema)
    i++;
  if (i == G_N_ELEMENTS (self->schemas))
    g_set_object (&self->schemas[self->n_schemas++ % G_N_ELEMENTS (self->schemas)], schema);
  self->schema = schema;
}

void
sweet_chunk_show_rows (SweetChunk *self,
                       SweetPayload *payload,
                       gboolean pooled,
                       SweetSchema *schema,
                       guint first_row,
                       guint n_rows)
{
  sweet_chunk_reset (self);
  self->payload = pooled ? payload : sweet_payload_ref (payload);
  self->pooled = pooled != FALSE;
  sweet_chunk_set_schema (self, schema);
  self->first_row = first_row;
  self->n_rows = n_rows;
}

/* shows bytes of the pool */
void
sweet_chunk_show_bytes (SweetChunk *self,
                        const guint8 *bytes,
                        gsize n_bytes)
{
  sweet_chunk_reset (self);
  self->pooled = TRUE;
  self->bytes = bytes;
  self->n_bytes = n_bytes;
}

static void
sweet_chunk_forget_cells (SweetChunk *self)
{
  if (self->has_made)
    memset (self->made, 0, self->n_made * sizeof (SweetChunkColumn));
  self->has_made = FALSE;
  sweet_arena_reset (&self->arena);
}

static void
sweet_chunk_reserve_columns (SweetChunk *self,
                             guint n_columns)
{
  if (self->columns != NULL && n_columns <= self->columns_capacity)
    return;

  self->columns_capacity = MAX (n_columns, 16);
  self->columns = g_renew (int, self->columns, self->columns_capacity);
}

static void
sweet_chunk_reserve_selection (SweetChunk *self,
                               guint n_rows)
{
  /* there is one also for no rows: nothing is copied from or to NULL */
  if (self->selection != NULL && n_rows <= self->selection_capacity)
    return;

  self->selection_capacity = (guint) MAX (1u << g_bit_storage (n_rows), 256);
  self->selection = g_renew (guint32, self->selection, self->selection_capacity);
}

/* says which slot of the payload each column of the schema is */
void
sweet_chunk_map_columns (SweetChunk *self,
                         const int *columns)
{
  guint n_columns = sweet_schema_get_n_columns (self->schema);

  sweet_chunk_reserve_columns (self, n_columns);
  if (n_columns > 0)
    memcpy (self->columns, columns, n_columns * sizeof (int));
  self->mapped = TRUE;
  sweet_chunk_forget_cells (self);
}

/* shows what @other shows, as an own view of the same payload */
void
sweet_chunk_assign (SweetChunk *self,
                    SweetChunk *other)
{
  sweet_chunk_reset (self);
  if (other->payload != NULL)
    self->payload = other->pooled ? other->payload : sweet_payload_ref (other->payload);
  if (other->schema != NULL)
    sweet_chunk_set_schema (self, other->schema);
  self->first_row = other->first_row;
  self->n_rows = other->n_rows;
  if (other->selected)
    {
      sweet_chunk_reserve_selection (self, other->n_rows);
      memcpy (self->selection, other->selection, other->n_rows * sizeof (guint32));
    }
  self->selected = other->selected;
  if (other->mapped)
    sweet_chunk_map_columns (self, other->columns);
  self->bytes = other->bytes;
  self->n_bytes = other->n_bytes;
  if (other->owned_bytes != NULL)
    self->owned_bytes = g_bytes_ref (other->owned_bytes);
  self->pooled = other->pooled;
  self->stale = other->stale;
  self->sequence = other->sequence;
  g_set_object (&self->task_id, other->task_id);
  self->timestamp = other->timestamp;
  self->source = other->source;
}

/* narrows the view to some of its rows */
void
sweet_chunk_cut (SweetChunk *self,
                 guint first_row,
                 guint n_rows)
{
  if (self->selected)
    memmove (self->selection, self->selection + first_row, n_rows * sizeof (guint32));
  else
    self->first_row += first_row;
  self->n_rows = n_rows;
  sweet_chunk_forget_cells (self);
}

/* shows nothing any more; keeps its memory for the next use */
void
sweet_chunk_reset (SweetChunk *self)
{
  if (self->payload != NULL && !self->pooled)
    sweet_payload_unref (self->payload);
  self->payload = NULL;
  self->schema = NULL;
  g_clear_pointer (&self->owned_bytes, g_bytes_unref);
  self->bytes = NULL;
  self->n_bytes = 0;
  self->first_row = 0;
  self->n_rows = 0;
  self->pooled = FALSE;
  self->stale = FALSE;
  self->selected = FALSE;
  self->mapped = FALSE;
  self->emitter = NULL;
  sweet_chunk_forget_cells (self);
}

/* the pool takes its block back while somebody still holds the chunk */
void
sweet_chunk_detach (SweetChunk *self)
{
  self->payload = NULL;
  self->bytes = NULL;
  self->n_bytes = 0;
  self->source = NULL;
  self->stale = TRUE;
  sweet_chunk_forget_cells (self);
}

/**
 * sweet_chunk_new_bytes:
 * @bytes: the bytes
 *
 * Makes a chunk of bytes.
 *
 * Returns: (transfer full): a new chunk
 *
 * Since: 1.0
 */
SweetChunk *
sweet_chunk_new_bytes (GBytes *bytes)
{
  SweetChunk *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = sweet_chunk_new_empty ();
  self->owned_bytes = g_bytes_ref (bytes);
  self->bytes = g_bytes_get_data (bytes, &self->n_bytes);
  return self;
}

/**
 * sweet_chunk_copy:
 * @self: a chunk
 * @error: return location for an error
 *
 * Copies what the chunk shows into a chunk of its own, which never goes stale.
 *
 * Returns: (transfer full): a new chunk, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetChunk *
sweet_chunk_copy (SweetChunk *self,
                  GError **error)
{
  g_autoptr (SweetChunkBuilder) builder = NULL;
  SweetChunk *copy;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  if (!sweet_chunk_check (self, sweet_chunk_get_media (self), error))
    return NULL;

  if (self->schema == NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (self->bytes, self->n_bytes);

      copy = sweet_chunk_new_bytes (bytes);
    }
  else
    {
      builder = sweet_chunk_builder_new (self->schema);
      for (guint row = 0; row < self->n_rows; row++)
        if (!sweet_chunk_builder_append_row (builder, self, row, error))
          return NULL;
      copy = sweet_chunk_builder_build (builder);
    }
  copy->sequence = self->sequence;
  g_set_object (&copy->task_id, self->task_id);
  copy->timestamp = self->timestamp;
  copy->source = self->source;
  return copy;
}

/**
 * sweet_chunk_get_schema:
 * @self: a chunk
 *
 * Gets the columns of the records. It stays readable when the chunk is stale.
 *
 * Returns: (transfer none) (nullable): the schema, %NULL for a chunk of bytes
 *
 * Since: 1.0
 */
SweetSchema *
sweet_chunk_get_schema (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  return self->schema;
}

/**
 * sweet_chunk_get_n_rows:
 * @self: a chunk
 *
 * Gets how many records the chunk shows.
 *
 * Returns: the number of rows
 *
 * Since: 1.0
 */
guint
sweet_chunk_get_n_rows (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), 0);

  return self->n_rows;
}

/**
 * sweet_chunk_get_sequence:
 * @self: a chunk
 *
 * Gets a number that grows in input order over the chunks that one element gets, whichever worker
 * has them.
 *
 * Returns: the sequence number
 *
 * Since: 1.0
 */
guint64
sweet_chunk_get_sequence (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), 0);

  return self->sequence;
}

/**
 * sweet_chunk_get_task_id:
 * @self: a chunk
 *
 * Gets the task that the chunk flows through.
 *
 * Returns: (transfer none) (nullable): the id, %NULL outside of a task
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_chunk_get_task_id (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  return self->task_id;
}

/**
 * sweet_chunk_get_timestamp:
 * @self: a chunk
 *
 * Gets when the chunk was read.
 *
 * Returns: µs since 1970 UTC
 *
 * Since: 1.0
 */
gint64
sweet_chunk_get_timestamp (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), 0);

  return self->timestamp;
}

/**
 * sweet_chunk_get_source:
 * @self: a chunk
 *
 * Gets what the source calls its input, such as a file name.
 *
 * Returns: (transfer none) (nullable): the name
 *
 * Since: 1.0
 */
const char *
sweet_chunk_get_source (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  return self->source;
}

/**
 * sweet_chunk_get_record_number:
 * @self: a chunk
 * @row: a row
 *
 * Gets which record of the input a row is, counted from 1, malformed records included and a header
 * not.
 *
 * Returns: the number, 0 for a row that was not read from an input or of a stale chunk
 *
 * Since: 1.0
 */
guint64
sweet_chunk_get_record_number (SweetChunk *self,
                               guint row)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), 0);

  if (self->payload == NULL || row >= self->n_rows)
    return 0;

  return sweet_payload_get_record (self->payload, sweet_chunk_get_physical_row (self, row));
}

/**
 * sweet_chunk_get_offset:
 * @self: a chunk
 * @row: a row
 *
 * Gets where a row begins in the input.
 *
 * Returns: the offset in bytes, -1 for a row that was not read from an input or of a stale chunk
 *
 * Since: 1.0
 */
gint64
sweet_chunk_get_offset (SweetChunk *self,
                        guint row)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), -1);

  if (self->payload == NULL || row >= self->n_rows)
    return -1;

  return sweet_payload_get_offset (self->payload, sweet_chunk_get_physical_row (self, row));
}

/**
 * sweet_chunk_is_stale:
 * @self: a chunk
 *
 * Tells whether the records are gone, because the chunk was kept beyond its callback.
 *
 * Returns: whether reading would fail
 *
 * Since: 1.0
 */
gboolean
sweet_chunk_is_stale (SweetChunk *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), TRUE);

  return self->stale;
}

/**
 * sweet_chunk_peek_bytes: (skip)
 * @self: a chunk of bytes
 * @size: (out): how many bytes
 * @error: return location for an error
 *
 * Gets the bytes of a chunk without a copy. Scripts use sweet_chunk_dup_bytes().
 *
 * Returns: (transfer none): the bytes, or %NULL with @error set
 *
 * Since: 1.0
 */
const guint8 *
sweet_chunk_peek_bytes (SweetChunk *self,
                        gsize *size,
                        GError **error)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  *size = 0;
  if (!sweet_chunk_check (self, SWEET_MEDIA_BYTES, error))
    return NULL;

  *size = self->n_bytes;
  return self->bytes != NULL ? self->bytes : (const guint8 *) "";
}

/**
 * sweet_chunk_select_rows:
 * @self: a chunk that sweet_emitter_make_writable() returned
 * @rows: (array length=n_rows): the rows to show, of those shown now
 * @n_rows: how many
 *
 * Changes which rows the chunk shows, and in which order. Nothing is copied but the row numbers.
 *
 * Since: 1.0
 */
void
sweet_chunk_select_rows (SweetChunk *self,
                         const guint32 *rows,
                         guint n_rows)
{
  guint32 *old = NULL;
  guint32 largest = 0;

  g_return_if_fail (SWEET_IS_CHUNK (self));
  g_return_if_fail (!self->stale && self->schema != NULL);

  for (guint i = 0; i < n_rows; i++)
    largest = MAX (largest, rows[i]);
  g_return_if_fail (n_rows == 0 || largest < self->n_rows);

  sweet_chunk_forget_cells (self);
  if (self->selected)
    {
      old = sweet_arena_alloc (&self->arena, MAX (self->n_rows, 1) * sizeof (guint32));
      memcpy (old, self->selection, self->n_rows * sizeof (guint32));
    }
  sweet_chunk_reserve_selection (self, n_rows);
  if (old != NULL)
    for (guint i = 0; i < n_rows; i++)
      self->selection[i] = old[rows[i]];
  else
    for (guint i = 0; i < n_rows; i++)
      self->selection[i] = self->first_row + rows[i];
  self->selected = TRUE;
  self->n_rows = n_rows;
}

/**
 * sweet_chunk_select_columns:
 * @self: a chunk that sweet_emitter_make_writable() returned
 * @schema: the columns to show
 * @columns: (array length=n_columns): for each of them the column shown now, or -1 for one that is
 *   absent
 * @n_columns: how many
 *
 * Changes which columns the chunk shows, in which order and under which names. Nothing is copied
 * but the column numbers.
 *
 * Since: 1.0
 */
void
sweet_chunk_select_columns (SweetChunk *self,
                            SweetSchema *schema,
                            const int *columns,
                            guint n_columns)
{
  int *old = NULL;

  g_return_if_fail (SWEET_IS_CHUNK (self));
  g_return_if_fail (!self->stale && self->schema != NULL);
  g_return_if_fail (SWEET_IS_SCHEMA (schema));
  g_return_if_fail (sweet_schema_get_n_columns (schema) == n_columns);

  for (guint i = 0; i < n_columns; i++)
    g_return_if_fail (columns[i] < (int) sweet_schema_get_n_columns (self->schema));

  sweet_chunk_forget_cells (self);
  if (self->mapped)
    {
      guint n_old = sweet_schema_get_n_columns (self->schema);

      old = sweet_arena_alloc (&self->arena, MAX (n_old, 1) * sizeof (int));
      memcpy (old, self->columns, n_old * sizeof (int));
    }
  sweet_chunk_reserve_columns (self, n_columns);
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = columns[i] < 0 || old == NULL ? columns[i] : old[columns[i]];
  self->mapped = TRUE;
  sweet_chunk_set_schema (self, schema);
}
