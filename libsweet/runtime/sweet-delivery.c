/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "runtime/sweet-atomics-private.h"
#include "runtime/sweet-coarse-time-private.h"
#include "runtime/sweet-delivery-private.h"

/* what one dispatch of the source does at most, so that the loop stays responsive */
#define SWEET_DELIVERY_MAX_JOBS 100
#define SWEET_DELIVERY_MAX_TIME 5000
/* cache lines of what will run next; those of a task */
#define SWEET_DELIVERY_PREFETCH 6

struct _SweetDelivery
{
  GSource source;

  gint refs; /* one is that of the context; a source counts its own under the lock of that */
  GMutex lock;
  GMainContext *context;
  SweetDeliveryJob *first;
  SweetDeliveryJob *last;
  /* what only lets go of something, in no order: also done by waits, so that it does not pile up without a loop */
  SweetDeliveryJob *trash;
  gboolean dead;
  /* how to reach threads that wait and look at the queue themselves: the context needs no waking for them,
   * unless a callback that one of them makes iterates it */
  GPtrArray *waiting;
  /* the context may sleep, and what wakes it: not GLib's own way, which looks at the context, that another thread
   * may be about to finalize */
  gboolean polling;
  gboolean rung;
  int fd;
  gpointer fd_tag;
  /* threads that would, while another one has the context */
  GPtrArray *hopeful;
};

static GMutex sweet_delivery_table_lock;
static GHashTable *sweet_delivery_table;
static guint64 sweet_delivery_n_dropped;

/* the next one, and what it is at the head of, comes while another one runs: most are in another thread's cache,
 * or in none */
static void
sweet_delivery_prefetch (SweetDeliveryJob *job)
{
  for (guint i = 0; job != NULL && i < SWEET_DELIVERY_PREFETCH; i++)
    __builtin_prefetch ((char *) job + i * SWEET_CACHE_LINE, 1);
}

static SweetDeliveryJob *
sweet_delivery_pop (SweetDelivery *self)
{
  SweetDeliveryJob *job;

  g_mutex_lock (&self->lock);
  job = self->first;
  if (job != NULL)
    {
      self->first = job->next;
      sweet_delivery_prefetch (self->first);
    }
  else if (self->trash != NULL)
    {
      job = self->trash;
      __atomic_store_n (&self->trash, job->next, __ATOMIC_RELAXED);
    }
  g_mutex_unlock (&self->lock);
  return job;
}

/* with the lock */
static gboolean
sweet_delivery_is_empty (SweetDelivery *self)
{
  return self->first == NULL && self->trash == NULL;
}

/* with the lock: something was put into an empty queue. a context that does not sleep looks before it does. */
static void
sweet_delivery_wake (SweetDelivery *self)
{
  if (!self->polling || self->rung)
    return;

  self->rung = TRUE;
  while (eventfd_write (self->fd, 1) < 0 && errno == EINTR)
    ;
}

/* the context is about to sleep */
static gboolean
sweet_delivery_prepare (GSource *source,
                        int *timeout)
{
  SweetDelivery *self = (SweetDelivery *) source;
  gboolean ready;

  g_mutex_lock (&self->lock);
  self->polling = TRUE;
  ready = !sweet_delivery_is_empty (self);
  g_mutex_unlock (&self->lock);
  *timeout = -1;
  return ready;
}

static gboolean
sweet_delivery_check (GSource *source)
{
  SweetDelivery *self = (SweetDelivery *) source;
  gboolean rung = g_source_query_unix_fd (source, self->fd_tag) != 0;
  eventfd_t value;
  gboolean ready;

  g_mutex_lock (&self->lock);
  self->polling = FALSE;
  if (rung || self->rung)
    while (eventfd_read (self->fd, &value) < 0 && errno == EINTR)
      ;
  self->rung = FALSE;
  ready = !sweet_delivery_is_empty (self);
  g_mutex_unlock (&self->lock);
  return ready;
}

static gboolean
sweet_delivery_dispatch (GSource *source,
                         GSourceFunc callback,
                         gpointer user_data)
{
  SweetDelivery *self = (SweetDelivery *) source;
  gint64 until = sweet_coarse_time () + SWEET_DELIVERY_MAX_TIME;
  SweetDeliveryJob *job;

  for (guint i = 0; i < SWEET_DELIVERY_MAX_JOBS; i++)
    {
      job = sweet_delivery_pop (self);
      if (job == NULL)
        break;

      job->run (job, FALSE);
      if (sweet_coarse_time () >= until)
        break;
    }
  return G_SOURCE_CONTINUE;
}

static void
sweet_delivery_finalize (GSource *source)
{
  SweetDelivery *self = (SweetDelivery *) source;

  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->hopeful);
  close (self->fd);
  g_mutex_clear (&self->lock);
}

static GSourceFuncs sweet_delivery_funcs = {
  sweet_delivery_prepare,
  sweet_delivery_check,
  sweet_delivery_dispatch,
  sweet_delivery_finalize,
  NULL,
  NULL,
};

/* never called: the source's own dispatch does the work */
static gboolean
sweet_delivery_callback (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
sweet_delivery_run_all (SweetDeliveryJob *jobs,
                        gboolean dropped)
{
  while (jobs != NULL)
    {
      SweetDeliveryJob *job = jobs;

      jobs = job->next;
      job->run (job, dropped);
    }
}

/* the context is being finalized, in this thread */
static void
sweet_delivery_context_gone (gpointer data)
{
  SweetDelivery *self = data;
  SweetDeliveryJob *jobs;
  SweetDeliveryJob *trash;
  guint64 n = 0;

  g_mutex_lock (&sweet_delivery_table_lock);
  if (g_hash_table_lookup (sweet_delivery_table, self->context) == self)
    g_hash_table_remove (sweet_delivery_table, self->context);
  g_mutex_unlock (&sweet_delivery_table_lock);

  g_mutex_lock (&self->lock);
  __atomic_store_n (&self->dead, TRUE, __ATOMIC_RELEASE);
  jobs = self->first;
  self->first = NULL;
  trash = self->trash;
  self->trash = NULL;
  g_mutex_unlock (&self->lock);

  for (SweetDeliveryJob *job = jobs; job != NULL; job = job->next)
    n++;
  __atomic_add_fetch (&sweet_delivery_n_dropped, n, __ATOMIC_RELAXED);
  sweet_delivery_run_all (jobs, TRUE);
  sweet_delivery_run_all (trash, TRUE);
  sweet_delivery_unref (self);
}

/* the delivery of a context; holds no reference to it */
SweetDelivery *
sweet_delivery_get (GMainContext *context)
{
  SweetDelivery *self;
  GSource *source;

  g_mutex_lock (&sweet_delivery_table_lock);
  if (sweet_delivery_table == NULL)
    sweet_delivery_table = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (sweet_delivery_table, context);
  if (self != NULL)
    {
      sweet_delivery_ref (self);
      g_mutex_unlock (&sweet_delivery_table_lock);
      return self;
    }

  source = g_source_new (&sweet_delivery_funcs, sizeof (SweetDelivery));
  self = (SweetDelivery *) source;
  self->refs = 2;
  g_mutex_init (&self->lock);
  self->waiting = g_ptr_array_new ();
  self->hopeful = g_ptr_array_new ();
  self->context = context;
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  /* as GLib says of its own */
  if (self->fd < 0)
    g_error ("a main context cannot be woken: %s", g_strerror (errno));
  self->fd_tag = g_source_add_unix_fd (source, self->fd, G_IO_IN);
  g_source_set_static_name (source, "sweet-delivery");
  /* a callback may iterate the context, as a dialog does, and wait there for another one */
  g_source_set_can_recurse (source, TRUE);
  g_source_set_callback (source, sweet_delivery_callback, self, sweet_delivery_context_gone);
  g_hash_table_insert (sweet_delivery_table, context, self);
  g_mutex_unlock (&sweet_delivery_table_lock);

  g_source_attach (source, context);
  return self;
}

/* most threads ask for the same one again and again */

typedef struct
{
  GMainContext *context;
  SweetDelivery *delivery;
} SweetDeliveryCache;

SWEET_THREAD_LOCAL SweetDeliveryCache sweet_delivery_cache;
static pthread_key_t sweet_delivery_cache_key;

static void
sweet_delivery_cache_clear (gpointer data)
{
  SweetDeliveryCache *cache = data;

  cache->context = NULL;
  g_clear_pointer (&cache->delivery, sweet_delivery_unref);
}

static void
sweet_delivery_cache_fill (GMainContext *context)
{
  static gsize initialized;

  if (g_once_init_enter (&initialized))
    {
      pthread_key_create (&sweet_delivery_cache_key, sweet_delivery_cache_clear);
      g_once_init_leave (&initialized, 1);
    }

  sweet_delivery_cache_clear (&sweet_delivery_cache);
  sweet_delivery_cache = (SweetDeliveryCache){ context, sweet_delivery_get (context) };
  pthread_setspecific (sweet_delivery_cache_key, &sweet_delivery_cache);
}

/* that of the context that is the thread's default; a new reference */
SweetDelivery *
sweet_delivery_get_thread_default (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  if (context == NULL)
    context = g_main_context_default ();
  /* one that is gone may have left its address to another */
  if (sweet_delivery_cache.context != context || __atomic_load_n (&sweet_delivery_cache.delivery->dead, __ATOMIC_ACQUIRE))
    sweet_delivery_cache_fill (context);
  return sweet_delivery_ref (sweet_delivery_cache.delivery);
}

SweetDelivery *
sweet_delivery_ref (SweetDelivery *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sweet_delivery_unref (SweetDelivery *self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_source_unref (&self->source);
}

/* any thread. where the context is gone the job is dropped here and now. */
void
sweet_delivery_post (SweetDelivery *self,
                     SweetDeliveryJob *job)
{
  gboolean dead;

  job->next = NULL;
  g_mutex_lock (&self->lock);
  dead = self->dead;
  if (!dead && self->first == NULL)
    {
      self->first = job;
      sweet_delivery_wake (self);
    }
  else if (!dead)
    self->last->next = job;
  if (!dead)
    {
      self->last = job;
      for (guint i = 0; i < self->waiting->len; i++)
        sweet_wakeup_ring (g_ptr_array_index (self->waiting, i));
    }
  g_mutex_unlock (&self->lock);

  if (!dead)
    return;

  __atomic_add_fetch (&sweet_delivery_n_dropped, 1, __ATOMIC_RELAXED);
  job->run (job, TRUE);
}

/* it is no callback, and not counted where the context is gone */
static void
sweet_delivery_post_trash (SweetDelivery *self,
                           SweetDeliveryJob *job)
{
  gboolean dead;

  g_mutex_lock (&self->lock);
  dead = self->dead;
  if (!dead)
    {
      if (sweet_delivery_is_empty (self))
        sweet_delivery_wake (self);
      job->next = self->trash;
      __atomic_store_n (&self->trash, job, __ATOMIC_RELAXED);
    }
  g_mutex_unlock (&self->lock);
  if (dead)
    job->run (job, TRUE);
}

typedef struct
{
  SweetDeliveryJob job;
  SweetDelivery *delivery;
  GDestroyNotify func;
  gpointer data;
} SweetDeliveryCall;

static void
sweet_delivery_call_run (SweetDeliveryJob *job,
                         gboolean dropped)
{
  SweetDeliveryCall *call = (SweetDeliveryCall *) job;

  call->func (call->data);
  sweet_delivery_unref (call->delivery);
  g_free (call);
}

/* any thread: calls what lets go of something on the context, or here where that is gone */
void
sweet_delivery_call (SweetDelivery *self,
                     GDestroyNotify func,
                     gpointer data)
{
  SweetDeliveryCall *call = g_new (SweetDeliveryCall, 1);

  call->job.run = sweet_delivery_call_run;
  /* the data may be what holds it */
  call->delivery = sweet_delivery_ref (self);
  call->func = func;
  call->data = data;
  sweet_delivery_post_trash (self, &call->job);
}

/* with the lock: takes the job behind another one out, or the first */
static SweetDeliveryJob *
sweet_delivery_unlink (SweetDelivery *self,
                       SweetDeliveryJob *before)
{
  SweetDeliveryJob *job = before != NULL ? before->next : self->first;

  if (before != NULL)
    before->next = job->next;
  else
    self->first = job->next;
  if (self->last == job)
    self->last = before;
  return job;
}

/* takes the first job of an owner out, one that calls @run if that is not NULL; it is the caller's */
SweetDeliveryJob *
sweet_delivery_take (SweetDelivery *self,
                     gpointer owner,
                     SweetDeliveryFunc run)
{
  SweetDeliveryJob *before = NULL;
  SweetDeliveryJob *job;

  g_mutex_lock (&self->lock);
  for (job = self->first; job != NULL && (job->owner != owner || (run != NULL && job->run != run)); job = job->next)
    before = job;
  if (job != NULL)
    sweet_delivery_unlink (self, before);
  g_mutex_unlock (&self->lock);
  return job;
}

/* makes one callback of one owner, for a caller that waits for it on the context's thread. returns FALSE
 * where there is none. */
gboolean
sweet_delivery_run_owned (SweetDelivery *self,
                          gpointer owner)
{
  SweetDeliveryJob *job = sweet_delivery_take (self, owner, NULL);

  if (job == NULL)
    return FALSE;

  job->run (job, FALSE);
  return TRUE;
}

/* the same for any owner that @matches, which is called under the lock */
gboolean
sweet_delivery_run_matching (SweetDelivery *self,
                             SweetDeliveryMatchFunc matches,
                             gpointer data)
{
  SweetDeliveryJob *before = NULL;
  SweetDeliveryJob *job;

  g_mutex_lock (&self->lock);
  for (job = self->first; job != NULL && !matches (job->owner, data); job = job->next)
    before = job;
  if (job != NULL)
    sweet_delivery_unlink (self, before);
  g_mutex_unlock (&self->lock);
  if (job == NULL)
    return FALSE;

  job->run (job, FALSE);
  return TRUE;
}

/* whether this thread is the one that the context belongs to: it iterates it now, or is @home, where
 * the context was the default one, and nobody else iterates it. where another thread does, @wakeup rings
 * when that one lets go; sweet_delivery_release() is called either way. */
gboolean
sweet_delivery_acquire (SweetDelivery *self,
                        GThread *home,
                        SweetWakeup *wakeup)
{
  gboolean owner = FALSE;

  g_mutex_lock (&self->lock);
  if (!self->dead && (g_main_context_is_owner (self->context) || g_thread_self () == home))
    owner = g_main_context_acquire (self->context);
  if (owner)
    {
      g_main_context_ref (self->context);
      g_ptr_array_add (self->waiting, wakeup);
      if (g_thread_self () == home)
        g_ptr_array_remove (self->hopeful, wakeup);
    }
  else if (g_thread_self () == home && !g_ptr_array_find (self->hopeful, wakeup, NULL))
    g_ptr_array_add (self->hopeful, wakeup);
  g_mutex_unlock (&self->lock);
  return owner;
}

/* the same for something short, which need not wait; sweet_delivery_leave() follows where it says TRUE */
gboolean
sweet_delivery_enter (SweetDelivery *self,
                      GThread *home)
{
  gboolean owner = FALSE;

  g_mutex_lock (&self->lock);
  if (!self->dead && (g_thread_self () == home || g_main_context_is_owner (self->context)))
    owner = g_main_context_acquire (self->context);
  if (owner)
    g_main_context_ref (self->context);
  g_mutex_unlock (&self->lock);
  return owner;
}

void
sweet_delivery_leave (SweetDelivery *self)
{
  GMainContext *context = self->context;

  g_main_context_release (context);
  g_main_context_unref (context);
}

/* on the context's thread: a loop that only waits would never get to it */
void
sweet_delivery_clear_trash (SweetDelivery *self,
                            GThread *home)
{
  SweetDeliveryJob *trash;

  if (__atomic_load_n (&self->trash, __ATOMIC_RELAXED) == NULL || !sweet_delivery_enter (self, home))
    return;

  g_mutex_lock (&self->lock);
  trash = self->trash;
  __atomic_store_n (&self->trash, NULL, __ATOMIC_RELAXED);
  g_mutex_unlock (&self->lock);
  sweet_delivery_run_all (trash, FALSE);
  sweet_delivery_leave (self);
}

static void
sweet_delivery_let_go (SweetDelivery *self,
                       SweetWakeup *wakeup)
{
  GMainContext *context = self->context;

  g_main_context_release (context);
  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->waiting, wakeup);
  for (guint i = 0; i < self->hopeful->len; i++)
    sweet_wakeup_ring (g_ptr_array_index (self->hopeful, i));
  g_mutex_unlock (&self->lock);
  g_main_context_unref (context);
}

/* the end of a wait; @acquired is what sweet_delivery_acquire() said last */
void
sweet_delivery_release (SweetDelivery *self,
                        gboolean acquired,
                        GThread *home,
                        SweetWakeup *wakeup)
{
  if (acquired)
    {
      sweet_delivery_let_go (self, wakeup);
      return;
    }

  if (g_thread_self () != home)
    return;

  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->hopeful, wakeup);
  g_mutex_unlock (&self->lock);
}

/* how many callbacks were dropped because their context was gone */
guint64
sweet_delivery_get_n_dropped (void)
{
  return __atomic_load_n (&sweet_delivery_n_dropped, __ATOMIC_RELAXED);
}
