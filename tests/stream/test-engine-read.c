/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* strategies of the source */

#define N_ROWS 200

/* reads that are made at once */
static void
meet (TestSpec *spec,
      TestCall call,
      guint number)
{
  if (call == TEST_READ_AT)
    test_meet (spec->hook_data);
}

static void
check_reads (TestLine line,
             TestSpec *source,
             guint n_expected)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);
  g_autoptr (GString) text = g_string_new (NULL);
  TestMeeting reads = { .n_expected = n_expected };

  source->hook = meet;
  source->hook_data = &reads;
  line = test_line_format (line, "csv");
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  g_assert_cmpuint (reads.n_most, ==, n_expected);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
make_seekable (TestSpec *source,
               const char *csv)
{
  source->bytes = csv;
  source->n_bytes = strlen (csv);
  source->seekable = TRUE;
}

/* as many as the strategy says, whatever the number of workers */
static void
test_at_once (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint workers = 1; workers <= 8; workers *= 2)
    for (guint reads = 1; reads <= 5; reads += 2)
      {
        g_auto (TestSpec) source = TEST_SPEC_INIT;
        TestLine line = sweet_emitting_task_builder_new ();

        make_seekable (&source, csv);
        line = test_line_source (line, test_worker_source_get_type (), &source, 64);
        line = test_line_workers (line, workers, FALSE);
        check_reads (test_line_read_plan (line, reads, NULL), &source, reads);
      }
}

/* the option of the source says the same, and the builder knows better */
static void
test_option (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);
      g_autoptr (SweetStrategy) found = NULL;
      g_autoptr (SweetSource) source = g_object_new (test_worker_source_get_type (), "block-size", (guint64) 64, "read-strategy", strategy, NULL);
      g_auto (TestSpec) spec = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      make_seekable (&spec, csv);
      ((TestStrategy *) strategy)->workers = 4;
      ((TestSource *) source)->spec = &spec;
      g_object_get (source, "read-strategy", &found, NULL);
      g_assert_true (found == strategy);
      line = sweet_emitting_task_builder_with_source (line, source);
      g_assert_true (sweet_element_is_frozen (SWEET_ELEMENT (strategy)));
      line = test_line_workers (line, 2, FALSE);
      if (i == 1)
        line = test_line_read_plan (line, 1, NULL);
      check_reads (line, &spec, i == 1 ? 1 : 4);
    }
}

static void
plan_batches (SweetPlan *plan)
{
  sweet_plan_set_batch_size (plan, 7);
}

static void
note_batch (TestSpec *spec,
            TestCall call,
            guint number)
{
  if (call == TEST_WRITE)
    g_string_append_c (spec->hook_data, '|');
}

static gboolean
note_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  g_string_append_printf (user_data, "%u ", sweet_chunk_get_n_rows (chunk));
  return TRUE;
}

/* records are gathered before they go on, whatever comes behind; at the end they may be gathered again */
static void
test_batches (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (23);

  for (guint workers = 1; workers <= 4; workers++)
    for (guint i = 0; i < 2; i++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_auto (TestSpec) source = TEST_SPEC_INIT;
        g_auto (TestSpec) processor = TEST_SPEC_INIT;
        TestLine line = sweet_emitting_task_builder_new ();

        make_seekable (&source, csv);
        processor.manner = TEST_PASS;
        line = test_line_source (line, test_worker_source_get_type (), &source, 16);
        line = test_line_format (line, "csv");
        line = test_line_process (line, test_forked_get_type (), &processor);
        line = test_line_read_plan (line, 2, plan_batches);
        line = test_line_plan (line, workers, workers == 2, i == 1 ? plan_batches : NULL);
        test_line_complete (sweet_emitting_task_builder_with_chunk_receiver (line, note_chunk_cb, text, NULL));
        g_assert_cmpstr (text->str, ==, "7 7 7 2 ");
        g_assert_cmpuint (test_spec_get_n_calls (&processor, TEST_PROCESS) - processor.n_empty, ==, 4);
      }
}

/* sources of records that come one by one */
static void
test_batches_of_records (SweetTest *test,
                         gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, 20);
  g_autoptr (GString) notes = g_string_new (NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_new ();

  source.n_rows = 20;
  source.rows_per_chunk = 1;
  sink.hook = note_batch;
  sink.hook_data = notes;
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_read_plan (line, 1, plan_batches);
  test_line_complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
  g_assert_cmpstr (sink.written->str, ==, expected);
  g_assert_cmpstr (notes->str, ==, "|||");
}

static void
plan_rate (SweetPlan *plan)
{
  sweet_plan_set_rate (plan, 1);
  sweet_plan_set_burst (plan, 10);
}

/* what waits for its rate when there is enough is not waited for */
static void
test_rate_limit (SweetTest *test,
                 gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, 5);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_new ();

  make_seekable (&source, csv);
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_format (line, "csv");
  line = test_line_read_plan (line, 2, plan_rate);
  line = sweet_emitting_task_builder_with_limit (line, 5);
  line = sweet_emitting_task_builder_with_clock (line, clock);
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

static gboolean
fail_at_odd_cb (SweetReceiverEvent *event,
                SweetCollector *collector,
                gpointer user_data,
                GError **error)
{
  gint64 id = sweet_receiver_event_get_int64 (event, "id", error);

  if (id % 2 == 0)
    return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "odd");
  return FALSE;
}

static gboolean
advance_cb (gpointer data)
{
  if (sweet_clock_get_n_timers (data) > 0)
    sweet_clock_advance (data, sweet_clock_get_next (data));
  return G_SOURCE_CONTINUE;
}

static void
ended_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_assert_true (sweet_task_await_finish (SWEET_TASK (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* an error is told once, however often the rest of its block waits for the rate */
static void
test_rate_errors (SweetTest *test,
                  gconstpointer data)
{
  for (guint on_workers = 0; on_workers < 2; on_workers++)
    {
      g_autofree char *csv = test_csv (30);
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetErrorStrategy) errors = sweet_error_strategy_new_continue ();
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GSource) ticks = g_timeout_source_new (1);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();
      gboolean ended = FALSE;

      make_seekable (&source, csv);
      line = test_line_source (line, test_worker_source_get_type (), &source, 0);
      line = test_line_format (line, "csv");
      line = test_line_read_plan (line, 2, plan_rate);
      line = test_line_workers (line, 3, FALSE);
      line = sweet_emitting_task_builder_with_error_strategy (line, errors);
      line = sweet_emitting_task_builder_with_clock (line, clock);
      if (on_workers == 1)
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, fail_at_odd_cb, NULL, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver (line, fail_at_odd_cb, NULL, NULL);
      task = test_line_start (line);
      g_source_set_callback (ticks, advance_cb, clock, NULL);
      g_source_attach (ticks, test->context);
      sweet_task_await_async (SWEET_TASK (task), NULL, ended_cb, &ended);
      sweet_test_wait_for (test, ended);
      g_source_destroy (ticks);
      g_assert_cmpuint (sweet_final_event_get_n_errors (sweet_emitting_task_get_final_event (task)), ==, 15);
      g_assert_cmpuint (g_list_model_get_n_items (sweet_final_event_get_collected (sweet_emitting_task_get_final_event (task))), ==, 15);
    }
}

/* the clock is moved by the call */

static void
plan_timeout (SweetPlan *plan)
{
  sweet_plan_set_timeout (plan, SWEET_MILLISECONDS (50));
}

static void
dawdle (TestSpec *spec,
        TestCall call,
        guint number)
{
  if (call == TEST_READ || call == TEST_READ_AT)
    sweet_clock_advance (spec->hook_data, SWEET_MILLISECONDS (number == 2 ? 51 : 50));
}

static void
test_timeout (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      make_seekable (&source, csv);
      source.seekable = i == 0;
      source.n_rows = i == 2 ? N_ROWS : 0;
      source.rows_per_chunk = i == 2 ? 10 : 0;
      source.hook = dawdle;
      source.hook_data = clock;
      line = test_line_source (line, i == 1 ? test_source_get_type () : test_worker_source_get_type (), &source, 100);
      if (i < 2)
        line = test_line_format (line, "csv");
      line = test_line_read_plan (line, 1, plan_timeout);
      line = sweet_emitting_task_builder_with_clock (line, clock);
      error = test_line_fail (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_assert_nonnull (strstr (error->message, "reading test.txt took longer than its timeout of 50ms"));
      g_assert_true (g_str_has_prefix (text->str, "0 1 2 "));
    }
}

/* errors */

static void
test_two_rates (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_new ();

  source.n_rows = source.rows_per_chunk = 10;
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_read_plan (line, 1, plan_rate);
  line = test_line_plan (line, 1, FALSE, plan_rate);
  g_assert_null (sweet_emitting_task_builder_run (test_line_sink (line, test_worker_sink_get_type (), &sink), &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, "a rate at which the source is read and one at which the sink is written cannot be both: set the lower one");
}

static void
test_bad_options (SweetTest *test,
                  gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *option;
    guint value;
    const char *message;
  } cases[] = {
    { "parallel", "burst", 3, "TestWorkerSource: read-strategy: parallel: burst means nothing without a rate" },
    { "serial", "retries", 3, "TestWorkerSource: read-strategy: serial: what is done about errors is said by the strategy of the stream" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, cases[i].name, &error);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      g_assert_no_error (error);
      g_object_set (strategy, cases[i].option, cases[i].value, NULL);
      source.n_rows = source.rows_per_chunk = 10;
      line = test_line_source (line, test_worker_source_get_type (), &source, 0);
      line = sweet_emitting_task_builder_with_sender_strategy (line, SWEET_STRATEGY (strategy));
      g_assert_null (sweet_emitting_task_builder_run (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL), &error));
      g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/read/at-once", test_at_once);
  sweet_test_add ("/sweet/engine/read/option", test_option);
  sweet_test_add ("/sweet/engine/read/batches", test_batches);
  sweet_test_add ("/sweet/engine/read/batches-of-records", test_batches_of_records);
  sweet_test_add ("/sweet/engine/read/rate-limit", test_rate_limit);
  sweet_test_add ("/sweet/engine/read/rate-errors", test_rate_errors);
  sweet_test_add ("/sweet/engine/read/timeout", test_timeout);
  sweet_test_add ("/sweet/engine/read/two-rates", test_two_rates);
  sweet_test_add ("/sweet/engine/read/bad-options", test_bad_options);

  return g_test_run ();
}
