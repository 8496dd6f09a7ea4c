/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_LINES_FORMAT (sweet_lines_format_get_type ())

G_DECLARE_FINAL_TYPE (SweetLinesFormat, sweet_lines_format, SWEET, LINES_FORMAT, SweetFormat)

G_END_DECLS
