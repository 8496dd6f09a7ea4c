/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "runtime/sweet-timer-heap-private.h"

#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweet-test.h"

static GMutex lock;
static GCond changed;

typedef struct
{
  SweetTimer timer;
  gint64 fired_at;
  GThread *thread;
  char thread_name[16];
  guint n_fired;
  guint nth;
} Shot;

static guint n_shots;

static void
fire_cb (SweetTimer *timer)
{
  Shot *shot = (Shot *) timer;

  g_mutex_lock (&lock);
  shot->fired_at = g_get_monotonic_time ();
  shot->thread = g_thread_self ();
  prctl (PR_GET_NAME, shot->thread_name);
  shot->n_fired++;
  shot->nth = n_shots++;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static void
wait_fired (Shot *shot)
{
  g_mutex_lock (&lock);
  while (shot->n_fired == 0)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

/* what was due before is done with when this one has fired */
static void
wait_behind (gint64 at)
{
  Shot shot = { 0 };

  sweet_timer_start (&shot.timer, NULL, at, fire_cb);
  wait_fired (&shot);
}

/* keeps the timers' thread busy until it is opened, so that tests can prepare in peace */
typedef struct
{
  SweetTimer timer;
  gboolean reached;
  gboolean open;
} Gate;

static void
gate_cb (SweetTimer *timer)
{
  Gate *gate = (Gate *) timer;

  g_mutex_lock (&lock);
  gate->reached = TRUE;
  g_cond_broadcast (&changed);
  while (!gate->open)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

static void
gate_close (Gate *gate)
{
  sweet_timer_start (&gate->timer, NULL, 0, gate_cb);
  g_mutex_lock (&lock);
  while (!gate->reached)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&lock);
  gate->open = TRUE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static guint
count_pending (void)
{
  return sweet_clock_get_n_timers (sweet_clock_get_system ());
}

/* once, not before its time, and on the library's thread */
static void
test_fires (SweetTest *test,
            gconstpointer data)
{
  const gint64 delays[] = { G_MININT64, -1, 0, 1000, 10000 };
  GThread *thread = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      Shot shot = { 0 };
      gint64 at = sweet_timer_from_now (NULL, delays[i]);

      sweet_timer_start (&shot.timer, NULL, at, fire_cb);
      wait_fired (&shot);
      g_assert_false (sweet_timer_stop (&shot.timer));
      wait_behind (at + 1);
      g_assert_cmpuint (shot.n_fired, ==, 1);
      g_assert_cmpint (shot.fired_at, >=, at);
      g_assert_cmpstr (shot.thread_name, ==, "sweet-timer");
      g_assert_true (thread == NULL || thread == shot.thread);
      g_assert_true (shot.thread != g_thread_self ());
      thread = shot.thread;
    }
}

/* started by the system's clock or by none is the same */
static void
test_system (SweetTest *test,
             gconstpointer data)
{
  Shot shot = { 0 };

  sweet_timer_start (&shot.timer, sweet_clock_get_system (), sweet_timer_from_now (sweet_clock_get_system (), 1000), fire_cb);
  wait_fired (&shot);
  g_assert_cmpint (shot.fired_at, >=, shot.timer.at);
  g_assert_cmpstr (shot.thread_name, ==, "sweet-timer");
}

/* the same one again and again */
static void
test_again (SweetTest *test,
            gconstpointer data)
{
  Shot shot = { 0 };

  for (guint i = 1; i <= 100; i++)
    {
      shot.n_fired = 0;
      sweet_timer_start (&shot.timer, NULL, sweet_timer_from_now (NULL, i % 3 * 100), fire_cb);
      wait_fired (&shot);
      g_assert_false (sweet_timer_stop (&shot.timer));
    }
}

static void
test_stops (SweetTest *test,
            gconstpointer data)
{
  const gint64 delays[] = { 5000, SWEET_HOURS (1), G_MAXINT64 - SWEET_HOURS (1), G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      Shot shot = { 0 };
      Gate gate = { 0 };
      gint64 at = sweet_timer_from_now (NULL, delays[i]);

      g_assert_false (sweet_timer_stop (&shot.timer));
      gate_close (&gate);
      sweet_timer_start (&shot.timer, NULL, at, fire_cb);
      g_assert_cmpuint (count_pending (), ==, at == G_MAXINT64 ? 0 : 1);
      g_assert_true (sweet_timer_stop (&shot.timer));
      g_assert_false (sweet_timer_stop (&shot.timer));
      g_assert_cmpuint (count_pending (), ==, 0);
      gate_open (&gate);

      wait_behind (i == 0 ? at + 1 : 0);
      g_assert_cmpuint (shot.n_fired, ==, 0);
    }
}

static void
test_pending_again (SweetTest *test,
                    gconstpointer data)
{
  Shot shot = { 0 };

  sweet_timer_start (&shot.timer, NULL, G_MAXINT64 - 1, fire_cb);
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*== 0*");
  sweet_timer_start (&shot.timer, NULL, G_MAXINT64 - 2, fire_cb);
  g_test_assert_expected_messages ();
  g_assert_cmpint (shot.timer.at, ==, G_MAXINT64 - 1);
  g_assert_true (sweet_timer_stop (&shot.timer));
}

/* a thread that sleeps for long, or for ever, wakes up for one that comes earlier */
static void
test_wakes (SweetTest *test,
            gconstpointer data)
{
  Shot late[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      wait_behind (0);
      wait_behind (sweet_timer_from_now (NULL, 2000));
      sweet_timer_start (&late[i].timer, NULL, sweet_timer_from_now (NULL, SWEET_HOURS (3 - i)), fire_cb);
    }
  wait_behind (sweet_timer_from_now (NULL, 2000));
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    g_assert_true (sweet_timer_stop (&late[i].timer));
}

/* the earliest first, in whatever order they were started, and equal ones in that order */
static void
test_order (SweetTest *test,
            gconstpointer data)
{
  Shot shots[500] = { 0 };
  Gate gate = { 0 };
  gint64 now = g_get_monotonic_time ();

  gate_close (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    sweet_timer_start (&shots[i].timer, NULL, now - 1000 + i * 7 % 50, fire_cb);
  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    wait_fired (&shots[i]);

  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    for (guint j = 0; j < G_N_ELEMENTS (shots); j++)
      if (i * 7 % 50 < j * 7 % 50 || (i * 7 % 50 == j * 7 % 50 && i < j))
        g_assert_cmpuint (shots[i].nth, <, shots[j].nth);
}

/* as the owners of timers do it: a pending one has a reference */
typedef struct
{
  SweetTimer timer;
  gint refs;
  gint *n_fired;
} Racer;

static void
racer_unref (Racer *racer)
{
  if (g_atomic_int_dec_and_test (&racer->refs))
    g_free (racer);
}

static void
racer_cb (SweetTimer *timer)
{
  Racer *racer = (Racer *) timer;

  g_atomic_int_inc (racer->n_fired);
  racer_unref (racer);
}

static gpointer
race_thread (gpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);
  guint n_stopped = 0;

  for (guint i = 0; i < 1000; i++)
    {
      Racer *racers[8];

      for (guint j = 0; j < G_N_ELEMENTS (racers); j++)
        {
          racers[j] = g_new0 (Racer, 1);
          racers[j]->refs = 2;
          racers[j]->n_fired = data;
          sweet_timer_start (&racers[j]->timer, NULL, sweet_timer_from_now (NULL, g_rand_int_range (rand, -10, 100)), racer_cb);
        }
      g_usleep ((gulong) g_rand_int_range (rand, 0, 50));
      for (guint j = 0; j < G_N_ELEMENTS (racers); j++)
        {
          if (sweet_timer_stop (&racers[j]->timer))
            {
              n_stopped++;
              racer_unref (racers[j]);
            }
          racer_unref (racers[j]);
        }
    }
  return GUINT_TO_POINTER (n_stopped);
}

/* about to fire or firing: it fires or it was stopped, never both and never neither */
static void
test_races (SweetTest *test,
            gconstpointer data)
{
  GThread *threads[4];
  gint n_fired = 0;
  guint n_stopped = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("race", race_thread, &n_fired);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    n_stopped += GPOINTER_TO_UINT (g_thread_join (threads[i]));

  wait_behind (0);
  wait_behind (0);
  g_assert_cmpuint (n_stopped + (guint) g_atomic_int_get (&n_fired), ==, 4 * 1000 * 8);
  g_assert_cmpuint (count_pending (), ==, 0);
}

typedef struct
{
  SweetTimer timer;
  Shot *stops;
  Shot *starts;
  gboolean stopped;
  gboolean stopped_itself;
} Meddler;

static void
meddler_cb (SweetTimer *timer)
{
  Meddler *meddler = (Meddler *) timer;

  meddler->stopped = sweet_timer_stop (&meddler->stops->timer);
  meddler->stopped_itself = sweet_timer_stop (timer);
  sweet_timer_start (&meddler->starts->timer, NULL, 0, fire_cb);
}

static void
test_within (SweetTest *test,
             gconstpointer data)
{
  Shot stopped = { 0 };
  Shot started = { 0 };
  Meddler meddler = { .stops = &stopped, .starts = &started, .stopped_itself = TRUE };
  Gate gate = { 0 };

  /* due right behind the one that stops it */
  gate_close (&gate);
  sweet_timer_start (&meddler.timer, NULL, 1, meddler_cb);
  sweet_timer_start (&stopped.timer, NULL, 1, fire_cb);
  gate_open (&gate);

  wait_fired (&started);
  g_assert_true (meddler.stopped);
  g_assert_false (meddler.stopped_itself);
  wait_behind (1);
  g_assert_cmpuint (stopped.n_fired, ==, 0);
}

typedef struct
{
  SweetTimer timer;
  guint left;
  Shot *end;
} Chain;

static void
chain_cb (SweetTimer *timer)
{
  Chain *chain = (Chain *) timer;

  if (--chain->left > 0)
    sweet_timer_start (timer, NULL, timer->at + 100, chain_cb);
  else
    sweet_timer_start (&chain->end->timer, NULL, timer->at, fire_cb);
}

/* one that starts itself again */
static void
test_chain (SweetTest *test,
            gconstpointer data)
{
  Shot end = { 0 };
  Chain chain = { .left = 100, .end = &end };
  gint64 began = g_get_monotonic_time ();

  sweet_timer_start (&chain.timer, NULL, began, chain_cb);
  wait_fired (&end);
  g_assert_cmpint (end.timer.at, ==, began + 99 * 100);
}

static void
test_many (SweetTest *test,
           gconstpointer data)
{
  guint n = 1000000 / (sweet_test_time_factor () * sweet_test_time_factor ());
  g_autofree SweetTimer *timers = g_new0 (SweetTimer, n);
  gint64 now = g_get_monotonic_time ();

  sweet_test_set_watchdog (4 * SWEET_TEST_WATCHDOG_SECONDS);
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < n; i++)
        sweet_timer_start (&timers[i], NULL, now + SWEET_HOURS (1) + (gint64) i * 7919 % n, fire_cb);
      g_assert_cmpuint (count_pending (), ==, n);
      g_assert_cmpint (sweet_clock_get_next (sweet_clock_get_system ()), <=, SWEET_HOURS (1));

      /* meanwhile others fire */
      wait_behind (0);
      for (guint i = 0; i < n; i++)
        g_assert_true (sweet_timer_stop (&timers[(guint64) i * 104729 % n]));
      g_assert_cmpuint (count_pending (), ==, 0);
      g_assert_cmpint (sweet_clock_get_next (sweet_clock_get_system ()), ==, -1);
    }
}

static guint
find_first (SweetTimer **timers,
            guint n_timers)
{
  guint first = 0;

  for (guint i = 1; i < n_timers; i++)
    if (timers[i]->at < timers[first]->at || (timers[i]->at == timers[first]->at && timers[i]->order < timers[first]->order))
      first = i;
  return first;
}

/* beside a list that is searched */
static void
test_heap (SweetTest *test,
           gconstpointer data)
{
  SweetTimerHeap heap = { 0 };
  SweetTimer timers[200] = { 0 };
  SweetTimer *idle[200];
  SweetTimer *pending[200];
  guint n_pending = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    idle[i] = &timers[i];

  for (guint i = 0; i < 50000; i++)
    {
      gboolean grows = i / 1000 % 2 == 0;
      guint n_idle = G_N_ELEMENTS (timers) - n_pending;

      g_assert_cmpuint (heap.len, ==, n_pending);
      if (n_pending > 0)
        {
          g_assert_cmpint (sweet_timer_heap_get_next (&heap), ==, pending[find_first (pending, n_pending)]->at);
          g_assert_true (heap.slots[0].timer == pending[find_first (pending, n_pending)]);
        }

      if (n_idle > 0 && (n_pending == 0 || g_rand_int_range (rand, 0, 3) < (grows ? 2 : 1)))
        {
          SweetTimer *timer = idle[n_idle - 1];

          g_assert_false (sweet_timer_heap_contains (&heap, timer));
          timer->at = g_rand_int_range (rand, -20, 20);
          sweet_timer_heap_push (&heap, timer);
          g_assert_true (sweet_timer_heap_contains (&heap, timer));
          pending[n_pending++] = timer;
        }
      else
        {
          guint nth = g_rand_boolean (rand) ? find_first (pending, n_pending) : (guint) g_rand_int_range (rand, 0, (gint32) n_pending);

          sweet_timer_heap_remove (&heap, pending[nth]);
          g_assert_cmpuint (pending[nth]->index, ==, 0);
          idle[n_idle] = pending[nth];
          pending[nth] = pending[--n_pending];
        }
    }
  g_free (heap.slots);
}

/* what many timers needed is given back */
static void
test_heap_memory (SweetTest *test,
                  gconstpointer data)
{
  SweetTimerHeap heap = { 0 };
  g_autofree SweetTimer *timers = g_new0 (SweetTimer, 100000);
  gsize least;

  g_assert_cmpint (sweet_timer_heap_get_next (&heap), ==, G_MAXINT64);
  sweet_timer_heap_push (&heap, &timers[0]);
  least = heap.size;
  for (guint i = 1; i < 100000; i++)
    sweet_timer_heap_push (&heap, &timers[i]);
  g_assert_cmpuint (heap.size, >=, 100000);
  for (guint i = 0; i < 100000; i++)
    sweet_timer_heap_remove (&heap, &timers[i]);
  g_assert_cmpuint (heap.size, ==, least);
  g_free (heap.slots);
}

/* a child ends without the harness, which is the parent's. what the parent's threads had is lost in it:
 * valgrind would say so, but for another program. */
static void
end_child (int status)
{
  if (status == 0)
    execlp ("true", "true", NULL);
  _exit (status);
}

/* alarms are not inherited */
static pid_t
fork_child (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    sweet_test_set_watchdog (SWEET_TEST_WATCHDOG_SECONDS);
  return pid;
}

static void
check_child (pid_t pid)
{
  int status;

  g_assert_no_errno (pid);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
}

static int
run_child (Shot *shots,
           guint n_shots_of_parent)
{
  Shot own = { 0 };

  if (count_pending () != 0)
    return 1;

  sweet_timer_start (&own.timer, NULL, sweet_timer_from_now (NULL, 1000), fire_cb);
  for (guint i = 0; i < n_shots_of_parent; i++)
    if (!sweet_timer_stop (&shots[i].timer) || sweet_timer_stop (&shots[i].timer))
      return 2;
  wait_fired (&own);

  /* the parent's timers can be started here */
  sweet_timer_start (&shots[0].timer, NULL, 0, fire_cb);
  wait_fired (&shots[0]);
  return 0;
}

static void
test_fork (SweetTest *test,
           gconstpointer data)
{
  Shot shots[3] = { 0 };
  const gint64 delays[] = { SWEET_HOURS (1), SWEET_HOURS (2), G_MAXINT64 };
  pid_t pid;

  wait_behind (0);
  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    sweet_timer_start (&shots[i].timer, NULL, sweet_timer_from_now (NULL, delays[i]), fire_cb);
  pid = fork_child ();
  if (pid == 0)
    end_child (run_child (shots, G_N_ELEMENTS (shots)));
  check_child (pid);

  g_assert_cmpuint (count_pending (), ==, 2);
  wait_behind (0);
  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    g_assert_true (sweet_timer_stop (&shots[i].timer));
}

static gpointer
hammer_thread (gpointer data)
{
  SweetTimer timers[32] = { 0 };
  gint *ended = data;

  while (!g_atomic_int_get (ended))
    {
      for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
        sweet_timer_start (&timers[i], NULL, G_MAXINT64 - i - 1, fire_cb);
      for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
        g_assert_true (sweet_timer_stop (&timers[i]));
    }
  return NULL;
}

/* while another thread is in the middle of something */
static void
test_fork_busy (SweetTest *test,
                gconstpointer data)
{
  gint ended = FALSE;
  GThread *thread = g_thread_new ("hammer", hammer_thread, &ended);

  for (guint i = 0; i < 20; i++)
    {
      Shot shot = { 0 };
      pid_t pid;

      sweet_timer_start (&shot.timer, NULL, G_MAXINT64 - 1, fire_cb);
      pid = fork_child ();
      if (pid == 0)
        end_child (run_child (&shot, 1));
      check_child (pid);
      g_assert_true (sweet_timer_stop (&shot.timer));
    }
  g_atomic_int_set (&ended, TRUE);
  g_thread_join (thread);
}

static gboolean refuses_threads;

/* where a sanitizer is in the program itself, its own stands behind this one */
int __interceptor_pthread_create (pthread_t *thread,
                                  const pthread_attr_t *attributes,
                                  void *(*func) (void *),
                                  void *data) __attribute__ ((weak));

/* what GLib calls, in front of the real one */
int
pthread_create (pthread_t *thread,
                const pthread_attr_t *attributes,
                void *(*func) (void *),
                void *data)
{
  int (*create) (pthread_t *, const pthread_attr_t *, void *(*) (void *), void *) = __interceptor_pthread_create;

  if (create == NULL)
    create = dlsym (RTLD_NEXT, "pthread_create");
  return refuses_threads ? EAGAIN : create (thread, attributes, func, data);
}

/* a thread that cannot begin begins with a later timer, and there is one warning until then */
static int
run_child_without_thread (void)
{
  Shot shots[3] = { 0 };

  refuses_threads = TRUE;
  g_test_expect_message ("Sweet", G_LOG_LEVEL_WARNING, "*until a thread for them can begin*");
  sweet_timer_start (&shots[0].timer, NULL, 0, fire_cb);
  sweet_timer_start (&shots[1].timer, NULL, 0, fire_cb);
  g_test_assert_expected_messages ();
  if (count_pending () != 2)
    return 1;

  refuses_threads = FALSE;
  sweet_timer_start (&shots[2].timer, NULL, 0, fire_cb);
  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    wait_fired (&shots[i]);
  return 0;
}

static void
test_no_thread (SweetTest *test,
                gconstpointer data)
{
  pid_t pid = fork_child ();

  if (pid == 0)
    end_child (run_child_without_thread ());
  check_child (pid);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/timer/fires", test_fires);
  sweet_test_add ("/sweet/timer/system", test_system);
  sweet_test_add ("/sweet/timer/again", test_again);
  sweet_test_add ("/sweet/timer/stops", test_stops);
  sweet_test_add ("/sweet/timer/pending-again", test_pending_again);
  sweet_test_add ("/sweet/timer/wakes", test_wakes);
  sweet_test_add ("/sweet/timer/order", test_order);
  sweet_test_add ("/sweet/timer/races", test_races);
  sweet_test_add ("/sweet/timer/within", test_within);
  sweet_test_add ("/sweet/timer/chain", test_chain);
  sweet_test_add ("/sweet/timer/many", test_many);
  sweet_test_add ("/sweet/timer/heap", test_heap);
  sweet_test_add ("/sweet/timer/heap-memory", test_heap_memory);
  sweet_test_add ("/sweet/timer/fork", test_fork);
  sweet_test_add ("/sweet/timer/fork-busy", test_fork_busy);
  sweet_test_add ("/sweet/timer/no-thread", test_no_thread);

  return g_test_run ();
}
