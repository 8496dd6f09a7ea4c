/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-event.h>

/**
 * SweetEvent:
 *
 * Something that happens in a stream: a record sent ([class@SenderEvent]), a record received
 * ([class@ReceiverEvent]), its end ([class@FinalEvent]).
 *
 * Events are for callbacks and for keeping, in numbers that people look at; a stream at full speed
 * moves chunks. An event says the same on every thread, but callbacks get theirs where the task was
 * built.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (SweetEvent, sweet_event, G_TYPE_OBJECT)

static void
sweet_event_default_init (SweetEventInterface *iface)
{
}

/**
 * sweet_event_dup_id:
 * @self: an event
 *
 * Gets the id of the event, unique within the program.
 *
 * Returns: (transfer full): the id
 *
 * Since: 1.0
 */
char *
sweet_event_dup_id (SweetEvent *self)
{
  g_return_val_if_fail (SWEET_IS_EVENT (self), NULL);

  return SWEET_EVENT_GET_IFACE (self)->dup_id (self);
}

/**
 * sweet_event_get_task_id:
 * @self: an event
 *
 * Gets the id of the task that the event belongs to. An event that was made to be sent has none
 * before it is pushed into a task.
 *
 * Returns: (nullable) (transfer none): the id, or %NULL before there is one
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_event_get_task_id (SweetEvent *self)
{
  g_return_val_if_fail (SWEET_IS_EVENT (self), NULL);

  return SWEET_EVENT_GET_IFACE (self)->get_task_id (self);
}

/**
 * sweet_event_get_timestamp:
 * @self: an event
 *
 * Gets when the event happened.
 *
 * Returns: microseconds since 1970 UTC
 *
 * Since: 1.0
 */
gint64
sweet_event_get_timestamp (SweetEvent *self)
{
  g_return_val_if_fail (SWEET_IS_EVENT (self), 0);

  return SWEET_EVENT_GET_IFACE (self)->get_timestamp (self);
}

/**
 * sweet_event_get_kind:
 * @self: an event
 *
 * Gets what the event means to its stream.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SweetEventKind
sweet_event_get_kind (SweetEvent *self)
{
  g_return_val_if_fail (SWEET_IS_EVENT (self), SWEET_EVENT_KIND_CONTINUE);

  return SWEET_EVENT_GET_IFACE (self)->get_kind (self);
}

/**
 * sweet_event_get_sequence:
 * @self: an event
 *
 * Gets the place of the event in its stream. For a record that is the number of the record in its
 * input, from 1; for a sent event what its builder was given, otherwise 0.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_event_get_sequence (SweetEvent *self)
{
  g_return_val_if_fail (SWEET_IS_EVENT (self), 0);

  return SWEET_EVENT_GET_IFACE (self)->get_sequence (self);
}

/**
 * sweet_event_get_offset:
 * @self: an event
 *
 * Gets where the record of the event begins in its input.
 *
 * Returns: bytes from the beginning of the input, or -1 if there is no such place
 *
 * Since: 1.0
 */
gint64
sweet_event_get_offset (SweetEvent *self)
{
  g_return_val_if_fail (SWEET_IS_EVENT (self), -1);

  return SWEET_EVENT_GET_IFACE (self)->get_offset (self);
}
