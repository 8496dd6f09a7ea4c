/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-atomics-private.h"
#include "stream/sweet-collector-buffer-private.h"
#include "stream/sweet-decoder-private.h"
#include "stream/sweet-emitter-private.h"
#include "stream/sweet-histogram-private.h"
#include "stream/sweet-pace-private.h"
#include "stream/sweet-recipe-private.h"
#include "stream/sweet-tally-private.h"

G_BEGIN_DECLS

typedef enum
{
  SWEET_STAGE_SOURCE,
  SWEET_STAGE_DECODE,
  SWEET_STAGE_PROCESS,
  SWEET_STAGE_ENCODE,
  SWEET_STAGE_CUT,
  SWEET_STAGE_LIMIT,
  SWEET_STAGE_BATCH,
  SWEET_STAGE_PACE,
  SWEET_STAGE_RECEIVE,
  SWEET_STAGE_COMMIT,
  SWEET_STAGE_SINK,
  SWEET_STAGE_ERRORS,
  SWEET_STAGE_BRANCH,
} SweetStageKind;

/* what one worker has of an element; only that worker touches it, but for looking at the figures */
typedef struct
{
  SweetElement *element;
  SweetSchema *schema;
  SweetEmitter *emitter;
  GPtrArray *emitted; /* errors */
  SweetReceiverEvent *event;
  SweetCollectorBuffer *buffer;
  gboolean used;
  guint64 records_in;
  guint64 records_out;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 n_errors;
  guint64 time;            /* ns */
  SweetHistogram *latency; /* ns for each call, NULL before the first one */
  guint64 *records_aside;  /* for each output */
  /* for a strategy that adjusts its plan: the calls, and what was seen, in µs, of those that were looked at */
  guint64 n_calls;
  guint64 busy;
  guint64 waited;
  guint n_skip; /* how many are not looked at, and how many were not */
  guint weight;
  SweetChunkPool views; /* of parts of chunks */
  guint64 apart;        /* with what is in front of them, the figures of two workers are a cache line apart */
} SweetStageWorker;

G_STATIC_ASSERT (G_STRUCT_OFFSET (SweetStageWorker, records_in) + sizeof (guint64) >= SWEET_CACHE_LINE);

/* one step that items take, on the way from the source to the end */
typedef struct
{
  SweetStageKind kind;
  guint index;
  SweetBranch *branch;   /* where its errors go, or NULL; or which errors go on here */
  SweetElement *element; /* the run's own, NULL for steps of the engine's */
  const char *name;
  SweetPlace place;
  gboolean forked;
  gboolean accumulating;
  SweetClock *clock; /* NULL for the system's */
  guint64 n_kept;    /* errors that did not end the stream; written under the run's lock */
  gint64 timeout;    /* of each call, 0 for none */
  const char *lacks; /* the function that gave none of it for another worker, or NULL */

  SweetStageWorker *workers;
  guint n_workers;

  /* the outputs beside the main one and its errors, and what is linked to each or NULL */
  char **outputs;
  guint n_outputs;
  SweetBranch **links;

  /* a step that is taken by one item at a time; under the run's lock */
  guint64 turn;
  gboolean busy;
  SweetItem *parked;

  /* how many items wait in front of the step; written under the run's lock */
  guint queue;
  guint max_queue;

  /* decode */
  SweetDecoder decoder;
  /* encode */
  SweetSchema *header;
  gboolean header_fixed;
  /* batch: rows of a batch that is not full, when the first came and was read, and how long it may wait */
  SweetChunkBuilder *batch;
  guint batch_size;
  gint64 batch_since;
  guint64 batch_read_at;
  SweetTaskId *batch_task;
  const char *batch_source;
  gint64 max_delay;
  /* pace */
  SweetPace pace;
  /* cut */
  SweetChunkSize *size;
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
                             GArray *asides,
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
/* what a processor emits: sweet-stage-outputs.c */
void sweet_stage_add_outputs (SweetStage *self);
void sweet_stage_take_back (SweetItem *item,
                            SweetChunk *shown);
void sweet_stage_settle_asides (SweetStage *self,
                                SweetStageWorker *worker,
                                GArray *asides,
                                guint first);
/* what came out becomes what goes on */
void sweet_stage_swap (SweetItem *item);
void sweet_stage_cut (SweetStage *self,
                      SweetItem *item);
gboolean sweet_stage_batch (SweetStage *self,
                            SweetItem *item,
                            gboolean flush,
                            GError **error);
SweetChunk *sweet_stage_flush_batch (SweetStage *self);
gboolean sweet_stage_limit (SweetStage *self,
                            SweetItem *item);
/* what a sink is given: sweet-stage-write.c */
gboolean sweet_stage_can_flush (SweetStage *self);
gboolean sweet_stage_write (SweetStage *self,
                            guint worker,
                            SweetItem *item,
                            gboolean idle,
                            GCancellable *cancellable,
                            GError **error);

/* what becomes of a call that failed: sweet-run-errors.c */
typedef enum
{
  SWEET_RECOVERY_FAIL,
  SWEET_RECOVERY_SKIP,
  SWEET_RECOVERY_AGAIN,
  SWEET_RECOVERY_LATER,
} SweetRecovery;

SweetRecovery sweet_run_recover (SweetStage *stage,
                                 SweetItem *item,
                                 SweetAttempt *attempt,
                                 gboolean waits,
                                 SweetChunk *chunk,
                                 guint first_row,
                                 guint n_rows,
                                 GError **error);
gboolean sweet_run_judge_emitted (SweetErrorEvent *event,
                                  gpointer item,
                                  gpointer step);
gboolean sweet_run_take_emitted (SweetStage *stage,
                                 SweetItem *item,
                                 GPtrArray *emitted,
                                 guint first_output,
                                 guint first_aside,
                                 GError **error);
gboolean sweet_run_may_continue (SweetRun *self,
                                 SweetStage *stage);
gboolean sweet_run_stops_at_errors (SweetRun *self,
                                    SweetStage *stage);

/* whether a call for some rows that began at @begin was in time; @what names who was called */
gboolean sweet_stage_check_time (SweetStage *self,
                                 const char *what,
                                 SweetChunk *chunk,
                                 guint first_row,
                                 guint n_rows,
                                 gint64 begin,
                                 GError **error);
/* the same for a call of the step's element that may have failed: what one says that was interrupted is not what is wrong
 * with it. takes @reason. */
gboolean sweet_stage_check_call (SweetStage *self,
                                 SweetChunk *chunk,
                                 gint64 begin,
                                 GError *reason,
                                 GError **error);
gint64 sweet_stage_get_time (SweetStage *self);
/* "people.csv: record 3: ", as far as it is known */
char *sweet_stage_describe_rows (SweetChunk *chunk,
                                 guint first_row,
                                 guint n_rows);

/* figures: sweet-stage-figures.c */
void sweet_stage_count_in (SweetStage *self,
                           guint worker,
                           GPtrArray *chunks);
void sweet_stage_count_out (SweetStage *self,
                            guint worker,
                            GPtrArray *chunks);
void sweet_stage_set_queue (SweetStage *self,
                            guint n_waiting);
guint64 sweet_stage_add_time (SweetStage *self,
                              guint worker,
                              guint64 since);
guint64 sweet_stage_add_call (SweetStage *self,
                              guint worker,
                              guint64 since);
void sweet_stage_end_call (SweetStage *self,
                           guint worker,
                           SweetItem *item);

/* a vfunc that fails has to say why */
gboolean sweet_stage_check_failure (SweetElement *element,
                                    const char *function,
                                    GError *reason,
                                    GError **error);

G_END_DECLS
