/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* a word of the line; a separator is a “!” that stands alone and is not quoted */
typedef struct
{
  char *text;
  gboolean separator;
} SweetPipelineToken;

SweetPipelineToken *sweet_pipeline_token_new (const char *text,
                                              gboolean separator);
void sweet_pipeline_token_free (SweetPipelineToken *self);

/* splits a line into SweetPipelineToken at blanks, with the quotes of a shell */
GPtrArray *sweet_pipeline_text_split (const char *text,
                                      GError **error);

/* splits a list at commas, with the same quotes inside; blanks around an item do not count */
char **sweet_pipeline_text_split_list (const char *text,
                                       GError **error);

G_END_DECLS
