/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a regular file that may not be in memory. The system reads ahead by itself, but begins the next part when
 * somebody comes to it, which is late where he counts between his reads. So once a read had to wait, a thread goes in
 * front of the readers, and waits for the disk while they work. Nobody goes in front in a file that is in memory. */
typedef struct
{
  int fd;
  guint64 end;
  GMutex lock;
  GCond moved;
  GThread *scout;
  guint64 reader; /* where the readers are, about */
  gboolean stops;
  gboolean always_waits; /* there is no reading without */
} SweetFileAhead;

/* of what is in front of @end */
void sweet_file_ahead_init (SweetFileAhead *self,
                            int fd,
                            guint64 end);

void sweet_file_ahead_clear (SweetFileAhead *self);

/* like pread(), for any number of threads at once, of which the readers go from front to back */
gssize sweet_file_ahead_read (SweetFileAhead *self,
                              guint8 *buffer,
                              gsize size,
                              guint64 position);

G_END_DECLS
