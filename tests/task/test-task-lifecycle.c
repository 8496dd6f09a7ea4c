/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <locale.h>

#include "sweet-test.h"

/* one case for each arrow of the diagram in docs/lifecycle.md, which names them */

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean open;
  guint n_inside;
  guint n_calls;
  guint n_failures; /* of the first calls */
} Gate;

static void
gate_open (Gate *self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
gate_wait_inside (Gate *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_inside == 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* waits for the gate, whatever the cancellable says */
static gboolean
stubborn_cb (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  gate->n_inside++;
  g_cond_broadcast (&gate->changed);
  while (!gate->open)
    g_cond_wait (&gate->changed, &gate->lock);
  gate->n_inside--;
  g_mutex_unlock (&gate->lock);
  return TRUE;
}

static gboolean
polite_cb (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  GCancellable *cancellable = sweet_task_get_cancellable (SWEET_TASK (task));
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  gate->n_inside++;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (100);
  return FALSE;
}

static gboolean
failing_cb (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Gate *gate = user_data;

  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_RUNNING);
  if (gate->n_calls++ >= gate->n_failures)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "not now");
  return FALSE;
}

static SweetSpawningTaskBuilder *
build (SweetWorkFunc work,
       Gate *gate)
{
  return sweet_spawning_task_builder_with_work_on_workers (sweet_spawning_task_builder_new (), work, gate, NULL);
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
assert_ends (SweetSpawningTask *task,
             SweetTaskStatus status,
             int code)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = sweet_task_await_sync (SWEET_TASK (task), NULL, &error);

  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, status);
  g_assert_true (ok == (status == SWEET_TASK_STATUS_COMPLETED));
  if (!ok)
    g_assert_error (error, G_IO_ERROR, code);
}

static void
test_pending_to_running (SweetTest *test,
                         gconstpointer data)
{
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) task = run (build (stubborn_cb, &gate));

  gate_wait_inside (&gate);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_RUNNING);
  g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), >=, sweet_task_get_created_at (SWEET_TASK (task)));
  gate_open (&gate);
  assert_ends (task, SWEET_TASK_STATUS_COMPLETED, 0);
}

/* a runtime without threads does nothing by itself */
static SweetRuntime *
make_seeded (SweetClock *clock)
{
  SweetRuntimeBuilder *builder = sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), 1);

  if (clock != NULL)
    builder = sweet_runtime_builder_with_clock (builder, clock);
  return sweet_runtime_builder_build (builder, NULL);
}

static void
test_pending_to_cancelled (SweetTest *test,
                           gconstpointer data)
{
  for (SweetCancelLevel level = SWEET_CANCEL_LEVEL_GRACEFUL; level <= SWEET_CANCEL_LEVEL_KILL_HARD; level++)
    {
      Gate gate = { .open = TRUE };
      g_autoptr (SweetRuntime) runtime = make_seeded (NULL);
      g_autoptr (SweetSpawningTask) task = run (sweet_spawning_task_builder_with_runtime (build (failing_cb, &gate), runtime));

      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_PENDING);
      sweet_task_cancel (SWEET_TASK (task), level);
      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_CANCELLED);
      assert_ends (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR_CANCELLED);
      sweet_runtime_run_until_idle (runtime);
      g_assert_cmpuint (gate.n_calls, ==, 0);
    }
}

static void
test_pending_to_failed (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (SWEET_HOURS (1));
  g_autoptr (SweetRuntime) runtime = make_seeded (clock);
  Gate gate = { .open = TRUE };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_runtime (build (failing_cb, &gate), runtime);
  g_autoptr (SweetSpawningTask) task = NULL;

  builder = sweet_spawning_task_builder_with_deadline (builder, SWEET_HOURS (1) + SWEET_SECONDS (5));
  task = run (builder);
  sweet_clock_advance (clock, SWEET_SECONDS (5));
  assert_ends (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR_TIMED_OUT);
  sweet_runtime_run_until_idle (runtime);
  g_assert_cmpuint (gate.n_calls, ==, 0);
}

static void
test_running_to_running (SweetTest *test,
                         gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (3, SWEET_MINUTES (1));
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (1);
  g_autoptr (SweetRuntime) runtime = make_seeded (clock);
  Gate gate = { .n_failures = 2 };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_runtime (build (failing_cb, &gate), runtime);
  g_autoptr (SweetSpawningTask) task = run (sweet_spawning_task_builder_with_retry_policy (builder, policy));

  assert_ends (task, SWEET_TASK_STATUS_COMPLETED, 0);
  g_assert_cmpuint (gate.n_calls, ==, 3);
  g_assert_cmpuint (sweet_spawning_task_get_attempt (task), ==, 3);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 1 + SWEET_MINUTES (2));
}

static void
test_running_to_completed (SweetTest *test,
                           gconstpointer data)
{
  Gate gate = { .open = FALSE };
  Gate open = { .open = TRUE };
  g_autoptr (SweetSpawningTask) parent = run (build (stubborn_cb, &gate));
  Gate child_gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) child = run (sweet_spawning_task_builder_with_parent (build (stubborn_cb, &child_gate), SWEET_TASK (parent)));
  g_autoptr (SweetSpawningTask) other = NULL;

  gate_wait_inside (&gate);
  gate_wait_inside (&child_gate);
  gate_open (&gate);
  /* the work is done, and the child is not */
  other = run (build (stubborn_cb, &open));
  assert_ends (other, SWEET_TASK_STATUS_COMPLETED, 0);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (parent)), ==, SWEET_TASK_STATUS_RUNNING);
  gate_open (&child_gate);
  assert_ends (parent, SWEET_TASK_STATUS_COMPLETED, 0);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (child)), ==, SWEET_TASK_STATUS_COMPLETED);
}

static void
test_running_to_failed (SweetTest *test,
                        gconstpointer data)
{
  Gate gate = { .n_failures = 1 };
  g_autoptr (SweetSpawningTask) task = run (build (failing_cb, &gate));

  assert_ends (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR_BUSY);
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), >=, sweet_task_get_started_at (SWEET_TASK (task)));
}

static void
test_running_to_cancelled (SweetTest *test,
                           gconstpointer data)
{
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) task = run (build (polite_cb, &gate));
  g_autoptr (SweetCancellationResult) result = NULL;

  gate_wait_inside (&gate);
  result = sweet_task_cancel_sync (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL, NULL, NULL);
  g_assert_cmpint (sweet_cancellation_result_get_outcome (result), ==, SWEET_CANCELLATION_OUTCOME_CANCELLED);
  assert_ends (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR_CANCELLED);
}

static void
test_running_to_abandoned (SweetTest *test,
                           gconstpointer data)
{
  SweetRuntime *runtime = sweet_runtime_get_default ();
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) task = run (build (stubborn_cb, &gate));

  gate_wait_inside (&gate);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
  assert_ends (task, SWEET_TASK_STATUS_ABANDONED, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, 1);
  gate_open (&gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_usleep (100);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_ABANDONED);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-lifecycle/pending-to-running", test_pending_to_running);
  sweet_test_add ("/sweet/task-lifecycle/pending-to-cancelled", test_pending_to_cancelled);
  sweet_test_add ("/sweet/task-lifecycle/pending-to-failed", test_pending_to_failed);
  sweet_test_add ("/sweet/task-lifecycle/running-to-running", test_running_to_running);
  sweet_test_add ("/sweet/task-lifecycle/running-to-completed", test_running_to_completed);
  sweet_test_add ("/sweet/task-lifecycle/running-to-failed", test_running_to_failed);
  sweet_test_add ("/sweet/task-lifecycle/running-to-cancelled", test_running_to_cancelled);
  sweet_test_add ("/sweet/task-lifecycle/running-to-abandoned", test_running_to_abandoned);

  return g_test_run ();
}
