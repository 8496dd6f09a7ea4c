/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-element-private.h"
#include "stream/sweet-recipe-private.h"
#include "stream/sweet-stage-private.h"
#include "stream/sweet-strategy-private.h"

/* a stream ends with its elements, however long a sink takes to finish its file */
#define SWEET_RECIPE_GRACE (-1)

/* takes @recipe */
SweetBranch *
sweet_branch_new (guint element,
                  const char *name,
                  const char *output,
                  SweetRecipe *recipe)
{
  SweetBranch *self = g_new0 (SweetBranch, 1);

  *self = (SweetBranch){ element, g_strdup (name), g_strdup (output), recipe };
  return self;
}

static void
sweet_branch_free (gpointer data)
{
  SweetBranch *self = data;

  g_free (self->name);
  g_free (self->output);
  sweet_recipe_free (self->recipe);
  g_free (self);
}

SweetRecipe *
sweet_recipe_new (void)
{
  SweetRecipe *self = g_new0 (SweetRecipe, 1);

  self->spec = sweet_task_spec_new ();
  self->spec->grace = SWEET_RECIPE_GRACE;
  self->elements = g_ptr_array_new_with_free_func (g_object_unref);
  self->branches = g_ptr_array_new_with_free_func (sweet_branch_free);
  return self;
}

SweetRecipe *
sweet_recipe_copy (const SweetRecipe *self)
{
  SweetRecipe *copy = sweet_recipe_new ();

  sweet_task_spec_unref (copy->spec);
  copy->spec = sweet_task_spec_copy (self->spec);
  g_set_object (&copy->source, self->source);
  for (guint i = 0; i < self->elements->len; i++)
    g_ptr_array_add (copy->elements, g_object_ref (g_ptr_array_index (self->elements, i)));
  g_set_object (&copy->strategy, self->strategy);
  g_set_object (&copy->sender_strategy, self->sender_strategy);
  g_set_object (&copy->sink, self->sink);
  g_set_object (&copy->collector, self->collector);
  copy->shape = self->shape;
  copy->on_workers = self->on_workers;
  copy->blocks = self->blocks;
  copy->receiver = self->receiver != NULL ? sweet_callback_ref (self->receiver) : NULL;
  copy->final_event = self->final_event != NULL ? sweet_callback_ref (self->final_event) : NULL;
  g_set_object (&copy->chunk_size, self->chunk_size);
  g_set_object (&copy->clock, self->clock);
  copy->max_chunks = self->max_chunks;
  copy->limit = self->limit;
  copy->record_latency = self->record_latency;
  g_set_object (&copy->error_strategy, self->error_strategy);
  for (guint i = 0; i < self->branches->len; i++)
    {
      SweetBranch *branch = g_ptr_array_index (self->branches, i);

      g_ptr_array_add (copy->branches, sweet_branch_new (branch->element, branch->name, branch->output, sweet_recipe_copy (branch->recipe)));
    }
  return copy;
}

void
sweet_recipe_free (SweetRecipe *self)
{
  g_clear_pointer (&self->spec, sweet_task_spec_unref);
  g_clear_object (&self->source);
  g_clear_pointer (&self->elements, g_ptr_array_unref);
  g_clear_object (&self->strategy);
  g_clear_object (&self->sender_strategy);
  g_clear_object (&self->sink);
  g_clear_object (&self->collector);
  g_clear_pointer (&self->receiver, sweet_callback_unref);
  g_clear_pointer (&self->final_event, sweet_callback_unref);
  g_clear_object (&self->chunk_size);
  g_clear_object (&self->clock);
  g_clear_object (&self->error_strategy);
  g_ptr_array_unref (self->branches);
  g_free (self);
}

/* the function without which a source cannot be read itself; NULL where it is there */
const char *
sweet_recipe_find_missing_read (SweetSource *source,
                                gboolean records)
{
  SweetSourceClass *klass = SWEET_SOURCE_GET_CLASS (source);

  if (records)
    return klass->read_records == NULL ? "read_records" : NULL;
  return klass->read == NULL && klass->read_bytes == NULL && klass->read_at == NULL ? "read_bytes" : NULL;
}

/* the function without which an element that gives or takes these media does nothing; NULL where it is
 * there */
static const char *
sweet_recipe_find_missing (SweetElement *element,
                           SweetMedia input,
                           SweetMedia output)
{
  if (SWEET_IS_SOURCE (element))
    return SWEET_SOURCE_GET_CLASS (element)->split == NULL ? sweet_recipe_find_missing_read (SWEET_SOURCE (element), output == SWEET_MEDIA_RECORDS) : NULL;
  if (SWEET_IS_SINK (element))
    {
      SweetSinkClass *klass = SWEET_SINK_GET_CLASS (element);

      if (input == SWEET_MEDIA_RECORDS)
        return klass->write_chunk == NULL ? "write_chunk" : NULL;
      return klass->write == NULL && klass->write_bytes == NULL ? "write_bytes" : NULL;
    }
  return SWEET_IS_PROCESSOR (element) && SWEET_PROCESSOR_GET_CLASS (element)->process == NULL ? "process" : NULL;
}

static gboolean
sweet_recipe_check_element (SweetElement *element,
                            SweetMedia *media,
                            const char **giver,
                            GError **error)
{
  const char *missing;
  SweetMedia input;
  SweetMedia output;

  if (!sweet_element_check (element, error))
    return FALSE;

  sweet_element_get_media (element, &input, &output);
  missing = sweet_recipe_find_missing (element, input, output);
  if (missing != NULL)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                   "%s: its class does not implement “%s”", sweet_element_get_name (element), missing);
      return FALSE;
    }
  if (SWEET_IS_FORMAT (element))
    {
      *media = *media == SWEET_MEDIA_RECORDS ? SWEET_MEDIA_BYTES : SWEET_MEDIA_RECORDS;
      *giver = sweet_element_get_name (element);
      return TRUE;
    }
  if (*media != SWEET_MEDIA_NONE && input != *media)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_MEDIA,
                   "“%s” takes %s, “%s” gives %s: put a format between them (csv, jsonl or lines)",
                   sweet_element_get_name (element), input == SWEET_MEDIA_BYTES ? "bytes" : "records",
                   *giver, *media == SWEET_MEDIA_BYTES ? "bytes" : "records");
      return FALSE;
    }
  *media = output;
  *giver = sweet_element_get_name (element);
  return TRUE;
}

/* @media is what arrives at the end, NONE where nothing says so */
static gboolean
sweet_recipe_check_end (const SweetRecipe *self,
                        SweetMedia media,
                        const char *giver,
                        GError **error)
{
  gboolean collects = self->collector != NULL && self->shape == SWEET_RECEIVER_NONE && self->sink == NULL;

  if ((self->shape == SWEET_RECEIVER_RECORDS || collects) && media == SWEET_MEDIA_BYTES)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_MEDIA,
                   "the %s takes records, “%s” gives bytes: put a format between them (csv, jsonl or lines)",
                   collects ? "collector" : "receiver", giver);
      return FALSE;
    }
  if (self->shape != SWEET_RECEIVER_NONE && self->sink != NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_MEDIA,
                   "the stream ends in the sink “%s”, so it cannot end in a receiver", sweet_element_get_name (SWEET_ELEMENT (self->sink)));
      return FALSE;
    }
  if (self->blocks && (self->shape == SWEET_RECEIVER_NONE || !self->on_workers))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "only a receiver on workers may block, and the stream has none");
      return FALSE;
    }
  return TRUE;
}

static SweetMedia
sweet_recipe_pass (const SweetRecipe *self,
                   SweetMedia media)
{
  SweetMedia input;

  for (guint i = 0; i < self->elements->len; i++)
    {
      SweetElement *element = g_ptr_array_index (self->elements, i);

      if (SWEET_IS_FORMAT (element))
        {
          media = media == SWEET_MEDIA_RECORDS ? SWEET_MEDIA_BYTES : SWEET_MEDIA_RECORDS;
          continue;
        }
      sweet_element_get_media (element, &input, &media);
    }
  return media;
}

/* what the end of the stream takes, NONE for anything */
static SweetMedia
sweet_recipe_get_end_media (const SweetRecipe *self)
{
  SweetMedia input = SWEET_MEDIA_NONE;
  SweetMedia output;

  if (self->sink != NULL)
    sweet_element_get_media (SWEET_ELEMENT (self->sink), &input, &output);
  else if (self->shape == SWEET_RECEIVER_RECORDS || (self->shape == SWEET_RECEIVER_NONE && self->collector != NULL))
    input = SWEET_MEDIA_RECORDS;
  return input;
}

/* whether what the first formats make of @media is what the element behind them takes */
static gboolean
sweet_recipe_fits (const SweetRecipe *self,
                   SweetMedia media)
{
  SweetMedia input = sweet_recipe_get_end_media (self);
  SweetMedia output;

  for (guint i = 0; i < self->elements->len; i++)
    {
      SweetElement *element = g_ptr_array_index (self->elements, i);

      if (!SWEET_IS_FORMAT (element))
        {
          sweet_element_get_media (element, &input, &output);
          break;
        }
      media = media == SWEET_MEDIA_RECORDS ? SWEET_MEDIA_BYTES : SWEET_MEDIA_RECORDS;
    }
  return input == SWEET_MEDIA_NONE || input == media;
}

/* what the stream begins with: what its source gives, or what the application pushes. NONE where that may
 * be anything. */
SweetMedia
sweet_recipe_get_input_media (const SweetRecipe *self)
{
  SweetMedia media = SWEET_MEDIA_NONE;
  SweetMedia output;

  if (self->source != NULL)
    sweet_element_get_media (SWEET_ELEMENT (self->source), &output, &media);
  else if (self->elements->len > 0 && SWEET_IS_FORMAT (g_ptr_array_index (self->elements, 0)))
    media = sweet_recipe_fits (self, SWEET_MEDIA_BYTES) ? SWEET_MEDIA_BYTES : SWEET_MEDIA_RECORDS;
  else if (self->elements->len > 0)
    sweet_element_get_media (g_ptr_array_index (self->elements, 0), &media, &output);
  else
    media = sweet_recipe_get_end_media (self);
  return media;
}

/* what was said to a branch that only a stream has, by the name of its setting; NULL for nothing */
static const char *
sweet_recipe_find_setting (const SweetRecipe *self)
{
  const SweetTaskSpec *spec = self->spec;
  const struct
  {
    const char *name;
    gboolean given;
  } settings[] = {
    { "name", spec->name != NULL },
    { "description", spec->description != NULL },
    { "tag", spec->tags != NULL },
    { "priority", spec->priority != SWEET_PRIORITY_DEFAULT },
    { "timeout", spec->timeout != 0 },
    { "deadline", spec->deadline != 0 },
    { "grace", spec->grace != SWEET_RECIPE_GRACE },
    { "parent", spec->parent != NULL },
    { "failure-mode", spec->failure_mode != SWEET_FAILURE_MODE_STOP },
    { "failure-predicate", spec->failure_predicate != NULL },
    { "context", spec->context != NULL },
    { "cancellable", spec->cancellable != NULL },
    { "runtime", spec->runtime != NULL },
    { "metrics", spec->with_metrics },
    { "tracer", spec->tracer != NULL },
    { "source", self->source != NULL },
    { "strategy", self->strategy != NULL },
    { "sender-strategy", self->sender_strategy != NULL },
    { "collector", self->collector != NULL },
    { "receiver", self->shape != SWEET_RECEIVER_NONE },
    { "blocking-receiver", self->blocks },
    { "final-event", self->final_event != NULL },
    { "chunk-size", self->chunk_size != NULL },
    { "max-chunks", self->max_chunks != 0 },
    { "limit", self->limit != 0 },
    { "record-latency", self->record_latency },
    { "clock", self->clock != NULL },
    { "error-strategy", self->error_strategy != NULL },
    { "output", self->branches->len > 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].given)
      return settings[i].name;
  return NULL;
}

/* whether something can come out of the output, and go somewhere */
static gboolean
sweet_recipe_check_branch (const SweetRecipe *self,
                           const SweetBranch *branch,
                           GError **error)
{
  SweetMedia media = SWEET_MEDIA_RECORDS;
  const char *giver = branch->output;
  const char *setting = sweet_recipe_find_setting (branch->recipe);

  if (branch->element >= self->elements->len)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "“%s” has no output “%s”: only formats and processors of the stream have one", branch->name, branch->output);
      return FALSE;
    }
  if (!sweet_element_check_output (g_ptr_array_index (self->elements, branch->element), branch->output, error))
    {
      g_prefix_error (error, "%s: ", branch->name);
      return FALSE;
    }
  if (setting != NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "%s: what its output “%s” is linked to has a “%s” of its own: only the whole stream has one", branch->name, branch->output, setting);
      return FALSE;
    }
  for (guint i = 0; i < branch->recipe->elements->len; i++)
    if (!sweet_recipe_check_element (g_ptr_array_index (branch->recipe->elements, i), &media, &giver, error))
      return FALSE;
  if (branch->recipe->sink == NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "%s: what its output “%s” gives has to end in a sink, such as “jsonl ! file path=NAME”", branch->name, branch->output);
      return FALSE;
    }
  return sweet_recipe_check_element (SWEET_ELEMENT (branch->recipe->sink), &media, &giver, error);
}

static gboolean
sweet_branch_is_same (const SweetBranch *self,
                      const SweetBranch *other)
{
  return self->element == other->element && strcmp (self->output, other->output) == 0;
}

static gboolean
sweet_recipe_check_branches (const SweetRecipe *self,
                             GError **error)
{
  for (guint i = 0; i < self->branches->len; i++)
    {
      const SweetBranch *branch = g_ptr_array_index (self->branches, i);

      if (!sweet_recipe_check_branch (self, branch, error))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (sweet_branch_is_same (g_ptr_array_index (self->branches, j), branch))
          {
            g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "%s: its output “%s” is linked twice", branch->name, branch->output);
            return FALSE;
          }
    }
  return TRUE;
}

SweetStrategy *
sweet_recipe_get_sender_strategy (const SweetRecipe *self)
{
  if (self->sender_strategy != NULL || self->source == NULL)
    return self->sender_strategy;

  return sweet_source_get_read_strategy (self->source);
}

/* one strategy says what is done about errors, wherever they come from */
static gboolean
sweet_recipe_check_sender (const SweetRecipe *self,
                           GError **error)
{
  SweetStrategy *strategy = sweet_recipe_get_sender_strategy (self);
  const char *source = self->source != NULL ? sweet_element_get_name (SWEET_ELEMENT (self->source)) : "push";
  g_autoptr (SweetErrorStrategy) errors = NULL;

  if (strategy == NULL)
    return TRUE;
  if (!sweet_element_check (SWEET_ELEMENT (strategy), error))
    {
      g_prefix_error (error, "%s: read-strategy: ", source);
      return FALSE;
    }

  errors = sweet_strategy_make_error_strategy (strategy);
  if (errors == NULL)
    return TRUE;

  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
               "%s: read-strategy: %s: what is done about errors is said by the strategy of the stream", source, sweet_element_get_name (SWEET_ELEMENT (strategy)));
  return FALSE;
}

/* whether elements are sound and fit together */
gboolean
sweet_recipe_check (const SweetRecipe *self,
                    GError **error)
{
  SweetMedia media = self->source == NULL ? sweet_recipe_get_input_media (self) : SWEET_MEDIA_NONE;
  const char *giver = "push";
  gboolean records;

  if (self->source != NULL && !sweet_recipe_check_element (SWEET_ELEMENT (self->source), &media, &giver, error))
    return FALSE;

  records = media == SWEET_MEDIA_RECORDS;
  for (guint i = 0; i < self->elements->len; i++)
    {
      if (!sweet_recipe_check_element (g_ptr_array_index (self->elements, i), &media, &giver, error))
        return FALSE;
      records = records || media == SWEET_MEDIA_RECORDS;
    }
  if (self->strategy != NULL && !sweet_element_check (SWEET_ELEMENT (self->strategy), error))
    return FALSE;
  if (!sweet_recipe_check_sender (self, error))
    return FALSE;
  if (self->sink != NULL)
    {
      SweetMedia end = media;

      if (!sweet_recipe_check_element (SWEET_ELEMENT (self->sink), &end, &giver, error))
        return FALSE;
    }
  if (self->limit > 0 && self->source != NULL && !records)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_MEDIA,
                           "a limit counts records, and there are only bytes: put in a format (csv, jsonl or lines)");
      return FALSE;
    }
  if (!sweet_recipe_check_branches (self, error))
    return FALSE;
  return sweet_recipe_check_end (self, media, giver, error);
}

SweetMedia
sweet_recipe_get_output_media (const SweetRecipe *self)
{
  return self->sink != NULL ? SWEET_MEDIA_NONE : sweet_recipe_pass (self, sweet_recipe_get_input_media (self));
}

static gboolean
sweet_recipe_make_plan (SweetStrategy *strategy,
                        SweetPlan *plan,
                        GError **error)
{
  GError *reason = NULL;

  if (strategy == NULL || SWEET_STRATEGY_GET_CLASS (strategy)->plan == NULL)
    return TRUE;
  if (SWEET_STRATEGY_GET_CLASS (strategy)->plan (strategy, plan, &reason))
    return TRUE;

  return sweet_stage_check_failure (SWEET_ELEMENT (strategy), "plan", reason, error);
}

/* what the strategies make of the built-in plans */
gboolean
sweet_recipe_make_plans (const SweetRecipe *self,
                         SweetPlan *plan,
                         SweetPlan *sender_plan,
                         GError **error)
{
  if (!sweet_recipe_make_plan (self->strategy, plan, error) || !sweet_recipe_make_plan (self->sender_strategy, sender_plan, error))
    return FALSE;
  if (self->sink == NULL || sweet_plan_get_rate (plan) == 0 || sweet_plan_get_rate (sender_plan) == 0)
    return TRUE;

  /* a record that waits at one of them could not wait at the other as well */
  g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
                       "a rate at which the source is read and one at which the sink is written cannot be both: set the lower one");
  return FALSE;
}
