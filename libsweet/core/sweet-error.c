/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-error.h>

/**
 * sweet_stream_error_quark:
 *
 * Gives the quark of the %SWEET_STREAM_ERROR domain.
 *
 * Returns: the quark
 *
 * Since: 1.0
 */
GQuark
sweet_stream_error_quark (void)
{
  return g_quark_from_static_string ("sweet-stream-error-quark");
}

/**
 * sweet_plugin_error_quark:
 *
 * Gives the quark of the %SWEET_PLUGIN_ERROR domain.
 *
 * Returns: the quark
 *
 * Since: 1.0
 */
GQuark
sweet_plugin_error_quark (void)
{
  return g_quark_from_static_string ("sweet-plugin-error-quark");
}

/**
 * sweet_pipeline_error_quark:
 *
 * Gives the quark of the %SWEET_PIPELINE_ERROR domain.
 *
 * Returns: the quark
 *
 * Since: 1.0
 */
GQuark
sweet_pipeline_error_quark (void)
{
  return g_quark_from_static_string ("sweet-pipeline-error-quark");
}

/**
 * sweet_task_error_quark:
 *
 * Gives the quark of the %SWEET_TASK_ERROR domain.
 *
 * Returns: the quark
 *
 * Since: 1.0
 */
GQuark
sweet_task_error_quark (void)
{
  return g_quark_from_static_string ("sweet-task-error-quark");
}
