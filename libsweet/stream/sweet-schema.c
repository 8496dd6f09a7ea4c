/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "stream/sweet-schema-private.h"

/**
 * SweetSchema:
 *
 * The names of the columns of a stream of records, in order. A schema never changes; where a
 * stream gains a column, the chunks from there on have another schema.
 *
 * A schema is open when later records may bring further columns (JSON lines), and closed when they
 * cannot (a CSV file with a header). Any thread may read it.
 *
 * Since: 1.0
 */
enum
{
  PROP_0,
  PROP_NAMES,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetSchema, sweet_schema, G_TYPE_OBJECT)

/* the names as every language can take them */
static GStrv
sweet_schema_make_texts (SweetSchema *self)
{
  GStrv texts;
  guint i = 0;

  while (i < self->n_columns && g_utf8_validate (self->names[i], -1, NULL))
    i++;
  if (i == self->n_columns)
    return self->names;

  texts = g_new0 (char *, self->n_columns + 1);
  for (i = 0; i < self->n_columns; i++)
    texts[i] = g_utf8_make_valid (self->names[i], -1);
  return texts;
}

static void
sweet_schema_constructed (GObject *object)
{
  SweetSchema *self = SWEET_SCHEMA (object);

  G_OBJECT_CLASS (sweet_schema_parent_class)->constructed (object);

  if (self->names == NULL)
    self->names = g_new0 (char *, 1);
  self->n_columns = g_strv_length (self->names);
  self->texts = sweet_schema_make_texts (self);
  self->positions = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = self->n_columns; i > 0; i--)
    g_hash_table_insert (self->positions, self->names[i - 1], GUINT_TO_POINTER (i - 1));
  self->distinct = g_hash_table_size (self->positions) == self->n_columns;
}

static void
sweet_schema_finalize (GObject *object)
{
  SweetSchema *self = SWEET_SCHEMA (object);

  g_hash_table_unref (self->positions);
  if (self->texts != self->names)
    g_strfreev (self->texts);
  g_strfreev (self->names);
  G_OBJECT_CLASS (sweet_schema_parent_class)->finalize (object);
}

static void
sweet_schema_get_property (GObject *object,
                           guint prop_id,
                           GValue *value,
                           GParamSpec *pspec)
{
  SweetSchema *self = SWEET_SCHEMA (object);

  switch (prop_id)
    {
    case PROP_NAMES:
      g_value_set_boxed (value, self->texts);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_schema_set_property (GObject *object,
                           guint prop_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  SweetSchema *self = SWEET_SCHEMA (object);

  switch (prop_id)
    {
    case PROP_NAMES:
      self->names = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_schema_class_init (SweetSchemaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sweet_schema_constructed;
  object_class->finalize = sweet_schema_finalize;
  object_class->get_property = sweet_schema_get_property;
  object_class->set_property = sweet_schema_set_property;

  /**
   * SweetSchema:names:
   *
   * The names of the columns.
   *
   * Since: 1.0
   */
  properties[PROP_NAMES] =
      g_param_spec_boxed ("names", "Names", "Names of the columns", G_TYPE_STRV,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_schema_init (SweetSchema *self)
{
}

/**
 * sweet_schema_new:
 * @names: (array zero-terminated=1) (nullable): the names of the columns
 *
 * Makes a closed schema.
 *
 * Returns: (transfer full): a new schema
 *
 * Since: 1.0
 */
SweetSchema *
sweet_schema_new (const char *const *names)
{
  return g_object_new (SWEET_TYPE_SCHEMA, "names", names, NULL);
}

/**
 * sweet_schema_new_open:
 * @names: (array zero-terminated=1) (nullable): the names of the columns so far
 *
 * Makes an open schema.
 *
 * Returns: (transfer full): a new schema
 *
 * Since: 1.0
 */
SweetSchema *
sweet_schema_new_open (const char *const *names)
{
  SweetSchema *self = sweet_schema_new (names);

  self->open = TRUE;
  return self;
}

/**
 * sweet_schema_get_n_columns:
 * @self: a schema
 *
 * Gets how many columns there are.
 *
 * Returns: the number of columns
 *
 * Since: 1.0
 */
guint
sweet_schema_get_n_columns (SweetSchema *self)
{
  g_return_val_if_fail (SWEET_IS_SCHEMA (self), 0);

  return self->n_columns;
}

/**
 * sweet_schema_get_name:
 * @self: a schema
 * @column: a column, from 0
 *
 * Gets the name of a column, byte for byte as the input has it; sweet_schema_get_names() gives names
 * that can be shown.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
sweet_schema_get_name (SweetSchema *self,
                       guint column)
{
  g_return_val_if_fail (SWEET_IS_SCHEMA (self), NULL);
  g_return_val_if_fail (column < self->n_columns, NULL);

  return self->names[column];
}

/**
 * sweet_schema_get_names:
 * @self: a schema
 *
 * Gets the names of all columns. In a name that is not UTF-8 what is wrong is replaced.
 *
 * Returns: (array zero-terminated=1) (transfer none): the names
 *
 * Since: 1.0
 */
const char *const *
sweet_schema_get_names (SweetSchema *self)
{
  g_return_val_if_fail (SWEET_IS_SCHEMA (self), NULL);

  return (const char *const *) self->texts;
}

/**
 * sweet_schema_is_open:
 * @self: a schema
 *
 * Gets whether later records may bring further columns.
 *
 * Returns: whether the schema is open
 *
 * Since: 1.0
 */
gboolean
sweet_schema_is_open (SweetSchema *self)
{
  g_return_val_if_fail (SWEET_IS_SCHEMA (self), FALSE);

  return self->open;
}

/**
 * sweet_schema_find:
 * @self: a schema
 * @name: the name of a column
 *
 * Finds a column that may be missing.
 *
 * Returns: the column, or -1
 *
 * Since: 1.0
 */
int
sweet_schema_find (SweetSchema *self,
                   const char *name)
{
  gpointer position;

  g_return_val_if_fail (SWEET_IS_SCHEMA (self), -1);
  g_return_val_if_fail (name != NULL, -1);

  if (!g_hash_table_lookup_extended (self->positions, name, NULL, &position))
    return -1;

  return (int) GPOINTER_TO_UINT (position);
}

/**
 * sweet_schema_lookup:
 * @self: a schema
 * @name: the name of a column
 * @error: return location for an error
 *
 * Finds a column that must be there. The error is %SWEET_STREAM_ERROR_UNKNOWN_COLUMN and names the
 * nearest column.
 *
 * Returns: the column, or -1 with @error set
 *
 * Since: 1.0
 */
int
sweet_schema_lookup (SweetSchema *self,
                     const char *name,
                     GError **error)
{
  const char *nearest;
  int column;

  g_return_val_if_fail (SWEET_IS_SCHEMA (self), -1);
  g_return_val_if_fail (name != NULL, -1);

  column = sweet_schema_find (self, name);
  if (column >= 0)
    return column;

  nearest = sweet_suggest_nearest (name, (const char *const *) self->texts);
  if (nearest != NULL)
    g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN,
                 "no column “%s”; the nearest is “%s”", name, nearest);
  else
    {
      g_autofree char *names = g_strjoinv (", ", self->texts);

      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_UNKNOWN_COLUMN,
                   "no column “%s”; there %s %s", name, self->n_columns == 1 ? "is" : "are",
                   self->n_columns == 0 ? "none" : names);
    }
  return -1;
}

/**
 * sweet_schema_equal:
 * @self: a schema
 * @other: another
 *
 * Compares names, their order and openness.
 *
 * Returns: whether both say the same
 *
 * Since: 1.0
 */
gboolean
sweet_schema_equal (SweetSchema *self,
                    SweetSchema *other)
{
  g_return_val_if_fail (SWEET_IS_SCHEMA (self), FALSE);
  g_return_val_if_fail (SWEET_IS_SCHEMA (other), FALSE);

  return self == other || (self->open == other->open && g_strv_equal ((const char *const *) self->names, (const char *const *) other->names));
}

/* an open schema with more columns */
SweetSchema *
sweet_schema_extend (SweetSchema *self,
                     const char *const *more,
                     guint n_more)
{
  g_autofree const char **names = g_new0 (const char *, self->n_columns + n_more + 1);

  for (guint i = 0; i < self->n_columns; i++)
    names[i] = self->names[i];
  for (guint i = 0; i < n_more; i++)
    names[self->n_columns + i] = more[i];
  return sweet_schema_new_open (names);
}
