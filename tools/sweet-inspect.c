/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "sweet-inspect-option.h"
#include "sweet-json-writer.h"
#include "sweet-tool-output.h"

#define SWEET_INSPECT_FAILED     1
#define SWEET_INSPECT_WRONG_LINE 2

typedef struct
{
  gboolean json;
  gboolean version;
  char **names;
} SweetInspectOptions;

static void
sweet_inspect_options_clear (SweetInspectOptions *self)
{
  g_strfreev (self->names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweetInspectOptions, sweet_inspect_options_clear)

static gboolean
sweet_inspect_options_parse (SweetInspectOptions *self,
                             int argc,
                             char **argv,
                             GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self->json, N_ ("Print JSON"), NULL },
    { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &self->version, N_ ("Print the version"), NULL },
    { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &self->names, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("[NAME]"));

  g_option_context_set_summary (context, _ ("Lists the elements that pipelines are made of, or tells everything about those with one name."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;

  if (self->names != NULL && self->names[1] != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("more than one name; try “sweet-inspect --help”"));
      return FALSE;
    }

  return TRUE;
}

/* the words that stand in JSON and in error messages as well */
static const char *
sweet_inspect_get_nick (GType enum_type,
                        int value)
{
  GEnumClass *klass = g_type_class_ref (enum_type);
  const char *nick = g_enum_get_value (klass, value)->value_nick;

  /* the class of a static type stays */
  g_type_class_unref (klass);

  return nick;
}

static const char *
sweet_inspect_get_heading (SweetElementKind kind)
{
  switch (kind)
    {
    case SWEET_ELEMENT_KIND_SOURCE:
      return _ ("Sources");
    case SWEET_ELEMENT_KIND_FORMAT:
      return _ ("Formats");
    case SWEET_ELEMENT_KIND_PROCESSOR:
      return _ ("Processors");
    case SWEET_ELEMENT_KIND_STRATEGY:
      return _ ("Strategies");
    case SWEET_ELEMENT_KIND_SINK:
    default:
      return _ ("Sinks");
    }
}

static void
sweet_inspect_list_to_text (GListModel *factories,
                            GString *text)
{
  guint n_factories = g_list_model_get_n_items (factories);
  int last_kind = -1;

  for (guint i = 0; i < n_factories; i++)
    {
      g_autoptr (SweetElementFactory) factory = g_list_model_get_item (factories, i);
      SweetElementKind kind = sweet_element_factory_get_kind (factory);

      if ((int) kind != last_kind)
        g_string_append_printf (text, "%s%s\n", i > 0 ? "\n" : "", sweet_inspect_get_heading (kind));
      last_kind = (int) kind;

      g_string_append_printf (text, "  %-14s %s\n", sweet_element_factory_get_name (factory), sweet_element_factory_get_description (factory));
    }
}

static void
sweet_inspect_plugin_to_text (SweetPlugin *plugin,
                              GString *text)
{
  const char *path = sweet_plugin_get_path (plugin);
  g_autofree char *display_path = path != NULL ? g_filename_display_name (path) : g_strdup (_ ("a part of the program"));

  g_string_append_printf (text, "  %-14s %s %s, %s\n", _ ("Plugin"), sweet_plugin_get_name (plugin), sweet_plugin_get_version (plugin), sweet_plugin_get_description (plugin));
  g_string_append_printf (text, "  %-14s %s\n", _ ("Author"), sweet_plugin_get_author (plugin));
  g_string_append_printf (text, "  %-14s %s\n", _ ("Licence"), sweet_plugin_get_license (plugin));
  if (sweet_plugin_get_url (plugin) != NULL)
    g_string_append_printf (text, "  %-14s %s\n", _ ("Page"), sweet_plugin_get_url (plugin));
  g_string_append_printf (text, "  %-14s %s\n", _ ("File"), display_path);
}

static void
sweet_inspect_traits_to_text (SweetElement *element,
                              GString *text)
{
  SweetMedia input, output;

  sweet_element_get_media (element, &input, &output);
  g_string_append_printf (text, "  %-14s %s\n", _ ("Takes"), sweet_inspect_get_nick (SWEET_TYPE_MEDIA, (int) input));
  g_string_append_printf (text, "  %-14s %s%s\n", _ ("Gives"), sweet_inspect_get_nick (SWEET_TYPE_MEDIA, (int) output), SWEET_IS_FORMAT (element) ? _ (", or the other way round") : "");
  g_string_append_printf (text, "  %-14s %s, %s\n", _ ("Runs"), sweet_inspect_get_nick (SWEET_TYPE_PLACE, (int) sweet_element_get_place (element)), sweet_inspect_get_nick (SWEET_TYPE_CONCURRENCY, (int) sweet_element_get_concurrency (element)));
}

static void
sweet_inspect_outputs_to_text (SweetElement *element,
                               GString *text)
{
  g_auto (GStrv) outputs = sweet_element_dup_outputs (element);
  g_autofree char *list = g_strjoinv (" @", outputs);

  if (outputs[0] != NULL)
    g_string_append_printf (text, "  %-14s @%s\n", _ ("Outputs"), list);
}

static void
sweet_inspect_options_to_text (GType type,
                               GString *text)
{
  g_autoptr (GPtrArray) options = sweet_inspect_option_list (type);

  if (options->len == 0)
    {
      g_string_append_printf (text, "\n  %s\n", _ ("No properties"));
      return;
    }

  g_string_append_printf (text, "\n  %s\n", _ ("Properties"));
  for (guint i = 0; i < options->len; i++)
    {
      GParamSpec *pspec = g_ptr_array_index (options, i);
      g_autofree char *line = sweet_inspect_option_to_text (pspec);

      const char *blurb = g_param_spec_get_blurb (pspec);

      g_string_append_printf (text, "    %s\n        %s\n", line, blurb != NULL ? blurb : "");
    }
}

static void
sweet_inspect_factory_to_text (SweetElementFactory *factory,
                               GString *text)
{
  g_autoptr (SweetElement) element = sweet_element_factory_create (factory);

  g_string_append_printf (text, "%s (%s)\n  %s\n\n", sweet_element_factory_get_name (factory), sweet_inspect_get_nick (SWEET_TYPE_ELEMENT_KIND, (int) sweet_element_factory_get_kind (factory)), sweet_element_factory_get_description (factory));
  sweet_inspect_plugin_to_text (sweet_element_factory_get_plugin (factory), text);
  sweet_inspect_traits_to_text (element, text);
  sweet_inspect_outputs_to_text (element, text);
  sweet_inspect_options_to_text (sweet_element_factory_get_element_type (factory), text);
}

static void
sweet_inspect_factories_to_text (GListModel *factories,
                                 GString *text)
{
  guint n_factories = g_list_model_get_n_items (factories);

  for (guint i = 0; i < n_factories; i++)
    {
      g_autoptr (SweetElementFactory) factory = g_list_model_get_item (factories, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      sweet_inspect_factory_to_text (factory, text);
    }
}

static void
sweet_inspect_add_json_text (SweetJsonWriter *json,
                             const char *name,
                             const char *text)
{
  sweet_json_writer_add_name (json, name);
  sweet_json_writer_add_string (json, text);
}

static void
sweet_inspect_plugin_to_json (SweetPlugin *plugin,
                              SweetJsonWriter *json)
{
  sweet_json_writer_add_name (json, "plugin");
  sweet_json_writer_begin_object (json);
  sweet_inspect_add_json_text (json, "name", sweet_plugin_get_name (plugin));
  sweet_inspect_add_json_text (json, "version", sweet_plugin_get_version (plugin));
  sweet_inspect_add_json_text (json, "description", sweet_plugin_get_description (plugin));
  sweet_inspect_add_json_text (json, "author", sweet_plugin_get_author (plugin));
  sweet_inspect_add_json_text (json, "license", sweet_plugin_get_license (plugin));
  sweet_inspect_add_json_text (json, "url", sweet_plugin_get_url (plugin));
  sweet_inspect_add_json_text (json, "path", sweet_plugin_get_path (plugin));
  sweet_json_writer_end_object (json);
}

static void
sweet_inspect_traits_to_json (SweetElement *element,
                              SweetJsonWriter *json)
{
  SweetMedia input, output;

  sweet_element_get_media (element, &input, &output);
  sweet_inspect_add_json_text (json, "input", sweet_inspect_get_nick (SWEET_TYPE_MEDIA, (int) input));
  sweet_inspect_add_json_text (json, "output", sweet_inspect_get_nick (SWEET_TYPE_MEDIA, (int) output));
  sweet_inspect_add_json_text (json, "place", sweet_inspect_get_nick (SWEET_TYPE_PLACE, (int) sweet_element_get_place (element)));
  sweet_inspect_add_json_text (json, "concurrency", sweet_inspect_get_nick (SWEET_TYPE_CONCURRENCY, (int) sweet_element_get_concurrency (element)));
}

static void
sweet_inspect_outputs_to_json (SweetElement *element,
                               SweetJsonWriter *json)
{
  g_auto (GStrv) outputs = sweet_element_dup_outputs (element);

  sweet_json_writer_add_name (json, "outputs");
  sweet_json_writer_begin_array (json);
  for (guint i = 0; outputs[i] != NULL; i++)
    sweet_json_writer_add_string (json, outputs[i]);
  sweet_json_writer_end_array (json);
}

static void
sweet_inspect_factory_to_json (SweetElementFactory *factory,
                               SweetJsonWriter *json)
{
  g_autoptr (SweetElement) element = sweet_element_factory_create (factory);
  g_autoptr (GPtrArray) options = sweet_inspect_option_list (sweet_element_factory_get_element_type (factory));

  sweet_json_writer_begin_object (json);
  sweet_inspect_add_json_text (json, "name", sweet_element_factory_get_name (factory));
  sweet_inspect_add_json_text (json, "kind", sweet_inspect_get_nick (SWEET_TYPE_ELEMENT_KIND, (int) sweet_element_factory_get_kind (factory)));
  sweet_inspect_add_json_text (json, "description", sweet_element_factory_get_description (factory));
  sweet_inspect_add_json_text (json, "type", g_type_name (sweet_element_factory_get_element_type (factory)));
  sweet_inspect_traits_to_json (element, json);
  sweet_inspect_outputs_to_json (element, json);
  sweet_inspect_plugin_to_json (sweet_element_factory_get_plugin (factory), json);

  sweet_json_writer_add_name (json, "properties");
  sweet_json_writer_begin_array (json);
  for (guint i = 0; i < options->len; i++)
    sweet_inspect_option_to_json (g_ptr_array_index (options, i), json);
  sweet_json_writer_end_array (json);
  sweet_json_writer_end_object (json);
}

static void
sweet_inspect_factories_to_json (GListModel *factories,
                                 GString *text)
{
  g_autoptr (SweetJsonWriter) json = sweet_json_writer_new (TRUE);
  guint n_factories = g_list_model_get_n_items (factories);

  sweet_json_writer_begin_object (json);
  sweet_json_writer_add_name (json, "elements");
  sweet_json_writer_begin_array (json);
  for (guint i = 0; i < n_factories; i++)
    {
      g_autoptr (SweetElementFactory) factory = g_list_model_get_item (factories, i);

      sweet_inspect_factory_to_json (factory, json);
    }
  sweet_json_writer_end_array (json);
  sweet_json_writer_end_object (json);

  g_string_append (text, sweet_json_writer_finish (json));
}

/* a line for each, because a plugin that is missing without a word is the worst kind */
static void
sweet_inspect_report_problems (void)
{
  g_auto (GStrv) problems = sweet_registry_dup_problems (sweet_registry_get_default ());

  for (guint i = 0; problems[i] != NULL; i++)
    g_printerr ("sweet-inspect: %s\n", problems[i]);
}

static int
sweet_inspect_main (const SweetInspectOptions *options)
{
  SweetRegistry *registry = sweet_registry_get_default ();
  const char *name = options->names != NULL ? options->names[0] : NULL;
  g_autoptr (GListModel) factories = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (name != NULL)
    factories = sweet_registry_find (registry, name, &error);
  else
    factories = sweet_registry_list_factories (registry);

  if (error != NULL)
    {
      g_printerr ("sweet-inspect: %s\n", error->message);
      return SWEET_INSPECT_FAILED;
    }

  if (options->json)
    sweet_inspect_factories_to_json (factories, text);
  else if (name != NULL)
    sweet_inspect_factories_to_text (factories, text);
  else
    sweet_inspect_list_to_text (factories, text);

  if (!sweet_tool_output_write (text->str))
    return SWEET_INSPECT_FAILED;

  sweet_inspect_report_problems ();

  return 0;
}

int
main (int argc,
      char **argv)
{
  g_auto (SweetInspectOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  sweet_tool_output_init ("sweet-inspect");

  if (!sweet_inspect_options_parse (&options, argc, argv, &error))
    {
      g_printerr ("sweet-inspect: %s\n", error->message);
      return SWEET_INSPECT_WRONG_LINE;
    }

  if (options.version)
    {
      g_print ("sweet-inspect %s\n", VERSION);
      return 0;
    }

  return sweet_inspect_main (&options);
}
