/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "runtime/sweet-delivery-private.h"
#include "runtime/sweet-timer-private.h"
#include "stream/sweet-chunk-pool-private.h"
#include "stream/sweet-chunk-private.h"
#include "stream/sweet-row-writer-private.h"

G_BEGIN_DECLS

typedef struct _SweetRun SweetRun;
typedef struct _SweetDecoder SweetDecoder;

/* room in front of a block for the end of the block before */
#define SWEET_ITEM_HEADROOM 65536
/* bytes behind a block that may be read */
#define SWEET_ITEM_PADDING 64

typedef enum
{
  SWEET_ITEM_CARRIED, /* chunks on their way */
  SWEET_ITEM_READ,    /* a block that is to be decoded */
  SWEET_ITEM_INDEXED, /* a block that was decoded from a guess */
} SweetItemState;

/* rows of an item that one worker takes at a time, and what its receiver collected */
typedef struct
{
  guint chunk;
  guint first_row;
  guint n_rows;
  SweetCollector *collected;
  guint waits; /* rows that the rate does not let through yet */
} SweetItemRange;

/* how often a call was made, and how long it waited in between */
typedef struct
{
  guint n;
  gint64 waited;
} SweetAttempt;

/* one credit: a block of input and everything derived from it, from the source to its retirement */
typedef struct _SweetItem SweetItem;
struct _SweetItem
{
  SweetItem *next;
  GList link;
  SweetRun *run;
  SweetDeliveryJob job;
  guint64 sequence;
  guint stage;
  SweetItemState state;

  /* the block: bytes [start, end) of base, which is the block or the spill */
  guint8 *block;
  gsize block_size;
  SweetBuffer spill;
  const guint8 *base;
  guint32 start;
  guint32 end;
  gint64 offset;
  gboolean at_end;
  gboolean has_turn; /* to be confirmed, by whoever has it */
  gint64 timestamp;
  gsize n_bytes;
  gsize n_wanted;
  guint reader;          /* whose figures it counts among when it is read */
  SweetEmitter *emitter; /* for a source of records, NULL before the first read */
  /* of a part of the source that has no turn yet: its last one, and what failed */
  gboolean ends;
  GError *read_error;

  /* ns: when it was read, 0 for what was not; when its last call ended, 0 where that was on another thread;
   * how long it has been decoded */
  guint64 read_at;
  guint64 since;
  guint64 decoding;

  /* its index */
  SweetRows rows;
  SweetRows straddle;
  SweetPayload payload;
  SweetPayload straddle_payload;
  guint32 guess;
  guint guesser;
  guint32 consumed;
  guint64 format_state;

  /* how its rows were found, and their index where it is made late */
  SweetDecoder *decoder;
  SweetFormat *format;
  SweetDecodeInput decoded;
  SweetRows late;
  GMutex late_lock;

  /* what flows: the pool has it */
  GPtrArray *chunks;
  GPtrArray *outputs;
  GArray *asides; /* SweetAside, for branches */
  SweetChunkPool pool;
  SweetBuffer *buffers;
  guint n_buffers;

  /* its rows being received */
  GArray *ranges;
  guint receive_chunk;
  guint receive_row;
  guint n_receiving;
  gboolean received;
  GError *receive_error;
  guint error_range;

  /* waiting for a time without a worker. while it is there it keeps its turn in the step. */
  SweetTimer timer;
  gint64 wake_at;
  gboolean flush; /* brings nothing, and takes along a batch that has waited long enough */
  gboolean sleeping;
  gboolean granted;
  /* what failed, and how far the step had come */
  GPtrArray *errors;
  SweetAttempt attempt;
  guint cursor;
  /* chunks that come behind those under way */
  GPtrArray *held;
};

SweetItem *sweet_item_new (SweetRun *run,
                           gsize block_size,
                           guint n_buffers);
void sweet_item_free (SweetItem *self);
void sweet_item_reset (SweetItem *self);
void sweet_item_rewind (SweetItem *self);
void sweet_item_release (SweetItem *self);

static inline guint8 *
sweet_item_get_room (SweetItem *self)
{
  return self->block + SWEET_ITEM_HEADROOM;
}

G_END_DECLS
