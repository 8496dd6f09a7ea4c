/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-element-private.h"
#include "stream/sweet-emitting-task-builder-private.h"
#include "stream/sweet-emitting-task-private.h"
#include "stream/sweet-recipe-private.h"

/**
 * SweetEmittingTaskBuilder:
 *
 * Describes a stream and runs it: a source, formats and processors in the order in which they are
 * added, and a sink or a receiver at the end. Without a source the application pushes events.
 *
 * A builder is immutable: each `with_` function consumes it and returns one, so a chain in C copies
 * nothing; take a reference to use one twice. Elements are frozen when they are added; each run works
 * on copies.
 *
 * ```c
 * g_autoptr (SweetEmittingTask) task = NULL;
 *
 * builder = sweet_emitting_task_builder_new ();
 * builder = sweet_emitting_task_builder_with_source (builder, source);
 * builder = sweet_emitting_task_builder_with_format (builder, csv);
 * builder = sweet_emitting_task_builder_with_receiver (builder, receive_cb, NULL, NULL);
 * task = sweet_emitting_task_builder_run (builder, &error);
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
  PROP_MAX_CHUNKS,
  PROP_LIMIT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void sweet_emitting_task_builder_iface_init (SweetTaskBuilderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetEmittingTaskBuilder, sweet_emitting_task_builder, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_TASK_BUILDER, sweet_emitting_task_builder_iface_init))

static const char *
sweet_emitting_task_builder_get_name (SweetTaskBuilder *builder)
{
  return SWEET_EMITTING_TASK_BUILDER (builder)->recipe->spec->name;
}

static gint64
sweet_emitting_task_builder_get_timeout (SweetTaskBuilder *builder)
{
  return SWEET_EMITTING_TASK_BUILDER (builder)->recipe->spec->timeout;
}

static SweetTaskBuilder *
sweet_emitting_task_builder_copy (SweetTaskBuilder *builder)
{
  SweetEmittingTaskBuilder *copy = sweet_emitting_task_builder_new ();

  sweet_recipe_free (copy->recipe);
  copy->recipe = sweet_recipe_copy (SWEET_EMITTING_TASK_BUILDER (builder)->recipe);
  return SWEET_TASK_BUILDER (copy);
}

static void
sweet_emitting_task_builder_iface_init (SweetTaskBuilderInterface *iface)
{
  iface->get_name = sweet_emitting_task_builder_get_name;
  iface->get_timeout = sweet_emitting_task_builder_get_timeout;
  iface->copy = sweet_emitting_task_builder_copy;
}

static void
sweet_emitting_task_builder_get_property (GObject *object,
                                          guint prop_id,
                                          GValue *value,
                                          GParamSpec *pspec)
{
  SweetRecipe *recipe = SWEET_EMITTING_TASK_BUILDER (object)->recipe;

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, recipe->spec->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, recipe->spec->description);
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, (int) recipe->spec->priority);
      break;
    case PROP_TIMEOUT:
      g_value_set_int64 (value, recipe->spec->timeout);
      break;
    case PROP_DEADLINE:
      g_value_set_int64 (value, recipe->spec->deadline);
      break;
    case PROP_GRACE:
      g_value_set_int64 (value, recipe->spec->grace);
      break;
    case PROP_MAX_CHUNKS:
      g_value_set_uint (value, recipe->max_chunks);
      break;
    case PROP_LIMIT:
      g_value_set_uint64 (value, recipe->limit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_emitting_task_builder_set_property (GObject *object,
                                          guint prop_id,
                                          const GValue *value,
                                          GParamSpec *pspec)
{
  SweetRecipe *recipe = SWEET_EMITTING_TASK_BUILDER (object)->recipe;

  switch (prop_id)
    {
    case PROP_NAME:
      recipe->spec->name = g_value_dup_string (value);
      break;
    case PROP_DESCRIPTION:
      recipe->spec->description = g_value_dup_string (value);
      break;
    case PROP_PRIORITY:
      recipe->spec->priority = (SweetPriority) g_value_get_enum (value);
      break;
    case PROP_TIMEOUT:
      recipe->spec->timeout = g_value_get_int64 (value);
      break;
    case PROP_DEADLINE:
      recipe->spec->deadline = g_value_get_int64 (value);
      break;
    case PROP_GRACE:
      recipe->spec->grace = g_value_get_int64 (value);
      break;
    case PROP_MAX_CHUNKS:
      recipe->max_chunks = g_value_get_uint (value);
      break;
    case PROP_LIMIT:
      recipe->limit = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_emitting_task_builder_finalize (GObject *object)
{
  g_clear_pointer (&SWEET_EMITTING_TASK_BUILDER (object)->recipe, sweet_recipe_free);
  G_OBJECT_CLASS (sweet_emitting_task_builder_parent_class)->finalize (object);
}

static void
sweet_emitting_task_builder_class_init (SweetEmittingTaskBuilderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sweet_emitting_task_builder_finalize;
  object_class->get_property = sweet_emitting_task_builder_get_property;
  object_class->set_property = sweet_emitting_task_builder_set_property;

  /**
   * SweetEmittingTaskBuilder:name:
   *
   * The name of the tasks.
   *
   * Since: 1.0
   */
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", "The name of the tasks", NULL, flags);
  /**
   * SweetEmittingTaskBuilder:description:
   *
   * What the tasks are about.
   *
   * Since: 1.0
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", "Description", "What the tasks are about", NULL, flags);
  /**
   * SweetEmittingTaskBuilder:priority:
   *
   * How urgent the tasks are.
   *
   * Since: 1.0
   */
  properties[PROP_PRIORITY] = g_param_spec_enum ("priority", "Priority", "How urgent the tasks are", SWEET_TYPE_PRIORITY, SWEET_PRIORITY_NORMAL, flags);
  /**
   * SweetEmittingTaskBuilder:deadline:
   *
   * When the tasks must have ended, in µs since 1970 UTC; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_DEADLINE] = g_param_spec_int64 ("deadline", "Deadline", "When the tasks must have ended; 0 for no limit", 0, G_MAXINT64, 0, flags);
  /**
   * SweetEmittingTaskBuilder:grace:
   *
   * How long a level of cancellation may take before the next one, in µs; -1 for ever.
   *
   * Since: 1.0
   */
  properties[PROP_GRACE] = sweet_param_spec_duration ("grace", "Grace", "How long a level of cancellation may take before the next one; -1 for ever", -1, G_MAXINT64, -1, flags);
  /**
   * SweetEmittingTaskBuilder:timeout:
   *
   * How long a task may run, in µs; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_TIMEOUT] =
      sweet_param_spec_duration ("timeout", "Timeout", "How long a task may run; 0 for no limit", 0, G_MAXINT64, 0, flags);
  /**
   * SweetEmittingTaskBuilder:max-chunks:
   *
   * How many blocks of the input may be under way at once; 0 chooses by the number of workers.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_CHUNKS] =
      g_param_spec_uint ("max-chunks", "Maximum chunks", "How many blocks of the input may be under way at once; 0 chooses",
                         0, G_MAXUINT, 0, flags);
  /**
   * SweetEmittingTaskBuilder:limit:
   *
   * After how many records at its end the stream stops; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_LIMIT] =
      g_param_spec_uint64 ("limit", "Limit", "After how many records the stream stops; 0 for no limit", 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_emitting_task_builder_init (SweetEmittingTaskBuilder *self)
{
  self->recipe = sweet_recipe_new ();
}

SweetEmittingTaskBuilder *
sweet_emitting_task_builder_own (SweetEmittingTaskBuilder *self)
{
  SweetEmittingTaskBuilder *copy;

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (self), NULL);

  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) == 1)
    return self;

  copy = SWEET_EMITTING_TASK_BUILDER (sweet_emitting_task_builder_copy (SWEET_TASK_BUILDER (self)));
  g_object_unref (self);
  return copy;
}

/**
 * sweet_emitting_task_builder_new:
 *
 * Makes a builder of a stream that has nothing yet.
 *
 * Returns: (transfer full): a new builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_new (void)
{
  return g_object_new (SWEET_TYPE_EMITTING_TASK_BUILDER, NULL);
}

/**
 * sweet_emitting_task_builder_with_source:
 * @self: (transfer full): a builder
 * @source: a source; it is frozen
 *
 * Says where the stream comes from.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_source (SweetEmittingTaskBuilder *self,
                                         SweetSource *source)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_SOURCE (source), self);

  g_set_object (&self->recipe->source, source);
  sweet_element_freeze (SWEET_ELEMENT (source));
  if (sweet_source_get_read_strategy (source) != NULL)
    sweet_element_freeze (SWEET_ELEMENT (sweet_source_get_read_strategy (source)));
  return self;
}

static SweetEmittingTaskBuilder *
sweet_emitting_task_builder_add (SweetEmittingTaskBuilder *self,
                                 SweetElement *element)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  g_ptr_array_add (self->recipe->elements, g_object_ref (element));
  sweet_element_freeze (element);
  return self;
}

/**
 * sweet_emitting_task_builder_with_format:
 * @self: (transfer full): a builder
 * @format: a format; it is frozen
 *
 * Adds a format: it decodes where bytes arrive and encodes where records arrive.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_format (SweetEmittingTaskBuilder *self,
                                         SweetFormat *format)
{
  g_return_val_if_fail (SWEET_IS_FORMAT (format), self);

  return sweet_emitting_task_builder_add (self, SWEET_ELEMENT (format));
}

/**
 * sweet_emitting_task_builder_with_processor:
 * @self: (transfer full): a builder
 * @processor: a processor; it is frozen
 *
 * Adds a processor.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_processor (SweetEmittingTaskBuilder *self,
                                            SweetProcessor *processor)
{
  g_return_val_if_fail (SWEET_IS_PROCESSOR (processor), self);

  return sweet_emitting_task_builder_add (self, SWEET_ELEMENT (processor));
}

/**
 * sweet_emitting_task_builder_with_strategy:
 * @self: (transfer full): a builder
 * @strategy: a strategy; it is frozen
 *
 * Says how the stream is worked off. Without one, as many workers as there are processors work in
 * order.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_strategy (SweetEmittingTaskBuilder *self,
                                           SweetStrategy *strategy)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_STRATEGY (strategy), self);

  g_set_object (&self->recipe->strategy, strategy);
  sweet_element_freeze (SWEET_ELEMENT (strategy));
  return self;
}

/**
 * sweet_emitting_task_builder_with_sink:
 * @self: (transfer full): a builder
 * @sink: a sink; it is frozen
 *
 * Says where the stream goes.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_sink (SweetEmittingTaskBuilder *self,
                                       SweetSink *sink)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_SINK (sink), self);

  g_set_object (&self->recipe->sink, sink);
  sweet_element_freeze (SWEET_ELEMENT (sink));
  return self;
}

/**
 * sweet_emitting_task_builder_with_collector:
 * @self: (transfer full): a builder
 * @collector: a collector; all tasks of the builder collect into it
 *
 * Says where receivers collect. Without one each task has a #SweetKeyedCollector of its own. A stream
 * with a collector and neither a receiver nor a sink collects every record, without a key.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_collector (SweetEmittingTaskBuilder *self,
                                            SweetCollector *collector)
{
  self = sweet_emitting_task_builder_own (self);
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (SWEET_IS_COLLECTOR (collector), self);

  g_set_object (&self->recipe->collector, collector);
  return self;
}

SweetEmittingTaskBuilder *
sweet_emitting_task_builder_own_callback (SweetEmittingTaskBuilder *self,
                                          GObject **owner)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (self), NULL);

  *owner = g_atomic_int_get (&G_OBJECT (self)->ref_count) > 1 ? g_object_ref (G_OBJECT (self)) : NULL;
  return sweet_emitting_task_builder_own (self);
}

static SweetEmittingTaskBuilder *
sweet_emitting_task_builder_receive (SweetEmittingTaskBuilder *self,
                                     SweetReceiverShape shape,
                                     gboolean on_workers,
                                     GCallback receiver,
                                     gpointer user_data,
                                     GDestroyNotify destroy)
{
  GObject *owner = NULL;

  g_return_val_if_fail (receiver != NULL, self);
  self = sweet_emitting_task_builder_own_callback (self, &owner);
  g_return_val_if_fail (self != NULL, NULL);

  g_clear_pointer (&self->recipe->receiver, sweet_callback_unref);
  self->recipe->receiver = sweet_callback_new (receiver, user_data, destroy, owner);
  self->recipe->shape = shape;
  self->recipe->on_workers = on_workers;
  return self;
}

/**
 * sweet_emitting_task_builder_with_receiver:
 * @self: (transfer full): a builder
 * @receiver: (scope notified) (closure user_data) (destroy destroy): called for each record
 * @user_data: data for @receiver
 * @destroy: (nullable): frees @user_data
 *
 * Ends the stream in a function that gets each record, in input order, on the main context of the
 * task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_receiver (SweetEmittingTaskBuilder *self,
                                           SweetReceiverFunc receiver,
                                           gpointer user_data,
                                           GDestroyNotify destroy)
{
  return sweet_emitting_task_builder_receive (self, SWEET_RECEIVER_RECORDS, FALSE, G_CALLBACK (receiver), user_data, destroy);
}

/**
 * sweet_emitting_task_builder_with_receiver_on_workers: (skip)
 * @self: (transfer full): a builder
 * @receiver: called for each record
 * @user_data: data for @receiver
 * @destroy: (nullable): frees @user_data
 *
 * Ends the stream in a function that gets each record on worker threads: for several records at once
 * and in no order. What it collects is collected in input order all the same. Only for C; scripts use
 * sweet_emitting_task_builder_with_receiver().
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_receiver_on_workers (SweetEmittingTaskBuilder *self,
                                                      SweetReceiverFunc receiver,
                                                      gpointer user_data,
                                                      GDestroyNotify destroy)
{
  return sweet_emitting_task_builder_receive (self, SWEET_RECEIVER_RECORDS, TRUE, G_CALLBACK (receiver), user_data, destroy);
}

/**
 * sweet_emitting_task_builder_with_chunk_receiver:
 * @self: (transfer full): a builder
 * @receiver: (scope notified) (closure user_data) (destroy destroy): called for each chunk
 * @user_data: data for @receiver
 * @destroy: (nullable): frees @user_data
 *
 * Ends the stream in a function that gets chunks of records, in input order, on the main context of
 * the task. Far faster than a function that gets records, most of all in scripts. How large a chunk
 * may be is said by sweet_emitting_task_builder_with_chunk_size().
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_chunk_receiver (SweetEmittingTaskBuilder *self,
                                                 SweetChunkReceiverFunc receiver,
                                                 gpointer user_data,
                                                 GDestroyNotify destroy)
{
  return sweet_emitting_task_builder_receive (self, SWEET_RECEIVER_CHUNKS, FALSE, G_CALLBACK (receiver), user_data, destroy);
}

/**
 * sweet_emitting_task_builder_with_chunk_receiver_on_workers: (skip)
 * @self: (transfer full): a builder
 * @receiver: called for each chunk
 * @user_data: data for @receiver
 * @destroy: (nullable): frees @user_data
 *
 * Ends the stream in a function that gets chunks of records on worker threads: several at once and in
 * no order. Only for C; scripts use sweet_emitting_task_builder_with_chunk_receiver().
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_chunk_receiver_on_workers (SweetEmittingTaskBuilder *self,
                                                            SweetChunkReceiverFunc receiver,
                                                            gpointer user_data,
                                                            GDestroyNotify destroy)
{
  return sweet_emitting_task_builder_receive (self, SWEET_RECEIVER_CHUNKS, TRUE, G_CALLBACK (receiver), user_data, destroy);
}

/**
 * sweet_emitting_task_builder_with_final_event:
 * @self: (transfer full): a builder
 * @callback: (scope notified) (closure user_data) (destroy destroy): called once
 * @user_data: data for @callback
 * @destroy: (nullable): frees @user_data
 *
 * Sets a function that gets the final event, whatever the outcome, on the main context of the task.
 *
 * Returns: (transfer full): the builder
 *
 * Since: 1.0
 */
SweetEmittingTaskBuilder *
sweet_emitting_task_builder_with_final_event (SweetEmittingTaskBuilder *self,
                                              SweetFinalEventFunc callback,
                                              gpointer user_data,
                                              GDestroyNotify destroy)
{
  GObject *owner = NULL;

  g_return_val_if_fail (callback != NULL, self);
  self = sweet_emitting_task_builder_own_callback (self, &owner);
  g_return_val_if_fail (self != NULL, NULL);

  g_clear_pointer (&self->recipe->final_event, sweet_callback_unref);
  self->recipe->final_event = sweet_callback_new (G_CALLBACK (callback), user_data, destroy, owner);
  return self;
}

/**
 * sweet_emitting_task_builder_get_elements:
 * @self: a builder
 *
 * Gets the elements of the stream: the source, formats and processors, the sink, and the strategy.
 *
 * Returns: (transfer full): a list of #SweetElement
 *
 * Since: 1.0
 */
GListModel *
sweet_emitting_task_builder_get_elements (SweetEmittingTaskBuilder *self)
{
  GListStore *elements = g_list_store_new (SWEET_TYPE_ELEMENT);

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (self), NULL);

  if (self->recipe->source != NULL)
    g_list_store_append (elements, self->recipe->source);
  for (guint i = 0; i < self->recipe->elements->len; i++)
    g_list_store_append (elements, g_ptr_array_index (self->recipe->elements, i));
  if (self->recipe->sink != NULL)
    g_list_store_append (elements, self->recipe->sink);
  if (self->recipe->strategy != NULL)
    g_list_store_append (elements, self->recipe->strategy);
  return G_LIST_MODEL (elements);
}

/**
 * sweet_emitting_task_builder_get_output_media:
 * @self: a builder
 *
 * Gets what comes out of the last element.
 *
 * Returns: the media; %SWEET_MEDIA_NONE behind a sink, and where nothing says it
 *
 * Since: 1.0
 */
SweetMedia
sweet_emitting_task_builder_get_output_media (SweetEmittingTaskBuilder *self)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (self), SWEET_MEDIA_NONE);

  return sweet_recipe_get_output_media (self->recipe);
}

/**
 * sweet_emitting_task_builder_check:
 * @self: a builder
 * @error: return location for an error
 *
 * Says whether the options of all elements are sound and the elements fit together, without touching
 * the outside world.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_emitting_task_builder_check (SweetEmittingTaskBuilder *self,
                                   GError **error)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (self), FALSE);

  if (self->recipe->spec->timeout < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the timeout of a task must be above 0");
      return FALSE;
    }
  return sweet_task_spec_check_options (self->recipe->spec, error) && sweet_recipe_check (self->recipe, error);
}

/**
 * sweet_emitting_task_builder_run:
 * @self: (transfer full): a builder
 * @error: return location for an error
 *
 * Starts a task. It runs on worker threads; its callbacks come on the thread-default main context of
 * the calling thread. What only shows when the source or the sink is opened ends the task, it is no
 * error here. Fails like sweet_emitting_task_builder_check(), with %G_IO_ERROR_NOT_SUPPORTED on a
 * deterministic runtime, with %SWEET_TASK_ERROR_SHUT_DOWN when the runtime takes no work, with
 * %SWEET_TASK_ERROR_NO_THREAD when it cannot have a single thread, and with %SWEET_TASK_ERROR_STATE when
 * the parent has ended or never runs.
 *
 * Returns: (transfer full): a running task, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetEmittingTask *
sweet_emitting_task_builder_run (SweetEmittingTaskBuilder *self,
                                 GError **error)
{
  g_autoptr (SweetEmittingTaskBuilder) builder = self;

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK_BUILDER (self), NULL);

  if (!sweet_emitting_task_builder_check (builder, error))
    return NULL;

  return sweet_emitting_task_start (sweet_recipe_copy (builder->recipe), error);
}
