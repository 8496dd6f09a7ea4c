/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-item-private.h"

/**
 * sweet_chunk_view_rows: (skip)
 * @self: a chunk of records
 * @view: (out caller-allocates): return location for what they are like
 * @error: return location for an error
 *
 * Looks at the records of a chunk as a format left them. The view holds for as long as the chunk does and
 * shows the same.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_chunk_view_rows (SweetChunk *self,
                       SweetRowView *view,
                       GError **error)
{
  SweetPayload *payload;

  g_return_val_if_fail (SWEET_IS_CHUNK (self), FALSE);

  if (!sweet_chunk_check (self, SWEET_MEDIA_RECORDS, error))
    return FALSE;

  payload = self->payload;
  sweet_payload_look (payload);
  *view = (SweetRowView){
    .base = payload->base,
    .index = payload->index,
    .stride = payload->stride,
    .first_row = self->first_row,
    .selection = self->selected ? self->selection : NULL,
    .columns = self->mapped ? self->columns : NULL,
    .padding = payload->own_base == NULL ? SWEET_ITEM_PADDING : 0,
    .layout = payload->layout,
  };
  return TRUE;
}
