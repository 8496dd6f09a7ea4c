/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-arena-private.h"

#define SWEET_ARENA_FIRST_BLOCK 16384

struct _SweetArenaBlock
{
  SweetArenaBlock *next;
  gsize size;
  guint8 data[];
};

/* the blocks in front of the current one are full, those behind it are left from an earlier use */
static SweetArenaBlock *
sweet_arena_next_block (SweetArena *self,
                        gsize size)
{
  SweetArenaBlock **link = self->current != NULL ? &self->current->next : &self->blocks;
  SweetArenaBlock *block;
  gsize wanted = self->current != NULL ? self->current->size * 2 : SWEET_ARENA_FIRST_BLOCK;

  if (*link != NULL && (*link)->size >= size)
    return *link;

  while (wanted < size)
    wanted *= 2;

  block = g_malloc (sizeof (SweetArenaBlock) + wanted);
  block->size = wanted;
  block->next = *link;
  *link = block;
  return block;
}

/**
 * sweet_arena_alloc: (skip)
 * @self: an arena
 * @size: how many bytes
 *
 * Takes memory that lives as long as the chunk may be read. It is aligned for any type.
 *
 * Returns: (transfer none): the memory, not initialised
 *
 * Since: 1.0
 */
gpointer
sweet_arena_alloc (SweetArena *self,
                   gsize size)
{
  gpointer memory;

  size = (size + 15) & ~(gsize) 15;
  if (G_UNLIKELY (self->current == NULL || self->current->size - self->used < size))
    {
      self->current = sweet_arena_next_block (self, size);
      self->used = 0;
    }

  memory = self->current->data + self->used;
  self->used += size;
  return memory;
}

void
sweet_arena_reset (SweetArena *self)
{
  self->current = self->blocks;
  self->used = 0;
}

void
sweet_arena_clear (SweetArena *self)
{
  SweetArenaBlock *next;

  for (SweetArenaBlock *block = self->blocks; block != NULL; block = next)
    {
      next = block->next;
      g_free (block);
    }
  *self = (SweetArena){ NULL, NULL, 0 };
}
