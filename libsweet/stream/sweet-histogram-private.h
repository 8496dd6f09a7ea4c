/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* how long things took, or any whole numbers: 32 buckets per octave, so that a bucket is at most 1/32 of
 * what it holds wide, and numbers below 64 have one each. every 64-bit number has its bucket.
 *
 * one thread adds and any thread reads: plain loads and stores, about 3 ns. an octave takes its 128 bytes
 * when the first number comes that lies in it, so that most have 1 KiB and none more than 8,184 bytes. a
 * bucket counts to 4,294,967,295; one that is full has its octave counted in 64 bits from then on, in 264
 * bytes more: after an hour of a million numbers a second, all of one size. */

#define SWEET_HISTOGRAM_BITS      5
#define SWEET_HISTOGRAM_SIZE      (1 << SWEET_HISTOGRAM_BITS)
#define SWEET_HISTOGRAM_N_OCTAVES (65 - SWEET_HISTOGRAM_BITS)
#define SWEET_HISTOGRAM_N_BUCKETS (SWEET_HISTOGRAM_N_OCTAVES * SWEET_HISTOGRAM_SIZE)

/* set in the address of an octave that is counted in 64 bits */
#define SWEET_HISTOGRAM_WIDE 1u

typedef struct
{
  uint64_t counts[SWEET_HISTOGRAM_SIZE];
  uint32_t *before; /* what was counted in 32 bits; somebody may still look at it */
} SweetHistogramWide;

typedef struct
{
  uint64_t sum; /* stays at the largest number when it would pass it */
  uint64_t min;
  uint64_t max;
  uintptr_t octaves[SWEET_HISTOGRAM_N_OCTAVES]; /* 32 counts, a SweetHistogramWide, or 0 */
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
void sweet_histogram_add_slowly (SweetHistogram *self,
                                 unsigned bucket);
uint64_t sweet_histogram_get_first (unsigned bucket);
uint64_t sweet_histogram_get_last (unsigned bucket);

SweetHistogramSum *sweet_histogram_sum_new (void);
void sweet_histogram_sum_free (SweetHistogramSum *self);
void sweet_histogram_sum_add (SweetHistogramSum *self,
                              const SweetHistogram *histogram);
uint64_t sweet_histogram_sum_get_quantile (const SweetHistogramSum *self,
                                           double quantile);

/* the one that is to be added to; its thread makes it where none was needed so far */
static inline SweetHistogram *
sweet_histogram_need (SweetHistogram **slot)
{
  if (*slot == NULL)
    __atomic_store_n (slot, sweet_histogram_new (), __ATOMIC_RELEASE);
  return *slot;
}

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
  uintptr_t octave = self->octaves[bucket >> SWEET_HISTOGRAM_BITS];
  uint32_t *count = (uint32_t *) octave + (bucket & (SWEET_HISTOGRAM_SIZE - 1));
  uint64_t sum = self->sum + value;

  if (__builtin_expect (octave == 0 || (octave & SWEET_HISTOGRAM_WIDE) != 0 || *count == UINT32_MAX, 0))
    sweet_histogram_add_slowly (self, bucket);
  else
    __atomic_store_n (count, *count + 1, __ATOMIC_RELAXED);
  __atomic_store_n (&self->sum, sum < value ? UINT64_MAX : sum, __ATOMIC_RELAXED);
  if (value < self->min)
    __atomic_store_n (&self->min, value, __ATOMIC_RELAXED);
  if (value > self->max)
    __atomic_store_n (&self->max, value, __ATOMIC_RELAXED);
}
