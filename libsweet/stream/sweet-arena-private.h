/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

typedef struct _SweetArenaBlock SweetArenaBlock;

struct _SweetArena
{
  SweetArenaBlock *blocks;
  SweetArenaBlock *current;
  gsize used;
};

/* all memory is free again; cheap, since this is done for every record */
static inline void
sweet_arena_reset (SweetArena *self)
{
  self->current = self->blocks;
  self->used = 0;
}

void sweet_arena_clear (SweetArena *self);

G_END_DECLS
