/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-csv-scan.h"

G_BEGIN_DECLS

/* the detail of a fault of the header, which on-error=skip cannot leave out */
#define SWEET_CSV_FAULT_DETAIL_HEADER 1

/* the detail of other faults: for a ragged record its fields and the columns, for a column of the
 * header its number and the number of the one with the same name */
#define SWEET_CSV_FAULT_DETAIL(one, other) ((guint64) (one) << 32 | (other))

/* the options that a description mentions */
typedef struct
{
  gboolean header;
  guint64 max_record_size;
} SweetCsvFaultContext;

guint sweet_csv_fault_get_code (SweetCsvFault fault);
char *sweet_csv_fault_describe (const SweetRowError *error,
                                const SweetCsvFaultContext *context);

G_END_DECLS
