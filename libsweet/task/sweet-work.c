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
 * @error: return location for an error
 *
 * Begins an attempt of the task. For the runtime; a class that does not override this cannot begin.
 *
 * Returns: %TRUE when the attempt has begun, and may have ended; %FALSE with @error set when it could not
 *
 * Since: 1.0
 */
gboolean
sweet_work_run (SweetWork *self,
                SweetSpawningTask *task,
                GError **error)
{
  GError *reason = NULL;

  g_return_val_if_fail (SWEET_IS_WORK (self), FALSE);
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK (task), FALSE);

  if (SWEET_WORK_GET_CLASS (self)->run == NULL)
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the class %s does not override “run”", G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }
  if (SWEET_WORK_GET_CLASS (self)->run (self, task, &reason) && reason == NULL)
    return TRUE;

  if (reason == NULL)
    reason = g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK,
                          "“run” of the class %s failed without an error; return TRUE when it has begun", G_OBJECT_TYPE_NAME (self));
  g_propagate_error (error, reason);
  return FALSE;
}
