/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-test.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SWEET_TEST_BUILD_FACTOR 5
#else
#define SWEET_TEST_BUILD_FACTOR 1
#endif

#ifdef __has_feature
#define SWEET_TEST_WATCHES_THREADS __has_feature (thread_sanitizer)
#else
#define SWEET_TEST_WATCHES_THREADS 0
#endif

/* a signal, because a thread or a source would need the main loop or the locks that hang */
static void
sweet_test_watchdog_cb (int signum)
{
  static const char message[] = "\n# the watchdog ends this test: it hangs\n";
  gssize written = write (STDERR_FILENO, message, sizeof message - 1);

  (void) written;
  abort ();
}

guint
sweet_test_time_factor (void)
{
  const char *factor = g_getenv ("SWEET_TEST_TIME_FACTOR");

  return SWEET_TEST_BUILD_FACTOR * (factor != NULL ? MAX (1, (guint) atoi (factor)) : 1);
}

gboolean
sweet_test_skip_fork (void)
{
#if SWEET_TEST_WATCHES_THREADS
  g_test_skip ("ThreadSanitizer knows no threads in the child of a process that had some");
  return TRUE;
#else
  return FALSE;
#endif
}

void
sweet_test_set_watchdog (guint seconds)
{
  struct itimerval timer = { .it_value.tv_sec = seconds * sweet_test_time_factor () };

  signal (SIGALRM, sweet_test_watchdog_cb);
  g_assert_no_errno (setitimer (ITIMER_REAL, &timer, NULL));
}

void
sweet_test_set_up (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sweet_test_set_watchdog (SWEET_TEST_WATCHDOG_SECONDS);

  test->context = g_main_context_new ();
  g_main_context_push_thread_default (test->context);

  test->directory = g_dir_make_tmp ("sweet-test-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
sweet_test_remove (const char *path)
{
  g_autoptr (GDir) dir = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);

  if (dir != NULL)
    {
      for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          sweet_test_remove (child);
        }
    }

  g_remove (path);
}

void
sweet_test_tear_down (SweetTest *test,
                      gconstpointer data)
{
  while (g_main_context_iteration (test->context, FALSE))
    ;

  g_main_context_pop_thread_default (test->context);
  g_clear_pointer (&test->context, g_main_context_unref);

  sweet_test_remove (test->directory);
  g_assert_false (g_file_test (test->directory, G_FILE_TEST_EXISTS));
  g_clear_pointer (&test->directory, g_free);

  sweet_test_set_watchdog (0);
}

void
sweet_test_store_result_cb (GObject *source,
                            GAsyncResult *result,
                            gpointer user_data)
{
  GAsyncResult **stored = user_data;

  g_assert_null (*stored);
  *stored = g_object_ref (result);
}

GAsyncResult *
sweet_test_wait_result (SweetTest *test,
                        GAsyncResult **result)
{
  sweet_test_wait_for (test, *result != NULL);

  return g_steal_pointer (result);
}

char *
sweet_test_path (SweetTest *test,
                 const char *name)
{
  return g_build_filename (test->directory, name, NULL);
}

char *
sweet_test_write (SweetTest *test,
                  const char *name,
                  const char *contents,
                  gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = sweet_test_path (test, name);

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

char *
sweet_test_read (const char *path,
                 gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_file_get_contents (path, &contents, length, &error);
  g_assert_no_error (error);

  return contents;
}

char *
sweet_test_sample (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "samples", name, NULL);
}

/* a watchdog that aborts the test must not leave its children behind */
static void
sweet_test_child_setup_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static char *
sweet_test_take_text (GBytes *bytes,
                      gsize *length)
{
  gconstpointer data = g_bytes_get_data (bytes, length);
  char *text = g_malloc0 (*length + 1);

  /* an empty GBytes has no data */
  if (*length > 0)
    memcpy (text, data, *length);

  return text;
}

typedef struct
{
  int fd;
  GBytes *bytes;
} SweetTestInput;

/* a program that ends without reading all of its input is no failure of the test */
static gpointer
sweet_test_feed_thread (gpointer data)
{
  SweetTestInput *input = data;
  gsize left;
  const char *p = g_bytes_get_data (input->bytes, &left);
  sigset_t pipe_signal;

  sigemptyset (&pipe_signal);
  sigaddset (&pipe_signal, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe_signal, NULL);

  while (left > 0)
    {
      gssize n = write (input->fd, p, left);

      if (n < 0)
        break;
      p += n;
      left -= (gsize) n;
    }

  close (input->fd);

  return NULL;
}

SweetTestRun *
sweet_test_run (SweetTest *test,
                const char *const *argv,
                const char *input,
                gssize input_length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  SweetTestInput feed = { 0 };
  GThread *feeder;
  SweetTestRun *run = g_new0 (SweetTestRun, 1);
  int fds[2];

  g_unix_open_pipe (fds, FD_CLOEXEC, &error);
  g_assert_no_error (error);

  g_subprocess_launcher_take_stdin_fd (launcher, fds[0]);
  g_subprocess_launcher_set_cwd (launcher, test->directory);
  g_subprocess_launcher_set_child_setup (launcher, sweet_test_child_setup_cb, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);

  /* this end of the child's stdin */
  g_subprocess_launcher_close (launcher);

  feed.fd = fds[1];
  feed.bytes = input == NULL ? g_bytes_new_static ("", 0) : g_bytes_new (input, input_length < 0 ? strlen (input) : (gsize) input_length);
  feeder = g_thread_new ("feed", sweet_test_feed_thread, &feed);

  g_subprocess_communicate (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);

  g_thread_join (feeder);
  g_bytes_unref (feed.bytes);

  if (g_subprocess_get_if_signaled (process))
    run->exit_status = 128 + g_subprocess_get_term_sig (process);
  else
    run->exit_status = g_subprocess_get_exit_status (process);
  run->out = sweet_test_take_text (out, &run->out_length);
  run->err = sweet_test_take_text (err, &run->err_length);

  return run;
}

void
sweet_test_run_free (SweetTestRun *run)
{
  g_free (run->out);
  g_free (run->err);
  g_free (run);
}
