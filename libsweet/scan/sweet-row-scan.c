/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sys/auxv.h>

#include <sweet/sweet.h>

#include "scan/sweet-row-scan-private.h"

/* the environment may ask for less than the machine has: a kernel of tests, and of whoever suspects one */
#define SWEET_ROW_SCAN_VARIABLE "SWEET_INSTRUCTIONS"

static const SweetRowScanKernel *
sweet_row_scan_choose (void)
{
  const SweetRowScanKernel *const *kernels = sweet_row_scan_get_kernels ();
  const char *wanted = getauxval (AT_SECURE) == 0 ? g_getenv (SWEET_ROW_SCAN_VARIABLE) : NULL;

  if (wanted == NULL || *wanted == '\0')
    return kernels[0];

  for (guint i = 0; kernels[i] != NULL; i++)
    if (g_str_equal (kernels[i]->name, wanted))
      return kernels[i];

  g_warning ("%s=%s: this machine has no such instructions, or Sweet no use for them", SWEET_ROW_SCAN_VARIABLE, wanted);

  return kernels[0];
}

static const SweetRowScanKernel *
sweet_row_scan_get_kernel (void)
{
  static const SweetRowScanKernel *chosen = NULL;
  const SweetRowScanKernel *kernel = __atomic_load_n (&chosen, __ATOMIC_ACQUIRE);

  /* whoever comes at the same time chooses the same */
  if (kernel == NULL)
    {
      kernel = sweet_row_scan_choose ();
      __atomic_store_n (&chosen, kernel, __ATOMIC_RELEASE);
    }

  return kernel;
}

/* one call of the kernel; returns FALSE when it needs no other */
static gboolean
sweet_row_scan_read (SweetRowScan *self,
                     SweetRowWriter *rows,
                     void (*read) (SweetRowScanJob *job))
{
  SweetRowScanJob job = {
    .base = self->base,
    .start = self->start,
    .end = self->end,
    .delimiter = self->delimiter,
    .quote = self->quote,
    .has_quotes = self->quote != 0,
    .n_columns = rows->stride - 1,
  };

  if (!rows->counting)
    {
      sweet_row_writer_reserve (rows, SWEET_ROW_SCAN_SLACK);
      job.entries = rows->entries;
      job.limit = rows->limit;
    }
  read (&job);

  self->odd = job.odd;
  rows->n_lines += job.n_lines;
  if (rows->counting)
    sweet_row_writer_count_rows (rows, job.n_rows);
  else
    {
      rows->entries += (gsize) job.n_rows * rows->stride;
      rows->n_rows += job.n_rows;
    }
  if (job.start == self->start)
    return FALSE;

  self->start = job.start;

  return !self->odd && job.limit != NULL;
}

/**
 * sweet_row_scan_read_table: (skip)
 * @self: what to read
 * @rows: a row writer with cells in %SWEET_CELL_PLACES_ENDS
 *
 * Takes rows of as many fields as @rows has columns, which end in LF or CRLF. Not taken are: a row
 * with another number of fields, a quote that opens behind the beginning of a field, anything but a
 * delimiter or a line end behind one that closes, a CR outside quotes that no LF follows, a NUL, and
 * the last rows, when fewer than 64 bytes follow where they begin or where they are not complete.
 * An empty line is a row only where there is one column.
 *
 * Since: 1.0
 */
void
sweet_row_scan_read_table (SweetRowScan *self,
                           SweetRowWriter *rows)
{
  const SweetRowScanKernel *kernel = sweet_row_scan_get_kernel ();

  /* without a column no row is good */
  self->odd = rows->stride < 2;
  while (!self->odd && sweet_row_scan_read (self, rows, kernel->table))
    ;
}

/**
 * sweet_row_scan_read_lines: (skip)
 * @self: what to read
 * @rows: a row writer of one column with cells in %SWEET_CELL_PLACES_ENDS
 *
 * Takes lines that end in LF, which is no part of them; not the last ones, of which fewer than 128
 * bytes are left.
 *
 * Since: 1.0
 */
void
sweet_row_scan_read_lines (SweetRowScan *self,
                           SweetRowWriter *rows)
{
  const SweetRowScanKernel *kernel = sweet_row_scan_get_kernel ();

  while (sweet_row_scan_read (self, rows, kernel->lines))
    ;
}
