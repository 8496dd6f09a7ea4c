/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* how long things took, or any whole numbers: 32 buckets per octave, so that a bucket is at most 1/32 of
 * what it holds wide, and numbers below 64 have one each. every 64-bit number has its bucket.
 *
 * one thread adds and any thread reads: plain loads and stores, about 3 ns. a bucket counts to 4,294,967,295
 * in 32 bits, which makes 7,712 bytes. the first one that is full has all of them counted in 64 bits from
 * then on, in 15 KiB more: never before four billion numbers, an hour of a million a second. */

#define SWEET_HISTOGRAM_BITS      5
#define SWEET_HISTOGRAM_N_BUCKETS ((65 - SWEET_HISTOGRAM_BITS) << SWEET_HISTOGRAM_BITS)

typedef struct
{
  uint64_t sum; /* stays at the largest number when it would pass it */
  uint64_t min;
  uint64_t max;
  uint64_t *wide; /* instead of the counts, once one of them is full */
  uint32_t counts[SWEET_HISTOGRAM_N_BUCKETS];
} SweetHistogram;

/* what several have together, at one moment */
typedef struct
{
  uint64_t n;
  uint64_t sum;
  uint64_t min; /* of nothing the largest number */
  uint64_t max;
  uint64_t counts[SWEET_HISTOGRAM_N_BUCKETS];
} SweetHistogramSum;

SweetHistogram *sweet_histogram_new (void);
void sweet_histogram_free (SweetHistogram *self);
void sweet_histogram_add_wide (SweetHistogram *self,
                               unsigned bucket);
uint64_t sweet_histogram_get_first (unsigned bucket);
uint64_t sweet_histogram_get_last (unsigned bucket);

SweetHistogramSum *sweet_histogram_sum_new (void);
void sweet_histogram_sum_free (SweetHistogramSum *self);
void sweet_histogram_sum_add (SweetHistogramSum *self,
                              const SweetHistogram *histogram);
uint64_t sweet_histogram_sum_get_quantile (const SweetHistogramSum *self,
                                           double quantile);

static inline unsigned
sweet_histogram_get_bucket (uint64_t value)
{
  unsigned shift = 63 - SWEET_HISTOGRAM_BITS - (unsigned) __builtin_clzll (value | 1u << SWEET_HISTOGRAM_BITS);

  return (shift << SWEET_HISTOGRAM_BITS) + (unsigned) (value >> shift);
}

static inline void
sweet_histogram_add (SweetHistogram *self,
                     uint64_t value)
{
  unsigned bucket = sweet_histogram_get_bucket (value);
  uint64_t sum = self->sum + value;

  if (__builtin_expect (self->wide != NULL || self->counts[bucket] == UINT32_MAX, 0))
    sweet_histogram_add_wide (self, bucket);
  else
    __atomic_store_n (&self->counts[bucket], self->counts[bucket] + 1, __ATOMIC_RELAXED);
  __atomic_store_n (&self->sum, sum < value ? UINT64_MAX : sum, __ATOMIC_RELAXED);
  if (value < self->min)
    __atomic_store_n (&self->min, value, __ATOMIC_RELAXED);
  if (value > self->max)
    __atomic_store_n (&self->max, value, __ATOMIC_RELAXED);
}
