/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* What it costs to hand records from element to element and to receivers, on top of what the stream costs
 * without them. Records are in memory, in chunks of 4096; one worker.
 *
 *   receive [ROUNDS]   prints a line per job: its name, and the median ns of processor time a record */

#define N_ROWS     4096
#define N_CHUNKS   500
#define N_ELEMENTS 10

/* gives the same chunk again and again */
typedef struct
{
  SweetSource parent_instance;
  SweetChunk *chunk;
  guint n_given;
} BenchmarkSource;
typedef SweetSourceClass BenchmarkSourceClass;

static GType benchmark_source_get_type (void);
G_DEFINE_FINAL_TYPE (BenchmarkSource, benchmark_source, SWEET_TYPE_SOURCE)

static SweetChunk *
make_chunk (void)
{
  static const char *const names[] = { "id", "name", "quantity", NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);

  for (guint row = 0; row < N_ROWS; row++)
    {
      sweet_chunk_builder_set_int64 (builder, 0, row);
      sweet_chunk_builder_set_text (builder, 1, "somebody");
      sweet_chunk_builder_set_int64 (builder, 2, row * 7919 % 100000);
      sweet_chunk_builder_end_row (builder);
    }
  return sweet_chunk_builder_build (builder);
}

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
  BenchmarkSource *self = (BenchmarkSource *) source;

  if (self->chunk == NULL)
    self->chunk = make_chunk ();
  sweet_emitter_emit (out, self->chunk);
  return ++self->n_given < N_CHUNKS ? SWEET_READ_RESULT_MORE : SWEET_READ_RESULT_END;
}

static void
benchmark_source_finalize (GObject *object)
{
  g_clear_object (&((BenchmarkSource *) object)->chunk);
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
  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
benchmark_source_init (BenchmarkSource *self)
{
}

/* hands on what it gets */
typedef SweetProcessor BenchmarkPass;
typedef SweetProcessorClass BenchmarkPassClass;

static GType benchmark_pass_get_type (void);
G_DEFINE_FINAL_TYPE (BenchmarkPass, benchmark_pass, SWEET_TYPE_PROCESSOR)

static gboolean
benchmark_pass_process (SweetProcessor *self,
                        SweetChunk *chunk,
                        SweetEmitter *out,
                        GCancellable *cancellable,
                        GError **error)
{
  sweet_emitter_emit (out, chunk);
  return TRUE;
}

static void
benchmark_pass_class_init (BenchmarkPassClass *klass)
{
  klass->process = benchmark_pass_process;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
}

static void
benchmark_pass_init (BenchmarkPass *self)
{
}

/* only one worker calls it */
static gint64 sum;

static gboolean
nothing_cb (SweetChunk *chunk,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  sum += sweet_chunk_get_n_rows (chunk);
  return TRUE;
}

static gboolean
column_cb (SweetChunk *chunk,
           SweetCollector *collector,
           gpointer user_data,
           GError **error)
{
  const gint64 *values = sweet_chunk_get_int64s (chunk, 2, NULL, error);

  for (guint row = 0; values != NULL && row < sweet_chunk_get_n_rows (chunk); row++)
    sum += values[row];
  return values != NULL;
}

static gboolean
name_cb (SweetReceiverEvent *event,
         SweetCollector *collector,
         gpointer user_data,
         GError **error)
{
  sum += sweet_receiver_event_get_int64 (event, "quantity", error);
  return TRUE;
}

static gboolean
cell_cb (SweetReceiverEvent *event,
         SweetCollector *collector,
         gpointer user_data,
         GError **error)
{
  SweetCell cell;
  gint64 value;

  sweet_receiver_event_get_cell (event, 2, &cell);
  if (sweet_cell_get_int64 (&cell, &value))
    sum += value;
  return TRUE;
}

static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static double
measure (guint n_elements,
         SweetChunkReceiverFunc chunk_receiver,
         SweetReceiverFunc receiver,
         gboolean record_latency)
{
  g_autoptr (SweetSource) source = g_object_new (benchmark_source_get_type (), NULL);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();
  gint64 begin = get_time ();

  builder = sweet_emitting_task_builder_with_source (builder, source);
  for (guint i = 0; i < n_elements; i++)
    {
      g_autoptr (SweetProcessor) pass = g_object_new (benchmark_pass_get_type (), NULL);

      builder = sweet_emitting_task_builder_with_processor (builder, pass);
    }
  if (receiver != NULL)
    builder = sweet_emitting_task_builder_with_receiver_on_workers (builder, receiver, NULL, NULL);
  else
    builder = sweet_emitting_task_builder_with_chunk_receiver_on_workers (builder, chunk_receiver, NULL, NULL);
  task = sweet_emitting_task_builder_run (sweet_emitting_task_builder_with_record_latency (builder, record_latency), &error);
  if (task == NULL || !sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
    g_error ("%s", error->message);

  return (double) (get_time () - begin) / N_CHUNKS / N_ROWS;
}

static int
compare_times (const void *a,
               const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

typedef struct
{
  const char *name;
  guint n_elements;
  SweetChunkReceiverFunc chunk_receiver;
  SweetReceiverFunc receiver;
  gboolean record_latency;
} Job;

int
main (int argc,
      char **argv)
{
  static const Job jobs[] = {
    { "element", N_ELEMENTS, nothing_cb, NULL, FALSE },
    { "column", 0, column_cb, NULL, FALSE },
    { "cell", 0, NULL, cell_cb, FALSE },
    { "cell-measured", 0, NULL, cell_cb, TRUE },
    { "name", 0, NULL, name_cb, FALSE },
  };
  guint n_rounds = MAX (argc > 1 ? (guint) atoi (argv[1]) : 9, 1);
  g_autofree double *times = g_new (double, n_rounds);

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      /* what there is besides is measured in the same round */
      for (guint round = 0; round < n_rounds; round++)
        times[round] = measure (jobs[i].n_elements, jobs[i].chunk_receiver, jobs[i].receiver, jobs[i].record_latency) - measure (0, nothing_cb, NULL, FALSE);
      qsort (times, n_rounds, sizeof (double), compare_times);
      printf ("%s %.3f\n", jobs[i].name, times[n_rounds / 2] / MAX (jobs[i].n_elements, 1));
    }
  return sum == 0;
}
