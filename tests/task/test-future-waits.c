/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include <locale.h>

#include "future-fixture.h"
#include "runtime/sweet-timer-private.h"

/* threads, contexts and waits */

static GThread *main_thread;

static void
await_int64 (SweetFuture *future,
             gint64 expected)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = sweet_future_await_sync (future, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_value_get_int64 (value), ==, expected);
}

static void
await_error (SweetFuture *future,
             int code,
             const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_future_await_sync (future, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  spawn_assert_says (error, part);
}

/* asynchronous waits */

typedef struct
{
  gint64 number;
  GError *error;
  SweetTaskResult *result;
  GThread *thread;
  guint n_calls;
} Waited;

static void
awaited_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  Waited *waited = user_data;
  const GValue *value = sweet_future_await_finish (SWEET_FUTURE (source), result, &waited->error);

  waited->number = value != NULL ? g_value_get_int64 (value) : -1;
  waited->thread = g_thread_self ();
  waited->n_calls++;
}

static void
awaited_result_cb (GObject *source,
                   GAsyncResult *result,
                   gpointer user_data)
{
  Waited *waited = user_data;
  g_autoptr (GObject) from_result = g_async_result_get_source_object (result);

  g_assert_true (from_result == source);
  waited->result = sweet_future_await_result_finish (SWEET_FUTURE (source), result, &waited->error);
  waited->n_calls++;
}

static void
test_await_async (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = data != NULL ? g_cancellable_new () : NULL;
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) failed = future_failed ("occupied");
  Waited early = { 0 };
  Waited late = { 0 };
  Waited wrong = { 0 };
  Waited result = { 0 };

  sweet_future_await_async (promise, cancellable, awaited_cb, &early);
  future_resolve_elsewhere (promise);
  sweet_future_await_async (promise, cancellable, awaited_cb, &late);
  sweet_future_await_async (failed, cancellable, awaited_cb, &wrong);
  sweet_future_await_result_async (failed, cancellable, awaited_result_cb, &result);
  sweet_future_await_async (promise, cancellable, NULL, NULL);
  g_assert_cmpuint (early.n_calls + late.n_calls + wrong.n_calls + result.n_calls, ==, 0);
  sweet_test_wait_for (test, early.n_calls == 1 && late.n_calls == 1 && wrong.n_calls == 1 && result.n_calls == 1);
  g_assert_cmpint (early.number, ==, 40);
  g_assert_cmpint (late.number, ==, 40);
  g_assert_true (early.thread == main_thread);
  g_assert_error (wrong.error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_no_error (result.error);
  g_assert_true (sweet_task_result_is_error (result.result));
  g_object_unref (result.result);
  g_error_free (wrong.error);
}

static void
test_await_cancelled (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  Waited waited = { 0 };
  Waited result = { 0 };
  Waited other = { 0 };

  sweet_future_await_async (promise, cancellable, awaited_cb, &waited);
  sweet_future_await_result_async (promise, cancellable, awaited_result_cb, &result);
  sweet_future_await_async (promise, NULL, awaited_cb, &other);
  g_cancellable_cancel (cancellable);
  sweet_test_wait_for (test, waited.n_calls == 1 && result.n_calls == 1);
  g_assert_error (waited.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (result.result);
  g_clear_error (&waited.error);
  g_clear_error (&result.error);
  /* one that is cancelled from the beginning */
  sweet_future_await_async (promise, cancellable, awaited_cb, &waited);
  sweet_test_wait_for (test, waited.n_calls == 2);
  g_assert_error (waited.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&waited.error);
  /* it was the wait that was cancelled, and nothing else */
  future_resolve (promise, 1);
  sweet_test_wait_for (test, other.n_calls == 1);
  g_assert_cmpint (other.number, ==, 1);
  g_assert_cmpuint (waited.n_calls, ==, 2);
}

/* a wait does not keep what nobody can settle any more */
static void
test_await_let_go (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = data != NULL ? g_cancellable_new () : NULL;
  SweetFuture *promise = sweet_future_new ();
  Waited waited = { 0 };

  sweet_future_await_async (promise, cancellable, awaited_cb, &waited);
  g_object_unref (promise);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  sweet_test_wait_for (test, waited.n_calls == 1);
  g_assert_error (waited.error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK);
  g_clear_error (&waited.error);
}

/* threads and contexts */

static void
test_settled_on_worker (SweetTest *test,
                        gconstpointer data)
{
  Seen work = { 0 };
  Seen here = { 0 };
  Seen there = { 0 };
  Gate gate = { 0 };
  g_autoptr (SweetRuntime) runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) first = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &work));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));
  g_autoptr (SweetFuture) on_worker = sweet_future_map_on_workers (future, increment_cb, &there, seen_free);
  g_autoptr (SweetFuture) on_context = sweet_future_map (on_worker, increment_cb, &here, seen_free);

  gate_open (&gate);
  g_assert_cmpint (future_take_int64 (test, g_steal_pointer (&on_context)), ==, 3);
  g_assert_true (there.thread == work.thread);
  g_assert_true (there.thread != main_thread);
  g_assert_true (here.thread == main_thread);
  g_assert_true (here.context == test->context);
  g_assert_true (here.freed_on == main_thread);
  /* of a settled one it is called at once */
  g_object_unref (sweet_future_on_settled_on_workers (on_worker, settled_cb, &there, NULL));
  g_assert_cmpint (there.n_calls, ==, 2);
  g_assert_true (there.thread == main_thread);
  g_assert_cmpint (future_take_int64 (test, sweet_future_and_then_on_workers (on_worker, future_cb, on_worker, NULL)), ==, 2);
  spawn_shut_down (g_steal_pointer (&runtime));
}

static SweetTaskResult *
not_on_timer_cb (SweetTaskResult *result,
                 gpointer user_data,
                 GError **error)
{
  future_note (user_data);
  g_assert_false (sweet_timer_is_thread ());
  return sweet_task_result_new_int64 (3);
}

static void
test_timer_waits_for_nobody (SweetTest *test,
                             gconstpointer data)
{
  Seen seen = { 0 };

  /* until the function was there before the time had passed */
  do
    {
      g_autoptr (SweetFuture) delay = sweet_future_delay (SWEET_MILLISECONDS (1), NULL);
      g_autoptr (SweetFuture) mapped = sweet_future_map_on_workers (delay, not_on_timer_cb, &seen, NULL);

      await_int64 (mapped, 3);
    }
  while (seen.thread == main_thread);
}

typedef struct
{
  SweetFuture *source;
  Seen *seen;
  SweetFuture *mapped;
  gboolean iterates;
} Elsewhere;

/* a thread with a context of its own, which it iterates until the function was called, or lets go at once */
static gpointer
elsewhere_thread (gpointer data)
{
  Elsewhere *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  self->mapped = sweet_future_map (self->source, increment_cb, self->seen, seen_free);
  if (self->iterates)
    future_resolve (self->source, 1);
  while (self->iterates && !sweet_future_is_settled (self->mapped))
    g_main_context_iteration (context, TRUE);
  if (self->iterates)
    g_assert_true (self->seen->context == context);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_other_context (SweetTest *test,
                    gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  Elsewhere elsewhere = { promise, &seen, NULL, TRUE };

  g_thread_join (g_thread_new ("elsewhere", elsewhere_thread, &elsewhere));
  g_assert_true (seen.thread != main_thread);
  g_assert_true (seen.freed_on == seen.thread);
  await_int64 (elsewhere.mapped, 2);
  g_object_unref (elsewhere.mapped);
}

static void
test_context_gone (SweetTest *test,
                   gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  Elsewhere elsewhere = { promise, &seen, NULL, FALSE };

  g_thread_join (g_thread_new ("elsewhere", elsewhere_thread, &elsewhere));
  g_assert_cmpint (seen.n_freed, ==, 0);
  future_resolve (promise, 1);
  g_assert_true (sweet_future_is_settled (elsewhere.mapped));
  g_assert_cmpint (seen.n_calls, ==, 0);
  g_assert_cmpint (seen.n_freed, ==, 1);
  future_take_error (test, elsewhere.mapped, G_IO_ERROR, G_IO_ERROR_CLOSED, "context");
}

#define RACERS 4
#define ROUNDS 500

typedef struct
{
  SweetFuture *promises[ROUNDS];
  gint n_won;
} Race;

static gpointer
race_thread (gpointer data)
{
  Race *race = data;

  for (guint i = 0; i < ROUNDS; i++)
    if (future_resolve (race->promises[i], i))
      g_atomic_int_inc (&race->n_won);
  return NULL;
}

/* each future is settled once, and each function called once, whoever comes first */
static void
test_racing_threads (SweetTest *test,
                     gconstpointer data)
{
  Race race = { .n_won = 0 };
  Seen seen = { 0 };
  Seen there = { 0 };
  GThread *threads[RACERS];

  for (guint i = 0; i < ROUNDS; i++)
    race.promises[i] = sweet_future_new ();
  for (guint i = 0; i < RACERS; i++)
    threads[i] = g_thread_new ("racer", race_thread, &race);
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (SweetFuture) mapped = sweet_future_map (race.promises[i], increment_cb, &seen, seen_free);
      SweetFuture *pair[] = { mapped, race.promises[ROUNDS - 1 - i] };
      g_autoptr (SweetFuture) any = sweet_future_any (pair, 2);
      g_autoptr (SweetFuture) all = sweet_future_all (pair, 2);
      g_autoptr (SweetFuture) noted = sweet_future_on_settled_on_workers (all, settled_cb, &there, seen_free);
    }
  for (guint i = 0; i < RACERS; i++)
    g_thread_join (threads[i]);
  sweet_test_wait_for (test, seen.n_freed == ROUNDS && seen_get_n_freed (&there) == ROUNDS);
  g_assert_cmpint (race.n_won, ==, ROUNDS);
  g_assert_cmpint (seen.n_calls, ==, ROUNDS);
  g_assert_cmpint (there.n_calls, ==, ROUNDS);
  g_assert_true (seen.freed_on == main_thread);
  for (guint i = 0; i < ROUNDS; i++)
    g_object_unref (race.promises[i]);
}

/* waits in a thread */

static gpointer
resolve_when_mapped_thread (gpointer data)
{
  Race *race = data;

  for (guint i = 0; i < ROUNDS; i++)
    future_resolve (race->promises[i], i);
  return NULL;
}

static void
test_await_sync (SweetTest *test,
                 gconstpointer data)
{
  Race race = { .n_won = 0 };
  Seen seen = { 0 };
  Seen other = { 0 };
  GThread *thread;

  for (guint i = 0; i < ROUNDS; i++)
    race.promises[i] = sweet_future_new ();
  thread = g_thread_new ("settler", resolve_when_mapped_thread, &race);
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (SweetFuture) mapped = sweet_future_map (race.promises[i], increment_cb, &seen, seen_free);
      g_autoptr (SweetFuture) both = sweet_future_map (mapped, increment_cb, &seen, seen_free);

      g_object_unref (sweet_future_on_settled (mapped, settled_cb, &other, NULL));
      await_int64 (both, i + 2);
      g_assert_cmpint (seen.n_freed, ==, 2 * i + 2);
    }
  g_thread_join (thread);
  g_assert_cmpint (seen.n_calls, ==, 2 * ROUNDS);
  /* what does not lead there has to wait for the loop */
  g_assert_cmpint (other.n_calls, ==, 0);
  spawn_drain (test);
  g_assert_cmpint (other.n_calls, ==, ROUNDS);
  for (guint i = 0; i < ROUNDS; i++)
    g_object_unref (race.promises[i]);
}

/* functions that are not called are let go by the wait as well */
static void
test_await_sync_lets_go (SweetTest *test,
                         gconstpointer data)
{
  Seen seen = { 0 };

  for (gint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (SweetFuture) failed = future_failed ("occupied");
      g_autoptr (SweetFuture) mapped = sweet_future_map (failed, increment_cb, &seen, seen_free);
      g_autoptr (SweetFuture) both = sweet_future_map (mapped, increment_cb, &seen, seen_free);
      g_autoptr (SweetFuture) recovered = sweet_future_recover (both, seven_cb, NULL, NULL);

      await_int64 (recovered, 7);
      g_assert_cmpint (seen.n_freed, ==, 2 * i + 2);
    }
  g_assert_false (g_main_context_iteration (test->context, FALSE));
}

/* waits that could not come to an end */

typedef SweetFuture *(*StepFunc) (SweetFuture *self,
                                  SweetTaskResultFunc func,
                                  gpointer user_data,
                                  GDestroyNotify destroy);

typedef struct
{
  SweetFuture *awaited;
  guint n_calls;
} Nested;

static SweetTaskResult *
await_inside_cb (SweetTaskResult *result,
                 gpointer user_data,
                 GError **error)
{
  Nested *nested = user_data;

  await_error (nested->awaited, G_IO_ERROR_WOULD_BLOCK, "function that this call comes from");
  nested->n_calls++;
  return g_object_ref (result);
}

static void
test_would_block_inside (SweetTest *test,
                         gconstpointer data)
{
  StepFunc add = data;
  Nested nested = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) mapped = add (promise, await_inside_cb, &nested, NULL);
  SweetFuture *both[] = { mapped, promise };

  nested.awaited = sweet_future_all (both, 2);
  future_resolve (promise, 1);
  sweet_test_wait_for (test, sweet_future_is_settled (nested.awaited));
  g_assert_cmpuint (nested.n_calls, ==, 1);
  g_object_unref (nested.awaited);
}

static gboolean
await_itself_work (SweetSpawningTask *task,
                   gpointer user_data,
                   GError **error)
{
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));

  await_error (future, G_IO_ERROR_WOULD_BLOCK, "“tested”");
  return TRUE;
}

static void
test_would_block_in_work (SweetTest *test,
                          gconstpointer data)
{
  g_autoptr (SweetRuntime) runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) on_worker = spawn_run (spawn_on_workers (runtime, await_itself_work, NULL));
  g_autoptr (SweetSpawningTask) on_context = spawn_run (spawn_on_context (await_itself_work, NULL));

  spawn_await (on_worker);
  spawn_await (on_context);
  spawn_shut_down (g_steal_pointer (&runtime));
}

/* a call that goes on in a main context */

static void
begin_cb (GObject *source_object,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  g_file_query_info_async (G_FILE (source_object), "standard::size", G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, callback, user_data);
}

static gboolean
finish_cb (GObject *source_object,
           GAsyncResult *result,
           GValue *value,
           GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source_object), result, error);

  g_value_set_int64 (g_value_init (value, G_TYPE_INT64), 40);
  return info != NULL;
}

static gpointer
await_forty_thread (gpointer data)
{
  await_int64 (data, 40);
  return NULL;
}

static void
test_would_block_loop (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (test->directory);
  g_autoptr (SweetFuture) call = sweet_future_new_async (G_OBJECT (file), begin_cb, finish_cb, NULL);
  g_autoptr (SweetFuture) timeout = sweet_future_timeout (call, G_MAXINT64, NULL);
  GThread *thread;

  await_error (timeout, G_IO_ERROR_WOULD_BLOCK, "main context");
  thread = g_thread_new ("waiter", await_forty_thread, timeout);
  sweet_test_wait_for (test, sweet_future_is_settled (timeout));
  g_thread_join (thread);
}

static void
test_would_block_task_loop (SweetTest *test,
                            gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (test->directory);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("caller"), G_OBJECT (file), begin_cb, finish_cb));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));
  GThread *thread;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  await_error (future, G_IO_ERROR_WOULD_BLOCK, "“caller”");
  thread = g_thread_new ("waiter", await_forty_thread, future);
  sweet_test_wait_for (test, sweet_future_is_settled (future));
  g_thread_join (thread);
}

static gpointer
await_task_thread (gpointer data)
{
  spawn_await (data);
  return NULL;
}

/* of the task itself, on a thread whose main context is not the one that it would block */
static void
test_task_waits_elsewhere (SweetTest *test,
                           gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (test->directory);
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_async_work (spawn_named ("caller"), G_OBJECT (file), begin_cb, finish_cb));
  GThread *thread = g_thread_new ("waiter", await_task_thread, task);

  sweet_test_wait_for (test, sweet_task_is_final (SWEET_TASK (task)));
  g_thread_join (thread);
}

/* waits that do what they wait for */

typedef struct
{
  SweetFuture *other;
  gint64 number;
} Sibling;

static void
await_sibling_cb (SweetTaskResult *result,
                  gpointer user_data)
{
  Sibling *sibling = user_data;

  await_int64 (sibling->other, sibling->number);
}

/* the thread has still to tell what it waits for */
static void
test_await_sibling (SweetTest *test,
                    gconstpointer data)
{
  Sibling sibling = { NULL, 2 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) first = sweet_future_on_settled_on_workers (promise, await_sibling_cb, &sibling, NULL);

  sibling.other = sweet_future_map_on_workers (promise, increment_cb, NULL, NULL);
  future_resolve (promise, 1);
  g_assert_true (sweet_future_is_settled (first));
  g_object_unref (sibling.other);
}

static SweetFuture *
task_inside_cb (SweetTaskResult *result,
                gpointer user_data,
                GError **error)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_context (seen_work, user_data));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));

  return sweet_future_map (future, increment_cb, NULL, NULL);
}

/* what comes next is found out in the midst of the wait, and takes place on the context as well */
static void
test_await_what_comes_next (SweetTest *test,
                            gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) next = sweet_future_and_then (promise, task_inside_cb, &seen, NULL);
  g_autoptr (SweetFuture) last = sweet_future_and_then (next, task_inside_cb, &seen, NULL);

  future_resolve (promise, 1);
  await_int64 (last, 3);
  g_assert_true (seen.thread == main_thread);
}

static gboolean
parent_work (SweetSpawningTask *task,
             gpointer user_data,
             GError **error)
{
  g_autoptr (SweetSpawningTask) child = spawn_run (sweet_spawning_task_builder_with_parent (spawn_on_context (seen_work, user_data), SWEET_TASK (task)));

  return TRUE;
}

static void
test_await_children (SweetTest *test,
                     gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetRuntime) runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, parent_work, &seen));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));

  sweet_future_await_sync (future, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen.n_calls, ==, 1);
  g_assert_true (seen.thread == main_thread);
  spawn_shut_down (g_steal_pointer (&runtime));
}

/* work that nobody has begun is done by who waits, unless the wait may end before that */
static void
test_await_works (SweetTest *test,
                  gconstpointer data)
{
  Gate gate = { 0 };
  Seen seen = { 0 };
  g_autoptr (SweetRuntime) runtime = spawn_runtime (1);
  g_autoptr (SweetSpawningTask) busy = spawn_run (spawn_on_workers (runtime, gate_work, &gate));
  g_autoptr (SweetSpawningTask) task = NULL;
  g_autoptr (SweetFuture) future = NULL;
  g_autoptr (SweetFuture) timeout = NULL;
  SweetFuture *futures[1];
  g_autoptr (SweetFuture) all = NULL;
  g_autoptr (GError) error = NULL;

  gate_meet (&gate, 1);
  task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
  future = sweet_future_new_for_task (SWEET_TASK (task));
  timeout = sweet_future_timeout (future, SWEET_MILLISECONDS (1), NULL);
  futures[0] = future;
  all = sweet_future_all (futures, 1);

  await_error (timeout, G_IO_ERROR_TIMED_OUT, "within 1ms");
  g_assert_cmpint (seen.n_calls, ==, 0);
  sweet_future_await_sync (all, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (seen.thread == main_thread);
  gate_open (&gate);
  spawn_shut_down (g_steal_pointer (&runtime));
}

static gboolean
delegating_work (SweetSpawningTask *task,
                 gpointer user_data,
                 GError **error)
{
  gint depth = GPOINTER_TO_INT (user_data);
  g_autoptr (SweetSpawningTask) inner = NULL;
  g_autoptr (SweetFuture) future = NULL;
  g_autoptr (SweetFuture) mapped = NULL;
  const GValue *value;

  sweet_spawning_task_init_value (task, G_TYPE_INT64);
  if (depth == 0)
    return TRUE;

  inner = spawn_run (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("inner"), delegating_work, GINT_TO_POINTER (depth - 1), NULL));
  future = sweet_future_new_for_task (SWEET_TASK (inner));
  mapped = sweet_future_map_on_workers (future, increment_cb, NULL, NULL);
  value = sweet_future_await_sync (mapped, NULL, error);
  if (value == NULL)
    return FALSE;

  sweet_spawning_task_set_value (task, value);
  return TRUE;
}

static void
test_await_on_workers (SweetTest *test,
                       gconstpointer data)
{
  g_autoptr (SweetSpawningTask) task = spawn_run (sweet_spawning_task_builder_with_work_on_workers (spawn_named ("outer"), delegating_work, GINT_TO_POINTER (100), NULL));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));

  await_int64 (future, 100);
}

static void
test_await_deterministic (SweetTest *test,
                          gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetClock) clock = sweet_clock_new_virtual (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetRuntime) runtime = sweet_runtime_builder_build (sweet_runtime_builder_with_clock (sweet_runtime_builder_with_seed (sweet_runtime_builder_new (), 7), clock), &error);
  g_autoptr (SweetSpawningTask) task = spawn_run (spawn_on_workers (runtime, seen_work, &seen));
  g_autoptr (SweetFuture) future = sweet_future_new_for_task (SWEET_TASK (task));
  g_autoptr (SweetFuture) delay = sweet_future_delay (SWEET_HOURS (1), clock);
  g_autoptr (SweetFuture) mapped = sweet_future_map (future, increment_cb, NULL, NULL);

  g_assert_no_error (error);
  await_int64 (mapped, 2);
  g_assert_true (seen.thread == main_thread);
  g_assert_false (sweet_future_is_settled (delay));
  sweet_clock_advance (clock, SWEET_HOURS (1));
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_await_sync_cancelled (SweetTest *test,
                           gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) mapped = sweet_future_map (promise, increment_cb, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("canceller", cancel_thread, cancellable);

  g_assert_null (sweet_future_await_result_sync (mapped, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  future_resolve (promise, 1);
  await_int64 (mapped, 2);
}

/* two threads wait for the same, and the one whose context it is makes the calls */
static void
test_await_twice (SweetTest *test,
                  gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (SweetFuture) promise = sweet_future_new ();
  g_autoptr (SweetFuture) future = sweet_future_map (promise, seven_cb, &seen, seen_free);
  g_autoptr (SweetFuture) forty = sweet_future_and_then (future, future_cb, promise, NULL);
  GThread *thread = g_thread_new ("waiter", await_forty_thread, forty);

  future_resolve_elsewhere (promise);
  await_int64 (forty, 40);
  g_thread_join (thread);
  g_assert_true (seen.thread == main_thread);
}

int
main (int argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  main_thread = g_thread_self ();

  sweet_test_add ("/sweet/future/await-async", test_await_async);
  sweet_test_add_data ("/sweet/future/await-async-cancellable", "cancellable", test_await_async);
  sweet_test_add ("/sweet/future/await-cancelled", test_await_cancelled);
  sweet_test_add ("/sweet/future/await-let-go", test_await_let_go);
  sweet_test_add_data ("/sweet/future/await-let-go-cancellable", "cancellable", test_await_let_go);
  sweet_test_add ("/sweet/future/settled-on-worker", test_settled_on_worker);
  sweet_test_add ("/sweet/future/timer-waits-for-nobody", test_timer_waits_for_nobody);
  sweet_test_add ("/sweet/future/other-context", test_other_context);
  sweet_test_add ("/sweet/future/context-gone", test_context_gone);
  sweet_test_add ("/sweet/future/racing-threads", test_racing_threads);
  sweet_test_add ("/sweet/future/await-sync", test_await_sync);
  sweet_test_add ("/sweet/future/await-sync-lets-go", test_await_sync_lets_go);
  sweet_test_add_data ("/sweet/future/would-block-inside", sweet_future_map, test_would_block_inside);
  sweet_test_add_data ("/sweet/future/would-block-inside-on-workers", sweet_future_map_on_workers, test_would_block_inside);
  sweet_test_add ("/sweet/future/would-block-in-work", test_would_block_in_work);
  sweet_test_add ("/sweet/future/would-block-loop", test_would_block_loop);
  sweet_test_add ("/sweet/future/would-block-task-loop", test_would_block_task_loop);
  sweet_test_add ("/sweet/future/task-waits-elsewhere", test_task_waits_elsewhere);
  sweet_test_add ("/sweet/future/await-sibling", test_await_sibling);
  sweet_test_add ("/sweet/future/await-what-comes-next", test_await_what_comes_next);
  sweet_test_add ("/sweet/future/await-children", test_await_children);
  sweet_test_add ("/sweet/future/await-works", test_await_works);
  sweet_test_add ("/sweet/future/await-on-workers", test_await_on_workers);
  sweet_test_add ("/sweet/future/await-deterministic", test_await_deterministic);
  sweet_test_add ("/sweet/future/await-sync-cancelled", test_await_sync_cancelled);
  sweet_test_add ("/sweet/future/await-twice", test_await_twice);

  return g_test_run ();
}
