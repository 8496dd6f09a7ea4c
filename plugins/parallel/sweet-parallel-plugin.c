/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-parallel-strategy.h"

static gboolean
sweet_parallel_plugin_register (SweetPlugin *plugin,
                                GError **error)
{
  sweet_plugin_add_element (plugin, "parallel", SWEET_TYPE_PARALLEL_STRATEGY);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (parallel,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Several workers at the same time",
                     "The Sweet authors",
                     NULL,
                     sweet_parallel_plugin_register)
