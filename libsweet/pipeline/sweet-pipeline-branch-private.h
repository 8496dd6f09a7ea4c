/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-registry.h>

#include "pipeline/sweet-pipeline-syntax-private.h"

G_BEGIN_DECLS

/* a part of the line: the pipeline itself, or what takes an output of one of its elements */
typedef struct
{
  /* whose output it takes, or NULL */
  SweetPipelineSegment *giver;
  /* which one, belongs to the line */
  const char *output;
  /* SweetPipelineSegment, which belong to the line */
  GPtrArray *segments;
} SweetPipelineBranch;

/* splits SweetPipelineSegment into SweetPipelineBranch, the pipeline itself first. a branch runs to its sink;
 * what comes behind that goes on with the pipeline. */
GPtrArray *sweet_pipeline_branch_split (SweetRegistry *registry,
                                        GPtrArray *segments,
                                        GError **error);

G_END_DECLS
