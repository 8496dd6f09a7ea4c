/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-csv-scan.h"

G_BEGIN_DECLS

typedef struct
{
  SweetCsvDialect dialect;
  gboolean header;
  gboolean accept_ragged;
  /* 0 before the first row is known; only guesses use it */
  guint n_columns;
} SweetCsvDecoder;

gboolean sweet_csv_decoder_begin (SweetCsvDecoder *self,
                                  SweetDecodeInput *in,
                                  SweetRowWriter *rows,
                                  SweetSchema **schema);
void sweet_csv_decoder_decode (const SweetCsvDecoder *self,
                               SweetDecodeInput *in,
                               SweetRowWriter *rows);
gssize sweet_csv_decoder_guess_start (const SweetCsvDecoder *self,
                                      const guint8 *data,
                                      gsize size);
void sweet_csv_decoder_resolve (SweetCell *cell,
                                SweetArena *arena,
                                guintptr data);

G_END_DECLS
