/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "task/sweet-cancellation-result-private.h"

#include "sweet-test.h"

static void
test_texts (void)
{
  static const struct
  {
    SweetCancellationOutcome outcome;
    SweetCancelLevel level;
    const char *text;
  } cases[] = {
    { SWEET_CANCELLATION_OUTCOME_SUCCESS, SWEET_CANCEL_LEVEL_GRACEFUL, "completed before it was cancelled (graceful)" },
    { SWEET_CANCELLATION_OUTCOME_CANCELLED, SWEET_CANCEL_LEVEL_KILL, "cancelled (kill)" },
    { SWEET_CANCELLATION_OUTCOME_ABANDONED, SWEET_CANCEL_LEVEL_KILL_HARD, "abandoned, its thread does not react (kill-hard)" },
    { SWEET_CANCELLATION_OUTCOME_TIMEOUT, SWEET_CANCEL_LEVEL_GRACEFUL, "timed out before it was cancelled (graceful)" },
    { SWEET_CANCELLATION_OUTCOME_FAILURE, SWEET_CANCEL_LEVEL_KILL, "failed (kill)" },
    { SWEET_CANCELLATION_OUTCOME_RUNNING, SWEET_CANCEL_LEVEL_GRACEFUL, "asked to end and still running (graceful)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SweetCancellationResult) result = sweet_cancellation_result_new (cases[i].outcome, cases[i].level, NULL);
      g_autofree char *text = sweet_cancellation_result_to_string (result);
      SweetCancellationOutcome outcome;
      SweetCancelLevel level;

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (sweet_cancellation_result_get_outcome (result), ==, cases[i].outcome);
      g_assert_cmpint (sweet_cancellation_result_get_level (result), ==, cases[i].level);
      g_assert_null (sweet_cancellation_result_dup_error (result));

      g_object_get (result, "outcome", &outcome, "level", &level, NULL);
      g_assert_cmpint (outcome, ==, cases[i].outcome);
      g_assert_cmpint (level, ==, cases[i].level);
    }
}

static void
test_error (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no space left");
  g_autoptr (SweetCancellationResult) result = sweet_cancellation_result_new (SWEET_CANCELLATION_OUTCOME_FAILURE, SWEET_CANCEL_LEVEL_GRACEFUL, error);
  g_autofree char *text = sweet_cancellation_result_to_string (result);
  g_autoptr (GError) copy = sweet_cancellation_result_dup_error (result);

  g_assert_cmpstr (text, ==, "failed (graceful): no space left");
  g_assert_error (copy, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true (copy != error);
}

/* milder levels are smaller, so that a caller can compare them */
static void
test_levels (void)
{
  g_assert_cmpint (SWEET_CANCEL_LEVEL_GRACEFUL, <, SWEET_CANCEL_LEVEL_KILL);
  g_assert_cmpint (SWEET_CANCEL_LEVEL_KILL, <, SWEET_CANCEL_LEVEL_KILL_HARD);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/cancellation-result/texts", test_texts);
  g_test_add_func ("/sweet/cancellation-result/error", test_error);
  g_test_add_func ("/sweet/cancellation-result/levels", test_levels);

  return g_test_run ();
}
