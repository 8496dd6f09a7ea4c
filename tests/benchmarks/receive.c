/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <stdio.h>
#include <time.h>

#include "benchmark-elements.h"

/* What it costs to hand records from element to element and to receivers, on top of what the stream costs
 * without them. Records are in memory, in chunks of 4096; one worker.
 *
 *   receive [ROUNDS [JOB]]   prints a line per job: its name, and the median ns of processor time a record */

#define N_ROWS     4096
#define N_CHUNKS   500
#define N_ELEMENTS 10

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
  g_autoptr (SweetChunk) chunk = make_chunk ();
  g_autoptr (SweetSource) source = benchmark_source_new (chunk, N_CHUNKS);
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
      if (argc > 2 && !g_str_equal (argv[2], jobs[i].name))
        continue;
      /* what there is besides is measured in the same round */
      for (guint round = 0; round < n_rounds; round++)
        times[round] = measure (jobs[i].n_elements, jobs[i].chunk_receiver, jobs[i].receiver, jobs[i].record_latency) - measure (0, nothing_cb, NULL, FALSE);
      printf ("%s %.3f\n", jobs[i].name, benchmark_get_median (times, n_rounds) / MAX (jobs[i].n_elements, 1));
    }
  return sum == 0;
}
