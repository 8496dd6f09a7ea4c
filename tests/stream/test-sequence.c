/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "engine-line.h"

/* sequences against plain models of them, however the input is cut and whoever reads it. the first column is
 * the number of the row, the second what it is ordered by. */

#define N_ROWS 240

static const guint64 block_sizes[] = { 8, 97, 0 };
static const guint worker_counts[] = { 1, 2, 4 };

#define N_WAYS (G_N_ELEMENTS (block_sizes) * G_N_ELEMENTS (worker_counts))

typedef struct
{
  GString *main;
  GString *late;
  GString *gaps;
  GError *error;
} Result;

static void
result_clear (Result *self)
{
  if (self->main != NULL)
    g_string_free (self->main, TRUE);
  if (self->late != NULL)
    g_string_free (self->late, TRUE);
  if (self->gaps != NULL)
    g_string_free (self->gaps, TRUE);
  g_clear_error (&self->error);
  *self = (Result){ NULL, NULL, NULL, NULL };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static void
result_init (Result *self)
{
  *self = (Result){ g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), NULL };
}

static TestLine
link_output (TestLine line,
             SweetSequence *sequence,
             const char *output,
             TestSpec *sink)
{
  g_autoptr (SweetEmittingTaskBuilder) branch = sweet_emitting_task_builder_new ();

  branch = test_line_sink (branch, test_worker_sink_get_type (), sink);
  return sweet_emitting_task_builder_with_output (line, SWEET_ELEMENT (sequence), output, branch);
}

static TestLine
begin (TestSpec *source,
       guint way,
       const char *text,
       const char *format,
       SweetSequence *sequence)
{
  TestLine line = sweet_emitting_task_builder_new ();

  source->bytes = text;
  source->n_bytes = strlen (text);
  source->seekable = TRUE;
  line = test_line_source (line, test_worker_source_get_type (), source, block_sizes[way % G_N_ELEMENTS (block_sizes)]);
  line = test_line_workers (line, worker_counts[way / G_N_ELEMENTS (block_sizes)], FALSE);
  line = test_line_format (line, format);
  return sweet_emitting_task_builder_with_processor (line, SWEET_PROCESSOR (sequence));
}

/* all that comes out of the sequence, on one of the ways */
static void
run_format (Result *result,
            guint way,
            const char *text,
            const char *format,
            SweetSequence *sequence)
{
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_auto (TestSpec) late = TEST_SPEC_INIT;
  g_auto (TestSpec) gaps = TEST_SPEC_INIT;
  g_auto (GStrv) outputs = sweet_element_dup_outputs (SWEET_ELEMENT (sequence));
  g_autoptr (SweetEmittingTask) task = NULL;
  TestLine line = begin (&source, way, text, format, sequence);

  result_clear (result);
  result_init (result);
  line = link_output (line, sequence, "late", &late);
  if (g_strv_contains ((const char *const *) outputs, "gaps"))
    line = link_output (line, sequence, "gaps", &gaps);
  task = test_line_start (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, result->main, NULL));
  sweet_task_await_sync (SWEET_TASK (task), NULL, &result->error);
  g_string_append (result->late, late.written->str);
  if (gaps.written != NULL)
    g_string_append (result->gaps, gaps.written->str);
}

static void
run (Result *result,
     guint way,
     const char *text,
     SweetSequence *sequence)
{
  run_format (result, way, text, "csv", sequence);
}

/* the same on every way */
static void
check (const char *text,
       SweetSequence *sequence,
       const char *expected,
       const char *late,
       const char *gaps)
{
  for (guint way = 0; way < N_WAYS; way++)
    {
      g_auto (Result) result = { NULL, NULL, NULL, NULL };

      run (&result, way, text, sequence);
      g_assert_no_error (result.error);
      g_assert_cmpstr (result.main->str, ==, expected);
      g_assert_cmpstr (result.late->str, ==, late);
      g_assert_cmpstr (result.gaps->str, ==, gaps);
    }
}

static void
check_error (const char *text,
             SweetSequence *sequence,
             const char *expected,
             int code,
             const char *message)
{
  for (guint way = 0; way < N_WAYS; way++)
    {
      g_auto (Result) result = { NULL, NULL, NULL, NULL };

      run (&result, way, text, sequence);
      g_assert_error (result.error, SWEET_STREAM_ERROR, code);
      g_assert_cmpstr (result.error->message, ==, message);
      g_assert_cmpstr (result.main->str, ==, expected);
    }
}

static char *
make_csv (const gint64 *keys,
          guint n_keys)
{
  GString *text = g_string_new ("n,key\n");

  for (guint i = 0; i < n_keys; i++)
    g_string_append_printf (text, "%u,%" G_GINT64_FORMAT "\n", i, keys[i]);
  return g_string_free (text, FALSE);
}

/* models: rows are known by their numbers, and the smallest that waits is looked for */

typedef struct
{
  const gint64 *keys;
  gboolean waiting[N_ROWS];
  guint n_waiting;
  Result result;
} Model;

static guint
model_find (Model *self)
{
  guint found = G_MAXUINT;

  for (guint i = 0; i < N_ROWS; i++)
    if (self->waiting[i] && (found == G_MAXUINT || self->keys[i] < self->keys[found]))
      found = i;
  return found;
}

static void
model_take (Model *self,
            guint row,
            GString *list)
{
  self->waiting[row] = FALSE;
  self->n_waiting--;
  g_string_append_printf (list, "%u ", row);
}

static void
model_wait (Model *self,
            guint row)
{
  self->waiting[row] = TRUE;
  self->n_waiting++;
}

static gboolean
model_is_waiting (Model *self,
                  gint64 key)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (self->waiting[i] && self->keys[i] == key)
      return TRUE;
  return FALSE;
}

static void
model_ids (Model *self,
           guint buffer,
           gint64 start)
{
  gboolean begun = start >= 0;
  gint64 next = start;

  for (guint i = 0; i <= N_ROWS; i++)
    {
      gboolean end = i == N_ROWS;

      if (!end && ((begun && self->keys[i] < next) || model_is_waiting (self, self->keys[i])))
        {
          g_string_append_printf (self->result.late, "%u ", i);
          continue;
        }
      if (!end)
        model_wait (self, i);
      do
        {
          gboolean full = self->n_waiting > (end ? 0 : buffer);

          if (full && !begun)
            next = self->keys[model_find (self)];
          begun = begun || full;
          for (; begun && self->n_waiting > 0 && self->keys[model_find (self)] == next; next++)
            model_take (self, model_find (self), self->result.main);
          if (self->n_waiting <= (end ? 0 : buffer))
            break;
          g_string_append_printf (self->result.gaps, "%" G_GINT64_FORMAT " ", next);
          next = self->keys[model_find (self)];
        }
      while (TRUE);
    }
}

static void
model_times (Model *self,
             gint64 lateness)
{
  gint64 latest = G_MININT64 / 2;

  for (guint i = 0; i < N_ROWS; i++)
    {
      if (self->keys[i] < latest - lateness)
        g_string_append_printf (self->result.late, "%u ", i);
      else
        model_wait (self, i);
      latest = MAX (latest, self->keys[i]);
    }
  while (self->n_waiting > 0)
    model_take (self, model_find (self), self->result.main);
}

static void
model_values (Model *self,
              guint buffer)
{
  gint64 last = G_MININT64;

  for (guint i = 0; i < N_ROWS; i++)
    {
      if (self->keys[i] < last)
        {
          g_string_append_printf (self->result.late, "%u ", i);
          continue;
        }
      model_wait (self, i);
      if (self->n_waiting <= buffer)
        continue;
      last = self->keys[model_find (self)];
      model_take (self, model_find (self), self->result.main);
    }
  while (self->n_waiting > 0)
    model_take (self, model_find (self), self->result.main);
}

/* numbers from 0 on; each goes back up to @reach places, some are left out and some come twice */
static void
fill_keys (GRand *rand,
           gint64 *keys,
           gint reach,
           gint noise)
{
  gint64 next = 0;

  for (guint i = 0; i < N_ROWS; i++)
    {
      gint chance = noise > 0 ? g_rand_int_range (rand, 0, 100) : 100;

      next += chance < noise ? 2 : chance < 2 * noise ? 0
                                                      : 1;
      keys[i] = next;
    }
  for (guint i = 0; i < N_ROWS; i++)
    {
      guint j = i + (guint) g_rand_int_range (rand, 0, reach + 1);
      gint64 key = keys[i];

      if (j >= N_ROWS)
        continue;
      keys[i] = keys[j];
      keys[j] = key;
    }
}

static void
test_random_ids (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 keys[N_ROWS];

  sweet_test_set_watchdog (60);
  for (gint i = 0; i < 12; i++)
    {
      g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");
      g_autofree char *csv = NULL;
      guint buffer = (guint) (i % 4) * 5;
      gint64 start = i % 3 == 0 ? 0 : -1;
      Model model = { .keys = keys };

      fill_keys (rand, keys, i % 5 * 3, i % 2 * 5);
      csv = make_csv (keys, N_ROWS);
      result_init (&model.result);
      model_ids (&model, buffer, start);
      g_object_set (sequence, "buffer", buffer, "start", start, "on-gap", SWEET_GAP_ACTION_SKIP, NULL);
      check (csv, sequence, model.result.main->str, model.result.late->str, model.result.gaps->str);
      result_clear (&model.result);
    }
}

static void
test_random_times (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 keys[N_ROWS];

  sweet_test_set_watchdog (60);
  for (gint i = 0; i < 12; i++)
    {
      g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");
      g_autofree char *csv = NULL;
      gint64 lateness = i % 4 * 3;
      Model model = { .keys = keys };

      fill_keys (rand, keys, i % 5 * 3, i % 2 * 5);
      csv = make_csv (keys, N_ROWS);
      result_init (&model.result);
      model_times (&model, lateness);
      g_object_set (sequence, "lateness", lateness * G_USEC_PER_SEC, NULL);
      check (csv, sequence, model.result.main->str, model.result.late->str, "");
      result_clear (&model.result);
    }
}

static void
test_random_values (SweetTest *test,
                    gconstpointer data)
{
  static const char *const columns[] = { "key", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 keys[N_ROWS];

  sweet_test_set_watchdog (60);
  for (gint i = 0; i < 12; i++)
    {
      g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);
      g_autofree char *csv = NULL;
      guint buffer = i == 5 ? 1000 : (guint) (i % 4) * 5;
      Model model = { .keys = keys };

      fill_keys (rand, keys, i % 5 * 3, i % 2 * 5);
      csv = make_csv (keys, N_ROWS);
      result_init (&model.result);
      model_values (&model, buffer);
      g_object_set (sequence, "buffer", buffer, NULL);
      check (csv, sequence, model.result.main->str, model.result.late->str, "");
      result_clear (&model.result);
    }
}

/* ids */

static void
test_ids (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");

  check ("n,key\na,3\nb,1\nc,2\nd,4\n", sequence, "b c a d ", "", "");
  check ("n,key\n", sequence, "", "", "");
  check_error ("", sequence, "", SWEET_STREAM_ERROR_UNKNOWN_COLUMN, "sequence: no column “key”; there are none");
}

static void
test_start (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");

  /* what is below it is late, and what it waits for is missing */
  g_object_set (sequence, "start", (gint64) 2, "on-gap", SWEET_GAP_ACTION_SKIP, NULL);
  check ("n,key\na,1\nb,3\nc,2\nd,6\n", sequence, "c b d ", "a ", "4 ");
}

static void
test_duplicates (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetSequence) output = sweet_sequence_new_by_id ("key");
  g_autoptr (SweetSequence) begun = sweet_sequence_new_by_id ("key");
  g_autoptr (SweetSequence) keep = sweet_sequence_new_by_id ("key");
  g_autoptr (SweetSequence) error = sweet_sequence_new_by_id ("key");
  const char *csv = "n,key\na,1\nb,2\nc,4\nd,4\ne,1\nf,3\ng,5\n";

  check (csv, output, "a b f c g ", "d e ", "");
  g_object_set (begun, "start", (gint64) 1, NULL);
  check (csv, begun, "a b f c g ", "d e ", "");
  g_object_set (keep, "start", (gint64) 1, "on-late", SWEET_LATE_ACTION_KEEP, NULL);
  check (csv, keep, "a b d e f c g ", "", "");
  g_object_set (error, "start", (gint64) 1, "on-late", SWEET_LATE_ACTION_ERROR, NULL);
  check_error (csv, error, "a b ", SWEET_STREAM_ERROR_LATE, "sequence: test.txt: record 4: the record has an id that another one has, which waits");
  check_error ("n,key\na,1\nb,1\n", error, "a ", SWEET_STREAM_ERROR_LATE, "sequence: test.txt: record 2: the record has an id whose place has gone by");
}

/* one whose id waits takes no place of the buffer from those that are missing */
static void
test_duplicate_waiting (SweetTest *test,
                        gconstpointer data)
{
  const char *csv = "n,key\na,1\nb,3\nc,3\nd,3\ne,2\nf,4\n";

  for (guint buffer = 1; buffer < 4; buffer++)
    {
      g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");
      g_autoptr (SweetSequence) skip = sweet_sequence_new_by_id ("key");
      g_autoptr (SweetSequence) unknown = sweet_sequence_new_by_id ("key");

      g_object_set (sequence, "start", (gint64) 1, "buffer", buffer, NULL);
      check (csv, sequence, "a e b f ", "c d ", "");
      g_object_set (skip, "start", (gint64) 1, "buffer", buffer, "on-gap", SWEET_GAP_ACTION_SKIP, NULL);
      check (csv, skip, "a e b f ", "c d ", "");
      /* where the first id is not known either */
      g_object_set (unknown, "buffer", buffer, NULL);
      check (csv, unknown, "a e b f ", "c d ", "");
    }
}

/* more than the set of ids that wait begins with, in and out many times over */
static void
test_many_duplicates (SweetTest *test,
                      gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");
  g_autoptr (GString) csv = g_string_new ("n,key\n");
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) late = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    for (guint j = 0; j < 200; j++)
      {
        guint id = i * 200 + (j + 100) % 200;

        g_string_append_printf (csv, "%u,%u\n%ud,%u\n", id, id, id, id);
        g_string_append_printf (expected, "%u ", i * 200 + j);
        g_string_append_printf (late, "%ud ", id);
      }
  g_object_set (sequence, "start", (gint64) 0, "buffer", 150, NULL);
  check (csv->str, sequence, expected->str, late->str, "");
}

static void
test_gaps (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetSequence) none = sweet_sequence_new_by_id ("key");
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");

  /* what came before goes on */
  g_object_set (sequence, "start", (gint64) 1, "buffer", 2, NULL);
  check_error ("n,key\na,1\nb,2\nc,6\nd,7\ne,8\nf,9\n", sequence, "a b ", SWEET_STREAM_ERROR_GAP,
               "sequence: test.txt: record 3: “key” 3 to 5 are missing before 6 (on-gap=skip goes on)");
  check_error ("n,key\na,1\nb,2\nc,6\nd,4\n", sequence, "a b ", SWEET_STREAM_ERROR_GAP,
               "sequence: test.txt: record 4: “key” 3 is missing before 4 (on-gap=skip goes on)");
  g_object_set (none, "start", (gint64) 1, "buffer", 0, NULL);
  check_error ("n,key\na,1\nb,3\n", none, "a ", SWEET_STREAM_ERROR_GAP,
               "sequence: test.txt: record 2: “key” 2 is missing before 3 (on-gap=skip goes on)");
}

/* a gap stays one for the rest, whatever is done about errors */
static void
test_gap_is_final (SweetTest *test,
                   gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");
  g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_continue ();
  g_autoptr (GString) received = g_string_new (NULL);
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  g_autoptr (GError) error = NULL;
  TestLine line;

  g_object_set (sequence, "start", (gint64) 1, "buffer", 0, NULL);
  line = begin (&source, 0, "n,key\na,1\nb,3\nc,2\nd,3\n", "csv", sequence);
  line = sweet_emitting_task_builder_with_error_strategy (line, strategy);
  error = test_line_fail (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
  g_assert_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_GAP);
  g_assert_nonnull (strstr (error->message, "“key” 2 is missing before 3"));
  g_assert_null (strchr (received->str, 'd'));
}

static void
test_wrong_ids (SweetTest *test,
                gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");

  g_object_set (sequence, "start", (gint64) 1, NULL);
  check_error ("n,key\na,1\nb,2\nc,x y\nd,3\n", sequence, "a b ", SWEET_STREAM_ERROR_MALFORMED, "sequence: test.txt: record 3: “key” is no whole number: “x y”");
  check_error ("n,key\na,1\nb,1.5\n", sequence, "a ", SWEET_STREAM_ERROR_MALFORMED, "sequence: test.txt: record 2: “key” is no whole number: “1.5”");
  check_error ("n,key\na,1\nb,9223372036854775807\n", sequence, "a ", SWEET_STREAM_ERROR_MALFORMED, "sequence: test.txt: record 2: “key” is no whole number: “9223372036854775807”");
  check_error ("n,kee\na,1\n", sequence, "", SWEET_STREAM_ERROR_UNKNOWN_COLUMN, "sequence: no column “key”; the nearest is “kee”");
}

/* where columns may still come, a record without one is an error of its own */
static void
test_missing_ids (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");

  g_object_set (sequence, "start", (gint64) 1, NULL);
  for (guint way = 0; way < N_WAYS; way++)
    {
      g_auto (Result) result = { NULL, NULL, NULL, NULL };

      run_format (&result, way, "{\"n\":\"a\",\"key\":2}\n{\"n\":\"b\",\"key\":1,\"more\":0}\n{\"n\":\"c\",\"key\":3}\n", "jsonl", sequence);
      g_assert_no_error (result.error);
      g_assert_cmpstr (result.main->str, ==, "b a c ");
      run_format (&result, way, "{\"n\":\"a\"}\n{\"n\":\"b\",\"key\":1}\n", "jsonl", sequence);
      g_assert_error (result.error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_MALFORMED);
      g_assert_cmpstr (result.error->message, ==, "sequence: test.txt: record 1: “key” is missing");
    }
}

/* errors of single records leave the others in order */
static void
test_wrong_ids_continue (SweetTest *test,
                         gconstpointer data)
{
  for (guint way = 0; way < N_WAYS; way++)
    {
      g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_id ("key");
      g_autoptr (SweetErrorStrategy) strategy = sweet_error_strategy_new_continue ();
      g_autoptr (GString) received = g_string_new (NULL);
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      TestLine line = begin (&source, way, "n,key\na,2\nb,x\nc,1\nd,\ne,3\n", "csv", sequence);

      line = sweet_emitting_task_builder_with_error_strategy (line, strategy);
      test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
      g_assert_cmpstr (received->str, ==, "c a e ");
    }
}

/* times */

static void
test_times (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");
  g_autoptr (SweetSequence) strict = sweet_sequence_new_by_timestamp ("key");
  g_autoptr (SweetSequence) error = sweet_sequence_new_by_timestamp ("key");
  const char *csv = "n,key\na,2026-11-27T08:00:10Z\nb,2026-11-27T08:00:05Z\nc,1795766404\nd,2026-11-27T09:00:09+01:00\ne,2026-11-27T08:00:20.5Z\n";

  g_object_set (sequence, "lateness", SWEET_SECONDS (5), NULL);
  check (csv, sequence, "b d a e ", "c ", "");
  check (csv, strict, "a e ", "b c d ", "");
  g_object_set (error, "on-late", SWEET_LATE_ACTION_ERROR, NULL);
  check_error (csv, error, "a ", SWEET_STREAM_ERROR_LATE, "sequence: test.txt: record 2: the record is behind the watermark");
  check ("n,key\n", sequence, "", "", "");
}

/* a time that the watermark has reached already waits for nothing: what is late stays behind it */
static void
test_times_at_watermark (SweetTest *test,
                         gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");
  g_autoptr (SweetSequence) skewed = sweet_sequence_new_by_timestamp ("key");
  const char *csv = "n,key\na,1800000004\nb,1800000002\nc,1800000000\nd,1800000002\ne,1800000001\n";
  const char *doubted = "n,key\na,10\nb,6\nc,6\nd,7\ne,8\nf,9\ng,10\nh,6\ni,8\nj,7\n";

  g_object_set (sequence, "lateness", SWEET_SECONDS (2), "on-late", SWEET_LATE_ACTION_KEEP, NULL);
  check (csv, sequence, "b c d e a ", "", "");
  /* the same where the first eight are weighed together */
  g_object_set (skewed, "lateness", SWEET_SECONDS (2), "max-skew", SWEET_SECONDS (100), "on-late", SWEET_LATE_ACTION_KEEP, NULL);
  check (doubted, skewed, "b c d e h i j f a g ", "", "");
}

static void
test_wrong_times (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");

  check_error ("n,key\na,1\nb,tomorrow\n", sequence, "a ", SWEET_STREAM_ERROR_MALFORMED, "sequence: test.txt: record 2: “key” is no time: “tomorrow”");
  check_error ("n,key,z\na,1,\nb,,\n", sequence, "a ", SWEET_STREAM_ERROR_MALFORMED, "sequence: test.txt: record 2: “key” is no time: “”");
  check_error ("n,kee\na,1\n", sequence, "", SWEET_STREAM_ERROR_UNKNOWN_COLUMN, "sequence: no column “key”; the nearest is “kee”");
}

/* one time in the future does not make the rest late */
static void
test_skew (SweetTest *test,
           gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");
  g_autoptr (SweetSequence) without = sweet_sequence_new_by_timestamp ("key");
  g_autoptr (SweetSequence) keep = sweet_sequence_new_by_timestamp ("key");
  const char *first = "n,key\na,99999\nb,1\nc,2\nd,3\ne,4\nf,5\ng,6\nh,7\ni,8\nj,9\n";
  const char *middle = "n,key\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,8\ni,99999\nj,9\nk,77777\nl,10\n";
  const char *jump = "n,key\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,8\ni,5000\nj,5001\nk,5002\nl,5003\nm,5004\no,5005\np,5006\nq,5007\nr,5008\ns,9\n";
  const char *end = "n,key\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,8\ni,5000\nj,5001\n";
  const char *apart = "n,key\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,8\ni,5000\nj,9000\nk,5000\nl,9\n";
  const char *few = "n,key\na,7\nb,9999\nc,8\n";

  g_object_set (sequence, "lateness", SWEET_SECONDS (2), "max-skew", SWEET_SECONDS (100), NULL);
  g_object_set (without, "lateness", SWEET_SECONDS (2), NULL);
  g_object_set (keep, "lateness", SWEET_SECONDS (2), "max-skew", SWEET_SECONDS (100), "on-late", SWEET_LATE_ACTION_KEEP, NULL);
  check (first, without, "a ", "b c d e f g h i j ", "");
  check (first, sequence, "b c d e f g h i j ", "a ", "");
  check (middle, sequence, "a b c d e f g h j l ", "i k ", "");
  /* eight that say the same are believed, and so is what nothing speaks against */
  check (jump, sequence, "a b c d e f g h i j k l m o p q r ", "s ", "");
  check (end, sequence, "a b c d e f g h i j ", "", "");
  check (apart, sequence, "a b c d e f g h l ", "i j k ", "");
  check (few, sequence, "a c ", "b ", "");
  check (few, keep, "b a c ", "", "");
}

static void
test_skew_error (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");

  g_object_set (sequence, "max-skew", SWEET_SECONDS (100), "on-late", SWEET_LATE_ACTION_ERROR, NULL);
  check_error ("n,key\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\ng,7\nh,8\ni,9999\nj,9\n", sequence, "a b c d e f g h ", SWEET_STREAM_ERROR_LATE,
               "sequence: test.txt: record 9: the record is further ahead in time than max-skew lets it");
  check_error ("n,key\na,9999\nb,2\n", sequence, "", SWEET_STREAM_ERROR_LATE,
               "sequence: test.txt: record 1: the record is further ahead in time than max-skew lets it");
}

/* with times that jump about in all ways, no way of reading makes a difference */
static void
test_skew_replay (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 keys[N_ROWS];

  sweet_test_set_watchdog (60);
  for (gint i = 0; i < 10; i++)
    {
      g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");
      g_auto (Result) first = { NULL, NULL, NULL, NULL };
      g_autofree char *csv = NULL;

      fill_keys (rand, keys, 6, 3);
      for (guint j = 0; j < N_ROWS; j++)
        if (g_rand_int_range (rand, 0, 10) < i)
          keys[j] += 1000 * g_rand_int_range (rand, 0, 3);
      csv = make_csv (keys, N_ROWS);
      g_object_set (sequence, "lateness", SWEET_SECONDS (i % 3 * 4), "max-skew", SWEET_SECONDS (50), NULL);
      run (&first, 0, csv, sequence);
      g_assert_no_error (first.error);
      check (csv, sequence, first.main->str, first.late->str, "");
    }
}

/* values */

static void
test_values (SweetTest *test,
             gconstpointer data)
{
  static const char *const columns[] = { "key", "b", NULL };
  g_autoptr (SweetSequence) up = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);
  g_autoptr (SweetSequence) down = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_DESCENDING);
  const char *csv = "n,key,b\na,10,x\nb,9,y\nc,text,1\nd,-1.5,\ne,9,x\nf,tex,1\ng,9.0,x\nh,,1\ni,0,0\nj,-0,0\nk,9007199254740993,1\nl,9007199254740992,1\n";

  check (csv, up, "d i j e g b a l k h f c ", "", "");
  check (csv, down, "c f h k l a b e g i j d ", "", "");
}

/* missing ones are the smallest */
static void
test_values_missing (SweetTest *test,
                     gconstpointer data)
{
  static const char *const columns[] = { "key", "b", NULL };
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);
  const char *text = "{\"n\":1,\"key\":\"x\"}\n{\"n\":2,\"key\":3,\"b\":2}\n{\"n\":3}\n{\"n\":4,\"key\":null,\"b\":1}\n{\"n\":5,\"key\":3,\"b\":\"\"}\n{\"n\":6,\"key\":3}\n";

  for (guint way = 0; way < N_WAYS; way++)
    {
      g_auto (Result) result = { NULL, NULL, NULL, NULL };

      run_format (&result, way, text, "jsonl", sequence);
      g_assert_no_error (result.error);
      g_assert_cmpstr (result.main->str, ==, "3 4 6 2 5 1 ");
    }
}

/* columns that come on the way are those of the records that had them */
static void
test_changing_columns (SweetTest *test,
                       gconstpointer data)
{
  static const char *const columns[] = { "key", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 keys[N_ROWS];

  sweet_test_set_watchdog (60);
  for (gint i = 0; i < 4; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      Model model = { .keys = keys };

      fill_keys (rand, keys, 12, 5);
      for (guint j = 0; j < N_ROWS; j++)
        g_string_append_printf (text, "{\"n\":%u,\"more%u\":1,\"key\":%" G_GINT64_FORMAT "}\n", j, j / 20 + (guint) g_rand_int_range (rand, 0, 4), keys[j]);
      result_init (&model.result);
      model_values (&model, 10);
      for (guint way = 0; way < N_WAYS; way++)
        {
          g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);
          g_auto (Result) result = { NULL, NULL, NULL, NULL };

          g_object_set (sequence, "buffer", 10, NULL);
          run_format (&result, way, text->str, "jsonl", sequence);
          g_assert_no_error (result.error);
          g_assert_cmpstr (result.main->str, ==, model.result.main->str);
          g_assert_cmpstr (result.late->str, ==, model.result.late->str);
        }
      result_clear (&model.result);
    }
}

static void
test_order_check (SweetTest *test,
                  gconstpointer data)
{
  static const char *const columns[] = { "key", NULL };
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);

  g_object_set (sequence, "buffer", 0, "on-late", SWEET_LATE_ACTION_ERROR, NULL);
  check_error ("n,key\na,1\nb,1\nc,3\nd,2\ne,4\n", sequence, "a b c ", SWEET_STREAM_ERROR_LATE, "sequence: test.txt: record 4: the record comes before one that has gone on");
  check_error ("n,kee\na,1\n", sequence, "", SWEET_STREAM_ERROR_UNKNOWN_COLUMN, "sequence: no column “key”; the nearest is “kee”");
}

/* functions */

typedef struct
{
  GThread *thread;
  guint n_destroyed;
  GPtrArray *kept;
} Comparison;

static int
compare_cb (SweetReceiverEvent *a,
            SweetReceiverEvent *b,
            gpointer user_data)
{
  Comparison *self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 x = sweet_receiver_event_get_int64 (a, "key", &error);
  gint64 y = sweet_receiver_event_get_int64 (b, "key", &error);

  g_assert_no_error (error);
  if (self->thread != NULL)
    g_assert_true (self->thread == g_thread_self ());
  if (self->kept != NULL && self->kept->len < 10)
    g_ptr_array_add (self->kept, g_object_ref (a));
  return x < y ? -1 : x > y;
}

static void
destroy_cb (gpointer data)
{
  ((Comparison *) data)->n_destroyed++;
}

static void
test_comparator (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 keys[N_ROWS];

  sweet_test_set_watchdog (60);
  for (gint i = 0; i < 4; i++)
    {
      Comparison here = { g_thread_self (), 0, NULL };
      Comparison there = { NULL, 0, NULL };
      SweetSequence *sequences[] = { sweet_sequence_new_by_comparator (compare_cb, &here, destroy_cb),
                                     sweet_sequence_new_by_comparator_on_workers (compare_cb, &there, destroy_cb) };
      g_autofree char *csv = NULL;
      Model model = { .keys = keys };

      fill_keys (rand, keys, i * 3, i % 2 * 5);
      csv = make_csv (keys, N_ROWS);
      result_init (&model.result);
      model_values (&model, 6);
      g_assert_cmpint (sweet_element_get_place (SWEET_ELEMENT (sequences[0])), ==, SWEET_PLACE_CONTEXT);
      g_assert_cmpint (sweet_element_get_place (SWEET_ELEMENT (sequences[1])), ==, SWEET_PLACE_WORKER);
      for (guint j = 0; j < G_N_ELEMENTS (sequences); j++)
        {
          g_object_set (sequences[j], "buffer", 6, NULL);
          check (csv, sequences[j], model.result.main->str, model.result.late->str, "");
          g_object_unref (sequences[j]);
        }
      sweet_test_wait_for (test, here.n_destroyed == 1);
      g_assert_cmpuint (there.n_destroyed, ==, 1);
      result_clear (&model.result);
    }
}

/* an event that is kept has its record */
static void
test_comparator_kept (SweetTest *test,
                      gconstpointer data)
{
  Comparison comparison = { g_thread_self (), 0, NULL };
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_comparator (compare_cb, &comparison, NULL);
  g_auto (Result) result = { NULL, NULL, NULL, NULL };

  comparison.kept = g_ptr_array_new_with_free_func (g_object_unref);
  run (&result, 0, "n,key\na,4\nb,3\nc,2\nd,1\n", sequence);
  g_assert_cmpstr (result.main->str, ==, "d c b a ");
  g_assert_cmpuint (comparison.kept->len, >=, 3);
  for (guint i = 0; i < comparison.kept->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = sweet_receiver_event_dup_text (g_ptr_array_index (comparison.kept, i), "n", &error);

      g_assert_no_error (error);
      g_assert_true (strlen (text) == 1 && text[0] >= 'a' && text[0] <= 'd');
    }
  g_ptr_array_unref (comparison.kept);
}

/* limits, and what costs nothing */

static void
test_memory (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_timestamp ("key");
  gint64 keys[N_ROWS];
  g_autofree char *csv = NULL;

  for (guint i = 0; i < N_ROWS; i++)
    keys[i] = i;
  csv = make_csv (keys, N_ROWS);
  g_object_set (sequence, "lateness", SWEET_HOURS (1), "max-memory", (guint64) 4096, NULL);
  for (guint way = 0; way < N_WAYS; way++)
    {
      g_auto (Result) result = { NULL, NULL, NULL, NULL };

      run (&result, way, csv, sequence);
      g_assert_error (result.error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE);
      g_assert_true (g_str_has_prefix (result.error->message, "sequence: the "));
      g_assert_nonnull (strstr (result.error->message, " records that wait for their turn need more than max-memory=4KiB; raise it or let fewer wait"));
    }
}

/* what waits is what is kept: a few records that stay for long do not keep those they came with */
static void
test_memory_is_given_back (SweetTest *test,
                           gconstpointer data)
{
  static const char *const columns[] = { "key", NULL };
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);
  g_autoptr (GString) csv = g_string_new ("n,key,text\n");
  g_autoptr (GString) received = g_string_new (NULL);
  g_autofree char *expected = NULL;
  g_auto (TestSpec) source = TEST_SPEC_INIT;
  guint n_rows = 40000;
  TestLine line = sweet_emitting_task_builder_new ();

  /* one of a hundred waits to the end, the others for a thousand records */
  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (csv, "%u,%u,%0100u\n", i % 100 == 0 ? n_rows - n_rows / 100 + i / 100 : i - i / 100 - 1, i % 100 == 0 ? n_rows + i : i, i);
  source.bytes = csv->str;
  source.n_bytes = csv->len;
  line = test_line_source (line, test_worker_source_get_type (), &source, 16384);
  line = test_line_workers (test_line_format (line, "csv"), 1, FALSE);
  g_object_set (sequence, "max-memory", SWEET_MIB (2), NULL);
  line = sweet_emitting_task_builder_with_processor (line, SWEET_PROCESSOR (sequence));
  test_line_complete (sweet_emitting_task_builder_with_receiver (line, test_receive_cb, received, NULL));
  expected = test_numbers (0, n_rows);
  g_assert_cmpstr (received->str, ==, expected);
}

static gboolean
keep_chunk_cb (SweetChunk *chunk,
               SweetCollector *collector,
               gpointer user_data,
               GError **error)
{
  if (sweet_chunk_get_n_rows (chunk) > 0)
    g_ptr_array_add (user_data, g_object_ref (chunk));
  return TRUE;
}

/* chunks in order go on as they are: a copy would not go stale */
static void
test_in_order (SweetTest *test,
               gconstpointer data)
{
  static const char *const columns[] = { "key", NULL };
  gint64 keys[N_ROWS];
  g_autofree char *csv = NULL;

  for (guint i = 0; i < N_ROWS; i++)
    keys[i] = i;
  csv = make_csv (keys, N_ROWS);
  for (guint i = 0; i < 3 * N_WAYS; i++)
    {
      g_autoptr (SweetSequence) sequence = NULL;
      g_auto (TestSpec) source = TEST_SPEC_INIT;
      g_autoptr (GPtrArray) chunks = g_ptr_array_new_with_free_func (g_object_unref);
      TestLine line;

      if (i % 3 == 0)
        sequence = sweet_sequence_new_by_id (columns[0]);
      else if (i % 3 == 1)
        sequence = sweet_sequence_new_by_timestamp (columns[0]);
      else
        sequence = sweet_sequence_new_by_value (columns, SWEET_SEQUENCE_ORDER_ASCENDING);
      if (i % 3 == 0)
        g_object_set (sequence, "start", (gint64) 0, NULL);
      if (i % 3 != 1)
        g_object_set (sequence, "buffer", 0, NULL);
      line = begin (&source, i / 3, csv, "csv", sequence);
      test_line_complete (sweet_emitting_task_builder_with_chunk_receiver (line, keep_chunk_cb, chunks, NULL));
      g_assert_cmpuint (chunks->len, >, 0);
      for (guint j = 0; j < chunks->len; j++)
        g_assert_true (sweet_chunk_is_stale (g_ptr_array_index (chunks, j)));
    }
}

static void
test_options (SweetTest *test,
              gconstpointer data)
{
  static const struct
  {
    SweetSequenceBy by;
    const char *columns[3];
    const char *option;
    const char *message;
  } cases[] = {
    { SWEET_SEQUENCE_BY_ID, { NULL }, NULL, "sequence: column is not set; name the one that says the order, as in column=id" },
    { SWEET_SEQUENCE_BY_ID, { "a", "b", NULL }, NULL, "sequence: column names several, which only by=value takes" },
    { SWEET_SEQUENCE_BY_TIMESTAMP, { "a", "b", NULL }, NULL, "sequence: column names several, which only by=value takes" },
    { SWEET_SEQUENCE_BY_ID, { "a", NULL }, "lateness", "sequence: lateness means nothing without by=timestamp" },
    { SWEET_SEQUENCE_BY_VALUE, { "a", NULL }, "max-skew", "sequence: max-skew means nothing without by=timestamp" },
    { SWEET_SEQUENCE_BY_VALUE, { "a", NULL }, "start", "sequence: start means nothing without by=id" },
    { SWEET_SEQUENCE_BY_TIMESTAMP, { "a", NULL }, "on-gap", "sequence: on-gap means nothing without by=id" },
    { SWEET_SEQUENCE_BY_TIMESTAMP, { "a", NULL }, "order", "sequence: order means nothing without by=value" },
    { SWEET_SEQUENCE_BY_TIMESTAMP, { "a", NULL }, "buffer", "sequence: buffer means nothing with by=timestamp, where lateness says how long records wait" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SweetElement) sequence = sweet_element_new (SWEET_ELEMENT_KIND_PROCESSOR, "sequence", &error);

      g_assert_no_error (error);
      g_object_set (sequence, "by", cases[i].by, "column", cases[i].columns, NULL);
      if (g_strcmp0 (cases[i].option, "on-gap") == 0 || g_strcmp0 (cases[i].option, "order") == 0 || g_strcmp0 (cases[i].option, "buffer") == 0)
        g_object_set (sequence, cases[i].option, 1, NULL);
      else if (cases[i].option != NULL)
        g_object_set (sequence, cases[i].option, (gint64) 1, NULL);
      g_assert_false (sweet_element_check (sequence, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* a function says it all */
static void
test_comparator_options (SweetTest *test,
                         gconstpointer data)
{
  static const char *const columns[] = { "key", NULL };
  Comparison comparison = { NULL, 0, NULL };
  g_autoptr (SweetSequence) sequence = sweet_sequence_new_by_comparator (compare_cb, &comparison, NULL);
  g_autoptr (GError) error = NULL;

  g_object_set (sequence, "column", columns, NULL);
  g_assert_false (sweet_element_check (SWEET_ELEMENT (sequence), &error));
  g_assert_cmpstr (error->message, ==, "sequence: column means nothing with a function that compares");
  g_clear_error (&error);
  g_object_set (sequence, "column", NULL, "by", SWEET_SEQUENCE_BY_ID, NULL);
  g_assert_false (sweet_element_check (SWEET_ELEMENT (sequence), &error));
  g_assert_cmpstr (error->message, ==, "sequence: by means nothing with a function that compares");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/sequence/random-ids", test_random_ids);
  sweet_test_add ("/sweet/sequence/random-times", test_random_times);
  sweet_test_add ("/sweet/sequence/random-values", test_random_values);
  sweet_test_add ("/sweet/sequence/ids", test_ids);
  sweet_test_add ("/sweet/sequence/start", test_start);
  sweet_test_add ("/sweet/sequence/duplicates", test_duplicates);
  sweet_test_add ("/sweet/sequence/duplicate-waiting", test_duplicate_waiting);
  sweet_test_add ("/sweet/sequence/many-duplicates", test_many_duplicates);
  sweet_test_add ("/sweet/sequence/gaps", test_gaps);
  sweet_test_add ("/sweet/sequence/gap-is-final", test_gap_is_final);
  sweet_test_add ("/sweet/sequence/wrong-ids", test_wrong_ids);
  sweet_test_add ("/sweet/sequence/missing-ids", test_missing_ids);
  sweet_test_add ("/sweet/sequence/wrong-ids-continue", test_wrong_ids_continue);
  sweet_test_add ("/sweet/sequence/times", test_times);
  sweet_test_add ("/sweet/sequence/times-at-watermark", test_times_at_watermark);
  sweet_test_add ("/sweet/sequence/wrong-times", test_wrong_times);
  sweet_test_add ("/sweet/sequence/skew", test_skew);
  sweet_test_add ("/sweet/sequence/skew-error", test_skew_error);
  sweet_test_add ("/sweet/sequence/skew-replay", test_skew_replay);
  sweet_test_add ("/sweet/sequence/values", test_values);
  sweet_test_add ("/sweet/sequence/values-missing", test_values_missing);
  sweet_test_add ("/sweet/sequence/changing-columns", test_changing_columns);
  sweet_test_add ("/sweet/sequence/order-check", test_order_check);
  sweet_test_add ("/sweet/sequence/comparator", test_comparator);
  sweet_test_add ("/sweet/sequence/comparator-kept", test_comparator_kept);
  sweet_test_add ("/sweet/sequence/memory", test_memory);
  sweet_test_add ("/sweet/sequence/memory-is-given-back", test_memory_is_given_back);
  sweet_test_add ("/sweet/sequence/in-order", test_in_order);
  sweet_test_add ("/sweet/sequence/options", test_options);
  sweet_test_add ("/sweet/sequence/comparator-options", test_comparator_options);

  return g_test_run ();
}
