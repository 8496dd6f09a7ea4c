/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "task/sweet-spawning-task-private.h"

G_BEGIN_DECLS

/* what the files of the attempts share: sweet-attempts-start.c begins and ends them all, -work.c makes one,
 * and sweet-attempts.c decides what follows from it */
SweetClock *sweet_attempts_get_clock (SweetSpawningTask *self);
const SweetWorkSpec *sweet_attempts_get_work (SweetSpawningTask *self);

/* with the lock */
void sweet_attempts_start_timer (SweetSpawningTask *self,
                                 gint64 at,
                                 SweetTimerFunc func);
void sweet_attempts_stop_timer (SweetSpawningTask *self,
                                SweetTimer *timer);
void sweet_attempts_wait_until (SweetSpawningTask *self,
                                gint64 at);
void sweet_attempts_wake (SweetSpawningTask *self);
void sweet_attempts_leave_job (SweetSpawningTask *self);

void sweet_attempts_queue (SweetSpawningTask *self);
/* without */
void sweet_attempts_enqueue (SweetSpawningTask *self);
void sweet_attempts_push (SweetSpawningTask *self);
void sweet_attempts_finish (SweetSpawningTask *self,
                            guint serial,
                            GValue *value,
                            GError *error);
void sweet_attempts_give_up (SweetSpawningTask *self,
                             gboolean abandon,
                             GError *error);
void sweet_attempts_timeout (SweetTimer *timer);
void sweet_attempts_overdue (SweetTimer *timer);

G_END_DECLS
