/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-id-set-private.h"

#define SWEET_ID_SET_MIN_SLOTS 64

void
sweet_id_set_clear (SweetIdSet *self)
{
  g_free (self->slots);
  *self = (SweetIdSet){ NULL, 0, 0 };
}

gsize
sweet_id_set_get_memory (const SweetIdSet *self)
{
  return self->n_slots * sizeof (gint64);
}

/* where the search for a number begins; the multiplier is 2^64 divided by the golden ratio */
static gsize
sweet_id_set_get_home (const SweetIdSet *self,
                       gint64 id)
{
  guint64 hash = (guint64) id * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (gsize) (hash ^ hash >> 32) & (self->n_slots - 1);
}

/* the slot of a number, or the empty slot where it belongs */
static gsize
sweet_id_set_find_slot (const SweetIdSet *self,
                        gint64 id)
{
  gsize slot = sweet_id_set_get_home (self, id);

  while (self->slots[slot] != SWEET_ID_NONE && self->slots[slot] != id)
    slot = (slot + 1) & (self->n_slots - 1);
  return slot;
}

static void
sweet_id_set_grow (SweetIdSet *self)
{
  g_autofree gint64 *old = self->slots;
  gsize n_old = self->n_slots;

  self->n_slots = MAX (2 * n_old, SWEET_ID_SET_MIN_SLOTS);
  self->slots = g_new (gint64, self->n_slots);
  for (gsize i = 0; i < self->n_slots; i++)
    self->slots[i] = SWEET_ID_NONE;
  for (gsize i = 0; i < n_old; i++)
    if (old[i] != SWEET_ID_NONE)
      self->slots[sweet_id_set_find_slot (self, old[i])] = old[i];
}

gboolean
sweet_id_set_add (SweetIdSet *self,
                  gint64 id)
{
  gsize slot;

  /* at most half full, so that searches are short */
  if (2 * self->n_ids >= self->n_slots)
    sweet_id_set_grow (self);

  slot = sweet_id_set_find_slot (self, id);
  if (self->slots[slot] == id)
    return FALSE;

  self->slots[slot] = id;
  self->n_ids++;
  return TRUE;
}

/* those behind it move up, as long as that brings them no further than where their search begins */
void
sweet_id_set_remove (SweetIdSet *self,
                     gint64 id)
{
  gsize mask = self->n_slots - 1;
  gsize hole;

  if (self->n_ids == 0)
    return;
  hole = sweet_id_set_find_slot (self, id);
  if (self->slots[hole] != id)
    return;

  self->n_ids--;
  for (gsize i = (hole + 1) & mask; self->slots[i] != SWEET_ID_NONE; i = (i + 1) & mask)
    {
      gsize home = sweet_id_set_get_home (self, self->slots[i]);

      if (((i - home) & mask) < ((i - hole) & mask))
        continue;
      self->slots[hole] = self->slots[i];
      hole = i;
    }
  self->slots[hole] = SWEET_ID_NONE;
}
