/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "../../../plugins/filter/sweet-filter-literal.c"

#include "sweet-test.h"

/* the search for a literal against one that goes place by place. texts are allocations of their own size, so
 * that a look beyond them is seen. */

#define N_RANDOM 20000

static const char *
reference_find (const char *needle,
                gsize needle_length,
                const char *text,
                gsize length)
{
  for (gsize i = 0; i + needle_length <= length; i++)
    if (memcmp (text + i, needle, needle_length) == 0)
      return text + i;
  return NULL;
}

static void
test_what_is_literal (SweetTest *test,
                      gconstpointer data)
{
  static const struct
  {
    const char *pattern;
    const char *literal;
    gboolean whole;
  } cases[] = {
    { "ERROR", "ERROR", TRUE },
    { "x", "x", TRUE },
    { "two words", "two words", TRUE },
    { "caf\xc3\xa9", "caf\xc3\xa9", TRUE },
    { "# no comment", "# no comment", TRUE },
    { "ERROR [0-9]+", "ERROR ", FALSE },
    { "ab.c", "ab", FALSE },
    { "abc$", "abc", FALSE },
    { "abc*", "ab", FALSE },
    { "abc+", "ab", FALSE },
    { "abc?d", "ab", FALSE },
    { "abc{0}d", "ab", FALSE },
    { "ab\xc3\xa9?", "ab", FALSE },
    { "a\xc3\xa9*", NULL, FALSE },
    { "ab*", NULL, FALSE },
    { "a.", NULL, FALSE },
    { "abc|d", NULL, FALSE },
    { "abc(d|e)", NULL, FALSE },
    { "(?i)abc", NULL, FALSE },
    { "(*UCP)abc", NULL, FALSE },
    { "\\d", NULL, FALSE },
    { "^abc", NULL, FALSE },
    { "", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SweetFilterLiteral literal;

      sweet_filter_literal_init (&literal, cases[i].pattern, strlen (cases[i].pattern));
      g_assert_cmpstr (literal.text, ==, cases[i].literal);
      if (literal.text != NULL)
        g_assert_cmpint (literal.whole, ==, cases[i].whole);
      sweet_filter_literal_clear (&literal);
    }
}

static void
fill (GRand *rand,
      char *text,
      gsize length)
{
  static const char letters[] = "aabEx \xc3\xa9\n";

  for (gsize i = 0; i < length; i++)
    text[i] = letters[g_rand_int_range (rand, 0, sizeof letters - 1)];
}

static void
test_find (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_found = 0;

  for (guint i = N_RANDOM / sweet_test_time_factor (); i > 0; i--)
    {
      gsize length = (gsize) g_rand_int_range (rand, 0, 100);
      gsize needle_length = (gsize) g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 4 : 40);
      g_autofree char *text = g_malloc (MAX (length, 1));
      char needle[40];
      SweetFilterLiteral literal;
      const char *found;

      fill (rand, text, length);
      fill (rand, needle, needle_length);
      if (needle_length < length && g_rand_boolean (rand))
        memcpy (text + g_rand_int_range (rand, 0, (gint32) (length - needle_length + 1)), needle, needle_length);
      sweet_filter_literal_init (&literal, needle, needle_length);
      found = sweet_filter_literal_find (&literal, text, length);
      g_assert_true (found == reference_find (needle, needle_length, text, length));
      n_found += found != NULL;
      sweet_filter_literal_clear (&literal);
    }
  g_assert_cmpuint (n_found, >, 0);
}

/* cells of one text with and without gaps, some missing, some not asked for */
static guint
make_cells (GRand *rand,
            const char *text,
            gsize length,
            SweetCell *cells,
            guint8 *active,
            guint max_rows)
{
  gsize start = 0;
  guint n_rows = 0;
  int max_gap = g_rand_int_range (rand, 1, 6);

  while (n_rows < max_rows && start < length)
    {
      gsize size = (gsize) g_rand_int_range (rand, 0, (gint32) MIN (length - start, 20) + 1);

      cells[n_rows] = (SweetCell){ text + start, (guint32) size, SWEET_CELL_TEXT };
      if (g_rand_int_range (rand, 0, 10) == 0)
        cells[n_rows] = (SweetCell){ NULL, 0, SWEET_CELL_ABSENT };
      active[n_rows] = g_rand_int_range (rand, 0, 10) > 0;
      n_rows++;
      start += size + (gsize) g_rand_int_range (rand, 0, max_gap);
    }
  /* also backwards, where no cell follows another */
  for (guint i = 0; max_gap == 5 && i < n_rows / 2; i++)
    {
      SweetCell cell = cells[i];

      cells[i] = cells[n_rows - 1 - i];
      cells[n_rows - 1 - i] = cell;
    }
  return n_rows;
}

static void
test_rows (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autofree guint8 *out = g_malloc (100);
  guint n_true = 0;

  for (guint i = N_RANDOM / sweet_test_time_factor (); i > 0; i--)
    {
      g_autofree char *text = g_malloc (400);
      gsize needle_length = (gsize) g_rand_int_range (rand, 1, 5);
      char needle[5];
      SweetCell cells[100];
      guint8 active[100];
      guint n_rows;
      SweetFilterLiteral literal;

      fill (rand, text, 400);
      fill (rand, needle, needle_length);
      n_rows = make_cells (rand, text, 400, cells, active, 100);
      sweet_filter_literal_init (&literal, needle, needle_length);
      memset (out, 7, n_rows);
      sweet_filter_literal_run (&literal, cells, active, out, n_rows);
      for (guint row = 0; row < n_rows; row++)
        {
          g_assert_cmpuint (out[row], ==, active[row] && !sweet_cell_is_missing (&cells[row]) && reference_find (needle, needle_length, cells[row].data, cells[row].length) != NULL);
          n_true += out[row];
        }
      sweet_filter_literal_clear (&literal);
    }
  g_assert_cmpuint (n_true, >, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/filter-literal/what-is-literal", test_what_is_literal);
  sweet_test_add ("/sweet/filter-literal/find", test_find);
  sweet_test_add ("/sweet/filter-literal/rows", test_rows);

  return g_test_run ();
}
