/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SWEET_RETRY_MAX_ATTEMPTS:
 *
 * The most attempts that a policy may allow, the first one included.
 *
 * Since: 1.0
 */
#define SWEET_RETRY_MAX_ATTEMPTS 1000000

/**
 * SweetRetryStrategy:
 * @SWEET_RETRY_STRATEGY_IMMEDIATE: no retry waits
 * @SWEET_RETRY_STRATEGY_FIXED: each retry waits as long as the first one
 * @SWEET_RETRY_STRATEGY_LINEAR: the n-th retry waits n times as long as the first one
 * @SWEET_RETRY_STRATEGY_EXPONENTIAL: each retry waits longer than the one before by a factor
 *
 * How the time grows that is waited before each retry.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_RETRY_STRATEGY_IMMEDIATE,
  SWEET_RETRY_STRATEGY_FIXED,
  SWEET_RETRY_STRATEGY_LINEAR,
  SWEET_RETRY_STRATEGY_EXPONENTIAL,
} SweetRetryStrategy;

#define SWEET_TYPE_RETRY_POLICY (sweet_retry_policy_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetRetryPolicy, sweet_retry_policy, SWEET, RETRY_POLICY, GObject)

SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_new_immediate (guint max_attempts);
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_new_fixed (guint max_attempts,
                                                gint64 delay);
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_new_linear (guint max_attempts,
                                                 gint64 delay);
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_new_exponential (guint max_attempts,
                                                      gint64 delay,
                                                      double factor);

SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_with_max_delay (SweetRetryPolicy *self,
                                                     gint64 max_delay) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_with_budget (SweetRetryPolicy *self,
                                                  gint64 budget) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_with_jitter (SweetRetryPolicy *self,
                                                  double jitter) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_with_seed (SweetRetryPolicy *self,
                                                guint seed) G_GNUC_WARN_UNUSED_RESULT;
SWEET_AVAILABLE_IN_ALL
SweetRetryPolicy *sweet_retry_policy_with_error (SweetRetryPolicy *self,
                                                 GQuark domain,
                                                 int code) G_GNUC_WARN_UNUSED_RESULT;

SWEET_AVAILABLE_IN_ALL
SweetRetryStrategy sweet_retry_policy_get_strategy (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_retry_policy_get_max_attempts (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_retry_policy_get_first_delay (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
double sweet_retry_policy_get_factor (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_retry_policy_get_max_delay (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_retry_policy_get_budget (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
double sweet_retry_policy_get_jitter (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_retry_policy_get_seed (SweetRetryPolicy *self);
SWEET_AVAILABLE_IN_ALL
GVariant *sweet_retry_policy_dup_errors (SweetRetryPolicy *self);

SWEET_AVAILABLE_IN_ALL
gboolean sweet_retry_policy_check (SweetRetryPolicy *self,
                                   GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_retry_policy_allows (SweetRetryPolicy *self,
                                    guint attempt,
                                    gint64 waited,
                                    const GError *error);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_retry_policy_get_delay (SweetRetryPolicy *self,
                                     guint attempt);

G_END_DECLS
