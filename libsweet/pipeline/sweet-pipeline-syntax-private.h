/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* name=value as written */
typedef struct
{
  char *name;
  char *value;
} SweetPipelineProperty;

/* an element as written; number counts from 1 */
typedef struct
{
  guint number;
  char *name;
  /* SweetPipelineProperty */
  GPtrArray *properties;
  /* the output that the next segment takes, or NULL */
  char *output;
  /* another output that this one takes, of the element whose output was taken last, or NULL */
  char *again;
} SweetPipelineSegment;

/* turns SweetPipelineToken into at least one SweetPipelineSegment */
GPtrArray *sweet_pipeline_syntax_parse (GPtrArray *tokens,
                                        GError **error);

G_END_DECLS
