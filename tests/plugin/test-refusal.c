/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

typedef struct
{
  const char *name;
  SweetPluginError code;
  /* behind the path; a pattern */
  const char *text;
} Refusal;

static const Refusal refusals[] = {
  { "magic", SWEET_PLUGIN_ERROR_REFUSED, "refused on checking its descriptor: its descriptor begins with 0x12345678 and not with 0x53574554" },
  { "size", SWEET_PLUGIN_ERROR_INCOMPATIBLE, "incompatible on checking its descriptor: its descriptor has 8 bytes and not *" },
  { "abi-major", SWEET_PLUGIN_ERROR_INCOMPATIBLE, "incompatible on checking its descriptor: it was built for plugin ABI 9.1, and this is 0.1" },
  { "abi-minor", SWEET_PLUGIN_ERROR_INCOMPATIBLE, "incompatible on checking its descriptor: it was built for plugin ABI 0.99, and this is 0.1" },
  { "glib", SWEET_PLUGIN_ERROR_INCOMPATIBLE, "incompatible on checking its descriptor: it was built for GLib 2.998, and this is 2.*" },
  { "nameless", SWEET_PLUGIN_ERROR_REFUSED, "refused on checking its descriptor: its descriptor has no name" },
  { "unlicensed", SWEET_PLUGIN_ERROR_REFUSED, "refused on checking its descriptor: its descriptor has no licence" },
  { "renamed", SWEET_PLUGIN_ERROR_REFUSED, "refused on checking its descriptor: its descriptor says that it is the plugin “someone”, its file name “renamed”" },
  { "no-symbol", SWEET_PLUGIN_ERROR_REFUSED, "refused on checking its descriptor: it has no symbol sweet_plugin_no_symbol_descriptor, which SWEET_PLUGIN_DEFINE() makes" },
  { "no-function", SWEET_PLUGIN_ERROR_REFUSED, "refused on checking its descriptor: its descriptor has no register_types function" },
  { "unresolved", SWEET_PLUGIN_ERROR_LOAD, "refused on opening it: undefined symbol: sweet_test_function_that_nobody_has" },
  { "failing", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: the moon is not full" },
  { "silent", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: its register_types function failed without saying why" },
  { "bad-element", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: its element “Upper” has a name that is no lower case letter followed by lower case letters, digits and dashes" },
  { "no-type", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: its element “typeless” has no type, perhaps because another plugin has a type of that name" },
  { "no-kind", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: its element “thing” has a type that is no source, format, processor, strategy or sink" },
  { "abstract", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: its element “idea” has an abstract type" },
  { "twice", SWEET_PLUGIN_ERROR_REFUSED, "refused on registering its elements: its element “fine” is added twice" },
};

static char *
build_path (const char *name)
{
  g_autofree char *file = g_strdup_printf ("libsweet-%s.so", name);

  return g_test_build_filename (G_TEST_BUILT, "plugin", "bad", file, NULL);
}

static SweetRegistry *
new_registry (const char *folder)
{
  g_setenv ("SWEET_PLUGIN_PATH", folder, TRUE);
  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "", TRUE);

  return g_object_new (SWEET_TYPE_REGISTRY, NULL);
}

static SweetRegistry *
new_bad_registry (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "plugin", "bad", NULL);

  return new_registry (folder);
}

/* asking for the name that the file would have had gives the reason */
static void
test_lookup (SweetTest *test,
             gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (SweetRegistry) registry = new_bad_registry ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) find_error = NULL;
  g_autofree char *path = build_path (refusal->name);
  g_autofree char *pattern = g_strdup_printf ("no strategy “%s”: %s: %s", refusal->name, path, refusal->text);

  g_assert_null (sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_STRATEGY, refusal->name, &error));
  g_assert_error (error, SWEET_PLUGIN_ERROR, (int) refusal->code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not like “%s”", error->message, pattern);

  g_assert_null (sweet_registry_find (registry, refusal->name, &find_error));
  g_assert_error (find_error, SWEET_PLUGIN_ERROR, (int) refusal->code);
}

static void
test_problems (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_bad_registry ();
  g_autoptr (GListModel) factories = sweet_registry_list_factories (registry);
  g_auto (GStrv) problems = sweet_registry_dup_problems (registry);

  g_assert_cmpuint (g_list_model_get_n_items (factories), ==, 0);
  g_assert_cmpuint (g_strv_length (problems), ==, G_N_ELEMENTS (refusals));

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = build_path (refusals[i].name);
      g_autofree char *pattern = g_strdup_printf ("%s: %s", path, refusals[i].text);
      guint n_matches = 0;

      for (guint j = 0; problems[j] != NULL; j++)
        n_matches += g_pattern_match_simple (pattern, problems[j]) ? 1 : 0;
      g_assert_cmpuint (n_matches, ==, 1);
    }
}

static void
test_no_module (SweetTest *test,
                gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "libsweet-letter.so", "dear sir", -1);
  g_autoptr (SweetRegistry) registry = new_registry (test->directory);
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strdup_printf ("no element “letter”: %s: refused on opening it: file too short", path);

  g_assert_null (sweet_registry_find (registry, "letter", &error));
  g_assert_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_LOAD);
  g_assert_cmpstr (error->message, ==, expected);
}

/* a file is not tried again while it is known to be bad */
static void
test_once (SweetTest *test,
           gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "libsweet-letter.so", "dear sir", -1);
  g_autoptr (SweetRegistry) registry = new_registry (test->directory);

  for (guint i = 0; i < 3; i++)
    {
      g_auto (GStrv) problems = NULL;

      g_assert_null (sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_SINK, "letter", NULL));
      problems = sweet_registry_dup_problems (registry);
      g_assert_cmpuint (g_strv_length (problems), ==, 1);
    }
}

int
main (int argc,
      char *argv[])
{
  g_autoptr (SweetElement) serial = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);

  /* a type for the plugins that add a good element besides a bad one */
  serial = sweet_element_new (SWEET_ELEMENT_KIND_STRATEGY, "serial", &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/sweet/refusal/", refusals[i].name, NULL);

      sweet_test_add_data (path, &refusals[i], test_lookup);
    }
  sweet_test_add ("/sweet/refusal/problems", test_problems);
  sweet_test_add ("/sweet/refusal/no-module", test_no_module);
  sweet_test_add ("/sweet/refusal/once", test_once);

  return g_test_run ();
}
