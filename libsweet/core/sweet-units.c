/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-units.h>

#include <sweet/sweet-suggest.h>

#include <string.h>

/* what the formatters print after the point at most, or they take a smaller unit */
#define SWEET_UNITS_MAX_DECIMALS 6

typedef struct
{
  const char *name;
  guint64 factor;
} SweetUnitName;

/* smallest first; a later row of the same factor is an alias that is read and never written */
static const SweetUnitName duration_units[] = {
  { "us", 1 },
  { "\302\265s", 1 },
  { "\316\274s", 1 },
  { "ms", 1000 },
  { "s", SWEET_SECONDS (1) },
  { "m", SWEET_MINUTES (1) },
  { "min", SWEET_MINUTES (1) },
  { "h", SWEET_HOURS (1) },
  { "d", SWEET_DAYS (1) },
  { NULL, 0 },
};

static const SweetUnitName size_units[] = {
  { "B", 1 },
  { "KB", SWEET_KB (1) },
  { "kB", SWEET_KB (1) },
  { "KiB", SWEET_KIB (1) },
  { "MB", SWEET_MB (1) },
  { "MiB", SWEET_MIB (1) },
  { "GB", SWEET_GB (1) },
  { "GiB", SWEET_GIB (1) },
  { "TB", SWEET_TB (1) },
  { "TiB", SWEET_TIB (1) },
  { NULL, 0 },
};

static const char *const duration_names[] = { "us", "ms", "s", "m", "min", "h", "d", NULL };
static const char *const size_names[] = { "B", "KiB", "MiB", "GiB", "TiB", "KB", "MB", "GB", "TB", NULL };

static GQuark
sweet_units_pspec_quark (void)
{
  return g_quark_from_static_string ("sweet-unit");
}

static guint64
sweet_units_saturating_add (guint64 a,
                            guint64 b)
{
  guint64 sum;

  return g_uint64_checked_add (&sum, a, b) ? sum : G_MAXUINT64;
}

static guint64
sweet_units_saturating_mul (guint64 a,
                            guint64 b)
{
  guint64 product;

  return g_uint64_checked_mul (&product, a, b) ? product : G_MAXUINT64;
}

/* the number before the point, and the digits after it; NULL without any digit */
static const char *
sweet_units_parse_number (const char *text,
                          guint64 *whole,
                          const char **fraction,
                          gsize *n_fraction)
{
  const char *p = text;
  gboolean digits = FALSE;

  *whole = 0;
  *fraction = NULL;
  *n_fraction = 0;

  for (; g_ascii_isdigit (*p); p++, digits = TRUE)
    *whole = sweet_units_saturating_add (sweet_units_saturating_mul (*whole, 10), (guint64) (*p - '0'));

  if (*p == '.')
    {
      *fraction = ++p;
      for (; g_ascii_isdigit (*p); p++, digits = TRUE)
        (*n_fraction)++;
    }

  return digits ? p : NULL;
}

/* digits after a point times a factor, as on paper: from the last one on, and exact however many they are */
static gboolean
sweet_units_scale_fraction (const char *digits,
                            gsize n_digits,
                            guint64 factor,
                            guint64 *product)
{
  *product = 0;
  for (; n_digits > 0; n_digits--)
    {
      *product += (guint64) (digits[n_digits - 1] - '0') * factor;
      if (*product % 10 != 0)
        return FALSE;
      *product /= 10;
    }

  return TRUE;
}

static const SweetUnitName *
sweet_units_find (const SweetUnitName *units,
                  const char *name)
{
  for (const SweetUnitName *unit = units; unit->name != NULL; unit++)
    {
      if (strcmp (unit->name, name) == 0)
        return unit;
    }

  return NULL;
}

static void
sweet_units_set_error (GError **error,
                       SweetUnitError code,
                       const char *what,
                       const char *text,
                       const char *unit,
                       const char *const *names)
{
  g_autofree char *list = g_strjoinv (", ", (char **) names);
  const char *nearest;

  switch (code)
    {
    case SWEET_UNIT_ERROR_NUMBER:
      g_set_error (error, SWEET_UNIT_ERROR, code, "“%s” is no %s: write a number and one of the units %s", text, what, list);
      return;

    case SWEET_UNIT_ERROR_MISSING:
      g_set_error (error, SWEET_UNIT_ERROR, code, "“%s” needs a unit: write “%s%s” or another of %s", text, text, names[0], list);
      return;

    case SWEET_UNIT_ERROR_FRACTION:
      g_set_error (error, SWEET_UNIT_ERROR, code, "“%s” is no whole number of %s, the smallest unit", text, names[0]);
      return;

    case SWEET_UNIT_ERROR_UNKNOWN:
    default:
      nearest = sweet_suggest_nearest (unit, names);
      if (nearest != NULL)
        g_set_error (error, SWEET_UNIT_ERROR, code, "“%s” has an unknown unit “%s”, did you mean “%s”? (units are %s)", text, unit, nearest, list);
      else
        g_set_error (error, SWEET_UNIT_ERROR, code, "“%s” has an unknown unit “%s”: the units are %s", text, unit, list);
    }
}

/* parses what follows the sign; saturates at G_MAXUINT64 */
static gboolean
sweet_units_parse (const char *text,
                   const char *unsigned_text,
                   const SweetUnitName *units,
                   const char *const *names,
                   const char *what,
                   guint64 *value,
                   GError **error)
{
  const char *digits;
  gsize n_digits;
  guint64 whole, fraction;
  const char *p = sweet_units_parse_number (unsigned_text, &whole, &digits, &n_digits);
  g_autofree char *name = NULL;
  const SweetUnitName *unit;

  if (p == NULL)
    {
      sweet_units_set_error (error, SWEET_UNIT_ERROR_NUMBER, what, text, NULL, names);
      return FALSE;
    }

  name = g_strstrip (g_strdup (p));
  if (*name == '\0')
    {
      sweet_units_set_error (error, SWEET_UNIT_ERROR_MISSING, what, text, NULL, names);
      return FALSE;
    }

  unit = sweet_units_find (units, name);
  if (unit == NULL)
    {
      sweet_units_set_error (error, SWEET_UNIT_ERROR_UNKNOWN, what, text, name, names);
      return FALSE;
    }

  if (!sweet_units_scale_fraction (digits, n_digits, unit->factor, &fraction))
    {
      sweet_units_set_error (error, SWEET_UNIT_ERROR_FRACTION, what, text, name, names);
      return FALSE;
    }

  *value = sweet_units_saturating_add (sweet_units_saturating_mul (whole, unit->factor), fraction);

  return TRUE;
}

/* the value in this unit as an exact decimal, or NULL if it needs too many digits */
static char *
sweet_units_format_in (guint64 value,
                       const SweetUnitName *unit)
{
  guint64 whole = value / unit->factor;
  guint64 rest = value % unit->factor;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, whole);
  if (rest > 0)
    g_string_append_c (text, '.');

  for (guint i = 0; rest > 0; i++)
    {
      if (i == SWEET_UNITS_MAX_DECIMALS)
        return NULL;
      g_string_append_c (text, (char) ('0' + rest * 10 / unit->factor));
      rest = rest * 10 % unit->factor;
    }

  g_string_append (text, unit->name);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* the shortest exact form; among equally short ones the smaller unit, which has fewer decimals */
static char *
sweet_units_format (guint64 value,
                    const SweetUnitName *units)
{
  g_autofree char *best = NULL;
  guint64 last_factor = 0;

  for (const SweetUnitName *unit = units; unit->name != NULL && unit->factor <= value; unit++)
    {
      g_autofree char *text = NULL;

      if (unit->factor == last_factor)
        continue;

      last_factor = unit->factor;
      text = sweet_units_format_in (value, unit);
      if (text != NULL && (best == NULL || strlen (text) < strlen (best)))
        {
          g_free (best);
          best = g_steal_pointer (&text);
        }
    }

  return g_steal_pointer (&best);
}

static GParamSpec *
sweet_units_mark (GParamSpec *pspec,
                  SweetUnit unit)
{
  g_param_spec_set_qdata (pspec, sweet_units_pspec_quark (), GINT_TO_POINTER (unit));

  return pspec;
}

/**
 * sweet_unit_error_quark:
 *
 * Gives the quark of the %SWEET_UNIT_ERROR domain.
 *
 * Returns: the quark
 *
 * Since: 1.0
 */
GQuark
sweet_unit_error_quark (void)
{
  return g_quark_from_static_string ("sweet-unit-error-quark");
}

/**
 * sweet_parse_duration:
 * @text: a decimal number and a unit, such as `250ms`, `30s`, `1.5h`
 * @duration: (out): where to put the microseconds
 * @error: return location for a #GError in the %SWEET_UNIT_ERROR domain
 *
 * Reads a time. The units are `us`, `ms`, `s`, `m` or `min`, `h` and `d` (24 hours), and one is
 * needed. What is no whole number of microseconds is an error; what is out of range becomes the
 * largest or smallest `gint64`.
 *
 * Returns: (skip): %TRUE if @text is a duration, else %FALSE with @error set and @duration untouched
 *
 * Since: 1.0
 */
gboolean
sweet_parse_duration (const char *text,
                      gint64 *duration,
                      GError **error)
{
  const guint64 limit = (guint64) G_MAXINT64 + 1;
  const char *p = text;
  gboolean negative;
  guint64 value;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (duration != NULL, FALSE);

  while (g_ascii_isspace (*p))
    p++;
  negative = *p == '-';
  if (*p == '-' || *p == '+')
    p++;

  if (!sweet_units_parse (text, p, duration_units, duration_names, "duration", &value, error))
    return FALSE;

  if (negative)
    *duration = value >= limit ? G_MININT64 : -(gint64) value;
  else
    *duration = value >= limit ? G_MAXINT64 : (gint64) value;

  return TRUE;
}

/**
 * sweet_parse_size:
 * @text: a decimal number and a unit, such as `64KiB`, `1.5MB`, `512B`
 * @size: (out): where to put the bytes
 * @error: return location for a #GError in the %SWEET_UNIT_ERROR domain
 *
 * Reads an amount of bytes. The units are `B`, `KiB`, `MiB`, `GiB`, `TiB` (steps of 1024) and `KB`,
 * `MB`, `GB`, `TB` (steps of 1000), and one is needed. What is no whole number of bytes is an error;
 * what is out of range becomes the largest `guint64`.
 *
 * Returns: (skip): %TRUE if @text is a size, else %FALSE with @error set and @size untouched
 *
 * Since: 1.0
 */
gboolean
sweet_parse_size (const char *text,
                  guint64 *size,
                  GError **error)
{
  const char *p = text;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (size != NULL, FALSE);

  while (g_ascii_isspace (*p))
    p++;

  return sweet_units_parse (text, p, size_units, size_names, "size", size, error);
}

/**
 * sweet_duration_to_string:
 * @duration: a time in microseconds
 *
 * Writes a time in the shortest form that [func@parse_duration] reads back as the same number, such
 * as `250ms`, `1.5s`, `1h`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sweet_duration_to_string (gint64 duration)
{
  /* negated as unsigned, because the smallest gint64 has no positive counterpart */
  guint64 magnitude = duration < 0 ? -(guint64) duration : (guint64) duration;
  g_autofree char *text = NULL;

  if (duration == 0)
    return g_strdup ("0s");

  text = sweet_units_format (magnitude, duration_units);

  return duration < 0 ? g_strconcat ("-", text, NULL) : g_steal_pointer (&text);
}

/**
 * sweet_size_to_string:
 * @size: an amount of bytes
 *
 * Writes an amount of bytes in the shortest form that [func@parse_size] reads back as the same
 * number, such as `64KiB`, `1MB`, `1.5GiB`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sweet_size_to_string (guint64 size)
{
  return size == 0 ? g_strdup ("0B") : sweet_units_format (size, size_units);
}

/**
 * sweet_param_spec_duration:
 * @name: the canonical name of the property
 * @nick: (nullable): a short name for people
 * @blurb: (nullable): what the property is for, in one sentence
 * @minimum: the smallest value, in microseconds
 * @maximum: the largest value, in microseconds
 * @default_value: the value nobody has set, in microseconds
 * @flags: as for every property
 *
 * Makes the param spec of a property that is a time: a `gint64` of microseconds that tools read and
 * print with its unit.
 *
 * Returns: (transfer full): a new param spec
 *
 * Since: 1.0
 */
GParamSpec *
sweet_param_spec_duration (const char *name,
                           const char *nick,
                           const char *blurb,
                           gint64 minimum,
                           gint64 maximum,
                           gint64 default_value,
                           GParamFlags flags)
{
  return sweet_units_mark (g_param_spec_int64 (name, nick, blurb, minimum, maximum, default_value, flags), SWEET_UNIT_DURATION);
}

/**
 * sweet_param_spec_size:
 * @name: the canonical name of the property
 * @nick: (nullable): a short name for people
 * @blurb: (nullable): what the property is for, in one sentence
 * @minimum: the smallest value, in bytes
 * @maximum: the largest value, in bytes
 * @default_value: the value nobody has set, in bytes
 * @flags: as for every property
 *
 * Makes the param spec of a property that is an amount of bytes: a `guint64` that tools read and
 * print with its unit.
 *
 * Returns: (transfer full): a new param spec
 *
 * Since: 1.0
 */
GParamSpec *
sweet_param_spec_size (const char *name,
                       const char *nick,
                       const char *blurb,
                       guint64 minimum,
                       guint64 maximum,
                       guint64 default_value,
                       GParamFlags flags)
{
  return sweet_units_mark (g_param_spec_uint64 (name, nick, blurb, minimum, maximum, default_value, flags), SWEET_UNIT_SIZE);
}

/**
 * sweet_param_spec_get_unit:
 * @pspec: any param spec
 *
 * Tells what a number in a property counts, so that tools can read `250ms` and `64KiB` for it.
 *
 * Returns: the unit, %SWEET_UNIT_NONE for param specs that were not made by
 *   [func@param_spec_duration] or [func@param_spec_size]
 *
 * Since: 1.0
 */
SweetUnit
sweet_param_spec_get_unit (GParamSpec *pspec)
{
  g_return_val_if_fail (G_IS_PARAM_SPEC (pspec), SWEET_UNIT_NONE);

  return (SweetUnit) GPOINTER_TO_INT (g_param_spec_get_qdata (pspec, sweet_units_pspec_quark ()));
}
