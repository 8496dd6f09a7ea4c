/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-batched-strategy.h"

#define SWEET_BATCHED_DEFAULT_SIZE 100

/* the engine cuts and joins chunks so that each has as many records */
struct _SweetBatchedStrategy
{
  SweetStrategy parent_instance;

  guint size;
  gint64 max_delay;
};

enum
{
  PROP_0,
  PROP_SIZE,
  PROP_MAX_DELAY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetBatchedStrategy, sweet_batched_strategy, SWEET_TYPE_STRATEGY)

static gboolean
sweet_batched_strategy_plan (SweetStrategy *strategy,
                             SweetPlan *plan,
                             GError **error)
{
  SweetBatchedStrategy *self = SWEET_BATCHED_STRATEGY (strategy);

  sweet_plan_set_ordered (plan, TRUE);
  sweet_plan_set_batch_size (plan, self->size);
  sweet_plan_set_max_delay (plan, self->max_delay);

  return TRUE;
}

static void
sweet_batched_strategy_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SweetBatchedStrategy *self = SWEET_BATCHED_STRATEGY (object);

  switch (property_id)
    {
    case PROP_SIZE:
      g_value_set_uint (value, self->size);
      break;
    case PROP_MAX_DELAY:
      g_value_set_int64 (value, self->max_delay);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_batched_strategy_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  SweetBatchedStrategy *self = SWEET_BATCHED_STRATEGY (object);

  switch (property_id)
    {
    case PROP_SIZE:
      self->size = g_value_get_uint (value);
      break;
    case PROP_MAX_DELAY:
      self->max_delay = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_batched_strategy_class_init (SweetBatchedStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetStrategyClass *strategy_class = SWEET_STRATEGY_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sweet_batched_strategy_get_property;
  object_class->set_property = sweet_batched_strategy_set_property;
  strategy_class->plan = sweet_batched_strategy_plan;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Gives the end of the pipeline batches of the same number of records");

  properties[PROP_SIZE] = g_param_spec_uint ("size", "Size", "How many records a batch has", 1, G_MAXINT, SWEET_BATCHED_DEFAULT_SIZE, flags);
  properties[PROP_MAX_DELAY] = sweet_param_spec_duration ("max-delay", "Maximum delay", "How long a record waits for its batch to fill; 0 means as long as it takes", 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_batched_strategy_init (SweetBatchedStrategy *self)
{
  self->size = SWEET_BATCHED_DEFAULT_SIZE;
}
