/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-base-task-private.h"
#include "task/sweet-task-result-private.h"

/* parents and children. a parent knows its children while they live, and does not end before them. */

/* it has a reference to both; in the list of the parent while the child lives */
typedef struct _SweetBond SweetBond;
struct _SweetBond
{
  SweetWatcher watcher;
  GList link;
  SweetBaseTask *parent;
  SweetBaseTask *child;
  SweetBond *next; /* of those that wait to be told of an end */
};

/* how many ends may follow from each other on one stack */
#define SWEET_FAMILY_MAX_DEPTH 64

/* those that live; a copy */
GPtrArray *
sweet_base_task_dup_children (SweetBaseTask *self)
{
  GPtrArray *children = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_base_task_unref_anywhere);

  g_mutex_lock (&self->lock);
  if (self->extras != NULL)
    for (GList *l = self->extras->children.head; l != NULL; l = l->next)
      g_ptr_array_add (children, g_object_ref (((SweetBond *) l->data)->child));
  g_mutex_unlock (&self->lock);
  return children;
}

static SweetBaseTask *
sweet_base_task_get_above (SweetBaseTask *self)
{
  SweetTask *parent = self->spec->parent;

  return parent != NULL ? sweet_task_get_base (parent) : NULL;
}

/* when the task must have ended, by its own deadline or by one above it; of its clock, G_MAXINT64 for none */
gint64
sweet_base_task_find_deadline (SweetBaseTask *self)
{
  SweetBaseTask *parent = sweet_base_task_get_above (self);
  gint64 deadline = self->spec->deadline > 0 ? sweet_base_task_from_real (self, self->spec->deadline) : G_MAXINT64;
  gint64 above;

  if (parent == NULL)
    return deadline;

  above = SWEET_BASE_TASK_GET_CLASS (parent)->get_deadline (parent);
  if (above < G_MAXINT64 && sweet_base_task_get_clock (parent) != sweet_base_task_get_clock (self))
    above = sweet_base_task_from_real (self, sweet_base_task_to_real (parent, above));
  return MIN (deadline, above);
}

GError *
sweet_base_task_make_overdue (SweetBaseTask *self)
{
  return g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the task “%s” passed its deadline", sweet_base_task_get_label (self));
}

/* whether the end of @above waits for that of the task */
gboolean
sweet_base_task_is_below (SweetBaseTask *self,
                          SweetBaseTask *above)
{
  return sweet_task_spec_is_below (self->spec, SWEET_TASK (above));
}

static gboolean
sweet_base_task_matches (gpointer owner,
                         gpointer data)
{
  if (owner == data)
    return TRUE;

  return owner != NULL && G_TYPE_CHECK_INSTANCE_TYPE (owner, SWEET_TYPE_BASE_TASK) && sweet_base_task_is_below (owner, data);
}

/* makes a callback of the task, or of one that it waits for */
gboolean
sweet_base_task_run_owned (SweetBaseTask *self)
{
  if ((a_load (&self->state.word, acquire) & SWEET_TASK_BUSY) == 0)
    return sweet_delivery_run_owned (self->delivery, self);

  return sweet_delivery_run_matching (self->delivery, sweet_base_task_matches, self);
}

static gboolean
sweet_base_task_needs_loop (SweetBaseTask *self,
                            SweetDelivery *delivery)
{
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (self);

  return self->delivery == delivery && klass->needs_loop != NULL && !sweet_base_task_is_final (self) && klass->needs_loop (self);
}

/* the task, or one that it waits for, whose work goes on in the loop of a context and nowhere else; NULL for none, or
 * a reference */
SweetBaseTask *
sweet_base_task_find_loop (SweetBaseTask *self,
                           SweetDelivery *delivery)
{
  g_autoptr (GPtrArray) family = NULL;

  if (sweet_base_task_needs_loop (self, delivery))
    return g_object_ref (self);
  if ((a_load (&self->state.word, acquire) & SWEET_TASK_LOOPS) == 0)
    return NULL;

  family = sweet_base_task_dup_children (self);
  for (guint i = 0; i < family->len; i++)
    {
      SweetBaseTask *task = g_ptr_array_index (family, i);

      if (sweet_base_task_needs_loop (task, delivery))
        return g_object_ref (task);
      if ((a_load (&task->state.word, acquire) & SWEET_TASK_LOOPS) != 0)
        g_ptr_array_extend_and_steal (family, sweet_base_task_dup_children (task));
    }
  return NULL;
}

/* a wait for it, or for any task above it, may have to be given up */
void
sweet_base_task_tell_loop (SweetBaseTask *self)
{
  SweetBaseTaskClass *klass = SWEET_BASE_TASK_GET_CLASS (self);

  if (klass->needs_loop == NULL || !klass->needs_loop (self))
    return;

  sweet_base_task_ring (self);
  for (SweetBaseTask *task = sweet_base_task_get_above (self); task != NULL; task = sweet_base_task_get_above (task))
    {
      a_or (&task->state.word, SWEET_TASK_LOOPS, acq_rel);
      sweet_base_task_ring (task);
    }
}

typedef struct
{
  SweetDeliveryJob job;
  SweetBaseTask *parent;
  SweetBond *bond; /* with one that ended, or NULL: the list of children is to be brought up to date */
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

/* with the lock: names the child, and the one at the bottom that it failed by, but not all in between */
static void
sweet_base_task_take_child_error (SweetBaseTask *self,
                                  SweetBaseTask *child)
{
  SweetTaskExtras *extras = self->extras;
  const char *label = sweet_base_task_get_label (child);
  char *below = child->extras != NULL && g_error_matches (child->error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD) ? child->extras->child_cause : NULL;
  const char *reason = below != NULL ? below : child->error->message;

  if (extras->child_error != NULL)
    return;

  extras->child_error = g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD, "the child “%s” failed: %s", label, reason);
  extras->child_cause = below != NULL ? g_ref_string_acquire (below) : g_ref_string_new (extras->child_error->message);
}

/* its own work is in vain as well */
static void
sweet_base_task_stop (SweetBaseTask *self)
{
  if (SWEET_BASE_TASK_GET_CLASS (self)->stop != NULL)
    SWEET_BASE_TASK_GET_CLASS (self)->stop (self);
  else
    sweet_base_task_trigger (self);
}

/* a child was not successful, which is nothing to the parent if that ended it itself */
static void
sweet_base_task_child_failed (SweetBaseTask *self,
                              SweetBaseTask *child,
                              SweetFailureMode mode)
{
  gboolean stop = FALSE;

  if (mode == SWEET_FAILURE_MODE_SUPERVISE)
    {
      g_info ("the child “%s” of “%s” failed: %s", sweet_base_task_get_label (child), sweet_base_task_get_label (self), child->error->message);
      return;
    }

  g_mutex_lock (&self->lock);
  sweet_base_task_take_child_error (self, child);
  stop = mode == SWEET_FAILURE_MODE_STOP && !self->extras->stopping;
  self->extras->stopping = self->extras->stopping || stop;
  g_mutex_unlock (&self->lock);
  if (stop)
    {
      g_autoptr (GPtrArray) children = sweet_base_task_dup_children (self);

      for (guint i = 0; i < children->len; i++)
        if (g_ptr_array_index (children, i) != child)
          sweet_base_task_cancel (g_ptr_array_index (children, i), SWEET_CANCEL_LEVEL_GRACEFUL);
      sweet_base_task_stop (self);
    }
}

/* the child is gone from the parent, which may end by that; takes the bond */
static void
sweet_base_task_lose_child (SweetBond *bond)
{
  SweetBaseTask *self = bond->parent;
  gboolean last;

  g_mutex_lock (&self->lock);
  g_queue_unlink (&self->extras->children, &bond->link);
  last = self->extras->children.length == 0;
  g_mutex_unlock (&self->lock);
  sweet_base_task_refresh_children (self);
  if (last)
    SWEET_BASE_TASK_GET_CLASS (self)->children_ended (self);
  sweet_base_task_unref_anywhere (bond->child);
  sweet_base_task_unref_anywhere (self);
  g_free (bond);
}

/* the work has ended, with @error or without. TRUE when the task ends by that; otherwise its children are waited for,
 * and @error is kept. */
gboolean
sweet_base_task_work_done (SweetBaseTask *self,
                           GError *error)
{
  gboolean waits;

  g_mutex_lock (&self->lock);
  waits = self->extras != NULL && self->extras->children.length > 0;
  if (waits)
    {
      self->extras->work_done = TRUE;
      self->extras->work_error = error;
    }
  g_mutex_unlock (&self->lock);
  return !waits;
}

/* whether the task ends since nothing is left but its end, with what its work gave in @error */
gboolean
sweet_base_task_take_end (SweetBaseTask *self,
                          GError **error)
{
  gboolean ends;

  g_mutex_lock (&self->lock);
  ends = self->extras->work_done && self->extras->children.length == 0;
  if (ends)
    {
      self->extras->work_done = FALSE;
      *error = g_steal_pointer (&self->extras->work_error);
    }
  g_mutex_unlock (&self->lock);
  return ends;
}

/* takes @error; work that was stopped because a child failed says less than the child */
GError *
sweet_base_task_consider_children (SweetBaseTask *self,
                                   GError *error)
{
  GError *child_error = NULL;

  g_mutex_lock (&self->lock);
  if (self->extras != NULL)
    child_error = g_steal_pointer (&self->extras->child_error);
  g_mutex_unlock (&self->lock);
  if (child_error == NULL)
    return error;

  g_clear_error (&error);
  return child_error;
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
  SweetBond *bond = family->bond;
  SweetFailureMode mode = dropped ? SWEET_FAILURE_MODE_STOP : sweet_base_task_judge (bond->parent, bond->child);

  sweet_base_task_child_failed (bond->parent, bond->child, mode);
  sweet_base_task_lose_child (bond);
  g_object_unref (family->parent);
  g_free (family);
}

static void
sweet_base_task_post_family (SweetBaseTask *self,
                             SweetBond *bond,
                             SweetDeliveryFunc run)
{
  SweetFamilyJob *family = g_new0 (SweetFamilyJob, 1);

  family->job.owner = self;
  family->job.run = run;
  family->parent = g_object_ref (self);
  family->bond = bond;
  sweet_delivery_post (self->delivery, &family->job);
}

static void
sweet_bond_tell (SweetBond *bond)
{
  SweetBaseTask *parent = bond->parent;

  if (!sweet_base_task_counts_as_failed (parent, bond->child))
    sweet_base_task_lose_child (bond);
  else if (parent->spec->failure_predicate != NULL)
    sweet_base_task_post_family (parent, bond, sweet_base_task_judge_run);
  else
    {
      sweet_base_task_child_failed (parent, bond->child, parent->spec->failure_mode);
      sweet_base_task_lose_child (bond);
    }
}

/* on the thread that ended the child. a long line of tasks ends one by one and not on top of each other. */
static void
sweet_bond_ended (SweetWatcher *watcher,
                  SweetBaseTask *child)
{
  SWEET_THREAD_LOCAL SweetBond *waiting;
  SWEET_THREAD_LOCAL guint depth;
  SweetBond *bond = (SweetBond *) watcher;

  if (depth == SWEET_FAMILY_MAX_DEPTH)
    {
      bond->next = waiting;
      waiting = bond;
      return;
    }

  depth++;
  sweet_bond_tell (bond);
  while (depth == 1 && waiting != NULL)
    {
      bond = waiting;
      waiting = bond->next;
      sweet_bond_tell (bond);
    }
  depth--;
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

  /* as a script can make one */
  if (self->delivery == NULL)
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE, "the parent of “%s” was made by no builder and never runs", sweet_base_task_get_label (child));
      return FALSE;
    }

  bond = g_new0 (SweetBond, 1);
  bond->watcher.ended = sweet_bond_ended;
  bond->link.data = bond;
  bond->parent = self;
  bond->child = child;
  g_mutex_lock (&self->lock);
  word = a_or (&self->state.word, SWEET_TASK_BUSY, acq_rel);
  late = (word & SWEET_STATE_STATUS_MASK) >= SWEET_STATE_FIRST_FINAL;
  if (!late)
    {
      g_object_ref (self);
      g_object_ref (child);
      g_queue_push_tail_link (&sweet_base_task_need_extras (self)->children, &bond->link);
    }
  g_mutex_unlock (&self->lock);
  if (late)
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_STATE, "the parent “%s” of “%s” has ended",
                   sweet_base_task_get_label (self), sweet_base_task_get_label (child));
      g_free (bond);
      return FALSE;
    }

  /* whoever cancels the parent may have ended it meanwhile */
  if (!sweet_base_task_watch (child, &bond->watcher))
    sweet_bond_ended (&bond->watcher, child);
  sweet_base_task_tell_loop (child);
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
