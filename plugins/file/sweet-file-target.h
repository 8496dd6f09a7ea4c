/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A regular file that is replaced as a whole or not at all. What is written has no name until it is
 * complete, so that nothing is left behind whatever ends the process; where the file system or a
 * missing /proc forbids that, it is `.NAME.XXXXXX` beside the target. */
typedef struct _SweetFileTarget SweetFileTarget;

/* where the path leads: the file behind symbolic links, which stay; it need not exist */
char *sweet_file_target_resolve (const char *path,
                                 GError **error);

/* name is what messages call it */
SweetFileTarget *sweet_file_target_open (const char *resolved,
                                         const char *name,
                                         GError **error);
int sweet_file_target_get_fd (SweetFileTarget *self);

/* puts the file in its place, with sync only after it has reached the disk */
gboolean sweet_file_target_commit (SweetFileTarget *self,
                                   gboolean sync,
                                   GError **error);

/* without a commit nothing has happened */
void sweet_file_target_free (SweetFileTarget *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetFileTarget, sweet_file_target_free)

G_END_DECLS
