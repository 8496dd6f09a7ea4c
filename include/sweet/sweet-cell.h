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
 * SweetCellType:
 * @SWEET_CELL_ABSENT: the record has no such field (a missing key, a short row)
 * @SWEET_CELL_NULL: the field is there and holds no value
 * @SWEET_CELL_TEXT: text, unescaped; not checked to be UTF-8
 * @SWEET_CELL_NUMBER: a number as text, in the grammar of JSON
 * @SWEET_CELL_BOOLEAN: `true` or `false`
 * @SWEET_CELL_JSON: an array or an object as JSON text
 *
 * What one cell of a record holds.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CELL_ABSENT,
  SWEET_CELL_NULL,
  SWEET_CELL_TEXT,
  SWEET_CELL_NUMBER,
  SWEET_CELL_BOOLEAN,
  SWEET_CELL_JSON,
} SweetCellType;

/**
 * SweetCell:
 * @data: the bytes, not NUL-terminated; owned by the chunk
 * @length: how many bytes
 * @type: a #SweetCellType
 *
 * A view of one cell, valid as long as the chunk it came from may be read.
 *
 * Since: 1.0
 */
typedef struct _SweetCell SweetCell;
struct _SweetCell
{
  const char *data;
  guint32 length;
  guint32 type;
};

/**
 * sweet_cell_is_missing: (skip)
 * @cell: a cell
 *
 * Returns: whether the cell is absent or null
 *
 * Since: 1.0
 */
static inline gboolean
sweet_cell_is_missing (const SweetCell *cell)
{
  return cell->type <= SWEET_CELL_NULL;
}

SWEET_AVAILABLE_IN_ALL
gboolean sweet_cell_get_int64 (const SweetCell *cell,
                               gint64 *value);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_cell_get_double (const SweetCell *cell,
                                double *value);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_cell_get_timestamp (const SweetCell *cell,
                                   gint64 *value);
SWEET_AVAILABLE_IN_ALL
char *sweet_cell_dup_text (const SweetCell *cell,
                           GError **error);

/**
 * SweetArena:
 *
 * Scratch memory of a chunk, for cells whose text differs from the bytes of the input (a doubled
 * quote, a backslash). It is reused with the chunk; nothing in it is freed one by one.
 *
 * Since: 1.0
 */
typedef struct _SweetArena SweetArena;

SWEET_AVAILABLE_IN_ALL
gpointer sweet_arena_alloc (SweetArena *self,
                            gsize size);

G_END_DECLS
