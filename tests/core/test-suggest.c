/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

static void
test_nearest (void)
{
  static const char *const names[] = { "csv", "jsonl", "lines", "filter", "select", "parallel", NULL };

  g_assert_cmpstr (sweet_suggest_nearest ("csv", names), ==, "csv");
  g_assert_cmpstr (sweet_suggest_nearest ("fliter", names), ==, "filter");
  g_assert_cmpstr (sweet_suggest_nearest ("paralel", names), ==, "parallel");
  g_assert_cmpstr (sweet_suggest_nearest ("selct", names), ==, "select");
  g_assert_cmpstr (sweet_suggest_nearest ("CSV", names), ==, "csv");
  g_assert_cmpstr (sweet_suggest_nearest ("line", names), ==, "lines");
}

static void
test_far (void)
{
  static const char *const names[] = { "csv", "jsonl", NULL };
  static const char *const none[] = { NULL };

  g_assert_null (sweet_suggest_nearest ("parallel", names));
  g_assert_null (sweet_suggest_nearest ("x", names));
  g_assert_null (sweet_suggest_nearest ("", names));
  g_assert_null (sweet_suggest_nearest ("csv", none));
}

static void
test_swap_counts_once (void)
{
  /* two swaps are two edits here and four replaced letters otherwise */
  static const char *const names[] = { "abcd", NULL };

  g_assert_cmpstr (sweet_suggest_nearest ("badc", names), ==, "abcd");
  g_assert_null (sweet_suggest_nearest ("bdca", names));
}

static void
test_third_of_long_name (void)
{
  static const char *const names[] = { "max-record-size", NULL };

  g_assert_cmpstr (sweet_suggest_nearest ("max-recrd-siz", names), ==, "max-record-size");
  g_assert_cmpstr (sweet_suggest_nearest ("maxrecordsiz", names), ==, "max-record-size");
  g_assert_cmpstr (sweet_suggest_nearest ("max-size", names), ==, NULL);
}

static void
test_first_of_equals (void)
{
  static const char *const names[] = { "bat", "cat", NULL };

  g_assert_cmpstr (sweet_suggest_nearest ("rat", names), ==, "bat");
}

static void
test_long_names (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *longer = g_strnfill (65, 'a');
  const char *names[] = { longer, longest, NULL };

  g_assert_cmpstr (sweet_suggest_nearest (longest, names), ==, longest);
  g_assert_null (sweet_suggest_nearest (longer, names));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/suggest/nearest", test_nearest);
  g_test_add_func ("/sweet/suggest/far", test_far);
  g_test_add_func ("/sweet/suggest/swap-counts-once", test_swap_counts_once);
  g_test_add_func ("/sweet/suggest/third-of-long-name", test_third_of_long_name);
  g_test_add_func ("/sweet/suggest/first-of-equals", test_first_of_equals);
  g_test_add_func ("/sweet/suggest/long-names", test_long_names);

  return g_test_run ();
}
