/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-atomics-private.h"

/* A block of items that several threads work on. Whoever is at it takes one item at a time, so that none is
 * stuck behind another one that takes long; before it begins it leaves a ticket for the next thread to come,
 * with a reference. The last one to leave lets the block go. */
typedef struct
{
  unsigned n;
  ATOMIC (unsigned) next;
  ATOMIC (unsigned) refs;
} SweetShare;

static inline void
sweet_share_init (SweetShare *self,
                  unsigned n)
{
  self->n = n;
  a_init (&self->next, 0);
  a_init (&self->refs, 1);
}

/* false when all are taken */
static inline bool
sweet_share_take (SweetShare *self,
                  unsigned *index)
{
  if (a_load (&self->next, relaxed) >= self->n)
    return false;
  *index = a_add (&self->next, 1, relaxed);
  return *index < self->n;
}

/* what is not taken never will be */
static inline void
sweet_share_close (SweetShare *self)
{
  a_store (&self->next, self->n, relaxed);
}

static inline void
sweet_share_ref (SweetShare *self)
{
  a_add (&self->refs, 1, relaxed);
}

/* true for the last one */
static inline bool
sweet_share_unref (SweetShare *self)
{
  return a_sub (&self->refs, 1, acq_rel) == 1;
}
