/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-row-store-private.h"

#include <string.h>

#include "stream/sweet-chunk-private.h"
#include "stream/sweet-receiver-event-private.h"

/* a block is cut when it has this many rows or bytes */
#define SWEET_ROW_STORE_BLOCK_ROWS 4096
#define SWEET_ROW_STORE_BLOCK_SIZE 262144
/* garbage is not worth a visit before there is a block of it */
#define SWEET_ROW_STORE_MIN_GARBAGE SWEET_ROW_STORE_BLOCK_SIZE
/* what an event that is no row is taken to need */
#define SWEET_ROW_STORE_EVENT_SIZE 1024

static void
sweet_row_block_clear (gpointer data)
{
  SweetRowBlock *block = data;

  g_clear_object (&block->chunk);
  g_clear_object (&block->task_id);
  g_clear_pointer (&block->owners, g_array_unref);
}

static void
sweet_row_store_clear_event (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static GArray *
sweet_row_store_new_blocks (void)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (SweetRowBlock));

  g_array_set_clear_func (blocks, sweet_row_block_clear);

  return blocks;
}

SweetRowStore *
sweet_row_store_new (gboolean replace)
{
  SweetRowStore *self = g_new0 (SweetRowStore, 1);

  self->refs = 1;
  self->replace = replace;
  self->entries = g_array_new (FALSE, FALSE, sizeof (SweetRowEntry));
  self->blocks = sweet_row_store_new_blocks ();
  self->events = g_ptr_array_new_with_free_func (sweet_row_store_clear_event);
  self->latest = g_array_new (FALSE, FALSE, sizeof (guint32));
  sweet_key_index_init (&self->keys);

  return self;
}

SweetRowStore *
sweet_row_store_ref (SweetRowStore *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
sweet_row_store_unref (SweetRowStore *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_array_unref (self->entries);
  g_array_unref (self->blocks);
  g_ptr_array_unref (self->events);
  g_array_unref (self->latest);
  g_clear_object (&self->builder);
  sweet_key_index_clear (&self->keys);
  g_free (self);
}

void
sweet_row_store_set_max_memory (SweetRowStore *self,
                                guint64 max_memory)
{
  self->max_memory = max_memory;
}

guint64
sweet_row_store_get_memory (SweetRowStore *self)
{
  return self->row_memory + self->entries->len * sizeof (SweetRowEntry) + self->latest->len * sizeof (guint32) + self->events->len * (guint64) SWEET_ROW_STORE_EVENT_SIZE + sweet_key_index_get_memory (&self->keys);
}

static SweetRowBlock *
sweet_row_store_get_block (SweetRowStore *self,
                           guint number)
{
  return &g_array_index (self->blocks, SweetRowBlock, number);
}

static SweetRowEntry *
sweet_row_store_get_entry (SweetRowStore *self,
                           guint number)
{
  return &g_array_index (self->entries, SweetRowEntry, number);
}

void
sweet_row_store_close_block (SweetRowStore *self)
{
  SweetRowBlock *block;

  if (self->builder == NULL)
    return;

  block = sweet_row_store_get_block (self, self->blocks->len - 1);
  block->chunk = sweet_chunk_builder_build (self->builder);
  g_set_object (&block->chunk->task_id, block->task_id);
  g_clear_object (&self->builder);
}

/* a block takes rows of one schema, source and task */
static gboolean
sweet_row_store_fits (SweetRowStore *self,
                      SweetChunk *chunk)
{
  const SweetRowBlock *block;

  if (self->builder == NULL)
    return FALSE;
  if (sweet_chunk_builder_get_n_rows (self->builder) >= SWEET_ROW_STORE_BLOCK_ROWS || sweet_chunk_builder_get_size (self->builder) >= SWEET_ROW_STORE_BLOCK_SIZE)
    return FALSE;

  block = sweet_row_store_get_block (self, self->blocks->len - 1);

  return chunk->task_id == block->task_id && g_strcmp0 (chunk->source, self->source) == 0 && sweet_schema_equal (chunk->schema, sweet_chunk_builder_get_schema (self->builder));
}

static void
sweet_row_store_open_block (SweetRowStore *self,
                            SweetChunk *chunk)
{
  SweetRowBlock block = { NULL, g_array_new (FALSE, FALSE, sizeof (SweetRowOwner)), NULL, 0 };

  sweet_row_store_close_block (self);

  g_set_object (&block.task_id, chunk->task_id);
  g_array_append_val (self->blocks, block);
  self->builder = sweet_chunk_builder_new (chunk->schema);
  self->source = chunk->source;
}

/* copies a row to the end, where it is nobody's yet */
static gboolean
sweet_row_store_copy_row (SweetRowStore *self,
                          SweetChunk *chunk,
                          guint row,
                          GError **error)
{
  SweetRowBlock *block;
  SweetRowOwner owner = { SWEET_ROW_STORE_GARBAGE, 0 };
  gsize size;

  if (!sweet_row_store_fits (self, chunk))
    sweet_row_store_open_block (self, chunk);

  size = sweet_chunk_builder_get_size (self->builder);
  if (!sweet_chunk_builder_append_row (self->builder, chunk, row, error))
    return FALSE;

  owner.size = (guint32) (sweet_chunk_builder_get_size (self->builder) - size + sizeof owner);
  block = sweet_row_store_get_block (self, self->blocks->len - 1);
  g_array_append_val (block->owners, owner);
  self->row_memory += owner.size;

  return TRUE;
}

/* makes the row that was copied last the record of an entry */
static void
sweet_row_store_assign_row (SweetRowStore *self,
                            guint number)
{
  SweetRowBlock *block = sweet_row_store_get_block (self, self->blocks->len - 1);
  SweetRowEntry *entry = sweet_row_store_get_entry (self, number);

  entry->block = self->blocks->len - 1;
  entry->row = block->owners->len - 1;
  g_array_index (block->owners, SweetRowOwner, entry->row).entry = number;
  block->n_live++;
}

/* appends the rows of a block that are in use; the block itself is no longer one of the store's */
static void
sweet_row_store_move_rows (SweetRowStore *self,
                           SweetRowBlock *block)
{
  for (guint row = 0; row < block->owners->len; row++)
    {
      const SweetRowOwner *owner = &g_array_index (block->owners, SweetRowOwner, row);
      g_autoptr (GError) error = NULL;

      self->row_memory -= owner->size;
      if (owner->entry == SWEET_ROW_STORE_GARBAGE)
        {
          self->garbage -= owner->size;
          continue;
        }

      /* the chunk is the store's own, and what fitted into a chunk once does so again */
      if (!sweet_row_store_copy_row (self, block->chunk, row, &error))
        g_error ("a kept row cannot be moved: %s", error->message);
      sweet_row_store_assign_row (self, owner->entry);
    }
}

static void
sweet_row_store_compact (SweetRowStore *self)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->blocks);

  self->blocks = sweet_row_store_new_blocks ();
  for (guint i = 0; i < old->len; i++)
    {
      SweetRowBlock *block = &g_array_index (old, SweetRowBlock, i);

      sweet_row_store_move_rows (self, block);
      g_clear_object (&block->chunk);
    }
}

/* so that storage stays below twice what is in use, for a share of the time that replacing took */
static void
sweet_row_store_compact_if_needed (SweetRowStore *self)
{
  if (self->garbage < SWEET_ROW_STORE_MIN_GARBAGE || self->garbage < self->row_memory / 2)
    return;

  sweet_row_store_close_block (self);
  sweet_row_store_compact (self);
}

/* reading closes blocks early; joining each with a smaller neighbour keeps their number small */
static void
sweet_row_store_join_last (SweetRowStore *self)
{
  while (self->blocks->len > 1)
    {
      const SweetRowBlock *last = sweet_row_store_get_block (self, self->blocks->len - 1);
      const SweetRowBlock *before = last - 1;
      SweetRowBlock pair[2];

      if (before->owners->len > last->owners->len || last->owners->len > SWEET_ROW_STORE_BLOCK_ROWS / 2)
        return;
      if (before->task_id != last->task_id || g_strcmp0 (before->chunk->source, last->chunk->source) != 0 || !sweet_schema_equal (before->chunk->schema, last->chunk->schema))
        return;

      memcpy (pair, before, sizeof pair);
      memset (sweet_row_store_get_block (self, self->blocks->len - 2), 0, sizeof pair);
      g_array_set_size (self->blocks, self->blocks->len - 2);
      sweet_row_store_move_rows (self, &pair[0]);
      sweet_row_store_move_rows (self, &pair[1]);
      sweet_row_store_close_block (self);
      sweet_row_block_clear (&pair[0]);
      sweet_row_block_clear (&pair[1]);
    }
}

static gboolean
sweet_row_store_check_memory (SweetRowStore *self,
                              GError **error)
{
  g_autofree char *limit = NULL;

  if (self->max_memory == 0 || sweet_row_store_get_memory (self) <= self->max_memory)
    return TRUE;

  if (self->garbage > self->max_memory / 16)
    {
      sweet_row_store_close_block (self);
      sweet_row_store_compact (self);
      if (sweet_row_store_get_memory (self) <= self->max_memory)
        return TRUE;
    }

  limit = sweet_size_to_string (self->max_memory);
  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "the %u records kept so far need more than max-memory=%s; raise it or keep fewer records", self->entries->len, limit);

  return FALSE;
}

/* the entry for a record, a new one unless it replaces that of its key */
static guint
sweet_row_store_claim_entry (SweetRowStore *self,
                             const char *key,
                             gsize key_length)
{
  SweetRowEntry entry = { SWEET_KEY_NONE, SWEET_ROW_STORE_NOTHING, 0 };

  if (key != NULL)
    {
      entry.key = sweet_key_index_add (&self->keys, key, key_length);
      if (entry.key == self->latest->len)
        g_array_append_val (self->latest, self->entries->len);
      else if (self->replace)
        return g_array_index (self->latest, guint32, entry.key);
      g_array_index (self->latest, guint32, entry.key) = self->entries->len;
    }
  g_array_append_val (self->entries, entry);

  return self->entries->len - 1;
}

/* lets go of the record that an entry has had */
static void
sweet_row_store_release (SweetRowStore *self,
                         SweetRowEntry *entry)
{
  SweetRowBlock *block;
  SweetRowOwner *owner;

  if (entry->block == SWEET_ROW_STORE_NOTHING)
    return;
  if (entry->block == SWEET_ROW_STORE_EVENT)
    {
      g_clear_object ((GObject **) &g_ptr_array_index (self->events, entry->row));
      return;
    }

  block = sweet_row_store_get_block (self, entry->block);
  owner = &g_array_index (block->owners, SweetRowOwner, entry->row);
  owner->entry = SWEET_ROW_STORE_GARBAGE;
  block->n_live--;
  self->garbage += owner->size;
}

static gboolean
sweet_row_store_check_room (SweetRowStore *self,
                            gsize key_length,
                            GError **error)
{
  if (self->entries->len == G_MAXUINT32 - 1 || key_length > G_MAXUINT32)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "no more than %u records and keys of 4 GiB can be kept", G_MAXUINT32 - 1);
      return FALSE;
    }

  return sweet_row_store_check_memory (self, error);
}

gboolean
sweet_row_store_add_row (SweetRowStore *self,
                         const char *key,
                         gsize key_length,
                         SweetChunk *chunk,
                         guint row,
                         GError **error)
{
  guint entry;

  if (!sweet_row_store_check_room (self, key_length, error))
    return FALSE;

  /* says what is wrong with a chunk that is stale or has no records */
  if (chunk->stale || chunk->schema == NULL)
    return sweet_chunk_get_column (chunk, 0, error) != NULL;

  if (!sweet_row_store_copy_row (self, chunk, row, error))
    return FALSE;

  entry = sweet_row_store_claim_entry (self, key, key_length);
  sweet_row_store_release (self, sweet_row_store_get_entry (self, entry));
  sweet_row_store_assign_row (self, entry);
  sweet_row_store_compact_if_needed (self);

  return sweet_row_store_check_memory (self, error);
}

gboolean
sweet_row_store_add_event (SweetRowStore *self,
                           const char *key,
                           SweetEvent *event,
                           GError **error)
{
  gsize key_length = key != NULL ? strlen (key) : 0;
  SweetRowEntry *entry;

  if (SWEET_IS_RECEIVER_EVENT (event))
    {
      guint row;
      SweetChunk *chunk = sweet_receiver_event_get_chunk (SWEET_RECEIVER_EVENT (event), &row);

      return sweet_row_store_add_row (self, key, key_length, chunk, row, error);
    }

  if (!sweet_row_store_check_room (self, key_length, error))
    return FALSE;

  entry = sweet_row_store_get_entry (self, sweet_row_store_claim_entry (self, key, key_length));
  if (entry->block != SWEET_ROW_STORE_EVENT)
    {
      sweet_row_store_release (self, entry);
      entry->block = SWEET_ROW_STORE_EVENT;
      entry->row = self->events->len;
      g_ptr_array_add (self->events, NULL);
    }
  g_set_object ((GObject **) &g_ptr_array_index (self->events, entry->row), G_OBJECT (event));

  return sweet_row_store_check_memory (self, error);
}

guint
sweet_row_store_get_n_records (SweetRowStore *self)
{
  return self->entries->len;
}

SweetEvent *
sweet_row_store_get_event (SweetRowStore *self,
                           guint record)
{
  const SweetRowEntry *entry = sweet_row_store_get_entry (self, record);

  if (entry->block == SWEET_ROW_STORE_EVENT)
    return g_object_ref (g_ptr_array_index (self->events, entry->row));

  if (sweet_row_store_get_block (self, entry->block)->chunk == NULL)
    {
      sweet_row_store_close_block (self);
      sweet_row_store_join_last (self);
    }

  return SWEET_EVENT (sweet_receiver_event_new_kept (sweet_row_store_get_block (self, entry->block)->chunk, entry->row));
}

const char *
sweet_row_store_get_key (SweetRowStore *self,
                         guint record)
{
  guint32 key = sweet_row_store_get_entry (self, record)->key;

  return key != SWEET_KEY_NONE ? sweet_key_index_get_key (&self->keys, key) : NULL;
}

gint64
sweet_row_store_find (SweetRowStore *self,
                      const char *key,
                      gsize key_length)
{
  guint32 number = sweet_key_index_find (&self->keys, key, key_length);

  return number != SWEET_KEY_NONE ? (gint64) g_array_index (self->latest, guint32, number) : -1;
}
