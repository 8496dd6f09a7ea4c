/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-element.h>
#include <sweet/sweet-plugin.h>

G_BEGIN_DECLS

#define SWEET_TYPE_ELEMENT_FACTORY (sweet_element_factory_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetElementFactory, sweet_element_factory, SWEET, ELEMENT_FACTORY, GObject)

SWEET_AVAILABLE_IN_ALL
const char *sweet_element_factory_get_name (SweetElementFactory *self);
SWEET_AVAILABLE_IN_ALL
SweetElementKind sweet_element_factory_get_kind (SweetElementFactory *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_element_factory_get_description (SweetElementFactory *self);
SWEET_AVAILABLE_IN_ALL
SweetPlugin *sweet_element_factory_get_plugin (SweetElementFactory *self);
SWEET_AVAILABLE_IN_ALL
GType sweet_element_factory_get_element_type (SweetElementFactory *self);
SWEET_AVAILABLE_IN_ALL
SweetElement *sweet_element_factory_create (SweetElementFactory *self);

G_END_DECLS
