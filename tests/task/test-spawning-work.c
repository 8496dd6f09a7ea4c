/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* work as an object: it ends its attempt at once, later, on any thread, twice, or never */

#define TEST_TYPE_WORK (test_work_get_type ())
G_DECLARE_FINAL_TYPE (TestWork, test_work, TEST, WORK, SweetWork)

/* called by run */
typedef gboolean (*TestWorkFunc) (TestWork *self,
                                  SweetSpawningTask *task,
                                  GError **error);

struct _TestWork
{
  SweetWork parent_instance;

  TestWorkFunc func;
  guint n_runs;
  GThread *thread;
  SweetTask *current;
  SweetSpawningTask *task; /* one that goes on */
  gint *n_alive;
};

G_DEFINE_FINAL_TYPE (TestWork, test_work, SWEET_TYPE_WORK)

static gboolean
test_work_run (SweetWork *work,
               SweetSpawningTask *task,
               GError **error)
{
  TestWork *self = TEST_WORK (work);

  self->n_runs++;
  self->thread = g_thread_self ();
  self->current = sweet_task_get_current ();
  return self->func (self, task, error);
}

static void
test_work_finalize (GObject *object)
{
  TestWork *self = TEST_WORK (object);

  g_clear_object (&self->task);
  if (self->n_alive != NULL)
    g_atomic_int_add (self->n_alive, -1);
  G_OBJECT_CLASS (test_work_parent_class)->finalize (object);
}

static void
test_work_class_init (TestWorkClass *klass)
{
  SWEET_WORK_CLASS (klass)->run = test_work_run;
  G_OBJECT_CLASS (klass)->finalize = test_work_finalize;
}

static void
test_work_init (TestWork *self)
{
}

static TestWork *
test_work_new (TestWorkFunc func)
{
  TestWork *self = g_object_new (TEST_TYPE_WORK, NULL);

  self->func = func;
  return self;
}

/* without a method of its own */
#define IDLE_TYPE_WORK (idle_work_get_type ())
G_DECLARE_FINAL_TYPE (IdleWork, idle_work, IDLE, WORK, SweetWork)

struct _IdleWork
{
  SweetWork parent_instance;
};

G_DEFINE_FINAL_TYPE (IdleWork, idle_work, SWEET_TYPE_WORK)

static void
idle_work_class_init (IdleWorkClass *klass)
{
}

static void
idle_work_init (IdleWork *self)
{
}

static SweetSpawningTaskBuilder *
build_object (TestWork *work)
{
  return sweet_spawning_task_builder_with_work_object (spawn_named ("object"), SWEET_WORK (work));
}

static void
return_number (SweetSpawningTask *task,
               gint64 number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  sweet_spawning_task_return_value (task, &value);
}

static gint64
get_number (SweetSpawningTask *task)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = sweet_spawning_task_get_value (task, &error);

  g_assert_no_error (error);
  return g_value_get_int64 (value);
}

static gboolean
return_at_once (TestWork *self,
                SweetSpawningTask *task,
                GError **error)
{
  return_number (task, 1);
  return TRUE;
}

static void
test_at_once (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_at_once);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));

  g_assert_cmpuint (work->n_runs, ==, 0);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_cmpint (get_number (task), ==, 1);
  g_assert_cmpuint (work->n_runs, ==, 1);
  g_assert_true (work->thread == g_thread_self ());
  g_assert_true (work->current == SWEET_TASK (task));
}

static gboolean
return_idle_cb (gpointer user_data)
{
  TestWork *self = user_data;

  return_number (self->task, 2);
  g_clear_object (&self->task);
  return G_SOURCE_REMOVE;
}

static gboolean
return_later (TestWork *self,
              SweetSpawningTask *task,
              GError **error)
{
  g_autoptr (GSource) idle = g_idle_source_new ();

  self->task = g_object_ref (task);
  g_source_set_callback (idle, return_idle_cb, g_object_ref (self), g_object_unref);
  g_source_attach (idle, g_main_context_get_thread_default ());
  return TRUE;
}

static void
test_later (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_later);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_cmpint (get_number (task), ==, 2);
}

static gpointer
return_thread (gpointer data)
{
  g_autoptr (SweetSpawningTask) task = data;

  return_number (task, 3);
  return NULL;
}

static gboolean
return_from_thread (TestWork *self,
                    SweetSpawningTask *task,
                    GError **error)
{
  g_thread_unref (g_thread_new ("return", return_thread, g_object_ref (task)));
  return TRUE;
}

/* whoever awaits is called on the context all the same */
static void
test_from_thread (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (TestWork) work = test_work_new (return_from_thread);
      g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));
      g_autoptr (GAsyncResult) result = NULL;

      sweet_task_await_async (SWEET_TASK (task), NULL, sweet_test_store_result_cb, &result);
      sweet_test_wait_for (test, result != NULL);
      g_assert_true (sweet_task_await_finish (SWEET_TASK (task), result, NULL));
      g_assert_cmpint (get_number (task), ==, 3);
    }
}

static gboolean
return_error (TestWork *self,
              SweetSpawningTask *task,
              GError **error)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_EXISTS, "there already");

  sweet_spawning_task_return_error (task, reason);
  return TRUE;
}

static void
test_error (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_error);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

static gboolean
return_twice (TestWork *self,
              SweetSpawningTask *task,
              GError **error)
{
  return_number (task, 4);
  return_number (task, 5);
  return_error (self, task, NULL);
  return TRUE;
}

static void
test_twice (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_twice);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  return_number (task, 6);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_COMPLETED);
  g_assert_cmpint (get_number (task), ==, 4);
}

/* one of many threads is the first, and only its value counts */
static gpointer
return_racing_thread (gpointer data)
{
  g_autoptr (SweetSpawningTask) task = data;

  return_number (task, GPOINTER_TO_INT (g_thread_self ()));
  return GINT_TO_POINTER (GPOINTER_TO_INT (g_thread_self ()));
}

static GThread *racers[8];

static gboolean
return_racing (TestWork *self,
               SweetSpawningTask *task,
               GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    racers[i] = g_thread_new ("racer", return_racing_thread, g_object_ref (task));
  return TRUE;
}

static void
test_racing (SweetTest *test,
             gconstpointer data)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (TestWork) work = test_work_new (return_racing);
      g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));
      g_autoptr (GAsyncResult) result = NULL;
      guint n_winners = 0;
      gint64 won;

      sweet_task_await_async (SWEET_TASK (task), NULL, sweet_test_store_result_cb, &result);
      sweet_test_wait_for (test, result != NULL);
      won = get_number (task);
      for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
        n_winners += GPOINTER_TO_INT (g_thread_join (racers[i])) == won;
      g_assert_cmpuint (n_winners, ==, 1);
      g_assert_cmpint (get_number (task), ==, won);
    }
}

static gboolean
return_nothing (TestWork *self,
                SweetSpawningTask *task,
                GError **error)
{
  sweet_spawning_task_return_value (task, NULL);
  return TRUE;
}

static gboolean
return_set_value (TestWork *self,
                  SweetSpawningTask *task,
                  GError **error)
{
  g_value_set_static_string (sweet_spawning_task_init_value (task, G_TYPE_STRING), "set before");
  sweet_spawning_task_return_value (task, NULL);
  return TRUE;
}

static void
test_no_value (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (TestWork) nothing = test_work_new (return_nothing);
  g_autoptr (TestWork) before = test_work_new (return_set_value);
  g_autoptr (SweetSpawningTask) empty = spawn_run (build_object (nothing));
  g_autoptr (SweetSpawningTask) full = spawn_run (build_object (before));
  g_autoptr (SweetSpawningTask) typed = spawn_run (sweet_spawning_task_builder_with_result_type (build_object (nothing), G_TYPE_STRING));
  g_autoptr (SweetSpawningTask) wrong = spawn_run (sweet_spawning_task_builder_with_result_type (build_object (before), G_TYPE_INT64));
  g_autoptr (GError) error = NULL;

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (empty)) && sweet_task_is_final (SWEET_TASK (full)) &&
                                 sweet_task_is_final (SWEET_TASK (typed)) && sweet_task_is_final (SWEET_TASK (wrong)));
  g_assert_null (sweet_spawning_task_get_value (empty, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (sweet_spawning_task_get_value (full, NULL)), ==, "set before");
  spawn_await_error (typed, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  spawn_await_error (wrong, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
}

static void
test_without_method (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (SweetWork) work = g_object_new (IDLE_TYPE_WORK, NULL);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_work_object (spawn_named ("object"), work));
  g_autoptr (GError) error = NULL;

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK);
  spawn_assert_says (error, "IdleWork");
}

/* an attempt that cannot begin */

static gboolean
fail_to_begin (TestWork *self,
               SweetSpawningTask *task,
               GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return FALSE;
}

static gboolean
fail_silently (TestWork *self,
               SweetSpawningTask *task,
               GError **error)
{
  return FALSE;
}

static gboolean
fail_torn (TestWork *self,
           SweetSpawningTask *task,
           GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "torn");
  return TRUE;
}

/* what it returned before counts */
static gboolean
fail_after_return (TestWork *self,
                   SweetSpawningTask *task,
                   GError **error)
{
  return_number (task, 8);
  return FALSE;
}

static void
test_cannot_begin (SweetTest *test,
                   gconstpointer data)
{
  static const struct
  {
    TestWorkFunc func;
    int code; /* of GIO, -1 for that of work without an error */
  } cases[] = { { fail_to_begin, G_IO_ERROR_BUSY }, { fail_silently, -1 }, { fail_torn, G_IO_ERROR_EXISTS } };
  g_autoptr (TestWork) returned = test_work_new (fail_after_return);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (returned));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_cmpint (get_number (task), ==, 8);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TestWork) work = test_work_new (cases[i].func);
      g_autoptr (SweetSpawningTask) failed = spawn_run (build_object (work));

      sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (failed)));
      if (cases[i].code >= 0)
        spawn_await_error (failed, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, cases[i].code);
      else
        spawn_await_error (failed, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK);
    }
}

/* work that never ends is ended by cancelling: gracefully where it looks at its cancellable */

static void
cancelled_cb (GCancellable *cancellable,
              gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  sweet_spawning_task_return_error (user_data, error);
}

static gboolean
return_when_cancelled (TestWork *self,
                       SweetSpawningTask *task,
                       GError **error)
{
  g_signal_connect_object (sweet_task_get_cancellable (SWEET_TASK (task)), "cancelled", G_CALLBACK (cancelled_cb), task, 0);
  return TRUE;
}

static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_when_cancelled);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));

  sweet_test_wait_for (test, spawn_status (task) == SWEET_TASK_STATUS_RUNNING);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
return_never (TestWork *self,
              SweetSpawningTask *task,
              GError **error)
{
  self->task = g_object_ref (task);
  return TRUE;
}

/* what comes back after the end does nothing */
static void
test_never (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_never);
  g_autoptr (SweetSpawningTask) task = spawn_run (build_object (work));

  sweet_test_wait_for (test, spawn_status (task) == SWEET_TASK_STATUS_RUNNING);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL);
  spawn_drain (test);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
  g_assert_true (sweet_task_is_final (SWEET_TASK (task)));
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return_number (task, 9);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_CANCELLED);
  g_assert_null (sweet_spawning_task_get_value (task, NULL));
  g_clear_object (&work->task);
}

/* the only reference that the application has is let go within the work */
static gboolean
drop_and_return (TestWork *self,
                 SweetSpawningTask *task,
                 GError **error)
{
  g_clear_object (&self->task);
  return_number (task, 1);
  return TRUE;
}

static void
test_dropped_in_run (SweetTest *test,
                     gconstpointer data)
{
  gint n_alive = 1;
  TestWork *work = test_work_new (drop_and_return);

  work->n_alive = &n_alive;
  work->task = spawn_run (build_object (work));
  g_object_unref (work);
  sweet_test_wait_for (test, n_alive == 0);
}

/* nobody but the runtime has it any more while it goes on */
static gboolean
return_dropped_cb (gpointer user_data)
{
  return_number (user_data, 1);
  return G_SOURCE_REMOVE;
}

static gboolean
return_without_reference (TestWork *self,
                          SweetSpawningTask *task,
                          GError **error)
{
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_callback (idle, return_dropped_cb, task, NULL);
  g_source_attach (idle, g_main_context_get_thread_default ());
  return TRUE;
}

static void
test_dropped_while_running (SweetTest *test,
                            gconstpointer data)
{
  gint n_alive = 1;
  TestWork *work = test_work_new (return_without_reference);

  work->n_alive = &n_alive;
  g_object_unref (spawn_run (build_object (work)));
  g_object_unref (work);
  sweet_test_wait_for (test, n_alive == 0);
}

/* one object may be the work of many tasks at once */
static void
test_shared (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (TestWork) work = test_work_new (return_from_thread);
  g_autoptr (SweetSpawningTaskBuilder) builder = build_object (work);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (tasks, spawn_run (g_object_ref (builder)));
  for (guint i = 0; i < tasks->len; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      sweet_task_await_async (g_ptr_array_index (tasks, i), NULL, sweet_test_store_result_cb, &result);
      sweet_test_wait_for (test, result != NULL);
      g_assert_cmpint (get_number (g_ptr_array_index (tasks, i)), ==, 3);
    }
  g_assert_cmpuint (work->n_runs, ==, 20);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/spawning-work/at-once", test_at_once);
  sweet_test_add ("/sweet/spawning-work/later", test_later);
  sweet_test_add ("/sweet/spawning-work/from-thread", test_from_thread);
  sweet_test_add ("/sweet/spawning-work/error", test_error);
  sweet_test_add ("/sweet/spawning-work/twice", test_twice);
  sweet_test_add ("/sweet/spawning-work/racing", test_racing);
  sweet_test_add ("/sweet/spawning-work/no-value", test_no_value);
  sweet_test_add ("/sweet/spawning-work/without-method", test_without_method);
  sweet_test_add ("/sweet/spawning-work/cannot-begin", test_cannot_begin);
  sweet_test_add ("/sweet/spawning-work/cancelled", test_cancelled);
  sweet_test_add ("/sweet/spawning-work/never", test_never);
  sweet_test_add ("/sweet/spawning-work/dropped-in-run", test_dropped_in_run);
  sweet_test_add ("/sweet/spawning-work/dropped-while-running", test_dropped_while_running);
  sweet_test_add ("/sweet/spawning-work/shared", test_shared);

  return g_test_run ();
}
