/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

/**
 * sweet_element_new:
 * @kind: the kind of element, because a name may exist once per kind
 * @name: the name of the element
 * @error: return location for a #GError in the %SWEET_PLUGIN_ERROR domain
 *
 * Makes an element by its name, with all options at their defaults. The plugin is found by the
 * default [class@Registry] and loaded if need be; see [method@Registry.lookup] for the errors.
 *
 * Returns: (transfer full): a new element, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetElement *
sweet_element_new (SweetElementKind kind,
                   const char *name,
                   GError **error)
{
  g_autoptr (SweetElementFactory) factory = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  factory = sweet_registry_lookup (sweet_registry_get_default (), kind, name, error);
  if (factory == NULL)
    return NULL;

  return sweet_element_factory_create (factory);
}
