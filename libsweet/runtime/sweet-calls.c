/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-coarse-time-private.h"
#include "runtime/sweet-scheduler-private.h"
#include "runtime/sweet-share-private.h"

/* many calls of one function: a block of them is one job, of which any number of workers take calls one by one.
 * that costs less than a job for each: push_many in tests/benchmarks/spawn */

#define SWEET_CALLS_BLOCK 64

typedef struct
{
  SweetJob job; /* the ticket for whoever comes next */
  SweetShare share;
  SweetScheduler *scheduler;
  guint level;
  SweetCallFunc func;
  gpointer data[];
} SweetCalls;

static void
sweet_calls_unref (SweetCalls *self)
{
  if (sweet_share_unref (&self->share))
    g_free (self);
}

static void
sweet_calls_run (SweetJob *job,
                 SweetJobFate fate)
{
  SweetCalls *self = (SweetCalls *) job;
  gint64 begun = sweet_coarse_time ();
  guint index;

  if (fate == SWEET_JOB_DROP || sweet_scheduler_is_over (self->scheduler))
    sweet_share_close (&self->share);
  else if (sweet_share_take (&self->share, &index))
    {
      if (index + 1 < self->share.n)
        {
          sweet_share_ref (&self->share);
          sweet_scheduler_push (self->scheduler, &self->job, self->level);
        }
      do
        self->func (self->data[index]);
      while (!sweet_scheduler_is_turn_over (self->scheduler, self->level, begun) && sweet_share_take (&self->share, &index));
    }
  sweet_calls_unref (self);
}

static SweetJob *
sweet_calls_new (SweetScheduler *scheduler,
                 SweetCallFunc func,
                 gpointer *data,
                 guint n,
                 guint level)
{
  SweetCalls *self = g_malloc (sizeof (SweetCalls) + n * sizeof (gpointer));

  self->job.func = sweet_calls_run;
  sweet_share_init (&self->share, n);
  self->scheduler = scheduler;
  self->level = level;
  self->func = func;
  for (guint i = 0; i < n; i++)
    self->data[i] = data[i];
  return &self->job;
}

/* any thread, after sweet_scheduler_check(); a seed decides about each of them */
void
sweet_scheduler_push_calls (SweetScheduler *self,
                            SweetCallFunc func,
                            gpointer *data,
                            gsize n,
                            guint level)
{
  gsize block = sweet_scheduler_is_seeded (self) ? 1 : SWEET_CALLS_BLOCK;
  SweetJob *first = NULL;
  SweetJob *last = NULL;

  for (gsize i = 0; i < n; i += block)
    {
      SweetJob *job = sweet_calls_new (self, func, data + i, (guint) MIN (n - i, block), level);

      if (first == NULL)
        first = job;
      else
        a_store (&last->node.next, &job->node, relaxed);
      last = job;
    }
  if (first != NULL)
    sweet_scheduler_push_chain (self, first, last, level);
}
