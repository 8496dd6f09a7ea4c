/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

#include "plugin/sweet-element-factory-private.h"
#include "plugin/sweet-plugin-private.h"

/**
 * SweetPlugin:
 *
 * A plugin that has been loaded, or one that is part of the program: what its descriptor says about
 * it, and the elements it provides.
 *
 * Plugins are never unloaded. A plugin does not change once its `register_types` has returned, and
 * may be looked at from any thread.
 *
 * Since: 1.0
 */
struct _SweetPlugin
{
  GObject parent_instance;

  const SweetPluginDescriptor *descriptor;
  char *name;
  char *path;
  GPtrArray *factories;
  GError *failure;
  gboolean registering;
};

G_DEFINE_FINAL_TYPE (SweetPlugin, sweet_plugin, G_TYPE_OBJECT)

gboolean
sweet_plugin_is_name (const char *name)
{
  if (!g_ascii_islower (*name))
    return FALSE;

  while (g_ascii_islower (*name) || g_ascii_isdigit (*name) || *name == '-')
    name++;

  return *name == '\0';
}

char *
sweet_plugin_name_to_word (const char *name)
{
  return g_strdelimit (g_strdup (name), "-", '_');
}

char *
sweet_plugin_name_from_word (const char *word)
{
  return g_strdelimit (g_strdup (word), "_", '-');
}

static void
sweet_plugin_finalize (GObject *object)
{
  SweetPlugin *self = SWEET_PLUGIN (object);

  g_free (self->name);
  g_free (self->path);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->factories, g_ptr_array_unref);

  G_OBJECT_CLASS (sweet_plugin_parent_class)->finalize (object);
}

static void
sweet_plugin_class_init (SweetPluginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_plugin_finalize;
}

static void
sweet_plugin_init (SweetPlugin *self)
{
  /* what a plugin has that a script made by itself */
  static const SweetPluginDescriptor empty = { 0 };

  self->descriptor = &empty;
  self->factories = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
sweet_plugin_check_versions (const SweetPluginDescriptor *descriptor,
                             GError **error)
{
  if (descriptor->abi_major != SWEET_PLUGIN_ABI_MAJOR || descriptor->abi_minor != SWEET_PLUGIN_ABI_MINOR)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_INCOMPATIBLE, "it was built for plugin ABI %u.%u, and this is %u.%u", descriptor->abi_major, descriptor->abi_minor, SWEET_PLUGIN_ABI_MAJOR, SWEET_PLUGIN_ABI_MINOR);
      return FALSE;
    }

  if (glib_check_version (descriptor->glib_major, descriptor->glib_minor, 0) != NULL)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_INCOMPATIBLE, "it was built for GLib %u.%u, and this is %u.%u", descriptor->glib_major, descriptor->glib_minor, glib_major_version, glib_minor_version);
      return FALSE;
    }

  return TRUE;
}

/* a plugin may have no page */
static gboolean
sweet_plugin_check_texts (const SweetPluginDescriptor *descriptor,
                          GError **error)
{
  const struct
  {
    const char *what;
    const char *text;
  } texts[] = {
    { "name", descriptor->name },
    { "version", descriptor->version },
    { "licence", descriptor->license },
    { "description", descriptor->description },
    { "author", descriptor->author },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (texts[i].text != NULL && *texts[i].text != '\0')
        continue;

      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "its descriptor has no %s", texts[i].what);
      return FALSE;
    }

  return TRUE;
}

static gboolean
sweet_plugin_check_name (const char *word,
                         const char *name,
                         GError **error)
{
  g_autofree char *own = sweet_plugin_name_from_word (word);

  if (name != NULL && strcmp (own, name) != 0)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "its descriptor says that it is the plugin “%s”, its file name “%s”", own, name);
      return FALSE;
    }

  if (!sweet_plugin_is_name (own))
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "“%s” is no name for a plugin: use a lower case letter, then lower case letters, digits and dashes", own);
      return FALSE;
    }

  return TRUE;
}

/* in this order: nothing behind a field that is wrong may be looked at */
static gboolean
sweet_plugin_check_descriptor (const SweetPluginDescriptor *descriptor,
                               const char *name,
                               GError **error)
{
  if (descriptor->magic != SWEET_PLUGIN_MAGIC)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "its descriptor begins with 0x%08x and not with 0x%08x", descriptor->magic, SWEET_PLUGIN_MAGIC);
      return FALSE;
    }

  if (descriptor->size != sizeof (SweetPluginDescriptor))
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_INCOMPATIBLE, "its descriptor has %u bytes and not %" G_GSIZE_FORMAT, descriptor->size, sizeof (SweetPluginDescriptor));
      return FALSE;
    }

  if (!sweet_plugin_check_versions (descriptor, error))
    return FALSE;
  if (!sweet_plugin_check_texts (descriptor, error))
    return FALSE;
  if (!sweet_plugin_check_name (descriptor->name, name, error))
    return FALSE;

  if (descriptor->register_types == NULL)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "its descriptor has no register_types function");
      return FALSE;
    }

  return TRUE;
}

static gboolean
sweet_plugin_register (SweetPlugin *self,
                       GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean registered;

  self->registering = TRUE;
  registered = self->descriptor->register_types (self, &reason);
  self->registering = FALSE;

  if (!registered)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "%s", reason != NULL ? reason->message : "its register_types function failed without saying why");
      return FALSE;
    }

  if (self->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->failure));
      return FALSE;
    }

  return TRUE;
}

SweetPlugin *
sweet_plugin_new (const SweetPluginDescriptor *descriptor,
                  const char *name,
                  const char *path,
                  SweetPluginStage *stage,
                  GError **error)
{
  g_autoptr (SweetPlugin) self = NULL;

  *stage = SWEET_PLUGIN_STAGE_CHECK;
  if (!sweet_plugin_check_descriptor (descriptor, name, error))
    return NULL;

  self = g_object_new (SWEET_TYPE_PLUGIN, NULL);
  self->descriptor = descriptor;
  self->name = sweet_plugin_name_from_word (descriptor->name);
  self->path = g_strdup (path);

  *stage = SWEET_PLUGIN_STAGE_REGISTER;
  if (!sweet_plugin_register (self, error))
    {
      /* each of them holds the plugin */
      g_ptr_array_set_size (self->factories, 0);
      return NULL;
    }

  return g_steal_pointer (&self);
}

GPtrArray *
sweet_plugin_steal_factories (SweetPlugin *self)
{
  return g_steal_pointer (&self->factories);
}

static const char *
sweet_plugin_find_fault (SweetPlugin *self,
                         const char *name,
                         GType type)
{
  SweetElementKind kind;

  if (!sweet_plugin_is_name (name))
    return "has a name that is no lower case letter followed by lower case letters, digits and dashes";
  if (type == G_TYPE_INVALID)
    return "has no type, perhaps because another plugin has a type of that name";
  if (!sweet_element_kind_from_type (type, &kind))
    return "has a type that is no source, format, processor, strategy or sink";
  if (G_TYPE_IS_ABSTRACT (type))
    return "has an abstract type";

  for (guint i = 0; i < self->factories->len; i++)
    {
      SweetElementFactory *factory = g_ptr_array_index (self->factories, i);

      if (sweet_element_factory_get_kind (factory) == kind && strcmp (sweet_element_factory_get_name (factory), name) == 0)
        return "is added twice";
    }

  return NULL;
}

/**
 * sweet_plugin_add_element:
 * @self: the plugin that is being registered
 * @name: the name of the element, in lower case; as in `csv` or `group-by`
 * @type: a type derived from one of the five kinds of element
 *
 * Adds an element; called from the `register_types` function of a plugin's descriptor and nowhere
 * else. An element that is not acceptable makes the whole plugin refused, with the reason.
 *
 * Since: 1.0
 */
void
sweet_plugin_add_element (SweetPlugin *self,
                          const char *name,
                          GType type)
{
  const char *fault;

  g_return_if_fail (SWEET_IS_PLUGIN (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (self->registering);

  fault = sweet_plugin_find_fault (self, name, type);
  if (fault == NULL)
    g_ptr_array_add (self->factories, sweet_element_factory_new (self, name, type));
  else if (self->failure == NULL)
    self->failure = g_error_new (SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "its element “%s” %s", name, fault);
}

/**
 * sweet_plugin_get_name:
 * @self: a plugin
 *
 * Gets its name, as in its file name `libsweet-NAME.so`.
 *
 * Returns: the name
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_name (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->name;
}

/**
 * sweet_plugin_get_version:
 * @self: a plugin
 *
 * Gets its version.
 *
 * Returns: the version
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_version (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->descriptor->version;
}

/**
 * sweet_plugin_get_license:
 * @self: a plugin
 *
 * Gets its licence, as an SPDX expression.
 *
 * Returns: the licence
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_license (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->descriptor->license;
}

/**
 * sweet_plugin_get_description:
 * @self: a plugin
 *
 * Gets the line that describes it.
 *
 * Returns: the line
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_description (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->descriptor->description;
}

/**
 * sweet_plugin_get_author:
 * @self: a plugin
 *
 * Gets who made it.
 *
 * Returns: the author
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_author (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->descriptor->author;
}

/**
 * sweet_plugin_get_url:
 * @self: a plugin
 *
 * Gets where it comes from.
 *
 * Returns: (nullable): the URL, %NULL if it has no page
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_url (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->descriptor->url;
}

/**
 * sweet_plugin_get_path:
 * @self: a plugin
 *
 * Gets the file it was loaded from.
 *
 * Returns: (nullable) (type filename): an absolute path, %NULL for a plugin that is part of the
 *   program
 *
 * Since: 1.0
 */
const char *
sweet_plugin_get_path (SweetPlugin *self)
{
  g_return_val_if_fail (SWEET_IS_PLUGIN (self), NULL);

  return self->path;
}
