/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-chunk-private.h"

/* copies of what a chunk shows, for scripts */

static char *
sweet_chunk_make_text (SweetChunk *self,
                       guint row,
                       guint column,
                       const SweetCell *cell,
                       GError **error)
{
  GError *reason = NULL;
  char *text = sweet_cell_dup_text (cell, &reason);

  if (reason != NULL)
    g_propagate_prefixed_error (error, reason, "record %" G_GUINT64_FORMAT ": “%s” ",
                                sweet_chunk_get_record_number (self, row), sweet_schema_get_name (self->schema, column));
  return text;
}

/**
 * sweet_chunk_dup_text:
 * @self: a chunk
 * @row: a row
 * @column: a column
 * @error: return location for an error
 *
 * Gets one cell as text.
 *
 * Returns: (transfer full) (nullable): the text, %NULL without @error for a missing cell, %NULL
 *   with @error set when the chunk is stale, has no such cell, or the cell is not UTF-8
 *
 * Since: 1.0
 */
char *
sweet_chunk_dup_text (SweetChunk *self,
                      guint row,
                      guint column,
                      GError **error)
{
  SweetCell cell;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  if (!sweet_chunk_check_column (self, column, error))
    return NULL;
  if (row >= self->n_rows)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_INCOMPLETE,
                   "no row %u; there are %u, counted from 0", row, self->n_rows);
      return NULL;
    }

  sweet_chunk_read (self, row, column, &self->arena, &cell);
  return sweet_chunk_make_text (self, row, column, &cell, error);
}

/**
 * sweet_chunk_dup_texts:
 * @self: a chunk
 * @column: a column
 * @error: return location for an error
 *
 * Gets a column as text. A missing cell is an empty string; sweet_chunk_dup_text() tells the two
 * apart.
 *
 * Returns: (array zero-terminated=1) (transfer full): one text per row, or %NULL with @error set, also
 *   when a cell is not UTF-8
 *
 * Since: 1.0
 */
char **
sweet_chunk_dup_texts (SweetChunk *self,
                       guint column,
                       GError **error)
{
  const SweetCell *cells = sweet_chunk_get_column (self, column, error);
  g_auto (GStrv) texts = NULL;

  if (cells == NULL)
    return NULL;

  texts = g_new0 (char *, self->n_rows + 1);
  for (guint row = 0; row < self->n_rows; row++)
    {
      if (sweet_cell_is_missing (&cells[row]))
        texts[row] = g_strdup ("");
      else
        texts[row] = sweet_chunk_make_text (self, row, column, &cells[row], error);
      if (texts[row] == NULL)
        return NULL;
    }
  return g_steal_pointer (&texts);
}

/**
 * sweet_chunk_dup_int64s:
 * @self: a chunk
 * @column: a column
 * @error: return location for an error
 *
 * Gets a column as whole numbers in the byte order of the machine, 8 bytes per row. A cell that is
 * missing or no whole number is the smallest #gint64, -9223372036854775808.
 *
 * Returns: (transfer full): one number per row, or %NULL with @error set
 *
 * Since: 1.0
 */
GBytes *
sweet_chunk_dup_int64s (SweetChunk *self,
                        guint column,
                        GError **error)
{
  const gint64 *numbers = sweet_chunk_get_int64s (self, column, NULL, error);

  return numbers != NULL ? g_bytes_new (numbers, self->n_rows * sizeof (gint64)) : NULL;
}

/**
 * sweet_chunk_dup_doubles:
 * @self: a chunk
 * @column: a column
 * @error: return location for an error
 *
 * Gets a column as floating-point numbers in the byte order of the machine, 8 bytes per row. A cell
 * that is missing or no number is NaN.
 *
 * Returns: (transfer full): one number per row, or %NULL with @error set
 *
 * Since: 1.0
 */
GBytes *
sweet_chunk_dup_doubles (SweetChunk *self,
                         guint column,
                         GError **error)
{
  const double *numbers = sweet_chunk_get_doubles (self, column, error);

  return numbers != NULL ? g_bytes_new (numbers, self->n_rows * sizeof (double)) : NULL;
}

/**
 * sweet_chunk_dup_timestamps:
 * @self: a chunk
 * @column: a column
 * @error: return location for an error
 *
 * Gets a column as times in µs since 1970 UTC in the byte order of the machine, 8 bytes per row. A cell that
 * is missing or no time is the smallest #gint64, -9223372036854775808. Times are texts by RFC 3339, as in
 * `2026-11-27T08:30:05Z`, or numbers since 1970, whose size says whether they are seconds, milliseconds,
 * µs or nanoseconds.
 *
 * Returns: (transfer full): one number per row, or %NULL with @error set
 *
 * Since: 1.0
 */
GBytes *
sweet_chunk_dup_timestamps (SweetChunk *self,
                            guint column,
                            GError **error)
{
  const gint64 *times = sweet_chunk_get_timestamps (self, column, NULL, error);

  return times != NULL ? g_bytes_new (times, self->n_rows * sizeof (gint64)) : NULL;
}

/**
 * sweet_chunk_dup_bytes:
 * @self: a chunk of bytes
 * @error: return location for an error
 *
 * Gets a copy of the bytes of a chunk.
 *
 * Returns: (transfer full): the bytes, or %NULL with @error set
 *
 * Since: 1.0
 */
GBytes *
sweet_chunk_dup_bytes (SweetChunk *self,
                       GError **error)
{
  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  if (!sweet_chunk_check (self, SWEET_MEDIA_BYTES, error))
    return NULL;

  return self->owned_bytes != NULL ? g_bytes_ref (self->owned_bytes) : g_bytes_new (self->bytes, self->n_bytes);
}
