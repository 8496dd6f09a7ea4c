/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-chunk-builder-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-error-event-private.h"

/**
 * SweetErrorEvent:
 *
 * Something that went wrong in a stream and did not end it: the error, which element had it, how often
 * it was tried, and which record it is about. What is not known, such as the line of a record that an
 * application pushed, is 0, and -1 where it is an offset.
 *
 * Error events never change; any thread may use them.
 *
 * Since: 1.0
 */

static void sweet_error_event_iface_init (SweetEventInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetErrorEvent, sweet_error_event, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_EVENT, sweet_error_event_iface_init))

static char *
sweet_error_event_dup_id (SweetEvent *event)
{
  SweetErrorEvent *self = SWEET_ERROR_EVENT (event);
  g_autofree char *task = self->task_id != NULL ? sweet_task_id_to_string (self->task_id) : NULL;

  return g_strdup_printf ("%s/error/%u/%" G_GUINT64_FORMAT, task != NULL ? task : "", self->stage, self->record);
}

static SweetTaskId *
sweet_error_event_get_task_id (SweetEvent *event)
{
  return SWEET_ERROR_EVENT (event)->task_id;
}

static gint64
sweet_error_event_get_timestamp (SweetEvent *event)
{
  return SWEET_ERROR_EVENT (event)->timestamp;
}

/* the stream goes on behind it */
static SweetEventKind
sweet_error_event_get_kind (SweetEvent *event)
{
  return SWEET_EVENT_KIND_CONTINUE;
}

static guint64
sweet_error_event_get_sequence (SweetEvent *event)
{
  return SWEET_ERROR_EVENT (event)->record;
}

static gint64
sweet_error_event_get_offset (SweetEvent *event)
{
  return SWEET_ERROR_EVENT (event)->offset;
}

static void
sweet_error_event_iface_init (SweetEventInterface *iface)
{
  iface->dup_id = sweet_error_event_dup_id;
  iface->get_task_id = sweet_error_event_get_task_id;
  iface->get_timestamp = sweet_error_event_get_timestamp;
  iface->get_kind = sweet_error_event_get_kind;
  iface->get_sequence = sweet_error_event_get_sequence;
  iface->get_offset = sweet_error_event_get_offset;
}

static void
sweet_error_event_finalize (GObject *object)
{
  SweetErrorEvent *self = SWEET_ERROR_EVENT (object);

  g_clear_object (&self->task_id);
  g_clear_error (&self->error);
  g_free (self->reason);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (sweet_error_event_parent_class)->finalize (object);
}

static void
sweet_error_event_class_init (SweetErrorEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_error_event_finalize;
}

static void
sweet_error_event_init (SweetErrorEvent *self)
{
  /* the library makes them whole; of one that a script made nothing is known */
  self->offset = -1;
  self->attempts = 1;
  self->element = "";
}

/* @element is interned */
SweetErrorEvent *
sweet_error_event_new (const GError *error,
                       const char *element,
                       guint stage,
                       guint attempts)
{
  SweetErrorEvent *self = g_object_new (SWEET_TYPE_ERROR_EVENT, NULL);

  self->error = g_error_copy (error);
  self->element = element;
  self->stage = stage;
  self->attempts = attempts;
  self->timestamp = g_get_real_time ();
  return self;
}

/* says which rows it is about; the bytes are those of a single one, where its block is at hand */
void
sweet_error_event_locate (SweetErrorEvent *self,
                          SweetChunk *chunk,
                          guint first_row,
                          guint n_rows)
{
  SweetPayload *payload = chunk->payload;
  const char *bytes;
  guint physical;
  gsize size;

  g_set_object (&self->task_id, chunk->task_id);
  self->source = chunk->source;
  self->n_records = n_rows;
  if (chunk->schema == NULL || n_rows == 0)
    return;

  physical = sweet_chunk_get_physical_row (chunk, first_row);
  self->record = sweet_payload_get_record (payload, physical);
  self->offset = sweet_payload_get_offset (payload, physical);
  self->line = sweet_payload_get_line (payload, physical);
  bytes = n_rows == 1 ? sweet_payload_get_original (payload, physical, &size) : NULL;
  if (bytes != NULL)
    self->bytes = g_bytes_new (bytes, size);
}

SweetSchema *
sweet_error_event_get_schema (void)
{
  static const char *const names[] = { "reason", "element", "attempts", "file", "record", "line", "offset", "bytes", NULL };

  return sweet_schema_new (names);
}

static void
sweet_error_event_set_number (SweetChunkBuilder *builder,
                              guint column,
                              gint64 value,
                              gboolean known)
{
  if (known)
    sweet_chunk_builder_set_int64 (builder, column, value);
  else
    sweet_chunk_builder_set_null (builder, column);
}

/* bytes may be anything; what is no text is made into some */
static void
sweet_error_event_set_bytes (SweetChunkBuilder *builder,
                             guint column,
                             GBytes *bytes)
{
  g_autofree char *text = NULL;
  gconstpointer data;
  gsize size;

  if (bytes == NULL)
    {
      sweet_chunk_builder_set_null (builder, column);
      return;
    }
  data = g_bytes_get_data (bytes, &size);
  text = g_utf8_make_valid (data, (gssize) size);
  sweet_chunk_builder_set_text (builder, column, text);
}

void
sweet_error_event_append (SweetErrorEvent *self,
                          SweetChunkBuilder *builder)
{
  g_autofree char *reason = g_utf8_make_valid (sweet_error_event_get_reason (self), -1);
  g_autofree char *source = self->source != NULL ? g_utf8_make_valid (self->source, -1) : NULL;
  SweetRowOrigin origin = { self->record, self->offset, self->timestamp };

  sweet_chunk_builder_set_text (builder, 0, reason);
  sweet_chunk_builder_set_text (builder, 1, self->element);
  sweet_chunk_builder_set_int64 (builder, 2, self->attempts);
  if (source != NULL)
    sweet_chunk_builder_set_text (builder, 3, source);
  else
    sweet_chunk_builder_set_null (builder, 3);
  sweet_error_event_set_number (builder, 4, (gint64) self->record, self->record > 0);
  sweet_error_event_set_number (builder, 5, (gint64) self->line, self->line > 0);
  sweet_error_event_set_number (builder, 6, self->offset, self->offset >= 0);
  sweet_error_event_set_bytes (builder, 7, self->bytes);
  sweet_chunk_builder_set_origin (builder, &origin, NULL);
  sweet_chunk_builder_end_row (builder);
}

/**
 * sweet_error_event_check:
 * @self: an error event
 * @error: return location for a #GError
 *
 * Gets the error, in the way in which every language gets errors.
 *
 * Returns: %FALSE with @error set, always
 *
 * Since: 1.0
 */
gboolean
sweet_error_event_check (SweetErrorEvent *self,
                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), FALSE);

  g_return_val_if_fail (self->error != NULL, FALSE);

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/**
 * sweet_error_event_get_reason:
 * @self: an error event
 *
 * Gets what is wrong: the message of the error, without the place where that is known.
 *
 * Returns: the message
 *
 * Since: 1.0
 */
const char *
sweet_error_event_get_reason (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), NULL);

  if (self->reason != NULL)
    return self->reason;
  return self->error != NULL ? self->error->message : NULL;
}

/**
 * sweet_error_event_get_element:
 * @self: an error event
 *
 * Gets the name of the element that had the error.
 *
 * Returns: the name, “receiver” for a receiver
 *
 * Since: 1.0
 */
const char *
sweet_error_event_get_element (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), NULL);

  return self->element;
}

/**
 * sweet_error_event_get_attempts:
 * @self: an error event
 *
 * Gets how often it was tried.
 *
 * Returns: the number, at least 1
 *
 * Since: 1.0
 */
guint
sweet_error_event_get_attempts (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), 0);

  return self->attempts;
}

/**
 * sweet_error_event_get_source:
 * @self: an error event
 *
 * Gets where the record came from, such as the name of a file.
 *
 * Returns: (nullable): the name
 *
 * Since: 1.0
 */
const char *
sweet_error_event_get_source (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), NULL);

  return self->source;
}

/**
 * sweet_error_event_get_line:
 * @self: an error event
 *
 * Gets the line of the input in which the record begins. Its number is the event's
 * [method@Event.get_sequence].
 *
 * Returns: the line, counted from 1, or 0
 *
 * Since: 1.0
 */
guint64
sweet_error_event_get_line (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), 0);

  return self->line;
}

/**
 * sweet_error_event_get_n_records:
 * @self: an error event
 *
 * Gets how many records the error is about: several where an element failed with a whole chunk. The
 * place is that of the first one.
 *
 * Returns: the number, 0 for bytes
 *
 * Since: 1.0
 */
guint
sweet_error_event_get_n_records (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), 0);

  return self->n_records;
}

/**
 * sweet_error_event_get_bytes:
 * @self: an error event
 *
 * Gets the record as it is in the input, without its line end.
 *
 * Returns: (transfer none) (nullable): the bytes, or %NULL where the error is about several records or the
 *   input is not at hand any more
 *
 * Since: 1.0
 */
GBytes *
sweet_error_event_get_bytes (SweetErrorEvent *self)
{
  g_return_val_if_fail (SWEET_IS_ERROR_EVENT (self), NULL);

  return self->bytes;
}
