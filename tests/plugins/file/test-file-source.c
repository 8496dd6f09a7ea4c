/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static SweetSource *
source_new (const char *path)
{
  g_autoptr (GError) error = NULL;
  SweetElement *element = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", &error);

  g_assert_no_error (error);
  g_object_set (element, "path", path, NULL);

  return SWEET_SOURCE (element);
}

static gboolean
source_open (SweetSource *source,
             GError **error)
{
  return SWEET_SOURCE_GET_CLASS (source)->open (source, NULL, error);
}

static SweetSource *
source_open_path (const char *path)
{
  g_autoptr (GError) error = NULL;
  SweetSource *source = source_new (path);

  source_open (source, &error);
  g_assert_no_error (error);

  return source;
}

static gint64
source_length (SweetSource *source)
{
  return SWEET_SOURCE_GET_CLASS (source)->length (source);
}

static gssize
source_read (SweetSource *source,
             gpointer buffer,
             gsize size)
{
  g_autoptr (GError) error = NULL;
  gssize n = SWEET_SOURCE_GET_CLASS (source)->read (source, buffer, size, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (n, >=, 0);

  return n;
}

static gssize
source_read_at (SweetSource *source,
                guint64 offset,
                gpointer buffer,
                gsize size)
{
  g_autoptr (GError) error = NULL;
  gssize n = SWEET_SOURCE_GET_CLASS (source)->read_at (source, offset, buffer, size, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (n, >=, 0);

  return n;
}

static void
source_close (SweetSource *source)
{
  SWEET_SOURCE_GET_CLASS (source)->close (source);
}

static char *
read_all (SweetSource *source,
          gsize step,
          gsize *length)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (step);

  for (gssize n = source_read (source, buffer, step); n > 0; n = source_read (source, buffer, step))
    g_byte_array_append (all, buffer, (guint) n);

  *length = all->len;
  g_byte_array_append (all, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (g_steal_pointer (&all), FALSE);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
test_read_at (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  g_autoptr (SweetSource) source = source_open_path (path);
  char buffer[16];

  g_assert_cmpint (source_length (source), ==, 10);
  g_assert_cmpstr (sweet_source_get_label (source), ==, path);

  g_assert_cmpint (source_read_at (source, 0, buffer, 4), ==, 4);
  g_assert_cmpint (strncmp (buffer, "0123", 4), ==, 0);
  g_assert_cmpint (source_read_at (source, 7, buffer, 16), ==, 3);
  g_assert_cmpint (strncmp (buffer, "789", 3), ==, 0);
  g_assert_cmpint (source_read_at (source, 2, buffer, 1), ==, 1);
  g_assert_cmpint (buffer[0], ==, '2');

  g_assert_cmpint (source_read_at (source, 10, buffer, 4), ==, 0);
  g_assert_cmpint (source_read_at (source, 1000, buffer, 4), ==, 0);
  g_assert_cmpint (source_read_at (source, G_MAXUINT64, buffer, 4), ==, 0);
  g_assert_cmpint (source_read_at (source, 3, buffer, 0), ==, 0);

  source_close (source);
}

typedef struct
{
  SweetSource *source;
  const guint32 *words;
  guint n_words;
  guint32 seed;
} Reader;

static gpointer
reader_thread (gpointer data)
{
  Reader *reader = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (reader->seed);
  g_autofree guint32 *buffer = g_new (guint32, reader->n_words);

  for (guint i = 0; i < 300; i++)
    {
      guint first = (guint) g_rand_int_range (rand, 0, (gint32) reader->n_words);
      guint n = (guint) g_rand_int_range (rand, 1, 3000);
      gssize got = source_read_at (reader->source, first * 4, buffer, n * 4);

      g_assert_cmpint (got, ==, (gssize) MIN (n, reader->n_words - first) * 4);
      g_assert_true (memcmp (buffer, reader->words + first, (gsize) got) == 0);
    }

  return NULL;
}

static void
test_read_at_threads (SweetTest *test,
                      gconstpointer data)
{
  const guint n_words = 50000;
  g_autofree guint32 *words = g_new (guint32, n_words);
  g_autofree char *path = NULL;
  g_autoptr (SweetSource) source = NULL;
  Reader readers[4];
  GThread *threads[4];

  for (guint i = 0; i < n_words; i++)
    words[i] = i;
  path = sweet_test_write (test, "words", (const char *) words, n_words * 4);
  source = source_open_path (path);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      readers[i] = (Reader){ source, words, n_words, i };
      threads[i] = g_thread_new ("reader", reader_thread, &readers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  source_close (source);
}

/* a regular file can be read from front to back as well */
static void
test_read_regular (SweetTest *test,
                   gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);

  for (gsize step = 1; step < 13; step += 3)
    {
      g_autoptr (SweetSource) source = source_open_path (path);
      gsize length;
      g_autofree char *all = read_all (source, step, &length);

      g_assert_cmpuint (length, ==, 10);
      g_assert_cmpstr (all, ==, "0123456789");
      source_close (source);
    }
}

static void
test_empty (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "empty", "", 0);
  g_autoptr (SweetSource) source = source_open_path (path);
  char buffer[4];

  g_assert_cmpint (source_length (source), ==, -1);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 0);

  source_close (source);
}

/* one element may run again, and leaves nothing open however it ends */
static void
test_descriptors (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  g_autofree char *missing = sweet_test_path (test, "missing");
  g_autoptr (SweetSource) source = source_new (path);
  g_autoptr (SweetSource) bad = source_new (missing);
  guint before = count_descriptors ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_assert_true (SWEET_SOURCE_GET_CLASS (source)->open (source, cancellable, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (count_descriptors (), >, before);
      source_close (source);

      g_assert_false (SWEET_SOURCE_GET_CLASS (bad)->open (bad, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    }
  g_assert_cmpuint (count_descriptors (), ==, before);

  g_assert_true (source_open (source, NULL));
  g_clear_object (&source);
  g_assert_cmpuint (count_descriptors (), ==, before);
}

static void
test_close_on_exec (SweetTest *test,
                    gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  g_autoptr (SweetSource) source = source_open_path (path);
  guint n_found = 0;

  for (int fd = 3; fd < 100; fd++)
    {
      g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (g_strcmp0 (target, path) != 0)
        continue;
      n_found++;
      g_assert_true ((fcntl (fd, F_GETFD) & FD_CLOEXEC) != 0);
    }
  g_assert_cmpuint (n_found, ==, 1);

  source_close (source);
}

typedef struct
{
  const char *path;
  const char *const *texts;
  guint delay;
} Writer;

static gpointer
writer_thread (gpointer data)
{
  Writer *writer = data;
  int fd;

  g_usleep (writer->delay);
  fd = open (writer->path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);

  for (const char *const *text = writer->texts; *text != NULL; text++)
    {
      g_assert_cmpint (write (fd, *text, strlen (*text)), ==, (gssize) strlen (*text));
      g_usleep (writer->delay);
    }
  close (fd);

  return NULL;
}

/* opening does not wait for a writer, reading does, and gives what is there */
static void
test_fifo (SweetTest *test,
           gconstpointer data)
{
  static const char *const texts[] = { "one\n", "two\n", NULL };
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autoptr (SweetSource) source = NULL;
  Writer writer = { path, texts, 30000 };
  GThread *thread;
  char buffer[64];

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  source = source_open_path (path);
  g_assert_cmpint (source_length (source), ==, -1);

  thread = g_thread_new ("writer", writer_thread, &writer);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 4);
  g_assert_cmpint (strncmp (buffer, "one\n", 4), ==, 0);
  g_assert_cmpint (source_read (source, buffer, 2), ==, 2);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 2);
  g_assert_cmpint (strncmp (buffer, "o\n", 2), ==, 0);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 0);

  g_thread_join (thread);
  source_close (source);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (30000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
assert_read_is_cancelled (SweetSource *source)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  char buffer[16];

  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read (source, (guint8 *) buffer, sizeof buffer, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_cancel (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autofree char *regular = sweet_test_write (test, "ten", "0123456789", 10);
  g_autoptr (SweetSource) source = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  char buffer[4];
  int fd;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);

  /* before there is a writer, and while it writes nothing */
  source = source_open_path (path);
  assert_read_is_cancelled (source);
  fd = open (path, O_WRONLY | O_CLOEXEC);
  assert_read_is_cancelled (source);

  /* a cancelled read takes nothing */
  g_assert_cmpint (write (fd, "x", 1), ==, 1);
  g_cancellable_cancel (cancelled);
  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read (source, (guint8 *) buffer, sizeof buffer, cancelled, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 1);
  source_close (source);
  close (fd);

  g_clear_error (&error);
  g_clear_object (&source);
  source = source_open_path (regular);
  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read_at (source, 0, (guint8 *) buffer, sizeof buffer, cancelled, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  source_close (source);
}

static void
ignore_signal (int signum)
{
}

static gpointer
interrupt_thread (gpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      g_usleep (5000);
      pthread_kill (*(pthread_t *) data, SIGUSR1);
    }

  return NULL;
}

static void
test_interrupted (SweetTest *test,
                  gconstpointer data)
{
  static const char *const texts[] = { "late", NULL };
  struct sigaction action = { .sa_handler = ignore_signal };
  struct sigaction old;
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autoptr (SweetSource) source = NULL;
  Writer writer = { path, texts, 100000 };
  pthread_t self = pthread_self ();
  GThread *writing;
  GThread *interrupting;
  char buffer[16];

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_cmpint (sigaction (SIGUSR1, &action, &old), ==, 0);
  source = source_open_path (path);

  writing = g_thread_new ("writer", writer_thread, &writer);
  interrupting = g_thread_new ("interrupt", interrupt_thread, &self);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 4);

  g_thread_join (interrupting);
  g_thread_join (writing);
  sigaction (SIGUSR1, &old, NULL);
  source_close (source);
}

static void
assert_read_in_order (const char *path)
{
  g_autoptr (SweetSource) source = source_open_path (path);
  gsize length;
  g_autofree char *all = NULL;

  g_assert_cmpint (source_length (source), ==, -1);
  all = read_all (source, 100, &length);
  g_assert_cmpuint (length, >, 10);
  g_assert_cmpint (all[length - 1], ==, '\n');
  source_close (source);
}

/* files that are made while they are read have no size */
static void
test_proc (SweetTest *test,
           gconstpointer data)
{
  assert_read_in_order ("/proc/self/status");
  assert_read_in_order ("/proc/self/mountinfo");
}

/* or one that is wrong */
static void
test_sys (SweetTest *test,
          gconstpointer data)
{
  const char *path = "/sys/kernel/mm/transparent_hugepage/enabled";

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("/sys is not mounted");
      return;
    }

  assert_read_in_order (path);
}

static void
test_device (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetSource) zero = source_open_path ("/dev/zero");
  g_autoptr (SweetSource) null = source_open_path ("/dev/null");
  char buffer[1000];

  memset (buffer, 'x', sizeof buffer);
  g_assert_cmpint (source_length (zero), ==, -1);
  g_assert_cmpint (source_read (zero, buffer, sizeof buffer), ==, sizeof buffer);
  g_assert_cmpint (buffer[999], ==, 0);
  g_assert_cmpint (source_read (null, buffer, sizeof buffer), ==, 0);

  source_close (zero);
  source_close (null);
}

static void
assert_open_fails (const char *path,
                   GIOErrorEnum code,
                   const char *message)
{
  g_autoptr (SweetSource) source = source_new (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (source_open (source, &error));
  g_assert_error (error, G_IO_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *missing = sweet_test_path (test, "missing.csv");
  g_autofree char *loop = sweet_test_path (test, "loop");
  g_autofree char *latin = sweet_test_path (test, "caf\xe9");
  g_autofree char *ten = sweet_test_write (test, "ten", "0123456789", 10);
  g_autofree char *below = g_build_filename (ten, "below", NULL);
  g_autofree char *message = NULL;

  message = g_strdup_printf ("could not open “%s”: No such file or directory", missing);
  assert_open_fails (missing, G_IO_ERROR_NOT_FOUND, message);

  g_free (message);
  message = g_strdup_printf ("could not open “%s”: Is a directory", test->directory);
  assert_open_fails (test->directory, G_IO_ERROR_IS_DIRECTORY, message);

  g_free (message);
  message = g_strdup_printf ("could not open “%s”: Not a directory", below);
  assert_open_fails (below, G_IO_ERROR_NOT_DIRECTORY, message);

  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  g_free (message);
  message = g_strdup_printf ("could not open “%s”: Too many levels of symbolic links", loop);
  assert_open_fails (loop, G_IO_ERROR_TOO_MANY_LINKS, message);

  /* what is no text in a path is no text in a message either */
  g_free (message);
  message = g_strdup_printf ("could not open “%s/caf\xef\xbf\xbd”: No such file or directory", test->directory);
  assert_open_fails (latin, G_IO_ERROR_NOT_FOUND, message);
}

static void
test_socket (SweetTest *test,
             gconstpointer data)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *path = sweet_test_path (test, "socket");
  g_autofree char *message = g_strdup_printf ("could not open “%s”: No such device or address", path);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (const struct sockaddr *) &address, sizeof address), ==, 0);
  assert_open_fails (path, (GIOErrorEnum) g_io_error_from_errno (ENXIO), message);
  close (fd);
}

/* root may read everything, so somebody else tries */
static void
test_unreadable (SweetTest *test,
                 gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "secret", "x", 1);
  g_autofree char *message = g_strdup_printf ("could not open “%s”: Permission denied", path);
  int status;
  pid_t child;

  g_assert_cmpint (chmod (path, 0), ==, 0);
  g_assert_cmpint (chmod (test->directory, 0755), ==, 0);

  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (geteuid () == 0)
        g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
      assert_open_fails (path, G_IO_ERROR_PERMISSION_DENIED, message);
      /* without a leak check, which would see half of what the parent has */
      raise (SIGKILL);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}

static void
test_shrunk (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  g_autofree char *message = g_strdup_printf ("could not read “%s”: it became shorter while it was read, nothing is left at byte 4 of 10", path);
  g_autoptr (SweetSource) source = source_open_path (path);
  g_autoptr (GError) error = NULL;
  char buffer[16];

  g_assert_cmpint (truncate (path, 4), ==, 0);
  g_assert_cmpint (source_length (source), ==, 10);
  g_assert_cmpint (source_read_at (source, 0, buffer, 4), ==, 4);
  g_assert_cmpint (SWEET_SOURCE_GET_CLASS (source)->read_at (source, 2, (guint8 *) buffer, 4, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_cmpstr (error->message, ==, message);
  source_close (source);
}

static void
test_grown (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  g_autoptr (SweetSource) source = source_open_path (path);
  char buffer[16];
  int fd = open (path, O_WRONLY | O_APPEND | O_CLOEXEC);

  g_assert_cmpint (write (fd, "more", 4), ==, 4);
  close (fd);
  g_assert_cmpint (source_length (source), ==, 10);
  g_assert_cmpint (source_read_at (source, 8, buffer, sizeof buffer), ==, 2);
  source_close (source);
}

/* the file that is open stays the same whatever its name shows now */
static void
test_replaced (SweetTest *test,
               gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  g_autoptr (SweetSource) source = source_open_path (path);
  g_autofree char *again = sweet_test_write (test, "ten", "other", 5);
  char buffer[16];

  g_assert_cmpint (source_read_at (source, 0, buffer, sizeof buffer), ==, 10);
  source_close (source);
}

static void
test_standard_input (SweetTest *test,
                     gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "ten", "0123456789", 10);
  int kept = dup (STDIN_FILENO);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int ends[2];
  char buffer[16];
  g_autoptr (SweetSource) source = source_new ("-");
  g_autoptr (GError) error = NULL;

  /* a file, of which somebody else has read the first three bytes */
  g_assert_cmpint (read (fd, buffer, 3), ==, 3);
  g_assert_cmpint (dup2 (fd, STDIN_FILENO), ==, STDIN_FILENO);
  g_assert_true (source_open (source, NULL));
  g_assert_cmpstr (sweet_source_get_label (source), ==, "standard input");
  g_assert_cmpint (source_length (source), ==, 7);
  g_assert_cmpint (source_read_at (source, 0, buffer, sizeof buffer), ==, 7);
  g_assert_cmpint (buffer[0], ==, '3');
  g_assert_cmpint (source_read_at (source, 6, buffer, sizeof buffer), ==, 1);
  g_assert_cmpint (buffer[0], ==, '9');
  source_close (source);

  /* a pipe, which stays open and blocking for whoever shares it */
  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (dup2 (ends[0], STDIN_FILENO), ==, STDIN_FILENO);
  g_assert_cmpint (write (ends[1], "piped", 5), ==, 5);
  g_assert_true (source_open (source, NULL));
  g_assert_cmpint (source_length (source), ==, -1);
  g_assert_cmpint (source_read (source, buffer, sizeof buffer), ==, 5);
  assert_read_is_cancelled (source);
  g_assert_cmpint (fcntl (STDIN_FILENO, F_GETFL) & O_NONBLOCK, ==, 0);
  source_close (source);
  g_assert_cmpint (fcntl (STDIN_FILENO, F_GETFD), >=, 0);

  /* none at all */
  close (STDIN_FILENO);
  g_assert_false (source_open (source, &error));
  g_assert_error (error, G_IO_ERROR, (int) g_io_error_from_errno (EBADF));
  g_assert_cmpstr (error->message, ==, "could not open standard input: Bad file descriptor");

  dup2 (kept, STDIN_FILENO);
  close (kept);
  close (fd);
  close (ends[0]);
  close (ends[1]);
}

static void
test_check (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetSource) source = source_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_element_check (SWEET_ELEMENT (source), &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE);
  g_assert_cmpstr (error->message, ==, "file: path is not set: name the file to read, or - for standard input");

  g_clear_error (&error);
  g_object_set (source, "path", "", NULL);
  g_assert_false (sweet_element_check (SWEET_ELEMENT (source), &error));

  g_clear_error (&error);
  g_object_set (source, "path", "/nowhere", NULL);
  g_assert_true (sweet_element_check (SWEET_ELEMENT (source), &error));
  g_assert_no_error (error);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("what the file source reads and says");

  sweet_test_add ("/sweet/file-source/read-at", test_read_at);
  sweet_test_add ("/sweet/file-source/read-at-threads", test_read_at_threads);
  sweet_test_add ("/sweet/file-source/read-regular", test_read_regular);
  sweet_test_add ("/sweet/file-source/empty", test_empty);
  sweet_test_add ("/sweet/file-source/descriptors", test_descriptors);
  sweet_test_add ("/sweet/file-source/close-on-exec", test_close_on_exec);
  sweet_test_add ("/sweet/file-source/fifo", test_fifo);
  sweet_test_add ("/sweet/file-source/cancel", test_cancel);
  sweet_test_add ("/sweet/file-source/interrupted", test_interrupted);
  sweet_test_add ("/sweet/file-source/proc", test_proc);
  sweet_test_add ("/sweet/file-source/sys", test_sys);
  sweet_test_add ("/sweet/file-source/device", test_device);
  sweet_test_add ("/sweet/file-source/errors", test_errors);
  sweet_test_add ("/sweet/file-source/socket", test_socket);
  sweet_test_add ("/sweet/file-source/unreadable", test_unreadable);
  sweet_test_add ("/sweet/file-source/shrunk", test_shrunk);
  sweet_test_add ("/sweet/file-source/grown", test_grown);
  sweet_test_add ("/sweet/file-source/replaced", test_replaced);
  sweet_test_add ("/sweet/file-source/standard-input", test_standard_input);
  sweet_test_add ("/sweet/file-source/check", test_check);

  return g_test_run ();
}
