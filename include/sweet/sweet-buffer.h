/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <glib-object.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetBuffer:
 * @data: the bytes
 * @length: bytes in use
 * @capacity: bytes allocated
 *
 * A growing run of bytes that formats encode into. The engine keeps and reuses it, so that a
 * stream at full speed allocates nothing.
 *
 * Since: 1.0
 */
typedef struct _SweetBuffer SweetBuffer;
struct _SweetBuffer
{
  guint8 *data;
  gsize length;
  gsize capacity;
};

SWEET_AVAILABLE_IN_ALL
void sweet_buffer_grow (SweetBuffer *self,
                        gsize extra);
SWEET_AVAILABLE_IN_ALL
void sweet_buffer_clear (SweetBuffer *self);

/**
 * sweet_buffer_reserve: (skip)
 * @self: a buffer
 * @extra: bytes about to be written
 *
 * Makes room for @extra bytes behind those in use. After writing n of them, add n to
 * `self->length`.
 *
 * Returns: where to write
 *
 * Since: 1.0
 */
static inline guint8 *
sweet_buffer_reserve (SweetBuffer *self,
                      gsize extra)
{
  if (G_UNLIKELY (self->capacity - self->length < extra))
    sweet_buffer_grow (self, extra);

  return self->data + self->length;
}

/**
 * sweet_buffer_append: (skip)
 * @self: a buffer
 * @data: bytes to copy
 * @length: how many
 *
 * Appends a copy of @length bytes.
 *
 * Since: 1.0
 */
static inline void
sweet_buffer_append (SweetBuffer *self,
                     gconstpointer data,
                     gsize length)
{
  if (length == 0)
    return;

  memcpy (sweet_buffer_reserve (self, length), data, length);
  self->length += length;
}

G_END_DECLS
