/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SWEET_PLAN_MAX_RATE:
 *
 * The highest rate that a plan may limit a stream to, in records per second.
 *
 * Since: 1.0
 */
#define SWEET_PLAN_MAX_RATE 1000000000

#define SWEET_TYPE_PLAN (sweet_plan_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetPlan, sweet_plan, SWEET, PLAN, GObject)

SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_workers (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_workers (SweetPlan *self,
                             guint workers);
SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_min_workers (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_min_workers (SweetPlan *self,
                                 guint min_workers);
SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_max_workers (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_max_workers (SweetPlan *self,
                                 guint max_workers);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_plan_get_ordered (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_ordered (SweetPlan *self,
                             gboolean ordered);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_plan_get_timeout (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_timeout (SweetPlan *self,
                             gint64 timeout);
SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_rate (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_rate (SweetPlan *self,
                          guint rate);
SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_burst (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_burst (SweetPlan *self,
                           guint burst);
SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_batch_size (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_batch_size (SweetPlan *self,
                                guint batch_size);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_plan_get_max_delay (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_max_delay (SweetPlan *self,
                               gint64 max_delay);
SWEET_AVAILABLE_IN_ALL
guint sweet_plan_get_range_size (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_range_size (SweetPlan *self,
                                guint range_size);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_plan_get_window (SweetPlan *self);
SWEET_AVAILABLE_IN_ALL
void sweet_plan_set_window (SweetPlan *self,
                            gint64 window);

G_END_DECLS
