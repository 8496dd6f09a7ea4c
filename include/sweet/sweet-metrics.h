/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetMetric:
 * @SWEET_METRIC_WALL_TIME: how long it was at work, the time spent waiting included
 * @SWEET_METRIC_CPU_USER: processor time in the program itself
 * @SWEET_METRIC_CPU_SYSTEM: processor time in the kernel
 * @SWEET_METRIC_CPU_TOTAL: processor time, measured more finely than the sum of the two
 * @SWEET_METRIC_CPU_UTILISATION: processor time per wall time; 1 is one processor kept busy
 * @SWEET_METRIC_BYTES_READ: bytes that system calls have read
 * @SWEET_METRIC_BYTES_WRITTEN: bytes that system calls have written
 * @SWEET_METRIC_READ_OPERATIONS: system calls that read
 * @SWEET_METRIC_WRITE_OPERATIONS: system calls that write
 * @SWEET_METRIC_READ_WAIT: time spent in reading
 * @SWEET_METRIC_WRITE_WAIT: time spent in writing
 * @SWEET_METRIC_READ_LATENCY: time per system call that reads
 * @SWEET_METRIC_WRITE_LATENCY: time per system call that writes
 * @SWEET_METRIC_READ_RATE: system calls that read per second of wall time
 * @SWEET_METRIC_WRITE_RATE: system calls that write per second of wall time
 * @SWEET_METRIC_MEMORY_CURRENT: bytes allocated and not freed; negative if more was freed
 * @SWEET_METRIC_MEMORY_PEAK: the most that this has been
 * @SWEET_METRIC_ALLOCATED_BYTES: bytes allocated in all, those freed again included
 * @SWEET_METRIC_ALLOCATION_COUNT: how many allocations that were
 * @SWEET_METRIC_ALLOCATION_RATE: bytes allocated per second of wall time
 *
 * What can be measured about a task. [func@Metric.get_unit] tells the unit of each.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_METRIC_WALL_TIME,
  SWEET_METRIC_CPU_USER,
  SWEET_METRIC_CPU_SYSTEM,
  SWEET_METRIC_CPU_TOTAL,
  SWEET_METRIC_CPU_UTILISATION,
  SWEET_METRIC_BYTES_READ,
  SWEET_METRIC_BYTES_WRITTEN,
  SWEET_METRIC_READ_OPERATIONS,
  SWEET_METRIC_WRITE_OPERATIONS,
  SWEET_METRIC_READ_WAIT,
  SWEET_METRIC_WRITE_WAIT,
  SWEET_METRIC_READ_LATENCY,
  SWEET_METRIC_WRITE_LATENCY,
  SWEET_METRIC_READ_RATE,
  SWEET_METRIC_WRITE_RATE,
  SWEET_METRIC_MEMORY_CURRENT,
  SWEET_METRIC_MEMORY_PEAK,
  SWEET_METRIC_ALLOCATED_BYTES,
  SWEET_METRIC_ALLOCATION_COUNT,
  SWEET_METRIC_ALLOCATION_RATE,
} SweetMetric;

#define SWEET_TYPE_METRICS (sweet_metrics_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetMetrics, sweet_metrics, SWEET, METRICS, GObject)

SWEET_AVAILABLE_IN_ALL
const char *sweet_metric_get_unit (SweetMetric metric);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_metrics_has (SweetMetrics *self,
                            SweetMetric metric);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_metrics_get (SweetMetrics *self,
                            SweetMetric metric,
                            double *value);
SWEET_AVAILABLE_IN_ALL
GVariant *sweet_metrics_to_variant (SweetMetrics *self);
SWEET_AVAILABLE_IN_ALL
char *sweet_metrics_to_string (SweetMetrics *self);

G_END_DECLS
