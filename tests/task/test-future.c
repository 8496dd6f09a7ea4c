/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <locale.h>

#include "future-fixture.h"

/* what futures are made of */

static void
test_value (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetFuture) number = future_of (3);
  g_autoptr (SweetTaskResult) text = sweet_task_result_new_string ("text");
  g_autoptr (SweetFuture) result = sweet_future_new_result (text);
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_future_is_settled (number));
  g_assert_null (sweet_future_get_task (number));
  g_assert_cmpint (g_value_get_int64 (sweet_future_await_sync (number, NULL, &error)), ==, 3);
  g_assert_no_error (error);
  g_assert_true (sweet_future_get_result (result) == text);
  future_take_none (test, sweet_future_new_value (NULL));
}

static void
test_error (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetFuture) future = future_failed ("occupied");
  g_autoptr (SweetTaskResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_future_is_settled (future));
  g_assert_null (sweet_future_await_sync (future, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  result = sweet_future_await_result_sync (future, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_task_result_is_error (result));
}

static void
test_promise (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetFuture) resolved = sweet_future_new ();
  g_autoptr (SweetFuture) rejected = sweet_future_new ();

  g_assert_false (sweet_future_is_settled (resolved));
  g_assert_null (sweet_future_get_result (resolved));
  g_assert_true (future_resolve (resolved, 1));
  g_assert_false (future_resolve (resolved, 2));
  g_assert_false (future_reject (resolved, "too late"));
  g_assert_true (future_reject (rejected, "first"));
  g_assert_false (future_reject (rejected, "second"));
  g_assert_false (future_resolve (rejected, 2));
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&resolved)), ==, 1);
  future_take_error (test, g_steal_pointer (&rejected), G_IO_ERROR, G_IO_ERROR_BUSY, "first");
}

static void
test_promise_of_others (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) mapped = sweet_future_map (promise, increment_cb, NULL, NULL);

  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*PROMISE*");
  g_assert_false (future_resolve (mapped, 1));
  g_test_assert_expected_messages ();
  g_assert_false (sweet_future_is_settled (mapped));
  future_resolve (promise, 1);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&mapped)), ==, 2);
}

static void
test_task (SweetTest *test,
           gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetRuntime) runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));
  g_autoptr (SweetFuture) late = NULL;
  g_autoptr (SweetFuture) mapped = sweet_future_map (future, increment_cb, NULL, NULL);

  g_assert_true (sweet_future_get_task (future) == SWEET_TASK (task));
  sweet_test_wait_for (test, sweet_future_is_settled (mapped));
  g_assert_cmpstr (sweet_task_result_get_task_name (sweet_future_get_result (future)), ==, "tested");
  g_assert_cmpstr (sweet_task_result_get_task_name (sweet_future_get_result (mapped)), ==, "tested");
  g_assert_true (sweet_task_result_get_task_id (sweet_future_get_result (mapped)) == sweet_task_get_id (SWEET_TASK (task)));
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&mapped)), ==, 2);
  late = sweet_future_new_for_task (SWEET_TASK (task));
  g_assert_true (sweet_future_is_settled (late));
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&late)), ==, 1);
  spawn_shut_down (g_steal_pointer (&runtime));
}

static void
test_task_fails (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (failing_work, reason));
  g_autoptr (SweetSpawningTask) cancelled = spawn_run (spawn_on_context (done_work, NULL));
  g_autoptr (SweetSpawningTask) without = spawn_run (spawn_on_context (done_work, NULL));

  sweet_task_cancel (SWEET_TASK (cancelled), SWEET_CANCEL_LEVEL_GRACEFUL);
  future_take_error (test, sweet_future_new_for_task (SWEET_TASK (task)), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  future_take_error (test, sweet_future_new_for_task (SWEET_TASK (cancelled)), G_IO_ERROR, G_IO_ERROR_CANCELLED, "tested");
  future_take_none (test, sweet_future_new_for_task (SWEET_TASK (without)));
}

/* a call that ends in the main context */
static void
begin_cb (GObject *source_object,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  g_file_query_info_async (G_FILE (source_object), "standard::size", G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, callback, user_data);
}

static gboolean
finish_cb (GObject *source_object,
           GAsyncResult *result,
           GValue *value,
           GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source_object), result, error);

  if (info == NULL)
    return FALSE;

  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, g_file_info_get_size (info));
  return TRUE;
}

static gboolean
finish_badly_cb (GObject *source_object,
                 GAsyncResult *result,
                 GValue *value,
                 GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source_object), result, NULL);

  return FALSE;
}

static void
test_async (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "file", "12345", -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) missing = g_file_get_child (file, "missing");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetFuture) cancelled = sweet_future_new_async (G_OBJECT (file), begin_cb, finish_cb, cancellable);

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (future_take_int64 (test, sweet_future_new_async (G_OBJECT (file), begin_cb, finish_cb, NULL)), ==, 5);
  future_take_error (test, sweet_future_new_async (G_OBJECT (missing), begin_cb, finish_cb, NULL), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "");
  future_take_error (test, sweet_future_new_async (G_OBJECT (file), begin_cb, finish_badly_cb, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "without an error");
  future_take_error (test, g_steal_pointer (&cancelled), G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
}

/* what follows from one */

static void
test_map (SweetTest *test,
          gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) mapped = sweet_future_map (promise, increment_cb, &seen, seen_free);
  g_autoptr (SweetFuture) both = sweet_future_map (mapped, increment_cb, &seen, seen_free);

  future_resolve (promise, 1);
  /* never within the call that settles it */
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&both)), ==, 3);
  g_assert_cmpint (seen.n_calls, ==, 2);
  g_assert_cmpint (seen.n_freed, ==, 2);
  g_assert_true (seen.context == test->context);
  g_assert_true (seen.freed_on == g_thread_self ());
  g_assert_cmpint (future_take_int64 (test, sweet_future_map (mapped, increment_cb, NULL, NULL)), ==, 3);
}

static void
test_map_and_errors (SweetTest *test,
                     gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) failed = sweet_future_map (number, fail_cb, NULL, NULL);

  future_take_error (test, sweet_future_map (failed, increment_cb, &seen, seen_free), G_IO_ERROR, G_IO_ERROR_EXISTS, "after: a value");
  sweet_test_wait_for (test, seen.n_freed == 1);
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_true (seen.freed_on == g_thread_self ());
  future_take_error (test, sweet_future_map (number, nothing_cb, NULL, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "neither");
}

static void
test_and_then (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) inner = sweet_future_new ();
  g_autoptr (SweetFuture) failed = future_failed ("inner");
  g_autoptr (SweetFuture) pending = sweet_future_and_then (number, future_cb, inner, NULL);

  spawn_drain (test);
  g_assert_false (sweet_future_is_settled (pending));
  future_resolve (inner, 5);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&pending)), ==, 5);
  g_assert_cmpint (future_take_int64 (test, sweet_future_and_then (number, future_cb, inner, NULL)), ==, 5);
  future_take_error (test, sweet_future_and_then (number, future_cb, failed, NULL), G_IO_ERROR, G_IO_ERROR_BUSY, "inner");
  future_take_error (test, sweet_future_and_then (failed, future_cb, inner, NULL), G_IO_ERROR, G_IO_ERROR_BUSY, "inner");
  future_take_error (test, sweet_future_and_then (number, (SweetFutureFunc) fail_cb, NULL, NULL), G_IO_ERROR, G_IO_ERROR_EXISTS, "after");
  future_take_error (test, sweet_future_and_then (number, (SweetFutureFunc) nothing_cb, NULL, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "neither");
}

static SweetFuture *
indirect_cb (SweetTaskResult *result,
             gpointer user_data,
             GError **error)
{
  SweetFuture **future = user_data;

  return g_object_ref (*future);
}

static void
test_and_then_itself (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  SweetFuture *itself;
  SweetFuture *one;
  SweetFuture *mapped;
  SweetFuture *other;

  itself = sweet_future_and_then (number, indirect_cb, &itself, NULL);
  future_take_error (test, itself, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "waits for itself");

  one = sweet_future_and_then (promise, indirect_cb, &other, NULL);
  mapped = sweet_future_map (one, increment_cb, NULL, NULL);
  other = sweet_future_and_then (number, indirect_cb, &mapped, NULL);
  spawn_drain (test);
  future_resolve (promise, 1);
  future_take_error (test, one, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "waits for itself");
  future_take_error (test, mapped, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "waits for itself");
  future_take_error (test, other, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "waits for itself");
}

static void
test_recover (SweetTest *test,
              gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) failed = future_failed ("occupied");

  g_assert_cmpint (future_take_int64 (test, sweet_future_recover (failed, seven_cb, &seen, seen_free)), ==, 7);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_cmpint (future_take_int64 (test, sweet_future_recover (number, seven_cb, &seen, seen_free)), ==, 1);
  g_assert_cmpint (seen.n_calls, ==, 1);
  sweet_test_wait_for (test, seen.n_freed == 2);
  future_take_error (test, sweet_future_recover (failed, fail_cb, NULL, NULL), G_IO_ERROR, G_IO_ERROR_EXISTS, "after: occupied");
  future_take_error (test, sweet_future_recover (failed, nothing_cb, NULL, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "neither");
}

static void
test_recover_with (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) failed = future_failed ("occupied");
  g_autoptr (SweetFuture) other = sweet_future_new ();
  g_autoptr (SweetFuture) pending = sweet_future_recover_with (failed, future_cb, other, NULL);

  spawn_drain (test);
  future_resolve (other, 2);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&pending)), ==, 2);
  g_assert_cmpint (future_take_int64 (test, sweet_future_recover_with (number, future_cb, other, NULL)), ==, 1);
  future_take_error (test, sweet_future_recover_with (failed, future_cb, failed, NULL), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  future_take_error (test, sweet_future_recover_with (failed, (SweetFutureFunc) nothing_cb, NULL, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "neither");
}

static SweetTaskResult *
give_error_cb (SweetTaskResult *result,
               gpointer user_data,
               GError **error)
{
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_EXISTS, "given");

  return sweet_task_result_new_error (other);
}

static void
test_map_error (SweetTest *test,
                gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) failed = future_failed ("occupied");

  future_take_error (test, sweet_future_map_error (failed, fail_cb, &seen, seen_free), G_IO_ERROR, G_IO_ERROR_EXISTS, "after: occupied");
  future_take_error (test, sweet_future_map_error (failed, give_error_cb, NULL, NULL), G_IO_ERROR, G_IO_ERROR_EXISTS, "given");
  future_take_error (test, sweet_future_map_error (failed, seven_cb, NULL, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "recover");
  future_take_error (test, sweet_future_map_error (failed, nothing_cb, NULL, NULL), SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "neither");
  g_assert_cmpint (future_take_int64 (test, sweet_future_map_error (number, fail_cb, &seen, seen_free)), ==, 1);
  sweet_test_wait_for (test, seen.n_freed == 2);
  g_assert_cmpint (seen.n_calls, ==, 1);
}

static void
test_on_settled (SweetTest *test,
                 gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) failed = future_failed ("occupied");

  g_assert_cmpint (future_take_int64 (test, sweet_future_on_settled (number, settled_cb, &seen, seen_free)), ==, 1);
  g_assert_cmpint (seen.n_calls, ==, 1);
  future_take_error (test, sweet_future_on_settled (failed, settled_cb, &seen, seen_free), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  g_assert_cmpint (seen.n_calls, ==, 2);
  g_assert_cmpint (seen.n_freed, ==, 2);
}

typedef struct
{
  GString *order;
  char name;
} Letter;

static void
letter_cb (SweetTaskResult *result,
           gpointer user_data)
{
  Letter *letter = user_data;

  g_string_append_c (letter->order, letter->name);
}

/* functions of one future are called in the order in which they came */
static void
test_order (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  Letter letters[1000];

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      letters[i] = (Letter){ order, (char) ('a' + i % 26) };
      g_object_unref (sweet_future_on_settled (promise, letter_cb, &letters[i], NULL));
    }
  future_resolve (promise, 1);
  sweet_test_wait_for (test, order->len == G_N_ELEMENTS (letters));
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    g_assert_cmpint (order->str[i], ==, letters[i].name);
}

/* several as one */

static gint64
item_number (GListModel *list,
             guint i)
{
  g_autoptr (SweetTaskResult) result = g_list_model_get_item (list, i);
  gint64 number = -1;

  sweet_task_result_get_int64 (result, &number, NULL);
  return number;
}

static GListModel *
take_list (SweetTest *test,
           SweetFuture *future)
{
  g_autoptr (GError) error = NULL;
  GListModel *list;

  sweet_test_wait_for (test, sweet_future_is_settled (future));
  list = sweet_task_result_get_object (sweet_future_get_result (future), G_TYPE_LIST_MODEL, &error);
  g_assert_no_error (error);
  g_object_ref (list);
  g_object_unref (future);
  return list;
}

static void
test_all (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) number = future_of (1);
  SweetFuture *futures[] = { promise, number, promise };
  g_autoptr (SweetFuture) all = sweet_future_all (futures, G_N_ELEMENTS (futures));
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GListModel) none = take_list (test, sweet_future_all (NULL, 0));

  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
  g_assert_false (sweet_future_is_settled (all));
  future_resolve (promise, 2);
  g_assert_true (sweet_future_is_settled (all));
  list = take_list (test, g_steal_pointer (&all));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  g_assert_cmpint (item_number (list, 0), ==, 2);
  g_assert_cmpint (item_number (list, 1), ==, 1);
  g_assert_cmpint (item_number (list, 2), ==, 2);
}

/* the first error is there before the others have come */
static void
test_all_fails (SweetTest *test,
                gconstpointer data)
{
  SweetFuture *promises[] = { sweet_future_new (), sweet_future_new (), sweet_future_new () };
  g_autoptr (SweetFuture) all = sweet_future_all (promises, G_N_ELEMENTS (promises));
  g_autoptr (SweetFuture) late = NULL;

  future_resolve (promises[2], 1);
  future_reject (promises[1], "one");
  future_reject (promises[0], "another");
  future_take_error (test, g_steal_pointer (&all), G_IO_ERROR, G_IO_ERROR_BUSY, "one");
  late = sweet_future_all (promises, G_N_ELEMENTS (promises));
  future_take_error (test, g_steal_pointer (&late), G_IO_ERROR, G_IO_ERROR_BUSY, "another");
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    g_object_unref (promises[i]);
}

static void
test_all_settled (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) failed = future_failed ("occupied");
  SweetFuture *futures[] = { promise, failed };
  g_autoptr (SweetFuture) all = sweet_future_all_settled (futures, G_N_ELEMENTS (futures));
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GListModel) none = take_list (test, sweet_future_all_settled (NULL, 0));
  g_autoptr (SweetTaskResult) second = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
  g_assert_false (sweet_future_is_settled (all));
  future_resolve (promise, 2);
  list = take_list (test, g_steal_pointer (&all));
  second = g_list_model_get_item (list, 1);
  g_assert_cmpint (item_number (list, 0), ==, 2);
  g_assert_true (sweet_task_result_is_error (second));
}

static void
test_any (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) failed = future_failed ("occupied");
  SweetFuture *futures[] = { failed, promise };
  SweetFuture *failing[] = { failed, failed };
  g_autoptr (SweetFuture) any = sweet_future_any (futures, G_N_ELEMENTS (futures));

  g_assert_false (sweet_future_is_settled (any));
  future_resolve (promise, 2);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&any)), ==, 2);
  future_take_error (test, sweet_future_any (failing, G_N_ELEMENTS (failing)), SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD, "none of 2 futures has a value; the last one failed: occupied");
  future_take_error (test, sweet_future_any (NULL, 0), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no futures");
}

static void
test_race (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetFuture) never = sweet_future_new ();
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) number = future_of (1);
  SweetFuture *futures[] = { never, promise };
  SweetFuture *settled[] = { number, never };
  g_autoptr (SweetFuture) race = sweet_future_race (futures, G_N_ELEMENTS (futures));

  g_assert_cmpint (future_take_int64 (test, sweet_future_race (settled, G_N_ELEMENTS (settled))), ==, 1);
  g_assert_false (sweet_future_is_settled (race));
  future_reject (promise, "first");
  future_take_error (test, g_steal_pointer (&race), G_IO_ERROR, G_IO_ERROR_BUSY, "first");
  future_take_error (test, sweet_future_race (NULL, 0), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no futures");
}

/* a future that many others were raced against does not keep them */
static void
test_race_forgets (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetFuture) never = sweet_future_new ();
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) failed = future_failed ("occupied");
  SweetFuture *values[] = { never, number };
  SweetFuture *errors[] = { never, failed };
  SweetFuture *joined[] = {
    sweet_future_race (values, 2),
    sweet_future_any (values, 2),
    sweet_future_all (errors, 2),
    sweet_future_timeout (never, 0, NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (joined); i++)
    {
      g_autoptr (SweetTaskResult) result = sweet_future_await_result_sync (joined[i], NULL, NULL);
      g_autoptr (SweetFuture) alive = NULL;
      GWeakRef weak;

      g_weak_ref_init (&weak, joined[i]);
      g_object_unref (joined[i]);
      /* the thread of the timers may have it for a moment */
      while ((alive = g_weak_ref_get (&weak)) != NULL)
        g_clear_object (&alive);
      g_weak_ref_clear (&weak);
    }
}

/* time */

static void
test_delay (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetFuture) future = sweet_future_delay (SWEET_SECONDS (5), clock);
  g_autoptr (SweetFuture) soon = sweet_future_delay (0, NULL);
  g_autoptr (GError) error = NULL;

  sweet_clock_advance (clock, SWEET_SECONDS (5) - 1);
  g_assert_false (sweet_future_is_settled (future));
  sweet_clock_advance (clock, 1);
  g_assert_true (sweet_future_is_settled (future));
  future_take_none (test, g_steal_pointer (&future));
  g_assert_null (sweet_future_await_sync (soon, NULL, &error));
  g_assert_no_error (error);
}

static void
test_timeout (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) number = future_of (1);
  g_autoptr (SweetFuture) late = sweet_future_timeout (promise, SWEET_SECONDS (5), clock);
  g_autoptr (SweetFuture) in_time = sweet_future_timeout (promise, SWEET_SECONDS (6), clock);

  g_assert_cmpint (future_take_int64 (test, sweet_future_timeout (number, 0, clock)), ==, 1);
  sweet_clock_advance (clock, SWEET_SECONDS (5));
  future_take_error (test, g_steal_pointer (&late), G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "within 5s");
  g_assert_false (sweet_future_is_settled (in_time));
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 1);
  future_resolve (promise, 2);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&in_time)), ==, 2);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

/* long chains */

#define CHAIN_LENGTH 100000

typedef SweetFuture *(*ChainFunc) (SweetFuture *self,
                                   SweetTaskResultFunc func,
                                   gpointer user_data,
                                   GDestroyNotify destroy);

static SweetFuture *
make_chain (SweetFuture *first,
            ChainFunc add,
            Seen *seen,
            GDestroyNotify destroy)
{
  SweetFuture *last = g_object_ref (first);

  for (guint i = 0; i < CHAIN_LENGTH; i++)
    {
      SweetFuture *next = add (last, increment_cb, seen, destroy);

      g_object_unref (last);
      last = next;
    }
  return last;
}

static void
test_long_chain (SweetTest *test,
                 gconstpointer data)
{
  ChainFunc add = data;
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) last = make_chain (promise, add, &seen, seen_free);

  sweet_test_set_watchdog (30);
  future_resolve (promise, 0);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&last)), ==, CHAIN_LENGTH);
  g_assert_cmpint (seen.n_calls, ==, CHAIN_LENGTH);
  g_assert_cmpint (seen.n_freed, ==, CHAIN_LENGTH);
}

static void
test_long_chain_fails (SweetTest *test,
                       gconstpointer data)
{
  ChainFunc add = data;
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) last = make_chain (promise, add, &seen, seen_free);

  sweet_test_set_watchdog (30);
  future_reject (promise, "occupied");
  /* what goes past functions waits for nothing */
  g_assert_true (sweet_future_is_settled (last));
  future_take_error (test, g_steal_pointer (&last), G_IO_ERROR, G_IO_ERROR_BUSY, "occupied");
  sweet_test_wait_for (test, seen.n_freed == CHAIN_LENGTH);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

static void
test_long_chain_let_go (SweetTest *test,
                        gconstpointer data)
{
  ChainFunc add = data;
  Seen seen = { 0 };
  SweetFuture *promise = sweet_future_new ();

  sweet_test_set_watchdog (30);
  g_object_unref (make_chain (promise, add, &seen, seen_free));
  g_object_unref (promise);
  sweet_test_wait_for (test, seen.n_freed == CHAIN_LENGTH);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

int
main (int argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/future/value", test_value);
  sweet_test_add ("/sweet/future/error", test_error);
  sweet_test_add ("/sweet/future/promise", test_promise);
  sweet_test_add ("/sweet/future/promise-of-others", test_promise_of_others);
  sweet_test_add ("/sweet/future/task", test_task);
  sweet_test_add ("/sweet/future/task-fails", test_task_fails);
  sweet_test_add ("/sweet/future/async", test_async);
  sweet_test_add ("/sweet/future/map", test_map);
  sweet_test_add ("/sweet/future/map-and-errors", test_map_and_errors);
  sweet_test_add ("/sweet/future/and-then", test_and_then);
  sweet_test_add ("/sweet/future/and-then-itself", test_and_then_itself);
  sweet_test_add ("/sweet/future/recover", test_recover);
  sweet_test_add ("/sweet/future/recover-with", test_recover_with);
  sweet_test_add ("/sweet/future/map-error", test_map_error);
  sweet_test_add ("/sweet/future/on-settled", test_on_settled);
  sweet_test_add ("/sweet/future/order", test_order);
  sweet_test_add ("/sweet/future/all", test_all);
  sweet_test_add ("/sweet/future/all-fails", test_all_fails);
  sweet_test_add ("/sweet/future/all-settled", test_all_settled);
  sweet_test_add ("/sweet/future/any", test_any);
  sweet_test_add ("/sweet/future/race", test_race);
  sweet_test_add ("/sweet/future/race-forgets", test_race_forgets);
  sweet_test_add ("/sweet/future/delay", test_delay);
  sweet_test_add ("/sweet/future/timeout", test_timeout);
  sweet_test_add_data ("/sweet/future/long-chain", sweet_future_map, test_long_chain);
  sweet_test_add_data ("/sweet/future/long-chain-on-workers", sweet_future_map_on_workers, test_long_chain);
  sweet_test_add_data ("/sweet/future/long-chain-fails", sweet_future_map, test_long_chain_fails);
  sweet_test_add_data ("/sweet/future/long-chain-fails-on-workers", sweet_future_map_on_workers, test_long_chain_fails);
  sweet_test_add_data ("/sweet/future/long-chain-let-go", sweet_future_map, test_long_chain_let_go);
  sweet_test_add_data ("/sweet/future/long-chain-let-go-on-workers", sweet_future_map_on_workers, test_long_chain_let_go);

  return g_test_run ();
}
