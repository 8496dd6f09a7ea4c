/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* errors that do not end a stream: where they go, in which order, and what is tried again */

#define N_ROWS 100

typedef struct
{
  guint workers;
  guint64 block_size;
  gboolean seekable;
} Way;

static const Way ways[] = {
  { 1, 0, TRUE },
  { 1, 16, FALSE },
  { 2, 64, TRUE },
  { 4, 8, TRUE },
  { 8, 200, TRUE },
  { 8, 32, FALSE },
};

static TestLine
begin (TestSpec *source,
       const Way *way,
       const char *bytes)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->bytes = bytes;
  source->n_bytes = strlen (bytes);
  source->seekable = way->seekable;
  line = test_line_source (line, test_worker_source_get_type (), source, way->block_size);
  return test_line_workers (line, way->workers, FALSE);
}

static SweetFinalEvent *
complete (TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (line);
  g_autoptr (GError) error = NULL;
  SweetFinalEvent *event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);

  g_assert_no_error (error);
  return event;
}

static TestLine
go_on (TestLine line)
{
  g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_continue ();

  return sweet_emitting_task_builder_with_error_strategy (line, strategy);
}

static TestLine
retry (TestLine line,
       guint attempts,
       gint64 delay,
       SweetErrorAction exhausted)
{
  g_autoptr (SweetRetryPolicy) policy = delay > 0 ? sweet_retry_policy_new_fixed (attempts, delay) : sweet_retry_policy_new_immediate (attempts);
  g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_retry (policy, exhausted);

  return sweet_emitting_task_builder_with_error_strategy (line, strategy);
}

/* "record:attempts:n-records " of each error */
static char *
describe (SweetFinalEvent *final)
{
  GListModel *errors = sweet_final_event_get_errors (final);
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (errors), ==, sweet_final_event_get_n_errors (final));
  for (guint i = 0; i < g_list_model_get_n_items (errors); i++)
    {
      g_autoptr (SweetErrorEvent) event = g_list_model_get_item (errors, i);

      g_string_append_printf (text, "%" G_GUINT64_FORMAT ":%u:%u ", sweet_event_get_sequence (SWEET_EVENT (event)), sweet_error_event_get_attempts (event),
                              sweet_error_event_get_n_records (event));
    }
  return g_string_free (text, FALSE);
}

static void
assert_bytes (SweetErrorEvent *event,
              const char *expected)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (expected, strlen (expected));

  g_assert_true (g_bytes_equal (sweet_error_event_get_bytes (event), bytes));
}

/* a receiver that fails with ids that end in 7, some times */
typedef struct
{
  guint n_failures; /* of each, G_MAXUINT for ever */
  gint n_tries[N_ROWS];
  GThread *thread;
} Fault;

static gboolean
fail_cb (SweetReceiverEvent *event,
         SweetCollector *collector,
         gpointer user_data,
         GError **error)
{
  Fault *fault = user_data;
  gint64 id = (gint64) sweet_event_get_sequence (SWEET_EVENT (event)) - 1;
  guint n_tries = (guint) g_atomic_int_add (&fault->n_tries[id], 1);

  if (fault->thread != NULL)
    g_assert_true (g_thread_self () == fault->thread);
  if (id % 10 != 7 || n_tries >= fault->n_failures)
    return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%d fails as it should", (int) id);
  return FALSE;
}

static TestLine
receive (TestLine line,
         gboolean on_workers,
         Fault *fault)
{
  if (on_workers)
    return sweet_emitting_task_builder_with_receiver_on_workers (line, fail_cb, fault, NULL);
  return sweet_emitting_task_builder_with_receiver (line, fail_cb, fault, NULL);
}

static void
assert_collected (SweetFinalEvent *event,
                  guint missing)
{
  GListModel *collected = sweet_final_event_get_collected (event);
  guint n = 0;

  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr (SweetEvent) kept = NULL;

      if (missing > 0 && i % 10 == 7)
        continue;
      kept = g_list_model_get_item (collected, n++);
      g_assert_cmpuint (sweet_event_get_sequence (kept), ==, i + 1);
    }
  g_assert_cmpuint (g_list_model_get_n_items (collected), ==, n);
}

static void
test_receiver_continues (SweetTest *test,
                         gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      Fault fault = { .n_failures = G_MAXUINT };
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (SweetErrorEvent) first = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *errors = NULL;

      event = complete (go_on (receive (test_line_format (begin (&source, &ways[i / 2], csv), "csv"), i % 2, &fault)));
      assert_collected (event, 10);
      errors = describe (event);
      g_assert_cmpstr (errors, ==, "8:1:1 18:1:1 28:1:1 38:1:1 48:1:1 58:1:1 68:1:1 78:1:1 88:1:1 98:1:1 ");
      first = g_list_model_get_item (sweet_final_event_get_errors (event), 0);
      g_assert_false (sweet_error_event_check (first, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (sweet_error_event_get_reason (first), ==, "7 fails as it should");
      g_assert_cmpstr (sweet_error_event_get_element (first), ==, "receiver");
      g_assert_cmpstr (sweet_error_event_get_source (first), ==, "test.txt");
      g_assert_cmpuint (sweet_error_event_get_line (first), ==, 10);
      g_assert_cmpint (sweet_event_get_offset (SWEET_EVENT (first)), ==, strstr (csv, "\n7,") + 1 - csv);
      assert_bytes (first, "7,\"two\nlines\"");
    }
}

static void
test_receiver_retries (SweetTest *test,
                       gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      Fault fault = { .n_failures = 2 };
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autofree char *errors = NULL;
      TestLine line = receive (test_line_format (begin (&source, &ways[i / 2], csv), "csv"), i % 2, &fault);

      event = complete (retry (line, 3, 0, SWEET_ERROR_ACTION_STOP));
      assert_collected (event, 0);
      errors = describe (event);
      g_assert_cmpstr (errors, ==, "");
    }
}

/* the attempts are used up */
static void
test_receiver_exhausted (SweetTest *test,
                         gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) again = TEST_SPEC_INIT;
      Fault fault = { .n_failures = G_MAXUINT };
      Fault other = { .n_failures = G_MAXUINT };
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *errors = NULL;
      TestLine line = receive (test_line_format (begin (&source, &ways[i / 2], csv), "csv"), i % 2, &fault);

      error = test_line_fail (retry (line, 3, 0, SWEET_ERROR_ACTION_STOP));
      g_assert_cmpstr (error->message, ==, "7 fails as it should");
      g_assert_cmpint (fault.n_tries[7], ==, 3);

      line = receive (test_line_format (begin (&again, &ways[i / 2], csv), "csv"), i % 2, &other);
      event = complete (retry (line, 3, 0, SWEET_ERROR_ACTION_CONTINUE));
      errors = describe (event);
      g_assert_cmpstr (errors, ==, "8:3:1 18:3:1 28:3:1 38:3:1 48:3:1 58:3:1 68:3:1 78:3:1 88:3:1 98:3:1 ");
    }
}

/* moves the clock whenever the stream waits for it */
static void
end_cb (GObject *source,
        GAsyncResult *result,
        gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static SweetEmittingTask *
run_by_clock (SweetTest *test,
              SweetClock *clock,
              TestLine line)
{
  SweetEmittingTask *task = test_line_start (sweet_emitting_task_builder_with_clock (line, clock));
  g_autoptr (GSource) ticks = g_timeout_source_new (1);
  gboolean ended = FALSE;

  g_source_set_callback (ticks, tick_cb, NULL, NULL);
  g_source_attach (ticks, test->context);
  sweet_task_await_async (SWEET_TASK (task), NULL, end_cb, &ended);
  while (!ended)
    {
      g_main_context_iteration (test->context, TRUE);
      if (sweet_clock_get_n_timers (clock) > 0)
        sweet_clock_advance (clock, sweet_clock_get_next (clock));
    }
  g_source_destroy (ticks);
  return task;
}

static void
test_receiver_waits (SweetTest *test,
                     gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetEmittingTask) task = NULL;
      Fault fault = { .n_failures = 2 };
      TestLine line = receive (test_line_format (begin (&source, &ways[i / 2], csv), "csv"), i % 2, &fault);

      task = run_by_clock (test, clock, retry (line, 3, SWEET_SECONDS (10), SWEET_ERROR_ACTION_STOP));
      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_COMPLETED);
      g_assert_cmpint (sweet_clock_get_time (clock), >=, SWEET_SECONDS (20));
      if (i % 2 == 0)
        g_assert_cmpint (sweet_clock_get_time (clock), ==, SWEET_SECONDS (200));
      for (guint id = 0; id < N_ROWS; id++)
        g_assert_cmpint (fault.n_tries[id], ==, id % 10 == 7 ? 3 : 1);
    }
}

/* a stream that waits to try again ends at once when it is cancelled */
static void
test_cancel (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      Fault fault = { .n_failures = G_MAXUINT };
      TestLine line = receive (test_line_format (begin (&source, &ways[i / 2], csv), "csv"), i % 2, &fault);

      line = retry (line, 3, SWEET_SECONDS (10), SWEET_ERROR_ACTION_STOP);
      task = test_line_start (sweet_emitting_task_builder_with_clock (line, clock));
      sweet_test_wait_for (test, sweet_clock_get_n_timers (clock) > 0);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
    }
}

/* elements */

typedef struct
{
  GType (*type) (void);
  gboolean alone; /* whether single records fail, and not the chunk */
} Kind;

static const Kind kinds[] = {
  { test_forked_get_type, TRUE },
  { test_blocking_get_type, TRUE },
  { test_sequential_get_type, FALSE },
  { test_processor_get_type, FALSE },
};

static void
test_processor_continues (SweetTest *test,
                          gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (ways); i++)
    {
      const Kind *kind = &kinds[i % G_N_ELEMENTS (kinds)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (SweetErrorEvent) first = NULL;
      TestLine line;

      processor.fail_id = 42;
      line = test_line_format (begin (&source, &ways[i / G_N_ELEMENTS (kinds)], csv), "csv");
      line = test_line_process (line, kind->type (), &processor);
      event = complete (go_on (test_line_sink (line, test_worker_sink_get_type (), &sink)));
      g_assert_cmpuint (sweet_final_event_get_n_errors (event), ==, 1);
      first = g_list_model_get_item (sweet_final_event_get_errors (event), 0);
      g_assert_true (g_str_has_suffix (sweet_error_event_get_reason (first), "record 42 fails as it should"));
      g_assert_cmpuint (sweet_final_event_get_n_records (event), ==, N_ROWS - sweet_error_event_get_n_records (first));
      if (kind->alone)
        g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (first)), ==, 43);
      if (kind->alone)
        g_assert_cmpuint (sweet_error_event_get_n_records (first), ==, 1);
      g_assert_true (sink.complete);
    }
}

/* an element that fails once is called again */
static void
test_element_retries (SweetTest *test,
                      gconstpointer data)
{
  GType (*const types[]) (void) = { test_sequential_get_type, test_processor_get_type, test_forked_get_type };
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (types) * G_N_ELEMENTS (ways); i++)
    {
      const Way *way = &ways[i / 2 / G_N_ELEMENTS (types)];
      gboolean waits = i % 2;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line;

      processor.fail_in = TEST_PROCESS;
      sink.fail_in = TEST_WRITE;
      processor.fail_at = sink.fail_at = 1;
      line = test_line_format (begin (&source, way, csv), "csv");
      line = test_line_process (line, types[i / 2 % G_N_ELEMENTS (types)](), &processor);
      line = test_line_sink (line, waits ? test_sink_get_type () : test_worker_sink_get_type (), &sink);
      task = run_by_clock (test, clock, retry (line, 2, waits ? SWEET_SECONDS (1) : 0, SWEET_ERROR_ACTION_STOP));
      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_COMPLETED);
      g_assert_cmpstr (sink.written->str, ==, expected);
      /* one behind the other, or both at once where they are about two chunks */
      g_assert_cmpint (sweet_clock_get_time (clock), >=, waits ? SWEET_SECONDS (1) : 0);
      g_assert_cmpint (sweet_clock_get_time (clock), <=, waits ? SWEET_SECONDS (2) : 0);
    }
}

/* errors of single records that an element emits */
static void
test_emitted (SweetTest *test,
              gconstpointer data)
{
  GType (*const types[]) (void) = { test_forked_get_type, test_sequential_get_type, test_processor_get_type };
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (types) * G_N_ELEMENTS (ways); i++)
    {
      const Way *way = &ways[i / G_N_ELEMENTS (types)];
      GType type = types[i % G_N_ELEMENTS (types)]();
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) again = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *errors = NULL;
      TestLine line;

      processor.manner = TEST_REPORT;
      line = test_line_format (begin (&source, way, csv), "csv");
      line = test_line_process (line, type, &processor);
      error = test_line_fail (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_true (g_str_has_suffix (error->message, ": 3 is no number for me"));
      g_assert_cmpstr (received->str, ==, "0 1 2 ");

      line = test_line_format (begin (&again, way, csv), "csv");
      line = test_line_process (line, type, &processor);
      event = complete (go_on (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL)));
      errors = describe (event);
      g_assert_cmpstr (errors, ==, "4:1:1 14:1:1 24:1:1 34:1:1 44:1:1 54:1:1 64:1:1 74:1:1 84:1:1 94:1:1 ");
      g_assert_cmpuint (sweet_final_event_get_n_records (event), ==, 90);
    }
}

/* malformed records */

static const char bad_csv[] = "id,text\n0,a\n1\n2,\"b\nb\"\n3,c,d\n4,\"x\"y\n5,e\n";

static void
test_malformed (SweetTest *test,
                gconstpointer data)
{
  static const char *const bytes[] = { "1", "3,c,d", "4,\"x\"y" };
  static const guint64 lines[] = { 3, 6, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autofree char *errors = NULL;
      TestLine line = test_line_format (begin (&source, &ways[i], bad_csv), "csv");

      event = complete (go_on (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL)));
      g_assert_cmpstr (received->str, ==, "0 2 5 ");
      errors = describe (event);
      g_assert_cmpstr (errors, ==, "2:1:1 4:1:1 5:1:1 ");
      for (guint j = 0; j < G_N_ELEMENTS (bytes); j++)
        {
          g_autoptr (SweetErrorEvent) bad = g_list_model_get_item (sweet_final_event_get_errors (event), j);

          g_assert_cmpuint (sweet_error_event_get_line (bad), ==, lines[j]);
          g_assert_cmpint (sweet_event_get_offset (SWEET_EVENT (bad)), ==, strstr (bad_csv, bytes[j]) - bad_csv);
          assert_bytes (bad, bytes[j]);
          g_assert_cmpstr (sweet_error_event_get_element (bad), ==, "csv");
        }
    }
}

/* a function decides, on the context of the task, wherever the error was */

typedef struct
{
  GThread *thread;
  guint n_asked;
} Judge;

static SweetErrorAction
judge_cb (SweetErrorEvent *event,
          gpointer user_data)
{
  Judge *judge = user_data;

  g_assert_true (g_thread_self () == judge->thread);
  judge->n_asked++;
  if (sweet_error_event_get_attempts (event) < 3)
    return SWEET_ERROR_ACTION_RETRY;
  return sweet_event_get_sequence (SWEET_EVENT (event)) == 58 ? SWEET_ERROR_ACTION_STOP : SWEET_ERROR_ACTION_CONTINUE;
}

static void
test_custom (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      Judge judge = { g_thread_self (), 0 };
      g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_custom (judge_cb, &judge, NULL);
      Fault fault = { .n_failures = G_MAXUINT };
      g_autoptr (GError) error = NULL;
      TestLine line = receive (test_line_format (begin (&source, &ways[i / 2], csv), "csv"), i % 2, &fault);

      error = test_line_fail (sweet_emitting_task_builder_with_error_strategy (line, strategy));
      g_assert_cmpstr (error->message, ==, "57 fails as it should");
      g_assert_cmpuint (judge.n_asked, >=, 18);
      g_assert_cmpint (fault.n_tries[7], ==, 3);
      g_assert_cmpint (fault.n_tries[57], ==, 3);
    }
}

/* an output of its own */

static TestLine
link_errors (TestLine line,
             SweetElement *element,
             TestSpec *sink,
             GType processor,
             TestSpec *spec)
{
  g_autoptr (SweetEmittingTaskBuilder) branch = sweet_emitting_task_builder_new ();

  sink->input = SWEET_MEDIA_BYTES;
  if (processor != G_TYPE_INVALID)
    branch = test_line_process (branch, processor, spec);
  branch = test_line_sink (test_line_format (branch, "jsonl"), test_worker_sink_get_type (), sink);
  return sweet_emitting_task_builder_with_output (line, element, "errors", branch);
}

static TestLine
begin_linked (TestSpec *source,
              const Way *way,
              const char *bytes,
              TestSpec *sink,
              GType processor,
              TestSpec *spec)
{
  g_autoptr (SweetElement) csv = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "csv", NULL);
  TestLine line = begin (source, way, bytes);

  line = sweet_emitting_task_builder_with_format (line, SWEET_FORMAT (csv));
  return link_errors (line, csv, sink, processor, spec);
}

static void
test_output (SweetTest *test,
             gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) errors = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetFinalEvent) event = NULL;
      g_auto (GStrv) lines = NULL;
      TestLine line = begin_linked (&source, &ways[i], bad_csv, &errors, G_TYPE_INVALID, NULL);

      event = complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      g_assert_cmpstr (received->str, ==, "0 2 5 ");
      g_assert_cmpuint (sweet_final_event_get_n_errors (event), ==, 3);
      g_assert_cmpuint (sweet_final_event_get_n_records (event), ==, 3);
      g_assert_true (errors.complete);
      lines = g_strsplit (errors.written->str, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, 4);
      g_assert_true (g_str_has_prefix (lines[1], "{\"reason\":\""));
      g_assert_true (strstr (lines[1], "\"element\":\"csv\",\"attempts\":1,\"file\":\"test.txt\",\"record\":4,\"line\":6,\"offset\":22,\"bytes\":\"3,c,d\"}") != NULL);
      g_assert_true (strstr (lines[2], "\"record\":5,\"line\":7,\"offset\":28,\"bytes\":\"4,\\\"x\\\"y\"}") != NULL);
    }
}

/* each record of a chunk that an element failed with is there; what came before goes on */
static void
test_output_of_processor (SweetTest *test,
                          gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (ways); i++)
    {
      const Kind *kind = &kinds[i % G_N_ELEMENTS (kinds)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_auto (TestSpec) errors = TEST_SPEC_INIT;
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (SweetProcessor) element = g_object_new (kind->type (), NULL);
      g_autofree char *expected = NULL;
      TestLine line;

      processor.fail_id = 42;
      count.manner = TEST_COUNT;
      ((TestProcessor *) element)->spec = &processor;
      line = test_line_format (begin (&source, &ways[i / G_N_ELEMENTS (kinds)], csv), "csv");
      line = sweet_emitting_task_builder_with_processor (line, element);
      line = link_errors (line, SWEET_ELEMENT (element), &errors, test_accumulating_get_type (), &count);
      event = complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
      expected = g_strdup_printf ("{\"id\":%u}\n", N_ROWS - (guint) sweet_final_event_get_n_records (event));
      g_assert_cmpstr (errors.written->str, ==, expected);
      if (kind->alone)
        g_assert_cmpstr (expected, ==, "{\"id\":1}\n");
    }
}

/* what has had enough ends its outputs as well */
static void
test_output_with_limit (SweetTest *test,
                        gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) errors = TEST_SPEC_INIT;
      g_auto (TestSpec) count = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetFinalEvent) event = NULL;
      TestLine line;

      count.manner = TEST_COUNT;
      line = begin_linked (&source, &ways[i], bad_csv, &errors, test_accumulating_get_type (), &count);
      line = sweet_emitting_task_builder_with_limit (line, 2);
      event = complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      g_assert_cmpstr (received->str, ==, "0 2 ");
      g_assert_true (g_str_has_prefix (errors.written->str, "{\"id\":"));
      g_assert_true (errors.complete);
    }
}

/* a stream that fails leaves nothing of them either, and the other way round */
static void
test_output_gives_up (SweetTest *test,
                      gconstpointer data)
{
  for (guint i = 0; i < 3 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_auto (TestSpec) errors = TEST_SPEC_INIT;
      TestSpec *bad = i % 3 == 0 ? &sink : &errors;
      g_autoptr (GError) error = NULL;
      TestLine line;

      bad->fail_in = i % 3 == 1 ? TEST_CLOSE : TEST_WRITE;
      bad->fail_at = 1;
      line = begin_linked (&source, &ways[i / 3], bad_csv, &errors, G_TYPE_INVALID, NULL);
      /* also where other errors do not end it */
      if (bad == &errors)
        line = go_on (line);
      error = test_line_fail (test_line_sink (line, test_worker_sink_get_type (), &sink));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpuint (sink.n_calls[TEST_CLOSE], ==, 1);
      g_assert_cmpuint (errors.n_calls[TEST_CLOSE], ==, 1);
      g_assert_false (sink.complete);
      g_assert_true (!errors.complete || i % 3 == 1);
    }
}

static void
test_output_wrong (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetElement) csv = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "csv", NULL);
  g_autoptr (SweetElement) other = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "jsonl", NULL);
  g_autoptr (SweetEmittingTaskBuilder) empty = sweet_emitting_task_builder_new ();
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTaskBuilder) branch = NULL;
  struct
  {
    SweetElement *element;
    const char *output;
    gboolean empty;
    const char *message;
  } cases[] = {
    { csv, "erors", FALSE, "csv: it has no output “erors”; the nearest is “errors”" },
    { csv, "late", FALSE, "csv: it has no output “late”; there is “errors”" },
    { other, "errors", FALSE, "“jsonl” has no output “errors”: only formats and processors of the stream have one" },
    { csv, "errors", TRUE, "csv: what its output “errors” gives has to end in a sink, such as “jsonl ! file path=NAME”" },
  };

  branch = test_line_sink (sweet_emitting_task_builder_new (), test_worker_sink_get_type (), &sink);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTaskBuilder) line = sweet_emitting_task_builder_with_format (begin (&source, &ways[0], bad_csv), SWEET_FORMAT (csv));
      g_autoptr (GError) error = NULL;

      line = sweet_emitting_task_builder_with_output (g_steal_pointer (&line), cases[i].element, cases[i].output, cases[i].empty ? empty : branch);
      g_assert_false (sweet_emitting_task_builder_check (line, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* as text */
static void
test_text (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *input = sweet_test_write (test, "a.csv", bad_csv, -1);
  g_autofree char *bad = sweet_test_path (test, "bad.jsonl");
  g_autofree char *good = sweet_test_path (test, "good.csv");
  g_autofree char *text = g_strdup_printf ("file path='%s' block-size=8B ! csv @errors select fields=record,bytes ! jsonl ! file path='%s' ! parallel workers=2 ! csv ! file path='%s'", input, bad, good);
  g_autofree char *bad_text = NULL;
  g_autofree char *good_text = NULL;
  g_autoptr (GError) error = NULL;
  SweetEmittingTaskBuilder *builder = sweet_pipeline_parse (text, &error);

  g_assert_no_error (error);
  test_line_complete (builder);
  bad_text = sweet_test_read (bad, NULL);
  good_text = sweet_test_read (good, NULL);
  g_assert_cmpstr (bad_text, ==, "{\"record\":2,\"bytes\":\"1\"}\n{\"record\":4,\"bytes\":\"3,c,d\"}\n{\"record\":5,\"bytes\":\"4,\\\"x\\\"y\"}\n");
  g_assert_cmpstr (good_text, ==, "id,text\n0,a\n2,\"b\nb\"\n5,e\n");
}

/* what the options of a strategy say about errors */
static void
test_options (SweetTest *test,
              gconstpointer data)
{
  static const struct
  {
    const char *options;
    guint n_tries;
    gboolean stops;
  } cases[] = {
    { "", 1, TRUE },
    { "on-error=continue", 1, FALSE },
    { "on-error=retry", 4, TRUE },
    { "on-error=retry retries=2", 3, TRUE },
    { "on-error=continue retries=2", 3, FALSE },
    { "on-error=continue retries=1 retry-delay=1us", 2, FALSE },
  };
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *path = sweet_test_write (test, "a.csv", csv, -1);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("file path='%s' ! csv ! serial %s", path, cases[i / 2].options);
      Fault fault = { .n_failures = G_MAXUINT };
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      SweetEmittingTaskBuilder *builder = sweet_pipeline_parse (text, &error);

      g_assert_no_error (error);
      task = test_line_start (receive (builder, i % 2, &fault));
      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL) != cases[i / 2].stops);
      g_assert_cmpint (fault.n_tries[7], ==, (int) cases[i / 2].n_tries);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/recover/receiver-continues", test_receiver_continues);
  sweet_test_add ("/sweet/engine/recover/receiver-retries", test_receiver_retries);
  sweet_test_add ("/sweet/engine/recover/receiver-exhausted", test_receiver_exhausted);
  sweet_test_add ("/sweet/engine/recover/receiver-waits", test_receiver_waits);
  sweet_test_add ("/sweet/engine/recover/cancel", test_cancel);
  sweet_test_add ("/sweet/engine/recover/processor-continues", test_processor_continues);
  sweet_test_add ("/sweet/engine/recover/element-retries", test_element_retries);
  sweet_test_add ("/sweet/engine/recover/emitted", test_emitted);
  sweet_test_add ("/sweet/engine/recover/malformed", test_malformed);
  sweet_test_add ("/sweet/engine/recover/custom", test_custom);
  sweet_test_add ("/sweet/engine/recover/output", test_output);
  sweet_test_add ("/sweet/engine/recover/output-of-processor", test_output_of_processor);
  sweet_test_add ("/sweet/engine/recover/output-with-limit", test_output_with_limit);
  sweet_test_add ("/sweet/engine/recover/output-gives-up", test_output_gives_up);
  sweet_test_add ("/sweet/engine/recover/output-wrong", test_output_wrong);
  sweet_test_add ("/sweet/engine/recover/text", test_text);
  sweet_test_add ("/sweet/engine/recover/options", test_options);

  return g_test_run ();
}
