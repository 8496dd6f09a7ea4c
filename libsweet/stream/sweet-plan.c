/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#define SWEET_PLAN_DEFAULT_WINDOW SWEET_MILLISECONDS (200)

/**
 * SweetPlan:
 *
 * How a pipeline is to be worked off: by how many workers, whether in the order of its input, how
 * fast, in batches of which size, and how long each event may take.
 *
 * A [class@Strategy] gets the built-in plan in its `plan` function, changes what it wants to change
 * and returns; the engine does the rest. The built-in plan has one worker for each processor that
 * the process may use, keeps the order, and limits nothing.
 *
 * A plan belongs to the thread that starts the task, and is not looked at again after `plan`. Where the
 * strategy has an `adjust` function as well, that gets the plan again while the stream runs, and what it
 * changes counts from then on: the workers, up to the maximum that `plan` has set, the minimum of them,
 * the size of ranges and the window.
 *
 * Since: 1.0
 */
struct _SweetPlan
{
  GObject parent_instance;

  guint workers;
  guint min_workers;
  guint max_workers;
  gboolean ordered;
  gint64 timeout;
  guint rate;
  guint burst;
  guint batch_size;
  gint64 max_delay;
  guint range_size;
  gint64 window;
};

typedef enum
{
  PROP_WORKERS = 1,
  PROP_MIN_WORKERS,
  PROP_ORDERED,
  PROP_TIMEOUT,
  PROP_RATE,
  PROP_BURST,
  PROP_BATCH_SIZE,
  PROP_MAX_DELAY,
  PROP_MAX_WORKERS,
  PROP_RANGE_SIZE,
  PROP_WINDOW,
} SweetPlanProperty;

static GParamSpec *properties[PROP_WINDOW + 1];

G_DEFINE_FINAL_TYPE (SweetPlan, sweet_plan, G_TYPE_OBJECT)

static void
sweet_plan_get_property (GObject *object,
                         guint property_id,
                         GValue *value,
                         GParamSpec *pspec)
{
  SweetPlan *self = SWEET_PLAN (object);

  switch ((SweetPlanProperty) property_id)
    {
    case PROP_WORKERS:
      g_value_set_uint (value, self->workers);
      break;
    case PROP_ORDERED:
      g_value_set_boolean (value, self->ordered);
      break;
    case PROP_MIN_WORKERS:
      g_value_set_uint (value, self->min_workers);
      break;
    case PROP_TIMEOUT:
      g_value_set_int64 (value, self->timeout);
      break;
    case PROP_RATE:
      g_value_set_uint (value, self->rate);
      break;
    case PROP_BURST:
      g_value_set_uint (value, self->burst);
      break;
    case PROP_BATCH_SIZE:
      g_value_set_uint (value, self->batch_size);
      break;
    case PROP_MAX_DELAY:
      g_value_set_int64 (value, self->max_delay);
      break;
    case PROP_MAX_WORKERS:
      g_value_set_uint (value, self->max_workers);
      break;
    case PROP_RANGE_SIZE:
      g_value_set_uint (value, self->range_size);
      break;
    case PROP_WINDOW:
      g_value_set_int64 (value, self->window);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_plan_set_property (GObject *object,
                         guint property_id,
                         const GValue *value,
                         GParamSpec *pspec)
{
  SweetPlan *self = SWEET_PLAN (object);

  switch ((SweetPlanProperty) property_id)
    {
    case PROP_WORKERS:
      sweet_plan_set_workers (self, g_value_get_uint (value));
      break;
    case PROP_ORDERED:
      sweet_plan_set_ordered (self, g_value_get_boolean (value));
      break;
    case PROP_MIN_WORKERS:
      sweet_plan_set_min_workers (self, g_value_get_uint (value));
      break;
    case PROP_TIMEOUT:
      sweet_plan_set_timeout (self, g_value_get_int64 (value));
      break;
    case PROP_RATE:
      sweet_plan_set_rate (self, g_value_get_uint (value));
      break;
    case PROP_BURST:
      sweet_plan_set_burst (self, g_value_get_uint (value));
      break;
    case PROP_BATCH_SIZE:
      sweet_plan_set_batch_size (self, g_value_get_uint (value));
      break;
    case PROP_MAX_DELAY:
      sweet_plan_set_max_delay (self, g_value_get_int64 (value));
      break;
    case PROP_MAX_WORKERS:
      sweet_plan_set_max_workers (self, g_value_get_uint (value));
      break;
    case PROP_RANGE_SIZE:
      sweet_plan_set_range_size (self, g_value_get_uint (value));
      break;
    case PROP_WINDOW:
      sweet_plan_set_window (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_plan_class_init (SweetPlanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sweet_plan_get_property;
  object_class->set_property = sweet_plan_set_property;

  /**
   * SweetPlan:workers:
   *
   * How many workers carry chunks at the same time.
   *
   * Since: 1.0
   */
  properties[PROP_WORKERS] = g_param_spec_uint ("workers", "Workers", "How many workers carry chunks at the same time", 1, G_MAXUINT, 1, flags);

  /**
   * SweetPlan:ordered:
   *
   * Whether output comes in the order of the input.
   *
   * Since: 1.0
   */
  properties[PROP_ORDERED] = g_param_spec_boolean ("ordered", "Ordered", "Whether output comes in the order of the input", TRUE, flags);

  /**
   * SweetPlan:min-workers:
   *
   * How many workers stay with the stream while others want them.
   *
   * Since: 1.0
   */
  properties[PROP_MIN_WORKERS] = g_param_spec_uint ("min-workers", "Minimum workers", "How many workers stay with the stream while others want them", 0, G_MAXUINT, 0, flags);

  /**
   * SweetPlan:timeout:
   *
   * How long an event may take, in µs; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_TIMEOUT] = sweet_param_spec_duration ("timeout", "Timeout", "How long an event may take; 0 for no limit", 0, G_MAXINT64, 0, flags);

  /**
   * SweetPlan:rate:
   *
   * How many records a second come to the end of the stream; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_RATE] = g_param_spec_uint ("rate", "Rate", "How many records a second come to the end of the stream; 0 for no limit", 0, SWEET_PLAN_MAX_RATE, 0, flags);

  /**
   * SweetPlan:burst:
   *
   * How many records may come at once; 0 for a hundredth of the rate.
   *
   * Since: 1.0
   */
  properties[PROP_BURST] = g_param_spec_uint ("burst", "Burst", "How many records may come at once; 0 for a hundredth of the rate", 0, SWEET_PLAN_MAX_RATE, 0, flags);

  /**
   * SweetPlan:batch-size:
   *
   * How many records each chunk at the end of the stream has; 0 for any number.
   *
   * Since: 1.0
   */
  properties[PROP_BATCH_SIZE] = g_param_spec_uint ("batch-size", "Batch size", "How many records each chunk at the end of the stream has; 0 for any number", 0, G_MAXINT, 0, flags);

  /**
   * SweetPlan:max-delay:
   *
   * How long a record waits for its batch to fill, in µs; 0 for as long as it takes.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_DELAY] = sweet_param_spec_duration ("max-delay", "Maximum delay", "How long a record waits for its batch to fill; 0 for as long as it takes", 0, G_MAXINT64, 0, flags);

  /**
   * SweetPlan:max-workers:
   *
   * How many workers there may become while the stream runs; 0 for as many as there are at first.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_WORKERS] = g_param_spec_uint ("max-workers", "Maximum workers", "How many workers there may become while the stream runs; 0 for as many as there are at first", 0, G_MAXUINT, 0, flags);

  /**
   * SweetPlan:range-size:
   *
   * How many records a receiver on workers is given at a time, at most; 0 for as many as fit.
   *
   * Since: 1.0
   */
  properties[PROP_RANGE_SIZE] = g_param_spec_uint ("range-size", "Range size", "How many records a receiver on workers is given at a time, at most; 0 for as many as fit", 0, G_MAXINT, 0, flags);

  /**
   * SweetPlan:window:
   *
   * How long the load is measured before the strategy may adjust the plan, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_WINDOW] = sweet_param_spec_duration ("window", "Window", "How long the load is measured before the strategy may adjust the plan", 1, G_MAXINT64, SWEET_PLAN_DEFAULT_WINDOW, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_plan_init (SweetPlan *self)
{
  self->workers = 1;
  self->ordered = TRUE;
  self->window = SWEET_PLAN_DEFAULT_WINDOW;
}

/**
 * sweet_plan_get_workers:
 * @self: a plan
 *
 * Gets how many workers carry chunks at the same time.
 *
 * Returns: the number, at least 1
 *
 * Since: 1.0
 */
guint
sweet_plan_get_workers (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 1);

  return self->workers;
}

/**
 * sweet_plan_set_workers:
 * @self: a plan
 * @workers: the number, at least 1
 *
 * Sets how many workers carry chunks at the same time. An input of few blocks starts fewer.
 *
 * Since: 1.0
 */
void
sweet_plan_set_workers (SweetPlan *self,
                        guint workers)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (workers > 0);

  if (self->workers == workers)
    return;

  self->workers = workers;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKERS]);
}

/**
 * sweet_plan_get_ordered:
 * @self: a plan
 *
 * Gets whether output comes in the order of the input.
 *
 * Returns: %TRUE if it does
 *
 * Since: 1.0
 */
gboolean
sweet_plan_get_ordered (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), TRUE);

  return self->ordered;
}

/**
 * sweet_plan_set_ordered:
 * @self: a plan
 * @ordered: whether to keep the order
 *
 * Sets whether output comes in the order of the input. Without order a chunk is handed on as soon
 * as it is ready; rows of one chunk stay together.
 *
 * Since: 1.0
 */
void
sweet_plan_set_ordered (SweetPlan *self,
                        gboolean ordered)
{
  g_return_if_fail (SWEET_IS_PLAN (self));

  if (self->ordered == !!ordered)
    return;

  self->ordered = !!ordered;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDERED]);
}

/**
 * sweet_plan_get_min_workers:
 * @self: a plan
 *
 * Gets how many workers stay with the stream while others want them.
 *
 * Returns: the number, 0 for none
 *
 * Since: 1.0
 */
guint
sweet_plan_get_min_workers (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->min_workers;
}

/**
 * sweet_plan_set_min_workers:
 * @self: a plan
 * @min_workers: the number, 0 for none
 *
 * Sets how many workers stay with the stream even while other streams and tasks wait for them. All
 * above that give way. More than there are workers at all means all.
 *
 * Since: 1.0
 */
void
sweet_plan_set_min_workers (SweetPlan *self,
                            guint min_workers)
{
  g_return_if_fail (SWEET_IS_PLAN (self));

  if (self->min_workers == min_workers)
    return;

  self->min_workers = min_workers;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MIN_WORKERS]);
}

/**
 * sweet_plan_get_timeout:
 * @self: a plan
 *
 * Gets how long an event may take.
 *
 * Returns: microseconds, 0 for no limit
 *
 * Since: 1.0
 */
gint64
sweet_plan_get_timeout (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->timeout;
}

/**
 * sweet_plan_set_timeout:
 * @self: a plan
 * @timeout: microseconds, 0 for no limit
 *
 * Sets how long an event may take: one call of a receiver, with a record or a chunk, and one call of a processor
 * or a sink, with a chunk; in the plan of a source, one read. What takes longer fails with %G_IO_ERROR_TIMED_OUT
 * when it comes back, and the error names it. The cancellable that an element was given is cancelled as soon as the
 * time has passed, so that a call which waits comes back at once; a receiver has none.
 *
 * Since: 1.0
 */
void
sweet_plan_set_timeout (SweetPlan *self,
                        gint64 timeout)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (timeout >= 0);

  if (self->timeout == timeout)
    return;

  self->timeout = timeout;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMEOUT]);
}

/**
 * sweet_plan_get_rate:
 * @self: a plan
 *
 * Gets how many records a second come to the end of the stream.
 *
 * Returns: records a second, 0 for no limit
 *
 * Since: 1.0
 */
guint
sweet_plan_get_rate (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->rate;
}

/**
 * sweet_plan_set_rate:
 * @self: a plan
 * @rate: records a second, at most %SWEET_PLAN_MAX_RATE; 0 for no limit
 *
 * Limits how many records come to the receiver or the sink: in any second, wherever it begins, at
 * most as many as the rate and the burst together, by whichever workers. Chunks are cut so that none
 * has more records than the burst. Bytes that no format made into records are not limited.
 *
 * Since: 1.0
 */
void
sweet_plan_set_rate (SweetPlan *self,
                     guint rate)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (rate <= SWEET_PLAN_MAX_RATE);

  if (self->rate == rate)
    return;

  self->rate = rate;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
}

/**
 * sweet_plan_get_burst:
 * @self: a plan
 *
 * Gets how many records may come at once.
 *
 * Returns: the number, 0 for a hundredth of the rate, at least 1
 *
 * Since: 1.0
 */
guint
sweet_plan_get_burst (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->burst;
}

/**
 * sweet_plan_set_burst:
 * @self: a plan
 * @burst: the number, at most %SWEET_PLAN_MAX_RATE; 0 for a hundredth of the rate, at least 1
 *
 * Sets how many records may come at once after a time in which fewer came than might have.
 *
 * Since: 1.0
 */
void
sweet_plan_set_burst (SweetPlan *self,
                      guint burst)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (burst <= SWEET_PLAN_MAX_RATE);

  if (self->burst == burst)
    return;

  self->burst = burst;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BURST]);
}

/**
 * sweet_plan_get_batch_size:
 * @self: a plan
 *
 * Gets how many records each chunk at the end of the stream has.
 *
 * Returns: the number, 0 for any
 *
 * Since: 1.0
 */
guint
sweet_plan_get_batch_size (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->batch_size;
}

/**
 * sweet_plan_set_batch_size:
 * @self: a plan
 * @batch_size: the number, 0 for any
 *
 * Sets how many records the chunks have that come to the receiver or the sink, in the order of the
 * input: exactly so many, but for the last one and for those that [property@Plan:max-delay] sends on
 * early.
 *
 * Since: 1.0
 */
void
sweet_plan_set_batch_size (SweetPlan *self,
                           guint batch_size)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (batch_size <= G_MAXINT);

  if (self->batch_size == batch_size)
    return;

  self->batch_size = batch_size;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BATCH_SIZE]);
}

/**
 * sweet_plan_get_max_delay:
 * @self: a plan
 *
 * Gets how long a record waits for its batch to fill.
 *
 * Returns: microseconds, 0 for as long as it takes
 *
 * Since: 1.0
 */
gint64
sweet_plan_get_max_delay (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->max_delay;
}

/**
 * sweet_plan_set_max_delay:
 * @self: a plan
 * @max_delay: microseconds, 0 for as long as it takes
 *
 * Sets how long a record waits for its batch to fill. Then the batch goes on with as many records as
 * it has.
 *
 * Since: 1.0
 */
void
sweet_plan_set_max_delay (SweetPlan *self,
                          gint64 max_delay)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (max_delay >= 0);

  if (self->max_delay == max_delay)
    return;

  self->max_delay = max_delay;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_DELAY]);
}

/**
 * sweet_plan_get_max_workers:
 * @self: a plan
 *
 * Gets how many workers there may become while the stream runs.
 *
 * Returns: the number, 0 for as many as there are at first
 *
 * Since: 1.0
 */
guint
sweet_plan_get_max_workers (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->max_workers;
}

/**
 * sweet_plan_set_max_workers:
 * @self: a plan
 * @max_workers: the number, 0 for as many as there are at first
 *
 * Sets how many workers there may become while the stream runs, for a strategy that adjusts its plan. What
 * each of them needs is made when the stream begins.
 *
 * Since: 1.0
 */
void
sweet_plan_set_max_workers (SweetPlan *self,
                            guint max_workers)
{
  g_return_if_fail (SWEET_IS_PLAN (self));

  if (self->max_workers == max_workers)
    return;

  self->max_workers = max_workers;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_WORKERS]);
}

/**
 * sweet_plan_get_range_size:
 * @self: a plan
 *
 * Gets how many records a receiver on workers is given at a time.
 *
 * Returns: the most, 0 for as many as fit
 *
 * Since: 1.0
 */
guint
sweet_plan_get_range_size (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->range_size;
}

/**
 * sweet_plan_set_range_size:
 * @self: a plan
 * @range_size: the most, 0 for as many as fit
 *
 * Sets how many records one worker takes from a chunk at a time: a receiver of chunks on workers gets parts
 * of that size, and one of records goes on with what comes next. With 0 a receiver of chunks gets each one
 * whole, and one of records as many as take about a millisecond. Unlike batches, ranges wait for nothing.
 *
 * Since: 1.0
 */
void
sweet_plan_set_range_size (SweetPlan *self,
                           guint range_size)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (range_size <= G_MAXINT);

  if (self->range_size == range_size)
    return;

  self->range_size = range_size;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RANGE_SIZE]);
}

/**
 * sweet_plan_get_window:
 * @self: a plan
 *
 * Gets how long the load is measured before the strategy may adjust the plan.
 *
 * Returns: microseconds
 *
 * Since: 1.0
 */
gint64
sweet_plan_get_window (SweetPlan *self)
{
  g_return_val_if_fail (SWEET_IS_PLAN (self), 0);

  return self->window;
}

/**
 * sweet_plan_set_window:
 * @self: a plan
 * @window: microseconds, at least 1
 *
 * Sets how long the load is measured before the strategy may adjust the plan. It is 200 ms at first.
 *
 * Since: 1.0
 */
void
sweet_plan_set_window (SweetPlan *self,
                       gint64 window)
{
  g_return_if_fail (SWEET_IS_PLAN (self));
  g_return_if_fail (window > 0);

  if (self->window == window)
    return;

  self->window = window;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WINDOW]);
}
