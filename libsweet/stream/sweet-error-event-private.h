/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

struct _SweetErrorEvent
{
  GObject parent_instance;

  SweetTaskId *task_id;
  GError *error;
  char *reason; /* the message without the place, NULL where it has none */
  const char *element;
  const char *source;
  guint64 record; /* 0 where it is not known, and so is the line */
  guint64 line;
  gint64 offset;
  guint n_records;
  guint attempts;
  GBytes *bytes;
  gint64 timestamp;
  guint stage;    /* the step of the run that it came from */
  gboolean stops; /* of an error that was emitted: whether the stream ends there */
};

SweetErrorEvent *sweet_error_event_new (const GError *error,
                                        const char *element,
                                        guint stage,
                                        guint attempts);
void sweet_error_event_locate (SweetErrorEvent *self,
                               SweetChunk *chunk,
                               guint first_row,
                               guint n_rows);

/* the records that an error output gives */
SweetSchema *sweet_error_event_get_schema (void);
void sweet_error_event_append (SweetErrorEvent *self,
                               SweetChunkBuilder *builder);

G_END_DECLS
