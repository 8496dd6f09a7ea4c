/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

/* holds the records, the last one of each key, and hands them on at the end */

#define SWEET_TYPE_COLLECT_PROCESSOR (sweet_collect_processor_get_type ())
G_DECLARE_FINAL_TYPE (SweetCollectProcessor, sweet_collect_processor, SWEET, COLLECT_PROCESSOR, SweetProcessor)

struct _SweetCollectProcessor
{
  SweetProcessor parent_instance;

  char *key;
  SweetKeyedCollector *collector;
  SweetSchema *schema; /* of the last chunk */
  int key_column;
};

typedef enum
{
  PROP_KEY = 1,
  PROP_MAX_MEMORY,
} SweetCollectProcessorProperty;

static GParamSpec *properties[PROP_MAX_MEMORY + 1];

G_DEFINE_FINAL_TYPE (SweetCollectProcessor, sweet_collect_processor, SWEET_TYPE_PROCESSOR)

static void
sweet_collect_processor_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  SweetCollectProcessor *self = SWEET_COLLECT_PROCESSOR (object);

  switch ((SweetCollectProcessorProperty) property_id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_MAX_MEMORY:
      g_value_set_uint64 (value, sweet_keyed_collector_get_max_memory (self->collector));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_collect_processor_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  SweetCollectProcessor *self = SWEET_COLLECT_PROCESSOR (object);

  switch ((SweetCollectProcessorProperty) property_id)
    {
    case PROP_KEY:
      g_free (self->key);
      self->key = g_value_dup_string (value);
      break;
    case PROP_MAX_MEMORY:
      sweet_keyed_collector_set_max_memory (self->collector, g_value_get_uint64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static gboolean
sweet_collect_processor_set_schema (SweetProcessor *processor,
                                    SweetSchema *schema,
                                    GError **error)
{
  SweetCollectProcessor *self = SWEET_COLLECT_PROCESSOR (processor);

  g_set_object (&self->schema, schema);
  self->key_column = self->key != NULL ? sweet_schema_find (schema, self->key) : -1;
  if (self->key == NULL || self->key_column >= 0 || sweet_schema_is_open (schema))
    return TRUE;

  return sweet_schema_lookup (schema, self->key, error) >= 0;
}

static gboolean
sweet_collect_processor_process (SweetProcessor *processor,
                                 SweetChunk *chunk,
                                 SweetEmitter *out,
                                 GCancellable *cancellable,
                                 GError **error)
{
  SweetCollectProcessor *self = SWEET_COLLECT_PROCESSOR (processor);
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  for (guint row = 0; row < n_rows; row++)
    if (!sweet_keyed_collector_collect_row (self->collector, chunk, row, self->key_column, error))
      return FALSE;

  return TRUE;
}

static gboolean
sweet_collect_processor_finish (SweetProcessor *processor,
                                SweetEmitter *out,
                                GCancellable *cancellable,
                                GError **error)
{
  SweetCollectProcessor *self = SWEET_COLLECT_PROCESSOR (processor);
  g_autoptr (SweetChunkBuilder) builder = NULL;
  g_autoptr (SweetChunk) empty = NULL;

  if (sweet_collector_get_n_collected (SWEET_COLLECTOR (self->collector)) > 0)
    {
      /* a stream that may gain columns has not gained this one */
      if (self->key != NULL && sweet_schema_lookup (self->schema, self->key, error) < 0)
        return FALSE;
      return sweet_keyed_collector_emit (self->collector, out, error);
    }

  if (self->schema == NULL)
    return TRUE;

  builder = sweet_chunk_builder_new (self->schema);
  empty = sweet_chunk_builder_build (builder);
  sweet_emitter_emit (out, empty);

  return TRUE;
}

static void
sweet_collect_processor_finalize (GObject *object)
{
  SweetCollectProcessor *self = SWEET_COLLECT_PROCESSOR (object);

  g_free (self->key);
  g_clear_object (&self->collector);
  g_clear_object (&self->schema);

  G_OBJECT_CLASS (sweet_collect_processor_parent_class)->finalize (object);
}

static void
sweet_collect_processor_class_init (SweetCollectProcessorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sweet_collect_processor_get_property;
  object_class->set_property = sweet_collect_processor_set_property;
  object_class->finalize = sweet_collect_processor_finalize;
  processor_class->set_schema = sweet_collect_processor_set_schema;
  processor_class->process = sweet_collect_processor_process;
  processor_class->finish = sweet_collect_processor_finish;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Holds the records, the last one of each key, until the end");

  properties[PROP_KEY] = g_param_spec_string ("key", "Key", "The column whose value a record is held under; without it every record is held", NULL, flags);
  properties[PROP_MAX_MEMORY] = sweet_param_spec_size ("max-memory", "Maximum memory", "How much memory the records may need; 0 means no limit", 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_collect_processor_init (SweetCollectProcessor *self)
{
  self->collector = sweet_keyed_collector_new ();
  self->key_column = -1;
}

static gboolean
sweet_collect_register_types (SweetPlugin *plugin,
                              GError **error)
{
  sweet_plugin_add_element (plugin, "collect", SWEET_TYPE_COLLECT_PROCESSOR);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (collect,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Holds records until the end",
                     "The Sweet authors",
                     NULL,
                     sweet_collect_register_types)
