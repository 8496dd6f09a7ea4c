/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* what every x86-64 has */

#include <emmintrin.h>

#include "scan/sweet-row-scan-bits.h"

#define SWEET_ROW_SCAN_EXTRACT 0

typedef __m128i SweetPattern;

typedef struct
{
  __m128i parts[4];
} SweetBlock;

typedef struct
{
  __m128i least;
  __m128i returns;
} SweetOdd;

static inline SweetPattern
sweet_pattern_new (uint8_t wanted)
{
  return _mm_set1_epi8 ((char) wanted);
}

static inline SweetBlock
sweet_block_load (const uint8_t *p)
{
  SweetBlock block;

  for (unsigned i = 0; i < 4; i++)
    block.parts[i] = _mm_loadu_si128 ((const __m128i *) (const void *) (p + 16 * i));

  return block;
}

static inline uint64_t
sweet_block_find (const SweetBlock *self,
                  const SweetPattern *wanted)
{
  uint64_t found = 0;

  for (unsigned i = 0; i < 4; i++)
    found |= (uint64_t) (uint32_t) _mm_movemask_epi8 (_mm_cmpeq_epi8 (self->parts[i], *wanted)) << (16 * i);

  return found;
}

static inline SweetOdd
sweet_odd_new (void)
{
  return (SweetOdd){ _mm_set1_epi8 (-1), _mm_setzero_si128 () };
}

static inline SweetOdd
sweet_odd_add (SweetOdd self,
               const SweetBlock *block,
               const SweetPattern *carriage,
               bool with_returns)
{
  for (unsigned i = 0; i < 4; i++)
    {
      self.least = _mm_min_epu8 (self.least, block->parts[i]);
      if (with_returns)
        self.returns = _mm_or_si128 (self.returns, _mm_cmpeq_epi8 (block->parts[i], *carriage));
    }

  return self;
}

static inline bool
sweet_odd_has_nul (SweetOdd self)
{
  return _mm_movemask_epi8 (_mm_cmpeq_epi8 (self.least, _mm_setzero_si128 ())) != 0;
}

static inline bool
sweet_odd_has_return (SweetOdd self)
{
  return _mm_movemask_epi8 (self.returns) != 0;
}

#include "scan/sweet-row-scan-kernel.h"

SWEET_ROW_SCAN_DEFINE_TABLE (sweet_row_scan_table_sse2, false)

const SweetRowScanKernel sweet_row_scan_sse2 = { "sse2", sweet_row_scan_table_sse2, sweet_row_scan_lines };
