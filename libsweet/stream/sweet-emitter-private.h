/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-chunk-pool-private.h"

G_BEGIN_DECLS

SweetEmitter *sweet_emitter_new (void);
void sweet_emitter_direct (SweetEmitter *self,
                           GPtrArray *chunks,
                           SweetChunkPool *pool);
/* until the next call, errors that are emitted go to @errors, as those of @element */
void sweet_emitter_report (SweetEmitter *self,
                           GPtrArray *errors,
                           const char *element,
                           guint stage);

G_END_DECLS
