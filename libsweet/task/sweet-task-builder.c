/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * SweetTaskBuilder:
 *
 * What builders of tasks have in common. Builders are immutable: each `with_` function returns a
 * builder and consumes the one it is called on, so a chain in C copies nothing; take a reference to
 * use one twice. Python, JavaScript and Vala do that by themselves.
 *
 * Since: 1.0
 */

G_DEFINE_INTERFACE (SweetTaskBuilder, sweet_task_builder, G_TYPE_OBJECT)

static void
sweet_task_builder_default_init (SweetTaskBuilderInterface *iface)
{
}

/**
 * sweet_task_builder_get_name:
 * @self: a task builder
 *
 * Gets the name of the tasks it makes.
 *
 * Returns: (transfer none) (nullable): the name, %NULL without one
 *
 * Since: 1.0
 */
const char *
sweet_task_builder_get_name (SweetTaskBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_BUILDER (self), NULL);

  return SWEET_TASK_BUILDER_GET_IFACE (self)->get_name (self);
}

/**
 * sweet_task_builder_get_timeout:
 * @self: a task builder
 *
 * Gets how long the tasks it makes may run.
 *
 * Returns: the time in µs, 0 for no limit
 *
 * Since: 1.0
 */
gint64
sweet_task_builder_get_timeout (SweetTaskBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_BUILDER (self), 0);

  return SWEET_TASK_BUILDER_GET_IFACE (self)->get_timeout (self);
}

/**
 * sweet_task_builder_copy:
 * @self: a task builder
 *
 * Makes another builder with the same settings.
 *
 * Returns: (transfer full): a new builder
 *
 * Since: 1.0
 */
SweetTaskBuilder *
sweet_task_builder_copy (SweetTaskBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_BUILDER (self), NULL);

  return SWEET_TASK_BUILDER_GET_IFACE (self)->copy (self);
}
