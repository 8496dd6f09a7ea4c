/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* a source in parts, each of which yields some of the records, or of the bytes */

#define N_ROWS 200

typedef enum
{
  FAULT_NONE,
  FAULT_SPLIT,
  FAULT_OPEN,
  FAULT_READ,
  FAULT_MEDIA,
  FAULT_PLACE,
  FAULT_TYPE,
  FAULT_UNREADABLE,
  FAULT_CHECK,
  FAULT_FILE,
} Fault;

/* what parts belong to the main context */
typedef enum
{
  ON_WORKERS,
  ON_CONTEXT,
  EVERY_OTHER,
} Places;

typedef struct
{
  const char *bytes; /* NULL for records */
  guint n_parts;
  Places places;
  GThread *thread; /* of the context */
  Fault fault;
  guint faulty; /* the part */
  gboolean undivided;
  SweetEmittingTask *victim; /* cancelled by a call on the context */

  TestMeeting meeting; /* of reads */

  /* what happened, under the lock */
  GMutex lock;
  guint asked; /* how many parts were asked for */
  guint opened;
  guint closed;
} Parts;

typedef struct
{
  SweetSource parent_instance;
  Parts *parts;
  guint number; /* 0 for the whole */
  guint position;
} TestParts;

typedef struct
{
  SweetSourceClass parent_class;
} TestPartsClass;

GType test_parts_get_type (void);
G_DEFINE_TYPE (TestParts, test_parts, SWEET_TYPE_SOURCE)
TEST_DEFINE_CLASS (TestWorkerParts, test_worker_parts, TestParts, test_parts_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))

#define TEST_NO_READ                       \
  SWEET_SOURCE_CLASS (klass)->read = NULL; \
  SWEET_SOURCE_CLASS (klass)->read_records = NULL

TEST_DEFINE_CLASS (TestOnlyParts, test_only_parts, TestParts, test_parts_get_type (), TEST_NO_READ)

static void
test_parts_check_thread (TestParts *self)
{
  gboolean on_context = sweet_element_get_place (SWEET_ELEMENT (self)) == SWEET_PLACE_CONTEXT;

  if (self->parts->thread != NULL)
    g_assert_true ((g_thread_self () == self->parts->thread) == on_context);
}

static void
test_parts_cancel (TestParts *self)
{
  if (sweet_element_get_place (SWEET_ELEMENT (self)) == SWEET_PLACE_CONTEXT && self->parts->victim != NULL)
    sweet_task_cancel (SWEET_TASK (self->parts->victim), SWEET_CANCEL_LEVEL_GRACEFUL);
}

static SweetElement *
test_parts_copy (SweetElement *element)
{
  TestParts *copy = g_object_new (G_OBJECT_TYPE (element), "block-size", sweet_source_get_block_size (SWEET_SOURCE (element)), NULL);

  copy->parts = ((TestParts *) element)->parts;
  return SWEET_ELEMENT (copy);
}

static void
test_parts_get_media (SweetElement *element,
                      SweetMedia *input,
                      SweetMedia *output)
{
  TestParts *self = (TestParts *) element;
  gboolean other = self->number > 0 && self->parts->fault == FAULT_MEDIA;

  *input = SWEET_MEDIA_NONE;
  *output = (self->parts->bytes != NULL) != other ? SWEET_MEDIA_BYTES : SWEET_MEDIA_RECORDS;
}

static gboolean
test_parts_fail (TestParts *self,
                 Fault fault,
                 GError **error)
{
  if (self->parts->fault != fault || self->parts->faulty != self->number)
    return FALSE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "part %u fails as it should", self->number);
  return TRUE;
}

static gboolean
test_parts_check (SweetElement *element,
                  GError **error)
{
  return !test_parts_fail ((TestParts *) element, FAULT_CHECK, error);
}

static gboolean
test_parts_open (SweetSource *source,
                 GCancellable *cancellable,
                 GError **error)
{
  TestParts *self = (TestParts *) source;

  test_parts_check_thread (self);
  if (test_parts_fail (self, FAULT_OPEN, error))
    return FALSE;

  g_mutex_lock (&self->parts->lock);
  self->parts->opened++;
  g_mutex_unlock (&self->parts->lock);
  return TRUE;
}

static void
test_parts_close (SweetSource *source)
{
  TestParts *self = (TestParts *) source;

  test_parts_check_thread (self);
  g_mutex_lock (&self->parts->lock);
  self->parts->closed++;
  g_mutex_unlock (&self->parts->lock);
}

/* where the part ends, of @n in all */
static guint
test_parts_get_end (TestParts *self,
                    guint n)
{
  return self->number == 0 ? n : n * self->number / self->parts->n_parts;
}

static void
test_parts_begin (TestParts *self,
                  guint n)
{
  if (self->position == 0 && self->number > 1)
    self->position = n * (self->number - 1) / self->parts->n_parts;
  test_parts_check_thread (self);
  test_parts_cancel (self);
  test_meet (&self->parts->meeting);
}

static gssize
test_parts_read (SweetSource *source,
                 guint8 *buffer,
                 gsize size,
                 GCancellable *cancellable,
                 GError **error)
{
  TestParts *self = (TestParts *) source;
  guint n = (guint) strlen (self->parts->bytes);

  test_parts_begin (self, n);
  if (test_parts_fail (self, FAULT_READ, error))
    return -1;

  size = MIN (size, test_parts_get_end (self, n) - self->position);
  memcpy (buffer, self->parts->bytes + self->position, size);
  self->position += (guint) size;
  return (gssize) size;
}

static SweetReadResult
test_parts_read_records (SweetSource *source,
                         SweetEmitter *out,
                         GCancellable *cancellable,
                         GError **error)
{
  TestParts *self = (TestParts *) source;
  g_autoptr (SweetChunk) chunk = NULL;
  guint end = test_parts_get_end (self, N_ROWS);
  guint n_rows;

  test_parts_begin (self, N_ROWS);
  if (test_parts_fail (self, FAULT_READ, error))
    return SWEET_READ_RESULT_FAILED;

  n_rows = MIN (3, end - self->position);
  chunk = test_make_chunk (self->position, n_rows);
  sweet_emitter_emit (out, chunk);
  self->position += n_rows;
  return self->position < end ? SWEET_READ_RESULT_MORE : SWEET_READ_RESULT_END;
}

static GType
test_parts_choose (Parts *self,
                   guint number)
{
  if (self->fault == FAULT_UNREADABLE)
    return test_only_parts_get_type ();
  if (self->fault == FAULT_PLACE || self->places == ON_CONTEXT || (self->places == EVERY_OTHER && number % 2 == 0))
    return test_parts_get_type ();
  return test_worker_parts_get_type ();
}

static GListModel *
test_parts_split (SweetSource *source,
                  guint n_parts,
                  GCancellable *cancellable,
                  GError **error)
{
  TestParts *self = (TestParts *) source;
  GListStore *list;

  test_parts_check_thread (self);
  self->parts->asked = n_parts;
  if (self->parts->places == ON_WORKERS)
    test_parts_cancel (self);
  if (self->parts->undivided || test_parts_fail (self, FAULT_SPLIT, error))
    return NULL;

  list = g_list_store_new (G_TYPE_OBJECT);
  for (guint i = 1; i <= self->parts->n_parts; i++)
    {
      g_autoptr (SweetSource) part = g_object_new (test_parts_choose (self->parts, i), NULL);

      ((TestParts *) part)->parts = self->parts;
      ((TestParts *) part)->number = i;
      g_list_store_append (list, part);
    }
  if (self->parts->fault == FAULT_TYPE)
    {
      g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);

      g_list_store_append (list, other);
    }
  if (self->parts->fault == FAULT_FILE)
    {
      g_autoptr (SweetElement) file = sweet_element_new (SWEET_ELEMENT_KIND_SOURCE, "file", NULL);

      g_list_store_append (list, file);
    }
  return G_LIST_MODEL (list);
}

static void
test_parts_class_init (TestPartsClass *klass)
{
  SweetSourceClass *source_class = SWEET_SOURCE_CLASS (klass);

  SWEET_ELEMENT_CLASS (klass)->copy = test_parts_copy;
  SWEET_ELEMENT_CLASS (klass)->get_media = test_parts_get_media;
  SWEET_ELEMENT_CLASS (klass)->check = test_parts_check;
  source_class->open = test_parts_open;
  source_class->read = test_parts_read;
  source_class->read_records = test_parts_read_records;
  source_class->split = test_parts_split;
  source_class->close = test_parts_close;
}

static void
test_parts_init (TestParts *self)
{
}

/* without a strategy of its own where @reads is 0 */
static TestLine
test_line_parts (GType type,
                 Parts *parts,
                 guint workers,
                 guint reads,
                 gboolean unordered)
{
  g_autoptr (SweetSource) source = g_object_new (type, "block-size", (guint64) 32, NULL);
  TestLine line = sweet_emitting_task_builder_new ();

  ((TestParts *) source)->parts = parts;
  line = sweet_emitting_task_builder_with_source (line, source);
  if (parts->bytes != NULL)
    line = test_line_format (line, "csv");
  line = test_line_workers (line, workers, unordered);
  return reads > 0 ? test_line_read_plan (line, reads, NULL) : line;
}

static const struct
{
  GType (*get_type) (void);
  Places places;
} kinds[] = {
  { test_worker_parts_get_type, ON_WORKERS },
  { test_parts_get_type, ON_WORKERS },
  { test_only_parts_get_type, ON_WORKERS },
  { test_parts_get_type, EVERY_OTHER },
  { test_only_parts_get_type, EVERY_OTHER },
  { test_parts_get_type, ON_CONTEXT },
  { test_only_parts_get_type, ON_CONTEXT },
};

/* how many of the parts can be read at once */
static guint
count_at_once (Places places,
               guint n_parts,
               guint reads)
{
  if (places == ON_CONTEXT)
    n_parts = 1;
  /* the context reads one of its parts at a time, and all workers theirs */
  if (places == EVERY_OTHER)
    n_parts = (n_parts + 1) / 2 + (n_parts > 1 ? 1 : 0);
  return MIN (reads, n_parts);
}

/* several are read at once, and what they yield is in order all the same */
static void
test_at_once (SweetTest *test,
              gconstpointer data)
{
  static const guint counts[] = { 1, 5, 9 };
  static const guint worker_counts[] = { 1, 2, 4 };
  g_autofree char *csv = test_csv (N_ROWS);
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * 2 * 3 * 3 * 2; i++)
    {
      guint kind = i % G_N_ELEMENTS (kinds);
      guint way = i / G_N_ELEMENTS (kinds);
      guint n_parts = counts[way / 2 % 3];
      guint reads = way / 18 == 0 ? 2 : 5;
      g_autoptr (GString) text = g_string_new (NULL);
      guint n_most = count_at_once (kinds[kind].places, n_parts, reads);
      Parts parts = { .n_parts = n_parts, .places = kinds[kind].places, .bytes = way % 2 == 1 ? csv : NULL, .meeting.n_expected = n_most, .thread = g_thread_self () };
      TestLine line = test_line_parts (kinds[kind].get_type (), &parts, worker_counts[way / 6 % 3], reads, FALSE);

      test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_cmpstr (text->str, ==, expected);
      g_assert_cmpuint (parts.asked, ==, reads);
      g_assert_cmpuint (parts.meeting.n_most, ==, n_most);
      g_assert_cmpuint (parts.opened, ==, n_parts + 1);
      g_assert_cmpuint (parts.closed, ==, n_parts + 1);
    }
}

/* without a strategy of the source as many as there are workers, and one where nothing else can be read */
static void
test_without_strategy (SweetTest *test,
                       gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * 2; i++)
    {
      guint kind = i % G_N_ELEMENTS (kinds);
      guint workers = i < G_N_ELEMENTS (kinds) ? 1 : 3;
      gboolean is_split = workers > 1 || kinds[kind].get_type == test_only_parts_get_type;
      g_autoptr (GString) text = g_string_new (NULL);
      Parts parts = { .n_parts = 4, .places = kinds[kind].places, .thread = g_thread_self () };
      TestLine line = test_line_parts (kinds[kind].get_type (), &parts, workers, 0, FALSE);

      test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_cmpstr (text->str, ==, expected);
      g_assert_cmpuint (parts.asked, ==, is_split ? workers : 0);
      g_assert_cmpuint (parts.opened, ==, is_split ? 5 : 1);
      g_assert_cmpuint (parts.closed, ==, parts.opened);
    }
}

static gboolean
sum_cb (SweetReceiverEvent *event,
        SweetCollector *collector,
        gpointer user_data,
        GError **error)
{
  *(gint64 *) user_data += 1 + sweet_receiver_event_get_int64 (event, "id", error);
  return TRUE;
}

static void
test_unordered (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Parts parts = { .n_parts = 5, .places = kinds[i].places, .meeting.n_expected = count_at_once (kinds[i].places, 5, 3), .thread = g_thread_self () };
      gint64 sum = 0;

      test_line_complete (sweet_emitting_task_builder_with_receiver (test_line_parts (kinds[i].get_type (), &parts, 3, 3, TRUE), sum_cb, &sum, NULL));
      g_assert_cmpint (sum, ==, N_ROWS * (N_ROWS + 1) / 2);
    }
}

/* one credit is enough, as is nothing to read, and a source need not be divided */
static void
test_little (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, N_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * 4; i++)
    {
      guint kind = i % G_N_ELEMENTS (kinds);
      guint way = i / G_N_ELEMENTS (kinds);
      g_autoptr (GString) text = g_string_new (NULL);
      Parts parts = { .n_parts = way == 1 ? 0 : 4, .places = kinds[kind].places, .undivided = way == 2, .thread = g_thread_self () };
      TestLine line = test_line_parts (kinds[kind].get_type (), &parts, 2, way == 3 ? 1 : 3, FALSE);
      gboolean itself = kinds[kind].get_type != test_only_parts_get_type;

      if (way == 0)
        line = sweet_emitting_task_builder_with_max_chunks (line, 1);
      line = sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL);
      if (way == 2 && !itself)
        {
          g_autoptr (GError) error = test_line_fail (line);

          g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK);
          g_assert_cmpstr (error->message, ==, "TestOnlyParts: “split” returned nothing, and its class does not implement “read_records”");
          continue;
        }
      test_line_complete (line);
      g_assert_cmpstr (text->str, ==, way == 1 ? "" : expected);
      g_assert_cmpuint (parts.asked, ==, way < 3 ? 3 : (itself ? 0 : 1));
      g_assert_cmpuint (parts.opened, ==, way == 0 || (way == 3 && !itself) ? 5 : 1);
      g_assert_cmpuint (parts.closed, ==, parts.opened);
    }
}

/* the limit is reached while later parts are read ahead */
static void
test_limit (SweetTest *test,
            gconstpointer data)
{
  g_autofree char *expected = test_numbers (0, 5);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      Parts parts = { .n_parts = 4, .places = kinds[i].places, .meeting.n_expected = count_at_once (kinds[i].places, 4, 4), .thread = g_thread_self () };
      TestLine line = test_line_parts (kinds[i].get_type (), &parts, 2, 4, FALSE);

      line = sweet_emitting_task_builder_with_limit (line, 5);
      test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_cmpstr (text->str, ==, expected);
      g_assert_cmpuint (parts.closed, ==, parts.opened);
    }
}

static const struct
{
  Fault fault;
  guint faulty;
  const char *message; /* behind the name of the source */
} faults[] = {
  { FAULT_SPLIT, 0, "part 0 fails as it should" },
  { FAULT_OPEN, 1, "part 1 fails as it should" },
  { FAULT_OPEN, 3, "part 3 fails as it should" },
  { FAULT_READ, 1, "part 1 fails as it should" },
  { FAULT_READ, 4, "part 4 fails as it should" },
  { FAULT_MEDIA, 0, "“split” returned a part, TestWorkerParts, that gives something else" },
  { FAULT_PLACE, 0, "“split” returned a part, TestParts, that is read on the main context" },
  { FAULT_TYPE, 0, "“split” returned a part that is no source" },
  { FAULT_UNREADABLE, 0, "“split” returned a part, TestOnlyParts, that cannot be read" },
  { FAULT_CHECK, 2, "“split” returned a part that is not sound: TestWorkerParts: part 2 fails as it should" },
  { FAULT_FILE, 0, "“split” returned a part that is not sound: file: path is not set: name the file to read, or - for standard input" },
};

/* what comes before a part that fails is received */
static void
test_faults (SweetTest *test,
             gconstpointer data)
{
  g_autofree char *csv = test_csv (N_ROWS);

  for (gsize i = 0; i < G_N_ELEMENTS (faults) * 4; i++)
    {
      gsize fault = i / 4;
      gboolean bytes = i % 4 >= 2;
      gboolean on_context = i % 2 == 1;
      guint faulty = faults[fault].faulty;
      gboolean reads = faults[fault].fault == FAULT_OPEN || faults[fault].fault == FAULT_READ;
      g_autofree char *expected = test_numbers (0, reads ? N_ROWS * (faulty - 1) / 4 : 0);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      Parts parts = { .n_parts = 4, .bytes = bytes ? csv : NULL, .fault = faults[fault].fault, .faulty = faulty, .thread = g_thread_self () };
      TestLine line;

      /* what only one of them can do wrong */
      if ((on_context && parts.fault == FAULT_PLACE) || (!on_context && parts.fault == FAULT_UNREADABLE) || (!bytes && parts.fault == FAULT_FILE))
        continue;

      line = test_line_parts (on_context ? test_parts_get_type () : test_worker_parts_get_type (), &parts, 2, 4, FALSE);
      error = test_line_fail (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
      g_assert_true (g_str_has_suffix (error->message, faults[fault].message));
      g_assert_true (g_str_has_prefix (error->message, on_context && !reads ? "TestParts: " : "TestWorkerParts: "));
      if (!bytes)
        g_assert_cmpstr (text->str, ==, expected);
      g_assert_cmpuint (parts.closed, ==, parts.opened);
    }
}

/* a stream that is cancelled waits for no part that the context would read */
static void
test_cancelled (SweetTest *test,
                gconstpointer data)
{
  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < 2; j++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (SweetEmittingTask) task = NULL;
        Parts parts = { .n_parts = 4, .places = kinds[i].places, .thread = g_thread_self () };
        TestLine line = test_line_parts (kinds[i].get_type (), &parts, 2, 3, FALSE);

        task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, text, NULL));
        if (j == 0)
          sweet_task_cancel (SWEET_TASK (task), SWEET_CANCEL_LEVEL_GRACEFUL);
        else
          parts.victim = task;
        g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        g_assert_cmpuint (parts.closed, ==, parts.opened);
      }
}

/* with the context gone its parts are not even closed, and the others are */
static void
test_lost_context (SweetTest *test,
                   gconstpointer data)
{
  guint n_lost = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_auto (TestSpec) sink = TEST_SPEC_INIT;
      g_autoptr (GError) error = NULL;
      g_autoptr (SweetEmittingTask) task = NULL;
      GMainContext *context = g_main_context_new ();
      Parts parts = { .n_parts = 6, .places = EVERY_OTHER, .thread = g_thread_self () };
      TestLine line;

      g_main_context_push_thread_default (context);
      line = test_line_parts (test_parts_get_type (), &parts, 2, 3, FALSE);
      task = test_line_start (test_line_sink (line, test_worker_sink_get_type (), &sink));
      for (guint j = 0; j < i % 15; j++)
        {
          g_usleep (50);
          g_main_context_iteration (context, FALSE);
        }
      g_main_context_pop_thread_default (context);
      g_main_context_unref (context);
      if (sweet_task_await_sync (SWEET_TASK (task), NULL, &error))
        continue;

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
      g_assert_false (sink.complete);
      n_lost++;
    }
  g_assert_cmpuint (n_lost, >, 0);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/engine/split/at-once", test_at_once);
  sweet_test_add ("/sweet/engine/split/without-strategy", test_without_strategy);
  sweet_test_add ("/sweet/engine/split/unordered", test_unordered);
  sweet_test_add ("/sweet/engine/split/little", test_little);
  sweet_test_add ("/sweet/engine/split/limit", test_limit);
  sweet_test_add ("/sweet/engine/split/faults", test_faults);
  sweet_test_add ("/sweet/engine/split/cancelled", test_cancelled);
  sweet_test_add ("/sweet/engine/split/lost-context", test_lost_context);

  return g_test_run ();
}
