/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-spawning-task.h>

G_BEGIN_DECLS

#define SWEET_TYPE_WORK (sweet_work_get_type ())

/**
 * SweetWork:
 *
 * Work as an object. To be subclassed, in any language, for work that goes on after its function has
 * returned: an asynchronous call, a coroutine, a child process.
 *
 * Since: 1.0
 */
SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetWork, sweet_work, SWEET, WORK, GObject)

/**
 * SweetWorkClass:
 * @parent_class: the parent
 * @run: begins an attempt of @task and returns soon; it ends when the work calls
 *   sweet_spawning_task_return_value() or sweet_spawning_task_return_error(), at once or any time later, on
 *   any thread. Called on the context of the task. The work watches sweet_task_get_cancellable(): an attempt
 *   that took too long must end before there is another one. %FALSE with an error set when it cannot begin.
 *
 * Since: 1.0
 */
struct _SweetWorkClass
{
  GObjectClass parent_class;

  gboolean (*run) (SweetWork *self,
                   SweetSpawningTask *task,
                   GError **error);

  /*< private >*/
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
gboolean sweet_work_run (SweetWork *self,
                         SweetSpawningTask *task,
                         GError **error);

G_END_DECLS
