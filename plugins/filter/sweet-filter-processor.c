/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-filter-parser.h"

/* keeps the records for which an expression is true */

#define SWEET_TYPE_FILTER_PROCESSOR (sweet_filter_processor_get_type ())
G_DECLARE_FINAL_TYPE (SweetFilterProcessor, sweet_filter_processor, SWEET, FILTER_PROCESSOR, SweetProcessor)

struct _SweetFilterProcessor
{
  SweetProcessor parent_instance;

  char *where;
  SweetFilterProgram *program;
};

typedef enum
{
  PROP_WHERE = 1,
} SweetFilterProcessorProperty;

static GParamSpec *properties[PROP_WHERE + 1];

G_DEFINE_FINAL_TYPE (SweetFilterProcessor, sweet_filter_processor, SWEET_TYPE_PROCESSOR)

static void
sweet_filter_processor_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SweetFilterProcessor *self = SWEET_FILTER_PROCESSOR (object);

  switch ((SweetFilterProcessorProperty) property_id)
    {
    case PROP_WHERE:
      g_value_set_string (value, self->where);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_filter_processor_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  SweetFilterProcessor *self = SWEET_FILTER_PROCESSOR (object);

  switch ((SweetFilterProcessorProperty) property_id)
    {
    case PROP_WHERE:
      g_free (self->where);
      self->where = g_value_dup_string (value);
      g_clear_pointer (&self->program, sweet_filter_program_free);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static gboolean
sweet_filter_processor_check (SweetElement *element,
                              GError **error)
{
  SweetFilterProcessor *self = SWEET_FILTER_PROCESSOR (element);

  if (self->where == NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "where is not set; write a condition, as in where='age > 30'");
      return FALSE;
    }

  if (self->program == NULL)
    self->program = sweet_filter_parse (self->where, error);

  return self->program != NULL;
}

static gboolean
sweet_filter_processor_set_schema (SweetProcessor *processor,
                                   SweetSchema *schema,
                                   GError **error)
{
  SweetFilterProcessor *self = SWEET_FILTER_PROCESSOR (processor);

  if (!sweet_filter_processor_check (SWEET_ELEMENT (self), error))
    return FALSE;

  return sweet_filter_program_bind (self->program, schema, error);
}

static gboolean
sweet_filter_processor_process (SweetProcessor *processor,
                                SweetChunk *chunk,
                                SweetEmitter *out,
                                GCancellable *cancellable,
                                GError **error)
{
  SweetFilterProcessor *self = SWEET_FILTER_PROCESSOR (processor);
  guint n_rows;
  const guint32 *rows = sweet_filter_program_run (self->program, chunk, &n_rows, error);

  if (rows == NULL)
    return FALSE;

  /* a chunk of which nothing is left still tells its columns */
  if (n_rows < sweet_chunk_get_n_rows (chunk))
    {
      chunk = sweet_emitter_make_writable (out, chunk);
      sweet_chunk_select_rows (chunk, rows, n_rows);
    }
  sweet_emitter_emit (out, chunk);

  return TRUE;
}

static void
sweet_filter_processor_finalize (GObject *object)
{
  SweetFilterProcessor *self = SWEET_FILTER_PROCESSOR (object);

  g_clear_pointer (&self->program, sweet_filter_program_free);
  g_free (self->where);

  G_OBJECT_CLASS (sweet_filter_processor_parent_class)->finalize (object);
}

static void
sweet_filter_processor_class_init (SweetFilterProcessorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);

  object_class->get_property = sweet_filter_processor_get_property;
  object_class->set_property = sweet_filter_processor_set_property;
  object_class->finalize = sweet_filter_processor_finalize;
  element_class->check = sweet_filter_processor_check;
  processor_class->set_schema = sweet_filter_processor_set_schema;
  processor_class->process = sweet_filter_processor_process;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
  sweet_element_class_set_description (element_class, "Keeps the records for which a condition is true");

  properties[PROP_WHERE] = g_param_spec_string ("where", "Where", "The condition, as in: age > 30 and (city = 'Oslo' or \"first name\" ~ '^A')", NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_filter_processor_init (SweetFilterProcessor *self)
{
}

static gboolean
sweet_filter_register_types (SweetPlugin *plugin,
                             GError **error)
{
  sweet_plugin_add_element (plugin, "filter", SWEET_TYPE_FILTER_PROCESSOR);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (filter,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Keeps the records for which a condition is true",
                     "The Sweet authors",
                     NULL,
                     sweet_filter_register_types)
