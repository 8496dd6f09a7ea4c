/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-csv-encoder.h"

#include "sweet-csv-decoder.h"

#include <string.h>

#define SWEET_CSV_BOM        "\xef\xbb\xbf"
#define SWEET_CSV_BOM_LENGTH 3

/* what a byte does to the text it is in */
#define SWEET_CSV_NEEDS_QUOTES   1
#define SWEET_CSV_NEVER_POSSIBLE 2

void
sweet_csv_encoder_set_options (SweetCsvEncoder *self,
                               guint8 delimiter,
                               guint8 quote,
                               gboolean quoting,
                               gboolean header)
{
  self->delimiter = delimiter;
  self->quote = quote;
  self->quoting = quoting;
  self->header = header;

  /* a delimiter twice where nothing quotes */
  sweet_csv_plain_init (&self->plain, delimiter, quoting ? quote : delimiter);
  memset (self->classes, 0, sizeof self->classes);
  self->classes[delimiter] = SWEET_CSV_NEEDS_QUOTES;
  self->classes['\n'] = SWEET_CSV_NEEDS_QUOTES;
  self->classes['\r'] = SWEET_CSV_NEEDS_QUOTES;
  self->classes['\0'] = SWEET_CSV_NEVER_POSSIBLE;
  if (quoting)
    self->classes[quote] = SWEET_CSV_NEEDS_QUOTES;
}

void
sweet_csv_encoder_clear (SweetCsvEncoder *self)
{
  g_clear_object (&self->from);
  g_clear_object (&self->to);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_pointer (&self->extras, g_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->copies, g_array_unref);
}

/* at the very start of the output a byte-order mark would be taken for one */
static guint8
sweet_csv_encoder_classify (const SweetCsvEncoder *self,
                            const char *text,
                            gsize length,
                            gboolean first)
{
  guint8 class = 0;

  for (gsize i = 0; i < length; i++)
    class |= self->classes[(guint8) text[i]];

  if (first && length >= SWEET_CSV_BOM_LENGTH && memcmp (text, SWEET_CSV_BOM, SWEET_CSV_BOM_LENGTH) == 0)
    class |= SWEET_CSV_NEEDS_QUOTES;

  return class;
}

static void
sweet_csv_encoder_write_quoted (const SweetCsvEncoder *self,
                                const char *text,
                                gsize length,
                                SweetBuffer *out)
{
  guint8 *start = sweet_buffer_reserve (out, 2 * length + 2);
  guint8 *p = start;

  *p++ = self->quote;
  while (length > 0)
    {
      const char *found = memchr (text, self->quote, length);
      gsize n = found != NULL ? (gsize) (found - text) + 1 : length;

      memcpy (p, text, n);
      p += n;
      text += n;
      length -= n;
      if (found != NULL)
        *p++ = self->quote;
    }
  *p++ = self->quote;
  out->length += (gsize) (p - start);
}

/* NULL, or why the text cannot be written */
static inline const char *
sweet_csv_encoder_write_text (const SweetCsvEncoder *self,
                              const char *text,
                              gsize length,
                              gboolean first,
                              SweetBuffer *out)
{
  guint8 class = sweet_csv_encoder_classify (self, text, length, first);

  if (G_LIKELY (class == 0))
    {
      sweet_buffer_append (out, text, length);
      return NULL;
    }

  if (class & SWEET_CSV_NEVER_POSSIBLE)
    return "holds a NUL byte, which CSV cannot";
  if (!self->quoting)
    return "holds what takes quotes, such as a delimiter or a line end, and quote= is empty";

  sweet_csv_encoder_write_quoted (self, text, length, out);

  return NULL;
}

/* alone on its line an empty cell is quoted: many readers leave out empty lines, and this one does
 * before the first row */
static inline const char *
sweet_csv_encoder_write_cell (const SweetCsvEncoder *self,
                              const SweetCell *cell,
                              gboolean first,
                              gboolean alone,
                              SweetBuffer *out)
{
  if (cell != NULL && !sweet_cell_is_missing (cell) && cell->length > 0)
    return sweet_csv_encoder_write_text (self, cell->data, cell->length, first && !self->header, out);

  if (alone && self->quoting)
    sweet_csv_encoder_write_quoted (self, "", 0, out);
  else if (alone && !self->header)
    return "is empty and alone, which takes quotes, and quote= is empty";

  return NULL;
}

static inline void
sweet_csv_encoder_write_byte (SweetBuffer *out,
                              guint8 byte)
{
  *sweet_buffer_reserve (out, 1) = byte;
  out->length++;
}

gboolean
sweet_csv_encoder_write_header (SweetCsvEncoder *self,
                                SweetSchema *header,
                                SweetBuffer *out,
                                GError **error)
{
  guint n_columns = sweet_schema_get_n_columns (header);

  if (!self->header || n_columns == 0)
    return TRUE;

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = sweet_schema_get_name (header, i);
      const char *problem = NULL;

      if (i > 0)
        sweet_csv_encoder_write_byte (out, self->delimiter);

      if (name[0] == '\0')
        problem = "is empty, which a header cannot hold";
      else
        problem = sweet_csv_encoder_write_text (self, name, strlen (name), i == 0, out);

      if (problem == NULL)
        continue;

      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA, "the name of column %u %s", i + 1, problem);
      return FALSE;
    }

  sweet_csv_encoder_write_byte (out, '\n');

  return TRUE;
}

/* the column of another schema with the same name, or -1; of several with one name the first is that of the first
 * there, the second that of the second */
static int
sweet_csv_encoder_match_column (SweetSchema *schema,
                                guint column,
                                SweetSchema *other)
{
  const char *name = sweet_schema_get_name (schema, column);
  guint n_before = 0;
  int found = sweet_schema_find (other, name);

  for (guint i = (guint) sweet_schema_find (schema, name); i < column; i++)
    n_before += strcmp (sweet_schema_get_name (schema, i), name) == 0;
  for (guint i = (guint) found + 1; found >= 0 && n_before > 0; i++)
    {
      if (i == sweet_schema_get_n_columns (other))
        return -1;
      if (strcmp (sweet_schema_get_name (other, i), name) != 0)
        continue;
      found = (int) i;
      n_before--;
    }

  return found;
}

static void
sweet_csv_encoder_match_columns (SweetCsvEncoder *self,
                                 SweetSchema *from,
                                 SweetSchema *to)
{
  guint n_from = sweet_schema_get_n_columns (from);
  guint n_to = sweet_schema_get_n_columns (to);

  if (self->from == from && self->to == to)
    return;

  if (self->sources == NULL)
    {
      self->sources = g_array_new (FALSE, FALSE, sizeof (int));
      self->extras = g_array_new (FALSE, FALSE, sizeof (guint));
      self->cells = g_ptr_array_new ();
      self->copies = g_array_new (FALSE, FALSE, sizeof (SweetCsvCopy));
    }

  g_set_object (&self->from, from);
  g_set_object (&self->to, to);
  g_array_set_size (self->sources, 0);
  g_array_set_size (self->extras, 0);

  for (guint i = 0; i < n_to; i++)
    {
      int source = sweet_csv_encoder_match_column (to, i, from);

      g_array_append_val (self->sources, source);
    }

  for (guint i = 0; i < n_from; i++)
    {
      if (sweet_csv_encoder_match_column (from, i, to) < 0)
        g_array_append_val (self->extras, i);
    }
}

/* the first row before @end with a cell that no column of the header takes, or @end */
static gboolean
sweet_csv_encoder_find_extra (const SweetCsvEncoder *self,
                              SweetChunk *chunk,
                              guint *end,
                              const char **name,
                              GError **error)
{
  for (guint i = 0; i < self->extras->len; i++)
    {
      guint column = g_array_index (self->extras, guint, i);
      const SweetCell *cells = sweet_chunk_get_column (chunk, column, error);
      guint row = 0;

      if (cells == NULL)
        return FALSE;

      while (row < *end && cells[row].type == SWEET_CELL_ABSENT)
        row++;

      if (row == *end)
        continue;

      *end = row;
      *name = sweet_schema_get_name (self->from, column);
    }

  return TRUE;
}

static gboolean
sweet_csv_encoder_take_cells (SweetCsvEncoder *self,
                              SweetChunk *chunk,
                              GError **error)
{
  g_ptr_array_set_size (self->cells, (int) self->sources->len);

  for (guint i = 0; i < self->sources->len; i++)
    {
      int source = g_array_index (self->sources, int, i);

      self->cells->pdata[i] = NULL;
      if (source < 0)
        continue;

      self->cells->pdata[i] = (gpointer) sweet_chunk_get_column (chunk, (guint) source, error);
      if (self->cells->pdata[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

/* rows that a processor made come from no record */
static char *
sweet_csv_encoder_dup_place (SweetChunk *chunk,
                             guint row)
{
  guint64 number = sweet_chunk_get_record_number (chunk, row);

  return number > 0 ? g_strdup_printf ("record %" G_GUINT64_FORMAT, number) : g_strdup ("a record");
}

static void
sweet_csv_encoder_set_cell_error (SweetChunk *chunk,
                                  guint row,
                                  const char *name,
                                  const char *problem,
                                  GError **error)
{
  g_autofree char *place = sweet_csv_encoder_dup_place (chunk, row);

  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_ENCODING, "%s: column “%s” %s", place, name, problem);
}

static void
sweet_csv_encoder_set_extra_error (SweetChunk *chunk,
                                   guint row,
                                   const char *name,
                                   GError **error)
{
  g_autofree char *place = sweet_csv_encoder_dup_place (chunk, row);

  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA,
               "%s has a column “%s” that the first record has not: select the columns first", place, name);
}

/* the hot path: cells that take no quotes, straight into the output; false, with nothing written, where one
 * of the row may need more */
static inline gboolean
sweet_csv_encoder_write_plain_row (const SweetCsvEncoder *self,
                                   guint row,
                                   SweetBuffer *out)
{
  const guint n_columns = self->cells->len;
  const SweetCell *const *columns = (const SweetCell *const *) self->cells->pdata;
  gsize size = n_columns;
  guint8 *p;

  for (guint i = 0; i < n_columns; i++)
    size += columns[i] != NULL ? columns[i][row].length : 0;

  p = sweet_buffer_reserve (out, size);
  for (guint i = 0; i < n_columns; i++)
    {
      const SweetCell *cell = columns[i] != NULL ? &columns[i][row] : NULL;

      if (cell != NULL && cell->length > 0 && !sweet_cell_is_missing (cell))
        {
          if (!sweet_csv_plain_copy (&self->plain, p, cell->data, cell->length))
            return FALSE;
          p += cell->length;
        }
      *p++ = self->delimiter;
    }
  p[-1] = '\n';
  out->length = (gsize) (p - out->data);

  return TRUE;
}

/* a cell that was found in quotes; false where it takes a closer look */
static inline gboolean
sweet_csv_encoder_copy_quoted (const SweetCsvEncoder *self,
                               const guint8 *cell,
                               gsize length,
                               guint8 **to)
{
  switch (sweet_csv_plain_copy_quoted (&self->plain, *to, cell, length))
    {
    case SWEET_CSV_QUOTES_NEEDED:
      *to += length;
      return TRUE;
    case SWEET_CSV_QUOTES_NOT_NEEDED:
      memmove (*to, *to + 1, length - 2);
      *to += length - 2;
      return TRUE;
    case SWEET_CSV_QUOTES_IN_VAIN:
    default:
      return FALSE;
    }
}

/* the same without cells, from where a format left their bytes, with those that it found in quotes as this one
 * writes them; false, with nothing written, for a row that takes a closer look */
static inline gboolean
sweet_csv_encoder_copy_row (const SweetCsvEncoder *self,
                            const SweetRowView *view,
                            guint row,
                            SweetBuffer *out)
{
  const guint32 *entries = sweet_row_view_get_entries (view, row);
  const SweetCsvCopy *copies = (const SweetCsvCopy *) self->copies->data;
  const guint n_columns = self->copies->len;
  SweetCsvBytes found = { 0 };
  gsize size = n_columns + SWEET_CSV_PLAIN_AHEAD;
  guint8 *p;

  for (guint i = 0; i < n_columns; i++)
    size += copies[i].end == 0 || entries[copies[i].end] < entries[copies[i].end - 1] ? 0 : entries[copies[i].end] - entries[copies[i].end - 1];

  p = sweet_buffer_reserve (out, size);
  for (guint i = 0; i < n_columns; i++)
    {
      const guint32 start = copies[i].end > 0 ? entries[copies[i].end - 1] + copies[i].skip : 0;
      const guint32 end = copies[i].end > 0 ? entries[copies[i].end] : 0;
      const guint8 *text = view->base + start;

      if (end > start && text[0] != view->layout.lead)
        {
          found |= sweet_csv_plain_copy_ahead (&self->plain, p, text, end - start);
          p += end - start;
        }
      else if (end > start)
        {
          if (!self->same_quotes || !sweet_csv_encoder_copy_quoted (self, text, end - start, &p))
            return FALSE;
        }
      *p++ = self->delimiter;
    }
  p[-1] = '\n';
  if (!sweet_csv_plain_is_clear (found))
    return FALSE;

  out->length = (gsize) (p - out->data);
  return TRUE;
}

/* a test of each byte and a copy for each cell */
static gboolean
sweet_csv_encoder_write_row (const SweetCsvEncoder *self,
                             SweetChunk *chunk,
                             guint row,
                             SweetBuffer *out,
                             GError **error)
{
  const guint n_columns = self->cells->len;
  const SweetCell *const *columns = (const SweetCell *const *) self->cells->pdata;
  const gsize start = out->length;

  for (guint i = 0; i < n_columns; i++)
    {
      const char *problem;

      if (i > 0)
        sweet_csv_encoder_write_byte (out, self->delimiter);

      problem = sweet_csv_encoder_write_cell (self, columns[i] != NULL ? &columns[i][row] : NULL, i == 0, n_columns == 1, out);
      if (G_LIKELY (problem == NULL))
        continue;

      out->length = start;
      sweet_csv_encoder_set_cell_error (chunk, row, sweet_schema_get_name (self->to, i), problem, error);
      return FALSE;
    }

  sweet_csv_encoder_write_byte (out, '\n');

  return TRUE;
}

/* whether rows can be copied from where a format left them, and what of each */
static gboolean
sweet_csv_encoder_plan_copies (SweetCsvEncoder *self,
                               SweetChunk *chunk,
                               SweetRowView *view)
{
  if (!sweet_chunk_view_rows (chunk, view, NULL) || view->padding < SWEET_CSV_PLAIN_AHEAD || view->layout.places != SWEET_CELL_PLACES_ENDS)
    return FALSE;
  if (view->layout.resolve != NULL && view->layout.lead < 0)
    return FALSE;

  self->same_quotes = self->quoting && view->layout.resolve == sweet_csv_decoder_resolve && view->layout.lead == self->quote;
  if (view->layout.resolve == NULL)
    view->layout.lead = -1;
  g_array_set_size (self->copies, 0);
  for (guint i = 0; i < self->sources->len; i++)
    {
      int source = g_array_index (self->sources, int, i);
      int slot = source >= 0 ? sweet_row_view_get_slot (view, (guint) source) : -1;
      SweetCsvCopy copy = { slot >= 0 ? (guint) slot + 1 : 0, slot > 0 };

      g_array_append_val (self->copies, copy);
    }
  return TRUE;
}

/* a row that takes a closer look; the cells of the chunk are made for the first of them */
static gboolean
sweet_csv_encoder_write_cells (SweetCsvEncoder *self,
                               SweetChunk *chunk,
                               guint row,
                               gboolean may_be_plain,
                               SweetBuffer *out,
                               GError **error)
{
  if (self->cells->len == 0 && !sweet_csv_encoder_take_cells (self, chunk, error))
    return FALSE;
  if (may_be_plain && sweet_csv_encoder_write_plain_row (self, row, out))
    return TRUE;

  return sweet_csv_encoder_write_row (self, chunk, row, out, error);
}

gboolean
sweet_csv_encoder_write_chunk (SweetCsvEncoder *self,
                               SweetChunk *chunk,
                               SweetSchema *header,
                               SweetBuffer *out,
                               GError **error)
{
  const guint n_rows = sweet_chunk_get_n_rows (chunk);
  guint end = n_rows;
  const char *extra = NULL;
  gboolean may_be_plain;
  gboolean may_copy;
  SweetRowView view;

  if (n_rows == 0)
    return TRUE;

  sweet_csv_encoder_match_columns (self, sweet_chunk_get_schema (chunk), header);
  if (!sweet_csv_encoder_find_extra (self, chunk, &end, &extra, error))
    return FALSE;

  /* a cell alone, or what looks like a byte-order mark, may take quotes that others do not */
  may_be_plain = self->sources->len > 1 && self->header;
  may_copy = may_be_plain && sweet_csv_encoder_plan_copies (self, chunk, &view);
  g_ptr_array_set_size (self->cells, 0);
  for (guint row = 0; row < end; row++)
    {
      if (may_copy && sweet_csv_encoder_copy_row (self, &view, row, out))
        continue;
      if (!sweet_csv_encoder_write_cells (self, chunk, row, may_be_plain, out, error))
        return FALSE;
    }

  if (end == n_rows)
    return TRUE;

  sweet_csv_encoder_set_extra_error (chunk, end, extra, error);

  return FALSE;
}
