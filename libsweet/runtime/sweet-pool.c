/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <pthread.h>

#include "runtime/sweet-pool-private.h"

/* those of a thread, and all pools that any thread knows */
SWEET_THREAD_LOCAL SweetPoolCache *sweet_pool_caches;
static pthread_key_t sweet_pool_key;

static struct
{
  GMutex lock;
  GPtrArray *pools;
} sweet_pool_known;

static void
sweet_pool_destroy_list (SweetPool *self,
                         SweetPoolItem *item)
{
  while (item != NULL)
    {
      SweetPoolItem *next = item->next;

      self->destroy (item);
      item = next;
    }
}

/* takes a full magazine; keeps no more of them than a burst needs */
static void
sweet_pool_put_magazine (SweetPool *self,
                         SweetPoolItem *magazine)
{
  gboolean kept;

  g_mutex_lock (&self->lock);
  kept = self->n_magazines < self->max_magazines;
  if (kept)
    {
      magazine->next_magazine = self->magazines;
      self->magazines = magazine;
      self->n_magazines++;
    }
  g_mutex_unlock (&self->lock);
  if (!kept)
    sweet_pool_destroy_list (self, magazine);
}

static SweetPoolItem *
sweet_pool_take_magazine (SweetPool *self)
{
  SweetPoolItem *magazine;

  g_mutex_lock (&self->lock);
  magazine = self->magazines;
  if (magazine != NULL)
    {
      self->magazines = magazine->next_magazine;
      self->n_magazines--;
    }
  g_mutex_unlock (&self->lock);
  return magazine;
}

/* what is destroyed may be the last to hold something of the same kind */
static void
sweet_pool_thread_ends (gpointer data)
{
  SweetPoolCache *cache = data;

  sweet_pool_caches = NULL;
  while (cache != NULL)
    {
      SweetPoolCache *next = cache->next;
      SweetPool *pool = g_steal_pointer (&cache->pool);
      SweetPoolItem *free = g_steal_pointer (&cache->free);
      SweetPoolItem *full = g_steal_pointer (&cache->full);

      cache->n_free = 0;
      sweet_pool_destroy_list (pool, free);
      sweet_pool_destroy_list (pool, full);
      cache = next;
    }
}

static void
sweet_pool_before_fork (void)
{
  g_mutex_lock (&sweet_pool_known.lock);
  for (guint i = 0; i < sweet_pool_known.pools->len; i++)
    g_mutex_lock (&((SweetPool *) g_ptr_array_index (sweet_pool_known.pools, i))->lock);
}

static void
sweet_pool_after_fork (void)
{
  for (guint i = 0; i < sweet_pool_known.pools->len; i++)
    g_mutex_unlock (&((SweetPool *) g_ptr_array_index (sweet_pool_known.pools, i))->lock);
  g_mutex_unlock (&sweet_pool_known.lock);
}

static void
sweet_pool_know (SweetPool *self)
{
  g_mutex_lock (&sweet_pool_known.lock);
  if (sweet_pool_known.pools == NULL)
    {
      sweet_pool_known.pools = g_ptr_array_new ();
      pthread_key_create (&sweet_pool_key, sweet_pool_thread_ends);
      pthread_atfork (sweet_pool_before_fork, sweet_pool_after_fork, sweet_pool_after_fork);
    }
  if (!g_ptr_array_find (sweet_pool_known.pools, self, NULL))
    g_ptr_array_add (sweet_pool_known.pools, self);
  g_mutex_unlock (&sweet_pool_known.lock);
}

/* the first one of a thread: it will be told to give back what it has */
static void
sweet_pool_cache_begin (SweetPoolCache *cache,
                        SweetPool *pool)
{
  sweet_pool_know (pool);
  cache->pool = pool;
  cache->next = sweet_pool_caches;
  sweet_pool_caches = cache;
  pthread_setspecific (sweet_pool_key, cache);
}

gboolean
sweet_pool_fill (SweetPool *self,
                 SweetPoolCache *cache)
{
  if (cache->pool == NULL)
    sweet_pool_cache_begin (cache, self);
  cache->free = cache->full != NULL ? g_steal_pointer (&cache->full) : sweet_pool_take_magazine (self);
  cache->n_free = cache->free != NULL ? SWEET_POOL_MAGAZINE : 0;
  return cache->free != NULL;
}

void
sweet_pool_make_room (SweetPool *self,
                      SweetPoolCache *cache)
{
  SweetPoolItem *full;

  if (cache->pool == NULL)
    sweet_pool_cache_begin (cache, self);
  if (cache->n_free < SWEET_POOL_MAGAZINE)
    return;

  full = cache->full;
  cache->full = g_steal_pointer (&cache->free);
  cache->n_free = 0;
  if (full != NULL)
    sweet_pool_put_magazine (self, full);
}
