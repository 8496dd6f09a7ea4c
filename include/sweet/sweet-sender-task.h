/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-task.h>

G_BEGIN_DECLS

#define SWEET_TYPE_SENDER_TASK (sweet_sender_task_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetSenderTask, sweet_sender_task, SWEET, SENDER_TASK, GObject)

SWEET_AVAILABLE_IN_ALL
guint64 sweet_sender_task_get_n_records (SweetSenderTask *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_sender_task_get_n_bytes (SweetSenderTask *self);

G_END_DECLS
