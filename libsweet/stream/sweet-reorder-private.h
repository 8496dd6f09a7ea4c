/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-id-set-private.h"

G_BEGIN_DECLS

/* rows that wait for their place in an order. those of the chunk at hand are only named; what still waits
 * when it goes is copied, all of it at once. used by one thread at a time. */

/* where a row is: of run 0, which is the chunk at hand, or of a copy */
typedef struct
{
  guint32 run;
  guint32 row;
} SweetReorderPlace;

typedef struct
{
  SweetChunk *chunk;
  const SweetCell **cells; /* of the columns that are compared, NULL for one that is missing */
  guint n_live;
  gsize size;
} SweetReorderRun;

/* the row of a slot waits; the smallest key comes first, then by comparison, then what came first */
typedef struct
{
  gint64 key;
  guint64 arrival;
  guint32 slot;
} SweetReorderEntry;

typedef struct _SweetReorder SweetReorder;

typedef int (*SweetReorderCompare) (SweetReorder *self,
                                    gpointer data,
                                    SweetReorderPlace a,
                                    SweetReorderPlace b);

struct _SweetReorder
{
  SweetReorderCompare compare; /* NULL where the key says it all */
  gpointer data;
  char **columns; /* not owned */
  guint64 max_memory;

  GArray *runs;
  GArray *free_runs;
  GArray *slots; /* SweetReorderPlace */
  GArray *free_slots;
  GArray *fresh; /* slots of rows of the chunk at hand */

  /* what comes in order costs no more than its place in the line; the rest is in a heap */
  GArray *line;
  guint head;
  GArray *heap;
  SweetIdSet claims; /* of keys that no other row may have while theirs waits */
  guint64 n_arrived;

  guint64 memory;
  guint n_rows; /* of all copies */
  guint n_live;

  SweetChunkBuilder *builder; /* rows that are emitted one by one */
  SweetTaskId *task_id;
  const char *source;
  GArray *rows;
};

#define SWEET_REORDER_NOTHING G_MAXUINT32

void sweet_reorder_init (SweetReorder *self);
void sweet_reorder_clear (SweetReorder *self);

/* a chunk is at hand, until the end */
gboolean sweet_reorder_begin (SweetReorder *self,
                              SweetChunk *chunk,
                              GError **error);
gboolean sweet_reorder_end (SweetReorder *self,
                            GError **error);

/* a slot for a row of the chunk at hand; what is in a slot is kept */
guint32 sweet_reorder_hold (SweetReorder *self,
                            guint row);
void sweet_reorder_enqueue (SweetReorder *self,
                            guint32 slot,
                            gint64 key);
/* FALSE where a row waits with this key; if not, the next one that is enqueued has it */
gboolean sweet_reorder_claim (SweetReorder *self,
                              gint64 key);
/* gives the slot back, and its row to a list of SweetReorderPlace unless that is NULL */
void sweet_reorder_release (SweetReorder *self,
                            guint32 slot,
                            GArray *places);
/* the row of a slot went to a list as well */
void sweet_reorder_share (SweetReorder *self,
                          SweetReorderPlace place);
/* takes the first of those that wait */
SweetReorderEntry sweet_reorder_pop (SweetReorder *self);
const SweetReorderEntry *sweet_reorder_peek (SweetReorder *self);

/* hands the rows on, to an output or the main one for NULL, and empties the list */
gboolean sweet_reorder_emit (SweetReorder *self,
                             GArray *places,
                             SweetEmitter *out,
                             const char *output,
                             GError **error);

static inline guint
sweet_reorder_get_n_waiting (SweetReorder *self)
{
  return self->line->len - self->head + self->heap->len;
}

static inline SweetReorderPlace
sweet_reorder_get_place (SweetReorder *self,
                         guint32 slot)
{
  return g_array_index (self->slots, SweetReorderPlace, slot);
}

static inline SweetReorderRun *
sweet_reorder_get_run (SweetReorder *self,
                       guint32 run)
{
  return &g_array_index (self->runs, SweetReorderRun, run);
}

G_END_DECLS
