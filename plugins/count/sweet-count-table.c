/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-count-table.h"

#include <string.h>

#define SWEET_COUNT_TABLE_ARENA_SIZE 65536
#define SWEET_COUNT_TABLE_MIN_SLOTS  1024
/* what is told apart by its hash */
#define SWEET_COUNT_TABLE_SHORT 8
#define SWEET_COUNT_TABLE_BATCH 32

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

static inline guint32
sweet_count_table_get_kind (const SweetCell *value)
{
  return value->type << 4 | MIN (value->length, SWEET_COUNT_TABLE_SHORT + 1);
}

/* up to eight bytes, such that texts of one length give different words */
static inline guint64
sweet_count_table_load (const char *data,
                        gsize length)
{
  const guchar *bytes = (const guchar *) data;
  guint64 word;
  guint32 first;
  guint32 last;

  if (length == sizeof word)
    {
      memcpy (&word, data, sizeof word);
      return word;
    }
  if (length >= sizeof first)
    {
      memcpy (&first, data, sizeof first);
      memcpy (&last, data + length - sizeof last, sizeof last);
      return first | (guint64) last << 32;
    }

  return length == 0 ? 0 : (guint64) (bytes[0] | bytes[length / 2] << 8 | bytes[length - 1] << 16);
}

/* eight bytes a step, none of which loses anything of the last eight; the multiplier is 2^64 divided by the
 * golden ratio */
static inline guint64
sweet_count_table_hash (const SweetCell *value,
                        guint32 kind)
{
  const guint64 multiplier = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  const char *data = value->data;
  gsize length = value->length;
  guint64 hash = (guint64) kind << 32;
  guint64 word;

  for (; length > sizeof word; data += sizeof word, length -= sizeof word)
    {
      memcpy (&word, data, sizeof word);
      hash = (hash ^ word) * multiplier;
      hash ^= hash >> 32;
    }

  hash = (hash ^ sweet_count_table_load (data, length)) * multiplier;
  hash ^= hash >> 32;
  hash *= multiplier;

  return hash ^ hash >> 29;
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
      guint slot = (guint) old[i].hash & (self->n_slots - 1);

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
                             guint64 hash,
                             guint64 count)
{
  SweetCountGroup group = { *value, 0 };

  group.value.data = sweet_count_table_store (self, value->data, value->length);
  g_array_append_val (self->groups, group);
  self->slots[slot] = (SweetCountSlot){ hash, count, self->groups->len, sweet_count_table_get_kind (value) };

  /* at most half full */
  if (self->groups->len > self->n_slots / 2)
    sweet_count_table_grow (self);
}

static gboolean
sweet_count_table_equals (SweetCountTable *self,
                          const SweetCountSlot *slot,
                          const SweetCell *value)
{
  const SweetCountGroup *group = &g_array_index (self->groups, SweetCountGroup, slot->group - 1);

  return group->value.length == value->length && memcmp (group->value.data, value->data, value->length) == 0;
}

static inline void
sweet_count_table_add (SweetCountTable *self,
                       const SweetCell *value,
                       guint64 hash,
                       guint64 count)
{
  guint32 kind = sweet_count_table_get_kind (value);
  guint i = (guint) hash & (self->n_slots - 1);

  for (; self->slots[i].group != 0; i = (i + 1) & (self->n_slots - 1))
    {
      SweetCountSlot *slot = &self->slots[i];

      if (slot->hash != hash || slot->kind != kind)
        continue;
      if (value->length > SWEET_COUNT_TABLE_SHORT && !sweet_count_table_equals (self, slot, value))
        continue;
      slot->count += count;
      return;
    }

  sweet_count_table_add_group (self, i, value, hash, count);
}

/* some 6 ns a row while the groups fit into the cache, and what many rows wait for is fetched at once where
 * they do not; nothing is allocated but for a new group. see tests/benchmarks/vector. */
void
sweet_count_table_add_column (SweetCountTable *self,
                              const SweetCell *cells,
                              guint n_rows)
{
  const SweetCell missing = { NULL, 0, SWEET_CELL_NULL };
  guint64 hashes[SWEET_COUNT_TABLE_BATCH];

  for (guint first = 0; first < n_rows; first += SWEET_COUNT_TABLE_BATCH)
    {
      guint n = MIN (n_rows - first, SWEET_COUNT_TABLE_BATCH);

      for (guint i = 0; i < n; i++)
        {
          const SweetCell *value = cells == NULL || sweet_cell_is_missing (&cells[first + i]) ? &missing : &cells[first + i];

          hashes[i] = sweet_count_table_hash (value, sweet_count_table_get_kind (value));
          __builtin_prefetch (&self->slots[(guint) hashes[i] & (self->n_slots - 1)], 1);
        }
      for (guint i = 0; i < n; i++)
        {
          const SweetCell *value = cells == NULL || sweet_cell_is_missing (&cells[first + i]) ? &missing : &cells[first + i];

          sweet_count_table_add (self, value, hashes[i], 1);
        }
    }
}

void
sweet_count_table_add_table (SweetCountTable *self,
                             const SweetCountTable *other)
{
  /* in the order of their appearance, so that the table does not grow into what it was filled from */
  g_autofree guint *slots = g_new (guint, MAX (other->groups->len, 1));

  for (guint i = 0; i < other->n_slots; i++)
    if (other->slots[i].group != 0)
      slots[other->slots[i].group - 1] = i;
  for (guint i = 0; i < other->groups->len; i++)
    {
      const SweetCountSlot *slot = &other->slots[slots[i]];

      sweet_count_table_add (self, &g_array_index (other->groups, SweetCountGroup, i).value, slot->hash, slot->count);
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
  for (guint i = 0; i < self->n_slots; i++)
    if (self->slots[i].group != 0)
      g_array_index (self->groups, SweetCountGroup, self->slots[i].group - 1).count = self->slots[i].count;
  g_array_sort (self->groups, sweet_count_group_compare);
}
