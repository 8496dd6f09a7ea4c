/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* Finds the records of a CSV text. The one grammar of the format: boundaries, fields and faults
 * all come from here. Knows nothing of GLib or Sweet, so that it can be tested, measured and
 * replaced alone.
 *
 *   state          quote          delimiter, LF, CRLF   NUL     other CR    anything else
 *   field start    quoted         end of the field      fault   fault       unquoted
 *   unquoted       fault or data  end of the field      fault   fault       data
 *   quoted         quote end      data                  fault   data        data
 *   quote end      quoted         end of the field      fault   fault       fault, then unquoted
 *
 * No state depends on a fault: after one the field goes on as unquoted (quoted for a NUL in
 * quotes), and the record ends where it would have ended without it. */

#include <stdbool.h>
#include <stdint.h>

/* what can be wrong with a record; the last three are for those who know the columns */
typedef enum
{
  SWEET_CSV_FAULT_NONE,
  SWEET_CSV_FAULT_STRAY_QUOTE,
  SWEET_CSV_FAULT_TEXT_AFTER_QUOTE,
  SWEET_CSV_FAULT_UNCLOSED_QUOTE,
  SWEET_CSV_FAULT_UNCLOSED_AT_LIMIT,
  SWEET_CSV_FAULT_NUL,
  SWEET_CSV_FAULT_BARE_CR,
  SWEET_CSV_FAULT_TOO_LARGE,
  SWEET_CSV_FAULT_RAGGED,
  SWEET_CSV_FAULT_EMPTY_NAME,
  SWEET_CSV_FAULT_DUPLICATE_NAME,
} SweetCsvFault;

typedef enum
{
  SWEET_CSV_STATE_FIELD_START,
  SWEET_CSV_STATE_UNQUOTED,
  SWEET_CSV_STATE_QUOTED,
  SWEET_CSV_STATE_QUOTE_END,
} SweetCsvState;

typedef enum
{
  SWEET_CSV_FOUND_RECORD, /* a whole record, good or bad, or an empty line */
  SWEET_CSV_FOUND_PART,   /* more bytes are needed to tell where it ends */
  SWEET_CSV_FOUND_END,    /* no byte is left of the input */
} SweetCsvFound;

typedef struct
{
  uint8_t delimiter;
  uint8_t quote;          /* '\n' where nothing quotes: a line end is always seen as one first */
  bool stray_quotes_data; /* a quote inside an unquoted field is no fault */
} SweetCsvDialect;

typedef struct
{
  uint32_t start;    /* its first byte */
  uint32_t end;      /* behind its last byte, where the line end is */
  uint32_t next;     /* behind its line end */
  uint32_t n_fields; /* an empty line has one */
  uint32_t n_lines;  /* line feeds in start..next */
  uint32_t offset;   /* where the fault is */
  SweetCsvFault fault;
  bool unended; /* too large, and its line end is not among the bytes */
} SweetCsvRecord;

typedef struct
{
  SweetCsvDialect dialect;
  const uint8_t *base;
  uint32_t end;
  bool at_end;
  uint32_t max_size;

  /* where the next record begins */
  uint32_t position;

  /* one bit for each of the 64 bytes from block on */
  uint32_t block;
  uint64_t ahead; /* all of the special bytes that no record has used yet */
  uint64_t special;
  uint64_t quotes;
  uint64_t nuls;
  uint64_t lines;
} SweetCsvScan;

/* offsets are counted from base; no byte at or behind end is read; at_end: the input ends there */
void sweet_csv_scan_init (SweetCsvScan *self,
                          const SweetCsvDialect *dialect,
                          const uint8_t *base,
                          uint32_t start,
                          uint32_t end,
                          bool at_end,
                          uint64_t max_size);

/* finds the next record and writes where its first n_ends fields end (delimiter or line end) */
SweetCsvFound sweet_csv_scan_record (SweetCsvScan *self,
                                     uint32_t *ends,
                                     uint32_t n_ends,
                                     SweetCsvRecord *record);

/* goes on from a position inside a record, without looking for faults: true at its line feed,
 * false at the end of the bytes; *position and *state say where it is and in which state */
bool sweet_csv_scan_advance (const SweetCsvDialect *dialect,
                             const uint8_t *base,
                             uint32_t end,
                             uint32_t *position,
                             SweetCsvState *state);

/* counts the line feeds in from..to */
uint32_t sweet_csv_scan_count_lines (const uint8_t *base,
                                     uint32_t from,
                                     uint32_t to);
