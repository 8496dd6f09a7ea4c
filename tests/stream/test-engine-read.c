/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-elements.h"

/* strategies of the source */

#define N_ROWS 200

/* how many reads there are at once; they wait for each other until there are as many as expected */
typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_inside;
  guint n_most;
  guint n_expected;
} Reads;

static void
meet (TestSpec *spec,
      TestCall call,
      guint number)
{
  Reads *self = spec->hook_data;

  if (call != TEST_READ_AT)
    return;

  g_mutex_lock (&self->lock);
  self->n_inside++;
  self->n_most = MAX (self->n_most, self->n_inside);
  g_cond_broadcast (&self->changed);
  while (self->n_most < self->n_expected)
    g_cond_wait (&self->changed, &self->lock);
  self->n_inside--;
  g_mutex_unlock (&self->lock);
}

static void
check_reads (TestLine line,
             TestSpec *source,
             guint n_expected)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);
  g_autoptr (GString) text = g_string_new (NULL);
  Reads reads = { .n_expected = n_expected };

  source->hook = meet;
  source->hook_data = &reads;
  line = test_line_format (line, "csv");
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  g_assert_cmpuint (reads.n_most, ==, n_expected);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
make_seekable (TestSpec *source,
               const char *csv)
{
  source->bytes = csv;
  source->n_bytes = strlen (csv);
  source->seekable = TRUE;
}

/* as many as the strategy says, whatever the number of workers */
static void
test_at_once (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint workers = 1; workers <= 8; workers *= 2)
    for (guint reads = 1; reads <= 5; reads += 2)
      {
        g_auto (TestSpec) source = TEST_SPEC_INIT;
        TestLine line = sweet_emitting_task_builder_new ();

        make_seekable (&source, csv);
        line = test_line_source (line, test_worker_source_get_type (), &source, 64);
        line = test_line_workers (line, workers, FALSE);
        check_reads (test_line_read_plan (line, reads, NULL), &source, reads);
      }
}

/* the option of the source says the same, and the builder knows better */
static void
test_option (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);
      g_autoptr (SweetStrategy) found = NULL;
      g_autoptr (SweetSource) source = g_object_new (test_worker_source_get_type (), "block-size", (guint64) 64, "read-strategy", strategy, NULL);
      g_auto (TestSpec) spec = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      make_seekable (&spec, csv);
      ((TestStrategy *) strategy)->workers = 4;
      ((TestSource *) source)->spec = &spec;
      g_object_get (source, "read-strategy", &found, NULL);
      g_assert_true (found == strategy);
      line = sweet_emitting_task_builder_with_source (line, source);
      g_assert_true (sweet_element_is_frozen (SWEET_ELEMENT (strategy)));
      line = test_line_workers (line, 2, FALSE);
      if (i == 1)
        line = test_line_read_plan (line, 1, NULL);
      check_reads (line, &spec, i == 1 ? 1 : 4);
    }
}

static void
plan_batches (SweetPlan *plan)
{
  sweet_plan_set_batch_size (plan, 7);
}

static void
note_batch (TestSpec *spec,
            TestCall call,
            guint number)
{
  if (call == TEST_WRITE)
    g_string_append_c (spec->hook_data, '|');
}

static gboolean
note_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  g_string_append_printf (user_data, "%u ", sweet_chunk_get_n_rows (chunk));
  return TRUE;
}

/* records are gathered before they go on, whatever comes behind; at the end they may be gathered again */
static void
test_batches (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (23);

  for (guint workers = 1; workers <= 4; workers++)
    for (guint i = 0; i < 2; i++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_auto (TestSpec) source = TEST_SPEC_INIT;
        g_auto (TestSpec) processor = TEST_SPEC_INIT;
        TestLine line = sweet_emitting_task_builder_new ();

        make_seekable (&source, csv);
        processor.manner = TEST_PASS;
        line = test_line_source (line, test_worker_source_get_type (), &source, 16);
        line = test_line_format (line, "csv");
        line = test_line_process (line, test_forked_get_type (), &processor);
        line = test_line_read_plan (line, 2, plan_batches);
        line = test_line_plan (line, workers, workers == 2, i == 1 ? plan_batches : NULL);
        test_line_complete (sweet_emitting_task_builder_with_chunk_receiver (line, note_chunk_cb, text, NULL));
        g_assert_cmpstr (text->str, ==, "7 7 7 2 ");
        g_assert_cmpuint (test_spec_get_n_calls (&processor, TEST_PROCESS) - processor.n_empty, ==, 4);
      }
}

/* sources of records that come one by one */
static void
test_batches_of_records (SweetTest *test,
                         gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, 20);
  g_autoptr (GString) notes = g_string_new (NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_new ();

  source.n_rows = 20;
  source.rows_per_chunk = 1;
  sink.hook = note_batch;
  sink.hook_data = notes;
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_read_plan (line, 1, plan_batches);
  test_line_complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
  g_assert_cmpstr (sink.written->str, ==, expected);
  g_assert_cmpstr (notes->str, ==, "|||");
}

static void
plan_rate (SweetPlan *plan)
{
  sweet_plan_set_rate (plan, 1);
  sweet_plan_set_burst (plan, 10);
}

/* what waits for its rate when there is enough is not waited for */
static void
test_rate_limit (SweetTest *test,
                 gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, 5);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_new ();

  make_seekable (&source, csv);
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_format (line, "csv");
  line = test_line_read_plan (line, 2, plan_rate);
  line = sweet_emitting_task_builder_with_limit (line, 5);
  line = sweet_emitting_task_builder_with_clock (line, clock);
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

static gboolean
fail_at_odd_cb (SweetReceiverEvent *event,
                SweetCollector *collector,
                gpointer user_data,
                GError **error)
{
  gint64 id = sweet_receiver_event_get_int64 (event, "id", error);

  if (id % 2 == 0)
    return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "odd");
  return FALSE;
}

static gboolean
advance_cb (gpointer data)
{
  if (sweet_clock_get_n_timers (data) > 0)
    sweet_clock_advance (data, sweet_clock_get_next (data));
  return G_SOURCE_CONTINUE;
}

static void
ended_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_assert_true (sweet_task_await_finish (SWEET_TASK (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* an error is told once, however often the rest of its block waits for the rate */
static void
test_rate_errors (SweetTest *test,
                  gconstpointer data)
{
  for (guint on_workers = 0; on_workers < 2; on_workers++)
    {
      g_autofree char *csv = test_csv (30);
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetErrorStrategy) errors = sweet_error_strategy_new_continue ();
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GSource) ticks = g_timeout_source_new (1);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();
      gboolean ended = FALSE;

      make_seekable (&source, csv);
      line = test_line_source (line, test_worker_source_get_type (), &source, 0);
      line = test_line_format (line, "csv");
      line = test_line_read_plan (line, 2, plan_rate);
      line = test_line_workers (line, 3, FALSE);
      line = sweet_emitting_task_builder_with_error_strategy (line, errors);
      line = sweet_emitting_task_builder_with_clock (line, clock);
      if (on_workers == 1)
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, fail_at_odd_cb, NULL, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver (line, fail_at_odd_cb, NULL, NULL);
      task = test_line_start (line);
      g_source_set_callback (ticks, advance_cb, clock, NULL);
      g_source_attach (ticks, test->context);
      sweet_task_await_async (SWEET_TASK (task), NULL, ended_cb, &ended);
      sweet_test_wait_for (test, ended);
      g_source_destroy (ticks);
      g_assert_cmpuint (sweet_final_event_get_n_errors (sweet_emitting_task_get_final_event (task)), ==, 15);
      g_assert_cmpuint (g_list_model_get_n_items (sweet_final_event_get_collected (sweet_emitting_task_get_final_event (task))), ==, 15);
    }
}

/* the clock is moved by the call */

static void
plan_timeout (SweetPlan *plan)
{
  sweet_plan_set_timeout (plan, SWEET_MILLISECONDS (50));
}

static void
dawdle (TestSpec *spec,
        TestCall call,
        guint number)
{
  if (call == TEST_READ || call == TEST_READ_AT)
    sweet_clock_advance (spec->hook_data, SWEET_MILLISECONDS (number == 2 ? 51 : 50));
}

static void
test_timeout (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      make_seekable (&source, csv);
      source.seekable = i == 0;
      source.n_rows = i == 2 ? N_ROWS : 0;
      source.rows_per_chunk = i == 2 ? 10 : 0;
      source.hook = dawdle;
      source.hook_data = clock;
      line = test_line_source (line, i == 1 ? test_source_get_type () : test_worker_source_get_type (), &source, 100);
      if (i < 2)
        line = test_line_format (line, "csv");
      line = test_line_read_plan (line, 1, plan_timeout);
      line = sweet_emitting_task_builder_with_clock (line, clock);
      error = test_line_fail (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_assert_nonnull (strstr (error->message, "reading test.txt took longer than its timeout of 50ms"));
      g_assert_true (g_str_has_prefix (text->str, "0 1 2 "));
    }
}

/* a source in parts, each of which yields some of the records, or of the bytes */

typedef enum
{
  FAULT_NONE,
  FAULT_SPLIT,
  FAULT_OPEN,
  FAULT_READ,
  FAULT_MEDIA,
  FAULT_PLACE,
} Fault;

typedef struct
{
  Reads reads;
  const char *bytes; /* NULL for records */
  guint n_parts;
  guint asked; /* how many parts were asked for, under the lock like what follows */
  guint opened;
  guint closed;
  Fault fault;
  guint faulty; /* the part */
  gboolean undivided;
} Parts;

typedef struct
{
  SweetSource parent_instance;
  Parts *parts;
  guint number; /* 0 for the whole */
  guint position;
} TestParts;

typedef struct
{
  SweetSourceClass parent_class;
} TestPartsClass;

GType test_parts_get_type (void);
G_DEFINE_TYPE (TestParts, test_parts, SWEET_TYPE_SOURCE)
TEST_DEFINE_CLASS (TestWorkerParts, test_worker_parts, TestParts, test_parts_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))

static SweetElement *
test_parts_copy (SweetElement *element)
{
  TestParts *copy = g_object_new (G_OBJECT_TYPE (element), "block-size", sweet_source_get_block_size (SWEET_SOURCE (element)), NULL);

  copy->parts = ((TestParts *) element)->parts;
  return SWEET_ELEMENT (copy);
}

static void
test_parts_get_media (SweetElement *element,
                      SweetMedia *input,
                      SweetMedia *output)
{
  TestParts *self = (TestParts *) element;
  gboolean other = self->number > 0 && self->parts->fault == FAULT_MEDIA;

  *input = SWEET_MEDIA_NONE;
  *output = (self->parts->bytes != NULL) != other ? SWEET_MEDIA_BYTES : SWEET_MEDIA_RECORDS;
}

static gboolean
test_parts_fail (TestParts *self,
                 Fault fault,
                 GError **error)
{
  if (self->parts->fault != fault || self->parts->faulty != self->number)
    return FALSE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "part %u fails as it should", self->number);
  return TRUE;
}

static gboolean
test_parts_open (SweetSource *source,
                 GCancellable *cancellable,
                 GError **error)
{
  TestParts *self = (TestParts *) source;

  if (test_parts_fail (self, FAULT_OPEN, error))
    return FALSE;

  g_mutex_lock (&self->parts->reads.lock);
  self->parts->opened++;
  g_mutex_unlock (&self->parts->reads.lock);
  return TRUE;
}

static void
test_parts_close (SweetSource *source)
{
  TestParts *self = (TestParts *) source;

  g_mutex_lock (&self->parts->reads.lock);
  self->parts->closed++;
  g_mutex_unlock (&self->parts->reads.lock);
}

/* where the part ends, of @n in all */
static guint
test_parts_get_end (TestParts *self,
                    guint n)
{
  return self->number == 0 ? n : n * self->number / self->parts->n_parts;
}

static void
test_parts_begin (TestParts *self,
                  guint n)
{
  TestSpec spec = { .hook_data = &self->parts->reads };

  if (self->position == 0 && self->number > 1)
    self->position = n * (self->number - 1) / self->parts->n_parts;
  meet (&spec, TEST_READ_AT, 0);
}

static gssize
test_parts_read (SweetSource *source,
                 guint8 *buffer,
                 gsize size,
                 GCancellable *cancellable,
                 GError **error)
{
  TestParts *self = (TestParts *) source;
  guint n = (guint) strlen (self->parts->bytes);

  test_parts_begin (self, n);
  if (test_parts_fail (self, FAULT_READ, error))
    return -1;

  size = MIN (size, test_parts_get_end (self, n) - self->position);
  memcpy (buffer, self->parts->bytes + self->position, size);
  self->position += (guint) size;
  return (gssize) size;
}

static SweetReadResult
test_parts_read_records (SweetSource *source,
                         SweetEmitter *out,
                         GCancellable *cancellable,
                         GError **error)
{
  TestParts *self = (TestParts *) source;
  g_autoptr (SweetChunk) chunk = NULL;
  guint end = test_parts_get_end (self, N_ROWS);
  guint n_rows;

  test_parts_begin (self, N_ROWS);
  if (test_parts_fail (self, FAULT_READ, error))
    return SWEET_READ_RESULT_FAILED;

  n_rows = MIN (3, end - self->position);
  chunk = test_make_chunk (self->position, n_rows);
  sweet_emitter_emit (out, chunk);
  self->position += n_rows;
  return self->position < end ? SWEET_READ_RESULT_MORE : SWEET_READ_RESULT_END;
}

static GListModel *
test_parts_split (SweetSource *source,
                  guint n_parts,
                  GCancellable *cancellable,
                  GError **error)
{
  TestParts *self = (TestParts *) source;
  GListStore *list;

  self->parts->asked = n_parts;
  if (self->parts->undivided || test_parts_fail (self, FAULT_SPLIT, error))
    return NULL;

  list = g_list_store_new (SWEET_TYPE_SOURCE);
  for (guint i = 1; i <= self->parts->n_parts; i++)
    {
      g_autoptr (SweetSource) part = g_object_new (self->parts->fault == FAULT_PLACE ? test_parts_get_type () : test_worker_parts_get_type (), NULL);

      ((TestParts *) part)->parts = self->parts;
      ((TestParts *) part)->number = i;
      g_list_store_append (list, part);
    }
  return G_LIST_MODEL (list);
}

static void
test_parts_class_init (TestPartsClass *klass)
{
  SweetSourceClass *source_class = SWEET_SOURCE_CLASS (klass);

  SWEET_ELEMENT_CLASS (klass)->copy = test_parts_copy;
  SWEET_ELEMENT_CLASS (klass)->get_media = test_parts_get_media;
  source_class->open = test_parts_open;
  source_class->read = test_parts_read;
  source_class->read_records = test_parts_read_records;
  source_class->split = test_parts_split;
  source_class->close = test_parts_close;
}

static void
test_parts_init (TestParts *self)
{
}

static TestLine
test_line_parts (GType type,
                 Parts *parts,
                 guint workers,
                 guint reads,
                 gboolean unordered)
{
  g_autoptr (SweetSource) source = g_object_new (type, "block-size", (guint64) 32, NULL);
  TestLine line = sweet_emitting_task_builder_new ();

  ((TestParts *) source)->parts = parts;
  line = sweet_emitting_task_builder_with_source (line, source);
  if (parts->bytes != NULL)
    line = test_line_format (line, "csv");
  line = test_line_workers (line, workers, unordered);
  return test_line_read_plan (line, reads, NULL);
}

/* several are read at once, and what they yield is in order all the same */
static void
test_split (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint bytes = 0; bytes < 2; bytes++)
    for (guint workers = 1; workers <= 4; workers *= 2)
      for (guint n_parts = 1; n_parts <= 9; n_parts += 4)
        for (guint reads = 2; reads <= 5; reads += 3)
          {
            g_autoptr (GString) text = g_string_new (NULL);
            Parts parts = { .n_parts = n_parts, .bytes = bytes == 1 ? csv : NULL, .reads = { .n_expected = MIN (reads, n_parts) } };
            TestLine line = test_line_parts (test_worker_parts_get_type (), &parts, workers, reads, FALSE);

            test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
            g_assert_cmpstr (text->str, ==, expected);
            g_assert_cmpuint (parts.asked, ==, reads);
            g_assert_cmpuint (parts.reads.n_most, ==, MIN (reads, n_parts));
            g_assert_cmpuint (parts.opened, ==, n_parts + 1);
            g_assert_cmpuint (parts.closed, ==, n_parts + 1);
          }
}

static gboolean
sum_cb (SweetReceiverEvent *event,
        SweetCollector *collector,
        gpointer user_data,
        GError **error)
{
  *(gint64 *) user_data += 1 + sweet_receiver_event_get_int64 (event, "id", error);
  return TRUE;
}

static void
test_split_unordered (SweetTest *test,
                      gconstpointer data)
{
  Parts parts = { .n_parts = 5, .reads = { .n_expected = 3 } };
  gint64 sum = 0;

  test_line_complete (sweet_emitting_task_builder_with_receiver (test_line_parts (test_worker_parts_get_type (), &parts, 3, 3, TRUE), sum_cb, &sum, NULL));
  g_assert_cmpint (sum, ==, N_ROWS * (N_ROWS + 1) / 2);
}

/* one credit is enough, as is nothing to read, and a source need not be divided */
static void
test_split_little (SweetTest *test,
                   gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      Parts parts = { .n_parts = i == 1 ? 0 : 4, .undivided = i == 2 };
      TestLine line = test_line_parts (i == 3 ? test_parts_get_type () : test_worker_parts_get_type (), &parts, 2, i == 4 ? 1 : 3, FALSE);

      if (i == 0)
        line = sweet_emitting_task_builder_with_max_chunks (line, 1);
      test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_cmpstr (text->str, ==, i == 1 ? "" : expected);
      g_assert_cmpuint (parts.asked, ==, i < 3 ? 3 : 0);
      g_assert_cmpuint (parts.opened, ==, i == 0 ? 5 : 1);
      g_assert_cmpuint (parts.closed, ==, parts.opened);
    }
}

/* the limit is reached while later parts are read ahead */
static void
test_split_limit (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, 5);
  g_autoptr (GString) text = g_string_new (NULL);
  Parts parts = { .n_parts = 4, .reads = { .n_expected = 4 } };
  TestLine line = test_line_parts (test_worker_parts_get_type (), &parts, 2, 4, FALSE);

  line = sweet_emitting_task_builder_with_limit (line, 5);
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (parts.closed, ==, parts.opened);
}

static const struct
{
  Fault fault;
  guint faulty;
  const char *message;
} part_faults[] = {
  { FAULT_SPLIT, 0, "TestWorkerParts: part 0 fails as it should" },
  { FAULT_OPEN, 1, "TestWorkerParts: part 1 fails as it should" },
  { FAULT_OPEN, 3, "TestWorkerParts: part 3 fails as it should" },
  { FAULT_READ, 1, "TestWorkerParts: part 1 fails as it should" },
  { FAULT_READ, 4, "TestWorkerParts: part 4 fails as it should" },
  { FAULT_MEDIA, 0, "TestWorkerParts: “split” returned a part, TestWorkerParts, that gives something else" },
  { FAULT_PLACE, 0, "TestWorkerParts: “split” returned a part, TestParts, that is read on the main context" },
};

/* what comes before a part that fails is received */
static void
test_split_faults (SweetTest *test,
                   gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (gsize i = 0; i < G_N_ELEMENTS (part_faults); i++)
    for (guint bytes = 0; bytes < 2; bytes++)
      {
        guint faulty = part_faults[i].faulty;
        g_autofree char *expected = test_numbers (0, faulty > 0 ? N_ROWS * (faulty - 1) / 4 : 0);
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        Parts parts = { .n_parts = 4, .bytes = bytes == 1 ? csv : NULL, .fault = part_faults[i].fault, .faulty = faulty };
        TestLine line = test_line_parts (test_worker_parts_get_type (), &parts, 2, 4, FALSE);

        error = test_line_fail (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
        g_assert_cmpstr (error->message, ==, part_faults[i].message);
        if (bytes == 0)
          g_assert_cmpstr (text->str, ==, expected);
        g_assert_cmpuint (parts.closed, ==, parts.opened);
      }
}

/* errors */

static void
test_two_rates (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_new ();

  source.n_rows = source.rows_per_chunk = 10;
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_read_plan (line, 1, plan_rate);
  line = test_line_plan (line, 1, FALSE, plan_rate);
  g_assert_null (sweet_emitting_task_builder_run (test_line_sink (line, test_worker_sink_get_type (), &sink), &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, "a rate at which the source is read and one at which the sink is written cannot be both: set the lower one");
}

static void
test_bad_options (SweetTest *test,
                  gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *option;
    guint value;
    const char *message;
  } cases[] = {
    { "parallel", "burst", 3, "TestWorkerSource: read-strategy: parallel: burst means nothing without a rate" },
    { "serial", "retries", 3, "TestWorkerSource: read-strategy: serial: what is done about errors is said by the strategy of the stream" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SweetElement) strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, cases[i].name, &error);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = sweet_emitting_task_builder_new ();

      g_assert_no_error (error);
      g_object_set (strategy, cases[i].option, cases[i].value, NULL);
      source.n_rows = source.rows_per_chunk = 10;
      line = test_line_source (line, test_worker_source_get_type (), &source, 0);
      line = sweet_emitting_task_builder_with_sender_strategy (line, SWEET_STRATEGY (strategy));
      g_assert_null (sweet_emitting_task_builder_run (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL), &error));
      g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/read/at-once", test_at_once);
  sweet_test_add ("/sweet/engine/read/option", test_option);
  sweet_test_add ("/sweet/engine/read/batches", test_batches);
  sweet_test_add ("/sweet/engine/read/batches-of-records", test_batches_of_records);
  sweet_test_add ("/sweet/engine/read/rate-limit", test_rate_limit);
  sweet_test_add ("/sweet/engine/read/rate-errors", test_rate_errors);
  sweet_test_add ("/sweet/engine/read/timeout", test_timeout);
  sweet_test_add ("/sweet/engine/read/split", test_split);
  sweet_test_add ("/sweet/engine/read/split-unordered", test_split_unordered);
  sweet_test_add ("/sweet/engine/read/split-little", test_split_little);
  sweet_test_add ("/sweet/engine/read/split-limit", test_split_limit);
  sweet_test_add ("/sweet/engine/read/split-faults", test_split_faults);
  sweet_test_add ("/sweet/engine/read/two-rates", test_two_rates);
  sweet_test_add ("/sweet/engine/read/bad-options", test_bad_options);

  return g_test_run ();
}
