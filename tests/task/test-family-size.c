/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* families that are wide, deep, or grow while somebody cancels them; and waits in the middle of them */

/* fewer where every step costs more */
static guint
scaled (guint n)
{
  return n / (sweet_test_time_factor () * sweet_test_time_factor ());
}

static SweetSpawningTaskBuilder *
with_parent (SweetSpawningTaskBuilder *builder,
             SweetTask *parent)
{
  return sweet_spawning_task_builder_with_parent (builder, parent);
}

/* a storm of children, from one thread or from the work of all workers */

typedef struct
{
  SweetRuntime *runtime;
  guint n;
  gboolean on_context;
  gint n_calls;
} Storm;

static gboolean
count_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  g_atomic_int_inc ((gint *) user_data);
  return TRUE;
}

static gboolean
storm_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Storm *self = user_data;

  for (guint i = 0; i < self->n; i++)
    {
      SweetSpawningTaskBuilder *builder = self->on_context ? spawn_on_context (count_work, &self->n_calls) : spawn_on_workers (self->runtime, count_work, &self->n_calls);

      g_object_unref (spawn_run (with_parent (builder, SWEET_TASK (task))));
    }
  return TRUE;
}

static void
run_storm (SweetTest *test,
           guint n,
           gboolean on_context,
           gboolean iterates)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Storm storm = { runtime, n, on_context, 0 };
  g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, storm_work, &storm));

  sweet_test_set_watchdog (120);
  if (iterates)
    {
      g_autoptr (GAsyncResult) result = NULL;

      sweet_task_await_async (SWEET_TASK (parent), NULL, sweet_test_store_result_cb, &result);
      sweet_test_wait_for (test, result != NULL);
    }
  spawn_await (parent);
  g_assert_cmpint (storm.n_calls, ==, (gint) n);
  g_clear_object (&parent);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

static void
test_storm_on_workers (SweetTest *test,
                       gconstpointer data)
{
  run_storm (test, scaled (100000), FALSE, GPOINTER_TO_INT (data));
}

static void
test_storm_on_context (SweetTest *test,
                       gconstpointer data)
{
  run_storm (test, scaled (100000), TRUE, GPOINTER_TO_INT (data));
}

/* all pending at once, then one after the other */
static void
test_million (SweetTest *test,
              gconstpointer data)
{
  guint n = scaled (1000000);
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  gint n_calls = 0;

  sweet_test_set_watchdog (280);
  gate_meet (&gate, 2);
  for (guint i = 0; i < n; i++)
    g_object_unref (spawn_run (with_parent (spawn_on_workers (runtime, count_work, &n_calls), SWEET_TASK (parent))));
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, n + 2);
  gate_open (&gate);
  spawn_await (parent);
  g_assert_cmpint (n_calls, ==, (gint) n);
  spawn_await (blocker);
  g_clear_object (&parent);
  g_clear_object (&blocker);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* all of them cancelled at once, and none has been called */
static void
test_storm_cancelled (SweetTest *test,
                      gconstpointer data)
{
  guint n = scaled (100000);
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  gint n_calls = 0;

  sweet_test_set_watchdog (120);
  gate_meet (&gate, 1);
  for (guint i = 0; i < n; i++)
    g_object_unref (spawn_run (with_parent (i % 2 == 0 ? spawn_on_workers (runtime, count_work, &n_calls) : spawn_on_context (count_work, &n_calls), SWEET_TASK (parent))));
  sweet_task_cancel (SWEET_TASK (parent), SWEET_CANCEL_LEVEL_GRACEFUL);
  gate_open (&gate);
  sweet_task_await_sync (SWEET_TASK (parent), NULL, NULL);
  g_assert_true (sweet_task_is_final (SWEET_TASK (parent)));
  g_clear_object (&parent);
  spawn_drain (test);
  spawn_shut_down (runtime);
  g_assert_cmpint (n_calls, ==, 0);
}

/* children come while the parent is cancelled: each one ends, and so does the parent */

typedef struct
{
  SweetRuntime *runtime;
  SweetTask *parent;
  gint stop;
  gint n_made;
  gint n_calls;
} Growth;

static gpointer
growth_thread (gpointer data)
{
  Growth *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  while (!g_atomic_int_get (&self->stop))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SweetSpawningTask) child = sweet_spawning_task_builder_run (with_parent (spawn_on_workers (self->runtime, count_work, &self->n_calls), self->parent), &error);

      if (child == NULL)
        g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE);
      else
        g_atomic_int_inc (&self->n_made);
    }
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_growing (SweetTest *test,
              gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);

  sweet_test_set_watchdog (60);
  for (guint round = 0; round < 60; round++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
      Growth growth = { .runtime = runtime, .parent = SWEET_TASK (parent) };
      GThread *threads[2];

      gate_meet (&gate, 1);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("growth", growth_thread, &growth);
      while (g_atomic_int_get (&growth.n_made) < (gint) (round % 10))
        g_thread_yield ();
      sweet_task_cancel (SWEET_TASK (parent), (SweetCancelLevel) (round % 3));
      gate_open (&gate);
      if (round % 2 == 0)
        g_atomic_int_set (&growth.stop, TRUE);
      sweet_task_await_sync (SWEET_TASK (parent), NULL, NULL);
      g_assert_true (sweet_task_is_final (SWEET_TASK (parent)));
      g_atomic_int_set (&growth.stop, TRUE);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
      while (sweet_runtime_get_n_abandoned (runtime) > 0)
        g_thread_yield ();
    }
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* a long line: the end, the cancellation and the memory of each task hang on the next one, and the stack does not
 * grow with it */

static GPtrArray *
make_line (SweetRuntime *runtime,
           Gate *gate,
           guint n)
{
  GPtrArray *line = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      SweetSpawningTaskBuilder *builder = spawn_on_workers (runtime, gate_work, gate);

      if (i > 0)
        builder = with_parent (sweet_spawning_task_builder_with_work_on_workers (builder, done_work, NULL, NULL), g_ptr_array_index (line, i - 1));
      g_ptr_array_add (line, spawn_run (builder));
      if (i == 0)
        gate_meet (gate, 1);
    }
  return line;
}

static void
test_line_ends (SweetTest *test,
                gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (GPtrArray) line = make_line (runtime, &gate, scaled (100000));
  g_autoptr (SweetTask) last = g_object_ref (g_ptr_array_index (line, line->len - 1));

  sweet_test_set_watchdog (60);
  g_assert_nonnull (sweet_task_get_context (last));
  gate_open (&gate);
  spawn_await (g_ptr_array_index (line, 0));
  for (guint i = 0; i < line->len; i++)
    g_assert_cmpint (sweet_task_get_status (g_ptr_array_index (line, i)), ==, SWEET_TASK_STATUS_COMPLETED);
  /* each is held by the one behind it, and the last one by nobody */
  g_ptr_array_set_size (line, 0);
  g_clear_object (&last);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

static void
test_line_cancelled (SweetTest *test,
                     gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (GPtrArray) line = make_line (runtime, &gate, scaled (100000));

  sweet_test_set_watchdog (60);
  sweet_task_cancel (g_ptr_array_index (line, 0), SWEET_CANCEL_LEVEL_GRACEFUL);
  for (guint i = 1; i < line->len; i++)
    g_assert_cmpint (sweet_task_get_status (g_ptr_array_index (line, i)), ==, SWEET_TASK_STATUS_CANCELLED);
  gate_open (&gate);
  spawn_await (g_ptr_array_index (line, 0));
  g_ptr_array_set_size (line, 0);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* the last one fails, and takes all above it along */
static void
test_line_fails (SweetTest *test,
                 gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (GPtrArray) line = make_line (runtime, &gate, scaled (20000));
  g_autoptr (SweetSpawningTask) last = spawn_run (with_parent (spawn_on_context (done_work, NULL), g_ptr_array_index (line, line->len - 1)));

  sweet_test_set_watchdog (60);
  sweet_task_cancel (SWEET_TASK (last), SWEET_CANCEL_LEVEL_GRACEFUL);
  gate_open (&gate);
  for (guint i = 0; i < line->len; i++)
    g_assert_false (sweet_task_await_sync (g_ptr_array_index (line, i), NULL, NULL));
  spawn_await_error (g_ptr_array_index (line, 0), SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD);
  g_ptr_array_set_size (line, 0);
  g_clear_object (&last);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* waits in the middle of a family that could not come to an end */

static gboolean
await_parent_work (SweetSpawningTask *task,
                   gpointer user_data,
                   GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_assert_false (sweet_task_await_sync (user_data, NULL, &reason));
  g_assert_error (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  return TRUE;
}

/* a child, or a grandchild, for its parent */
static void
test_await_above (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      SweetRuntime *runtime = spawn_runtime (3);
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
      g_autoptr (SweetSpawningTask) middle = NULL;
      g_autoptr (SweetSpawningTask) child = NULL;
      SweetSpawningTaskBuilder *builder = i % 2 == 0 ? spawn_on_workers (runtime, await_parent_work, parent) : spawn_on_context (await_parent_work, parent);

      gate_meet (&gate, 1);
      middle = spawn_run (with_parent (spawn_on_workers (runtime, gate_work, &gate), SWEET_TASK (parent)));
      child = spawn_run (with_parent (builder, SWEET_TASK (i / 2 == 0 ? parent : middle)));
      spawn_await (child);
      gate_open (&gate);
      spawn_await (parent);
      g_clear_object (&parent);
      g_clear_object (&middle);
      g_clear_object (&child);
      spawn_drain (test);
      spawn_shut_down (runtime);
    }
}

static void
never_begin (GObject *source_object,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source_object, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  g_task_set_return_on_cancel (task, TRUE);
  g_source_set_dummy_callback (source);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_object_set_data_full (G_OBJECT (task), "source", g_source_ref (source), (GDestroyNotify) g_source_unref);
}

static gboolean
never_finish (GObject *source_object,
              GAsyncResult *result,
              GValue *value,
              GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static SweetSpawningTaskBuilder *
build_never (void)
{
  return sweet_spawning_task_builder_with_async_work (spawn_named ("endless"), NULL, never_begin, never_finish);
}

/* the parent waits for something that goes on in the loop which the wait would block */
static void
test_await_loop (SweetTest *test,
                 gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) middle = NULL;
  g_autoptr (SweetSpawningTask) child = NULL;
  g_autoptr (GError) error = NULL;

  gate_meet (&gate, 1);
  middle = spawn_run (with_parent (spawn_on_workers (runtime, done_work, NULL), SWEET_TASK (parent)));
  child = sweet_spawning_task_builder_run (with_parent (build_never (), SWEET_TASK (middle)), NULL);
  if (child == NULL)
    child = spawn_run (with_parent (build_never (), SWEET_TASK (parent)));
  gate_open (&gate);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (parent), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  spawn_assert_says (error, "“endless”");
  sweet_task_cancel (SWEET_TASK (child), SWEET_CANCEL_LEVEL_KILL_HARD);
  /* it is not in the way any more */
  spawn_await_error (parent, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD);
  sweet_task_await_sync (SWEET_TASK (middle), NULL, NULL);
  g_clear_object (&parent);
  g_clear_object (&middle);
  g_clear_object (&child);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* such a child comes when the wait is under way */
static gboolean
late_loop_work (SweetSpawningTask *task,
                gpointer user_data,
                GError **error)
{
  gate_pass (user_data);
  g_object_unref (spawn_run (with_parent (build_never (), SWEET_TASK (task))));
  return TRUE;
}

static gpointer
open_thread (gpointer data)
{
  gate_meet (data, 1);
  gate_open (data);
  return NULL;
}

static void
test_await_loop_later (SweetTest *test,
                       gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, late_loop_work, &gate));
  g_autoptr (GError) error = NULL;
  GThread *thread;

  gate_meet (&gate, 1);
  thread = g_thread_new ("open", open_thread, &gate);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (parent), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_thread_join (thread);
  sweet_task_cancel (SWEET_TASK (parent), SWEET_CANCEL_LEVEL_KILL_HARD);
  g_assert_true (sweet_task_is_final (SWEET_TASK (parent)));
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_clear_object (&parent);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add_data ("/sweet/family-size/storm/workers/sync", GINT_TO_POINTER (FALSE), test_storm_on_workers);
  sweet_test_add_data ("/sweet/family-size/storm/workers/loop", GINT_TO_POINTER (TRUE), test_storm_on_workers);
  sweet_test_add_data ("/sweet/family-size/storm/context/sync", GINT_TO_POINTER (FALSE), test_storm_on_context);
  sweet_test_add_data ("/sweet/family-size/storm/context/loop", GINT_TO_POINTER (TRUE), test_storm_on_context);
  sweet_test_add ("/sweet/family-size/storm/cancelled", test_storm_cancelled);
  sweet_test_add ("/sweet/family-size/million", test_million);
  sweet_test_add ("/sweet/family-size/growing", test_growing);
  sweet_test_add ("/sweet/family-size/line/ends", test_line_ends);
  sweet_test_add ("/sweet/family-size/line/cancelled", test_line_cancelled);
  sweet_test_add ("/sweet/family-size/line/fails", test_line_fails);
  sweet_test_add ("/sweet/family-size/await/above", test_await_above);
  sweet_test_add ("/sweet/family-size/await/loop", test_await_loop);
  sweet_test_add ("/sweet/family-size/await/loop-later", test_await_loop_later);

  return g_test_run ();
}
