/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* A plugin with one fault, which the build chooses. */

#include <sweet/sweet.h>

#define SWEET_TEST_SYMBOL_NAME(id) sweet_plugin_##id##_descriptor
#define SWEET_TEST_SYMBOL(id)      SWEET_TEST_SYMBOL_NAME (id)

#ifndef MAGIC
#define MAGIC SWEET_PLUGIN_MAGIC
#endif
#ifndef SIZE
#define SIZE sizeof (SweetPluginDescriptor)
#endif
#ifndef ABI_MAJOR
#define ABI_MAJOR SWEET_PLUGIN_ABI_MAJOR
#endif
#ifndef ABI_MINOR
#define ABI_MINOR SWEET_PLUGIN_ABI_MINOR
#endif
#ifndef GLIB_MINOR
#define GLIB_MINOR GLIB_MINOR_VERSION
#endif
#ifndef NAME
#define NAME G_STRINGIFY (ID)
#endif
#ifndef LICENSE
#define LICENSE "MIT"
#endif
#ifndef REGISTER
#define REGISTER sweet_test_register
#endif
#ifndef SYMBOL
#define SYMBOL SWEET_TEST_SYMBOL (ID)
#endif

static gboolean
sweet_test_register (SweetPlugin *plugin,
                     GError **error)
{
#if defined(UNRESOLVED)
  extern void sweet_test_function_that_nobody_has (void);
  sweet_test_function_that_nobody_has ();
#elif defined(FAILING)
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the moon is not full");
  return FALSE;
#elif defined(SILENT)
  return FALSE;
#elif defined(ELEMENT)
  sweet_plugin_add_element (plugin, "fine", g_type_from_name ("SweetSerialStrategy"));
  sweet_plugin_add_element (plugin, ELEMENT, TYPE);
#endif

  return TRUE;
}

SWEET_PLUGIN_EXPORT const SweetPluginDescriptor SYMBOL;
const SweetPluginDescriptor SYMBOL = {
  .magic = MAGIC,
  .size = SIZE,
  .abi_major = ABI_MAJOR,
  .abi_minor = ABI_MINOR,
  .glib_major = GLIB_MAJOR_VERSION,
  .glib_minor = GLIB_MINOR,
  .name = NAME,
  .version = "1.0",
  .license = LICENSE,
  .description = "A plugin for tests",
  .author = "Somebody",
  .url = NULL,
  .register_types = REGISTER,
};
