/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "runtime/sweet-scheduler-private.h"

G_BEGIN_DECLS

/* takes @scheduler */
SweetRuntime *sweet_runtime_new (SweetScheduler *scheduler,
                                 SweetClock *clock);
SweetScheduler *sweet_runtime_get_scheduler (SweetRuntime *self);

/* that of @runtime, or the default one */
SweetScheduler *sweet_runtime_find_scheduler (SweetRuntime *runtime);

G_END_DECLS
