/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* what --stats and --stats-file promise */
typedef struct _SweetLaunchStats SweetLaunchStats;

/* in the words of the command line: @form is text, json, or NULL, and @path NULL for standard error. gives
 * NULL without an error where both are NULL: nobody wants any. */
SweetLaunchStats *sweet_launch_stats_new (const char *form,
                                          const char *path,
                                          GError **error);
void sweet_launch_stats_free (SweetLaunchStats *self);

/* before the pipeline runs, which may take hours: whether there is a place for them */
gboolean sweet_launch_stats_open (SweetLaunchStats *self,
                                  GError **error);

/* what became of the task, which has ended; with its @reason, if there is one */
gboolean sweet_launch_stats_write (SweetLaunchStats *self,
                                   SweetEmittingTask *task,
                                   const GError *reason,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetLaunchStats, sweet_launch_stats_free)

G_END_DECLS
