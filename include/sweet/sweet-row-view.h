/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-chunk.h>
#include <sweet/sweet-row-writer.h>

G_BEGIN_DECLS

/**
 * SweetRowView:
 * @base: the bytes that the index counts from
 * @index: the entries of all rows
 * @stride: entries per row
 * @layout: what the entries and the bytes of a cell mean
 * @first_row: the first row that the chunk shows, of those of the index
 * @selection: (nullable): the rows that the chunk shows, or %NULL where they follow each other
 * @columns: (nullable): which cell of a row each column is, -1 for none, or %NULL where they are the same
 * @padding: how many bytes behind any cell may be read, though they mean nothing
 *
 * The records of a chunk as a format left them: for encoders, which would otherwise have a cell made of
 * every cell only to copy its bytes. Where the bytes of a cell do not begin with the `lead` of the layout
 * they are its text.
 *
 * Since: 1.0
 */
typedef struct _SweetRowView SweetRowView;
struct _SweetRowView
{
  const guint8 *base;
  const guint32 *index;
  guint stride;
  guint first_row;
  const guint32 *selection;
  const int *columns;
  guint padding;
  SweetRowLayout layout;
};

SWEET_AVAILABLE_IN_ALL
gboolean sweet_chunk_view_rows (SweetChunk *self,
                                SweetRowView *view,
                                GError **error);

/**
 * sweet_row_view_get_entries: (skip)
 * @self: a row view
 * @row: a row of the chunk
 *
 * Gets the entries of a row.
 *
 * Returns: (array): @stride entries
 *
 * Since: 1.0
 */
static inline const guint32 *
sweet_row_view_get_entries (const SweetRowView *self,
                            guint row)
{
  const guint physical = self->selection != NULL ? self->selection[row] : self->first_row + row;

  return self->index + (gsize) physical * self->stride;
}

/**
 * sweet_row_view_get_slot: (skip)
 * @self: a row view
 * @column: a column of the chunk
 *
 * Gets which cell of a row a column is.
 *
 * Returns: the number of the cell, -1 for a column without cells
 *
 * Since: 1.0
 */
static inline int
sweet_row_view_get_slot (const SweetRowView *self,
                         guint column)
{
  return self->columns != NULL ? self->columns[column] : (int) column;
}

G_END_DECLS
