/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-task.h>

G_BEGIN_DECLS

#define SWEET_TYPE_RECEIVER_TASK (sweet_receiver_task_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetReceiverTask, sweet_receiver_task, SWEET, RECEIVER_TASK, GObject)

SWEET_AVAILABLE_IN_ALL
guint64 sweet_receiver_task_get_n_records (SweetReceiverTask *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_receiver_task_get_n_bytes (SweetReceiverTask *self);

G_END_DECLS
