/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-run-private.h"

/* what a run has done so far, summed over workers on request. the figures of workers are looked at without
 * the lock, while they go on. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetHistogramSum, sweet_histogram_sum_free)

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

static SweetStageWorker
sweet_run_sum_stage (const SweetStage *stage)
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
  sum.n_errors += sweet_tally_get (&stage->n_kept);
  if (stage->kind == SWEET_STAGE_DECODE)
    sum.n_errors += sweet_tally_get (&stage->decoder.n_skipped);
  return sum;
}

/* records and bytes that came in, or that reached the end */
void
sweet_run_count (SweetRun *self,
                 gboolean in,
                 guint64 *n_records,
                 guint64 *n_bytes)
{
  SweetStageWorker sum = sweet_run_sum_stage (&self->source);

  *n_records = in ? sum.records_out : 0;
  *n_bytes = in ? sum.bytes_out : 0;
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
}

/* the parts of the dictionary */

static void
sweet_run_add_string (GVariantBuilder *builder,
                      const char *key,
                      const char *value)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (value));
}

static void
sweet_run_add_number (GVariantBuilder *builder,
                      const char *key,
                      guint64 value)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_uint64 (value));
}

static void
sweet_run_add_double (GVariantBuilder *builder,
                      const char *key,
                      double value)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_double (value));
}

/* ns become seconds */
static void
sweet_run_add_time (GVariantBuilder *builder,
                    const char *key,
                    guint64 value)
{
  sweet_run_add_double (builder, key, (double) value / 1e9);
}

/* of nothing only that it is nothing */
static void
sweet_run_add_latency (GVariantBuilder *builder,
                       const SweetHistogramSum *sum)
{
  GVariantBuilder latency;

  g_variant_builder_init (&latency, G_VARIANT_TYPE_VARDICT);
  sweet_run_add_number (&latency, "count", sum->n);
  if (sum->n > 0)
    {
      sweet_run_add_time (&latency, "min", sum->min);
      sweet_run_add_double (&latency, "mean", (double) sum->sum / (double) sum->n / 1e9);
      sweet_run_add_time (&latency, "p50", sweet_histogram_sum_get_quantile (sum, 0.5));
      sweet_run_add_time (&latency, "p90", sweet_histogram_sum_get_quantile (sum, 0.9));
      sweet_run_add_time (&latency, "p99", sweet_histogram_sum_get_quantile (sum, 0.99));
      sweet_run_add_time (&latency, "p999", sweet_histogram_sum_get_quantile (sum, 0.999));
      sweet_run_add_time (&latency, "max", sum->max);
    }
  g_variant_builder_add (builder, "{sv}", "latency", g_variant_builder_end (&latency));
}

/* those of workers, or the slots where they would be */
static void
sweet_run_add_histogram (SweetHistogramSum *sum,
                         SweetHistogram **slot)
{
  const SweetHistogram *histogram = __atomic_load_n (slot, __ATOMIC_ACQUIRE);

  if (histogram != NULL)
    sweet_histogram_sum_add (sum, histogram);
}

static void
sweet_run_add_stage_latency (GVariantBuilder *builder,
                             const SweetStage *stage)
{
  g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();

  for (guint i = 0; i < stage->n_workers; i++)
    sweet_run_add_histogram (sum, &stage->workers[i].latency);
  sweet_run_add_latency (builder, sum);
}

static void
sweet_run_add_run_latency (GVariantBuilder *builder,
                           SweetRun *self)
{
  g_autoptr (SweetHistogramSum) sum = sweet_histogram_sum_new ();

  for (guint i = 0; i <= self->max_workers; i++)
    sweet_run_add_histogram (sum, &self->workers[i].latency);
  sweet_run_add_latency (builder, sum);
}

static const char *
sweet_run_get_kind_name (const SweetStage *stage)
{
  switch (stage->kind)
    {
    case SWEET_STAGE_SOURCE:
      return "source";
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

static void
sweet_run_add_output_stats (GVariantBuilder *builder,
                            const SweetStage *stage,
                            gboolean linked)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("{sv}"));
  g_variant_builder_add (builder, "s", linked ? "outputs" : "dropped");
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARIANT);
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < stage->n_outputs; i++)
    {
      guint64 n_records = 0;

      for (guint worker = 0; worker < stage->n_workers; worker++)
        n_records += sweet_tally_get (&stage->workers[worker].records_aside[i]);
      if ((stage->links[i] != NULL) == linked)
        g_variant_builder_add (builder, "{sv}", stage->outputs[i], g_variant_new_uint64 (n_records));
    }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

static void
sweet_run_add_element_stats (GVariantBuilder *builder,
                             const SweetStage *stage,
                             const SweetBranch *branch)
{
  SweetStageWorker sum = sweet_run_sum_stage (stage);

  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  sweet_run_add_string (builder, "name", stage->name);
  sweet_run_add_string (builder, "kind", sweet_run_get_kind_name (stage));
  if (branch != NULL)
    {
      g_autofree char *output = g_strdup_printf ("%s@%s", branch->name, branch->output);

      sweet_run_add_string (builder, "branch", output);
    }
  sweet_run_add_number (builder, "records-in", sum.records_in);
  sweet_run_add_number (builder, "records-out", sum.records_out);
  sweet_run_add_number (builder, "bytes-in", sum.bytes_in);
  sweet_run_add_number (builder, "bytes-out", sum.bytes_out);
  sweet_run_add_number (builder, "errors", sum.n_errors);
  sweet_run_add_time (builder, "seconds", sum.time);
  sweet_run_add_number (builder, "queue", __atomic_load_n (&stage->queue, __ATOMIC_RELAXED));
  sweet_run_add_number (builder, "max-queue", __atomic_load_n (&stage->max_queue, __ATOMIC_RELAXED));
  sweet_run_add_stage_latency (builder, stage);
  if (stage->n_outputs > 0)
    {
      sweet_run_add_output_stats (builder, stage, TRUE);
      sweet_run_add_output_stats (builder, stage, FALSE);
    }
  g_variant_builder_close (builder);
}

static void
sweet_run_add_elements (SweetRun *self,
                        GVariantBuilder *builder)
{
  const SweetBranch *branch = NULL;

  g_variant_builder_open (builder, G_VARIANT_TYPE ("{sv}"));
  g_variant_builder_add (builder, "s", "elements");
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARIANT);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("aa{sv}"));
  sweet_run_add_element_stats (builder, &self->source, NULL);
  for (guint i = 0; i < self->n_stages; i++)
    {
      if (self->stages[i].kind == SWEET_STAGE_BRANCH)
        branch = self->stages[i].branch;
      sweet_run_add_element_stats (builder, &self->stages[i], branch);
    }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

/* with the lock */
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
      sweet_run_add_number (builder, "blocks", self->workers[i].n_blocks);
      sweet_run_add_number (builder, "guesses", self->workers[i].n_guesses);
      sweet_run_add_number (builder, "wrong-guesses", self->workers[i].n_wrong);
      g_variant_builder_close (builder);
    }
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
  g_variant_builder_close (builder);
}

static void
sweet_run_add_skipped (SweetRun *self,
                       GVariantBuilder *builder)
{
  const char *first = NULL;
  guint64 n_skipped = 0;

  for (guint i = 0; i < self->n_stages; i++)
    {
      if (self->stages[i].kind != SWEET_STAGE_DECODE)
        continue;
      if (first == NULL)
        first = __atomic_load_n (&self->stages[i].decoder.first_skipped, __ATOMIC_ACQUIRE);
      n_skipped += sweet_tally_get (&self->stages[i].decoder.n_skipped);
    }
  sweet_run_add_number (builder, "skipped", n_skipped);
  if (first != NULL)
    sweet_run_add_string (builder, "first-skipped", first);
}

/* with the lock */
static void
sweet_run_add_flow (SweetRun *self,
                    GVariantBuilder *builder)
{
  sweet_run_add_number (builder, "errors", self->n_errors);
  sweet_run_add_time (builder, "seconds", (self->ended != 0 ? self->ended : sweet_fine_time ()) - self->begun);
  sweet_run_add_number (builder, "in-flight", self->n_in_flight);
  sweet_run_add_number (builder, "max-in-flight", self->max_in_flight);
}

/* numbers of a stream under way are those of some recent moment */
GVariant *
sweet_run_dup_stats (SweetRun *self)
{
  GVariantBuilder builder;
  double records_per_second;
  double bytes_per_second;
  guint64 n_records;
  guint64 n_read;

  sweet_run_count (self, TRUE, &n_records, &n_read);
  sweet_run_get_rates (self, &records_per_second, &bytes_per_second);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  sweet_run_add_number (&builder, "records", n_records);
  sweet_run_add_number (&builder, "bytes", sweet_tally_get (&self->n_bytes));
  sweet_run_add_skipped (self, &builder);
  g_mutex_lock (&self->lock);
  sweet_run_add_flow (self, &builder);
  g_mutex_unlock (&self->lock);
  sweet_run_add_double (&builder, "records-per-second", records_per_second);
  sweet_run_add_double (&builder, "bytes-per-second", bytes_per_second);
  sweet_run_add_run_latency (&builder, self);
  sweet_run_add_elements (self, &builder);
  g_mutex_lock (&self->lock);
  sweet_run_add_workers (self, &builder);
  g_mutex_unlock (&self->lock);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
