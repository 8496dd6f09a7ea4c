/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-run-private.h"
#include "task/sweet-base-task-private.h"

G_BEGIN_DECLS

struct _SweetEmittingTask
{
  SweetBaseTask parent_instance;

  SweetRun *run;
  SweetTimer timer;
  SweetFinalEvent *final_event;
  GValue value; /* the final event, for those who ask any task for its value */
  gint concluded;
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
                                      gpointer data);
void sweet_emitting_task_count (SweetEmittingTask *self,
                                gboolean sender,
                                SweetHalfCounts *counts);

G_END_DECLS
