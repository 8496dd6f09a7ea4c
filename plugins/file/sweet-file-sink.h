/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_FILE_SINK (sweet_file_sink_get_type ())

G_DECLARE_FINAL_TYPE (SweetFileSink, sweet_file_sink, SWEET, FILE_SINK, SweetSink)

G_END_DECLS
