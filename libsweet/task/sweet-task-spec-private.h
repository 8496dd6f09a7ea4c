/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "core/sweet-callback-private.h"
#include "task/sweet-task-limit-private.h"

G_BEGIN_DECLS

/* what the work of a task is */
typedef enum
{
  SWEET_WORK_NOTHING,
  SWEET_WORK_ON_CONTEXT,
  SWEET_WORK_ON_WORKERS,
  SWEET_WORK_OBJECT,
  SWEET_WORK_ASYNC,
} SweetWorkKind;

typedef struct
{
  SweetWorkKind kind;
  SweetCallback *callback; /* of the first two; the begin function of a pair */
  SweetWork *object;
  GObject *source_object; /* of a pair */
  GCallback finish;
} SweetWorkSpec;

/* what a builder says about its tasks; shared by the builder and them, and not changed while it is */
typedef struct
{
  gint refs;

  char *name;
  char *description;
  char **tags;
  SweetPriority priority;
  gboolean sequential_id;

  gint64 timeout;
  gint64 deadline;
  gint64 grace;
  gint64 start_at;
  gint64 interval;

  SweetWorkSpec work;
  SweetWorkSpec fallback;
  GType result_type;
  SweetRetryPolicy *retry_policy;
  SweetCircuitBreaker *circuit_breaker;
  SweetTaskLimit *limit; /* NULL for as many as there are */

  SweetTask *parent;
  guint depth;         /* how many tasks are above */
  SweetTask *ancestor; /* one far above, or NULL; no reference, since the parent leads to it */
  SweetFailureMode failure_mode;
  SweetCallback *failure_predicate;
  SweetTaskContext *context;
  gboolean with_metrics;
  SweetTracer *tracer;
  SweetRuntime *runtime;
  GCancellable *cancellable;

  /* found out by sweet_task_spec_seal(): nothing but the work itself happens on its way, and what it
   * holds may be let go on any thread */
  SweetClock *clock; /* a virtual one, NULL for that of the system */
  gboolean plain;
  gboolean once; /* at most one attempt */
  gboolean free_anywhere;
} SweetTaskSpec;

#define SWEET_TASK_SPEC_DEFAULT_GRACE SWEET_SECONDS (5)

SweetTaskSpec *sweet_task_spec_new (void);
SweetTaskSpec *sweet_task_spec_copy (SweetTaskSpec *self);
SweetTaskSpec *sweet_task_spec_ref (SweetTaskSpec *self);
void sweet_task_spec_set_max_concurrent (SweetTaskSpec *self,
                                         guint max_concurrent);
void sweet_task_spec_set_parent (SweetTaskSpec *self,
                                 SweetTask *parent);
gboolean sweet_task_spec_is_below (SweetTaskSpec *self,
                                   SweetTask *above);
void sweet_task_spec_unref (SweetTaskSpec *self);
gboolean sweet_task_spec_check (SweetTaskSpec *self,
                                GError **error);
gboolean sweet_task_spec_check_options (SweetTaskSpec *self,
                                        GError **error);
void sweet_task_spec_seal (SweetTaskSpec *self);
void sweet_work_spec_clear (SweetWorkSpec *self);

G_END_DECLS
