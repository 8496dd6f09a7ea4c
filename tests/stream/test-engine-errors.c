/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <locale.h>

/* what fails, what is said about it, and what was delivered before */

#define N_ROWS 200

typedef struct
{
  guint workers;
  guint credits;
  guint64 block_size;
  gboolean seekable;
  gsize piece;
} Way;

static const Way ways[] = {
  { 1, 0, 0, TRUE, 0 },
  { 1, 1, 16, FALSE, 5 },
  { 2, 2, 8, TRUE, 0 },
  { 2, 0, 64, TRUE, 7 },
  { 2, 3, 100, FALSE, 0 },
  { 8, 0, 32, TRUE, 0 },
  { 8, 1, 16, TRUE, 3 },
  { 8, 0, 64, FALSE, 11 },
};

static const guint rows[] = { 1, 2, N_ROWS / 2, N_ROWS - 1 };

/* a stream from a source to a sink with one processor between */
typedef struct
{
  char *csv;
  TestSpec source;
  TestSpec processor;
  TestSpec sink;
} Stream;

static void
stream_init (Stream *self,
             const Way *way)
{
  *self = (Stream){ test_csv (N_ROWS), TEST_SPEC_INIT, TEST_SPEC_INIT, TEST_SPEC_INIT };
  self->source.bytes = self->csv;
  self->source.n_bytes = strlen (self->csv);
  self->source.seekable = way->seekable;
  self->source.piece = way->piece;
}

static void
stream_clear (Stream *self)
{
  test_spec_clear (&self->source);
  test_spec_clear (&self->processor);
  test_spec_clear (&self->sink);
  g_free (self->csv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

static TestLine
stream_begin (Stream *self,
              const Way *way,
              GType source)
{
  TestLine line = sweet_emitting_task_builder_new ();

  line = test_line_source (line, source, &self->source, way->block_size);
  line = test_line_workers (line, way->workers, FALSE);
  return sweet_emitting_task_builder_with_max_chunks (line, way->credits);
}

/* closed once each, the sink without a result */
static void
stream_assert_closed (Stream *self)
{
  g_assert_cmpuint (self->source.n_calls[TEST_OPEN], ==, 1);
  g_assert_cmpuint (self->source.n_calls[TEST_CLOSE], ==, 1);
  g_assert_cmpuint (self->sink.n_calls[TEST_OPEN], ==, 1);
  g_assert_cmpuint (self->sink.n_calls[TEST_CLOSE], ==, 1);
  g_assert_false (self->sink.complete);
}

static void
stream_assert_written (Stream *self,
                       guint n_rows)
{
  g_autofree char *expected = test_numbers (0, n_rows);

  g_assert_cmpstr (self->sink.written->str, ==, expected);
}

/* a record that a processor cannot deal with */
static void
test_process (SweetTest *test,
              gconstpointer data)
{
  GType (*type) (void) = (GType (*) (void)) data;
  const TestManner manners[] = { TEST_PASS, TEST_SPLIT, TEST_REBUILD };
  g_autoptr (SweetElement) element = g_object_new (type (), NULL);
  gboolean keeps_nothing = sweet_element_get_concurrency (element) == SWEET_CONCURRENCY_FORKED;

  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (rows) * G_N_ELEMENTS (manners); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      guint row = rows[i / G_N_ELEMENTS (ways) % G_N_ELEMENTS (rows)];
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      g_autofree char *message = g_strdup_printf ("%s: record %u fails as it should", g_type_name (type ()), row);
      g_autofree char *placed = g_strdup_printf ("test.txt: record %u: %s", row + 1, message);
      TestLine line;

      stream_init (&stream, way);
      stream.processor.manner = manners[i / G_N_ELEMENTS (ways) / G_N_ELEMENTS (rows)];
      stream.processor.fail_id = row;
      line = test_line_format (stream_begin (&stream, way, test_worker_source_get_type ()), "csv");
      line = test_line_process (line, type (), &stream.processor);
      line = test_line_sink (line, test_worker_sink_get_type (), &stream.sink);
      error = test_line_fail (line);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      /* which record it was is known of an element that keeps nothing */
      g_assert_cmpstr (error->message, ==, keeps_nothing ? placed : message);
      stream_assert_written (&stream, row);
      stream_assert_closed (&stream);
    }
}

static void
test_sink (SweetTest *test,
           gconstpointer data)
{
  GType (*type) (void) = (GType (*) (void)) data;

  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (rows); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, way);
      stream.sink.fail_id = rows[i / G_N_ELEMENTS (ways)];
      line = test_line_format (stream_begin (&stream, way, test_worker_source_get_type ()), "csv");
      error = test_line_fail (test_line_sink (line, type (), &stream.sink));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      stream_assert_written (&stream, rows[i / G_N_ELEMENTS (ways)]);
      stream_assert_closed (&stream);
    }
}

/* a place in the input that cannot be read: all records in front of it count */
static void
test_read (SweetTest *test,
           gconstpointer data)
{
  GType (*type) (void) = (GType (*) (void)) data;

  for (guint i = 0; i < G_N_ELEMENTS (ways) * 40; i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *message = NULL;
      const char *line_end;
      TestLine line;

      stream_init (&stream, way);
      stream.source.fail_offset = 20 + 55 * (i / G_N_ELEMENTS (ways));
      before = g_strndup (stream.csv, stream.source.fail_offset);
      line = test_line_format (stream_begin (&stream, way, type ()), "lines");
      line = test_line_format (test_line_process (line, test_forked_get_type (), &stream.processor), "lines");
      stream.sink.input = SWEET_MEDIA_BYTES;
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      message = g_strdup_printf ("%s: byte %" G_GSIZE_FORMAT " fails as it should", g_type_name (type ()), stream.source.fail_offset);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (error->message, ==, message);
      line_end = strrchr (before, '\n');
      before[line_end + 1 - before] = '\0';
      g_assert_cmpstr (stream.sink.written->str, ==, before);
      stream_assert_closed (&stream);
    }
}

/* the same where no format takes the bytes apart */
static void
test_read_bytes (SweetTest *test,
                 gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways) * 40; i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      g_autofree char *before = NULL;
      TestLine line;

      stream_init (&stream, way);
      stream.source.fail_offset = 20 + 55 * (i / G_N_ELEMENTS (ways));
      stream.sink.input = SWEET_MEDIA_BYTES;
      before = g_strndup (stream.csv, stream.source.fail_offset);
      line = stream_begin (&stream, way, test_worker_source_get_type ());
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (stream.sink.written->str, ==, before);
      stream_assert_closed (&stream);
    }
}

/* a malformed record is told in the same words wherever blocks begin */
static void
test_decode (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GString) csv = g_string_new ("id,text\n");

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (csv, i == 150 ? "%u,a \"stray\" quote\n" : "%u,\"two\nlines\"\n", i);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[i]);
      stream.source.bytes = csv->str;
      stream.source.n_bytes = csv->len;
      line = test_line_format (stream_begin (&stream, &ways[i], test_worker_source_get_type ()), "csv");
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED);
      g_assert_true (g_str_has_prefix (error->message, "test.txt: record 151, line 302, byte 2304: "));
      stream_assert_written (&stream, 150);
      stream_assert_closed (&stream);
    }
}

/* of several failures the first in the input counts, whichever element and thread meets it */
static void
test_earliest (SweetTest *test,
               gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways) * 30; i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (Stream) stream;
      g_auto (TestSpec) second = TEST_SPEC_INIT;
      g_autoptr (GError) error = NULL;
      g_autofree char *message = NULL;
      guint first_id = 1 + (i * 37) % (N_ROWS - 1);
      guint second_id = 1 + (i * 53) % (N_ROWS - 1);
      guint third_id = 1 + (i * 91) % (N_ROWS - 1);
      guint earliest = MIN (first_id, MIN (second_id, third_id));
      TestLine line;

      stream_init (&stream, way);
      stream.processor.fail_id = first_id;
      second.fail_id = second_id;
      stream.sink.fail_id = third_id;
      line = test_line_format (stream_begin (&stream, way, test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_forked_get_type (), &stream.processor);
      line = test_line_process (line, i % 2 == 0 ? test_sequential_get_type () : test_processor_get_type (), &second);
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      message = g_strdup_printf (": record %u fails as it should", earliest);
      g_assert_true (g_str_has_suffix (error->message, message));
      stream_assert_written (&stream, earliest);
      stream_assert_closed (&stream);
    }
}

/* a failure that says nothing is one all the same, and its place is named */
static void
test_silent (SweetTest *test,
             gconstpointer data)
{
  static const struct
  {
    TestCall call;
    const char *message;
  } calls[] = {
    { TEST_READ, "TestBlockingSource: “read” failed without saying why" },
    { TEST_SET_SCHEMA, "TestSequential: “set_schema” failed without saying why" },
    { TEST_PROCESS, "TestSequential: “process” failed without saying why" },
    { TEST_FINISH, "TestSequential: “finish” failed without saying why" },
    { TEST_WRITE, "TestWorkerSink: “write_chunk” failed without saying why" },
    { TEST_FLUSH, "TestWorkerSink: “flush” failed without saying why" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      Way way = { 2, 1, 64, FALSE, 0 };
      TestLine line;

      stream_init (&stream, &way);
      stream.source.fail_in = stream.processor.fail_in = stream.sink.fail_in = calls[i].call;
      stream.source.fail_at = stream.processor.fail_at = stream.sink.fail_at = 1;
      stream.source.silent = stream.processor.silent = stream.sink.silent = TRUE;
      line = test_line_format (stream_begin (&stream, &way, test_blocking_source_get_type ()), "csv");
      line = test_line_process (line, test_sequential_get_type (), &stream.processor);
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK);
      g_assert_cmpstr (error->message, ==, calls[i].message);
      stream_assert_closed (&stream);
    }
}

/* every function at its first, some middle and its last call */
static void
test_every_call (SweetTest *test,
                 gconstpointer data)
{
  const TestCall calls[] = { TEST_READ, TEST_READ_AT, TEST_SET_SCHEMA, TEST_PROCESS, TEST_FINISH, TEST_WRITE };
  GType (*const sources[]) (void) = { test_worker_source_get_type, test_source_get_type };
  GType (*const processors[]) (void) = { test_forked_get_type, test_sequential_get_type, test_processor_get_type, test_accumulating_get_type };
  GType (*const sinks[]) (void) = { test_worker_sink_get_type, test_sink_get_type };

  const guint n_rows = 40;

  for (guint i = 0; i < 3 * G_N_ELEMENTS (calls) * 4 * 4; i++)
    {
      const Way *way = &ways[i % 4 * 2 + 1];
      guint kind = i / 4;
      TestCall call = calls[kind % G_N_ELEMENTS (calls)];
      guint at = kind / G_N_ELEMENTS (calls) % 3;
      guint type = kind / G_N_ELEMENTS (calls) / 3;
      guint n_calls = 0;
      g_autofree char *expected = test_numbers (0, n_rows);

      /* first to count the calls */
      for (guint round = 0; round < 2; round++)
        {
          g_auto (Stream) stream;
          g_autoptr (SweetEmittingTask) task = NULL;
          TestSpec *specs[] = { &stream.source, &stream.processor, &stream.sink };
          TestLine line;

          stream_init (&stream, way);
          stream.source.n_bytes = (gsize) (strstr (stream.csv, "\n40,") + 1 - stream.csv);
          stream.processor.manner = processors[type] == test_accumulating_get_type ? TEST_HOLD : TEST_PASS;
          for (guint j = 0; round == 1 && j < G_N_ELEMENTS (specs); j++)
            {
              specs[j]->fail_in = call;
              specs[j]->fail_at = at == 0 ? 1 : (at == 1 ? MAX (1, n_calls / 2) : n_calls);
            }
          line = test_line_format (stream_begin (&stream, way, sources[type % 2]()), "csv");
          line = test_line_process (line, processors[type](), &stream.processor);
          line = test_line_sink (line, sinks[type / 2 % 2](), &stream.sink);
          task = test_line_start (line);
          if (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL))
            {
              /* chunks and forks may be fewer this time */
              g_assert_cmpstr (stream.sink.written->str, ==, expected);
              g_assert_true (stream.sink.complete);
            }
          else
            {
              g_assert_cmpuint (round, ==, 1);
              g_assert_true (g_str_has_prefix (expected, stream.sink.written->str));
              stream_assert_closed (&stream);
            }
          for (guint j = 0; j < G_N_ELEMENTS (specs); j++)
            n_calls = MAX (n_calls, specs[j]->n_calls[call]);
        }
    }
}

static void
test_open_source (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[2]);
      stream.source.fail_in = TEST_OPEN;
      stream.source.fail_at = 1;
      stream.source.silent = i % 2 == 0;
      line = test_line_format (stream_begin (&stream, &ways[2], i < 2 ? test_source_get_type () : test_worker_source_get_type ()), "csv");
      error = test_line_fail (test_line_sink (line, i < 2 ? test_sink_get_type () : test_worker_sink_get_type (), &stream.sink));
      g_assert_true (strstr (error->message, stream.source.silent ? "“open” failed without saying why" : "open fails as it should") != NULL);
      g_assert_cmpuint (stream.source.n_calls[TEST_OPEN], ==, 1);
      g_assert_cmpuint (stream.source.n_calls[TEST_CLOSE], ==, 0);
      g_assert_cmpuint (stream.sink.n_calls[TEST_CLOSE], ==, 1);
      g_assert_false (stream.sink.complete);
    }
}

static void
test_open_sink (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[2]);
      stream.sink.fail_in = TEST_OPEN;
      stream.sink.fail_at = 1;
      stream.sink.silent = i % 2 == 0;
      line = test_line_format (stream_begin (&stream, &ways[2], i < 2 ? test_source_get_type () : test_worker_source_get_type ()), "csv");
      error = test_line_fail (test_line_sink (line, i < 2 ? test_sink_get_type () : test_worker_sink_get_type (), &stream.sink));
      g_assert_true (strstr (error->message, stream.sink.silent ? "“open” failed without saying why" : "open fails as it should") != NULL);
      g_assert_cmpuint (stream.source.n_calls[TEST_OPEN], ==, 0);
      g_assert_cmpuint (stream.source.n_calls[TEST_CLOSE], ==, 0);
      g_assert_cmpuint (stream.sink.n_calls[TEST_CLOSE], ==, 0);
    }
}

static void
test_close_sink (SweetTest *test,
                 gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[2]);
      stream.sink.fail_in = TEST_CLOSE;
      stream.sink.fail_at = 1;
      stream.sink.silent = i % 2 == 0;
      line = test_line_format (stream_begin (&stream, &ways[2], test_worker_source_get_type ()), "csv");
      error = test_line_fail (test_line_sink (line, i < 2 ? test_sink_get_type () : test_worker_sink_get_type (), &stream.sink));
      g_assert_true (strstr (error->message, stream.sink.silent ? "“close” failed without saying why" : "close fails as it should") != NULL);
      stream_assert_written (&stream, N_ROWS);
      g_assert_cmpuint (stream.source.n_calls[TEST_CLOSE], ==, 1);
      g_assert_cmpuint (stream.sink.n_calls[TEST_CLOSE], ==, 1);
      g_assert_true (stream.sink.complete);
    }
}

/* an accumulator that saw no end gives nothing, and says so */
static void
test_accumulator (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (rows); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      guint row = rows[i / G_N_ELEMENTS (ways)];
      g_auto (Stream) stream;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_autoptr (GError) error = NULL;
      g_autofree char *message = g_strdup_printf ("test.txt: record %u: TestForked: record %u fails as it should (“TestAccumulating” saw no end of its input and gives no result)", row + 1, row);
      TestLine line;

      stream_init (&stream, way);
      stream.processor.fail_id = row;
      count.manner = TEST_COUNT;
      line = test_line_format (stream_begin (&stream, way, test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_forked_get_type (), &stream.processor);
      line = test_line_process (line, test_accumulating_get_type (), &count);
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      g_assert_cmpstr (error->message, ==, message);
      g_assert_cmpuint (count.n_calls[TEST_FINISH], ==, 0);
      g_assert_cmpstr (stream.sink.written->str, ==, "");
      stream_assert_closed (&stream);
    }
}

/* behind an accumulator that has given its result */
static void
test_behind_accumulator (SweetTest *test,
                         gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (Stream) stream;
      g_auto (TestSpec) hold = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[i]);
      stream.processor.fail_id = 100;
      hold.manner = TEST_HOLD;
      line = test_line_format (stream_begin (&stream, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_accumulating_get_type (), &hold);
      line = test_line_process (line, test_forked_get_type (), &stream.processor);
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      g_assert_cmpstr (error->message, ==, "test.txt: record 101: TestForked: record 100 fails as it should");
      stream_assert_written (&stream, 100);
      stream_assert_closed (&stream);
    }
}

static void
test_merge (SweetTest *test,
            gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      Way way = { 2, 0, 64, TRUE, 0 };
      TestLine line;

      stream_init (&stream, &way);
      stream.processor.manner = TEST_COUNT;
      stream.processor.fail_in = TEST_MERGE;
      stream.processor.fail_at = 1;
      line = test_line_format (stream_begin (&stream, &way, test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_accumulating_get_type (), &stream.processor);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      /* where the first fork saw everything there is nothing to merge */
      if (sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
        {
          g_assert_cmpuint (stream.processor.n_calls[TEST_MERGE], ==, 0);
          continue;
        }
      g_assert_cmpstr (error->message, ==, "TestAccumulating: merge fails as it should");
      g_assert_cmpstr (stream.sink.written->str, ==, "");
      stream_assert_closed (&stream);
    }
}

typedef struct
{
  GString *text;
  guint fail_id;
  gboolean silent;
} Receiver;

static gboolean
receive_cb (SweetReceiverEvent *event,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  Receiver *receiver = user_data;
  SweetCell cell;
  gint64 id;

  sweet_receiver_event_get_cell (event, 0, &cell);
  g_assert_true (sweet_cell_get_int64 (&cell, &id));
  if (id == receiver->fail_id)
    {
      if (!receiver->silent)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "record %u fails as it should", receiver->fail_id);
      return FALSE;
    }
  return test_receive_cb (event, collector, receiver->text, error);
}

static void
test_receiver (SweetTest *test,
               gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways) * G_N_ELEMENTS (rows); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      guint row = rows[i / G_N_ELEMENTS (ways)];
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = test_numbers (0, row);
      g_autofree char *message = g_strdup_printf ("record %u fails as it should", row);
      Receiver receiver = { text, row, i % 2 == 0 };
      SweetFinalEvent *final_event;
      TestLine line;

      stream_init (&stream, way);
      line = test_line_format (stream_begin (&stream, way, test_worker_source_get_type ()), "csv");
      task = test_line_start (sweet_emitting_task_builder_with_receiver (line, receive_cb, &receiver, NULL));
      g_assert_null (sweet_emitting_task_await_final_event_sync (task, NULL, &error));
      if (receiver.silent)
        {
          g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK);
          g_assert_nonnull (strstr (error->message, "return TRUE to go on"));
        }
      else
        g_assert_cmpstr (error->message, ==, message);
      g_assert_cmpstr (text->str, ==, expected);
      final_event = sweet_emitting_task_get_final_event (task);
      g_assert_cmpint (sweet_final_event_get_outcome (final_event), ==, SWEET_OUTCOME_ERROR);
      g_assert_cmpuint (sweet_final_event_get_n_records (final_event), ==, row);
      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_FAILED);
    }
}

static gboolean
receive_bytes_cb (SweetChunk *chunk,
                  SweetCollector *collector,
                  gpointer user_data,
                  GError **error)
{
  guint *n_left = user_data;
  gsize size;

  sweet_chunk_peek_bytes (chunk, &size, error);
  if (g_atomic_int_dec_and_test ((gint *) n_left))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the chunk fails as it should");
      return FALSE;
    }
  return TRUE;
}

static void
test_byte_receiver (SweetTest *test,
                    gconstpointer data)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      const Way *way = &ways[i / 2];
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      guint n_left = i / 2 == 0 ? 1 : 3;
      TestLine line;

      stream_init (&stream, way);
      line = stream_begin (&stream, way, test_worker_source_get_type ());
      if (i % 2 == 0)
        line = sweet_emitting_task_builder_with_chunk_receiver (line, receive_bytes_cb, &n_left, NULL);
      else
        line = sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, receive_bytes_cb, &n_left, NULL);
      error = test_line_fail (line);
      g_assert_cmpstr (error->message, ==, "the chunk fails as it should");
    }
}

/* what the final event counts is what came out */
static void
test_final_counts (SweetTest *test,
                   gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (SweetFinalEvent) final_event = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[i]);
      stream.processor.manner = TEST_DROP;
      line = test_line_format (stream_begin (&stream, &ways[i], test_worker_source_get_type ()), "csv");
      line = test_line_process (line, test_forked_get_type (), &stream.processor);
      task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      final_event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (sweet_final_event_get_n_records (final_event), ==, 0);
    }
}

typedef struct
{
  SweetProcessor parent_instance;
} BadFork;

typedef struct
{
  SweetProcessorClass parent_class;
} BadForkClass;

GType bad_fork_get_type (void);
G_DEFINE_TYPE (BadFork, bad_fork, SWEET_TYPE_PROCESSOR)

static gboolean
bad_fork_process (SweetProcessor *processor,
                  SweetChunk *chunk,
                  SweetEmitter *out,
                  GCancellable *cancellable,
                  GError **error)
{
  return TRUE;
}

static SweetProcessor *
bad_fork_fork (SweetProcessor *processor)
{
  return NULL;
}

static void
bad_fork_class_init (BadForkClass *klass)
{
  SWEET_PROCESSOR_CLASS (klass)->process = bad_fork_process;
  SWEET_PROCESSOR_CLASS (klass)->fork = bad_fork_fork;
  TEST_TRAITS (WORKER, ACCUMULATING);
}

static void
bad_fork_init (BadFork *self)
{
}

/* a fork that is none ends the run before it begins */
static void
test_fork (SweetTest *test,
           gconstpointer data)
{
  g_auto (Stream) stream;
  g_autoptr (SweetProcessor) processor = g_object_new (bad_fork_get_type (), NULL);
  g_autoptr (GError) error = NULL;
  TestLine line;

  stream_init (&stream, &ways[2]);
  line = test_line_format (stream_begin (&stream, &ways[2], test_worker_source_get_type ()), "csv");
  line = sweet_emitting_task_builder_with_processor (line, processor);
  g_assert_null (sweet_emitting_task_builder_run (line, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK);
  g_assert_cmpstr (error->message, ==, "BadFork: “fork” returned nothing");
  g_assert_cmpuint (stream.source.n_calls[TEST_OPEN], ==, 0);
}

int
main (int argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    GType (*type) (void);
  } processors[] = {
    { "forked", test_forked_get_type },
    { "sequential", test_sequential_get_type },
    { "blocking", test_blocking_get_type },
    { "context", test_processor_get_type },
  };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (processors); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sweet/engine/errors/process/%s", processors[i].name);

      sweet_test_add_data (path, (gconstpointer) processors[i].type, test_process);
    }
  sweet_test_add_data ("/sweet/engine/errors/sink/worker", (gconstpointer) test_worker_sink_get_type, test_sink);
  sweet_test_add_data ("/sweet/engine/errors/sink/context", (gconstpointer) test_sink_get_type, test_sink);
  sweet_test_add_data ("/sweet/engine/errors/read/worker", (gconstpointer) test_worker_source_get_type, test_read);
  sweet_test_add_data ("/sweet/engine/errors/read/context", (gconstpointer) test_source_get_type, test_read);
  sweet_test_add ("/sweet/engine/errors/read/bytes", test_read_bytes);
  sweet_test_add ("/sweet/engine/errors/decode", test_decode);
  sweet_test_add ("/sweet/engine/errors/earliest", test_earliest);
  sweet_test_add ("/sweet/engine/errors/silent", test_silent);
  sweet_test_add ("/sweet/engine/errors/every-call", test_every_call);
  sweet_test_add ("/sweet/engine/errors/open-source", test_open_source);
  sweet_test_add ("/sweet/engine/errors/open-sink", test_open_sink);
  sweet_test_add ("/sweet/engine/errors/close-sink", test_close_sink);
  sweet_test_add ("/sweet/engine/errors/accumulator", test_accumulator);
  sweet_test_add ("/sweet/engine/errors/behind-accumulator", test_behind_accumulator);
  sweet_test_add ("/sweet/engine/errors/merge", test_merge);
  sweet_test_add ("/sweet/engine/errors/receiver", test_receiver);
  sweet_test_add ("/sweet/engine/errors/byte-receiver", test_byte_receiver);
  sweet_test_add ("/sweet/engine/errors/final-counts", test_final_counts);
  sweet_test_add ("/sweet/engine/errors/fork", test_fork);

  return g_test_run ();
}
