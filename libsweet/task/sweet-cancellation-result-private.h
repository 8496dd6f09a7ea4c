/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* @error may be NULL; @level is the hardest level that was tried */
SweetCancellationResult *sweet_cancellation_result_new (SweetCancellationOutcome outcome,
                                                        SweetCancelLevel level,
                                                        const GError *error);

G_END_DECLS
