/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-delivery-private.h"
#include "task/sweet-span-private.h"
#include "task/sweet-tracer-private.h"

/**
 * SweetTracer:
 *
 * What takes the spans of tasks: shows them, stores them, sends them on. [class@LogTracer] is one that
 * writes them to the log.
 *
 * A subclass in any language overrides [vfunc@Tracer.export_span], and [vfunc@Tracer.export_log] if it
 * wants messages the moment they are logged. Both are called on the main context that was the thread's
 * default where the tracer was made, so a tracer needs no lock. What ends after that context is gone is
 * not handed on.
 *
 * Switched off, which may happen at any time, a tracer begins no traces any more; those that have begun
 * go on to their end.
 *
 * Any thread may call the functions of a tracer.
 *
 * Since: 1.0
 */
typedef struct
{
  SweetDelivery *delivery;
  int enabled;
} SweetTracerPrivate;

typedef enum
{
  PROP_ENABLED = 1,
} SweetTracerProperty;

static GParamSpec *properties[PROP_ENABLED + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SweetTracer, sweet_tracer, G_TYPE_OBJECT)

/* on its way to the tracer: a span that has ended, one that says @message, or none and a last reference
 * to drop */
typedef struct
{
  SweetDeliveryJob job;
  SweetTracer *tracer;
  SweetSpan *span;
  GLogLevelFlags level;
  char *message;
} SweetTracerJob;

static void
sweet_tracer_get_property (GObject *object,
                           guint property_id,
                           GValue *value,
                           GParamSpec *pspec)
{
  switch ((SweetTracerProperty) property_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, sweet_tracer_get_enabled (SWEET_TRACER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_tracer_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  switch ((SweetTracerProperty) property_id)
    {
    case PROP_ENABLED:
      sweet_tracer_set_enabled (SWEET_TRACER (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_tracer_finalize (GObject *object)
{
  SweetTracerPrivate *priv = sweet_tracer_get_instance_private (SWEET_TRACER (object));

  g_clear_pointer (&priv->delivery, sweet_delivery_unref);

  G_OBJECT_CLASS (sweet_tracer_parent_class)->finalize (object);
}

/**
 * SweetTracerClass::export_log:
 * @self: a tracer
 * @span: the span that says it, not ended yet
 * @level: how important it is
 * @message: what it says
 *
 * Takes a message the moment a span logs it.
 *
 * Since: 1.0
 */
static void
sweet_tracer_real_export_log (SweetTracer *self,
                              SweetSpan *span,
                              GLogLevelFlags level,
                              const char *message)
{
}

/**
 * SweetTracerClass::export_span:
 * @self: a tracer
 * @span: a span that has ended; valid as long as a reference to it
 *
 * Takes a span that has ended.
 *
 * Since: 1.0
 */
static void
sweet_tracer_real_export_span (SweetTracer *self,
                               SweetSpan *span)
{
}

static void
sweet_tracer_class_init (SweetTracerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_tracer_get_property;
  object_class->set_property = sweet_tracer_set_property;
  object_class->finalize = sweet_tracer_finalize;
  klass->export_log = sweet_tracer_real_export_log;
  klass->export_span = sweet_tracer_real_export_span;

  /**
   * SweetTracer:enabled:
   *
   * Whether spans are recorded.
   *
   * Since: 1.0
   */
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", "Enabled", "Whether spans are recorded", TRUE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_tracer_init (SweetTracer *self)
{
  SweetTracerPrivate *priv = sweet_tracer_get_instance_private (self);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  priv->delivery = sweet_delivery_get (context);
  priv->enabled = TRUE;
}

static gboolean
sweet_tracer_is_any_thread (SweetTracer *self)
{
  return SWEET_TRACER_GET_CLASS (self)->any_thread_type == G_OBJECT_TYPE (self);
}

static void
sweet_tracer_export (SweetTracer *self,
                     SweetSpan *span,
                     GLogLevelFlags level,
                     const char *message)
{
  if (message != NULL)
    SWEET_TRACER_GET_CLASS (self)->export_log (self, span, level, message);
  else
    SWEET_TRACER_GET_CLASS (self)->export_span (self, span);
}

static void
sweet_tracer_job_run (SweetDeliveryJob *job,
                      gboolean dropped)
{
  SweetTracerJob *export = (SweetTracerJob *) job;

  if (export->span != NULL && !dropped)
    sweet_tracer_export (export->tracer, export->span, export->level, export->message);
  g_clear_object (&export->span);
  g_object_unref (export->tracer);
  g_free (export->message);
  g_free (export);
}

/* takes the reference to the tracer */
static void
sweet_tracer_post (SweetTracer *self,
                   SweetSpan *span,
                   GLogLevelFlags level,
                   const char *message)
{
  SweetTracerPrivate *priv = sweet_tracer_get_instance_private (self);
  SweetDelivery *delivery = sweet_delivery_ref (priv->delivery);
  SweetTracerJob *export = g_new0 (SweetTracerJob, 1);

  export->job.owner = self;
  export->job.run = sweet_tracer_job_run;
  export->tracer = self;
  export->span = span != NULL ? g_object_ref (span) : NULL;
  export->level = level;
  export->message = g_strdup (message);
  sweet_delivery_post (delivery, &export->job);
  sweet_delivery_unref (delivery);
}

void
sweet_tracer_log (SweetTracer *self,
                  SweetSpan *span,
                  GLogLevelFlags level,
                  const char *message)
{
  if (SWEET_TRACER_GET_CLASS (self)->export_log == sweet_tracer_real_export_log)
    return;

  if (sweet_tracer_is_any_thread (self))
    sweet_tracer_export (self, span, level, message);
  else
    sweet_tracer_post (g_object_ref (self), span, level, message);
}

void
sweet_tracer_finish (SweetTracer *self,
                     SweetSpan *span)
{
  if (sweet_tracer_is_any_thread (self))
    sweet_tracer_export (self, span, 0, NULL);
  else
    sweet_tracer_post (g_object_ref (self), span, 0, NULL);
}

/* drops a reference; what a script may have made goes away on its own context */
void
sweet_tracer_release (SweetTracer *self)
{
  if (sweet_tracer_is_any_thread (self))
    g_object_unref (self);
  else
    sweet_tracer_post (self, NULL, 0, NULL);
}

/**
 * sweet_tracer_class_set_any_thread: (skip)
 * @klass: a class of tracers
 *
 * Says, in its class_init, that the functions of the class may be called on whatever thread logs or ends a
 * span, on several at once. It is never inherited. A class of a script does not need it: it is called on
 * its context.
 *
 * Since: 1.0
 */
void
sweet_tracer_class_set_any_thread (SweetTracerClass *klass)
{
  g_return_if_fail (SWEET_IS_TRACER_CLASS (klass));

  klass->any_thread_type = G_TYPE_FROM_CLASS (klass);
}

/**
 * sweet_tracer_get_enabled:
 * @self: a tracer
 *
 * Tells whether spans are recorded.
 *
 * Returns: %TRUE if they are
 *
 * Since: 1.0
 */
gboolean
sweet_tracer_get_enabled (SweetTracer *self)
{
  SweetTracerPrivate *priv;

  g_return_val_if_fail (SWEET_IS_TRACER (self), FALSE);

  priv = sweet_tracer_get_instance_private (self);
  return __atomic_load_n (&priv->enabled, __ATOMIC_RELAXED);
}

/**
 * sweet_tracer_set_enabled:
 * @self: a tracer
 * @enabled: whether spans are recorded
 *
 * Switches the tracer on or off. Traces that have begun go on to their end.
 *
 * Since: 1.0
 */
void
sweet_tracer_set_enabled (SweetTracer *self,
                          gboolean enabled)
{
  SweetTracerPrivate *priv;

  g_return_if_fail (SWEET_IS_TRACER (self));

  priv = sweet_tracer_get_instance_private (self);
  enabled = enabled != FALSE;
  if (__atomic_exchange_n (&priv->enabled, enabled, __ATOMIC_RELAXED) != enabled)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

/**
 * sweet_tracer_begin_span:
 * @self: a tracer
 * @name: what kind of work it is
 * @task_id: (nullable): the task that it belongs to, or %NULL for none
 *
 * Begins a trace with its first span. Where a task is traced it has begun one already: see
 * [method@Span.begin_child] for what is part of it.
 *
 * Returns: (transfer full): a new span, which records nothing if the tracer is switched off
 *
 * Since: 1.0
 */
SweetSpan *
sweet_tracer_begin_span (SweetTracer *self,
                         const char *name,
                         SweetTaskId *task_id)
{
  g_return_val_if_fail (SWEET_IS_TRACER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (task_id == NULL || SWEET_IS_TASK_ID (task_id), NULL);

  return sweet_span_begin (self, NULL, name, task_id);
}
