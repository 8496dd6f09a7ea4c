/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* what every 64-bit ARM has */

#include <arm_neon.h>

#include "scan/sweet-row-scan-bits.h"

#define SWEET_ROW_SCAN_EXTRACT 0

typedef uint8x16_t SweetPattern;

typedef struct
{
  uint8x16_t parts[4];
} SweetBlock;

typedef struct
{
  uint8x16_t least;
  uint8x16_t returns;
} SweetOdd;

static inline SweetPattern
sweet_pattern_new (uint8_t wanted)
{
  return vdupq_n_u8 (wanted);
}

static inline SweetBlock
sweet_block_load (const uint8_t *p)
{
  SweetBlock block;

  for (unsigned i = 0; i < 4; i++)
    block.parts[i] = vld1q_u8 (p + 16 * i);

  return block;
}

/* a bit of its own for each of eight bytes, then three times the sums of neighbours */
static inline uint64_t
sweet_block_find (const SweetBlock *self,
                  const SweetPattern *wanted)
{
  static const uint8_t bits[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
  const uint8x16_t weights = vld1q_u8 (bits);
  uint8x16_t found[4];
  uint8x16_t sum;

  for (unsigned i = 0; i < 4; i++)
    found[i] = vandq_u8 (vceqq_u8 (self->parts[i], *wanted), weights);

  sum = vpaddq_u8 (vpaddq_u8 (found[0], found[1]), vpaddq_u8 (found[2], found[3]));
  sum = vpaddq_u8 (sum, sum);

  return vgetq_lane_u64 (vreinterpretq_u64_u8 (sum), 0);
}

static inline SweetOdd
sweet_odd_new (void)
{
  return (SweetOdd){ vdupq_n_u8 (0xff), vdupq_n_u8 (0) };
}

static inline SweetOdd
sweet_odd_add (SweetOdd self,
               const SweetBlock *block,
               const SweetPattern *carriage,
               bool with_returns)
{
  for (unsigned i = 0; i < 4; i++)
    {
      self.least = vminq_u8 (self.least, block->parts[i]);
      if (with_returns)
        self.returns = vorrq_u8 (self.returns, vceqq_u8 (block->parts[i], *carriage));
    }

  return self;
}

static inline bool
sweet_odd_has_nul (SweetOdd self)
{
  return vminvq_u8 (self.least) == 0;
}

static inline bool
sweet_odd_has_return (SweetOdd self)
{
  return vmaxvq_u8 (self.returns) != 0;
}

#include "scan/sweet-row-scan-kernel.h"

SWEET_ROW_SCAN_DEFINE_TABLE (sweet_row_scan_table_neon, false)

const SweetRowScanKernel sweet_row_scan_neon = { "neon", sweet_row_scan_table_neon, sweet_row_scan_lines };
