/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <locale.h>
#include <string.h>

#include "sweet-test.h"

/* what docs/lifecycle.md says about cancellation, timeouts, retries and children. time is virtual, and where a
 * runtime has no threads everything happens in the thread of the test, in an order that repeats itself. */

typedef struct
{
  SweetClock *clock;
  SweetRuntime *runtime; /* without threads */
} Bench;

static void
bench_init (Bench *self)
{
  SweetRuntimeBuilder *builder = sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), 7);

  self->clock = sweet_clock_new_virtual (SWEET_HOURS (1));
  self->runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (builder, self->clock), NULL);
}

static void
bench_clear (Bench *self)
{
  g_assert_cmpuint (sweet_runtime_get_active_count (self->runtime), ==, 0);
  g_assert_cmpuint (sweet_clock_get_n_timers (self->clock), ==, 0);
  g_object_unref (self->runtime);
  g_object_unref (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

/* work that fails so often, and takes so long */
typedef struct
{
  guint n_calls;
  guint n_failures;
  SweetClock *clock;
  gint64 takes;
} Script;

static gboolean
script_cb (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Script *script = user_data;

  script->n_calls++;
  if (script->takes > 0)
    sweet_clock_advance (script->clock, script->takes);
  if (g_cancellable_set_error_if_cancelled (sweet_task_get_cancellable (SWEET_TASK (task)), error))
    return FALSE;
  if (script->n_calls <= script->n_failures)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "call %u", script->n_calls);
      return FALSE;
    }
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), script->n_calls);
  return TRUE;
}

/* work that begins and does not end by itself */
#define TEST_TYPE_ENDLESS (test_endless_get_type ())
G_DECLARE_FINAL_TYPE (TestEndless, test_endless, TEST, ENDLESS, SweetWork)

struct _TestEndless
{
  SweetWork parent_instance;

  guint n_runs;
};

G_DEFINE_FINAL_TYPE (TestEndless, test_endless, SWEET_TYPE_WORK)

static void
test_endless_cancelled_cb (GCancellable *cancellable,
                           gpointer task)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "noticed");

  sweet_spawning_task_return_error (task, error);
}

static SweetSpawningTaskBuilder *
build (Bench *bench,
       Script *script)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, script_cb, script, NULL);
  return sweet_spawning_task_builder_with_runtime (builder, bench->runtime);
}

static SweetSpawningTask *
run (SweetSpawningTaskBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  SweetSpawningTask *task = sweet_spawning_task_builder_run (builder, &error);

  g_assert_no_error (error);
  return task;
}

static void
assert_fails (SweetSpawningTask *task,
              SweetTaskStatus status,
              GQuark domain,
              int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, status);
}

static void
assert_gives (SweetSpawningTask *task,
              gint64 value)
{
  g_autoptr (GError) error = NULL;
  const GValue *given = sweet_spawning_task_await_value_sync (task, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_value_get_int64 (given), ==, value);
}

/* recovery */

static void
test_retries (SweetTest *test,
              gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_linear (4, SWEET_MINUTES (1));
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (GListModel) attempts = NULL;
  Script script = { .n_failures = 3 };

  bench_init (&bench);
  task = run (sweet_spawning_task_builder_with_retry_policy (build (&bench, &script), policy));
  assert_gives (task, 4);
  g_assert_cmpint (sweet_clock_get_time (bench.clock), ==, SWEET_HOURS (1) + SWEET_MINUTES (1 + 2 + 3));
  attempts = sweet_spawning_task_get_attempts (task);
  g_assert_cmpuint (g_list_model_get_n_items (attempts), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (SweetTaskResult) result = g_list_model_get_item (attempts, i);

      g_assert_true (sweet_task_result_is_error (result) == (i < 3));
    }
}

static void
test_retries_end (SweetTest *test,
                  gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (3, SWEET_MINUTES (1));
  SweetSpawningTaskBuilder *builder;
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (SweetSpawningTask) saved = NULL;
  g_autoptr (SweetSpawningTask) short_of_time = NULL;
  Script script = { .n_failures = 100 };
  Script fallback = { .n_failures = 0 };

  bench_init (&bench);
  task = run (sweet_spawning_task_builder_with_retry_policy (build (&bench, &script), policy));
  assert_fails (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE);
  g_assert_cmpuint (script.n_calls, ==, 3);

  /* other work in its place */
  builder = sweet_spawning_task_builder_with_retry_policy (build (&bench, &script), policy);
  saved = run (sweet_spawning_task_builder_with_fallback_on_workers (builder, script_cb, &fallback, NULL));
  assert_gives (saved, 1);
  g_assert_cmpuint (script.n_calls, ==, 6);

  /* a delay that ends behind the deadline is not begun */
  builder = sweet_spawning_task_builder_with_retry_policy (build (&bench, &script), policy);
  builder = sweet_spawning_task_builder_with_deadline (builder, sweet_clock_get_real_time (bench.clock) + SWEET_SECONDS (90));
  short_of_time = run (builder);
  assert_fails (short_of_time, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE);
  g_assert_cmpuint (script.n_calls, ==, 8);
}

/* work that honours its cancellable comes back late, and is tried again */
static void
test_timeouts (SweetTest *test,
               gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (2);
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (SweetSpawningTask) again = NULL;
  Script script = { .n_failures = 0 };

  bench_init (&bench);
  script.clock = bench.clock;
  script.takes = SWEET_SECONDS (2);
  task = run (sweet_spawning_task_builder_with_timeout (build (&bench, &script), SWEET_SECONDS (1)));
  assert_fails (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (script.n_calls, ==, 1);

  again = run (sweet_spawning_task_builder_with_retry_policy (sweet_spawning_task_builder_with_timeout (build (&bench, &script), SWEET_SECONDS (1)), policy));
  assert_fails (again, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (script.n_calls, ==, 3);
}

static void
test_breaker (SweetTest *test,
              gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetCircuitBreaker) breaker = sweet_circuit_breaker_new ("server");
  g_autoptr (SweetSpawningTask) refused = NULL;
  g_autoptr (SweetSpawningTask) tried = NULL;
  Script script = { .n_failures = 2 };

  bench_init (&bench);
  sweet_circuit_breaker_set_clock (breaker, bench.clock);
  sweet_circuit_breaker_set_failure_threshold (breaker, 2);
  sweet_circuit_breaker_set_open_time (breaker, SWEET_SECONDS (30));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetSpawningTask) task = run (sweet_spawning_task_builder_with_circuit_breaker (build (&bench, &script), breaker));

      assert_fails (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE);
    }
  refused = run (sweet_spawning_task_builder_with_circuit_breaker (build (&bench, &script), breaker));
  assert_fails (refused, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN);
  g_assert_cmpuint (script.n_calls, ==, 2);
  sweet_clock_advance (bench.clock, SWEET_SECONDS (30));
  tried = run (sweet_spawning_task_builder_with_circuit_breaker (build (&bench, &script), breaker));
  assert_gives (tried, 3);
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_CLOSED);
}

static void
test_schedules (SweetTest *test,
                gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetSpawningTask) later = NULL;
  g_autoptr (SweetSpawningTask) often = NULL;
  Script once = { .n_failures = 0 };
  Script script = { .n_failures = 0 };

  bench_init (&bench);
  later = sweet_spawning_task_builder_schedule_at (build (&bench, &once), sweet_clock_get_real_time (bench.clock) + SWEET_MINUTES (5), NULL);
  often = sweet_spawning_task_builder_schedule_every (build (&bench, &script), SWEET_MINUTES (1), NULL);
  for (guint i = 1; i <= 4; i++)
    {
      sweet_clock_advance (bench.clock, SWEET_MINUTES (1));
      sweet_runtime_run_until_idle (bench.runtime);
      g_assert_cmpuint (script.n_calls, ==, i);
      g_assert_cmpuint (once.n_calls, ==, 0);
    }
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (later)), ==, SWEET_TASK_STATUS_PENDING);
  sweet_clock_advance (bench.clock, SWEET_MINUTES (1));
  sweet_runtime_run_until_idle (bench.runtime);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (later)), ==, SWEET_TASK_STATUS_COMPLETED);
  g_assert_cmpuint (sweet_spawning_task_get_n_runs (often), ==, 5);
  sweet_task_cancel (SWEET_TASK (often), SWEET_CANCEL_LEVEL_GRACEFUL);
  assert_fails (often, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* cancellation */

static gboolean
test_endless_run (SweetWork *work,
                  SweetSpawningTask *task,
                  GError **error)
{
  TEST_ENDLESS (work)->n_runs++;
  return TRUE;
}

static void
test_endless_class_init (TestEndlessClass *klass)
{
  SWEET_WORK_CLASS (klass)->run = test_endless_run;
}

static void
test_endless_init (TestEndless *self)
{
}

static SweetSpawningTaskBuilder *
build_endless (Bench *bench)
{
  g_autoptr (SweetWork) work = g_object_new (TEST_TYPE_ENDLESS, NULL);
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_object (sweet_spawning_task_builder_new (), work);

  return sweet_spawning_task_builder_with_runtime (builder, bench->runtime);
}

static void
append_cb (SweetTask *task,
           gpointer user_data)
{
  const char *name = sweet_task_get_name (task);

  g_assert_true (sweet_task_is_final (task));
  g_string_append_c (user_data, name != NULL ? name[0] : '-');
}

/* the levels follow each other when the grace time passes, and the handlers that run are those of the level */
static void
test_escalation (SweetTest *test,
                 gconstpointer data)
{
  const char *expected[] = { "kk", "k", "" };

  for (guint passes = 0; passes < 3; passes++)
    {
      g_auto (Bench) bench = { NULL, NULL };
      g_autoptr (GString) order = g_string_new (NULL);
      g_autoptr (SweetSpawningTask) task = NULL;
      g_autoptr (SweetCancellationResult) running = NULL;
      g_autoptr (SweetCancellationResult) result = NULL;
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "noticed");

      bench_init (&bench);
      task = run (sweet_spawning_task_builder_with_grace (sweet_spawning_task_builder_with_name (build_endless (&bench), "k"), SWEET_SECONDS (3)));
      sweet_task_add_cleanup (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL, append_cb, order, NULL);
      sweet_task_add_cleanup (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL, append_cb, order, NULL);
      sweet_test_wait_for (test, sweet_task_get_status (SWEET_TASK (task)) == SWEET_TASK_STATUS_RUNNING);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      running = sweet_task_get_cancellation_result (SWEET_TASK (task));
      g_assert_cmpint (sweet_cancellation_result_get_outcome (running), ==, SWEET_CANCELLATION_OUTCOME_RUNNING);
      for (guint i = 0; i < passes; i++)
        sweet_clock_advance (bench.clock, SWEET_SECONDS (3));
      if (passes < 2)
        sweet_spawning_task_return_error (task, error);
      sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
      while (g_main_context_iteration (test->context, FALSE))
        ;
      result = sweet_task_get_cancellation_result (SWEET_TASK (task));
      g_assert_cmpint (sweet_cancellation_result_get_outcome (result), ==, SWEET_CANCELLATION_OUTCOME_CANCELLED);
      g_assert_cmpint (sweet_cancellation_result_get_level (result), ==, (int) passes);
      g_assert_cmpstr (order->str, ==, expected[passes]);
      assert_fails (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_cancellable (SweetTest *test,
                  gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (SweetSpawningTask) late = NULL;
  Script script = { .n_failures = 0 };

  bench_init (&bench);
  task = run (sweet_spawning_task_builder_with_cancellable (build_endless (&bench), cancellable));
  sweet_test_wait_for (test, sweet_task_get_status (SWEET_TASK (task)) == SWEET_TASK_STATUS_RUNNING);
  g_signal_connect (sweet_task_get_cancellable (SWEET_TASK (task)), "cancelled", G_CALLBACK (test_endless_cancelled_cb), task);
  g_cancellable_cancel (cancellable);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  assert_fails (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* one that was cancelled before */
  late = run (sweet_spawning_task_builder_with_cancellable (build (&bench, &script), cancellable));
  assert_fails (late, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (script.n_calls, ==, 0);
}

/* families */

static void
test_children_are_cancelled (SweetTest *test,
                             gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetSpawningTask) parent = NULL;
  g_autoptr (SweetSpawningTask) child = NULL;
  g_autoptr (SweetSpawningTask) grandchild = NULL;
  g_autoptr (GListModel) children = NULL;

  bench_init (&bench);
  parent = run (build_endless (&bench));
  child = run (sweet_spawning_task_builder_with_parent (build_endless (&bench), SWEET_TASK (parent)));
  grandchild = run (sweet_spawning_task_builder_with_parent (build_endless (&bench), SWEET_TASK (child)));
  children = sweet_task_get_children (SWEET_TASK (parent));
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, 1);
  g_assert_true (sweet_task_get_parent (SWEET_TASK (grandchild)) == SWEET_TASK (child));
  sweet_test_wait_for (test, sweet_task_get_status (SWEET_TASK (grandchild)) == SWEET_TASK_STATUS_RUNNING);
  sweet_task_cancel (SWEET_TASK (parent), SWEET_CANCEL_LEVEL_KILL_HARD);
  assert_fails (grandchild, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_fails (child, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_fails (parent, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sweet_test_wait_for (test, g_list_model_get_n_items (children) == 0);
}

static SweetFailureMode
judge_cb (SweetTask *child,
          SweetTaskResult *result,
          gpointer user_data)
{
  g_assert_true (sweet_task_result_is_error (result));
  return strcmp (sweet_task_get_name (child), "harmless") == 0 ? SWEET_FAILURE_MODE_SUPERVISE : SWEET_FAILURE_MODE_CONTINUE;
}

/* a parent with one child that fails, and its end */
static void
check_family (SweetTest *test,
              SweetFailureMode mode,
              const char *child_name,
              gboolean predicate,
              SweetTaskStatus status)
{
  g_auto (Bench) bench = { NULL, NULL };
  SweetSpawningTaskBuilder *builder;
  g_autoptr (SweetSpawningTask) parent = NULL;
  g_autoptr (SweetSpawningTask) child = NULL;
  Script script = { .n_failures = 1 };
  Script own = { .n_failures = 0 };

  bench_init (&bench);
  builder = sweet_spawning_task_builder_with_failure_mode (build (&bench, &own), mode);
  if (predicate)
    builder = sweet_spawning_task_builder_with_failure_predicate (builder, judge_cb, NULL, NULL);
  parent = run (builder);
  child = run (sweet_spawning_task_builder_with_parent (sweet_spawning_task_builder_with_name (build (&bench, &script), child_name), SWEET_TASK (parent)));
  sweet_runtime_run_until_idle (bench.runtime);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (parent)));
  assert_fails (child, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE);
  if (status == SWEET_TASK_STATUS_FAILED)
    assert_fails (parent, status, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD);
  else
    assert_gives (parent, 1);
}

static void
test_failure_modes (SweetTest *test,
                    gconstpointer data)
{
  check_family (test, SWEET_FAILURE_MODE_STOP, "any", FALSE, SWEET_TASK_STATUS_FAILED);
  check_family (test, SWEET_FAILURE_MODE_CONTINUE, "any", FALSE, SWEET_TASK_STATUS_FAILED);
  check_family (test, SWEET_FAILURE_MODE_SUPERVISE, "any", FALSE, SWEET_TASK_STATUS_COMPLETED);
  check_family (test, SWEET_FAILURE_MODE_STOP, "harmless", TRUE, SWEET_TASK_STATUS_COMPLETED);
  check_family (test, SWEET_FAILURE_MODE_SUPERVISE, "harmful", TRUE, SWEET_TASK_STATUS_FAILED);
}

static void
test_late_child (SweetTest *test,
                 gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetSpawningTask) parent = NULL;
  g_autoptr (GError) error = NULL;
  Script script = { .n_failures = 0 };

  bench_init (&bench);
  parent = run (build (&bench, &script));
  assert_gives (parent, 1);
  g_assert_null (sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_parent (build (&bench, &script), SWEET_TASK (parent)), &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE);
  g_assert_cmpuint (script.n_calls, ==, 1);
}

/* one of the parent's holds for all below it */
static void
test_deadline_flows_down (SweetTest *test,
                          gconstpointer data)
{
  g_auto (Bench) bench = { NULL, NULL };
  g_autoptr (SweetSpawningTask) parent = NULL;
  g_autoptr (SweetSpawningTask) child = NULL;

  bench_init (&bench);
  parent = run (sweet_spawning_task_builder_with_deadline (build_endless (&bench), sweet_clock_get_real_time (bench.clock) + SWEET_SECONDS (5)));
  child = run (sweet_spawning_task_builder_with_parent (build_endless (&bench), SWEET_TASK (parent)));
  g_assert_cmpint (sweet_task_get_remaining (SWEET_TASK (child)), ==, SWEET_SECONDS (5));
  sweet_test_wait_for (test, sweet_task_get_status (SWEET_TASK (child)) == SWEET_TASK_STATUS_RUNNING);
  sweet_clock_advance (bench.clock, SWEET_SECONDS (5));
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (parent)) && sweet_task_is_final (SWEET_TASK (child)));
  assert_fails (parent, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (child), NULL, NULL));
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-semantics/retries", test_retries);
  sweet_test_add ("/sweet/task-semantics/retries-end", test_retries_end);
  sweet_test_add ("/sweet/task-semantics/timeouts", test_timeouts);
  sweet_test_add ("/sweet/task-semantics/breaker", test_breaker);
  sweet_test_add ("/sweet/task-semantics/schedules", test_schedules);
  sweet_test_add ("/sweet/task-semantics/escalation", test_escalation);
  sweet_test_add ("/sweet/task-semantics/cancellable", test_cancellable);
  sweet_test_add ("/sweet/task-semantics/children-are-cancelled", test_children_are_cancelled);
  sweet_test_add ("/sweet/task-semantics/failure-modes", test_failure_modes);
  sweet_test_add ("/sweet/task-semantics/late-child", test_late_child);
  sweet_test_add ("/sweet/task-semantics/deadline-flows-down", test_deadline_flows_down);

  return g_test_run ();
}
