/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "../../../plugins/count/sweet-count-table.c"

#include "sweet-test.h"

/* the table against a GHashTable that knows values by a text of their kind and their bytes */

static char *
name_value (const SweetCell *cell)
{
  gboolean missing = cell == NULL || sweet_cell_is_missing (cell);

  return g_strdup_printf ("%u:%.*s", missing ? SWEET_CELL_NULL : cell->type, missing ? 0 : (int) cell->length, missing ? "" : cell->data);
}

static void
reference_add (GHashTable *reference,
               const SweetCell *cells,
               guint n_rows)
{
  for (guint row = 0; row < n_rows; row++)
    {
      char *name = name_value (cells != NULL ? &cells[row] : NULL);
      gsize count = GPOINTER_TO_SIZE (g_hash_table_lookup (reference, name));

      g_hash_table_insert (reference, name, GSIZE_TO_POINTER (count + 1));
    }
}

static void
check (SweetCountTable *table,
       GHashTable *reference)
{
  sweet_count_table_sort (table);
  g_assert_cmpuint (table->groups->len, ==, g_hash_table_size (reference));
  for (guint i = 0; i < table->groups->len; i++)
    {
      const SweetCountGroup *group = &g_array_index (table->groups, SweetCountGroup, i);
      g_autofree char *name = name_value (&group->value);

      g_assert_cmpuint (group->count, ==, GPOINTER_TO_SIZE (g_hash_table_lookup (reference, name)));
      if (i > 0)
        g_assert_cmpint (sweet_count_group_compare (group - 1, group), <, 0);
    }
}

/* texts that differ in few bytes at the ends and in the middle, in allocations of their own size */
static void
fill_cells (GRand *rand,
            SweetCell *cells,
            guint n_rows,
            int max_length,
            int n_letters)
{
  for (guint row = 0; row < n_rows; row++)
    {
      gsize length = (gsize) g_rand_int_range (rand, 0, max_length + 1);
      char *text = g_malloc (MAX (length, 1));

      for (gsize i = 0; i < length; i++)
        text[i] = (char) ('a' + g_rand_int_range (rand, 0, n_letters));
      cells[row] = (SweetCell){ text, (guint32) length, (guint32) g_rand_int_range (rand, SWEET_CELL_ABSENT, SWEET_CELL_JSON + 1) };
    }
}

static void
free_cells (SweetCell *cells,
            guint n_rows)
{
  for (guint row = 0; row < n_rows; row++)
    g_free ((char *) cells[row].data);
}

static void
run_random (int max_length,
            int n_letters)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autoptr (GHashTable) reference = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SweetCountTable tables[3];
  SweetCell cells[300];

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    sweet_count_table_init (&tables[i]);
  for (guint i = 0; i < 20; i++)
    {
      guint n_rows = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (cells) + 1);

      fill_cells (rand, cells, n_rows, max_length, n_letters);
      sweet_count_table_add_column (&tables[i % G_N_ELEMENTS (tables)], cells, n_rows);
      reference_add (reference, cells, n_rows);
      /* the table keeps its values itself */
      free_cells (cells, n_rows);
    }
  sweet_count_table_add_column (&tables[1], NULL, 40);
  reference_add (reference, NULL, 40);

  sweet_count_table_add_table (&tables[0], &tables[1]);
  sweet_count_table_clear (&tables[1]);
  sweet_count_table_add_table (&tables[0], &tables[2]);
  sweet_count_table_clear (&tables[2]);
  check (&tables[0], reference);
  sweet_count_table_clear (&tables[0]);
}

static void
test_random (SweetTest *test,
             gconstpointer data)
{
  for (int max_length = 0; max_length < 26; max_length += max_length < 10 ? 1 : 5)
    for (int n_letters = 1; n_letters < 27; n_letters += 5)
      run_random (max_length, n_letters);
}

/* every length around that which is told apart by its hash alone, differing in one byte */
static void
test_one_byte (SweetTest *test,
               gconstpointer data)
{
  SweetCountTable table;
  char text[40];
  guint n_groups = 0;

  sweet_count_table_init (&table);
  for (guint round = 0; round < 2; round++)
    for (guint32 length = 0; length <= sizeof text; length++)
      for (guint32 place = 0; place < length; place++)
        for (guint byte = 0; byte < 256; byte += 15)
          {
            SweetCell cell = { text, length, SWEET_CELL_TEXT };

            memset (text, 1, sizeof text);
            text[place] = (char) byte;
            sweet_count_table_add_column (&table, &cell, 1);
            n_groups += round;
          }
  g_assert_cmpuint (table.groups->len, ==, n_groups);
  sweet_count_table_sort (&table);
  for (guint i = 0; i < n_groups; i++)
    g_assert_cmpuint (g_array_index (table.groups, SweetCountGroup, i).count, ==, 2);
  sweet_count_table_clear (&table);
}

static void
test_empty (SweetTest *test,
            gconstpointer data)
{
  SweetCountTable table;
  SweetCountTable other;

  sweet_count_table_init (&table);
  sweet_count_table_init (&other);
  sweet_count_table_add_column (&table, NULL, 0);
  sweet_count_table_add_table (&table, &other);
  sweet_count_table_sort (&table);
  g_assert_cmpuint (table.groups->len, ==, 0);
  sweet_count_table_clear (&table);
  sweet_count_table_clear (&other);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/count-table/random", test_random);
  sweet_test_add ("/sweet/count-table/one-byte", test_one_byte);
  sweet_test_add ("/sweet/count-table/empty", test_empty);

  return g_test_run ();
}
