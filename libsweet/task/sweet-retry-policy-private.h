/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

gboolean sweet_retry_policy_decide (SweetRetryPolicy *self,
                                    guint attempt,
                                    guint64 salt,
                                    gint64 waited,
                                    const GError *error,
                                    gint64 *delay);

G_END_DECLS
