/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "task/sweet-metrics-probe-private.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "heap-fixture.h"
#include "sweet-test.h"

static double
get (const SweetMetricsTotals *totals,
     SweetMetric metric)
{
  g_autoptr (SweetMetrics) metrics = sweet_metrics_new_from_totals (totals);
  double value;

  g_assert_true (sweet_metrics_has (metrics, metric));
  g_assert_true (sweet_metrics_get (metrics, metric, &value));

  return value;
}

static gboolean
has (const SweetMetricsTotals *totals,
     SweetMetric metric)
{
  g_autoptr (SweetMetrics) metrics = sweet_metrics_new_from_totals (totals);
  double value = 0;
  gboolean found = sweet_metrics_get (metrics, metric, &value);

  g_assert_cmpint (sweet_metrics_has (metrics, metric), ==, found);
  g_assert_cmpint (isnan (value) != 0, ==, !found);

  return found;
}

static void
write_bytes (gsize size)
{
  static const char zeros[4096];
  int fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  g_assert_no_errno (fd);
  g_assert_cmpint (write (fd, zeros, size), ==, (gssize) size);
  close (fd);
}

static void
read_bytes (gsize size)
{
  char bytes[4096];
  int fd = open ("/dev/zero", O_RDONLY | O_CLOEXEC);

  g_assert_no_errno (fd);
  g_assert_cmpint (read (fd, bytes, size), ==, (gssize) size);
  close (fd);
}

static void
test_cpu (SweetTest *test,
          gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };
  SweetMetricsProbe probe;
  struct timespec start;
  struct timespec now;
  gint64 used;

  sweet_metrics_probe_begin (&probe);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &start);
  do
    {
      clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
      used = (now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec;
    }
  while (used < 5000000);
  sweet_metrics_probe_end (&probe, &totals);

  g_assert_cmpfloat (get (&totals, SWEET_METRIC_CPU_TOTAL), >=, 5000);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_CPU_USER), >=, 0);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_CPU_SYSTEM), >=, 0);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_WALL_TIME), >, 0);
  g_assert_cmpfloat_with_epsilon (get (&totals, SWEET_METRIC_CPU_UTILISATION),
                                  get (&totals, SWEET_METRIC_CPU_TOTAL) / get (&totals, SWEET_METRIC_WALL_TIME), 1e-9);
}

/* to the byte: the reading of the counters is not counted */
static void
test_io (SweetTest *test,
         gconstpointer data)
{
  SweetMetricsTotals nothing = { 0 };
  SweetMetricsTotals totals = { 0 };
  SweetMetricsProbe probe;

  sweet_metrics_probe_begin (&probe);
  sweet_metrics_probe_end (&probe, &nothing);
  sweet_metrics_probe_begin (&probe);
  write_bytes (1000);
  write_bytes (24);
  read_bytes (300);
  sweet_metrics_probe_end (&probe, &totals);

  g_assert_cmpfloat (get (&nothing, SWEET_METRIC_BYTES_READ), ==, 0);
  g_assert_cmpfloat (get (&nothing, SWEET_METRIC_BYTES_WRITTEN), ==, 0);
  g_assert_cmpfloat (get (&nothing, SWEET_METRIC_READ_OPERATIONS), ==, 0);
  g_assert_cmpfloat (get (&nothing, SWEET_METRIC_WRITE_OPERATIONS), ==, 0);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_BYTES_READ), ==, 300);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_BYTES_WRITTEN), ==, 1024);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_READ_OPERATIONS), ==, 1);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_WRITE_OPERATIONS), ==, 2);
  g_assert_cmpfloat_with_epsilon (get (&totals, SWEET_METRIC_WRITE_RATE), 2e6 / get (&totals, SWEET_METRIC_WALL_TIME), 1e-6);
}

static gpointer
attempt_thread (gpointer data)
{
  SweetMetricsTotals *totals = data;
  SweetMetricsProbe probe;

  sweet_metrics_probe_begin (&probe);
  write_bytes (100);
  heap_take (1000);
  sweet_metrics_probe_end (&probe, totals);

  return NULL;
}

static void
test_attempts (SweetTest *test,
               gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };

  for (guint i = 0; i < 3; i++)
    g_thread_join (g_thread_new ("attempt", attempt_thread, &totals));

  g_assert_cmpfloat (get (&totals, SWEET_METRIC_BYTES_WRITTEN), ==, 300);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_WRITE_OPERATIONS), ==, 3);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_ALLOCATED_BYTES), ==, 3000);
  /* what an attempt leaves behind lies below the peak of the next one */
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_MEMORY_PEAK), ==, 3000);
}

/* work that runs inside other work is its own */
static void
test_nested (SweetTest *test,
             gconstpointer data)
{
  SweetMetricsTotals outer_totals = { 0 };
  SweetMetricsTotals inner_totals = { 0 };
  SweetMetricsProbe outer;
  SweetMetricsProbe inner;

  sweet_metrics_probe_begin (&outer);
  write_bytes (100);
  for (guint i = 0; i < 2; i++)
    {
      sweet_metrics_probe_begin (&inner);
      write_bytes (1000);
      sweet_metrics_count (SWEET_COUNTER_WRITE_WAIT, 7000);
      sweet_metrics_probe_end (&inner, &inner_totals);
    }
  write_bytes (10);
  sweet_metrics_probe_end (&outer, &outer_totals);

  g_assert_cmpfloat (get (&inner_totals, SWEET_METRIC_BYTES_WRITTEN), ==, 2000);
  g_assert_cmpfloat (get (&inner_totals, SWEET_METRIC_WRITE_WAIT), ==, 14);
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_BYTES_WRITTEN), ==, 110);
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_WRITE_OPERATIONS), ==, 2);
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_BYTES_READ), ==, 0);
  g_assert_false (has (&outer_totals, SWEET_METRIC_WRITE_WAIT));
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_WALL_TIME), >=, get (&inner_totals, SWEET_METRIC_WALL_TIME));
}

static void
test_memory (SweetTest *test,
             gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };
  SweetMetricsProbe probe;

  /* before it begins is not its own */
  heap_take (1 << 20);
  sweet_metrics_probe_begin (&probe);
  heap_take (500);
  heap_take (300);
  heap_give (700);
  sweet_metrics_probe_end (&probe, &totals);
  heap_take (1 << 20);

  g_assert_cmpfloat (get (&totals, SWEET_METRIC_ALLOCATED_BYTES), ==, 800);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_MEMORY_CURRENT), ==, 100);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_MEMORY_PEAK), ==, 800);
  g_assert_cmpfloat_with_epsilon (get (&totals, SWEET_METRIC_ALLOCATION_RATE), 800e6 / get (&totals, SWEET_METRIC_WALL_TIME), 1e-3);
  g_assert_false (has (&totals, SWEET_METRIC_ALLOCATION_COUNT));

  sweet_metrics_probe_begin (&probe);
  heap_give (150);
  sweet_metrics_count (SWEET_COUNTER_ALLOCATION_COUNT, 12);
  sweet_metrics_probe_end (&probe, &totals);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_MEMORY_CURRENT), ==, -50);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_MEMORY_PEAK), ==, 800);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_ALLOCATION_COUNT), ==, 12);
}

static void
test_nested_memory (SweetTest *test,
                    gconstpointer data)
{
  SweetMetricsTotals outer_totals = { 0 };
  SweetMetricsTotals inner_totals = { 0 };
  SweetMetricsProbe outer;
  SweetMetricsProbe inner;

  sweet_metrics_probe_begin (&outer);
  heap_take (500);
  heap_give (400);

  sweet_metrics_probe_begin (&inner);
  heap_take (10000);
  heap_give (9000);
  sweet_metrics_probe_end (&inner, &inner_totals);

  /* 100 were left, so this makes 550 at once */
  heap_take (450);
  heap_give (550);
  sweet_metrics_probe_end (&outer, &outer_totals);

  g_assert_cmpfloat (get (&inner_totals, SWEET_METRIC_MEMORY_PEAK), ==, 10000);
  g_assert_cmpfloat (get (&inner_totals, SWEET_METRIC_MEMORY_CURRENT), ==, 1000);
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_MEMORY_PEAK), ==, 550);
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_MEMORY_CURRENT), ==, 0);
  g_assert_cmpfloat (get (&outer_totals, SWEET_METRIC_ALLOCATED_BYTES), ==, 950);
}

/* one attempt that was not measured makes the sum worthless */
static void
test_partly_measured (SweetTest *test,
                      gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };

  g_thread_join (g_thread_new ("attempt", attempt_thread, &totals));
  g_assert_true (has (&totals, SWEET_METRIC_ALLOCATED_BYTES));
  g_assert_true (has (&totals, SWEET_METRIC_MEMORY_PEAK));

  heap_absent = TRUE;
  g_thread_join (g_thread_new ("attempt", attempt_thread, &totals));
  heap_absent = FALSE;
  g_assert_false (has (&totals, SWEET_METRIC_ALLOCATED_BYTES));
  g_assert_false (has (&totals, SWEET_METRIC_MEMORY_CURRENT));
  g_assert_false (has (&totals, SWEET_METRIC_MEMORY_PEAK));
  g_assert_false (has (&totals, SWEET_METRIC_ALLOCATION_RATE));

  g_thread_join (g_thread_new ("attempt", attempt_thread, &totals));
  g_assert_false (has (&totals, SWEET_METRIC_ALLOCATED_BYTES));
  g_assert_false (has (&totals, SWEET_METRIC_MEMORY_PEAK));
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_BYTES_WRITTEN), ==, 300);
}

/* what older versions of jemalloc lack */
static void
test_no_peak (SweetTest *test,
              gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };

  heap_without_peak = TRUE;
  g_thread_join (g_thread_new ("attempt", attempt_thread, &totals));
  heap_without_peak = FALSE;

  g_assert_cmpfloat (get (&totals, SWEET_METRIC_ALLOCATED_BYTES), ==, 1000);
  g_assert_false (has (&totals, SWEET_METRIC_MEMORY_PEAK));
}

static gpointer
silent_thread (gpointer data)
{
  SweetMetricsProbe probe;

  sweet_metrics_probe_begin (&probe);
  sweet_metrics_probe_end (&probe, data);

  return NULL;
}

/* no file can be opened, that of the counters included */
static void
test_no_io (SweetTest *test,
            gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };
  struct rlimit before;
  struct rlimit none;

  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &before));
  none = before;
  none.rlim_cur = 0;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &none));
  g_thread_join (g_thread_new ("silent", silent_thread, &totals));
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &before));

  g_assert_true (has (&totals, SWEET_METRIC_CPU_TOTAL));
  g_assert_false (has (&totals, SWEET_METRIC_BYTES_READ));
  g_assert_false (has (&totals, SWEET_METRIC_BYTES_WRITTEN));
  g_assert_false (has (&totals, SWEET_METRIC_READ_OPERATIONS));
  g_assert_false (has (&totals, SWEET_METRIC_READ_RATE));
}

static void
test_count (SweetTest *test,
            gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };
  SweetMetricsProbe probe;

  /* for nobody */
  sweet_metrics_count (SWEET_COUNTER_READ_WAIT, 1000000);

  sweet_metrics_probe_begin (&probe);
  read_bytes (10);
  read_bytes (10);
  sweet_metrics_count (SWEET_COUNTER_READ_WAIT, 300000);
  sweet_metrics_count (SWEET_COUNTER_READ_WAIT, 100000);
  sweet_metrics_probe_end (&probe, &totals);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_READ_WAIT), ==, 400);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_READ_LATENCY), ==, 200);
  g_assert_false (has (&totals, SWEET_METRIC_WRITE_WAIT));
  g_assert_false (has (&totals, SWEET_METRIC_WRITE_LATENCY));

  /* an attempt that did not wait waited for 0 */
  sweet_metrics_probe_begin (&probe);
  sweet_metrics_probe_end (&probe, &totals);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_READ_WAIT), ==, 400);
}

typedef struct
{
  GMutex lock;
  GCond changed;
  SweetMetricsProbe probe;
  SweetMetricsTotals totals;
  gboolean begun;
  gboolean seen;
} Peeking;

static gpointer
peeked_thread (gpointer data)
{
  Peeking *peeking = data;

  g_mutex_lock (&peeking->lock);
  sweet_metrics_probe_begin (&peeking->probe);
  write_bytes (500);
  peeking->begun = TRUE;
  g_cond_signal (&peeking->changed);
  while (!peeking->seen)
    g_cond_wait (&peeking->changed, &peeking->lock);
  write_bytes (50);
  sweet_metrics_probe_end (&peeking->probe, &peeking->totals);
  g_mutex_unlock (&peeking->lock);

  return NULL;
}

/* by another thread, while the work goes on */
static void
test_peek (SweetTest *test,
           gconstpointer data)
{
  Peeking peeking = { 0 };
  SweetMetricsTotals totals = { 0 };
  GThread *thread;

  thread = g_thread_new ("peeked", peeked_thread, &peeking);
  g_mutex_lock (&peeking.lock);
  while (!peeking.begun)
    g_cond_wait (&peeking.changed, &peeking.lock);
  for (guint i = 0; i < 3; i++)
    {
      totals = (SweetMetricsTotals){ 0 };
      sweet_metrics_probe_peek (&peeking.probe, &totals);
    }
  peeking.seen = TRUE;
  g_cond_signal (&peeking.changed);
  g_mutex_unlock (&peeking.lock);
  g_thread_join (thread);

  g_assert_cmpfloat (get (&totals, SWEET_METRIC_BYTES_WRITTEN), ==, 500);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_CPU_TOTAL), >, 0);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_WALL_TIME), >, 0);
  g_assert_false (has (&totals, SWEET_METRIC_CPU_USER));
  g_assert_false (has (&totals, SWEET_METRIC_ALLOCATED_BYTES));
  g_assert_false (has (&totals, SWEET_METRIC_MEMORY_PEAK));
  g_assert_cmpfloat (get (&peeking.totals, SWEET_METRIC_BYTES_WRITTEN), ==, 550);
  g_assert_cmpfloat (get (&peeking.totals, SWEET_METRIC_BYTES_READ), ==, 0);
  g_assert_true (has (&peeking.totals, SWEET_METRIC_CPU_USER));
}

/* the thread itself may look as well */
static void
test_peek_at_oneself (SweetTest *test,
                      gconstpointer data)
{
  SweetMetricsTotals seen = { 0 };
  SweetMetricsTotals totals = { 0 };
  SweetMetricsProbe probe;

  sweet_metrics_probe_begin (&probe);
  read_bytes (20);
  sweet_metrics_probe_peek (&probe, &seen);
  read_bytes (3);
  sweet_metrics_probe_end (&probe, &totals);

  g_assert_cmpfloat (get (&seen, SWEET_METRIC_BYTES_READ), ==, 20);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_BYTES_READ), ==, 23);
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_READ_OPERATIONS), ==, 2);
}

static gboolean
write_and_measure (void)
{
  SweetMetricsTotals totals = { 0 };
  SweetMetricsProbe probe;

  sweet_metrics_probe_begin (&probe);
  write_bytes (10);
  sweet_metrics_probe_end (&probe, &totals);

  return (totals.used.measured & (1u << SWEET_COUNTER_BYTES_WRITTEN)) && totals.used.counters[SWEET_COUNTER_BYTES_WRITTEN] == 10;
}

static void
test_fork (SweetTest *test,
           gconstpointer data)
{
  pid_t pid;
  int status;

  g_assert_true (write_and_measure ());
  pid = fork ();
  g_assert_no_errno (pid);
  if (pid == 0)
    _exit (write_and_measure () ? 0 : 1);

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
}

static void
set (SweetMetricsTotals *totals,
     SweetCounter counter,
     gint64 value)
{
  totals->used.measured |= 1u << counter;
  totals->used.counters[counter] = value;
}

static void
test_texts (SweetTest *test,
            gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };
  g_autoptr (SweetMetrics) nothing = sweet_metrics_new_from_totals (&totals);
  g_autofree char *empty = sweet_metrics_to_string (nothing);
  g_autoptr (SweetMetrics) metrics = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpstr (empty, ==, "");

  set (&totals, SWEET_COUNTER_WALL_TIME, 1500000000);
  set (&totals, SWEET_COUNTER_CPU_TOTAL, 750000000);
  set (&totals, SWEET_COUNTER_READ_OPERATIONS, 3);
  set (&totals, SWEET_COUNTER_BYTES_READ, 65536);
  set (&totals, SWEET_COUNTER_ALLOCATED, 3000);
  set (&totals, SWEET_COUNTER_FREED, 4000);
  metrics = sweet_metrics_new_from_totals (&totals);
  text = sweet_metrics_to_string (metrics);
  g_assert_cmpstr (text, ==, "wall-time 1.5s, cpu-total 750ms, cpu-utilisation 50%, bytes-read 64KiB, read-operations 3, "
                             "read-rate 2/s, memory-current -1KB, allocated-bytes 3KB, allocation-rate 2KB/s");
}

static void
test_variant (SweetTest *test,
              gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };
  g_autoptr (SweetMetrics) nothing = sweet_metrics_new_from_totals (&totals);
  g_autoptr (SweetMetrics) metrics = NULL;
  g_autoptr (GVariant) empty = sweet_metrics_to_variant (nothing);
  g_autoptr (GVariant) variant = NULL;
  g_autofree char *text = NULL;
  g_autofree char *empty_text = g_variant_print (empty, TRUE);

  g_assert_cmpstr (empty_text, ==, "@a{sv} {}");
  g_assert_false (g_variant_is_floating (empty));

  set (&totals, SWEET_COUNTER_WALL_TIME, 2000000000);
  set (&totals, SWEET_COUNTER_CPU_USER, 1500);
  set (&totals, SWEET_COUNTER_CPU_TOTAL, 1000000000);
  set (&totals, SWEET_COUNTER_WRITE_OPERATIONS, 3);
  set (&totals, SWEET_COUNTER_ALLOCATED, 0);
  set (&totals, SWEET_COUNTER_FREED, 7);
  metrics = sweet_metrics_new_from_totals (&totals);
  variant = sweet_metrics_to_variant (metrics);
  text = g_variant_print (variant, TRUE);
  g_assert_cmpstr (text, ==, "{'wall-time': <int64 2000000>, 'cpu-user': <int64 2>, 'cpu-total': <int64 1000000>, 'cpu-utilisation': <0.5>, "
                             "'write-operations': <int64 3>, 'write-rate': <1.5>, 'memory-current': <int64 -7>, 'allocated-bytes': <int64 0>, "
                             "'allocation-rate': <0.0>}");
}

/* nothing divides by what is not there or is 0 */
static void
test_no_division (SweetTest *test,
                  gconstpointer data)
{
  SweetMetricsTotals totals = { 0 };

  set (&totals, SWEET_COUNTER_CPU_TOTAL, 5);
  set (&totals, SWEET_COUNTER_READ_WAIT, 5);
  g_assert_false (has (&totals, SWEET_METRIC_CPU_UTILISATION));
  set (&totals, SWEET_COUNTER_WALL_TIME, 0);
  set (&totals, SWEET_COUNTER_READ_OPERATIONS, 0);
  g_assert_false (has (&totals, SWEET_METRIC_CPU_UTILISATION));
  g_assert_false (has (&totals, SWEET_METRIC_READ_LATENCY));
  g_assert_false (has (&totals, SWEET_METRIC_READ_RATE));
  g_assert_cmpfloat (get (&totals, SWEET_METRIC_READ_OPERATIONS), ==, 0);
}

static void
test_units (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (SWEET_TYPE_METRIC);
  SweetMetricsTotals totals = { 0 };
  g_autoptr (SweetMetrics) metrics = NULL;
  g_autoptr (GVariant) variant = NULL;

  g_assert_cmpstr (sweet_metric_get_unit (SWEET_METRIC_CPU_USER), ==, "us");
  g_assert_cmpstr (sweet_metric_get_unit (SWEET_METRIC_CPU_UTILISATION), ==, "");
  g_assert_cmpstr (sweet_metric_get_unit (SWEET_METRIC_MEMORY_PEAK), ==, "B");
  g_assert_cmpstr (sweet_metric_get_unit (SWEET_METRIC_READ_OPERATIONS), ==, "");
  g_assert_cmpstr (sweet_metric_get_unit (SWEET_METRIC_READ_RATE), ==, "/s");
  g_assert_cmpstr (sweet_metric_get_unit (SWEET_METRIC_ALLOCATION_RATE), ==, "B/s");

  /* each has its name and its unit */
  for (guint i = 0; i < SWEET_N_COUNTERS; i++)
    set (&totals, (SweetCounter) i, 1000);
  totals.has_peak = TRUE;
  metrics = sweet_metrics_new_from_totals (&totals);
  variant = sweet_metrics_to_variant (metrics);
  g_assert_cmpuint (g_variant_n_children (variant), ==, klass->n_values);
  for (guint i = 0; i < klass->n_values; i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (variant, klass->values[i].value_nick, NULL);

      g_assert_nonnull (value);
      g_assert_nonnull (sweet_metric_get_unit ((SweetMetric) klass->values[i].value));
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/metrics/cpu", test_cpu);
  sweet_test_add ("/sweet/metrics/io", test_io);
  sweet_test_add ("/sweet/metrics/attempts", test_attempts);
  sweet_test_add ("/sweet/metrics/nested", test_nested);
  sweet_test_add ("/sweet/metrics/memory", test_memory);
  sweet_test_add ("/sweet/metrics/nested-memory", test_nested_memory);
  sweet_test_add ("/sweet/metrics/partly-measured", test_partly_measured);
  sweet_test_add ("/sweet/metrics/no-peak", test_no_peak);
  sweet_test_add ("/sweet/metrics/no-io", test_no_io);
  sweet_test_add ("/sweet/metrics/count", test_count);
  sweet_test_add ("/sweet/metrics/peek", test_peek);
  sweet_test_add ("/sweet/metrics/peek-at-oneself", test_peek_at_oneself);
  sweet_test_add ("/sweet/metrics/fork", test_fork);
  sweet_test_add ("/sweet/metrics/texts", test_texts);
  sweet_test_add ("/sweet/metrics/variant", test_variant);
  sweet_test_add ("/sweet/metrics/no-division", test_no_division);
  sweet_test_add ("/sweet/metrics/units", test_units);

  return g_test_run ();
}
