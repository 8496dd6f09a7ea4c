/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-emitting-task-private.h"
#include "stream/sweet-half-task-private.h"

/**
 * SweetReceiverTask:
 *
 * The half of a stream that receives: what records come to in the end. A view that is made when the children of the stream are listed; what
 * is asked of it is asked of the whole stream.
 *
 * Since: 1.0
 */
struct _SweetReceiverTask
{
  SweetHalfTask half;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetReceiverTask, sweet_receiver_task, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_TASK, sweet_half_task_iface_init))

static void
sweet_receiver_task_class_init (SweetReceiverTaskClass *klass)
{
  sweet_half_task_class_setup (G_OBJECT_CLASS (klass));
}

static void
sweet_receiver_task_init (SweetReceiverTask *self)
{
}

SweetTask *
sweet_receiver_task_new (SweetEmittingTask *whole)
{
  SweetReceiverTask *self = g_object_new (SWEET_TYPE_RECEIVER_TASK, NULL);

  sweet_half_task_setup (&self->half, whole, "receiver");
  return SWEET_TASK (self);
}

/**
 * sweet_receiver_task_get_n_records:
 * @self: a receiver task
 *
 * Gets how many records this half of the stream has received so far.
 *
 * Returns: the number of records
 *
 * Since: 1.0
 */
guint64
sweet_receiver_task_get_n_records (SweetReceiverTask *self)
{
  SweetHalfCounts counts;

  g_return_val_if_fail (SWEET_IS_RECEIVER_TASK (self), 0);
  g_return_val_if_fail (self->half.whole != NULL, 0);

  sweet_emitting_task_count (self->half.whole, FALSE, &counts);
  return counts.n_records;
}

/**
 * sweet_receiver_task_get_n_bytes:
 * @self: a receiver task
 *
 * Gets how many bytes this half of the stream has received so far.
 *
 * Returns: the number of bytes
 *
 * Since: 1.0
 */
guint64
sweet_receiver_task_get_n_bytes (SweetReceiverTask *self)
{
  SweetHalfCounts counts;

  g_return_val_if_fail (SWEET_IS_RECEIVER_TASK (self), 0);
  g_return_val_if_fail (self->half.whole != NULL, 0);

  sweet_emitting_task_count (self->half.whole, FALSE, &counts);
  return counts.n_bytes;
}
