/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-filter-program.h"

#include <string.h>

/* an expression over a whole chunk: each node says for every row that is still open whether it is true. what
 * the loops cost is measured by tests/benchmarks/vector. */

/* the cells of a column; NULL without error for a column that is missing in every record */
static gboolean
sweet_filter_program_read_column (SweetFilterProgram *self,
                                  SweetChunk *chunk,
                                  guint number,
                                  const SweetCell **cells,
                                  GError **error)
{
  SweetFilterColumn *column = g_ptr_array_index (self->columns, number);

  if (column->cells == NULL && column->index >= 0)
    {
      column->cells = sweet_chunk_get_column (chunk, (guint) column->index, error);
      if (column->cells == NULL)
        return FALSE;
    }
  *cells = column->cells;

  return TRUE;
}

/* the numbers of a column, made by the chunk in one go */
static gboolean
sweet_filter_program_read_numbers (SweetFilterProgram *self,
                                   SweetChunk *chunk,
                                   SweetFilterColumn *column,
                                   GError **error)
{
  if (column->numbers == NULL)
    column->numbers = sweet_chunk_get_doubles (chunk, (guint) column->index, error);

  return column->numbers != NULL;
}

static guint
sweet_filter_count_rows (const guint8 *rows,
                         guint n_rows)
{
  guint count = 0;

  for (guint i = 0; i < n_rows; i++)
    count += rows[i];

  return count;
}

/* no branch; what is no number is NaN, which no comparison accepts */
static void
sweet_filter_run_doubles (const SweetFilterNode *node,
                          const double *numbers,
                          const guint8 *active,
                          guint8 *out,
                          guint n_rows)
{
  const double constant = node->number.real;
  const guint8 less = (node->accepts & SWEET_FILTER_LESS) != 0;
  const guint8 equal = (node->accepts & SWEET_FILTER_EQUAL) != 0;
  const guint8 greater = (node->accepts & SWEET_FILTER_GREATER) != 0;

  for (guint i = 0; i < n_rows; i++)
    out[i] = active[i] & (guint8) ((less & (numbers[i] < constant)) | (equal & (numbers[i] == constant)) | (greater & (numbers[i] > constant)));
}

static void
sweet_filter_run_numbers (const SweetFilterNode *node,
                          const SweetCell *cells,
                          const guint8 *active,
                          guint8 *out,
                          guint n_rows)
{
  SweetFilterNumber number;

  for (guint i = 0; i < n_rows; i++)
    out[i] = active[i] && sweet_filter_read_number (&cells[i], &number) && sweet_filter_compare_numbers (&number, &node->number, node->accepts);
}

/* doubles tell whole numbers from a constant that is smaller than 2^53 as well as whole numbers do: those
 * that are not exact lie beyond it */
static gboolean
sweet_filter_node_needs_integers (const SweetFilterNode *node)
{
  const gint64 limit = G_GINT64_CONSTANT (1) << 53;

  return node->number.is_integer && (node->number.integer <= -limit || node->number.integer >= limit);
}

/* 6 ns a row or, for the few that something else has left, 5 ns for each of those and 2 ns for all */
static gboolean
sweet_filter_run_number (SweetFilterProgram *self,
                         const SweetFilterNode *node,
                         SweetChunk *chunk,
                         const guint8 *active,
                         guint8 *out,
                         GError **error)
{
  SweetFilterColumn *column = g_ptr_array_index (self->columns, node->column);
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *cells;

  if (column->index < 0)
    {
      memset (out, 0, n_rows);
      return TRUE;
    }

  if (!sweet_filter_node_needs_integers (node) && (column->numbers != NULL || sweet_filter_count_rows (active, n_rows) > n_rows / 2))
    {
      if (!sweet_filter_program_read_numbers (self, chunk, column, error))
        return FALSE;
      sweet_filter_run_doubles (node, column->numbers, active, out, n_rows);
      return TRUE;
    }

  if (!sweet_filter_program_read_column (self, chunk, node->column, &cells, error))
    return FALSE;
  sweet_filter_run_numbers (node, cells, active, out, n_rows);

  return TRUE;
}

/* the first eight bytes of a text, or all of them */
static inline guint64
sweet_filter_load_start (const char *text,
                         gsize length)
{
  const guchar *bytes = (const guchar *) text;
  guint64 word;
  guint32 first;
  guint32 last;

  if (length >= sizeof word)
    {
      memcpy (&word, text, sizeof word);
      return word;
    }
  if (length >= sizeof first)
    {
      memcpy (&first, text, sizeof first);
      memcpy (&last, text + length - sizeof last, sizeof last);
      return first | (guint64) last << 32;
    }

  return length == 0 ? 0 : (guint64) (bytes[0] | bytes[length / 2] << 8 | bytes[length - 1] << 16);
}

static void
sweet_filter_run_equal (const SweetFilterNode *node,
                        const SweetCell *cells,
                        const guint8 *active,
                        guint8 *out,
                        guint n_rows)
{
  const guint8 unequal = (node->accepts & SWEET_FILTER_EQUAL) == 0;
  const guint64 start = sweet_filter_load_start (node->string, node->length);
  const gsize n_more = node->length > sizeof start ? node->length - sizeof start : 0;

  for (guint i = 0; i < n_rows; i++)
    {
      const SweetCell *cell = &cells[i];
      gboolean equal;

      if (!active[i] || sweet_cell_is_missing (cell))
        {
          out[i] = 0;
          continue;
        }
      equal = cell->length == node->length && sweet_filter_load_start (cell->data, node->length) == start && (n_more == 0 || memcmp (cell->data + sizeof start, node->string + sizeof start, n_more) == 0);
      out[i] = (guint8) equal ^ unequal;
    }
}

static void
sweet_filter_run_string (const SweetFilterNode *node,
                         const SweetCell *cells,
                         const guint8 *active,
                         guint8 *out,
                         guint n_rows)
{
  if (node->accepts == SWEET_FILTER_EQUAL || node->accepts == (SWEET_FILTER_LESS | SWEET_FILTER_GREATER))
    {
      sweet_filter_run_equal (node, cells, active, out, n_rows);
      return;
    }

  for (guint i = 0; i < n_rows; i++)
    out[i] = active[i] && !sweet_cell_is_missing (&cells[i]) && sweet_filter_compare_bytes (cells[i].data, cells[i].length, node->string, node->length, node->accepts);
}

/* text against text is compared as bytes; where one of the two is a number, both have to be */
static gboolean
sweet_filter_compare_cells (const SweetCell *a,
                            const SweetCell *b,
                            guint accepts)
{
  SweetFilterNumber left;
  SweetFilterNumber right;

  if (sweet_cell_is_missing (a) || sweet_cell_is_missing (b))
    return FALSE;
  if (a->type != SWEET_CELL_NUMBER && b->type != SWEET_CELL_NUMBER)
    return sweet_filter_compare_bytes (a->data, a->length, b->data, b->length, accepts);

  return sweet_filter_read_number (a, &left) && sweet_filter_read_number (b, &right) && sweet_filter_compare_numbers (&left, &right, accepts);
}

/* rows without what every match contains need no search */
static gboolean
sweet_filter_run_pattern (SweetFilterProgram *self,
                          const SweetFilterNode *node,
                          const SweetCell *cells,
                          const guint8 *active,
                          guint8 *out,
                          guint n_rows,
                          GError **error)
{
  if (node->literal.text != NULL)
    {
      sweet_filter_literal_run (&node->literal, cells, active, out, n_rows);
      if (node->literal.whole)
        return TRUE;
      active = out;
    }

  for (guint i = 0; i < n_rows; i++)
    {
      int found = 0;

      if (active[i] && !sweet_cell_is_missing (&cells[i]))
        found = sweet_filter_program_search (self, node, cells[i].data, cells[i].length, error);
      if (found < 0)
        return FALSE;
      out[i] = (guint8) found;
    }

  return TRUE;
}

static gboolean
sweet_filter_run_columns (SweetFilterProgram *self,
                          const SweetFilterNode *node,
                          SweetChunk *chunk,
                          const SweetCell *cells,
                          const guint8 *active,
                          guint8 *out,
                          GError **error)
{
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *others;

  if (!sweet_filter_program_read_column (self, chunk, node->other, &others, error))
    return FALSE;

  for (guint i = 0; i < n_rows; i++)
    out[i] = active[i] && others != NULL && sweet_filter_compare_cells (&cells[i], &others[i], node->accepts);

  return TRUE;
}

static gboolean
sweet_filter_run_comparison (SweetFilterProgram *self,
                             const SweetFilterNode *node,
                             SweetChunk *chunk,
                             const guint8 *active,
                             guint8 *out,
                             GError **error)
{
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *cells;

  if (node->kind == SWEET_FILTER_NUMBER)
    return sweet_filter_run_number (self, node, chunk, active, out, error);
  if (!sweet_filter_program_read_column (self, chunk, node->column, &cells, error))
    return FALSE;

  if (cells == NULL)
    memset (out, 0, n_rows);
  else if (node->kind == SWEET_FILTER_STRING)
    sweet_filter_run_string (node, cells, active, out, n_rows);
  else if (node->kind == SWEET_FILTER_PATTERN)
    return sweet_filter_run_pattern (self, node, cells, active, out, n_rows, error);
  else
    return sweet_filter_run_columns (self, node, chunk, cells, active, out, error);

  return TRUE;
}

static gboolean sweet_filter_run_node (SweetFilterProgram *self,
                                       const SweetFilterNode *node,
                                       SweetChunk *chunk,
                                       const guint8 *active,
                                       guint8 *out,
                                       GError **error);

/* a row that is out already is not asked again */
static gboolean
sweet_filter_run_and (SweetFilterProgram *self,
                      const SweetFilterNode *node,
                      SweetChunk *chunk,
                      const guint8 *active,
                      guint8 *out,
                      GError **error)
{
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  guint8 *next = out + self->capacity;

  if (!sweet_filter_run_node (self, g_ptr_array_index (node->children, 0), chunk, active, out, error))
    return FALSE;
  for (guint i = 1; i < node->children->len && memchr (out, 1, n_rows) != NULL; i++)
    {
      if (!sweet_filter_run_node (self, g_ptr_array_index (node->children, i), chunk, out, next, error))
        return FALSE;
      memcpy (out, next, n_rows);
    }

  return TRUE;
}

/* a row that is in already is not asked again */
static gboolean
sweet_filter_run_or (SweetFilterProgram *self,
                     const SweetFilterNode *node,
                     SweetChunk *chunk,
                     const guint8 *active,
                     guint8 *out,
                     GError **error)
{
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  guint8 *left = out + self->capacity;
  guint8 *next = left + self->capacity;

  memset (out, 0, n_rows);
  memcpy (left, active, n_rows);
  for (guint i = 0; i < node->children->len && memchr (left, 1, n_rows) != NULL; i++)
    {
      if (!sweet_filter_run_node (self, g_ptr_array_index (node->children, i), chunk, left, next, error))
        return FALSE;
      for (guint row = 0; row < n_rows; row++)
        {
          out[row] |= next[row];
          left[row] ^= next[row];
        }
    }

  return TRUE;
}

/* sets @out to 1 for the rows that are active and for which the node is true, to 0 for all others */
static gboolean
sweet_filter_run_node (SweetFilterProgram *self,
                       const SweetFilterNode *node,
                       SweetChunk *chunk,
                       const guint8 *active,
                       guint8 *out,
                       GError **error)
{
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  switch (node->kind)
    {
    case SWEET_FILTER_AND:
      return sweet_filter_run_and (self, node, chunk, active, out, error);

    case SWEET_FILTER_OR:
      return sweet_filter_run_or (self, node, chunk, active, out, error);

    case SWEET_FILTER_NOT:
      if (!sweet_filter_run_node (self, g_ptr_array_index (node->children, 0), chunk, active, out + self->capacity, error))
        return FALSE;
      for (guint i = 0; i < n_rows; i++)
        out[i] = active[i] ^ out[i + self->capacity];
      return TRUE;

    case SWEET_FILTER_CONSTANT:
      for (guint i = 0; i < n_rows; i++)
        out[i] = active[i] && node->constant;
      return TRUE;

    case SWEET_FILTER_NUMBER:
    case SWEET_FILTER_STRING:
    case SWEET_FILTER_COLUMNS:
    case SWEET_FILTER_PATTERN:
    default:
      return sweet_filter_run_comparison (self, node, chunk, active, out, error);
    }
}

/* memory is kept from chunk to chunk */
static void
sweet_filter_program_reserve (SweetFilterProgram *self,
                              guint n_rows)
{
  if (n_rows <= self->capacity)
    return;

  /* chunks differ a little in size: grow rarely */
  self->capacity = MAX (2 * n_rows, 1024);
  self->masks = g_realloc_n (self->masks, (gsize) self->n_levels + 1, self->capacity);
  self->rows = g_renew (guint32, self->rows, self->capacity);
}

const guint32 *
sweet_filter_program_run (SweetFilterProgram *self,
                          SweetChunk *chunk,
                          guint *n_rows,
                          GError **error)
{
  guint n = sweet_chunk_get_n_rows (chunk);
  guint n_true = 0;
  guint32 *rows;
  guint8 *active;
  guint8 *out;

  sweet_filter_program_reserve (self, MAX (n, 1));
  for (guint i = 0; i < self->columns->len; i++)
    {
      SweetFilterColumn *column = g_ptr_array_index (self->columns, i);

      column->cells = NULL;
      column->numbers = NULL;
    }

  active = self->masks;
  out = active + self->capacity;
  memset (active, 1, n);
  if (!sweet_filter_run_node (self, self->root, chunk, active, out, error))
    return NULL;

  rows = self->rows;
  for (guint i = 0; i < n; i++)
    {
      /* written always and counted if true: no branch to predict */
      rows[n_true] = i;
      n_true += out[i];
    }
  *n_rows = n_true;

  return self->rows;
}
