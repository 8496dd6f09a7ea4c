/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-chunk.h>
#include <sweet/sweet-element.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SINK (sweet_sink_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetSink, sweet_sink, SWEET, SINK, SweetElement)

/**
 * SweetSinkClass:
 * @parent_class: the parent
 * @open: makes the sink ready; called once per run, before anything is read. %NULL: nothing to do.
 * @write: (skip): writes all @size bytes of @data; for sinks of bytes in C
 * @write_bytes: the same for scripts. Called when @write is %NULL.
 * @write_chunk: writes all rows of @chunk; for sinks of records
 * @flush: hands on what the sink has buffered, because nothing more is coming for now. %NULL:
 *   nothing is buffered.
 * @close: the run is over. With @complete everything was written: make it last and visible, and
 *   fail if that fails. Without, undo what can be undone and return %TRUE. Called once if @open
 *   succeeded.
 *
 * The class of sinks. The default media are bytes and none. A sink is sequential.
 *
 * Since: 1.0
 */
struct _SweetSinkClass
{
  SweetElementClass parent_class;

  gboolean (*open) (SweetSink *self,
                    GCancellable *cancellable,
                    GError **error);
  gboolean (*write) (SweetSink *self,
                     const guint8 *data,
                     gsize size,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*write_bytes) (SweetSink *self,
                           GBytes *bytes,
                           GCancellable *cancellable,
                           GError **error);
  gboolean (*write_chunk) (SweetSink *self,
                           SweetChunk *chunk,
                           GCancellable *cancellable,
                           GError **error);
  gboolean (*flush) (SweetSink *self,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*close) (SweetSink *self,
                     gboolean complete,
                     GError **error);

  /*< private >*/
  gpointer reserved[16];
};

G_END_DECLS
