/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <locale.h>

/* streams that the application feeds */

/* more than a stream ever takes ahead */
#define MANY 5000

static SweetSenderEvent *
make_event (gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("text %" G_GINT64_FORMAT, id);
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_new ();
  SweetSenderEvent *event;

  builder = sweet_sender_event_builder_with_int64 (builder, "id", id);
  builder = sweet_sender_event_builder_with_text (builder, "text", text);
  event = sweet_sender_event_builder_build (builder, &error);
  g_assert_no_error (error);
  return event;
}

static SweetSenderEvent *
make_bytes (const char *bytes,
            gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = g_bytes_new (bytes, n_bytes);
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_bytes (sweet_sender_event_builder_new (), data);
  SweetSenderEvent *event = sweet_sender_event_builder_build (builder, &error);

  g_assert_no_error (error);
  return event;
}

static SweetSenderEvent *
make_last (void)
{
  g_autoptr (GError) error = NULL;
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_kind (sweet_sender_event_builder_new (), SWEET_EVENT_KIND_FINAL);
  SweetSenderEvent *event = sweet_sender_event_builder_build (builder, &error);

  g_assert_no_error (error);
  return event;
}

/* takes @event */
static void
push (SweetEmittingTask *task,
      SweetSenderEvent *event)
{
  g_autoptr (SweetSenderEvent) pushed = event;
  g_autoptr (GError) error = NULL;

  if (!sweet_emitting_task_push_sync (task, pushed, NULL, &error))
    sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
  if (sweet_emitting_task_get_final_event (task) != NULL && error != NULL)
    {
      g_clear_error (&error);
      sweet_final_event_check (sweet_emitting_task_get_final_event (task), &error);
    }
  g_assert_no_error (error);
}

static void
assert_push_fails (SweetEmittingTask *task,
                   SweetSenderEvent *event,
                   int code)
{
  g_autoptr (SweetSenderEvent) pushed = event;
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_emitting_task_push_sync (task, pushed, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
}

static void
complete (SweetEmittingTask *task)
{
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
}

static TestLine
begin (guint workers,
       guint credits)
{
  TestLine line = test_line_workers (sweet_emitting_task_builder_new (), workers, FALSE);

  return sweet_emitting_task_builder_with_max_chunks (line, credits);
}

static void
test_sync (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, MANY);
  const guint workers[] = { 1, 2, 8 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (workers); i++)
    {
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line = begin (workers[i / 2], i % 2);

      line = test_line_process (line, i % 2 == 0 ? test_forked_get_type () : test_processor_get_type (), &processor);
      task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      for (guint j = 0; j < MANY; j++)
        push (task, make_event (j));
      push (task, make_last ());
      complete (task);
      g_assert_cmpstr (text->str, ==, expected);
      g_assert_cmpuint (sweet_final_event_get_n_records (sweet_emitting_task_get_final_event (task)), ==, MANY);
      assert_push_fails (task, make_event (0), G_IO_ERROR_CLOSED);
      assert_push_fails (task, make_last (), G_IO_ERROR_CLOSED);
    }
}

typedef struct
{
  guint next;
  guint n_taken;
  guint n_cancelled;
  guint n_closed;
} Pushes;

static void
pushed_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  Pushes *pushes = user_data;
  g_autoptr (GError) error = NULL;

  if (sweet_emitting_task_push_finish (SWEET_EMITTING_TASK (source), result, &error))
    pushes->n_taken++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pushes->n_cancelled++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    pushes->n_closed++;
  else
    g_assert_no_error (error);
}

static void
push_async (SweetEmittingTask *task,
            SweetSenderEvent *event,
            GCancellable *cancellable,
            Pushes *pushes)
{
  sweet_emitting_task_push_async (task, event, cancellable, pushed_cb, pushes);
  g_object_unref (event);
}

static void
push_next_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  Pushes *pushes = user_data;
  g_autoptr (SweetSenderEvent) event = NULL;

  pushed_cb (source, result, user_data);
  if (pushes->next > MANY)
    return;

  event = pushes->next < MANY ? make_event (pushes->next) : make_last ();
  pushes->next++;
  sweet_emitting_task_push_async (SWEET_EMITTING_TASK (source), event, NULL, push_next_cb, pushes);
}

/* one after the other */
static void
test_async (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, MANY);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SweetSenderEvent) first = make_event (0);
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), test_receive_cb, text, NULL));
  Pushes pushes = { .next = 1 };

  sweet_emitting_task_push_async (task, first, NULL, push_next_cb, &pushes);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)) && pushes.n_taken == MANY + 1);
  g_assert_cmpstr (text->str, ==, expected);
}

/* all at once: they are taken as there is room, in their order */
static void
test_back_pressure (SweetTest *test,
                    gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, MANY);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), test_receive_cb, text, NULL));
  Pushes pushes = { 0 };

  for (guint i = 0; i < MANY; i++)
    push_async (task, make_event (i), NULL, &pushes);
  g_assert_cmpuint (pushes.n_taken, ==, 0);
  /* nothing behind the last one is taken, though that still waits */
  push_async (task, make_last (), NULL, &pushes);
  push_async (task, make_event (MANY), NULL, &pushes);
  sweet_test_wait_for (test, pushes.n_taken > 0);
  g_assert_cmpuint (pushes.n_taken, <=, 2048);
  sweet_test_wait_for (test, pushes.n_taken == MANY + 1);
  g_assert_cmpuint (pushes.n_closed, ==, 1);
  complete (task);
  g_assert_cmpstr (text->str, ==, expected);
}

/* a push that waits can be given up, and what it held never comes */
static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), test_receive_cb, text, NULL));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetSenderEvent) event = make_event (MANY);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) numbers = NULL;
  Pushes pushes = { 0 };

  for (guint i = 0; i < MANY; i++)
    push_async (task, make_event (i), cancellable, &pushes);
  /* the last one waits, is given up, and pushing goes on */
  push_async (task, make_last (), cancellable, &pushes);
  g_cancellable_cancel (cancellable);
  sweet_test_wait_for (test, pushes.n_taken + pushes.n_cancelled == MANY + 1);
  g_assert_cmpuint (pushes.n_cancelled, >=, MANY - 3 * 1024);
  g_assert_false (sweet_emitting_task_push_sync (task, event, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  push_async (task, make_event (MANY), cancellable, &pushes);
  sweet_test_wait_for (test, pushes.n_taken + pushes.n_cancelled == MANY + 2);
  push (task, make_event (-1));
  push (task, make_last ());
  complete (task);
  numbers = g_strsplit (g_strchomp (text->str), " ", -1);
  g_assert_cmpuint (g_strv_length (numbers), ==, pushes.n_taken + 1);
  g_assert_cmpstr (numbers[pushes.n_taken], ==, "-1");
  g_assert_cmpuint (pushes.n_closed, ==, 0);
  g_assert_cmpuint (G_OBJECT (cancellable)->ref_count, ==, 1);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (2000);
  g_cancellable_cancel (data);
  return NULL;
}

/* the same in a thread that waits, where nothing is received meanwhile */
static void
test_cancelled_sync (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  guint n = 0;
  gboolean ok = TRUE;

  /* a context that another thread has */
  g_main_context_push_thread_default (context);
  task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), test_receive_cb, text, NULL));
  g_main_context_pop_thread_default (context);
  for (; ok; n++)
    {
      g_autoptr (SweetSenderEvent) event = make_event (n);

      ok = sweet_emitting_task_push_sync (task, event, cancellable, &error);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
}

/* an end in failure answers those who wait */
static void
test_closed (SweetTest *test,
             gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = test_line_start (test_line_sink (begin (2, 1), test_sink_get_type (), &sink));
      g_autoptr (GError) error = NULL;
      Pushes pushes = { 0 };

      sink.fail_id = 500;
      for (guint j = 0; j < MANY; j++)
        push_async (task, make_event (j), NULL, &pushes);
      if (i == 0)
        sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      sweet_test_wait_for (test, pushes.n_taken + pushes.n_closed == MANY);
      g_assert_cmpuint (pushes.n_closed, >, 1000);
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_error (error, G_IO_ERROR, (i == 0 ? (int) G_IO_ERROR_CANCELLED : (int) G_IO_ERROR_FAILED));
      if (i == 1)
        {
          g_autofree char *expected = test_numbers (0, 500);

          g_assert_cmpstr (sink.written->str, ==, expected);
        }
      assert_push_fails (task, make_event (0), G_IO_ERROR_CLOSED);
    }
}

/* what ends the stream may be its last record */
static void
test_last_record (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 0), test_receive_cb, text, NULL));
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_new ();
  g_autoptr (GVariant) stats = NULL;
  guint64 n_records = 0;

  push (task, make_event (1));
  builder = sweet_sender_event_builder_with_int64 (builder, "id", 2);
  builder = sweet_sender_event_builder_with_text (builder, "text", "last");
  push (task, sweet_sender_event_builder_build (sweet_sender_event_builder_with_kind (builder, SWEET_EVENT_KIND_FINAL), NULL));
  complete (task);
  g_assert_cmpstr (text->str, ==, "1 2 ");
  stats = sweet_emitting_task_dup_stats (task);
  g_variant_lookup (stats, "records", "t", &n_records);
  g_assert_cmpuint (n_records, ==, 2);
}

static void
test_nothing (SweetTest *test,
              gconstpointer data)
{
  g_auto (TestSpec) count = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;

  count.manner = TEST_COUNT;
  task = test_line_start (test_line_sink (test_line_process (begin (2, 0), test_accumulating_get_type (), &count), test_worker_sink_get_type (), &sink));
  push (task, make_last ());
  complete (task);
  g_assert_cmpstr (sink.written->str, ==, "0 ");
}

static void
test_source (SweetTest *test,
             gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;

  source.n_rows = 10;
  source.rows_per_chunk = 5;
  task = test_line_start (test_line_source (begin (2, 0), test_worker_source_get_type (), &source, 0));
  assert_push_fails (task, make_event (0), G_IO_ERROR_INVALID_ARGUMENT);
  complete (task);
  assert_push_fails (task, make_event (0), G_IO_ERROR_INVALID_ARGUMENT);
}

/* bytes, cut anywhere, through a format */
static void
test_csv_bytes (SweetTest *test,
                gconstpointer data)
{
  g_autofree char *csv = test_csv (300);
  g_autofree char *expected = test_numbers (0, 300);
  gsize length = strlen (csv);

  for (guint i = 0; i < 12; i++)
    {
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = test_line_start (test_line_sink (test_line_format (begin (1 + i % 3, i % 4), "csv"), test_worker_sink_get_type (), &sink));
      gsize step = 1 + i * i;

      /* without the last line end */
      for (gsize offset = 0; offset < length - 1; offset += step)
        push (task, make_bytes (csv + offset, MIN (step, length - 1 - offset)));
      push (task, make_last ());
      complete (task);
      g_assert_cmpstr (sink.written->str, ==, expected);
    }
}

static void
test_malformed_bytes (SweetTest *test,
                      gconstpointer data)
{
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = test_line_start (test_line_sink (test_line_format (begin (2, 0), "csv"), test_worker_sink_get_type (), &sink));
  g_autoptr (GError) error = NULL;

  push (task, make_bytes ("id,text\n1,a\n2,b", 15));
  push (task, make_bytes ("\n3,c,d\n", 7));
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, "input: record 3, line 4, byte "));
  g_assert_cmpstr (sink.written->str, ==, "1 2 ");
}

/* bytes that no format takes apart */
static void
test_plain_bytes (SweetTest *test,
                  gconstpointer data)
{
  GType (*const types[]) (void) = { test_forked_get_type, test_sequential_get_type, test_processor_get_type };

  for (guint i = 0; i < 4; i++)
    {
      g_auto (TestSpec) bytes = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line = begin (2, 0);

      bytes.input = bytes.output = sink.input = SWEET_MEDIA_BYTES;
      if (i > 0)
        line = test_line_process (line, types[i - 1](), &bytes);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &sink));
      for (guint j = 0; j < 100; j++)
        push (task, make_bytes ("some bytes ", 11));
      assert_push_fails (task, make_event (1), G_IO_ERROR_INVALID_ARGUMENT);
      push (task, make_last ());
      complete (task);
      g_assert_cmpuint (sink.written->len, ==, 1100);
      g_assert_true (g_str_has_prefix (sink.written->str, "some bytes some bytes "));
    }
}

/* records become bytes at the end, as they do with a source */
static void
test_encoded (SweetTest *test,
              gconstpointer data)
{
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;

  sink.input = SWEET_MEDIA_BYTES;
  task = test_line_start (test_line_sink (test_line_format (begin (2, 0), "csv"), test_worker_sink_get_type (), &sink));
  push (task, make_event (1));
  push (task, make_event (2));
  assert_push_fails (task, make_bytes ("3,c\n", 4), G_IO_ERROR_INVALID_ARGUMENT);
  push (task, make_last ());
  complete (task);
  g_assert_cmpstr (sink.written->str, ==, "id,text\n1,text 1\n2,text 2\n");
}

/* through one format into another */
static void
test_transcoded (SweetTest *test,
                 gconstpointer data)
{
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  TestLine line = test_line_format (test_line_format (begin (2, 0), "csv"), "jsonl");

  sink.input = SWEET_MEDIA_BYTES;
  task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &sink));
  push (task, make_bytes ("id,text\n1,a\n", 12));
  assert_push_fails (task, make_event (1), G_IO_ERROR_INVALID_ARGUMENT);
  push (task, make_last ());
  complete (task);
  g_assert_cmpstr (sink.written->str, ==, "{\"id\":\"1\",\"text\":\"a\"}\n");
}

static gboolean
take_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  GString *text = user_data;
  gsize size;
  const guint8 *bytes;

  if (sweet_chunk_get_schema (chunk) != NULL)
    {
      test_append_rows (text, chunk, sweet_chunk_get_n_rows (chunk));
      return TRUE;
    }
  bytes = sweet_chunk_peek_bytes (chunk, &size, error);
  g_string_append_len (text, (const char *) bytes, (gssize) size);
  return bytes != NULL;
}

/* where anything may come, it comes in its order */
static void
test_mixed (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_chunk_receiver (begin (2, 3), take_chunk_cb, text, NULL));

  for (guint i = 0; i < 200; i++)
    {
      push (task, make_event (i));
      if (i % 3 == 0)
        push (task, make_bytes ("bytes ", 6));
      g_string_append_printf (expected, i % 3 == 0 ? "%u bytes " : "%u ", i);
    }
  push (task, make_last ());
  complete (task);
  g_assert_cmpstr (text->str, ==, expected->str);
}

/* events with other columns than the one before */
static void
test_columns_change (SweetTest *test,
                     gconstpointer data)
{
  g_auto (TestSpec) forked = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autofree char *expected = test_numbers (0, 100);
  g_autoptr (SweetEmittingTask) task = NULL;

  task = test_line_start (test_line_sink (test_line_process (begin (2, 0), test_sequential_get_type (), &forked), test_worker_sink_get_type (), &sink));
  for (guint i = 0; i < 100; i++)
    {
      SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_int64 (sweet_sender_event_builder_new (), "id", i);

      if (i % 10 < 5)
        builder = sweet_sender_event_builder_with_text (builder, "extra", "yes");
      push (task, sweet_sender_event_builder_build (builder, NULL));
    }
  push (task, make_last ());
  complete (task);
  g_assert_cmpstr (sink.written->str, ==, expected);
  g_assert_cmpuint (forked.n_calls[TEST_SET_SCHEMA], ==, 20);
}

static void
test_chunk_size (SweetTest *test,
                 gconstpointer data)
{
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetChunkSize) size = sweet_chunk_size_new_rows (1);
  g_autofree char *expected = test_numbers (0, 100);
  g_autoptr (SweetEmittingTask) task = NULL;

  task = test_line_start (test_line_sink (sweet_emitting_task_builder_with_chunk_size (begin (2, 1), size), test_worker_sink_get_type (), &sink));
  for (guint i = 0; i < 100; i++)
    push (task, make_event (i));
  push (task, make_last ());
  complete (task);
  g_assert_cmpstr (sink.written->str, ==, expected);
  g_assert_cmpuint (sink.n_calls[TEST_WRITE], ==, 100);
}

static gboolean
metadata_cb (SweetReceiverEvent *event,
             SweetCollector *collector,
             gpointer user_data,
             GError **error)
{
  guint *n = user_data;
  g_autofree char *id = sweet_event_dup_id (SWEET_EVENT (event));
  g_autofree char *expected_id = g_strdup_printf ("event %u", *n);
  g_autofree char *expected_value = g_strdup_printf ("value %u", *n);

  g_assert_cmpstr (id, ==, expected_id);
  g_assert_cmpstr (sweet_receiver_event_get_metadata (event, "key"), ==, expected_value);
  g_assert_null (sweet_receiver_event_get_metadata (event, "no key"));
  g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), ==, 1000 + *n);
  g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (event)), ==, 7 * *n + 1);
  g_assert_cmpint (sweet_event_get_offset (SWEET_EVENT (event)), ==, -1);
  g_assert_cmpstr (sweet_receiver_event_get_source (event), ==, "push");
  g_assert_nonnull (sweet_event_get_task_id (SWEET_EVENT (event)));
  *n += 1;
  return sweet_collector_collect (collector, id, SWEET_EVENT (event), error);
}

/* what a sender says about its event reaches the receiver, and what is collected */
static void
test_metadata (SweetTest *test,
               gconstpointer data)
{
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetEvent) collected = NULL;
  guint n = 0;
  TestLine line;

  line = test_line_process (begin (2, 0), test_forked_get_type (), &processor);
  task = test_line_start (sweet_emitting_task_builder_with_receiver (line, metadata_cb, &n, NULL));
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("event %u", i);
      g_autofree char *value = g_strdup_printf ("value %u", i);
      SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_int64 (sweet_sender_event_builder_new (), "id", i);

      builder = sweet_sender_event_builder_with_id (builder, id);
      builder = sweet_sender_event_builder_with_metadata (builder, "key", value);
      builder = sweet_sender_event_builder_with_timestamp (builder, 1000 + i);
      builder = sweet_sender_event_builder_with_sequence (builder, 7 * i + 1);
      push (task, sweet_sender_event_builder_build (builder, NULL));
    }
  push (task, make_last ());
  complete (task);
  g_assert_cmpuint (n, ==, 50);
  collected = sweet_final_event_lookup (sweet_emitting_task_get_final_event (task), "event 33");
  g_assert_true (SWEET_IS_RECEIVER_EVENT (collected));
  g_assert_cmpstr (sweet_receiver_event_get_metadata (SWEET_RECEIVER_EVENT (collected), "key"), ==, "value 33");
}

typedef struct
{
  SweetEmittingTask *task;
  guint first;
} Thread;

static gpointer
push_thread (gpointer data)
{
  Thread *thread = data;

  for (guint i = 0; i < MANY / 5; i++)
    push (thread->task, make_event (thread->first + i));
  return NULL;
}

/* from several threads: of each in its order */
static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = test_line_start (test_line_sink (begin (2, 1), test_worker_sink_get_type (), &sink));
  g_auto (GStrv) numbers = NULL;
  Thread pushers[5];
  GThread *threads[5];
  guint next[5] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      pushers[i] = (Thread){ task, i * MANY };
      threads[i] = g_thread_new ("push", push_thread, &pushers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  push (task, make_last ());
  complete (task);
  numbers = g_strsplit (g_strchomp (sink.written->str), " ", -1);
  g_assert_cmpuint (g_strv_length (numbers), ==, MANY);
  for (guint i = 0; i < MANY; i++)
    {
      guint number = (guint) atoi (numbers[i]);

      g_assert_cmpuint (number % MANY, ==, next[number / MANY]);
      next[number / MANY]++;
    }
}

typedef struct
{
  SweetEmittingTask *other;
  guint n;
} Side;

static gboolean
play_cb (SweetReceiverEvent *event,
         SweetCollector *collector,
         gpointer user_data,
         GError **error)
{
  Side *side = user_data;
  SweetCell cell;
  gint64 id;

  sweet_receiver_event_get_cell (event, 0, &cell);
  g_assert_true (sweet_cell_get_int64 (&cell, &id));
  side->n++;
  push (side->other, id < 500 ? make_event (id + 1) : make_last ());
  return TRUE;
}

/* two streams that feed each other; each push is made from within a callback of the other */
static void
test_two_streams (SweetTest *test,
                  gconstpointer data)
{
  Side left_side = { NULL, 0 };
  Side right_side = { NULL, 0 };
  g_autoptr (SweetEmittingTask) left = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), play_cb, &left_side, NULL));
  g_autoptr (SweetEmittingTask) right = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), play_cb, &right_side, NULL));

  left_side.other = right;
  right_side.other = left;
  push (left, make_event (0));
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (left)) || sweet_task_is_final (SWEET_TASK (right)));
  g_assert_cmpuint (left_side.n + right_side.n, ==, 501);
  if (!sweet_task_is_final (SWEET_TASK (left)))
    push (left, make_last ());
  if (!sweet_task_is_final (SWEET_TASK (right)))
    push (right, make_last ());
  complete (left);
  complete (right);
}

typedef struct
{
  SweetEmittingTask *task;
  guint n_taken;
  guint n_blocked;
} Flood;

static gboolean
flood_cb (SweetReceiverEvent *event,
          SweetCollector *collector,
          gpointer user_data,
          GError **error)
{
  Flood *flood = user_data;

  if (flood->n_blocked > 0)
    return TRUE;

  for (;;)
    {
      g_autoptr (SweetSenderEvent) more = make_event (1);
      g_autoptr (GError) reason = NULL;

      if (sweet_emitting_task_push_sync (flood->task, more, NULL, &reason))
        {
          flood->n_taken++;
          continue;
        }
      g_assert_error (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      flood->n_blocked++;
      return TRUE;
    }
}

/* a receiver that feeds its own stream is told when that would never end */
static void
test_own_stream (SweetTest *test,
                 gconstpointer data)
{
  Flood flood = { NULL, 0, 0 };
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (2, 1), flood_cb, &flood, NULL));

  flood.task = task;
  push (task, make_event (0));
  sweet_test_wait_for (test, flood.n_blocked > 0);
  g_assert_cmpuint (flood.n_taken, >=, 1024);
  push (task, make_last ());
  complete (task);
  g_assert_cmpuint (sweet_final_event_get_n_records (sweet_emitting_task_get_final_event (task)), ==, flood.n_taken + 1);
}

static void
test_limit (SweetTest *test,
            gconstpointer data)
{
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = test_line_start (test_line_sink (sweet_emitting_task_builder_with_limit (begin (2, 1), 10), test_worker_sink_get_type (), &sink));
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < 10 * MANY; i++)
    {
      g_autoptr (SweetSenderEvent) event = make_event (i);

      ok = sweet_emitting_task_push_sync (task, event, NULL, NULL);
    }
  complete (task);
  g_assert_cmpstr (sink.written->str, ==, "0 1 2 3 4 5 6 7 8 9 ");
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/push/sync", test_sync);
  sweet_test_add ("/sweet/engine/push/async", test_async);
  sweet_test_add ("/sweet/engine/push/back-pressure", test_back_pressure);
  sweet_test_add ("/sweet/engine/push/cancelled", test_cancelled);
  sweet_test_add ("/sweet/engine/push/cancelled-sync", test_cancelled_sync);
  sweet_test_add ("/sweet/engine/push/closed", test_closed);
  sweet_test_add ("/sweet/engine/push/last-record", test_last_record);
  sweet_test_add ("/sweet/engine/push/nothing", test_nothing);
  sweet_test_add ("/sweet/engine/push/source", test_source);
  sweet_test_add ("/sweet/engine/push/csv-bytes", test_csv_bytes);
  sweet_test_add ("/sweet/engine/push/malformed-bytes", test_malformed_bytes);
  sweet_test_add ("/sweet/engine/push/plain-bytes", test_plain_bytes);
  sweet_test_add ("/sweet/engine/push/encoded", test_encoded);
  sweet_test_add ("/sweet/engine/push/transcoded", test_transcoded);
  sweet_test_add ("/sweet/engine/push/mixed", test_mixed);
  sweet_test_add ("/sweet/engine/push/columns-change", test_columns_change);
  sweet_test_add ("/sweet/engine/push/chunk-size", test_chunk_size);
  sweet_test_add ("/sweet/engine/push/metadata", test_metadata);
  sweet_test_add ("/sweet/engine/push/threads", test_threads);
  sweet_test_add ("/sweet/engine/push/two-streams", test_two_streams);
  sweet_test_add ("/sweet/engine/push/own-stream", test_own_stream);
  sweet_test_add ("/sweet/engine/push/limit", test_limit);

  return g_test_run ();
}
