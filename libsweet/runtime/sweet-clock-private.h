/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-timer-private.h"

G_BEGIN_DECLS

SweetTimerQueue *sweet_clock_get_queue (SweetClock *self);

G_END_DECLS
