/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

#include <string.h>

typedef struct
{
  GString *names;
  GString *cells;
} Received;

static gboolean
receive_cb (SweetChunk *chunk,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  static const char types[] = { '-', '0', 't', 'n', 'b', 'j' };

  Received *received = user_data;
  SweetSchema *schema = sweet_chunk_get_schema (chunk);
  guint n_columns = sweet_schema_get_n_columns (schema);

  g_string_truncate (received->names, 0);
  for (guint column = 0; column < n_columns; column++)
    g_string_append_printf (received->names, "%s ", sweet_schema_get_name (schema, column));

  for (guint row = 0; row < sweet_chunk_get_n_rows (chunk); row++)
    {
      g_string_append_printf (received->cells, "%" G_GUINT64_FORMAT "@%" G_GINT64_FORMAT,
                              sweet_chunk_get_record_number (chunk, row), sweet_chunk_get_offset (chunk, row));
      for (guint column = 0; column < n_columns; column++)
        {
          const SweetCell *cell = &sweet_chunk_get_column (chunk, column, NULL)[row];

          g_string_append_printf (received->cells, " %c", types[cell->type]);
          if (!sweet_cell_is_missing (cell))
            g_string_append_len (received->cells, cell->data, cell->length);
        }
      g_string_append_c (received->cells, '\n');
    }

  return TRUE;
}

/* decodes a text and shows its cells: a letter for the type, then the text */
static void
assert_decodes (SweetTest *test,
                const char *text,
                const char *block_size,
                const char *names,
                const char *cells)
{
  g_autofree char *path = sweet_test_write (test, "in.jsonl", text, -1);
  g_autofree char *line = g_strdup_printf ("file path=%s block-size=%s ! jsonl on-error=skip", path, block_size);
  g_autoptr (SweetEmittingTaskBuilder) builder = NULL;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  Received received = { g_string_new (NULL), g_string_new (NULL) };

  builder = sweet_pipeline_parse (line, &error);
  g_assert_no_error (error);
  builder = sweet_emitting_task_builder_with_chunk_receiver (g_steal_pointer (&builder), receive_cb, &received, NULL);
  task = sweet_emitting_task_builder_run (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_final_event_check (event, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (received.names->str, ==, names);
  g_assert_cmpstr (received.cells->str, ==, cells);
  g_string_free (received.names, TRUE);
  g_string_free (received.cells, TRUE);
}

static void
test_types (SweetTest *test,
            gconstpointer data)
{
  static const char *const block_sizes[] = { "8B", "20B", "1MiB" };

  for (guint i = 0; i < G_N_ELEMENTS (block_sizes); i++)
    {
      assert_decodes (test,
                      "{\"t\":\"x\\u0079\",\"n\":-1.5e3,\"b\":true,\"z\":null}\n"
                      "\n"
                      "{\"j\":[1, {\"a\":2}],\"t\":\"\"}\n"
                      " {\"b\":false,\"j\":{},\"n\":0}\n"
                      "{}\n",
                      block_sizes[i],
                      "t n b z j ",
                      "1@0 txy n-1.5e3 btrue 0\n2@46 t - - - j[1, {\"a\":2}]\n3@72 - n0 bfalse - j{}\n4@98 - - - - -\n");

      /* bad records have a number and leave no column behind */
      assert_decodes (test, "{\"a\":1}\n{\"b\":2,}\n{\"c\":3}\n", block_sizes[i], "a c ", "1@0 n1\n3@17 - n3\n");
      assert_decodes (test, "\n", block_sizes[i], "", "");
    }
}

static gboolean
receive_line_cb (SweetChunk *chunk,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  guint *n_calls = user_data;

  g_assert_cmpuint (sweet_chunk_get_n_rows (chunk), ==, 1);
  (*n_calls)++;

  return TRUE;
}

/* a record covers one line, also where bad ones have left columns that nobody has any more */
static void
test_lines_of_records (SweetTest *test,
                       gconstpointer data)
{
  g_autofree char *path = sweet_test_write (test, "in.jsonl", "{\"a\":1}\n{\"x\":1,\"y\":2,\"z\":3,}\n{\"b\":1}\n{\"a\":2}\n{\"b\":2}\n", -1);
  g_autofree char *line = g_strdup_printf ("file path=%s ! jsonl on-error=skip", path);
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetChunkSize) size = sweet_chunk_size_new_lines (1);
  SweetEmittingTaskBuilder *builder = sweet_pipeline_parse (line, &error);
  guint n_calls = 0;

  g_assert_no_error (error);
  builder = sweet_emitting_task_builder_with_chunk_size (builder, size);
  builder = sweet_emitting_task_builder_with_chunk_receiver (builder, receive_line_cb, &n_calls, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  g_assert_no_error (error);
  event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_final_event_check (event, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_calls, ==, 4);
}

static void
encode (SweetFormat *format,
        SweetChunk *chunk,
        SweetBuffer *out,
        const char *message)
{
  g_autoptr (GError) error = NULL;

  if (message == NULL)
    {
      g_assert_true (SWEET_FORMAT_GET_CLASS (format)->encode (format, chunk, NULL, out, &error));
      g_assert_no_error (error);
      return;
    }

  g_assert_false (SWEET_FORMAT_GET_CLASS (format)->encode (format, chunk, NULL, out, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_ENCODING);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_buffer (SweetBuffer *buffer,
               const char *expected)
{
  g_autofree char *text = g_strndup ((const char *) buffer->data, buffer->length);

  g_assert_cmpstr (text, ==, expected);
  buffer->length = 0;
}

static SweetChunkBuilder *
chunk_builder_new (const char *one,
                   const char *other)
{
  const char *names[] = { one, other, NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);

  return sweet_chunk_builder_new (schema);
}

static void
set_cell (SweetChunkBuilder *builder,
          guint column,
          SweetCellType type,
          const char *text)
{
  SweetCell cell = { text, (guint32) strlen (text), type };

  sweet_chunk_builder_set_cell (builder, column, &cell);
}

static SweetFormat *
format_new (void)
{
  g_autoptr (GError) error = NULL;
  SweetElement *element = sweet_element_new (SWEET_ELEMENT_KIND_FORMAT, "jsonl", &error);

  g_assert_no_error (error);

  return SWEET_FORMAT (element);
}

static void
test_encode (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetFormat) format = format_new ();
  g_autoptr (SweetChunkBuilder) builder = chunk_builder_new ("a", "b\n");
  g_autoptr (SweetChunkBuilder) another = chunk_builder_new ("x", "y");
  g_autoptr (SweetChunk) chunk = NULL;
  g_autoptr (SweetChunk) other = NULL;
  g_autoptr (SweetChunk) empty = NULL;
  SweetBuffer out = { 0 };

  sweet_chunk_builder_end_row (builder);
  sweet_chunk_builder_set_null (builder, 0);
  sweet_chunk_builder_end_row (builder);
  sweet_chunk_builder_set_text (builder, 1, "\t");
  sweet_chunk_builder_end_row (builder);
  sweet_chunk_builder_set_int64 (builder, 0, -5);
  sweet_chunk_builder_set_boolean (builder, 1, TRUE);
  sweet_chunk_builder_end_row (builder);
  /* the line ends of JSON from elsewhere are blanks here */
  set_cell (builder, 0, SWEET_CELL_JSON, "[\n 1,\n\n2 ]");
  set_cell (builder, 1, SWEET_CELL_NUMBER, "1.0");
  sweet_chunk_builder_end_row (builder);
  chunk = sweet_chunk_builder_build (builder);

  sweet_chunk_builder_set_text (another, 0, "1");
  sweet_chunk_builder_end_row (another);
  other = sweet_chunk_builder_build (another);
  empty = sweet_chunk_builder_build (another);

  sweet_buffer_append (&out, "before\n", 7);
  encode (format, chunk, &out, NULL);
  encode (format, other, &out, NULL);
  encode (format, empty, &out, NULL);
  encode (format, other, &out, NULL);
  assert_buffer (&out,
                 "before\n{}\n{\"a\":null}\n{\"b\\n\":\"\\t\"}\n{\"a\":-5,\"b\\n\":true}\n{\"a\":[  1,  2 ],\"b\\n\":1.0}\n"
                 "{\"x\":\"1\"}\n{\"x\":\"1\"}\n");
  sweet_buffer_clear (&out);
}

/* the lines before the bad one stay, and nothing of it */
static void
test_encoding (SweetTest *test,
               gconstpointer data)
{
  static const SweetCellType types[] = { SWEET_CELL_TEXT, SWEET_CELL_JSON };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (SweetFormat) format = format_new ();
      g_autoptr (SweetChunkBuilder) builder = chunk_builder_new ("a", "b");
      g_autoptr (SweetChunk) chunk = NULL;
      SweetBuffer out = { 0 };

      sweet_chunk_builder_set_text (builder, 0, "good");
      sweet_chunk_builder_end_row (builder);
      sweet_chunk_builder_set_text (builder, 0, "good");
      set_cell (builder, 1, types[i], "\"caf\xe9\"");
      sweet_chunk_builder_end_row (builder);
      chunk = sweet_chunk_builder_build (builder);

      encode (format, chunk, &out,
              "the column “b” is not UTF-8, and JSON can hold nothing else: convert the input first (byte 4 of the text is 0xE9)");
      assert_buffer (&out, "{\"a\":\"good\"}\n");
      sweet_buffer_clear (&out);
    }
}

static void
test_bad_name (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetFormat) format = format_new ();
  g_autoptr (SweetChunkBuilder) good = chunk_builder_new ("a", "b");
  g_autoptr (SweetChunkBuilder) bad = chunk_builder_new ("a", "\xff");
  g_autoptr (SweetChunk) good_chunk = NULL;
  g_autoptr (SweetChunk) bad_chunk = NULL;
  SweetBuffer out = { 0 };

  sweet_chunk_builder_end_row (good);
  sweet_chunk_builder_end_row (bad);
  good_chunk = sweet_chunk_builder_build (good);
  bad_chunk = sweet_chunk_builder_build (bad);

  for (guint i = 0; i < 2; i++)
    {
      encode (format, bad_chunk, &out, "the name of column 2, “\xef\xbf\xbd”, is not UTF-8, and JSON can hold nothing else: convert the input first");
      encode (format, good_chunk, &out, NULL);
    }
  assert_buffer (&out, "{}\n{}\n");
  sweet_buffer_clear (&out);
}

/* as slow and plain as can be */
static void
append_escaped (GString *out,
                const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      const char *letter = strchr ("\bb\ff\nn\rr\tt\"\"\\\\", *p);

      if (letter != NULL && strchr ("\b\f\n\r\t\"\\", *p) != NULL)
        g_string_append_printf (out, "\\%c", letter[1]);
      else if ((guint8) *p < 0x20)
        g_string_append_printf (out, "\\u%04x", (guint) *p);
      else
        g_string_append_c (out, *p);
    }
}

/* text of any length with what needs care at any place, which is copied in words of 8 bytes */
static void
test_escapes (SweetTest *test,
              gconstpointer data)
{
  static const char *const specials[] = { "", "\"", "\\", "\x01", "\x1f", "\n", "\r", "\b", "\x7f", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\"\"", "\"\xc3\xa9\\" };
  const char *names[] = { "t", NULL };
  g_autoptr (SweetFormat) format = format_new ();
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  g_autoptr (SweetChunk) chunk = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  SweetBuffer out = { 0 };

  for (guint length = 0; length < 27; length++)
    {
      for (guint place = 0; place <= length; place++)
        {
          for (guint i = 0; i < G_N_ELEMENTS (specials); i++)
            {
              g_autoptr (GString) text = g_string_new (NULL);

              for (guint j = 0; j < length; j++)
                g_string_append_c (text, (char) ('a' + j));
              g_string_insert (text, (gssize) place, specials[i]);

              sweet_chunk_builder_set_text (builder, 0, text->str);
              sweet_chunk_builder_end_row (builder);
              g_string_append (expected, "{\"t\":\"");
              append_escaped (expected, text->str);
              g_string_append (expected, "\"}\n");
            }
        }
    }

  chunk = sweet_chunk_builder_build (builder);
  encode (format, chunk, &out, NULL);
  assert_buffer (&out, expected->str);
  sweet_buffer_clear (&out);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("the cells that jsonl makes of values, and the values of cells");

  sweet_test_add ("/sweet/jsonl-cells/types", test_types);
  sweet_test_add ("/sweet/jsonl-cells/lines-of-records", test_lines_of_records);
  sweet_test_add ("/sweet/jsonl-cells/encode", test_encode);
  sweet_test_add ("/sweet/jsonl-cells/encoding", test_encoding);
  sweet_test_add ("/sweet/jsonl-cells/bad-name", test_bad_name);
  sweet_test_add ("/sweet/jsonl-cells/escapes", test_escapes);

  return g_test_run ();
}
