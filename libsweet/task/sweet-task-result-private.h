/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* what a task ended with: @value, which may be NULL for none, or @error. times are µs since 1970, 0 where
 * the task never began; @execution_time comes from a clock that nobody sets. */
SweetTaskResult *sweet_task_result_new_full (const GValue *value,
                                             const GError *error,
                                             SweetTaskId *task_id,
                                             const char *task_name,
                                             gint64 started_at,
                                             gint64 completed_at,
                                             gint64 execution_time);

/* whether values of a type may be let go on any thread: they cannot belong to a script */
gboolean sweet_task_result_is_plain_type (GType type);
gboolean sweet_task_result_is_plain (SweetTaskResult *self);

/* like sweet_task_result_map(), of an error as well */
SweetTaskResult *sweet_task_result_apply (SweetTaskResult *self,
                                          SweetTaskResultFunc func,
                                          gpointer user_data);

G_END_DECLS
