/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "stream/sweet-final-event-private.h"

#include <sweet/sweet.h>

#include "sweet-test.h"

static SweetFinalEvent *
make_final (SweetOutcome outcome,
            const GError *error,
            SweetCollector *collector)
{
  g_autoptr (SweetTaskId) id = sweet_task_id_new_sequential ();

  return sweet_final_event_new (id, outcome, error, collector, 12, 3, 0, NULL, 1000, 4500);
}

static void
test_complete (SweetTest *test,
               gconstpointer data)
{
  g_autoptr (SweetFinalEvent) event = make_final (SWEET_OUTCOME_COMPLETE, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = sweet_event_dup_id (SWEET_EVENT (event));
  g_autofree char *task = sweet_task_id_to_string (sweet_event_get_task_id (SWEET_EVENT (event)));

  g_assert_true (sweet_final_event_check (event, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sweet_final_event_get_outcome (event), ==, SWEET_OUTCOME_COMPLETE);
  g_assert_cmpuint (sweet_final_event_get_n_records (event), ==, 12);
  g_assert_cmpuint (sweet_final_event_get_n_skipped (event), ==, 3);
  g_assert_cmpint (sweet_final_event_get_duration (event), ==, 3500);
  g_assert_cmpint (sweet_event_get_kind (SWEET_EVENT (event)), ==, SWEET_EVENT_KIND_FINAL);
  g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), ==, 4500);
  g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (event)), ==, 13);
  g_assert_cmpint (sweet_event_get_offset (SWEET_EVENT (event)), ==, -1);
  g_assert_true (g_str_has_prefix (id, task));
  g_assert_cmpuint (g_list_model_get_n_items (sweet_final_event_get_collected (event)), ==, 0);
  g_assert_null (sweet_final_event_lookup (event, "a"));
}

static void
test_error (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED, "bad");
  g_autoptr (SweetFinalEvent) event = make_final (SWEET_OUTCOME_ERROR, reason, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_final_event_check (event, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED);
  g_assert_cmpint (sweet_event_get_kind (SWEET_EVENT (event)), ==, SWEET_EVENT_KIND_ERROR);
  g_assert_false (sweet_final_event_check (event, NULL));
}

static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetFinalEvent) event = make_final (SWEET_OUTCOME_CANCELLED, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_final_event_check (event, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sweet_event_get_kind (SWEET_EVENT (event)), ==, SWEET_EVENT_KIND_CANCELLATION);
}

static void
test_collected (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetKeyedCollector) collector = sweet_keyed_collector_new ();
  SweetSenderEventBuilder *builder = sweet_sender_event_builder_with_text (sweet_sender_event_builder_new (), "id", "a");
  g_autoptr (SweetSenderEvent) record = sweet_sender_event_builder_build (builder, NULL);
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (SweetEvent) found = NULL;
  g_autoptr (GListModel) collected = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sweet_collector_collect (SWEET_COLLECTOR (collector), "a", SWEET_EVENT (record), &error));
  g_assert_no_error (error);

  event = make_final (SWEET_OUTCOME_COMPLETE, NULL, SWEET_COLLECTOR (collector));
  found = sweet_final_event_lookup (event, "a");
  g_assert_true (found == SWEET_EVENT (record));
  g_assert_null (sweet_final_event_lookup (event, "b"));
  g_object_get (event, "collected", &collected, NULL);
  g_assert_true (collected == sweet_final_event_get_collected (event));
  g_assert_cmpuint (g_list_model_get_n_items (collected), ==, 1);
}

static void
test_properties (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetFinalEvent) event = make_final (SWEET_OUTCOME_CANCELLED, NULL, NULL);
  SweetOutcome outcome;
  guint64 n_records;
  guint64 n_skipped;
  gint64 duration;

  g_object_get (event, "outcome", &outcome, "n-records", &n_records, "n-skipped", &n_skipped, "duration", &duration, NULL);
  g_assert_cmpint (outcome, ==, SWEET_OUTCOME_CANCELLED);
  g_assert_cmpuint (n_records, ==, 12);
  g_assert_cmpuint (n_skipped, ==, 3);
  g_assert_cmpint (duration, ==, 3500);
}

static void
test_never_started (SweetTest *test,
                    gconstpointer data)
{
  g_autoptr (SweetTaskId) id = sweet_task_id_new_sequential ();
  g_autoptr (SweetFinalEvent) event = sweet_final_event_new (id, SWEET_OUTCOME_ERROR, NULL, NULL, 0, 0, 0, NULL, 0, 4500);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sweet_final_event_get_duration (event), ==, 0);
  g_assert_false (sweet_final_event_check (event, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/final-event/complete", test_complete);
  sweet_test_add ("/sweet/final-event/error", test_error);
  sweet_test_add ("/sweet/final-event/cancelled", test_cancelled);
  sweet_test_add ("/sweet/final-event/collected", test_collected);
  sweet_test_add ("/sweet/final-event/properties", test_properties);
  sweet_test_add ("/sweet/final-event/never-started", test_never_started);

  return g_test_run ();
}
