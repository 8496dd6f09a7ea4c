/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* a text that every match of a pattern contains, or that is the whole pattern */
typedef struct
{
  char *text; /* NULL where there is none */
  gsize length;
  /* the two of its bytes that are looked for first */
  gsize first;
  gsize second;
  gboolean whole;
} SweetFilterLiteral;

/* what a pattern that was found to be right begins with */
void sweet_filter_literal_init (SweetFilterLiteral *self,
                                const char *pattern,
                                gsize length);
void sweet_filter_literal_clear (SweetFilterLiteral *self);

/* where it occurs first, or NULL */
const char *sweet_filter_literal_find (const SweetFilterLiteral *self,
                                       const char *text,
                                       gsize length);

/* sets @out to 1 for the rows that are active and have it in them, to 0 for all others */
void sweet_filter_literal_run (const SweetFilterLiteral *self,
                               const SweetCell *cells,
                               const guint8 *active,
                               guint8 *out,
                               guint n_rows);

G_END_DECLS
