/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "runtime/sweet-scheduler-private.h"
#include "task/sweet-base-task-private.h"
#include "task/sweet-runtime-private.h"

/**
 * SweetBaseTask:
 *
 * What all tasks have in common. Only libsweet has classes of it; use #SweetTask.
 *
 * Since: 1.0
 */

/* µs */
#define SWEET_BASE_TASK_MAX_JITTER 1000

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_STATUS,
  PROP_PRIORITY,
  PROP_TIMEOUT,
  PROP_PROGRESS,
  PROP_CHILDREN,
};

/* of an object that a script makes by itself, which no builder says anything about */
static SweetTaskSpec sweet_base_task_no_spec = { .refs = 1, .grace = -1, .free_anywhere = TRUE };

static void sweet_base_task_task_init (SweetTaskInterface *iface);
static void sweet_base_task_result_init (GAsyncResultIface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SweetBaseTask, sweet_base_task, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_TASK, sweet_base_task_task_init) G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, sweet_base_task_result_init))

/* the task whose code the thread is running */

SWEET_THREAD_LOCAL SweetTaskFrame *sweet_task_frames;

void
sweet_task_frame_push (SweetTaskFrame *frame,
                       SweetBaseTask *task)
{
  *frame = (SweetTaskFrame){ task, sweet_task_frames };
  sweet_task_frames = frame;
}

void
sweet_task_frame_pop (SweetTaskFrame *frame)
{
  sweet_task_frames = frame->outer;
}

/* what the thread does from here on is not the task's any more, though its frames are there still */
void
sweet_task_frame_leave (SweetBaseTask *task)
{
  for (SweetTaskFrame *frame = sweet_task_frames; frame != NULL; frame = frame->outer)
    if (frame->task == task)
      frame->task = NULL;
}

static SweetBaseTask *
sweet_task_frame_get_task (void)
{
  SweetTaskFrame *frame = sweet_task_frames;

  while (frame != NULL && frame->task == NULL)
    frame = frame->outer;
  return frame != NULL ? frame->task : NULL;
}

gboolean
sweet_task_frame_has (SweetBaseTask *task)
{
  SweetTaskFrame *frame = sweet_task_frames;

  while (frame != NULL && frame->task != task)
    frame = frame->outer;
  return frame != NULL;
}

/* or one of those that it waits for */
gboolean
sweet_task_frame_has_below (SweetBaseTask *task)
{
  SweetTaskFrame *frame = sweet_task_frames;

  while (frame != NULL && (frame->task == NULL || (frame->task != task && !sweet_base_task_is_below (frame->task, task))))
    frame = frame->outer;
  return frame != NULL;
}

/* whether that is of a runtime */
gboolean
sweet_task_frame_has_scheduler (gpointer scheduler)
{
  SweetTaskFrame *frame = sweet_task_frames;

  while (frame != NULL && (frame->task == NULL || sweet_runtime_find_scheduler (frame->task->spec->runtime) != scheduler))
    frame = frame->outer;
  return frame != NULL;
}

/**
 * sweet_task_get_current:
 *
 * Gets the task whose work or callback the calling thread is in.
 *
 * Returns: (transfer none) (nullable): the task, %NULL anywhere else
 *
 * Since: 1.0
 */
SweetTask *
sweet_task_get_current (void)
{
  return (SweetTask *) sweet_task_frame_get_task ();
}

/* what the interface asks */

SweetClock *
sweet_base_task_get_clock (SweetBaseTask *self)
{
  return self->spec->clock != NULL ? self->spec->clock : sweet_clock_get_system ();
}

static gint64
sweet_base_task_measure_offset (void)
{
  gint64 before;
  gint64 offset;

  /* looking at two clocks takes a moment, and a long one where the thread has to wait for its turn */
  do
    {
      before = g_get_monotonic_time ();
      offset = g_get_real_time () - before;
    }
  while (g_get_monotonic_time () - before >= SWEET_BASE_TASK_MAX_JITTER / 2);
  return offset;
}

/* what lies between the time of the clock and that of the day; the same whenever one asks, unless somebody set
 * the clock */
static gint64
sweet_base_task_get_offset (SweetBaseTask *self)
{
  static gint64 known = 0;
  gint64 offset;
  gint64 before;

  if (sweet_clock_is_virtual (sweet_base_task_get_clock (self)))
    return 0;

  before = __atomic_load_n (&known, __ATOMIC_RELAXED);
  offset = sweet_base_task_measure_offset ();
  if (before != 0 && ABS (offset - before) < SWEET_BASE_TASK_MAX_JITTER)
    return before;

  __atomic_store_n (&known, offset, __ATOMIC_RELAXED);
  return offset;
}

/* a time of the clock as µs since 1970, 0 for SWEET_TASK_NEVER */
gint64
sweet_base_task_to_real (SweetBaseTask *self,
                         gint64 time)
{
  return time != SWEET_TASK_NEVER ? time + sweet_base_task_get_offset (self) : 0;
}

/* the other way round, for times of people; what is beyond all times of the clock is the last or first one */
gint64
sweet_base_task_from_real (SweetBaseTask *self,
                           gint64 time)
{
  gint64 offset = sweet_base_task_get_offset (self);
  gint64 difference;

  if (__builtin_sub_overflow (time, offset, &difference))
    return offset > 0 ? G_MININT64 : G_MAXINT64;

  return difference;
}

/* made when it is first asked for: most ids never are */
static SweetTaskId *
sweet_base_task_get_id (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);
  SweetTaskId *none = NULL;
  SweetTaskId *id = __atomic_load_n (&self->id, __ATOMIC_ACQUIRE);

  if (id != NULL)
    return id;

  id = sweet_task_id_new_random ();
  if (__atomic_compare_exchange_n (&self->id, &none, id, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return id;

  g_object_unref (id);
  return none;
}

static const char *
sweet_base_task_get_name (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  return self->spec->name;
}

/* for messages */
const char *
sweet_base_task_get_label (SweetBaseTask *self)
{
  return self->spec->name != NULL ? self->spec->name : "unnamed";
}

static SweetTaskStatus
sweet_base_task_get_status (SweetTask *task)
{
  return (SweetTaskStatus) sweet_state_get (&SWEET_BASE_TASK (task)->state);
}

gboolean
sweet_base_task_is_final (SweetBaseTask *self)
{
  return sweet_state_get (&self->state) >= SWEET_STATE_FIRST_FINAL;
}

static gint64
sweet_base_task_get_created_at (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  return sweet_base_task_to_real (self, self->created_at);
}

static gint64
sweet_base_task_get_started_at (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  return sweet_base_task_to_real (self, a_load (&self->started_at, relaxed));
}

static gint64
sweet_base_task_get_completed_at (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  return sweet_base_task_is_final (self) ? sweet_base_task_to_real (self, a_load (&self->completed_at, relaxed)) : 0;
}

static gint64
sweet_base_task_get_timeout (SweetTask *task)
{
  SweetBaseTask *self = SWEET_BASE_TASK (task);

  return self->spec->timeout;
}

static double
sweet_base_task_get_progress (SweetTask *task)
{
  return SWEET_BASE_TASK_GET_CLASS (task)->get_progress (SWEET_BASE_TASK (task));
}

static GListModel *
sweet_base_task_get_children (SweetTask *task)
{
  return SWEET_BASE_TASK_GET_CLASS (task)->get_children (SWEET_BASE_TASK (task));
}

static SweetBaseTask *
sweet_base_task_get_base (SweetTask *task)
{
  return SWEET_BASE_TASK (task);
}

static void
sweet_base_task_task_init (SweetTaskInterface *iface)
{
  iface->get_base = sweet_base_task_get_base;
  iface->get_id = sweet_base_task_get_id;
  iface->get_name = sweet_base_task_get_name;
  iface->get_status = sweet_base_task_get_status;
  iface->get_created_at = sweet_base_task_get_created_at;
  iface->get_started_at = sweet_base_task_get_started_at;
  iface->get_completed_at = sweet_base_task_get_completed_at;
  iface->get_timeout = sweet_base_task_get_timeout;
  iface->get_progress = sweet_base_task_get_progress;
  iface->get_children = sweet_base_task_get_children;
  iface->await_async = sweet_base_task_await_async;
  iface->await_finish = sweet_base_task_await_finish;
  iface->await_sync = sweet_base_task_await_sync;
}

/* the task is the result of a wait without a cancellable */

static gpointer
sweet_base_task_get_user_data (GAsyncResult *result)
{
  return NULL;
}

static GObject *
sweet_base_task_get_source_object (GAsyncResult *result)
{
  return g_object_ref (G_OBJECT (result));
}

static gboolean
sweet_base_task_is_tagged (GAsyncResult *result,
                           gpointer tag)
{
  return tag == sweet_task_await_async;
}

static void
sweet_base_task_result_init (GAsyncResultIface *iface)
{
  iface->get_user_data = sweet_base_task_get_user_data;
  iface->get_source_object = sweet_base_task_get_source_object;
  iface->is_tagged = sweet_base_task_is_tagged;
}

static void
sweet_task_read_property (GObject *object,
                          guint prop_id,
                          GValue *value,
                          GParamSpec *pspec)
{
  SweetTask *task = SWEET_TASK (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_object (value, sweet_task_get_id (task));
      break;
    case PROP_NAME:
      g_value_set_string (value, sweet_task_get_name (task));
      break;
    case PROP_STATUS:
      g_value_set_enum (value, (int) sweet_task_get_status (task));
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, (int) sweet_task_get_priority (task));
      break;
    case PROP_TIMEOUT:
      g_value_set_int64 (value, sweet_task_get_timeout (task));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, sweet_task_get_progress (task));
      break;
    case PROP_CHILDREN:
      g_value_take_object (value, sweet_task_get_children (task));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* what every task can tell of itself by its functions */
void
sweet_task_class_add_properties (GObjectClass *object_class)
{
  object_class->get_property = sweet_task_read_property;
  g_object_class_override_property (object_class, PROP_ID, "id");
  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_STATUS, "status");
  g_object_class_override_property (object_class, PROP_PRIORITY, "priority");
  g_object_class_override_property (object_class, PROP_TIMEOUT, "timeout");
  g_object_class_override_property (object_class, PROP_PROGRESS, "progress");
  g_object_class_override_property (object_class, PROP_CHILDREN, "children");
}

static void
sweet_task_extras_free (SweetTaskExtras *self)
{
  g_clear_object (&self->cancellable);
  g_clear_object (&self->child_list);
  g_clear_error (&self->child_error);
  g_clear_pointer (&self->child_cause, g_ref_string_release);
  g_clear_error (&self->work_error);
  g_clear_object (&self->context);
  g_clear_object (&self->span);
  g_free (self);
}

static void
sweet_base_task_clear (SweetBaseTask *self)
{
  if (self->extras != NULL)
    sweet_base_task_take_cleanups (self, FALSE);
  g_clear_pointer (&self->extras, sweet_task_extras_free);
  if (self->spec != &sweet_base_task_no_spec)
    sweet_task_spec_unref (self->spec);
  g_clear_object (&self->id);
  g_clear_pointer (&self->delivery, sweet_delivery_unref);
  g_clear_pointer (&self->wakeup, sweet_wakeup_unref);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
}

static void
sweet_base_task_finalize (GObject *object)
{
  sweet_base_task_clear (SWEET_BASE_TASK (object));
  G_OBJECT_CLASS (sweet_base_task_parent_class)->finalize (object);
}

static void
sweet_base_task_class_init (SweetBaseTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_base_task_finalize;
  sweet_task_class_add_properties (object_class);
  klass->get_children = sweet_base_task_list_children;

  /* error domains register themselves when they are first asked for, which workers must not do at once */
  (void) G_IO_ERROR;
  (void) SWEET_TASK_ERROR;
}

static void
sweet_base_task_init (SweetBaseTask *self)
{
  self->spec = &sweet_base_task_no_spec;
  self->last_watcher = &self->watchers;
}

/* as good as new, for one that nobody has */
void
sweet_base_task_reset (SweetBaseTask *self)
{
  sweet_base_task_clear (self);
  memset ((char *) self + sizeof (GObject), 0, sizeof *self - sizeof (GObject));
  sweet_base_task_init (self);
}

gint64
sweet_base_task_get_time (SweetBaseTask *self)
{
  return self->spec->clock != NULL ? sweet_clock_get_time (self->spec->clock) : g_get_monotonic_time ();
}

/* the task whose work is done on this thread because it may be done on any, NULL for others */
static SweetBaseTask *
sweet_task_find_outer (void)
{
  SweetBaseTask *task = sweet_task_frame_get_task ();

  return task != NULL && (sweet_scheduler_get_worker () != NULL || task->spec->work.kind == SWEET_WORK_ON_WORKERS) ? task : NULL;
}

/* where callbacks of what is begun here are made: on the context of the task whose work it is on a worker, and
 * otherwise on what is the thread's default; with the thread that it belongs to */
SweetDelivery *
sweet_task_find_delivery (GThread **home)
{
  SweetBaseTask *outer = sweet_task_find_outer ();

  if (home != NULL)
    *home = outer != NULL ? outer->home : g_thread_self ();
  return outer != NULL ? sweet_delivery_ref (outer->delivery) : sweet_delivery_get_thread_default ();
}

void
sweet_base_task_setup (SweetBaseTask *self,
                       SweetTaskSpec *spec,
                       guint flags)
{
  self->spec = spec;
  a_init (&self->state.word, flags);
  a_init (&self->priority, spec->priority);
  a_init (&self->started_at, SWEET_TASK_NEVER);
  self->delivery = sweet_task_find_delivery (&self->home);
  self->created_at = sweet_base_task_get_time (self);
  if (spec->sequential_id)
    self->id = sweet_task_id_new_sequential ();
}

/* with the lock */
SweetTaskExtras *
sweet_base_task_need_extras (SweetBaseTask *self)
{
  if (self->extras == NULL)
    {
      self->extras = g_new0 (SweetTaskExtras, 1);
      self->extras->progress = -1;
    }
  return self->extras;
}

/* there will be something to do on the context; FALSE when the task has ended, and is done with it */
gboolean
sweet_base_task_unsettle (SweetBaseTask *self)
{
  unsigned word = a_load (&self->state.word, acquire);

  while ((word & SWEET_STATE_STATUS_MASK) < SWEET_STATE_FIRST_FINAL)
    if (a_cas (&self->state.word, &word, word & ~SWEET_TASK_SETTLED, acq_rel, acquire))
      return TRUE;
  return (word & SWEET_TASK_SETTLED) == 0;
}

/* rings at the end of the task, among others */
SweetWakeup *
sweet_base_task_need_wakeup (SweetBaseTask *self)
{
  SweetWakeup *wakeup;

  g_mutex_lock (&self->lock);
  a_or (&self->state.word, SWEET_STATE_WATCHED, acq_rel);
  if (self->wakeup == NULL)
    self->wakeup = sweet_wakeup_new ();
  wakeup = self->wakeup;
  g_mutex_unlock (&self->lock);
  return wakeup;
}

/* without the lock */
void
sweet_base_task_ring (SweetBaseTask *self)
{
  SweetWakeup *wakeup;

  g_mutex_lock (&self->lock);
  wakeup = self->wakeup != NULL ? sweet_wakeup_ref (self->wakeup) : NULL;
  g_mutex_unlock (&self->lock);
  if (wakeup == NULL)
    return;

  sweet_wakeup_ring (wakeup);
  sweet_wakeup_unref (wakeup);
}

/* signals */

typedef struct
{
  SweetDeliveryJob job;
  SweetBaseTask *task;
  const char *property;
} SweetNotifyJob;

static void
sweet_base_task_notify_run (SweetDeliveryJob *job,
                            gboolean dropped)
{
  SweetNotifyJob *notify = (SweetNotifyJob *) job;

  if (!dropped)
    g_object_notify (G_OBJECT (notify->task), notify->property);
  g_object_unref (notify->task);
  g_free (notify);
}

/* @property NULL for any */
gboolean
sweet_base_task_has_handler (SweetBaseTask *self,
                             const char *property)
{
  static guint notify;
  guint id = __atomic_load_n (&notify, __ATOMIC_RELAXED);

  if (G_UNLIKELY (id == 0))
    {
      id = g_signal_lookup ("notify", G_TYPE_OBJECT);
      __atomic_store_n (&notify, id, __ATOMIC_RELAXED);
    }
  if (property == NULL)
    return g_signal_handler_find (self, G_SIGNAL_MATCH_ID, id, 0, NULL, NULL, NULL) != 0;
  /* those of one property, and those of all */
  return g_signal_has_handler_pending (self, id, g_quark_from_string (property), FALSE) || g_signal_has_handler_pending (self, id, 0, FALSE);
}

/* notifies on the context, if anybody listens */
void
sweet_base_task_notify (SweetBaseTask *self,
                        const char *property)
{
  SweetNotifyJob *notify;

  if (!sweet_base_task_has_handler (self, property))
    return;

  notify = g_new0 (SweetNotifyJob, 1);
  notify->job.owner = self;
  notify->job.run = sweet_base_task_notify_run;
  notify->task = g_object_ref (self);
  notify->property = property;
  sweet_delivery_post (self->delivery, &notify->job);
}
