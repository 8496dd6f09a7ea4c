/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-cancellation-result-private.h"

/**
 * SweetCancellationResult:
 *
 * What came of cancelling a task: how the task ended, or that it still runs, and how hard it had to be
 * asked.
 *
 * It says how things were when it was made and never changes; any thread may use it.
 *
 * Since: 1.0
 */
struct _SweetCancellationResult
{
  GObject parent_instance;

  SweetCancellationOutcome outcome;
  SweetCancelLevel level;
  GError *error;
};

typedef enum
{
  PROP_OUTCOME = 1,
  PROP_LEVEL,
} SweetCancellationResultProperty;

static GParamSpec *properties[PROP_LEVEL + 1];

G_DEFINE_FINAL_TYPE (SweetCancellationResult, sweet_cancellation_result, G_TYPE_OBJECT)

static void
sweet_cancellation_result_get_property (GObject *object,
                                        guint property_id,
                                        GValue *value,
                                        GParamSpec *pspec)
{
  SweetCancellationResult *self = SWEET_CANCELLATION_RESULT (object);

  switch ((SweetCancellationResultProperty) property_id)
    {
    case PROP_OUTCOME:
      g_value_set_enum (value, (int) self->outcome);
      break;
    case PROP_LEVEL:
      g_value_set_enum (value, (int) self->level);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_cancellation_result_finalize (GObject *object)
{
  SweetCancellationResult *self = SWEET_CANCELLATION_RESULT (object);

  g_clear_error (&self->error);

  G_OBJECT_CLASS (sweet_cancellation_result_parent_class)->finalize (object);
}

static void
sweet_cancellation_result_class_init (SweetCancellationResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sweet_cancellation_result_get_property;
  object_class->finalize = sweet_cancellation_result_finalize;

  /**
   * SweetCancellationResult:outcome:
   *
   * What came of it.
   *
   * Since: 1.0
   */
  properties[PROP_OUTCOME] = g_param_spec_enum ("outcome", "Outcome", "What came of it", SWEET_TYPE_CANCELLATION_OUTCOME, SWEET_CANCELLATION_OUTCOME_SUCCESS, flags);

  /**
   * SweetCancellationResult:level:
   *
   * The hardest level that was tried.
   *
   * Since: 1.0
   */
  properties[PROP_LEVEL] = g_param_spec_enum ("level", "Level", "The hardest level that was tried", SWEET_TYPE_CANCEL_LEVEL, SWEET_CANCEL_LEVEL_GRACEFUL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_cancellation_result_init (SweetCancellationResult *self)
{
}

SweetCancellationResult *
sweet_cancellation_result_new (SweetCancellationOutcome outcome,
                               SweetCancelLevel level,
                               const GError *error)
{
  SweetCancellationResult *self = g_object_new (SWEET_TYPE_CANCELLATION_RESULT, NULL);

  self->outcome = outcome;
  self->level = level;
  self->error = error != NULL ? g_error_copy (error) : NULL;

  return self;
}

/**
 * sweet_cancellation_result_get_outcome:
 * @self: a cancellation result
 *
 * Gets what came of it.
 *
 * Returns: the outcome
 *
 * Since: 1.0
 */
SweetCancellationOutcome
sweet_cancellation_result_get_outcome (SweetCancellationResult *self)
{
  g_return_val_if_fail (SWEET_IS_CANCELLATION_RESULT (self), SWEET_CANCELLATION_OUTCOME_FAILURE);

  return self->outcome;
}

/**
 * sweet_cancellation_result_get_level:
 * @self: a cancellation result
 *
 * Gets how hard the task was cancelled in the end: a milder level that did not help in its time is
 * followed by the next one.
 *
 * Returns: the hardest level that was tried
 *
 * Since: 1.0
 */
SweetCancelLevel
sweet_cancellation_result_get_level (SweetCancellationResult *self)
{
  g_return_val_if_fail (SWEET_IS_CANCELLATION_RESULT (self), SWEET_CANCEL_LEVEL_GRACEFUL);

  return self->level;
}

/**
 * sweet_cancellation_result_dup_error:
 * @self: a cancellation result
 *
 * Gets the error of the task, which says more about a failure.
 *
 * Returns: (transfer full) (nullable): a copy of the error, or %NULL if there is none
 *
 * Since: 1.0
 */
GError *
sweet_cancellation_result_dup_error (SweetCancellationResult *self)
{
  g_return_val_if_fail (SWEET_IS_CANCELLATION_RESULT (self), NULL);

  return self->error != NULL ? g_error_copy (self->error) : NULL;
}

static const char *
sweet_cancellation_result_describe (SweetCancellationResult *self)
{
  switch (self->outcome)
    {
    case SWEET_CANCELLATION_OUTCOME_SUCCESS:
      return "completed before it was cancelled";
    case SWEET_CANCELLATION_OUTCOME_CANCELLED:
      return "cancelled";
    case SWEET_CANCELLATION_OUTCOME_ABANDONED:
      return "abandoned, its thread does not react";
    case SWEET_CANCELLATION_OUTCOME_TIMEOUT:
      return "timed out before it was cancelled";
    case SWEET_CANCELLATION_OUTCOME_RUNNING:
      return "asked to end and still running";
    case SWEET_CANCELLATION_OUTCOME_FAILURE:
    default:
      return "failed";
    }
}

static const char *
sweet_cancellation_result_describe_level (SweetCancellationResult *self)
{
  switch (self->level)
    {
    case SWEET_CANCEL_LEVEL_KILL:
      return "kill";
    case SWEET_CANCEL_LEVEL_KILL_HARD:
      return "kill-hard";
    case SWEET_CANCEL_LEVEL_GRACEFUL:
    default:
      return "graceful";
    }
}

/**
 * sweet_cancellation_result_to_string:
 * @self: a cancellation result
 *
 * Writes the result for people, such as `cancelled (kill)` or `failed (graceful): no space left`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sweet_cancellation_result_to_string (SweetCancellationResult *self)
{
  const char *outcome;
  const char *level;

  g_return_val_if_fail (SWEET_IS_CANCELLATION_RESULT (self), NULL);

  outcome = sweet_cancellation_result_describe (self);
  level = sweet_cancellation_result_describe_level (self);

  return self->error != NULL ? g_strdup_printf ("%s (%s): %s", outcome, level, self->error->message) : g_strdup_printf ("%s (%s)", outcome, level);
}
