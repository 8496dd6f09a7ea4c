/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-serial-strategy.h"

static gboolean
sweet_serial_plugin_register (SweetPlugin *plugin,
                              GError **error)
{
  sweet_plugin_add_element (plugin, "serial", SWEET_TYPE_SERIAL_STRATEGY);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (serial,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "One worker, in the order of the input",
                     "The Sweet authors",
                     NULL,
                     sweet_serial_plugin_register)
