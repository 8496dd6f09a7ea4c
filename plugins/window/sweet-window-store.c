/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-window-store.h"

#include <math.h>
#include <string.h>

/* what a hash table and an allocation take besides their contents */
#define SWEET_WINDOW_KEY_SIZE  64
#define SWEET_WINDOW_PANE_SIZE 40

/* when a window may close; one that has grown since comes again */
typedef struct
{
  gint64 end;
  guint64 first;
  SweetWindowPane *pane;
} SweetWindowClosing;

static guint
sweet_window_key_hash (gconstpointer data)
{
  return ((const SweetWindowKey *) data)->hash;
}

static gboolean
sweet_window_key_equal (gconstpointer a,
                        gconstpointer b)
{
  const SweetWindowKey *left = a;
  const SweetWindowKey *right = b;

  return left->hash == right->hash && left->length == right->length && memcmp (left->data, right->data, left->length) == 0;
}

/* eight bytes a step; the multiplier is 2^64 divided by the golden ratio */
static guint32
sweet_window_store_hash (const char *data,
                         gsize length)
{
  const guint64 multiplier = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 hash = length;
  guint64 word;

  for (; length > 0; data += MIN (length, sizeof word), length -= MIN (length, sizeof word))
    {
      word = 0;
      memcpy (&word, data, MIN (length, sizeof word));
      hash = (hash ^ word) * multiplier;
      hash ^= hash >> 32;
    }
  return (guint32) (hash * multiplier >> 32);
}

void
sweet_window_store_init (SweetWindowStore *self,
                         guint n_values)
{
  self->n_values = n_values;
  self->keys = g_hash_table_new_full (sweet_window_key_hash, sweet_window_key_equal, g_free, NULL);
  self->closings = g_array_new (FALSE, FALSE, sizeof (SweetWindowClosing));
  self->memory = 0;
}

void
sweet_window_store_clear (SweetWindowStore *self)
{
  if (self->closings == NULL)
    return;

  for (guint i = 0; i < self->closings->len; i++)
    g_free (g_array_index (self->closings, SweetWindowClosing, i).pane);
  g_clear_pointer (&self->closings, g_array_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
}

SweetWindowKey *
sweet_window_store_find_key (SweetWindowStore *self,
                             const char *data,
                             gsize length)
{
  const SweetWindowKey key = { sweet_window_store_hash (data, length), (guint32) length, data, NULL };

  return g_hash_table_lookup (self->keys, &key);
}

SweetWindowKey *
sweet_window_store_add_key (SweetWindowStore *self,
                            const char *data,
                            gsize length)
{
  SweetWindowKey *key = g_malloc (sizeof (SweetWindowKey) + length);
  char *copy = (char *) (key + 1);

  if (length > 0)
    memcpy (copy, data, length);
  *key = (SweetWindowKey){ sweet_window_store_hash (data, length), (guint32) length, copy, NULL };
  g_hash_table_add (self->keys, key);
  self->memory += sizeof (SweetWindowKey) + length + SWEET_WINDOW_KEY_SIZE;
  return key;
}

/* the heap of closings */

static gboolean
sweet_window_closing_is_before (const SweetWindowClosing *a,
                                const SweetWindowClosing *b)
{
  return a->end != b->end ? a->end < b->end : a->first < b->first;
}

static void
sweet_window_store_push (SweetWindowStore *self,
                         SweetWindowPane *pane)
{
  const SweetWindowClosing closing = { pane->end, pane->first, pane };
  SweetWindowClosing *closings;
  guint i = self->closings->len;

  g_array_append_val (self->closings, closing);
  closings = (SweetWindowClosing *) (gpointer) self->closings->data;
  for (; i > 0 && sweet_window_closing_is_before (&closing, &closings[(i - 1) / 2]); i = (i - 1) / 2)
    closings[i] = closings[(i - 1) / 2];
  closings[i] = closing;
}

static SweetWindowClosing
sweet_window_store_take_first (SweetWindowStore *self)
{
  SweetWindowClosing *closings = (SweetWindowClosing *) (gpointer) self->closings->data;
  SweetWindowClosing first = closings[0];
  guint n = self->closings->len - 1;
  SweetWindowClosing last = closings[n];
  guint i = 0;

  for (guint child = 1; child < n; child = 2 * i + 1)
    {
      if (child + 1 < n && sweet_window_closing_is_before (&closings[child + 1], &closings[child]))
        child++;
      if (!sweet_window_closing_is_before (&closings[child], &last))
        break;
      closings[i] = closings[child];
      i = child;
    }
  closings[i] = last;
  g_array_set_size (self->closings, n);
  return first;
}

/* windows */

SweetWindowPane *
sweet_window_store_find (SweetWindowStore *self,
                         SweetWindowKey *key,
                         gint64 start)
{
  SweetWindowPane *pane = key != NULL ? key->panes : NULL;

  while (pane != NULL && pane->start != start)
    pane = pane->next;
  return pane;
}

static gsize
sweet_window_store_get_pane_size (SweetWindowStore *self)
{
  return sizeof (SweetWindowPane) + self->n_values * sizeof (SweetWindowValue);
}

SweetWindowPane *
sweet_window_store_add (SweetWindowStore *self,
                        SweetWindowKey *key,
                        gint64 start,
                        gint64 end,
                        guint64 first)
{
  SweetWindowPane *pane = g_malloc0 (sweet_window_store_get_pane_size (self));

  pane->key = key;
  pane->start = start;
  pane->end = end;
  pane->first = first;
  pane->next = key->panes;
  key->panes = pane;
  sweet_window_store_push (self, pane);
  self->memory += sweet_window_store_get_pane_size (self) + SWEET_WINDOW_PANE_SIZE;
  return pane;
}

/* Neumaier's way of adding up: what each step loses is kept beside the sum */
void
sweet_window_value_add (SweetWindowValue *self,
                        double number)
{
  double sum = self->sum + number;

  if (fabs (self->sum) >= fabs (number))
    self->carry += self->sum - sum + number;
  else
    self->carry += number - sum + self->sum;
  self->sum = sum;
  self->minimum = self->n == 0 ? number : MIN (self->minimum, number);
  self->maximum = self->n == 0 ? number : MAX (self->maximum, number);
  self->n++;
}

static void
sweet_window_value_merge (SweetWindowValue *self,
                          const SweetWindowValue *other)
{
  double carry = self->carry + other->carry;
  SweetWindowValue old = *self;

  if (other->n == 0)
    return;

  self->carry = 0;
  sweet_window_value_add (self, other->sum);
  self->carry += carry;
  self->minimum = old.n == 0 ? other->minimum : MIN (old.minimum, other->minimum);
  self->maximum = old.n == 0 ? other->maximum : MAX (old.maximum, other->maximum);
  self->n = old.n + other->n;
}

/* @other is freed when its closing comes */
static void
sweet_window_store_merge (SweetWindowStore *self,
                          SweetWindowPane *pane,
                          SweetWindowPane *other)
{
  pane->start = MIN (pane->start, other->start);
  pane->end = MAX (pane->end, other->end);
  pane->first = MIN (pane->first, other->first);
  pane->count += other->count;
  for (guint i = 0; i < self->n_values; i++)
    sweet_window_value_merge (&pane->values[i], &other->values[i]);
  other->key = NULL;
}

SweetWindowPane *
sweet_window_store_join (SweetWindowStore *self,
                         SweetWindowKey *key,
                         gint64 start,
                         gint64 end)
{
  SweetWindowPane **link = key != NULL ? &key->panes : NULL;
  SweetWindowPane *joined = NULL;

  while (link != NULL && *link != NULL)
    {
      SweetWindowPane *pane = *link;

      if (start >= pane->end || pane->start >= end)
        {
          link = &pane->next;
          continue;
        }
      if (joined == NULL)
        {
          joined = pane;
          link = &pane->next;
          continue;
        }
      *link = pane->next;
      sweet_window_store_merge (self, joined, pane);
    }
  if (joined == NULL)
    return NULL;

  joined->start = MIN (joined->start, start);
  joined->end = MAX (joined->end, end);
  return joined;
}

SweetWindowPane *
sweet_window_store_pop (SweetWindowStore *self,
                        gint64 watermark)
{
  while (self->closings->len > 0 && g_array_index (self->closings, SweetWindowClosing, 0).end <= watermark)
    {
      SweetWindowClosing closing = sweet_window_store_take_first (self);

      if (closing.pane->key == NULL)
        sweet_window_store_release (self, closing.pane);
      else if (closing.pane->end != closing.end || closing.pane->first != closing.first)
        sweet_window_store_push (self, closing.pane);
      else
        return closing.pane;
    }
  return NULL;
}

void
sweet_window_store_release (SweetWindowStore *self,
                            SweetWindowPane *pane)
{
  SweetWindowKey *key = pane->key;
  SweetWindowPane **link = key != NULL ? &key->panes : NULL;

  while (link != NULL && *link != NULL && *link != pane)
    link = &(*link)->next;
  if (link != NULL)
    *link = pane->next;
  self->memory -= sweet_window_store_get_pane_size (self) + SWEET_WINDOW_PANE_SIZE;
  g_free (pane);
  if (key == NULL || key->panes != NULL)
    return;

  self->memory -= sizeof (SweetWindowKey) + key->length + SWEET_WINDOW_KEY_SIZE;
  g_hash_table_remove (self->keys, key);
}
