/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-csv-plain.h"

G_BEGIN_DECLS

/* where a cell is in the entries of a row, 0 for one that is in none, and how far behind the end of the one before it
 * begins */
typedef struct
{
  guint end;
  guint skip;
} SweetCsvCopy;

/* writes records; zeroed it is ready for sweet_csv_encoder_set_options() */
typedef struct
{
  guint8 delimiter;
  guint8 quote;
  gboolean quoting;
  gboolean header;
  guint8 classes[256];
  SweetCsvPlain plain;

  /* which column of a chunk goes to which of the header; made anew when either changes */
  SweetSchema *from;
  SweetSchema *to;
  GArray *sources;  /* of int, -1 for none */
  GArray *extras;   /* of guint: columns that the header lacks */
  GPtrArray *cells; /* none before somebody needs them */
  GArray *copies;   /* of SweetCsvCopy */
  gboolean same_quotes;
} SweetCsvEncoder;

void sweet_csv_encoder_set_options (SweetCsvEncoder *self,
                                    guint8 delimiter,
                                    guint8 quote,
                                    gboolean quoting,
                                    gboolean header);
void sweet_csv_encoder_clear (SweetCsvEncoder *self);

gboolean sweet_csv_encoder_write_header (SweetCsvEncoder *self,
                                         SweetSchema *header,
                                         SweetBuffer *out,
                                         GError **error);
gboolean sweet_csv_encoder_write_chunk (SweetCsvEncoder *self,
                                        SweetChunk *chunk,
                                        SweetSchema *header,
                                        SweetBuffer *out,
                                        GError **error);

G_END_DECLS
