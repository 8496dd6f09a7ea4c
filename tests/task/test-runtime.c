/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweet-test.h"

static SweetRuntime *
make_runtime (guint workers,
              guint64 stack_size)
{
  SweetRuntimeBuilder *builder = sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), workers);
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime;

  if (stack_size > 0)
    builder = sweet_runtime_builder_with_stack_size (builder, stack_size);
  runtime = sweet_runtime_builder_build (builder, &error);
  g_assert_no_error (error);
  return runtime;
}

static SweetSpawningTask *
run_on (SweetRuntime *runtime,
        SweetWorkFunc work,
        gpointer data)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();
  g_autoptr (GError) error = NULL;
  SweetSpawningTask *task;

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, work, data, NULL);
  if (runtime != NULL)
    builder = sweet_spawning_task_builder_with_runtime (builder, runtime);
  task = sweet_spawning_task_builder_run (builder, &error);
  g_assert_no_error (error);
  return task;
}

static void
await (SweetSpawningTask *task)
{
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
}

static void
shut_down (SweetRuntime *runtime)
{
  g_autoptr (GError) error = NULL;

  sweet_runtime_shutdown_sync (runtime, -1, &error);
  g_assert_no_error (error);
}

/* something that holds workers until it is opened */
typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_inside;
  gboolean open;
} Gate;

static void
gate_wait_inside (Gate *self,
                  guint n)
{
  g_mutex_lock (&self->lock);
  while (self->n_inside < n)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
gate_open (Gate *self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
gate_cb (SweetSpawningTask *task,
         gpointer user_data,
         GError **error)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  gate->n_inside++;
  g_cond_broadcast (&gate->changed);
  while (!gate->open)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return TRUE;
}

static gboolean
count_cb (SweetSpawningTask *task,
          gpointer user_data,
          GError **error)
{
  g_atomic_int_inc ((gint *) user_data);
  return TRUE;
}

static void
count_call_cb (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
test_builder (SweetTest *test,
              gconstpointer data)
{
  const struct
  {
    guint workers;
    guint64 stack_size;
    const char *message;
  } cases[] = {
    { 0, SWEET_MIB (1), "workers is 0, but must be from 1 to 1024" },
    { 1025, SWEET_MIB (1), "workers is 1025, but must be from 1 to 1024" },
    { 1, SWEET_KIB (127), "stack-size is 127KiB, but must be from 128KiB to 8MiB" },
    { 1, SWEET_MIB (9), "stack-size is 9MiB, but must be from 128KiB to 8MiB" },
    { 1, 0, "stack-size is 0B, but must be from 128KiB to 8MiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SweetRuntimeBuilder *builder = sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), cases[i].workers);
      g_autoptr (GError) error = NULL;
      SweetRuntime *runtime;

      builder = sweet_runtime_builder_with_stack_size (builder, cases[i].stack_size);
      runtime = sweet_runtime_builder_build (builder, &error);
      g_assert_null (runtime);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_counts (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (3, 0);
  Gate gate = { .open = FALSE };
  SweetSpawningTask *tasks[5];

  g_assert_cmpuint (sweet_runtime_get_n_workers (runtime), ==, 3);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
  g_assert_true (sweet_runtime_is_running (runtime));
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = run_on (runtime, gate_cb, &gate);
  gate_wait_inside (&gate, 3);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 5);
  g_assert_cmpuint (gate.n_inside, ==, 3);
  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_assert_true (sweet_runtime_block_on (runtime, SWEET_TASK (tasks[i]), NULL, NULL));
      g_object_unref (tasks[i]);
    }
  shut_down (runtime);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
  g_assert_false (sweet_runtime_is_running (runtime));
}

static void
test_push (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (2, 0);
  g_autoptr (GError) error = NULL;
  gint n = 0;
  gpointer many[1000];

  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = &n;
  for (guint i = 0; i < 5000; i++)
    g_assert_true (sweet_runtime_push (runtime, count_call_cb, &n, NULL));
  for (guint i = 0; i < 5; i++)
    g_assert_true (sweet_runtime_push_many (runtime, count_call_cb, many, G_N_ELEMENTS (many), NULL));
  g_assert_true (sweet_runtime_push_many (runtime, count_call_cb, NULL, 0, NULL));
  while (g_atomic_int_get (&n) < 10000)
    g_usleep (100);
  shut_down (runtime);
  g_assert_cmpint (n, ==, 10000);
  g_assert_false (sweet_runtime_push (runtime, count_call_cb, &n, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
}

/* waits in work */

typedef struct
{
  SweetRuntime *runtime;
  guint depth;
  gint n;
} Nest;

static gboolean
nest_cb (SweetSpawningTask *task,
         gpointer user_data,
         GError **error)
{
  Nest *nest = user_data;
  g_autoptr (SweetSpawningTask) inner = NULL;

  if ((guint) g_atomic_int_add (&nest->n, 1) + 1 >= nest->depth)
    return TRUE;

  inner = run_on (nest->runtime, nest_cb, nest);
  return sweet_task_await_sync (SWEET_TASK (inner), NULL, error);
}

static void
test_nested (SweetTest *test,
             gconstpointer data)
{
  const struct
  {
    guint workers;
    guint64 stack_size;
  } cases[] = { { 1, 0 }, { 2, 0 }, { 1, SWEET_KIB (256) }, { 2, SWEET_KIB (256) } };

  sweet_test_set_watchdog (60);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SweetRuntime) runtime = make_runtime (cases[i].workers, cases[i].stack_size);
      Nest nest = { runtime, 10000, 0 };
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (SweetSpawningTask) task = run_on (runtime, nest_cb, &nest);
      g_autoptr (GError) error = NULL;

      /* with a cancellable the outermost one is left to a worker */
      sweet_task_await_sync (SWEET_TASK (task), cancellable, &error);
      g_assert_no_error (error);
      g_assert_cmpint (nest.n, ==, 10000);
      shut_down (runtime);
    }
}

typedef struct
{
  SweetRuntime *runtime;
  SweetSpawningTask *last;
} Wide;

static gboolean
wide_cb (SweetSpawningTask *task,
         gpointer user_data,
         GError **error)
{
  Wide *wide = user_data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  return sweet_task_await_sync (SWEET_TASK (wide->last), cancellable, error);
}

/* ten times as many as there are workers wait for one that comes behind them all */
static void
test_wide (SweetTest *test,
           gconstpointer data)
{
  for (guint workers = 1; workers <= 4; workers++)
    {
      g_autoptr (SweetRuntime) runtime = make_runtime (workers, 0);
      g_autoptr (SweetRuntime) other = make_runtime (1, 0);
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
      Gate gate = { .open = FALSE };
      Wide wide = { runtime, run_on (other, gate_cb, &gate) };
      gint n = 0;
      g_autoptr (SweetSpawningTask) behind = NULL;

      for (guint i = 0; i < 10 * workers; i++)
        g_ptr_array_add (tasks, run_on (runtime, wide_cb, &wide));
      behind = run_on (runtime, count_cb, &n);
      while (g_atomic_int_get (&n) == 0)
        g_usleep (100);
      gate_open (&gate);
      for (guint i = 0; i < tasks->len; i++)
        await (g_ptr_array_index (tasks, i));
      await (behind);
      g_object_unref (wide.last);
      shut_down (runtime);
      shut_down (other);
    }
}

/* priorities */

typedef struct
{
  SweetRuntime *runtime;
  gint stop;
  gint n_urgent;
} Flood;

static void
flood_cb (gpointer data)
{
  Flood *flood = data;

  g_usleep (1000);
  g_atomic_int_inc (&flood->n_urgent);
}

static gboolean
urgent_cb (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Flood *flood = user_data;

  flood_cb (flood);
  if (!g_atomic_int_get (&flood->stop))
    {
      SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();
      g_autoptr (SweetSpawningTask) next = NULL;

      builder = sweet_spawning_task_builder_with_work_on_workers (builder, urgent_cb, flood, NULL);
      builder = sweet_spawning_task_builder_with_priority (builder, SWEET_PRIORITY_CRITICAL);
      next = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_runtime (builder, flood->runtime), error);
      return next != NULL;
    }
  return TRUE;
}

/* the urgent ones never end, and all the same everything has its turn */
static void
test_aging (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (1, 0);
  Flood flood = { runtime, FALSE, 0 };
  gint n_done[SWEET_PRIORITY_LOWEST + 1] = { 0 };

  sweet_test_set_watchdog (30);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SweetSpawningTask) first = run_on (runtime, urgent_cb, &flood);
    }
  for (SweetPriority priority = SWEET_PRIORITY_HIGH; priority <= SWEET_PRIORITY_LOWEST; priority++)
    for (guint i = 0; i < 5; i++)
      {
        SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();
        g_autoptr (SweetSpawningTask) task = NULL;

        builder = sweet_spawning_task_builder_with_work_on_workers (builder, count_cb, &n_done[priority], NULL);
        builder = sweet_spawning_task_builder_with_priority (builder, priority);
        task = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_runtime (builder, runtime), NULL);
        g_assert_nonnull (task);
      }
  for (SweetPriority priority = SWEET_PRIORITY_HIGH; priority <= SWEET_PRIORITY_LOWEST; priority++)
    while (g_atomic_int_get (&n_done[priority]) < 5)
      g_usleep (1000);
  g_atomic_int_set (&flood.stop, TRUE);
  shut_down (runtime);
}

typedef struct
{
  GMutex lock;
  GString *order;
} Order;

typedef struct
{
  Order *order;
  char letter;
} Letter;

static gboolean
letter_cb (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Letter *letter = user_data;

  g_mutex_lock (&letter->order->lock);
  g_string_append_c (letter->order->order, letter->letter);
  g_mutex_unlock (&letter->order->lock);
  return TRUE;
}

/* the most urgent first, whatever came first; one that changes its place while it waits does so */
static void
test_priorities (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (1, 0);
  Gate gate = { .open = FALSE };
  Order order = { .order = g_string_new (NULL) };
  Letter letters[] = { { &order, 'e' }, { &order, 'd' }, { &order, 'c' }, { &order, 'b' }, { &order, 'a' } };
  g_autoptr (SweetSpawningTask) holder = run_on (runtime, gate_cb, &gate);
  SweetSpawningTask *tasks[G_N_ELEMENTS (letters)];

  gate_wait_inside (&gate, 1);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();

      builder = sweet_spawning_task_builder_with_work_on_workers (builder, letter_cb, &letters[i], NULL);
      builder = sweet_spawning_task_builder_with_priority (builder, (SweetPriority) (SWEET_PRIORITY_LOWEST - i));
      tasks[i] = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_runtime (builder, runtime), NULL);
    }
  /* the last one becomes the first, and the first one the last */
  g_assert_true (sweet_task_set_priority (SWEET_TASK (tasks[4]), SWEET_PRIORITY_BACKGROUND));
  g_assert_true (sweet_task_set_priority (SWEET_TASK (tasks[0]), SWEET_PRIORITY_CRITICAL));
  gate_open (&gate);
  shut_down (runtime);
  g_assert_cmpstr (order.order->str, ==, "ebcda");
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_assert_false (sweet_task_set_priority (SWEET_TASK (tasks[i]), SWEET_PRIORITY_NORMAL));
      g_object_unref (tasks[i]);
    }
  g_string_free (order.order, TRUE);
}

/* the end of a runtime */

static void
test_shutdown_in_time (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (2, 0);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();
  SweetSpawningTask *none;
  g_autoptr (GError) error = NULL;
  gint n = 0;

  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (tasks, run_on (runtime, count_cb, &n));
  shut_down (runtime);
  g_assert_cmpint (n, ==, 1000);
  g_assert_cmpuint (sweet_runtime_get_n_threads (runtime), ==, 0);
  shut_down (runtime);

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, count_cb, &n, NULL);
  none = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_runtime (builder, runtime), &error);
  g_assert_null (none);
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
}

static void
test_shutdown_too_late (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (1, 0);
  Gate gate = { .open = FALSE };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_name (sweet_spawning_task_builder_new (), "stubborn");
  g_autoptr (SweetSpawningTask) stubborn = NULL;
  g_autoptr (SweetSpawningTask) queued = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) queued_error = NULL;
  gint n = 0;

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, gate_cb, &gate, NULL);
  stubborn = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_runtime (builder, runtime), NULL);
  gate_wait_inside (&gate, 1);
  queued = run_on (runtime, count_cb, &n);
  g_assert_false (sweet_runtime_shutdown_sync (runtime, SWEET_MILLISECONDS (20), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "“stubborn”"));
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (stubborn)), ==, SWEET_TASK_STATUS_ABANDONED);
  g_assert_true (sweet_task_is_final (SWEET_TASK (queued)));
  g_assert_false (sweet_task_await_sync (SWEET_TASK (queued), NULL, &queued_error));
  g_assert_error (queued_error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  g_assert_cmpint (n, ==, 0);
  gate_open (&gate);
  while (sweet_runtime_get_n_threads (runtime) > 0)
    g_usleep (100);
}

static gboolean
shut_down_cb (SweetSpawningTask *task,
              gpointer user_data,
              GError **error)
{
  return sweet_runtime_shutdown_sync (user_data, -1, error);
}

static void
test_shutdown_from_inside (SweetTest *test,
                           gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (2, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetSpawningTask) task = run_on (runtime, shut_down_cb, runtime);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_true (sweet_runtime_is_running (runtime));
  sweet_runtime_shutdown_async (runtime, -1, NULL, sweet_test_store_result_cb, &stored);
  result = sweet_test_wait_result (test, &stored);
  g_assert_true (sweet_runtime_shutdown_finish (runtime, result, NULL));
  g_assert_false (sweet_runtime_is_running (runtime));
}

/* all workers of a runtime wait at the gate: none is within GLib, whose locks a child process would find taken */
static void
hold_workers (SweetRuntime *runtime,
              Gate *gate,
              GPtrArray *tasks)
{
  guint n_workers = sweet_runtime_get_n_workers (runtime);

  for (guint i = 0; i < n_workers; i++)
    g_ptr_array_add (tasks, run_on (runtime, gate_cb, gate));
  gate_wait_inside (gate, tasks->len);
}

/* a child process has none of the threads */
static void
test_fork (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = NULL;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  Gate gate = { .open = FALSE };
  gint n = 0;
  int status = -1;
  pid_t child;

  if (sweet_test_skip_fork ())
    return;

  runtime = make_runtime (2, 0);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (SweetSpawningTask) task = run_on (i % 2 == 0 ? runtime : NULL, count_cb, &n);

      await (task);
    }
  hold_workers (runtime, &gate, held);
  hold_workers (sweet_runtime_get_default (), &gate, held);
  child = fork ();
  if (child == 0)
    {
      SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (sweet_spawning_task_builder_new (), count_cb, &n, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_run (g_object_ref (builder), NULL);
      SweetSpawningTask *none;
      int code = 0;

      /* the default runtime is another one, with threads */
      if (task == NULL || !sweet_task_await_sync (SWEET_TASK (task), cancellable, NULL) || n != 101)
        code |= 1;
      none = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_runtime (builder, runtime), &error);
      if (none != NULL || !g_error_matches (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN) || sweet_runtime_is_running (runtime))
        code |= 2;
      _exit (code);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  gate_open (&gate);
  for (guint i = 0; i < held->len; i++)
    await (g_ptr_array_index (held, i));
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (SweetSpawningTask) task = run_on (runtime, count_cb, &n);

      await (task);
    }
  g_assert_cmpint (n, ==, 200);
  shut_down (runtime);
}

/* a process that may have so many threads beside its first one; gives what @body says there */
static int
with_threads (rlim_t n_threads,
              int (*body) (void))
{
  const struct rlimit limit = { n_threads + 1, n_threads + 1 };
  const uid_t nobody = 54321;
  int status = -1;
  pid_t child = fork ();

  /* root may have as many as it likes */
  if (child == 0)
    _exit (setrlimit (RLIMIT_NPROC, &limit) == 0 && setresuid (nobody, nobody, nobody) == 0 ? body () : 100);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static int
run_without_threads (void)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();
  g_autoptr (GError) error = NULL;
  SweetSpawningTask *task;
  gint n = 0;

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, count_cb, &n, NULL);
  task = sweet_spawning_task_builder_run (builder, &error);
  return task == NULL && g_error_matches (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_NO_THREAD) ? 0 : 1;
}

static int
run_with_one_thread (void)
{
  g_autoptr (SweetRuntime) runtime = make_runtime (8, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  gint n = 0;
  Wide wide = { runtime, NULL };

  /* each waits for the last, which only the one thread that there is can do */
  wide.last = run_on (runtime, count_cb, &n);
  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (tasks, run_on (runtime, wide_cb, &wide));
  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (tasks, run_on (runtime, count_cb, &n));
  for (guint i = 0; i < tasks->len; i++)
    if (!sweet_task_await_sync (g_ptr_array_index (tasks, i), cancellable, NULL))
      return 1;
  g_object_unref (wide.last);
  return n == 1001 ? 0 : 2;
}

static void
test_few_threads (SweetTest *test,
                  gconstpointer data)
{
  if (getuid () != 0)
    {
      g_test_skip ("only root can become somebody whose threads are counted");
      return;
    }
  if (sweet_test_time_factor () > 1)
    {
      g_test_skip ("a sanitizer needs threads of its own");
      return;
    }

  g_assert_cmpint (with_threads (0, run_without_threads), ==, 0);
  g_assert_cmpint (with_threads (1, run_with_one_thread), ==, 0);
}

/* many */

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;
  char **fields;
  gsize pages;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", 3);
  pages = (gsize) g_ascii_strtoull (fields[1], NULL, 10);
  g_strfreev (fields);
  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

static void
await_one (guint kind,
           gint *n)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();
  g_autoptr (SweetSpawningTask) task = NULL;

  if (kind == 0)
    builder = sweet_spawning_task_builder_with_work_on_workers (builder, count_cb, n, NULL);
  else if (kind == 1)
    builder = sweet_spawning_task_builder_with_work_on_workers (builder, count_cb, n, (GDestroyNotify) count_call_cb);
  else
    builder = sweet_spawning_task_builder_with_work (builder, count_cb, n, (GDestroyNotify) count_call_cb);
  task = sweet_spawning_task_builder_run (builder, NULL);
  await (task);
}

/* a program that only ever waits has no loop in which anything is let go */
static void
test_flat (SweetTest *test,
           gconstpointer data)
{
  const guint n_tasks = 1000000 / (sweet_test_time_factor () * sweet_test_time_factor ());
  /* workers let go of the last ones at some time */
  static gint n;
  gsize before;

  sweet_test_set_watchdog (120);
  for (guint kind = 0; kind < 3; kind++)
    for (guint i = 0; i < 10000; i++)
      await_one (kind, &n);
  before = get_memory ();
  for (guint kind = 0; kind < 3; kind++)
    for (guint i = 0; i < (kind == 0 ? n_tasks : n_tasks / 10); i++)
      await_one (kind, &n);
  /* a tenth of what the tasks would take; workers that have no processor leave some behind for a while. sanitizers
   * keep what is freed. */
  if (sweet_test_time_factor () == 1)
    g_assert_cmpuint (get_memory (), <, before + SWEET_MIB (32));
}

static void
test_many_pending (SweetTest *test,
                   gconstpointer data)
{
  const guint n_tasks = 1000000 / (sweet_test_time_factor () * sweet_test_time_factor ());
  g_autoptr (SweetRuntime) runtime = make_runtime (1, 0);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) holder = run_on (runtime, gate_cb, &gate);
  gint n = 0;

  sweet_test_set_watchdog (120);
  gate_wait_inside (&gate, 1);
  for (guint i = 0; i < n_tasks; i++)
    g_ptr_array_add (tasks, run_on (runtime, count_cb, &n));
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, n_tasks + 1);
  g_assert_cmpint (n, ==, 0);
  gate_open (&gate);
  shut_down (runtime);
  g_assert_cmpint (n, ==, (gint) n_tasks);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/runtime/builder", test_builder);
  sweet_test_add ("/sweet/runtime/counts", test_counts);
  sweet_test_add ("/sweet/runtime/push", test_push);
  sweet_test_add ("/sweet/runtime/nested", test_nested);
  sweet_test_add ("/sweet/runtime/wide", test_wide);
  sweet_test_add ("/sweet/runtime/aging", test_aging);
  sweet_test_add ("/sweet/runtime/priorities", test_priorities);
  sweet_test_add ("/sweet/runtime/shutdown-in-time", test_shutdown_in_time);
  sweet_test_add ("/sweet/runtime/shutdown-too-late", test_shutdown_too_late);
  sweet_test_add ("/sweet/runtime/shutdown-from-inside", test_shutdown_from_inside);
  sweet_test_add ("/sweet/runtime/fork", test_fork);
  sweet_test_add ("/sweet/runtime/few-threads", test_few_threads);
  sweet_test_add ("/sweet/runtime/flat", test_flat);
  sweet_test_add ("/sweet/runtime/many-pending", test_many_pending);

  return g_test_run ();
}
