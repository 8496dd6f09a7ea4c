/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* Copies text that takes no quotes, and says whether it was that. Knows nothing of GLib or Sweet. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SWEET_CSV_PLAIN_WIDTH 16

/* a vector of whatever the machine has; the compiler makes words of it where there is none */
typedef uint8_t SweetCsvBytes __attribute__ ((vector_size (SWEET_CSV_PLAIN_WIDTH)));
typedef uint64_t SweetCsvWords __attribute__ ((vector_size (SWEET_CSV_PLAIN_WIDTH)));

typedef struct
{
  SweetCsvBytes delimiter;
  SweetCsvBytes quote;
} SweetCsvPlain;

static inline SweetCsvBytes
sweet_csv_plain_each (uint8_t byte)
{
  SweetCsvBytes bytes;

  memset (&bytes, byte, sizeof bytes);

  return bytes;
}

static inline void
sweet_csv_plain_init (SweetCsvPlain *self,
                      uint8_t delimiter,
                      uint8_t quote)
{
  self->delimiter = sweet_csv_plain_each (delimiter);
  self->quote = sweet_csv_plain_each (quote);
}

/* not 0 in each byte that may not stand by itself; all control characters up to CR are taken for one */
static inline SweetCsvBytes
sweet_csv_plain_look (const SweetCsvPlain *self,
                      SweetCsvBytes bytes)
{
  return (SweetCsvBytes) (bytes == self->delimiter) | (SweetCsvBytes) (bytes == self->quote) | (SweetCsvBytes) (bytes <= sweet_csv_plain_each ('\r'));
}

static inline bool
sweet_csv_plain_is_clear (SweetCsvBytes found)
{
  const SweetCsvWords words = (SweetCsvWords) found;

  return (words[0] | words[1]) == 0;
}

/* two reads and writes of a size, which overlap: no byte outside of the text is touched */
#define SWEET_CSV_PLAIN_COPY_TWO(type)                          \
  do                                                            \
    {                                                           \
      type first;                                               \
      type last;                                                \
                                                                \
      memcpy (&first, text, sizeof first);                      \
      memcpy (&last, text + length - sizeof last, sizeof last); \
      memcpy (to, &first, sizeof first);                        \
      memcpy (to + length - sizeof last, &last, sizeof last);   \
      words[0] = first;                                         \
      words[1] = last;                                          \
    }                                                           \
  while (0)

static inline bool
sweet_csv_plain_copy_short (const SweetCsvPlain *self,
                            uint8_t *to,
                            const char *text,
                            size_t length)
{
  SweetCsvWords words = { UINT64_MAX, UINT64_MAX };

  if (length >= 8)
    {
      SWEET_CSV_PLAIN_COPY_TWO (uint64_t);
    }
  else if (length >= 4)
    {
      SWEET_CSV_PLAIN_COPY_TWO (uint32_t);
      words |= (SweetCsvWords){ UINT64_C (0xffffffff00000000), UINT64_C (0xffffffff00000000) };
    }
  else
    {
      to[0] = (uint8_t) text[0];
      to[length / 2] = (uint8_t) text[length / 2];
      to[length - 1] = (uint8_t) text[length - 1];
      words[0] = UINT64_C (0xffffffffff000000) | to[0] | (uint64_t) to[length / 2] << 8 | (uint64_t) to[length - 1] << 16;
    }

  return sweet_csv_plain_is_clear (sweet_csv_plain_look (self, (SweetCsvBytes) words));
}

/* @to has room for the text, which is not empty */
static inline bool
sweet_csv_plain_copy (const SweetCsvPlain *self,
                      uint8_t *to,
                      const char *text,
                      size_t length)
{
  SweetCsvBytes found = { 0 };
  SweetCsvBytes bytes;

  if (length <= SWEET_CSV_PLAIN_WIDTH)
    return sweet_csv_plain_copy_short (self, to, text, length);

  for (size_t at = 0; at < length - SWEET_CSV_PLAIN_WIDTH; at += SWEET_CSV_PLAIN_WIDTH)
    {
      memcpy (&bytes, text + at, sizeof bytes);
      memcpy (to + at, &bytes, sizeof bytes);
      found |= sweet_csv_plain_look (self, bytes);
    }
  memcpy (&bytes, text + length - sizeof bytes, sizeof bytes);
  memcpy (to + length - sizeof bytes, &bytes, sizeof bytes);
  found |= sweet_csv_plain_look (self, bytes);

  return sweet_csv_plain_is_clear (found);
}

/* how many bytes behind a text may be read and written by what follows */
#define SWEET_CSV_PLAIN_AHEAD SWEET_CSV_PLAIN_WIDTH

/* all ones for the first bytes of a vector; a text has some left */
static inline SweetCsvBytes
sweet_csv_plain_first (size_t left)
{
  static const uint8_t edge[2 * SWEET_CSV_PLAIN_WIDTH] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255
  };
  SweetCsvBytes mask;

  memcpy (&mask, edge + SWEET_CSV_PLAIN_WIDTH - (left < SWEET_CSV_PLAIN_WIDTH ? left : SWEET_CSV_PLAIN_WIDTH), sizeof mask);

  return mask;
}

/* copies a text that is not empty, in whole vectors, and gives what may not stand by itself in it */
static inline SweetCsvBytes
sweet_csv_plain_copy_ahead (const SweetCsvPlain *self,
                            uint8_t *to,
                            const uint8_t *text,
                            size_t length)
{
  SweetCsvBytes found = { 0 };
  SweetCsvBytes bytes;
  size_t at = 0;

  for (; length - at > SWEET_CSV_PLAIN_WIDTH; at += SWEET_CSV_PLAIN_WIDTH)
    {
      memcpy (&bytes, text + at, sizeof bytes);
      memcpy (to + at, &bytes, sizeof bytes);
      found |= sweet_csv_plain_look (self, bytes);
    }
  memcpy (&bytes, text + at, sizeof bytes);
  memcpy (to + at, &bytes, sizeof bytes);

  return found | (sweet_csv_plain_look (self, bytes) & sweet_csv_plain_first (length - at));
}

typedef enum
{
  SWEET_CSV_QUOTES_NEEDED,
  SWEET_CSV_QUOTES_NOT_NEEDED,
  SWEET_CSV_QUOTES_IN_VAIN, /* it holds what CSV cannot */
} SweetCsvQuotes;

/* copies a cell of two quotes or more with its quotes, and says whether it takes them. what it has between
 * them is written as it is in the input, doubled quotes included. */
static inline SweetCsvQuotes
sweet_csv_plain_copy_quoted (const SweetCsvPlain *self,
                             uint8_t *to,
                             const uint8_t *cell,
                             size_t length)
{
  const SweetCsvBytes feed = sweet_csv_plain_each ('\n');
  const SweetCsvBytes carriage = sweet_csv_plain_each ('\r');
  const SweetCsvBytes nul = sweet_csv_plain_each ('\0');
  SweetCsvBytes needed = { 0 };
  SweetCsvBytes never = { 0 };

  to[0] = cell[0];
  to[length - 1] = cell[length - 1];
  for (size_t at = 1; at < length - 1; at += SWEET_CSV_PLAIN_WIDTH)
    {
      const SweetCsvBytes mask = sweet_csv_plain_first (length - 1 - at);
      SweetCsvBytes bytes;

      memcpy (&bytes, cell + at, sizeof bytes);
      memcpy (to + at, &bytes, sizeof bytes);
      never |= (SweetCsvBytes) (bytes == nul) & mask;
      needed |= ((SweetCsvBytes) (bytes == self->delimiter) | (SweetCsvBytes) (bytes == self->quote) | (SweetCsvBytes) (bytes == feed) | (SweetCsvBytes) (bytes == carriage)) & mask;
    }

  if (!sweet_csv_plain_is_clear (never))
    return SWEET_CSV_QUOTES_IN_VAIN;

  return sweet_csv_plain_is_clear (needed) ? SWEET_CSV_QUOTES_NOT_NEEDED : SWEET_CSV_QUOTES_NEEDED;
}
