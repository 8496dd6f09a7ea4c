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

/**
 * SweetSinkClass::open:
 * @self: a sink
 * @cancellable: (nullable): becomes cancelled when the run is
 * @error: return location for an error
 *
 * Makes the sink ready.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSinkClass::write: (skip)
 */

/**
 * SweetSinkClass::write_bytes:
 * @self: a sink
 * @bytes: some bytes, at least one
 * @cancellable: (nullable): becomes cancelled when the run is, or when the call takes longer than its timeout
 * @error: return location for an error
 *
 * Writes all of @bytes.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSinkClass::write_chunk:
 * @self: a sink
 * @chunk: some records, valid during the call
 * @cancellable: (nullable): becomes cancelled when the run is, or when the call takes longer than its timeout
 * @error: return location for an error
 *
 * Writes all rows of @chunk.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSinkClass::flush:
 * @self: a sink
 * @cancellable: (nullable): becomes cancelled when the run is
 * @error: return location for an error
 *
 * Hands on what the sink has buffered.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * SweetSinkClass::close:
 * @self: a sink
 * @complete: whether everything was written
 * @error: return location for an error
 *
 * Makes what was written last, or undoes it.
 *
 * Returns: %TRUE, or %FALSE with @error set
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
