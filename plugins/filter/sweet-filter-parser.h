/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "sweet-filter-program.h"

G_BEGIN_DECLS

/* what an expression means, or NULL with an error that names the place in it */
SweetFilterProgram *sweet_filter_parse (const char *text,
                                        GError **error);

G_END_DECLS
