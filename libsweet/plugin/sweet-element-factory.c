/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "plugin/sweet-element-factory-private.h"
#include "stream/sweet-element-private.h"

/**
 * SweetElementFactory:
 *
 * Makes elements of one kind and name. It belongs to the plugin that provides the element and comes
 * from a [class@Registry].
 *
 * A factory never changes, lives as long as its registry, and may be used from any thread.
 *
 * Since: 1.0
 */
struct _SweetElementFactory
{
  GObject parent_instance;

  char *name;
  SweetElementKind kind;
  GType type;
  SweetPlugin *plugin;
};

G_DEFINE_FINAL_TYPE (SweetElementFactory, sweet_element_factory, G_TYPE_OBJECT)

static const char *const kind_texts[] = { "source", "format", "processor", "strategy", "sink" };

gboolean
sweet_element_kind_from_type (GType type,
                              SweetElementKind *kind)
{
  const GType types[] = { SWEET_TYPE_SOURCE, SWEET_TYPE_FORMAT, SWEET_TYPE_PROCESSOR, SWEET_TYPE_STRATEGY, SWEET_TYPE_SINK };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_type_is_a (type, types[i]))
        {
          *kind = (SweetElementKind) i;
          return TRUE;
        }
    }

  return FALSE;
}

const char *
sweet_element_kind_to_text (SweetElementKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_texts), NULL);

  return kind_texts[kind];
}

char *
sweet_element_kinds_to_text (guint kinds)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kind_texts); i++)
    {
      guint rest = kinds >> i;

      if ((rest & 1) == 0)
        continue;
      if (text->len > 0)
        g_string_append (text, rest == 1 ? " or " : ", ");
      g_string_append (text, kind_texts[i]);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
sweet_element_factory_finalize (GObject *object)
{
  SweetElementFactory *self = SWEET_ELEMENT_FACTORY (object);

  g_free (self->name);
  g_object_unref (self->plugin);

  G_OBJECT_CLASS (sweet_element_factory_parent_class)->finalize (object);
}

static void
sweet_element_factory_class_init (SweetElementFactoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_element_factory_finalize;
}

static void
sweet_element_factory_init (SweetElementFactory *self)
{
}

SweetElementFactory *
sweet_element_factory_new (SweetPlugin *plugin,
                           const char *name,
                           GType type)
{
  SweetElementFactory *self = g_object_new (SWEET_TYPE_ELEMENT_FACTORY, NULL);
  gboolean known = sweet_element_kind_from_type (type, &self->kind);

  g_assert (known);
  self->name = g_strdup (name);
  self->type = type;
  self->plugin = g_object_ref (plugin);

  return self;
}

SweetElement *
sweet_element_factory_create_with_properties (SweetElementFactory *self,
                                              guint n_properties,
                                              const char **names,
                                              const GValue *values)
{
  SweetElement *element = SWEET_ELEMENT (g_object_new_with_properties (self->type, n_properties, names, values));

  sweet_element_set_name (element, self->name);

  return element;
}

/**
 * sweet_element_factory_get_name:
 * @self: a factory
 *
 * Gets the name of its elements, such as `csv`.
 *
 * Returns: the name
 *
 * Since: 1.0
 */
const char *
sweet_element_factory_get_name (SweetElementFactory *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT_FACTORY (self), NULL);

  return self->name;
}

/**
 * sweet_element_factory_get_kind:
 * @self: a factory
 *
 * Gets the kind of its elements.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SweetElementKind
sweet_element_factory_get_kind (SweetElementFactory *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT_FACTORY (self), SWEET_ELEMENT_KIND_SOURCE);

  return self->kind;
}

/**
 * sweet_element_factory_get_description:
 * @self: a factory
 *
 * Gets the line about the element that its class has set with
 * sweet_element_class_set_description().
 *
 * Returns: the line, empty if the class has set none
 *
 * Since: 1.0
 */
const char *
sweet_element_factory_get_description (SweetElementFactory *self)
{
  const char *description;
  gpointer klass;

  g_return_val_if_fail (SWEET_IS_ELEMENT_FACTORY (self), NULL);

  /* a static type keeps its class, and so the text, for ever */
  klass = g_type_class_ref (self->type);
  description = sweet_element_class_get_description (klass);
  g_type_class_unref (klass);

  return description != NULL ? description : "";
}

/**
 * sweet_element_factory_get_plugin:
 * @self: a factory
 *
 * Gets the plugin that the element comes from.
 *
 * Returns: (transfer none): the plugin
 *
 * Since: 1.0
 */
SweetPlugin *
sweet_element_factory_get_plugin (SweetElementFactory *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT_FACTORY (self), NULL);

  return self->plugin;
}

/**
 * sweet_element_factory_get_element_type:
 * @self: a factory
 *
 * Gets the type of its elements, whose properties are the options of the element.
 *
 * Returns: a type derived from [class@Element]
 *
 * Since: 1.0
 */
GType
sweet_element_factory_get_element_type (SweetElementFactory *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT_FACTORY (self), G_TYPE_INVALID);

  return self->type;
}

/**
 * sweet_element_factory_create:
 * @self: a factory
 *
 * Makes an element with all options at their defaults.
 *
 * Returns: (transfer full): a new element
 *
 * Since: 1.0
 */
SweetElement *
sweet_element_factory_create (SweetElementFactory *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT_FACTORY (self), NULL);
  g_return_val_if_fail (self->type != G_TYPE_INVALID, NULL);

  return sweet_element_factory_create_with_properties (self, 0, NULL, NULL);
}
