/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a task costs beside what GLib has for the same, in one run: every job in turn, round after round.
 * Prints a line of the median ns per task for each job, as `name ns ns-of-cpu`; tests/benchmarks/spawn makes
 * ratios of them. Names of jobs on the command line leave out the others. */

#define N_TASKS  100000
#define N_BATCH  1000
#define N_ROUNDS 11

typedef struct
{
  const char *name;
  void (*run) (void);
  double wall[N_ROUNDS];
  double cpu[N_ROUNDS];
} Job;

static SweetRuntime *one_worker;
static SweetRuntime *two_workers;
static SweetSpawningTaskBuilder *on_one;
static SweetSpawningTaskBuilder *on_two;
static guint n_done;
static guint64 delivered_time;

static double
get_time (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

static void
expect_done (void)
{
  while (__atomic_load_n (&n_done, __ATOMIC_ACQUIRE) < N_TASKS)
    sched_yield ();
}

/* the body of what is only pushed */

static void
count_cb (gpointer data)
{
  __atomic_add_fetch (&n_done, 1, __ATOMIC_RELEASE);
}

static void
count_pool_cb (gpointer data,
               gpointer user_data)
{
  count_cb (data);
}

static void
push_to (SweetRuntime *runtime)
{
  for (guint i = 0; i < N_TASKS; i++)
    sweet_runtime_push (runtime, count_cb, NULL, NULL);
  expect_done ();
}

static void
run_push_1 (void)
{
  push_to (one_worker);
}

static void
run_push_2 (void)
{
  push_to (two_workers);
}

static void
push_many_to (SweetRuntime *runtime)
{
  static gpointer data[N_BATCH];

  for (guint i = 0; i < N_TASKS; i += N_BATCH)
    sweet_runtime_push_many (runtime, count_cb, data, N_BATCH, NULL);
  expect_done ();
}

static void
run_push_many_1 (void)
{
  push_many_to (one_worker);
}

static void
run_push_many_2 (void)
{
  push_many_to (two_workers);
}

static void
run_thread_pool (gboolean exclusive)
{
  GThreadPool *pool = g_thread_pool_new (count_pool_cb, NULL, 2, exclusive, NULL);

  for (guint i = 0; i < N_TASKS; i++)
    g_thread_pool_push (pool, pool, NULL);
  expect_done ();
  g_thread_pool_free (pool, FALSE, TRUE);
}

static void
run_thread_pool_shared (void)
{
  run_thread_pool (FALSE);
}

static void
run_thread_pool_exclusive (void)
{
  run_thread_pool (TRUE);
}

/* tasks with a value */

static gboolean
work_cb (SweetSpawningTask *task,
         gpointer user_data,
         GError **error)
{
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), 1);
  return TRUE;
}

static void
take_value (const GValue *value)
{
  n_done += (guint) g_value_get_int64 (value);
}

/* each is waited for before the next one is made */
static void
await_each (SweetSpawningTaskBuilder *builder)
{
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_run (g_object_ref (builder), NULL);

      take_value (sweet_spawning_task_await_value_sync (task, NULL, NULL));
    }
}

static void
run_await_each_1 (void)
{
  await_each (on_one);
}

static void
run_await_each_2 (void)
{
  await_each (on_two);
}

/* many are made, then waited for; with a cancellable whoever waits does nothing but wait */
static void
await_batches (SweetSpawningTaskBuilder *builder,
               GCancellable *cancellable)
{
  SweetSpawningTask *tasks[N_BATCH];

  for (guint i = 0; i < N_TASKS; i += N_BATCH)
    {
      for (guint j = 0; j < N_BATCH; j++)
        tasks[j] = sweet_spawning_task_builder_run (g_object_ref (builder), NULL);
      for (guint j = 0; j < N_BATCH; j++)
        {
          take_value (sweet_spawning_task_await_value_sync (tasks[j], cancellable, NULL));
          g_object_unref (tasks[j]);
        }
    }
}

static void
run_await_helping_2 (void)
{
  await_batches (on_two, NULL);
}

static void
run_await_workers_1 (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  await_batches (on_one, cancellable);
}

static void
run_await_workers_2 (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  await_batches (on_two, cancellable);
}

/* results that come to a main context */

static void
ready_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  take_value (sweet_spawning_task_await_value_finish (SWEET_SPAWNING_TASK (source), result, NULL));
}

static void
iterate (void)
{
  while (n_done < N_TASKS)
    g_main_context_iteration (NULL, TRUE);
}

static void
spawn_all (SweetSpawningTaskBuilder *builder)
{
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_run (g_object_ref (builder), NULL);

      sweet_spawning_task_await_value_async (task, NULL, ready_cb, NULL);
    }
}

static void
run_context_1 (void)
{
  spawn_all (on_one);
  iterate ();
}

static void
run_context_2 (void)
{
  spawn_all (on_two);
  iterate ();
}

/* only what the main context does, when all have ended */
static void
run_delivery (void)
{
  double begin;

  spawn_all (on_two);
  while (sweet_runtime_get_active_count (two_workers) > 0)
    sched_yield ();
  begin = get_time (CLOCK_MONOTONIC);
  iterate ();
  delivered_time = (guint64) (get_time (CLOCK_MONOTONIC) - begin);
}

static void
run_all (void)
{
  SweetTask *tasks[N_BATCH];

  for (guint i = 0; i < N_TASKS; i += N_BATCH)
    {
      g_autoptr (SweetFuture) all = NULL;

      for (guint j = 0; j < N_BATCH; j++)
        tasks[j] = SWEET_TASK (sweet_spawning_task_builder_run (g_object_ref (on_two), NULL));
      all = sweet_future_new_for_tasks (tasks, N_BATCH);
      if (sweet_future_await_sync (all, NULL, NULL) != NULL)
        n_done += N_BATCH;
      for (guint j = 0; j < N_BATCH; j++)
        g_object_unref (tasks[j]);
    }
}

static void
run_all_futures (void)
{
  SweetFuture *futures[N_BATCH];

  for (guint i = 0; i < N_TASKS; i += N_BATCH)
    {
      g_autoptr (SweetFuture) all = NULL;

      for (guint j = 0; j < N_BATCH; j++)
        {
          g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_run (g_object_ref (on_two), NULL);

          futures[j] = sweet_future_new_for_task (SWEET_TASK (task));
        }
      all = sweet_future_all (futures, N_BATCH);
      if (sweet_future_await_sync (all, NULL, NULL) != NULL)
        n_done += N_BATCH;
      for (guint j = 0; j < N_BATCH; j++)
        g_object_unref (futures[j]);
    }
}

static void
task_thread_cb (GTask *task,
                gpointer source_object,
                gpointer task_data,
                GCancellable *cancellable)
{
  g_task_return_int (task, 1);
}

static void
task_ready_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  n_done += (guint) g_task_propagate_int (G_TASK (result), NULL);
}

static void
run_gtask (void)
{
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, task_ready_cb, NULL);

      g_task_run_in_thread (task, task_thread_cb);
    }
  iterate ();
}

static gboolean
idle_cb (gpointer data)
{
  n_done++;
  return G_SOURCE_REMOVE;
}

static void
run_idle (void)
{
  for (guint i = 0; i < N_TASKS; i++)
    g_idle_add_full (G_PRIORITY_DEFAULT, idle_cb, NULL, NULL);
  iterate ();
}

static gpointer
invoke_thread (gpointer data)
{
  for (guint i = 0; i < N_TASKS; i++)
    g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, idle_cb, NULL, NULL);
  return NULL;
}

/* the context has an owner all the while, or the functions would be called in the thread */
static void
run_invoke (void)
{
  GThread *thread;

  g_assert_true (g_main_context_acquire (NULL));
  thread = g_thread_new ("invoke", invoke_thread, NULL);
  iterate ();
  g_main_context_release (NULL);
  g_thread_join (thread);
}

static Job jobs[] = {
  { "push-1", run_push_1, { 0 }, { 0 } },
  { "push-2", run_push_2, { 0 }, { 0 } },
  { "push-many-1", run_push_many_1, { 0 }, { 0 } },
  { "push-many-2", run_push_many_2, { 0 }, { 0 } },
  { "thread-pool-shared", run_thread_pool_shared, { 0 }, { 0 } },
  { "thread-pool-exclusive", run_thread_pool_exclusive, { 0 }, { 0 } },
  { "await-each-1", run_await_each_1, { 0 }, { 0 } },
  { "await-each-2", run_await_each_2, { 0 }, { 0 } },
  { "await-helping-2", run_await_helping_2, { 0 }, { 0 } },
  { "await-workers-1", run_await_workers_1, { 0 }, { 0 } },
  { "await-workers-2", run_await_workers_2, { 0 }, { 0 } },
  { "all-2", run_all, { 0 }, { 0 } },
  { "all-futures-2", run_all_futures, { 0 }, { 0 } },
  { "context-1", run_context_1, { 0 }, { 0 } },
  { "context-2", run_context_2, { 0 }, { 0 } },
  { "delivery", run_delivery, { 0 }, { 0 } },
  { "gtask", run_gtask, { 0 }, { 0 } },
  { "idle", run_idle, { 0 }, { 0 } },
  { "invoke", run_invoke, { 0 }, { 0 } },
};

static gboolean
is_wanted (const Job *job,
           char **names)
{
  return names[0] == NULL || g_strv_contains ((const char *const *) names, job->name);
}

static void
measure (Job *job,
         guint round)
{
  double wall = get_time (CLOCK_MONOTONIC);
  double cpu = get_time (CLOCK_PROCESS_CPUTIME_ID);

  n_done = 0;
  delivered_time = 0;
  job->run ();
  g_assert_cmpuint (n_done, ==, N_TASKS);
  job->wall[round] = delivered_time > 0 ? (double) delivered_time / N_TASKS : (get_time (CLOCK_MONOTONIC) - wall) / N_TASKS;
  job->cpu[round] = (get_time (CLOCK_PROCESS_CPUTIME_ID) - cpu) / N_TASKS;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare_doubles);
  return values[N_ROUNDS / 2];
}

/* what a task that waits for its worker takes, everything included */

static gint gate_open;

static void
gate_cb (gpointer data)
{
  while (!g_atomic_int_get (&gate_open))
    g_usleep (1000);
}

static void
print_size (void)
{
  SweetSpawningTask **tasks = g_new (SweetSpawningTask *, N_TASKS);
  gsize before;

  sweet_runtime_push (one_worker, gate_cb, NULL, NULL);
  before = mallinfo2 ().uordblks;
  for (guint i = 0; i < N_TASKS; i++)
    tasks[i] = sweet_spawning_task_builder_run (g_object_ref (on_one), NULL);
  printf ("bytes %.0f 0\n", (double) (mallinfo2 ().uordblks - before) / N_TASKS);
  g_atomic_int_set (&gate_open, TRUE);
  for (guint i = 0; i < N_TASKS; i++)
    {
      sweet_task_await_sync (SWEET_TASK (tasks[i]), NULL, NULL);
      g_object_unref (tasks[i]);
    }
  g_free (tasks);
}

static SweetRuntime *
make_runtime (guint workers)
{
  return sweet_runtime_builder_build (sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), workers), NULL);
}

static SweetSpawningTaskBuilder *
make_builder (SweetRuntime *runtime)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, work_cb, NULL, NULL);
  return sweet_spawning_task_builder_with_runtime (builder, runtime);
}

int
main (int argc,
      char **argv)
{
  one_worker = make_runtime (1);
  two_workers = make_runtime (2);
  on_one = make_builder (one_worker);
  on_two = make_builder (two_workers);
  print_size ();

  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
      if (is_wanted (&jobs[i], argv + 1))
        measure (&jobs[i], round);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    if (is_wanted (&jobs[i], argv + 1))
      {
        double wall = get_median (jobs[i].wall);

        printf ("%s %.1f %.1f\n", jobs[i].name, wall, get_median (jobs[i].cpu));
      }
  return 0;
}
