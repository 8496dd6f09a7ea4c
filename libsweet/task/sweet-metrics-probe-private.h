/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* times are in nanoseconds. those up to SWEET_N_READ_COUNTERS are read from the system; the others only
 * whoever does the work can count, with sweet_metrics_count() */
typedef enum
{
  SWEET_COUNTER_WALL_TIME,
  SWEET_COUNTER_CPU_USER,
  SWEET_COUNTER_CPU_SYSTEM,
  SWEET_COUNTER_CPU_TOTAL,
  SWEET_COUNTER_BYTES_READ,
  SWEET_COUNTER_BYTES_WRITTEN,
  SWEET_COUNTER_READ_OPERATIONS,
  SWEET_COUNTER_WRITE_OPERATIONS,
  SWEET_COUNTER_ALLOCATED,
  SWEET_COUNTER_FREED,
  SWEET_N_READ_COUNTERS,
  SWEET_COUNTER_READ_WAIT = SWEET_N_READ_COUNTERS,
  SWEET_COUNTER_WRITE_WAIT,
  SWEET_COUNTER_ALLOCATION_COUNT,
  SWEET_N_COUNTERS,
} SweetCounter;

/* bit n of @measured: counter n is valid */
typedef struct
{
  guint32 measured;
  gint64 counters[SWEET_N_COUNTERS];
} SweetMetricsReading;

/* what all attempts of a task used; zero to begin with. what is read from the system counts as measured
 * only if it was in every attempt. plain memory: one thread at a time. */
typedef struct
{
  guint n_parts;
  SweetMetricsReading used;
  gboolean has_peak;
  gint64 peak;
} SweetMetricsTotals;

typedef struct _SweetMetricsThread SweetMetricsThread;

/* one attempt on one thread, on the stack of that thread. where one runs inside another, what the inner
 * one uses is not counted for the outer one, except wall time. */
typedef struct _SweetMetricsProbe SweetMetricsProbe;
struct _SweetMetricsProbe
{
  SweetMetricsProbe *outer;
  SweetMetricsThread *thread;
  SweetMetricsReading begin;
  SweetMetricsReading counted;
  /* memory in use when the allocator was told to forget its peak, and the highest peak so far */
  gint64 peak_base;
  gint64 peak;
  gboolean has_peak;
};

void sweet_metrics_probe_begin (SweetMetricsProbe *self);
void sweet_metrics_probe_end (SweetMetricsProbe *self,
                              SweetMetricsTotals *totals);
void sweet_metrics_probe_peek (SweetMetricsProbe *self,
                               SweetMetricsTotals *totals);
void sweet_metrics_count (SweetCounter counter,
                          gint64 amount);

SweetMetrics *sweet_metrics_new_from_totals (const SweetMetricsTotals *totals);

G_END_DECLS
