/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

static const char *const names[] = { "critical", "high", "normal", "low", "background" };

static void
test_numbers (void)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      SweetPriority priority = SWEET_PRIORITY_NORMAL;

      g_assert_true (sweet_priority_from_number (i, &priority, &error));
      g_assert_no_error (error);
      g_assert_cmpint (priority, ==, i);
      g_assert_cmpstr (sweet_priority_to_string (priority), ==, names[i]);
    }

  g_assert_cmpint (SWEET_PRIORITY_HIGHEST, ==, 0);
  g_assert_cmpint (SWEET_PRIORITY_DEFAULT, ==, 2);
  g_assert_cmpint (SWEET_PRIORITY_LOWEST, ==, 4);
}

static void
test_bad_numbers (void)
{
  static const int numbers[] = { -1, 5, G_MININT, G_MAXINT };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GError) error = NULL;
      SweetPriority priority = SWEET_PRIORITY_HIGH;

      g_assert_false (sweet_priority_from_number (numbers[i], &priority, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpint (priority, ==, SWEET_PRIORITY_HIGH);
    }
}

/* the names are those that a property takes as well */
static void
test_names (void)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (SWEET_TYPE_PRIORITY);

  g_assert_cmpuint (klass->n_values, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      SweetPriority priority = SWEET_PRIORITY_NORMAL;

      g_assert_true (sweet_priority_parse (names[i], &priority, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (priority, ==, i);
      g_assert_cmpstr (g_enum_get_value (klass, (int) i)->value_nick, ==, names[i]);
    }
}

static void
test_bad_names (void)
{
  static const struct
  {
    const char *text;
    const char *nearest;
  } cases[] = {
    { "hihg", "high" },
    { "HIGH", "high" },
    { "back-ground", "background" },
    { "", NULL },
    { "2", NULL },
    { "urgent and important", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *question = g_strdup_printf ("did you mean “%s”?", cases[i].nearest);
      g_autoptr (GError) error = NULL;
      SweetPriority priority = SWEET_PRIORITY_LOW;

      g_assert_false (sweet_priority_parse (cases[i].text, &priority, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpint (priority, ==, SWEET_PRIORITY_LOW);
      g_assert_nonnull (strstr (error->message, "critical, high, normal, low, background"));
      if (cases[i].nearest != NULL)
        g_assert_nonnull (strstr (error->message, question));
      else
        g_assert_null (strstr (error->message, "did you mean"));
    }
}

static void
test_order (void)
{
  for (SweetPriority a = SWEET_PRIORITY_HIGHEST; a <= SWEET_PRIORITY_LOWEST; a++)
    for (SweetPriority b = SWEET_PRIORITY_HIGHEST; b <= SWEET_PRIORITY_LOWEST; b++)
      {
        g_assert_cmpint (sweet_priority_is_higher (a, b), ==, a < b);
        g_assert_cmpint (sweet_priority_compare (a, b) < 0, ==, a < b);
        g_assert_cmpint (sweet_priority_compare (a, b) > 0, ==, a > b);
        g_assert_cmpint (sweet_priority_difference (a, b), ==, ABS ((int) a - (int) b));
      }
}

static void
test_no_priority (void)
{
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*IS_VALID*");
  g_assert_null (sweet_priority_to_string ((SweetPriority) 5));
  g_test_assert_expected_messages ();
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/priority/numbers", test_numbers);
  g_test_add_func ("/sweet/priority/bad-numbers", test_bad_numbers);
  g_test_add_func ("/sweet/priority/names", test_names);
  g_test_add_func ("/sweet/priority/bad-names", test_bad_names);
  g_test_add_func ("/sweet/priority/order", test_order);
  g_test_add_func ("/sweet/priority/no-priority", test_no_priority);

  return g_test_run ();
}
