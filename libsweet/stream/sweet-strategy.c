/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * SweetStrategy:
 *
 * A policy that plans how a pipeline is worked off. At most one rules a pipeline; without one, as
 * many workers as there are processors work in order.
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

G_DEFINE_ABSTRACT_TYPE (SweetStrategy, sweet_strategy, SWEET_TYPE_ELEMENT)

static void
sweet_strategy_class_init (SweetStrategyClass *klass)
{
}

static void
sweet_strategy_init (SweetStrategy *self)
{
}
