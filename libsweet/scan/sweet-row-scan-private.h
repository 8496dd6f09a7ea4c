/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/* Knows nothing of GLib or Sweet, so that it can be tested and measured alone. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWEET_ROW_SCAN_BLOCK 64
/* so many blocks are looked at before anybody asks whether something was odd */
#define SWEET_ROW_SCAN_BLOCKS 16
/* what those may write: a start and an end for each byte, and the rest of an unrolled store */
#define SWEET_ROW_SCAN_SLACK (SWEET_ROW_SCAN_BLOCKS * 2 * SWEET_ROW_SCAN_BLOCK + 16)

/* what is looked for, and how far it came; offsets are counted from base */
typedef struct
{
  const uint8_t *base;
  uint32_t start; /* in: the first byte of a row; out: of the first row that was not taken */
  uint32_t end;
  uint8_t delimiter;
  uint8_t quote;
  bool has_quotes;
  uint32_t n_columns;
  uint32_t *entries; /* NULL to count alone */
  uint32_t *limit;   /* behind the last entry that may be written */
  uint32_t n_rows;
  uint64_t n_lines; /* line feeds in what was taken */
  bool odd;         /* there was something that is not for here to judge */
} SweetRowScanJob;

/* one set of instructions */
typedef struct
{
  const char *name;
  void (*table) (SweetRowScanJob *job);
  void (*lines) (SweetRowScanJob *job);
} SweetRowScanKernel;

extern const SweetRowScanKernel sweet_row_scan_portable;
#ifdef __x86_64__
extern const SweetRowScanKernel sweet_row_scan_sse2;
extern const SweetRowScanKernel sweet_row_scan_avx2;
/* where extracting bits is slower than a loop over them */
extern const SweetRowScanKernel sweet_row_scan_avx2_loop;
#endif
#ifdef __aarch64__
extern const SweetRowScanKernel sweet_row_scan_neon;
#endif

/* those that this machine can run, the fastest first, NULL behind the last */
const SweetRowScanKernel *const *sweet_row_scan_get_kernels (void);
