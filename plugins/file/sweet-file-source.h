/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_FILE_SOURCE (sweet_file_source_get_type ())

G_DECLARE_FINAL_TYPE (SweetFileSource, sweet_file_source, SWEET, FILE_SOURCE, SweetSource)

G_END_DECLS
