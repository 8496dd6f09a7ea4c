/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* how often each value came; two values are one group if type and bytes are the same, and all
 * missing ones are a group of their own */
typedef struct
{
  SweetCell value; /* the bytes are the table's */
  guint64 count;   /* once the table was sorted */
} SweetCountGroup;

/* all that a row of a group that is known already needs, if its value has up to eight bytes: those with the
 * same hash and kind are the same */
typedef struct
{
  guint64 hash;
  guint64 count;
  guint32 group; /* its number + 1, or 0 */
  guint32 kind;  /* type and length */
} SweetCountSlot;

typedef struct
{
  GArray *groups; /* SweetCountGroup */
  SweetCountSlot *slots;
  guint n_slots;
  GPtrArray *arenas;
  char *free_start;
  gsize free_size;
} SweetCountTable;

void sweet_count_table_init (SweetCountTable *self);
void sweet_count_table_clear (SweetCountTable *self);

/* counts every cell of a column; NULL for a column that is missing in all rows */
void sweet_count_table_add_column (SweetCountTable *self,
                                   const SweetCell *cells,
                                   guint n_rows);
void sweet_count_table_add_table (SweetCountTable *self,
                                  const SweetCountTable *other);

/* largest first, ties by the bytes of the value; nothing may be added afterwards */
void sweet_count_table_sort (SweetCountTable *self);

G_END_DECLS
