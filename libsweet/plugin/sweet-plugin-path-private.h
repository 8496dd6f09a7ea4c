/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* the folders to search, best first, all absolute; a privileged program trusts no environment */
char **sweet_plugin_path_dup (gboolean privileged);

/* whether this process has more rights than whoever started it */
gboolean sweet_plugin_path_is_privileged (void);

/* the file a plugin of this name has in a folder */
char *sweet_plugin_path_build (const char *folder,
                               const char *name);

/* the names of all plugin files in a folder, in order; none if it cannot be read */
GPtrArray *sweet_plugin_path_list (const char *folder);

G_END_DECLS
