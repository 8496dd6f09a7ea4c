/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-plugin.h>

G_BEGIN_DECLS

/* how far a plugin came */
typedef enum
{
  SWEET_PLUGIN_STAGE_OPEN,
  SWEET_PLUGIN_STAGE_CHECK,
  SWEET_PLUGIN_STAGE_REGISTER,
} SweetPluginStage;

/* checks the descriptor, then has its elements added; stage says where it was when it failed; name
 * is what the file name says, NULL for a plugin that is part of the program */
SweetPlugin *sweet_plugin_new (const SweetPluginDescriptor *descriptor,
                               const char *name,
                               const char *path,
                               SweetPluginStage *stage,
                               GError **error);

/* the SweetElementFactory objects, which hold the plugin: taken once */
GPtrArray *sweet_plugin_steal_factories (SweetPlugin *self);

/* names of plugins and elements: a letter, then letters, digits and dashes, all lower case */
gboolean sweet_plugin_is_name (const char *name);

/* the same name as a word in C, and the other way round */
char *sweet_plugin_name_to_word (const char *name);
char *sweet_plugin_name_from_word (const char *word);

G_END_DECLS
