/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "pipeline/sweet-pipeline-text-private.h"
#include "sweet-test.h"

typedef struct
{
  const char *text;
  /* words joined by |, a separator is <!>; NULL if it is an error */
  const char *words;
  const char *message;
} Line;

static const Line lines[] = {
  { "", "", NULL },
  { "  \t\r\n ", "", NULL },
  { "a", "a", NULL },
  { " a  b\tc\nd ", "a|b|c|d", NULL },
  { "a ! b", "a|<!>|b", NULL },
  { "a!b ! c!", "a!b|<!>|c!", NULL },
  { "a '!' b \"!\" \\! c", "a|!|b|!|!|c", NULL },
  { "x='a b'", "x=a b", NULL },
  { "x='a'\"b\"c", "x=abc", NULL },
  { "'it'\\''s'", "it's", NULL },
  { "'\\n\"'", "\\n\"", NULL },
  { "\"a\\\"b\\\\c\\$d\\`e\\n\"", "a\"b\\c$d`e\\n", NULL },
  { "\"it's\"", "it's", NULL },
  { "a\\ b", "a b", NULL },
  { "''", "", NULL },
  { "a '' b", "a||b", NULL },
  { "$HOME `x` #no * ~", "$HOME|`x`|#no|*|~", NULL },
  { "k=\"gr\303\266\303\237e\"", "k=gr\303\266\303\237e", NULL },
  { "a 'b", NULL, "the quote ' that opens at character 3 is never closed" },
  { "\303\266 \"b ! c", NULL, "the quote \" that opens at character 3 is never closed" },
  { "a b\\", NULL, "nothing follows the \\, character 4" },
  { "\"b\\\"", NULL, "the quote \" that opens at character 1 is never closed" },
};

static void
test_split (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) tokens = sweet_pipeline_text_split (lines[i].text, &error);
      g_autoptr (GString) words = g_string_new (NULL);

      if (lines[i].words == NULL)
        {
          g_assert_null (tokens);
          g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX);
          g_assert_cmpstr (error->message, ==, lines[i].message);
          continue;
        }

      g_assert_no_error (error);
      for (guint j = 0; j < tokens->len; j++)
        {
          SweetPipelineToken *token = g_ptr_array_index (tokens, j);

          g_string_append_printf (words, "%s%s", j > 0 ? "|" : "", token->separator ? "<!>" : token->text);
        }
      g_assert_cmpstr (words->str, ==, lines[i].words);
    }
}

static const Line lists[] = {
  { "", "", NULL },
  { "  ", "", NULL },
  { "a", "a", NULL },
  { "a,b", "a|b", NULL },
  { "a,\"b,c\",d", "a|b,c|d", NULL },
  { "'a,b',c", "a,b|c", NULL },
  { " a b , c ", "a b|c", NULL },
  { "' a ', b\\ ", " a |b ", NULL },
  { "a\\,b,c", "a,b|c", NULL },
  { "\"\",a,''", "|a|", NULL },
  { "Driver\\'s name,x", "Driver's name|x", NULL },
  { "a,,b", NULL, "an item of the list “a,,b” is empty; write \"\" if that is meant" },
  { "a,", NULL, "an item of the list “a,” is empty; write \"\" if that is meant" },
  { ",", NULL, "an item of the list “,” is empty; write \"\" if that is meant" },
  { "a, ,b", NULL, "an item of the list “a, ,b” is empty; write \"\" if that is meant" },
  { "Driver's,b", NULL, "the quote ' is never closed in “Driver's,b”; write \\ in front of one that is part of an item" },
  { "a\\", NULL, "nothing follows the \\ in “a\\”" },
};

static void
test_split_list (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) items = sweet_pipeline_text_split_list (lists[i].text, &error);
      g_autofree char *words = NULL;

      if (lists[i].words == NULL)
        {
          g_assert_null (items);
          g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
          g_assert_cmpstr (error->message, ==, lists[i].message);
          continue;
        }

      g_assert_no_error (error);
      words = g_strjoinv ("|", items);
      g_assert_cmpstr (words, ==, lists[i].words);
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sweet/pipeline-text/split", test_split);
  g_test_add_func ("/sweet/pipeline-text/split-list", test_split_list);

  return g_test_run ();
}
