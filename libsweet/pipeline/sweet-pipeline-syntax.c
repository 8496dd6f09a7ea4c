/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

#include "pipeline/sweet-pipeline-syntax-private.h"
#include "pipeline/sweet-pipeline-text-private.h"

static void
sweet_pipeline_property_free (gpointer data)
{
  SweetPipelineProperty *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static SweetPipelineSegment *
sweet_pipeline_segment_new (guint number,
                            const char *name)
{
  SweetPipelineSegment *self = g_new0 (SweetPipelineSegment, 1);

  self->number = number;
  self->name = g_strdup (name);
  self->properties = g_ptr_array_new_with_free_func (sweet_pipeline_property_free);

  return self;
}

static void
sweet_pipeline_segment_free (gpointer data)
{
  SweetPipelineSegment *self = data;

  g_free (self->name);
  g_ptr_array_unref (self->properties);
  g_free (self->output);
  g_free (self->again);
  g_free (self);
}

static gboolean
sweet_pipeline_segment_add_property (SweetPipelineSegment *self,
                                     const char *text,
                                     GError **error)
{
  const char *equals = strchr (text, '=');
  SweetPipelineProperty *property;

  if (equals == NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u, %s: “%s” is no property, which looks like name=value; put a “!” that stands alone in front of an element", self->number, self->name, text);
      return FALSE;
    }

  if (equals == text)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u, %s: there is no name in front of “%s”", self->number, self->name, text);
      return FALSE;
    }

  property = g_new0 (SweetPipelineProperty, 1);
  property->name = g_strndup (text, (gsize) (equals - text));
  property->value = g_strdup (equals + 1);
  g_ptr_array_add (self->properties, property);

  return TRUE;
}

/* “@errors”: what follows takes that output. whether the element has it, is seen when it is made. */
static gboolean
sweet_pipeline_syntax_is_output (const SweetPipelineToken *token)
{
  return !token->separator && token->text[0] == '@' && strchr (token->text, '=') == NULL;
}

static gboolean
sweet_pipeline_segment_check_output (const SweetPipelineSegment *self,
                                     const char *text,
                                     const SweetPipelineToken *next,
                                     GError **error)
{
  if (next != NULL && !next->separator)
    return TRUE;

  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "element %u, %s: an element is missing behind “%s”, such as “jsonl ! file path=NAME”", self->number, self->name, text);
  return FALSE;
}

static SweetPipelineSegment *
sweet_pipeline_syntax_begin_segment (guint number,
                                     const SweetPipelineToken *token,
                                     GError **error)
{
  if (token->separator && number == 1)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "an element is missing in front of the first “!”");
      return NULL;
    }

  if (token->separator)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u is missing between two “!”", number);
      return NULL;
    }

  if (strchr (token->text, '=') != NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u begins with the property “%s”: the name of the element comes first", number, token->text);
      return NULL;
    }

  if (strchr (token->text, '!') != NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u: “%s” is no name; a “!” has to stand alone, between blanks", number, token->text);
      return NULL;
    }

  return sweet_pipeline_segment_new (number, token->text);
}

GPtrArray *
sweet_pipeline_syntax_parse (GPtrArray *tokens,
                             GError **error)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (sweet_pipeline_segment_free);
  SweetPipelineSegment *segment = NULL;
  const char *again = NULL;

  if (tokens->len == 0)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "the pipeline is empty: it begins with a source, such as “file path=NAME”");
      return NULL;
    }

  for (guint i = 0; i < tokens->len; i++)
    {
      const SweetPipelineToken *token = g_ptr_array_index (tokens, i);
      gboolean output = sweet_pipeline_syntax_is_output (token);
      const SweetPipelineSegment *last = segments->len > 0 ? g_ptr_array_index (segments, segments->len - 1) : NULL;

      if (output && last != NULL && !sweet_pipeline_segment_check_output (last, token->text, i + 1 < tokens->len ? g_ptr_array_index (tokens, i + 1) : NULL, error))
        return NULL;

      if (segment == NULL && output && last != NULL && last->output == NULL && again == NULL)
        again = token->text + 1;
      else if (segment == NULL)
        {
          segment = sweet_pipeline_syntax_begin_segment (segments->len + 1, token, error);
          if (segment == NULL)
            return NULL;
          segment->again = g_strdup (again);
          again = NULL;
          g_ptr_array_add (segments, segment);
        }
      else if (token->separator)
        segment = NULL;
      else if (output)
        {
          segment->output = g_strdup (token->text + 1);
          segment = NULL;
        }
      else if (!sweet_pipeline_segment_add_property (segment, token->text, error))
        return NULL;
    }

  if (segment == NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "an element is missing behind the last “!”");
      return NULL;
    }

  return g_steal_pointer (&segments);
}
