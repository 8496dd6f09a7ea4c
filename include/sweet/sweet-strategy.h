/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-element.h>
#include <sweet/sweet-load.h>
#include <sweet/sweet-plan.h>

G_BEGIN_DECLS

#define SWEET_TYPE_STRATEGY (sweet_strategy_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetStrategy, sweet_strategy, SWEET, STRATEGY, SweetElement)

/**
 * SweetStrategyClass:
 * @parent_class: the parent
 * @plan: fills in @plan, which holds the built-in plan, before a run starts; called once, on the
 *   thread that starts the task
 * @adjust: changes @plan after what was measured since it was asked last; called again and again while
 *   there is something to do, on a worker thread or, as its place says, the main context, and never twice at
 *   once. %NULL: the plan stays as it is.
 *
 * The class of strategies: policies that say how many workers a pipeline has, whether it keeps the order of
 * its input, and how that changes with the load. The engine does the rest.
 *
 * Since: 1.0
 */
struct _SweetStrategyClass
{
  SweetElementClass parent_class;

  gboolean (*plan) (SweetStrategy *self,
                    SweetPlan *plan,
                    GError **error);
  gboolean (*adjust) (SweetStrategy *self,
                      SweetPlan *plan,
                      SweetLoad *load,
                      GError **error);

  /*< private >*/
  gpointer reserved[16];
};

G_END_DECLS
