/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "stream/sweet-number-private.h"

static inline gboolean
sweet_cell_may_be_number (const SweetCell *cell)
{
  return cell->type == SWEET_CELL_TEXT || cell->type == SWEET_CELL_NUMBER;
}

/**
 * sweet_cell_get_double: (skip)
 * @cell: a cell
 * @value: (out): the number
 *
 * Reads a text or number cell that is, from its first to its last byte, a decimal number. Rounds
 * correctly.
 *
 * Returns: whether it is a number
 *
 * Since: 1.0
 */
gboolean
sweet_cell_get_double (const SweetCell *cell,
                       double *value)
{
  return sweet_cell_may_be_number (cell) && sweet_number_read_double (cell->data, cell->length, value);
}

/**
 * sweet_cell_get_int64: (skip)
 * @cell: a cell
 * @value: (out): the number
 *
 * Reads a text or number cell that is, from its first to its last byte, a whole number within the
 * range of #gint64: an optional sign and digits.
 *
 * Returns: whether it is a whole number
 *
 * Since: 1.0
 */
gboolean
sweet_cell_get_int64 (const SweetCell *cell,
                      gint64 *value)
{
  return sweet_cell_may_be_number (cell) && sweet_number_read_int64 (cell->data, cell->length, value);
}

/**
 * sweet_cell_dup_text: (skip)
 * @cell: a cell
 * @error: return location for an error
 *
 * Gets a cell as a string.
 *
 * Returns: (transfer full) (nullable): the text; %NULL without @error for a missing cell, %NULL with
 *   %SWEET_STREAM_ERROR_ENCODING for one that is not UTF-8 or holds a NUL
 *
 * Since: 1.0
 */
char *
sweet_cell_dup_text (const SweetCell *cell,
                     GError **error)
{
  if (sweet_cell_is_missing (cell))
    return NULL;
  if (cell->length == 0 || g_utf8_validate (cell->data, cell->length, NULL))
    return g_strndup (cell->data, cell->length);

  g_set_error_literal (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_ENCODING,
                       memchr (cell->data, 0, cell->length) != NULL ? "is no text: it holds a NUL" : "is not UTF-8");
  return NULL;
}
