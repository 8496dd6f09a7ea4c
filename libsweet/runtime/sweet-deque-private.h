/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-atomics-private.h"

#ifndef SWEET_DEQUE_SIZE
#define SWEET_DEQUE_SIZE 256
#endif

#if (SWEET_DEQUE_SIZE & (SWEET_DEQUE_SIZE - 1)) != 0
#error "indices wrap, so the size of a deque is a power of two"
#endif

/* The deque of Chase and Lev with a fixed capacity: the owner pushes and takes at the bottom, any
 * other thread steals at the top. Indices only grow; allocate it on a cache line. */
typedef struct
{
  ATOMIC (size_t) top;
  char gap[SWEET_CACHE_LINE];
  ATOMIC (size_t) bottom;
  ATOMIC (void *) items[SWEET_DEQUE_SIZE];
} SweetDeque;

static inline void
sweet_deque_init (SweetDeque *self)
{
  a_init (&self->top, 0);
  a_init (&self->bottom, 0);
  for (size_t i = 0; i < SWEET_DEQUE_SIZE; i++)
    a_init (&self->items[i], NULL);
}

/* owner only; false when full */
static inline bool
sweet_deque_push (SweetDeque *self,
                  void *item)
{
  size_t bottom = a_load (&self->bottom, relaxed);
  size_t top = a_load (&self->top, acquire);

  if (bottom - top >= SWEET_DEQUE_SIZE)
    return false;
  a_store (&self->items[bottom % SWEET_DEQUE_SIZE], item, relaxed);
  /* seq_cst because the owner looks next for parked threads, which look here after they parked */
  a_store (&self->bottom, bottom + 1, seq_cst);
  return true;
}

/* owner only, newest first; NULL when empty */
static inline void *
sweet_deque_take (SweetDeque *self)
{
  size_t bottom = a_load (&self->bottom, relaxed);
  size_t top = a_load (&self->top, relaxed);
  void *item = NULL;

  if (top == bottom)
    return NULL;

  /* first claim, then look: a thief does it the other way round, and one of the two sees the other */
  bottom--;
  a_store (&self->bottom, bottom, seq_cst);
  top = a_load (&self->top, seq_cst);
  if ((ptrdiff_t) (bottom - top) > 0)
    return a_load (&self->items[bottom % SWEET_DEQUE_SIZE], relaxed);

  /* the last one, or none any more: whoever moves the top has it */
  if (top == bottom)
    {
      item = a_load (&self->items[bottom % SWEET_DEQUE_SIZE], relaxed);
      if (!a_cas (&self->top, &top, top + 1, seq_cst, relaxed))
        item = NULL;
    }
  a_store (&self->bottom, bottom + 1, relaxed);
  return item;
}

/* any thread, oldest first; NULL when empty or when another thread was faster */
static inline void *
sweet_deque_steal (SweetDeque *self)
{
  size_t top = a_load (&self->top, seq_cst);
  size_t bottom = a_load (&self->bottom, seq_cst);
  void *item;

  if ((ptrdiff_t) (bottom - top) <= 0)
    return NULL;
  item = a_load (&self->items[top % SWEET_DEQUE_SIZE], relaxed);
  return a_cas (&self->top, &top, top + 1, seq_cst, relaxed) ? item : NULL;
}

/* A hint on any thread. It never says empty while an item that was pushed before, in the order of
 * seq_cst, is still there. */
static inline bool
sweet_deque_is_empty (SweetDeque *self)
{
  size_t bottom = a_load (&self->bottom, seq_cst);
  size_t top = a_load (&self->top, relaxed);

  return (ptrdiff_t) (bottom - top) <= 0;
}
