/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "sweet-json-writer.h"

#include <math.h>

struct _SweetJsonWriter
{
  GString *text;
  gboolean indented;
  int depth;
  /* nothing stands in the innermost object or array yet */
  gboolean empty;
  /* the value belongs to the name in front of it */
  gboolean named;
};

SweetJsonWriter *
sweet_json_writer_new (gboolean indented)
{
  SweetJsonWriter *self = g_new0 (SweetJsonWriter, 1);

  self->text = g_string_new (NULL);
  self->indented = indented;
  self->empty = TRUE;

  return self;
}

void
sweet_json_writer_free (SweetJsonWriter *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
sweet_json_writer_break_line (SweetJsonWriter *self)
{
  if (self->indented)
    g_string_append_printf (self->text, "\n%*s", 2 * self->depth, "");
}

/* what stands between a value and whatever was before it */
static void
sweet_json_writer_separate (SweetJsonWriter *self)
{
  if (self->named || self->depth == 0)
    {
      self->named = FALSE;
      return;
    }

  if (!self->empty)
    g_string_append (self->text, self->indented ? "," : ", ");
  sweet_json_writer_break_line (self);
  self->empty = FALSE;
}

static void
sweet_json_writer_begin (SweetJsonWriter *self,
                         char bracket)
{
  sweet_json_writer_separate (self);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->empty = TRUE;
}

static void
sweet_json_writer_end (SweetJsonWriter *self,
                       char bracket)
{
  self->depth--;
  if (!self->empty)
    sweet_json_writer_break_line (self);

  g_string_append_c (self->text, bracket);
  self->empty = FALSE;
}

void
sweet_json_writer_begin_object (SweetJsonWriter *self)
{
  sweet_json_writer_begin (self, '{');
}

void
sweet_json_writer_end_object (SweetJsonWriter *self)
{
  sweet_json_writer_end (self, '}');
}

void
sweet_json_writer_begin_array (SweetJsonWriter *self)
{
  sweet_json_writer_begin (self, '[');
}

void
sweet_json_writer_end_array (SweetJsonWriter *self)
{
  sweet_json_writer_end (self, ']');
}

static void
sweet_json_writer_append_quoted (SweetJsonWriter *self,
                                 const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (self->text, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (self->text, "\\%c", *p);
      else if ((guchar) *p < 0x20)
        g_string_append_printf (self->text, "\\u%04x", (guint) *p);
      else
        g_string_append_c (self->text, *p);
    }
  g_string_append_c (self->text, '"');
}

void
sweet_json_writer_add_name (SweetJsonWriter *self,
                            const char *name)
{
  sweet_json_writer_separate (self);
  sweet_json_writer_append_quoted (self, name);
  g_string_append (self->text, ": ");
  self->named = TRUE;
}

void
sweet_json_writer_add_string (SweetJsonWriter *self,
                              const char *text)
{
  sweet_json_writer_separate (self);
  if (text != NULL)
    sweet_json_writer_append_quoted (self, text);
  else
    g_string_append (self->text, "null");
}

void
sweet_json_writer_add_boolean (SweetJsonWriter *self,
                               gboolean value)
{
  sweet_json_writer_separate (self);
  g_string_append (self->text, value ? "true" : "false");
}

void
sweet_json_writer_add_int64 (SweetJsonWriter *self,
                             gint64 value)
{
  sweet_json_writer_separate (self);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
sweet_json_writer_add_uint64 (SweetJsonWriter *self,
                              guint64 value)
{
  sweet_json_writer_separate (self);
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT, value);
}

void
sweet_json_writer_add_double (SweetJsonWriter *self,
                              double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  /* most numbers that somebody wrote need no more digits */
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  if (g_ascii_strtod (buffer, NULL) != value)
    g_ascii_dtostr (buffer, sizeof buffer, value);
  sweet_json_writer_separate (self);
  g_string_append (self->text, isfinite (value) ? buffer : "null");
}

const char *
sweet_json_writer_finish (SweetJsonWriter *self)
{
  g_string_append_c (self->text, '\n');

  return self->text->str;
}
