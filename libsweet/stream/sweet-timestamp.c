/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <math.h>

#include "stream/sweet-number-private.h"
#include "stream/sweet-timestamp-private.h"

/* whole numbers below these are seconds, milliseconds and microseconds since 1970, others nanoseconds: each
 * of the first two reaches from 1973 to 5138 and further than the one before it */
#define SWEET_TIMESTAMP_SECONDS      G_GINT64_CONSTANT (100000000000)
#define SWEET_TIMESTAMP_MILLISECONDS G_GINT64_CONSTANT (100000000000000)
#define SWEET_TIMESTAMP_MICROSECONDS G_GINT64_CONSTANT (100000000000000000)

typedef struct
{
  const char *text;
  const char *end;
} SweetTimestampReader;

/* @n digits */
static gboolean
sweet_timestamp_reader_read (SweetTimestampReader *self,
                             guint n,
                             gint64 minimum,
                             gint64 maximum,
                             gint64 *value)
{
  *value = 0;
  if (self->end - self->text < (gssize) n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (*self->text))
        return FALSE;
      *value = *value * 10 + (*self->text++ - '0');
    }
  return *value >= minimum && *value <= maximum;
}

static gboolean
sweet_timestamp_reader_skip (SweetTimestampReader *self,
                             char a,
                             char b,
                             char c)
{
  if (self->text == self->end || (*self->text != a && *self->text != b && *self->text != c))
    return FALSE;

  self->text++;
  return TRUE;
}

/* of the Gregorian calendar, counted from 1970: years begin in March, so that a leap day is their last */
static gint64
sweet_timestamp_count_days (gint64 year,
                            gint64 month,
                            gint64 day)
{
  gint64 era;

  year -= month <= 2 ? 1 : 0;
  era = year / 400;
  year -= era * 400;
  return era * 146097 + year * 365 + year / 4 - year / 100 + (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1 - 719468;
}

/* year, month and day, which the month has */
static gboolean
sweet_timestamp_reader_read_date (SweetTimestampReader *self,
                                  gint64 *days)
{
  static const gint64 lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gint64 year;
  gint64 month;
  gint64 day;
  gint64 length;

  if (!sweet_timestamp_reader_read (self, 4, 1, 9999, &year) || !sweet_timestamp_reader_skip (self, '-', '-', '-') || !sweet_timestamp_reader_read (self, 2, 1, 12, &month) || !sweet_timestamp_reader_skip (self, '-', '-', '-'))
    return FALSE;

  length = lengths[month - 1];
  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    length++;
  if (!sweet_timestamp_reader_read (self, 2, 1, length, &day))
    return FALSE;

  *days = sweet_timestamp_count_days (year, month, day);
  return TRUE;
}

/* any number of digits, of which six count */
static gboolean
sweet_timestamp_reader_read_fraction (SweetTimestampReader *self,
                                      gint64 *value)
{
  gint64 unit = G_USEC_PER_SEC / 10;

  if (self->text == self->end || !g_ascii_isdigit (*self->text))
    return FALSE;
  for (; self->text < self->end && g_ascii_isdigit (*self->text); self->text++, unit /= 10)
    *value += (*self->text - '0') * unit;
  return TRUE;
}

/* "Z", "+01:00", or nothing, in seconds */
static gboolean
sweet_timestamp_reader_read_zone (SweetTimestampReader *self,
                                  gint64 *zone)
{
  gint64 sign;
  gint64 hours;
  gint64 minutes;

  *zone = 0;
  if (self->text == self->end || sweet_timestamp_reader_skip (self, 'Z', 'z', 'z'))
    return TRUE;

  sign = *self->text == '-' ? -1 : 1;
  if (!sweet_timestamp_reader_skip (self, '+', '-', '-') || !sweet_timestamp_reader_read (self, 2, 0, 23, &hours))
    return FALSE;
  sweet_timestamp_reader_skip (self, ':', ':', ':');
  if (!sweet_timestamp_reader_read (self, 2, 0, 59, &minutes))
    return FALSE;

  *zone = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

/* "08:30", "08:30:05", "08:30:05.25", in µs; a leap second is the first one of the next minute */
static gboolean
sweet_timestamp_reader_read_time (SweetTimestampReader *self,
                                  gint64 *value)
{
  gint64 hours;
  gint64 minutes;
  gint64 seconds = 0;

  if (!sweet_timestamp_reader_read (self, 2, 0, 23, &hours) || !sweet_timestamp_reader_skip (self, ':', ':', ':') || !sweet_timestamp_reader_read (self, 2, 0, 59, &minutes))
    return FALSE;
  if (sweet_timestamp_reader_skip (self, ':', ':', ':') && !sweet_timestamp_reader_read (self, 2, 0, 60, &seconds))
    return FALSE;

  *value = (hours * 3600 + minutes * 60 + seconds) * G_USEC_PER_SEC;
  return !sweet_timestamp_reader_skip (self, '.', ',', ',') || sweet_timestamp_reader_read_fraction (self, value);
}

static gboolean
sweet_timestamp_read_text (const char *text,
                           gsize length,
                           gint64 *value)
{
  SweetTimestampReader reader = { text, text + length };
  gint64 days;
  gint64 time = 0;
  gint64 zone = 0;

  if (!sweet_timestamp_reader_read_date (&reader, &days))
    return FALSE;
  if (reader.text < reader.end && (!sweet_timestamp_reader_skip (&reader, 'T', 't', ' ') || !sweet_timestamp_reader_read_time (&reader, &time) || !sweet_timestamp_reader_read_zone (&reader, &zone)))
    return FALSE;
  if (reader.text != reader.end)
    return FALSE;

  *value = (days * 86400 - zone) * G_USEC_PER_SEC + time;
  return TRUE;
}

static gint64
sweet_timestamp_scale (gint64 number)
{
  gint64 size = number < 0 ? -MAX (number, -G_MAXINT64) : number;

  if (size < SWEET_TIMESTAMP_SECONDS)
    return number * G_USEC_PER_SEC;
  if (size < SWEET_TIMESTAMP_MILLISECONDS)
    return number * 1000;
  return size < SWEET_TIMESTAMP_MICROSECONDS ? number : number / 1000;
}

gboolean
sweet_timestamp_read (const char *text,
                      gsize length,
                      gint64 *value)
{
  gint64 number;
  double seconds;

  if (length >= 10 && text[4] == '-')
    return sweet_timestamp_read_text (text, length, value);
  if (sweet_number_read_int64 (text, length, &number))
    {
      *value = sweet_timestamp_scale (number);
      return TRUE;
    }
  if (!sweet_number_read_double (text, length, &seconds) || fabs (seconds) >= (double) SWEET_TIMESTAMP_SECONDS)
    return FALSE;

  *value = (gint64) (seconds * G_USEC_PER_SEC + (seconds < 0 ? -0.5 : 0.5));
  return TRUE;
}

gsize
sweet_timestamp_write (gint64 value,
                       char text[SWEET_TIMESTAMP_SIZE])
{
  gint64 fraction = value % G_USEC_PER_SEC;
  gint64 seconds = value / G_USEC_PER_SEC - (fraction < 0 ? 1 : 0);
  gint64 time = seconds % 86400;
  gint64 days = seconds / 86400 - (time < 0 ? 1 : 0) + 719468;
  gint64 era = (days >= 0 ? days : days - 146096) / 146097;
  gint64 day = days - era * 146097;
  gint64 year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  gint64 month;
  int length;

  day -= 365 * year + year / 4 - year / 100;
  month = (5 * day + 2) / 153;
  day -= (153 * month + 2) / 5 - 1;
  month += month < 10 ? 3 : -9;
  year += era * 400 + (month <= 2 ? 1 : 0);
  time += time < 0 ? 86400 : 0;
  fraction += fraction < 0 ? G_USEC_PER_SEC : 0;
  length = g_snprintf (text, SWEET_TIMESTAMP_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", (int) year, (int) month, (int) day, (int) (time / 3600), (int) (time / 60 % 60), (int) (time % 60));
  if (fraction != 0)
    {
      length += g_snprintf (text + length, (gulong) (SWEET_TIMESTAMP_SIZE - length), ".%06d", (int) fraction);
      while (text[length - 1] == '0')
        length--;
    }
  text[length++] = 'Z';
  text[length] = '\0';
  return (gsize) length;
}
