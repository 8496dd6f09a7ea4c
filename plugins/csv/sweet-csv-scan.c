/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-csv-scan.h"

#include <string.h>

#if defined(__SSE2__) && !defined(SWEET_CSV_SCAN_PORTABLE)
#include <emmintrin.h>
#define SWEET_CSV_SCAN_SSE2 1
#endif

#define SWEET_CSV_BLOCK 64

/* the hot path: ordinary bytes are passed 64 at a time, then the bits of the special ones are
 * walked. 2.2 GB/s with the ends of all fields where few are quoted, 0.9 where all are, 1.1 and 0.6
 * without SSE2 (one core of a Xeon of 2023); test-csv-scan -m perf measures it. */

#ifdef SWEET_CSV_SCAN_SSE2

static inline uint64_t
sweet_csv_scan_mask (__m128i a,
                     __m128i b,
                     __m128i c,
                     __m128i d)
{
  const uint32_t low = (uint32_t) _mm_movemask_epi8 (a) | (uint32_t) _mm_movemask_epi8 (b) << 16;
  const uint32_t high = (uint32_t) _mm_movemask_epi8 (c) | (uint32_t) _mm_movemask_epi8 (d) << 16;

  return low | (uint64_t) high << 32;
}

static inline uint64_t
sweet_csv_scan_find (const __m128i bytes[4],
                     uint8_t wanted)
{
  const __m128i pattern = _mm_set1_epi8 ((char) wanted);

  return sweet_csv_scan_mask (_mm_cmpeq_epi8 (bytes[0], pattern),
                              _mm_cmpeq_epi8 (bytes[1], pattern),
                              _mm_cmpeq_epi8 (bytes[2], pattern),
                              _mm_cmpeq_epi8 (bytes[3], pattern));
}

static inline uint64_t
sweet_csv_scan_find_either (const __m128i bytes[4],
                            uint8_t one,
                            uint8_t other)
{
  const __m128i pattern = _mm_set1_epi8 ((char) one);
  const __m128i second = _mm_set1_epi8 ((char) other);

  return sweet_csv_scan_mask (_mm_or_si128 (_mm_cmpeq_epi8 (bytes[0], pattern), _mm_cmpeq_epi8 (bytes[0], second)),
                              _mm_or_si128 (_mm_cmpeq_epi8 (bytes[1], pattern), _mm_cmpeq_epi8 (bytes[1], second)),
                              _mm_or_si128 (_mm_cmpeq_epi8 (bytes[2], pattern), _mm_cmpeq_epi8 (bytes[2], second)),
                              _mm_or_si128 (_mm_cmpeq_epi8 (bytes[3], pattern), _mm_cmpeq_epi8 (bytes[3], second)));
}

static inline __m128i
sweet_csv_scan_read (const uint8_t *p)
{
  return _mm_loadu_si128 ((const __m128i *) (const void *) p);
}

static inline void
sweet_csv_scan_classify (SweetCsvScan *self,
                         const uint8_t *p)
{
  const __m128i bytes[4] = {
    sweet_csv_scan_read (p),
    sweet_csv_scan_read (p + 16),
    sweet_csv_scan_read (p + 32),
    sweet_csv_scan_read (p + 48),
  };
  const __m128i least = _mm_min_epu8 (_mm_min_epu8 (bytes[0], bytes[1]), _mm_min_epu8 (bytes[2], bytes[3]));

  /* a NUL is so rare that one test for all 64 bytes pays */
  self->nuls = 0;
  if (__builtin_expect (_mm_movemask_epi8 (_mm_cmpeq_epi8 (least, _mm_setzero_si128 ())) != 0, 0))
    self->nuls = sweet_csv_scan_find (bytes, '\0');

  self->quotes = sweet_csv_scan_find (bytes, self->dialect.quote);
  self->lines = sweet_csv_scan_find (bytes, '\n');
  self->special = self->quotes | self->lines | self->nuls | sweet_csv_scan_find_either (bytes, self->dialect.delimiter, '\r');
}

#else

#define SWEET_CSV_EACH_BYTE(x) (UINT64_C (0x0101010101010101) * (x))

/* one bit for each of eight bytes that is the wanted one, the lowest for the first */
static inline uint64_t
sweet_csv_scan_find_in_word (uint64_t word,
                             uint8_t wanted)
{
  const uint64_t low = SWEET_CSV_EACH_BYTE (0x7f);
  uint64_t x = word ^ SWEET_CSV_EACH_BYTE (wanted);
  uint64_t hit = ~(((x & low) + low) | x | low);

  return ((hit >> 7) * UINT64_C (0x0102040810204080)) >> 56;
}

static inline void
sweet_csv_scan_classify (SweetCsvScan *self,
                         const uint8_t *p)
{
  self->nuls = self->quotes = self->lines = self->special = 0;

  for (unsigned i = 0; i < SWEET_CSV_BLOCK; i += 8)
    {
      uint64_t word;

      memcpy (&word, p + i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
      word = __builtin_bswap64 (word);
#endif
      self->nuls |= sweet_csv_scan_find_in_word (word, '\0') << i;
      self->quotes |= sweet_csv_scan_find_in_word (word, self->dialect.quote) << i;
      self->lines |= sweet_csv_scan_find_in_word (word, '\n') << i;
      self->special |= (sweet_csv_scan_find_in_word (word, self->dialect.delimiter) | sweet_csv_scan_find_in_word (word, '\r')) << i;
    }

  self->special |= self->quotes | self->lines | self->nuls;
}

#endif

/* the last bytes are copied: nothing behind the end is read, whatever the caller has there */
static void
sweet_csv_scan_classify_tail (SweetCsvScan *self,
                              uint32_t left)
{
  const uint64_t valid = (UINT64_C (1) << left) - 1;
  uint8_t tail[SWEET_CSV_BLOCK] = { 0 };

  if (left > 0)
    memcpy (tail, self->base + self->block, left);

  sweet_csv_scan_classify (self, tail);
  self->nuls &= valid;
  self->quotes &= valid;
  self->lines &= valid;
  self->special &= valid;
}

static inline void
sweet_csv_scan_load (SweetCsvScan *self,
                     uint32_t block)
{
  const uint32_t left = self->end - block;

  self->block = block;

  if (__builtin_expect (left >= SWEET_CSV_BLOCK, 1))
    sweet_csv_scan_classify (self, self->base + block);
  else
    sweet_csv_scan_classify_tail (self, left);
}

static inline uint32_t
sweet_csv_scan_count_bits (uint64_t bits)
{
  uint32_t n = 0;

  /* few bits, and the instruction that counts them is no part of the baseline */
  for (; bits != 0; bits &= bits - 1)
    n++;

  return n;
}

/* only an unclosed quote is found behind faults that come after it */
static inline void
sweet_csv_record_set_fault (SweetCsvRecord *record,
                            SweetCsvFault fault,
                            uint32_t offset)
{
  if (record->fault != SWEET_CSV_FAULT_NONE && record->offset <= offset)
    return;

  record->fault = fault;
  record->offset = offset;
}

/* from a position inside quotes to behind the closing quote; false when the bytes end before */
static inline bool
sweet_csv_scan_leave_quotes (SweetCsvScan *self,
                             uint32_t stop,
                             uint32_t *position,
                             SweetCsvRecord *record)
{
  uint32_t from = *position;

  for (;;)
    {
      uint64_t ahead;
      uint64_t found;
      uint32_t at;

      while (from - self->block >= SWEET_CSV_BLOCK)
        {
          if (stop - self->block <= SWEET_CSV_BLOCK)
            return false;
          sweet_csv_scan_load (self, self->block + SWEET_CSV_BLOCK);
        }

      ahead = UINT64_MAX << (from - self->block);
      found = (self->quotes | self->nuls) & ahead;
      if (found == 0)
        {
          record->n_lines += sweet_csv_scan_count_bits (self->lines & ahead);
          from = self->block + SWEET_CSV_BLOCK;
          continue;
        }

      at = self->block + (uint32_t) __builtin_ctzll (found);
      record->n_lines += sweet_csv_scan_count_bits (self->lines & ahead & ((found & -found) - 1));
      from = at + 1;

      if (self->base[at] == '\0')
        sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_NUL, at);
      else if (from < self->end && self->base[from] == self->dialect.quote)
        from++;
      else
        break;
    }

  *position = from;

  return true;
}

/* what follows a closing quote; a NUL and a CR are seen for themselves */
static inline void
sweet_csv_scan_check_quote_end (const SweetCsvScan *self,
                                uint32_t position,
                                SweetCsvRecord *record)
{
  uint8_t byte;

  if (position == self->end)
    return;

  byte = self->base[position];
  if (byte != self->dialect.delimiter && byte != '\n' && byte != '\r' && byte != '\0')
    sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_TEXT_AFTER_QUOTE, position);
}

/* passes a quoted field: on true *ahead is what follows its closing quote */
static inline bool
sweet_csv_scan_pass_quotes (SweetCsvScan *self,
                            uint32_t stop,
                            uint32_t position,
                            uint64_t *ahead,
                            SweetCsvRecord *record)
{
  uint32_t bit;

  if (!sweet_csv_scan_leave_quotes (self, stop, &position, record))
    return false;

  sweet_csv_scan_check_quote_end (self, position, record);
  bit = position - self->block;
  *ahead = bit < SWEET_CSV_BLOCK ? self->special & (UINT64_MAX << bit) : 0;

  return true;
}

/* a special byte that ends no field and opens no quotes */
static void
sweet_csv_scan_take_odd_byte (const SweetCsvScan *self,
                              uint32_t at,
                              SweetCsvRecord *record)
{
  const uint8_t byte = self->base[at];

  if (byte == '\0')
    sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_NUL, at);
  else if (byte == '\r' && (at + 1 == self->end || self->base[at + 1] != '\n'))
    sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_BARE_CR, at);
  else if (byte == self->dialect.quote && !self->dialect.stray_quotes_data)
    sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_STRAY_QUOTE, at);
}

static inline SweetCsvFound
sweet_csv_scan_end_record (SweetCsvScan *self,
                           uint32_t end,
                           uint32_t next,
                           uint64_t ahead,
                           uint32_t n_fields,
                           SweetCsvRecord *record)
{
  record->end = end;
  record->next = next;
  record->n_fields = n_fields;
  self->position = next;
  self->ahead = ahead;

  return SWEET_CSV_FOUND_RECORD;
}

static SweetCsvFound
sweet_csv_scan_walk (SweetCsvScan *self,
                     uint32_t stop,
                     uint32_t *ends,
                     uint32_t n_ends,
                     SweetCsvRecord *record)
{
  const uint8_t *base = self->base;
  const uint8_t delimiter = self->dialect.delimiter;
  const uint8_t quote = self->dialect.quote;
  const uint32_t start = self->position;
  uint64_t ahead = self->ahead;
  uint32_t field = start;
  uint32_t n = 0;

  for (;;)
    {
      bool closed = true;
      uint32_t at;
      uint8_t byte;

      while (ahead == 0 && stop - self->block > SWEET_CSV_BLOCK)
        {
          sweet_csv_scan_load (self, self->block + SWEET_CSV_BLOCK);
          ahead = self->special;
        }

      if (ahead == 0)
        break;

      at = self->block + (uint32_t) __builtin_ctzll (ahead);
      ahead &= ahead - 1;
      byte = base[at];

      if (byte == delimiter)
        {
          if (n < n_ends)
            ends[n] = at;
          n++;
          field = at + 1;
        }
      else if (byte == '\n')
        {
          const uint32_t end = at > start && base[at - 1] == '\r' ? at - 1 : at;

          if (n < n_ends)
            ends[n] = end;
          record->n_lines++;

          return sweet_csv_scan_end_record (self, end, at + 1, ahead, n + 1, record);
        }
      else if (byte == quote && at == field)
        closed = sweet_csv_scan_pass_quotes (self, stop, at + 1, &ahead, record);
      else
        sweet_csv_scan_take_odd_byte (self, at, record);

      if (!closed)
        {
          sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_UNCLOSED_QUOTE, field);
          break;
        }
    }

  if (stop != self->end || !self->at_end)
    return SWEET_CSV_FOUND_PART;

  if (start == stop)
    return SWEET_CSV_FOUND_END;

  if (n < n_ends)
    ends[n] = stop;

  return sweet_csv_scan_end_record (self, stop, stop, 0, n + 1, record);
}

static void
sweet_csv_scan_seek (SweetCsvScan *self,
                     uint32_t position)
{
  self->position = position;
  sweet_csv_scan_load (self, position);
  self->ahead = self->special;
}

/* a record of more than max_size bytes is cut at the first line feed at or behind that many,
 * whether in quotes or not; what is wrong with it is found in its first max_size bytes alone, so
 * that nothing depends on how many more there are */
static void
sweet_csv_scan_cut (SweetCsvScan *self,
                    SweetCsvRecord *record)
{
  const uint32_t start = record->start;
  const uint32_t limit = start + self->max_size;
  const uint8_t *line_end = memchr (self->base + limit, '\n', self->end - limit);
  SweetCsvScan body;

  sweet_csv_scan_init (&body, &self->dialect, self->base, start, limit, true, UINT32_MAX);
  sweet_csv_scan_record (&body, NULL, 0, record);

  if (record->fault == SWEET_CSV_FAULT_UNCLOSED_QUOTE)
    record->fault = SWEET_CSV_FAULT_UNCLOSED_AT_LIMIT;
  else
    sweet_csv_record_set_fault (record, SWEET_CSV_FAULT_TOO_LARGE, limit);

  record->next = line_end != NULL ? (uint32_t) (line_end - self->base) + 1 : self->end;
  record->unended = line_end == NULL && !self->at_end;
  record->n_lines = sweet_csv_scan_count_lines (self->base, start, record->next);
  sweet_csv_scan_seek (self, record->next);
}

void
sweet_csv_scan_init (SweetCsvScan *self,
                     const SweetCsvDialect *dialect,
                     const uint8_t *base,
                     uint32_t start,
                     uint32_t end,
                     bool at_end,
                     uint64_t max_size)
{
  self->dialect = *dialect;
  self->base = base;
  self->end = end;
  self->at_end = at_end;
  self->max_size = max_size < UINT32_MAX - 2 ? (uint32_t) max_size : UINT32_MAX - 2;
  sweet_csv_scan_seek (self, start);
}

SweetCsvFound
sweet_csv_scan_record (SweetCsvScan *self,
                       uint32_t *ends,
                       uint32_t n_ends,
                       SweetCsvRecord *record)
{
  const uint32_t left = self->end - self->position;
  /* one that is not too large has its line end, of up to two bytes, before this */
  const uint32_t stop = left <= self->max_size + 2 ? self->end : self->position + self->max_size + 2;
  SweetCsvFound found;

  record->start = self->position;
  record->n_lines = 0;
  record->fault = SWEET_CSV_FAULT_NONE;
  record->unended = false;

  found = sweet_csv_scan_walk (self, stop, ends, n_ends, record);

  if (found == SWEET_CSV_FOUND_RECORD && record->end - record->start <= self->max_size)
    return found;

  if (found == SWEET_CSV_FOUND_END || (found == SWEET_CSV_FOUND_PART && left <= self->max_size + 1))
    return found;

  sweet_csv_scan_cut (self, record);

  return SWEET_CSV_FOUND_RECORD;
}

bool
sweet_csv_scan_advance (const SweetCsvDialect *dialect,
                        const uint8_t *base,
                        uint32_t end,
                        uint32_t *position,
                        SweetCsvState *state)
{
  for (; *position < end; ++*position)
    {
      const uint8_t byte = base[*position];

      if (*state == SWEET_CSV_STATE_QUOTED)
        *state = byte == dialect->quote ? SWEET_CSV_STATE_QUOTE_END : SWEET_CSV_STATE_QUOTED;
      else if (byte == '\n')
        return true;
      else if (byte == dialect->quote && *state != SWEET_CSV_STATE_UNQUOTED)
        *state = SWEET_CSV_STATE_QUOTED;
      else
        *state = byte == dialect->delimiter ? SWEET_CSV_STATE_FIELD_START : SWEET_CSV_STATE_UNQUOTED;
    }

  return false;
}

uint32_t
sweet_csv_scan_count_lines (const uint8_t *base,
                            uint32_t from,
                            uint32_t to)
{
  uint32_t n = 0;

  for (uint32_t at = from; at < to; at++)
    n += base[at] == '\n';

  return n;
}
