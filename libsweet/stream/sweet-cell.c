/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "stream/sweet-number-private.h"
#include "stream/sweet-timestamp-private.h"

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
 * sweet_cell_get_timestamp: (skip)
 * @cell: a cell
 * @value: (out): the time in µs since 1970 UTC
 *
 * Reads a text or number cell that is a time from its first to its last byte. A text follows RFC 3339, as in
 * `2026-11-27T08:30:05.25+01:00`. There may be a blank in place of the `T`; what is left out from the end
 * is 0, and without a zone it is UTC, so that `2026-11-27` and `2026-11-27 08:30` are times as well.
 *
 * A number counts from 1970. One with a point is in seconds. The size of a whole one says its unit: below
 * 100,000,000,000 it is seconds (until the year 5138), below a thousand times that milliseconds, below
 * a thousand times that µs, and nanoseconds above.
 *
 * Returns: whether it is a time
 *
 * Since: 1.0
 */
gboolean
sweet_cell_get_timestamp (const SweetCell *cell,
                          gint64 *value)
{
  return sweet_cell_may_be_number (cell) && sweet_timestamp_read (cell->data, cell->length, value);
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
