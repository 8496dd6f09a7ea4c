/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * SweetSource:
 *
 * The beginning of a pipeline: yields bytes or records.
 *
 * A source of bytes that can be read anywhere (a regular file) says its length and is read by all
 * workers at once. One that consists of parts (a folder, the pages of a server) may be split into sources
 * that are read at once; order is kept. Every other source is read in order, and what it has when it would have to wait
 * goes on at once.
 *
 * A subclass in a script overrides `read_bytes` or, with `get_media` saying records,
 * `read_records`; or `split` alone.
 *
 * Since: 1.0
 */

/**
 * SweetSourceClass::open:
 * @self: a source
 * @cancellable: (nullable): becomes cancelled when the run ends early
 * @error: return location for an error
 *
 * Makes the source ready.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSourceClass::read: (skip)
 */

/**
 * SweetSourceClass::read_bytes:
 * @self: a source
 * @size: the most bytes to return
 * @cancellable: (nullable): becomes cancelled when the run ends early, or when the call takes longer than its timeout
 * @error: return location for an error
 *
 * Reads what comes next.
 *
 * Returns: (transfer full): the bytes, none at the end, or %NULL with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSourceClass::read_records:
 * @self: a source
 * @out: takes the chunks
 * @cancellable: (nullable): becomes cancelled when the run ends early, or when the call takes longer than its timeout
 * @error: return location for an error
 *
 * Emits what comes next.
 *
 * Returns: how it goes on; %SWEET_READ_RESULT_FAILED with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSourceClass::length: (skip)
 */

/**
 * SweetSourceClass::read_at: (skip)
 */

/**
 * SweetSourceClass::split:
 * @self: a source
 * @n_parts: how many parts are read at once
 * @cancellable: (nullable): becomes cancelled when the run ends early
 * @error: return location for an error
 *
 * Divides the source into sources that are read independently: new ones for each run, elements such as `file`
 * which workers read at once, or others of a script, which the main context reads one after the other.
 *
 * Returns: (transfer full) (nullable): a list of #SweetSource in the order of the input, or %NULL, with @error
 *   set where that is a failure
 *
 * Since: 1.0
 */

/**
 * SweetSourceClass::close:
 * @self: a source
 *
 * Lets go of what `open` has acquired.
 *
 * Since: 1.0
 */

#define SWEET_SOURCE_MAX_BLOCK_SIZE SWEET_MIB (256)

typedef struct
{
  guint64 block_size;
  const char *label; /* interned, as the names of elements are: chunks and errors have it for longer */
  SweetStrategy *read_strategy;
} SweetSourcePrivate;

enum
{
  PROP_0,
  PROP_BLOCK_SIZE,
  PROP_READ_STRATEGY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SweetSource, sweet_source, SWEET_TYPE_ELEMENT)

static void
sweet_source_finalize (GObject *object)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (SWEET_SOURCE (object));

  g_clear_object (&priv->read_strategy);
  G_OBJECT_CLASS (sweet_source_parent_class)->finalize (object);
}

static void
sweet_source_get_property (GObject *object,
                           guint prop_id,
                           GValue *value,
                           GParamSpec *pspec)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (SWEET_SOURCE (object));

  switch (prop_id)
    {
    case PROP_BLOCK_SIZE:
      g_value_set_uint64 (value, priv->block_size);
      break;
    case PROP_READ_STRATEGY:
      g_value_set_object (value, priv->read_strategy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_source_set_property (GObject *object,
                           guint prop_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (SWEET_SOURCE (object));

  switch (prop_id)
    {
    case PROP_BLOCK_SIZE:
      priv->block_size = g_value_get_uint64 (value);
      break;
    case PROP_READ_STRATEGY:
      g_set_object (&priv->read_strategy, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_source_get_media (SweetElement *element,
                        SweetMedia *input,
                        SweetMedia *output)
{
  *input = SWEET_MEDIA_NONE;
  *output = SWEET_MEDIA_BYTES;
}

static void
sweet_source_class_init (SweetSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_source_finalize;
  object_class->get_property = sweet_source_get_property;
  object_class->set_property = sweet_source_set_property;
  SWEET_ELEMENT_CLASS (klass)->get_media = sweet_source_get_media;

  /**
   * SweetSource:block-size:
   *
   * How much is read at once, in bytes; 0 chooses: 1 MiB, or half of the level 2 cache if that is
   * less. Never changes the result.
   *
   * Since: 1.0
   */
  properties[PROP_BLOCK_SIZE] =
      sweet_param_spec_size ("block-size", "Block size", "How much is read at once; 0 chooses by the size of the cache",
                             0, SWEET_SOURCE_MAX_BLOCK_SIZE, 0,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * SweetSource:read-strategy:
   *
   * How the source is read: what sweet_emitting_task_builder_with_sender_strategy() says of it. %NULL: by
   * all workers at once where the source can be read anywhere, otherwise in order. In a pipeline line it is a
   * strategy with its options, `read-strategy='parallel workers=4'`.
   *
   * Since: 1.0
   */
  properties[PROP_READ_STRATEGY] =
      g_param_spec_object ("read-strategy", "Read strategy", "How the source is read, a strategy with its options; without one by all workers at once where it can be read anywhere",
                           SWEET_TYPE_STRATEGY, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_source_init (SweetSource *self)
{
}

/**
 * sweet_source_get_block_size:
 * @self: a source
 *
 * Gets the property #SweetSource:block-size.
 *
 * Returns: the size in bytes, 0 for automatic
 *
 * Since: 1.0
 */
guint64
sweet_source_get_block_size (SweetSource *self)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_SOURCE (self), 0);

  return priv->block_size;
}

/**
 * sweet_source_get_read_strategy:
 * @self: a source
 *
 * Gets the property #SweetSource:read-strategy.
 *
 * Returns: (transfer none) (nullable): the strategy, or %NULL for the built-in plan
 *
 * Since: 1.0
 */
SweetStrategy *
sweet_source_get_read_strategy (SweetSource *self)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_SOURCE (self), NULL);

  return priv->read_strategy;
}

/**
 * sweet_source_get_label:
 * @self: a source
 *
 * Gets what messages about the input call it.
 *
 * Returns: (transfer none): the label; by default the element's name
 *
 * Since: 1.0
 */
const char *
sweet_source_get_label (SweetSource *self)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_SOURCE (self), NULL);

  return priv->label != NULL ? priv->label : sweet_element_get_name (SWEET_ELEMENT (self));
}

/**
 * sweet_source_set_label:
 * @self: a source
 * @label: (nullable): a file name, an address
 *
 * Says what messages about the input call it. A source does this in its `open` function. What is not
 * UTF-8 is replaced.
 *
 * Since: 1.0
 */
void
sweet_source_set_label (SweetSource *self,
                        const char *label)
{
  SweetSourcePrivate *priv = sweet_source_get_instance_private (self);
  g_autofree char *text = NULL;

  g_return_if_fail (SWEET_IS_SOURCE (self));

  /* a file name may be anything, a message is UTF-8 */
  text = label != NULL ? g_utf8_make_valid (label, -1) : NULL;
  priv->label = g_intern_string (text);
}
