/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-serial-strategy.h"

/* one worker, which keeps the order by itself */
struct _SweetSerialStrategy
{
  SweetStrategy parent_instance;

  gint64 timeout;
};

enum
{
  PROP_0,
  PROP_TIMEOUT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetSerialStrategy, sweet_serial_strategy, SWEET_TYPE_STRATEGY)

static gboolean
sweet_serial_strategy_plan (SweetStrategy *strategy,
                            SweetPlan *plan,
                            GError **error)
{
  sweet_plan_set_workers (plan, 1);
  sweet_plan_set_ordered (plan, TRUE);
  sweet_plan_set_timeout (plan, SWEET_SERIAL_STRATEGY (strategy)->timeout);

  return TRUE;
}

static void
sweet_serial_strategy_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TIMEOUT:
      g_value_set_int64 (value, SWEET_SERIAL_STRATEGY (object)->timeout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_serial_strategy_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SweetSerialStrategy *self = SWEET_SERIAL_STRATEGY (object);

  switch (property_id)
    {
    case PROP_TIMEOUT:
      self->timeout = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_serial_strategy_class_init (SweetSerialStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetStrategyClass *strategy_class = SWEET_STRATEGY_CLASS (klass);

  object_class->get_property = sweet_serial_strategy_get_property;
  object_class->set_property = sweet_serial_strategy_set_property;
  strategy_class->plan = sweet_serial_strategy_plan;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Works the pipeline off with one worker, in order");

  properties[PROP_TIMEOUT] = sweet_param_spec_duration ("timeout", "Timeout", "How long each event may take; 0 means no limit", 0, G_MAXINT64, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_serial_strategy_init (SweetSerialStrategy *self)
{
}
