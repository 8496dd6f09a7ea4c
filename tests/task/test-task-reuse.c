/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

/* objects of tasks that have gone are used for others, and callbacks come in batches: nobody notices */

static gboolean
text_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  g_value_set_static_string (sweet_spawning_task_init_value (task, G_TYPE_STRING), "text");
  return TRUE;
}

static void
count_ready_cb (GObject *source,
                GAsyncResult *result,
                gpointer user_data)
{
  g_assert_true (sweet_task_await_finish (SWEET_TASK (source), result, NULL));
  ++*(guint *) user_data;
}

/* runs it until the last reference is that of the wait */
static void
run_and_let_go (SweetTest *test,
                SweetSpawningTask *task)
{
  guint n = 0;

  sweet_task_await_async (SWEET_TASK (task), NULL, count_ready_cb, &n);
  g_object_unref (task);
  sweet_test_wait_for (test, n > 0);
}

/* nothing is left of the one before */
static void
test_fresh (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) busy = NULL;

  for (guint i = 0; i < 300; i++)
    {
      SweetSpawningTask *task = spawn_run (sweet_spawning_task_builder_with_priority (spawn_on_workers (runtime, text_work, NULL), SWEET_PRIORITY_HIGH));

      sweet_spawning_task_set_progress (task, 0.5);
      g_assert_nonnull (sweet_task_get_id (SWEET_TASK (task)));
      run_and_let_go (test, task);
    }
  busy = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  gate_meet (&gate, 1);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_runtime (sweet_spawning_task_builder_with_work_on_workers (sweet_spawning_task_builder_new (), done_work, NULL, NULL), runtime));
      g_autoptr (GListModel) attempts = sweet_spawning_task_get_attempts (task);

      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_PENDING);
      g_assert_null (sweet_task_get_name (SWEET_TASK (task)));
      g_assert_cmpint (sweet_task_get_priority (SWEET_TASK (task)), ==, SWEET_PRIORITY_DEFAULT);
      g_assert_cmpfloat (sweet_task_get_progress (SWEET_TASK (task)), ==, -1);
      g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, 0);
      g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, 0);
      g_assert_cmpuint (g_list_model_get_n_items (attempts), ==, 0);
      spawn_await (task);
      g_assert_null (sweet_spawning_task_get_value (task, NULL));
    }
  gate_open (&gate);
  spawn_shut_down (runtime);
}

static void
bump_cb (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
bump_closure_cb (gpointer data,
                 GClosure *closure)
{
  bump_cb (data);
}

static void
gone_cb (gpointer data,
         GObject *where_the_object_was)
{
  bump_cb (data);
}

static void
late_cb (GObject *object,
         GParamSpec *pspec,
         gpointer data)
{
}

/* whoever was to know of the end of the object does; the worker may be the last to let go */
static void
test_told (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  SweetSpawningTask *task = spawn_run (spawn_on_workers (runtime, text_work, NULL));
  GWeakRef weak;
  gpointer still;
  gint n_gone = 0;
  gint n_destroyed = 0;
  gint n_let_go = 0;

  g_object_weak_ref (G_OBJECT (task), gone_cb, &n_gone);
  run_and_let_go (test, task);
  while (g_atomic_int_get (&n_gone) == 0)
    g_thread_yield ();

  task = spawn_run (spawn_on_workers (runtime, text_work, NULL));
  g_weak_ref_init (&weak, task);
  run_and_let_go (test, task);
  while ((still = g_weak_ref_get (&weak)) != NULL)
    g_object_unref (still);
  g_weak_ref_clear (&weak);

  task = spawn_run (spawn_on_workers (runtime, text_work, NULL));
  g_object_set_data_full (G_OBJECT (task), "data", &n_destroyed, bump_cb);
  run_and_let_go (test, task);
  while (g_atomic_int_get (&n_destroyed) == 0)
    g_thread_yield ();

  /* one that begins to listen when there is nothing more to hear */
  task = spawn_run (spawn_on_workers (runtime, text_work, NULL));
  spawn_await (task);
  g_signal_connect_data (task, "notify::status", G_CALLBACK (late_cb), &n_let_go, bump_closure_cb, 0);
  run_and_let_go (test, task);
  while (g_atomic_int_get (&n_let_go) == 0)
    g_thread_yield ();
  for (guint i = 0; i < 200; i++)
    run_and_let_go (test, spawn_run (spawn_on_workers (runtime, text_work, NULL)));
  g_assert_cmpint (n_destroyed, ==, 1);
  g_assert_cmpint (n_let_go, ==, 1);
  spawn_shut_down (runtime);
}

/* made in threads that end, and ended in others */

typedef struct
{
  SweetRuntime *runtime;
  guint n;
} Maker;

static gpointer
maker_thread (gpointer data)
{
  Maker *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (self->runtime, text_work, NULL));

      sweet_task_await_async (SWEET_TASK (task), NULL, count_ready_cb, &self->n);
    }
  while (self->n < 2000)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);

  for (guint round = 0; round < 3; round++)
    {
      Maker makers[3];
      GThread *threads[3];

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          makers[i] = (Maker){ runtime, 0 };
          threads[i] = g_thread_new ("maker", maker_thread, &makers[i]);
        }
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    }
  spawn_shut_down (runtime);
}

/* callbacks that have come together */

#define N_TOGETHER 250

typedef struct
{
  SweetTest *test;
  SweetSpawningTask *tasks[N_TOGETHER];
  SweetSpawningTask *ended[N_TOGETHER]; /* in the order in which they did, where there is one worker */
  guint n_ended;
  guint n;
  guint n_cancelled;
  gboolean nests;
} Together;

static gboolean
together_work (SweetSpawningTask *task,
               gpointer user_data,
               GError **error)
{
  Together *self = user_data;

  self->ended[self->n_ended++] = task;
  return TRUE;
}

static void
together_begin (Together *self,
                SweetRuntime *runtime,
                GAsyncReadyCallback callback)
{
  for (guint i = 0; i < N_TOGETHER; i++)
    {
      self->tasks[i] = spawn_run (spawn_on_workers (runtime, together_work, self));
      sweet_task_await_async (SWEET_TASK (self->tasks[i]), NULL, callback, self);
    }
}

static void
together_end (Together *self)
{
  sweet_test_wait_for (self->test, self->n == N_TOGETHER);
  for (guint i = 0; i < N_TOGETHER; i++)
    g_object_unref (self->tasks[i]);
}

static void
in_order_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  Together *self = user_data;
  guint n = self->n++;

  g_assert_true (source == G_OBJECT (self->ended[n]));
  g_assert_true (sweet_task_await_finish (SWEET_TASK (source), result, NULL));
  /* those behind it come within this one */
  if (self->nests && n % 50 == 0)
    sweet_test_wait_for (self->test, self->n >= MIN (n + 49, N_TOGETHER));
}

/* one worker ends them one after the other */
static void
test_in_order (SweetTest *test,
               gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);

  for (guint nests = 0; nests < 2; nests++)
    {
      Together together = { .test = test, .nests = nests > 0 };
      Gate gate = { .open = FALSE };
      g_autoptr (SweetSpawningTask) busy = spawn_run (spawn_on_workers (runtime, gate_work, &gate));

      /* all are waited for before the first one ends */
      gate_meet (&gate, 1);
      together_begin (&together, runtime, in_order_cb);
      gate_open (&gate);
      spawn_await (busy);
      while (sweet_runtime_get_active_count (runtime) > 0)
        g_thread_yield ();
      together_end (&together);
    }
  spawn_shut_down (runtime);
}

static void
cancel_others_cb (GObject *source,
                  GAsyncResult *result,
                  gpointer user_data)
{
  Together *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sweet_task_await_finish (SWEET_TASK (source), result, &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      self->n_cancelled++;
    }
  if (self->n++ == 0)
    for (guint i = 1; i < N_TOGETHER; i++)
      sweet_task_cancel (SWEET_TASK (self->tasks[i]), SWEET_CANCEL_LEVEL_GRACEFUL);
}

/* the first one is done while the worker is busy, and its callback cancels all others */
static void
test_cancel_others (SweetTest *test,
                    gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) busy = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  Together together = { .test = test };

  gate_meet (&gate, 1);
  together_begin (&together, runtime, cancel_others_cb);
  spawn_await (together.tasks[0]);
  together_end (&together);
  g_assert_cmpuint (together.n_cancelled, ==, N_TOGETHER - 1);
  gate_open (&gate);
  spawn_await (busy);
  spawn_shut_down (runtime);
}

/* each of several waits for one task is told, the first one by the block that the task has for it */
static void
test_many_waits (SweetTest *test,
                 gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  SweetSpawningTask *task = spawn_run (spawn_on_workers (runtime, text_work, NULL));
  guint n[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (n); i++)
    sweet_task_await_async (SWEET_TASK (task), NULL, count_ready_cb, &n[i]);
  sweet_test_wait_for (test, n[2] > 0);
  g_assert_cmpuint (n[0], ==, 1);
  g_assert_cmpuint (n[1], ==, 1);
  run_and_let_go (test, task);
  g_assert_cmpuint (n[2], ==, 1);
  spawn_shut_down (runtime);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-reuse/fresh", test_fresh);
  sweet_test_add ("/sweet/task-reuse/told", test_told);
  sweet_test_add ("/sweet/task-reuse/threads", test_threads);
  sweet_test_add ("/sweet/task-reuse/in-order", test_in_order);
  sweet_test_add ("/sweet/task-reuse/cancel-others", test_cancel_others);
  sweet_test_add ("/sweet/task-reuse/many-waits", test_many_waits);

  return g_test_run ();
}
