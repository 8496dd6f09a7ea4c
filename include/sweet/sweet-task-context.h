/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_TASK_CONTEXT (sweet_task_context_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetTaskContext, sweet_task_context, SWEET, TASK_CONTEXT, GObject)

SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_new (void);
SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_new_child (SweetTaskContext *parent);

SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_with_parent (SweetTaskContext *self,
                                                  SweetTaskContext *parent) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_with_working_directory (SweetTaskContext *self,
                                                             const char *path) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_with_environment (SweetTaskContext *self,
                                                       const char *name,
                                                       const char *value) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_with_data (SweetTaskContext *self,
                                                const char *key,
                                                const GValue *value) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetTaskContext *sweet_task_context_with_metadata (SweetTaskContext *self,
                                                    const char *key,
                                                    const char *text) G_GNUC_WARN_UNUSED_RESULT;

SWEET_AVAILABLE_IN_ALL
char *sweet_task_context_dup_working_directory (SweetTaskContext *self);
SWEET_AVAILABLE_IN_ALL
char *sweet_task_context_resolve_path (SweetTaskContext *self,
                                       const char *path);
SWEET_AVAILABLE_IN_ALL
char **sweet_task_context_dup_environment (SweetTaskContext *self);
SWEET_AVAILABLE_IN_ALL
char *sweet_task_context_lookup_environment (SweetTaskContext *self,
                                             const char *name);
SWEET_AVAILABLE_IN_ALL
char **sweet_task_context_dup_data_keys (SweetTaskContext *self);
SWEET_AVAILABLE_IN_ALL
const GValue *sweet_task_context_lookup_data (SweetTaskContext *self,
                                              const char *key);
SWEET_AVAILABLE_IN_ALL
char **sweet_task_context_dup_metadata_keys (SweetTaskContext *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_task_context_lookup_metadata (SweetTaskContext *self,
                                                const char *key);

G_END_DECLS
