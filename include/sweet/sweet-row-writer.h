/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-cell.h>
#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetResolveFunc:
 * @cell: (inout): on entry the raw bytes of a cell as text; on return what they mean
 * @arena: memory for text that differs from the raw bytes (never longer than they are)
 * @data: the layout's data
 *
 * Turns the raw bytes of a cell into its value: takes off quotes, undoes escapes, tells the type.
 * Called on any worker, for several chunks at once; a pure function.
 *
 * Since: 1.0
 */
typedef void (*SweetResolveFunc) (SweetCell *cell,
                                  SweetArena *arena,
                                  guintptr data);

/**
 * SweetCellPlaces:
 * @SWEET_CELL_PLACES_ENDS: a row is its start and then the end of each cell; a cell starts one byte
 *   (the delimiter) behind the end of the one before it
 * @SWEET_CELL_PLACES_SPANS: a row is its start and then start and end of each cell
 *
 * How the index of a chunk tells where cells are. In both, a cell that ends before it starts is
 * absent.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CELL_PLACES_ENDS,
  SWEET_CELL_PLACES_SPANS,
} SweetCellPlaces;

/**
 * SweetRowLayout:
 * @places: how rows are laid out in the index
 * @lead: only cells that begin with this byte go through @resolve, all others are text as they
 *   are; -1 sends every cell that is not absent
 * @resolve: (nullable): turns raw bytes into a value; %NULL where all cells are text as they are
 * @data: passed to @resolve
 * @max_columns: the most columns that an open schema may come to; the first record beyond them ends
 *   the stream with %SWEET_STREAM_ERROR_TOO_LARGE. 0 for no limit.
 *
 * How the cells of a format are found and read. See sweet_format_set_layout().
 *
 * Since: 1.0
 */
typedef struct _SweetRowLayout SweetRowLayout;
struct _SweetRowLayout
{
  SweetCellPlaces places;
  int lead;
  SweetResolveFunc resolve;
  guintptr data;
  guint max_columns;
};

/**
 * SWEET_ROW_ERROR_TOO_LARGE: (skip)
 *
 * The code of a #SweetRowError for a record beyond the `max_record_size` of its input. It reaches the
 * application as %SWEET_STREAM_ERROR_TOO_LARGE, all others as %SWEET_STREAM_ERROR_MALFORMED.
 *
 * Since: 1.0
 */
#define SWEET_ROW_ERROR_TOO_LARGE G_MAXUINT32

/**
 * SweetRowError:
 * @code: what is wrong, a number of the format's own or %SWEET_ROW_ERROR_TOO_LARGE
 * @offset: where, counted from the base of the input
 * @start: where the record begins
 * @row: how many good rows were written before it
 * @detail: one more number of the format's own
 *
 * A record that is not well formed. Cheap, so that skipping millions of them stays cheap; the text
 * is made by the format's `describe_error` for the one that is reported.
 *
 * Since: 1.0
 */
typedef struct _SweetRowError SweetRowError;
struct _SweetRowError
{
  guint32 code;
  guint32 offset;
  guint32 start;
  guint32 row;
  guint64 detail;
};

/**
 * SweetRowWriter:
 * @entries: (array): where the current row's entries go
 * @stride: entries per row
 * @n_rows: good rows so far
 * @n_lines: line feeds in what was consumed; the format adds them up
 * @counting: whether nobody is expected to look at the cells: a format that can, calls
 *   sweet_row_writer_count_rows() then
 *
 * Takes the rows that a format finds: numbers into the bytes, nothing copied.
 *
 * Since: 1.0
 */
typedef struct _SweetRowWriter SweetRowWriter;
struct _SweetRowWriter
{
  guint32 *entries;
  guint stride;
  guint n_rows;
  guint64 n_lines;
  gboolean counting;
  /*< private >*/
  gboolean counted;
  guint32 *limit;
  gpointer priv;
};

SWEET_AVAILABLE_IN_ALL
void sweet_row_writer_grow (SweetRowWriter *self);
SWEET_AVAILABLE_IN_ALL
void sweet_row_writer_reserve (SweetRowWriter *self,
                               gsize n_entries);
SWEET_AVAILABLE_IN_ALL
guint sweet_row_writer_get_n_columns (SweetRowWriter *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_row_writer_get_column (SweetRowWriter *self,
                                         guint column,
                                         gsize *length);
SWEET_AVAILABLE_IN_ALL
int sweet_row_writer_find_column (SweetRowWriter *self,
                                  const char *name,
                                  gsize length);
SWEET_AVAILABLE_IN_ALL
guint sweet_row_writer_add_column (SweetRowWriter *self,
                                   const char *name,
                                   gsize length);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_row_writer_add_error (SweetRowWriter *self,
                                     guint code,
                                     guint32 start,
                                     guint32 offset,
                                     guint64 detail);
SWEET_AVAILABLE_IN_ALL
void sweet_row_writer_cancel_row (SweetRowWriter *self);

/**
 * sweet_row_writer_begin_row: (skip)
 * @self: a row writer
 *
 * Makes room for one row. Nothing is kept before sweet_row_writer_end_row(), so a row that turns
 * out bad is just begun again.
 *
 * Returns: (array): @stride entries, not initialised; after sweet_row_writer_add_column() read
 *   `self->entries` again, where the cells of the new column are absent
 *
 * Since: 1.0
 */
static inline guint32 *
sweet_row_writer_begin_row (SweetRowWriter *self)
{
  if (G_UNLIKELY ((gsize) (self->limit - self->entries) < self->stride))
    sweet_row_writer_grow (self);

  return self->entries;
}

/**
 * sweet_row_writer_end_row: (skip)
 * @self: a row writer
 *
 * Keeps the row whose entries were just written.
 *
 * Since: 1.0
 */
static inline void
sweet_row_writer_end_row (SweetRowWriter *self)
{
  self->entries += self->stride;
  self->n_rows++;
}

/**
 * sweet_row_writer_count_rows: (skip)
 * @self: a row writer with @counting
 * @n_rows: how many
 *
 * Keeps rows whose entries are not written. Should somebody look at a cell after all, the format
 * decodes the same bytes again, without @counting, while it may decode others: a format that calls
 * this changes nothing of its own in `decode`.
 *
 * Since: 1.0
 */
static inline void
sweet_row_writer_count_rows (SweetRowWriter *self,
                             guint n_rows)
{
  self->n_rows += n_rows;
  self->counted = TRUE;
}

G_END_DECLS
