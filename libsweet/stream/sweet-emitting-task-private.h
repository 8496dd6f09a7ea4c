/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-recipe-private.h"

G_BEGIN_DECLS

SweetEmittingTask *sweet_emitting_task_start (SweetRecipe *recipe,
                                              GError **error);

typedef struct
{
  guint64 n_records;
  guint64 n_bytes;
} SweetHalfCounts;

void sweet_emitting_task_count (SweetEmittingTask *self,
                                gboolean sender,
                                SweetHalfCounts *counts);

G_END_DECLS
