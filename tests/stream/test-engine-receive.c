/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

#include <locale.h>

/* what receivers get, collect and keep */

#define N_ROWS 500

typedef struct
{
  guint workers;
  guint credits;
  guint rows_per_chunk;
} Way;

static const Way ways[] = {
  { 1, 0, N_ROWS },
  { 1, 1, 7 },
  { 2, 2, N_ROWS },
  { 2, 0, 3 },
  { 8, 0, N_ROWS },
  { 8, 1, 50 },
  { 8, 0, 1 },
};

static TestLine
begin (TestSpec *source,
       const Way *way)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->n_rows = N_ROWS;
  source->rows_per_chunk = way->rows_per_chunk;
  line = test_line_source (line, test_worker_source_get_type (), source, 0);
  line = test_line_workers (line, way->workers, FALSE);
  return sweet_emitting_task_builder_with_max_chunks (line, way->credits);
}

static guint
get_id (SweetReceiverEvent *event)
{
  SweetCell cell;
  gint64 id;

  sweet_receiver_event_get_cell (event, 0, &cell);
  g_assert_true (sweet_cell_get_int64 (&cell, &id));
  return (guint) id;
}

/* rows that take long are spread */

typedef struct
{
  GMutex lock;
  GHashTable *threads;
  guint n_seen[N_ROWS];
  guint every;
  gulong sleep;
  guint fail_id;
} Spread;

static void
spread_init (Spread *self,
             guint every,
             gulong sleep)
{
  memset (self, 0, sizeof *self);
  self->threads = g_hash_table_new (NULL, NULL);
  self->every = every;
  self->sleep = sleep;
  self->fail_id = G_MAXUINT;
}

static void
spread_clear (Spread *self)
{
  g_hash_table_unref (self->threads);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Spread, spread_clear)

static gboolean
spread_cb (SweetReceiverEvent *event,
           SweetCollector *collector,
           gpointer user_data,
           GError **error)
{
  Spread *spread = user_data;
  guint id = get_id (event);
  g_autofree char *key = g_strdup_printf ("%u", id);

  g_mutex_lock (&spread->lock);
  g_hash_table_add (spread->threads, g_thread_self ());
  spread->n_seen[id]++;
  g_mutex_unlock (&spread->lock);
  if (id % spread->every == 0)
    g_usleep (spread->sleep);
  if (id >= spread->fail_id)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "record %u fails as it should", id);
      return FALSE;
    }
  return sweet_collector_collect (collector, key, SWEET_EVENT (event), error);
}

/* what was collected, in the order of collection, is the first rows */
static void
assert_collected (SweetEmittingTask *task,
                  guint n_rows)
{
  GListModel *collected = sweet_final_event_get_collected (sweet_emitting_task_get_final_event (task));

  g_assert_cmpuint (g_list_model_get_n_items (collected), ==, n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (SweetReceiverEvent) event = g_list_model_get_item (collected, i);

      g_assert_cmpuint (get_id (event), ==, i);
    }
}

static void
test_one_chunk_is_spread (SweetTest *test,
                          gconstpointer data)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (Spread) spread;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  spread_init (&spread, 1, 1000);
  task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (begin (&source, &ways[4]), spread_cb, &spread, NULL));
  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%u records of 1 ms by %u threads in %.1f ms", N_ROWS, g_hash_table_size (spread.threads),
                  (double) (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpuint (g_hash_table_size (spread.threads), ==, 8);
  for (guint i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (spread.n_seen[i], ==, 1);
  assert_collected (task, N_ROWS);
}

/* whoever helps with an item is gone from it before the item goes on */
static void
test_exactly_once (SweetTest *test,
                   gconstpointer data)
{
  for (guint i = 0; i < 6 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Spread) spread;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;

      /* every so often a row that takes longer than a range should */
      spread_init (&spread, 50 + i, 1100);
      task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (begin (&source, &ways[i % G_N_ELEMENTS (ways)]), spread_cb, &spread, NULL));
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      for (guint j = 0; j < N_ROWS; j++)
        g_assert_cmpuint (spread.n_seen[j], ==, 1);
      assert_collected (task, N_ROWS);
      g_assert_cmpuint (sweet_final_event_get_n_records (sweet_emitting_task_get_final_event (task)), ==, N_ROWS);
    }
}

/* many rows fail at about the same time: the first one counts, and what precedes it is collected */
static void
test_first_failure (SweetTest *test,
                    gconstpointer data)
{
  const guint ids[] = { 0, 1, 100, N_ROWS - 1 };

  for (guint i = 0; i < 3 * G_N_ELEMENTS (ways) * G_N_ELEMENTS (ids); i++)
    {
      guint id = ids[i % G_N_ELEMENTS (ids)];
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Spread) spread;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *message = g_strdup_printf ("record %u fails as it should", id);

      spread_init (&spread, 20, 1100);
      spread.fail_id = id;
      task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (begin (&source, &ways[i / G_N_ELEMENTS (ids) % G_N_ELEMENTS (ways)]), spread_cb, &spread, NULL));
      g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (error->message, ==, message);
      assert_collected (task, id);
    }
}

/* a collector of the application's own, which belongs to the context */

typedef struct
{
  SweetBaseCollector parent_instance;
  GThread *thread;
  guint n_added;
  guint fail_at;
} OwnCollector;

typedef struct
{
  SweetBaseCollectorClass parent_class;
} OwnCollectorClass;

GType own_collector_get_type (void);
G_DEFINE_TYPE (OwnCollector, own_collector, SWEET_TYPE_BASE_COLLECTOR)

static gboolean
own_collector_add_event (SweetBaseCollector *collector,
                         const char *key,
                         SweetEvent *event,
                         GError **error)
{
  OwnCollector *self = (OwnCollector *) collector;

  g_assert_true (g_thread_self () == self->thread);
  g_assert_cmpuint (get_id (SWEET_RECEIVER_EVENT (event)), ==, self->n_added);
  if (self->n_added == self->fail_at)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the collector is full");
      return FALSE;
    }
  self->n_added++;
  return SWEET_BASE_COLLECTOR_CLASS (own_collector_parent_class)->add_event (collector, key, event, error);
}

static void
own_collector_class_init (OwnCollectorClass *klass)
{
  SWEET_BASE_COLLECTOR_CLASS (klass)->add_event = own_collector_add_event;
}

static void
own_collector_init (OwnCollector *self)
{
  self->thread = g_thread_self ();
  self->fail_at = G_MAXUINT;
}

static void
test_own_collector (SweetTest *test,
                    gconstpointer data)
{
  for (guint i = 0; i < 4 * G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Spread) spread;
      g_autoptr (SweetCollector) collector = g_object_new (own_collector_get_type (), NULL);
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GError) error = NULL;
      TestLine line = begin (&source, &ways[i / 4]);

      spread_init (&spread, 50, 1100);
      line = sweet_emitting_task_builder_with_collector (line, collector);
      if (i % 2 == 0)
        line = sweet_emitting_task_builder_with_receiver (line, spread_cb, &spread, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, spread_cb, &spread, NULL);
      if (i % 4 >= 2)
        ((OwnCollector *) collector)->fail_at = 77;
      task = test_line_start (line);
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      if (i % 4 < 2)
        {
          g_assert_no_error (error);
          assert_collected (task, N_ROWS);
          continue;
        }
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_true (g_str_has_suffix (error->message, "the collector is full"));
      assert_collected (task, 77);
    }
}

/* without order, everything is received and collected all the same */
static void
test_unordered (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (Spread) spread;
      g_autoptr (SweetEmittingTask) task = NULL;
      GListModel *collected;
      g_autoptr (GError) error = NULL;
      TestLine line = test_line_workers (begin (&source, &ways[i]), ways[i].workers, TRUE);

      spread_init (&spread, 50, 1100);
      task = test_line_start (sweet_emitting_task_builder_with_receiver_on_workers (line, spread_cb, &spread, NULL));
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      collected = sweet_final_event_get_collected (sweet_emitting_task_get_final_event (task));
      g_assert_cmpuint (g_list_model_get_n_items (collected), ==, N_ROWS);
      for (guint j = 0; j < N_ROWS; j++)
        g_assert_cmpuint (spread.n_seen[j], ==, 1);
    }
}

/* events and chunks that are kept */

typedef struct
{
  GMutex lock;
  GPtrArray *kept;
  guint every;
} Keep;

static void
keep_init (Keep *self,
           guint every)
{
  memset (self, 0, sizeof *self);
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
  self->every = every;
}

static void
keep_clear (Keep *self)
{
  g_ptr_array_unref (self->kept);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keep, keep_clear)

static gboolean
keep_event_cb (SweetReceiverEvent *event,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  Keep *keep = user_data;

  g_mutex_lock (&keep->lock);
  if (get_id (event) % keep->every == 0)
    g_ptr_array_add (keep->kept, g_object_ref (event));
  g_mutex_unlock (&keep->lock);
  return TRUE;
}

static gint
compare_events (gconstpointer a,
                gconstpointer b)
{
  return (int) get_id (*(SweetReceiverEvent *const *) a) - (int) get_id (*(SweetReceiverEvent *const *) b);
}

static void
test_kept_events (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  const guint every[] = { 1, 2, 7 };

  for (guint i = 0; i < 2 * 2 * G_N_ELEMENTS (every); i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (Keep) keep;
      SweetEmittingTask *task;
      TestLine line;
      gint64 began = g_get_real_time ();
      g_autofree char *task_id = NULL;

      keep_init (&keep, every[i / 4]);
      source.bytes = csv;
      source.n_bytes = strlen (csv);
      source.seekable = TRUE;
      line = test_line_source (sweet_emitting_task_builder_new (), test_worker_source_get_type (), &source, i / 2 % 2 == 0 ? 64 : 0);
      line = test_line_workers (test_line_format (line, "csv"), 2, FALSE);
      if (i / 2 % 2 == 0)
        line = test_line_process (line, test_forked_get_type (), &processor);
      if (i % 2 == 0)
        line = sweet_emitting_task_builder_with_receiver (line, keep_event_cb, &keep, NULL);
      else
        line = sweet_emitting_task_builder_with_receiver_on_workers (line, keep_event_cb, &keep, NULL);
      task = test_line_start (line);
      task_id = sweet_task_id_to_string (sweet_task_get_id (SWEET_TASK (task)));
      g_assert_true (sweet_task_await_sync (SWEET_TASK (task), NULL, NULL));
      g_object_unref (task);

      /* each goes on showing its own record, long after the task */
      g_assert_cmpuint (keep.kept->len, ==, (N_ROWS + every[i / 4] - 1) / every[i / 4]);
      g_ptr_array_sort (keep.kept, compare_events);
      for (guint j = 0; j < keep.kept->len; j++)
        {
          SweetReceiverEvent *event = g_ptr_array_index (keep.kept, j);
          guint id = j * every[i / 4];
          g_autofree char *line_start = g_strdup_printf ("%u,", id);
          g_autofree char *event_id = sweet_event_dup_id (SWEET_EVENT (event));
          g_autofree char *event_task_id = sweet_task_id_to_string (sweet_event_get_task_id (SWEET_EVENT (event)));
          g_autofree char *text = sweet_receiver_event_dup_text (event, "text", NULL);
          static const char *const texts[] = { "plain", "a, b", "two\nlines", "", "a \"quote\"" };

          g_assert_cmpuint (get_id (event), ==, id);
          g_assert_cmpstr (text, ==, texts[id % G_N_ELEMENTS (texts)]);
          g_assert_cmpuint (sweet_event_get_sequence (SWEET_EVENT (event)), ==, id + 1);
          g_assert_true (g_str_has_prefix (csv + sweet_event_get_offset (SWEET_EVENT (event)), line_start));
          g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), >=, began);
          g_assert_cmpint (sweet_event_get_timestamp (SWEET_EVENT (event)), <=, g_get_real_time ());
          g_assert_cmpstr (sweet_receiver_event_get_source (event), ==, "test.txt");
          g_assert_cmpstr (event_task_id, ==, task_id);
          g_assert_true (g_str_has_prefix (event_id, task_id));
        }
    }
}

static void
assert_stale (SweetChunk *chunk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) numbers = NULL;
  gsize size;

  g_assert_true (sweet_chunk_is_stale (chunk));
  g_assert_null (sweet_chunk_get_column (chunk, 0, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_copy (chunk, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_dup_text (chunk, 0, 0, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_dup_int64s (chunk, 0, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  g_clear_error (&error);
  g_assert_null (sweet_chunk_peek_bytes (chunk, &size, &error));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_STALE);
  /* these cost nothing and may be asked for ever */
  g_assert_cmpuint (sweet_chunk_get_record_number (chunk, 0), ==, 0);
  g_assert_cmpint (sweet_chunk_get_offset (chunk, 0), ==, -1);
  g_assert_nonnull (sweet_chunk_get_task_id (chunk));
}

static gboolean
keep_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  Keep *keep = user_data;
  SweetChunk *copy = sweet_chunk_copy (chunk, error);

  g_assert_false (sweet_chunk_is_stale (chunk));
  g_mutex_lock (&keep->lock);
  g_ptr_array_add (keep->kept, g_object_ref (chunk));
  g_ptr_array_add (keep->kept, copy);
  g_mutex_unlock (&keep->lock);
  return copy != NULL;
}

/* what was kept is stale, its copy is not */
static void
test_kept_chunks (SweetTest *test,
                  gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (guint i = 0; i < 8; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) split = TEST_SPEC_INIT;
      g_auto (Keep) keep;
      g_autofree guint *seen = g_new0 (guint, N_ROWS);
      TestLine line;

      keep_init (&keep, 1);
      source.bytes = csv;
      source.n_bytes = strlen (csv);
      source.seekable = i < 4;
      split.manner = i % 4 < 2 ? TEST_PASS : TEST_SPLIT;
      line = test_line_source (sweet_emitting_task_builder_new (), test_worker_source_get_type (), &source, 200);
      line = test_line_workers (test_line_format (line, "csv"), 2, FALSE);
      line = test_line_process (line, test_forked_get_type (), &split);
      if (i % 2 == 0)
        line = sweet_emitting_task_builder_with_chunk_receiver (line, keep_chunk_cb, &keep, NULL);
      else
        line = sweet_emitting_task_builder_with_chunk_receiver_on_workers (line, keep_chunk_cb, &keep, NULL);
      test_line_complete (line);
      for (guint j = 0; j < keep.kept->len; j += 2)
        {
          SweetChunk *copy = g_ptr_array_index (keep.kept, j + 1);
          const SweetCell *cells = sweet_chunk_get_column (copy, 0, NULL);

          assert_stale (g_ptr_array_index (keep.kept, j));
          for (guint row = 0; row < sweet_chunk_get_n_rows (copy); row++)
            {
              gint64 id;

              g_assert_true (sweet_cell_get_int64 (&cells[row], &id));
              g_assert_cmpuint (sweet_chunk_get_record_number (copy, row), ==, (guint64) id + 1);
              seen[id]++;
            }
        }
      for (guint j = 0; j < N_ROWS; j++)
        g_assert_cmpuint (seen[j], ==, 1);
    }
}

/* a processor that keeps what it is shown, and what it emits */

typedef struct
{
  SweetProcessor parent_instance;
  Keep *keep;
} Keeper;

typedef struct
{
  SweetProcessorClass parent_class;
} KeeperClass;

GType keeper_get_type (void);
G_DEFINE_TYPE (Keeper, keeper, SWEET_TYPE_PROCESSOR)

static gboolean
keeper_process (SweetProcessor *processor,
                SweetChunk *chunk,
                SweetEmitter *out,
                GCancellable *cancellable,
                GError **error)
{
  Keep *keep = ((Keeper *) processor)->keep;
  SweetChunk *writable = sweet_emitter_make_writable (out, chunk);
  g_autofree guint32 *rows = g_new (guint32, sweet_chunk_get_n_rows (chunk) + 1);
  guint n_rows = 0;

  g_ptr_array_add (keep->kept, g_object_ref (chunk));
  if (keep->kept->len % 3 == 0)
    {
      sweet_emitter_emit (out, chunk);
      return TRUE;
    }
  for (guint32 i = 0; i < sweet_chunk_get_n_rows (chunk); i++)
    rows[n_rows++] = i;
  sweet_chunk_select_rows (writable, rows, n_rows);
  sweet_emitter_emit (out, writable);
  g_ptr_array_add (keep->kept, g_object_ref (writable));
  return TRUE;
}

static void
keeper_class_init (KeeperClass *klass)
{
  SWEET_PROCESSOR_CLASS (klass)->process = keeper_process;
}

static void
keeper_init (Keeper *self)
{
}

/* its chunks go stale, those of the stream do not */
static void
test_kept_in_processor (SweetTest *test,
                        gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < 4; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) behind = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_auto (Keep) keep;
      g_autoptr (SweetProcessor) keeper = g_object_new (keeper_get_type (), NULL);
      TestLine line;

      keep_init (&keep, 1);
      ((Keeper *) keeper)->keep = &keep;
      source.bytes = csv;
      source.n_bytes = strlen (csv);
      source.seekable = TRUE;
      behind.manner = i % 2 == 0 ? TEST_PASS : TEST_SPLIT;
      line = test_line_source (sweet_emitting_task_builder_new (), test_worker_source_get_type (), &source, 100);
      line = test_line_workers (test_line_format (line, "csv"), 1 + i / 2, FALSE);
      line = sweet_emitting_task_builder_with_processor (line, keeper);
      line = test_line_process (line, test_forked_get_type (), &behind);
      test_line_complete (test_line_sink (line, test_worker_sink_get_type (), &sink));
      g_assert_cmpstr (sink.written->str, ==, expected);
      for (guint j = 0; j < keep.kept->len; j++)
        assert_stale (g_ptr_array_index (keep.kept, j));
    }
}

/* figures of a stream under way, from another thread */

typedef struct
{
  SweetEmittingTask *task;
  guint n;
} Watch;

static gpointer
watch_thread (gpointer data)
{
  Watch *watch = data;

  while (!sweet_task_is_final (SWEET_TASK (watch->task)))
    {
      g_autoptr (GVariant) stats = sweet_emitting_task_dup_stats (watch->task);
      g_autoptr (GListModel) children = sweet_task_get_children (SWEET_TASK (watch->task));
      double progress = sweet_task_get_progress (SWEET_TASK (watch->task));

      g_assert_cmpfloat (progress, >=, -1);
      g_assert_cmpfloat (progress, <=, 1);
      for (guint i = 0; i < g_list_model_get_n_items (children); i++)
        {
          g_autoptr (GObject) child = g_list_model_get_item (children, i);

          if (SWEET_IS_SENDER_TASK (child))
            sweet_sender_task_get_n_records (SWEET_SENDER_TASK (child));
          else
            sweet_receiver_task_get_n_bytes (SWEET_RECEIVER_TASK (child));
        }
      g_assert_cmpfloat (sweet_emitting_task_get_records_per_second (watch->task), >=, 0);
      g_assert_cmpfloat (sweet_emitting_task_get_bytes_per_second (watch->task), >=, 0);
      sweet_emitting_task_get_final_event (watch->task);
      sweet_task_get_started_at (SWEET_TASK (watch->task));
      sweet_task_get_completed_at (SWEET_TASK (watch->task));
      watch->n++;
    }
  return NULL;
}

static void
test_watched (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (GString) csv = g_string_new ("id,text\n");
  const guint n_rows = 20000;

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (csv, i % 1000 == 999 ? "%u,too,many\n" : "%u,\"a text\"\n", i);
  for (guint i = 0; i < 4; i++)
    {
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_auto (TestSpec) processor = TEST_SPEC_INIT;
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (SweetEmittingTask) task = NULL;
      g_autoptr (GVariant) stats = NULL;
      g_autoptr (GError) error = NULL;
      guint64 n_records = 0;
      guint64 n_skipped = 0;
      Watch watch = { NULL, 0 };
      GThread *thread;
      TestLine line;

      source.bytes = csv->str;
      source.n_bytes = csv->len;
      source.seekable = i % 2 == 0;
      line = test_line_source (sweet_emitting_task_builder_new (), test_worker_source_get_type (), &source, 500);
      line = test_line_workers (line, 2, FALSE);
      line = test_line_add (line, SWEET_ELEMENT_KIND_FORMAT, "csv", "on-error", GINT_TO_POINTER (SWEET_ON_ERROR_SKIP));
      line = test_line_process (line, i < 2 ? test_forked_get_type () : test_processor_get_type (), &processor);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &sink));
      watch.task = task;
      thread = g_thread_new ("watch", watch_thread, &watch);
      sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
      g_assert_no_error (error);
      g_thread_join (thread);
      stats = sweet_emitting_task_dup_stats (task);
      g_variant_lookup (stats, "records", "t", &n_records);
      g_variant_lookup (stats, "skipped", "t", &n_skipped);
      g_assert_cmpuint (n_records, ==, n_rows - n_rows / 1000);
      g_assert_cmpuint (n_skipped, ==, n_rows / 1000);
      g_assert_cmpfloat (sweet_task_get_progress (SWEET_TASK (task)), >=, 1);
    }
}

int
main (int argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/receive/one-chunk-is-spread", test_one_chunk_is_spread);
  sweet_test_add ("/sweet/engine/receive/exactly-once", test_exactly_once);
  sweet_test_add ("/sweet/engine/receive/first-failure", test_first_failure);
  sweet_test_add ("/sweet/engine/receive/own-collector", test_own_collector);
  sweet_test_add ("/sweet/engine/receive/unordered", test_unordered);
  sweet_test_add ("/sweet/engine/receive/kept-events", test_kept_events);
  sweet_test_add ("/sweet/engine/receive/kept-chunks", test_kept_chunks);
  sweet_test_add ("/sweet/engine/receive/kept-in-processor", test_kept_in_processor);
  sweet_test_add ("/sweet/engine/receive/watched", test_watched);

  return g_test_run ();
}
