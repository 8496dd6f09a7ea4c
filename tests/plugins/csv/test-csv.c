/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "csv-pipeline.h"

#include "sweet-test.h"

static SweetFormat *
new_format (void)
{
  g_autoptr (GError) error = NULL;
  SweetElement *element = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "csv", &error);

  g_assert_no_error (error);
  g_assert_true (SWEET_IS_FORMAT (element));

  return SWEET_FORMAT (element);
}

static void
test_options (SweetTest *test,
              gconstpointer data)
{
  static const struct
  {
    const char *delimiter;
    const char *quote;
    const char *message;
  } cases[] = {
    { ",", "\"", NULL },
    { "\\t", "'", NULL },
    { "\t", "", NULL },
    { ";", NULL, NULL },
    { "", "\"", "csv: delimiter cannot be empty" },
    { NULL, "\"", "csv: delimiter cannot be empty" },
    { "ab", "\"", "csv: delimiter takes one ASCII character or \\t for a tab, not “ab”" },
    { "§", "\"", "csv: delimiter takes one ASCII character or \\t for a tab, not “§”" },
    { ",", "''", "csv: quote takes one ASCII character or \\t for a tab, not “''”" },
    { "\n", "\"", "csv: delimiter cannot be a line end" },
    { ",", "\r", "csv: quote cannot be a line end" },
    { "|", "|", "csv: delimiter and quote cannot both be “|”" },
    { "\t", "\\t", "csv: delimiter and quote cannot both be “\t”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SweetFormat) format = new_format ();
      g_autoptr (GError) error = NULL;
      gboolean ok;

      g_object_set (format, "delimiter", cases[i].delimiter, "quote", cases[i].quote, NULL);
      ok = sweet_element_check (SWEET_ELEMENT (format), &error);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      g_assert_cmpint (ok, ==, cases[i].message == NULL);
      if (!ok)
        g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE);
    }
}

/* runs a line that begins with a file of these contents */
static CsvResult *
run_text (SweetTest *test,
          const char *text,
          gssize length,
          const char *rest)
{
  g_autofree char *path = sweet_test_write (test, "in.csv", text, length);
  g_auto (GStrv) words = g_strsplit (rest, " ", -1);
  g_autoptr (GPtrArray) line = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (line, g_strdup ("file"));
  g_ptr_array_add (line, g_strdup_printf ("path=%s", path));
  g_ptr_array_add (line, g_strdup ("!"));
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (line, g_strdup (words[i]));

  return csv_pipeline_run (line, path, FALSE);
}

#define SKIP "on-error=skip leaves the record out"

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  static const struct
  {
    const char *text;
    gssize length;
    const char *line;
    const char *message;
  } cases[] = {
    { "a,b\n1,2\n3,5\" pipe\n", -1, "csv",
      "record 2, line 3, byte 11: stray quote in an unquoted field (stray-quotes=literal takes it as data, " SKIP ")" },
    { "a,b\n1,\"x\" y\n", -1, "csv", "record 1, line 2, byte 9: text after a closing quote (" SKIP ")" },
    { "a,b\n1,\"x\n\ny\n", -1, "csv",
      "record 1, line 2, byte 6: the quote that opens here is never closed (on-error=skip leaves the rest of the input out)" },
    { "a,b\n1,\"xxxxxxxx\n", -1, "csv max-record-size=6B",
      "record 1, line 2, byte 6: the quote that opens here is not closed within 6B, the limit of a record (max-record-size raises it, " SKIP ")" },
    { "a,b\n1,\0\n", 8, "csv", "record 1, line 2, byte 6: NUL byte (" SKIP ")" },
    { "a,b\n1,\"\0\"\n", 10, "csv", "record 1, line 2, byte 7: NUL byte (" SKIP ")" },
    { "a,b\n1,x\r2\n", -1, "csv",
      "record 1, line 2, byte 7: bare CR: a carriage return without a line feed outside of quotes (" SKIP ")" },
    { "a,b\n1,2\r", -1, "csv",
      "record 1, line 2, byte 7: bare CR: a carriage return without a line feed outside of quotes (" SKIP ")" },
    { "a,b\n1,2345678\n", -1, "csv max-record-size=6B",
      "record 1, line 2, byte 10: the record is larger than 6B (max-record-size raises the limit, " SKIP ")" },
    { "a,b\n1,2\n\n1,2,3,4\n", -1, "csv",
      "record 2, line 4, byte 13: 4 fields where the header has 2 (ragged=accept drops the surplus, " SKIP ")" },
    { "a,b\n1,2\n1\r\n", -1, "csv",
      "record 2, line 3, byte 9: 1 field where the header has 2 (ragged=accept leaves the missing cells absent, " SKIP ")" },
    { "1,2\n1\n", -1, "csv header=false",
      "record 2, line 2, byte 5: 1 field where the first row has 2 (ragged=accept leaves the missing cells absent, " SKIP ")" },
    { "a,b\n1,2,x\"y\n", -1, "csv",
      "record 1, line 2, byte 9: stray quote in an unquoted field (stray-quotes=literal takes it as data, " SKIP ")" },
    /* the header */
    { "a,b\"\n", -1, "csv", "line 1, byte 3: stray quote in an unquoted field (stray-quotes=literal takes it as data)" },
    { "a,\"b\"c\n", -1, "csv on-error=skip", "line 1, byte 5: text after a closing quote" },
    { "\n\na,\"b\n", -1, "csv", "line 3, byte 4: the quote that opens here is never closed" },
    { "a\0\n", 3, "csv", "line 1, byte 1: NUL byte" },
    { "a,b\r", -1, "csv", "line 1, byte 3: bare CR: a carriage return without a line feed outside of quotes" },
    { "abcdefg\n", -1, "csv max-record-size=6B", "line 1, byte 6: the record is larger than 6B (max-record-size raises the limit)" },
    { "a,,c\n", -1, "csv", "line 1, byte 2: column 2 has no name (header=false takes the line as a record)" },
    { "a,b,\"a\"\n", -1, "csv", "line 1, byte 4: column 3 has the name of column 1 (header=false takes the line as a record)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CsvResult) result = run_text (test, cases[i].text, cases[i].length, cases[i].line);

      g_assert_cmpstr (result->error, ==, cases[i].message);
    }
}

static void
test_rows (SweetTest *test,
           gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *line;
    const char *names;
    const char *rows;
  } cases[] = {
    { "", "csv", "", "" },
    { "\357\273\277", "csv", "", "" },
    { "\n\r\n", "csv header=false", "", "" },
    { "\357\273\277a,\"b\"\"c\"\r\n1,\"2\n3\"\r\n", "csv", "<1>a<3>b\"c", "1 @13 <1>1 <3>2\n3\n" },
    { "\n\na\n\n1\n\n", "csv", "<1>a", "1 @4 <0>\n2 @5 <1>1\n3 @7 <0>\n" },
    { "\n\n1,2\n\n3,4", "csv header=false", "<1>1<1>2", "1 @2 <1>1 <1>2\n2 @7 <1>3 <1>4\n" },
    { "a,b\n1\n1,2,3\n", "csv ragged=accept", "<1>a<1>b", "1 @4 <1>1 -\n2 @6 <1>1 <1>2\n" },
    { "a,b\n5\" pipe,\"\"\n", "csv stray-quotes=literal", "<1>a<1>b", "1 @4 <7>5\" pipe <0>\n" },
    { "a\tb\n'1\t2'\t'it''s'\n", "csv delimiter=\\t quote='", "<1>a<1>b", "1 @4 <3>1\t2 <4>it's\n" },
    { "a,b\n\"1,2\"\"\n", "csv quote=", "<1>a<1>b", "1 @4 <2>\"1 <3>2\"\"\n" },
    { "a,b\n1,x\"y\n2,\"\n3,4\"\n5\n6,7\n", "csv on-error=skip", "<1>a<1>b", "2 @10 <1>2 <4>\n3,4\n4 @21 <1>6 <1>7\n" },
    { "a\n\"\"\"\"\n", "csv", "<1>a", "1 @2 <1>\"\n" },
    { "a\n123456789\n\"23456\n1\n2\n", "csv on-error=skip max-record-size=5B", "<1>a", "3 @19 <1>1\n4 @21 <1>2\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CsvResult) result = run_text (test, cases[i].text, -1, cases[i].line);

      g_assert_cmpstr (result->error, ==, NULL);
      g_assert_cmpstr (result->names->str, ==, cases[i].names);
      g_assert_cmpstr (result->rows->str, ==, cases[i].rows);
    }
}

/* what csv writes of a text that @format reads, or the error that it ends with */
static char *
encode_from (SweetTest *test,
             const char *text,
             const char *format,
             const char *options,
             char **error)
{
  g_autofree char *out = sweet_test_path (test, "out.csv");
  g_autofree char *rest = g_strdup_printf ("%s ! csv %s! file path=%s", format, options, out);
  g_autoptr (CsvResult) result = run_text (test, text, -1, rest);

  *error = g_steal_pointer (&result->error);

  return *error == NULL ? sweet_test_read (out, NULL) : NULL;
}

static char *
encode (SweetTest *test,
        const char *json,
        const char *options,
        char **error)
{
  return encode_from (test, json, "jsonl", options, error);
}

static void
test_encode (SweetTest *test,
             gconstpointer data)
{
  static const struct
  {
    const char *json;
    const char *options;
    const char *csv;
    const char *message;
  } cases[] = {
    { "{\"a\":1,\"b\":null,\"c\":true}\n{\"c\":[1,\"x\"],\"a\":\"x,y\"}\n", "", "a,b,c\n1,,true\n\"x,y\",,\"[1,\"\"x\"\"]\"\n", NULL },
    { "{\"a,b\":\"q\\\"q\",\"c\":\"l\\nl\",\"d\":\"r\\rr\"}\n", "", "\"a,b\",c,d\n\"q\"\"q\",\"l\nl\",\"r\rr\"\n", NULL },
    { "{\"a\":\"\"}\n{\"a\":null}\n{}\n{\"a\":\" \"}\n", "", "a\n\"\"\n\"\"\n\"\"\n \n", NULL },
    { "{\"a\":\"\"}\n", "header=false ", "\"\"\n", NULL },
    { "{\"\\ufeffa\":\"\\ufeffb\"}\n", "", "\"\357\273\277a\"\n\357\273\277b\n", NULL },
    { "{\"a\":\"\\ufeffb\",\"b\":\"\\ufeffb\"}\n", "header=false ", "\"\357\273\277b\",\357\273\277b\n", NULL },
    { "{\"a\":\"x\\ty\",\"b\":\"it's, \\\"so\\\"\"}\n", "delimiter=\\t quote=' ", "a\tb\n'x\ty'\t'it''s, \"so\"'\n", NULL },
    { "{\"a\":\"\\\"\",\"b\":\"\"}\n", "quote= ", "a,b\n\",\n", NULL },
    { "{\"a\":\"\"}\n", "quote= ", "a\n\n", NULL },
    { "", "", "", NULL },
    { "{\"a\":1}\n{\"b\":null,\"a\":2}\n", "", NULL,
      "csv: record 2 has a column “b” that the first record has not: select the columns first" },
    { "{\"a\":1}\n{\"c\":1,\"b\":1}\n", "", NULL,
      "csv: record 2 has a column “c” that the first record has not: select the columns first" },
    { "{\"a\":\"x\"}\n{\"a\":\"\\u0000\"}\n", "", NULL, "csv: record 2: column “a” holds a NUL byte, which CSV cannot" },
    { "{\"a\":\"1,2\"}\n", "quote= ", NULL,
      "csv: record 1: column “a” holds what takes quotes, such as a delimiter or a line end, and quote= is empty" },
    { "{\"a\":\"\"}\n", "quote= header=false ", NULL,
      "csv: record 1: column “a” is empty and alone, which takes quotes, and quote= is empty" },
    { "{\"\":1}\n", "", NULL, "csv: the name of column 1 is empty, which a header cannot hold" },
    { "{\"x\":1,\"a,b\":1}\n", "quote= ", NULL,
      "csv: the name of column 2 holds what takes quotes, such as a delimiter or a line end, and quote= is empty" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *error = NULL;
      g_autofree char *csv = encode (test, cases[i].json, cases[i].options, &error);

      g_assert_cmpstr (error, ==, cases[i].message);
      g_assert_cmpstr (csv, ==, cases[i].csv);
    }
}

/* what is written of a row whose cells are 1, 2, ..., under a header of other columns */
static char *
encode_row (const char *columns,
            const char *header,
            GError **error)
{
  g_autoptr (SweetFormat) format = new_format ();
  SweetFormatClass *klass = SWEET_FORMAT_GET_CLASS (format);
  g_auto (GStrv) names = g_strsplit (columns, ",", 0);
  g_auto (GStrv) header_names = g_strsplit (header, ",", 0);
  g_autoptr (SweetSchema) from = sweet_schema_new ((const char *const *) names);
  g_autoptr (SweetSchema) to = sweet_schema_new ((const char *const *) header_names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (from);
  g_autoptr (SweetChunk) chunk = NULL;
  SweetBuffer out = { 0 };
  char *text = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    sweet_chunk_builder_set_int64 (builder, i, i + 1);
  sweet_chunk_builder_end_row (builder);
  chunk = sweet_chunk_builder_build (builder);
  g_assert_true (sweet_element_check (SWEET_ELEMENT (format), error));
  if (klass->encode_header (format, to, &out, error) && klass->encode (format, chunk, to, &out, error))
    text = g_strndup ((const char *) out.data, out.length);
  sweet_buffer_clear (&out);
  return text;
}

/* columns of one name go by their place */
static void
test_equal_names (SweetTest *test,
                  gconstpointer data)
{
  static const struct
  {
    const char *columns;
    const char *header;
    const char *csv;
  } cases[] = {
    { "a,a", "a,a", "a,a\n1,2\n" },
    { "a,b,a", "a,b,a", "a,b,a\n1,2,3\n" },
    { "b,a,a", "a,b,a", "a,b,a\n2,1,3\n" },
    { "a,b", "a,a,b,b", "a,a,b,b\n1,,2,\n" },
    { "b,b,a,b", "b,a,b,b,a", "b,a,b,b,a\n1,3,2,4,\n" },
  };
  g_autoptr (GError) error = NULL;
  char *text;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *csv = encode_row (cases[i].columns, cases[i].header, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (csv, ==, cases[i].csv);
    }

  text = encode_row ("a,a", "a", &error);
  g_assert_null (text);
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA);
  g_assert_cmpstr (error->message, ==, "a record has a column “a” that the first record has not: select the columns first");
}

/* a JSON text of characters that mean something to one kind of CSV or another */
static void
append_random_text (GString *json)
{
  static const char *const pieces[] = { "a", "bc", " ", ",", ";", "\\\"", "'", "\\n", "\\r", "\\t", "0123456789", "straight on without anything special" };

  g_string_append_c (json, '"');
  for (gint n = g_test_rand_int_range (0, 4); n > 0; n--)
    g_string_append (json, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  g_string_append_c (json, '"');
}

/* what comes from CSV is copied as it is where that is right, and comes out like what comes from anywhere else */
static void
test_copied (SweetTest *test,
             gconstpointer data)
{
  static const char *const kinds[] = { "", "delimiter=; ", "quote=' ", "delimiter=\\t " };

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (kinds); i++)
    {
      const char *from = kinds[i / G_N_ELEMENTS (kinds)];
      const char *to = kinds[i % G_N_ELEMENTS (kinds)];
      g_autoptr (GString) json = g_string_new (NULL);
      g_autofree char *reader = g_strchomp (g_strdup_printf ("csv %s", from));
      g_autofree char *error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *copied = NULL;

      for (guint row = 0; row < 300; row++)
        {
          for (guint column = 0; column < 3; column++)
            {
              g_string_append_printf (json, "%s\"column %u\":", column > 0 ? "," : "{", column);
              append_random_text (json);
            }
          g_string_append (json, "}\n");
        }
      text = encode (test, json->str, from, &error);
      g_assert_cmpstr (error, ==, NULL);
      expected = encode (test, json->str, to, &error);
      g_assert_cmpstr (error, ==, NULL);
      copied = encode_from (test, text, reader, to, &error);
      g_assert_cmpstr (error, ==, NULL);
      g_assert_cmpstr (copied, ==, expected);
    }
}

/* quotes that nothing needs are left out, and what is missing is empty */
static void
test_copied_as_needed (SweetTest *test,
                       gconstpointer data)
{
  g_autofree char *error = NULL;
  g_autofree char *plain = encode_from (test, "\"a\",b,c\n\"\",\"sixteen letters!\",\"tab\t\"\n1\n", "csv ragged=accept", "", &error);
  g_autofree char *literal = encode_from (test, "a,b\n5\",6\n", "csv stray-quotes=literal", "", &error);
  g_autofree char *unquoted = encode_from (test, "a,b\n\"1,\n2,x\"\"\n", "csv quote=", "", &error);

  g_assert_cmpstr (error, ==, NULL);
  g_assert_cmpstr (plain, ==, "a,b,c\n,sixteen letters!,tab\t\n1,,\n");
  g_assert_cmpstr (literal, ==, "a,b\n\"5\"\"\",6\n");
  g_assert_cmpstr (unquoted, ==, "a,b\n\"\"\"1\",\n2,\"x\"\"\"\"\"\n");
}

/* bytes that are no UTF-8 pass through, in cells and in names */
static void
test_bytes (SweetTest *test,
            gconstpointer data)
{
  const char text[] = "caf\351,\377\n\200,\"\300\n\"\n";
  g_autofree char *out = sweet_test_path (test, "out.csv");
  g_autofree char *rest = g_strdup_printf ("csv ! csv ! file path=%s", out);
  g_autoptr (CsvResult) result = run_text (test, text, -1, rest);
  g_autofree char *copy = NULL;

  g_assert_cmpstr (result->error, ==, NULL);
  copy = sweet_test_read (out, NULL);
  g_assert_cmpstr (copy, ==, text);
}

/* a record over many small blocks is not looked at from its start for each of them */
static void
test_long_record (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("a,b\n1,\"");
  g_autoptr (CsvResult) result = NULL;
  g_autoptr (GPtrArray) line = NULL;
  g_autofree char *path = NULL;
  CsvOptions options = CSV_OPTIONS_DEFAULT;

  while (text->len < SWEET_MIB (2))
    g_string_append (text, "some text, and\n");
  g_string_append (text, "\"\n2,3\n");

  path = sweet_test_write (test, "long.csv", text->str, (gssize) text->len);
  line = csv_pipeline_begin (path, &options, 2, 64);
  result = csv_pipeline_run (line, path, TRUE);

  g_assert_cmpstr (result->error, ==, NULL);
  g_assert_cmpuint (result->n_records, ==, 2);
  g_assert_true (g_str_has_suffix (result->rows->str, " <1>2 <1>3\n"));
}

/* neither is a header, nor what comes before it */
static void
test_long_header (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CsvResult) result = NULL;
  g_autoptr (GPtrArray) line = NULL;
  g_autofree char *path = NULL;
  CsvOptions options = CSV_OPTIONS_DEFAULT;

  while (text->len < SWEET_KIB (512))
    g_string_append (text, "\n\r\n");
  g_string_append_c (text, '"');
  while (text->len < SWEET_MIB (1))
    g_string_append (text, "a long name, and\n");
  g_string_append (text, "\"\n1\n");

  path = sweet_test_write (test, "long.csv", text->str, (gssize) text->len);
  options.max_record_size = SWEET_KIB (520);
  line = csv_pipeline_begin (path, &options, 2, 64);
  result = csv_pipeline_run (line, path, TRUE);

  g_assert_cmpstr (result->error, ==, NULL);
  g_assert_cmpuint (result->n_records, ==, 1);
}

static gssize
guess (const char *options,
       const char *text)
{
  g_autoptr (SweetFormat) format = new_format ();

  if (options != NULL)
    g_object_set (format, options, "", NULL);

  return SWEET_FORMAT_GET_CLASS (format)->guess_start (format, (const guint8 *) text, strlen (text));
}

/* only speed depends on a guess, so these are about likely cases */
static void
test_guess (SweetTest *test,
            gconstpointer data)
{
  g_assert_cmpint (guess (NULL, "23,x\n4,y\n5,z\n"), ==, 5);
  g_assert_cmpint (guess (NULL, ",\"a,\nb\"\n4,y\n5,z\n"), ==, 8);
  g_assert_cmpint (guess (NULL, "\"a\nb\",c\n4,y\n5,z\n6,z\n"), ==, 8);
  /* the middle of a quoted field */
  g_assert_cmpint (guess (NULL, "some, text\nand, more\",b\n4,y\n5,z\n"), ==, 24);
  g_assert_cmpint (guess (NULL, "text\"\"\nand, more\",b\r\n4,y\r\n5,z\r\n"), ==, 21);
  /* there, with every line a record to look at */
  g_assert_cmpint (guess (NULL, "\nx\ny\n\"\n\"a\nb\"\nc\n"), ==, 7);
  g_assert_cmpint (guess (NULL, "no line end"), ==, -1);
  g_assert_cmpint (guess (NULL, "\"no line end\n"), ==, 13);
  g_assert_cmpint (guess (NULL, ""), ==, -1);
  g_assert_cmpint (guess ("quote", "a\"\n\"b\n"), ==, 3);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/csv/options", test_options);
  sweet_test_add ("/sweet/csv/errors", test_errors);
  sweet_test_add ("/sweet/csv/rows", test_rows);
  sweet_test_add ("/sweet/csv/encode", test_encode);
  sweet_test_add ("/sweet/csv/equal-names", test_equal_names);
  sweet_test_add ("/sweet/csv/copied", test_copied);
  sweet_test_add ("/sweet/csv/copied-as-needed", test_copied_as_needed);
  sweet_test_add ("/sweet/csv/bytes", test_bytes);
  sweet_test_add ("/sweet/csv/long-record", test_long_record);
  sweet_test_add ("/sweet/csv/long-header", test_long_header);
  sweet_test_add ("/sweet/csv/guess", test_guess);

  return g_test_run ();
}
