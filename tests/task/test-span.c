/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "task/sweet-span-private.h"

#include "sweet-test.h"

/* writes down what it gets, a line each, and on which thread */
typedef struct
{
  SweetTracer parent_instance;

  GMutex lock;
  GString *seen;
  GThread *thread;
  GThread **finalized_on;
} NoteTracer;

typedef struct
{
  SweetTracerClass parent_class;
} NoteTracerClass;

typedef NoteTracer AnyTracer;
typedef NoteTracerClass AnyTracerClass;
typedef NoteTracer HeirTracer;
typedef NoteTracerClass HeirTracerClass;
typedef SweetTracer PlainTracer;
typedef SweetTracerClass PlainTracerClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoteTracer, g_object_unref)

static GType note_tracer_get_type (void);
static GType any_tracer_get_type (void);
static GType heir_tracer_get_type (void);
static GType plain_tracer_get_type (void);

G_DEFINE_TYPE (NoteTracer, note_tracer, SWEET_TYPE_TRACER)
G_DEFINE_TYPE (AnyTracer, any_tracer, note_tracer_get_type ())
G_DEFINE_TYPE (HeirTracer, heir_tracer, any_tracer_get_type ())
G_DEFINE_TYPE (PlainTracer, plain_tracer, SWEET_TYPE_TRACER)

static void
note_tracer_note (NoteTracer *self,
                  const char *what,
                  SweetSpan *span,
                  const char *message)
{
  g_mutex_lock (&self->lock);
  self->thread = g_thread_self ();
  g_string_append_printf (self->seen, "%s %s%s%s\n", what, sweet_span_get_name (span), message != NULL ? ": " : "", message != NULL ? message : "");
  g_mutex_unlock (&self->lock);
}

static void
note_tracer_export_log (SweetTracer *tracer,
                        SweetSpan *span,
                        GLogLevelFlags level,
                        const char *message)
{
  note_tracer_note ((NoteTracer *) tracer, level == G_LOG_LEVEL_WARNING ? "warns" : "says", span, message);
}

static void
note_tracer_export_span (SweetTracer *tracer,
                         SweetSpan *span)
{
  g_assert_cmpint (sweet_span_get_duration (span), >=, 0);
  note_tracer_note ((NoteTracer *) tracer, "ends", span, NULL);
}

static void
note_tracer_finalize (GObject *object)
{
  NoteTracer *self = (NoteTracer *) object;

  if (self->finalized_on != NULL)
    *self->finalized_on = g_thread_self ();
  g_string_free (self->seen, TRUE);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (note_tracer_parent_class)->finalize (object);
}

static void
note_tracer_class_init (NoteTracerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = note_tracer_finalize;
  klass->parent_class.export_log = note_tracer_export_log;
  klass->parent_class.export_span = note_tracer_export_span;
}

static void
note_tracer_init (NoteTracer *self)
{
  g_mutex_init (&self->lock);
  self->seen = g_string_new (NULL);
}

static void
any_tracer_class_init (AnyTracerClass *klass)
{
  sweet_tracer_class_set_any_thread (&klass->parent_class);
}

static void
any_tracer_init (AnyTracer *self)
{
}

static void
heir_tracer_class_init (HeirTracerClass *klass)
{
}

static void
heir_tracer_init (HeirTracer *self)
{
}

static void
plain_tracer_class_init (PlainTracerClass *klass)
{
}

static void
plain_tracer_init (PlainTracer *self)
{
}

static void
iterate (SweetTest *test)
{
  while (g_main_context_iteration (test->context, FALSE))
    continue;
}

static NoteTracer *
new_tracer (void)
{
  return g_object_new (note_tracer_get_type (), NULL);
}

static void
test_ids (SweetTest *test,
          gconstpointer data)
{
  g_autoptr (SweetTaskId) task_id = sweet_task_id_parse ("c9a5f1d0-5c1e-4a53-9f0e-0d6c1f0b7a42", NULL);
  g_autoptr (SweetTaskId) other_id = sweet_task_id_new_random ();
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) root = sweet_tracer_begin_span ((SweetTracer *) tracer, "root", task_id);
  g_autoptr (SweetSpan) child = sweet_span_begin_child (root, "child");
  g_autoptr (SweetSpan) task_child = sweet_span_begin (NULL, root, "task", other_id);
  g_autoptr (SweetSpan) alone = sweet_tracer_begin_span ((SweetTracer *) tracer, "alone", NULL);

  g_assert_cmpstr (sweet_span_get_name (child), ==, "child");
  g_assert_cmpstr (sweet_span_get_trace_id (root), ==, "c9a5f1d05c1e4a539f0e0d6c1f0b7a42");
  g_assert_cmpstr (sweet_span_get_trace_id (child), ==, "c9a5f1d05c1e4a539f0e0d6c1f0b7a42");
  g_assert_cmpstr (sweet_span_get_trace_id (task_child), ==, "c9a5f1d05c1e4a539f0e0d6c1f0b7a42");
  g_assert_true (g_regex_match_simple ("^[0-9a-f]{32}$", sweet_span_get_trace_id (alone), 0, 0));
  g_assert_cmpstr (sweet_span_get_trace_id (alone), !=, sweet_span_get_trace_id (root));

  g_assert_true (g_regex_match_simple ("^[0-9a-f]{16}$", sweet_span_get_id (root), 0, 0));
  g_assert_cmpstr (sweet_span_get_id (root), !=, sweet_span_get_id (child));
  g_assert_null (sweet_span_get_parent_id (root));
  g_assert_cmpstr (sweet_span_get_parent_id (child), ==, sweet_span_get_id (root));

  g_assert_true (sweet_span_get_task_id (root) == task_id);
  g_assert_true (sweet_span_get_task_id (child) == task_id);
  g_assert_true (sweet_span_get_task_id (task_child) == other_id);
  g_assert_null (sweet_span_get_task_id (alone));
}

static void
test_times (SweetTest *test,
            gconstpointer data)
{
  gint64 before = g_get_real_time ();
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);
  gint64 duration;

  g_assert_cmpint (sweet_span_get_started_at (span), >=, before);
  g_assert_cmpint (sweet_span_get_ended_at (span), ==, 0);
  g_assert_cmpint (sweet_span_get_duration (span), ==, -1);

  sweet_span_end (span);
  duration = sweet_span_get_duration (span);
  g_assert_cmpint (duration, >=, 0);
  g_assert_cmpint (sweet_span_get_ended_at (span), ==, sweet_span_get_started_at (span) + duration);

  sweet_span_end (span);
  g_assert_cmpint (sweet_span_get_duration (span), ==, duration);
  iterate (test);
  g_assert_cmpstr (tracer->seen->str, ==, "ends work\n");
}

static void
test_fields (SweetTest *test,
             gconstpointer data)
{
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);
  g_autoptr (GVariant) none = sweet_span_dup_fields (span);
  g_autoptr (GVariant) kept = g_variant_ref_sink (g_variant_new_string ("kept"));
  g_autoptr (GVariant) fields = NULL;
  g_autoptr (GVariant) found = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpuint (g_variant_n_children (none), ==, 0);
  sweet_span_set_field (span, "rows", g_variant_new_int64 (5));
  sweet_span_set_field (span, "file", kept);
  sweet_span_set_field (span, "rows", g_variant_new_int64 (7));
  sweet_span_end (span);
  sweet_span_set_field (span, "late", g_variant_new_int64 (7));

  fields = sweet_span_dup_fields (span);
  text = g_variant_print (fields, TRUE);
  g_assert_cmpstr (text, ==, "{'file': <'kept'>, 'rows': <int64 7>}");
  found = sweet_span_lookup_field (span, "rows");
  g_assert_cmpint (g_variant_get_int64 (found), ==, 7);
  g_assert_null (sweet_span_lookup_field (span, "late"));
  iterate (test);
}

static void
test_events (SweetTest *test,
             gconstpointer data)
{
  static const GLogLevelFlags levels[] = { G_LOG_LEVEL_ERROR, G_LOG_LEVEL_CRITICAL, G_LOG_LEVEL_WARNING, G_LOG_LEVEL_MESSAGE, G_LOG_LEVEL_INFO, G_LOG_LEVEL_DEBUG };
  static const char *const names[] = { "error", "critical", "warning", "message", "info", "debug" };
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);
  g_autoptr (GVariant) events = NULL;
  gint64 last = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    sweet_span_log_printf (span, levels[i], "%d of %s", (int) i, "six");
  sweet_span_end (span);
  sweet_span_log (span, G_LOG_LEVEL_INFO, "late");

  events = sweet_span_dup_events (span);
  g_assert_cmpuint (g_variant_n_children (events), ==, G_N_ELEMENTS (levels));
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%d of six", (int) i);
      const char *level;
      const char *message;
      gint64 at;

      g_variant_get_child (events, i, "(x&s&s)", &at, &level, &message);
      g_assert_cmpstr (level, ==, names[i]);
      g_assert_cmpstr (message, ==, expected);
      g_assert_cmpint (at, >=, MAX (last, sweet_span_get_started_at (span)));
      last = at;
    }
  g_assert_cmpint (sweet_span_get_ended_at (span), >=, last);
  iterate (test);
}

static void
test_many_events (SweetTest *test,
                  gconstpointer data)
{
  g_autoptr (SweetTracer) tracer = g_object_new (plain_tracer_get_type (), NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span (tracer, "work", NULL);
  g_autoptr (GVariant) events = NULL;
  const char *message;

  for (guint i = 0; i < 1500; i++)
    sweet_span_log_printf (span, G_LOG_LEVEL_DEBUG, "%u", i);

  events = sweet_span_dup_events (span);
  g_assert_cmpuint (g_variant_n_children (events), ==, 1000);
  g_variant_get_child (events, 0, "(xs&s)", NULL, NULL, &message);
  g_assert_cmpstr (message, ==, "500");
}

static void
test_error (SweetTest *test,
            gconstpointer data)
{
  g_autoptr (GError) first = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "later");
  g_autoptr (GError) second = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (sweet_span_dup_error (span));
  sweet_span_record_error (span, first);
  sweet_span_record_error (span, second);
  sweet_span_end (span);
  sweet_span_record_error (span, first);

  error = sweet_span_dup_error (span);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  iterate (test);
  g_assert_cmpstr (tracer->seen->str, ==, "warns work: later\nwarns work: full\nends work\n");
}

static gpointer
work_thread (gpointer data)
{
  SweetSpan *span = data;
  g_autoptr (SweetSpan) child = sweet_span_begin_child (span, "child");

  sweet_span_log (span, G_LOG_LEVEL_INFO, "begun");
  sweet_span_log (child, G_LOG_LEVEL_WARNING, "hm");
  sweet_span_end (child);
  sweet_span_end (span);

  return NULL;
}

/* on the context where the tracer was made, in order, whatever thread it happens on */
static void
test_context (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);

  g_thread_join (g_thread_new ("work", work_thread, span));
  g_assert_cmpstr (tracer->seen->str, ==, "");
  iterate (test);
  g_assert_cmpstr (tracer->seen->str, ==, "says work: begun\nwarns child: hm\nends child\nends work\n");
  g_assert_true (tracer->thread == g_thread_self ());
}

static void
test_any_thread (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (NoteTracer) tracer = g_object_new (any_tracer_get_type (), NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);

  g_thread_join (g_thread_new ("work", work_thread, span));
  g_assert_cmpstr (tracer->seen->str, ==, "says work: begun\nwarns child: hm\nends child\nends work\n");
  g_assert_true (tracer->thread != g_thread_self ());
}

/* a subclass knows nothing of the promise of its parent */
static void
test_any_thread_is_not_inherited (SweetTest *test,
                                  gconstpointer data)
{
  g_autoptr (NoteTracer) tracer = g_object_new (heir_tracer_get_type (), NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);

  g_thread_join (g_thread_new ("work", work_thread, span));
  g_assert_cmpstr (tracer->seen->str, ==, "");
  iterate (test);
  g_assert_true (tracer->thread == g_thread_self ());
}

/* a class that overrides nothing is no mistake */
static void
test_plain (SweetTest *test,
            gconstpointer data)
{
  SweetTracer *tracer = g_object_new (plain_tracer_get_type (), NULL);
  SweetSpan *span = sweet_tracer_begin_span (tracer, "work", NULL);

  sweet_span_log (span, G_LOG_LEVEL_INFO, "x");
  sweet_span_end (span);
  iterate (test);
  g_assert_finalize_object (span);
  iterate (test);
  g_assert_finalize_object (tracer);
}

static void
test_context_gone (SweetTest *test,
                   gconstpointer data)
{
  GMainContext *context = g_main_context_new ();
  g_autoptr (SweetSpan) span = NULL;
  g_autoptr (SweetSpan) late = NULL;
  NoteTracer *tracer;

  g_main_context_push_thread_default (context);
  tracer = new_tracer ();
  g_main_context_pop_thread_default (context);

  span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);
  late = sweet_tracer_begin_span ((SweetTracer *) tracer, "late", NULL);
  sweet_span_end (span);
  g_main_context_unref (context);
  sweet_span_end (late);
  g_assert_cmpstr (tracer->seen->str, ==, "");

  g_clear_object (&span);
  g_clear_object (&late);
  g_assert_finalize_object (tracer);
}

static gpointer
drop_thread (gpointer data)
{
  g_object_unref (data);

  return NULL;
}

/* a script may have made the tracer, so it does not go away on a worker */
static void
test_finalized_on_context (SweetTest *test,
                           gconstpointer data)
{
  GThread *finalized_on = NULL;
  NoteTracer *tracer = new_tracer ();
  SweetSpan *span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);

  tracer->finalized_on = &finalized_on;
  g_object_unref (tracer);
  g_thread_join (g_thread_new ("drop", drop_thread, span));
  g_assert_null (finalized_on);
  iterate (test);
  g_assert_true (finalized_on == g_thread_self ());
}

static void
count_notify_cb (GObject *object,
                 GParamSpec *pspec,
                 gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_enabled (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (NoteTracer) tracer = new_tracer ();
  g_autoptr (SweetSpan) before = sweet_tracer_begin_span ((SweetTracer *) tracer, "before", NULL);
  g_autoptr (SweetSpan) off = NULL;
  g_autoptr (SweetSpan) off_child = NULL;
  g_autoptr (SweetSpan) before_child = NULL;
  guint n_notified = 0;
  gboolean enabled;

  g_signal_connect (tracer, "notify::enabled", G_CALLBACK (count_notify_cb), &n_notified);
  g_assert_true (sweet_tracer_get_enabled ((SweetTracer *) tracer));
  sweet_tracer_set_enabled ((SweetTracer *) tracer, 2);
  g_object_set (tracer, "enabled", FALSE, NULL);
  g_object_set (tracer, "enabled", FALSE, NULL);
  g_object_get (tracer, "enabled", &enabled, NULL);
  g_assert_false (enabled);
  g_assert_cmpuint (n_notified, ==, 1);

  off = sweet_tracer_begin_span ((SweetTracer *) tracer, "off", NULL);
  before_child = sweet_span_begin_child (before, "before-child");
  sweet_tracer_set_enabled ((SweetTracer *) tracer, TRUE);
  off_child = sweet_span_begin_child (off, "off-child");

  g_assert_true (sweet_span_is_recording (before_child));
  g_assert_false (sweet_span_is_recording (off));
  g_assert_false (sweet_span_is_recording (off_child));
  sweet_span_end (off_child);
  sweet_span_end (off);
  sweet_span_end (before_child);
  sweet_span_end (before);
  iterate (test);
  g_assert_cmpstr (tracer->seen->str, ==, "ends before-child\nends before\n");
}

/* everything may be called and nothing happens */
static void
test_not_recording (SweetTest *test,
                    gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "later");
  g_autoptr (SweetTaskId) id = sweet_task_id_new_random ();
  SweetSpan *spans[] = { sweet_span_begin (NULL, NULL, "off", id), g_object_new (SWEET_TYPE_SPAN, NULL) };

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autoptr (SweetSpan) span = spans[i];
      g_autoptr (GVariant) fields = NULL;
      g_autoptr (GVariant) events = NULL;

      sweet_span_set_field (span, "rows", g_variant_new_int64 (5));
      sweet_span_log (span, G_LOG_LEVEL_ERROR, "x");
      sweet_span_log_printf (span, G_LOG_LEVEL_INFO, "%d", 5);
      sweet_span_record_error (span, error);
      sweet_span_end (span);

      fields = sweet_span_dup_fields (span);
      events = sweet_span_dup_events (span);
      g_assert_cmpuint (g_variant_n_children (fields), ==, 0);
      g_assert_cmpuint (g_variant_n_children (events), ==, 0);
      g_assert_null (sweet_span_lookup_field (span, "rows"));
      g_assert_null (sweet_span_dup_error (span));
      g_assert_cmpstr (sweet_span_get_name (span), ==, i == 0 ? "off" : "");
      g_assert_cmpstr (sweet_span_get_id (span), ==, "");
      g_assert_cmpstr (sweet_span_get_trace_id (span), ==, "");
      g_assert_null (sweet_span_get_parent_id (span));
      g_assert_null (sweet_span_get_task_id (span));
      g_assert_cmpint (sweet_span_get_started_at (span), ==, 0);
      g_assert_cmpint (sweet_span_get_ended_at (span), ==, 0);
      g_assert_cmpint (sweet_span_get_duration (span), ==, -1);
    }
}

static gpointer
log_thread (gpointer data)
{
  SweetSpan *span = data;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GVariant) events = NULL;
      g_autofree char *key = g_strdup_printf ("%u", i % 7);

      sweet_span_log (span, G_LOG_LEVEL_DEBUG, "x");
      sweet_span_set_field (span, key, g_variant_new_uint32 (i));
      events = sweet_span_dup_events (span);
      g_assert_cmpuint (g_variant_n_children (events), >, 0);
    }
  sweet_span_end (span);

  return NULL;
}

static void
test_threads (SweetTest *test,
              gconstpointer data)
{
  g_autoptr (NoteTracer) tracer = g_object_new (any_tracer_get_type (), NULL);
  g_autoptr (SweetSpan) span = sweet_tracer_begin_span ((SweetTracer *) tracer, "work", NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("log", log_thread, span);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  /* ended once, by the first that came to its end */
  g_assert_nonnull (strstr (tracer->seen->str, "ends work"));
  g_assert_true (strstr (tracer->seen->str, "ends work") == g_strrstr (tracer->seen->str, "ends work"));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/span/ids", test_ids);
  sweet_test_add ("/sweet/span/times", test_times);
  sweet_test_add ("/sweet/span/fields", test_fields);
  sweet_test_add ("/sweet/span/events", test_events);
  sweet_test_add ("/sweet/span/many-events", test_many_events);
  sweet_test_add ("/sweet/span/error", test_error);
  sweet_test_add ("/sweet/span/not-recording", test_not_recording);
  sweet_test_add ("/sweet/span/threads", test_threads);
  sweet_test_add ("/sweet/tracer/context", test_context);
  sweet_test_add ("/sweet/tracer/any-thread", test_any_thread);
  sweet_test_add ("/sweet/tracer/any-thread-is-not-inherited", test_any_thread_is_not_inherited);
  sweet_test_add ("/sweet/tracer/plain", test_plain);
  sweet_test_add ("/sweet/tracer/context-gone", test_context_gone);
  sweet_test_add ("/sweet/tracer/finalized-on-context", test_finalized_on_context);
  sweet_test_add ("/sweet/tracer/enabled", test_enabled);

  return g_test_run ();
}
