/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "sweet-window-store.h"

G_BEGIN_DECLS

/* the columns that a window reads and those that it makes */

typedef enum
{
  SWEET_WINDOW_SUM,
  SWEET_WINDOW_MIN,
  SWEET_WINDOW_MAX,
  SWEET_WINDOW_MEAN,
  SWEET_WINDOW_N_AGGREGATES,
} SweetWindowAggregate;

typedef struct
{
  char *time;
  char **key;
  char **aggregates[SWEET_WINDOW_N_AGGREGATES];

  /* made by prepare: the columns that are aggregated, each once, and which of them each aggregate has */
  GPtrArray *values; /* char *, not owned */
  GArray *value_of[SWEET_WINDOW_N_AGGREGATES];
  SweetSchema *output;

  /* where the present schema has them, -1 for one that is missing */
  int time_column;
  GArray *key_columns;
  GArray *value_columns;

  /* of the chunk at hand */
  const gint64 *times;
  const guint8 *timed;
  const SweetCell *time_cells;
  const SweetCell **keys;
  const double **numbers;
  const SweetCell **number_cells;
  GString *scratch;
} SweetWindowColumns;

void sweet_window_columns_init (SweetWindowColumns *self);
void sweet_window_columns_clear (SweetWindowColumns *self);

/* whether no name would come twice */
gboolean sweet_window_columns_check (SweetWindowColumns *self,
                                     GError **error);
void sweet_window_columns_prepare (SweetWindowColumns *self);
gboolean sweet_window_columns_bind (SweetWindowColumns *self,
                                    SweetSchema *schema,
                                    GError **error);
gboolean sweet_window_columns_read (SweetWindowColumns *self,
                                    SweetChunk *chunk,
                                    GError **error);
/* what is wrong with a row, or NULL */
GError *sweet_window_columns_find_fault (SweetWindowColumns *self,
                                         SweetChunk *chunk,
                                         guint row);
/* the key of a row, such that different keys are different bytes; valid until the next call */
const GString *sweet_window_columns_make_key (SweetWindowColumns *self,
                                              guint row);
void sweet_window_columns_add (SweetWindowColumns *self,
                               SweetWindowPane *pane,
                               guint row);
void sweet_window_columns_write (SweetWindowColumns *self,
                                 const SweetWindowPane *pane,
                                 SweetChunkBuilder *builder);

G_END_DECLS
