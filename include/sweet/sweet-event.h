/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-task-id.h>
#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetEventKind:
 * @SWEET_EVENT_KIND_CONTINUE: an event among others
 * @SWEET_EVENT_KIND_FINAL: the last event of a stream that came to its end
 * @SWEET_EVENT_KIND_ERROR: the last event of a stream that failed
 * @SWEET_EVENT_KIND_CANCELLATION: the last event of a stream that was cancelled
 *
 * What an event means to its stream.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_EVENT_KIND_CONTINUE,
  SWEET_EVENT_KIND_FINAL,
  SWEET_EVENT_KIND_ERROR,
  SWEET_EVENT_KIND_CANCELLATION,
} SweetEventKind;

#define SWEET_TYPE_EVENT (sweet_event_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SweetEvent, sweet_event, SWEET, EVENT, GObject)

/**
 * SweetEventInterface:
 * @g_iface: the parent
 * @dup_id: returns the id, unique within the program
 * @get_task_id: returns the id of the task the event belongs to, or %NULL before it has one
 * @get_timestamp: returns when it happened, µs since 1970 UTC
 * @get_kind: returns the kind
 * @get_sequence: returns its place in the stream
 * @get_offset: returns where its record begins in the input in bytes, or -1
 *
 * Implemented by libsweet alone.
 *
 * Since: 1.0
 */
struct _SweetEventInterface
{
  GTypeInterface g_iface;

  char *(*dup_id) (SweetEvent *self);
  SweetTaskId *(*get_task_id) (SweetEvent *self);
  gint64 (*get_timestamp) (SweetEvent *self);
  SweetEventKind (*get_kind) (SweetEvent *self);
  guint64 (*get_sequence) (SweetEvent *self);
  gint64 (*get_offset) (SweetEvent *self);
};

SWEET_AVAILABLE_IN_ALL
char *sweet_event_dup_id (SweetEvent *self);
SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_event_get_task_id (SweetEvent *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_event_get_timestamp (SweetEvent *self);
SWEET_AVAILABLE_IN_ALL
SweetEventKind sweet_event_get_kind (SweetEvent *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_event_get_sequence (SweetEvent *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_event_get_offset (SweetEvent *self);

G_END_DECLS
