/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* The text of JSON strings: UTF-8 and escapes. Knows nothing of GLib. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* undoes the escapes of a valid string without its quotes; never longer than the input */
size_t sweet_jsonl_unescape (uint8_t *out,
                             const uint8_t *text,
                             size_t length);

/* bytes of the UTF-8 sequence at p, which starts with 0x80 or above; 0 if it is none */
size_t sweet_jsonl_utf8_length (const uint8_t *p,
                                const uint8_t *limit);

/* the number that the four digits behind “\u” say, or -1 and where the first wrong one is */
int sweet_jsonl_hex (const uint8_t *p,
                     const uint8_t *limit,
                     const uint8_t **wrong);

/* the first 8 bytes at p, first byte lowest */
static inline uint64_t
sweet_jsonl_load (const uint8_t *p)
{
  uint64_t word;

  memcpy (&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64 (word);
#endif

  return word;
}

/* the top bit of each byte that a string cannot hold plainly: a quote, a backslash, a control
 * character, anything that is not ASCII. Exact up to the lowest such byte */
static inline uint64_t
sweet_jsonl_special (uint64_t word)
{
  const uint64_t ones = UINT64_C (0x0101010101010101);
  uint64_t quote = word ^ (ones * '"');
  uint64_t backslash = word ^ (ones * '\\');

  return (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((word - ones * ' ') & ~word) | word) & (ones * 0x80);
}
