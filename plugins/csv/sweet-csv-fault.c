/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-csv-fault.h"

#define SWEET_CSV_SKIP_RECORD "on-error=skip leaves the record out"
#define SWEET_CSV_SKIP_REST   "on-error=skip leaves the rest of the input out"

/* what is wrong, the option that would take it, and what leaves it out */
typedef struct
{
  const char *problem;
  const char *remedy;
  const char *skip;
} SweetCsvFaultText;

static const SweetCsvFaultText sweet_csv_fault_texts[] = {
  [SWEET_CSV_FAULT_STRAY_QUOTE] = { "stray quote in an unquoted field", "stray-quotes=literal takes it as data", SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_TEXT_AFTER_QUOTE] = { "text after a closing quote", NULL, SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_UNCLOSED_QUOTE] = { "the quote that opens here is never closed", NULL, SWEET_CSV_SKIP_REST },
  [SWEET_CSV_FAULT_UNCLOSED_AT_LIMIT] = { "the quote that opens here is not closed within %s, the limit of a record", "max-record-size raises it", SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_NUL] = { "NUL byte", NULL, SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_BARE_CR] = { "bare CR: a carriage return without a line feed outside of quotes", NULL, SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_TOO_LARGE] = { "the record is larger than %s", "max-record-size raises the limit", SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_RAGGED] = { NULL, NULL, SWEET_CSV_SKIP_RECORD },
  [SWEET_CSV_FAULT_EMPTY_NAME] = { NULL, "header=false takes the line as a record", NULL },
  [SWEET_CSV_FAULT_DUPLICATE_NAME] = { NULL, "header=false takes the line as a record", NULL },
};

static char *
sweet_csv_fault_dup_problem (SweetCsvFault fault,
                             const SweetCsvFaultContext *context,
                             guint one,
                             guint other)
{
  g_autofree char *size = sweet_size_to_string (context->max_record_size);
  g_auto (GStrv) parts = NULL;

  if (fault == SWEET_CSV_FAULT_RAGGED)
    return g_strdup_printf ("%u field%s where the %s has %u", one, one == 1 ? "" : "s", context->header ? "header" : "first row", other);
  if (fault == SWEET_CSV_FAULT_EMPTY_NAME)
    return g_strdup_printf ("column %u has no name", one);
  if (fault == SWEET_CSV_FAULT_DUPLICATE_NAME)
    return g_strdup_printf ("column %u has the name of column %u", one, other);

  parts = g_strsplit (sweet_csv_fault_texts[fault].problem, "%s", 2);

  return g_strjoinv (size, parts);
}

/* the code that goes with a fault in a SweetRowError */
guint
sweet_csv_fault_get_code (SweetCsvFault fault)
{
  return fault == SWEET_CSV_FAULT_TOO_LARGE ? SWEET_ROW_ERROR_TOO_LARGE : fault;
}

/* what is wrong with a record, and in parentheses the options that would go on */
char *
sweet_csv_fault_describe (const SweetRowError *error,
                          const SweetCsvFaultContext *context)
{
  SweetCsvFault fault = error->code == SWEET_ROW_ERROR_TOO_LARGE ? SWEET_CSV_FAULT_TOO_LARGE : (SweetCsvFault) error->code;
  guint one = (guint) (error->detail >> 32);
  guint other = (guint) (error->detail & G_MAXUINT32);
  const char *remedy = sweet_csv_fault_texts[fault].remedy;
  const char *skip = error->detail == SWEET_CSV_FAULT_DETAIL_HEADER ? NULL : sweet_csv_fault_texts[fault].skip;
  g_autofree char *problem = sweet_csv_fault_dup_problem (fault, context, one, other);

  if (fault == SWEET_CSV_FAULT_RAGGED)
    remedy = one > other ? "ragged=accept drops the surplus" : "ragged=accept leaves the missing cells absent";

  if (remedy == NULL && skip == NULL)
    return g_steal_pointer (&problem);
  if (remedy == NULL || skip == NULL)
    return g_strdup_printf ("%s (%s)", problem, remedy != NULL ? remedy : skip);

  return g_strdup_printf ("%s (%s, %s)", problem, remedy, skip);
}
