/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-backoff-private.h"

/* 2^63, the first double beyond a gint64 */
#define SWEET_BACKOFF_BEYOND 9223372036854775808.0

/* to the nearest microsecond; what is no number is 0 */
static gint64
sweet_backoff_saturate (double delay)
{
  if (!(delay > 0))
    return 0;
  if (delay >= SWEET_BACKOFF_BEYOND)
    return G_MAXINT64;

  return (gint64) (delay + 0.5);
}

static double
sweet_backoff_power (double base,
                     guint exponent)
{
  double power = 1;

  for (; exponent > 0; exponent >>= 1)
    {
      if (exponent & 1)
        power *= base;
      base *= base;
    }
  return power;
}

static gint64
sweet_backoff_multiply (gint64 delay,
                        guint n)
{
  gint64 product;

  if (__builtin_mul_overflow (delay, (gint64) n, &product))
    return G_MAXINT64;
  return product;
}

/* what the strategy says, without a limit */
static gint64
sweet_backoff_get_plain (const SweetBackoff *self,
                         guint retry)
{
  gint64 first = MAX (self->first_delay, 0);

  switch (self->strategy)
    {
    case SWEET_RETRY_STRATEGY_FIXED:
      return first;
    case SWEET_RETRY_STRATEGY_LINEAR:
      return sweet_backoff_multiply (first, retry);
    case SWEET_RETRY_STRATEGY_EXPONENTIAL:
      /* 0 times infinity is no number */
      return first == 0 ? 0 : sweet_backoff_saturate ((double) first * sweet_backoff_power (self->factor, retry - 1));
    case SWEET_RETRY_STRATEGY_IMMEDIATE:
    default:
      return 0;
    }
}

/* a number from 0 to below 1 that depends on both and looks like chance: the mixer of splitmix64 */
static double
sweet_backoff_get_chance (guint64 seed,
                          guint retry)
{
  guint64 z = seed + retry * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;
  return (double) (z >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/* how long to wait before a retry, counted from 1. the same arguments give the same delay. */
gint64
sweet_backoff_get_delay (const SweetBackoff *self,
                         guint retry,
                         guint64 seed)
{
  gint64 limit = self->max_delay > 0 ? self->max_delay : G_MAXINT64;
  gint64 delay = MIN (sweet_backoff_get_plain (self, retry), limit);
  double least;
  double most;

  if (!(self->jitter > 0))
    return delay;

  /* the range ends at the limit, so that delays which reach it still differ */
  least = (double) delay * (1 - self->jitter);
  most = MIN ((double) delay * (1 + self->jitter), (double) limit);
  return MIN (sweet_backoff_saturate (least + (most - least) * sweet_backoff_get_chance (seed, retry)), limit);
}

static gboolean
sweet_backoff_check_number (const char *option,
                            double value,
                            double least,
                            double most,
                            const char *range,
                            GError **error)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  /* what is no number is in no range */
  if (value >= least && value <= most)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s of a retry policy must be %s, not %s",
               option, range, g_ascii_formatd (text, sizeof text, "%g", value));
  return FALSE;
}

static gboolean
sweet_backoff_check_time (const char *option,
                          gint64 value,
                          GError **error)
{
  if (value >= 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s of a retry policy must be 0 µs or more, not %" G_GINT64_FORMAT " µs", option, value);
  return FALSE;
}

/* says which option is out of range */
gboolean
sweet_backoff_check (const SweetBackoff *self,
                     GError **error)
{
  return sweet_backoff_check_time ("first-delay", self->first_delay, error) &&
         sweet_backoff_check_time ("max-delay", self->max_delay, error) &&
         sweet_backoff_check_number ("factor", self->factor, 1, G_MAXDOUBLE, "a finite number of at least 1", error) &&
         sweet_backoff_check_number ("jitter", self->jitter, 0, 1, "from 0 to 1", error);
}
