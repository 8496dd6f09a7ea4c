/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include <string.h>

G_BEGIN_DECLS

/* numbers from the bytes of a cell, up to eight digits a step: some 3 ns for what most cells hold, see
 * tests/benchmarks/vector. what is longer or has an exponent goes to sweet-number.c. */

#define SWEET_NUMBER_ZEROS G_GUINT64_CONSTANT (0x3030303030303030)

gboolean sweet_number_read_long_int64 (const char *text,
                                       gsize length,
                                       gboolean negative,
                                       gint64 *value);
gboolean sweet_number_read_long_double (const char *text,
                                        gsize length,
                                        double *value);

static inline gboolean
sweet_cell_may_be_number (const SweetCell *cell)
{
  return cell->type == SWEET_CELL_TEXT || cell->type == SWEET_CELL_NUMBER;
}

static inline guint64
sweet_number_load_word (const char *text)
{
  guint64 word;

  memcpy (&word, text, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* 1 to 8 bytes, the first one lowest, without a look behind the last */
static inline guint64
sweet_number_load_short (const char *text,
                         gsize length)
{
  const guchar *bytes = (const guchar *) text;
  guint32 first;
  guint32 last;

  if (length < 4)
    return bytes[0] | (guint64) bytes[length / 2] << (8 * (length / 2)) | (guint64) bytes[length - 1] << (8 * (length - 1));

  memcpy (&first, text, sizeof first);
  memcpy (&last, text + length - 4, sizeof last);
  return GUINT32_FROM_LE (first) | (guint64) GUINT32_FROM_LE (last) << (8 * (length - 4));
}

/* what each of the first @length bytes of a word counts as a digit, behind as many zeros as make it whole; 1 to 8 */
static inline guint64
sweet_number_pad (guint64 word,
                  gsize length)
{
  return (word ^ SWEET_NUMBER_ZEROS) << (64 - 8 * length);
}

/* the highest bit of the first byte that counts more than 9, and whatever behind it; 0 where all are digits */
static inline guint64
sweet_number_find_other (guint64 digits)
{
  return ((digits + G_GUINT64_CONSTANT (0x7676767676767676)) | digits) & G_GUINT64_CONSTANT (0x8080808080808080);
}

/* eight digits: pairs, fours, all */
static inline guint64
sweet_number_convert (guint64 word)
{
  const guint64 mask = G_GUINT64_CONSTANT (0x000000ff000000ff);

  word = word * 10 + (word >> 8);
  return ((word & mask) * G_GUINT64_CONSTANT (0x000f424000000064) + (word >> 16 & mask) * G_GUINT64_CONSTANT (0x0000271000000001)) >> 32;
}

/* [+-] digits, from the first to the last byte */
static inline gboolean
sweet_number_read_int64 (const char *text,
                         gsize length,
                         gint64 *value)
{
  gboolean negative = FALSE;
  guint64 word;

  if (length > 0 && (*text == '-' || *text == '+'))
    {
      negative = *text++ == '-';
      length--;
    }
  if (length - 1 >= 8)
    return length != 0 && sweet_number_read_long_int64 (text, length, negative, value);

  word = sweet_number_pad (sweet_number_load_short (text, length), length);
  if (sweet_number_find_other (word) != 0)
    return FALSE;

  *value = (gint64) sweet_number_convert (word);
  if (negative)
    *value = -*value;
  return TRUE;
}

/* the mantissa of both and the power of ten are exact, so that the one operation on them rounds correctly:
 * W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990 */
static inline double
sweet_number_divide (guint64 mantissa,
                     gsize n_fraction,
                     gboolean negative)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8 };
  double value = (double) mantissa / powers[n_fraction];

  return negative ? -value : value;
}

/* digits [. digits] of more than eight bytes, with up to eight digits on each side */
static inline gboolean
sweet_number_read_pair (const char *text,
                        gsize length,
                        gboolean negative,
                        double *value)
{
  static const guint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
  guint64 other = sweet_number_find_other (sweet_number_pad (sweet_number_load_word (text), 8));
  gsize n_whole = other != 0 ? (gsize) __builtin_ctzll (other) / 8 : 8;
  gsize n_fraction = length - n_whole - 1;
  guint64 fraction;
  guint64 mantissa;

  if (text[n_whole] != '.' || n_whole == 0 || n_fraction - 1 >= 8)
    return FALSE;

  fraction = sweet_number_pad (sweet_number_load_short (text + n_whole + 1, n_fraction), n_fraction);
  if (sweet_number_find_other (fraction) != 0)
    return FALSE;

  mantissa = sweet_number_convert (sweet_number_pad (sweet_number_load_short (text, n_whole), n_whole));
  mantissa = mantissa * powers[n_fraction] + sweet_number_convert (fraction);
  if (mantissa >> 53 != 0)
    return FALSE;

  *value = sweet_number_divide (mantissa, n_fraction, negative);
  return TRUE;
}

/* most numbers. returns FALSE where it is none of those, which may be a number still. */
static inline gboolean
sweet_number_read_short_double (const char *text,
                                gsize length,
                                double *value)
{
  gboolean negative = FALSE;
  guint64 word;
  guint64 other;
  guint64 point;

  if (length > 0 && (*text == '-' || *text == '+'))
    {
      negative = *text++ == '-';
      length--;
    }
  if (length > 8)
    return sweet_number_read_pair (text, length, negative, value);
  if (length == 0)
    return FALSE;

  word = sweet_number_pad (sweet_number_load_short (text, length), length);
  other = sweet_number_find_other (word);
  if (other == 0)
    {
      *value = sweet_number_divide (sweet_number_convert (word), 0, negative);
      return TRUE;
    }

  /* closes the gap that the point leaves, and has one zero more in front */
  point = (guint64) __builtin_ctzll (other) & ~(guint64) 7;
  if ((guchar) (word >> point) != ('.' ^ '0') || length == 1)
    return FALSE;
  word = (word & (((guint64) 1 << point) - 1)) << 8 | (word & ~(G_MAXUINT64 >> (56 - point)));
  if (sweet_number_find_other (word) != 0)
    return FALSE;

  *value = sweet_number_divide (sweet_number_convert (word), 7 - point / 8, negative);
  return TRUE;
}

/* [+-] digits [. digits] [e [+-] digits], with a digit in front or behind the point, correctly rounded */
static inline gboolean
sweet_number_read_double (const char *text,
                          gsize length,
                          double *value)
{
  return sweet_number_read_short_double (text, length, value) || sweet_number_read_long_double (text, length, value);
}

G_END_DECLS
