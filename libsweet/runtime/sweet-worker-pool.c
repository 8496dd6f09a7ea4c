/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-worker-pool-private.h"

/* threads that run whatever is pushed, each as long as it likes. whoever pushes reserves as many as it
 * may have under way at once, so that work that waits for a thread that is about to return begins no new
 * one, and work that blocks takes none away from others. threads stay a while for the next work. the
 * seam behind which the task runtime comes. */

#define SWEET_WORKER_POOL_LINGER (5 * G_USEC_PER_SEC)

typedef struct _SweetWork SweetWork;
struct _SweetWork
{
  SweetWork *next;
  SweetWorkFunc func;
  gpointer data;
};

static struct
{
  GMutex lock;
  GCond ready;
  SweetWork *first;
  SweetWork *last;
  SweetWork *spare;
  guint n_queued;
  guint n_reserved;
  guint n_threads;
  guint n_idle;
} sweet_worker_pool;

static SweetWork *
sweet_worker_pool_pop (void)
{
  gint64 until = g_get_monotonic_time () + SWEET_WORKER_POOL_LINGER;
  SweetWork *work;

  while (sweet_worker_pool.first == NULL)
    {
      gboolean woken;

      sweet_worker_pool.n_idle++;
      woken = g_cond_wait_until (&sweet_worker_pool.ready, &sweet_worker_pool.lock, until);
      sweet_worker_pool.n_idle--;
      if (!woken && sweet_worker_pool.first == NULL)
        return NULL;
    }

  work = sweet_worker_pool.first;
  sweet_worker_pool.first = work->next;
  sweet_worker_pool.n_queued--;
  return work;
}

static gpointer
sweet_worker_pool_thread (gpointer data)
{
  SweetWork *work;

  g_mutex_lock (&sweet_worker_pool.lock);
  while ((work = sweet_worker_pool_pop ()) != NULL)
    {
      SweetWorkFunc func = work->func;
      gpointer func_data = work->data;

      work->next = sweet_worker_pool.spare;
      sweet_worker_pool.spare = work;
      g_mutex_unlock (&sweet_worker_pool.lock);
      func (func_data);
      g_mutex_lock (&sweet_worker_pool.lock);
    }
  sweet_worker_pool.n_threads--;
  g_mutex_unlock (&sweet_worker_pool.lock);
  return NULL;
}

void
sweet_worker_pool_reserve (guint n_threads)
{
  g_mutex_lock (&sweet_worker_pool.lock);
  sweet_worker_pool.n_reserved += n_threads;
  g_mutex_unlock (&sweet_worker_pool.lock);
}

void
sweet_worker_pool_release (guint n_threads)
{
  g_mutex_lock (&sweet_worker_pool.lock);
  sweet_worker_pool.n_reserved -= n_threads;
  g_mutex_unlock (&sweet_worker_pool.lock);
}

/* any thread; returns at once. work that finds no thread, because the process may have no more,
 * waits for one of those at work. */
void
sweet_worker_pool_push (SweetWorkFunc func,
                        gpointer data)
{
  SweetWork *work;
  g_autoptr (GError) error = NULL;
  gboolean wanted;
  GThread *thread;

  g_mutex_lock (&sweet_worker_pool.lock);
  work = sweet_worker_pool.spare;
  if (work != NULL)
    sweet_worker_pool.spare = work->next;
  else
    work = g_new (SweetWork, 1);
  *work = (SweetWork){ NULL, func, data };
  if (sweet_worker_pool.first == NULL)
    sweet_worker_pool.first = work;
  else
    sweet_worker_pool.last->next = work;
  sweet_worker_pool.last = work;
  sweet_worker_pool.n_queued++;
  wanted = sweet_worker_pool.n_queued > sweet_worker_pool.n_idle && sweet_worker_pool.n_threads < sweet_worker_pool.n_reserved;
  if (wanted)
    sweet_worker_pool.n_threads++;
  else
    g_cond_signal (&sweet_worker_pool.ready);
  g_mutex_unlock (&sweet_worker_pool.lock);

  if (!wanted)
    return;

  thread = g_thread_try_new ("sweet-worker", sweet_worker_pool_thread, NULL, &error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }

  g_mutex_lock (&sweet_worker_pool.lock);
  sweet_worker_pool.n_threads--;
  /* like g_thread_new(): without any thread nothing would ever happen */
  if (sweet_worker_pool.n_threads == 0)
    g_error ("failed to begin a worker thread: %s", error->message);
  g_mutex_unlock (&sweet_worker_pool.lock);
}
