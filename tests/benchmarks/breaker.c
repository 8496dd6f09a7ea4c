/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <stdio.h>
#include <time.h>

#include "benchmark-elements.h"

/* What an element costs that takes its chunks one at a time, in order, in a stream of two workers; beside a
 * GAsyncQueue of chunks between two threads. A chunk has 1,000 records. “numbers” are records of 8 bytes,
 * which are filled in at one end and added up at the other; “rows” is the same SweetChunk again and again, and
 * its rows are counted.
 *
 *   breaker [ROUNDS]   prints a line per job: its name, and the median ns a record takes and has of processor time */

#define N_ROWS   1000
#define N_CHUNKS 20000

/* the end of every way: workers call it at the same time */
static gint64 sum;

static void
fill (gint64 *numbers,
      guint n_given)
{
  for (guint i = 0; i < N_ROWS; i++)
    numbers[i] = (gint64) n_given + i;
}

static void
add_up (const gint64 *numbers)
{
  gint64 added = 0;

  for (guint i = 0; i < N_ROWS; i++)
    added += numbers[i];
  __atomic_fetch_add (&sum, added, __ATOMIC_RELAXED);
}

/* a read makes a chunk */
typedef struct
{
  SweetSource parent_instance;
  guint n_given;
} BreakerNumbers;
typedef SweetSourceClass BreakerNumbersClass;

static GType breaker_numbers_get_type (void);
G_DEFINE_FINAL_TYPE (BreakerNumbers, breaker_numbers, SWEET_TYPE_SOURCE)

static gssize
breaker_numbers_read (SweetSource *source,
                      guint8 *buffer,
                      gsize size,
                      GCancellable *cancellable,
                      GError **error)
{
  BreakerNumbers *self = (BreakerNumbers *) source;

  if (self->n_given == N_CHUNKS)
    return 0;

  fill ((gint64 *) (gpointer) buffer, self->n_given++);
  return N_ROWS * sizeof (gint64);
}

static void
breaker_numbers_class_init (BreakerNumbersClass *klass)
{
  klass->read = breaker_numbers_read;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
breaker_numbers_init (BreakerNumbers *self)
{
}

static void
get_bytes_media (SweetElement *element,
                 SweetMedia *input,
                 SweetMedia *output)
{
  *input = SWEET_MEDIA_BYTES;
  *output = SWEET_MEDIA_BYTES;
}

/* one chunk at a time, of either kind */
typedef SweetProcessor BreakerRows;
typedef SweetProcessorClass BreakerRowsClass;

static GType breaker_rows_get_type (void);
G_DEFINE_FINAL_TYPE (BreakerRows, breaker_rows, SWEET_TYPE_PROCESSOR)

static void
breaker_rows_class_init (BreakerRowsClass *klass)
{
  klass->process = benchmark_pass_process;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
breaker_rows_init (BreakerRows *self)
{
}

typedef SweetProcessor BreakerBytes;
typedef SweetProcessorClass BreakerBytesClass;

static GType breaker_bytes_get_type (void);
G_DEFINE_FINAL_TYPE (BreakerBytes, breaker_bytes, SWEET_TYPE_PROCESSOR)

static void
breaker_bytes_class_init (BreakerBytesClass *klass)
{
  klass->process = benchmark_pass_process;
  SWEET_ELEMENT_CLASS (klass)->get_media = get_bytes_media;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
breaker_bytes_init (BreakerBytes *self)
{
}

/* two workers, whatever the machine has */
typedef SweetStrategy BreakerPair;
typedef SweetStrategyClass BreakerPairClass;

static GType breaker_pair_get_type (void);
G_DEFINE_FINAL_TYPE (BreakerPair, breaker_pair, SWEET_TYPE_STRATEGY)

static gboolean
breaker_pair_plan (SweetStrategy *self,
                   SweetPlan *plan,
                   GError **error)
{
  sweet_plan_set_workers (plan, 2);
  return TRUE;
}

static void
breaker_pair_class_init (BreakerPairClass *klass)
{
  klass->plan = breaker_pair_plan;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
breaker_pair_init (BreakerPair *self)
{
}

static gboolean
add_bytes_cb (SweetChunk *chunk,
              SweetCollector *collector,
              gpointer user_data,
              GError **error)
{
  gsize size;
  const guint8 *bytes = sweet_chunk_peek_bytes (chunk, &size, error);

  if (bytes == NULL)
    return FALSE;

  add_up ((const gint64 *) (gconstpointer) bytes);
  return TRUE;
}

static gboolean
count_rows_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  __atomic_fetch_add (&sum, sweet_chunk_get_n_rows (chunk), __ATOMIC_RELAXED);
  return TRUE;
}

static SweetChunk *
make_rows (void)
{
  static const char *const names[] = { "number", NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);

  for (guint row = 0; row < N_ROWS; row++)
    {
      sweet_chunk_builder_set_int64 (builder, 0, row);
      sweet_chunk_builder_end_row (builder);
    }
  return sweet_chunk_builder_build (builder);
}

/* consumes the elements */
static void
run_stream (SweetSource *source,
            SweetProcessor *processor,
            SweetChunkReceiverFunc receiver)
{
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetStrategy) strategy = g_object_new (breaker_pair_get_type (), NULL);
  g_autoptr (GError) error = NULL;
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();

  builder = sweet_emitting_task_builder_with_source (builder, source);
  builder = sweet_emitting_task_builder_with_processor (builder, processor);
  builder = sweet_emitting_task_builder_with_strategy (builder, strategy);
  builder = sweet_emitting_task_builder_with_chunk_receiver_on_workers (builder, receiver, NULL, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  if (task == NULL || !sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
    g_error ("%s", error->message);
  g_object_unref (processor);
  g_object_unref (source);
}

static void
run_numbers (gpointer data)
{
  run_stream (g_object_new (breaker_numbers_get_type (), NULL), g_object_new (breaker_bytes_get_type (), NULL), add_bytes_cb);
}

static void
run_rows (gpointer data)
{
  run_stream (benchmark_source_new (data, N_CHUNKS), g_object_new (breaker_rows_get_type (), NULL), count_rows_cb);
}

/* what there is without anything between the two ends */
static void
run_free_rows (gpointer data)
{
  run_stream (benchmark_source_new (data, N_CHUNKS), g_object_new (benchmark_pass_get_type (), NULL), count_rows_cb);
}

static gpointer
add_numbers_thread (gpointer data)
{
  for (guint i = 0; i < N_CHUNKS; i++)
    {
      g_autofree gint64 *numbers = g_async_queue_pop (data);

      add_up (numbers);
    }
  return NULL;
}

static gpointer
count_rows_thread (gpointer data)
{
  for (guint i = 0; i < N_CHUNKS; i++)
    {
      g_autoptr (SweetChunk) chunk = g_async_queue_pop (data);

      count_rows_cb (chunk, NULL, NULL, NULL);
    }
  return NULL;
}

static void
run_number_queue (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  GThread *thread = g_thread_new ("adder", add_numbers_thread, queue);

  for (guint i = 0; i < N_CHUNKS; i++)
    {
      gint64 *numbers = g_new (gint64, N_ROWS);

      fill (numbers, i);
      g_async_queue_push (queue, numbers);
    }
  g_thread_join (thread);
}

static void
run_row_queue (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  GThread *thread = g_thread_new ("adder", count_rows_thread, queue);

  for (guint i = 0; i < N_CHUNKS; i++)
    g_async_queue_push (queue, g_object_ref (data));
  g_thread_join (thread);
}

static double
get_time (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

typedef struct
{
  const char *name;
  void (*run) (gpointer data);
  gint64 expected;
} Job;

static void
measure (const Job *job,
         SweetChunk *chunk,
         double *wall,
         double *processor)
{
  sum = 0;
  *wall = -get_time (CLOCK_MONOTONIC);
  *processor = -get_time (CLOCK_PROCESS_CPUTIME_ID);
  job->run (chunk);
  *wall = (*wall + get_time (CLOCK_MONOTONIC)) / N_CHUNKS / N_ROWS;
  *processor = (*processor + get_time (CLOCK_PROCESS_CPUTIME_ID)) / N_CHUNKS / N_ROWS;
  g_assert_cmpint (sum, ==, job->expected);
}

int
main (int argc,
      char **argv)
{
  const gint64 n_rows = (gint64) N_CHUNKS * N_ROWS;
  const gint64 total = n_rows / 2 * (N_ROWS - 1 + N_CHUNKS - 1);
  const Job jobs[] = {
    { "numbers", run_numbers, total },
    { "numbers-queue", run_number_queue, total },
    { "rows", run_rows, n_rows },
    { "rows-queue", run_row_queue, n_rows },
    { "rows-free", run_free_rows, n_rows },
  };
  guint n_rounds = MAX (argc > 1 ? (guint) atoi (argv[1]) : 9, 1);
  g_autoptr (SweetChunk) chunk = make_rows ();
  double *walls[G_N_ELEMENTS (jobs)];
  double *processors[G_N_ELEMENTS (jobs)];

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      walls[i] = g_new (double, n_rounds);
      processors[i] = g_new (double, n_rounds);
    }
  for (guint round = 0; round < n_rounds; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
      measure (&jobs[i], chunk, &walls[i][round], &processors[i][round]);
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      printf ("%s %.3f %.3f\n", jobs[i].name, benchmark_get_median (walls[i], n_rounds), benchmark_get_median (processors[i], n_rounds));
      g_free (walls[i]);
      g_free (processors[i]);
    }
  return 0;
}
