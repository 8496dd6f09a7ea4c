/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* the same tests of the path for machines without SSE2 */
#define SWEET_CSV_SCAN_PORTABLE 1

#include "test-csv-scan.c"
