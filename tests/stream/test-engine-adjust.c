/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* a plan that changes while the stream runs. receivers wait at a gate, and the clock is moved by the test. */

#define N_ROWS 40
#define WINDOW SWEET_MILLISECONDS (100)

typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_inside;
  guint n_most;
  gboolean open;
  GString *calls; /* rows of each call of the receiver */
  /* what the strategy does, and what it saw */
  void (*adjust) (SweetPlan *plan);
  gboolean fails;
  gboolean silent;
  GThread *thread;
  guint n_adjusted;
  SweetLoad *load;
} Gate;

static void
gate_clear (Gate *self)
{
  if (self->calls != NULL)
    g_string_free (self->calls, TRUE);
  g_clear_object (&self->load);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Gate, gate_clear)

static void
gate_wait_inside (Gate *self,
                  guint n)
{
  g_mutex_lock (&self->lock);
  while (self->n_inside < n)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
gate_wait_adjusted (Gate *self,
                    guint n)
{
  g_mutex_lock (&self->lock);
  while (self->n_adjusted < n)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
gate_set_open (Gate *self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
gate_pass (Gate *self,
           guint n_rows)
{
  g_mutex_lock (&self->lock);
  self->n_inside++;
  self->n_most = MAX (self->n_most, self->n_inside);
  if (self->calls != NULL)
    g_string_append_printf (self->calls, "%u ", n_rows);
  g_cond_broadcast (&self->changed);
  while (!self->open)
    g_cond_wait (&self->changed, &self->lock);
  self->n_inside--;
  g_mutex_unlock (&self->lock);
}

static gboolean
pass_cb (SweetReceiverEvent *event,
         SweetCollector *collector,
         gpointer user_data,
         GError **error)
{
  gate_pass (user_data, 1);
  return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);
}

static gboolean
pass_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  gate_pass (user_data, sweet_chunk_get_n_rows (chunk));
  return TRUE;
}

/* the strategy; as its base has none, it has traits of its own */

typedef struct
{
  TestStrategy parent_instance;
  Gate *gate;
} TestAdjusting;

typedef struct
{
  TestStrategyClass parent_class;
} TestAdjustingClass;

GType test_adjusting_get_type (void);
G_DEFINE_TYPE (TestAdjusting, test_adjusting, test_strategy_get_type ())

static SweetElement *
test_adjusting_copy (SweetElement *element)
{
  SweetElement *copy = test_strategy_copy (element);

  ((TestAdjusting *) copy)->gate = ((TestAdjusting *) element)->gate;
  return copy;
}

static gboolean
test_adjusting_adjust (SweetStrategy *strategy,
                       SweetPlan *plan,
                       SweetLoad *load,
                       GError **error)
{
  Gate *gate = ((TestAdjusting *) strategy)->gate;
  gboolean ok = !gate->fails;

  g_assert_true (gate->thread == NULL || g_thread_self () == gate->thread);
  if (gate->adjust != NULL)
    gate->adjust (plan);
  if (!ok && !gate->silent)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is nothing to adjust");
  g_mutex_lock (&gate->lock);
  g_set_object (&gate->load, load);
  gate->n_adjusted++;
  /* whoever is adjusted on the context has nobody to open the gate */
  gate->open = gate->open || gate->thread != NULL || gate->fails;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
  return ok;
}

static void
test_adjusting_class_init (TestAdjustingClass *klass)
{
  SWEET_ELEMENT_CLASS (klass)->copy = test_adjusting_copy;
  SWEET_STRATEGY_CLASS (klass)->adjust = test_adjusting_adjust;
}

static void
test_adjusting_init (TestAdjusting *self)
{
}

TEST_DEFINE_CLASS (TestWorkerAdjusting, test_worker_adjusting, TestAdjusting, test_adjusting_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))

static void
plan_first (SweetPlan *plan)
{
  sweet_plan_set_max_workers (plan, 4);
  sweet_plan_set_range_size (plan, 1);
  sweet_plan_set_window (plan, WINDOW);
}

static TestLine
start_line (TestSpec *source,
            SweetClock *clock,
            GType type,
            Gate *gate)
{
  g_autoptr (SweetStrategy) strategy = g_object_new (type, NULL);
  TestLine line = sweet_emitting_task_builder_new ();

  ((TestStrategy *) strategy)->workers = 1;
  ((TestStrategy *) strategy)->plan = plan_first;
  ((TestAdjusting *) strategy)->gate = gate;
  if (source != NULL)
    {
      source->n_rows = source->rows_per_chunk = N_ROWS;
      line = test_line_source (line, test_worker_source_get_type (), source, 0);
    }
  line = sweet_emitting_task_builder_with_clock (line, clock);
  return sweet_emitting_task_builder_with_strategy (line, strategy);
}

static void
end_line (SweetEmittingTask *task,
          SweetClock *clock)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

static void
more_workers (SweetPlan *plan)
{
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 1);
  sweet_plan_set_workers (plan, 99);
}

/* more workers come at once to a chunk that one is in, as many as there may be; order is kept */
static void
test_more_workers (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GListModel) collected = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Gate) gate = { .adjust = more_workers };

  task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (start_line (&source, clock, test_worker_adjusting_get_type (), &gate), pass_cb, &gate, NULL));
  gate_wait_inside (&gate, 1);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 1);
  sweet_clock_advance (clock, WINDOW);
  gate_wait_inside (&gate, 4);
  g_assert_cmpint (sweet_load_get_window (gate.load), ==, WINDOW);
  g_assert_cmpuint (sweet_load_get_processors (gate.load), ==, g_get_num_processors ());
  g_assert_cmpuint (sweet_load_get_calls (gate.load), ==, 0);
  g_assert_cmpuint (sweet_load_get_records (gate.load), ==, 0);
  g_assert_cmpuint (sweet_load_get_calls_under_way (gate.load), ==, 1);
  g_assert_cmpuint (sweet_load_get_active_workers (gate.load), ==, 1);
  g_assert_cmpuint (sweet_load_get_queued (gate.load), ==, 1);
  gate_set_open (&gate);
  end_line (task, clock);
  g_assert_cmpuint (gate.n_most, ==, 4);

  collected = g_object_ref (sweet_final_event_get_collected (sweet_emitting_task_get_final_event (task)));
  g_assert_cmpuint (g_list_model_get_n_items (collected), ==, N_ROWS);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr (SweetReceiverEvent) event = g_list_model_get_item (collected, i);

      g_assert_cmpint (sweet_receiver_event_get_int64 (event, "id", NULL), ==, i);
    }
}

static void
larger_ranges (SweetPlan *plan)
{
  sweet_plan_set_range_size (plan, 12);
}

/* receivers of chunks get parts, and other parts as soon as the plan is another */
static void
test_ranges (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Gate) gate = { .adjust = larger_ranges, .calls = g_string_new (NULL) };

  task = test_line_start (sweet_emitting_task_builder_with_chunk_receiver_on_workers (start_line (&source, clock, test_worker_adjusting_get_type (), &gate), pass_chunk_cb, &gate, NULL));
  gate_wait_inside (&gate, 1);
  sweet_clock_advance (clock, WINDOW);
  gate_wait_adjusted (&gate, 1);
  /* the plan counts when the window of the next timer has begun */
  while (sweet_clock_get_n_timers (clock) == 0)
    g_thread_yield ();
  gate_set_open (&gate);
  end_line (task, clock);
  g_assert_cmpstr (gate.calls->str, ==, "1 12 12 12 3 ");
}

static gboolean
append_chunk_cb (SweetChunk *chunk,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  static GMutex lock;

  g_mutex_lock (&lock);
  test_append_rows (user_data, chunk, sweet_chunk_get_n_rows (chunk));
  g_string_append (user_data, "| ");
  g_mutex_unlock (&lock);
  return TRUE;
}

static void
plan_ranges (SweetPlan *plan)
{
  sweet_plan_set_range_size (plan, 3);
}

/* parts of what a processor has left of a chunk; a part that somebody kept is told so, like a chunk */
static void
test_parts (SweetTest *test,
            gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (GString) text = g_string_new (NULL);
  TestLine line = sweet_emitting_task_builder_new ();

  source.n_rows = source.rows_per_chunk = 11;
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_add (line, SWEET_ELEMENT_KIND_PROCESSOR, "filter", "where", "id >= 3");
  line = test_line_plan (line, 1, FALSE, plan_ranges);
  test_line_complete (sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, append_chunk_cb, text, NULL));
  g_assert_cmpstr (text->str, ==, "3 4 5 | 6 7 8 | 9 10 | ");
}

static gboolean
keep_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  g_ptr_array_add (user_data, g_object_ref (chunk));
  return TRUE;
}

static void
test_kept_parts (SweetTest *test,
                 gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *csv = test_csv (7);
  TestLine line = sweet_emitting_task_builder_new ();

  source.bytes = csv;
  source.n_bytes = strlen (csv);
  line = test_line_source (line, test_worker_source_get_type (), &source, 0);
  line = test_line_format (line, "csv");
  line = test_line_plan (line, 1, FALSE, plan_ranges);
  test_line_complete (sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, keep_chunk_cb, kept, NULL));
  g_assert_cmpuint (kept->len, ==, 3);
  for (guint i = 0; i < kept->len; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sweet_chunk_get_column (g_ptr_array_index (kept, i), 0, &error));
      g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
    }
}

/* how much was done is counted */
static void
test_counts (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Gate) gate = { .open = TRUE };
  g_autoptr (SweetSenderEventBuilder) builder = sweet_sender_event_builder_new ();
  g_autoptr (SweetSenderEvent) event = NULL;
  g_autoptr (SweetSenderEvent) end = NULL;

  event = sweet_sender_event_builder_build (sweet_sender_event_builder_with_text (g_steal_pointer (&builder), "id", "1"), &error);
  g_assert_no_error (error);
  end = sweet_sender_event_builder_build (sweet_sender_event_builder_with_kind (sweet_sender_event_builder_new (), SWEET_EVENT_KIND_FINAL), &error);
  g_assert_no_error (error);
  task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (start_line (NULL, clock, test_worker_adjusting_get_type (), &gate), pass_cb, &gate, NULL));
  /* nothing to do, nothing to ask */
  g_assert_cmpuint (gate.n_adjusted, ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      guint64 n_records = 0;
      guint64 n_calls = 0;

      g_assert_true (sweet_emitting_task_push_sync (task, event, NULL, &error));
      g_assert_no_error (error);
      /* a window may end between the record and its call */
      while (n_records < 1 || n_calls < 1)
        {
          guint before = gate.n_adjusted;

          while (sweet_clock_get_n_timers (clock) == 0)
            g_thread_yield ();
          sweet_clock_advance (clock, WINDOW);
          gate_wait_adjusted (&gate, before + 1);
          n_records += sweet_load_get_records (gate.load);
          n_calls += sweet_load_get_calls (gate.load);
        }
      g_assert_cmpuint (n_records, ==, 1);
      g_assert_cmpuint (n_calls, ==, 1);
    }
  g_assert_true (sweet_emitting_task_push_sync (task, end, NULL, &error));
  end_line (task, clock);
}

typedef struct
{
  gboolean silent;
  const char *message;
} Failure;

static const Failure failures[] = {
  { FALSE, "TestWorkerAdjusting: there is nothing to adjust" },
  { TRUE, "TestWorkerAdjusting: “adjust” failed without saying why" },
};

static void
test_failure (SweetTest *test,
              gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Gate) gate = { .fails = TRUE, .silent = failures[i].silent };

      task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (start_line (&source, clock, test_worker_adjusting_get_type (), &gate), pass_cb, &gate, NULL));
      gate_wait_inside (&gate, 1);
      sweet_clock_advance (clock, WINDOW);
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, failures[i].message);
      g_assert_cmpuint (gate.n_adjusted, ==, 1);
    }
}

/* a strategy that declares no place is asked on the context */
static void
test_on_context (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Gate) gate = { .thread = g_thread_self () };

  task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (start_line (&source, clock, test_adjusting_get_type (), &gate), pass_cb, &gate, NULL));
  gate_wait_inside (&gate, 1);
  sweet_clock_advance (clock, WINDOW);
  end_line (task, clock);
  g_assert_cmpuint (gate.n_adjusted, ==, 1);
}

/* a stream that is cancelled asks no more */
static void
test_cancel (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Gate) gate = { .thread = g_thread_self () };

  task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (start_line (&source, clock, test_adjusting_get_type (), &gate), pass_cb, &gate, NULL));
  gate_wait_inside (&gate, 1);
  sweet_clock_advance (clock, WINDOW);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  gate_set_open (&gate);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (gate.n_adjusted, ==, 0);
  g_assert_cmpuint (sweet_clock_get_n_timers (clock), ==, 0);
}

static void
more_reads (SweetPlan *plan)
{
  sweet_plan_set_workers (plan, 3);
}

static void
pass_read (TestSpec *spec,
           TestCall call,
           guint number)
{
  if (call == TEST_READ_AT)
    gate_pass (spec->hook_data, 0);
}

/* a strategy of the source: parts of the input are what its workers read */
static void
test_more_reads (SweetTest *test,
                 gconstpointer data)
{
  g_autofree char *csv = test_csv (100);
  g_autofree char *expected = test_numbers (0, 100);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetStrategy) strategy = g_object_new (test_worker_adjusting_get_type (), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Gate) gate = { .adjust = more_reads };
  TestLine line = sweet_emitting_task_builder_new ();

  ((TestStrategy *) strategy)->workers = 1;
  ((TestStrategy *) strategy)->plan = plan_first;
  ((TestAdjusting *) strategy)->gate = &gate;
  source.bytes = csv;
  source.n_bytes = strlen (csv);
  source.seekable = TRUE;
  source.hook = pass_read;
  source.hook_data = &gate;
  line = test_line_source (line, test_worker_source_get_type (), &source, 100);
  line = test_line_format (line, "csv");
  line = test_line_workers (line, 1, FALSE);
  line = sweet_emitting_task_builder_with_sender_strategy (line, strategy);
  line = sweet_emitting_task_builder_with_clock (line, clock);
  task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  gate_wait_inside (&gate, 1);
  sweet_clock_advance (clock, WINDOW);
  gate_wait_inside (&gate, 3);
  g_assert_cmpuint (sweet_load_get_calls (gate.load), ==, 0);
  g_assert_cmpuint (sweet_load_get_calls_under_way (gate.load), ==, 1);
  g_assert_cmpuint (sweet_load_get_active_workers (gate.load), ==, 1);
  gate_set_open (&gate);
  end_line (task, clock);
  g_assert_cmpuint (gate.n_most, ==, 3);
  g_assert_cmpstr (text->str, ==, expected);
}

/* receivers that block */

static gboolean
open_cb (SweetSpawningTask *task,
         gpointer user_data,
         GError **error)
{
  gate_set_open (user_data);
  return TRUE;
}

/* all workers of the runtime are in receivers, and another task goes on all the same */
static void
test_blocking (SweetTest *test,
               gconstpointer data)
{
  guint n = g_get_num_processors ();
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SweetSpawningTask) opener = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree TestSpec *sources = g_new0 (TestSpec, n);
  g_auto (Gate) gate = { 0 };

  for (guint i = 0; i < n; i++)
    {
      TestLine line = sweet_emitting_task_builder_new ();

      sources[i].n_rows = sources[i].rows_per_chunk = 1;
      line = test_line_source (line, test_worker_source_get_type (), &sources[i], 0);
      line = test_line_workers (line, 1, FALSE);
      line = i % 2 == 0 ? sweet_emitting_task_builder_with_receiver_on_workers (line, pass_cb, &gate, NULL) : sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, pass_chunk_cb, &gate, NULL);
      g_ptr_array_add (tasks, test_line_start (sweet_emitting_task_builder_with_blocking_receiver (line, TRUE)));
    }
  gate_wait_inside (&gate, n);
  opener = sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_work_on_workers (sweet_spawning_task_builder_new (), open_cb, &gate, NULL), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_assert_true (sweet_task_await_sync (g_ptr_array_index (tasks, i), NULL, &error));
  g_assert_true (sweet_task_await_sync (SWEET_TASK (opener), NULL, &error));
  g_assert_no_error (error);
}

static void
test_blocking_errors (SweetTest *test,
                      gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Gate) gate = { 0 };
      TestLine line = sweet_emitting_task_builder_new ();

      source.n_rows = source.rows_per_chunk = 1;
      line = test_line_source (line, test_worker_source_get_type (), &source, 0);
      if (i == 1)
        line = sweet_emitting_task_builder_with_receiver (line, pass_cb, &gate, NULL);
      line = sweet_emitting_task_builder_with_blocking_receiver (line, TRUE);
      g_assert_null (sweet_emitting_task_builder_run (line, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, "only a receiver on workers may block, and the stream has none");
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/adjust/more-workers", test_more_workers);
  sweet_test_add ("/sweet/engine/adjust/ranges", test_ranges);
  sweet_test_add ("/sweet/engine/adjust/parts", test_parts);
  sweet_test_add ("/sweet/engine/adjust/kept-parts", test_kept_parts);
  sweet_test_add ("/sweet/engine/adjust/counts", test_counts);
  sweet_test_add ("/sweet/engine/adjust/failure", test_failure);
  sweet_test_add ("/sweet/engine/adjust/on-context", test_on_context);
  sweet_test_add ("/sweet/engine/adjust/cancel", test_cancel);
  sweet_test_add ("/sweet/engine/adjust/more-reads", test_more_reads);
  sweet_test_add ("/sweet/engine/blocking", test_blocking);
  sweet_test_add ("/sweet/engine/blocking-errors", test_blocking_errors);

  return g_test_run ();
}
