/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

/* the lines that came, each a table of its fields */
static GPtrArray *lines;

static GLogWriterOutput
write_line_cb (GLogLevelFlags level,
               const GLogField *fields,
               gsize n_fields,
               gpointer user_data)
{
  GHashTable *line = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; i < n_fields; i++)
    {
      g_assert_cmpint (fields[i].length, ==, -1);
      g_hash_table_insert (line, g_strdup (fields[i].key), g_strdup (fields[i].value));
    }
  g_hash_table_insert (line, g_strdup ("level"), g_strdup_printf ("%d", (int) level));
  g_ptr_array_add (lines, line);

  return G_LOG_WRITER_HANDLED;
}

static const char *
field (guint line,
       const char *key)
{
  g_assert_cmpuint (line, <, lines->len);

  return g_hash_table_lookup (g_ptr_array_index (lines, line), key);
}

static void
assert_level (guint line,
              GLogLevelFlags expected)
{
  g_autofree char *text = g_strdup_printf ("%d", (int) expected);

  g_assert_cmpstr (field (line, "level"), ==, text);
}

static void
test_line (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();
  g_autofree char *id_text = sweet_task_id_to_string (id);
  g_autoptr (SweetLogTracer) tracer = sweet_log_tracer_new ("Import");
  g_autoptr (SweetSpan) root = sweet_tracer_begin_span (SWEET_TRACER (tracer), "import", id);
  g_autoptr (SweetSpan) child = sweet_span_begin_child (root, "parse");

  sweet_span_log (child, G_LOG_LEVEL_MESSAGE, "the header was guessed");
  g_assert_cmpuint (lines->len, ==, 1);
  assert_level (0, G_LOG_LEVEL_MESSAGE);
  g_assert_cmpstr (field (0, "MESSAGE"), ==, "parse: the header was guessed");
  g_assert_cmpstr (field (0, "PRIORITY"), ==, "5");
  g_assert_cmpstr (field (0, "GLIB_DOMAIN"), ==, "Import");
  g_assert_cmpstr (field (0, "SWEET_TRACE_ID"), ==, sweet_span_get_trace_id (root));
  g_assert_cmpstr (field (0, "SWEET_SPAN_ID"), ==, sweet_span_get_id (child));
  g_assert_cmpstr (field (0, "SWEET_PARENT_SPAN_ID"), ==, sweet_span_get_id (root));
  g_assert_cmpstr (field (0, "SWEET_SPAN_NAME"), ==, "parse");
  g_assert_cmpstr (field (0, "SWEET_TASK_ID"), ==, id_text);
  g_assert_null (field (0, "SWEET_DURATION_USEC"));

  sweet_span_log (root, G_LOG_LEVEL_DEBUG, "x");
  g_assert_null (field (1, "SWEET_PARENT_SPAN_ID"));
}

static void
test_end (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetLogTracer) tracer = sweet_log_tracer_new (NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span (SWEET_TRACER (tracer), "parse", NULL);
  g_autofree char *message = NULL;
  g_autofree char *took = NULL;
  g_autofree char *usec = NULL;

  sweet_span_set_field (span, "rows", g_variant_new_int64 (5));
  sweet_span_set_field (span, "file-name", g_variant_new_string ("a.csv"));
  sweet_span_end (span);
  sweet_span_end (span);

  took = sweet_duration_to_string (sweet_span_get_duration (span));
  message = g_strdup_printf ("parse: took %s", took);
  usec = g_strdup_printf ("%" G_GINT64_FORMAT, sweet_span_get_duration (span));
  g_assert_cmpuint (lines->len, ==, 1);
  assert_level (0, G_LOG_LEVEL_INFO);
  g_assert_cmpstr (field (0, "MESSAGE"), ==, message);
  g_assert_cmpstr (field (0, "PRIORITY"), ==, "6");
  g_assert_cmpstr (field (0, "GLIB_DOMAIN"), ==, "Sweet");
  g_assert_cmpstr (field (0, "SWEET_DURATION_USEC"), ==, usec);
  g_assert_cmpstr (field (0, "SWEET_FIELD_ROWS"), ==, "5");
  g_assert_cmpstr (field (0, "SWEET_FIELD_FILE_NAME"), ==, "a.csv");
  g_assert_null (field (0, "SWEET_TASK_ID"));
  g_assert_null (field (0, "SWEET_ERROR_DOMAIN"));
}

static void
test_error (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  g_autoptr (SweetLogTracer) tracer = sweet_log_tracer_new (NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span (SWEET_TRACER (tracer), "write", NULL);
  g_autofree char *code = g_strdup_printf ("%d", G_IO_ERROR_NO_SPACE);

  sweet_span_record_error (span, error);
  sweet_span_end (span);

  g_assert_cmpuint (lines->len, ==, 2);
  assert_level (0, G_LOG_LEVEL_WARNING);
  g_assert_cmpstr (field (0, "MESSAGE"), ==, "write: full");
  g_assert_true (g_str_has_prefix (field (1, "MESSAGE"), "write: failed after "));
  g_assert_true (g_str_has_suffix (field (1, "MESSAGE"), ": full"));
  g_assert_cmpstr (field (1, "SWEET_ERROR_DOMAIN"), ==, "g-io-error-quark");
  g_assert_cmpstr (field (1, "SWEET_ERROR_CODE"), ==, code);
}

/* the program goes on, also where criticals end it */
static void
test_levels (SweetTest *test,
             gconstpointer data)
{
  static const struct
  {
    GLogLevelFlags level;
    GLogLevelFlags written;
    const char *priority;
  } cases[] = {
    { G_LOG_LEVEL_ERROR, G_LOG_LEVEL_WARNING, "3" },
    { G_LOG_LEVEL_CRITICAL, G_LOG_LEVEL_WARNING, "4" },
    { G_LOG_LEVEL_WARNING, G_LOG_LEVEL_WARNING, "4" },
    { G_LOG_LEVEL_MESSAGE, G_LOG_LEVEL_MESSAGE, "5" },
    { G_LOG_LEVEL_INFO, G_LOG_LEVEL_INFO, "6" },
    { G_LOG_LEVEL_DEBUG, G_LOG_LEVEL_DEBUG, "7" },
  };
  g_autoptr (SweetLogTracer) tracer = sweet_log_tracer_new (NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span (SWEET_TRACER (tracer), "work", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      sweet_span_log (span, cases[i].level, "x");
      assert_level (i, cases[i].written);
      g_assert_cmpstr (field (i, "PRIORITY"), ==, cases[i].priority);
    }
}

static void
test_off (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetLogTracer) tracer = g_object_new (SWEET_TYPE_LOG_TRACER, "enabled", FALSE, NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span (SWEET_TRACER (tracer), "work", NULL);

  sweet_span_log (span, G_LOG_LEVEL_WARNING, "x");
  sweet_span_end (span);
  g_assert_cmpuint (lines->len, ==, 0);
}

static void
test_domain (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetLogTracer) tracer = sweet_log_tracer_new ("Import");
  g_autoptr (SweetLogTracer) other = g_object_new (SWEET_TYPE_LOG_TRACER, NULL);
  g_autofree char *domain = NULL;

  g_object_get (tracer, "domain", &domain, NULL);
  g_assert_cmpstr (domain, ==, "Import");
  g_assert_cmpstr (sweet_log_tracer_get_domain (tracer), ==, "Import");
  g_assert_cmpstr (sweet_log_tracer_get_domain (other), ==, "Sweet");
}

static void
set_up (SweetTest *test,
        gconstpointer data)
{
  sweet_test_set_up (test, data);
  g_ptr_array_set_size (lines, 0);
}

#define add(path, func) g_test_add (path, SweetTest, NULL, set_up, func, sweet_test_tear_down)

int
main (int argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  g_log_set_writer_func (write_line_cb, NULL, NULL);

  add ("/sweet/log-tracer/line", test_line);
  add ("/sweet/log-tracer/end", test_end);
  add ("/sweet/log-tracer/error", test_error);
  add ("/sweet/log-tracer/levels", test_levels);
  add ("/sweet/log-tracer/off", test_off);
  add ("/sweet/log-tracer/domain", test_domain);

  status = g_test_run ();
  g_ptr_array_unref (lines);

  return status;
}
