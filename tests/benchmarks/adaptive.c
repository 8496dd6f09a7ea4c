/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The strategy adaptive beside every fixed setting of a grid, warm-up included.
 *
 *   adaptive SECONDS [WORKLOAD [WORKERS BATCH]]   the strategy, and the best of the cells or the one, that long
 *
 * All cells have a tenth of the time, but 2 s at least; the best three of them then all of it. Prints "WORKLOAD fixed
 * WORKERS BATCH RATE PER_CPU P99" for each cell, RATE in records a second, PER_CPU in records for each second of
 * processor time, and P99, of the time from the source to the end of the call, in ms; "WORKLOAD final ..." for those
 * three; "WORKLOAD adaptive WORKERS BATCH RATE PER_CPU P99 CHANGES SETTLED" with the last setting, how many changes
 * there were after the first 10 s, and how many seconds after a change of the load there was one; "WORKLOAD again ..."
 * for the best cell; and "WORKLOAD ratio RATE PER_CPU P99 WORKERS BATCH", adaptive to that. Where other programs run,
 * more threads get more of the processors, and what computes is compared by PER_CPU. */

#define CHUNK_ROWS     4096
#define BURST_ROWS     500
#define BURST_INTERVAL (G_USEC_PER_SEC / 4)
#define PHASE          (5 * G_USEC_PER_SEC)
#define MAX_WORKERS    64
#define STEADY_AFTER   (10 * G_USEC_PER_SEC)

typedef enum
{
  LOAD_TINY,   /* a record takes 1 µs of a processor */
  LOAD_SLEEP,  /* a record waits 1 ms */
  LOAD_BURSTS, /* the same, and records come in bursts */
  LOAD_MIX,    /* 5 µs of a processor and 1 ms of waiting, in phases of 5 s */
  N_LOADS,
} LoadKind;

static const char *const load_names[] = { "tiny", "sleep", "bursts", "mix" };
static const guint all_workers[] = { 1, 2, 4, 8, 16, 32, 64 };
static const guint all_batches[] = { 1, 16, 256, 4096 };

/* in steps of an eighth of an octave, from 1 µs */
#define N_BUCKETS 256

/* one cell; the receivers add to it */
static struct
{
  LoadKind kind;
  gint64 begin;
  gint64 end;
  gint64 phase;
  guint64 n_records;
  guint64 latencies[N_BUCKETS];
  GArray *changes; /* times */
} cell;

static guint
get_bucket (gulong us)
{
  guint octave = g_bit_storage (us) - 1;

  return MIN (octave * 8 + (guint) ((us << 3 >> octave) & 7), N_BUCKETS - 1);
}

static double
get_bucket_time (guint bucket)
{
  return (double) ((G_GUINT64_CONSTANT (8) + bucket % 8) << (bucket / 8)) / 8;
}

static double turns_per_us;

static void
spin (double us)
{
  gint64 n = (gint64) (us * turns_per_us);

  for (gint64 i = 0; i < n; i++)
    __asm__ volatile(""
                     :
                     :
                     : "memory");
}

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * G_USEC_PER_SEC + (double) now.tv_nsec / 1000;
}

static void
calibrate (void)
{
  double begin = get_cpu_time ();

  turns_per_us = 1000;
  spin (100000);
  turns_per_us = 1e8 / (get_cpu_time () - begin);
}

/* the source */

typedef struct
{
  SweetSource parent_instance;
  SweetSchema *schema;
  guint n_bursts;
} BenchmarkSource;
typedef SweetSourceClass BenchmarkSourceClass;

static GType benchmark_source_get_type (void);
G_DEFINE_FINAL_TYPE (BenchmarkSource, benchmark_source, SWEET_TYPE_SOURCE)

static SweetElement *
benchmark_source_copy (SweetElement *element)
{
  return g_object_new (benchmark_source_get_type (), NULL);
}

static void
benchmark_source_get_media (SweetElement *element,
                            SweetMedia *input,
                            SweetMedia *output)
{
  *input = SWEET_MEDIA_NONE;
  *output = SWEET_MEDIA_RECORDS;
}

static SweetReadResult
benchmark_source_read_records (SweetSource *source,
                               SweetEmitter *out,
                               GCancellable *cancellable,
                               GError **error)
{
  static const char *const names[] = { "time", NULL };
  BenchmarkSource *self = (BenchmarkSource *) source;
  g_autoptr (SweetChunkBuilder) builder = NULL;
  g_autoptr (SweetChunk) chunk = NULL;
  gint64 now = g_get_monotonic_time ();
  gint64 next = cell.begin + (gint64) self->n_bursts++ * BURST_INTERVAL;

  if (cell.kind == LOAD_BURSTS && next > now)
    g_usleep ((gulong) (next - now));
  now = g_get_monotonic_time ();
  if (now >= cell.end)
    return SWEET_READ_RESULT_END;

  if (self->schema == NULL)
    self->schema = sweet_schema_new (names);
  builder = sweet_chunk_builder_new (self->schema);
  for (guint row = 0; row < (cell.kind == LOAD_BURSTS ? BURST_ROWS : CHUNK_ROWS); row++)
    {
      sweet_chunk_builder_set_int64 (builder, 0, now);
      sweet_chunk_builder_end_row (builder);
    }
  chunk = sweet_chunk_builder_build (builder);
  sweet_emitter_emit (out, chunk);
  return SWEET_READ_RESULT_MORE;
}

static void
benchmark_source_finalize (GObject *object)
{
  g_clear_object (&((BenchmarkSource *) object)->schema);
  G_OBJECT_CLASS (benchmark_source_parent_class)->finalize (object);
}

static void
benchmark_source_class_init (BenchmarkSourceClass *klass)
{
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = benchmark_source_finalize;
  element_class->copy = benchmark_source_copy;
  element_class->get_media = benchmark_source_get_media;
  klass->read_records = benchmark_source_read_records;
  sweet_element_class_set_traits (element_class, SWEET_PLACE_BLOCKING, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
benchmark_source_init (BenchmarkSource *self)
{
}

/* fixed settings; one that watches the strategy adaptive has another class */

typedef struct
{
  SweetStrategy parent_instance;
  guint workers;
  guint batch;
  SweetStrategy *inner; /* the cell's */
} BenchmarkStrategy;
typedef SweetStrategyClass BenchmarkStrategyClass;

static GType benchmark_strategy_get_type (void);
G_DEFINE_TYPE (BenchmarkStrategy, benchmark_strategy, SWEET_TYPE_STRATEGY)

static SweetElement *
benchmark_strategy_copy (SweetElement *element)
{
  BenchmarkStrategy *copy = g_object_new (G_OBJECT_TYPE (element), NULL);

  copy->workers = ((BenchmarkStrategy *) element)->workers;
  copy->batch = ((BenchmarkStrategy *) element)->batch;
  copy->inner = ((BenchmarkStrategy *) element)->inner;
  return SWEET_ELEMENT (copy);
}

static gboolean
benchmark_strategy_plan (SweetStrategy *strategy,
                         SweetPlan *plan,
                         GError **error)
{
  BenchmarkStrategy *self = (BenchmarkStrategy *) strategy;

  if (self->inner != NULL)
    return SWEET_STRATEGY_GET_CLASS (self->inner)->plan (self->inner, plan, error);

  sweet_plan_set_workers (plan, self->workers);
  sweet_plan_set_range_size (plan, self->batch);
  return TRUE;
}

static void
benchmark_strategy_class_init (BenchmarkStrategyClass *klass)
{
  SWEET_ELEMENT_CLASS (klass)->copy = benchmark_strategy_copy;
  klass->plan = benchmark_strategy_plan;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
benchmark_strategy_init (BenchmarkStrategy *self)
{
}

typedef BenchmarkStrategy BenchmarkWatch;
typedef SweetStrategyClass BenchmarkWatchClass;

static GType benchmark_watch_get_type (void);
G_DEFINE_FINAL_TYPE (BenchmarkWatch, benchmark_watch, benchmark_strategy_get_type ())

static guint last_workers;
static guint last_batch;

static gboolean
benchmark_watch_adjust (SweetStrategy *strategy,
                        SweetPlan *plan,
                        SweetLoad *load,
                        GError **error)
{
  BenchmarkStrategy *self = (BenchmarkStrategy *) strategy;
  gint64 now = g_get_monotonic_time ();
  gboolean ok = SWEET_STRATEGY_GET_CLASS (self->inner)->adjust (self->inner, plan, load, error);

  if (sweet_plan_get_workers (plan) != last_workers || sweet_plan_get_range_size (plan) != last_batch)
    g_array_append_val (cell.changes, now);
  last_workers = sweet_plan_get_workers (plan);
  last_batch = sweet_plan_get_range_size (plan);
  if (g_getenv ("BENCHMARK_VERBOSE") != NULL)
    fprintf (stderr, "%.3f: %u workers, batches of %u; window %.1f ms, busy %.1f, waits %.1f, %u calls, %u records, %.1f ms; %u under way, %u queued\n",
             (double) (now - cell.begin) / G_USEC_PER_SEC, last_workers, last_batch,
             (double) sweet_load_get_window (load) / 1000, (double) sweet_load_get_busy_time (load) / 1000, (double) sweet_load_get_wait_time (load) / 1000,
             (guint) sweet_load_get_calls (load), (guint) sweet_load_get_records (load), (double) sweet_load_get_call_time (load) / 1000,
             sweet_load_get_calls_under_way (load), sweet_load_get_queued (load));
  return ok;
}

static void
benchmark_watch_class_init (BenchmarkWatchClass *klass)
{
  klass->adjust = benchmark_watch_adjust;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
benchmark_watch_init (BenchmarkWatch *self)
{
}

/* the receiver */

static void
take_record (gint64 now)
{
  if (cell.kind == LOAD_TINY)
    spin (1);
  else if (cell.kind == LOAD_MIX && (now - cell.begin) / cell.phase % 2 == 0)
    spin (5);
  else
    g_usleep (1000);
}

static gboolean
receive_cb (SweetChunk *chunk,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  const gint64 *times = sweet_chunk_get_int64s (chunk, 0, NULL, error);
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  guint n_done = 0;
  gint64 now = g_get_monotonic_time ();

  if (times == NULL)
    return FALSE;

  for (; n_done < n_rows && now < cell.end; n_done++)
    {
      take_record (now);
      /* in phases of computing it is enough to look at the clock now and then */
      if (cell.kind != LOAD_TINY || n_done % 64 == 63 || n_done + 1 == n_rows)
        now = g_get_monotonic_time ();
    }
  if (n_done == 0)
    return TRUE;

  __atomic_fetch_add (&cell.latencies[get_bucket ((gulong) MAX (now - times[0], 1))], n_done, __ATOMIC_RELAXED);
  __atomic_fetch_add (&cell.n_records, n_done, __ATOMIC_RELAXED);
  return TRUE;
}

typedef struct
{
  guint workers;
  guint batch;
  double rate;
  double per_cpu;
  double p99;
} Result;

#define N_FINAL    3
#define GRID_SHARE 10
#define GRID_TIME  (2 * G_USEC_PER_SEC)

/* in ms */
static double
get_p99 (void)
{
  guint64 n = 0;
  guint i;

  for (i = N_BUCKETS - 1; i > 0; i--)
    {
      n += cell.latencies[i];
      if (n * 100 > cell.n_records)
        break;
    }
  return get_bucket_time (i) / 1000;
}

static void
run_cell (LoadKind kind,
          gint64 duration,
          SweetStrategy *inner,
          Result *result)
{
  g_autoptr (SweetSource) source = g_object_new (benchmark_source_get_type (), NULL);
  g_autoptr (SweetStrategy) strategy = g_object_new (inner != NULL ? benchmark_watch_get_type () : benchmark_strategy_get_type (), NULL);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();
  double cpu_time = get_cpu_time ();

  ((BenchmarkStrategy *) strategy)->workers = result->workers;
  ((BenchmarkStrategy *) strategy)->batch = result->batch;
  ((BenchmarkStrategy *) strategy)->inner = inner;
  cell.kind = kind;
  cell.n_records = 0;
  memset (cell.latencies, 0, sizeof cell.latencies);
  cell.begin = g_get_monotonic_time ();
  cell.end = cell.begin + duration;
  cell.phase = MIN (PHASE, duration / 2);
  builder = sweet_emitting_task_builder_with_source (builder, source);
  builder = sweet_emitting_task_builder_with_strategy (builder, strategy);
  builder = sweet_emitting_task_builder_with_chunk_receiver_on_workers (builder, receive_cb, NULL, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  if (task == NULL || !sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
    g_error ("%s", error->message);

  result->per_cpu = (double) cell.n_records * G_USEC_PER_SEC / (get_cpu_time () - cpu_time);
  result->rate = (double) cell.n_records * G_USEC_PER_SEC / (double) duration;
  result->p99 = get_p99 ();
}

/* whichever is faster, or as fast and sooner */
static gboolean
is_better (const Result *self,
           const Result *other)
{
  if (self->rate > 1.02 * other->rate || self->rate < 0.98 * other->rate)
    return self->rate > other->rate;
  return self->p99 < other->p99;
}

/* the longest time in seconds from a change of the load, or the beginning, to the last change of the plan that came
 * of it; changes much later are those of a steady load */
static double
get_settled (gint64 phase)
{
  gint64 longest = 0;

  for (guint i = 0; i < cell.changes->len; i++)
    {
      gint64 since = (g_array_index (cell.changes, gint64, i) - cell.begin) % phase;

      longest = MAX (longest, since);
    }
  return (double) longest / G_USEC_PER_SEC;
}

static guint
count_late_changes (void)
{
  guint n = 0;

  for (guint i = 0; i < cell.changes->len; i++)
    n += g_array_index (cell.changes, gint64, i) >= cell.begin + STEADY_AFTER ? 1 : 0;
  return n;
}

static void
run_adaptive (LoadKind kind,
              gint64 duration,
              Result *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) inner = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "adaptive", &error);

  if (inner == NULL)
    g_error ("%s", error->message);

  g_object_set (inner, "max-workers", MAX_WORKERS, NULL);
  last_workers = last_batch = 0;
  g_array_set_size (cell.changes, 0);
  run_cell (kind, duration, SWEET_STRATEGY (inner), result);
  printf ("%s adaptive %u %u %.0f %.0f %.2f %u %.2f\n", load_names[kind], last_workers, last_batch, result->rate, result->per_cpu, result->p99,
          count_late_changes (), get_settled (kind == LOAD_MIX ? cell.phase : G_MAXINT64));
}

static void
run_fixed (LoadKind kind,
           gint64 duration,
           const char *name,
           Result *result)
{
  run_cell (kind, duration, NULL, result);
  printf ("%s %s %u %u %.0f %.0f %.2f\n", load_names[kind], name, result->workers, result->batch, result->rate, result->per_cpu, result->p99);
  fflush (stdout);
}

static int
compare_results (gconstpointer a,
                 gconstpointer b)
{
  return is_better (a, b) ? -1 : is_better (b, a) ? 1
                                                  : 0;
}

/* all cells, or the one that is asked for, the best first */
static GArray *
run_grid (LoadKind kind,
          gint64 duration,
          guint workers,
          guint batch)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (Result));

  for (gsize i = 0; i < G_N_ELEMENTS (all_workers); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (all_batches); j++)
      {
        Result fixed = { all_workers[i], all_batches[j], 0, 0, 0 };

        if ((workers > 0 && fixed.workers != workers) || (batch > 0 && fixed.batch != batch))
          continue;
        run_fixed (kind, duration, "fixed", &fixed);
        g_array_append_val (cells, fixed);
      }
  g_array_sort (cells, compare_results);
  return cells;
}

static void
run_load (LoadKind kind,
          gint64 duration,
          guint workers,
          guint batch)
{
  g_autoptr (GArray) cells = run_grid (kind, MIN (duration, MAX (duration / GRID_SHARE, GRID_TIME)), workers, batch);
  Result adaptive = { 0 };
  Result best;

  g_array_set_size (cells, MIN (cells->len, N_FINAL));
  for (guint i = 0; i < cells->len; i++)
    run_fixed (kind, duration, "final", &g_array_index (cells, Result, i));
  g_array_sort (cells, compare_results);
  best = g_array_index (cells, Result, 0);
  run_adaptive (kind, duration, &adaptive);
  /* again, since the machine may have been another one meanwhile */
  run_fixed (kind, duration, "again", &best);
  printf ("%s ratio %.3f %.3f %.3f %u %u\n", load_names[kind], adaptive.rate / best.rate, adaptive.per_cpu / best.per_cpu, adaptive.p99 / best.p99, best.workers, best.batch);
  fflush (stdout);
}

int
main (int argc,
      char **argv)
{
  double seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 10;
  guint workers = argc > 3 ? (guint) atoi (argv[3]) : 0;
  guint batch = argc > 4 ? (guint) atoi (argv[4]) : 0;

  cell.changes = g_array_new (FALSE, FALSE, sizeof (gint64));
  calibrate ();
  for (LoadKind kind = 0; kind < N_LOADS; kind++)
    if (argc < 3 || g_str_equal (argv[2], load_names[kind]))
      run_load (kind, (gint64) (MAX (seconds, 0.1) * G_USEC_PER_SEC), workers, batch);
  g_array_unref (cell.changes);
  return 0;
}
