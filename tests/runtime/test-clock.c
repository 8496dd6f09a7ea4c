/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "runtime/sweet-timer-private.h"

#include <locale.h>

#include "sweet-test.h"

/* a timer that writes down who fired, at what time of the clock, and goes on with the next of its kind */
typedef struct _Step Step;
struct _Step
{
  SweetTimer timer;
  SweetClock *clock;
  GArray *times;
  GThread *thread;
  void (*then) (Step *step);
  gint64 delay;
  Step *next;
};

static void
step_cb (SweetTimer *timer)
{
  Step *step = (Step *) timer;
  gint64 now = sweet_clock_get_time (step->clock);

  g_array_append_val (step->times, now);
  step->thread = g_thread_self ();
  if (step->then != NULL)
    step->then (step);
}

static void
step_start (Step *step,
            SweetClock *clock,
            GArray *times,
            gint64 at)
{
  step->clock = clock;
  step->times = times;
  sweet_timer_start (&step->timer, clock, at, step_cb);
}

static void
assert_times_of (GArray *times,
                 const gint64 *expected,
                 gsize n_expected)
{
  g_assert_cmpuint (times->len, ==, n_expected);
  for (guint i = 0; i < times->len; i++)
    g_assert_cmpint (g_array_index (times, gint64, i), ==, expected[i]);
}

/* all that fired so far, in order */
#define assert_times(times, ...) \
  assert_times_of (times, (const gint64[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const gint64[]){ __VA_ARGS__ })))

static GArray *
times_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
test_system (SweetTest *test,
             gconstpointer data)
{
  SweetClock *clock = sweet_clock_get_system ();
  gint64 before = g_get_monotonic_time ();
  gint64 time = sweet_clock_get_time (clock);
  gint64 after = g_get_monotonic_time ();
  gint64 real_before = g_get_real_time ();
  gint64 real_time = sweet_clock_get_real_time (clock);
  gint64 real_after = g_get_real_time ();

  g_assert_true (clock == sweet_clock_get_system ());
  g_assert_false (sweet_clock_is_virtual (clock));
  g_assert_cmpint (time, >=, before);
  g_assert_cmpint (time, <=, after);
  g_assert_cmpint (real_time, >=, real_before);
  g_assert_cmpint (real_time, <=, real_after);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, -1);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

/* what a script makes without a constructor */
static void
test_bare (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetClock) clock = g_object_new (SWEET_TYPE_CLOCK, NULL);

  g_assert_false (sweet_clock_is_virtual (clock));
  g_assert_cmpint (sweet_clock_get_time (clock), >, 0);
}

static void
test_stands_still (SweetTest *test,
                   gconstpointer data)
{
  const gint64 times[] = { 0, -5, 1, 1753000000000000, G_MININT64, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (times[i]);

      g_assert_true (sweet_clock_is_virtual (clock));
      g_assert_cmpint (sweet_clock_get_time (clock), ==, times[i]);
      g_assert_cmpint (sweet_clock_get_real_time (clock), ==, times[i]);
      g_assert_cmpint (sweet_clock_get_next (clock), ==, -1);
      g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
    }
}

static void
test_advance (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (1000);
  g_autoptr (GArray) times = times_new ();
  Step steps[3] = { 0 };

  step_start (&steps[0], clock, times, sweet_timer_from_now (clock, 500));
  step_start (&steps[1], clock, times, sweet_timer_from_now (clock, 200));
  step_start (&steps[2], clock, times, sweet_timer_from_now (clock, 501));
  g_assert_cmpuint (times->len, ==, 0);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, 200);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 3);

  sweet_clock_advance (clock, 199);
  g_assert_cmpuint (times->len, ==, 0);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 1199);
  g_assert_cmpint (sweet_clock_get_real_time (clock), ==, 1199);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, 1);

  sweet_clock_advance (clock, 1);
  assert_times (times, 1200);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, 300);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 2);

  g_assert_true (sweet_timer_stop (&steps[0].timer));
  g_assert_cmpint (sweet_clock_get_next (clock), ==, 301);
  sweet_clock_advance (clock, 1000);
  assert_times (times, 1200, 1501);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 2200);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, -1);
  g_assert_true (steps[1].thread == g_thread_self ());
  g_assert_true (steps[2].thread == g_thread_self ());
  g_assert_false (sweet_timer_stop (&steps[2].timer));
}

/* one that is due already waits for a call all the same, and does not turn the clock back */
static void
test_past (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (1000);
  g_autoptr (GArray) times = times_new ();
  Step steps[3] = { 0 };
  const gint64 starts[] = { 1000, G_MININT64, 999 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    step_start (&steps[i], clock, times, starts[i]);
  g_assert_cmpuint (times->len, ==, 0);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, 0);
  sweet_clock_advance (clock, 0);
  assert_times (times, 1000, 1000, 1000);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 1000);
}

typedef struct
{
  SweetTimer timer;
  GArray *order;
  guint id;
} Entry;

static void
entry_cb (SweetTimer *timer)
{
  Entry *entry = (Entry *) timer;

  g_array_append_val (entry->order, entry->id);
}

/* by time, and among equals by start */
static void
test_order (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  Entry entries[500] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      entries[i].order = order;
      entries[i].id = i;
      sweet_timer_start (&entries[i].timer, clock, i * 7 % 50, entry_cb);
    }
  sweet_clock_advance (clock, 100);

  g_assert_cmpuint (order->len, ==, G_N_ELEMENTS (entries));
  for (guint i = 1; i < order->len; i++)
    {
      Entry *before = &entries[g_array_index (order, guint, i - 1)];
      Entry *entry = &entries[g_array_index (order, guint, i)];

      g_assert_true (before->timer.at < entry->timer.at || (before->timer.at == entry->timer.at && before->id < entry->id));
    }
}

static void
step_again (Step *step)
{
  sweet_timer_start (&step->timer, step->clock, step->timer.at + step->delay, step_cb);
}

/* what is started on the way fires on the way, in order with the rest, up to the end and no further */
static void
test_started_meanwhile (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  Step tick = { .then = step_again, .delay = 10 };
  Step other = { 0 };

  step_start (&tick, clock, times, 10);
  step_start (&other, clock, times, 25);
  sweet_clock_advance (clock, 40);
  assert_times (times, 10, 20, 25, 30, 40);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, 10);
  g_assert_true (sweet_timer_stop (&tick.timer));
}

static void
step_start_next (Step *step)
{
  step_start (step->next, step->clock, step->times, step->timer.at - 100);
}

/* due at once within what fires: still in the same call */
static void
test_started_in_the_past (SweetTest *test,
                          gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  Step next = { 0 };
  Step step = { .then = step_start_next, .next = &next };

  step_start (&step, clock, times, 10);
  sweet_clock_advance (clock, 10);
  assert_times (times, 10, 10);
}

static void
step_stop_next (Step *step)
{
  g_assert_true (sweet_timer_stop (&step->next->timer));
  g_assert_false (sweet_timer_stop (&step->timer));
}

static void
test_stopped_meanwhile (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  Step next = { 0 };
  Step step = { .then = step_stop_next, .next = &next };

  step_start (&step, clock, times, 10);
  step_start (&next, clock, times, 10);
  sweet_clock_advance (clock, 20);
  assert_times (times, 10);
}

static void
test_far (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (1000);
  g_autoptr (GArray) times = times_new ();
  Step far = { 0 };
  Step never = { 0 };

  g_assert_cmpint (sweet_timer_from_now (clock, G_MAXINT64), ==, G_MAXINT64);
  g_assert_cmpint (sweet_timer_from_now (clock, G_MAXINT64 - 1000), ==, G_MAXINT64);
  g_assert_cmpint (sweet_timer_from_now (clock, G_MAXINT64 - 1001), ==, G_MAXINT64 - 1);
  g_assert_cmpint (sweet_timer_from_now (clock, G_MININT64), ==, G_MININT64 + 1000);

  step_start (&far, clock, times, G_MAXINT64 - 1);
  step_start (&never, clock, times, G_MAXINT64);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 1);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, G_MAXINT64 - 1001);
  sweet_clock_advance (clock, G_MAXINT64 - 1002);
  g_assert_cmpuint (times->len, ==, 0);

  /* the clock stays at the end of time, where what is never due is not due either */
  sweet_clock_advance (clock, G_MAXINT64);
  assert_times (times, G_MAXINT64 - 1);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, G_MAXINT64);
  sweet_clock_advance (clock, G_MAXINT64);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, G_MAXINT64);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, -1);
  g_assert_cmpuint (times->len, ==, 1);
  g_assert_true (sweet_timer_stop (&never.timer));
  g_assert_false (sweet_timer_stop (&never.timer));
}

/* a distance that is larger than any time */
static void
test_span (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (G_MININT64);
  g_autoptr (GArray) times = times_new ();
  Step step = { 0 };

  g_assert_cmpint (sweet_timer_from_now (clock, -1), ==, G_MININT64);
  step_start (&step, clock, times, 5);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, G_MAXINT64);
  sweet_clock_advance (clock, G_MAXINT64);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, -1);
  sweet_clock_advance (clock, sweet_clock_get_next (clock));
  assert_times (times, 5);
}

static void
step_advance (Step *step)
{
  gint64 now = sweet_clock_get_time (step->clock);

  sweet_clock_advance (step->clock, step->delay);
  g_assert_cmpint (sweet_clock_get_time (step->clock), ==, now);
}

/* within what fires, the call under way goes further */
static void
test_advance_within (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  Step step = { .then = step_advance, .delay = 100 };
  Step behind = { 0 };
  Step late = { 0 };

  step_start (&step, clock, times, 10);
  step_start (&behind, clock, times, 120);
  step_start (&late, clock, times, 121);
  sweet_clock_advance (clock, 20);
  assert_times (times, 10, 120);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 120);
  g_assert_true (sweet_timer_stop (&late.timer));
}

static gpointer
advance_thread (gpointer data)
{
  for (guint i = 0; i < 1000; i++)
    sweet_clock_advance (data, 1);
  return NULL;
}

static gpointer
advance_once_thread (gpointer data)
{
  sweet_clock_advance (data, 50);
  return NULL;
}

/* a thread that would move the clock while a timer fires on another one */
static void
step_begin_thread (Step *step)
{
  GThread **thread = (gpointer) step->next;

  *thread = g_thread_new ("advance", advance_once_thread, step->clock);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (100);
      g_assert_cmpint (sweet_clock_get_time (step->clock), ==, 10);
    }
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  GThread *threads[4];
  GThread *thread = NULL;
  Step step = { .then = step_begin_thread, .next = (gpointer) &thread };
  Step behind = { 0 };
  Step tick = { .then = step_again, .delay = 1 };

  step_start (&step, clock, times, 10);
  step_start (&behind, clock, times, 60);
  sweet_clock_advance (clock, 10);
  g_thread_join (thread);
  assert_times (times, 10, 60);
  g_assert_true (behind.thread == thread);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 60);

  g_array_set_size (times, 0);
  step_start (&tick, clock, times, 61);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("advance", advance_thread, clock);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 4060);
  g_assert_cmpuint (times->len, ==, 4000);
  for (guint i = 0; i < times->len; i++)
    g_assert_cmpint (g_array_index (times, gint64, i), ==, 61 + i);
  g_assert_true (sweet_timer_stop (&tick.timer));
}

static void
step_drop_clock (Step *step)
{
  g_object_unref (step->clock);
}

/* what fires may have the last reference */
static void
test_dropped_within (SweetTest *test,
                     gconstpointer data)
{
  SweetClock *clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  Step step = { .then = step_drop_clock };

  g_object_add_weak_pointer (G_OBJECT (clock), (gpointer *) &clock);
  step_start (&step, clock, times, 10);
  sweet_clock_advance (clock, 20);
  assert_times (times, 10);
  g_assert_null (clock);
  g_assert_false (sweet_timer_stop (&step.timer));
}

static void
count_notify_cb (GObject *object,
                 GParamSpec *pspec,
                 gpointer user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

static gpointer
start_thread (gpointer data)
{
  Step *step = data;

  step_start (step, step->clock, step->times, 10);
  return NULL;
}

/* on the context where the clock was made, once for many changes */
static void
test_notify (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) times = times_new ();
  Step step = { .clock = clock, .times = times };
  guint n_notified = 0;
  guint n_timers = 1;

  g_signal_connect (clock, "notify::n-timers", G_CALLBACK (count_notify_cb), &n_notified);
  g_thread_join (g_thread_new ("start", start_thread, &step));
  g_assert_true (sweet_timer_stop (&step.timer));
  step_start (&step, clock, times, 10);
  g_assert_cmpuint (n_notified, ==, 0);

  sweet_test_wait_for (test, n_notified > 0);
  g_assert_false (g_main_context_iteration (test->context, FALSE));
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_get (clock, "n-timers", &n_timers, NULL);
  g_assert_cmpuint (n_timers, ==, 1);

  sweet_clock_advance (clock, 10);
  sweet_test_wait_for (test, n_notified > 1);
  g_object_get (clock, "n-timers", &n_timers, NULL);
  g_assert_cmpuint (n_timers, ==, 0);

  step_start (&step, clock, times, 20);
  sweet_test_wait_for (test, n_notified > 2);
  g_assert_true (sweet_timer_stop (&step.timer));
  sweet_test_wait_for (test, n_notified > 3);
}

/* a test that waits for a timer of another thread needs no handler */
static void
test_wait (SweetTest *test,
           gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (GArray) times = times_new ();
      Step step = { .clock = clock, .times = times };
      GThread *thread = g_thread_new ("start", start_thread, &step);

      sweet_test_wait_for (test, sweet_clock_get_n_timers (clock) > 0);
      sweet_clock_advance (clock, sweet_clock_get_next (clock));
      assert_times (times, 10);
      g_thread_join (thread);
    }
}

/* a notification on its way keeps no clock alive, nor does it need its context */
static void
test_notify_dropped (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GArray) times = times_new ();
  SweetClock *gone;
  g_autoptr (SweetClock) clock = NULL;
  Step step = { 0 };

  gone = sweet_clock_new_virtual (0);
  step_start (&step, gone, times, 10);
  sweet_clock_advance (gone, 10);
  g_object_add_weak_pointer (G_OBJECT (gone), (gpointer *) &gone);
  g_object_unref (gone);
  g_assert_null (gone);
  while (g_main_context_iteration (test->context, FALSE))
    ;

  g_main_context_push_thread_default (context);
  clock = sweet_clock_new_virtual (0);
  g_main_context_pop_thread_default (context);
  step_start (&step, clock, times, 10);
  g_clear_pointer (&context, g_main_context_unref);
  sweet_clock_advance (clock, 10);
  assert_times (times, 10, 10);
}

static void
test_many (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = 1000000 / (sweet_test_time_factor () * sweet_test_time_factor ());
  g_autofree Entry *entries = g_new0 (Entry, n);

  sweet_test_set_watchdog (4 * SWEET_TEST_WATCHDOG_SECONDS);
  for (guint i = 0; i < n; i++)
    {
      entries[i].order = order;
      entries[i].id = i;
      sweet_timer_start (&entries[i].timer, clock, (gint64) ((guint64) i * 7919 % n), entry_cb);
    }
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, n);
  sweet_clock_advance (clock, n);
  g_assert_cmpuint (order->len, ==, n);
  for (guint i = 1; i < n; i++)
    g_assert_cmpint (entries[g_array_index (order, guint, i - 1)].timer.at, <=, entries[g_array_index (order, guint, i)].timer.at);
}

static void
test_mistakes (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (5);

  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*is_virtual*");
  sweet_clock_advance (sweet_clock_get_system (), 1);
  g_test_assert_expected_messages ();

  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*by >= 0*");
  sweet_clock_advance (clock, -1);
  g_test_assert_expected_messages ();
  g_assert_cmpint (sweet_clock_get_time (clock), ==, 5);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/clock/system", test_system);
  sweet_test_add ("/sweet/clock/bare", test_bare);
  sweet_test_add ("/sweet/clock/stands-still", test_stands_still);
  sweet_test_add ("/sweet/clock/advance", test_advance);
  sweet_test_add ("/sweet/clock/past", test_past);
  sweet_test_add ("/sweet/clock/order", test_order);
  sweet_test_add ("/sweet/clock/started-meanwhile", test_started_meanwhile);
  sweet_test_add ("/sweet/clock/started-in-the-past", test_started_in_the_past);
  sweet_test_add ("/sweet/clock/stopped-meanwhile", test_stopped_meanwhile);
  sweet_test_add ("/sweet/clock/far", test_far);
  sweet_test_add ("/sweet/clock/span", test_span);
  sweet_test_add ("/sweet/clock/advance-within", test_advance_within);
  sweet_test_add ("/sweet/clock/threads", test_threads);
  sweet_test_add ("/sweet/clock/dropped-within", test_dropped_within);
  sweet_test_add ("/sweet/clock/notify", test_notify);
  sweet_test_add ("/sweet/clock/wait", test_wait);
  sweet_test_add ("/sweet/clock/notify-dropped", test_notify_dropped);
  sweet_test_add ("/sweet/clock/many", test_many);
  sweet_test_add ("/sweet/clock/mistakes", test_mistakes);

  return g_test_run ();
}
