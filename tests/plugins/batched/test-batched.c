/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

/* whatever the plan was */
static void
test_plan (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "batched", &error);
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, "workers", 7, "ordered", FALSE, NULL);

  g_assert_no_error (error);
  g_object_set (strategy, "size", 12, "max-delay", SWEET_MILLISECONDS (30), NULL);
  g_assert_true (sweet_element_check (strategy, &error));
  g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->plan (SWEET_STRATEGY (strategy), plan, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 7);
  g_assert_true (sweet_plan_get_ordered (plan));
  g_assert_cmpuint (sweet_plan_get_batch_size (plan), ==, 12);
  g_assert_cmpint (sweet_plan_get_max_delay (plan), ==, SWEET_MILLISECONDS (30));
}

static void
test_defaults (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "batched", NULL);
  gint64 max_delay = 1;
  guint size = 0;

  g_object_get (strategy, "size", &size, "max-delay", &max_delay, NULL);
  g_assert_cmpuint (size, ==, 100);
  g_assert_cmpint (max_delay, ==, 0);
}

static void
test_range (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_pipeline_parse ("file path=x ! batched size=0", &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, "element 2, batched: size: “0” is out of range: from 1 to 2147483647");
}

/* the text form, to the end */
static gboolean
receive_cb (SweetChunk *chunk,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  g_string_append_printf (user_data, "%u ", sweet_chunk_get_n_rows (chunk));
  return TRUE;
}

static void
test_stream (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ids.csv", "id\n1\n2\n3\n4\n5\n6\n7\n8\n", -1);
  g_autofree char *text = g_strdup_printf ("file path='%s' block-size=4B ! csv ! batched size=3", path);
  g_autoptr (GString) received = g_string_new (NULL);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  SweetEmittingTaskBuilder *builder = sweet_pipeline_parse (text, &error);

  g_assert_no_error (error);
  builder = sweet_emitting_task_builder_with_chunk_receiver (builder, receive_cb, received, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_cmpstr (received->str, ==, "3 3 2 ");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/batched/plan", test_plan);
  sweet_test_add ("/sweet/batched/defaults", test_defaults);
  sweet_test_add ("/sweet/batched/range", test_range);
  sweet_test_add ("/sweet/batched/stream", test_stream);

  return g_test_run ();
}
