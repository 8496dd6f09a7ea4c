/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include <string.h>

#include "sweet-test.h"

/* What an element of engine-elements.h does is said by a TestSpec, which belongs to the test and is shared by all
 * copies of the element: it counts calls, checks who calls, and fails or waits where it is told to. */

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
  /* one call waits until it is cancelled */
  TestCall wait_in;
  guint wait_at; /* 1 for the first call, 0 for none */
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

/* the same for a call that can be cancelled, where it is told to wait for that */
static inline gboolean
test_spec_call_cancellable (TestSpec *self,
                            TestCall call,
                            GCancellable *cancellable,
                            GError **error)
{
  GPollFD fd;

  if (!test_spec_call (self, call, error))
    return FALSE;
  if (call != self->wait_in || self->wait_at != test_spec_get_n_calls (self, call))
    return TRUE;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
  while (g_poll (&fd, 1, -1) != 1)
    ;
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
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

/* calls that are made at once, as long as others are: each waits until there are as many as expected */
typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_inside;
  guint n_most;
  guint n_expected;
} TestMeeting;

static inline void
test_meet (TestMeeting *self)
{
  g_mutex_lock (&self->lock);
  self->n_inside++;
  self->n_most = MAX (self->n_most, self->n_inside);
  g_cond_broadcast (&self->changed);
  while (self->n_most < self->n_expected)
    g_cond_wait (&self->changed, &self->lock);
  self->n_inside--;
  g_mutex_unlock (&self->lock);
}
