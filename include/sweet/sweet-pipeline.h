/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-emitting-task-builder.h>

G_BEGIN_DECLS

SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_pipeline_parse (const char *text,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_pipeline_parse_argv (const char *const *argv,
                                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
