/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "stream/sweet-item-private.h"
#include "stream/sweet-tally-private.h"

G_BEGIN_DECLS

/* finds the records of a stream of blocks, in order; where each block begins may be guessed ahead */
struct _SweetDecoder
{
  SweetFormat **formats; /* one per worker */
  guint n_formats;
  const char *label;
  SweetTaskId *task_id;

  gboolean begun;
  GBytes *beginning; /* what the columns were learned from */
  gboolean beginning_at_end;
  gboolean *has_begun;  /* per worker */
  SweetSchema *columns; /* as learned at the beginning; never changes */
  SweetSchema *schema;  /* as of the last confirmed block */
  SweetRowLayout layout;
  SweetOnError on_error;
  guint64 max_record_size;
  gboolean can_guess;
  gboolean reports; /* records that are left out become errors of the item */
  guint stage;
  gboolean emitted;

  /* the unfinished record in front of the next block */
  SweetBuffer carry;
  gint64 offset;
  guint64 state;
  guint32 scanned;
  guint64 hint;

  guint64 n_records;
  guint64 n_lines;
  guint64 n_skipped;
  char *first_skipped;
  GArray *map;
  GArray *order;
};

void sweet_decoder_init (SweetDecoder *self,
                         SweetFormat *format,
                         guint n_workers,
                         const char *label,
                         SweetTaskId *task_id);
void sweet_decoder_clear (SweetDecoder *self);

gboolean sweet_decoder_guess (SweetDecoder *self,
                              guint worker,
                              SweetItem *item);
gboolean sweet_decoder_confirm (SweetDecoder *self,
                                guint worker,
                                SweetItem *item,
                                gboolean *wrong,
                                GError **error);

G_END_DECLS
