/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-count-table.h"

/* counts records, all of them or those of each value of a column */

#define SWEET_COUNT_COLUMN     "count"
#define SWEET_COUNT_CHUNK_ROWS 4096

#define SWEET_TYPE_COUNT_PROCESSOR (sweet_count_processor_get_type ())
G_DECLARE_FINAL_TYPE (SweetCountProcessor, sweet_count_processor, SWEET, COUNT_PROCESSOR, SweetProcessor)

struct _SweetCountProcessor
{
  SweetProcessor parent_instance;

  char *by;
  int column;
  guint64 count;
  SweetCountTable table;
  SweetSchema *schema; /* the widest so far */
};

typedef enum
{
  PROP_BY = 1,
} SweetCountProcessorProperty;

static GParamSpec *properties[PROP_BY + 1];

G_DEFINE_FINAL_TYPE (SweetCountProcessor, sweet_count_processor, SWEET_TYPE_PROCESSOR)

static void
sweet_count_processor_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (object);

  switch ((SweetCountProcessorProperty) property_id)
    {
    case PROP_BY:
      g_value_set_string (value, self->by);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_count_processor_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (object);

  switch ((SweetCountProcessorProperty) property_id)
    {
    case PROP_BY:
      g_free (self->by);
      self->by = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static gboolean
sweet_count_processor_check (SweetElement *element,
                             GError **error)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (element);

  if (g_strcmp0 (self->by, SWEET_COUNT_COLUMN) != 0)
    return TRUE;

  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "by=%s would give two columns of that name", SWEET_COUNT_COLUMN);

  return FALSE;
}

/* columns only join in one stream, so of two schemas the wider one knows more */
static void
sweet_count_processor_remember_schema (SweetCountProcessor *self,
                                       SweetSchema *schema)
{
  if (self->schema == NULL || sweet_schema_get_n_columns (schema) > sweet_schema_get_n_columns (self->schema))
    g_set_object (&self->schema, schema);
}

static gboolean
sweet_count_processor_set_schema (SweetProcessor *processor,
                                  SweetSchema *schema,
                                  GError **error)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (processor);

  sweet_count_processor_remember_schema (self, schema);
  self->column = self->by != NULL ? sweet_schema_find (schema, self->by) : -1;
  if (self->by == NULL || self->column >= 0 || sweet_schema_is_open (schema))
    return TRUE;

  return sweet_schema_lookup (schema, self->by, error) >= 0;
}

static gboolean
sweet_count_processor_process (SweetProcessor *processor,
                               SweetChunk *chunk,
                               SweetEmitter *out,
                               GCancellable *cancellable,
                               GError **error)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (processor);
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *cells = NULL;

  self->count += n_rows;
  if (self->by == NULL)
    return TRUE;

  if (self->column >= 0)
    {
      cells = sweet_chunk_get_column (chunk, (guint) self->column, error);
      if (cells == NULL)
        return FALSE;
    }
  sweet_count_table_add_column (&self->table, cells, n_rows);

  return TRUE;
}

static gboolean
sweet_count_processor_merge (SweetProcessor *processor,
                             SweetProcessor *other_processor,
                             GError **error)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (processor);
  SweetCountProcessor *other = SWEET_COUNT_PROCESSOR (other_processor);

  self->count += other->count;
  sweet_count_table_add_table (&self->table, &other->table);
  if (other->schema != NULL)
    sweet_count_processor_remember_schema (self, other->schema);

  return TRUE;
}

static void
sweet_count_processor_emit_total (SweetCountProcessor *self,
                                  SweetEmitter *out)
{
  static const char *const names[] = { SWEET_COUNT_COLUMN, NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  g_autoptr (SweetChunk) chunk = NULL;

  sweet_chunk_builder_set_int64 (builder, 0, (gint64) self->count);
  sweet_chunk_builder_end_row (builder);
  chunk = sweet_chunk_builder_build (builder);
  sweet_emitter_emit (out, chunk);
}

/* one chunk at least, also without rows: its columns matter */
static void
sweet_count_processor_emit_groups (SweetCountProcessor *self,
                                   SweetEmitter *out)
{
  const char *const names[] = { self->by, SWEET_COUNT_COLUMN, NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  guint n_groups = self->table.groups->len;
  guint i = 0;

  sweet_count_table_sort (&self->table);
  do
    {
      g_autoptr (SweetChunk) chunk = NULL;

      for (guint end = MIN (n_groups, i + SWEET_COUNT_CHUNK_ROWS); i < end; i++)
        {
          const SweetCountGroup *group = &g_array_index (self->table.groups, SweetCountGroup, i);

          sweet_chunk_builder_set_cell (builder, 0, &group->value);
          sweet_chunk_builder_set_int64 (builder, 1, (gint64) group->count);
          sweet_chunk_builder_end_row (builder);
        }
      chunk = sweet_chunk_builder_build (builder);
      sweet_emitter_emit (out, chunk);
    }
  while (i < n_groups);
}

static gboolean
sweet_count_processor_finish (SweetProcessor *processor,
                              SweetEmitter *out,
                              GCancellable *cancellable,
                              GError **error)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (processor);

  if (self->by == NULL)
    {
      sweet_count_processor_emit_total (self, out);
      return TRUE;
    }

  /* a stream that may gain columns has not gained this one */
  if (self->count > 0 && sweet_schema_lookup (self->schema, self->by, error) < 0)
    return FALSE;

  sweet_count_processor_emit_groups (self, out);

  return TRUE;
}

static void
sweet_count_processor_finalize (GObject *object)
{
  SweetCountProcessor *self = SWEET_COUNT_PROCESSOR (object);

  g_free (self->by);
  sweet_count_table_clear (&self->table);
  g_clear_object (&self->schema);

  G_OBJECT_CLASS (sweet_count_processor_parent_class)->finalize (object);
}

static void
sweet_count_processor_class_init (SweetCountProcessorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);

  object_class->get_property = sweet_count_processor_get_property;
  object_class->set_property = sweet_count_processor_set_property;
  object_class->finalize = sweet_count_processor_finalize;
  element_class->check = sweet_count_processor_check;
  processor_class->set_schema = sweet_count_processor_set_schema;
  processor_class->process = sweet_count_processor_process;
  processor_class->merge = sweet_count_processor_merge;
  processor_class->finish = sweet_count_processor_finish;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_ACCUMULATING);
  sweet_element_class_set_description (element_class, "Counts the records, all of them or those of each value");

  properties[PROP_BY] = g_param_spec_string ("by", "By", "The column whose values are counted; without it all records are", NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_count_processor_init (SweetCountProcessor *self)
{
  self->column = -1;
  sweet_count_table_init (&self->table);
}

static gboolean
sweet_count_register_types (SweetPlugin *plugin,
                            GError **error)
{
  sweet_plugin_add_element (plugin, "count", SWEET_TYPE_COUNT_PROCESSOR);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (count,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Counts records",
                     "The Sweet authors",
                     NULL,
                     sweet_count_register_types)
