/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

/* keeps some columns, in the order given; copies nothing */

#define SWEET_TYPE_SELECT_PROCESSOR (sweet_select_processor_get_type ())
G_DECLARE_FINAL_TYPE (SweetSelectProcessor, sweet_select_processor, SWEET, SELECT_PROCESSOR, SweetProcessor)

struct _SweetSelectProcessor
{
  SweetProcessor parent_instance;

  GStrv fields;
  SweetSchema *schema; /* what comes out */
  int *columns;        /* where each field is in what comes in, or -1 */
};

typedef enum
{
  PROP_FIELDS = 1,
} SweetSelectProcessorProperty;

static GParamSpec *properties[PROP_FIELDS + 1];

G_DEFINE_FINAL_TYPE (SweetSelectProcessor, sweet_select_processor, SWEET_TYPE_PROCESSOR)

static void
sweet_select_processor_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SweetSelectProcessor *self = SWEET_SELECT_PROCESSOR (object);

  switch ((SweetSelectProcessorProperty) property_id)
    {
    case PROP_FIELDS:
      g_value_set_boxed (value, self->fields);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_select_processor_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  SweetSelectProcessor *self = SWEET_SELECT_PROCESSOR (object);

  switch ((SweetSelectProcessorProperty) property_id)
    {
    case PROP_FIELDS:
      g_strfreev (self->fields);
      self->fields = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static gboolean
sweet_select_processor_check (SweetElement *element,
                              GError **error)
{
  SweetSelectProcessor *self = SWEET_SELECT_PROCESSOR (element);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (self->fields == NULL || self->fields[0] == NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "fields is not set; name the columns to keep, as in fields=id,name");
      return FALSE;
    }

  for (gsize i = 0; self->fields[i] != NULL; i++)
    if (!g_hash_table_add (seen, self->fields[i]))
      {
        g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "fields names “%s” twice", self->fields[i]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
sweet_select_processor_set_schema (SweetProcessor *processor,
                                   SweetSchema *schema,
                                   GError **error)
{
  SweetSelectProcessor *self = SWEET_SELECT_PROCESSOR (processor);

  if (self->schema == NULL)
    {
      self->schema = sweet_schema_new ((const char *const *) self->fields);
      self->columns = g_new (int, g_strv_length (self->fields));
    }

  for (gsize i = 0; self->fields[i] != NULL; i++)
    {
      self->columns[i] = sweet_schema_find (schema, self->fields[i]);
      if (self->columns[i] < 0 && !sweet_schema_is_open (schema))
        return sweet_schema_lookup (schema, self->fields[i], error) >= 0;
    }

  return TRUE;
}

static gboolean
sweet_select_processor_process (SweetProcessor *processor,
                                SweetChunk *chunk,
                                SweetEmitter *out,
                                GCancellable *cancellable,
                                GError **error)
{
  SweetSelectProcessor *self = SWEET_SELECT_PROCESSOR (processor);

  chunk = sweet_emitter_make_writable (out, chunk);
  sweet_chunk_select_columns (chunk, self->schema, self->columns, sweet_schema_get_n_columns (self->schema));
  sweet_emitter_emit (out, chunk);

  return TRUE;
}

static void
sweet_select_processor_finalize (GObject *object)
{
  SweetSelectProcessor *self = SWEET_SELECT_PROCESSOR (object);

  g_strfreev (self->fields);
  g_clear_object (&self->schema);
  g_free (self->columns);

  G_OBJECT_CLASS (sweet_select_processor_parent_class)->finalize (object);
}

static void
sweet_select_processor_class_init (SweetSelectProcessorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);

  object_class->get_property = sweet_select_processor_get_property;
  object_class->set_property = sweet_select_processor_set_property;
  object_class->finalize = sweet_select_processor_finalize;
  element_class->check = sweet_select_processor_check;
  processor_class->set_schema = sweet_select_processor_set_schema;
  processor_class->process = sweet_select_processor_process;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
  sweet_element_class_set_description (element_class, "Keeps some columns, in the order given");

  properties[PROP_FIELDS] = g_param_spec_boxed ("fields", "Fields", "The columns to keep, in the order in which they come out", G_TYPE_STRV, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_select_processor_init (SweetSelectProcessor *self)
{
}

static gboolean
sweet_select_register_types (SweetPlugin *plugin,
                             GError **error)
{
  sweet_plugin_add_element (plugin, "select", SWEET_TYPE_SELECT_PROCESSOR);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (select,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Keeps some columns",
                     "The Sweet authors",
                     NULL,
                     sweet_select_register_types)
