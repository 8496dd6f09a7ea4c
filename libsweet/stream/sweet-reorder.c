/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-reorder-private.h"

#include <string.h>

#include "stream/sweet-chunk-private.h"

/* rows of a chunk that is made of rows from several places */
#define SWEET_REORDER_CHUNK_ROWS 4096
#define SWEET_REORDER_CHUNK_SIZE 262144
/* so many rows of one chunk are shown where they are; fewer are copied together */
#define SWEET_REORDER_VIEW 64
/* what a copy takes besides its rows */
#define SWEET_REORDER_RUN_SIZE 512
/* rows of copies that nobody waits for are not worth a visit before there are as many */
#define SWEET_REORDER_MIN_GARBAGE 4096

static SweetReorderRun *
sweet_reorder_load_run (SweetReorder *self,
                        guint32 number,
                        GError **error)
{
  SweetReorderRun *run = sweet_reorder_get_run (self, number);
  guint n_columns = self->columns != NULL ? g_strv_length (self->columns) : 0;

  if (n_columns == 0)
    return run;

  if (run->cells == NULL)
    run->cells = g_new0 (const SweetCell *, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      int column = sweet_schema_find (sweet_chunk_get_schema (run->chunk), self->columns[i]);

      run->cells[i] = column >= 0 ? sweet_chunk_get_column (run->chunk, (guint) column, error) : NULL;
      if (column >= 0 && run->cells[i] == NULL)
        return NULL;
    }
  return run;
}

void
sweet_reorder_init (SweetReorder *self)
{
  const SweetReorderRun none = { NULL, NULL, 0, 0 };

  memset (self, 0, sizeof *self);
  self->runs = g_array_new (FALSE, TRUE, sizeof (SweetReorderRun));
  g_array_append_val (self->runs, none);
  self->free_runs = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->slots = g_array_new (FALSE, FALSE, sizeof (SweetReorderPlace));
  self->free_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->fresh = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->line = g_array_new (FALSE, FALSE, sizeof (SweetReorderEntry));
  self->heap = g_array_new (FALSE, FALSE, sizeof (SweetReorderEntry));
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
sweet_reorder_free_run (SweetReorder *self,
                        guint32 number)
{
  SweetReorderRun *run = sweet_reorder_get_run (self, number);

  self->memory -= run->size;
  self->n_rows -= sweet_chunk_get_n_rows (run->chunk);
  g_clear_object (&run->chunk);
  g_clear_pointer (&run->cells, g_free);
  *run = (SweetReorderRun){ NULL, NULL, 0, 0 };
  g_array_append_val (self->free_runs, number);
}

void
sweet_reorder_clear (SweetReorder *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    {
      SweetReorderRun *run = sweet_reorder_get_run (self, i);

      if (i > 0)
        g_clear_object (&run->chunk);
      g_free (run->cells);
    }
  g_array_unref (self->runs);
  g_array_unref (self->free_runs);
  g_array_unref (self->slots);
  g_array_unref (self->free_slots);
  g_array_unref (self->fresh);
  g_array_unref (self->line);
  g_array_unref (self->heap);
  g_array_unref (self->rows);
  sweet_id_set_clear (&self->claims);
  g_clear_object (&self->builder);
  g_clear_object (&self->task_id);
}

gboolean
sweet_reorder_begin (SweetReorder *self,
                     SweetChunk *chunk,
                     GError **error)
{
  sweet_reorder_get_run (self, 0)->chunk = chunk;
  return sweet_reorder_load_run (self, 0, error) != NULL;
}

/* slots */

guint32
sweet_reorder_hold (SweetReorder *self,
                    guint row)
{
  const SweetReorderPlace place = { 0, row };
  guint32 slot = self->slots->len;

  if (self->free_slots->len > 0)
    {
      slot = g_array_index (self->free_slots, guint32, self->free_slots->len - 1);
      g_array_set_size (self->free_slots, self->free_slots->len - 1);
      g_array_index (self->slots, SweetReorderPlace, slot) = place;
    }
  else
    g_array_append_val (self->slots, place);
  g_array_append_val (self->fresh, slot);
  return slot;
}

static void
sweet_reorder_forget (SweetReorder *self,
                      SweetReorderPlace place,
                      guint n_rows)
{
  SweetReorderRun *run = sweet_reorder_get_run (self, place.run);

  if (place.run == 0)
    return;

  run->n_live -= n_rows;
  self->n_live -= n_rows;
  if (run->n_live == 0)
    sweet_reorder_free_run (self, place.run);
}

void
sweet_reorder_share (SweetReorder *self,
                     SweetReorderPlace place)
{
  if (place.run == 0)
    return;

  sweet_reorder_get_run (self, place.run)->n_live++;
  self->n_live++;
}

/* a row in a list counts as one that is kept, until it is emitted */
void
sweet_reorder_release (SweetReorder *self,
                       guint32 slot,
                       GArray *places)
{
  SweetReorderPlace place = sweet_reorder_get_place (self, slot);

  g_array_index (self->slots, SweetReorderPlace, slot).run = SWEET_REORDER_NOTHING;
  g_array_append_val (self->free_slots, slot);
  if (places != NULL)
    g_array_append_val (places, place);
  else
    sweet_reorder_forget (self, place, 1);
}

/* the queue */

static inline gboolean
sweet_reorder_is_before (SweetReorder *self,
                         const SweetReorderEntry *a,
                         const SweetReorderEntry *b)
{
  int order = 0;

  if (a->key != b->key)
    return a->key < b->key;
  if (self->compare != NULL)
    order = self->compare (self, self->data, sweet_reorder_get_place (self, a->slot), sweet_reorder_get_place (self, b->slot));
  return order != 0 ? order < 0 : a->arrival < b->arrival;
}

static void
sweet_reorder_sift_up (SweetReorder *self)
{
  SweetReorderEntry *entries = (SweetReorderEntry *) (gpointer) self->heap->data;
  guint i = self->heap->len - 1;
  SweetReorderEntry entry = entries[i];

  while (i > 0 && sweet_reorder_is_before (self, &entry, &entries[(i - 1) / 2]))
    {
      entries[i] = entries[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  entries[i] = entry;
}

/* the last one takes the place of the first and sinks */
static void
sweet_reorder_sift_down (SweetReorder *self)
{
  SweetReorderEntry *entries = (SweetReorderEntry *) (gpointer) self->heap->data;
  guint n = self->heap->len - 1;
  SweetReorderEntry entry = entries[n];
  guint i = 0;

  for (guint child = 1; child < n; child = 2 * i + 1)
    {
      if (child + 1 < n && sweet_reorder_is_before (self, &entries[child + 1], &entries[child]))
        child++;
      if (!sweet_reorder_is_before (self, &entries[child], &entry))
        break;
      entries[i] = entries[child];
      i = child;
    }
  entries[i] = entry;
  g_array_set_size (self->heap, n);
}

void
sweet_reorder_enqueue (SweetReorder *self,
                       guint32 slot,
                       gint64 key)
{
  const SweetReorderEntry entry = { key, self->n_arrived++, slot };

  if (self->head == self->line->len || !sweet_reorder_is_before (self, &entry, &g_array_index (self->line, SweetReorderEntry, self->line->len - 1)))
    {
      g_array_append_val (self->line, entry);
      return;
    }
  g_array_append_val (self->heap, entry);
  sweet_reorder_sift_up (self);
}

gboolean
sweet_reorder_claim (SweetReorder *self,
                     gint64 key)
{
  return sweet_id_set_add (&self->claims, key);
}

/* NULL where none waits */
const SweetReorderEntry *
sweet_reorder_peek (SweetReorder *self)
{
  const SweetReorderEntry *first = self->heap->len > 0 ? &g_array_index (self->heap, SweetReorderEntry, 0) : NULL;
  const SweetReorderEntry *next;

  if (self->head == self->line->len)
    return first;

  next = &g_array_index (self->line, SweetReorderEntry, self->head);
  return first == NULL || sweet_reorder_is_before (self, next, first) ? next : first;
}

SweetReorderEntry
sweet_reorder_pop (SweetReorder *self)
{
  const SweetReorderEntry *first = sweet_reorder_peek (self);
  SweetReorderEntry entry = first != NULL ? *first : (SweetReorderEntry){ 0 };

  sweet_id_set_remove (&self->claims, entry.key);
  if (self->heap->len > 0 && first == &g_array_index (self->heap, SweetReorderEntry, 0))
    {
      sweet_reorder_sift_down (self);
      return entry;
    }

  self->head++;
  if (self->head == self->line->len)
    {
      g_array_set_size (self->line, 0);
      self->head = 0;
    }
  else if (self->head >= 1024 && self->head > self->line->len / 2)
    {
      g_array_remove_range (self->line, 0, self->head);
      self->head = 0;
    }
  return entry;
}

/* copies of rows */

/* the row is the last one of the builder from now on; the builder becomes run @number later */
static gboolean
sweet_reorder_copy_slot (SweetReorder *self,
                         guint32 slot,
                         SweetChunkBuilder *builder,
                         guint32 number,
                         GError **error)
{
  SweetReorderPlace *place = &g_array_index (self->slots, SweetReorderPlace, slot);

  if (!sweet_chunk_builder_append_row (builder, sweet_reorder_get_run (self, place->run)->chunk, place->row, error))
    return FALSE;

  *place = (SweetReorderPlace){ number, sweet_chunk_builder_get_n_rows (builder) - 1 };
  return TRUE;
}

static guint32
sweet_reorder_take_run (SweetReorder *self)
{
  const SweetReorderRun none = { NULL, NULL, 0, 0 };
  guint32 number = self->runs->len;

  if (self->free_runs->len == 0)
    {
      g_array_append_val (self->runs, none);
      return number;
    }
  number = g_array_index (self->free_runs, guint32, self->free_runs->len - 1);
  g_array_set_size (self->free_runs, self->free_runs->len - 1);
  return number;
}

static gboolean
sweet_reorder_close_run (SweetReorder *self,
                         guint32 number,
                         SweetChunkBuilder *builder,
                         SweetTaskId *task_id,
                         GError **error)
{
  SweetReorderRun *run = sweet_reorder_get_run (self, number);

  run->size = sweet_chunk_builder_get_size (builder) + SWEET_REORDER_RUN_SIZE;
  run->n_live = sweet_chunk_builder_get_n_rows (builder);
  run->chunk = sweet_chunk_builder_build (builder);
  g_set_object (&run->chunk->task_id, task_id);
  self->memory += run->size;
  self->n_rows += run->n_live;
  self->n_live += run->n_live;
  return sweet_reorder_load_run (self, number, error) != NULL;
}

/* copies what is still kept of the chunk at hand */
static gboolean
sweet_reorder_copy_fresh (SweetReorder *self,
                          GError **error)
{
  SweetChunk *chunk = sweet_reorder_get_run (self, 0)->chunk;
  g_autoptr (SweetChunkBuilder) builder = NULL;
  guint32 number = 0;

  for (guint i = 0; i < self->fresh->len; i++)
    {
      guint32 slot = g_array_index (self->fresh, guint32, i);

      if (sweet_reorder_get_place (self, slot).run != 0)
        continue;
      if (builder == NULL)
        {
          builder = sweet_chunk_builder_new (sweet_chunk_get_schema (chunk));
          number = sweet_reorder_take_run (self);
        }
      if (!sweet_reorder_copy_slot (self, slot, builder, number, error))
        return FALSE;
    }
  g_array_set_size (self->fresh, 0);
  return builder == NULL || sweet_reorder_close_run (self, number, builder, chunk->task_id, error);
}

/* copies all rows that are kept from the copies with @chunk's columns into one more */
static gboolean
sweet_reorder_join_runs (SweetReorder *self,
                         SweetChunk *chunk,
                         gboolean *old,
                         guint n_old,
                         GError **error)
{
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (sweet_chunk_get_schema (chunk));
  g_autoptr (SweetTaskId) task_id = chunk->task_id != NULL ? g_object_ref (chunk->task_id) : NULL;
  g_autofree char *source = g_strdup (chunk->source);
  guint32 number = sweet_reorder_take_run (self);

  /* a number that was free may become that of the new one */
  if (number < n_old)
    old[number] = FALSE;
  for (guint32 slot = 0; slot < self->slots->len; slot++)
    {
      SweetReorderPlace place = sweet_reorder_get_place (self, slot);
      SweetChunk *other;

      if (place.run == SWEET_REORDER_NOTHING || place.run >= n_old || !old[place.run])
        continue;
      other = sweet_reorder_get_run (self, place.run)->chunk;
      if (g_strcmp0 (other->source, source) != 0 || !sweet_schema_equal (sweet_chunk_get_schema (other), sweet_chunk_builder_get_schema (builder)))
        continue;
      if (!sweet_reorder_copy_slot (self, slot, builder, number, error))
        return FALSE;
      sweet_reorder_forget (self, place, 1);
    }
  return sweet_reorder_close_run (self, number, builder, task_id, error);
}

/* so that copies take no more than twice what is kept, for a share of the time that making them took */
static gboolean
sweet_reorder_compact (SweetReorder *self,
                       GError **error)
{
  guint n_old = self->runs->len;
  g_autofree gboolean *old = g_new0 (gboolean, n_old);

  for (guint32 i = 1; i < n_old; i++)
    old[i] = sweet_reorder_get_run (self, i)->chunk != NULL;
  for (guint32 i = 1; i < n_old; i++)
    {
      SweetReorderRun *run = sweet_reorder_get_run (self, i);

      if (old[i] && run->chunk != NULL && !sweet_reorder_join_runs (self, run->chunk, old, n_old, error))
        return FALSE;
    }
  return TRUE;
}

static guint64
sweet_reorder_get_memory (SweetReorder *self)
{
  return self->memory + sweet_id_set_get_memory (&self->claims) + self->slots->len * (guint64) sizeof (SweetReorderPlace) + (self->line->len + self->heap->len) * (guint64) sizeof (SweetReorderEntry);
}

gboolean
sweet_reorder_end (SweetReorder *self,
                   GError **error)
{
  guint n_waiting = sweet_reorder_get_n_waiting (self);
  g_autofree char *limit = NULL;

  if (!sweet_reorder_copy_fresh (self, error))
    return FALSE;

  sweet_reorder_get_run (self, 0)->chunk = NULL;
  if (self->n_rows - self->n_live > self->n_live + SWEET_REORDER_MIN_GARBAGE && !sweet_reorder_compact (self, error))
    return FALSE;
  if (self->max_memory == 0 || sweet_reorder_get_memory (self) <= self->max_memory)
    return TRUE;

  limit = sweet_size_to_string (self->max_memory);
  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "the %u records that wait for their turn need more than max-memory=%s; raise it or let fewer wait", n_waiting, limit);
  return FALSE;
}

/* emitting */

static void
sweet_reorder_hand_on (SweetEmitter *out,
                       const char *output,
                       SweetChunk *chunk)
{
  if (output != NULL)
    sweet_emitter_emit_to (out, output, chunk);
  else
    sweet_emitter_emit (out, chunk);
}

static void
sweet_reorder_flush (SweetReorder *self,
                     SweetEmitter *out,
                     const char *output)
{
  g_autoptr (SweetChunk) chunk = NULL;

  if (self->builder == NULL || sweet_chunk_builder_get_n_rows (self->builder) == 0)
    return;

  chunk = sweet_chunk_builder_build (self->builder);
  g_set_object (&chunk->task_id, self->task_id);
  sweet_reorder_hand_on (out, output, chunk);
}

/* a built chunk has rows of one schema and source */
static void
sweet_reorder_use (SweetReorder *self,
                   SweetChunk *chunk,
                   SweetEmitter *out,
                   const char *output)
{
  gboolean fits = self->builder != NULL && g_strcmp0 (self->source, chunk->source) == 0 && sweet_schema_equal (sweet_chunk_builder_get_schema (self->builder), sweet_chunk_get_schema (chunk));

  if (!fits || sweet_chunk_builder_get_n_rows (self->builder) >= SWEET_REORDER_CHUNK_ROWS || sweet_chunk_builder_get_size (self->builder) >= SWEET_REORDER_CHUNK_SIZE)
    sweet_reorder_flush (self, out, output);
  if (fits)
    return;

  g_clear_object (&self->builder);
  self->builder = sweet_chunk_builder_new (sweet_chunk_get_schema (chunk));
  self->source = chunk->source;
  g_set_object (&self->task_id, chunk->task_id);
}

/* rows of one chunk, as they are; a whole chunk in its own order goes on itself */
static void
sweet_reorder_show (SweetReorder *self,
                    const SweetReorderPlace *places,
                    guint n,
                    SweetEmitter *out,
                    const char *output)
{
  SweetChunk *chunk = sweet_reorder_get_run (self, places[0].run)->chunk;
  gboolean whole = n == sweet_chunk_get_n_rows (chunk);
  g_autoptr (SweetChunk) view = NULL;

  sweet_reorder_flush (self, out, output);
  g_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      whole = whole && places[i].row == i;
      g_array_append_val (self->rows, places[i].row);
    }
  if (places[0].run == 0 && whole)
    {
      sweet_reorder_hand_on (out, output, chunk);
      return;
    }

  if (places[0].run == 0)
    view = g_object_ref (sweet_emitter_make_writable (out, chunk));
  else
    {
      view = sweet_chunk_new_empty ();
      sweet_chunk_assign (view, chunk);
    }
  if (!whole)
    sweet_chunk_select_rows (view, (const guint32 *) (gpointer) self->rows->data, n);
  sweet_reorder_hand_on (out, output, view);
}

static gboolean
sweet_reorder_append (SweetReorder *self,
                      const SweetReorderPlace *places,
                      guint n,
                      SweetEmitter *out,
                      const char *output,
                      GError **error)
{
  SweetChunk *chunk = sweet_reorder_get_run (self, places[0].run)->chunk;

  for (guint i = 0; i < n; i++)
    {
      sweet_reorder_use (self, chunk, out, output);
      if (!sweet_chunk_builder_append_row (self->builder, chunk, places[i].row, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
sweet_reorder_emit (SweetReorder *self,
                    GArray *list,
                    SweetEmitter *out,
                    const char *output,
                    GError **error)
{
  const SweetReorderPlace *places = (const SweetReorderPlace *) (gpointer) list->data;
  guint n;

  for (guint i = 0; i < list->len; i += n)
    {
      for (n = 1; i + n < list->len && places[i + n].run == places[i].run; n++)
        ;
      if (n >= SWEET_REORDER_VIEW || n == list->len)
        sweet_reorder_show (self, &places[i], n, out, output);
      else if (!sweet_reorder_append (self, &places[i], n, out, output, error))
        return FALSE;
      sweet_reorder_forget (self, places[i], n);
    }
  sweet_reorder_flush (self, out, output);
  g_array_set_size (list, 0);
  return TRUE;
}
