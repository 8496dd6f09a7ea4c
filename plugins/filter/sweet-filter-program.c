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
  sweet_filter_literal_clear (&self->literal);
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

  /* without the checks of pcre2_match(), which come to a third of a search in a short text */
  if (node->compiled)
    result = pcre2_jit_match (node->code, subject, length, 0, 0, self->match_data, self->match_context);
  else
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
