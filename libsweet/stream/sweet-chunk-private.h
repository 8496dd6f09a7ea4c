/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-arena-private.h"
#include "stream/sweet-payload-private.h"

G_BEGIN_DECLS

/* what was made of a column, in the arena; NULL for what nobody asked for */
typedef struct
{
  SweetCell *cells;
  gint64 *int64s;
  guint8 *valid; /* with the whole numbers: where there is one */
  double *doubles;
  gint64 *timestamps;
  guint8 *timed; /* with the times: where there is one */
} SweetChunkColumn;

struct _SweetChunk
{
  GObject parent_instance;

  /* records */
  SweetPayload *payload;
  SweetSchema *schema;
  SweetSchema *schemas[4]; /* some that it has shown: a pool's chunk mostly shows them again, for one worker or another */
  guint n_schemas;
  guint first_row;
  guint n_rows;
  guint32 *selection;
  guint selection_capacity;
  int *columns;
  guint columns_capacity;
  SweetChunkColumn *made;
  guint n_made;
  SweetArena arena;

  /* bytes */
  const guint8 *bytes;
  gsize n_bytes;
  GBytes *owned_bytes;

  guint64 sequence;
  SweetTaskId *task_id;
  gint64 timestamp;
  const char *source; /* static or interned */

  /* the pool that it was taken from, and who emitted it last */
  gconstpointer pool;
  gconstpointer emitter;

  /* payload or bytes belong to the engine's pool */
  guint pooled : 1;
  guint stale : 1;
  guint selected : 1;
  guint mapped : 1;
  guint has_made : 1;
};

SweetChunk *sweet_chunk_new_empty (void);
SweetMedia sweet_chunk_get_media (SweetChunk *self);
void sweet_chunk_show_rows (SweetChunk *self,
                            SweetPayload *payload,
                            gboolean pooled,
                            SweetSchema *schema,
                            guint first_row,
                            guint n_rows);
void sweet_chunk_show_bytes (SweetChunk *self,
                             const guint8 *bytes,
                             gsize n_bytes);
void sweet_chunk_map_columns (SweetChunk *self,
                              const int *columns);
void sweet_chunk_assign (SweetChunk *self,
                         SweetChunk *other);
void sweet_chunk_cut (SweetChunk *self,
                      guint first_row,
                      guint n_rows);
void sweet_chunk_reset (SweetChunk *self);
void sweet_chunk_detach (SweetChunk *self);
gboolean sweet_chunk_check (SweetChunk *self,
                            SweetMedia media,
                            GError **error);
gboolean sweet_chunk_check_column (SweetChunk *self,
                                   guint column,
                                   GError **error);
static inline guint
sweet_chunk_get_physical_row (SweetChunk *self,
                              guint row)
{
  return self->selected ? self->selection[row] : self->first_row + row;
}

static inline int
sweet_chunk_get_slot (SweetChunk *self,
                      guint column)
{
  return self->mapped ? self->columns[column] : (int) column;
}

static inline void
sweet_chunk_read (SweetChunk *self,
                  guint row,
                  guint column,
                  SweetArena *arena,
                  SweetCell *cell)
{
  sweet_payload_read (self->payload, sweet_chunk_get_physical_row (self, row), sweet_chunk_get_slot (self, column), arena, cell);
}

G_END_DECLS
