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
