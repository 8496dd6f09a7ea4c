/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-schema-private.h"

#include <math.h>
#include <string.h>

#include "sweet-test.h"

/* whole columns against the cells of every row, read one by one, for views of all kinds */

#define N_COLUMNS 3
#define N_ROWS    200

typedef struct
{
  SweetPayload payload;
  GString *text;
  GArray *index;
  SweetSchema *schema;
  SweetChunk *chunk;
} Table;

/* a cell in brackets is a number, one in braces nothing */
static void
resolve (SweetCell *cell,
         SweetArena *arena,
         guintptr data)
{
  char *copy;

  if (cell->length == 0)
    return;
  if (cell->data[0] == '{')
    {
      *cell = (SweetCell){ NULL, 0, SWEET_CELL_NULL };
      return;
    }
  if (cell->data[0] != '[')
    return;
  copy = sweet_arena_alloc (arena, cell->length);
  memcpy (copy, cell->data + 1, cell->length - 2);
  *cell = (SweetCell){ copy, cell->length - 2, SWEET_CELL_NUMBER };
}

static void
append_row (Table *self,
            GRand *rand)
{
  static const char *const texts[] = { "", "1", "-7", "123456789", "1e400", "-0", "0x10", "5 ", "\xff", "text", "[12]", "[1.5]", "[x]", "{}", "9223372036854775807", "-9223372036854775808", "0.25" };
  guint n_present = (guint) g_rand_int_range (rand, 1, N_COLUMNS + 1);
  guint32 start = (guint32) self->text->len;

  g_array_append_val (self->index, start);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      guint32 end = start;

      if (i < n_present)
        {
          g_string_append (self->text, texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]);
          end = (guint32) self->text->len;
          g_string_append_c (self->text, ',');
        }
      if (self->payload.layout.places == SWEET_CELL_PLACES_SPANS)
        {
          guint32 begin = i < n_present ? start : 1;
          guint32 until = i < n_present ? end : 0;

          g_array_append_val (self->index, begin);
          g_array_append_val (self->index, until);
        }
      else
        {
          g_array_append_val (self->index, end);
        }
      start = (guint32) self->text->len;
    }
}

static void
table_init (Table *self,
            const SweetRowLayout *layout,
            guint n_rows)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (n_rows);

  *self = (Table){ .payload = { .refs = 1, .layout = *layout } };
  self->text = g_string_new (NULL);
  self->index = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < n_rows; i++)
    append_row (self, rand);
  self->payload.base = (const guint8 *) self->text->str;
  self->payload.index = (const guint32 *) (gpointer) self->index->data;
  self->payload.stride = layout->places == SWEET_CELL_PLACES_SPANS ? 2 * N_COLUMNS + 1 : N_COLUMNS + 1;
  self->payload.n_slots = N_COLUMNS;
  self->payload.n_rows = n_rows;
  self->schema = sweet_schema_new (names);
  self->chunk = sweet_chunk_new_empty ();
  sweet_chunk_show_rows (self->chunk, &self->payload, TRUE, self->schema, 0, n_rows);
}

static void
table_clear (Table *self)
{
  g_object_unref (self->chunk);
  g_object_unref (self->schema);
  g_string_free (self->text, TRUE);
  g_array_unref (self->index);
}

static void
assert_cells_equal (const SweetCell *a,
                    const SweetCell *b)
{
  g_assert_cmpuint (a->type, ==, b->type);
  g_assert_cmpuint (a->length, ==, b->length);
  g_assert_true (a->length == 0 || memcmp (a->data, b->data, a->length) == 0);
}

static void
assert_numbers_right (const SweetCell *cell,
                      gint64 whole,
                      guint8 valid,
                      double real)
{
  gint64 expected_whole = G_MININT64;
  double expected_real = (double) NAN;

  g_assert_cmpint (valid, ==, sweet_cell_get_int64 (cell, &expected_whole));
  g_assert_cmpint (whole, ==, expected_whole);
  if (sweet_cell_get_double (cell, &expected_real))
    g_assert_true (real == expected_real && signbit (real) == signbit (expected_real));
  else
    g_assert_true (isnan (real));
}

/* @cells_first: whether numbers are made of cells that are there already, or of the bytes */
static void
check_columns (SweetChunk *chunk,
               gboolean cells_first)
{
  SweetArena arena = { NULL, NULL, 0 };

  for (guint column = 0; column < sweet_schema_get_n_columns (chunk->schema); column++)
    {
      const SweetCell *cells = cells_first ? sweet_chunk_get_column (chunk, column, NULL) : NULL;
      const double *reals = sweet_chunk_get_doubles (chunk, column, NULL);
      const guint8 *valid = NULL;
      const gint64 *wholes = sweet_chunk_get_int64s (chunk, column, &valid, NULL);

      if (cells == NULL)
        cells = sweet_chunk_get_column (chunk, column, NULL);
      for (guint row = 0; row < chunk->n_rows; row++)
        {
          SweetCell cell;

          sweet_chunk_read (chunk, row, column, &arena, &cell);
          assert_cells_equal (&cell, &cells[row]);
          assert_numbers_right (&cell, wholes[row], valid[row], reals[row]);
        }
      /* made once */
      g_assert_true (sweet_chunk_get_column (chunk, column, NULL) == cells);
      g_assert_true (sweet_chunk_get_int64s (chunk, column, NULL, NULL) == wholes);
      g_assert_true (sweet_chunk_get_doubles (chunk, column, NULL) == reals);
    }
  sweet_arena_clear (&arena);
}

static const SweetRowLayout layouts[] = {
  { .places = SWEET_CELL_PLACES_ENDS, .lead = -1 },
  { .places = SWEET_CELL_PLACES_ENDS, .lead = '[', .resolve = resolve },
  { .places = SWEET_CELL_PLACES_ENDS, .lead = -1, .resolve = resolve },
  { .places = SWEET_CELL_PLACES_SPANS, .lead = '[', .resolve = resolve },
};

static void
check_views (const SweetRowLayout *layout,
             guint n_rows,
             gboolean cells_first)
{
  static const char *const names[] = { "c", "none", "a", NULL };
  static const int columns[] = { 2, -1, 0 };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autofree guint32 *rows = g_new (guint32, n_rows + 1);
  guint n_selected = 0;
  Table table;

  table_init (&table, layout, n_rows);
  check_columns (table.chunk, cells_first);

  /* what was made goes with the view that it was made for */
  sweet_chunk_cut (table.chunk, n_rows / 3, n_rows - n_rows / 3);
  check_columns (table.chunk, cells_first);

  for (guint i = 0; i < table.chunk->n_rows; i += 2)
    rows[n_selected++] = i;
  sweet_chunk_select_rows (table.chunk, rows, n_selected);
  check_columns (table.chunk, cells_first);

  sweet_chunk_select_columns (table.chunk, schema, columns, G_N_ELEMENTS (columns));
  check_columns (table.chunk, cells_first);

  sweet_chunk_select_rows (table.chunk, rows, 0);
  check_columns (table.chunk, cells_first);
  table_clear (&table);
}

static void
test_views (SweetTest *test,
            gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    for (guint n_rows = 0; n_rows <= N_ROWS; n_rows += n_rows < 3 ? 1 : 39)
      {
        check_views (&layouts[i], n_rows, FALSE);
        check_views (&layouts[i], n_rows, TRUE);
      }
}

/* a chunk that is shown something else, with more columns or none of the old ones */
static void
test_shown_again (SweetTest *test,
                  gconstpointer data)
{
  Table first;
  Table second;

  table_init (&first, &layouts[1], 20);
  table_init (&second, &layouts[3], 30);
  check_columns (first.chunk, FALSE);
  sweet_chunk_show_rows (first.chunk, &second.payload, TRUE, second.schema, 10, 20);
  check_columns (first.chunk, FALSE);
  sweet_chunk_assign (first.chunk, second.chunk);
  check_columns (first.chunk, TRUE);
  table_clear (&first);
  table_clear (&second);
}

/* a name is found as ever, whatever was found before and in whatever schema */
static void
test_found_again (SweetTest *test,
                  gconstpointer data)
{
  static const char *const names[] = { "a", "b", "c", "d", NULL };
  static const char *const twice[] = { "b", "a", "b", "a", "", NULL };
  static const char *const asked[] = { "a", "b", "c", "d", "", "e", "\xff" };
  SweetSchema *schemas[] = { sweet_schema_new (names), sweet_schema_new (twice), sweet_schema_new (NULL) };
  guint carried = 0;

  for (guint hint = 0; hint < 8; hint++)
    for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
      for (gsize j = 0; j < G_N_ELEMENTS (schemas); j++)
        {
          guint found = hint;

          g_assert_cmpint (sweet_schema_find_again (schemas[j], asked[i], &found), ==, sweet_schema_find (schemas[j], asked[i]));
          g_assert_cmpint (sweet_schema_find_again (schemas[j], asked[i], &found), ==, sweet_schema_find (schemas[j], asked[i]));
          g_assert_cmpint (sweet_schema_find_again (schemas[j], asked[i], &carried), ==, sweet_schema_find (schemas[j], asked[i]));
        }
  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    g_clear_object (&schemas[i]);
}

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (SweetChunk) other = sweet_chunk_new_bytes (bytes);
  Table table;

  table_init (&table, &layouts[0], 5);
  g_assert_null (sweet_chunk_get_int64s (table.chunk, N_COLUMNS, NULL, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_get_doubles (table.chunk, N_COLUMNS, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_get_doubles (other, 0, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_get_int64s (other, 0, NULL, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA);
  g_clear_error (&error);

  sweet_chunk_detach (table.chunk);
  g_assert_null (sweet_chunk_get_int64s (table.chunk, 0, NULL, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_get_doubles (table.chunk, 0, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  table_clear (&table);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/columns/views", test_views);
  sweet_test_add ("/sweet/columns/shown-again", test_shown_again);
  sweet_test_add ("/sweet/columns/found-again", test_found_again);
  sweet_test_add ("/sweet/columns/errors", test_errors);

  return g_test_run ();
}
