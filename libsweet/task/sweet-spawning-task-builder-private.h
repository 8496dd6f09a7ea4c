/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "task/sweet-task-spec-private.h"

G_BEGIN_DECLS

struct _SweetSpawningTaskBuilder
{
  GObject parent_instance;

  SweetTaskSpec *spec;
  gboolean sealed; /* checked, and used by tasks */
};

SweetSpawningTaskBuilder *sweet_spawning_task_builder_own (SweetSpawningTaskBuilder *self);

G_END_DECLS
