/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_TASK_ID (sweet_task_id_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetTaskId, sweet_task_id, SWEET, TASK_ID, GObject)

SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_task_id_new_random (void);

SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_task_id_new_sequential (void);

SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_task_id_new_from_bytes (GBytes *bytes,
                                           GError **error);

SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_task_id_parse (const char *text,
                                  GError **error);

SWEET_AVAILABLE_IN_ALL
char *sweet_task_id_to_string (SweetTaskId *self);

SWEET_AVAILABLE_IN_ALL
GBytes *sweet_task_id_to_bytes (SweetTaskId *self);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_id_equal (SweetTaskId *self,
                              SweetTaskId *other);

SWEET_AVAILABLE_IN_ALL
int sweet_task_id_compare (SweetTaskId *self,
                           SweetTaskId *other);

SWEET_AVAILABLE_IN_ALL
guint sweet_task_id_hash (SweetTaskId *self);

G_END_DECLS
