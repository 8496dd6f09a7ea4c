/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-collector.h>
#include <sweet/sweet-error.h>

/**
 * SweetCollector:
 *
 * Keeps what a stream delivers: its receivers put events in, its final event shows them.
 *
 * A collector keeps copies, so nothing in it holds up the stream. It is called one at a time and in
 * the order of the input, by whichever thread runs the receiver, and needs no lock; look into it
 * from inside a receiver or after the end.
 *
 * [class@KeyedCollector] keeps the last record of each key. Other collectors, in any language, are
 * subclasses of [class@BaseCollector].
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (SweetCollector, sweet_collector, G_TYPE_OBJECT)

static void
sweet_collector_default_init (SweetCollectorInterface *iface)
{
}

/**
 * sweet_collector_collect:
 * @self: a collector
 * @key: (nullable): the key to keep it under, or %NULL to keep it without one
 * @event: what to keep
 * @error: return location for a #GError
 *
 * Keeps a copy of an event. What a key that is there already means is up to the collector.
 *
 * Fails with %SWEET_STREAM_ERROR_TOO_LARGE if the collector would grow beyond its limit, with
 * %SWEET_STREAM_ERROR_CALLBACK if a script's collector fails without saying why, and with whatever
 * the collector finds wrong.
 *
 * Returns: %TRUE if it was kept, otherwise %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_collector_collect (SweetCollector *self,
                         const char *key,
                         SweetEvent *event,
                         GError **error)
{
  GError *local_error = NULL;

  g_return_val_if_fail (SWEET_IS_COLLECTOR (self), FALSE);
  g_return_val_if_fail (SWEET_IS_EVENT (event), FALSE);

  if (SWEET_COLLECTOR_GET_IFACE (self)->collect (self, key, event, &local_error))
    return TRUE;

  if (local_error == NULL)
    g_set_error (&local_error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK, "%s failed to collect without saying why; return TRUE to go on", G_OBJECT_TYPE_NAME (self));
  g_propagate_error (error, local_error);

  return FALSE;
}

/**
 * sweet_collector_collect_many:
 * @self: a collector
 * @events: a list of [iface@Event]
 * @error: return location for a #GError
 *
 * Keeps copies of several events, without keys. At the first error it stops; the events before are
 * kept.
 *
 * Returns: %TRUE if all were kept, otherwise %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_collector_collect_many (SweetCollector *self,
                              GListModel *events,
                              GError **error)
{
  g_return_val_if_fail (SWEET_IS_COLLECTOR (self), FALSE);
  g_return_val_if_fail (G_IS_LIST_MODEL (events), FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      g_autoptr (GObject) event = g_list_model_get_object (events, i);

      g_return_val_if_fail (SWEET_IS_EVENT (event), FALSE);
      if (!sweet_collector_collect (self, NULL, SWEET_EVENT (event), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * sweet_collector_collect_error:
 * @self: a collector
 * @event: (nullable): the event that the error is about
 * @error: the error
 *
 * Tells a collector of something that went wrong and does not end the stream.
 *
 * Since: 1.0
 */
void
sweet_collector_collect_error (SweetCollector *self,
                               SweetEvent *event,
                               const GError *error)
{
  g_return_if_fail (SWEET_IS_COLLECTOR (self));
  g_return_if_fail (event == NULL || SWEET_IS_EVENT (event));
  g_return_if_fail (error != NULL);

  SWEET_COLLECTOR_GET_IFACE (self)->collect_error (self, event, error);
}

/**
 * sweet_collector_get_collected:
 * @self: a collector
 *
 * Lists what was collected so far.
 *
 * The list is as long as it was when it was asked for, however much is collected later, and makes
 * its items when they are asked for. Like the collector it may be looked at from inside a receiver
 * or after the end.
 *
 * Returns: (transfer full): a list of [iface@Event]
 *
 * Since: 1.0
 */
GListModel *
sweet_collector_get_collected (SweetCollector *self)
{
  g_return_val_if_fail (SWEET_IS_COLLECTOR (self), NULL);

  return SWEET_COLLECTOR_GET_IFACE (self)->get_collected (self);
}

/**
 * sweet_collector_get_n_collected:
 * @self: a collector
 *
 * Gets how many events [method@Collector.get_collected] lists.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_collector_get_n_collected (SweetCollector *self)
{
  g_autoptr (GListModel) collected = sweet_collector_get_collected (self);

  return collected != NULL ? g_list_model_get_n_items (collected) : 0;
}

/**
 * sweet_collector_lookup:
 * @self: a collector
 * @key: a key
 *
 * Looks up what was collected under a key, the last one if there are several.
 *
 * Returns: (transfer full) (nullable): the event, or %NULL if there is none
 *
 * Since: 1.0
 */
SweetEvent *
sweet_collector_lookup (SweetCollector *self,
                        const char *key)
{
  g_return_val_if_fail (SWEET_IS_COLLECTOR (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return SWEET_COLLECTOR_GET_IFACE (self)->lookup (self, key);
}
