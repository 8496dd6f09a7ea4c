/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-csv-decoder.h"

#include <string.h>

#include "sweet-csv-fault.h"
#include "sweet-csv-header.h"

#define SWEET_CSV_BOM        "\xef\xbb\xbf"
#define SWEET_CSV_BOM_LENGTH 3

/* in->state while the rest of a record that is too large is being left out */
#define SWEET_CSV_DISCARD 1

/* in->hint: the state at in->scanned, never 0 */
#define SWEET_CSV_HINT(state)          (0x80u | (state))
#define SWEET_CSV_HINT_GET_STATE(hint) ((SweetCsvState) ((hint) &0x0fu))

/* how far a guess may look for a line end, and what has to look well behind it */
#define SWEET_CSV_GUESS_REACH   (64 * 1024)
#define SWEET_CSV_GUESS_PROOF   (8 * 1024)
#define SWEET_CSV_GUESS_RECORDS 8

/* how many records are taken one by one where the fast way stops at an odd one */
#define SWEET_CSV_MIN_SLOW 16
#define SWEET_CSV_MAX_SLOW 1024
/* how far the fast way has to come to be worth another try soon */
#define SWEET_CSV_FAST_RUN 4096

/* the record at start is not whole yet: looks at the bytes that no earlier call has seen, and keeps
 * how far it came; true when the record can be decoded now */
static gboolean
sweet_csv_decoder_reach_end (const SweetCsvDecoder *self,
                             SweetDecodeInput *in,
                             guint32 start)
{
  SweetCsvState state = SWEET_CSV_STATE_FIELD_START;
  guint32 position = start;

  if (in->hint != 0 && in->scanned > start)
    {
      position = in->scanned;
      state = SWEET_CSV_HINT_GET_STATE (in->hint);
    }

  if (in->at_end || in->end - start > in->max_record_size + 1)
    return TRUE;
  if (sweet_csv_scan_advance (&self->dialect, in->base, in->end, &position, &state))
    return TRUE;

  in->scanned = in->end;
  in->hint = SWEET_CSV_HINT (state);

  return FALSE;
}

static void
sweet_csv_decoder_forget_hint (SweetDecodeInput *in)
{
  in->scanned = in->consumed;
  in->hint = 0;
}

/* how many bytes a byte-order mark takes; -1 while that cannot be told */
static int
sweet_csv_decoder_get_bom_length (const SweetDecodeInput *in)
{
  guint32 left = in->end - in->start;

  /* only the very first bytes are one */
  if (in->hint != 0)
    return 0;
  if (left == 0)
    return in->at_end ? 0 : -1;
  if (memcmp (in->base + in->start, SWEET_CSV_BOM, MIN (left, SWEET_CSV_BOM_LENGTH)) != 0)
    return 0;
  if (left < SWEET_CSV_BOM_LENGTH)
    return in->at_end ? 0 : -1;

  return SWEET_CSV_BOM_LENGTH;
}

static void
sweet_csv_decoder_consume (SweetDecodeInput *in,
                           SweetRowWriter *rows,
                           guint32 position)
{
  rows->n_lines += sweet_csv_scan_count_lines (in->base, in->start, position);
  in->consumed = position;
  sweet_csv_decoder_forget_hint (in);
}

static gboolean
sweet_csv_decoder_take_header (const SweetCsvDecoder *self,
                               SweetDecodeInput *in,
                               SweetRowWriter *rows,
                               const SweetCsvRecord *record,
                               SweetCsvHeader *header)
{
  sweet_csv_header_parse (header, &self->dialect, in->base, record);
  if (header->fault == SWEET_CSV_FAULT_NONE)
    {
      sweet_csv_decoder_consume (in, rows, record->next);
      return TRUE;
    }

  sweet_row_writer_add_error (rows, sweet_csv_fault_get_code (header->fault), record->start, header->offset, header->detail);

  return FALSE;
}

/* finds the first row, which is the header or tells how many columns there are, even where
 * something is wrong with it */
gboolean
sweet_csv_decoder_begin (SweetCsvDecoder *self,
                         SweetDecodeInput *in,
                         SweetRowWriter *rows,
                         SweetSchema **schema)
{
  int bom_length = sweet_csv_decoder_get_bom_length (in);
  g_auto (SweetCsvHeader) header = { 0 };
  SweetCsvFound found;
  SweetCsvRecord record;
  SweetCsvScan scan;

  if (bom_length < 0 || (in->hint != 0 && !sweet_csv_decoder_reach_end (self, in, in->start)))
    return TRUE;

  sweet_csv_scan_init (&scan, &self->dialect, in->base, in->start + (guint32) bom_length, in->end, in->at_end, in->max_record_size);
  do
    found = sweet_csv_scan_record (&scan, NULL, 0, &record);
  while (found == SWEET_CSV_FOUND_RECORD && record.start == record.end);

  if (found == SWEET_CSV_FOUND_PART)
    {
      sweet_csv_decoder_consume (in, rows, record.start);
      sweet_csv_decoder_reach_end (self, in, record.start);
      return TRUE;
    }

  if (found == SWEET_CSV_FOUND_RECORD && self->header)
    {
      if (!sweet_csv_decoder_take_header (self, in, rows, &record, &header))
        return FALSE;
    }
  else
    {
      sweet_csv_header_number (&header, found == SWEET_CSV_FOUND_RECORD ? record.n_fields : 0);
      sweet_csv_decoder_consume (in, rows, record.start);
    }

  *schema = sweet_schema_new ((const char *const *) header.names);
  self->n_columns = sweet_schema_get_n_columns (*schema);

  return TRUE;
}

/* goes on leaving out a record that is too large: true when it has ended */
static gboolean
sweet_csv_decoder_discard (SweetDecodeInput *in,
                           SweetRowWriter *rows)
{
  const guint8 *line_end = in->end > in->start ? memchr (in->base + in->start, '\n', in->end - in->start) : NULL;

  in->consumed = in->end;
  if (line_end == NULL)
    return FALSE;

  in->consumed = (guint32) (line_end - in->base) + 1;
  in->state = 0;
  rows->n_lines++;

  return TRUE;
}

static inline void
sweet_csv_decoder_keep_row (SweetRowWriter *rows)
{
  if (rows->counting)
    sweet_row_writer_count_rows (rows, 1);
  else
    sweet_row_writer_end_row (rows);
}

/* cells that a short row does not have end before they start */
static void
sweet_csv_decoder_keep_ragged (SweetRowWriter *rows,
                               const SweetCsvRecord *record,
                               guint n_columns)
{
  guint32 *entries = rows->entries;

  for (guint i = record->n_fields; i < n_columns; i++)
    entries[i + 1] = entries[i];

  entries[0] = record->start;
  sweet_csv_decoder_keep_row (rows);
}

/* what is not just a good row of the right width; false where decoding stops */
static gboolean
sweet_csv_decoder_take_odd_record (const SweetCsvDecoder *self,
                                   SweetRowWriter *rows,
                                   const SweetCsvRecord *record,
                                   guint n_columns)
{
  guint32 offset = record->end;

  if (record->fault != SWEET_CSV_FAULT_NONE)
    return sweet_row_writer_add_error (rows, sweet_csv_fault_get_code (record->fault), record->start, record->offset, 0);

  if (record->start == record->end)
    return TRUE;

  if (self->accept_ragged)
    {
      sweet_csv_decoder_keep_ragged (rows, record, n_columns);
      return TRUE;
    }

  /* behind the last column there is the delimiter, then the first surplus field */
  if (record->n_fields > n_columns)
    offset = rows->entries[n_columns] + 1;

  return sweet_row_writer_add_error (rows, SWEET_CSV_FAULT_RAGGED, record->start, offset,
                                     SWEET_CSV_FAULT_DETAIL (record->n_fields, n_columns));
}

/* the hot path: takes the rows that are plainly good, many bytes at a time; no record of them can be too
 * large. gives how many records are to be taken one by one before the next try. */
static guint
sweet_csv_decoder_take_good_rows (const SweetCsvDecoder *self,
                                  SweetDecodeInput *in,
                                  SweetRowWriter *rows,
                                  guint n_slow)
{
  const guint32 left = in->end - in->consumed;
  const guint32 start = in->consumed;
  SweetRowScan scan = {
    .base = in->base,
    .start = start,
    .end = start + (guint32) MIN (left, in->max_record_size),
    .delimiter = self->dialect.delimiter,
    .quote = self->dialect.quote == '\n' ? 0 : self->dialect.quote,
  };

  sweet_row_scan_read_table (&scan, rows);
  in->consumed = scan.start;
  if (scan.start > start)
    in->state = 0;

  if (!scan.odd)
    return scan.end < in->end ? 1 : G_MAXUINT;
  if (scan.start - start >= SWEET_CSV_FAST_RUN)
    return SWEET_CSV_MIN_SLOW;

  return CLAMP (2 * n_slow, SWEET_CSV_MIN_SLOW, SWEET_CSV_MAX_SLOW);
}

/* takes the next record, whatever it is like; gives whether there was one that does not stop it all */
static SweetCsvFound
sweet_csv_decoder_take_record (const SweetCsvDecoder *self,
                               SweetDecodeInput *in,
                               SweetRowWriter *rows,
                               SweetCsvScan *scan,
                               gboolean *stopped)
{
  const guint n_columns = rows->stride - 1;
  guint32 *entries = sweet_row_writer_begin_row (rows);
  SweetCsvRecord record;
  SweetCsvFound found = sweet_csv_scan_record (scan, entries + 1, n_columns, &record);

  if (found != SWEET_CSV_FOUND_RECORD)
    return found;

  if (G_LIKELY (record.n_fields == n_columns && record.fault == SWEET_CSV_FAULT_NONE))
    {
      entries[0] = record.start;
      sweet_csv_decoder_keep_row (rows);
    }
  else if (!sweet_csv_decoder_take_odd_record (self, rows, &record, n_columns))
    {
      *stopped = TRUE;
      return found;
    }

  rows->n_lines += record.n_lines;
  in->consumed = record.next;
  in->state = record.unended ? SWEET_CSV_DISCARD : 0;

  return found;
}

void
sweet_csv_decoder_decode (const SweetCsvDecoder *self,
                          SweetDecodeInput *in,
                          SweetRowWriter *rows)
{
  guint n_records = 0;
  guint n_slow = 0;
  guint n_left = in->max_records > 0 ? G_MAXUINT : 0;
  gboolean stopped = FALSE;
  SweetCsvFound found;
  SweetCsvScan scan;

  in->consumed = in->start;
  if (in->state == SWEET_CSV_DISCARD && (!sweet_csv_decoder_discard (in, rows) || ++n_records == in->max_records))
    return;

  if (in->hint != 0 && !sweet_csv_decoder_reach_end (self, in, in->start))
    return;

  sweet_csv_scan_init (&scan, &self->dialect, in->base, in->consumed, in->end, in->at_end, in->max_record_size);
  do
    {
      if (n_left == 0)
        {
          n_left = n_slow = sweet_csv_decoder_take_good_rows (self, in, rows, n_slow);
          sweet_csv_scan_init (&scan, &self->dialect, in->base, in->consumed, in->end, in->at_end, in->max_record_size);
        }

      found = sweet_csv_decoder_take_record (self, in, rows, &scan, &stopped);
      n_left--;
    }
  while (found == SWEET_CSV_FOUND_RECORD && !stopped && ++n_records != in->max_records);

  if (stopped)
    return;

  sweet_csv_decoder_forget_hint (in);
  if (found == SWEET_CSV_FOUND_PART && in->consumed < in->end)
    sweet_csv_decoder_reach_end (self, in, in->consumed);
}

/* how many records look well from a position on, plus one; 0 when one does not */
static guint
sweet_csv_decoder_judge (const SweetCsvDecoder *self,
                         const guint8 *data,
                         guint32 position,
                         guint32 size)
{
  guint32 end = MIN (size, position + SWEET_CSV_GUESS_PROOF);
  guint n_columns = self->n_columns;
  guint n_good = 0;
  SweetCsvRecord record;
  SweetCsvScan scan;

  sweet_csv_scan_init (&scan, &self->dialect, data, position, end, false, G_MAXUINT32);
  while (n_good < SWEET_CSV_GUESS_RECORDS && sweet_csv_scan_record (&scan, NULL, 0, &record) == SWEET_CSV_FOUND_RECORD)
    {
      if (record.fault != SWEET_CSV_FAULT_NONE)
        return 0;
      if (record.start == record.end)
        continue;
      if (n_columns == 0)
        n_columns = record.n_fields;
      if (record.n_fields != n_columns && !self->accept_ragged)
        return 0;
      n_good++;
    }

  return n_good + 1;
}

/* behind the first line end outside of quotes if the bytes begin in this state; 0 if there is none */
static guint32
sweet_csv_decoder_guess_from (const SweetCsvDecoder *self,
                              const guint8 *data,
                              guint32 size,
                              SweetCsvState state)
{
  guint32 position = 0;

  return sweet_csv_scan_advance (&self->dialect, data, MIN (size, SWEET_CSV_GUESS_REACH), &position, &state) ? position + 1 : 0;
}

gssize
sweet_csv_decoder_guess_start (const SweetCsvDecoder *self,
                               const guint8 *data,
                               gsize size)
{
  guint32 n = (guint32) MIN (size, G_MAXINT32);
  guint32 outside = sweet_csv_decoder_guess_from (self, data, n, SWEET_CSV_STATE_FIELD_START);
  guint outside_score = outside > 0 ? sweet_csv_decoder_judge (self, data, outside, n) : 0;
  guint32 inside;
  guint inside_score;

  /* two records that look well are hardly chance */
  if (outside_score > 2)
    return outside;

  inside = sweet_csv_decoder_guess_from (self, data, n, SWEET_CSV_STATE_QUOTED);
  inside_score = inside > 0 ? sweet_csv_decoder_judge (self, data, inside, n) : 0;
  if (inside > 0 && (outside == 0 || inside_score > outside_score))
    return inside;

  return outside > 0 ? (gssize) outside : -1;
}

/* undoes the quotes of a cell that begins with one */
void
sweet_csv_decoder_resolve (SweetCell *cell,
                           SweetArena *arena,
                           guintptr data)
{
  const char quote = (char) data;
  const char *raw = cell->data;
  char *text;

  if (memchr (raw + 1, quote, cell->length - 2) == NULL)
    {
      cell->data++;
      cell->length -= 2;
      return;
    }

  text = sweet_arena_alloc (arena, cell->length);
  cell->length = (guint32) sweet_csv_unquote (raw, cell->length, quote, text);
  cell->data = text;
}
