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
      g_autoptr (GVariant) dropped = g_variant_lookup_value (element, "dropped", G_VARIANT_TYPE_VARDICT);
      gsize n_outputs = dropped != NULL ? g_variant_n_children (dropped) : 0;
      const char *name = "";

      g_variant_lookup (element, "name", "&s", &name);
      for (gsize j = 0; j < n_outputs; j++)
        {
          g_autoptr (GVariant) value = NULL;
          g_autofree char *number = NULL;
          const char *output;
          guint64 n_records;

          g_variant_get_child (dropped, j, "{&sv}", &output, &value);
          n_records = g_variant_get_uint64 (value);
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
