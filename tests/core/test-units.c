/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <string.h>

#include "sweet-test.h"

/* that these compile shows that the macros are constants */
static const gint64 thirty_seconds = SWEET_SECONDS (30);
static const guint64 four_mib = SWEET_MIB (4);
G_STATIC_ASSERT (SWEET_MILLISECONDS (250) == 250000);
G_STATIC_ASSERT (SWEET_MINUTES (-1) == -60000000);
G_STATIC_ASSERT (SWEET_TIB (1) == 1099511627776u);

static void
test_macros (void)
{
  guint64 many = G_MAXUINT64;
  guint zero = 0;

  g_assert_cmpint (thirty_seconds, ==, 30 * G_USEC_PER_SEC);
  g_assert_cmpint (SWEET_HOURS (2), ==, G_GINT64_CONSTANT (7200) * G_USEC_PER_SEC);
  g_assert_cmpint (SWEET_DAYS (7), ==, 7 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (four_mib, ==, 4 * 1024 * 1024);
  g_assert_cmpuint (SWEET_KIB (1), ==, 1024);
  g_assert_cmpuint (SWEET_GIB (3), ==, 3u * 1024u * 1024u * 1024u);
  g_assert_cmpuint (SWEET_KB (1), ==, 1000);
  g_assert_cmpuint (SWEET_MB (1), ==, 1000000);
  g_assert_cmpuint (SWEET_GB (1), ==, 1000000000);
  g_assert_cmpuint (SWEET_TB (1), ==, 1000000000000);

  g_assert_cmpint (SWEET_DAYS (G_MAXINT64), ==, G_MAXINT64);
  g_assert_cmpint (SWEET_DAYS (G_MININT64), ==, G_MININT64);
  g_assert_cmpint (SWEET_SECONDS (many), ==, G_MAXINT64);
  g_assert_cmpint (SWEET_SECONDS (zero), ==, 0);
  g_assert_cmpuint (SWEET_KIB (many), ==, G_MAXUINT64);
}

static void
test_parse_duration (void)
{
  static const struct
  {
    const char *text;
    gint64 duration;
  } cases[] = {
    { "250ms", 250000 },
    { "30s", SWEET_SECONDS (30) },
    { "5m", SWEET_MINUTES (5) },
    { "5min", SWEET_MINUTES (5) },
    { "2h", SWEET_HOURS (2) },
    { "1d", SWEET_DAYS (1) },
    { "7us", 7 },
    { "7µs", 7 },
    { "7μs", 7 },
    { "1.5s", 1500000 },
    { ".5s", 500000 },
    { "2.s", 2000000 },
    { " 30 s ", SWEET_SECONDS (30) },
    { "+1s", SWEET_SECONDS (1) },
    { "-1.5s", -1500000 },
    { "0s", 0 },
    { "0.000001s", 1 },
    { "0.0000010000000000000000000000s", 1 },
    { "1.000us", 1 },
    { "0.0000000000000000000000000us", 0 },
    { "1.5ms", 1500 },
    { "0.0000000003125d", 27 },
    { "9223372036854775807us", G_MAXINT64 },
    { "9223372036854775808us", G_MAXINT64 },
    { "99999999999999999999999999999d", G_MAXINT64 },
    { "106751992d", G_MAXINT64 },
    { "-9223372036854775808us", G_MININT64 },
    { "-99999999999999999999999999999d", G_MININT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 duration = -1;

      g_test_message ("%s", cases[i].text);
      g_assert_true (sweet_parse_duration (cases[i].text, &duration, &error));
      g_assert_no_error (error);
      g_assert_cmpint (duration, ==, cases[i].duration);
    }
}

static void
test_parse_size (void)
{
  static const struct
  {
    const char *text;
    guint64 size;
  } cases[] = {
    { "512B", 512 },
    { "64KiB", 65536 },
    { "1MiB", SWEET_MIB (1) },
    { "1.5GiB", SWEET_MIB (1536) },
    { "2TiB", SWEET_TIB (2) },
    { "1KB", 1000 },
    { "1kB", 1000 },
    { "10 MB", 10000000 },
    { "3GB", SWEET_GB (3) },
    { "0.5TB", SWEET_GB (500) },
    { "1.0B", 1 },
    { "0.5KiB", 512 },
    { "0.0000019073486328125TiB", SWEET_MIB (2) },
    { "0.0000000000009094947017729282379150390625TiB", 1 },
    { "18446744073709551615B", G_MAXUINT64 },
    { "18446744073709551616B", G_MAXUINT64 },
    { "99999999TiB", G_MAXUINT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 size = 1;

      g_test_message ("%s", cases[i].text);
      g_assert_true (sweet_parse_size (cases[i].text, &size, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (size, ==, cases[i].size);
    }
}

static void
assert_bad_duration (const char *text,
                     SweetUnitError code,
                     const char *part)
{
  g_autoptr (GError) error = NULL;
  gint64 duration = 42;

  g_test_message ("%s", text);
  g_assert_false (sweet_parse_duration (text, &duration, &error));
  g_assert_error (error, SWEET_UNIT_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_cmpint (duration, ==, 42);
}

static void
test_parse_errors (void)
{
  g_autoptr (GError) error = NULL;
  guint64 size = 42;

  assert_bad_duration ("30", SWEET_UNIT_ERROR_MISSING, "us, ms, s, m, min, h, d");
  assert_bad_duration ("-1.5 ", SWEET_UNIT_ERROR_MISSING, "needs a unit");
  assert_bad_duration ("30S", SWEET_UNIT_ERROR_UNKNOWN, "did you mean “s”");
  assert_bad_duration ("30mins", SWEET_UNIT_ERROR_UNKNOWN, "did you mean “min”");
  assert_bad_duration ("30 fortnights", SWEET_UNIT_ERROR_UNKNOWN, "us, ms, s, m, min, h, d");
  assert_bad_duration ("1h30m", SWEET_UNIT_ERROR_UNKNOWN, "“h30m”");
  assert_bad_duration ("1e3s", SWEET_UNIT_ERROR_UNKNOWN, "“e3s”");
  assert_bad_duration ("", SWEET_UNIT_ERROR_NUMBER, "is no duration");
  assert_bad_duration ("soon", SWEET_UNIT_ERROR_NUMBER, "is no duration");
  assert_bad_duration (".s", SWEET_UNIT_ERROR_NUMBER, "is no duration");
  assert_bad_duration ("--1s", SWEET_UNIT_ERROR_NUMBER, "is no duration");
  assert_bad_duration ("0.4us", SWEET_UNIT_ERROR_FRACTION, "“0.4us” is no whole number of us, the smallest unit");
  assert_bad_duration ("0.0001ms", SWEET_UNIT_ERROR_FRACTION, "“0.0001ms” is no whole number of us, the smallest unit");
  assert_bad_duration ("-1.0000005 s", SWEET_UNIT_ERROR_FRACTION, "“-1.0000005 s” is no whole number of us");
  assert_bad_duration ("0.3333333333333333333333333333333333333d", SWEET_UNIT_ERROR_FRACTION, "is no whole number of us");
  assert_bad_duration ("1.00000000000000000000000000000000000001us", SWEET_UNIT_ERROR_FRACTION, "is no whole number of us");

  g_assert_false (sweet_parse_size ("64", &size, &error));
  g_assert_error (error, SWEET_UNIT_ERROR, SWEET_UNIT_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (sweet_parse_size ("-1B", &size, &error));
  g_assert_error (error, SWEET_UNIT_ERROR, SWEET_UNIT_ERROR_NUMBER);
  g_clear_error (&error);
  g_assert_false (sweet_parse_size ("64kib", &size, &error));
  g_assert_error (error, SWEET_UNIT_ERROR, SWEET_UNIT_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "did you mean “KiB”"));
  g_clear_error (&error);
  g_assert_false (sweet_parse_size ("1.4B", &size, &error));
  g_assert_error (error, SWEET_UNIT_ERROR, SWEET_UNIT_ERROR_FRACTION);
  g_assert_cmpstr (error->message, ==, "“1.4B” is no whole number of B, the smallest unit");
  g_clear_error (&error);
  g_assert_false (sweet_parse_size ("0.1KiB", &size, &error));
  g_assert_error (error, SWEET_UNIT_ERROR, SWEET_UNIT_ERROR_FRACTION);
  g_assert_cmpuint (size, ==, 42);
}

static void
assert_duration_text (gint64 duration,
                      const char *expected)
{
  g_autofree char *text = sweet_duration_to_string (duration);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_size_text (guint64 size,
                  const char *expected)
{
  g_autofree char *text = sweet_size_to_string (size);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  assert_duration_text (0, "0s");
  assert_duration_text (1, "1us");
  assert_duration_text (100000, "100ms");
  assert_duration_text (1500000, "1.5s");
  assert_duration_text (SWEET_SECONDS (60), "1m");
  assert_duration_text (SWEET_SECONDS (61), "61s");
  assert_duration_text (SWEET_MINUTES (90), "90m");
  assert_duration_text (SWEET_HOURS (24), "1d");
  assert_duration_text (-SWEET_SECONDS (30), "-30s");
  assert_duration_text (G_MAXINT64, "9223372036854775807us");
  assert_duration_text (G_MININT64, "-9223372036854775808us");

  assert_size_text (0, "0B");
  assert_size_text (512, "512B");
  assert_size_text (1000, "1KB");
  assert_size_text (1024, "1KiB");
  assert_size_text (65536, "64KiB");
  assert_size_text (SWEET_MIB (16), "16MiB");
  assert_size_text (SWEET_MIB (1536), "1.5GiB");
  assert_size_text (SWEET_GB (500), "500GB");
  assert_size_text (G_MAXUINT64, "18446744073709551615B");
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      /* numbers of every magnitude, round ones among them */
      guint64 random = ((guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ()) >> g_test_rand_int_range (0, 64);
      guint64 size = g_test_rand_bit () ? random : SWEET_KIB (random % 5000);
      gint64 duration = g_test_rand_bit () ? (gint64) random : SWEET_MILLISECONDS (random % 100000);
      g_autofree char *size_text = sweet_size_to_string (size);
      g_autofree char *duration_text = sweet_duration_to_string (duration);
      g_autoptr (GError) error = NULL;
      guint64 size_again = 0;
      gint64 duration_again = 0;

      sweet_parse_size (size_text, &size_again, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (size_again, ==, size);

      sweet_parse_duration (duration_text, &duration_again, &error);
      g_assert_no_error (error);
      g_assert_cmpint (duration_again, ==, duration);
    }
}

static void
test_param_specs (void)
{
  g_autoptr (GParamSpec) timeout = g_param_spec_ref_sink (sweet_param_spec_duration ("timeout", NULL, "How long", 0, SWEET_HOURS (1), SWEET_SECONDS (30), G_PARAM_READWRITE));
  g_autoptr (GParamSpec) limit = g_param_spec_ref_sink (sweet_param_spec_size ("limit", NULL, "How much", 1, SWEET_GIB (1), SWEET_MIB (1), G_PARAM_READWRITE));
  g_autoptr (GParamSpec) plain = g_param_spec_ref_sink (g_param_spec_int64 ("plain", NULL, NULL, 0, 1, 0, G_PARAM_READWRITE));

  g_assert_cmpint (sweet_param_spec_get_unit (timeout), ==, SWEET_UNIT_DURATION);
  g_assert_cmpint (sweet_param_spec_get_unit (limit), ==, SWEET_UNIT_SIZE);
  g_assert_cmpint (sweet_param_spec_get_unit (plain), ==, SWEET_UNIT_NONE);

  g_assert_true (G_PARAM_SPEC_VALUE_TYPE (timeout) == G_TYPE_INT64);
  g_assert_cmpint (G_PARAM_SPEC_INT64 (timeout)->default_value, ==, SWEET_SECONDS (30));
  g_assert_true (G_PARAM_SPEC_VALUE_TYPE (limit) == G_TYPE_UINT64);
  g_assert_cmpuint (G_PARAM_SPEC_UINT64 (limit)->maximum, ==, SWEET_GIB (1));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/units/macros", test_macros);
  g_test_add_func ("/sweet/units/parse-duration", test_parse_duration);
  g_test_add_func ("/sweet/units/parse-size", test_parse_size);
  g_test_add_func ("/sweet/units/parse-errors", test_parse_errors);
  g_test_add_func ("/sweet/units/format", test_format);
  g_test_add_func ("/sweet/units/round-trip", test_round_trip);
  g_test_add_func ("/sweet/units/param-specs", test_param_specs);

  return g_test_run ();
}
