/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-base-task-private.h"
#include "task/sweet-task-result-private.h"

/* parents and children. a parent knows its children while they live, and does not end before them. */

typedef struct
{
  SweetWatcher watcher;
  SweetBaseTask *parent;
  SweetBaseTask *child;
} SweetBond;

/* those that live; a copy */
GPtrArray *
sweet_base_task_dup_children (SweetBaseTask *self)
{
  GPtrArray *children = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_base_task_unref_anywhere);

  g_mutex_lock (&self->lock);
  if (self->extras != NULL && self->extras->children != NULL)
    for (guint i = 0; i < self->extras->children->len; i++)
      g_ptr_array_add (children, g_object_ref (g_ptr_array_index (self->extras->children, i)));
  g_mutex_unlock (&self->lock);
  return children;
}

/* makes a callback of the task, or of one that it waits for */
gboolean
sweet_base_task_run_owned (SweetBaseTask *self)
{
  g_autoptr (GPtrArray) children = NULL;
  gboolean called = sweet_delivery_run_owned (self->delivery, self);

  if (called || (a_load (&self->state.word, acquire) & SWEET_TASK_BUSY) == 0)
    return called;

  children = sweet_base_task_dup_children (self);
  for (guint i = 0; !called && i < children->len; i++)
    {
      SweetBaseTask *child = g_ptr_array_index (children, i);

      called = child->delivery == self->delivery && sweet_base_task_run_owned (child);
    }
  return called;
}

typedef struct
{
  SweetDeliveryJob job;
  SweetBaseTask *parent;
  SweetBaseTask *child; /* one that ended, or NULL: the list of children is to be brought up to date */
} SweetFamilyJob;

static SweetFailureMode
sweet_base_task_judge (SweetBaseTask *self,
                       SweetBaseTask *child)
{
  g_autoptr (SweetTaskResult) result = sweet_base_task_make_result (child);
  SweetCallback *predicate = self->spec->failure_predicate;
  SweetTaskFrame frame;
  SweetFailureMode mode;

  sweet_task_frame_push (&frame, self);
  mode = ((SweetFailureFunc) predicate->func) (SWEET_TASK (child), result, predicate->user_data);
  sweet_task_frame_pop (&frame);
  return mode;
}

/* a child was not successful, which is nothing to the parent if that ended it itself */
static void
sweet_base_task_child_failed (SweetBaseTask *self,
                              SweetBaseTask *child,
                              SweetFailureMode mode)
{
  const char *label = sweet_base_task_get_label (child);
  gboolean stop = FALSE;

  if (mode == SWEET_FAILURE_MODE_SUPERVISE)
    {
      g_info ("the child “%s” of “%s” failed: %s", label, sweet_base_task_get_label (self), child->error->message);
      return;
    }

  g_mutex_lock (&self->lock);
  if (self->extras->child_error == NULL)
    self->extras->child_error = g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD, "the child “%s” failed: %s", label, child->error->message);
  stop = mode == SWEET_FAILURE_MODE_STOP && !self->extras->stopping;
  self->extras->stopping = self->extras->stopping || stop;
  g_mutex_unlock (&self->lock);
  if (stop)
    {
      g_autoptr (GPtrArray) children = sweet_base_task_dup_children (self);

      for (guint i = 0; i < children->len; i++)
        if (g_ptr_array_index (children, i) != child)
          sweet_base_task_cancel (g_ptr_array_index (children, i), SWEET_CANCEL_LEVEL_GRACEFUL);
      /* its own work is in vain as well */
      sweet_base_task_trigger (self);
    }
}

/* the child is gone from the parent, which may end by that */
static void
sweet_base_task_lose_child (SweetBaseTask *self,
                            SweetBaseTask *child)
{
  gboolean last;

  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->extras->children, child);
  last = self->extras->children->len == 0;
  g_mutex_unlock (&self->lock);
  sweet_base_task_refresh_children (self);
  if (last && SWEET_BASE_TASK_GET_CLASS (self)->children_ended != NULL)
    SWEET_BASE_TASK_GET_CLASS (self)->children_ended (self);
}

static gboolean
sweet_base_task_counts_as_failed (SweetBaseTask *self,
                                  SweetBaseTask *child)
{
  SweetTaskStatus status = (SweetTaskStatus) sweet_state_get (&child->state);
  gboolean stopping;

  if (status == SWEET_TASK_STATUS_COMPLETED || sweet_base_task_is_cancelled (self))
    return FALSE;

  g_mutex_lock (&self->lock);
  stopping = self->extras->stopping;
  g_mutex_unlock (&self->lock);
  return !stopping;
}

static void
sweet_base_task_judge_run (SweetDeliveryJob *job,
                           gboolean dropped)
{
  SweetFamilyJob *family = (SweetFamilyJob *) job;
  SweetFailureMode mode = dropped ? SWEET_FAILURE_MODE_STOP : sweet_base_task_judge (family->parent, family->child);

  sweet_base_task_child_failed (family->parent, family->child, mode);
  sweet_base_task_lose_child (family->parent, family->child);
  g_object_unref (family->child);
  g_object_unref (family->parent);
  g_free (family);
}

static void
sweet_base_task_post_family (SweetBaseTask *self,
                             SweetBaseTask *child,
                             SweetDeliveryFunc run)
{
  SweetFamilyJob *family = g_new0 (SweetFamilyJob, 1);

  family->job.owner = self;
  family->job.run = run;
  family->parent = g_object_ref (self);
  family->child = child;
  sweet_delivery_post (self->delivery, &family->job);
}

/* on the thread that ended the child */
static void
sweet_bond_ended (SweetWatcher *watcher,
                  SweetBaseTask *child)
{
  SweetBond *bond = (SweetBond *) watcher;
  SweetBaseTask *parent = bond->parent;

  g_free (bond);
  if (!sweet_base_task_counts_as_failed (parent, child))
    sweet_base_task_lose_child (parent, child);
  else if (parent->spec->failure_predicate != NULL)
    {
      sweet_base_task_post_family (parent, child, sweet_base_task_judge_run);
      sweet_base_task_unref_anywhere (parent);
      return;
    }
  else
    {
      sweet_base_task_child_failed (parent, child, parent->spec->failure_mode);
      sweet_base_task_lose_child (parent, child);
    }
  sweet_base_task_unref_anywhere (child);
  sweet_base_task_unref_anywhere (parent);
}

/* before @child runs: the parent will not end before it */
gboolean
sweet_base_task_adopt (SweetBaseTask *self,
                       SweetBaseTask *child,
                       GError **error)
{
  SweetBond *bond;
  unsigned word;
  gboolean late;

  g_mutex_lock (&self->lock);
  word = a_or (&self->state.word, SWEET_TASK_BUSY, acq_rel);
  late = (word & SWEET_STATE_STATUS_MASK) >= SWEET_STATE_FIRST_FINAL;
  if (!late)
    {
      SweetTaskExtras *extras = sweet_base_task_need_extras (self);

      if (extras->children == NULL)
        extras->children = g_ptr_array_new ();
      g_ptr_array_add (extras->children, child);
      g_object_ref (child);
    }
  g_mutex_unlock (&self->lock);
  if (late)
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE, "the parent “%s” of “%s” has ended",
                   sweet_base_task_get_label (self), sweet_base_task_get_label (child));
      return FALSE;
    }

  bond = g_new0 (SweetBond, 1);
  bond->watcher.ended = sweet_bond_ended;
  bond->parent = g_object_ref (self);
  sweet_base_task_watch (child, &bond->watcher);
  sweet_base_task_refresh_children (self);
  if (sweet_base_task_is_cancelled (self))
    sweet_base_task_cancel (child, self->extras->level);
  return TRUE;
}

/* the list that applications see: on the context, once for many changes */

static void
sweet_base_task_refresh_run (SweetDeliveryJob *job,
                             gboolean dropped)
{
  SweetFamilyJob *family = (SweetFamilyJob *) job;
  SweetBaseTask *self = family->parent;
  g_autoptr (GPtrArray) children = NULL;

  g_mutex_lock (&self->lock);
  self->extras->refreshing = FALSE;
  g_mutex_unlock (&self->lock);
  if (!dropped)
    {
      GListModel *list = G_LIST_MODEL (self->extras->child_list);

      children = sweet_base_task_dup_children (self);
      g_list_store_splice (self->extras->child_list, 0, g_list_model_get_n_items (list), children->pdata, children->len);
    }
  g_object_unref (self);
  g_free (family);
}

void
sweet_base_task_refresh_children (SweetBaseTask *self)
{
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = self->extras != NULL && self->extras->child_list != NULL && !self->extras->refreshing;
  if (wanted)
    self->extras->refreshing = TRUE;
  g_mutex_unlock (&self->lock);
  if (wanted)
    sweet_base_task_post_family (self, NULL, sweet_base_task_refresh_run);
}

/* the list is alive: it changes on the context */
GListModel *
sweet_base_task_list_children (SweetBaseTask *self)
{
  g_autoptr (GPtrArray) children = sweet_base_task_dup_children (self);
  GListModel *list;
  gboolean first;

  g_mutex_lock (&self->lock);
  first = sweet_base_task_need_extras (self)->child_list == NULL;
  if (first)
    self->extras->child_list = g_list_store_new (SWEET_TYPE_TASK);
  list = g_object_ref (G_LIST_MODEL (self->extras->child_list));
  g_mutex_unlock (&self->lock);
  if (first)
    g_list_store_splice (G_LIST_STORE (list), 0, 0, children->pdata, children->len);
  return list;
}
