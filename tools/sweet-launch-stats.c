/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "sweet-json-writer.h"
#include "sweet-launch-stats.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

struct _SweetLaunchStats
{
  gboolean json;
  char *path; /* NULL for standard error */
  FILE *file;
};

/* for people */

static guint64
sweet_launch_stats_get_number (GVariant *stats,
                               const char *key)
{
  guint64 number = 0;

  g_variant_lookup (stats, key, "t", &number);

  return number;
}

static double
sweet_launch_stats_get_seconds (GVariant *stats)
{
  double seconds = 0;

  g_variant_lookup (stats, "seconds", "d", &seconds);

  return seconds;
}

static void
sweet_launch_stats_elements (GVariant *elements,
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
                              sweet_launch_stats_get_number (element, "records-in"),
                              sweet_launch_stats_get_number (element, "records-out"),
                              sweet_launch_stats_get_number (element, "bytes-in"),
                              sweet_launch_stats_get_number (element, "bytes-out"),
                              sweet_launch_stats_get_number (element, "errors"),
                              sweet_launch_stats_get_seconds (element));
    }
}

static void
sweet_launch_stats_workers (GVariant *workers,
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
                              sweet_launch_stats_get_number (worker, "blocks"),
                              sweet_launch_stats_get_number (worker, "guesses"),
                              sweet_launch_stats_get_number (worker, "wrong-guesses"));
    }
}

static char *
sweet_launch_stats_dup_number (GVariant *stats,
                               const char *key)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, sweet_launch_stats_get_number (stats, key));
}

static void
sweet_launch_stats_total (GVariant *stats,
                          GString *text)
{
  const char *first_skipped = NULL;
  g_autofree char *records = sweet_launch_stats_dup_number (stats, "records");
  g_autofree char *bytes = sweet_launch_stats_dup_number (stats, "bytes");
  g_autofree char *skipped = sweet_launch_stats_dup_number (stats, "skipped");

  if (g_variant_lookup (stats, "first-skipped", "&s", &first_skipped))
    g_string_append_printf (text, _ ("first skipped: %s\n"), first_skipped);
  g_string_append_printf (text, _ ("total: %s records, %s bytes, %s skipped, %.3f seconds\n"), records, bytes, skipped, sweet_launch_stats_get_seconds (stats));
}

static char *
sweet_launch_stats_make_text (GVariant *stats)
{
  g_autoptr (GVariant) elements = g_variant_lookup_value (stats, "elements", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) workers = g_variant_lookup_value (stats, "workers", G_VARIANT_TYPE ("aa{sv}"));
  GString *text = g_string_new (NULL);

  sweet_launch_stats_elements (elements, text);
  sweet_launch_stats_workers (workers, text);
  sweet_launch_stats_total (stats, text);
  return g_string_free (text, FALSE);
}

/* for programs: the dictionary as it is */

static void
sweet_launch_stats_add_value (SweetJsonWriter *writer,
                              GVariant *value);

static void
sweet_launch_stats_add_entries (SweetJsonWriter *writer,
                                GVariant *dictionary)
{
  for (gsize i = 0; i < g_variant_n_children (dictionary); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (dictionary, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) value = g_variant_get_child_value (entry, 1);

      sweet_json_writer_add_name (writer, g_variant_get_string (key, NULL));
      sweet_launch_stats_add_value (writer, value);
    }
}

static void
sweet_launch_stats_add_list (SweetJsonWriter *writer,
                             GVariant *list)
{
  sweet_json_writer_begin_array (writer);
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) value = g_variant_get_child_value (list, i);

      sweet_launch_stats_add_value (writer, value);
    }
  sweet_json_writer_end_array (writer);
}

static void
sweet_launch_stats_add_value (SweetJsonWriter *writer,
                              GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) boxed = g_variant_get_variant (value);

      sweet_launch_stats_add_value (writer, boxed);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    sweet_json_writer_add_string (writer, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    sweet_json_writer_add_uint64 (writer, g_variant_get_uint64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    sweet_json_writer_add_double (writer, g_variant_get_double (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY))
    {
      sweet_json_writer_begin_object (writer);
      sweet_launch_stats_add_entries (writer, value);
      sweet_json_writer_end_object (writer);
    }
  else
    sweet_launch_stats_add_list (writer, value);
}

static char *
sweet_launch_stats_make_json (GVariant *stats,
                              SweetTaskStatus status,
                              const GError *reason)
{
  g_autoptr (SweetJsonWriter) writer = sweet_json_writer_new (FALSE);
  g_autoptr (GEnumClass) statuses = g_type_class_ref (SWEET_TYPE_TASK_STATUS);

  sweet_json_writer_begin_object (writer);
  sweet_json_writer_add_name (writer, "status");
  sweet_json_writer_add_string (writer, g_enum_get_value (statuses, (int) status)->value_nick);
  if (reason != NULL)
    {
      sweet_json_writer_add_name (writer, "error");
      sweet_json_writer_add_string (writer, reason->message);
    }
  sweet_launch_stats_add_entries (writer, stats);
  sweet_json_writer_end_object (writer);
  return g_strdup (sweet_json_writer_finish (writer));
}

SweetLaunchStats *
sweet_launch_stats_new (const char *form,
                        const char *path,
                        GError **error)
{
  SweetLaunchStats *self;

  if (form == NULL && path == NULL)
    return NULL;
  if (form != NULL && strcmp (form, "text") != 0 && strcmp (form, "json") != 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--stats: “%s” is none of text, json"), form);
      return NULL;
    }

  self = g_new0 (SweetLaunchStats, 1);
  self->json = g_strcmp0 (form, "json") == 0;
  self->path = g_strdup (path);
  return self;
}

void
sweet_launch_stats_free (SweetLaunchStats *self)
{
  if (self->file != NULL)
    fclose (self->file);
  g_free (self->path);
  g_free (self);
}

static gboolean
sweet_launch_stats_fail (SweetLaunchStats *self,
                         int number,
                         GError **error)
{
  g_autofree char *name = g_filename_display_name (self->path);

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (number), "--stats-file: %s: %s", name, g_strerror (number));
  return FALSE;
}

gboolean
sweet_launch_stats_open (SweetLaunchStats *self,
                         GError **error)
{
  if (self->path != NULL)
    self->file = fopen (self->path, "we");
  return self->path == NULL || self->file != NULL || sweet_launch_stats_fail (self, errno, error);
}

gboolean
sweet_launch_stats_write (SweetLaunchStats *self,
                          SweetEmittingTask *task,
                          const GError *reason,
                          GError **error)
{
  g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (task);
  g_autofree char *text = self->json ? sweet_launch_stats_make_json (stats, sweet_task_get_status (SWEET_TASK (task)), reason) : sweet_launch_stats_make_text (stats);

  if (self->path == NULL && !self->json)
    g_printerr ("%s", text);
  else if (self->path == NULL)
    fputs (text, stderr);
  else if (fputs (text, self->file) < 0 || fflush (self->file) != 0)
    return sweet_launch_stats_fail (self, errno, error);
  return TRUE;
}
