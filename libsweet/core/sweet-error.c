/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-error.h>

G_DEFINE_QUARK (sweet - stream - error - quark, sweet_stream_error)
G_DEFINE_QUARK (sweet - plugin - error - quark, sweet_plugin_error)
G_DEFINE_QUARK (sweet - pipeline - error - quark, sweet_pipeline_error)
