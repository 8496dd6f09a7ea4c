/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "spawn-fixture.h"

#include <string.h>

/* parents and children: who waits for whom, what a failure does, and families that are large or deep */

static SweetSpawningTaskBuilder *
with_parent (SweetSpawningTaskBuilder *builder,
             SweetSpawningTask *parent)
{
  return sweet_spawning_task_builder_with_parent (builder, SWEET_TASK (parent));
}

/* a parent whose work is done as soon as the gate opens, and that waits for its children from then on */
static SweetSpawningTask *
run_parent (SweetRuntime *runtime,
            Gate *gate,
            SweetFailureMode mode)
{
  SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_name (spawn_on_workers (runtime, gate_work, gate), "parent");
  SweetSpawningTask *parent = spawn_run (sweet_spawning_task_builder_with_failure_mode (builder, mode));

  gate_meet (gate, 1);
  return parent;
}

/* the parent is last, in whatever order its children end */
static void
test_waits (SweetTest *test,
            gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (4);
  Gate parent_gate = { 0 };
  Gate gates[3] = { 0 };
  g_autoptr (SweetSpawningTask) parent = run_parent (runtime, &parent_gate, SWEET_FAILURE_MODE_STOP);
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    {
      g_ptr_array_add (children, spawn_run (with_parent (spawn_on_workers (runtime, gate_work, &gates[i]), parent)));
      g_assert_true (sweet_task_get_parent (g_ptr_array_index (children, i)) == SWEET_TASK (parent));
      gate_meet (&gates[i], 1);
    }
  g_assert_null (sweet_task_get_parent (SWEET_TASK (parent)));
  gate_open (&parent_gate);
  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    {
      g_assert_false (sweet_task_is_final (SWEET_TASK (parent)));
      gate_open (&gates[G_N_ELEMENTS (gates) - 1 - i]);
      spawn_await (g_ptr_array_index (children, G_N_ELEMENTS (gates) - 1 - i));
    }
  spawn_await (parent);
  g_assert_cmpint (sweet_task_get_completed_at (SWEET_TASK (parent)), >=, sweet_task_get_completed_at (g_ptr_array_index (children, 0)));
  g_ptr_array_set_size (children, 0);
  g_clear_object (&parent);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* children of every kind, and a parent of every kind */
static gboolean
spawn_children_work (SweetSpawningTask *task,
                     gpointer user_data,
                     GError **error)
{
  for (guint i = 0; i < 10; i++)
    {
      SweetSpawningTaskBuilder *builder = i % 2 == 0 ? spawn_on_workers (NULL, seen_work, user_data) : spawn_on_context (seen_work, user_data);

      g_object_unref (spawn_run (with_parent (builder, task)));
    }
  return TRUE;
}

static void
test_kinds (SweetTest *test,
            gconstpointer data)
{
  for (guint i = 0; i < 8; i++)
    {
      Seen seen = { 0 };
      SweetSpawningTaskBuilder *builder = i % 2 == 0 ? spawn_on_workers (NULL, spawn_children_work, &seen) : spawn_on_context (spawn_children_work, &seen);
      g_autoptr (SweetSpawningTask) parent = NULL;

      if (i / 2 % 2 == 1)
        builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (60));
      parent = spawn_run (builder);
      if (i / 4 == 0)
        spawn_await (parent);
      else
        sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (parent)) || (g_main_context_wakeup (test->context), FALSE));
      g_assert_cmpint (spawn_status (parent), ==, SWEET_TASK_STATUS_COMPLETED);
      g_assert_cmpint (seen_get_n_calls (&seen), ==, 10);
    }
}

/* what the end of a family tells on the context comes once, when it has ended */

static void
status_cb (GObject *object,
           GParamSpec *pspec,
           gpointer user_data)
{
  if (sweet_task_is_final (SWEET_TASK (object)))
    ++*(guint *) user_data;
}

static void
test_notified (SweetTest *test,
               gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate parent_gate = { 0 };
  Gate gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = run_parent (runtime, &parent_gate, SWEET_FAILURE_MODE_STOP);
  g_autoptr (SweetSpawningTask) child = spawn_run (with_parent (spawn_on_workers (runtime, gate_work, &gate), parent));
  guint n = 0;

  g_signal_connect (parent, "notify::status", G_CALLBACK (status_cb), &n);
  gate_meet (&gate, 1);
  gate_open (&parent_gate);
  /* its thread is free again, and its job done with */
  while (sweet_runtime_get_active_count (runtime) > 2)
    g_thread_yield ();
  spawn_drain (test);
  g_assert_cmpuint (n, ==, 0);
  gate_open (&gate);
  sweet_test_wait_for (test, n > 0);
  spawn_drain (test);
  g_assert_cmpuint (n, ==, 1);
  spawn_await (parent);
  spawn_await (child);
  g_clear_object (&parent);
  g_clear_object (&child);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* failures */

typedef struct
{
  SweetRuntime *runtime;
  Gate parent_gate;
  Gate gate;
  GError *reason;
  SweetSpawningTask *parent;
  SweetSpawningTask *failing;
  SweetSpawningTask *polite;
} Family;

/* one child is at work when another one fails; the work of the parent is as polite as the child */
static void
family_begin (Family *self,
              SweetSpawningTaskBuilder *parent)
{
  *self = (Family){ .runtime = spawn_runtime (3), .reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full") };
  self->parent = spawn_run (sweet_spawning_task_builder_with_runtime (sweet_spawning_task_builder_with_work_on_workers (parent, polite_work, &self->parent_gate, NULL), self->runtime));
  gate_meet (&self->parent_gate, 1);
  self->polite = spawn_run (with_parent (sweet_spawning_task_builder_with_name (spawn_on_workers (self->runtime, polite_work, &self->gate), "polite"), self->parent));
  gate_meet (&self->gate, 1);
  self->failing = spawn_run (with_parent (sweet_spawning_task_builder_with_name (spawn_on_workers (self->runtime, failing_work, self->reason), "failing"), self->parent));
}

static void
family_end (Family *self)
{
  sweet_task_await_sync (SWEET_TASK (self->parent), NULL, NULL);
  sweet_task_await_sync (SWEET_TASK (self->polite), NULL, NULL);
  sweet_task_await_sync (SWEET_TASK (self->failing), NULL, NULL);
  g_clear_object (&self->parent);
  g_clear_object (&self->failing);
  g_clear_object (&self->polite);
  spawn_shut_down (self->runtime);
  g_clear_error (&self->reason);
}

/* the parent fails with the error of the first child that did, which it names */
static void
assert_child_error (SweetSpawningTask *parent)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (parent), NULL, &error));
  g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD);
  spawn_assert_says (error, "“failing”");
  spawn_assert_says (error, "full");
  g_assert_cmpint (spawn_status (parent), ==, SWEET_TASK_STATUS_FAILED);
}

static void
test_stop (SweetTest *test,
           gconstpointer data)
{
  Family family;

  family_begin (&family, sweet_spawning_task_builder_with_failure_mode (spawn_named ("parent"), SWEET_FAILURE_MODE_STOP));
  assert_child_error (family.parent);
  spawn_await_error (family.polite, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (family.parent)));
  family_end (&family);
}

static void
test_continue (SweetTest *test,
               gconstpointer data)
{
  Family family;

  family_begin (&family, sweet_spawning_task_builder_with_failure_mode (spawn_named ("parent"), SWEET_FAILURE_MODE_CONTINUE));
  spawn_await_error (family.failing, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (family.polite)));
  gate_open (&family.parent_gate);
  g_assert_false (sweet_task_is_final (SWEET_TASK (family.parent)));
  gate_open (&family.gate);
  spawn_await (family.polite);
  assert_child_error (family.parent);
  family_end (&family);
}

static void
test_supervise (SweetTest *test,
                gconstpointer data)
{
  Family family;

  family_begin (&family, sweet_spawning_task_builder_with_failure_mode (spawn_named ("parent"), SWEET_FAILURE_MODE_SUPERVISE));
  spawn_await_error (family.failing, SWEET_TASK_STATUS_FAILED, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  gate_open (&family.parent_gate);
  gate_open (&family.gate);
  spawn_await (family.parent);
  spawn_await (family.polite);
  family_end (&family);
}

/* who decides sees the child and how it ended, on the context of the parent */
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
  Judge *self = user_data;
  g_autoptr (GError) error = sweet_task_result_dup_error (result);

  self->n_calls++;
  self->thread = g_thread_self ();
  g_assert_cmpstr (sweet_task_get_name (child), ==, "failing");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true (sweet_task_is_final (child));
  return self->mode;
}

static void
judge_free (gpointer data)
{
  ((Judge *) data)->n_freed++;
}

static void
test_predicate (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    {
      Judge judge = { .mode = (SweetFailureMode) (i / 2) };
      Family family;

      /* the predicate has the say, whatever the mode */
      family_begin (&family, sweet_spawning_task_builder_with_failure_predicate (sweet_spawning_task_builder_with_failure_mode (spawn_named ("parent"), (SweetFailureMode) (2 - i / 2)), judge_cb, &judge, judge_free));
      if (i % 2 == 0)
        sweet_test_wait_for (test, judge.n_calls > 0);
      if (judge.mode != SWEET_FAILURE_MODE_STOP || i % 2 == 1)
        {
          gate_open (&family.parent_gate);
          gate_open (&family.gate);
        }
      if (judge.mode == SWEET_FAILURE_MODE_SUPERVISE)
        spawn_await (family.parent);
      else
        assert_child_error (family.parent);
      g_assert_cmpuint (judge.n_calls, ==, 1);
      g_assert_true (judge.thread == g_thread_self ());
      family_end (&family);
      sweet_test_wait_for (test, judge.n_freed == 1);
    }
}

/* a parent that was cancelled has no opinion about how its children end */
static void
test_cancelled_parent (SweetTest *test,
                       gconstpointer data)
{
  static const SweetCancelLevel levels[] = { SWEET_CANCEL_LEVEL_GRACEFUL, SWEET_CANCEL_LEVEL_KILL, SWEET_CANCEL_LEVEL_KILL_HARD };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (levels); i++)
    {
      SweetCancelLevel level = levels[i / 2];
      gboolean waiting = i % 2 == 1; /* for its children, with its own work done, or as good as done */
      SweetRuntime *runtime = spawn_runtime (3);
      Gate parent_gate = { 0 };
      Gate gate = { 0 };
      g_autoptr (SweetSpawningTask) parent = spawn_run (spawn_on_workers (runtime, waiting ? gate_work : polite_work, &parent_gate));
      g_autoptr (SweetSpawningTask) child = NULL;
      g_autoptr (SweetSpawningTask) grandchild = NULL;
      g_autoptr (SweetCancellationResult) result = NULL;

      gate_meet (&parent_gate, 1);
      child = spawn_run (with_parent (spawn_on_context (done_work, NULL), parent));
      grandchild = spawn_run (with_parent (spawn_on_workers (runtime, polite_work, &gate), child));
      gate_meet (&gate, 1);
      if (waiting)
        gate_open (&parent_gate);
      sweet_task_cancel (SWEET_TASK (parent), level);
      result = sweet_task_get_cancellation_result (SWEET_TASK (grandchild));
      g_assert_nonnull (result);
      g_assert_cmpint (sweet_cancellation_result_get_level (result), ==, level);
      if (level == SWEET_CANCEL_LEVEL_KILL_HARD)
        g_assert_true (sweet_task_is_final (SWEET_TASK (parent)) && sweet_task_is_final (SWEET_TASK (child)) && sweet_task_is_final (SWEET_TASK (grandchild)));
      sweet_task_await_sync (SWEET_TASK (parent), NULL, NULL);
      g_assert_true (sweet_task_is_final (SWEET_TASK (grandchild)));
      g_assert_cmpint (spawn_status (child), ==, SWEET_TASK_STATUS_CANCELLED);
      if (level != SWEET_CANCEL_LEVEL_KILL_HARD)
        {
          g_assert_cmpint (spawn_status (parent), ==, waiting ? SWEET_TASK_STATUS_COMPLETED : SWEET_TASK_STATUS_CANCELLED);
          g_assert_cmpint (spawn_status (grandchild), ==, SWEET_TASK_STATUS_CANCELLED);
        }
      while (sweet_runtime_get_n_abandoned (runtime) > 0)
        g_thread_yield ();
      g_clear_object (&parent);
      g_clear_object (&child);
      g_clear_object (&grandchild);
      spawn_drain (test);
      spawn_shut_down (runtime);
    }
}

/* a child that somebody cancels is a failure like others */
static void
test_cancelled_child (SweetTest *test,
                      gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate parent_gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = run_parent (runtime, &parent_gate, SWEET_FAILURE_MODE_STOP);
  g_autoptr (SweetSpawningTask) child = spawn_run (with_parent (spawn_on_context (done_work, NULL), parent));

  sweet_task_cancel (SWEET_TASK (child), SWEET_CANCEL_LEVEL_GRACEFUL);
  g_assert_false (sweet_task_is_cancelled (SWEET_TASK (parent)));
  gate_open (&parent_gate);
  spawn_await_error (parent, SWEET_TASK_STATUS_FAILED, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD);
  spawn_await_error (child, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&parent);
  g_clear_object (&child);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* too late, and after a cancellation */
static void
test_late_child (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetSpawningTask) ended = spawn_run (sweet_spawning_task_builder_with_name (spawn_on_workers (NULL, done_work, NULL), "ended"));
  g_autoptr (SweetSpawningTask) none = NULL;
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  spawn_await (ended);
  for (guint i = 0; i < 3; i++)
    {
      SweetSpawningTaskBuilder *builder = sweet_spawning_task_builder_with_work (spawn_named ("late"), seen_work, &seen, seen_free);

      none = sweet_spawning_task_builder_run (with_parent (builder, ended), &error);
      g_assert_null (none);
      g_assert_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE);
      spawn_assert_says (error, "“ended” of “late”");
      g_clear_error (&error);
      sweet_test_wait_for (test, seen.n_freed == (gint) i + 1);
    }
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_cmpuint (sweet_runtime_get_active_count (sweet_runtime_get_default ()), ==, 0);
}

static void
test_child_of_cancelled (SweetTest *test,
                         gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (2);
  Gate parent_gate = { 0 };
  g_autoptr (SweetSpawningTask) parent = run_parent (runtime, &parent_gate, SWEET_FAILURE_MODE_STOP);
  g_autoptr (SweetSpawningTask) child = NULL;
  Seen seen = { 0 };

  sweet_task_cancel (SWEET_TASK (parent), SWEET_CANCEL_LEVEL_KILL);
  child = spawn_run (with_parent (spawn_on_workers (runtime, seen_work, &seen), parent));
  g_assert_true (sweet_task_is_cancelled (SWEET_TASK (child)));
  spawn_await_error (child, SWEET_TASK_STATUS_CANCELLED, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gate_open (&parent_gate);
  spawn_await (parent);
  g_assert_cmpint (seen_get_n_calls (&seen), ==, 0);
  g_clear_object (&parent);
  g_clear_object (&child);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

/* the list that applications see */

typedef struct
{
  guint n_changes;
  guint n_foreign;
  GThread *thread;
} Watch;

static void
items_changed_cb (GListModel *model,
                  guint position,
                  guint removed,
                  guint added,
                  gpointer user_data)
{
  Watch *self = user_data;

  self->n_changes++;
  self->n_foreign += g_thread_self () != self->thread;
}

static void
test_list (SweetTest *test,
           gconstpointer data)
{
  SweetRuntime *runtime = spawn_runtime (4);
  Gate parent_gate = { 0 };
  Gate gates[3] = { 0 };
  g_autoptr (SweetSpawningTask) parent = run_parent (runtime, &parent_gate, SWEET_FAILURE_MODE_STOP);
  g_autoptr (GListModel) list = sweet_task_get_children (SWEET_TASK (parent));
  g_autoptr (GListModel) again = sweet_task_get_children (SWEET_TASK (parent));
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);
  Watch watch = { .thread = g_thread_self () };

  g_assert_true (list == again);
  g_assert_true (g_list_model_get_item_type (list) == SWEET_TYPE_TASK);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), &watch);
  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    {
      g_ptr_array_add (children, spawn_run (with_parent (spawn_on_workers (runtime, gate_work, &gates[i]), parent)));
      gate_meet (&gates[i], 1);
    }
  /* it changes on the context, once for all of them */
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  sweet_test_wait_for (test, g_list_model_get_n_items (list) == 3);
  g_assert_cmpuint (watch.n_changes, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    {
      g_autoptr (SweetTask) item = g_list_model_get_item (list, i);

      g_assert_true (item == g_ptr_array_index (children, i));
    }

  /* those that have ended are gone, the others keep their order */
  gate_open (&gates[1]);
  sweet_test_wait_for (test, g_list_model_get_n_items (list) == 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SweetTask) item = g_list_model_get_item (list, i);

      g_assert_true (item == g_ptr_array_index (children, 2 * i));
    }
  gate_open (&gates[0]);
  gate_open (&gates[2]);
  gate_open (&parent_gate);
  sweet_test_wait_for (test, g_list_model_get_n_items (list) == 0);
  spawn_await (parent);
  g_assert_cmpuint (watch.n_foreign, ==, 0);
  g_signal_handlers_disconnect_by_data (list, &watch);
  g_ptr_array_set_size (children, 0);
  g_clear_object (&parent);
  spawn_drain (test);
  spawn_shut_down (runtime);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-family/waits", test_waits);
  sweet_test_add ("/sweet/task-family/kinds", test_kinds);
  sweet_test_add ("/sweet/task-family/notified", test_notified);
  sweet_test_add ("/sweet/task-family/failure/stop", test_stop);
  sweet_test_add ("/sweet/task-family/failure/continue", test_continue);
  sweet_test_add ("/sweet/task-family/failure/supervise", test_supervise);
  sweet_test_add ("/sweet/task-family/failure/predicate", test_predicate);
  sweet_test_add ("/sweet/task-family/cancelled/parent", test_cancelled_parent);
  sweet_test_add ("/sweet/task-family/cancelled/child", test_cancelled_child);
  sweet_test_add ("/sweet/task-family/late", test_late_child);
  sweet_test_add ("/sweet/task-family/late/cancelled", test_child_of_cancelled);
  sweet_test_add ("/sweet/task-family/list", test_list);

  return g_test_run ();
}
