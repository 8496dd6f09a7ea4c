/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "stream/sweet-rates-private.h"
#include "sweet-test.h"

static void
assert_rates (const SweetRates *self,
              guint64 at,
              guint64 n_records,
              guint64 n_bytes,
              double records_per_second,
              double bytes_per_second)
{
  SweetRatesSample now = { at, n_records, n_bytes };
  double records;
  double bytes;

  sweet_rates_get (self, &now, &records, &bytes);
  g_assert_cmpfloat_with_epsilon (records, records_per_second, 1e-6);
  g_assert_cmpfloat_with_epsilon (bytes, bytes_per_second, 1e-6);
}

static void
add (SweetRates *self,
     guint64 at,
     guint64 n_records,
     guint64 n_bytes)
{
  SweetRatesSample sample = { at, n_records, n_bytes };

  sweet_rates_add (self, &sample);
}

static void
test_first_second (SweetTest *test,
                   gconstpointer data)
{
  SweetRates self = { 0 };
  guint64 begin = 77 * SWEET_RATES_WINDOW;

  /* before the beginning, and at it, nothing is known */
  assert_rates (&self, begin, 5, 50, 0, 0);
  add (&self, begin, 0, 0);
  assert_rates (&self, begin, 0, 0, 0, 0);
  assert_rates (&self, begin - 1, 0, 0, 0, 0);
  assert_rates (&self, begin + SWEET_RATES_WINDOW / 4, 10, 100, 40, 400);
  add (&self, begin + SWEET_RATES_WINDOW / 2, 10, 100);
  assert_rates (&self, begin + SWEET_RATES_WINDOW / 2, 10, 100, 20, 200);
  assert_rates (&self, begin + SWEET_RATES_WINDOW, 30, 300, 30, 300);
}

/* what lies more than about a second back does not count, however long it went on before */
static void
test_window (SweetTest *test,
             gconstpointer data)
{
  SweetRates self = { 0 };
  guint64 n = 0;
  guint64 at;

  for (at = 0; at < 100 * SWEET_RATES_WINDOW; at += SWEET_RATES_INTERVAL)
    {
      add (&self, at, n, n * 7);
      n += 1000;
    }
  assert_rates (&self, at, n, n * 7, 10000, 70000);
  for (guint i = 0; i < 11; i++, at += SWEET_RATES_INTERVAL)
    {
      add (&self, at, n, n * 7);
      n += 5;
    }
  assert_rates (&self, at, n, n * 7, 50, 350);
}

/* without samples in between it falls, and to nothing when a second has passed */
static void
test_stall (SweetTest *test,
            gconstpointer data)
{
  SweetRates self = { 0 };

  for (guint64 i = 0; i <= 20; i++)
    add (&self, i * SWEET_RATES_INTERVAL, i * 100, i);
  assert_rates (&self, 20 * SWEET_RATES_INTERVAL, 2000, 20, 1000, 10);
  assert_rates (&self, 25 * SWEET_RATES_INTERVAL, 2000, 20, 500, 5);
  assert_rates (&self, 30 * SWEET_RATES_INTERVAL, 2000, 20, 0, 0);
  assert_rates (&self, 300 * SWEET_RATES_INTERVAL, 2000, 20, 0, 0);
  /* and what comes then counts from the last sample */
  assert_rates (&self, 40 * SWEET_RATES_INTERVAL, 2400, 22, 200, 1);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/rates/first-second", test_first_second);
  sweet_test_add ("/sweet/rates/window", test_window);
  sweet_test_add ("/sweet/rates/stall", test_stall);

  return g_test_run ();
}
