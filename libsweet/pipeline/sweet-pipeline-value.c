/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <errno.h>
#include <string.h>

#include "pipeline/sweet-pipeline-text-private.h"
#include "pipeline/sweet-pipeline-value-private.h"

/* holds every value of every integer type */
typedef __int128 SweetPipelineNumber;

typedef struct
{
  SweetPipelineNumber minimum;
  SweetPipelineNumber maximum;
} SweetPipelineRange;

/* what is too small is told the maximum only where that is not the type's */
static void
sweet_pipeline_value_set_range_error (GError **error,
                                      const char *text,
                                      const char *minimum,
                                      const char *maximum)
{
  if (maximum != NULL)
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is out of range: from %s to %s", text, minimum, maximum);
  else
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is out of range: at least %s", text, minimum);
}

static gboolean
sweet_pipeline_value_parse_boolean (const char *text,
                                    GValue *value,
                                    GError **error)
{
  gboolean yes = strcmp (text, "true") == 0 || strcmp (text, "yes") == 0;
  gboolean no = strcmp (text, "false") == 0 || strcmp (text, "no") == 0;

  if (!yes && !no)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is neither true nor false", text);
      return FALSE;
    }

  g_value_set_boolean (value, yes);

  return TRUE;
}

static void
sweet_pipeline_value_get_range (GParamSpec *pspec,
                                SweetPipelineRange *range)
{
  switch (G_TYPE_FUNDAMENTAL (G_PARAM_SPEC_VALUE_TYPE (pspec)))
    {
    case G_TYPE_CHAR:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_CHAR (pspec)->minimum, G_PARAM_SPEC_CHAR (pspec)->maximum };
      break;
    case G_TYPE_UCHAR:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_UCHAR (pspec)->minimum, G_PARAM_SPEC_UCHAR (pspec)->maximum };
      break;
    case G_TYPE_INT:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_INT (pspec)->minimum, G_PARAM_SPEC_INT (pspec)->maximum };
      break;
    case G_TYPE_UINT:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_UINT (pspec)->minimum, G_PARAM_SPEC_UINT (pspec)->maximum };
      break;
    case G_TYPE_LONG:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_LONG (pspec)->minimum, G_PARAM_SPEC_LONG (pspec)->maximum };
      break;
    case G_TYPE_ULONG:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_ULONG (pspec)->minimum, G_PARAM_SPEC_ULONG (pspec)->maximum };
      break;
    case G_TYPE_INT64:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_INT64 (pspec)->minimum, G_PARAM_SPEC_INT64 (pspec)->maximum };
      break;
    case G_TYPE_UINT64:
    default:
      *range = (SweetPipelineRange){ G_PARAM_SPEC_UINT64 (pspec)->minimum, G_PARAM_SPEC_UINT64 (pspec)->maximum };
    }
}

/* the number is in the range of the property, so it fits */
static void
sweet_pipeline_value_set_number (GValue *value,
                                 SweetPipelineNumber number)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_CHAR:
      g_value_set_schar (value, (gint8) number);
      break;
    case G_TYPE_UCHAR:
      g_value_set_uchar (value, (guchar) number);
      break;
    case G_TYPE_INT:
      g_value_set_int (value, (int) number);
      break;
    case G_TYPE_UINT:
      g_value_set_uint (value, (guint) number);
      break;
    case G_TYPE_LONG:
      g_value_set_long (value, (long) number);
      break;
    case G_TYPE_ULONG:
      g_value_set_ulong (value, (gulong) number);
      break;
    case G_TYPE_INT64:
      g_value_set_int64 (value, (gint64) number);
      break;
    case G_TYPE_UINT64:
    default:
      g_value_set_uint64 (value, (guint64) number);
    }
}

static char *
sweet_pipeline_value_format_number (SweetPipelineNumber number,
                                    SweetUnit unit)
{
  switch (unit)
    {
    case SWEET_UNIT_DURATION:
      return sweet_duration_to_string ((gint64) number);
    case SWEET_UNIT_SIZE:
      return sweet_size_to_string ((guint64) number);
    case SWEET_UNIT_NONE:
    default:
      return number < 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number) : g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) number);
    }
}

/* digits with or without a sign, and nothing else; what is larger than any integer stays so */
static gboolean
sweet_pipeline_value_read_number (const char *text,
                                  SweetPipelineNumber *number)
{
  const SweetPipelineNumber too_large = (SweetPipelineNumber) 1 << 100;
  const char *p = text;
  gboolean negative = *p == '-';

  if (*p == '-' || *p == '+')
    p++;
  if (*p == '\0')
    return FALSE;

  for (*number = 0; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      *number = MIN (*number * 10 + (*p - '0'), too_large);
    }

  if (negative)
    *number = -*number;

  return TRUE;
}

/* the parsers saturate, so that a limit stands for everything beyond as well, unless it is written out */
static gboolean
sweet_pipeline_value_is_beyond (const char *text,
                                SweetPipelineNumber limit,
                                SweetUnit unit)
{
  g_autofree char *exact = sweet_pipeline_value_format_number (limit, unit);

  return strcmp (text, exact) != 0;
}

static gboolean
sweet_pipeline_value_read_unit (const char *text,
                                SweetUnit unit,
                                SweetPipelineNumber *number,
                                GError **error)
{
  gint64 duration;
  guint64 size;

  if (unit == SWEET_UNIT_SIZE)
    {
      if (!sweet_parse_size (text, &size, error))
        return FALSE;
      *number = (SweetPipelineNumber) size + (size == G_MAXUINT64 && sweet_pipeline_value_is_beyond (text, size, unit));
      return TRUE;
    }

  if (!sweet_parse_duration (text, &duration, error))
    return FALSE;
  *number = duration;
  if ((duration == G_MAXINT64 || duration == G_MININT64) && sweet_pipeline_value_is_beyond (text, duration, unit))
    *number += duration > 0 ? 1 : -1;

  return TRUE;
}

static gboolean
sweet_pipeline_value_parse_number (const char *text,
                                   SweetUnit unit,
                                   SweetPipelineNumber *number,
                                   GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (unit == SWEET_UNIT_NONE && !sweet_pipeline_value_read_number (text, number))
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is not a whole number", text);
      return FALSE;
    }

  if (unit != SWEET_UNIT_NONE && !sweet_pipeline_value_read_unit (text, unit, number, &reason))
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, reason->message);
      return FALSE;
    }

  return TRUE;
}

static gboolean
sweet_pipeline_value_parse_integer (GParamSpec *pspec,
                                    const char *text,
                                    GValue *value,
                                    GError **error)
{
  SweetUnit unit = sweet_param_spec_get_unit (pspec);
  SweetPipelineNumber number;
  SweetPipelineRange range;

  if (!sweet_pipeline_value_parse_number (text, unit, &number, error))
    return FALSE;

  sweet_pipeline_value_get_range (pspec, &range);
  if (number < range.minimum || number > range.maximum)
    {
      g_autofree char *minimum = sweet_pipeline_value_format_number (range.minimum, unit);
      gboolean limited = range.maximum < G_MAXINT64 || number > range.maximum;
      g_autofree char *maximum = limited ? sweet_pipeline_value_format_number (range.maximum, unit) : NULL;

      sweet_pipeline_value_set_range_error (error, text, minimum, maximum);
      return FALSE;
    }

  sweet_pipeline_value_set_number (value, number);

  return TRUE;
}

static gboolean
sweet_pipeline_value_parse_float (GParamSpec *pspec,
                                  const char *text,
                                  GValue *value,
                                  GError **error)
{
  gboolean single = G_IS_PARAM_SPEC_FLOAT (pspec);
  double minimum = single ? (double) G_PARAM_SPEC_FLOAT (pspec)->minimum : G_PARAM_SPEC_DOUBLE (pspec)->minimum;
  double maximum = single ? (double) G_PARAM_SPEC_FLOAT (pspec)->maximum : G_PARAM_SPEC_DOUBLE (pspec)->maximum;
  double number;
  char *end;

  /* neither blanks nor "inf", "nan" and hexadecimal numbers, all of which strtod() knows */
  number = g_ascii_strtod (text, &end);
  if (*text == '\0' || *end != '\0' || text[strspn (text, "+-.0123456789eE")] != '\0')
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is not a number", text);
      return FALSE;
    }

  if (number < minimum || number > maximum)
    {
      char minimum_text[G_ASCII_DTOSTR_BUF_SIZE];
      char maximum_text[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (minimum_text, sizeof minimum_text, "%g", minimum);
      g_ascii_formatd (maximum_text, sizeof maximum_text, "%g", maximum);
      sweet_pipeline_value_set_range_error (error, text, minimum_text, maximum_text);
      return FALSE;
    }

  if (single)
    g_value_set_float (value, (float) number);
  else
    g_value_set_double (value, number);

  return TRUE;
}

static gboolean
sweet_pipeline_value_parse_enum (GParamSpec *pspec,
                                 const char *text,
                                 GValue *value,
                                 GError **error)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  const GEnumValue *found = g_enum_get_value_by_nick (klass, text);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) nicks = NULL;
  g_autofree char *list = NULL;
  const char *nearest;

  if (found != NULL)
    {
      g_value_set_enum (value, found->value);
      return TRUE;
    }

  for (guint i = 0; i < klass->n_values; i++)
    g_strv_builder_add (builder, klass->values[i].value_nick);
  nicks = g_strv_builder_end (builder);
  list = g_strjoinv (", ", nicks);
  nearest = sweet_suggest_nearest (text, (const char *const *) nicks);

  if (nearest != NULL)
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is none of %s; the nearest is “%s”", text, list, nearest);
  else
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is none of %s", text, list);

  return FALSE;
}

static gboolean
sweet_pipeline_value_parse_boxed (GParamSpec *pspec,
                                  const char *text,
                                  GValue *value,
                                  GError **error)
{
  char **items;

  if (G_PARAM_SPEC_VALUE_TYPE (pspec) != G_TYPE_STRV)
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "a %s cannot be written as text; set it in code", g_type_name (G_PARAM_SPEC_VALUE_TYPE (pspec)));
      return FALSE;
    }

  items = sweet_pipeline_text_split_list (text, error);
  if (items == NULL)
    return FALSE;

  g_value_take_boxed (value, items);

  return TRUE;
}

static gboolean
sweet_pipeline_value_parse_by_type (GParamSpec *pspec,
                                    const char *text,
                                    GValue *value,
                                    GError **error)
{
  switch (G_TYPE_FUNDAMENTAL (G_PARAM_SPEC_VALUE_TYPE (pspec)))
    {
    case G_TYPE_BOOLEAN:
      return sweet_pipeline_value_parse_boolean (text, value, error);
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
      return sweet_pipeline_value_parse_integer (pspec, text, value, error);
    case G_TYPE_FLOAT:
    case G_TYPE_DOUBLE:
      return sweet_pipeline_value_parse_float (pspec, text, value, error);
    case G_TYPE_STRING:
      g_value_set_string (value, text);
      return TRUE;
    case G_TYPE_ENUM:
      return sweet_pipeline_value_parse_enum (pspec, text, value, error);
    default:
      return sweet_pipeline_value_parse_boxed (pspec, text, value, error);
    }
}

gboolean
sweet_pipeline_value_parse (GParamSpec *pspec,
                            const char *text,
                            GValue *value,
                            GError **error)
{
  GParamSpec *target = g_param_spec_get_redirect_target (pspec);

  if (target != NULL)
    pspec = target;

  g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  if (!sweet_pipeline_value_parse_by_type (pspec, text, value, error))
    return FALSE;

  /* a param spec of the plugin's own would bend the value to its rules when it is set */
  if (g_param_value_validate (pspec, value))
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "“%s” is not accepted: %s", text, g_param_spec_get_blurb (pspec));
      return FALSE;
    }

  return TRUE;
}
