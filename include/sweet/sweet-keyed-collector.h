/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-base-collector.h>
#include <sweet/sweet-emitter.h>

G_BEGIN_DECLS

#define SWEET_TYPE_KEYED_COLLECTOR (sweet_keyed_collector_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetKeyedCollector, sweet_keyed_collector, SWEET, KEYED_COLLECTOR, SweetBaseCollector)

SWEET_AVAILABLE_IN_ALL
SweetKeyedCollector *sweet_keyed_collector_new (void);

SWEET_AVAILABLE_IN_ALL
guint64 sweet_keyed_collector_get_memory (SweetKeyedCollector *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_keyed_collector_get_max_memory (SweetKeyedCollector *self);
SWEET_AVAILABLE_IN_ALL
void sweet_keyed_collector_set_max_memory (SweetKeyedCollector *self,
                                           guint64 max_memory);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_keyed_collector_collect_row (SweetKeyedCollector *self,
                                            SweetChunk *chunk,
                                            guint row,
                                            int key_column,
                                            GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_keyed_collector_emit (SweetKeyedCollector *self,
                                     SweetEmitter *out,
                                     GError **error);

G_END_DECLS
