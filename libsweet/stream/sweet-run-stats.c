/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-run-private.h"

/* what a run has done so far, summed over workers on request */

/* the share of the input that has been dealt with, -1 where its size is unknown */
double
sweet_run_get_progress (SweetRun *self)
{
  double progress = -1;

  g_mutex_lock (&self->lock);
  if (self->phase == SWEET_RUN_ENDED && self->error == NULL)
    progress = 1;
  else if (self->has_length && self->length > 0)
    progress = (double) sweet_tally_get (&self->n_bytes) / (double) self->length;
  g_mutex_unlock (&self->lock);
  return progress;
}

static void
sweet_run_add_output_stats (GVariantBuilder *builder,
                            SweetStage *stage,
                            gboolean linked)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("{sv}"));
  g_variant_builder_add (builder, "s", linked ? "outputs" : "dropped");
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARIANT);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a{st}"));
  for (guint i = 0; i < stage->n_outputs; i++)
    {
      guint64 n_records = 0;

      for (guint worker = 0; worker < stage->n_workers; worker++)
        n_records += sweet_tally_get (&stage->workers[worker].records_aside[i]);
      if ((stage->links[i] != NULL) == linked)
        g_variant_builder_add (builder, "{st}", stage->outputs[i], n_records);
    }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

/* @stage may be NULL */
static void
sweet_run_add_element_stats (GVariantBuilder *builder,
                             const char *name,
                             const char *kind,
                             SweetStage *stage,
                             const SweetStageWorker *sum)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (builder, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (builder, "{sv}", "kind", g_variant_new_string (kind));
  g_variant_builder_add (builder, "{sv}", "records-in", g_variant_new_uint64 (sum->records_in));
  g_variant_builder_add (builder, "{sv}", "records-out", g_variant_new_uint64 (sum->records_out));
  g_variant_builder_add (builder, "{sv}", "bytes-in", g_variant_new_uint64 (sum->bytes_in));
  g_variant_builder_add (builder, "{sv}", "bytes-out", g_variant_new_uint64 (sum->bytes_out));
  g_variant_builder_add (builder, "{sv}", "errors", g_variant_new_uint64 (sum->n_errors));
  g_variant_builder_add (builder, "{sv}", "seconds", g_variant_new_double ((double) sum->time / G_USEC_PER_SEC));
  if (stage != NULL && stage->n_outputs > 0)
    {
      sweet_run_add_output_stats (builder, stage, TRUE);
      sweet_run_add_output_stats (builder, stage, FALSE);
    }
  g_variant_builder_close (builder);
}

static SweetStageWorker
sweet_run_sum_stage (SweetStage *stage)
{
  SweetStageWorker sum = { 0 };

  for (guint i = 0; i < stage->n_workers; i++)
    {
      sum.records_in += sweet_tally_get (&stage->workers[i].records_in);
      sum.records_out += sweet_tally_get (&stage->workers[i].records_out);
      sum.bytes_in += sweet_tally_get (&stage->workers[i].bytes_in);
      sum.bytes_out += sweet_tally_get (&stage->workers[i].bytes_out);
      sum.n_errors += sweet_tally_get (&stage->workers[i].n_errors);
      sum.time += sweet_tally_get (&stage->workers[i].time);
    }
  sum.n_errors += stage->n_kept;
  if (stage->kind == SWEET_STAGE_DECODE)
    sum.n_errors += sweet_tally_get (&stage->decoder.n_skipped);
  return sum;
}

static const char *
sweet_run_get_kind_name (SweetStage *stage)
{
  switch (stage->kind)
    {
    case SWEET_STAGE_DECODE:
    case SWEET_STAGE_ENCODE:
      return "format";
    case SWEET_STAGE_SINK:
      return "sink";
    case SWEET_STAGE_RECEIVE:
      return "receiver";
    case SWEET_STAGE_COMMIT:
      return "collector";
    case SWEET_STAGE_ERRORS:
    case SWEET_STAGE_BRANCH:
      return "errors";
    case SWEET_STAGE_CUT:
    case SWEET_STAGE_LIMIT:
    case SWEET_STAGE_BATCH:
    case SWEET_STAGE_PACE:
    case SWEET_STAGE_PROCESS:
    default:
      return "processor";
    }
}

/* with the lock */
static void
sweet_run_add_elements (SweetRun *self,
                        GVariantBuilder *builder)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("{sv}"));
  g_variant_builder_add (builder, "s", "elements");
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARIANT);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("aa{sv}"));
  if (self->source_name != NULL)
    {
      SweetStageWorker sum = { .records_out = sweet_tally_get (&self->source_stats.records_out),
                               .bytes_out = sweet_tally_get (&self->source_stats.bytes_out),
                               .time = sweet_tally_get (&self->source_stats.time) };

      sweet_run_add_element_stats (builder, self->source_name, "source", NULL, &sum);
    }
  for (guint i = 0; i < self->n_stages; i++)
    {
      SweetStageWorker sum = sweet_run_sum_stage (&self->stages[i]);

      sweet_run_add_element_stats (builder, self->stages[i].name, sweet_run_get_kind_name (&self->stages[i]), &self->stages[i], &sum);
    }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

static void
sweet_run_add_workers (SweetRun *self,
                       GVariantBuilder *builder)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("{sv}"));
  g_variant_builder_add (builder, "s", "workers");
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARIANT);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < self->max_workers; i++)
    {
      g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (builder, "{sv}", "blocks", g_variant_new_uint64 (self->workers[i].n_blocks));
      g_variant_builder_add (builder, "{sv}", "guesses", g_variant_new_uint64 (self->workers[i].n_guesses));
      g_variant_builder_add (builder, "{sv}", "wrong-guesses", g_variant_new_uint64 (self->workers[i].n_wrong));
      g_variant_builder_close (builder);
    }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

/* numbers of a stream under way are those of some recent moment */
GVariant *
sweet_run_dup_stats (SweetRun *self)
{
  GVariantBuilder builder;
  guint64 n_skipped = 0;
  guint64 n_records = 0;
  guint64 n_bytes;
  gint64 now;

  sweet_run_count (self, TRUE, &n_records, &n_bytes);
  g_mutex_lock (&self->lock);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  sweet_run_add_elements (self, &builder);
  sweet_run_add_workers (self, &builder);
  for (guint i = 0; i < self->n_stages; i++)
    {
      const char *first_skipped = __atomic_load_n (&self->stages[i].decoder.first_skipped, __ATOMIC_ACQUIRE);

      if (self->stages[i].kind != SWEET_STAGE_DECODE)
        continue;
      if (n_skipped == 0 && first_skipped != NULL)
        g_variant_builder_add (&builder, "{sv}", "first-skipped", g_variant_new_string (first_skipped));
      n_skipped += sweet_tally_get (&self->stages[i].decoder.n_skipped);
    }
  now = self->ended_at != 0 ? self->ended_at : g_get_real_time ();
  g_variant_builder_add (&builder, "{sv}", "records", g_variant_new_uint64 (n_records));
  g_variant_builder_add (&builder, "{sv}", "bytes", g_variant_new_uint64 (sweet_tally_get (&self->n_bytes)));
  g_variant_builder_add (&builder, "{sv}", "skipped", g_variant_new_uint64 (n_skipped));
  g_variant_builder_add (&builder, "{sv}", "seconds", g_variant_new_double ((double) (now - self->started_at) / G_USEC_PER_SEC));
  g_mutex_unlock (&self->lock);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* records and bytes that came in, or that reached the end */
void
sweet_run_count (SweetRun *self,
                 gboolean in,
                 guint64 *n_records,
                 guint64 *n_bytes)
{
  SweetStageWorker sum;

  g_mutex_lock (&self->lock);
  *n_records = sweet_tally_get (&self->source_stats.records_out);
  *n_bytes = sweet_tally_get (&self->source_stats.bytes_out);
  if (!in)
    *n_records = *n_bytes = 0;
  for (guint i = 0; i < self->n_main; i++)
    {
      SweetStageKind kind = self->stages[i].kind;

      sum = sweet_run_sum_stage (&self->stages[i]);
      if (in && kind == SWEET_STAGE_DECODE)
        {
          *n_records = sum.records_out;
          break;
        }
      if (!in && (kind == SWEET_STAGE_SINK || kind == SWEET_STAGE_RECEIVE))
        *n_bytes = sum.bytes_in;
      if (!in && i == self->last_stage)
        *n_records = sum.records_in;
      if (!in && i + 1 == self->n_main && i < self->last_stage)
        *n_records = sum.records_out;
    }
  g_mutex_unlock (&self->lock);
}
