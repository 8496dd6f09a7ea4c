/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "scan/sweet-row-scan-private.h"

#ifdef __x86_64__

static const SweetRowScanKernel *const sweet_row_scan_with_avx2[] = { &sweet_row_scan_avx2, &sweet_row_scan_avx2_loop, &sweet_row_scan_sse2, &sweet_row_scan_portable, NULL };
static const SweetRowScanKernel *const sweet_row_scan_with_slow_extract[] = { &sweet_row_scan_avx2_loop, &sweet_row_scan_avx2, &sweet_row_scan_sse2, &sweet_row_scan_portable, NULL };
static const SweetRowScanKernel *const sweet_row_scan_with_sse2[] = { &sweet_row_scan_sse2, &sweet_row_scan_portable, NULL };

const SweetRowScanKernel *const *
sweet_row_scan_get_kernels (void)
{
  if (!__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("pclmul") || !__builtin_cpu_supports ("popcnt"))
    return sweet_row_scan_with_sse2;
  if (!__builtin_cpu_supports ("bmi") || !__builtin_cpu_supports ("bmi2"))
    return sweet_row_scan_with_sse2;
  /* there it is a microprogram of hundreds of cycles */
  if (__builtin_cpu_is ("znver1") || __builtin_cpu_is ("znver2"))
    return sweet_row_scan_with_slow_extract;

  return sweet_row_scan_with_avx2;
}

#elif defined(__aarch64__)

const SweetRowScanKernel *const *
sweet_row_scan_get_kernels (void)
{
  static const SweetRowScanKernel *const kernels[] = { &sweet_row_scan_neon, &sweet_row_scan_portable, NULL };

  return kernels;
}

#else

const SweetRowScanKernel *const *
sweet_row_scan_get_kernels (void)
{
  static const SweetRowScanKernel *const kernels[] = { &sweet_row_scan_portable, NULL };

  return kernels;
}

#endif
