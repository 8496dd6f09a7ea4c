/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-element-factory.h>

#include "pipeline/sweet-pipeline-syntax-private.h"

G_BEGIN_DECLS

/* makes the element with its properties set; the error does not say which element it is */
SweetElement *sweet_pipeline_options_create (SweetElementFactory *factory,
                                             const SweetPipelineSegment *segment,
                                             GError **error);

G_END_DECLS
