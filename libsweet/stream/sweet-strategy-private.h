/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* what the options say about errors; NULL where they say nothing but to stop */
SweetErrorStrategy *sweet_strategy_make_error_strategy (SweetStrategy *self);

G_END_DECLS
