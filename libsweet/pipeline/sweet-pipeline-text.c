/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

#include "pipeline/sweet-pipeline-text-private.h"

#define SWEET_PIPELINE_TEXT_BLANKS " \t\r\n"

/* where a word is read from and to */
typedef struct
{
  const char *p;
  GString *word;
  /* the word without the blanks at its end that nothing quotes */
  gsize solid;
  gboolean quoted;
} SweetPipelineReader;

SweetPipelineToken *
sweet_pipeline_token_new (const char *text,
                          gboolean separator)
{
  SweetPipelineToken *self = g_new0 (SweetPipelineToken, 1);

  self->text = g_strdup (text);
  self->separator = separator;

  return self;
}

void
sweet_pipeline_token_free (SweetPipelineToken *self)
{
  g_free (self->text);
  g_free (self);
}

/* behind the opening quote; FALSE if there is no closing one */
static gboolean
sweet_pipeline_text_read_single (SweetPipelineReader *reader)
{
  const char *end = strchr (reader->p, '\'');

  if (end == NULL)
    return FALSE;

  g_string_append_len (reader->word, reader->p, end - reader->p);
  reader->p = end + 1;

  return TRUE;
}

/* in double quotes a backslash is one, except in front of what would mean something there */
static gboolean
sweet_pipeline_text_read_double (SweetPipelineReader *reader)
{
  for (; *reader->p != '\0'; reader->p++)
    {
      if (*reader->p == '"')
        {
          reader->p++;
          return TRUE;
        }
      if (*reader->p == '\\' && reader->p[1] != '\0' && strchr ("\\\"$`", reader->p[1]) != NULL)
        reader->p++;

      g_string_append_c (reader->word, *reader->p);
    }

  return FALSE;
}

static gboolean
sweet_pipeline_text_read_escape (SweetPipelineReader *reader)
{
  if (*reader->p == '\0')
    return FALSE;

  g_string_append_c (reader->word, *reader->p++);

  return TRUE;
}

/* reads up to one of the stops; FALSE if what begins at reader->p does not end */
static gboolean
sweet_pipeline_text_read_word (SweetPipelineReader *reader,
                               const char *stops)
{
  g_string_truncate (reader->word, 0);
  reader->solid = 0;
  reader->quoted = FALSE;

  while (*reader->p != '\0' && strchr (stops, *reader->p) == NULL)
    {
      const char *begin = reader->p++;
      gboolean special = strchr ("'\"\\", *begin) != NULL;
      gboolean closed = TRUE;

      if (*begin == '\'')
        closed = sweet_pipeline_text_read_single (reader);
      else if (*begin == '"')
        closed = sweet_pipeline_text_read_double (reader);
      else if (*begin == '\\')
        closed = sweet_pipeline_text_read_escape (reader);
      else
        g_string_append_c (reader->word, *begin);

      if (!closed)
        {
          reader->p = begin;
          return FALSE;
        }

      reader->quoted |= special;
      if (special || strchr (SWEET_PIPELINE_TEXT_BLANKS, *begin) == NULL)
        reader->solid = reader->word->len;
    }

  return TRUE;
}

GPtrArray *
sweet_pipeline_text_split (const char *text,
                           GError **error)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) sweet_pipeline_token_free);
  g_autoptr (GString) word = g_string_new (NULL);
  SweetPipelineReader reader = { .p = text, .word = word };

  while (TRUE)
    {
      reader.p += strspn (reader.p, SWEET_PIPELINE_TEXT_BLANKS);
      if (*reader.p == '\0')
        return g_steal_pointer (&tokens);

      if (!sweet_pipeline_text_read_word (&reader, SWEET_PIPELINE_TEXT_BLANKS))
        {
          long position = g_utf8_pointer_to_offset (text, reader.p) + 1;

          g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, *reader.p == '\\' ? "nothing follows the %c, character %ld" : "the quote %c that opens at character %ld is never closed", *reader.p, position);
          return NULL;
        }

      g_ptr_array_add (tokens, sweet_pipeline_token_new (word->str, !reader.quoted && strcmp (word->str, "!") == 0));
    }
}

char **
sweet_pipeline_text_split_list (const char *text,
                                GError **error)
{
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  g_autoptr (GString) word = g_string_new (NULL);
  SweetPipelineReader reader = { .p = text, .word = word };

  reader.p += strspn (reader.p, SWEET_PIPELINE_TEXT_BLANKS);
  if (*reader.p == '\0')
    return g_strv_builder_end (items);

  while (TRUE)
    {
      reader.p += strspn (reader.p, SWEET_PIPELINE_TEXT_BLANKS);
      if (!sweet_pipeline_text_read_word (&reader, ","))
        {
          g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, *reader.p == '\\' ? "nothing follows the %c in “%s”" : "the quote %c is never closed in “%s”; write \\ in front of one that is part of an item", *reader.p, text);
          return NULL;
        }

      g_string_truncate (word, reader.solid);
      if (word->len == 0 && !reader.quoted)
        {
          g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "an item of the list “%s” is empty; write \"\" if that is meant", text);
          return NULL;
        }

      g_strv_builder_add (items, word->str);
      if (*reader.p == '\0')
        return g_strv_builder_end (items);
      reader.p++;
    }
}
