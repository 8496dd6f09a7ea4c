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

/**
 * SweetProcessorClass::set_schema:
 * @self: a processor
 * @schema: the columns of the chunks that follow
 * @error: return location for an error
 *
 * Tells the columns before the first chunk, and when they change.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetProcessorClass::process:
 * @self: a processor
 * @chunk: some records, or bytes; valid during the call
 * @out: takes the chunks that go on
 * @cancellable: (nullable): becomes cancelled when the run is, or when the call takes longer than its timeout
 * @error: return location for an error
 *
 * Emits zero, one or many chunks for @chunk.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetProcessorClass::fork:
 * @self: a processor
 *
 * Makes another one that accumulates on another worker.
 *
 * Returns: (transfer full): a processor
 *
 * Since: 1.0
 */

/**
 * SweetProcessorClass::merge:
 * @self: a processor
 * @other: a fork of it
 * @error: return location for an error
 *
 * Takes over what @other has accumulated.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetProcessorClass::finish:
 * @self: a processor
 * @out: takes the chunks that go on
 * @cancellable: (nullable): becomes cancelled when the run is
 * @error: return location for an error
 *
 * Emits what is left at the end of the input.
 *
 * Returns: %TRUE, or %FALSE with @error set
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
