/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-lines-format.h"

#include <string.h>

#define SWEET_LINES_COLUMN "line"

/* in->state while the rest of a line that is too large is being left out */
#define SWEET_LINES_STATE_DISCARD 1

struct _SweetLinesFormat
{
  SweetFormat parent_instance;

  /* the schema that was encoded last, and which of its columns is written; -1 for none */
  SweetSchema *schema;
  int column;
};

G_DEFINE_FINAL_TYPE (SweetLinesFormat, sweet_lines_format, SWEET_TYPE_FORMAT)

static gboolean
sweet_lines_format_begin (SweetFormat *format,
                          SweetDecodeInput *in,
                          SweetRowWriter *rows,
                          SweetSchema **schema,
                          GError **error)
{
  static const char *const names[] = { SWEET_LINES_COLUMN, NULL };
  static const SweetRowLayout layout = { .places = SWEET_CELL_PLACES_ENDS };

  sweet_format_set_layout (format, &layout);
  *schema = sweet_schema_new (names);
  in->consumed = in->start;

  return TRUE;
}

static gssize
sweet_lines_format_guess_start (SweetFormat *format,
                                const guint8 *data,
                                gsize size)
{
  const guint8 *feed = memchr (data, '\n', size);

  return feed != NULL ? feed - data + 1 : -1;
}

static gboolean
sweet_lines_format_refuse (const SweetDecodeInput *in,
                           SweetRowWriter *rows,
                           guint32 start)
{
  return sweet_row_writer_add_error (rows,
                                     SWEET_ROW_ERROR_TOO_LARGE,
                                     start,
                                     start + (guint32) in->max_record_size,
                                     in->max_record_size);
}

/* what follows the last line feed: kept for the next call unless it is too large already; gives
 * where the next record begins */
static guint32
sweet_lines_format_decode_partial (SweetDecodeInput *in,
                                   SweetRowWriter *rows,
                                   guint32 start)
{
  in->scanned = in->end;

  if (in->state != SWEET_LINES_STATE_DISCARD)
    {
      if (in->end - start <= in->max_record_size || !sweet_lines_format_refuse (in, rows, start))
        return start;
      in->state = SWEET_LINES_STATE_DISCARD;
    }

  return in->end;
}

/* the hot path: all lines but the last ones, 64 bytes at a time; none of them can be too large */
static guint32
sweet_lines_format_take_lines (const SweetDecodeInput *in,
                               SweetRowWriter *rows,
                               guint32 start)
{
  SweetRowScan scan = {
    .base = in->base,
    .start = start,
    .end = start + (guint32) MIN (in->end - start, in->max_record_size),
  };

  sweet_row_scan_read_lines (&scan, rows);

  return scan.start;
}

static inline void
sweet_lines_format_keep (SweetRowWriter *rows,
                         guint32 start,
                         guint32 end)
{
  if (rows->counting)
    {
      sweet_row_writer_count_rows (rows, 1);
    }
  else
    {
      guint32 *entries = sweet_row_writer_begin_row (rows);

      entries[0] = start;
      entries[1] = end;
      sweet_row_writer_end_row (rows);
    }
}

static void
sweet_lines_format_decode (SweetFormat *format,
                           SweetDecodeInput *in,
                           SweetRowWriter *rows)
{
  guint32 start = in->start;
  guint32 scan = in->scanned;
  guint n_records = 0;

  while (start < in->end)
    {
      const guint8 *feed;
      guint32 end;

      if (scan == start && in->state == 0 && in->max_records == 0)
        start = scan = sweet_lines_format_take_lines (in, rows, start);

      feed = memchr (in->base + scan, '\n', in->end - scan);
      end = feed != NULL ? (guint32) (feed - in->base) : in->end;
      if (feed == NULL && !in->at_end)
        {
          start = sweet_lines_format_decode_partial (in, rows, start);
          break;
        }

      if (in->state == SWEET_LINES_STATE_DISCARD)
        {
          in->state = 0;
        }
      else if (G_LIKELY (end - start <= in->max_record_size))
        {
          /* the last line of the bytes may have none behind it */
          if (feed != NULL || end > start)
            sweet_lines_format_keep (rows, start, end);
        }
      else if (!sweet_lines_format_refuse (in, rows, start))
        {
          break;
        }

      rows->n_lines += feed != NULL;
      start = scan = feed != NULL ? end + 1 : end;

      if (++n_records == in->max_records)
        break;
    }

  in->consumed = start;
}

static char *
sweet_lines_format_describe_error (SweetFormat *format,
                                   const guint8 *base,
                                   const SweetRowError *error)
{
  g_autofree char *limit = sweet_size_to_string (error->detail);

  return g_strdup_printf ("the line is larger than %s (max-record-size raises the limit, on-error=skip leaves the record out)", limit);
}

/* the column “line”, or the only one there is */
static gboolean
sweet_lines_format_find_column (SweetLinesFormat *self,
                                SweetSchema *schema,
                                GError **error)
{
  guint n_columns = sweet_schema_get_n_columns (schema);
  int column = sweet_schema_find (schema, SWEET_LINES_COLUMN);

  if (column < 0 && n_columns > 1)
    {
      g_autofree char *names = g_strjoinv (", ", (char **) sweet_schema_get_names (schema));

      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA,
                   "a line holds one column, there are %u and none is named “%s”: select one of %s",
                   n_columns, SWEET_LINES_COLUMN, names);
      return FALSE;
    }

  self->column = column < 0 && n_columns == 1 ? 0 : column;
  g_set_object (&self->schema, schema);

  return TRUE;
}

static gboolean
sweet_lines_format_fail (SweetLinesFormat *self,
                         SweetChunk *chunk,
                         guint row,
                         GError **error)
{
  guint64 record = sweet_chunk_get_record_number (chunk, row);

  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA,
               "the column “%s” has a line feed in it, which a line cannot hold: write csv or jsonl instead",
               sweet_schema_get_name (self->schema, (guint) self->column));

  /* what no input has given has no number */
  if (record > 0)
    g_prefix_error (error, "record %" G_GUINT64_FORMAT ": ", record);

  return FALSE;
}

static void
sweet_lines_format_append (SweetBuffer *out,
                           const SweetCell *cell)
{
  gsize length = sweet_cell_is_missing (cell) ? 0 : cell->length;
  guint8 *p = sweet_buffer_reserve (out, length + 1);

  if (length > 0)
    memcpy (p, cell->data, length);
  p[length] = '\n';
  out->length += length + 1;
}

static gboolean
sweet_lines_format_has_feed (const SweetCell *cell)
{
  return !sweet_cell_is_missing (cell) && cell->length > 0 && memchr (cell->data, '\n', cell->length) != NULL;
}

static gboolean
sweet_lines_format_encode (SweetFormat *format,
                           SweetChunk *chunk,
                           SweetSchema *header,
                           SweetBuffer *out,
                           GError **error)
{
  static const SweetCell absent = { .type = SWEET_CELL_ABSENT };

  SweetLinesFormat *self = SWEET_LINES_FORMAT (format);
  SweetSchema *schema = sweet_chunk_get_schema (chunk);
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *cells = NULL;

  if (schema != self->schema && !sweet_lines_format_find_column (self, schema, error))
    return FALSE;

  if (n_rows == 0)
    return TRUE;

  if (self->column >= 0)
    {
      cells = sweet_chunk_get_column (chunk, (guint) self->column, error);
      if (cells == NULL)
        return FALSE;
    }

  for (guint row = 0; row < n_rows; row++)
    {
      const SweetCell *cell = cells != NULL ? &cells[row] : &absent;

      if (sweet_lines_format_has_feed (cell))
        return sweet_lines_format_fail (self, chunk, row, error);
      sweet_lines_format_append (out, cell);
    }

  return TRUE;
}

static void
sweet_lines_format_dispose (GObject *object)
{
  SweetLinesFormat *self = SWEET_LINES_FORMAT (object);

  g_clear_object (&self->schema);

  G_OBJECT_CLASS (sweet_lines_format_parent_class)->dispose (object);
}

static void
sweet_lines_format_class_init (SweetLinesFormatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetFormatClass *format_class = SWEET_FORMAT_CLASS (klass);

  object_class->dispose = sweet_lines_format_dispose;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
  sweet_element_class_set_description (element_class, "Lines of text, one record with the column “line” each");

  format_class->begin = sweet_lines_format_begin;
  format_class->guess_start = sweet_lines_format_guess_start;
  format_class->decode = sweet_lines_format_decode;
  format_class->describe_error = sweet_lines_format_describe_error;
  format_class->encode = sweet_lines_format_encode;
}

static void
sweet_lines_format_init (SweetLinesFormat *self)
{
  self->column = -1;
}
