/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <string.h>

#include "sweet-test.h"

/* times of cells, of columns and as text, against GDateTime */

static gboolean
read_text (const char *text,
           gint64 *value)
{
  SweetCell cell = { text, (guint32) strlen (text), SWEET_CELL_TEXT };

  return sweet_cell_get_timestamp (&cell, value);
}

static void
assert_time (const char *text,
             gint64 expected)
{
  gint64 value = 0;

  g_test_message ("%s", text);
  g_assert_true (read_text (text, &value));
  g_assert_cmpint (value, ==, expected);
}

static void
test_text (SweetTest *test,
           gconstpointer data)
{
  const gint64 base = G_GINT64_CONSTANT (1795768205) * G_USEC_PER_SEC;

  assert_time ("2026-11-27T08:30:05Z", base);
  assert_time ("2026-11-27t08:30:05z", base);
  assert_time ("2026-11-27 08:30:05", base);
  assert_time ("2026-11-27T09:30:05+01:00", base);
  assert_time ("2026-11-27T03:00:05-0530", base);
  assert_time ("2026-11-27T08:30:05.25Z", base + 250000);
  assert_time ("2026-11-27T08:30:05,1234567890", base + 123456);
  assert_time ("2026-11-27T08:30", base - 5 * G_USEC_PER_SEC);
  assert_time ("2026-11-27", (G_GINT64_CONSTANT (1795768205) - 30605) * G_USEC_PER_SEC);
  assert_time ("1970-01-01T00:00:00Z", 0);
  assert_time ("1969-12-31T23:59:59.5Z", -500000);
  assert_time ("2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800) * G_USEC_PER_SEC);
  assert_time ("2024-02-29", G_GINT64_CONSTANT (1709164800) * G_USEC_PER_SEC);
  assert_time ("0001-01-01", G_GINT64_CONSTANT (-62135596800) * G_USEC_PER_SEC);
  assert_time ("9999-12-31T23:59:59.999999Z", G_GINT64_CONSTANT (253402300799999999));
}

static void
test_number (SweetTest *test,
             gconstpointer data)
{
  assert_time ("0", 0);
  assert_time ("-1", -G_USEC_PER_SEC);
  assert_time ("1795768205", G_GINT64_CONSTANT (1795768205000000));
  assert_time ("99999999999", G_GINT64_CONSTANT (99999999999000000));
  assert_time ("100000000000", G_GINT64_CONSTANT (100000000000000));
  assert_time ("1795768205250", G_GINT64_CONSTANT (1795768205250000));
  assert_time ("-1795768205250", G_GINT64_CONSTANT (-1795768205250000));
  assert_time ("1795768205250001", G_GINT64_CONSTANT (1795768205250001));
  assert_time ("1795768205250001999", G_GINT64_CONSTANT (1795768205250001));
  assert_time ("-9223372036854775808", G_GINT64_CONSTANT (-9223372036854775));
  assert_time ("1795768205.25", G_GINT64_CONSTANT (1795768205250000));
  assert_time ("1795768205.000001", G_GINT64_CONSTANT (1795768205000001));
  assert_time ("0.5", 500000);
  assert_time ("1e3", G_GINT64_CONSTANT (1000000000));
}

static void
test_wrong (SweetTest *test,
            gconstpointer data)
{
  static const char *const texts[] = {
    "", "x", " 1", "1 ", "nan", "1e11", "-1e300", "12:30",
    "2026-11-27T", "2026-11-27x", "2026-13-01", "2026-00-01", "2026-11-31", "2023-02-29", "1900-02-29", "2026-11-00",
    "0000-01-01", "2026-11-27T24:00", "2026-11-27T08", "2026-11-27T08:60", "2026-11-27T08:30:61", "2026-11-27T08:30:",
    "2026-11-27T08:30:05.", "2026-11-27T08:30:05+1", "2026-11-27T08:30:05+01:60", "2026-11-27T08:30:05+24:00",
    "2026-11-27T08:30:05 Z", "2026-11-27T08:30:05Zx", "2026-1-27T08:30", "99999999999999999999", "2026-11-2"
  };
  SweetCell missing = { NULL, 0, SWEET_CELL_NULL };
  SweetCell boolean = { "true", 4, SWEET_CELL_BOOLEAN };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("“%s”", texts[i]);
      g_assert_false (read_text (texts[i], &value));
    }
  g_assert_false (sweet_cell_get_timestamp (&missing, &value));
  g_assert_false (sweet_cell_get_timestamp (&boolean, &value));
}

/* every beginning of a text lies in memory of its own size, so that nothing behind it is read */
static void
test_ends (SweetTest *test,
           gconstpointer data)
{
  static const char *const text = "2026-11-27T08:30:05.25+01:00";

  for (guint32 length = 0; length <= strlen (text); length++)
    {
      g_autofree char *copy = g_memdup2 (text, MAX (length, 1));
      SweetCell cell = { copy, length, SWEET_CELL_TEXT };
      gint64 value;
      gboolean whole = length == 4 || length == 10 || length == 16 || length == 19 || length == 21 || length == 22 || length == 28;

      /* the first digits of a year are seconds */
      g_assert_cmpint (sweet_cell_get_timestamp (&cell, &value), ==, whole || (length > 0 && length < 4));
    }
}

static SweetChunk *
make_chunk (const gint64 *values,
            guint n_values)
{
  static const char *const names[] = { "t", NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);

  for (guint i = 0; i < n_values; i++)
    {
      sweet_chunk_builder_set_timestamp (builder, 0, values[i]);
      sweet_chunk_builder_end_row (builder);
    }
  sweet_chunk_builder_set_text (builder, 0, "soon");
  sweet_chunk_builder_end_row (builder);
  sweet_chunk_builder_end_row (builder);
  return sweet_chunk_builder_build (builder);
}

static void
test_column (SweetTest *test,
             gconstpointer data)
{
  const gint64 values[] = { 0, -1, 1795768205250000, -62135596800000000, 253402300799999999 };
  g_autoptr (SweetChunk) chunk = make_chunk (values, G_N_ELEMENTS (values));
  g_autoptr (SweetChunk) again = make_chunk (values, G_N_ELEMENTS (values));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sweet_chunk_dup_timestamps (again, 0, &error);
  const guint8 *valid;
  const gint64 *times = sweet_chunk_get_timestamps (chunk, 0, &valid, &error);
  guint n = G_N_ELEMENTS (values);

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (valid[i], ==, 1);
      g_assert_cmpint (times[i], ==, values[i]);
    }
  g_assert_cmpint (valid[n] + valid[n + 1], ==, 0);
  g_assert_cmpint (times[n], ==, G_MININT64);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, (n + 2) * sizeof (gint64));
  g_assert_cmpint (memcmp (g_bytes_get_data (bytes, NULL), times, g_bytes_get_size (bytes)), ==, 0);
  g_assert_true (sweet_chunk_get_timestamps (chunk, 0, NULL, &error) == times);

  g_assert_null (sweet_chunk_get_timestamps (chunk, 1, NULL, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_dup_timestamps (chunk, 1, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN);
}

/* what is written is what GDateTime says, and is read back */
static void
test_random (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint i = 0; i < 20000; i++)
    {
      gint64 seconds = (gint64) g_rand_double_range (rand, -62135596800.0, 253402300800.0);
      gint64 value = seconds * G_USEC_PER_SEC + (i % 2 == 0 ? g_rand_int_range (rand, 0, G_USEC_PER_SEC) : 0);
      g_autoptr (SweetChunk) chunk = make_chunk (&value, 1);
      g_autofree char *text = sweet_chunk_dup_text (chunk, 0, 0, NULL);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
      g_autofree char *expected = g_date_time_format (time, "%C%y-%m-%dT%H:%M:%S");
      gint64 back;

      g_assert_true (g_str_has_prefix (text, expected));
      g_assert_true (g_str_has_suffix (text, "Z"));
      g_assert_true (read_text (text, &back));
      g_assert_cmpint (back, ==, value);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/timestamp/text", test_text);
  sweet_test_add ("/sweet/timestamp/number", test_number);
  sweet_test_add ("/sweet/timestamp/wrong", test_wrong);
  sweet_test_add ("/sweet/timestamp/ends", test_ends);
  sweet_test_add ("/sweet/timestamp/column", test_column);
  sweet_test_add ("/sweet/timestamp/random", test_random);

  return g_test_run ();
}
