/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

/* ends that come before the end of the input: by the application, by the clock, by a limit */

#define N_ROWS 100

typedef struct
{
  guint workers;
  guint credits;
  guint64 block_size;
  gboolean seekable;
} Way;

static const Way ways[] = {
  { 1, 0, 0, TRUE },
  { 1, 1, 64, FALSE },
  { 2, 0, 32, TRUE },
  { 2, 2, 100, FALSE },
  { 8, 0, 16, TRUE },
};

/* a task that others end, from whatever thread they are on */
typedef struct
{
  GMutex lock;
  GCond changed;
  SweetTask *task;
  TestCall call;
  guint at;
  gboolean cancelled;
  gboolean twice;
} Canceller;

static void
canceller_clear (Canceller *self)
{
  g_clear_object (&self->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Canceller, canceller_clear)

static void
canceller_set (Canceller *self,
               SweetEmittingTask *task)
{
  g_mutex_lock (&self->lock);
  self->task = g_object_ref (SWEET_TASK (task));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
canceller_cancel (Canceller *self)
{
  g_mutex_lock (&self->lock);
  while (self->task == NULL)
    g_cond_wait (&self->changed, &self->lock);
  self->cancelled = TRUE;
  g_mutex_unlock (&self->lock);
  sweet_task_cancel (self->task, SWEET_CANCEL_LEVEL_GRACEFUL);
  if (self->twice)
    sweet_task_cancel (self->task, SWEET_CANCEL_LEVEL_GRACEFUL);
}

static void
cancel_hook (TestSpec *spec,
             TestCall call,
             guint number)
{
  Canceller *canceller = spec->hook_data;

  if (call == canceller->call && number + 1 == canceller->at)
    canceller_cancel (canceller);
}

typedef struct
{
  char *csv;
  TestSpec source;
  TestSpec processor;
  TestSpec sink;
} Stream;

static void
stream_init (Stream *self,
             const Way *way,
             Canceller *canceller)
{
  *self = (Stream){ test_csv (N_ROWS), TEST_SPEC_INIT, TEST_SPEC_INIT, TEST_SPEC_INIT };
  self->source.bytes = self->csv;
  self->source.n_bytes = strlen (self->csv);
  self->source.seekable = way->seekable;
  self->source.hook = self->processor.hook = self->sink.hook = canceller != NULL ? cancel_hook : NULL;
  self->source.hook_data = self->processor.hook_data = self->sink.hook_data = canceller;
}

static void
stream_clear (Stream *self)
{
  test_spec_clear (&self->source);
  test_spec_clear (&self->processor);
  test_spec_clear (&self->sink);
  g_free (self->csv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

static TestLine
stream_begin (Stream *self,
              const Way *way,
              GType source)
{
  TestLine line = sweet_emitting_task_builder_new ();

  line = test_line_source (line, source, &self->source, way->block_size);
  line = test_line_workers (line, way->workers, FALSE);
  return sweet_emitting_task_builder_with_max_chunks (line, way->credits);
}

static void
stream_assert_ended (Stream *self,
                     SweetEmittingTask *task)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);
  gboolean complete = sweet_task_get_status (SWEET_TASK (task)) == SWEET_TASK_STATUS_COMPLETED;

  g_assert_cmpuint (self->sink.n_calls[TEST_CLOSE], ==, self->sink.n_calls[TEST_OPEN]);
  g_assert_cmpuint (self->source.n_calls[TEST_CLOSE], ==, self->source.n_calls[TEST_OPEN]);
  g_assert_cmpint (self->sink.complete, ==, complete);
  if (self->sink.written != NULL)
    g_assert_true (g_str_has_prefix (expected, self->sink.written->str));
  if (complete)
    g_assert_cmpstr (self->sink.written->str, ==, expected);
}

static void
assert_cancelled (SweetEmittingTask *task)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_CANCELLED);
  g_assert_cmpint (sweet_final_event_get_outcome (sweet_emitting_task_get_final_event (task)), ==, SWEET_OUTCOME_CANCELLED);
}

/* by the element itself, in each of its functions */
static void
test_in_every_call (SweetTest *test,
                    gconstpointer data)
{
  const TestCall calls[] = { TEST_OPEN, TEST_READ, TEST_READ_AT, TEST_SET_SCHEMA, TEST_PROCESS, TEST_FINISH, TEST_WRITE, TEST_FLUSH };
  const guint numbers[] = { 1, 2, 5 };
  GType (*const sources[]) (void) = { test_worker_source_get_type, test_source_get_type };
  GType (*const processors[]) (void) = { test_forked_get_type, test_processor_get_type };
  GType (*const sinks[]) (void) = { test_worker_sink_get_type, test_sink_get_type };
  guint n_cancelled = 0;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (calls) * G_N_ELEMENTS (numbers) * G_N_ELEMENTS (ways); i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      guint kind = i / G_N_ELEMENTS (ways);
      guint type = kind / G_N_ELEMENTS (calls) / G_N_ELEMENTS (numbers);
      g_auto (Canceller) canceller = { .call = calls[kind % G_N_ELEMENTS (calls)],
                                       .at = numbers[kind / G_N_ELEMENTS (calls) % G_N_ELEMENTS (numbers)],
                                       .twice = i % 2 };
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, way, &canceller);
      line = test_line_format (stream_begin (&stream, way, sources[type]()), "csv");
      line = test_line_process (line, processors[type](), &stream.processor);
      line = test_line_sink (line, sinks[type](), &stream.sink);
      task = test_line_start (line);
      canceller_set (&canceller, task);
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_cmpint (error != NULL, ==, canceller.cancelled);
      stream_assert_ended (&stream, task);
      if (error == NULL)
        continue;

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      n_cancelled++;
    }
  g_assert_cmpuint (n_cancelled, >, 50);
}

/* with everything written and made visible the task is complete, whoever cancels then */
static void
test_in_close (SweetTest *test,
               gconstpointer data)
{
  GType (*const sinks[]) (void) = { test_worker_sink_get_type, test_sink_get_type };

  for (guint i = 0; i < G_N_ELEMENTS (sinks) * G_N_ELEMENTS (ways); i++)
    {
      g_auto (Canceller) canceller = { .call = TEST_CLOSE, .at = 1 };
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[i / 2], &canceller);
      stream.source.hook = NULL;
      line = test_line_format (stream_begin (&stream, &ways[i / 2], test_worker_source_get_type ()), "csv");
      task = test_line_start (test_line_sink (line, sinks[i % 2](), &stream.sink));
      canceller_set (&canceller, task);
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      g_assert_true (stream.sink.complete);
      stream_assert_ended (&stream, task);
    }
}

static gpointer
cancel_thread (gpointer data)
{
  Canceller *canceller = data;

  g_usleep (canceller->at);
  canceller_cancel (canceller);
  return NULL;
}

static void
test_from_a_thread (SweetTest *test,
                    gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      const Way *way = &ways[i % G_N_ELEMENTS (ways)];
      g_auto (Canceller) canceller = { .at = i * 7 % 1000, .twice = i % 2 };
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GThread) thread = g_thread_new ("cancel", cancel_thread, &canceller);
      TestLine line;

      stream_init (&stream, way, NULL);
      line = test_line_format (stream_begin (&stream, way, i % 3 == 0 ? test_source_get_type () : test_worker_source_get_type ()), "csv");
      line = test_line_process (line, i % 2 == 0 ? test_processor_get_type () : test_forked_get_type (), &stream.processor);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      canceller_set (&canceller, task);
      sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
      stream_assert_ended (&stream, task);
      g_thread_join (g_steal_pointer (&thread));
      g_assert_true (sweet_task_is_final (SWEET_TASK (task)));
    }
}

/* in the same breath, when nothing has begun */
static void
test_at_once (SweetTest *test,
              gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line;

      stream_init (&stream, &ways[1], NULL);
      line = test_line_format (stream_begin (&stream, &ways[1], test_source_get_type ()), "csv");
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      assert_cancelled (task);
      g_assert_cmpuint (stream.source.n_calls[TEST_READ], ==, 0);
      stream_assert_ended (&stream, task);
    }
}

static gboolean
cancel_receive_cb (SweetReceiverEvent *event,
                   SweetCollector *collector,
                   gpointer user_data,
                   GError **error)
{
  Canceller *canceller = user_data;

  if (g_atomic_int_add (&canceller->at, 1) == 20)
    canceller_cancel (canceller);
  return TRUE;
}

static void
test_in_receiver (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (Canceller) canceller = { .at = 0 };
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line;

      stream_init (&stream, &ways[i / 2], NULL);
      line = test_line_format (stream_begin (&stream, &ways[i / 2], test_worker_source_get_type ()), "csv");
      if (i % 2 == 0)
        line = sweet_emitting_task_builder_with_receiver (line, cancel_receive_cb, &canceller, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, cancel_receive_cb, &canceller, NULL);
      task = test_line_start (line);
      canceller_set (&canceller, task);
      assert_cancelled (task);
      /* nothing is received behind it on the context; other workers went on until then */
      g_assert_cmpuint (canceller.at, >=, 21);
      if (i % 2 == 0)
        g_assert_cmpuint (canceller.at, ==, 21);
      g_assert_cmpuint (sweet_final_event_get_n_records (sweet_emitting_task_get_final_event (task)), ==, canceller.at);
    }
}

static void
cancel_final_cb (SweetFinalEvent *event,
                 gpointer user_data)
{
  Canceller *canceller = user_data;

  canceller_cancel (canceller);
  canceller->at++;
  g_assert_cmpint (sweet_final_event_get_outcome (event), ==, SWEET_OUTCOME_COMPLETE);
}

static void
test_in_final_event (SweetTest *test,
                     gconstpointer data)
{
  g_auto (Canceller) canceller = { .at = 0, .twice = TRUE };
  g_auto (Stream) stream;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  TestLine line;

  stream_init (&stream, &ways[2], NULL);
  line = test_line_format (stream_begin (&stream, &ways[2], test_worker_source_get_type ()), "csv");
  line = sweet_emitting_task_builder_with_final_event (line, cancel_final_cb, &canceller, NULL);
  task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
  canceller_set (&canceller, task);
  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (canceller.at, ==, 1);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_COMPLETED);
}

/* a source of bytes from a pipe, in which reading waits */

typedef struct
{
  SweetSource parent_instance;
  GInputStream *stream;
  guint *n_waiting;
} PipeSource;

typedef struct
{
  SweetSourceClass parent_class;
} PipeSourceClass;

GType pipe_source_get_type (void);
G_DEFINE_TYPE (PipeSource, pipe_source, SWEET_TYPE_SOURCE)

static SweetElement *
pipe_source_copy (SweetElement *element)
{
  PipeSource *copy = g_object_new (pipe_source_get_type (), NULL);

  copy->stream = g_object_ref (((PipeSource *) element)->stream);
  copy->n_waiting = ((PipeSource *) element)->n_waiting;
  return SWEET_ELEMENT (copy);
}

static gssize
pipe_source_read (SweetSource *source,
                  guint8 *buffer,
                  gsize size,
                  GCancellable *cancellable,
                  GError **error)
{
  PipeSource *self = (PipeSource *) source;

  g_atomic_int_inc ((gint *) self->n_waiting);
  return g_input_stream_read (self->stream, buffer, size, cancellable, error);
}

static void
pipe_source_finalize (GObject *object)
{
  g_clear_object (&((PipeSource *) object)->stream);
  G_OBJECT_CLASS (pipe_source_parent_class)->finalize (object);
}

static void
pipe_source_class_init (PipeSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pipe_source_finalize;
  SWEET_ELEMENT_CLASS (klass)->copy = pipe_source_copy;
  SWEET_SOURCE_CLASS (klass)->read = pipe_source_read;
  TEST_TRAITS (BLOCKING, SEQUENTIAL);
}

static void
pipe_source_init (PipeSource *self)
{
}

typedef struct
{
  int fds[2];
  guint n_waiting;
} Pipe;

static void
pipe_init (Pipe *self)
{
  g_autoptr (GError) error = NULL;

  g_unix_open_pipe (self->fds, FD_CLOEXEC, &error);
  g_assert_no_error (error);
  self->n_waiting = 0;
}

static void
pipe_clear (Pipe *self)
{
  close (self->fds[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pipe, pipe_clear)

static void
pipe_write (Pipe *self,
            const char *text)
{
  g_assert_cmpint (write (self->fds[1], text, strlen (text)), ==, (gssize) strlen (text));
}

static TestLine
pipe_begin (Pipe *self,
            guint workers)
{
  PipeSource *source = g_object_new (pipe_source_get_type (), NULL);
  TestLine line = sweet_emitting_task_builder_new ();

  source->stream = g_unix_input_stream_new (self->fds[0], TRUE);
  source->n_waiting = &self->n_waiting;
  line = sweet_emitting_task_builder_with_source (line, SWEET_SOURCE (source));
  g_object_unref (source);
  return test_line_workers (line, workers, FALSE);
}

static void
test_blocked_read (SweetTest *test,
                   gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (Pipe) pipe = { 0 };
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;

      pipe_init (&pipe);
      task = test_line_start (test_line_sink (test_line_format (pipe_begin (&pipe, 1 + i % 2), "lines"), test_worker_sink_get_type (), &sink));
      pipe_write (&pipe, "one\ntwo\nthr");
      while (g_atomic_int_get ((gint *) &pipe.n_waiting) < 2 || test_spec_get_n_calls (&sink, TEST_WRITE) == 0)
        g_usleep (100);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      assert_cancelled (task);
      g_assert_cmpstr (sink.written->str, ==, "one two ");
      g_assert_cmpuint (sink.n_calls[TEST_CLOSE], ==, 1);
      g_assert_false (sink.complete);
    }
}

/* what is there comes out while the source waits for more, and the sink hears that it may flush */
static void
test_waiting_flushes (SweetTest *test,
                      gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (Pipe) pipe = { 0 };
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;

      pipe_init (&pipe);
      task = test_line_start (test_line_sink (test_line_format (pipe_begin (&pipe, 1 + i % 2), "lines"), test_worker_sink_get_type (), &sink));
      for (guint j = 0; j < 5; j++)
        {
          guint n_flushed = test_spec_get_n_calls (&sink, TEST_FLUSH);

          pipe_write (&pipe, "line\n");
          while (test_spec_get_n_calls (&sink, TEST_FLUSH) == n_flushed)
            g_usleep (100);
        }
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      assert_cancelled (task);
      g_assert_cmpstr (sink.written->str, ==, "line line line line line ");
    }
}

static void
test_limit_stops_reading (SweetTest *test,
                          gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (Pipe) pipe = { 0 };
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line;

      pipe_init (&pipe);
      line = test_line_format (pipe_begin (&pipe, 1 + i % 2), "lines");
      line = sweet_emitting_task_builder_with_limit (line, 3);
      pipe_write (&pipe, "1\n2\n3\n4\n5\n");
      test_line_complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
      g_assert_cmpstr (sink.written->str, ==, "1 2 3 ");
      g_assert_true (sink.complete);
    }
}

/* an error downstream, too */
static void
test_error_stops_reading (SweetTest *test,
                          gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (Pipe) pipe = { 0 };
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (GError) error = NULL;

      pipe_init (&pipe);
      sink.fail_id = 3;
      pipe_write (&pipe, "1\n2\n3\n4\n5\n");
      error = test_line_fail (test_line_sink (test_line_format (pipe_begin (&pipe, 1 + i % 2), "lines"), test_worker_sink_get_type (), &sink));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (sink.written->str, ==, "1 2 ");
    }
}

static void
assert_timed_out (SweetEmittingTask *task)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, "the task took longer than its timeout of 20ms");
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_FAILED);
  g_assert_cmpint (sweet_final_event_get_outcome (sweet_emitting_task_get_final_event (task)), ==, SWEET_OUTCOME_ERROR);
}

static void
test_timeout (SweetTest *test,
              gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      g_auto (Pipe) pipe = { 0 };
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      gint64 began = g_get_monotonic_time ();
      TestLine line;

      pipe_init (&pipe);
      line = test_line_format (pipe_begin (&pipe, 1 + i % 2), "lines");
      line = sweet_emitting_task_builder_with_timeout (line, SWEET_MILLISECONDS (20));
      task = test_line_start (test_line_sink (line, i % 3 == 0 ? test_sink_get_type () : test_worker_sink_get_type (), &sink));
      assert_timed_out (task);
      g_assert_cmpint (g_get_monotonic_time () - began, >=, 20000);
      g_assert_cmpuint (sink.n_calls[TEST_CLOSE], ==, sink.n_calls[TEST_OPEN]);
      g_assert_false (sink.complete);
    }
}

static gboolean
slow_receive_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  g_usleep (1000);
  return TRUE;
}

/* between two records of a slow receiver */
static void
test_timeout_in_receiver (SweetTest *test,
                          gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line;

      stream_init (&stream, &ways[0], NULL);
      line = test_line_format (stream_begin (&stream, &ways[0], test_worker_source_get_type ()), "csv");
      line = sweet_emitting_task_builder_with_timeout (line, SWEET_MILLISECONDS (20));
      if (i == 0)
        line = sweet_emitting_task_builder_with_receiver (line, slow_receive_cb, NULL, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, slow_receive_cb, NULL, NULL);
      task = test_line_start (line);
      assert_timed_out (task);
      g_assert_cmpuint (sweet_final_event_get_n_records (sweet_emitting_task_get_final_event (task)), <, N_ROWS);
    }
}

static void
test_timeout_must_be_positive (SweetTest *test,
                               gconstpointer data)
{
  const gint64 timeouts[] = { 0, -1, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (timeouts); i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GError) error = NULL;
      TestLine line;

      stream_init (&stream, &ways[0], NULL);
      line = test_line_format (stream_begin (&stream, &ways[0], test_worker_source_get_type ()), "csv");
      line = sweet_emitting_task_builder_with_timeout (line, timeouts[i]);
      g_assert_null (sweet_emitting_task_builder_run (line, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* one that never comes changes nothing, and keeps nothing alive */
static void
test_long_timeout (SweetTest *test,
                   gconstpointer data)
{
  const gint64 timeouts[] = { SWEET_HOURS (1), G_MAXINT64 };

  for (guint i = 0; i < 10; i++)
    {
      g_auto (Stream) stream;
      SweetEmittingTask *task;
      TestLine line;

      stream_init (&stream, &ways[2], NULL);
      line = test_line_format (stream_begin (&stream, &ways[2], test_worker_source_get_type ()), "csv");
      line = sweet_emitting_task_builder_with_timeout (line, timeouts[i % G_N_ELEMENTS (timeouts)]);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &stream.sink));
      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
      g_assert_cmpuint (sweet_clock_get_n_timers (sweet_clock_get_system ()), ==, 0);
      g_assert_finalize_object (task);
    }
}

typedef struct
{
  SweetEmittingTask *task;
  gint ended;
} Waiter;

static gpointer
wait_thread (gpointer data)
{
  Waiter *waiter = data;

  sweet_task_cancel (SWEET_TASK (waiter->task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_task_await_sync (SWEET_TASK (waiter->task), NULL, NULL);
  g_atomic_int_set (&waiter->ended, TRUE);
  return NULL;
}

/* the end does not wait for a main loop that is busy with something else */
static void
test_busy_context (SweetTest *test,
                   gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (Stream) stream;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GThread) thread = NULL;
      Waiter waiter = { NULL, FALSE };
      TestLine line;

      stream_init (&stream, &ways[i % G_N_ELEMENTS (ways)], NULL);
      line = test_line_format (stream_begin (&stream, &ways[i % G_N_ELEMENTS (ways)], test_worker_source_get_type ()), "csv");
      if (i % 2 == 0)
        line = test_line_process (line, test_processor_get_type (), &stream.processor);
      task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      g_usleep (i * 100);
      waiter.task = task;
      thread = g_thread_new ("wait", wait_thread, &waiter);
      g_thread_join (g_steal_pointer (&thread));
      g_assert_true (waiter.ended);
      g_assert_cmpstr (received->str, ==, "");
      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_CANCELLED);
      assert_cancelled (task);
      g_assert_cmpstr (received->str, ==, "");
      g_assert_cmpuint (stream.processor.n_calls[TEST_PROCESS], ==, 0);
    }
}

/* the file plugin waits for its FIFO and lets itself be interrupted */
static void
test_fifo (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *path = sweet_test_path (test, "fifo");
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) source = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", &error);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  TestLine line;
  int fd;

  g_assert_no_error (error);
  g_assert_no_errno (mkfifo (path, 0600));
  g_object_set (source, "path", path, NULL);
  line = sweet_emitting_task_builder_with_source (sweet_emitting_task_builder_new (), SWEET_SOURCE (source));
  line = test_line_sink (test_line_format (line, "lines"), test_worker_sink_get_type (), &sink);
  task = test_line_start (line);
  fd = open (path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (write (fd, "one\ntw", 6), ==, 6);
  while (test_spec_get_n_calls (&sink, TEST_WRITE) == 0)
    g_usleep (100);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  assert_cancelled (task);
  g_assert_cmpstr (sink.written->str, ==, "one ");
  close (fd);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/cancel/in-every-call", test_in_every_call);
  sweet_test_add ("/sweet/engine/cancel/in-close", test_in_close);
  sweet_test_add ("/sweet/engine/cancel/from-a-thread", test_from_a_thread);
  sweet_test_add ("/sweet/engine/cancel/at-once", test_at_once);
  sweet_test_add ("/sweet/engine/cancel/in-receiver", test_in_receiver);
  sweet_test_add ("/sweet/engine/cancel/in-final-event", test_in_final_event);
  sweet_test_add ("/sweet/engine/cancel/blocked-read", test_blocked_read);
  sweet_test_add ("/sweet/engine/cancel/waiting-flushes", test_waiting_flushes);
  sweet_test_add ("/sweet/engine/cancel/limit-stops-reading", test_limit_stops_reading);
  sweet_test_add ("/sweet/engine/cancel/error-stops-reading", test_error_stops_reading);
  sweet_test_add ("/sweet/engine/cancel/timeout", test_timeout);
  sweet_test_add ("/sweet/engine/cancel/timeout-in-receiver", test_timeout_in_receiver);
  sweet_test_add ("/sweet/engine/cancel/timeout-must-be-positive", test_timeout_must_be_positive);
  sweet_test_add ("/sweet/engine/cancel/long-timeout", test_long_timeout);
  sweet_test_add ("/sweet/engine/cancel/busy-context", test_busy_context);
  sweet_test_add ("/sweet/engine/cancel/fifo", test_fifo);

  return g_test_run ();
}
