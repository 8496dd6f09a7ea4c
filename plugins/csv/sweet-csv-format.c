/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-csv-format.h"

#include "sweet-csv-decoder.h"
#include "sweet-csv-encoder.h"
#include "sweet-csv-fault.h"

/**
 * SweetCsvFormat:
 *
 * Comma-separated values, as RFC 4180 has them and with the options that real files need. Reading
 * and writing are in SweetCsvDecoder and SweetCsvEncoder, the grammar is in SweetCsvScan; here are
 * the options.
 */
struct _SweetCsvFormat
{
  SweetFormat parent_instance;

  char *delimiter;
  char *quote;
  gboolean header;
  SweetCsvRagged ragged;
  SweetCsvStrayQuotes stray_quotes;

  /* what the options amount to */
  SweetCsvDecoder decoder;
  SweetCsvEncoder encoder;
};

enum
{
  PROP_0,
  PROP_DELIMITER,
  PROP_QUOTE,
  PROP_HEADER,
  PROP_RAGGED,
  PROP_STRAY_QUOTES,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetCsvFormat, sweet_csv_format, SWEET_TYPE_FORMAT)

#define SWEET_TYPE_CSV_RAGGED (sweet_csv_ragged_get_type ())

static GType
sweet_csv_ragged_get_type (void)
{
  static const GEnumValue values[] = {
    { SWEET_CSV_RAGGED_ERROR, "SWEET_CSV_RAGGED_ERROR", "error" },
    { SWEET_CSV_RAGGED_ACCEPT, "SWEET_CSV_RAGGED_ACCEPT", "accept" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SweetCsvRagged", values));

  return type;
}

#define SWEET_TYPE_CSV_STRAY_QUOTES (sweet_csv_stray_quotes_get_type ())

static GType
sweet_csv_stray_quotes_get_type (void)
{
  static const GEnumValue values[] = {
    { SWEET_CSV_STRAY_QUOTES_ERROR, "SWEET_CSV_STRAY_QUOTES_ERROR", "error" },
    { SWEET_CSV_STRAY_QUOTES_LITERAL, "SWEET_CSV_STRAY_QUOTES_LITERAL", "literal" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SweetCsvStrayQuotes", values));

  return type;
}

/* a tab is hard to type in a shell */
static guint8
sweet_csv_format_get_byte (const char *option)
{
  return (guint8) (g_str_equal (option, "\\t") ? '\t' : option[0]);
}

static void
sweet_csv_format_apply (SweetCsvFormat *self)
{
  guint8 delimiter = sweet_csv_format_get_byte (self->delimiter);
  guint8 quote = sweet_csv_format_get_byte (self->quote);
  gboolean quoting = quote != '\0';

  self->decoder.dialect.delimiter = delimiter;
  self->decoder.dialect.quote = quoting ? quote : '\n';
  self->decoder.dialect.stray_quotes_data = self->stray_quotes == SWEET_CSV_STRAY_QUOTES_LITERAL;
  self->decoder.header = self->header;
  self->decoder.accept_ragged = self->ragged == SWEET_CSV_RAGGED_ACCEPT;
  sweet_csv_encoder_set_options (&self->encoder, delimiter, quote, quoting, self->header);
}

static gboolean
sweet_csv_format_check_byte (const char *name,
                             const char *option,
                             GError **error)
{
  guint8 byte = sweet_csv_format_get_byte (option);

  if (option[0] != '\0' && option[1] != '\0' && !g_str_equal (option, "\\t"))
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
                 "%s takes one ASCII character or \\t for a tab, not “%s”", name, option);
  else if (byte == '\n' || byte == '\r')
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "%s cannot be a line end", name);
  else
    return TRUE;

  return FALSE;
}

static gboolean
sweet_csv_format_check (SweetElement *element,
                        GError **error)
{
  SweetCsvFormat *self = SWEET_CSV_FORMAT (element);

  if (!SWEET_ELEMENT_CLASS (sweet_csv_format_parent_class)->check (element, error))
    return FALSE;

  if (!sweet_csv_format_check_byte ("delimiter", self->delimiter, error) || !sweet_csv_format_check_byte ("quote", self->quote, error))
    return FALSE;

  if (self->delimiter[0] == '\0')
    g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "delimiter cannot be empty");
  else if (self->decoder.dialect.delimiter == self->decoder.dialect.quote)
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE,
                 "delimiter and quote cannot both be “%s”", self->delimiter);
  else
    return TRUE;

  return FALSE;
}

static gboolean
sweet_csv_format_begin (SweetFormat *format,
                        SweetDecodeInput *in,
                        SweetRowWriter *rows,
                        SweetSchema **schema,
                        GError **error)
{
  SweetCsvFormat *self = SWEET_CSV_FORMAT (format);
  const guint8 quote = self->decoder.dialect.quote;
  /* without quotes no cell begins with what stands for one, a line end */
  const SweetRowLayout layout = {
    .places = SWEET_CELL_PLACES_ENDS,
    .lead = quote,
    .resolve = sweet_csv_decoder_resolve,
    .data = quote,
  };

  sweet_format_set_layout (format, &layout);

  return sweet_csv_decoder_begin (&self->decoder, in, rows, schema);
}

static gssize
sweet_csv_format_guess_start (SweetFormat *format,
                              const guint8 *data,
                              gsize size)
{
  return sweet_csv_decoder_guess_start (&SWEET_CSV_FORMAT (format)->decoder, data, size);
}

static void
sweet_csv_format_decode (SweetFormat *format,
                         SweetDecodeInput *in,
                         SweetRowWriter *rows)
{
  sweet_csv_decoder_decode (&SWEET_CSV_FORMAT (format)->decoder, in, rows);
}

static char *
sweet_csv_format_describe_error (SweetFormat *format,
                                 const guint8 *base,
                                 const SweetRowError *error)
{
  SweetCsvFaultContext context = { SWEET_CSV_FORMAT (format)->header, sweet_format_get_max_record_size (format) };

  return sweet_csv_fault_describe (error, &context);
}

static gboolean
sweet_csv_format_encode_header (SweetFormat *format,
                                SweetSchema *header,
                                SweetBuffer *out,
                                GError **error)
{
  return sweet_csv_encoder_write_header (&SWEET_CSV_FORMAT (format)->encoder, header, out, error);
}

static gboolean
sweet_csv_format_encode (SweetFormat *format,
                         SweetChunk *chunk,
                         SweetSchema *header,
                         SweetBuffer *out,
                         GError **error)
{
  return sweet_csv_encoder_write_chunk (&SWEET_CSV_FORMAT (format)->encoder, chunk, header, out, error);
}

static void
sweet_csv_format_get_property (GObject *object,
                               guint prop_id,
                               GValue *value,
                               GParamSpec *pspec)
{
  SweetCsvFormat *self = SWEET_CSV_FORMAT (object);

  switch (prop_id)
    {
    case PROP_DELIMITER:
      g_value_set_string (value, self->delimiter);
      break;
    case PROP_QUOTE:
      g_value_set_string (value, self->quote);
      break;
    case PROP_HEADER:
      g_value_set_boolean (value, self->header);
      break;
    case PROP_RAGGED:
      g_value_set_enum (value, (int) self->ragged);
      break;
    case PROP_STRAY_QUOTES:
      g_value_set_enum (value, (int) self->stray_quotes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* NULL is what a script may pass for “none” */
static void
sweet_csv_format_set_string (char **option,
                             const GValue *value)
{
  const char *text = g_value_get_string (value);

  g_free (*option);
  *option = g_strdup (text != NULL ? text : "");
}

static void
sweet_csv_format_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SweetCsvFormat *self = SWEET_CSV_FORMAT (object);

  switch (prop_id)
    {
    case PROP_DELIMITER:
      sweet_csv_format_set_string (&self->delimiter, value);
      break;
    case PROP_QUOTE:
      sweet_csv_format_set_string (&self->quote, value);
      break;
    case PROP_HEADER:
      self->header = g_value_get_boolean (value);
      break;
    case PROP_RAGGED:
      self->ragged = (SweetCsvRagged) g_value_get_enum (value);
      break;
    case PROP_STRAY_QUOTES:
      self->stray_quotes = (SweetCsvStrayQuotes) g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  sweet_csv_format_apply (self);
}

static void
sweet_csv_format_finalize (GObject *object)
{
  SweetCsvFormat *self = SWEET_CSV_FORMAT (object);

  g_free (self->delimiter);
  g_free (self->quote);
  sweet_csv_encoder_clear (&self->encoder);

  G_OBJECT_CLASS (sweet_csv_format_parent_class)->finalize (object);
}

static void
sweet_csv_format_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_DELIMITER] =
      g_param_spec_string ("delimiter", "Delimiter", "The character between two fields; \\t is a tab", ",", flags);
  properties[PROP_QUOTE] =
      g_param_spec_string ("quote", "Quote", "The character around fields that hold delimiters or line ends; empty for none", "\"", flags);
  properties[PROP_HEADER] =
      g_param_spec_boolean ("header", "Header", "Whether the first line names the columns; without, their names are 1, 2, ...", TRUE, flags);
  properties[PROP_RAGGED] =
      g_param_spec_enum ("ragged", "Ragged",
                         "What to do about a record with more or fewer fields than the header: an error, or accept it without the surplus and with the missing absent",
                         SWEET_TYPE_CSV_RAGGED, SWEET_CSV_RAGGED_ERROR, flags);
  properties[PROP_STRAY_QUOTES] =
      g_param_spec_enum ("stray-quotes", "Stray quotes",
                         "What a quote inside an unquoted field is: an error, or literal data as in 5\" pipe",
                         SWEET_TYPE_CSV_STRAY_QUOTES, SWEET_CSV_STRAY_QUOTES_ERROR, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_csv_format_class_init (SweetCsvFormatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetFormatClass *format_class = SWEET_FORMAT_CLASS (klass);

  object_class->get_property = sweet_csv_format_get_property;
  object_class->set_property = sweet_csv_format_set_property;
  object_class->finalize = sweet_csv_format_finalize;

  element_class->check = sweet_csv_format_check;

  format_class->begin = sweet_csv_format_begin;
  format_class->guess_start = sweet_csv_format_guess_start;
  format_class->decode = sweet_csv_format_decode;
  format_class->describe_error = sweet_csv_format_describe_error;
  format_class->encode_header = sweet_csv_format_encode_header;
  format_class->encode = sweet_csv_format_encode;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
  sweet_element_class_set_description (element_class, "Comma-separated values, with or without a header");
  sweet_csv_format_install_properties (object_class);
}

static void
sweet_csv_format_init (SweetCsvFormat *self)
{
  self->delimiter = g_strdup (",");
  self->quote = g_strdup ("\"");
  self->header = TRUE;
  sweet_csv_format_apply (self);
}
