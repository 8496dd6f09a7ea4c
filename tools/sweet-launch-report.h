/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* says on standard error that the result lacks something */
void sweet_launch_report_errors (SweetFinalEvent *event);
void sweet_launch_report_dropped (SweetEmittingTask *task);

/* the line on a terminal that says how far the task is, until it is cleared; NULL where it has no
 * place: elsewhere than on a terminal, or where the records themselves appear */
typedef struct _SweetLaunchProgress SweetLaunchProgress;

SweetLaunchProgress *sweet_launch_progress_new (SweetTask *task,
                                                gboolean prints_to_stdout);
void sweet_launch_progress_free (SweetLaunchProgress *self);

G_END_DECLS
