/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "plugin/sweet-plugin-private.h"

G_BEGIN_DECLS

/* why a file is no plugin of ours: what a registry keeps for each file it refused; the path is NULL
 * for a plugin that is part of the program */
typedef struct
{
  char *path;
  char *name;
  SweetPluginStage stage;
  GError *error;
} SweetPluginProblem;

/* takes the error */
SweetPluginProblem *sweet_plugin_problem_new (const char *path,
                                              const char *name,
                                              SweetPluginStage stage,
                                              GError *error);
void sweet_plugin_problem_free (SweetPluginProblem *self);

/* one line: the file, the state, the stage and the reason */
char *sweet_plugin_problem_to_text (const SweetPluginProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetPluginProblem, sweet_plugin_problem_free)

G_END_DECLS
