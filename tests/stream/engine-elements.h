/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "engine-spec.h"

/* Elements for tests of the engine, in every place and concurrency. */

/* what all elements here have: the instances of one element are called by one thread at a time */
#define TEST_ELEMENT_FIELDS \
  TestSpec *spec;           \
  gint busy

static inline void
test_begin (gint *busy)
{
  g_assert_true (g_atomic_int_compare_and_exchange (busy, FALSE, TRUE));
}

static inline void
test_end (gint *busy)
{
  g_assert_true (g_atomic_int_compare_and_exchange (busy, TRUE, FALSE));
}

/* a class like its parent with traits of its own; without, it is one that a script might write, only
 * that it may be copied */
#define TEST_DEFINE_CLASS(Name, name, Parent, PARENT_TYPE, declare) \
  typedef Parent Name;                                              \
  typedef Parent##Class Name##Class;                                \
  GType name##_get_type (void);                                     \
  G_DEFINE_TYPE (Name, name, PARENT_TYPE)                           \
  static void name##_init (Name *self)                              \
  {                                                                 \
  }                                                                 \
  static void name##_class_init (Name##Class *klass)                \
  {                                                                 \
    declare;                                                        \
  }

#define TEST_TRAITS(place, concurrency) \
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_##place, SWEET_CONCURRENCY_##concurrency)

/* sources of bytes */

typedef struct
{
  SweetSource parent_instance;
  TEST_ELEMENT_FIELDS;
} TestSource;

typedef struct
{
  SweetSourceClass parent_class;
} TestSourceClass;

GType test_source_get_type (void);
G_DEFINE_TYPE (TestSource, test_source, SWEET_TYPE_SOURCE)

static SweetElement *
test_source_copy (SweetElement *element)
{
  TestSource *copy = g_object_new (G_OBJECT_TYPE (element), "block-size", sweet_source_get_block_size (SWEET_SOURCE (element)), NULL);

  copy->spec = ((TestSource *) element)->spec;
  return SWEET_ELEMENT (copy);
}

static void
test_source_get_media (SweetElement *element,
                       SweetMedia *input,
                       SweetMedia *output)
{
  TestSource *self = (TestSource *) element;

  *input = SWEET_MEDIA_NONE;
  *output = self->spec == NULL || self->spec->rows_per_chunk > 0 ? SWEET_MEDIA_RECORDS : SWEET_MEDIA_BYTES;
}

static gboolean
test_source_open (SweetSource *source,
                  GCancellable *cancellable,
                  GError **error)
{
  TestSource *self = (TestSource *) source;
  gboolean ok;

  test_begin (&self->busy);
  self->spec->position = 0;
  sweet_source_set_label (source, "test.txt");
  ok = test_spec_call (self->spec, TEST_OPEN, error);
  test_end (&self->busy);
  return ok;
}

static gssize
test_source_read (SweetSource *source,
                  guint8 *buffer,
                  gsize size,
                  GCancellable *cancellable,
                  GError **error)
{
  TestSource *self = (TestSource *) source;
  TestSpec *spec = self->spec;
  gssize n = -1;

  test_begin (&self->busy);
  if (test_spec_call_cancellable (spec, TEST_READ, cancellable, error))
    {
      n = test_spec_get_readable (spec, spec->position, size, error);
      if (n > 0)
        memcpy (buffer, spec->bytes + spec->position, (gsize) n);
      spec->position += (gsize) MAX (n, 0);
    }
  test_end (&self->busy);
  return n;
}

static gint64
test_source_length (SweetSource *source)
{
  TestSpec *spec = ((TestSource *) source)->spec;

  test_spec_call (spec, TEST_LENGTH, NULL);
  return spec->seekable ? (gint64) spec->n_bytes : -1;
}

/* a short read each time */
static gssize
test_source_read_at (SweetSource *source,
                     guint64 offset,
                     guint8 *buffer,
                     gsize size,
                     GCancellable *cancellable,
                     GError **error)
{
  TestSpec *spec = ((TestSource *) source)->spec;
  gssize n;

  if (!test_spec_call_cancellable (spec, TEST_READ_AT, cancellable, error))
    return -1;

  n = test_spec_get_readable (spec, offset, size, error);
  if (n > 0)
    memcpy (buffer, spec->bytes + offset, (gsize) n);
  return n;
}

static SweetSchema *
test_make_schema (void)
{
  const char *const names[] = { "id", "text", NULL };

  return sweet_schema_new (names);
}

static SweetChunk *
test_make_chunk (guint first_id,
                 guint n_rows)
{
  g_autoptr (SweetSchema) schema = test_make_schema ();
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", first_id + i);

      sweet_chunk_builder_set_int64 (builder, 0, first_id + i);
      sweet_chunk_builder_set_text (builder, 1, text);
      sweet_chunk_builder_end_row (builder);
    }
  return sweet_chunk_builder_build (builder);
}

static SweetReadResult
test_source_emit (TestSpec *spec,
                  SweetEmitter *out,
                  GError **error)
{
  g_autoptr (SweetChunk) chunk = NULL;

  for (guint i = 0; i < MAX (spec->chunks_per_read, 1) && spec->position < spec->n_rows; i++)
    {
      guint n_rows = (guint) MIN (spec->rows_per_chunk, spec->n_rows - spec->position);

      if (chunk == NULL || !spec->same_chunk)
        {
          g_clear_object (&chunk);
          chunk = test_make_chunk ((guint) spec->position, n_rows);
        }
      sweet_emitter_emit (out, chunk);
      spec->position += n_rows;
    }
  return spec->position < spec->n_rows ? SWEET_READ_RESULT_MORE : SWEET_READ_RESULT_END;
}

static SweetReadResult
test_source_read_records (SweetSource *source,
                          SweetEmitter *out,
                          GCancellable *cancellable,
                          GError **error)
{
  TestSource *self = (TestSource *) source;
  SweetReadResult result = SWEET_READ_RESULT_FAILED;

  test_begin (&self->busy);
  if (test_spec_call_cancellable (self->spec, TEST_READ, cancellable, error))
    result = test_source_emit (self->spec, out, error);
  test_end (&self->busy);
  return result;
}

static void
test_source_close (SweetSource *source)
{
  TestSource *self = (TestSource *) source;

  test_begin (&self->busy);
  test_spec_call (self->spec, TEST_CLOSE, NULL);
  test_end (&self->busy);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  SweetSourceClass *source_class = SWEET_SOURCE_CLASS (klass);

  SWEET_ELEMENT_CLASS (klass)->copy = test_source_copy;
  SWEET_ELEMENT_CLASS (klass)->get_media = test_source_get_media;
  source_class->open = test_source_open;
  source_class->read = test_source_read;
  source_class->read_records = test_source_read_records;
  source_class->length = test_source_length;
  source_class->read_at = test_source_read_at;
  source_class->close = test_source_close;
}

static void
test_source_init (TestSource *self)
{
}

TEST_DEFINE_CLASS (TestWorkerSource, test_worker_source, TestSource, test_source_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))
TEST_DEFINE_CLASS (TestBlockingSource, test_blocking_source, TestSource, test_source_get_type (), TEST_TRAITS (BLOCKING, SEQUENTIAL))

/* processors */

typedef struct
{
  SweetProcessor parent_instance;
  TEST_ELEMENT_FIELDS;
  SweetSchema *schema;
  GPtrArray *held;
  guint64 count;
} TestProcessor;

typedef struct
{
  SweetProcessorClass parent_class;
} TestProcessorClass;

GType test_processor_get_type (void);
G_DEFINE_TYPE (TestProcessor, test_processor, SWEET_TYPE_PROCESSOR)

static SweetElement *
test_processor_copy (SweetElement *element)
{
  TestProcessor *copy = g_object_new (G_OBJECT_TYPE (element), NULL);

  copy->spec = ((TestProcessor *) element)->spec;
  return SWEET_ELEMENT (copy);
}

static void
test_processor_get_media (SweetElement *element,
                          SweetMedia *input,
                          SweetMedia *output)
{
  TestProcessor *self = (TestProcessor *) element;

  *input = self->spec->input;
  *output = self->spec->output;
}

static gboolean
test_processor_set_schema (SweetProcessor *processor,
                           SweetSchema *schema,
                           GError **error)
{
  TestProcessor *self = (TestProcessor *) processor;
  gboolean ok;

  test_begin (&self->busy);
  g_set_object (&self->schema, schema);
  ok = test_spec_call (self->spec, TEST_SET_SCHEMA, error);
  test_end (&self->busy);
  return ok;
}

static gboolean
test_processor_split (SweetChunk *chunk,
                      SweetEmitter *out)
{
  for (guint32 i = 0; i < sweet_chunk_get_n_rows (chunk); i++)
    {
      SweetChunk *part = sweet_emitter_make_writable (out, chunk);

      sweet_chunk_select_rows (part, &i, 1);
      sweet_emitter_emit (out, part);
    }
  return TRUE;
}

static gboolean
test_processor_rebuild (SweetChunk *chunk,
                        SweetEmitter *out,
                        GError **error)
{
  g_autoptr (SweetChunk) copy = sweet_chunk_copy (chunk, error);

  if (copy == NULL)
    return FALSE;

  sweet_emitter_emit (out, copy);
  return TRUE;
}

static gint
test_compare_chunks (gconstpointer a,
                     gconstpointer b)
{
  guint64 one = sweet_chunk_get_sequence (*(SweetChunk *const *) a);
  guint64 other = sweet_chunk_get_sequence (*(SweetChunk *const *) b);

  return one < other ? -1 : one > other;
}

static gboolean
test_processor_report (SweetChunk *chunk,
                       SweetEmitter *out)
{
  SweetChunk *others = sweet_emitter_make_writable (out, chunk);
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  g_autofree guint32 *rows = g_new (guint32, n_rows + 1);
  const SweetCell *cells = sweet_chunk_get_column (chunk, 0, NULL);
  guint n_others = 0;

  for (guint32 i = 0; i < n_rows; i++)
    {
      g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%.*s is no number for me", (int) cells[i].length, cells[i].data);

      if (cells[i].data[cells[i].length - 1] == '3')
        sweet_emitter_emit_error (out, chunk, i, error);
      else
        rows[n_others++] = i;
    }
  sweet_chunk_select_rows (others, rows, n_others);
  sweet_emitter_emit (out, others);
  return TRUE;
}

static gboolean
test_processor_take (TestProcessor *self,
                     SweetChunk *chunk,
                     SweetEmitter *out,
                     GError **error)
{
  SweetChunk *copy;
  gsize n_bytes;

  switch (self->spec->manner)
    {
    case TEST_DROP:
      return TRUE;
    case TEST_SPLIT:
      return test_processor_split (chunk, out);
    case TEST_REBUILD:
      return test_processor_rebuild (chunk, out, error);
    case TEST_TWICE:
      sweet_emitter_emit (out, chunk);
      sweet_emitter_emit (out, chunk);
      return TRUE;
    case TEST_HOLD:
      copy = sweet_chunk_copy (chunk, error);
      if (copy == NULL)
        return FALSE;
      g_ptr_array_add (self->held, copy);
      return TRUE;
    case TEST_REPORT:
      return test_processor_report (chunk, out);
    case TEST_COUNT:
      if (self->spec->input == SWEET_MEDIA_BYTES)
        sweet_chunk_peek_bytes (chunk, &n_bytes, NULL);
      else
        n_bytes = sweet_chunk_get_n_rows (chunk);
      self->count += n_bytes;
      return TRUE;
    case TEST_PASS:
    default:
      sweet_emitter_emit (out, chunk);
      return TRUE;
    }
}

/* what comes before the record that fails goes on */
static gboolean
test_processor_fail (TestProcessor *self,
                     SweetChunk *chunk,
                     guint n_rows,
                     SweetEmitter *out,
                     GError **error)
{
  SweetChunk *part = sweet_emitter_make_writable (out, chunk);
  g_autofree guint32 *rows = g_new (guint32, n_rows + 1);

  for (guint32 i = 0; i < n_rows; i++)
    rows[i] = i;
  sweet_chunk_select_rows (part, rows, n_rows);
  if (test_processor_take (self, part, out, error))
    test_spec_fail_at_row (self->spec, error);
  return FALSE;
}

static gboolean
test_processor_process (SweetProcessor *processor,
                        SweetChunk *chunk,
                        SweetEmitter *out,
                        GCancellable *cancellable,
                        GError **error)
{
  TestProcessor *self = (TestProcessor *) processor;
  SweetSchema *schema = sweet_chunk_get_schema (chunk);
  guint n_rows;
  gboolean ok;

  test_begin (&self->busy);
  if (schema != NULL)
    g_assert_true (self->schema != NULL && sweet_schema_equal (schema, self->schema));
  if (schema != NULL && sweet_chunk_get_n_rows (chunk) == 0)
    {
      g_mutex_lock (&self->spec->lock);
      self->spec->n_empty++;
      g_mutex_unlock (&self->spec->lock);
    }
  ok = test_spec_call_cancellable (self->spec, TEST_PROCESS, cancellable, error);
  n_rows = schema != NULL ? test_spec_find_failure (self->spec, chunk) : 0;
  if (ok && n_rows < sweet_chunk_get_n_rows (chunk))
    ok = test_processor_fail (self, chunk, n_rows, out, error);
  else if (ok)
    ok = test_processor_take (self, chunk, out, error);
  test_end (&self->busy);
  return ok;
}

static gboolean
test_processor_merge (SweetProcessor *processor,
                      SweetProcessor *other,
                      GError **error)
{
  TestProcessor *self = (TestProcessor *) processor;
  TestProcessor *from = (TestProcessor *) other;
  gboolean ok;

  test_begin (&self->busy);
  self->count += from->count;
  g_ptr_array_extend_and_steal (self->held, g_steal_pointer (&from->held));
  from->held = g_ptr_array_new_with_free_func (g_object_unref);
  ok = test_spec_call (self->spec, TEST_MERGE, error);
  test_end (&self->busy);
  return ok;
}

static void
test_processor_emit_count (TestProcessor *self,
                           SweetEmitter *out)
{
  const char *const names[] = { "id", NULL };
  g_autoptr (SweetSchema) schema = sweet_schema_new (names);
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  g_autoptr (SweetChunk) chunk = NULL;

  sweet_chunk_builder_set_int64 (builder, 0, (gint64) self->count);
  sweet_chunk_builder_end_row (builder);
  chunk = sweet_chunk_builder_build (builder);
  sweet_emitter_emit (out, chunk);
}

static gboolean
test_processor_finish (SweetProcessor *processor,
                       SweetEmitter *out,
                       GCancellable *cancellable,
                       GError **error)
{
  TestProcessor *self = (TestProcessor *) processor;
  gboolean ok;

  test_begin (&self->busy);
  ok = test_spec_call (self->spec, TEST_FINISH, error);
  g_ptr_array_sort (self->held, test_compare_chunks);
  for (guint i = 0; ok && i < self->held->len; i++)
    sweet_emitter_emit (out, g_ptr_array_index (self->held, i));
  if (ok && self->spec->manner == TEST_COUNT)
    test_processor_emit_count (self, out);
  test_end (&self->busy);
  return ok;
}

static void
test_processor_finalize (GObject *object)
{
  TestProcessor *self = (TestProcessor *) object;

  g_clear_object (&self->schema);
  g_ptr_array_unref (self->held);
  G_OBJECT_CLASS (test_processor_parent_class)->finalize (object);
}

static void
test_processor_class_init (TestProcessorClass *klass)
{
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_processor_finalize;
  SWEET_ELEMENT_CLASS (klass)->copy = test_processor_copy;
  SWEET_ELEMENT_CLASS (klass)->get_media = test_processor_get_media;
  processor_class->set_schema = test_processor_set_schema;
  processor_class->process = test_processor_process;
  processor_class->merge = test_processor_merge;
  processor_class->finish = test_processor_finish;
}

static void
test_processor_init (TestProcessor *self)
{
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

TEST_DEFINE_CLASS (TestForked, test_forked, TestProcessor, test_processor_get_type (), TEST_TRAITS (WORKER, FORKED))
TEST_DEFINE_CLASS (TestSequential, test_sequential, TestProcessor, test_processor_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))
TEST_DEFINE_CLASS (TestAccumulating, test_accumulating, TestProcessor, test_processor_get_type (), TEST_TRAITS (WORKER, ACCUMULATING))
TEST_DEFINE_CLASS (TestBlocking, test_blocking, TestProcessor, test_processor_get_type (), TEST_TRAITS (BLOCKING, FORKED))

/* sinks */

typedef struct
{
  SweetSink parent_instance;
  TEST_ELEMENT_FIELDS;
} TestSink;

typedef struct
{
  SweetSinkClass parent_class;
} TestSinkClass;

GType test_sink_get_type (void);
G_DEFINE_TYPE (TestSink, test_sink, SWEET_TYPE_SINK)

static SweetElement *
test_sink_copy (SweetElement *element)
{
  TestSink *copy = g_object_new (G_OBJECT_TYPE (element), NULL);

  copy->spec = ((TestSink *) element)->spec;
  return SWEET_ELEMENT (copy);
}

static void
test_sink_get_media (SweetElement *element,
                     SweetMedia *input,
                     SweetMedia *output)
{
  *input = ((TestSink *) element)->spec->input;
  *output = SWEET_MEDIA_NONE;
}

static gboolean
test_sink_open (SweetSink *sink,
                GCancellable *cancellable,
                GError **error)
{
  TestSink *self = (TestSink *) sink;
  gboolean ok;

  test_begin (&self->busy);
  ok = test_spec_call (self->spec, TEST_OPEN, error);
  if (ok && self->spec->written == NULL)
    self->spec->written = g_string_new (NULL);
  test_end (&self->busy);
  return ok;
}

static gboolean
test_sink_write (SweetSink *sink,
                 const guint8 *data,
                 gsize size,
                 GCancellable *cancellable,
                 GError **error)
{
  TestSink *self = (TestSink *) sink;
  gboolean ok;

  test_begin (&self->busy);
  ok = test_spec_call_cancellable (self->spec, TEST_WRITE, cancellable, error);
  if (ok)
    g_string_append_len (self->spec->written, (const char *) data, (gssize) size);
  test_end (&self->busy);
  return ok;
}

/* the first column of some rows, with a blank behind each */
static inline void
test_append_rows (GString *text,
                  SweetChunk *chunk,
                  guint n_rows)
{
  g_autoptr (GError) error = NULL;
  const SweetCell *cells;

  if (n_rows == 0)
    return;

  cells = sweet_chunk_get_column (chunk, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_rows; i++)
    {
      g_string_append_len (text, cells[i].data, cells[i].length);
      g_string_append_c (text, ' ');
    }
}

static gboolean
test_sink_write_chunk (SweetSink *sink,
                       SweetChunk *chunk,
                       GCancellable *cancellable,
                       GError **error)
{
  TestSink *self = (TestSink *) sink;
  gboolean ok;

  test_begin (&self->busy);
  ok = test_spec_call_cancellable (self->spec, TEST_WRITE, cancellable, error);
  if (ok)
    {
      guint n_rows = test_spec_find_failure (self->spec, chunk);

      test_append_rows (self->spec->written, chunk, n_rows);
      ok = n_rows == sweet_chunk_get_n_rows (chunk);
      if (!ok)
        test_spec_fail_at_row (self->spec, error);
    }
  test_end (&self->busy);
  return ok;
}

static gboolean
test_sink_flush (SweetSink *sink,
                 GCancellable *cancellable,
                 GError **error)
{
  TestSink *self = (TestSink *) sink;
  gboolean ok;

  test_begin (&self->busy);
  ok = test_spec_call (self->spec, TEST_FLUSH, error);
  test_end (&self->busy);
  return ok;
}

static gboolean
test_sink_close (SweetSink *sink,
                 gboolean complete,
                 GError **error)
{
  TestSink *self = (TestSink *) sink;
  gboolean ok;

  test_begin (&self->busy);
  self->spec->complete = complete;
  ok = test_spec_call (self->spec, TEST_CLOSE, error);
  test_end (&self->busy);
  return ok;
}

static void
test_sink_class_init (TestSinkClass *klass)
{
  SweetSinkClass *sink_class = SWEET_SINK_CLASS (klass);

  SWEET_ELEMENT_CLASS (klass)->copy = test_sink_copy;
  SWEET_ELEMENT_CLASS (klass)->get_media = test_sink_get_media;
  sink_class->open = test_sink_open;
  sink_class->write = test_sink_write;
  sink_class->write_chunk = test_sink_write_chunk;
  sink_class->flush = test_sink_flush;
  sink_class->close = test_sink_close;
}

static void
test_sink_init (TestSink *self)
{
}

TEST_DEFINE_CLASS (TestWorkerSink, test_worker_sink, TestSink, test_sink_get_type (), TEST_TRAITS (WORKER, SEQUENTIAL))

/* a strategy */

typedef struct
{
  SweetStrategy parent_instance;
  guint workers;
  gboolean unordered;
  /* what else the plan has, or NULL */
  void (*plan) (SweetPlan *plan);
} TestStrategy;

typedef struct
{
  SweetStrategyClass parent_class;
} TestStrategyClass;

GType test_strategy_get_type (void);
G_DEFINE_TYPE (TestStrategy, test_strategy, SWEET_TYPE_STRATEGY)

static SweetElement *
test_strategy_copy (SweetElement *element)
{
  TestStrategy *copy = g_object_new (G_OBJECT_TYPE (element), NULL);

  copy->workers = ((TestStrategy *) element)->workers;
  copy->unordered = ((TestStrategy *) element)->unordered;
  copy->plan = ((TestStrategy *) element)->plan;
  return SWEET_ELEMENT (copy);
}

static gboolean
test_strategy_plan (SweetStrategy *strategy,
                    SweetPlan *plan,
                    GError **error)
{
  TestStrategy *self = (TestStrategy *) strategy;

  sweet_plan_set_workers (plan, self->workers);
  sweet_plan_set_ordered (plan, !self->unordered);
  if (self->plan != NULL)
    self->plan (plan);
  return TRUE;
}

static void
test_strategy_class_init (TestStrategyClass *klass)
{
  SWEET_ELEMENT_CLASS (klass)->copy = test_strategy_copy;
  SWEET_STRATEGY_CLASS (klass)->plan = test_strategy_plan;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
test_strategy_init (TestStrategy *self)
{
}
