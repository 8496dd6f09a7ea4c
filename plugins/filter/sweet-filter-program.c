/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-filter-program.h"

#include <string.h>

/* what a search may use; one that needs more is done again without the compiler */
#define SWEET_FILTER_JIT_STACK_START 32768
#define SWEET_FILTER_JIT_STACK_LIMIT 1048576

SweetFilterNode *
sweet_filter_node_new (SweetFilterKind kind)
{
  SweetFilterNode *self = g_new0 (SweetFilterNode, 1);

  self->kind = kind;
  if (kind == SWEET_FILTER_AND || kind == SWEET_FILTER_OR || kind == SWEET_FILTER_NOT)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_filter_node_free);

  return self;
}

void
sweet_filter_node_free (SweetFilterNode *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->code, pcre2_code_free);
  g_free (self->string);
  g_free (self);
}

static void
sweet_filter_column_free (gpointer data)
{
  SweetFilterColumn *column = data;

  g_free (column->name);
  g_free (column);
}

SweetFilterProgram *
sweet_filter_program_new (void)
{
  SweetFilterProgram *self = g_new0 (SweetFilterProgram, 1);

  self->columns = g_ptr_array_new_with_free_func (sweet_filter_column_free);

  return self;
}

void
sweet_filter_program_free (SweetFilterProgram *self)
{
  g_clear_pointer (&self->root, sweet_filter_node_free);
  g_ptr_array_unref (self->columns);
  g_clear_pointer (&self->match_data, pcre2_match_data_free);
  g_clear_pointer (&self->match_context, pcre2_match_context_free);
  g_clear_pointer (&self->jit_stack, pcre2_jit_stack_free);
  g_free (self->masks);
  g_free (self->rows);
  g_free (self);
}

guint
sweet_filter_program_add_column (SweetFilterProgram *self,
                                 const char *name,
                                 gboolean bare)
{
  SweetFilterColumn *column;

  for (guint i = 0; i < self->columns->len; i++)
    {
      column = g_ptr_array_index (self->columns, i);
      if (strcmp (column->name, name) == 0)
        return i;
    }

  column = g_new0 (SweetFilterColumn, 1);
  column->name = g_strdup (name);
  column->bare = bare;
  column->index = -1;
  g_ptr_array_add (self->columns, column);

  return self->columns->len - 1;
}

/* masks that are in use at the same time: and and not need one below their own, or needs two */
static guint
sweet_filter_node_count_levels (const SweetFilterNode *self)
{
  guint deepest = 0;

  if (self->children == NULL)
    return 1;

  for (guint i = 0; i < self->children->len; i++)
    {
      guint levels = sweet_filter_node_count_levels (g_ptr_array_index (self->children, i));

      deepest = MAX (deepest, levels);
    }

  return deepest + (self->kind == SWEET_FILTER_OR ? 2 : 1);
}

void
sweet_filter_program_prepare (SweetFilterProgram *self)
{
  self->n_levels = sweet_filter_node_count_levels (self->root);
}

gboolean
sweet_filter_program_bind (SweetFilterProgram *self,
                           SweetSchema *schema,
                           GError **error)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      SweetFilterColumn *column = g_ptr_array_index (self->columns, i);
      g_autoptr (GError) unknown = NULL;

      column->index = sweet_schema_find (schema, column->name);
      if (column->index >= 0 || sweet_schema_is_open (schema))
        continue;

      sweet_schema_lookup (schema, column->name, &unknown);
      if (column->bare)
        g_set_error (error, unknown->domain, unknown->code, "%s; as a string it is written '%s'", unknown->message, column->name);
      else
        g_propagate_error (error, g_steal_pointer (&unknown));
      return FALSE;
    }

  return TRUE;
}

static inline gboolean
sweet_filter_accept (int order,
                     guint accepts)
{
  return (accepts >> (order + 1)) & 1;
}

gboolean
sweet_filter_read_number (const SweetCell *cell,
                          SweetFilterNumber *number)
{
  number->is_integer = sweet_cell_get_int64 (cell, &number->integer);
  if (number->is_integer)
    {
      number->real = (double) number->integer;
      return TRUE;
    }

  return sweet_cell_get_double (cell, &number->real);
}

gboolean
sweet_filter_compare_numbers (const SweetFilterNumber *a,
                              const SweetFilterNumber *b,
                              guint accepts)
{
  if (a->is_integer && b->is_integer)
    return sweet_filter_accept ((a->integer > b->integer) - (a->integer < b->integer), accepts);

  return sweet_filter_accept ((a->real > b->real) - (a->real < b->real), accepts);
}

gboolean
sweet_filter_compare_bytes (const char *a,
                            gsize a_length,
                            const char *b,
                            gsize b_length,
                            guint accepts)
{
  gsize common = MIN (a_length, b_length);
  int order = common > 0 ? memcmp (a, b, common) : 0;

  if (order == 0)
    order = (a_length > b_length) - (a_length < b_length);

  return sweet_filter_accept ((order > 0) - (order < 0), accepts);
}

static void
sweet_filter_program_make_match_data (SweetFilterProgram *self)
{
  self->match_data = pcre2_match_data_create (1, NULL);
  self->match_context = pcre2_match_context_create (NULL);
  self->jit_stack = pcre2_jit_stack_create (SWEET_FILTER_JIT_STACK_START, SWEET_FILTER_JIT_STACK_LIMIT, NULL);
  pcre2_jit_stack_assign (self->match_context, NULL, self->jit_stack);
}

int
sweet_filter_program_search (SweetFilterProgram *self,
                             const SweetFilterNode *node,
                             const char *text,
                             gsize length,
                             GError **error)
{
  PCRE2_SPTR subject = (PCRE2_SPTR) (length > 0 ? text : "");
  PCRE2_UCHAR message[128];
  int result;

  if (G_UNLIKELY (self->match_data == NULL))
    sweet_filter_program_make_match_data (self);

  result = pcre2_match (node->code, subject, length, 0, 0, self->match_data, self->match_context);
  if (result == PCRE2_ERROR_JIT_STACKLIMIT)
    result = pcre2_match (node->code, subject, length, 0, PCRE2_NO_JIT, self->match_data, self->match_context);

  if (result >= 0)
    return 1;
  if (result == PCRE2_ERROR_NOMATCH)
    return 0;

  pcre2_get_error_message (result, message, sizeof message);
  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "a value is too much for the pattern '%s' (%s); write a pattern that backtracks less", node->string, (const char *) message);

  return -1;
}

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

/* 5 ns a row and the reading of the number on top of it */
static void
sweet_filter_run_number (const SweetFilterNode *node,
                         const SweetCell *cells,
                         const guint8 *active,
                         guint8 *out,
                         guint n_rows)
{
  SweetFilterNumber number;

  for (guint i = 0; i < n_rows; i++)
    out[i] = active[i] && sweet_filter_read_number (&cells[i], &number) && sweet_filter_compare_numbers (&number, &node->number, node->accepts);
}

static void
sweet_filter_run_string (const SweetFilterNode *node,
                         const SweetCell *cells,
                         const guint8 *active,
                         guint8 *out,
                         guint n_rows)
{
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

static gboolean
sweet_filter_run_pattern (SweetFilterProgram *self,
                          const SweetFilterNode *node,
                          const SweetCell *cells,
                          const guint8 *active,
                          guint8 *out,
                          guint n_rows,
                          GError **error)
{
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

  if (!sweet_filter_program_read_column (self, chunk, node->column, &cells, error))
    return FALSE;

  if (cells == NULL)
    memset (out, 0, n_rows);
  else if (node->kind == SWEET_FILTER_NUMBER)
    sweet_filter_run_number (node, cells, active, out, n_rows);
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

  memcpy (out, active, n_rows);
  for (guint i = 0; i < node->children->len && memchr (out, 1, n_rows) != NULL; i++)
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
  guint8 *active;
  guint8 *out;

  sweet_filter_program_reserve (self, MAX (n, 1));
  for (guint i = 0; i < self->columns->len; i++)
    ((SweetFilterColumn *) g_ptr_array_index (self->columns, i))->cells = NULL;

  active = self->masks;
  out = active + self->capacity;
  memset (active, 1, n);
  if (!sweet_filter_run_node (self, self->root, chunk, active, out, error))
    return NULL;

  *n_rows = 0;
  for (guint i = 0; i < n; i++)
    {
      /* written always and counted if true: no branch to predict */
      self->rows[*n_rows] = i;
      *n_rows += out[i];
    }

  return self->rows;
}
