/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* words of 64 bits for sets of instructions that have nothing of their own for them */

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t
sweet_bits_count (uint64_t bits)
{
  const uint64_t pairs = bits - ((bits >> 1) & UINT64_C (0x5555555555555555));
  const uint64_t fours = (pairs & UINT64_C (0x3333333333333333)) + ((pairs >> 2) & UINT64_C (0x3333333333333333));

  return (uint32_t) ((((fours + (fours >> 4)) & UINT64_C (0x0f0f0f0f0f0f0f0f)) * UINT64_C (0x0101010101010101)) >> 56);
}

/* any number where there is none */
static inline uint32_t
sweet_bits_first (uint64_t bits)
{
  return (uint32_t) __builtin_ctzll (bits | UINT64_C (1) << 63);
}

static inline uint64_t
sweet_bits_prefix_xor (uint64_t bits)
{
  for (unsigned shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;

  return bits;
}
