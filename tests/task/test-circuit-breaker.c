/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

#define N_THREADS 8

/* a breaker that two failures open for 100 µs, by a clock of its own */
typedef struct
{
  SweetClock *clock;
  SweetCircuitBreaker *breaker;
} Circuit;

static void
circuit_set_up (Circuit *circuit,
                guint half_open_calls)
{
  circuit->clock = sweet_clock_new_virtual (0);
  circuit->breaker = sweet_circuit_breaker_new ("db");
  sweet_circuit_breaker_set_clock (circuit->breaker, circuit->clock);
  sweet_circuit_breaker_set_failure_threshold (circuit->breaker, 2);
  sweet_circuit_breaker_set_open_time (circuit->breaker, 100);
  sweet_circuit_breaker_set_half_open_calls (circuit->breaker, half_open_calls);
}

static void
circuit_tear_down (Circuit *circuit)
{
  g_assert_finalize_object (circuit->breaker);
  g_assert_finalize_object (circuit->clock);
}

#define assert_state(breaker, name) \
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_##name)

static guint
acquire (SweetCircuitBreaker *breaker)
{
  g_autoptr (GError) error = NULL;
  guint permit = sweet_circuit_breaker_acquire (breaker, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (permit, !=, 0);
  return permit;
}

static void
assert_refuses (SweetCircuitBreaker *breaker,
                const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (sweet_circuit_breaker_acquire (breaker, &error), ==, 0);
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN);
  g_assert_cmpstr (error->message, ==, message);
}

static void
fail (SweetCircuitBreaker *breaker)
{
  sweet_circuit_breaker_fail (breaker, acquire (breaker));
}

static void
succeed (SweetCircuitBreaker *breaker)
{
  sweet_circuit_breaker_succeed (breaker, acquire (breaker));
}

static void
circuit_open (Circuit *circuit)
{
  fail (circuit->breaker);
  fail (circuit->breaker);
  assert_state (circuit->breaker, OPEN);
}

static void
circuit_half_open (Circuit *circuit)
{
  circuit_open (circuit);
  sweet_clock_advance (circuit->clock, 100);
  assert_state (circuit->breaker, HALF_OPEN);
}

static void
test_defaults (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetCircuitBreaker) breaker = sweet_circuit_breaker_new ("db");
  g_autoptr (SweetClock) clock = sweet_circuit_breaker_dup_clock (breaker);

  g_assert_cmpstr (sweet_circuit_breaker_get_name (breaker), ==, "db");
  g_assert_cmpuint (sweet_circuit_breaker_get_failure_threshold (breaker), ==, 5);
  g_assert_cmpint (sweet_circuit_breaker_get_open_time (breaker), ==, SWEET_SECONDS (30));
  g_assert_cmpuint (sweet_circuit_breaker_get_half_open_calls (breaker), ==, 1);
  g_assert_true (clock == sweet_clock_get_system ());
  assert_state (breaker, CLOSED);

  for (guint i = 0; i < 4; i++)
    fail (breaker);
  assert_state (breaker, CLOSED);
  fail (breaker);
  assert_state (breaker, OPEN);
}

static void
test_closed (SweetTest *test,
             gconstpointer data)
{
  Circuit circuit;

  circuit_set_up (&circuit, 1);

  /* not in a row */
  for (guint i = 0; i < 10; i++)
    {
      fail (circuit.breaker);
      succeed (circuit.breaker);
    }
  assert_state (circuit.breaker, CLOSED);

  /* what was cancelled is between two failures and says nothing */
  fail (circuit.breaker);
  sweet_circuit_breaker_release (circuit.breaker, acquire (circuit.breaker));
  assert_state (circuit.breaker, CLOSED);
  fail (circuit.breaker);
  assert_state (circuit.breaker, OPEN);

  circuit_tear_down (&circuit);
}

static void
test_open (SweetTest *test,
           gconstpointer data)
{
  Circuit circuit;

  circuit_set_up (&circuit, 1);
  sweet_circuit_breaker_set_open_time (circuit.breaker, SWEET_SECONDS (30));
  circuit_open (&circuit);

  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 30s");
  sweet_clock_advance (circuit.clock, SWEET_SECONDS (20));
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 10s");
  sweet_clock_advance (circuit.clock, 1);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 10s");
  sweet_clock_advance (circuit.clock, SWEET_MILLISECONDS (2500));
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 7.5s");
  sweet_clock_advance (circuit.clock, SWEET_MILLISECONDS (7500) - 2);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 1us");
  assert_state (circuit.breaker, OPEN);
  sweet_clock_advance (circuit.clock, 1);
  assert_state (circuit.breaker, HALF_OPEN);

  circuit_tear_down (&circuit);
}

static void
test_half_open_succeeds (SweetTest *test,
                         gconstpointer data)
{
  Circuit circuit;
  guint permit;

  circuit_set_up (&circuit, 1);
  circuit_open (&circuit);
  sweet_clock_advance (circuit.clock, 100);

  /* without asking for the state first */
  permit = acquire (circuit.breaker);
  assert_state (circuit.breaker, HALF_OPEN);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is half-open and tries as many calls as it may (1); try again when one has ended");
  sweet_circuit_breaker_succeed (circuit.breaker, permit);
  assert_state (circuit.breaker, CLOSED);

  /* failures from before are forgotten */
  fail (circuit.breaker);
  assert_state (circuit.breaker, CLOSED);

  circuit_tear_down (&circuit);
}

static void
test_half_open_fails (SweetTest *test,
                      gconstpointer data)
{
  Circuit circuit;

  circuit_set_up (&circuit, 1);
  circuit_half_open (&circuit);
  sweet_clock_advance (circuit.clock, 50);

  /* one failure is enough, and the time begins anew */
  fail (circuit.breaker);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 100us");
  sweet_clock_advance (circuit.clock, 99);
  assert_state (circuit.breaker, OPEN);
  sweet_clock_advance (circuit.clock, 1);
  succeed (circuit.breaker);
  assert_state (circuit.breaker, CLOSED);

  circuit_tear_down (&circuit);
}

static void
test_half_open_released (SweetTest *test,
                         gconstpointer data)
{
  Circuit circuit;

  circuit_set_up (&circuit, 1);
  circuit_half_open (&circuit);

  for (guint i = 0; i < 3; i++)
    {
      sweet_circuit_breaker_release (circuit.breaker, acquire (circuit.breaker));
      assert_state (circuit.breaker, HALF_OPEN);
    }

  circuit_tear_down (&circuit);
}

static void
test_half_open_calls (SweetTest *test,
                      gconstpointer data)
{
  Circuit circuit;
  guint permits[3];

  circuit_set_up (&circuit, 3);
  circuit_half_open (&circuit);

  for (guint i = 0; i < 3; i++)
    permits[i] = acquire (circuit.breaker);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is half-open and tries as many calls as it may (3); try again when one has ended");

  /* whoever ends makes room for another one; three successes are needed, one after the other */
  sweet_circuit_breaker_succeed (circuit.breaker, permits[0]);
  permits[0] = acquire (circuit.breaker);
  sweet_circuit_breaker_release (circuit.breaker, permits[1]);
  sweet_circuit_breaker_succeed (circuit.breaker, permits[2]);
  assert_state (circuit.breaker, HALF_OPEN);
  sweet_circuit_breaker_succeed (circuit.breaker, permits[0]);
  assert_state (circuit.breaker, CLOSED);

  circuit_tear_down (&circuit);
}

/* the end of a call that began in another state changes nothing */
static void
test_late (SweetTest *test,
           gconstpointer data)
{
  Circuit circuit;
  guint before;
  guint trial;

  circuit_set_up (&circuit, 1);
  before = acquire (circuit.breaker);
  circuit_open (&circuit);

  sweet_circuit_breaker_succeed (circuit.breaker, before);
  assert_state (circuit.breaker, OPEN);
  sweet_clock_advance (circuit.clock, 60);
  sweet_circuit_breaker_fail (circuit.breaker, before);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 40us");

  sweet_clock_advance (circuit.clock, 40);
  trial = acquire (circuit.breaker);
  g_assert_cmpuint (trial, !=, before);
  sweet_circuit_breaker_succeed (circuit.breaker, before);
  sweet_circuit_breaker_release (circuit.breaker, before);
  sweet_circuit_breaker_fail (circuit.breaker, before);
  assert_state (circuit.breaker, HALF_OPEN);
  g_assert_cmpuint (sweet_circuit_breaker_acquire (circuit.breaker, NULL), ==, 0);

  sweet_circuit_breaker_succeed (circuit.breaker, trial);
  assert_state (circuit.breaker, CLOSED);
  sweet_circuit_breaker_fail (circuit.breaker, trial);
  sweet_circuit_breaker_fail (circuit.breaker, before);
  assert_state (circuit.breaker, CLOSED);

  circuit_tear_down (&circuit);
}

static void
test_given_back_twice (SweetTest *test,
                       gconstpointer data)
{
  Circuit circuit;
  guint permit;

  circuit_set_up (&circuit, 2);
  circuit_half_open (&circuit);

  permit = acquire (circuit.breaker);
  for (guint i = 0; i < 3; i++)
    sweet_circuit_breaker_succeed (circuit.breaker, permit);
  assert_state (circuit.breaker, HALF_OPEN);
  acquire (circuit.breaker);
  acquire (circuit.breaker);
  g_assert_cmpuint (sweet_circuit_breaker_acquire (circuit.breaker, NULL), ==, 0);

  circuit_tear_down (&circuit);
}

static void
test_reset (SweetTest *test,
            gconstpointer data)
{
  Circuit circuit;
  guint permit;

  circuit_set_up (&circuit, 1);

  circuit_open (&circuit);
  sweet_circuit_breaker_reset (circuit.breaker);
  assert_state (circuit.breaker, CLOSED);

  circuit_half_open (&circuit);
  permit = acquire (circuit.breaker);
  sweet_circuit_breaker_reset (circuit.breaker);
  assert_state (circuit.breaker, CLOSED);
  sweet_circuit_breaker_fail (circuit.breaker, permit);
  fail (circuit.breaker);
  assert_state (circuit.breaker, CLOSED);

  sweet_circuit_breaker_reset (circuit.breaker);
  fail (circuit.breaker);
  assert_state (circuit.breaker, CLOSED);
  fail (circuit.breaker);
  assert_state (circuit.breaker, OPEN);

  circuit_tear_down (&circuit);
}

static void
test_options_change (SweetTest *test,
                     gconstpointer data)
{
  Circuit circuit;
  guint permits[3];

  circuit_set_up (&circuit, 3);

  fail (circuit.breaker);
  sweet_circuit_breaker_set_failure_threshold (circuit.breaker, 1);
  assert_state (circuit.breaker, CLOSED);
  fail (circuit.breaker);
  assert_state (circuit.breaker, OPEN);

  sweet_clock_advance (circuit.clock, 50);
  sweet_circuit_breaker_set_open_time (circuit.breaker, 51);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 1us");
  sweet_circuit_breaker_set_open_time (circuit.breaker, 50);
  assert_state (circuit.breaker, HALF_OPEN);

  for (guint i = 0; i < 3; i++)
    permits[i] = acquire (circuit.breaker);
  sweet_circuit_breaker_succeed (circuit.breaker, permits[0]);
  sweet_circuit_breaker_set_half_open_calls (circuit.breaker, 1);
  g_assert_cmpuint (sweet_circuit_breaker_acquire (circuit.breaker, NULL), ==, 0);
  assert_state (circuit.breaker, HALF_OPEN);
  sweet_circuit_breaker_succeed (circuit.breaker, permits[1]);
  assert_state (circuit.breaker, CLOSED);

  circuit_tear_down (&circuit);
}

static void
test_clock_change (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetClock) late = sweet_clock_new_virtual (SWEET_DAYS (1));
  Circuit circuit;

  circuit_set_up (&circuit, 1);
  circuit_open (&circuit);
  sweet_clock_advance (circuit.clock, 70);
  sweet_circuit_breaker_set_clock (circuit.breaker, late);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 100us");
  sweet_clock_advance (late, 30);
  sweet_circuit_breaker_set_clock (circuit.breaker, late);
  assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 70us");

  circuit_tear_down (&circuit);
}

static void
test_far_times (SweetTest *test,
                gconstpointer data)
{
  static const gint64 times[] = { G_MININT64, -5, 0, G_MAXINT64 - 3 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (times[i]);
      Circuit circuit;

      circuit_set_up (&circuit, 1);
      sweet_circuit_breaker_set_clock (circuit.breaker, clock);
      sweet_circuit_breaker_set_open_time (circuit.breaker, G_MAXINT64);
      circuit_open (&circuit);
      assert_refuses (circuit.breaker, "the circuit breaker “db” is open; try again in 9223372036854s");
      sweet_clock_advance (clock, 3);
      assert_state (circuit.breaker, OPEN);

      sweet_circuit_breaker_set_open_time (circuit.breaker, 3);
      assert_state (circuit.breaker, HALF_OPEN);
      circuit_tear_down (&circuit);
    }
}

static void
test_shared (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetCircuitBreaker) own = sweet_circuit_breaker_new ("shared");
  SweetCircuitBreaker *one = sweet_circuit_breaker_get ("shared");
  SweetCircuitBreaker *two = sweet_circuit_breaker_get ("shared");
  g_autoptr (SweetCircuitBreaker) other = sweet_circuit_breaker_get ("other");

  g_assert_true (one == two);
  g_assert_true (one != own);
  g_assert_true (one != other);
  g_assert_cmpstr (sweet_circuit_breaker_get_name (one), ==, "shared");
  sweet_circuit_breaker_set_failure_threshold (one, 1);
  fail (two);
  assert_state (one, OPEN);
  assert_state (own, CLOSED);

  /* one of the same name that is not shared leaves the table alone */
  g_clear_object (&own);
  g_object_unref (two);
  two = sweet_circuit_breaker_get ("shared");
  g_assert_true (one == two);

  g_object_unref (two);
  g_assert_finalize_object (one);
  one = sweet_circuit_breaker_get ("shared");
  assert_state (one, CLOSED);
  g_assert_cmpuint (sweet_circuit_breaker_get_failure_threshold (one), ==, 5);
  g_assert_finalize_object (one);
}

typedef struct
{
  gint n_here;
} Meeting;

/* all threads begin a round together */
static void
meet (Meeting *meeting,
      gint round)
{
  g_atomic_int_inc (&meeting->n_here);
  while (g_atomic_int_get (&meeting->n_here) < N_THREADS * round)
    g_thread_yield ();
}

static gpointer
get_shared_thread (gpointer data)
{
  Meeting *meeting = data;

  for (gint i = 0; i < (gint) (500 / sweet_test_time_factor ()); i++)
    {
      g_autoptr (SweetCircuitBreaker) breaker = NULL;
      g_autoptr (SweetCircuitBreaker) again = NULL;

      meet (meeting, i + 1);
      breaker = sweet_circuit_breaker_get ("contended");
      again = sweet_circuit_breaker_get ("contended");
      g_assert_true (breaker == again);
      sweet_circuit_breaker_release (breaker, acquire (breaker));
    }
  return NULL;
}

static void
test_shared_by_threads (SweetTest *test,
                        gconstpointer data)
{
  GThread *threads[N_THREADS];
  Meeting meeting = { 0 };

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("get", get_shared_thread, &meeting);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

typedef struct
{
  SweetCircuitBreaker *breaker;
  Meeting meeting;
  gint n_admitted;
} Rush;

static gpointer
acquire_thread (gpointer data)
{
  Rush *rush = data;

  meet (&rush->meeting, 1);
  for (guint i = 0; i < 100; i++)
    if (sweet_circuit_breaker_acquire (rush->breaker, NULL) != 0)
      g_atomic_int_inc (&rush->n_admitted);
  return NULL;
}

/* exactly as many as may try, however many ask at the moment when it becomes half-open */
static void
test_rush (SweetTest *test,
           gconstpointer data)
{
  for (guint round = 0; round < 50 / sweet_test_time_factor (); round++)
    {
      guint n_calls = 1 + round % 5;
      GThread *threads[N_THREADS];
      Circuit circuit;
      Rush rush = { 0 };

      circuit_set_up (&circuit, n_calls);
      circuit_open (&circuit);
      sweet_clock_advance (circuit.clock, 100);
      rush.breaker = circuit.breaker;
      for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("rush", acquire_thread, &rush);
      for (guint i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);
      g_assert_cmpint (rush.n_admitted, ==, (gint) n_calls);
      circuit_tear_down (&circuit);
    }
}

typedef struct
{
  Circuit circuit;
  Meeting meeting;
} Traffic;

static void
traffic_call (Traffic *traffic,
              guint i)
{
  guint permit = sweet_circuit_breaker_acquire (traffic->circuit.breaker, NULL);

  if (permit == 0)
    sweet_clock_advance (traffic->circuit.clock, 10);
  else if (i % 3 == 0)
    sweet_circuit_breaker_succeed (traffic->circuit.breaker, permit);
  else if (i % 7 == 0)
    sweet_circuit_breaker_release (traffic->circuit.breaker, permit);
  else
    sweet_circuit_breaker_fail (traffic->circuit.breaker, permit);
}

static gpointer
traffic_thread (gpointer data)
{
  Traffic *traffic = data;

  meet (&traffic->meeting, 1);
  for (guint i = 0; i < 3000 / sweet_test_time_factor (); i++)
    traffic_call (traffic, i);
  return NULL;
}

/* whatever the threads did to each other, no call that may try is lost */
static void
test_traffic (SweetTest *test,
              gconstpointer data)
{
  GThread *threads[N_THREADS];
  Traffic traffic = { 0 };

  circuit_set_up (&traffic.circuit, 2);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("traffic", traffic_thread, &traffic);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  sweet_clock_advance (traffic.circuit.clock, 100);
  succeed (traffic.circuit.breaker);
  succeed (traffic.circuit.breaker);
  assert_state (traffic.circuit.breaker, CLOSED);
  circuit_half_open (&traffic.circuit);
  acquire (traffic.circuit.breaker);
  acquire (traffic.circuit.breaker);
  g_assert_cmpuint (sweet_circuit_breaker_acquire (traffic.circuit.breaker, NULL), ==, 0);
  circuit_tear_down (&traffic.circuit);
}

typedef struct
{
  GThread *thread;
  GString *states;
} Listener;

static void
state_cb (SweetCircuitBreaker *breaker,
          GParamSpec *pspec,
          Listener *listener)
{
  static const char letters[] = { 'c', 'o', 'h' };
  SweetCircuitState state;

  g_assert_true (g_thread_self () == listener->thread);
  g_object_get (breaker, pspec->name, &state, NULL);
  g_string_append_c (listener->states, letters[state]);
}

static void
iterate (SweetTest *test)
{
  while (g_main_context_iteration (test->context, FALSE))
    ;
}

static gpointer
fail_thread (gpointer data)
{
  fail (data);
  fail (data);
  return NULL;
}

static void
test_notify (SweetTest *test,
             gconstpointer data)
{
  Listener listener = { g_thread_self (), g_string_new (NULL) };
  Circuit circuit;

  circuit_set_up (&circuit, 1);
  g_signal_connect (circuit.breaker, "notify::state", G_CALLBACK (state_cb), &listener);

  /* another thread's failure is told here, and not before the context turns */
  g_thread_join (g_thread_new ("fail", fail_thread, circuit.breaker));
  g_assert_cmpstr (listener.states->str, ==, "");
  iterate (test);
  g_assert_cmpstr (listener.states->str, ==, "o");

  g_assert_cmpuint (sweet_circuit_breaker_acquire (circuit.breaker, NULL), ==, 0);
  iterate (test);
  g_assert_cmpstr (listener.states->str, ==, "o");

  /* time alone tells nothing, the question does */
  sweet_clock_advance (circuit.clock, 100);
  iterate (test);
  g_assert_cmpstr (listener.states->str, ==, "o");
  assert_state (circuit.breaker, HALF_OPEN);
  iterate (test);
  g_assert_cmpstr (listener.states->str, ==, "oh");

  succeed (circuit.breaker);
  iterate (test);
  sweet_circuit_breaker_reset (circuit.breaker);
  iterate (test);
  g_assert_cmpstr (listener.states->str, ==, "ohc");

  /* what asked and what it found are one change */
  circuit_open (&circuit);
  iterate (test);
  sweet_clock_advance (circuit.clock, 100);
  sweet_circuit_breaker_reset (circuit.breaker);
  iterate (test);
  g_assert_cmpstr (listener.states->str, ==, "ohcoc");

  circuit_tear_down (&circuit);
  g_string_free (listener.states, TRUE);
}

static void
count_cb (SweetCircuitBreaker *breaker,
          GParamSpec *pspec,
          guint *count)
{
  ++*count;
}

static void
test_notify_options (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  Circuit circuit;
  guint count = 0;

  circuit_set_up (&circuit, 1);
  g_signal_connect (circuit.breaker, "notify", G_CALLBACK (count_cb), &count);
  g_object_set (circuit.breaker, "failure-threshold", 2, "open-time", G_GINT64_CONSTANT (100), "half-open-calls", 1, "clock", circuit.clock, NULL);
  iterate (test);
  g_assert_cmpuint (count, ==, 0);

  g_object_set (circuit.breaker, "failure-threshold", 3, "open-time", G_GINT64_CONSTANT (4), "half-open-calls", 5, "clock", clock, NULL);
  g_assert_cmpuint (count, ==, 0);
  iterate (test);
  g_assert_cmpuint (count, ==, 4);

  circuit_tear_down (&circuit);
}

static void
test_notify_without_context (SweetTest *test,
                             gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SweetCircuitBreaker *breaker;
  guint count = 0;

  g_main_context_push_thread_default (context);
  breaker = sweet_circuit_breaker_new (NULL);
  g_main_context_pop_thread_default (context);
  g_clear_pointer (&context, g_main_context_unref);

  g_signal_connect (breaker, "notify", G_CALLBACK (count_cb), &count);
  sweet_circuit_breaker_set_failure_threshold (breaker, 1);
  fail (breaker);
  iterate (test);
  g_assert_cmpuint (count, ==, 0);
  assert_refuses (breaker, "the circuit breaker “unnamed” is open; try again in 30s");
  g_assert_finalize_object (breaker);
}

static void
test_properties (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetClock) same = NULL;
  g_autoptr (SweetCircuitBreaker) breaker = NULL;
  g_autofree char *name = NULL;
  guint failure_threshold, half_open_calls;
  gint64 open_time;
  SweetCircuitState state;

  breaker = g_object_new (SWEET_TYPE_CIRCUIT_BREAKER, "name", "all", "failure-threshold", 1, "open-time", SWEET_HOURS (1),
                          "half-open-calls", 7, "clock", clock, NULL);
  fail (breaker);
  g_object_get (breaker, "name", &name, "failure-threshold", &failure_threshold, "open-time", &open_time,
                "half-open-calls", &half_open_calls, "clock", &same, "state", &state, NULL);
  g_assert_cmpstr (name, ==, "all");
  g_assert_cmpuint (failure_threshold, ==, 1);
  g_assert_cmpint (open_time, ==, SWEET_HOURS (1));
  g_assert_cmpuint (half_open_calls, ==, 7);
  g_assert_true (same == clock);
  g_assert_cmpint (state, ==, SWEET_CIRCUIT_STATE_OPEN);

  sweet_circuit_breaker_set_clock (breaker, NULL);
  g_clear_object (&same);
  same = sweet_circuit_breaker_dup_clock (breaker);
  g_assert_true (same == sweet_clock_get_system ());
}

static void
test_mistakes (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetCircuitBreaker) breaker = sweet_circuit_breaker_new ("db");

  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*failure_threshold > 0*");
  sweet_circuit_breaker_set_failure_threshold (breaker, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*open_time > 0*");
  sweet_circuit_breaker_set_open_time (breaker, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*half_open_calls > 0*");
  sweet_circuit_breaker_set_half_open_calls (breaker, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*permit != 0*");
  sweet_circuit_breaker_succeed (breaker, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*permit != 0*");
  sweet_circuit_breaker_fail (breaker, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*permit != 0*");
  sweet_circuit_breaker_release (breaker, 0);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*name != NULL*");
  g_assert_null (sweet_circuit_breaker_get (NULL));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (sweet_circuit_breaker_get_failure_threshold (breaker), ==, 5);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/circuit-breaker/defaults", test_defaults);
  sweet_test_add ("/sweet/circuit-breaker/closed", test_closed);
  sweet_test_add ("/sweet/circuit-breaker/open", test_open);
  sweet_test_add ("/sweet/circuit-breaker/half-open-succeeds", test_half_open_succeeds);
  sweet_test_add ("/sweet/circuit-breaker/half-open-fails", test_half_open_fails);
  sweet_test_add ("/sweet/circuit-breaker/half-open-released", test_half_open_released);
  sweet_test_add ("/sweet/circuit-breaker/half-open-calls", test_half_open_calls);
  sweet_test_add ("/sweet/circuit-breaker/late", test_late);
  sweet_test_add ("/sweet/circuit-breaker/given-back-twice", test_given_back_twice);
  sweet_test_add ("/sweet/circuit-breaker/reset", test_reset);
  sweet_test_add ("/sweet/circuit-breaker/options-change", test_options_change);
  sweet_test_add ("/sweet/circuit-breaker/clock-change", test_clock_change);
  sweet_test_add ("/sweet/circuit-breaker/far-times", test_far_times);
  sweet_test_add ("/sweet/circuit-breaker/shared", test_shared);
  sweet_test_add ("/sweet/circuit-breaker/shared-by-threads", test_shared_by_threads);
  sweet_test_add ("/sweet/circuit-breaker/rush", test_rush);
  sweet_test_add ("/sweet/circuit-breaker/traffic", test_traffic);
  sweet_test_add ("/sweet/circuit-breaker/notify", test_notify);
  sweet_test_add ("/sweet/circuit-breaker/notify-options", test_notify_options);
  sweet_test_add ("/sweet/circuit-breaker/notify-without-context", test_notify_without_context);
  sweet_test_add ("/sweet/circuit-breaker/properties", test_properties);
  sweet_test_add ("/sweet/circuit-breaker/mistakes", test_mistakes);

  return g_test_run ();
}
