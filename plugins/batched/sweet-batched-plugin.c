/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-batched-strategy.h"

static gboolean
sweet_batched_plugin_register (SweetPlugin *plugin,
                               GError **error)
{
  sweet_plugin_add_element (plugin, "batched", SWEET_TYPE_BATCHED_STRATEGY);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (batched,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Batches of the same number of records",
                     "The Sweet authors",
                     NULL,
                     sweet_batched_plugin_register)
