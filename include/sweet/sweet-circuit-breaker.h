/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-clock.h>
#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetCircuitState:
 * @SWEET_CIRCUIT_STATE_CLOSED: calls are made
 * @SWEET_CIRCUIT_STATE_OPEN: too many failed in a row; calls are refused for a time
 * @SWEET_CIRCUIT_STATE_HALF_OPEN: that time has passed; a few calls are made to see how it is now
 *
 * What a circuit breaker does with calls.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CIRCUIT_STATE_CLOSED,
  SWEET_CIRCUIT_STATE_OPEN,
  SWEET_CIRCUIT_STATE_HALF_OPEN,
} SweetCircuitState;

#define SWEET_TYPE_CIRCUIT_BREAKER (sweet_circuit_breaker_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetCircuitBreaker, sweet_circuit_breaker, SWEET, CIRCUIT_BREAKER, GObject)

SWEET_AVAILABLE_IN_ALL
SweetCircuitBreaker *sweet_circuit_breaker_new (const char *name);
SWEET_AVAILABLE_IN_ALL
SweetCircuitBreaker *sweet_circuit_breaker_get (const char *name);

SWEET_AVAILABLE_IN_ALL
const char *sweet_circuit_breaker_get_name (SweetCircuitBreaker *self);
SWEET_AVAILABLE_IN_ALL
SweetCircuitState sweet_circuit_breaker_get_state (SweetCircuitBreaker *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_circuit_breaker_get_failure_threshold (SweetCircuitBreaker *self);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_set_failure_threshold (SweetCircuitBreaker *self,
                                                  guint failure_threshold);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_circuit_breaker_get_open_time (SweetCircuitBreaker *self);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_set_open_time (SweetCircuitBreaker *self,
                                          gint64 open_time);
SWEET_AVAILABLE_IN_ALL
guint sweet_circuit_breaker_get_half_open_calls (SweetCircuitBreaker *self);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_set_half_open_calls (SweetCircuitBreaker *self,
                                                guint half_open_calls);
SWEET_AVAILABLE_IN_ALL
SweetClock *sweet_circuit_breaker_dup_clock (SweetCircuitBreaker *self);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_set_clock (SweetCircuitBreaker *self,
                                      SweetClock *clock);

SWEET_AVAILABLE_IN_ALL
guint sweet_circuit_breaker_acquire (SweetCircuitBreaker *self,
                                     GError **error);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_succeed (SweetCircuitBreaker *self,
                                    guint permit);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_fail (SweetCircuitBreaker *self,
                                 guint permit);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_release (SweetCircuitBreaker *self,
                                    guint permit);
SWEET_AVAILABLE_IN_ALL
void sweet_circuit_breaker_reset (SweetCircuitBreaker *self);

G_END_DECLS
