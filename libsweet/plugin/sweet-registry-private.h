/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-registry.h>

G_BEGIN_DECLS

/* The kinds a name has, as bits 1 << kind. A plugin that is called like the element decides alone,
 * and only it is loaded; with everything, or without such a plugin, all plugins are asked. */
guint sweet_registry_get_kinds (SweetRegistry *self,
                                const char *name,
                                gboolean everything);

G_END_DECLS
