/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-task-limit-private.h"

#define SWEET_TASK_LIMIT_N_PRIORITIES (SWEET_PRIORITY_BACKGROUND + 1)

struct _SweetTaskLimit
{
  gint refs;
  guint max;
  gint on_context;

  GMutex lock;
  guint n_taken;
  GQueue waiting[SWEET_TASK_LIMIT_N_PRIORITIES];
};

SweetTaskLimit *
sweet_task_limit_new (guint max)
{
  SweetTaskLimit *self = g_new0 (SweetTaskLimit, 1);

  self->refs = 1;
  self->max = max;
  g_mutex_init (&self->lock);
  return self;
}

SweetTaskLimit *
sweet_task_limit_ref (SweetTaskLimit *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sweet_task_limit_unref (SweetTaskLimit *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_mutex_clear (&self->lock);
  g_free (self);
}

guint
sweet_task_limit_get_max (SweetTaskLimit *self)
{
  return self->max;
}

gboolean
sweet_task_limit_enter (SweetTaskLimit *self,
                        GList *link,
                        SweetPriority priority)
{
  gboolean entered;

  g_mutex_lock (&self->lock);
  entered = self->n_taken < self->max;
  if (entered)
    self->n_taken++;
  else
    g_queue_push_tail_link (&self->waiting[priority], link);
  g_mutex_unlock (&self->lock);
  return entered;
}

gboolean
sweet_task_limit_withdraw (SweetTaskLimit *self,
                           GList *link,
                           SweetPriority priority)
{
  GQueue *waiting = &self->waiting[priority];
  gboolean found;

  g_mutex_lock (&self->lock);
  found = link->prev != NULL || link->next != NULL || waiting->head == link;
  if (found)
    g_queue_unlink (waiting, link);
  g_mutex_unlock (&self->lock);
  return found;
}

gpointer
sweet_task_limit_leave (SweetTaskLimit *self)
{
  GList *next = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < SWEET_TASK_LIMIT_N_PRIORITIES && next == NULL; i++)
    next = g_queue_pop_head_link (&self->waiting[i]);
  if (next == NULL)
    self->n_taken--;
  g_mutex_unlock (&self->lock);
  return next != NULL ? next->data : NULL;
}

void
sweet_task_limit_set_on_context (SweetTaskLimit *self)
{
  g_atomic_int_set (&self->on_context, TRUE);
}

gboolean
sweet_task_limit_is_on_context (SweetTaskLimit *self)
{
  return g_atomic_int_get (&self->on_context);
}
