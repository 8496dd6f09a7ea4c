/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-jsonl-format.h"

static gboolean
sweet_jsonl_plugin_register (SweetPlugin *plugin,
                             GError **error)
{
  sweet_plugin_add_element (plugin, "jsonl", SWEET_TYPE_JSONL_FORMAT);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (jsonl,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "JSON lines",
                     "The Sweet authors",
                     NULL,
                     sweet_jsonl_plugin_register)
