/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-timer-heap-private.h"

/* four children to a slot: half as many levels as with two, and fewer places missed in the cache */
#define SWEET_TIMER_HEAP_ARITY    4
#define SWEET_TIMER_HEAP_MIN_SIZE 64

static gboolean
sweet_timer_heap_is_before (const SweetTimerSlot *slot,
                            const SweetTimerSlot *other)
{
  return slot->at < other->at || (slot->at == other->at && slot->timer->order < other->timer->order);
}

/* atomic because a stop looks at it before it takes the lock */
static void
sweet_timer_heap_set_index (SweetTimer *timer,
                            gsize index)
{
  __atomic_store_n (&timer->index, index, __ATOMIC_RELEASE);
}

static void
sweet_timer_heap_place (SweetTimerHeap *self,
                        gsize i,
                        SweetTimerSlot slot)
{
  self->slots[i] = slot;
  sweet_timer_heap_set_index (slot.timer, i + 1);
}

/* slot i is free, and where @slot comes unless it must be nearer to the top */
static void
sweet_timer_heap_rise (SweetTimerHeap *self,
                       gsize i,
                       SweetTimerSlot slot)
{
  while (i > 0)
    {
      gsize parent = (i - 1) / SWEET_TIMER_HEAP_ARITY;

      if (!sweet_timer_heap_is_before (&slot, &self->slots[parent]))
        break;

      sweet_timer_heap_place (self, i, self->slots[parent]);
      i = parent;
    }
  sweet_timer_heap_place (self, i, slot);
}

/* the same, downwards */
static void
sweet_timer_heap_sink (SweetTimerHeap *self,
                       gsize i,
                       SweetTimerSlot slot)
{
  for (;;)
    {
      gsize first = i * SWEET_TIMER_HEAP_ARITY + 1;
      gsize end = MIN (first + SWEET_TIMER_HEAP_ARITY, self->len);
      gsize best = first;

      for (gsize child = first + 1; child < end; child++)
        if (sweet_timer_heap_is_before (&self->slots[child], &self->slots[best]))
          best = child;
      if (first >= end || !sweet_timer_heap_is_before (&self->slots[best], &slot))
        break;

      sweet_timer_heap_place (self, i, self->slots[best]);
      i = best;
    }
  sweet_timer_heap_place (self, i, slot);
}

static void
sweet_timer_heap_resize (SweetTimerHeap *self,
                         gsize size)
{
  self->size = size;
  self->slots = g_renew (SweetTimerSlot, self->slots, size);
}

void
sweet_timer_heap_push (SweetTimerHeap *self,
                       SweetTimer *timer)
{
  SweetTimerSlot slot = { timer->at, timer };

  if (self->len == self->size)
    sweet_timer_heap_resize (self, MAX (self->size * 2, SWEET_TIMER_HEAP_MIN_SIZE));
  timer->order = self->n_pushed++;
  sweet_timer_heap_rise (self, self->len++, slot);
}

/* a timer that the heap contains */
void
sweet_timer_heap_remove (SweetTimerHeap *self,
                         SweetTimer *timer)
{
  gsize i = timer->index - 1;
  SweetTimerSlot last = self->slots[--self->len];

  /* the last one takes its place, and is before or behind what is around there */
  if (i < self->len && sweet_timer_heap_is_before (&last, &self->slots[i]))
    sweet_timer_heap_rise (self, i, last);
  else if (i < self->len)
    sweet_timer_heap_sink (self, i, last);
  sweet_timer_heap_set_index (timer, 0);

  if (self->size > SWEET_TIMER_HEAP_MIN_SIZE && self->len < self->size / 4)
    sweet_timer_heap_resize (self, self->size / 2);
}

/* a timer from before a fork() remembers a place that is not its own any more */
gboolean
sweet_timer_heap_contains (SweetTimerHeap *self,
                           SweetTimer *timer)
{
  gsize index = timer->index;

  return index > 0 && index <= self->len && self->slots[index - 1].timer == timer;
}
