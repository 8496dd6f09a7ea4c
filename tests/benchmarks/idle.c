/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* What streams cost that have nothing to do.
 *
 *   idle pushed N   N streams with a filter that wait for an event
 *   idle used N     the same, each of which had an event before
 *   idle piped N    N streams that wait for a line from a pipe
 *
 * Prints how many KiB of memory and how many threads each of the second half of them took. */

static gboolean
count_cb (SweetChunk *chunk,
          SweetCollector *collector,
          gpointer user_data,
          GError **error)
{
  __atomic_fetch_add ((guint *) user_data, sweet_chunk_get_n_rows (chunk), __ATOMIC_RELEASE);
  return TRUE;
}

/* a number of a line of /proc/self/status */
static long
get_status (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (line = strstr (text, name)) == NULL)
    g_error ("%s is not in /proc/self/status", name);
  return strtol (line + strlen (name), NULL, 10);
}

static SweetElement *
make_filter (void)
{
  g_autoptr (GError) error = NULL;
  SweetElement *filter = sweet_element_new (SWEET_ELEMENT_KIND_PROCESSOR, "filter", &error);

  if (filter == NULL)
    g_error ("%s", error->message);
  g_object_set (filter, "where", "number > 0", NULL);
  return filter;
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
    builder = sweet_sender_event_builder_with_int64 (builder, "number", 42);
  event = sweet_sender_event_builder_build (builder, &error);
  if (event == NULL || !sweet_emitting_task_push_sync (task, event, NULL, &error))
    g_error ("%s", error->message);
}

static SweetEmittingTask *
start (SweetEmittingTaskBuilder *builder,
       guint *n_records)
{
  g_autoptr (GError) error = NULL;
  SweetEmittingTask *task;

  builder = sweet_emitting_task_builder_with_chunk_receiver_on_workers (builder, count_cb, n_records, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  if (task == NULL)
    g_error ("%s", error->message);
  return task;
}

static SweetEmittingTask *
start_pushed (gboolean used,
              guint *n_records)
{
  g_autoptr (SweetElement) filter = make_filter ();
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();
  SweetEmittingTask *task;
  guint n_before = __atomic_load_n (n_records, __ATOMIC_ACQUIRE);

  builder = sweet_emitting_task_builder_with_processor (builder, SWEET_PROCESSOR (filter));
  task = start (builder, n_records);
  if (used)
    push (task, FALSE);
  while (used && __atomic_load_n (n_records, __ATOMIC_ACQUIRE) == n_before)
    g_usleep (100);
  return task;
}

/* the stream opens the pipe by itself; it ends when the end that writes is closed */
static SweetEmittingTask *
start_piped (int *end,
             guint *n_records)
{
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  SweetEmittingTaskBuilder *builder;
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC) != 0)
    g_error ("pipe: %s", g_strerror (errno));
  *end = ends[1];
  line = g_strdup_printf ("file path=/proc/self/fd/%d ! lines ! filter where='line ~ x'", ends[0]);
  builder = sweet_pipeline_parse (line, &error);
  if (builder == NULL)
    g_error ("%s", error->message);
  return start (builder, n_records);
}

static void
end (SweetEmittingTask *task)
{
  g_autoptr (GError) error = NULL;

  if (!sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
    g_error ("%s", error->message);
  g_object_unref (task);
}

/* what was begun has come to rest when memory and threads stay as they are */
static void
settle (long *memory,
        long *threads)
{
  guint n_same = 0;

  while (n_same < 3)
    {
      long old_memory = *memory;
      long old_threads = *threads;

      g_usleep (G_USEC_PER_SEC / 5);
      *memory = get_status ("VmRSS:");
      *threads = get_status ("Threads:");
      n_same = *memory == old_memory && *threads == old_threads ? n_same + 1 : 0;
    }
}

int
main (int argc,
      char **argv)
{
  guint n = argc == 3 ? (guint) atoi (argv[2]) / 2 * 2 : 0;
  gboolean piped = n > 0 && strcmp (argv[1], "piped") == 0;
  gboolean used = n > 0 && strcmp (argv[1], "used") == 0;
  g_autofree SweetEmittingTask **tasks = g_new0 (SweetEmittingTask *, n);
  g_autofree int *ends = g_new0 (int, n);
  struct rlimit files;
  long memory[2] = { 0 };
  long threads[2] = { 0 };
  guint n_records = 0;

  if (n == 0 || (!piped && !used && strcmp (argv[1], "pushed") != 0))
    {
      fprintf (stderr, "usage: %s pushed|used|piped N\n", argv[0]);
      return 2;
    }

  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  for (guint half = 0; half < 2; half++)
    {
      for (guint i = half * n / 2; i < (half + 1) * n / 2; i++)
        tasks[i] = piped ? start_piped (&ends[i], &n_records) : start_pushed (used, &n_records);
      settle (&memory[half], &threads[half]);
    }
  printf ("%s %.1f %.3f\n", argv[1], (double) (memory[1] - memory[0]) / (n / 2), (double) (threads[1] - threads[0]) / (n / 2));

  for (guint i = 0; i < n; i++)
    {
      if (piped)
        close (ends[i]);
      else
        push (tasks[i], TRUE);
      end (tasks[i]);
    }
  g_assert_cmpuint (n_records, ==, used ? n : 0);
  return 0;
}
