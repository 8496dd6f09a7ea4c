/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-plan.h>

G_BEGIN_DECLS

/* the built-in plan: as many workers as the process may use processors, in order */
SweetPlan *sweet_plan_new (void);

G_END_DECLS
