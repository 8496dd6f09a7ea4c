/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-runtime.h>

G_BEGIN_DECLS

#define SWEET_TYPE_RUNTIME_BUILDER (sweet_runtime_builder_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetRuntimeBuilder, sweet_runtime_builder, SWEET, RUNTIME_BUILDER, GObject)

SWEET_AVAILABLE_IN_ALL
SweetRuntimeBuilder *sweet_runtime_builder_new (void);

SWEET_AVAILABLE_IN_ALL
SweetRuntimeBuilder *sweet_runtime_builder_with_name (SweetRuntimeBuilder *self,
                                                      const char *name) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRuntimeBuilder *sweet_runtime_builder_with_workers (SweetRuntimeBuilder *self,
                                                         guint workers) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRuntimeBuilder *sweet_runtime_builder_with_stack_size (SweetRuntimeBuilder *self,
                                                            guint64 stack_size) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRuntimeBuilder *sweet_runtime_builder_with_clock (SweetRuntimeBuilder *self,
                                                       SweetClock *clock) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRuntimeBuilder *sweet_runtime_builder_with_seed (SweetRuntimeBuilder *self,
                                                      guint32 seed) G_GNUC_WARN_UNUSED_RESULT;

SWEET_AVAILABLE_IN_ALL
SweetRuntime *sweet_runtime_builder_build (SweetRuntimeBuilder *self,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
