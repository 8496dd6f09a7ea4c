/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

#define SWEET_TYPE_COLLECTOR_BUFFER (sweet_collector_buffer_get_type ())

G_DECLARE_FINAL_TYPE (SweetCollectorBuffer, sweet_collector_buffer, SWEET, COLLECTOR_BUFFER, GObject)

SweetCollectorBuffer *sweet_collector_buffer_new (void);
gboolean sweet_collector_buffer_is_empty (SweetCollectorBuffer *self);
gboolean sweet_collector_buffer_commit (SweetCollectorBuffer *self,
                                        SweetCollector *collector,
                                        GError **error);

G_END_DECLS
