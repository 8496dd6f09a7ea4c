/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-enum-types.h>

#include "stream/sweet-strategy-private.h"

/**
 * SweetStrategy:
 *
 * A policy that plans how a pipeline is worked off. At most one rules a pipeline; without one, as
 * many workers as there are processors work in order. Its options about errors are those of every
 * strategy.
 *
 * Since: 1.0
 */

/**
 * SweetStrategyClass::plan:
 * @self: a strategy
 * @plan: the plan to fill in
 * @error: return location for an error
 *
 * Plans a run.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetStrategyClass::adjust:
 * @self: a strategy
 * @plan: the plan by which the stream runs now
 * @load: what was measured since this was called last
 * @error: return location for an error
 *
 * Changes the plan of a run. What counts are its workers, up to their maximum, the minimum of them, the size
 * of ranges and the next window; other changes have no effect any more.
 *
 * Returns: %TRUE to go on, also without a change; %FALSE with @error set ends the stream with that error
 *
 * Since: 1.0
 */

#define SWEET_STRATEGY_MAX_RETRIES (SWEET_RETRY_MAX_ATTEMPTS - 1)
/* where the options only say that something is tried again */
#define SWEET_STRATEGY_DEFAULT_RETRIES 3

typedef struct
{
  SweetErrorAction on_error;
  guint retries;
  gint64 retry_delay;
} SweetStrategyPrivate;

typedef enum
{
  PROP_ON_ERROR = 1,
  PROP_RETRIES,
  PROP_RETRY_DELAY,
} SweetStrategyProperty;

static GParamSpec *properties[PROP_RETRY_DELAY + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SweetStrategy, sweet_strategy, SWEET_TYPE_ELEMENT)

static void
sweet_strategy_get_property (GObject *object,
                             guint property_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  SweetStrategyPrivate *priv = sweet_strategy_get_instance_private (SWEET_STRATEGY (object));

  switch ((SweetStrategyProperty) property_id)
    {
    case PROP_ON_ERROR:
      g_value_set_enum (value, (int) priv->on_error);
      break;
    case PROP_RETRIES:
      g_value_set_uint (value, priv->retries);
      break;
    case PROP_RETRY_DELAY:
      g_value_set_int64 (value, priv->retry_delay);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_strategy_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  SweetStrategyPrivate *priv = sweet_strategy_get_instance_private (SWEET_STRATEGY (object));

  switch ((SweetStrategyProperty) property_id)
    {
    case PROP_ON_ERROR:
      priv->on_error = (SweetErrorAction) g_value_get_enum (value);
      break;
    case PROP_RETRIES:
      priv->retries = g_value_get_uint (value);
      break;
    case PROP_RETRY_DELAY:
      priv->retry_delay = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_strategy_class_init (SweetStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sweet_strategy_get_property;
  object_class->set_property = sweet_strategy_set_property;

  /**
   * SweetStrategy:on-error:
   *
   * What is done about an error, after the retries. %SWEET_ERROR_ACTION_RETRY tries three times more, or as
   * often as [property@Strategy:retries] says, and then stops.
   *
   * Since: 1.0
   */
  properties[PROP_ON_ERROR] = g_param_spec_enum ("on-error", "On error", "What is done about an error: stop at it, continue behind it, or retry and then stop", SWEET_TYPE_ERROR_ACTION, SWEET_ERROR_ACTION_STOP, flags);
  /**
   * SweetStrategy:retries:
   *
   * How often what failed is tried again before that.
   *
   * Since: 1.0
   */
  properties[PROP_RETRIES] = g_param_spec_uint ("retries", "Retries", "How often what failed is tried again before that", 0, SWEET_STRATEGY_MAX_RETRIES, 0, flags);
  /**
   * SweetStrategy:retry-delay:
   *
   * How long each retry waits, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_RETRY_DELAY] = sweet_param_spec_duration ("retry-delay", "Retry delay", "How long each retry waits", 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_strategy_init (SweetStrategy *self)
{
}

SweetErrorStrategy *
sweet_strategy_make_error_strategy (SweetStrategy *self)
{
  SweetStrategyPrivate *priv = sweet_strategy_get_instance_private (self);
  SweetErrorAction exhausted = priv->on_error == SWEET_ERROR_ACTION_RETRY ? SWEET_ERROR_ACTION_STOP : priv->on_error;
  g_autoptr (SweetRetryPolicy) policy = NULL;
  guint retries = priv->retries;

  if (retries == 0 && priv->on_error == SWEET_ERROR_ACTION_RETRY)
    retries = SWEET_STRATEGY_DEFAULT_RETRIES;
  if (retries == 0)
    return exhausted == SWEET_ERROR_ACTION_CONTINUE ? sweet_error_strategy_new_continue () : NULL;

  policy = priv->retry_delay > 0 ? sweet_retry_policy_new_fixed (retries + 1, priv->retry_delay) : sweet_retry_policy_new_immediate (retries + 1);
  return sweet_error_strategy_new_retry (policy, exhausted);
}
