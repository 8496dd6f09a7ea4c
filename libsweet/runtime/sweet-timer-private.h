/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* one-shot timers without an allocation of their own, to be embedded, all zero at first, in what lives
 * until stop said TRUE or @func has begun. the same one can be started again then. whoever starts a
 * timer holds a reference to its clock until one of the two. */
typedef struct _SweetTimer SweetTimer;
typedef struct _SweetTimerQueue SweetTimerQueue;

/* called once at the time or later, with no lock held: on the thread "sweet-timer" or, for a virtual
 * clock, in sweet_clock_advance(). must be quick; may start and stop timers, and free @self. */
typedef void (*SweetTimerFunc) (SweetTimer *self);

struct _SweetTimer
{
  gint64 at;
  /* among those of the same time the one that was started first fires first */
  guint64 order;
  /* the place in the queue, from 1; 0: not in it */
  gsize index;
  SweetTimerFunc func;
  SweetTimerQueue *queue;
};

/* any thread. @clock NULL is the system's; @at is a time of sweet_clock_get_time(): in the past it is due
 * at once, G_MAXINT64 is never. a timer that is pending must be stopped before it is started again. */
void sweet_timer_start (SweetTimer *self,
                        SweetClock *clock,
                        gint64 at,
                        SweetTimerFunc func);

/* any thread, also within @func. TRUE: it was pending and will not fire. FALSE: it has fired, is firing, or
 * was not started. */
gboolean sweet_timer_stop (SweetTimer *self);

/* whether this is the thread "sweet-timer", which everything else waits for */
gboolean sweet_timer_is_thread (void);

/* the time @delay from now, for sweet_timer_start(); G_MAXINT64 where it is beyond all times */
gint64 sweet_timer_from_now (SweetClock *clock,
                             gint64 delay);

/* what a clock has: the pending timers. @changed is called without a lock when their number may be
 * another, NULL for the system's. */
typedef void (*SweetTimerChangedFunc) (SweetClock *clock);
SweetTimerQueue *sweet_timer_queue_get_system (void);
SweetTimerQueue *sweet_timer_queue_new (gint64 now,
                                        SweetClock *clock,
                                        SweetTimerChangedFunc changed);
void sweet_timer_queue_free (SweetTimerQueue *self);
gint64 sweet_timer_queue_get_time (SweetTimerQueue *self);
gint64 sweet_timer_queue_get_next (SweetTimerQueue *self);
gsize sweet_timer_queue_get_n_timers (SweetTimerQueue *self);
void sweet_timer_queue_advance (SweetTimerQueue *self,
                                gint64 by);

G_END_DECLS
