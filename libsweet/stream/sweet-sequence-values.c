/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-sequence-private.h"

#include <math.h>
#include <string.h>

#include "stream/sweet-receiver-event-private.h"

/* by values or a comparison: as many rows wait as the buffer holds, and the first of them goes on when there
 * is one more. what comes before the last one that went on is late. */

#define SWEET_SEQUENCE_PAST "comes before one that has gone on"

/* the smallest of @kind and number first; @number only counts between numbers */
static int
sweet_sequence_rank (const SweetCell *cell,
                     double *number)
{
  if (cell == NULL || sweet_cell_is_missing (cell))
    return 0;
  return sweet_cell_get_double (cell, number) ? 1 : 2;
}

static int
sweet_sequence_compare_numbers (const SweetCell *a,
                                const SweetCell *b,
                                double x,
                                double y)
{
  gint64 i;
  gint64 j;

  if (x < y || x > y)
    return x < y ? -1 : 1;
  /* whole numbers that a double does not tell apart */
  if (sweet_cell_get_int64 (a, &i) && sweet_cell_get_int64 (b, &j))
    return i < j ? -1 : i > j;
  return 0;
}

static int
sweet_sequence_compare_cells (const SweetCell *a,
                              const SweetCell *b)
{
  double x = 0;
  double y = 0;
  int rank = sweet_sequence_rank (a, &x);
  int other = sweet_sequence_rank (b, &y);
  int order;

  if (rank != other)
    return rank < other ? -1 : 1;
  if (rank == 0)
    return 0;
  if (rank == 1)
    return sweet_sequence_compare_numbers (a, b, x, y);

  order = memcmp (a->data, b->data, MIN (a->length, b->length));
  return order != 0 ? order : a->length < b->length ? -1
                                                    : a->length > b->length;
}

static int
sweet_sequence_compare_values (SweetReorder *reorder,
                               gpointer data,
                               SweetReorderPlace a,
                               SweetReorderPlace b)
{
  SweetSequenceState *self = data;
  const SweetCell **left = sweet_reorder_get_run (reorder, a.run)->cells;
  const SweetCell **right = sweet_reorder_get_run (reorder, b.run)->cells;
  int order = 0;

  for (guint i = 0; order == 0 && self->columns[i] != NULL; i++)
    order = sweet_sequence_compare_cells (left[i] != NULL ? &left[i][a.row] : NULL, right[i] != NULL ? &right[i][b.row] : NULL);
  return self->order == SWEET_SEQUENCE_ORDER_DESCENDING ? -order : order;
}

static int
sweet_sequence_compare_events (SweetReorder *reorder,
                               gpointer data,
                               SweetReorderPlace a,
                               SweetReorderPlace b)
{
  SweetSequenceState *self = data;
  int order;

  for (guint i = 0; i < 2; i++)
    if (self->events[i] == NULL)
      self->events[i] = sweet_receiver_event_new ();
  sweet_receiver_event_show (self->events[0], sweet_reorder_get_run (reorder, a.run)->chunk, a.row);
  sweet_receiver_event_show (self->events[1], sweet_reorder_get_run (reorder, b.run)->chunk, b.row);
  order = ((SweetSequenceFunc) self->compare->func) (self->events[0], self->events[1], self->compare->user_data);
  sweet_receiver_event_release (&self->events[0]);
  sweet_receiver_event_release (&self->events[1]);
  return order;
}

/* a number that is in the order of the first column as far as it can be */
static gint64
sweet_sequence_make_key (SweetSequenceState *self,
                         const SweetCell *cell)
{
  double number = 0;
  int rank = sweet_sequence_rank (cell, &number);
  gint64 key;

  memcpy (&key, &number, sizeof key);
  if (rank == 0)
    key = G_MININT64;
  else if (rank == 2)
    key = G_MAXINT64;
  else if (key < 0)
    key = G_MININT64 - key;
  return self->order == SWEET_SEQUENCE_ORDER_DESCENDING ? ~key : key;
}

/* takes the place of the last one that went on */
static void
sweet_sequence_go_on (SweetSequenceState *self)
{
  guint32 slot = sweet_reorder_pop (&self->reorder).slot;
  SweetReorderPlace place = sweet_reorder_get_place (&self->reorder, slot);

  g_array_append_val (self->main, place);
  sweet_reorder_share (&self->reorder, place);
  if (self->last != SWEET_REORDER_NOTHING)
    sweet_reorder_release (&self->reorder, self->last, NULL);
  self->last = slot;
}

static gboolean
sweet_sequence_add_value (SweetSequenceState *self,
                          guint row,
                          GError **error)
{
  guint32 slot = sweet_reorder_hold (&self->reorder, row);
  const SweetCell **cells = sweet_reorder_get_run (&self->reorder, 0)->cells;

  if (self->last != SWEET_REORDER_NOTHING && self->reorder.compare (&self->reorder, self, sweet_reorder_get_place (&self->reorder, slot), sweet_reorder_get_place (&self->reorder, self->last)) < 0)
    return sweet_sequence_release_late (self, slot, SWEET_SEQUENCE_PAST, error);

  sweet_reorder_enqueue (&self->reorder, slot, cells != NULL ? sweet_sequence_make_key (self, cells[0] != NULL ? &cells[0][row] : NULL) : 0);
  if (sweet_reorder_get_n_waiting (&self->reorder) > self->buffer)
    sweet_sequence_go_on (self);
  return TRUE;
}

gboolean
sweet_sequence_add_values (SweetSequenceState *self,
                           SweetChunk *chunk,
                           GError **error)
{
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  self->reorder.data = self;
  self->reorder.compare = self->compare != NULL ? sweet_sequence_compare_events : sweet_sequence_compare_values;
  for (guint row = 0; row < n_rows && !self->stopped; row++)
    if (!sweet_sequence_add_value (self, row, error))
      return FALSE;
  return TRUE;
}

gboolean
sweet_sequence_finish_values (SweetSequenceState *self,
                              GError **error)
{
  while (sweet_reorder_get_n_waiting (&self->reorder) > 0)
    sweet_sequence_go_on (self);
  return TRUE;
}
