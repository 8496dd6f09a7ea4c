/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* A plugin that is as it should be. The build says its name (ID), what it provides ("kind:name",
 * separated by blanks) and, if it tells that it was loaded, the variable that it sets (WITNESS). */

#include <sweet/sweet.h>

#include <string.h>

#define SWEET_TEST_DEFINE(id) \
  SWEET_PLUGIN_DEFINE (id, "2.1", "MIT", "A plugin for tests", "Somebody", "https://example.org/" G_STRINGIFY (id), sweet_test_register)

static GType
sweet_test_get_type (const char *kind)
{
  g_autofree char *name = g_strconcat ("SweetTest", G_STRINGIFY (ID), kind, NULL);
  GType type = g_type_from_name (name);
  GType parent;
  GTypeQuery query;

  if (type != G_TYPE_INVALID)
    return type;

  parent = strcmp (kind, "source") == 0 ? SWEET_TYPE_SOURCE : strcmp (kind, "sink") == 0 ? SWEET_TYPE_SINK
                                                                                         : SWEET_TYPE_PROCESSOR;
  g_type_query (parent, &query);

  return g_type_register_static_simple (parent, name, (guint) query.class_size, NULL, (guint) query.instance_size, NULL, 0);
}

static gboolean
sweet_test_register (SweetPlugin *plugin,
                     GError **error)
{
  g_auto (GStrv) elements = g_strsplit (ELEMENTS, " ", -1);

#ifdef WITNESS
  g_setenv (WITNESS, "loaded", TRUE);
#endif

#ifdef NESTED
  /* what is loaded already, what is not, and what does not exist */
  g_object_unref (sweet_element_new (SWEET_ELEMENT_KIND_PROCESSOR, "probe", error));
  g_object_unref (sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "serial", error));
  g_assert_null (sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "nested", NULL));
#endif

  for (guint i = 0; elements[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (elements[i], ":", 2);

      sweet_plugin_add_element (plugin, parts[1], sweet_test_get_type (parts[0]));
    }

  return TRUE;
}

SWEET_TEST_DEFINE (ID)
