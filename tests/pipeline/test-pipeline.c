/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

/* A plugin of this program with one option of each kind, and nothing else to be found: so every
 * message is known to the letter. */

typedef struct
{
  SweetProcessor parent_instance;
  GHashTable *values;
} TestZoo;

typedef struct
{
  SweetProcessorClass parent_class;
} TestZooClass;

static GType test_zoo_get_type (void);
G_DEFINE_TYPE (TestZoo, test_zoo, SWEET_TYPE_PROCESSOR)

enum
{
  PROP_READ_ONLY = 1,
  PROP_FIXED,
  PROP_FIRST,
};

static void
test_zoo_free_value (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

static void
test_zoo_set_property (GObject *object,
                       guint id,
                       const GValue *value,
                       GParamSpec *pspec)
{
  TestZoo *self = (TestZoo *) object;
  GValue *copy = g_new0 (GValue, 1);

  g_value_init (copy, G_VALUE_TYPE (value));
  g_value_copy (value, copy);
  g_hash_table_insert (self->values, (gpointer) pspec->name, copy);
}

static void
test_zoo_get_property (GObject *object,
                       guint id,
                       GValue *value,
                       GParamSpec *pspec)
{
  TestZoo *self = (TestZoo *) object;
  const GValue *stored = g_hash_table_lookup (self->values, pspec->name);

  g_value_copy (stored != NULL ? stored : g_param_spec_get_default_value (pspec), value);
}

static void
test_zoo_finalize (GObject *object)
{
  g_hash_table_unref (((TestZoo *) object)->values);
  G_OBJECT_CLASS (test_zoo_parent_class)->finalize (object);
}

static gboolean
test_zoo_check (SweetElement *element,
                GError **error)
{
  g_autofree char *text = NULL;

  g_object_get (element, "text", &text, NULL);
  if (g_strcmp0 (text, "unsound") != 0)
    return TRUE;

  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "text is unsound");

  return FALSE;
}

/* nothing here runs, but an element without its functions is refused */
static gboolean
test_process (SweetProcessor *self,
              SweetChunk *chunk,
              SweetEmitter *out,
              GCancellable *cancellable,
              GError **error)
{
  return TRUE;
}

static void
test_zoo_class_init (TestZooClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GParamSpec *pspecs[] = {
    g_param_spec_boolean ("flag", "Flag", "On or off", FALSE, flags),
    g_param_spec_char ("char", "Char", "A small number", -8, 8, 0, flags),
    g_param_spec_uchar ("uchar", "Uchar", "A small number", 1, 200, 1, flags),
    g_param_spec_int ("int", "Int", "A number", -5, 10, 0, flags),
    g_param_spec_uint ("uint", "Uint", "A number", 2, G_MAXUINT, 2, flags),
    g_param_spec_long ("long", "Long", "A number", -1, 1, 0, flags),
    g_param_spec_ulong ("ulong", "Ulong", "A number", 0, 1, 0, flags),
    g_param_spec_int64 ("int64", "Int64", "A number", G_MININT64, G_MAXINT64, 0, flags),
    g_param_spec_uint64 ("uint64", "Uint64", "A number", 1, G_MAXUINT64, 1, flags),
    g_param_spec_float ("float", "Float", "A number", 0, 1, 0, flags),
    g_param_spec_double ("double", "Double", "A number", -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags),
    g_param_spec_string ("text", "Text", "A text", NULL, flags),
    g_param_spec_enum ("on-error", "On error", "A choice", SWEET_TYPE_ON_ERROR, SWEET_ON_ERROR_STOP, flags),
    g_param_spec_boxed ("fields", "Fields", "A list", G_TYPE_STRV, flags),
    g_param_spec_boxed ("bytes", "Bytes", "No text", G_TYPE_BYTES, flags),
    sweet_param_spec_duration ("delay", "Delay", "A time", SWEET_MILLISECONDS (1), SWEET_HOURS (1), SWEET_SECONDS (1), flags),
    sweet_param_spec_duration ("wait", "Wait", "A time", 0, G_MAXINT64, 0, flags),
    sweet_param_spec_size ("size", "Size", "A size", 1, SWEET_MIB (1), SWEET_KIB (1), flags),
    sweet_param_spec_size ("room", "Room", "A size", 0, G_MAXUINT64, 0, flags),
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = test_zoo_set_property;
  object_class->get_property = test_zoo_get_property;
  object_class->finalize = test_zoo_finalize;
  SWEET_ELEMENT_CLASS (klass)->check = test_zoo_check;
  SWEET_PROCESSOR_CLASS (klass)->process = test_process;

  g_object_class_install_property (object_class, PROP_READ_ONLY, g_param_spec_int ("read-only", "Read-only", "A result", 0, 1, 0, G_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_FIXED, g_param_spec_int ("fixed", "Fixed", "Set once", 0, 9, 3, flags | G_PARAM_CONSTRUCT_ONLY));
  for (guint i = 0; i < G_N_ELEMENTS (pspecs); i++)
    g_object_class_install_property (object_class, PROP_FIRST + i, pspecs[i]);
}

static void
test_zoo_init (TestZoo *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, test_zoo_free_value);
}

static GBytes *
test_read_bytes (SweetSource *self,
                 gsize size,
                 GCancellable *cancellable,
                 GError **error)
{
  return g_bytes_new_static ("", 0);
}

static gboolean
test_write (SweetSink *self,
            const guint8 *data,
            gsize size,
            GCancellable *cancellable,
            GError **error)
{
  return TRUE;
}

static gboolean
test_plan (SweetStrategy *self,
           SweetPlan *plan,
           GError **error)
{
  return TRUE;
}

static gboolean
test_begin (SweetFormat *self,
            SweetDecodeInput *in,
            SweetRowWriter *rows,
            SweetSchema **schema,
            GError **error)
{
  return TRUE;
}

static void
test_decode (SweetFormat *self,
             SweetDecodeInput *in,
             SweetRowWriter *rows)
{
}

static gboolean
test_encode (SweetFormat *self,
             SweetChunk *chunk,
             SweetSchema *header,
             SweetBuffer *out,
             GError **error)
{
  return TRUE;
}

static void
test_source_class_init (gpointer klass,
                        gpointer data)
{
  SWEET_SOURCE_CLASS (klass)->read_bytes = test_read_bytes;
}

static void
test_sink_class_init (gpointer klass,
                      gpointer data)
{
  SWEET_SINK_CLASS (klass)->write = test_write;
}

static void
test_processor_class_init (gpointer klass,
                           gpointer data)
{
  SWEET_PROCESSOR_CLASS (klass)->process = test_process;
}

static void
test_strategy_class_init (gpointer klass,
                          gpointer data)
{
  SWEET_STRATEGY_CLASS (klass)->plan = test_plan;
}

static void
test_format_class_init (gpointer klass,
                        gpointer data)
{
  SWEET_FORMAT_CLASS (klass)->begin = test_begin;
  SWEET_FORMAT_CLASS (klass)->decode = test_decode;
  SWEET_FORMAT_CLASS (klass)->encode = test_encode;
}

/* an element that only has a place */
static GType
get_plain_type (GType parent,
                const char *name,
                GClassInitFunc class_init)
{
  GTypeQuery query;

  g_type_query (parent, &query);

  return g_type_register_static_simple (parent, name, (guint) query.class_size, class_init, (guint) query.instance_size, NULL, 0);
}

static gboolean
register_types (SweetPlugin *plugin,
                GError **error)
{
  GType strategy = get_plain_type (SWEET_TYPE_STRATEGY, "TestStrategy", test_strategy_class_init);

  sweet_plugin_add_element (plugin, "zoo", test_zoo_get_type ());
  sweet_plugin_add_element (plugin, "tap", get_plain_type (SWEET_TYPE_SOURCE, "TestSource", test_source_class_init));
  sweet_plugin_add_element (plugin, "tap", get_plain_type (SWEET_TYPE_SINK, "TestSink", test_sink_class_init));
  sweet_plugin_add_element (plugin, "drain", get_plain_type (SWEET_TYPE_SINK, "TestDrain", test_sink_class_init));
  sweet_plugin_add_element (plugin, "well", get_plain_type (SWEET_TYPE_SOURCE, "TestWell", test_source_class_init));
  sweet_plugin_add_element (plugin, "code", get_plain_type (SWEET_TYPE_FORMAT, "TestFormat", test_format_class_init));
  sweet_plugin_add_element (plugin, "one", strategy);
  sweet_plugin_add_element (plugin, "two", strategy);
  sweet_plugin_add_element (plugin, "pass", get_plain_type (SWEET_TYPE_PROCESSOR, "TestPass", test_processor_class_init));
  sweet_plugin_add_element (plugin, "pass", get_plain_type (SWEET_TYPE_STRATEGY, "TestPassStrategy", test_strategy_class_init));

  return TRUE;
}

SWEET_PLUGIN_DEFINE (zoo, "1.0", "MIT", "Everything there is", "Somebody", "https://example.org", register_types)

static char *
describe (SweetEmittingTaskBuilder *builder)
{
  g_autoptr (GListModel) elements = sweet_emitting_task_builder_get_elements (builder);
  g_autoptr (GEnumClass) kinds = g_type_class_ref (SWEET_TYPE_ELEMENT_KIND);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (elements); i++)
    {
      g_autoptr (SweetElement) element = g_list_model_get_item (elements, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", sweet_element_get_name (element), g_enum_get_value (kinds, (int) sweet_element_get_kind (element))->value_nick);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_elements (const char *line,
                 const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_pipeline_parse (line, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = describe (builder);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_error (const char *line,
              SweetPipelineError code,
              const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_pipeline_parse (line, &error);

  g_assert_null (builder);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_error (error, SWEET_PIPELINE_ERROR, (int) code);
}

/* the element in the middle of "tap ! code ! zoo ... ! code" */
static SweetElement *
parse_zoo (const char *options,
           GError **error)
{
  g_autofree char *line = g_strdup_printf ("tap ! code ! zoo %s", options);
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_pipeline_parse (line, error);
  g_autoptr (GListModel) elements = NULL;

  if (builder == NULL)
    return NULL;

  elements = sweet_emitting_task_builder_get_elements (builder);

  return g_list_model_get_item (elements, 2);
}

#define assert_value(options, name, ctype, expected)              \
  G_STMT_START                                                    \
  {                                                               \
    g_autoptr (GError) error_ = NULL;                             \
    g_autoptr (SweetElement) zoo_ = parse_zoo (options, &error_); \
    ctype value_ = 0;                                             \
    g_assert_no_error (error_);                                   \
    g_object_get (zoo_, name, &value_, NULL);                     \
    g_assert_true (value_ == (expected));                         \
  }                                                               \
  G_STMT_END

static void
assert_bad_value (const char *option,
                  const char *name,
                  const char *reason)
{
  g_autofree char *message = g_strdup_printf ("element 3, zoo: %s: %s", name, reason);
  g_autofree char *line = g_strdup_printf ("tap ! code ! zoo %s", option);

  assert_error (line, SWEET_PIPELINE_ERROR_BAD_VALUE, message);
}

static void
test_places (SweetTest *test,
             gconstpointer data)
{
  assert_elements ("tap", "tap source");
  assert_elements ("tap ! tap", "tap source, tap sink");
  assert_elements ("tap ! code ! zoo ! code ! tap", "tap source, code format, zoo processor, code format, tap sink");
  assert_elements ("tap ! code ! zoo", "tap source, code format, zoo processor");
  assert_elements ("well ! drain", "well source, drain sink");
}

static void
test_strategies (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTaskBuilder) first = sweet_pipeline_parse ("one ! tap ! code ! zoo", &error);
  g_autoptr (SweetEmittingTaskBuilder) last = NULL;

  /* the sink stays the last element whatever strategies stand behind it */
  g_assert_no_error (error);
  last = sweet_pipeline_parse ("tap ! tap ! two", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sweet_emitting_task_builder_get_output_media (first), ==, SWEET_MEDIA_RECORDS);
  g_assert_cmpint (sweet_emitting_task_builder_get_output_media (last), ==, SWEET_MEDIA_NONE);

  assert_error ("tap ! one ! code ! two", SWEET_PIPELINE_ERROR_SYNTAX, "element 4: “two” is a second strategy beside “one”; a pipeline has at most one");
  assert_error ("tap ! one ! one", SWEET_PIPELINE_ERROR_SYNTAX, "element 3: “one” is a second strategy beside “one”; a pipeline has at most one");
  assert_error ("one", SWEET_PIPELINE_ERROR_INCOMPLETE, "the pipeline is only a strategy: it begins with a source, such as “file path=NAME”");
}

/* where a name is a strategy as well, it is one only where nothing else fits */
static void
test_ambiguous_strategy (SweetTest *test,
                         gconstpointer data)
{
  assert_elements ("tap ! code ! pass", "tap source, code format, pass processor");
}

static void
test_wrong_place (SweetTest *test,
                  gconstpointer data)
{
  assert_error ("zoo ! code", SWEET_PIPELINE_ERROR_INCOMPLETE, "element 1: “zoo” is a processor, and a pipeline begins with a source, such as “file path=NAME”");
  assert_error ("drain", SWEET_PIPELINE_ERROR_INCOMPLETE, "element 1: “drain” is a sink, and a pipeline begins with a source, such as “file path=NAME”");
  assert_error ("one ! code ! zoo", SWEET_PIPELINE_ERROR_INCOMPLETE, "element 2: “code” is a format, and a pipeline begins with a source, such as “file path=NAME”");
  assert_error ("tap ! tap ! code", SWEET_PIPELINE_ERROR_SYNTAX, "element 2: “tap” is a source or sink, and a sink stands last; a format or processor belongs here");
  assert_error ("tap ! well ! code", SWEET_PIPELINE_ERROR_SYNTAX, "element 2: “well” is a source, and a source stands first; a format or processor belongs here");
  assert_error ("tap ! well", SWEET_PIPELINE_ERROR_SYNTAX, "element 2: “well” is a source, and a source stands first; a format or processor belongs here");
}

static void
test_syntax (SweetTest *test,
             gconstpointer data)
{
  assert_error ("", SWEET_PIPELINE_ERROR_INCOMPLETE, "the pipeline is empty: it begins with a source, such as “file path=NAME”");
  assert_error ("! tap", SWEET_PIPELINE_ERROR_SYNTAX, "an element is missing in front of the first “!”");
  assert_error ("tap ! ! code", SWEET_PIPELINE_ERROR_SYNTAX, "element 2 is missing between two “!”");
  assert_error ("tap ! code !", SWEET_PIPELINE_ERROR_SYNTAX, "an element is missing behind the last “!”");
  assert_error ("tap ! text=x", SWEET_PIPELINE_ERROR_SYNTAX, "element 2 begins with the property “text=x”: the name of the element comes first");
  assert_error ("tap!code", SWEET_PIPELINE_ERROR_SYNTAX, "element 1: “tap!code” is no name; a “!” has to stand alone, between blanks");
  assert_error ("tap code", SWEET_PIPELINE_ERROR_SYNTAX, "element 1, tap: “code” is no property, which looks like name=value; put a “!” that stands alone in front of an element");
  assert_error ("tap =x", SWEET_PIPELINE_ERROR_SYNTAX, "element 1, tap: there is no name in front of “=x”");
  assert_error ("tap ! code @errors ! tap", SWEET_PIPELINE_ERROR_INCOMPLETE, "element 2, code: an element is missing behind “@errors”, such as “jsonl ! file path=NAME”");
  assert_error ("tap ! code @errors", SWEET_PIPELINE_ERROR_INCOMPLETE, "element 2, code: an element is missing behind “@errors”, such as “jsonl ! file path=NAME”");
  assert_error ("tap ! code @erors code ! tap", SWEET_PIPELINE_ERROR_SYNTAX, "element 2, code: it has no output “erors”; the nearest is “errors”");
  assert_error ("tap ! code @late code ! tap", SWEET_PIPELINE_ERROR_SYNTAX, "element 2, code: it has no output “late”; there is “errors”");
  assert_error ("tap ! code @errors code ! tap ! @errors code ! tap", SWEET_PIPELINE_ERROR_SYNTAX, "code: its output “errors” is linked twice");
  assert_error ("tap ! code @errors code ! tap ! @eror code ! tap", SWEET_PIPELINE_ERROR_SYNTAX, "element 2, code: it has no output “eror”; the nearest is “errors”");
  assert_error ("tap ! code @errors code ! @errors code ! tap", SWEET_PIPELINE_ERROR_SYNTAX, "element 4, code: what takes the output “errors” of “code” has to end in a sink before “@errors” follows");
  assert_error ("tap ! code ! @errors code ! tap", SWEET_PIPELINE_ERROR_SYNTAX, "element 3, code: “@errors” stands behind the element whose output it is, without a “!”");
  assert_error ("tap ! code @errors code ! tap ! @errors ! code", SWEET_PIPELINE_ERROR_INCOMPLETE, "element 4, tap: an element is missing behind “@errors”, such as “jsonl ! file path=NAME”");
  assert_error ("tap @errors code ! tap ! code", SWEET_PIPELINE_ERROR_SYNTAX, "element 1, tap: it has no output “errors”; formats and processors have one");
  assert_error ("tap ! zoo text='x", SWEET_PIPELINE_ERROR_SYNTAX, "the quote ' that opens at character 16 is never closed");
  assert_error ("tap ! code ! zoo int=1 flag=yes int=2", SWEET_PIPELINE_ERROR_SYNTAX, "element 3, zoo: the property “int” is given twice");
}

static void
test_unknown (SweetTest *test,
              gconstpointer data)
{
  assert_error ("tap ! cide", SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT, "element 2: no element “cide”; the nearest is “code”");
  assert_error ("tab", SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT, "element 1: no element “tab”; the nearest is “tap”");
  assert_error ("tap ! qqqqqqqq", SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT, "element 2: no element “qqqqqqqq”; sweet-inspect lists what there is");
  assert_error ("tap ! code ! zoo texte=x", SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "element 3, zoo: no property “texte”; the nearest is “text”");
  assert_error ("tap zzzzzzzzz=x", SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "element 1, tap: no property “zzzzzzzzz”; there are block-size, read-strategy");
  assert_error ("tap ! tap zzz=x", SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "element 2, tap: no property “zzz”, nor any other");
  assert_error ("tap ! code ! zoo read-only=1", SWEET_PIPELINE_ERROR_UNKNOWN_PROPERTY, "element 3, zoo: the property “read-only” can be read but not set");
}

static void
test_booleans (SweetTest *test,
               gconstpointer data)
{
  assert_value ("flag=true", "flag", gboolean, TRUE);
  assert_value ("flag=yes", "flag", gboolean, TRUE);
  assert_value ("flag=false", "flag", gboolean, FALSE);
  assert_value ("flag=no", "flag", gboolean, FALSE);
  assert_bad_value ("flag=maybe", "flag", "“maybe” is neither true nor false");
  assert_bad_value ("flag=", "flag", "“” is neither true nor false");
  assert_bad_value ("flag=1", "flag", "“1” is neither true nor false");
}

static void
test_integers (SweetTest *test,
               gconstpointer data)
{
  assert_value ("int=-5", "int", int, -5);
  assert_value ("int=+10", "int", int, 10);
  assert_value ("int=007", "int", int, 7);
  assert_value ("char=-8", "char", gint8, -8);
  assert_value ("uchar=200", "uchar", guchar, 200);
  assert_value ("uint=4294967295", "uint", guint, G_MAXUINT);
  assert_value ("long=-1", "long", glong, -1);
  assert_value ("ulong=1", "ulong", gulong, 1);
  assert_value ("int64=-9223372036854775808", "int64", gint64, G_MININT64);
  assert_value ("uint64=18446744073709551615", "uint64", guint64, G_MAXUINT64);

  assert_bad_value ("int=11", "int", "“11” is out of range: from -5 to 10");
  assert_bad_value ("int=-6", "int", "“-6” is out of range: from -5 to 10");
  assert_bad_value ("int=99999999999999999999999999999999999999999999", "int", "“99999999999999999999999999999999999999999999” is out of range: from -5 to 10");
  assert_bad_value ("char=9", "char", "“9” is out of range: from -8 to 8");
  assert_bad_value ("uchar=201", "uchar", "“201” is out of range: from 1 to 200");
  assert_bad_value ("uint=-1", "uint", "“-1” is out of range: from 2 to 4294967295");
  assert_bad_value ("uint=4294967296", "uint", "“4294967296” is out of range: from 2 to 4294967295");
  assert_bad_value ("long=2", "long", "“2” is out of range: from -1 to 1");
  assert_bad_value ("ulong=2", "ulong", "“2” is out of range: from 0 to 1");
  assert_bad_value ("uint64=0", "uint64", "“0” is out of range: at least 1");
  assert_bad_value ("int64=9223372036854775808", "int64", "“9223372036854775808” is out of range: from -9223372036854775808 to 9223372036854775807");
  assert_bad_value ("uint64=18446744073709551616", "uint64", "“18446744073709551616” is out of range: from 1 to 18446744073709551615");

  assert_bad_value ("int=", "int", "“” is not a whole number");
  assert_bad_value ("int=-", "int", "“-” is not a whole number");
  assert_bad_value ("int=1x", "int", "“1x” is not a whole number");
  assert_bad_value ("int='1 '", "int", "“1 ” is not a whole number");
  assert_bad_value ("int=0x1", "int", "“0x1” is not a whole number");
  assert_bad_value ("int=1.0", "int", "“1.0” is not a whole number");
}

static void
test_floats (SweetTest *test,
             gconstpointer data)
{
  assert_value ("double=-2.5e3", "double", double, -2500);
  assert_value ("double=.5", "double", double, 0.5);
  assert_bad_value ("float=1.5", "float", "“1.5” is out of range: from 0 to 1");
  assert_bad_value ("float=-1", "float", "“-1” is out of range: from 0 to 1");
  assert_bad_value ("double=1e999", "double", "“1e999” is out of range: from -1.79769e+308 to 1.79769e+308");
  assert_bad_value ("double=1,5", "double", "“1,5” is not a number");
  assert_bad_value ("double=nan", "double", "“nan” is not a number");
  assert_bad_value ("double=inf", "double", "“inf” is not a number");
  assert_bad_value ("double=0x1p3", "double", "“0x1p3” is not a number");
  assert_bad_value ("double=' 1'", "double", "“ 1” is not a number");
  assert_bad_value ("double=", "double", "“” is not a number");
  assert_bad_value ("double=1e", "double", "“1e” is not a number");
}

static void
test_units (SweetTest *test,
            gconstpointer data)
{
  assert_value ("delay=250ms", "delay", gint64, SWEET_MILLISECONDS (250));
  assert_value ("delay=1h", "delay", gint64, SWEET_HOURS (1));
  assert_value ("size=64KiB", "size", guint64, SWEET_KIB (64));
  assert_value ("room=1TiB", "room", guint64, SWEET_TIB (1));

  assert_bad_value ("delay=250", "delay", "“250” needs a unit: write “250us” or another of us, ms, s, m, min, h, d");
  assert_bad_value ("delay=2h", "delay", "“2h” is out of range: from 1ms to 1h");
  assert_bad_value ("delay=-1s", "delay", "“-1s” is out of range: from 1ms to 1h");
  assert_bad_value ("wait=-1s", "wait", "“-1s” is out of range: at least 0s");
  assert_bad_value ("wait=999999999999999999d", "wait", "“999999999999999999d” is out of range: from 0s to 9223372036854775807us");
  assert_bad_value ("wait=9223372036854775808us", "wait", "“9223372036854775808us” is out of range: from 0s to 9223372036854775807us");
  assert_value ("wait=9223372036854775807us", "wait", gint64, G_MAXINT64);
  assert_bad_value ("delay=x", "delay", "“x” is no duration: write a number and one of the units us, ms, s, m, min, h, d");
  assert_bad_value ("delay=5sec", "delay", "“5sec” has an unknown unit “sec”, did you mean “s”? (units are us, ms, s, m, min, h, d)");
  assert_bad_value ("size=0", "size", "“0” needs a unit: write “0B” or another of B, KiB, MiB, GiB, TiB, KB, MB, GB, TB");
  assert_bad_value ("size=0B", "size", "“0B” is out of range: from 1B to 1MiB");
  assert_bad_value ("size=2MiB", "size", "“2MiB” is out of range: from 1B to 1MiB");
  assert_bad_value ("room=999999999999999999TiB", "room", "“999999999999999999TiB” is out of range: from 0B to 18446744073709551615B");
  assert_value ("room=18446744073709551615B", "room", guint64, G_MAXUINT64);
}

static void
test_texts (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) zoo = parse_zoo ("text='a=b ! \"c\"'", &error);
  g_autoptr (SweetElement) empty = NULL;
  g_autofree char *text = NULL;
  g_autofree char *nothing = NULL;

  g_assert_no_error (error);
  g_object_get (zoo, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "a=b ! \"c\"");

  empty = parse_zoo ("text=", &error);
  g_assert_no_error (error);
  g_object_get (empty, "text", &nothing, NULL);
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_choices (SweetTest *test,
              gconstpointer data)
{
  assert_value ("on-error=skip", "on-error", int, SWEET_ON_ERROR_SKIP);
  assert_value ("on_error=skip", "on-error", int, SWEET_ON_ERROR_SKIP);
  assert_bad_value ("on-error=skpi", "on-error", "“skpi” is none of stop, skip; the nearest is “skip”");
  assert_bad_value ("on-error=explode", "on-error", "“explode” is none of stop, skip");
  assert_bad_value ("on-error=", "on-error", "“” is none of stop, skip");
}

static void
test_lists (SweetTest *test,
            gconstpointer data)
{
  const char *const expected[] = { "a", "b,c", "d e", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetElement) zoo = parse_zoo ("fields='a,\"b,c\", d e'", &error);
  g_auto (GStrv) fields = NULL;

  g_assert_no_error (error);
  g_object_get (zoo, "fields", &fields, NULL);
  g_assert_cmpstrv (fields, expected);

  assert_bad_value ("fields=a,,b", "fields", "an item of the list “a,,b” is empty; write \"\" if that is meant");
  assert_bad_value ("bytes=x", "bytes", "a GBytes cannot be written as text; set it in code");
}

static void
test_construct_only (SweetTest *test,
                     gconstpointer data)
{
  assert_value ("fixed=7", "fixed", int, 7);
  assert_value ("", "fixed", int, 3);
}

/* one argument is one word, whatever is in it */
static void
test_argv (SweetTest *test,
           gconstpointer data)
{
  const char *const argv[] = { "tap", "!", "code", "!", "zoo", "text='a' ! b", "int=3", NULL };
  const char *const glued[] = { "tap ! code", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_pipeline_parse_argv (argv, &error);
  g_autoptr (GListModel) elements = NULL;
  g_autoptr (SweetElement) zoo = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  elements = sweet_emitting_task_builder_get_elements (builder);
  zoo = g_list_model_get_item (elements, 2);
  g_object_get (zoo, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "'a' ! b");

  g_assert_null (sweet_pipeline_parse_argv (glued, &error));
  g_assert_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX);
}

/* file names may be any bytes, messages may not */
static void
test_not_utf8 (SweetTest *test,
               gconstpointer data)
{
  const char *const good[] = { "tap", "!", "code", "!", "zoo", "text=\377", NULL };
  const char *const bad[] = { "tap", "!", "code", "!", "zoo", "int=\377", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetEmittingTaskBuilder) builder = sweet_pipeline_parse_argv (good, &error);

  g_assert_no_error (error);
  g_assert_null (sweet_pipeline_parse_argv (bad, &error));
  g_assert_cmpstr (error->message, ==, "element 3, zoo: int: “\357\277\275” is not a whole number");
}

static void
test_check (SweetTest *test,
            gconstpointer data)
{
  assert_error ("tap ! code ! zoo text=unsound", SWEET_PIPELINE_ERROR_BAD_VALUE, "zoo: text is unsound");
}

static void
test_media (SweetTest *test,
            gconstpointer data)
{
  assert_error ("tap ! zoo", SWEET_PIPELINE_ERROR_MEDIA, "“zoo” takes records, “tap” gives bytes: put a format between them (csv, jsonl or lines)");
  assert_error ("tap ! code ! zoo ! tap", SWEET_PIPELINE_ERROR_MEDIA, "“tap” takes bytes, “zoo” gives records: put a format between them (csv, jsonl or lines)");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_setenv ("SWEET_PLUGIN_PATH", "", TRUE);
  g_setenv ("SWEET_PLUGIN_SYSTEM_PATH", "", TRUE);
  sweet_registry_add_plugin (sweet_registry_get_default (), &sweet_plugin_zoo_descriptor, NULL);

  sweet_test_add ("/sweet/pipeline/places", test_places);
  sweet_test_add ("/sweet/pipeline/strategies", test_strategies);
  sweet_test_add ("/sweet/pipeline/ambiguous-strategy", test_ambiguous_strategy);
  sweet_test_add ("/sweet/pipeline/wrong-place", test_wrong_place);
  sweet_test_add ("/sweet/pipeline/syntax", test_syntax);
  sweet_test_add ("/sweet/pipeline/unknown", test_unknown);
  sweet_test_add ("/sweet/pipeline/booleans", test_booleans);
  sweet_test_add ("/sweet/pipeline/integers", test_integers);
  sweet_test_add ("/sweet/pipeline/floats", test_floats);
  sweet_test_add ("/sweet/pipeline/units", test_units);
  sweet_test_add ("/sweet/pipeline/texts", test_texts);
  sweet_test_add ("/sweet/pipeline/choices", test_choices);
  sweet_test_add ("/sweet/pipeline/lists", test_lists);
  sweet_test_add ("/sweet/pipeline/construct-only", test_construct_only);
  sweet_test_add ("/sweet/pipeline/argv", test_argv);
  sweet_test_add ("/sweet/pipeline/not-utf8", test_not_utf8);
  sweet_test_add ("/sweet/pipeline/check", test_check);
  sweet_test_add ("/sweet/pipeline/media", test_media);

  return g_test_run ();
}
