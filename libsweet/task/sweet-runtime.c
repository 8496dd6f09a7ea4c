/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-delivery-private.h"
#include "runtime/sweet-timer-private.h"
#include "task/sweet-runtime-private.h"

/**
 * SweetRuntime:
 *
 * The threads that work is done on. Tasks use the default one, which has a worker per processor; a program
 * may build others, for another number of workers, other stacks, or a test.
 *
 * Workers steal work from each other, and the more urgent goes first; what has waited for 20 ms goes before
 * all of it once, so nothing starves. A worker that waits for a task runs it by itself if nobody has begun
 * it, or leaves its place to another thread, so tasks may wait for tasks to any depth. Work that blocks, such
 * as reading a pipe, has threads beyond the workers. Without work all of them sleep and nothing wakes them.
 *
 * A runtime lives until it is shut down or the last reference and the last task are gone. All functions may
 * be called on any thread.
 *
 * Since: 1.0
 */
struct _SweetRuntime
{
  GObject parent_instance;

  SweetScheduler *scheduler;
  SweetClock *clock;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_CLOCK,
  PROP_N_WORKERS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetRuntime, sweet_runtime, G_TYPE_OBJECT)

static void
sweet_runtime_get_property (GObject *object,
                            guint prop_id,
                            GValue *value,
                            GParamSpec *pspec)
{
  SweetRuntime *self = SWEET_RUNTIME (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->scheduler->name);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_N_WORKERS:
      g_value_set_uint (value, sweet_runtime_get_n_workers (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* what was pushed is done by then: threads that have nothing more to do leave by themselves */
static void
sweet_runtime_finalize (GObject *object)
{
  SweetRuntime *self = SWEET_RUNTIME (object);

  if (self->scheduler != sweet_scheduler_peek_default ())
    {
      sweet_scheduler_close (self->scheduler);
      sweet_scheduler_join (self->scheduler, 0);
    }
  sweet_scheduler_unref (self->scheduler);
  g_object_unref (self->clock);
  G_OBJECT_CLASS (sweet_runtime_parent_class)->finalize (object);
}

static void
sweet_runtime_class_init (SweetRuntimeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_runtime_get_property;
  object_class->finalize = sweet_runtime_finalize;

  /**
   * SweetRuntime:name:
   *
   * What people call the runtime.
   *
   * Since: 1.0
   */
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", "What people call the runtime", NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SweetRuntime:clock:
   *
   * What tells the time to its tasks.
   *
   * Since: 1.0
   */
  properties[PROP_CLOCK] = g_param_spec_object ("clock", "Clock", "What tells the time to its tasks", SWEET_TYPE_CLOCK, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SweetRuntime:n-workers:
   *
   * How many workers run at once; 0 for a deterministic runtime.
   *
   * Since: 1.0
   */
  properties[PROP_N_WORKERS] = g_param_spec_uint ("n-workers", "Workers", "How many workers run at once", 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_runtime_init (SweetRuntime *self)
{
  self->scheduler = sweet_scheduler_ref (sweet_scheduler_get_default ());
  self->clock = g_object_ref (sweet_clock_get_system ());
}

/* takes @scheduler */
SweetRuntime *
sweet_runtime_new (SweetScheduler *scheduler,
                   SweetClock *clock)
{
  SweetRuntime *self = g_object_new (SWEET_TYPE_RUNTIME, NULL);

  sweet_scheduler_unref (self->scheduler);
  self->scheduler = scheduler;
  if (clock != NULL)
    g_set_object (&self->clock, clock);
  return self;
}

SweetScheduler *
sweet_runtime_get_scheduler (SweetRuntime *self)
{
  return self->scheduler;
}

SweetScheduler *
sweet_runtime_find_scheduler (SweetRuntime *runtime)
{
  return runtime != NULL ? runtime->scheduler : sweet_scheduler_get_default ();
}

/**
 * sweet_runtime_get_default:
 *
 * Gets the runtime that is used where none is given. A child process after fork() has another one than its
 * parent.
 *
 * Returns: (transfer none): the default runtime
 *
 * Since: 1.0
 */
SweetRuntime *
sweet_runtime_get_default (void)
{
  static GMutex lock;
  static SweetRuntime *runtime;
  SweetScheduler *scheduler = sweet_scheduler_get_default ();

  g_mutex_lock (&lock);
  if (runtime == NULL || runtime->scheduler != scheduler)
    runtime = sweet_runtime_new (sweet_scheduler_ref (scheduler), NULL);
  g_mutex_unlock (&lock);
  return runtime;
}

/**
 * sweet_runtime_get_name:
 * @self: a runtime
 *
 * Gets what people call the runtime.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
sweet_runtime_get_name (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), NULL);

  return self->scheduler->name;
}

/**
 * sweet_runtime_get_clock:
 * @self: a runtime
 *
 * Gets what tells the time to the tasks of the runtime.
 *
 * Returns: (transfer none): the clock
 *
 * Since: 1.0
 */
SweetClock *
sweet_runtime_get_clock (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), NULL);

  return self->clock;
}

/**
 * sweet_runtime_get_n_workers:
 * @self: a runtime
 *
 * Gets how many workers run at once.
 *
 * Returns: the number, 0 for a deterministic runtime
 *
 * Since: 1.0
 */
guint
sweet_runtime_get_n_workers (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), 0);

  return self->scheduler->n_workers;
}

/**
 * sweet_runtime_get_n_threads:
 * @self: a runtime
 *
 * Gets how many threads the runtime has now: workers that have begun, and those for work that blocks.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_runtime_get_n_threads (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), 0);

  return sweet_scheduler_get_n_threads (self->scheduler);
}

/**
 * sweet_runtime_get_n_abandoned:
 * @self: a runtime
 *
 * Gets how many threads are in work whose task was abandoned and that has not returned yet.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_runtime_get_n_abandoned (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), 0);

  return sweet_scheduler_get_n_lost (self->scheduler);
}

/**
 * sweet_runtime_get_n_dropped:
 * @self: a runtime
 *
 * Gets how many callbacks of this process were dropped because their main context was gone.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_runtime_get_n_dropped (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), 0);

  return sweet_delivery_get_n_dropped ();
}

/**
 * sweet_runtime_get_active_count:
 * @self: a runtime
 *
 * Gets how many tasks were run and have not ended. One that has just ended is counted until its worker turns to
 * the next.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_runtime_get_active_count (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), 0);

  return sweet_scheduler_get_n_active (self->scheduler);
}

/**
 * sweet_runtime_is_running:
 * @self: a runtime
 *
 * Tells whether the runtime takes work: it was not shut down, nor left behind by fork().
 *
 * Returns: whether it does
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_is_running (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);

  return sweet_scheduler_is_open (self->scheduler);
}

/**
 * sweet_runtime_push: (skip)
 * @self: a runtime
 * @func: a function
 * @user_data: data for @func
 * @error: return location for an error
 *
 * Has @func called once on a worker thread. Nothing tells when; a task does. At shutdown, functions whose
 * turn has not come are not called.
 *
 * Returns: %TRUE, or %FALSE with @error set if the runtime takes no work
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_push (SweetRuntime *self,
                    SweetRuntimeFunc func,
                    gpointer user_data,
                    GError **error)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  if (!sweet_scheduler_check (self->scheduler, error))
    return FALSE;

  sweet_scheduler_push (self->scheduler, sweet_call_new (func, NULL, user_data), SWEET_PRIORITY_DEFAULT);
  return TRUE;
}

/**
 * sweet_runtime_push_many: (skip)
 * @self: a runtime
 * @func: a function
 * @user_data: (array length=n): data for each call
 * @n: how many calls
 * @error: return location for an error
 *
 * Has @func called @n times on worker threads, side by side; cheaper than sweet_runtime_push() for each. The data
 * is copied.
 *
 * Returns: %TRUE, or %FALSE with @error set if the runtime takes no work
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_push_many (SweetRuntime *self,
                         SweetRuntimeFunc func,
                         gpointer *user_data,
                         gsize n,
                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (user_data != NULL || n == 0, FALSE);

  if (!sweet_scheduler_check (self->scheduler, error))
    return FALSE;

  sweet_scheduler_push_calls (self->scheduler, func, user_data, n, SWEET_PRIORITY_DEFAULT);
  return TRUE;
}

/**
 * sweet_runtime_block_on:
 * @self: a runtime
 * @task: a task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @error: return location for an error
 *
 * Waits for the end of a task in the calling thread, like sweet_task_await_sync(). The whole of a program
 * without a main loop.
 *
 * Returns: %TRUE if the task completed, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_block_on (SweetRuntime *self,
                        SweetTask *task,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);
  g_return_val_if_fail (SWEET_IS_TASK (task), FALSE);

  return sweet_task_await_sync (task, cancellable, error);
}

/**
 * sweet_runtime_is_deterministic:
 * @self: a runtime
 *
 * Tells whether the runtime has no threads and runs what is ready in an order that follows from a seed.
 *
 * Returns: whether it was built with a seed
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_is_deterministic (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);

  return sweet_scheduler_is_seeded (self->scheduler);
}

/**
 * sweet_runtime_step:
 * @self: a deterministic runtime
 *
 * Runs one of the things that are ready, in the calling thread.
 *
 * Returns: %TRUE, or %FALSE when nothing is ready
 *
 * Since: 1.0
 */
gboolean
sweet_runtime_step (SweetRuntime *self)
{
  g_return_val_if_fail (SWEET_IS_RUNTIME (self), FALSE);
  g_return_val_if_fail (sweet_scheduler_is_seeded (self->scheduler), FALSE);

  return sweet_scheduler_step (self->scheduler);
}

/**
 * sweet_runtime_run_until_idle:
 * @self: a deterministic runtime
 *
 * Runs everything that is ready, and what becomes ready by that. The clock stays where it is.
 *
 * Returns: how many things ran
 *
 * Since: 1.0
 */
guint64
sweet_runtime_run_until_idle (SweetRuntime *self)
{
  guint64 n = 0;

  g_return_val_if_fail (SWEET_IS_RUNTIME (self), 0);
  g_return_val_if_fail (sweet_scheduler_is_seeded (self->scheduler), 0);

  while (sweet_scheduler_step (self->scheduler))
    n++;
  return n;
}
