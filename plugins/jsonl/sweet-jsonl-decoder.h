/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "sweet-jsonl-walker.h"

G_BEGIN_DECLS

/* what decoding keeps from one call to the next: memory, nothing else */
typedef struct
{
  guint max_columns;
  SweetJsonlWalker walker;
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
