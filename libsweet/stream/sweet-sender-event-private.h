/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-cell.h>
#include <sweet/sweet-sender-event.h>

G_BEGIN_DECLS

/* what a builder gathers and an event shows: one owner at a time, so handing it on copies nothing */
typedef struct
{
  char *name;
  char *text;
  gsize length;
  SweetCellType type;
} SweetSenderColumn;

typedef struct
{
  char *key;
  char *value;
} SweetSenderMetadata;

typedef struct
{
  GArray *columns;  /* SweetSenderColumn */
  GArray *metadata; /* SweetSenderMetadata */
  GBytes *bytes;
  char *id;
  char *batch_id;
  gint64 timestamp;
  guint64 sequence;
  SweetEventKind kind;
  gboolean has_timestamp;
} SweetSenderData;

SweetSenderData *sweet_sender_data_new (void);
SweetSenderData *sweet_sender_data_copy (const SweetSenderData *self);
void sweet_sender_data_free (SweetSenderData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetSenderData, sweet_sender_data_free)

/* takes the data, which is sound */
SweetSenderEvent *sweet_sender_event_new (SweetSenderData *data);

/* the first task that an event is pushed into stays its task; any thread */
void sweet_sender_event_attach (SweetSenderEvent *self,
                                SweetTaskId *task_id);

guint sweet_sender_event_get_n_columns (SweetSenderEvent *self);
const char *sweet_sender_event_get_column_name (SweetSenderEvent *self,
                                                guint column);

/* the cell is valid as long as the event lives */
void sweet_sender_event_get_cell (SweetSenderEvent *self,
                                  guint column,
                                  SweetCell *cell);

G_END_DECLS
