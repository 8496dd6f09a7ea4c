/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "sweet-inspect-option.h"

#include <glib/gi18n.h>

static int
sweet_inspect_option_compare (gconstpointer a,
                              gconstpointer b)
{
  const GParamSpec *x = *(GParamSpec *const *) a;
  const GParamSpec *y = *(GParamSpec *const *) b;
  guint x_depth = g_type_depth (x->owner_type);
  guint y_depth = g_type_depth (y->owner_type);

  if (x_depth != y_depth)
    return x_depth > y_depth ? -1 : 1;

  /* in the order in which they were installed */
  return x->param_id < y->param_id ? -1 : 1;
}

GPtrArray *
sweet_inspect_option_list (GType type)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func ((GDestroyNotify) g_param_spec_unref);
  gpointer klass = g_type_class_ref (type);
  guint n_pspecs = 0;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (klass, &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    g_ptr_array_add (options, g_param_spec_ref (pspecs[i]));
  g_type_class_unref (klass);

  g_ptr_array_sort (options, sweet_inspect_option_compare);

  return g_steal_pointer (&options);
}

const char *
sweet_inspect_option_get_type_name (GParamSpec *pspec)
{
  GType type = G_PARAM_SPEC_VALUE_TYPE (pspec);

  if (sweet_param_spec_get_unit (pspec) == SWEET_UNIT_DURATION)
    return "duration";
  if (sweet_param_spec_get_unit (pspec) == SWEET_UNIT_SIZE)
    return "size";
  if (type == G_TYPE_STRV)
    return "list";
  if (g_type_is_a (type, SWEET_TYPE_STRATEGY))
    return "strategy";

  switch (G_TYPE_FUNDAMENTAL (type))
    {
    case G_TYPE_BOOLEAN:
      return "boolean";
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
      return "integer";
    case G_TYPE_FLOAT:
    case G_TYPE_DOUBLE:
      return "number";
    case G_TYPE_STRING:
      return "text";
    case G_TYPE_ENUM:
      return "choice";
    default:
      return g_type_name (type);
    }
}

/* the limits as values of the option's type; FALSE if the type has none */
static gboolean
sweet_inspect_option_get_range (GParamSpec *pspec,
                                GValue *minimum,
                                GValue *maximum)
{
  g_value_init (minimum, G_PARAM_SPEC_VALUE_TYPE (pspec));
  g_value_init (maximum, G_PARAM_SPEC_VALUE_TYPE (pspec));

  if (G_IS_PARAM_SPEC_INT (pspec))
    {
      g_value_set_int (minimum, G_PARAM_SPEC_INT (pspec)->minimum);
      g_value_set_int (maximum, G_PARAM_SPEC_INT (pspec)->maximum);
    }
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      g_value_set_uint (minimum, G_PARAM_SPEC_UINT (pspec)->minimum);
      g_value_set_uint (maximum, G_PARAM_SPEC_UINT (pspec)->maximum);
    }
  else if (G_IS_PARAM_SPEC_INT64 (pspec))
    {
      g_value_set_int64 (minimum, G_PARAM_SPEC_INT64 (pspec)->minimum);
      g_value_set_int64 (maximum, G_PARAM_SPEC_INT64 (pspec)->maximum);
    }
  else if (G_IS_PARAM_SPEC_UINT64 (pspec))
    {
      g_value_set_uint64 (minimum, G_PARAM_SPEC_UINT64 (pspec)->minimum);
      g_value_set_uint64 (maximum, G_PARAM_SPEC_UINT64 (pspec)->maximum);
    }
  else if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    {
      g_value_set_double (minimum, G_PARAM_SPEC_DOUBLE (pspec)->minimum);
      g_value_set_double (maximum, G_PARAM_SPEC_DOUBLE (pspec)->maximum);
    }
  else
    return FALSE;

  return TRUE;
}

static char *
sweet_inspect_option_format_list (const GValue *value)
{
  char **items = g_value_get_boxed (value);

  return items != NULL ? g_strjoinv (",", items) : g_strdup ("");
}

/* as it is written in a pipeline, without the quotes of a shell */
static char *
sweet_inspect_option_format (GParamSpec *pspec,
                             const GValue *value)
{
  g_auto (GValue) text = G_VALUE_INIT;

  if (sweet_param_spec_get_unit (pspec) == SWEET_UNIT_DURATION)
    return sweet_duration_to_string (g_value_get_int64 (value));
  if (sweet_param_spec_get_unit (pspec) == SWEET_UNIT_SIZE)
    return sweet_size_to_string (g_value_get_uint64 (value));
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return sweet_inspect_option_format_list (value);
  if (G_VALUE_HOLDS_STRING (value))
    return g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_strdup (g_value_get_boolean (value) ? "true" : "false");
  if (G_VALUE_HOLDS_ENUM (value))
    {
      const GEnumValue *found = g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, g_value_get_enum (value));

      return g_strdup (found != NULL ? found->value_nick : "");
    }
  if (G_VALUE_HOLDS_DOUBLE (value))
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%g", g_value_get_double (value)));
    }

  if (G_VALUE_HOLDS_OBJECT (value) && g_value_get_object (value) == NULL)
    return g_strdup ("");

  g_value_init (&text, G_TYPE_STRING);

  return g_strdup (g_value_transform (value, &text) ? g_value_get_string (&text) : "");
}

static char *
sweet_inspect_option_describe_values (GParamSpec *pspec)
{
  g_auto (GValue) minimum = G_VALUE_INIT;
  g_auto (GValue) maximum = G_VALUE_INIT;

  if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
      g_autoptr (GString) nicks = g_string_new (NULL);

      for (guint i = 0; i < klass->n_values; i++)
        g_string_append_printf (nicks, "%s%s", i > 0 ? "|" : "", klass->values[i].value_nick);

      return g_string_free (g_steal_pointer (&nicks), FALSE);
    }

  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    return g_strdup ("true|false");

  if (sweet_inspect_option_get_range (pspec, &minimum, &maximum))
    {
      g_autofree char *from = sweet_inspect_option_format (pspec, &minimum);
      g_autofree char *to = sweet_inspect_option_format (pspec, &maximum);

      /* translators: a range of numbers, behind the type of an option */
      return g_strdup_printf (_ ("%s from %s to %s"), sweet_inspect_option_get_type_name (pspec), from, to);
    }

  return g_strdup (sweet_inspect_option_get_type_name (pspec));
}

char *
sweet_inspect_option_to_text (GParamSpec *pspec)
{
  g_autofree char *values = sweet_inspect_option_describe_values (pspec);
  g_autofree char *value = sweet_inspect_option_format (pspec, g_param_spec_get_default_value (pspec));

  if ((pspec->flags & G_PARAM_WRITABLE) == 0)
    return g_strdup_printf (_ ("%s=%s, can only be read"), pspec->name, values);
  if (*value == '\0')
    return g_strdup_printf ("%s=%s", pspec->name, values);
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return g_strdup_printf (_ ("%s=%s, default “%s”"), pspec->name, values, value);

  return g_strdup_printf (_ ("%s=%s, default %s"), pspec->name, values, value);
}

static void
sweet_inspect_option_list_to_json (const GValue *value,
                                   SweetJsonWriter *json)
{
  char **items = g_value_get_boxed (value);

  sweet_json_writer_begin_array (json);
  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    sweet_json_writer_add_string (json, items[i]);
  sweet_json_writer_end_array (json);
}

static void
sweet_inspect_option_value_to_json (GParamSpec *pspec,
                                    const GValue *value,
                                    SweetJsonWriter *json)
{
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    sweet_inspect_option_list_to_json (value, json);
  else if (G_VALUE_HOLDS_STRING (value))
    sweet_json_writer_add_string (json, g_value_get_string (value));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    sweet_json_writer_add_boolean (json, g_value_get_boolean (value));
  else if (G_VALUE_HOLDS_INT (value))
    sweet_json_writer_add_int64 (json, g_value_get_int (value));
  else if (G_VALUE_HOLDS_UINT (value))
    sweet_json_writer_add_uint64 (json, g_value_get_uint (value));
  else if (G_VALUE_HOLDS_INT64 (value))
    sweet_json_writer_add_int64 (json, g_value_get_int64 (value));
  else if (G_VALUE_HOLDS_UINT64 (value))
    sweet_json_writer_add_uint64 (json, g_value_get_uint64 (value));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    sweet_json_writer_add_double (json, g_value_get_double (value));
  else
    {
      g_autofree char *text = sweet_inspect_option_format (pspec, value);

      sweet_json_writer_add_string (json, text);
    }
}

static void
sweet_inspect_option_values_to_json (GParamSpec *pspec,
                                     SweetJsonWriter *json)
{
  g_auto (GValue) minimum = G_VALUE_INIT;
  g_auto (GValue) maximum = G_VALUE_INIT;

  if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;

      sweet_json_writer_add_name (json, "values");
      sweet_json_writer_begin_array (json);
      for (guint i = 0; i < klass->n_values; i++)
        sweet_json_writer_add_string (json, klass->values[i].value_nick);
      sweet_json_writer_end_array (json);
    }

  if (sweet_inspect_option_get_range (pspec, &minimum, &maximum))
    {
      sweet_json_writer_add_name (json, "minimum");
      sweet_inspect_option_value_to_json (pspec, &minimum, json);
      sweet_json_writer_add_name (json, "maximum");
      sweet_inspect_option_value_to_json (pspec, &maximum, json);
    }
}

void
sweet_inspect_option_to_json (GParamSpec *pspec,
                              SweetJsonWriter *json)
{
  SweetUnit unit = sweet_param_spec_get_unit (pspec);

  sweet_json_writer_begin_object (json);
  sweet_json_writer_add_name (json, "name");
  sweet_json_writer_add_string (json, pspec->name);
  sweet_json_writer_add_name (json, "description");
  sweet_json_writer_add_string (json, g_param_spec_get_blurb (pspec));
  sweet_json_writer_add_name (json, "type");
  sweet_json_writer_add_string (json, sweet_inspect_option_get_type_name (pspec));
  sweet_json_writer_add_name (json, "unit");
  sweet_json_writer_add_string (json, unit == SWEET_UNIT_DURATION ? "us" : unit == SWEET_UNIT_SIZE ? "B"
                                                                                                   : NULL);
  sweet_json_writer_add_name (json, "writable");
  sweet_json_writer_add_boolean (json, (pspec->flags & G_PARAM_WRITABLE) != 0);
  sweet_json_writer_add_name (json, "default");
  sweet_inspect_option_value_to_json (pspec, g_param_spec_get_default_value (pspec), json);
  sweet_inspect_option_values_to_json (pspec, json);
  sweet_json_writer_end_object (json);
}
