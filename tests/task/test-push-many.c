/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* many calls at once, which workers share: each is made once, and none waits for another */

#define N_MANY 10000

static void
count_cb (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
wait_for_count (gint *count,
                gint n)
{
  while (g_atomic_int_get (count) < n)
    g_thread_yield ();
}

static void
test_each_once (SweetTest *test,
                gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (3);
  g_autofree gint *counts = g_new0 (gint, N_MANY);
  g_autofree gpointer *each = g_new0 (gpointer, N_MANY);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_MANY; i++)
    each[i] = &counts[i];
  for (guint n = 1; n < 200; n += 9)
    {
      g_assert_true (sweet_runtime_push_many (runtime, count_cb, each, n, &error));
      g_assert_no_error (error);
    }
  g_assert_true (sweet_runtime_push_many (runtime, count_cb, each, N_MANY, &error));
  /* they are copied */
  memset (each, 0, N_MANY * sizeof (gpointer));
  spawn_shut_down (runtime);
  for (guint i = 0; i < 200; i++)
    g_assert_cmpint (counts[i], ==, 1 + (i < 199 ? (gint) (23 - (i + 8) / 9) : 0));
  for (guint i = 200; i < N_MANY; i++)
    g_assert_cmpint (counts[i], ==, 1);
}

static void
meet_cb (gpointer data)
{
  gate_pass (data);
}

/* as many as there are workers are under way at once, however few they are */
static void
test_side_by_side (SweetTest *test,
                   gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (3);
  Gate gate = { .open = FALSE };
  gpointer each[] = { &gate, &gate, &gate };

  g_assert_true (sweet_runtime_push_many (runtime, meet_cb, each, G_N_ELEMENTS (each), NULL));
  gate_meet (&gate, G_N_ELEMENTS (each));
  gate_open (&gate);
  spawn_shut_down (runtime);
}

typedef struct
{
  SweetRuntime *runtime;
  SweetFuture *promise;
  gint n_waited;
  gint n_resolved;
  guint index;
} Wait;

static void
wait_cb (gpointer data)
{
  Wait *self = *(Wait **) data;

  /* the second one does what the first one waits for */
  if (g_atomic_int_add (&self->n_resolved, 1) > 0)
    {
      sweet_future_resolve (self->promise, NULL);
      return;
    }
  g_assert_null (sweet_future_await_sync (self->promise, NULL, NULL));
  g_assert_true (sweet_future_is_settled (self->promise));
  g_atomic_int_inc (&self->n_waited);
}

/* one that waits does not hold those behind it */
static void
test_waits (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Wait wait = { .promise = sweet_future_new () };
  Wait *self = &wait;
  gpointer each[] = { &self, &self };

  g_assert_true (sweet_runtime_push_many (runtime, wait_cb, each, G_N_ELEMENTS (each), NULL));
  wait_for_count (&wait.n_waited, 1);
  spawn_shut_down (runtime);
  g_object_unref (wait.promise);
}

/* what is more urgent comes between two calls */

typedef struct
{
  Gate gate;
  gint n;        /* calls and tasks that have begun */
  gint n_before; /* of those that the urgent task came after */
} Turn;

static void
turn_cb (gpointer data)
{
  Turn *self = data;

  if (g_atomic_int_add (&self->n, 1) == 0)
    gate_pass (&self->gate);
}

static gboolean
turn_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Turn *self = user_data;

  self->n_before = g_atomic_int_add (&self->n, 1);
  return TRUE;
}

static void
test_urgent (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Turn turn = { .n = 0 };
  gpointer each[50];
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    each[i] = &turn;
  g_assert_true (sweet_runtime_push_many (runtime, turn_cb, each, G_N_ELEMENTS (each), NULL));
  gate_meet (&turn.gate, 1);
  task = spawn_run (sweet_spawning_task_builder_with_priority (spawn_on_workers (runtime, turn_work, &turn), SWEET_PRIORITY_HIGH));
  gate_open (&turn.gate);
  spawn_shut_down (runtime);
  g_assert_cmpint (turn.n, ==, 51);
  g_assert_cmpint (turn.n_before, ==, 1);
}

/* a call that pushes many itself */
static void
nested_cb (gpointer data)
{
  Wait *self = data;
  gpointer each[100];

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    each[i] = &self->n_waited;
  g_assert_true (sweet_runtime_push_many (self->runtime, count_cb, each, G_N_ELEMENTS (each), NULL));
}

static void
test_nested (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Wait wait = { .runtime = runtime };
  gpointer each[100];

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    each[i] = &wait;
  g_assert_true (sweet_runtime_push_many (runtime, nested_cb, each, G_N_ELEMENTS (each), NULL));
  wait_for_count (&wait.n_waited, 10000);
  spawn_shut_down (runtime);
  g_assert_cmpint (wait.n_waited, ==, 10000);
}

/* calls whose turn has not come are not made */
static void
test_shut_down (SweetTest *test,
                gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { .open = FALSE };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (GError) error = NULL;
  gint n = 0;
  gpointer each[1000];

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    each[i] = &n;
  gate_meet (&gate, 1);
  g_assert_true (sweet_runtime_push_many (runtime, count_cb, each, G_N_ELEMENTS (each), NULL));
  g_assert_false (sweet_runtime_shutdown_sync (runtime, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (sweet_runtime_push_many (runtime, count_cb, each, G_N_ELEMENTS (each), &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN);
  gate_open (&gate);
  while (sweet_runtime_get_n_threads (runtime) > 0)
    g_thread_yield ();
  g_assert_cmpint (n, ==, 0);
  g_object_unref (runtime);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/push-many/each-once", test_each_once);
  sweet_test_add ("/sweet/push-many/side-by-side", test_side_by_side);
  sweet_test_add ("/sweet/push-many/waits", test_waits);
  sweet_test_add ("/sweet/push-many/urgent", test_urgent);
  sweet_test_add ("/sweet/push-many/nested", test_nested);
  sweet_test_add ("/sweet/push-many/shut-down", test_shut_down);

  return g_test_run ();
}
