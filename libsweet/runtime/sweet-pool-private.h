/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

#include "runtime/sweet-atomics-private.h"

G_BEGIN_DECLS

/* what is made by one thread and let go by another, which malloc() pays dearly for: so each thread has a few at
 * hand, and whole magazines of them change hands under a lock. */

#define SWEET_POOL_MAGAZINE 64

/* what is used after its end is not seen where it is used again */
#if defined(__SANITIZE_ADDRESS__)
#define SWEET_HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SWEET_HAS_ADDRESS_SANITIZER 1
#endif
#endif

/* embedded in what is free */
typedef struct _SweetPoolItem SweetPoolItem;
struct _SweetPoolItem
{
  SweetPoolItem *next;
  SweetPoolItem *next_magazine;
};

typedef struct
{
  guint max_magazines;
  void (*destroy) (SweetPoolItem *item);
  GMutex lock;
  SweetPoolItem *magazines;
  guint n_magazines;
} SweetPool;

/* what a thread has at hand: one magazine in use and at most one that is full. thread-local, and all zero at
 * first. */
typedef struct _SweetPoolCache SweetPoolCache;
struct _SweetPoolCache
{
  SweetPoolItem *free;
  guint n_free;
  SweetPoolItem *full;
  SweetPool *pool; /* once it is known to be told of the end of the thread */
  SweetPoolCache *next;
};

/* the slow half of the two below */
gboolean sweet_pool_fill (SweetPool *self,
                          SweetPoolCache *cache);
void sweet_pool_make_room (SweetPool *self,
                           SweetPoolCache *cache);

/* NULL where there is none */
static inline SweetPoolItem *
sweet_pool_take (SweetPool *self,
                 SweetPoolCache *cache)
{
  SweetPoolItem *item;

  if (cache->free == NULL && !sweet_pool_fill (self, cache))
    return NULL;

  item = cache->free;
  cache->free = item->next;
  cache->n_free--;
  return item;
}

static inline void
sweet_pool_put (SweetPool *self,
                SweetPoolCache *cache,
                SweetPoolItem *item)
{
  if (cache->n_free == SWEET_POOL_MAGAZINE || cache->pool == NULL)
    sweet_pool_make_room (self, cache);
  item->next = cache->free;
  cache->free = item;
  cache->n_free++;
}

G_END_DECLS
