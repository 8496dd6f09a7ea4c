/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-runtime-private.h"

#define SWEET_RUNTIME_MAX_WORKERS    1024
#define SWEET_RUNTIME_MIN_STACK_SIZE SWEET_KIB (128)
#define SWEET_RUNTIME_MAX_STACK_SIZE SWEET_MIB (8)

/**
 * SweetRuntimeBuilder:
 *
 * Describes a #SweetRuntime of one's own. Most programs need none: tasks run on the default one.
 *
 * Builders are immutable: each `with_` function consumes the builder and returns one.
 *
 * Since: 1.0
 */
struct _SweetRuntimeBuilder
{
  GObject parent_instance;

  char *name;
  guint workers;
  guint64 stack_size;
  SweetClock *clock;
  guint seed;
  gboolean seeded;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_WORKERS,
  PROP_STACK_SIZE,
  PROP_CLOCK,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetRuntimeBuilder, sweet_runtime_builder, G_TYPE_OBJECT)

static void
sweet_runtime_builder_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  SweetRuntimeBuilder *self = SWEET_RUNTIME_BUILDER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_WORKERS:
      g_value_set_uint (value, self->workers);
      break;
    case PROP_STACK_SIZE:
      g_value_set_uint64 (value, self->stack_size);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_runtime_builder_set_property (GObject *object,
                                    guint prop_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SweetRuntimeBuilder *self = SWEET_RUNTIME_BUILDER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_free (self->name);
      self->name = g_value_dup_string (value);
      break;
    case PROP_WORKERS:
      self->workers = g_value_get_uint (value);
      break;
    case PROP_STACK_SIZE:
      self->stack_size = g_value_get_uint64 (value);
      break;
    case PROP_CLOCK:
      g_set_object (&self->clock, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_runtime_builder_finalize (GObject *object)
{
  SweetRuntimeBuilder *self = SWEET_RUNTIME_BUILDER (object);

  g_free (self->name);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (sweet_runtime_builder_parent_class)->finalize (object);
}

static void
sweet_runtime_builder_class_init (SweetRuntimeBuilderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sweet_runtime_builder_get_property;
  object_class->set_property = sweet_runtime_builder_set_property;
  object_class->finalize = sweet_runtime_builder_finalize;

  /**
   * SweetRuntimeBuilder:name:
   *
   * The name of the runtime and of its threads.
   *
   * Since: 1.0
   */
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", "The name of the runtime and of its threads", "sweet", flags);
  /**
   * SweetRuntimeBuilder:workers:
   *
   * How many workers run at once; 0 for one per processor.
   *
   * Since: 1.0
   */
  properties[PROP_WORKERS] = g_param_spec_uint ("workers", "Workers", "How many workers run at once; 0 for one per processor", 0, G_MAXUINT, 0, flags);
  /**
   * SweetRuntimeBuilder:stack-size:
   *
   * The stack of each thread in bytes; 0 for what the system gives.
   *
   * Since: 1.0
   */
  properties[PROP_STACK_SIZE] = sweet_param_spec_size ("stack-size", "Stack size", "The stack of each thread; 0 for what the system gives", 0, G_MAXUINT64, 0, flags);
  /**
   * SweetRuntimeBuilder:clock:
   *
   * What tells the time; %NULL for the clock of the system.
   *
   * Since: 1.0
   */
  properties[PROP_CLOCK] = g_param_spec_object ("clock", "Clock", "What tells the time", SWEET_TYPE_CLOCK, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_runtime_builder_init (SweetRuntimeBuilder *self)
{
}

/* consumes @self: itself where nobody else has it, otherwise another one */
static SweetRuntimeBuilder *
sweet_runtime_builder_own (SweetRuntimeBuilder *self)
{
  SweetRuntimeBuilder *copy;

  g_return_val_if_fail (SWEET_IS_RUNTIME_BUILDER (self), NULL);

  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) == 1)
    return self;

  copy = g_object_new (SWEET_TYPE_RUNTIME_BUILDER, "name", self->name, "workers", self->workers, "stack-size", self->stack_size, "clock", self->clock, NULL);
  copy->seed = self->seed;
  copy->seeded = self->seeded;
  g_object_unref (self);
  return copy;
}

/**
 * sweet_runtime_builder_new:
 *
 * Makes a builder of a runtime with one worker per processor.
 *
 * Returns: (transfer full): a new builder
 *
 * Since: 1.0
 */
SweetRuntimeBuilder *
sweet_runtime_builder_new (void)
{
  return g_object_new (SWEET_TYPE_RUNTIME_BUILDER, NULL);
}

/**
 * sweet_runtime_builder_with_name:
 * @self: (transfer full): a builder
 * @name: the name of the runtime; threads have the first 15 bytes of it
 *
 * Names the runtime and its threads.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetRuntimeBuilder *
sweet_runtime_builder_with_name (SweetRuntimeBuilder *self,
                                 const char *name)
{
  self = sweet_runtime_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, self);

  g_free (self->name);
  self->name = g_strdup (name);
  return self;
}

/**
 * sweet_runtime_builder_with_workers:
 * @self: (transfer full): a builder
 * @workers: from 1 to 1,024
 *
 * Says how many workers run at once. Work that blocks has threads beyond them.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetRuntimeBuilder *
sweet_runtime_builder_with_workers (SweetRuntimeBuilder *self,
                                    guint workers)
{
  self = sweet_runtime_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  /* 0 is no number of workers, and is told when the runtime is built */
  self->workers = workers == 0 ? G_MAXUINT : workers;
  return self;
}

/**
 * sweet_runtime_builder_with_stack_size:
 * @self: (transfer full): a builder
 * @stack_size: bytes, from 128 KiB to 8 MiB
 *
 * Says how large the stack of each thread is.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetRuntimeBuilder *
sweet_runtime_builder_with_stack_size (SweetRuntimeBuilder *self,
                                       guint64 stack_size)
{
  self = sweet_runtime_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->stack_size = stack_size == 0 ? 1 : stack_size;
  return self;
}

/**
 * sweet_runtime_builder_with_clock:
 * @self: (transfer full): a builder
 * @clock: a clock
 *
 * Says what tells the time to timeouts, deadlines, delays and schedules. With a virtual clock a test needs
 * not to wait for them.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetRuntimeBuilder *
sweet_runtime_builder_with_clock (SweetRuntimeBuilder *self,
                                  SweetClock *clock)
{
  self = sweet_runtime_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_CLOCK (clock), self);

  g_set_object (&self->clock, clock);
  return self;
}

/**
 * sweet_runtime_builder_with_seed:
 * @self: (transfer full): a builder
 * @seed: any number
 *
 * Makes a runtime for tests that has no threads: what is ready runs one by one in an order that follows from
 * @seed, when sweet_runtime_step() is called or a task of the runtime is waited for with a `_sync` function.
 * The same seed gives the same order.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetRuntimeBuilder *
sweet_runtime_builder_with_seed (SweetRuntimeBuilder *self,
                                 guint32 seed)
{
  self = sweet_runtime_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->seed = seed;
  self->seeded = TRUE;
  return self;
}

static gboolean
sweet_runtime_builder_check (SweetRuntimeBuilder *self,
                             GError **error)
{
  if (self->workers > SWEET_RUNTIME_MAX_WORKERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "workers is %u, but must be from 1 to %d",
                   self->workers == G_MAXUINT ? 0 : self->workers, SWEET_RUNTIME_MAX_WORKERS);
      return FALSE;
    }
  if (self->stack_size != 0 && (self->stack_size < SWEET_RUNTIME_MIN_STACK_SIZE || self->stack_size > SWEET_RUNTIME_MAX_STACK_SIZE))
    {
      g_autofree char *size = sweet_size_to_string (self->stack_size == 1 ? 0 : self->stack_size);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "stack-size is %s, but must be from 128KiB to 8MiB", size);
      return FALSE;
    }
  return TRUE;
}

/**
 * sweet_runtime_builder_build:
 * @self: (transfer full): a builder
 * @error: return location for an error
 *
 * Makes a runtime. Its threads begin with the first work. Fails with %G_IO_ERROR_INVALID_ARGUMENT when a
 * number is out of its range.
 *
 * Returns: (transfer full): a new runtime, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetRuntime *
sweet_runtime_builder_build (SweetRuntimeBuilder *self,
                             GError **error)
{
  g_autoptr (SweetRuntimeBuilder) owned = self;
  SweetScheduler *scheduler;

  g_return_val_if_fail (SWEET_IS_RUNTIME_BUILDER (self), NULL);

  if (!sweet_runtime_builder_check (self, error))
    return NULL;

  if (self->seeded)
    scheduler = sweet_scheduler_new_seeded (self->name, self->seed);
  else
    scheduler = sweet_scheduler_new (self->name, self->workers > 0 ? self->workers : MAX (g_get_num_processors (), 1), (gsize) self->stack_size);
  return sweet_runtime_new (scheduler, self->clock);
}
