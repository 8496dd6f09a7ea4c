/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-span.h>

G_BEGIN_DECLS

#define SWEET_TYPE_TRACER (sweet_tracer_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetTracer, sweet_tracer, SWEET, TRACER, GObject)

/**
 * SweetTracerClass:
 * @parent_class: the parent
 * @export_log: takes a message the moment a span logs it. The default does nothing: messages are in
 *   the span when it ends as well.
 * @export_span: takes a span that has ended. The default does nothing.
 *
 * The class of what takes spans. The functions are called on the main context that was the thread's
 * default where the tracer was made, in the order in which things happened, unless the class says with
 * [method@TracerClass.set_any_thread] that it can do with any thread.
 *
 * Since: 1.0
 */
struct _SweetTracerClass
{
  GObjectClass parent_class;

  void (*export_log) (SweetTracer *self,
                      SweetSpan *span,
                      GLogLevelFlags level,
                      const char *message);
  void (*export_span) (SweetTracer *self,
                       SweetSpan *span);

  /*< private >*/
  GType any_thread_type;
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
void sweet_tracer_class_set_any_thread (SweetTracerClass *klass);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_tracer_get_enabled (SweetTracer *self);
SWEET_AVAILABLE_IN_ALL
void sweet_tracer_set_enabled (SweetTracer *self,
                               gboolean enabled);

SWEET_AVAILABLE_IN_ALL
SweetSpan *sweet_tracer_begin_span (SweetTracer *self,
                                    const char *name,
                                    SweetTaskId *task_id);

G_END_DECLS
