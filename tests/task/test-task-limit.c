/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

/* how many tasks of one builder are at work at once */

static SweetSpawningTaskBuilder *
limit (SweetSpawningTaskBuilder *builder,
       guint max_concurrent)
{
  return sweet_spawning_task_builder_with_max_concurrent (builder, max_concurrent);
}

/* how many are in their work, and the most that ever were */
typedef struct
{
  gint n_inside;
  gint n_most;
  gint n_calls;
} Crowd;

static gboolean
crowd_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Crowd *self = user_data;
  gint n_inside = g_atomic_int_add (&self->n_inside, 1) + 1;
  gint most = g_atomic_int_get (&self->n_most);

  while (n_inside > most && !g_atomic_int_compare_and_exchange (&self->n_most, most, n_inside))
    most = g_atomic_int_get (&self->n_most);
  g_thread_yield ();
  g_atomic_int_inc (&self->n_calls);
  g_atomic_int_add (&self->n_inside, -1);
  return TRUE;
}

static void
test_most (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (4);

  for (guint max = 1; max <= 3; max++)
    {
      Crowd crowd = { 0 };
      g_autoptr (SweetSpawningTaskBuilder) builder = limit (spawn_on_workers (runtime, crowd_work, &crowd), max);
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

      /* whatever else is set */
      for (guint i = 0; i < 300; i++)
        {
          SweetSpawningTaskBuilder *copy = sweet_spawning_task_builder_with_name (g_object_ref (builder), "copy");

          if (i % 3 == 0)
            copy = sweet_spawning_task_builder_with_timeout (copy, SWEET_SECONDS (600));
          g_ptr_array_add (tasks, spawn_run (copy));
        }
      for (guint i = 0; i < tasks->len; i++)
        spawn_await (g_ptr_array_index (tasks, i));
      g_assert_cmpint (crowd.n_calls, ==, 300);
      g_assert_cmpint (crowd.n_most, >=, 1);
      g_assert_cmpint (crowd.n_most, <=, (gint) max);
    }
  spawn_shut_down (runtime);
}

/* those that wait have no thread, and others do not wait with them */
static void
test_held (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTaskBuilder) builder = limit (spawn_on_workers (runtime, gate_work, &gate), 1);
  g_autoptr (SweetSpawningTask) first = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTask) second = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTask) other = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
  g_autoptr (SweetSpawningTask) free_again = NULL;

  gate_meet (&gate, 1);
  spawn_await (other);
  g_assert_cmpint (spawn_status (first), ==, SWEET_TASK_STATUS_RUNNING);
  g_assert_cmpint (spawn_status (second), ==, SWEET_TASK_STATUS_PENDING);
  /* another limit is another one, and none is none */
  free_again = spawn_run (limit (sweet_spawning_task_builder_with_work_on_workers (g_object_ref (builder), seen_work, &seen, NULL), 0));
  spawn_await (free_again);
  g_assert_cmpint (spawn_status (second), ==, SWEET_TASK_STATUS_PENDING);
  gate_open (&gate);
  spawn_await (first);
  spawn_await (second);
  spawn_shut_down (runtime);
}

static gboolean
note_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  g_string_append (user_data, sweet_task_get_name (SWEET_TASK (task)));
  return TRUE;
}

/* the most urgent first, and of equals the one that came first */
static void
test_order (SweetTest *test,
            gconstpointer data)
{
  static const SweetPriority priorities[] = { SWEET_PRIORITY_LOW, SWEET_PRIORITY_NORMAL, SWEET_PRIORITY_CRITICAL, SWEET_PRIORITY_NORMAL, SWEET_PRIORITY_HIGH };
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (SweetSpawningTaskBuilder) builder = limit (spawn_on_workers (runtime, gate_work, &gate), 1);
  g_autoptr (SweetSpawningTask) first = spawn_run (g_object_ref (builder));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  gate_meet (&gate, 1);
  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      const char name[] = { (char) ('a' + i), '\0' };
      SweetSpawningTaskBuilder *copy = sweet_spawning_task_builder_with_work_on_workers (g_object_ref (builder), note_work, order, NULL);

      copy = sweet_spawning_task_builder_with_priority (sweet_spawning_task_builder_with_name (copy, name), priorities[i]);
      g_ptr_array_add (tasks, spawn_run (copy));
    }
  gate_open (&gate);
  spawn_await (first);
  for (guint i = 0; i < tasks->len; i++)
    spawn_await (g_ptr_array_index (tasks, i));
  g_assert_cmpstr (order->str, ==, "cebda");
  spawn_shut_down (runtime);
}

/* whoever gives up gives its place to others, and those that are cancelled while they wait take none */
static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      SweetRuntime *runtime = spawn_runtime (2);
      Gate gate = { 0 };
      Seen seen = { 0 };
      g_autoptr (SweetSpawningTaskBuilder) builder = limit (spawn_on_workers (runtime, gate_work, &gate), 1);
      g_autoptr (SweetSpawningTask) first = spawn_run (g_object_ref (builder));
      g_autoptr (SweetSpawningTaskBuilder) next = sweet_spawning_task_builder_with_work_on_workers (g_steal_pointer (&builder), seen_work, &seen, NULL);
      g_autoptr (SweetSpawningTask) cancelled = spawn_run (g_object_ref (next));
      g_autoptr (SweetSpawningTask) last = spawn_run (g_object_ref (next));

      gate_meet (&gate, 1);
      sweet_task_cancel (SWEET_TASK (cancelled), (SweetCancelLevel) i);
      spawn_await_error (cancelled, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (spawn_status (last), ==, SWEET_TASK_STATUS_PENDING);
      if (i == 2)
        sweet_task_cancel (SWEET_TASK (first), SWEET_CANCEL_LEVEL_KILL_HARD);
      else
        gate_open (&gate);
      spawn_await (last);
      g_assert_cmpint (seen.n_calls, ==, 1);
      gate_open (&gate);
      while (sweet_runtime_get_n_abandoned (runtime) > 0)
        g_thread_yield ();
      g_clear_object (&first);
      spawn_shut_down (runtime);
    }
}

/* between attempts others have the place */
static void
test_retries (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GError) failure = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_new (), clock), &error);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (2, SWEET_HOURS (1));
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTaskBuilder) builder = limit (sweet_spawning_task_builder_with_retry_policy (spawn_on_workers (runtime, failing_work, failure), policy), 1);
  g_autoptr (SweetSpawningTask) failing = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTask) other = NULL;

  while (sweet_clock_get_n_timers (clock) == 0)
    g_thread_yield ();
  other = spawn_run (sweet_spawning_task_builder_with_work_on_workers (g_object_ref (builder), seen_work, &seen, NULL));
  while (!sweet_task_is_final (SWEET_TASK (other)))
    g_thread_yield ();
  g_assert_cmpint (spawn_status (failing), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_clock_advance (clock, SWEET_HOURS (1));
  spawn_await_error (failing, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_object (&failing);
  g_clear_object (&other);
  g_clear_object (&builder);
  spawn_shut_down (runtime);
}

/* on the context: one after the other, and a wait that would be for ever is none */
static void
test_on_context (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (SweetSpawningTaskBuilder) builder = limit (spawn_on_context (note_work, order), 1);
  g_autoptr (SweetSpawningTask) first = spawn_run (sweet_spawning_task_builder_with_name (g_object_ref (builder), "1"));
  g_autoptr (SweetSpawningTask) second = spawn_run (sweet_spawning_task_builder_with_name (g_object_ref (builder), "2"));
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (second), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  spawn_await (first);
  spawn_await (second);
  g_assert_cmpstr (order->str, ==, "12");
}

/* as many wait as like to, and the end of the runtime is theirs */
static void
test_shut_down (SweetTest *test,
                gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTaskBuilder) builder = limit (spawn_on_workers (runtime, gate_work, &gate), 1);
  g_autoptr (SweetSpawningTask) first = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTaskBuilder) next = sweet_spawning_task_builder_with_work_on_workers (g_steal_pointer (&builder), seen_work, &seen, NULL);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  gate_meet (&gate, 1);
  for (guint i = 0; i < 20000; i++)
    g_ptr_array_add (tasks, spawn_run (g_object_ref (next)));
  g_assert_false (sweet_runtime_shutdown_sync (runtime, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  for (guint i = 0; i < tasks->len; i++)
    spawn_await_error (g_ptr_array_index (tasks, i), SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  g_assert_cmpint (seen.n_calls, ==, 0);
  gate_open (&gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_object_unref (runtime);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-limit/most", test_most);
  sweet_test_add ("/sweet/task-limit/held", test_held);
  sweet_test_add ("/sweet/task-limit/order", test_order);
  sweet_test_add ("/sweet/task-limit/cancelled", test_cancelled);
  sweet_test_add ("/sweet/task-limit/retries", test_retries);
  sweet_test_add ("/sweet/task-limit/on-context", test_on_context);
  sweet_test_add ("/sweet/task-limit/shut-down", test_shut_down);
  return g_test_run ();
}
