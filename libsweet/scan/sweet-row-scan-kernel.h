/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* The one source of all kernels: included by a file per set of instructions, behind these:
 *
 *   SweetBlock, sweet_block_load (), sweet_block_find ()   64 bytes, and one bit for each that matches
 *   SweetOdd, sweet_odd_*                                  whether a NUL or a CR was among many blocks
 *   sweet_bits_count (), sweet_bits_first ()               the number of bits, and the lowest of them
 *   sweet_bits_prefix_xor ()                               each bit xor all below it
 *   sweet_bits_extract (), sweet_bits_low ()               pext and the n lowest bits, for so many columns:
 *                                                          where SWEET_ROW_SCAN_EXTRACT is 1, with
 *   SWEET_ROW_SCAN_MAX_EXTRACT
 *
 * The hot path: per 64 bytes no branch that depends on them but for what is rare, no store but the
 * index. What is odd is only noticed here: the caller looks at it again with the whole grammar. */

#include "scan/sweet-row-scan-private.h"

#define SWEET_ROW_SCAN_INLINE static inline __attribute__ ((always_inline))

typedef enum
{
  SWEET_ROW_SCAN_GOOD,
  SWEET_ROW_SCAN_ODD,
  SWEET_ROW_SCAN_RETURNS, /* a CR, which had been hoped not to be there */
} SweetRowScanVerdict;

/* what is the same for all blocks */
typedef struct
{
  SweetPattern delimiter;
  SweetPattern quote;
  SweetPattern feed;
  SweetPattern carriage;
  uint32_t n_columns;
#if SWEET_ROW_SCAN_EXTRACT
  /* where so many fields of a row have ended: one bit for each of the next separators that ends a row, and how many
   * have ended when so many more have */
  uint64_t ends[SWEET_ROW_SCAN_MAX_EXTRACT];
  uint8_t fields[SWEET_ROW_SCAN_MAX_EXTRACT + SWEET_ROW_SCAN_BLOCK];
#endif
} SweetRowScanWanted;

/* what one block hands to the next */
typedef struct
{
  uint64_t quoted;   /* all ones inside quotes */
  uint64_t opens;    /* whether the byte before lets a quote open */
  uint64_t closed;   /* whether the byte before closed a quote */
  uint64_t returned; /* whether the byte before was a CR outside quotes */
  uint64_t began;    /* whether the byte before ended a row */
  uint32_t n_fields; /* ended so far of the row */
  uint64_t n_ends;   /* of fields, all in all */
  uint64_t n_lines;
  uint32_t *out;
} SweetRowScanState;

SWEET_ROW_SCAN_INLINE uint32_t *
sweet_row_scan_emit (uint32_t *out,
                     uint32_t at,
                     uint64_t bits)
{
  uint32_t *end = out + sweet_bits_count (bits);

  /* few blocks have more than eight */
  do
    {
      for (unsigned i = 0; i < 8; i++)
        {
          out[i] = at + sweet_bits_first (bits);
          bits &= bits - 1;
        }
      out += 8;
    }
  while (bits != 0);

  return end;
}

/* where a row begins with the end of its first field */
static __attribute__ ((noinline)) uint32_t *
sweet_row_scan_emit_both (uint32_t *out,
                          uint32_t at,
                          uint64_t starts,
                          uint64_t ends)
{
  for (uint64_t bits = starts | ends; bits != 0; bits &= bits - 1)
    {
      uint64_t bit = bits & -bits;
      uint32_t position = at + sweet_bits_first (bits);

      if (starts & bit)
        *out++ = position;
      if (ends & bit)
        *out++ = position;
    }

  return out;
}

/* not 0 where a row has too few fields or too many */
SWEET_ROW_SCAN_INLINE uint64_t
sweet_row_scan_check_width (SweetRowScanState *s,
                            const SweetRowScanWanted *wanted,
                            uint64_t feeds,
                            uint64_t separators,
                            bool extract)
{
  uint32_t n = sweet_bits_count (separators);
  uint64_t wrong = 0;

  s->n_ends += n;
#if SWEET_ROW_SCAN_EXTRACT
  if (extract)
    {
      uint64_t expected = wanted->ends[s->n_fields];

      s->n_fields = wanted->fields[s->n_fields + n];

      return (sweet_bits_extract (feeds, separators) ^ expected) & sweet_bits_low (n);
    }
#endif

  for (uint64_t rest = feeds; rest != 0; rest &= rest - 1)
    {
      uint32_t before = sweet_bits_count (separators & ((rest & -rest) - 1));

      wrong |= (s->n_fields + before + 1) ^ wanted->n_columns;
      s->n_fields = 0 - (before + 1);
    }
  s->n_fields += n;

  /* one that has too many is not waited for */
  return wrong | (s->n_fields >= wanted->n_columns);
}

SWEET_ROW_SCAN_INLINE SweetRowScanVerdict
sweet_row_scan_look (SweetRowScanState *state,
                     const SweetRowScanWanted *wanted,
                     const uint8_t *base,
                     uint32_t at,
                     uint32_t end,
                     bool has_returns,
                     bool has_index,
                     bool extract)
{
  SweetRowScanState s = *state;
  SweetOdd odd = sweet_odd_new ();
  uint64_t wrong = 0;

  for (; at < end; at += SWEET_ROW_SCAN_BLOCK)
    {
      const SweetBlock block = sweet_block_load (base + at);
      const uint64_t quotes = sweet_block_find (&block, &wanted->quote);
      const uint64_t inside = sweet_bits_prefix_xor (quotes) ^ s.quoted;
      const uint64_t all_feeds = sweet_block_find (&block, &wanted->feed);
      const uint64_t feeds = all_feeds & ~inside;
      const uint64_t separators = (sweet_block_find (&block, &wanted->delimiter) & ~inside) | feeds;
      const uint64_t opening = quotes & inside;
      const uint64_t closing = quotes & ~inside;
      const uint64_t may_open = (separators | closing) << 1 | s.opens;
      const uint64_t after = closing << 1 | s.closed;
      uint64_t may_follow = separators | opening;
      uint64_t ends = separators;

      odd = sweet_odd_add (odd, &block, &wanted->carriage, !has_returns);
      if (has_returns)
        {
          const uint64_t returns = sweet_block_find (&block, &wanted->carriage) & ~inside;
          const uint64_t behind = returns << 1 | s.returned;

          wrong |= behind & ~feeds;
          may_follow |= returns;
          /* the field ends where the CR is */
          ends = (separators & ~behind) | returns;
          s.returned = returns >> 63;
        }

      wrong |= (opening & ~may_open) | (after & ~may_follow);
      wrong |= sweet_row_scan_check_width (&s, wanted, feeds, separators, extract);
      s.quoted = 0 - (inside >> 63);
      s.opens = (separators | closing) >> 63;
      s.closed = closing >> 63;

      if (has_index)
        {
          const uint64_t starts = feeds << 1 | s.began;

          s.began = feeds >> 63;
          if (__builtin_expect ((starts & ends) == 0, 1))
            s.out = sweet_row_scan_emit (s.out, at, starts | ends);
          else
            s.out = sweet_row_scan_emit_both (s.out, at, starts, ends);
        }

      s.n_lines += sweet_bits_count (all_feeds);
    }

  if (wrong != 0 || sweet_odd_has_nul (odd))
    return SWEET_ROW_SCAN_ODD;
  if (!has_returns && sweet_odd_has_return (odd))
    return SWEET_ROW_SCAN_RETURNS;

  *state = s;

  return SWEET_ROW_SCAN_GOOD;
}

SWEET_ROW_SCAN_INLINE void
sweet_row_scan_prepare (SweetRowScanWanted *wanted,
                        const SweetRowScanJob *job,
                        bool extract)
{
  wanted->delimiter = sweet_pattern_new (job->delimiter);
  /* where a NUL is nothing else counts */
  wanted->quote = sweet_pattern_new (job->has_quotes ? job->quote : 0);
  wanted->feed = sweet_pattern_new ('\n');
  wanted->carriage = sweet_pattern_new ('\r');
  wanted->n_columns = job->n_columns;
#if SWEET_ROW_SCAN_EXTRACT
  if (!extract)
    return;

  for (uint32_t i = 0, field = 0; i < job->n_columns + SWEET_ROW_SCAN_BLOCK; i++)
    {
      wanted->fields[i] = (uint8_t) field;
      field = field + 1 < job->n_columns ? field + 1 : 0;
    }
  for (uint32_t i = 0; i < job->n_columns; i++)
    {
      wanted->ends[i] = 0;
      for (uint32_t end = job->n_columns - 1 - i; end < SWEET_ROW_SCAN_BLOCK; end += job->n_columns)
        wanted->ends[i] |= UINT64_C (1) << end;
    }
#endif
}

/* goes back from where it is to where the row begins */
static void
sweet_row_scan_go_back (SweetRowScanJob *job,
                        const SweetRowScanState *state,
                        uint32_t at)
{
  bool quoted = state->quoted != 0;

  job->n_lines = state->n_lines;
  for (; at > job->start; at--)
    {
      const uint8_t byte = job->base[at - 1];

      if (byte == '\n' && !quoted)
        break;
      job->n_lines -= byte == '\n';
      quoted ^= job->has_quotes && byte == job->quote;
    }

  job->start = at;
  job->n_rows = (uint32_t) (state->n_ends / job->n_columns);
}

SWEET_ROW_SCAN_INLINE void
sweet_row_scan_table (SweetRowScanJob *job,
                      bool has_index,
                      bool extract)
{
  SweetRowScanState state = { .opens = 1, .began = 1, .out = job->entries };
  SweetRowScanWanted wanted;
  bool has_returns = false;
  uint32_t at = job->start;

  sweet_row_scan_prepare (&wanted, job, extract);
  job->odd = false;
  while (job->end - at >= SWEET_ROW_SCAN_BLOCK)
    {
      uint32_t n_blocks = (job->end - at) / SWEET_ROW_SCAN_BLOCK;
      uint32_t end = at + (n_blocks < SWEET_ROW_SCAN_BLOCKS ? n_blocks : SWEET_ROW_SCAN_BLOCKS) * SWEET_ROW_SCAN_BLOCK;
      SweetRowScanVerdict verdict;

      if (has_index && job->limit - state.out < SWEET_ROW_SCAN_SLACK)
        break;

      verdict = has_returns ? sweet_row_scan_look (&state, &wanted, job->base, at, end, true, has_index, extract)
                            : sweet_row_scan_look (&state, &wanted, job->base, at, end, false, has_index, extract);
      job->odd = verdict == SWEET_ROW_SCAN_ODD;
      if (job->odd)
        break;

      if (verdict == SWEET_ROW_SCAN_RETURNS)
        has_returns = true;
      else
        at = end;
    }

  sweet_row_scan_go_back (job, &state, at);
}

/* each way for itself, so that none looks at what it has no use for */
#define SWEET_ROW_SCAN_DEFINE_TABLE(name, extract) \
  static __attribute__ ((noinline)) void           \
      name##_count (SweetRowScanJob *job)          \
  {                                                \
    sweet_row_scan_table (job, false, (extract));  \
  }                                                \
  static __attribute__ ((noinline)) void           \
      name##_index (SweetRowScanJob *job)          \
  {                                                \
    sweet_row_scan_table (job, true, (extract));   \
  }                                                \
  static void                                      \
  name (SweetRowScanJob *job)                      \
  {                                                \
    if (job->entries != NULL)                      \
      name##_index (job);                          \
    else                                           \
      name##_count (job);                          \
  }

/* line feeds alone: a row is its start and its end */
SWEET_ROW_SCAN_INLINE uint32_t *
sweet_row_scan_emit_lines (uint32_t *out,
                           uint32_t at,
                           uint64_t feeds)
{
  for (; feeds != 0; feeds &= feeds - 1)
    {
      uint32_t end = at + sweet_bits_first (feeds);

      out[0] = end;
      out[1] = end + 1;
      out += 2;
    }

  return out;
}

static __attribute__ ((noinline)) void
sweet_row_scan_index_lines (SweetRowScanJob *job)
{
  const SweetPattern feed = sweet_pattern_new ('\n');
  uint32_t *out = job->entries;
  uint32_t at = job->start;

  *out++ = job->start;
  while (job->end - at >= SWEET_ROW_SCAN_BLOCK && job->limit - out >= SWEET_ROW_SCAN_SLACK)
    {
      const SweetBlock block = sweet_block_load (job->base + at);

      out = sweet_row_scan_emit_lines (out, at, sweet_block_find (&block, &feed));
      at += SWEET_ROW_SCAN_BLOCK;
    }

  /* the last entry is the start of the row that has no end yet */
  job->start = out[-1];
  job->n_rows = (uint32_t) (out - 1 - job->entries) / 2;
}

static __attribute__ ((noinline)) void
sweet_row_scan_count_lines (SweetRowScanJob *job)
{
  const SweetPattern feed = sweet_pattern_new ('\n');
  uint32_t at = job->start;
  uint64_t n = 0;
  uint64_t n_other = 0;

  for (; job->end - at >= 2 * SWEET_ROW_SCAN_BLOCK; at += 2 * SWEET_ROW_SCAN_BLOCK)
    {
      const SweetBlock block = sweet_block_load (job->base + at);
      const SweetBlock other = sweet_block_load (job->base + at + SWEET_ROW_SCAN_BLOCK);

      n += sweet_bits_count (sweet_block_find (&block, &feed));
      n_other += sweet_bits_count (sweet_block_find (&other, &feed));
    }

  job->n_rows = (uint32_t) (n + n_other);
  while (at > job->start && job->base[at - 1] != '\n')
    at--;
  job->start = at;
}

static void
sweet_row_scan_lines (SweetRowScanJob *job)
{
  if (job->entries != NULL)
    sweet_row_scan_index_lines (job);
  else
    sweet_row_scan_count_lines (job);

  job->n_lines = job->n_rows;
  job->odd = false;
}
