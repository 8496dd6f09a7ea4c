/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

const SweetRowLayout *sweet_format_get_layout (SweetFormat *self);

G_END_DECLS
