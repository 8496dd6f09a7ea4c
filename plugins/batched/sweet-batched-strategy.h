/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_BATCHED_STRATEGY (sweet_batched_strategy_get_type ())

G_DECLARE_FINAL_TYPE (SweetBatchedStrategy, sweet_batched_strategy, SWEET, BATCHED_STRATEGY, SweetStrategy)

G_END_DECLS
