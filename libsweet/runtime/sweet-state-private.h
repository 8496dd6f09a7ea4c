/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-atomics-private.h"

/* The state of a task or a future in one word: the status in the low bits, then whether somebody
 * watches for the end, then what the user of this header keeps there, which all changes preserve.
 * Watchers stand in a list of the user's, under a lock:
 *
 *   to watch:  lock; if watch: append; unlock; if it did not watch: take the result at once
 *   to end:    write the result; end; if watched: lock, steal the list, unlock, announce
 *
 * so each watcher is told exactly once. */
typedef struct
{
  ATOMIC (unsigned) word;
} SweetState;

#define SWEET_STATE_STATUS_MASK 7u
#define SWEET_STATE_FIRST_FINAL 2u
#define SWEET_STATE_WATCHED     (1u << 3)
#define SWEET_STATE_FLAG(n)     (1u << (4 + (n)))

static inline void
sweet_state_init (SweetState *self)
{
  a_init (&self->word, 0);
}

/* the status; after a final one the result may be read */
static inline unsigned
sweet_state_get (SweetState *self)
{
  return a_load (&self->word, acquire) & SWEET_STATE_STATUS_MASK;
}

static inline bool
sweet_state_change (SweetState *self,
                    unsigned from,
                    unsigned to,
                    unsigned *before)
{
  *before = a_load (&self->word, acquire);
  while ((*before & SWEET_STATE_STATUS_MASK) == from)
    if (a_cas (&self->word, before, (*before & ~SWEET_STATE_STATUS_MASK) | to, acq_rel, acquire))
      return true;
  return false;
}

/* between statuses that are not final; false when the status is not @from any more */
static inline bool
sweet_state_move (SweetState *self,
                  unsigned from,
                  unsigned to)
{
  unsigned before;

  return sweet_state_change (self, from, to, &before);
}

/* To a final status, after the result was written; @watched says whether the list has to be told.
 * False when the status is not @from any more. */
static inline bool
sweet_state_end (SweetState *self,
                 unsigned from,
                 unsigned to,
                 bool *watched)
{
  unsigned before;
  bool ended = sweet_state_change (self, from, to, &before);

  *watched = ended && (before & SWEET_STATE_WATCHED) != 0;
  return ended;
}

/* under the lock of the list; false when the status is final, and the result may be read */
static inline bool
sweet_state_watch (SweetState *self)
{
  unsigned word = a_load (&self->word, acquire);

  while ((word & SWEET_STATE_STATUS_MASK) < SWEET_STATE_FIRST_FINAL)
    if ((word & SWEET_STATE_WATCHED) != 0 || a_cas (&self->word, &word, word | SWEET_STATE_WATCHED, acq_rel, acquire))
      return true;
  return false;
}
