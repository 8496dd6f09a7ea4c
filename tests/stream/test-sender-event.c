/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "sweet-test.h"

#define BUILDER(function, ...) sweet_sender_event_builder_##function (__VA_ARGS__)

static SweetSenderEventBuilder *
make_person (void)
{
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_new ();

  builder = BUILDER (with_text, builder, "name", "Ada");
  builder = BUILDER (with_int64, builder, "age", 36);
  builder = BUILDER (with_double, builder, "height", 1.65);
  builder = BUILDER (with_boolean, builder, "known", TRUE);
  builder = BUILDER (with_text, builder, "died", NULL);

  return builder;
}

static SweetSenderEvent *
build (SweetSenderEventBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  SweetSenderEvent *event = sweet_sender_event_builder_build (builder, &error);

  g_assert_no_error (error);
  g_assert_true (SWEET_IS_SENDER_EVENT (event));

  return event;
}

static void
assert_text (SweetSenderEvent *event,
             const char *column,
             const char *expected)
{
  g_autofree char *text = sweet_sender_event_dup_text (event, column);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_build_fails (SweetSenderEventBuilder *builder,
                    const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_sender_event_builder_build (builder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_columns (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetSenderEvent) event = build (make_person ());
  g_auto (GStrv) columns = sweet_sender_event_dup_columns (event);
  const char *const expected[] = { "name", "age", "height", "known", "died", NULL };

  g_assert_cmpstrv (columns, expected);
  assert_text (event, "name", "Ada");
  assert_text (event, "age", "36");
  assert_text (event, "height", "1.65");
  assert_text (event, "known", "true");
  assert_text (event, "died", NULL);
  assert_text (event, "city", NULL);
  g_assert_null (sweet_sender_event_get_bytes (event));
}

static void
test_defaults (SweetTest *test,
               gconstpointer data)
{
  gint64 before = g_get_real_time ();
  g_autoptr (SweetSenderEvent) event = build (make_person ());
  g_autoptr (SweetSenderEvent) other = build (make_person ());
  g_autofree char *id = sweet_event_dup_id (SWEET_EVENT (event));
  g_autofree char *other_id = sweet_event_dup_id (SWEET_EVENT (other));

  g_assert_cmpstr (id, !=, NULL);
  g_assert_cmpstr (id, !=, other_id);
  g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), >=, before);
  g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), <=, g_get_real_time ());
  g_assert_cmpint (sweet_event_get_kind (SWEET_EVENT (event)), ==, SWEET_EVENT_KIND_CONTINUE);
  g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (event)), ==, 0);
  g_assert_cmpint (sweet_event_get_offset (SWEET_EVENT (event)), ==, -1);
  g_assert_null (sweet_event_get_task_id (SWEET_EVENT (event)));
  g_assert_null (sweet_sender_event_get_batch_id (event));
  g_assert_null (sweet_sender_event_get_metadata (event, "unit"));
}

static void
test_details (SweetTest *test,
              gconstpointer data)
{
  SweetSenderEventBuilder *builder = make_person ();
  g_autoptr (SweetSenderEvent) event = NULL;
  g_autofree char *id = NULL;

  builder = BUILDER (with_id, builder, "e-1");
  builder = BUILDER (with_timestamp, builder, 0);
  builder = BUILDER (with_sequence, builder, 7);
  builder = BUILDER (with_batch_id, builder, "b-1");
  builder = BUILDER (with_metadata, builder, "unit", "m");
  builder = BUILDER (with_metadata, builder, "origin", "x");
  builder = BUILDER (with_metadata, builder, "unit", "cm");
  event = build (builder);

  id = sweet_event_dup_id (SWEET_EVENT (event));
  g_assert_cmpstr (id, ==, "e-1");
  g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), ==, 0);
  g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (event)), ==, 7);
  g_assert_cmpstr (sweet_sender_event_get_batch_id (event), ==, "b-1");
  g_assert_cmpstr (sweet_sender_event_get_metadata (event, "unit"), ==, "cm");
  g_assert_cmpstr (sweet_sender_event_get_metadata (event, "origin"), ==, "x");
}

static void
test_bytes (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a,b\n", 4);
  g_autoptr (SweetSenderEvent) event = build (BUILDER (with_bytes, sweet_sender_event_builder_new (), bytes));
  g_auto (GStrv) columns = sweet_sender_event_dup_columns (event);

  g_assert_true (sweet_sender_event_get_bytes (event) == bytes);
  g_assert_cmpuint (g_strv_length (columns), ==, 0);
}

static void
test_final_needs_no_data (SweetTest *test,
                          gconstpointer data)
{
  g_autoptr (SweetSenderEvent) event = build (BUILDER (with_kind, sweet_sender_event_builder_new (), SWEET_EVENT_KIND_FINAL));

  g_assert_cmpint (sweet_event_get_kind (SWEET_EVENT (event)), ==, SWEET_EVENT_KIND_FINAL);
}

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  assert_build_fails (sweet_sender_event_builder_new (), "an event needs columns or bytes unless it ends the stream");
  assert_build_fails (BUILDER (with_int64, make_person (), "name", 1), "column “name” is given twice");
  assert_build_fails (BUILDER (with_text, make_person (), "", "x"), "column 6 has no name");
  assert_build_fails (BUILDER (with_double, make_person (), "x", (double) NAN), "the number in column “x” is not finite");
  assert_build_fails (BUILDER (with_double, make_person (), "x", (double) -INFINITY), "the number in column “x” is not finite");
  assert_build_fails (BUILDER (with_bytes, make_person (), bytes), "an event has either columns or bytes, and this one has column “name” and bytes");
}

/* each says what it said when somebody took it */
static void
test_copy_on_write (SweetTest *test,
                    gconstpointer data)
{
  SweetSenderEventBuilder *base = make_person ();
  SweetSenderEventBuilder *changed = BUILDER (with_text, g_object_ref (base), "city", "London");
  SweetSenderEventBuilder *other = BUILDER (with_id, g_object_ref (base), "e-2");
  g_autoptr (SweetSenderEvent) first = NULL;
  g_autoptr (SweetSenderEvent) second = NULL;
  g_autoptr (SweetSenderEvent) third = NULL;
  g_autofree char *id = NULL;

  g_assert_true (changed != base && other != base);

  /* in place when nobody else has it */
  g_assert_true (BUILDER (with_sequence, changed, 5) == changed);

  first = build (g_object_ref (base));
  second = build (changed);
  third = build (other);
  assert_text (first, "city", NULL);
  assert_text (second, "city", "London");
  assert_text (third, "city", NULL);
  g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (first)), ==, 0);
  g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (second)), ==, 5);
  id = sweet_event_dup_id (SWEET_EVENT (third));
  g_assert_cmpstr (id, ==, "e-2");

  /* building from a shared builder leaves it usable */
  g_clear_object (&first);
  first = build (base);
  assert_text (first, "name", "Ada");
}

static void
test_builder_is_consumed (SweetTest *test,
                          gconstpointer data)
{
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_new ();
  gpointer watched = builder;
  g_autoptr (GError) error = NULL;

  g_object_add_weak_pointer (G_OBJECT (builder), &watched);
  g_assert_null (sweet_sender_event_builder_build (builder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (watched);

  /* a mistake in an argument changes nothing and loses nothing */
  builder = make_person ();
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*column != NULL*");
  g_assert_true (BUILDER (with_text, builder, NULL, "x") == builder);
  g_test_assert_expected_messages ();
  g_object_unref (builder);
}

static void
test_numbers_read_back (SweetTest *test,
                        gconstpointer data)
{
  static const double values[] = { 0.1, -0.0, 1e22, 5e-324, DBL_MAX, 1.0 / 3, 100, 123456789.123456789, -2.5e-8 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (SweetSenderEvent) event = build (BUILDER (with_double, sweet_sender_event_builder_new (), "x", values[i]));
      g_autofree char *text = sweet_sender_event_dup_text (event, "x");
      double read = g_ascii_strtod (text, NULL);

      /* the sign of zero too */
      g_assert_cmpint (memcmp (&read, &values[i], sizeof read), ==, 0);
    }
}

static void
test_shortest_number (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetSenderEvent) event = build (BUILDER (with_double, BUILDER (with_int64, sweet_sender_event_builder_new (), "least", G_MININT64), "tenth", 0.1));

  assert_text (event, "tenth", "0.1");
  assert_text (event, "least", "-9223372036854775808");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/sender-event/columns", test_columns);
  sweet_test_add ("/sweet/sender-event/defaults", test_defaults);
  sweet_test_add ("/sweet/sender-event/details", test_details);
  sweet_test_add ("/sweet/sender-event/bytes", test_bytes);
  sweet_test_add ("/sweet/sender-event/final-needs-no-data", test_final_needs_no_data);
  sweet_test_add ("/sweet/sender-event/errors", test_errors);
  sweet_test_add ("/sweet/sender-event/copy-on-write", test_copy_on_write);
  sweet_test_add ("/sweet/sender-event/builder-is-consumed", test_builder_is_consumed);
  sweet_test_add ("/sweet/sender-event/numbers-read-back", test_numbers_read_back);
  sweet_test_add ("/sweet/sender-event/shortest-number", test_shortest_number);

  return g_test_run ();
}
