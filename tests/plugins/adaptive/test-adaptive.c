/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

/* the policy by itself: what it makes of loads. a model says how long a call takes; its windows are those of
 * a machine with two processors. */

#define PROCESSORS 2
#define WINDOW     SWEET_MILLISECONDS (200)

typedef struct
{
  double computes; /* µs, for each record */
  double waits;
  double fixed_waits; /* and for each call */
} Model;

static const Model tiny = { 5, 0, 0 };
static const Model sleepy = { 10, 1000, 0 };
static const Model half = { 100, 100, 0 };
static const Model bulk = { 1, 0, 10000 };

static SweetStrategy *
new_strategy (void)
{
  g_autoptr (GError) error = NULL;
  SweetElement *strategy = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "adaptive", &error);

  g_assert_no_error (error);
  return SWEET_STRATEGY (strategy);
}

static SweetPlan *
make_plan (SweetStrategy *strategy)
{
  SweetPlan *plan = g_object_new (SWEET_TYPE_PLAN, "workers", PROCESSORS, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->plan (strategy, plan, &error));
  g_assert_no_error (error);
  return plan;
}

/* one window under the plan; @skew is how far the times are off, 1 for not at all */
static void
run_window (SweetStrategy *strategy,
            SweetPlan *plan,
            const Model *model,
            double skew)
{
  guint rows = sweet_plan_get_range_size (plan);
  double workers = sweet_plan_get_workers (plan);
  double window = (double) sweet_plan_get_window (plan);
  /* so many as the workers can make in a window, and the processors */
  double computes = rows * model->computes;
  double waits = (rows * model->waits + model->fixed_waits) * skew;
  guint64 calls = (guint64) MIN (workers * window / (computes + waits), PROCESSORS * window / computes);
  g_autoptr (SweetLoad) load = NULL;
  g_autoptr (GError) error = NULL;

  load = g_object_new (SWEET_TYPE_LOAD,
                       "window", (gint64) window,
                       "processors", PROCESSORS,
                       "cpu-time", (gint64) ((double) calls * computes),
                       "busy-time", (gint64) ((double) calls * (computes + waits)),
                       "wait-time", (gint64) ((double) calls * waits),
                       "calls", calls,
                       "records", calls * rows,
                       "call-time", (gint64) ((double) calls * (computes + waits)),
                       "active-workers", (guint) workers,
                       "calls-under-way", (guint) workers,
                       NULL);
  g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->adjust (strategy, plan, load, &error));
  g_assert_no_error (error);
}

/* two seconds of them */
static void
run_windows (SweetStrategy *strategy,
             SweetPlan *plan,
             const Model *model)
{
  for (gint64 time = 0; time < SWEET_SECONDS (2); time += sweet_plan_get_window (plan))
    run_window (strategy, plan, model, 1);
}

static void
test_plan (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetStrategy) strategy = new_strategy ();
  g_autoptr (SweetPlan) plan = NULL;

  g_object_set (strategy, "min-workers", 3, "max-workers", 32, "window", SWEET_SECONDS (1), "ordered", FALSE, "max-batch", 8, NULL);
  plan = make_plan (strategy);
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 3);
  g_assert_cmpuint (sweet_plan_get_min_workers (plan), ==, 3);
  g_assert_cmpuint (sweet_plan_get_max_workers (plan), ==, 32);
  g_assert_cmpuint (sweet_plan_get_range_size (plan), ==, 8);
  g_assert_cmpint (sweet_plan_get_window (plan), ==, SWEET_MILLISECONDS (125));
  g_assert_false (sweet_plan_get_ordered (plan));

  g_object_set (strategy, "min-workers", 0, "max-workers", 1, NULL);
  g_clear_object (&plan);
  plan = make_plan (strategy);
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 1);
}

typedef struct
{
  const Model *model;
  guint workers;
  guint min_batch;
  guint max_batch;
} Fit;

static const Fit fits[] = {
  { &tiny, 2, 267, 2400 },
  { &sleepy, 64, 2, 12 },
  { &half, 4, 7, 60 },
  { &bulk, 7, 4096, 4096 },
};

/* whatever came before, two seconds are enough, and then nothing changes any more */
static void
test_fit (SweetTest *test,
          gconstpointer data)
{
  for (guint from = 0; from <= G_N_ELEMENTS (fits); from++)
    for (guint to = 0; to < G_N_ELEMENTS (fits); to++)
      {
        g_autoptr (SweetStrategy) strategy = new_strategy ();
        g_autoptr (SweetPlan) plan = make_plan (strategy);
        guint workers;
        guint batch;

        if (from < G_N_ELEMENTS (fits))
          run_windows (strategy, plan, fits[from].model);
        run_windows (strategy, plan, fits[to].model);
        g_assert_cmpint (sweet_plan_get_window (plan), ==, WINDOW);
        workers = sweet_plan_get_workers (plan);
        batch = sweet_plan_get_range_size (plan);
        g_assert_cmpuint (workers, >=, fits[to].workers);
        g_assert_cmpuint (workers * 5, <, fits[to].workers * 8);
        g_assert_cmpuint (batch, >=, fits[to].min_batch);
        g_assert_cmpuint (batch, <=, fits[to].max_batch);
        for (guint i = 0; i < 300; i++)
          {
            run_window (strategy, plan, fits[to].model, i % 2 == 0 ? 0.9 : 1.1);
            g_assert_cmpuint (sweet_plan_get_workers (plan), ==, workers);
            g_assert_cmpuint (sweet_plan_get_range_size (plan), ==, batch);
          }
      }
}

/* one odd window, or one in which nothing happens, changes nothing */
static void
test_odd_window (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetStrategy) strategy = new_strategy ();
  g_autoptr (SweetPlan) plan = make_plan (strategy);
  g_autoptr (SweetLoad) idle = g_object_new (SWEET_TYPE_LOAD, "window", (gint64) WINDOW, "processors", PROCESSORS, NULL);
  guint batch;

  run_windows (strategy, plan, &tiny);
  batch = sweet_plan_get_range_size (plan);
  for (guint i = 0; i < 10; i++)
    {
      run_window (strategy, plan, i % 2 == 0 ? &half : &tiny, 1);
      g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->adjust (strategy, plan, idle, NULL));
      g_assert_cmpuint (sweet_plan_get_workers (plan), ==, PROCESSORS);
    }
  run_windows (strategy, plan, &tiny);
  g_assert_cmpuint (sweet_plan_get_range_size (plan), >=, batch / 2);
}

/* a window of which no call came back; @cpu_time is what the whole program had of the processors */
static void
run_stuck_window (SweetStrategy *strategy,
                  SweetPlan *plan,
                  gint64 cpu_time)
{
  g_autoptr (SweetLoad) load = g_object_new (SWEET_TYPE_LOAD,
                                             "window", sweet_plan_get_window (plan),
                                             "processors", PROCESSORS,
                                             "cpu-time", cpu_time,
                                             "calls-under-way", sweet_plan_get_workers (plan),
                                             NULL);

  g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->adjust (strategy, plan, load, NULL));
}

/* calls that were made for another load, and now wait or compute for long */
static void
test_stuck (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetStrategy) strategy = new_strategy ();
  g_autoptr (SweetPlan) plan = make_plan (strategy);
  guint batch;

  run_windows (strategy, plan, &tiny);
  batch = sweet_plan_get_range_size (plan);
  run_stuck_window (strategy, plan, 0);
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, PROCESSORS);
  g_assert_cmpuint (sweet_plan_get_range_size (plan), ==, batch);
  run_stuck_window (strategy, plan, PROCESSORS * sweet_plan_get_window (plan));
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, PROCESSORS);
  g_assert_cmpuint (sweet_plan_get_range_size (plan), <, batch);
  run_stuck_window (strategy, plan, 0);
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 64);
}

/* processors without a receiver on workers; and whoever asks for a number gets it */
static void
test_bounds (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetLoad) load = g_object_new (SWEET_TYPE_LOAD, "window", (gint64) WINDOW, "processors", PROCESSORS, "busy-time", (gint64) WINDOW, "wait-time", (gint64) WINDOW, NULL);
  g_autoptr (SweetStrategy) strategy = new_strategy ();
  g_autoptr (SweetPlan) plan = NULL;
  guint range_size;

  g_object_set (strategy, "min-workers", 4, "max-workers", 6, NULL);
  plan = make_plan (strategy);
  range_size = sweet_plan_get_range_size (plan);
  for (guint i = 0; i < 4; i++)
    g_assert_true (SWEET_STRATEGY_GET_CLASS (strategy)->adjust (strategy, plan, load, NULL));
  g_assert_cmpuint (sweet_plan_get_workers (plan), ==, 6);
  g_assert_cmpuint (sweet_plan_get_range_size (plan), ==, range_size);
  run_windows (strategy, plan, &tiny);
  g_assert_cmpuint (sweet_plan_get_workers (plan), <=, 6);
  g_assert_cmpuint (sweet_plan_get_workers (plan), >=, 4);
}

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetStrategy) strategy = new_strategy ();
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_element_check (SWEET_ELEMENT (strategy), &error));
  g_object_set (strategy, "min-workers", 65, NULL);
  g_assert_false (sweet_element_check (SWEET_ELEMENT (strategy), &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, "adaptive: min-workers is 65 and thus above max-workers, which is 64");
  g_clear_error (&error);

  g_assert_null (sweet_pipeline_parse ("file path=x ! adaptive max-workers=0", &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
  g_assert_cmpstr (error->message, ==, "element 2, adaptive: max-workers: “0” is out of range: from 1 to 1024");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/adaptive/plan", test_plan);
  sweet_test_add ("/sweet/adaptive/fit", test_fit);
  sweet_test_add ("/sweet/adaptive/odd-window", test_odd_window);
  sweet_test_add ("/sweet/adaptive/stuck", test_stuck);
  sweet_test_add ("/sweet/adaptive/bounds", test_bounds);
  sweet_test_add ("/sweet/adaptive/errors", test_errors);

  return g_test_run ();
}
