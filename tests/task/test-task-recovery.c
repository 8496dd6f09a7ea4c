/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* work that fails is tried again, in time, through a circuit breaker, and in another way at last; by a clock that
 * the test moves */

#define MAX_CALLS 300

/* fails so often, and notes when it was called */
typedef struct
{
  SweetClock *clock;
  guint n_failures;
  int code; /* of GIO */
  gint64 takes;
  guint n_calls;
  gint64 called_at[MAX_CALLS];
} Script;

static gboolean
script_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  Script *self = user_data;

  g_assert_cmpuint (self->n_calls, <, MAX_CALLS);
  self->called_at[self->n_calls] = sweet_clock_get_time (self->clock);
  self->n_calls++;
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), self->n_calls);
  if (self->takes > 0)
    sweet_clock_advance (self->clock, self->takes);
  if (self->n_calls > self->n_failures)
    return TRUE;

  g_set_error (error, G_IO_ERROR, self->code, "failure %u", self->n_calls);
  return FALSE;
}

/* a runtime that runs in whoever waits, by a clock that stands at 1000 s */
typedef struct
{
  SweetClock *clock;
  SweetRuntime *runtime;
} Stage;

#define BEGIN SWEET_SECONDS (1000)

static Stage
stage_begin (void)
{
  g_autoptr (GError) error = NULL;
  Stage self = { sweet_clock_new_virtual (BEGIN), NULL };

  self.runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), 7), self.clock), &error);
  g_assert_no_error (error);
  return self;
}

static void
stage_clear (Stage *self)
{
  g_assert_cmpuint (sweet_clock_get_n_timers (self->clock), ==, 0);
  spawn_shut_down (self->runtime);
  g_object_unref (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stage, stage_clear)

static Script
stage_script (Stage *self,
              guint n_failures)
{
  return (Script){ .clock = self->clock, .n_failures = n_failures, .code = G_IO_ERROR_BUSY };
}

/* on workers, or on the context, which has the same rules */
static SweetSpawningTaskBuilder *
stage_build (Stage *self,
             Script *script,
             SweetRetryPolicy *policy,
             gboolean on_context)
{
  SweetSpawningTaskBuilder *builder = on_context ? spawn_on_context (script_work, script) : spawn_on_workers (NULL, script_work, script);

  builder = sweet_spawning_task_builder_with_runtime (builder, self->runtime);
  return sweet_spawning_task_builder_with_retry_policy (builder, policy);
}

static guint
get_n_attempts (SweetSpawningTask *task)
{
  g_autoptr (GListModel) attempts = sweet_spawning_task_get_attempts (task);

  return g_list_model_get_n_items (attempts);
}

static SweetTaskResult *
get_attempt (SweetSpawningTask *task,
             guint index)
{
  g_autoptr (GListModel) attempts = sweet_spawning_task_get_attempts (task);

  return g_list_model_get_item (attempts, index);
}

/* policies */

typedef struct
{
  const char *name;
  SweetRetryPolicy *(*make) (void);
  gint64 gaps[6]; /* in s, -1 behind the last */
} Policy;

static SweetRetryPolicy *
make_immediate (void)
{
  return sweet_retry_policy_new_immediate (4);
}

static SweetRetryPolicy *
make_fixed (void)
{
  return sweet_retry_policy_new_fixed (4, SWEET_SECONDS (2));
}

static SweetRetryPolicy *
make_linear (void)
{
  return sweet_retry_policy_new_linear (5, SWEET_SECONDS (2));
}

static SweetRetryPolicy *
make_exponential (void)
{
  return sweet_retry_policy_new_exponential (6, SWEET_SECONDS (1), 2);
}

static SweetRetryPolicy *
make_capped (void)
{
  return sweet_retry_policy_with_max_delay (sweet_retry_policy_new_exponential (6, SWEET_SECONDS (1), 3), SWEET_SECONDS (5));
}

static SweetRetryPolicy *
make_budgeted (void)
{
  return sweet_retry_policy_with_budget (sweet_retry_policy_new_fixed (100, SWEET_SECONDS (2)), SWEET_SECONDS (5));
}

static SweetRetryPolicy *
make_single (void)
{
  return sweet_retry_policy_new_fixed (1, SWEET_SECONDS (2));
}

static const Policy policies[] = {
  { "immediate", make_immediate, { 0, 0, 0, -1 } },
  { "fixed", make_fixed, { 2, 2, 2, -1 } },
  { "linear", make_linear, { 2, 4, 6, 8, -1 } },
  { "exponential", make_exponential, { 1, 2, 4, 8, 16, -1 } },
  { "capped", make_capped, { 1, 3, 5, 5, 5, -1 } },
  { "budgeted", make_budgeted, { 2, 2, -1 } },
  { "single", make_single, { -1 } },
};

static void
assert_record (SweetSpawningTask *task,
               Script *script,
               gboolean ended_well)
{
  g_assert_cmpuint (get_n_attempts (task), ==, script->n_calls);
  for (guint i = 0; i < script->n_calls; i++)
    {
      g_autoptr (SweetTaskResult) attempt = get_attempt (task, i);
      g_autofree char *message = g_strdup_printf ("failure %u", i + 1);
      g_autoptr (GError) error = sweet_task_result_dup_error (attempt);

      g_assert_cmpint (sweet_task_result_get_started_at (attempt), ==, script->called_at[i]);
      g_assert_cmpint (sweet_task_result_get_completed_at (attempt), ==, script->called_at[i] + script->takes);
      g_assert_cmpint (sweet_task_result_get_execution_time (attempt), ==, script->takes);
      g_assert_cmpstr (sweet_task_result_get_task_name (attempt), ==, "tested");
      g_assert_true (sweet_task_result_get_task_id (attempt) == sweet_task_get_id (SWEET_TASK (task)));
      if (ended_well && i + 1 == script->n_calls)
        g_assert_true (sweet_task_result_is_ok (attempt));
      else
        g_assert_cmpstr (error->message, ==, message);
    }
}

/* all attempts fail: they come when the policy says, and the last error is that of the task */
static void
test_policies (SweetTest *test,
               gconstpointer data)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (policies); i++)
    {
      const Policy *policy = &policies[i / 2];
      g_auto (Stage) stage = stage_begin ();
      g_autoptr (SweetRetryPolicy) retry = policy->make ();
      Script script = stage_script (&stage, G_MAXUINT);
      g_autoptr (SweetSpawningTask) task = NULL;
      gint64 at = BEGIN;
      guint n = 0;

      script.takes = i % 4 < 2 ? 0 : SWEET_SECONDS (10);
      task = spawn_run (stage_build (&stage, &script, retry, i % 2 == 1));
      g_test_message ("%s", policy->name);
      spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
      for (; policy->gaps[n] >= 0; n++)
        {
          g_assert_cmpint (script.called_at[n], ==, at);
          at += script.takes + SWEET_SECONDS (policy->gaps[n]);
        }
      g_assert_cmpuint (script.n_calls, ==, n + 1);
      g_assert_cmpint (script.called_at[n], ==, at);
      g_assert_cmpuint (sweet_spawning_task_get_attempt (task), ==, n + 1);
      g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, BEGIN);
      assert_record (task, &script, FALSE);
    }
}

/* the one that succeeds is the last */
static void
test_success (SweetTest *test,
              gconstpointer data)
{
  for (guint n_failures = 0; n_failures < 4; n_failures++)
    {
      g_auto (Stage) stage = stage_begin ();
      g_autoptr (SweetRetryPolicy) policy = make_fixed ();
      Script script = stage_script (&stage, n_failures);
      g_autoptr (SweetSpawningTask) task = spawn_run (stage_build (&stage, &script, policy, GPOINTER_TO_INT (data)));

      spawn_await (task);
      g_assert_cmpuint (script.n_calls, ==, n_failures + 1);
      g_assert_cmpint (g_value_get_int64 (sweet_spawning_task_get_value (task, NULL)), ==, n_failures + 1);
      g_assert_cmpuint (sweet_spawning_task_get_n_runs (task), ==, 1);
      assert_record (task, &script, TRUE);
    }
}

/* the same seed waits alike, and as long as the policy says beforehand */
static void
test_jitter (SweetTest *test,
             gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_with_seed (sweet_retry_policy_with_jitter (make_exponential (), 0.5), 42);
  Script script = stage_script (&stage, G_MAXUINT);
  g_autoptr (SweetSpawningTask) task = spawn_run (stage_build (&stage, &script, policy, FALSE));

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpuint (script.n_calls, ==, 6);
  for (guint i = 1; i < script.n_calls; i++)
    g_assert_cmpint (script.called_at[i] - script.called_at[i - 1], ==, sweet_retry_policy_get_delay (policy, i));
}

/* only what is worth it */
static void
test_which_errors (SweetTest *test,
                   gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_with_error (make_fixed (), G_IO_ERROR, G_IO_ERROR_BUSY);
  Script busy = stage_script (&stage, 2);
  Script full = stage_script (&stage, 2);
  g_autoptr (SweetSpawningTask) one = spawn_run (stage_build (&stage, &busy, policy, FALSE));
  g_autoptr (SweetSpawningTask) other = NULL;

  full.code = G_IO_ERROR_NO_SPACE;
  other = spawn_run (stage_build (&stage, &full, policy, FALSE));
  spawn_await (one);
  spawn_await_error (other, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (busy.n_calls, ==, 3);
  g_assert_cmpuint (full.n_calls, ==, 1);
}

/* work that was cancelled from elsewhere is not tried again, though nobody cancelled the task */
static void
test_cancelled_work (SweetTest *test,
                     gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetRetryPolicy) policy = make_fixed ();
  Script script = stage_script (&stage, 2);
  g_autoptr (SweetSpawningTask) task = NULL;

  script.code = G_IO_ERROR_CANCELLED;
  task = spawn_run (stage_build (&stage, &script, policy, FALSE));
  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (script.n_calls, ==, 1);
}

/* while it waits for its next attempt */
static void
test_cancelled_waiting (SweetTest *test,
                        gconstpointer data)
{
  for (guint level = SWEET_CANCEL_LEVEL_GRACEFUL; level <= SWEET_CANCEL_LEVEL_KILL_HARD; level++)
    {
      g_auto (Stage) stage = stage_begin ();
      g_autoptr (SweetRetryPolicy) policy = make_fixed ();
      Script script = stage_script (&stage, 2);
      g_autoptr (SweetSpawningTask) task = spawn_run (stage_build (&stage, &script, policy, FALSE));

      sweet_runtime_run_until_idle (stage.runtime);
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_RUNNING);
      g_assert_cmpuint (sweet_clock_get_n_timers (stage.clock), ==, 1);
      sweet_task_cancel (SWEET_TASK (task), (SweetCancelLevel) level);
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_CANCELLED);
      g_assert_cmpuint (sweet_clock_get_n_timers (stage.clock), ==, 0);
      spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (script.n_calls, ==, 1);
      /* what was not attempted is not on the record */
      assert_record (task, &script, FALSE);
    }
}

/* breakers */

static SweetCircuitBreaker *
make_breaker (Stage *stage,
              const char *name,
              guint threshold)
{
  SweetCircuitBreaker *breaker = sweet_circuit_breaker_new (name);

  sweet_circuit_breaker_set_clock (breaker, stage->clock);
  sweet_circuit_breaker_set_failure_threshold (breaker, threshold);
  sweet_circuit_breaker_set_open_time (breaker, SWEET_SECONDS (30));
  return breaker;
}

static void
test_breaker_opens (SweetTest *test,
                    gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetCircuitBreaker) breaker = make_breaker (&stage, "back end", 2);
  Script script = stage_script (&stage, 2);
  g_autoptr (SweetSpawningTaskBuilder) builder = sweet_spawning_task_builder_with_circuit_breaker (stage_build (&stage, &script, NULL, GPOINTER_TO_INT (data)), breaker);
  g_autoptr (SweetSpawningTask) refused = NULL;
  g_autoptr (SweetSpawningTask) probe = NULL;
  g_autoptr (SweetTaskResult) attempt = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (g_object_ref (builder));

      spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
    }
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_OPEN);

  refused = spawn_run (g_object_ref (builder));
  g_assert_false (sweet_task_await_sync (SWEET_TASK (refused), NULL, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN);
  spawn_assert_says (error, "“back end”");
  g_assert_cmpuint (script.n_calls, ==, 2);
  g_assert_cmpuint (get_n_attempts (refused), ==, 1);
  attempt = get_attempt (refused, 0);
  g_assert_true (sweet_task_result_is_error (attempt));

  sweet_clock_advance (stage.clock, SWEET_SECONDS (30));
  probe = spawn_run (g_object_ref (builder));
  spawn_await (probe);
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_CLOSED);
}

/* a policy that waits long enough gets through; each attempt is told before the next one asks */
static void
test_breaker_and_retries (SweetTest *test,
                          gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetCircuitBreaker) breaker = make_breaker (&stage, "slow", 1);
  g_autoptr (SweetRetryPolicy) patient = sweet_retry_policy_new_fixed (5, SWEET_SECONDS (20));
  g_autoptr (SweetRetryPolicy) hasty = sweet_retry_policy_new_immediate (5);
  Script first = stage_script (&stage, 1);
  Script second = stage_script (&stage, G_MAXUINT);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_circuit_breaker (stage_build (&stage, &first, patient, FALSE), breaker));
  g_autoptr (SweetSpawningTask) other = NULL;

  spawn_await (task);
  /* at 0 s, refused at 20 s, and at 40 s */
  g_assert_cmpuint (first.n_calls, ==, 2);
  g_assert_cmpint (first.called_at[1], ==, BEGIN + SWEET_SECONDS (40));
  g_assert_cmpuint (get_n_attempts (task), ==, 3);

  other = spawn_run (sweet_spawning_task_builder_with_circuit_breaker (stage_build (&stage, &second, hasty, FALSE), breaker));
  spawn_await_error (other, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN);
  g_assert_cmpuint (second.n_calls, ==, 1);
  g_assert_cmpuint (get_n_attempts (other), ==, 5);
}

/* a probe that was cancelled says nothing, and lets the next one try */
static void
test_breaker_cancelled (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (BEGIN);
  Stage unused = { clock, NULL };
  g_autoptr (SweetCircuitBreaker) breaker = make_breaker (&unused, "probed", 1);
  SweetRuntime *runtime = spawn_runtime (2);
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) failed = spawn_run (sweet_spawning_task_builder_with_circuit_breaker (spawn_on_workers (runtime, failing_work, reason), breaker));
  g_autoptr (SweetSpawningTask) probe = NULL;
  g_autoptr (SweetSpawningTask) crowd = NULL;
  g_autoptr (SweetSpawningTask) last = NULL;

  spawn_await_error (failed, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_BUSY);
  sweet_clock_advance (clock, SWEET_SECONDS (30));
  probe = spawn_run (sweet_spawning_task_builder_with_circuit_breaker (spawn_on_workers (runtime, gate_work, &gate), breaker));
  gate_meet (&gate, 1);
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_HALF_OPEN);
  crowd = spawn_run (sweet_spawning_task_builder_with_circuit_breaker (spawn_on_workers (runtime, done_work, NULL), breaker));
  spawn_await_error (crowd, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN);

  sweet_task_cancel (SWEET_TASK (probe), SWEET_CANCEL_LEVEL_KILL_HARD);
  spawn_await_error (probe, SWEET_TASK_STATUS_ABANDONED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  last = spawn_run (sweet_spawning_task_builder_with_circuit_breaker (spawn_on_workers (runtime, done_work, NULL), breaker));
  spawn_await (last);
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_CLOSED);
  /* what comes back late is nothing to the breaker */
  gate_open (&gate);
  while (sweet_runtime_get_n_abandoned (runtime) > 0)
    g_thread_yield ();
  g_assert_cmpint (sweet_circuit_breaker_get_state (breaker), ==, SWEET_CIRCUIT_STATE_CLOSED);
  g_clear_object (&failed);
  g_clear_object (&probe);
  g_clear_object (&crowd);
  g_clear_object (&last);
  spawn_shut_down (runtime);
}

/* fallbacks */

static gboolean
fallback_work (SweetSpawningTask *task,
               gpointer user_data,
               GError **error)
{
  Seen *seen = user_data;

  /* the value of the attempt that failed is gone */
  g_assert_null (sweet_spawning_task_get_value (task, NULL));
  seen_work (task, seen, error);
  g_value_set_static_string (sweet_spawning_task_init_value (task, G_TYPE_STRING), "instead");
  return TRUE;
}

static void
test_fallback (SweetTest *test,
               gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (Stage) stage = stage_begin ();
      g_autoptr (SweetRetryPolicy) policy = make_fixed ();
      Script script = stage_script (&stage, G_MAXUINT);
      Seen seen = { 0 };
      SweetSpawningTaskBuilder *builder = stage_build (&stage, &script, policy, i % 2 == 1);
      g_autoptr (SweetSpawningTask) task = NULL;
      g_autoptr (SweetTaskResult) last = NULL;

      if (i / 2 == 0)
        builder = sweet_spawning_task_builder_with_fallback (builder, fallback_work, &seen, seen_free);
      else
        builder = sweet_spawning_task_builder_with_fallback_on_workers (builder, fallback_work, &seen, seen_free);
      task = spawn_run (builder);
      spawn_await (task);
      g_assert_cmpuint (script.n_calls, ==, 4);
      g_assert_cmpint (seen.n_calls, ==, 1);
      g_assert_cmpstr (g_value_get_string (sweet_spawning_task_get_value (task, NULL)), ==, "instead");
      g_assert_cmpuint (get_n_attempts (task), ==, 5);
      last = get_attempt (task, 4);
      g_assert_cmpstr (sweet_task_result_get_string (last, NULL), ==, "instead");
      g_clear_object (&task);
      sweet_test_wait_for (test, seen.n_freed == 1);
    }
}

static void
test_fallback_unused (SweetTest *test,
                      gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  Script script = stage_script (&stage, 0);
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_fallback (stage_build (&stage, &script, NULL, FALSE), seen_work, &seen, seen_free));

  spawn_await (task);
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_cmpint (g_value_get_int64 (sweet_spawning_task_get_value (task, NULL)), ==, 1);
  g_clear_object (&task);
  sweet_test_wait_for (test, seen.n_freed == 1);
}

/* it fails as well, and is not tried again by any policy */
static void
test_fallback_fails (SweetTest *test,
                     gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetRetryPolicy) policy = make_fixed ();
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  Script script = stage_script (&stage, G_MAXUINT);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_fallback (stage_build (&stage, &script, policy, FALSE), failing_work, reason, NULL));

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (script.n_calls, ==, 4);
  g_assert_cmpuint (get_n_attempts (task), ==, 5);
}

/* what it gives is of the type that was promised, too */
static void
test_fallback_type (SweetTest *test,
                    gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  Script script = stage_script (&stage, G_MAXUINT);
  Seen seen = { 0 };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_result_type (stage_build (&stage, &script, NULL, FALSE), G_TYPE_INT64);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_fallback (builder, fallback_work, &seen, NULL));

  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE);
  g_assert_cmpint (seen.n_calls, ==, 1);
}

/* of an open breaker too */
static void
test_fallback_of_breaker (SweetTest *test,
                          gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetCircuitBreaker) breaker = make_breaker (&stage, "open", 1);
  Script script = stage_script (&stage, G_MAXUINT);
  Seen seen = { 0 };
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_circuit_breaker (stage_build (&stage, &script, NULL, FALSE), breaker);

  builder = sweet_spawning_task_builder_with_fallback (builder, fallback_work, &seen, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (g_object_ref (builder));

      spawn_await (task);
    }
  g_assert_cmpuint (script.n_calls, ==, 1);
  g_assert_cmpint (seen.n_calls, ==, 3);
  g_object_unref (builder);
}

static void
test_fallback_cancelled (SweetTest *test,
                         gconstpointer data)
{
  g_auto (Stage) stage = stage_begin ();
  g_autoptr (SweetRetryPolicy) policy = make_fixed ();
  Script script = stage_script (&stage, G_MAXUINT);
  Seen seen = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_fallback (stage_build (&stage, &script, policy, FALSE), seen_work, &seen, NULL));

  sweet_runtime_run_until_idle (stage.runtime);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (seen.n_calls, ==, 0);
}

/* on threads: many tasks at once, each with retries, all by one clock that a loop moves */
static void
test_on_threads (SweetTest *test,
                 gconstpointer data)
{
  enum
  {
    N_TASKS = 200
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (BEGIN);
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_workers (sweet_runtime_builder_new (), 2), clock), &error);
  g_autoptr (SweetRetryPolicy) policy = sweet_retry_policy_with_jitter (make_exponential (), 1);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree Script *scripts = g_new0 (Script, N_TASKS);
  guint n_left = N_TASKS;

  g_assert_no_error (error);
  for (guint i = 0; i < N_TASKS; i++)
    {
      scripts[i] = (Script){ .clock = clock, .n_failures = i % 6, .code = G_IO_ERROR_BUSY };
      g_ptr_array_add (tasks, spawn_run (sweet_spawning_task_builder_with_retry_policy (spawn_on_workers (runtime, script_work, &scripts[i]), policy)));
    }
  while (n_left > 0)
    {
      gint64 next = sweet_clock_get_next (clock);

      if (next >= 0)
        sweet_clock_advance (clock, next);
      g_main_context_iteration (test->context, FALSE);
      n_left = 0;
      for (guint i = 0; i < N_TASKS; i++)
        n_left += sweet_task_is_final (g_ptr_array_index (tasks, i)) ? 0 : 1;
    }
  for (guint i = 0; i < N_TASKS; i++)
    {
      spawn_await (g_ptr_array_index (tasks, i));
      g_assert_cmpuint (scripts[i].n_calls, ==, i % 6 + 1);
      g_assert_cmpuint (get_n_attempts (g_ptr_array_index (tasks, i)), ==, i % 6 + 1);
    }
  g_ptr_array_set_size (tasks, 0);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-recovery/policies", test_policies);
  sweet_test_add_data ("/sweet/task-recovery/success/workers", GINT_TO_POINTER (FALSE), test_success);
  sweet_test_add_data ("/sweet/task-recovery/success/context", GINT_TO_POINTER (TRUE), test_success);
  sweet_test_add ("/sweet/task-recovery/jitter", test_jitter);
  sweet_test_add ("/sweet/task-recovery/which-errors", test_which_errors);
  sweet_test_add ("/sweet/task-recovery/cancelled-work", test_cancelled_work);
  sweet_test_add ("/sweet/task-recovery/cancelled-waiting", test_cancelled_waiting);
  sweet_test_add_data ("/sweet/task-recovery/breaker/opens/workers", GINT_TO_POINTER (FALSE), test_breaker_opens);
  sweet_test_add_data ("/sweet/task-recovery/breaker/opens/context", GINT_TO_POINTER (TRUE), test_breaker_opens);
  sweet_test_add ("/sweet/task-recovery/breaker/retries", test_breaker_and_retries);
  sweet_test_add ("/sweet/task-recovery/breaker/cancelled", test_breaker_cancelled);
  sweet_test_add ("/sweet/task-recovery/fallback", test_fallback);
  sweet_test_add ("/sweet/task-recovery/fallback/unused", test_fallback_unused);
  sweet_test_add ("/sweet/task-recovery/fallback/fails", test_fallback_fails);
  sweet_test_add ("/sweet/task-recovery/fallback/type", test_fallback_type);
  sweet_test_add ("/sweet/task-recovery/fallback/breaker", test_fallback_of_breaker);
  sweet_test_add ("/sweet/task-recovery/fallback/cancelled", test_fallback_cancelled);
  sweet_test_add ("/sweet/task-recovery/on-threads", test_on_threads);

  return g_test_run ();
}
