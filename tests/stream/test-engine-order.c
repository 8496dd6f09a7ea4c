/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <locale.h>

/* what comes out of a stream, and in which order, whatever is at work in it */

#define N_ROWS 300

/* how a stream is worked off */
typedef struct
{
  guint workers;
  guint credits;
  guint64 block_size;
  gboolean seekable;
  gsize piece;
  gboolean unordered;
} Way;

static const Way ways[] = {
  { 1, 0, 0, TRUE, 0, FALSE },
  { 1, 1, 8, TRUE, 3, FALSE },
  { 1, 2, 64, FALSE, 5, FALSE },
  { 2, 1, 64, TRUE, 0, FALSE },
  { 2, 2, 8, TRUE, 0, FALSE },
  { 2, 3, 100, FALSE, 7, FALSE },
  { 2, 8, 1000, TRUE, 333, FALSE },
  { 8, 1, 100, TRUE, 0, FALSE },
  { 8, 3, 8, TRUE, 0, FALSE },
  { 8, 0, 32, TRUE, 0, FALSE },
  { 8, 8, 64, FALSE, 64, FALSE },
  { 8, 0, 0, FALSE, 1, FALSE },
};

static void
prepare (TestSpec *source,
         const Way *way,
         const char *bytes)
{
  source->bytes = bytes;
  source->n_bytes = strlen (bytes);
  source->seekable = way->seekable;
  source->piece = way->piece;
}

static TestLine
begin (TestSpec *source,
       const Way *way,
       GType type)
{
  TestLine line = sweet_emitting_task_builder_new ();

  line = test_line_source (line, type, source, way->block_size);
  line = test_line_workers (line, way->workers, way->unordered);
  return sweet_emitting_task_builder_with_max_chunks (line, way->credits);
}

/* opened and closed once */
static void
assert_opened (TestSpec *spec)
{
  g_assert_cmpuint (spec->n_calls[TEST_OPEN], ==, 1);
  g_assert_cmpuint (spec->n_calls[TEST_CLOSE], ==, 1);
}

typedef struct
{
  const char *name;
  GType (*types[4]) (void);
  TestManner manner;
} Chain;

static const Chain chains[] = {
  { "nothing", { NULL }, TEST_PASS },
  { "forked", { test_forked_get_type }, TEST_PASS },
  { "sequential", { test_sequential_get_type }, TEST_PASS },
  { "blocking", { test_blocking_get_type }, TEST_PASS },
  { "context", { test_processor_get_type }, TEST_PASS },
  { "sequential-forked-sequential", { test_sequential_get_type, test_forked_get_type, test_sequential_get_type }, TEST_PASS },
  { "context-forked-context", { test_processor_get_type, test_forked_get_type, test_processor_get_type }, TEST_PASS },
  { "forked-splits", { test_forked_get_type, test_sequential_get_type }, TEST_SPLIT },
  { "context-splits", { test_processor_get_type, test_forked_get_type }, TEST_SPLIT },
  { "forked-rebuilds", { test_forked_get_type, test_sequential_get_type }, TEST_REBUILD },
  { "context-rebuilds", { test_processor_get_type, test_forked_get_type }, TEST_REBUILD },
  { "sequential-holds", { test_sequential_get_type, test_forked_get_type, test_sequential_get_type }, TEST_HOLD },
  { "accumulating-holds", { test_accumulating_get_type, test_forked_get_type }, TEST_HOLD },
  { "context-holds", { test_processor_get_type, test_forked_get_type }, TEST_HOLD },
};

/* the first processor has the manner, the others pass */
static TestLine
add_chain (TestLine line,
           const Chain *chain,
           TestSpec specs[4])
{
  for (guint i = 0; i < G_N_ELEMENTS (chain->types) && chain->types[i] != NULL; i++)
    {
      specs[i] = (TestSpec) TEST_SPEC_INIT;
      specs[i].manner = i == 0 ? chain->manner : TEST_PASS;
      line = test_line_process (line, chain->types[i](), &specs[i]);
    }
  return line;
}

static void
check_receiver (const Chain *chain,
                const Way *way,
                const char *csv,
                const char *expected)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  TestSpec specs[4];
  g_autoptr (GString) received = g_string_new (NULL);
  TestLine line;

  prepare (&source, way, csv);
  line = test_line_format (begin (&source, way, test_worker_source_get_type ()), "csv");
  line = add_chain (line, chain, specs);
  line = sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL);
  test_line_complete (line);
  g_assert_cmpstr (received->str, ==, expected);
  assert_opened (&source);
}

static void
check_sink (const Chain *chain,
            const Way *way,
            const char *csv,
            const char *expected)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  TestSpec specs[4];
  TestLine line;

  prepare (&source, way, csv);
  line = test_line_format (begin (&source, way, test_blocking_source_get_type ()), "csv");
  line = add_chain (line, chain, specs);
  line = test_line_sink (line, test_worker_sink_get_type (), &sink);
  test_line_complete (line);
  g_assert_cmpstr (sink.written->str, ==, expected);
  g_assert_true (sink.complete);
  assert_opened (&source);
  assert_opened (&sink);
}

static void
test_records (SweetTest *test,
              gconstpointer data)
{
  const Chain *chain = data;
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      check_receiver (chain, &ways[i], csv, expected);
      check_sink (chain, &ways[i], csv, expected);
    }
}

/* as CSV again, byte for byte */
static void
test_bytes (SweetTest *test,
            gconstpointer data)
{
  const Chain *chain = data;
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestSpec specs[4];
      TestLine line;

      prepare (&source, &ways[i], csv);
      sink.input = SWEET_MEDIA_BYTES;
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_format (add_chain (line, chain, specs), "csv");
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, csv);
    }
}

static gint
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  return atoi (*(char *const *) a) - atoi (*(char *const *) b);
}

/* all of them, in whatever order */
static void
assert_numbers (const char *text,
                guint n,
                guint times)
{
  g_auto (GStrv) numbers = g_strsplit (g_strchomp ((char *) text), " ", -1);

  g_assert_cmpuint (g_strv_length (numbers), ==, n * times);
  qsort (numbers, n * times, sizeof (char *), compare_numbers);
  for (guint i = 0; i < n * times; i++)
    g_assert_cmpint (atoi (numbers[i]), ==, (int) (i / times));
}

static void
test_unordered (SweetTest *test,
                gconstpointer data)
{
  const Chain *chain = data;
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestSpec specs[4];
      Way way = ways[i];
      TestLine line;

      way.unordered = TRUE;
      prepare (&source, &way, csv);
      line = test_line_format (begin (&source, &way, test_worker_source_get_type ()), "csv");
      line = test_line_sink (add_chain (line, chain, specs), test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      assert_numbers (sink.written->str, N_ROWS, 1);
    }
}

/* a chunk may go out more than once */
static void
test_twice (SweetTest *test,
            gconstpointer data)
{
  GType (*const types[]) (void) = { test_forked_get_type, test_sequential_get_type, test_processor_get_type };
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_auto (TestSpec) twice = TEST_SPEC_INIT;
      g_auto (TestSpec) behind = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[8], csv);
      twice.manner = TEST_TWICE;
      behind.manner = TEST_SPLIT;
      line = test_line_format (begin (&source, &ways[8], test_worker_source_get_type ()), "csv");
      line = test_line_process (line, types[i](), &twice);
      line = test_line_process (line, types[i](), &behind);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      assert_numbers (sink.written->str, N_ROWS, 2);
      g_assert_cmpuint (behind.n_calls[TEST_PROCESS], ==, 2 * twice.n_calls[TEST_PROCESS]);
    }
}

static void
test_nothing_comes_out (SweetTest *test,
                        gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) drop = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      drop.manner = TEST_DROP;
      count.manner = TEST_COUNT;
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_forked_get_type (), &drop);
      line = test_line_process (line, test_accumulating_get_type (), &count);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, "0 ");
      g_assert_cmpuint (count.n_calls[TEST_PROCESS], ==, 0);
    }
}

/* the columns reach every element, also when there are no rows */
static void
test_no_rows (SweetTest *test,
              gconstpointer data)
{
  static const char *const inputs[] = { "id,text\n", "id,text", "\xef\xbb\xbfid,text\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (inputs) * G_N_ELEMENTS (ways); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) forked = TEST_SPEC_INIT;
      g_auto (TestSpec) context = TEST_SPEC_INIT;
      g_auto (TestSpec) sequential = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, way, inputs[i / G_N_ELEMENTS (ways)]);
      sink.input = SWEET_MEDIA_BYTES;
      context.thread = g_thread_self ();
      line = test_line_format (begin (&source, way, test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_forked_get_type (), &forked);
      line = test_line_process (line, test_processor_get_type (), &context);
      line = test_line_process (line, test_sequential_get_type (), &sequential);
      line = test_line_sink (test_line_format (line, "csv"), test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpuint (forked.n_calls[TEST_SET_SCHEMA], ==, 1);
      g_assert_cmpuint (context.n_calls[TEST_SET_SCHEMA], ==, 1);
      g_assert_cmpuint (sequential.n_calls[TEST_SET_SCHEMA], ==, 1);
      g_assert_cmpuint (sequential.n_empty, ==, 1);
      g_assert_cmpstr (sink.written->str, ==, "id,text\n");
    }
}

static void
test_no_bytes (SweetTest *test,
               gconstpointer data)
{
  static const char *const formats[] = { "csv", "jsonl", "lines" };

  for (guint i = 0; i < G_N_ELEMENTS (formats) * G_N_ELEMENTS (ways); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, way, "");
      count.manner = TEST_COUNT;
      line = test_line_format (begin (&source, way, test_worker_source_get_type ()), formats[i / G_N_ELEMENTS (ways)]);
      line = test_line_process (line, test_accumulating_get_type (), &count);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, "0 ");
      g_assert_true (sink.complete);
    }
}

/* new keys are new columns, and every element hears of each before it sees it */
static void
test_schema_changes (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (GString) jsonl = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < N_ROWS; i++)
    {
      if (i % 30 == 0)
        g_string_append_printf (jsonl, "{\"id\":%u,\"key %u\":true}\n", i, i / 30);
      else
        g_string_append_printf (jsonl, "{\"id\":%u}\n", i);
      g_string_append_printf (expected, "%u ", i);
    }

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) forked = TEST_SPEC_INIT;
      g_auto (TestSpec) context = TEST_SPEC_INIT;
      g_auto (TestSpec) sequential = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], jsonl->str);
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "jsonl");
      line = test_line_process (line, test_forked_get_type (), &forked);
      line = test_line_process (line, test_sequential_get_type (), &sequential);
      line = test_line_process (line, test_processor_get_type (), &context);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected->str);
      g_assert_cmpuint (sequential.n_calls[TEST_SET_SCHEMA], ==, N_ROWS / 30 + (sequential.n_empty > 0));
      g_assert_cmpuint (context.n_calls[TEST_SET_SCHEMA], ==, sequential.n_calls[TEST_SET_SCHEMA]);
    }
}

/* accumulators behind accumulators finish one after the other */
static void
test_several_accumulators (SweetTest *test,
                           gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) first = TEST_SPEC_INIT;
      g_auto (TestSpec) second = TEST_SPEC_INIT;
      g_auto (TestSpec) third = TEST_SPEC_INIT;
      g_auto (TestSpec) fourth = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      first.manner = second.manner = third.manner = fourth.manner = TEST_HOLD;
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_accumulating_get_type (), &first);
      line = test_line_process (line, test_sequential_get_type (), &second);
      line = test_line_process (line, test_processor_get_type (), &third);
      line = test_line_process (line, test_accumulating_get_type (), &fourth);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected);
      for (TestSpec **spec = (TestSpec *[]){ &second, &third, NULL }; *spec != NULL; spec++)
        g_assert_cmpuint ((*spec)->n_calls[TEST_FINISH], ==, 1);
    }
}

static void
test_count_of_counts (SweetTest *test,
                      gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_add (line, SWEET_ELEMENT_KIND_PROCESSOR, "count", "by", "text");
      line = test_line_add (line, SWEET_ELEMENT_KIND_PROCESSOR, "collect", "key", "text");
      line = test_line_add (line, SWEET_ELEMENT_KIND_PROCESSOR, "count", NULL, NULL);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, "5 ");
    }
}

/* out of records and into records again */
static void
test_formats_in_the_middle (SweetTest *test,
                            gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) lines = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_auto (TestSpec) bytes = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      bytes.input = bytes.output = SWEET_MEDIA_BYTES;
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_format (test_line_format (line, "jsonl"), "lines");
      line = test_line_process (line, test_sequential_get_type (), &lines);
      line = test_line_format (line, "lines");
      line = test_line_process (line, test_forked_get_type (), &bytes);
      line = test_line_format (line, "jsonl");
      line = test_line_process (line, test_forked_get_type (), &count);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected);
    }
}

/* what is decoded in the middle ends where its input ends, with or without a line end */
static void
test_format_behind_bytes (SweetTest *test,
                          gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);
  GType (*const types[]) (void) = { test_forked_get_type, test_sequential_get_type, test_processor_get_type, test_accumulating_get_type };
  const TestManner manners[] = { TEST_PASS, TEST_REBUILD, TEST_HOLD, TEST_HOLD };

  csv[strlen (csv) - 1] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (types); i++)
    {
      const Way *way = &ways[i / G_N_ELEMENTS (types)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) bytes = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, way, csv);
      bytes.input = bytes.output = SWEET_MEDIA_BYTES;
      bytes.manner = manners[i % G_N_ELEMENTS (types)];
      line = test_line_process (begin (&source, way, test_worker_source_get_type ()), types[i % G_N_ELEMENTS (types)](), &bytes);
      line = test_line_sink (test_line_format (line, "csv"), test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected);
    }
}

/* bytes that no format has touched */
static void
test_plain_bytes (SweetTest *test,
                  gconstpointer data)
{
  GType (*const types[]) (void) = { test_forked_get_type, test_sequential_get_type, test_processor_get_type };
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (types); i++)
    {
      const Way *way = &ways[i / G_N_ELEMENTS (types)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) bytes = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, way, csv);
      bytes.input = bytes.output = sink.input = SWEET_MEDIA_BYTES;
      line = test_line_process (begin (&source, way, test_blocking_source_get_type ()), types[i % G_N_ELEMENTS (types)](), &bytes);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, csv);
    }
}

/* forks of an accumulator count, also when what they see has no columns */
static void
test_accumulated_bytes (SweetTest *test,
                        gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = g_strdup_printf ("%" G_GSIZE_FORMAT " ", strlen (csv));

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      count.input = SWEET_MEDIA_BYTES;
      count.manner = TEST_COUNT;
      line = test_line_process (begin (&source, &ways[i], test_worker_source_get_type ()), test_accumulating_get_type (), &count);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected);
    }
}

/* a processor that swallows bytes in front of a format */
static void
test_swallowed_bytes (SweetTest *test,
                      gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) drop = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      drop.input = drop.output = sink.input = SWEET_MEDIA_BYTES;
      drop.manner = TEST_DROP;
      line = test_line_process (begin (&source, &ways[i], test_worker_source_get_type ()), test_forked_get_type (), &drop);
      line = test_line_format (test_line_format (line, "csv"), "jsonl");
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, "");
    }
}

/* everything that a script may be, with a worker in the middle */
static void
test_script_elements (SweetTest *test,
                      gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) context = TEST_SPEC_INIT;
      g_auto (TestSpec) forked = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      prepare (&source, &ways[i], csv);
      source.seekable = FALSE;
      source.thread = context.thread = sink.thread = g_thread_self ();
      context.manner = TEST_SPLIT;
      line = test_line_format (begin (&source, &ways[i], test_source_get_type ()), "csv");
      line = test_line_process (line, test_processor_get_type (), &context);
      line = test_line_process (line, test_forked_get_type (), &forked);
      line = test_line_sink (line, test_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected);
      assert_opened (&source);
      assert_opened (&sink);
    }
}

static void
test_record_sources (SweetTest *test,
                     gconstpointer data)
{
  GType (*const types[]) (void) = { test_source_get_type, test_worker_source_get_type, test_blocking_source_get_type };
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (types); i++)
    {
      const Way *way = &ways[i / G_N_ELEMENTS (types)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) forked = TEST_SPEC_INIT;
      g_auto (TestSpec) context = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      TestLine line;

      source.n_rows = N_ROWS;
      source.rows_per_chunk = 1 + i;
      source.chunks_per_read = i % 3;
      context.thread = g_thread_self ();
      line = test_line_process (begin (&source, way, types[i % G_N_ELEMENTS (types)]()), test_forked_get_type (), &forked);
      line = test_line_process (line, test_processor_get_type (), &context);
      line = sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL);
      test_line_complete (line);
      g_assert_cmpstr (received->str, ==, expected);
      assert_opened (&source);
    }
}

typedef struct
{
  SweetSource parent_instance;
  TEST_ELEMENT_FIELDS;
  SweetChunk *chunk;
} SameSource;

typedef struct
{
  SweetSourceClass parent_class;
} SameSourceClass;

GType same_source_get_type (void);
G_DEFINE_TYPE (SameSource, same_source, test_source_get_type ())

/* one chunk of its own, again and again */
static SweetReadResult
same_source_read_records (SweetSource *source,
                          SweetEmitter *out,
                          GCancellable *cancellable,
                          GError **error)
{
  SameSource *self = (SameSource *) source;

  if (self->chunk == NULL)
    self->chunk = test_make_chunk (0, self->spec->rows_per_chunk);
  sweet_emitter_emit (out, self->chunk);
  self->spec->position += self->spec->rows_per_chunk;
  return self->spec->position < self->spec->n_rows ? SWEET_READ_RESULT_MORE : SWEET_READ_RESULT_END;
}

static void
same_source_finalize (GObject *object)
{
  g_clear_object (&((SameSource *) object)->chunk);
  G_OBJECT_CLASS (same_source_parent_class)->finalize (object);
}

static void
same_source_class_init (SameSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = same_source_finalize;
  SWEET_SOURCE_CLASS (klass)->read_records = same_source_read_records;
  TEST_TRAITS (WORKER, SEQUENTIAL);
}

static void
same_source_init (SameSource *self)
{
}

/* a chunk that an element made may go into several places of a stream at once */
static void
test_same_chunk (SweetTest *test,
                 gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) forked = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  Way way = { 8, 8, 0, FALSE, 0, FALSE };
  TestLine line;

  source.rows_per_chunk = 50;
  source.n_rows = 50 * 200;
  forked.manner = TEST_REBUILD;
  line = test_line_process (begin (&source, &way, same_source_get_type ()), test_forked_get_type (), &forked);
  line = test_line_sink (line, test_worker_sink_get_type (), &sink);
  test_line_complete (line);
  assert_numbers (sink.written->str, 50, 200);
}

static void
test_chunk_sizes (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetChunkSize) size = sweet_chunk_size_new_rows (1);
      TestLine line;

      prepare (&source, &ways[i], csv);
      line = test_line_format (begin (&source, &ways[i], test_worker_source_get_type ()), "csv");
      line = sweet_emitting_task_builder_with_chunk_size (line, size);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, expected);
      g_assert_cmpuint (sink.n_calls[TEST_WRITE], >=, N_ROWS);
      g_assert_cmpuint (sink.n_calls[TEST_WRITE], <=, N_ROWS + 1);
    }
}

static void
test_limits (SweetTest *test,
             gconstpointer data)
{
  const guint64 limits[] = { 1, 7, N_ROWS - 1, N_ROWS, N_ROWS + 1 };
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways) * G_N_ELEMENTS (limits); i++)
    {
      guint64 limit = limits[i % G_N_ELEMENTS (limits)];
      Way way = ways[i / (2 * G_N_ELEMENTS (limits))];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) split = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autofree char *expected = test_numbers (0, (guint) MIN (limit, N_ROWS));
      TestLine line;

      way.unordered = i % (2 * G_N_ELEMENTS (limits)) >= G_N_ELEMENTS (limits);
      prepare (&source, &way, csv);
      split.manner = TEST_SPLIT;
      line = test_line_format (begin (&source, &way, test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_forked_get_type (), &split);
      line = sweet_emitting_task_builder_with_limit (line, limit);
      line = test_line_sink (line, test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_true (sink.complete);
      if (!way.unordered)
        g_assert_cmpstr (sink.written->str, ==, expected);
      else
        {
          g_auto (GStrv) numbers = g_strsplit (sink.written->str, " ", -1);

          g_assert_cmpuint (g_strv_length (numbers) - 1, ==, MIN (limit, N_ROWS));
        }
    }
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      g_autofree char *records = g_strdup_printf ("/sweet/engine/order/records/%s", chains[i].name);
      g_autofree char *bytes = g_strdup_printf ("/sweet/engine/order/bytes/%s", chains[i].name);
      g_autofree char *unordered = g_strdup_printf ("/sweet/engine/order/unordered/%s", chains[i].name);

      sweet_test_add_data (records, &chains[i], test_records);
      sweet_test_add_data (bytes, &chains[i], test_bytes);
      sweet_test_add_data (unordered, &chains[i], test_unordered);
    }
  sweet_test_add ("/sweet/engine/order/twice", test_twice);
  sweet_test_add ("/sweet/engine/order/nothing-comes-out", test_nothing_comes_out);
  sweet_test_add ("/sweet/engine/order/no-rows", test_no_rows);
  sweet_test_add ("/sweet/engine/order/no-bytes", test_no_bytes);
  sweet_test_add ("/sweet/engine/order/schema-changes", test_schema_changes);
  sweet_test_add ("/sweet/engine/order/several-accumulators", test_several_accumulators);
  sweet_test_add ("/sweet/engine/order/count-of-counts", test_count_of_counts);
  sweet_test_add ("/sweet/engine/order/formats-in-the-middle", test_formats_in_the_middle);
  sweet_test_add ("/sweet/engine/order/format-behind-bytes", test_format_behind_bytes);
  sweet_test_add ("/sweet/engine/order/plain-bytes", test_plain_bytes);
  sweet_test_add ("/sweet/engine/order/accumulated-bytes", test_accumulated_bytes);
  sweet_test_add ("/sweet/engine/order/swallowed-bytes", test_swallowed_bytes);
  sweet_test_add ("/sweet/engine/order/script-elements", test_script_elements);
  sweet_test_add ("/sweet/engine/order/record-sources", test_record_sources);
  sweet_test_add ("/sweet/engine/order/same-chunk", test_same_chunk);
  sweet_test_add ("/sweet/engine/order/chunk-sizes", test_chunk_sizes);
  sweet_test_add ("/sweet/engine/order/limits", test_limits);

  return g_test_run ();
}
