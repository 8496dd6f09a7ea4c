/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-sender-event-private.h"

#include <string.h>

/**
 * SweetSenderEvent:
 *
 * A record that an application pushes into a stream which has no source element.
 *
 * It holds either named columns in order, each with a text, a number or a boolean, or one run of
 * bytes; see [class@SenderEventBuilder], which makes it. Its kind tells what it means to the
 * stream: one of kind %SWEET_EVENT_KIND_FINAL needs no data and ends the stream, with its data as
 * the last record if it has any.
 *
 * Sender events never change, apart from the task id, which is there once the event was pushed. Any
 * thread may use them.
 *
 * Since: 1.0
 */
struct _SweetSenderEvent
{
  GObject parent_instance;

  SweetSenderData *data;
  SweetTaskId *task_id;
};

static void sweet_sender_event_iface_init (SweetEventInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetSenderEvent, sweet_sender_event, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_EVENT, sweet_sender_event_iface_init))

static void
sweet_sender_column_clear (gpointer data)
{
  SweetSenderColumn *column = data;

  g_free (column->name);
  g_free (column->text);
}

static void
sweet_sender_metadata_clear (gpointer data)
{
  SweetSenderMetadata *metadata = data;

  g_free (metadata->key);
  g_free (metadata->value);
}

SweetSenderData *
sweet_sender_data_new (void)
{
  SweetSenderData *self = g_new0 (SweetSenderData, 1);

  self->columns = g_array_new (FALSE, FALSE, sizeof (SweetSenderColumn));
  g_array_set_clear_func (self->columns, sweet_sender_column_clear);
  self->metadata = g_array_new (FALSE, FALSE, sizeof (SweetSenderMetadata));
  g_array_set_clear_func (self->metadata, sweet_sender_metadata_clear);
  self->kind = SWEET_EVENT_KIND_CONTINUE;

  return self;
}

/* what an event has that a script made without a builder; never freed */
static SweetSenderData *
sweet_sender_data_get_empty (void)
{
  static gsize empty = 0;

  if (g_once_init_enter (&empty))
    g_once_init_leave (&empty, (gsize) sweet_sender_data_new ());

  return (SweetSenderData *) empty;
}

SweetSenderData *
sweet_sender_data_copy (const SweetSenderData *self)
{
  SweetSenderData *copy = sweet_sender_data_new ();

  for (guint i = 0; i < self->columns->len; i++)
    {
      SweetSenderColumn column = g_array_index (self->columns, SweetSenderColumn, i);

      column.name = g_strdup (column.name);
      column.text = g_strdup (column.text);
      g_array_append_val (copy->columns, column);
    }
  for (guint i = 0; i < self->metadata->len; i++)
    {
      SweetSenderMetadata metadata = g_array_index (self->metadata, SweetSenderMetadata, i);

      metadata.key = g_strdup (metadata.key);
      metadata.value = g_strdup (metadata.value);
      g_array_append_val (copy->metadata, metadata);
    }

  copy->bytes = self->bytes != NULL ? g_bytes_ref (self->bytes) : NULL;
  copy->id = g_strdup (self->id);
  copy->batch_id = g_strdup (self->batch_id);
  copy->timestamp = self->timestamp;
  copy->sequence = self->sequence;
  copy->kind = self->kind;
  copy->has_timestamp = self->has_timestamp;

  return copy;
}

void
sweet_sender_data_free (SweetSenderData *self)
{
  g_array_unref (self->columns);
  g_array_unref (self->metadata);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->id);
  g_free (self->batch_id);
  g_free (self);
}

static char *
sweet_sender_event_dup_id (SweetEvent *event)
{
  return g_strdup (SWEET_SENDER_EVENT (event)->data->id);
}

static SweetTaskId *
sweet_sender_event_get_task_id (SweetEvent *event)
{
  return g_atomic_pointer_get (&SWEET_SENDER_EVENT (event)->task_id);
}

static gint64
sweet_sender_event_get_timestamp (SweetEvent *event)
{
  return SWEET_SENDER_EVENT (event)->data->timestamp;
}

static SweetEventKind
sweet_sender_event_get_kind (SweetEvent *event)
{
  return SWEET_SENDER_EVENT (event)->data->kind;
}

static guint64
sweet_sender_event_get_sequence (SweetEvent *event)
{
  return SWEET_SENDER_EVENT (event)->data->sequence;
}

static gint64
sweet_sender_event_get_offset (SweetEvent *event)
{
  return -1;
}

static void
sweet_sender_event_iface_init (SweetEventInterface *iface)
{
  iface->dup_id = sweet_sender_event_dup_id;
  iface->get_task_id = sweet_sender_event_get_task_id;
  iface->get_timestamp = sweet_sender_event_get_timestamp;
  iface->get_kind = sweet_sender_event_get_kind;
  iface->get_sequence = sweet_sender_event_get_sequence;
  iface->get_offset = sweet_sender_event_get_offset;
}

static void
sweet_sender_event_finalize (GObject *object)
{
  SweetSenderEvent *self = SWEET_SENDER_EVENT (object);

  if (self->data != sweet_sender_data_get_empty ())
    sweet_sender_data_free (self->data);
  g_clear_object (&self->task_id);

  G_OBJECT_CLASS (sweet_sender_event_parent_class)->finalize (object);
}

static void
sweet_sender_event_class_init (SweetSenderEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_sender_event_finalize;
}

static void
sweet_sender_event_init (SweetSenderEvent *self)
{
  self->data = sweet_sender_data_get_empty ();
}

SweetSenderEvent *
sweet_sender_event_new (SweetSenderData *data)
{
  SweetSenderEvent *self = g_object_new (SWEET_TYPE_SENDER_EVENT, NULL);

  self->data = data;

  return self;
}

void
sweet_sender_event_attach (SweetSenderEvent *self,
                           SweetTaskId *task_id)
{
  if (g_atomic_pointer_compare_and_exchange (&self->task_id, NULL, task_id))
    g_object_ref (task_id);
}

guint
sweet_sender_event_get_n_columns (SweetSenderEvent *self)
{
  return self->data->columns->len;
}

const char *
sweet_sender_event_get_column_name (SweetSenderEvent *self,
                                    guint column)
{
  return g_array_index (self->data->columns, SweetSenderColumn, column).name;
}

void
sweet_sender_event_get_cell (SweetSenderEvent *self,
                             guint column,
                             SweetCell *cell)
{
  const SweetSenderColumn *stored = &g_array_index (self->data->columns, SweetSenderColumn, column);

  cell->data = stored->text;
  cell->length = (guint32) stored->length;
  cell->type = stored->type;
}

/**
 * sweet_sender_event_dup_columns:
 * @self: a sender event
 *
 * Gets the names of the columns, in the order in which they were given.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; none if the event holds bytes or
 *   nothing
 *
 * Since: 1.0
 */
GStrv
sweet_sender_event_dup_columns (SweetSenderEvent *self)
{
  GStrv names;

  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (self), NULL);

  names = g_new0 (char *, (gsize) self->data->columns->len + 1);
  for (guint i = 0; i < self->data->columns->len; i++)
    names[i] = g_strdup (sweet_sender_event_get_column_name (self, i));

  return names;
}

/**
 * sweet_sender_event_dup_text:
 * @self: a sender event
 * @column: the name of a column
 *
 * Gets the value of a column as text. Numbers are written as JSON writes them, booleans as `true`
 * and `false`.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if there is no such column or it holds
 *   no value
 *
 * Since: 1.0
 */
char *
sweet_sender_event_dup_text (SweetSenderEvent *self,
                             const char *column)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (self), NULL);
  g_return_val_if_fail (column != NULL, NULL);

  for (guint i = 0; i < self->data->columns->len; i++)
    {
      const SweetSenderColumn *stored = &g_array_index (self->data->columns, SweetSenderColumn, i);

      if (strcmp (stored->name, column) == 0)
        return g_strdup (stored->text);
    }

  return NULL;
}

/**
 * sweet_sender_event_get_bytes:
 * @self: a sender event
 *
 * Gets the bytes, for an event that holds bytes instead of columns.
 *
 * Returns: (transfer none) (nullable): the bytes, or %NULL if there are none
 *
 * Since: 1.0
 */
GBytes *
sweet_sender_event_get_bytes (SweetSenderEvent *self)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (self), NULL);

  return self->data->bytes;
}

/**
 * sweet_sender_event_get_batch_id:
 * @self: a sender event
 *
 * Gets the id of the batch that the event was said to belong to.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL if it belongs to none
 *
 * Since: 1.0
 */
const char *
sweet_sender_event_get_batch_id (SweetSenderEvent *self)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (self), NULL);

  return self->data->batch_id;
}

/**
 * sweet_sender_event_get_metadata:
 * @self: a sender event
 * @key: which
 *
 * Gets something that was said about the event and is no part of its record.
 *
 * Returns: (transfer none) (nullable): the value, or %NULL if nothing was said under @key
 *
 * Since: 1.0
 */
const char *
sweet_sender_event_get_metadata (SweetSenderEvent *self,
                                 const char *key)
{
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  for (guint i = 0; i < self->data->metadata->len; i++)
    {
      const SweetSenderMetadata *stored = &g_array_index (self->data->metadata, SweetSenderMetadata, i);

      if (strcmp (stored->key, key) == 0)
        return stored->value;
    }

  return NULL;
}
