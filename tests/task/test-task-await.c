/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* waiting for tasks: in a callback, in the calling thread, for the value, for whatever comes; and letting go of
 * them meanwhile */

/* callbacks */

typedef struct
{
  guint n_calls;
  GThread *thread;
  gboolean ok;
  GError *error;
  guint order;
} Answer;

static guint answer_order;

static void
answer_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  Answer *self = user_data;

  self->n_calls++;
  self->thread = g_thread_self ();
  self->order = ++answer_order;
  self->ok = sweet_task_await_finish (SWEET_TASK (source), result, &self->error);
}

static void
answer_assert (Answer *self,
               int code)
{
  g_assert_cmpuint (self->n_calls, ==, 1);
  g_assert_false (self->ok);
  g_assert_error (self->error, G_IO_ERROR, code);
  g_clear_error (&self->error);
}

static void
test_async (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  Answer answer = { 0 };

  sweet_task_await_async (SWEET_TASK (task), NULL, answer_cb, &answer);
  g_assert_cmpuint (answer.n_calls, ==, 0);
  sweet_test_wait_for (test, answer.n_calls > 0);
  g_assert_true (answer.ok);
  g_assert_true (answer.thread == g_thread_self ());
  spawn_drain (test);
  g_assert_cmpuint (answer.n_calls, ==, 1);
}

static void
test_async_error (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, failing_work, reason));
  Answer answers[2] = { { 0 }, { 0 } };

  /* each wait has an error of its own */
  for (guint i = 0; i < 2; i++)
    sweet_task_await_async (SWEET_TASK (task), NULL, answer_cb, &answers[i]);
  sweet_test_wait_for (test, answers[0].n_calls > 0 && answers[1].n_calls > 0);
  g_assert_true (answers[0].error != answers[1].error);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpstr (answers[i].error->message, ==, "full");
      answer_assert (&answers[i], G_IO_ERROR_NO_SPACE);
    }
}

/* of an ended task too the callback comes by the loop, never from within the call */
static void
test_async_ended (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer plain = { 0 };
  Answer with = { 0 };

  spawn_await (task);
  sweet_task_await_async (SWEET_TASK (task), NULL, answer_cb, &plain);
  sweet_task_await_async (SWEET_TASK (task), cancellable, answer_cb, &with);
  g_assert_cmpuint (plain.n_calls + with.n_calls, ==, 0);
  sweet_test_wait_for (test, plain.n_calls > 0 && with.n_calls > 0);
  g_assert_true (plain.ok && with.ok);
}

static void
test_async_without_callback (SweetTest *test,
                             gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  sweet_task_await_async (SWEET_TASK (task), NULL, NULL, NULL);
  sweet_task_await_async (SWEET_TASK (task), cancellable, NULL, NULL);
  spawn_await (task);
  g_cancellable_cancel (cancellable);
  spawn_drain (test);
}

/* many waits are told in the order in which they came */
static void
test_many (SweetTest *test,
           gconstpointer data)
{
  enum
  {
    N_WAITS = 1000
  };
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree Answer *answers = g_new0 (Answer, N_WAITS);

  gate_meet (&gate, 1);
  answer_order = 0;
  for (guint i = 0; i < N_WAITS; i++)
    sweet_task_await_async (SWEET_TASK (task), i % 3 == 0 ? cancellable : NULL, answer_cb, &answers[i]);
  gate_open (&gate);
  sweet_test_wait_for (test, answer_order == N_WAITS);
  for (guint i = 0; i < N_WAITS; i++)
    {
      g_assert_cmpuint (answers[i].n_calls, ==, 1);
      g_assert_cmpuint (answers[i].order, ==, i + 1);
      g_assert_true (answers[i].ok);
    }
  g_clear_object (&task);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* the end of a wait is not the end of the task */
static void
test_cancelled_wait (SweetTest *test,
                     gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer given_up = { 0 };
  Answer late = { 0 };
  Answer patient = { 0 };

  gate_meet (&gate, 1);
  sweet_task_await_async (SWEET_TASK (task), cancellable, answer_cb, &given_up);
  sweet_task_await_async (SWEET_TASK (task), NULL, answer_cb, &patient);
  g_cancellable_cancel (cancellable);
  sweet_task_await_async (SWEET_TASK (task), cancellable, answer_cb, &late);
  sweet_test_wait_for (test, given_up.n_calls > 0 && late.n_calls > 0);
  answer_assert (&given_up, G_IO_ERROR_CANCELLED);
  answer_assert (&late, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (task)));
  g_assert_cmpuint (patient.n_calls, ==, 0);

  gate_open (&gate);
  sweet_test_wait_for (test, patient.n_calls > 0);
  g_assert_true (patient.ok);
  g_assert_cmpuint (given_up.n_calls, ==, 1);
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

/* the end of the wait races with the end of the task: one of them is told, once */
static void
test_cancelled_wait_races (SweetTest *test,
                           gconstpointer data)
{
  guint n_ok = 0;

  for (guint round = 0; round < 300; round++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, gate_work, &gate));
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Answer answer = { 0 };

      sweet_task_await_async (SWEET_TASK (task), cancellable, answer_cb, &answer);
      gate_open (&gate);
      for (guint i = 0; i < round; i++)
        g_atomic_int_inc (&(gint){ 0 });
      g_cancellable_cancel (cancellable);
      sweet_test_wait_for (test, answer.n_calls > 0);
      spawn_await (task);
      spawn_drain (test);
      g_assert_cmpuint (answer.n_calls, ==, 1);
      if (answer.ok)
        n_ok++;
      else
        answer_assert (&answer, G_IO_ERROR_CANCELLED);
    }
  g_test_message ("%u of 300 tasks were faster", n_ok);
}

static void
free_in_callback_cb (GObject *source,
                     GAsyncResult *result,
                     gpointer user_data)
{
  SweetTask **task = user_data;

  g_assert_true (sweet_task_await_finish (SWEET_TASK (source), result, NULL));
  g_clear_object (task);
}

/* the last reference of the application goes in the callback */
static void
test_dropped_in_callback (SweetTest *test,
                          gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      SweetTask *task = SWEET_TASK (spawn_run (i % 2 == 0 ? spawn_on_workers (NULL, done_work, NULL) : spawn_on_context (done_work, NULL)));
      g_autoptr (GCancellable) cancellable = i % 3 == 0 ? g_cancellable_new () : NULL;
      GWeakRef weak;

      g_weak_ref_init (&weak, task);
      sweet_task_await_async (task, cancellable, free_in_callback_cb, &task);
      sweet_test_wait_for (test, task == NULL);
      /* what the runtime has it lets go as well */
      for (gpointer left = g_weak_ref_get (&weak); left != NULL; left = g_weak_ref_get (&weak))
        {
          g_object_unref (left);
          g_main_context_iteration (test->context, FALSE);
        }
      g_weak_ref_clear (&weak);
    }
}

/* in the calling thread */

static void
test_sync_cancelled (SweetTest *test,
                     gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (sweet_task_is_final (SWEET_TASK (task)));
  gate_open (&gate);
  spawn_await (task);
  /* what has ended needs no wait, which nothing can end then */
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), cancellable, NULL));
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* while it waits; a wait that may end early does not do the work by itself */
static void
test_sync_cancelled_meanwhile (SweetTest *test,
                               gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);

  for (guint i = 0; i < 50; i++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
      g_autoptr (GError) error = NULL;

      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      gate_open (&gate);
      spawn_await (task);
    }
  spawn_shut_down (runtime);
}

static void
test_values (SweetTest *test,
             gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, seen_work, &seen));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  const GValue *value;

  sweet_spawning_task_await_value_async (task, cancellable, sweet_test_store_result_cb, &result);
  sweet_test_wait_for (test, result != NULL);
  value = sweet_spawning_task_await_value_finish (task, result, NULL);
  g_assert_cmpint (g_value_get_int64 (value), ==, 1);
  g_assert_true (sweet_spawning_task_await_value_sync (task, NULL, NULL) == value);
  g_clear_object (&result);

  sweet_spawning_task_await_value_async (task, NULL, sweet_test_store_result_cb, &result);
  sweet_test_wait_for (test, result != NULL);
  g_assert_true (sweet_spawning_task_await_value_finish (task, result, NULL) == value);
}

/* the task is its own result, and says so in the manner of GIO */
static void
test_task_is_result (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) source = NULL;

  sweet_task_await_async (SWEET_TASK (task), NULL, sweet_test_store_result_cb, &result);
  sweet_test_wait_for (test, result != NULL);
  source = g_async_result_get_source_object (result);
  g_assert_true (source == G_OBJECT (task));
  g_assert_true (g_async_result_is_tagged (result, sweet_task_await_async));
  g_assert_false (g_async_result_is_tagged (result, answer_cb));
  g_assert_true (sweet_task_await_finish (SWEET_TASK (task), result, NULL));
  /* as often as one likes */
  g_assert_true (sweet_task_await_finish (SWEET_TASK (task), result, NULL));
}

static void
test_result (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  g_autoptr (SweetSpawningTask) failed = spawn_run (spawn_on_workers (NULL, failing_work, reason));
  g_autoptr (SweetSpawningTask) done = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SweetTaskResult) bad = NULL;
  g_autoptr (SweetTaskResult) good = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) told = NULL;

  sweet_task_await_result_async (SWEET_TASK (failed), NULL, sweet_test_store_result_cb, &result);
  sweet_test_wait_for (test, result != NULL);
  bad = sweet_task_await_result_finish (SWEET_TASK (failed), result, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_task_result_is_error (bad));
  told = sweet_task_result_dup_error (bad);
  g_assert_error (told, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpint (sweet_task_result_get_started_at (bad), ==, sweet_task_get_started_at (SWEET_TASK (failed)));
  g_assert_cmpint (sweet_task_result_get_completed_at (bad), >=, sweet_task_result_get_started_at (bad));

  good = sweet_task_await_result_sync (SWEET_TASK (done), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_task_result_is_ok (good));
  g_assert_false (sweet_task_result_has_value (good));
}

/* a wait for the result that was given up has an error of its own */
static void
test_result_cancelled (SweetTest *test,
                       gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sweet_task_await_result_async (SWEET_TASK (task), cancellable, sweet_test_store_result_cb, &result);
  g_cancellable_cancel (cancellable);
  sweet_test_wait_for (test, result != NULL);
  g_assert_null (sweet_task_await_result_finish (SWEET_TASK (task), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (sweet_task_await_result_sync (SWEET_TASK (task), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gate_open (&gate);
  spawn_await (task);
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

/* where callbacks come */

typedef struct
{
  Gate gate;
  SweetTask *inner;
  Answer answer;
} Asker;

static gboolean
asking_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  Asker *self = user_data;

  sweet_task_await_async (self->inner, NULL, answer_cb, &self->answer);
  return TRUE;
}

/* a wait that begins on a worker ends on the context of the task whose work that is */
static void
test_async_on_worker (SweetTest *test,
                      gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  g_autoptr (SweetSpawningTask) inner = spawn_run (spawn_on_workers (runtime, done_work, NULL));
  Asker asker = { .inner = SWEET_TASK (inner) };
  g_autoptr (SweetSpawningTask) outer = spawn_run (spawn_on_workers (runtime, asking_work, &asker));

  sweet_test_wait_for (test, asker.answer.n_calls > 0);
  g_assert_true (asker.answer.ok);
  g_assert_true (asker.answer.thread == g_thread_self ());
  spawn_await (outer);
  g_clear_object (&outer);
  g_clear_object (&inner);
  spawn_shut_down (runtime);
}

/* nobody can wait for what it is in the middle of */

static gboolean
await_self_work (SweetSpawningTask *task,
                 gpointer user_data,
                 GError **error)
{
  return sweet_task_await_sync (SWEET_TASK (task), NULL, error);
}

static void
test_await_self (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetSpawningTask) here = spawn_run (spawn_on_context (await_self_work, NULL));
  g_autoptr (SweetSpawningTask) there = spawn_run (spawn_on_workers (NULL, await_self_work, NULL));

  spawn_await_error (here, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  spawn_await_error (there, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static gboolean
await_other_work (SweetSpawningTask *task,
                  gpointer user_data,
                  GError **error)
{
  return sweet_task_await_sync (user_data, NULL, error);
}

/* work on the context waits for other work on the same context: that one is done meanwhile */
static void
test_nested_on_context (SweetTest *test,
                        gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) inner = spawn_run (spawn_on_context (seen_work, &seen));
  g_autoptr (SweetSpawningTask) outer = spawn_run (spawn_on_context (await_other_work, inner));
  g_autoptr (SweetSpawningTask) first = spawn_run (spawn_on_context (await_other_work, outer));

  spawn_await (first);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_cmpint (spawn_status (outer), ==, SWEET_TASK_STATUS_COMPLETED);
}

/* letting go */

static void
drop_at (SweetTest *test,
         SweetRuntime *runtime,
         gboolean running,
         gboolean plain)
{
  Gate blocker_gate = { 0 };
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) blocker = NULL;
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (spawn_named ("dropped"), running ? gate_work : seen_work, running ? (gpointer) &gate : &seen, running || plain ? NULL : seen_free);
  SweetSpawningTask *task;
  GWeakRef weak;

  if (!running)
    blocker = spawn_run (spawn_on_workers (runtime, gate_work, &blocker_gate));
  if (!plain)
    builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60));
  task = spawn_run (sweet_spawning_task_builder_with_runtime (builder, runtime));
  g_weak_ref_init (&weak, task);
  if (running)
    gate_meet (&gate, 1);
  g_object_unref (task);
  gate_open (&gate);
  gate_open (&blocker_gate);
  for (gpointer left = g_weak_ref_get (&weak); left != NULL; left = g_weak_ref_get (&weak))
    {
      g_object_unref (left);
      g_main_context_iteration (test->context, FALSE);
    }
  g_weak_ref_clear (&weak);
  if (!running)
    g_assert_cmpint (seen_get_n_calls (&seen), ==, 1);
  if (!running && !plain)
    g_assert_true (seen.freed_on == g_thread_self ());
  if (blocker != NULL)
    spawn_await (blocker);
}

static void
test_dropped (SweetTest *test,
              gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);

  for (guint i = 0; i < 4; i++)
    drop_at (test, runtime, i % 2 == 1, i / 2 == 1);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

static gboolean
dropping_work (SweetSpawningTask *task,
               gpointer user_data,
               GError **error)
{
  g_object_unref (task);
  /* the runtime has it still */
  g_assert_true (sweet_task_get_current () == SWEET_TASK (task));
  return TRUE;
}

/* the only reference of the application goes within the work itself */
static void
test_dropped_in_work (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = spawn_runtime (1);

  for (guint i = 0; i < 100; i++)
    {
      SweetSpawningTaskBuilder *builder = i % 2 == 0 ? spawn_on_workers (runtime, dropping_work, NULL) : spawn_on_context (dropping_work, NULL);

      if (i % 4 < 2)
        builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60));
      /* which may be gone before it is here */
      g_assert_nonnull (sweet_spawning_task_builder_run (builder, &error));
    }
  while (sweet_runtime_get_active_count (runtime) > 0 || sweet_runtime_get_active_count (sweet_runtime_get_default ()) > 0)
    g_main_context_iteration (test->context, FALSE);
  spawn_shut_down (runtime);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-await/async", test_async);
  sweet_test_add ("/sweet/task-await/async/error", test_async_error);
  sweet_test_add ("/sweet/task-await/async/ended", test_async_ended);
  sweet_test_add ("/sweet/task-await/async/without-callback", test_async_without_callback);
  sweet_test_add ("/sweet/task-await/async/many", test_many);
  sweet_test_add ("/sweet/task-await/async/cancelled", test_cancelled_wait);
  sweet_test_add ("/sweet/task-await/async/cancelled/races", test_cancelled_wait_races);
  sweet_test_add ("/sweet/task-await/async/dropped", test_dropped_in_callback);
  sweet_test_add ("/sweet/task-await/async/on-worker", test_async_on_worker);
  sweet_test_add ("/sweet/task-await/sync/cancelled", test_sync_cancelled);
  sweet_test_add ("/sweet/task-await/sync/cancelled-meanwhile", test_sync_cancelled_meanwhile);
  sweet_test_add ("/sweet/task-await/values", test_values);
  sweet_test_add ("/sweet/task-await/task-is-result", test_task_is_result);
  sweet_test_add ("/sweet/task-await/result", test_result);
  sweet_test_add ("/sweet/task-await/result/cancelled", test_result_cancelled);
  sweet_test_add ("/sweet/task-await/self", test_await_self);
  sweet_test_add ("/sweet/task-await/nested-on-context", test_nested_on_context);
  sweet_test_add ("/sweet/task-await/dropped", test_dropped);
  sweet_test_add ("/sweet/task-await/dropped-in-work", test_dropped_in_work);

  return g_test_run ();
}
