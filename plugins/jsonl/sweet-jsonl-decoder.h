/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* a column by the bytes of its key as they stand in the input; of no key before one was seen */
typedef struct
{
  const guint8 *key;
  guint32 length;
} SweetJsonlColumn;

/* what decoding keeps from one call to the next: memory, nothing else */
typedef struct
{
  guint max_columns;
  SweetJsonlColumn *columns;
  guint n_columns;
  guint n_allocated;
  SweetBuffer name;
} SweetJsonlDecoder;

void sweet_jsonl_decoder_clear (SweetJsonlDecoder *self);

void sweet_jsonl_decoder_decode (SweetJsonlDecoder *self,
                                 SweetDecodeInput *in,
                                 SweetRowWriter *rows);
void sweet_jsonl_decoder_resolve (SweetCell *cell,
                                  SweetArena *arena,
                                  guintptr data);
char *sweet_jsonl_decoder_describe_error (const SweetRowError *error);

G_END_DECLS
