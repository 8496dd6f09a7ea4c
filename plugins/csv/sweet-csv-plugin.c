/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-csv-format.h"

static gboolean
sweet_csv_plugin_register (SweetPlugin *plugin,
                           GError **error)
{
  sweet_plugin_add_element (plugin, "csv", SWEET_TYPE_CSV_FORMAT);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (csv,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Comma-separated values",
                     "The Sweet authors",
                     NULL,
                     sweet_csv_plugin_register)
