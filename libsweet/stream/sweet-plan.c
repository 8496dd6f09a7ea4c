/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-plan-private.h"

/**
 * SweetPlan:
 *
 * How a pipeline is to be worked off: by how many workers, and whether in the order of its input.
 *
 * A [class@Strategy] gets the built-in plan in its `plan` function, changes what it wants to change
 * and returns; the engine does the rest. The built-in plan has one worker for each processor that
 * the process may use, and keeps the order.
 *
 * A plan belongs to the thread that starts the task and is not looked at again after `plan`.
 *
 * Since: 1.0
 */
struct _SweetPlan
{
  GObject parent_instance;

  guint workers;
  gboolean ordered;
};

typedef enum
{
  PROP_WORKERS = 1,
  PROP_ORDERED,
} SweetPlanProperty;

static GParamSpec *properties[PROP_ORDERED + 1];

G_DEFINE_FINAL_TYPE (SweetPlan, sweet_plan, G_TYPE_OBJECT)

static void
sweet_plan_get_property (GObject *object,
                         guint property_id,
                         GValue *value,
                         GParamSpec *pspec)
{
  SweetPlan *self = SWEET_PLAN (object);

  switch ((SweetPlanProperty) property_id)
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
sweet_plan_set_property (GObject *object,
                         guint property_id,
                         const GValue *value,
                         GParamSpec *pspec)
{
  SweetPlan *self = SWEET_PLAN (object);

  switch ((SweetPlanProperty) property_id)
    {
    case PROP_WORKERS:
      sweet_plan_set_workers (self, g_value_get_uint (value));
      break;
    case PROP_ORDERED:
      sweet_plan_set_ordered (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_plan_class_init (SweetPlanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_plan_get_property;
  object_class->set_property = sweet_plan_set_property;

  /**
   * SweetPlan:workers:
   *
   * How many workers carry chunks at the same time.
   *
   * Since: 1.0
   */
  properties[PROP_WORKERS] = g_param_spec_uint ("workers", "Workers", "How many workers carry chunks at the same time", 1, G_MAXUINT, 1, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * SweetPlan:ordered:
   *
   * Whether output comes in the order of the input.
   *
   * Since: 1.0
   */
  properties[PROP_ORDERED] = g_param_spec_boolean ("ordered", "Ordered", "Whether output comes in the order of the input", TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_plan_init (SweetPlan *self)
{
  self->workers = MAX (1, g_get_num_processors ());
  self->ordered = TRUE;
}

SweetPlan *
sweet_plan_new (void)
{
  return g_object_new (SWEET_TYPE_PLAN, NULL);
}

/**
 * sweet_plan_get_workers:
 * @self: a plan
 *
 * Gets how many workers carry chunks at the same time.
 *
 * Returns: the number, at least 1
 *
 * Since: 1.0
 */
guint
sweet_plan_get_workers (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 1);

  return self->workers;
}

/**
 * sweet_plan_set_workers:
 * @self: a plan
 * @workers: the number, at least 1
 *
 * Sets how many workers carry chunks at the same time. An input of few blocks starts fewer.
 *
 * Since: 1.0
 */
void
sweet_plan_set_workers (SweetPlan *self,
                        guint workers)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (workers > 0);

  if (self->workers == workers)
    return;

  self->workers = workers;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKERS]);
}

/**
 * sweet_plan_get_ordered:
 * @self: a plan
 *
 * Gets whether output comes in the order of the input.
 *
 * Returns: %TRUE if it does
 *
 * Since: 1.0
 */
gboolean
sweet_plan_get_ordered (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), TRUE);

  return self->ordered;
}

/**
 * sweet_plan_set_ordered:
 * @self: a plan
 * @ordered: whether to keep the order
 *
 * Sets whether output comes in the order of the input. Without order a chunk is handed on as soon
 * as it is ready; rows of one chunk stay together.
 *
 * Since: 1.0
 */
void
sweet_plan_set_ordered (SweetPlan *self,
                        gboolean ordered)
{
  g_return_if_fail (SWEET_IS_PLAN (self));

  if (self->ordered == !!ordered)
    return;

  self->ordered = !!ordered;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDERED]);
}
