/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_ADAPTIVE_STRATEGY (sweet_adaptive_strategy_get_type ())

G_DECLARE_FINAL_TYPE (SweetAdaptiveStrategy, sweet_adaptive_strategy, SWEET, ADAPTIVE_STRATEGY, SweetStrategy)

G_END_DECLS
