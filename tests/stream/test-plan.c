/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "stream/sweet-plan-private.h"

#include "sweet-test.h"

static void
test_built_in (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetPlan) plan = sweet_plan_new ();

  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, g_get_num_processors ());
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
  g_autoptr (SweetPlan) plan = sweet_plan_new ();
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

static void
test_no_workers (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetPlan) plan = sweet_plan_new ();

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
  sweet_test_add ("/sweet/plan/no-workers", test_no_workers);

  return g_test_run ();
}
