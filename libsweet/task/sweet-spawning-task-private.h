/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-pool-private.h"
#include "runtime/sweet-scheduler-private.h"
#include "task/sweet-base-task-private.h"
#include "task/sweet-metrics-probe-private.h"

G_BEGIN_DECLS

typedef enum
{
  SWEET_ATTEMPT_WAITING, /* for its time */
  SWEET_ATTEMPT_HELD,    /* until fewer others are at work */
  SWEET_ATTEMPT_QUEUED,
  SWEET_ATTEMPT_WORKING,
  SWEET_ATTEMPT_ENDING, /* what follows from its end is being found out */
  SWEET_ATTEMPT_DONE,   /* the work is, or the task */
} SweetAttemptPhase;

/* what tasks have that are more than their work: guarded by the lock of the task */
typedef struct
{
  SweetSpawningTask *task; /* whose they are */
  SweetAttemptPhase phase;
  guint number;      /* of the attempt, from 1 */
  guint serial;      /* tells a late end from one that counts */
  guint lost_serial; /* of an attempt whose thread has not come back */
  gboolean busy;     /* an attempt has to come back before another one may follow */
  gboolean on_thread;
  gboolean in_job;    /* a worker has taken its job */
  gboolean has_place; /* within the limit */
  gboolean abandoned;
  gboolean timed_out;
  gboolean on_fallback;
  guint permit; /* of the circuit breaker */
  guint32 salt;
  gint64 began_at;
  gint64 next_delay;
  gint64 waited;   /* by delays between attempts */
  gint64 deadline; /* of the clock, G_MAXINT64 for none */
  gint64 next_run;
  guint64 n_runs;
  SweetTimer timer; /* for its time, or the timeout of the attempt */
  GList sleeper;    /* while it waits for its time; with data then */
  GList place;      /* while it is held, with a reference */
  SweetPriority place_priority;
  SweetTimer deadline_timer;
  SweetDeliveryJob context_job;
  GPtrArray *results;
  GError *final_error; /* what ended the task while an attempt was ending */
  SweetMetricsTotals totals;
} SweetAttempts;

struct _SweetSpawningTask
{
  SweetBaseTask parent_instance;

  union
  {
    SweetJob job;
    SweetPoolItem item; /* of an object that waits to be used again */
  };
  ATOMIC (guint) job_level; /* where its job is, or was */
  SweetScheduler *scheduler;
  GValue value;
  SweetAttempts *attempts; /* NULL where there is nothing but the work */
};

/* takes @spec, which was sealed */
SweetSpawningTask *sweet_spawning_task_start (SweetTaskSpec *spec,
                                              GError **error);

/* the work in the calling thread, as one call; FALSE with @error set when it failed */
gboolean sweet_spawning_task_call (SweetSpawningTask *self,
                                   const SweetWorkSpec *work,
                                   GError **error);
const GValue *sweet_spawning_task_peek_value (SweetBaseTask *base);
gboolean sweet_spawning_task_check_value (SweetSpawningTask *self,
                                          GError **error);
/* the work has come to its end, the task may have children still; takes @error. whether the task has ended by
 * that. */
gboolean sweet_spawning_task_work_done (SweetSpawningTask *self,
                                        GError *error);
/* takes @error; FALSE when it has ended */
gboolean sweet_spawning_task_fail (SweetSpawningTask *self,
                                   SweetTaskStatus status,
                                   GError *error);
void sweet_spawning_task_lose (SweetSpawningTask *self);
void sweet_spawning_task_push (SweetSpawningTask *self);

/* tasks that are more than their work: sweet-attempts*.c */
gboolean sweet_attempts_start (SweetSpawningTask *self,
                               GError **error);
void sweet_attempts_run_job (SweetSpawningTask *self,
                             SweetJobFate fate);
gboolean sweet_attempts_claim (SweetSpawningTask *self);
gboolean sweet_attempts_run_here (SweetSpawningTask *self);
void sweet_attempts_return (SweetSpawningTask *self,
                            const GValue *value,
                            const GError *error);
void sweet_attempts_cancel (SweetSpawningTask *self,
                            SweetCancelLevel level);
/* whether it waits for tasks that a main context may be needed for */
gboolean sweet_attempts_are_held_by_loop (SweetSpawningTask *self);
void sweet_attempts_shut_down (SweetSpawningTask *self);
void sweet_attempts_end (SweetSpawningTask *self);
void sweet_attempts_free (SweetAttempts *self);
gint64 sweet_attempts_get_deadline (SweetSpawningTask *self);

G_END_DECLS
