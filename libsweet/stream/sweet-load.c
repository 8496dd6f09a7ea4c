/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * SweetLoad:
 *
 * What the engine has measured of a stream since it asked the strategy last.
 *
 * A [class@Strategy] that adjusts its plan gets one. Times of calls are sums over workers.
 * Properties can be set when one is made, so that tests of a strategy need no stream.
 *
 * Loads never change and may be used from any thread.
 *
 * Since: 1.0
 */
struct _SweetLoad
{
  GObject parent_instance;

  gint64 window;
  guint processors;
  gint64 cpu_time;
  gint64 busy_time;
  gint64 wait_time;
  guint64 calls;
  guint64 records;
  gint64 call_time;
  guint active_workers;
  guint queued;
  guint calls_under_way;
};

typedef enum
{
  PROP_WINDOW = 1,
  PROP_PROCESSORS,
  PROP_CPU_TIME,
  PROP_BUSY_TIME,
  PROP_WAIT_TIME,
  PROP_CALLS,
  PROP_RECORDS,
  PROP_CALL_TIME,
  PROP_ACTIVE_WORKERS,
  PROP_QUEUED,
  PROP_CALLS_UNDER_WAY,
} SweetLoadProperty;

static GParamSpec *properties[PROP_CALLS_UNDER_WAY + 1];

G_DEFINE_FINAL_TYPE (SweetLoad, sweet_load, G_TYPE_OBJECT)

static void
sweet_load_get_property (GObject *object,
                         guint property_id,
                         GValue *value,
                         GParamSpec *pspec)
{
  SweetLoad *self = SWEET_LOAD (object);

  switch ((SweetLoadProperty) property_id)
    {
    case PROP_WINDOW:
      g_value_set_int64 (value, self->window);
      break;
    case PROP_PROCESSORS:
      g_value_set_uint (value, self->processors);
      break;
    case PROP_CPU_TIME:
      g_value_set_int64 (value, self->cpu_time);
      break;
    case PROP_BUSY_TIME:
      g_value_set_int64 (value, self->busy_time);
      break;
    case PROP_WAIT_TIME:
      g_value_set_int64 (value, self->wait_time);
      break;
    case PROP_CALLS:
      g_value_set_uint64 (value, self->calls);
      break;
    case PROP_RECORDS:
      g_value_set_uint64 (value, self->records);
      break;
    case PROP_CALL_TIME:
      g_value_set_int64 (value, self->call_time);
      break;
    case PROP_ACTIVE_WORKERS:
      g_value_set_uint (value, self->active_workers);
      break;
    case PROP_QUEUED:
      g_value_set_uint (value, self->queued);
      break;
    case PROP_CALLS_UNDER_WAY:
      g_value_set_uint (value, self->calls_under_way);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_load_set_property (GObject *object,
                         guint property_id,
                         const GValue *value,
                         GParamSpec *pspec)
{
  SweetLoad *self = SWEET_LOAD (object);

  switch ((SweetLoadProperty) property_id)
    {
    case PROP_WINDOW:
      self->window = g_value_get_int64 (value);
      break;
    case PROP_PROCESSORS:
      self->processors = g_value_get_uint (value);
      break;
    case PROP_CPU_TIME:
      self->cpu_time = g_value_get_int64 (value);
      break;
    case PROP_BUSY_TIME:
      self->busy_time = g_value_get_int64 (value);
      break;
    case PROP_WAIT_TIME:
      self->wait_time = g_value_get_int64 (value);
      break;
    case PROP_CALLS:
      self->calls = g_value_get_uint64 (value);
      break;
    case PROP_RECORDS:
      self->records = g_value_get_uint64 (value);
      break;
    case PROP_CALL_TIME:
      self->call_time = g_value_get_int64 (value);
      break;
    case PROP_ACTIVE_WORKERS:
      self->active_workers = g_value_get_uint (value);
      break;
    case PROP_QUEUED:
      self->queued = g_value_get_uint (value);
      break;
    case PROP_CALLS_UNDER_WAY:
      self->calls_under_way = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_load_class_init (SweetLoadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sweet_load_get_property;
  object_class->set_property = sweet_load_set_property;

  /**
   * SweetLoad:window:
   *
   * How long was measured, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_WINDOW] = sweet_param_spec_duration ("window", "Window", "How long was measured", 0, G_MAXINT64, 0, flags);

  /**
   * SweetLoad:processors:
   *
   * How many processors the process may use.
   *
   * Since: 1.0
   */
  properties[PROP_PROCESSORS] = g_param_spec_uint ("processors", "Processors", "How many processors the process may use", 1, G_MAXUINT, 1, flags);

  /**
   * SweetLoad:cpu-time:
   *
   * Processor time that the whole process took, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_CPU_TIME] = sweet_param_spec_duration ("cpu-time", "CPU time", "Processor time that the whole process took", 0, G_MAXINT64, 0, flags);

  /**
   * SweetLoad:busy-time:
   *
   * Time in calls that several workers make at once, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_BUSY_TIME] = sweet_param_spec_duration ("busy-time", "Busy time", "Time in calls that several workers make at once", 0, G_MAXINT64, 0, flags);

  /**
   * SweetLoad:wait-time:
   *
   * Time of those calls that waited for something, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_WAIT_TIME] = sweet_param_spec_duration ("wait-time", "Wait time", "Time of those calls that waited for something", 0, G_MAXINT64, 0, flags);

  /**
   * SweetLoad:calls:
   *
   * How many times the receiver was called with a range of records.
   *
   * Since: 1.0
   */
  properties[PROP_CALLS] = g_param_spec_uint64 ("calls", "Calls", "How many times the receiver was called with a range of records", 0, G_MAXUINT64, 0, flags);

  /**
   * SweetLoad:records:
   *
   * How many records were in those ranges.
   *
   * Since: 1.0
   */
  properties[PROP_RECORDS] = g_param_spec_uint64 ("records", "Records", "How many records were in those ranges", 0, G_MAXUINT64, 0, flags);

  /**
   * SweetLoad:call-time:
   *
   * Time in those calls, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_CALL_TIME] = sweet_param_spec_duration ("call-time", "Call time", "Time in those calls", 0, G_MAXINT64, 0, flags);

  /**
   * SweetLoad:active-workers:
   *
   * The most workers at once.
   *
   * Since: 1.0
   */
  properties[PROP_ACTIVE_WORKERS] = g_param_spec_uint ("active-workers", "Active workers", "The most workers at once", 0, G_MAXUINT, 0, flags);

  /**
   * SweetLoad:queued:
   *
   * How many chunks were under way at the end.
   *
   * Since: 1.0
   */
  properties[PROP_QUEUED] = g_param_spec_uint ("queued", "Queued", "How many chunks were under way at the end", 0, G_MAXUINT, 0, flags);

  /**
   * SweetLoad:calls-under-way:
   *
   * How many calls of the receiver had not come back at the end.
   *
   * Since: 1.0
   */
  properties[PROP_CALLS_UNDER_WAY] = g_param_spec_uint ("calls-under-way", "Calls under way", "How many calls of the receiver had not come back at the end", 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_load_init (SweetLoad *self)
{
}

/**
 * sweet_load_get_window:
 * @self: a load
 *
 * Gets how long was measured, in µs.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
sweet_load_get_window (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->window;
}

/**
 * sweet_load_get_processors:
 * @self: a load
 *
 * Gets how many processors the process may use.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_load_get_processors (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 1);

  return self->processors;
}

/**
 * sweet_load_get_cpu_time:
 * @self: a load
 *
 * Gets how much processor time the whole process took, by all its threads and in µs.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
sweet_load_get_cpu_time (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->cpu_time;
}

/**
 * sweet_load_get_busy_time:
 * @self: a load
 *
 * Gets how long workers were busy with calls that several of them make at the same time, those of receivers
 * on workers and of processors that are forked: how long they had a processor or waited for something, in
 * µs. Time in which others had the processor does not count. Where calls are short only some are looked at,
 * and stand for the others.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
sweet_load_get_busy_time (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->busy_time;
}

/**
 * sweet_load_get_wait_time:
 * @self: a load
 *
 * Gets how much of the busy time the calls waited for something, such as a sleep, a lock or an answer, in
 * µs.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
sweet_load_get_wait_time (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->wait_time;
}

/**
 * sweet_load_get_calls:
 * @self: a load
 *
 * Gets how many ranges of records the receiver on workers was given.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_load_get_calls (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->calls;
}

/**
 * sweet_load_get_records:
 * @self: a load
 *
 * Gets how many records were in those ranges.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_load_get_records (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->records;
}

/**
 * sweet_load_get_call_time:
 * @self: a load
 *
 * Gets how much of the busy time was that of the receiver on workers, in µs.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
sweet_load_get_call_time (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->call_time;
}

/**
 * sweet_load_get_active_workers:
 * @self: a load
 *
 * Gets how many workers were at work at once, at most.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_load_get_active_workers (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->active_workers;
}

/**
 * sweet_load_get_queued:
 * @self: a load
 *
 * Gets how many chunks were under way at the end.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_load_get_queued (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->queued;
}

/**
 * sweet_load_get_calls_under_way:
 * @self: a load
 *
 * Gets how many calls of the receiver on workers had begun and not come back at the end.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_load_get_calls_under_way (SweetLoad *self)
{
  g_return_val_if_fail (SWEET_IS_LOAD (self), 0);

  return self->calls_under_way;
}
