/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <string.h>

#include "stream/sweet-chunk-pool-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-emitter-private.h"
#include "stream/sweet-receiver-event-private.h"

#include "sweet-test.h"

/* a collector as an application writes one: keeps what its keys begin with */

#define TEST_TYPE_COLLECTOR (test_collector_get_type ())
G_DECLARE_FINAL_TYPE (TestCollector, test_collector, TEST, COLLECTOR, SweetBaseCollector)

struct _TestCollector
{
  SweetBaseCollector parent_instance;

  guint n_seen;
};

G_DEFINE_FINAL_TYPE (TestCollector, test_collector, SWEET_TYPE_BASE_COLLECTOR)

static gboolean
test_collector_add_event (SweetBaseCollector *base,
                          const char *key,
                          SweetEvent *event,
                          GError **error)
{
  TEST_COLLECTOR (base)->n_seen++;
  if (g_strcmp0 (key, "silent") == 0)
    return FALSE;
  if (key != NULL && key[0] == '-')
    return TRUE;

  return SWEET_BASE_COLLECTOR_CLASS (test_collector_parent_class)->add_event (base, key, event, error);
}

static void
test_collector_class_init (TestCollectorClass *klass)
{
  SWEET_BASE_COLLECTOR_CLASS (klass)->add_event = test_collector_add_event;
}

static void
test_collector_init (TestCollector *self)
{
}

/* one that overrides nothing */

#define PLAIN_TYPE_COLLECTOR (plain_collector_get_type ())
G_DECLARE_FINAL_TYPE (PlainCollector, plain_collector, PLAIN, COLLECTOR, SweetBaseCollector)

struct _PlainCollector
{
  SweetBaseCollector parent_instance;
};

G_DEFINE_FINAL_TYPE (PlainCollector, plain_collector, SWEET_TYPE_BASE_COLLECTOR)

static void
plain_collector_class_init (PlainCollectorClass *klass)
{
}

static void
plain_collector_init (PlainCollector *self)
{
}

static SweetSchema *
make_schema (const char *names,
             gboolean open)
{
  g_auto (GStrv) list = g_strsplit (names, ",", -1);

  return open ? sweet_schema_new_open ((const char *const *) list) : sweet_schema_new ((const char *const *) list);
}

/* rows as "a,1;b,2"; an empty cell is absent */
static SweetChunk *
make_chunk (SweetSchema *schema,
            const char *text)
{
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  g_auto (GStrv) rows = g_strsplit (text, ";", -1);

  for (guint row = 0; rows[row] != NULL; row++)
    {
      g_auto (GStrv) cells = g_strsplit (rows[row], ",", -1);

      for (guint i = 0; cells[i] != NULL; i++)
        if (*cells[i] != '\0')
          sweet_chunk_builder_set_text (builder, i, cells[i]);
      sweet_chunk_builder_end_row (builder);
    }

  return sweet_chunk_builder_build (builder);
}

static SweetChunk *
make_pair (const char *text)
{
  g_autoptr (SweetSchema) schema = make_schema ("id,value", FALSE);

  return make_chunk (schema, text);
}

/* collects a row of two columns through an event, as a receiver does */
static void
collect_pair (gpointer collector,
              const char *key,
              const char *id,
              const char *value)
{
  g_autofree char *text = g_strdup_printf ("%s,%s", id, value);
  g_autoptr (SweetChunk) chunk = make_pair (text);
  g_autoptr (SweetReceiverEvent) event = sweet_receiver_event_new_kept (chunk, 0);
  g_autoptr (GError) error = NULL;
  gboolean done = sweet_collector_collect (collector, key, SWEET_EVENT (event), &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_event (SweetEvent *event,
              const char *column,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (SWEET_IS_RECEIVER_EVENT (event));
  text = sweet_receiver_event_dup_text (SWEET_RECEIVER_EVENT (event), column, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

/* the values of all that was collected, joined */
static void
assert_collected (gpointer collector,
                  const char *column,
                  const char *expected)
{
  g_autoptr (GListModel) list = sweet_collector_get_collected (collector);
  g_autoptr (GString) joined = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, sweet_collector_get_n_collected (collector));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SweetReceiverEvent) event = g_list_model_get_item (list, i);
      g_autofree char *text = sweet_receiver_event_dup_text (event, column, NULL);

      g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", text != NULL ? text : "-");
    }
  g_assert_cmpstr (joined->str, ==, expected);
}

static SweetSenderEvent *
make_sent (const char *column,
           const char *text)
{
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_text (sweet_sender_event_builder_new (), column, text);

  return sweet_sender_event_builder_build (builder, NULL);
}

static void
test_base_keeps_all (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (SweetCollector) collector = g_object_new (PLAIN_TYPE_COLLECTOR, NULL);
  g_autoptr (SweetEvent) found = NULL;

  collect_pair (collector, "a", "a", "1");
  collect_pair (collector, NULL, "b", "2");
  collect_pair (collector, "a", "a", "3");
  assert_collected (collector, "value", "1 2 3");

  found = sweet_collector_lookup (collector, "a");
  assert_event (found, "value", "3");
  g_assert_null (sweet_collector_lookup (collector, "b"));
}

static void
test_subclass (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (TestCollector) collector = g_object_new (TEST_TYPE_COLLECTOR, NULL);
  g_autoptr (SweetChunk) chunk = make_pair ("x,9");
  g_autoptr (SweetReceiverEvent) event = sweet_receiver_event_new_kept (chunk, 0);
  g_autoptr (GError) error = NULL;

  collect_pair (collector, "a", "a", "1");
  collect_pair (collector, "-b", "b", "2");
  g_assert_cmpuint (collector->n_seen, ==, 2);
  assert_collected (collector, "value", "1");

  g_assert_false (sweet_collector_collect (SWEET_COLLECTOR (collector), "silent", SWEET_EVENT (event), &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK);
  g_assert_nonnull (strstr (error->message, "TestCollector"));
}

static void
test_errors (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetCollector) collector = g_object_new (PLAIN_TYPE_COLLECTOR, NULL);
  g_autoptr (GError) first = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "first");
  g_autoptr (GError) second = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_EXISTS, "second");
  g_autoptr (SweetSenderEvent) event = make_sent ("a", "b");
  g_autoptr (GError) error = NULL;
  guint64 n_errors;

  g_assert_true (sweet_base_collector_check (SWEET_BASE_COLLECTOR (collector), &error));
  g_assert_no_error (error);

  sweet_collector_collect_error (collector, NULL, first);
  sweet_collector_collect_error (collector, SWEET_EVENT (event), second);
  g_assert_cmpuint (sweet_base_collector_get_n_errors (SWEET_BASE_COLLECTOR (collector)), ==, 2);
  g_object_get (collector, "n-errors", &n_errors, NULL);
  g_assert_cmpuint (n_errors, ==, 2);
  g_assert_false (sweet_base_collector_check (SWEET_BASE_COLLECTOR (collector), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (sweet_collector_get_n_collected (collector), ==, 0);
}

static void
test_keyed_replaces (SweetTest *test,
                     gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetEvent) before = NULL;
  g_autoptr (SweetEvent) after = NULL;

  collect_pair (collector, "a", "a", "1");
  collect_pair (collector, "b", "b", "2");
  collect_pair (collector, NULL, "n", "3");
  before = sweet_collector_lookup (SWEET_COLLECTOR (collector), "a");
  collect_pair (collector, "a", "a", "4");
  collect_pair (collector, NULL, "n", "5");
  collect_pair (collector, "c", "c", "6");
  assert_collected (collector, "value", "4 2 3 5 6");

  /* an event goes on showing what it showed */
  after = sweet_collector_lookup (SWEET_COLLECTOR (collector), "a");
  assert_event (before, "value", "1");
  assert_event (after, "value", "4");
}

static void
test_list_keeps_its_length (SweetTest *test,
                            gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (GListModel) list = NULL;
  g_autoptr (SweetEvent) event = NULL;

  collect_pair (collector, "a", "a", "1");
  list = sweet_collector_get_collected (SWEET_COLLECTOR (collector));
  collect_pair (collector, "b", "b", "2");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_assert_true (g_list_model_get_item_type (list) == SWEET_TYPE_EVENT);
  g_assert_null (g_list_model_get_item (list, 1));

  /* it needs no collector */
  g_clear_object (&collector);
  event = g_list_model_get_item (list, 0);
  assert_event (event, "value", "1");
}

static void
test_collect_many (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) from = sweet_keyed_collector_new ();
  g_autoptr (SweetKeyedCollector) to = sweet_keyed_collector_new ();
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GError) error = NULL;

  collect_pair (from, "a", "a", "1");
  collect_pair (from, "b", "b", "2");
  list = sweet_collector_get_collected (SWEET_COLLECTOR (from));
  g_assert_true (sweet_collector_collect_many (SWEET_COLLECTOR (to), list, &error));
  g_assert_no_error (error);
  assert_collected (to, "value", "1 2");
}

static void
test_other_events (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetSenderEvent) first = make_sent ("value", "1");
  g_autoptr (SweetSenderEvent) second = make_sent ("value", "2");
  g_autoptr (SweetEvent) found = NULL;
  guint64 memory;

  g_assert_true (sweet_collector_collect (SWEET_COLLECTOR (collector), "a", SWEET_EVENT (first), NULL));
  memory = sweet_keyed_collector_get_memory (collector);
  for (guint i = 0; i < 100; i++)
    g_assert_true (sweet_collector_collect (SWEET_COLLECTOR (collector), "a", SWEET_EVENT (i % 2 == 0 ? first : second), NULL));
  g_assert_cmpuint (sweet_keyed_collector_get_memory (collector), ==, memory);
  found = sweet_collector_lookup (SWEET_COLLECTOR (collector), "a");
  g_assert_true (found == SWEET_EVENT (second));

  /* a record takes its place */
  collect_pair (collector, "a", "a", "3");
  assert_collected (collector, "value", "3");
}

static void
test_row_knows_where_it_came_from (SweetTest *test,
                                   gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetChunk) chunk = make_pair ("a,1;b,2");
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEvent) event = NULL;

  g_assert_true (sweet_keyed_collector_collect_row (collector, chunk, 1, 0, &error));
  g_assert_no_error (error);
  event = sweet_collector_lookup (SWEET_COLLECTOR (collector), "b");
  assert_event (event, "value", "2");
  g_assert_cmpint (sweet_event_get_offset (event), ==, sweet_chunk_get_offset (chunk, 1));
  g_assert_cmpuint (sweet_event_get_sequence (event), ==, sweet_chunk_get_record_number (chunk, 1));
}

/* what is emitted, as "a:1 b:2 | c:3" with a bar between chunks */
static char *
emit_text (SweetKeyedCollector *collector,
           GError **error)
{
  g_autoptr (SweetEmitter) emitter = sweet_emitter_new ();
  g_autoptr (GPtrArray) chunks = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  SweetChunkPool pool;

  sweet_chunk_pool_init (&pool);
  sweet_emitter_direct (emitter, chunks, &pool);
  if (!sweet_keyed_collector_emit (collector, emitter, error))
    {
      sweet_chunk_pool_clear (&pool);
      return NULL;
    }

  for (guint i = 0; i < chunks->len; i++)
    {
      SweetChunk *chunk = g_ptr_array_index (chunks, i);
      guint n_columns = sweet_schema_get_n_columns (sweet_chunk_get_schema (chunk));

      g_string_append (text, i > 0 ? " |" : "");
      for (guint row = 0; row < sweet_chunk_get_n_rows (chunk); row++)
        for (guint column = 0; column < n_columns; column++)
          {
            g_autofree char *cell = sweet_chunk_dup_text (chunk, row, column, NULL);

            g_string_append_printf (text, "%s%s", column > 0 ? ":" : (text->len > 0 ? " " : ""), cell != NULL ? cell : "-");
          }
    }
  sweet_chunk_pool_clear (&pool);

  return g_strdup (text->str);
}

static void
test_emit (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (GListModel) list = NULL;
  g_autoptr (SweetEvent) event = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  collect_pair (collector, "a", "a", "1");
  collect_pair (collector, "b", "b", "2");
  collect_pair (collector, "a", "a", "3");
  list = sweet_collector_get_collected (SWEET_COLLECTOR (collector));

  text = emit_text (collector, NULL);
  g_assert_cmpstr (text, ==, "a:3 b:2");
  g_assert_cmpuint (sweet_collector_get_n_collected (SWEET_COLLECTOR (collector)), ==, 0);
  g_assert_null (sweet_collector_lookup (SWEET_COLLECTOR (collector), "a"));
  again = emit_text (collector, NULL);
  g_assert_cmpstr (again, ==, "");

  /* a list that was handed out before still shows the records */
  event = g_list_model_get_item (list, 1);
  assert_event (event, "value", "2");

  collect_pair (collector, "a", "a", "4");
  assert_collected (collector, "value", "4");
}

static void
test_emit_widens (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetSchema) narrow = make_schema ("id", TRUE);
  g_autoptr (SweetSchema) wide = make_schema ("id,value", TRUE);
  g_autoptr (SweetChunk) first = make_chunk (narrow, "a;b");
  g_autoptr (SweetChunk) second = make_chunk (wide, "b,2;c,3");
  g_autofree char *text = NULL;

  for (guint row = 0; row < 2; row++)
    g_assert_true (sweet_keyed_collector_collect_row (collector, first, row, 0, NULL));
  for (guint row = 0; row < 2; row++)
    g_assert_true (sweet_keyed_collector_collect_row (collector, second, row, 0, NULL));

  text = emit_text (collector, NULL);
  g_assert_cmpstr (text, ==, "a:- b:2 c:3");
}

static void
test_emit_other_columns (SweetTest *test,
                         gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetSchema) one = make_schema ("x,y", FALSE);
  g_autoptr (SweetSchema) two = make_schema ("y,x,z", FALSE);
  g_autoptr (SweetChunk) first = make_chunk (one, "1,2");
  g_autoptr (SweetChunk) second = make_chunk (two, "3,4,5");
  g_autoptr (SweetSenderEvent) sent = make_sent ("w", "6");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (sweet_keyed_collector_collect_row (collector, first, 0, -1, NULL));
  g_assert_true (sweet_keyed_collector_collect_row (collector, second, 0, -1, NULL));
  g_assert_true (sweet_collector_collect (SWEET_COLLECTOR (collector), NULL, SWEET_EVENT (sent), NULL));
  text = emit_text (collector, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "1:2 | 3:4:5 | 6");
}

static void
test_emit_bytes_fails (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_bytes (sweet_sender_event_builder_new (), bytes);
  g_autoptr (SweetSenderEvent) sent = sweet_sender_event_builder_build (builder, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_collector_collect (SWEET_COLLECTOR (collector), NULL, SWEET_EVENT (sent), NULL));
  g_assert_null (emit_text (collector, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_SCHEMA);
}

static void
test_missing_key (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetChunk) chunk = make_pair (",1;,2;a,3;a,4");

  for (guint row = 0; row < 4; row++)
    g_assert_true (sweet_keyed_collector_collect_row (collector, chunk, row, 0, NULL));
  assert_collected (collector, "value", "1 2 4");
}

/* ten keys, however many records, need little memory; the last ones are kept */
static void
test_garbage_goes (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetSchema) schema = make_schema ("id,value", FALSE);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  guint64 most = 0;

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (SweetChunk) chunk = NULL;

      for (guint i = 0; i < 1000; i++)
        {
          sweet_chunk_builder_set_int64 (builder, 0, i % 10);
          sweet_chunk_builder_set_int64 (builder, 1, round * 1000 + i);
          sweet_chunk_builder_end_row (builder);
        }
      chunk = sweet_chunk_builder_build (builder);
      for (guint row = 0; row < 1000; row++)
        g_assert_true (sweet_keyed_collector_collect_row (collector, chunk, row, 0, NULL));
      most = MAX (most, sweet_keyed_collector_get_memory (collector));
    }

  g_assert_cmpuint (most, <, 1048576);
  assert_collected (collector, "value", "199990 199991 199992 199993 199994 199995 199996 199997 199998 199999");
}

static void
test_max_memory (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetChunk) chunk = make_pair ("a,1");
  g_autoptr (GError) error = NULL;
  guint n_kept = 0;
  guint64 memory;
  guint64 max_memory;

  g_object_set (collector, "max-memory", SWEET_KIB (256), NULL);
  while (sweet_keyed_collector_collect_row (collector, chunk, 0, -1, &error))
    n_kept++;
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "max-memory=256KiB"));
  g_assert_cmpuint (n_kept, >, 1000);
  g_assert_cmpuint (n_kept, <, 20000);

  g_object_get (collector, "memory", &memory, "max-memory", &max_memory, NULL);
  g_assert_cmpuint (memory, >=, max_memory);
  g_assert_cmpuint (memory, <, max_memory + 1024);

  /* no further one is kept, and the same under keys that replace each other needs no more */
  g_clear_error (&error);
  g_assert_false (sweet_keyed_collector_collect_row (collector, chunk, 0, -1, &error));
  g_assert_cmpuint (sweet_collector_get_n_collected (SWEET_COLLECTOR (collector)), ==, n_kept + 1);
  g_clear_object (&collector);
  collector = sweet_keyed_collector_new ();
  sweet_keyed_collector_set_max_memory (collector, SWEET_KIB (256));
  for (guint i = 0; i < 50000; i++)
    g_assert_true (sweet_keyed_collector_collect_row (collector, chunk, 0, 0, NULL));
  assert_collected (collector, "id", "a");
}

static void
test_stale_chunk (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetChunk) owner = make_pair ("a,1");
  g_autoptr (SweetChunk) chunk = sweet_chunk_new_empty ();
  g_autoptr (GError) error = NULL;

  sweet_chunk_show_rows (chunk, owner->payload, TRUE, owner->schema, 0, 1);
  sweet_chunk_detach (chunk);
  g_assert_false (sweet_keyed_collector_collect_row (collector, chunk, 0, -1, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  g_assert_cmpuint (sweet_collector_get_n_collected (SWEET_COLLECTOR (collector)), ==, 0);
}

/* a keyed collector against the plainest model of it, with reading in between */
static void
test_random (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260101);

  for (guint run = 0; run < 30; run++)
    {
      g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
      g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autofree char *text = NULL;
      guint n_keys = 1u << g_rand_int_range (rand, 0, 11);
      guint read_every = (guint) g_rand_int_range (rand, 1, 2000);

      for (guint i = 0; i < 3000; i++)
        {
          g_autofree char *key = g_strdup_printf ("k%d", g_rand_int_range (rand, 0, (gint32) n_keys));
          g_autofree char *value = g_strdup_printf ("%u%s", i, g_rand_boolean (rand) ? "-with-some-length" : "");

          if (!g_hash_table_contains (values, key))
            g_ptr_array_add (keys, g_strdup (key));
          g_hash_table_insert (values, g_strdup (key), g_strdup (value));
          collect_pair (collector, key, key, value);

          if (i % read_every == 0)
            {
              g_autoptr (SweetEvent) event = sweet_collector_lookup (SWEET_COLLECTOR (collector), key);

              assert_event (event, "value", value);
            }
        }

      for (guint i = 0; i < keys->len; i++)
        g_string_append_printf (expected, "%s%s", i > 0 ? " " : "", (char *) g_hash_table_lookup (values, g_ptr_array_index (keys, i)));
      assert_collected (collector, "value", expected->str);

      g_string_truncate (expected, 0);
      for (guint i = 0; i < keys->len; i++)
        g_string_append_printf (expected, "%s%s:%s", i > 0 ? " " : "", (char *) g_ptr_array_index (keys, i), (char *) g_hash_table_lookup (values, g_ptr_array_index (keys, i)));
      text = emit_text (collector, NULL);
      g_strdelimit (text, "|", ' ');
      for (char *p; (p = strstr (text, "   ")) != NULL;)
        memmove (p, p + 2, strlen (p + 2) + 1);
      g_assert_cmpstr (text, ==, expected->str);
    }
}

static void
test_many_keys (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  g_autoptr (SweetSchema) schema = make_schema ("id,value", FALSE);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  g_autoptr (SweetChunk) chunk = NULL;
  g_autofree char *long_key = g_strnfill (100000, 'k');
  g_autoptr (SweetEvent) event = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *key = i == 777 ? g_strdup (long_key) : g_strdup_printf ("%x", i * 2654435761u);

      sweet_chunk_builder_set_text (builder, 0, key);
      sweet_chunk_builder_set_int64 (builder, 1, i);
      sweet_chunk_builder_end_row (builder);
    }
  chunk = sweet_chunk_builder_build (builder);
  for (guint round = 0; round < 2; round++)
    for (guint row = 0; row < 20000; row++)
      g_assert_true (sweet_keyed_collector_collect_row (collector, chunk, row, 0, NULL));

  g_assert_cmpuint (sweet_collector_get_n_collected (SWEET_COLLECTOR (collector)), ==, 20000);
  for (guint i = 0; i < 20000; i += 777)
    {
      g_autofree char *key = sweet_chunk_dup_text (chunk, i, 0, NULL);
      g_autofree char *value = g_strdup_printf ("%u", i);
      g_autoptr (SweetEvent) found = sweet_collector_lookup (SWEET_COLLECTOR (collector), key);

      assert_event (found, "value", value);
    }
  g_assert_null (sweet_collector_lookup (SWEET_COLLECTOR (collector), "none"));
  event = sweet_collector_lookup (SWEET_COLLECTOR (collector), long_key);
  assert_event (event, "value", "777");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/collector/base-keeps-all", test_base_keeps_all);
  sweet_test_add ("/sweet/collector/subclass", test_subclass);
  sweet_test_add ("/sweet/collector/errors", test_errors);
  sweet_test_add ("/sweet/collector/keyed-replaces", test_keyed_replaces);
  sweet_test_add ("/sweet/collector/list-keeps-its-length", test_list_keeps_its_length);
  sweet_test_add ("/sweet/collector/collect-many", test_collect_many);
  sweet_test_add ("/sweet/collector/other-events", test_other_events);
  sweet_test_add ("/sweet/collector/row-knows-where-it-came-from", test_row_knows_where_it_came_from);
  sweet_test_add ("/sweet/collector/emit", test_emit);
  sweet_test_add ("/sweet/collector/emit-widens", test_emit_widens);
  sweet_test_add ("/sweet/collector/emit-other-columns", test_emit_other_columns);
  sweet_test_add ("/sweet/collector/emit-bytes-fails", test_emit_bytes_fails);
  sweet_test_add ("/sweet/collector/missing-key", test_missing_key);
  sweet_test_add ("/sweet/collector/garbage-goes", test_garbage_goes);
  sweet_test_add ("/sweet/collector/max-memory", test_max_memory);
  sweet_test_add ("/sweet/collector/stale-chunk", test_stale_chunk);
  sweet_test_add ("/sweet/collector/random", test_random);
  sweet_test_add ("/sweet/collector/many-keys", test_many_keys);

  return g_test_run ();
}
