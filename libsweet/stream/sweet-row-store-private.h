/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-key-index-private.h"

G_BEGIN_DECLS

/* a kept record: row @row of block @block, or event @row where @block is SWEET_ROW_STORE_EVENT */
typedef struct
{
  guint32 key;
  guint32 block;
  guint32 row;
} SweetRowEntry;

#define SWEET_ROW_STORE_EVENT   G_MAXUINT32
#define SWEET_ROW_STORE_NOTHING (G_MAXUINT32 - 1)

/* whose a row of a block is, SWEET_ROW_STORE_GARBAGE for one that was replaced */
typedef struct
{
  guint32 entry;
  guint32 size;
} SweetRowOwner;

#define SWEET_ROW_STORE_GARBAGE G_MAXUINT32

/* rows that were copied into a chunk of their own; without @chunk still those of the builder */
typedef struct
{
  SweetChunk *chunk;
  GArray *owners; /* SweetRowOwner */
  SweetTaskId *task_id;
  guint n_live;
} SweetRowBlock;

/* keeps copies of rows, and events that are no rows, in the order in which they came. Used by one
 * thread at a time */
typedef struct
{
  gint refs;
  gboolean replace;
  guint64 max_memory;

  GArray *entries; /* SweetRowEntry */
  GArray *blocks;  /* SweetRowBlock, the one being built last */
  GPtrArray *events;
  SweetKeyIndex keys;
  GArray *latest; /* guint32, the last entry of each key */

  SweetChunkBuilder *builder;
  const char *source;
  guint64 row_memory;
  guint64 garbage;
} SweetRowStore;

/* with @replace a key that is there already gets the new record in its old place */
SweetRowStore *sweet_row_store_new (gboolean replace);
SweetRowStore *sweet_row_store_ref (SweetRowStore *self);
void sweet_row_store_unref (SweetRowStore *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetRowStore, sweet_row_store_unref)

/* in bytes; 0 means no limit */
void sweet_row_store_set_max_memory (SweetRowStore *self,
                                     guint64 max_memory);
guint64 sweet_row_store_get_memory (SweetRowStore *self);

/* @key may be NULL */
gboolean sweet_row_store_add_row (SweetRowStore *self,
                                  const char *key,
                                  gsize key_length,
                                  SweetChunk *chunk,
                                  guint row,
                                  GError **error);
gboolean sweet_row_store_add_event (SweetRowStore *self,
                                    const char *key,
                                    SweetEvent *event,
                                    GError **error);

guint sweet_row_store_get_n_records (SweetRowStore *self);

/* records count from 0; an event that shows record @record */
SweetEvent *sweet_row_store_get_event (SweetRowStore *self,
                                       guint record);
const char *sweet_row_store_get_key (SweetRowStore *self,
                                     guint record);

/* the last record of a key, or -1 */
gint64 sweet_row_store_find (SweetRowStore *self,
                             const char *key,
                             gsize key_length);

/* makes the rows of the builder readable */
void sweet_row_store_close_block (SweetRowStore *self);

/* hands on all records in order; frees them on the way if nobody else holds the store */
gboolean sweet_row_store_emit (SweetRowStore *self,
                               SweetEmitter *out,
                               GError **error);

/* the records there are now */
GListModel *sweet_row_store_list (SweetRowStore *self);

G_END_DECLS
