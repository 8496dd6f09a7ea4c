/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-enum-types.h>

#include "stream/sweet-error-strategy-private.h"

/**
 * SweetErrorStrategy:
 *
 * What a stream does about errors: it stops at the first one, or keeps them beside its results and goes
 * on, or tries again first, or asks a function. It is about the calls of processors, encoders, sinks
 * and receivers, and about errors that processors emit; a strategy that continues lets formats leave
 * malformed records out as well. What cannot be opened, read or closed ends a stream at once.
 *
 * Error strategies never change; any thread may use them.
 *
 * Since: 1.0
 */
struct _SweetErrorStrategy
{
  GObject parent_instance;

  SweetErrorAction action;
  SweetRetryPolicy *policy;
  SweetCallback *callback;
};

typedef enum
{
  PROP_ACTION = 1,
  PROP_RETRY_POLICY,
} SweetErrorStrategyProperty;

static GParamSpec *properties[PROP_RETRY_POLICY + 1];

G_DEFINE_FINAL_TYPE (SweetErrorStrategy, sweet_error_strategy, G_TYPE_OBJECT)

static void
sweet_error_strategy_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  SweetErrorStrategy *self = SWEET_ERROR_STRATEGY (object);

  switch ((SweetErrorStrategyProperty) property_id)
    {
    case PROP_ACTION:
      g_value_set_enum (value, (int) self->action);
      break;
    case PROP_RETRY_POLICY:
      g_value_set_object (value, self->policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_error_strategy_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  SweetErrorStrategy *self = SWEET_ERROR_STRATEGY (object);

  switch ((SweetErrorStrategyProperty) property_id)
    {
    case PROP_ACTION:
      self->action = (SweetErrorAction) g_value_get_enum (value);
      break;
    case PROP_RETRY_POLICY:
      self->policy = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_error_strategy_finalize (GObject *object)
{
  SweetErrorStrategy *self = SWEET_ERROR_STRATEGY (object);

  g_clear_object (&self->policy);
  g_clear_pointer (&self->callback, sweet_callback_unref);
  G_OBJECT_CLASS (sweet_error_strategy_parent_class)->finalize (object);
}

static void
sweet_error_strategy_class_init (SweetErrorStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sweet_error_strategy_get_property;
  object_class->set_property = sweet_error_strategy_set_property;
  object_class->finalize = sweet_error_strategy_finalize;

  /**
   * SweetErrorStrategy:action:
   *
   * What is done about an error, after retries if there are any.
   *
   * Since: 1.0
   */
  properties[PROP_ACTION] = g_param_spec_enum ("action", "Action", "What is done about an error, after retries if there are any", SWEET_TYPE_ERROR_ACTION, SWEET_ERROR_ACTION_STOP, flags);
  /**
   * SweetErrorStrategy:retry-policy:
   *
   * When and how often what failed is tried again, or %NULL for never.
   *
   * Since: 1.0
   */
  properties[PROP_RETRY_POLICY] = g_param_spec_object ("retry-policy", "Retry policy", "When and how often what failed is tried again", SWEET_TYPE_RETRY_POLICY, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_error_strategy_init (SweetErrorStrategy *self)
{
}

/**
 * sweet_error_strategy_new_stop:
 *
 * Makes a strategy that ends the stream at the first error in the order of the input. A stream without a
 * strategy does just that.
 *
 * Returns: (transfer full): a new strategy
 *
 * Since: 1.0
 */
SweetErrorStrategy *
sweet_error_strategy_new_stop (void)
{
  return g_object_new (SWEET_TYPE_ERROR_STRATEGY, NULL);
}

/**
 * sweet_error_strategy_new_continue:
 *
 * Makes a strategy that keeps errors beside the results and leaves out the records that they are about.
 *
 * Returns: (transfer full): a new strategy
 *
 * Since: 1.0
 */
SweetErrorStrategy *
sweet_error_strategy_new_continue (void)
{
  return g_object_new (SWEET_TYPE_ERROR_STRATEGY, "action", SWEET_ERROR_ACTION_CONTINUE, NULL);
}

/**
 * sweet_error_strategy_new_retry:
 * @policy: when and how often what failed is tried again
 * @exhausted: what is done when the policy has no more attempts, not %SWEET_ERROR_ACTION_RETRY
 *
 * Makes a strategy that tries again what failed. Records around the one that failed are not tried again
 * but for a processor or a sink, which gets its whole chunk once more.
 *
 * Returns: (transfer full): a new strategy
 *
 * Since: 1.0
 */
SweetErrorStrategy *
sweet_error_strategy_new_retry (SweetRetryPolicy *policy,
                                SweetErrorAction exhausted)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (policy), NULL);
  g_return_val_if_fail (exhausted != SWEET_ERROR_ACTION_RETRY, NULL);

  return g_object_new (SWEET_TYPE_ERROR_STRATEGY, "action", exhausted, "retry-policy", policy, NULL);
}

/**
 * sweet_error_strategy_new_custom:
 * @func: (scope notified) (closure user_data) (destroy destroy): decides about an error
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data
 *
 * Makes a strategy that asks a function, on the main context of the task, about one error at a time. A
 * retry begins at once; the event tells how many attempts there were.
 *
 * Returns: (transfer full): a new strategy
 *
 * Since: 1.0
 */
SweetErrorStrategy *
sweet_error_strategy_new_custom (SweetErrorFunc func,
                                 gpointer user_data,
                                 GDestroyNotify destroy)
{
  SweetErrorStrategy *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (SWEET_TYPE_ERROR_STRATEGY, NULL);
  self->callback = sweet_callback_new (G_CALLBACK (func), user_data, destroy, NULL);
  return self;
}

/**
 * sweet_error_strategy_get_action:
 * @self: an error strategy
 *
 * Gets what is done about an error, after retries if there are any. A strategy with a function has
 * %SWEET_ERROR_ACTION_STOP, which is done about what the function is not asked about.
 *
 * Returns: the action
 *
 * Since: 1.0
 */
SweetErrorAction
sweet_error_strategy_get_action (SweetErrorStrategy *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_STRATEGY (self), SWEET_ERROR_ACTION_STOP);

  return self->action;
}

/**
 * sweet_error_strategy_get_retry_policy:
 * @self: an error strategy
 *
 * Gets when and how often what failed is tried again.
 *
 * Returns: (transfer none) (nullable): the policy, or %NULL for never
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_error_strategy_get_retry_policy (SweetErrorStrategy *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_STRATEGY (self), NULL);

  return self->policy;
}

SweetCallback *
sweet_error_strategy_get_callback (SweetErrorStrategy *self)
{
  return self->callback;
}
