/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-emitter-private.h"
#include "stream/sweet-error-event-private.h"

/**
 * SweetEmitter:
 *
 * Where an element puts the chunks that it makes. The engine hands one to each call; it is of no
 * use afterwards.
 *
 * Since: 1.0
 */
struct _SweetEmitter
{
  GObject parent_instance;

  GPtrArray *chunks;
  SweetChunkPool *pool;
  GPtrArray *errors;
  const char *element;
  guint stage;
  SweetEmitterJudge judge;
  gpointer item;
  gpointer step;
  gboolean stopped;
  const char *const *outputs;
  GArray *asides;
  guint aside_stage;
};

G_DEFINE_FINAL_TYPE (SweetEmitter, sweet_emitter, G_TYPE_OBJECT)

static void
sweet_emitter_class_init (SweetEmitterClass *klass)
{
}

static void
sweet_emitter_init (SweetEmitter *self)
{
}

static void
sweet_aside_clear (gpointer data)
{
  SweetAside *self = data;

  g_clear_object (&self->chunk);
}

GArray *
sweet_asides_new (void)
{
  GArray *asides = g_array_new (FALSE, TRUE, sizeof (SweetAside));

  g_array_set_clear_func (asides, sweet_aside_clear);
  return asides;
}

SweetEmitter *
sweet_emitter_new (void)
{
  return g_object_new (SWEET_TYPE_EMITTER, NULL);
}

/* until the next call, chunks go to @chunks and writable chunks come from @pool, which has all of them. one that
 * is lasting does not: then they are those of @chunks. */
void
sweet_emitter_direct (SweetEmitter *self,
                      GPtrArray *chunks,
                      SweetChunkPool *pool)
{
  self->chunks = chunks;
  self->pool = pool;
}

void
sweet_emitter_report (SweetEmitter *self,
                      GPtrArray *errors,
                      const char *element,
                      guint stage)
{
  self->errors = errors;
  self->element = element;
  self->stage = stage;
  self->stopped = FALSE;
}

void
sweet_emitter_set_judge (SweetEmitter *self,
                         SweetEmitterJudge judge,
                         gpointer item,
                         gpointer step)
{
  self->judge = judge;
  self->item = item;
  self->step = step;
}

void
sweet_emitter_divert (SweetEmitter *self,
                      const char *const *outputs,
                      GArray *asides,
                      guint stage)
{
  self->outputs = outputs;
  self->asides = asides;
  self->aside_stage = stage;
}

/* a chunk is read by one thread at a time and found in one place at a time. one that the element made may
 * be with it still, or on its way already: what goes on is a view of it, which is the pool's. */
static SweetChunk *
sweet_emitter_own (SweetEmitter *self,
                   SweetChunk *chunk)
{
  SweetChunk *view;

  if (self->pool->lasting)
    return g_object_ref (chunk);

  view = chunk;
  if (chunk->pool != self->pool || chunk->emitter == self)
    {
      view = sweet_chunk_pool_take (self->pool);
      sweet_chunk_assign (view, chunk);
    }
  view->emitter = self;
  return view;
}

/**
 * sweet_emitter_emit:
 * @self: an emitter
 * @chunk: a chunk
 *
 * Hands a chunk on to the next element. It must not be changed afterwards. A chunk that was handed to
 * the element can be emitted during that call only; of one that it made itself it may keep a reference,
 * and emit it again.
 *
 * Since: 1.0
 */
void
sweet_emitter_emit (SweetEmitter *self,
                    SweetChunk *chunk)
{
  g_return_if_fail (SWEET_IS_EMITTER (self));
  g_return_if_fail (SWEET_IS_CHUNK (chunk));
  g_return_if_fail (self->chunks != NULL);
  g_return_if_fail (!chunk->stale);
  g_return_if_fail (!chunk->pooled || chunk->pool == self->pool);

  g_ptr_array_add (self->chunks, sweet_emitter_own (self, chunk));
}

/**
 * sweet_emitter_emit_to:
 * @self: an emitter
 * @output: an output that the element has, by its `dup_outputs`
 * @chunk: a chunk
 *
 * Hands a chunk on to what is linked to an output of the element beside its main one. Where nothing is, the
 * records are counted and dropped. The rest is as with sweet_emitter_emit(); the same chunk may go to
 * several outputs.
 *
 * Since: 1.0
 */
void
sweet_emitter_emit_to (SweetEmitter *self,
                       const char *output,
                       SweetChunk *chunk)
{
  SweetAside aside = { NULL, 0, 0 };

  g_return_if_fail (SWEET_IS_EMITTER (self));
  g_return_if_fail (output != NULL);
  g_return_if_fail (SWEET_IS_CHUNK (chunk));
  g_return_if_fail (self->chunks != NULL);
  g_return_if_fail (!chunk->stale);
  g_return_if_fail (!chunk->pooled || chunk->pool == self->pool);

  while (self->outputs != NULL && self->outputs[aside.output] != NULL && strcmp (self->outputs[aside.output], output) != 0)
    aside.output++;
  if (self->outputs == NULL || self->outputs[aside.output] == NULL)
    {
      g_critical ("the element has no output “%s”: its “dup_outputs” does not list it", output);
      return;
    }

  aside.stage = self->aside_stage;
  aside.chunk = sweet_emitter_own (self, chunk);
  g_array_append_val (self->asides, aside);
}

/**
 * sweet_emitter_make_writable:
 * @self: an emitter
 * @chunk: a chunk
 *
 * Makes a chunk that shows the same records and whose view may be changed, with
 * sweet_chunk_select_rows() and sweet_chunk_select_columns(), before it is emitted. No record is
 * copied.
 *
 * Returns: (transfer none): a chunk of the emitter's
 *
 * Since: 1.0
 */
SweetChunk *
sweet_emitter_make_writable (SweetEmitter *self,
                             SweetChunk *chunk)
{
  SweetChunk *writable;

  g_return_val_if_fail (SWEET_IS_EMITTER (self), NULL);
  g_return_val_if_fail (SWEET_IS_CHUNK (chunk), NULL);
  g_return_val_if_fail (self->pool != NULL, NULL);
  g_return_val_if_fail (!chunk->stale, NULL);

  writable = sweet_chunk_pool_take (self->pool);
  sweet_chunk_assign (writable, chunk);
  return writable;
}

/**
 * sweet_emitter_emit_error:
 * @self: an emitter
 * @chunk: the chunk that was handed to the element
 * @row: a row of it
 * @error: what is wrong with it
 *
 * Hands a record on as one that could not be dealt with, during `process`. It goes to the element's output
 * “errors” if that is linked, and otherwise wherever the stream keeps its errors; a stream that stops at
 * errors ends in front of it. The element emits the other records as usual.
 *
 * An element whose output depends on earlier records, as that of windows does, looks at what is returned: it leaves
 * out what is behind the record at which the stream ends, so that nothing comes of it.
 *
 * Returns: whether the stream goes on behind the record
 *
 * Since: 1.0
 */
gboolean
sweet_emitter_emit_error (SweetEmitter *self,
                          SweetChunk *chunk,
                          guint row,
                          const GError *error)
{
  SweetErrorEvent *event;

  g_return_val_if_fail (SWEET_IS_EMITTER (self), TRUE);
  g_return_val_if_fail (SWEET_IS_CHUNK (chunk), TRUE);
  g_return_val_if_fail (error != NULL, TRUE);
  g_return_val_if_fail (self->errors != NULL, TRUE);
  g_return_val_if_fail (!chunk->stale, TRUE);
  g_return_val_if_fail (row < sweet_chunk_get_n_rows (chunk), TRUE);

  /* what is behind the record at which the stream ends is nobody's any more */
  if (self->stopped)
    return FALSE;

  event = sweet_error_event_new (error, self->element, self->stage, 1);
  sweet_error_event_locate (event, chunk, row, 1);
  event->stops = self->judge (event, self->item, self->step);
  self->stopped = event->stops;
  g_ptr_array_add (self->errors, event);
  return !event->stops;
}
