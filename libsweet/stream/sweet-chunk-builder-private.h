/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-payload-private.h"

G_BEGIN_DECLS

void sweet_chunk_builder_set_origin (SweetChunkBuilder *self,
                                     const SweetRowOrigin *origin,
                                     GObject *event);

G_END_DECLS
