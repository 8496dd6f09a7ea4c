/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-chunk-builder-private.h"
#include "stream/sweet-run-private.h"
#include "stream/sweet-sender-event-private.h"

/* a stream without a source is fed by the application. events wait in a queue; where that is full, those
 * who push wait. */

/* how many pushed events may wait, and how many become one chunk at most */
#define SWEET_RUN_MAX_PUSHED 1024

/* what an await of a push knows: its event, and its place among those that wait */
typedef struct
{
  GList link;
  SweetSenderEvent *event;
  gboolean waits;
} SweetPusher;

static void
sweet_pusher_free (gpointer data)
{
  SweetPusher *self = data;

  g_object_unref (self->event);
  g_free (self);
}

static SweetMedia
sweet_run_get_event_media (SweetSenderEvent *event)
{
  if (sweet_sender_event_get_bytes (event) != NULL)
    return SWEET_MEDIA_BYTES;

  return sweet_sender_event_get_n_columns (event) > 0 ? SWEET_MEDIA_RECORDS : SWEET_MEDIA_NONE;
}

static gboolean
sweet_run_is_last (SweetSenderEvent *event)
{
  return sweet_event_get_kind (SWEET_EVENT (event)) != SWEET_EVENT_KIND_CONTINUE;
}

static gboolean
sweet_run_fits_schema (SweetSchema *schema,
                       SweetSenderEvent *event)
{
  guint n_columns = sweet_sender_event_get_n_columns (event);

  if (schema == NULL || sweet_schema_get_n_columns (schema) != n_columns)
    return FALSE;

  for (guint i = 0; i < n_columns; i++)
    if (strcmp (sweet_schema_get_name (schema, i), sweet_sender_event_get_column_name (event, i)) != 0)
      return FALSE;
  return TRUE;
}

static SweetSchema *
sweet_run_make_schema (SweetSenderEvent *event)
{
  g_auto (GStrv) names = sweet_sender_event_dup_columns (event);

  return sweet_schema_new ((const char *const *) names);
}

static void
sweet_run_end_pushed_chunk (SweetRun *self,
                            SweetItem *item,
                            SweetChunkBuilder **builder)
{
  g_autoptr (SweetChunkBuilder) ended = g_steal_pointer (builder);
  SweetChunk *chunk;

  if (ended == NULL)
    return;

  chunk = sweet_chunk_pool_adopt (&item->pool, sweet_chunk_builder_build (ended));
  chunk->timestamp = item->timestamp;
  chunk->source = g_intern_static_string ("push");
  g_set_object (&chunk->task_id, self->task_id);
  g_ptr_array_add (item->chunks, chunk);
}

static void
sweet_run_add_pushed (SweetRun *self,
                      SweetItem *item,
                      SweetSenderEvent *event,
                      SweetChunkBuilder **builder)
{
  SweetRowOrigin origin = { 0, -1, sweet_event_get_timestamp (SWEET_EVENT (event)) };
  SweetCell cell;

  if (*builder == NULL || !sweet_run_fits_schema (sweet_chunk_builder_get_schema (*builder), event))
    {
      g_autoptr (SweetSchema) schema = sweet_run_make_schema (event);

      sweet_run_end_pushed_chunk (self, item, builder);
      *builder = sweet_chunk_builder_new (schema);
    }
  for (guint i = 0; i < sweet_sender_event_get_n_columns (event); i++)
    {
      sweet_sender_event_get_cell (event, i, &cell);
      sweet_chunk_builder_set_cell (*builder, i, &cell);
    }
  origin.record = sweet_event_get_sequence (SWEET_EVENT (event));
  sweet_chunk_builder_set_origin (*builder, &origin, G_OBJECT (event));
  sweet_chunk_builder_end_row (*builder);
}

static void
sweet_run_fill_pushed (SweetRun *self,
                       guint worker,
                       SweetItem *item,
                       GPtrArray *events)
{
  g_autoptr (SweetChunkBuilder) builder = NULL;
  guint n_records = 0;

  item->timestamp = g_get_real_time ();
  item->spill.length = 0;
  for (guint i = 0; i < events->len; i++)
    {
      SweetSenderEvent *event = g_ptr_array_index (events, i);
      GBytes *bytes = sweet_sender_event_get_bytes (event);

      if (bytes != NULL)
        sweet_buffer_append (&item->spill, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      else if (sweet_sender_event_get_n_columns (event) > 0)
        sweet_run_add_pushed (self, item, event, &builder);
      n_records += sweet_run_get_event_media (event) == SWEET_MEDIA_RECORDS;
    }
  sweet_tally_add (&self->source.workers[worker].records_out, n_records);
  sweet_run_end_pushed_chunk (self, item, &builder);
  if (self->first_stage == 0 && item->spill.length == 0)
    return;

  sweet_buffer_reserve (&item->spill, SWEET_ITEM_PADDING);
  item->base = item->spill.data;
  item->start = 0;
  sweet_run_fill (self, item, item->spill.length);
}

/* with the lock: takes what one item may hold: events of one kind */
static GPtrArray *
sweet_run_take_pushed (SweetRun *self)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_object_unref);
  SweetMedia media = SWEET_MEDIA_NONE;

  while (!g_queue_is_empty (&self->pushed) && !self->fed)
    {
      SweetSenderEvent *event = g_queue_peek_head (&self->pushed);
      SweetMedia next = sweet_run_get_event_media (event);

      if (media != SWEET_MEDIA_NONE && next != SWEET_MEDIA_NONE && next != media)
        break;

      media = next != SWEET_MEDIA_NONE ? next : media;
      self->fed = sweet_run_is_last (event);
      g_ptr_array_add (events, g_queue_pop_head (&self->pushed));
    }
  return events;
}

/* with the lock: takes those out who wait, as long as there is room for their events; all of them where
 * the stream has ended. they are the caller's to answer. */
GPtrArray *
sweet_run_take_pushers (SweetRun *self)
{
  gboolean ended = self->phase == SWEET_RUN_ENDED;
  GPtrArray *pushers = g_ptr_array_new ();

  while (!g_queue_is_empty (&self->pushers) && (ended || self->pushed.length < SWEET_RUN_MAX_PUSHED))
    {
      GList *link = g_queue_pop_head_link (&self->pushers);
      SweetPusher *pusher = sweet_await_get_data (link->data);

      pusher->waits = FALSE;
      if (!ended)
        g_queue_push_tail (&self->pushed, g_object_ref (pusher->event));
      g_ptr_array_add (pushers, link->data);
    }
  sweet_stage_set_queue (&self->source, self->pushed.length + self->pushers.length);
  return pushers;
}

/* with the lock, which it lets go */
guint
sweet_run_feed_pushed (SweetRun *self,
                       guint worker)
{
  SweetItem *item = sweet_run_take_item (self);
  g_autoptr (GPtrArray) events = sweet_run_take_pushed (self);
  g_autoptr (GPtrArray) pushers = sweet_run_take_pushers (self);
  guint64 begin = sweet_fine_time ();

  item->at_end = self->fed;
  self->workers[worker].n_blocks++;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < pushers->len; i++)
    sweet_await_return (g_ptr_array_index (pushers, i), NULL);
  sweet_wakeup_ring (self->wakeup);
  item->reader = worker;
  sweet_run_fill_pushed (self, worker, item, events);
  sweet_run_measure_read (self, item, begin);
  sweet_run_send (self, worker, item);
  return worker;
}

/* with the lock: whether the stream takes the event, now or later */
static gboolean
sweet_run_accepts (SweetRun *self,
                   SweetSenderEvent *event,
                   GError **error)
{
  SweetMedia media = sweet_run_get_event_media (event);

  if (self->source_name != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the stream has a source of its own: nothing can be pushed into it");
      return FALSE;
    }
  if (self->push_ended || self->stopped || self->phase > SWEET_RUN_FLOWING)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the stream has ended: nothing can be pushed into it any more");
      return FALSE;
    }
  if (media != SWEET_MEDIA_NONE && self->push_media != SWEET_MEDIA_NONE && media != self->push_media)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           media == SWEET_MEDIA_BYTES
                               ? "the stream begins with records, the event holds bytes: push columns, or let the stream begin with a format (csv, jsonl or lines)"
                               : "the stream begins with bytes, the event has columns: push bytes");
      return FALSE;
    }
  return TRUE;
}

/* any thread. returns FALSE with @error when the stream does not take the event, FALSE with @full when
 * there is no room for it now: then @await, if it is not NULL, waits for it, and will be returned. */
gboolean
sweet_run_push (SweetRun *self,
                SweetSenderEvent *event,
                SweetAwait *await,
                gboolean *full,
                GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = sweet_run_accepts (self, event, error);
  *full = ok && (self->pushed.length >= SWEET_RUN_MAX_PUSHED || !g_queue_is_empty (&self->pushers));
  if (ok && (!*full || await != NULL))
    {
      sweet_sender_event_attach (event, self->task_id);
      self->push_ended = sweet_run_is_last (event);
    }
  if (*full && await != NULL)
    {
      SweetPusher *pusher = g_new0 (SweetPusher, 1);

      pusher->link.data = g_object_ref (await);
      pusher->event = g_object_ref (event);
      pusher->waits = TRUE;
      sweet_await_set_data (await, pusher, sweet_pusher_free);
      g_queue_push_tail_link (&self->pushers, &pusher->link);
    }
  if (ok && !*full)
    {
      g_queue_push_tail (&self->pushed, g_object_ref (event));
      sweet_run_schedule (self);
    }
  sweet_stage_set_queue (&self->source, self->pushed.length + self->pushers.length);
  g_mutex_unlock (&self->lock);
  return ok && !*full;
}

/* any thread: a push that waits is given up. returns FALSE where it does not wait any more, and is
 * returned already or about to be. */
gboolean
sweet_run_cancel_push (SweetRun *self,
                       SweetAwait *await)
{
  SweetPusher *pusher = sweet_await_get_data (await);
  gboolean waits;

  g_mutex_lock (&self->lock);
  waits = pusher->waits;
  pusher->waits = FALSE;
  if (waits)
    {
      g_queue_unlink (&self->pushers, &pusher->link);
      sweet_stage_set_queue (&self->source, self->pushed.length + self->pushers.length);
      /* nothing comes behind the last event, so nothing else can have ended the pushing */
      self->push_ended = self->push_ended && !sweet_run_is_last (pusher->event);
    }
  g_mutex_unlock (&self->lock);
  return waits;
}
