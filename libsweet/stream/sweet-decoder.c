/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-decoder-private.h"
#include "stream/sweet-error-event-private.h"
#include "stream/sweet-format-private.h"
#include "stream/sweet-schema-private.h"

/* blocks are decoded twice over only where a guess was wrong: sweet_decoder_guess() runs on any
 * worker and touches nothing but the item; sweet_decoder_confirm() runs in input order, one at a
 * time, and alone changes the decoder */

void
sweet_decoder_init (SweetDecoder *self,
                    SweetFormat *format,
                    guint n_workers,
                    const char *label,
                    SweetTaskId *task_id)
{
  memset (self, 0, sizeof *self);
  self->n_formats = n_workers;
  self->formats = g_new0 (SweetFormat *, n_workers);
  self->has_begun = g_new0 (gboolean, n_workers);
  self->label = label;
  self->task_id = g_object_ref (task_id);
  self->on_error = sweet_format_get_on_error (format);
  self->max_record_size = sweet_format_get_max_record_size (format);
  self->can_guess = SWEET_FORMAT_GET_CLASS (format)->guess_start != NULL;
  self->map = g_array_new (FALSE, FALSE, sizeof (int));
  self->order = g_array_new (FALSE, FALSE, sizeof (int));
}

void
sweet_decoder_clear (SweetDecoder *self)
{
  for (guint i = 0; i < self->n_formats; i++)
    g_clear_object (&self->formats[i]);
  g_clear_pointer (&self->formats, g_free);
  g_clear_pointer (&self->has_begun, g_free);
  g_clear_object (&self->task_id);
  g_clear_pointer (&self->beginning, g_bytes_unref);
  g_clear_object (&self->schema);
  g_clear_object (&self->columns);
  g_clear_pointer (&self->map, g_array_unref);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->first_skipped, g_free);
  sweet_buffer_clear (&self->carry);
}

static SweetDecodeInput
sweet_decoder_make_input (SweetDecoder *self,
                          SweetItem *item,
                          guint32 start)
{
  return (SweetDecodeInput){
    .base = item->base,
    .start = start,
    .end = item->end,
    .at_end = item->at_end,
    .max_record_size = self->max_record_size,
    .consumed = start,
    .scanned = start,
  };
}

/* every worker's format learns the columns from the same bytes */
static SweetFormat *
sweet_decoder_get_format (SweetDecoder *self,
                          guint worker)
{
  SweetFormat *format = self->formats[worker];
  g_autoptr (SweetSchema) schema = NULL;
  SweetDecodeInput in = { 0 };
  SweetRows rows;
  gsize size;

  if (self->has_begun[worker] || !self->begun)
    return format;

  in.base = g_bytes_get_data (self->beginning, &size);
  in.end = (guint32) (size - SWEET_ITEM_PADDING);
  in.at_end = self->beginning_at_end;
  in.max_record_size = self->max_record_size;
  sweet_rows_init (&rows);
  sweet_rows_begin (&rows, SWEET_CELL_PLACES_ENDS, SWEET_ON_ERROR_STOP, NULL, FALSE);
  SWEET_FORMAT_GET_CLASS (format)->begin (format, &in, &rows.writer, &schema, NULL);
  sweet_rows_clear (&rows);
  self->has_begun[worker] = TRUE;
  return format;
}

/* most likely this block's rows are looked into if those of the block before it in the same memory were */
static void
sweet_decoder_begin_rows (SweetDecoder *self,
                          SweetItem *item,
                          SweetRows *rows)
{
  gboolean counting = __atomic_load_n (&item->payload.unseen, __ATOMIC_RELAXED) && !sweet_schema_is_open (self->columns);

  sweet_rows_begin (rows, self->layout.places, self->on_error, self->columns, counting);
}

/* a block whose rows were only counted is looked into, maybe by several threads. that is rare: the next block
 * in that memory gets its index at once. */
static void
sweet_decoder_index (SweetPayload *payload)
{
  SweetItem *item = (SweetItem *) ((char *) payload - G_STRUCT_OFFSET (SweetItem, payload));
  SweetDecoder *self = item->decoder;
  SweetDecodeInput in = item->decoded;

  g_mutex_lock (&item->late_lock);
  if (payload->index == NULL)
    {
      sweet_rows_begin (&item->late, self->layout.places, self->on_error, self->columns, FALSE);
      SWEET_FORMAT_GET_CLASS (item->format)->decode (item->format, &in, &item->late.writer);
      payload->index = sweet_rows_get_index (&item->late);
    }
  g_mutex_unlock (&item->late_lock);
}

/* somebody looks into rows of a block for the first time */
static void
sweet_decoder_look (SweetPayload *payload)
{
  if (__atomic_load_n (&payload->unseen, __ATOMIC_ACQUIRE) == SWEET_PAYLOAD_COUNTED)
    sweet_decoder_index (payload);
  __atomic_store_n (&payload->unseen, SWEET_PAYLOAD_SEEN, __ATOMIC_RELEASE);
}

/* decodes a block from where its first whole record probably starts. returns FALSE where there is
 * no telling. */
gboolean
sweet_decoder_guess (SweetDecoder *self,
                     guint worker,
                     SweetItem *item)
{
  SweetFormat *format = sweet_decoder_get_format (self, worker);
  SweetFormatClass *klass = SWEET_FORMAT_GET_CLASS (format);
  gssize start = klass->guess_start (format, item->base + item->start, item->end - item->start);
  SweetDecodeInput in;

  if (start < 0)
    return FALSE;

  item->guess = item->start + (guint32) start;
  item->guesser = worker;
  in = sweet_decoder_make_input (self, item, item->guess);
  sweet_decoder_begin_rows (self, item, &item->rows);
  klass->decode (format, &in, &item->rows.writer);
  item->consumed = in.consumed;
  item->format_state = in.state;
  return TRUE;
}

static guint64
sweet_decoder_count_lines (const guint8 *p,
                           const guint8 *end)
{
  guint64 n_lines = 0;

  while (p < end && (p = memchr (p, '\n', (gsize) (end - p))) != NULL)
    {
      n_lines++;
      p++;
    }
  return n_lines;
}

/* "people.csv: record 3, line 4, byte 57: " and what the format says */
static char *
sweet_decoder_describe (SweetDecoder *self,
                        SweetFormat *format,
                        SweetItem *item,
                        guint32 start,
                        const SweetRowError *error,
                        guint64 record)
{
  g_autofree char *reason = SWEET_FORMAT_GET_CLASS (format)->describe_error (format, item->base, error);
  guint64 line = self->n_lines + sweet_decoder_count_lines (item->base + start, item->base + error->offset) + 1;
  gint64 byte = self->offset + (gint64) error->offset - (gint64) start;

  if (record == 0)
    return g_strdup_printf ("%s: line %" G_GUINT64_FORMAT ", byte %" G_GINT64_FORMAT ": %s", self->label, line, byte, reason);

  return g_strdup_printf ("%s: record %" G_GUINT64_FORMAT ", line %" G_GUINT64_FORMAT ", byte %" G_GINT64_FORMAT ": %s",
                          self->label, record, line, byte, reason);
}

static gboolean
sweet_decoder_fail (SweetDecoder *self,
                    SweetFormat *format,
                    SweetItem *item,
                    guint32 start,
                    const SweetRowError *bad,
                    guint64 record,
                    GError **error)
{
  g_autofree char *message = sweet_decoder_describe (self, format, item, start, bad, record);

  g_set_error_literal (error, SWEET_STREAM_ERROR,
                       bad->code == SWEET_ROW_ERROR_TOO_LARGE ? SWEET_STREAM_ERROR_TOO_LARGE : SWEET_STREAM_ERROR_MALFORMED,
                       message);
  return FALSE;
}

/* keeps what the columns were learned from, for the formats of the other workers */
static void
sweet_decoder_keep_beginning (SweetDecoder *self,
                              guint worker,
                              SweetItem *item,
                              guint32 start)
{
  guint8 *copy = g_malloc0 (item->end - start + SWEET_ITEM_PADDING);

  memcpy (copy, item->base + start, item->end - start);
  self->beginning = g_bytes_new_take (copy, item->end - start + SWEET_ITEM_PADDING);
  self->beginning_at_end = item->at_end;
  self->layout = *sweet_format_get_layout (self->formats[worker]);
  self->columns = g_object_ref (self->schema);
  self->has_begun[worker] = TRUE;
  /* workers that guess look at what was set above once they see this */
  __atomic_store_n (&self->begun, TRUE, __ATOMIC_RELEASE);
}

/* learns the columns. returns FALSE with an error; TRUE with the decoder not begun when it takes more
 * bytes behind @consumed. */
static gboolean
sweet_decoder_begin (SweetDecoder *self,
                     guint worker,
                     SweetItem *item,
                     guint32 start,
                     guint32 *consumed,
                     GError **error)
{
  SweetFormat *format = self->formats[worker];
  SweetDecodeInput in = sweet_decoder_make_input (self, item, start);
  g_autoptr (GError) reason = NULL;
  SweetRows *rows = &item->straddle;
  gboolean ok;

  in.scanned = start + self->scanned;
  in.hint = self->hint;
  sweet_rows_begin (rows, SWEET_CELL_PLACES_ENDS, SWEET_ON_ERROR_STOP, NULL, FALSE);
  ok = SWEET_FORMAT_GET_CLASS (format)->begin (format, &in, &rows->writer, &self->schema, &reason);
  if (!ok && reason != NULL)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&reason), "%s: ", self->label);
      return FALSE;
    }
  if (!ok)
    return sweet_decoder_fail (self, format, item, start, &g_array_index (rows->errors, SweetRowError, 0), 0, error);
  if (self->schema == NULL && item->at_end)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                   "%s: “%s” finds no columns in the whole input", self->label, sweet_element_get_name (SWEET_ELEMENT (format)));
      return FALSE;
    }

  if (self->schema != NULL)
    sweet_decoder_keep_beginning (self, worker, item, start);
  self->scanned = self->schema == NULL && in.scanned > in.consumed ? in.scanned - in.consumed : 0;
  self->hint = self->schema == NULL ? in.hint : 0;
  self->n_lines += rows->writer.n_lines;
  self->offset += in.consumed - start;
  *consumed = in.consumed;
  return TRUE;
}

/* brings what was left over in front of the block. a little goes into the block's headroom; a record
 * that is larger than that grows in the carry itself. */
static guint32
sweet_decoder_join (SweetDecoder *self,
                    SweetItem *item)
{
  gsize carried = self->carry.length;
  gsize size = item->end - item->start;

  if (carried == 0)
    return item->start;

  if (carried <= SWEET_ITEM_HEADROOM && item->base == item->block)
    {
      item->start -= (guint32) carried;
      memcpy (item->block + item->start, self->carry.data, carried);
      self->carry.length = 0;
      return item->start;
    }

  memcpy (sweet_buffer_reserve (&self->carry, size + SWEET_ITEM_PADDING), item->base + item->start, size);
  self->carry.length += size;
  item->base = self->carry.data;
  item->start = 0;
  item->end = (guint32) self->carry.length;
  return 0;
}

/* keeps what lies behind the last whole record for the next block */
static void
sweet_decoder_keep (SweetDecoder *self,
                    SweetItem *item,
                    guint32 consumed)
{
  gsize left = item->end - consumed;

  if (item->base == self->carry.data && self->carry.data != NULL)
    {
      SweetBuffer spill = item->spill;

      if (consumed == 0)
        return;

      /* the rows found in the carry go with the item, which has it from now on */
      item->spill = self->carry;
      self->carry = spill;
    }
  self->carry.length = 0;
  sweet_buffer_append (&self->carry, item->base + consumed, left);
}

static void
sweet_decoder_fill_payload (SweetDecoder *self,
                            SweetItem *item,
                            SweetRows *rows,
                            SweetPayload *payload,
                            guint32 start)
{
  const guint32 *index = sweet_rows_get_index (rows);

  payload->base = item->base;
  payload->index = index;
  payload->stride = rows->writer.stride;
  /* the slots behind the last column in use are not written */
  payload->n_slots = rows->n_columns;
  payload->n_rows = rows->writer.n_rows;
  payload->layout = self->layout;
  payload->base_offset = self->offset - (gint64) start;
  payload->first_record = self->n_records + 1;
  payload->bad = (const SweetRowError *) (gconstpointer) rows->errors->data;
  payload->n_bad = rows->errors->len;
  payload->first_line = self->n_lines + 1;
  payload->line_start = start;
  payload->end = item->end;
  payload->origins = NULL;
  payload->events = NULL;
  payload->unseen = SWEET_PAYLOAD_SEEN;
  if (payload == &item->payload)
    payload->unseen = index != NULL ? SWEET_PAYLOAD_INDEXED : SWEET_PAYLOAD_COUNTED;
  payload->look = sweet_decoder_look;
}

static SweetChunk *
sweet_decoder_emit (SweetDecoder *self,
                    SweetItem *item,
                    SweetPayload *payload,
                    guint first_row,
                    guint n_rows)
{
  SweetChunk *chunk;

  if (n_rows == 0 && self->emitted)
    return NULL;

  self->emitted = TRUE;
  chunk = sweet_chunk_pool_take (&item->pool);
  sweet_chunk_show_rows (chunk, payload, TRUE, self->schema, first_row, n_rows);
  chunk->timestamp = item->timestamp;
  chunk->source = self->label;
  g_set_object (&chunk->task_id, self->task_id);
  g_ptr_array_add (item->chunks, chunk);
  return chunk;
}

static int
sweet_decoder_compare_columns (gconstpointer a,
                               gconstpointer b,
                               gpointer user_data)
{
  const SweetRowColumn *columns = user_data;
  guint one = columns[*(const int *) a].serial;
  guint other = columns[*(const int *) b].serial;

  return one < other ? -1 : one > other;
}

/* the columns that the block's records have, in the order in which they joined */
static void
sweet_decoder_order_columns (SweetDecoder *self,
                             SweetRows *rows)
{
  gboolean sorted = TRUE;
  guint serial = 0;

  g_array_set_size (self->order, 0);
  for (int i = 0; i < (int) rows->n_columns; i++)
    {
      SweetRowColumn *column = &g_array_index (rows->columns, SweetRowColumn, i);

      if (column->name == NULL)
        continue;
      sorted = sorted && column->serial >= serial;
      serial = column->serial;
      g_array_append_val (self->order, i);
    }
  if (!sorted)
    g_array_sort_with_data (self->order, sweet_decoder_compare_columns, rows->columns->data);
}

static void
sweet_decoder_emit_mapped (SweetDecoder *self,
                           SweetItem *item,
                           SweetPayload *payload,
                           guint first_row,
                           guint end_row)
{
  SweetChunk *chunk = sweet_decoder_emit (self, item, payload, first_row, end_row - first_row);

  if (chunk != NULL)
    sweet_chunk_map_columns (chunk, (const int *) (gpointer) self->map->data);
}

/* where the columns of the stream so far are in this block */
static void
sweet_decoder_map_columns (SweetDecoder *self,
                           SweetRows *rows)
{
  g_array_set_size (self->map, 0);
  for (guint i = 0; i < sweet_schema_get_n_columns (self->schema); i++)
    {
      const char *name = sweet_schema_get_name (self->schema, i);
      int slot = rows->n_columns > 0 ? sweet_row_writer_find_column (&rows->writer, name, strlen (name)) : -1;

      g_array_append_val (self->map, slot);
    }
}

/* the columns that joined at one row become columns of the stream */
static void
sweet_decoder_join_columns (SweetDecoder *self,
                            GPtrArray *names)
{
  g_autoptr (SweetSchema) old = NULL;

  if (names->len == 0)
    return;

  old = g_steal_pointer (&self->schema);
  self->schema = sweet_schema_extend (old, (const char *const *) names->pdata, names->len);
  g_ptr_array_set_size (names, 0);
}

static gboolean
sweet_decoder_fail_columns (SweetDecoder *self,
                            SweetPayload *payload,
                            const SweetRowColumn *column,
                            GError **error)
{
  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE,
               "%s: record %" G_GUINT64_FORMAT ", byte %" G_GINT64_FORMAT ": “%s” would be one column more than %u (max-columns raises the limit)",
               self->label, sweet_payload_get_record (payload, column->first_row), sweet_payload_get_offset (payload, column->first_row),
               column->name, self->layout.max_columns);
  return FALSE;
}

/* a chunk of an open schema shows the columns that the stream had at its rows, and a new column
 * begins a new chunk: so what a chunk shows does not depend on where blocks begin */
static gboolean
sweet_decoder_emit_open (SweetDecoder *self,
                         SweetItem *item,
                         SweetRows *rows,
                         SweetPayload *payload,
                         GError **error)
{
  g_autoptr (GPtrArray) joining = NULL;
  guint first_row = 0;

  sweet_decoder_order_columns (self, rows);
  sweet_decoder_map_columns (self, rows);
  for (guint i = 0; i < self->order->len; i++)
    {
      int slot = g_array_index (self->order, int, i);
      SweetRowColumn *column = &g_array_index (rows->columns, SweetRowColumn, slot);

      if (sweet_schema_find (self->schema, column->name) >= 0)
        continue;

      if (joining == NULL)
        joining = g_ptr_array_new ();
      if (column->first_row > first_row)
        {
          sweet_decoder_join_columns (self, joining);
          sweet_decoder_emit_mapped (self, item, payload, first_row, column->first_row);
          first_row = column->first_row;
        }
      if (self->layout.max_columns > 0 && self->map->len >= self->layout.max_columns)
        return sweet_decoder_fail_columns (self, payload, column, error);
      g_ptr_array_add (joining, column->name);
      g_array_append_val (self->map, slot);
    }

  if (joining != NULL)
    sweet_decoder_join_columns (self, joining);
  sweet_decoder_emit_mapped (self, item, payload, first_row, payload->n_rows);
  return TRUE;
}

/* where a record that was left out ends: in front of the next one, whatever that is */
static guint32
sweet_decoder_find_bad_end (SweetPayload *payload,
                            SweetRows *rows,
                            guint number,
                            guint32 end)
{
  const SweetRowError *bad = &g_array_index (rows->errors, SweetRowError, number);

  if (number + 1 < rows->errors->len)
    end = MIN (end, g_array_index (rows->errors, SweetRowError, number + 1).start);
  if (bad->row < payload->n_rows)
    {
      sweet_payload_look (payload);
      end = MIN (end, payload->index[(gsize) bad->row * payload->stride]);
    }
  while (end > bad->start && (payload->base[end - 1] == '\n' || payload->base[end - 1] == '\r'))
    end--;
  return end;
}

/* records that were left out go beside the results */
static void
sweet_decoder_report (SweetDecoder *self,
                      SweetFormat *format,
                      SweetItem *item,
                      SweetRows *rows,
                      SweetPayload *payload,
                      guint32 start,
                      guint32 consumed)
{
  guint64 line = self->n_lines + 1;
  guint32 counted = start;

  for (guint i = 0; i < rows->errors->len; i++)
    {
      const SweetRowError *bad = &g_array_index (rows->errors, SweetRowError, i);
      char *reason = SWEET_FORMAT_GET_CLASS (format)->describe_error (format, item->base, bad);
      guint64 record = self->n_records + bad->row + i + 1;
      guint32 end = sweet_decoder_find_bad_end (payload, rows, i, consumed);
      g_autoptr (GError) error = NULL;
      SweetErrorEvent *event;

      line += sweet_decoder_count_lines (item->base + counted, item->base + bad->start);
      counted = MAX (counted, bad->start);
      error = g_error_new (SWEET_STREAM_ERROR, bad->code == SWEET_ROW_ERROR_TOO_LARGE ? SWEET_STREAM_ERROR_TOO_LARGE : SWEET_STREAM_ERROR_MALFORMED,
                           "%s: record %" G_GUINT64_FORMAT ", line %" G_GUINT64_FORMAT ": %s", self->label, record, line, reason);
      event = sweet_error_event_new (error, sweet_element_get_name (SWEET_ELEMENT (format)), self->stage, 1);
      event->reason = reason;
      event->source = self->label;
      event->record = record;
      event->line = line;
      event->offset = self->offset + (gint64) bad->start - (gint64) start;
      event->n_records = 1;
      event->bytes = g_bytes_new (item->base + bad->start, end - bad->start);
      g_set_object (&event->task_id, self->task_id);
      g_ptr_array_add (item->errors, event);
    }
}

/* turns rows into chunks and counts what was passed. returns FALSE with the error of a record that
 * stops the stream; the rows before it stay. */
static gboolean
sweet_decoder_take_rows (SweetDecoder *self,
                         guint worker,
                         SweetItem *item,
                         SweetRows *rows,
                         SweetPayload *payload,
                         guint32 start,
                         guint32 consumed,
                         GError **error)
{
  SweetFormat *format = self->formats[worker];
  const SweetRowError *bad = (const SweetRowError *) (gconstpointer) rows->errors->data;
  guint n_bad = rows->errors->len;

  item->decoder = self;
  item->format = format;
  item->decoded = sweet_decoder_make_input (self, item, start);
  item->decoded.state = self->state;
  sweet_decoder_fill_payload (self, item, rows, payload, start);
  if (!sweet_schema_is_open (self->schema))
    sweet_decoder_emit (self, item, payload, 0, payload->n_rows);
  else if (!sweet_decoder_emit_open (self, item, rows, payload, error))
    return FALSE;

  if (rows->stopped)
    return sweet_decoder_fail (self, format, item, start, &bad[n_bad - 1],
                               self->n_records + bad[n_bad - 1].row + n_bad, error);

  if (n_bad > 0 && self->first_skipped == NULL)
    __atomic_store_n (&self->first_skipped,
                      sweet_decoder_describe (self, format, item, start, &bad[0], self->n_records + bad[0].row + 1), __ATOMIC_RELEASE);
  if (self->reports)
    sweet_decoder_report (self, format, item, rows, payload, start, consumed);
  sweet_tally_add (&self->n_skipped, n_bad);
  self->n_records += rows->writer.n_rows + n_bad;
  self->n_lines += rows->writer.n_lines;
  self->offset += consumed - start;
  return TRUE;
}

static gboolean
sweet_decoder_decode_exactly (SweetDecoder *self,
                              guint worker,
                              SweetItem *item,
                              GError **error)
{
  guint32 start = sweet_decoder_join (self, item);
  guint32 resumed = start + self->scanned;
  SweetFormat *format = sweet_decoder_get_format (self, worker);
  SweetDecodeInput in;

  if (!self->begun)
    {
      if (!sweet_decoder_begin (self, worker, item, start, &start, error))
        return FALSE;
      resumed = start;
    }
  if (!self->begun)
    {
      sweet_decoder_keep (self, item, start);
      return TRUE;
    }

  in = sweet_decoder_make_input (self, item, start);
  in.state = self->state;
  in.scanned = resumed;
  in.hint = self->hint;
  sweet_decoder_begin_rows (self, item, &item->rows);
  SWEET_FORMAT_GET_CLASS (format)->decode (format, &in, &item->rows.writer);
  if (!sweet_decoder_take_rows (self, worker, item, &item->rows, &item->payload, start, in.consumed, error))
    return FALSE;

  self->state = in.state;
  self->scanned = in.consumed == start && in.scanned > start ? in.scanned - start : 0;
  self->hint = self->scanned > 0 ? in.hint : 0;
  sweet_decoder_keep (self, item, in.consumed);
  return TRUE;
}

/* whether the record that straddles the border ends where the guess begins */
static gboolean
sweet_decoder_check_guess (SweetDecoder *self,
                           guint worker,
                           SweetItem *item,
                           guint32 start)
{
  SweetFormat *format = sweet_decoder_get_format (self, worker);
  SweetDecodeInput in = sweet_decoder_make_input (self, item, start);

  in.state = self->state;
  in.scanned = start + self->scanned;
  in.hint = self->hint;
  in.max_records = 1;
  sweet_decoder_begin_rows (self, item, &item->straddle);
  SWEET_FORMAT_GET_CLASS (format)->decode (format, &in, &item->straddle.writer);
  return in.consumed == item->guess && in.state == 0 && !item->straddle.stopped;
}

static gboolean
sweet_decoder_take_guess (SweetDecoder *self,
                          guint worker,
                          SweetItem *item,
                          guint32 start,
                          GError **error)
{
  guint32 from = start;

  if (!sweet_schema_is_open (self->schema))
    sweet_rows_prepend (&item->rows, &item->straddle);
  else
    {
      from = item->guess;
      if (!sweet_decoder_take_rows (self, worker, item, &item->straddle, &item->straddle_payload, start, from, error))
        return FALSE;
    }
  if (!sweet_decoder_take_rows (self, worker, item, &item->rows, &item->payload, from, item->consumed, error))
    return FALSE;

  self->state = item->format_state;
  self->scanned = 0;
  self->hint = 0;
  sweet_decoder_keep (self, item, item->consumed);
  return TRUE;
}

/* the one step that is done in input order: makes the chunks of a block certain. @wrong tells whether
 * the item had a guess that did not hold. */
gboolean
sweet_decoder_confirm (SweetDecoder *self,
                       guint worker,
                       SweetItem *item,
                       gboolean *wrong,
                       GError **error)
{
  gboolean guessed = item->state == SWEET_ITEM_INDEXED;
  gboolean ok;

  *wrong = FALSE;
  item->state = SWEET_ITEM_CARRIED;
  if (guessed && self->carry.length <= SWEET_ITEM_HEADROOM)
    {
      guint32 start = sweet_decoder_join (self, item);

      if (sweet_decoder_check_guess (self, worker, item, start))
        return sweet_decoder_take_guess (self, worker, item, start, error);
    }
  *wrong = guessed;
  ok = sweet_decoder_decode_exactly (self, worker, item, error);
  if (ok && self->carry.length > self->max_record_size + SWEET_ITEM_HEADROOM + 2 * item->block_size)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE,
                   "%s: record %" G_GUINT64_FORMAT ", line %" G_GUINT64_FORMAT ", byte %" G_GINT64_FORMAT ": the record does not end (max-record-size)",
                   self->label, self->n_records + 1, self->n_lines + 1, self->offset);
      return FALSE;
    }
  return ok;
}
