/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* how many bytes the key of a column takes with its comma, quotes and colon, and where they begin */
typedef struct
{
  gsize start;
  gsize length;
} SweetJsonlKey;

/* the keys of the schema that was encoded last, ready to be copied */
typedef struct
{
  SweetSchema *schema;
  guint n_columns;
  SweetJsonlKey *keys;
  const SweetCell **columns;
  SweetBuffer text;
} SweetJsonlEncoder;

void sweet_jsonl_encoder_clear (SweetJsonlEncoder *self);

gboolean sweet_jsonl_encoder_encode (SweetJsonlEncoder *self,
                                     SweetChunk *chunk,
                                     SweetBuffer *out,
                                     GError **error);

G_END_DECLS
