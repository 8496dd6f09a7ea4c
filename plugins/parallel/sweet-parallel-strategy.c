/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-parallel-strategy.h"

#define SWEET_PARALLEL_MAX_WORKERS 1024

/* several workers, in the order of the input or not */
struct _SweetParallelStrategy
{
  SweetStrategy parent_instance;

  guint workers;
  guint min_workers;
  guint max_workers;
  gboolean ordered;
  guint rate;
  guint burst;
};

enum
{
  PROP_0,
  PROP_WORKERS,
  PROP_MIN_WORKERS,
  PROP_MAX_WORKERS,
  PROP_ORDERED,
  PROP_RATE,
  PROP_BURST,
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

  guint workers = MAX (self->workers, self->max_workers);

  /* the built-in plan has one worker for each processor already */
  if (workers == 0)
    workers = MAX (sweet_plan_get_workers (plan), self->min_workers);
  sweet_plan_set_workers (plan, workers);
  sweet_plan_set_min_workers (plan, self->min_workers);
  sweet_plan_set_ordered (plan, self->ordered);
  sweet_plan_set_rate (plan, self->rate);
  sweet_plan_set_burst (plan, self->burst);

  return TRUE;
}

static gboolean
sweet_parallel_strategy_check (SweetElement *element,
                               GError **error)
{
  SweetParallelStrategy *self = SWEET_PARALLEL_STRATEGY (element);
  guint workers = MAX (self->workers, self->max_workers);

  if (self->workers > 0 && self->max_workers > 0)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
                           "workers and max-workers mean the same: set one of them");
      return FALSE;
    }
  if (workers > 0 && self->min_workers > workers)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
                   "min-workers is %u and thus above %s, which is %u", self->min_workers, self->workers > 0 ? "workers" : "max-workers", workers);
      return FALSE;
    }
  if (self->burst > 0 && self->rate == 0)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "burst means nothing without a rate");
      return FALSE;
    }
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
    case PROP_MIN_WORKERS:
      g_value_set_uint (value, self->min_workers);
      break;
    case PROP_MAX_WORKERS:
      g_value_set_uint (value, self->max_workers);
      break;
    case PROP_RATE:
      g_value_set_uint (value, self->rate);
      break;
    case PROP_BURST:
      g_value_set_uint (value, self->burst);
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
      self->workers = g_value_get_uint (value);
      break;
    case PROP_MIN_WORKERS:
      self->min_workers = g_value_get_uint (value);
      break;
    case PROP_MAX_WORKERS:
      self->max_workers = g_value_get_uint (value);
      break;
    case PROP_ORDERED:
      self->ordered = g_value_get_boolean (value);
      break;
    case PROP_RATE:
      self->rate = g_value_get_uint (value);
      break;
    case PROP_BURST:
      self->burst = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_parallel_strategy_class_init (SweetParallelStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetStrategyClass *strategy_class = SWEET_STRATEGY_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sweet_parallel_strategy_get_property;
  object_class->set_property = sweet_parallel_strategy_set_property;
  element_class->check = sweet_parallel_strategy_check;
  strategy_class->plan = sweet_parallel_strategy_plan;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Works the pipeline off with several workers at the same time");

  properties[PROP_WORKERS] = g_param_spec_uint ("workers", "Workers", "How many workers there are; 0 means one for each processor", 0, SWEET_PARALLEL_MAX_WORKERS, 0, flags);
  properties[PROP_MIN_WORKERS] = g_param_spec_uint ("min-workers", "Minimum workers", "How many workers stay with the pipeline while other work waits for them", 0, SWEET_PARALLEL_MAX_WORKERS, 0, flags);
  properties[PROP_MAX_WORKERS] = g_param_spec_uint ("max-workers", "Maximum workers", "The same as workers, beside min-workers", 0, SWEET_PARALLEL_MAX_WORKERS, 0, flags);
  properties[PROP_ORDERED] = g_param_spec_boolean ("ordered", "Ordered", "Whether output comes in the order of the input; without order it may come sooner", TRUE, flags);
  properties[PROP_RATE] = g_param_spec_uint ("rate", "Rate", "How many records a second come to the end of the pipeline; 0 means no limit", 0, SWEET_PLAN_MAX_RATE, 0, flags);
  properties[PROP_BURST] = g_param_spec_uint ("burst", "Burst", "How many records may come at once; 0 means a hundredth of the rate, and at least 1", 0, SWEET_PLAN_MAX_RATE, 0, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_parallel_strategy_init (SweetParallelStrategy *self)
{
  self->ordered = TRUE;
}
