/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* “compare-kernels FILE”: the kernels of this machine beside the portable one, on the inputs that
 * test-csv-kernels has kept. without GLib, so that it can be built for any machine. */

#include "scan/sweet-row-scan-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static SweetRowScanJob
run (void (*read) (SweetRowScanJob *job),
     SweetRowScanJob job,
     uint32_t *entries,
     size_t room)
{
  job.entries = entries;
  job.limit = entries != NULL ? entries + room : NULL;
  read (&job);

  return job;
}

static bool
is_same (const SweetRowScanJob *one,
         const SweetRowScanJob *other,
         size_t stride)
{
  if (one->start != other->start || one->n_rows != other->n_rows || one->n_lines != other->n_lines || one->odd != other->odd)
    return false;

  return one->entries == NULL || memcmp (one->entries, other->entries, one->n_rows * stride * sizeof (uint32_t)) == 0;
}

static bool
compare (const SweetRowScanJob *job)
{
  const SweetRowScanKernel *const *kernels = sweet_row_scan_get_kernels ();
  size_t room = 2 * (size_t) job->end + SWEET_ROW_SCAN_SLACK;
  uint32_t *one = malloc (room * sizeof (uint32_t));
  uint32_t *other = malloc (room * sizeof (uint32_t));
  bool same = one != NULL && other != NULL;

  for (unsigned i = 0; same && kernels[i] != NULL; i++)
    for (unsigned with_index = 0; with_index < 2; with_index++)
      {
        SweetRowScanJob table = run (kernels[i]->table, *job, with_index ? one : NULL, room);
        SweetRowScanJob table_expected = run (sweet_row_scan_portable.table, *job, with_index ? other : NULL, room);
        bool same_table = is_same (&table, &table_expected, job->n_columns + 1);
        SweetRowScanJob lines = run (kernels[i]->lines, *job, with_index ? one : NULL, room);
        SweetRowScanJob lines_expected = run (sweet_row_scan_portable.lines, *job, with_index ? other : NULL, room);

        same = same && same_table && is_same (&lines, &lines_expected, 2);
      }

  free (one);
  free (other);

  return same;
}

int
main (int argc,
      char *argv[])
{
  FILE *file = argc == 2 ? fopen (argv[1], "rb") : NULL;
  uint32_t head[4];
  unsigned n = 0;
  bool same = file != NULL;

  while (same && fread (head, sizeof head, 1, file) == 1)
    {
      uint8_t *bytes = malloc (head[0] + 1);
      SweetRowScanJob job = {
        .base = bytes,
        .end = head[0],
        .n_columns = head[1],
        .delimiter = (uint8_t) head[2],
        .quote = (uint8_t) head[3],
        .has_quotes = head[3] != 0,
      };

      same = bytes != NULL && fread (bytes, 1, head[0], file) == head[0] && compare (&job);
      free (bytes);
      n++;
    }

  if (file != NULL)
    fclose (file);
  printf ("%u inputs, the fastest is %s\n", n, sweet_row_scan_get_kernels ()[0]->name);

  return same ? 0 : 1;
}
