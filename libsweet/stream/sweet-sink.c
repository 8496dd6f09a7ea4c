/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * SweetSink:
 *
 * The end of a pipeline: consumes bytes or records, in input order. See #SweetSinkClass for what a
 * subclass overrides.
 *
 * Since: 1.0
 */

G_DEFINE_ABSTRACT_TYPE (SweetSink, sweet_sink, SWEET_TYPE_ELEMENT)

static void
sweet_sink_get_media (SweetElement *element,
                      SweetMedia *input,
                      SweetMedia *output)
{
  *input = SWEET_MEDIA_BYTES;
  *output = SWEET_MEDIA_NONE;
}

static void
sweet_sink_class_init (SweetSinkClass *klass)
{
  SWEET_ELEMENT_CLASS (klass)->get_media = sweet_sink_get_media;
}

static void
sweet_sink_init (SweetSink *self)
{
}
