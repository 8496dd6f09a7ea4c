/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-row-store-private.h"

G_BEGIN_DECLS

SweetRowStore *sweet_base_collector_get_store (SweetBaseCollector *self);

/* takes the store */
void sweet_base_collector_set_store (SweetBaseCollector *self,
                                     SweetRowStore *store);

G_END_DECLS
