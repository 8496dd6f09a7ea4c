/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "future-fixture.h"

/* one future of many tasks */

static gboolean
number_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), GPOINTER_TO_INT (user_data));
  return TRUE;
}

static SweetTask *
run_number (SweetRuntime *runtime,
            gint number)
{
  return SWEET_TASK (spawn_run (spawn_on_workers (runtime, number_work, GINT_TO_POINTER (number))));
}

/* consumes the tasks */
static void
unref_all (SweetTask **tasks,
           gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_object_unref (tasks[i]);
}

static void
assert_numbers (SweetFuture *future,
                guint n)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = sweet_future_await_sync (future, NULL, &error);
  GListModel *list;

  g_assert_no_error (error);
  g_assert_nonnull (value);
  list = g_value_get_object (value);
  g_assert_true (g_list_model_get_item_type (list) == SWEET_TYPE_TASK_RESULT);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n);
  g_assert_null (g_list_model_get_item (list, n));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SweetTaskResult) result = g_list_model_get_item (list, i);
      g_autoptr (SweetTaskResult) again = g_list_model_get_item (list, i);
      gint64 number = -1;

      g_assert_true (result == again);
      g_assert_true (sweet_task_result_get_int64 (result, &number, NULL));
      g_assert_cmpint (number, ==, i);
      g_assert_cmpstr (sweet_task_result_get_task_name (result), ==, "tested");
    }
}

static void
test_values (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  SweetTask *tasks[1000];

  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (SweetFuture) future = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
        tasks[i] = run_number (runtime, (gint) i);
      /* some have ended by then, or all */
      for (guint i = 0; i < round * 250; i++)
        sweet_task_await_sync (tasks[i], NULL, NULL);
      future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
      g_assert_null (sweet_future_get_task (future));
      unref_all (tasks, G_N_ELEMENTS (tasks));
      assert_numbers (future, G_N_ELEMENTS (tasks));
    }
  spawn_shut_down (runtime);
}

static void
test_none (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetFuture) future = sweet_future_new_for_tasks (NULL, 0);

  g_assert_true (sweet_future_is_settled (future));
  assert_numbers (future, 0);
}

/* the same one may come twice, and the list outlives the future */
static void
test_twice (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetTask) task = run_number (NULL, 7);
  SweetTask *tasks[] = { task, task };
  SweetFuture *future = sweet_future_new_for_tasks (tasks, 2);
  g_autoptr (GListModel) list = g_value_dup_object (sweet_future_await_sync (future, NULL, NULL));
  g_autoptr (SweetTaskResult) result = NULL;
  gint64 number = 0;

  g_object_unref (future);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  result = g_list_model_get_item (list, 1);
  g_assert_true (sweet_task_result_get_int64 (result, &number, NULL));
  g_assert_cmpint (number, ==, 7);
}

/* the whole fails with the first, and waits no more for the others */
static void
test_fails (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "the one that fails");
  Gate gate = { .open = FALSE };
  SweetTask *tasks[4] = { SWEET_TASK (spawn_run (spawn_on_workers (runtime, gate_work, &gate))) };
  SweetFuture *future;
  SweetFuture *late;
  g_autoptr (GError) error = NULL;

  /* by a worker, and not by whoever waits */
  gate_meet (&gate, 1);
  tasks[1] = run_number (runtime, 0);
  for (guint i = 2; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = SWEET_TASK (spawn_run (spawn_on_workers (runtime, failing_work, reason)));
  future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
  g_assert_null (sweet_future_await_sync (future, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "the one that fails");
  g_object_unref (future);
  late = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
  future_take_error (test, late, G_IO_ERROR, G_IO_ERROR_BUSY, "the one that fails");
  gate_open (&gate);
  unref_all (tasks, G_N_ELEMENTS (tasks));
  spawn_shut_down (runtime);
}

static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { .open = FALSE };
  SweetTask *tasks[] = {
    SWEET_TASK (spawn_run (spawn_on_workers (runtime, gate_work, &gate))),
    run_number (runtime, 0),
  };
  SweetFuture *future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));

  gate_meet (&gate, 1);
  sweet_task_cancel (tasks[1], SWEET_CANCEL_LEVEL_GRACEFUL);
  future_take_error (test, future, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  gate_open (&gate);
  unref_all (tasks, G_N_ELEMENTS (tasks));
  spawn_shut_down (runtime);
}

/* whoever waits does what nobody has begun; the only worker is busy */
static void
test_helps (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) busy = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetFuture) future = NULL;
  SweetTask *tasks[300];

  gate_meet (&gate, 1);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = run_number (runtime, (gint) i);
  future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
  unref_all (tasks, G_N_ELEMENTS (tasks));
  g_assert_false (sweet_future_is_settled (future));
  assert_numbers (future, G_N_ELEMENTS (tasks));
  gate_open (&gate);
  spawn_await (busy);
  spawn_shut_down (runtime);
}

/* tasks on the context of the thread that waits */
static void
test_on_context (SweetTest *test,
                 gconstpointer data)
{
  SweetTask *tasks[100];
  g_autoptr (SweetFuture) future = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = SWEET_TASK (spawn_run (spawn_on_context (number_work, GINT_TO_POINTER (i))));
  future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
  unref_all (tasks, G_N_ELEMENTS (tasks));
  assert_numbers (future, G_N_ELEMENTS (tasks));
}

/* what can only go on in the loop that the wait would block is said, also when others were helped before */
static void
in_loop_cb (GObject *source_object,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) call = g_task_new (source_object, cancellable, callback, user_data);

  g_task_return_int (call, 0);
}

static gboolean
in_loop_finish (GObject *source_object,
                GAsyncResult *result,
                GValue *value,
                GError **error)
{
  return g_task_propagate_int (G_TASK (result), error) == 0;
}

static void
test_loop (SweetTest *test,
           gconstpointer data)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_async_work (spawn_named ("tested"), NULL, in_loop_cb, in_loop_finish);
  SweetTask *tasks[] = { run_number (NULL, 0), SWEET_TASK (spawn_run (builder)), run_number (NULL, 1) };
  g_autoptr (SweetFuture) future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_future_await_sync (future, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  sweet_test_wait_for (test, sweet_future_is_settled (future));
  g_assert_true (sweet_task_result_is_ok (sweet_future_get_result (future)));
  unref_all (tasks, G_N_ELEMENTS (tasks));
}

/* nobody has the future but the tasks */
static void
test_dropped (SweetTest *test,
              gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  SweetTask *tasks[100];
  SweetFuture *future;
  gpointer gone;

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = run_number (runtime, (gint) i);
  future = sweet_future_new_for_tasks (tasks, G_N_ELEMENTS (tasks));
  gone = future;
  g_object_add_weak_pointer (G_OBJECT (future), &gone);
  g_object_unref (future);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    sweet_task_await_sync (tasks[i], NULL, NULL);
  unref_all (tasks, G_N_ELEMENTS (tasks));
  sweet_test_wait_for (test, g_atomic_pointer_get (&gone) == NULL);
  spawn_shut_down (runtime);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/future-tasks/values", test_values);
  sweet_test_add ("/sweet/future-tasks/none", test_none);
  sweet_test_add ("/sweet/future-tasks/twice", test_twice);
  sweet_test_add ("/sweet/future-tasks/fails", test_fails);
  sweet_test_add ("/sweet/future-tasks/cancelled", test_cancelled);
  sweet_test_add ("/sweet/future-tasks/helps", test_helps);
  sweet_test_add ("/sweet/future-tasks/on-context", test_on_context);
  sweet_test_add ("/sweet/future-tasks/loop", test_loop);
  sweet_test_add ("/sweet/future-tasks/dropped", test_dropped);

  return g_test_run ();
}
