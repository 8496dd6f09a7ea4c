/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-parallel-strategy.h"

#define SWEET_PARALLEL_MAX_WORKERS 1024

/* several workers, in the order of the input or not */
struct _SweetParallelStrategy
{
  SweetStrategy parent_instance;

  guint workers;
  gboolean ordered;
};

enum
{
  PROP_0,
  PROP_WORKERS,
  PROP_ORDERED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetParallelStrategy, sweet_parallel_strategy, SWEET_TYPE_STRATEGY)

static gboolean
sweet_parallel_strategy_plan (SweetStrategy *strategy,
                              SweetPlan *plan,
                              GError **error)
{
  SweetParallelStrategy *self = SWEET_PARALLEL_STRATEGY (strategy);

  /* the built-in plan has one worker for each processor already */
  if (self->workers > 0)
    sweet_plan_set_workers (plan, self->workers);
  sweet_plan_set_ordered (plan, self->ordered);

  return TRUE;
}

static void
sweet_parallel_strategy_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  SweetParallelStrategy *self = SWEET_PARALLEL_STRATEGY (object);

  switch (property_id)
    {
    case PROP_WORKERS:
      g_value_set_uint (value, self->workers);
      break;
    case PROP_ORDERED:
      g_value_set_boolean (value, self->ordered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_parallel_strategy_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  SweetParallelStrategy *self = SWEET_PARALLEL_STRATEGY (object);

  switch (property_id)
    {
    case PROP_WORKERS:
      if (self->workers == g_value_get_uint (value))
        return;
      self->workers = g_value_get_uint (value);
      break;
    case PROP_ORDERED:
      if (self->ordered == g_value_get_boolean (value))
        return;
      self->ordered = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      return;
    }

  g_object_notify_by_pspec (object, pspec);
}

static void
sweet_parallel_strategy_class_init (SweetParallelStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetStrategyClass *strategy_class = SWEET_STRATEGY_CLASS (klass);

  object_class->get_property = sweet_parallel_strategy_get_property;
  object_class->set_property = sweet_parallel_strategy_set_property;
  strategy_class->plan = sweet_parallel_strategy_plan;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Works the pipeline off with several workers at the same time");

  properties[PROP_WORKERS] = g_param_spec_uint ("workers", "Workers", "How many workers there are; 0 means one for each processor", 0, SWEET_PARALLEL_MAX_WORKERS, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ORDERED] = g_param_spec_boolean ("ordered", "Ordered", "Whether output comes in the order of the input; without order it may come sooner", TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_parallel_strategy_init (SweetParallelStrategy *self)
{
  self->ordered = TRUE;
}
