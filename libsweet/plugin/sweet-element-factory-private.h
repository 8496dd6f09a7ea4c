/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-element-factory.h>

G_BEGIN_DECLS

/* the kind an element of this type has, FALSE if it is none of them */
gboolean sweet_element_kind_from_type (GType type,
                                       SweetElementKind *kind);

/* "source", "format" and so on; as in "a source" all of them take "a" */
const char *sweet_element_kind_to_text (SweetElementKind kind);

/* "source", "source or sink", "source, format or sink" for a set of bits 1 << kind */
char *sweet_element_kinds_to_text (guint kinds);

SweetElementFactory *sweet_element_factory_new (SweetPlugin *plugin,
                                                const char *name,
                                                GType type);

/* the way to set properties that can be set only when an element is made */
SweetElement *sweet_element_factory_create_with_properties (SweetElementFactory *self,
                                                            guint n_properties,
                                                            const char **names,
                                                            const GValue *values);

G_END_DECLS
