/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-lines-format.h"

static gboolean
sweet_lines_plugin_register (SweetPlugin *plugin,
                             GError **error)
{
  sweet_plugin_add_element (plugin, "lines", SWEET_TYPE_LINES_FORMAT);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (lines,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Lines of text",
                     "The Sweet authors",
                     NULL,
                     sweet_lines_plugin_register)
