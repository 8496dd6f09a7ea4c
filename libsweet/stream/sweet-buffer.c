/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * sweet_buffer_grow: (skip)
 * @self: a buffer
 * @extra: bytes about to be written
 *
 * The slow half of sweet_buffer_reserve(): at least doubles the allocation.
 *
 * Since: 1.0
 */
void
sweet_buffer_grow (SweetBuffer *self,
                   gsize extra)
{
  gsize capacity = MAX (self->capacity, 4096);

  while (capacity - self->length < extra)
    capacity *= 2;

  self->data = g_realloc (self->data, capacity);
  self->capacity = capacity;
}

/**
 * sweet_buffer_clear: (skip)
 * @self: a buffer
 *
 * Frees the bytes.
 *
 * Since: 1.0
 */
void
sweet_buffer_clear (SweetBuffer *self)
{
  g_clear_pointer (&self->data, g_free);
  self->length = 0;
  self->capacity = 0;
}
