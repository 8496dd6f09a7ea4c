/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "runtime/sweet-delivery-private.h"
#include "runtime/sweet-wakeup-private.h"

G_BEGIN_DECLS

#define SWEET_BASE_TASK(obj)           (G_TYPE_CHECK_INSTANCE_CAST ((obj), SWEET_TYPE_BASE_TASK, SweetBaseTask))
#define SWEET_BASE_TASK_CLASS(klass)   (G_TYPE_CHECK_CLASS_CAST ((klass), SWEET_TYPE_BASE_TASK, SweetBaseTaskClass))
#define SWEET_BASE_TASK_GET_CLASS(obj) (G_TYPE_INSTANCE_GET_CLASS ((obj), SWEET_TYPE_BASE_TASK, SweetBaseTaskClass))

struct _SweetBaseTask
{
  GObject parent_instance;

  SweetTaskId *id;
  char *name;
  gint64 timeout;
  gint64 created_at;
  GThread *home;
  SweetDelivery *delivery;

  SweetWakeup *wakeup;

  GMutex lock;
  gint status;
  gint64 started_at;
  gint64 completed_at;
  GError *error;
  gboolean ended;
  gboolean settled;
  GPtrArray *awaits;
};

struct _SweetBaseTaskClass
{
  GObjectClass parent_class;

  void (*cancel) (SweetBaseTask *self);
  double (*get_progress) (SweetBaseTask *self);
  GListModel *(*get_children) (SweetBaseTask *self);
  gboolean (*is_dispatching) (SweetBaseTask *self);
};

/* returns TRUE when a wait is over, for a thread that makes the task's callbacks meanwhile or not */
typedef gboolean (*SweetWaitFunc) (SweetBaseTask *self,
                                   gboolean delivers,
                                   gpointer data);

void sweet_base_task_setup (SweetBaseTask *self,
                            const char *name,
                            gint64 timeout);
void sweet_base_task_begin (SweetBaseTask *self);
void sweet_base_task_end (SweetBaseTask *self,
                          SweetTaskStatus status,
                          const GError *error);
GPtrArray *sweet_base_task_take_awaits (SweetBaseTask *self);
void sweet_base_task_return_awaits (GPtrArray *awaits,
                                    const GError *error);
void sweet_base_task_settle (SweetBaseTask *self);
gboolean sweet_base_task_is_over (SweetBaseTask *self,
                                  gboolean delivers,
                                  gpointer data);
void sweet_base_task_notify (SweetBaseTask *self,
                             const char *property);
gboolean sweet_base_task_wait (SweetBaseTask *self,
                               SweetWaitFunc over,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);
gboolean sweet_base_task_check (SweetBaseTask *self,
                                GError **error);

G_END_DECLS
