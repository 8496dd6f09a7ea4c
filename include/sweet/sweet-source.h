/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-element.h>
#include <sweet/sweet-emitter.h>
#include <sweet/sweet-strategy.h>

G_BEGIN_DECLS

/**
 * SweetReadResult:
 * @SWEET_READ_RESULT_FAILED: reading failed and the error is set
 * @SWEET_READ_RESULT_MORE: call again, also when nothing was emitted this time
 * @SWEET_READ_RESULT_END: the end; what was emitted in this call still counts
 *
 * What a source of records says after each read. The end is never implied.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_READ_RESULT_FAILED,
  SWEET_READ_RESULT_MORE,
  SWEET_READ_RESULT_END,
} SweetReadResult;

#define SWEET_TYPE_SOURCE (sweet_source_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetSource, sweet_source, SWEET, SOURCE, SweetElement)

/**
 * SweetSourceClass:
 * @parent_class: the parent
 * @open: makes the source ready; called once per run, before anything else. %NULL: nothing to do.
 * @read: (skip): reads up to @size bytes into @buffer and returns how many, 0 at the end, -1 with
 *   @error set. It returns what is there instead of waiting for a full buffer, and comes back with
 *   %G_IO_ERROR_CANCELLED soon after @cancellable is cancelled. For sources of bytes in C.
 * @read_bytes: the same for scripts: returns the next bytes, empty at the end, never more than
 *   @size. Called when @read is %NULL.
 * @read_records: emits some chunks and says how it goes on. For sources of records.
 * @length: returns the size in bytes when any part can be read at any time, otherwise -1. Called
 *   after @open. %NULL: -1.
 * @read_at: (skip): like @read, from @offset, which leaves no trace in the source. The one function
 *   that several workers call at once; needed where @length says a size.
 * @split: returns new sources that yield, one after the other, what this one does: about @n_parts, for
 *   that many are read at once. Called once after @open, where the place of the class says, unless there
 *   is a @length. Each part is opened, read and closed like a source by itself, where its own place says:
 *   on worker threads, or, of a source that belongs to the context, there, one at a time. Parts are frozen;
 *   those of bytes may begin and end anywhere in a record. %NULL without @error: this source is read as it
 *   is, as it is anyway where only one part would be read at once. A class without a function to read is
 *   always divided.
 * @close: the run is over, whatever its outcome; called once if @open succeeded.
 *
 * The class of sources. The default media are none and bytes. A source is sequential, can be read
 * anywhere (@length and @read_at), or can be divided (@split).
 *
 * Since: 1.0
 */
struct _SweetSourceClass
{
  SweetElementClass parent_class;

  gboolean (*open) (SweetSource *self,
                    GCancellable *cancellable,
                    GError **error);
  gssize (*read) (SweetSource *self,
                  guint8 *buffer,
                  gsize size,
                  GCancellable *cancellable,
                  GError **error);
  GBytes *(*read_bytes) (SweetSource *self,
                         gsize size,
                         GCancellable *cancellable,
                         GError **error);
  SweetReadResult (*read_records) (SweetSource *self,
                                   SweetEmitter *out,
                                   GCancellable *cancellable,
                                   GError **error);
  gint64 (*length) (SweetSource *self);
  gssize (*read_at) (SweetSource *self,
                     guint64 offset,
                     guint8 *buffer,
                     gsize size,
                     GCancellable *cancellable,
                     GError **error);
  GListModel *(*split) (SweetSource *self,
                        guint n_parts,
                        GCancellable *cancellable,
                        GError **error);
  void (*close) (SweetSource *self);

  /*< private >*/
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
guint64 sweet_source_get_block_size (SweetSource *self);
SWEET_AVAILABLE_IN_ALL
SweetStrategy *sweet_source_get_read_strategy (SweetSource *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_source_get_label (SweetSource *self);
SWEET_AVAILABLE_IN_ALL
void sweet_source_set_label (SweetSource *self,
                             const char *label);

G_END_DECLS
