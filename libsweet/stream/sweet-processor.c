/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * SweetProcessor:
 *
 * Changes what passes: leaves records out, adds some, counts, collects. See #SweetProcessorClass
 * for what a subclass overrides.
 *
 * Since: 1.0
 */

G_DEFINE_ABSTRACT_TYPE (SweetProcessor, sweet_processor, SWEET_TYPE_ELEMENT)

static void
sweet_processor_get_media (SweetElement *element,
                           SweetMedia *input,
                           SweetMedia *output)
{
  *input = SWEET_MEDIA_RECORDS;
  *output = SWEET_MEDIA_RECORDS;
}

static void
sweet_processor_class_init (SweetProcessorClass *klass)
{
  SWEET_ELEMENT_CLASS (klass)->get_media = sweet_processor_get_media;
}

static void
sweet_processor_init (SweetProcessor *self)
{
}
