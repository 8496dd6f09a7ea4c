/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-sequence-private.h"

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-stage-private.h"

/* what all sequences have in common: rows come, wait, and go on to one of the outputs */

/* of a value that is shown in a message */
#define SWEET_SEQUENCE_SHOWN 40

void
sweet_sequence_state_init (SweetSequenceState *self)
{
  sweet_reorder_init (&self->reorder);
  self->main = g_array_new (FALSE, FALSE, sizeof (SweetReorderPlace));
  self->late = g_array_new (FALSE, FALSE, sizeof (SweetReorderPlace));
  self->column = -1;
  self->last = SWEET_REORDER_NOTHING;
}

void
sweet_sequence_state_clear (SweetSequenceState *self)
{
  sweet_reorder_clear (&self->reorder);
  g_clear_pointer (&self->main, g_array_unref);
  g_clear_pointer (&self->late, g_array_unref);
  g_clear_object (&self->gaps);
  g_clear_object (&self->schema);
  g_clear_error (&self->failure);
  g_clear_object (&self->events[0]);
  g_clear_object (&self->events[1]);
  g_clear_pointer (&self->columns, g_strfreev);
  g_clear_pointer (&self->compare, sweet_callback_unref);
}

gboolean
sweet_sequence_state_set_schema (SweetSequenceState *self,
                                 SweetSchema *schema,
                                 GError **error)
{
  for (guint i = 0; self->columns != NULL && self->columns[i] != NULL; i++)
    if (!sweet_schema_is_open (schema) && sweet_schema_lookup (schema, self->columns[i], error) < 0)
      return FALSE;

  self->column = self->columns != NULL ? sweet_schema_find (schema, self->columns[0]) : -1;
  return TRUE;
}

/* the outputs learn the columns as well, also when they get nothing */
static void
sweet_sequence_state_tell (SweetSequenceState *self,
                           SweetChunk *chunk,
                           SweetEmitter *out)
{
  static const char *const names[] = { "first", "last", "count", "file", "record", NULL };
  SweetChunk *view;

  if (self->schema != NULL && sweet_schema_equal (self->schema, sweet_chunk_get_schema (chunk)))
    return;

  g_set_object (&self->schema, sweet_chunk_get_schema (chunk));
  view = sweet_emitter_make_writable (out, chunk);
  sweet_chunk_select_rows (view, NULL, 0);
  sweet_emitter_emit (out, view);
  sweet_emitter_emit_to (out, "late", view);
  if (self->by == SWEET_SEQUENCE_BY_ID && self->compare == NULL && self->gaps == NULL)
    {
      g_autoptr (SweetSchema) schema = sweet_schema_new (names);
      g_autoptr (SweetChunk) empty = NULL;

      self->gaps = sweet_chunk_builder_new (schema);
      empty = sweet_chunk_builder_build (self->gaps);
      sweet_emitter_emit_to (out, "gaps", empty);
    }
}

static gboolean
sweet_sequence_state_add (SweetSequenceState *self,
                          SweetChunk *chunk,
                          GError **error)
{
  if (self->compare != NULL || self->by == SWEET_SEQUENCE_BY_VALUE)
    return sweet_sequence_add_values (self, chunk, error);
  if (self->by == SWEET_SEQUENCE_BY_TIMESTAMP)
    return sweet_sequence_add_times (self, chunk, error);
  return sweet_sequence_add_ids (self, chunk, error);
}

static gboolean
sweet_sequence_state_drain (SweetSequenceState *self,
                            GError **error)
{
  if (self->compare != NULL || self->by == SWEET_SEQUENCE_BY_VALUE)
    return sweet_sequence_finish_values (self, error);
  if (self->by == SWEET_SEQUENCE_BY_TIMESTAMP)
    return sweet_sequence_finish_times (self, error);
  return sweet_sequence_finish_ids (self, error);
}

static gboolean
sweet_sequence_state_emit (SweetSequenceState *self,
                           SweetEmitter *out,
                           GError **error)
{
  g_autoptr (SweetChunk) gaps = NULL;

  if (!sweet_reorder_emit (&self->reorder, self->main, out, NULL, error) || !sweet_reorder_emit (&self->reorder, self->late, out, "late", error))
    return FALSE;
  if (self->gaps == NULL || sweet_chunk_builder_get_n_rows (self->gaps) == 0)
    return TRUE;

  gaps = sweet_chunk_builder_build (self->gaps);
  sweet_emitter_emit_to (out, "gaps", gaps);
  return TRUE;
}

/* what went wrong once stays wrong: rows went on already, and must not go on again */
static gboolean
sweet_sequence_state_fail (SweetSequenceState *self,
                           GError **error)
{
  g_propagate_error (error, g_error_copy (self->failure));
  return FALSE;
}

gboolean
sweet_sequence_state_process (SweetSequenceState *self,
                              SweetChunk *chunk,
                              SweetEmitter *out,
                              GError **error)
{
  gboolean ok;

  if (self->failure != NULL)
    return sweet_sequence_state_fail (self, error);

  sweet_sequence_state_tell (self, chunk, out);
  if (sweet_chunk_get_n_rows (chunk) == 0)
    return TRUE;

  self->out = out;
  self->reorder.max_memory = self->max_memory;
  self->reorder.columns = self->compare == NULL && self->by == SWEET_SEQUENCE_BY_VALUE ? self->columns : NULL;
  ok = sweet_reorder_begin (&self->reorder, chunk, &self->failure) && sweet_sequence_state_add (self, chunk, &self->failure);
  /* what came before the failure goes on */
  ok = sweet_sequence_state_emit (self, out, ok ? &self->failure : NULL) && ok;
  ok = ok && sweet_reorder_end (&self->reorder, &self->failure);
  self->out = NULL;
  return ok || sweet_sequence_state_fail (self, error);
}

gboolean
sweet_sequence_state_finish (SweetSequenceState *self,
                             SweetEmitter *out,
                             GError **error)
{
  gboolean ok;

  if (self->failure != NULL)
    return sweet_sequence_state_fail (self, error);

  ok = sweet_sequence_state_drain (self, &self->failure);
  ok = sweet_sequence_state_emit (self, out, ok ? &self->failure : NULL) && ok;
  return ok || sweet_sequence_state_fail (self, error);
}

/* at the end there is no chunk that an error could be told of */
gboolean
sweet_sequence_add_late (SweetSequenceState *self,
                         SweetReorderPlace place,
                         const char *reason,
                         GError **error)
{
  SweetChunk *chunk = sweet_reorder_get_run (&self->reorder, place.run)->chunk;
  g_autoptr (GError) late = NULL;
  g_autofree char *where = NULL;

  if (self->on_late != SWEET_LATE_ACTION_ERROR)
    {
      g_array_append_val (self->on_late == SWEET_LATE_ACTION_KEEP ? self->main : self->late, place);
      return TRUE;
    }

  where = sweet_stage_describe_rows (chunk, place.row, 1);
  late = g_error_new (SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_LATE, "%sthe record %s", where, reason);
  if (self->out == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&late));
      return FALSE;
    }
  self->stopped = !sweet_emitter_emit_error (self->out, chunk, place.row, late);
  return TRUE;
}

gboolean
sweet_sequence_release_late (SweetSequenceState *self,
                             guint32 slot,
                             const char *reason,
                             GError **error)
{
  gboolean ok = TRUE;

  if (self->on_late == SWEET_LATE_ACTION_ERROR)
    ok = sweet_sequence_add_late (self, sweet_reorder_get_place (&self->reorder, slot), reason, error);
  sweet_reorder_release (&self->reorder, slot, self->on_late == SWEET_LATE_ACTION_KEEP ? self->main : self->on_late == SWEET_LATE_ACTION_OUTPUT ? self->late
                                                                                                                                                : NULL);
  return ok;
}

/* @what is what the value should be */
void
sweet_sequence_refuse (SweetSequenceState *self,
                       SweetChunk *chunk,
                       guint row,
                       const char *what)
{
  g_autofree char *where = sweet_stage_describe_rows (chunk, row, 1);
  g_autoptr (GError) error = NULL;
  SweetCell cell = { NULL, 0, SWEET_CELL_ABSENT };

  if (self->column >= 0)
    sweet_chunk_read (chunk, row, (guint) self->column, &chunk->arena, &cell);
  if (sweet_cell_is_missing (&cell))
    error = g_error_new (SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED, "%s“%s” is missing", where, self->columns[0]);
  else
    {
      g_autofree char *value = g_utf8_make_valid (cell.data, MIN (cell.length, SWEET_SEQUENCE_SHOWN));

      error = g_error_new (SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED, "%s“%s” is no %s: “%s”", where, self->columns[0], what, value);
    }
  self->stopped = !sweet_emitter_emit_error (self->out, chunk, row, error);
}
