/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-metrics-probe-private.h"

#include <math.h>

/**
 * SweetMetrics:
 *
 * What a task has used of processor, memory, input and output up to one moment.
 *
 * Not everything can be measured everywhere: memory needs jemalloc as the allocator of the program, and
 * waiting for input and output is known only where the element that waits tells. What was not measured
 * is missing, and never zero:
 *
 * ```c
 * double bytes;
 *
 * if (sweet_metrics_get (metrics, SWEET_METRIC_BYTES_READ, &bytes))
 *   g_print ("%.0f bytes read\n", bytes);
 * ```
 *
 * Counted is what the threads did that worked for the task while they did, in all of its attempts. Work
 * that another thread does for it, such as the writing back of pages by the kernel, is not.
 *
 * Metrics never change and any thread may use them; of a task that still runs there are others a moment
 * later.
 *
 * Since: 1.0
 */
struct _SweetMetrics
{
  GObject parent_instance;

  guint32 measured;
  double values[SWEET_METRIC_ALLOCATION_RATE + 1];
};

G_DEFINE_FINAL_TYPE (SweetMetrics, sweet_metrics, G_TYPE_OBJECT)

typedef enum
{
  SWEET_METRIC_KIND_TIME,
  SWEET_METRIC_KIND_BYTES,
  SWEET_METRIC_KIND_COUNT,
  SWEET_METRIC_KIND_SHARE,
  SWEET_METRIC_KIND_BYTES_PER_SECOND,
  SWEET_METRIC_KIND_PER_SECOND,
} SweetMetricKind;

static const struct
{
  const char *name;
  SweetMetricKind kind;
} sweet_metrics_info[] = {
  [SWEET_METRIC_WALL_TIME] = { "wall-time", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_CPU_USER] = { "cpu-user", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_CPU_SYSTEM] = { "cpu-system", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_CPU_TOTAL] = { "cpu-total", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_CPU_UTILISATION] = { "cpu-utilisation", SWEET_METRIC_KIND_SHARE },
  [SWEET_METRIC_BYTES_READ] = { "bytes-read", SWEET_METRIC_KIND_BYTES },
  [SWEET_METRIC_BYTES_WRITTEN] = { "bytes-written", SWEET_METRIC_KIND_BYTES },
  [SWEET_METRIC_READ_OPERATIONS] = { "read-operations", SWEET_METRIC_KIND_COUNT },
  [SWEET_METRIC_WRITE_OPERATIONS] = { "write-operations", SWEET_METRIC_KIND_COUNT },
  [SWEET_METRIC_READ_WAIT] = { "read-wait", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_WRITE_WAIT] = { "write-wait", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_READ_LATENCY] = { "read-latency", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_WRITE_LATENCY] = { "write-latency", SWEET_METRIC_KIND_TIME },
  [SWEET_METRIC_READ_RATE] = { "read-rate", SWEET_METRIC_KIND_PER_SECOND },
  [SWEET_METRIC_WRITE_RATE] = { "write-rate", SWEET_METRIC_KIND_PER_SECOND },
  [SWEET_METRIC_MEMORY_CURRENT] = { "memory-current", SWEET_METRIC_KIND_BYTES },
  [SWEET_METRIC_MEMORY_PEAK] = { "memory-peak", SWEET_METRIC_KIND_BYTES },
  [SWEET_METRIC_ALLOCATED_BYTES] = { "allocated-bytes", SWEET_METRIC_KIND_BYTES },
  [SWEET_METRIC_ALLOCATION_COUNT] = { "allocation-count", SWEET_METRIC_KIND_COUNT },
  [SWEET_METRIC_ALLOCATION_RATE] = { "allocation-rate", SWEET_METRIC_KIND_BYTES_PER_SECOND },
};

#define SWEET_METRIC_IS_VALID(metric) ((guint) (metric) < G_N_ELEMENTS (sweet_metrics_info))

static void
sweet_metrics_class_init (SweetMetricsClass *klass)
{
}

static void
sweet_metrics_init (SweetMetrics *self)
{
}

static gboolean
sweet_metrics_is_measured (SweetMetrics *self,
                           SweetMetric metric)
{
  return (self->measured & (1u << metric)) != 0;
}

static gint64
sweet_metrics_round (double value)
{
  return (gint64) (value < 0 ? value - 0.5 : value + 0.5);
}

static void
sweet_metrics_set_value (SweetMetrics *self,
                         SweetMetric metric,
                         double value)
{
  self->measured |= 1u << metric;
  self->values[metric] = value;
}

static void
sweet_metrics_take_counter (SweetMetrics *self,
                            SweetMetric metric,
                            const SweetMetricsReading *used,
                            SweetCounter counter)
{
  double scale = sweet_metrics_info[metric].kind == SWEET_METRIC_KIND_TIME ? 1e-3 : 1;

  if (used->measured & (1u << counter))
    sweet_metrics_set_value (self, metric, (double) used->counters[counter] * scale);
}

/* @metric is @part per @whole, if there is a whole */
static void
sweet_metrics_divide (SweetMetrics *self,
                      SweetMetric metric,
                      SweetMetric part,
                      SweetMetric whole,
                      double scale)
{
  if (sweet_metrics_is_measured (self, part) && sweet_metrics_is_measured (self, whole) && self->values[whole] > 0)
    sweet_metrics_set_value (self, metric, self->values[part] / self->values[whole] * scale);
}

SweetMetrics *
sweet_metrics_new_from_totals (const SweetMetricsTotals *totals)
{
  SweetMetrics *self = g_object_new (SWEET_TYPE_METRICS, NULL);
  const SweetMetricsReading *used = &totals->used;

  sweet_metrics_take_counter (self, SWEET_METRIC_WALL_TIME, used, SWEET_COUNTER_WALL_TIME);
  sweet_metrics_take_counter (self, SWEET_METRIC_CPU_USER, used, SWEET_COUNTER_CPU_USER);
  sweet_metrics_take_counter (self, SWEET_METRIC_CPU_SYSTEM, used, SWEET_COUNTER_CPU_SYSTEM);
  sweet_metrics_take_counter (self, SWEET_METRIC_CPU_TOTAL, used, SWEET_COUNTER_CPU_TOTAL);
  sweet_metrics_take_counter (self, SWEET_METRIC_BYTES_READ, used, SWEET_COUNTER_BYTES_READ);
  sweet_metrics_take_counter (self, SWEET_METRIC_BYTES_WRITTEN, used, SWEET_COUNTER_BYTES_WRITTEN);
  sweet_metrics_take_counter (self, SWEET_METRIC_READ_OPERATIONS, used, SWEET_COUNTER_READ_OPERATIONS);
  sweet_metrics_take_counter (self, SWEET_METRIC_WRITE_OPERATIONS, used, SWEET_COUNTER_WRITE_OPERATIONS);
  sweet_metrics_take_counter (self, SWEET_METRIC_READ_WAIT, used, SWEET_COUNTER_READ_WAIT);
  sweet_metrics_take_counter (self, SWEET_METRIC_WRITE_WAIT, used, SWEET_COUNTER_WRITE_WAIT);
  sweet_metrics_take_counter (self, SWEET_METRIC_ALLOCATED_BYTES, used, SWEET_COUNTER_ALLOCATED);
  sweet_metrics_take_counter (self, SWEET_METRIC_ALLOCATION_COUNT, used, SWEET_COUNTER_ALLOCATION_COUNT);
  if (sweet_metrics_is_measured (self, SWEET_METRIC_ALLOCATED_BYTES))
    sweet_metrics_set_value (self, SWEET_METRIC_MEMORY_CURRENT, (double) (used->counters[SWEET_COUNTER_ALLOCATED] - used->counters[SWEET_COUNTER_FREED]));
  if (totals->has_peak)
    sweet_metrics_set_value (self, SWEET_METRIC_MEMORY_PEAK, (double) totals->peak);

  sweet_metrics_divide (self, SWEET_METRIC_CPU_UTILISATION, SWEET_METRIC_CPU_TOTAL, SWEET_METRIC_WALL_TIME, 1);
  sweet_metrics_divide (self, SWEET_METRIC_READ_LATENCY, SWEET_METRIC_READ_WAIT, SWEET_METRIC_READ_OPERATIONS, 1);
  sweet_metrics_divide (self, SWEET_METRIC_WRITE_LATENCY, SWEET_METRIC_WRITE_WAIT, SWEET_METRIC_WRITE_OPERATIONS, 1);
  sweet_metrics_divide (self, SWEET_METRIC_READ_RATE, SWEET_METRIC_READ_OPERATIONS, SWEET_METRIC_WALL_TIME, G_USEC_PER_SEC);
  sweet_metrics_divide (self, SWEET_METRIC_WRITE_RATE, SWEET_METRIC_WRITE_OPERATIONS, SWEET_METRIC_WALL_TIME, G_USEC_PER_SEC);
  sweet_metrics_divide (self, SWEET_METRIC_ALLOCATION_RATE, SWEET_METRIC_ALLOCATED_BYTES, SWEET_METRIC_WALL_TIME, G_USEC_PER_SEC);

  return self;
}

/**
 * sweet_metric_get_unit:
 * @metric: a metric
 *
 * Tells what a metric is counted in: `us` for microseconds, `B` for bytes, `/s` and `B/s` for rates, and
 * nothing for plain numbers and shares.
 *
 * Returns: (transfer none): the unit, which may be empty
 *
 * Since: 1.0
 */
const char *
sweet_metric_get_unit (SweetMetric metric)
{
  static const char *const units[] = {
    [SWEET_METRIC_KIND_TIME] = "us",
    [SWEET_METRIC_KIND_BYTES] = "B",
    [SWEET_METRIC_KIND_COUNT] = "",
    [SWEET_METRIC_KIND_SHARE] = "",
    [SWEET_METRIC_KIND_BYTES_PER_SECOND] = "B/s",
    [SWEET_METRIC_KIND_PER_SECOND] = "/s",
  };

  g_return_val_if_fail (SWEET_METRIC_IS_VALID (metric), NULL);

  return units[sweet_metrics_info[metric].kind];
}

/**
 * sweet_metrics_has:
 * @self: metrics
 * @metric: a metric
 *
 * Tells whether something was measured.
 *
 * Returns: %TRUE if it was
 *
 * Since: 1.0
 */
gboolean
sweet_metrics_has (SweetMetrics *self,
                   SweetMetric metric)
{
  g_return_val_if_fail (SWEET_IS_METRICS (self), FALSE);
  g_return_val_if_fail (SWEET_METRIC_IS_VALID (metric), FALSE);

  return sweet_metrics_is_measured (self, metric);
}

/**
 * sweet_metrics_get:
 * @self: metrics
 * @metric: a metric
 * @value: (out): where to put the value, in the unit that [func@Metric.get_unit] tells
 *
 * Gets what was measured.
 *
 * Returns: %TRUE if it was measured, else %FALSE with @value set to NaN
 *
 * Since: 1.0
 */
gboolean
sweet_metrics_get (SweetMetrics *self,
                   SweetMetric metric,
                   double *value)
{
  g_return_val_if_fail (SWEET_IS_METRICS (self), FALSE);
  g_return_val_if_fail (SWEET_METRIC_IS_VALID (metric), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  *value = sweet_metrics_is_measured (self, metric) ? self->values[metric] : NAN;
  return sweet_metrics_is_measured (self, metric);
}

/**
 * sweet_metrics_to_variant:
 * @self: metrics
 *
 * Gives all that was measured as a dictionary of type `a{sv}`: under `cpu-total`, `bytes-read` and so on
 * a whole number (`x`) for times, bytes and counts, and a `double` (`d`) for shares and rates. What was not
 * measured is not there.
 *
 * Returns: (transfer full): the dictionary
 *
 * Since: 1.0
 */
GVariant *
sweet_metrics_to_variant (SweetMetrics *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (SWEET_IS_METRICS (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < G_N_ELEMENTS (sweet_metrics_info); i++)
    {
      gboolean whole = sweet_metrics_info[i].kind <= SWEET_METRIC_KIND_COUNT;

      if (sweet_metrics_is_measured (self, (SweetMetric) i))
        g_variant_builder_add (&builder, "{sv}", sweet_metrics_info[i].name,
                               whole ? g_variant_new_int64 (sweet_metrics_round (self->values[i])) : g_variant_new_double (self->values[i]));
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static char *
sweet_metrics_format_size (double bytes)
{
  g_autofree char *size = sweet_size_to_string ((guint64) sweet_metrics_round (fabs (bytes)));

  return g_strconcat (bytes < 0 ? "-" : "", size, NULL);
}

static void
sweet_metrics_append (SweetMetrics *self,
                      SweetMetric metric,
                      GString *text)
{
  double value = self->values[metric];
  g_autofree char *quantity = NULL;

  switch (sweet_metrics_info[metric].kind)
    {
    case SWEET_METRIC_KIND_TIME:
      quantity = sweet_duration_to_string (sweet_metrics_round (value));
      break;
    case SWEET_METRIC_KIND_BYTES:
    case SWEET_METRIC_KIND_BYTES_PER_SECOND:
      quantity = sweet_metrics_format_size (value);
      break;
    case SWEET_METRIC_KIND_SHARE:
      quantity = g_strdup_printf ("%.0f%%", value * 100);
      break;
    case SWEET_METRIC_KIND_COUNT:
    case SWEET_METRIC_KIND_PER_SECOND:
    default:
      quantity = g_strdup_printf ("%.0f", value);
    }

  g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", sweet_metrics_info[metric].name, quantity);
  if (sweet_metrics_info[metric].kind >= SWEET_METRIC_KIND_BYTES_PER_SECOND)
    g_string_append (text, "/s");
}

/**
 * sweet_metrics_to_string:
 * @self: metrics
 *
 * Writes all that was measured for people, such as `wall-time 1.5s, cpu-total 750ms, cpu-utilisation 50%`.
 * It is empty if nothing was.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sweet_metrics_to_string (SweetMetrics *self)
{
  GString *text;

  g_return_val_if_fail (SWEET_IS_METRICS (self), NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sweet_metrics_info); i++)
    if (sweet_metrics_is_measured (self, (SweetMetric) i))
      sweet_metrics_append (self, (SweetMetric) i, text);

  return g_string_free (text, FALSE);
}
