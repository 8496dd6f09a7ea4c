/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <math.h>
#include <string.h>

#include "sweet-test.h"

/* numbers of cells against a reader that goes digit by digit and asks the C library; every text lies at the
 * very end of an allocation of its own, so that a look behind it is seen */

#define N_RANDOM 150000

static gboolean
reference_int64 (const char *text,
                 gsize length,
                 gint64 *value)
{
  const char *p = text;
  const char *end = p + length;
  gboolean negative = FALSE;
  guint64 limit = G_MAXINT64;
  guint64 number = 0;

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

static const char *
skip_digits (const char *p,
             const char *end)
{
  while (p < end && g_ascii_isdigit (*p))
    p++;
  return p;
}

/* [+-] digits [. digits] [e [+-] digits], at least one digit in front or behind the point */
static gboolean
reference_double (const char *text,
                  gsize length,
                  double *value)
{
  g_autofree char *copy = g_strndup (text, length);
  const char *p = text;
  const char *end = p + length;
  gsize n_digits;

  if (p < end && (*p == '-' || *p == '+'))
    p++;
  n_digits = (gsize) (skip_digits (p, end) - p);
  p += n_digits;
  if (p < end && *p == '.')
    {
      n_digits += (gsize) (skip_digits (p + 1, end) - p - 1);
      p = skip_digits (p + 1, end);
    }
  if (n_digits == 0)
    return FALSE;
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '-' || *p == '+'))
        p++;
      if (p == end || !g_ascii_isdigit (*p))
        return FALSE;
      p = skip_digits (p, end);
    }
  if (p != end)
    return FALSE;

  *value = g_ascii_strtod (copy, NULL);
  return TRUE;
}

static guint64
bits_of (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static void
check (const char *text,
       gsize length)
{
  g_autofree char *exact = g_malloc (MAX (length, 1));
  SweetCell cell = { exact, (guint32) length, length % 2 == 0 ? SWEET_CELL_TEXT : SWEET_CELL_NUMBER };
  gint64 whole = 0;
  gint64 expected_whole = 0;
  double real = 0;
  double expected_real = 0;
  gboolean is_whole;
  gboolean is_real;

  memcpy (exact, text, length);
  is_whole = sweet_cell_get_int64 (&cell, &whole);
  is_real = sweet_cell_get_double (&cell, &real);
  if (is_whole != reference_int64 (text, length, &expected_whole) || whole != expected_whole)
    g_error ("“%.*s” is read as %s %" G_GINT64_FORMAT, (int) length, text, is_whole ? "the whole number" : "none, not", whole);
  if (is_real != reference_double (text, length, &expected_real) || bits_of (real) != bits_of (expected_real))
    g_error ("“%.*s” is read as %s %.17g, not %.17g", (int) length, text, is_real ? "the number" : "none, not", real, expected_real);
}

static void
check_text (const char *text)
{
  check (text, strlen (text));
}

static void
test_special (SweetTest *test,
              gconstpointer data)
{
  static const char *const texts[] = {
    "",
    "0",
    "-0",
    "+0",
    "-0.0",
    "00",
    "007",
    "+5",
    "-5",
    " 5",
    "5 ",
    "--5",
    "+-5",
    "-",
    "+",
    ".",
    "-.",
    "5.",
    ".5",
    "-.5",
    "+.5",
    "5..",
    ".5.",
    "1.2.3",
    "e5",
    "1e",
    "1e+",
    "1e-",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.e5",
    ".e5",
    ".1e5",
    "1e5.",
    "1e5e5",
    "0x10",
    "inf",
    "-inf",
    "nan",
    "Infinity",
    "1e400",
    "-1e400",
    "1e-400",
    "0e400",
    "0e99999999999",
    "1e99999999999",
    "1e-99999999999",
    "1,5",
    "1_000",
    "\xd9\xa1",
    "\xef\xbc\x91",
    "\xff",
    "1\xff",
    "12345678\xb0",
    "\xb0"
    "12345678",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "00000000000000000000009223372036854775807",
    "99999999999999999999",
    "12345678",
    "123456789",
    "1234567812345678",
    "12345678123456781",
    "1234567x",
    "x2345678",
    "12345678x",
    "123456781234567x",
    "1234567812345678x",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740992.5",
    "9007199254740993.0",
    "0.1",
    "0.2",
    "0.30000000000000004",
    "90071992.54740993",
    "12345678.12345678",
    "99999999.99999999",
    "123456789.5",
    "5.123456789",
    "2.2250738585072014e-308",
    "2.2250738585072011e-308",
    "2.2250738585072012e-308",
    "4.9406564584124654e-324",
    "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.7976931348623159e308",
    "8.98846567431158e307",
    "6.631236846766476e-316",
    "3.2378839133029012895883524125015321748630094231114e-319",
    "1e23",
    "8.5e22",
    "1e22",
    "1e-22",
    "9355950000000000000.00000000000000000000000000000000001844674407370955161600000184467440737095516161844674407370955161407370955161618446744073709551616000184467440737095516166000001844674407370955161618446744073709551614073709551616184467440737095516160001844674407370955161601844674407370955674451616184467440737095516140737095516161844674407370955161600018446744073709551616018446744073709551611616000184467440737095001844674407370955161600184467440737095516160018446744073709551168164467440737095516160001844073709551616018446744073709551616184467440737095516160001844674407536910751601611616000184467440737095001844674407370955161600184467440737095516160018446744073709551616184467440737095516160001844955161618446744073709551616000184467440753691075160018446744073709",
    "1090544144181609348835077142190",
    "1090544144181609348671888949248",
    "5708990770823839207320493820740630171355185152001e-3",
    "2.225073858507201136057409796709131975934819546351645648023426109724822222021076945516529523908135087914149158913039621106870086438694594645527657207407820621743379988141063267329253552286881372149012981122451451889849057222307285255133155755015914397476397983411801999323962548289017107081850690630666655994938275772572015763062690663332647565300009245888316433037779791869612049497390377829704905051080609940730262937128958950003583799967207254304360284078895771796150945516748243471030702609144621572289880258182545180325707018860872113128079512233426288368622321503775666622503982534335974568884423900265498198385487948292206894721689831099698365846814022854243330660339850886445804001034933970427567186443383770486037861622771738545623065874679014086723327636718751234567890123456789012345678901e-308",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    check_text (texts[i]);
  check ("1\0", 2);
  check ("\0", 1);
}

/* very many digits, and exponents that take back what they add */
static void
test_long (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint length = 1; length < 400; length += 3)
    {
      g_string_assign (text, "0.");
      for (guint i = 0; i < length; i++)
        g_string_append_c (text, '0');
      g_string_append_printf (text, "123e%u", length);
      check_text (text->str);

      g_string_assign (text, "1");
      for (guint i = 0; i < length; i++)
        g_string_append_c (text, '0');
      check_text (text->str);
      g_string_append_printf (text, "e-%u", length);
      check_text (text->str);
      g_string_append_c (text, '.');
      check_text (text->str);
    }

  g_string_assign (text, "0.");
  for (guint i = 0; i < 120000; i++)
    g_string_append_c (text, '0');
  g_string_append (text, "25e120001");
  check_text (text->str);
}

/* no cell but text and numbers is one, and a missing one has no bytes */
static void
test_types (SweetTest *test,
            gconstpointer data)
{
  gint64 whole;
  double real;

  for (guint type = SWEET_CELL_ABSENT; type <= SWEET_CELL_JSON; type++)
    {
      SweetCell cell = { "12", 2, type };
      SweetCell empty = { NULL, 0, type };
      gboolean expected = type == SWEET_CELL_TEXT || type == SWEET_CELL_NUMBER;

      g_assert_cmpint (sweet_cell_get_int64 (&cell, &whole), ==, expected);
      g_assert_cmpint (sweet_cell_get_double (&cell, &real), ==, expected);
      g_assert_false (sweet_cell_get_int64 (&empty, &whole));
      g_assert_false (sweet_cell_get_double (&empty, &real));
    }
}

static guint
get_n_random (void)
{
  if (g_test_thorough ())
    sweet_test_set_watchdog (600);

  return (g_test_thorough () ? 100u : 1u) * N_RANDOM / sweet_test_time_factor ();
}

static guint64
random_bits (GRand *rand)
{
  return (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
}

/* any mantissa with any exponent, written in a few ways */
static void
test_random_decimals (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  char text[128];

  for (guint i = get_n_random (); i > 0; i--)
    {
      guint64 mantissa = random_bits (rand) >> g_rand_int_range (rand, 0, 64);
      const char *sign = g_rand_boolean (rand) ? "-" : "";

      switch (g_rand_int_range (rand, 0, 5))
        {
        case 0:
          g_snprintf (text, sizeof text, "%s%" G_GUINT64_FORMAT, sign, mantissa);
          break;
        case 1:
          g_snprintf (text, sizeof text, "%s%" G_GUINT64_FORMAT ".%0*u", sign, mantissa, g_rand_int_range (rand, 1, 12), g_rand_int (rand) >> g_rand_int_range (rand, 0, 32));
          break;
        case 2:
          g_snprintf (text, sizeof text, "%s%" G_GUINT64_FORMAT "e%d", sign, mantissa, g_rand_int_range (rand, -345, 310));
          break;
        case 3:
          g_snprintf (text, sizeof text, "%s0.%0*" G_GUINT64_FORMAT "e%d", sign, g_rand_int_range (rand, 1, 40), mantissa, g_rand_int_range (rand, -30, 30));
          break;
        default:
          g_snprintf (text, sizeof text, "%s%" G_GUINT64_FORMAT "%" G_GUINT64_FORMAT "e%d", sign, mantissa, random_bits (rand), g_rand_int_range (rand, -360, 300));
        }
      check_text (text);
    }
}

/* what lies exactly or almost in the middle of two doubles */
static void
test_random_halfways (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  char text[1200];

  for (guint i = get_n_random () / 10; i > 0; i--)
    {
      guint64 bits = random_bits (rand) & G_GUINT64_CONSTANT (0x7fffffffffffffff);
      double low;
      double high;
      int length;

      /* many of those that a small power of ten makes, where ties are exact */
      if (g_rand_boolean (rand))
        bits = (bits & G_GUINT64_CONSTANT (0x000fffffffffffff)) | (guint64) g_rand_int_range (rand, 1023 - 20, 1023 + 75) << 52;
      memcpy (&low, &bits, sizeof low);
      bits++;
      memcpy (&high, &bits, sizeof high);
      if (!isfinite (low) || !isfinite (high))
        continue;

      g_snprintf (text, sizeof text, "%.17g", low);
      check_text (text);
      g_snprintf (text, sizeof text, "%.16g", low);
      check_text (text);
      /* long double has eleven bits more, so that the middle is exact where it has them */
      if (low > 1e-290)
        {
          length = g_snprintf (text, sizeof text, "%.*Lg", g_rand_int_range (rand, 17, 760), ((long double) low + (long double) high) / 2);
          check_text (text);
          text[length - 1] = (char) ('0' + g_rand_int_range (rand, 0, 10));
          check_text (text);
        }
    }
}

/* bytes that numbers are made of, in no order */
static void
test_random_bytes (SweetTest *test,
                   gconstpointer data)
{
  static const char alphabet[] = "00112233445566778899+-.eE \xd9x";
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  char text[32];

  for (guint i = get_n_random (); i > 0; i--)
    {
      gsize length = (gsize) g_rand_int_range (rand, 0, sizeof text);
      int n_letters = g_rand_boolean (rand) ? 20 : (int) sizeof alphabet - 1;

      for (gsize j = 0; j < length; j++)
        text[j] = alphabet[g_rand_int_range (rand, 0, n_letters)];
      if (length > 2 && g_rand_boolean (rand))
        text[g_rand_int_range (rand, 0, (gint32) length)] = '.';
      check (text, length);
    }
}

/* every byte in every place of every length that is read a word at a time */
static void
test_every_byte (SweetTest *test,
                 gconstpointer data)
{
  char text[24];

  for (gsize length = 1; length <= sizeof text; length++)
    for (gsize place = 0; place < length; place++)
      for (guint byte = 0; byte < 256; byte++)
        {
          memset (text, '9', length);
          text[place] = (char) byte;
          check (text, length);
        }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/number/special", test_special);
  sweet_test_add ("/sweet/number/long", test_long);
  sweet_test_add ("/sweet/number/types", test_types);
  sweet_test_add ("/sweet/number/random-decimals", test_random_decimals);
  sweet_test_add ("/sweet/number/random-halfways", test_random_halfways);
  sweet_test_add ("/sweet/number/random-bytes", test_random_bytes);
  sweet_test_add ("/sweet/number/every-byte", test_every_byte);

  return g_test_run ();
}
