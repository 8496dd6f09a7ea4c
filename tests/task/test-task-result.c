/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "task/sweet-task-result-private.h"

#include <gobject/gvaluecollector.h>
#include <math.h>

#include "sweet-test.h"

/* takes what g_object_new() takes for a property of the type */
static SweetTaskResult *
new_value (GType type,
           ...)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *complaint = NULL;
  va_list args;

  va_start (args, type);
  G_VALUE_COLLECT_INIT (&value, type, args, 0, &complaint);
  va_end (args);
  g_assert_null (complaint);

  return sweet_task_result_new_value (&value);
}

static void
test_value (void)
{
  g_autoptr (SweetTaskResult) result = new_value (G_TYPE_STRING, "oslo");
  g_autoptr (GError) error = NULL;
  const GValue *value = sweet_task_result_get_value (result, &error);

  g_assert_no_error (error);
  g_assert_true (G_VALUE_HOLDS_STRING (value));
  g_assert_cmpstr (g_value_get_string (value), ==, "oslo");
  /* looking uses nothing up */
  g_assert_true (sweet_task_result_get_value (result, NULL) == value);

  g_assert_true (sweet_task_result_is_ok (result));
  g_assert_false (sweet_task_result_is_error (result));
  g_assert_true (sweet_task_result_has_value (result));
  g_assert_true (sweet_task_result_check (result, &error));
  g_assert_no_error (error);
  g_assert_null (sweet_task_result_dup_error (result));
}

static void
test_error (void)
{
  g_autoptr (GError) given = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "later");
  g_autoptr (SweetTaskResult) result = sweet_task_result_new_error (given);

  g_assert_false (sweet_task_result_is_ok (result));
  g_assert_true (sweet_task_result_is_error (result));
  g_assert_false (sweet_task_result_has_value (result));

  /* as often as one likes */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) copy = sweet_task_result_dup_error (result);

      g_assert_error (copy, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_assert_cmpstr (copy->message, ==, "later");
      g_assert_false (sweet_task_result_check (result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_clear_error (&error);
      g_assert_null (sweet_task_result_get_value (result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
    }
}

static void
test_none (void)
{
  GValue invalid = G_VALUE_INIT;
  SweetTaskResult *results[] = {
    sweet_task_result_new_value (NULL),
    sweet_task_result_new_value (&invalid),
    new_value (G_TYPE_POINTER, NULL),
    g_object_new (SWEET_TYPE_TASK_RESULT, NULL),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (sweet_task_result_is_ok (results[i]));
      g_assert_false (sweet_task_result_has_value (results[i]));
      g_assert_null (sweet_task_result_get_value (results[i], &error));
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
}

static void
test_typed (void)
{
  g_autoptr (SweetTaskResult) whole = sweet_task_result_new_int64 (G_MININT64);
  g_autoptr (SweetTaskResult) real = sweet_task_result_new_double (0.25);
  g_autoptr (SweetTaskResult) truth = sweet_task_result_new_boolean (TRUE);
  g_autoptr (SweetTaskResult) text = sweet_task_result_new_string ("oslo");
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();
  g_autoptr (SweetTaskResult) object = sweet_task_result_new_object (id);
  g_autoptr (GError) error = NULL;
  gint64 int64;
  double number;
  gboolean boolean;

  g_assert_true (sweet_task_result_get_int64 (whole, &int64, &error));
  g_assert_cmpint (int64, ==, G_MININT64);
  g_assert_true (sweet_task_result_get_double (real, &number, &error));
  g_assert_cmpfloat (number, ==, 0.25);
  g_assert_true (sweet_task_result_get_boolean (truth, &boolean, &error));
  g_assert_cmpint (boolean, ==, TRUE);
  g_assert_cmpstr (sweet_task_result_get_string (text, &error), ==, "oslo");
  g_assert_true (sweet_task_result_get_object (object, SWEET_TYPE_TASK_ID, &error) == id);
  g_assert_true (sweet_task_result_get_object (object, G_TYPE_OBJECT, &error) == id);
  g_assert_no_error (error);
}

/* consumes the result */
static void
assert_int64 (SweetTaskResult *given,
              gint64 expected)
{
  g_autoptr (SweetTaskResult) result = given;
  g_autoptr (GError) error = NULL;
  gint64 value;

  g_assert_true (sweet_task_result_get_int64 (result, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpint (value, ==, expected);
}

static void
assert_no_int64 (SweetTaskResult *given)
{
  g_autoptr (SweetTaskResult) result = given;
  g_autoptr (GError) error = NULL;
  gint64 value = 77;

  g_assert_false (sweet_task_result_get_int64 (result, &value, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_assert_cmpint (value, ==, 77);
}

static void
test_whole_numbers (void)
{
  assert_int64 (new_value (G_TYPE_CHAR, -5), -5);
  assert_int64 (new_value (G_TYPE_UCHAR, 250), 250);
  assert_int64 (new_value (G_TYPE_INT, -5), -5);
  assert_int64 (new_value (G_TYPE_UINT, G_MAXUINT), G_MAXUINT);
  assert_int64 (new_value (G_TYPE_LONG, G_MINLONG), G_MINLONG);
  assert_int64 (new_value (G_TYPE_ULONG, 5ul), 5);
  assert_int64 (new_value (G_TYPE_UINT64, (guint64) G_MAXINT64), G_MAXINT64);
  assert_int64 (new_value (G_TYPE_DOUBLE, -4294967296.0), -4294967296);
  assert_int64 (new_value (G_TYPE_DOUBLE, 9007199254740992.0), 9007199254740992);

  assert_no_int64 (new_value (G_TYPE_UINT64, (guint64) G_MAXINT64 + 1));
  assert_no_int64 (new_value (G_TYPE_ULONG, G_MAXULONG));
  assert_no_int64 (new_value (G_TYPE_DOUBLE, 0.5));
  assert_no_int64 (new_value (G_TYPE_DOUBLE, 9007199254740994.0));
  assert_no_int64 (new_value (G_TYPE_DOUBLE, (double) NAN));
  assert_no_int64 (new_value (G_TYPE_DOUBLE, (double) INFINITY));
  assert_no_int64 (new_value (G_TYPE_STRING, "5"));
  assert_no_int64 (new_value (G_TYPE_BOOLEAN, TRUE));
  assert_no_int64 (sweet_task_result_new_value (NULL));
}

static void
test_numbers (void)
{
  g_autoptr (SweetTaskResult) small = new_value (G_TYPE_FLOAT, 0.5);
  g_autoptr (SweetTaskResult) whole = new_value (G_TYPE_INT, 5);
  g_autoptr (SweetTaskResult) text = new_value (G_TYPE_STRING, "5");
  g_autoptr (GError) error = NULL;
  double value;

  g_assert_true (sweet_task_result_get_double (small, &value, &error));
  g_assert_cmpfloat (value, ==, 0.5);
  g_assert_true (sweet_task_result_get_double (whole, &value, &error));
  g_assert_cmpfloat (value, ==, 5);
  g_assert_no_error (error);

  g_assert_false (sweet_task_result_get_double (text, &value, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_assert_cmpstr (error->message, ==, "the result is a gchararray, not a number");
}

static void
test_wrong_types (void)
{
  g_autoptr (SweetTaskResult) number = sweet_task_result_new_int64 (5);
  g_autoptr (SweetTaskResult) none = sweet_task_result_new_value (NULL);
  g_autoptr (SweetTaskResult) no_text = new_value (G_TYPE_STRING, NULL);
  g_autoptr (SweetTaskResult) object = sweet_task_result_new_object (number);
  g_autoptr (GError) error = NULL;
  gboolean value;

  g_assert_false (sweet_task_result_get_boolean (number, &value, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_string (number, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_string (no_text, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_object (number, G_TYPE_OBJECT, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_object (object, SWEET_TYPE_TASK_ID, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_assert_cmpstr (error->message, ==, "the result is a SweetTaskResult, not a SweetTaskId");
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_string (none, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_assert_cmpstr (error->message, ==, "the result has no value and should be a text");
}

/* a result that is an error says why, whatever is asked of it */
static void
test_typed_errors (void)
{
  g_autoptr (GError) given = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "later");
  g_autoptr (SweetTaskResult) result = sweet_task_result_new_error (given);
  g_autoptr (GError) error = NULL;
  gint64 int64;
  double number;
  gboolean boolean;

  g_assert_false (sweet_task_result_get_int64 (result, &int64, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (sweet_task_result_get_double (result, &number, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (sweet_task_result_get_boolean (result, &boolean, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_string (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (sweet_task_result_get_object (result, G_TYPE_OBJECT, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
}

static void
test_task (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();
  g_autoptr (SweetTaskResult) result = NULL;
  g_autoptr (SweetTaskResult) of_none = sweet_task_result_new_int64 (5);

  g_value_init (&value, G_TYPE_INT);
  result = sweet_task_result_new_full (&value, NULL, id, "import", 100, 250, 149);
  g_assert_true (sweet_task_result_get_task_id (result) == id);
  g_assert_cmpstr (sweet_task_result_get_task_name (result), ==, "import");
  g_assert_cmpint (sweet_task_result_get_started_at (result), ==, 100);
  g_assert_cmpint (sweet_task_result_get_completed_at (result), ==, 250);
  g_assert_cmpint (sweet_task_result_get_execution_time (result), ==, 149);

  g_assert_null (sweet_task_result_get_task_id (of_none));
  g_assert_null (sweet_task_result_get_task_name (of_none));
  g_assert_cmpint (sweet_task_result_get_started_at (of_none), ==, 0);
  g_assert_cmpint (sweet_task_result_get_completed_at (of_none), ==, 0);
  g_assert_cmpint (sweet_task_result_get_execution_time (of_none), ==, 0);
}

static SweetTaskResult *
double_cb (SweetTaskResult *result,
           gpointer user_data,
           GError **error)
{
  guint *n_calls = user_data;
  gint64 value;

  (*n_calls)++;
  if (!sweet_task_result_get_int64 (result, &value, error))
    return NULL;

  return sweet_task_result_new_int64 (2 * value);
}

static SweetTaskResult *
same_cb (SweetTaskResult *result,
         gpointer user_data,
         GError **error)
{
  return g_object_ref (result);
}

static SweetTaskResult *
fail_cb (SweetTaskResult *result,
         gpointer user_data,
         GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");

  return NULL;
}

static SweetTaskResult *
make_error_cb (SweetTaskResult *result,
               gpointer user_data,
               GError **error)
{
  return sweet_task_result_new_error (user_data);
}

static SweetTaskResult *
give_nothing_cb (SweetTaskResult *result,
                 gpointer user_data,
                 GError **error)
{
  return NULL;
}

static void
test_map (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();
  g_autoptr (SweetTaskResult) result = NULL;
  g_autoptr (SweetTaskResult) doubled = NULL;
  g_autoptr (SweetTaskResult) same = NULL;
  guint n_calls = 0;
  gint64 number;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, 21);
  result = sweet_task_result_new_full (&value, NULL, id, "import", 100, 250, 149);

  doubled = sweet_task_result_map (result, double_cb, &n_calls);
  g_assert_cmpuint (n_calls, ==, 1);
  g_assert_true (sweet_task_result_get_int64 (doubled, &number, NULL));
  g_assert_cmpint (number, ==, 42);
  g_assert_true (sweet_task_result_get_task_id (doubled) == id);
  g_assert_cmpstr (sweet_task_result_get_task_name (doubled), ==, "import");
  g_assert_cmpint (sweet_task_result_get_execution_time (doubled), ==, 149);

  same = sweet_task_result_map (result, same_cb, NULL);
  g_assert_true (same == result);
  g_assert_true (sweet_task_result_get_int64 (result, &number, NULL));
  g_assert_cmpint (number, ==, 21);
}

static void
test_map_error (void)
{
  g_autoptr (GError) given = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "later");
  g_autoptr (SweetTaskResult) failed = sweet_task_result_new_error (given);
  g_autoptr (SweetTaskResult) number = sweet_task_result_new_int64 (5);
  g_autoptr (SweetTaskResult) text = sweet_task_result_new_string ("5");
  g_autoptr (SweetTaskResult) mapped = NULL;
  g_autoptr (GError) error = NULL;
  guint n_calls = 0;

  mapped = sweet_task_result_map (failed, double_cb, &n_calls);
  g_assert_true (mapped == failed);
  g_assert_cmpuint (n_calls, ==, 0);

  g_set_object (&mapped, NULL);
  mapped = sweet_task_result_map (text, double_cb, &n_calls);
  g_assert_false (sweet_task_result_check (mapped, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);

  g_clear_error (&error);
  g_clear_object (&mapped);
  mapped = sweet_task_result_map (number, fail_cb, NULL);
  g_assert_false (sweet_task_result_check (mapped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);

  g_clear_error (&error);
  g_clear_object (&mapped);
  mapped = sweet_task_result_map (number, make_error_cb, given);
  g_assert_false (sweet_task_result_check (mapped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);

  g_clear_error (&error);
  g_clear_object (&mapped);
  mapped = sweet_task_result_map (number, give_nothing_cb, NULL);
  g_assert_false (sweet_task_result_check (mapped, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK);
}

/* what is in it goes away with it */
static void
test_ownership (void)
{
  SweetTaskId *id = sweet_task_id_new_random ();
  SweetTaskResult *result = sweet_task_result_new_object (id);

  g_object_add_weak_pointer (G_OBJECT (id), (gpointer *) &id);
  g_object_unref (id);
  g_assert_nonnull (id);
  g_assert_finalize_object (result);
  g_assert_null (id);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/task-result/value", test_value);
  g_test_add_func ("/sweet/task-result/error", test_error);
  g_test_add_func ("/sweet/task-result/none", test_none);
  g_test_add_func ("/sweet/task-result/typed", test_typed);
  g_test_add_func ("/sweet/task-result/whole-numbers", test_whole_numbers);
  g_test_add_func ("/sweet/task-result/numbers", test_numbers);
  g_test_add_func ("/sweet/task-result/wrong-types", test_wrong_types);
  g_test_add_func ("/sweet/task-result/typed-errors", test_typed_errors);
  g_test_add_func ("/sweet/task-result/task", test_task);
  g_test_add_func ("/sweet/task-result/map", test_map);
  g_test_add_func ("/sweet/task-result/map-error", test_map_error);
  g_test_add_func ("/sweet/task-result/ownership", test_ownership);

  return g_test_run ();
}
