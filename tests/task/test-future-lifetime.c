/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <locale.h>

#include "future-fixture.h"

/* what futures keep, for how long, where it is let go, and what is said of failures that nobody saw */

static GThread *main_thread;

/* failures in the log */

static GMutex log_lock;
static GString *log_lines;
static guint n_ids;

static GLogWriterOutput
writer_cb (GLogLevelFlags level,
           const GLogField *fields,
           gsize n_fields,
           gpointer user_data)
{
  const char *name = NULL;
  const char *message = NULL;
  gboolean has_id = FALSE;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "SWEET_TASK_NAME"))
        name = fields[i].value;
      else if (g_str_equal (fields[i].key, "MESSAGE"))
        message = fields[i].value;
      else if (g_str_equal (fields[i].key, "SWEET_TASK_ID"))
        has_id = *(const char *) fields[i].value != '\0';
    }
  if (name == NULL)
    return g_log_writer_default (level, fields, n_fields, user_data);

  g_assert_cmpint (level, ==, G_LOG_LEVEL_WARNING);
  g_mutex_lock (&log_lock);
  g_string_append_printf (log_lines, "%s: %s\n", name, message);
  n_ids += has_id ? 1 : 0;
  g_mutex_unlock (&log_lock);
  return G_LOG_WRITER_HANDLED;
}

static void
assert_logged (const char *expected)
{
  g_mutex_lock (&log_lock);
  g_assert_cmpstr (log_lines->str, ==, expected);
  g_string_truncate (log_lines, 0);
  g_mutex_unlock (&log_lock);
}

static void
test_unseen (SweetTest *test,
             gconstpointer data)
{
  SweetFuture *failed = future_failed ("occupied");

  assert_logged ("");
  g_object_unref (failed);
  assert_logged ("unnamed: “unnamed” failed, and nobody looked at the error: occupied\n");
}

/* only the end of a chain */
static void
test_unseen_chain (SweetTest *test,
                   gconstpointer data)
{
  SweetFuture *failed = future_failed ("occupied");
  SweetFuture *mapped = sweet_future_map (failed, increment_cb, NULL, NULL);
  SweetFuture *futures[] = { mapped, mapped };
  SweetFuture *all = sweet_future_all (futures, 2);
  SweetFuture *mapped_error = sweet_future_map_error (all, fail_cb, NULL, NULL);

  g_object_unref (failed);
  g_object_unref (mapped);
  g_object_unref (all);
  sweet_test_wait_for (test, sweet_future_is_settled (mapped_error));
  assert_logged ("");
  g_object_unref (mapped_error);
  assert_logged ("unnamed: “unnamed” failed, and nobody looked at the error: after: occupied\n");
}

static void
ignore_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  gboolean *called = user_data;

  *called = TRUE;
}

/* each way to look at an error is one */
static void
test_seen (SweetTest *test,
           gconstpointer data)
{
  SweetFuture *failed[8];
  SweetFuture *number = future_of (1);
  SweetFuture *pair[] = { NULL, number };
  gboolean called = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (failed); i++)
    failed[i] = future_failed ("occupied");
  sweet_future_get_result (failed[0]);
  sweet_future_await_sync (failed[1], NULL, NULL);
  sweet_future_await_async (failed[2], NULL, ignore_cb, &called);
  g_assert_cmpint (future_take_int64 (test, sweet_future_recover (failed[3], seven_cb, NULL, NULL)), ==, 7);
  g_object_unref (sweet_future_on_settled (failed[4], settled_cb, NULL, NULL));
  pair[0] = failed[5];
  g_assert_cmpint (future_take_int64 (test, sweet_future_any (pair, 2)), ==, 1);
  future_take_error (test, sweet_future_timeout (failed[6], 1, NULL), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  future_take_error (test, sweet_future_and_then (number, future_cb, failed[7], NULL), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  sweet_test_wait_for (test, called);
  spawn_drain (test);
  for (guint i = 0; i < G_N_ELEMENTS (failed); i++)
    g_object_unref (failed[i]);
  g_object_unref (number);
  assert_logged ("");
}

/* neither of what was cancelled nor of what was let go */
static void
test_unseen_of_no_interest (SweetTest *test,
                            gconstpointer data)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  SweetFuture *promise = sweet_future_new ();
  SweetFuture *mapped = sweet_future_map (promise, increment_cb, NULL, NULL);
  SweetFuture *timeout = sweet_future_timeout (mapped, SWEET_HOURS (1), NULL);

  g_object_unref (sweet_future_new_error (cancelled));
  g_object_unref (promise);
  g_assert_true (sweet_future_is_settled (timeout));
  g_object_unref (mapped);
  g_object_unref (timeout);
  assert_logged ("");
}

typedef void (*LookFunc) (SweetTest *test,
                          SweetSpawningTask *task);

static void
look_await_async (SweetTest *test,
                  SweetSpawningTask *task)
{
  gboolean called = FALSE;

  sweet_task_await_async (SWEET_TASK (task), NULL, ignore_cb, &called);
  sweet_test_wait_for (test, called);
}

static void
look_await_sync (SweetTest *test,
                 SweetSpawningTask *task)
{
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
}

static void
look_await_result (SweetTest *test,
                   SweetSpawningTask *task)
{
  g_autoptr (SweetTaskResult) result = sweet_task_await_result_sync (SWEET_TASK (task), NULL, NULL);

  g_assert_true (sweet_task_result_is_error (result));
}

static void
look_value (SweetTest *test,
            SweetSpawningTask *task)
{
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_null (sweet_spawning_task_get_value (task, NULL));
}

static void
look_attempts (SweetTest *test,
               SweetSpawningTask *task)
{
  g_autoptr (GListModel) attempts = NULL;

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  attempts = sweet_spawning_task_get_attempts (task);
  g_assert_cmpuint (g_list_model_get_n_items (attempts), ==, 1);
}

static void
look_future (SweetTest *test,
             SweetSpawningTask *task)
{
  future_take_error (test, sweet_future_new_for_task (SWEET_TASK (task)), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
}

static void
test_unseen_task (SweetTest *test,
                  gconstpointer data)
{
  const LookFunc looks[] = { look_await_async, look_await_sync, look_await_result, look_value, look_attempts, look_future };
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  SweetSpawningTask *task;

  n_ids = 0;
  task = spawn_run (spawn_on_context (failing_work, reason));
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  spawn_drain (test);
  assert_logged ("");
  g_object_unref (task);
  spawn_drain (test);
  assert_logged ("tested: “tested” failed, and nobody looked at the error: occupied\n");
  g_assert_cmpuint (n_ids, ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      task = spawn_run (spawn_on_context (failing_work, reason));
      looks[i](test, task);
      g_object_unref (task);
      spawn_drain (test);
      assert_logged ("");
    }
}

static gboolean
failing_child_work (SweetSpawningTask *task,
                    gpointer user_data,
                    GError **error)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_name (spawn_on_context (failing_work, user_data), "child");

  g_object_unref (spawn_run (sweet_spawning_task_builder_with_parent (builder, SWEET_TASK (task))));
  return TRUE;
}

/* the parent tells of its child */
static void
test_unseen_child (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  SweetSpawningTask *task = spawn_run (spawn_on_context (failing_child_work, reason));

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_object_unref (task);
  spawn_drain (test);
  assert_logged ("tested: “tested” failed, and nobody looked at the error: the child “child” failed: occupied\n");
}

static void
test_unseen_cancelled_task (SweetTest *test,
                            gconstpointer data)
{
  SweetSpawningTask *task = spawn_run (spawn_on_context (done_work, NULL));

  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_object_unref (task);
  spawn_drain (test);
  assert_logged ("");
}

/* what lives how long */

/* a future that nobody can settle takes with it what was to follow */
static void
test_let_go (SweetTest *test,
             gconstpointer data)
{
  Seen seen = { 0 };
  SweetFuture *promise = sweet_future_new ();
  SweetFuture *mapped = sweet_future_map (promise, increment_cb, &seen, seen_free);
  SweetFuture *noted = sweet_future_on_settled (promise, settled_cb, &seen, seen_free);
  SweetFuture *next = sweet_future_and_then (mapped, future_cb, NULL, NULL);
  SweetFuture *futures[] = { promise, mapped, noted, next };

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_object_add_weak_pointer (G_OBJECT (futures[i]), (gpointer *) &futures[i]);
  g_object_unref (next);
  g_object_unref (noted);
  g_object_unref (mapped);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_nonnull (futures[i]);
  g_object_unref (promise);
  sweet_test_wait_for (test, seen.n_freed == 2);
  spawn_drain (test);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_null (futures[i]);
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_true (seen.freed_on == main_thread);
  assert_logged ("");
}

/* whoever has a future that follows learns of it */
static void
test_let_go_fails (SweetTest *test,
                   gconstpointer data)
{
  SweetFuture *promise = sweet_future_new ();
  SweetFuture *mapped = sweet_future_map (promise, increment_cb, NULL, NULL);
  SweetFuture *recovered = sweet_future_recover (mapped, seven_cb, NULL, NULL);

  g_object_unref (promise);
  future_take_error (test, mapped, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "let go before it was settled");
  g_assert_cmpint (future_take_int64 (test, recovered), ==, 7);
}

static gpointer
unref_thread (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

static void
test_let_go_elsewhere (SweetTest *test,
                       gconstpointer data)
{
  Seen seen = { 0 };
  SweetFuture *promise = sweet_future_new ();

  g_object_unref (sweet_future_map (promise, increment_cb, &seen, seen_free));
  g_thread_join (g_thread_new ("last", unref_thread, promise));
  g_assert_cmpint (seen.n_freed, ==, 0);
  sweet_test_wait_for (test, seen.n_freed == 1);
  g_assert_true (seen.freed_on == main_thread);
}

static void
test_disposed (SweetTest *test,
               gconstpointer data)
{
  SweetFuture *promise = sweet_future_new ();
  SweetFuture *mapped = sweet_future_map (promise, increment_cb, NULL, NULL);

  g_object_run_dispose (G_OBJECT (promise));
  g_assert_false (future_resolve (promise, 1));
  future_take_error (test, mapped, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "let go");
  future_take_error (test, promise, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "let go");
}

/* what follows does so whether or not anybody holds it */
static void
test_nobody_holds_it (SweetTest *test,
                      gconstpointer data)
{
  Seen seen = { 0 };
  Seen done = { 0 };
  SweetSpawningTask *task = spawn_run (spawn_on_context (seen_work, &seen));
  SweetFuture *future = sweet_future_new_for_task (SWEET_TASK (task));
  SweetFuture *delay = sweet_future_delay (SWEET_MILLISECONDS (1), NULL);
  SweetFuture *both[] = { future, delay };
  SweetFuture *all = sweet_future_all (both, 2);
  SweetFuture *noted = sweet_future_on_settled (all, settled_cb, &done, seen_free);

  g_object_unref (noted);
  g_object_unref (all);
  g_object_unref (delay);
  g_object_unref (future);
  g_object_unref (task);
  sweet_test_wait_for (test, done.n_freed == 1);
  g_assert_cmpint (done.n_calls, ==, 1);
  g_assert_cmpint (seen.n_calls, ==, 1);
}

/* values that may belong to a script */

typedef struct
{
  GThread *gone_on;
  gint gone;
} Grave;

static void
gone_cb (gpointer data,
         GObject *where)
{
  Grave *grave = data;

  grave->gone_on = g_thread_self ();
  g_atomic_int_set (&grave->gone, TRUE);
}

static GObject *
mourned (Grave *grave)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_weak_ref (object, gone_cb, grave);
  return object;
}

static gboolean
object_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  g_value_take_object (sweet_spawning_task_init_value (task, G_TYPE_OBJECT), mourned (user_data));
  return TRUE;
}

static SweetTaskResult *
mourned_cb (SweetTaskResult *result,
            gpointer user_data,
            GError **error)
{
  g_autoptr (GObject) object = mourned (user_data);

  return sweet_task_result_new_object (object);
}

/* whatever settled last on another thread, the last reference is let go on the context */
static void
test_values_on_context (SweetTest *test,
                        gconstpointer data)
{
  Gate gate = { 0 };
  Grave graves[3] = { { 0 } };
  g_autoptr (SweetRuntime) runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) first = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  SweetSpawningTask *task = spawn_run (spawn_on_workers (runtime, object_work, &graves[0]));
  SweetFuture *future = sweet_future_new_for_task (SWEET_TASK (task));
  SweetFuture *mapped = sweet_future_map_on_workers (future, mourned_cb, &graves[1], NULL);
  SweetFuture *other = sweet_future_map_on_workers (mapped, mourned_cb, &graves[2], NULL);
  SweetFuture *futures[] = { other, mapped, future };
  SweetFuture *all = sweet_future_all (futures, 3);

  g_object_unref (sweet_future_race (futures, 3));
  g_object_unref (all);
  g_object_unref (other);
  g_object_unref (mapped);
  g_object_unref (future);
  g_object_unref (task);
  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (graves); i++)
    {
      sweet_test_wait_for (test, g_atomic_int_get (&graves[i].gone));
      g_assert_true (graves[i].gone_on == main_thread);
    }
  spawn_shut_down (g_steal_pointer (&runtime));
}

int
main (int argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  main_thread = g_thread_self ();
  log_lines = g_string_new (NULL);
  g_log_set_writer_func (writer_cb, NULL, NULL);

  sweet_test_add ("/sweet/future/unseen", test_unseen);
  sweet_test_add ("/sweet/future/unseen-chain", test_unseen_chain);
  sweet_test_add ("/sweet/future/seen", test_seen);
  sweet_test_add ("/sweet/future/unseen-of-no-interest", test_unseen_of_no_interest);
  sweet_test_add ("/sweet/future/unseen-task", test_unseen_task);
  sweet_test_add ("/sweet/future/unseen-child", test_unseen_child);
  sweet_test_add ("/sweet/future/unseen-cancelled-task", test_unseen_cancelled_task);
  sweet_test_add ("/sweet/future/let-go", test_let_go);
  sweet_test_add ("/sweet/future/let-go-fails", test_let_go_fails);
  sweet_test_add ("/sweet/future/let-go-elsewhere", test_let_go_elsewhere);
  sweet_test_add ("/sweet/future/disposed", test_disposed);
  sweet_test_add ("/sweet/future/nobody-holds-it", test_nobody_holds_it);
  sweet_test_add ("/sweet/future/values-on-context", test_values_on_context);

  return g_test_run ();
}
