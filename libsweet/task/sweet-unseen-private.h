/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* a failure that goes away without anybody having asked for it; @id and @name may be NULL */
void sweet_unseen_log (SweetTaskId *id,
                       const char *name,
                       const GError *error);
void sweet_unseen_log_result (SweetTaskResult *result);

G_END_DECLS
