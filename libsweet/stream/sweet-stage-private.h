/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "stream/sweet-collector-buffer-private.h"
#include "stream/sweet-decoder-private.h"
#include "stream/sweet-emitter-private.h"
#include "stream/sweet-recipe-private.h"
#include "stream/sweet-tally-private.h"

G_BEGIN_DECLS

typedef enum
{
  SWEET_STAGE_DECODE,
  SWEET_STAGE_PROCESS,
  SWEET_STAGE_ENCODE,
  SWEET_STAGE_CUT,
  SWEET_STAGE_LIMIT,
  SWEET_STAGE_RECEIVE,
  SWEET_STAGE_COMMIT,
  SWEET_STAGE_SINK,
} SweetStageKind;

/* what one worker has of an element; only that worker touches it */
typedef struct
{
  SweetElement *element;
  SweetSchema *schema;
  SweetEmitter *emitter;
  SweetReceiverEvent *event;
  SweetCollectorBuffer *buffer;
  gboolean used;
  guint64 records_in;
  guint64 records_out;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 n_errors;
  guint64 time;
} SweetStageWorker;

/* one step that items take, on the way from the source to the end */
typedef struct
{
  SweetStageKind kind;
  SweetElement *element; /* the run's own, NULL for steps of the engine's */
  const char *name;
  SweetPlace place;
  gboolean forked;
  gboolean accumulating;
  const char *lacks; /* the function that gave none of it for another worker, or NULL */

  SweetStageWorker *workers;
  guint n_workers;

  /* a step that is taken by one item at a time; under the run's lock */
  guint64 turn;
  gboolean busy;
  SweetItem *parked;

  /* decode */
  SweetDecoder decoder;
  /* encode */
  SweetSchema *header;
  gboolean header_fixed;
  /* limit */
  guint64 left;
  /* receive: rows per range, and whether ranges take so long that other workers should help */
  guint grain;
  gboolean slow;
} SweetStage;

void sweet_stage_init (SweetStage *self,
                       SweetStageKind kind,
                       SweetElement *element,
                       guint n_workers);
void sweet_stage_clear (SweetStage *self);
gboolean sweet_stage_is_sequential (SweetStage *self);
void sweet_stage_drop_elements (SweetStage *self);

gboolean sweet_stage_process (SweetStage *self,
                              guint worker,
                              SweetItem *item,
                              GCancellable *cancellable,
                              GError **error);
gboolean sweet_stage_finish (SweetStage *self,
                             GPtrArray *outputs,
                             SweetChunkPool *pool,
                             GCancellable *cancellable,
                             GError **error);
gboolean sweet_stage_decode (SweetStage *self,
                             guint worker,
                             SweetItem *item,
                             GError **error);
gboolean sweet_stage_encode (SweetStage *self,
                             guint worker,
                             SweetItem *item,
                             SweetBuffer *buffer,
                             GError **error);
gboolean sweet_stage_fixes_header (SweetStage *self,
                                   SweetItem *item);
void sweet_stage_cut (SweetStage *self,
                      SweetChunkSize *size,
                      SweetItem *item);
gboolean sweet_stage_limit (SweetStage *self,
                            SweetItem *item);
gboolean sweet_stage_write (SweetStage *self,
                            guint worker,
                            SweetItem *item,
                            gboolean idle,
                            GCancellable *cancellable,
                            GError **error);

void sweet_stage_count_in (SweetStage *self,
                           guint worker,
                           GPtrArray *chunks);
void sweet_stage_count_out (SweetStage *self,
                            guint worker,
                            GPtrArray *chunks);

/* a vfunc that fails has to say why */
gboolean sweet_stage_check_failure (SweetElement *element,
                                    const char *function,
                                    GError *reason,
                                    GError **error);

G_END_DECLS
