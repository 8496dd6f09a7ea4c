/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-key-index-private.h"

#include <string.h>

#define SWEET_KEY_INDEX_MIN_ARENA 1024
#define SWEET_KEY_INDEX_MAX_ARENA 65536
#define SWEET_KEY_INDEX_MIN_SLOTS 64

void
sweet_key_index_init (SweetKeyIndex *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (SweetKey));
  self->arenas = g_ptr_array_new_with_free_func (g_free);
  self->arena = NULL;
  self->arena_left = 0;
  self->arena_size = 0;
  self->n_bytes = 0;
  self->n_slots = SWEET_KEY_INDEX_MIN_SLOTS;
  self->slots = g_new0 (guint32, self->n_slots);
}

void
sweet_key_index_clear (SweetKeyIndex *self)
{
  g_clear_pointer (&self->keys, g_array_unref);
  g_clear_pointer (&self->arenas, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_free);
}

guint64
sweet_key_index_get_memory (const SweetKeyIndex *self)
{
  return self->n_bytes + self->keys->len * sizeof (SweetKey) + self->n_slots * sizeof (guint32);
}

/* eight bytes a step; the multiplier is 2^64 divided by the golden ratio */
static guint32
sweet_key_index_hash (const char *data,
                      gsize length)
{
  const guint64 multiplier = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 hash = length;
  guint64 word;

  for (; length >= sizeof word; data += sizeof word, length -= sizeof word)
    {
      memcpy (&word, data, sizeof word);
      hash = (hash ^ word) * multiplier;
      hash ^= hash >> 32;
    }

  word = 0;
  if (length > 0)
    memcpy (&word, data, length);
  hash = (hash ^ word) * multiplier;
  hash ^= hash >> 29;
  hash *= multiplier;

  return (guint32) (hash >> 32);
}

/* the slot of a key, or the empty slot where it belongs */
static guint
sweet_key_index_find_slot (const SweetKeyIndex *self,
                           const char *data,
                           gsize length,
                           guint32 hash)
{
  guint slot = hash & (self->n_slots - 1);

  while (self->slots[slot] != 0)
    {
      const SweetKey *key = &g_array_index (self->keys, SweetKey, self->slots[slot] - 1);

      if (key->hash == hash && key->length == length && memcmp (key->data, data, length) == 0)
        break;
      slot = (slot + 1) & (self->n_slots - 1);
    }

  return slot;
}

static void
sweet_key_index_grow (SweetKeyIndex *self)
{
  g_free (self->slots);
  self->n_slots *= 2;
  self->slots = g_new0 (guint32, self->n_slots);

  for (guint i = 0; i < self->keys->len; i++)
    {
      guint slot = g_array_index (self->keys, SweetKey, i).hash & (self->n_slots - 1);

      while (self->slots[slot] != 0)
        slot = (slot + 1) & (self->n_slots - 1);
      self->slots[slot] = i + 1;
    }
}

/* each arena is twice as large as the one before; a key that would waste too much of one is alone */
static char *
sweet_key_index_allocate (SweetKeyIndex *self,
                          gsize size)
{
  char *place;

  if (size > self->arena_left)
    {
      gsize arena_size = CLAMP (2 * self->arena_size, SWEET_KEY_INDEX_MIN_ARENA, SWEET_KEY_INDEX_MAX_ARENA);
      gboolean alone = size > arena_size / 4;

      place = g_malloc (alone ? size : arena_size);
      g_ptr_array_add (self->arenas, place);
      if (alone)
        return place;

      self->arena = place;
      self->arena_left = self->arena_size = arena_size;
    }

  place = self->arena;
  self->arena += size;
  self->arena_left -= size;

  return place;
}

static const char *
sweet_key_index_store (SweetKeyIndex *self,
                       const char *data,
                       gsize length)
{
  char *copy = sweet_key_index_allocate (self, length + 1);

  if (length > 0)
    memcpy (copy, data, length);
  copy[length] = '\0';
  self->n_bytes += length + 1;

  return copy;
}

guint32
sweet_key_index_find (const SweetKeyIndex *self,
                      const char *data,
                      gsize length)
{
  guint slot = sweet_key_index_find_slot (self, data, length, sweet_key_index_hash (data, length));

  return self->slots[slot] != 0 ? self->slots[slot] - 1 : SWEET_KEY_NONE;
}

guint32
sweet_key_index_add (SweetKeyIndex *self,
                     const char *data,
                     gsize length)
{
  guint32 hash = sweet_key_index_hash (data, length);
  guint slot = sweet_key_index_find_slot (self, data, length, hash);
  SweetKey key;

  if (self->slots[slot] != 0)
    return self->slots[slot] - 1;

  key.data = sweet_key_index_store (self, data, length);
  key.length = (guint32) length;
  key.hash = hash;
  g_array_append_val (self->keys, key);
  self->slots[slot] = self->keys->len;

  /* at most three quarters full */
  if (self->keys->len > self->n_slots / 4 * 3)
    sweet_key_index_grow (self);

  return self->keys->len - 1;
}
