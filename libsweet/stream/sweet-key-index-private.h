/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWEET_KEY_NONE G_MAXUINT32

/* numbers keys in the order in which they come: open addressing over keys in an arena */
typedef struct
{
  const char *data;
  guint32 length;
  guint32 hash;
} SweetKey;

typedef struct
{
  GArray *keys;      /* SweetKey */
  GPtrArray *arenas; /* char *, owned */
  char *arena;       /* where the next key goes */
  gsize arena_left;
  gsize arena_size; /* of the one in use */
  guint64 n_bytes;
  guint32 *slots; /* number of the key + 1, or 0 */
  guint n_slots;
} SweetKeyIndex;

void sweet_key_index_init (SweetKeyIndex *self);
void sweet_key_index_clear (SweetKeyIndex *self);

guint64 sweet_key_index_get_memory (const SweetKeyIndex *self);

/* the number of a key, or SWEET_KEY_NONE */
guint32 sweet_key_index_find (const SweetKeyIndex *self,
                              const char *data,
                              gsize length);

/* the number of a key, which is kept if it is new */
guint32 sweet_key_index_add (SweetKeyIndex *self,
                             const char *data,
                             gsize length);

static inline guint
sweet_key_index_get_n_keys (const SweetKeyIndex *self)
{
  return self->keys->len;
}

/* the key ends in NUL beyond its length */
static inline const char *
sweet_key_index_get_key (const SweetKeyIndex *self,
                         guint32 number)
{
  return g_array_index (self->keys, SweetKey, number).data;
}

G_END_DECLS
