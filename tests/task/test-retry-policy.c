/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "task/sweet-retry-policy-private.h"

#include <math.h>

#include "sweet-test.h"

static GError *
make_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it failed");
}

static gboolean
allows (SweetRetryPolicy *policy,
        guint attempt,
        gint64 waited,
        GQuark domain,
        int code)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "it failed");

  return sweet_retry_policy_allows (policy, attempt, waited, error);
}

static gboolean
allows_failed (SweetRetryPolicy *policy,
               guint attempt,
               gint64 waited)
{
  return allows (policy, attempt, waited, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
assert_delays (SweetRetryPolicy *policy,
               const gint64 *delays,
               guint n)
{
  g_autoptr (SweetRetryPolicy) owned = policy;
  g_autoptr (GError) error = NULL;

  sweet_retry_policy_check (owned, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (sweet_retry_policy_get_delay (owned, i + 1), ==, delays[i]);
}

#define ASSERT_DELAYS(policy, ...) \
  assert_delays (policy, (const gint64[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const gint64[]){ __VA_ARGS__ })))

static void
test_delays (SweetTest *test,
             gconstpointer data)
{
  SweetRetryPolicy *policy;

  ASSERT_DELAYS (sweet_retry_policy_new_immediate (5), 0, 0, 0);
  ASSERT_DELAYS (sweet_retry_policy_new_fixed (5, 700), 700, 700, 700);
  ASSERT_DELAYS (sweet_retry_policy_new_linear (5, 100), 100, 200, 300, 400);
  ASSERT_DELAYS (sweet_retry_policy_new_exponential (5, 100, 2), 100, 200, 400, 800, 1600);
  ASSERT_DELAYS (sweet_retry_policy_new_exponential (5, 100000, 1.1), 100000, 110000, 121000, 133100);
  ASSERT_DELAYS (sweet_retry_policy_new_exponential (5, 5, 1), 5, 5, 5);

  policy = sweet_retry_policy_new_exponential (5, 100, 3);
  policy = sweet_retry_policy_with_max_delay (policy, 500);
  ASSERT_DELAYS (policy, 100, 300, 500, 500);
}

static void
test_saturation (SweetTest *test,
                 gconstpointer data)
{
  SweetRetryPolicy *policy;

  ASSERT_DELAYS (sweet_retry_policy_new_linear (5, G_MAXINT64 / 2), G_MAXINT64 / 2, G_MAXINT64 - 1, G_MAXINT64, G_MAXINT64);
  ASSERT_DELAYS (sweet_retry_policy_new_fixed (5, G_MAXINT64), G_MAXINT64, G_MAXINT64);
  ASSERT_DELAYS (sweet_retry_policy_new_exponential (5, 1, G_MAXDOUBLE), 1, G_MAXINT64, G_MAXINT64);
  ASSERT_DELAYS (sweet_retry_policy_new_exponential (5, 0, G_MAXDOUBLE), 0, 0, 0);

  policy = sweet_retry_policy_new_exponential (SWEET_RETRY_MAX_ATTEMPTS, 1, 1.5);
  g_assert_cmpint (sweet_retry_policy_get_delay (policy, 999999), ==, G_MAXINT64);
  g_assert_cmpint (sweet_retry_policy_get_delay (policy, G_MAXUINT), ==, G_MAXINT64);
  policy = sweet_retry_policy_with_max_delay (policy, SWEET_HOURS (1));
  g_assert_cmpint (sweet_retry_policy_get_delay (policy, 999999), ==, SWEET_HOURS (1));
  g_object_unref (policy);

  policy = sweet_retry_policy_new_fixed (2, G_MAXINT64);
  policy = sweet_retry_policy_with_jitter (policy, 1);
  for (guint i = 1; i < 1000; i++)
    g_assert_cmpint (sweet_retry_policy_get_delay (policy, i), >=, 0);
  g_object_unref (policy);
}

/* how often each tenth of the range was met */
static void
count_tenths (SweetRetryPolicy *policy,
              gint64 least,
              gint64 most,
              guint tenths[10])
{
  for (guint i = 1; i <= 10000; i++)
    {
      gint64 delay = sweet_retry_policy_get_delay (policy, i);

      g_assert_cmpint (delay, >=, least);
      g_assert_cmpint (delay, <=, most);
      tenths[MIN ((delay - least) * 10 / (most - least), 9)]++;
    }
}

static void
assert_even (const guint tenths[10])
{
  /* five standard deviations */
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpuint (tenths[i], >=, 850);
      g_assert_cmpuint (tenths[i], <=, 1150);
    }
}

static void
test_jitter (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (2, SWEET_SECONDS (10));
  guint half[10] = { 0 };
  guint whole[10] = { 0 };
  guint limited[10] = { 0 };

  policy = sweet_retry_policy_with_jitter (policy, 0.5);
  policy = sweet_retry_policy_with_seed (policy, 7);
  count_tenths (policy, SWEET_SECONDS (5), SWEET_SECONDS (15), half);
  assert_even (half);

  policy = sweet_retry_policy_with_jitter (policy, 1);
  count_tenths (policy, 0, SWEET_SECONDS (20), whole);
  assert_even (whole);

  /* the limit does not make them all the same */
  policy = sweet_retry_policy_with_jitter (policy, 0.5);
  policy = sweet_retry_policy_with_max_delay (policy, SWEET_SECONDS (8));
  count_tenths (policy, SWEET_SECONDS (4), SWEET_SECONDS (8), limited);
  assert_even (limited);
}

static guint
count_same (SweetRetryPolicy *a,
            SweetRetryPolicy *b)
{
  guint same = 0;

  for (guint i = 1; i <= 1000; i++)
    same += sweet_retry_policy_get_delay (a, i) == sweet_retry_policy_get_delay (b, i);
  return same;
}

static SweetRetryPolicy *
make_jittering (guint seed)
{
  SweetRetryPolicy *policy = sweet_retry_policy_new_fixed (1001, SWEET_HOURS (1));

  policy = sweet_retry_policy_with_jitter (policy, 0.25);
  return sweet_retry_policy_with_seed (policy, seed);
}

static void
test_seed (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) seven = make_jittering (7);
  g_autoptr (SweetRetryPolicy) also_seven = make_jittering (7);
  g_autoptr (SweetRetryPolicy) eight = make_jittering (8);
  g_autoptr (SweetRetryPolicy) none = make_jittering (0);
  g_autoptr (SweetRetryPolicy) also_none = make_jittering (0);

  g_assert_cmpuint (count_same (seven, also_seven), ==, 1000);
  g_assert_cmpuint (count_same (none, none), ==, 1000);
  g_assert_cmpuint (count_same (seven, eight), <, 10);
  g_assert_cmpuint (count_same (none, also_none), <, 10);
}

static guint
count_salted_same (SweetRetryPolicy *policy)
{
  g_autoptr (GError) error = make_error ();
  guint same = 0;

  for (guint i = 1; i <= 1000; i++)
    {
      gint64 one;
      gint64 two;

      g_assert_true (sweet_retry_policy_decide (policy, i, 1, 0, error, &one));
      g_assert_true (sweet_retry_policy_decide (policy, i, 2, 0, error, &two));
      same += one == two;
    }
  return same;
}

static void
test_salt (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) seeded = make_jittering (7);
  g_autoptr (SweetRetryPolicy) shared = make_jittering (0);

  g_assert_cmpuint (count_salted_same (shared), <, 10);
  g_assert_cmpuint (count_salted_same (seeded), ==, 1000);
}

static void
test_attempts (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) one = sweet_retry_policy_new_immediate (1);
  g_autoptr (SweetRetryPolicy) three = sweet_retry_policy_new_fixed (3, 10);
  g_autoptr (SweetRetryPolicy) most = sweet_retry_policy_new_immediate (SWEET_RETRY_MAX_ATTEMPTS);

  g_assert_false (allows_failed (one, 1, 0));
  g_assert_true (allows_failed (three, 1, 0));
  g_assert_true (allows_failed (three, 2, 10));
  g_assert_false (allows_failed (three, 3, 20));
  g_assert_false (allows_failed (three, G_MAXUINT, 0));
  g_assert_true (allows_failed (most, 999999, 0));
  g_assert_false (allows_failed (most, 1000000, 0));
}

static void
test_budget (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (100, 10);
  g_autoptr (SweetRetryPolicy) long_waiting = sweet_retry_policy_new_fixed (100, G_MAXINT64);

  g_assert_true (allows_failed (policy, 1, G_MAXINT64));

  policy = sweet_retry_policy_with_budget (policy, 25);
  g_assert_true (allows_failed (policy, 1, 0));
  g_assert_true (allows_failed (policy, 2, 10));
  g_assert_true (allows_failed (policy, 2, 15));
  g_assert_false (allows_failed (policy, 2, 16));
  g_assert_false (allows_failed (policy, 2, G_MAXINT64));
  /* time was set back */
  g_assert_true (allows_failed (policy, 2, G_MININT64));

  long_waiting = sweet_retry_policy_with_budget (long_waiting, G_MAXINT64);
  g_assert_true (allows_failed (long_waiting, 1, 0));
  g_assert_false (allows_failed (long_waiting, 1, 1));
}

static void
test_every_error (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (2);

  g_assert_true (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  g_assert_true (allows (policy, 1, 0, G_FILE_ERROR, G_FILE_ERROR_NOENT));
  g_assert_true (allows (policy, 1, 0, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN));
  g_assert_false (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
test_some_errors (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (2);

  policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, G_IO_ERROR_BUSY);
  policy = sweet_retry_policy_with_error (policy, G_FILE_ERROR, -1);

  g_assert_true (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  g_assert_true (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_BUSY));
  g_assert_true (allows (policy, 1, 0, G_FILE_ERROR, G_FILE_ERROR_NOENT));
  g_assert_false (allows (policy, 2, 0, G_FILE_ERROR, G_FILE_ERROR_NOENT));
  g_assert_false (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_FAILED));
  g_assert_false (allows (policy, 1, 0, SWEET_STREAM_ERROR, G_IO_ERROR_BUSY));

  /* all of the domain, but for that one */
  policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, -1);
  g_assert_true (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_FAILED));
  g_assert_false (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
assert_unsound (SweetRetryPolicy *policy,
                const char *message)
{
  g_autoptr (SweetRetryPolicy) owned = policy;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) reason = make_error ();

  g_assert_false (sweet_retry_policy_check (owned, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);

  /* whoever asks all the same gets an answer */
  for (guint i = 1; i < 100; i++)
    {
      g_assert_cmpint (sweet_retry_policy_get_delay (owned, i), >=, 0);
      sweet_retry_policy_allows (owned, i, 0, reason);
    }
}

static void
test_unsound (SweetTest *test,
              gconstpointer data)
{
  assert_unsound (sweet_retry_policy_new_immediate (0), "max-attempts of a retry policy must be from 1 to 1000000, not 0");
  assert_unsound (sweet_retry_policy_new_immediate (1000001), "max-attempts of a retry policy must be from 1 to 1000000, not 1000001");
  assert_unsound (sweet_retry_policy_new_immediate (G_MAXUINT), "max-attempts of a retry policy must be from 1 to 1000000, not 4294967295");
  assert_unsound (sweet_retry_policy_new_fixed (2, -1), "first-delay of a retry policy must be 0 µs or more, not -1 µs");
  assert_unsound (sweet_retry_policy_new_linear (2, G_MININT64), "first-delay of a retry policy must be 0 µs or more, not -9223372036854775808 µs");
  assert_unsound (sweet_retry_policy_new_exponential (2, 1, 0.5), "factor of a retry policy must be a finite number of at least 1, not 0.5");
  assert_unsound (sweet_retry_policy_new_exponential (2, 1, 0), "factor of a retry policy must be a finite number of at least 1, not 0");
  assert_unsound (sweet_retry_policy_new_exponential (2, 1, -2), "factor of a retry policy must be a finite number of at least 1, not -2");
  assert_unsound (sweet_retry_policy_new_exponential (2, 1, INFINITY), "factor of a retry policy must be a finite number of at least 1, not inf");
  assert_unsound (sweet_retry_policy_new_exponential (2, 1, (double) NAN), "factor of a retry policy must be a finite number of at least 1, not nan");
  assert_unsound (sweet_retry_policy_with_jitter (sweet_retry_policy_new_fixed (2, 9), 1.5), "jitter of a retry policy must be from 0 to 1, not 1.5");
  assert_unsound (sweet_retry_policy_with_jitter (sweet_retry_policy_new_fixed (2, 9), -0.5), "jitter of a retry policy must be from 0 to 1, not -0.5");
  assert_unsound (sweet_retry_policy_with_jitter (sweet_retry_policy_new_fixed (2, 9), INFINITY), "jitter of a retry policy must be from 0 to 1, not inf");
  assert_unsound (sweet_retry_policy_with_jitter (sweet_retry_policy_new_fixed (2, 9), (double) NAN), "jitter of a retry policy must be from 0 to 1, not nan");
  assert_unsound (sweet_retry_policy_with_max_delay (sweet_retry_policy_new_fixed (2, 9), -5), "max-delay of a retry policy must be 0 µs or more, not -5 µs");
  assert_unsound (sweet_retry_policy_with_budget (sweet_retry_policy_new_fixed (2, 9), -7), "budget of a retry policy must be 0 µs or more, not -7 µs");
  assert_unsound (sweet_retry_policy_with_error (sweet_retry_policy_new_immediate (2), G_IO_ERROR, G_IO_ERROR_CANCELLED),
                  "errors of a retry policy must not name a cancellation, which is never tried again");
}

static void
test_properties (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = NULL;
  g_autoptr (SweetRetryPolicy) again = NULL;
  g_autoptr (GVariant) errors = NULL;
  g_autoptr (GVariant) again_errors = NULL;
  g_autofree char *text = NULL;
  SweetRetryStrategy strategy;
  guint max_attempts, seed;
  gint64 first_delay, max_delay, budget;
  double factor, jitter;

  policy = sweet_retry_policy_new_exponential (4, 100, 3);
  policy = sweet_retry_policy_with_max_delay (policy, 1000);
  policy = sweet_retry_policy_with_budget (policy, 5000);
  policy = sweet_retry_policy_with_jitter (policy, 0.25);
  policy = sweet_retry_policy_with_seed (policy, G_MAXUINT32);
  policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  policy = sweet_retry_policy_with_error (policy, G_FILE_ERROR, -1);

  g_object_get (policy, "strategy", &strategy, "max-attempts", &max_attempts, "first-delay", &first_delay, "factor", &factor,
                "max-delay", &max_delay, "budget", &budget, "jitter", &jitter, "seed", &seed, "errors", &errors, NULL);
  text = g_variant_print (errors, FALSE);
  g_assert_cmpstr (text, ==, "[('g-io-error-quark', 24), ('g-file-error-quark', -1)]");

  again = g_object_new (SWEET_TYPE_RETRY_POLICY, "strategy", strategy, "max-attempts", max_attempts, "first-delay", first_delay, "factor", factor,
                        "max-delay", max_delay, "budget", budget, "jitter", jitter, "seed", seed, "errors", errors, NULL);
  g_assert_cmpint (sweet_retry_policy_get_strategy (again), ==, SWEET_RETRY_STRATEGY_EXPONENTIAL);
  g_assert_cmpuint (sweet_retry_policy_get_max_attempts (again), ==, 4);
  g_assert_cmpint (sweet_retry_policy_get_first_delay (again), ==, 100);
  g_assert_cmpfloat (sweet_retry_policy_get_factor (again), ==, 3);
  g_assert_cmpint (sweet_retry_policy_get_max_delay (again), ==, 1000);
  g_assert_cmpint (sweet_retry_policy_get_budget (again), ==, 5000);
  g_assert_cmpfloat (sweet_retry_policy_get_jitter (again), ==, 0.25);
  g_assert_cmpuint (sweet_retry_policy_get_seed (again), ==, G_MAXUINT32);
  again_errors = sweet_retry_policy_dup_errors (again);
  g_assert_cmpvariant (errors, again_errors);
  g_assert_cmpuint (count_same (policy, again), ==, 1000);
  g_assert_true (allows (again, 1, 0, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  g_assert_false (allows (again, 1, 0, G_IO_ERROR, G_IO_ERROR_FAILED));
}

static void
test_defaults (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = g_object_new (SWEET_TYPE_RETRY_POLICY, NULL);
  g_autoptr (GVariant) errors = sweet_retry_policy_dup_errors (policy);
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_retry_policy_check (policy, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_retry_policy_get_max_attempts (policy), ==, 1);
  g_assert_cmpuint (g_variant_n_children (errors), ==, 0);
}

/* properties take what only the check refuses, as the functions do */
static void
test_unsound_properties (SweetTest *test,
                         gconstpointer data)
{
  assert_unsound (g_object_new (SWEET_TYPE_RETRY_POLICY, "max-attempts", 0, NULL), "max-attempts of a retry policy must be from 1 to 1000000, not 0");
  assert_unsound (g_object_new (SWEET_TYPE_RETRY_POLICY, "factor", INFINITY, NULL), "factor of a retry policy must be a finite number of at least 1, not inf");
  assert_unsound (g_object_new (SWEET_TYPE_RETRY_POLICY, "jitter", (double) NAN, NULL), "jitter of a retry policy must be from 0 to 1, not nan");
  assert_unsound (g_object_new (SWEET_TYPE_RETRY_POLICY, "budget", G_MININT64, NULL), "budget of a retry policy must be 0 µs or more, not -9223372036854775808 µs");
}

static void
test_copy_on_write (SweetTest *test,
                    gconstpointer data)
{
  SweetRetryPolicy *policy = sweet_retry_policy_new_fixed (3, 10);
  SweetRetryPolicy *same = policy;
  g_autoptr (SweetRetryPolicy) base = NULL;

  policy = sweet_retry_policy_with_budget (policy, 50);
  policy = sweet_retry_policy_with_error (policy, G_FILE_ERROR, -1);
  g_assert_true (policy == same);

  base = g_object_ref (policy);
  policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, -1);
  g_assert_true (policy != base);
  g_assert_true (allows (policy, 1, 0, G_FILE_ERROR, G_FILE_ERROR_NOENT));
  g_assert_true (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_FAILED));
  g_assert_false (allows (policy, 1, 0, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK));
  policy = sweet_retry_policy_with_budget (policy, 5);

  g_assert_false (allows (policy, 1, 0, G_IO_ERROR, G_IO_ERROR_FAILED));
  g_assert_cmpint (sweet_retry_policy_get_budget (policy), ==, 5);
  g_assert_cmpint (sweet_retry_policy_get_first_delay (policy), ==, 10);
  g_assert_cmpuint (sweet_retry_policy_get_max_attempts (policy), ==, 3);
  g_assert_cmpint (sweet_retry_policy_get_budget (base), ==, 50);
  g_assert_true (allows (base, 1, 0, G_FILE_ERROR, G_FILE_ERROR_NOENT));
  g_assert_false (allows (base, 1, 0, G_IO_ERROR, G_IO_ERROR_FAILED));
  g_object_unref (policy);
}

static gpointer
ask_thread (gpointer data)
{
  SweetRetryPolicy *policy = data;
  gint64 sum = 0;

  for (guint i = 1; i <= 1000; i++)
    {
      g_assert_true (allows_failed (policy, i, 0));
      sum += sweet_retry_policy_get_delay (policy, i) / 1000;
    }
  return GSIZE_TO_POINTER (sum);
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = make_jittering (0);
  GThread *threads[4];
  gpointer sums[4];

  policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, G_IO_ERROR_FAILED);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_thread, policy);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    sums[i] = g_thread_join (threads[i]);
  for (guint i = 1; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (sums[i] == sums[0]);
}

static void
test_mistakes (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (2);
  g_autoptr (GError) error = make_error ();

  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*attempt > 0*");
  g_assert_cmpint (sweet_retry_policy_get_delay (policy, 0), ==, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*attempt > 0*");
  g_assert_false (sweet_retry_policy_allows (policy, 0, 0, error));
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*error != NULL*");
  g_assert_false (sweet_retry_policy_allows (policy, 1, 0, NULL));
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*domain != 0*");
  policy = sweet_retry_policy_with_error (policy, 0, 1);
  g_test_assert_expected_messages ();
  g_assert_true (allows_failed (policy, 1, 0));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/retry-policy/delays", test_delays);
  sweet_test_add ("/sweet/retry-policy/saturation", test_saturation);
  sweet_test_add ("/sweet/retry-policy/jitter", test_jitter);
  sweet_test_add ("/sweet/retry-policy/seed", test_seed);
  sweet_test_add ("/sweet/retry-policy/salt", test_salt);
  sweet_test_add ("/sweet/retry-policy/attempts", test_attempts);
  sweet_test_add ("/sweet/retry-policy/budget", test_budget);
  sweet_test_add ("/sweet/retry-policy/every-error", test_every_error);
  sweet_test_add ("/sweet/retry-policy/some-errors", test_some_errors);
  sweet_test_add ("/sweet/retry-policy/unsound", test_unsound);
  sweet_test_add ("/sweet/retry-policy/properties", test_properties);
  sweet_test_add ("/sweet/retry-policy/defaults", test_defaults);
  sweet_test_add ("/sweet/retry-policy/unsound-properties", test_unsound_properties);
  sweet_test_add ("/sweet/retry-policy/copy-on-write", test_copy_on_write);
  sweet_test_add ("/sweet/retry-policy/threads", test_threads);
  sweet_test_add ("/sweet/retry-policy/mistakes", test_mistakes);

  return g_test_run ();
}
