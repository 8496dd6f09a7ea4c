/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-row-writer.h>
#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetRowScan:
 * @base: what all offsets are counted from
 * @start: (inout): the first byte of a row; on return that of the first row that was not taken
 * @end: where the bytes end; no byte at or behind it is read
 * @delimiter: the byte between two fields
 * @quote: the byte around fields that hold delimiters or line ends, 0 for none
 * @odd: (out): whether it stopped because a row near @start is not plainly good, rather than because
 *   too few bytes are left
 *
 * What the fast way through text in rows is given: it takes the rows that are plainly good, many
 * bytes at a time with whatever instructions the machine has, and leaves all others to the format.
 *
 * Since: 1.0
 */
typedef struct _SweetRowScan SweetRowScan;
struct _SweetRowScan
{
  const guint8 *base;
  guint32 start;
  guint32 end;
  guint8 delimiter;
  guint8 quote;
  gboolean odd;
};

SWEET_AVAILABLE_IN_ALL
void sweet_row_scan_read_table (SweetRowScan *self,
                                SweetRowWriter *rows);
SWEET_AVAILABLE_IN_ALL
void sweet_row_scan_read_lines (SweetRowScan *self,
                                SweetRowWriter *rows);

G_END_DECLS
