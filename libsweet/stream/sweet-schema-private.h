/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

SweetSchema *sweet_schema_extend (SweetSchema *self,
                                  const char *const *more,
                                  guint n_more);
int sweet_schema_find_again (SweetSchema *self,
                             const char *name,
                             guint *hint);

G_END_DECLS
