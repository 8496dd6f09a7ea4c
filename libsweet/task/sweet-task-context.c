/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-task-context.h>

#include <string.h>

/**
 * SweetTaskContext:
 *
 * What surrounds a task: the directory it works in, the environment of the programs it starts, and
 * data and metadata that it finds by a key.
 *
 * A context never changes. Each `with_` function takes one and gives one that says more; where the
 * caller held the only reference that is the same object, so a chain in C copies nothing:
 *
 * ```c
 * context = sweet_task_context_new ();
 * context = sweet_task_context_with_working_directory (context, "/srv/import");
 * context = sweet_task_context_with_environment (context, "LC_ALL", "C.UTF-8");
 * context = sweet_task_context_with_metadata (context, "customer", "4711");
 * ```
 *
 * To start twice from one context in C, take a reference first; other languages do that by themselves.
 *
 * What a context does not say is asked of its parent, and of the process in the end, at the moment
 * somebody asks. A task inherits the context of its parent like that: nothing is copied, however much
 * there is.
 *
 * Nothing in a context changes the process, which has one directory and one environment for all of its
 * threads. Work uses it where it matters: [method@TaskContext.resolve_path] for the files it opens,
 * [method@TaskContext.dup_working_directory] and [method@TaskContext.dup_environment] for the programs
 * it starts.
 *
 * Any thread may use a context, and what is in its data as far as that allows it. The last reference may
 * be dropped in any thread, and with it the data.
 *
 * Since: 1.0
 */

/* an entry without a value hides what the parent has */
typedef enum
{
  SWEET_TASK_CONTEXT_ENVIRONMENT,
  SWEET_TASK_CONTEXT_DATA,
  SWEET_TASK_CONTEXT_METADATA,
  SWEET_TASK_CONTEXT_N_TABLES,
} SweetTaskContextTable;

/* what one context says itself; shared between contexts and counted apart from them, so that a long row
 * of parents is freed in a loop */
typedef struct _SweetTaskContextScope SweetTaskContextScope;
struct _SweetTaskContextScope
{
  gatomicrefcount ref_count;
  SweetTaskContextScope *parent;
  char *working_directory;
  GHashTable *tables[SWEET_TASK_CONTEXT_N_TABLES];
};

struct _SweetTaskContext
{
  GObject parent_instance;

  SweetTaskContextScope *scope;
};

G_DEFINE_FINAL_TYPE (SweetTaskContext, sweet_task_context, G_TYPE_OBJECT)

static SweetTaskContextScope *
sweet_task_context_scope_new (void)
{
  SweetTaskContextScope *scope = g_new0 (SweetTaskContextScope, 1);

  g_atomic_ref_count_init (&scope->ref_count);

  return scope;
}

static SweetTaskContextScope *
sweet_task_context_scope_ref (SweetTaskContextScope *scope)
{
  if (scope != NULL)
    g_atomic_ref_count_inc (&scope->ref_count);

  return scope;
}

static void
sweet_task_context_scope_unref (SweetTaskContextScope *scope)
{
  while (scope != NULL && g_atomic_ref_count_dec (&scope->ref_count))
    {
      SweetTaskContextScope *parent = scope->parent;

      for (guint i = 0; i < SWEET_TASK_CONTEXT_N_TABLES; i++)
        g_clear_pointer (&scope->tables[i], g_hash_table_unref);
      g_free (scope->working_directory);
      g_free (scope);
      scope = parent;
    }
}

static void
sweet_task_context_free_value (gpointer data)
{
  GValue *value = data;

  if (value == NULL)
    return;

  g_value_unset (value);
  g_free (value);
}

/* NULL for no value, which is a pointer to nothing in JavaScript */
static GValue *
sweet_task_context_copy_value (const GValue *value)
{
  GValue *copy;

  if (value == NULL || !G_IS_VALUE (value) || (G_VALUE_HOLDS_POINTER (value) && g_value_get_pointer (value) == NULL))
    return NULL;

  copy = g_new0 (GValue, 1);
  g_value_init (copy, G_VALUE_TYPE (value));
  g_value_copy (value, copy);

  return copy;
}

static GHashTable *
sweet_task_context_scope_new_table (SweetTaskContextTable which)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, which == SWEET_TASK_CONTEXT_DATA ? sweet_task_context_free_value : g_free);
}

static GHashTable *
sweet_task_context_scope_copy_table (const SweetTaskContextScope *scope,
                                     SweetTaskContextTable which)
{
  GHashTable *copy;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (scope->tables[which] == NULL)
    return NULL;

  copy = sweet_task_context_scope_new_table (which);
  g_hash_table_iter_init (&iter, scope->tables[which]);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      value = which == SWEET_TASK_CONTEXT_DATA ? (gpointer) sweet_task_context_copy_value (value) : g_strdup (value);
      g_hash_table_insert (copy, g_strdup (key), value);
    }

  return copy;
}

static SweetTaskContextScope *
sweet_task_context_scope_copy (const SweetTaskContextScope *scope)
{
  SweetTaskContextScope *copy = sweet_task_context_scope_new ();

  copy->parent = sweet_task_context_scope_ref (scope->parent);
  copy->working_directory = g_strdup (scope->working_directory);
  for (guint i = 0; i < SWEET_TASK_CONTEXT_N_TABLES; i++)
    copy->tables[i] = sweet_task_context_scope_copy_table (scope, (SweetTaskContextTable) i);

  return copy;
}

/* the nearest scope that says anything */
static SweetTaskContextScope *
sweet_task_context_scope_skip_empty (SweetTaskContextScope *scope)
{
  while (scope != NULL && scope->working_directory == NULL && scope->tables[SWEET_TASK_CONTEXT_ENVIRONMENT] == NULL && scope->tables[SWEET_TASK_CONTEXT_DATA] == NULL && scope->tables[SWEET_TASK_CONTEXT_METADATA] == NULL)
    scope = scope->parent;

  return scope;
}

/* finds the nearest entry; FALSE where there is none and the process is to be asked */
static gboolean
sweet_task_context_find (SweetTaskContext *self,
                         SweetTaskContextTable which,
                         const char *key,
                         gpointer *value)
{
  for (const SweetTaskContextScope *scope = self->scope; scope != NULL; scope = scope->parent)
    if (scope->tables[which] != NULL && g_hash_table_lookup_extended (scope->tables[which], key, NULL, value))
      return TRUE;

  *value = NULL;
  return FALSE;
}

/* all that can be found, each key with its nearest value or without one; borrows from the context */
static GHashTable *
sweet_task_context_collect (SweetTaskContext *self,
                            SweetTaskContextTable which)
{
  GHashTable *all = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  for (const SweetTaskContextScope *scope = self->scope; scope != NULL; scope = scope->parent)
    {
      if (scope->tables[which] == NULL)
        continue;

      g_hash_table_iter_init (&iter, scope->tables[which]);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (!g_hash_table_contains (all, key))
          g_hash_table_insert (all, key, value);
    }

  return all;
}

static int
sweet_task_context_compare_keys (gconstpointer a,
                                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
sweet_task_context_dup_keys (SweetTaskContext *self,
                             SweetTaskContextTable which)
{
  g_autoptr (GHashTable) all = sweet_task_context_collect (self, which);
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (value != NULL)
      g_ptr_array_add (keys, g_strdup (key));
  g_ptr_array_sort (keys, sweet_task_context_compare_keys);
  g_ptr_array_add (keys, NULL);

  return (char **) g_ptr_array_free (keys, FALSE);
}

static void
sweet_task_context_finalize (GObject *object)
{
  sweet_task_context_scope_unref (SWEET_TASK_CONTEXT (object)->scope);

  G_OBJECT_CLASS (sweet_task_context_parent_class)->finalize (object);
}

static void
sweet_task_context_class_init (SweetTaskContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_task_context_finalize;
}

static void
sweet_task_context_init (SweetTaskContext *self)
{
  self->scope = sweet_task_context_scope_new ();
}

static void
sweet_task_context_take_scope (SweetTaskContext *self,
                               SweetTaskContextScope *scope)
{
  sweet_task_context_scope_unref (self->scope);
  self->scope = scope;
}

/* consumes self; what it returns and its scope belong to the caller alone */
static SweetTaskContext *
sweet_task_context_own (SweetTaskContext *self)
{
  SweetTaskContext *copy;

  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) > 1)
    {
      copy = sweet_task_context_new ();
      sweet_task_context_take_scope (copy, sweet_task_context_scope_copy (self->scope));
      g_object_unref (self);
      return copy;
    }

  /* a child has it as well */
  if (!g_atomic_ref_count_compare (&self->scope->ref_count, 1))
    sweet_task_context_take_scope (self, sweet_task_context_scope_copy (self->scope));

  return self;
}

/* takes the value */
static SweetTaskContext *
sweet_task_context_with (SweetTaskContext *self,
                         SweetTaskContextTable which,
                         const char *key,
                         gpointer value)
{
  char *copy = g_strdup (key);

  self = sweet_task_context_own (self);
  if (self->scope->tables[which] == NULL)
    self->scope->tables[which] = sweet_task_context_scope_new_table (which);
  g_hash_table_replace (self->scope->tables[which], copy, value);

  return self;
}

/**
 * sweet_task_context_new:
 *
 * Makes a context that says nothing itself: the process is asked for everything.
 *
 * Returns: (transfer full): a new context
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_new (void)
{
  return g_object_new (SWEET_TYPE_TASK_CONTEXT, NULL);
}

/**
 * sweet_task_context_new_child:
 * @parent: a context
 *
 * Makes a context that says nothing itself and asks another one. That takes the same time however much
 * is in @parent.
 *
 * Returns: (transfer full): a new context
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_new_child (SweetTaskContext *parent)
{
  SweetTaskContext *self;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (parent), NULL);

  self = sweet_task_context_new ();
  self->scope->parent = sweet_task_context_scope_ref (sweet_task_context_scope_skip_empty (parent->scope));

  return self;
}

/**
 * sweet_task_context_with_parent:
 * @self: (transfer full): a context
 * @parent: (nullable): the context to ask, or %NULL to ask the process at once
 *
 * Sets who is asked for what the context does not say itself. A parent that it had before is not asked
 * any more.
 *
 * Returns: (transfer full): the context that does so
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_with_parent (SweetTaskContext *self,
                                SweetTaskContext *parent)
{
  SweetTaskContextScope *scope;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (parent == NULL || SWEET_IS_TASK_CONTEXT (parent), self);

  /* before self is owned, because the two may be the same */
  scope = parent != NULL ? sweet_task_context_scope_ref (sweet_task_context_scope_skip_empty (parent->scope)) : NULL;
  self = sweet_task_context_own (self);
  sweet_task_context_scope_unref (self->scope->parent);
  self->scope->parent = scope;

  return self;
}

/**
 * sweet_task_context_with_working_directory:
 * @self: (transfer full): a context
 * @path: (type filename): a directory, which need not exist; a relative one lies in the working directory
 *   of the parent
 *
 * Sets the directory that relative file names start from.
 *
 * Returns: (transfer full): the context that says so
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_with_working_directory (SweetTaskContext *self,
                                           const char *path)
{
  char *copy;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (path != NULL && *path != '\0', self);

  copy = g_strdup (path);
  self = sweet_task_context_own (self);
  g_free (self->scope->working_directory);
  self->scope->working_directory = copy;

  return self;
}

/**
 * sweet_task_context_with_environment:
 * @self: (transfer full): a context
 * @name: (type filename): the name of a variable, without `=`
 * @value: (type filename) (nullable): its value, or %NULL to leave the variable out
 *
 * Sets a variable of the environment.
 *
 * Returns: (transfer full): the context that says so
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_with_environment (SweetTaskContext *self,
                                     const char *name,
                                     const char *value)
{
  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (name != NULL && *name != '\0' && strchr (name, '=') == NULL, self);

  return sweet_task_context_with (self, SWEET_TASK_CONTEXT_ENVIRONMENT, name, g_strdup (value));
}

/**
 * sweet_task_context_with_data:
 * @self: (transfer full): a context
 * @key: under what
 * @value: (nullable): what, or %NULL to hide what the parent has there
 *
 * Keeps a copy of a value of any type under a key.
 *
 * Returns: (transfer full): the context that says so
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_with_data (SweetTaskContext *self,
                              const char *key,
                              const GValue *value)
{
  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (key != NULL, self);

  return sweet_task_context_with (self, SWEET_TASK_CONTEXT_DATA, key, sweet_task_context_copy_value (value));
}

/**
 * sweet_task_context_with_metadata:
 * @self: (transfer full): a context
 * @key: under what
 * @text: (nullable): what, or %NULL to hide what the parent has there
 *
 * Says something about the task, for people and for logs.
 *
 * Returns: (transfer full): the context that says so
 *
 * Since: 1.0
 */
SweetTaskContext *
sweet_task_context_with_metadata (SweetTaskContext *self,
                                  const char *key,
                                  const char *text)
{
  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (key != NULL, self);

  return sweet_task_context_with (self, SWEET_TASK_CONTEXT_METADATA, key, g_strdup (text));
}

/**
 * sweet_task_context_dup_working_directory:
 * @self: a context
 *
 * Gets the directory that relative file names start from: that of the nearest context that sets one, or
 * that of the process.
 *
 * Returns: (transfer full) (type filename): an absolute path
 *
 * Since: 1.0
 */
char *
sweet_task_context_dup_working_directory (SweetTaskContext *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);

  return sweet_task_context_resolve_path (self, ".");
}

/**
 * sweet_task_context_resolve_path:
 * @self: a context
 * @path: (type filename): a file name, relative to the working directory or absolute
 *
 * Makes the absolute name of a file. `.` and `..` in it are worked out; the file system is not asked.
 *
 * Returns: (transfer full) (type filename): an absolute path
 *
 * Since: 1.0
 */
char *
sweet_task_context_resolve_path (SweetTaskContext *self,
                                 const char *path)
{
  const SweetTaskContextScope *scope;
  g_autofree char *resolved = NULL;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  resolved = g_strdup (path);
  for (scope = self->scope; scope != NULL && !g_path_is_absolute (resolved); scope = scope->parent)
    if (scope->working_directory != NULL)
      {
        char *longer = g_build_filename (scope->working_directory, resolved, NULL);

        g_free (resolved);
        resolved = longer;
      }

  return g_canonicalize_filename (resolved, NULL);
}

/**
 * sweet_task_context_dup_environment:
 * @self: a context
 *
 * Gets the whole environment: that of the process, changed by what the contexts say. It has the form that
 * `g_spawn_async()` and `g_subprocess_launcher_set_environ()` take.
 *
 * Returns: (transfer full) (array zero-terminated=1) (element-type filename): variables as `NAME=value`
 *
 * Since: 1.0
 */
char **
sweet_task_context_dup_environment (SweetTaskContext *self)
{
  g_autoptr (GHashTable) all = NULL;
  GHashTableIter iter;
  char **environment;
  gpointer name;
  gpointer value;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);

  environment = g_get_environ ();
  all = sweet_task_context_collect (self, SWEET_TASK_CONTEXT_ENVIRONMENT);
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &name, &value))
    environment = value != NULL ? g_environ_setenv (environment, name, value, TRUE) : g_environ_unsetenv (environment, name);

  return environment;
}

/**
 * sweet_task_context_lookup_environment:
 * @self: a context
 * @name: (type filename): the name of a variable
 *
 * Looks up a variable of the environment.
 *
 * Returns: (transfer full) (nullable) (type filename): its value, or %NULL if it is not set
 *
 * Since: 1.0
 */
char *
sweet_task_context_lookup_environment (SweetTaskContext *self,
                                       const char *name)
{
  gpointer value;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_strdup (sweet_task_context_find (self, SWEET_TASK_CONTEXT_ENVIRONMENT, name, &value) ? value : g_getenv (name));
}

/**
 * sweet_task_context_dup_data_keys:
 * @self: a context
 *
 * Lists the keys under which there is data, here or in a parent, in order of their bytes.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 1.0
 */
char **
sweet_task_context_dup_data_keys (SweetTaskContext *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);

  return sweet_task_context_dup_keys (self, SWEET_TASK_CONTEXT_DATA);
}

/**
 * sweet_task_context_lookup_data:
 * @self: a context
 * @key: a key
 *
 * Looks up the value under a key, here or in the nearest parent that has one. Scripts get what is in it.
 * In C it may be read as long as the context lives.
 *
 * Returns: (transfer none) (nullable): the value, or %NULL if there is none
 *
 * Since: 1.0
 */
const GValue *
sweet_task_context_lookup_data (SweetTaskContext *self,
                                const char *key)
{
  gpointer value;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  sweet_task_context_find (self, SWEET_TASK_CONTEXT_DATA, key, &value);
  return value;
}

/**
 * sweet_task_context_dup_metadata_keys:
 * @self: a context
 *
 * Lists the keys under which there is metadata, here or in a parent, in order of their bytes.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 1.0
 */
char **
sweet_task_context_dup_metadata_keys (SweetTaskContext *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);

  return sweet_task_context_dup_keys (self, SWEET_TASK_CONTEXT_METADATA);
}

/**
 * sweet_task_context_lookup_metadata:
 * @self: a context
 * @key: a key
 *
 * Looks up the text under a key, here or in the nearest parent that has one.
 *
 * Returns: (transfer none) (nullable): the text, or %NULL if there is none
 *
 * Since: 1.0
 */
const char *
sweet_task_context_lookup_metadata (SweetTaskContext *self,
                                    const char *key)
{
  gpointer value;

  g_return_val_if_fail (SWEET_IS_TASK_CONTEXT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  sweet_task_context_find (self, SWEET_TASK_CONTEXT_METADATA, key, &value);
  return value;
}
