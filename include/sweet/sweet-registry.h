/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-element-factory.h>
#include <sweet/sweet-plugin.h>

G_BEGIN_DECLS

#define SWEET_TYPE_REGISTRY (sweet_registry_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetRegistry, sweet_registry, SWEET, REGISTRY, GObject)

SWEET_AVAILABLE_IN_ALL
SweetRegistry *sweet_registry_get_default (void);

SWEET_AVAILABLE_IN_ALL
SweetElementFactory *sweet_registry_lookup (SweetRegistry *self,
                                            SweetElementKind kind,
                                            const char *name,
                                            GError **error);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_registry_find (SweetRegistry *self,
                                 const char *name,
                                 GError **error);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_registry_list_factories (SweetRegistry *self);
SWEET_AVAILABLE_IN_ALL
char **sweet_registry_dup_problems (SweetRegistry *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_registry_add_plugin (SweetRegistry *self,
                                    const SweetPluginDescriptor *descriptor,
                                    GError **error);

G_END_DECLS
