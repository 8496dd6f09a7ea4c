/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

#include "pipeline/sweet-pipeline-branch-private.h"
#include "pipeline/sweet-pipeline-options-private.h"
#include "pipeline/sweet-pipeline-place-private.h"
#include "pipeline/sweet-pipeline-syntax-private.h"
#include "pipeline/sweet-pipeline-text-private.h"
#include "stream/sweet-element-private.h"

static SweetEmittingTaskBuilder *
sweet_pipeline_add_element (SweetEmittingTaskBuilder *builder,
                            SweetElement *element)
{
  switch (sweet_element_get_kind (element))
    {
    case SWEET_ELEMENT_KIND_SOURCE:
      return sweet_emitting_task_builder_with_source (builder, SWEET_SOURCE (element));
    case SWEET_ELEMENT_KIND_FORMAT:
      return sweet_emitting_task_builder_with_format (builder, SWEET_FORMAT (element));
    case SWEET_ELEMENT_KIND_PROCESSOR:
      return sweet_emitting_task_builder_with_processor (builder, SWEET_PROCESSOR (element));
    case SWEET_ELEMENT_KIND_STRATEGY:
      return sweet_emitting_task_builder_with_strategy (builder, SWEET_STRATEGY (element));
    case SWEET_ELEMENT_KIND_SINK:
    default:
      return sweet_emitting_task_builder_with_sink (builder, SWEET_SINK (element));
    }
}

/* a part of the line; @elements gets what was made of its segments */
static SweetEmittingTaskBuilder *
sweet_pipeline_build_branch (const SweetPipelineBranch *branch,
                             GPtrArray *elements,
                             GError **error)
{
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_emitting_task_builder_new ();
  g_autoptr (GPtrArray) factories = sweet_pipeline_place_elements (sweet_registry_get_default (), branch->segments, branch->giver != NULL, error);

  if (factories == NULL)
    return NULL;

  for (guint i = 0; i < branch->segments->len; i++)
    {
      const SweetPipelineSegment *segment = g_ptr_array_index (branch->segments, i);
      SweetElement *element = sweet_pipeline_options_create (g_ptr_array_index (factories, i), segment, error);

      if (element == NULL)
        {
          g_prefix_error (error, "element %u, %s: ", segment->number, segment->name);
          return NULL;
        }
      g_ptr_array_add (elements, element);
      builder = sweet_pipeline_add_element (g_steal_pointer (&builder), element);
    }

  return g_steal_pointer (&builder);
}

/* links what takes an output to the element whose it is */
static SweetEmittingTaskBuilder *
sweet_pipeline_link_branch (SweetEmittingTaskBuilder *line,
                            const SweetPipelineBranch *branch,
                            SweetElement *giver,
                            GError **error)
{
  g_autoptr (SweetEmittingTaskBuilder) builder = line;
  g_autoptr (SweetEmittingTaskBuilder) part = NULL;
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (g_object_unref);

  if (!SWEET_IS_FORMAT (giver) && !SWEET_IS_PROCESSOR (giver))
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u, %s: it has no output “%s”; formats and processors have one", branch->giver->number, branch->giver->name, branch->output);
      return NULL;
    }

  if (!sweet_element_check_output (giver, branch->output, error))
    {
      g_prefix_error (error, "element %u, %s: ", branch->giver->number, branch->giver->name);
      return NULL;
    }

  if (branch->segments->len > 0)
    part = sweet_pipeline_build_branch (branch, elements, error);
  else
    part = sweet_emitting_task_builder_new ();
  if (part == NULL)
    return NULL;

  return sweet_emitting_task_builder_with_output (g_steal_pointer (&builder), giver, branch->output, part);
}

static SweetEmittingTaskBuilder *
sweet_pipeline_build_segments (GPtrArray *segments,
                               GError **error)
{
  g_autoptr (SweetEmittingTaskBuilder) builder = NULL;
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) branches = sweet_pipeline_branch_split (sweet_registry_get_default (), segments, error);
  const SweetPipelineBranch *line;

  if (branches == NULL)
    return NULL;

  line = g_ptr_array_index (branches, 0);
  builder = sweet_pipeline_build_branch (line, elements, error);
  for (guint i = 1; builder != NULL && i < branches->len; i++)
    {
      const SweetPipelineBranch *branch = g_ptr_array_index (branches, i);
      guint giver = 0;

      g_ptr_array_find (line->segments, branch->giver, &giver);
      builder = sweet_pipeline_link_branch (g_steal_pointer (&builder), branch, g_ptr_array_index (elements, giver), error);
    }

  if (builder == NULL || !sweet_emitting_task_builder_check (builder, error))
    return NULL;

  return g_steal_pointer (&builder);
}

static SweetEmittingTaskBuilder *
sweet_pipeline_build (GPtrArray *tokens,
                      GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GPtrArray) segments = sweet_pipeline_syntax_parse (tokens, &reason);
  g_autofree char *message = NULL;
  SweetEmittingTaskBuilder *builder = NULL;

  if (segments != NULL)
    builder = sweet_pipeline_build_segments (segments, &reason);
  if (builder != NULL)
    return builder;

  /* arguments of a program may hold any bytes, messages may not */
  message = g_utf8_make_valid (reason->message, -1);
  g_set_error_literal (error, reason->domain, reason->code, message);

  return NULL;
}

/**
 * sweet_pipeline_parse:
 * @text: a pipeline, such as `file path=people.csv ! csv ! filter where='age > 30' ! collect key=id`
 * @error: return location for a #GError in the %SWEET_PIPELINE_ERROR domain
 *
 * Makes a builder from the text form of a pipeline: the names of elements, each with its options as
 * `property=value`, separated by `!` between blanks. Values are quoted as in a shell.
 *
 * A name may have several kinds, and its place decides which is meant: the first element is a
 * source, the last may be a sink, formats and processors are between them. At most one strategy
 * stands anywhere and rules the whole pipeline. Numbers must lie in the range of their property,
 * times and sizes need a unit (`250ms`, `64KiB`), lists are separated by commas and may be quoted
 * again inside (`fields='"Speed, kt",Airport'`), and enumerations are written by nick (`skip`).
 * Without a sink the pipeline ends in whatever collector or receiver the builder is given.
 *
 * `@errors` behind a format or a processor links the output for its errors: what follows, up to and
 * including a sink, takes them as records, and the pipeline goes on behind that, as in
 * `file path=a.csv ! csv @errors jsonl ! file path=bad.jsonl ! count`. Other outputs that an element has,
 * such as `@late`, are linked the same way; `sweet-inspect` lists them. Behind the sink `@` links another output of
 * the same element, as in `sequence column=id @late csv ! file path=late.csv ! @gaps csv ! file path=gaps.csv ! count`.
 *
 * The elements are made by the default [class@Registry]. Everything that can be known without
 * touching the outside world is checked, and the message of an error says which element it is about
 * and the nearest name that exists.
 *
 * Returns: (transfer full): a new builder, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_pipeline_parse (const char *text,
                      GError **error)
{
  g_autoptr (GPtrArray) tokens = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  tokens = sweet_pipeline_text_split (text, error);
  if (tokens == NULL)
    return NULL;

  return sweet_pipeline_build (tokens, error);
}

/**
 * sweet_pipeline_parse_argv:
 * @argv: (array zero-terminated=1) (element-type filename): the words of a pipeline, as a shell
 *   passes them
 * @error: return location for a #GError in the %SWEET_PIPELINE_ERROR domain
 *
 * Makes a builder from the words of a pipeline, as [func@pipeline_parse] does from its text. Each
 * argument is one word and is taken literally, without any quotes of its own; an argument that is
 * just `!` separates elements.
 *
 * Returns: (transfer full): a new builder, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_pipeline_parse_argv (const char *const *argv,
                           GError **error)
{
  g_autoptr (GPtrArray) tokens = NULL;

  g_return_val_if_fail (argv != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_pipeline_token_free);
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (tokens, sweet_pipeline_token_new (argv[i], strcmp (argv[i], "!") == 0));

  return sweet_pipeline_build (tokens, error);
}
