/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-call-limit-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-item-private.h"
#include "stream/sweet-stage-private.h"

/* what a sink is given */

static gboolean
sweet_stage_write_bytes (SweetSink *sink,
                         SweetChunk *chunk,
                         GCancellable *cancellable,
                         GError **error)
{
  SweetSinkClass *klass = SWEET_SINK_GET_CLASS (sink);
  g_autoptr (GBytes) bytes = NULL;

  if (chunk->n_bytes == 0)
    return TRUE;
  if (klass->write != NULL)
    return klass->write (sink, chunk->bytes, chunk->n_bytes, cancellable, error);
  if (klass->write_bytes == NULL)
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK, "the sink implements none of “write” and “write_bytes”");
      return FALSE;
    }

  /* a script may keep them */
  bytes = g_bytes_new (chunk->bytes, chunk->n_bytes);
  return klass->write_bytes (sink, bytes, cancellable, error);
}

static gboolean
sweet_stage_write_chunk (SweetSink *sink,
                         SweetChunk *chunk,
                         GCancellable *cancellable,
                         GError **error)
{
  SweetSinkClass *klass = SWEET_SINK_GET_CLASS (sink);
  gboolean ok;

  if (chunk->schema == NULL)
    return sweet_stage_write_bytes (sink, chunk, cancellable, error);
  if (klass->write_chunk == NULL)
    {
      g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK, "the sink does not implement “write_chunk”");
      return FALSE;
    }

  ok = klass->write_chunk (sink, chunk, cancellable, error);
  /* held by the pool; whoever else holds it kept it beyond its call */
  if (chunk->pooled && g_atomic_int_get (&G_OBJECT (chunk)->ref_count) > 1)
    sweet_chunk_detach (chunk);
  return ok;
}

/* writes one chunk of the item, or decides what becomes of it. the cursor tells whether it comes again. */
static gboolean
sweet_stage_try_write (SweetStage *self,
                       SweetItem *item,
                       GCancellable *cancellable,
                       GError **error)
{
  SweetSink *sink = SWEET_SINK (self->element);
  const char *write = SWEET_SINK_GET_CLASS (sink)->write != NULL ? "write" : "write_bytes";
  SweetChunk *chunk = g_ptr_array_index (item->chunks, item->cursor);
  gint64 begin = self->timeout > 0 ? sweet_stage_get_time (self) : 0;
  SweetRecovery recovery = SWEET_RECOVERY_SKIP;
  SweetCallLimit *limit;
  GCancellable *given = sweet_call_limit_begin (&limit, self->clock, self->timeout, cancellable);
  GError *reason = NULL;
  GError *failure = NULL;
  gboolean ok;

  chunk->sequence = item->sequence << 20 | item->cursor;
  ok = sweet_stage_write_chunk (sink, chunk, given, &reason);
  sweet_call_limit_end (limit);
  if (!ok)
    sweet_stage_check_failure (self->element, chunk->schema != NULL ? "write_chunk" : write, reason, &failure);
  /* what was written late was written, and must not be once more */
  if (!ok || sweet_run_stops_at_errors (item->run, self))
    ok = sweet_stage_check_call (self, chunk, begin, failure, error);
  if (ok)
    item->attempt = (SweetAttempt){ 0, 0 };
  else
    recovery = sweet_run_recover (self, item, &item->attempt, TRUE, chunk, 0, chunk->n_rows, error);
  item->cursor += recovery == SWEET_RECOVERY_SKIP ? 1 : 0;
  return recovery != SWEET_RECOVERY_FAIL;
}

/* whether the sink may hold back what it was given */
gboolean
sweet_stage_can_flush (SweetStage *self)
{
  return SWEET_SINK_GET_CLASS (self->element)->flush != NULL;
}

static gboolean
sweet_stage_flush (SweetStage *self,
                   guint index,
                   SweetItem *item,
                   GCancellable *cancellable,
                   GError **error)
{
  SweetSink *sink = SWEET_SINK (self->element);
  GError *reason = NULL;
  gboolean ok = SWEET_SINK_GET_CLASS (sink)->flush (sink, cancellable, &reason);

  item->since = sweet_stage_add_time (self, index, item->since);
  return ok || sweet_stage_check_failure (self->element, "flush", reason, error);
}

gboolean
sweet_stage_write (SweetStage *self,
                   guint index,
                   SweetItem *item,
                   gboolean idle,
                   GCancellable *cancellable,
                   GError **error)
{
  gboolean ok = TRUE;

  while (ok && item->cursor < item->chunks->len)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, item->cursor);
      gboolean empty = chunk->schema == NULL && chunk->n_bytes == 0;

      ok = sweet_stage_try_write (self, item, cancellable, error);
      if (!empty)
        sweet_stage_end_call (self, index, item);
      if (ok && item->wake_at != 0)
        return TRUE;
    }
  item->cursor = 0;
  item->attempt = (SweetAttempt){ 0, 0 };
  if (!ok)
    return FALSE;

  return !idle || sweet_stage_flush (self, index, item, cancellable, error);
}
