/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SWEET_PLUGIN_ABI_MAJOR:
 *
 * A plugin is loaded only by a library of the same major ABI version. While it is 0 the minor
 * version must be the same as well.
 *
 * Since: 1.0
 */
#define SWEET_PLUGIN_ABI_MAJOR 0

/**
 * SWEET_PLUGIN_ABI_MINOR:
 *
 * The minor version of the plugin ABI.
 *
 * Since: 1.0
 */
#define SWEET_PLUGIN_ABI_MINOR 1

/**
 * SWEET_PLUGIN_MAGIC: (skip)
 *
 * The first word of a #SweetPluginDescriptor.
 *
 * Since: 1.0
 */
#define SWEET_PLUGIN_MAGIC 0x53574554u

#define SWEET_TYPE_PLUGIN (sweet_plugin_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetPlugin, sweet_plugin, SWEET, PLUGIN, GObject)

/**
 * SweetPluginDescriptor: (skip)
 * @magic: %SWEET_PLUGIN_MAGIC
 * @size: the size of this struct where the plugin was built
 * @abi_major: %SWEET_PLUGIN_ABI_MAJOR there
 * @abi_minor: %SWEET_PLUGIN_ABI_MINOR there
 * @glib_major: the GLib it was built against
 * @glib_minor: the GLib it was built against
 * @name: the plugin's name, as in its file name `libsweet-NAME.so`, with `_` for each `-`
 * @version: its version
 * @license: its licence, as an SPDX expression
 * @description: one line about it
 * @author: who made it
 * @url: where it comes from, or %NULL
 * @register_types: adds its elements, see sweet_plugin_add_element()
 *
 * What a plugin says about itself, checked before anything of it is called. See
 * SWEET_PLUGIN_DEFINE().
 *
 * Since: 1.0
 */
typedef struct _SweetPluginDescriptor SweetPluginDescriptor;
struct _SweetPluginDescriptor
{
  guint32 magic;
  guint32 size;
  guint16 abi_major;
  guint16 abi_minor;
  guint16 glib_major;
  guint16 glib_minor;
  const char *name;
  const char *version;
  const char *license;
  const char *description;
  const char *author;
  const char *url;
  gboolean (*register_types) (SweetPlugin *plugin,
                              GError **error);
  gpointer reserved[4];
};

/**
 * SWEET_PLUGIN_DEFINE: (skip)
 * @id: the plugin's name as a bare word; `-` in the file name is `_` here
 * @version_: its version
 * @license_: its licence
 * @description_: one line about it
 * @author_: who made it
 * @url_: where it comes from
 * @register_types_: function that adds its elements
 *
 * Defines and exports the descriptor `sweet_plugin_ID_descriptor`. Used once per plugin.
 *
 * Since: 1.0
 */
#define SWEET_PLUGIN_DEFINE(id, version_, license_, description_, author_, url_, register_types_) \
  SWEET_PLUGIN_EXPORT const SweetPluginDescriptor sweet_plugin_##id##_descriptor;                 \
  const SweetPluginDescriptor sweet_plugin_##id##_descriptor = {                                  \
    .magic = SWEET_PLUGIN_MAGIC,                                                                  \
    .size = sizeof (SweetPluginDescriptor),                                                       \
    .abi_major = SWEET_PLUGIN_ABI_MAJOR,                                                          \
    .abi_minor = SWEET_PLUGIN_ABI_MINOR,                                                          \
    .glib_major = GLIB_MAJOR_VERSION,                                                             \
    .glib_minor = GLIB_MINOR_VERSION,                                                             \
    .name = #id,                                                                                  \
    .version = (version_),                                                                        \
    .license = (license_),                                                                        \
    .description = (description_),                                                                \
    .author = (author_),                                                                          \
    .url = (url_),                                                                                \
    .register_types = (register_types_),                                                          \
  };

/**
 * SWEET_PLUGIN_EXPORT: (skip)
 *
 * Makes a plugin's descriptor visible to the library.
 *
 * Since: 1.0
 */
#define SWEET_PLUGIN_EXPORT __attribute__ ((visibility ("default"))) extern

SWEET_AVAILABLE_IN_ALL
void sweet_plugin_add_element (SweetPlugin *self,
                               const char *name,
                               GType type);

SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_name (SweetPlugin *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_version (SweetPlugin *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_license (SweetPlugin *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_description (SweetPlugin *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_author (SweetPlugin *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_url (SweetPlugin *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_plugin_get_path (SweetPlugin *self);

G_END_DECLS
