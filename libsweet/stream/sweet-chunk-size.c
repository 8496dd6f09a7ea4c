/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-chunk-size.h>
#include <sweet/sweet-enum-types.h>

/**
 * SweetChunkSize:
 *
 * How large the chunks are that a receiver gets: a number and what it counts.
 *
 * A chunk ends at the end of a record, so lines and bytes are reached or passed, never cut. Rows
 * and items are the same number of records; both names exist because a stream of records need not
 * be a table. The last chunk of a stream may be smaller.
 *
 * Sizes never change and may be used from any thread.
 *
 * Since: 1.0
 */
struct _SweetChunkSize
{
  GObject parent_instance;

  SweetChunkUnit unit;
  guint64 count;
};

typedef enum
{
  PROP_UNIT = 1,
  PROP_COUNT,
} SweetChunkSizeProperty;

static GParamSpec *properties[PROP_COUNT + 1];

G_DEFINE_FINAL_TYPE (SweetChunkSize, sweet_chunk_size, G_TYPE_OBJECT)

static void
sweet_chunk_size_get_property (GObject *object,
                               guint property_id,
                               GValue *value,
                               GParamSpec *pspec)
{
  SweetChunkSize *self = SWEET_CHUNK_SIZE (object);

  switch ((SweetChunkSizeProperty) property_id)
    {
    case PROP_UNIT:
      g_value_set_enum (value, (int) self->unit);
      break;
    case PROP_COUNT:
      g_value_set_uint64 (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_chunk_size_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SweetChunkSize *self = SWEET_CHUNK_SIZE (object);

  switch ((SweetChunkSizeProperty) property_id)
    {
    case PROP_UNIT:
      self->unit = (SweetChunkUnit) g_value_get_enum (value);
      break;
    case PROP_COUNT:
      self->count = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_chunk_size_class_init (SweetChunkSizeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_chunk_size_get_property;
  object_class->set_property = sweet_chunk_size_set_property;

  /**
   * SweetChunkSize:unit:
   *
   * What is counted.
   *
   * Since: 1.0
   */
  properties[PROP_UNIT] = g_param_spec_enum ("unit", "Unit", "What is counted: rows, items, lines or bytes", SWEET_TYPE_CHUNK_UNIT, SWEET_CHUNK_UNIT_ROWS, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * SweetChunkSize:count:
   *
   * How many of the unit make a chunk.
   *
   * Since: 1.0
   */
  properties[PROP_COUNT] = g_param_spec_uint64 ("count", "Count", "How many of the unit make a chunk", 1, G_MAXUINT64, 1, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_chunk_size_init (SweetChunkSize *self)
{
}

/**
 * sweet_chunk_size_new:
 * @unit: what to count
 * @count: how many, at least 1
 *
 * Makes a chunk size.
 *
 * Returns: (transfer full): a new chunk size
 *
 * Since: 1.0
 */
SweetChunkSize *
sweet_chunk_size_new (SweetChunkUnit unit,
                      guint64 count)
{
  g_return_val_if_fail (count > 0, NULL);

  return g_object_new (SWEET_TYPE_CHUNK_SIZE, "unit", unit, "count", count, NULL);
}

/**
 * sweet_chunk_size_new_rows:
 * @count: how many rows, at least 1
 *
 * Makes a chunk size in rows of a table.
 *
 * Returns: (transfer full): a new chunk size
 *
 * Since: 1.0
 */
SweetChunkSize *
sweet_chunk_size_new_rows (guint64 count)
{
  return sweet_chunk_size_new (SWEET_CHUNK_UNIT_ROWS, count);
}

/**
 * sweet_chunk_size_new_items:
 * @count: how many items, at least 1
 *
 * Makes a chunk size in items of a list.
 *
 * Returns: (transfer full): a new chunk size
 *
 * Since: 1.0
 */
SweetChunkSize *
sweet_chunk_size_new_items (guint64 count)
{
  return sweet_chunk_size_new (SWEET_CHUNK_UNIT_ITEMS, count);
}

/**
 * sweet_chunk_size_new_lines:
 * @count: how many lines, at least 1
 *
 * Makes a chunk size in lines of the input.
 *
 * Returns: (transfer full): a new chunk size
 *
 * Since: 1.0
 */
SweetChunkSize *
sweet_chunk_size_new_lines (guint64 count)
{
  return sweet_chunk_size_new (SWEET_CHUNK_UNIT_LINES, count);
}

/**
 * sweet_chunk_size_new_bytes:
 * @count: how many bytes, at least 1; see SWEET_KIB() and its like
 *
 * Makes a chunk size in bytes of the input.
 *
 * Returns: (transfer full): a new chunk size
 *
 * Since: 1.0
 */
SweetChunkSize *
sweet_chunk_size_new_bytes (guint64 count)
{
  return sweet_chunk_size_new (SWEET_CHUNK_UNIT_BYTES, count);
}

/**
 * sweet_chunk_size_get_unit:
 * @self: a chunk size
 *
 * Gets what is counted.
 *
 * Returns: the unit
 *
 * Since: 1.0
 */
SweetChunkUnit
sweet_chunk_size_get_unit (SweetChunkSize *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK_SIZE (self), SWEET_CHUNK_UNIT_ROWS);

  return self->unit;
}

/**
 * sweet_chunk_size_get_count:
 * @self: a chunk size
 *
 * Gets how many of the unit make a chunk.
 *
 * Returns: the number, at least 1
 *
 * Since: 1.0
 */
guint64
sweet_chunk_size_get_count (SweetChunkSize *self)
{
  g_return_val_if_fail (SWEET_IS_CHUNK_SIZE (self), 1);

  return self->count;
}
