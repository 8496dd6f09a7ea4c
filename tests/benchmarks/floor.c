/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* “floor BLOCK_KIB PATH”: the least that counting the records of a csv with 8 columns can cost. a
 * bare loop that reads and checks: quotes where they may be, a CR only before a line feed, no NUL,
 * 8 fields in every row. it says that something is wrong, not what or where; there is no record
 * limit, no header, no other delimiter, no second block in flight. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __x86_64__
#include <immintrin.h>

#define FLOOR_TARGET __attribute__ ((target ("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))
/* a line feed is the eighth of eight */
#define FLOOR_PATTERN UINT64_C (0x8080808080808080)

typedef struct
{
  uint64_t quoted;   /* all ones inside quotes */
  uint64_t opens;    /* whether the byte before lets a quote open */
  uint64_t closed;   /* whether the byte before closed a quote */
  uint64_t returned; /* whether the byte before was a CR outside quotes */
  uint64_t n_fields; /* of the row so far */
  uint64_t n_rows;
  uint64_t wrong;
} Floor;

static inline FLOOR_TARGET uint64_t
find (__m256i low,
      __m256i high,
      char wanted)
{
  const __m256i pattern = _mm256_set1_epi8 (wanted);
  const uint32_t first = (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (low, pattern));
  const uint32_t second = (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (high, pattern));

  return first | (uint64_t) second << 32;
}

static FLOOR_TARGET void
count (Floor *self,
       const uint8_t *p,
       size_t size)
{
  Floor s = *self;
  __m256i least = _mm256_set1_epi8 (-1);

  for (size_t i = 0; i < size; i += 64)
    {
      const __m256i low = _mm256_loadu_si256 ((const __m256i *) (const void *) (p + i));
      const __m256i high = _mm256_loadu_si256 ((const __m256i *) (const void *) (p + i + 32));
      const uint64_t quotes = find (low, high, '"');
      const uint64_t prefix = (uint64_t) _mm_cvtsi128_si64 (_mm_clmulepi64_si128 (_mm_set_epi64x (0, (long long) quotes), _mm_set1_epi8 (-1), 0));
      const uint64_t inside = prefix ^ s.quoted;
      const uint64_t feeds = find (low, high, '\n') & ~inside;
      const uint64_t seps = (find (low, high, ',') & ~inside) | feeds;
      const uint64_t returns = find (low, high, '\r') & ~inside;
      const uint64_t opening = quotes & inside;
      const uint64_t closing = quotes & ~inside;
      const uint64_t may_open = (seps | closing) << 1 | s.opens;
      const uint64_t after = closing << 1 | s.closed;
      const unsigned n = (unsigned) _mm_popcnt_u64 (seps);

      s.wrong |= (opening & ~may_open) | (after & ~(seps | opening | returns)) | ((returns << 1 | s.returned) & ~feeds);
      s.wrong |= (_pext_u64 (feeds, seps) ^ FLOOR_PATTERN >> s.n_fields) & _bzhi_u64 (UINT64_MAX, n);
      s.quoted = (uint64_t) ((int64_t) inside >> 63);
      s.opens = (seps | closing) >> 63;
      s.closed = closing >> 63;
      s.returned = returns >> 63;
      s.n_fields = (s.n_fields + n) & 7;
      s.n_rows += (uint64_t) _mm_popcnt_u64 (feeds);
      least = _mm256_min_epu8 (least, _mm256_min_epu8 (low, high));
    }

  s.wrong |= (uint64_t) (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (least, _mm256_setzero_si256 ()));
  *self = s;
}

int
main (int argc,
      char *argv[])
{
  Floor state = { .opens = 1 };
  size_t block_size = argc == 3 ? (size_t) atol (argv[1]) << 10 : 0;
  uint8_t *block = block_size > 0 ? aligned_alloc (4096, block_size) : NULL;
  int fd = argc == 3 ? open (argv[2], O_RDONLY | O_CLOEXEC) : -1;
  ssize_t n = 0;

  if (block == NULL || fd < 0 || !__builtin_cpu_supports ("bmi2") || !__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("pclmul"))
    return 77;

  while ((n = read (fd, block, block_size)) > 0)
    {
      size_t whole = (size_t) n & ~(size_t) 63;

      /* a regular file gives whole blocks up to the last, which is filled up with what counts for nothing */
      if (whole < (size_t) n)
        {
          memset (block + n, 'x', whole + 64 - (size_t) n);
          whole += 64;
        }
      count (&state, block, whole);
    }

  free (block);
  close (fd);
  if (n < 0 || state.wrong != 0)
    return 1;
  printf ("%" PRIu64 "\n", state.n_rows);

  return 0;
}

#else

int
main (void)
{
  return 77;
}

#endif
