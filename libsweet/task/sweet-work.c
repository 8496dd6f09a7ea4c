/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

G_DEFINE_ABSTRACT_TYPE (SweetWork, sweet_work, G_TYPE_OBJECT)

static void
sweet_work_class_init (SweetWorkClass *klass)
{
}

static void
sweet_work_init (SweetWork *self)
{
}

/**
 * sweet_work_run:
 * @self: some work
 * @task: the task whose work it is
 *
 * Begins an attempt. A class that does not override this fails the task.
 *
 * Since: 1.0
 */
void
sweet_work_run (SweetWork *self,
                SweetSpawningTask *task)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SWEET_IS_WORK (self));
  g_return_if_fail (SWEET_IS_SPAWNING_TASK (task));

  if (SWEET_WORK_GET_CLASS (self)->run != NULL)
    {
      SWEET_WORK_GET_CLASS (self)->run (self, task);
      return;
    }

  error = g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the class %s does not override “run”", G_OBJECT_TYPE_NAME (self));
  sweet_spawning_task_return_error (task, error);
}
