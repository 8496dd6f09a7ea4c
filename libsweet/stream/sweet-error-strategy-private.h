/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "core/sweet-callback-private.h"

G_BEGIN_DECLS

/* NULL for one without a function */
SweetCallback *sweet_error_strategy_get_callback (SweetErrorStrategy *self);

G_END_DECLS
