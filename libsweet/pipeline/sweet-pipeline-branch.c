/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "pipeline/sweet-pipeline-branch-private.h"
#include "plugin/sweet-registry-private.h"

static SweetPipelineBranch *
sweet_pipeline_branch_new (SweetPipelineSegment *giver,
                           const char *output)
{
  SweetPipelineBranch *self = g_new0 (SweetPipelineBranch, 1);

  self->giver = giver;
  self->output = output;
  self->segments = g_ptr_array_new ();
  return self;
}

static void
sweet_pipeline_branch_free (gpointer data)
{
  SweetPipelineBranch *self = data;

  g_ptr_array_unref (self->segments);
  g_free (self);
}

/* what can be a sink and nothing else that stands between two elements */
static gboolean
sweet_pipeline_branch_ends (guint kinds)
{
  const guint between = 1u << SWEET_ELEMENT_KIND_FORMAT | 1u << SWEET_ELEMENT_KIND_PROCESSOR;

  return (kinds & 1u << SWEET_ELEMENT_KIND_SINK) != 0 && (kinds & between) == 0;
}

/* another output is taken where the one before has come to its end */
static gboolean
sweet_pipeline_branch_check_again (const SweetPipelineSegment *segment,
                                   const SweetPipelineSegment *giver,
                                   const SweetPipelineBranch *branch,
                                   GError **error)
{
  if (giver == NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u, %s: “@%s” stands behind the element whose output it is, without a “!”", segment->number, segment->name, segment->again);
      return FALSE;
    }
  if (branch != NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u, %s: what takes the output “%s” of “%s” has to end in a sink before “@%s” follows", segment->number, segment->name, branch->output, giver->name, segment->again);
      return FALSE;
    }
  return TRUE;
}

GPtrArray *
sweet_pipeline_branch_split (SweetRegistry *registry,
                             GPtrArray *segments,
                             GError **error)
{
  g_autoptr (GPtrArray) branches = g_ptr_array_new_with_free_func (sweet_pipeline_branch_free);
  SweetPipelineBranch *line = sweet_pipeline_branch_new (NULL, NULL);
  SweetPipelineBranch *branch = NULL;
  SweetPipelineSegment *giver = NULL;

  g_ptr_array_add (branches, line);
  for (guint i = 0; i < segments->len; i++)
    {
      SweetPipelineSegment *segment = g_ptr_array_index (segments, i);
      guint kinds;

      if (segment->again != NULL && !sweet_pipeline_branch_check_again (segment, giver, branch, error))
        return NULL;
      if (segment->again != NULL)
        {
          branch = sweet_pipeline_branch_new (giver, segment->again);
          g_ptr_array_add (branches, branch);
        }

      kinds = branch != NULL ? sweet_registry_get_kinds (registry, segment->name, FALSE) : 0;

      /* a strategy rules the whole line, wherever it stands */
      if (branch != NULL && kinds != 1u << SWEET_ELEMENT_KIND_STRATEGY)
        g_ptr_array_add (branch->segments, segment);
      else
        g_ptr_array_add (line->segments, segment);
      if (segment->output != NULL && branch != NULL)
        {
          g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u, %s: it takes an output “%s” already, and has none of its own", segment->number, segment->name, branch->output);
          return NULL;
        }
      if (segment->output != NULL)
        {
          giver = segment;
          branch = sweet_pipeline_branch_new (giver, giver->output);
          g_ptr_array_add (branches, branch);
        }
      else if (sweet_pipeline_branch_ends (kinds))
        branch = NULL;
    }
  return g_steal_pointer (&branches);
}
