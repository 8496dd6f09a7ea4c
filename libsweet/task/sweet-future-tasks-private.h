/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "task/sweet-base-task-private.h"
#include "task/sweet-future-private.h"

G_BEGIN_DECLS

typedef struct
{
  SweetWatcher watcher;
  SweetTaskGroup *group;
  SweetBaseTask *task;
} SweetTaskPart;

/* the tasks that a future is made of, where there are many */
struct _SweetTaskGroup
{
  gint refs;
  gint n_watching;     /* parts, and whoever makes the group */
  gint n_left;         /* tasks that have not completed */
  SweetFuture *future; /* until nothing watches */
  gsize n_tasks;
  SweetTaskPart parts[];
};

void sweet_task_group_unref (SweetTaskGroup *self);

G_END_DECLS
