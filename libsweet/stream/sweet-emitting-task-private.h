/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-run-private.h"

G_BEGIN_DECLS

typedef enum
{
  SWEET_EMITTING_RUNNING,
  SWEET_EMITTING_WAITING, /* for children: the run is over */
  SWEET_EMITTING_ENDED,
  SWEET_EMITTING_ABANDONED, /* while the run is under way */
} SweetEmittingPhase;

struct _SweetEmittingTask
{
  SweetBaseTask parent_instance;

  SweetRun *run;
  GList link; /* among what the runtime has to end */
  SweetTimer timer;
  gint64 deadline; /* its own and those above, of its clock */
  SweetFinalEvent *final_event;
  GValue value; /* the final event, for those who ask any task for its value */
  gint phase;
  SweetDeliveryJob progress_job;
  gint progress_pending;
};

SweetEmittingTask *sweet_emitting_task_start (SweetRecipe *recipe,
                                              GError **error);

typedef struct
{
  guint64 n_records;
  guint64 n_bytes;
} SweetHalfCounts;

/* figures: sweet-emitting-task-figures.c */
void sweet_emitting_task_install_figures (GObjectClass *object_class);
void sweet_emitting_task_notify_figures (SweetEmittingTask *self);
gboolean sweet_emitting_task_tell_cb (SweetRun *run,
                                      SweetBaseTask *task);
void sweet_emitting_task_count (SweetEmittingTask *self,
                                gboolean sender,
                                SweetHalfCounts *counts);

G_END_DECLS
