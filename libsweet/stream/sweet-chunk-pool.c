/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-chunk-pool-private.h"
#include "stream/sweet-chunk-private.h"

void
sweet_chunk_pool_init (SweetChunkPool *self)
{
  self->chunks = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_used = 0;
  self->lasting = FALSE;
}

/* the chunk stays the pool's */
SweetChunk *
sweet_chunk_pool_take (SweetChunkPool *self)
{
  SweetChunk *chunk;

  if (self->n_used == self->chunks->len)
    g_ptr_array_add (self->chunks, sweet_chunk_new_empty ());
  chunk = g_ptr_array_index (self->chunks, self->n_used++);
  chunk->pool = self;
  return chunk;
}

SweetChunk *
sweet_chunk_pool_adopt (SweetChunkPool *self,
                        SweetChunk *chunk)
{
  if (self->n_used < self->chunks->len)
    g_object_unref (g_steal_pointer (&g_ptr_array_index (self->chunks, self->n_used)));
  else
    g_ptr_array_add (self->chunks, NULL);
  g_ptr_array_index (self->chunks, self->n_used++) = chunk;
  return chunk;
}

/* the block goes back to its pool: a chunk that somebody kept goes stale and is replaced */
void
sweet_chunk_pool_reset (SweetChunkPool *self)
{
  for (guint i = 0; i < self->n_used; i++)
    {
      SweetChunk **chunk = (SweetChunk **) &g_ptr_array_index (self->chunks, i);

      if (g_atomic_int_get (&G_OBJECT (*chunk)->ref_count) == 1)
        {
          sweet_chunk_reset (*chunk);
          continue;
        }
      if ((*chunk)->pooled)
        sweet_chunk_detach (*chunk);
      (*chunk)->pool = NULL;
      g_object_unref (*chunk);
      *chunk = sweet_chunk_new_empty ();
    }
  self->n_used = 0;
}

void
sweet_chunk_pool_clear (SweetChunkPool *self)
{
  sweet_chunk_pool_reset (self);
  g_clear_pointer (&self->chunks, g_ptr_array_unref);
}
