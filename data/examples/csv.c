/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* Collects the records of a CSV file that have no empty field, and prints them. */

#include <stdio.h>

#include <sweet/sweet.h>

static GMainLoop *loop;
static int status = 0;

static gboolean
receive_cb (SweetReceiverEvent *event,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  g_auto (GStrv) fields = sweet_receiver_event_dup_texts (event, error);
  g_autofree char *id = NULL;

  if (fields == NULL)
    return FALSE;
  if (g_strv_contains ((const char *const *) fields, ""))
    return TRUE;

  id = sweet_receiver_event_dup_text (event, "id", error);
  return id != NULL && sweet_collector_collect (collector, id, SWEET_EVENT (event), error);
}

static void
print_record (SweetReceiverEvent *record)
{
  const char *const *names = sweet_schema_get_names (sweet_receiver_event_get_schema (record));
  g_auto (GStrv) fields = sweet_receiver_event_dup_texts (record, NULL);

  for (guint i = 0; fields[i] != NULL; i++)
    printf ("%s%s=%s", i > 0 ? ", " : "", names[i], fields[i]);
  printf ("\n");
}

static void
final_event_cb (SweetFinalEvent *event,
                gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GListModel *records = sweet_final_event_get_collected (event);
  guint n_records = g_list_model_get_n_items (records);

  for (guint i = 0; i < n_records; i++)
    {
      g_autoptr (SweetReceiverEvent) record = g_list_model_get_item (records, i);

      print_record (record);
    }
  printf ("valid records: %u\n", n_records);

  if (!sweet_final_event_check (event, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      status = 1;
    }
  g_main_loop_quit (loop);
}

static SweetEmittingTask *
start (const char *path,
       GError **error)
{
  g_autoptr (SweetElement) file = NULL;
  g_autoptr (SweetElement) csv = NULL;
  g_autoptr (SweetChunkSize) rows = sweet_chunk_size_new_rows (100);
  SweetEmittingTaskBuilder *builder;

  if ((file = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", error)) == NULL ||
      (csv = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "csv", error)) == NULL)
    return NULL;

  g_object_set (file, "path", path, NULL);

  builder = sweet_emitting_task_builder_new ();
  builder = sweet_emitting_task_builder_with_source (builder, SWEET_SOURCE (file));
  builder = sweet_emitting_task_builder_with_format (builder, SWEET_FORMAT (csv));
  builder = sweet_emitting_task_builder_with_chunk_size (builder, rows);
  builder = sweet_emitting_task_builder_with_timeout (builder, SWEET_SECONDS (60));
  builder = sweet_emitting_task_builder_with_receiver (builder, receive_cb, NULL, NULL);
  builder = sweet_emitting_task_builder_with_final_event (builder, final_event_cb, NULL, NULL);
  return sweet_emitting_task_builder_run (builder, error);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTask) task = NULL;

  if (argc != 2)
    {
      fprintf (stderr, "usage: csv FILE\n");
      return 1;
    }

  loop = g_main_loop_new (NULL, FALSE);
  task = start (argv[1], &error);
  if (task == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }

  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return status;
}
