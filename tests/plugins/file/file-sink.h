/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* a file sink without a pipeline, as the engine would call it */

#include <sweet/sweet.h>

#include "sweet-test.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static inline SweetSink *
sink_new (const char *path)
{
  g_autoptr (GError) error = NULL;
  SweetElement *element = sweet_element_new (SWEET_ELEMENT_KIND_SINK, "file", &error);

  g_assert_no_error (error);
  g_object_set (element, "path", path, NULL);

  return SWEET_SINK (element);
}

static inline gboolean
sink_open (SweetSink *sink,
           GError **error)
{
  return SWEET_SINK_GET_CLASS (sink)->open (sink, NULL, error);
}

static inline SweetSink *
sink_open_path (const char *path)
{
  g_autoptr (GError) error = NULL;
  SweetSink *sink = sink_new (path);

  sink_open (sink, &error);
  g_assert_no_error (error);

  return sink;
}

static inline void
sink_write (SweetSink *sink,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  SWEET_SINK_GET_CLASS (sink)->write (sink, (const guint8 *) text, strlen (text), NULL, &error);
  g_assert_no_error (error);
}

static inline gboolean
sink_try_write (SweetSink *sink,
                const char *text,
                gsize size,
                GCancellable *cancellable,
                GError **error)
{
  return SWEET_SINK_GET_CLASS (sink)->write (sink, (const guint8 *) text, size, cancellable, error);
}

static inline void
sink_close (SweetSink *sink,
            gboolean complete)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (SWEET_SINK_GET_CLASS (sink)->close (sink, complete, &error));
  g_assert_no_error (error);
}

static inline void
assert_contents (const char *path,
                 const char *expected)
{
  g_autofree char *contents = sweet_test_read (path, NULL);

  g_assert_cmpstr (contents, ==, expected);
}

/* runs a part of a test where it can do things to the process that cannot be undone */
static inline void
in_child (SweetTest *test,
          void (*part) (SweetTest *test))
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      part (test);
      /* without a leak check, which would see half of what the parent has */
      raise (SIGKILL);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}
