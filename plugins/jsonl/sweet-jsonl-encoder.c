/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-encoder.h"

#include "sweet-jsonl-vector.h"

#include <string.h>

/* keys are copied so many bytes at a time */
#define SWEET_JSONL_KEY_STEP 16

/* room behind what is written, which copies of whole steps and words may spoil: a quote and the end
 * of the row have their place there as well */
#define SWEET_JSONL_SLACK (SWEET_JSONL_KEY_STEP + 8)

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

/* less than 16 bytes */
static inline gsize
sweet_jsonl_copy_short (guint8 *out,
                        const guint8 *text,
                        gsize length)
{
  gsize n = 0;

  if (length >= 8)
    {
      guint64 word = sweet_jsonl_load (text);
      guint64 special = sweet_jsonl_special (word);

      sweet_jsonl_store (out, word);
      if (special != 0)
        return (gsize) (__builtin_ctzll (special) >> 3);
      n = 8;
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

/* copies up to the first byte that a string cannot hold plainly and gives how many; reads nothing
 * behind the text, and may write up to 8 bytes behind it */
static inline gsize
sweet_jsonl_copy_plain (guint8 *out,
                        const guint8 *text,
                        gsize length)
{
  gsize n = 0;

  if (length < 16)
    return sweet_jsonl_copy_short (out, text, length);

  for (;;)
    {
      gsize plain = sweet_jsonl_count_plain_16 (text + n);

      memcpy (out + n, text + n, 16);
      if (plain < 16)
        return n + plain;

      n += 16;
      if (n == length)
        return n;

      /* the last step goes back over bytes that are known to be plain */
      n = MIN (n, length - 16);
    }
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

/* the rest of a string and its quote; gives the first byte that is not UTF-8, or NULL. Whenever a byte
 * is looked at, there is room for what is left and the slack */
static const guint8 *
sweet_jsonl_append_rest (SweetBuffer *out,
                         const guint8 *p,
                         const guint8 *limit)
{
  guint8 *q = out->data + out->length;

  while (p < limit)
    {
      gsize n = sweet_jsonl_copy_plain (q, p, (gsize) (limit - p));

      p += n;
      q += n;
      if (p == limit)
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
      q = sweet_buffer_reserve (out, (gsize) (limit - p) + 6 + SWEET_JSONL_SLACK);
      q += sweet_jsonl_put_escape (q, *p++);
    }

  *q++ = '"';
  out->length = (gsize) (q - out->data);

  return NULL;
}

/* appends text in quotes, for which there is room with the slack behind it; gives the first byte that
 * is not UTF-8, or NULL. What comes next reserves anew */
static inline const guint8 *
sweet_jsonl_append_string (SweetBuffer *out,
                           const guint8 *text,
                           gsize length)
{
  guint8 *q = out->data + out->length;
  gsize n = sweet_jsonl_copy_plain (q + 1, text, length);

  q[0] = '"';
  out->length += 1 + n;
  if (G_UNLIKELY (n < length))
    return sweet_jsonl_append_rest (out, text + n, text + length);

  q[1 + n] = '"';
  out->length++;

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
      sweet_buffer_reserve (&self->text, strlen (name) + SWEET_JSONL_SLACK);
      if (sweet_jsonl_append_string (&self->text, (const guint8 *) name, strlen (name)) != NULL)
        {
          sweet_jsonl_encoder_set_key_error (schema, i, error);
          return FALSE;
        }
      sweet_buffer_append (&self->text, ":", 1);
      self->keys[i].length = self->text.length - self->keys[i].start;
    }
  sweet_buffer_reserve (&self->text, SWEET_JSONL_KEY_STEP);

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

/* a number or a word, for which there is room */
static inline void
sweet_jsonl_append_word (SweetBuffer *out,
                         const guint8 *text,
                         gsize length)
{
  guint8 *q = out->data + out->length;

  /* all of it is plain, unless somebody made a cell of something else */
  if (G_UNLIKELY (sweet_jsonl_copy_plain (q, text, length) < length))
    memcpy (q, text, length);
  out->length += length;
}

/* gives the first byte that is not UTF-8, or NULL */
static inline const guint8 *
sweet_jsonl_append_value (SweetBuffer *out,
                          const SweetCell *cell)
{
  switch (cell->type)
    {
    case SWEET_CELL_TEXT:
      return sweet_jsonl_append_string (out, (const guint8 *) cell->data, cell->length);

    case SWEET_CELL_NULL:
      sweet_jsonl_append_word (out, (const guint8 *) "null", 4);
      return NULL;

    case SWEET_CELL_JSON:
      return sweet_jsonl_append_json (out, (const guint8 *) cell->data, cell->length);

    default:
      sweet_jsonl_append_word (out, (const guint8 *) cell->data, cell->length);
      return NULL;
    }
}

/* the comma, key and colon in front of a value, for which there is room */
static inline void
sweet_jsonl_append_key (SweetBuffer *out,
                        const guint8 *text,
                        const SweetJsonlKey *key)
{
  guint8 *q = out->data + out->length;

  for (gsize n = 0; n < key->length; n += SWEET_JSONL_KEY_STEP)
    memcpy (q + n, text + key->start + n, SWEET_JSONL_KEY_STEP);
  out->length += key->length;
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

  for (guint column = 0; column < self->n_columns; column++)
    {
      const SweetCell *cell = &self->columns[column][row];
      const SweetJsonlKey *key = &self->keys[column];
      const guint8 *wrong;

      if (cell->type == SWEET_CELL_ABSENT)
        continue;

      sweet_buffer_reserve (out, key->length + cell->length + SWEET_JSONL_SLACK);
      sweet_jsonl_append_key (out, self->text.data, key);
      wrong = sweet_jsonl_append_value (out, cell);
      if (G_UNLIKELY (wrong != NULL))
        {
          out->length = row_start;
          return sweet_jsonl_encoder_fail (self, chunk, row, column, wrong, error);
        }
    }

  sweet_buffer_reserve (out, 3);
  if (out->length == row_start)
    out->length++;
  out->data[row_start] = '{';
  memcpy (out->data + out->length, "}\n", 2);
  out->length += 2;

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
