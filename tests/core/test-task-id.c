/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweet-test.h"

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full ((GHashFunc) sweet_task_id_hash, (GEqualFunc) sweet_task_id_equal, g_object_unref, NULL);

  /* more than two pools of 256 */
  for (guint i = 0; i < 600; i++)
    {
      SweetTaskId *id = sweet_task_id_new_random ();
      g_autofree char *text = sweet_task_id_to_string (id);

      g_assert_true (g_uuid_string_is_valid (text));
      g_assert_cmpint (text[14], ==, '4');
      g_assert_nonnull (strchr ("89ab", text[19]));
      g_assert_true (g_hash_table_add (seen, id));
    }
}

static void
test_sequential (void)
{
  g_autoptr (SweetTaskId) last = sweet_task_id_new_sequential ();
  g_autofree char *text = sweet_task_id_to_string (last);

  g_assert_true (g_str_has_prefix (text, "00000000-0000-0000-0000-"));

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (SweetTaskId) id = sweet_task_id_new_sequential ();

      g_assert_cmpint (sweet_task_id_compare (last, id), <, 0);
      g_assert_cmpint (sweet_task_id_compare (id, last), >, 0);
      g_set_object (&last, id);
    }
}

static void
test_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetTaskId) id = sweet_task_id_parse ("C9A5F1D0-5c1e-4a53-9f0e-0d6c1f0b7a42", &error);
  g_autoptr (SweetTaskId) same = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = sweet_task_id_to_string (id);
  g_assert_cmpstr (text, ==, "c9a5f1d0-5c1e-4a53-9f0e-0d6c1f0b7a42");

  same = sweet_task_id_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_task_id_equal (id, same));
  g_assert_cmpint (sweet_task_id_compare (id, same), ==, 0);
  g_assert_cmpuint (sweet_task_id_hash (id), ==, sweet_task_id_hash (same));
}

static void
test_bytes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();
  g_autoptr (GBytes) bytes = sweet_task_id_to_bytes (id);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, 15);
  g_autoptr (SweetTaskId) same = sweet_task_id_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 16);
  g_assert_true (sweet_task_id_equal (id, same));

  g_assert_null (sweet_task_id_new_from_bytes (part, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_bad_text (void)
{
  static const char *const texts[] = {
    "",
    "1",
    "c9a5f1d0-5c1e-4a53-9f0e-0d6c1f0b7a4",
    "c9a5f1d0-5c1e-4a53-9f0e-0d6c1f0b7a4g",
    "c9a5f1d05c1e-4a53-9f0e-0d6c1f0b7a42-",
    "c9a5f1d0-5c1e-4a53-9f0e-0d6c1f0b7a420",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sweet_task_id_parse (texts[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static GBytes *
make_random_bytes (void)
{
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();

  return sweet_task_id_to_bytes (id);
}

static gboolean
send_random_bytes (int fd)
{
  g_autoptr (GBytes) bytes = make_random_bytes ();

  return write (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) == 16;
}

static void
test_fork (void)
{
  g_autoptr (GBytes) in_parent = NULL;
  guint8 in_child[16];
  int fds[2];
  pid_t pid;
  int status;

  /* fills the pool that the child inherits */
  g_bytes_unref (make_random_bytes ());

  g_assert_no_errno (pipe (fds));
  pid = fork ();
  g_assert_no_errno (pid);
  if (pid == 0)
    _exit (send_random_bytes (fds[1]) ? 0 : 1);

  g_assert_cmpint (read (fds[0], in_child, sizeof in_child), ==, 16);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
  close (fds[0]);
  close (fds[1]);

  in_parent = make_random_bytes ();
  g_assert_cmpint (memcmp (in_child, g_bytes_get_data (in_parent, NULL), sizeof in_child), !=, 0);
}

static gpointer
make_ids_thread (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (ids, sweet_task_id_new_random ());

  return ids;
}

static void
test_threads (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new ((GHashFunc) sweet_task_id_hash, (GEqualFunc) sweet_task_id_equal);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ids", make_ids_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_ptr_array_extend_and_steal (all, g_thread_join (threads[i]));

  for (guint i = 0; i < all->len; i++)
    g_assert_true (g_hash_table_add (seen, g_ptr_array_index (all, i)));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 20000);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/task-id/random", test_random);
  g_test_add_func ("/sweet/task-id/sequential", test_sequential);
  g_test_add_func ("/sweet/task-id/text", test_text);
  g_test_add_func ("/sweet/task-id/bytes", test_bytes);
  g_test_add_func ("/sweet/task-id/bad-text", test_bad_text);
  g_test_add_func ("/sweet/task-id/fork", test_fork);
  g_test_add_func ("/sweet/task-id/threads", test_threads);

  return g_test_run ();
}
