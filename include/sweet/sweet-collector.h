/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-event.h>

G_BEGIN_DECLS

#define SWEET_TYPE_COLLECTOR (sweet_collector_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SweetCollector, sweet_collector, SWEET, COLLECTOR, GObject)

/**
 * SweetCollectorInterface:
 * @g_iface: the parent
 * @collect: keeps a copy of @event, under @key if it is not %NULL
 * @collect_error: keeps an error, with the event it is about if there is one
 * @get_collected: returns what was collected, a list of #SweetEvent
 * @lookup: returns what was collected under @key, or %NULL
 *
 * A collector is called one at a time and in input order; it needs no lock. Scripts subclass
 * #SweetBaseCollector instead.
 *
 * Since: 1.0
 */
struct _SweetCollectorInterface
{
  GTypeInterface g_iface;

  gboolean (*collect) (SweetCollector *self,
                       const char *key,
                       SweetEvent *event,
                       GError **error);
  void (*collect_error) (SweetCollector *self,
                         SweetEvent *event,
                         const GError *error);
  GListModel *(*get_collected) (SweetCollector *self);
  SweetEvent *(*lookup) (SweetCollector *self,
                         const char *key);
};

SWEET_AVAILABLE_IN_ALL
gboolean sweet_collector_collect (SweetCollector *self,
                                  const char *key,
                                  SweetEvent *event,
                                  GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_collector_collect_many (SweetCollector *self,
                                       GListModel *events,
                                       GError **error);
SWEET_AVAILABLE_IN_ALL
void sweet_collector_collect_error (SweetCollector *self,
                                    SweetEvent *event,
                                    const GError *error);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_collector_get_collected (SweetCollector *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_collector_get_n_collected (SweetCollector *self);
SWEET_AVAILABLE_IN_ALL
SweetEvent *sweet_collector_lookup (SweetCollector *self,
                                    const char *key);

G_END_DECLS
