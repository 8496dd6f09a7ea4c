/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-encoder.h"

#include "sweet-jsonl-text.h"

#include <string.h>

/* what writing text in words of 8 bytes may spoil behind it */
#define SWEET_JSONL_SLACK 8

void
sweet_jsonl_encoder_clear (SweetJsonlEncoder *self)
{
  g_clear_object (&self->schema);
  g_clear_pointer (&self->keys, g_free);
  g_clear_pointer (&self->columns, g_free);
  sweet_buffer_clear (&self->text);
  self->n_columns = 0;
}

static inline void
sweet_jsonl_store (guint8 *out,
                   guint64 word)
{
  word = GUINT64_TO_LE (word);
  memcpy (out, &word, sizeof word);
}

/* 1 to 7 bytes, first byte lowest, blanks above; reads nothing else */
static inline guint64
sweet_jsonl_load_tail (const guint8 *p,
                       gsize length)
{
  guint64 word = G_GUINT64_CONSTANT (0x2020202020202020) << (8 * length);

  if (length >= 4)
    {
      guint32 low;
      guint32 high;

      memcpy (&low, p, sizeof low);
      memcpy (&high, p + length - 4, sizeof high);
      return word | GUINT32_FROM_LE (low) | (guint64) GUINT32_FROM_LE (high) << (8 * (length - 4));
    }

  return word | p[0] | (guint64) p[length / 2] << (8 * (length / 2)) | (guint64) p[length - 1] << (8 * (length - 1));
}

/* copies up to the first byte that a string cannot hold plainly and gives how many; half a
 * nanosecond per byte and less for longer text */
static inline gsize
sweet_jsonl_copy_plain (guint8 *out,
                        const guint8 *text,
                        gsize length)
{
  gsize n = 0;

  for (; length - n >= 8; n += 8)
    {
      guint64 word = sweet_jsonl_load (text + n);
      guint64 special = sweet_jsonl_special (word);

      sweet_jsonl_store (out + n, word);
      if (special != 0)
        return n + (gsize) (__builtin_ctzll (special) >> 3);
    }

  if (n < length)
    {
      guint64 word = sweet_jsonl_load_tail (text + n, length - n);
      guint64 special = sweet_jsonl_special (word);

      sweet_jsonl_store (out + n, word);
      if (special != 0)
        return n + (gsize) (__builtin_ctzll (special) >> 3);
    }

  return length;
}

/* at most 6 bytes */
static gsize
sweet_jsonl_put_escape (guint8 *out,
                        guint8 c)
{
  static const char hex[] = "0123456789abcdef";
  static const char letters[] = "btn?fr";

  out[0] = '\\';

  if (c == '"' || c == '\\')
    {
      out[1] = c;
      return 2;
    }

  if (c >= '\b' && c <= '\r' && c != '\v')
    {
      out[1] = (guint8) letters[c - '\b'];
      return 2;
    }

  memcpy (out + 1, "u00", 3);
  out[4] = (guint8) hex[c >> 4];
  out[5] = (guint8) hex[c & 0xf];

  return 6;
}

/* the sequences that begin at p, as many as follow each other; 0 if the first is none */
static gsize
sweet_jsonl_copy_utf8 (guint8 *out,
                       const guint8 *p,
                       const guint8 *limit)
{
  gsize n = 0;

  while (p + n < limit && p[n] >= 0x80)
    {
      gsize length = sweet_jsonl_utf8_length (p + n, limit);

      if (length == 0)
        break;
      n += length;
    }

  memcpy (out, p, n);

  return n;
}

/* appends text in quotes; gives the first byte that is not UTF-8, or NULL. On return, and whenever
 * a byte is looked at, there is room for what is left, a quote and the slack */
static const guint8 *
sweet_jsonl_append_string (SweetBuffer *out,
                           const guint8 *text,
                           gsize length)
{
  const guint8 *p = text;
  const guint8 *limit = text + length;
  guint8 *q = sweet_buffer_reserve (out, length + 2 + SWEET_JSONL_SLACK);

  *q++ = '"';

  for (;;)
    {
      gsize n = sweet_jsonl_copy_plain (q, p, (gsize) (limit - p));

      p += n;
      q += n;
      if (G_LIKELY (p == limit))
        break;

      if (*p >= 0x80)
        {
          n = sweet_jsonl_copy_utf8 (q, p, limit);
          if (n == 0)
            return p;
          p += n;
          q += n;
          continue;
        }

      out->length = (gsize) (q - out->data);
      q = sweet_buffer_reserve (out, (gsize) (limit - p) + 6 + 1 + SWEET_JSONL_SLACK);
      q += sweet_jsonl_put_escape (q, *p++);
    }

  *q++ = '"';
  out->length = (gsize) (q - out->data);

  return NULL;
}

static void
sweet_jsonl_encoder_set_key_error (SweetSchema *schema,
                                   guint column,
                                   GError **error)
{
  g_autofree char *name = g_utf8_make_valid (sweet_schema_get_name (schema, column), -1);

  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_ENCODING,
               "the name of column %u, “%s”, is not UTF-8, and JSON can hold nothing else: convert the input first",
               column + 1, name);
}

/* each key as `,"key":` */
static gboolean
sweet_jsonl_encoder_set_schema (SweetJsonlEncoder *self,
                                SweetSchema *schema,
                                GError **error)
{
  guint n_columns = sweet_schema_get_n_columns (schema);

  g_clear_object (&self->schema);
  self->text.length = 0;
  self->n_columns = n_columns;
  self->keys = g_renew (SweetJsonlKey, self->keys, n_columns);
  self->columns = g_renew (const SweetCell *, self->columns, n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = sweet_schema_get_name (schema, i);

      self->keys[i].start = self->text.length;
      sweet_buffer_append (&self->text, ",", 1);
      if (sweet_jsonl_append_string (&self->text, (const guint8 *) name, strlen (name)) != NULL)
        {
          sweet_jsonl_encoder_set_key_error (schema, i, error);
          return FALSE;
        }
      sweet_buffer_append (&self->text, ":", 1);
      self->keys[i].length = self->text.length - self->keys[i].start;
    }

  self->schema = g_object_ref (schema);

  return TRUE;
}

static gboolean
sweet_jsonl_encoder_fail (SweetJsonlEncoder *self,
                          SweetChunk *chunk,
                          guint row,
                          guint column,
                          const guint8 *at,
                          GError **error)
{
  const SweetCell *cell = &self->columns[column][row];
  guint64 record = sweet_chunk_get_record_number (chunk, row);

  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_ENCODING,
               "the column “%s” is not UTF-8, and JSON can hold nothing else: convert the input first (byte %" G_GSIZE_FORMAT " of the text is 0x%02X)",
               sweet_schema_get_name (self->schema, column), (gsize) (at - (const guint8 *) cell->data), *at);

  /* what no input has given has no number */
  if (record > 0)
    g_prefix_error (error, "record %" G_GUINT64_FORMAT ": ", record);

  return FALSE;
}

/* JSON from elsewhere: its line feeds are blanks between values, and would end the line here; gives
 * the first byte that is not UTF-8, or NULL */
static const guint8 *
sweet_jsonl_append_json (SweetBuffer *out,
                         const guint8 *text,
                         gsize length)
{
  const char *valid_end;
  guint8 *q;

  if (!g_utf8_validate_len ((const char *) text, length, &valid_end))
    return (const guint8 *) valid_end;

  q = sweet_buffer_reserve (out, length);
  memcpy (q, text, length);
  out->length += length;

  for (guint8 *feed = memchr (q, '\n', length);
       feed != NULL;
       feed = memchr (feed, '\n', length - (gsize) (feed - q)))
    *feed = ' ';

  return NULL;
}

/* gives the first byte that is not UTF-8, or NULL */
static inline const guint8 *
sweet_jsonl_append_value (SweetBuffer *out,
                          const SweetCell *cell)
{
  switch (cell->type)
    {
    case SWEET_CELL_NULL:
      sweet_buffer_append (out, "null", 4);
      return NULL;

    case SWEET_CELL_TEXT:
      return sweet_jsonl_append_string (out, (const guint8 *) cell->data, cell->length);

    case SWEET_CELL_JSON:
      return sweet_jsonl_append_json (out, (const guint8 *) cell->data, cell->length);

    default:
      sweet_buffer_append (out, cell->data, cell->length);
      return NULL;
    }
}

/* takes back what it wrote of a row that fails */
static gboolean
sweet_jsonl_encoder_encode_row (SweetJsonlEncoder *self,
                                SweetChunk *chunk,
                                guint row,
                                SweetBuffer *out,
                                GError **error)
{
  gsize row_start = out->length;

  /* what the comma of the first key makes room for */
  sweet_buffer_reserve (out, 1);

  for (guint column = 0; column < self->n_columns; column++)
    {
      const SweetCell *cell = &self->columns[column][row];
      const guint8 *wrong;

      if (cell->type == SWEET_CELL_ABSENT)
        continue;

      sweet_buffer_append (out, self->text.data + self->keys[column].start, self->keys[column].length);
      wrong = sweet_jsonl_append_value (out, cell);
      if (wrong != NULL)
        {
          out->length = row_start;
          return sweet_jsonl_encoder_fail (self, chunk, row, column, wrong, error);
        }
    }

  if (out->length == row_start)
    out->length++;
  out->data[row_start] = '{';
  sweet_buffer_append (out, "}\n", 2);

  return TRUE;
}

gboolean
sweet_jsonl_encoder_encode (SweetJsonlEncoder *self,
                            SweetChunk *chunk,
                            SweetBuffer *out,
                            GError **error)
{
  SweetSchema *schema = sweet_chunk_get_schema (chunk);
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  if (schema != self->schema && !sweet_jsonl_encoder_set_schema (self, schema, error))
    return FALSE;

  if (n_rows == 0)
    return TRUE;

  for (guint column = 0; column < self->n_columns; column++)
    {
      self->columns[column] = sweet_chunk_get_column (chunk, column, error);
      if (self->columns[column] == NULL)
        return FALSE;
    }

  for (guint row = 0; row < n_rows; row++)
    {
      if (!sweet_jsonl_encoder_encode_row (self, chunk, row, out, error))
        return FALSE;
    }

  return TRUE;
}
