/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-stage-private.h"

/* where what a processor emits goes: its main output, and those beside it */

/* those of its class; errors are dealt with otherwise */
void
sweet_stage_add_outputs (SweetStage *self)
{
  if (SWEET_ELEMENT_GET_CLASS (self->element)->dup_outputs != NULL)
    self->outputs = SWEET_ELEMENT_GET_CLASS (self->element)->dup_outputs (self->element);
  if (self->outputs == NULL)
    return;

  self->n_outputs = g_strv_length (self->outputs);
  self->links = g_new0 (SweetBranch *, self->n_outputs);
  for (guint i = 0; i < self->n_workers; i++)
    self->workers[i].records_aside = g_new0 (guint64, self->n_outputs);
}

/* a script may have kept what it emitted: it keeps a stale handle, and another one goes on in its place */
static void
sweet_stage_renew (SweetItem *item,
                   SweetChunk **chunk)
{
  SweetChunk *fresh;

  if (!(*chunk)->pooled || g_atomic_int_get (&G_OBJECT (*chunk)->ref_count) == 1)
    return;

  fresh = sweet_chunk_pool_take (&item->pool);
  sweet_chunk_assign (fresh, *chunk);
  sweet_chunk_detach (*chunk);
  *chunk = fresh;
}

/* and what it was shown */
void
sweet_stage_take_back (SweetItem *item,
                       SweetChunk *shown)
{
  gboolean emitted = FALSE;

  for (guint i = 0; i < item->outputs->len; i++)
    {
      sweet_stage_renew (item, (SweetChunk **) &g_ptr_array_index (item->outputs, i));
      emitted = emitted || g_ptr_array_index (item->outputs, i) == shown;
    }
  for (guint i = 0; i < item->asides->len; i++)
    {
      sweet_stage_renew (item, &g_array_index (item->asides, SweetAside, i).chunk);
      emitted = emitted || g_array_index (item->asides, SweetAside, i).chunk == shown;
    }
  if (!emitted && shown->pooled && !shown->stale && g_atomic_int_get (&G_OBJECT (shown)->ref_count) > 1)
    sweet_chunk_detach (shown);
}

/* what was emitted beside the main output is counted, and goes on where somebody takes it */
void
sweet_stage_settle_asides (SweetStage *self,
                           SweetStageWorker *worker,
                           GArray *asides,
                           guint first)
{
  guint i = first;

  while (i < asides->len)
    {
      SweetAside *aside = &g_array_index (asides, SweetAside, i);

      sweet_tally_add (&worker->records_aside[aside->output], aside->chunk->n_rows);
      if (self->links[aside->output] != NULL)
        i++;
      else
        g_array_remove_index (asides, i);
    }
}
