/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-chunk-size.h>
#include <sweet/sweet-chunk.h>
#include <sweet/sweet-clock.h>
#include <sweet/sweet-collector.h>
#include <sweet/sweet-emitting-task.h>
#include <sweet/sweet-error-strategy.h>
#include <sweet/sweet-format.h>
#include <sweet/sweet-processor.h>
#include <sweet/sweet-priority.h>
#include <sweet/sweet-receiver-event.h>
#include <sweet/sweet-runtime.h>
#include <sweet/sweet-sink.h>
#include <sweet/sweet-source.h>
#include <sweet/sweet-spawning-task-builder.h>
#include <sweet/sweet-strategy.h>
#include <sweet/sweet-task-builder.h>
#include <sweet/sweet-task-context.h>
#include <sweet/sweet-task.h>
#include <sweet/sweet-tracer.h>

G_BEGIN_DECLS

/**
 * SweetReceiverFunc:
 * @event: a record; kept by taking a reference
 * @collector: where to collect
 * @user_data: data of the caller
 * @error: return location for an error
 *
 * Receives one record.
 *
 * Returns: %TRUE to go on; %FALSE with @error set ends the stream with that error
 *
 * Since: 1.0
 */
typedef gboolean (*SweetReceiverFunc) (SweetReceiverEvent *event,
                                       SweetCollector *collector,
                                       gpointer user_data,
                                       GError **error);

/**
 * SweetChunkReceiverFunc:
 * @chunk: some records, valid during the call; sweet_chunk_copy() keeps them
 * @collector: where to collect
 * @user_data: data of the caller
 * @error: return location for an error
 *
 * Receives a chunk of records.
 *
 * Returns: %TRUE to go on; %FALSE with @error set ends the stream with that error
 *
 * Since: 1.0
 */
typedef gboolean (*SweetChunkReceiverFunc) (SweetChunk *chunk,
                                            SweetCollector *collector,
                                            gpointer user_data,
                                            GError **error);

/**
 * SweetFinalEventFunc:
 * @event: how the stream ended and what was collected
 * @user_data: data of the caller
 *
 * Receives the final event, exactly once per task, whatever the outcome.
 *
 * Since: 1.0
 */
typedef void (*SweetFinalEventFunc) (SweetFinalEvent *event,
                                     gpointer user_data);

#define SWEET_TYPE_EMITTING_TASK_BUILDER (sweet_emitting_task_builder_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetEmittingTaskBuilder, sweet_emitting_task_builder, SWEET, EMITTING_TASK_BUILDER, GObject)

SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_new (void);

SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_name (SweetEmittingTaskBuilder *self,
                                                                 const char *name) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_description (SweetEmittingTaskBuilder *self,
                                                                        const char *description) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_tag (SweetEmittingTaskBuilder *self,
                                                                const char *tag) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_priority (SweetEmittingTaskBuilder *self,
                                                                     SweetPriority priority) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_timeout (SweetEmittingTaskBuilder *self,
                                                                    gint64 timeout) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_deadline (SweetEmittingTaskBuilder *self,
                                                                     gint64 deadline) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_grace (SweetEmittingTaskBuilder *self,
                                                                  gint64 grace) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_parent (SweetEmittingTaskBuilder *self,
                                                                   SweetTask *parent) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_failure_mode (SweetEmittingTaskBuilder *self,
                                                                         SweetFailureMode mode) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_failure_predicate (SweetEmittingTaskBuilder *self,
                                                                              SweetFailureFunc predicate,
                                                                              gpointer user_data,
                                                                              GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_context (SweetEmittingTaskBuilder *self,
                                                                    SweetTaskContext *context) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_cancellable (SweetEmittingTaskBuilder *self,
                                                                        GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_runtime (SweetEmittingTaskBuilder *self,
                                                                    SweetRuntime *runtime) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_metrics (SweetEmittingTaskBuilder *self,
                                                                    gboolean metrics) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_tracer (SweetEmittingTaskBuilder *self,
                                                                   SweetTracer *tracer) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_source (SweetEmittingTaskBuilder *self,
                                                                   SweetSource *source) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_format (SweetEmittingTaskBuilder *self,
                                                                   SweetFormat *format) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_processor (SweetEmittingTaskBuilder *self,
                                                                      SweetProcessor *processor) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_strategy (SweetEmittingTaskBuilder *self,
                                                                     SweetStrategy *strategy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_sender_strategy (SweetEmittingTaskBuilder *self,
                                                                            SweetStrategy *strategy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_sink (SweetEmittingTaskBuilder *self,
                                                                 SweetSink *sink) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_collector (SweetEmittingTaskBuilder *self,
                                                                      SweetCollector *collector) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_receiver (SweetEmittingTaskBuilder *self,
                                                                     SweetReceiverFunc receiver,
                                                                     gpointer user_data,
                                                                     GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_receiver_on_workers (SweetEmittingTaskBuilder *self,
                                                                                SweetReceiverFunc receiver,
                                                                                gpointer user_data,
                                                                                GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_chunk_receiver (SweetEmittingTaskBuilder *self,
                                                                           SweetChunkReceiverFunc receiver,
                                                                           gpointer user_data,
                                                                           GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_chunk_receiver_on_workers (SweetEmittingTaskBuilder *self,
                                                                                      SweetChunkReceiverFunc receiver,
                                                                                      gpointer user_data,
                                                                                      GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_blocking_receiver (SweetEmittingTaskBuilder *self,
                                                                              gboolean blocks) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_final_event (SweetEmittingTaskBuilder *self,
                                                                        SweetFinalEventFunc callback,
                                                                        gpointer user_data,
                                                                        GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_chunk_size (SweetEmittingTaskBuilder *self,
                                                                       SweetChunkSize *chunk_size) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_max_chunks (SweetEmittingTaskBuilder *self,
                                                                       guint max_chunks) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_limit (SweetEmittingTaskBuilder *self,
                                                                  guint64 limit) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_record_latency (SweetEmittingTaskBuilder *self,
                                                                           gboolean record_latency) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_clock (SweetEmittingTaskBuilder *self,
                                                                  SweetClock *clock) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_error_strategy (SweetEmittingTaskBuilder *self,
                                                                           SweetErrorStrategy *strategy) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetEmittingTaskBuilder *sweet_emitting_task_builder_with_output (SweetEmittingTaskBuilder *self,
                                                                   SweetElement *element,
                                                                   const char *output,
                                                                   SweetEmittingTaskBuilder *branch) G_GNUC_WARN_UNUSED_RESULT;

SWEET_AVAILABLE_IN_ALL
GListModel *sweet_emitting_task_builder_get_elements (SweetEmittingTaskBuilder *self);
SWEET_AVAILABLE_IN_ALL
SweetMedia sweet_emitting_task_builder_get_output_media (SweetEmittingTaskBuilder *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_emitting_task_builder_check (SweetEmittingTaskBuilder *self,
                                            GError **error);
SWEET_AVAILABLE_IN_ALL
SweetEmittingTask *sweet_emitting_task_builder_run (SweetEmittingTaskBuilder *self,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
