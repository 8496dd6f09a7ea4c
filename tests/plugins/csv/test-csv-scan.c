/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "../../../plugins/csv/sweet-csv-scan.c"

#include <glib.h>

#include "csv-generate.h"

#include "sweet-test.h"

#ifdef SWEET_CSV_SCAN_PORTABLE
#define SCAN_PATH "/sweet/csv-scan-portable"
#else
#define SCAN_PATH "/sweet/csv-scan"
#endif

static const SweetCsvDialect plain = { ',', '"', false };

static SweetCsvDialect
make_dialect (const CsvOptions *options)
{
  return (SweetCsvDialect){
    .delimiter = (uint8_t) options->delimiter,
    .quote = options->quote >= 0 ? (uint8_t) options->quote : '\n',
    .stray_quotes_data = options->literal_quotes != FALSE,
  };
}

static SweetCsvFault
get_fault (CsvFault fault)
{
  static const SweetCsvFault faults[] = {
    [CSV_GOOD] = SWEET_CSV_FAULT_NONE,
    [CSV_STRAY_QUOTE] = SWEET_CSV_FAULT_STRAY_QUOTE,
    [CSV_TEXT_AFTER_QUOTE] = SWEET_CSV_FAULT_TEXT_AFTER_QUOTE,
    [CSV_UNCLOSED_QUOTE] = SWEET_CSV_FAULT_UNCLOSED_QUOTE,
    [CSV_UNCLOSED_AT_LIMIT] = SWEET_CSV_FAULT_UNCLOSED_AT_LIMIT,
    [CSV_NUL] = SWEET_CSV_FAULT_NUL,
    [CSV_BARE_CR] = SWEET_CSV_FAULT_BARE_CR,
    [CSV_TOO_LARGE] = SWEET_CSV_FAULT_TOO_LARGE,
  };

  return faults[fault];
}

static void
test_table (void)
{
  static const struct
  {
    const char *text;
    uint32_t length;
    SweetCsvFound found;
    uint32_t end;
    uint32_t next;
    uint32_t n_fields;
    uint32_t n_lines;
    SweetCsvFault fault;
    uint32_t offset;
  } cases[] = {
    { "a,b\nc", 5, SWEET_CSV_FOUND_RECORD, 3, 4, 2, 1, SWEET_CSV_FAULT_NONE, 0 },
    { "a,b\r\nc", 6, SWEET_CSV_FOUND_RECORD, 3, 5, 2, 1, SWEET_CSV_FAULT_NONE, 0 },
    { "a,", 2, SWEET_CSV_FOUND_RECORD, 2, 2, 2, 0, SWEET_CSV_FAULT_NONE, 0 },
    { "\n", 1, SWEET_CSV_FOUND_RECORD, 0, 1, 1, 1, SWEET_CSV_FAULT_NONE, 0 },
    { "\r\n", 2, SWEET_CSV_FOUND_RECORD, 0, 2, 1, 1, SWEET_CSV_FAULT_NONE, 0 },
    { "", 0, SWEET_CSV_FOUND_END, 0, 0, 0, 0, SWEET_CSV_FAULT_NONE, 0 },
    { "\"a\n,\r\"\"\",b\n", 11, SWEET_CSV_FOUND_RECORD, 10, 11, 2, 2, SWEET_CSV_FAULT_NONE, 0 },
    { "\"\"\r\n", 4, SWEET_CSV_FOUND_RECORD, 2, 4, 1, 1, SWEET_CSV_FAULT_NONE, 0 },
    { "\"a\"", 3, SWEET_CSV_FOUND_RECORD, 3, 3, 1, 0, SWEET_CSV_FAULT_NONE, 0 },
    { "x\"y,b\n", 6, SWEET_CSV_FOUND_RECORD, 5, 6, 2, 1, SWEET_CSV_FAULT_STRAY_QUOTE, 1 },
    { "\"a\"b\n", 5, SWEET_CSV_FOUND_RECORD, 4, 5, 1, 1, SWEET_CSV_FAULT_TEXT_AFTER_QUOTE, 3 },
    { "\"a\"b\"\n\"", 7, SWEET_CSV_FOUND_RECORD, 5, 6, 1, 1, SWEET_CSV_FAULT_TEXT_AFTER_QUOTE, 3 },
    { "a,\"b\nc\n", 7, SWEET_CSV_FOUND_RECORD, 7, 7, 2, 2, SWEET_CSV_FAULT_UNCLOSED_QUOTE, 2 },
    { "a\"a,\"b\n", 7, SWEET_CSV_FOUND_RECORD, 7, 7, 2, 1, SWEET_CSV_FAULT_STRAY_QUOTE, 1 },
    { "a\rb\n", 4, SWEET_CSV_FOUND_RECORD, 3, 4, 1, 1, SWEET_CSV_FAULT_BARE_CR, 1 },
    { "a\r", 2, SWEET_CSV_FOUND_RECORD, 2, 2, 1, 0, SWEET_CSV_FAULT_BARE_CR, 1 },
    { "\"a\"\rb\n", 6, SWEET_CSV_FOUND_RECORD, 5, 6, 1, 1, SWEET_CSV_FAULT_BARE_CR, 3 },
    { "a\r\r\n", 4, SWEET_CSV_FOUND_RECORD, 2, 4, 1, 1, SWEET_CSV_FAULT_BARE_CR, 1 },
    { "a\0b\n", 4, SWEET_CSV_FOUND_RECORD, 3, 4, 1, 1, SWEET_CSV_FAULT_NUL, 1 },
    { "\"\0\"\n", 4, SWEET_CSV_FOUND_RECORD, 3, 4, 1, 1, SWEET_CSV_FAULT_NUL, 1 },
    { "\"\0\n", 3, SWEET_CSV_FOUND_RECORD, 3, 3, 1, 1, SWEET_CSV_FAULT_UNCLOSED_QUOTE, 0 },
    { "\"a\"\0\n", 5, SWEET_CSV_FOUND_RECORD, 4, 5, 1, 1, SWEET_CSV_FAULT_NUL, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SweetCsvScan scan;
      SweetCsvRecord record;

      g_test_message ("case %u", i);
      sweet_csv_scan_init (&scan, &plain, (const uint8_t *) cases[i].text, 0, cases[i].length, true, 1000);
      g_assert_cmpint (sweet_csv_scan_record (&scan, NULL, 0, &record), ==, cases[i].found);
      if (cases[i].found == SWEET_CSV_FOUND_END)
        continue;

      g_assert_cmpuint (record.end, ==, cases[i].end);
      g_assert_cmpuint (record.next, ==, cases[i].next);
      g_assert_cmpuint (record.n_fields, ==, cases[i].n_fields);
      g_assert_cmpuint (record.n_lines, ==, cases[i].n_lines);
      g_assert_cmpint (record.fault, ==, cases[i].fault);
      if (record.fault != SWEET_CSV_FAULT_NONE)
        g_assert_cmpuint (record.offset, ==, cases[i].offset);
    }
}

static void
test_literal_quotes (void)
{
  const SweetCsvDialect literal = { ',', '"', true };
  SweetCsvScan scan;
  SweetCsvRecord record;
  uint32_t ends[2];

  sweet_csv_scan_init (&scan, &literal, (const uint8_t *) "5\" pipe,\"a\"\n", 0, 12, true, 1000);
  g_assert_cmpint (sweet_csv_scan_record (&scan, ends, 2, &record), ==, SWEET_CSV_FOUND_RECORD);
  g_assert_cmpint (record.fault, ==, SWEET_CSV_FAULT_NONE);
  g_assert_cmpuint (ends[0], ==, 7);
  g_assert_cmpuint (ends[1], ==, 11);
}

static void
test_no_quotes (void)
{
  const SweetCsvDialect bare = { ',', '\n', false };
  SweetCsvScan scan;
  SweetCsvRecord record;

  sweet_csv_scan_init (&scan, &bare, (const uint8_t *) "\"a,b\"\n\n", 0, 7, true, 1000);
  g_assert_cmpint (sweet_csv_scan_record (&scan, NULL, 0, &record), ==, SWEET_CSV_FOUND_RECORD);
  g_assert_cmpint (record.fault, ==, SWEET_CSV_FAULT_NONE);
  g_assert_cmpuint (record.n_fields, ==, 2);
  g_assert_cmpuint (record.next, ==, 6);
}

/* what the reference says of the record at @start, and where its fields end */
static void
check_record (const GString *text,
              const CsvOptions *options,
              const SweetCsvRecord *record,
              const uint32_t *ends,
              uint32_t n_ends,
              gsize start)
{
  g_auto (CsvRecord) expected = { 0 };

  csv_reference_read_record (text->str, text->len, start, options, &expected);
  g_assert_cmpuint (record->start, ==, start);
  g_assert_cmpuint (record->end, ==, expected.end);
  g_assert_cmpuint (record->next, ==, expected.next);
  g_assert_cmpuint (record->n_fields, ==, expected.fields->len);
  g_assert_cmpint (record->fault, ==, get_fault (expected.fault));
  g_assert_cmpuint (record->n_lines, ==, sweet_csv_scan_count_lines ((const uint8_t *) text->str, record->start, record->next));

  if (record->fault != SWEET_CSV_FAULT_NONE)
    {
      g_assert_cmpuint (record->offset, ==, expected.offset);
      return;
    }

  for (guint i = 0; i < MIN (n_ends, expected.fields->len); i++)
    {
      gsize end = i + 1 < expected.places->len ? g_array_index (expected.places, gsize, i + 1) - 1 : expected.end;

      g_assert_cmpuint (ends[i], ==, end);
    }
}

/* the bytes come in blocks, and a part is looked at again when there are more: as in a pipeline */
static void
check_in_blocks (const GString *text,
                 const CsvOptions *options,
                 guint block_size)
{
  const SweetCsvDialect dialect = make_dialect (options);
  /* exact copies, so that a read behind the end is seen by valgrind and the sanitizers */
  g_autofree uint8_t *bytes = NULL;
  uint32_t ends[4];
  uint32_t end = 0;
  uint32_t start = 0;
  bool discarding = false;

  for (;;)
    {
      SweetCsvFound found;
      SweetCsvRecord record;
      SweetCsvScan scan;

      end = (uint32_t) MIN (text->len, end + block_size);
      g_free (bytes);
      bytes = g_memdup2 (text->str, end);

      while (discarding && start < end)
        discarding = bytes[start++] != '\n';

      sweet_csv_scan_init (&scan, &dialect, bytes, start, end, end == text->len, options->max_record_size);
      while (!discarding && (found = sweet_csv_scan_record (&scan, ends, 4, &record)) == SWEET_CSV_FOUND_RECORD)
        {
          discarding = record.unended;
          if (discarding)
            record.next = (uint32_t) text->len;
          else
            check_record (text, options, &record, ends, 4, start);
          start = discarding ? end : record.next;
        }

      if (end == text->len)
        break;
    }

  g_assert_cmpuint (start, ==, text->len);
}

/* a part is whole exactly when the scan finds its end */
static void
check_advance (const GString *text,
               const CsvOptions *options)
{
  const SweetCsvDialect dialect = make_dialect (options);
  const uint8_t *bytes = (const uint8_t *) text->str;

  for (uint32_t end = 0; end <= MIN (text->len, 200); end++)
    {
      SweetCsvState state = SWEET_CSV_STATE_FIELD_START;
      SweetCsvRecord record;
      SweetCsvScan scan;
      uint32_t position = 0;
      bool whole;

      sweet_csv_scan_init (&scan, &dialect, bytes, 0, end, false, UINT32_MAX);
      whole = sweet_csv_scan_record (&scan, NULL, 0, &record) == SWEET_CSV_FOUND_RECORD;
      g_assert_cmpint (sweet_csv_scan_advance (&dialect, bytes, end, &position, &state), ==, whole);
      g_assert_cmpuint (position, ==, whole ? record.next - 1 : end);
    }
}

static void
test_reference (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (csv_generate_seed ());
  int n_cases = g_test_slow () ? 20000 : 2000;

  for (int i = 0; i < n_cases; i++)
    {
      CsvOptions options = csv_generate_options (rand);
      g_autoptr (GString) text = csv_generate (rand, &options);

      check_advance (text, &options);
      check_in_blocks (text, &options, 1 << 20);
      check_in_blocks (text, &options, (guint) g_rand_int_range (rand, 1, 130));
    }
}

/* bytes a second of a clean text; the figure of the hot path */
static void
measure (const char *name,
         const char *line)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree uint32_t *ends = NULL;
  gint64 best = G_MAXINT64;

  while (text->len < 1 << 20)
    g_string_append (text, line);
  ends = g_new (uint32_t, text->len);

  for (guint round = 0; round < 50; round++)
    {
      gint64 begin = g_get_monotonic_time ();
      uint32_t *next = ends;
      SweetCsvRecord record;
      SweetCsvScan scan;

      sweet_csv_scan_init (&scan, &plain, (const uint8_t *) text->str, 0, (uint32_t) text->len, true, 1 << 24);
      while (sweet_csv_scan_record (&scan, next, 8, &record) == SWEET_CSV_FOUND_RECORD)
        next += record.n_fields;
      best = MIN (best, MAX (1, g_get_monotonic_time () - begin));
    }

  g_test_maximized_result ((double) text->len / (double) best / 1000, "%s: %.2f GB/s", name, (double) text->len / (double) best / 1000);
}

static void
test_speed (void)
{
  measure ("unquoted", "48213,some name,71,city 17,52.3,abcdef,1804289383,xyz\n");
  measure ("one quoted", "48213,some name,71,\"17 Some street, Town\",52.3,abcdef,1804289383,xyz\n");
  measure ("all quoted", "\"48213\",\"some name\",\"71\",\"city 17\",\"52.3\",\"abcdef\"\r\n");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (SCAN_PATH "/table", test_table);
  g_test_add_func (SCAN_PATH "/literal-quotes", test_literal_quotes);
  g_test_add_func (SCAN_PATH "/no-quotes", test_no_quotes);
  g_test_add_func (SCAN_PATH "/reference", test_reference);
  if (g_test_perf ())
    g_test_add_func (SCAN_PATH "/speed", test_speed);

  return g_test_run ();
}
