/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sys/mman.h>

#include "stream/sweet-arena-private.h"

/* a little comes from the heap; more is a region of address space whose pages cost nothing until they
 * are used, so that an arena that has been through a few blocks of input never grows again */
#define SWEET_ARENA_FIRST_BLOCK 4096
#define SWEET_ARENA_REGION      (16 * 1024 * 1024)

struct _SweetArenaBlock
{
  SweetArenaBlock *next;
  gsize size;
  gboolean mapped;
  /* aligned for any type */
  guint8 data[] __attribute__ ((aligned (16)));
};

static SweetArenaBlock *
sweet_arena_map_block (gsize size)
{
  gsize wanted = MAX (sizeof (SweetArenaBlock) + size, SWEET_ARENA_REGION);
  SweetArenaBlock *block = mmap (NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (block == MAP_FAILED)
    g_error ("failed to allocate %" G_GSIZE_FORMAT " bytes", wanted);
  block->size = wanted - sizeof (SweetArenaBlock);
  block->mapped = TRUE;
  return block;
}

/* the blocks in front of the current one are full, those behind it are left from an earlier use */
static SweetArenaBlock *
sweet_arena_next_block (SweetArena *self,
                        gsize size)
{
  SweetArenaBlock **link = self->current != NULL ? &self->current->next : &self->blocks;
  SweetArenaBlock *block;

  if (*link != NULL && (*link)->size >= size)
    return *link;

  if (self->current != NULL || size > SWEET_ARENA_FIRST_BLOCK)
    block = sweet_arena_map_block (size);
  else
    {
      block = g_malloc (sizeof (SweetArenaBlock) + SWEET_ARENA_FIRST_BLOCK);
      block->size = SWEET_ARENA_FIRST_BLOCK;
      block->mapped = FALSE;
    }
  block->next = *link;
  *link = block;
  return block;
}

static void
sweet_arena_free_block (SweetArenaBlock *block)
{
  if (block->mapped)
    munmap (block, sizeof (SweetArenaBlock) + block->size);
  else
    g_free (block);
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
sweet_arena_clear (SweetArena *self)
{
  SweetArenaBlock *next;

  for (SweetArenaBlock *block = self->blocks; block != NULL; block = next)
    {
      next = block->next;
      sweet_arena_free_block (block);
    }
  *self = (SweetArena){ NULL, NULL, 0 };
}
