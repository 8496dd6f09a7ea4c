/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* what is counted: differences between two readings, and nothing that follows from others */
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
  SWEET_COUNTER_READ_WAIT,
  SWEET_COUNTER_WRITE_WAIT,
  SWEET_COUNTER_ALLOCATED,
  SWEET_COUNTER_FREED,
  SWEET_COUNTER_ALLOCATION_COUNT,
  SWEET_N_COUNTERS,
} SweetCounter;

/* bit n of @measured: counter n was read */
typedef struct
{
  guint32 measured;
  gint64 counters[SWEET_N_COUNTERS];
} SweetMetricsReading;

/* what all attempts of a task used; zero to begin with. a counter counts as measured only if it was in
 * every attempt. plain memory: the owner sees to it that one thread at a time touches it. */
typedef struct
{
  guint n_parts;
  guint32 measured;
  gint64 counters[SWEET_N_COUNTERS];
  gint64 memory_peak;
} SweetMetricsTotals;

/* one attempt on one thread, for the stack of that thread. where one runs inside another, what the inner
 * one uses is not counted for the outer one, except wall time. */
typedef struct _SweetMetricsProbe SweetMetricsProbe;
struct _SweetMetricsProbe
{
  SweetMetricsProbe *outer;
  SweetMetricsReading begin;
};

void sweet_metrics_probe_begin (SweetMetricsProbe *self);
void sweet_metrics_probe_end (SweetMetricsProbe *self,
                              SweetMetricsTotals *totals);
void sweet_metrics_probe_peek (const SweetMetricsProbe *self,
                               SweetMetricsTotals *totals);

SweetMetrics *sweet_metrics_new_from_totals (const SweetMetricsTotals *totals);

G_END_DECLS
