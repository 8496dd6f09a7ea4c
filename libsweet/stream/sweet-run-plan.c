/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-run-private.h"

/* the steps that the elements of a recipe come to */

static SweetStage *
sweet_run_add_stage (SweetRun *self,
                     SweetStageKind kind,
                     SweetElement *element)
{
  SweetStage *stage = &self->stages[self->n_stages++];

  sweet_stage_init (stage, kind, element, self->max_workers + 1);
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

static void
sweet_run_add_end (SweetRun *self,
                   SweetMedia media)
{
  const SweetRecipe *recipe = self->recipe;
  SweetStage *stage;

  if (recipe->chunk_size != NULL && media != SWEET_MEDIA_BYTES)
    sweet_run_add_stage (self, SWEET_STAGE_CUT, NULL);
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

  stage = sweet_run_add_stage (self, SWEET_STAGE_COMMIT, NULL);
  stage->place = SWEET_IS_KEYED_COLLECTOR (recipe->collector) ? SWEET_PLACE_WORKER : SWEET_PLACE_CONTEXT;
}

/* where records are last seen as records */
static gboolean
sweet_run_limits_before (SweetRun *self,
                         guint element,
                         SweetMedia media)
{
  if (self->recipe->limit == 0 || media != SWEET_MEDIA_RECORDS)
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
sweet_run_add_limit (SweetRun *self)
{
  sweet_run_add_stage (self, SWEET_STAGE_LIMIT, NULL)->left = self->recipe->limit;
}

void
sweet_run_add_stages (SweetRun *self)
{
  SweetMedia media = sweet_recipe_get_input_media (self->recipe);
  SweetMedia input;
  guint n_elements = self->recipe->elements->len;

  self->push_media = media;
  self->reads_records = media == SWEET_MEDIA_RECORDS;
  self->stages = g_new0 (SweetStage, n_elements + 6);
  for (guint i = 0; i < n_elements; i++)
    {
      SweetElement *element = g_ptr_array_index (self->recipe->elements, i);

      if (sweet_run_limits_before (self, i, media))
        sweet_run_add_limit (self);
      if (media != SWEET_MEDIA_BYTES)
        self->last_stage = self->n_stages;
      if (SWEET_IS_FORMAT (element))
        sweet_run_add_format (self, element, &media);
      else
        {
          sweet_run_add_stage (self, SWEET_STAGE_PROCESS, element);
          sweet_element_get_media (element, &input, &media);
        }
    }
  if (sweet_run_limits_before (self, n_elements, media) || (self->recipe->limit > 0 && n_elements == 0))
    sweet_run_add_limit (self);
  sweet_run_add_end (self, media);
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
