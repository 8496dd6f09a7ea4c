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
  g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "serial", &error);
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, "workers", 7, "ordered", FALSE, NULL);

  g_assert_no_error (error);
  g_object_set (strategy, "timeout", SWEET_MILLISECONDS (50), NULL);
  g_assert_true (sweet_element_check (strategy, &error));
  g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->plan (SWEET_STRATEGY (strategy), plan, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 1);
  g_assert_true (sweet_plan_get_ordered (plan));
  g_assert_cmpint (sweet_plan_get_timeout (plan), ==, SWEET_MILLISECONDS (50));
}

static void
test_traits (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "serial", NULL);
  SweetMedia input, output;

  sweet_element_get_media (strategy, &input, &output);
  g_assert_cmpint (input, ==, SWEET_MEDIA_NONE);
  g_assert_cmpint (output, ==, SWEET_MEDIA_NONE);
  g_assert_cmpint (sweet_element_get_place (strategy), ==, SWEET_PLACE_WORKER);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/serial/plan", test_plan);
  sweet_test_add ("/sweet/serial/traits", test_traits);

  return g_test_run ();
}
