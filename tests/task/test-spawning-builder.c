/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* what a builder says of its tasks: options, what is refused, and that nothing happens before run() */

/* run() and check() fail alike, and name the option */
static void
assert_refused (SweetSpawningTaskBuilder *builder,
                const char *text)
{
  g_autoptr (GError) check_error = NULL;
  g_autoptr (GError) run_error = NULL;
  g_autoptr (SweetSpawningTask) task = NULL;

  g_assert_false (sweet_spawning_task_builder_check (builder, &check_error));
  g_assert_error (check_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  spawn_assert_says (check_error, text);
  task = sweet_spawning_task_builder_run (builder, &run_error);
  g_assert_null (task);
  g_assert_error (run_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (run_error->message, ==, check_error->message);
}

static SweetSpawningTaskBuilder *
make_sound (void)
{
  return sweet_spawning_task_builder_with_work_on_workers (spawn_named ("fussy"), done_work, NULL, NULL);
}

static void
test_without_work (SweetTest *test,
                   gconstpointer data)
{
  assert_refused (spawn_named ("idle"), "“idle” has no work");
  assert_refused (sweet_spawning_task_builder_new (), "“unnamed” has no work");
}

static void
test_times (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetSpawningTask) task = NULL;

  assert_refused (sweet_spawning_task_builder_with_timeout (make_sound (), -1), "“fussy”: timeout");
  assert_refused (sweet_spawning_task_builder_with_timeout (make_sound (), G_MININT64), "timeout");
  assert_refused (sweet_spawning_task_builder_with_deadline (make_sound (), -1), "“fussy”: deadline");
  assert_refused (sweet_spawning_task_builder_with_grace (make_sound (), -2), "“fussy”: grace");
  assert_refused (g_object_new (SWEET_TYPE_SPAWNING_TASK_BUILDER, "timeout", G_GINT64_CONSTANT (-5), NULL), "has no work");

  task = sweet_spawning_task_builder_schedule_every (make_sound (), 0, &error);
  g_assert_null (task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  spawn_assert_says (error, "“fussy”: interval");
  g_clear_error (&error);
  task = sweet_spawning_task_builder_schedule_every (make_sound (), G_MININT64, &error);
  g_assert_null (task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* none of them overflows on its way */
static void
test_absurd_times (SweetTest *test,
                   gconstpointer data)
{
  SweetSpawningTaskBuilder *builder = make_sound ();
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (SweetSpawningTask) later = NULL;
  g_autoptr (GError) error = NULL;

  builder = sweet_spawning_task_builder_with_timeout (builder, G_MAXINT64);
  builder = sweet_spawning_task_builder_with_deadline (builder, G_MAXINT64);
  builder = sweet_spawning_task_builder_with_grace (builder, G_MAXINT64);
  task = spawn_run (g_object_ref (builder));
  spawn_await (task);
  g_assert_cmpint (sweet_task_get_timeout (SWEET_TASK (task)), ==, G_MAXINT64);
  g_assert_cmpint (sweet_task_get_overdue (SWEET_TASK (task)), ==, 0);

  later = sweet_spawning_task_builder_schedule_at (g_object_ref (builder), G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpint (spawn_status (later), ==, SWEET_TASK_STATUS_PENDING);
  sweet_task_cancel (SWEET_TASK (later), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (later, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&later);

  later = sweet_spawning_task_builder_schedule_every (builder, G_MAXINT64, &error);
  g_assert_no_error (error);
  sweet_task_cancel (SWEET_TASK (later), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (later, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* what was refused by the policy is refused by the builder, with the name of the task */
static void
test_policy (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) endless = sweet_retry_policy_new_immediate (G_MAXUINT);
  g_autoptr (SweetRetryPolicy) never = sweet_retry_policy_new_immediate (0);
  g_autoptr (SweetRetryPolicy) backwards = sweet_retry_policy_new_fixed (3, -1);

  assert_refused (sweet_spawning_task_builder_with_retry_policy (make_sound (), endless), "“fussy”: ");
  assert_refused (sweet_spawning_task_builder_with_retry_policy (make_sound (), never), "“fussy”: ");
  assert_refused (sweet_spawning_task_builder_with_retry_policy (make_sound (), backwards), "“fussy”: ");
}

static void
test_result_type_refused (SweetTest *test,
                          gconstpointer data)
{
  assert_refused (sweet_spawning_task_builder_with_result_type (make_sound (), G_TYPE_NONE), "result type");
}

/* a builder that was refused is gone, and a later option mends what an earlier one spoiled */
static void
test_mended (SweetTest *test,
             gconstpointer data)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_timeout (make_sound (), -1);
  g_autoptr (SweetSpawningTask) task = NULL;

  g_assert_false (sweet_spawning_task_builder_check (builder, NULL));
  builder = sweet_spawning_task_builder_with_timeout (builder, 0);
  g_assert_true (sweet_spawning_task_builder_check (builder, NULL));
  task = spawn_run (builder);
  spawn_await (task);
}

static void
test_getters (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetSpawningTaskBuilder) builder = g_object_new (SWEET_TYPE_SPAWNING_TASK_BUILDER, "name", "named", "description", "described", "priority", SWEET_PRIORITY_HIGH,
                                                               "timeout", SWEET_SECONDS (3), "deadline", G_GINT64_CONSTANT (4), "grace", SWEET_SECONDS (5), NULL);
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  SweetPriority priority;
  gint64 timeout;
  gint64 deadline;
  gint64 grace;

  g_object_get (builder, "name", &name, "description", &description, "priority", &priority, "timeout", &timeout, "deadline", &deadline, "grace", &grace, NULL);
  g_assert_cmpstr (name, ==, "named");
  g_assert_cmpstr (description, ==, "described");
  g_assert_cmpint (priority, ==, SWEET_PRIORITY_HIGH);
  g_assert_cmpint (timeout, ==, SWEET_SECONDS (3));
  g_assert_cmpint (deadline, ==, 4);
  g_assert_cmpint (grace, ==, SWEET_SECONDS (5));
  g_assert_cmpstr (sweet_task_builder_get_name (SWEET_TASK_BUILDER (builder)), ==, "named");
  g_assert_cmpint (sweet_task_builder_get_timeout (SWEET_TASK_BUILDER (builder)), ==, SWEET_SECONDS (3));
}

/* a reference kept is another builder from then on */
static void
test_immutable (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetSpawningTaskBuilder) base = spawn_named ("base");
  g_autoptr (SweetSpawningTaskBuilder) named = sweet_spawning_task_builder_with_name (g_object_ref (base), "other");
  g_autoptr (SweetTaskBuilder) copy = sweet_task_builder_copy (SWEET_TASK_BUILDER (named));
  SweetSpawningTaskBuilder *alone = spawn_named ("alone");
  SweetSpawningTaskBuilder *same = sweet_spawning_task_builder_with_description (alone, "the same");

  g_assert_true (same == alone);
  g_assert_true (named != base);
  g_assert_true (copy != SWEET_TASK_BUILDER (named));
  g_assert_cmpstr (sweet_task_builder_get_name (SWEET_TASK_BUILDER (base)), ==, "base");
  g_assert_cmpstr (sweet_task_builder_get_name (SWEET_TASK_BUILDER (named)), ==, "other");
  g_assert_cmpstr (sweet_task_builder_get_name (copy), ==, "other");
  g_object_unref (same);
}

/* the data of the work is freed once, after the last of all that have it */
static void
test_copies_share (SweetTest *test,
                   gconstpointer data)
{
  Seen seen = { 0 };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work (spawn_named ("shared"), seen_work, &seen, seen_free);
  SweetSpawningTaskBuilder *other = sweet_spawning_task_builder_with_name (g_object_ref (builder), "other");
  g_autoptr (SweetSpawningTask) task = NULL;

  g_object_unref (builder);
  g_assert_cmpint (seen.n_freed, ==, 0);
  task = spawn_run (other);
  spawn_await (task);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_cmpint (seen.n_freed, ==, 0);
  g_clear_object (&task);
  sweet_test_wait_for (test, seen.n_freed == 1);
}

/* another work in its place lets the first one go, unused */
static void
test_work_replaced (SweetTest *test,
                    gconstpointer data)
{
  Seen first = { 0 };
  Seen second = { 0 };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (spawn_named ("replaced"), seen_work, &first, seen_free);
  g_autoptr (SweetSpawningTask) task = NULL;

  builder = sweet_spawning_task_builder_with_work (builder, seen_work, &second, seen_free);
  g_assert_cmpint (first.n_freed, ==, 1);
  task = spawn_run (builder);
  spawn_await (task);
  g_assert_cmpint (first.n_calls, ==, 0);
  g_assert_cmpint (second.n_calls, ==, 1);
  g_clear_object (&task);
  sweet_test_wait_for (test, second.n_freed == 1);
}

static void
test_lazy (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTaskBuilder) builder = spawn_on_workers (runtime, seen_work, &seen);
  g_autoptr (SweetSpawningTaskBuilder) context_builder = spawn_on_context (seen_work, &seen);

  g_assert_true (sweet_spawning_task_builder_check (builder, NULL));
  g_assert_true (sweet_spawning_task_builder_check (context_builder, NULL));
  spawn_drain (test);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
  g_assert_cmpuint (sweet_runtime_get_n_threads (runtime), ==, 0);
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_clear_object (&builder);
  spawn_shut_down (runtime);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

static void
test_two_runs (SweetTest *test,
               gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTaskBuilder) builder = spawn_on_workers (NULL, seen_work, &seen);
  g_autoptr (SweetSpawningTask) first = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTask) second = spawn_run (g_object_ref (builder));

  g_assert_true (first != second);
  spawn_await (first);
  spawn_await (second);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 2);
  g_assert_cmpint (sweet_task_id_compare (sweet_task_get_id (SWEET_TASK (first)), sweet_task_get_id (SWEET_TASK (second))), !=, 0);
  g_assert_cmpint (g_value_get_int64 (sweet_spawning_task_get_value (first, NULL)) + g_value_get_int64 (sweet_spawning_task_get_value (second, NULL)), ==, 3);
}

/* one that has run can be told more, and its tasks know nothing of it */
static void
test_run_and_change (SweetTest *test,
                     gconstpointer data)
{
  SweetSpawningTaskBuilder *builder = spawn_on_workers (NULL, done_work, NULL);
  g_autoptr (SweetSpawningTask) first = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTask) second = NULL;

  builder = sweet_spawning_task_builder_with_name (builder, "changed");
  builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60));
  second = spawn_run (builder);
  spawn_await (first);
  spawn_await (second);
  g_assert_cmpstr (sweet_task_get_name (SWEET_TASK (first)), ==, "tested");
  g_assert_cmpint (sweet_task_get_timeout (SWEET_TASK (first)), ==, 0);
  g_assert_cmpstr (sweet_task_get_name (SWEET_TASK (second)), ==, "changed");
  g_assert_cmpint (sweet_task_get_timeout (SWEET_TASK (second)), ==, SWEET_SECONDS (60));
}

static void
test_names (SweetTest *test,
            gconstpointer data)
{
  SweetSpawningTaskBuilder *builder = spawn_on_workers (NULL, done_work, NULL);
  g_autoptr (SweetSpawningTask) named = NULL;
  g_autoptr (SweetSpawningTask) unnamed = NULL;
  g_autofree char *id = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *shown_unnamed = NULL;
  g_auto (GStrv) tags = NULL;
  g_auto (GStrv) no_tags = NULL;

  builder = sweet_spawning_task_builder_with_name (builder, "thumbnail");
  builder = sweet_spawning_task_builder_with_description (builder, "makes it small");
  builder = sweet_spawning_task_builder_with_tag (builder, "image");
  builder = sweet_spawning_task_builder_with_tag (builder, "slow");
  builder = sweet_spawning_task_builder_with_tag (builder, "image");
  named = spawn_run (builder);
  unnamed = spawn_run (sweet_spawning_task_builder_with_name (spawn_on_workers (NULL, done_work, NULL), NULL));
  spawn_await (named);
  spawn_await (unnamed);

  tags = sweet_task_dup_tags (SWEET_TASK (named));
  no_tags = sweet_task_dup_tags (SWEET_TASK (unnamed));
  g_assert_cmpstrv (tags, ((const char *const[]){ "image", "slow", NULL }));
  g_assert_cmpuint (g_strv_length (no_tags), ==, 0);
  g_assert_true (sweet_task_has_tag (SWEET_TASK (named), "slow"));
  g_assert_false (sweet_task_has_tag (SWEET_TASK (named), "fast"));
  g_assert_false (sweet_task_has_tag (SWEET_TASK (unnamed), "slow"));
  g_assert_cmpstr (sweet_task_get_description (SWEET_TASK (named)), ==, "makes it small");
  g_assert_null (sweet_task_get_description (SWEET_TASK (unnamed)));
  g_assert_null (sweet_task_get_name (SWEET_TASK (unnamed)));

  shown = sweet_task_dup_display_name (SWEET_TASK (named));
  shown_unnamed = sweet_task_dup_display_name (SWEET_TASK (unnamed));
  id = sweet_task_id_to_string (sweet_task_get_id (SWEET_TASK (unnamed)));
  g_assert_cmpstr (shown, ==, "thumbnail [image, slow]");
  g_assert_cmpstr (shown_unnamed, ==, id);
}

static void
test_filter (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GListStore) all = g_list_store_new (SWEET_TYPE_TASK);
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GListModel) nothing = NULL;
  g_autoptr (SweetTask) first = NULL;

  for (guint i = 0; i < 6; i++)
    {
      SweetSpawningTaskBuilder *builder = spawn_on_workers (NULL, done_work, NULL);
      g_autoptr (SweetSpawningTask) task = NULL;

      if (i % 2 == 1)
        builder = sweet_spawning_task_builder_with_tag (builder, "odd");
      task = spawn_run (builder);
      spawn_await (task);
      g_list_store_append (all, task);
    }
  found = sweet_task_filter_by_tag (G_LIST_MODEL (all), "odd");
  nothing = sweet_task_filter_by_tag (G_LIST_MODEL (all), "even");
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (nothing), ==, 0);
  first = g_list_model_get_item (found, 0);
  g_assert_true (sweet_task_has_tag (first, "odd"));
}

static char
get_id_version (SweetSpawningTask *task)
{
  g_autofree char *text = sweet_task_id_to_string (sweet_task_get_id (SWEET_TASK (task)));

  return text[14];
}

static void
test_ids (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetSpawningTask) random = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  SweetSpawningTaskBuilder *sequential = sweet_spawning_task_builder_with_sequential_id (spawn_on_workers (NULL, done_work, NULL), TRUE);
  g_autoptr (SweetSpawningTask) one = spawn_run (g_object_ref (sequential));
  g_autoptr (SweetSpawningTask) two = spawn_run (sequential);
  SweetTaskId *id = sweet_task_get_id (SWEET_TASK (random));

  g_assert_true (sweet_task_get_id (SWEET_TASK (random)) == id);
  g_assert_cmpint (get_id_version (random), ==, '4');
  g_assert_cmpint (get_id_version (one), !=, '4');
  g_assert_cmpint (sweet_task_id_compare (sweet_task_get_id (SWEET_TASK (one)), sweet_task_get_id (SWEET_TASK (two))), <, 0);
  spawn_await (random);
  spawn_await (one);
  spawn_await (two);
}

/* many threads ask for the first time at once and see the same */
static gboolean
ask_id_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  SweetTask *asked = user_data;

  g_value_set_object (sweet_spawning_task_init_value (task, SWEET_TYPE_TASK_ID), sweet_task_get_id (asked));
  return TRUE;
}

static void
test_id_at_once (SweetTest *test,
                 gconstpointer data)
{
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (SweetSpawningTask) asked = spawn_run (spawn_on_workers (NULL, done_work, NULL));
      g_autoptr (SweetSpawningTaskBuilder) builder = spawn_on_workers (NULL, ask_id_work, asked);
      g_autoptr (SweetSpawningTask) one = spawn_run (g_object_ref (builder));
      g_autoptr (SweetSpawningTask) two = spawn_run (g_object_ref (builder));
      gpointer id = sweet_task_get_id (SWEET_TASK (asked));

      spawn_await (asked);
      spawn_await (one);
      spawn_await (two);
      g_assert_true (g_value_get_object (sweet_spawning_task_get_value (one, NULL)) == id);
      g_assert_true (g_value_get_object (sweet_spawning_task_get_value (two, NULL)) == id);
    }
}

/* the properties of the interface, on the task */
static void
test_properties (SweetTest *test,
                 gconstpointer data)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_priority (spawn_on_workers (NULL, done_work, NULL), SWEET_PRIORITY_LOW);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60)));
  g_autoptr (SweetTaskId) id = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GListModel) children = NULL;
  SweetTaskStatus status;
  SweetPriority priority;
  gint64 timeout;
  double progress;

  spawn_await (task);
  g_object_get (task, "id", &id, "name", &name, "status", &status, "priority", &priority, "timeout", &timeout, "progress", &progress, "children", &children, NULL);
  g_assert_true (id == sweet_task_get_id (SWEET_TASK (task)));
  g_assert_cmpstr (name, ==, "tested");
  g_assert_cmpint (status, ==, SWEET_TASK_STATUS_COMPLETED);
  g_assert_cmpint (priority, ==, SWEET_PRIORITY_LOW);
  g_assert_cmpint (timeout, ==, SWEET_SECONDS (60));
  g_assert_cmpfloat (progress, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, 0);
}

static gpointer
run_builder_thread (gpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (g_object_ref (data));

      spawn_await (task);
    }
  return NULL;
}

static gboolean
count_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  gint *n_calls = user_data;

  g_atomic_int_inc (n_calls);
  return TRUE;
}

/* several threads run one builder at once */
static void
test_run_at_once (SweetTest *test,
                  gconstpointer data)
{
  gint n_calls = 0;
  g_autoptr (SweetSpawningTaskBuilder) builder = spawn_on_workers (NULL, count_work, &n_calls);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("run", run_builder_thread, builder);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (g_atomic_int_get (&n_calls), ==, 400);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/spawning-builder/without-work", test_without_work);
  sweet_test_add ("/sweet/spawning-builder/times", test_times);
  sweet_test_add ("/sweet/spawning-builder/absurd-times", test_absurd_times);
  sweet_test_add ("/sweet/spawning-builder/policy", test_policy);
  sweet_test_add ("/sweet/spawning-builder/result-type", test_result_type_refused);
  sweet_test_add ("/sweet/spawning-builder/mended", test_mended);
  sweet_test_add ("/sweet/spawning-builder/getters", test_getters);
  sweet_test_add ("/sweet/spawning-builder/immutable", test_immutable);
  sweet_test_add ("/sweet/spawning-builder/copies-share", test_copies_share);
  sweet_test_add ("/sweet/spawning-builder/work-replaced", test_work_replaced);
  sweet_test_add ("/sweet/spawning-builder/lazy", test_lazy);
  sweet_test_add ("/sweet/spawning-builder/two-runs", test_two_runs);
  sweet_test_add ("/sweet/spawning-builder/run-and-change", test_run_and_change);
  sweet_test_add ("/sweet/spawning-builder/names", test_names);
  sweet_test_add ("/sweet/spawning-builder/filter", test_filter);
  sweet_test_add ("/sweet/spawning-builder/ids", test_ids);
  sweet_test_add ("/sweet/spawning-builder/id-at-once", test_id_at_once);
  sweet_test_add ("/sweet/spawning-builder/properties", test_properties);
  sweet_test_add ("/sweet/spawning-builder/run-at-once", test_run_at_once);

  return g_test_run ();
}
