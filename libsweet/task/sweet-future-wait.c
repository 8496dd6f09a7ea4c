/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-await-private.h"
#include "task/sweet-future-private.h"
#include "task/sweet-future-tasks-private.h"
#include "task/sweet-task-result-private.h"

/* waiting for a future. an asynchronous wait does not hold it: a future that nobody can settle any more goes
 * away, and the wait is told by that. */

typedef struct
{
  SweetFutureWatcher watcher;
  SweetDeliveryJob job;
  SweetDelivery *delivery;
  GAsyncReadyCallback callback;
  gpointer user_data;
} SweetPlainAwait;

static void
sweet_plain_await_run (SweetDeliveryJob *job,
                       gboolean dropped)
{
  SweetPlainAwait *self = (SweetPlainAwait *) ((char *) job - G_STRUCT_OFFSET (SweetPlainAwait, job));
  SweetFuture *future = self->watcher.source;

  if (self->callback != NULL && !dropped)
    self->callback (G_OBJECT (future), G_ASYNC_RESULT (future), self->user_data);
  sweet_future_unref_anywhere (future);
  sweet_delivery_unref (self->delivery);
  g_free (self);
}

static void
sweet_plain_await_settled (SweetFutureWatcher *watcher)
{
  SweetPlainAwait *self = (SweetPlainAwait *) watcher;

  self->job.owner = watcher->source;
  self->job.run = sweet_plain_await_run;
  sweet_delivery_post (self->delivery, &self->job);
}

/* one with a cancellable, which can end otherwise than the future */
typedef struct
{
  SweetFutureWatcher watcher;
  SweetAwait *await; /* whose data it is */
  GWeakRef future;
} SweetWeakAwait;

static void
sweet_weak_await_free (gpointer data)
{
  SweetWeakAwait *self = data;

  g_weak_ref_clear (&self->future);
  g_free (self);
}

static void
sweet_weak_await_settled (SweetFutureWatcher *watcher)
{
  SweetWeakAwait *self = (SweetWeakAwait *) watcher;

  sweet_await_take_source_object (self->await, G_OBJECT (watcher->source));
  sweet_await_return (self->await, NULL);
}

/* a wait is given up; whoever takes it off the list ends it */
static void
sweet_weak_await_cancelled (SweetAwait *await)
{
  SweetWeakAwait *self = sweet_await_get_data (await);
  SweetFuture *future = g_weak_ref_get (&self->future);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wait was cancelled");

  if (future == NULL)
    return;
  if (!sweet_future_unwatch (future, &self->watcher))
    {
      sweet_future_unref_anywhere (future);
      return;
    }

  sweet_await_take_source_object (await, G_OBJECT (future));
  sweet_await_return (await, error);
}

/**
 * sweet_future_await_async:
 * @self: a future
 * @cancellable: (nullable): ends this wait; it cancels nothing else
 * @callback: (scope async): called when the future is settled
 * @user_data: data for @callback
 *
 * Waits until the future is settled. Any number of waits may be under way. @callback is called on the
 * thread-default main context of the caller.
 *
 * Since: 1.0
 */
void
sweet_future_await_async (SweetFuture *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (SWEET_IS_FUTURE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (cancellable == NULL)
    {
      SweetPlainAwait *await = g_new0 (SweetPlainAwait, 1);

      await->watcher.settled = sweet_plain_await_settled;
      await->delivery = sweet_delivery_get_thread_default ();
      await->callback = callback;
      await->user_data = user_data;
      sweet_future_watch (self, &await->watcher);
    }
  else
    {
      g_autoptr (SweetAwait) await = sweet_await_new (NULL, sweet_future_await_async, cancellable, callback, user_data);
      SweetWeakAwait *data = g_new0 (SweetWeakAwait, 1);

      data->watcher.settled = sweet_weak_await_settled;
      data->await = g_object_ref (await);
      g_weak_ref_init (&data->future, self);
      sweet_await_set_data (await, data, sweet_weak_await_free);
      sweet_future_watch (self, &data->watcher);
      sweet_await_watch (await, sweet_weak_await_cancelled);
    }
}

static gboolean
sweet_future_check_await (SweetFuture *self,
                          GAsyncResult *result,
                          GError **error)
{
  if ((gpointer) result == (gpointer) self)
    return TRUE;

  g_return_val_if_fail (sweet_await_is_valid (result, self, sweet_future_await_async), FALSE);
  return sweet_await_finish (SWEET_AWAIT (result), error);
}

/**
 * sweet_future_await_finish:
 * @self: a future
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_future_await_async().
 *
 * Returns: (transfer none) (nullable): the value, %NULL with @error set, or %NULL for a future without a value
 *
 * Since: 1.0
 */
const GValue *
sweet_future_await_finish (SweetFuture *self,
                           GAsyncResult *result,
                           GError **error)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  if (!sweet_future_check_await (self, result, error))
    return NULL;

  g_return_val_if_fail (sweet_future_is_final (self), NULL);
  return sweet_task_result_get_value (self->result, error);
}

/**
 * sweet_future_await_result_async:
 * @self: a future
 * @cancellable: (nullable): ends this wait; it cancels nothing else
 * @callback: (scope async): called when the future is settled
 * @user_data: data for @callback
 *
 * Waits until the future is settled, whatever with, like sweet_future_await_async().
 *
 * Since: 1.0
 */
void
sweet_future_await_result_async (SweetFuture *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  sweet_future_await_async (self, cancellable, callback, user_data);
}

/**
 * sweet_future_await_result_finish:
 * @self: a future
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_future_await_result_async(). A future that was settled with an error is no error here.
 *
 * Returns: (transfer full): what the future was settled with, or %NULL with @error set if the wait was cancelled
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_future_await_result_finish (SweetFuture *self,
                                  GAsyncResult *result,
                                  GError **error)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  if (!sweet_future_check_await (self, result, error))
    return NULL;

  g_return_val_if_fail (sweet_future_is_final (self), NULL);
  return g_object_ref (self->result);
}

/* waiting in a thread */

/* a main context that takes part: it is driven here as long as it is the thread's own */
typedef struct
{
  SweetDelivery *delivery;
  GThread *home;
  gboolean acquired;
  gboolean loops; /* something goes on in it by itself */
} SweetGround;

typedef struct
{
  SweetFuture *future;
  SweetWakeup *wakeup;
  GHashTable *members; /* all that the future follows from, by address, and the tasks among that */
  GPtrArray *tasks;
  guint next; /* the one of them to look at first */
  GArray *grounds;
  gboolean early; /* it may be settled before all that it follows from */
  gint changed;
} SweetFutureWait;

static struct
{
  GMutex lock;
  GSList *waits;
} sweet_future_waits;

void
sweet_future_waits_changed (void)
{
  g_mutex_lock (&sweet_future_waits.lock);
  for (GSList *l = sweet_future_waits.waits; l != NULL; l = l->next)
    {
      SweetFutureWait *wait = l->data;

      g_atomic_int_set (&wait->changed, TRUE);
      sweet_wakeup_ring (wait->wakeup);
    }
  g_mutex_unlock (&sweet_future_waits.lock);
}

void
sweet_future_trace (SweetFuture *self,
                    GHashTable *members,
                    GFunc found,
                    gpointer data)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  SweetFuture *future;

  g_ptr_array_add (left, g_object_ref (self));
  while (left->len > 0)
    {
      future = g_ptr_array_steal_index_fast (left, left->len - 1);
      if (g_hash_table_add (members, future))
        {
          if (found != NULL)
            found (future, data);
          g_mutex_lock (&future->lock);
          for (SweetFutureWatcher *watcher = future->sources; watcher != NULL; watcher = watcher->next_source)
            g_ptr_array_add (left, g_object_ref (watcher->source));
          g_mutex_unlock (&future->lock);
        }
      sweet_future_unref_anywhere (future);
    }
}

static SweetGround *
sweet_future_wait_find_ground (SweetFutureWait *self,
                               SweetDelivery *delivery,
                               GThread *home)
{
  SweetGround ground = { delivery, home, FALSE, FALSE };

  for (guint i = 0; i < self->grounds->len; i++)
    {
      SweetGround *known = &g_array_index (self->grounds, SweetGround, i);

      if (known->delivery == delivery && known->home == home)
        return known;
    }

  sweet_delivery_ref (delivery);
  g_array_append_val (self->grounds, ground);
  return &g_array_index (self->grounds, SweetGround, self->grounds->len - 1);
}

static void
sweet_future_wait_add_task (SweetFutureWait *self,
                            SweetBaseTask *task)
{
  g_ptr_array_add (self->tasks, g_object_ref (task));
  g_hash_table_add (self->members, task);
  sweet_future_wait_find_ground (self, task->delivery, task->home);
}

static void
sweet_future_wait_found (gpointer data,
                         gpointer user_data)
{
  SweetFutureWait *self = user_data;
  SweetFuture *future = data;
  SweetGround *ground;

  if (sweet_future_is_final (future))
    return;

  ground = sweet_future_wait_find_ground (self, future->delivery, future->home);
  ground->loops = ground->loops || future->kind == SWEET_FUTURE_LOOP;
  self->early = self->early || future->kind == SWEET_FUTURE_EARLY;
  if (future->task != NULL)
    sweet_future_wait_add_task (self, future->task);
  for (gsize i = 0; future->group != NULL && i < future->group->n_tasks; i++)
    if (!sweet_base_task_is_over (future->group->parts[i].task, FALSE, NULL))
      sweet_future_wait_add_task (self, future->group->parts[i].task);
}

/* looks again at what the future follows from */
static void
sweet_future_wait_look (SweetFutureWait *self)
{
  g_atomic_int_set (&self->changed, FALSE);
  g_hash_table_remove_all (self->members);
  g_ptr_array_set_size (self->tasks, 0);
  self->next = 0;
  self->early = FALSE;
  for (guint i = 0; i < self->grounds->len; i++)
    g_array_index (self->grounds, SweetGround, i).loops = FALSE;
  sweet_future_trace (self->future, self->members, sweet_future_wait_found, self);
}

/* returns whether there is a context more */
static gboolean
sweet_future_wait_acquire (SweetFutureWait *self)
{
  gboolean more = FALSE;

  for (guint i = 0; i < self->grounds->len; i++)
    {
      SweetGround *ground = &g_array_index (self->grounds, SweetGround, i);

      if (!ground->acquired && sweet_delivery_acquire (ground->delivery, ground->home, self->wakeup))
        ground->acquired = more = TRUE;
    }
  return more;
}

/* whether the wait could come to an end */
static gboolean
sweet_future_wait_check (SweetFutureWait *self,
                         GError **error)
{
  for (SweetFutureFrame *frame = sweet_future_get_frames (); frame != NULL; frame = frame->outer)
    if (g_hash_table_contains (self->members, frame->future))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "the future waits for the function that this call comes from");
        return FALSE;
      }
  for (guint i = 0; i < self->grounds->len; i++)
    {
      SweetGround *ground = &g_array_index (self->grounds, SweetGround, i);

      if (ground->acquired && ground->loops)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
                       "the future waits for a call that goes on in the main context that this one would block; await it asynchronously");
          return FALSE;
        }
    }
  for (guint i = 0; i < self->tasks->len; i++)
    {
      SweetBaseTask *task = g_ptr_array_index (self->tasks, i);

      if (!sweet_base_task_can_wait (task, sweet_future_wait_find_ground (self, task->delivery, task->home)->acquired, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sweet_future_wait_has_member (gpointer owner,
                              gpointer members)
{
  return g_hash_table_contains (members, owner);
}

/* makes a callback that the future may wait for */
static gboolean
sweet_future_wait_call (SweetFutureWait *self)
{
  if (sweet_future_tell_next ())
    return TRUE;

  for (guint i = 0; i < self->grounds->len; i++)
    {
      SweetGround *ground = &g_array_index (self->grounds, SweetGround, i);

      if (ground->acquired && sweet_delivery_run_matching (ground->delivery, sweet_future_wait_has_member, self->members))
        return TRUE;
    }
  return FALSE;
}

/* the same for a task: the callbacks of children, and work that nobody has begun, unless the wait may end before
 * that does */
static gboolean
sweet_future_wait_help (SweetFutureWait *self,
                        SweetBaseTask *task,
                        GCancellable *cancellable)
{
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (task);

  if (sweet_base_task_is_final (task))
    return FALSE;
  if ((a_load (&task->state.word, acquire) & SWEET_TASK_BUSY) != 0 && sweet_future_wait_find_ground (self, task->delivery, task->home)->acquired && sweet_base_task_run_owned (task))
    return TRUE;
  if (cancellable == NULL && !self->early && klass->run_here != NULL && klass->run_here (task))
    return TRUE;
  return klass->drive != NULL && klass->drive (task);
}

/* goes on where something was done last: those before it have ended, or somebody else is at them */
static gboolean
sweet_future_wait_work (SweetFutureWait *self,
                        GCancellable *cancellable)
{
  guint n_tasks = self->tasks->len;

  for (guint i = 0; i < n_tasks; i++)
    if (sweet_future_wait_help (self, g_ptr_array_index (self->tasks, (self->next + i) % n_tasks), cancellable))
      {
        self->next = (self->next + i) % n_tasks;
        return TRUE;
      }
  return FALSE;
}

static void
sweet_future_wait_cancelled_cb (GCancellable *cancellable,
                                gpointer user_data)
{
  sweet_wakeup_ring (user_data);
}

static gboolean
sweet_future_wait_run (SweetFutureWait *self,
                       GCancellable *cancellable,
                       GError **error)
{
  gboolean check = TRUE;
  guint64 seen;

  for (;;)
    {
      seen = sweet_wakeup_get_n_changes (self->wakeup);
      if (g_atomic_int_get (&self->changed))
        {
          sweet_future_wait_look (self);
          check = TRUE;
        }
      if (sweet_future_wait_acquire (self))
        check = TRUE;
      if (sweet_future_is_final (self->future))
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* that looks at all tasks: not each time that one of them was helped, but before it sleeps */
      if (check && !sweet_future_wait_check (self, error))
        return FALSE;

      if (sweet_future_wait_call (self) || sweet_future_wait_work (self, cancellable))
        check = FALSE;
      else if (check)
        sweet_task_sleep (self->wakeup, seen);
      else
        check = TRUE;
    }
}

static void
sweet_future_wait_begin (SweetFutureWait *self,
                         SweetFuture *future)
{
  g_mutex_lock (&future->lock);
  sweet_state_watch (&future->state);
  if (future->wakeup == NULL)
    future->wakeup = sweet_wakeup_new ();
  g_mutex_unlock (&future->lock);

  self->future = future;
  self->wakeup = future->wakeup;
  self->members = g_hash_table_new (NULL, NULL);
  self->tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_base_task_unref_anywhere);
  self->grounds = g_array_new (FALSE, FALSE, sizeof (SweetGround));
  self->changed = TRUE;
  g_mutex_lock (&sweet_future_waits.lock);
  sweet_future_waits.waits = g_slist_prepend (sweet_future_waits.waits, self);
  g_mutex_unlock (&sweet_future_waits.lock);
}

static void
sweet_future_wait_end (SweetFutureWait *self)
{
  g_mutex_lock (&sweet_future_waits.lock);
  sweet_future_waits.waits = g_slist_remove (sweet_future_waits.waits, self);
  g_mutex_unlock (&sweet_future_waits.lock);

  for (guint i = 0; i < self->grounds->len; i++)
    {
      SweetGround *ground = &g_array_index (self->grounds, SweetGround, i);

      if (ground->acquired)
        sweet_delivery_clear_trash (ground->delivery, ground->home);
      sweet_delivery_release (ground->delivery, ground->acquired, ground->home, self->wakeup);
      sweet_delivery_unref (ground->delivery);
    }
  g_hash_table_unref (self->members);
  g_ptr_array_unref (self->tasks);
  g_array_unref (self->grounds);
}

static gboolean
sweet_future_wait (SweetFuture *self,
                   GCancellable *cancellable,
                   GError **error)
{
  SweetFutureWait wait = { 0 };
  gulong handler = 0;
  gboolean done;

  a_or (&self->state.word, SWEET_FUTURE_SEEN, acq_rel);
  sweet_delivery_clear_trash (self->delivery, self->home);
  if (sweet_future_is_final (self))
    return TRUE;

  sweet_future_wait_begin (&wait, self);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (sweet_future_wait_cancelled_cb), sweet_wakeup_ref (wait.wakeup), (GDestroyNotify) sweet_wakeup_unref);
  done = sweet_future_wait_run (&wait, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);
  sweet_future_wait_end (&wait);
  return done;
}

/**
 * sweet_future_await_sync:
 * @self: a future
 * @cancellable: (nullable): ends this wait; it cancels nothing else
 * @error: return location for an error
 *
 * Waits in the calling thread until the future is settled. Functions that it follows from and that are to be
 * called on a main context of this thread are called from here meanwhile, and so are callbacks of its tasks; no
 * others.
 *
 * It fails with %G_IO_ERROR_WOULD_BLOCK where it could not come to an end: from within a function that the future
 * follows from, and on the thread in whose main context a call goes on that it follows from. A future of
 * [ctor@Future.new] has to be settled by another thread.
 *
 * Returns: (transfer none) (nullable): the value, %NULL with @error set, or %NULL for a future without a value
 *
 * Since: 1.0
 */
const GValue *
sweet_future_await_sync (SweetFuture *self,
                         GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  return sweet_future_wait (self, cancellable, error) ? sweet_task_result_get_value (self->result, error) : NULL;
}

/**
 * sweet_future_await_result_sync:
 * @self: a future
 * @cancellable: (nullable): ends this wait; it cancels nothing else
 * @error: return location for an error
 *
 * Waits in the calling thread until the future is settled, whatever with, like sweet_future_await_sync().
 *
 * Returns: (transfer full): what the future was settled with, or %NULL with @error set if the wait failed
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_future_await_result_sync (SweetFuture *self,
                                GCancellable *cancellable,
                                GError **error)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  return sweet_future_wait (self, cancellable, error) ? g_object_ref (self->result) : NULL;
}
