/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_JSONL_FORMAT (sweet_jsonl_format_get_type ())

G_DECLARE_FINAL_TYPE (SweetJsonlFormat, sweet_jsonl_format, SWEET, JSONL_FORMAT, SweetFormat)

G_END_DECLS
