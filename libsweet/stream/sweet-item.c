/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sys/mman.h>

#include "stream/sweet-emitter-private.h"
#include "stream/sweet-item-private.h"

static gsize
sweet_item_get_mapping_size (gsize block_size)
{
  return SWEET_ITEM_HEADROOM + block_size + SWEET_ITEM_PADDING;
}

static void
sweet_item_clear_range (gpointer data)
{
  SweetItemRange *range = data;

  g_clear_object (&range->collected);
}

SweetItem *
sweet_item_new (SweetRun *run,
                gsize block_size,
                guint n_buffers)
{
  SweetItem *self = g_new0 (SweetItem, 1);

  self->run = run;
  self->link.data = self;
  self->block_size = block_size;
  /* pages that are never written cost nothing */
  self->block = mmap (NULL, sweet_item_get_mapping_size (block_size), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (self->block == MAP_FAILED)
    g_error ("failed to allocate a block of %" G_GSIZE_FORMAT " bytes", block_size);
  self->chunks = g_ptr_array_new ();
  self->outputs = g_ptr_array_new ();
  self->asides = g_array_new (FALSE, TRUE, sizeof (SweetAside));
  self->errors = g_ptr_array_new_with_free_func (g_object_unref);
  self->held = g_ptr_array_new ();
  self->n_buffers = n_buffers;
  self->buffers = g_new0 (SweetBuffer, n_buffers);
  self->ranges = g_array_new (FALSE, TRUE, sizeof (SweetItemRange));
  g_array_set_clear_func (self->ranges, sweet_item_clear_range);
  sweet_rows_init (&self->rows);
  sweet_rows_init (&self->straddle);
  sweet_rows_init (&self->late);
  g_mutex_init (&self->late_lock);
  sweet_chunk_pool_init (&self->pool);
  return self;
}

void
sweet_item_free (SweetItem *self)
{
  sweet_item_release (self);
  g_clear_object (&self->emitter);
  g_ptr_array_unref (self->chunks);
  g_ptr_array_unref (self->outputs);
  g_array_unref (self->asides);
  g_ptr_array_unref (self->errors);
  g_ptr_array_unref (self->held);
  sweet_chunk_pool_clear (&self->pool);
  sweet_rows_clear (&self->rows);
  sweet_rows_clear (&self->straddle);
  sweet_rows_clear (&self->late);
  g_mutex_clear (&self->late_lock);
  sweet_buffer_clear (&self->spill);
  for (guint i = 0; i < self->n_buffers; i++)
    sweet_buffer_clear (&self->buffers[i]);
  g_free (self->buffers);
  g_array_unref (self->ranges);
  munmap (self->block, sweet_item_get_mapping_size (self->block_size));
  g_free (self);
}

/* lets go of everything that may be held elsewhere too; the memory stays for the next block */
void
sweet_item_release (SweetItem *self)
{
  g_ptr_array_set_size (self->chunks, 0);
  g_ptr_array_set_size (self->outputs, 0);
  g_array_set_size (self->asides, 0);
  g_ptr_array_set_size (self->errors, 0);
  g_array_set_size (self->ranges, 0);
  sweet_chunk_pool_reset (&self->pool);
  g_clear_error (&self->receive_error);
  g_clear_error (&self->read_error);
}

/* none of its rows was received yet */
void
sweet_item_rewind (SweetItem *self)
{
  g_array_set_size (self->ranges, 0);
  self->receive_chunk = 0;
  self->receive_row = 0;
  self->n_receiving = 0;
  self->received = FALSE;
  self->error_range = 0;
}

/* as new, for the next block */
void
sweet_item_reset (SweetItem *self)
{
  sweet_item_rewind (self);
  self->stage = 0;
  self->state = SWEET_ITEM_CARRIED;
  self->base = self->block;
  self->start = SWEET_ITEM_HEADROOM;
  self->end = SWEET_ITEM_HEADROOM;
  self->offset = 0;
  self->at_end = FALSE;
  self->has_turn = FALSE;
  self->n_bytes = 0;
  self->ends = FALSE;
  self->read_at = 0;
  self->since = 0;
  self->decoding = 0;
  self->attempt = (SweetAttempt){ 0, 0 };
  self->cursor = 0;
  self->wake_at = 0;
  self->granted = FALSE;
  self->flush = FALSE;
}
