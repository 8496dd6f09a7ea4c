/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

static gboolean
sweet_sequence_register_types (SweetPlugin *plugin,
                               GError **error)
{
  sweet_plugin_add_element (plugin, "sequence", SWEET_TYPE_SEQUENCE);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (sequence,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Puts records in order",
                     "The Sweet authors",
                     NULL,
                     sweet_sequence_register_types)
