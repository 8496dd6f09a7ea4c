/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

#include "plugin/sweet-element-table-private.h"

struct _SweetElementTable
{
  /* SweetElementTableRow in the order of sweet_element_table_compare() */
  GPtrArray *rows;
};

typedef struct
{
  SweetElementFactory *factory;
  guint rank;
} SweetElementTableRow;

static void
sweet_element_table_row_free (gpointer data)
{
  SweetElementTableRow *row = data;

  g_object_unref (row->factory);
  g_free (row);
}

SweetElementTable *
sweet_element_table_new (void)
{
  SweetElementTable *self = g_new0 (SweetElementTable, 1);

  self->rows = g_ptr_array_new_with_free_func (sweet_element_table_row_free);

  return self;
}

void
sweet_element_table_free (SweetElementTable *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static const char *
sweet_element_table_row_get_plugin_name (const SweetElementTableRow *row)
{
  return sweet_plugin_get_name (sweet_element_factory_get_plugin (row->factory));
}

static gboolean
sweet_element_table_row_is_own (const SweetElementTableRow *row)
{
  return strcmp (sweet_element_table_row_get_plugin_name (row), sweet_element_factory_get_name (row->factory)) == 0;
}

static gboolean
sweet_element_table_row_has_name (const SweetElementTableRow *row,
                                  const char *name)
{
  return strcmp (sweet_element_factory_get_name (row->factory), name) == 0;
}

static gboolean
sweet_element_table_row_has_kind (const SweetElementTableRow *row,
                                  int kind)
{
  return kind == SWEET_ELEMENT_TABLE_ANY_KIND || (int) sweet_element_factory_get_kind (row->factory) == kind;
}

/* by kind and name; of those that share both the winner comes first */
static int
sweet_element_table_compare (gconstpointer a,
                             gconstpointer b)
{
  const SweetElementTableRow *x = *(const SweetElementTableRow *const *) a;
  const SweetElementTableRow *y = *(const SweetElementTableRow *const *) b;
  int kinds = (int) sweet_element_factory_get_kind (x->factory) - (int) sweet_element_factory_get_kind (y->factory);
  int names = strcmp (sweet_element_factory_get_name (x->factory), sweet_element_factory_get_name (y->factory));
  int owns = sweet_element_table_row_is_own (y) - sweet_element_table_row_is_own (x);

  if (kinds != 0)
    return kinds;
  if (names != 0)
    return names;
  if (owns != 0)
    return owns;
  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;

  return strcmp (sweet_element_table_row_get_plugin_name (x), sweet_element_table_row_get_plugin_name (y));
}

void
sweet_element_table_add (SweetElementTable *self,
                         GPtrArray *factories,
                         guint rank)
{
  for (guint i = 0; i < factories->len; i++)
    {
      SweetElementTableRow *row = g_new0 (SweetElementTableRow, 1);

      row->factory = g_object_ref (g_ptr_array_index (factories, i));
      row->rank = rank;
      g_ptr_array_add (self->rows, row);
    }

  g_ptr_array_sort (self->rows, sweet_element_table_compare);
}

guint
sweet_element_table_get_size (SweetElementTable *self)
{
  return self->rows->len;
}

SweetElementFactory *
sweet_element_table_find (SweetElementTable *self,
                          SweetElementKind kind,
                          const char *name,
                          gboolean *own)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const SweetElementTableRow *row = g_ptr_array_index (self->rows, i);

      if (!sweet_element_table_row_has_kind (row, (int) kind) || !sweet_element_table_row_has_name (row, name))
        continue;

      *own = sweet_element_table_row_is_own (row);
      return row->factory;
    }

  return NULL;
}

guint
sweet_element_table_get_kinds (SweetElementTable *self,
                               const char *name,
                               gboolean own)
{
  guint kinds = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SweetElementTableRow *row = g_ptr_array_index (self->rows, i);

      if (own && !sweet_element_table_row_is_own (row))
        continue;
      if (sweet_element_table_row_has_name (row, name))
        kinds |= 1u << sweet_element_factory_get_kind (row->factory);
    }

  return kinds;
}

const char *
sweet_element_table_suggest (SweetElementTable *self,
                             int kind,
                             const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SweetElementTableRow *row = g_ptr_array_index (self->rows, i);

      if (sweet_element_table_row_has_kind (row, kind))
        g_ptr_array_add (names, (gpointer) sweet_element_factory_get_name (row->factory));
    }
  g_ptr_array_add (names, NULL);

  return sweet_suggest_nearest (name, (const char *const *) names->pdata);
}

/* the row above one that it beats, because both have the same kind and name */
static gboolean
sweet_element_table_is_winner (const SweetElementTableRow *winner,
                               const SweetElementTableRow *row)
{
  return winner != NULL &&
         sweet_element_table_row_has_kind (row, (int) sweet_element_factory_get_kind (winner->factory)) &&
         sweet_element_table_row_has_name (row, sweet_element_factory_get_name (winner->factory));
}

void
sweet_element_table_list (SweetElementTable *self,
                          GListStore *factories)
{
  const SweetElementTableRow *winner = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SweetElementTableRow *row = g_ptr_array_index (self->rows, i);

      if (sweet_element_table_is_winner (winner, row))
        continue;

      g_list_store_append (factories, row->factory);
      winner = row;
    }
}

void
sweet_element_table_foreach_loser (SweetElementTable *self,
                                   SweetElementTableFunc func,
                                   gpointer user_data)
{
  const SweetElementTableRow *winner = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SweetElementTableRow *row = g_ptr_array_index (self->rows, i);

      if (sweet_element_table_is_winner (winner, row))
        func (row->factory, winner->factory, user_data);
      else
        winner = row;
    }
}
