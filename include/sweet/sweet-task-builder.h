/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_TASK_BUILDER (sweet_task_builder_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SweetTaskBuilder, sweet_task_builder, SWEET, TASK_BUILDER, GObject)

/**
 * SweetTaskBuilderInterface:
 * @g_iface: the parent
 * @get_name: returns the name of the tasks it makes
 * @get_timeout: returns how long they may run in µs, 0 for no limit
 * @copy: returns another builder with the same settings
 *
 * Implemented by libsweet alone.
 *
 * Since: 1.0
 */
struct _SweetTaskBuilderInterface
{
  GTypeInterface g_iface;

  const char *(*get_name) (SweetTaskBuilder *self);
  gint64 (*get_timeout) (SweetTaskBuilder *self);
  SweetTaskBuilder *(*copy) (SweetTaskBuilder *self);
};

SWEET_AVAILABLE_IN_ALL
const char *sweet_task_builder_get_name (SweetTaskBuilder *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_builder_get_timeout (SweetTaskBuilder *self);
SWEET_AVAILABLE_IN_ALL
SweetTaskBuilder *sweet_task_builder_copy (SweetTaskBuilder *self);

G_END_DECLS
