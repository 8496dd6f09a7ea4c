/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-filter-lexer.h"

#include <string.h>

void
sweet_filter_lexer_init (SweetFilterLexer *self,
                         const char *text)
{
  self->text = text;
  self->next = text;
  self->type = SWEET_FILTER_TOKEN_END;
  self->start = text;
  self->value = g_string_new (NULL);
}

void
sweet_filter_lexer_clear (SweetFilterLexer *self)
{
  g_string_free (self->value, TRUE);
  self->value = NULL;
}

gboolean
sweet_filter_lexer_is_word (const SweetFilterLexer *self,
                            const char *word)
{
  return self->type == SWEET_FILTER_TOKEN_WORD && strcmp (self->value->str, word) == 0;
}

gboolean
sweet_filter_lexer_fail (const SweetFilterLexer *self,
                         const char *place,
                         GError **error,
                         const char *format,
                         ...)
{
  g_autofree char *message = NULL;
  gssize n_bytes = place - self->text;
  glong position = (glong) n_bytes;
  va_list args;

  /* what somebody counts; bytes where it is no text */
  if (g_utf8_validate (self->text, n_bytes, NULL))
    position = g_utf8_strlen (self->text, n_bytes);

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "where: at character %ld: %s", position + 1, message);

  return FALSE;
}

/* there is no arithmetic, so a name may have a hyphen or a dot in it */
static gboolean
sweet_filter_lexer_is_in_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.' || (c & 0x80) != 0;
}

static gboolean
sweet_filter_lexer_starts_number (const char *p)
{
  if (*p == '+' || *p == '-')
    p++;
  if (*p == '.')
    p++;

  return g_ascii_isdigit (*p);
}

static gboolean
sweet_filter_lexer_read_quoted (SweetFilterLexer *self,
                                GError **error)
{
  char quote = *self->next;

  self->type = quote == '"' ? SWEET_FILTER_TOKEN_NAME : SWEET_FILTER_TOKEN_STRING;
  for (self->next++; *self->next != '\0'; self->next++)
    {
      if (*self->next == quote && *++self->next != quote)
        return TRUE;
      g_string_append_c (self->value, *self->next);
    }

  return sweet_filter_lexer_fail (self, self->start, error, "the %s quote is not closed", quote == '"' ? "double" : "single");
}

static void
sweet_filter_lexer_read_word (SweetFilterLexer *self)
{
  self->type = SWEET_FILTER_TOKEN_WORD;
  while (sweet_filter_lexer_is_in_word (*self->next))
    g_string_append_c (self->value, *self->next++);
}

static gboolean
sweet_filter_lexer_read_number (SweetFilterLexer *self,
                                GError **error)
{
  SweetCell cell;
  double number;

  self->type = SWEET_FILTER_TOKEN_NUMBER;
  do
    g_string_append_c (self->value, *self->next++);
  while (sweet_filter_lexer_is_in_word (*self->next) || (*self->next == '+' && g_ascii_tolower (self->next[-1]) == 'e'));

  cell = (SweetCell){ self->value->str, (guint32) self->value->len, SWEET_CELL_TEXT };
  if (sweet_cell_get_double (&cell, &number))
    return TRUE;

  return sweet_filter_lexer_fail (self, self->start, error, "“%s” is no number; a name that starts like one needs double quotes, a string single ones", self->value->str);
}

static gboolean
sweet_filter_lexer_read_operator (SweetFilterLexer *self,
                                  GError **error)
{
  static const char *const operators[] = { "!=", "<=", ">=", "=", "<", ">", "~" };

  self->type = SWEET_FILTER_TOKEN_OPERATOR;
  if (g_str_has_prefix (self->next, "=="))
    return sweet_filter_lexer_fail (self, self->start, error, "“==” is written “=”");
  if (g_str_has_prefix (self->next, "<>"))
    return sweet_filter_lexer_fail (self, self->start, error, "“<>” is written “!=”");

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (self->next, operators[i]))
      {
        g_string_append (self->value, operators[i]);
        self->next += strlen (operators[i]);
        return TRUE;
      }

  return sweet_filter_lexer_fail (self, self->start, error, "“%c” means nothing here; text needs single quotes, a name double ones", *self->next);
}

gboolean
sweet_filter_lexer_advance (SweetFilterLexer *self,
                            GError **error)
{
  while (g_ascii_isspace (*self->next))
    self->next++;

  self->start = self->next;
  g_string_truncate (self->value, 0);

  switch (*self->next)
    {
    case '\0':
      self->type = SWEET_FILTER_TOKEN_END;
      return TRUE;
    case '(':
    case ')':
      self->type = *self->next == '(' ? SWEET_FILTER_TOKEN_OPEN : SWEET_FILTER_TOKEN_CLOSE;
      g_string_append_c (self->value, *self->next++);
      return TRUE;
    case '\'':
    case '"':
      return sweet_filter_lexer_read_quoted (self, error);
    default:
      break;
    }

  if (sweet_filter_lexer_starts_number (self->next))
    return sweet_filter_lexer_read_number (self, error);
  if (*self->next != '-' && *self->next != '.' && sweet_filter_lexer_is_in_word (*self->next))
    {
      sweet_filter_lexer_read_word (self);
      return TRUE;
    }

  return sweet_filter_lexer_read_operator (self, error);
}
