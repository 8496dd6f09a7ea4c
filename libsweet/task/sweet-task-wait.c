/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-scheduler-private.h"
#include "task/sweet-await-private.h"
#include "task/sweet-base-task-private.h"
#include "task/sweet-task-result-private.h"

/* waiting for the end of a task. one without a cancellable costs a block, not an object: the task itself is
 * its result. one with a cancellable is a SweetAwait, because it can end otherwise than the task. */

/* how often a thread looks before it sleeps: about what it costs to sleep and to be woken */
#define SWEET_TASK_WAIT_SPINS 400

static void
sweet_plain_await_run (SweetDeliveryJob *job,
                       gboolean dropped)
{
  SweetTaskAwait *self = (SweetTaskAwait *) job;
  SweetBaseTask *task = self->task;

  if (self->callback != NULL && !dropped)
    self->callback (G_OBJECT (task), G_ASYNC_RESULT (task), self->user_data);
  sweet_delivery_unref (self->delivery);
  if (self != &task->await)
    g_free (self);
  /* this may be the context of another thread */
  sweet_base_task_unref_anywhere (task);
}

static void
sweet_plain_await_ended (SweetWatcher *watcher,
                         SweetBaseTask *task)
{
  SweetTaskAwait *self = (SweetTaskAwait *) ((char *) watcher - G_STRUCT_OFFSET (SweetTaskAwait, watcher));

  sweet_delivery_post (self->delivery, &self->job);
}

static void
sweet_base_task_await_plain (SweetBaseTask *self,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  gboolean first = (a_or (&self->state.word, SWEET_TASK_AWAITED, relaxed) & SWEET_TASK_AWAITED) == 0;
  SweetTaskAwait *await = first ? &self->await : g_new (SweetTaskAwait, 1);

  await->job.owner = self;
  await->job.run = sweet_plain_await_run;
  await->watcher.ended = sweet_plain_await_ended;
  await->task = g_object_ref (self);
  await->delivery = sweet_task_find_delivery (NULL);
  await->callback = callback;
  await->user_data = user_data;
  if (!sweet_base_task_watch (self, &await->watcher))
    sweet_plain_await_ended (&await->watcher, self);
}

static void
sweet_task_await_ended (SweetWatcher *watcher,
                        SweetBaseTask *task)
{
  sweet_await_return (sweet_await_from_watcher (watcher), NULL);
}

/* a wait is given up; whoever takes it off the list ends it */
static void
sweet_task_await_cancelled (SweetAwait *await)
{
  g_autoptr (GObject) source = g_async_result_get_source_object (G_ASYNC_RESULT (await));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wait was cancelled");

  if (sweet_base_task_unwatch (SWEET_BASE_TASK (source), sweet_await_get_watcher (await)))
    sweet_await_return (await, error);
}

void
sweet_base_task_await_async (SweetTask *task,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);
  g_autoptr (SweetAwait) await = NULL;

  if (cancellable == NULL)
    {
      sweet_base_task_await_plain (self, callback, user_data);
      return;
    }

  await = sweet_await_new (self, sweet_task_await_async, cancellable, callback, user_data);
  sweet_await_get_watcher (await)->ended = sweet_task_await_ended;
  g_object_ref (await);
  if (sweet_base_task_watch (self, sweet_await_get_watcher (await)))
    sweet_await_watch (await, sweet_task_await_cancelled);
  else
    sweet_await_return (await, NULL);
}

gboolean
sweet_base_task_await_finish (SweetTask *task,
                              GAsyncResult *result,
                              GError **error)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  if ((gpointer) result != (gpointer) task)
    {
      g_return_val_if_fail (sweet_await_is_valid (result, task, sweet_task_await_async), FALSE);
      if (!sweet_await_finish (SWEET_AWAIT (result), error))
        return FALSE;
    }
  g_return_val_if_fail (sweet_base_task_is_final (self), FALSE);
  return sweet_base_task_check (self, error);
}

/* whether a wait is over, for a thread that makes the callbacks of the task or for any other */
gboolean
sweet_base_task_is_over (SweetBaseTask *self,
                         gboolean delivers,
                         gpointer data)
{
  unsigned word = a_load (&self->state.word, acquire);

  if ((word & SWEET_STATE_STATUS_MASK) < SWEET_STATE_FIRST_FINAL)
    return FALSE;
  return delivers ? (word & SWEET_TASK_SETTLED) != 0 : (word & SWEET_TASK_HELD) == 0;
}

static void
sweet_base_task_wait_cancelled_cb (GCancellable *cancellable,
                                   gpointer user_data)
{
  sweet_wakeup_ring (user_data);
}

void
sweet_task_sleep (SweetWakeup *wakeup,
                  guint64 seen)
{
  SweetWorker *worker = sweet_scheduler_get_worker ();
  gboolean begun;

  if (worker != NULL && sweet_scheduler_is_starved (worker->scheduler))
    {
      /* no thread can come for it: what others wait for is done here, on top of this */
      if (!sweet_scheduler_has_stack () || !sweet_scheduler_run_other (worker->scheduler))
        sweet_wakeup_wait_until (wakeup, seen, g_get_monotonic_time () + 1000);
      return;
    }

  begun = sweet_scheduler_begin_blocking ();
  sweet_wakeup_wait (wakeup, seen);
  sweet_scheduler_end_blocking (begun);
}

gboolean
sweet_base_task_can_wait (SweetBaseTask *self,
                          gboolean delivers,
                          GError **error)
{
  SweetBaseTask *loop;

  if (SWEET_BASE_TASK_GET_CLASS (self)->is_dispatching (self))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
                   "the task “%s” waits for the callback that this call comes from", sweet_base_task_get_label (self));
      return FALSE;
    }
  loop = delivers ? sweet_base_task_find_loop (self, self->delivery) : NULL;
  if (loop == NULL)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
               "the work of the task “%s” goes on in the main context that this call would block; await it asynchronously",
               sweet_base_task_get_label (loop));
  sweet_base_task_unref_anywhere (loop);
  return FALSE;
}

/* something that the task waits for is done here, or nothing but to wait */
static void
sweet_base_task_sleep (SweetBaseTask *self,
                       SweetWakeup *wakeup,
                       guint64 seen)
{
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (self);

  if (klass->drive == NULL || !klass->drive (self))
    sweet_task_sleep (wakeup, seen);
}

/* waits until @over says so. the owner of the context makes the task's callbacks meanwhile. */
gboolean
sweet_base_task_wait (SweetBaseTask *self,
                      SweetWaitFunc over,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  SweetWakeup *wakeup;
  gboolean delivers = FALSE;
  gulong handler = 0;
  gboolean done = FALSE;
  gboolean called;
  guint64 seen;

  if (!sweet_base_task_can_wait (self, FALSE, error))
    return FALSE;

  wakeup = sweet_base_task_need_wakeup (self);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (sweet_base_task_wait_cancelled_cb), sweet_wakeup_ref (wakeup), (GDestroyNotify) sweet_wakeup_unref);
  for (;;)
    {
      seen = sweet_wakeup_get_n_changes (wakeup);
      delivers = delivers || sweet_delivery_acquire (self->delivery, self->home, wakeup);
      sweet_delivery_clear_trash (self->delivery, self->home);
      if (!sweet_base_task_can_wait (self, delivers, error))
        break;

      called = delivers && sweet_base_task_run_owned (self);
      done = over (self, delivers, data);
      if (done || g_cancellable_set_error_if_cancelled (cancellable, error))
        break;

      if (!called)
        sweet_base_task_sleep (self, wakeup, seen);
    }
  g_cancellable_disconnect (cancellable, handler);
  sweet_delivery_release (self->delivery, delivers, self->home, wakeup);
  return done;
}

/* whether nothing is left, for whoever asks */
static gboolean
sweet_base_task_is_done (SweetBaseTask *self)
{
  return sweet_base_task_is_over (self, TRUE, NULL) && sweet_base_task_is_over (self, FALSE, NULL);
}

/* what is about to end is not worth sleeping for */
static gboolean
sweet_base_task_spin (SweetBaseTask *self)
{
  for (guint i = 0; i < SWEET_TASK_WAIT_SPINS; i++)
    {
      if (sweet_base_task_is_done (self))
        return TRUE;
#if defined(__x86_64__) || defined(__i386__)
      __builtin_ia32_pause ();
#endif
    }
  return FALSE;
}

gboolean
sweet_base_task_await_sync (SweetTask *task,
                            GCancellable *cancellable,
                            GError **error)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (self);
  gboolean ran;

  /* a task that no builder made has none */
  if (self->delivery != NULL)
    sweet_delivery_clear_trash (self->delivery, self->home);
  if (sweet_base_task_is_done (self))
    return sweet_base_task_check (self, error);

  ran = cancellable == NULL && klass->run_here != NULL && klass->run_here (self);
  if (ran ? sweet_base_task_is_done (self) : sweet_base_task_spin (self))
    return sweet_base_task_check (self, error);

  return sweet_base_task_wait (self, sweet_base_task_is_over, NULL, cancellable, error) && sweet_base_task_check (self, error);
}

/* of a task that has ended */
SweetTaskResult *
sweet_base_task_make_result (SweetBaseTask *self)
{
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (self);
  SweetTask *task = SWEET_TASK (self);
  gboolean completed = sweet_state_get (&self->state) == SWEET_TASK_STATUS_COMPLETED;
  const GValue *value = completed && klass->get_value != NULL ? klass->get_value (self) : NULL;
  gint64 started_at = a_load (&self->started_at, relaxed);
  gint64 completed_at = a_load (&self->completed_at, relaxed);

  a_or (&self->state.word, SWEET_TASK_SEEN, acq_rel);
  return sweet_task_result_new_full (value, completed ? NULL : self->error, sweet_task_get_id (task), sweet_task_get_name (task),
                                     sweet_base_task_to_real (self, started_at), sweet_base_task_to_real (self, completed_at),
                                     started_at != SWEET_TASK_NEVER ? completed_at - started_at : 0);
}
