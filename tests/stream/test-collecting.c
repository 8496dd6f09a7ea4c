/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <string.h>

#include "sweet-test.h"

/* streams that end in a collector: 12,000 records under 1,000 keys, each written twelve times */

#define N_RECORDS 12000
#define N_KEYS    1000

static char *
write_records (SweetTest *test)
{
  g_autoptr (GString) text = g_string_new ("id,n\n");

  for (guint i = 0; i < N_RECORDS; i++)
    g_string_append_printf (text, "k%u,%u\n", i * 7 % N_KEYS, i);

  return sweet_test_write (test, "records.csv", text->str, -1);
}

static SweetElement *
make_element (SweetElementKind kind,
              const char *name)
{
  g_autoptr (GError) error = NULL;
  SweetElement *element = sweet_element_new (kind, name, &error);

  g_assert_no_error (error);

  return element;
}

/* reads the records in blocks of some bytes with some workers */
static SweetEmittingTaskBuilder *
make_builder (SweetTest *test,
              guint64 block_size,
              guint workers)
{
  g_autofree char *path = write_records (test);
  g_autoptr (SweetElement) source = make_element (SWEET_ELEMENT_KIND_SOURCE, "file");
  g_autoptr (SweetElement) format = make_element (SWEET_ELEMENT_KIND_FORMAT, "csv");
  g_autoptr (SweetElement) strategy = make_element (SWEET_ELEMENT_KIND_STRATEGY, "parallel");
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();

  g_object_set (source, "path", path, "block-size", block_size, NULL);
  g_object_set (strategy, "workers", workers, NULL);
  builder = sweet_emitting_task_builder_with_source (builder, SWEET_SOURCE (source));
  builder = sweet_emitting_task_builder_with_format (builder, SWEET_FORMAT (format));

  return sweet_emitting_task_builder_with_strategy (builder, SWEET_STRATEGY (strategy));
}

static SweetFinalEvent *
run (SweetEmittingTaskBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTask) task = sweet_emitting_task_builder_run (builder, &error);

  g_assert_no_error (error);
  sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);

  return g_object_ref (sweet_emitting_task_get_final_event (task));
}

static void
assert_complete (SweetFinalEvent *event,
                 guint n_collected)
{
  g_autoptr (GError) error = NULL;

  sweet_final_event_check (event, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_final_event_get_n_records (event), ==, N_RECORDS);
  g_assert_cmpuint (g_list_model_get_n_items (sweet_final_event_get_collected (event)), ==, n_collected);
}

static void
assert_record (SweetEvent *event,
               guint expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sweet_receiver_event_get_int64 (SWEET_RECEIVER_EVENT (event), "n", &error), ==, expected);
  g_assert_no_error (error);
  g_assert_cmpuint (sweet_event_get_sequence (event), ==, expected + 1);
}

/* the last record of each key, in the order in which the keys came first */
static void
assert_last_of_each_key (SweetFinalEvent *event)
{
  GListModel *collected = sweet_final_event_get_collected (event);

  assert_complete (event, N_KEYS);
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autoptr (SweetEvent) record = g_list_model_get_item (collected, i);
      g_autofree char *key = g_strdup_printf ("k%u", i * 7 % N_KEYS);
      g_autoptr (SweetEvent) found = sweet_final_event_lookup (event, key);

      assert_record (record, N_RECORDS - N_KEYS + i);
      assert_record (found, N_RECORDS - N_KEYS + i);
    }
}

static gboolean
collect_cb (SweetReceiverEvent *event,
            SweetCollector *collector,
            gpointer user_data,
            GError **error)
{
  g_autofree char *key = sweet_receiver_event_dup_text (event, "id", error);

  return key != NULL && sweet_collector_collect (collector, key, SWEET_EVENT (event), error);
}

static void
test_on_context (SweetTest *test,
                 gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      static const guint64 sizes[] = { 100, 4096, 1048576 };
      g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
      SweetEmittingTaskBuilder *builder = make_builder (test, sizes[i], 2);
      g_autoptr (SweetFinalEvent) event = NULL;

      builder = sweet_emitting_task_builder_with_collector (builder, SWEET_COLLECTOR (collector));
      builder = sweet_emitting_task_builder_with_receiver (builder, collect_cb, NULL, NULL);
      event = run (builder);
      assert_last_of_each_key (event);
    }
}

static void
test_on_workers (SweetTest *test,
                 gconstpointer data)
{
  for (guint workers = 1; workers <= 8; workers *= 2)
    {
      g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
      SweetEmittingTaskBuilder *builder = make_builder (test, 3000, workers);
      g_autoptr (SweetFinalEvent) event = NULL;

      builder = sweet_emitting_task_builder_with_collector (builder, SWEET_COLLECTOR (collector));
      builder = sweet_emitting_task_builder_with_receiver_on_workers (builder, collect_cb, NULL, NULL);
      event = run (builder);
      assert_last_of_each_key (event);
    }
}

/* reads what it collected before, which closes blocks early */
static gboolean
collect_and_look_cb (SweetReceiverEvent *event,
                     SweetCollector *collector,
                     gpointer user_data,
                     GError **error)
{
  g_autofree char *key = sweet_receiver_event_dup_text (event, "id", error);
  g_autoptr (SweetEvent) before = sweet_collector_lookup (collector, key);
  gint64 n = sweet_receiver_event_get_int64 (event, "n", NULL);
  guint *n_found = user_data;

  g_assert_true ((before != NULL) == (n >= N_KEYS));
  if (before != NULL)
    {
      assert_record (before, (guint) n - N_KEYS);
      (*n_found)++;
    }

  return sweet_collector_collect (collector, key, SWEET_EVENT (event), error);
}

static void
test_looking_while_collecting (SweetTest *test,
                               gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  SweetEmittingTaskBuilder *builder = make_builder (test, 10000, 2);
  g_autoptr (SweetFinalEvent) event = NULL;
  guint n_found = 0;

  builder = sweet_emitting_task_builder_with_collector (builder, SWEET_COLLECTOR (collector));
  builder = sweet_emitting_task_builder_with_receiver (builder, collect_and_look_cb, &n_found, NULL);
  event = run (builder);
  assert_last_of_each_key (event);
  g_assert_cmpuint (n_found, ==, N_RECORDS - N_KEYS);
  g_assert_cmpuint (sweet_keyed_collector_get_memory (collector), <, SWEET_MIB (1));
}

static void
test_limit (SweetTest *test,
            gconstpointer data)
{
  for (guint on_workers = 0; on_workers < 2; on_workers++)
    {
      g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
      SweetEmittingTaskBuilder *builder = make_builder (test, 1000, 2);
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (SweetEvent) first = NULL;
      g_autoptr (GError) error = NULL;

      sweet_keyed_collector_set_max_memory (collector, SWEET_KIB (64));
      builder = sweet_emitting_task_builder_with_collector (builder, SWEET_COLLECTOR (collector));
      if (on_workers)
        builder = sweet_emitting_task_builder_with_receiver_on_workers (builder, collect_cb, NULL, NULL);
      else
        builder = sweet_emitting_task_builder_with_receiver (builder, collect_cb, NULL, NULL);
      event = run (builder);

      g_assert_cmpint (sweet_final_event_get_outcome (event), ==, SWEET_OUTCOME_ERROR);
      g_assert_false (sweet_final_event_check (event, &error));
      g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE);
      g_assert_nonnull (strstr (error->message, "max-memory=64KiB"));

      /* what was collected before is there */
      first = g_list_model_get_item (sweet_final_event_get_collected (event), 0);
      g_assert_nonnull (first);
    }
}

static gboolean
collect_odd_cb (SweetReceiverEvent *event,
                SweetCollector *collector,
                gpointer user_data,
                GError **error)
{
  gint64 n = sweet_receiver_event_get_int64 (event, "n", NULL);
  g_autoptr (GError) even = NULL;

  if (n % 2 == 1)
    return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);

  even = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%" G_GINT64_FORMAT " is even", n);
  sweet_collector_collect_error (collector, SWEET_EVENT (event), even);

  return TRUE;
}

static void
test_errors_are_collected (SweetTest *test,
                           gconstpointer data)
{
  for (guint on_workers = 0; on_workers < 2; on_workers++)
    {
      g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
      SweetEmittingTaskBuilder *builder = make_builder (test, 1000, 4);
      g_autoptr (SweetFinalEvent) event = NULL;
      g_autoptr (GError) error = NULL;

      builder = sweet_emitting_task_builder_with_collector (builder, SWEET_COLLECTOR (collector));
      if (on_workers)
        builder = sweet_emitting_task_builder_with_receiver_on_workers (builder, collect_odd_cb, NULL, NULL);
      else
        builder = sweet_emitting_task_builder_with_receiver (builder, collect_odd_cb, NULL, NULL);
      event = run (builder);

      assert_complete (event, N_RECORDS / 2);
      g_assert_cmpuint (sweet_base_collector_get_n_errors (SWEET_BASE_COLLECTOR (collector)), ==, N_RECORDS / 2);
      /* the first in input order */
      g_assert_false (sweet_base_collector_check (SWEET_BASE_COLLECTOR (collector), &error));
      g_assert_cmpstr (error->message, ==, "0 is even");
    }
}

static void
test_sent_events (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  SweetEmittingTaskBuilder *builder = sweet_emitting_task_builder_new ();
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (SweetEvent) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  builder = sweet_emitting_task_builder_with_collector (builder, SWEET_COLLECTOR (collector));
  builder = sweet_emitting_task_builder_with_receiver_on_workers (builder, collect_cb, NULL, NULL);
  task = sweet_emitting_task_builder_run (builder, &error);
  g_assert_no_error (error);

  for (guint i = 0; i <= 100; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i % 10);
      g_autofree char *sent_id = g_strdup_printf ("e%u", i);
      g_autoptr (SweetSenderEvent) sent = NULL;
      SweetSenderEventBuilder *record = sweet_sender_event_builder_new ();

      record = sweet_sender_event_builder_with_id (record, sent_id);
      record = sweet_sender_event_builder_with_text (record, "id", key);
      record = sweet_sender_event_builder_with_int64 (record, "n", i);
      if (i == 100)
        record = sweet_sender_event_builder_with_kind (record, SWEET_EVENT_KIND_FINAL);
      sent = sweet_sender_event_builder_build (record, &error);
      g_assert_no_error (error);
      sweet_emitting_task_push_sync (task, sent, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (sweet_event_get_task_id (SWEET_EVENT (sent)));
    }

  event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_final_event_check (event, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (sweet_final_event_get_collected (event)), ==, 10);

  found = sweet_final_event_lookup (event, "k0");
  id = sweet_event_dup_id (found);
  text = sweet_receiver_event_dup_text (SWEET_RECEIVER_EVENT (found), "n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "100");
  g_assert_cmpstr (id, ==, "e100");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/collecting/on-context", test_on_context);
  sweet_test_add ("/sweet/collecting/on-workers", test_on_workers);
  sweet_test_add ("/sweet/collecting/looking-while-collecting", test_looking_while_collecting);
  sweet_test_add ("/sweet/collecting/limit", test_limit);
  sweet_test_add ("/sweet/collecting/errors-are-collected", test_errors_are_collected);
  sweet_test_add ("/sweet/collecting/sent-events", test_sent_events);

  return g_test_run ();
}
