/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* what can be seen of a task from outside: status, progress, times, priority */

/* status */

typedef struct
{
  GArray *statuses;
  guint n_foreign; /* on another thread */
} History;

static void
history_note (History *self,
              SweetTask *task)
{
  SweetTaskStatus status = sweet_task_get_status (task);

  if (g_main_context_get_thread_default () == NULL)
    self->n_foreign++;
  g_array_append_val (self->statuses, status);
}

static void
status_cb (GObject *object,
           GParamSpec *pspec,
           gpointer user_data)
{
  g_assert_cmpstr (pspec->name, ==, "status");
  history_note (user_data, SWEET_TASK (object));
}

static void
any_cb (GObject *object,
        GParamSpec *pspec,
        gpointer user_data)
{
  if (strcmp (pspec->name, "status") == 0)
    history_note (user_data, SWEET_TASK (object));
}

/* a status is one of those that may follow the one before, notified on the context, the final one once */
static void
history_assert (History *self,
                SweetTaskStatus last)
{
  SweetTaskStatus before = SWEET_TASK_STATUS_PENDING;
  guint n_final = 0;

  g_assert_cmpuint (self->n_foreign, ==, 0);
  g_assert_cmpuint (self->statuses->len, >, 0);
  for (guint i = 0; i < self->statuses->len; i++)
    {
      SweetTaskStatus status = g_array_index (self->statuses, SweetTaskStatus, i);

      g_assert_cmpint (status, >=, before);
      if (before > SWEET_TASK_STATUS_RUNNING)
        g_assert_cmpint (status, ==, before);
      n_final += status > SWEET_TASK_STATUS_RUNNING;
      before = status;
    }
  g_assert_cmpint (before, ==, last);
  g_assert_cmpuint (n_final, >=, 1);
}

static History
history_begin (void)
{
  return (History){ g_array_new (FALSE, FALSE, sizeof (SweetTaskStatus)), 0 };
}

static void
history_clear (History *self)
{
  g_array_unref (self->statuses);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

/* what the kinds of tasks are; each function takes a builder with work that does as it says */
typedef SweetSpawningTaskBuilder *(*Kind) (SweetWorkFunc work,
                                           gpointer data);

static SweetSpawningTaskBuilder *
plain_kind (SweetWorkFunc work,
            gpointer data)
{
  return spawn_on_workers (NULL, work, data);
}

static SweetSpawningTaskBuilder *
decorated_kind (SweetWorkFunc work,
                gpointer data)
{
  return sweet_spawning_task_builder_with_timeout (spawn_on_workers (NULL, work, data), SWEET_SECONDS (60));
}

static SweetSpawningTaskBuilder *
context_kind (SweetWorkFunc work,
              gpointer data)
{
  return spawn_on_context (work, data);
}

static const Kind kinds[] = { plain_kind, decorated_kind, context_kind };

typedef struct
{
  Gate gate;
  GError *error; /* what it fails with, NULL for not */
} Gated;

static gboolean
gated_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Gated *self = user_data;

  gate_pass (&self->gate);
  return self->error == NULL || failing_work (task, self->error, error);
}

static gboolean
history_has_ended (History *self)
{
  return self->statuses->len > 0 && g_array_index (self->statuses, SweetTaskStatus, self->statuses->len - 1) > SWEET_TASK_STATUS_RUNNING;
}

static void
test_status (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint round = 0; round < 50; round++)
      {
        Gated gated = { .error = round % 2 == 1 ? reason : NULL };
        SweetTaskStatus last = round % 2 == 1 ? SWEET_TASK_STATUS_FAILED : SWEET_TASK_STATUS_COMPLETED;
        g_autoptr (SweetSpawningTask) task = spawn_run (kinds[i](gated_work, &gated));
        g_auto (History) history = history_begin ();
        g_auto (History) all = history_begin ();

        g_signal_connect (task, "notify::status", G_CALLBACK (status_cb), &history);
        g_signal_connect (task, "notify", G_CALLBACK (any_cb), &all);
        gate_open (&gated.gate);
        if (round % 4 < 2)
          sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
        sweet_test_wait_for (test, history_has_ended (&history) && history_has_ended (&all));
        spawn_drain (test);
        /* or it is logged that nobody looked at the error */
        g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL) == (last == SWEET_TASK_STATUS_COMPLETED));
        history_assert (&history, last);
        history_assert (&all, last);
        g_signal_handlers_disconnect_by_data (task, &history);
        g_signal_handlers_disconnect_by_data (task, &all);
      }
}

/* a task that is cancelled while nothing can run it says so at once, and is done with */
static void
test_status_cancelled_pending (SweetTest *test,
                               gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));

  gate_meet (&gate, 1);
  for (guint i = 0; i < 4; i++)
    {
      Seen seen = { 0 };
      SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work_on_workers (spawn_named ("pending"), seen_work, &seen, seen_free);
      g_autoptr (SweetSpawningTask) task = NULL;
      g_auto (History) history = history_begin ();

      if (i >= 2)
        builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60));
      task = spawn_run (sweet_spawning_task_builder_with_runtime (builder, runtime));
      g_signal_connect (task, "notify::status", G_CALLBACK (status_cb), &history);
      sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
      g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_CANCELLED);
      if (i % 2 == 0)
        sweet_test_wait_for (test, history.statuses->len > 0);
      else
        spawn_await_error (task, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      history_assert (&history, SWEET_TASK_STATUS_CANCELLED);
      g_assert_cmpint (seen.n_calls, ==, 0);
      g_signal_handlers_disconnect_by_data (task, &history);
      g_clear_object (&task);
      if (i == 3)
        {
          gate_open (&gate);
          spawn_await (blocker);
          sweet_test_wait_for (test, seen_get_n_freed (&seen) == 1);
        }
      else
        {
          /* the job in the queue has the data until its turn comes */
          sweet_runtime_push (runtime, (SweetRuntimeFunc) g_main_context_wakeup, test->context, NULL);
          g_assert_cmpint (seen_get_n_freed (&seen), ==, 0);
          gate_open (&gate);
          sweet_test_wait_for (test, seen_get_n_freed (&seen) == 1);
          spawn_await (blocker);
          g_clear_object (&blocker);
          gate = (Gate){ 0 };
          blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
          gate_meet (&gate, 1);
        }
    }
  g_clear_object (&blocker);
  spawn_shut_down (runtime);
}

/* progress */

static gboolean
progress_work (SweetSpawningTask *task,
               gpointer user_data,
               GError **error)
{
  gate_pass (user_data);
  for (guint i = 0; i <= 1000; i++)
    sweet_spawning_task_set_progress (task, i / 2000.0);
  g_assert_cmpfloat (sweet_task_get_progress (SWEET_TASK (task)), ==, 0.5);
  return TRUE;
}

static void
count_cb (GObject *object,
          GParamSpec *pspec,
          gpointer user_data)
{
  ++*(guint *) user_data;
}

/* some ten a second, and the last one at the end */
static void
test_progress (SweetTest *test,
               gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) task = spawn_run (kinds[i](progress_work, &gate));
      gint64 began = g_get_monotonic_time ();
      guint n = 0;

      g_signal_connect (task, "notify::progress", G_CALLBACK (count_cb), &n);
      /* on workers it begins when somebody listens */
      gate_open (&gate);
      sweet_test_wait_for (test, n > 0 && sweet_task_is_final (SWEET_TASK (task)));
      spawn_drain (test);
      g_assert_cmpint (n, <=, 3 + (g_get_monotonic_time () - began) / 100000);
      g_assert_cmpfloat (sweet_task_get_progress (SWEET_TASK (task)), ==, 1);
    }
}

static void
test_progress_unknown (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (failing_work, reason));

  g_assert_cmpfloat (sweet_task_get_progress (SWEET_TASK (task)), ==, -1);
  spawn_await_error (task, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpfloat (sweet_task_get_progress (SWEET_TASK (task)), ==, -1);
}

/* times */

typedef struct
{
  SweetClock *clock;
  gint64 takes;
} Timed;

static gboolean
timed_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Timed *self = user_data;

  g_assert_cmpint (sweet_task_get_elapsed (SWEET_TASK (task)), ==, 0);
  sweet_clock_advance (self->clock, self->takes);
  g_assert_cmpint (sweet_task_get_elapsed (SWEET_TASK (task)), ==, self->takes);
  return TRUE;
}

static SweetRuntime *
build_with_clock (SweetClock *clock)
{
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), 1), clock), &error);

  g_assert_no_error (error);
  return runtime;
}

/* by a clock that stands still, wherever it stands: at nothing too */
static void
test_times (SweetTest *test,
            gconstpointer data)
{
  static const gint64 begins[] = { 0, 1, SWEET_SECONDS (1000), -SWEET_SECONDS (1000), -SWEET_SECONDS (2), -SWEET_SECONDS (5) };

  for (guint i = 0; i < G_N_ELEMENTS (begins) * 2; i++)
    {
      gint64 now = begins[i / 2];
      g_autoptr (SweetClock) clock = sweet_clock_new_virtual (now);
      SweetRuntime *runtime = build_with_clock (clock);
      Timed timed = { clock, SWEET_SECONDS (3) };
      SweetSpawningTaskBuilder *builder = spawn_on_workers (runtime, timed_work, &timed);
      g_autoptr (SweetSpawningTask) task = NULL;
      g_autoptr (GListModel) attempts = NULL;
      g_autoptr (SweetTaskResult) attempt = NULL;

      if (i % 2 == 1)
        builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60));
      task = spawn_run (builder);
      g_assert_cmpint (sweet_task_get_created_at (SWEET_TASK (task)), ==, now);
      g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, 0);
      g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, 0);
      sweet_clock_advance (clock, SWEET_SECONDS (2));
      g_assert_cmpint (sweet_task_get_elapsed (SWEET_TASK (task)), ==, 0);
      g_assert_cmpuint (sweet_spawning_task_get_attempt (task), ==, 0);
      spawn_await (task);
      g_assert_cmpint (sweet_task_get_started_at (SWEET_TASK (task)), ==, now + SWEET_SECONDS (2));
      g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, now + SWEET_SECONDS (5));
      sweet_clock_advance (clock, SWEET_SECONDS (10));
      g_assert_cmpint (sweet_task_get_elapsed (SWEET_TASK (task)), ==, SWEET_SECONDS (3));
      g_assert_cmpuint (sweet_spawning_task_get_attempt (task), ==, 1);
      g_assert_cmpuint (sweet_spawning_task_get_n_runs (task), ==, 1);
      attempts = sweet_spawning_task_get_attempts (task);
      g_assert_cmpuint (g_list_model_get_n_items (attempts), ==, 1);
      attempt = g_list_model_get_item (attempts, 0);
      g_assert_cmpint (sweet_task_result_get_execution_time (attempt), ==, SWEET_SECONDS (3));
      g_clear_object (&task);
      spawn_shut_down (runtime);
    }
}

static gint64
get_remaining (SweetSpawningTask *task)
{
  return sweet_task_get_remaining (SWEET_TASK (task));
}

static void
test_deadline (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (SWEET_SECONDS (1000));
  SweetRuntime *runtime = build_with_clock (clock);
  Timed timed = { clock, SWEET_SECONDS (3) };
  g_autoptr (SweetSpawningTaskBuilder) builder = spawn_on_workers (runtime, timed_work, &timed);
  g_autoptr (SweetSpawningTask) without = spawn_run (g_object_ref (builder));
  g_autoptr (SweetSpawningTask) in_time = spawn_run (sweet_spawning_task_builder_with_deadline (g_object_ref (builder), SWEET_SECONDS (1010)));

  g_assert_cmpint (sweet_task_get_deadline (SWEET_TASK (without)), ==, 0);
  g_assert_cmpint (get_remaining (without), ==, -1);
  g_assert_cmpint (sweet_task_get_overdue (SWEET_TASK (without)), ==, 0);
  g_assert_cmpint (sweet_task_get_deadline (SWEET_TASK (in_time)), ==, SWEET_SECONDS (1010));
  g_assert_cmpint (get_remaining (in_time), ==, SWEET_SECONDS (10));
  sweet_clock_advance (clock, SWEET_SECONDS (1));
  g_assert_cmpint (get_remaining (in_time), ==, SWEET_SECONDS (9));
  spawn_await (in_time);
  g_assert_cmpint (sweet_task_get_overdue (SWEET_TASK (in_time)), ==, 0);
  spawn_await (without);
  sweet_clock_advance (clock, SWEET_SECONDS (100));
  g_assert_cmpint (get_remaining (in_time), ==, 0);
  /* it was in time when it ended */
  g_assert_cmpint (sweet_task_get_overdue (SWEET_TASK (in_time)), ==, 0);
  g_clear_object (&without);
  g_clear_object (&in_time);
  g_clear_object (&builder);
  spawn_shut_down (runtime);
}

/* what people read keeps to one order, and does not change when it is read again */
static void
test_times_of_day (SweetTest *test,
                   gconstpointer data)
{
  gint64 before = g_get_real_time ();
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (NULL, done_work, NULL));
  gint64 created_at;
  gint64 started_at;
  gint64 completed_at;

  spawn_await (task);
  created_at = sweet_task_get_created_at (SWEET_TASK (task));
  started_at = sweet_task_get_started_at (SWEET_TASK (task));
  completed_at = sweet_task_get_completed_at (SWEET_TASK (task));
  g_assert_cmpint (ABS (created_at - before), <, SWEET_SECONDS (60));
  g_assert_cmpint (created_at, <=, started_at);
  g_assert_cmpint (started_at, <=, completed_at);
  g_assert_cmpint (completed_at - started_at, ==, sweet_task_get_elapsed (SWEET_TASK (task)));
  for (guint i = 0; i < 1000; i++)
    {
      g_assert_cmpint (sweet_task_get_created_at (SWEET_TASK (task)), ==, created_at);
      g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (task)), ==, completed_at);
    }
}

/* priority */

typedef struct
{
  gint n_run;
  gint positions[500];
} Order;

typedef struct
{
  Order *order;
  guint index;
} Place;

static gboolean
place_work (SweetSpawningTask *task,
            gpointer user_data,
            GError **error)
{
  Place *self = user_data;

  self->order->positions[self->index] = g_atomic_int_add (&self->order->n_run, 1);
  return TRUE;
}

/* runs so many tasks, one behind the other, after @change had its say */
static void
run_in_order (Order *order,
              guint n,
              SweetPriority (*priority) (guint index),
              void (*change) (GPtrArray *tasks),
              gboolean decorated)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) blocker = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree Place *places = g_new (Place, n);

  order->n_run = 0;
  gate_meet (&gate, 1);
  for (guint i = 0; i < n; i++)
    {
      SweetSpawningTaskBuilder *builder;

      places[i] = (Place){ order, i };
      builder = sweet_spawning_task_builder_with_priority (spawn_on_workers (runtime, place_work, &places[i]), priority (i));
      if (decorated)
        builder = sweet_spawning_task_builder_with_cancellable (builder, cancellable);
      g_ptr_array_add (tasks, spawn_run (builder));
    }
  if (change != NULL)
    change (tasks);
  gate_open (&gate);
  while (g_atomic_int_get (&order->n_run) < (gint) n)
    g_thread_yield ();
  for (guint i = 0; i < n; i++)
    spawn_await (g_ptr_array_index (tasks, i));
  g_clear_object (&blocker);
  g_ptr_array_set_size (tasks, 0);
  spawn_shut_down (runtime);
}

static SweetPriority
mixed_priority (guint index)
{
  return (SweetPriority) (index * 7 % 5);
}

/* the more urgent first; what waits for too long overtakes, so that the averages are compared */
static void
test_priority (SweetTest *test,
               gconstpointer data)
{
  Order order;
  double sums[5] = { 0 };

  run_in_order (&order, 500, mixed_priority, NULL, GPOINTER_TO_INT (data));
  for (guint i = 0; i < 500; i++)
    sums[mixed_priority (i)] += order.positions[i];
  for (guint level = 1; level < 5; level++)
    g_assert_cmpfloat (sums[level - 1], <, sums[level]);
}

static SweetPriority
normal_priority (guint index)
{
  return SWEET_PRIORITY_NORMAL;
}

static void
change_two (GPtrArray *tasks)
{
  g_assert_true (sweet_task_set_priority (g_ptr_array_index (tasks, 90), SWEET_PRIORITY_CRITICAL));
  g_assert_true (sweet_task_set_priority (g_ptr_array_index (tasks, 5), SWEET_PRIORITY_BACKGROUND));
  g_assert_cmpint (sweet_task_get_priority (g_ptr_array_index (tasks, 90)), ==, SWEET_PRIORITY_CRITICAL);
  g_assert_cmpint (sweet_task_get_priority (g_ptr_array_index (tasks, 5)), ==, SWEET_PRIORITY_BACKGROUND);
  /* back and forth is nowhere */
  g_assert_true (sweet_task_set_priority (g_ptr_array_index (tasks, 50), SWEET_PRIORITY_CRITICAL));
  g_assert_true (sweet_task_set_priority (g_ptr_array_index (tasks, 50), SWEET_PRIORITY_BACKGROUND));
  g_assert_true (sweet_task_set_priority (g_ptr_array_index (tasks, 50), SWEET_PRIORITY_NORMAL));
}

/* a machine that is busy makes what is not urgent overtake, but not again and again */
static void
test_priority_changed (SweetTest *test,
                       gconstpointer data)
{
  Order order;

  for (guint round = 0; round < 10; round++)
    {
      run_in_order (&order, 100, normal_priority, change_two, GPOINTER_TO_INT (data));
      if (order.positions[90] < 10 && order.positions[5] > 90)
        return;
    }
  g_assert_cmpint (order.positions[90], <, 10);
  g_assert_cmpint (order.positions[5], >, 90);
}

static void
test_priority_too_late (SweetTest *test,
                        gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (1);
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  guint n = 0;

  gate_meet (&gate, 1);
  g_signal_connect (task, "notify::priority", G_CALLBACK (count_cb), &n);
  g_assert_false (sweet_task_set_priority (SWEET_TASK (task), SWEET_PRIORITY_HIGH));
  g_assert_cmpint (sweet_task_get_priority (SWEET_TASK (task)), ==, SWEET_PRIORITY_NORMAL);
  gate_open (&gate);
  spawn_await (task);
  g_assert_false (sweet_task_set_priority (SWEET_TASK (task), SWEET_PRIORITY_HIGH));
  spawn_drain (test);
  g_assert_cmpuint (n, ==, 0);
  g_clear_object (&task);
  spawn_shut_down (runtime);
}

static void
test_priority_notified (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (done_work, NULL));
  guint n = 0;

  g_signal_connect (task, "notify::priority", G_CALLBACK (count_cb), &n);
  g_assert_true (sweet_task_set_priority (SWEET_TASK (task), SWEET_PRIORITY_HIGH));
  g_assert_cmpuint (n, ==, 0);
  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  spawn_drain (test);
  g_assert_cmpuint (n, ==, 1);
}

/* many changes while workers take the tasks: each runs once */
static void
test_priority_storm (SweetTest *test,
                     gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Seen seen = { 0 };

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));

      for (guint k = 0; k < 5; k++)
        sweet_task_set_priority (SWEET_TASK (task), (SweetPriority) ((i + k * 3) % 5));
      if (i % 10 == 0)
        spawn_await (task);
    }
  spawn_shut_down (runtime);
  g_assert_cmpint (seen.n_calls, ==, 2000);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-observe/status", test_status);
  sweet_test_add ("/sweet/task-observe/status/cancelled-pending", test_status_cancelled_pending);
  sweet_test_add ("/sweet/task-observe/progress", test_progress);
  sweet_test_add ("/sweet/task-observe/progress/unknown", test_progress_unknown);
  sweet_test_add ("/sweet/task-observe/times", test_times);
  sweet_test_add ("/sweet/task-observe/times/deadline", test_deadline);
  sweet_test_add ("/sweet/task-observe/times/of-day", test_times_of_day);
  sweet_test_add_data ("/sweet/task-observe/priority/plain", GINT_TO_POINTER (FALSE), test_priority);
  sweet_test_add_data ("/sweet/task-observe/priority/decorated", GINT_TO_POINTER (TRUE), test_priority);
  sweet_test_add_data ("/sweet/task-observe/priority/changed/plain", GINT_TO_POINTER (FALSE), test_priority_changed);
  sweet_test_add_data ("/sweet/task-observe/priority/changed/decorated", GINT_TO_POINTER (TRUE), test_priority_changed);
  sweet_test_add ("/sweet/task-observe/priority/too-late", test_priority_too_late);
  sweet_test_add ("/sweet/task-observe/priority/notified", test_priority_notified);
  sweet_test_add ("/sweet/task-observe/priority/storm", test_priority_storm);

  return g_test_run ();
}
