/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <math.h>

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-number-private.h"

/* whole columns, made when somebody asks for them. the loops here are hot: some 1.5 ns a cell and 3 ns more
 * for a number of up to eight digits, see tests/benchmarks/vector. */

/* what does not change from row to row of a column whose cells follow each other */
typedef struct
{
  const char *base;
  const guint32 *entries;
  gsize stride;
  /* the delimiter in front of all columns but the first */
  guint32 skip;
  const guint32 *rows;
  const SweetRowLayout *layout;
  SweetArena *arena;
} SweetColumnReader;

static void
sweet_column_reader_init (SweetColumnReader *self,
                          SweetChunk *chunk,
                          guint slot)
{
  const SweetPayload *payload = chunk->payload;

  self->base = (const char *) payload->base;
  self->entries = payload->index + slot;
  self->stride = payload->stride;
  if (!chunk->selected)
    self->entries += chunk->first_row * self->stride;
  self->skip = slot > 0 ? 1 : 0;
  self->rows = chunk->selection;
  self->layout = &payload->layout;
  self->arena = &chunk->arena;
}

static G_ALWAYS_INLINE inline SweetCell
sweet_column_reader_get (const SweetColumnReader *self,
                         guint row,
                         gboolean selected)
{
  const guint32 *entries = self->entries + (selected ? self->rows[row] : row) * self->stride;
  guint32 start = entries[0] + self->skip;
  SweetCell cell = { self->base + start, entries[1] - start, SWEET_CELL_TEXT };

  if (G_UNLIKELY (entries[1] < start))
    return (SweetCell){ NULL, 0, SWEET_CELL_ABSENT };
  if (self->layout->resolve != NULL && (self->layout->lead < 0 || (cell.length > 0 && (guint8) cell.data[0] == self->layout->lead)))
    self->layout->resolve (&cell, self->arena, self->layout->data);
  return cell;
}

/* for a slot that the payload has */
static G_ALWAYS_INLINE inline SweetCell
sweet_chunk_get_straight (SweetChunk *self,
                          const SweetColumnReader *reader,
                          guint row,
                          int slot)
{
  SweetCell cell;

  if (self->payload->layout.places == SWEET_CELL_PLACES_ENDS)
    return self->selected ? sweet_column_reader_get (reader, row, TRUE) : sweet_column_reader_get (reader, row, FALSE);

  sweet_payload_read (self->payload, sweet_chunk_get_physical_row (self, row), slot, &self->arena, &cell);
  return cell;
}

static void
sweet_chunk_fill_cells (SweetChunk *self,
                        guint column,
                        SweetCell *cells)
{
  int slot = sweet_chunk_get_slot (self, column);
  guint n_rows = self->n_rows;
  SweetColumnReader reader;

  if (slot < 0 || self->payload->layout.places != SWEET_CELL_PLACES_ENDS)
    {
      for (guint row = 0; row < n_rows; row++)
        sweet_payload_read (self->payload, sweet_chunk_get_physical_row (self, row), slot, &self->arena, &cells[row]);
      return;
    }

  sweet_column_reader_init (&reader, self, (guint) slot);
  if (self->selected)
    for (guint row = 0; row < n_rows; row++)
      cells[row] = sweet_column_reader_get (&reader, row, TRUE);
  else
    for (guint row = 0; row < n_rows; row++)
      cells[row] = sweet_column_reader_get (&reader, row, FALSE);
}

/* one cell of a column of values, and whether it is one; each in its row */
typedef void (*SweetColumnFunc) (const SweetCell *cell,
                                 guint row,
                                 gpointer values,
                                 guint8 *valid);

static inline void
sweet_column_read_int64 (const SweetCell *cell,
                         guint row,
                         gpointer values,
                         guint8 *valid)
{
  gint64 *value = (gint64 *) values + row;

  valid[row] = sweet_cell_may_be_number (cell) && sweet_number_read_int64 (cell->data, cell->length, value);
  if (!valid[row])
    *value = G_MININT64;
}

static inline void
sweet_column_read_double (const SweetCell *cell,
                          guint row,
                          gpointer values,
                          guint8 *valid)
{
  double value;

  if (!sweet_cell_may_be_number (cell) || !sweet_number_read_double (cell->data, cell->length, &value))
    value = (double) NAN;
  ((double *) values)[row] = value;
}

static inline void
sweet_column_read_timestamp (const SweetCell *cell,
                             guint row,
                             gpointer values,
                             guint8 *valid)
{
  gint64 *value = (gint64 *) values + row;

  valid[row] = sweet_cell_get_timestamp (cell, value) ? 1 : 0;
  if (!valid[row])
    *value = G_MININT64;
}

/* straight from the bytes, which is for a slot that the payload has */
static G_ALWAYS_INLINE inline void
sweet_chunk_fill_straight (SweetChunk *self,
                           int slot,
                           SweetColumnFunc read,
                           gpointer values,
                           guint8 *valid)
{
  guint n_rows = self->n_rows;
  SweetColumnReader reader;

  sweet_column_reader_init (&reader, self, (guint) slot);
  for (guint row = 0; row < n_rows; row++)
    {
      SweetCell cell = sweet_chunk_get_straight (self, &reader, row, slot);

      read (&cell, row, values, valid);
    }
}

/* what is kept of a column, or NULL with @error set */
static SweetChunkColumn *
sweet_chunk_find_column (SweetChunk *self,
                         guint column,
                         GError **error)
{
  guint n_columns;

  if (!sweet_chunk_check_column (self, column, error))
    return NULL;

  n_columns = sweet_schema_get_n_columns (self->schema);
  if (n_columns > self->n_made)
    {
      self->made = g_renew (SweetChunkColumn, self->made, n_columns);
      memset (self->made + self->n_made, 0, (n_columns - self->n_made) * sizeof (SweetChunkColumn));
      self->n_made = n_columns;
    }
  self->has_made = TRUE;
  return &self->made[column];
}

static gpointer
sweet_chunk_alloc_column (SweetChunk *self,
                          gsize size)
{
  return sweet_arena_alloc (&self->arena, MAX (self->n_rows, 1) * size);
}

static SweetCell *
sweet_chunk_make_cells (SweetChunk *self,
                        guint column)
{
  SweetCell *cells = sweet_chunk_alloc_column (self, sizeof (SweetCell));

  sweet_chunk_fill_cells (self, column, cells);
  return cells;
}

/* straight from the bytes, unless there are cells already or nothing in the payload */
static G_ALWAYS_INLINE inline gpointer
sweet_chunk_make_values (SweetChunk *self,
                         guint column,
                         gsize size,
                         SweetColumnFunc read,
                         guint8 *valid)
{
  SweetChunkColumn *made = &self->made[column];
  gpointer values = sweet_chunk_alloc_column (self, size);
  int slot = sweet_chunk_get_slot (self, column);

  if (made->cells == NULL && slot >= 0)
    {
      sweet_chunk_fill_straight (self, slot, read, values, valid);
      return values;
    }

  if (made->cells == NULL)
    made->cells = sweet_chunk_make_cells (self, column);
  for (guint row = 0; row < self->n_rows; row++)
    read (&made->cells[row], row, values, valid);
  return values;
}

/**
 * sweet_chunk_get_column: (skip)
 * @self: a chunk
 * @column: a column
 * @error: return location for an error
 *
 * Gets the cells of a column. They are made on first use and kept with the chunk, so this is asked
 * once per chunk and column, not per row. Scripts use sweet_chunk_dup_texts(),
 * sweet_chunk_dup_int64s() or sweet_chunk_dup_doubles().
 *
 * Returns: (array) (transfer none): one cell per row, or %NULL with @error set; valid until the
 *   chunk is changed or no longer readable
 *
 * Since: 1.0
 */
const SweetCell *
sweet_chunk_get_column (SweetChunk *self,
                        guint column,
                        GError **error)
{
  SweetChunkColumn *made;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  made = sweet_chunk_find_column (self, column, error);
  if (made == NULL)
    return NULL;

  if (made->cells == NULL)
    made->cells = sweet_chunk_make_cells (self, column);
  return made->cells;
}

/**
 * sweet_chunk_get_int64s: (skip)
 * @self: a chunk
 * @column: a column
 * @valid: (out) (optional) (transfer none): for each row 1 where the cell is a whole number, else 0
 * @error: return location for an error
 *
 * Gets a column as whole numbers, read straight from the bytes. Made on first use and kept with the
 * chunk like the cells of sweet_chunk_get_column(). What is no whole number by the rules of
 * sweet_cell_get_int64() is the smallest #gint64, which @valid tells from that number.
 *
 * Returns: (array) (transfer none): one number per row, or %NULL with @error set; valid until the
 *   chunk is changed or no longer readable
 *
 * Since: 1.0
 */
const gint64 *
sweet_chunk_get_int64s (SweetChunk *self,
                        guint column,
                        const guint8 **valid,
                        GError **error)
{
  SweetChunkColumn *made;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  made = sweet_chunk_find_column (self, column, error);
  if (made == NULL)
    return NULL;

  if (made->int64s == NULL)
    {
      made->valid = sweet_chunk_alloc_column (self, sizeof (guint8));
      made->int64s = sweet_chunk_make_values (self, column, sizeof (gint64), sweet_column_read_int64, made->valid);
    }
  if (valid != NULL)
    *valid = made->valid;
  return made->int64s;
}

/**
 * sweet_chunk_get_doubles: (skip)
 * @self: a chunk
 * @column: a column
 * @error: return location for an error
 *
 * Gets a column as floating-point numbers, read straight from the bytes and correctly rounded. Made
 * on first use and kept with the chunk like the cells of sweet_chunk_get_column(). What is no number
 * by the rules of sweet_cell_get_double() is NaN, and nothing else is.
 *
 * Returns: (array) (transfer none): one number per row, or %NULL with @error set; valid until the
 *   chunk is changed or no longer readable
 *
 * Since: 1.0
 */
const double *
sweet_chunk_get_doubles (SweetChunk *self,
                         guint column,
                         GError **error)
{
  SweetChunkColumn *made;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  made = sweet_chunk_find_column (self, column, error);
  if (made == NULL)
    return NULL;

  if (made->doubles == NULL)
    made->doubles = sweet_chunk_make_values (self, column, sizeof (double), sweet_column_read_double, NULL);
  return made->doubles;
}

/**
 * sweet_chunk_get_timestamps: (skip)
 * @self: a chunk
 * @column: a column
 * @valid: (out) (optional) (transfer none): for each row 1 where the cell is a time, else 0
 * @error: return location for an error
 *
 * Gets a column as times in µs since 1970 UTC. Made on first use and kept with the chunk like the cells of
 * sweet_chunk_get_column(). What is no time by the rules of sweet_cell_get_timestamp() is the smallest
 * #gint64, which no time is.
 *
 * Returns: (array) (transfer none): one time per row, or %NULL with @error set; valid until the chunk is
 *   changed or no longer readable
 *
 * Since: 1.0
 */
const gint64 *
sweet_chunk_get_timestamps (SweetChunk *self,
                            guint column,
                            const guint8 **valid,
                            GError **error)
{
  SweetChunkColumn *made;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), NULL);

  made = sweet_chunk_find_column (self, column, error);
  if (made == NULL)
    return NULL;

  if (made->timestamps == NULL)
    {
      made->timed = sweet_chunk_alloc_column (self, sizeof (guint8));
      made->timestamps = sweet_chunk_make_values (self, column, sizeof (gint64), sweet_column_read_timestamp, made->timed);
    }
  if (valid != NULL)
    *valid = made->timed;
  return made->timestamps;
}
