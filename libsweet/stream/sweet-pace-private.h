/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* how many records may pass: a bucket that holds @burst and fills at @rate. in any second, wherever it
 * begins, that is at most both together. one thread at a time. */
typedef struct
{
  guint rate; /* records a second, 0 for no limit */
  guint burst;
  guint64 level; /* in millionths of a record, and so is the bucket's size */
  gint64 at;
} SweetPace;

void sweet_pace_init (SweetPace *self,
                      guint rate,
                      guint burst,
                      gint64 now);
guint sweet_pace_take (SweetPace *self,
                       gint64 now,
                       guint n_wanted,
                       gboolean whole);
gint64 sweet_pace_get_time (SweetPace *self,
                            gint64 now,
                            guint n_wanted);

G_END_DECLS
