/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SCHEMA (sweet_schema_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetSchema, sweet_schema, SWEET, SCHEMA, GObject)

SWEET_AVAILABLE_IN_ALL
SweetSchema *sweet_schema_new (const char *const *names);
SWEET_AVAILABLE_IN_ALL
SweetSchema *sweet_schema_new_open (const char *const *names);

SWEET_AVAILABLE_IN_ALL
guint sweet_schema_get_n_columns (SweetSchema *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_schema_get_name (SweetSchema *self,
                                   guint column);
SWEET_AVAILABLE_IN_ALL
const char *const *sweet_schema_get_names (SweetSchema *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_schema_is_open (SweetSchema *self);
SWEET_AVAILABLE_IN_ALL
int sweet_schema_find (SweetSchema *self,
                       const char *name);
SWEET_AVAILABLE_IN_ALL
int sweet_schema_lookup (SweetSchema *self,
                         const char *name,
                         GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_schema_equal (SweetSchema *self,
                             SweetSchema *other);

G_END_DECLS
