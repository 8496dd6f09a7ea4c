/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-number-private.h"
#include "stream/sweet-receiver-event-private.h"
#include "stream/sweet-schema-private.h"
#include "stream/sweet-sender-event-private.h"

/**
 * SweetReceiverEvent:
 *
 * One record, as a receiver gets it. During the callback it shows the record in place; an event
 * that is kept by taking a reference copies its record when the callback returns and goes on
 * showing it.
 *
 * Columns are given by name, or counted from 0 in the order of the schema. Used by one thread at a
 * time.
 *
 * Since: 1.0
 */

static void sweet_receiver_event_event_init (SweetEventInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetReceiverEvent, sweet_receiver_event, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_EVENT, sweet_receiver_event_event_init))

static SweetPayload *
sweet_receiver_event_get_payload (SweetReceiverEvent *self,
                                  guint *physical)
{
  *physical = sweet_chunk_get_physical_row (self->chunk, self->row);
  return self->chunk->payload;
}

static SweetSenderEvent *
sweet_receiver_event_get_sender_event (SweetReceiverEvent *self)
{
  guint physical;
  SweetPayload *payload = sweet_receiver_event_get_payload (self, &physical);

  return payload->events != NULL && physical < payload->events->len ? g_ptr_array_index (payload->events, physical) : NULL;
}

static SweetTaskId *
sweet_receiver_event_get_task_id (SweetEvent *event)
{
  return SWEET_RECEIVER_EVENT (event)->chunk->task_id;
}

static guint64
sweet_receiver_event_get_sequence (SweetEvent *event)
{
  SweetReceiverEvent *self = SWEET_RECEIVER_EVENT (event);

  return sweet_chunk_get_record_number (self->chunk, self->row);
}

static char *
sweet_receiver_event_dup_id (SweetEvent *event)
{
  SweetReceiverEvent *self = SWEET_RECEIVER_EVENT (event);
  SweetSenderEvent *sent = sweet_receiver_event_get_sender_event (self);
  g_autofree char *task = NULL;

  if (sent != NULL)
    return sweet_event_dup_id (SWEET_EVENT (sent));

  task = self->chunk->task_id != NULL ? sweet_task_id_to_string (self->chunk->task_id) : g_strdup ("record");
  return g_strdup_printf ("%s/%" G_GUINT64_FORMAT, task, sweet_receiver_event_get_sequence (event));
}

static gint64
sweet_receiver_event_get_timestamp (SweetEvent *event)
{
  SweetReceiverEvent *self = SWEET_RECEIVER_EVENT (event);
  guint physical;
  SweetPayload *payload = sweet_receiver_event_get_payload (self, &physical);

  return payload->origins != NULL && payload->origins[physical].timestamp != 0
             ? payload->origins[physical].timestamp
             : self->chunk->timestamp;
}

static SweetEventKind
sweet_receiver_event_get_kind (SweetEvent *event)
{
  return SWEET_EVENT_KIND_CONTINUE;
}

static gint64
sweet_receiver_event_get_offset (SweetEvent *event)
{
  SweetReceiverEvent *self = SWEET_RECEIVER_EVENT (event);

  return sweet_chunk_get_offset (self->chunk, self->row);
}

static void
sweet_receiver_event_event_init (SweetEventInterface *iface)
{
  iface->dup_id = sweet_receiver_event_dup_id;
  iface->get_task_id = sweet_receiver_event_get_task_id;
  iface->get_timestamp = sweet_receiver_event_get_timestamp;
  iface->get_kind = sweet_receiver_event_get_kind;
  iface->get_sequence = sweet_receiver_event_get_sequence;
  iface->get_offset = sweet_receiver_event_get_offset;
}

/* what an event shows that a script made by itself; never freed */
static SweetChunk *
sweet_receiver_event_get_nothing (void)
{
  static gsize nothing = 0;

  if (g_once_init_enter (&nothing))
    {
      g_autoptr (SweetSchema) schema = sweet_schema_new (NULL);
      g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);

      g_once_init_leave (&nothing, (gsize) sweet_chunk_builder_build (builder));
    }
  return (SweetChunk *) nothing;
}

static void
sweet_receiver_event_finalize (GObject *object)
{
  SweetReceiverEvent *self = SWEET_RECEIVER_EVENT (object);

  if (self->kept)
    g_object_unref (self->chunk);
  sweet_arena_clear (&self->arena);
  G_OBJECT_CLASS (sweet_receiver_event_parent_class)->finalize (object);
}

static void
sweet_receiver_event_class_init (SweetReceiverEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_receiver_event_finalize;
}

static void
sweet_receiver_event_init (SweetReceiverEvent *self)
{
  self->chunk = sweet_receiver_event_get_nothing ();
}

/* a flyweight that has to be shown something */
SweetReceiverEvent *
sweet_receiver_event_new (void)
{
  return g_object_new (SWEET_TYPE_RECEIVER_EVENT, NULL);
}

SweetReceiverEvent *
sweet_receiver_event_new_kept (SweetChunk *chunk,
                               guint row)
{
  SweetReceiverEvent *self = sweet_receiver_event_new ();

  self->chunk = g_object_ref (chunk);
  self->row = row;
  self->kept = TRUE;
  return self;
}

/* somebody holds the flyweight beyond its callback */
void
sweet_receiver_event_keep (SweetReceiverEvent **event)
{
  SweetReceiverEvent *self = *event;
  g_autoptr (SweetChunkBuilder) builder = NULL;
  SweetChunk *copy;

  builder = sweet_chunk_builder_new (self->chunk->schema);
  sweet_chunk_builder_append_row (builder, self->chunk, self->row, NULL);
  copy = sweet_chunk_builder_build (builder);
  g_set_object (&copy->task_id, self->chunk->task_id);
  copy->sequence = self->chunk->sequence;
  self->chunk = copy;
  self->row = 0;
  self->kept = TRUE;
  g_clear_object (event);
}

/* the chunk is readable as long as the event shows its record */
SweetChunk *
sweet_receiver_event_get_chunk (SweetReceiverEvent *self,
                                guint *row)
{
  *row = self->row;
  return self->chunk;
}

/* returns FALSE without an error for a column that an open schema does not have yet */
static gboolean
sweet_receiver_event_read (SweetReceiverEvent *self,
                           const char *column,
                           SweetCell *cell,
                           GError **error)
{
  SweetSchema *schema = self->chunk->schema;
  int index = sweet_schema_find_again (schema, column, &self->found);

  if (index < 0 && !sweet_schema_is_open (schema))
    index = sweet_schema_lookup (schema, column, error);
  if (index < 0)
    return FALSE;

  sweet_chunk_read (self->chunk, self->row, (guint) index, &self->arena, cell);
  return TRUE;
}

/**
 * sweet_receiver_event_get_schema:
 * @self: a receiver event
 *
 * Gets the columns of the record.
 *
 * Returns: (transfer none): the schema
 *
 * Since: 1.0
 */
SweetSchema *
sweet_receiver_event_get_schema (SweetReceiverEvent *self)
{
  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);

  return self->chunk->schema;
}

static char *
sweet_receiver_event_make_text (SweetReceiverEvent *self,
                                const char *column,
                                const SweetCell *cell,
                                GError **error)
{
  GError *reason = NULL;
  char *text = sweet_cell_dup_text (cell, &reason);

  if (reason != NULL)
    g_propagate_prefixed_error (error, reason, "record %" G_GUINT64_FORMAT ": “%s” ",
                                sweet_receiver_event_get_sequence (SWEET_EVENT (self)), column);
  return text;
}

/**
 * sweet_receiver_event_dup_text:
 * @self: a receiver event
 * @column: the name of a column
 * @error: return location for an error
 *
 * Gets a field as text.
 *
 * Returns: (transfer full) (nullable): the text; %NULL without @error for a missing field, %NULL
 *   with %SWEET_STREAM_ERROR_UNKNOWN_COLUMN when there is no such column, or with
 *   %SWEET_STREAM_ERROR_ENCODING when the field is not UTF-8
 *
 * Since: 1.0
 */
char *
sweet_receiver_event_dup_text (SweetReceiverEvent *self,
                               const char *column,
                               GError **error)
{
  SweetCell cell;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);
  g_return_val_if_fail (column != NULL, NULL);

  if (!sweet_receiver_event_read (self, column, &cell, error))
    return NULL;

  return sweet_receiver_event_make_text (self, column, &cell, error);
}

/**
 * sweet_receiver_event_dup_bytes:
 * @self: a receiver event
 * @column: the name of a column
 * @error: return location for an error
 *
 * Gets a field as the bytes that it consists of, for text that is not UTF-8.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL without @error for a missing field, %NULL
 *   with %SWEET_STREAM_ERROR_UNKNOWN_COLUMN when there is no such column
 *
 * Since: 1.0
 */
GBytes *
sweet_receiver_event_dup_bytes (SweetReceiverEvent *self,
                                const char *column,
                                GError **error)
{
  SweetCell cell;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);
  g_return_val_if_fail (column != NULL, NULL);

  if (!sweet_receiver_event_read (self, column, &cell, error) || sweet_cell_is_missing (&cell))
    return NULL;

  return g_bytes_new (cell.data, cell.length);
}

/* a field that may be a number. what keeps it from being one is told by sweet_receiver_event_no_number(). */
static inline gboolean
sweet_receiver_event_find (SweetReceiverEvent *self,
                           const char *column,
                           SweetCell *cell)
{
  int index = sweet_schema_find_again (self->chunk->schema, column, &self->found);

  if (index < 0)
    return FALSE;

  sweet_chunk_read (self->chunk, self->row, (guint) index, &self->arena, cell);
  return sweet_cell_may_be_number (cell);
}

/* out of the way of numbers that are good */
static G_GNUC_NO_INLINE void
sweet_receiver_event_no_number (SweetReceiverEvent *self,
                                const char *column,
                                const char *what,
                                GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *text = NULL;
  SweetCell cell;

  if (!sweet_receiver_event_read (self, column, &cell, &reason) || sweet_cell_is_missing (&cell))
    {
      if (reason != NULL)
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_INCOMPLETE, "the record has no “%s”", column);
      return;
    }

  raw = g_strndup (cell.data, MIN (cell.length, 40));
  text = g_utf8_make_valid (raw, -1);
  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED,
               "record %" G_GUINT64_FORMAT ": “%s” is “%s”, which is %s",
               sweet_receiver_event_get_sequence (SWEET_EVENT (self)), column, text, what);
}

/**
 * sweet_receiver_event_get_int64:
 * @self: a receiver event
 * @column: the name of a column
 * @error: return location for an error
 *
 * Gets a field as a whole number.
 *
 * Returns: the number, or 0 with @error set when there is no such column, the field is missing or
 *   no whole number
 *
 * Since: 1.0
 */
gint64
sweet_receiver_event_get_int64 (SweetReceiverEvent *self,
                                const char *column,
                                GError **error)
{
  SweetCell cell;
  gint64 value;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), 0);
  g_return_val_if_fail (column != NULL, 0);

  if (sweet_receiver_event_find (self, column, &cell) && sweet_number_read_int64 (cell.data, cell.length, &value))
    return value;

  sweet_receiver_event_no_number (self, column, "no whole number", error);
  return 0;
}

/**
 * sweet_receiver_event_get_double:
 * @self: a receiver event
 * @column: the name of a column
 * @error: return location for an error
 *
 * Gets a field as a number.
 *
 * Returns: the number, or 0 with @error set when there is no such column, the field is missing or
 *   no number
 *
 * Since: 1.0
 */
double
sweet_receiver_event_get_double (SweetReceiverEvent *self,
                                 const char *column,
                                 GError **error)
{
  SweetCell cell;
  double value;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), 0);
  g_return_val_if_fail (column != NULL, 0);

  if (sweet_receiver_event_find (self, column, &cell) && sweet_number_read_double (cell.data, cell.length, &value))
    return value;

  sweet_receiver_event_no_number (self, column, "no number", error);
  return 0;
}

/**
 * sweet_receiver_event_dup_texts:
 * @self: a receiver event
 * @error: return location for an error
 *
 * Gets all fields as text, in the order of the schema. A missing field is an empty string;
 * sweet_receiver_event_dup_text() tells the two apart.
 *
 * Returns: (array zero-terminated=1) (transfer full): one text per column, or %NULL with
 *   %SWEET_STREAM_ERROR_ENCODING when a field is not UTF-8
 *
 * Since: 1.0
 */
char **
sweet_receiver_event_dup_texts (SweetReceiverEvent *self,
                                GError **error)
{
  g_auto (GStrv) texts = NULL;
  guint n_columns;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);

  n_columns = sweet_schema_get_n_columns (self->chunk->schema);
  texts = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      GError *reason = NULL;

      texts[i] = sweet_receiver_event_dup_text_at (self, i, &reason);
      if (reason != NULL)
        {
          g_propagate_error (error, reason);
          return NULL;
        }
      if (texts[i] == NULL)
        texts[i] = g_strdup ("");
    }
  return g_steal_pointer (&texts);
}

/**
 * sweet_receiver_event_dup_text_at:
 * @self: a receiver event
 * @column: a column
 * @error: return location for an error
 *
 * Gets a field by its place.
 *
 * Returns: (transfer full) (nullable): the text; %NULL without @error for a missing field, %NULL
 *   with %SWEET_STREAM_ERROR_UNKNOWN_COLUMN when there is no such column, or with
 *   %SWEET_STREAM_ERROR_ENCODING when the field is not UTF-8
 *
 * Since: 1.0
 */
char *
sweet_receiver_event_dup_text_at (SweetReceiverEvent *self,
                                  guint column,
                                  GError **error)
{
  guint n_columns;
  SweetCell cell;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);

  n_columns = sweet_schema_get_n_columns (self->chunk->schema);
  if (column >= n_columns)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN, "no column %u; there are %u, counted from 0", column, n_columns);
      return NULL;
    }

  sweet_chunk_read (self->chunk, self->row, column, &self->arena, &cell);
  return sweet_receiver_event_make_text (self, sweet_schema_get_name (self->chunk->schema, column), &cell, error);
}

/**
 * sweet_receiver_event_get_cell: (skip)
 * @self: a receiver event
 * @column: a column
 * @cell: (out): a view of the field, valid while the event shows this record
 *
 * Gets a field without a copy; what a receiver in C uses. Look the column up once, with
 * sweet_schema_lookup().
 *
 * Since: 1.0
 */
void
sweet_receiver_event_get_cell (SweetReceiverEvent *self,
                               guint column,
                               SweetCell *cell)
{
  sweet_chunk_read (self->chunk, self->row, column, &self->arena, cell);
}

/**
 * sweet_receiver_event_get_source:
 * @self: a receiver event
 *
 * Gets what the source calls its input, such as a file name.
 *
 * Returns: (transfer none) (nullable): the name
 *
 * Since: 1.0
 */
const char *
sweet_receiver_event_get_source (SweetReceiverEvent *self)
{
  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);

  return self->chunk->source;
}

/**
 * sweet_receiver_event_get_metadata:
 * @self: a receiver event
 * @key: a key
 *
 * Gets what the sender of a pushed event said about it.
 *
 * Returns: (transfer none) (nullable): the value, %NULL when there is none
 *
 * Since: 1.0
 */
const char *
sweet_receiver_event_get_metadata (SweetReceiverEvent *self,
                                   const char *key)
{
  SweetSenderEvent *sent;

  g_return_val_if_fail (SWEET_IS_RECEIVER_EVENT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  sent = sweet_receiver_event_get_sender_event (self);
  return sent != NULL ? sweet_sender_event_get_metadata (sent, key) : NULL;
}
