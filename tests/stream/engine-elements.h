/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include <string.h>

#include "sweet-test.h"

/* Elements for tests of the engine, in every place and concurrency. What one does is said by a
 * TestSpec, which belongs to the test and is shared by all copies of the element: it counts calls,
 * checks who calls, and fails where it is told to. */

typedef enum
{
  TEST_OPEN,
  TEST_READ,
  TEST_READ_AT,
  TEST_LENGTH,
  TEST_CLOSE,
  TEST_SET_SCHEMA,
  TEST_PROCESS,
  TEST_MERGE,
  TEST_FINISH,
  TEST_WRITE,
  TEST_FLUSH,
  TEST_N_CALLS,
} TestCall;

typedef enum
{
  TEST_PASS,    /* the chunk as it is */
  TEST_DROP,    /* nothing */
  TEST_SPLIT,   /* a chunk for each row */
  TEST_REBUILD, /* a new chunk with the same records */
  TEST_TWICE,   /* the chunk two times */
  TEST_HOLD,    /* nothing, and everything at the end; also as an accumulator */
  TEST_REPORT,  /* an error for each record whose id ends in 3, and the others */
  TEST_COUNT,   /* an accumulator: how many records or bytes there were */
} TestManner;

typedef struct _TestSpec TestSpec;

/* called at the beginning of a call; how many came before it */
typedef void (*TestHook) (TestSpec *spec,
                          TestCall call,
                          guint number);

struct _TestSpec
{
  /* sources of bytes */
  const char *bytes;
  gsize n_bytes;
  gboolean seekable;
  gsize piece; /* bytes per read, 0 for as many as are asked for */
  /* sources of records: rows with the columns "id" and "text" */
  guint n_rows;
  guint rows_per_chunk;
  guint chunks_per_read;
  gboolean same_chunk;
  /* processors */
  TestManner manner;
  SweetMedia input;
  SweetMedia output;
  /* faults */
  TestCall fail_in;
  guint fail_at; /* 1 for the first call, 0 for none */
  gboolean silent;
  guint fail_id;     /* processing or writing the record after this one fails, 0 for none */
  gsize fail_offset; /* nothing from there on can be read, 0 for no such place */
  /* hooks */
  TestHook hook;
  gpointer hook_data;
  /* expectations */
  GThread *thread;
  /* what happened, under the lock */
  GMutex lock;
  guint n_calls[TEST_N_CALLS];
  guint n_schemas;
  guint n_empty;
  GString *written;
  gboolean complete;
  /* a source's own place */
  gsize position;
};

#define TEST_SPEC_INIT            \
  {                               \
    .input = SWEET_MEDIA_RECORDS, \
    .output = SWEET_MEDIA_RECORDS \
  }

static inline void
test_spec_clear (TestSpec *self)
{
  if (self->written != NULL)
    g_string_free (self->written, TRUE);
  self->written = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestSpec, test_spec_clear)

static inline guint
test_spec_get_n_calls (TestSpec *self,
                       TestCall call)
{
  guint n_calls;

  g_mutex_lock (&self->lock);
  n_calls = self->n_calls[call];
  g_mutex_unlock (&self->lock);
  return n_calls;
}

/* counts a call; FALSE where it is the one that fails */
static inline gboolean
test_spec_call (TestSpec *self,
                TestCall call,
                GError **error)
{
  static const char *const names[] = { "open", "read", "read_at", "length", "close", "set_schema", "process", "merge", "finish", "write", "flush" };
  guint number;

  g_mutex_lock (&self->lock);
  number = self->n_calls[call]++;
  g_mutex_unlock (&self->lock);
  if (self->thread != NULL)
    g_assert_true (g_thread_self () == self->thread);
  if (self->hook != NULL)
    self->hook (self, call, number);
  if (call != self->fail_in || self->fail_at != number + 1)
    return TRUE;

  if (!self->silent)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s fails as it should", names[call]);
  return FALSE;
}

/* how many rows come before the one that fails; all where none does */
static inline guint
test_spec_find_failure (TestSpec *self,
                        SweetChunk *chunk)
{
  g_autoptr (GError) error = NULL;
  guint n_rows = sweet_chunk_get_n_rows (chunk);
  const SweetCell *cells;
  gint64 id;

  if (self->fail_id == 0 || n_rows == 0)
    return n_rows;

  cells = sweet_chunk_get_column (chunk, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_rows; i++)
    if (sweet_cell_get_int64 (&cells[i], &id) && id == self->fail_id)
      return i;
  return n_rows;
}

static inline void
test_spec_fail_at_row (TestSpec *self,
                       GError **error)
{
  if (!self->silent)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "record %u fails as it should", self->fail_id);
}

/* how much of @size bytes at @offset can be read; -1 where none can */
static inline gssize
test_spec_get_readable (TestSpec *self,
                        gsize offset,
                        gsize size,
                        GError **error)
{
  size = MIN (size, self->n_bytes - offset);
  if (self->piece > 0)
    size = MIN (size, self->piece);
  if (self->fail_offset == 0 || offset + size <= self->fail_offset)
    return (gssize) size;
  if (offset < self->fail_offset)
    return (gssize) (self->fail_offset - offset);

  if (!self->silent)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "byte %" G_GSIZE_FORMAT " fails as it should", self->fail_offset);
  return -1;
}

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
  if (test_spec_call (spec, TEST_READ, error))
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

  if (!test_spec_call (spec, TEST_READ_AT, error))
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
  if (test_spec_call (self->spec, TEST_READ, error))
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
  ok = test_spec_call (self->spec, TEST_PROCESS, error);
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
  ok = test_spec_call (self->spec, TEST_WRITE, error);
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
  ok = test_spec_call (self->spec, TEST_WRITE, error);
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

/* putting pipelines together; each function takes the builder and returns one */

typedef SweetEmittingTaskBuilder *TestLine;

static inline TestLine
test_line_source (TestLine line,
                  GType type,
                  TestSpec *spec,
                  guint64 block_size)
{
  g_autoptr (SweetSource) source = g_object_new (type, "block-size", block_size, NULL);

  ((TestSource *) source)->spec = spec;
  return sweet_emitting_task_builder_with_source (line, source);
}

static inline TestLine
test_line_process (TestLine line,
                   GType type,
                   TestSpec *spec)
{
  g_autoptr (SweetProcessor) processor = g_object_new (type, NULL);

  ((TestProcessor *) processor)->spec = spec;
  return sweet_emitting_task_builder_with_processor (line, processor);
}

/* a processor or a format of a plugin, with one option or NULL */
static inline TestLine
test_line_add (TestLine line,
               SweetElementKind kind,
               const char *name,
               const char *option,
               const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) element = sweet_element_new (kind, name, &error);

  g_assert_no_error (error);
  if (option != NULL)
    g_object_set (element, option, value, NULL);
  if (kind == SWEET_ELEMENT_KIND_FORMAT)
    return sweet_emitting_task_builder_with_format (line, SWEET_FORMAT (element));
  return sweet_emitting_task_builder_with_processor (line, SWEET_PROCESSOR (element));
}

static inline TestLine
test_line_format (TestLine line,
                  const char *name)
{
  return test_line_add (line, SWEET_ELEMENT_KIND_FORMAT, name, NULL, NULL);
}

static inline TestLine
test_line_sink (TestLine line,
                GType type,
                TestSpec *spec)
{
  g_autoptr (SweetSink) sink = g_object_new (type, NULL);

  ((TestSink *) sink)->spec = spec;
  return sweet_emitting_task_builder_with_sink (line, sink);
}

static inline TestLine
test_line_plan (TestLine line,
                guint workers,
                gboolean unordered,
                void (*plan) (SweetPlan *plan))
{
  g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);

  ((TestStrategy *) strategy)->workers = workers;
  ((TestStrategy *) strategy)->unordered = unordered;
  ((TestStrategy *) strategy)->plan = plan;
  return sweet_emitting_task_builder_with_strategy (line, strategy);
}

/* the same for how the source is read */
static inline TestLine
test_line_read_plan (TestLine line,
                     guint workers,
                     void (*plan) (SweetPlan *plan))
{
  g_autoptr (SweetStrategy) strategy = g_object_new (test_strategy_get_type (), NULL);

  ((TestStrategy *) strategy)->workers = workers;
  ((TestStrategy *) strategy)->plan = plan;
  return sweet_emitting_task_builder_with_sender_strategy (line, strategy);
}

static inline TestLine
test_line_workers (TestLine line,
                   guint workers,
                   gboolean unordered)
{
  return test_line_plan (line, workers, unordered, NULL);
}

/* runs and waits in this thread */
static inline SweetEmittingTask *
test_line_start (TestLine line)
{
  g_autoptr (GError) error = NULL;
  SweetEmittingTask *task = sweet_emitting_task_builder_run (line, &error);

  g_assert_no_error (error);
  return task;
}

static inline void
test_line_complete (TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (line);
  g_autoptr (GError) error = NULL;

  sweet_task_await_sync (SWEET_TASK (task), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_task_get_status (SWEET_TASK (task)), ==, SWEET_TASK_STATUS_COMPLETED);
}

/* the same for a line that fails, and gives its error */
static inline GError *
test_line_fail (TestLine line)
{
  g_autoptr (SweetEmittingTask) task = test_line_start (line);
  GError *error = NULL;

  g_assert_false (sweet_task_await_sync (SWEET_TASK (task), NULL, &error));
  g_assert_nonnull (error);
  return error;
}

/* "0 1 2 ... " */
static inline char *
test_numbers (guint first,
              guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u ", first + i);
  return g_string_free (text, FALSE);
}

/* CSV with the columns id and text; some texts have quotes, delimiters and line ends */
static inline char *
test_csv (guint n_rows)
{
  static const char *const texts[] = { "plain", "\"a, b\"", "\"two\nlines\"", "", "\"a \"\"quote\"\"\"" };
  GString *text = g_string_new ("id,text\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, "%u,%s\n", i, texts[i % G_N_ELEMENTS (texts)]);
  return g_string_free (text, FALSE);
}

/* a receiver that appends the first column to a GString */
static inline gboolean
test_receive_cb (SweetReceiverEvent *event,
                 SweetCollector *collector,
                 gpointer user_data,
                 GError **error)
{
  SweetCell cell;

  sweet_receiver_event_get_cell (event, 0, &cell);
  g_string_append_len (user_data, cell.data, cell.length);
  g_string_append_c (user_data, ' ');
  return TRUE;
}

static inline gboolean
test_receive_chunk_cb (SweetChunk *chunk,
                       SweetCollector *collector,
                       gpointer user_data,
                       GError **error)
{
  test_append_rows (user_data, chunk, sweet_chunk_get_n_rows (chunk));
  return TRUE;
}
