/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <pthread.h>

#include "runtime/sweet-job-private.h"

/* calls are made by one thread and let go by another, which malloc() pays dearly for: so each thread has
 * a few at hand, and whole magazines of them change hands under a lock. a call costs 6 ns like this,
 * and 60 with malloc() and free(), as tests/benchmarks/spawn shows. */

#define SWEET_CALL_MAGAZINE      64
#define SWEET_CALL_MAX_MAGAZINES 1024

typedef struct _SweetCall SweetCall;
struct _SweetCall
{
  SweetJob job;
  SweetCallFunc func;
  gpointer data;
  SweetCall *next; /* among those that are free */
  SweetCall *next_magazine;
};

/* what a thread has at hand: one magazine in use and at most one that is full */
typedef struct
{
  SweetCall *free;
  guint n_free;
  SweetCall *full;
  gboolean known;
} SweetCallCache;

static struct
{
  GMutex lock;
  SweetCall *magazines;
  guint n_magazines;
} sweet_call_depot;

SWEET_THREAD_LOCAL SweetCallCache sweet_call_cache;
static pthread_key_t sweet_call_key;

static void
sweet_call_free_list (SweetCall *call)
{
  while (call != NULL)
    {
      SweetCall *next = call->next;

      g_free (call);
      call = next;
    }
}

/* takes a full magazine; keeps no more of them than a burst needs */
static void
sweet_call_depot_put (SweetCall *magazine)
{
  gboolean kept;

  g_mutex_lock (&sweet_call_depot.lock);
  kept = sweet_call_depot.n_magazines < SWEET_CALL_MAX_MAGAZINES;
  if (kept)
    {
      magazine->next_magazine = sweet_call_depot.magazines;
      sweet_call_depot.magazines = magazine;
      sweet_call_depot.n_magazines++;
    }
  g_mutex_unlock (&sweet_call_depot.lock);
  if (!kept)
    sweet_call_free_list (magazine);
}

static SweetCall *
sweet_call_depot_take (void)
{
  SweetCall *magazine;

  g_mutex_lock (&sweet_call_depot.lock);
  magazine = sweet_call_depot.magazines;
  if (magazine != NULL)
    {
      sweet_call_depot.magazines = magazine->next_magazine;
      sweet_call_depot.n_magazines--;
    }
  g_mutex_unlock (&sweet_call_depot.lock);
  return magazine;
}

static void
sweet_call_thread_ends (gpointer data)
{
  SweetCallCache *cache = data;

  sweet_call_free_list (g_steal_pointer (&cache->free));
  sweet_call_free_list (g_steal_pointer (&cache->full));
  cache->n_free = 0;
  cache->known = FALSE;
}

static void
sweet_call_before_fork (void)
{
  g_mutex_lock (&sweet_call_depot.lock);
}

static void
sweet_call_after_fork (void)
{
  g_mutex_unlock (&sweet_call_depot.lock);
}

/* the first call of a thread: it will be told to give back what it has */
static void
sweet_call_cache_know (SweetCallCache *self)
{
  static gsize initialized;

  if (g_once_init_enter (&initialized))
    {
      pthread_key_create (&sweet_call_key, sweet_call_thread_ends);
      pthread_atfork (sweet_call_before_fork, sweet_call_after_fork, sweet_call_after_fork);
      g_once_init_leave (&initialized, 1);
    }
  pthread_setspecific (sweet_call_key, self);
  self->known = TRUE;
}

static SweetCall *
sweet_call_alloc (void)
{
  SweetCallCache *cache = &sweet_call_cache;
  SweetCall *call;

  if (cache->free == NULL)
    {
      if (!cache->known)
        sweet_call_cache_know (cache);
      cache->free = cache->full != NULL ? g_steal_pointer (&cache->full) : sweet_call_depot_take ();
      cache->n_free = cache->free != NULL ? SWEET_CALL_MAGAZINE : 0;
      if (cache->free == NULL)
        return g_new (SweetCall, 1);
    }

  call = cache->free;
  cache->free = call->next;
  cache->n_free--;
  return call;
}

static void
sweet_call_free (SweetCall *call)
{
  SweetCallCache *cache = &sweet_call_cache;

  if (cache->n_free == SWEET_CALL_MAGAZINE)
    {
      if (cache->full != NULL)
        sweet_call_depot_put (cache->full);
      cache->full = g_steal_pointer (&cache->free);
      cache->n_free = 0;
    }
  if (!cache->known)
    sweet_call_cache_know (cache);
  call->next = cache->free;
  cache->free = call;
  cache->n_free++;
}

static void
sweet_call_run (SweetJob *job,
                SweetJobFate fate)
{
  SweetCall *self = (SweetCall *) job;
  SweetCallFunc func = self->func;
  gpointer data = self->data;

  sweet_call_free (self);
  if (fate == SWEET_JOB_RUN)
    func (data);
}

SweetJob *
sweet_call_new (SweetCallFunc func,
                gpointer data)
{
  SweetCall *self = sweet_call_alloc ();

  self->job.func = sweet_call_run;
  self->func = func;
  self->data = data;
  return &self->job;
}
