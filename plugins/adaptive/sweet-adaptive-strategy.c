/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-adaptive-strategy.h"

#define SWEET_ADAPTIVE_MAX_WORKERS         1024
#define SWEET_ADAPTIVE_DEFAULT_MAX_WORKERS 64
#define SWEET_ADAPTIVE_DEFAULT_MAX_BATCH   4096
#define SWEET_ADAPTIVE_FIRST_BATCH         16
#define SWEET_ADAPTIVE_DEFAULT_WINDOW      SWEET_MILLISECONDS (200)
/* how long a call of the receiver is meant to take, and when it is far too long */
#define SWEET_ADAPTIVE_CALL_TIME SWEET_MILLISECONDS (4)
#define SWEET_ADAPTIVE_LONG_TIME SWEET_MILLISECONDS (32)
/* how far a batch, or the time of a call, may be off */
#define SWEET_ADAPTIVE_STEP 3
/* less than this tells nothing */
#define SWEET_ADAPTIVE_MIN_BUSY SWEET_MILLISECONDS (1)
/* by how much batches become smaller when no call comes back within two windows */
#define SWEET_ADAPTIVE_SHRINK 8
/* what a call costs by itself may be a fifth of it */
#define SWEET_ADAPTIVE_SPREAD 4
/* how much larger or smaller calls have to be for a comparison */
#define SWEET_ADAPTIVE_OTHER_SIZE 1.5
/* how far the share of time in which calls wait may be off for a load to be the same */
#define SWEET_ADAPTIVE_SAME_SHARE 0.25
/* windows are that much shorter while something changes */
#define SWEET_ADAPTIVE_HASTE 8
/* windows after which another size is tried, once, to know better */
#define SWEET_ADAPTIVE_UNSURE 2
/* of the time of all processors; more workers would only stand in each other's way */
#define SWEET_ADAPTIVE_SATURATED 0.85

/* computes what fits from what was measured instead of trying around: workers for the share of time in which they
 * wait, records for the time that they take. a change has to be worth it in two windows. */
struct _SweetAdaptiveStrategy
{
  SweetStrategy parent_instance;

  guint min_workers;
  guint max_workers;
  guint max_batch;
  gint64 window;
  gboolean ordered;

  /* what was measured last */
  double rows;
  double time;
  double waiting; /* share of the time */
  /* µs that a call takes by itself, and for each record */
  double fixed;
  double each;
  guint n_stuck;  /* windows in which no call came back */
  guint n_unsure; /* windows in which that was a guess */
  /* what the last window would have changed, up or down */
  int workers_trend;
  int batch_trend;
};

enum
{
  PROP_0,
  PROP_MIN_WORKERS,
  PROP_MAX_WORKERS,
  PROP_MAX_BATCH,
  PROP_WINDOW,
  PROP_ORDERED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetAdaptiveStrategy, sweet_adaptive_strategy, SWEET_TYPE_STRATEGY)

static gboolean
sweet_adaptive_strategy_plan (SweetStrategy *strategy,
                              SweetPlan *plan,
                              GError **error)
{
  SweetAdaptiveStrategy *self = SWEET_ADAPTIVE_STRATEGY (strategy);

  /* the built-in plan has one worker for each processor already */
  sweet_plan_set_workers (plan, CLAMP (sweet_plan_get_workers (plan), MAX (self->min_workers, 1), self->max_workers));
  sweet_plan_set_max_workers (plan, self->max_workers);
  sweet_plan_set_min_workers (plan, self->min_workers);
  sweet_plan_set_range_size (plan, MIN (SWEET_ADAPTIVE_FIRST_BATCH, self->max_batch));
  sweet_plan_set_window (plan, MAX (self->window / SWEET_ADAPTIVE_HASTE, 1));
  sweet_plan_set_ordered (plan, self->ordered);

  return TRUE;
}

static double
sweet_adaptive_strategy_get_waiting (SweetLoad *load)
{
  return (double) sweet_load_get_wait_time (load) / (double) sweet_load_get_busy_time (load);
}

/* as many workers as keep all processors at work, though each of them waits for a share of its time */
static guint
sweet_adaptive_strategy_find_workers (SweetAdaptiveStrategy *self,
                                      SweetLoad *load,
                                      guint workers,
                                      double computing)
{
  double processors = sweet_load_get_processors (load);
  double wanted = processors / MAX (computing, processors / self->max_workers);
  gboolean saturated = (double) sweet_load_get_cpu_time (load) >= SWEET_ADAPTIVE_SATURATED * processors * (double) sweet_load_get_window (load);
  guint rounded = (guint) (wanted + 0.75);

  if (saturated)
    rounded = MIN (rounded, workers);
  return CLAMP (rounded, MAX (self->min_workers, 1), self->max_workers);
}

/* too many workers do less harm than too few */
static void
sweet_adaptive_strategy_fit_workers (SweetAdaptiveStrategy *self,
                                     SweetPlan *plan,
                                     SweetLoad *load)
{
  guint workers = sweet_plan_get_workers (plan);
  guint wanted = sweet_adaptive_strategy_find_workers (self, load, workers, 1 - sweet_adaptive_strategy_get_waiting (load));
  int trend = 0;

  if (wanted >= workers + MAX (workers / 4, 1))
    trend = 1;
  else if (wanted * 8 <= workers * 5)
    trend = -1;
  if (trend != 0 && trend == self->workers_trend)
    {
      sweet_plan_set_workers (plan, wanted);
      trend = 0;
    }
  self->workers_trend = trend;
}

/* two calls of different size tell what it costs to call, and what each record adds. as long as there is but
 * one size, all of it is for the records. */
static void
sweet_adaptive_strategy_learn (SweetAdaptiveStrategy *self,
                               double rows,
                               double time,
                               double waiting)
{
  double expected = self->fixed + self->each * rows;
  double slope = (time - self->time) / (rows != self->rows ? rows - self->rows : 1);
  gboolean differs = rows >= SWEET_ADAPTIVE_OTHER_SIZE * self->rows || rows * SWEET_ADAPTIVE_OTHER_SIZE <= self->rows;
  gboolean waits_alike = differs || ABS (waiting - self->waiting) <= SWEET_ADAPTIVE_SAME_SHARE;

  if (self->n_unsure == 0 && waits_alike && time <= SWEET_ADAPTIVE_STEP * expected && expected <= SWEET_ADAPTIVE_STEP * time)
    {
      self->each *= time / expected;
      self->fixed *= time / expected;
    }
  else if (self->n_unsure > 0 && differs && slope > 0)
    {
      self->each = MIN (slope, time / rows);
      self->fixed = time - self->each * rows;
      self->n_unsure = 0;
    }
  else
    {
      self->each = time / rows;
      self->fixed = 0;
      self->n_unsure++;
    }
  self->rows = rows;
  self->time = time;
  self->waiting = waiting;
}

/* as many records as take the time that a call is meant to take, or more where calling is what costs */
static void
sweet_adaptive_strategy_fit_batch (SweetAdaptiveStrategy *self,
                                   SweetPlan *plan,
                                   SweetLoad *load)
{
  double calls = (double) sweet_load_get_calls (load);
  double batch = sweet_plan_get_range_size (plan);
  double time = (double) sweet_load_get_call_time (load) / calls;
  double wanted;
  int trend = 0;

  sweet_adaptive_strategy_learn (self, MAX ((double) sweet_load_get_records (load) / calls, 1), MAX (time, 0.001), sweet_adaptive_strategy_get_waiting (load));
  wanted = MAX (SWEET_ADAPTIVE_CALL_TIME, SWEET_ADAPTIVE_SPREAD * self->fixed) / MAX (self->each, 1e-6);
  wanted = CLAMP (wanted, 1, self->max_batch);
  if (wanted >= SWEET_ADAPTIVE_STEP * batch || (wanted > batch && wanted >= self->max_batch))
    trend = 1;
  else if (wanted * SWEET_ADAPTIVE_STEP <= batch)
    trend = -1;
  if (trend != 0 && (trend == self->batch_trend || (trend < 0 && time >= SWEET_ADAPTIVE_LONG_TIME)))
    {
      sweet_plan_set_range_size (plan, (guint) wanted);
      trend = 0;
    }
  else if (trend == 0 && self->n_unsure == SWEET_ADAPTIVE_UNSURE)
    sweet_plan_set_range_size (plan, MIN ((guint) batch * 2, self->max_batch));
  self->batch_trend = trend;
}

/* no call came back in two windows: whatever was known is of another load. what the calls under way have had of the
 * processors is no more than what the whole program had, and the rest of their time they wait. */
static void
sweet_adaptive_strategy_get_unstuck (SweetAdaptiveStrategy *self,
                                     SweetPlan *plan,
                                     SweetLoad *load)
{
  guint workers = sweet_plan_get_workers (plan);
  double time = (double) sweet_load_get_calls_under_way (load) * (double) sweet_load_get_window (load);
  double computing = MIN ((double) sweet_load_get_cpu_time (load) / MAX (time, 1), 1);

  self->fixed = self->each = 0;
  sweet_plan_set_range_size (plan, MAX (sweet_plan_get_range_size (plan) / SWEET_ADAPTIVE_SHRINK, 1));
  sweet_plan_set_workers (plan, MAX (sweet_adaptive_strategy_find_workers (self, load, workers, computing), workers));
}

/* looks more often as long as the plan does not fit the load */
static void
sweet_adaptive_strategy_fit_window (SweetAdaptiveStrategy *self,
                                    SweetPlan *plan,
                                    gboolean changed)
{
  gboolean settled = !changed && self->workers_trend == 0 && self->batch_trend == 0;
  gint64 wanted = settled ? 2 * sweet_plan_get_window (plan) : self->window / SWEET_ADAPTIVE_HASTE;

  sweet_plan_set_window (plan, CLAMP (wanted, 1, self->window));
}

static gboolean
sweet_adaptive_strategy_adjust (SweetStrategy *strategy,
                                SweetPlan *plan,
                                SweetLoad *load,
                                GError **error)
{
  SweetAdaptiveStrategy *self = SWEET_ADAPTIVE_STRATEGY (strategy);
  guint workers = sweet_plan_get_workers (plan);
  guint batch = sweet_plan_get_range_size (plan);

  self->n_stuck = sweet_load_get_calls (load) == 0 && sweet_load_get_calls_under_way (load) > 0 ? self->n_stuck + 1 : 0;
  if (self->n_stuck > 1)
    sweet_adaptive_strategy_get_unstuck (self, plan, load);
  if (sweet_load_get_busy_time (load) < SWEET_ADAPTIVE_MIN_BUSY)
    {
      sweet_adaptive_strategy_fit_window (self, plan, self->n_stuck > 0);
      return TRUE;
    }

  sweet_adaptive_strategy_fit_workers (self, plan, load);
  if (sweet_load_get_calls (load) > 0)
    sweet_adaptive_strategy_fit_batch (self, plan, load);
  sweet_adaptive_strategy_fit_window (self, plan, workers != sweet_plan_get_workers (plan) || batch != sweet_plan_get_range_size (plan));
  return TRUE;
}

static gboolean
sweet_adaptive_strategy_check (SweetElement *element,
                               GError **error)
{
  SweetAdaptiveStrategy *self = SWEET_ADAPTIVE_STRATEGY (element);

  if (self->min_workers <= self->max_workers)
    return TRUE;

  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
               "min-workers is %u and thus above max-workers, which is %u", self->min_workers, self->max_workers);
  return FALSE;
}

static void
sweet_adaptive_strategy_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  SweetAdaptiveStrategy *self = SWEET_ADAPTIVE_STRATEGY (object);

  switch (property_id)
    {
    case PROP_MIN_WORKERS:
      g_value_set_uint (value, self->min_workers);
      break;
    case PROP_MAX_WORKERS:
      g_value_set_uint (value, self->max_workers);
      break;
    case PROP_MAX_BATCH:
      g_value_set_uint (value, self->max_batch);
      break;
    case PROP_WINDOW:
      g_value_set_int64 (value, self->window);
      break;
    case PROP_ORDERED:
      g_value_set_boolean (value, self->ordered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_adaptive_strategy_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  SweetAdaptiveStrategy *self = SWEET_ADAPTIVE_STRATEGY (object);

  switch (property_id)
    {
    case PROP_MIN_WORKERS:
      self->min_workers = g_value_get_uint (value);
      break;
    case PROP_MAX_WORKERS:
      self->max_workers = g_value_get_uint (value);
      break;
    case PROP_MAX_BATCH:
      self->max_batch = g_value_get_uint (value);
      break;
    case PROP_WINDOW:
      self->window = g_value_get_int64 (value);
      break;
    case PROP_ORDERED:
      self->ordered = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_adaptive_strategy_class_init (SweetAdaptiveStrategyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetStrategyClass *strategy_class = SWEET_STRATEGY_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sweet_adaptive_strategy_get_property;
  object_class->set_property = sweet_adaptive_strategy_set_property;
  element_class->check = sweet_adaptive_strategy_check;
  strategy_class->plan = sweet_adaptive_strategy_plan;
  strategy_class->adjust = sweet_adaptive_strategy_adjust;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Finds out how many workers the pipeline needs, again whenever its load changes");

  properties[PROP_MIN_WORKERS] = g_param_spec_uint ("min-workers", "Minimum workers", "How many workers there are at least", 0, SWEET_ADAPTIVE_MAX_WORKERS, 0, flags);
  properties[PROP_MAX_WORKERS] = g_param_spec_uint ("max-workers", "Maximum workers", "How many workers there are at most", 1, SWEET_ADAPTIVE_MAX_WORKERS, SWEET_ADAPTIVE_DEFAULT_MAX_WORKERS, flags);
  properties[PROP_MAX_BATCH] = g_param_spec_uint ("max-batch", "Maximum batch", "How many records a receiver on workers is given at a time, at most", 1, G_MAXINT, SWEET_ADAPTIVE_DEFAULT_MAX_BATCH, flags);
  properties[PROP_WINDOW] = sweet_param_spec_duration ("window", "Window", "How long the load is measured before something changes", SWEET_MILLISECONDS (1), G_MAXINT64, SWEET_ADAPTIVE_DEFAULT_WINDOW, flags);
  properties[PROP_ORDERED] = g_param_spec_boolean ("ordered", "Ordered", "Whether output comes in the order of the input; without order it may come sooner", TRUE, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_adaptive_strategy_init (SweetAdaptiveStrategy *self)
{
  self->max_workers = SWEET_ADAPTIVE_DEFAULT_MAX_WORKERS;
  self->max_batch = SWEET_ADAPTIVE_DEFAULT_MAX_BATCH;
  self->window = SWEET_ADAPTIVE_DEFAULT_WINDOW;
  self->ordered = TRUE;
}
