/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include <string.h>

/**
 * SweetLogTracer:
 *
 * A tracer that writes to the structured log of GLib: a line for each message of a span, the moment it is
 * logged, and one of level %G_LOG_LEVEL_INFO when a span ends.
 *
 * Each line has these fields, for a program that reads the journal or sets a writer with
 * [func@GLib.log_set_writer_func]:
 *
 * | field | what it holds |
 * |---|---|
 * | `MESSAGE` | the name of the span and what it says |
 * | `PRIORITY` | `3` (error) to `7` (debug) |
 * | `GLIB_DOMAIN` | [property@LogTracer:domain] |
 * | `SWEET_TRACE_ID` | [method@Span.get_trace_id] |
 * | `SWEET_SPAN_ID` | [method@Span.get_id] |
 * | `SWEET_PARENT_SPAN_ID` | [method@Span.get_parent_id], if it has a parent |
 * | `SWEET_SPAN_NAME` | [method@Span.get_name] |
 * | `SWEET_TASK_ID` | the id of the task, if it belongs to one |
 * | `SWEET_DURATION_USEC` | how long the work took, in microseconds; only when the span ends |
 * | `SWEET_ERROR_DOMAIN`, `SWEET_ERROR_CODE` | why the work failed; only when the span ends |
 * | `SWEET_FIELD_NAME` | each field of the span, its key in upper case; only when the span ends |
 *
 * What is logged never ends the program, whatever its level: errors and criticals are handed to GLib as
 * warnings, and `PRIORITY` tells them apart.
 *
 * Lines are written by the thread that logs or ends the span.
 *
 * Since: 1.0
 */
struct _SweetLogTracer
{
  SweetTracer parent_instance;

  char *domain;
};

typedef enum
{
  PROP_DOMAIN = 1,
} SweetLogTracerProperty;

static GParamSpec *properties[PROP_DOMAIN + 1];

G_DEFINE_FINAL_TYPE (SweetLogTracer, sweet_log_tracer, SWEET_TYPE_TRACER)

/* a line: its fields, and the texts that they point to */
typedef struct
{
  GArray *fields;
  GPtrArray *texts;
} SweetLogLine;

static void
sweet_log_tracer_add (SweetLogLine *line,
                      const char *key,
                      const char *text)
{
  GLogField field = { key, text, -1 };

  if (text != NULL)
    g_array_append_val (line->fields, field);
}

static void
sweet_log_tracer_take (SweetLogLine *line,
                       const char *key,
                       char *text)
{
  g_ptr_array_add (line->texts, text);
  sweet_log_tracer_add (line, key, text);
}

static const char *
sweet_log_tracer_get_priority (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "3";
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    return "4";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "5";

  return level & G_LOG_LEVEL_INFO ? "6" : "7";
}

/* what every line has; @message is taken */
static void
sweet_log_tracer_begin_line (SweetLogTracer *self,
                             SweetLogLine *line,
                             SweetSpan *span,
                             GLogLevelFlags level,
                             char *message)
{
  SweetTaskId *task_id = sweet_span_get_task_id (span);

  line->fields = g_array_new (FALSE, FALSE, sizeof (GLogField));
  line->texts = g_ptr_array_new_with_free_func (g_free);

  sweet_log_tracer_take (line, "MESSAGE", message);
  sweet_log_tracer_add (line, "PRIORITY", sweet_log_tracer_get_priority (level));
  sweet_log_tracer_add (line, "GLIB_DOMAIN", self->domain);
  sweet_log_tracer_add (line, "SWEET_TRACE_ID", sweet_span_get_trace_id (span));
  sweet_log_tracer_add (line, "SWEET_SPAN_ID", sweet_span_get_id (span));
  sweet_log_tracer_add (line, "SWEET_PARENT_SPAN_ID", sweet_span_get_parent_id (span));
  sweet_log_tracer_add (line, "SWEET_SPAN_NAME", sweet_span_get_name (span));
  if (task_id != NULL)
    sweet_log_tracer_take (line, "SWEET_TASK_ID", sweet_task_id_to_string (task_id));
}

/* writes the line and clears it */
static void
sweet_log_tracer_write (SweetLogLine *line,
                        GLogLevelFlags level)
{
  GLogLevelFlags safe = level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL) ? G_LOG_LEVEL_WARNING : level;

  g_log_structured_array (safe, (const GLogField *) (gpointer) line->fields->data, line->fields->len);
  g_array_unref (line->fields);
  g_ptr_array_unref (line->texts);
}

/* the journal takes capital letters, digits and underscores */
static char *
sweet_log_tracer_make_key (const char *key)
{
  char *name = g_strconcat ("SWEET_FIELD_", key, NULL);

  for (char *p = name; *p != '\0'; p++)
    *p = g_ascii_isalnum (*p) ? g_ascii_toupper (*p) : '_';

  return name;
}

static void
sweet_log_tracer_add_fields (SweetLogLine *line,
                             SweetSpan *span)
{
  g_autoptr (GVariant) fields = sweet_span_dup_fields (span);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, fields);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      char *name = sweet_log_tracer_make_key (key);

      g_ptr_array_add (line->texts, name);
      sweet_log_tracer_take (line, name, g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : g_variant_print (value, FALSE));
      g_variant_unref (value);
    }
}

static void
sweet_log_tracer_export_log (SweetTracer *tracer,
                             SweetSpan *span,
                             GLogLevelFlags level,
                             const char *message)
{
  SweetLogLine line;

  sweet_log_tracer_begin_line (SWEET_LOG_TRACER (tracer), &line, span, level, g_strdup_printf ("%s: %s", sweet_span_get_name (span), message));
  sweet_log_tracer_write (&line, level);
}

static void
sweet_log_tracer_export_span (SweetTracer *tracer,
                              SweetSpan *span)
{
  const char *name = sweet_span_get_name (span);
  gint64 duration = sweet_span_get_duration (span);
  g_autofree char *took = sweet_duration_to_string (duration);
  g_autoptr (GError) error = sweet_span_dup_error (span);
  char *message;
  SweetLogLine line;

  if (error != NULL)
    message = g_strdup_printf ("%s: failed after %s: %s", name, took, error->message);
  else
    message = g_strdup_printf ("%s: took %s", name, took);

  sweet_log_tracer_begin_line (SWEET_LOG_TRACER (tracer), &line, span, G_LOG_LEVEL_INFO, message);
  sweet_log_tracer_take (&line, "SWEET_DURATION_USEC", g_strdup_printf ("%" G_GINT64_FORMAT, duration));
  if (error != NULL)
    {
      sweet_log_tracer_add (&line, "SWEET_ERROR_DOMAIN", g_quark_to_string (error->domain));
      sweet_log_tracer_take (&line, "SWEET_ERROR_CODE", g_strdup_printf ("%d", error->code));
    }
  sweet_log_tracer_add_fields (&line, span);
  sweet_log_tracer_write (&line, G_LOG_LEVEL_INFO);
}

static void
sweet_log_tracer_get_property (GObject *object,
                               guint property_id,
                               GValue *value,
                               GParamSpec *pspec)
{
  switch ((SweetLogTracerProperty) property_id)
    {
    case PROP_DOMAIN:
      g_value_set_string (value, SWEET_LOG_TRACER (object)->domain);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_log_tracer_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch ((SweetLogTracerProperty) property_id)
    {
    case PROP_DOMAIN:
      SWEET_LOG_TRACER (object)->domain = g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : G_LOG_DOMAIN);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_log_tracer_finalize (GObject *object)
{
  g_free (SWEET_LOG_TRACER (object)->domain);

  G_OBJECT_CLASS (sweet_log_tracer_parent_class)->finalize (object);
}

static void
sweet_log_tracer_class_init (SweetLogTracerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetTracerClass *tracer_class = SWEET_TRACER_CLASS (klass);

  object_class->get_property = sweet_log_tracer_get_property;
  object_class->set_property = sweet_log_tracer_set_property;
  object_class->finalize = sweet_log_tracer_finalize;
  tracer_class->export_log = sweet_log_tracer_export_log;
  tracer_class->export_span = sweet_log_tracer_export_span;
  sweet_tracer_class_set_any_thread (tracer_class);

  /**
   * SweetLogTracer:domain:
   *
   * The log domain, which `G_MESSAGES_DEBUG` chooses from.
   *
   * Since: 1.0
   */
  properties[PROP_DOMAIN] = g_param_spec_string ("domain", "Domain", "The log domain", G_LOG_DOMAIN, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_log_tracer_init (SweetLogTracer *self)
{
}

/**
 * sweet_log_tracer_new:
 * @domain: (nullable): the log domain, or %NULL for `Sweet`
 *
 * Makes a tracer that writes to the log.
 *
 * Returns: (transfer full): a new tracer
 *
 * Since: 1.0
 */
SweetLogTracer *
sweet_log_tracer_new (const char *domain)
{
  return g_object_new (SWEET_TYPE_LOG_TRACER, "domain", domain, NULL);
}

/**
 * sweet_log_tracer_get_domain:
 * @self: a tracer
 *
 * Gets the log domain.
 *
 * Returns: (transfer none): the domain
 *
 * Since: 1.0
 */
const char *
sweet_log_tracer_get_domain (SweetLogTracer *self)
{
  g_return_val_if_fail (SWEET_IS_LOG_TRACER (self), NULL);

  return self->domain;
}
