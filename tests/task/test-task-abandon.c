/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* work that does not return, and cancellation from and to GCancellable */

static SweetSpawningTaskBuilder *
decorate (SweetSpawningTaskBuilder *builder,
          gboolean decorated)
{
  return decorated ? sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (600)) : builder;
}

static void
wait_found (SweetRuntime *runtime)
{
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
}

/* deaf to its cancellable; what it gives comes late */
typedef struct
{
  Gate gate;
  gboolean fails;
  gint n_freed;
  GThread *freed_on;
} Deaf;

static gboolean
deaf_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Deaf *self = user_data;

  gate_pass (&self->gate);
  g_value_take_object (sweet_spawning_task_init_value (task, G_TYPE_OBJECT), g_object_new (G_TYPE_OBJECT, NULL));
  sweet_spawning_task_set_progress (task, 0.5);
  if (!self->fails)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return FALSE;
}

static void
deaf_free (gpointer data)
{
  Deaf *self = data;

  self->freed_on = g_thread_self ();
  g_atomic_int_inc (&self->n_freed);
}

static void
finished_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_finish (SWEET_TASK (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ++*(guint *) user_data;
}

/* the task ends at once and is told of once, the thread is counted until it comes back, what it gives is dropped, and
 * what it had is freed then, on the context */
static void
test_abandoned (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      SweetRuntime *runtime = spawn_runtime (1);
      Deaf deaf = { .fails = i / 2 == 1 };
      SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (spawn_named ("deaf"), deaf_work, &deaf, deaf_free);
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (sweet_spawning_task_builder_with_runtime (builder, runtime), i % 2 == 1));
      g_autoptr (SweetSpawningTask) next = NULL;
      guint n_told = 0;
      gint64 completed_at;

      gate_meet (&deaf.gate, 1);
      sweet_task_await_async (SWEET_TASK (task), NULL, finished_cb, &n_told);
      g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, 0);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_ABANDONED);
      g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, 1);
      g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
      sweet_test_wait_for (test, n_told == 1);
      completed_at = sweet_task_get_completed_at (SWEET_TASK (task));

      /* the only worker is lost, and work goes on */
      next = spawn_run (spawn_on_workers (runtime, done_work, NULL));
      spawn_await (next);
      g_assert_cmpint (g_atomic_int_get (&deaf.n_freed), ==, 0);

      gate_open (&deaf.gate);
      wait_found (runtime);
      spawn_drain (test);
      g_assert_cmpuint (n_told, ==, 1);
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_ABANDONED);
      g_assert_null (sweet_spawning_task_get_value (task, NULL));
      g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, completed_at);
      g_assert_cmpint (g_atomic_int_get (&deaf.n_freed), ==, 0);
      g_clear_object (&task);
      g_clear_object (&next);
      sweet_test_wait_for (test, g_atomic_int_get (&deaf.n_freed) == 1);
      g_assert_true (deaf.freed_on == g_thread_self ());
      spawn_shut_down (runtime);
    }
}

/* nobody but the thread that does not come back has it any more */
static void
test_abandoned_and_dropped (SweetTest *test,
                            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Deaf deaf = { .fails = FALSE };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (spawn_named ("deaf"), deaf_work, &deaf, deaf_free);
  SweetSpawningTask *task = spawn_run (sweet_spawning_task_builder_with_runtime (builder, runtime));

  gate_meet (&deaf.gate, 1);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
  g_object_unref (task);
  spawn_drain (test);
  g_assert_cmpint (g_atomic_int_get (&deaf.n_freed), ==, 0);
  gate_open (&deaf.gate);
  sweet_test_wait_for (test, g_atomic_int_get (&deaf.n_freed) == 1);
  g_assert_true (deaf.freed_on == g_thread_self ());
  wait_found (runtime);
  spawn_shut_down (runtime);
}

/* how many of them work at once, if that is at least @n */
static guint
count_workers (SweetRuntime *runtime,
               guint n)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Gate gate = { 0 };
  guint n_arrived;

  for (guint i = 0; i < 2 * n; i++)
    g_ptr_array_add (tasks, spawn_run (spawn_on_workers (runtime, gate_work, &gate)));
  gate_meet (&gate, n);
  for (guint i = 0; i < 1000; i++)
    g_thread_yield ();
  g_mutex_lock (&gate.lock);
  n_arrived = gate.n_arrived;
  g_mutex_unlock (&gate.lock);
  gate_open (&gate);
  for (guint i = 0; i < tasks->len; i++)
    spawn_await (g_ptr_array_index (tasks, i));
  return n_arrived;
}

/* the pool goes on with all of its workers lost, more than once, and is as large as before when they are back */
static void
test_all_lost (SweetTest *test,
               gconstpointer data)
{
  enum
  {
    N_WORKERS = 3,
    N_LOST = 30
  };
  SweetRuntime *runtime = spawn_runtime (N_WORKERS);
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_LOST; i++)
    {
      SweetSpawningTask *task = spawn_run (decorate (spawn_on_workers (runtime, gate_work, &gate), i % 2 == 1));

      g_ptr_array_add (tasks, task);
      gate_meet (&gate, i + 1);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
      g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, i + 1);
    }
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
      g_autoptr (GAsyncResult) result = NULL;

      sweet_task_await_async (SWEET_TASK (task), NULL, sweet_test_store_result_cb, &result);
      sweet_test_wait_for (test, result != NULL);
    }
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 100);
  gate_open (&gate);
  wait_found (runtime);

  /* no more of them work at once than there were in the beginning, as soon as those that came back have had a rest */
  while (count_workers (runtime, N_WORKERS) > N_WORKERS)
    g_thread_yield ();
  g_ptr_array_set_size (tasks, 0);
  spawn_shut_down (runtime);
}

/* work that comes back at the very moment when it is given up: counted right either way */
static void
test_races (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  guint n_abandoned = 0;

  for (guint i = 0; i < 1000; i++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (spawn_on_workers (runtime, gate_work, &gate), i % 2 == 1));

      gate_meet (&gate, 1);
      gate_open (&gate);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
      /* the worker may be just about to end it */
      while (!sweet_task_is_final (SWEET_TASK (task)))
        g_thread_yield ();
      n_abandoned += spawn_status (task) == SWEET_TASK_STATUS_ABANDONED;
      g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), <=, 2);
      wait_found (runtime);
    }
  g_test_message ("%u of 1000 were given up", n_abandoned);
  spawn_shut_down (runtime);
}

/* a waiter who does the work by itself is given up like a worker, and comes back to a task that has ended */
static gboolean
cancel_outer_work (SweetSpawningTask *task,
                   gpointer user_data,
                   GError **error)
{
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_ABANDONED);
  return TRUE;
}

static void
test_waiter (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) task = NULL;

  gate_meet (&gate, 1);
  task = spawn_run (spawn_on_workers (runtime, cancel_outer_work, NULL));
  spawn_await_error (task, SWEET_TASK_STATUS_ABANDONED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, 0);
  gate_open (&gate);
  spawn_await (blocker);
  g_clear_object (&task);
  g_clear_object (&blocker);
  spawn_shut_down (runtime);
}

/* a process ends in spite of work that never returns */

static gboolean
endless_work (SweetSpawningTask *task,
              gpointer user_data,
              GError **error)
{
  gate_pass (user_data);
  for (;;)
    pause ();
  return TRUE;
}

static void
test_process_ends (SweetTest *test,
                   gconstpointer data)
{
  if (g_test_subprocess ())
    {
      static Gate gate = { .open = TRUE };
      SweetRuntime *runtime = spawn_runtime (1);
      SweetSpawningTask *task = spawn_run (spawn_on_workers (runtime, endless_work, &gate));
      g_autoptr (GError) error = NULL;

      gate_meet (&gate, 1);
      if (GPOINTER_TO_INT (data) == 0)
        {
          sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
          spawn_shut_down (runtime);
        }
      else
        {
          g_assert_false (sweet_runtime_shutdown_sync (runtime, 1000, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
          g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_ABANDONED);
        }
      exit (0);
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* GCancellable inwards */

static void
test_cancellable_in (SweetTest *test,
                     gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) later = g_cancellable_new ();
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) at_once = NULL;
  g_autoptr (SweetSpawningTask) pending = NULL;
  g_autoptr (SweetSpawningTask) done = NULL;

  gate_meet (&gate, 1);
  g_cancellable_cancel (before);
  at_once = spawn_run (sweet_spawning_task_builder_with_cancellable (spawn_on_workers (runtime, seen_work, &seen), before));
  spawn_await_error (at_once, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pending = spawn_run (sweet_spawning_task_builder_with_cancellable (spawn_on_workers (runtime, seen_work, &seen), later));
  g_assert_cmpint (spawn_status (pending), ==, SWEET_TASK_STATUS_PENDING);
  g_cancellable_cancel (later);
  spawn_await_error (pending, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (seen.n_calls, ==, 0);

  /* a task that has ended does not listen any more */
  g_cancellable_reset (later);
  gate_open (&gate);
  done = spawn_run (sweet_spawning_task_builder_with_cancellable (spawn_on_workers (runtime, seen_work, &seen), later));
  spawn_await (done);
  g_assert_cmpuint (g_signal_handler_find (later, G_SIGNAL_MATCH_ID, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE), 0, NULL, NULL, NULL), ==, 0);
  g_cancellable_cancel (later);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (done)));
  spawn_await (blocker);
  g_clear_object (&at_once);
  g_clear_object (&pending);
  g_clear_object (&done);
  g_clear_object (&blocker);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* one cancellable for many tasks, cancelled on another thread while they begin, work and end */
static void
test_cancellable_in_races (SweetTest *test,
                           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);

  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
      Gate gates[20] = { 0 };
      GThread *thread = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
        {
          if (i == round % G_N_ELEMENTS (gates))
            thread = g_thread_new ("cancel", cancel_thread, cancellable);
          g_ptr_array_add (tasks, spawn_run (sweet_spawning_task_builder_with_cancellable (spawn_on_workers (runtime, i % 3 == 0 ? polite_work : done_work, &gates[i]), cancellable)));
        }
      for (guint i = 0; i < tasks->len; i++)
        {
          SweetTask *task = g_ptr_array_index (tasks, i);
          g_autoptr (GError) error = NULL;

          if (!sweet_task_await_sync (task, NULL, &error))
            g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          else
            g_assert_true (i % 3 != 0);
        }
      g_thread_join (thread);
    }
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* and outwards */

/* what the work got is what others get, and who cancels it cancels the task */
static void
test_cancellable_out (SweetTest *test,
                      gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);

  for (guint i = 0; i < 2; i++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (spawn_on_workers (runtime, polite_work, &gate), i == 1));
      GCancellable *cancellable = sweet_task_get_cancellable (SWEET_TASK (task));

      gate_meet (&gate, 1);
      g_assert_true (sweet_task_get_cancellable (SWEET_TASK (task)) == cancellable);
      g_assert_false (g_cancellable_is_cancelled (cancellable));
      g_cancellable_cancel (cancellable);
      g_assert_true (sweet_task_is_cancelled (SWEET_TASK (task)));
      spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  spawn_shut_down (runtime);
}

/* of a task that has not begun, or has ended */
static void
test_cancellable_out_elsewhere (SweetTest *test,
                                gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) pending = spawn_run (spawn_on_context (seen_work, &seen));
  g_autoptr (SweetSpawningTask) done = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (GCancellable) kept = NULL;

  g_cancellable_cancel (sweet_task_get_cancellable (SWEET_TASK (pending)));
  spawn_await_error (pending, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_true (g_cancellable_is_cancelled (sweet_task_get_cancellable (SWEET_TASK (pending))));

  spawn_await (done);
  kept = g_object_ref (sweet_task_get_cancellable (SWEET_TASK (done)));
  g_assert_false (g_cancellable_is_cancelled (kept));
  g_cancellable_cancel (kept);
  g_assert_cmpint (spawn_status (done), ==, SWEET_TASK_STATUS_COMPLETED);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (done)));
  /* it outlives the task */
  g_clear_object (&done);
  g_assert_true (g_cancellable_is_cancelled (kept));
}

/* a cancelled task whose work asks for the first time */
static gboolean
ask_late_work (SweetSpawningTask *task,
               gpointer user_data,
               GError **error)
{
  gate_pass (user_data);
  return !g_cancellable_set_error_if_cancelled (sweet_task_get_cancellable (SWEET_TASK (task)), error);
}

static void
test_cancellable_out_late (SweetTest *test,
                           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);

  for (guint i = 0; i < 2; i++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (spawn_on_workers (runtime, ask_late_work, &gate), i == 1));

      gate_meet (&gate, 1);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      gate_open (&gate);
      spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  spawn_shut_down (runtime);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-abandon/abandoned", test_abandoned);
  sweet_test_add ("/sweet/task-abandon/abandoned/dropped", test_abandoned_and_dropped);
  sweet_test_add ("/sweet/task-abandon/all-lost", test_all_lost);
  sweet_test_add ("/sweet/task-abandon/races", test_races);
  sweet_test_add ("/sweet/task-abandon/waiter", test_waiter);
  sweet_test_add_data ("/sweet/task-abandon/process-ends", GINT_TO_POINTER (0), test_process_ends);
  sweet_test_add_data ("/sweet/task-abandon/process-ends/shutdown", GINT_TO_POINTER (1), test_process_ends);
  sweet_test_add ("/sweet/task-abandon/cancellable/in", test_cancellable_in);
  sweet_test_add ("/sweet/task-abandon/cancellable/in/races", test_cancellable_in_races);
  sweet_test_add ("/sweet/task-abandon/cancellable/out", test_cancellable_out);
  sweet_test_add ("/sweet/task-abandon/cancellable/out/elsewhere", test_cancellable_out_elsewhere);
  sweet_test_add ("/sweet/task-abandon/cancellable/out/late", test_cancellable_out_late);

  return g_test_run ();
}
