/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-csv-scan.h"

G_BEGIN_DECLS

/* what a header says: its names, or what is wrong with it and where */
typedef struct
{
  char **names;
  SweetCsvFault fault;
  guint32 offset;
  guint64 detail;
} SweetCsvHeader;

void sweet_csv_header_parse (SweetCsvHeader *self,
                             const SweetCsvDialect *dialect,
                             const guint8 *base,
                             const SweetCsvRecord *record);
void sweet_csv_header_number (SweetCsvHeader *self,
                              guint n_columns);
void sweet_csv_header_clear (SweetCsvHeader *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweetCsvHeader, sweet_csv_header_clear)

/* takes off the quotes of a field and undoubles those inside; writes up to length bytes */
gsize sweet_csv_unquote (const char *raw,
                         gsize length,
                         char quote,
                         char *out);

G_END_DECLS
