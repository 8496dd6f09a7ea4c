/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-timer-private.h"
#include "stream/sweet-call-limit-private.h"

/* the timer that is pending has a reference, and so has who calls */
struct _SweetCallLimit
{
  SweetTimer timer;
  GCancellable *given;
  GCancellable *outer;
  gulong handler;
};

static void
sweet_call_limit_clear (gpointer data)
{
  SweetCallLimit *self = data;

  g_object_unref (self->given);
  g_object_unref (self->outer);
}

static void
sweet_call_limit_unref (SweetCallLimit *self)
{
  g_atomic_rc_box_release_full (self, sweet_call_limit_clear);
}

static void
sweet_call_limit_passed_cb (SweetTimer *timer)
{
  SweetCallLimit *self = (SweetCallLimit *) ((char *) timer - G_STRUCT_OFFSET (SweetCallLimit, timer));

  g_cancellable_cancel (self->given);
  sweet_call_limit_unref (self);
}

static void
sweet_call_limit_cancelled_cb (GCancellable *outer,
                               gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

GCancellable *
sweet_call_limit_begin (SweetCallLimit **limit,
                        SweetClock *clock,
                        gint64 timeout,
                        GCancellable *cancellable)
{
  SweetCallLimit *self;

  *limit = NULL;
  if (timeout == 0)
    return cancellable;

  self = g_atomic_rc_box_new0 (SweetCallLimit);
  self->given = g_cancellable_new ();
  self->outer = g_object_ref (cancellable);
  self->handler = g_cancellable_connect (cancellable, G_CALLBACK (sweet_call_limit_cancelled_cb), g_object_ref (self->given), g_object_unref);
  /* a call that takes just as long is in time */
  sweet_timer_start (&((SweetCallLimit *) g_atomic_rc_box_acquire (self))->timer, clock, sweet_timer_from_now (clock, timeout < G_MAXINT64 ? timeout + 1 : timeout), sweet_call_limit_passed_cb);
  *limit = self;
  return self->given;
}

void
sweet_call_limit_end (SweetCallLimit *self)
{
  if (self == NULL)
    return;

  g_cancellable_disconnect (self->outer, self->handler);
  if (sweet_timer_stop (&self->timer))
    sweet_call_limit_unref (self);
  sweet_call_limit_unref (self);
}
