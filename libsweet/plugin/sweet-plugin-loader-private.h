/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "plugin/sweet-plugin-problem-private.h"

G_BEGIN_DECLS

/* turns a file into a plugin, or says why not; nothing else in the library knows how that is done */
SweetPlugin *sweet_plugin_loader_load (const char *path,
                                       const char *name,
                                       SweetPluginProblem **problem);

G_END_DECLS
