/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-call-limit-private.h"
#include "stream/sweet-run-private.h"

/* with the lock: an item whose place in the stream is not known yet */
SweetItem *
sweet_run_take_credit (SweetRun *self)
{
  SweetItem *item;

  if (self->items->len >= self->max_items && !g_queue_is_empty (&self->free_items))
    item = g_queue_pop_head_link (&self->free_items)->data;
  else
    {
      item = sweet_item_new (self, self->block_size, self->n_stages);
      g_ptr_array_add (self->items, item);
    }
  sweet_item_reset (item);
  item->stage = 0;
  item->sequence = G_MAXUINT64;
  __atomic_store_n (&self->n_in_flight, self->n_in_flight + 1, __ATOMIC_RELAXED);
  self->max_in_flight = MAX (self->max_in_flight, self->n_in_flight);
  return item;
}

/* with the lock */
SweetItem *
sweet_run_take_item (SweetRun *self)
{
  SweetItem *item = sweet_run_take_credit (self);

  item->sequence = self->next_sequence++;
  return item;
}

/* with the lock: a batch that has waited long enough goes on whatever the source does */
static gboolean
sweet_run_can_flush (SweetRun *self)
{
  return self->batch_due && self->n_flushing == 0 && self->leftover_stage < 0;
}

gboolean
sweet_run_can_feed (SweetRun *self)
{
  if (self->stopped || self->fed)
    return FALSE;
  if (sweet_run_can_flush (self))
    return TRUE;
  if (self->reading || (self->leftover_stage < 0 && self->max_reads > 0 && self->n_reads >= self->max_reads) || self->n_in_flight - self->n_flushing >= self->max_items)
    return FALSE;
  if (self->leftover_stage < 0 && self->parts != NULL)
    return sweet_run_can_feed_part (self);
  if (self->leftover_stage < 0 && self->recipe->source == NULL)
    return !g_queue_is_empty (&self->pushed) || self->push_ended;
  return TRUE;
}

/* the item has its bytes or chunks and goes on its way */
void
sweet_run_send (SweetRun *self,
                guint worker,
                SweetItem *item)
{
  if (item->state == SWEET_ITEM_READ && !sweet_run_drops (self, item))
    sweet_run_decode (self, worker, item);
  else
    sweet_run_carry (self, worker, item);
}

/* @n_bytes were put into the item's room */
void
sweet_run_fill (SweetRun *self,
                SweetItem *item,
                gsize n_bytes)
{
  item->n_bytes = n_bytes;
  item->end = item->start + (guint32) n_bytes;
  item->timestamp = g_get_real_time ();
  sweet_tally_add (&self->source.workers[item->reader].bytes_out, n_bytes);
  if (self->first_stage == 1)
    item->state = SWEET_ITEM_READ;
  else if (n_bytes > 0)
    {
      SweetChunk *chunk = sweet_chunk_pool_take (&item->pool);

      sweet_chunk_show_bytes (chunk, item->base + item->start, n_bytes);
      chunk->timestamp = item->timestamp;
      chunk->source = self->source_name != NULL ? sweet_source_get_label (self->recipe->source) : "push";
      g_set_object (&chunk->task_id, self->task_id);
      g_ptr_array_add (item->chunks, chunk);
    }
}

/* the item was read, or it was tried: its way begins */
void
sweet_run_measure_read (SweetRun *self,
                        SweetItem *item,
                        guint64 since)
{
  item->since = sweet_stage_add_call (&self->source, item->reader, since);
  if (item->n_bytes > 0 || item->chunks->len > 0)
    item->read_at = item->since;
}

/* fills the item with a block, or with what can be read of it */
static gboolean
sweet_run_read_at (SweetRun *self,
                   SweetItem *item,
                   gsize size,
                   GError **error)
{
  SweetSource *source = self->recipe->source;
  SweetCallLimit *limit;
  GCancellable *given = sweet_call_limit_begin (&limit, self->recipe->clock, self->read_timeout, self->read_cancellable);
  gboolean recalled = FALSE;
  GError *reason = NULL;
  gsize n_read = 0;
  gssize n = 1;

  while (n > 0 && n_read < size)
    {
      n = SWEET_SOURCE_GET_CLASS (source)->read_at (source, (guint64) item->offset + n_read, sweet_item_get_room (item) + n_read,
                                                    size - n_read, given, &reason);
      n_read += (gsize) MAX (n, 0);
      /* a stream that stops behind this block needs it all the same */
      if (n < 0 && !recalled && g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED) && g_cancellable_is_cancelled (self->read_cancellable) && !sweet_run_drops (self, item))
        {
          g_clear_error (&reason);
          sweet_call_limit_end (limit);
          given = sweet_call_limit_begin (&limit, self->recipe->clock, self->read_timeout, self->cancellable);
          recalled = TRUE;
          n = 1;
        }
    }
  sweet_call_limit_end (limit);
  item->at_end = item->at_end && n_read == size;
  sweet_run_fill (self, item, n_read);
  if (n < 0)
    return sweet_stage_check_failure (SWEET_ELEMENT (source), "read_at", reason, error);
  if (n_read == size)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s became shorter while it was read: it had %" G_GINT64_FORMAT " bytes, now %" G_GINT64_FORMAT,
               sweet_element_get_name (SWEET_ELEMENT (source)), sweet_source_get_label (source),
               self->length, item->offset + (gint64) n_read);
  return FALSE;
}

/* with the lock, which it lets go: while a thread waits for input it is none of the run's workers, so that
 * what is on its way goes on. returns the worker that it is then. */
static guint
sweet_run_read_aside (SweetRun *self,
                      guint worker,
                      SweetItem *item,
                      void (*read) (SweetRun *run,
                                    SweetItem *item))
{
  gboolean begun;

  sweet_run_leave_worker (self, worker);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  begun = sweet_scheduler_begin_blocking ();
  read (self, item);
  sweet_scheduler_end_blocking (begun);
  g_mutex_lock (&self->lock);
  worker = sweet_run_take_worker (self);
  if (worker == SWEET_RUN_NO_WORKER)
    sweet_run_make_ready (self, item);
  else
    sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  if (worker != SWEET_RUN_NO_WORKER)
    sweet_run_send (self, worker, item);
  return worker;
}

/* whether a read that began at @begin is good: in time, and not @reason, which is taken. what one says that was
 * interrupted is not what is wrong with it. */
gboolean
sweet_run_check_read (SweetRun *self,
                      SweetSource *source,
                      gint64 begin,
                      GError *reason,
                      GError **error)
{
  g_autofree char *timeout = NULL;

  if (self->read_timeout == 0 || sweet_run_get_time (self) - begin <= self->read_timeout || (reason != NULL && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      if (reason != NULL)
        g_propagate_error (error, reason);
      return reason == NULL;
    }

  g_clear_error (&reason);
  timeout = sweet_duration_to_string (self->read_timeout);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s: reading %s took longer than its timeout of %s",
               sweet_element_get_name (SWEET_ELEMENT (source)), sweet_source_get_label (source), timeout);
  return FALSE;
}

static void
sweet_run_read_anywhere (SweetRun *self,
                         SweetItem *item)
{
  guint64 begin = sweet_fine_time ();
  gint64 at = self->read_timeout > 0 ? sweet_run_get_time (self) : 0;
  SweetRunProbe probe;
  GError *reason = NULL;
  GError *error = NULL;

  sweet_run_watch_read (self, &probe);
  sweet_run_read_at (self, item, item->n_wanted, &reason);
  if (!sweet_run_check_read (self, self->recipe->source, at, reason, &error))
    {
      sweet_tally_add (&self->source.workers[item->reader].n_errors, 1);
      sweet_run_stop_at (self, item, error);
    }
  sweet_run_measure_read (self, item, begin);
  if (item->reader < self->max_workers)
    return;

  g_mutex_lock (&self->lock);
  sweet_run_leave_read (self, item, &probe, (gint64) ((item->since - begin) / 1000));
  g_mutex_unlock (&self->lock);
}

/* with the lock, which it lets go: a block from anywhere in the input */
static guint
sweet_run_feed_block (SweetRun *self,
                      guint worker)
{
  SweetItem *item = sweet_run_take_item (self);

  item->n_wanted = (gsize) MIN ((gint64) self->block_size, self->length - self->next_offset);
  item->offset = self->next_offset;
  self->next_offset += (gint64) item->n_wanted;
  item->at_end = self->next_offset >= self->length;
  self->fed = item->at_end;
  self->workers[worker].n_blocks++;
  sweet_run_take_turn (self, item);
  if (self->max_reads > 0)
    {
      sweet_run_enter_read (self, item);
      return sweet_run_read_aside (self, worker, item, sweet_run_read_anywhere);
    }

  item->reader = worker;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_read_anywhere (self, item);
  sweet_run_send (self, worker, item);
  return worker;
}

/* reads once, at @offset where the source has to be told */
gssize
sweet_run_read_bytes (SweetRun *self,
                      SweetSource *source,
                      gint64 offset,
                      SweetItem *item,
                      GCancellable *cancellable,
                      GError **error)
{
  SweetSourceClass *klass = SWEET_SOURCE_GET_CLASS (source);
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize size;

  if (klass->read != NULL)
    return klass->read (source, sweet_item_get_room (item), self->block_size, cancellable, error);
  if (klass->read_bytes == NULL)
    return klass->read_at (source, (guint64) offset, sweet_item_get_room (item), self->block_size, cancellable, error);

  bytes = klass->read_bytes (source, self->block_size, cancellable, error);
  if (bytes == NULL)
    return -1;

  data = g_bytes_get_data (bytes, &size);
  if (size > self->block_size)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                   "“read_bytes” returned %" G_GSIZE_FORMAT " bytes where %" G_GSIZE_FORMAT " were asked for", size, self->block_size);
      return -1;
    }
  if (size > 0)
    memcpy (sweet_item_get_room (item), data, size);
  return (gssize) size;
}

gboolean
sweet_run_read_records (SweetRun *self,
                        SweetSource *source,
                        SweetItem *item,
                        gboolean *ended,
                        GCancellable *cancellable,
                        GError **error)
{
  SweetSourceClass *klass = SWEET_SOURCE_GET_CLASS (source);
  SweetReadResult result;

  if (item->emitter == NULL)
    item->emitter = sweet_emitter_new ();
  sweet_emitter_direct (item->emitter, item->chunks, &item->pool);
  result = klass->read_records (source, item->emitter, cancellable, error);
  sweet_emitter_direct (item->emitter, NULL, NULL);
  for (guint i = 0; i < item->chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (item->chunks, i);

      g_set_object (&chunk->task_id, self->task_id);
      if (chunk->source == NULL)
        chunk->source = sweet_source_get_label (source);
      if (chunk->timestamp == 0)
        chunk->timestamp = g_get_real_time ();
    }
  sweet_stage_count_out (&self->source, item->reader, item->chunks);
  *ended = result == SWEET_READ_RESULT_END;
  return result != SWEET_READ_RESULT_FAILED;
}

static gboolean
sweet_run_read_block (SweetRun *self,
                      SweetItem *item,
                      gboolean *ended,
                      GCancellable *cancellable,
                      GError **error)
{
  gssize n_bytes = sweet_run_read_bytes (self, self->recipe->source, self->next_offset, item, cancellable, error);

  *ended = n_bytes == 0;
  item->offset = self->next_offset;
  item->at_end = *ended;
  sweet_run_fill (self, item, (gsize) MAX (n_bytes, 0));
  return n_bytes >= 0;
}

const char *
sweet_run_get_read_name (SweetRun *self,
                         SweetSource *source)
{
  SweetSourceClass *klass = SWEET_SOURCE_GET_CLASS (source);

  if (self->reads_records)
    return "read_records";
  if (klass->read != NULL)
    return "read";
  return klass->read_bytes != NULL ? "read_bytes" : "read_at";
}

/* reads once from a source that is read in order, on whatever thread it wants */
static void
sweet_run_read (SweetRun *self,
                SweetItem *item)
{
  guint64 begin = sweet_fine_time ();
  gint64 at = self->read_timeout > 0 ? sweet_run_get_time (self) : 0;
  SweetCallLimit *limit;
  GCancellable *given = sweet_call_limit_begin (&limit, self->recipe->clock, self->read_timeout, self->read_cancellable);
  GError *reason = NULL;
  GError *failure = NULL;
  GError *error = NULL;
  gboolean ended = FALSE;
  gboolean ok = TRUE;

  if (sweet_run_drops (self, item))
    ended = TRUE;
  else if (self->reads_records)
    ok = sweet_run_read_records (self, self->recipe->source, item, &ended, given, &reason);
  else
    ok = sweet_run_read_block (self, item, &ended, given, &reason);
  sweet_call_limit_end (limit);
  sweet_run_measure_read (self, item, begin);
  g_mutex_lock (&self->lock);
  item->sequence = self->next_sequence++;
  sweet_run_take_turn (self, item);
  g_mutex_unlock (&self->lock);
  if (!ok)
    sweet_stage_check_failure (SWEET_ELEMENT (self->recipe->source), sweet_run_get_read_name (self, self->recipe->source), reason, &failure);
  ok = sweet_run_check_read (self, self->recipe->source, at, failure, &error);
  if (!ok)
    {
      sweet_tally_add (&self->source.workers[self->max_workers].n_errors, 1);
      sweet_run_stop_at (self, item, error);
    }

  g_mutex_lock (&self->lock);
  self->next_offset += (gint64) item->n_bytes;
  self->fed = self->fed || ended || !ok;
  self->reading = FALSE;
  self->reading_item = NULL;
  g_mutex_unlock (&self->lock);
}

static void
sweet_run_read_on_context (SweetRun *self)
{
  SweetItem *item = self->reading_item;

  sweet_run_read (self, item);
  g_mutex_lock (&self->lock);
  sweet_run_make_ready (self, item);
  g_mutex_unlock (&self->lock);
}

static void
sweet_run_read_step (SweetDeliveryJob *job,
                     gboolean dropped)
{
  SweetRun *self = (SweetRun *) ((char *) job - G_STRUCT_OFFSET (SweetRun, job));
  SweetRunStay stay;

  if (dropped)
    sweet_run_abort (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  sweet_run_begin_stay (self, &stay);
  if (self->parts != NULL)
    sweet_run_read_part_on_context (self);
  else
    sweet_run_read_on_context (self);
  sweet_run_end_stay (self, &stay);
  sweet_run_unref (self);
}

/* a stream that was aborted does not wait for the context, which may be busy */
void
sweet_run_recall_read (SweetRun *self)
{
  SweetDeliveryJob *job = sweet_delivery_take (self->delivery, self->task, sweet_run_read_step);

  if (job != NULL)
    job->run (job, FALSE);
}

/* with the lock, which it lets go: the context reads the item */
void
sweet_run_post_read (SweetRun *self,
                     SweetItem *item)
{
  self->reading_item = item;
  g_mutex_unlock (&self->lock);
  self->job.owner = self->task;
  self->job.run = sweet_run_read_step;
  sweet_run_ref (self);
  sweet_delivery_post (self->delivery, &self->job);
  if (__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    sweet_run_recall_read (self);
}

/* with the lock, which it lets go: the next part of a source that is read in order */
static guint
sweet_run_feed_in_order (SweetRun *self,
                         guint worker)
{
  SweetItem *item = sweet_run_take_credit (self);

  item->reader = self->max_workers;
  self->reading = TRUE;
  self->workers[worker].n_blocks++;
  if (self->source.place == SWEET_PLACE_CONTEXT)
    {
      sweet_run_post_read (self, item);
      return worker;
    }

  return sweet_run_read_aside (self, worker, item, sweet_run_read);
}

/* with the lock, which it lets go: an item behind all others so far, which takes the batch along */
static void
sweet_run_feed_flush (SweetRun *self,
                      guint worker)
{
  SweetItem *item = sweet_run_take_item (self);

  self->batch_due = FALSE;
  self->n_flushing++;
  item->flush = TRUE;
  item->state = self->first_stage == 1 ? SWEET_ITEM_READ : SWEET_ITEM_CARRIED;
  item->timestamp = g_get_real_time ();
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  sweet_run_send (self, worker, item);
}

/* accumulated records may be many: each chunk is let go as soon as it is through */
static void
sweet_run_fill_leftover (SweetRun *self,
                         SweetItem *item,
                         SweetChunk *leftover)
{
  SweetChunk *chunk = sweet_chunk_pool_take (&item->pool);

  sweet_chunk_assign (chunk, leftover);
  g_object_unref (leftover);
  g_set_object (&chunk->task_id, self->task_id);
  if (chunk->timestamp == 0)
    chunk->timestamp = item->timestamp;
  g_ptr_array_add (item->chunks, chunk);
}

/* what goes to branches comes with the first item */
static void
sweet_run_fill_asides (SweetRun *self,
                       SweetItem *item)
{
  for (guint i = 0; i < self->leftover_asides->len; i++)
    {
      SweetAside aside = g_array_index (self->leftover_asides, SweetAside, i);
      SweetChunk *chunk = sweet_chunk_pool_take (&item->pool);

      sweet_chunk_assign (chunk, aside.chunk);
      g_set_object (&chunk->task_id, self->task_id);
      aside.chunk = chunk;
      g_array_append_val (item->asides, aside);
    }
  g_array_set_size (self->leftover_asides, 0);
}

/* with the lock, which it lets go: one chunk of what a finished step emitted */
static void
sweet_run_feed_leftover (SweetRun *self,
                         guint worker)
{
  SweetItem *item = sweet_run_take_item (self);
  SweetStage *left = &self->stages[MAX (self->leftover_stage, 1) - 1];
  SweetChunk *leftover = NULL;

  item->stage = (guint) self->leftover_stage;
  item->read_at = left->kind == SWEET_STAGE_BATCH ? left->batch_read_at : 0;
  item->timestamp = g_get_real_time ();
  if (self->next_leftover < self->leftovers->len)
    leftover = g_steal_pointer (&g_ptr_array_index (self->leftovers, self->next_leftover));
  self->next_leftover++;
  self->fed = self->next_leftover >= self->leftovers->len;
  if (self->fed)
    g_ptr_array_set_size (self->leftovers, 0);
  sweet_run_fill_asides (self, item);
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
  if (leftover != NULL)
    sweet_run_fill_leftover (self, item, leftover);
  sweet_run_carry (self, worker, item);
}

/* with the lock, which it lets go. returns the worker, or that the thread has become none. */
guint
sweet_run_feed (SweetRun *self,
                guint worker)
{
  if (sweet_run_can_flush (self))
    {
      sweet_run_feed_flush (self, worker);
      return worker;
    }
  if (self->leftover_stage >= 0)
    {
      sweet_run_feed_leftover (self, worker);
      return worker;
    }
  if (self->recipe->source == NULL)
    return sweet_run_feed_pushed (self, worker);
  if (self->parts != NULL)
    return sweet_run_feed_part (self, worker);
  if (!self->has_length)
    return sweet_run_feed_in_order (self, worker);

  return sweet_run_feed_block (self, worker);
}
