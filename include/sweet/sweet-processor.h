/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-element.h>
#include <sweet/sweet-emitter.h>

G_BEGIN_DECLS

#define SWEET_TYPE_PROCESSOR (sweet_processor_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetProcessor, sweet_processor, SWEET, PROCESSOR, SweetElement)

/**
 * SweetProcessorClass:
 * @parent_class: the parent
 * @set_schema: the columns of the chunks that follow; called before the first chunk, also when
 *   there will be no rows, and whenever they change. The place to look columns up: see
 *   sweet_schema_lookup() for the error. %NULL: nothing to do. Not called for bytes.
 * @process: emits zero, one or many chunks for @chunk, which may have no rows: pass such a chunk
 *   on as well, its columns matter. To change a chunk, take sweet_emitter_make_writable() of it.
 *   An accumulating processor emits nothing here. A record that it cannot deal with goes to
 *   sweet_emitter_emit_error(); %FALSE is for what concerns the whole chunk.
 * @fork: an accumulating processor for another worker. %NULL: sweet_element_copy() of the options.
 * @merge: takes over what @other, a fork, has accumulated. Forks come in no particular order.
 * @finish: the end of the input was reached; emits what is left. Not called when the stream ends
 *   early. %NULL: nothing is left.
 *
 * The class of processors. The default media are records and records.
 *
 * Since: 1.0
 */
struct _SweetProcessorClass
{
  SweetElementClass parent_class;

  gboolean (*set_schema) (SweetProcessor *self,
                          SweetSchema *schema,
                          GError **error);
  gboolean (*process) (SweetProcessor *self,
                       SweetChunk *chunk,
                       SweetEmitter *out,
                       GCancellable *cancellable,
                       GError **error);
  SweetProcessor *(*fork) (SweetProcessor *self);
  gboolean (*merge) (SweetProcessor *self,
                     SweetProcessor *other,
                     GError **error);
  gboolean (*finish) (SweetProcessor *self,
                      SweetEmitter *out,
                      GCancellable *cancellable,
                      GError **error);

  /*< private >*/
  gpointer reserved[16];
};

G_END_DECLS
