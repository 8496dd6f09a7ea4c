/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "pipeline/sweet-pipeline-options-private.h"
#include "pipeline/sweet-pipeline-text-private.h"
#include "pipeline/sweet-pipeline-value-private.h"
#include "plugin/sweet-element-factory-private.h"

/* what is to be set, in the shape that GObject wants */
typedef struct
{
  GObjectClass *klass;
  GPtrArray *names;
  GArray *values;
} SweetPipelineOptions;

static void
sweet_pipeline_options_clear (SweetPipelineOptions *self)
{
  g_type_class_unref (self->klass);
  g_ptr_array_unref (self->names);
  g_array_unref (self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweetPipelineOptions, sweet_pipeline_options_clear)

static void
sweet_pipeline_options_init (SweetPipelineOptions *self,
                             GType type)
{
  self->klass = g_type_class_ref (type);
  self->names = g_ptr_array_new ();
  self->values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_array_set_clear_func (self->values, (GDestroyNotify) g_value_unset);
}

static char **
sweet_pipeline_options_list_names (GObjectClass *klass)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs = 0;

  pspecs = g_object_class_list_properties (klass, &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      if ((pspecs[i]->flags & G_PARAM_WRITABLE) != 0)
        g_strv_builder_add (names, pspecs[i]->name);
    }

  return g_strv_builder_end (names);
}

static void
sweet_pipeline_options_set_unknown (GObjectClass *klass,
                                    const char *name,
                                    GError **error)
{
  g_auto (GStrv) names = sweet_pipeline_options_list_names (klass);
  const char *nearest = sweet_suggest_nearest (name, (const char *const *) names);
  g_autofree char *list = g_strjoinv (", ", names);

  if (nearest != NULL)
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "no property “%s”; the nearest is “%s”", name, nearest);
  else if (*list != '\0')
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "no property “%s”; there are %s", name, list);
  else
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "no property “%s”, nor any other", name);
}

static GParamSpec *
sweet_pipeline_options_find (SweetPipelineOptions *self,
                             const char *name,
                             GError **error)
{
  GParamSpec *pspec = g_object_class_find_property (self->klass, name);

  if (pspec == NULL)
    {
      sweet_pipeline_options_set_unknown (self->klass, name, error);
      return NULL;
    }

  if ((pspec->flags & G_PARAM_WRITABLE) == 0)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "the property “%s” can be read but not set", pspec->name);
      return NULL;
    }

  if (g_ptr_array_find (self->names, pspec->name, NULL))
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "the property “%s” is given twice", pspec->name);
      return NULL;
    }

  return pspec;
}

/* an element as the value of an option: its name and its options, as in a line */
static SweetElement *
sweet_pipeline_options_parse_strategy (const char *text,
                                       GError **error)
{
  g_autoptr (GPtrArray) tokens = sweet_pipeline_text_split (text, error);
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (SweetElementFactory) factory = NULL;
  g_autoptr (GError) reason = NULL;
  const SweetPipelineSegment *segment;
  SweetElement *element;

  if (tokens == NULL || (tokens->len > 0 && (segments = sweet_pipeline_syntax_parse (tokens, error)) == NULL))
    return NULL;

  segment = segments != NULL ? g_ptr_array_index (segments, 0) : NULL;
  if (segment == NULL || segments->len > 1 || segment->output != NULL)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "“%s” is not one strategy with its options, such as “parallel workers=4”", text);
      return NULL;
    }

  factory = sweet_registry_lookup (sweet_registry_get_default (), SWEET_ELEMENT_KIND_STRATEGY, segment->name, &reason);
  if (factory == NULL)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT, reason->message);
      return NULL;
    }

  element = sweet_pipeline_options_create (factory, segment, error);
  if (element == NULL)
    g_prefix_error (error, "%s: ", segment->name);
  return element;
}

static gboolean
sweet_pipeline_options_parse (GParamSpec *pspec,
                              const char *text,
                              GValue *value,
                              GError **error)
{
  SweetElement *strategy;

  if (!g_type_is_a (G_PARAM_SPEC_VALUE_TYPE (pspec), SWEET_TYPE_STRATEGY))
    return sweet_pipeline_value_parse (pspec, text, value, error);

  strategy = sweet_pipeline_options_parse_strategy (text, error);
  if (strategy == NULL)
    return FALSE;

  g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  g_value_take_object (value, strategy);
  return TRUE;
}

static gboolean
sweet_pipeline_options_add (SweetPipelineOptions *self,
                            const SweetPipelineProperty *property,
                            GError **error)
{
  GParamSpec *pspec = sweet_pipeline_options_find (self, property->name, error);

  if (pspec == NULL)
    return FALSE;

  g_ptr_array_add (self->names, (gpointer) pspec->name);
  g_array_set_size (self->values, self->names->len);
  if (!sweet_pipeline_options_parse (pspec, property->value, &g_array_index (self->values, GValue, self->names->len - 1), error))
    {
      g_prefix_error (error, "%s: ", pspec->name);
      return FALSE;
    }

  return TRUE;
}

SweetElement *
sweet_pipeline_options_create (SweetElementFactory *factory,
                               const SweetPipelineSegment *segment,
                               GError **error)
{
  g_auto (SweetPipelineOptions) self = { 0 };

  sweet_pipeline_options_init (&self, sweet_element_factory_get_element_type (factory));
  for (guint i = 0; i < segment->properties->len; i++)
    {
      if (!sweet_pipeline_options_add (&self, g_ptr_array_index (segment->properties, i), error))
        return NULL;
    }

  return sweet_element_factory_create_with_properties (factory, self.names->len, (const char **) self.names->pdata, (const GValue *) (gpointer) self.values->data);
}
