/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* what runtimes do at their limits: deep waits on any stack, contexts that are gone, shutdown in the middle of
 * things, fork(), and a great many tasks that wait for their time */

static guint
scaled (guint n)
{
  return n / (sweet_test_time_factor () * sweet_test_time_factor ());
}

static SweetRuntime *
build_runtime (guint workers,
               guint64 stack_size)
{
  SweetRuntimeBuilder *builder = sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), workers);
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_stack_size (builder, stack_size), &error);

  g_assert_no_error (error);
  return runtime;
}

/* waits within waits: each level takes as much of the stack as real work does, on whatever thread it is done */

typedef struct
{
  SweetRuntime *runtime;
  guint depth;
  gint n;
  gboolean decorated;
} Nest;

#define NEST_FRAME 2048

static gboolean
nest_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Nest *self = user_data;
  volatile char frame[NEST_FRAME];
  SweetSpawningTaskBuilder *builder;
  g_autoptr (SweetSpawningTask) inner = NULL;

  memset ((char *) frame, 1, sizeof frame);
  if ((guint) g_atomic_int_add (&self->n, 1) + 1 >= self->depth)
    return TRUE;

  builder = spawn_on_workers (self->runtime, nest_work, self);
  if (self->decorated)
    builder = sweet_spawning_task_builder_with_context (builder, sweet_task_get_context (SWEET_TASK (task)));
  inner = spawn_run (builder);
  return sweet_task_await_sync (SWEET_TASK (inner), NULL, error) && frame[NEST_FRAME / 2] == 1;
}

static gpointer
nest_thread (gpointer data)
{
  Nest *self = data;
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (self->runtime, nest_work, self));

  spawn_await (task);
  return NULL;
}

/* the thread that waits first has a stack that nobody chose for this */
static void
test_nested_on_any_stack (SweetTest *test,
                          gconstpointer data)
{
  static const guint64 stack_sizes[] = { SWEET_KIB (256), SWEET_MIB (1) };
  guint factor = sweet_test_time_factor ();

  sweet_test_set_watchdog (60);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (stack_sizes); i++)
    {
      SweetRuntime *runtime = build_runtime (1 + i % 2, stack_sizes[i / 2]);
      Nest nest = { runtime, 10000 / factor, 0, i % 2 == 1 };

      nest_thread (&nest);
      g_assert_cmpint (nest.n, ==, (gint) (10000 / factor));
      nest.n = 0;
      g_thread_join (g_thread_new ("nest", nest_thread, &nest));
      g_assert_cmpint (nest.n, ==, (gint) (10000 / factor));
      spawn_drain (test);
      spawn_shut_down (runtime);
    }
}

/* work of one runtime waits for work of another one, and back again */
typedef struct
{
  SweetRuntime *runtimes[2];
  guint depth;
  gint n;
} Pong;

static gboolean
pong_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Pong *self = user_data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetSpawningTask) other = NULL;
  gint n = g_atomic_int_add (&self->n, 1) + 1;

  if ((guint) n >= self->depth)
    return TRUE;

  other = spawn_run (spawn_on_workers (self->runtimes[n % 2], pong_work, self));
  /* with a cancellable it does not do the work by itself */
  return sweet_task_await_sync (SWEET_TASK (other), n % 3 == 0 ? NULL : cancellable, error);
}

static void
test_two_runtimes (SweetTest *test,
                   gconstpointer data)
{
  Pong pong = { { spawn_runtime (1), spawn_runtime (1) }, 500, 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (pong.runtimes[0], pong_work, &pong));

  sweet_test_set_watchdog (60);
  spawn_await (task);
  g_assert_cmpint (pong.n, ==, 500);
  g_clear_object (&task);
  spawn_shut_down (pong.runtimes[0]);
  spawn_shut_down (pong.runtimes[1]);
}

/* contexts that are gone */

static void
never_called_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  g_assert_not_reached ();
}

typedef struct
{
  SweetSpawningTask *pending; /* on the context */
  SweetSpawningTask *running; /* on a worker */
  SweetSpawningTask *scheduled;
  Gate gate;
  Seen seen;
} Orphans;

/* made on a context that nobody ever iterates, and that ends with this thread */
static gpointer
orphans_thread (gpointer data)
{
  Orphans *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  self->pending = spawn_run (sweet_spawning_task_builder_with_work (spawn_named ("pending"), seen_work, &self->seen, seen_free));
  self->running = spawn_run (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("running"), gate_work, &self->gate, NULL));
  self->scheduled = sweet_spawning_task_builder_schedule_at (sweet_spawning_task_builder_with_work (spawn_named ("scheduled"), seen_work, &self->seen, seen_free), g_get_real_time () + SWEET_SECONDS (3600), NULL);
  sweet_task_await_async (SWEET_TASK (self->pending), NULL, never_called_cb, NULL);
  sweet_task_await_async (SWEET_TASK (self->running), NULL, never_called_cb, NULL);
  gate_meet (&self->gate, 1);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* work that was to be done there fails, callbacks are dropped and counted, and other threads may wait all the same */
static void
test_context_gone (SweetTest *test,
                   gconstpointer data)
{
  SweetRuntime *runtime = sweet_runtime_get_default ();
  guint64 before = sweet_runtime_get_n_dropped (runtime);
  Orphans orphans = { NULL };

  g_thread_join (g_thread_new ("orphans", orphans_thread, &orphans));
  spawn_await_error (orphans.pending, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpuint (sweet_runtime_get_n_dropped (runtime), >=, before + 2);
  gate_open (&orphans.gate);
  spawn_await (orphans.running);
  while (sweet_runtime_get_n_dropped (runtime) < before + 3)
    g_thread_yield ();
  g_assert_cmpint (orphans.seen.n_calls, ==, 0);
  g_assert_cmpint (spawn_status (orphans.scheduled), ==, SWEET_TASK_STATUS_PENDING);
  sweet_task_cancel (SWEET_TASK (orphans.scheduled), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (orphans.scheduled, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&orphans.pending);
  g_clear_object (&orphans.running);
  g_clear_object (&orphans.scheduled);
  while (seen_get_n_freed (&orphans.seen) < 2)
    g_thread_yield ();
}

/* the time of scheduled work comes when its context is gone */
static gpointer
scheduling_thread (gpointer data)
{
  Orphans *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  self->scheduled = sweet_spawning_task_builder_schedule_at (spawn_on_context (seen_work, &self->seen), g_get_real_time () + 50000, NULL);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_context_gone_before_time (SweetTest *test,
                               gconstpointer data)
{
  Orphans orphans = { NULL };

  g_thread_join (g_thread_new ("orphans", scheduling_thread, &orphans));
  spawn_await_error (orphans.scheduled, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpint (orphans.seen.n_calls, ==, 0);
  g_clear_object (&orphans.scheduled);
}

static void
free_counted (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

/* a context that goes with threads still posting to it, over and over */
static gpointer
short_lived_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("short"), done_work, data, free_counted));

      sweet_task_await_async (SWEET_TASK (task), NULL, NULL, NULL);
    }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_context_gone_again (SweetTest *test,
                         gconstpointer data)
{
  gint n_freed = 0;

  for (guint round = 0; round < 100; round++)
    g_thread_join (g_thread_new ("short", short_lived_thread, &n_freed));
  while (g_atomic_int_get (&n_freed) < 2000)
    g_thread_yield ();
}

/* shutdown */

static gboolean
shut_down_work (SweetSpawningTask *task,
                gpointer user_data,
                GError **error)
{
  return sweet_runtime_shutdown_sync (user_data, -1, error);
}

static void
test_shutdown_from_inside (SweetTest *test,
                           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, shut_down_work, runtime));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  /* on a worker, not by whoever waits */
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_true (sweet_runtime_is_running (runtime));
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

/* a wait does the work that shuts the runtime down which that work belongs to */
static void
test_shutdown_from_waiter (SweetTest *test,
                           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) task = NULL;

  gate_meet (&gate, 1);
  task = spawn_run (spawn_on_workers (runtime, shut_down_work, runtime));
  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  gate_open (&gate);
  spawn_await (blocker);
  g_clear_object (&task);
  g_clear_object (&blocker);
  spawn_shut_down (runtime);
}

/* what waits for its time or for another attempt when the time of the runtime is up does not begin any more */
static void
test_shutdown_waiting (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), 1), clock), &error);
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (100, SWEET_SECONDS (60));
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) scheduled = sweet_spawning_task_builder_schedule_at (spawn_on_workers (runtime, seen_work, &seen), SWEET_SECONDS (60), NULL);
  g_autoptr (SweetSpawningTask) retrying = spawn_run (sweet_spawning_task_builder_with_retry_policy (spawn_on_workers (runtime, failing_work, reason), policy));

  while (sweet_clock_get_n_timers (clock) < 2)
    g_thread_yield ();
  g_assert_false (sweet_runtime_shutdown_sync (runtime, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  sweet_clock_advance (clock, SWEET_SECONDS (600));
  spawn_await_error (scheduled, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  spawn_await_error (retrying, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
  g_clear_object (&scheduled);
  g_clear_object (&retrying);
  g_object_unref (runtime);
}

/* it ends while work of it makes more work: each task is refused or done */
static gboolean
breed_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Nest *self = user_data;
  g_autoptr (SweetSpawningTask) child = NULL;
  g_autoptr (GError) reason = NULL;

  g_atomic_int_inc (&self->n);
  child = sweet_spawning_task_builder_run (spawn_on_workers (self->runtime, breed_work, self), &reason);
  if (child == NULL)
    g_assert_error (reason, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  return TRUE;
}

static void
test_shutdown_breeding (SweetTest *test,
                        gconstpointer data)
{
  for (guint round = 0; round < 20; round++)
    {
      SweetRuntime *runtime = spawn_runtime (2);
      Nest nest = { .runtime = runtime };

      for (guint i = 0; i < 5; i++)
        g_object_unref (spawn_run (spawn_on_workers (runtime, breed_work, &nest)));
      while (g_atomic_int_get (&nest.n) < 100)
        g_thread_yield ();
      spawn_shut_down (runtime);
    }
}

/* nobody keeps the runtime but its tasks */
static void
test_dropped (SweetTest *test,
              gconstpointer data)
{
  for (guint round = 0; round < 50; round++)
    {
      SweetRuntime *runtime = spawn_runtime (1 + round % 2);
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < 20; i++)
        g_ptr_array_add (tasks, spawn_run (spawn_on_workers (runtime, done_work, NULL)));
      g_object_unref (runtime);
      for (guint i = 0; i < tasks->len; i++)
        spawn_await (g_ptr_array_index (tasks, i));
    }
}

/* fork() in the middle of work: the child has a runtime of its own, and the parent goes on */

static int
run_in_child (SweetRuntime *runtime)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetSpawningTask) refused = NULL;
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (SweetSpawningTask) timed = NULL;
  Seen seen = { 0 };

  if (sweet_runtime_is_running (runtime))
    return 1;
  refused = sweet_spawning_task_builder_run (spawn_on_workers (runtime, seen_work, &seen), &error);
  if (refused != NULL || !g_error_matches (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN))
    return 2;
  task = spawn_run (spawn_on_workers (NULL, seen_work, &seen));
  if (!sweet_task_await_sync (SWEET_TASK (task), NULL, NULL))
    return 3;
  /* the timers begin anew as well */
  timed = sweet_spawning_task_builder_schedule_at (spawn_on_workers (NULL, seen_work, &seen), g_get_real_time () + 1000, NULL);
  if (!sweet_task_await_sync (SWEET_TASK (timed), NULL, NULL))
    return 4;
  return seen.n_calls == 2 ? 0 : 5;
}

static void
test_fork (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime;

  if (sweet_test_skip_fork ())
    return;

  runtime = spawn_runtime (2);
  for (guint round = 0; round < 5; round++)
    {
      Gate gate = { 0 };
      g_autoptr (GPtrArray) running = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (SweetSpawningTask) timed = sweet_spawning_task_builder_schedule_at (spawn_on_workers (NULL, done_work, NULL), g_get_real_time () + 1000, NULL);
      int status = -1;
      pid_t child;

      /* none of them is within GLib, whose locks the child would find taken */
      for (guint i = 0; i < sweet_runtime_get_n_workers (runtime); i++)
        g_ptr_array_add (running, spawn_run (spawn_on_workers (runtime, gate_work, &gate)));
      for (guint i = 0; i < sweet_runtime_get_n_workers (sweet_runtime_get_default ()); i++)
        g_ptr_array_add (running, spawn_run (spawn_on_workers (NULL, gate_work, &gate)));
      gate_meet (&gate, running->len);
      child = fork ();
      if (child == 0)
        _exit (run_in_child (runtime));
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
      gate_open (&gate);
      for (guint i = 0; i < running->len; i++)
        spawn_await (g_ptr_array_index (running, i));
      spawn_await (timed);
    }
  spawn_shut_down (runtime);
}

/* many */

/* each waits for a time that never comes, and is cancelled */
static void
test_many_timers (SweetTest *test,
                  gconstpointer data)
{
  guint n = scaled (1000000);
  SweetRuntime *runtime = spawn_runtime (1);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 far = g_get_real_time () + SWEET_SECONDS (1000000);
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTaskBuilder) builder = spawn_on_workers (runtime, seen_work, &seen);
  g_autoptr (GError) error = NULL;

  sweet_test_set_watchdog (280);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (tasks, sweet_spawning_task_builder_schedule_at (g_object_ref (builder), far - (i * 7919) % n, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, n);
  g_assert_cmpuint (sweet_clock_get_n_timers (sweet_clock_get_system ()), ==, n);
  for (guint i = 0; i < n; i++)
    sweet_task_cancel (g_ptr_array_index (tasks, (i * 104729) % n), SWEET_CANCEL_LEVEL_GRACEFUL);
  for (guint i = 0; i < n; i++)
    sweet_task_cancel (g_ptr_array_index (tasks, i), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
  g_assert_cmpuint (sweet_clock_get_n_timers (sweet_clock_get_system ()), ==, 0);
  g_ptr_array_set_size (tasks, 0);
  g_clear_object (&builder);
  spawn_drain (test);
  spawn_shut_down (runtime);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/runtime-limits/nested-on-any-stack", test_nested_on_any_stack);
  sweet_test_add ("/sweet/runtime-limits/two-runtimes", test_two_runtimes);
  sweet_test_add ("/sweet/runtime-limits/context-gone", test_context_gone);
  sweet_test_add ("/sweet/runtime-limits/context-gone/before-time", test_context_gone_before_time);
  sweet_test_add ("/sweet/runtime-limits/context-gone/again", test_context_gone_again);
  sweet_test_add ("/sweet/runtime-limits/shutdown/from-inside", test_shutdown_from_inside);
  sweet_test_add ("/sweet/runtime-limits/shutdown/from-waiter", test_shutdown_from_waiter);
  sweet_test_add ("/sweet/runtime-limits/shutdown/waiting", test_shutdown_waiting);
  sweet_test_add ("/sweet/runtime-limits/shutdown/breeding", test_shutdown_breeding);
  sweet_test_add ("/sweet/runtime-limits/dropped", test_dropped);
  sweet_test_add ("/sweet/runtime-limits/fork", test_fork);
  sweet_test_add ("/sweet/runtime-limits/many-timers", test_many_timers);

  return g_test_run ();
}
