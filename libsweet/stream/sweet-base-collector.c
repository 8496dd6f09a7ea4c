/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-base-collector-private.h"

#include <string.h>

/**
 * SweetBaseCollector:
 *
 * What collectors are made from, in any language.
 *
 * As it is it keeps every event in the order in which they came; of those under one key
 * [method@Collector.lookup] finds the last. A subclass that overrides nothing does just that. One
 * that overrides [vfunc@BaseCollector.add_event] may chain up to keep an event, or do something
 * else with it.
 *
 * Records are kept as compact copies of their rows. A copy becomes an event again when somebody
 * asks for it, so the same record may be shown by several [class@ReceiverEvent] objects.
 *
 * Since: 1.0
 */
typedef struct
{
  SweetRowStore *store;
  guint64 n_errors;
  GError *first_error;
} SweetBaseCollectorPrivate;

typedef enum
{
  PROP_N_ERRORS = 1,
} SweetBaseCollectorProperty;

static GParamSpec *properties[PROP_N_ERRORS + 1];

static void sweet_base_collector_iface_init (SweetCollectorInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SweetBaseCollector, sweet_base_collector, G_TYPE_OBJECT, G_ADD_PRIVATE (SweetBaseCollector) G_IMPLEMENT_INTERFACE (SWEET_TYPE_COLLECTOR, sweet_base_collector_iface_init))

SweetRowStore *
sweet_base_collector_get_store (SweetBaseCollector *self)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (self);

  return priv->store;
}

void
sweet_base_collector_set_store (SweetBaseCollector *self,
                                SweetRowStore *store)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (self);

  sweet_row_store_unref (priv->store);
  priv->store = store;
}

/**
 * SweetBaseCollectorClass::add_event:
 * @self: a collector
 * @key: (nullable): the key to keep it under, or %NULL to keep it without one
 * @event: what to keep
 * @error: return location for a #GError
 *
 * Does what [method@Collector.collect] does.
 *
 * Returns: %TRUE if it was taken, otherwise %FALSE with @error set
 *
 * Since: 1.0
 */
static gboolean
sweet_base_collector_add_event (SweetBaseCollector *self,
                                const char *key,
                                SweetEvent *event,
                                GError **error)
{
  return sweet_row_store_add_event (sweet_base_collector_get_store (self), key, event, error);
}

/**
 * SweetBaseCollectorClass::add_error:
 * @self: a collector
 * @event: (nullable): the event that the error is about
 * @error: the error
 *
 * Does what [method@Collector.collect_error] does.
 *
 * Since: 1.0
 */
static void
sweet_base_collector_add_error (SweetBaseCollector *self,
                                SweetEvent *event,
                                const GError *error)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (self);

  priv->n_errors++;
  if (priv->first_error == NULL)
    priv->first_error = g_error_copy (error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ERRORS]);
}

static gboolean
sweet_base_collector_collect (SweetCollector *collector,
                              const char *key,
                              SweetEvent *event,
                              GError **error)
{
  SweetBaseCollector *self = SWEET_BASE_COLLECTOR (collector);

  return SWEET_BASE_COLLECTOR_GET_CLASS (self)->add_event (self, key, event, error);
}

static void
sweet_base_collector_collect_error (SweetCollector *collector,
                                    SweetEvent *event,
                                    const GError *error)
{
  SweetBaseCollector *self = SWEET_BASE_COLLECTOR (collector);

  SWEET_BASE_COLLECTOR_GET_CLASS (self)->add_error (self, event, error);
}

static GListModel *
sweet_base_collector_get_collected (SweetCollector *collector)
{
  return sweet_row_store_list (sweet_base_collector_get_store (SWEET_BASE_COLLECTOR (collector)));
}

static SweetEvent *
sweet_base_collector_lookup (SweetCollector *collector,
                             const char *key)
{
  SweetRowStore *store = sweet_base_collector_get_store (SWEET_BASE_COLLECTOR (collector));
  gint64 record = sweet_row_store_find (store, key, strlen (key));

  return record >= 0 ? sweet_row_store_get_event (store, (guint) record) : NULL;
}

static void
sweet_base_collector_iface_init (SweetCollectorInterface *iface)
{
  iface->collect = sweet_base_collector_collect;
  iface->collect_error = sweet_base_collector_collect_error;
  iface->get_collected = sweet_base_collector_get_collected;
  iface->lookup = sweet_base_collector_lookup;
}

static void
sweet_base_collector_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  switch ((SweetBaseCollectorProperty) property_id)
    {
    case PROP_N_ERRORS:
      g_value_set_uint64 (value, sweet_base_collector_get_n_errors (SWEET_BASE_COLLECTOR (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_base_collector_finalize (GObject *object)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (SWEET_BASE_COLLECTOR (object));

  g_clear_pointer (&priv->store, sweet_row_store_unref);
  g_clear_error (&priv->first_error);

  G_OBJECT_CLASS (sweet_base_collector_parent_class)->finalize (object);
}

static void
sweet_base_collector_class_init (SweetBaseCollectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_base_collector_get_property;
  object_class->finalize = sweet_base_collector_finalize;

  klass->add_event = sweet_base_collector_add_event;
  klass->add_error = sweet_base_collector_add_error;

  /**
   * SweetBaseCollector:n-errors:
   *
   * How many errors were collected.
   *
   * Since: 1.0
   */
  properties[PROP_N_ERRORS] = g_param_spec_uint64 ("n-errors", "Number of errors", "How many errors were collected", 0, G_MAXUINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_base_collector_init (SweetBaseCollector *self)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (self);

  priv->store = sweet_row_store_new (FALSE);
}

/**
 * sweet_base_collector_get_n_errors:
 * @self: a collector
 *
 * Gets how many errors were collected.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_base_collector_get_n_errors (SweetBaseCollector *self)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_BASE_COLLECTOR (self), 0);

  return priv->n_errors;
}

/**
 * sweet_base_collector_check:
 * @self: a collector
 * @error: return location for a #GError
 *
 * Tells whether no error was collected. Otherwise the error is the first one.
 *
 * Returns: %TRUE without errors, otherwise %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_base_collector_check (SweetBaseCollector *self,
                            GError **error)
{
  SweetBaseCollectorPrivate *priv = sweet_base_collector_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_BASE_COLLECTOR (self), FALSE);

  if (priv->first_error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (priv->first_error));

  return FALSE;
}
