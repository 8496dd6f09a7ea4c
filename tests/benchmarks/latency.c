/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <glib.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long lines are on their way through a program that reads its standard input and writes to its standard
 * output.
 *
 *   latency RATE SECONDS COMMAND...   so many lines a second; prints the median, the 99th percentile and the most
 *                                     of the ms that they took
 *
 * Lines are written as they come due, those of a millisecond together. Each holds when it was due, so that a
 * program that is slow to read does not look better for it. */

typedef struct
{
  int fd;
  guint rate;
  guint64 n;
  gint64 begin;
} Writer;

static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
sleep_until (gint64 at)
{
  struct timespec until = { .tv_sec = at / 1000000000, .tv_nsec = at % 1000000000 };

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
    ;
}

static gint64
get_due (Writer *self,
         guint64 i)
{
  return self->begin + (gint64) (i * 1000000000 / self->rate);
}

static gpointer
write_thread (gpointer data)
{
  Writer *self = data;
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 i = 0;

  sleep_until (self->begin);
  while (i < self->n)
    {
      gint64 now = get_time ();

      g_string_truncate (text, 0);
      for (; i < self->n && get_due (self, i) <= now; i++)
        g_string_append_printf (text, "%" G_GINT64_FORMAT " a line that passes\n", get_due (self, i));
      for (gsize done = 0; done < text->len;)
        {
          gssize n = write (self->fd, text->str + done, text->len - done);

          if (n < 0)
            g_error ("the program reads no more");
          done += (gsize) n;
        }
      if (i < self->n)
        sleep_until (MAX (get_due (self, i), now + 1000000));
    }
  close (self->fd);
  return NULL;
}

static int
compare_times (const void *a,
               const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* every line that came back, with how many ms it took */
static GArray *
read_lines (int fd)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *buffer = g_malloc (1 << 20);
  gsize kept = 0;
  gssize n;

  while ((n = read (fd, buffer + kept, (1 << 20) - kept)) > 0)
    {
      gint64 now = get_time ();
      char *end = buffer + kept + n;
      char *line = buffer;
      char *feed;

      for (; (feed = memchr (line, '\n', (gsize) (end - line))) != NULL; line = feed + 1)
        {
          double took = (double) (now - g_ascii_strtoll (line, NULL, 10)) / 1e6;

          g_array_append_val (times, took);
        }
      kept = (gsize) (end - line);
      memmove (buffer, line, kept);
    }
  return times;
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) times = NULL;
  Writer writer = { 0 };
  GThread *thread;
  GPid child;
  int output;
  int status;

  if (argc < 4)
    {
      fprintf (stderr, "usage: %s RATE SECONDS COMMAND...\n", argv[0]);
      return 2;
    }

  writer.rate = (guint) atoi (argv[1]);
  writer.n = (guint64) writer.rate * (guint64) atoi (argv[2]);
  if (!g_spawn_async_with_pipes (NULL, argv + 3, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, &writer.fd, &output, NULL, &error))
    g_error ("%s", error->message);
  /* the program has begun by then */
  writer.begin = get_time () + 500000000;
  thread = g_thread_new ("writer", write_thread, &writer);
  times = read_lines (output);
  g_thread_join (thread);
  waitpid (child, &status, 0);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_assert_cmpuint (times->len, ==, writer.n);

  qsort (times->data, times->len, sizeof (double), compare_times);
  printf ("latency %.2f %.2f %.2f\n", g_array_index (times, double, times->len / 2),
          g_array_index (times, double, times->len * 99 / 100), g_array_index (times, double, times->len - 1));
  return 0;
}
