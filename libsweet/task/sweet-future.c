/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-scheduler-private.h"
#include "task/sweet-future-private.h"
#include "task/sweet-future-tasks-private.h"
#include "task/sweet-task-result-private.h"
#include "task/sweet-unseen-private.h"

/**
 * SweetFuture:
 *
 * A value or an error that is there now or later.
 *
 * One is made of a task ([ctor@Future.new_for_task]), of what is there already ([ctor@Future.new_value],
 * [ctor@Future.new_error]), of an asynchronous call, or for something that the application settles itself
 * ([ctor@Future.new], [method@Future.resolve], [method@Future.reject]). What is to happen then is said with
 * functions that each give another future: [method@Future.map], [method@Future.and_then],
 * [method@Future.recover] and the others. Any number of things may follow from one future.
 *
 * ```c
 * g_autoptr (SweetFuture) length = sweet_future_new_for_task (SWEET_TASK (task));
 * g_autoptr (SweetFuture) text = sweet_future_map (length, describe_cb, NULL, NULL);
 * ```
 *
 * Functions that are given to a future are called, and let go, on the thread-default main context of the thread
 * that gave them; those whose name ends in `_on_workers` take functions that are called on whatever thread
 * settles the future. What follows from a future does so whether or not anybody holds the result. A task, a
 * call or a delay keeps its future until it is settled. A future that the application was to settle, and let go
 * instead, fails what follows from it with %SWEET_TASK_ERROR_WORK; the functions that were given to it are let
 * go without being called.
 *
 * A failure that nobody asked for is logged as a warning when the future goes away: with an error that is not
 * %G_IO_ERROR_CANCELLED, no function, no wait and no [method@Future.get_result].
 *
 * Futures do not cancel what they stand for: that is what [method@Task.cancel] is for.
 *
 * All functions may be called on any thread.
 *
 * Since: 1.0
 */

static void sweet_future_async_result_init (GAsyncResultIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetFuture, sweet_future, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, sweet_future_async_result_init))

/* watchers that this thread has to tell. one list for all that happens while one is told, so that a chain of any
 * length needs no stack. */
typedef struct
{
  SweetFutureWatcher *first;
  SweetFutureWatcher **last;
  gboolean telling;
} SweetFutureTells;

SWEET_THREAD_LOCAL SweetFutureTells sweet_future_tells;
SWEET_THREAD_LOCAL SweetFutureFrame *sweet_future_frames;

/* the future is the result of a wait without a cancellable */

static gpointer
sweet_future_get_user_data (GAsyncResult *result)
{
  return NULL;
}

static GObject *
sweet_future_get_source_object (GAsyncResult *result)
{
  return g_object_ref (G_OBJECT (result));
}

static gboolean
sweet_future_is_tagged (GAsyncResult *result,
                        gpointer tag)
{
  return tag == sweet_future_await_async;
}

static void
sweet_future_async_result_init (GAsyncResultIface *iface)
{
  iface->get_user_data = sweet_future_get_user_data;
  iface->get_source_object = sweet_future_get_source_object;
  iface->is_tagged = sweet_future_is_tagged;
}

/* frames */

SweetFutureFrame *
sweet_future_get_frames (void)
{
  return sweet_future_frames;
}

void
sweet_future_frame_push (SweetFutureFrame *frame,
                         SweetFuture *future)
{
  *frame = (SweetFutureFrame){ future, sweet_future_frames };
  sweet_future_frames = frame;
}

void
sweet_future_frame_pop (SweetFutureFrame *frame)
{
  sweet_future_frames = frame->outer;
}

/* telling those who watch */

static void
sweet_future_forget_source (SweetFutureWatcher *watcher)
{
  if (watcher->source_link == NULL)
    return;

  *watcher->source_link = watcher->next_source;
  if (watcher->next_source != NULL)
    watcher->next_source->source_link = watcher->source_link;
  watcher->source_link = NULL;
}

gboolean
sweet_future_tell_next (void)
{
  SweetFutureTells *tells = &sweet_future_tells;
  SweetFutureWatcher *watcher = tells->first;
  SweetFuture *future;

  if (watcher == NULL)
    return FALSE;

  tells->first = watcher->next;
  future = watcher->future;
  if (future != NULL)
    {
      g_mutex_lock (&future->lock);
      sweet_future_forget_source (watcher);
      g_mutex_unlock (&future->lock);
    }
  watcher->settled (watcher);
  return TRUE;
}

/* takes a list, with a reference to the source for each of it */
static void
sweet_future_tell (SweetFutureWatcher *watchers)
{
  SweetFutureTells *tells = &sweet_future_tells;

  if (tells->first == NULL)
    tells->last = &tells->first;
  *tells->last = watchers;
  while (*tells->last != NULL)
    tells->last = &(*tells->last)->next;
  if (tells->telling)
    return;

  tells->telling = TRUE;
  while (sweet_future_tell_next ())
    ;
  tells->telling = FALSE;
}

void
sweet_future_tell_last (SweetFutureWatcher *watcher)
{
  watcher->next = NULL;
  sweet_future_tell (watcher);
}

static void
sweet_future_announce (SweetFuture *self)
{
  SweetFutureWatcher *watchers;
  SweetWakeup *wakeup;

  g_mutex_lock (&self->lock);
  watchers = g_steal_pointer (&self->watchers);
  self->last_watcher = &self->watchers;
  for (SweetFutureWatcher *watcher = watchers; watcher != NULL; watcher = watcher->next)
    {
      watcher->link = NULL;
      g_object_ref (self);
    }
  wakeup = self->wakeup != NULL ? sweet_wakeup_ref (self->wakeup) : NULL;
  g_mutex_unlock (&self->lock);

  if (wakeup != NULL)
    {
      sweet_wakeup_ring (wakeup);
      sweet_wakeup_unref (wakeup);
    }
  sweet_future_tell (watchers);
}

/* settling */

gboolean
sweet_future_is_final (SweetFuture *self)
{
  return sweet_state_get (&self->state) >= SWEET_STATE_FIRST_FINAL;
}

gboolean
sweet_future_has_failed (SweetFuture *self)
{
  return sweet_state_get (&self->state) == SWEET_FUTURE_REJECTED;
}

static gboolean
sweet_future_is_broken (SweetFuture *self)
{
  return (a_load (&self->state.word, acquire) & SWEET_FUTURE_BROKEN) != 0;
}

static gboolean
sweet_future_settle_with (SweetFuture *self,
                          SweetTaskResult *result,
                          unsigned flags)
{
  bool watched;

  if (!sweet_state_move (&self->state, SWEET_FUTURE_PENDING, SWEET_FUTURE_SETTLING))
    {
      g_object_unref (result);
      return FALSE;
    }

  self->result = result;
  a_or (&self->state.word, flags, acq_rel);
  sweet_state_end (&self->state, SWEET_FUTURE_SETTLING, sweet_task_result_is_ok (result) ? SWEET_FUTURE_RESOLVED : SWEET_FUTURE_REJECTED, &watched);
  if (watched)
    sweet_future_announce (self);
  return TRUE;
}

gboolean
sweet_future_settle (SweetFuture *self,
                     SweetTaskResult *result)
{
  return sweet_future_settle_with (self, result, 0);
}

gboolean
sweet_future_fail (SweetFuture *self,
                   GError *error)
{
  SweetTaskResult *result = sweet_task_result_new_error (error);

  g_error_free (error);
  return sweet_future_settle_with (self, result, 0);
}

void
sweet_future_settle_like (SweetFuture *self,
                          SweetFuture *source)
{
  sweet_future_settle_with (self, g_object_ref (source->result), sweet_future_is_broken (source) ? SWEET_FUTURE_BROKEN : 0);
}

/* a value that may belong to a script is let go on the context */
void
sweet_future_unref_anywhere (SweetFuture *self)
{
  if (g_thread_self () == self->home || !sweet_future_is_final (self) || sweet_task_result_is_plain (self->result))
    g_object_unref (self);
  else
    sweet_delivery_call (self->delivery, g_object_unref, self);
}

/* watching */

void
sweet_future_watch (SweetFuture *self,
                    SweetFutureWatcher *watcher)
{
  SweetFuture *future = watcher->future;
  gboolean watching;

  watcher->source = self;
  watcher->next = NULL;
  if (future != NULL)
    {
      g_mutex_lock (&future->lock);
      watcher->next_source = future->sources;
      watcher->source_link = &future->sources;
      if (future->sources != NULL)
        future->sources->source_link = &watcher->next_source;
      future->sources = watcher;
      g_mutex_unlock (&future->lock);
    }

  a_or (&self->state.word, SWEET_FUTURE_SEEN, acq_rel);
  g_mutex_lock (&self->lock);
  watching = sweet_state_watch (&self->state);
  if (watching)
    {
      watcher->link = self->last_watcher;
      *self->last_watcher = watcher;
      self->last_watcher = &watcher->next;
    }
  g_mutex_unlock (&self->lock);
  if (watching)
    return;

  g_object_ref (self);
  sweet_future_tell (watcher);
}

gboolean
sweet_future_unwatch (SweetFuture *self,
                      SweetFutureWatcher *watcher)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = watcher->link != NULL;
  if (found)
    {
      *watcher->link = watcher->next;
      if (watcher->next != NULL)
        watcher->next->link = watcher->link;
      else
        self->last_watcher = watcher->link;
      watcher->link = NULL;
    }
  g_mutex_unlock (&self->lock);
  return found;
}

void
sweet_future_leave (SweetFuture *self,
                    SweetFutureWatcherFunc left)
{
  SweetFutureWatcher *watcher;
  SweetFuture *source;

  for (;;)
    {
      g_mutex_lock (&self->lock);
      watcher = self->sources;
      if (watcher != NULL)
        {
          source = g_object_ref (watcher->source);
          sweet_future_forget_source (watcher);
        }
      g_mutex_unlock (&self->lock);
      if (watcher == NULL)
        return;

      if (sweet_future_unwatch (source, watcher))
        left (watcher);
      sweet_future_unref_anywhere (source);
    }
}

/* following another one */

static void
sweet_future_followed_settled (SweetFutureWatcher *watcher)
{
  sweet_future_settle_like (watcher->future, watcher->source);
  sweet_future_unref_anywhere (watcher->source);
  sweet_future_unref_anywhere (watcher->future);
  g_free (watcher);
}

static gboolean
sweet_future_follows_from (SweetFuture *self,
                           SweetFuture *other)
{
  g_autoptr (GHashTable) members = NULL;

  if (self == other)
    return TRUE;
  if (self->kind < SWEET_FUTURE_STEP || sweet_future_is_final (self))
    return FALSE;

  members = g_hash_table_new (NULL, NULL);
  sweet_future_trace (self, members, NULL, NULL);
  return g_hash_table_contains (members, other);
}

void
sweet_future_follow (SweetFuture *self,
                     SweetFuture *inner)
{
  SweetFutureWatcher *watcher;

  if (sweet_future_follows_from (inner, self))
    {
      sweet_future_fail (self, g_error_new_literal (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the future that a function gave waits for itself"));
      g_object_unref (inner);
      return;
    }

  watcher = g_new0 (SweetFutureWatcher, 1);
  watcher->settled = sweet_future_followed_settled;
  watcher->future = g_object_ref (self);
  sweet_future_watch (inner, watcher);
  sweet_future_waits_changed ();
  sweet_future_unref_anywhere (inner);
}

/* coming and going */

/* the context of a future: that of the work or the handler which makes it, or what is the thread's default */
static void
sweet_future_init (SweetFuture *self)
{
  SweetFutureFrame *frame = sweet_future_frames;

  self->last_watcher = &self->watchers;
  if (frame != NULL && sweet_scheduler_get_worker () != NULL && sweet_task_get_current () == NULL)
    {
      self->home = frame->future->home;
      self->delivery = sweet_delivery_ref (frame->future->delivery);
    }
  else
    self->delivery = sweet_task_find_delivery (&self->home);
}

/* Nobody is left who could settle it. What watches it gets a reference to it, by which it lives on until all
 * was told. */
static void
sweet_future_dispose (GObject *object)
{
  SweetFuture *self = SWEET_FUTURE (object);

  if (!sweet_future_is_final (self))
    {
      g_autoptr (GError) error = g_error_new_literal (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the future was let go before it was settled");

      sweet_future_settle_with (self, sweet_task_result_new_error (error), SWEET_FUTURE_BROKEN | SWEET_FUTURE_GONE);
    }
  G_OBJECT_CLASS (sweet_future_parent_class)->dispose (object);
}

static void
sweet_future_finalize (GObject *object)
{
  SweetFuture *self = SWEET_FUTURE (object);

  if (sweet_future_has_failed (self) && (a_load (&self->state.word, acquire) & (SWEET_FUTURE_SEEN | SWEET_FUTURE_BROKEN)) == 0)
    sweet_unseen_log_result (self->result);
  g_object_unref (self->result);
  if (self->task != NULL)
    sweet_base_task_unref_anywhere (self->task);
  g_clear_pointer (&self->group, sweet_task_group_unref);
  sweet_delivery_unref (self->delivery);
  g_clear_pointer (&self->wakeup, sweet_wakeup_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (sweet_future_parent_class)->finalize (object);
}

static void
sweet_future_class_init (SweetFutureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sweet_future_dispose;
  object_class->finalize = sweet_future_finalize;

  /* error domains register themselves when they are first asked for, which workers must not do at once */
  (void) G_IO_ERROR;
  (void) SWEET_TASK_ERROR;
}

SweetFuture *
sweet_future_new_kind (SweetFutureKind kind)
{
  SweetFuture *self = g_object_new (SWEET_TYPE_FUTURE, NULL);

  self->kind = kind;
  return self;
}

/**
 * sweet_future_new_value:
 * @value: (nullable): a value of any type, or %NULL for none
 *
 * Makes a future that is settled with a copy of a value.
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new_value (const GValue *value)
{
  SweetFuture *self = sweet_future_new_kind (SWEET_FUTURE_STEP);

  sweet_future_settle (self, sweet_task_result_new_value (value));
  return self;
}

/**
 * sweet_future_new_error:
 * @error: an error
 *
 * Makes a future that is settled with a copy of an error.
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new_error (const GError *error)
{
  SweetFuture *self;

  g_return_val_if_fail (error != NULL, NULL);

  self = sweet_future_new_kind (SWEET_FUTURE_STEP);
  sweet_future_settle (self, sweet_task_result_new_error (error));
  return self;
}

/**
 * sweet_future_new_result:
 * @result: a value or an error
 *
 * Makes a future that is settled with what is there already.
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new_result (SweetTaskResult *result)
{
  SweetFuture *self;

  g_return_val_if_fail (SWEET_IS_TASK_RESULT (result), NULL);

  self = sweet_future_new_kind (SWEET_FUTURE_STEP);
  sweet_future_settle (self, g_object_ref (result));
  return self;
}

/**
 * sweet_future_new:
 *
 * Makes a future that the caller settles later, with [method@Future.resolve] or [method@Future.reject].
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new (void)
{
  return sweet_future_new_kind (SWEET_FUTURE_PROMISE);
}

/**
 * sweet_future_resolve:
 * @self: a future of [ctor@Future.new]
 * @value: (nullable): a value of any type, or %NULL for none
 *
 * Settles the future with a copy of a value.
 *
 * Returns: %TRUE, or %FALSE if it was settled before, which does not change then
 *
 * Since: 1.0
 */
gboolean
sweet_future_resolve (SweetFuture *self,
                      const GValue *value)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), FALSE);
  g_return_val_if_fail (self->kind == SWEET_FUTURE_PROMISE, FALSE);

  return !sweet_future_is_final (self) && sweet_future_settle (self, sweet_task_result_new_value (value));
}

/**
 * sweet_future_reject:
 * @self: a future of [ctor@Future.new]
 * @error: why there is no value
 *
 * Settles the future with a copy of an error.
 *
 * Returns: %TRUE, or %FALSE if it was settled before, which does not change then
 *
 * Since: 1.0
 */
gboolean
sweet_future_reject (SweetFuture *self,
                     const GError *error)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), FALSE);
  g_return_val_if_fail (self->kind == SWEET_FUTURE_PROMISE, FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  return !sweet_future_is_final (self) && sweet_future_settle (self, sweet_task_result_new_error (error));
}

/**
 * sweet_future_is_settled:
 * @self: a future
 *
 * Tells whether the value or the error is there.
 *
 * Returns: whether it is
 *
 * Since: 1.0
 */
gboolean
sweet_future_is_settled (SweetFuture *self)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), FALSE);

  return sweet_future_is_final (self);
}

/**
 * sweet_future_get_result:
 * @self: a future
 *
 * Gets what the future was settled with.
 *
 * Returns: (transfer none) (nullable): the value or the error, %NULL as long as there is neither
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_future_get_result (SweetFuture *self)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);

  if (!sweet_future_is_final (self))
    return NULL;

  a_or (&self->state.word, SWEET_FUTURE_SEEN, acq_rel);
  return self->result;
}

/**
 * sweet_future_get_task:
 * @self: a future
 *
 * Gets the task that the future was made of, to watch or to cancel it. One half of a stream stands for the whole
 * of it.
 *
 * Returns: (transfer none) (nullable): the task, %NULL for a future that was made of something else, or of many
 *
 * Since: 1.0
 */
SweetTask *
sweet_future_get_task (SweetFuture *self)
{
  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);

  return self->task != NULL ? SWEET_TASK (self->task) : NULL;
}
