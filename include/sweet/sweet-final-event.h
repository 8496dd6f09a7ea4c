/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-event.h>

G_BEGIN_DECLS

/**
 * SweetOutcome:
 * @SWEET_OUTCOME_COMPLETE: the stream came to its end
 * @SWEET_OUTCOME_ERROR: the stream failed, a timeout included
 * @SWEET_OUTCOME_CANCELLED: the stream was cancelled
 *
 * How a stream ended.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_OUTCOME_COMPLETE,
  SWEET_OUTCOME_ERROR,
  SWEET_OUTCOME_CANCELLED,
} SweetOutcome;

#define SWEET_TYPE_FINAL_EVENT (sweet_final_event_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetFinalEvent, sweet_final_event, SWEET, FINAL_EVENT, GObject)

SWEET_AVAILABLE_IN_ALL
SweetOutcome sweet_final_event_get_outcome (SweetFinalEvent *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_final_event_check (SweetFinalEvent *self,
                                  GError **error);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_final_event_get_collected (SweetFinalEvent *self);
SWEET_AVAILABLE_IN_ALL
SweetEvent *sweet_final_event_lookup (SweetFinalEvent *self,
                                      const char *key);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_final_event_get_n_records (SweetFinalEvent *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_final_event_get_n_skipped (SweetFinalEvent *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_final_event_get_n_errors (SweetFinalEvent *self);
SWEET_AVAILABLE_IN_ALL
GListModel *sweet_final_event_get_errors (SweetFinalEvent *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_final_event_get_duration (SweetFinalEvent *self);

G_END_DECLS
