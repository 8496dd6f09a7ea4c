/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-base-collector-private.h"

/**
 * SweetKeyedCollector:
 *
 * Keeps the last record of each key, in the order in which the keys came first.
 *
 * A record under a key that is there already takes the place of the record before. What is
 * collected without a key is kept as well, each in a place of its own. Keys are compared byte by
 * byte.
 *
 * What is kept needs about as much memory as its text, twice that at most where records are
 * replaced, however many there were. [property@KeyedCollector:max-memory] sets a limit.
 *
 * Records are counted with their rows, keys and places; an event that is no record of an input is
 * counted as 1 KiB.
 *
 * Since: 1.0
 */
struct _SweetKeyedCollector
{
  SweetBaseCollector parent_instance;

  guint64 max_memory;
};

typedef enum
{
  PROP_MEMORY = 1,
  PROP_MAX_MEMORY,
} SweetKeyedCollectorProperty;

static GParamSpec *properties[PROP_MAX_MEMORY + 1];

G_DEFINE_FINAL_TYPE (SweetKeyedCollector, sweet_keyed_collector, SWEET_TYPE_BASE_COLLECTOR)

static void
sweet_keyed_collector_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  SweetKeyedCollector *self = SWEET_KEYED_COLLECTOR (object);

  switch ((SweetKeyedCollectorProperty) property_id)
    {
    case PROP_MEMORY:
      g_value_set_uint64 (value, sweet_keyed_collector_get_memory (self));
      break;
    case PROP_MAX_MEMORY:
      g_value_set_uint64 (value, self->max_memory);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_keyed_collector_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SweetKeyedCollector *self = SWEET_KEYED_COLLECTOR (object);

  switch ((SweetKeyedCollectorProperty) property_id)
    {
    case PROP_MAX_MEMORY:
      sweet_keyed_collector_set_max_memory (self, g_value_get_uint64 (value));
      break;
    case PROP_MEMORY:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_keyed_collector_class_init (SweetKeyedCollectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_keyed_collector_get_property;
  object_class->set_property = sweet_keyed_collector_set_property;

  /**
   * SweetKeyedCollector:memory:
   *
   * How much memory what is kept needs, in bytes. It changes without notify.
   *
   * Since: 1.0
   */
  properties[PROP_MEMORY] = sweet_param_spec_size ("memory", "Memory", "How much memory what is kept needs", 0, G_MAXUINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * SweetKeyedCollector:max-memory:
   *
   * How much memory may be needed, in bytes; 0 means no limit. The record that passes the limit is
   * kept, and collecting it and any further one fails with %SWEET_STREAM_ERROR_TOO_LARGE.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_MEMORY] = sweet_param_spec_size ("max-memory", "Maximum memory", "How much memory what is kept may need; 0 means no limit", 0, G_MAXUINT64, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_keyed_collector_init (SweetKeyedCollector *self)
{
  sweet_base_collector_set_store (SWEET_BASE_COLLECTOR (self), sweet_row_store_new (TRUE));
}

/**
 * sweet_keyed_collector_new:
 *
 * Makes a collector without a limit.
 *
 * Returns: (transfer full): a new collector
 *
 * Since: 1.0
 */
SweetKeyedCollector *
sweet_keyed_collector_new (void)
{
  return g_object_new (SWEET_TYPE_KEYED_COLLECTOR, NULL);
}

/**
 * sweet_keyed_collector_get_memory:
 * @self: a keyed collector
 *
 * Gets how much memory what is kept needs.
 *
 * Returns: the size in bytes
 *
 * Since: 1.0
 */
guint64
sweet_keyed_collector_get_memory (SweetKeyedCollector *self)
{
  g_return_val_if_fail (SWEET_IS_KEYED_COLLECTOR (self), 0);

  return sweet_row_store_get_memory (sweet_base_collector_get_store (SWEET_BASE_COLLECTOR (self)));
}

/**
 * sweet_keyed_collector_get_max_memory:
 * @self: a keyed collector
 *
 * Gets how much memory may be needed.
 *
 * Returns: the size in bytes, 0 for no limit
 *
 * Since: 1.0
 */
guint64
sweet_keyed_collector_get_max_memory (SweetKeyedCollector *self)
{
  g_return_val_if_fail (SWEET_IS_KEYED_COLLECTOR (self), 0);

  return self->max_memory;
}

/**
 * sweet_keyed_collector_set_max_memory:
 * @self: a keyed collector
 * @max_memory: the size in bytes, 0 for no limit
 *
 * Sets how much memory may be needed. What is kept already stays.
 *
 * Since: 1.0
 */
void
sweet_keyed_collector_set_max_memory (SweetKeyedCollector *self,
                                      guint64 max_memory)
{
  g_return_if_fail (SWEET_IS_KEYED_COLLECTOR (self));

  if (self->max_memory == max_memory)
    return;

  self->max_memory = max_memory;
  sweet_row_store_set_max_memory (sweet_base_collector_get_store (SWEET_BASE_COLLECTOR (self)), max_memory);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_MEMORY]);
}

/**
 * sweet_keyed_collector_collect_row:
 * @self: a keyed collector
 * @chunk: a chunk of records
 * @row: a row of it
 * @key_column: the column that holds the key, or -1 for none
 * @error: return location for a #GError
 *
 * Keeps a copy of one row. This is [method@Collector.collect] for elements, which have chunks and
 * no events. A row whose key is missing is kept without a key.
 *
 * Fails with %SWEET_STREAM_ERROR_STALE if the chunk cannot be read any more, and with
 * %SWEET_STREAM_ERROR_TOO_LARGE if the collector would grow beyond its limit.
 *
 * Returns: %TRUE if it was kept, otherwise %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_keyed_collector_collect_row (SweetKeyedCollector *self,
                                   SweetChunk *chunk,
                                   guint row,
                                   int key_column,
                                   GError **error)
{
  SweetRowStore *store;
  const SweetCell *cells;
  const char *key = NULL;
  gsize key_length = 0;

  g_return_val_if_fail (SWEET_IS_KEYED_COLLECTOR (self), FALSE);
  g_return_val_if_fail (SWEET_IS_CHUNK (chunk), FALSE);
  g_return_val_if_fail (row < sweet_chunk_get_n_rows (chunk) || sweet_chunk_is_stale (chunk), FALSE);

  if (key_column >= 0)
    {
      cells = sweet_chunk_get_column (chunk, (guint) key_column, error);
      if (cells == NULL)
        return FALSE;
      if (!sweet_cell_is_missing (&cells[row]))
        {
          key = cells[row].data;
          key_length = cells[row].length;
        }
    }

  store = sweet_base_collector_get_store (SWEET_BASE_COLLECTOR (self));

  return sweet_row_store_add_row (store, key, key_length, chunk, row, error);
}

/**
 * sweet_keyed_collector_emit:
 * @self: a keyed collector
 * @out: where to
 * @error: return location for a #GError
 *
 * Hands on all records in the order in which their keys came first, in chunks of up to 4096 rows,
 * and empties the collector. Memory is given back on the way.
 *
 * Where the columns of records differ and some record has those of all others in front of its own,
 * as in a stream that gains columns, all chunks have the columns of that one.
 *
 * Fails with %SWEET_STREAM_ERROR_SCHEMA at an event that has no columns.
 *
 * Returns: %TRUE, or %FALSE with @error set; the collector is empty in either case
 *
 * Since: 1.0
 */
gboolean
sweet_keyed_collector_emit (SweetKeyedCollector *self,
                            SweetEmitter *out,
                            GError **error)
{
  g_autoptr (SweetRowStore) store = NULL;
  SweetRowStore *empty;

  g_return_val_if_fail (SWEET_IS_KEYED_COLLECTOR (self), FALSE);
  g_return_val_if_fail (SWEET_IS_EMITTER (out), FALSE);

  store = sweet_row_store_ref (sweet_base_collector_get_store (SWEET_BASE_COLLECTOR (self)));
  empty = sweet_row_store_new (TRUE);
  sweet_row_store_set_max_memory (empty, self->max_memory);
  sweet_base_collector_set_store (SWEET_BASE_COLLECTOR (self), empty);

  return sweet_row_store_emit (store, out, error);
}
