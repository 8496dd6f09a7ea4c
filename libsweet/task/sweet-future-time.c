/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-timer-private.h"
#include "task/sweet-future-private.h"
#include "task/sweet-task-result-private.h"

typedef struct
{
  SweetFutureWatcher watcher;
  SweetTimer timer;
  SweetFuture *future;
  SweetClock *clock;
  gint64 limit;
  gint refs; /* of the timer, of the watcher, and of who makes them */
} SweetFutureTimer;

static void
sweet_future_timer_unref (SweetFutureTimer *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  sweet_future_unref_anywhere (self->future);
  g_clear_object (&self->clock);
  g_free (self);
}

static SweetFutureTimer *
sweet_future_timer_new (SweetFuture *future,
                        SweetClock *clock,
                        gint refs)
{
  SweetFutureTimer *self = g_new0 (SweetFutureTimer, 1);

  self->future = g_object_ref (future);
  self->clock = clock != NULL ? g_object_ref (clock) : NULL;
  self->refs = refs;
  return self;
}

static void
sweet_future_delay_passed (SweetTimer *timer)
{
  SweetFutureTimer *self = (SweetFutureTimer *) ((char *) timer - G_STRUCT_OFFSET (SweetFutureTimer, timer));

  sweet_future_settle (self->future, sweet_task_result_new_value (NULL));
  sweet_future_timer_unref (self);
}

/**
 * sweet_future_delay:
 * @delay: a time in µs
 * @clock: (nullable): the clock that measures it, %NULL for that of the system
 *
 * Makes a future that is settled, without a value, when some time has passed.
 *
 * Returns: (transfer full): a new future
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_delay (gint64 delay,
                    SweetClock *clock)
{
  SweetFuture *self;
  SweetFutureTimer *timer;

  g_return_val_if_fail (delay >= 0, NULL);
  g_return_val_if_fail (clock == NULL || SWEET_IS_CLOCK (clock), NULL);

  self = sweet_future_new_kind (SWEET_FUTURE_TIMER);
  timer = sweet_future_timer_new (self, clock, 1);
  sweet_timer_start (&timer->timer, clock, sweet_timer_from_now (clock, delay), sweet_future_delay_passed);
  return self;
}

static void
sweet_future_timeout_left (SweetFutureWatcher *watcher)
{
  sweet_future_timer_unref ((SweetFutureTimer *) watcher);
}

static void
sweet_future_timeout_passed (SweetTimer *timer)
{
  SweetFutureTimer *self = (SweetFutureTimer *) ((char *) timer - G_STRUCT_OFFSET (SweetFutureTimer, timer));
  g_autofree char *limit = sweet_duration_to_string (self->limit);

  sweet_future_fail (self->future, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the future was not settled within %s", limit));
  sweet_future_leave (self->future, sweet_future_timeout_left);
  sweet_future_timer_unref (self);
}

static void
sweet_future_timeout_settled (SweetFutureWatcher *watcher)
{
  SweetFutureTimer *self = (SweetFutureTimer *) watcher;

  if (sweet_timer_stop (&self->timer))
    sweet_future_timer_unref (self);
  sweet_future_settle_like (self->future, watcher->source);
  sweet_future_unref_anywhere (watcher->source);
  sweet_future_timer_unref (self);
}

/**
 * sweet_future_timeout:
 * @self: a future
 * @timeout: a time in µs
 * @clock: (nullable): the clock that measures it, %NULL for that of the system
 *
 * Limits the time to wait for a future. What @self stands for goes on; nothing is cancelled.
 *
 * Returns: (transfer full): a future that is settled like @self, or with %G_IO_ERROR_TIMED_OUT if that is not
 *   settled in time
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_timeout (SweetFuture *self,
                      gint64 timeout,
                      SweetClock *clock)
{
  SweetFuture *future;
  SweetFutureTimer *timer;

  g_return_val_if_fail (SWEET_IS_FUTURE (self), NULL);
  g_return_val_if_fail (timeout >= 0, NULL);
  g_return_val_if_fail (clock == NULL || SWEET_IS_CLOCK (clock), NULL);

  future = sweet_future_new_kind (SWEET_FUTURE_EARLY);
  if (sweet_future_is_final (self))
    {
      a_or (&self->state.word, SWEET_FUTURE_SEEN, acq_rel);
      sweet_future_settle_like (future, self);
      return future;
    }

  timer = sweet_future_timer_new (future, clock, 3);
  timer->limit = timeout;
  timer->watcher.settled = sweet_future_timeout_settled;
  timer->watcher.future = future;
  sweet_timer_start (&timer->timer, clock, sweet_timer_from_now (clock, timeout), sweet_future_timeout_passed);
  sweet_future_watch (self, &timer->watcher);
  /* the time may have passed when there was nothing to leave yet, or halfway */
  if (sweet_future_is_final (future))
    sweet_future_leave (future, sweet_future_timeout_left);
  if (sweet_future_is_final (future) && sweet_future_unwatch (self, &timer->watcher))
    sweet_future_timer_unref (timer);
  sweet_future_timer_unref (timer);
  return future;
}
