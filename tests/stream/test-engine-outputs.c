/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* outputs beside the main one: what an element emits to them, and what takes it */

#define N_ROWS 300

/* sends records whose id ends in 3 and 5 to outputs of their own, and one more to the first at the end */
typedef struct
{
  SweetProcessor parent_instance;
  guint fail_at; /* the call that fails behind what it emitted, from 1; 0 for none */
  guint n_calls;
  gboolean unknown;
} TestDivider;

typedef struct
{
  SweetProcessorClass parent_class;
} TestDividerClass;

GType test_divider_get_type (void);
G_DEFINE_TYPE (TestDivider, test_divider, SWEET_TYPE_PROCESSOR)

static SweetElement *
test_divider_copy (SweetElement *element)
{
  TestDivider *copy = g_object_new (G_OBJECT_TYPE (element), NULL);

  copy->fail_at = ((TestDivider *) element)->fail_at;
  copy->unknown = ((TestDivider *) element)->unknown;
  return SWEET_ELEMENT (copy);
}

static char **
test_divider_dup_outputs (SweetElement *element)
{
  static const char *const outputs[] = { "threes", "fives", NULL };

  return g_strdupv ((char **) outputs);
}

static void
test_divider_emit (SweetChunk *chunk,
                   SweetEmitter *out,
                   const char *output,
                   char digit)
{
  g_autoptr (GError) error = NULL;
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *cells = sweet_chunk_get_column (chunk, 0, &error);
  g_autofree guint32 *rows = g_new (guint32, n_rows + 1);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < n_rows; i++)
    {
      char last = cells[i].data[cells[i].length - 1];

      if (digit != 0 ? last == digit : last != '3' && last != '5')
        rows[n++] = i;
    }
  chunk = sweet_emitter_make_writable (out, chunk);
  sweet_chunk_select_rows (chunk, rows, n);
  if (output != NULL)
    sweet_emitter_emit_to (out, output, chunk);
  else
    sweet_emitter_emit (out, chunk);
}

static gboolean
test_divider_process (SweetProcessor *processor,
                      SweetChunk *chunk,
                      SweetEmitter *out,
                      GCancellable *cancellable,
                      GError **error)
{
  TestDivider *self = (TestDivider *) processor;

  if (self->unknown)
    sweet_emitter_emit_to (out, "sevens", chunk);
  test_divider_emit (chunk, out, NULL, 0);
  test_divider_emit (chunk, out, "threes", '3');
  test_divider_emit (chunk, out, "fives", '5');
  if (++self->n_calls != self->fail_at)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "fails as it should");
  return FALSE;
}

static gboolean
test_divider_finish (SweetProcessor *processor,
                     SweetEmitter *out,
                     GCancellable *cancellable,
                     GError **error)
{
  static const char *const names[] = { "id", "text", NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  g_autoptr (SweetChunk) chunk = NULL;

  sweet_chunk_builder_set_text (builder, 0, "end");
  sweet_chunk_builder_end_row (builder);
  chunk = sweet_chunk_builder_build (builder);
  sweet_emitter_emit_to (out, "threes", chunk);
  /* the same may go to several outputs */
  sweet_emitter_emit_to (out, "fives", chunk);
  return TRUE;
}

static void
test_divider_class_init (TestDividerClass *klass)
{
  SWEET_ELEMENT_CLASS (klass)->copy = test_divider_copy;
  SWEET_ELEMENT_CLASS (klass)->dup_outputs = test_divider_dup_outputs;
  SWEET_PROCESSOR_CLASS (klass)->process = test_divider_process;
  SWEET_PROCESSOR_CLASS (klass)->finish = test_divider_finish;
}

static void
test_divider_init (TestDivider *self)
{
}

TEST_DEFINE_CLASS (TestForkedDivider, test_forked_divider, TestDivider, test_divider_get_type (), TEST_TRAITS (WORKER, FORKED))
TEST_DEFINE_CLASS (TestSequentialDivider, test_sequential_divider, TestDivider, test_divider_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))

static GType (*const types[]) (void) = { test_divider_get_type, test_forked_divider_get_type, test_sequential_divider_get_type };
static const guint64 block_sizes[] = { 8, 100, 0 };
static const guint worker_counts[] = { 1, 2, 8 };

#define N_WAYS (G_N_ELEMENTS (types) * G_N_ELEMENTS (block_sizes) * G_N_ELEMENTS (worker_counts))

/* source, csv and the divider, with one of the ways */
static TestLine
begin (TestSpec *source,
       guint way,
       const char *csv,
       SweetProcessor *divider)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->bytes = csv;
  source->n_bytes = strlen (csv);
  source->seekable = TRUE;
  line = test_line_source (line, test_worker_source_get_type (), source, block_sizes[way / G_N_ELEMENTS (types) % G_N_ELEMENTS (block_sizes)]);
  line = test_line_workers (line, worker_counts[way / (G_N_ELEMENTS (types) * G_N_ELEMENTS (block_sizes))], FALSE);
  line = test_line_format (line, "csv");
  return sweet_emitting_task_builder_with_processor (line, divider);
}

static TestLine
link_output (TestLine line,
             SweetProcessor *divider,
             const char *output,
             TestSpec *sink)
{
  g_autoptr (SweetEmittingTaskBuilder) branch = sweet_emitting_task_builder_new ();

  branch = test_line_sink (branch, test_worker_sink_get_type (), sink);
  return sweet_emitting_task_builder_with_output (line, SWEET_ELEMENT (divider), output, branch);
}

/* the ids below @n with the last digit, or with neither 3 nor 5 */
static char *
make_ids (guint n,
          char digit,
          const char *end)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (digit != 0 ? i % 10 == (guint) (digit - '0') : i % 10 != 3 && i % 10 != 5)
      g_string_append_printf (text, "%u ", i);
  g_string_append (text, end);
  return g_string_free (text, FALSE);
}

/* how many records went to an output of the element with that name, in the dictionary @key of its stats */
static guint64
count_output (SweetEmittingTask *task,
              const char *element_name,
              const char *key,
              const char *output)
{
  g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (task);
  g_autoptr (GVariant) elements = g_variant_lookup_value (stats, "elements", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (elements); i++)
    {
      g_autoptr (GVariant) element = g_variant_get_child_value (elements, i);
      g_autoptr (GVariant) counts = g_variant_lookup_value (element, key, G_VARIANT_TYPE_VARDICT);
      const char *name;
      guint64 n;

      g_variant_lookup (element, "name", "&s", &name);
      if (strcmp (name, element_name) == 0 && counts != NULL && g_variant_lookup (counts, output, "t", &n))
        return n;
    }
  return G_MAXUINT64;
}

static void
test_linked (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *others = make_ids (N_ROWS, 0, "");
  g_autofree char *threes = make_ids (N_ROWS, '3', "end ");
  g_autofree char *fives = make_ids (N_ROWS, '5', "end ");

  for (guint i = 0; i < N_WAYS; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) first = TEST_SPEC_INIT;
      g_auto (TestSpec) second = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetProcessor) divider = g_object_new (types[i % G_N_ELEMENTS (types)](), NULL);
      TestLine line = begin (&source, i, csv, divider);

      line = link_output (line, divider, "threes", &first);
      line = link_output (line, divider, "fives", &second);
      test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      g_assert_cmpstr (received->str, ==, others);
      g_assert_cmpstr (first.written->str, ==, threes);
      g_assert_cmpstr (second.written->str, ==, fives);
      g_assert_true (first.complete && second.complete);
    }
}

/* what nothing takes is counted */
static void
test_dropped (SweetTest *test,
              gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *threes = make_ids (N_ROWS, '3', "end ");

  for (guint i = 0; i < N_WAYS; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) first = TEST_SPEC_INIT;
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetProcessor) divider = g_object_new (types[i % G_N_ELEMENTS (types)](), NULL);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      const char *name = G_OBJECT_TYPE_NAME (divider);
      TestLine line = begin (&source, i, csv, divider);

      line = link_output (line, divider, "threes", &first);
      task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (first.written->str, ==, threes);
      g_assert_cmpuint (count_output (task, name, "outputs", "threes"), ==, 31);
      g_assert_cmpuint (count_output (task, name, "outputs", "fives"), ==, G_MAXUINT64);
      g_assert_cmpuint (count_output (task, name, "dropped", "fives"), ==, 31);
      g_assert_cmpuint (count_output (task, name, "dropped", "threes"), ==, G_MAXUINT64);
    }
}

/* what an element emitted for a chunk before it failed with it does not count */
static void
test_failed_call (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) first = TEST_SPEC_INIT;
      g_autofree char *threes = make_ids (N_ROWS, '3', "end ");
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_continue ();
      g_autoptr (SweetProcessor) divider = g_object_new (types[i](), NULL);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      TestLine line;

      /* an element without memory is called again for each record, and fails no more */
      ((TestDivider *) divider)->fail_at = 1;
      line = begin (&source, i + 2 * G_N_ELEMENTS (types), csv, divider);
      line = link_output (line, divider, "threes", &first);
      line = sweet_emitting_task_builder_with_error_strategy (line, strategy);
      task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      if (types[i] == test_forked_divider_get_type)
        g_assert_cmpstr (first.written->str, ==, threes);
      else
        g_assert_cmpstr (first.written->str, ==, "end ");
      g_assert_cmpuint (count_output (task, G_OBJECT_TYPE_NAME (divider), "dropped", "fives"), ==, types[i] == test_forked_divider_get_type ? 31 : 1);
    }
}

/* with a rate an item comes to its end in parts; what is beside it comes once */
static void
plan_rate (SweetPlan *plan)
{
  sweet_plan_set_rate (plan, 1000000);
  sweet_plan_set_burst (plan, 7);
}

static void
test_rate (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *others = make_ids (N_ROWS, 0, "");
  g_autofree char *threes = make_ids (N_ROWS, '3', "end ");
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_auto (TestSpec) first = TEST_SPEC_INIT;
  g_autoptr (SweetProcessor) divider = g_object_new (test_forked_divider_get_type (), NULL);
  TestLine line = begin (&source, 6, csv, divider);

  line = link_output (test_line_plan (line, 1, FALSE, plan_rate), divider, "threes", &first);
  test_line_complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
  g_assert_cmpstr (sink.written->str, ==, others);
  g_assert_cmpstr (first.written->str, ==, threes);
}

static void
test_unlisted (SweetTest *test,
               gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (SweetProcessor) divider = NULL;
  g_autoptr (GString) received = NULL;

  if (!g_test_subprocess ())
    {
      if (sweet_test_skip_fork ())
        return;
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*the element has no output *sevens*: its *dup_outputs* does not list it*");
      return;
    }

  divider = g_object_new (test_divider_get_type (), NULL);
  received = g_string_new (NULL);
  ((TestDivider *) divider)->unknown = TRUE;
  test_line_complete (sweet_emitting_task_builder_with_receiver (begin (&source, 0, "id,text\n1,x\n", divider), test_receive_cb, received, NULL));
}

static void
test_list (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetElement) csv = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "csv", NULL);
  g_autoptr (SweetElement) file = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", NULL);
  g_autoptr (SweetElement) divider = g_object_new (test_divider_get_type (), NULL);
  g_auto (GStrv) of_csv = sweet_element_dup_outputs (csv);
  g_auto (GStrv) of_file = sweet_element_dup_outputs (file);
  g_auto (GStrv) of_divider = sweet_element_dup_outputs (divider);
  const char *const errors[] = { "errors", NULL };
  const char *const none[] = { NULL };
  const char *const all[] = { "errors", "threes", "fives", NULL };

  g_assert_true (g_strv_equal ((const char *const *) of_csv, errors));
  g_assert_true (g_strv_equal ((const char *const *) of_file, none));
  g_assert_true (g_strv_equal ((const char *const *) of_divider, all));
}

static void
test_wrong (SweetTest *test,
            gconstpointer data)
{
  static const struct
  {
    const char *outputs[2];
    const char *message;
  } cases[] = {
    { { "three", NULL }, "TestDivider: it has no output “three”; the nearest is “threes”" },
    { { "late", NULL }, "TestDivider: it has no output “late”; there are “errors”, “threes”, “fives”" },
    { { "fives", "fives" }, "TestDivider: its output “fives” is linked twice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestSpec sinks[2] = { TEST_SPEC_INIT, TEST_SPEC_INIT };
      g_autoptr (SweetProcessor) divider = g_object_new (test_divider_get_type (), NULL);
      g_autoptr (SweetEmittingTaskBuilder) line = begin (&source, 0, "id,text\n", divider);
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < 2 && cases[i].outputs[j] != NULL; j++)
        line = link_output (g_steal_pointer (&line), divider, cases[i].outputs[j], &sinks[j]);
      g_assert_false (sweet_emitting_task_builder_check (line, &error));
      g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
final_event_cb (SweetFinalEvent *event,
                gpointer user_data)
{
}

static SweetFailureMode
judge_cb (SweetTask *child,
          SweetTaskResult *result,
          gpointer user_data)
{
  return SWEET_FAILURE_MODE_STOP;
}

#define BRANCH(setting, ...) sweet_emitting_task_builder_with_##setting (sweet_emitting_task_builder_new (), __VA_ARGS__)

/* what is said about a whole stream is not taken from a part of it, and not passed over either */
static void
test_whole (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetEmittingTaskBuilder) inner = sweet_emitting_task_builder_new ();
  g_autoptr (SweetProcessor) divider = g_object_new (test_divider_get_type (), NULL);
  g_autoptr (SweetTaskContext) context = sweet_task_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetTracer) tracer = SWEET_TRACER (sweet_log_tracer_new (NULL));
  g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);
  g_autoptr (SweetCollector) collector = SWEET_COLLECTOR (sweet_keyed_collector_new ());
  g_autoptr (SweetChunkSize) chunk_size = sweet_chunk_size_new_rows (10);
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (SweetErrorStrategy) errors = sweet_error_strategy_new_continue ();
  g_autoptr (SweetEmittingTask) parent = NULL;
  g_auto (TestSpec) records = { .n_rows = 1, .rows_per_chunk = 1 };
  struct
  {
    const char *name;
    SweetEmittingTaskBuilder *branch;
  } cases[] = {
    { "name", BRANCH (name, "branch") },
    { "description", BRANCH (description, "a part") },
    { "tag", BRANCH (tag, "part") },
    { "priority", BRANCH (priority, SWEET_PRIORITY_HIGH) },
    { "timeout", BRANCH (timeout, SWEET_SECONDS (60)) },
    { "deadline", BRANCH (deadline, G_MAXINT64) },
    { "grace", BRANCH (grace, 0) },
    { "parent", sweet_emitting_task_builder_new () },
    { "failure-mode", BRANCH (failure_mode, SWEET_FAILURE_MODE_SUPERVISE) },
    { "failure-predicate", BRANCH (failure_predicate, judge_cb, NULL, NULL) },
    { "context", BRANCH (context, context) },
    { "cancellable", BRANCH (cancellable, cancellable) },
    { "runtime", BRANCH (runtime, sweet_runtime_get_default ()) },
    { "metrics", BRANCH (metrics, TRUE) },
    { "tracer", BRANCH (tracer, tracer) },
    { "source", test_line_source (sweet_emitting_task_builder_new (), test_worker_source_get_type (), &records, 0) },
    { "strategy", BRANCH (strategy, strategy) },
    { "sender-strategy", BRANCH (sender_strategy, strategy) },
    { "collector", BRANCH (collector, collector) },
    { "receiver", BRANCH (receiver, test_receive_cb, NULL, NULL) },
    { "blocking-receiver", BRANCH (blocking_receiver, TRUE) },
    { "final-event", BRANCH (final_event, final_event_cb, NULL, NULL) },
    { "chunk-size", BRANCH (chunk_size, chunk_size) },
    { "max-chunks", BRANCH (max_chunks, 4) },
    { "limit", BRANCH (limit, 10) },
    { "record-latency", BRANCH (record_latency, TRUE) },
    { "clock", BRANCH (clock, clock) },
    { "error-strategy", BRANCH (error_strategy, errors) },
    { "output", sweet_emitting_task_builder_with_processor (sweet_emitting_task_builder_new (), divider) },
  };

  parent = test_line_start (test_line_source (sweet_emitting_task_builder_new (), test_worker_source_get_type (), &records, 0));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTaskBuilder) branch = cases[i].branch;
      g_autoptr (SweetEmittingTaskBuilder) line = begin (&source, 0, "id,text\n", divider);
      g_autofree char *message = g_strdup_printf ("TestDivider: what its output “fives” is linked to has a “%s” of its own: only the whole stream has one", cases[i].name);
      g_autoptr (GError) error = NULL;

      if (strcmp (cases[i].name, "parent") == 0)
        branch = sweet_emitting_task_builder_with_parent (g_steal_pointer (&branch), SWEET_TASK (parent));
      if (strcmp (cases[i].name, "output") == 0)
        branch = sweet_emitting_task_builder_with_output (g_steal_pointer (&branch), SWEET_ELEMENT (divider), "threes", inner);
      branch = test_line_sink (g_steal_pointer (&branch), test_worker_sink_get_type (), &sink);
      line = sweet_emitting_task_builder_with_output (g_steal_pointer (&line), SWEET_ELEMENT (divider), "fives", branch);
      g_assert_false (sweet_emitting_task_builder_check (line, &error));
      g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
      g_assert_cmpstr (error->message, ==, message);
      g_clear_error (&error);
      g_assert_null (sweet_emitting_task_builder_run (g_steal_pointer (&line), &error));
      g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
    }
  sweet_task_await_sync (SWEET_TASK (parent), NULL, NULL);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/outputs/linked", test_linked);
  sweet_test_add ("/sweet/engine/outputs/dropped", test_dropped);
  sweet_test_add ("/sweet/engine/outputs/failed-call", test_failed_call);
  sweet_test_add ("/sweet/engine/outputs/rate", test_rate);
  sweet_test_add ("/sweet/engine/outputs/unlisted", test_unlisted);
  sweet_test_add ("/sweet/engine/outputs/list", test_list);
  sweet_test_add ("/sweet/engine/outputs/wrong", test_wrong);
  sweet_test_add ("/sweet/engine/outputs/whole", test_whole);

  return g_test_run ();
}
