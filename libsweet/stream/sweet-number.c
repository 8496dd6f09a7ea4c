/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <math.h>

#include "stream/sweet-number-private.h"
#include "sweet-powers.h"

/* digits that always fit into the mantissa */
#define SWEET_NUMBER_MAX_DIGITS 19
/* far beyond what as many digits as a cell may have make up for */
#define SWEET_NUMBER_MAX_EXPONENT G_GINT64_CONSTANT (1000000000000)

/* of a double: bits behind the point, and what is added to its exponent */
#define SWEET_NUMBER_FRACTION_BITS 52
#define SWEET_NUMBER_BIAS          1023
#define SWEET_NUMBER_INFINITE      0x7ff

typedef struct
{
  guint64 mantissa;
  guint n_digits;
  gint64 exponent;
  gboolean negative;
  /* digits were left out that are not zero */
  gboolean truncated;
} SweetDecimal;

/* more than eight digits, without the sign */
gboolean
sweet_number_read_long_int64 (const char *text,
                              gsize length,
                              gboolean negative,
                              gint64 *value)
{
  static const guint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
  guint64 limit = (guint64) G_MAXINT64 + (negative ? 1 : 0);
  gsize n_more = MIN (length - 8, 8);
  guint64 first = sweet_number_pad (sweet_number_load_word (text), 8);
  guint64 more = sweet_number_pad (sweet_number_load_short (text + 8, n_more), n_more);
  guint64 number;

  if (sweet_number_find_other (first) != 0 || sweet_number_find_other (more) != 0)
    return FALSE;

  number = sweet_number_convert (first) * powers[n_more] + sweet_number_convert (more);
  for (gsize i = 16; i < length; i++)
    {
      guint64 digit = (guint64) (guchar) text[i] - '0';

      if (digit > 9 || number > (limit - digit) / 10)
        return FALSE;
      number = number * 10 + digit;
    }

  *value = negative ? (gint64) (0 - number) : (gint64) number;
  return TRUE;
}

/* eats digits into the mantissa; of those beyond its capacity, the ones in front of the point raise the
 * exponent */
static const char *
sweet_number_scan_digits (const char *p,
                          const char *end,
                          gboolean behind_point,
                          SweetDecimal *decimal)
{
  for (; p < end && g_ascii_isdigit (*p); p++)
    {
      if (decimal->n_digits == SWEET_NUMBER_MAX_DIGITS)
        {
          decimal->truncated = decimal->truncated || *p != '0';
          decimal->exponent += behind_point ? 0 : 1;
          continue;
        }
      if (decimal->n_digits > 0 || *p != '0')
        decimal->n_digits++;
      decimal->mantissa = decimal->mantissa * 10 + (guint64) (*p - '0');
      decimal->exponent -= behind_point ? 1 : 0;
    }
  return p;
}

static const char *
sweet_number_scan_exponent (const char *p,
                            const char *end,
                            SweetDecimal *decimal)
{
  gboolean negative = FALSE;
  gint64 exponent = 0;
  const char *first;

  if (p == end || (*p != 'e' && *p != 'E'))
    return p;

  p++;
  if (p < end && (*p == '+' || *p == '-'))
    negative = *p++ == '-';
  for (first = p; p < end && g_ascii_isdigit (*p); p++)
    exponent = MIN (exponent * 10 + (*p - '0'), SWEET_NUMBER_MAX_EXPONENT);
  if (p == first)
    return NULL;

  decimal->exponent += negative ? -exponent : exponent;
  return p;
}

static gboolean
sweet_number_scan (const char *text,
                   gsize length,
                   SweetDecimal *decimal)
{
  const char *p = text;
  const char *end = p + length;
  const char *whole;

  *decimal = (SweetDecimal){ 0, 0, 0, FALSE, FALSE };
  if (p < end && (*p == '-' || *p == '+'))
    decimal->negative = *p++ == '-';
  whole = p;
  p = sweet_number_scan_digits (p, end, FALSE, decimal);
  if (p < end && *p == '.')
    {
      p = sweet_number_scan_digits (p + 1, end, TRUE, decimal);
      if (p - whole == 1)
        return FALSE;
    }
  else if (p == whole)
    return FALSE;

  return sweet_number_scan_exponent (p, end, decimal) == end;
}

static inline void
sweet_number_multiply (guint64 a,
                       guint64 b,
                       guint64 *high,
                       guint64 *low)
{
#ifdef __SIZEOF_INT128__
  unsigned __int128 product = (unsigned __int128) a * b;

  *high = (guint64) (product >> 64);
  *low = (guint64) product;
#else
  guint64 middle = (a >> 32) * (guint32) b;
  guint64 other = (guint64) (guint32) a * (b >> 32);
  guint64 lowest = (guint64) (guint32) a * (guint32) b;
  guint64 carry = (lowest >> 32) + (guint32) middle + (guint32) other;

  *high = (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32) + (carry >> 32);
  *low = carry << 32 | (guint32) lowest;
#endif
}

/* the product of the mantissa with as many bits of the power as decide */
static void
sweet_number_scale (guint64 mantissa,
                    int exponent,
                    guint64 *high,
                    guint64 *low)
{
  const guint64 *power = sweet_powers[exponent - SWEET_POWERS_SMALLEST];
  const guint64 undecided = G_MAXUINT64 >> (SWEET_NUMBER_FRACTION_BITS + 3);
  guint64 more;
  guint64 least;

  sweet_number_multiply (mantissa, power[0], high, low);
  if ((*high & undecided) != undecided)
    return;

  sweet_number_multiply (mantissa, power[1], &more, &least);
  *low += more;
  *high += *low < more;
}

static double
sweet_number_assemble (guint64 fraction,
                       int exponent)
{
  guint64 bits = fraction | (guint64) exponent << SWEET_NUMBER_FRACTION_BITS;
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* below the smallest normal number */
static double
sweet_number_round_subnormal (guint64 fraction,
                              int exponent)
{
  if (exponent <= -63)
    return 0;

  fraction >>= 1 - exponent;
  fraction = (fraction + (fraction & 1)) >> 1;
  /* rounded up into the normal ones, the bit beyond the fraction is the exponent */
  return sweet_number_assemble (fraction, 0);
}

/* mantissa times a power of ten: D. Lemire, Number Parsing at a Gigabyte per Second, 2021. returns FALSE
 * where 128 bits of the power do not decide. */
static gboolean
sweet_number_compute (guint64 mantissa,
                      gint64 power,
                      double *value)
{
  const int exponent = (int) CLAMP (power, SWEET_POWERS_SMALLEST - 1, SWEET_POWERS_LARGEST + 1);
  const int below = 64 - SWEET_NUMBER_FRACTION_BITS - 3;
  int leading;
  int upper;
  int binary;
  guint64 high;
  guint64 low;
  guint64 fraction;

  *value = mantissa == 0 || exponent < SWEET_POWERS_SMALLEST ? 0 : (double) INFINITY;
  if (mantissa == 0 || exponent < SWEET_POWERS_SMALLEST || exponent > SWEET_POWERS_LARGEST)
    return TRUE;

  leading = __builtin_clzll (mantissa);
  sweet_number_scale (mantissa << leading, exponent, &high, &low);
  if (low == G_MAXUINT64 && (exponent < -27 || exponent > 55))
    return FALSE;

  upper = (int) (high >> 63);
  fraction = high >> (upper + below);
  /* 217706 / 65536 is the binary logarithm of ten, near enough in this range */
  binary = ((217706 * exponent) >> 16) + 63 + upper - leading + SWEET_NUMBER_BIAS;
  if (binary <= 0)
    {
      *value = sweet_number_round_subnormal (fraction, binary);
      return TRUE;
    }

  /* in the middle of two doubles, the even one; products that are exact have few digits */
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (fraction & 3) == 1 && fraction << (upper + below) == high)
    fraction &= ~(guint64) 1;
  fraction = (fraction + (fraction & 1)) >> 1;
  if (fraction >> (SWEET_NUMBER_FRACTION_BITS + 1) != 0)
    {
      fraction = 0;
      binary++;
    }
  if (binary < SWEET_NUMBER_INFINITE)
    *value = sweet_number_assemble (fraction & ~((guint64) 1 << SWEET_NUMBER_FRACTION_BITS), binary);
  return TRUE;
}

/* the very rare number that no shortcut decides */
static double
sweet_number_read_slowly (const char *text,
                          gsize length)
{
  char local[128];
  g_autofree char *heap = NULL;
  char *copy = local;

  if (length >= sizeof local)
    copy = heap = g_malloc (length + 1);
  memcpy (copy, text, length);
  copy[length] = '\0';
  return g_ascii_strtod (copy, NULL);
}

/* what sweet_number_read_short_double() did not take */
gboolean
sweet_number_read_long_double (const char *text,
                               gsize length,
                               double *value)
{
  SweetDecimal decimal;
  double next;

  if (!sweet_number_scan (text, length, &decimal))
    return FALSE;

  if (!sweet_number_compute (decimal.mantissa, decimal.exponent, value) || (decimal.truncated && (!sweet_number_compute (decimal.mantissa + 1, decimal.exponent, &next) || next > *value)))
    {
      *value = sweet_number_read_slowly (text, length);
      return TRUE;
    }
  if (decimal.negative)
    *value = -*value;
  return TRUE;
}
