/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <locale.h>

/* what a stream tells of itself: counts, times, queues and rates */

#define N_ROWS 1000

/* looking into the dictionary */

static GVariant *
find_element (GVariant *stats,
              const char *name,
              const char *kind)
{
  g_autoptr (GVariant) elements = g_variant_lookup_value (stats, "elements", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (elements); i++)
    {
      g_autoptr (GVariant) element = g_variant_get_child_value (elements, i);
      const char *its_name;
      const char *its_kind;

      g_assert_true (g_variant_lookup (element, "name", "&s", &its_name));
      g_assert_true (g_variant_lookup (element, "kind", "&s", &its_kind));
      if (strcmp (its_kind, kind) == 0 && (name == NULL || strcmp (its_name, name) == 0))
        return g_steal_pointer (&element);
    }
  g_error ("no %s is told of", kind);
}

static guint64
get_number (GVariant *dictionary,
            const char *key)
{
  guint64 number;

  g_assert_true (g_variant_lookup (dictionary, key, "t", &number));
  return number;
}

static double
get_double (GVariant *dictionary,
            const char *key)
{
  double value;

  g_assert_true (g_variant_lookup (dictionary, key, "d", &value));
  return value;
}

/* how many calls there were; they follow one another as they should, or there is nothing else */
static guint64
check_latency (GVariant *dictionary)
{
  static const char *const keys[] = { "min", "p50", "p90", "p99", "p999", "max" };
  g_autoptr (GVariant) latency = g_variant_lookup_value (dictionary, "latency", G_VARIANT_TYPE_VARDICT);
  guint64 count;

  g_assert_nonnull (latency);
  count = get_number (latency, "count");
  if (count == 0)
    {
      g_assert_cmpuint (g_variant_n_children (latency), ==, 1);
      return 0;
    }
  for (guint i = 1; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpfloat (get_double (latency, keys[i - 1]), <=, get_double (latency, keys[i]));
  g_assert_cmpfloat (get_double (latency, "min"), <=, get_double (latency, "mean"));
  g_assert_cmpfloat (get_double (latency, "mean"), <=, get_double (latency, "max"));
  return count;
}

/* the same for an element, whose calls took no longer than all of its time */
static guint64
check_element (GVariant *stats,
               const char *name,
               const char *kind,
               guint64 *n_errors)
{
  g_autoptr (GVariant) element = find_element (stats, name, kind);
  g_autoptr (GVariant) latency = g_variant_lookup_value (element, "latency", G_VARIANT_TYPE_VARDICT);
  guint64 count = check_latency (element);

  if (count > 0)
    g_assert_cmpfloat (get_double (latency, "mean") * (double) count, <=, get_double (element, "seconds") * (1 + 1e-9));
  g_assert_cmpuint (get_number (element, "queue"), ==, 0);
  if (n_errors != NULL)
    *n_errors = get_number (element, "errors");
  return count;
}

static GVariant *
complete (TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (line);
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  return sweet_emitting_task_dup_stats (task);
}

typedef struct
{
  guint workers;
  guint64 block_size;
  gboolean seekable;
  gboolean unordered;
} Way;

static const Way ways[] = {
  { 1, 0, TRUE, FALSE },
  { 1, 100, FALSE, FALSE },
  { 2, 100, TRUE, FALSE },
  { 4, 64, TRUE, TRUE },
  { 4, 300, FALSE, FALSE },
};

static TestLine
begin (TestSpec *source,
       const Way *way,
       const char *csv)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->bytes = csv;
  source->n_bytes = strlen (csv);
  source->seekable = way->seekable;
  line = test_line_source (line, test_worker_source_get_type (), source, way->block_size);
  return test_line_format (test_line_workers (line, way->workers, way->unordered), "csv");
}

/* each call of each element is one */
static void
test_calls (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways) * 2; i++)
    {
      const Way *way = &ways[i / 2];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (GVariant) stats = NULL;
      g_autoptr (GVariant) element = NULL;
      guint n_blocks;

      processor.manner = i % 3 == 0 ? TEST_TWICE : TEST_PASS;
      stats = complete (test_line_sink (test_line_process (begin (&source, way, csv), i % 2 == 0 ? test_forked_get_type () : test_processor_get_type (), &processor),
                                        i % 2 == 0 ? test_worker_sink_get_type () : test_sink_get_type (), &sink));
      /* the last read finds that there is no more */
      n_blocks = way->seekable ? (guint) ((source.n_bytes + way->block_size - 1) / MAX (way->block_size, 1)) : source.n_calls[TEST_READ];
      if (way->block_size == 0)
        n_blocks = 1;
      g_assert_cmpuint (check_element (stats, NULL, "source", NULL), ==, n_blocks);
      g_assert_cmpuint (check_element (stats, "csv", "format", NULL), ==, n_blocks);
      g_assert_cmpuint (check_latency (stats), ==, n_blocks - (way->seekable ? 0 : 1));
      g_assert_cmpuint (check_element (stats, NULL, "processor", NULL), ==, processor.n_calls[TEST_PROCESS]);
      g_assert_cmpuint (check_element (stats, NULL, "sink", NULL), ==, sink.n_calls[TEST_WRITE]);

      element = find_element (stats, NULL, "source");
      g_assert_cmpuint (get_number (element, "bytes-out"), ==, source.n_bytes);
      g_clear_pointer (&element, g_variant_unref);
      element = find_element (stats, NULL, "sink");
      g_assert_cmpuint (get_number (element, "records-in"), ==, N_ROWS * (i % 3 == 0 ? 2 : 1));
      g_assert_cmpuint (get_number (stats, "records"), ==, N_ROWS);
      g_assert_cmpuint (get_number (stats, "bytes"), ==, source.n_bytes);
      g_assert_cmpuint (get_number (stats, "errors"), ==, 0);
      g_assert_cmpuint (get_number (stats, "in-flight"), ==, 0);
      g_assert_cmpuint (get_number (stats, "max-in-flight"), >=, 1);
      g_assert_cmpuint (get_number (stats, "max-in-flight"), <=, way->workers + 2);
    }
}

static void
plan_pairs (SweetPlan *plan)
{
  sweet_plan_set_batch_size (plan, 2);
}

static void
pause_hook (TestSpec *spec,
            TestCall call,
            guint number)
{
  if (call == TEST_READ)
    g_usleep (2000);
}

/* a batch is as old as its first record, which has waited for the others */
static void
test_batches (SweetTest *test,
              gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (GVariant) stats = NULL;
      g_autoptr (GVariant) latency = NULL;
      TestLine line = sweet_emitting_task_builder_new ();

      source.n_rows = 6 - i;
      source.rows_per_chunk = 1;
      source.hook = pause_hook;
      line = test_line_sink (test_line_source (line, test_worker_source_get_type (), &source, 0), test_worker_sink_get_type (), &sink);
      stats = complete (test_line_plan (line, 1, FALSE, plan_pairs));
      g_assert_cmpstr (sink.written->str, ==, i == 0 ? "0 1 2 3 4 5 " : "0 1 2 3 4 ");
      g_assert_cmpuint (sink.n_calls[TEST_WRITE], ==, 3);
      g_assert_cmpuint (check_latency (stats), ==, 3);
      latency = g_variant_lookup_value (stats, "latency", G_VARIANT_TYPE_VARDICT);
      g_assert_cmpfloat (get_double (latency, "max"), >=, 0.002);
      /* the last one waits for nobody where it is one record */
      g_assert_cmpfloat (get_double (latency, i == 0 ? "min" : "p50"), >=, 0.002 * 0.9);
    }
}

static void
test_source_of_records (SweetTest *test,
                        gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (GVariant) stats = NULL;
  g_autoptr (GVariant) element = NULL;

  source.n_rows = N_ROWS;
  source.rows_per_chunk = 30;
  source.chunks_per_read = 3;
  stats = complete (test_line_sink (test_line_source (sweet_emitting_task_builder_new (), test_source_get_type (), &source, 0), test_worker_sink_get_type (), &sink));
  g_assert_cmpuint (check_element (stats, NULL, "source", NULL), ==, source.n_calls[TEST_READ]);
  g_assert_cmpuint (check_latency (stats), ==, source.n_calls[TEST_READ]);
  element = find_element (stats, NULL, "source");
  g_assert_cmpuint (get_number (element, "records-out"), ==, N_ROWS);
  g_assert_cmpuint (get_number (stats, "records"), ==, N_ROWS);
}

/* steps of the engine's own are told of as well */
static void
test_steps (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autoptr (SweetChunkSize) size = sweet_chunk_size_new_rows (7);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (GVariant) stats = NULL;
  TestLine line = begin (&source, &ways[2], csv);

  line = sweet_emitting_task_builder_with_limit (line, 100);
  line = sweet_emitting_task_builder_with_chunk_size (line, size);
  stats = complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
  g_assert_cmpuint (check_element (stats, "limit", "processor", NULL), >, 0);
  g_assert_cmpuint (check_element (stats, "cut", "processor", NULL), >, 0);
  g_assert_cmpuint (check_element (stats, NULL, "sink", NULL), ==, sink.n_calls[TEST_WRITE]);
}

/* receivers are called for many records between two looks at the clock, unless they are asked about each */

static gboolean
count_record_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  g_atomic_int_inc ((gint *) user_data);
  return TRUE;
}

static gboolean
count_chunk_cb (SweetChunk *chunk,
                SweetCollector *collector,
                gpointer user_data,
                GError **error)
{
  g_atomic_int_inc ((gint *) user_data);
  return TRUE;
}

static TestLine
receive (TestLine line,
         guint manner,
         gint *n_calls)
{
  switch (manner)
    {
    case 0:
      return sweet_emitting_task_builder_with_receiver (line, count_record_cb, n_calls, NULL);
    case 1:
      return sweet_emitting_task_builder_with_receiver_on_workers (line, count_record_cb, n_calls, NULL);
    case 2:
      return sweet_emitting_task_builder_with_chunk_receiver (line, count_chunk_cb, n_calls, NULL);
    case 3:
    default:
      return sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, count_chunk_cb, n_calls, NULL);
    }
}

static void
test_receivers (SweetTest *test,
                gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (ways) * 8; i++)
    {
      guint manner = i % 4;
      gboolean each = i / 4 % 2 == 1;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (GVariant) stats = NULL;
      g_autoptr (GVariant) element = NULL;
      gint n_calls = 0;
      guint64 count;

      stats = complete (sweet_emitting_task_builder_with_record_latency (receive (begin (&source, &ways[i / 8], csv), manner, &n_calls), each));
      count = check_element (stats, NULL, "receiver", NULL);
      element = find_element (stats, NULL, "receiver");
      g_assert_cmpuint (get_number (element, "records-in"), ==, N_ROWS);
      if (manner < 2)
        g_assert_cmpint (n_calls, ==, N_ROWS);
      if (each || manner >= 2)
        g_assert_cmpuint (count, ==, (guint) n_calls);
      else
        g_assert_cmpuint (count, >=, 1);
    }
}

/* what waits for its turn */

typedef struct
{
  SweetEmittingTask *task;
  guint64 queue;
} Waiting;

/* the first call ends when something waits behind it */
static void
wait_for_queue_hook (TestSpec *spec,
                     TestCall call,
                     guint number)
{
  Waiting *waiting = spec->hook_data;

  if (call != TEST_PROCESS || number > 0)
    return;

  while (waiting->queue == 0)
    {
      SweetEmittingTask *task = g_atomic_pointer_get (&waiting->task);
      g_autoptr (GVariant) stats = task != NULL ? sweet_emitting_task_dup_stats (task) : NULL;
      g_autoptr (GVariant) element = stats != NULL ? find_element (stats, NULL, "processor") : NULL;

      if (element != NULL)
        waiting->queue = get_number (element, "queue");
      g_thread_yield ();
    }
}

static void
test_queue (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 2; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GVariant) stats = NULL;
      g_autoptr (GVariant) element = NULL;
      g_autoptr (GError) error = NULL;
      Waiting waiting = { NULL, 0 };

      processor.hook = wait_for_queue_hook;
      processor.hook_data = &waiting;
      task = test_line_start (test_line_sink (test_line_process (begin (&source, &ways[i], csv), test_sequential_get_type (), &processor), test_worker_sink_get_type (), &sink));
      g_atomic_pointer_set (&waiting.task, task);
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      stats = sweet_emitting_task_dup_stats (task);
      element = find_element (stats, NULL, "processor");
      g_assert_cmpuint (get_number (element, "queue"), ==, 0);
      g_assert_cmpuint (get_number (element, "max-queue"), >=, waiting.queue);
      g_assert_cmpuint (get_number (stats, "max-in-flight"), >, waiting.queue);
    }
}

/* streams that the application feeds */

static SweetSenderEvent *
make_event (gboolean last)
{
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_int64 (sweet_sender_event_builder_new (), "id", 1);
  g_autoptr (GError) error = NULL;
  SweetSenderEvent *event;

  if (last)
    builder = sweet_sender_event_builder_with_kind (builder, SWEET_EVENT_KIND_FINAL);
  event = sweet_sender_event_builder_build (builder, &error);
  g_assert_no_error (error);
  return event;
}

static void
push (SweetEmittingTask *task,
      gboolean last)
{
  g_autoptr (SweetSenderEvent) event = make_event (last);
  g_autoptr (GError) error = NULL;

  sweet_emitting_task_push_sync (task, event, NULL, &error);
  g_assert_no_error (error);
}

static guint64
get_pushed (SweetEmittingTask *task,
            const char *key)
{
  g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (task);
  g_autoptr (GVariant) element = find_element (stats, "push", "source");

  return get_number (element, key);
}

static guint64
get_figure (SweetEmittingTask *task,
            const char *key)
{
  g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (task);

  return get_number (stats, key);
}

static void
count_push_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  guint *n_ended = user_data;

  sweet_emitting_task_push_finish (SWEET_EMITTING_TASK (source), result, NULL);
  ++*n_ended;
}

/* events that the stream took, and those that wait until it takes them */
static void
test_pushed (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetSenderEvent) event = make_event (FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetEmittingTask) task = NULL;
  const guint n_pushed = 1050;
  guint n_ended = 0;
  gint n_records = 0;
  TestLine line;

  line = sweet_emitting_task_builder_with_receiver (sweet_emitting_task_builder_new (), count_record_cb, &n_records, NULL);
  task = test_line_start (sweet_emitting_task_builder_with_max_chunks (line, 1));
  g_assert_cmpuint (get_pushed (task, "queue"), ==, 0);
  push (task, FALSE);
  /* the one that the receiver waits for with its context */
  while (get_figure (task, "in-flight") == 0)
    g_thread_yield ();
  for (guint i = 0; i < n_pushed; i++)
    sweet_emitting_task_push_async (task, event, i + 1 == n_pushed ? cancellable : NULL, count_push_cb, &n_ended);
  g_assert_cmpuint (get_pushed (task, "queue"), ==, n_pushed);
  g_cancellable_cancel (cancellable);
  sweet_test_wait_for (test, n_ended == n_pushed);
  g_assert_cmpuint (get_pushed (task, "max-queue"), ==, n_pushed);
  push (task, TRUE);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  g_assert_cmpint (n_records, ==, n_pushed + 1);
  g_assert_cmpuint (get_pushed (task, "queue"), ==, 0);
  g_assert_cmpuint (get_pushed (task, "records-out"), ==, n_pushed + 1);
  g_assert_cmpuint (get_figure (task, "records"), ==, n_pushed + 1);
}

/* errors are those of the element that made them */

typedef struct
{
  TestCall call;
  const char *kind;
} Fault;

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  static const Fault faults[] = {
    { TEST_OPEN, "source" },
    { TEST_READ, "source" },
    { TEST_READ_AT, "source" },
    { TEST_PROCESS, "processor" },
    { TEST_SET_SCHEMA, "processor" },
    { TEST_FINISH, "processor" },
    { TEST_OPEN, "sink" },
    { TEST_WRITE, "sink" },
    { TEST_CLOSE, "sink" },
  };
  static const char *const kinds[] = { "source", "processor", "sink" };
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      TestSpec specs[3] = { TEST_SPEC_INIT, TEST_SPEC_INIT, TEST_SPEC_INIT };
      Way way = { 2, 500, faults[i].call != TEST_READ, FALSE };
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GVariant) stats = NULL;
      TestLine line;

      for (guint j = 0; j < 3; j++)
        if (strcmp (kinds[j], faults[i].kind) == 0)
          {
            specs[j].fail_in = faults[i].call;
            specs[j].fail_at = 1;
          }
      specs[1].manner = TEST_COUNT;
      line = test_line_process (begin (&specs[0], &way, csv), test_accumulating_get_type (), &specs[1]);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &specs[2]));
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
      stats = sweet_emitting_task_dup_stats (task);
      for (guint j = 0; j < 3; j++)
        {
          guint64 n_errors;

          check_element (stats, NULL, kinds[j], &n_errors);
          g_assert_cmpuint (n_errors, ==, (strcmp (kinds[j], faults[i].kind) == 0 ? 1 : 0));
        }
      for (guint j = 0; j < 3; j++)
        test_spec_clear (&specs[j]);
    }
}

static gboolean
fail_cb (SweetReceiverEvent *event,
         SweetCollector *collector,
         gpointer user_data,
         GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no record is good enough");
  return FALSE;
}

/* in a receiver, which ends the stream, or does not end it */
static void
test_errors_of_receivers (SweetTest *test,
                          gconstpointer data)
{
  g_autofree char *csv = test_csv (10);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_continue ();
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GVariant) stats = NULL;
      TestLine line = begin (&source, &ways[2], csv);
      guint64 n_errors;
      guint64 n_calls;

      if (i % 2 == 0)
        line = sweet_emitting_task_builder_with_receiver (line, fail_cb, NULL, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, fail_cb, NULL, NULL);
      if (i >= 2)
        line = sweet_emitting_task_builder_with_error_strategy (line, strategy);
      task = test_line_start (sweet_emitting_task_builder_with_record_latency (line, TRUE));
      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL) == (i >= 2));
      stats = sweet_emitting_task_dup_stats (task);
      n_calls = check_element (stats, NULL, "receiver", &n_errors);
      /* a call that failed took its time as well; workers may have made another one meanwhile */
      if (i >= 2)
        g_assert_cmpuint (n_calls, ==, 10);
      else if (i == 0)
        g_assert_cmpuint (n_calls, ==, 1);
      else
        g_assert_cmpuint (n_calls, >=, 1);
      if (i == 1)
        g_assert_cmpuint (n_errors, >=, 1);
      else
        g_assert_cmpuint (n_errors, ==, n_calls);
      g_assert_cmpuint (n_errors, <=, n_calls);
      g_assert_cmpuint (get_number (stats, "errors"), ==, (i >= 2 ? 10 : 0));
    }
}

/* nothing has happened yet: nothing is told of it, and nothing was allocated for it */
static void
test_idle (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GVariant) stats = NULL;
  gint n_records = 0;

  task = test_line_start (sweet_emitting_task_builder_with_receiver (sweet_emitting_task_builder_new (), count_record_cb, &n_records, NULL));
  stats = sweet_emitting_task_dup_stats (task);
  g_assert_cmpuint (check_latency (stats), ==, 0);
  g_assert_cmpuint (check_element (stats, "push", "source", NULL), ==, 0);
  g_assert_cmpuint (check_element (stats, NULL, "receiver", NULL), ==, 0);
  g_assert_cmpfloat (sweet_emitting_task_get_records_per_second (task), ==, 0);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  /* one that no builder made has no figures */
  g_clear_object (&task);
  task = g_object_new (SWEET_TYPE_EMITTING_TASK, NULL);
  g_assert_cmpfloat (sweet_emitting_task_get_records_per_second (task), ==, 0);
  g_assert_cmpfloat (sweet_emitting_task_get_bytes_per_second (task), ==, 0);
}

/* figures stay when a stream was cancelled in the middle */
static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GVariant) stats = NULL;
  gint n_records = 0;

  task = test_line_start (sweet_emitting_task_builder_with_receiver (sweet_emitting_task_builder_new (), count_record_cb, &n_records, NULL));
  for (guint i = 0; i < 5; i++)
    push (task, FALSE);
  sweet_test_wait_for (test, g_atomic_int_get (&n_records) == 5);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  stats = sweet_emitting_task_dup_stats (task);
  g_assert_cmpuint (get_number (stats, "records"), ==, 5);
  g_assert_cmpuint (get_number (stats, "in-flight"), ==, 0);
  g_assert_cmpuint (check_latency (stats), <=, 5);
  g_assert_cmpuint (check_element (stats, NULL, "receiver", NULL), >=, 1);
}

/* rates */

typedef struct
{
  GThread *thread;
  guint n_notified;
  double last;
} Rates;

static void
rate_cb (SweetEmittingTask *task,
         GParamSpec *pspec,
         gpointer user_data)
{
  Rates *rates = user_data;

  g_assert_true (g_thread_self () == rates->thread);
  g_object_get (task, "records-per-second", &rates->last, NULL);
  rates->n_notified++;
}

/* they rise, fall to nothing when nothing comes any more, and are those of the whole stream at its end */
static void
test_rates (SweetTest *test,
            gconstpointer data)
{
  Rates rates = { g_thread_self (), 0, 0 };
  gint64 began = g_get_monotonic_time ();
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GVariant) stats = NULL;
  double bytes_per_second;
  gint n_records = 0;
  guint n_pushed = 0;

  task = test_line_start (sweet_emitting_task_builder_with_receiver (sweet_emitting_task_builder_new (), count_record_cb, &n_records, NULL));
  g_signal_connect (task, "notify::records-per-second", G_CALLBACK (rate_cb), &rates);
  for (; rates.last <= 0; n_pushed++)
    {
      push (task, FALSE);
      sweet_test_wait_for (test, g_atomic_int_get (&n_records) == (gint) n_pushed + 1);
      while (g_main_context_iteration (test->context, FALSE))
        ;
    }
  sweet_test_wait_for (test, rates.last <= 0);
  g_assert_cmpfloat (sweet_emitting_task_get_records_per_second (task), ==, 0);
  push (task, TRUE);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  /* and two more: the first one, and the last one */
  g_assert_cmpint (rates.n_notified, <=, (g_get_monotonic_time () - began) / 100000 + 2);
  stats = sweet_emitting_task_dup_stats (task);
  g_assert_cmpuint (get_number (stats, "records"), ==, n_pushed + 1);
  g_assert_cmpfloat_with_epsilon (rates.last, (n_pushed + 1) / get_double (stats, "seconds"), 1e-3);
  g_assert_cmpfloat (rates.last, ==, get_double (stats, "records-per-second"));
  g_assert_cmpfloat (rates.last, ==, sweet_emitting_task_get_records_per_second (task));
  g_object_get (task, "bytes-per-second", &bytes_per_second, NULL);
  g_assert_cmpfloat (bytes_per_second, ==, 0);
}

static void
test_rates_of_bytes (SweetTest *test,
                     gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = test_line_start (test_line_sink (begin (&source, &ways[2], csv), test_worker_sink_get_type (), &sink));
  g_autoptr (GVariant) stats = NULL;
  double seconds;

  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  stats = sweet_emitting_task_dup_stats (task);
  seconds = get_double (stats, "seconds");
  g_assert_cmpfloat (seconds, >, 0);
  g_assert_cmpfloat_with_epsilon (sweet_emitting_task_get_bytes_per_second (task) * seconds, (double) source.n_bytes, 1e-3);
  g_assert_cmpfloat_with_epsilon (get_double (stats, "bytes-per-second") * seconds, (double) source.n_bytes, 1e-3);
  g_assert_cmpfloat_with_epsilon (sweet_emitting_task_get_records_per_second (task) * seconds, N_ROWS, 1e-3);
}

/* whoever listens to rates holds nothing of a stream that has ended, although they were watched for a while */
static void
test_rates_are_let_go (SweetTest *test,
                       gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  Rates rates = { g_thread_self (), 0, 0 };
  SweetEmittingTask *task;
  gint n_records = 0;

  task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (&source, &ways[2], csv), count_record_cb, &n_records, NULL));
  g_signal_connect (task, "notify::bytes-per-second", G_CALLBACK (rate_cb), &rates);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  g_assert_cmpuint (rates.n_notified, >=, 1);
  g_assert_finalize_object (task);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/figures/calls", test_calls);
  sweet_test_add ("/sweet/engine/figures/batches", test_batches);
  sweet_test_add ("/sweet/engine/figures/source-of-records", test_source_of_records);
  sweet_test_add ("/sweet/engine/figures/steps", test_steps);
  sweet_test_add ("/sweet/engine/figures/receivers", test_receivers);
  sweet_test_add ("/sweet/engine/figures/queue", test_queue);
  sweet_test_add ("/sweet/engine/figures/pushed", test_pushed);
  sweet_test_add ("/sweet/engine/figures/errors", test_errors);
  sweet_test_add ("/sweet/engine/figures/errors-of-receivers", test_errors_of_receivers);
  sweet_test_add ("/sweet/engine/figures/idle", test_idle);
  sweet_test_add ("/sweet/engine/figures/cancelled", test_cancelled);
  sweet_test_add ("/sweet/engine/figures/rates", test_rates);
  sweet_test_add ("/sweet/engine/figures/rates-of-bytes", test_rates_of_bytes);
  sweet_test_add ("/sweet/engine/figures/rates-are-let-go", test_rates_are_let_go);

  return g_test_run ();
}
