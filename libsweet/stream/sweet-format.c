/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-format-private.h"

/**
 * SweetFormat:
 *
 * Turns bytes into records and records into bytes. The same element decodes where bytes arrive and
 * encodes where records arrive.
 *
 * How a format finds and decodes records decides the speed of everything behind it, so its
 * functions are for C; see #SweetFormatClass.
 *
 * Since: 1.0
 */

#define SWEET_FORMAT_DEFAULT_MAX_RECORD_SIZE SWEET_MIB (16)
#define SWEET_FORMAT_MAX_RECORD_SIZE         SWEET_GIB (1)

typedef struct
{
  SweetOnError on_error;
  guint64 max_record_size;
  SweetRowLayout layout;
} SweetFormatPrivate;

enum
{
  PROP_0,
  PROP_ON_ERROR,
  PROP_MAX_RECORD_SIZE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/**
 * SweetFormatClass::begin: (skip)
 */

/**
 * SweetFormatClass::guess_start: (skip)
 */

/**
 * SweetFormatClass::decode: (skip)
 */

/**
 * SweetFormatClass::describe_error: (skip)
 */

/**
 * SweetFormatClass::encode_header: (skip)
 */

/**
 * SweetFormatClass::encode: (skip)
 */

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SweetFormat, sweet_format, SWEET_TYPE_ELEMENT)

static void
sweet_format_get_property (GObject *object,
                           guint prop_id,
                           GValue *value,
                           GParamSpec *pspec)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (SWEET_FORMAT (object));

  switch (prop_id)
    {
    case PROP_ON_ERROR:
      g_value_set_enum (value, (int) priv->on_error);
      break;
    case PROP_MAX_RECORD_SIZE:
      g_value_set_uint64 (value, priv->max_record_size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_format_set_property (GObject *object,
                           guint prop_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (SWEET_FORMAT (object));

  switch (prop_id)
    {
    case PROP_ON_ERROR:
      priv->on_error = (SweetOnError) g_value_get_enum (value);
      break;
    case PROP_MAX_RECORD_SIZE:
      priv->max_record_size = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sweet_format_get_media (SweetElement *element,
                        SweetMedia *input,
                        SweetMedia *output)
{
  *input = SWEET_MEDIA_BYTES;
  *output = SWEET_MEDIA_RECORDS;
}

static void
sweet_format_class_init (SweetFormatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sweet_format_get_property;
  object_class->set_property = sweet_format_set_property;
  SWEET_ELEMENT_CLASS (klass)->get_media = sweet_format_get_media;

  /**
   * SweetFormat:on-error:
   *
   * What to do about a malformed record when decoding.
   *
   * Since: 1.0
   */
  properties[PROP_ON_ERROR] =
      g_param_spec_enum ("on-error", "On error",
                         "What to do about a malformed record: stop with an error, or skip and count it",
                         SWEET_TYPE_ON_ERROR, SWEET_ON_ERROR_STOP,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * SweetFormat:max-record-size:
   *
   * The most bytes one record may have when decoding, without its line end.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_RECORD_SIZE] =
      sweet_param_spec_size ("max-record-size", "Maximum record size", "The most bytes that one record may have",
                             1, SWEET_FORMAT_MAX_RECORD_SIZE, SWEET_FORMAT_DEFAULT_MAX_RECORD_SIZE,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_format_init (SweetFormat *self)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (self);

  priv->max_record_size = SWEET_FORMAT_DEFAULT_MAX_RECORD_SIZE;
  priv->layout = (SweetRowLayout){ SWEET_CELL_PLACES_ENDS, -1, NULL, 0, 0 };
}

const SweetRowLayout *
sweet_format_get_layout (SweetFormat *self)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (self);

  return &priv->layout;
}

/**
 * sweet_format_get_on_error:
 * @self: a format
 *
 * Gets the property #SweetFormat:on-error.
 *
 * Returns: what to do about a malformed record
 *
 * Since: 1.0
 */
SweetOnError
sweet_format_get_on_error (SweetFormat *self)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_FORMAT (self), SWEET_ON_ERROR_STOP);

  return priv->on_error;
}

/**
 * sweet_format_get_max_record_size:
 * @self: a format
 *
 * Gets the property #SweetFormat:max-record-size.
 *
 * Returns: the size in bytes
 *
 * Since: 1.0
 */
guint64
sweet_format_get_max_record_size (SweetFormat *self)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_FORMAT (self), 0);

  return priv->max_record_size;
}

/**
 * sweet_format_set_layout: (skip)
 * @self: a format
 * @layout: how its rows are laid out
 *
 * Says how cells are found and read, in the format's `begin` function. The default is
 * %SWEET_CELL_PLACES_ENDS and all cells text as they are.
 *
 * Since: 1.0
 */
void
sweet_format_set_layout (SweetFormat *self,
                         const SweetRowLayout *layout)
{
  SweetFormatPrivate *priv = sweet_format_get_instance_private (self);

  g_return_if_fail (SWEET_IS_FORMAT (self));

  priv->layout = *layout;
}
