/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* a path of one's own choosing that stands for standard input or output */
#define SWEET_FILE_STANDARD "-"

/* how messages name a file: “people.csv”, or the standard stream */
char *sweet_file_describe (const char *path,
                           const char *standard);

/* “could not ACTION NAME: REASON” in the G_IO_ERROR domain; gives FALSE */
gboolean sweet_file_set_error (GError **error,
                               int errsv,
                               const char *action,
                               const char *name);

/* the path that opens again what a descriptor has open */
char *sweet_file_dup_fd_path (int fd);

/* waits until the descriptor is ready or the time is over (-1: never), whichever is first; FALSE
 * with G_IO_ERROR_CANCELLED once the cancellable is cancelled */
gboolean sweet_file_wait (int fd,
                          GIOCondition condition,
                          int milliseconds,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
