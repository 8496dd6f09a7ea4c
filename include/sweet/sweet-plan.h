/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_PLAN (sweet_plan_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetPlan, sweet_plan, SWEET, PLAN, GObject)

SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_workers (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_workers (SweetPlan *self,
                             guint workers);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_plan_get_ordered (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_ordered (SweetPlan *self,
                             gboolean ordered);

G_END_DECLS
