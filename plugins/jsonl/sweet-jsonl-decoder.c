/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-decoder.h"

#include "sweet-jsonl-scanner.h"
#include "sweet-jsonl-text.h"

#include <string.h>

/* faults of a line that the grammar does not know */
enum
{
  SWEET_JSONL_FAULT_NUL_IN_KEY = 256,
};

/* the detail of a fault where no byte is left to be shown */
#define SWEET_JSONL_DETAIL_END 256

#define SWEET_JSONL_SKIP "on-error=skip leaves the record out"

/* in->state while the rest of a line that is too large is being left out */
#define SWEET_JSONL_STATE_DISCARD 1

/* what is wrong with a line and where */
typedef struct
{
  guint code;
  const guint8 *at;
  guint64 detail;
} SweetJsonlFinding;

void
sweet_jsonl_decoder_clear (SweetJsonlDecoder *self)
{
  g_clear_pointer (&self->walker.patterns, g_free);
  sweet_buffer_clear (&self->name);
}

static void
sweet_jsonl_decoder_grow (SweetJsonlDecoder *self,
                          guint n_columns)
{
  SweetJsonlWalker *walker = &self->walker;

  if (n_columns > self->n_allocated)
    {
      self->n_allocated = MAX (n_columns, 2 * self->n_allocated);
      walker->patterns = g_renew (SweetJsonlPattern, walker->patterns, self->n_allocated);
    }

  for (; walker->n_columns < n_columns; walker->n_columns++)
    walker->patterns[walker->n_columns] = (SweetJsonlPattern){ .next = SWEET_JSONL_NONE };
}

/* forgets the columns that a cancelled row had added, which are the last ones */
static void
sweet_jsonl_decoder_trim (SweetJsonlDecoder *self,
                          SweetRowWriter *rows)
{
  gsize length;

  while (self->walker.n_columns > 0 && sweet_row_writer_get_column (rows, self->walker.n_columns - 1, &length) == NULL)
    self->walker.n_columns--;
}

/* the column of a key, which may be new. -1 with the fault, or without one for a key that does not
 * count */
static int
sweet_jsonl_decoder_look_up (SweetJsonlDecoder *self,
                             SweetRowWriter *rows,
                             const SweetJsonlMember *member,
                             guint *fault)
{
  gsize length = (gsize) (member->key_end - member->key);
  const char *name = (const char *) member->key;
  int column;

  if (member->key_escaped)
    {
      self->name.length = 0;
      name = (const char *) sweet_buffer_reserve (&self->name, length);
      length = sweet_jsonl_unescape (self->name.data, member->key, length);

      /* the name of a column is a C string */
      if (memchr (name, '\0', length) != NULL)
        {
          *fault = SWEET_JSONL_FAULT_NUL_IN_KEY;
          return -1;
        }
    }

  column = sweet_row_writer_find_column (rows, name, length);

  /* the stream ends at the first column too many: further ones only take memory */
  if (column < 0 && self->walker.n_columns > self->max_columns)
    return -1;
  if (column < 0)
    column = (int) sweet_row_writer_add_column (rows, name, length);

  sweet_jsonl_decoder_grow (self, (guint) column + 1);

  return column;
}

static gboolean
sweet_jsonl_decoder_refuse (SweetJsonlFinding *finding,
                            guint code,
                            const guint8 *at,
                            guint64 detail)
{
  *finding = (SweetJsonlFinding){ code, at, detail };

  return FALSE;
}

/* where a value is, the way that sweet_jsonl_decoder_resolve() reads it */
static void
sweet_jsonl_decoder_place (guint32 *places,
                           const guint8 *base,
                           const SweetJsonlMember *member)
{
  gsize size = (gsize) (member->value_end - member->value);
  guint32 quote = member->value[0] == '"' && memchr (member->value, '\\', size) == NULL;

  places[0] = (guint32) (member->value - base) + quote;
  places[1] = (guint32) (member->value_end - base) - quote;
}

/* the way of a line that the walker does not take: to find out what is wrong with it */
static gboolean
sweet_jsonl_decoder_decode_line (SweetJsonlDecoder *self,
                                 const guint8 *base,
                                 guint32 start,
                                 guint32 end,
                                 SweetRowWriter *rows,
                                 SweetJsonlFinding *finding)
{
  guint fault = SWEET_JSONL_FAULT_NONE;
  guint n_written = 0;
  SweetJsonlScanner scanner;
  SweetJsonlMember member;
  SweetJsonlStep step;

  sweet_row_writer_begin_row (rows);
  sweet_jsonl_scanner_init (&scanner, base + start, base + end);

  for (step = sweet_jsonl_scanner_next (&scanner, &member);
       step == SWEET_JSONL_STEP_MEMBER;
       step = sweet_jsonl_scanner_next (&scanner, &member))
    {
      int column = sweet_jsonl_decoder_look_up (self, rows, &member, &fault);

      if (fault != SWEET_JSONL_FAULT_NONE)
        return sweet_jsonl_decoder_refuse (finding, fault, member.key - 1, 0);
      if (column < 0)
        continue;

      if ((guint) column >= n_written)
        {
          sweet_jsonl_leave_out (rows->entries, n_written, (guint) column);
          n_written = (guint) column + 1;
        }

      /* the last one of equal keys stands */
      sweet_jsonl_decoder_place (&rows->entries[1 + 2 * column], base, &member);
    }

  if (step == SWEET_JSONL_STEP_FAULT)
    return sweet_jsonl_decoder_refuse (finding,
                                       scanner.fault,
                                       scanner.fault_at,
                                       scanner.fault_at < scanner.limit ? *scanner.fault_at : SWEET_JSONL_DETAIL_END);

  rows->entries[0] = start;
  sweet_jsonl_leave_out (rows->entries, n_written, sweet_row_writer_get_n_columns (rows));
  sweet_row_writer_end_row (rows);

  return TRUE;
}

/* whether the walker takes the line, which is a row then and ends at its p */
static inline gboolean
sweet_jsonl_decoder_walk_line (SweetJsonlDecoder *self,
                               const guint8 *line,
                               guint64 max_size,
                               SweetRowWriter *rows)
{
  SweetJsonlWalker *walker = &self->walker;
  SweetJsonlWalk walk = sweet_jsonl_walker_begin (walker, line, sweet_row_writer_begin_row (rows));
  guint fault;

  while (G_UNLIKELY (walk == SWEET_JSONL_WALK_KEY))
    {
      int column = sweet_jsonl_decoder_look_up (self, rows, &walker->member, &fault);

      if (column < 0)
        return FALSE;
      walker->n_slots = sweet_row_writer_get_n_columns (rows);
      sweet_jsonl_walker_learn (walker, (guint32) column);
      walk = sweet_jsonl_walker_go_on (walker, rows->entries);
    }

  return walk == SWEET_JSONL_WALK_END && (guint64) (walker->p - line) <= max_size;
}

/* takes lines up to the one that has to be looked at closely; gives where that begins */
static guint32
sweet_jsonl_decoder_walk (SweetJsonlDecoder *self,
                          const SweetDecodeInput *in,
                          SweetRowWriter *rows,
                          guint32 start,
                          guint *n_lines,
                          guint most)
{
  const guint8 *base = in->base;
  const guint8 *line = base + start;

  self->walker.n_slots = sweet_row_writer_get_n_columns (rows);

  while (line <= self->walker.limit && *n_lines < most)
    {
      if (!sweet_jsonl_decoder_walk_line (self, line, in->max_record_size, rows))
        {
          sweet_row_writer_cancel_row (rows);
          sweet_jsonl_decoder_trim (self, rows);
          break;
        }

      rows->entries[0] = (guint32) (line - base);
      sweet_row_writer_end_row (rows);
      rows->n_lines++;
      (*n_lines)++;
      line = self->walker.p + 1;
    }

  return (guint32) (line - base);
}

static gboolean
sweet_jsonl_decoder_is_blank (const guint8 *base,
                              guint32 start,
                              guint32 end)
{
  while (start < end && (base[start] == ' ' || base[start] == '\t' || base[start] == '\r'))
    start++;

  return start == end;
}

static gboolean
sweet_jsonl_decoder_refuse_large (const SweetDecodeInput *in,
                                  SweetRowWriter *rows,
                                  guint32 start)
{
  return sweet_row_writer_add_error (rows,
                                     SWEET_ROW_ERROR_TOO_LARGE,
                                     start,
                                     start + (guint32) in->max_record_size,
                                     in->max_record_size);
}

/* whether to go on behind the line */
static inline gboolean
sweet_jsonl_decoder_take_line (SweetJsonlDecoder *self,
                               SweetDecodeInput *in,
                               SweetRowWriter *rows,
                               guint32 start,
                               guint32 end,
                               gboolean fed)
{
  SweetJsonlFinding finding;
  guint32 size = end - start;

  if (in->state == SWEET_JSONL_STATE_DISCARD)
    {
      in->state = 0;
      return TRUE;
    }

  if (fed && size > 0 && in->base[end - 1] == '\r')
    size--;
  if (size > in->max_record_size)
    return sweet_jsonl_decoder_refuse_large (in, rows, start);

  if (sweet_jsonl_decoder_is_blank (in->base, start, end))
    return TRUE;

  if (G_LIKELY (sweet_jsonl_decoder_decode_line (self, in->base, start, end, rows, &finding)))
    return TRUE;

  sweet_row_writer_cancel_row (rows);
  sweet_jsonl_decoder_trim (self, rows);

  return sweet_row_writer_add_error (rows, finding.code, start, (guint32) (finding.at - in->base), finding.detail);
}

/* what follows the last line feed: kept for the next call unless it is too large already; gives
 * where the next record begins */
static guint32
sweet_jsonl_decoder_take_partial (SweetDecodeInput *in,
                                  SweetRowWriter *rows,
                                  guint32 start)
{
  guint32 size = in->end - start;

  in->scanned = in->end;

  if (in->state != SWEET_JSONL_STATE_DISCARD)
    {
      /* may turn out to belong to the line end */
      if (size > 0 && in->base[in->end - 1] == '\r')
        size--;
      if (size <= in->max_record_size || !sweet_jsonl_decoder_refuse_large (in, rows, start))
        return start;
      in->state = SWEET_JSONL_STATE_DISCARD;
    }

  return in->end;
}

void
sweet_jsonl_decoder_decode (SweetJsonlDecoder *self,
                            SweetDecodeInput *in,
                            SweetRowWriter *rows)
{
  guint32 start = in->start;
  guint32 scan = in->scanned;
  guint most = in->max_records > 0 ? in->max_records : G_MAXUINT;
  guint n_lines = 0;

  /* the columns of an earlier call are gone */
  self->walker.n_columns = 0;
  self->walker.base = in->base;
  self->walker.limit = in->end > scan ? memrchr (in->base + scan, '\n', in->end - scan) : NULL;
  sweet_jsonl_decoder_grow (self, sweet_row_writer_get_n_columns (rows));
  sweet_jsonl_decoder_trim (self, rows);

  while (start < in->end && n_lines < most)
    {
      const guint8 *feed;
      guint32 end;

      if (in->state == 0 && scan == start && self->walker.limit != NULL)
        {
          start = scan = sweet_jsonl_decoder_walk (self, in, rows, start, &n_lines, most);
          if (start == in->end || n_lines == most)
            break;
        }

      feed = memchr (in->base + scan, '\n', in->end - scan);
      end = feed != NULL ? (guint32) (feed - in->base) : in->end;

      if (feed == NULL && !in->at_end)
        {
          start = sweet_jsonl_decoder_take_partial (in, rows, start);
          break;
        }

      if (!sweet_jsonl_decoder_take_line (self, in, rows, start, end, feed != NULL))
        break;

      rows->n_lines += feed != NULL;
      start = scan = feed != NULL ? end + 1 : end;
      n_lines++;
    }

  in->consumed = start;
}

/* text in quotes, with escapes; kept out of the way of what most cells are */
static G_NO_INLINE void
sweet_jsonl_decoder_resolve_text (SweetCell *cell,
                                  SweetArena *arena)
{
  const guint8 *text = (const guint8 *) cell->data + 1;
  gsize length = cell->length - 2;
  guint8 *out = sweet_arena_alloc (arena, length);

  cell->type = SWEET_CELL_TEXT;
  cell->data = (const char *) out;
  cell->length = (guint32) sweet_jsonl_unescape (out, text, length);
}

/* in front of a value there is a colon or a blank, unless it is text between its quotes */
void
sweet_jsonl_decoder_resolve (SweetCell *cell,
                             SweetArena *arena,
                             guintptr data)
{
  if (cell->data[-1] == '"')
    return;

  switch (cell->data[0])
    {
    case '"':
      sweet_jsonl_decoder_resolve_text (cell, arena);
      break;

    case 't':
    case 'f':
      cell->type = SWEET_CELL_BOOLEAN;
      break;

    case 'n':
      cell->type = SWEET_CELL_NULL;
      break;

    case '[':
    case '{':
      cell->type = SWEET_CELL_JSON;
      break;

    default:
      cell->type = SWEET_CELL_NUMBER;
      break;
    }
}

static char *
sweet_jsonl_decoder_describe_byte (guint64 detail)
{
  if (detail == SWEET_JSONL_DETAIL_END)
    return g_strdup ("the end of the line");

  if (detail < ' ' || detail == 0x7f)
    return g_strdup_printf ("the control character U+%04X", (guint) detail);

  if (detail >= 0x80)
    return g_strdup_printf ("the byte 0x%02X", (guint) detail);

  return g_strdup_printf ("“%c”", (char) detail);
}

/* what a fault means; whether what is there instead says more */
static const struct
{
  const char *text;
  gboolean with_byte;
} sweet_jsonl_texts[] = {
  [SWEET_JSONL_FAULT_NONE] = { "nothing is wrong", FALSE },
  [SWEET_JSONL_FAULT_OBJECT] = { "expected “{”, since each line is one JSON object", TRUE },
  [SWEET_JSONL_FAULT_KEY] = { "expected a key in double quotes", TRUE },
  [SWEET_JSONL_FAULT_KEY_OR_END] = { "expected a key in double quotes or “}”", TRUE },
  [SWEET_JSONL_FAULT_COLON] = { "expected “:” behind the key", TRUE },
  [SWEET_JSONL_FAULT_MEMBER_END] = { "expected “,” or “}” behind the value", TRUE },
  [SWEET_JSONL_FAULT_ITEM_END] = { "expected “,” or “]” behind the value", TRUE },
  [SWEET_JSONL_FAULT_VALUE] = { "expected a value", TRUE },
  [SWEET_JSONL_FAULT_LITERAL] = { "expected true, false or null", FALSE },
  [SWEET_JSONL_FAULT_DIGIT] = { "expected a digit", TRUE },
  [SWEET_JSONL_FAULT_LEADING_ZERO] = { "a number has no leading zeros", FALSE },
  [SWEET_JSONL_FAULT_STRING_END] = { "expected the quote that closes the string", TRUE },
  [SWEET_JSONL_FAULT_CONTROL] = { "a string holds control characters only as escapes", TRUE },
  [SWEET_JSONL_FAULT_ESCAPE] = { "expected one of “\"\\/bfnrtu” behind the backslash", TRUE },
  [SWEET_JSONL_FAULT_HEX] = { "expected four hexadecimal digits behind “\\u”", TRUE },
  [SWEET_JSONL_FAULT_SURROGATE] = { "half of a surrogate pair stands alone", FALSE },
  [SWEET_JSONL_FAULT_UTF8] = { "the text is not UTF-8", TRUE },
  [SWEET_JSONL_FAULT_DEPTH] = { "values are nested deeper than " G_STRINGIFY (SWEET_JSONL_MAX_DEPTH) " levels", FALSE },
  [SWEET_JSONL_FAULT_LINE_END] = { "expected the end of the line behind the object", TRUE },
};

char *
sweet_jsonl_decoder_describe_error (const SweetRowError *error)
{
  g_autofree char *text = NULL;

  switch (error->code)
    {
    case SWEET_ROW_ERROR_TOO_LARGE:
      text = sweet_size_to_string (error->detail);
      return g_strdup_printf ("the line is larger than %s (max-record-size raises the limit, " SWEET_JSONL_SKIP ")", text);

    case SWEET_JSONL_FAULT_NUL_IN_KEY:
      return g_strdup ("a key has U+0000 in it, which the name of a column cannot have (" SWEET_JSONL_SKIP ")");

    default:
      break;
    }

  g_return_val_if_fail (error->code < G_N_ELEMENTS (sweet_jsonl_texts), NULL);

  if (!sweet_jsonl_texts[error->code].with_byte)
    return g_strdup_printf ("%s (" SWEET_JSONL_SKIP ")", sweet_jsonl_texts[error->code].text);

  text = sweet_jsonl_decoder_describe_byte (error->detail);

  return g_strdup_printf ("%s, found %s (" SWEET_JSONL_SKIP ")", sweet_jsonl_texts[error->code].text, text);
}
