/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-task-id.h>

G_BEGIN_DECLS

#define SWEET_TYPE_TASK_RESULT (sweet_task_result_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetTaskResult, sweet_task_result, SWEET, TASK_RESULT, GObject)

/**
 * SweetTaskResultFunc:
 * @result: a result that is no error; valid as long as a reference to it
 * @user_data: what was given with the function
 * @error: return location for a #GError
 *
 * Makes another result of one.
 *
 * Returns: (transfer full): the result, which may be @result with another reference, or %NULL with
 *   @error set
 *
 * Since: 1.0
 */
typedef SweetTaskResult *(*SweetTaskResultFunc) (SweetTaskResult *result,
                                                 gpointer user_data,
                                                 GError **error);

SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_value (const GValue *value);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_int64 (gint64 value);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_double (double value);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_boolean (gboolean value);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_string (const char *value);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_object (gpointer value);
SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_new_error (const GError *error);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_is_ok (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_is_error (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_has_value (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_check (SweetTaskResult *self,
                                  GError **error);
SWEET_AVAILABLE_IN_ALL
GError *sweet_task_result_dup_error (SweetTaskResult *self);

SWEET_AVAILABLE_IN_ALL
const GValue *sweet_task_result_get_value (SweetTaskResult *self,
                                           GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_get_int64 (SweetTaskResult *self,
                                      gint64 *value,
                                      GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_get_double (SweetTaskResult *self,
                                       double *value,
                                       GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_task_result_get_boolean (SweetTaskResult *self,
                                        gboolean *value,
                                        GError **error);
SWEET_AVAILABLE_IN_ALL
const char *sweet_task_result_get_string (SweetTaskResult *self,
                                          GError **error);
SWEET_AVAILABLE_IN_ALL
gpointer sweet_task_result_get_object (SweetTaskResult *self,
                                       GType type,
                                       GError **error);

SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_task_result_get_task_id (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_task_result_get_task_name (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_result_get_started_at (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_result_get_completed_at (SweetTaskResult *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_task_result_get_execution_time (SweetTaskResult *self);

SWEET_AVAILABLE_IN_ALL
SweetTaskResult *sweet_task_result_map (SweetTaskResult *self,
                                        SweetTaskResultFunc func,
                                        gpointer user_data);

G_END_DECLS
