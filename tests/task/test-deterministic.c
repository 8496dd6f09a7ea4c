/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* runtimes without threads: the same seed gives the same order, and time passes when there is nothing else to do */

static SweetRuntime *
build_seeded (guint32 seed,
              SweetClock *clock)
{
  SweetRuntimeBuilder *builder = sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), seed);
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime;

  if (clock != NULL)
    builder = sweet_runtime_builder_with_clock (builder, clock);
  runtime = sweet_runtime_builder_build (builder, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_runtime_is_deterministic (runtime));
  g_assert_cmpuint (sweet_runtime_get_n_workers (runtime), ==, 0);
  return runtime;
}

/* what the tasks of a run do is written down by letters: each spawns others, and waits for one of them */
typedef struct
{
  SweetRuntime *runtime;
  SweetClock *clock;
  GString *log;
  guint n_left;
} Plot;

typedef struct
{
  Plot *plot;
  guint depth;
  char letter;
} Actor;

static SweetSpawningTask *run_actor (Plot *plot,
                                     guint depth);

static gboolean
actor_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Actor *self = user_data;

  g_string_append_c (self->plot->log, self->letter);
  if (self->depth > 0)
    {
      g_autoptr (SweetSpawningTask) first = run_actor (self->plot, self->depth - 1);
      g_autoptr (SweetSpawningTask) second = run_actor (self->plot, self->depth - 1);

      spawn_await (second);
    }
  g_string_append_c (self->plot->log, g_ascii_toupper (self->letter));
  return TRUE;
}

static SweetSpawningTask *
run_actor (Plot *plot,
           guint depth)
{
  Actor *actor = g_new (Actor, 1);

  *actor = (Actor){ plot, depth, (char) ('a' + plot->n_left++ % 26) };
  return spawn_run (sweet_spawning_task_builder_with_runtime (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("actor"), actor_work, actor, g_free), plot->runtime));
}

static char *
play (SweetTest *test,
      guint32 seed)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  Plot plot = { build_seeded (seed, clock), clock, g_string_new (NULL), 0 };
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (tasks, run_actor (&plot, 2));
  spawn_await (g_ptr_array_index (tasks, 0));
  sweet_runtime_run_until_idle (plot.runtime);
  for (guint i = 0; i < tasks->len; i++)
    g_assert_true (sweet_task_is_final (g_ptr_array_index (tasks, i)));
  g_ptr_array_set_size (tasks, 0);
  spawn_drain (test);
  spawn_shut_down (plot.runtime);
  return g_string_free (plot.log, FALSE);
}

static void
test_seeds (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GHashTable) different = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autofree char *once = play (test, seed);
      g_autofree char *again = play (test, seed);

      g_assert_cmpuint (strlen (once), ==, 2 * 4 * 7);
      g_assert_cmpstr (once, ==, again);
      g_hash_table_add (different, g_steal_pointer (&once));
    }
  g_assert_cmpuint (g_hash_table_size (different), >, 15);
}

/* one by one, in this thread */
static void
test_step (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = build_seeded (1, NULL);
  Seen seen = { 0 };
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert_false (sweet_runtime_step (runtime));
  g_assert_cmpuint (sweet_runtime_run_until_idle (runtime), ==, 0);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (tasks, spawn_run (spawn_on_workers (runtime, seen_work, &seen)));
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 5);
  for (gint i = 1; i <= 2; i++)
    {
      g_assert_true (sweet_runtime_step (runtime));
      g_assert_cmpint (seen.n_calls, ==, i);
    }
  g_assert_true (seen.thread == g_thread_self ());
  g_assert_cmpuint (sweet_runtime_run_until_idle (runtime), ==, 3);
  g_assert_cmpint (seen.n_calls, ==, 5);
  g_assert_cmpuint (sweet_runtime_get_n_threads (runtime), ==, 0);
  g_ptr_array_set_size (tasks, 0);
  spawn_shut_down (runtime);
}

static void
count_cb (gpointer data)
{
  ++*(guint *) data;
}

static void
test_push (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = build_seeded (1, NULL);
  guint n = 0;
  gpointer each[10];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    each[i] = &n;
  g_assert_true (sweet_runtime_push (runtime, count_cb, &n, &error));
  g_assert_true (sweet_runtime_push_many (runtime, count_cb, each, G_N_ELEMENTS (each), &error));
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (sweet_runtime_run_until_idle (runtime), ==, 11);
  g_assert_cmpuint (n, ==, 11);
  spawn_shut_down (runtime);
}

/* what is ready comes before the time passes, and it passes no further than to the next timer */
static void
test_time (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  SweetRuntime *runtime = build_seeded (3, clock);
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) far = sweet_spawning_task_builder_schedule_at (spawn_on_workers (runtime, seen_work, &seen), SWEET_SECONDS (3600), NULL);
  g_autoptr (SweetSpawningTask) near = sweet_spawning_task_builder_schedule_at (spawn_on_workers (runtime, seen_work, &seen), SWEET_SECONDS (60), NULL);
  g_autoptr (SweetSpawningTask) now = spawn_run (spawn_on_workers (runtime, seen_work, &seen));

  g_assert_cmpuint (sweet_runtime_run_until_idle (runtime), ==, 1);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 0);
  spawn_await (now);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 0);
  spawn_await (near);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, SWEET_SECONDS (60));
  g_assert_cmpint (spawn_status (far), ==, SWEET_TASK_STATUS_PENDING);
  spawn_await (far);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, SWEET_SECONDS (3600));
  g_clear_object (&far);
  g_clear_object (&near);
  g_clear_object (&now);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* a test of hours of backoff, with tasks that wait for each other, takes no time */
typedef struct
{
  guint n_calls;
  guint n_failures;
} Flaky;

static gboolean
flaky_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Flaky *self = user_data;

  if (self->n_calls++ >= self->n_failures)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return FALSE;
}

static gboolean
await_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  return sweet_task_await_sync (user_data, NULL, error);
}

static void
test_hours (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  SweetRuntime *runtime = build_seeded (5, clock);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (50, SWEET_SECONDS (3600));
  Flaky flaky = { 0, 40 };
  g_autoptr (SweetSpawningTask) inner = spawn_run (sweet_spawning_task_builder_with_retry_policy (spawn_on_workers (runtime, flaky_work, &flaky), policy));
  g_autoptr (SweetSpawningTask) outer = spawn_run (spawn_on_workers (runtime, await_work, inner));
  g_autoptr (SweetSpawningTask) on_context = spawn_run (spawn_on_context (await_work, outer));

  spawn_await (on_context);
  g_assert_cmpuint (flaky.n_calls, ==, 41);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, SWEET_SECONDS (40 * 3600));
  g_clear_object (&inner);
  g_clear_object (&outer);
  g_clear_object (&on_context);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* a wait that may end earlier drives the runtime too */
static void
test_cancellable (SweetTest *test,
                  gconstpointer data)
{
  SweetRuntime *runtime = build_seeded (5, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), cancellable, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

static gpointer
await_thread (gpointer data)
{
  spawn_await (data);
  return NULL;
}

/* another thread that waits drives it as well, and one that does not leaves the rest alone */
static void
test_from_thread (SweetTest *test,
                  gconstpointer data)
{
  SweetRuntime *runtime = build_seeded (5, NULL);
  Seen seen = { 0 };
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_ptr_array_add (tasks, spawn_run (spawn_on_workers (runtime, seen_work, &seen)));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("await", await_thread, g_ptr_array_index (tasks, i));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 4);
  g_ptr_array_set_size (tasks, 0);
  spawn_shut_down (runtime);
}

/* what is left at the end is done by shutting down, or dropped when that has no time */
static void
test_shutdown (SweetTest *test,
               gconstpointer data)
{
  SweetRuntime *runtime = build_seeded (5, NULL);
  SweetRuntime *hasty = build_seeded (5, NULL);
  Seen seen = { 0 };
  Seen none = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
  g_autoptr (SweetSpawningTask) dropped = spawn_run (spawn_on_workers (hasty, seen_work, &none));
  g_autoptr (GError) error = NULL;

  g_object_ref (runtime);
  spawn_shut_down (runtime);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_null (sweet_spawning_task_builder_run (spawn_on_workers (runtime, seen_work, &seen), &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  g_clear_error (&error);
  g_object_unref (runtime);

  g_assert_false (sweet_runtime_shutdown_sync (hasty, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  spawn_await_error (dropped, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  g_assert_cmpint (none.n_calls, ==, 0);
  g_object_unref (hasty);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/deterministic/seeds", test_seeds);
  sweet_test_add ("/sweet/deterministic/step", test_step);
  sweet_test_add ("/sweet/deterministic/push", test_push);
  sweet_test_add ("/sweet/deterministic/time", test_time);
  sweet_test_add ("/sweet/deterministic/hours", test_hours);
  sweet_test_add ("/sweet/deterministic/cancellable", test_cancellable);
  sweet_test_add ("/sweet/deterministic/from-thread", test_from_thread);
  sweet_test_add ("/sweet/deterministic/shutdown", test_shutdown);

  return g_test_run ();
}
