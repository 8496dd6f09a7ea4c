/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-serial-strategy.h"

/* one worker, which keeps the order by itself */
struct _SweetSerialStrategy
{
  SweetStrategy parent_instance;
};

G_DEFINE_FINAL_TYPE (SweetSerialStrategy, sweet_serial_strategy, SWEET_TYPE_STRATEGY)

static gboolean
sweet_serial_strategy_plan (SweetStrategy *strategy,
                            SweetPlan *plan,
                            GError **error)
{
  sweet_plan_set_workers (plan, 1);
  sweet_plan_set_ordered (plan, TRUE);

  return TRUE;
}

static void
sweet_serial_strategy_class_init (SweetSerialStrategyClass *klass)
{
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetStrategyClass *strategy_class = SWEET_STRATEGY_CLASS (klass);

  strategy_class->plan = sweet_serial_strategy_plan;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Works the pipeline off with one worker, in order");
}

static void
sweet_serial_strategy_init (SweetSerialStrategy *self)
{
}
