/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "csv-reference.h"

#include <stdlib.h>

/* Makes CSV, good and malformed, out of a seed. */

/* the seed of this run, printed so that it can be repeated with SWEET_TEST_SEED */
static inline guint32
csv_generate_seed (void)
{
  const char *given = g_getenv ("SWEET_TEST_SEED");
  guint32 seed = given != NULL ? (guint32) strtoul (given, NULL, 0) : g_random_int ();

  g_test_message ("SWEET_TEST_SEED=%u", seed);

  return seed;
}

static inline gboolean
csv_generate_chance (GRand *rand,
                     int one_in)
{
  return g_rand_int_range (rand, 0, one_in) == 0;
}

static inline CsvOptions
csv_generate_options (GRand *rand)
{
  CsvOptions options = CSV_OPTIONS_DEFAULT;

  if (csv_generate_chance (rand, 6))
    options.delimiter = ";\t|"[g_rand_int_range (rand, 0, 3)];
  if (csv_generate_chance (rand, 6))
    options.quote = csv_generate_chance (rand, 2) ? '\'' : -1;

  options.header = !csv_generate_chance (rand, 4);
  options.accept_ragged = csv_generate_chance (rand, 4);
  options.literal_quotes = csv_generate_chance (rand, 4);
  options.skip = csv_generate_chance (rand, 2);
  if (csv_generate_chance (rand, 3))
    options.max_record_size = (gsize) g_rand_int_range (rand, 1, csv_generate_chance (rand, 2) ? 12 : 200);

  return options;
}

/* nothing but bytes that mean something */
static inline void
csv_generate_noise (GRand *rand,
                    const CsvOptions *options,
                    GString *out)
{
  const char alphabet[] = { 'a', options->delimiter, '\n', (char) (options->quote >= 0 ? options->quote : '"'), '\r', 'b', '\0', '\xef' };
  int n_letters = g_rand_int_range (rand, 3, sizeof alphabet + 1);
  int length = g_rand_int_range (rand, 0, csv_generate_chance (rand, 3) ? 400 : 40);

  for (int i = 0; i < length; i++)
    {
      if (csv_generate_chance (rand, 8))
        g_string_append (out, "\r\n");
      else
        g_string_append_c (out, alphabet[g_rand_int_range (rand, 0, n_letters)]);
    }
}

static inline void
csv_generate_text (GRand *rand,
                   const char *letters,
                   int length,
                   GString *out)
{
  int n_letters = (int) strlen (letters);

  for (int i = 0; i < length; i++)
    g_string_append_c (out, letters[g_rand_int_range (rand, 0, n_letters)]);
}

static inline int
csv_generate_length (GRand *rand)
{
  if (csv_generate_chance (rand, 60))
    return g_rand_int_range (rand, 100, 3000);

  return g_rand_int_range (rand, 0, csv_generate_chance (rand, 4) ? 70 : 8);
}

/* a field as it should be */
static inline void
csv_generate_field (GRand *rand,
                    const CsvOptions *options,
                    GString *out)
{
  const char quoted[] = { 'x', ' ', 'y', '\n', options->delimiter, '\r', '0', '\0' };
  int length = csv_generate_length (rand);

  if (options->quote < 0 || !csv_generate_chance (rand, 3))
    {
      csv_generate_text (rand, "abc 0123456789.\303\244", length, out);
      return;
    }

  g_string_append_c (out, (char) options->quote);
  for (int i = 0; i < length; i++)
    {
      if (csv_generate_chance (rand, 6))
        {
          g_string_append_c (out, (char) options->quote);
          g_string_append_c (out, (char) options->quote);
        }
      else
        csv_generate_text (rand, quoted, 1, out);
    }
  g_string_append_c (out, (char) options->quote);
}

/* something that is not as it should be */
static inline void
csv_generate_fault (GRand *rand,
                    const CsvOptions *options,
                    GString *out)
{
  char quote = (char) (options->quote >= 0 ? options->quote : '"');

  switch (g_rand_int_range (rand, 0, 7))
    {
    case 0:
      g_string_append_printf (out, "5%c pipe", quote);
      break;
    case 1:
      g_string_append_printf (out, "%cab%c c", quote, quote);
      break;
    case 2:
      g_string_append_printf (out, "%copen", quote);
      break;
    case 3:
      g_string_append_c (out, '\0');
      break;
    case 4:
      g_string_append_c (out, '\r');
      break;
    case 5:
      g_string_append_printf (out, "%c%c%c", quote, quote, quote);
      break;
    default:
      g_string_append_printf (out, "%c\r\r%c%c", options->delimiter, '\0', quote);
    }
}

static inline void
csv_generate_line_end (GRand *rand,
                       int crlf,
                       GString *out)
{
  gboolean with_cr = crlf == 2 ? csv_generate_chance (rand, 2) : crlf == 1;

  g_string_append (out, with_cr ? "\r\n" : "\n");
}

/* a table; one record in @fault_rate has something wrong with it, none for 0 */
static inline void
csv_generate_table (GRand *rand,
                    const CsvOptions *options,
                    int fault_rate,
                    GString *out)
{
  int n_columns = csv_generate_chance (rand, 4) ? 1 : g_rand_int_range (rand, 1, 7);
  int n_rows = g_rand_int_range (rand, 0, csv_generate_chance (rand, 4) ? 200 : 20);
  int crlf = g_rand_int_range (rand, 0, 3);

  if (csv_generate_chance (rand, 5))
    g_string_append (out, "\357\273\277");

  while (csv_generate_chance (rand, 8))
    csv_generate_line_end (rand, crlf, out);

  for (int i = 0; options->header && i < n_columns; i++)
    g_string_append_printf (out, "%sc%d", i > 0 ? (char[]){ options->delimiter, '\0' } : "", i);
  if (options->header)
    csv_generate_line_end (rand, crlf, out);

  for (int row = 0; row < n_rows; row++)
    {
      gboolean faulty = fault_rate > 0 && csv_generate_chance (rand, fault_rate);
      int n_fields = n_columns;

      while (csv_generate_chance (rand, 20))
        csv_generate_line_end (rand, crlf, out);

      if (faulty && csv_generate_chance (rand, 2))
        n_fields = MAX (1, n_columns + g_rand_int_range (rand, -2, 3));

      for (int i = 0; i < n_fields; i++)
        {
          if (i > 0)
            g_string_append_c (out, options->delimiter);
          csv_generate_field (rand, options, out);
          if (faulty && csv_generate_chance (rand, n_fields))
            csv_generate_fault (rand, options, out);
        }

      if (row < n_rows - 1 || !csv_generate_chance (rand, 3))
        csv_generate_line_end (rand, crlf, out);
    }
}

static inline GString *
csv_generate (GRand *rand,
              const CsvOptions *options)
{
  GString *out = g_string_new (NULL);

  if (csv_generate_chance (rand, 4))
    csv_generate_noise (rand, options, out);
  else
    csv_generate_table (rand, options, csv_generate_chance (rand, 3) ? 0 : g_rand_int_range (rand, 1, 30), out);

  return out;
}
