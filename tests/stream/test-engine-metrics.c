/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "../task/heap-fixture.h"
#include "../task/spawn-fixture.h"
#include "engine-line.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

/* what a stream uses, on whatever thread */

#define N_CHUNKS   20
#define CALL_TIME  1000 /* µs of processor time */
#define CALL_BYTES 500

static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* uses the same in each call */
static void
use_hook (TestSpec *spec,
          TestCall call,
          guint number)
{
  static const char zeros[CALL_BYTES];
  gint64 begin = get_cpu_time ();
  int fd;

  if (call != TEST_PROCESS)
    return;

  fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  g_assert_no_errno (fd);
  g_assert_cmpint (write (fd, zeros, sizeof zeros), ==, sizeof zeros);
  close (fd);
  heap_take (100);
  heap_give (30);
  while (get_cpu_time () - begin < CALL_TIME)
    ;
}

static TestLine
begin (TestSpec *source,
       TestSpec *processor,
       GType type)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->n_rows = N_CHUNKS;
  source->rows_per_chunk = 1;
  processor->hook = use_hook;
  line = test_line_source (line, test_worker_source_get_type (), source, 0);
  return sweet_emitting_task_builder_with_metrics (test_line_process (line, type, processor), TRUE);
}

static double
get (SweetEmittingTask *task,
     SweetMetric metric)
{
  g_autoptr (SweetMetrics) metrics = sweet_task_get_metrics (SWEET_TASK (task));
  double value;

  g_assert_nonnull (metrics);
  g_assert_true (sweet_metrics_get (metrics, metric, &value));
  return value;
}

static gboolean
has (SweetEmittingTask *task,
     SweetMetric metric)
{
  g_autoptr (SweetMetrics) metrics = sweet_task_get_metrics (SWEET_TASK (task));

  g_assert_nonnull (metrics);
  return sweet_metrics_has (metrics, metric);
}

/* all that was used is known when the task has ended, and nothing is added then */
static void
assert_used (SweetEmittingTask *task,
             guint n_calls)
{
  g_autoptr (SweetMetrics) metrics = sweet_task_get_metrics (SWEET_TASK (task));
  g_autoptr (SweetMetrics) later = NULL;
  g_autofree char *text = NULL;
  g_autofree char *later_text = NULL;

  g_assert_cmpfloat (get (task, SWEET_METRIC_CPU_TOTAL), >=, n_calls * CALL_TIME);
  g_assert_cmpfloat (get (task, SWEET_METRIC_BYTES_WRITTEN), >=, n_calls * CALL_BYTES);
  g_assert_cmpfloat (get (task, SWEET_METRIC_WRITE_OPERATIONS), >=, n_calls);
  g_assert_cmpfloat (get (task, SWEET_METRIC_BYTES_READ), >=, 0);
  g_assert_cmpfloat (get (task, SWEET_METRIC_CPU_USER), >=, 0);
  g_assert_cmpfloat (get (task, SWEET_METRIC_CPU_SYSTEM), >=, 0);
  g_assert_cmpfloat (get (task, SWEET_METRIC_WALL_TIME), >, 0);
  g_assert_cmpfloat_with_epsilon (get (task, SWEET_METRIC_CPU_UTILISATION), get (task, SWEET_METRIC_CPU_TOTAL) / get (task, SWEET_METRIC_WALL_TIME), 1e-9);
  g_assert_false (has (task, SWEET_METRIC_MEMORY_PEAK));
  g_assert_false (has (task, SWEET_METRIC_READ_WAIT));

  text = sweet_metrics_to_string (metrics);
  later = sweet_task_get_metrics (SWEET_TASK (task));
  later_text = sweet_metrics_to_string (later);
  g_assert_cmpstr (text, ==, later_text);
}

static void
test_places (SweetTest *test,
             gconstpointer data)
{
  const GType types[] = { test_processor_get_type (), test_forked_get_type (), test_sequential_get_type (), test_blocking_get_type () };
  const guint workers[] = { 1, 2, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (types) * G_N_ELEMENTS (workers); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      TestLine line = begin (&source, &processor, types[i % G_N_ELEMENTS (types)]);
      g_autoptr (SweetEmittingTask) task = test_line_start (test_line_workers (line, workers[i / G_N_ELEMENTS (types)], i % 2 == 0));
      g_autoptr (GError) error = NULL;

      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      assert_used (task, N_CHUNKS);
      g_assert_false (has (task, SWEET_METRIC_ALLOCATED_BYTES));
    }
}

/* one that fails has used something as well */
static void
test_failed (SweetTest *test,
             gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = { .input = SWEET_MEDIA_RECORDS, .output = SWEET_MEDIA_RECORDS, .fail_in = TEST_PROCESS, .fail_at = 10 };
  g_autoptr (SweetEmittingTask) task = test_line_start (test_line_workers (begin (&source, &processor, test_forked_get_type ()), 4, FALSE));

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
  assert_used (task, 10);
}

/* threads that read beside the workers, which have gone when the stream ends */
static void
test_readers (SweetTest *test,
              gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  TestLine line = test_line_read_plan (begin (&source, &processor, test_forked_get_type ()), 3, NULL);
  g_autoptr (SweetEmittingTask) task = test_line_start (test_line_workers (line, 2, FALSE));
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  assert_used (task, N_CHUNKS);
}

static void
test_memory (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  TestLine line = begin (&source, &processor, test_forked_get_type ());

  /* threads ask for the counters once */
  heap_absent = FALSE;
  runtime = spawn_runtime (4);
  task = test_line_start (sweet_emitting_task_builder_with_runtime (line, runtime));
  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  assert_used (task, N_CHUNKS);
  g_assert_cmpfloat (get (task, SWEET_METRIC_ALLOCATED_BYTES), ==, N_CHUNKS * 100);
  g_assert_cmpfloat (get (task, SWEET_METRIC_MEMORY_CURRENT), ==, N_CHUNKS * 70);
  heap_absent = TRUE;
}

typedef struct
{
  Gate gate;
  guint number;
} Pause;

static void
pause_hook (TestSpec *spec,
            TestCall call,
            guint number)
{
  Pause *pause = spec->hook_data;

  use_hook (spec, call, number);
  if (call == TEST_PROCESS && number == pause->number)
    gate_pass (&pause->gate);
}

/* what the thread that is at work has used so far, as far as others can know */
static void
test_running (SweetTest *test,
              gconstpointer data)
{
  Pause pause = { .number = 3 };
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  TestLine line = begin (&source, &processor, test_forked_get_type ());

  processor.hook = pause_hook;
  processor.hook_data = &pause;
  task = test_line_start (test_line_workers (line, 1, FALSE));
  gate_meet (&pause.gate, 1);
  g_assert_cmpfloat (get (task, SWEET_METRIC_CPU_TOTAL), >=, 4 * CALL_TIME);
  g_assert_cmpfloat (get (task, SWEET_METRIC_BYTES_WRITTEN), >=, 4 * CALL_BYTES);
  g_assert_cmpfloat (get (task, SWEET_METRIC_WALL_TIME), >=, 4 * CALL_TIME);
  g_assert_false (has (task, SWEET_METRIC_CPU_USER));
  g_assert_false (has (task, SWEET_METRIC_ALLOCATED_BYTES));
  gate_open (&pause.gate);
  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  assert_used (task, N_CHUNKS);
}

static void
test_not_measured (SweetTest *test,
                   gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_metrics (begin (&source, &processor, test_forked_get_type ()), FALSE));

  g_assert_null (sweet_task_get_metrics (SWEET_TASK (task)));
  sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
  g_assert_null (sweet_task_get_metrics (SWEET_TASK (task)));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  heap_absent = TRUE;

  sweet_test_add ("/sweet/engine/metrics/places", test_places);
  sweet_test_add ("/sweet/engine/metrics/failed", test_failed);
  sweet_test_add ("/sweet/engine/metrics/readers", test_readers);
  sweet_test_add ("/sweet/engine/metrics/memory", test_memory);
  sweet_test_add ("/sweet/engine/metrics/running", test_running);
  sweet_test_add ("/sweet/engine/metrics/not-measured", test_not_measured);

  return g_test_run ();
}
