/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-chunk.h>

G_BEGIN_DECLS

#define SWEET_TYPE_CHUNK_BUILDER (sweet_chunk_builder_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetChunkBuilder, sweet_chunk_builder, SWEET, CHUNK_BUILDER, GObject)

SWEET_AVAILABLE_IN_ALL
SweetChunkBuilder *sweet_chunk_builder_new (SweetSchema *schema);

SWEET_AVAILABLE_IN_ALL
SweetSchema *sweet_chunk_builder_get_schema (SweetChunkBuilder *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_chunk_builder_get_n_rows (SweetChunkBuilder *self);
SWEET_AVAILABLE_IN_ALL
gsize sweet_chunk_builder_get_size (SweetChunkBuilder *self);

SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_text (SweetChunkBuilder *self,
                                   guint column,
                                   const char *text);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_int64 (SweetChunkBuilder *self,
                                    guint column,
                                    gint64 value);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_double (SweetChunkBuilder *self,
                                     guint column,
                                     double value);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_timestamp (SweetChunkBuilder *self,
                                        guint column,
                                        gint64 value);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_boolean (SweetChunkBuilder *self,
                                      guint column,
                                      gboolean value);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_null (SweetChunkBuilder *self,
                                   guint column);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_set_cell (SweetChunkBuilder *self,
                                   guint column,
                                   const SweetCell *cell);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_builder_end_row (SweetChunkBuilder *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_chunk_builder_append_row (SweetChunkBuilder *self,
                                         SweetChunk *chunk,
                                         guint row,
                                         GError **error);
SWEET_AVAILABLE_IN_ALL
SweetChunk *sweet_chunk_builder_build (SweetChunkBuilder *self);

G_END_DECLS
