/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-element-private.h"
#include "stream/sweet-emitting-task-builder-private.h"

/* what a builder says about a stream beside what it is made of */

/**
 * sweet_emitting_task_builder_with_sender_strategy:
 * @self: (transfer full): a builder
 * @strategy: a strategy; it is frozen
 *
 * Says how the source is read, whatever its [property@Source:read-strategy] is. Of the plan count the workers,
 * which are the parts of the input that are read at the same time where it can be read anywhere; the rate and
 * the burst at which records leave the source; the batches that they leave it in; and the timeout, which is
 * that of each read. Records and batches are those that the first format makes, or that are pushed.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_sender_strategy (SweetEmittingTaskBuilder *self,
                                                  SweetStrategy *strategy)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_STRATEGY (strategy), self);

  g_set_object (&self->recipe->sender_strategy, strategy);
  sweet_element_freeze (SWEET_ELEMENT (strategy));
  return self;
}

/**
 * sweet_emitting_task_builder_with_blocking_receiver: (skip)
 * @self: (transfer full): a builder
 * @blocks: whether the receiver waits for things
 *
 * Says that the receiver on workers waits for a disk, a server or somebody else. Its thread counts as none of
 * the workers of the runtime then, so that other tasks go on meanwhile. How many calls wait at once is still
 * said by the strategy: `parallel` with more workers than there are processors, or `adaptive`. That there is
 * a receiver on workers is checked when the task is run.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_blocking_receiver (SweetEmittingTaskBuilder *self,
                                                    gboolean blocks)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->blocks = !!blocks;
  return self;
}

/**
 * sweet_emitting_task_builder_with_chunk_size:
 * @self: (transfer full): a builder
 * @chunk_size: (nullable): the most that a chunk may hold
 *
 * Limits the chunks that receivers and sinks of records get. A chunk is smaller where the records at
 * hand end, so that nothing waits for more; it always holds at least one record.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_chunk_size (SweetEmittingTaskBuilder *self,
                                             SweetChunkSize *chunk_size)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (chunk_size == NULL || SWEET_IS_CHUNK_SIZE (chunk_size), self);

  g_set_object (&self->recipe->chunk_size, chunk_size);
  return self;
}

/**
 * sweet_emitting_task_builder_with_max_chunks:
 * @self: (transfer full): a builder
 * @max_chunks: how many; 0 chooses by the number of workers
 *
 * Limits how many blocks of the input may be under way at once, from being read until everything
 * derived from them has left the stream. This is what bounds the memory of a stream.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_max_chunks (SweetEmittingTaskBuilder *self,
                                             guint max_chunks)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->max_chunks = max_chunks;
  return self;
}

/**
 * sweet_emitting_task_builder_with_limit:
 * @self: (transfer full): a builder
 * @limit: how many records; 0 for no limit
 *
 * Completes the stream after so many records have come to its end.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_limit (SweetEmittingTaskBuilder *self,
                                        guint64 limit)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->limit = limit;
  return self;
}

/**
 * sweet_emitting_task_builder_with_record_latency:
 * @self: (transfer full): a builder
 * @record_latency: whether to measure each record
 *
 * Says what the latency of a receiver of records in sweet_emitting_task_dup_stats() is about: each record, or,
 * without this, as many as were received without looking at the clock, for about a millisecond. Measuring a
 * record costs some 40 ns.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_record_latency (SweetEmittingTaskBuilder *self,
                                                 gboolean record_latency)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->recipe->record_latency = record_latency;
  return self;
}

/**
 * sweet_emitting_task_builder_with_clock:
 * @self: (transfer full): a builder
 * @clock: (nullable): a clock, or %NULL for the system's
 *
 * Says by which clock the stream measures timeouts, rates and delays.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_clock (SweetEmittingTaskBuilder *self,
                                        SweetClock *clock)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (clock == NULL || SWEET_IS_CLOCK (clock), self);

  g_set_object (&self->recipe->clock, clock);
  return self;
}

/**
 * sweet_emitting_task_builder_with_error_strategy:
 * @self: (transfer full): a builder
 * @strategy: (nullable): what is done about errors, or %NULL for what the strategy of the stream says
 *
 * Says what the stream does about errors. Without this it does what the options of its strategy say, and
 * without a strategy it stops at the first error.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_error_strategy (SweetEmittingTaskBuilder *self,
                                                 SweetErrorStrategy *strategy)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (strategy == NULL || SWEET_IS_ERROR_STRATEGY (strategy), self);

  g_set_object (&self->recipe->error_strategy, strategy);
  return self;
}

/**
 * sweet_emitting_task_builder_with_output:
 * @self: (transfer full): a builder
 * @element: a format or a processor that was added
 * @output: the name of its output, one of sweet_element_dup_outputs()
 * @branch: formats and processors, and the sink that they end in
 *
 * Links an output of an element beside its main one. Its records flow through @branch into its sink, which
 * is committed or given up together with the sink of the stream. That the element has the output is checked
 * with the rest; of one that is not linked the records are counted and dropped.
 *
 * A branch is a part of the stream: what a builder says about a whole one, such as a source, a strategy, a
 * receiver, a name, a timeout or outputs of its own, is refused in @branch with
 * %SWEET_PIPELINE_ERROR_BAD_VALUE, when the stream is checked or run.
 *
 * Every format and processor has the output `errors`. What goes wrong in the element does not end the stream
 * then: it becomes records with the columns `reason`, `element`, `attempts`, `file`, `record`, `line`,
 * `offset` and `bytes`, the record as it was in the input.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_output (SweetEmittingTaskBuilder *self,
                                         SweetElement *element,
                                         const char *output,
                                         SweetEmittingTaskBuilder *branch)
{
  guint index = G_MAXUINT;

  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_ELEMENT (element), self);
  g_return_val_if_fail (output != NULL, self);
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (branch), self);

  g_ptr_array_find (self->recipe->elements, element, &index);
  g_ptr_array_add (self->recipe->branches, sweet_branch_new (index, sweet_element_get_name (element), output, sweet_recipe_copy (branch->recipe)));
  return self;
}
