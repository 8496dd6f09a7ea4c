/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include "csv-reference.h"

#include <string.h>

/* What comes of a whole input: the rows as text to compare, and the error with its place. */

typedef struct
{
  GString *names;
  GString *rows;
  GString *csv; /* the good rows as the plugin would write them with default options */
  guint64 n_records;
  guint64 n_good; /* of a reference alone */
  guint64 n_bad;
  char *error; /* what it says behind the name of the file, or NULL */
} CsvResult;

static inline CsvResult *
csv_result_new (void)
{
  CsvResult *result = g_new0 (CsvResult, 1);

  result->names = g_string_new (NULL);
  result->rows = g_string_new (NULL);
  result->csv = g_string_new (NULL);

  return result;
}

static inline void
csv_result_free (CsvResult *result)
{
  g_string_free (result->names, TRUE);
  g_string_free (result->rows, TRUE);
  g_string_free (result->csv, TRUE);
  g_free (result->error);
  g_free (result);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsvResult, csv_result_free)

/* rows are compared as "RECORD @OFFSET" and then "<LENGTH>BYTES" for each cell, "-" if it is absent */
static inline void
csv_result_begin_row (GString *rows,
                      guint64 record,
                      gint64 offset)
{
  g_string_append_printf (rows, "%" G_GUINT64_FORMAT " @%" G_GINT64_FORMAT, record, offset);
}

static inline void
csv_result_add_cell (GString *rows,
                     const char *text,
                     gssize length)
{
  if (length < 0)
    {
      g_string_append (rows, " -");
      return;
    }

  g_string_append_printf (rows, " <%" G_GSSIZE_FORMAT ">", length);
  g_string_append_len (rows, text, length);
}

static inline void
csv_result_end_row (GString *rows)
{
  g_string_append_c (rows, '\n');
}

static inline void
csv_result_write_field (GString *out,
                        const char *text,
                        gsize length,
                        gboolean quoted)
{
  for (gsize i = 0; i < length; i++)
    quoted = quoted || strchr (",\"\r\n", text[i]) != NULL;

  if (quoted)
    g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, text[i]);
    }
  if (quoted)
    g_string_append_c (out, '"');
}

static inline gboolean
csv_result_is_mark (const GString *text)
{
  return g_str_has_prefix (text->str, "\357\273\277");
}

static inline void
csv_result_write_row (CsvResult *result,
                      GPtrArray *fields,
                      guint n_columns,
                      gboolean first)
{
  for (guint i = 0; i < n_columns; i++)
    {
      const GString *text = i < fields->len ? g_ptr_array_index (fields, i) : NULL;
      gsize length = text != NULL ? text->len : 0;

      if (i > 0)
        g_string_append_c (result->csv, ',');
      csv_result_write_field (result->csv, text != NULL ? text->str : "", length,
                              (n_columns == 1 && length == 0) || (first && i == 0 && text != NULL && csv_result_is_mark (text)));
    }
  g_string_append_c (result->csv, '\n');
}

static inline char *
csv_result_describe (const CsvRecord *record,
                     const CsvOptions *options,
                     guint n_columns,
                     gboolean in_header,
                     gsize *offset)
{
  g_autofree char *size = sweet_size_to_string (options->max_record_size);
  const char *skip = "on-error=skip leaves the record out";
  g_autofree char *problem = NULL;
  const char *option = NULL;

  *offset = record->offset;
  switch (record->fault)
    {
    case CSV_STRAY_QUOTE:
      problem = g_strdup ("stray quote in an unquoted field");
      option = "stray-quotes=literal takes it as data";
      break;
    case CSV_TEXT_AFTER_QUOTE:
      problem = g_strdup ("text after a closing quote");
      break;
    case CSV_UNCLOSED_QUOTE:
      problem = g_strdup ("the quote that opens here is never closed");
      skip = "on-error=skip leaves the rest of the input out";
      break;
    case CSV_UNCLOSED_AT_LIMIT:
      problem = g_strdup_printf ("the quote that opens here is not closed within %s, the limit of a record", size);
      option = "max-record-size raises it";
      break;
    case CSV_NUL:
      problem = g_strdup ("NUL byte");
      break;
    case CSV_BARE_CR:
      problem = g_strdup ("bare CR: a carriage return without a line feed outside of quotes");
      break;
    case CSV_TOO_LARGE:
      problem = g_strdup_printf ("the record is larger than %s", size);
      option = "max-record-size raises the limit";
      break;
    case CSV_GOOD:
    default:
      if (in_header || record->fields->len == n_columns || options->accept_ragged)
        return NULL;
      problem = g_strdup_printf ("%u field%s where the %s has %u", record->fields->len, record->fields->len == 1 ? "" : "s",
                                 options->header ? "header" : "first row", n_columns);
      option = record->fields->len > n_columns ? "ragged=accept drops the surplus" : "ragged=accept leaves the missing cells absent";
      *offset = record->fields->len > n_columns ? g_array_index (record->places, gsize, n_columns) : record->end;
    }

  if (in_header)
    return option != NULL ? g_strdup_printf ("%s (%s)", problem, option) : g_strdup (problem);
  if (option == NULL)
    return g_strdup_printf ("%s (%s)", problem, skip);

  return g_strdup_printf ("%s (%s, %s)", problem, option, skip);
}

static inline void
csv_result_set_error (CsvResult *result,
                      const char *data,
                      guint64 record,
                      gsize offset,
                      const char *reason)
{
  g_autofree char *place = record > 0 ? g_strdup_printf ("record %" G_GUINT64_FORMAT ", ", record) : g_strdup ("");
  gsize line = 1;

  for (gsize i = 0; i < offset; i++)
    line += data[i] == '\n';

  result->error = g_strdup_printf ("%sline %" G_GSIZE_FORMAT ", byte %" G_GSIZE_FORMAT ": %s", place, line, offset, reason);
}

static inline gsize
csv_result_get_empty_line (const char *data,
                           gsize length,
                           gsize start)
{
  if (start < length && data[start] == '\n')
    return 1;
  if (start + 1 < length && data[start] == '\r' && data[start + 1] == '\n')
    return 2;

  return 0;
}

/* gives where the records begin, or sets an error */
static inline gsize
csv_result_read_header (CsvResult *result,
                        const char *data,
                        const CsvOptions *options,
                        const CsvRecord *header)
{
  gsize offset;
  g_autofree char *reason = csv_result_describe (header, options, 0, TRUE, &offset);

  for (guint i = 0; reason == NULL && i < header->fields->len; i++)
    {
      const GString *name = g_ptr_array_index (header->fields, i);

      offset = g_array_index (header->places, gsize, i);
      if (name->len == 0)
        reason = g_strdup_printf ("column %u has no name (header=false takes the line as a record)", i + 1);

      for (guint k = 0; reason == NULL && k < i; k++)
        {
          if (g_string_equal (name, g_ptr_array_index (header->fields, k)))
            reason = g_strdup_printf ("column %u has the name of column %u (header=false takes the line as a record)", i + 1, k + 1);
        }
    }

  if (reason != NULL)
    csv_result_set_error (result, data, 0, offset, reason);

  return header->next;
}

static inline void
csv_result_set_names (CsvResult *result,
                      const CsvOptions *options,
                      const CsvRecord *first)
{
  for (guint i = 0; i < first->fields->len; i++)
    {
      const GString *text = g_ptr_array_index (first->fields, i);
      g_autofree char *name = options->header ? g_strdup (text->str) : g_strdup_printf ("%u", i + 1);

      g_string_append_printf (result->names, "<%" G_GSIZE_FORMAT ">%s", strlen (name), name);
    }

  if (options->header)
    csv_result_write_row (result, first->fields, first->fields->len, TRUE);
}

static inline void
csv_result_take_record (CsvResult *result,
                        const CsvOptions *options,
                        const CsvRecord *record,
                        guint n_columns)
{
  result->n_good++;
  csv_result_begin_row (result->rows, result->n_records, (gint64) record->start);
  for (guint i = 0; i < n_columns; i++)
    {
      const GString *text = i < record->fields->len ? g_ptr_array_index (record->fields, i) : NULL;

      csv_result_add_cell (result->rows, text != NULL ? text->str : NULL, text != NULL ? (gssize) text->len : -1);
    }
  csv_result_end_row (result->rows);
  csv_result_write_row (result, record->fields, n_columns, !options->header);
}

static inline CsvResult *
csv_result_read (const char *data,
                 gsize length,
                 const CsvOptions *options)
{
  CsvResult *result = csv_result_new ();
  gsize position = length >= 3 && memcmp (data, "\357\273\277", 3) == 0 ? 3 : 0;
  g_auto (CsvRecord) first = { 0 };
  gsize empty;

  while ((empty = csv_result_get_empty_line (data, length, position)) > 0)
    position += empty;
  if (position == length)
    return result;

  csv_reference_read_record (data, length, position, options, &first);
  if (options->header)
    position = csv_result_read_header (result, data, options, &first);
  if (result->error == NULL)
    csv_result_set_names (result, options, &first);

  while (position < length && result->error == NULL)
    {
      g_auto (CsvRecord) record = { 0 };
      g_autofree char *reason = NULL;
      gsize offset;

      empty = csv_result_get_empty_line (data, length, position);
      if (empty > 0 && first.fields->len != 1)
        {
          position += empty;
          continue;
        }

      result->n_records++;
      csv_reference_read_record (data, length, position, options, &record);
      position = record.next;
      reason = csv_result_describe (&record, options, first.fields->len, FALSE, &offset);

      if (reason == NULL)
        csv_result_take_record (result, options, &record, first.fields->len);
      else if (options->skip)
        result->n_bad++;
      else
        csv_result_set_error (result, data, result->n_records, offset, reason);
    }

  return result;
}
