/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* every kernel of the row scan beside the portable one, and that beside the reference */

#include "csv-generate.h"

#include <stdio.h>

#include "scan/sweet-row-scan-private.h"

#include "sweet-test.h"

#define GUARD 0xfeedfaceu

typedef struct
{
  SweetRowScanJob job;
  guint32 *entries;
  gsize n_entries;
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_free (self->entries);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static Outcome
run (const SweetRowScanKernel *kernel,
     gboolean lines,
     SweetRowScanJob job,
     gboolean with_index,
     guint room)
{
  Outcome self = { 0 };

  self.n_entries = SWEET_ROW_SCAN_SLACK + room;
  self.entries = g_new (guint32, self.n_entries + 1);
  self.entries[self.n_entries] = GUARD;
  job.entries = with_index ? self.entries : NULL;
  job.limit = with_index ? self.entries + self.n_entries : NULL;
  (lines ? kernel->lines : kernel->table) (&job);
  g_assert_cmpuint (self.entries[self.n_entries], ==, GUARD);
  self.job = job;

  return self;
}

static void
compare (const Outcome *self,
         const Outcome *other,
         guint stride)
{
  g_assert_cmpuint (self->job.start, ==, other->job.start);
  g_assert_cmpuint (self->job.n_rows, ==, other->job.n_rows);
  g_assert_cmpuint (self->job.n_lines, ==, other->job.n_lines);
  g_assert_cmpint (self->job.odd, ==, other->job.odd);
  for (guint i = 0; self->job.entries != NULL && other->job.entries != NULL && i < self->job.n_rows * stride; i++)
    g_assert_cmpuint (self->entries[i], ==, other->entries[i]);
}

/* what the portable kernel takes is a good row of the right width, place by place */
static void
check_rows (const Outcome *self,
            const GString *text,
            const CsvOptions *options,
            guint n_columns)
{
  const guint32 *entries = self->entries;
  gsize start = 0;
  guint64 n_lines = 0;

  for (guint row = 0; row < self->job.n_rows; row++, entries += n_columns + 1)
    {
      g_auto (CsvRecord) expected = { 0 };

      csv_reference_read_record (text->str, text->len, start, options, &expected);
      g_assert_cmpint (expected.fault, ==, CSV_GOOD);
      g_assert_cmpuint (expected.fields->len, ==, n_columns);
      g_assert_cmpuint (entries[0], ==, start);
      g_assert_cmpuint (entries[n_columns], ==, expected.end);
      for (guint i = 1; i < n_columns; i++)
        g_assert_cmpuint (entries[i], ==, g_array_index (expected.places, gsize, i) - 1);

      start = expected.next;
    }

  for (gsize i = 0; i < start; i++)
    n_lines += text->str[i] == '\n';
  g_assert_cmpuint (self->job.start, ==, start);
  g_assert_cmpuint (self->job.n_lines, ==, n_lines);
}

/* good rows before whatever the generator has made: the odd one comes anywhere in a run of blocks */
static GString *
make_text (GRand *rand,
           const CsvOptions *options,
           guint n_columns)
{
  g_autoptr (GString) text = csv_generate (rand, options);
  GString *all = g_string_new (NULL);
  gint32 n_rows = g_rand_int_range (rand, 0, 60);
  gboolean with_returns = g_rand_int_range (rand, 0, 2) != 0;

  for (gint32 row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      {
        gint32 length = g_rand_int_range (rand, 0, 12);
        gboolean quoted = options->quote >= 0 && g_rand_int_range (rand, 0, 4) == 0;

        if (quoted)
          g_string_append_c (all, (char) options->quote);
        while (length-- > 0)
          g_string_append_c (all, quoted && length % 5 == 4 ? "\n\r"[length % 2] : 'a');
        if (quoted && g_rand_int_range (rand, 0, 2) != 0)
          g_string_append_printf (all, "%c%c", options->quote, options->quote);
        if (quoted)
          g_string_append_c (all, (char) options->quote);
        g_string_append (all, column + 1 < n_columns ? (const char[]){ options->delimiter, 0 } : with_returns ? "\r\n"
                                                                                                              : "\n");
      }
  g_string_append_len (all, text->str, (gssize) text->len);

  return g_steal_pointer (&all);
}

static void
check_all (const SweetRowScanJob *job,
           gboolean lines,
           guint room,
           const GString *text,
           const CsvOptions *options)
{
  guint stride = lines ? 2 : job->n_columns + 1;
  const SweetRowScanKernel *const *kernels = sweet_row_scan_get_kernels ();
  g_auto (Outcome) expected = run (&sweet_row_scan_portable, lines, *job, TRUE, room);
  g_auto (Outcome) count = run (&sweet_row_scan_portable, lines, *job, FALSE, 0);

  if (!lines)
    check_rows (&expected, text, options, job->n_columns);

  for (guint i = 0; kernels[i] != NULL; i++)
    {
      g_auto (Outcome) index = run (kernels[i], lines, *job, TRUE, room);
      g_auto (Outcome) other = run (kernels[i], lines, *job, FALSE, 0);

      compare (&index, &expected, stride);
      compare (&other, &count, stride);
    }

  /* an index may end early for want of room; one that does not tells the same */
  if (!lines && 2 * text->len + SWEET_ROW_SCAN_SLACK < expected.n_entries)
    compare (&expected, &count, stride);
}

/* SWEET_TEST_INPUTS=FILE keeps what was tried, for machines that have other kernels: tests/suites/kernels */
static void
keep_input (FILE *file,
            const SweetRowScanJob *job)
{
  guint32 head[] = { job->end, job->n_columns, job->delimiter, job->has_quotes ? job->quote : 0 };

  if (file == NULL)
    return;

  g_assert_cmpuint (fwrite (head, sizeof head, 1, file), ==, 1);
  g_assert_cmpuint (fwrite (job->base, 1, job->end, file), ==, job->end);
}

static void
test_generated (void)
{
  const char *inputs = g_getenv ("SWEET_TEST_INPUTS");
  FILE *file = inputs != NULL ? fopen (inputs, "wb") : NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (csv_generate_seed ());
  int n_cases = g_test_slow () ? 20000 : 1000;

  for (int i = 0; i < n_cases; i++)
    {
      static const guint widths[] = { 1, 2, 3, 7, 8, 63, 64, 65, 100 };
      CsvOptions options = csv_generate_options (rand);
      guint n_columns = widths[g_rand_int_range (rand, 0, G_N_ELEMENTS (widths))];
      g_autoptr (GString) text = make_text (rand, &options, n_columns);
      /* exact copies, so that a read behind the end is seen by valgrind and the sanitizers */
      g_autofree guint8 *bytes = g_memdup2 (text->str, text->len);
      guint room = (guint) g_rand_int_range (rand, 0, 20000);
      SweetRowScanJob job = {
        .base = bytes,
        .end = (guint32) text->len,
        .delimiter = (guint8) options.delimiter,
        .quote = (guint8) MAX (options.quote, 0),
        .has_quotes = options.quote >= 0,
        .n_columns = n_columns,
      };

      options.literal_quotes = FALSE;
      options.max_record_size = G_MAXUINT32;
      check_all (&job, FALSE, room, text, &options);
      check_all (&job, TRUE, room, text, &options);
      keep_input (file, &job);
    }

  g_assert_cmpint (inputs != NULL && (file == NULL || fclose (file) != 0), ==, FALSE);
}

/* where the run of blocks ends in a row, the row is given back whole */
static void
test_odd (void)
{
  static const struct
  {
    const char *row;
    gsize length;
    gboolean odd;
  } cases[] = {
    { "a,b\n", 4, FALSE },
    { "a,b\r\n", 5, FALSE },
    { "\"\"\"a\",\"\"\n", 9, FALSE },
    { "\"a\nb\",\"c\rd\"\n", 12, FALSE },
    { ",\n", 2, FALSE },
    { "\n", 1, TRUE },
    { "a\n", 2, TRUE },
    { "a,b,c\n", 6, TRUE },
    { "a\"a,b\n", 6, TRUE },
    { "\"a\"b,c\n", 7, TRUE },
    { "\"a\" ,c\n", 7, TRUE },
    { "a\rb,c\n", 6, TRUE },
    { "a,b\r\r\n", 6, TRUE },
    { "a,\0\n", 4, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint before = 0; before < 600; before++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        CsvOptions options = { .delimiter = ',', .quote = '"', .max_record_size = G_MAXUINT32 };
        g_autofree guint8 *bytes = NULL;
        SweetRowScanJob job = { .delimiter = ',', .quote = '"', .has_quotes = TRUE, .n_columns = 2 };
        g_auto (Outcome) outcome = { 0 };

        for (guint row = 0; row < before; row++)
          g_string_append (text, "good,1\n");
        g_string_append_len (text, cases[i].row, (gssize) cases[i].length);
        for (guint row = 0; row < 20; row++)
          g_string_append (text, "good,2\n");
        bytes = g_memdup2 (text->str, text->len);
        job.base = bytes;
        job.end = (guint32) text->len;

        if (before % 50 == 0)
          check_all (&job, FALSE, 10000, text, &options);
        outcome = run (sweet_row_scan_get_kernels ()[0], FALSE, job, FALSE, 0);
        g_assert_cmpint (outcome.job.odd, ==, cases[i].odd);
        g_assert_cmpuint (outcome.job.n_rows, <=, before + (cases[i].odd ? 0 : 21));
        if (!cases[i].odd)
          g_assert_cmpuint (job.end - outcome.job.start, <, 2 * SWEET_ROW_SCAN_BLOCK);
      }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/csv-kernels/generated", test_generated);
  g_test_add_func ("/sweet/csv-kernels/odd", test_odd);

  return g_test_run ();
}
