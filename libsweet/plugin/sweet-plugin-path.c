/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "plugin/sweet-plugin-path-private.h"

#include <string.h>
#include <sys/auxv.h>

#include "plugin/sweet-plugin-private.h"

#define SWEET_PLUGIN_PATH_PREFIX "libsweet-"
#define SWEET_PLUGIN_PATH_SUFFIX ".so"

static void
sweet_plugin_path_add (GStrvBuilder *folders,
                       const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, G_SEARCHPATH_SEPARATOR_S, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *folder = NULL;

      if (*parts[i] == '\0')
        continue;

      /* the loader would look for a relative path elsewhere */
      folder = g_canonicalize_filename (parts[i], NULL);
      g_strv_builder_add (folders, folder);
    }
}

char **
sweet_plugin_path_dup (gboolean privileged)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  const char *path = privileged ? NULL : g_getenv ("SWEET_PLUGIN_PATH");
  const char *system_path = privileged ? NULL : g_getenv ("SWEET_PLUGIN_SYSTEM_PATH");

  if (path != NULL)
    sweet_plugin_path_add (folders, path);
  sweet_plugin_path_add (folders, system_path != NULL ? system_path : PLUGIN_DIR);

  return g_strv_builder_end (folders);
}

gboolean
sweet_plugin_path_is_privileged (void)
{
  return getauxval (AT_SECURE) != 0;
}

char *
sweet_plugin_path_build (const char *folder,
                         const char *name)
{
  g_autofree char *file = g_strconcat (SWEET_PLUGIN_PATH_PREFIX, name, SWEET_PLUGIN_PATH_SUFFIX, NULL);

  return g_build_filename (folder, file, NULL);
}

static int
sweet_plugin_path_compare (gconstpointer a,
                           gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
sweet_plugin_path_list (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  if (dir == NULL)
    return g_steal_pointer (&names);

  for (const char *file = g_dir_read_name (dir); file != NULL; file = g_dir_read_name (dir))
    {
      g_autofree char *name = NULL;

      if (!g_str_has_prefix (file, SWEET_PLUGIN_PATH_PREFIX) || !g_str_has_suffix (file, SWEET_PLUGIN_PATH_SUFFIX))
        continue;

      name = g_strdup (file + strlen (SWEET_PLUGIN_PATH_PREFIX));
      name[strlen (name) - strlen (SWEET_PLUGIN_PATH_SUFFIX)] = '\0';
      if (sweet_plugin_is_name (name))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }

  g_ptr_array_sort (names, sweet_plugin_path_compare);

  return g_steal_pointer (&names);
}
