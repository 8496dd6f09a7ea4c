/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* Bytes looked at many at a time, in what every processor of its kind has. All of it may read
 * SWEET_JSONL_STEP bytes, and so that many behind the last line feed have to be readable. */

#include "sweet-jsonl-text.h"

#include <stdbool.h>

/* the tests also take the way that works everywhere */
#ifdef SWEET_JSONL_PORTABLE
#elif defined(__SSE2__)
#define SWEET_JSONL_SSE2
#include <emmintrin.h>
#elif defined(__ARM_NEON) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SWEET_JSONL_NEON
#include <arm_neon.h>
#endif

/* how far one step of a search looks, and the longest pattern that is compared at once */
#define SWEET_JSONL_STEP 32

#ifdef SWEET_JSONL_SSE2

/* a bit for each of 16 bytes that a string cannot hold plainly */
static inline uint32_t
sweet_jsonl_special_bits (const uint8_t *p)
{
  __m128i bytes = _mm_loadu_si128 ((const __m128i *) (const void *) p);
  __m128i quote = _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 ('"'));
  __m128i backslash = _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 ('\\'));
  /* as signed numbers, what is not ASCII is below the blank as well */
  __m128i low = _mm_cmpgt_epi8 (_mm_set1_epi8 (' '), bytes);

  return (uint32_t) _mm_movemask_epi8 (_mm_or_si128 (_mm_or_si128 (quote, backslash), low));
}

/* how many of the first 16 bytes at p a string can hold plainly */
static inline size_t
sweet_jsonl_count_plain_16 (const uint8_t *p)
{
  return (size_t) __builtin_ctz (sweet_jsonl_special_bits (p) | 1u << 16);
}

/* how many of the first bytes at p a string can hold plainly, SWEET_JSONL_STEP at most */
static inline size_t
sweet_jsonl_count_plain (const uint8_t *p)
{
  uint64_t bits = sweet_jsonl_special_bits (p) | sweet_jsonl_special_bits (p + 16) << 16;

  return (size_t) __builtin_ctzll (bits | UINT64_C (1) << SWEET_JSONL_STEP);
}

/* how many of the first bytes at p are digits, 16 at most */
static inline size_t
sweet_jsonl_count_digits (const uint8_t *p)
{
  __m128i bytes = _mm_sub_epi8 (_mm_loadu_si128 ((const __m128i *) (const void *) p), _mm_set1_epi8 ('0'));
  __m128i digits = _mm_cmpeq_epi8 (_mm_min_epu8 (bytes, _mm_set1_epi8 (9)), bytes);

  return (size_t) __builtin_ctz (~(uint32_t) _mm_movemask_epi8 (digits));
}

/* a bit for each of 16 bytes that are the same */
static inline uint32_t
sweet_jsonl_same_bits (const uint8_t *p,
                       const uint8_t *q)
{
  return (uint32_t) _mm_movemask_epi8 (_mm_cmpeq_epi8 (_mm_loadu_si128 ((const __m128i *) (const void *) p),
                                                       _mm_loadu_si128 ((const __m128i *) (const void *) q)));
}

/* whether the first bytes are the same, SWEET_JSONL_STEP at most; both sides may be read that far */
static inline bool
sweet_jsonl_same (const uint8_t *p,
                  const uint8_t *q,
                  size_t length)
{
  uint64_t bits = sweet_jsonl_same_bits (p, q);

  if (length > 16)
    bits |= (uint64_t) sweet_jsonl_same_bits (p + 16, q + 16) << 16;

  return (~bits & ((UINT64_C (1) << length) - 1)) == 0;
}

#elif defined(SWEET_JSONL_NEON)

/* four bits for each of 16 bytes that is all ones */
static inline uint64_t
sweet_jsonl_narrow (uint8x16_t bytes)
{
  return vget_lane_u64 (vreinterpret_u64_u8 (vshrn_n_u16 (vreinterpretq_u16_u8 (bytes), 4)), 0);
}

static inline size_t
sweet_jsonl_first (uint64_t bits)
{
  return bits != 0 ? (size_t) __builtin_ctzll (bits) / 4 : 16;
}

static inline uint64_t
sweet_jsonl_special_bits (const uint8_t *p)
{
  uint8x16_t bytes = vld1q_u8 (p);
  uint8x16_t quote = vceqq_u8 (bytes, vdupq_n_u8 ('"'));
  uint8x16_t backslash = vceqq_u8 (bytes, vdupq_n_u8 ('\\'));
  uint8x16_t low = vcltq_s8 (vreinterpretq_s8_u8 (bytes), vdupq_n_s8 (' '));

  return sweet_jsonl_narrow (vorrq_u8 (vorrq_u8 (quote, backslash), low));
}

/* how many of the first 16 bytes at p a string can hold plainly */
static inline size_t
sweet_jsonl_count_plain_16 (const uint8_t *p)
{
  return sweet_jsonl_first (sweet_jsonl_special_bits (p));
}

/* how many of the first bytes at p a string can hold plainly, SWEET_JSONL_STEP at most */
static inline size_t
sweet_jsonl_count_plain (const uint8_t *p)
{
  uint64_t bits = sweet_jsonl_special_bits (p);

  return bits != 0 ? sweet_jsonl_first (bits) : 16 + sweet_jsonl_first (sweet_jsonl_special_bits (p + 16));
}

/* how many of the first bytes at p are digits, 16 at most */
static inline size_t
sweet_jsonl_count_digits (const uint8_t *p)
{
  return sweet_jsonl_first (sweet_jsonl_narrow (vcgtq_u8 (vsubq_u8 (vld1q_u8 (p), vdupq_n_u8 ('0')), vdupq_n_u8 (9))));
}

/* whether the first bytes are the same, SWEET_JSONL_STEP at most; both sides may be read that far */
static inline bool
sweet_jsonl_same (const uint8_t *p,
                  const uint8_t *q,
                  size_t length)
{
  size_t same = sweet_jsonl_first (~sweet_jsonl_narrow (vceqq_u8 (vld1q_u8 (p), vld1q_u8 (q))));

  if (same == 16)
    same += sweet_jsonl_first (~sweet_jsonl_narrow (vceqq_u8 (vld1q_u8 (p + 16), vld1q_u8 (q + 16))));

  return same >= length;
}

#else

/* how many of the first bytes at p a string can hold plainly, out of a multiple of 8 */
static inline size_t
sweet_jsonl_count_plain_words (const uint8_t *p,
                               size_t length)
{
  for (size_t n = 0; n < length; n += 8)
    {
      uint64_t special = sweet_jsonl_special (sweet_jsonl_load (p + n));

      if (special != 0)
        return n + ((size_t) __builtin_ctzll (special) >> 3);
    }

  return length;
}

static inline size_t
sweet_jsonl_count_plain_16 (const uint8_t *p)
{
  return sweet_jsonl_count_plain_words (p, 16);
}

static inline size_t
sweet_jsonl_count_plain (const uint8_t *p)
{
  return sweet_jsonl_count_plain_words (p, SWEET_JSONL_STEP);
}

/* how many of the first bytes at p are digits, 16 at most */
static inline size_t
sweet_jsonl_count_digits (const uint8_t *p)
{
  size_t n = 0;

  while (n < 16 && (uint8_t) (p[n] - '0') < 10)
    n++;

  return n;
}

/* whether the first bytes are the same, SWEET_JSONL_STEP at most */
static inline bool
sweet_jsonl_same (const uint8_t *p,
                  const uint8_t *q,
                  size_t length)
{
  return memcmp (p, q, length) == 0;
}

#endif
