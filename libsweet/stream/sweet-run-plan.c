/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-run-private.h"

/* the steps that the elements of a recipe come to */

static SweetStage *
sweet_run_add_stage (SweetRun *self,
                     SweetStageKind kind,
                     SweetElement *element)
{
  SweetStage *stage = &self->stages[self->n_stages++];

  sweet_stage_init (stage, kind, element, self->max_workers + 1);
  stage->index = self->n_stages - 1;
  return stage;
}

static void
sweet_run_add_format (SweetRun *self,
                      SweetElement *element,
                      SweetMedia *media)
{
  SweetStage *stage;

  if (*media == SWEET_MEDIA_RECORDS)
    {
      stage = sweet_run_add_stage (self, SWEET_STAGE_ENCODE, element);
      stage->header_fixed = SWEET_FORMAT_GET_CLASS (element)->encode_header == NULL;
      *media = SWEET_MEDIA_BYTES;
      return;
    }

  stage = sweet_run_add_stage (self, SWEET_STAGE_DECODE, element);
  sweet_decoder_init (&stage->decoder, SWEET_FORMAT (element), self->max_workers + 1,
                      self->recipe->source != NULL ? sweet_source_get_label (self->recipe->source) : "input", self->task_id);
  for (guint i = 0; i <= self->max_workers; i++)
    stage->decoder.formats[i] = SWEET_FORMAT (g_object_ref (stage->workers[i].element));
  if (self->n_stages == 1)
    self->first_stage = 1;
  *media = SWEET_MEDIA_RECORDS;
}

/* no chunk that is received as a whole may have more rows than can come at once */
static void
sweet_run_add_cut (SweetRun *self)
{
  const SweetRecipe *recipe = self->recipe;

  if (recipe->chunk_size != NULL)
    sweet_run_add_stage (self, SWEET_STAGE_CUT, NULL)->size = g_object_ref (recipe->chunk_size);
  if (self->pace.rate > 0 && recipe->shape == SWEET_RECEIVER_CHUNKS)
    sweet_run_add_stage (self, SWEET_STAGE_CUT, NULL)->size = sweet_chunk_size_new_rows (self->pace.burst);
}

static void
sweet_run_add_end (SweetRun *self,
                   SweetMedia media)
{
  const SweetRecipe *recipe = self->recipe;
  SweetStage *stage;

  if (media != SWEET_MEDIA_BYTES)
    sweet_run_add_cut (self);
  if (media != SWEET_MEDIA_BYTES)
    self->last_stage = self->n_stages;
  if (recipe->sink != NULL)
    sweet_run_add_stage (self, SWEET_STAGE_SINK, SWEET_ELEMENT (recipe->sink));
  if (recipe->shape == SWEET_RECEIVER_NONE)
    return;

  stage = sweet_run_add_stage (self, SWEET_STAGE_RECEIVE, NULL);
  stage->place = recipe->on_workers ? SWEET_PLACE_WORKER : SWEET_PLACE_CONTEXT;
  if (!recipe->on_workers)
    return;
  if (recipe->blocks)
    stage->place = SWEET_PLACE_BLOCKING;

  stage = sweet_run_add_stage (self, SWEET_STAGE_COMMIT, NULL);
  stage->place = SWEET_IS_KEYED_COLLECTOR (recipe->collector) ? SWEET_PLACE_WORKER : SWEET_PLACE_CONTEXT;
}

/* where records are last seen as records */
static gboolean
sweet_run_is_last_before (SweetRun *self,
                          guint element,
                          SweetMedia media)
{
  if (media != SWEET_MEDIA_RECORDS)
    return FALSE;

  for (guint i = element; i < self->recipe->elements->len; i++)
    {
      gboolean format = SWEET_IS_FORMAT (g_ptr_array_index (self->recipe->elements, i));

      if (i == element ? !format : TRUE)
        return FALSE;
    }
  return TRUE;
}

static void
sweet_run_add_batch (SweetRun *self,
                     SweetPlan *plan)
{
  SweetStage *stage = sweet_run_add_stage (self, SWEET_STAGE_BATCH, NULL);

  stage->batch_size = sweet_plan_get_batch_size (plan);
  stage->max_delay = sweet_plan_get_max_delay (plan);
}

static void
sweet_run_add_pace (SweetRun *self,
                    SweetPlan *plan)
{
  self->pace_stage = self->n_stages;
  sweet_pace_init (&sweet_run_add_stage (self, SWEET_STAGE_PACE, NULL)->pace, sweet_plan_get_rate (plan), sweet_plan_get_burst (plan), 0);
}

/* where records are first seen as records, once */
static void
sweet_run_add_sender_limits (SweetRun *self,
                             SweetPlan *plan,
                             SweetMedia media,
                             gboolean *added)
{
  if (*added || media == SWEET_MEDIA_BYTES)
    return;

  *added = TRUE;
  if (sweet_plan_get_batch_size (plan) > 0)
    sweet_run_add_batch (self, plan);
  if (sweet_plan_get_rate (plan) > 0)
    sweet_run_add_pace (self, plan);
}

/* a receiver takes its rows at the rate; for a sink they wait here */
static void
sweet_run_add_limits (SweetRun *self,
                      SweetPlan *plan)
{
  if (self->recipe->limit > 0)
    sweet_run_add_stage (self, SWEET_STAGE_LIMIT, NULL)->left = self->recipe->limit;
  if (sweet_plan_get_batch_size (plan) > 0)
    sweet_run_add_batch (self, plan);
  if (self->pace.rate > 0 && self->recipe->sink != NULL)
    sweet_run_add_pace (self, plan);
}

/* how long each call of what the application or a plugin wrote may take */
static void
sweet_run_set_timeout (SweetRun *self,
                       SweetPlan *plan)
{
  for (guint i = 0; i < self->n_stages; i++)
    {
      self->stages[i].clock = self->recipe->clock;
      self->stages[i].timeout = sweet_plan_get_timeout (plan);
    }
}

/* what takes the output of the element, or NULL */
static SweetBranch *
sweet_run_find_branch (SweetRun *self,
                       guint element,
                       const char *output)
{
  for (guint i = 0; i < self->recipe->branches->len; i++)
    {
      SweetBranch *branch = g_ptr_array_index (self->recipe->branches, i);

      if (branch->element == element && strcmp (branch->output, output) == 0)
        return branch;
    }
  return NULL;
}

static void
sweet_run_link_outputs (SweetRun *self,
                        SweetStage *stage,
                        guint element)
{
  stage->branch = sweet_run_find_branch (self, element, "errors");
  for (guint i = 0; i < stage->n_outputs; i++)
    stage->links[i] = sweet_run_find_branch (self, element, stage->outputs[i]);
}

/* records that a format cannot read are left out where their errors go somewhere */
static void
sweet_run_set_reports (SweetRun *self,
                       SweetStage *stage)
{
  SweetErrorStrategy *strategy = self->recipe->error_strategy;

  stage->decoder.stage = stage->index;
  if (stage->branch == NULL && (strategy == NULL || sweet_error_strategy_get_action (strategy) != SWEET_ERROR_ACTION_CONTINUE))
    return;

  stage->decoder.reports = TRUE;
  stage->decoder.on_error = SWEET_ON_ERROR_SKIP;
}

static void
sweet_run_add_element (SweetRun *self,
                       SweetElement *element,
                       SweetMedia *media)
{
  SweetMedia input;

  if (SWEET_IS_FORMAT (element))
    {
      sweet_run_add_format (self, element, media);
      return;
    }
  sweet_run_add_stage (self, SWEET_STAGE_PROCESS, element);
  sweet_element_get_media (element, &input, media);
}

/* behind everything else: the item's errors, and where they go */
static void
sweet_run_add_errors (SweetRun *self)
{
  SweetStage *stage;

  self->n_main = self->n_stages;
  self->sinks = g_new0 (SweetSink *, self->recipe->branches->len + 1);
  if (self->recipe->sink != NULL)
    self->sinks[self->n_sinks++] = self->recipe->sink;
  if (self->recipe->error_strategy == NULL && self->recipe->branches->len == 0)
    return;

  stage = sweet_run_add_stage (self, SWEET_STAGE_ERRORS, NULL);
  stage->place = SWEET_IS_KEYED_COLLECTOR (self->recipe->collector) ? SWEET_PLACE_WORKER : SWEET_PLACE_CONTEXT;
  for (guint i = 0; i < self->recipe->branches->len; i++)
    {
      SweetBranch *branch = g_ptr_array_index (self->recipe->branches, i);
      SweetMedia media = SWEET_MEDIA_RECORDS;

      stage = sweet_run_add_stage (self, SWEET_STAGE_BRANCH, NULL);
      stage->branch = branch;
      stage->name = g_intern_string (branch->name);
      for (guint j = 0; j < branch->recipe->elements->len; j++)
        sweet_run_add_element (self, g_ptr_array_index (branch->recipe->elements, j), &media);
      sweet_run_add_stage (self, SWEET_STAGE_SINK, SWEET_ELEMENT (branch->recipe->sink));
      self->sinks[self->n_sinks++] = branch->recipe->sink;
    }
}

static guint
sweet_run_count_branch_stages (SweetRun *self)
{
  guint n = 1;

  for (guint i = 0; i < self->recipe->branches->len; i++)
    n += ((SweetBranch *) g_ptr_array_index (self->recipe->branches, i))->recipe->elements->len + 2;
  return n;
}

void
sweet_run_add_stages (SweetRun *self,
                      SweetPlan *plan,
                      SweetPlan *sender_plan)
{
  SweetMedia media = sweet_recipe_get_input_media (self->recipe);
  gboolean limited = FALSE;
  guint n_elements = self->recipe->elements->len;

  self->push_media = media;
  self->reads_records = media == SWEET_MEDIA_RECORDS;
  sweet_pace_init (&self->pace, sweet_plan_get_rate (plan), sweet_plan_get_burst (plan), 0);
  self->stages = g_new0 (SweetStage, n_elements + 11 + sweet_run_count_branch_stages (self));
  for (guint i = 0; i < n_elements; i++)
    {
      SweetElement *element = g_ptr_array_index (self->recipe->elements, i);

      sweet_run_add_sender_limits (self, sender_plan, media, &limited);
      if (sweet_run_is_last_before (self, i, media))
        sweet_run_add_limits (self, plan);
      if (media != SWEET_MEDIA_BYTES)
        self->last_stage = self->n_stages;
      sweet_run_add_element (self, element, &media);
      sweet_run_link_outputs (self, &self->stages[self->n_stages - 1], i);
      if (self->stages[self->n_stages - 1].kind == SWEET_STAGE_DECODE)
        sweet_run_set_reports (self, &self->stages[self->n_stages - 1]);
    }
  sweet_run_add_sender_limits (self, sender_plan, media, &limited);
  if (sweet_run_is_last_before (self, n_elements, media) || n_elements == 0)
    sweet_run_add_limits (self, plan);
  sweet_run_add_end (self, media);
  sweet_run_add_errors (self);
  sweet_run_set_timeout (self, plan);
}

/* whether every worker has an element of its own where it needs one */
gboolean
sweet_run_check (SweetRun *self,
                 GError **error)
{
  for (guint i = 0; i < self->n_stages; i++)
    if (self->stages[i].lacks != NULL)
      {
        g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                     "%s: “%s” returned nothing", self->stages[i].name, self->stages[i].lacks);
        return FALSE;
      }
  return TRUE;
}
