/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-test.h"

/* What tests of tasks have in common: runtimes of a known size, work that does as it is told, and a gate
 * where threads meet instead of sleeping. */

/* threads wait at it until it is opened, and whoever opens it knows how many have come */
typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_arrived;
  gboolean open;
} Gate;

static inline void
gate_pass (Gate *self)
{
  g_mutex_lock (&self->lock);
  self->n_arrived++;
  g_cond_broadcast (&self->changed);
  while (!self->open)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* until so many have come */
static inline void
gate_meet (Gate *self,
           guint n)
{
  g_mutex_lock (&self->lock);
  while (self->n_arrived < n)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static inline void
gate_open (Gate *self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* work that waits at its Gate */
static inline gboolean
gate_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  gate_pass (user_data);
  return TRUE;
}

static inline void
gate_open_cb (GCancellable *cancellable,
              gpointer user_data)
{
  gate_open (user_data);
}

/* work that comes back when it is cancelled, or when its Gate is opened */
static inline gboolean
polite_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  GCancellable *cancellable = sweet_task_get_cancellable (SWEET_TASK (task));
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (gate_open_cb), user_data, NULL);

  gate_pass (user_data);
  g_cancellable_disconnect (cancellable, handler);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* what a call saw; of the last one, where there are several */
typedef struct
{
  gint n_calls;
  GThread *thread;
  GMainContext *context; /* the thread's default, not a reference */
  SweetTask *current;
  gint n_freed;
  GThread *freed_on;
} Seen;

static inline gint
seen_get_n_calls (Seen *self)
{
  return g_atomic_int_get (&self->n_calls);
}

static inline gint
seen_get_n_freed (Seen *self)
{
  return g_atomic_int_get (&self->n_freed);
}

/* work that notes what it sees and gives how often it was called */
static inline gboolean
seen_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  Seen *self = user_data;

  /* several calls may be under way */
  __atomic_store_n (&self->thread, g_thread_self (), __ATOMIC_RELAXED);
  __atomic_store_n (&self->context, g_main_context_get_thread_default (), __ATOMIC_RELAXED);
  __atomic_store_n (&self->current, sweet_task_get_current (), __ATOMIC_RELAXED);
  g_value_set_int64 (sweet_spawning_task_init_value (task, G_TYPE_INT64), g_atomic_int_add (&self->n_calls, 1) + 1);
  return TRUE;
}

static inline void
seen_free (gpointer data)
{
  Seen *self = data;

  self->freed_on = g_thread_self ();
  g_atomic_int_inc (&self->n_freed);
}

static inline gboolean
done_work (SweetSpawningTask *task,
           gpointer user_data,
           GError **error)
{
  return TRUE;
}

/* fails with what its data says, a GError, which is not its own */
static inline gboolean
failing_work (SweetSpawningTask *task,
              gpointer user_data,
              GError **error)
{
  g_propagate_error (error, g_error_copy (user_data));
  return FALSE;
}

static inline SweetRuntime *
spawn_runtime (guint workers)
{
  g_autoptr (GError) error = NULL;
  SweetRuntime *runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_workers (sweet_runtime_builder_with_name (sweet_runtime_builder_new (), "test"), workers), &error);

  g_assert_no_error (error);
  return runtime;
}

/* consumes the reference */
static inline void
spawn_shut_down (SweetRuntime *runtime)
{
  g_autoptr (GError) error = NULL;

  sweet_runtime_shutdown_sync (runtime, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_runtime_get_active_count (runtime), ==, 0);
  g_object_unref (runtime);
}

static inline SweetSpawningTaskBuilder *
spawn_named (const char *name)
{
  return sweet_spawning_task_builder_with_name (sweet_spawning_task_builder_new (), name);
}

/* on workers, without a destroy notify */
static inline SweetSpawningTaskBuilder *
spawn_on_workers (SweetRuntime *runtime,
                  SweetWorkFunc work,
                  gpointer data)
{
  return sweet_spawning_task_builder_with_runtime (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("tested"), work, data, NULL), runtime);
}

static inline SweetSpawningTaskBuilder *
spawn_on_context (SweetWorkFunc work,
                  gpointer data)
{
  return sweet_spawning_task_builder_with_work (spawn_named ("tested"), work, data, NULL);
}

/* consumes the builder */
static inline SweetSpawningTask *
spawn_run (SweetSpawningTaskBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  SweetSpawningTask *task = sweet_spawning_task_builder_run (builder, &error);

  g_assert_no_error (error);
  g_assert_true (SWEET_IS_SPAWNING_TASK (task));
  return task;
}

static inline SweetTaskStatus
spawn_status (SweetSpawningTask *task)
{
  return sweet_task_get_status (SWEET_TASK (task));
}

/* in the calling thread; the task must complete */
static inline void
spawn_await (SweetSpawningTask *task)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = sweet_task_await_sync (SWEET_TASK (task), NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpint (spawn_status (task), ==, SWEET_TASK_STATUS_COMPLETED);
}

/* in the calling thread; the task must fail, and not otherwise than so */
static inline void
spawn_await_error (SweetSpawningTask *task,
                   SweetTaskStatus status,
                   GQuark domain,
                   int code)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = sweet_task_await_sync (SWEET_TASK (task), NULL, &error);

  g_assert_error (error, domain, code);
  g_assert_false (ok);
  g_assert_cmpint (spawn_status (task), ==, status);
}

/* whether the message names what it is about */
#define spawn_assert_says(error, text) g_assert_nonnull (strstr ((error)->message, text))

/* until nothing is left to do on the context of the test */
static inline void
spawn_drain (SweetTest *test)
{
  while (g_main_context_iteration (test->context, FALSE))
    ;
}
