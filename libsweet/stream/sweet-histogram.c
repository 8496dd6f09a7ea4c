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

static SweetHistogramWide *
sweet_histogram_get_wide (uintptr_t octave)
{
  return (octave & SWEET_HISTOGRAM_WIDE) != 0 ? (SweetHistogramWide *) (octave - SWEET_HISTOGRAM_WIDE) : NULL;
}

/* nobody looks at it any more */
void
sweet_histogram_free (SweetHistogram *self)
{
  for (unsigned i = 0; self != NULL && i < SWEET_HISTOGRAM_N_OCTAVES; i++)
    {
      SweetHistogramWide *wide = sweet_histogram_get_wide (self->octaves[i]);

      if (wide != NULL)
        free (wide->before);
      free (wide != NULL ? (void *) wide : (void *) self->octaves[i]);
    }
  free (self);
}

/* whoever looks finds all that was counted so far, in the one or the other */
static uintptr_t
sweet_histogram_widen (uintptr_t octave)
{
  SweetHistogramWide *wide = sweet_histogram_allocate (sizeof *wide);

  wide->before = (uint32_t *) octave;
  for (unsigned i = 0; i < SWEET_HISTOGRAM_SIZE; i++)
    wide->counts[i] = wide->before[i];
  return (uintptr_t) wide | SWEET_HISTOGRAM_WIDE;
}

/* a bucket whose octave is new, or cannot count in 32 bits any more */
void
sweet_histogram_add_slowly (SweetHistogram *self,
                            unsigned bucket)
{
  unsigned number = bucket & (SWEET_HISTOGRAM_SIZE - 1);
  uintptr_t octave = self->octaves[bucket >> SWEET_HISTOGRAM_BITS];
  SweetHistogramWide *wide;

  if (octave == 0)
    octave = (uintptr_t) sweet_histogram_allocate (sizeof (uint32_t) * SWEET_HISTOGRAM_SIZE);
  else if ((octave & SWEET_HISTOGRAM_WIDE) == 0)
    octave = sweet_histogram_widen (octave);
  wide = sweet_histogram_get_wide (octave);
  if (wide != NULL)
    __atomic_store_n (&wide->counts[number], wide->counts[number] + 1, __ATOMIC_RELAXED);
  else
    __atomic_store_n ((uint32_t *) octave + number, 1, __ATOMIC_RELAXED);
  __atomic_store_n (&self->octaves[bucket >> SWEET_HISTOGRAM_BITS], octave, __ATOMIC_RELEASE);
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

static uint64_t
sweet_histogram_get_count (uintptr_t octave,
                           unsigned number)
{
  const SweetHistogramWide *wide = sweet_histogram_get_wide (octave);

  return wide != NULL ? __atomic_load_n (&wide->counts[number], __ATOMIC_RELAXED) : __atomic_load_n ((const uint32_t *) octave + number, __ATOMIC_RELAXED);
}

/* of what is added meanwhile some is there and some is not. the extremes lie in their buckets all the same. */
void
sweet_histogram_sum_add (SweetHistogramSum *self,
                         const SweetHistogram *histogram)
{
  uint64_t sum = self->sum + __atomic_load_n (&histogram->sum, __ATOMIC_RELAXED);
  uint64_t min = __atomic_load_n (&histogram->min, __ATOMIC_RELAXED);
  uint64_t max = __atomic_load_n (&histogram->max, __ATOMIC_RELAXED);
  unsigned lowest = SWEET_HISTOGRAM_N_BUCKETS;
  unsigned highest = 0;

  for (unsigned i = 0; i < SWEET_HISTOGRAM_N_BUCKETS; i++)
    {
      uintptr_t octave = __atomic_load_n (&histogram->octaves[i >> SWEET_HISTOGRAM_BITS], __ATOMIC_ACQUIRE);
      uint64_t n = octave != 0 ? sweet_histogram_get_count (octave, i & (SWEET_HISTOGRAM_SIZE - 1)) : 0;

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
