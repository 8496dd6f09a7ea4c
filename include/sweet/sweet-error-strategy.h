/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-error-event.h>
#include <sweet/sweet-retry-policy.h>

G_BEGIN_DECLS

/**
 * SweetErrorAction:
 * @SWEET_ERROR_ACTION_STOP: the error ends the stream
 * @SWEET_ERROR_ACTION_CONTINUE: the error is kept beside the results, and the stream goes on behind it
 * @SWEET_ERROR_ACTION_RETRY: what failed is tried again
 *
 * What a stream does about an error.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_ERROR_ACTION_STOP,
  SWEET_ERROR_ACTION_CONTINUE,
  SWEET_ERROR_ACTION_RETRY,
} SweetErrorAction;

/**
 * SweetErrorFunc:
 * @event: what went wrong, and how often it was tried
 * @user_data: data of the caller
 *
 * Decides about an error.
 *
 * Returns: what the stream does about it
 *
 * Since: 1.0
 */
typedef SweetErrorAction (*SweetErrorFunc) (SweetErrorEvent *event,
                                            gpointer user_data);

#define SWEET_TYPE_ERROR_STRATEGY (sweet_error_strategy_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetErrorStrategy, sweet_error_strategy, SWEET, ERROR_STRATEGY, GObject)

SWEET_AVAILABLE_IN_ALL
SweetErrorStrategy *sweet_error_strategy_new_stop (void);
SWEET_AVAILABLE_IN_ALL
SweetErrorStrategy *sweet_error_strategy_new_continue (void);
SWEET_AVAILABLE_IN_ALL
SweetErrorStrategy *sweet_error_strategy_new_retry (SweetRetryPolicy *policy,
                                                    SweetErrorAction exhausted);
SWEET_AVAILABLE_IN_ALL
SweetErrorStrategy *sweet_error_strategy_new_custom (SweetErrorFunc func,
                                                     gpointer user_data,
                                                     GDestroyNotify destroy);

SWEET_AVAILABLE_IN_ALL
SweetErrorAction sweet_error_strategy_get_action (SweetErrorStrategy *self);
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_error_strategy_get_retry_policy (SweetErrorStrategy *self);

G_END_DECLS
