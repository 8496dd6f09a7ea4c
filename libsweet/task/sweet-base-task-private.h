/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "runtime/sweet-delivery-private.h"
#include "runtime/sweet-state-private.h"
#include "runtime/sweet-timer-private.h"
#include "runtime/sweet-wakeup-private.h"
#include "task/sweet-task-spec-private.h"

G_BEGIN_DECLS

#define SWEET_BASE_TASK(obj)           (G_TYPE_CHECK_INSTANCE_CAST ((obj), SWEET_TYPE_BASE_TASK, SweetBaseTask))
#define SWEET_BASE_TASK_CLASS(klass)   (G_TYPE_CHECK_CLASS_CAST ((klass), SWEET_TYPE_BASE_TASK, SweetBaseTaskClass))
#define SWEET_BASE_TASK_GET_CLASS(obj) (G_TYPE_INSTANCE_GET_CLASS ((obj), SWEET_TYPE_BASE_TASK, SweetBaseTaskClass))

/* when something happened that has not, by any clock */
#define SWEET_TASK_NEVER G_MININT64

/* beside the status in the state word */
#define SWEET_TASK_SETTLED   SWEET_STATE_FLAG (0) /* nothing more of the task comes to its context */
#define SWEET_TASK_HELD      SWEET_STATE_FLAG (1) /* watchers are told later than the end */
#define SWEET_TASK_CANCELLED SWEET_STATE_FLAG (2) /* somebody asked it to end */
#define SWEET_TASK_BUSY      SWEET_STATE_FLAG (3) /* its end takes more than the end of its work */
#define SWEET_TASK_SEEN      SWEET_STATE_FLAG (4) /* somebody gets the error, if there is one */
#define SWEET_TASK_LOOPS     SWEET_STATE_FLAG (5) /* a task below it has or had work that goes on in a loop */
#define SWEET_TASK_AWAITED   SWEET_STATE_FLAG (6) /* its own block for a wait is used */

typedef struct _SweetWatcher SweetWatcher;
typedef void (*SweetWatcherFunc) (SweetWatcher *self,
                                  SweetBaseTask *task);

/* embedded in whatever wants to know of an end; @ended is called once, on the thread that ends the task,
 * without a lock */
struct _SweetWatcher
{
  SweetWatcher *next;
  SweetWatcher **link;
  SweetWatcherFunc ended;
};

/* an asynchronous wait without a cancellable */
typedef struct
{
  SweetDeliveryJob job;
  SweetWatcher watcher;
  SweetBaseTask *task;
  SweetDelivery *delivery;
  GAsyncReadyCallback callback;
  gpointer user_data;
} SweetTaskAwait;

/* what few tasks have, made when it is first needed */
typedef struct
{
  SweetBaseTask *task; /* whose they are */
  GCancellable *cancellable;
  gulong follows;     /* the handler of what cancels it from outside */
  gboolean triggered; /* the cancellable, but the task is not cancelled */
  SweetCancelLevel level;
  SweetTimer grace_timer;
  GSList *cleanups;

  GQueue children; /* bonds with those that live */
  GListStore *child_list;
  gboolean refreshing;
  gboolean stopping; /* a child failed, and the others are in vain */
  GError *child_error;
  char *child_cause;  /* a GRefString: the message of the child at the bottom, that the others failed by */
  gboolean work_done; /* and the children are waited for */
  gboolean lost;      /* the thread that is in the work was given up */
  GError *work_error;

  SweetTaskContext *context;
  double progress;
  gint64 progress_at;
  SweetSpan *span;
} SweetTaskExtras;

struct _SweetBaseTask
{
  GObject parent_instance;

  SweetTaskAwait await; /* most tasks are waited for once. first, as a delivery has in mind */
  SweetState state;
  ATOMIC (guint) priority;
  SweetTaskSpec *spec;
  SweetTaskId *id;
  GThread *home;
  SweetDelivery *delivery;
  SweetDeliveryJob final_job;

  /* of the clock */
  gint64 created_at;
  ATOMIC (gint64) started_at;
  ATOMIC (gint64) completed_at;
  GError *error; /* of a task that ended so */

  GMutex lock;
  SweetWatcher *watchers;
  SweetWatcher **last_watcher;
  SweetWakeup *wakeup;
  SweetTaskExtras *extras;
};

struct _SweetBaseTaskClass
{
  GObjectClass parent_class;

  /* the level of cancellation was raised; any thread */
  void (*cancel) (SweetBaseTask *self,
                  SweetCancelLevel level);
  double (*get_progress) (SweetBaseTask *self);
  GListModel *(*get_children) (SweetBaseTask *self);
  /* whether a wait here would wait for what the calling thread is in the middle of */
  gboolean (*is_dispatching) (SweetBaseTask *self);
  /* NULL, or whether a wait on the context's own thread could not come to its end */
  gboolean (*needs_loop) (SweetBaseTask *self);
  /* NULL, or does the work in the calling thread if nobody has begun it */
  gboolean (*run_here) (SweetBaseTask *self);
  /* NULL, or does something that the task may wait for; FALSE when there is nothing */
  gboolean (*drive) (SweetBaseTask *self);
  /* NULL, or puts a task that waits for a worker where its new priority belongs */
  void (*reprioritize) (SweetBaseTask *self);
  /* the time when the task must have ended, of its clock; G_MAXINT64 for none */
  gint64 (*get_deadline) (SweetBaseTask *self);
  /* NULL, or what was measured so far */
  SweetMetrics *(*get_metrics) (SweetBaseTask *self);
  /* NULL, or what it gave; only of a completed task */
  const GValue *(*get_value) (SweetBaseTask *self);
  /* NULL, or keeps an object that nobody else has, instead of its last reference; FALSE where that cannot be */
  gboolean (*recycle) (SweetBaseTask *self);
  /* NULL, or ends the work since a child failed; by triggering the cancellable otherwise */
  void (*stop) (SweetBaseTask *self);
  /* the last child has ended; any thread */
  void (*children_ended) (SweetBaseTask *self);
  /* NULL, or the last thing on the context, or where that is gone */
  void (*settle) (SweetBaseTask *self,
                  gboolean dropped);
};

/* what the object stands for: the halves of a stream stand for the whole */
SweetBaseTask *sweet_task_get_base (SweetTask *self);

/* returns TRUE when a wait is over, for a thread that makes the task's callbacks meanwhile or not */
typedef gboolean (*SweetWaitFunc) (SweetBaseTask *self,
                                   gboolean delivers,
                                   gpointer data);

/* takes @spec */
void sweet_base_task_setup (SweetBaseTask *self,
                            SweetTaskSpec *spec,
                            guint flags);
gboolean sweet_base_task_is_alone (SweetBaseTask *self);
void sweet_base_task_reset (SweetBaseTask *self);
void sweet_task_class_add_properties (GObjectClass *object_class);
SweetClock *sweet_base_task_get_clock (SweetBaseTask *self);
gint64 sweet_base_task_to_real (SweetBaseTask *self,
                                gint64 time);
gint64 sweet_base_task_from_real (SweetBaseTask *self,
                                  gint64 time);
const char *sweet_base_task_get_label (SweetBaseTask *self);
SweetTaskExtras *sweet_base_task_need_extras (SweetBaseTask *self);
gboolean sweet_base_task_unsettle (SweetBaseTask *self);
SweetWakeup *sweet_base_task_need_wakeup (SweetBaseTask *self);
gboolean sweet_base_task_is_final (SweetBaseTask *self);

/* from pending to running; FALSE when it is not pending any more */
gboolean sweet_base_task_begin (SweetBaseTask *self);
gboolean sweet_base_task_complete (SweetBaseTask *self,
                                   guint unless);
gboolean sweet_base_task_fail (SweetBaseTask *self,
                               SweetTaskStatus status,
                               GError *error);
gboolean sweet_base_task_fail_pending (SweetBaseTask *self,
                                       GError *error);
SweetWatcher *sweet_base_task_take_watchers (SweetBaseTask *self);
void sweet_base_task_tell (SweetBaseTask *self,
                           SweetWatcher *watchers);
void sweet_base_task_announce (SweetBaseTask *self);
void sweet_base_task_release (SweetBaseTask *self);
void sweet_base_task_unref_anywhere (SweetBaseTask *self);
void sweet_base_task_let_go (SweetBaseTask *self,
                             GObject *object);
void sweet_base_task_ring (SweetBaseTask *self);
void sweet_base_task_settle_or_post (SweetBaseTask *self);

gboolean sweet_base_task_watch (SweetBaseTask *self,
                                SweetWatcher *watcher);
gboolean sweet_base_task_unwatch (SweetBaseTask *self,
                                  SweetWatcher *watcher);

void sweet_base_task_begin_span (SweetBaseTask *self);
void sweet_base_task_end_span (SweetBaseTask *self);
gint64 sweet_base_task_get_time (SweetBaseTask *self);
gboolean sweet_base_task_has_handler (SweetBaseTask *self,
                                      const char *property);
void sweet_base_task_notify (SweetBaseTask *self,
                             const char *property);
gboolean sweet_base_task_check (SweetBaseTask *self,
                                GError **error);

/* waiting: sweet-task-wait.c */
void sweet_base_task_await_async (SweetTask *task,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sweet_base_task_await_finish (SweetTask *task,
                                       GAsyncResult *result,
                                       GError **error);
gboolean sweet_base_task_await_sync (SweetTask *task,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean sweet_base_task_is_over (SweetBaseTask *self,
                                  gboolean delivers,
                                  gpointer data);
gboolean sweet_base_task_wait (SweetBaseTask *self,
                               SweetWaitFunc over,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);
SweetTaskResult *sweet_base_task_make_result (SweetBaseTask *self);
/* whether a wait in this thread could come to its end; @delivers says that it makes the callbacks of the task */
gboolean sweet_base_task_can_wait (SweetBaseTask *self,
                                   gboolean delivers,
                                   GError **error);
/* until @wakeup has rung since @seen was read, or earlier; a worker leaves its place to another thread meanwhile */
void sweet_task_sleep (SweetWakeup *wakeup,
                       guint64 seen);

/* cancellation: sweet-task-cancel.c */
void sweet_base_task_cancel (SweetBaseTask *self,
                             SweetCancelLevel level);
gboolean sweet_base_task_is_cancelled (SweetBaseTask *self);
GCancellable *sweet_base_task_need_cancellable (SweetBaseTask *self);
void sweet_base_task_trigger (SweetBaseTask *self);
void sweet_base_task_stop_grace (SweetBaseTask *self);
/* while it runs, by the cancellable that its builder was given */
void sweet_base_task_follow_cancellable (SweetBaseTask *self);
void sweet_base_task_leave_cancellable (SweetBaseTask *self);
void sweet_base_task_take_cleanups (SweetBaseTask *self,
                                    gboolean run);

/* parents and children: sweet-task-family.c */
gboolean sweet_base_task_adopt (SweetBaseTask *self,
                                SweetBaseTask *child,
                                GError **error);
gboolean sweet_base_task_run_owned (SweetBaseTask *self);
gint64 sweet_base_task_find_deadline (SweetBaseTask *self);
GError *sweet_base_task_make_overdue (SweetBaseTask *self);
gboolean sweet_base_task_is_below (SweetBaseTask *self,
                                   SweetBaseTask *above);
gboolean sweet_base_task_work_done (SweetBaseTask *self,
                                    GError *error);
gboolean sweet_base_task_take_end (SweetBaseTask *self,
                                   GError **error);
GError *sweet_base_task_consider_children (SweetBaseTask *self,
                                           GError *error);
SweetBaseTask *sweet_base_task_find_loop (SweetBaseTask *self,
                                          SweetDelivery *delivery);
void sweet_base_task_tell_loop (SweetBaseTask *self);
GPtrArray *sweet_base_task_dup_children (SweetBaseTask *self);
void sweet_base_task_refresh_children (SweetBaseTask *self);
GListModel *sweet_base_task_list_children (SweetBaseTask *self);

/* the task whose code the thread is running */
typedef struct _SweetTaskFrame SweetTaskFrame;
struct _SweetTaskFrame
{
  SweetBaseTask *task;
  SweetTaskFrame *outer;
};

void sweet_task_frame_push (SweetTaskFrame *frame,
                            SweetBaseTask *task);
void sweet_task_frame_pop (SweetTaskFrame *frame);
void sweet_task_frame_leave (SweetBaseTask *task);
gboolean sweet_task_frame_has (SweetBaseTask *task);
gboolean sweet_task_frame_has_below (SweetBaseTask *task);
gboolean sweet_task_frame_has_scheduler (gpointer scheduler);

/* the context of what is made here: that of the work which makes it, or what is the thread's default; @home is
 * the thread that it belongs to */
SweetDelivery *sweet_task_find_delivery (GThread **home);

G_END_DECLS
