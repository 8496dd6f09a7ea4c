/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <stdlib.h>
#include <string.h>

#include "stream/sweet-histogram-private.h"
#include "sweet-test.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetHistogram, sweet_histogram_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetHistogramSum, sweet_histogram_sum_free)

/* where it is counted in 32 bits */
static guint32 *
find_count (SweetHistogram *histogram,
            guint64 value)
{
  unsigned bucket = sweet_histogram_get_bucket (value);
  uintptr_t octave = histogram->octaves[bucket / SWEET_HISTOGRAM_SIZE];

  g_assert_cmpuint (octave, !=, 0);
  g_assert_cmpuint (octave & SWEET_HISTOGRAM_WIDE, ==, 0);
  return (guint32 *) octave + bucket % SWEET_HISTOGRAM_SIZE;
}

static gboolean
is_wide (SweetHistogram *histogram,
         guint64 value)
{
  return (histogram->octaves[sweet_histogram_get_bucket (value) / SWEET_HISTOGRAM_SIZE] & SWEET_HISTOGRAM_WIDE) != 0;
}

static void
assert_in_bucket (guint64 value)
{
  unsigned bucket = sweet_histogram_get_bucket (value);

  g_assert_cmpuint (bucket, <, SWEET_HISTOGRAM_N_BUCKETS);
  g_assert_cmpuint (sweet_histogram_get_first (bucket), <=, value);
  g_assert_cmpuint (sweet_histogram_get_last (bucket), >=, value);
}

/* they are as small as was promised, follow one another without a gap, and are narrow enough */
static void
test_buckets (SweetTest *test,
              gconstpointer data)
{
  guint64 next = 0;

  g_assert_cmpuint (sizeof (SweetHistogram) + SWEET_HISTOGRAM_N_BUCKETS * sizeof (guint32), <=, 8192);
  for (unsigned bucket = 0; bucket < SWEET_HISTOGRAM_N_BUCKETS; bucket++)
    {
      guint64 first = sweet_histogram_get_first (bucket);
      guint64 last = sweet_histogram_get_last (bucket);

      g_assert_cmpuint (first, ==, next);
      g_assert_cmpuint (last, >=, first);
      g_assert_cmpuint (last - first, <=, first / 32);
      g_assert_cmpuint (sweet_histogram_get_bucket (first), ==, bucket);
      g_assert_cmpuint (sweet_histogram_get_bucket (last), ==, bucket);
      next = last + 1;
    }
  /* behind the largest number it begins again */
  g_assert_cmpuint (next, ==, 0);
}

static void
test_values (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint64 value = 0; value < 1 << 20; value++)
    assert_in_bucket (value);
  for (guint bit = 0; bit < 64; bit++)
    {
      guint64 power = G_GUINT64_CONSTANT (1) << bit;

      assert_in_bucket (power - 1);
      assert_in_bucket (power);
      assert_in_bucket (power + 1);
      for (guint i = 0; i < 1000; i++)
        assert_in_bucket (power | (((guint64) g_rand_int (random) << 32 | g_rand_int (random)) & (power - 1)));
    }
  assert_in_bucket (G_MAXUINT64);
}

static int
compare_values (gconstpointer a,
                gconstpointer b)
{
  guint64 one = *(const guint64 *) a;
  guint64 other = *(const guint64 *) b;

  return one < other ? -1 : one > other;
}

/* numbers of all sizes, or of a few */
static guint64
draw (GRand *random,
      guint n_bits)
{
  guint64 value = (guint64) g_rand_int (random) << 32 | g_rand_int (random);

  return value >> (64 - (guint) g_rand_int_range (random, 1, (gint32) n_bits + 1));
}

static void
assert_quantiles (const SweetHistogramSum *sum,
                  GArray *values)
{
  static const double quantiles[] = { 0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 1 };
  guint64 total = 0;

  g_array_sort (values, compare_values);
  for (guint i = 0; i < values->len; i++)
    total += g_array_index (values, guint64, i);
  g_assert_cmpuint (sum->n, ==, values->len);
  g_assert_cmpuint (sum->sum, ==, total);
  g_assert_cmpuint (sum->min, ==, g_array_index (values, guint64, 0));
  g_assert_cmpuint (sum->max, ==, g_array_index (values, guint64, values->len - 1));
  for (guint i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      double wanted = quantiles[i] * values->len;
      guint rank = (guint) wanted;
      guint64 exact;

      rank -= rank > 0 && rank >= wanted ? 1 : 0;
      exact = g_array_index (values, guint64, MIN (rank, values->len - 1));
      g_assert_cmpuint (sweet_histogram_sum_get_quantile (sum, quantiles[i]), >=, exact);
      g_assert_cmpuint (sweet_histogram_sum_get_quantile (sum, quantiles[i]) - exact, <=, exact / 32);
    }
}

/* beside a sorted array; each also in the parts that workers have of it */
static void
test_quantiles (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint round = 0; round < 200; round++)
    {
      guint n = round < 20 ? round + 1 : (guint) g_rand_int_range (random, 1, 3000);
      guint n_parts = 1 + round % 4;
      guint n_bits = 1 + round % 50;
      g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (guint64));
      g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();
      SweetHistogram *parts[4];

      for (guint i = 0; i < n_parts; i++)
        parts[i] = sweet_histogram_new ();
      for (guint i = 0; i < n; i++)
        {
          guint64 value = draw (random, n_bits);

          g_array_append_val (values, value);
          sweet_histogram_add (parts[(guint) g_rand_int_range (random, 0, (gint32) n_parts)], value);
        }
      for (guint i = 0; i < n_parts; i++)
        {
          sweet_histogram_sum_add (sum, parts[i]);
          sweet_histogram_free (parts[i]);
        }
      assert_quantiles (sum, values);
    }
}

static void
test_nothing (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetHistogram) histogram = sweet_histogram_new ();
  g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();

  sweet_histogram_sum_add (sum, histogram);
  g_assert_cmpuint (sum->n, ==, 0);
  g_assert_cmpuint (sum->min, ==, G_MAXUINT64);
  g_assert_cmpuint (sum->max, ==, 0);
  g_assert_cmpuint (sweet_histogram_sum_get_quantile (sum, 0), ==, 0);
  g_assert_cmpuint (sweet_histogram_sum_get_quantile (sum, 1), ==, 0);
  /* what is added to does not mind */
  sweet_histogram_add (histogram, 7);
  sweet_histogram_sum_add (sum, histogram);
  g_assert_cmpuint (sum->min, ==, 7);
  g_assert_cmpuint (sweet_histogram_sum_get_quantile (sum, 0), ==, 7);
  sweet_histogram_free (NULL);
}

/* counts go on behind what 32 bits hold, and those of other numbers come along */
static void
test_full_bucket (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetHistogram) histogram = sweet_histogram_new ();
  g_autoptr (SweetHistogramSum) before = sweet_histogram_sum_new ();
  g_autoptr (SweetHistogramSum) after = sweet_histogram_sum_new ();

  sweet_histogram_add (histogram, 3);
  sweet_histogram_add (histogram, 1000);
  *find_count (histogram, 1000) = G_MAXUINT32;
  sweet_histogram_sum_add (before, histogram);
  g_assert_false (is_wide (histogram, 1000));
  g_assert_cmpuint (before->n, ==, G_GUINT64_CONSTANT (0x100000000));
  for (guint i = 0; i < 3; i++)
    {
      sweet_histogram_add (histogram, 1000);
      sweet_histogram_add (histogram, 5);
    }
  g_assert_true (is_wide (histogram, 1000));
  g_assert_false (is_wide (histogram, 5));
  sweet_histogram_sum_add (after, histogram);
  g_assert_cmpuint (after->n, ==, G_GUINT64_CONSTANT (0x100000006));
  g_assert_cmpuint (after->counts[sweet_histogram_get_bucket (1000)], ==, G_GUINT64_CONSTANT (0x100000002));
  g_assert_cmpuint (after->counts[3], ==, 1);
  g_assert_cmpuint (after->counts[5], ==, 3);
  g_assert_cmpuint (after->min, ==, 3);
  g_assert_cmpuint (after->max, ==, 1000);
  g_assert_cmpuint (sweet_histogram_sum_get_quantile (after, 0.5), ==, 1000);
  /* two of them hold more than either */
  sweet_histogram_sum_add (after, histogram);
  g_assert_cmpuint (after->n, ==, G_GUINT64_CONSTANT (0x20000000c));
}

/* memory is taken for the octaves that are there, and every octave can be */
static void
test_octaves (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetHistogram) histogram = sweet_histogram_new ();
  g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();
  guint n_octaves = 0;

  for (guint i = 0; i < 1000; i++)
    sweet_histogram_add (histogram, 1000000 + i * 1000);
  for (guint i = 0; i < SWEET_HISTOGRAM_N_OCTAVES; i++)
    n_octaves += histogram->octaves[i] != 0;
  g_assert_cmpuint (n_octaves, ==, 2);
  for (unsigned i = 0; i < SWEET_HISTOGRAM_N_BUCKETS; i++)
    sweet_histogram_add (histogram, sweet_histogram_get_first (i));
  sweet_histogram_sum_add (sum, histogram);
  g_assert_cmpuint (sum->n, ==, 1000 + SWEET_HISTOGRAM_N_BUCKETS);
  for (unsigned i = 0; i < SWEET_HISTOGRAM_N_BUCKETS; i++)
    g_assert_cmpuint (sum->counts[i], >=, 1);
}

/* a sum that would pass the largest number stays there, in one and in several */
static void
test_large_sum (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetHistogram) histogram = sweet_histogram_new ();
  g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();

  sweet_histogram_add (histogram, G_MAXUINT64 - 1);
  sweet_histogram_add (histogram, 1);
  sweet_histogram_sum_add (sum, histogram);
  g_assert_cmpuint (sum->sum, ==, G_MAXUINT64);
  sweet_histogram_add (histogram, 1);
  g_assert_cmpuint (histogram->sum, ==, G_MAXUINT64);
  sweet_histogram_sum_add (sum, histogram);
  g_assert_cmpuint (sum->sum, ==, G_MAXUINT64);
  g_assert_cmpuint (sum->n, ==, 5);
}

/* one thread adds while another reads, across the change to wide counts */

#define N_ADDED 200000

static gpointer
add_thread (gpointer data)
{
  SweetHistogram *histogram = data;

  for (guint64 i = 0; i < N_ADDED; i++)
    sweet_histogram_add (histogram, i);
  return NULL;
}

static void
test_read_while_added (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetHistogram) histogram = sweet_histogram_new ();
  guint64 before = G_MAXUINT32 - 1000;
  guint64 last = before;
  GThread *thread;

  sweet_histogram_add (histogram, N_ADDED / 2);
  *find_count (histogram, N_ADDED / 2) = (guint32) before;
  thread = g_thread_new ("add", add_thread, histogram);
  while (last < before + N_ADDED)
    {
      g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();
      guint64 median;

      sweet_histogram_sum_add (sum, histogram);
      g_assert_cmpuint (sum->n, >=, last);
      g_assert_cmpuint (sum->min, <=, sum->max);
      median = sweet_histogram_sum_get_quantile (sum, 0.5);
      g_assert_cmpuint (median, >=, sum->min);
      g_assert_cmpuint (median, <=, sum->max);
      last = sum->n;
    }
  g_thread_join (thread);
  g_assert_cmpuint (last, ==, before + N_ADDED);
  g_assert_true (is_wide (histogram, N_ADDED / 2));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/histogram/buckets", test_buckets);
  sweet_test_add ("/sweet/histogram/values", test_values);
  sweet_test_add ("/sweet/histogram/quantiles", test_quantiles);
  sweet_test_add ("/sweet/histogram/nothing", test_nothing);
  sweet_test_add ("/sweet/histogram/full-bucket", test_full_bucket);
  sweet_test_add ("/sweet/histogram/octaves", test_octaves);
  sweet_test_add ("/sweet/histogram/large-sum", test_large_sum);
  sweet_test_add ("/sweet/histogram/read-while-added", test_read_while_added);

  return g_test_run ();
}
