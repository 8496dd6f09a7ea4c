/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-call-limit-private.h"
#include "stream/sweet-element-private.h"
#include "stream/sweet-run-private.h"

/* a source that was split: several parts are read at once, each in order, those of the main context one at a
 * time. what is read ahead of its turn waits with its credit, and one credit is left to the part whose turn it
 * is. */

static gboolean
sweet_run_is_on_context (SweetSource *source)
{
  return sweet_element_get_place (SWEET_ELEMENT (source)) == SWEET_PLACE_CONTEXT;
}

/* NULL, or why what was returned cannot be a part */
static const char *
sweet_run_find_fault (SweetRun *self,
                      SweetSource *part)
{
  SweetMedia input;
  SweetMedia output;

  if (sweet_run_is_on_context (part) && !sweet_run_is_on_context (self->recipe->source))
    return "is read on the main context";

  sweet_element_get_media (SWEET_ELEMENT (part), &input, &output);
  if (output != (self->reads_records ? SWEET_MEDIA_RECORDS : SWEET_MEDIA_BYTES))
    return "gives something else";
  return sweet_recipe_find_missing_read (part, self->reads_records) != NULL ? "cannot be read" : NULL;
}

static gboolean
sweet_run_check_part (SweetRun *self,
                      SweetSource *part,
                      GError **error)
{
  const char *name = sweet_element_get_name (SWEET_ELEMENT (self->recipe->source));
  const char *fault;

  if (!SWEET_IS_SOURCE (part))
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK, "%s: “split” returned a part that is no source", name);
      return FALSE;
    }

  fault = sweet_run_find_fault (self, part);
  if (fault != NULL)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK, "%s: “split” returned a part, %s, that %s", name, sweet_element_get_name (SWEET_ELEMENT (part)), fault);
      return FALSE;
    }
  if (sweet_element_check (SWEET_ELEMENT (part), error))
    return TRUE;

  g_prefix_error (error, "%s: “split” returned a part that is not sound: ", name);
  return FALSE;
}

static guint
sweet_run_get_n_reads (SweetRun *self)
{
  guint n_reads;

  g_mutex_lock (&self->lock);
  n_reads = self->max_reads > 0 ? self->max_reads : self->wanted_workers;
  g_mutex_unlock (&self->lock);
  return n_reads;
}

/* whether several parts may be read at once, or nothing else can be read */
gboolean
sweet_run_can_split (SweetRun *self)
{
  SweetSource *source = self->recipe->source;

  if (source == NULL || self->has_length || SWEET_SOURCE_GET_CLASS (source)->split == NULL)
    return FALSE;

  return sweet_run_get_n_reads (self) > 1 || sweet_recipe_find_missing_read (source, self->reads_records) != NULL;
}

static gboolean
sweet_run_split (SweetRun *self,
                 GError **error)
{
  SweetSource *source = self->recipe->source;
  guint n_reads = sweet_run_get_n_reads (self);
  const char *missing = sweet_recipe_find_missing_read (source, self->reads_records);
  g_autoptr (GListModel) parts = NULL;
  GError *reason = NULL;

  parts = SWEET_SOURCE_GET_CLASS (source)->split (source, n_reads, self->read_cancellable, &reason);
  if (reason != NULL)
    return sweet_stage_check_failure (SWEET_ELEMENT (source), "split", reason, error);
  if (parts == NULL && missing != NULL)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                   "%s: “split” returned nothing, and its class does not implement “%s”", sweet_element_get_name (SWEET_ELEMENT (source)), missing);
      return FALSE;
    }
  if (parts == NULL)
    return TRUE;

  g_mutex_lock (&self->lock);
  self->n_parts = g_list_model_get_n_items (parts);
  self->parts = g_new0 (SweetRunPart, self->n_parts + 1);
  for (guint i = 0; i < self->n_parts; i++)
    self->parts[i].source = g_list_model_get_item (parts, i);
  self->fed = self->n_parts == 0;
  self->max_reads = n_reads;
  sweet_run_fit_items (self);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < self->n_parts; i++)
    {
      if (!sweet_run_check_part (self, self->parts[i].source, error))
        return FALSE;
      sweet_element_freeze (SWEET_ELEMENT (self->parts[i].source));
    }
  return TRUE;
}

/* asks the source for parts */
void
sweet_run_do_split (SweetRun *self)
{
  GError *error = NULL;

  if (!sweet_run_split (self, &error))
    sweet_run_abort (self, error);
}

/* with the lock: the next part that is to be read, the one whose turn it is first; n_parts where there is none */
static guint
sweet_run_find_part (SweetRun *self)
{
  guint n_free = self->max_items - MIN (self->n_in_flight - self->n_flushing, self->max_items);

  for (guint i = self->part; i < self->n_parts && n_free > (i > self->part ? 1 : 0) && self->n_reads < self->max_reads; i++)
    if (!self->parts[i].reading && !self->parts[i].ended && (self->reading_item == NULL || !sweet_run_is_on_context (self->parts[i].source)))
      return i;
  return self->n_parts;
}

gboolean
sweet_run_can_feed_part (SweetRun *self)
{
  return sweet_run_find_part (self) < self->n_parts;
}

/* opens the part when it is read for the first time */
static gboolean
sweet_run_open_part (SweetRun *self,
                     SweetRunPart *part,
                     GError **error)
{
  GError *reason = NULL;

  if (part->opened)
    return TRUE;
  if (SWEET_SOURCE_GET_CLASS (part->source)->open != NULL && !SWEET_SOURCE_GET_CLASS (part->source)->open (part->source, self->read_cancellable, &reason))
    return sweet_stage_check_failure (SWEET_ELEMENT (part->source), "open", reason, error);

  part->opened = TRUE;
  return TRUE;
}

/* reads once from the part; the item keeps what failed until its turn comes */
static void
sweet_run_read_part (SweetRun *self,
                     SweetRunPart *part,
                     SweetItem *item)
{
  gint64 at = sweet_run_get_time (self);
  SweetCallLimit *limit;
  GCancellable *given;
  GError *reason = NULL;
  GError *failure = NULL;
  gssize n_bytes = 0;
  gboolean ok;

  /* nobody wants it, and the thread may be any */
  item->ends = sweet_run_drops (self, item);
  if (item->ends || !sweet_run_open_part (self, part, &item->read_error))
    {
      if (!self->reads_records)
        sweet_run_fill (self, item, 0);
      return;
    }

  given = sweet_call_limit_begin (&limit, self->recipe->clock, self->read_timeout, self->read_cancellable);
  if (self->reads_records)
    ok = sweet_run_read_records (self, part->source, item, &item->ends, given, &reason);
  else
    {
      n_bytes = sweet_run_read_bytes (self, part->source, part->offset, item, given, &reason);
      ok = n_bytes >= 0;
      item->ends = n_bytes == 0;
      sweet_run_fill (self, item, (gsize) MAX (n_bytes, 0));
      part->offset += MAX (n_bytes, 0);
    }
  sweet_call_limit_end (limit);
  if (!ok)
    sweet_stage_check_failure (SWEET_ELEMENT (part->source), sweet_run_get_read_name (self, part->source), reason, &failure);
  sweet_run_check_read (self, part->source, at, failure, &item->read_error);
}

/* with the lock, which it lets go for one that failed: the item's place in the stream is known */
static void
sweet_run_release_item (SweetRun *self,
                        SweetItem *item,
                        gboolean last)
{
  GError *error = g_steal_pointer (&item->read_error);

  item->sequence = self->next_sequence++;
  item->offset = self->next_offset;
  item->at_end = item->ends && last;
  self->next_offset += (gint64) item->n_bytes;
  /* the end of a part that others follow is nothing to a format */
  item->flush = item->ends && !last && !self->reads_records;
  self->n_flushing += item->flush ? 1 : 0;
  if (error != NULL)
    {
      self->fed = TRUE;
      g_mutex_unlock (&self->lock);
      sweet_run_stop_at (self, item, error);
      g_mutex_lock (&self->lock);
    }
  sweet_run_make_ready (self, item);
}

/* with the lock: those whose turn has come go on, and without order all of them */
static void
sweet_run_release_parts (SweetRun *self)
{
  gboolean ordered = self->ordered || !self->reads_records;

  for (guint i = self->part; i < self->n_parts; i++)
    {
      SweetRunPart *part = &self->parts[i];

      while (part->items != NULL)
        {
          SweetItem *item = part->items;

          part->items = item->next;
          sweet_run_release_item (self, item, i + 1 == self->n_parts);
        }
      if (part->ended && !part->reading && self->part == i)
        self->part++;
      else if (ordered)
        break;
    }
  self->fed = self->fed || self->part == self->n_parts;
}

/* reads once from the part, and hands on what has its turn; with the lock when it returns */
static void
sweet_run_take_part (SweetRun *self,
                     SweetRunPart *part,
                     SweetItem *item)
{
  gboolean begun = sweet_scheduler_begin_blocking ();
  guint64 begin = sweet_fine_time ();
  SweetItem **link = &part->items;
  SweetRunProbe probe;

  sweet_run_watch_read (self, &probe);
  sweet_run_read_part (self, part, item);
  sweet_run_measure_read (self, item, begin);
  if (item->read_error != NULL)
    sweet_tally_add (&self->source.workers[item->reader].n_errors, 1);
  sweet_scheduler_end_blocking (begun);
  g_mutex_lock (&self->lock);
  sweet_run_leave_read (self, item, &probe, (gint64) ((item->since - begin) / 1000));
  part->reading = FALSE;
  part->ended = item->ends || item->read_error != NULL;
  item->next = NULL;
  while (*link != NULL)
    link = &(*link)->next;
  *link = item;
  sweet_run_release_parts (self);
  if (self->stopped)
    sweet_run_flush_parts (self);
}

/* one that belongs to the context */
void
sweet_run_read_part_on_context (SweetRun *self)
{
  SweetItem *item = self->reading_item;

  sweet_run_take_part (self, &self->parts[self->reading_part], item);
  self->reading_item = NULL;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}

/* with the lock, which it lets go: the next of some part. a thread that waits for it is none of the run's workers
 * meanwhile. */
guint
sweet_run_feed_part (SweetRun *self,
                     guint worker)
{
  guint number = sweet_run_find_part (self);
  SweetRunPart *part = &self->parts[number];
  SweetItem *item = sweet_run_take_credit (self);

  part->reading = TRUE;
  sweet_run_enter_read (self, item);
  self->workers[worker].n_blocks++;
  if (sweet_run_is_on_context (part->source))
    {
      self->reading_part = number;
      sweet_run_post_read (self, item);
      return worker;
    }

  sweet_run_leave_worker (self, worker);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_take_part (self, part, item);
  worker = sweet_run_take_worker (self);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  return worker;
}

/* with the lock: what waits for its turn in a stream that was stopped does not count any more */
void
sweet_run_flush_parts (SweetRun *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    while (self->parts[i].items != NULL)
      {
        SweetItem *item = self->parts[i].items;

        self->parts[i].items = item->next;
        sweet_run_insert (&self->ready, item);
      }
}

/* whether some of those that are closed on the context, or of the others, are open */
gboolean
sweet_run_has_open_part (SweetRun *self,
                         gboolean on_context)
{
  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].opened && sweet_run_is_on_context (self->parts[i].source) == on_context)
      return TRUE;
  return FALSE;
}

/* those that were opened; nobody reads any more. with the context gone, what they would do there is left out. */
void
sweet_run_close_parts (SweetRun *self,
                       gboolean on_context,
                       gboolean dropped)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      SweetRunPart *part = &self->parts[i];

      if (!part->opened || sweet_run_is_on_context (part->source) != on_context)
        continue;
      if (SWEET_SOURCE_GET_CLASS (part->source)->close != NULL && !dropped)
        SWEET_SOURCE_GET_CLASS (part->source)->close (part->source);
      part->opened = FALSE;
    }
}

void
sweet_run_drop_parts (SweetRun *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    g_clear_object (&self->parts[i].source);
  self->n_parts = 0;
  g_clear_pointer (&self->parts, g_free);
}
