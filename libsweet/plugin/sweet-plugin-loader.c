/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <gmodule.h>
#include <string.h>

#include "plugin/sweet-plugin-loader-private.h"

/* the loader repeats the path in front of its reason */
static GError *
sweet_plugin_loader_describe (const char *path,
                              const char *text)
{
  g_autofree char *prefix = g_strconcat (path, ": ", NULL);
  gboolean repeated = g_str_has_prefix (text, prefix);
  const char *reason = repeated ? text + strlen (prefix) : text;

  return g_error_new (SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_LOAD, "%s", reason);
}

static const SweetPluginDescriptor *
sweet_plugin_loader_open (const char *path,
                          const char *name,
                          SweetPluginStage *stage,
                          GError **error)
{
  g_autofree char *word = sweet_plugin_name_to_word (name);
  g_autofree char *symbol_name = g_strdup_printf ("sweet_plugin_%s_descriptor", word);
  g_autoptr (GError) reason = NULL;
  gpointer symbol;
  GModule *module;

  /* not lazy: a missing function is a reason to refuse a plugin now instead of a crash later */
  *stage = SWEET_PLUGIN_STAGE_OPEN;
  module = g_module_open_full (path, G_MODULE_BIND_LOCAL, &reason);
  if (module == NULL)
    {
      g_propagate_error (error, sweet_plugin_loader_describe (path, reason->message));
      return NULL;
    }

  /* types and the threads of other libraries cannot be taken back */
  g_module_make_resident (module);

  *stage = SWEET_PLUGIN_STAGE_CHECK;
  if (!g_module_symbol (module, symbol_name, &symbol) || symbol == NULL)
    {
      g_set_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED, "it has no symbol %s, which SWEET_PLUGIN_DEFINE() makes", symbol_name);
      return NULL;
    }

  return symbol;
}

SweetPlugin *
sweet_plugin_loader_load (const char *path,
                          const char *name,
                          SweetPluginProblem **problem)
{
  SweetPluginStage stage;
  GError *error = NULL;
  const SweetPluginDescriptor *descriptor = sweet_plugin_loader_open (path, name, &stage, &error);
  SweetPlugin *plugin = NULL;

  if (descriptor != NULL)
    plugin = sweet_plugin_new (descriptor, name, path, &stage, &error);

  if (plugin == NULL)
    *problem = sweet_plugin_problem_new (path, name, stage, error);

  return plugin;
}
