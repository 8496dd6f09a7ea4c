/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-call-limit-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-element-private.h"
#include "stream/sweet-stage-private.h"

/* what an element does with an item. everything here is called by one worker at a time for one
 * SweetStageWorker, and by one thread at a time for a step that is sequential. */

/* one more of the element, for another worker. what makes none is a reason not to begin: the element
 * itself keeps the place. */
static SweetElement *
sweet_stage_fork (SweetStage *self)
{
  gboolean forks = self->accumulating && SWEET_PROCESSOR_GET_CLASS (self->element)->fork != NULL;
  SweetElement *fork;

  if (forks)
    fork = (SweetElement *) SWEET_PROCESSOR_GET_CLASS (self->element)->fork (SWEET_PROCESSOR (self->element));
  else
    fork = sweet_element_copy (self->element);
  if (fork == NULL)
    {
      self->lacks = forks ? "fork" : "copy";
      return g_object_ref (self->element);
    }

  if (forks)
    sweet_element_set_name (fork, sweet_element_get_name (self->element));
  return fork;
}

static const char *
sweet_stage_name (SweetStageKind kind,
                  SweetElement *element)
{
  static const char *const names[] = { "source", "decode", "process", "encode", "cut", "limit", "batch", "pace", "receiver", "collector", "sink", "errors", "branch" };

  return element != NULL ? sweet_element_get_name (element) : names[kind];
}

void
sweet_stage_init (SweetStage *self,
                  SweetStageKind kind,
                  SweetElement *element,
                  guint n_workers)
{
  memset (self, 0, sizeof *self);
  self->kind = kind;
  self->element = element != NULL ? g_object_ref (element) : NULL;
  self->name = sweet_stage_name (kind, element);
  self->place = element != NULL ? sweet_element_get_place (element) : SWEET_PLACE_WORKER;
  self->forked = element != NULL && sweet_element_get_concurrency (element) != SWEET_CONCURRENCY_SEQUENTIAL;
  self->accumulating = element != NULL && sweet_element_get_concurrency (element) == SWEET_CONCURRENCY_ACCUMULATING;
  self->grain = 1;
  self->n_workers = n_workers;
  self->workers = g_new0 (SweetStageWorker, n_workers);
  if (kind == SWEET_STAGE_PROCESS)
    sweet_stage_add_outputs (self);
  for (guint i = 0; element != NULL && i < n_workers; i++)
    {
      self->workers[i].element = self->forked ? sweet_stage_fork (self) : g_object_ref (element);
      if (kind == SWEET_STAGE_PROCESS)
        self->workers[i].emitted = g_ptr_array_new_with_free_func (g_object_unref);
      if (kind == SWEET_STAGE_PROCESS)
        self->workers[i].emitter = self->forked || i == 0 ? sweet_emitter_new () : g_object_ref (self->workers[0].emitter);
    }
}

/* lets go of everything that may be a script's */
void
sweet_stage_drop_elements (SweetStage *self)
{
  for (guint i = 0; i < self->n_workers; i++)
    {
      g_clear_object (&self->workers[i].element);
      g_clear_object (&self->workers[i].schema);
      g_clear_object (&self->workers[i].emitter);
      g_clear_pointer (&self->workers[i].emitted, g_ptr_array_unref);
      g_clear_object (&self->workers[i].event);
      g_clear_object (&self->workers[i].buffer);
      if (self->workers[i].views.chunks != NULL)
        sweet_chunk_pool_clear (&self->workers[i].views);
    }
  for (guint i = 0; i < self->decoder.n_formats; i++)
    g_clear_object (&self->decoder.formats[i]);
  g_clear_object (&self->decoder.columns);
  g_clear_object (&self->decoder.schema);
  g_clear_object (&self->decoder.task_id);
  g_clear_object (&self->header);
  g_clear_object (&self->batch);
  g_clear_object (&self->element);
}

void
sweet_stage_clear (SweetStage *self)
{
  sweet_stage_drop_elements (self);
  if (self->kind == SWEET_STAGE_DECODE)
    sweet_decoder_clear (&self->decoder);
  g_clear_object (&self->size);
  for (guint i = 0; i < self->n_workers; i++)
    {
      sweet_histogram_free (self->workers[i].latency);
      g_free (self->workers[i].records_aside);
    }
  g_clear_pointer (&self->outputs, g_strfreev);
  g_clear_pointer (&self->links, g_free);
  g_clear_pointer (&self->workers, g_free);
  self->n_workers = 0;
}

/* whether items take this step one at a time, in order */
gboolean
sweet_stage_is_sequential (SweetStage *self)
{
  switch (self->kind)
    {
    case SWEET_STAGE_DECODE:
    case SWEET_STAGE_LIMIT:
    case SWEET_STAGE_BATCH:
    case SWEET_STAGE_PACE:
    case SWEET_STAGE_COMMIT:
    case SWEET_STAGE_SINK:
    case SWEET_STAGE_ERRORS:
      return TRUE;
    case SWEET_STAGE_BRANCH:
    case SWEET_STAGE_CUT:
      return FALSE;
    case SWEET_STAGE_ENCODE:
      return !__atomic_load_n (&self->header_fixed, __ATOMIC_ACQUIRE) || !self->forked;
    case SWEET_STAGE_RECEIVE:
      return self->place == SWEET_PLACE_CONTEXT;
    case SWEET_STAGE_PROCESS:
    default:
      return !self->forked || self->place == SWEET_PLACE_CONTEXT;
    }
}

gboolean
sweet_stage_check_failure (SweetElement *element,
                           const char *function,
                           GError *reason,
                           GError **error)
{
  if (reason == NULL)
    g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                 "%s: “%s” failed without saying why", sweet_element_get_name (element), function);
  else
    g_propagate_prefixed_error (error, reason, "%s: ", sweet_element_get_name (element));
  return FALSE;
}

gint64
sweet_stage_get_time (SweetStage *self)
{
  return self->clock != NULL ? sweet_clock_get_time (self->clock) : g_get_monotonic_time ();
}

char *
sweet_stage_describe_rows (SweetChunk *chunk,
                           guint first_row,
                           guint n_rows)
{
  const char *source = chunk->source != NULL ? chunk->source : "input";
  guint64 first;
  guint64 last;

  if (chunk->schema == NULL || n_rows == 0)
    return g_strdup_printf ("%s: ", source);

  first = sweet_payload_get_record (chunk->payload, sweet_chunk_get_physical_row (chunk, first_row));
  last = sweet_payload_get_record (chunk->payload, sweet_chunk_get_physical_row (chunk, first_row + n_rows - 1));
  if (n_rows > 1)
    return g_strdup_printf ("%s: records %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ": ", source, first, last);

  return g_strdup_printf ("%s: record %" G_GUINT64_FORMAT ": ", source, first);
}

gboolean
sweet_stage_check_time (SweetStage *self,
                        const char *what,
                        SweetChunk *chunk,
                        guint first_row,
                        guint n_rows,
                        gint64 begin,
                        GError **error)
{
  g_autofree char *limit = NULL;
  g_autofree char *rows = NULL;

  if (self->timeout == 0 || sweet_stage_get_time (self) - begin <= self->timeout)
    return TRUE;

  limit = sweet_duration_to_string (self->timeout);
  rows = sweet_stage_describe_rows (chunk, first_row, n_rows);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s%s took longer than its timeout of %s", rows, what, limit);
  return FALSE;
}

gboolean
sweet_stage_check_call (SweetStage *self,
                        SweetChunk *chunk,
                        gint64 begin,
                        GError *reason,
                        GError **error)
{
  if ((reason == NULL || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED)) && !sweet_stage_check_time (self, self->name, chunk, 0, chunk->n_rows, begin, error))
    {
      g_clear_error (&reason);
      return FALSE;
    }
  if (reason != NULL)
    g_propagate_error (error, reason);
  return reason == NULL;
}

static gboolean
sweet_stage_set_schema (SweetStage *self,
                        SweetStageWorker *worker,
                        SweetChunk *chunk,
                        GError **error)
{
  SweetProcessor *processor = SWEET_PROCESSOR (worker->element);
  SweetProcessorClass *klass = SWEET_PROCESSOR_GET_CLASS (processor);
  GError *reason = NULL;

  if (chunk->schema == NULL || chunk->schema == worker->schema)
    return TRUE;
  if (worker->schema != NULL && sweet_schema_equal (chunk->schema, worker->schema))
    return TRUE;
  if (klass->set_schema != NULL && !klass->set_schema (processor, chunk->schema, &reason))
    return sweet_stage_check_failure (worker->element, "set_schema", reason, error);

  g_set_object (&worker->schema, chunk->schema);
  return TRUE;
}

static gboolean
sweet_stage_process_chunk (SweetStage *self,
                           SweetStageWorker *worker,
                           SweetItem *item,
                           SweetChunk *chunk,
                           GCancellable *cancellable,
                           GError **error)
{
  SweetProcessor *processor = SWEET_PROCESSOR (worker->element);
  SweetChunk *shown = chunk;
  SweetCallLimit *limit;
  GCancellable *given;
  GError *reason = NULL;
  gboolean ok;

  if (self->place == SWEET_PLACE_CONTEXT && chunk->pooled)
    {
      shown = sweet_chunk_pool_take (&item->pool);
      sweet_chunk_assign (shown, chunk);
    }
  sweet_emitter_direct (worker->emitter, item->outputs, &item->pool);
  sweet_emitter_report (worker->emitter, worker->emitted, self->name, self->index);
  sweet_emitter_set_judge (worker->emitter, sweet_run_judge_emitted, item, self);
  sweet_emitter_divert (worker->emitter, (const char *const *) self->outputs, item->asides, self->index);
  given = sweet_call_limit_begin (&limit, self->clock, self->timeout, cancellable);
  ok = SWEET_PROCESSOR_GET_CLASS (processor)->process (processor, shown, worker->emitter, given, &reason);
  sweet_call_limit_end (limit);
  sweet_emitter_direct (worker->emitter, NULL, NULL);
  sweet_emitter_report (worker->emitter, NULL, NULL, 0);
  sweet_emitter_divert (worker->emitter, NULL, NULL, 0);
  if (self->place == SWEET_PLACE_CONTEXT)
    sweet_stage_take_back (item, shown);
  return ok || sweet_stage_check_failure (worker->element, "process", reason, error);
}

void
sweet_stage_swap (SweetItem *item)
{
  GPtrArray *chunks = item->chunks;

  item->chunks = item->outputs;
  item->outputs = chunks;
  g_ptr_array_set_size (item->outputs, 0);
}

/* whether its calls have nothing to do with each other */
static gboolean
sweet_stage_keeps_nothing (SweetStage *self)
{
  return self->forked && !self->accumulating;
}

/* the stream ends at the row that an element without memory failed with: there are no other rows in its chunk then */
static gboolean
sweet_stage_fail_at (SweetStage *self,
                     SweetChunk *chunk,
                     GError **error)
{
  g_autofree char *place = NULL;

  if (!sweet_stage_keeps_nothing (self) || chunk->schema == NULL || chunk->n_rows != 1 || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return FALSE;

  place = sweet_stage_describe_rows (chunk, 0, 1);
  g_prefix_error_literal (error, place);
  return FALSE;
}

/* of a chunk that an element without memory failed with, each row is dealt with for itself, so that what is in front
 * of the one that it cannot deal with goes on, whatever chunk that came in. one that took too long is no fault of a row. */
static gboolean
sweet_stage_split (SweetStage *self,
                   SweetItem *item,
                   guint number,
                   const GError *reason)
{
  SweetChunk *chunk = g_ptr_array_index (item->chunks, number);

  if (chunk->schema == NULL || chunk->n_rows < 2 || item->attempt.n > 0)
    return FALSE;
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) && !sweet_run_may_continue (item->run, self))
    return FALSE;

  g_ptr_array_remove_index (item->chunks, number);
  for (guint row = 0; row < chunk->n_rows; row++)
    {
      SweetChunk *part = sweet_chunk_pool_take (&item->pool);

      sweet_chunk_assign (part, chunk);
      sweet_chunk_cut (part, row, 1);
      g_ptr_array_insert (item->chunks, (int) (number + row), part);
    }
  return TRUE;
}

/* the call for one chunk of the item, and what becomes of it if it fails. the cursor tells whether it comes
 * again. */
static gboolean
sweet_stage_try_chunk (SweetStage *self,
                       SweetStageWorker *worker,
                       SweetItem *item,
                       GCancellable *cancellable,
                       GError **error)
{
  SweetChunk *chunk = g_ptr_array_index (item->chunks, item->cursor);
  gint64 begin = self->timeout > 0 ? sweet_stage_get_time (self) : 0;
  guint n_outputs = item->outputs->len;
  guint n_asides = item->asides->len;
  SweetRecovery recovery;
  GError *reason = NULL;
  gboolean ok;

  chunk->sequence = item->sequence << 20 | item->cursor;
  g_ptr_array_set_size (worker->emitted, 0);
  /* columns that an element cannot take are no fault of single records */
  if (!sweet_stage_set_schema (self, worker, chunk, error))
    return FALSE;
  sweet_stage_process_chunk (self, worker, item, chunk, cancellable, &reason);
  if (sweet_stage_check_call (self, chunk, begin, reason, error))
    {
      item->attempt = (SweetAttempt){ 0, 0 };
      item->cursor++;
      ok = worker->emitted->len == 0 || sweet_run_take_emitted (self, item, worker->emitted, n_outputs, n_asides, error);
      sweet_stage_settle_asides (self, worker, item->asides, n_asides);
      return ok;
    }

  if (sweet_stage_keeps_nothing (self) && sweet_stage_split (self, item, item->cursor, *error))
    {
      g_clear_error (error);
      g_ptr_array_set_size (item->outputs, (int) n_outputs);
      g_array_set_size (item->asides, n_asides);
      return TRUE;
    }
  recovery = sweet_run_recover (self, item, &item->attempt, TRUE, chunk, 0, chunk->n_rows, error);
  if (recovery == SWEET_RECOVERY_FAIL)
    {
      sweet_stage_settle_asides (self, worker, item->asides, n_asides);
      return sweet_stage_fail_at (self, chunk, error);
    }

  g_ptr_array_set_size (item->outputs, (int) n_outputs);
  g_array_set_size (item->asides, n_asides);
  item->cursor += recovery == SWEET_RECOVERY_SKIP ? 1 : 0;
  return TRUE;
}

/* @chunks of the item become what the processor makes of them, up to the one that fails */
gboolean
sweet_stage_process (SweetStage *self,
                     guint index,
                     SweetItem *item,
                     GCancellable *cancellable,
                     GError **error)
{
  SweetStageWorker *worker = &self->workers[self->forked ? index : 0];
  gboolean ok = TRUE;

  worker->used = worker->used || item->chunks->len > 0;
  while (ok && item->cursor < item->chunks->len)
    {
      ok = sweet_stage_try_chunk (self, worker, item, cancellable, error);
      sweet_stage_end_call (self, index, item);
      if (ok && item->wake_at != 0)
        return TRUE;
    }
  item->cursor = 0;
  item->attempt = (SweetAttempt){ 0, 0 };
  sweet_stage_swap (item);
  return ok;
}

/* the end of the input: the forks become one, which emits what is left */
gboolean
sweet_stage_finish (SweetStage *self,
                    GPtrArray *outputs,
                    GArray *asides,
                    SweetChunkPool *pool,
                    GCancellable *cancellable,
                    GError **error)
{
  SweetProcessor *first = SWEET_PROCESSOR (self->workers[0].element);
  SweetProcessorClass *klass = SWEET_PROCESSOR_GET_CLASS (first);
  GError *reason = NULL;
  gboolean ok;

  for (guint i = 1; self->accumulating && i < self->n_workers; i++)
    {
      SweetProcessor *other = SWEET_PROCESSOR (self->workers[i].element);

      if (self->workers[i].used && klass->merge != NULL && !klass->merge (first, other, &reason))
        return sweet_stage_check_failure (self->element, "merge", reason, error);
    }
  if (klass->finish == NULL)
    return TRUE;

  pool->lasting = TRUE;
  sweet_emitter_direct (self->workers[0].emitter, outputs, pool);
  sweet_emitter_divert (self->workers[0].emitter, (const char *const *) self->outputs, asides, self->index);
  ok = klass->finish (first, self->workers[0].emitter, cancellable, &reason);
  sweet_emitter_direct (self->workers[0].emitter, NULL, NULL);
  sweet_emitter_divert (self->workers[0].emitter, NULL, NULL, 0);
  sweet_stage_settle_asides (self, &self->workers[0], asides, 0);
  sweet_stage_count_out (self, 0, outputs);
  return ok || sweet_stage_check_failure (self->element, "finish", reason, error);
}

/* a format behind another element: bytes come as chunks and are decoded in order */
gboolean
sweet_stage_decode (SweetStage *self,
                    guint worker,
                    SweetItem *item,
                    GError **error)
{
  g_autoptr (GPtrArray) chunks = g_steal_pointer (&item->chunks);
  SweetDecoder *decoder = &self->decoder;
  gboolean wrong;

  item->chunks = g_ptr_array_new ();
  /* as if all of it were carried over: the item may be larger than its block */
  for (guint i = 0; i < chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (chunks, i);

      sweet_buffer_append (&decoder->carry, chunk->bytes, chunk->n_bytes);
    }
  sweet_buffer_reserve (&decoder->carry, SWEET_ITEM_HEADROOM + SWEET_ITEM_PADDING);
  item->base = item->block;
  item->start = SWEET_ITEM_HEADROOM;
  item->end = SWEET_ITEM_HEADROOM;
  if (chunks->len == 0 && !item->at_end)
    return TRUE;
  return sweet_decoder_confirm (decoder, worker, item, &wrong, error);
}

/* the first record, or a header that can no longer change, says which columns are written */
gboolean
sweet_stage_fixes_header (SweetStage *self,
                          SweetItem *item)
{
  if (__atomic_load_n (&self->header_fixed, __ATOMIC_ACQUIRE))
    return FALSE;

  for (guint i = 0; i < item->chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, i);

      if (chunk->schema != NULL && (chunk->n_rows > 0 || !sweet_schema_is_open (chunk->schema)))
        {
          g_set_object (&self->header, chunk->schema);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
sweet_stage_encode_header (SweetStage *self,
                           SweetStageWorker *worker,
                           SweetBuffer *buffer,
                           GError **error)
{
  SweetFormat *format = SWEET_FORMAT (worker->element);
  SweetFormatClass *klass = SWEET_FORMAT_GET_CLASS (format);
  GError *reason = NULL;

  if (klass->encode_header == NULL || klass->encode_header (format, self->header, buffer, &reason))
    return TRUE;

  return sweet_stage_check_failure (worker->element, "encode_header", reason, error);
}

/* appends one chunk of the item, or what becomes of it. the cursor tells whether it comes again. */
static gboolean
sweet_stage_encode_chunk (SweetStage *self,
                          SweetStageWorker *worker,
                          SweetItem *item,
                          SweetBuffer *buffer,
                          GError **error)
{
  SweetFormat *format = SWEET_FORMAT (worker->element);
  SweetFormatClass *klass = SWEET_FORMAT_GET_CLASS (format);
  SweetChunk *chunk = g_ptr_array_index (item->chunks, item->cursor);
  SweetRecovery recovery = SWEET_RECOVERY_SKIP;
  gsize length = buffer->length;
  GError *reason = NULL;

  if (chunk->n_rows == 0 || klass->encode (format, chunk, klass->encode_header != NULL ? self->header : NULL, buffer, &reason))
    item->attempt = (SweetAttempt){ 0, 0 };
  else
    {
      sweet_stage_check_failure (worker->element, "encode", reason, error);
      if (sweet_stage_split (self, item, item->cursor, *error))
        recovery = SWEET_RECOVERY_AGAIN;
      else
        recovery = sweet_run_recover (self, item, &item->attempt, FALSE, chunk, 0, chunk->n_rows, error);
      buffer->length = length;
      if (recovery == SWEET_RECOVERY_FAIL)
        return FALSE;

      g_clear_error (error);
    }
  item->cursor += recovery == SWEET_RECOVERY_SKIP ? 1 : 0;
  return TRUE;
}

gboolean
sweet_stage_encode (SweetStage *self,
                    guint index,
                    SweetItem *item,
                    SweetBuffer *buffer,
                    GError **error)
{
  SweetStageWorker *worker = &self->workers[self->forked ? index : 0];
  gboolean ok = TRUE;
  SweetChunk *bytes;

  buffer->length = 0;
  if (sweet_stage_fixes_header (self, item))
    ok = sweet_stage_encode_header (self, worker, buffer, error);
  while (ok && item->cursor < item->chunks->len)
    {
      gboolean empty = ((SweetChunk *) g_ptr_array_index (item->chunks, item->cursor))->n_rows == 0;

      ok = sweet_stage_encode_chunk (self, worker, item, buffer, error);
      if (!empty)
        sweet_stage_end_call (self, index, item);
    }
  item->cursor = 0;
  item->attempt = (SweetAttempt){ 0, 0 };

  if (item->chunks->len == 0 && buffer->length == 0)
    return ok;

  g_ptr_array_set_size (item->chunks, 0);
  bytes = sweet_chunk_pool_take (&item->pool);
  sweet_chunk_show_bytes (bytes, buffer->data, buffer->length);
  bytes->timestamp = item->timestamp;
  g_ptr_array_add (item->chunks, bytes);
  return ok;
}

/* splits chunks so that none is larger than was asked for */
static guint
sweet_stage_measure (SweetChunkSize *size,
                     SweetChunk *chunk,
                     guint first_row)
{
  guint64 limit = sweet_chunk_size_get_count (size);
  guint64 total = 0;
  guint row = first_row;

  switch (sweet_chunk_size_get_unit (size))
    {
    case SWEET_CHUNK_UNIT_LINES:
      for (; row < chunk->n_rows && (total < limit || row == first_row); row++)
        {
          total += sweet_payload_get_row_lines (chunk->payload, sweet_chunk_get_physical_row (chunk, row));
          if (total > limit && row > first_row)
            break;
        }
      return row - first_row;
    case SWEET_CHUNK_UNIT_BYTES:
      for (; row < chunk->n_rows && (total < limit || row == first_row); row++)
        {
          total += sweet_payload_get_row_size (chunk->payload, sweet_chunk_get_physical_row (chunk, row));
          if (total > limit && row > first_row)
            break;
        }
      return row - first_row;
    case SWEET_CHUNK_UNIT_ROWS:
    case SWEET_CHUNK_UNIT_ITEMS:
    default:
      return (guint) MIN (limit, chunk->n_rows - first_row);
    }
}

void
sweet_stage_cut (SweetStage *self,
                 SweetItem *item)
{
  for (guint i = 0; i < item->chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, i);
      guint row = 0;

      if (chunk->schema == NULL || chunk->n_rows == 0)
        {
          g_ptr_array_add (item->outputs, chunk);
          continue;
        }
      while (row < chunk->n_rows)
        {
          guint n_rows = sweet_stage_measure (self->size, chunk, row);
          SweetChunk *part = sweet_chunk_pool_take (&item->pool);

          sweet_chunk_assign (part, chunk);
          sweet_chunk_cut (part, row, n_rows);
          g_ptr_array_add (item->outputs, part);
          row += n_rows;
        }
    }
  sweet_stage_swap (item);
}

/* returns TRUE when the item holds the last record that is wanted */
gboolean
sweet_stage_limit (SweetStage *self,
                   SweetItem *item)
{
  for (guint i = 0; i < item->chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, i);
      SweetChunk *part;

      if (chunk->n_rows < self->left)
        {
          self->left -= chunk->n_rows;
          continue;
        }
      part = sweet_chunk_pool_take (&item->pool);
      sweet_chunk_assign (part, chunk);
      sweet_chunk_cut (part, 0, (guint) self->left);
      self->left = 0;
      g_ptr_array_set_size (item->chunks, (int) i);
      g_ptr_array_add (item->chunks, part);
      return TRUE;
    }
  return FALSE;
}
