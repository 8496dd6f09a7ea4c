/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-spawning-task-private.h"
#include "task/sweet-spawning-task-builder-private.h"

/**
 * SweetSpawningTaskBuilder:
 *
 * Describes a task with one result and runs it. The work is a function, on the context of the task or on
 * workers, a #SweetWork, or an asynchronous call.
 *
 * A builder is immutable: each `with_` function consumes it and returns one, so a chain in C copies nothing;
 * take a reference to use one twice. Nothing happens before sweet_spawning_task_builder_run(), and each call
 * of it makes another task.
 *
 * ```c
 * builder = sweet_spawning_task_builder_new ();
 * builder = sweet_spawning_task_builder_with_name (builder, "thumbnail");
 * builder = sweet_spawning_task_builder_with_timeout (builder, SWEET_SECONDS (10));
 * builder = sweet_spawning_task_builder_with_work_on_workers (builder, make_thumbnail, file, g_object_unref);
 * task = sweet_spawning_task_builder_run (builder, &error);
 * ```
 *
 * Since: 1.0
 */

enum
{
  PROP_0,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_PRIORITY,
  PROP_TIMEOUT,
  PROP_DEADLINE,
  PROP_GRACE,
  PROP_MAX_CONCURRENT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void sweet_spawning_task_builder_iface_init (SweetTaskBuilderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetSpawningTaskBuilder, sweet_spawning_task_builder, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_TASK_BUILDER, sweet_spawning_task_builder_iface_init))

static const char *
sweet_spawning_task_builder_get_name (SweetTaskBuilder *builder)
{
  return SWEET_SPAWNING_TASK_BUILDER (builder)->spec->name;
}

static gint64
sweet_spawning_task_builder_get_timeout (SweetTaskBuilder *builder)
{
  return SWEET_SPAWNING_TASK_BUILDER (builder)->spec->timeout;
}

static SweetTaskBuilder *
sweet_spawning_task_builder_copy (SweetTaskBuilder *builder)
{
  SweetSpawningTaskBuilder *copy = g_object_new (SWEET_TYPE_SPAWNING_TASK_BUILDER, NULL);

  sweet_task_spec_unref (copy->spec);
  copy->spec = sweet_task_spec_copy (SWEET_SPAWNING_TASK_BUILDER (builder)->spec);
  return SWEET_TASK_BUILDER (copy);
}

static void
sweet_spawning_task_builder_iface_init (SweetTaskBuilderInterface *iface)
{
  iface->get_name = sweet_spawning_task_builder_get_name;
  iface->get_timeout = sweet_spawning_task_builder_get_timeout;
  iface->copy = sweet_spawning_task_builder_copy;
}

static void
sweet_spawning_task_builder_get_property (GObject *object,
                                          guint prop_id,
                                          GValue *value,
                                          GParamSpec *pspec)
{
  SweetTaskSpec *spec = SWEET_SPAWNING_TASK_BUILDER (object)->spec;

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, spec->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, spec->description);
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, (int) spec->priority);
      break;
    case PROP_TIMEOUT:
      g_value_set_int64 (value, spec->timeout);
      break;
    case PROP_DEADLINE:
      g_value_set_int64 (value, spec->deadline);
      break;
    case PROP_GRACE:
      g_value_set_int64 (value, spec->grace);
      break;
    case PROP_MAX_CONCURRENT:
      g_value_set_uint (value, spec->limit != NULL ? sweet_task_limit_get_max (spec->limit) : 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_spawning_task_builder_set_property (GObject *object,
                                          guint prop_id,
                                          const GValue *value,
                                          GParamSpec *pspec)
{
  SweetTaskSpec *spec = SWEET_SPAWNING_TASK_BUILDER (object)->spec;

  switch (prop_id)
    {
    case PROP_NAME:
      spec->name = g_value_dup_string (value);
      break;
    case PROP_DESCRIPTION:
      spec->description = g_value_dup_string (value);
      break;
    case PROP_PRIORITY:
      spec->priority = (SweetPriority) g_value_get_enum (value);
      break;
    case PROP_TIMEOUT:
      spec->timeout = g_value_get_int64 (value);
      break;
    case PROP_DEADLINE:
      spec->deadline = g_value_get_int64 (value);
      break;
    case PROP_GRACE:
      spec->grace = g_value_get_int64 (value);
      break;
    case PROP_MAX_CONCURRENT:
      sweet_task_spec_set_max_concurrent (spec, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_spawning_task_builder_finalize (GObject *object)
{
  sweet_task_spec_unref (SWEET_SPAWNING_TASK_BUILDER (object)->spec);
  G_OBJECT_CLASS (sweet_spawning_task_builder_parent_class)->finalize (object);
}

static void
sweet_spawning_task_builder_class_init (SweetSpawningTaskBuilderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sweet_spawning_task_builder_get_property;
  object_class->set_property = sweet_spawning_task_builder_set_property;
  object_class->finalize = sweet_spawning_task_builder_finalize;

  /**
   * SweetSpawningTaskBuilder:name:
   *
   * What people call the tasks.
   *
   * Since: 1.0
   */
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", "What people call the tasks", NULL, flags);
  /**
   * SweetSpawningTaskBuilder:description:
   *
   * What the tasks are about.
   *
   * Since: 1.0
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", "Description", "What the tasks are about", NULL, flags);
  /**
   * SweetSpawningTaskBuilder:priority:
   *
   * How urgent the tasks are.
   *
   * Since: 1.0
   */
  properties[PROP_PRIORITY] = g_param_spec_enum ("priority", "Priority", "How urgent the tasks are", SWEET_TYPE_PRIORITY, SWEET_PRIORITY_NORMAL, flags);
  /**
   * SweetSpawningTaskBuilder:timeout:
   *
   * How long an attempt may take, in µs; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_TIMEOUT] = sweet_param_spec_duration ("timeout", "Timeout", "How long an attempt may take; 0 for no limit", G_MININT64, G_MAXINT64, 0, flags);
  /**
   * SweetSpawningTaskBuilder:deadline:
   *
   * When the tasks must have ended, in µs since 1970 UTC; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_DEADLINE] = g_param_spec_int64 ("deadline", "Deadline", "When the tasks must have ended; 0 for no limit", G_MININT64, G_MAXINT64, 0, flags);
  /**
   * SweetSpawningTaskBuilder:grace:
   *
   * How long a level of cancellation may take before the next one, in µs; -1 for ever.
   *
   * Since: 1.0
   */
  properties[PROP_GRACE] = sweet_param_spec_duration ("grace", "Grace", "How long a level of cancellation may take before the next one; -1 for ever", G_MININT64, G_MAXINT64,
                                                      SWEET_TASK_SPEC_DEFAULT_GRACE, flags);
  /**
   * SweetSpawningTaskBuilder:max-concurrent:
   *
   * How many of the tasks may be at work at once; 0 for any number.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_CONCURRENT] = g_param_spec_uint ("max-concurrent", "Max concurrent", "How many of the tasks may be at work at once; 0 for any number", 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_spawning_task_builder_init (SweetSpawningTaskBuilder *self)
{
  self->spec = sweet_task_spec_new ();
}

/* consumes @self: itself where nobody else has it, otherwise a copy, whose settings no task has yet */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_own (SweetSpawningTaskBuilder *self)
{
  SweetTaskBuilder *copy;
  SweetTaskSpec *spec;

  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK_BUILDER (self), NULL);

  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) > 1)
    {
      copy = sweet_spawning_task_builder_copy (SWEET_TASK_BUILDER (self));
      g_object_unref (self);
      return SWEET_SPAWNING_TASK_BUILDER (copy);
    }
  if (g_atomic_int_get (&self->spec->refs) > 1)
    {
      spec = sweet_task_spec_copy (self->spec);
      sweet_task_spec_unref (self->spec);
      self->spec = spec;
    }
  self->sealed = FALSE;
  return self;
}

/**
 * sweet_spawning_task_builder_new:
 *
 * Makes a builder of a task without work.
 *
 * Returns: (transfer full): a new builder
 *
 * Since: 1.0
 */
SweetSpawningTaskBuilder *
sweet_spawning_task_builder_new (void)
{
  return g_object_new (SWEET_TYPE_SPAWNING_TASK_BUILDER, NULL);
}

/**
 * sweet_spawning_task_builder_check:
 * @self: a builder
 * @error: return location for an error
 *
 * Tells whether the task can be run: it has work, and no option is out of its range. Fails with
 * %G_IO_ERROR_INVALID_ARGUMENT and the name of the option.
 *
 * Returns: %TRUE if it can, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_spawning_task_builder_check (SweetSpawningTaskBuilder *self,
                                   GError **error)
{
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK_BUILDER (self), FALSE);

  return sweet_task_spec_check (self->spec, error);
}

/**
 * sweet_spawning_task_builder_run:
 * @self: (transfer full): a builder
 * @error: return location for an error
 *
 * Makes a task and runs it. Fails like sweet_spawning_task_builder_check(), with
 * %SWEET_TASK_ERROR_SHUT_DOWN when the runtime takes no work, with %SWEET_TASK_ERROR_NO_THREAD when it
 * cannot have a single thread, and with %SWEET_TASK_ERROR_STATE when the parent has ended or never runs.
 *
 * The callbacks of the task are made on the main context that is the thread's default; work on a worker
 * thread makes tasks whose context is that of its own.
 *
 * Returns: (transfer full): a new task, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetSpawningTask *
sweet_spawning_task_builder_run (SweetSpawningTaskBuilder *self,
                                 GError **error)
{
  SweetSpawningTask *task = NULL;

  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK_BUILDER (self), NULL);

  /* several threads may run one builder at once, and see the same */
  if (!__atomic_load_n (&self->sealed, __ATOMIC_ACQUIRE) && sweet_task_spec_check (self->spec, error))
    {
      sweet_task_spec_seal (self->spec);
      __atomic_store_n (&self->sealed, TRUE, __ATOMIC_RELEASE);
    }
  if (__atomic_load_n (&self->sealed, __ATOMIC_ACQUIRE))
    task = sweet_spawning_task_start (sweet_task_spec_ref (self->spec), error);
  g_object_unref (self);
  return task;
}

/* a spec of one's own, with a time in it */
static SweetSpawningTask *
sweet_spawning_task_builder_schedule (SweetSpawningTaskBuilder *self,
                                      gint64 start_at,
                                      gint64 interval,
                                      GError **error)
{
  self = sweet_spawning_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->spec->start_at = start_at;
  self->spec->interval = interval;
  return sweet_spawning_task_builder_run (self, error);
}

/**
 * sweet_spawning_task_builder_schedule_at:
 * @self: (transfer full): a builder
 * @time: when to begin, in µs since 1970 UTC; at once if it has passed
 * @error: return location for an error
 *
 * Makes a task that begins at a time. It is pending until then. Fails like
 * sweet_spawning_task_builder_run().
 *
 * Returns: (transfer full): a new task, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetSpawningTask *
sweet_spawning_task_builder_schedule_at (SweetSpawningTaskBuilder *self,
                                         gint64 time,
                                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK_BUILDER (self), NULL);

  return sweet_spawning_task_builder_schedule (self, MAX (time, 1), 0, error);
}

/**
 * sweet_spawning_task_builder_schedule_every:
 * @self: (transfer full): a builder
 * @interval: the time between two beginnings, in µs, above 0
 * @error: return location for an error
 *
 * Makes a task that does its work again and again, for the first time after @interval. A run that takes
 * longer than that is followed by the next one at the next multiple. The task ends when it is cancelled, when
 * its deadline has passed, or when the work fails and is not to be tried again. Fails like
 * sweet_spawning_task_builder_run().
 *
 * Returns: (transfer full): a new task, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetSpawningTask *
sweet_spawning_task_builder_schedule_every (SweetSpawningTaskBuilder *self,
                                            gint64 interval,
                                            GError **error)
{
  g_return_val_if_fail (SWEET_IS_SPAWNING_TASK_BUILDER (self), NULL);

  return sweet_spawning_task_builder_schedule (self, 0, interval > 0 ? interval : -1, error);
}
