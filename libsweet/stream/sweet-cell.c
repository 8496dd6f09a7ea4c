/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <errno.h>
#include <string.h>

#include <sweet/sweet.h>

/* the longest mantissa and the largest power of ten for which one operation in double precision
 * rounds correctly: W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990 */
#define SWEET_CELL_EXACT_DIGITS 15
#define SWEET_CELL_EXACT_POWER  22

static const double sweet_cell_powers[SWEET_CELL_EXACT_POWER + 1] = {
  1e0,
  1e1,
  1e2,
  1e3,
  1e4,
  1e5,
  1e6,
  1e7,
  1e8,
  1e9,
  1e10,
  1e11,
  1e12,
  1e13,
  1e14,
  1e15,
  1e16,
  1e17,
  1e18,
  1e19,
  1e20,
  1e21,
  1e22,
};

typedef struct
{
  guint64 mantissa;
  guint n_digits;
  int exponent;
  gboolean negative;
} SweetDecimal;

/* eats digits into the mantissa; digits beyond its capacity only count */
static const char *
sweet_cell_scan_digits (const char *p,
                        const char *end,
                        SweetDecimal *decimal)
{
  for (; p < end && g_ascii_isdigit (*p); p++)
    {
      if (decimal->n_digits > 0 || *p != '0')
        decimal->n_digits++;
      if (decimal->n_digits <= 18)
        decimal->mantissa = decimal->mantissa * 10 + (guint64) (*p - '0');
    }
  return p;
}

static const char *
sweet_cell_scan_exponent (const char *p,
                          const char *end,
                          SweetDecimal *decimal)
{
  gboolean negative = FALSE;
  int exponent = 0;
  const char *first;

  if (p == end || (*p != 'e' && *p != 'E'))
    return p;

  p++;
  if (p < end && (*p == '+' || *p == '-'))
    negative = *p++ == '-';
  for (first = p; p < end && g_ascii_isdigit (*p); p++)
    exponent = MIN (exponent * 10 + (*p - '0'), 100000);
  if (p == first)
    return NULL;

  decimal->exponent += negative ? -exponent : exponent;
  return p;
}

/* [+-] digits [. digits] [e [+-] digits], at least one digit in front or behind the point */
static gboolean
sweet_cell_scan (const SweetCell *cell,
                 SweetDecimal *decimal)
{
  const char *p = cell->data;
  const char *end = p + cell->length;
  const char *whole;
  const char *fraction;

  *decimal = (SweetDecimal){ 0, 0, 0, FALSE };
  if (cell->type != SWEET_CELL_TEXT && cell->type != SWEET_CELL_NUMBER)
    return FALSE;

  if (p < end && (*p == '-' || *p == '+'))
    decimal->negative = *p++ == '-';
  whole = p;
  p = sweet_cell_scan_digits (p, end, decimal);
  if (p < end && *p == '.')
    {
      fraction = ++p;
      p = sweet_cell_scan_digits (p, end, decimal);
      decimal->exponent = -(int) (p - fraction);
      if (p - whole == 1)
        return FALSE;
    }
  else if (p == whole)
    return FALSE;

  p = sweet_cell_scan_exponent (p, end, decimal);
  return p == end;
}

/* the rare number that needs more than one exact operation */
static gboolean
sweet_cell_parse_slowly (const SweetCell *cell,
                         double *value)
{
  char local[128];
  g_autofree char *heap = NULL;
  char *text = local;

  if (cell->length >= sizeof local)
    text = heap = g_malloc (cell->length + 1);
  memcpy (text, cell->data, cell->length);
  text[cell->length] = '\0';
  *value = g_ascii_strtod (text, NULL);
  return TRUE;
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
  SweetDecimal decimal;
  double number;

  if (!sweet_cell_scan (cell, &decimal))
    return FALSE;

  if (decimal.n_digits > SWEET_CELL_EXACT_DIGITS || ABS (decimal.exponent) > SWEET_CELL_EXACT_POWER)
    return sweet_cell_parse_slowly (cell, value);

  number = (double) decimal.mantissa;
  if (decimal.exponent < 0)
    number /= sweet_cell_powers[-decimal.exponent];
  else
    number *= sweet_cell_powers[decimal.exponent];
  *value = decimal.negative ? -number : number;
  return TRUE;
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
  const char *p = cell->data;
  const char *end = p + cell->length;
  gboolean negative = FALSE;
  guint64 limit = G_MAXINT64;
  guint64 number = 0;

  if (cell->type != SWEET_CELL_TEXT && cell->type != SWEET_CELL_NUMBER)
    return FALSE;

  if (p < end && (*p == '-' || *p == '+'))
    negative = *p++ == '-';
  if (p == end)
    return FALSE;

  limit += negative ? 1 : 0;
  for (; p < end; p++)
    {
      guint64 digit = (guint64) (guchar) *p - '0';

      if (digit > 9 || number > (limit - digit) / 10)
        return FALSE;
      number = number * 10 + digit;
    }

  *value = negative ? (gint64) (0 - number) : (gint64) number;
  return TRUE;
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
