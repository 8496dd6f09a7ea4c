/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "stream/sweet-recipe-private.h"

G_BEGIN_DECLS

struct _SweetEmittingTaskBuilder
{
  GObject parent_instance;

  SweetRecipe *recipe;
};

/* the builder to change in place of @self, which is consumed: itself where nobody else has it */
SweetEmittingTaskBuilder *sweet_emitting_task_builder_own (SweetEmittingTaskBuilder *self);
/* the same; @owner is what a callback given to @self has to hold while it is used */
SweetEmittingTaskBuilder *sweet_emitting_task_builder_own_callback (SweetEmittingTaskBuilder *self,
                                                                    GObject **owner);

G_END_DECLS
