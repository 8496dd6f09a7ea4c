/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "csv-generate.h"
#include "csv-pipeline.h"

#include "sweet-test.h"

#include <signal.h>

/* How many inputs are tried, and for how long at most: SWEET_TEST_SECONDS=600 makes a long run. */
#define DEFAULT_SECONDS 12

static const guint all_workers[] = { 1, 2, 8 };
static const guint64 all_block_sizes[] = { 8, 16, 24, 32, 1000, SWEET_KIB (64), SWEET_MIB (1) };

typedef struct
{
  const CsvOptions *options;
  GString *text;
  const char *path;
  CsvResult *expected;
  guint32 seed;
} Case;

static char *
escape (const GString *text)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < text->len; i++)
    {
      guchar c = (guchar) text->str[i];

      if (g_ascii_isprint (c) && c != '\\')
        g_string_append_c (out, (char) c);
      else
        g_string_append_printf (out, "\\x%02x", c);
    }

  return g_string_free (out, FALSE);
}

static void
assert_same_text (const GString *actual,
                  const GString *expected)
{
  g_autofree char *one = escape (actual);
  g_autofree char *other = escape (expected);

  g_assert_cmpstr (one, ==, other);
}

/* everything that it takes to run the case again by hand */
static void
describe (const Case *self,
          const char *how)
{
  g_autofree char *text = escape (self->text);
  const CsvOptions *options = self->options;

  g_test_message ("%s", how);
  g_test_message ("seed %u: delimiter=%c quote=%d header=%d ragged=%d literal=%d skip=%d max-record-size=%" G_GSIZE_FORMAT,
                  self->seed, options->delimiter, options->quote, options->header, options->accept_ragged,
                  options->literal_quotes, options->skip, options->max_record_size);
  if (strlen (text) < 4000)
    g_test_message ("input: %s", text);
  else
    g_test_message ("input of %" G_GSIZE_FORMAT " bytes", self->text->len);
}

static void
compare (const Case *self,
         const CsvResult *actual,
         const char *how)
{
  const CsvResult *expected = self->expected;
  gboolean same = g_strcmp0 (actual->error, expected->error) == 0 && g_string_equal (actual->rows, expected->rows) && actual->n_bad == expected->n_bad;

  /* a stream may fail before it shows its columns */
  same = same && (actual->names->len == 0 || g_string_equal (actual->names, expected->names));
  if (same)
    return;

  describe (self, how);
  g_test_message ("skipped %" G_GUINT64_FORMAT ", expected %" G_GUINT64_FORMAT, actual->n_bad, expected->n_bad);
  g_assert_cmpstr (actual->error, ==, expected->error);
  assert_same_text (actual->rows, expected->rows);
  g_assert_cmpuint (actual->n_bad, ==, expected->n_bad);
  assert_same_text (actual->names, expected->names);
}

static void
try_file (const Case *self,
          guint workers,
          guint64 block_size)
{
  /* each block goes to the context on its own, which takes its time */
  gboolean on_workers = block_size < 1000 && self->seed % 8 != 0;
  g_autoptr (GPtrArray) line = csv_pipeline_begin (self->path, self->options, workers, block_size);
  g_autoptr (CsvResult) actual = csv_pipeline_run (line, self->path, on_workers);
  g_autofree char *how = g_strdup_printf ("file, workers=%u block-size=%" G_GUINT64_FORMAT, workers, block_size);

  compare (self, actual, how);
}

static void
try_pipe (const Case *self,
          guint workers,
          guint64 block_size)
{
  CsvFeed feed;
  g_autoptr (GPtrArray) line = csv_pipeline_begin ("-", self->options, workers, block_size);
  g_autoptr (CsvResult) actual = NULL;
  g_autofree char *how = g_strdup_printf ("pipe, workers=%u block-size=%" G_GUINT64_FORMAT, workers, block_size);

  csv_feed_start (&feed, self->text, self->seed);
  actual = csv_pipeline_run (line, "-", block_size < 1000);
  csv_feed_stop (&feed);
  compare (self, actual, how);
}

/* what is written holds the same cells, and is written the same however it was read */
static void
try_round_trip (const Case *self,
                GRand *rand)
{
  g_autofree char *copy = g_strdup_printf ("%s.copy", self->path);
  guint workers = all_workers[g_rand_int_range (rand, 0, G_N_ELEMENTS (all_workers))];
  guint64 block_size = all_block_sizes[g_rand_int_range (rand, 0, G_N_ELEMENTS (all_block_sizes))];
  g_autoptr (GPtrArray) line = csv_pipeline_begin (self->path, self->options, workers, block_size);
  g_autoptr (CsvResult) result = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GString) written = g_string_new (NULL);
  gsize length;

  if (self->expected->error != NULL)
    return;

  g_ptr_array_add (line, g_strdup ("!"));
  g_ptr_array_add (line, g_strdup ("csv"));
  g_ptr_array_add (line, g_strdup_printf ("header=%s", self->options->header ? "true" : "false"));
  g_ptr_array_add (line, g_strdup ("!"));
  g_ptr_array_add (line, g_strdup ("file"));
  g_ptr_array_add (line, g_strdup_printf ("path=%s", copy));
  g_ptr_array_add (line, g_strdup ("sync=false"));

  result = csv_pipeline_run (line, self->path, FALSE);
  g_assert_cmpstr (result->error, ==, NULL);
  contents = sweet_test_read (copy, &length);
  g_string_append_len (written, contents, (gssize) length);
  if (!g_string_equal (written, self->expected->csv))
    describe (self, "round trip");
  assert_same_text (written, self->expected->csv);
}

/* somebody who looks into few chunks: the rows of most are only counted */
typedef struct
{
  const CsvResult *expected;
  guint every;
  guint64 n_rows;
} Glance;

static gboolean
glance_cb (SweetChunk *chunk,
           SweetCollector *collector,
           gpointer user_data,
           GError **error)
{
  Glance *self = user_data;
  g_autoptr (GString) rows = g_string_new (NULL);

  __atomic_fetch_add (&self->n_rows, sweet_chunk_get_n_rows (chunk), __ATOMIC_RELAXED);
  if (sweet_chunk_get_n_rows (chunk) == 0 || sweet_chunk_get_record_number (chunk, 0) % self->every != 0)
    return TRUE;

  csv_received_add_rows (rows, chunk, sweet_schema_get_n_columns (sweet_chunk_get_schema (chunk)));
  g_assert_nonnull (memmem (self->expected->rows->str, self->expected->rows->len, rows->str, rows->len));

  return TRUE;
}

static void
try_glance (const Case *self,
            guint workers,
            guint64 block_size)
{
  g_autoptr (GPtrArray) line = csv_pipeline_begin (self->path, self->options, workers, block_size);
  g_autoptr (SweetEmittingTaskBuilder) builder = NULL;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  Glance glance = { self->expected, 2 + self->seed % 4, 0 };

  g_ptr_array_add (line, NULL);
  builder = sweet_pipeline_parse_argv ((const char *const *) line->pdata, &error);
  g_assert_no_error (error);
  builder = sweet_emitting_task_builder_with_chunk_receiver_on_workers (g_steal_pointer (&builder), glance_cb, &glance, NULL);
  task = sweet_emitting_task_builder_run (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
  message = csv_pipeline_dup_error (error, self->path);
  if (g_strcmp0 (message, self->expected->error) != 0 || glance.n_rows != self->expected->n_good)
    describe (self, "glance");
  g_assert_cmpstr (message, ==, self->expected->error);
  g_assert_cmpuint (glance.n_rows, ==, self->expected->n_good);
}

static void
try_case (SweetTest *test,
          guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  CsvOptions options = csv_generate_options (rand);
  g_autoptr (GString) text = csv_generate (rand, &options);
  g_autoptr (CsvResult) expected = csv_result_read (text->str, text->len, &options);
  g_autofree char *path = sweet_test_write (test, "input.csv", text->str, (gssize) text->len);
  Case self = { &options, text, path, expected, seed };

  for (guint w = 0; w < G_N_ELEMENTS (all_workers); w++)
    for (guint b = 0; b < G_N_ELEMENTS (all_block_sizes); b++)
      {
        /* for each run: an input of small blocks takes its time on a busy machine */
        sweet_test_set_watchdog (SWEET_TEST_WATCHDOG_SECONDS);
        try_file (&self, all_workers[w], all_block_sizes[b]);
        try_pipe (&self, all_workers[w], all_block_sizes[b]);
      }

  try_glance (&self, 1, 24);
  try_glance (&self, 1, 1000);
  try_glance (&self, 8, 1000);
  try_round_trip (&self, rand);
}

static void
test_property (SweetTest *test,
               gconstpointer data)
{
  const char *seconds = g_getenv ("SWEET_TEST_SECONDS");
  gint64 time_left = (seconds != NULL ? atoi (seconds) : DEFAULT_SECONDS) * G_USEC_PER_SEC;
  gint64 end = g_get_monotonic_time () + time_left;
  guint32 seed = csv_generate_seed ();
  guint n_cases = 0;

  while (g_get_monotonic_time () < end)
    try_case (test, seed + n_cases++);

  g_test_message ("%u inputs", n_cases);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* a run that stops early closes the pipe that its input comes through */
  signal (SIGPIPE, SIG_IGN);

  sweet_test_add ("/sweet/csv-property/reference", test_property);

  return g_test_run ();
}
