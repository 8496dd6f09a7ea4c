/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-unseen-private.h"

/* what was cancelled is no failure to speak of */
void
sweet_unseen_log (SweetTaskId *id,
                  const char *name,
                  const GError *error)
{
  g_autofree char *text = id != NULL ? sweet_task_id_to_string (id) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "SWEET_TASK_ID", text != NULL ? text : "", "SWEET_TASK_NAME", name != NULL ? name : "unnamed",
                    "MESSAGE", "“%s” failed, and nobody looked at the error: %s", name != NULL ? name : "unnamed", error->message);
}

void
sweet_unseen_log_result (SweetTaskResult *result)
{
  g_autoptr (GError) error = sweet_task_result_dup_error (result);

  sweet_unseen_log (sweet_task_result_get_task_id (result), sweet_task_result_get_task_name (result), error);
}
