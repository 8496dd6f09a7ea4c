/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "plugin/sweet-plugin-problem-private.h"

SweetPluginProblem *
sweet_plugin_problem_new (const char *path,
                          const char *name,
                          SweetPluginStage stage,
                          GError *error)
{
  SweetPluginProblem *self = g_new0 (SweetPluginProblem, 1);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->stage = stage;
  self->error = error;

  return self;
}

void
sweet_plugin_problem_free (SweetPluginProblem *self)
{
  g_free (self->path);
  g_free (self->name);
  g_error_free (self->error);
  g_free (self);
}

static const char *
sweet_plugin_problem_get_state (const SweetPluginProblem *self)
{
  switch ((SweetPluginError) self->error->code)
    {
    case SWEET_PLUGIN_ERROR_INCOMPATIBLE:
      return "incompatible";
    case SWEET_PLUGIN_ERROR_DUPLICATE:
      return "duplicate";
    case SWEET_PLUGIN_ERROR_LOAD:
    case SWEET_PLUGIN_ERROR_REFUSED:
    case SWEET_PLUGIN_ERROR_NOT_FOUND:
    default:
      return "refused";
    }
}

static const char *
sweet_plugin_problem_get_stage (const SweetPluginProblem *self)
{
  switch (self->stage)
    {
    case SWEET_PLUGIN_STAGE_OPEN:
      return "on opening it";
    case SWEET_PLUGIN_STAGE_CHECK:
      return "on checking its descriptor";
    case SWEET_PLUGIN_STAGE_REGISTER:
    default:
      return "on registering its elements";
    }
}

char *
sweet_plugin_problem_to_text (const SweetPluginProblem *self)
{
  g_autofree char *path = self->path != NULL ? g_filename_display_name (self->path) : NULL;

  return g_strdup_printf ("%s: %s %s: %s", path != NULL ? path : self->name, sweet_plugin_problem_get_state (self), sweet_plugin_problem_get_stage (self), self->error->message);
}
