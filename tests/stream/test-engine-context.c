/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

/* where callbacks are made, who waits for what, and what is left behind */

#define N_ROWS 100

/* records from a source, on their way to whatever the test adds */
static TestLine
begin (TestSpec *source,
       guint workers)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->n_rows = N_ROWS;
  source->rows_per_chunk = 10;
  line = test_line_source (line, test_worker_source_get_type (), source, 0);
  return test_line_workers (line, workers, FALSE);
}

/* what a thread may say about the callbacks it gets */
typedef struct
{
  GThread *thread;
  guint n_received;
  guint n_final;
  guint n_destroyed;
  guint n_notified;
} Calls;

static gboolean
calls_receive_cb (SweetReceiverEvent *event,
                  SweetCollector *collector,
                  gpointer user_data,
                  GError **error)
{
  Calls *calls = user_data;

  g_assert_true (g_thread_self () == calls->thread);
  calls->n_received++;
  return TRUE;
}

static void
calls_final_cb (SweetFinalEvent *event,
                gpointer user_data)
{
  Calls *calls = user_data;

  g_assert_true (g_thread_self () == calls->thread);
  calls->n_final++;
}

static void
calls_destroy_cb (gpointer user_data)
{
  Calls *calls = user_data;

  g_assert_true (g_thread_self () == calls->thread);
  calls->n_destroyed++;
}

static void
calls_notify_cb (GObject *object,
                 GParamSpec *pspec,
                 gpointer user_data)
{
  Calls *calls = user_data;

  g_assert_true (g_thread_self () == calls->thread);
  calls->n_notified++;
}

static TestLine
add_calls (TestLine line,
           Calls *calls)
{
  calls->thread = g_thread_self ();
  line = sweet_emitting_task_builder_with_receiver (line, calls_receive_cb, calls, calls_destroy_cb);
  return sweet_emitting_task_builder_with_final_event (line, calls_final_cb, calls, calls_destroy_cb);
}

static void
assert_calls (const Calls *calls)
{
  g_assert_cmpuint (calls->n_received, ==, N_ROWS);
  g_assert_cmpuint (calls->n_final, ==, 1);
  g_assert_cmpuint (calls->n_destroyed, ==, 2);
}

/* the main loop of the thread that built the task makes all callbacks */
static void
test_loop (SweetTest *test,
           gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) context = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      Calls calls = { 0 };
      TestLine line;

      context.thread = g_thread_self ();
      line = test_line_process (begin (&source, 1 + i % 3), test_processor_get_type (), &context);
      task = test_line_start (add_calls (line, &calls));
      g_signal_connect (task, "notify::status", G_CALLBACK (calls_notify_cb), &calls);
      sweet_test_wait_for (test, calls.n_destroyed == 2);
      assert_calls (&calls);
      g_assert_cmpuint (calls.n_notified, ==, 1);
      g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_COMPLETED);
    }
}

static void
test_sync (SweetTest *test,
           gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      Calls calls = { 0 };

      test_line_complete (add_calls (begin (&source, 1 + i % 3), &calls));
      assert_calls (&calls);
      g_assert_false (g_main_context_pending (test->context));
    }
}

static gpointer
loop_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SweetTest test = { context, NULL };

  g_main_context_push_thread_default (context);
  test_loop (&test, NULL);
  test_sync (&test, NULL);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_other_thread (SweetTest *test,
                   gconstpointer data)
{
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("loop", loop_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* while one waits for a task, only that task's callbacks are made */
static void
test_own_callbacks_only (SweetTest *test,
                         gconstpointer data)
{
  g_auto (TestSpec) first_source = TEST_SPEC_INIT;
  g_auto (TestSpec) second_source = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) first = NULL;
  g_autoptr (SweetEmittingTask) second = NULL;
  g_autoptr (GError) error = NULL;
  Calls first_calls = { 0 };
  Calls second_calls = { 0 };

  first = test_line_start (add_calls (begin (&first_source, 2), &first_calls));
  second = test_line_start (add_calls (begin (&second_source, 2), &second_calls));
  g_usleep (1000);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (second), NULL, &error));
  g_assert_no_error (error);
  assert_calls (&second_calls);
  g_assert_cmpuint (first_calls.n_received, ==, 0);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (first), NULL, &error));
  g_assert_no_error (error);
  assert_calls (&first_calls);
}

typedef struct
{
  SweetTask *task;
  gint done;
  gboolean ok;
} Wait;

static gpointer
wait_thread (gpointer data)
{
  Wait *wait = data;

  wait->ok = sweet_task_await_sync (wait->task, NULL, NULL);
  g_atomic_int_set (&wait->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* another thread only waits; the owner makes the callbacks */
static void
test_wait_elsewhere (SweetTest *test,
                     gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      Calls calls = { 0 };
      Wait wait = { NULL, FALSE, FALSE };
      GThread *thread;

      task = test_line_start (add_calls (begin (&source, 2), &calls));
      wait.task = SWEET_TASK (task);
      thread = g_thread_new ("wait", wait_thread, &wait);
      sweet_test_wait_for (test, calls.n_destroyed == 2);
      g_thread_join (thread);
      g_assert_true (wait.ok);
      assert_calls (&calls);
    }
}

typedef struct
{
  SweetTask *task;
  GMutex lock;
  GCond changed;
  guint n_blocked;
} Own;

static void
own_set (Own *own,
         SweetEmittingTask *task)
{
  g_mutex_lock (&own->lock);
  own->task = SWEET_TASK (task);
  g_cond_broadcast (&own->changed);
  g_mutex_unlock (&own->lock);
}

static void
own_wait (Own *own)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&own->lock);
  while (own->task == NULL)
    g_cond_wait (&own->changed, &own->lock);
  own->n_blocked++;
  g_mutex_unlock (&own->lock);
  g_assert_false (sweet_task_await_sync (own->task, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_nonnull (strstr (error->message, "“patience”"));
}

static gboolean
own_receive_cb (SweetReceiverEvent *event,
                SweetCollector *collector,
                gpointer user_data,
                GError **error)
{
  own_wait (user_data);
  return TRUE;
}

static void
own_hook (TestSpec *spec,
          TestCall call,
          guint number)
{
  if (number == 0)
    own_wait (spec->hook_data);
}

/* what a task is in the middle of cannot wait for its end */
static void
test_own_task (SweetTest *test,
               gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      Own own = { 0 };
      TestLine line;

      processor.hook = source.hook = own_hook;
      processor.hook_data = source.hook_data = &own;
      line = sweet_emitting_task_builder_with_name (begin (&source, 2), "patience");
      line = test_line_process (line, i % 2 == 0 ? test_processor_get_type () : test_forked_get_type (), &processor);
      if (i < 2)
        line = sweet_emitting_task_builder_with_receiver (line, own_receive_cb, &own, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, own_receive_cb, &own, NULL);
      task = test_line_start (line);
      own_set (&own, task);
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (own.n_blocked, >, N_ROWS);
    }
}

static gboolean
nested_receive_cb (SweetReceiverEvent *event,
                   SweetCollector *collector,
                   gpointer user_data,
                   GError **error)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *expected = test_numbers (0, N_ROWS);
  TestLine line;

  g_assert_true (SWEET_IS_EMITTING_TASK (sweet_task_get_current ()));
  line = sweet_emitting_task_builder_with_parent (begin (&source, 2), sweet_task_get_current ());
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
  g_assert_cmpstr (text->str, ==, expected);
  g_atomic_int_inc ((gint *) user_data);
  return TRUE;
}

/* but another task may be waited for, on the context and on workers, where its context is that of the stream: as a
 * child its callbacks are made by whoever waits for that */
static void
test_other_task (SweetTest *test,
                 gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      guint n_nested = 0;
      TestLine line = begin (&source, 2);

      source.n_rows = 20;
      if (i == 0)
        line = sweet_emitting_task_builder_with_receiver (line, nested_receive_cb, &n_nested, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, nested_receive_cb, &n_nested, NULL);
      test_line_complete (line);
      g_assert_cmpuint (n_nested, ==, 20);
    }
}

typedef struct
{
  SweetTask *first;
  SweetTask *second;
  guint n_blocked;
} Pair;

static gboolean
pair_inner_cb (SweetReceiverEvent *event,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  Pair *pair = user_data;
  g_autoptr (GError) reason = NULL;

  g_assert_false (sweet_task_await_sync (pair->first, NULL, &reason));
  g_assert_error (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  pair->n_blocked++;
  return TRUE;
}

static gboolean
pair_outer_cb (SweetReceiverEvent *event,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  Pair *pair = user_data;

  return sweet_task_await_sync (pair->second, NULL, error);
}

/* two that wait for each other on one thread are told so */
static void
test_circle (SweetTest *test,
             gconstpointer data)
{
  g_auto (TestSpec) first_source = TEST_SPEC_INIT;
  g_auto (TestSpec) second_source = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) first = NULL;
  g_autoptr (SweetEmittingTask) second = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair = { NULL, NULL, 0 };

  first = test_line_start (sweet_emitting_task_builder_with_receiver (begin (&first_source, 2), pair_outer_cb, &pair, NULL));
  second = test_line_start (sweet_emitting_task_builder_with_receiver (begin (&second_source, 2), pair_inner_cb, &pair, NULL));
  pair.first = SWEET_TASK (first);
  pair.second = SWEET_TASK (second);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (first), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (pair.n_blocked, ==, N_ROWS);
}

static gboolean
iterate_receive_cb (SweetReceiverEvent *event,
                    SweetCollector *collector,
                    gpointer user_data,
                    GError **error)
{
  Own *own = user_data;

  while (g_main_context_iteration (NULL, FALSE) || g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
  own_wait (own);
  return TRUE;
}

/* a callback that iterates its context is still in the middle of its task */
static void
test_iterating_callback (SweetTest *test,
                         gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) processor = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Own own = { 0 };
  TestLine line;

  line = sweet_emitting_task_builder_with_name (begin (&source, 2), "patience");
  line = test_line_process (line, test_processor_get_type (), &processor);
  task = test_line_start (sweet_emitting_task_builder_with_receiver (line, iterate_receive_cb, &own, NULL));
  own_set (&own, task);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (own.n_blocked, ==, N_ROWS);
}

typedef struct
{
  SweetTask *other;
  guint n_calls;
} Nest;

static gboolean
nest_receive_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  Nest *nest = user_data;
  GAsyncResult *stored = NULL;

  if (nest->n_calls++ > 0)
    return TRUE;

  sweet_task_await_async (nest->other, NULL, sweet_test_store_result_cb, &stored);
  while (stored == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  g_object_unref (stored);
  return TRUE;
}

/* one that runs its loop until something has come gets it */
static void
test_nested_loop (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) other_source = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) other = NULL;
      Calls calls = { 0 };
      Nest nest = { NULL, 0 };

      other = test_line_start (add_calls (begin (&other_source, 2), &calls));
      nest.other = SWEET_TASK (other);
      test_line_complete (sweet_emitting_task_builder_with_receiver (begin (&source, 2), nest_receive_cb, &nest, NULL));
      g_assert_cmpuint (nest.n_calls, ==, N_ROWS);
      assert_calls (&calls);
    }
}

/* contexts that end before the task does */

typedef struct
{
  guint n_received;
  gint n_destroyed;
} Lost;

static gboolean
lost_receive_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  ((Lost *) user_data)->n_received++;
  return TRUE;
}

static void
lost_final_cb (SweetFinalEvent *event,
               gpointer user_data)
{
  g_assert_not_reached ();
}

static void
lost_destroy_cb (gpointer user_data)
{
  g_atomic_int_inc (&((Lost *) user_data)->n_destroyed);
}

static void
assert_lost (SweetEmittingTask *task,
             Lost *lost)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  while (g_atomic_int_get (&lost->n_destroyed) < 2)
    g_usleep (100);
  g_assert_cmpint (lost->n_destroyed, ==, 2);
}

static void
test_lost_context (SweetTest *test,
                   gconstpointer data)
{
  for (guint i = 0; i < 60; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      GMainContext *context = g_main_context_new ();
      Lost lost = { 0, 0 };
      TestLine line;

      g_main_context_push_thread_default (context);
      processor.thread = g_thread_self ();
      line = begin (&source, 1 + i % 3);
      source.rows_per_chunk = 1;
      /* more than all turns of the context can get through */
      source.n_rows = 100 * N_ROWS;
      line = test_line_process (line, test_processor_get_type (), &processor);
      line = sweet_emitting_task_builder_with_receiver (line, lost_receive_cb, &lost, lost_destroy_cb);
      line = sweet_emitting_task_builder_with_final_event (line, lost_final_cb, &lost, lost_destroy_cb);
      task = test_line_start (line);
      for (guint j = 0; j < i % 10; j++)
        g_main_context_iteration (context, FALSE);
      g_main_context_pop_thread_default (context);
      g_main_context_unref (context);
      assert_lost (task, &lost);
      g_assert_cmpuint (lost.n_received, <, 100 * N_ROWS);
    }
}

/* elements that belong to a context are not called anywhere else, not even to be closed */
static void
test_lost_elements (SweetTest *test,
                    gconstpointer data)
{
  guint n_lost = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      GMainContext *context = g_main_context_new ();
      TestLine line = sweet_emitting_task_builder_new ();

      g_main_context_push_thread_default (context);
      source.n_rows = N_ROWS;
      source.rows_per_chunk = 10;
      source.thread = processor.thread = sink.thread = g_thread_self ();
      line = test_line_source (line, test_source_get_type (), &source, 0);
      line = test_line_process (line, test_accumulating_get_type (), &processor);
      processor.thread = NULL;
      line = test_line_sink (line, test_sink_get_type (), &sink);
      task = test_line_start (line);
      for (guint j = 0; j < i % 15; j++)
        {
          g_usleep (50);
          g_main_context_iteration (context, FALSE);
        }
      g_main_context_pop_thread_default (context);
      g_main_context_unref (context);
      if (sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
        {
          g_assert_true (sink.complete);
          continue;
        }
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
      g_assert_false (sink.complete);
      n_lost++;
    }
  g_assert_cmpuint (n_lost, >, 0);
}

/* a run without anything on the context does not miss it */
static void
test_lost_for_nothing (SweetTest *test,
                       gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) sink = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = test_numbers (0, N_ROWS);
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  task = test_line_start (test_line_sink (begin (&source, 2), test_worker_sink_get_type (), &sink));
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (sink.written->str, ==, expected);
}

/* waits */

static void
test_await_async (SweetTest *test,
                  gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      GAsyncResult *stored[5] = { NULL };
      Calls calls = { 0 };

      task = test_line_start (add_calls (begin (&source, 2), &calls));
      for (guint j = 0; j < G_N_ELEMENTS (stored); j++)
        sweet_task_await_async (SWEET_TASK (task), NULL, sweet_test_store_result_cb, &stored[j]);
      for (guint j = 0; j < G_N_ELEMENTS (stored); j++)
        {
          g_autoptr (GAsyncResult) result = sweet_test_wait_result (test, &stored[j]);
          g_autoptr (GError) error = NULL;

          g_assert_true (sweet_task_await_finish (SWEET_TASK (task), result, &error));
          g_assert_no_error (error);
          /* the final callback came first */
          assert_calls (&calls);
        }
    }
}

static void
test_await_after_the_end (SweetTest *test,
                          gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SweetFinalEvent) final_event = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *stored = NULL;
  Calls calls = { 0 };

  task = test_line_start (add_calls (begin (&source, 2), &calls));
  g_assert_null (sweet_emitting_task_get_final_event (task));
  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  sweet_emitting_task_await_final_event_async (task, NULL, sweet_test_store_result_cb, &stored);
  result = sweet_test_wait_result (test, &stored);
  final_event = sweet_emitting_task_await_final_event_finish (task, result, &error);
  g_assert_no_error (error);
  g_assert_true (final_event == sweet_emitting_task_get_final_event (task));
  assert_calls (&calls);
}

static gboolean
hold_receive_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  g_usleep (100);
  return TRUE;
}

/* giving up a wait is not giving up the task */
static void
test_cancelled_await (SweetTest *test,
                      gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      GAsyncResult *stored = NULL;

      task = test_line_start (sweet_emitting_task_builder_with_receiver (begin (&source, 2), hold_receive_cb, NULL, NULL));
      if (i % 2 == 0)
        g_cancellable_cancel (cancellable);
      sweet_task_await_async (SWEET_TASK (task), cancellable, sweet_test_store_result_cb, &stored);
      if (i % 2 == 1)
        g_cancellable_cancel (cancellable);
      result = sweet_test_wait_result (test, &stored);
      g_assert_false (sweet_task_await_finish (SWEET_TASK (task), result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (sweet_task_is_final (SWEET_TASK (task)));
      g_clear_error (&error);
      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_no_error (error);
    }
}

/* a cancellable that outlives many waits keeps nothing of them */
static void
test_long_cancellable (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n_alive = 0;

  for (guint i = 0; i < 50; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      SweetEmittingTask *task = test_line_start (begin (&source, 2));
      GAsyncResult *stored = NULL;
      gpointer weak = task;

      g_object_add_weak_pointer (G_OBJECT (task), &weak);
      /* one that nobody finishes, one that nobody hears of, and one in this thread */
      sweet_task_await_async (SWEET_TASK (task), cancellable, sweet_test_store_result_cb, &stored);
      sweet_task_await_async (SWEET_TASK (task), cancellable, NULL, NULL);
      sweet_task_await_sync (SWEET_TASK (task), cancellable, NULL);
      sweet_test_wait_for (test, stored != NULL);
      while (g_main_context_iteration (test->context, FALSE))
        ;
      g_object_unref (stored);
      g_object_unref (task);
      for (guint j = 0; j < 1000 && weak != NULL; j++)
        {
          g_usleep (1000);
          g_main_context_iteration (test->context, FALSE);
        }
      n_alive += weak != NULL;
      g_clear_weak_pointer (&weak);
    }
  g_assert_cmpuint (n_alive, ==, 0);
  g_assert_cmpuint (G_OBJECT (cancellable)->ref_count, ==, 1);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (5000);
  g_cancellable_cancel (data);
  return NULL;
}

/* also where the thread that waits is busy with the callbacks of the task */
static void
test_cancelled_sync (SweetTest *test,
                     gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TestLine line = begin (&source, 2);
  GThread *thread;

  source.n_rows = 100000;
  task = test_line_start (sweet_emitting_task_builder_with_receiver (line, hold_receive_cb, NULL, NULL));
  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_RUNNING);
  sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
  sweet_task_await_sync (SWEET_TASK (task), NULL, NULL);
}

/* letting go of the task neither stops it nor its callbacks */
static void
test_let_go (SweetTest *test,
             gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  Calls calls = { 0 };
  SweetEmittingTask *task = test_line_start (add_calls (begin (&source, 2), &calls));

  g_object_unref (task);
  sweet_test_wait_for (test, calls.n_destroyed == 2);
  assert_calls (&calls);
}

/* one builder, several runs at once, each with elements of its own */
static void
test_one_builder (SweetTest *test,
                  gconstpointer data)
{
  SweetEmittingTask *tasks[4];
  TestSpec processor = TEST_SPEC_INIT;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *path = sweet_test_write (test, "rows.csv", csv, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) source = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", &error);
  TestLine line;

  g_assert_no_error (error);
  g_object_set (source, "path", path, NULL);
  line = sweet_emitting_task_builder_with_source (sweet_emitting_task_builder_new (), SWEET_SOURCE (source));
  line = test_line_process (test_line_format (line, "csv"), test_processor_get_type (), &processor);
  line = sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = test_line_start (g_object_ref (line));
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_assert_true (sweet_task_await_sync (SWEET_TASK (tasks[i]), NULL, &error));
      g_assert_no_error (error);
      g_object_unref (tasks[i]);
    }
  g_object_unref (line);
  g_assert_cmpuint (processor.n_calls[TEST_FINISH], ==, G_N_ELEMENTS (tasks));
}

/* like an element of a script: it cannot be copied */

typedef struct
{
  SweetProcessor parent_instance;
} Lonely;

typedef struct
{
  SweetProcessorClass parent_class;
} LonelyClass;

GType lonely_get_type (void);
G_DEFINE_TYPE (Lonely, lonely, SWEET_TYPE_PROCESSOR)

static gboolean
lonely_process (SweetProcessor *processor,
                SweetChunk *chunk,
                SweetEmitter *out,
                GCancellable *cancellable,
                GError **error)
{
  sweet_emitter_emit (out, chunk);
  return TRUE;
}

static void
lonely_class_init (LonelyClass *klass)
{
  SWEET_PROCESSOR_CLASS (klass)->process = lonely_process;
}

static void
lonely_init (Lonely *self)
{
}

static void
test_busy_element (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetProcessor) lonely = g_object_new (lonely_get_type (), NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  TestLine line = sweet_emitting_task_builder_with_processor (begin (&source, 2), lonely);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (SweetEmittingTask) task = test_line_start (g_object_ref (line));
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      GAsyncResult *stored = NULL;

      g_assert_null (sweet_emitting_task_builder_run (g_object_ref (line), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_clear_error (&error);
      if (i % 2 == 0)
        {
          g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
          continue;
        }
      sweet_task_await_async (SWEET_TASK (task), NULL, sweet_test_store_result_cb, &stored);
      result = sweet_test_wait_result (test, &stored);
      g_assert_true (sweet_task_await_finish (SWEET_TASK (task), result, &error));
      g_assert_no_error (error);
    }
  g_object_unref (line);
}

/* the same element twice in one pipeline is busy, too, and nothing stays marked */
static void
test_busy_twice (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetProcessor) lonely = g_object_new (lonely_get_type (), NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (GError) error = NULL;
  TestLine line = sweet_emitting_task_builder_with_processor (begin (&source, 2), lonely);

  line = sweet_emitting_task_builder_with_processor (line, lonely);
  g_assert_null (sweet_emitting_task_builder_run (line, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  test_line_complete (sweet_emitting_task_builder_with_processor (begin (&source, 2), lonely));
}

/* what many runs leave behind */

static gsize
get_resident_size (void)
{
  g_autofree char *text = NULL;
  gulong size = 0;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  if (text != NULL)
    size = strtoul (strchr (text, ' '), NULL, 10);
  return (gsize) size * (gsize) getpagesize ();
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_many_runs (SweetTest *test,
                gconstpointer data)
{
  /* sanitizers and valgrind make each run many times as long */
  const guint n_runs = 100000 / (sweet_test_time_factor () * sweet_test_time_factor ());
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  TestLine line = begin (&source, 1);
  gsize warm = 0;
  guint n_threads = 0;

  sweet_test_set_watchdog (120);
  source.n_rows = 3;
  for (guint i = 0; i < n_runs; i++)
    {
      g_autoptr (SweetEmittingTask) task = test_line_start (g_object_ref (line));

      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
      if (i == n_runs / 10)
        {
          warm = get_resident_size ();
          n_threads = count_threads ();
        }
    }
  g_object_unref (line);
  g_test_message ("%u runs, %" G_GSIZE_FORMAT " KiB more than after a tenth of them", n_runs, (get_resident_size () - warm) / 1024);
  g_assert_false (g_main_context_pending (test->context));
  g_assert_cmpuint (count_threads (), <=, n_threads + 1);
  if (sweet_test_time_factor () == 1)
    g_assert_cmpint ((gssize) get_resident_size () - (gssize) warm, <, 1 << 20);
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/context/loop", test_loop);
  sweet_test_add ("/sweet/engine/context/sync", test_sync);
  sweet_test_add ("/sweet/engine/context/other-thread", test_other_thread);
  sweet_test_add ("/sweet/engine/context/own-callbacks-only", test_own_callbacks_only);
  sweet_test_add ("/sweet/engine/context/wait-elsewhere", test_wait_elsewhere);
  sweet_test_add ("/sweet/engine/context/own-task", test_own_task);
  sweet_test_add ("/sweet/engine/context/other-task", test_other_task);
  sweet_test_add ("/sweet/engine/context/circle", test_circle);
  sweet_test_add ("/sweet/engine/context/iterating-callback", test_iterating_callback);
  sweet_test_add ("/sweet/engine/context/nested-loop", test_nested_loop);
  sweet_test_add ("/sweet/engine/context/lost-context", test_lost_context);
  sweet_test_add ("/sweet/engine/context/lost-elements", test_lost_elements);
  sweet_test_add ("/sweet/engine/context/lost-for-nothing", test_lost_for_nothing);
  sweet_test_add ("/sweet/engine/context/await-async", test_await_async);
  sweet_test_add ("/sweet/engine/context/await-after-the-end", test_await_after_the_end);
  sweet_test_add ("/sweet/engine/context/cancelled-await", test_cancelled_await);
  sweet_test_add ("/sweet/engine/context/long-cancellable", test_long_cancellable);
  sweet_test_add ("/sweet/engine/context/cancelled-sync", test_cancelled_sync);
  sweet_test_add ("/sweet/engine/context/let-go", test_let_go);
  sweet_test_add ("/sweet/engine/context/one-builder", test_one_builder);
  sweet_test_add ("/sweet/engine/context/busy-element", test_busy_element);
  sweet_test_add ("/sweet/engine/context/busy-twice", test_busy_twice);
  sweet_test_add ("/sweet/engine/context/many-runs", test_many_runs);

  return g_test_run ();
}
