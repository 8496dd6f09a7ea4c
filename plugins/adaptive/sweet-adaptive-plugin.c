/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-adaptive-strategy.h"

static gboolean
sweet_adaptive_plugin_register (SweetPlugin *plugin,
                                GError **error)
{
  sweet_plugin_add_element (plugin, "adaptive", SWEET_TYPE_ADAPTIVE_STRATEGY);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (adaptive,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "As many workers as the load needs",
                     "The Sweet authors",
                     NULL,
                     sweet_adaptive_plugin_register)
