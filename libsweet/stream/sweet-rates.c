/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-rates-private.h"

/* samples come in the order of their times, at least an interval apart; the first one is the beginning */
void
sweet_rates_add (SweetRates *self,
                 const SweetRatesSample *sample)
{
  self->samples[self->n++ % SWEET_RATES_N] = *sample;
}

/* the last sample that lies a window back, or the oldest one there is */
static const SweetRatesSample *
sweet_rates_find (const SweetRates *self,
                  guint64 now)
{
  guint64 first = self->n > SWEET_RATES_N ? self->n - SWEET_RATES_N : 0;
  guint64 i = self->n - 1;

  while (i > first && self->samples[i % SWEET_RATES_N].at + SWEET_RATES_WINDOW > now)
    i--;
  return &self->samples[i % SWEET_RATES_N];
}

/* where no time has passed nothing is known of a rate, and it is 0 */
void
sweet_rates_get (const SweetRates *self,
                 const SweetRatesSample *now,
                 double *records_per_second,
                 double *bytes_per_second)
{
  const SweetRatesSample *then;
  double seconds;

  *records_per_second = 0;
  *bytes_per_second = 0;
  if (self->n == 0)
    return;

  then = sweet_rates_find (self, now->at);
  if (now->at <= then->at)
    return;

  seconds = (double) (now->at - then->at) / 1e9;
  *records_per_second = (double) (now->n_records - then->n_records) / seconds;
  *bytes_per_second = (double) (now->n_bytes - then->n_bytes) / seconds;
}
