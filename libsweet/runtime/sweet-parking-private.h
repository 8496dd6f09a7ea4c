/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-atomics-private.h"

/* Who sleeps and who searches, in one word: searching threads in the low half, parked ones in the
 * high half. A producer wakes a thread only when one is parked and none searches; the last one
 * that stops searching looks once more instead. Threads sleep on a counting semaphore that is not
 * here: one token for each wake-up that was granted.
 *
 * Every change is seq_cst, and so is what makes work visible and what looks for it: a producer
 * appends and then reads the word, a thread changes the word and then looks at the queues, so one
 * of them sees the other. */
typedef struct
{
  ATOMIC (unsigned) word;
} SweetParking;

#define SWEET_PARKING_SEARCHING      1u
#define SWEET_PARKING_SEARCHING_MASK 0xffffu
#define SWEET_PARKING_PARKED         0x10000u

static inline void
sweet_parking_init (SweetParking *self)
{
  a_init (&self->word, 0);
}

/* After work was made visible with a seq_cst operation. True when a parked thread was made a
 * searching one: the caller posts one token. */
static inline bool
sweet_parking_wake (SweetParking *self)
{
  unsigned word = a_load (&self->word, seq_cst);

  while ((word & SWEET_PARKING_SEARCHING_MASK) == 0 && word >= SWEET_PARKING_PARKED)
    if (a_cas (&self->word, &word, word - SWEET_PARKING_PARKED + SWEET_PARKING_SEARCHING, seq_cst, relaxed))
      return true;
  return false;
}

/* false when so many threads search already */
static inline bool
sweet_parking_begin_search (SweetParking *self,
                            unsigned max)
{
  unsigned word = a_load (&self->word, relaxed);

  while ((word & SWEET_PARKING_SEARCHING_MASK) < max)
    if (a_cas (&self->word, &word, word + SWEET_PARKING_SEARCHING, seq_cst, relaxed))
      return true;
  return false;
}

/* Work was found. True when no other thread searches: the caller looks at the queues, and calls
 * sweet_parking_wake() when there is more, because producers relied on it so far. */
static inline bool
sweet_parking_end_search (SweetParking *self)
{
  return (a_sub (&self->word, SWEET_PARKING_SEARCHING, seq_cst) & SWEET_PARKING_SEARCHING_MASK) == SWEET_PARKING_SEARCHING;
}

/* Counts the caller as parked, and no longer as searching. True when no other thread searches: the
 * caller looks at all queues once more before it waits for a token. */
static inline bool
sweet_parking_park (SweetParking *self,
                    bool searching)
{
  unsigned change = searching ? SWEET_PARKING_PARKED - SWEET_PARKING_SEARCHING : SWEET_PARKING_PARKED;

  return ((a_add (&self->word, change, seq_cst) + change) & SWEET_PARKING_SEARCHING_MASK) == 0;
}

/* One that was parked while it did something else goes on, and searches for nothing, so that no producer relies on
 * it. False when wakers were faster. */
static inline bool
sweet_parking_resume (SweetParking *self)
{
  unsigned word = a_load (&self->word, relaxed);

  while (word >= SWEET_PARKING_PARKED)
    if (a_cas (&self->word, &word, word - SWEET_PARKING_PARKED, seq_cst, relaxed))
      return true;
  return false;
}

/* The second look found work: from parked to searching. False when wakers were faster: a token is
 * on its way and must be waited for. */
static inline bool
sweet_parking_unpark (SweetParking *self)
{
  unsigned word = a_load (&self->word, relaxed);

  while (word >= SWEET_PARKING_PARKED)
    if (a_cas (&self->word, &word, word - SWEET_PARKING_PARKED + SWEET_PARKING_SEARCHING, seq_cst, relaxed))
      return true;
  return false;
}
