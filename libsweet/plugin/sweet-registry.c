/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

#include "plugin/sweet-element-factory-private.h"
#include "plugin/sweet-element-table-private.h"
#include "plugin/sweet-plugin-loader-private.h"
#include "plugin/sweet-plugin-path-private.h"
#include "plugin/sweet-registry-private.h"

/**
 * SweetRegistry:
 *
 * Finds plugins, loads them, and knows the elements they provide. Most programs use the default
 * registry without seeing it, through sweet_element_new() and [func@pipeline_parse].
 *
 * A plugin NAME is a file `libsweet-NAME.so` in one of the folders of the environment variable
 * `SWEET_PLUGIN_PATH`, then of `SWEET_PLUGIN_SYSTEM_PATH`, which if not set is the plugin folder of
 * this installation. Both are ignored by a program that runs setuid. The variables are read when the
 * registry is made.
 *
 * Loading is lazy. A plugin that has the name of the element looked for is loaded first and decides;
 * all the others are loaded only when there is none. Where two plugins provide the same kind and
 * name, a plugin that has this name wins, then the one that comes first: plugins that are part of
 * the program, then folders in order, then plugins by name.
 *
 * A file that is not acceptable is left out, and the reason is kept: see
 * [method@Registry.dup_problems].
 *
 * A registry may be used from any thread.
 *
 * Since: 1.0
 */
struct _SweetRegistry
{
  GObject parent_instance;

  /* recursive, because a plugin may look for elements while it registers its own */
  GRecMutex lock;
  char **folders;
  gboolean all_loaded;
  /* paths that were opened or passed over */
  GHashTable *tried;
  /* SweetPlugin by name */
  GHashTable *plugins;
  SweetElementTable *elements;
  /* SweetPluginProblem */
  GPtrArray *problems;
};

/* where plugins stand in the search order */
#define SWEET_REGISTRY_RANK_PROGRAM 0
#define SWEET_REGISTRY_RANK_FOLDER  1

G_DEFINE_FINAL_TYPE (SweetRegistry, sweet_registry, G_TYPE_OBJECT)

static void
sweet_registry_finalize (GObject *object)
{
  SweetRegistry *self = SWEET_REGISTRY (object);

  g_strfreev (self->folders);
  g_hash_table_unref (self->tried);
  sweet_element_table_free (self->elements);
  g_hash_table_unref (self->plugins);
  g_ptr_array_unref (self->problems);
  g_rec_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sweet_registry_parent_class)->finalize (object);
}

static void
sweet_registry_class_init (SweetRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_registry_finalize;
}

static void
sweet_registry_init (SweetRegistry *self)
{
  g_rec_mutex_init (&self->lock);
  self->folders = sweet_plugin_path_dup (sweet_plugin_path_is_privileged ());
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->plugins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->elements = sweet_element_table_new ();
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_plugin_problem_free);
}

static void
sweet_registry_take_plugin (SweetRegistry *self,
                            SweetPlugin *plugin,
                            guint rank)
{
  g_autoptr (GPtrArray) factories = sweet_plugin_steal_factories (plugin);

  g_hash_table_insert (self->plugins, (gpointer) sweet_plugin_get_name (plugin), plugin);
  sweet_element_table_add (self->elements, factories, rank);
}

static char *
sweet_registry_describe_plugin (SweetPlugin *plugin)
{
  const char *path = sweet_plugin_get_path (plugin);

  return path != NULL ? g_filename_display_name (path) : g_strdup ("the program itself");
}

static GError *
sweet_registry_describe_taken (SweetPlugin *plugin)
{
  g_autofree char *where = sweet_registry_describe_plugin (plugin);

  return g_error_new (SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_DUPLICATE, "there is a plugin “%s” already, from %s", sweet_plugin_get_name (plugin), where);
}

static void
sweet_registry_load_file (SweetRegistry *self,
                          const char *path,
                          const char *name,
                          guint rank)
{
  SweetPluginProblem *problem = NULL;
  SweetPlugin *plugin;

  if (!g_hash_table_add (self->tried, g_strdup (path)))
    return;

  plugin = g_hash_table_lookup (self->plugins, name);
  if (plugin != NULL)
    {
      GError *error = sweet_registry_describe_taken (plugin);

      g_ptr_array_add (self->problems, sweet_plugin_problem_new (path, name, SWEET_PLUGIN_STAGE_OPEN, error));
      return;
    }

  plugin = sweet_plugin_loader_load (path, name, &problem);
  if (plugin != NULL)
    sweet_registry_take_plugin (self, plugin, rank);
  else
    g_ptr_array_add (self->problems, problem);
}

/* the first file that is acceptable; later ones of the same name are only seen by load_all */
static void
sweet_registry_load_named (SweetRegistry *self,
                           const char *name)
{
  if (!sweet_plugin_is_name (name))
    return;

  for (guint i = 0; self->folders[i] != NULL && !g_hash_table_contains (self->plugins, name); i++)
    {
      g_autofree char *path = sweet_plugin_path_build (self->folders[i], name);

      if (!g_hash_table_contains (self->tried, path) && g_file_test (path, G_FILE_TEST_EXISTS))
        sweet_registry_load_file (self, path, name, SWEET_REGISTRY_RANK_FOLDER + i);
    }
}

static void
sweet_registry_load_all (SweetRegistry *self)
{
  /* before, so that a plugin which looks for elements while it registers does not come back here */
  if (self->all_loaded)
    return;
  self->all_loaded = TRUE;

  for (guint i = 0; self->folders[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) names = sweet_plugin_path_list (self->folders[i]);

      for (guint j = 0; j < names->len; j++)
        {
          const char *name = g_ptr_array_index (names, j);
          g_autofree char *path = sweet_plugin_path_build (self->folders[i], name);
          SweetPlugin *plugin = g_hash_table_lookup (self->plugins, name);

          /* it was loaded by its name, and is no duplicate of itself */
          if (plugin == NULL || g_strcmp0 (sweet_plugin_get_path (plugin), path) != 0)
            sweet_registry_load_file (self, path, name, SWEET_REGISTRY_RANK_FOLDER + i);
        }
    }
}

guint
sweet_registry_get_kinds (SweetRegistry *self,
                          const char *name,
                          gboolean everything)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->lock);
  guint kinds;

  sweet_registry_load_named (self, name);
  kinds = sweet_element_table_get_kinds (self->elements, name, TRUE);
  if (kinds != 0 && !everything)
    return kinds;

  sweet_registry_load_all (self);

  return sweet_element_table_get_kinds (self->elements, name, FALSE);
}

/* the file that would have had the name, if there is one */
static gboolean
sweet_registry_set_refusal (SweetRegistry *self,
                            const char *what,
                            const char *name,
                            GError **error)
{
  for (guint i = 0; i < self->problems->len; i++)
    {
      const SweetPluginProblem *problem = g_ptr_array_index (self->problems, i);
      g_autofree char *text = NULL;

      if (problem->error->code == SWEET_PLUGIN_ERROR_DUPLICATE || strcmp (problem->name, name) != 0)
        continue;

      text = sweet_plugin_problem_to_text (problem);
      g_set_error (error, SWEET_PLUGIN_ERROR, problem->error->code, "no %s “%s”: %s", what, name, text);
      return TRUE;
    }

  return FALSE;
}

/* everything is loaded by now */
static void
sweet_registry_set_not_found (SweetRegistry *self,
                              int kind,
                              const char *name,
                              GError **error)
{
  const char *what = kind == SWEET_ELEMENT_TABLE_ANY_KIND ? "element" : sweet_element_kind_to_text ((SweetElementKind) kind);
  guint kinds = sweet_element_table_get_kinds (self->elements, name, FALSE);
  const char *nearest;

  if (kinds != 0)
    {
      g_autofree char *text = sweet_element_kinds_to_text (kinds);

      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND, "no %s “%s”: it is a %s", what, name, text);
      return;
    }

  if (sweet_registry_set_refusal (self, what, name, error))
    return;

  nearest = sweet_element_table_suggest (self->elements, kind, name);
  if (nearest == NULL)
    nearest = sweet_element_table_suggest (self->elements, SWEET_ELEMENT_TABLE_ANY_KIND, name);

  if (nearest != NULL)
    g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND, "no %s “%s”; the nearest is “%s”", what, name, nearest);
  else if (sweet_element_table_get_size (self->elements) == 0)
    g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND, "no %s “%s”, nor any other: there are no plugins in SWEET_PLUGIN_PATH or the plugin folder", what, name);
  else
    g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND, "no %s “%s”; sweet-inspect lists what there is", what, name);
}

/**
 * sweet_registry_get_default:
 *
 * Gets the registry that sweet_element_new() and [func@pipeline_parse] use. It is made at the first
 * call and lives as long as the program.
 *
 * Returns: (transfer none): the default registry
 *
 * Since: 1.0
 */
SweetRegistry *
sweet_registry_get_default (void)
{
  static gsize registry = 0;

  if (g_once_init_enter (&registry))
    g_once_init_leave (&registry, (gsize) g_object_new (SWEET_TYPE_REGISTRY, NULL));

  return (SweetRegistry *) registry;
}

/**
 * sweet_registry_lookup:
 * @self: a registry
 * @kind: a kind of element
 * @name: the name of an element
 * @error: return location for a #GError in the %SWEET_PLUGIN_ERROR domain
 *
 * Finds the factory of an element, and loads the plugin that provides it if need be.
 *
 * Fails with %SWEET_PLUGIN_ERROR_NOT_FOUND if there is none; the message has the nearest name, or
 * the kinds the name does have. Where the plugin of that name was found and refused, the error is
 * the reason: %SWEET_PLUGIN_ERROR_REFUSED, %SWEET_PLUGIN_ERROR_INCOMPATIBLE or
 * %SWEET_PLUGIN_ERROR_LOAD.
 *
 * Returns: (transfer full): the factory, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetElementFactory *
sweet_registry_lookup (SweetRegistry *self,
                       SweetElementKind kind,
                       const char *name,
                       GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  SweetElementFactory *factory;
  gboolean own;

  g_return_val_if_fail (SWEET_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (kind <= SWEET_ELEMENT_KIND_SINK, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);

  sweet_registry_load_named (self, name);
  factory = sweet_element_table_find (self->elements, kind, name, &own);
  if (factory == NULL || !own)
    {
      /* which of the other plugins wins must not depend on which are loaded so far */
      sweet_registry_load_all (self);
      factory = sweet_element_table_find (self->elements, kind, name, &own);
    }

  if (factory == NULL)
    {
      sweet_registry_set_not_found (self, (int) kind, name, error);
      return NULL;
    }

  return g_object_ref (factory);
}

/**
 * sweet_registry_find:
 * @self: a registry
 * @name: the name of an element
 * @error: return location for a #GError in the %SWEET_PLUGIN_ERROR domain
 *
 * Finds the factories of all kinds of element that have this name, one per kind, in the order of
 * [enum@ElementKind]. Loads every plugin. Fails like [method@Registry.lookup].
 *
 * Returns: (transfer full): a list of [class@ElementFactory], never empty, or %NULL with @error set
 *
 * Since: 1.0
 */
GListModel *
sweet_registry_find (SweetRegistry *self,
                     const char *name,
                     GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (GListStore) factories = NULL;

  g_return_val_if_fail (SWEET_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  factories = g_list_store_new (SWEET_TYPE_ELEMENT_FACTORY);

  sweet_registry_load_named (self, name);
  sweet_registry_load_all (self);
  for (guint kind = 0; kind <= SWEET_ELEMENT_KIND_SINK; kind++)
    {
      gboolean own;
      SweetElementFactory *factory = sweet_element_table_find (self->elements, (SweetElementKind) kind, name, &own);

      if (factory != NULL)
        g_list_store_append (factories, factory);
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (factories)) == 0)
    {
      sweet_registry_set_not_found (self, SWEET_ELEMENT_TABLE_ANY_KIND, name, error);
      return NULL;
    }

  return G_LIST_MODEL (g_steal_pointer (&factories));
}

/**
 * sweet_registry_list_factories:
 * @self: a registry
 *
 * Lists the factories of all elements, by kind and then by name. Loads every plugin. The list is a
 * snapshot: it does not grow when a plugin is added later.
 *
 * Returns: (transfer full): a list of [class@ElementFactory]
 *
 * Since: 1.0
 */
GListModel *
sweet_registry_list_factories (SweetRegistry *self)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  GListStore *factories;

  g_return_val_if_fail (SWEET_IS_REGISTRY (self), NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  factories = g_list_store_new (SWEET_TYPE_ELEMENT_FACTORY);

  sweet_registry_load_all (self);
  sweet_element_table_list (self->elements, factories);

  return G_LIST_MODEL (factories);
}

static void
sweet_registry_add_loser_cb (SweetElementFactory *loser,
                             SweetElementFactory *winner,
                             gpointer user_data)
{
  GStrvBuilder *lines = user_data;
  SweetPlugin *plugin = sweet_element_factory_get_plugin (loser);
  g_autofree char *where = sweet_registry_describe_plugin (sweet_element_factory_get_plugin (winner));
  GError *error = g_error_new (SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_DUPLICATE, "there is a %s “%s” already, from %s", sweet_element_kind_to_text (sweet_element_factory_get_kind (loser)), sweet_element_factory_get_name (loser), where);
  g_autoptr (SweetPluginProblem) problem = sweet_plugin_problem_new (sweet_plugin_get_path (plugin), sweet_plugin_get_name (plugin), SWEET_PLUGIN_STAGE_REGISTER, error);
  g_autofree char *line = sweet_plugin_problem_to_text (problem);

  g_strv_builder_add (lines, line);
}

/**
 * sweet_registry_dup_problems:
 * @self: a registry
 *
 * Tells which files were refused and why: one line for each, with the path, what is wrong (refused,
 * incompatible or duplicate), how far it came, and the reason, in the words of the dynamic linker
 * where it comes from there. Loads every plugin.
 *
 * Returns: (transfer full) (array zero-terminated=1): the lines, none if all is well
 *
 * Since: 1.0
 */
char **
sweet_registry_dup_problems (SweetRegistry *self)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (GStrvBuilder) lines = NULL;

  g_return_val_if_fail (SWEET_IS_REGISTRY (self), NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  lines = g_strv_builder_new ();

  sweet_registry_load_all (self);
  for (guint i = 0; i < self->problems->len; i++)
    {
      g_autofree char *line = sweet_plugin_problem_to_text (g_ptr_array_index (self->problems, i));

      g_strv_builder_add (lines, line);
    }

  sweet_element_table_foreach_loser (self->elements, sweet_registry_add_loser_cb, lines);

  return g_strv_builder_end (lines);
}

/**
 * sweet_registry_add_plugin: (skip)
 * @self: a registry
 * @descriptor: what SWEET_PLUGIN_DEFINE() made; it must exist for ever
 * @error: return location for a #GError in the %SWEET_PLUGIN_ERROR domain
 *
 * Adds a plugin that is part of the program. It comes before all files; add it before elements are
 * looked for. Its descriptor is checked like that of a file.
 *
 * Fails with %SWEET_PLUGIN_ERROR_DUPLICATE if there is a plugin of that name already, and with
 * %SWEET_PLUGIN_ERROR_REFUSED or %SWEET_PLUGIN_ERROR_INCOMPATIBLE if it is not acceptable.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_registry_add_plugin (SweetRegistry *self,
                           const SweetPluginDescriptor *descriptor,
                           GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (SweetPlugin) plugin = NULL;
  SweetPluginStage stage;
  SweetPlugin *other;

  g_return_val_if_fail (SWEET_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (descriptor != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  locker = g_rec_mutex_locker_new (&self->lock);

  plugin = sweet_plugin_new (descriptor, NULL, NULL, &stage, error);
  if (plugin == NULL)
    return FALSE;

  other = g_hash_table_lookup (self->plugins, sweet_plugin_get_name (plugin));
  if (other != NULL)
    {
      g_autoptr (GPtrArray) factories = sweet_plugin_steal_factories (plugin);

      g_propagate_error (error, sweet_registry_describe_taken (other));
      return FALSE;
    }

  sweet_registry_take_plugin (self, g_steal_pointer (&plugin), SWEET_REGISTRY_RANK_PROGRAM);

  return TRUE;
}
