/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "file-sink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define NOBODY 65534

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* the names in a directory, sorted, with a blank between them */
static void
assert_names (const char *directory,
              const char *expected)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (" ", (char **) names->pdata);

  g_assert_cmpstr (joined, ==, expected);
}

/* from now on the system call fails; with flags only when the third argument has all of them */
static void
deny (long number,
      guint32 flags,
      int errsv)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) number, 0, 4),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[2])),
    BPF_STMT (BPF_ALU | BPF_AND | BPF_K, flags),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, flags, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint32) errsv),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

static void
deny_rename (int errsv)
{
#ifdef SYS_renameat
  deny (SYS_renameat, 0, errsv);
#endif
  deny (SYS_renameat2, 0, errsv);
}

static void
become_nobody (void)
{
  if (geteuid () == 0)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
}

static void
test_new (SweetTest *test,
          gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");
  g_autoptr (SweetSink) sink = NULL;
  struct stat info;
  mode_t umask_before = umask (027);

  sink = sink_open_path (path);
  assert_names (test->directory, "");
  sink_write (sink, "one\n");
  sink_write (sink, "");
  sink_write (sink, "two\n");
  assert_names (test->directory, "");

  sink_close (sink, TRUE);
  assert_names (test->directory, "out");
  assert_contents (path, "one\ntwo\n");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode, ==, S_IFREG | 0640);
  g_assert_cmpint ((int) info.st_nlink, ==, 1);

  umask (umask_before);
}

static void
test_nothing_written (SweetTest *test,
                      gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");
  g_autoptr (SweetSink) sink = sink_open_path (path);

  sink_close (sink, TRUE);
  assert_contents (path, "");
}

static void
test_replace (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "out", "old", 3);
  g_autoptr (SweetSink) sink = NULL;
  struct stat info;

  g_assert_cmpint (chmod (path, 0604), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (path, 1234, 4321), ==, 0);

  sink = sink_open_path (path);
  sink_write (sink, "new");
  assert_contents (path, "old");
  assert_names (test->directory, "out");

  sink_close (sink, TRUE);
  assert_contents (path, "new");
  assert_names (test->directory, "out");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode, ==, S_IFREG | 0604);
  if (geteuid () == 0)
    {
      g_assert_cmpint (info.st_uid, ==, 1234);
      g_assert_cmpint (info.st_gid, ==, 4321);
    }
}

/* a run again with the same element, without waiting for the disk */
static void
test_again (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");
  g_autoptr (SweetSink) sink = sink_new (path);
  gboolean sync = FALSE;

  g_object_get (sink, "sync", &sync, NULL);
  g_assert_true (sync);
  g_object_set (sink, "sync", FALSE, NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (sink_open (sink, NULL));
      sink_write (sink, i == 0 ? "first" : "again");
      sink_close (sink, TRUE);
    }
  assert_contents (path, "again");
  assert_names (test->directory, "out");
}

static void
test_abort (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *old = sweet_test_write (test, "old", "old", 3);
  g_autofree char *new = sweet_test_path (test, "new");
  g_autoptr (SweetSink) replacing = sink_open_path (old);
  g_autoptr (SweetSink) creating = sink_open_path (new);
  g_autofree char *other = sweet_test_path (test, "other");
  SweetSink *forgotten = sink_open_path (other);

  sink_write (replacing, "new");
  sink_write (creating, "new");
  sink_write (forgotten, "new");
  sink_close (replacing, FALSE);
  sink_close (creating, FALSE);
  g_object_unref (forgotten);

  assert_contents (old, "old");
  assert_names (test->directory, "old");
}

static void
write_and_die (SweetTest *test)
{
  g_autofree char *old = sweet_test_path (test, "old");
  g_autofree char *new = sweet_test_path (test, "new");
  g_autoptr (SweetSink) replacing = sink_open_path (old);
  g_autoptr (SweetSink) creating = sink_open_path (new);

  sink_write (replacing, "new");
  sink_write (creating, "new");
  raise (SIGKILL);
}

static void
test_killed (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *old = sweet_test_write (test, "old", "old", 3);
  int status;
  pid_t child = fork ();

  if (child == 0)
    write_and_die (test);

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  assert_contents (old, "old");
  assert_names (test->directory, "old");
}

/* somebody else makes the file while it is written: the one that completes last stands. another sink of the program
 * may not. */
static void
test_race (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");
  g_autofree char *other = NULL;
  g_autoptr (SweetSink) one = sink_open_path (path);
  g_autoptr (SweetSink) again = sink_new (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (sink_open (again, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  sink_write (one, "one");
  other = sweet_test_write (test, "out", "other", 5);
  sink_close (one, TRUE);
  assert_contents (path, "one");
  g_assert_true (sink_open (again, NULL));
  sink_write (again, "again");
  sink_close (again, TRUE);
  assert_contents (path, "again");
  assert_names (test->directory, "out");
}

static void
test_links (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *below = sweet_test_path (test, "below");
  g_autofree char *target = sweet_test_path (test, "below/target");
  g_autofree char *relative = sweet_test_path (test, "below/relative");
  g_autofree char *first = sweet_test_path (test, "first");
  g_autofree char *second = sweet_test_path (test, "second");
  g_autofree char *link = NULL;

  g_assert_cmpint (mkdir (below, 0700), ==, 0);
  g_assert_cmpint (symlink ("target", relative), ==, 0);
  g_assert_cmpint (symlink ("below/relative", first), ==, 0);
  g_assert_cmpint (symlink (first, second), ==, 0);

  /* first to what is not there yet, then to what is */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetSink) sink = sink_open_path (i == 0 ? second : relative);

      sink_write (sink, i == 0 ? "made" : "replaced");
      sink_close (sink, TRUE);
      assert_contents (target, i == 0 ? "made" : "replaced");
      assert_names (below, "relative target");
    }

  link = g_file_read_link (relative, NULL);
  g_assert_cmpstr (link, ==, "target");
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
}

/* a relative path means the directory in which the run began */
static void
change_directory (SweetTest *test)
{
  g_autoptr (SweetSink) sink = NULL;

  g_assert_cmpint (chdir (test->directory), ==, 0);
  sink = sink_open_path ("out");
  sink_write (sink, "here");
  g_assert_cmpint (chdir ("/"), ==, 0);
  sink_close (sink, TRUE);
}

static void
test_relative (SweetTest *test,
               gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");

  in_child (test, change_directory);
  assert_contents (path, "here");
}

static void
test_long_name (SweetTest *test,
                gconstpointer data)
{
  g_autofree char *name = g_strnfill (NAME_MAX, 'n');
  g_autofree char *path = sweet_test_path (test, name);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetSink) sink = sink_open_path (path);

      sink_write (sink, "x");
      sink_close (sink, TRUE);
    }
  assert_names (test->directory, name);
}

static void
assert_open_fails (const char *path,
                   GIOErrorEnum code,
                   const char *format)
{
  g_autoptr (SweetSink) sink = sink_new (path);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *message = g_strjoinv (path, parts);

  g_assert_false (sink_open (sink, &error));
  g_assert_error (error, G_IO_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *slash = g_strconcat (test->directory, "/out/", NULL);
  g_autofree char *no_directory = sweet_test_path (test, "missing/out");
  g_autofree char *file = sweet_test_write (test, "file", "x", 1);
  g_autofree char *below = g_build_filename (file, "below", NULL);
  g_autofree char *loop = sweet_test_path (test, "loop");

  g_assert_cmpint (symlink ("loop", loop), ==, 0);

  assert_open_fails (test->directory, G_IO_ERROR_IS_DIRECTORY, "could not open “%s”: Is a directory");
  assert_open_fails (slash, G_IO_ERROR_IS_DIRECTORY, "could not open “%s”: Is a directory");
  assert_open_fails (no_directory, G_IO_ERROR_NOT_FOUND, "could not open the directory of “%s”: No such file or directory");
  assert_open_fails (below, G_IO_ERROR_NOT_DIRECTORY, "could not open the directory of “%s”: Not a directory");
  assert_open_fails (loop, G_IO_ERROR_TOO_MANY_LINKS, "could not open “%s”: Too many levels of symbolic links");
  assert_names (test->directory, "file loop");
}

static void
write_as_nobody (SweetTest *test)
{
  g_autofree char *secret = sweet_test_path (test, "secret");
  g_autofree char *new = sweet_test_path (test, "new");

  become_nobody ();
  assert_open_fails (secret, G_IO_ERROR_PERMISSION_DENIED, "could not open “%s”: Permission denied");
  assert_open_fails (new, G_IO_ERROR_PERMISSION_DENIED, "could not create a temporary file beside “%s”: Permission denied");
}

static void
test_forbidden (SweetTest *test,
                gconstpointer data)
{
  g_autofree char *secret = sweet_test_write (test, "secret", "x", 1);

  g_assert_cmpint (chmod (secret, 0444), ==, 0);
  g_assert_cmpint (chmod (test->directory, 0555), ==, 0);
  in_child (test, write_as_nobody);

  /* in a directory where everybody may replace it, the file itself says no */
  g_assert_cmpint (chmod (test->directory, 0777), ==, 0);
  assert_contents (secret, "x");
}

static void
replace_read_only (SweetTest *test)
{
  g_autofree char *secret = sweet_test_path (test, "secret");

  become_nobody ();
  assert_open_fails (secret, G_IO_ERROR_PERMISSION_DENIED, "could not open “%s”: Permission denied");
}

static void
test_read_only (SweetTest *test,
                gconstpointer data)
{
  g_autofree char *secret = sweet_test_write (test, "secret", "x", 1);

  g_assert_cmpint (chmod (secret, 0444), ==, 0);
  g_assert_cmpint (chmod (test->directory, 0777), ==, 0);
  in_child (test, replace_read_only);
  assert_contents (secret, "x");
}

/* somebody who may write the file and not give it away gets it, without what the group could do */
static void
replace_as_nobody (SweetTest *test)
{
  g_autofree char *path = sweet_test_path (test, "shared");
  g_autoptr (SweetSink) sink = NULL;
  struct stat info;

  become_nobody ();
  sink = sink_open_path (path);
  sink_write (sink, "new");
  sink_close (sink, TRUE);

  assert_contents (path, "new");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_uid, ==, NOBODY);
  g_assert_cmpint (info.st_mode, ==, S_IFREG | 0606);
}

static void
test_shared (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "shared", "old", 3);

  if (geteuid () != 0)
    {
      g_test_skip ("only root can make a file of somebody else");
      return;
    }

  g_assert_cmpint (chown (path, 1234, 4321), ==, 0);
  g_assert_cmpint (chmod (path, 0666), ==, 0);
  g_assert_cmpint (chmod (test->directory, 0777), ==, 0);
  in_child (test, replace_as_nobody);
}

/* where a file cannot be without a name */
static void
write_named (SweetTest *test)
{
  g_autofree char *old = sweet_test_path (test, "old");
  g_autofree char *new = sweet_test_path (test, "new");
  g_autofree char *other = sweet_test_path (test, "other");
  g_autoptr (SweetSink) replacing = NULL;
  g_autoptr (SweetSink) creating = NULL;
  g_autoptr (SweetSink) aborting = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n_names = 0;
  struct stat info;

  deny (SYS_openat, O_TMPFILE, EOPNOTSUPP);
  replacing = sink_open_path (old);
  creating = sink_open_path (new);
  aborting = sink_open_path (other);

  dir = g_dir_open (test->directory, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    n_names += g_str_has_prefix (name, ".old.") || g_str_has_prefix (name, ".new.") || g_str_has_prefix (name, ".other.");
  g_assert_cmpuint (n_names, ==, 3);

  sink_write (replacing, "newer");
  sink_write (creating, "new");
  sink_write (aborting, "nothing");
  assert_contents (old, "old");

  sink_close (aborting, FALSE);
  sink_close (replacing, TRUE);
  sink_close (creating, TRUE);
  assert_contents (old, "newer");
  assert_contents (new, "new");
  g_assert_cmpint (stat (old, &info), ==, 0);
  g_assert_cmpint (info.st_mode, ==, S_IFREG | 0604);
}

static void
test_named (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *old = sweet_test_write (test, "old", "old", 3);

  g_assert_cmpint (chmod (old, 0604), ==, 0);
  in_child (test, write_named);
  assert_names (test->directory, "new old");
}

static void
assert_close_fails (SweetTest *test,
                    GIOErrorEnum code,
                    const char *format)
{
  g_autofree char *path = sweet_test_path (test, "old");
  g_autoptr (SweetSink) sink = sink_open_path (path);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *message = g_strjoinv (path, parts);

  sink_write (sink, "new");
  g_assert_false (SWEET_SINK_GET_CLASS (sink)->close (sink, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
fail_sync (SweetTest *test)
{
  deny (SYS_fsync, 0, EIO);
  assert_close_fails (test, G_IO_ERROR_FAILED, "could not write “%s”: Input/output error");
}

static void
fail_rename (SweetTest *test)
{
  deny_rename (EIO);
  assert_close_fails (test, G_IO_ERROR_FAILED, "could not put the complete file in the place of “%s”: Input/output error");
}

static void
fail_link (SweetTest *test)
{
  deny (SYS_linkat, 0, ENOSPC);
  assert_close_fails (test, G_IO_ERROR_NO_SPACE, "could not put the complete file in the place of “%s”: No space left on device");
}

static void
fail_named (SweetTest *test)
{
  deny (SYS_openat, O_TMPFILE, EOPNOTSUPP);
  fail_sync (test);
}

static void
fail_named_rename (SweetTest *test)
{
  deny (SYS_openat, O_TMPFILE, EOPNOTSUPP);
  fail_rename (test);
}

static void
fail_create (SweetTest *test)
{
  g_autofree char *path = sweet_test_path (test, "old");

  deny (SYS_openat, O_CREAT, EROFS);
  deny (SYS_openat, O_TMPFILE, EROFS);
  assert_open_fails (path, G_IO_ERROR_READ_ONLY, "could not create a temporary file beside “%s”: Read-only file system");
}

static void
fail_mode (SweetTest *test)
{
  g_autofree char *path = sweet_test_path (test, "old");

  deny (SYS_fchmod, 0, EPERM);
  assert_open_fails (path, G_IO_ERROR_PERMISSION_DENIED, "could not set the mode of a temporary file beside “%s”: Operation not permitted");
}

static void
fail_write (SweetTest *test)
{
  g_autofree char *path = sweet_test_path (test, "old");
  g_autofree char *message = g_strdup_printf ("could not write “%s”: No space left on device", path);
  g_autofree char *text = g_malloc0 (4096);
  g_autoptr (SweetSink) sink = sink_open_path (path);
  g_autoptr (GError) error = NULL;

  sink_write (sink, "new");
  /* this many bytes at a time, as other writes go on */
  deny (SYS_write, 4096, ENOSPC);
  g_assert_false (sink_try_write (sink, text, 4096, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, message);
  sink_close (sink, FALSE);
}

/* whatever fails on the way, the old file stays and nothing is beside it */
static void
test_faults (SweetTest *test,
             gconstpointer data)
{
  void (*const parts[]) (SweetTest *) = {
    fail_sync,
    fail_rename,
    fail_link,
    fail_named,
    fail_named_rename,
    fail_create,
    fail_mode,
    fail_write,
  };
  g_autofree char *old = sweet_test_write (test, "old", "old", 3);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      in_child (test, parts[i]);
      assert_contents (old, "old");
      assert_names (test->directory, "old");
    }
}

/* a file system that cannot sync a directory is none of our business */
static void
fail_nothing (SweetTest *test)
{
  g_autofree char *path = sweet_test_path (test, "out");
  g_autoptr (SweetSink) sink = sink_new (path);

  deny (SYS_fsync, 0, EIO);
  g_object_set (sink, "sync", FALSE, NULL);
  g_assert_true (sink_open (sink, NULL));
  sink_write (sink, "new");
  sink_close (sink, TRUE);
}

static void
test_without_sync (SweetTest *test,
                   gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "out");

  in_child (test, fail_nothing);
  assert_contents (path, "new");
}

static void
test_check (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetSink) sink = sink_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_element_check (SWEET_ELEMENT (sink), &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE);
  g_assert_cmpstr (error->message, ==, "file: path is not set: name the file to write, or - for standard output");

  g_object_set (sink, "path", "/nowhere", NULL);
  g_assert_true (sweet_element_check (SWEET_ELEMENT (sink), NULL));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("the file that a file sink replaces, and what it leaves behind when it cannot");

  sweet_test_add ("/sweet/file-sink/new", test_new);
  sweet_test_add ("/sweet/file-sink/nothing-written", test_nothing_written);
  sweet_test_add ("/sweet/file-sink/replace", test_replace);
  sweet_test_add ("/sweet/file-sink/again", test_again);
  sweet_test_add ("/sweet/file-sink/abort", test_abort);
  sweet_test_add ("/sweet/file-sink/killed", test_killed);
  sweet_test_add ("/sweet/file-sink/race", test_race);
  sweet_test_add ("/sweet/file-sink/links", test_links);
  sweet_test_add ("/sweet/file-sink/relative", test_relative);
  sweet_test_add ("/sweet/file-sink/long-name", test_long_name);
  sweet_test_add ("/sweet/file-sink/errors", test_errors);
  sweet_test_add ("/sweet/file-sink/forbidden", test_forbidden);
  sweet_test_add ("/sweet/file-sink/read-only", test_read_only);
  sweet_test_add ("/sweet/file-sink/shared", test_shared);
  sweet_test_add ("/sweet/file-sink/named", test_named);
  sweet_test_add ("/sweet/file-sink/faults", test_faults);
  sweet_test_add ("/sweet/file-sink/without-sync", test_without_sync);
  sweet_test_add ("/sweet/file-sink/check", test_check);

  return g_test_run ();
}
