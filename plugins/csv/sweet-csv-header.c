/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-csv-header.h"

#include <string.h>

#include "sweet-csv-fault.h"

gsize
sweet_csv_unquote (const char *raw,
                   gsize length,
                   char quote,
                   char *out)
{
  const char *p = raw + 1;
  const char *end = raw + length - 1;
  char *start = out;

  while (p < end)
    {
      const char *found = memchr (p, quote, (gsize) (end - p));
      gsize n = (gsize) ((found != NULL ? found + 1 : end) - p);

      /* of two quotes the first one goes along, the second is passed over */
      memcpy (out, p, n);
      out += n;
      p += n + (found != NULL);
    }

  return (gsize) (out - start);
}

static char *
sweet_csv_header_dup_name (const SweetCsvDialect *dialect,
                           const char *raw,
                           gsize length)
{
  char *name = g_malloc (length + 1);

  /* where nothing quotes, no field begins with what stands for the quote */
  if (length > 0 && raw[0] == (char) dialect->quote)
    length = sweet_csv_unquote (raw, length, raw[0], name);
  else if (length > 0)
    memcpy (name, raw, length);

  name[length] = '\0';

  return name;
}

static void
sweet_csv_header_check_name (SweetCsvHeader *self,
                             GHashTable *columns,
                             guint column,
                             guint32 offset)
{
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (columns, self->names[column]));

  if (self->fault != SWEET_CSV_FAULT_NONE)
    return;

  if (self->names[column][0] == '\0')
    self->fault = SWEET_CSV_FAULT_EMPTY_NAME;
  else if (first > 0)
    self->fault = SWEET_CSV_FAULT_DUPLICATE_NAME;
  else
    g_hash_table_insert (columns, self->names[column], GUINT_TO_POINTER (column + 1));

  self->offset = offset;
  self->detail = SWEET_CSV_FAULT_DETAIL (column + 1, first);
}

/* the names in a record, or what is wrong with it */
void
sweet_csv_header_parse (SweetCsvHeader *self,
                        const SweetCsvDialect *dialect,
                        const guint8 *base,
                        const SweetCsvRecord *record)
{
  g_autoptr (GHashTable) columns = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *ends = g_new (guint32, record->n_fields);
  SweetCsvScan scan;
  SweetCsvRecord again;
  guint32 from = record->start;

  self->fault = record->fault;
  self->offset = record->offset;
  self->detail = SWEET_CSV_FAULT_DETAIL_HEADER;
  self->names = NULL;

  if (record->fault != SWEET_CSV_FAULT_NONE)
    return;

  sweet_csv_scan_init (&scan, dialect, base, record->start, record->end, true, G_MAXUINT32);
  sweet_csv_scan_record (&scan, ends, record->n_fields, &again);
  self->names = g_new0 (char *, record->n_fields + 1);

  for (guint i = 0; i < record->n_fields; i++)
    {
      self->names[i] = sweet_csv_header_dup_name (dialect, (const char *) base + from, ends[i] - from);
      sweet_csv_header_check_name (self, columns, i, from);
      from = ends[i] + 1;
    }
}

/* the names of columns that have none */
void
sweet_csv_header_number (SweetCsvHeader *self,
                         guint n_columns)
{
  *self = (SweetCsvHeader){ .names = g_new0 (char *, n_columns + 1) };

  for (guint i = 0; i < n_columns; i++)
    self->names[i] = g_strdup_printf ("%u", i + 1);
}

void
sweet_csv_header_clear (SweetCsvHeader *self)
{
  g_clear_pointer (&self->names, g_strfreev);
}
