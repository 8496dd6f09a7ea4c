/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "stream/sweet-histogram-private.h"

#include <stdlib.h>

static void *
sweet_histogram_allocate (size_t size)
{
  void *memory = calloc (1, size);

  if (memory == NULL)
    abort ();
  return memory;
}

SweetHistogram *
sweet_histogram_new (void)
{
  SweetHistogram *self = sweet_histogram_allocate (sizeof *self);

  self->min = UINT64_MAX;
  return self;
}

/* nobody reads it any more */
void
sweet_histogram_free (SweetHistogram *self)
{
  if (self != NULL)
    free (self->wide);
  free (self);
}

/* who has read the old counts has seen all there was; who reads the new ones does so from here on */
static void
sweet_histogram_widen (SweetHistogram *self)
{
  uint64_t *wide = sweet_histogram_allocate (sizeof *wide * SWEET_HISTOGRAM_N_BUCKETS);

  for (unsigned i = 0; i < SWEET_HISTOGRAM_N_BUCKETS; i++)
    wide[i] = self->counts[i];
  __atomic_store_n (&self->wide, wide, __ATOMIC_RELEASE);
}

void
sweet_histogram_add_wide (SweetHistogram *self,
                          unsigned bucket)
{
  if (self->wide == NULL)
    sweet_histogram_widen (self);
  __atomic_store_n (&self->wide[bucket], self->wide[bucket] + 1, __ATOMIC_RELAXED);
}

static unsigned
sweet_histogram_get_shift (unsigned bucket)
{
  unsigned octave = bucket >> SWEET_HISTOGRAM_BITS;

  return octave > 0 ? octave - 1 : 0;
}

/* the smallest number in the bucket */
uint64_t
sweet_histogram_get_first (unsigned bucket)
{
  unsigned shift = sweet_histogram_get_shift (bucket);

  return (uint64_t) (bucket - (shift << SWEET_HISTOGRAM_BITS)) << shift;
}

/* the largest one */
uint64_t
sweet_histogram_get_last (unsigned bucket)
{
  return sweet_histogram_get_first (bucket) + (((uint64_t) 1 << sweet_histogram_get_shift (bucket)) - 1);
}

SweetHistogramSum *
sweet_histogram_sum_new (void)
{
  SweetHistogramSum *self = sweet_histogram_allocate (sizeof *self);

  self->min = UINT64_MAX;
  return self;
}

void
sweet_histogram_sum_free (SweetHistogramSum *self)
{
  free (self);
}

static uint64_t
sweet_histogram_clamp (uint64_t value,
                       unsigned bucket)
{
  uint64_t first = sweet_histogram_get_first (bucket);
  uint64_t last = sweet_histogram_get_last (bucket);

  if (value < first)
    return first;
  return value > last ? last : value;
}

/* of what is added meanwhile some is there and some is not. the extremes lie in their buckets all the same. */
void
sweet_histogram_sum_add (SweetHistogramSum *self,
                         const SweetHistogram *histogram)
{
  const uint64_t *wide = __atomic_load_n (&histogram->wide, __ATOMIC_ACQUIRE);
  uint64_t sum = self->sum + __atomic_load_n (&histogram->sum, __ATOMIC_RELAXED);
  uint64_t min = __atomic_load_n (&histogram->min, __ATOMIC_RELAXED);
  uint64_t max = __atomic_load_n (&histogram->max, __ATOMIC_RELAXED);
  unsigned lowest = SWEET_HISTOGRAM_N_BUCKETS;
  unsigned highest = 0;

  for (unsigned i = 0; i < SWEET_HISTOGRAM_N_BUCKETS; i++)
    {
      uint64_t n = wide != NULL ? __atomic_load_n (&wide[i], __ATOMIC_RELAXED) : __atomic_load_n (&histogram->counts[i], __ATOMIC_RELAXED);

      if (n == 0)
        continue;
      self->counts[i] += n;
      self->n += n;
      lowest = i < lowest ? i : lowest;
      highest = i;
    }
  if (lowest == SWEET_HISTOGRAM_N_BUCKETS)
    return;

  min = sweet_histogram_clamp (min, lowest);
  max = sweet_histogram_clamp (max, highest);
  min = min < max ? min : max;
  self->sum = sum < self->sum ? UINT64_MAX : sum;
  self->min = min < self->min ? min : self->min;
  self->max = max > self->max ? max : self->max;
}

/* what at least the share @quantile of all numbers does not pass, at most 1/32 too high; 0 of nothing */
uint64_t
sweet_histogram_sum_get_quantile (const SweetHistogramSum *self,
                                  double quantile)
{
  double wanted = quantile * (double) self->n;
  uint64_t passed = 0;
  unsigned bucket = 0;
  uint64_t last;

  if (self->n == 0)
    return 0;

  while (bucket < SWEET_HISTOGRAM_N_BUCKETS - 1 && (self->counts[bucket] == 0 || (double) (passed + self->counts[bucket]) < wanted))
    passed += self->counts[bucket++];
  last = sweet_histogram_get_last (bucket);
  return last < self->max ? last : self->max;
}
