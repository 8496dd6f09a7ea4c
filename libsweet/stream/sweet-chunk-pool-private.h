/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* the chunk objects that one input block has used and may use again. it alone holds those that flow: whoever
 * has them on the way has them until the pool is reset. */
typedef struct
{
  GPtrArray *chunks;
  guint n_used;
  /* its chunks stay until the stream ends, so it takes in no more of them than it must */
  gboolean lasting;
} SweetChunkPool;

void sweet_chunk_pool_init (SweetChunkPool *self);
SweetChunk *sweet_chunk_pool_take (SweetChunkPool *self);
/* for a chunk that was made elsewhere, which becomes the pool's */
SweetChunk *sweet_chunk_pool_adopt (SweetChunkPool *self,
                                    SweetChunk *chunk);
void sweet_chunk_pool_reset (SweetChunkPool *self);
void sweet_chunk_pool_clear (SweetChunkPool *self);

G_END_DECLS
