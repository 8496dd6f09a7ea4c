/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-count-table.h"

#include <string.h>

#define SWEET_COUNT_TABLE_ARENA_SIZE 65536
#define SWEET_COUNT_TABLE_MIN_SLOTS  1024

void
sweet_count_table_init (SweetCountTable *self)
{
  self->groups = g_array_new (FALSE, FALSE, sizeof (SweetCountGroup));
  self->arenas = g_ptr_array_new_with_free_func (g_free);
  self->free_start = NULL;
  self->free_size = 0;
  self->n_slots = SWEET_COUNT_TABLE_MIN_SLOTS;
  self->slots = g_new0 (SweetCountSlot, self->n_slots);
}

void
sweet_count_table_clear (SweetCountTable *self)
{
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->arenas, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_free);
}

/* eight bytes a step; the multiplier is 2^64 divided by the golden ratio */
static inline guint32
sweet_count_table_hash (const SweetCell *value)
{
  const guint64 multiplier = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  const char *data = value->data;
  gsize length = value->length;
  guint64 hash = ((guint64) value->type << 32) + length;
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

static char *
sweet_count_table_store (SweetCountTable *self,
                         const char *data,
                         gsize length)
{
  char *copy;

  if (length > self->free_size)
    {
      /* the rest of the block in use is lost, at most a quarter of it */
      gsize size = length > SWEET_COUNT_TABLE_ARENA_SIZE / 4 ? length : SWEET_COUNT_TABLE_ARENA_SIZE;
      char *arena = g_malloc (size);

      g_ptr_array_add (self->arenas, arena);
      if (size == length)
        return memcpy (arena, data, length);
      self->free_start = arena;
      self->free_size = size;
    }

  copy = self->free_start;
  if (length > 0)
    memcpy (copy, data, length);
  self->free_start += length;
  self->free_size -= length;

  return copy;
}

static void
sweet_count_table_grow (SweetCountTable *self)
{
  SweetCountSlot *old = self->slots;
  guint n_old = self->n_slots;

  self->n_slots *= 2;
  self->slots = g_new0 (SweetCountSlot, self->n_slots);
  for (guint i = 0; i < n_old; i++)
    {
      guint slot = old[i].hash & (self->n_slots - 1);

      if (old[i].group == 0)
        continue;
      while (self->slots[slot].group != 0)
        slot = (slot + 1) & (self->n_slots - 1);
      self->slots[slot] = old[i];
    }
  g_free (old);
}

static void
sweet_count_table_add_group (SweetCountTable *self,
                             guint slot,
                             const SweetCell *value,
                             guint32 hash,
                             guint64 count)
{
  SweetCountGroup group = { *value, hash, count };

  group.value.data = sweet_count_table_store (self, value->data, value->length);
  g_array_append_val (self->groups, group);
  self->slots[slot].hash = hash;
  self->slots[slot].group = self->groups->len;

  /* at most half full */
  if (self->groups->len > self->n_slots / 2)
    sweet_count_table_grow (self);
}

static inline void
sweet_count_table_add (SweetCountTable *self,
                       const SweetCell *value,
                       guint32 hash,
                       guint64 count)
{
  guint slot = hash & (self->n_slots - 1);

  for (; self->slots[slot].group != 0; slot = (slot + 1) & (self->n_slots - 1))
    {
      SweetCountGroup *group = &g_array_index (self->groups, SweetCountGroup, self->slots[slot].group - 1);

      if (self->slots[slot].hash != hash || group->value.length != value->length || group->value.type != value->type)
        continue;
      if (value->length > 0 && memcmp (group->value.data, value->data, value->length) != 0)
        continue;
      group->count += count;
      return;
    }

  sweet_count_table_add_group (self, slot, value, hash, count);
}

/* some 15 ns a row while the groups fit into the cache; nothing is allocated but for a new group */
void
sweet_count_table_add_column (SweetCountTable *self,
                              const SweetCell *cells,
                              guint n_rows)
{
  const SweetCell missing = { NULL, 0, SWEET_CELL_NULL };

  for (guint row = 0; row < n_rows; row++)
    {
      const SweetCell *value = cells == NULL || sweet_cell_is_missing (&cells[row]) ? &missing : &cells[row];

      sweet_count_table_add (self, value, sweet_count_table_hash (value), 1);
    }
}

void
sweet_count_table_add_table (SweetCountTable *self,
                             const SweetCountTable *other)
{
  for (guint i = 0; i < other->groups->len; i++)
    {
      const SweetCountGroup *group = &g_array_index (other->groups, SweetCountGroup, i);

      sweet_count_table_add (self, &group->value, group->hash, group->count);
    }
}

static int
sweet_count_group_compare (gconstpointer a,
                           gconstpointer b)
{
  const SweetCountGroup *left = a;
  const SweetCountGroup *right = b;
  gsize common = MIN (left->value.length, right->value.length);
  int order = 0;

  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;

  /* the missing ones before all others, also before the empty text */
  if (sweet_cell_is_missing (&left->value) != sweet_cell_is_missing (&right->value))
    return sweet_cell_is_missing (&left->value) ? -1 : 1;

  if (common > 0)
    order = memcmp (left->value.data, right->value.data, common);
  if (order == 0)
    order = (left->value.length > right->value.length) - (left->value.length < right->value.length);
  if (order == 0)
    order = (left->value.type > right->value.type) - (left->value.type < right->value.type);

  return order;
}

void
sweet_count_table_sort (SweetCountTable *self)
{
  g_array_sort (self->groups, sweet_count_group_compare);
}
