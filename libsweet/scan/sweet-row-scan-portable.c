/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* C alone: eight words of eight bytes */

#include <string.h>

#include "scan/sweet-row-scan-bits.h"

#define SWEET_ROW_SCAN_EXTRACT   0
#define SWEET_ROW_SCAN_WORDS     8
#define SWEET_ROW_SCAN_EACH_BYTE UINT64_C (0x0101010101010101)

typedef uint64_t SweetPattern;

typedef struct
{
  uint64_t words[SWEET_ROW_SCAN_WORDS];
} SweetBlock;

typedef struct
{
  uint64_t nuls;
  uint64_t returns;
} SweetOdd;

static inline SweetPattern
sweet_pattern_new (uint8_t wanted)
{
  return SWEET_ROW_SCAN_EACH_BYTE * wanted;
}

static inline SweetBlock
sweet_block_load (const uint8_t *p)
{
  SweetBlock block;

  memcpy (block.words, p, sizeof block.words);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  for (unsigned i = 0; i < SWEET_ROW_SCAN_WORDS; i++)
    block.words[i] = __builtin_bswap64 (block.words[i]);
#endif

  return block;
}

/* one bit for each of eight bytes, the lowest for the first */
static inline uint64_t
sweet_block_find_in_word (uint64_t word,
                          SweetPattern wanted)
{
  const uint64_t low = SWEET_ROW_SCAN_EACH_BYTE * 0x7f;
  const uint64_t x = word ^ wanted;
  const uint64_t hit = ~(((x & low) + low) | x | low);

  return ((hit >> 7) * UINT64_C (0x0102040810204080)) >> 56;
}

static inline uint64_t
sweet_block_find (const SweetBlock *self,
                  const SweetPattern *wanted)
{
  uint64_t found = 0;

  for (unsigned i = 0; i < SWEET_ROW_SCAN_WORDS; i++)
    found |= sweet_block_find_in_word (self->words[i], *wanted) << (8 * i);

  return found;
}

static inline SweetOdd
sweet_odd_new (void)
{
  return (SweetOdd){ 0, 0 };
}

/* high bits where a byte is 0; exact as to whether there is one */
static inline uint64_t
sweet_odd_find_zeros (uint64_t word)
{
  return (word - SWEET_ROW_SCAN_EACH_BYTE) & ~word & (SWEET_ROW_SCAN_EACH_BYTE << 7);
}

static inline SweetOdd
sweet_odd_add (SweetOdd self,
               const SweetBlock *block,
               const SweetPattern *carriage,
               bool with_returns)
{
  for (unsigned i = 0; i < SWEET_ROW_SCAN_WORDS; i++)
    {
      self.nuls |= sweet_odd_find_zeros (block->words[i]);
      if (with_returns)
        self.returns |= sweet_odd_find_zeros (block->words[i] ^ *carriage);
    }

  return self;
}

static inline bool
sweet_odd_has_nul (SweetOdd self)
{
  return self.nuls != 0;
}

static inline bool
sweet_odd_has_return (SweetOdd self)
{
  return self.returns != 0;
}

#include "scan/sweet-row-scan-kernel.h"

SWEET_ROW_SCAN_DEFINE_TABLE (sweet_row_scan_table_portable, false)

const SweetRowScanKernel sweet_row_scan_portable = { "portable", sweet_row_scan_table_portable, sweet_row_scan_lines };
