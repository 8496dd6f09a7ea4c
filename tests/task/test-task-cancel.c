/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* the three levels of cancellation in every phase of a task, what follows from them, and what is told of it */

static const SweetCancelLevel levels[] = { SWEET_CANCEL_LEVEL_GRACEFUL, SWEET_CANCEL_LEVEL_KILL, SWEET_CANCEL_LEVEL_KILL_HARD };

/* whether it has settings beyond its work decides how a task is run */
static SweetSpawningTaskBuilder *
decorate (SweetSpawningTaskBuilder *builder,
          gboolean decorated)
{
  return decorated ? sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (600)) : builder;
}

static void
assert_cancelled (SweetSpawningTask *task,
                  SweetTaskStatus status)
{
  g_assert_true (sweet_task_is_final (SWEET_TASK (task)));
  g_assert_true (sweet_task_is_cancelled (SWEET_TASK (task)));
  spawn_await_error (task, status, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_outcome (SweetSpawningTask *task,
                SweetCancellationOutcome outcome,
                SweetCancelLevel level)
{
  g_autoptr (SweetCancellationResult) result = sweet_task_get_cancellation_result (SWEET_TASK (task));

  g_assert_nonnull (result);
  g_assert_cmpint (sweet_cancellation_result_get_outcome (result), ==, outcome);
  g_assert_cmpint (sweet_cancellation_result_get_level (result), ==, level);
}

/* before it begins: at once, whatever the level, and nothing is called */

static void
test_queued (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  Seen seen = { 0 };

  gate_meet (&gate, 1);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (spawn_on_workers (runtime, seen_work, &seen), i % 2 == 1));

      sweet_task_cancel (SWEET_TASK (task), levels[i / 2]);
      assert_cancelled (task, SWEET_TASK_STATUS_CANCELLED);
      assert_outcome (task, SWEET_CANCELLATION_OUTCOME_CANCELLED, levels[i / 2]);
      g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, 0);
    }
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 1);
  gate_open (&gate);
  spawn_await (blocker);
  g_clear_object (&blocker);
  spawn_shut_down (runtime);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

static void
test_queued_on_context (SweetTest *test,
                        gconstpointer data)
{
  Seen seen = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_work (spawn_named ("tested"), seen_work, &seen, seen_free));

      sweet_task_cancel (SWEET_TASK (task), levels[i]);
      assert_cancelled (task, SWEET_TASK_STATUS_CANCELLED);
      assert_outcome (task, SWEET_CANCELLATION_OUTCOME_CANCELLED, levels[i]);
      g_clear_object (&task);
      sweet_test_wait_for (test, seen.n_freed == (gint) i + 1);
    }
  g_assert_cmpint (seen.n_calls, ==, 0);
}

/* while it works */

/* comes back when its cancellable says so, with what it is told to */
typedef struct
{
  Gate gate;
  gboolean succeeds;
} Polite;

static gboolean
considerate_work (SweetSpawningTask *task,
                  gpointer user_data,
                  GError **error)
{
  Polite *self = user_data;
  GCancellable *cancellable = sweet_task_get_cancellable (SWEET_TASK (task));
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (gate_open_cb), &self->gate, NULL);

  gate_pass (&self->gate);
  g_cancellable_disconnect (cancellable, handler);
  return self->succeeds || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
test_polite (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);

  for (guint i = 0; i < 8; i++)
    {
      Polite polite = { .succeeds = i / 4 == 1 };
      SweetCancelLevel level = levels[i / 2 % 2];
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (spawn_on_workers (runtime, considerate_work, &polite), i % 2 == 1));

      gate_meet (&polite.gate, 1);
      sweet_task_cancel (SWEET_TASK (task), level);
      if (polite.succeeds)
        {
          /* what was done all the same is done */
          spawn_await (task);
          assert_outcome (task, SWEET_CANCELLATION_OUTCOME_SUCCESS, level);
        }
      else
        {
          spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          assert_outcome (task, SWEET_CANCELLATION_OUTCOME_CANCELLED, level);
        }
    }
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, 0);
  spawn_shut_down (runtime);
}

/* on the context itself: another thread cancels, since this one is in the work */

static gpointer
cancel_thread (gpointer data)
{
  sweet_task_cancel (data, SWEET_CANCEL_LEVEL_GRACEFUL);
  return NULL;
}

static gboolean
cancelled_in_work (SweetSpawningTask *task,
                   gpointer user_data,
                   GError **error)
{
  GCancellable *cancellable = sweet_task_get_cancellable (SWEET_TASK (task));

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  g_thread_join (g_thread_new ("cancel", cancel_thread, task));
  g_assert_true (sweet_task_is_cancelled (SWEET_TASK (task)));
  /* what listens is told on the context, which is here */
  while (!g_cancellable_is_cancelled (cancellable) && g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
test_on_context (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (cancelled_in_work, NULL));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  assert_cancelled (task, SWEET_TASK_STATUS_CANCELLED);
}

static gboolean
cancel_itself_work (SweetSpawningTask *task,
                    gpointer user_data,
                    GError **error)
{
  sweet_task_cancel (SWEET_TASK (task), (SweetCancelLevel) GPOINTER_TO_INT (user_data));
  return !g_cancellable_set_error_if_cancelled (sweet_task_get_cancellable (SWEET_TASK (task)), error);
}

/* work cancels its own task, the hard way as well */
static void
test_itself (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);

  for (guint i = 0; i < 3 * G_N_ELEMENTS (levels); i++)
    {
      SweetCancelLevel level = levels[i / 3];
      gboolean hard = level == SWEET_CANCEL_LEVEL_KILL_HARD;
      SweetSpawningTaskBuilder *builder = i % 3 == 2 ? spawn_on_context (cancel_itself_work, GINT_TO_POINTER (level)) : spawn_on_workers (runtime, cancel_itself_work, GINT_TO_POINTER (level));
      g_autoptr (SweetSpawningTask) task = spawn_run (decorate (builder, i % 3 == 1));

      spawn_await_error (task, hard ? SWEET_TASK_STATUS_ABANDONED : SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_outcome (task, hard ? SWEET_CANCELLATION_OUTCOME_ABANDONED : SWEET_CANCELLATION_OUTCOME_CANCELLED, level);
    }
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  spawn_shut_down (runtime);
}

/* asynchronous calls */

static GTask *call;

static void
call_begin (GObject *source_object,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_assert_null (call);
  call = g_task_new (source_object, cancellable, callback, user_data);
  /* it comes back when this test says so */
  g_task_set_check_cancellable (call, FALSE);
}

static gboolean
call_finish (GObject *source_object,
             GAsyncResult *result,
             GValue *value,
             GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_pair (SweetTest *test,
           gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("tested"), NULL, call_begin, call_finish));
      gboolean hard = levels[i] == SWEET_CANCEL_LEVEL_KILL_HARD;

      sweet_test_wait_for (test, call != NULL);
      sweet_task_cancel (SWEET_TASK (task), levels[i]);
      spawn_drain (test);
      g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (call)));
      g_assert_cmpint (spawn_status (task), ==, hard ? SWEET_TASK_STATUS_CANCELLED : SWEET_TASK_STATUS_RUNNING);
      if (hard)
        g_task_return_boolean (call, TRUE);
      else
        g_assert_true (g_task_return_error_if_cancelled (call));
      g_clear_object (&call);
      sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
      spawn_drain (test);
      assert_cancelled (task, SWEET_TASK_STATUS_CANCELLED);
      assert_outcome (task, SWEET_CANCELLATION_OUTCOME_CANCELLED, levels[i]);
    }
}

/* what is told of it */

/* of a task that nobody cancelled, and of one that has not ended yet */
static void
test_outcome_running (SweetTest *test,
                      gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetCancellationResult) none = NULL;

  gate_meet (&gate, 1);
  none = sweet_task_get_cancellation_result (SWEET_TASK (task));
  g_assert_null (none);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  assert_outcome (task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL);
  assert_outcome (task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_KILL);
  /* a level never falls */
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  assert_outcome (task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_KILL);
  gate_open (&gate);
  spawn_await (task);
  assert_outcome (task, SWEET_CANCELLATION_OUTCOME_SUCCESS, SWEET_CANCEL_LEVEL_KILL);
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

/* too late */
static void
test_outcome_ended (SweetTest *test,
                    gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_autoptr (SweetSpawningTask) done = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (SweetSpawningTask) failed = spawn_run (spawn_on_workers (NULL, failing_work, reason));
  g_autoptr (SweetCancellationResult) success = NULL;
  g_autoptr (SweetCancellationResult) failure = NULL;
  g_autoptr (GError) told = NULL;
  g_autoptr (GError) error = NULL;

  spawn_await (done);
  spawn_await_error (failed, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  success = sweet_task_cancel_sync (SWEET_TASK (done), SWEET_CANCEL_LEVEL_GRACEFUL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_cancellation_result_get_outcome (success), ==, SWEET_CANCELLATION_OUTCOME_SUCCESS);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (done)));
  failure = sweet_task_cancel_sync (SWEET_TASK (failed), SWEET_CANCEL_LEVEL_KILL_HARD, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_cancellation_result_get_outcome (failure), ==, SWEET_CANCELLATION_OUTCOME_FAILURE);
  told = sweet_cancellation_result_dup_error (failure);
  g_assert_error (told, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpint (spawn_status (failed), ==, SWEET_TASK_STATUS_FAILED);
}

static void
test_outcome_timeout (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_new (), clock), &error);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_timeout (spawn_on_workers (runtime, gate_work, &gate), SWEET_SECONDS (1)));

  gate_meet (&gate, 1);
  sweet_clock_advance (clock, SWEET_SECONDS (1));
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  assert_outcome (task, SWEET_CANCELLATION_OUTCOME_TIMEOUT, SWEET_CANCEL_LEVEL_GRACEFUL);
  gate_open (&gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

static void
test_cancel_and_wait (SweetTest *test,
                      gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Polite first = { .succeeds = FALSE };
  Polite second = { .succeeds = FALSE };
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) one = spawn_run (spawn_on_workers (runtime, considerate_work, &first));
  g_autoptr (SweetSpawningTask) two = spawn_run (spawn_on_workers (runtime, considerate_work, &second));
  g_autoptr (SweetSpawningTask) deaf = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SweetCancellationResult) by_sync = NULL;
  g_autoptr (SweetCancellationResult) by_async = NULL;
  g_autoptr (GError) error = NULL;

  gate_meet (&first.gate, 1);
  gate_meet (&second.gate, 1);
  by_sync = sweet_task_cancel_sync (SWEET_TASK (one), SWEET_CANCEL_LEVEL_GRACEFUL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_cancellation_result_get_outcome (by_sync), ==, SWEET_CANCELLATION_OUTCOME_CANCELLED);
  sweet_task_cancel_async (SWEET_TASK (two), SWEET_CANCEL_LEVEL_KILL, NULL, sweet_test_store_result_cb, &result);
  sweet_test_wait_for (test, result != NULL);
  by_async = sweet_task_cancel_finish (SWEET_TASK (two), result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_cancellation_result_get_outcome (by_async), ==, SWEET_CANCELLATION_OUTCOME_CANCELLED);
  g_assert_cmpint (sweet_cancellation_result_get_level (by_async), ==, SWEET_CANCEL_LEVEL_KILL);

  /* the wait is given up, the cancelling is not */
  deaf = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  gate_meet (&gate, 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (sweet_task_cancel_sync (SWEET_TASK (deaf), SWEET_CANCEL_LEVEL_GRACEFUL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (sweet_task_is_cancelled (SWEET_TASK (deaf)));
  g_assert_false (sweet_task_is_final (SWEET_TASK (deaf)));
  gate_open (&gate);
  spawn_await (deaf);
  g_clear_object (&one);
  g_clear_object (&two);
  g_clear_object (&deaf);
  spawn_shut_down (runtime);
}

/* by itself: a level that does not help in time is followed by the next one */

typedef struct
{
  SweetClock *clock;
  SweetRuntime *runtime;
  Gate gate;
  SweetSpawningTask *task;
} Deaf;

static void
deaf_begin (Deaf *self,
            gint64 grace,
            gboolean decorated)
{
  g_autoptr (GError) error = NULL;

  *self = (Deaf){ .clock = sweet_clock_new_virtual (0) };
  self->runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_new (), self->clock), &error);
  g_assert_no_error (error);
  self->task = spawn_run (decorate (sweet_spawning_task_builder_with_grace (spawn_on_workers (self->runtime, gate_work, &self->gate), grace), decorated));
  gate_meet (&self->gate, 1);
}

static void
deaf_end (Deaf *self)
{
  gate_open (&self->gate);
  while (sweet_runtime_get_n_abandoned (self->runtime) > 0)
    g_thread_yield ();
  sweet_task_await_sync (SWEET_TASK (self->task), NULL, NULL);
  g_clear_object (&self->task);
  spawn_shut_down (self->runtime);
  g_assert_cmpuint (sweet_clock_get_n_timers (self->clock), ==, 0);
  g_object_unref (self->clock);
}

static void
test_grace (SweetTest *test,
            gconstpointer data)
{
  Deaf deaf;

  deaf_begin (&deaf, SWEET_SECONDS (2), GPOINTER_TO_INT (data));
  sweet_clock_advance (deaf.clock, SWEET_SECONDS (100));
  sweet_task_cancel (SWEET_TASK (deaf.task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_clock_advance (deaf.clock, SWEET_SECONDS (2) - 1);
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_clock_advance (deaf.clock, 1);
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_KILL);
  sweet_clock_advance (deaf.clock, SWEET_SECONDS (2) - 1);
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_KILL);
  sweet_clock_advance (deaf.clock, 1);
  assert_cancelled (deaf.task, SWEET_TASK_STATUS_ABANDONED);
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_ABANDONED, SWEET_CANCEL_LEVEL_KILL_HARD);
  deaf_end (&deaf);
}

/* a level that somebody asked for has its own time */
static void
test_grace_again (SweetTest *test,
                  gconstpointer data)
{
  Deaf deaf;

  deaf_begin (&deaf, SWEET_SECONDS (2), FALSE);
  sweet_task_cancel (SWEET_TASK (deaf.task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_clock_advance (deaf.clock, SWEET_SECONDS (1));
  sweet_task_cancel (SWEET_TASK (deaf.task), SWEET_CANCEL_LEVEL_KILL);
  sweet_clock_advance (deaf.clock, SWEET_SECONDS (1));
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_KILL);
  sweet_clock_advance (deaf.clock, SWEET_SECONDS (1));
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_ABANDONED, SWEET_CANCEL_LEVEL_KILL_HARD);
  deaf_end (&deaf);
}

static void
test_grace_for_ever (SweetTest *test,
                     gconstpointer data)
{
  Deaf deaf;

  deaf_begin (&deaf, -1, FALSE);
  sweet_task_cancel (SWEET_TASK (deaf.task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_clock_advance (deaf.clock, G_MAXINT64 / 2);
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_GRACEFUL);
  deaf_end (&deaf);
}

static void
test_grace_none (SweetTest *test,
                 gconstpointer data)
{
  Deaf deaf;

  deaf_begin (&deaf, 0, GPOINTER_TO_INT (data));
  sweet_task_cancel (SWEET_TASK (deaf.task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_clock_advance (deaf.clock, 0);
  assert_outcome (deaf.task, SWEET_CANCELLATION_OUTCOME_ABANDONED, SWEET_CANCEL_LEVEL_KILL_HARD);
  deaf_end (&deaf);
}

/* cleanup */

typedef struct
{
  GString *log;
  GThread *thread;
  guint n_freed;
  guint n_foreign;
} Cleanups;

typedef struct
{
  Cleanups *cleanups;
  char letter;
} Cleanup;

static void
cleanup_cb (SweetTask *task,
            gpointer user_data)
{
  Cleanup *self = user_data;

  g_string_append_c (self->cleanups->log, self->letter);
  self->cleanups->n_foreign += g_thread_self () != self->cleanups->thread;
}

static void
cleanup_free (gpointer data)
{
  Cleanup *self = data;

  self->cleanups->n_freed++;
  self->cleanups->n_foreign += g_thread_self () != self->cleanups->thread;
  g_free (self);
}

static void
cleanups_add (Cleanups *self,
              SweetSpawningTask *task,
              char letter,
              SweetCancelLevel level)
{
  Cleanup *cleanup = g_new (Cleanup, 1);

  *cleanup = (Cleanup){ self, letter };
  sweet_task_add_cleanup (SWEET_TASK (task), level, cleanup_cb, cleanup, cleanup_free);
}

/* how a task ends that has three of them, by a level, or -1 for not being cancelled */
static void
run_cleanups (SweetTest *test,
              Cleanups *cleanups,
              int level,
              guint kind)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) blocker = kind == 0 ? spawn_run (spawn_on_workers (runtime, gate_work, &gate)) : NULL;
  g_autoptr (SweetSpawningTask) task = NULL;

  /* waiting for a worker, working on one, or waiting for the context */
  if (kind == 0)
    gate_meet (&gate, 1);
  task = spawn_run (kind == 2 ? spawn_on_context (done_work, NULL) : decorate (spawn_on_workers (runtime, kind == 0 ? done_work : gate_work, &gate), FALSE));
  if (kind == 1)
    gate_meet (&gate, 1);
  cleanups_add (cleanups, task, 'a', SWEET_CANCEL_LEVEL_GRACEFUL);
  cleanups_add (cleanups, task, 'b', SWEET_CANCEL_LEVEL_KILL);
  cleanups_add (cleanups, task, 'c', SWEET_CANCEL_LEVEL_GRACEFUL);
  if (level >= 0)
    sweet_task_cancel (SWEET_TASK (task), (SweetCancelLevel) level);
  g_assert_cmpstr (cleanups->log->str, ==, "");
  gate_open (&gate);
  sweet_test_wait_for (test, cleanups->n_freed == 3);
  sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_clear_object (&task);
  if (blocker != NULL)
    spawn_await (blocker);
  g_clear_object (&blocker);
  spawn_shut_down (runtime);
}

static void
test_cleanups (SweetTest *test,
               gconstpointer data)
{
  /* work that was in the middle of it succeeds in spite of the milder levels, and then there is nothing to clear */
  static const char *const expected[][4] = { { "", "cba", "b", "" }, { "", "", "", "" }, { "", "cba", "b", "" } };

  for (guint kind = 0; kind < G_N_ELEMENTS (expected); kind++)
    for (int level = -1; level <= SWEET_CANCEL_LEVEL_KILL_HARD; level++)
      {
        g_autoptr (GString) log = g_string_new (NULL);
        Cleanups cleanups = { log, g_thread_self (), 0, 0 };

        run_cleanups (test, &cleanups, level, kind);
        g_assert_cmpstr (log->str, ==, expected[kind][level + 1]);
        g_assert_cmpuint (cleanups.n_freed, ==, 3);
        g_assert_cmpuint (cleanups.n_foreign, ==, 0);
      }
}

/* one that comes too late is let go, and keeps nobody waiting */
static void
test_cleanup_too_late (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  Cleanups cleanups = { log, g_thread_self (), 0, 0 };
  g_autoptr (SweetSpawningTask) done = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  g_autoptr (SweetSpawningTask) cancelled = spawn_run (spawn_on_context (done_work, NULL));

  sweet_task_cancel (SWEET_TASK (cancelled), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await (done);
  assert_cancelled (cancelled, SWEET_TASK_STATUS_CANCELLED);
  cleanups_add (&cleanups, done, 'a', SWEET_CANCEL_LEVEL_GRACEFUL);
  cleanups_add (&cleanups, cancelled, 'b', SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_cmpuint (cleanups.n_freed, ==, 2);
  spawn_await (done);
  assert_cancelled (cancelled, SWEET_TASK_STATUS_CANCELLED);
  spawn_drain (test);
  g_assert_cmpstr (log->str, ==, "");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-cancel/queued", test_queued);
  sweet_test_add ("/sweet/task-cancel/queued/on-context", test_queued_on_context);
  sweet_test_add ("/sweet/task-cancel/polite", test_polite);
  sweet_test_add ("/sweet/task-cancel/on-context", test_on_context);
  sweet_test_add ("/sweet/task-cancel/itself", test_itself);
  sweet_test_add ("/sweet/task-cancel/pair", test_pair);
  sweet_test_add ("/sweet/task-cancel/outcome/running", test_outcome_running);
  sweet_test_add ("/sweet/task-cancel/outcome/ended", test_outcome_ended);
  sweet_test_add ("/sweet/task-cancel/outcome/timeout", test_outcome_timeout);
  sweet_test_add ("/sweet/task-cancel/and-wait", test_cancel_and_wait);
  sweet_test_add_data ("/sweet/task-cancel/grace/plain", GINT_TO_POINTER (FALSE), test_grace);
  sweet_test_add_data ("/sweet/task-cancel/grace/decorated", GINT_TO_POINTER (TRUE), test_grace);
  sweet_test_add ("/sweet/task-cancel/grace/again", test_grace_again);
  sweet_test_add ("/sweet/task-cancel/grace/for-ever", test_grace_for_ever);
  sweet_test_add_data ("/sweet/task-cancel/grace/none/plain", GINT_TO_POINTER (FALSE), test_grace_none);
  sweet_test_add_data ("/sweet/task-cancel/grace/none/decorated", GINT_TO_POINTER (TRUE), test_grace_none);
  sweet_test_add ("/sweet/task-cancel/cleanups", test_cleanups);
  sweet_test_add ("/sweet/task-cancel/cleanups/too-late", test_cleanup_too_late);

  return g_test_run ();
}
