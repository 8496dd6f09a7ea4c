/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/* n must be an integer of any type: "n | 0" does not compile for 0.5, which would be cut to 0 */
#define _SWEET_SATURATED_DURATION(n, us)                                                         \
  ((n) > 0 && (guint64) ((n) | 0) > (guint64) (G_MAXINT64 / G_GINT64_CONSTANT (us)) ? G_MAXINT64 \
   : (n) < 1 && (gint64) ((n) | 0) < G_MININT64 / G_GINT64_CONSTANT (us)            ? G_MININT64 \
                                                                                    : (gint64) ((n) | 0) * G_GINT64_CONSTANT (us))
#define _SWEET_SATURATED_SIZE(n, bytes) \
  ((guint64) ((n) | 0) > G_MAXUINT64 / G_GUINT64_CONSTANT (bytes) ? G_MAXUINT64 : (guint64) ((n) | 0) * G_GUINT64_CONSTANT (bytes))

/**
 * SWEET_MILLISECONDS:
 * @n: an integer
 *
 * @n milliseconds in microseconds, the unit of every time in Sweet. A constant if @n is one; out of
 * range it stays at the largest or smallest value of a `gint64`.
 *
 * Since: 1.0
 */
#define SWEET_MILLISECONDS(n) _SWEET_SATURATED_DURATION (n, 1000)

/**
 * SWEET_SECONDS:
 * @n: an integer
 *
 * @n seconds in microseconds, the unit of every time in Sweet. A constant if @n is one; out of range
 * it stays at the largest or smallest value of a `gint64`.
 *
 * Since: 1.0
 */
#define SWEET_SECONDS(n) _SWEET_SATURATED_DURATION (n, 1000000)

/**
 * SWEET_MINUTES:
 * @n: an integer
 *
 * @n minutes in microseconds, the unit of every time in Sweet. A constant if @n is one; out of range
 * it stays at the largest or smallest value of a `gint64`.
 *
 * Since: 1.0
 */
#define SWEET_MINUTES(n) _SWEET_SATURATED_DURATION (n, 60000000)

/**
 * SWEET_HOURS:
 * @n: an integer
 *
 * @n hours in microseconds, the unit of every time in Sweet. A constant if @n is one; out of range
 * it stays at the largest or smallest value of a `gint64`.
 *
 * Since: 1.0
 */
#define SWEET_HOURS(n) _SWEET_SATURATED_DURATION (n, 3600000000)

/**
 * SWEET_DAYS:
 * @n: an integer
 *
 * @n days of 24 hours in microseconds, the unit of every time in Sweet. A constant if @n is one; out
 * of range it stays at the largest or smallest value of a `gint64`.
 *
 * Since: 1.0
 */
#define SWEET_DAYS(n) _SWEET_SATURATED_DURATION (n, 86400000000)

/**
 * SWEET_KIB:
 * @n: an integer that is not negative
 *
 * @n KiB (1024 bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_KIB(n) _SWEET_SATURATED_SIZE (n, 1024)

/**
 * SWEET_MIB:
 * @n: an integer that is not negative
 *
 * @n MiB (1024² bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_MIB(n) _SWEET_SATURATED_SIZE (n, 1048576)

/**
 * SWEET_GIB:
 * @n: an integer that is not negative
 *
 * @n GiB (1024³ bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_GIB(n) _SWEET_SATURATED_SIZE (n, 1073741824)

/**
 * SWEET_TIB:
 * @n: an integer that is not negative
 *
 * @n TiB (1024⁴ bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_TIB(n) _SWEET_SATURATED_SIZE (n, 1099511627776)

/**
 * SWEET_KB:
 * @n: an integer that is not negative
 *
 * @n kB (1000 bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_KB(n) _SWEET_SATURATED_SIZE (n, 1000)

/**
 * SWEET_MB:
 * @n: an integer that is not negative
 *
 * @n MB (1000² bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_MB(n) _SWEET_SATURATED_SIZE (n, 1000000)

/**
 * SWEET_GB:
 * @n: an integer that is not negative
 *
 * @n GB (1000³ bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_GB(n) _SWEET_SATURATED_SIZE (n, 1000000000)

/**
 * SWEET_TB:
 * @n: an integer that is not negative
 *
 * @n TB (1000⁴ bytes) in bytes. A constant if @n is one; out of range it stays at the largest value
 * of a `guint64`.
 *
 * Since: 1.0
 */
#define SWEET_TB(n) _SWEET_SATURATED_SIZE (n, 1000000000000)

/**
 * SweetUnit:
 * @SWEET_UNIT_NONE: a plain number, or no number at all
 * @SWEET_UNIT_DURATION: a time in microseconds
 * @SWEET_UNIT_SIZE: an amount of bytes
 *
 * What the number in a property counts.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_UNIT_NONE,
  SWEET_UNIT_DURATION,
  SWEET_UNIT_SIZE,
} SweetUnit;

/**
 * SWEET_UNIT_ERROR:
 *
 * The error domain of durations and sizes written as text.
 *
 * Since: 1.0
 */
#define SWEET_UNIT_ERROR (sweet_unit_error_quark ())

/**
 * SweetUnitError:
 * @SWEET_UNIT_ERROR_NUMBER: the text does not begin with a decimal number; write one
 * @SWEET_UNIT_ERROR_MISSING: the number stands alone; add one of the units that the message lists
 * @SWEET_UNIT_ERROR_UNKNOWN: what follows the number is no unit; use one that the message lists
 * @SWEET_UNIT_ERROR_FRACTION: the value is no whole number of the smallest unit, µs or bytes; write one
 *   that is
 *
 * Errors of the %SWEET_UNIT_ERROR domain.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_UNIT_ERROR_NUMBER,
  SWEET_UNIT_ERROR_MISSING,
  SWEET_UNIT_ERROR_UNKNOWN,
  SWEET_UNIT_ERROR_FRACTION,
} SweetUnitError;

SWEET_AVAILABLE_IN_ALL
GQuark sweet_unit_error_quark (void);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_parse_duration (const char *text,
                               gint64 *duration,
                               GError **error);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_parse_size (const char *text,
                           guint64 *size,
                           GError **error);

SWEET_AVAILABLE_IN_ALL
char *sweet_duration_to_string (gint64 duration);

SWEET_AVAILABLE_IN_ALL
char *sweet_size_to_string (guint64 size);

SWEET_AVAILABLE_IN_ALL
GParamSpec *sweet_param_spec_duration (const char *name,
                                       const char *nick,
                                       const char *blurb,
                                       gint64 minimum,
                                       gint64 maximum,
                                       gint64 default_value,
                                       GParamFlags flags);

SWEET_AVAILABLE_IN_ALL
GParamSpec *sweet_param_spec_size (const char *name,
                                   const char *nick,
                                   const char *blurb,
                                   guint64 minimum,
                                   guint64 maximum,
                                   guint64 default_value,
                                   GParamFlags flags);

SWEET_AVAILABLE_IN_ALL
SweetUnit sweet_param_spec_get_unit (GParamSpec *pspec);

G_END_DECLS
