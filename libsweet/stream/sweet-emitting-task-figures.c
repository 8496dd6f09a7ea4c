/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-emitting-task-private.h"

/* what a stream tells of what it has done so far */

enum
{
  PROP_0,
  PROP_RECORDS_PER_SECOND,
  PROP_BYTES_PER_SECOND,
  N_PROPS,
};

static GParamSpec *sweet_emitting_task_figures[N_PROPS];

static void
sweet_emitting_task_get_property (GObject *object,
                                  guint prop_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (object);

  switch (prop_id)
    {
    case PROP_RECORDS_PER_SECOND:
      g_value_set_double (value, sweet_emitting_task_get_records_per_second (self));
      break;
    case PROP_BYTES_PER_SECOND:
      g_value_set_double (value, sweet_emitting_task_get_bytes_per_second (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

void
sweet_emitting_task_install_figures (GObjectClass *object_class)
{
  object_class->get_property = sweet_emitting_task_get_property;

  /**
   * SweetEmittingTask:records-per-second: (getter get_records_per_second)
   *
   * How many records come in per second: over about the last second, and of a stream that has ended over the
   * whole of it. Notified at most ten times a second.
   *
   * Since: 1.0
   */
  sweet_emitting_task_figures[PROP_RECORDS_PER_SECOND] = g_param_spec_double ("records-per-second", "Records per second", "How many records come in per second",
                                                                              0, G_MAXDOUBLE, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SweetEmittingTask:bytes-per-second: (getter get_bytes_per_second)
   *
   * How many bytes of the input are dealt with per second: over about the last second, and of a stream that
   * has ended over the whole of it. Notified at most ten times a second.
   *
   * Since: 1.0
   */
  sweet_emitting_task_figures[PROP_BYTES_PER_SECOND] = g_param_spec_double ("bytes-per-second", "Bytes per second", "How many bytes of the input are dealt with per second",
                                                                            0, G_MAXDOUBLE, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, sweet_emitting_task_figures);
}

/* on the context */
void
sweet_emitting_task_notify_figures (SweetEmittingTask *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), sweet_emitting_task_figures[PROP_RECORDS_PER_SECOND]);
  g_object_notify_by_pspec (G_OBJECT (self), sweet_emitting_task_figures[PROP_BYTES_PER_SECOND]);
}

static void
sweet_emitting_task_progress_run (SweetDeliveryJob *job,
                                  gboolean dropped)
{
  SweetEmittingTask *self = (SweetEmittingTask *) ((char *) job - G_STRUCT_OFFSET (SweetEmittingTask, progress_job));

  g_atomic_int_set (&self->progress_pending, FALSE);
  if (!dropped)
    {
      if (self->run->has_length)
        g_object_notify (G_OBJECT (self), "progress");
      sweet_emitting_task_notify_figures (self);
    }
  g_object_unref (self);
}

/* any thread, at most ten times a second: the input moved on, or did not, and the run has not ended. returns
 * whether somebody wants to know when it does not. */
gboolean
sweet_emitting_task_tell_cb (SweetRun *run,
                             SweetBaseTask *task)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (task);
  gboolean rates = sweet_base_task_has_handler (task, "records-per-second") || sweet_base_task_has_handler (task, "bytes-per-second");

  if (!rates && !(run->has_length && sweet_base_task_has_handler (task, "progress")))
    return FALSE;
  if (!g_atomic_int_compare_and_exchange (&self->progress_pending, FALSE, TRUE))
    return rates;

  self->progress_job.owner = self;
  self->progress_job.run = sweet_emitting_task_progress_run;
  g_object_ref (self);
  sweet_delivery_post (task->delivery, &self->progress_job);
  return rates;
}

/* what came in, or what went out at the end */
void
sweet_emitting_task_count (SweetEmittingTask *self,
                           gboolean sender,
                           SweetHalfCounts *counts)
{
  sweet_run_count (self->run, sender, &counts->n_records, &counts->n_bytes);
}

/**
 * sweet_emitting_task_get_records_per_second:
 * @self: an emitting task
 *
 * Gets how many records come in per second: over about the last second, and of a stream that has ended over
 * the whole of it. Where the input is bytes these are the records that its format has found.
 *
 * Returns: records per second
 *
 * Since: 1.0
 */
double
sweet_emitting_task_get_records_per_second (SweetEmittingTask *self)
{
  double records_per_second = 0;
  double bytes_per_second = 0;

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), 0);

  if (self->run != NULL)
    sweet_run_get_rates (self->run, &records_per_second, &bytes_per_second);
  return records_per_second;
}

/**
 * sweet_emitting_task_get_bytes_per_second:
 * @self: an emitting task
 *
 * Gets how many bytes of the input are dealt with per second: over about the last second, and of a stream
 * that has ended over the whole of it. A block counts when everything derived from it has left the stream.
 *
 * Returns: bytes per second
 *
 * Since: 1.0
 */
double
sweet_emitting_task_get_bytes_per_second (SweetEmittingTask *self)
{
  double records_per_second = 0;
  double bytes_per_second = 0;

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), 0);

  if (self->run != NULL)
    sweet_run_get_rates (self->run, &records_per_second, &bytes_per_second);
  return bytes_per_second;
}

/**
 * sweet_emitting_task_dup_stats:
 * @self: an emitting task
 *
 * Gets what the stream has done so far, as a dictionary. Counts are uint64, times doubles in seconds, and
 * figures of a stream under way are those of some recent moment; after its end they stay.
 *
 * For the whole: `records` and `bytes` that came in and were dealt with, `skipped` for malformed records
 * that were left out and `first-skipped` (string, only where there are any), `errors` that did not end the
 * stream, `seconds` since it began, `in-flight` and `max-in-flight` for the blocks of input under way now and
 * at most, `records-per-second` and `bytes-per-second` (doubles) as the properties have them, and `latency`
 * from the reading of a block until everything derived from it has left the stream.
 *
 * `elements` is an array with a dictionary for each step, in the order of the stream: `name`, `kind` (strings),
 * `branch` (string, such as `csv@errors`, only where it is in one), `records-in`, `records-out`, `bytes-in`,
 * `bytes-out`, `errors`, `seconds` (summed over workers), `queue` and `max-queue` for what waits for its
 * turn in front of it now and at most, `latency` of each call and, only where it has outputs beside `errors`,
 * `outputs` and `dropped`: how many records went to each output that is linked, and to each that is not (both
 * `a{sv}` of uint64).
 *
 * `workers` is an array with `blocks`, `guesses` and `wrong-guesses` for each.
 *
 * A `latency` is a dictionary with `count` and, unless that is 0, `min`, `mean`, `p50`, `p90`, `p99`,
 * `p999` and `max` (doubles, in seconds). Quantiles are at most 1/32 too high, the others exact.
 *
 * Returns: (transfer full): a variant of type `a{sv}`
 *
 * Since: 1.0
 */
GVariant *
sweet_emitting_task_dup_stats (SweetEmittingTask *self)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), NULL);
  g_return_val_if_fail (self->run != NULL, NULL);

  return sweet_run_dup_stats (self->run);
}
