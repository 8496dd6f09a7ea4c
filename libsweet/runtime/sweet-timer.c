/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <pthread.h>

#include "runtime/sweet-atomics-private.h"
#include "runtime/sweet-clock-private.h"
#include "runtime/sweet-timer-heap-private.h"

/* the index of a timer that is pending and never due, so that it takes no place */
#define SWEET_TIMER_NEVER G_MAXSIZE

struct _SweetTimerQueue
{
  GMutex lock;
  GCond changed;
  SweetTimerHeap heap;

  /* the system's: when the thread wakes up by itself, the least of all times while it is awake */
  gint64 wakes_at;
  gboolean has_thread;

  /* of a virtual clock: the thread that moves it, and where to */
  SweetClock *clock;
  SweetTimerChangedFunc notify;
  gint64 now;
  gint64 until;
  GThread *mover;
};

static SweetTimerQueue sweet_timer_system = { .wakes_at = G_MININT64 };
SWEET_THREAD_LOCAL gboolean sweet_timer_on_thread;

static gint64
sweet_timer_add_saturated (gint64 time,
                           gint64 delay)
{
  gint64 sum;

  if (__builtin_add_overflow (time, delay, &sum))
    return delay > 0 ? G_MAXINT64 : G_MININT64;

  return sum;
}

/* with the lock: takes the next timer that is due out, and says what to call behind the lock */
static SweetTimer *
sweet_timer_queue_pop (SweetTimerQueue *self,
                       gint64 now,
                       SweetTimerFunc *func)
{
  SweetTimer *timer;

  if (self->heap.len == 0 || self->heap.slots[0].at > now)
    return NULL;

  timer = self->heap.slots[0].timer;
  *func = timer->func;
  sweet_timer_heap_remove (&self->heap, timer);
  return timer;
}

/* lives as long as the process. the time is read once for all that are due by then. */
static gpointer
sweet_timer_thread (gpointer data)
{
  SweetTimerQueue *self = data;
  SweetTimerFunc func = NULL;
  SweetTimer *timer;
  gint64 now;

  sweet_timer_on_thread = TRUE;
  g_mutex_lock (&self->lock);
  for (;;)
    {
      now = g_get_monotonic_time ();
      while ((timer = sweet_timer_queue_pop (self, now, &func)) != NULL)
        {
          g_mutex_unlock (&self->lock);
          func (timer);
          g_mutex_lock (&self->lock);
        }

      self->wakes_at = sweet_timer_heap_get_next (&self->heap);
      if (self->wakes_at == G_MAXINT64)
        g_cond_wait (&self->changed, &self->lock);
      else
        g_cond_wait_until (&self->changed, &self->lock, self->wakes_at);
      self->wakes_at = G_MININT64;
    }
  return NULL;
}

/* where the process may have no more threads, the next timer tries again */
static void
sweet_timer_begin_thread (SweetTimerQueue *self)
{
  static gint warned = FALSE;
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_try_new ("sweet-timer", sweet_timer_thread, self, &error);

  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }

  g_mutex_lock (&self->lock);
  self->has_thread = FALSE;
  g_mutex_unlock (&self->lock);
  if (g_atomic_int_compare_and_exchange (&warned, FALSE, TRUE))
    g_warning ("timeouts wait until a thread for them can begin: %s", error->message);
}

static void
sweet_timer_before_fork (void)
{
  g_mutex_lock (&sweet_timer_system.lock);
}

static void
sweet_timer_after_fork_in_parent (void)
{
  g_mutex_unlock (&sweet_timer_system.lock);
}

/* the thread is the parent's, and so is whatever the timers were for */
static void
sweet_timer_after_fork_in_child (void)
{
  sweet_timer_system.heap.len = 0;
  sweet_timer_system.wakes_at = G_MININT64;
  sweet_timer_system.has_thread = FALSE;
  g_cond_init (&sweet_timer_system.changed);
  g_mutex_unlock (&sweet_timer_system.lock);
}

SweetTimerQueue *
sweet_timer_queue_get_system (void)
{
  static gsize fork_handled = 0;

  if (g_once_init_enter (&fork_handled))
    {
      pthread_atfork (sweet_timer_before_fork, sweet_timer_after_fork_in_parent, sweet_timer_after_fork_in_child);
      g_once_init_leave (&fork_handled, 1);
    }
  return &sweet_timer_system;
}

/* of a virtual clock, which owns it */
SweetTimerQueue *
sweet_timer_queue_new (gint64 now,
                       SweetClock *clock,
                       SweetTimerChangedFunc changed)
{
  SweetTimerQueue *self = g_new0 (SweetTimerQueue, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->clock = clock;
  self->notify = changed;
  self->wakes_at = G_MININT64;
  self->now = now;
  return self;
}

void
sweet_timer_queue_free (SweetTimerQueue *self)
{
  /* a queue too many is better than a timer whose queue is gone */
  g_return_if_fail (self->heap.len == 0);

  g_free (self->heap.slots);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* with the lock */
static gint64
sweet_timer_queue_read (SweetTimerQueue *self)
{
  return self->clock != NULL ? self->now : g_get_monotonic_time ();
}

gint64
sweet_timer_queue_get_time (SweetTimerQueue *self)
{
  gint64 now;

  g_mutex_lock (&self->lock);
  now = sweet_timer_queue_read (self);
  g_mutex_unlock (&self->lock);
  return now;
}

/* how long until the next timer is due, -1 where there is none */
gint64
sweet_timer_queue_get_next (SweetTimerQueue *self)
{
  gint64 now;
  gint64 next;
  gint64 left;

  g_mutex_lock (&self->lock);
  now = sweet_timer_queue_read (self);
  next = sweet_timer_heap_get_next (&self->heap);
  g_mutex_unlock (&self->lock);

  if (next == G_MAXINT64)
    return -1;
  if (next <= now)
    return 0;
  return __builtin_sub_overflow (next, now, &left) ? G_MAXINT64 : left;
}

gsize
sweet_timer_queue_get_n_timers (SweetTimerQueue *self)
{
  gsize n_timers;

  g_mutex_lock (&self->lock);
  n_timers = self->heap.len;
  g_mutex_unlock (&self->lock);
  return n_timers;
}

/* with the lock, which it gives back while a timer fires */
static void
sweet_timer_queue_fire (SweetTimerQueue *self)
{
  SweetTimerFunc func = NULL;
  SweetTimer *timer;

  while ((timer = sweet_timer_queue_pop (self, self->until, &func)) != NULL)
    {
      self->now = MAX (self->now, timer->at);
      g_mutex_unlock (&self->lock);
      self->notify (self->clock);
      func (timer);
      g_mutex_lock (&self->lock);
    }
  self->now = self->until;
}

/* of a virtual clock. one thread at a time; within what a timer does the one under way goes further. */
void
sweet_timer_queue_advance (SweetTimerQueue *self,
                           gint64 by)
{
  g_mutex_lock (&self->lock);
  if (self->mover == g_thread_self ())
    {
      self->until = sweet_timer_add_saturated (self->until, by);
      g_mutex_unlock (&self->lock);
      return;
    }

  while (self->mover != NULL)
    g_cond_wait (&self->changed, &self->lock);
  self->mover = g_thread_self ();
  self->until = sweet_timer_add_saturated (self->now, by);
  sweet_timer_queue_fire (self);
  self->mover = NULL;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* with the lock */
static void
sweet_timer_queue_put (SweetTimerQueue *self,
                       SweetTimer *timer)
{
  if (timer->at < G_MAXINT64)
    sweet_timer_heap_push (&self->heap, timer);
  else
    __atomic_store_n (&timer->index, SWEET_TIMER_NEVER, __ATOMIC_RELEASE);
}

void
sweet_timer_start (SweetTimer *self,
                   SweetClock *clock,
                   gint64 at,
                   SweetTimerFunc func)
{
  SweetTimerQueue *queue = clock != NULL ? sweet_clock_get_queue (clock) : sweet_timer_queue_get_system ();
  gboolean begins = FALSE;
  gboolean wakes;

  g_return_if_fail (__atomic_load_n (&self->index, __ATOMIC_ACQUIRE) == 0);

  g_mutex_lock (&queue->lock);
  self->at = at;
  self->func = func;
  __atomic_store_n (&self->queue, queue, __ATOMIC_RELAXED);
  sweet_timer_queue_put (queue, self);
  wakes = at < queue->wakes_at;
  if (wakes)
    queue->wakes_at = at;
  if (queue->clock == NULL && !queue->has_thread && at < G_MAXINT64)
    begins = queue->has_thread = TRUE;
  g_mutex_unlock (&queue->lock);

  /* from here on it may have fired, and be gone */
  if (wakes)
    g_cond_signal (&queue->changed);
  if (begins)
    sweet_timer_begin_thread (queue);
  if (queue->notify != NULL)
    queue->notify (queue->clock);
}

gboolean
sweet_timer_stop (SweetTimer *self)
{
  SweetTimerQueue *queue;
  gboolean pending;

  /* the usual case of one that fired, whose clock may be gone */
  if (__atomic_load_n (&self->index, __ATOMIC_ACQUIRE) == 0)
    return FALSE;

  queue = __atomic_load_n (&self->queue, __ATOMIC_RELAXED);
  g_mutex_lock (&queue->lock);
  pending = self->index != 0;
  if (sweet_timer_heap_contains (&queue->heap, self))
    sweet_timer_heap_remove (&queue->heap, self);
  __atomic_store_n (&self->index, 0, __ATOMIC_RELEASE);
  g_mutex_unlock (&queue->lock);

  if (queue->notify != NULL)
    queue->notify (queue->clock);
  return pending;
}

gboolean
sweet_timer_is_thread (void)
{
  return sweet_timer_on_thread;
}

gint64
sweet_timer_from_now (SweetClock *clock,
                      gint64 delay)
{
  return sweet_timer_add_saturated (clock != NULL ? sweet_clock_get_time (clock) : g_get_monotonic_time (), delay);
}
