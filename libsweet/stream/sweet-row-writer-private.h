/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* a column that joined while a block was decoded; without a name, one that no record has any more */
typedef struct
{
  char *name;
  gsize length;
  guint first_row;
  guint serial;
} SweetRowColumn;

/* the engine's half of a row writer; kept with a block and reused */
typedef struct
{
  SweetRowWriter writer;
  SweetOnError on_error;
  SweetCellPlaces places;
  guint32 *index;
  gsize capacity;
  GArray *errors;
  gboolean stopped;
  gboolean prepended;
  /* open schemas only */
  GArray *columns;
  GHashTable *by_name;
  GStringChunk *names;
  guint n_columns;
  guint n_slots;
  guint n_serials;
} SweetRows;

void sweet_rows_init (SweetRows *self);
void sweet_rows_clear (SweetRows *self);
void sweet_rows_begin (SweetRows *self,
                       SweetCellPlaces places,
                       SweetOnError on_error,
                       SweetSchema *schema,
                       gboolean counting);
const guint32 *sweet_rows_get_index (SweetRows *self);
void sweet_rows_prepend (SweetRows *self,
                         SweetRows *first);

G_END_DECLS
