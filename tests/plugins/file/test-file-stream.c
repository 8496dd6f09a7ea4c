/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "file-sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>

static void
test_devices (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *link = sweet_test_path (test, "null");
  g_autoptr (SweetSink) null = NULL;
  g_autoptr (SweetSink) full = sink_open_path ("/dev/full");
  g_autoptr (GError) error = NULL;
  struct stat info;

  g_assert_cmpint (symlink ("/dev/null", link), ==, 0);
  null = sink_open_path (link);
  sink_write (null, "gone");
  sink_close (null, TRUE);
  g_assert_cmpint (stat ("/dev/null", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));

  g_assert_false (sink_try_write (full, "x", 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, "could not write “/dev/full”: No space left on device");
  sink_close (full, FALSE);
}

typedef struct
{
  const char *path;
  gsize wanted;
  GByteArray *got;
} Reader;

static gpointer
reader_thread (gpointer data)
{
  Reader *reader = data;
  guint8 buffer[1000];
  gssize n;
  int fd;

  g_usleep (30000);
  fd = open (reader->path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);

  while (reader->got->len < reader->wanted && (n = read (fd, buffer, sizeof buffer)) > 0)
    g_byte_array_append (reader->got, buffer, (guint) n);
  close (fd);

  return NULL;
}

/* more than a FIFO holds, so that writing has to wait and goes on in the middle */
static void
test_fifo (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autoptr (GByteArray) got = g_byte_array_new ();
  g_autofree char *text = g_malloc (300000);
  Reader reader = { path, G_MAXSIZE, got };
  g_autoptr (SweetSink) sink = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;
  struct stat info;

  for (guint i = 0; i < 300000; i++)
    text[i] = (char) ('a' + i % 23);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);

  thread = g_thread_new ("reader", reader_thread, &reader);
  sink = sink_open_path (path);
  g_assert_true (sink_try_write (sink, text, 300000, NULL, &error));
  g_assert_no_error (error);
  sink_close (sink, TRUE);
  g_thread_join (thread);

  g_assert_cmpuint (got->len, ==, 300000);
  g_assert_true (memcmp (got->data, text, got->len) == 0);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (30000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
assert_write_is_cancelled (SweetSink *sink)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_malloc0 (3000000);
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

  g_assert_false (sink_try_write (sink, text, 3000000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_cancel (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autofree char *regular = sweet_test_path (test, "regular");
  g_autoptr (SweetSink) sink = sink_new (path);
  g_autoptr (SweetSink) file = sink_open_path (regular);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  int fd;

  /* while there is no reader */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (SWEET_SINK_GET_CLASS (sink)->open (sink, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);

  /* while the reader does not read */
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_true (sink_open (sink, NULL));
  assert_write_is_cancelled (sink);
  sink_close (sink, FALSE);
  close (fd);

  /* at once where it would not wait */
  g_clear_error (&error);
  g_assert_false (sink_try_write (file, "x", 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sink_close (file, FALSE);
}

static void
test_reader_gone (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autofree char *message = g_strdup_printf ("could not write “%s”: Broken pipe", path);
  g_autoptr (SweetSink) sink = NULL;
  g_autoptr (GError) error = NULL;
  sigset_t before;
  sigset_t after;
  int fd;

  signal (SIGPIPE, SIG_DFL);
  pthread_sigmask (SIG_SETMASK, NULL, &before);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  sink = sink_open_path (path);
  sink_write (sink, "read by nobody");
  close (fd);

  g_assert_false (sink_try_write (sink, "x", 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpstr (error->message, ==, message);
  sink_close (sink, FALSE);

  /* nothing is left of the signal */
  pthread_sigmask (SIG_SETMASK, NULL, &after);
  g_assert_cmpint (sigismember (&after, SIGPIPE), ==, sigismember (&before, SIGPIPE));
  sigpending (&after);
  g_assert_cmpint (sigismember (&after, SIGPIPE), ==, 0);
}

/* a signal that was pending before is not ours to take */
static void
test_pending_signal (SweetTest *test,
                     gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autoptr (SweetSink) sink = NULL;
  sigset_t pipe_signal;
  sigset_t pending;
  int fd;

  sigemptyset (&pipe_signal);
  sigaddset (&pipe_signal, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe_signal, NULL);
  raise (SIGPIPE);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  sink = sink_open_path (path);
  close (fd);
  g_assert_false (sink_try_write (sink, "x", 1, NULL, NULL));
  sink_close (sink, FALSE);

  sigpending (&pending);
  g_assert_cmpint (sigismember (&pending, SIGPIPE), ==, 1);
  sigwaitinfo (&pipe_signal, NULL);
  pthread_sigmask (SIG_UNBLOCK, &pipe_signal, NULL);
}

/* puts another descriptor in the place of standard output; the test writes nothing meanwhile */
static int
redirect_output (int fd)
{
  int kept;

  fflush (stdout);
  kept = dup (STDOUT_FILENO);
  g_assert_cmpint (dup2 (fd, STDOUT_FILENO), ==, STDOUT_FILENO);

  return kept;
}

static void
restore_output (int kept)
{
  dup2 (kept, STDOUT_FILENO);
  close (kept);
}

static void
test_standard_output (SweetTest *test,
                      gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");
  g_autoptr (SweetSink) sink = sink_new ("-");
  char buffer[16];
  int ends[2];
  int kept;
  int fd;

  /* a file is written where it stands, not replaced */
  fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (write (fd, "before ", 7), ==, 7);
  kept = redirect_output (fd);
  g_assert_true (sink_open (sink, NULL));
  sink_write (sink, "during ");
  sink_close (sink, TRUE);
  restore_output (kept);
  g_assert_cmpint (write (fd, "after", 5), ==, 5);
  close (fd);
  assert_contents (path, "before during after");

  /* a pipe, which others still find blocking; a full one can be given up */
  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  kept = redirect_output (ends[1]);
  g_assert_true (sink_open (sink, NULL));
  sink_write (sink, "piped");
  g_assert_cmpint (read (ends[0], buffer, sizeof buffer), ==, 5);
  assert_write_is_cancelled (sink);
  g_assert_cmpint (fcntl (STDOUT_FILENO, F_GETFL) & O_NONBLOCK, ==, 0);
  sink_close (sink, FALSE);
  g_assert_cmpint (fcntl (STDOUT_FILENO, F_GETFD), >=, 0);
  restore_output (kept);
  close (ends[0]);
  close (ends[1]);
}

typedef struct
{
  int fd;
  gsize n_bytes;
} Drain;

static gpointer
drain_thread (gpointer data)
{
  Drain *drain = data;
  char buffer[5000];
  gssize n;

  while ((n = read (drain->fd, buffer, sizeof buffer)) > 0)
    drain->n_bytes += (gsize) n;

  return NULL;
}

/* what cannot be opened a second time is asked before each write */
static void
test_standard_socket (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetSink) sink = sink_new ("-");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_malloc0 (1000000);
  Drain drain = { 0 };
  GThread *thread;
  int ends[2];
  int kept;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  drain.fd = ends[0];
  kept = redirect_output (ends[1]);

  thread = g_thread_new ("drain", drain_thread, &drain);
  g_assert_true (sink_open (sink, NULL));
  g_assert_true (sink_try_write (sink, text, 1000000, NULL, &error));
  g_assert_no_error (error);
  sink_close (sink, TRUE);
  shutdown (ends[1], SHUT_WR);
  g_thread_join (thread);
  g_assert_cmpuint (drain.n_bytes, ==, 1000000);
  restore_output (kept);
  close (ends[0]);
  close (ends[1]);

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  kept = redirect_output (ends[1]);
  g_assert_true (sink_open (sink, NULL));
  assert_write_is_cancelled (sink);
  g_assert_false (sink_try_write (sink, "x", 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpstr (error->message, ==, "standard output lacks what was to be written before: a write took too long");
  g_clear_error (&error);
  sink_close (sink, FALSE);
  g_assert_true (sink_open (sink, NULL));
  close (ends[0]);
  g_assert_false (sink_try_write (sink, "x", 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpstr (error->message, ==, "could not write standard output: Broken pipe");
  sink_close (sink, FALSE);
  restore_output (kept);
  close (ends[1]);
}

static void
close_output (SweetTest *test)
{
  g_autoptr (SweetSink) sink = sink_new ("-");
  g_autoptr (GError) error = NULL;

  close (STDOUT_FILENO);
  g_assert_false (sink_open (sink, &error));
  g_assert_error (error, G_IO_ERROR, (int) g_io_error_from_errno (EBADF));
  g_assert_cmpstr (error->message, ==, "could not open standard output: Bad file descriptor");
}

static void
test_no_output (SweetTest *test,
                gconstpointer data)
{
  in_child (test, close_output);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("what a file sink writes directly: devices, pipes and standard output");

  sweet_test_add ("/sweet/file-stream/devices", test_devices);
  sweet_test_add ("/sweet/file-stream/fifo", test_fifo);
  sweet_test_add ("/sweet/file-stream/cancel", test_cancel);
  sweet_test_add ("/sweet/file-stream/reader-gone", test_reader_gone);
  sweet_test_add ("/sweet/file-stream/pending-signal", test_pending_signal);
  sweet_test_add ("/sweet/file-stream/standard-output", test_standard_output);
  sweet_test_add ("/sweet/file-stream/standard-socket", test_standard_socket);
  sweet_test_add ("/sweet/file-stream/no-output", test_no_output);

  return g_test_run ();
}
