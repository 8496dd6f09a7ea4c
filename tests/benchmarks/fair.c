/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How the default runtime behaves among several users; for tests/suites/runtime.
 *
 *   idle SECONDS       does a little of everything, then nothing for so long
 *   sparse PATH N      N records, one every 2 ms, beside pipelines that read PATH again and again; prints the
 *                      99th percentile of the µs that each took to its receiver
 *   equal PATH SECONDS two pipelines that read PATH again and again, side by side; prints the share of the
 *                      first one in percent */

#define SPARSE_INTERVAL 2000

static gboolean
work_cb (SweetSpawningTask *task,
         gpointer user_data,
         GError **error)
{
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), 42);
  return TRUE;
}

/* the workers begin, a stream runs, a timer has been there */
static int
run_idle (guint seconds)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, work_cb, NULL, NULL);
  builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_HOURS (1));
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_run (g_object_ref (builder), NULL);

      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
    }
  g_object_unref (builder);
  /* those beyond the workers leave after 5 s */
  g_usleep (7 * G_USEC_PER_SEC);
  fprintf (stderr, "idle\n");
  g_usleep (seconds * G_USEC_PER_SEC);
  return 0;
}

/* reads a file again and again, as long as nobody cancels it */
typedef struct
{
  char *line;
  SweetEmittingTask *task;
  guint64 n_records;
  gint stop;
} Reader;

static gboolean
count_cb (SweetChunk *chunk,
          SweetCollector *collector,
          gpointer user_data,
          GError **error)
{
  __atomic_add_fetch ((guint64 *) user_data, sweet_chunk_get_n_rows (chunk), __ATOMIC_RELAXED);
  return TRUE;
}

static gpointer
reader_thread (gpointer data)
{
  Reader *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  while (!g_atomic_int_get (&self->stop))
    {
      g_autoptr (GError) error = NULL;
      SweetEmittingTaskBuilder *builder = sweet_pipeline_parse (self->line, &error);

      builder = sweet_emitting_task_builder_with_chunk_receiver_on_workers (builder, count_cb, &self->n_records, NULL);
      self->task = sweet_emitting_task_builder_run (builder, &error);
      if (self->task == NULL || !sweet_task_await_sync (SWEET_TASK (self->task), NULL, &error))
        g_error ("%s", error->message);
      g_clear_object (&self->task);
    }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static GThread *
reader_start (Reader *self,
              const char *path)
{
  *self = (Reader){ .line = g_strdup_printf ("file path=%s ! csv", path) };
  return g_thread_new ("reader", reader_thread, self);
}

static void
reader_stop (Reader *self,
             GThread *thread)
{
  g_atomic_int_set (&self->stop, TRUE);
  g_thread_join (thread);
  g_free (self->line);
}

typedef struct
{
  gint64 *latencies;
  guint n;
} Latencies;

static gboolean
stamp_cb (SweetReceiverEvent *event,
          SweetCollector *collector,
          gpointer user_data,
          GError **error)
{
  Latencies *self = user_data;

  self->latencies[self->n++] = g_get_monotonic_time () - sweet_receiver_event_get_int64 (event, "sent", NULL);
  return TRUE;
}

static int
compare_times (const void *a,
               const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
push (SweetEmittingTask *task,
      gboolean last)
{
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_new ();
  g_autoptr (SweetSenderEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  if (last)
    builder = sweet_sender_event_builder_with_kind (builder, SWEET_EVENT_KIND_FINAL);
  else
    builder = sweet_sender_event_builder_with_int64 (builder, "sent", g_get_monotonic_time ());
  event = sweet_sender_event_builder_build (builder, &error);
  if (event == NULL || !sweet_emitting_task_push_sync (task, event, NULL, &error))
    g_error ("%s", error->message);
}

static int
run_sparse (const char *path,
            guint n)
{
  Latencies latencies = { g_new0 (gint64, n), 0 };
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Reader readers[2];
  GThread *threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    threads[i] = reader_start (&readers[i], path);
  builder = sweet_emitting_task_builder_with_receiver_on_workers (builder, stamp_cb, &latencies, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  if (task == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < n; i++)
    {
      push (task, FALSE);
      g_usleep (SPARSE_INTERVAL);
    }
  push (task, TRUE);
  if (!sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    reader_stop (&readers[i], threads[i]);

  g_assert_cmpuint (latencies.n, ==, n);
  qsort (latencies.latencies, n, sizeof (gint64), compare_times);
  printf ("%" G_GINT64_FORMAT "\n", latencies.latencies[n * 99 / 100]);
  g_free (latencies.latencies);
  return 0;
}

static int
run_equal (const char *path,
           guint seconds)
{
  Reader readers[2];
  GThread *threads[2];
  double counts[2];

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    threads[i] = reader_start (&readers[i], path);
  g_usleep (seconds * G_USEC_PER_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    counts[i] = (double) __atomic_load_n (&readers[i].n_records, __ATOMIC_RELAXED);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    reader_stop (&readers[i], threads[i]);
  printf ("%.1f\n", 100 * counts[0] / (counts[0] + counts[1]));
  return 0;
}

int
main (int argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "idle") == 0)
    return run_idle ((guint) atoi (argv[2]));
  if (argc == 4 && strcmp (argv[1], "sparse") == 0)
    return run_sparse (argv[2], (guint) atoi (argv[3]));
  if (argc == 4 && strcmp (argv[1], "equal") == 0)
    return run_equal (argv[2], (guint) atoi (argv[3]));

  fprintf (stderr, "usage: %s idle SECONDS | sparse PATH N | equal PATH SECONDS\n", argv[0]);
  return 2;
}
