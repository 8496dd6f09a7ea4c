/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-atomics-private.h"

/* embedded in what is queued */
typedef struct _SweetNode SweetNode;
struct _SweetNode
{
  ATOMIC (SweetNode *) next;
};

/* Vyukov's intrusive queue of many producers, with a flag in front of its consumer's side: any
 * thread may take, and none waits for another. It is empty when both ends are the stub. */
typedef struct
{
  ATOMIC (SweetNode *) newest;
  char gap[SWEET_CACHE_LINE];
  ATOMIC (SweetNode *) oldest;
  ATOMIC (unsigned) taking;
  SweetNode stub;
} SweetInjector;

static inline void
sweet_injector_init (SweetInjector *self)
{
  a_init (&self->stub.next, (SweetNode *) NULL);
  a_init (&self->newest, &self->stub);
  a_init (&self->oldest, &self->stub);
  a_init (&self->taking, 0);
}

/* appends a chain that is linked by next already; on any thread */
static inline void
sweet_injector_push (SweetInjector *self,
                     SweetNode *first,
                     SweetNode *last)
{
  SweetNode *before;

  a_store (&last->next, (SweetNode *) NULL, relaxed);
  /* seq_cst because the producer looks next for parked threads, which look here after they parked */
  before = a_exchange (&self->newest, last, seq_cst);
  a_store (&before->next, first, release);
}

/* Never says empty when a push has returned and nobody took the node. The end of the producers is
 * read first: where it is the stub, what led there has left the other end, or still stands at it. */
static inline bool
sweet_injector_is_empty (SweetInjector *self)
{
  return a_load (&self->newest, seq_cst) == &self->stub && a_load (&self->oldest, relaxed) == &self->stub;
}

static inline SweetNode *
sweet_injector_take_one (SweetInjector *self)
{
  SweetNode *oldest = a_load (&self->oldest, relaxed);
  SweetNode *next = a_load (&oldest->next, acquire);

  if (oldest == &self->stub)
    {
      if (next == NULL)
        return NULL;
      a_store (&self->oldest, next, relaxed);
      oldest = next;
      next = a_load (&oldest->next, acquire);
    }
  if (next == NULL)
    {
      /* a producer has appended to it, but not linked yet */
      if (a_load (&self->newest, relaxed) != oldest)
        return NULL;
      /* the last one can leave when the stub stands behind it */
      sweet_injector_push (self, &self->stub, &self->stub);
      next = a_load (&oldest->next, acquire);
      if (next == NULL)
        return NULL;
    }
  a_store (&self->oldest, next, relaxed);
  return oldest;
}

/* Oldest first, on any thread. 0 when empty, when another thread is taking, or when a producer is
 * in the middle of its push: that one looks for parked threads after it. */
static inline unsigned
sweet_injector_take (SweetInjector *self,
                     SweetNode **nodes,
                     unsigned max)
{
  unsigned n = 0;

  if (sweet_injector_is_empty (self) || a_load (&self->taking, relaxed) != 0 || a_exchange (&self->taking, 1, acquire) != 0)
    return 0;
  while (n < max && (nodes[n] = sweet_injector_take_one (self)) != NULL)
    n++;
  a_store (&self->taking, 0, release);
  return n;
}
