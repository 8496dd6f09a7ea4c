/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* what the work of a task is, where it is done, and what comes of it */

/* functions */

static void
test_on_context (SweetTest *test,
                 gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (seen_work, &seen));

  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_PENDING);
  g_assert_cmpint (seen.n_calls, ==, 0);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_COMPLETED);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_true (seen.thread == g_thread_self ());
  g_assert_true (seen.current == SWEET_TASK (task));
  g_assert_null (sweet_task_get_current ());
}

static void
test_on_context_sync (SweetTest *test,
                      gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (seen_work, &seen));

  spawn_await (task);
  g_assert_true (seen.thread == g_thread_self ());
  g_assert_cmpint (seen.n_calls, ==, 1);
}

typedef struct
{
  GMainContext *context;
  SweetTask *task;
} OtherLoop;

static gpointer
other_loop_thread (gpointer data)
{
  OtherLoop *self = data;

  g_main_context_push_thread_default (self->context);
  while (!sweet_task_is_final (self->task) || g_main_context_pending (self->context))
    g_main_context_iteration (self->context, TRUE);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* built while the context of another thread is this one's default */
static void
test_on_other_context (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SweetSpawningTask) task = NULL;
  OtherLoop other = { context, NULL };
  Seen seen = { 0 };
  GThread *thread;

  g_main_context_push_thread_default (context);
  task = spawn_run (sweet_spawning_task_builder_with_work (spawn_named ("elsewhere"), seen_work, &seen, seen_free));
  g_main_context_pop_thread_default (context);
  spawn_drain (test);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_PENDING);

  other.task = SWEET_TASK (task);
  thread = g_thread_new ("other-loop", other_loop_thread, &other);
  g_assert_true (g_thread_join (thread) == NULL);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_COMPLETED);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_true (seen.thread != g_thread_self ());
  g_assert_true (seen.context == context);
}

static void
test_on_workers (SweetTest *test,
                 gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)) || (g_main_context_wakeup (test->context), FALSE));
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_true (seen.thread != g_thread_self ());
  g_assert_true (seen.current == SWEET_TASK (task));
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

/* the data of work on workers goes where the task was made, also when the waiter did the work */
static void
test_freed_on_context (SweetTest *test,
                       gconstpointer data)
{
  gboolean waits = GPOINTER_TO_INT (data);

  for (guint i = 0; i < 200; i++)
    {
      Seen seen = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("freed"), seen_work, &seen, seen_free));

      if (waits)
        spawn_await (task);
      g_clear_object (&task);
      sweet_test_wait_for (test, seen_get_n_freed (&seen) == 1);
      g_assert_true (seen.freed_on == g_thread_self ());
      g_assert_cmpint (seen_get_n_calls (&seen), ==, 1);
    }
}

/* failures */

static gboolean
silent_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  return FALSE;
}

static gboolean
torn_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not there");
  return TRUE;
}

static gboolean
half_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  g_value_set_static_string (sweet_spawning_task_init_value (task, G_TYPE_STRING), "half of it");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no more");
  return FALSE;
}

/* on the context and on workers alike */
static SweetSpawningTask *
run_in_place (gconstpointer place,
              SweetWorkFunc work,
              gpointer data)
{
  return spawn_run (GPOINTER_TO_INT (place) ? spawn_on_workers (NULL, work, data) : spawn_on_context (work, data));
}

static void
test_false_without_error (SweetTest *test,
                          gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = run_in_place (data, silent_work, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK);
  spawn_assert_says (error, "“tested”");
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_FAILED);
}

static void
test_true_with_error (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = run_in_place (data, torn_work, NULL);

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_value_of_failed (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = run_in_place (data, half_work, NULL);
  g_autoptr (SweetTaskResult) result = NULL;
  g_autoptr (GError) error = NULL;

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (sweet_spawning_task_get_value (task, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  result = sweet_task_await_result_sync (SWEET_TASK (task), NULL, NULL);
  g_assert_true (sweet_task_result_is_error (result));
  g_assert_false (sweet_task_result_has_value (result));
}

static gboolean
text_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  g_value_take_string (sweet_spawning_task_init_value (task, G_TYPE_STRING), g_strdup ("text"));
  return TRUE;
}

static void
test_type_mismatch (SweetTest *test,
                    gconstpointer data)
{
  static const struct
  {
    SweetWorkFunc work;
    const char *says;
  } cases[] = { { text_work, "gchararray" }, { done_work, "without a value of type gint64" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SweetSpawningTaskBuilder *builder = GPOINTER_TO_INT (data) ? spawn_on_workers (NULL, cases[i].work, NULL) : spawn_on_context (cases[i].work, NULL);
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_result_type (builder, G_TYPE_INT64));
      g_autoptr (GError) error = NULL;

      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
      spawn_assert_says (error, cases[i].says);
      spawn_assert_says (error, "“tested”");
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_FAILED);
      g_assert_null (sweet_spawning_task_get_value (task, NULL));
    }
}

/* values */

static gboolean
value_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  sweet_spawning_task_set_value (task, user_data);
  return TRUE;
}

typedef struct
{
  const char *name;
  void (*fill) (GValue *value);
} Kind;

static void
fill_int64 (GValue *value)
{
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, G_MININT64);
}

static void
fill_double (GValue *value)
{
  g_value_init (value, G_TYPE_DOUBLE);
  g_value_set_double (value, -0.5);
}

static void
fill_null_string (GValue *value)
{
  g_value_init (value, G_TYPE_STRING);
}

static void
fill_string (GValue *value)
{
  g_value_init (value, G_TYPE_STRING);
  g_value_set_string (value, "schön");
}

static void
fill_object (GValue *value)
{
  g_value_init (value, G_TYPE_OBJECT);
  g_value_take_object (value, g_object_new (G_TYPE_OBJECT, NULL));
}

static void
fill_bytes (GValue *value)
{
  g_value_init (value, G_TYPE_BYTES);
  g_value_take_boxed (value, g_bytes_new ("four", 4));
}

static void
fill_variant (GValue *value)
{
  g_value_init (value, G_TYPE_VARIANT);
  g_value_take_variant (value, g_variant_ref_sink (g_variant_new ("(si)", "pair", 2)));
}

static void
fill_interface (GValue *value)
{
  g_value_init (value, G_TYPE_LIST_MODEL);
  g_value_take_object (value, g_list_store_new (G_TYPE_OBJECT));
}

static const Kind kinds[] = {
  { "int64", fill_int64 },
  { "double", fill_double },
  { "null-string", fill_null_string },
  { "string", fill_string },
  { "object", fill_object },
  { "bytes", fill_bytes },
  { "variant", fill_variant },
  { "interface", fill_interface },
};

static void
assert_equal_values (const GValue *value,
                     const GValue *expected)
{
  g_autofree char *text = g_strdup_value_contents (value);
  g_autofree char *expected_text = g_strdup_value_contents (expected);

  g_assert_true (G_VALUE_TYPE (value) == G_VALUE_TYPE (expected));
  g_assert_cmpstr (text, ==, expected_text);
}

static void
test_values (SweetTest *test,
             gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_auto (GValue) expected = G_VALUE_INIT;
      g_autoptr (SweetSpawningTask) task = NULL;
      g_autoptr (SweetTaskResult) result = NULL;
      SweetSpawningTaskBuilder *builder;

      kinds[i].fill (&expected);
      builder = GPOINTER_TO_INT (data) ? spawn_on_workers (NULL, value_work, &expected) : spawn_on_context (value_work, &expected);
      task = spawn_run (sweet_spawning_task_builder_with_result_type (builder, G_VALUE_TYPE (&expected)));
      assert_equal_values (sweet_spawning_task_await_value_sync (task, NULL, NULL), &expected);
      assert_equal_values (sweet_spawning_task_get_value (task, NULL), &expected);
      result = sweet_task_await_result_sync (SWEET_TASK (task), NULL, NULL);
      g_assert_true (sweet_task_result_is_ok (result));
      assert_equal_values (sweet_task_result_get_value (result, NULL), &expected);
      g_assert_true (sweet_task_result_get_task_id (result) == sweet_task_get_id (SWEET_TASK (task)));
      g_assert_cmpstr (sweet_task_result_get_task_name (result), ==, "tested");
    }
}

static gboolean
second_thoughts_work (SweetSpawningTask *task,
                      gpointer user_data,
                      GError **error)
{
  g_value_set_static_string (sweet_spawning_task_init_value (task, G_TYPE_STRING), "first");
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), 2);
  return TRUE;
}

static void
test_last_value_counts (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = run_in_place (data, second_thoughts_work, NULL);
  g_autoptr (SweetSpawningTask) empty = run_in_place (data, done_work, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_value_get_int64 (sweet_spawning_task_await_value_sync (task, NULL, NULL)), ==, 2);
  g_assert_null (sweet_spawning_task_await_value_sync (empty, NULL, &error));
  g_assert_no_error (error);
}

static void
test_value_too_early (SweetTest *test,
                      gconstpointer data)
{
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, gate_work, &gate));
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_spawning_task_get_value (task, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE);
  spawn_assert_says (error, "“tested”");
  gate_open (&gate);
  spawn_await (task);
}

/* value setters belong to the work */
static void
test_set_value_outside (SweetTest *test,
                        gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (done_work, NULL));

      fill_int64 (&value);
      sweet_spawning_task_set_value (task, &value);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*sweet_task_frame_has*");
}

/* asynchronous pairs */

/* gives its value in an idle of the thread's default context, unless it is cancelled before */
static gboolean
pair_idle_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_int (task, 7);
  return G_SOURCE_REMOVE;
}

static void
pair_begin (GObject *source_object,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source_object, cancellable, callback, user_data);
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_callback (idle, pair_idle_cb, g_object_ref (task), g_object_unref);
  g_source_attach (idle, g_main_context_get_thread_default ());
}

static gboolean
pair_finish (GObject *source_object,
             GAsyncResult *result,
             GValue *value,
             GError **error)
{
  GError *reason = NULL;
  gssize number = g_task_propagate_int (G_TASK (result), &reason);

  g_assert_true (g_task_get_source_object (G_TASK (result)) == source_object);
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, number);
  return TRUE;
}

static gboolean
pair_finish_silently (GObject *source_object,
                      GAsyncResult *result,
                      GValue *value,
                      GError **error)
{
  g_task_propagate_int (G_TASK (result), NULL);
  return FALSE;
}

static gboolean
pair_finish_torn (GObject *source_object,
                  GAsyncResult *result,
                  GValue *value,
                  GError **error)
{
  g_task_propagate_int (G_TASK (result), NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return TRUE;
}

static void
test_pair (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (GObject) source = g_object_new (G_TYPE_OBJECT, NULL);
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_async_work (spawn_named ("pair"), source, pair_begin, pair_finish);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_result_type (builder, G_TYPE_INT64));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_cmpint (g_value_get_int64 (sweet_spawning_task_get_value (task, NULL)), ==, 7);
}

static void
test_pair_failures (SweetTest *test,
                    gconstpointer data)
{
  g_autoptr (SweetSpawningTask) silent = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("silent"), NULL, pair_begin, pair_finish_silently));
  g_autoptr (SweetSpawningTask) torn = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("torn"), NULL, pair_begin, pair_finish_torn));
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_async_work (spawn_named ("typed"), NULL, pair_begin, pair_finish);
  g_autoptr (SweetSpawningTask) typed = spawn_run (sweet_spawning_task_builder_with_result_type (builder, G_TYPE_STRING));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (silent)) && sweet_task_is_final (SWEET_TASK (torn)) && sweet_task_is_final (SWEET_TASK (typed)));
  spawn_await_error (silent, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK);
  spawn_await_error (torn, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  spawn_await_error (typed, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
}

static gboolean
load_finish (GObject *source_object,
             GAsyncResult *result,
             GValue *value,
             GError **error)
{
  char *contents = NULL;

  if (!g_file_load_contents_finish (G_FILE (source_object), result, &contents, NULL, NULL, error))
    return FALSE;

  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, contents);
  return TRUE;
}

static void
load_begin (GObject *source_object,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_file_load_contents_async (G_FILE (source_object), cancellable, callback, user_data);
}

static void
test_pair_of_gio (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "text", "some text", -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) nothing = g_file_get_child (file, "nothing");
  g_autoptr (SweetSpawningTask) there = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("load"), G_OBJECT (file), load_begin, load_finish));
  g_autoptr (SweetSpawningTask) missing = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("load"), G_OBJECT (nothing), load_begin, load_finish));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (there)) && sweet_task_is_final (SWEET_TASK (missing)));
  g_assert_cmpstr (g_value_get_string (sweet_spawning_task_get_value (there, NULL)), ==, "some text");
  spawn_await_error (missing, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

/* it could only go on in the context that the wait would block */
static void
test_pair_would_block (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("pair"), NULL, pair_begin, pair_finish));
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  spawn_assert_says (error, "“pair”");
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  spawn_await (task);
}

typedef struct
{
  Gate gate;
  SweetTask *task;
} Waiter;

static gpointer
await_thread (gpointer data)
{
  Waiter *self = data;
  g_autoptr (GError) error = NULL;

  gate_pass (&self->gate);
  sweet_task_await_sync (self->task, NULL, &error);
  g_assert_no_error (error);
  return NULL;
}

/* while another thread may well wait for it */
static void
test_pair_from_thread (SweetTest *test,
                       gconstpointer data)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("pair"), NULL, pair_begin, pair_finish));
      Waiter waiter = { { .open = TRUE }, SWEET_TASK (task) };
      GThread *thread = g_thread_new ("await", await_thread, &waiter);

      gate_meet (&waiter.gate, 1);
      for (guint i = 0; i < 100; i++)
        g_thread_yield ();
      sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
      g_thread_join (thread);
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_COMPLETED);
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/spawning-task/on-context", test_on_context);
  sweet_test_add ("/sweet/spawning-task/on-context/sync", test_on_context_sync);
  sweet_test_add ("/sweet/spawning-task/on-context/other", test_on_other_context);
  sweet_test_add ("/sweet/spawning-task/on-workers", test_on_workers);
  sweet_test_add_data ("/sweet/spawning-task/freed-on-context/loop", GINT_TO_POINTER (FALSE), test_freed_on_context);
  sweet_test_add_data ("/sweet/spawning-task/freed-on-context/sync", GINT_TO_POINTER (TRUE), test_freed_on_context);
  sweet_test_add_data ("/sweet/spawning-task/false-without-error/context", GINT_TO_POINTER (FALSE), test_false_without_error);
  sweet_test_add_data ("/sweet/spawning-task/false-without-error/workers", GINT_TO_POINTER (TRUE), test_false_without_error);
  sweet_test_add_data ("/sweet/spawning-task/true-with-error/context", GINT_TO_POINTER (FALSE), test_true_with_error);
  sweet_test_add_data ("/sweet/spawning-task/true-with-error/workers", GINT_TO_POINTER (TRUE), test_true_with_error);
  sweet_test_add_data ("/sweet/spawning-task/value-of-failed/context", GINT_TO_POINTER (FALSE), test_value_of_failed);
  sweet_test_add_data ("/sweet/spawning-task/value-of-failed/workers", GINT_TO_POINTER (TRUE), test_value_of_failed);
  sweet_test_add_data ("/sweet/spawning-task/type-mismatch/context", GINT_TO_POINTER (FALSE), test_type_mismatch);
  sweet_test_add_data ("/sweet/spawning-task/type-mismatch/workers", GINT_TO_POINTER (TRUE), test_type_mismatch);
  sweet_test_add_data ("/sweet/spawning-task/values/context", GINT_TO_POINTER (FALSE), test_values);
  sweet_test_add_data ("/sweet/spawning-task/values/workers", GINT_TO_POINTER (TRUE), test_values);
  sweet_test_add_data ("/sweet/spawning-task/last-value-counts/context", GINT_TO_POINTER (FALSE), test_last_value_counts);
  sweet_test_add_data ("/sweet/spawning-task/last-value-counts/workers", GINT_TO_POINTER (TRUE), test_last_value_counts);
  sweet_test_add ("/sweet/spawning-task/value-too-early", test_value_too_early);
  sweet_test_add ("/sweet/spawning-task/set-value-outside", test_set_value_outside);
  sweet_test_add ("/sweet/spawning-task/pair", test_pair);
  sweet_test_add ("/sweet/spawning-task/pair/failures", test_pair_failures);
  sweet_test_add ("/sweet/spawning-task/pair/gio", test_pair_of_gio);
  sweet_test_add ("/sweet/spawning-task/pair/would-block", test_pair_would_block);
  sweet_test_add ("/sweet/spawning-task/pair/from-thread", test_pair_from_thread);

  return g_test_run ();
}
