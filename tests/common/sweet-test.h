/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What every test gets: a main context of its own that is the thread's default, a directory that
 * disappears with the test, and a watchdog that aborts the program when the test hangs, also when
 * the hanging call blocks the main loop. Used as
 *
 *   sweet_test_add ("/sweet/units/parse", test_parse);
 *
 * with `static void test_parse (SweetTest *test, gconstpointer data)`. */
typedef struct
{
  GMainContext *context;
  char *directory;
} SweetTest;

/* what a program left behind; the texts end in NUL beyond their length */
typedef struct
{
  int exit_status; /* or 128 + signal, as in a shell */
  char *out;
  gsize out_length;
  char *err;
  gsize err_length;
} SweetTestRun;

#define SWEET_TEST_WATCHDOG_SECONDS 20

void sweet_test_set_up (SweetTest *test,
                        gconstpointer data);
void sweet_test_tear_down (SweetTest *test,
                           gconstpointer data);

#define sweet_test_add_data(path, data, func) \
  g_test_add (path, SweetTest, data, sweet_test_set_up, func, sweet_test_tear_down)
#define sweet_test_add(path, func) sweet_test_add_data (path, NULL, func)

/* starts the watchdog again with another time, longer under valgrind and sanitizers */
void sweet_test_set_watchdog (guint seconds);

/* by how much slower this run is than a plain one */
guint sweet_test_time_factor (void);

/* iterates the context of the test until the condition holds; the watchdog ends it otherwise */
#define sweet_test_wait_for(test, condition)            \
  G_STMT_START                                          \
  {                                                     \
    while (!(condition))                                \
      g_main_context_iteration ((test)->context, TRUE); \
  }                                                     \
  G_STMT_END

/* skips a test whose child process has threads; FALSE where that works */
gboolean sweet_test_skip_fork (void);

/* a GAsyncReadyCallback that keeps the result in a GAsyncResult ** */
void sweet_test_store_result_cb (GObject *source,
                                 GAsyncResult *result,
                                 gpointer user_data);

/* iterates until the result is there, and gives it away */
GAsyncResult *sweet_test_wait_result (SweetTest *test,
                                      GAsyncResult **result);

/* a path inside the test's directory */
char *sweet_test_path (SweetTest *test,
                       const char *name);

/* writes a file into the test's directory and gives its path; length -1 for a string */
char *sweet_test_write (SweetTest *test,
                        const char *name,
                        const char *contents,
                        gssize length);

/* the contents of a file, which must exist */
char *sweet_test_read (const char *path,
                       gsize *length);

/* the path of a file of data/samples */
char *sweet_test_sample (const char *name);

/* runs a program found in PATH in the test's directory; input may be NULL for an empty one */
SweetTestRun *sweet_test_run (SweetTest *test,
                              const char *const *argv,
                              const char *input,
                              gssize input_length);

#define sweet_test_run_args(test, ...) \
  sweet_test_run (test, (const char *const[]){ __VA_ARGS__, NULL }, NULL, 0)

void sweet_test_run_free (SweetTestRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetTestRun, sweet_test_run_free)

G_END_DECLS
