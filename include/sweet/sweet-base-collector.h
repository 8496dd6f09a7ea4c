/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-collector.h>

G_BEGIN_DECLS

#define SWEET_TYPE_BASE_COLLECTOR (sweet_base_collector_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetBaseCollector, sweet_base_collector, SWEET, BASE_COLLECTOR, GObject)

/**
 * SweetBaseCollectorClass:
 * @parent_class: the parent
 * @add_event: what sweet_collector_collect() does: takes an event, which may be kept by taking a
 *   reference. The default keeps it in a list, under @key if it is not %NULL. To keep only some
 *   events, chain up for those.
 * @add_error: what sweet_collector_collect_error() does. The default counts it and keeps the first.
 *
 * The class of collectors that applications write. The functions are not named like those of
 * #SweetCollector, because Python cannot tell a class and its interface apart then. They are called on
 * the main context that the task was built on, one at a time, in input order.
 *
 * Since: 1.0
 */
struct _SweetBaseCollectorClass
{
  GObjectClass parent_class;

  gboolean (*add_event) (SweetBaseCollector *self,
                         const char *key,
                         SweetEvent *event,
                         GError **error);
  void (*add_error) (SweetBaseCollector *self,
                     SweetEvent *event,
                     const GError *error);

  /*< private >*/
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
guint64 sweet_base_collector_get_n_errors (SweetBaseCollector *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_base_collector_check (SweetBaseCollector *self,
                                     GError **error);

G_END_DECLS
