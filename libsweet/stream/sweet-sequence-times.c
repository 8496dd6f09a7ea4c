/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-sequence-private.h"

/* by time: the watermark is the latest time that came, less what may come late; what is behind it is late,
 * and what it has passed goes on. only the times in the records count, so the same records give the same
 * answer whenever they are read, and row by row, so however they are cut into chunks. */

#define SWEET_SEQUENCE_LATE   "is behind the watermark"
#define SWEET_SEQUENCE_SKEWED "is further ahead in time than max-skew lets it"

static gint64
sweet_sequence_get_watermark (SweetSequenceState *self)
{
  gint64 watermark;

  if (__builtin_sub_overflow (self->latest, self->lateness, &watermark))
    return G_MININT64;
  return watermark;
}

/* a time that is believed moves the watermark; what that has reached is handed on */
static void
sweet_sequence_advance (SweetSequenceState *self,
                        gint64 time)
{
  const SweetReorderEntry *entry;
  gint64 watermark;

  if (!self->timed || time > self->latest)
    self->latest = time;
  self->timed = TRUE;
  watermark = sweet_sequence_get_watermark (self);
  while ((entry = sweet_reorder_peek (&self->reorder)) != NULL && entry->key <= watermark)
    {
      SweetReorderEntry first = sweet_reorder_pop (&self->reorder);

      sweet_reorder_release (&self->reorder, first.slot, self->main);
    }
}

static gboolean
sweet_sequence_is_late (SweetSequenceState *self,
                        gint64 time)
{
  return self->timed && time < sweet_sequence_get_watermark (self);
}

/* a row of the chunk at hand */
static gboolean
sweet_sequence_believe_row (SweetSequenceState *self,
                            guint row,
                            gint64 time,
                            GError **error)
{
  if (sweet_sequence_is_late (self, time))
    return sweet_sequence_add_late (self, (SweetReorderPlace){ 0, row }, SWEET_SEQUENCE_LATE, error);

  /* what need not wait is not made to: all that waits is later */
  if (self->lateness == 0 || (self->timed && time == sweet_sequence_get_watermark (self)))
    {
      sweet_sequence_advance (self, time);
      sweet_sequence_pass (self, row);
      return TRUE;
    }
  sweet_reorder_enqueue (&self->reorder, sweet_reorder_hold (&self->reorder, row), time);
  sweet_sequence_advance (self, time);
  return TRUE;
}

static gboolean
sweet_sequence_believe (SweetSequenceState *self,
                        const SweetSequenceDoubt *doubt,
                        GError **error)
{
  if (sweet_sequence_is_late (self, doubt->time))
    return sweet_sequence_release_late (self, doubt->slot, SWEET_SEQUENCE_LATE, error);

  sweet_reorder_enqueue (&self->reorder, doubt->slot, doubt->time);
  sweet_sequence_advance (self, doubt->time);
  return TRUE;
}

static gboolean
sweet_sequence_believe_doubts (SweetSequenceState *self,
                               GError **error)
{
  guint n_doubts = self->n_doubts;

  self->n_doubts = 0;
  for (guint i = 0; i < n_doubts; i++)
    if (!sweet_sequence_believe (self, &self->doubts[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
sweet_sequence_refute_doubts (SweetSequenceState *self,
                              GError **error)
{
  guint n_doubts = self->n_doubts;

  self->n_doubts = 0;
  for (guint i = 0; i < n_doubts; i++)
    if (!sweet_sequence_release_late (self, self->doubts[i].slot, SWEET_SEQUENCE_SKEWED, error))
      return FALSE;
  return TRUE;
}

/* whether @time lies no further ahead of @other than it may */
static gboolean
sweet_sequence_is_near (SweetSequenceState *self,
                        gint64 time,
                        gint64 other)
{
  gint64 distance;

  return !__builtin_sub_overflow (time, other, &distance) && distance <= self->max_skew;
}

/* a record against those before it: one that is too far ahead waits for others that say the same */
static gboolean
sweet_sequence_weigh (SweetSequenceState *self,
                      SweetSequenceDoubt doubt,
                      GError **error)
{
  const SweetSequenceDoubt *last = self->n_doubts > 0 ? &self->doubts[self->n_doubts - 1] : NULL;

  if (sweet_sequence_is_near (self, doubt.time, self->latest))
    return sweet_sequence_refute_doubts (self, error) && sweet_sequence_believe (self, &doubt, error);

  if (last != NULL && (!sweet_sequence_is_near (self, doubt.time, last->time) || !sweet_sequence_is_near (self, last->time, doubt.time)) && !sweet_sequence_refute_doubts (self, error))
    return FALSE;

  self->doubts[self->n_doubts++] = doubt;
  return self->n_doubts < SWEET_SEQUENCE_WITNESSES || sweet_sequence_believe_doubts (self, error);
}

/* the first records have none before them: the earliest of them is believed, and the others are weighed
 * against it */
static gboolean
sweet_sequence_begin_times (SweetSequenceState *self,
                            GError **error)
{
  SweetSequenceDoubt first[SWEET_SEQUENCE_WITNESSES];
  guint n_first = self->n_doubts;
  gint64 earliest = G_MAXINT64;

  for (guint i = 0; i < n_first; i++)
    {
      first[i] = self->doubts[i];
      earliest = MIN (earliest, first[i].time);
    }
  self->n_doubts = 0;
  self->timed = TRUE;
  self->latest = earliest;
  for (guint i = 0; i < n_first; i++)
    if (!sweet_sequence_weigh (self, first[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
sweet_sequence_add_time (SweetSequenceState *self,
                         guint row,
                         gint64 time,
                         GError **error)
{
  SweetSequenceDoubt doubt;

  if (self->max_skew == 0 || (self->timed && self->n_doubts == 0 && sweet_sequence_is_near (self, time, self->latest)))
    return sweet_sequence_believe_row (self, row, time, error);

  doubt = (SweetSequenceDoubt){ time, sweet_reorder_hold (&self->reorder, row) };
  if (self->timed)
    return sweet_sequence_weigh (self, doubt, error);

  self->doubts[self->n_doubts++] = doubt;
  return self->n_doubts < SWEET_SEQUENCE_WITNESSES || sweet_sequence_begin_times (self, error);
}

gboolean
sweet_sequence_add_times (SweetSequenceState *self,
                          SweetChunk *chunk,
                          GError **error)
{
  const guint8 *valid = NULL;
  const gint64 *times = self->column >= 0 ? sweet_chunk_get_timestamps (chunk, (guint) self->column, &valid, error) : NULL;
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  if (self->column >= 0 && times == NULL)
    return FALSE;

  for (guint row = 0; row < n_rows && !self->stopped; row++)
    if (times == NULL || !valid[row])
      sweet_sequence_refuse (self, chunk, row, "time");
    else if (!sweet_sequence_add_time (self, row, times[row], error))
      return FALSE;
  return TRUE;
}

/* what nothing has spoken against by the end is believed */
gboolean
sweet_sequence_finish_times (SweetSequenceState *self,
                             GError **error)
{
  if (!self->timed && self->n_doubts > 0 && !sweet_sequence_begin_times (self, error))
    return FALSE;
  if (!sweet_sequence_believe_doubts (self, error))
    return FALSE;

  while (sweet_reorder_get_n_waiting (&self->reorder) > 0)
    sweet_reorder_release (&self->reorder, sweet_reorder_pop (&self->reorder).slot, self->main);
  return TRUE;
}
