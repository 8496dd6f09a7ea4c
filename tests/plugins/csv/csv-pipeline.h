/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "csv-result.h"

#include <errno.h>
#include <unistd.h>

/* Runs a file through the plugin in this process. */

/* the options of a csv element, for sweet_pipeline_parse_argv() */
static inline void
csv_pipeline_add_options (GPtrArray *line,
                          const CsvOptions *options)
{
  const char quote[] = { (char) options->quote, '\0' };

  g_ptr_array_add (line, g_strdup ("csv"));
  g_ptr_array_add (line, g_strdup_printf ("delimiter=%c", options->delimiter));
  g_ptr_array_add (line, g_strdup_printf ("quote=%s", options->quote >= 0 ? quote : ""));
  g_ptr_array_add (line, g_strdup_printf ("header=%s", options->header ? "true" : "false"));
  g_ptr_array_add (line, g_strdup_printf ("ragged=%s", options->accept_ragged ? "accept" : "error"));
  g_ptr_array_add (line, g_strdup_printf ("stray-quotes=%s", options->literal_quotes ? "literal" : "error"));
  g_ptr_array_add (line, g_strdup_printf ("on-error=%s", options->skip ? "skip" : "stop"));
  g_ptr_array_add (line, g_strdup_printf ("max-record-size=%" G_GSIZE_FORMAT "B", options->max_record_size));
}

static inline GPtrArray *
csv_pipeline_begin (const char *path,
                    const CsvOptions *options,
                    guint workers,
                    guint64 block_size)
{
  GPtrArray *line = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (line, g_strdup ("file"));
  g_ptr_array_add (line, g_strdup_printf ("path=%s", path));
  if (block_size > 0)
    g_ptr_array_add (line, g_strdup_printf ("block-size=%" G_GUINT64_FORMAT "B", block_size));
  g_ptr_array_add (line, g_strdup ("!"));
  g_ptr_array_add (line, g_strdup ("parallel"));
  g_ptr_array_add (line, g_strdup_printf ("workers=%u", workers));
  g_ptr_array_add (line, g_strdup ("!"));
  csv_pipeline_add_options (line, options);

  return line;
}

/* the rows of one call; on workers calls come in any order */
typedef struct
{
  guint64 first_record;
  GString *rows;
} CsvPiece;

typedef struct
{
  GMutex lock;
  GString *names;
  GArray *pieces;
} CsvReceived;

static inline void
csv_piece_clear (gpointer piece)
{
  g_string_free (((CsvPiece *) piece)->rows, TRUE);
}

static inline int
csv_piece_compare (gconstpointer a,
                   gconstpointer b)
{
  guint64 one = ((const CsvPiece *) a)->first_record;
  guint64 other = ((const CsvPiece *) b)->first_record;

  return one < other ? -1 : one > other;
}

static inline void
csv_received_init (CsvReceived *self,
                   GString *names)
{
  g_mutex_init (&self->lock);
  self->names = names;
  self->pieces = g_array_new (FALSE, FALSE, sizeof (CsvPiece));
  g_array_set_clear_func (self->pieces, csv_piece_clear);
}

/* gives the rows in the order of the input */
static inline void
csv_received_finish (CsvReceived *self,
                     GString *rows)
{
  g_array_sort (self->pieces, csv_piece_compare);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const GString *piece = g_array_index (self->pieces, CsvPiece, i).rows;

      g_string_append_len (rows, piece->str, (gssize) piece->len);
    }
  g_array_unref (self->pieces);
  g_mutex_clear (&self->lock);
}

static inline void
csv_received_add_rows (GString *rows,
                       SweetChunk *chunk,
                       guint n_columns)
{
  g_autofree const SweetCell **cells = g_new0 (const SweetCell *, n_columns + 1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_columns; i++)
    {
      cells[i] = sweet_chunk_get_column (chunk, i, &error);
      g_assert_no_error (error);
    }

  for (guint row = 0; row < sweet_chunk_get_n_rows (chunk); row++)
    {
      csv_result_begin_row (rows, sweet_chunk_get_record_number (chunk, row), sweet_chunk_get_offset (chunk, row));
      for (guint i = 0; i < n_columns; i++)
        {
          const SweetCell *cell = &cells[i][row];

          g_assert_true (cell->type == SWEET_CELL_TEXT || cell->type == SWEET_CELL_ABSENT);
          csv_result_add_cell (rows, cell->data, cell->type == SWEET_CELL_ABSENT ? -1 : (gssize) cell->length);
        }
      csv_result_end_row (rows);
    }
}

static inline gboolean
csv_received_take_cb (SweetChunk *chunk,
                      SweetCollector *collector,
                      gpointer user_data,
                      GError **error)
{
  CsvReceived *self = user_data;
  SweetSchema *schema = sweet_chunk_get_schema (chunk);
  guint n_columns = sweet_schema_get_n_columns (schema);
  CsvPiece piece = { sweet_chunk_get_record_number (chunk, 0), g_string_new (NULL) };
  g_autoptr (GString) names = g_string_new (NULL);

  csv_received_add_rows (piece.rows, chunk, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = sweet_schema_get_name (schema, i);

      g_string_append_printf (names, "<%" G_GSIZE_FORMAT ">%s", strlen (name), name);
    }

  g_mutex_lock (&self->lock);
  g_assert_true (self->names->len == 0 || g_string_equal (self->names, names));
  g_string_assign (self->names, names->str);
  g_array_append_val (self->pieces, piece);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

/* the error without the name of the input, which it must begin with */
static inline char *
csv_pipeline_dup_error (const GError *error,
                        const char *path)
{
  g_autofree char *prefix = g_strdup_printf ("%s: ", g_str_equal (path, "-") ? "standard input" : path);

  if (error == NULL)
    return NULL;
  if (!g_str_has_prefix (error->message, prefix))
    return g_strdup (error->message);

  return g_strdup (error->message + strlen (prefix));
}

static inline SweetEmittingTaskBuilder *
csv_pipeline_build (GPtrArray *line,
                    gboolean on_workers,
                    CsvReceived *received)
{
  g_autoptr (SweetEmittingTaskBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;

  if (line->len == 0 || line->pdata[line->len - 1] != NULL)
    g_ptr_array_add (line, NULL);

  builder = sweet_pipeline_parse_argv ((const char *const *) line->pdata, &error);
  g_assert_no_error (error);
  if (sweet_emitting_task_builder_get_output_media (builder) != SWEET_MEDIA_RECORDS)
    return g_steal_pointer (&builder);
  if (on_workers)
    return sweet_emitting_task_builder_with_chunk_receiver_on_workers (g_steal_pointer (&builder), csv_received_take_cb, received, NULL);

  return sweet_emitting_task_builder_with_chunk_receiver (g_steal_pointer (&builder), csv_received_take_cb, received, NULL);
}

/* runs a line and gives what came out; the rows only where it ends in records */
static inline CsvResult *
csv_pipeline_run (GPtrArray *line,
                  const char *path,
                  gboolean on_workers)
{
  CsvResult *result = csv_result_new ();
  CsvReceived received;
  g_autoptr (SweetEmittingTask) task = NULL;
  g_autoptr (SweetFinalEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  csv_received_init (&received, result->names);
  task = sweet_emitting_task_builder_run (csv_pipeline_build (line, on_workers, &received), &error);
  g_assert_no_error (error);
  event = sweet_emitting_task_await_final_event_sync (task, NULL, &error);
  g_assert_cmpint (event != NULL, !=, error != NULL);
  if (event == NULL)
    event = g_object_ref (sweet_emitting_task_get_final_event (task));

  result->error = csv_pipeline_dup_error (error, path);
  result->n_records = sweet_final_event_get_n_records (event);
  result->n_bad = sweet_final_event_get_n_skipped (event);
  csv_received_finish (&received, result->rows);

  return result;
}

/* a pipe that another thread writes in pieces of odd sizes */
typedef struct
{
  GString *text;
  guint32 seed;
  int fds[2];
  int old_stdin;
  GThread *thread;
} CsvFeed;

static inline gpointer
csv_feed_thread (gpointer data)
{
  CsvFeed *feed = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (feed->seed);
  int largest = g_rand_int_range (rand, 1, 5) == 1 ? 5 : 5000;
  gsize done = 0;

  while (done < feed->text->len)
    {
      gsize size = (gsize) g_rand_int_range (rand, 1, largest + 1);
      gssize written = write (feed->fds[1], feed->text->str + done, MIN (size, feed->text->len - done));

      /* the reader has seen enough */
      if (written < 0)
        break;
      done += (gsize) written;
    }
  close (feed->fds[1]);

  return NULL;
}

/* what is read from "-" comes through the pipe until csv_feed_stop() */
static inline void
csv_feed_start (CsvFeed *feed,
                GString *text,
                guint32 seed)
{
  *feed = (CsvFeed){ .text = text, .seed = seed };
  g_assert_no_errno (pipe (feed->fds));
  feed->old_stdin = dup (STDIN_FILENO);
  g_assert_no_errno (feed->old_stdin);
  g_assert_no_errno (dup2 (feed->fds[0], STDIN_FILENO));
  close (feed->fds[0]);
  feed->thread = g_thread_new ("feed", csv_feed_thread, feed);
}

static inline void
csv_feed_stop (CsvFeed *feed)
{
  g_assert_no_errno (dup2 (feed->old_stdin, STDIN_FILENO));
  close (feed->old_stdin);
  g_thread_join (feed->thread);
}
