/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-task.h>

G_BEGIN_DECLS

#define SWEET_TYPE_BASE_TASK (sweet_base_task_get_type ())

typedef struct _SweetBaseTaskClass SweetBaseTaskClass;

SWEET_AVAILABLE_IN_ALL
GType sweet_base_task_get_type (void) G_GNUC_CONST;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetBaseTask, g_object_unref)

G_END_DECLS
