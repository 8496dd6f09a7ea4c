/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* files that are not in memory: large enough for the scout to wait for its readers, and with holes, so that they take
 * no room */

#define N_MIBS 96u
#define MIB    (1u << 20)
#define BLOCK  (MIB / 4)

/* each MiB begins with its number */
static void
write_cold (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  guint32 word;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) N_MIBS * MIB), ==, 0);
  for (word = 0; word < N_MIBS; word++)
    g_assert_cmpint (pwrite (fd, &word, sizeof word, (off_t) word * MIB), ==, sizeof word);
  g_assert_cmpint (fdatasync (fd), ==, 0);
  g_assert_cmpint (posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED), ==, 0);
  close (fd);
}

static SweetSource *
open_source (const char *path)
{
  g_autoptr (GError) error = NULL;
  SweetElement *element = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", &error);

  g_assert_no_error (error);
  g_object_set (element, "path", path, NULL);
  g_assert_true (SWEET_SOURCE_GET_CLASS (element)->open (SWEET_SOURCE (element), NULL, &error));
  g_assert_no_error (error);

  return SWEET_SOURCE (element);
}

static void
read_block (SweetSource *source,
            guint block)
{
  g_autofree guint8 *buffer = g_malloc (BLOCK);
  g_autoptr (GError) error = NULL;
  guint32 word;

  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read_at (source, (guint64) block * BLOCK, buffer, BLOCK, NULL, &error), ==, BLOCK);
  g_assert_no_error (error);
  memcpy (&word, buffer, sizeof word);
  g_assert_cmpuint (word, ==, block % (MIB / BLOCK) == 0 ? block / (MIB / BLOCK) : 0);
  for (gsize i = sizeof word; i < BLOCK; i++)
    g_assert_cmpuint (buffer[i], ==, 0);
}

static guint
count_scouts (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *thread;
  guint n = 0;

  while ((thread = g_dir_read_name (threads)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", thread, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL))
        n += g_str_equal (name, "sweet-file\n");
    }

  return n;
}

/* the scout waits for the readers, and ends with them. whether there is one is up to the system, which may have kept
 * something in memory: test-file-pipeline.py asks for one. */
static void
test_scout (SweetTest *test,
            gconstpointer data)
{
  static const guint mibs[] = { 0, 40, 1, 90 };
  g_autofree char *path = sweet_test_path (test, "cold");

  for (guint n_reads = 0; n_reads <= G_N_ELEMENTS (mibs); n_reads++)
    {
      g_autoptr (SweetSource) source = NULL;

      write_cold (path);
      source = open_source (path);
      for (guint i = 0; i < n_reads; i++)
        read_block (source, mibs[i] * (MIB / BLOCK));
      g_assert_cmpuint (count_scouts (), <=, n_reads > 0 ? 1 : 0);
      SWEET_SOURCE_GET_CLASS (source)->close (source);
      /* a thread is listed for a moment after its end */
      while (count_scouts () > 0)
        g_usleep (1000);
    }
}

typedef struct
{
  SweetSource *source;
  int next;
} Blocks;

static gpointer
read_blocks (gpointer data)
{
  Blocks *blocks = data;
  guint block;

  while ((block = (guint) g_atomic_int_add (&blocks->next, 1)) < N_MIBS * (MIB / BLOCK))
    read_block (blocks->source, block);

  return NULL;
}

static void
test_readers (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "cold");

  for (guint n_threads = 1; n_threads <= 3; n_threads += 2)
    {
      g_autoptr (SweetSource) source = NULL;
      Blocks blocks = { 0 };
      GThread *threads[3];

      write_cold (path);
      source = open_source (path);
      blocks.source = source;
      for (guint i = 0; i < n_threads; i++)
        threads[i] = g_thread_new ("reader", read_blocks, &blocks);
      for (guint i = 0; i < n_threads; i++)
        g_thread_join (threads[i]);
      SWEET_SOURCE_GET_CLASS (source)->close (source);
    }
}

/* what is in memory needs nobody in front, and neither does what little there is to the end */
static void
test_warm (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "warm", "0123456789", 10);
  g_autoptr (SweetSource) source = open_source (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *cold_path = sweet_test_path (test, "cold");
  g_autoptr (SweetSource) cold = NULL;
  guint8 buffer[10];

  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read_at (source, 0, buffer, sizeof buffer, NULL, &error), ==, sizeof buffer);
  g_assert_no_error (error);
  write_cold (cold_path);
  cold = open_source (cold_path);
  read_block (cold, (N_MIBS - 3) * (MIB / BLOCK));
  g_assert_cmpuint (count_scouts (), ==, 0);
  SWEET_SOURCE_GET_CLASS (cold)->close (cold);
  SWEET_SOURCE_GET_CLASS (source)->close (source);
}

/* a file that becomes shorter ends the scout, and is an error of the reader */
static void
test_shrunk (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "cold");
  g_autoptr (SweetSource) source = NULL;
  g_autoptr (GError) error = NULL;
  guint8 byte;

  write_cold (path);
  source = open_source (path);
  read_block (source, 0);
  g_assert_cmpint (truncate (path, 40 * MIB), ==, 0);
  read_block (source, 39 * MIB / BLOCK);
  while (count_scouts () > 0)
    g_usleep (1000);
  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read_at (source, 40 * MIB, &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  SWEET_SOURCE_GET_CLASS (source)->close (source);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("what a file source does where a file is not in memory");

  sweet_test_add ("/sweet/file-ahead/scout", test_scout);
  sweet_test_add ("/sweet/file-ahead/readers", test_readers);
  sweet_test_add ("/sweet/file-ahead/warm", test_warm);
  sweet_test_add ("/sweet/file-ahead/shrunk", test_shrunk);

  return g_test_run ();
}
