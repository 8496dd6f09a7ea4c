/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-file-sink.h"
#include "sweet-file-source.h"

static gboolean
sweet_file_plugin_register (SweetPlugin *plugin,
                            GError **error)
{
  sweet_plugin_add_element (plugin, "file", SWEET_TYPE_FILE_SOURCE);
  sweet_plugin_add_element (plugin, "file", SWEET_TYPE_FILE_SINK);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (file,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Files, pipes and the standard streams",
                     "The Sweet authors",
                     NULL,
                     sweet_file_plugin_register)
