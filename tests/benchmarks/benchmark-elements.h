/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include <stdlib.h>

/* What the benchmarks of the engine put around it: a source of records that costs nothing, and an
 * element that hands on what it gets. */

/* gives the same chunk again and again */
typedef struct
{
  SweetSource parent_instance;
  SweetChunk *chunk;
  guint n_chunks;
} BenchmarkSource;
typedef SweetSourceClass BenchmarkSourceClass;

static GType benchmark_source_get_type (void);
G_DEFINE_FINAL_TYPE (BenchmarkSource, benchmark_source, SWEET_TYPE_SOURCE)

static inline SweetSource *
benchmark_source_new (SweetChunk *chunk,
                      guint n_chunks)
{
  BenchmarkSource *self = g_object_new (benchmark_source_get_type (), NULL);

  self->chunk = g_object_ref (chunk);
  self->n_chunks = n_chunks;
  return SWEET_SOURCE (self);
}

static SweetElement *
benchmark_source_copy (SweetElement *element)
{
  BenchmarkSource *self = (BenchmarkSource *) element;

  return SWEET_ELEMENT (benchmark_source_new (self->chunk, self->n_chunks));
}

static void
benchmark_source_get_media (SweetElement *element,
                            SweetMedia *input,
                            SweetMedia *output)
{
  *input = SWEET_MEDIA_NONE;
  *output = SWEET_MEDIA_RECORDS;
}

static SweetReadResult
benchmark_source_read_records (SweetSource *source,
                               SweetEmitter *out,
                               GCancellable *cancellable,
                               GError **error)
{
  BenchmarkSource *self = (BenchmarkSource *) source;

  sweet_emitter_emit (out, self->chunk);
  return --self->n_chunks > 0 ? SWEET_READ_RESULT_MORE : SWEET_READ_RESULT_END;
}

static void
benchmark_source_finalize (GObject *object)
{
  g_clear_object (&((BenchmarkSource *) object)->chunk);
  G_OBJECT_CLASS (benchmark_source_parent_class)->finalize (object);
}

static void
benchmark_source_class_init (BenchmarkSourceClass *klass)
{
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = benchmark_source_finalize;
  element_class->copy = benchmark_source_copy;
  element_class->get_media = benchmark_source_get_media;
  klass->read_records = benchmark_source_read_records;
  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
benchmark_source_init (BenchmarkSource *self)
{
}

/* hands on what it gets */
typedef SweetProcessor BenchmarkPass;
typedef SweetProcessorClass BenchmarkPassClass;

static GType benchmark_pass_get_type (void);
G_DEFINE_TYPE (BenchmarkPass, benchmark_pass, SWEET_TYPE_PROCESSOR)

static gboolean
benchmark_pass_process (SweetProcessor *self,
                        SweetChunk *chunk,
                        SweetEmitter *out,
                        GCancellable *cancellable,
                        GError **error)
{
  sweet_emitter_emit (out, chunk);
  return TRUE;
}

static void
benchmark_pass_class_init (BenchmarkPassClass *klass)
{
  klass->process = benchmark_pass_process;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
}

static void
benchmark_pass_init (BenchmarkPass *self)
{
}

static inline int
benchmark_compare_times (const void *a,
                         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static inline double
benchmark_get_median (double *times,
                      guint n)
{
  qsort (times, n, sizeof (double), benchmark_compare_times);
  return times[n / 2];
}
