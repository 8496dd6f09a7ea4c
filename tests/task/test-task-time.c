/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* timeouts of attempts, deadlines, and tasks that begin at a time or again and again; by a clock that the test
 * moves */

#define BEGIN SWEET_SECONDS (1000)

/* threads, and a clock that stands still */
typedef struct
{
  SweetClock *clock;
  SweetRuntime *runtime;
} Stage;

static Stage
stage_begin (guint workers)
{
  g_autoptr (GError) error = NULL;
  Stage self = { sweet_clock_new_virtual (BEGIN), NULL };
  SweetRuntimeBuilder *builder = sweet_runtime_builder_with_clock (sweet_runtime_builder_new (), self.clock);

  builder = workers > 0 ? sweet_runtime_builder_with_workers (builder, workers) : sweet_runtime_builder_with_seed (builder, 7);
  self.runtime = sweet_runtime_builder_build (builder, &error);
  g_assert_no_error (error);
  return self;
}

static void
stage_clear (Stage *self)
{
  g_assert_cmpuint (sweet_clock_get_n_timers (self->clock), ==, 0);
  spawn_shut_down (self->runtime);
  g_assert_cmpuint (sweet_clock_get_n_timers (self->clock), ==, 0);
  g_object_unref (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stage, stage_clear)

static SweetSpawningTaskBuilder *
stage_build (Stage *self,
             SweetWorkFunc work,
             gpointer data)
{
  return spawn_on_workers (self->runtime, work, data);
}

static guint
get_n_attempts (SweetSpawningTask *task)
{
  g_autoptr (GListModel) attempts = sweet_spawning_task_get_attempts (task);

  return g_list_model_get_n_items (attempts);
}

/* until nobody is in work that was given up */
static void
stage_wait_found (Stage *self)
{
  while (sweet_runtime_get_n_abandoned (self->runtime) > 0)
    g_thread_yield ();
}

/* timeouts */

/* comes when it is told to, the first so many times when its cancellable is cancelled */
typedef struct
{
  Gate gate;
  gint n_calls;
  gint n_polite;
  GCancellable *cancellables[4];
} Waiting;

static void
cancelled_cb (GCancellable *cancellable,
              gpointer user_data)
{
  gate_open (user_data);
}

static gboolean
waiting_work (SweetSpawningTask *task,
              gpointer user_data,
              GError **error)
{
  Waiting *self = user_data;
  gint n = g_atomic_int_add (&self->n_calls, 1);
  GCancellable *cancellable = sweet_task_get_cancellable (SWEET_TASK (task));
  Gate own = { 0 };
  gulong handler;

  self->cancellables[n] = g_object_ref (cancellable);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  handler = n < self->n_polite ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), &own, NULL) : 0;
  g_mutex_lock (&self->gate.lock);
  self->gate.n_arrived++;
  g_cond_broadcast (&self->gate.changed);
  g_mutex_unlock (&self->gate.lock);
  if (n < self->n_polite)
    gate_pass (&own);
  else
    {
      g_mutex_lock (&self->gate.lock);
      while (!self->gate.open)
        g_cond_wait (&self->gate.changed, &self->gate.lock);
      g_mutex_unlock (&self->gate.lock);
    }
  g_cancellable_disconnect (cancellable, handler);
  return n >= self->n_polite || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
waiting_clear (Waiting *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->cancellables); i++)
    g_clear_object (&self->cancellables[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, waiting_clear)

/* with the name of the task and the limit in the message */
static void
assert_timed_out (SweetSpawningTask *task,
                  const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  spawn_assert_says (error, "“tested”");
  spawn_assert_says (error, text);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_FAILED);
}

/* the task ends at once, its thread when it likes: it is counted until then, and another one is in its place */
static void
test_timeout (SweetTest *test,
              gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  g_auto (Waiting) waiting = { .n_polite = 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_timeout (stage_build (&stage, waiting_work, &waiting), SWEET_SECONDS (5)));
  g_autoptr (SweetSpawningTask) other = NULL;

  gate_meet (&waiting.gate, 1);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (5) - 1);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_clock_advance (stage.clock, 1);
  g_assert_true (sweet_task_is_final (SWEET_TASK (task)));
  assert_timed_out (task, "5s");
  g_assert_true (g_cancellable_is_cancelled (waiting.cancellables[0]));
  /* a limit that was passed is no cancellation */
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (task)));
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, BEGIN + SWEET_SECONDS (5));
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (stage.runtime), ==, 1);
  other = spawn_run (stage_build (&stage, done_work, NULL));
  spawn_await (other);

  sweet_clock_advance (stage.clock, SWEET_SECONDS (100));
  gate_open (&waiting.gate);
  stage_wait_found (&stage);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_FAILED);
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, BEGIN + SWEET_SECONDS (5));
  g_assert_cmpuint (get_n_attempts (task), ==, 1);
}

/* work that is done in time leaves no timer behind */
static void
test_timeout_unused (SweetTest *test,
                     gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (2);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_timeout (stage_build (&stage, done_work, NULL), SWEET_SECONDS (5)));

      spawn_await (task);
      g_assert_cmpuint (sweet_clock_get_n_timers (stage.clock), ==, 0);
    }
}

/* each attempt has a time and a cancellable of its own, and comes behind the end of the one before */
static void
test_timeout_and_retries (SweetTest *test,
                          gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (2);
  g_auto (Waiting) waiting = { .n_polite = 2 };
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (3, SWEET_SECONDS (1));
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_timeout (stage_build (&stage, waiting_work, &waiting), SWEET_SECONDS (5));
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_retry_policy (builder, policy));

  for (guint i = 0; i < 2; i++)
    {
      gate_meet (&waiting.gate, i + 1);
      sweet_clock_advance (stage.clock, SWEET_SECONDS (5));
      /* the thread notes that it is to end, and then the delay begins */
      while (get_n_attempts (task) == i)
        g_thread_yield ();
      while (sweet_clock_get_next (stage.clock) != SWEET_SECONDS (1))
        g_thread_yield ();
      sweet_clock_advance (stage.clock, SWEET_SECONDS (1));
    }
  gate_meet (&waiting.gate, 3);
  gate_open (&waiting.gate);
  spawn_await (task);
  g_assert_cmpint (waiting.n_calls, ==, 3);
  g_assert_cmpuint (get_n_attempts (task), ==, 3);
  g_assert_true (g_cancellable_is_cancelled (waiting.cancellables[0]) && g_cancellable_is_cancelled (waiting.cancellables[1]));
  g_assert_false (g_cancellable_is_cancelled (waiting.cancellables[2]));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GListModel) attempts = sweet_spawning_task_get_attempts (task);
      g_autoptr (SweetTaskResult) attempt = g_list_model_get_item (attempts, i);
      g_autoptr (GError) error = sweet_task_result_dup_error (attempt);

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
    }
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (stage.runtime), ==, 0);
}

/* another attempt was to follow, but this one does not come back in the grace time */
static void
test_timeout_and_grace (SweetTest *test,
                        gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  g_auto (Waiting) waiting = { .n_polite = 0 };
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (3);
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_timeout (stage_build (&stage, waiting_work, &waiting), SWEET_SECONDS (5));
  g_autoptr (SweetSpawningTask) task = NULL;

  builder = sweet_spawning_task_builder_with_grace (builder, SWEET_SECONDS (2));
  task = spawn_run (sweet_spawning_task_builder_with_retry_policy (builder, policy));
  gate_meet (&waiting.gate, 1);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (5));
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (2) - 1);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_clock_advance (stage.clock, 1);
  assert_timed_out (task, "5s");
  g_assert_cmpint (waiting.n_calls, ==, 1);
  g_assert_cmpuint (sweet_runtime_get_n_abandoned (stage.runtime), ==, 1);
  gate_open (&waiting.gate);
  stage_wait_found (&stage);
  g_assert_cmpint (waiting.n_calls, ==, 1);
}

/* an asynchronous call of which the end is told from that of another need not come back first */

static GSList *calls;

static void
slow_begin (GObject *source_object,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  calls = g_slist_append (calls, g_task_new (source_object, NULL, callback, user_data));
}

static gboolean
slow_finish (GObject *source_object,
             GAsyncResult *result,
             GValue *value,
             GError **error)
{
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, g_task_propagate_int (G_TASK (result), error));
  return TRUE;
}

static void
slow_return (guint index,
             gssize value)
{
  g_task_return_int (g_slist_nth_data (calls, index), value);
}

static void
test_timeout_of_pair (SweetTest *test,
                      gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_immediate (3);
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_async_work (spawn_named ("tested"), NULL, slow_begin, slow_finish);
  g_autoptr (SweetSpawningTask) task = NULL;

  builder = sweet_spawning_task_builder_with_timeout (sweet_spawning_task_builder_with_runtime (builder, stage.runtime), SWEET_SECONDS (5));
  task = spawn_run (sweet_spawning_task_builder_with_retry_policy (builder, policy));
  sweet_test_wait_for (test, g_slist_length (calls) == 1);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (5));
  sweet_test_wait_for (test, g_slist_length (calls) == 2);
  /* the first comes back late */
  slow_return (0, 1);
  spawn_drain (test);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  slow_return (1, 2);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_assert_cmpint (g_value_get_int64 (sweet_spawning_task_get_value (task, NULL)), ==, 2);
  g_assert_cmpuint (get_n_attempts (task), ==, 2);
  g_slist_free_full (g_steal_pointer (&calls), g_object_unref);
}

/* deadlines */

static void
test_deadline (SweetTest *test,
               gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  g_auto (Waiting) waiting = { .n_polite = 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_deadline (stage_build (&stage, waiting_work, &waiting), BEGIN + SWEET_SECONDS (5)));

  gate_meet (&waiting.gate, 1);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (5) - 1);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  g_assert_cmpint (sweet_task_get_remaining (SWEET_TASK (task)), ==, 1);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (2));
  assert_timed_out (task, "deadline");
  g_assert_true (g_cancellable_is_cancelled (waiting.cancellables[0]));
  gate_open (&waiting.gate);
  stage_wait_found (&stage);
  g_assert_cmpint (sweet_task_get_remaining (SWEET_TASK (task)), ==, 0);
}

/* nothing begins behind it */
static void
test_deadline_passed (SweetTest *test,
                      gconstpointer data)
{
  static const gint64 deadlines[] = { 1, BEGIN - 1, BEGIN };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (deadlines); i++)
    {
      g_auto (Stage) stage = stage_begin (i % 2);
      Seen seen = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_deadline (stage_build (&stage, seen_work, &seen), deadlines[i / 2]));

      assert_timed_out (task, "deadline");
      g_assert_cmpint (seen.n_calls, ==, 0);
      g_assert_cmpuint (get_n_attempts (task), ==, 0);
      g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, 0);
      g_assert_cmpint (sweet_task_get_overdue (SWEET_TASK (task)), ==, BEGIN - deadlines[i / 2]);
    }
}

/* while it waits for a thread */
static void
test_deadline_queued (SweetTest *test,
                      gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) blocker = spawn_run (stage_build (&stage, gate_work, &gate));
  g_autoptr (SweetSpawningTask) task = NULL;

  gate_meet (&gate, 1);
  task = spawn_run (sweet_spawning_task_builder_with_deadline (stage_build (&stage, seen_work, &seen), BEGIN + SWEET_SECONDS (5)));
  sweet_clock_advance (stage.clock, SWEET_SECONDS (6));
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_FAILED);
  assert_timed_out (task, "deadline");
  gate_open (&gate);
  spawn_await (blocker);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 0);
}

/* an attempt that would begin too late is not waited for: what failed last is the error */
static void
test_deadline_and_retries (SweetTest *test,
                           gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (10, SWEET_SECONDS (2));
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_deadline (stage_build (&stage, failing_work, reason), BEGIN + SWEET_SECONDS (5));
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_retry_policy (builder, policy));

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (get_n_attempts (task), ==, 3);
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, BEGIN + SWEET_SECONDS (4));
}

/* what lies above limits what lies below */
static void
test_deadline_inherited (SweetTest *test,
                         gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (4);
  g_auto (Waiting) waiting = { .n_polite = 0 };
  SweetSpawningTaskBuilder *builder = stage_build (&stage, waiting_work, &waiting);
  g_autoptr (SweetSpawningTask) parent = spawn_run (sweet_spawning_task_builder_with_deadline (g_object_ref (builder), BEGIN + SWEET_SECONDS (10)));
  g_autoptr (SweetSpawningTask) child = spawn_run (sweet_spawning_task_builder_with_parent (g_object_ref (builder), SWEET_TASK (parent)));
  g_autoptr (SweetSpawningTask) grandchild = NULL;
  g_autoptr (SweetSpawningTask) hasty = NULL;
  SweetSpawningTaskBuilder *lazy = sweet_spawning_task_builder_with_deadline (g_object_ref (builder), BEGIN + SWEET_SECONDS (60));
  SweetSpawningTaskBuilder *soon = sweet_spawning_task_builder_with_deadline (builder, BEGIN + SWEET_SECONDS (3));

  grandchild = spawn_run (sweet_spawning_task_builder_with_parent (lazy, SWEET_TASK (child)));
  hasty = spawn_run (sweet_spawning_task_builder_with_failure_mode (sweet_spawning_task_builder_with_parent (soon, SWEET_TASK (grandchild)), SWEET_FAILURE_MODE_SUPERVISE));
  gate_meet (&waiting.gate, 4);
  g_assert_cmpint (sweet_task_get_deadline (SWEET_TASK (child)), ==, BEGIN + SWEET_SECONDS (10));
  g_assert_cmpint (sweet_task_get_deadline (SWEET_TASK (grandchild)), ==, BEGIN + SWEET_SECONDS (10));
  g_assert_cmpint (sweet_task_get_deadline (SWEET_TASK (hasty)), ==, BEGIN + SWEET_SECONDS (3));

  sweet_clock_advance (stage.clock, SWEET_SECONDS (4));
  assert_timed_out (hasty, "deadline");
  g_assert_false (sweet_task_is_final (SWEET_TASK (grandchild)));
  sweet_clock_advance (stage.clock, SWEET_SECONDS (6));
  g_assert_true (sweet_task_is_final (SWEET_TASK (parent)) && sweet_task_is_final (SWEET_TASK (child)) && sweet_task_is_final (SWEET_TASK (grandchild)));
  assert_timed_out (child, "deadline");
  g_assert_cmpint (spawn_status (parent), ==, SWEET_TASK_STATUS_FAILED);
  g_assert_cmpint (spawn_status (grandchild), ==, SWEET_TASK_STATUS_FAILED);
  sweet_task_await_sync (SWEET_TASK (parent), NULL, NULL);
  sweet_task_await_sync (SWEET_TASK (grandchild), NULL, NULL);
  gate_open (&waiting.gate);
  stage_wait_found (&stage);
}

/* at a time */

static void
test_schedule_at (SweetTest *test,
                  gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  Seen seen = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetSpawningTask) later = sweet_spawning_task_builder_schedule_at (stage_build (&stage, seen_work, &seen), BEGIN + SWEET_SECONDS (10), &error);
  g_autoptr (SweetSpawningTask) past = NULL;

  g_assert_no_error (error);
  sweet_clock_advance (stage.clock, SWEET_SECONDS (10) - 1);
  g_assert_cmpint (spawn_status (later), ==, SWEET_TASK_STATUS_PENDING);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 0);
  g_assert_cmpuint (sweet_runtime_get_active_count (stage.runtime), ==, 1);
  sweet_clock_advance (stage.clock, 1);
  spawn_await (later);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 1);
  g_assert_cmpint (sweet_task_get_created_at (SWEET_TASK (later)), ==, BEGIN);
  g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (later)), ==, BEGIN + SWEET_SECONDS (10));

  past = sweet_spawning_task_builder_schedule_at (stage_build (&stage, seen_work, &seen), -5, &error);
  g_assert_no_error (error);
  sweet_clock_advance (stage.clock, 0);
  spawn_await (past);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 2);
}

static void
test_schedule_cancelled (SweetTest *test,
                         gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (1);
  Seen seen = { 0 };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (spawn_named ("tested"), seen_work, &seen, seen_free);
  g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_schedule_at (sweet_spawning_task_builder_with_runtime (builder, stage.runtime), BEGIN + SWEET_SECONDS (10), NULL);

  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_cmpuint (sweet_clock_get_n_timers (stage.clock), ==, 0);
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, 0);
  g_assert_cmpuint (get_n_attempts (task), ==, 0);
  g_clear_object (&task);
  sweet_test_wait_for (test, seen.n_freed == 1);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

/* its attempts have the usual rules once it has begun */
static void
test_schedule_and_retries (SweetTest *test,
                           gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (3, SWEET_SECONDS (2));
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_schedule_at (sweet_spawning_task_builder_with_retry_policy (stage_build (&stage, failing_work, reason), policy), BEGIN + SWEET_SECONDS (10), NULL);

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (get_n_attempts (task), ==, 3);
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, BEGIN + SWEET_SECONDS (14));
}

/* again and again */

typedef struct
{
  Stage *stage;
  guint n_calls;
  gint64 called_at[200];
  gint64 takes[200];
  gboolean fails[200];
} Ticks;

static gboolean
tick_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Ticks *self = user_data;
  guint n = self->n_calls++;

  self->called_at[n] = sweet_clock_get_time (self->stage->clock) - BEGIN;
  if (self->takes[n] > 0)
    sweet_clock_advance (self->stage->clock, self->takes[n]);
  if (!self->fails[n])
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return FALSE;
}

/* moves the clock so far, in steps, with all that follows */
static void
stage_advance (Stage *self,
               gint64 by)
{
  for (gint64 next = sweet_clock_get_next (self->clock); next >= 0 && next <= by; next = sweet_clock_get_next (self->clock))
    {
      sweet_clock_advance (self->clock, next);
      by -= next;
      sweet_runtime_run_until_idle (self->runtime);
    }
  sweet_clock_advance (self->clock, by);
  sweet_runtime_run_until_idle (self->runtime);
}

static SweetSpawningTask *
run_ticks (Ticks *ticks,
           SweetRetryPolicy *policy)
{
  g_autoptr (GError) error = NULL;
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_retry_policy (stage_build (ticks->stage, tick_work, ticks), policy);
  SweetSpawningTask *task = sweet_spawning_task_builder_schedule_every (builder, SWEET_SECONDS (10), &error);

  g_assert_no_error (error);
  return task;
}

static void
test_every (SweetTest *test,
            gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  Ticks ticks = { .stage = &stage };
  g_autoptr (SweetSpawningTask) task = run_ticks (&ticks, NULL);

  sweet_runtime_run_until_idle (stage.runtime);
  g_assert_cmpuint (ticks.n_calls, ==, 0);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_PENDING);
  stage_advance (&stage, SWEET_SECONDS (55));
  g_assert_cmpuint (ticks.n_calls, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (ticks.called_at[i], ==, SWEET_SECONDS (10 * (i + 1)));
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
  g_assert_cmpuint (sweet_spawning_task_get_n_runs (task), ==, 5);

  /* the record has an end, the number of runs has none */
  stage_advance (&stage, SWEET_SECONDS (1450));
  g_assert_cmpuint (ticks.n_calls, ==, 150);
  g_assert_cmpuint (get_n_attempts (task), ==, 100);
  g_assert_cmpuint (sweet_spawning_task_get_n_runs (task), ==, 150);

  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  stage_advance (&stage, SWEET_SECONDS (100));
  g_assert_cmpuint (ticks.n_calls, ==, 150);
}

/* a run that takes long has the next one at the next multiple */
static void
test_every_missed (SweetTest *test,
                   gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  Ticks ticks = { .stage = &stage, .takes = { SWEET_SECONDS (25), SWEET_SECONDS (10), SWEET_SECONDS (9) } };
  g_autoptr (SweetSpawningTask) task = run_ticks (&ticks, NULL);
  static const gint64 expected[] = { 10, 40, 60, 70, 80 };

  stage_advance (&stage, SWEET_SECONDS (10));
  stage_advance (&stage, SWEET_SECONDS (40));
  g_assert_cmpuint (ticks.n_calls, >=, 2);
  while (ticks.n_calls < G_N_ELEMENTS (expected))
    stage_advance (&stage, SWEET_SECONDS (5));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (ticks.called_at[i], ==, SWEET_SECONDS (expected[i]));
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* a failure ends it, unless it is tried again; each run has all attempts */
static void
test_every_fails (SweetTest *test,
                  gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_new_fixed (2, SWEET_SECONDS (1));
  Ticks ticks = { .stage = &stage, .fails = { FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, TRUE, TRUE } };
  static const gint64 expected[] = { 10, 20, 21, 30, 31, 40, 50, 51 };
  g_autoptr (SweetSpawningTask) task = run_ticks (&ticks, policy);

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (ticks.n_calls, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (ticks.called_at[i], ==, SWEET_SECONDS (expected[i]));
  g_assert_cmpuint (sweet_spawning_task_get_n_runs (task), ==, 4);
}

static void
test_every_until_deadline (SweetTest *test,
                           gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  Ticks ticks = { .stage = &stage };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_deadline (stage_build (&stage, tick_work, &ticks), BEGIN + SWEET_SECONDS (35));
  g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_schedule_every (builder, SWEET_SECONDS (10), NULL);

  assert_timed_out (task, "deadline");
  g_assert_cmpuint (ticks.n_calls, ==, 3);
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, BEGIN + SWEET_SECONDS (35));
}

/* on the context as well */
static void
test_every_on_context (SweetTest *test,
                       gconstpointer data)
{
  g_auto (Stage) stage = stage_begin (0);
  Ticks ticks = { .stage = &stage };
  g_autoptr (SweetSpawningTask) task = sweet_spawning_task_builder_schedule_every (sweet_spawning_task_builder_with_runtime (spawn_on_context (tick_work, &ticks), stage.runtime), SWEET_SECONDS (10), NULL);

  for (guint i = 1; i <= 3; i++)
    {
      sweet_clock_advance (stage.clock, SWEET_SECONDS (10));
      sweet_test_wait_for (test, ticks.n_calls == i);
    }
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-time/timeout", test_timeout);
  sweet_test_add ("/sweet/task-time/timeout/unused", test_timeout_unused);
  sweet_test_add ("/sweet/task-time/timeout/retries", test_timeout_and_retries);
  sweet_test_add ("/sweet/task-time/timeout/grace", test_timeout_and_grace);
  sweet_test_add ("/sweet/task-time/timeout/pair", test_timeout_of_pair);
  sweet_test_add ("/sweet/task-time/deadline", test_deadline);
  sweet_test_add ("/sweet/task-time/deadline/passed", test_deadline_passed);
  sweet_test_add ("/sweet/task-time/deadline/queued", test_deadline_queued);
  sweet_test_add ("/sweet/task-time/deadline/retries", test_deadline_and_retries);
  sweet_test_add ("/sweet/task-time/deadline/inherited", test_deadline_inherited);
  sweet_test_add ("/sweet/task-time/schedule-at", test_schedule_at);
  sweet_test_add ("/sweet/task-time/schedule-at/cancelled", test_schedule_cancelled);
  sweet_test_add ("/sweet/task-time/schedule-at/retries", test_schedule_and_retries);
  sweet_test_add ("/sweet/task-time/schedule-every", test_every);
  sweet_test_add ("/sweet/task-time/schedule-every/missed", test_every_missed);
  sweet_test_add ("/sweet/task-time/schedule-every/fails", test_every_fails);
  sweet_test_add ("/sweet/task-time/schedule-every/deadline", test_every_until_deadline);
  sweet_test_add ("/sweet/task-time/schedule-every/on-context", test_every_on_context);

  return g_test_run ();
}
