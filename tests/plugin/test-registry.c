/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

/* folders below that of the built tests, and any absolute ones */
static SweetRegistry *
new_registry (const char *first,
              ...)
{
  g_autoptr (GString) path = g_string_new (NULL);
  va_list folders;

  va_start (folders, first);
  for (const char *folder = first; folder != NULL; folder = va_arg (folders, const char *))
    {
      g_autofree char *built = g_test_build_filename (G_TEST_BUILT, "plugin", folder, NULL);

      g_string_append_printf (path, "%s:", *folder == '/' ? folder : built);
    }
  va_end (folders);

  g_setenv ("SWEET_PLUGIN_PATH", path->str, TRUE);
  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "", TRUE);

  return g_object_new (SWEET_TYPE_REGISTRY, NULL);
}

static const char *
get_plugin_name (SweetElementFactory *factory)
{
  return sweet_plugin_get_name (sweet_element_factory_get_plugin (factory));
}

static void
assert_lookup_fails (SweetRegistry *registry,
                     SweetElementKind kind,
                     const char *name,
                     const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_registry_lookup (registry, kind, name, &error));
  g_assert_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_lookup (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElementFactory) factory = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "probe", &error);
  g_autoptr (SweetElement) element = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "plugin", "good", "libsweet-probe.so", NULL);
  SweetPlugin *plugin;

  g_assert_no_error (error);
  g_assert_cmpstr (sweet_element_factory_get_name (factory), ==, "probe");
  g_assert_cmpint (sweet_element_factory_get_kind (factory), ==, SWEET_ELEMENT_KIND_PROCESSOR);
  g_assert_cmpstr (sweet_element_factory_get_description (factory), ==, "");
  g_assert_true (g_type_is_a (sweet_element_factory_get_element_type (factory), SWEET_TYPE_PROCESSOR));

  plugin = sweet_element_factory_get_plugin (factory);
  g_assert_cmpstr (sweet_plugin_get_name (plugin), ==, "probe");
  g_assert_cmpstr (sweet_plugin_get_version (plugin), ==, "2.1");
  g_assert_cmpstr (sweet_plugin_get_license (plugin), ==, "MIT");
  g_assert_cmpstr (sweet_plugin_get_description (plugin), ==, "A plugin for tests");
  g_assert_cmpstr (sweet_plugin_get_author (plugin), ==, "Somebody");
  g_assert_cmpstr (sweet_plugin_get_url (plugin), ==, "https://example.org/probe");
  g_assert_cmpstr (sweet_plugin_get_path (plugin), ==, path);

  element = sweet_element_factory_create (factory);
  g_assert_cmpstr (sweet_element_get_name (element), ==, "probe");
  g_assert_cmpint (sweet_element_get_kind (element), ==, SWEET_ELEMENT_KIND_PROCESSOR);
}

/* a dash in the name is an underscore in the symbol */
static void
test_dash (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElementFactory) factory = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "two-words", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (get_plugin_name (factory), ==, "two-words");
}

static void
test_lazy (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (SweetElementFactory) probe = NULL;
  g_autoptr (SweetElementFactory) seen = NULL;
  g_autoptr (GError) error = NULL;

  g_unsetenv ("SWEET_TEST_WITNESS");
  probe = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "probe", &error);
  g_assert_no_error (error);
  g_assert_null (g_getenv ("SWEET_TEST_WITNESS"));

  seen = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "seen", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_plugin_name (seen), ==, "witness");
  g_assert_cmpstr (g_getenv ("SWEET_TEST_WITNESS"), ==, "loaded");
}

static void
test_not_found (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (GError) error = NULL;

  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_PROCESSOR, "prone", "no processor “prone”; the nearest is “probe”");
  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_FORMAT, "prone", "no format “prone”; the nearest is “probe”");
  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_FORMAT, "probe", "no format “probe”: it is a processor or sink");
  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_STRATEGY, "common", "no strategy “common”: it is a source");
  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_SINK, "zzzzzzzz", "no sink “zzzzzzzz”; sweet-inspect lists what there is");
  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_SINK, "../good/probe", "no sink “../good/probe”; sweet-inspect lists what there is");

  g_assert_null (sweet_registry_find (registry, "comon", &error));
  g_assert_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "no element “comon”; the nearest is “common”");
}

static void
test_nothing_there (SweetTest *test,
                    gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry (test->directory, "/nowhere", NULL);
  g_autoptr (GListModel) factories = sweet_registry_list_factories (registry);
  g_auto (GStrv) problems = sweet_registry_dup_problems (registry);

  g_assert_cmpuint (g_list_model_get_n_items (factories), ==, 0);
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
  assert_lookup_fails (registry, SWEET_ELEMENT_KIND_SOURCE, "file", "no source “file”, nor any other: there are no plugins in SWEET_PLUGIN_PATH or the plugin folder");
}

static void
test_find (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) factories = sweet_registry_find (registry, "probe", &error);
  g_autoptr (SweetElementFactory) processor = NULL;
  g_autoptr (SweetElementFactory) sink = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (factories), ==, 2);

  processor = g_list_model_get_item (factories, 0);
  g_assert_cmpint (sweet_element_factory_get_kind (processor), ==, SWEET_ELEMENT_KIND_PROCESSOR);
  g_assert_cmpstr (get_plugin_name (processor), ==, "probe");

  sink = g_list_model_get_item (factories, 1);
  g_assert_cmpint (sweet_element_factory_get_kind (sink), ==, SWEET_ELEMENT_KIND_SINK);
  g_assert_cmpstr (get_plugin_name (sink), ==, "extra");
}

static void
test_list (SweetTest *test,
           gconstpointer data)
{
  static const char *const expected[] = { "source common", "processor nested", "processor probe", "processor seen", "processor two-words", "sink probe" };
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (GListModel) factories = sweet_registry_list_factories (registry);
  g_autoptr (GEnumClass) kinds = g_type_class_ref (SWEET_TYPE_ELEMENT_KIND);

  g_assert_true (g_list_model_get_item_type (factories) == SWEET_TYPE_ELEMENT_FACTORY);
  g_assert_cmpuint (g_list_model_get_n_items (factories), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (SweetElementFactory) factory = g_list_model_get_item (factories, i);
      const char *kind = g_enum_get_value (kinds, (int) sweet_element_factory_get_kind (factory))->value_nick;
      g_autofree char *text = g_strdup_printf ("%s %s", kind, sweet_element_factory_get_name (factory));

      g_assert_cmpstr (text, ==, expected[i]);
    }
}

static void
assert_problem (SweetRegistry *registry,
                const char *folder,
                const char *file,
                const char *text,
                const char *winner_folder,
                const char *winner_file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "plugin", folder, file, NULL);
  g_autofree char *winner = g_test_build_filename (G_TEST_BUILT, "plugin", winner_folder, winner_file, NULL);
  g_autofree char *expected = g_strdup_printf ("%s: %s %s", path, text, winner);
  g_auto (GStrv) problems = sweet_registry_dup_problems (registry);

  if (!g_strv_contains ((const char *const *) problems, expected))
    {
      g_autofree char *all = g_strjoinv ("\n", problems);

      g_error ("“%s” is not among\n%s", expected, all);
    }
}

static void
test_duplicate_plugin (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", "shadow", NULL);

  assert_problem (registry, "shadow", "libsweet-probe.so", "duplicate on opening it: there is a plugin “probe” already, from", "good", "libsweet-probe.so");
}

/* the plugin that is named like the element wins, then the first in the path, then the first name */
static void
test_duplicate_element (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_auto (GStrv) problems = sweet_registry_dup_problems (registry);

  g_assert_cmpuint (g_strv_length (problems), ==, 2);
  assert_problem (registry, "good", "libsweet-extra.so", "duplicate on registering its elements: there is a processor “probe” already, from", "good", "libsweet-probe.so");
  assert_problem (registry, "good", "libsweet-other.so", "duplicate on registering its elements: there is a source “common” already, from", "good", "libsweet-extra.so");
}

static void
test_path_order (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetRegistry) forward = new_registry ("shadow", "good", NULL);
  g_autoptr (SweetRegistry) backward = new_registry ("good", "shadow", NULL);
  g_autoptr (SweetElementFactory) first = sweet_registry_lookup (forward, SWEET_ELEMENT_KIND_SOURCE, "common", NULL);
  g_autoptr (SweetElementFactory) second = sweet_registry_lookup (backward, SWEET_ELEMENT_KIND_SOURCE, "common", NULL);

  g_assert_cmpstr (get_plugin_name (first), ==, "a-first");
  g_assert_cmpstr (get_plugin_name (second), ==, "extra");
}

/* what is loaded already does not decide */
static void
test_order_of_loading (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("shadow", "good", NULL);
  g_autoptr (SweetElementFactory) common = NULL;

  /* has its plugin loaded, because it is named like it */
  g_assert_null (sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_STRATEGY, "other", NULL));
  common = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_SOURCE, "common", NULL);

  g_assert_cmpstr (get_plugin_name (common), ==, "a-first");
}

/* a bad file in front does not hide a good one */
static void
test_bad_file_first (SweetTest *test,
                     gconstpointer data)
{
  g_autofree char *bad = sweet_test_write (test, "libsweet-probe.so", "no module", -1);
  g_autoptr (SweetRegistry) registry = new_registry (test->directory, "good", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElementFactory) factory = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "probe", &error);
  g_autofree char *expected = g_strdup_printf ("%s: refused on opening it: file too short", bad);
  g_auto (GStrv) problems = sweet_registry_dup_problems (registry);

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (sweet_plugin_get_path (sweet_element_factory_get_plugin (factory)), "/good/libsweet-probe.so"));
  g_assert_true (g_strv_contains ((const char *const *) problems, expected));
}

/* a plugin that is installed while the program runs */
static void
test_installed_later (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry (test->directory, NULL);
  g_autoptr (GListModel) before = sweet_registry_list_factories (registry);
  g_autofree char *target = g_test_build_filename (G_TEST_BUILT, "plugin", "good", "libsweet-probe.so", NULL);
  g_autofree char *path = sweet_test_path (test, "libsweet-probe.so");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SweetElementFactory) factory = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (before), ==, 0);
  g_file_make_symbolic_link (file, target, NULL, &error);
  g_assert_no_error (error);

  factory = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "probe", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_plugin_name (factory), ==, "probe");
}

static gboolean
register_builtin (SweetPlugin *plugin,
                  GError **error)
{
  GTypeQuery query;
  GType type = g_type_from_name ("SweetTestBuiltinSource");

  g_type_query (SWEET_TYPE_SOURCE, &query);
  if (type == G_TYPE_INVALID)
    type = g_type_register_static_simple (SWEET_TYPE_SOURCE, "SweetTestBuiltinSource", (guint) query.class_size, NULL, (guint) query.instance_size, NULL, 0);

  sweet_plugin_add_element (plugin, "built-in", type);
  sweet_plugin_add_element (plugin, "common", type);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (built_in, "3.0", "MIT", "Part of this program", "Somebody", "https://example.org", register_builtin)

static void
test_builtin (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  g_autoptr (SweetElementFactory) own = NULL;
  g_autoptr (SweetElementFactory) common = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_registry_add_plugin (registry, &sweet_plugin_built_in_descriptor, &error));
  g_assert_no_error (error);

  own = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_SOURCE, "built-in", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_plugin_name (own), ==, "built-in");
  g_assert_null (sweet_plugin_get_path (sweet_element_factory_get_plugin (own)));

  common = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_SOURCE, "common", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_plugin_name (common), ==, "built-in");

  g_assert_false (sweet_registry_add_plugin (registry, &sweet_plugin_built_in_descriptor, &error));
  g_assert_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_DUPLICATE);
  g_assert_cmpstr (error->message, ==, "there is a plugin “built-in” already, from the program itself");
}

static void
test_bad_builtin (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", NULL);
  SweetPluginDescriptor descriptor = sweet_plugin_built_in_descriptor;
  g_autoptr (GError) magic_error = NULL;
  g_autoptr (GError) abi_error = NULL;
  g_autoptr (GError) name_error = NULL;

  descriptor.magic = 0;
  g_assert_false (sweet_registry_add_plugin (registry, &descriptor, &magic_error));
  g_assert_error (magic_error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED);

  descriptor = sweet_plugin_built_in_descriptor;
  descriptor.abi_minor++;
  g_assert_false (sweet_registry_add_plugin (registry, &descriptor, &abi_error));
  g_assert_error (abi_error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_INCOMPATIBLE);

  descriptor = sweet_plugin_built_in_descriptor;
  descriptor.name = "Not a name";
  g_assert_false (sweet_registry_add_plugin (registry, &descriptor, &name_error));
  g_assert_error (name_error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_REFUSED);
  g_assert_cmpstr (name_error->message, ==, "“Not a name” is no name for a plugin: use a lower case letter, then lower case letters, digits and dashes");
}

#define N_THREADS 8

static gpointer
look_around_thread (gpointer data)
{
  SweetRegistry *registry = data;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SweetElementFactory) factory = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, i % 2 == 0 ? "probe" : "two-words", &error);
      g_autoptr (GListModel) factories = i % 10 == 9 ? sweet_registry_list_factories (registry) : NULL;
      g_autoptr (SweetElement) element = NULL;

      g_assert_no_error (error);
      element = sweet_element_factory_create (factory);
      g_assert_nonnull (element);
    }

  return NULL;
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetRegistry) registry = new_registry ("good", "shadow", NULL);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("look", look_around_thread, registry);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

/* factories and plugins are kept by whoever has them */
static void
test_outlives_registry (SweetTest *test,
                        gconstpointer data)
{
  SweetRegistry *registry = new_registry ("good", NULL);
  g_autoptr (SweetElementFactory) factory = sweet_registry_lookup (registry, SWEET_ELEMENT_KIND_PROCESSOR, "probe", NULL);

  g_object_add_weak_pointer (G_OBJECT (registry), (gpointer *) &registry);
  g_object_unref (registry);

  g_assert_null (registry);
  g_assert_cmpstr (get_plugin_name (factory), ==, "probe");
}

static void
test_element_new (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) element = sweet_element_new (SWEET_ELEMENT_KIND_PROCESSOR, "probe", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sweet_element_get_name (element), ==, "probe");
  g_assert_null (sweet_element_new (SWEET_ELEMENT_KIND_PROCESSOR, "prode", &error));
  g_assert_error (error, SWEET_PLUGIN_ERROR, SWEET_PLUGIN_ERROR_NOT_FOUND);
}

/* a plugin may look for elements while it registers its own */
static void
test_nested (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) element = sweet_element_new (SWEET_ELEMENT_KIND_PROCESSOR, "nested", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sweet_element_get_name (element), ==, "nested");
}

int
main (int argc,
      char *argv[])
{
  g_autofree char *good = NULL;
  g_autofree char *path = NULL;

  g_test_init (&argc, &argv, NULL);

  /* the default registry sees the plugins of the project and the good ones of these tests */
  good = g_test_build_filename (G_TEST_BUILT, "plugin", "good", NULL);
  path = g_strjoin (":", good, g_getenv ("SWEET_PLUGIN_PATH"), NULL);
  g_setenv ("SWEET_PLUGIN_PATH", path, TRUE);
  sweet_registry_get_default ();

  sweet_test_add ("/sweet/registry/lookup", test_lookup);
  sweet_test_add ("/sweet/registry/dash", test_dash);
  sweet_test_add ("/sweet/registry/lazy", test_lazy);
  sweet_test_add ("/sweet/registry/not-found", test_not_found);
  sweet_test_add ("/sweet/registry/nothing-there", test_nothing_there);
  sweet_test_add ("/sweet/registry/find", test_find);
  sweet_test_add ("/sweet/registry/list", test_list);
  sweet_test_add ("/sweet/registry/duplicate-plugin", test_duplicate_plugin);
  sweet_test_add ("/sweet/registry/duplicate-element", test_duplicate_element);
  sweet_test_add ("/sweet/registry/path-order", test_path_order);
  sweet_test_add ("/sweet/registry/order-of-loading", test_order_of_loading);
  sweet_test_add ("/sweet/registry/bad-file-first", test_bad_file_first);
  sweet_test_add ("/sweet/registry/installed-later", test_installed_later);
  sweet_test_add ("/sweet/registry/builtin", test_builtin);
  sweet_test_add ("/sweet/registry/bad-builtin", test_bad_builtin);
  sweet_test_add ("/sweet/registry/threads", test_threads);
  sweet_test_add ("/sweet/registry/outlives-registry", test_outlives_registry);
  sweet_test_add ("/sweet/registry/element-new", test_element_new);
  sweet_test_add ("/sweet/registry/nested", test_nested);

  return g_test_run ();
}
