/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetCancelLevel:
 * @SWEET_CANCEL_LEVEL_GRACEFUL: the cancellable is cancelled, and every cleanup handler runs
 * @SWEET_CANCEL_LEVEL_KILL: only the cleanup handlers that are essential run
 * @SWEET_CANCEL_LEVEL_KILL_HARD: no cleanup handler runs
 *
 * How hard a task is cancelled, from the mildest level to the hardest.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CANCEL_LEVEL_GRACEFUL,
  SWEET_CANCEL_LEVEL_KILL,
  SWEET_CANCEL_LEVEL_KILL_HARD,
} SweetCancelLevel;

/**
 * SweetCancellationOutcome:
 * @SWEET_CANCELLATION_OUTCOME_SUCCESS: the task had completed before it could be cancelled
 * @SWEET_CANCELLATION_OUTCOME_CANCELLED: the task was cancelled
 * @SWEET_CANCELLATION_OUTCOME_ABANDONED: the task did not react, and its thread was given up
 * @SWEET_CANCELLATION_OUTCOME_TIMEOUT: the task ran into its own timeout before it was cancelled
 * @SWEET_CANCELLATION_OUTCOME_FAILURE: the task failed instead of being cancelled
 * @SWEET_CANCELLATION_OUTCOME_RUNNING: the task has been asked and still runs
 *
 * What came of cancelling a task.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CANCELLATION_OUTCOME_SUCCESS,
  SWEET_CANCELLATION_OUTCOME_CANCELLED,
  SWEET_CANCELLATION_OUTCOME_ABANDONED,
  SWEET_CANCELLATION_OUTCOME_TIMEOUT,
  SWEET_CANCELLATION_OUTCOME_FAILURE,
  SWEET_CANCELLATION_OUTCOME_RUNNING,
} SweetCancellationOutcome;

#define SWEET_TYPE_CANCELLATION_RESULT (sweet_cancellation_result_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetCancellationResult, sweet_cancellation_result, SWEET, CANCELLATION_RESULT, GObject)

SWEET_AVAILABLE_IN_ALL
SweetCancellationOutcome sweet_cancellation_result_get_outcome (SweetCancellationResult *self);
SWEET_AVAILABLE_IN_ALL
SweetCancelLevel sweet_cancellation_result_get_level (SweetCancellationResult *self);
SWEET_AVAILABLE_IN_ALL
GError *sweet_cancellation_result_dup_error (SweetCancellationResult *self);
SWEET_AVAILABLE_IN_ALL
char *sweet_cancellation_result_to_string (SweetCancellationResult *self);

G_END_DECLS
