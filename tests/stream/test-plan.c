/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

static void
test_built_in (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, NULL);

  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 1);
  g_assert_true (sweet_plan_get_ordered (plan));
}

static void
count_notify_cb (GObject *object,
                 GParamSpec *pspec,
                 gpointer user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

static void
test_set (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, NULL);
  guint n_notified = 0;
  gboolean ordered;
  guint workers;

  g_signal_connect (plan, "notify", G_CALLBACK (count_notify_cb), &n_notified);
  sweet_plan_set_workers (plan, 99);
  sweet_plan_set_workers (plan, 99);
  sweet_plan_set_ordered (plan, FALSE);
  sweet_plan_set_ordered (plan, FALSE);
  g_assert_cmpuint (n_notified, ==, 2);

  g_object_set (plan, "workers", 3, NULL);
  g_object_get (plan, "workers", &workers, "ordered", &ordered, NULL);
  g_assert_cmpuint (workers, ==, 3);
  g_assert_false (ordered);
}

/* every property is what was set, and tells of a change once */
static void
test_limits (SweetTest *test,
             gconstpointer data)
{
  static const char *const names[] = { "min-workers", "rate", "burst", "batch-size" };
  static const char *const times[] = { "timeout", "max-delay" };
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, NULL);
  guint n_notified = 0;

  g_signal_connect (plan, "notify", G_CALLBACK (count_notify_cb), &n_notified);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint number = 1;

      g_object_get (plan, names[i], &number, NULL);
      g_assert_cmpuint (number, ==, 0);
      g_object_set (plan, names[i], i + 5, NULL);
      g_object_set (plan, names[i], i + 5, NULL);
      g_object_get (plan, names[i], &number, NULL);
      g_assert_cmpuint (number, ==, i + 5);
    }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 time = 1;

      g_object_get (plan, times[i], &time, NULL);
      g_assert_cmpint (time, ==, 0);
      g_object_set (plan, times[i], SWEET_SECONDS (5), NULL);
      g_object_get (plan, times[i], &time, NULL);
      g_assert_cmpint (time, ==, SWEET_SECONDS (5));
    }
  g_assert_cmpuint (n_notified, ==, G_N_ELEMENTS (names) + G_N_ELEMENTS (times));
}

static void
test_no_workers (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, NULL);

  sweet_plan_set_workers (plan, 2);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*workers > 0*");
  sweet_plan_set_workers (plan, 0);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 2);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/plan/built-in", test_built_in);
  sweet_test_add ("/sweet/plan/set", test_set);
  sweet_test_add ("/sweet/plan/limits", test_limits);
  sweet_test_add ("/sweet/plan/no-workers", test_no_workers);

  return g_test_run ();
}
