/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-metrics-probe-private.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define SWEET_METRICS_BIT(counter) (G_GUINT64_CONSTANT (1) << (counter))

/* of jemalloc, if the program runs with it */
extern int mallctl (const char *name,
                    void *old,
                    size_t *old_size,
                    void *new,
                    size_t new_size) __attribute__ ((weak));

/* what is kept for a thread that was ever measured */
struct _SweetMetricsThread
{
  pid_t tid;
  clockid_t cpu_clock;
  gboolean has_cpu_clock;
  /* reading it counts as input itself */
  int io_fd;
  gint64 io_bytes_own;
  gint64 io_operations_own;
  const guint64 *allocated;
  const guint64 *freed;
  SweetMetricsProbe *current;
};

static void sweet_metrics_thread_free (gpointer data);

static GPrivate sweet_metrics_thread = G_PRIVATE_INIT (sweet_metrics_thread_free);

static void
sweet_metrics_thread_free (gpointer data)
{
  SweetMetricsThread *thread = data;

  if (thread->io_fd >= 0)
    close (thread->io_fd);
  g_free (thread);
}

/* where jemalloc counts the bytes of this thread; NULL without it */
static const guint64 *
sweet_metrics_find_counter (const char *name)
{
  const guint64 *counter = NULL;
  size_t size = sizeof counter;

  if (mallctl == NULL || mallctl (name, &counter, &size, NULL, 0) != 0)
    return NULL;

  return counter;
}

static SweetMetricsThread *
sweet_metrics_thread_get (void)
{
  SweetMetricsThread *thread = g_private_get (&sweet_metrics_thread);
  pid_t tid = gettid ();

  if (thread == NULL)
    {
      thread = g_new0 (SweetMetricsThread, 1);
      thread->io_fd = -1;
      thread->allocated = sweet_metrics_find_counter ("thread.allocatedp");
      thread->freed = sweet_metrics_find_counter ("thread.deallocatedp");
      g_private_set (&sweet_metrics_thread, thread);
    }

  /* a fork inherits what is about the thread of its parent */
  if (thread->tid != tid)
    {
      if (thread->io_fd >= 0)
        close (thread->io_fd);
      thread->tid = tid;
      thread->has_cpu_clock = pthread_getcpuclockid (pthread_self (), &thread->cpu_clock) == 0;
      thread->io_fd = open ("/proc/thread-self/io", O_RDONLY | O_CLOEXEC);
      thread->io_bytes_own = 0;
      thread->io_operations_own = 0;
    }

  return thread;
}

static void
sweet_metrics_set (SweetMetricsReading *reading,
                   SweetCounter counter,
                   gint64 value)
{
  reading->measured |= (guint32) SWEET_METRICS_BIT (counter);
  reading->counters[counter] = value;
}

static void
sweet_metrics_read_clock (SweetMetricsReading *reading,
                          SweetCounter counter,
                          clockid_t clock)
{
  struct timespec now;

  if (clock_gettime (clock, &now) == 0)
    sweet_metrics_set (reading, counter, (gint64) now.tv_sec * 1000000000 + now.tv_nsec);
}

static void
sweet_metrics_read_clocks (SweetMetricsThread *thread,
                           SweetMetricsReading *reading)
{
  sweet_metrics_read_clock (reading, SWEET_COUNTER_WALL_TIME, CLOCK_MONOTONIC);
  if (thread->has_cpu_clock)
    sweet_metrics_read_clock (reading, SWEET_COUNTER_CPU_TOTAL, thread->cpu_clock);
}

/* a line like "rchar: 1234" at @p, or anywhere behind it */
static gboolean
sweet_metrics_parse_io (const char *text,
                        const char *name,
                        gint64 *value)
{
  const char *p = strstr (text, name);

  if (p == NULL)
    return FALSE;

  *value = (gint64) g_ascii_strtoull (p + strlen (name), NULL, 10);
  return TRUE;
}

/* any thread may read about any other one; what it reads by that is not counted for the reader */
static void
sweet_metrics_read_io (SweetMetricsThread *thread,
                       SweetMetricsReading *reading)
{
  SweetMetricsThread *reader = g_private_get (&sweet_metrics_thread);
  gint64 own_bytes = __atomic_load_n (&thread->io_bytes_own, __ATOMIC_RELAXED);
  gint64 own_operations = __atomic_load_n (&thread->io_operations_own, __ATOMIC_RELAXED);
  char text[512];
  gint64 value;
  gssize length;

  if (thread->io_fd < 0)
    return;

  length = pread (thread->io_fd, text, sizeof text - 1, 0);
  if (length <= 0)
    return;

  if (reader != NULL)
    {
      __atomic_add_fetch (&reader->io_bytes_own, length, __ATOMIC_RELAXED);
      __atomic_add_fetch (&reader->io_operations_own, 1, __ATOMIC_RELAXED);
    }
  text[length] = '\0';
  if (sweet_metrics_parse_io (text, "rchar: ", &value))
    sweet_metrics_set (reading, SWEET_COUNTER_BYTES_READ, value - own_bytes);
  if (sweet_metrics_parse_io (text, "wchar: ", &value))
    sweet_metrics_set (reading, SWEET_COUNTER_BYTES_WRITTEN, value);
  if (sweet_metrics_parse_io (text, "syscr: ", &value))
    sweet_metrics_set (reading, SWEET_COUNTER_READ_OPERATIONS, value - own_operations);
  if (sweet_metrics_parse_io (text, "syscw: ", &value))
    sweet_metrics_set (reading, SWEET_COUNTER_WRITE_OPERATIONS, value);
}

/* what only the thread itself can find out */
static void
sweet_metrics_read_own (SweetMetricsThread *thread,
                        SweetMetricsReading *reading)
{
  struct rusage usage;

  if (getrusage (RUSAGE_THREAD, &usage) == 0)
    {
      sweet_metrics_set (reading, SWEET_COUNTER_CPU_USER, ((gint64) usage.ru_utime.tv_sec * G_USEC_PER_SEC + usage.ru_utime.tv_usec) * 1000);
      sweet_metrics_set (reading, SWEET_COUNTER_CPU_SYSTEM, ((gint64) usage.ru_stime.tv_sec * G_USEC_PER_SEC + usage.ru_stime.tv_usec) * 1000);
    }
  if (thread->allocated != NULL && thread->freed != NULL)
    {
      sweet_metrics_set (reading, SWEET_COUNTER_ALLOCATED, (gint64) *thread->allocated);
      sweet_metrics_set (reading, SWEET_COUNTER_FREED, (gint64) *thread->freed);
    }
}

/* bytes in use now that were not in use where @begin was read */
static gint64
sweet_metrics_get_memory (const SweetMetricsReading *begin,
                          const SweetMetricsReading *now)
{
  gint64 allocated = now->counters[SWEET_COUNTER_ALLOCATED] - begin->counters[SWEET_COUNTER_ALLOCATED];

  return allocated - (now->counters[SWEET_COUNTER_FREED] - begin->counters[SWEET_COUNTER_FREED]);
}

/* jemalloc knows how far memory rose since it was told to forget that */
static void
sweet_metrics_probe_note_peak (SweetMetricsProbe *self)
{
  guint64 risen = 0;
  size_t size = sizeof risen;

  if (!self->has_peak)
    return;

  self->has_peak = mallctl ("thread.peak.read", &risen, &size, NULL, 0) == 0;
  self->peak = MAX (self->peak, self->peak_base + (gint64) risen);
}

static gboolean
sweet_metrics_forget_peak (void)
{
  return mallctl != NULL && mallctl ("thread.peak.reset", NULL, NULL, NULL, 0) == 0;
}

/* the calling thread begins to work for somebody; ended in reverse order on the same thread */
void
sweet_metrics_probe_begin (SweetMetricsProbe *self)
{
  SweetMetricsThread *thread = sweet_metrics_thread_get ();

  memset (self, 0, sizeof *self);
  self->thread = thread;
  self->outer = thread->current;
  thread->current = self;
  if (self->outer != NULL)
    sweet_metrics_probe_note_peak (self->outer);
  self->has_peak = thread->allocated != NULL && thread->freed != NULL && sweet_metrics_forget_peak ();

  /* the clocks last, so that they do not see the rest */
  sweet_metrics_read_io (thread, &self->begin);
  sweet_metrics_read_own (thread, &self->begin);
  sweet_metrics_read_clocks (thread, &self->begin);
}

static void
sweet_metrics_totals_add (SweetMetricsTotals *totals,
                          SweetMetricsProbe *probe,
                          const SweetMetricsReading *now)
{
  const guint32 readable = (guint32) SWEET_METRICS_BIT (SWEET_N_READ_COUNTERS) - 1;
  guint32 read = probe->begin.measured & now->measured;
  guint32 counted = __atomic_load_n (&probe->counted.measured, __ATOMIC_RELAXED);

  if (totals->n_parts > 0)
    read &= totals->used.measured;
  totals->used.measured = (totals->used.measured & ~readable) | read | counted;
  for (guint i = 0; i < SWEET_N_READ_COUNTERS; i++)
    if (read & SWEET_METRICS_BIT (i))
      totals->used.counters[i] += now->counters[i] - __atomic_load_n (&probe->begin.counters[i], __ATOMIC_RELAXED);
  for (guint i = SWEET_N_READ_COUNTERS; i < SWEET_N_COUNTERS; i++)
    totals->used.counters[i] += __atomic_load_n (&probe->counted.counters[i], __ATOMIC_RELAXED);
}

/* on top of what the attempts before have left in use */
static void
sweet_metrics_totals_add_peak (SweetMetricsTotals *totals,
                               const SweetMetricsProbe *probe)
{
  gint64 before = totals->used.counters[SWEET_COUNTER_ALLOCATED] - totals->used.counters[SWEET_COUNTER_FREED];

  totals->has_peak = probe->has_peak && (totals->n_parts == 0 || totals->has_peak);
  totals->peak = MAX (totals->peak, before + probe->peak);
}

/* what the inner one used is not the outer one's, but the time that it took is */
static void
sweet_metrics_probe_leave_out (SweetMetricsProbe *self,
                               const SweetMetricsReading *begin,
                               const SweetMetricsReading *now)
{
  for (guint i = SWEET_COUNTER_WALL_TIME + 1; i < SWEET_N_READ_COUNTERS; i++)
    if (begin->measured & now->measured & SWEET_METRICS_BIT (i))
      __atomic_add_fetch (&self->begin.counters[i], now->counters[i] - begin->counters[i], __ATOMIC_RELAXED);

  self->peak_base = sweet_metrics_get_memory (&self->begin, now);
  self->has_peak = self->has_peak && sweet_metrics_forget_peak ();
}

/* adds what the thread has used since the beginning */
void
sweet_metrics_probe_end (SweetMetricsProbe *self,
                         SweetMetricsTotals *totals)
{
  SweetMetricsThread *thread = self->thread;
  SweetMetricsReading now = { 0, { 0 } };

  g_assert (thread->current == self);

  sweet_metrics_read_clocks (thread, &now);
  sweet_metrics_read_own (thread, &now);
  sweet_metrics_read_io (thread, &now);
  sweet_metrics_probe_note_peak (self);

  sweet_metrics_totals_add_peak (totals, self);
  sweet_metrics_totals_add (totals, self, &now);
  totals->n_parts++;

  thread->current = self->outer;
  if (self->outer != NULL)
    sweet_metrics_probe_leave_out (self->outer, &self->begin, &now);
}

/* adds what the thread has used so far, for any thread that knows that it is still at work: less than it
 * will be, because some of it only the thread itself can find out */
void
sweet_metrics_probe_peek (SweetMetricsProbe *self,
                          SweetMetricsTotals *totals)
{
  SweetMetricsReading now = { 0, { 0 } };

  sweet_metrics_read_clocks (self->thread, &now);
  sweet_metrics_read_io (self->thread, &now);
  sweet_metrics_totals_add (totals, self, &now);
  totals->has_peak = FALSE;
  totals->n_parts++;
}

/* counts what the system does not, for whom the calling thread works; nothing if nobody is measured */
void
sweet_metrics_count (SweetCounter counter,
                     gint64 amount)
{
  SweetMetricsThread *thread = g_private_get (&sweet_metrics_thread);

  g_assert (counter >= SWEET_N_READ_COUNTERS && counter < SWEET_N_COUNTERS);

  if (thread == NULL || thread->current == NULL)
    return;

  __atomic_add_fetch (&thread->current->counted.counters[counter], amount, __ATOMIC_RELAXED);
  __atomic_or_fetch (&thread->current->counted.measured, (guint32) SWEET_METRICS_BIT (counter), __ATOMIC_RELAXED);
}
