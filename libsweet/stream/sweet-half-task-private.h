/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* what the sender and the receiver of a stream have in common: everything but the name is asked of the
 * whole stream */
typedef struct
{
  GObject parent_instance;

  SweetEmittingTask *whole;
  char *name;
} SweetHalfTask;

void sweet_half_task_setup (SweetHalfTask *self,
                            SweetEmittingTask *whole,
                            const char *half);
void sweet_half_task_class_setup (GObjectClass *object_class);
void sweet_half_task_iface_init (SweetTaskInterface *iface);

SweetTask *sweet_sender_task_new (SweetEmittingTask *whole);
SweetTask *sweet_receiver_task_new (SweetEmittingTask *whole);

G_END_DECLS
