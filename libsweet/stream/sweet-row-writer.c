/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-row-writer-private.h"

/* one row of room in front, for a record that straddles the block before */
static guint32 *
sweet_rows_get_first (SweetRows *self)
{
  return self->index + self->writer.stride;
}

void
sweet_rows_init (SweetRows *self)
{
  memset (self, 0, sizeof *self);
  self->errors = g_array_new (FALSE, FALSE, sizeof (SweetRowError));
}

void
sweet_rows_clear (SweetRows *self)
{
  g_clear_pointer (&self->index, g_free);
  g_clear_pointer (&self->errors, g_array_unref);
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->names, g_string_chunk_free);
}

static guint
sweet_rows_get_stride (SweetRows *self)
{
  return self->places == SWEET_CELL_PLACES_ENDS ? self->n_slots + 1 : 2 * self->n_slots + 1;
}

static void
sweet_rows_begin_columns (SweetRows *self,
                          SweetSchema *schema)
{
  self->n_columns = 0;
  self->n_serials = 0;
  if (schema == NULL || !sweet_schema_is_open (schema))
    {
      self->n_columns = schema != NULL ? sweet_schema_get_n_columns (schema) : 0;
      self->n_slots = self->n_columns;
      return;
    }

  /* the slots of an earlier block stay: the next block probably has the same columns */
  if (self->columns == NULL)
    {
      self->n_slots = 0;
      self->columns = g_array_new (FALSE, FALSE, sizeof (SweetRowColumn));
      self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
      self->names = g_string_chunk_new (1024);
    }
  g_array_set_size (self->columns, 0);
  g_hash_table_remove_all (self->by_name);
  g_string_chunk_clear (self->names);
}

/* empties it for the next block */
void
sweet_rows_begin (SweetRows *self,
                  SweetCellPlaces places,
                  SweetOnError on_error,
                  SweetSchema *schema,
                  gboolean counting)
{
  self->places = places;
  self->on_error = on_error;
  self->stopped = FALSE;
  self->prepended = FALSE;
  g_array_set_size (self->errors, 0);
  sweet_rows_begin_columns (self, schema);
  self->writer.stride = sweet_rows_get_stride (self);
  self->writer.n_rows = 0;
  self->writer.n_lines = 0;
  self->writer.counting = counting;
  self->writer.counted = FALSE;
  self->writer.priv = self;
  if (self->capacity < 2 * (gsize) self->writer.stride)
    {
      self->capacity = MAX (4 * (gsize) self->writer.stride, 64);
      self->index = g_renew (guint32, self->index, self->capacity);
    }
  self->writer.limit = self->index + self->capacity;
  self->writer.entries = sweet_rows_get_first (self);
}

/* NULL where the rows were only counted */
const guint32 *
sweet_rows_get_index (SweetRows *self)
{
  if (self->writer.counted)
    return NULL;

  return self->prepended ? self->index : sweet_rows_get_first (self);
}

/* puts the one row or error of @first in front; both have the same closed columns, and there is
 * room for one row in front of the first */
void
sweet_rows_prepend (SweetRows *self,
                    SweetRows *first)
{
  gsize stride = self->writer.stride;

  if (first->writer.n_rows > 0)
    {
      self->writer.counted = self->writer.counted || first->writer.counted;
      if (!self->writer.counted)
        memcpy (self->index, sweet_rows_get_first (first), stride * sizeof (guint32));
      self->writer.n_rows++;
      self->prepended = TRUE;
      for (guint i = 0; i < self->errors->len; i++)
        g_array_index (self->errors, SweetRowError, i).row++;
    }
  g_array_prepend_vals (self->errors, first->errors->data, first->errors->len);
  self->writer.n_lines += first->writer.n_lines;
}

/**
 * sweet_row_writer_grow: (skip)
 * @self: a row writer
 *
 * The slow half of sweet_row_writer_begin_row().
 *
 * Since: 1.0
 */
void
sweet_row_writer_grow (SweetRowWriter *self)
{
  sweet_row_writer_reserve (self, self->stride);
}

/**
 * sweet_row_writer_reserve: (skip)
 * @self: a row writer
 * @n_entries: how many entries are about to be written
 *
 * Makes room for the entries of several rows, from `self->entries` on, which moves.
 *
 * Since: 1.0
 */
void
sweet_row_writer_reserve (SweetRowWriter *self,
                          gsize n_entries)
{
  SweetRows *rows = self->priv;
  gsize used = (gsize) (self->entries - rows->index);

  if (rows->capacity - used >= n_entries)
    return;

  while (rows->capacity < used + n_entries)
    rows->capacity *= 2;
  rows->index = g_renew (guint32, rows->index, rows->capacity);
  self->limit = rows->index + rows->capacity;
  self->entries = rows->index + used;
}

/**
 * sweet_row_writer_get_n_columns: (skip)
 * @self: a row writer
 *
 * Gets how many columns there are: those of the schema when it is closed, otherwise those added
 * since the block began.
 *
 * Returns: the number of columns
 *
 * Since: 1.0
 */
guint
sweet_row_writer_get_n_columns (SweetRowWriter *self)
{
  SweetRows *rows = self->priv;

  return rows->n_columns;
}

/**
 * sweet_row_writer_get_column: (skip)
 * @self: a row writer of an open schema
 * @column: a column
 * @length: (out): the length of its name
 *
 * Gets the name of a column that was added.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
sweet_row_writer_get_column (SweetRowWriter *self,
                             guint column,
                             gsize *length)
{
  SweetRows *rows = self->priv;
  SweetRowColumn *found = &g_array_index (rows->columns, SweetRowColumn, column);

  *length = found->name != NULL ? found->length : G_MAXSIZE;
  return found->name;
}

/**
 * sweet_row_writer_find_column: (skip)
 * @self: a row writer of an open schema
 * @name: a name, not NUL-terminated
 * @length: its length
 *
 * Finds a column that was added. Comparing with the column that is expected, see
 * sweet_row_writer_get_column(), is faster.
 *
 * Returns: the column, or -1
 *
 * Since: 1.0
 */
int
sweet_row_writer_find_column (SweetRowWriter *self,
                              const char *name,
                              gsize length)
{
  SweetRows *rows = self->priv;
  g_autofree char *long_name = NULL;
  char short_name[256];
  char *key = short_name;
  gpointer position;

  if (length >= sizeof short_name)
    key = long_name = g_malloc (length + 1);
  memcpy (key, name, length);
  key[length] = '\0';
  if (!g_hash_table_lookup_extended (rows->by_name, key, NULL, &position))
    return -1;

  return (int) GPOINTER_TO_UINT (position);
}

/* twice as many slots: moves the rows written so far, and the one being written, apart */
static void
sweet_row_writer_widen (SweetRowWriter *self)
{
  SweetRows *rows = self->priv;
  gsize old_stride = self->stride;
  gsize new_stride;
  gsize wanted;

  rows->n_slots = MAX (8, 2 * rows->n_slots);
  new_stride = sweet_rows_get_stride (rows);
  wanted = (self->n_rows + 2) * new_stride;
  if (rows->capacity < wanted)
    {
      while (rows->capacity < wanted)
        rows->capacity *= 2;
      rows->index = g_renew (guint32, rows->index, rows->capacity);
      self->limit = rows->index + rows->capacity;
    }

  /* from the last row to the first, as rows move up over each other */
  for (gsize row = self->n_rows + 1; row > 0; row--)
    memmove (rows->index + row * new_stride, rows->index + row * old_stride, old_stride * sizeof (guint32));
  self->stride = (guint) new_stride;
  self->entries = rows->index + (self->n_rows + 1) * new_stride;
}

static void
sweet_row_writer_clear_slot (SweetRowWriter *self,
                             guint slot)
{
  SweetRows *rows = self->priv;

  for (gsize row = 1; row <= (gsize) self->n_rows + 1; row++)
    {
      guint32 *entries = rows->index + row * self->stride;

      entries[2 * slot + 1] = 1;
      entries[2 * slot + 2] = 0;
    }
}

/* a column that was cancelled is absent everywhere and serves again */
static guint
sweet_rows_take_column (SweetRows *self)
{
  for (guint i = self->n_columns; i > 0; i--)
    {
      SweetRowColumn *column = &g_array_index (self->columns, SweetRowColumn, i - 1);

      if (column->name != NULL)
        break;
      if (i == 1 || (column - 1)->name != NULL)
        return i - 1;
    }
  g_array_set_size (self->columns, self->n_columns + 1);
  return self->n_columns++;
}

/**
 * sweet_row_writer_add_column: (skip)
 * @self: a row writer of an open schema with cells in %SWEET_CELL_PLACES_SPANS
 * @name: a name that is not a column yet, not NUL-terminated
 * @length: its length
 *
 * Adds a column. It is absent in all rows written so far. The entries of the row being written
 * move: read `self->entries` again.
 *
 * Returns: the column
 *
 * Since: 1.0
 */
guint
sweet_row_writer_add_column (SweetRowWriter *self,
                             const char *name,
                             gsize length)
{
  SweetRows *rows = self->priv;
  guint slot = sweet_rows_take_column (rows);
  SweetRowColumn *column = &g_array_index (rows->columns, SweetRowColumn, slot);

  *column = (SweetRowColumn){ g_string_chunk_insert_len (rows->names, name, (gssize) length), length, self->n_rows, rows->n_serials++ };
  g_hash_table_insert (rows->by_name, column->name, GUINT_TO_POINTER (slot));
  if (slot >= rows->n_slots)
    sweet_row_writer_widen (self);
  sweet_row_writer_clear_slot (self, slot);
  return slot;
}

/**
 * sweet_row_writer_cancel_row: (skip)
 * @self: a row writer of an open schema
 *
 * Forgets the columns that the row being written has added. To be called for a row that turned out
 * bad, before the next is begun.
 *
 * Since: 1.0
 */
void
sweet_row_writer_cancel_row (SweetRowWriter *self)
{
  SweetRows *rows = self->priv;

  /* they are the last ones; their slots stay, absent in every row */
  for (guint i = rows->n_columns; i > 0; i--)
    {
      SweetRowColumn *column = &g_array_index (rows->columns, SweetRowColumn, i - 1);

      if (column->name != NULL && column->first_row != self->n_rows)
        break;
      if (column->name == NULL)
        continue;
      g_hash_table_remove (rows->by_name, column->name);
      column->name = NULL;
    }
}

/**
 * sweet_row_writer_add_error: (skip)
 * @self: a row writer
 * @code: what is wrong, a number of the format's own
 * @start: where the record begins
 * @offset: where it is wrong
 * @detail: one more number of the format's own
 *
 * Tells of a bad record. Call it in the order of the records.
 *
 * Returns: %TRUE to leave the record out and go on behind it; %FALSE to stop, with the record not
 *   consumed
 *
 * Since: 1.0
 */
gboolean
sweet_row_writer_add_error (SweetRowWriter *self,
                            guint code,
                            guint32 start,
                            guint32 offset,
                            guint64 detail)
{
  SweetRows *rows = self->priv;
  SweetRowError error = { code, offset, start, self->n_rows, detail };

  g_array_append_val (rows->errors, error);
  rows->stopped = rows->on_error == SWEET_ON_ERROR_STOP;
  return !rows->stopped;
}
