/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

/* A slow and simple reader of CSV to compare the plugin with. It follows the words of the grammar
 * byte by byte and record by record, on the whole input at once, and shares no code with the
 * plugin. Here is the reading of one record, csv-result.h reads the whole input. */

typedef struct
{
  char delimiter;
  int quote; /* -1 for none */
  gboolean header;
  gboolean accept_ragged;
  gboolean literal_quotes;
  gboolean skip;
  gsize max_record_size;
} CsvOptions;

#define CSV_OPTIONS_DEFAULT                                                      \
  {                                                                              \
    .delimiter = ',', .quote = '"', .header = TRUE, .max_record_size = 16 << 20, \
  }

typedef enum
{
  CSV_GOOD,
  CSV_STRAY_QUOTE,
  CSV_TEXT_AFTER_QUOTE,
  CSV_UNCLOSED_QUOTE,
  CSV_UNCLOSED_AT_LIMIT,
  CSV_NUL,
  CSV_BARE_CR,
  CSV_TOO_LARGE,
} CsvFault;

typedef struct
{
  gsize start;
  gsize end;  /* without the line end */
  gsize next; /* with it */
  CsvFault fault;
  gsize offset;
  GPtrArray *fields; /* of GString: what they mean */
  GArray *places;    /* of gsize: where they begin */
} CsvRecord;

static inline void
csv_record_clear (CsvRecord *record)
{
  g_clear_pointer (&record->fields, g_ptr_array_unref);
  g_clear_pointer (&record->places, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CsvRecord, csv_record_clear)

static inline void
csv_string_free (gpointer string)
{
  g_string_free (string, TRUE);
}

static inline void
csv_record_add_field (CsvRecord *record,
                      gsize place)
{
  g_ptr_array_add (record->fields, g_string_new (NULL));
  g_array_append_val (record->places, place);
}

static inline void
csv_record_add_byte (CsvRecord *record,
                     char byte)
{
  g_string_append_c (g_ptr_array_index (record->fields, record->fields->len - 1), byte);
}

static inline void
csv_record_add_fault (CsvRecord *record,
                      CsvFault fault,
                      gsize offset)
{
  if (record->fault == CSV_GOOD || offset < record->offset)
    {
      record->fault = fault;
      record->offset = offset;
    }
}

/* reads the record at @start; there is at least one byte */
static inline void
csv_reference_read_record (const char *data,
                           gsize length,
                           gsize start,
                           const CsvOptions *options,
                           CsvRecord *record)
{
  enum
  {
    FIELD_START,
    UNQUOTED,
    QUOTED,
    AFTER_QUOTE
  } state = FIELD_START;
  gsize opened = 0;

  *record = (CsvRecord){ .start = start };
  record->fields = g_ptr_array_new_with_free_func (csv_string_free);
  record->places = g_array_new (FALSE, FALSE, sizeof (gsize));
  csv_record_add_field (record, start);

  for (gsize i = start;; i++)
    {
      gboolean is_quote;
      char c;

      if (i == length)
        {
          record->end = record->next = length;
          if (state == QUOTED)
            csv_record_add_fault (record, CSV_UNCLOSED_QUOTE, opened);
          return;
        }

      c = data[i];
      is_quote = options->quote >= 0 && c == (char) options->quote;

      if (state != QUOTED && c == '\n')
        {
          record->end = i;
          record->next = i + 1;
          return;
        }
      if (state != QUOTED && c == '\r' && i + 1 < length && data[i + 1] == '\n')
        {
          record->end = i;
          record->next = i + 2;
          return;
        }

      if (i - start == options->max_record_size)
        {
          record->end = i;
          if (state == QUOTED)
            csv_record_add_fault (record, CSV_UNCLOSED_AT_LIMIT, opened);
          csv_record_add_fault (record, CSV_TOO_LARGE, i);
          while (i < length && data[i] != '\n')
            i++;
          record->next = i < length ? i + 1 : length;
          return;
        }

      if (c == '\0')
        csv_record_add_fault (record, CSV_NUL, i);

      switch (state)
        {
        case FIELD_START:
        case UNQUOTED:
          if (c == options->delimiter)
            {
              csv_record_add_field (record, i + 1);
              state = FIELD_START;
            }
          else if (is_quote && state == FIELD_START)
            {
              opened = i;
              state = QUOTED;
            }
          else
            {
              if (c == '\r')
                csv_record_add_fault (record, CSV_BARE_CR, i);
              if (is_quote && !options->literal_quotes)
                csv_record_add_fault (record, CSV_STRAY_QUOTE, i);
              csv_record_add_byte (record, c);
              state = UNQUOTED;
            }
          break;

        case QUOTED:
          if (is_quote)
            state = AFTER_QUOTE;
          else
            csv_record_add_byte (record, c);
          break;

        case AFTER_QUOTE:
          if (is_quote)
            {
              csv_record_add_byte (record, c);
              state = QUOTED;
            }
          else if (c == options->delimiter)
            {
              csv_record_add_field (record, i + 1);
              state = FIELD_START;
            }
          else
            {
              if (c == '\r')
                csv_record_add_fault (record, CSV_BARE_CR, i);
              csv_record_add_fault (record, CSV_TEXT_AFTER_QUOTE, i);
              state = UNQUOTED;
            }
          break;

        default:
          g_assert_not_reached ();
        }
    }
}
