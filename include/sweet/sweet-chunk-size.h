/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetChunkUnit:
 * @SWEET_CHUNK_UNIT_ROWS: rows of a table
 * @SWEET_CHUNK_UNIT_ITEMS: items of a list; the same as rows, for streams that are no table
 * @SWEET_CHUNK_UNIT_LINES: lines of the input; a record with quoted newlines counts as many lines
 * @SWEET_CHUNK_UNIT_BYTES: bytes of the input
 *
 * What the size of a chunk counts.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CHUNK_UNIT_ROWS,
  SWEET_CHUNK_UNIT_ITEMS,
  SWEET_CHUNK_UNIT_LINES,
  SWEET_CHUNK_UNIT_BYTES,
} SweetChunkUnit;

#define SWEET_TYPE_CHUNK_SIZE (sweet_chunk_size_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetChunkSize, sweet_chunk_size, SWEET, CHUNK_SIZE, GObject)

SWEET_AVAILABLE_IN_ALL
SweetChunkSize *sweet_chunk_size_new (SweetChunkUnit unit,
                                      guint64 count);
SWEET_AVAILABLE_IN_ALL
SweetChunkSize *sweet_chunk_size_new_rows (guint64 count);
SWEET_AVAILABLE_IN_ALL
SweetChunkSize *sweet_chunk_size_new_items (guint64 count);
SWEET_AVAILABLE_IN_ALL
SweetChunkSize *sweet_chunk_size_new_lines (guint64 count);
SWEET_AVAILABLE_IN_ALL
SweetChunkSize *sweet_chunk_size_new_bytes (guint64 count);

SWEET_AVAILABLE_IN_ALL
SweetChunkUnit sweet_chunk_size_get_unit (SweetChunkSize *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_chunk_size_get_count (SweetChunkSize *self);

G_END_DECLS
