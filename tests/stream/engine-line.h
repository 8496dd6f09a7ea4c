/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "engine-elements.h"

/* Putting pipelines together for tests of the engine: each function takes the builder and returns one. */

typedef SweetEmittingTaskBuilder *TestLine;

static inline TestLine
test_line_source (TestLine line,
                  GType type,
                  TestSpec *spec,
                  guint64 block_size)
{
  g_autoptr (SweetSource) source = g_object_new (type, "block-size", block_size, NULL);

  ((TestSource *) source)->spec = spec;
  return sweet_emitting_task_builder_with_source (line, source);
}

static inline TestLine
test_line_process (TestLine line,
                   GType type,
                   TestSpec *spec)
{
  g_autoptr (SweetProcessor) processor = g_object_new (type, NULL);

  ((TestProcessor *) processor)->spec = spec;
  return sweet_emitting_task_builder_with_processor (line, processor);
}

/* a processor or a format of a plugin, with one option or NULL */
static inline TestLine
test_line_add (TestLine line,
               SweetElementKind kind,
               const char *name,
               const char *option,
               const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) element = sweet_element_new (kind, name, &error);

  g_assert_no_error (error);
  if (option != NULL)
    g_object_set (element, option, value, NULL);
  if (kind == SWEET_ELEMENT_KIND_FORMAT)
    return sweet_emitting_task_builder_with_format (line, SWEET_FORMAT (element));
  return sweet_emitting_task_builder_with_processor (line, SWEET_PROCESSOR (element));
}

static inline TestLine
test_line_format (TestLine line,
                  const char *name)
{
  return test_line_add (line, SWEET_ELEMENT_KIND_FORMAT, name, NULL, NULL);
}

static inline TestLine
test_line_sink (TestLine line,
                GType type,
                TestSpec *spec)
{
  g_autoptr (SweetSink) sink = g_object_new (type, NULL);

  ((TestSink *) sink)->spec = spec;
  return sweet_emitting_task_builder_with_sink (line, sink);
}

static inline TestLine
test_line_plan (TestLine line,
                guint workers,
                gboolean unordered,
                void (*plan) (SweetPlan *plan))
{
  g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);

  ((TestStrategy *) strategy)->workers = workers;
  ((TestStrategy *) strategy)->unordered = unordered;
  ((TestStrategy *) strategy)->plan = plan;
  return sweet_emitting_task_builder_with_strategy (line, strategy);
}

/* the same for how the source is read */
static inline TestLine
test_line_read_plan (TestLine line,
                     guint workers,
                     void (*plan) (SweetPlan *plan))
{
  g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);

  ((TestStrategy *) strategy)->workers = workers;
  ((TestStrategy *) strategy)->plan = plan;
  return sweet_emitting_task_builder_with_sender_strategy (line, strategy);
}

static inline TestLine
test_line_workers (TestLine line,
                   guint workers,
                   gboolean unordered)
{
  return test_line_plan (line, workers, unordered, NULL);
}

/* runs and waits in this thread */
static inline SweetEmittingTask *
test_line_start (TestLine line)
{
  g_autoptr (GError) error = NULL;
  SweetEmittingTask *task = sweet_emitting_task_builder_run (line, &error);

  g_assert_no_error (error);
  return task;
}

static inline void
test_line_complete (TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (line);
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_COMPLETED);
}

/* the same for a line that fails, and gives its error */
static inline GError *
test_line_fail (TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (line);
  GError *error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_nonnull (error);
  return error;
}

/* "0 1 2 ... " */
static inline char *
test_numbers (guint first,
              guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u ", first + i);
  return g_string_free (text, FALSE);
}

/* CSV with the columns id and text; some texts have quotes, delimiters and line ends */
static inline char *
test_csv (guint n_rows)
{
  static const char *const texts[] = { "plain", "\"a, b\"", "\"two\nlines\"", "", "\"a \"\"quote\"\"\"" };
  GString *text = g_string_new ("id,text\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, "%u,%s\n", i, texts[i % G_N_ELEMENTS (texts)]);
  return g_string_free (text, FALSE);
}

/* a receiver that appends the first column to a GString */
static inline gboolean
test_receive_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  SweetCell cell;

  sweet_receiver_event_get_cell (event, 0, &cell);
  g_string_append_len (user_data, cell.data, cell.length);
  g_string_append_c (user_data, ' ');
  return TRUE;
}

static inline gboolean
test_receive_chunk_cb (SweetChunk *chunk,
                       SweetCollector *collector,
                       gpointer user_data,
                       GError **error)
{
  test_append_rows (user_data, chunk, sweet_chunk_get_n_rows (chunk));
  return TRUE;
}
