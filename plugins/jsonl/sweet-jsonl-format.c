/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-jsonl-format.h"

#include "sweet-jsonl-decoder.h"
#include "sweet-jsonl-encoder.h"

#include <string.h>

#define SWEET_JSONL_BOM "\xef\xbb\xbf"

/* each column takes room in every row of a block and a schema of its own when it joins, so this is
 * also the limit for the time and memory that an object with ids for keys can cost */
#define SWEET_JSONL_DEFAULT_MAX_COLUMNS 1000
#define SWEET_JSONL_MAX_MAX_COLUMNS     65535

struct _SweetJsonlFormat
{
  SweetFormat parent_instance;

  SweetJsonlDecoder decoder;
  SweetJsonlEncoder encoder;
};

G_DEFINE_FINAL_TYPE (SweetJsonlFormat, sweet_jsonl_format, SWEET_TYPE_FORMAT)

enum
{
  PROP_0,
  PROP_MAX_COLUMNS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static gboolean
sweet_jsonl_format_begin (SweetFormat *format,
                          SweetDecodeInput *in,
                          SweetRowWriter *rows,
                          SweetSchema **schema,
                          GError **error)
{
  const SweetRowLayout layout = {
    .places = SWEET_CELL_PLACES_SPANS,
    .lead = -1,
    .resolve = sweet_jsonl_decoder_resolve,
    .max_columns = SWEET_JSONL_FORMAT (format)->decoder.max_columns,
  };
  guint32 size = MIN (in->end - in->start, (guint32) strlen (SWEET_JSONL_BOM));
  gboolean marked = memcmp (in->base + in->start, SWEET_JSONL_BOM, size) == 0;

  in->consumed = in->start;
  if (marked && size < strlen (SWEET_JSONL_BOM) && !in->at_end)
    return TRUE;

  if (marked && size == strlen (SWEET_JSONL_BOM))
    in->consumed += size;

  sweet_format_set_layout (format, &layout);
  *schema = sweet_schema_new_open (NULL);

  return TRUE;
}

static gssize
sweet_jsonl_format_guess_start (SweetFormat *format,
                                const guint8 *data,
                                gsize size)
{
  const guint8 *feed = memchr (data, '\n', size);

  return feed != NULL ? feed - data + 1 : -1;
}

static void
sweet_jsonl_format_decode (SweetFormat *format,
                           SweetDecodeInput *in,
                           SweetRowWriter *rows)
{
  SweetJsonlFormat *self = SWEET_JSONL_FORMAT (format);

  sweet_jsonl_decoder_decode (&self->decoder, in, rows);
}

static char *
sweet_jsonl_format_describe_error (SweetFormat *format,
                                   const guint8 *base,
                                   const SweetRowError *error)
{
  return sweet_jsonl_decoder_describe_error (error);
}

static gboolean
sweet_jsonl_format_encode (SweetFormat *format,
                           SweetChunk *chunk,
                           SweetSchema *header,
                           SweetBuffer *out,
                           GError **error)
{
  SweetJsonlFormat *self = SWEET_JSONL_FORMAT (format);

  return sweet_jsonl_encoder_encode (&self->encoder, chunk, out, error);
}

static void
sweet_jsonl_format_set_property (GObject *object,
                                 guint id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  SweetJsonlFormat *self = SWEET_JSONL_FORMAT (object);

  switch (id)
    {
    case PROP_MAX_COLUMNS:
      self->decoder.max_columns = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sweet_jsonl_format_get_property (GObject *object,
                                 guint id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  SweetJsonlFormat *self = SWEET_JSONL_FORMAT (object);

  switch (id)
    {
    case PROP_MAX_COLUMNS:
      g_value_set_uint (value, self->decoder.max_columns);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sweet_jsonl_format_finalize (GObject *object)
{
  SweetJsonlFormat *self = SWEET_JSONL_FORMAT (object);

  sweet_jsonl_decoder_clear (&self->decoder);
  sweet_jsonl_encoder_clear (&self->encoder);

  G_OBJECT_CLASS (sweet_jsonl_format_parent_class)->finalize (object);
}

static void
sweet_jsonl_format_class_init (SweetJsonlFormatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetFormatClass *format_class = SWEET_FORMAT_CLASS (klass);

  object_class->set_property = sweet_jsonl_format_set_property;
  object_class->get_property = sweet_jsonl_format_get_property;
  object_class->finalize = sweet_jsonl_format_finalize;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_FORKED);
  sweet_element_class_set_description (element_class, "JSON lines: one object per line, its keys are the columns");

  format_class->begin = sweet_jsonl_format_begin;
  format_class->guess_start = sweet_jsonl_format_guess_start;
  format_class->decode = sweet_jsonl_format_decode;
  format_class->describe_error = sweet_jsonl_format_describe_error;
  format_class->encode = sweet_jsonl_format_encode;

  properties[PROP_MAX_COLUMNS] = g_param_spec_uint ("max-columns", "Maximum columns", "The most columns that the keys of the records may make when decoding", 1, SWEET_JSONL_MAX_MAX_COLUMNS, SWEET_JSONL_DEFAULT_MAX_COLUMNS, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_jsonl_format_init (SweetJsonlFormat *self)
{
  self->decoder.max_columns = SWEET_JSONL_DEFAULT_MAX_COLUMNS;
}
