/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* Prints the SHA-256 sums of files, which tasks compute on worker threads, each up to three times. */

#include <stdio.h>

#include <sweet/sweet.h>

static gboolean
checksum_work (SweetSpawningTask *task,
               gpointer user_data,
               GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (user_data);
  g_autoptr (GBytes) bytes = g_file_load_bytes (file, sweet_task_get_cancellable (SWEET_TASK (task)), NULL, error);

  if (bytes == NULL)
    return FALSE;

  g_value_take_string (sweet_spawning_task_init_value (task, G_TYPE_STRING),
                       g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes));
  return TRUE;
}

static gboolean
heartbeat_work (SweetSpawningTask *task,
                gpointer user_data,
                GError **error)
{
  fprintf (stderr, "still at work\n");
  return TRUE;
}

static SweetSpawningTask *
checksum (const char *path)
{
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_exponential (3, SWEET_MILLISECONDS (10), 2);
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();

  builder = sweet_spawning_task_builder_with_name (builder, path);
  builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (10));
  builder = sweet_spawning_task_builder_with_retry_policy (builder, policy);
  builder = sweet_spawning_task_builder_with_work_on_workers (builder, checksum_work, g_strdup (path), g_free);
  return sweet_spawning_task_builder_run (builder, NULL);
}

static SweetSpawningTask *
heartbeat (void)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_new ();

  builder = sweet_spawning_task_builder_with_work_on_workers (builder, heartbeat_work, NULL, NULL);
  return sweet_spawning_task_builder_schedule_every (builder, SWEET_SECONDS (5), NULL);
}

static gboolean
print_checksum (SweetSpawningTask *task)
{
  g_autoptr (GError) error = NULL;
  const char *path = sweet_task_get_name (SWEET_TASK (task));
  const GValue *sum = sweet_spawning_task_await_value_sync (task, NULL, &error);

  if (sum != NULL)
    printf ("%s: %s\n", path, g_value_get_string (sum));
  else
    printf ("%s: %s (%u attempts)\n", path, error->message, sweet_spawning_task_get_attempt (task));
  return sum != NULL;
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SweetSpawningTask) alive = heartbeat ();
  g_autoptr (SweetCancellationResult) end = NULL;
  g_autofree char *text = NULL;
  int good = 0;

  for (int i = 1; i < argc; i++)
    g_ptr_array_add (tasks, checksum (argv[i]));
  for (guint i = 0; i < tasks->len; i++)
    good += print_checksum (g_ptr_array_index (tasks, i));
  printf ("%d of %u files\n", good, tasks->len);

  end = sweet_task_cancel_sync (SWEET_TASK (alive), SWEET_CANCEL_LEVEL_GRACEFUL, NULL, NULL);
  text = sweet_cancellation_result_to_string (end);
  printf ("heartbeat: %s\n", text);
  return good == argc - 1 ? 0 : 1;
}
