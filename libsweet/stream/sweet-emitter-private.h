/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-chunk-pool-private.h"

G_BEGIN_DECLS

/* a chunk that was emitted to an output beside the main one */
typedef struct
{
  SweetChunk *chunk;
  guint stage;
  guint output; /* among those of the stage */
} SweetAside;

GArray *sweet_asides_new (void);

SweetEmitter *sweet_emitter_new (void);
void sweet_emitter_direct (SweetEmitter *self,
                           GPtrArray *chunks,
                           SweetChunkPool *pool);
/* until the next call, chunks that are emitted to one of @outputs go to @asides, as those of @stage */
void sweet_emitter_divert (SweetEmitter *self,
                           const char *const *outputs,
                           GArray *asides,
                           guint stage);
/* whether the stream ends at an error that was emitted */
typedef gboolean (*SweetEmitterJudge) (SweetErrorEvent *event,
                                       gpointer item,
                                       gpointer step);

void sweet_emitter_set_judge (SweetEmitter *self,
                              SweetEmitterJudge judge,
                              gpointer item,
                              gpointer step);
/* until the next call, errors that are emitted go to @errors, as those of @element */
void sweet_emitter_report (SweetEmitter *self,
                           GPtrArray *errors,
                           const char *element,
                           guint stage);

G_END_DECLS
