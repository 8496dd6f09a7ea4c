/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <gio/gio.h>

#include "plugin/sweet-plugin-path-private.h"
#include "plugin/sweet-plugin-private.h"
#include "sweet-test.h"

#include "config.h"

#define assert_path(privileged, ...)                                      \
  G_STMT_START                                                            \
  {                                                                       \
    g_auto (GStrv) path_ = sweet_plugin_path_dup (privileged);            \
    const char *const expected_[] = { __VA_ARGS__ __VA_OPT__ (, ) NULL }; \
    g_assert_cmpstrv (path_, expected_);                                  \
  }                                                                       \
  G_STMT_END

static void
test_default (SweetTest *test,
              gconstpointer data)
{
  g_unsetenv ("SWEET_PLUGIN_PATH");
  g_unsetenv ("SWEET_PLUGIN_SYSTEM_PATH");

  assert_path (FALSE, PLUGIN_DIR);
}

static void
test_order (SweetTest *test,
            gconstpointer data)
{
  g_setenv ("SWEET_PLUGIN_PATH", "/b:/a", TRUE);
  assert_path (FALSE, "/b", "/a", PLUGIN_DIR);

  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "/s:/t", TRUE);
  assert_path (FALSE, "/b", "/a", "/s", "/t");

  g_unsetenv ("SWEET_PLUGIN_PATH");
  assert_path (FALSE, "/s", "/t");
}

static void
test_empty_means_none (SweetTest *test,
                       gconstpointer data)
{
  g_setenv ("SWEET_PLUGIN_PATH", ":", TRUE);
  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "", TRUE);

  assert_path (FALSE);
}

static void
test_relative (SweetTest *test,
               gconstpointer data)
{
  g_autofree char *directory = g_get_current_dir ();
  g_autofree char *expected = g_build_filename (directory, "plugins", NULL);

  g_setenv ("SWEET_PLUGIN_PATH", "./x/../plugins/", TRUE);
  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "", TRUE);

  assert_path (FALSE, expected);
}

static void
test_privileged_trusts_nobody (SweetTest *test,
                               gconstpointer data)
{
  g_setenv ("SWEET_PLUGIN_PATH", "/evil", TRUE);
  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "/evil", TRUE);

  assert_path (TRUE, PLUGIN_DIR);
  g_assert_false (sweet_plugin_path_is_privileged ());
}

static void
test_list (SweetTest *test,
           gconstpointer data)
{
  const char *const files[] = { "libsweet-b.so", "libsweet-a-1.so", "libsweet-.so", "libsweet-1.so", "libsweet-1.so.0", "libsweet-Up.so", "libother-c.so", "libsweet-d.so.old", "sweet-e.so" };
  g_autoptr (GPtrArray) names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_free (sweet_test_write (test, files[i], "", -1));

  names = sweet_plugin_path_list (test->directory);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (names, 0), ==, "a-1");
  g_assert_cmpstr (g_ptr_array_index (names, 1), ==, "b");
}

static void
test_list_nothing (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (GPtrArray) names = sweet_plugin_path_list ("/nowhere/at/all");

  g_assert_cmpuint (names->len, ==, 0);
}

static void
test_names (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *word = sweet_plugin_name_to_word ("group-by-2");
  g_autofree char *name = sweet_plugin_name_from_word ("group_by_2");

  g_assert_cmpstr (word, ==, "group_by_2");
  g_assert_cmpstr (name, ==, "group-by-2");

  g_assert_true (sweet_plugin_is_name ("group-by-2"));
  g_assert_false (sweet_plugin_is_name (""));
  g_assert_false (sweet_plugin_is_name ("2nd"));
  g_assert_false (sweet_plugin_is_name ("a_b"));
  g_assert_false (sweet_plugin_is_name ("aB"));
  g_assert_false (sweet_plugin_is_name ("../a"));
  g_assert_false (sweet_plugin_is_name ("a b"));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/plugin-path/default", test_default);
  sweet_test_add ("/sweet/plugin-path/order", test_order);
  sweet_test_add ("/sweet/plugin-path/empty-means-none", test_empty_means_none);
  sweet_test_add ("/sweet/plugin-path/relative", test_relative);
  sweet_test_add ("/sweet/plugin-path/privileged-trusts-nobody", test_privileged_trusts_nobody);
  sweet_test_add ("/sweet/plugin-path/list", test_list);
  sweet_test_add ("/sweet/plugin-path/list-nothing", test_list_nothing);
  sweet_test_add ("/sweet/plugin-path/names", test_names);

  return g_test_run ();
}
