/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* what a plan asks for beside workers and order: a rate, batches, a timeout per event. the clock is moved
 * by the test, so nothing here depends on how fast the machine is. */

#define N_ROWS 300

/* when each record came, by the clock */
typedef struct
{
  SweetClock *clock;
  GMutex lock;
  GArray *times;
  GString *text;
  gint64 pause; /* how long a call takes */
} Arrivals;

static void
arrivals_init (Arrivals *self,
               SweetClock *clock)
{
  memset (self, 0, sizeof *self);
  self->clock = clock;
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->text = g_string_new (NULL);
}

static void
arrivals_clear (Arrivals *self)
{
  g_array_unref (self->times);
  g_string_free (self->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arrivals, arrivals_clear)

static void
arrive (Arrivals *self,
        guint n)
{
  gint64 now = sweet_clock_get_time (self->clock);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < n; i++)
    g_array_append_val (self->times, now);
  g_mutex_unlock (&self->lock);
}

static gboolean
arrive_cb (SweetReceiverEvent *event,
           SweetCollector *collector,
           gpointer user_data,
           GError **error)
{
  Arrivals *self = user_data;

  arrive (self, 1);
  return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);
}

static gboolean
arrive_chunk_cb (SweetChunk *chunk,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  arrive (user_data, sweet_chunk_get_n_rows (chunk));
  return TRUE;
}

static void
arrive_written (TestSpec *spec,
                TestCall call,
                guint number)
{
  Arrivals *self = spec->hook_data;
  gint64 now = sweet_clock_get_time (self->clock);

  if (call == TEST_WRITE)
    g_array_append_val (self->times, now);
}

static void
end_cb (GObject *source,
        GAsyncResult *result,
        gpointer user_data)
{
  g_assert_true (sweet_task_await_finish (SWEET_TASK (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* moves the clock whenever the stream waits for it */
static void
run_by_clock (SweetTest *test,
              SweetClock *clock,
              TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_clock (line, clock));
  g_autoptr (GSource) ticks = g_timeout_source_new (1);
  gboolean ended = FALSE;

  g_source_set_callback (ticks, wake_cb, NULL, NULL);
  g_source_attach (ticks, test->context);
  sweet_task_await_async (SWEET_TASK (task), NULL, end_cb, &ended);
  while (!ended)
    {
      g_main_context_iteration (test->context, TRUE);
      if (sweet_clock_get_n_timers (clock) > 0)
        sweet_clock_advance (clock, sweet_clock_get_next (clock));
    }
  g_source_destroy (ticks);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

static gint
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

/* in any second at most rate and burst, and what workers had in hand when the clock moved on; all of them
 * take as long as the rate says */
static void
assert_rate (Arrivals *arrivals,
             guint n_rows,
             guint rate,
             guint burst,
             guint in_hand)
{
  const gint64 *times;
  double elapsed;

  g_assert_cmpuint (arrivals->times->len, ==, n_rows);
  g_array_sort (arrivals->times, compare_times);
  times = (const gint64 *) (gconstpointer) arrivals->times->data;
  for (guint i = 0, first = 0; i < n_rows; i++)
    {
      while (times[i] - times[first] > SWEET_SECONDS (1))
        first++;
      g_assert_cmpuint (i - first + 1, <=, rate + burst + in_hand);
    }
  elapsed = (double) times[n_rows - 1] / G_USEC_PER_SEC;
  g_assert_cmpfloat (elapsed, >=, (double) (n_rows - burst) / rate);
  g_assert_cmpfloat (elapsed, <=, 1.01 * n_rows / rate);
}

static void
plan_rate (SweetPlan *plan)
{
  sweet_plan_set_rate (plan, 100);
}

static void
plan_rate_burst (SweetPlan *plan)
{
  sweet_plan_set_rate (plan, 100);
  sweet_plan_set_burst (plan, 7);
}

typedef enum
{
  END_RECEIVER,
  END_WORKERS,
  END_CHUNKS,
  END_CHUNKS_ON_WORKERS,
  END_SINK,
  N_ENDS,
} End;

static TestLine
add_end (TestLine line,
         End end,
         Arrivals *arrivals,
         TestSpec *sink)
{
  switch (end)
    {
    case END_RECEIVER:
      return sweet_emitting_task_builder_with_receiver (line, arrive_cb, arrivals, NULL);
    case END_WORKERS:
      return sweet_emitting_task_builder_with_receiver_on_workers (line, arrive_cb, arrivals, NULL);
    case END_CHUNKS:
      return sweet_emitting_task_builder_with_chunk_receiver (line, arrive_chunk_cb, arrivals, NULL);
    case END_CHUNKS_ON_WORKERS:
      return sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, arrive_chunk_cb, arrivals, NULL);
    case END_SINK:
    default:
      sink->hook = arrive_written;
      sink->hook_data = arrivals;
      return test_line_sink (line, test_worker_sink_get_type (), sink);
    }
}

static void
check_rate (SweetTest *test,
            End end,
            guint workers,
            guint64 block_size,
            gboolean unordered,
            gboolean sender)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  gboolean bursts = end == END_CHUNKS || end == END_CHUNKS_ON_WORKERS;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_auto (Arrivals) arrivals = { 0 };
  TestLine line = sweet_emitting_task_builder_new ();

  arrivals_init (&arrivals, clock);
  source.bytes = csv;
  source.n_bytes = strlen (csv);
  source.seekable = TRUE;
  line = test_line_source (line, test_worker_source_get_type (), &source, block_size);
  line = test_line_format (line, "csv");
  if (sender)
    line = test_line_read_plan (line, 2, bursts ? plan_rate_burst : plan_rate);
  line = test_line_plan (line, workers, unordered, sender ? NULL : bursts ? plan_rate_burst
                                                                          : plan_rate);
  run_by_clock (test, clock, add_end (line, end, &arrivals, &sink));
  assert_rate (&arrivals, N_ROWS, 100, bursts ? 7 : 1, bursts ? 7 * workers : workers);
  if (end == END_SINK && !unordered)
    g_assert_cmpstr (sink.written->str, ==, expected);
}

static void
test_rate (SweetTest *test,
           gconstpointer data)
{
  static const guint64 sizes[] = { 0, 64, 1000 };

  for (guint end = 0; end < N_ENDS; end++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      for (guint workers = 1; workers <= 8; workers *= 2)
        for (guint sender = 0; sender < 2; sender++)
          check_rate (test, (End) end, workers, sizes[i], i == 1 && workers == 4, sender == 1);
}

/* what collects goes on in the order of the input */
static void
test_rate_order (SweetTest *test,
                 gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetCollector) collector = SWEET_COLLECTOR (sweet_keyed_collector_new ());
  g_autoptr (GListModel) collected = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Arrivals) arrivals = { 0 };
  TestLine line = sweet_emitting_task_builder_new ();

  arrivals_init (&arrivals, clock);
  source.bytes = csv;
  source.n_bytes = strlen (csv);
  source.seekable = TRUE;
  line = test_line_source (line, test_worker_source_get_type (), &source, 100);
  line = test_line_format (line, "csv");
  line = test_line_plan (line, 4, FALSE, plan_rate_burst);
  line = sweet_emitting_task_builder_with_collector (line, collector);
  run_by_clock (test, clock, sweet_emitting_task_builder_with_receiver_on_workers (line, arrive_cb, &arrivals, NULL));
  collected = sweet_collector_get_collected (collector);
  g_assert_cmpuint (g_list_model_get_n_items (collected), ==, N_ROWS);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr (SweetEvent) event = g_list_model_get_item (collected, i);

      g_assert_cmpuint (sweet_event_get_sequence (event), ==, i + 1);
    }
}

/* a stream that waits for the rate ends at once when it is cancelled */
static void
test_rate_cancel (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint end = 0; end < N_ENDS; end++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_auto (Arrivals) arrivals = { 0 };
      TestLine line = sweet_emitting_task_builder_new ();

      arrivals_init (&arrivals, clock);
      source.bytes = csv;
      source.n_bytes = strlen (csv);
      source.seekable = TRUE;
      line = test_line_source (line, test_worker_source_get_type (), &source, 64);
      line = test_line_format (line, "csv");
      line = test_line_plan (line, 4, FALSE, plan_rate_burst);
      line = sweet_emitting_task_builder_with_clock (line, clock);
      task = test_line_start (add_end (line, (End) end, &arrivals, &sink));
      sweet_test_wait_for (test, sweet_clock_get_n_timers (clock) > 0);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
    }
}

/* batches: "3:0,1,2 ..." */

static gboolean
batch_cb (SweetChunk *chunk,
          SweetCollector *collector,
          gpointer user_data,
          GError **error)
{
  Arrivals *self = user_data;

  g_string_append_printf (self->text, "%u:", sweet_chunk_get_n_rows (chunk));
  test_append_rows (self->text, chunk, sweet_chunk_get_n_rows (chunk));
  return TRUE;
}

static char *
make_batches (guint n_rows,
              guint size)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_rows; i++)
    {
      if (i % size == 0)
        g_string_append_printf (text, "%u:", MIN (size, n_rows - i));
      g_string_append_printf (text, "%u ", i);
    }
  return g_string_free (text, FALSE);
}

static guint batch_size;

static void
plan_batch (SweetPlan *plan)
{
  sweet_plan_set_batch_size (plan, batch_size);
}

static void
check_batches (guint workers,
               guint64 block_size,
               guint64 limit)
{
  guint n_rows = limit > 0 ? (guint) limit : N_ROWS;
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = make_batches (n_rows, batch_size);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Arrivals) arrivals = { 0 };
  TestLine line = sweet_emitting_task_builder_new ();

  arrivals_init (&arrivals, NULL);
  source.bytes = csv;
  source.n_bytes = strlen (csv);
  source.seekable = workers != 2;
  line = test_line_source (line, test_worker_source_get_type (), &source, block_size);
  line = test_line_format (line, "csv");
  /* a plan without order: batches have one all the same */
  line = test_line_plan (line, workers, workers == 8, plan_batch);
  line = sweet_emitting_task_builder_with_limit (line, limit);
  test_line_complete (sweet_emitting_task_builder_with_chunk_receiver (line, batch_cb, &arrivals, NULL));
  g_assert_cmpstr (arrivals.text->str, ==, expected);
}

static void
test_batches (SweetTest *test,
              gconstpointer data)
{
  static const guint64 sizes[] = { 0, 16, 64, 1000 };
  static const guint batches[] = { 1, 7, 100, 299, 300, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      for (guint workers = 1; workers <= 8; workers *= 2)
        {
          batch_size = batches[i];
          check_batches (workers, sizes[j], 0);
          check_batches (workers, sizes[j], 250);
        }
}

/* a batch that spans blocks has the columns of all its records, whatever the blocks */
static void
test_batch_columns (SweetTest *test,
                    gconstpointer data)
{
  static const char json[] = "{\"id\":0}\n{\"id\":1,\"a\":1}\n{\"id\":2}\n{\"b\":2,\"id\":3}\n{\"id\":4}\n";

  batch_size = 3;
  for (guint64 block_size = 1; block_size < 80; block_size += 3)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      source.bytes = json;
      source.n_bytes = strlen (json);
      source.seekable = TRUE;
      sink.input = SWEET_MEDIA_BYTES;
      line = test_line_source (line, test_worker_source_get_type (), &source, block_size);
      line = test_line_format (line, "jsonl");
      line = test_line_plan (line, 2, FALSE, plan_batch);
      line = test_line_sink (test_line_format (line, "jsonl"), test_worker_sink_get_type (), &sink);
      test_line_complete (line);
      g_assert_cmpstr (sink.written->str, ==, "{\"id\":0}\n{\"id\":1,\"a\":1}\n{\"id\":2}\n{\"id\":3,\"b\":2}\n{\"id\":4}\n");
    }
}

/* what came before an error is delivered, in a batch that is not full */
static void
test_batch_error (SweetTest *test,
                  gconstpointer data)
{
  static const char csv[] = "id,text\n0,a\n1,b\n2,c\n3,d\n4,e,f\n5,g\n";

  batch_size = 3;
  for (guint64 block_size = 1; block_size < 40; block_size += 2)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Arrivals) arrivals = { 0 };
      g_autoptr (GError) error = NULL;
      TestLine line = sweet_emitting_task_builder_new ();

      arrivals_init (&arrivals, NULL);
      source.bytes = csv;
      source.n_bytes = strlen (csv);
      source.seekable = TRUE;
      line = test_line_source (line, test_worker_source_get_type (), &source, block_size);
      line = test_line_format (line, "csv");
      line = test_line_plan (line, 2, FALSE, plan_batch);
      error = test_line_fail (sweet_emitting_task_builder_with_chunk_receiver (line, batch_cb, &arrivals, NULL));
      g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED);
      g_assert_cmpstr (arrivals.text->str, ==, "3:0 1 2 1:3 ");
    }
}

static void
plan_delay (SweetPlan *plan)
{
  sweet_plan_set_batch_size (plan, 3);
  sweet_plan_set_max_delay (plan, SWEET_MILLISECONDS (50));
}

static void
push_record (SweetEmittingTask *task,
             const char *id)
{
  g_autoptr (SweetSenderEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_new ();

  if (id != NULL)
    builder = sweet_sender_event_builder_with_text (builder, "id", id);
  else
    builder = sweet_sender_event_builder_with_kind (builder, SWEET_EVENT_KIND_FINAL);
  event = sweet_sender_event_builder_build (builder, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_emitting_task_push_sync (task, event, NULL, &error));
  g_assert_no_error (error);
}

/* a record waits for others only so long */
static void
test_batch_delay (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Arrivals) arrivals = { 0 };
  TestLine line = sweet_emitting_task_builder_new ();

  arrivals_init (&arrivals, clock);
  line = data != NULL ? test_line_read_plan (line, 2, plan_delay) : test_line_plan (line, 2, FALSE, plan_delay);
  line = sweet_emitting_task_builder_with_max_chunks (line, 1);
  line = sweet_emitting_task_builder_with_clock (line, clock);
  task = test_line_start (sweet_emitting_task_builder_with_chunk_receiver (line, batch_cb, &arrivals, NULL));
  push_record (task, "0");
  sweet_test_wait_for (test, sweet_clock_get_n_timers (clock) == 1);
  sweet_clock_advance (clock, SWEET_MILLISECONDS (49));
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 1);
  g_assert_cmpstr (arrivals.text->str, ==, "");
  sweet_clock_advance (clock, SWEET_MILLISECONDS (1));
  sweet_test_wait_for (test, arrivals.text->len > 0);
  g_assert_cmpstr (arrivals.text->str, ==, "1:0 ");

  push_record (task, "1");
  push_record (task, "2");
  push_record (task, "3");
  sweet_test_wait_for (test, arrivals.text->len > 4);
  g_assert_cmpstr (arrivals.text->str, ==, "1:0 3:1 2 3 ");
  push_record (task, "4");
  push_record (task, NULL);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (arrivals.text->str, ==, "1:0 3:1 2 3 1:4 ");
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

static void
plan_other_delay (SweetPlan *plan)
{
  sweet_plan_set_batch_size (plan, 2);
  sweet_plan_set_max_delay (plan, SWEET_MILLISECONDS (20));
}

/* nothing wakes the context for a timer */
static void
wait_for_timer (SweetClock *clock)
{
  while (sweet_clock_get_n_timers (clock) == 0)
    g_thread_yield ();
}

/* batches at both ends, each with its own delay */
static void
test_two_delays (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Arrivals) arrivals = { 0 };
  TestLine line = sweet_emitting_task_builder_new ();

  arrivals_init (&arrivals, clock);
  line = test_line_read_plan (line, 2, plan_delay);
  line = test_line_plan (line, 2, FALSE, plan_other_delay);
  line = sweet_emitting_task_builder_with_clock (line, clock);
  task = test_line_start (sweet_emitting_task_builder_with_chunk_receiver (line, batch_cb, &arrivals, NULL));
  push_record (task, "0");
  wait_for_timer (clock);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, SWEET_MILLISECONDS (50));
  sweet_clock_advance (clock, SWEET_MILLISECONDS (50));
  wait_for_timer (clock);
  g_assert_cmpint (sweet_clock_get_next (clock), ==, SWEET_MILLISECONDS (20));
  g_assert_cmpstr (arrivals.text->str, ==, "");
  sweet_clock_advance (clock, SWEET_MILLISECONDS (20));
  sweet_test_wait_for (test, arrivals.text->len > 0);
  g_assert_cmpstr (arrivals.text->str, ==, "1:0 ");
  for (guint i = 1; i <= 3; i++)
    push_record (task, i == 1 ? "1" : i == 2 ? "2"
                                             : "3");
  push_record (task, NULL);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (arrivals.text->str, ==, "1:0 2:1 2 1:3 ");
}

/* also while the source has nothing for now */
static void
wait_in_read (TestSpec *spec,
              TestCall call,
              guint number)
{
  Arrivals *self = spec->hook_data;

  if (call != TEST_READ || number != 1)
    return;

  g_mutex_lock (&self->lock);
  while (self->pause == 0)
    {
      g_mutex_unlock (&self->lock);
      g_thread_yield ();
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
}

static void
test_batch_delay_source (SweetTest *test,
                         gconstpointer data)
{
  static const char csv[] = "id,text\n0,a\n1,b\n2,c\n3,d\n4,e\n";

  for (guint workers = 1; workers <= 4; workers *= 2)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Arrivals) arrivals = { 0 };
      TestLine line = sweet_emitting_task_builder_new ();

      arrivals_init (&arrivals, clock);
      source.bytes = csv;
      source.n_bytes = strlen (csv);
      source.piece = 14; /* the header, a record, and a part of the next */
      source.hook = wait_in_read;
      source.hook_data = &arrivals;
      line = test_line_source (line, test_worker_source_get_type (), &source, 0);
      line = test_line_format (line, "csv");
      line = test_line_plan (line, workers, FALSE, plan_delay);
      line = sweet_emitting_task_builder_with_max_chunks (line, 1);
      line = sweet_emitting_task_builder_with_clock (line, clock);
      task = test_line_start (sweet_emitting_task_builder_with_chunk_receiver (line, batch_cb, &arrivals, NULL));
      sweet_test_wait_for (test, sweet_clock_get_n_timers (clock) == 1);
      sweet_clock_advance (clock, SWEET_MILLISECONDS (50));
      sweet_test_wait_for (test, arrivals.text->len > 0);
      g_assert_cmpstr (arrivals.text->str, ==, "1:0 ");
      g_mutex_lock (&arrivals.lock);
      arrivals.pause = 1;
      g_mutex_unlock (&arrivals.lock);
      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (arrivals.text->str, ==, "1:0 3:1 2 3 1:4 ");
    }
}

/* a timeout per event: the call moves the clock */

static void
plan_timeout (SweetPlan *plan)
{
  sweet_plan_set_timeout (plan, SWEET_MILLISECONDS (50));
}

static gboolean
dawdle_cb (SweetReceiverEvent *event,
           SweetCollector *collector,
           gpointer user_data,
           GError **error)
{
  Arrivals *self = user_data;
  gboolean slow = sweet_event_get_sequence (SWEET_EVENT (event)) == 42;

  sweet_clock_advance (self->clock, slow ? SWEET_MILLISECONDS (51) : SWEET_MILLISECONDS (50));
  return TRUE;
}

static gboolean
dawdle_chunk_cb (SweetChunk *chunk,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  Arrivals *self = user_data;

  sweet_clock_advance (self->clock, SWEET_MILLISECONDS (51));
  return TRUE;
}

static void
dawdle (TestSpec *spec,
        TestCall call,
        guint number)
{
  Arrivals *self = spec->hook_data;

  if (call == TEST_PROCESS || call == TEST_WRITE)
    sweet_clock_advance (self->clock, SWEET_MILLISECONDS (number == 1 ? 51 : 50));
}

typedef struct
{
  End end;
  gboolean processor;
  const char *message;
} Timeout;

static const Timeout timeouts[] = {
  { END_RECEIVER, FALSE, "test.txt: record 42: the receiver took longer than its timeout of 50ms" },
  { END_WORKERS, FALSE, "test.txt: record 42: the receiver took longer than its timeout of 50ms" },
  { END_CHUNKS, FALSE, "test.txt: records 1 to 300: the receiver took longer than its timeout of 50ms" },
  { END_RECEIVER, TRUE, "took longer than its timeout of 50ms" },
  { END_SINK, FALSE, "took longer than its timeout of 50ms" },
};

static void
check_timeout (const Timeout *timeout)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GError) error = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_auto (Arrivals) arrivals = { 0 };
  TestLine line = sweet_emitting_task_builder_new ();
  gboolean elements = timeout->processor || timeout->end == END_SINK;

  arrivals_init (&arrivals, clock);
  source.bytes = csv;
  source.n_bytes = strlen (csv);
  source.seekable = TRUE;
  processor.hook = sink.hook = dawdle;
  processor.hook_data = sink.hook_data = &arrivals;
  line = test_line_source (line, test_worker_source_get_type (), &source, elements ? 100 : 0);
  line = test_line_format (line, "csv");
  if (timeout->processor)
    line = test_line_process (line, test_sequential_get_type (), &processor);
  line = test_line_plan (line, 1, FALSE, plan_timeout);
  line = sweet_emitting_task_builder_with_clock (line, clock);
  if (timeout->end == END_SINK)
    line = test_line_sink (line, test_worker_sink_get_type (), &sink);
  else if (timeout->processor)
    line = sweet_emitting_task_builder_with_receiver (line, arrive_cb, &arrivals, NULL);
  else if (timeout->end == END_RECEIVER)
    line = sweet_emitting_task_builder_with_receiver (line, dawdle_cb, &arrivals, NULL);
  else if (timeout->end == END_WORKERS)
    line = sweet_emitting_task_builder_with_receiver_on_workers (line, dawdle_cb, &arrivals, NULL);
  else
    line = sweet_emitting_task_builder_with_chunk_receiver (line, dawdle_chunk_cb, &arrivals, NULL);
  error = test_line_fail (line);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  if (strstr (error->message, timeout->message) == NULL)
    g_error ("“%s” is not in “%s”", timeout->message, error->message);
}

static void
test_timeout (SweetTest *test,
              gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (timeouts); i++)
    check_timeout (&timeouts[i]);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/rate", test_rate);
  sweet_test_add ("/sweet/engine/rate-order", test_rate_order);
  sweet_test_add ("/sweet/engine/rate-cancel", test_rate_cancel);
  sweet_test_add ("/sweet/engine/batches", test_batches);
  sweet_test_add ("/sweet/engine/batch-columns", test_batch_columns);
  sweet_test_add ("/sweet/engine/batch-error", test_batch_error);
  sweet_test_add ("/sweet/engine/batch-delay", test_batch_delay);
  sweet_test_add_data ("/sweet/engine/batch-delay-sender", "sender", test_batch_delay);
  sweet_test_add ("/sweet/engine/two-delays", test_two_delays);
  sweet_test_add ("/sweet/engine/batch-delay-source", test_batch_delay_source);
  sweet_test_add ("/sweet/engine/timeout", test_timeout);

  return g_test_run ();
}
