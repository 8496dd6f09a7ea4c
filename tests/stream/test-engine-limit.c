/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* a call that waits for longer than it may is interrupted. the clock is moved by a thread, as soon as the call has
 * its limit. */

#define N_ROWS 30
/* the cases that read come first */
#define N_READS 4

typedef struct
{
  TestCall call;
  GType (*get_type) (void); /* of the element that waits */
  gboolean seekable;
  gboolean records;
  const char *message;
} Case;

static const Case cases[] = {
  { TEST_READ, test_worker_source_get_type, FALSE, FALSE, "TestWorkerSource: reading test.txt took longer than its timeout of 50ms" },
  { TEST_READ, test_source_get_type, FALSE, FALSE, "TestSource: reading test.txt took longer than its timeout of 50ms" },
  { TEST_READ_AT, test_worker_source_get_type, TRUE, FALSE, "TestWorkerSource: reading test.txt took longer than its timeout of 50ms" },
  { TEST_READ, test_worker_source_get_type, FALSE, TRUE, "TestWorkerSource: reading test.txt took longer than its timeout of 50ms" },
  { TEST_PROCESS, test_sequential_get_type, FALSE, FALSE, "test.txt: records 1 to 30: TestSequential took longer than its timeout of 50ms" },
  { TEST_PROCESS, test_processor_get_type, FALSE, FALSE, "test.txt: records 1 to 30: TestProcessor took longer than its timeout of 50ms" },
  { TEST_WRITE, test_worker_sink_get_type, FALSE, FALSE, "test.txt: records 1 to 30: TestWorkerSink took longer than its timeout of 50ms" },
  { TEST_WRITE, test_sink_get_type, FALSE, FALSE, "test.txt: records 1 to 30: TestSink took longer than its timeout of 50ms" },
};

typedef struct
{
  TestSpec source;
  TestSpec processor;
  TestSpec sink;
  SweetClock *clock;
  SweetTask *task;
  char *csv;
} Stage;

static void
stage_clear (Stage *self)
{
  test_spec_clear (&self->source);
  test_spec_clear (&self->processor);
  test_spec_clear (&self->sink);
  g_object_unref (self->clock);
  g_free (self->csv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stage, stage_clear)

static void
plan_timeout (SweetPlan *plan)
{
  sweet_plan_set_timeout (plan, SWEET_MILLISECONDS (50));
}

/* a line whose element waits in its first call */
static TestLine
stage_build (Stage *self,
             const Case *what)
{
  gboolean reads = what->call == TEST_READ || what->call == TEST_READ_AT;
  TestLine line = sweet_emitting_task_builder_new ();
  TestSpec *waits = reads ? &self->source : what->call == TEST_WRITE ? &self->sink
                                                                     : &self->processor;

  *self = (Stage){ TEST_SPEC_INIT, TEST_SPEC_INIT, TEST_SPEC_INIT, sweet_clock_new_virtual (0), NULL, test_csv (N_ROWS) };
  waits->wait_in = what->call;
  waits->wait_at = 1;
  self->source.bytes = self->csv;
  self->source.n_bytes = strlen (self->csv);
  self->source.seekable = what->seekable;
  self->source.n_rows = what->records ? N_ROWS : 0;
  self->source.rows_per_chunk = what->records ? 10 : 0;
  line = test_line_source (line, reads ? what->get_type () : test_worker_source_get_type (), &self->source, reads ? 100 : 0);
  if (!what->records)
    line = test_line_format (line, "csv");
  if (what->call == TEST_PROCESS)
    line = test_line_process (line, what->get_type (), &self->processor);
  line = test_line_sink (line, what->call == TEST_WRITE ? what->get_type () : test_worker_sink_get_type (), &self->sink);
  line = reads ? test_line_read_plan (line, 1, plan_timeout) : test_line_plan (line, 1, FALSE, plan_timeout);
  return sweet_emitting_task_builder_with_clock (line, self->clock);
}

static void
stage_await_call (Stage *self)
{
  while (sweet_clock_get_n_timers (self->clock) == 0)
    g_thread_yield ();
}

static gpointer
pass_thread (gpointer data)
{
  Stage *self = data;

  stage_await_call (self);
  sweet_clock_advance (self->clock, SWEET_MILLISECONDS (50));
  g_assert_cmpuint (sweet_clock_get_n_timers (self->clock), ==, 1);
  sweet_clock_advance (self->clock, 1);
  return NULL;
}

static gpointer
cancel_thread (gpointer data)
{
  Stage *self = data;

  stage_await_call (self);
  sweet_task_cancel (self->task, SWEET_CANCEL_LEVEL_GRACEFUL);
  return NULL;
}

static void
test_passed (SweetTest *test,
             gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Stage) stage;
      TestLine line = stage_build (&stage, &cases[i]);
      GThread *thread = g_thread_new ("pass", pass_thread, &stage);
      g_autoptr (GError) error = test_line_fail (line);

      g_thread_join (thread);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_cmpuint (sweet_clock_get_n_timers (stage.clock), ==, 0);
    }
}

/* who cancels the stream interrupts the call as well, and that is no timeout */
static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Stage) stage;
      g_autoptr (SweetEmittingTask) task = test_line_start (stage_build (&stage, &cases[i]));
      g_autoptr (GError) error = NULL;
      GThread *thread;

      stage.task = SWEET_TASK (task);
      thread = g_thread_new ("cancel", cancel_thread, &stage);
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      g_assert_cmpuint (sweet_clock_get_n_timers (stage.clock), ==, 0);
    }
}

/* each try has its own time; a read is not tried again */
static void
test_again (SweetTest *test,
            gconstpointer data)
{
  for (gsize i = N_READS; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expected = test_numbers (0, N_ROWS);
      g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (2);
      g_autoptr (SweetErrorStrategy) again = sweet_error_strategy_new_retry (policy, SWEET_ERROR_ACTION_STOP);
      g_auto (Stage) stage;
      TestLine line;
      GThread *thread;

      line = sweet_emitting_task_builder_with_error_strategy (stage_build (&stage, &cases[i]), again);
      thread = g_thread_new ("pass", pass_thread, &stage);
      test_line_complete (line);
      g_thread_join (thread);
      g_assert_cmpstr (stage.sink.written->str, ==, expected);
    }
}

static void
dawdle_hook (TestSpec *spec,
             TestCall call,
             guint number)
{
  if (call == TEST_WRITE)
    sweet_clock_advance (spec->hook_data, SWEET_MILLISECONDS (51));
}

/* what was written late was written: it ends the stream or is good, and does not come once more */
static void
test_late_write (SweetTest *test,
                 gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (5);
      g_autoptr (SweetErrorStrategy) strategy = i == 0 ? sweet_error_strategy_new_stop () : i == 1 ? sweet_error_strategy_new_continue ()
                                                                                                   : sweet_error_strategy_new_retry (policy, SWEET_ERROR_ACTION_STOP);
      g_autoptr (GError) error = NULL;
      g_auto (Stage) stage;
      TestLine line = stage_build (&stage, &cases[G_N_ELEMENTS (cases) - 1]);

      stage.sink.wait_at = 0;
      stage.sink.hook = dawdle_hook;
      stage.sink.hook_data = stage.clock;
      line = sweet_emitting_task_builder_with_error_strategy (line, strategy);
      if (i == 0)
        error = test_line_fail (line);
      else
        test_line_complete (line);
      if (i == 0)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_assert_cmpuint (stage.sink.n_calls[TEST_WRITE], ==, 1);
      g_assert_cmpstr (stage.sink.written->str, ==, expected);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/limit/passed", test_passed);
  sweet_test_add ("/sweet/engine/limit/cancelled", test_cancelled);
  sweet_test_add ("/sweet/engine/limit/again", test_again);
  sweet_test_add ("/sweet/engine/limit/late-write", test_late_write);
  return g_test_run ();
}
