/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-error.h>
#include <sweet/sweet-sender-event-builder.h>

#include "stream/sweet-sender-event-private.h"

#include <math.h>
#include <string.h>

/**
 * SweetSenderEventBuilder:
 *
 * Makes a [class@SenderEvent].
 *
 * A builder never changes for whoever holds it: each `with_` function takes the builder and gives
 * one that says more. Where the caller held the only reference that is the same object, so a chain
 * in C copies nothing:
 *
 * ```c
 * builder = sweet_sender_event_builder_new ();
 * builder = sweet_sender_event_builder_with_text (builder, "city", "Oslo");
 * builder = sweet_sender_event_builder_with_int64 (builder, "people", 717710);
 * event = sweet_sender_event_builder_build (builder, &error);
 * ```
 *
 * To start twice from one builder in C, take a reference first; other languages do that by
 * themselves. What does not fit together is found by [method@SenderEventBuilder.build], not before.
 * A builder may be used from any thread, by one at a time.
 *
 * Since: 1.0
 */
struct _SweetSenderEventBuilder
{
  GObject parent_instance;

  SweetSenderData *data;
};

G_DEFINE_FINAL_TYPE (SweetSenderEventBuilder, sweet_sender_event_builder, G_TYPE_OBJECT)

static guint64 sweet_sender_event_builder_last_id;

/* consumes self; what it returns belongs to the caller alone */
static SweetSenderEventBuilder *
sweet_sender_event_builder_own (SweetSenderEventBuilder *self)
{
  SweetSenderEventBuilder *copy;

  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) == 1)
    return self;

  copy = g_object_new (SWEET_TYPE_SENDER_EVENT_BUILDER, NULL);
  sweet_sender_data_free (copy->data);
  copy->data = sweet_sender_data_copy (self->data);
  g_object_unref (self);

  return copy;
}

static SweetSenderEventBuilder *
sweet_sender_event_builder_add (SweetSenderEventBuilder *self,
                                const char *name,
                                SweetCellType type,
                                const char *text)
{
  SweetSenderColumn column = { g_strdup (name), g_strdup (text), text != NULL ? strlen (text) : 0, type };

  self = sweet_sender_event_builder_own (self);
  g_array_append_val (self->data->columns, column);

  return self;
}

static gboolean
sweet_sender_event_builder_check_columns (const SweetSenderData *data,
                                          GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < data->columns->len; i++)
    {
      const SweetSenderColumn *column = &g_array_index (data->columns, SweetSenderColumn, i);

      if (*column->name == '\0')
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "column %u has no name", i + 1);
          return FALSE;
        }
      if (!g_hash_table_add (seen, column->name))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "column “%s” is given twice", column->name);
          return FALSE;
        }
      if (column->type == SWEET_CELL_ABSENT)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the number in column “%s” is not finite", column->name);
          return FALSE;
        }
      if (column->length > G_MAXUINT32)
        {
          g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "the text in column “%s” is larger than 4 GiB", column->name);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
sweet_sender_event_builder_check_data (const SweetSenderData *data,
                                       GError **error)
{
  if (data->columns->len > 0 && data->bytes != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "an event has either columns or bytes, and this one has column “%s” and bytes", g_array_index (data->columns, SweetSenderColumn, 0).name);
      return FALSE;
    }
  if (data->kind == SWEET_EVENT_KIND_CONTINUE && data->columns->len == 0 && data->bytes == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "an event needs columns or bytes unless it ends the stream");
      return FALSE;
    }

  return TRUE;
}

static void
sweet_sender_event_builder_finalize (GObject *object)
{
  SweetSenderEventBuilder *self = SWEET_SENDER_EVENT_BUILDER (object);

  g_clear_pointer (&self->data, sweet_sender_data_free);

  G_OBJECT_CLASS (sweet_sender_event_builder_parent_class)->finalize (object);
}

static void
sweet_sender_event_builder_class_init (SweetSenderEventBuilderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_sender_event_builder_finalize;
}

static void
sweet_sender_event_builder_init (SweetSenderEventBuilder *self)
{
  self->data = sweet_sender_data_new ();
}

/**
 * sweet_sender_event_builder_new:
 *
 * Makes a builder that says nothing yet.
 *
 * Returns: (transfer full): a new builder
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_new (void)
{
  return g_object_new (SWEET_TYPE_SENDER_EVENT_BUILDER, NULL);
}

/**
 * sweet_sender_event_builder_with_text:
 * @self: (transfer full): a builder
 * @column: the name of a column
 * @text: (nullable): its text, or %NULL for a column without a value
 *
 * Adds a column of text behind those there are.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_text (SweetSenderEventBuilder *self,
                                      const char *column,
                                      const char *text)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (column != NULL, self);

  return sweet_sender_event_builder_add (self, column, text != NULL ? SWEET_CELL_TEXT : SWEET_CELL_NULL, text);
}

/**
 * sweet_sender_event_builder_with_int64:
 * @self: (transfer full): a builder
 * @column: the name of a column
 * @value: its value
 *
 * Adds a column with a whole number behind those there are.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_int64 (SweetSenderEventBuilder *self,
                                       const char *column,
                                       gint64 value)
{
  char text[32];

  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (column != NULL, self);

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);

  return sweet_sender_event_builder_add (self, column, SWEET_CELL_NUMBER, text);
}

/**
 * sweet_sender_event_builder_with_double:
 * @self: (transfer full): a builder
 * @column: the name of a column
 * @value: its value, finite
 *
 * Adds a column with a number behind those there are, in the fewest digits that read back as the same
 * number.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_double (SweetSenderEventBuilder *self,
                                        const char *column,
                                        double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (column != NULL, self);

  /* a cell cannot hold it, and only building can tell */
  if (!isfinite (value))
    return sweet_sender_event_builder_add (self, column, SWEET_CELL_ABSENT, NULL);

  for (int digits = 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, value);
      if (memcmp (&(double){ g_ascii_strtod (text, NULL) }, &value, sizeof value) == 0)
        break;
    }

  return sweet_sender_event_builder_add (self, column, SWEET_CELL_NUMBER, text);
}

/**
 * sweet_sender_event_builder_with_boolean:
 * @self: (transfer full): a builder
 * @column: the name of a column
 * @value: its value
 *
 * Adds a column that is true or false behind those there are.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_boolean (SweetSenderEventBuilder *self,
                                         const char *column,
                                         gboolean value)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (column != NULL, self);

  return sweet_sender_event_builder_add (self, column, SWEET_CELL_BOOLEAN, value ? "true" : "false");
}

/**
 * sweet_sender_event_builder_with_bytes:
 * @self: (transfer full): a builder
 * @bytes: the bytes
 *
 * Makes the event one of bytes, for a stream that decodes them. It cannot have columns as well. The
 * last call counts.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_bytes (SweetSenderEventBuilder *self,
                                       GBytes *bytes)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (bytes != NULL, self);

  self = sweet_sender_event_builder_own (self);
  g_bytes_ref (bytes);
  g_clear_pointer (&self->data->bytes, g_bytes_unref);
  self->data->bytes = bytes;

  return self;
}

/**
 * sweet_sender_event_builder_with_id:
 * @self: (transfer full): a builder
 * @id: the id, unique within the program
 *
 * Sets the id of the event. Without it the event gets one of its own.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_id (SweetSenderEventBuilder *self,
                                    const char *id)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (id != NULL && *id != '\0', self);

  self = sweet_sender_event_builder_own (self);
  g_free (self->data->id);
  self->data->id = g_strdup (id);

  return self;
}

/**
 * sweet_sender_event_builder_with_timestamp:
 * @self: (transfer full): a builder
 * @timestamp: microseconds since 1970 UTC
 *
 * Sets when the event happened. Without it that is when it is built.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_timestamp (SweetSenderEventBuilder *self,
                                           gint64 timestamp)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);

  self = sweet_sender_event_builder_own (self);
  self->data->timestamp = timestamp;
  self->data->has_timestamp = TRUE;

  return self;
}

/**
 * sweet_sender_event_builder_with_sequence:
 * @self: (transfer full): a builder
 * @sequence: its place in the stream
 *
 * Sets the place of the event among others.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_sequence (SweetSenderEventBuilder *self,
                                          guint64 sequence)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);

  self = sweet_sender_event_builder_own (self);
  self->data->sequence = sequence;

  return self;
}

/**
 * sweet_sender_event_builder_with_batch_id:
 * @self: (transfer full): a builder
 * @batch_id: (nullable): the id, or %NULL for none
 *
 * Says which batch the event belongs to.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_batch_id (SweetSenderEventBuilder *self,
                                          const char *batch_id)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);

  self = sweet_sender_event_builder_own (self);
  g_free (self->data->batch_id);
  self->data->batch_id = g_strdup (batch_id);

  return self;
}

/**
 * sweet_sender_event_builder_with_metadata:
 * @self: (transfer full): a builder
 * @key: under what
 * @value: what
 *
 * Says something about the event that is no part of its record. Of several values under one key the
 * last counts.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_metadata (SweetSenderEventBuilder *self,
                                          const char *key,
                                          const char *value)
{
  SweetSenderMetadata metadata;

  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);
  g_return_val_if_fail (key != NULL, self);
  g_return_val_if_fail (value != NULL, self);

  self = sweet_sender_event_builder_own (self);
  for (guint i = 0; i < self->data->metadata->len; i++)
    if (strcmp (g_array_index (self->data->metadata, SweetSenderMetadata, i).key, key) == 0)
      {
        g_array_remove_index (self->data->metadata, i);
        break;
      }

  metadata.key = g_strdup (key);
  metadata.value = g_strdup (value);
  g_array_append_val (self->data->metadata, metadata);

  return self;
}

/**
 * sweet_sender_event_builder_with_kind:
 * @self: (transfer full): a builder
 * @kind: the kind
 *
 * Sets what the event means to its stream; %SWEET_EVENT_KIND_CONTINUE without it.
 *
 * Returns: (transfer full): the builder that says so
 *
 * Since: 1.0
 */
SweetSenderEventBuilder *
sweet_sender_event_builder_with_kind (SweetSenderEventBuilder *self,
                                      SweetEventKind kind)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);

  self = sweet_sender_event_builder_own (self);
  self->data->kind = kind;

  return self;
}

/**
 * sweet_sender_event_builder_build:
 * @self: (transfer full): a builder
 * @error: return location for a #GError
 *
 * Makes the event. The builder is used up, like by every `with_` function.
 *
 * Fails with %G_IO_ERROR_INVALID_ARGUMENT if the event has both columns and bytes, if it has
 * neither and is of kind %SWEET_EVENT_KIND_CONTINUE, if a column has no name or the name of another
 * one, and if a number is not finite.
 *
 * Returns: (transfer full): a new event, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetSenderEvent *
sweet_sender_event_builder_build (SweetSenderEventBuilder *self,
                                  GError **error)
{
  g_autoptr (SweetSenderEventBuilder) owned = NULL;
  SweetSenderData *data;

  g_return_val_if_fail (SWEET_IS_SENDER_EVENT_BUILDER (self), NULL);

  owned = sweet_sender_event_builder_own (self);
  data = owned->data;
  if (!sweet_sender_event_builder_check_columns (data, error) || !sweet_sender_event_builder_check_data (data, error))
    return NULL;

  if (data->id == NULL)
    data->id = g_strdup_printf ("sent-%" G_GUINT64_FORMAT, __atomic_add_fetch (&sweet_sender_event_builder_last_id, 1, __ATOMIC_RELAXED));
  if (!data->has_timestamp)
    data->timestamp = g_get_real_time ();

  return sweet_sender_event_new (g_steal_pointer (&owned->data));
}
