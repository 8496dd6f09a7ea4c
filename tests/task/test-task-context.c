/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <glib/gstdio.h>
#include <pthread.h>

#include "sweet-test.h"

static void
assert_directory (SweetTaskContext *context,
                  const char *expected)
{
  g_autofree char *path = sweet_task_context_dup_working_directory (context);

  g_assert_cmpstr (path, ==, expected);
}

static void
assert_environment (SweetTaskContext *context,
                    const char *name,
                    const char *expected)
{
  g_auto (GStrv) all = sweet_task_context_dup_environment (context);
  g_autofree char *value = sweet_task_context_lookup_environment (context, name);
  g_autofree char *prefix = g_strconcat (name, "=", NULL);
  guint n_found = 0;

  for (guint i = 0; all[i] != NULL; i++)
    n_found += g_str_has_prefix (all[i], prefix) ? 1 : 0;

  g_assert_cmpstr (value, ==, expected);
  g_assert_cmpstr (g_environ_getenv (all, name), ==, expected);
  g_assert_cmpuint (n_found, ==, expected != NULL ? 1 : 0);
}

static SweetTaskContext *
with_int (SweetTaskContext *context,
          const char *key,
          int number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);

  return sweet_task_context_with_data (context, key, &value);
}

static int
get_int (SweetTaskContext *context,
         const char *key)
{
  const GValue *value = sweet_task_context_lookup_data (context, key);

  return value != NULL ? g_value_get_int (value) : -1;
}

/* what nobody says is asked of the process at that moment */
static void
test_process (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetTaskContext) context = sweet_task_context_new ();
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *inside = NULL;

  assert_directory (context, before);
  g_assert_no_errno (g_chdir (test->directory));
  inside = g_get_current_dir ();
  assert_directory (context, inside);
  g_assert_no_errno (g_chdir (before));

  g_setenv ("SWEET_TEST_CONTEXT", "one", TRUE);
  assert_environment (context, "SWEET_TEST_CONTEXT", "one");
  g_setenv ("SWEET_TEST_CONTEXT", "two", TRUE);
  assert_environment (context, "SWEET_TEST_CONTEXT", "two");
  g_unsetenv ("SWEET_TEST_CONTEXT");
  assert_environment (context, "SWEET_TEST_CONTEXT", NULL);

  g_assert_null (sweet_task_context_lookup_data (context, "key"));
  g_assert_null (sweet_task_context_lookup_metadata (context, "key"));
}

/* and nothing that anybody says changes it */
static void
test_process_is_left_alone (SweetTest *test,
                            gconstpointer data)
{
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *after = NULL;
  g_autoptr (SweetTaskContext) context = sweet_task_context_new ();

  context = sweet_task_context_with_working_directory (context, "/somewhere/else");
  context = sweet_task_context_with_environment (context, "SWEET_TEST_CONTEXT", "mine");
  context = sweet_task_context_with_environment (context, "PATH", NULL);
  assert_directory (context, "/somewhere/else");
  assert_environment (context, "SWEET_TEST_CONTEXT", "mine");
  assert_environment (context, "PATH", NULL);

  after = g_get_current_dir ();
  g_assert_cmpstr (after, ==, before);
  g_assert_null (g_getenv ("SWEET_TEST_CONTEXT"));
  g_assert_nonnull (g_getenv ("PATH"));
}

static void
test_last_counts (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetTaskContext) context = sweet_task_context_new ();

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("/%d", i);

      context = sweet_task_context_with_working_directory (context, text);
      context = sweet_task_context_with_environment (context, "SWEET_TEST_CONTEXT", text);
      context = with_int (context, "number", i);
      context = sweet_task_context_with_metadata (context, "text", text);
    }

  assert_directory (context, "/2");
  assert_environment (context, "SWEET_TEST_CONTEXT", "/2");
  g_assert_cmpint (get_int (context, "number"), ==, 2);
  g_assert_cmpstr (sweet_task_context_lookup_metadata (context, "text"), ==, "/2");
}

/* in place for the only holder, a copy for everybody else */
static void
test_copy_on_write (SweetTest *test,
                    gconstpointer data)
{
  SweetTaskContext *alone = sweet_task_context_new ();
  g_autoptr (SweetTaskContext) base = NULL;
  g_autoptr (SweetTaskContext) left = NULL;
  g_autoptr (SweetTaskContext) right = NULL;

  base = with_int (alone, "number", 1);
  g_assert_true (base == alone);
  base = sweet_task_context_with_environment (base, "SWEET_TEST_CONTEXT", "base");
  base = sweet_task_context_with_metadata (base, "text", "base");
  base = sweet_task_context_with_working_directory (base, "/base");
  g_assert_true (base == alone);

  left = with_int (g_object_ref (base), "number", 2);
  left = sweet_task_context_with_environment (left, "SWEET_TEST_CONTEXT", NULL);
  right = sweet_task_context_with_metadata (g_object_ref (base), "text", "right");
  right = sweet_task_context_with_working_directory (right, "/right");
  g_assert_true (left != base && right != base);

  g_assert_cmpint (get_int (base, "number"), ==, 1);
  g_assert_cmpint (get_int (left, "number"), ==, 2);
  g_assert_cmpint (get_int (right, "number"), ==, 1);
  assert_environment (base, "SWEET_TEST_CONTEXT", "base");
  assert_environment (left, "SWEET_TEST_CONTEXT", NULL);
  assert_environment (right, "SWEET_TEST_CONTEXT", "base");
  g_assert_cmpstr (sweet_task_context_lookup_metadata (base, "text"), ==, "base");
  g_assert_cmpstr (sweet_task_context_lookup_metadata (left, "text"), ==, "base");
  g_assert_cmpstr (sweet_task_context_lookup_metadata (right, "text"), ==, "right");
  assert_directory (base, "/base");
  assert_directory (left, "/base");
  assert_directory (right, "/right");
}

static void
test_child (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetTaskContext) parent = with_int (sweet_task_context_new (), "number", 1);
  g_autoptr (SweetTaskContext) child = NULL;

  parent = with_int (parent, "other", 2);
  child = sweet_task_context_new_child (parent);

  /* seen, not copied */
  g_assert_true (sweet_task_context_lookup_data (child, "number") == sweet_task_context_lookup_data (parent, "number"));

  child = with_int (child, "number", 3);
  g_assert_cmpint (get_int (child, "number"), ==, 3);
  g_assert_cmpint (get_int (parent, "number"), ==, 1);
  g_assert_cmpint (get_int (child, "other"), ==, 2);
}

/* the child goes on seeing what it was made of */
static void
test_child_is_a_snapshot (SweetTest *test,
                          gconstpointer data)
{
  SweetTaskContext *first = with_int (sweet_task_context_new (), "number", 1);
  g_autoptr (SweetTaskContext) child = sweet_task_context_new_child (first);
  g_autoptr (SweetTaskContext) parent = with_int (first, "number", 2);

  parent = sweet_task_context_with_metadata (parent, "text", "late");
  g_assert_true (parent == first);
  g_assert_cmpint (get_int (parent, "number"), ==, 2);
  g_assert_cmpint (get_int (child, "number"), ==, 1);
  g_assert_null (sweet_task_context_lookup_metadata (child, "text"));

  g_clear_object (&parent);
  g_assert_cmpint (get_int (child, "number"), ==, 1);
}

static void
test_hidden (SweetTest *test,
             gconstpointer data)
{
  g_auto (GValue) nothing = G_VALUE_INIT;
  g_autoptr (SweetTaskContext) parent = with_int (sweet_task_context_new (), "number", 1);
  g_autoptr (SweetTaskContext) child = NULL;
  g_autoptr (SweetTaskContext) grandchild = NULL;
  g_autoptr (SweetTaskContext) copy = NULL;
  g_auto (GStrv) data_keys = NULL;
  g_auto (GStrv) metadata_keys = NULL;

  parent = with_int (parent, "pointer", 1);
  parent = with_int (parent, "kept", 1);
  parent = sweet_task_context_with_metadata (parent, "text", "there");
  parent = sweet_task_context_with_environment (parent, "SWEET_TEST_CONTEXT", "there");

  g_value_init (&nothing, G_TYPE_POINTER);
  child = sweet_task_context_new_child (parent);
  child = sweet_task_context_with_data (child, "number", NULL);
  child = sweet_task_context_with_data (child, "pointer", &nothing);
  child = sweet_task_context_with_metadata (child, "text", NULL);
  child = sweet_task_context_with_environment (child, "SWEET_TEST_CONTEXT", NULL);
  grandchild = sweet_task_context_new_child (child);

  g_assert_null (sweet_task_context_lookup_data (grandchild, "number"));
  g_assert_null (sweet_task_context_lookup_data (grandchild, "pointer"));
  g_assert_null (sweet_task_context_lookup_metadata (grandchild, "text"));
  assert_environment (grandchild, "SWEET_TEST_CONTEXT", NULL);
  data_keys = sweet_task_context_dup_data_keys (grandchild);
  metadata_keys = sweet_task_context_dup_metadata_keys (grandchild);
  g_assert_cmpstrv (data_keys, ((const char *const[]){ "kept", NULL }));
  g_assert_cmpstrv (metadata_keys, ((const char *const[]){ NULL }));

  /* a copy hides the same */
  copy = with_int (g_object_ref (child), "more", 1);
  g_assert_null (sweet_task_context_lookup_data (copy, "number"));
  g_assert_null (sweet_task_context_lookup_metadata (copy, "text"));
}

static void
test_keys (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetTaskContext) parent = with_int (sweet_task_context_new (), "b", 1);
  g_autoptr (SweetTaskContext) context = NULL;
  g_auto (GStrv) data_keys = NULL;
  g_auto (GStrv) metadata_keys = NULL;

  parent = with_int (parent, "z", 1);
  parent = sweet_task_context_with_metadata (parent, "x", "1");
  context = sweet_task_context_with_parent (sweet_task_context_new (), parent);
  context = with_int (context, "a", 1);
  context = with_int (context, "z", 2);

  data_keys = sweet_task_context_dup_data_keys (context);
  metadata_keys = sweet_task_context_dup_metadata_keys (context);
  g_assert_cmpstrv (data_keys, ((const char *const[]){ "a", "b", "z", NULL }));
  g_assert_cmpstrv (metadata_keys, ((const char *const[]){ "x", NULL }));
}

static void
test_with_parent (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetTaskContext) first = with_int (sweet_task_context_new (), "number", 1);
  g_autoptr (SweetTaskContext) second = with_int (sweet_task_context_new (), "number", 2);
  g_autoptr (SweetTaskContext) context = NULL;

  first = with_int (first, "first", 1);
  context = with_int (sweet_task_context_new_child (first), "own", 5);
  context = sweet_task_context_with_parent (context, second);
  g_assert_cmpint (get_int (context, "number"), ==, 2);
  g_assert_cmpint (get_int (context, "first"), ==, -1);
  g_assert_cmpint (get_int (context, "own"), ==, 5);

  context = sweet_task_context_with_parent (context, NULL);
  g_assert_cmpint (get_int (context, "number"), ==, -1);
  g_assert_cmpint (get_int (context, "own"), ==, 5);
}

static void
test_parent_of_itself (SweetTest *test,
                       gconstpointer data)
{
  SweetTaskContext *context = with_int (sweet_task_context_new (), "number", 1);

  context = sweet_task_context_with_parent (context, context);
  g_assert_cmpint (get_int (context, "number"), ==, 1);
  g_assert_cmpint (get_int (context, "other"), ==, -1);
  g_assert_finalize_object (context);
}

static void
test_relative_directories (SweetTest *test,
                           gconstpointer data)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *below = g_build_filename (here, "below", NULL);
  g_autoptr (SweetTaskContext) parent = sweet_task_context_with_working_directory (sweet_task_context_new (), "below");
  g_autoptr (SweetTaskContext) child = NULL;
  g_autoptr (SweetTaskContext) grandchild = NULL;
  g_autoptr (SweetTaskContext) above = NULL;

  assert_directory (parent, below);
  parent = sweet_task_context_with_working_directory (parent, "/srv/data");
  child = sweet_task_context_with_working_directory (sweet_task_context_new_child (parent), "sub/../deep");
  grandchild = sweet_task_context_with_working_directory (sweet_task_context_new_child (child), "er");
  above = sweet_task_context_with_working_directory (sweet_task_context_new_child (parent), "../../..");
  assert_directory (child, "/srv/data/deep");
  assert_directory (grandchild, "/srv/data/deep/er");
  assert_directory (above, "/");
}

static void
test_resolve_path (SweetTest *test,
                   gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *expected;
  } cases[] = {
    { "a.csv", "/srv/data/a.csv" },
    { "../a.csv", "/srv/a.csv" },
    { "./x//y/", "/srv/data/x/y" },
    { "", "/srv/data" },
    { "/etc/../a.csv", "/a.csv" },
  };
  g_autoptr (SweetTaskContext) context = sweet_task_context_with_working_directory (sweet_task_context_new (), "/srv/data");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = sweet_task_context_resolve_path (context, cases[i].path);

      g_assert_cmpstr (path, ==, cases[i].expected);
    }
}

static void
test_bad_names (SweetTest *test,
                gconstpointer data)
{
  static const char *const names[] = { "", "A=B" };
  g_autoptr (SweetTaskContext) context = sweet_task_context_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*name*");
      context = sweet_task_context_with_environment (context, names[i], "x");
      g_test_assert_expected_messages ();
    }

  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*path*");
  context = sweet_task_context_with_working_directory (context, "");
  g_test_assert_expected_messages ();
  g_assert_true (SWEET_IS_TASK_CONTEXT (context));
}

static void
test_ownership (SweetTest *test,
                gconstpointer data)
{
  g_auto (GValue) value = G_VALUE_INIT;
  SweetTaskId *id = sweet_task_id_new_random ();
  SweetTaskContext *context;
  SweetTaskContext *child;

  g_value_init (&value, SWEET_TYPE_TASK_ID);
  g_value_take_object (&value, id);
  context = sweet_task_context_with_data (sweet_task_context_new (), "id", &value);
  g_value_reset (&value);
  g_object_add_weak_pointer (G_OBJECT (id), (gpointer *) &id);

  child = sweet_task_context_new_child (context);
  g_object_unref (context);
  g_assert_true (g_value_get_object (sweet_task_context_lookup_data (child, "id")) == id);
  g_object_unref (child);
  g_assert_null (id);
}

#define N_GENERATIONS 5000

static gpointer
nest_thread (gpointer data)
{
  SweetTaskContext *context = with_int (sweet_task_context_new (), "first", 1);

  for (int i = 0; i < N_GENERATIONS; i++)
    {
      SweetTaskContext *child = with_int (sweet_task_context_new_child (context), "number", i);

      g_object_unref (context);
      context = child;
    }
  g_assert_cmpint (get_int (context, "first"), ==, 1);
  g_assert_cmpint (get_int (context, "number"), ==, N_GENERATIONS - 1);
  g_object_unref (context);

  return NULL;
}

/* any number of generations fits into a small stack when they go away */
static void
test_deep (SweetTest *test,
           gconstpointer data)
{
  pthread_attr_t attributes;
  pthread_t thread;

  g_assert_cmpint (pthread_attr_init (&attributes), ==, 0);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, 128 * 1024), ==, 0);
  g_assert_cmpint (pthread_create (&thread, &attributes, nest_thread, NULL), ==, 0);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
  pthread_attr_destroy (&attributes);
}

/* generations that say nothing are not even asked */
static void
test_empty_generations (SweetTest *test,
                        gconstpointer data)
{
  g_autoptr (SweetTaskContext) context = with_int (sweet_task_context_new (), "first", 1);

  for (int i = 0; i < N_GENERATIONS; i++)
    {
      SweetTaskContext *child = sweet_task_context_new_child (context);

      g_object_unref (context);
      context = child;
      g_assert_cmpint (get_int (context, "first"), ==, 1);
    }
}

static gpointer
derive_thread (gpointer data)
{
  SweetTaskContext *shared = data;

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (SweetTaskContext) mine = with_int (g_object_ref (shared), "number", i);
      g_autoptr (SweetTaskContext) child = sweet_task_context_new_child (shared);

      child = with_int (child, "number", -i);
      g_assert_cmpint (get_int (mine, "number"), ==, i);
      g_assert_cmpint (get_int (child, "number"), ==, -i);
      g_assert_cmpint (get_int (shared, "number"), ==, 7);
    }

  return NULL;
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (SweetTaskContext) shared = with_int (sweet_task_context_new (), "number", 7);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("derive", derive_thread, shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/task-context/process", test_process);
  sweet_test_add ("/sweet/task-context/process-is-left-alone", test_process_is_left_alone);
  sweet_test_add ("/sweet/task-context/last-counts", test_last_counts);
  sweet_test_add ("/sweet/task-context/copy-on-write", test_copy_on_write);
  sweet_test_add ("/sweet/task-context/child", test_child);
  sweet_test_add ("/sweet/task-context/child-is-a-snapshot", test_child_is_a_snapshot);
  sweet_test_add ("/sweet/task-context/hidden", test_hidden);
  sweet_test_add ("/sweet/task-context/keys", test_keys);
  sweet_test_add ("/sweet/task-context/with-parent", test_with_parent);
  sweet_test_add ("/sweet/task-context/parent-of-itself", test_parent_of_itself);
  sweet_test_add ("/sweet/task-context/relative-directories", test_relative_directories);
  sweet_test_add ("/sweet/task-context/resolve-path", test_resolve_path);
  sweet_test_add ("/sweet/task-context/bad-names", test_bad_names);
  sweet_test_add ("/sweet/task-context/ownership", test_ownership);
  sweet_test_add ("/sweet/task-context/deep", test_deep);
  sweet_test_add ("/sweet/task-context/empty-generations", test_empty_generations);
  sweet_test_add ("/sweet/task-context/threads", test_threads);

  return g_test_run ();
}
