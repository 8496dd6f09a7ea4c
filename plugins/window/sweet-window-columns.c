/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-window-columns.h"

#include <math.h>
#include <string.h>

#define SWEET_WINDOW_START_COLUMN "window-start"
#define SWEET_WINDOW_END_COLUMN   "window-end"
#define SWEET_WINDOW_COUNT_COLUMN "count"
/* of a value that is shown in a message */
#define SWEET_WINDOW_SHOWN 40

static const char *const sweet_window_aggregate_names[] = { "sum", "min", "max", "mean" };

void
sweet_window_columns_init (SweetWindowColumns *self)
{
  memset (self, 0, sizeof *self);
  self->values = g_ptr_array_new ();
  for (guint i = 0; i < SWEET_WINDOW_N_AGGREGATES; i++)
    self->value_of[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  self->key_columns = g_array_new (FALSE, FALSE, sizeof (int));
  self->value_columns = g_array_new (FALSE, FALSE, sizeof (int));
  self->time_column = -1;
  self->scratch = g_string_new (NULL);
}

void
sweet_window_columns_clear (SweetWindowColumns *self)
{
  g_free (self->time);
  g_strfreev (self->key);
  g_ptr_array_unref (self->values);
  for (guint i = 0; i < SWEET_WINDOW_N_AGGREGATES; i++)
    {
      g_strfreev (self->aggregates[i]);
      g_array_unref (self->value_of[i]);
    }
  g_array_unref (self->key_columns);
  g_array_unref (self->value_columns);
  g_clear_object (&self->output);
  g_free (self->keys);
  g_free (self->numbers);
  g_free (self->number_cells);
  g_string_free (self->scratch, TRUE);
}

static guint
sweet_window_columns_count (char **names)
{
  return names != NULL ? g_strv_length (names) : 0;
}

/* what the result has, in order */
static GPtrArray *
sweet_window_columns_list (SweetWindowColumns *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup (SWEET_WINDOW_START_COLUMN));
  g_ptr_array_add (names, g_strdup (SWEET_WINDOW_END_COLUMN));
  for (guint i = 0; i < sweet_window_columns_count (self->key); i++)
    g_ptr_array_add (names, g_strdup (self->key[i]));
  g_ptr_array_add (names, g_strdup (SWEET_WINDOW_COUNT_COLUMN));
  for (guint i = 0; i < SWEET_WINDOW_N_AGGREGATES; i++)
    for (guint j = 0; j < sweet_window_columns_count (self->aggregates[i]); j++)
      g_ptr_array_add (names, g_strdup_printf ("%s-%s", sweet_window_aggregate_names[i], self->aggregates[i][j]));
  return names;
}

gboolean
sweet_window_columns_check (SweetWindowColumns *self,
                            GError **error)
{
  g_autoptr (GPtrArray) names = sweet_window_columns_list (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < names->len; i++)
    if (!g_hash_table_add (seen, g_ptr_array_index (names, i)))
      {
        g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "the result would have two columns “%s”", (const char *) g_ptr_array_index (names, i));
        return FALSE;
      }
  return TRUE;
}

static guint
sweet_window_columns_intern (SweetWindowColumns *self,
                             char *name)
{
  for (guint i = 0; i < self->values->len; i++)
    if (strcmp (g_ptr_array_index (self->values, i), name) == 0)
      return i;

  g_ptr_array_add (self->values, name);
  return self->values->len - 1;
}

void
sweet_window_columns_prepare (SweetWindowColumns *self)
{
  g_autoptr (GPtrArray) names = sweet_window_columns_list (self);
  guint n_keys = sweet_window_columns_count (self->key);

  for (guint i = 0; i < SWEET_WINDOW_N_AGGREGATES; i++)
    for (guint j = 0; j < sweet_window_columns_count (self->aggregates[i]); j++)
      {
        guint value = sweet_window_columns_intern (self, self->aggregates[i][j]);

        g_array_append_val (self->value_of[i], value);
      }
  g_array_set_size (self->key_columns, n_keys);
  g_array_set_size (self->value_columns, self->values->len);
  self->keys = g_new0 (const SweetCell *, n_keys + 1);
  self->numbers = g_new0 (const double *, self->values->len + 1);
  self->number_cells = g_new0 (const SweetCell *, self->values->len + 1);
  g_ptr_array_add (names, NULL);
  self->output = sweet_schema_new ((const char *const *) names->pdata);
}

/* where columns may still come, one may be missing */
static gboolean
sweet_window_columns_find (SweetSchema *schema,
                           const char *name,
                           int *column,
                           GError **error)
{
  *column = sweet_schema_find (schema, name);
  return *column >= 0 || sweet_schema_is_open (schema) || sweet_schema_lookup (schema, name, error) >= 0;
}

gboolean
sweet_window_columns_bind (SweetWindowColumns *self,
                           SweetSchema *schema,
                           GError **error)
{
  if (!sweet_window_columns_find (schema, self->time, &self->time_column, error))
    return FALSE;
  for (guint i = 0; i < self->key_columns->len; i++)
    if (!sweet_window_columns_find (schema, self->key[i], &g_array_index (self->key_columns, int, i), error))
      return FALSE;
  for (guint i = 0; i < self->values->len; i++)
    if (!sweet_window_columns_find (schema, g_ptr_array_index (self->values, i), &g_array_index (self->value_columns, int, i), error))
      return FALSE;
  return TRUE;
}

gboolean
sweet_window_columns_read (SweetWindowColumns *self,
                           SweetChunk *chunk,
                           GError **error)
{
  self->times = NULL;
  if (self->time_column >= 0)
    {
      self->time_cells = sweet_chunk_get_column (chunk, (guint) self->time_column, error);
      self->times = sweet_chunk_get_timestamps (chunk, (guint) self->time_column, &self->timed, error);
      if (self->times == NULL)
        return FALSE;
    }
  for (guint i = 0; i < self->key_columns->len; i++)
    {
      int column = g_array_index (self->key_columns, int, i);

      self->keys[i] = column >= 0 ? sweet_chunk_get_column (chunk, (guint) column, error) : NULL;
      if (column >= 0 && self->keys[i] == NULL)
        return FALSE;
    }
  for (guint i = 0; i < self->values->len; i++)
    {
      int column = g_array_index (self->value_columns, int, i);

      self->number_cells[i] = column >= 0 ? sweet_chunk_get_column (chunk, (guint) column, error) : NULL;
      self->numbers[i] = column >= 0 ? sweet_chunk_get_doubles (chunk, (guint) column, error) : NULL;
      if (column >= 0 && (self->number_cells[i] == NULL || self->numbers[i] == NULL))
        return FALSE;
    }
  return TRUE;
}

static GError *
sweet_window_columns_refuse (SweetChunk *chunk,
                             guint row,
                             const char *column,
                             const SweetCell *cell,
                             const char *what)
{
  const char *source = sweet_chunk_get_source (chunk);
  guint64 record = sweet_chunk_get_record_number (chunk, row);
  g_autofree char *value = NULL;

  if (cell == NULL || sweet_cell_is_missing (cell))
    return g_error_new (SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED, "%s: record %" G_GUINT64_FORMAT ": “%s” is missing", source != NULL ? source : "input", record, column);

  value = g_utf8_make_valid (cell->data, MIN (cell->length, SWEET_WINDOW_SHOWN));
  return g_error_new (SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED, "%s: record %" G_GUINT64_FORMAT ": “%s” is no %s: “%s”", source != NULL ? source : "input", record, column, what, value);
}

/* an empty field is a missing value: formats without types have no other */
static inline gboolean
sweet_window_columns_has_value (SweetWindowColumns *self,
                                guint value,
                                guint row)
{
  const SweetCell *cells = self->number_cells[value];

  return cells != NULL && !sweet_cell_is_missing (&cells[row]) && cells[row].length > 0;
}

GError *
sweet_window_columns_find_fault (SweetWindowColumns *self,
                                 SweetChunk *chunk,
                                 guint row)
{
  if (self->times == NULL || !self->timed[row])
    return sweet_window_columns_refuse (chunk, row, self->time, self->times != NULL ? &self->time_cells[row] : NULL, "time");
  for (guint i = 0; i < self->values->len; i++)
    if (sweet_window_columns_has_value (self, i, row) && isnan (self->numbers[i][row]))
      return sweet_window_columns_refuse (chunk, row, g_ptr_array_index (self->values, i), &self->number_cells[i][row], "number");
  return NULL;
}

const GString *
sweet_window_columns_make_key (SweetWindowColumns *self,
                               guint row)
{
  const SweetCell missing = { NULL, 0, SWEET_CELL_NULL };

  g_string_truncate (self->scratch, 0);
  for (guint i = 0; i < self->key_columns->len; i++)
    {
      const SweetCell *cell = self->keys[i] == NULL || sweet_cell_is_missing (&self->keys[i][row]) ? &missing : &self->keys[i][row];

      g_string_append_len (self->scratch, (const char *) &cell->type, sizeof cell->type);
      g_string_append_len (self->scratch, (const char *) &cell->length, sizeof cell->length);
      if (cell->length > 0)
        g_string_append_len (self->scratch, cell->data, cell->length);
    }
  return self->scratch;
}

void
sweet_window_columns_add (SweetWindowColumns *self,
                          SweetWindowPane *pane,
                          guint row)
{
  pane->count++;
  for (guint i = 0; i < self->values->len; i++)
    if (sweet_window_columns_has_value (self, i, row))
      sweet_window_value_add (&pane->values[i], self->numbers[i][row]);
}

static double
sweet_window_columns_get (const SweetWindowValue *value,
                          SweetWindowAggregate aggregate)
{
  switch (aggregate)
    {
    case SWEET_WINDOW_MIN:
      return value->minimum;
    case SWEET_WINDOW_MAX:
      return value->maximum;
    case SWEET_WINDOW_MEAN:
      return (value->sum + value->carry) / (double) value->n;
    case SWEET_WINDOW_SUM:
    case SWEET_WINDOW_N_AGGREGATES:
    default:
      return value->sum + value->carry;
    }
}

void
sweet_window_columns_write (SweetWindowColumns *self,
                            const SweetWindowPane *pane,
                            SweetChunkBuilder *builder)
{
  const char *data = pane->key->data;
  guint column = 0;

  sweet_chunk_builder_set_timestamp (builder, column++, pane->start);
  sweet_chunk_builder_set_timestamp (builder, column++, pane->end);
  for (guint i = 0; i < self->key_columns->len; i++)
    {
      SweetCell cell;

      memcpy (&cell.type, data, sizeof cell.type);
      memcpy (&cell.length, data + sizeof cell.type, sizeof cell.length);
      cell.data = data + sizeof cell.type + sizeof cell.length;
      data = cell.data + cell.length;
      sweet_chunk_builder_set_cell (builder, column++, &cell);
    }
  sweet_chunk_builder_set_int64 (builder, column++, (gint64) pane->count);
  for (guint i = 0; i < SWEET_WINDOW_N_AGGREGATES; i++)
    for (guint j = 0; j < self->value_of[i]->len; j++)
      {
        const SweetWindowValue *value = &pane->values[g_array_index (self->value_of[i], guint, j)];

        if (value->n > 0)
          sweet_chunk_builder_set_double (builder, column++, sweet_window_columns_get (value, (SweetWindowAggregate) i));
        else
          sweet_chunk_builder_set_null (builder, column++);
      }
  sweet_chunk_builder_end_row (builder);
}
