/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-future-tasks-private.h"
#include "task/sweet-task-result-private.h"

/* many tasks as one future: a block with a watcher for each, instead of a future, a link and a result; what they
 * gave is looked up when somebody asks. all-2 in tests/benchmarks/spawn */

/* the results of tasks that have ended, each made when it is first asked for */

struct _SweetTaskResults
{
  GObject parent_instance;

  SweetTaskGroup *group;
  GMutex lock;
  SweetTaskResult **items;
};

#define SWEET_TYPE_TASK_RESULTS (sweet_task_results_get_type ())

G_DECLARE_FINAL_TYPE (SweetTaskResults, sweet_task_results, SWEET, TASK_RESULTS, GObject)

static void sweet_task_results_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetTaskResults, sweet_task_results, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sweet_task_results_list_init))

static GType
sweet_task_results_get_item_type (GListModel *list)
{
  return SWEET_TYPE_TASK_RESULT;
}

static guint
sweet_task_results_get_n_items (GListModel *list)
{
  return (guint) SWEET_TASK_RESULTS (list)->group->n_tasks;
}

static gpointer
sweet_task_results_get_item (GListModel *list,
                             guint position)
{
  SweetTaskResults *self = SWEET_TASK_RESULTS (list);
  SweetTaskResult *item;

  if (position >= self->group->n_tasks)
    return NULL;

  g_mutex_lock (&self->lock);
  if (self->items == NULL)
    self->items = g_new0 (SweetTaskResult *, self->group->n_tasks);
  if (self->items[position] == NULL)
    self->items[position] = sweet_base_task_make_result (self->group->parts[position].task);
  item = g_object_ref (self->items[position]);
  g_mutex_unlock (&self->lock);
  return item;
}

static void
sweet_task_results_list_init (GListModelInterface *iface)
{
  iface->get_item_type = sweet_task_results_get_item_type;
  iface->get_n_items = sweet_task_results_get_n_items;
  iface->get_item = sweet_task_results_get_item;
}

static void
sweet_task_results_finalize (GObject *object)
{
  SweetTaskResults *self = SWEET_TASK_RESULTS (object);

  for (gsize i = 0; self->items != NULL && i < self->group->n_tasks; i++)
    g_clear_object (&self->items[i]);
  g_free (self->items);
  sweet_task_group_unref (self->group);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (sweet_task_results_parent_class)->finalize (object);
}

static void
sweet_task_results_class_init (SweetTaskResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_task_results_finalize;
}

static void
sweet_task_results_init (SweetTaskResults *self)
{
  g_mutex_init (&self->lock);
}

/* the group */

static SweetTaskGroup *
sweet_task_group_ref (SweetTaskGroup *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sweet_task_group_unref (SweetTaskGroup *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (gsize i = 0; i < self->n_tasks; i++)
    sweet_base_task_unref_anywhere (self->parts[i].task);
  g_free (self);
}

/* all have completed */
static void
sweet_task_group_settle (SweetTaskGroup *self)
{
  g_autoptr (SweetTaskResults) results = g_object_new (SWEET_TYPE_TASK_RESULTS, NULL);
  g_auto (GValue) value = G_VALUE_INIT;

  results->group = sweet_task_group_ref (self);
  g_value_init (&value, G_TYPE_LIST_MODEL);
  g_value_set_object (&value, results);
  sweet_future_settle (self->future, sweet_task_result_new_value (&value));
}

/* one that watched does not any more; the last one lets the future go */
static void
sweet_task_group_release (SweetTaskGroup *self)
{
  if (!g_atomic_int_dec_and_test (&self->n_watching))
    return;

  sweet_future_unref_anywhere (self->future);
  sweet_task_group_unref (self);
}

/* the future is settled: the other tasks forget it */
static void
sweet_task_group_leave (SweetTaskGroup *self)
{
  for (gsize i = 0; i < self->n_tasks; i++)
    if (sweet_base_task_unwatch (self->parts[i].task, &self->parts[i].watcher))
      sweet_task_group_release (self);
}

static void
sweet_task_part_ended (SweetWatcher *watcher,
                       SweetBaseTask *task)
{
  SweetTaskGroup *self = ((SweetTaskPart *) watcher)->group;

  if (sweet_state_get (&task->state) != SWEET_TASK_STATUS_COMPLETED)
    {
      if (!sweet_future_is_final (self->future) && sweet_future_settle (self->future, sweet_base_task_make_result (task)))
        sweet_task_group_leave (self);
    }
  else if (g_atomic_int_dec_and_test (&self->n_left))
    sweet_task_group_settle (self);
  sweet_task_group_release (self);
}

/* with a reference of the future, and one of those that watch; one more of those is the caller */
static SweetTaskGroup *
sweet_task_group_new (SweetFuture *future,
                      SweetTask **tasks,
                      gsize n_tasks)
{
  SweetTaskGroup *self = g_malloc (sizeof (SweetTaskGroup) + n_tasks * sizeof (SweetTaskPart));

  self->refs = 2;
  self->n_watching = (gint) n_tasks + 1;
  self->n_left = (gint) n_tasks;
  self->future = g_object_ref (future);
  self->n_tasks = n_tasks;
  for (gsize i = 0; i < n_tasks; i++)
    self->parts[i] = (SweetTaskPart){ .watcher.ended = sweet_task_part_ended, .group = self, .task = g_object_ref (sweet_task_get_base (tasks[i])) };
  return self;
}

/**
 * sweet_future_new_for_tasks:
 * @tasks: (array length=n_tasks) (element-type SweetTask) (nullable): tasks
 * @n_tasks: how many there are
 *
 * Makes a future of many tasks, which is settled when all of them have completed, or with the error of the first
 * that does not. The same as [func@Future.all] of a future for each, without making those.
 *
 * Returns: (transfer full): a new future whose value is a [iface@Gio.ListModel] of #SweetTaskResult in the order
 *   of @tasks
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_new_for_tasks (SweetTask **tasks,
                            gsize n_tasks)
{
  SweetFuture *self;
  SweetTaskGroup *group;

  g_return_val_if_fail (tasks != NULL || n_tasks == 0, NULL);
  g_return_val_if_fail (n_tasks < G_MAXINT, NULL);
  for (gsize i = 0; i < n_tasks; i++)
    g_return_val_if_fail (SWEET_IS_TASK (tasks[i]), NULL);

  self = sweet_future_new_kind (SWEET_FUTURE_TASK);
  self->group = group = sweet_task_group_new (self, tasks, n_tasks);
  if (n_tasks == 0)
    sweet_task_group_settle (group);
  for (gsize i = 0; i < n_tasks; i++)
    if (!sweet_base_task_watch (group->parts[i].task, &group->parts[i].watcher))
      sweet_task_part_ended (&group->parts[i].watcher, group->parts[i].task);
  /* one may have settled it when the others did not watch yet */
  if (n_tasks > 0 && sweet_future_is_final (self))
    sweet_task_group_leave (group);
  sweet_task_group_release (group);
  return self;
}
