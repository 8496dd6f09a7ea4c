/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "stream/sweet-pace-private.h"
#include "sweet-test.h"

typedef struct
{
  guint rate;
  guint burst;
  guint expected; /* the burst */
} Pace;

static const Pace paces[] = {
  { 1, 0, 1 },
  { 50, 0, 1 },
  { 100, 0, 1 },
  { 1000, 0, 10 },
  { 1000, 1, 1 },
  { 300, 1000, 1000 },
  { 12345, 0, 123 },
  { 3000, 77, 77 },
};

/* takes whatever it can at times that are up to @step µs apart, and keeps when each record came */
static GArray *
take_all (const Pace *pace,
          GRand *random,
          gint64 step,
          gint64 duration)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  SweetPace self;

  sweet_pace_init (&self, pace->rate, pace->burst, 0);
  g_assert_cmpuint (self.burst, ==, pace->expected);
  for (gint64 now = 0; now <= duration;)
    {
      guint n = sweet_pace_take (&self, now, (guint) g_rand_int_range (random, 1, 50), FALSE);
      gint64 next = sweet_pace_get_time (&self, now, 1);

      for (guint i = 0; i < n; i++)
        g_array_append_val (times, now);
      g_assert_cmpint (next, >=, now);
      if (next > now)
        g_assert_cmpuint (sweet_pace_take (&self, next - 1, 1, FALSE), ==, 0);
      now = MAX (next, now + (step > 0 ? g_rand_int_range (random, 0, (gint32) step) : 0));
    }
  return times;
}

/* in any second, both its ends included */
static void
test_any_second (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    for (gint64 step = 0; step <= SWEET_SECONDS (3); step = step * 30 + 1000)
      {
        g_autoptr (GArray) times = take_all (&paces[i], random, step, SWEET_SECONDS (8));
        const gint64 *at = (const gint64 *) (gconstpointer) times->data;

        for (guint last = 0, first = 0; last < times->len; last++)
          {
            while (at[last] - at[first] > SWEET_SECONDS (1))
              first++;
            g_assert_cmpuint (last - first + 1, <=, paces[i].rate + paces[i].expected);
          }
      }
}

/* whoever comes whenever the pace says loses nothing */
static void
test_mean (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      g_autoptr (GArray) times = take_all (&paces[i], random, 0, SWEET_SECONDS (10));

      g_assert_cmpuint (times->len, >=, 10 * paces[i].rate);
      g_assert_cmpuint (times->len, <=, 10 * paces[i].rate + paces[i].expected);
    }
}

static void
test_whole (SweetTest *test,
            gconstpointer data)
{
  SweetPace self;

  sweet_pace_init (&self, 10, 4, 0);
  g_assert_cmpuint (sweet_pace_take (&self, 0, 3, TRUE), ==, 3);
  g_assert_cmpuint (sweet_pace_take (&self, 0, 3, TRUE), ==, 0);
  g_assert_cmpint (sweet_pace_get_time (&self, 0, 3), ==, SWEET_MILLISECONDS (200));
  g_assert_cmpuint (sweet_pace_take (&self, SWEET_MILLISECONDS (199), 3, TRUE), ==, 0);
  g_assert_cmpuint (sweet_pace_take (&self, SWEET_MILLISECONDS (200), 3, TRUE), ==, 3);
}

/* neither a long rest nor a clock that stands still or goes back counts more than it should */
static void
test_clocks (SweetTest *test,
             gconstpointer data)
{
  SweetPace self;

  sweet_pace_init (&self, SWEET_PLAN_MAX_RATE, SWEET_PLAN_MAX_RATE, 0);
  g_assert_cmpuint (sweet_pace_take (&self, 0, G_MAXUINT, FALSE), ==, SWEET_PLAN_MAX_RATE);
  g_assert_cmpuint (sweet_pace_take (&self, G_MAXINT64, G_MAXUINT, FALSE), ==, SWEET_PLAN_MAX_RATE);
  g_assert_cmpuint (sweet_pace_take (&self, 0, 1, FALSE), ==, 0);
  sweet_pace_init (&self, 0, 0, 0);
  g_assert_cmpuint (sweet_pace_take (&self, 0, 12, FALSE), ==, 12);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/pace/any-second", test_any_second);
  sweet_test_add ("/sweet/pace/mean", test_mean);
  sweet_test_add ("/sweet/pace/whole", test_whole);
  sweet_test_add ("/sweet/pace/clocks", test_clocks);

  return g_test_run ();
}
