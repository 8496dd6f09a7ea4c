/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-collector-buffer-private.h"
#include "stream/sweet-receiver-event-private.h"

/* what a receiver on a worker sees as its collector: it takes down what is to be collected, and the
 * engine does it in input order */

typedef struct
{
  char *key;
  SweetChunk *chunk; /* of the row; NULL while it is in the builder, and for other events */
  guint row;
  SweetEvent *event;
  GError *error;
} SweetCollectorEntry;

struct _SweetCollectorBuffer
{
  GObject parent_instance;

  GArray *entries;
  SweetChunkBuilder *builder;
  guint first_unbuilt;
};

static void sweet_collector_buffer_collector_init (SweetCollectorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetCollectorBuffer, sweet_collector_buffer, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_COLLECTOR, sweet_collector_buffer_collector_init))

static void
sweet_collector_entry_clear (gpointer data)
{
  SweetCollectorEntry *entry = data;

  g_free (entry->key);
  g_clear_object (&entry->chunk);
  g_clear_object (&entry->event);
  g_clear_error (&entry->error);
}

/* the rows gathered so far become a chunk */
static void
sweet_collector_buffer_build (SweetCollectorBuffer *self)
{
  g_autoptr (SweetChunk) chunk = NULL;

  if (self->builder == NULL)
    return;

  chunk = sweet_chunk_builder_build (self->builder);
  for (guint i = self->first_unbuilt; i < self->entries->len; i++)
    {
      SweetCollectorEntry *entry = &g_array_index (self->entries, SweetCollectorEntry, i);

      if (entry->row != G_MAXUINT)
        entry->chunk = g_object_ref (chunk);
    }
  self->first_unbuilt = self->entries->len;
  g_clear_object (&self->builder);
}

static gboolean
sweet_collector_buffer_take_row (SweetCollectorBuffer *self,
                                 SweetEvent *event,
                                 SweetCollectorEntry *entry,
                                 GError **error)
{
  guint row;
  SweetChunk *chunk = sweet_receiver_event_get_chunk (SWEET_RECEIVER_EVENT (event), &row);
  SweetSchema *schema = sweet_chunk_get_schema (chunk);

  if (self->builder != NULL && !sweet_schema_equal (sweet_chunk_builder_get_schema (self->builder), schema))
    sweet_collector_buffer_build (self);
  if (self->builder == NULL)
    self->builder = sweet_chunk_builder_new (schema);
  entry->row = sweet_chunk_builder_get_n_rows (self->builder);
  return sweet_chunk_builder_append_row (self->builder, chunk, row, error);
}

static gboolean
sweet_collector_buffer_collect (SweetCollector *collector,
                                const char *key,
                                SweetEvent *event,
                                GError **error)
{
  SweetCollectorBuffer *self = SWEET_COLLECTOR_BUFFER (collector);
  SweetCollectorEntry entry = { NULL, NULL, G_MAXUINT, NULL, NULL };

  if (!SWEET_IS_RECEIVER_EVENT (event))
    entry.event = g_object_ref (event);
  else if (!sweet_collector_buffer_take_row (self, event, &entry, error))
    return FALSE;
  entry.key = g_strdup (key);
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static void
sweet_collector_buffer_collect_error (SweetCollector *collector,
                                      SweetEvent *event,
                                      const GError *error)
{
  SweetCollectorBuffer *self = SWEET_COLLECTOR_BUFFER (collector);
  SweetCollectorEntry entry = { NULL, NULL, G_MAXUINT, NULL, g_error_copy (error) };

  if (event != NULL && SWEET_IS_RECEIVER_EVENT (event))
    sweet_collector_buffer_take_row (self, event, &entry, NULL);
  else if (event != NULL)
    entry.event = g_object_ref (event);
  g_array_append_val (self->entries, entry);
}

static SweetEvent *
sweet_collector_buffer_make_event (SweetCollectorEntry *entry)
{
  if (entry->event != NULL)
    return g_object_ref (entry->event);

  return entry->chunk != NULL ? SWEET_EVENT (sweet_receiver_event_new_kept (entry->chunk, entry->row)) : NULL;
}

static GListModel *
sweet_collector_buffer_get_collected (SweetCollector *collector)
{
  SweetCollectorBuffer *self = SWEET_COLLECTOR_BUFFER (collector);
  GListStore *store = g_list_store_new (SWEET_TYPE_EVENT);

  sweet_collector_buffer_build (self);
  for (guint i = 0; i < self->entries->len; i++)
    {
      SweetCollectorEntry *entry = &g_array_index (self->entries, SweetCollectorEntry, i);
      g_autoptr (SweetEvent) event = entry->error == NULL ? sweet_collector_buffer_make_event (entry) : NULL;

      if (event != NULL)
        g_list_store_append (store, event);
    }
  return G_LIST_MODEL (store);
}

static SweetEvent *
sweet_collector_buffer_lookup (SweetCollector *collector,
                               const char *key)
{
  SweetCollectorBuffer *self = SWEET_COLLECTOR_BUFFER (collector);

  sweet_collector_buffer_build (self);
  for (guint i = self->entries->len; i > 0; i--)
    {
      SweetCollectorEntry *entry = &g_array_index (self->entries, SweetCollectorEntry, i - 1);

      if (g_strcmp0 (entry->key, key) == 0)
        return sweet_collector_buffer_make_event (entry);
    }
  return NULL;
}

static void
sweet_collector_buffer_collector_init (SweetCollectorInterface *iface)
{
  iface->collect = sweet_collector_buffer_collect;
  iface->collect_error = sweet_collector_buffer_collect_error;
  iface->get_collected = sweet_collector_buffer_get_collected;
  iface->lookup = sweet_collector_buffer_lookup;
}

static void
sweet_collector_buffer_finalize (GObject *object)
{
  SweetCollectorBuffer *self = SWEET_COLLECTOR_BUFFER (object);

  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_object (&self->builder);
  G_OBJECT_CLASS (sweet_collector_buffer_parent_class)->finalize (object);
}

static void
sweet_collector_buffer_class_init (SweetCollectorBufferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_collector_buffer_finalize;
}

static void
sweet_collector_buffer_init (SweetCollectorBuffer *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (SweetCollectorEntry));
  g_array_set_clear_func (self->entries, sweet_collector_entry_clear);
}

SweetCollectorBuffer *
sweet_collector_buffer_new (void)
{
  return g_object_new (SWEET_TYPE_COLLECTOR_BUFFER, NULL);
}

gboolean
sweet_collector_buffer_is_empty (SweetCollectorBuffer *self)
{
  return self->entries->len == 0;
}

/* does what was taken down */
gboolean
sweet_collector_buffer_commit (SweetCollectorBuffer *self,
                               SweetCollector *collector,
                               GError **error)
{
  sweet_collector_buffer_build (self);
  for (guint i = 0; i < self->entries->len; i++)
    {
      SweetCollectorEntry *entry = &g_array_index (self->entries, SweetCollectorEntry, i);
      g_autoptr (SweetEvent) event = sweet_collector_buffer_make_event (entry);

      if (entry->error != NULL)
        sweet_collector_collect_error (collector, event, entry->error);
      else if (!sweet_collector_collect (collector, entry->key, event, error))
        return FALSE;
    }
  return TRUE;
}
