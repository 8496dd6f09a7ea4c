/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "stream/sweet-chunk-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../plugins/count/sweet-count-table.h"
#include "../../plugins/filter/sweet-filter-parser.h"

/* What whole columns cost, beside what does the same one cell at a time with GLib and libc. Everything is in
 * memory, in one chunk of the size that a worker gets, shown anew for every turn.
 *
 *   vector [ROUNDS]    prints a line per job: its name, the median ns of processor time a record, and
 *                      that of what does the same with GLib and libc, or 0. The first one are additions that
 *                      wait for one another, a clock cycle each: how fast the processor is at the time. */

#define N_ROWS  3000
#define N_TURNS 200

typedef struct
{
  SweetPayload payload;
  GString *text;
  GArray *index;
  SweetSchema *schema;
  SweetChunk *chunk;
} Table;

typedef struct
{
  const char *name;
  void (*run) (SweetChunk *chunk,
               gconstpointer data);
  void (*peer) (SweetChunk *chunk,
                gconstpointer data);
  gconstpointer data;
  gboolean lines;
} Job;

/* keeps results alive */
static guint64 sink;

static void
table_append (Table *self,
              const char *cell)
{
  guint32 end;

  g_string_append (self->text, cell);
  end = (guint32) self->text->len;
  g_array_append_val (self->index, end);
  g_string_append_c (self->text, ',');
}

static void
table_append_record (Table *self,
                     GRand *rand,
                     guint row)
{
  guint32 start = (guint32) self->text->len;
  char text[64];

  g_array_append_val (self->index, start);
  g_snprintf (text, sizeof text, "%u", row * 7919);
  table_append (self, text);
  g_snprintf (text, sizeof text, "%u Station Square, Suite %d", g_rand_int (rand) % 999, g_rand_int_range (rand, 0, 50));
  table_append (self, text);
  g_snprintf (text, sizeof text, "city_%03d", g_rand_int_range (rand, 0, 1000));
  table_append (self, text);
  g_snprintf (text, sizeof text, "%d", g_rand_int_range (rand, 0, 100000));
  table_append (self, text);
  g_snprintf (text, sizeof text, "%d.%02d", g_rand_int_range (rand, 0, 5000), g_rand_int_range (rand, 0, 100));
  table_append (self, text);
}

static void
table_append_line (Table *self,
                   GRand *rand,
                   guint row)
{
  guint32 start = (guint32) self->text->len;
  g_autofree char *line = g_strdup_printf ("2026-11-%02u node%02d %s request %08x completed status=%d path=/api/v1/items/%d",
                                           1 + row % 28, g_rand_int_range (rand, 0, 50), g_rand_int_range (rand, 0, 20) == 0 ? "ERROR" : "INFO",
                                           g_rand_int (rand), g_rand_int_range (rand, 200, 504), g_rand_int_range (rand, 0, 100000));

  g_array_append_val (self->index, start);
  table_append (self, line);
}

static void
table_init (Table *self,
            gboolean lines)
{
  static const char *const line_names[] = { "line", NULL };
  static const char *const names[] = { "id", "address", "city", "qty", "price", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint n_columns = lines ? 1 : 5;

  *self = (Table){ .payload = { .refs = 1, .layout = { .places = SWEET_CELL_PLACES_ENDS } } };
  self->text = g_string_new (NULL);
  self->index = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint row = 0; row < N_ROWS; row++)
    if (lines)
      table_append_line (self, rand, row);
    else
      table_append_record (self, rand, row);

  self->payload.base = (const guint8 *) self->text->str;
  self->payload.index = (const guint32 *) (gpointer) self->index->data;
  self->payload.stride = n_columns + 1;
  self->payload.n_slots = n_columns;
  self->payload.n_rows = N_ROWS;
  self->schema = sweet_schema_new (lines ? line_names : names);
  self->chunk = sweet_chunk_new_empty ();
}

static void
table_clear (Table *self)
{
  g_object_unref (self->chunk);
  g_object_unref (self->schema);
  g_string_free (self->text, TRUE);
  g_array_unref (self->index);
}

static guint
find_column (SweetChunk *chunk,
             const char *name)
{
  return (guint) sweet_schema_find (sweet_chunk_get_schema (chunk), name);
}

static void
run_additions (SweetChunk *chunk,
               gconstpointer data)
{
  guint64 sum = sink;

  for (guint row = 0; row < N_ROWS; row++)
    {
      sum++;
      /* each one by itself */
      __asm__ volatile(""
                       : "+r"(sum));
    }
  sink = sum;
}

static void
run_cells (SweetChunk *chunk,
           gconstpointer data)
{
  sink += sweet_chunk_get_column (chunk, find_column (chunk, data), NULL)[N_ROWS / 2].length;
}

static void
run_int64s (SweetChunk *chunk,
            gconstpointer data)
{
  const gint64 *values = sweet_chunk_get_int64s (chunk, find_column (chunk, data), NULL, NULL);
  guint64 sum = 0;

  for (guint row = 0; row < N_ROWS; row++)
    sum += (guint64) values[row];
  sink += sum;
}

static void
peer_int64s (SweetChunk *chunk,
             gconstpointer data)
{
  const SweetCell *cells = sweet_chunk_get_column (chunk, find_column (chunk, data), NULL);

  for (guint row = 0; row < N_ROWS; row++)
    sink += (guint64) g_ascii_strtoll (cells[row].data, NULL, 10);
}

static void
run_doubles (SweetChunk *chunk,
             gconstpointer data)
{
  const double *values = sweet_chunk_get_doubles (chunk, find_column (chunk, data), NULL);
  double sum = 0;

  for (guint row = 0; row < N_ROWS; row++)
    sum += values[row];
  sink += (guint64) sum;
}

static void
peer_doubles (SweetChunk *chunk,
              gconstpointer data)
{
  const SweetCell *cells = sweet_chunk_get_column (chunk, find_column (chunk, data), NULL);
  double sum = 0;

  for (guint row = 0; row < N_ROWS; row++)
    sum += g_ascii_strtod (cells[row].data, NULL);
  sink += (guint64) sum;
}

/* one program for all turns, as an element has it */
static SweetFilterProgram *
get_program (SweetChunk *chunk,
             const char *where)
{
  static GHashTable *programs;
  SweetFilterProgram *program;
  g_autoptr (GError) error = NULL;

  if (programs == NULL)
    programs = g_hash_table_new (NULL, NULL);
  program = g_hash_table_lookup (programs, where);
  if (program != NULL)
    return program;

  program = sweet_filter_parse (where, &error);
  if (program == NULL || !sweet_filter_program_bind (program, sweet_chunk_get_schema (chunk), &error))
    g_error ("%s", error->message);
  g_hash_table_insert (programs, (gpointer) where, program);
  return program;
}

static void
run_filter (SweetChunk *chunk,
            gconstpointer data)
{
  guint n_rows;
  const guint32 *rows = sweet_filter_program_run (get_program (chunk, data), chunk, &n_rows, NULL);

  sweet_chunk_select_rows (chunk, rows, n_rows);
  sink += n_rows;
}

static void
peer_filter_number (SweetChunk *chunk,
                    gconstpointer data)
{
  const SweetCell *cells = sweet_chunk_get_column (chunk, find_column (chunk, "qty"), NULL);

  for (guint row = 0; row < N_ROWS; row++)
    sink += g_ascii_strtod (cells[row].data, NULL) > 50000;
}

static void
peer_filter_literal (SweetChunk *chunk,
                     gconstpointer data)
{
  const SweetCell *cells = sweet_chunk_get_column (chunk, 0, NULL);

  for (guint row = 0; row < N_ROWS; row++)
    sink += memmem (cells[row].data, cells[row].length, "ERROR", 5) != NULL;
}

static void
peer_filter_pattern (SweetChunk *chunk,
                     gconstpointer data)
{
  static GRegex *regex;
  const SweetCell *cells = sweet_chunk_get_column (chunk, 0, NULL);

  if (regex == NULL)
    regex = g_regex_new ("ERROR.*status=50[0-9]", G_REGEX_OPTIMIZE | G_REGEX_RAW, 0, NULL);
  for (guint row = 0; row < N_ROWS; row++)
    sink += g_regex_match_full (regex, cells[row].data, cells[row].length, 0, 0, NULL, NULL) != FALSE;
}

/* a table for all turns, as long as a worker has one */
static void
run_count (SweetChunk *chunk,
           gconstpointer data)
{
  static SweetCountTable table;

  if (table.groups == NULL)
    sweet_count_table_init (&table);
  sweet_count_table_add_column (&table, sweet_chunk_get_column (chunk, find_column (chunk, data), NULL), sweet_chunk_get_n_rows (chunk));
  sink += table.groups->len;
}

static void
peer_count (SweetChunk *chunk,
            gconstpointer data)
{
  static GHashTable *table;
  const SweetCell *cells = sweet_chunk_get_column (chunk, find_column (chunk, data), NULL);

  if (table == NULL)
    table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint row = 0; row < N_ROWS; row++)
    {
      char key[64];
      gpointer count;

      memcpy (key, cells[row].data, cells[row].length);
      key[cells[row].length] = '\0';
      count = g_hash_table_lookup (table, key);
      if (count == NULL)
        g_hash_table_insert (table, g_strdup (key), GSIZE_TO_POINTER (1));
      else
        g_hash_table_replace (table, g_strdup (key), (char *) count + 1);
    }
  sink += g_hash_table_size (table);
}

static void
run_filter_and_count (SweetChunk *chunk,
                      gconstpointer data)
{
  run_filter (chunk, data);
  run_count (chunk, "city");
}

/* ns that the thread itself has worked, whoever else is on the processor */
static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static double
measure (Table *table,
         void (*run) (SweetChunk *chunk, gconstpointer data),
         gconstpointer data)
{
  gint64 begin = get_time ();

  for (guint turn = 0; turn < N_TURNS; turn++)
    {
      sweet_chunk_show_rows (table->chunk, &table->payload, TRUE, table->schema, 0, N_ROWS);
      run (table->chunk, data);
    }
  return (double) (get_time () - begin) / N_TURNS / N_ROWS;
}

static int
compare_times (const void *a,
               const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
run_job (const Job *job,
         guint n_rounds)
{
  g_autofree double *own = g_new (double, n_rounds);
  g_autofree double *others = g_new0 (double, n_rounds);
  Table table;

  table_init (&table, job->lines);
  for (guint i = 0; i < n_rounds; i++)
    {
      own[i] = measure (&table, job->run, job->data);
      if (job->peer != NULL)
        others[i] = measure (&table, job->peer, job->data);
    }
  qsort (own, n_rounds, sizeof (double), compare_times);
  qsort (others, n_rounds, sizeof (double), compare_times);
  printf ("%s %.2f %.2f\n", job->name, own[n_rounds / 2], others[n_rounds / 2]);
  table_clear (&table);
}

int
main (int argc,
      char **argv)
{
  static const Job jobs[] = {
    { "additions", run_additions, NULL, NULL, FALSE },
    { "cells", run_cells, NULL, "city", FALSE },
    { "int64s", run_int64s, peer_int64s, "qty", FALSE },
    { "doubles-of-int64s", run_doubles, peer_doubles, "qty", FALSE },
    { "doubles", run_doubles, peer_doubles, "price", FALSE },
    { "filter-number", run_filter, peer_filter_number, "qty > 50000", FALSE },
    { "filter-number-few", run_filter, peer_filter_number, "qty > 95000", FALSE },
    { "filter-range", run_filter, NULL, "qty > 50000 and qty < 60000 or price >= 4900.5", FALSE },
    { "filter-equal", run_filter, NULL, "city = 'city_777'", FALSE },
    { "filter-order", run_filter, NULL, "city < 'city_500'", FALSE },
    { "filter-literal", run_filter, peer_filter_literal, "line ~ 'ERROR'", TRUE },
    { "filter-pattern", run_filter, peer_filter_pattern, "line ~ 'ERROR.*status=50[0-9]'", TRUE },
    { "count-by", run_count, peer_count, "city", FALSE },
    { "filter-count-by", run_filter_and_count, NULL, "qty > 50000", FALSE },
  };
  guint n_rounds = argc > 1 ? (guint) atoi (argv[1]) : 9;

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    run_job (&jobs[i], MAX (n_rounds, 1));
  return sink == 0;
}
