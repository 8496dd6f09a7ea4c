/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

typedef struct
{
  guint workers;
  gboolean ordered;
  guint planned_workers;
} Plan;

static const Plan plans[] = {
  { 0, TRUE, 7 },
  { 0, FALSE, 7 },
  { 1, TRUE, 1 },
  { 8, FALSE, 8 },
  { 1024, TRUE, 1024 },
};

static void
test_plan (SweetTest *test,
           gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "parallel", &error);
      g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, "workers", 7, "ordered", !plans[i].ordered, NULL);

      g_assert_no_error (error);
      g_object_set (strategy, "workers", plans[i].workers, "ordered", plans[i].ordered, NULL);
      g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->plan (SWEET_STRATEGY (strategy), plan, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (sweet_plan_get_workers (plan), ==, plans[i].planned_workers);
      g_assert_true (sweet_plan_get_ordered (plan) == plans[i].ordered);
    }
}

static void
test_limits (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "parallel", &error);
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, "workers", 2, NULL);

  g_assert_no_error (error);
  g_object_set (strategy, "min-workers", 3, "rate", 500, "burst", 20, NULL);
  g_assert_true (sweet_element_check (strategy, &error));
  g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->plan (SWEET_STRATEGY (strategy), plan, &error));
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 3);
  g_assert_cmpuint (sweet_plan_get_min_workers (plan), ==, 3);
  g_assert_cmpuint (sweet_plan_get_rate (plan), ==, 500);
  g_assert_cmpuint (sweet_plan_get_burst (plan), ==, 20);

  g_object_set (strategy, "max-workers", 2, NULL);
  g_assert_false (sweet_element_check (strategy, &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
}

static void
test_defaults (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "parallel", NULL);
  guint workers = 1;
  gboolean ordered = FALSE;

  g_object_get (strategy, "workers", &workers, "ordered", &ordered, NULL);
  g_assert_cmpuint (workers, ==, 0);
  g_assert_true (ordered);
}

static void
test_range (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_pipeline_parse ("file path=x ! parallel workers=1025", &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, "element 2, parallel: workers: “1025” is out of range: from 0 to 1024");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/parallel/plan", test_plan);
  sweet_test_add ("/sweet/parallel/limits", test_limits);
  sweet_test_add ("/sweet/parallel/defaults", test_defaults);
  sweet_test_add ("/sweet/parallel/range", test_range);

  return g_test_run ();
}
