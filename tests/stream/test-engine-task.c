/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "../task/spawn-fixture.h"
#include "engine-line.h"

/* a stream as a task like any other: its runtime and priority, its limits in time, parents and children */

static TestLine
begin (TestSpec *source,
       SweetRuntime *runtime)
{
  TestLine line = sweet_emitting_task_builder_with_runtime (sweet_emitting_task_builder_new (), runtime);

  source->n_rows = 10;
  source->rows_per_chunk = 5;
  line = sweet_emitting_task_builder_with_name (line, "stream");
  return test_line_source (line, test_worker_source_get_type (), source, 0);
}

/* one that waits for what the application pushes */
static TestLine
begin_pushed (SweetRuntime *runtime)
{
  TestLine line = sweet_emitting_task_builder_with_runtime (sweet_emitting_task_builder_new (), runtime);

  return sweet_emitting_task_builder_with_name (line, "pushed");
}

static SweetTaskStatus
status (SweetEmittingTask *task)
{
  return sweet_task_get_status (SWEET_TASK (task));
}

/* in the calling thread; the task must end so, and not otherwise */
static void
await_error (SweetEmittingTask *task,
             SweetTaskStatus expected,
             GQuark domain,
             int code,
             const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, domain, code);
  spawn_assert_says (error, says);
  g_assert_cmpint (status (task), ==, expected);
}

static void
await_complete (SweetEmittingTask *task)
{
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status (task), ==, SWEET_TASK_STATUS_COMPLETED);
}

/* ends a stream that waits for what is pushed */
static void
push_last (SweetEmittingTask *task)
{
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_kind (sweet_sender_event_builder_new (), SWEET_EVENT_KIND_FINAL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetSenderEvent) event = sweet_sender_event_builder_build (builder, &error);

  g_assert_no_error (error);
  sweet_emitting_task_push_sync (task, event, NULL, &error);
  g_assert_no_error (error);
}

/* waits at a Gate in a call of an element */
typedef struct
{
  Gate gate;
  TestCall call;
} Barrier;

static void
barrier_hook (TestSpec *spec,
              TestCall call,
              guint number)
{
  Barrier *self = spec->hook_data;

  if (call == self->call && number == 0)
    gate_pass (&self->gate);
}

static void
test_settings (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetTaskContext) context = sweet_task_context_with_working_directory (sweet_task_context_new (), "/somewhere");
  g_autoptr (SweetTracer) tracer = SWEET_TRACER (sweet_log_tracer_new (NULL));
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  gint64 deadline = g_get_real_time () + SWEET_SECONDS (600);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autofree char *directory = NULL;
  TestLine line = begin (&source, NULL);
  gint64 grace;

  line = sweet_emitting_task_builder_with_description (line, "what it is about");
  line = sweet_emitting_task_builder_with_tag (sweet_emitting_task_builder_with_tag (line, "one"), "two");
  line = sweet_emitting_task_builder_with_priority (line, SWEET_PRIORITY_LOW);
  line = sweet_emitting_task_builder_with_deadline (line, deadline);
  line = sweet_emitting_task_builder_with_grace (line, SWEET_SECONDS (7));
  line = sweet_emitting_task_builder_with_context (line, context);
  line = sweet_emitting_task_builder_with_tracer (line, tracer);
  g_object_get (line, "grace", &grace, NULL);
  g_assert_cmpint (grace, ==, SWEET_SECONDS (7));
  task = test_line_start (line);
  await_complete (task);

  g_assert_cmpstr (sweet_task_get_description (SWEET_TASK (task)), ==, "what it is about");
  g_assert_true (sweet_task_has_tag (SWEET_TASK (task), "two"));
  g_assert_cmpint (sweet_task_get_priority (SWEET_TASK (task)), ==, SWEET_PRIORITY_LOW);
  /* two looks at two clocks */
  g_assert_cmpint (ABS (sweet_task_get_deadline (SWEET_TASK (task)) - deadline), <, 10000);
  directory = sweet_task_context_dup_working_directory (sweet_task_get_context (SWEET_TASK (task)));
  g_assert_cmpstr (directory, ==, "/somewhere");
  g_assert_nonnull (sweet_task_get_span (SWEET_TASK (task)));
}

static void
assert_refused (TestLine line,
                GQuark domain,
                int code,
                const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_emitting_task_builder_run (line, &error));
  g_assert_error (error, domain, code);
  spawn_assert_says (error, says);
}

static void
test_refused (SweetTest *test,
              gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  SweetRuntime *runtime = spawn_runtime (1);
  g_autoptr (SweetRuntime) seeded = sweet_runtime_builder_build (sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), 7), NULL);
  g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, done_work, NULL));
  TestLine late = sweet_emitting_task_builder_with_parent (begin (&source, NULL), SWEET_TASK (parent));

  spawn_await (parent);
  assert_refused (late, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE, "the parent “tested” of “stream” has ended");
  assert_refused (sweet_emitting_task_builder_with_deadline (begin (&source, NULL), -1), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "deadline");
  assert_refused (sweet_emitting_task_builder_with_grace (begin (&source, NULL), -2), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "grace");
  assert_refused (begin (&source, seeded), G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "deterministic");
  g_object_ref (runtime);
  spawn_shut_down (runtime);
  assert_refused (begin (&source, runtime), SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN, "“test” was shut down");
  g_object_unref (runtime);
  /* and none of it was left counted */
  g_assert_cmpuint (sweet_runtime_get_active_count (sweet_runtime_get_default ()), ==, 0);
}

/* the threads are those of the runtime, as many as it has */
static void
test_runtime (SweetTest *test,
              gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (3);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  Barrier barrier = { .call = TEST_OPEN };
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GVariant) stats = NULL;
  g_autoptr (GVariant) workers = NULL;

  source.hook = barrier_hook;
  source.hook_data = &barrier;
  task = test_line_start (begin (&source, runtime));
  gate_meet (&barrier.gate, 1);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 1);
  g_assert_cmpuint (sweet_runtime_get_active_count (sweet_runtime_get_default ()), ==, 0);
  gate_open (&barrier.gate);
  await_complete (task);
  stats = sweet_emitting_task_dup_stats (task);
  workers = g_variant_lookup_value (stats, "workers", NULL);
  g_assert_cmpuint (g_variant_n_children (workers), ==, 3);
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

/* who was opened when */
static void
order_hook (TestSpec *spec,
            TestCall call,
            guint number)
{
  if (call == TEST_OPEN)
    g_string_append_printf (spec->hook_data, "%s ", sweet_task_get_name (sweet_task_get_current ()));
}

/* with the only worker busy, what is more urgent comes first once it is free */
static void
test_priority (SweetTest *test,
               gconstpointer data)
{
  static const SweetPriority priorities[] = { SWEET_PRIORITY_BACKGROUND, SWEET_PRIORITY_NORMAL, SWEET_PRIORITY_CRITICAL };
  static const char *const names[] = { "background", "normal", "critical" };
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) busy = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  SweetEmittingTask *tasks[3];
  TestSpec sources[3] = { TEST_SPEC_INIT, TEST_SPEC_INIT, TEST_SPEC_INIT };
  g_autoptr (GString) order = g_string_new (NULL);

  gate_meet (&gate, 1);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      TestLine line = sweet_emitting_task_builder_with_name (begin (&sources[i], runtime), names[i]);

      sources[i].hook = order_hook;
      sources[i].hook_data = order;
      tasks[i] = test_line_start (sweet_emitting_task_builder_with_priority (line, priorities[i]));
    }
  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      await_complete (tasks[i]);
      g_clear_object (&tasks[i]);
      test_spec_clear (&sources[i]);
    }
  g_assert_cmpstr (order->str, ==, "critical normal background ");
  spawn_await (busy);
  g_clear_object (&busy);
  spawn_shut_down (runtime);
}

/* a task does not end before a stream below it, and fails or is cancelled together with it */
static void
test_child (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = spawn_run (sweet_spawning_task_builder_with_name (spawn_on_workers (runtime, gate_work, &gate), "parent"));
  g_autoptr (SweetEmittingTask) task = NULL;

  gate_meet (&gate, 1);
  task = test_line_start (sweet_emitting_task_builder_with_parent (begin_pushed (runtime), SWEET_TASK (parent)));
  g_assert_true (sweet_task_get_parent (SWEET_TASK (task)) == SWEET_TASK (parent));
  gate_open (&gate);
  g_assert_false (sweet_task_is_final (SWEET_TASK (parent)));
  push_last (task);
  await_complete (task);
  spawn_await (parent);
  g_clear_object (&task);
  g_clear_object (&parent);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

static void
test_child_ends (SweetTest *test,
                 gconstpointer data)
{
  for (guint fails = 0; fails < 2; fails++)
    {
      SweetRuntime *runtime = spawn_runtime (2);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      Barrier barrier = { .call = TEST_OPEN };
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) parent = spawn_run (sweet_spawning_task_builder_with_name (spawn_on_workers (runtime, polite_work, &gate), "parent"));
      g_autoptr (SweetEmittingTask) task = NULL;

      gate_meet (&gate, 1);
      source.fail_in = TEST_READ;
      source.fail_at = fails;
      source.hook = barrier_hook;
      source.hook_data = &barrier;
      task = test_line_start (sweet_emitting_task_builder_with_parent (begin (&source, runtime), SWEET_TASK (parent)));
      gate_meet (&barrier.gate, 1);
      if (!fails)
        sweet_task_cancel (SWEET_TASK (parent), SWEET_CANCEL_LEVEL_GRACEFUL);
      gate_open (&barrier.gate);
      gate_open (&gate);
      if (fails)
        spawn_await_error (parent, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD);
      else
        spawn_await_error (parent, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (status (task), ==, fails ? SWEET_TASK_STATUS_FAILED : SWEET_TASK_STATUS_CANCELLED);
      g_clear_object (&task);
      g_clear_object (&parent);
      spawn_drain (test);
      spawn_shut_down (runtime);
    }
}

/* children of a stream: it waits for them when its records have come to their end */
static void
test_parent (SweetTest *test,
             gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  g_autoptr (SweetEmittingTask) task = test_line_start (begin_pushed (runtime));
  g_autoptr (SweetSpawningTask) child = spawn_run (sweet_spawning_task_builder_with_parent (spawn_on_workers (runtime, gate_work, &gate), SWEET_TASK (task)));
  g_autoptr (GListModel) children = sweet_task_get_children (SWEET_TASK (task));
  g_autoptr (SweetTask) last = g_list_model_get_item (children, 2);

  /* behind its halves */
  g_assert_true (last == SWEET_TASK (child));
  gate_meet (&gate, 1);
  push_last (task);
  g_assert_false (sweet_task_is_final (SWEET_TASK (task)));
  gate_open (&gate);
  await_complete (task);
  g_assert_cmpint (spawn_status (child), ==, SWEET_TASK_STATUS_COMPLETED);
  g_clear_object (&last);
  g_clear_object (&children);
  g_clear_object (&child);
  g_clear_object (&task);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* a child that fails ends the stream, unless it is to go on */
static void
test_parent_stops (SweetTest *test,
                   gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "no place left");
      SweetRuntime *runtime = spawn_runtime (2);
      SweetFailureMode mode = i == 0 ? SWEET_FAILURE_MODE_STOP : SWEET_FAILURE_MODE_SUPERVISE;
      g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_failure_mode (begin_pushed (runtime), mode));
      g_autoptr (SweetSpawningTask) child = spawn_run (sweet_spawning_task_builder_with_parent (spawn_on_workers (runtime, failing_work, reason), SWEET_TASK (task)));

      spawn_await_error (child, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
      if (i == 0)
        {
          await_error (task, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD, "the child “tested” failed: no place left");
          g_assert_cmpint (sweet_final_event_get_outcome (sweet_emitting_task_get_final_event (task)), ==, SWEET_OUTCOME_ERROR);
        }
      else
        {
          push_last (task);
          await_complete (task);
        }
      g_clear_object (&child);
      g_clear_object (&task);
      spawn_drain (test);
      spawn_shut_down (runtime);
    }
}

typedef struct
{
  SweetFailureMode mode;
  guint n_calls;
  guint n_freed;
  GThread *thread;
} Judge;

static SweetFailureMode
judge_cb (SweetTask *child,
          SweetTaskResult *result,
          gpointer user_data)
{
  g_autoptr (GError) error = sweet_task_result_dup_error (result);
  Judge *self = user_data;

  self->n_calls++;
  g_assert_true (g_thread_self () == self->thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_true (SWEET_IS_EMITTING_TASK (sweet_task_get_current ()));
  return self->mode;
}

static void
judge_free (gpointer data)
{
  g_assert_true (g_thread_self () == ((Judge *) data)->thread);
  ((Judge *) data)->n_freed++;
}

/* the predicate has the say, whatever the mode, on the context of the stream */
static void
test_parent_judges (SweetTest *test,
                    gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "no place left");
      SweetRuntime *runtime = spawn_runtime (2);
      Judge judge = { .mode = (SweetFailureMode) i, .thread = g_thread_self () };
      TestLine line = sweet_emitting_task_builder_with_failure_mode (begin_pushed (runtime), (SweetFailureMode) (2 - i));
      g_autoptr (SweetEmittingTask) task = test_line_start (sweet_emitting_task_builder_with_failure_predicate (line, judge_cb, &judge, judge_free));
      g_autoptr (SweetSpawningTask) child = spawn_run (sweet_spawning_task_builder_with_parent (spawn_on_workers (runtime, failing_work, reason), SWEET_TASK (task)));

      spawn_await_error (child, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
      if (judge.mode != SWEET_FAILURE_MODE_STOP)
        push_last (task);
      if (judge.mode == SWEET_FAILURE_MODE_SUPERVISE)
        await_complete (task);
      else
        await_error (task, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD, "the child “tested” failed: no place left");
      g_assert_cmpuint (judge.n_calls, ==, 1);
      g_clear_object (&child);
      g_clear_object (&task);
      spawn_shut_down (runtime);
      sweet_test_wait_for (test, judge.n_freed == 1);
    }
}

/* what no builder made, as a script can make one, is no parent for anything */
static void
test_parent_never_run (SweetTest *test,
                       gconstpointer data)
{
  const GType types[] = { SWEET_TYPE_EMITTING_TASK, SWEET_TYPE_SPAWNING_TASK };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetTask) parent = g_object_new (types[i], NULL);
      g_autoptr (GError) error = NULL;

      assert_refused (sweet_emitting_task_builder_with_parent (begin (&source, NULL), parent), SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE, "the parent of “stream” was made by no builder");
      g_assert_null (sweet_spawning_task_builder_run (sweet_spawning_task_builder_with_parent (spawn_on_workers (NULL, done_work, NULL), parent), &error));
      g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE);
      spawn_assert_says (error, "the parent of “tested” was made by no builder");
    }
}

/* with the stream at its end, a child that does not come back is left */
static void
test_parent_killed (SweetTest *test,
                    gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate gate = { 0 };
  g_autoptr (SweetEmittingTask) task = test_line_start (begin_pushed (runtime));
  g_autoptr (SweetSpawningTask) child = spawn_run (sweet_spawning_task_builder_with_parent (spawn_on_workers (runtime, gate_work, &gate), SWEET_TASK (task)));

  gate_meet (&gate, 1);
  push_last (task);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_KILL_HARD);
  g_assert_cmpint (spawn_status (child), ==, SWEET_TASK_STATUS_ABANDONED);
  /* completed, if it had come so far already */
  sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
  g_assert_true (sweet_task_is_final (SWEET_TASK (task)));
  gate_open (&gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_clear_object (&child);
  g_clear_object (&task);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* its own deadline, and that of a task above it */
static void
test_deadline (SweetTest *test,
               gconstpointer data)
{
  for (guint above = 0; above < 2; above++)
    {
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (SWEET_SECONDS (1000));
      SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), 2), clock), NULL);
      gint64 deadline = sweet_clock_get_time (clock) + SWEET_SECONDS (10);
      g_autoptr (SweetSpawningTask) parent = NULL;
      g_autoptr (SweetEmittingTask) task = NULL;
      TestLine line = begin_pushed (runtime);
      Gate gate = { 0 };

      if (above)
        {
          parent = spawn_run (sweet_spawning_task_builder_with_deadline (spawn_on_workers (runtime, polite_work, &gate), deadline));
          gate_meet (&gate, 1);
          line = sweet_emitting_task_builder_with_parent (line, SWEET_TASK (parent));
        }
      else
        line = sweet_emitting_task_builder_with_deadline (line, deadline);
      task = test_line_start (line);
      g_assert_cmpint (sweet_task_get_deadline (SWEET_TASK (task)), ==, deadline);
      sweet_clock_advance (clock, SWEET_SECONDS (9));
      g_assert_cmpint (status (task), ==, SWEET_TASK_STATUS_RUNNING);
      sweet_clock_advance (clock, SWEET_SECONDS (1));
      await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the task “pushed” passed its deadline");
      if (above)
        spawn_await_error (parent, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_clear_object (&task);
      g_clear_object (&parent);
      spawn_drain (test);
      spawn_shut_down (runtime);
    }
}

static void
test_cancellable (SweetTest *test,
                  gconstpointer data)
{
  for (guint early = 0; early < 2; early++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (SweetEmittingTask) task = NULL;

      if (early)
        g_cancellable_cancel (cancellable);
      task = test_line_start (sweet_emitting_task_builder_with_cancellable (begin_pushed (NULL), cancellable));
      if (!early)
        g_cancellable_cancel (cancellable);
      await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      g_clear_object (&task);
      spawn_drain (test);
      /* nobody listens any more */
      g_assert_cmpuint (G_OBJECT (cancellable)->ref_count, ==, 1);
    }
}

/* with a grace time, an element that does not come back is left by itself */
static void
test_grace (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (SWEET_SECONDS (1000));
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), 2), clock), NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  Barrier barrier = { .call = TEST_READ };
  g_autoptr (SweetEmittingTask) task = NULL;

  source.hook = barrier_hook;
  source.hook_data = &barrier;
  task = test_line_start (sweet_emitting_task_builder_with_grace (begin (&source, runtime), SWEET_SECONDS (1)));
  gate_meet (&barrier.gate, 1);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_clock_advance (clock, SWEET_SECONDS (1));
  g_assert_cmpint (status (task), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_clock_advance (clock, SWEET_SECONDS (1));
  await_error (task, SWEET_TASK_STATUS_ABANDONED, G_IO_ERROR, G_IO_ERROR_CANCELLED, "an element does not return");
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (runtime), ==, 1);
  gate_open (&barrier.gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_clear_object (&task);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

static void
shut_down_late (SweetRuntime *runtime,
                const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_runtime_shutdown_sync (runtime, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  spawn_assert_says (error, says);
  g_object_unref (runtime);
}

/* a runtime that ends names its streams, and has them give up what they have opened */
static void
test_shutdown (SweetTest *test,
               gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  Barrier barrier = { .call = TEST_OPEN };
  g_autoptr (SweetEmittingTask) task = NULL;

  sink.hook = barrier_hook;
  sink.hook_data = &barrier;
  task = test_line_start (test_line_sink (begin_pushed (runtime), test_worker_sink_get_type (), &sink));
  gate_meet (&barrier.gate, 1);
  gate_open (&barrier.gate);
  shut_down_late (runtime, "before 1 of its tasks had ended: “pushed”");
  await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_assert_cmpuint (test_spec_get_n_calls (&sink, TEST_CLOSE), ==, 1);
  g_assert_false (sink.complete);
}

/* and one whose element does not come back is left */
static void
test_shutdown_stuck (SweetTest *test,
                     gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  Barrier barrier = { .call = TEST_READ };
  g_autoptr (SweetEmittingTask) task = NULL;

  source.hook = barrier_hook;
  source.hook_data = &barrier;
  task = test_line_start (begin (&source, runtime));
  gate_meet (&barrier.gate, 1);
  g_object_ref (runtime);
  shut_down_late (runtime, "before 1 of its tasks had ended: “stream”");
  await_error (task, SWEET_TASK_STATUS_ABANDONED, G_IO_ERROR, G_IO_ERROR_CANCELLED, "an element does not return");
  gate_open (&barrier.gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_object_unref (runtime);
  g_assert_cmpuint (test_spec_get_n_calls (&source, TEST_CLOSE), ==, 1);
  g_clear_object (&task);
  spawn_drain (test);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sweet_test_add ("/sweet/engine/task/settings", test_settings);
  sweet_test_add ("/sweet/engine/task/refused", test_refused);
  sweet_test_add ("/sweet/engine/task/runtime", test_runtime);
  sweet_test_add ("/sweet/engine/task/priority", test_priority);
  sweet_test_add ("/sweet/engine/task/child", test_child);
  sweet_test_add ("/sweet/engine/task/child-ends", test_child_ends);
  sweet_test_add ("/sweet/engine/task/parent", test_parent);
  sweet_test_add ("/sweet/engine/task/parent-stops", test_parent_stops);
  sweet_test_add ("/sweet/engine/task/parent-judges", test_parent_judges);
  sweet_test_add ("/sweet/engine/task/parent-never-run", test_parent_never_run);
  sweet_test_add ("/sweet/engine/task/parent-killed", test_parent_killed);
  sweet_test_add ("/sweet/engine/task/deadline", test_deadline);
  sweet_test_add ("/sweet/engine/task/cancellable", test_cancellable);
  sweet_test_add ("/sweet/engine/task/grace", test_grace);
  sweet_test_add ("/sweet/engine/task/shutdown", test_shutdown);
  sweet_test_add ("/sweet/engine/task/shutdown-stuck", test_shutdown_stuck);
  return g_test_run ();
}
