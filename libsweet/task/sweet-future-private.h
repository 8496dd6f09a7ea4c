/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "runtime/sweet-delivery-private.h"
#include "runtime/sweet-state-private.h"
#include "runtime/sweet-wakeup-private.h"
#include "task/sweet-base-task-private.h"

G_BEGIN_DECLS

/* A future holds what is made of it: whatever waits for the end of one stands in its list, and holds the future
 * that is settled by that. The other way there is no reference, so that a future nobody can settle any more goes
 * away: then it is broken, and what follows from it fails. Upwards there is the list of the watchers by which a
 * future is settled; it is good for as long as they were not told, under the lock of that future. */

/* of a future that is not settled; the last two are final */
typedef enum
{
  SWEET_FUTURE_PENDING,
  SWEET_FUTURE_SETTLING, /* somebody is about to write the result */
  SWEET_FUTURE_RESOLVED,
  SWEET_FUTURE_REJECTED,
} SweetFutureStatus;

/* beside the status in the state word */
#define SWEET_FUTURE_SEEN   SWEET_STATE_FLAG (0) /* somebody gets the error, if it is one */
#define SWEET_FUTURE_BROKEN SWEET_STATE_FLAG (1) /* nobody could settle it any more, or what it follows from */
#define SWEET_FUTURE_GONE   SWEET_STATE_FLAG (2) /* it goes away, and no function that it was given is called */

typedef enum
{
  SWEET_FUTURE_PROMISE, /* settled by the application */
  SWEET_FUTURE_LOOP,    /* settled by a call that goes on in the main context */
  SWEET_FUTURE_TIMER,
  SWEET_FUTURE_TASK,
  SWEET_FUTURE_STEP,  /* follows from one, or from all of several */
  SWEET_FUTURE_EARLY, /* may be settled before all that it follows from */
} SweetFutureKind;

typedef struct _SweetTaskGroup SweetTaskGroup;
typedef struct _SweetFutureWatcher SweetFutureWatcher;
typedef void (*SweetFutureWatcherFunc) (SweetFutureWatcher *self);

/* embedded in whatever waits for a future. @settled is called once, without a lock, on the thread that settles
 * @source or on one that waits in the midst of that; a reference to @source comes with it. */
struct _SweetFutureWatcher
{
  SweetFutureWatcher *next;
  SweetFutureWatcher **link;
  SweetFutureWatcherFunc settled;
  SweetFuture *source;
  SweetFuture *future; /* what is settled by that, or NULL */
  SweetFutureWatcher *next_source;
  SweetFutureWatcher **source_link;
};

struct _SweetFuture
{
  GObject parent_instance;

  SweetState state;
  SweetFutureKind kind;
  SweetTaskResult *result; /* of one that is settled */
  SweetBaseTask *task;
  SweetTaskGroup *group; /* of tasks, where there are many */
  GThread *home;
  SweetDelivery *delivery;

  GMutex lock;
  SweetFutureWatcher *watchers;
  SweetFutureWatcher **last_watcher;
  SweetFutureWatcher *sources;
  SweetWakeup *wakeup;
};

/* the future whose handler the thread is in */
typedef struct _SweetFutureFrame SweetFutureFrame;
struct _SweetFutureFrame
{
  SweetFuture *future;
  SweetFutureFrame *outer;
};

SweetFuture *sweet_future_new_kind (SweetFutureKind kind);
gboolean sweet_future_is_final (SweetFuture *self);
gboolean sweet_future_has_failed (SweetFuture *self);
void sweet_future_unref_anywhere (SweetFuture *self);

/* take @result or @error; FALSE when it was settled before. the caller has a reference. */
gboolean sweet_future_settle (SweetFuture *self,
                              SweetTaskResult *result);
gboolean sweet_future_fail (SweetFuture *self,
                            GError *error);
/* with what another one was settled with */
void sweet_future_settle_like (SweetFuture *self,
                               SweetFuture *source);

/* @watcher is told in any case, from within this call if the future is settled */
void sweet_future_watch (SweetFuture *self,
                         SweetFutureWatcher *watcher);
/* TRUE when the watcher will not be told */
gboolean sweet_future_unwatch (SweetFuture *self,
                               SweetFutureWatcher *watcher);
/* @watcher is to be told again, behind those whose turn it is */
void sweet_future_tell_last (SweetFutureWatcher *watcher);
/* tells one watcher that the thread has still to tell; FALSE where there is none */
gboolean sweet_future_tell_next (void);
/* takes the watchers by which a future is settled off their lists; calls @left for those that will not be told */
void sweet_future_leave (SweetFuture *self,
                         SweetFutureWatcherFunc left);

/* from now on the future is settled like @inner; takes that */
void sweet_future_follow (SweetFuture *self,
                          SweetFuture *inner);

SweetFutureFrame *sweet_future_get_frames (void);
void sweet_future_frame_push (SweetFutureFrame *frame,
                              SweetFuture *future);
void sweet_future_frame_pop (SweetFutureFrame *frame);

/* waiting: sweet-future-wait.c */

/* adds a future and all that it follows from to a set of addresses, and the tasks among them to a list */
void sweet_future_trace (SweetFuture *self,
                         GHashTable *members,
                         GFunc found,
                         gpointer data);
/* what some future follows from has changed */
void sweet_future_waits_changed (void);

G_END_DECLS
