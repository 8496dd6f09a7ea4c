/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* AVX2, PCLMUL, BMI, BMI2 and POPCNT: any x86-64 since 2013 that is not made to save power */

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

#define SWEET_ROW_SCAN_EXTRACT     1
#define SWEET_ROW_SCAN_MAX_EXTRACT 64

typedef __m256i SweetPattern;

typedef struct
{
  __m256i low;
  __m256i high;
} SweetBlock;

typedef struct
{
  __m256i least;
  __m256i returns;
} SweetOdd;

static inline SweetPattern
sweet_pattern_new (uint8_t wanted)
{
  return _mm256_set1_epi8 ((char) wanted);
}

static inline SweetBlock
sweet_block_load (const uint8_t *p)
{
  return (SweetBlock){
    _mm256_loadu_si256 ((const __m256i *) (const void *) p),
    _mm256_loadu_si256 ((const __m256i *) (const void *) (p + 32)),
  };
}

static inline uint64_t
sweet_block_find (const SweetBlock *self,
                  const SweetPattern *wanted)
{
  const uint32_t low = (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (self->low, *wanted));
  const uint32_t high = (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (self->high, *wanted));

  return low | (uint64_t) high << 32;
}

static inline SweetOdd
sweet_odd_new (void)
{
  return (SweetOdd){ _mm256_set1_epi8 (-1), _mm256_setzero_si256 () };
}

static inline SweetOdd
sweet_odd_add (SweetOdd self,
               const SweetBlock *block,
               const SweetPattern *carriage,
               bool with_returns)
{
  self.least = _mm256_min_epu8 (self.least, _mm256_min_epu8 (block->low, block->high));
  if (with_returns)
    self.returns = _mm256_or_si256 (self.returns, _mm256_or_si256 (_mm256_cmpeq_epi8 (block->low, *carriage),
                                                                   _mm256_cmpeq_epi8 (block->high, *carriage)));

  return self;
}

static inline bool
sweet_odd_has_nul (SweetOdd self)
{
  return _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (self.least, _mm256_setzero_si256 ())) != 0;
}

static inline bool
sweet_odd_has_return (SweetOdd self)
{
  return _mm256_movemask_epi8 (self.returns) != 0;
}

static inline uint32_t
sweet_bits_count (uint64_t bits)
{
  return (uint32_t) _mm_popcnt_u64 (bits);
}

static inline uint32_t
sweet_bits_first (uint64_t bits)
{
  return (uint32_t) _tzcnt_u64 (bits);
}

static inline uint64_t
sweet_bits_low (uint32_t n)
{
  return _bzhi_u64 (UINT64_MAX, n);
}

static inline uint64_t
sweet_bits_extract (uint64_t bits,
                    uint64_t mask)
{
  return _pext_u64 (bits, mask);
}

static inline uint64_t
sweet_bits_prefix_xor (uint64_t bits)
{
  return (uint64_t) _mm_cvtsi128_si64 (_mm_clmulepi64_si128 (_mm_set_epi64x (0, (long long) bits), _mm_set1_epi8 (-1), 0));
}

#include "scan/sweet-row-scan-kernel.h"

SWEET_ROW_SCAN_DEFINE_TABLE (sweet_row_scan_table_extract, true)
SWEET_ROW_SCAN_DEFINE_TABLE (sweet_row_scan_table_loop, false)

static void
sweet_row_scan_table_avx2 (SweetRowScanJob *job)
{
  if (job->n_columns <= SWEET_ROW_SCAN_MAX_EXTRACT)
    sweet_row_scan_table_extract (job);
  else
    sweet_row_scan_table_loop (job);
}

const SweetRowScanKernel sweet_row_scan_avx2 = { "avx2", sweet_row_scan_table_avx2, sweet_row_scan_lines };
const SweetRowScanKernel sweet_row_scan_avx2_loop = { "avx2-loop", sweet_row_scan_table_loop, sweet_row_scan_lines };
