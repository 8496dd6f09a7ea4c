/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "sweet-launch-report.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* what ends sooner shows no progress */
#define SWEET_LAUNCH_PROGRESS_DELAY (100 * G_TIME_SPAN_MILLISECOND)

struct _SweetLaunchProgress
{
  SweetTask *task;
  gint64 begin;
  gulong handler;
  gsize length;
};

static guint64
sweet_launch_report_get_number (GVariant *stats,
                                const char *key)
{
  guint64 number = 0;

  g_variant_lookup (stats, key, "t", &number);

  return number;
}

static double
sweet_launch_report_get_seconds (GVariant *stats)
{
  double seconds = 0;

  g_variant_lookup (stats, "seconds", "d", &seconds);

  return seconds;
}

static void
sweet_launch_report_elements (GVariant *elements,
                              GString *text)
{
  GVariantIter iter;
  GVariant *element;

  g_string_append_printf (text, "%-24s %12s %12s %14s %14s %8s %10s\n", _ ("element"), _ ("records in"), _ ("records out"), _ ("bytes in"), _ ("bytes out"), _ ("errors"), _ ("seconds"));

  g_variant_iter_init (&iter, elements);
  while ((element = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) owned = element;
      g_autofree char *label = NULL;
      const char *name = "";
      const char *kind = "";

      g_variant_lookup (element, "name", "&s", &name);
      g_variant_lookup (element, "kind", "&s", &kind);
      label = g_strdup_printf ("%s %s", name, kind);
      g_string_append_printf (text, "%-24s %12" G_GUINT64_FORMAT " %12" G_GUINT64_FORMAT " %14" G_GUINT64_FORMAT " %14" G_GUINT64_FORMAT " %8" G_GUINT64_FORMAT " %10.3f\n",
                              label,
                              sweet_launch_report_get_number (element, "records-in"),
                              sweet_launch_report_get_number (element, "records-out"),
                              sweet_launch_report_get_number (element, "bytes-in"),
                              sweet_launch_report_get_number (element, "bytes-out"),
                              sweet_launch_report_get_number (element, "errors"),
                              sweet_launch_report_get_seconds (element));
    }
}

static void
sweet_launch_report_workers (GVariant *workers,
                             GString *text)
{
  GVariantIter iter;
  GVariant *worker;
  guint number = 1;

  g_string_append_printf (text, "%-24s %12s %12s %14s\n", _ ("worker"), _ ("blocks"), _ ("guesses"), _ ("wrong guesses"));

  g_variant_iter_init (&iter, workers);
  while ((worker = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) owned = worker;

      g_string_append_printf (text, "%-24u %12" G_GUINT64_FORMAT " %12" G_GUINT64_FORMAT " %14" G_GUINT64_FORMAT "\n",
                              number++,
                              sweet_launch_report_get_number (worker, "blocks"),
                              sweet_launch_report_get_number (worker, "guesses"),
                              sweet_launch_report_get_number (worker, "wrong-guesses"));
    }
}

static char *
sweet_launch_report_dup_number (GVariant *stats,
                                const char *key)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, sweet_launch_report_get_number (stats, key));
}

static void
sweet_launch_report_total (GVariant *stats,
                           GString *text)
{
  const char *first_skipped = NULL;
  g_autofree char *records = sweet_launch_report_dup_number (stats, "records");
  g_autofree char *bytes = sweet_launch_report_dup_number (stats, "bytes");
  g_autofree char *skipped = sweet_launch_report_dup_number (stats, "skipped");

  if (g_variant_lookup (stats, "first-skipped", "&s", &first_skipped))
    g_string_append_printf (text, _ ("first skipped: %s\n"), first_skipped);
  g_string_append_printf (text, _ ("total: %s records, %s bytes, %s skipped, %.3f seconds\n"), records, bytes, skipped, sweet_launch_report_get_seconds (stats));
}

void
sweet_launch_report_stats (SweetEmittingTask *task)
{
  g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (task);
  g_autoptr (GVariant) elements = g_variant_lookup_value (stats, "elements", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) workers = g_variant_lookup_value (stats, "workers", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GString) text = g_string_new (NULL);

  if (elements != NULL)
    sweet_launch_report_elements (elements, text);
  if (workers != NULL)
    sweet_launch_report_workers (workers, text);

  sweet_launch_report_total (stats, text);
  g_printerr ("%s", text->str);
}

static void
sweet_launch_report_skipped (SweetFinalEvent *event)
{
  guint64 skipped = sweet_final_event_get_n_skipped (event);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, skipped);

  if (skipped > 0)
    g_printerr (ngettext ("sweet-launch: %s bad record was skipped\n", "sweet-launch: %s bad records were skipped\n", (gulong) skipped), number);
}

/* what did not end the pipeline; malformed records are among these errors where any are */
void
sweet_launch_report_errors (SweetFinalEvent *event)
{
  guint64 n_errors = sweet_final_event_get_n_errors (event);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_errors);
  g_autoptr (SweetErrorEvent) first = g_list_model_get_item (sweet_final_event_get_errors (event), 0);
  g_autoptr (GError) error = NULL;

  if (first == NULL)
    {
      sweet_launch_report_skipped (event);
      return;
    }

  sweet_error_event_check (first, &error);
  g_printerr (ngettext ("sweet-launch: %s error did not end the pipeline; the first: %s\n", "sweet-launch: %s errors did not end the pipeline; the first: %s\n", (gulong) n_errors), number, error->message);
}

/* records that an element set aside, and that nothing takes */
void
sweet_launch_report_dropped (SweetEmittingTask *task)
{
  g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (task);
  g_autoptr (GVariant) elements = g_variant_lookup_value (stats, "elements", G_VARIANT_TYPE ("aa{sv}"));
  gsize n_elements = elements != NULL ? g_variant_n_children (elements) : 0;

  for (gsize i = 0; i < n_elements; i++)
    {
      g_autoptr (GVariant) element = g_variant_get_child_value (elements, i);
      g_autoptr (GVariant) dropped = g_variant_lookup_value (element, "dropped", G_VARIANT_TYPE ("a{st}"));
      gsize n_outputs = dropped != NULL ? g_variant_n_children (dropped) : 0;
      const char *name = "";

      g_variant_lookup (element, "name", "&s", &name);
      for (gsize j = 0; j < n_outputs; j++)
        {
          g_autofree char *number = NULL;
          const char *output;
          guint64 n_records;

          g_variant_get_child (dropped, j, "{&st}", &output, &n_records);
          number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_records);
          if (n_records > 0)
            g_printerr (ngettext ("sweet-launch: %s: %s record was dropped, which “@%s” takes\n", "sweet-launch: %s: %s records were dropped, which “@%s” takes\n", (gulong) n_records), name, number, output);
        }
    }
}

/* over the line that is there, with blanks where the new text is shorter */
static void
sweet_launch_progress_write (SweetLaunchProgress *self,
                             const char *text)
{
  gsize length = strlen (text);
  int blanks = (int) (self->length > length ? self->length - length : 0);

  g_printerr ("\r%s%*s%s", text, blanks, "", length == 0 ? "\r" : "");
  self->length = length;
}

/* at most ten times a second */
static void
sweet_launch_progress_notify_cb (GObject *task,
                                 GParamSpec *pspec,
                                 gpointer user_data)
{
  SweetLaunchProgress *self = user_data;
  double progress = sweet_task_get_progress (self->task);
  g_autofree char *text = NULL;

  if (progress < 0 || sweet_task_is_final (self->task) || g_get_monotonic_time () - self->begin < SWEET_LAUNCH_PROGRESS_DELAY)
    return;

  text = g_strdup_printf ("%d %%", (int) (progress * 100));
  sweet_launch_progress_write (self, text);
}

SweetLaunchProgress *
sweet_launch_progress_new (SweetTask *task,
                           gboolean prints_to_stdout)
{
  SweetLaunchProgress *self;

  if (!isatty (STDERR_FILENO) || (prints_to_stdout && isatty (STDOUT_FILENO)))
    return NULL;

  self = g_new0 (SweetLaunchProgress, 1);
  self->task = g_object_ref (task);
  self->begin = g_get_monotonic_time ();
  self->handler = g_signal_connect (task, "notify::progress", G_CALLBACK (sweet_launch_progress_notify_cb), self);

  return self;
}

void
sweet_launch_progress_free (SweetLaunchProgress *self)
{
  if (self->length > 0)
    sweet_launch_progress_write (self, "");

  g_signal_handler_disconnect (self->task, self->handler);
  g_object_unref (self->task);
  g_free (self);
}
