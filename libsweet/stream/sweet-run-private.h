/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-scheduler-private.h"
#include "runtime/sweet-timer-private.h"
#include "runtime/sweet-wakeup-private.h"
#include "stream/sweet-pace-private.h"
#include "stream/sweet-rates-private.h"
#include "stream/sweet-stage-private.h"
#include "task/sweet-await-private.h"
#include "task/sweet-base-task-private.h"
#include "task/sweet-metrics-probe-private.h"

G_BEGIN_DECLS

typedef enum
{
  SWEET_RUN_OPENING,
  SWEET_RUN_FLOWING,
  SWEET_RUN_CLOSING,
  SWEET_RUN_ENDED,
} SweetRunPhase;

/* what a worker of the run has done about blocks, and ns from the reading of an item to its end */
typedef struct
{
  SweetItem *done; /* has come to its end, and retires when the worker comes for more */
  guint64 n_blocks;
  guint64 n_guesses;
  guint64 n_wrong;
  SweetHistogram *latency;
} SweetRunWorker;

/* what the workers have counted until some time */
typedef struct
{
  gint64 at;
  gint64 cpu_time;
  guint64 n_calls;
  guint64 n_records;
  guint64 call_time;
  guint64 busy;
  guint64 waited;
} SweetRunLoad;

/* a thread at the beginning of a call */
typedef struct
{
  gboolean looks;
  gint64 cpu_time;
  glong n_waits;
} SweetRunProbe;

/* a thread at work for the run, from its coming to its going; on its stack */
typedef struct _SweetRunStay SweetRunStay;
struct _SweetRunStay
{
  SweetTaskFrame frame;
  gboolean measured; /* what follows is there */
  GThread *thread;
  SweetRunStay *next;
  SweetMetricsProbe probe;
};

/* a strategy that adjusts its plan; the timer of its window holds a reference while it is armed */
typedef struct
{
  SweetRun *run;
  SweetStrategy *strategy; /* the recipe's, NULL for one that adjusts nothing */
  SweetPlan *plan;
  SweetTimer timer;
  gboolean armed;
  gboolean adjusting;
  SweetDeliveryJob job;
  SweetRunLoad load; /* at the beginning of the window */
  guint most_active;
} SweetRunTuner;

/* one of the sources that a source was split into */
typedef struct
{
  SweetSource *source;
  gboolean opened;
  gboolean reading;
  gboolean ended;
  gint64 offset;
  SweetItem *items; /* read ahead, in order */
} SweetRunPart;

typedef void (*SweetRunFunc) (SweetRun *run,
                              SweetBaseTask *task);

/* tells of the figures of a run that has not ended. returns whether to tell as well when nothing happens. */
typedef gboolean (*SweetRunTellFunc) (SweetRun *run,
                                      SweetBaseTask *task);

/* one execution of a pipeline. the lock guards everything below it; no code of elements or of the
 * application runs under it. */
struct _SweetRun
{
  gint refs;
  SweetRecipe *recipe; /* with the run's own elements */
  SweetTaskId *task_id;
  SweetDelivery *delivery; /* and wake-up of the task, for whoever comes after its end */
  SweetScheduler *scheduler;
  guint max_workers;
  gboolean ordered;
  GCancellable *cancellable;
  GCancellable *read_cancellable;
  SweetBaseTask *task; /* with a reference, until it is told of the end */
  SweetRunFunc end;
  SweetRunTellFunc tell;
  SweetWakeup *wakeup;

  SweetStage *stages;
  guint n_stages;
  guint first_stage; /* 1 where the first step decodes the blocks of the source */
  guint pace_stage;  /* where chunks of an item come back to, if there is one */
  guint n_main;      /* behind these the errors come, and the branches that they take */
  guint last_stage;  /* the last one that records come to, or behind all where they come out */
  const char *source_name;
  SweetStage source; /* figures of what is read or pushed; what is read in order has the last worker's */
  SweetRunWorker *workers;

  gsize block_size;
  gint64 length;
  gboolean has_length;
  gboolean reads_records;
  gboolean measured; /* what its threads use */

  GMutex lock;
  SweetRunPhase phase;
  SweetDeliveryJob job;
  void (*step) (SweetRun *run);
  gboolean stepping;
  SweetSink **sinks; /* that of the stream and those of its branches */
  guint n_sinks;
  guint opened;

  /* credits */
  GQueue free_items; /* those used longest ago first, so that all warm up at once */
  GPtrArray *items;
  guint max_items;
  guint n_in_flight;
  guint max_in_flight;
  SweetItem *ready;
  guint64 next_sequence;

  /* workers */
  guint n_active;
  guint n_called;
  gboolean *worker_taken;
  guint wanted_workers;
  guint min_workers;
  gboolean has_own_threads;
  guint range_size;

  /* threads at work, and what those that have gone have used; where it is measured */
  SweetRunStay *stays;
  guint n_stays;
  SweetMetricsTotals totals;

  /* of the stream, and of how it is read */
  SweetRunTuner tuner;
  SweetRunTuner read_tuner;

  /* feeding */
  gint64 next_offset;
  guint max_reads; /* parts of the input that are read at once, 0 where any worker reads */
  guint n_reads;
  guint n_readers; /* threads that may read at once beside the workers */
  gboolean *reader_taken;
  SweetRunLoad reads; /* what they have counted */
  SweetRunPart *parts;
  guint n_parts;
  guint part;         /* whose turn it is */
  guint reading_part; /* the context has the reading item of this one */
  gint64 read_timeout;
  gboolean reading;
  SweetItem *reading_item;
  gboolean fed;
  SweetMedia push_media; /* what may be pushed, NONE for anything */
  GQueue pushed;
  gboolean push_ended;
  GQueue pushers;

  /* blocks whose beginning is not certain yet, in order */
  SweetItem *undecided;
  guint64 next_confirmed;
  gboolean confirming;
  guint n_misled; /* the last so many guesses were wrong */

  SweetItem *receiving;
  guint n_calling;

  /* the rate; its timer holds a reference while it is armed */
  SweetPace pace;
  SweetTimer pace_timer;
  gboolean pace_armed;

  /* the batch that is not full; the timer likewise */
  SweetTimer batch_timer;
  gint64 batch_at;
  gboolean batch_armed;
  gboolean batch_due;
  guint n_flushing;

  /* the end of input */
  guint finish_stage;
  GPtrArray *leftovers;
  GArray *leftover_asides;
  guint next_leftover;
  int leftover_stage; /* where the items of a finished step begin, -1 while the source feeds */
  SweetChunkPool finish_pool;

  /* why and where the stream stops early */
  guint64 stop_sequence;
  guint enough_stage; /* what has not come so far is not wanted any more; without order only */
  gboolean stopped;
  gboolean sealed; /* the outcome is decided */
  gint aborted;
  GError *error;

  /* errors that did not stop it: all of them counted, the first ones kept. threads that wait because of
   * one look at the condition. */
  guint64 n_errors;
  GPtrArray *errors;
  GCond pauses;

  guint64 n_bytes;
  gint64 started_at;
  gint64 ended_at;

  /* ns: when it began and ended, and the last sample of the rates */
  guint64 begun;
  guint64 ended;
  guint64 sampled;
  SweetRates rates;
  SweetTimer rates_timer;
  gboolean rates_armed;
};

SweetRun *sweet_run_new (SweetRecipe *recipe,
                         SweetBaseTask *task,
                         SweetPlan *plan,
                         SweetPlan *sender_plan,
                         SweetRunFunc end,
                         SweetRunTellFunc tell);
SweetRun *sweet_run_ref (SweetRun *self);
void sweet_run_unref (SweetRun *self);
gboolean sweet_run_check (SweetRun *self,
                          GError **error);
void sweet_run_start (SweetRun *self);
void sweet_run_drop_elements (SweetRun *self);
void sweet_run_abort (SweetRun *self,
                      GError *error);
double sweet_run_get_progress (SweetRun *self);
GVariant *sweet_run_dup_stats (SweetRun *self);
SweetMetrics *sweet_run_get_metrics (SweetRun *self);
void sweet_run_get_rates (SweetRun *self,
                          double *records_per_second,
                          double *bytes_per_second);
void sweet_run_count (SweetRun *self,
                      gboolean in,
                      guint64 *n_records,
                      guint64 *n_bytes);

/* what follows is for the other files of the engine */

/* says that a thread has given its place among the workers away */
#define SWEET_RUN_NO_WORKER G_MAXUINT

guint sweet_run_take_worker (SweetRun *self);
void sweet_run_leave_worker (SweetRun *self,
                             guint worker);

void sweet_run_schedule (SweetRun *self);
gboolean sweet_run_drops (SweetRun *self,
                          SweetItem *item);
void sweet_run_stop_at (SweetRun *self,
                        SweetItem *item,
                        GError *error);
void sweet_run_stop_behind (SweetRun *self,
                            SweetItem *item);
void sweet_run_make_ready (SweetRun *self,
                           SweetItem *item);
void sweet_run_insert (SweetItem **list,
                       SweetItem *item);

/* what threads use: sweet-run-metrics.c */
void sweet_run_begin_stay (SweetRun *self,
                           SweetRunStay *stay);
void sweet_run_end_stay (SweetRun *self,
                         SweetRunStay *stay);
void sweet_run_count_last_stay (SweetRun *self);

/* rates: sweet-run-rates.c */
void sweet_run_tell (SweetRun *self,
                     guint64 now);

/* making the steps: sweet-run-plan.c */
void sweet_run_add_stages (SweetRun *self,
                           SweetPlan *plan,
                           SweetPlan *sender_plan);

/* what the strategy changes while it runs: sweet-run-adjust.c */
void sweet_run_init_tuners (SweetRun *self,
                            SweetPlan *plan,
                            SweetPlan *sender_plan);
void sweet_run_arm_adjust (SweetRunTuner *tuner);
gboolean sweet_run_is_adjusting (SweetRun *self);
void sweet_run_fit_items (SweetRun *self);
void sweet_run_enter_read (SweetRun *self,
                           SweetItem *item);
void sweet_run_watch_read (SweetRun *self,
                           SweetRunProbe *probe);
void sweet_run_leave_read (SweetRun *self,
                           SweetItem *item,
                           const SweetRunProbe *probe,
                           gint64 elapsed);
void sweet_run_recall_adjust (SweetRun *self);
void sweet_run_begin_call (SweetRun *self,
                           SweetStageWorker *worker,
                           SweetRunProbe *probe);
void sweet_run_end_call (SweetRun *self,
                         SweetStageWorker *worker,
                         const SweetRunProbe *probe,
                         gint64 elapsed);

/* what waits for a time, and for the rate: sweet-run-time.c */
gint64 sweet_run_get_time (SweetRun *self);
void sweet_run_suspend (SweetRun *self,
                        SweetItem *item);
void sweet_run_wake (SweetRun *self,
                     SweetItem *item);
void sweet_run_pace (SweetRun *self,
                     guint worker,
                     SweetStage *stage,
                     SweetItem *item);
guint sweet_run_take_pace (SweetRun *self,
                           SweetPace *pace,
                           guint n_rows,
                           gboolean whole);
gint64 sweet_run_get_pace_time (SweetRun *self,
                                SweetPace *pace,
                                guint n_rows,
                                gboolean whole);
void sweet_run_arm_pace (SweetRun *self,
                         guint n_rows);
gboolean sweet_run_batch (SweetRun *self,
                          SweetStage *stage,
                          SweetItem *item,
                          GError **error);
void sweet_run_stop_timers (SweetRun *self);

/* opening, finishing and closing, with the lock for the questions: sweet-run-steps.c */
gboolean sweet_run_is_drained (SweetRun *self);
gboolean sweet_run_has_finish (SweetRun *self);
void sweet_run_do_open (SweetRun *self);
void sweet_run_do_finish (SweetRun *self);
void sweet_run_do_close (SweetRun *self);

/* items and their steps: sweet-run-items.c */
void sweet_run_carry (SweetRun *self,
                      guint worker,
                      SweetItem *item);
void sweet_run_retire (SweetRun *self,
                       guint worker);
void sweet_run_recall_items (SweetRun *self);
void sweet_run_leave (SweetRun *self,
                      SweetStage *stage,
                      SweetItem *item);

/* feeding: sweet-run-feed.c */
gssize sweet_run_read_bytes (SweetRun *self,
                             SweetSource *source,
                             gint64 offset,
                             SweetItem *item,
                             GCancellable *cancellable,
                             GError **error);
gboolean sweet_run_read_records (SweetRun *self,
                                 SweetSource *source,
                                 SweetItem *item,
                                 gboolean *ended,
                                 GCancellable *cancellable,
                                 GError **error);
const char *sweet_run_get_read_name (SweetRun *self,
                                     SweetSource *source);
gboolean sweet_run_check_read (SweetRun *self,
                               SweetSource *source,
                               gint64 begin,
                               GError *reason,
                               GError **error);
SweetItem *sweet_run_take_credit (SweetRun *self);
void sweet_run_post_read (SweetRun *self,
                          SweetItem *item);
void sweet_run_recall_read (SweetRun *self);
gboolean sweet_run_can_feed (SweetRun *self);
guint sweet_run_feed (SweetRun *self,
                      guint worker);
SweetItem *sweet_run_take_item (SweetRun *self);
void sweet_run_fill (SweetRun *self,
                     SweetItem *item,
                     gsize n_bytes);
void sweet_run_send (SweetRun *self,
                     guint worker,
                     SweetItem *item);

void sweet_run_measure_read (SweetRun *self,
                             SweetItem *item,
                             guint64 since);

/* a source in parts: sweet-run-parts.c */
gboolean sweet_run_can_split (SweetRun *self);
void sweet_run_do_split (SweetRun *self);
gboolean sweet_run_can_feed_part (SweetRun *self);
guint sweet_run_feed_part (SweetRun *self,
                           guint worker);
void sweet_run_flush_parts (SweetRun *self);
void sweet_run_read_part_on_context (SweetRun *self);
gboolean sweet_run_has_open_part (SweetRun *self,
                                  gboolean on_context);
void sweet_run_close_parts (SweetRun *self,
                            gboolean on_context,
                            gboolean dropped);
void sweet_run_drop_parts (SweetRun *self);

/* pushed events: sweet-run-push.c */
guint sweet_run_feed_pushed (SweetRun *self,
                             guint worker);
GPtrArray *sweet_run_take_pushers (SweetRun *self);
gboolean sweet_run_push (SweetRun *self,
                         SweetSenderEvent *event,
                         SweetAwait *await,
                         gboolean *full,
                         GError **error);
gboolean sweet_run_cancel_push (SweetRun *self,
                                SweetAwait *await);

/* decoding ahead: sweet-run-decode.c */
void sweet_run_take_turn (SweetRun *self,
                          SweetItem *item);
void sweet_run_decode (SweetRun *self,
                       guint worker,
                       SweetItem *item);

/* errors: sweet-run-errors.c */
void sweet_run_recall_questions (SweetRun *self);
void sweet_run_sort_errors (GPtrArray *errors);
void sweet_run_settle_errors (SweetRun *self,
                              SweetItem *item);
void sweet_run_enter_branch (SweetRun *self,
                             SweetStage *stage,
                             SweetItem *item);

/* receivers and collectors: sweet-run-receive.c */
gboolean sweet_run_can_help (SweetRun *self,
                             SweetItem **item);
void sweet_run_help (SweetRun *self,
                     guint worker,
                     SweetItem *item);
gboolean sweet_run_receive (SweetRun *self,
                            guint worker,
                            SweetStage *stage,
                            SweetItem *item);
gboolean sweet_run_receive_here (SweetRun *self,
                                 SweetStage *stage,
                                 SweetItem *item,
                                 GError **error);
gboolean sweet_run_commit (SweetRun *self,
                           SweetStage *stage,
                           SweetItem *item,
                           GError **error);

G_END_DECLS
