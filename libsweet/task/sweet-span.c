/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-span-private.h"
#include "task/sweet-tracer-private.h"

#include <string.h>

/* a span that logs for days must not grow for days */
#define SWEET_SPAN_MAX_EVENTS 1000

#define SWEET_SPAN_ID_SIZE  17
#define SWEET_TRACE_ID_SIZE 33

/**
 * SweetSpan:
 *
 * A piece of work that is traced: its name, when it began and ended, what is known about it, what was
 * logged in it, and the span that it is part of.
 *
 * Spans are begun by [method@Tracer.begin_span] and [method@Span.begin_child] and handed to their
 * [class@Tracer] when they end. Those of one trace have the same trace id, whichever task and thread they
 * belong to:
 *
 * ```c
 * g_autoptr (SweetSpan) span = sweet_span_begin_child (parent, "parse");
 *
 * sweet_span_set_field (span, "rows", g_variant_new_int64 (n_rows));
 * sweet_span_log (span, G_LOG_LEVEL_DEBUG, "the header was guessed");
 * sweet_span_end (span);
 * ```
 *
 * A span whose tracer is switched off records nothing and costs next to nothing; everything may be called
 * on it all the same. So may everything but the reading of it on a span that has ended, without any
 * effect. One that is dropped without being ended is never handed on.
 *
 * Any thread may use a span, several at once too.
 *
 * Since: 1.0
 */
struct _SweetSpan
{
  GObject parent_instance;

  /* NULL where nothing is recorded */
  SweetTracer *tracer;
  char *name;
  char id[SWEET_SPAN_ID_SIZE];
  char trace_id[SWEET_TRACE_ID_SIZE];
  char parent_id[SWEET_SPAN_ID_SIZE];
  SweetTaskId *task_id;
  gint64 started_at;
  gint64 clock;

  GMutex lock;
  gint64 duration;
  GTree *fields;
  GQueue events;
  GError *error;
};

typedef struct
{
  gint64 at;
  GLogLevelFlags level;
  char message[];
} SweetSpanEvent;

G_DEFINE_FINAL_TYPE (SweetSpan, sweet_span, G_TYPE_OBJECT)

static void
sweet_span_finalize (GObject *object)
{
  SweetSpan *self = SWEET_SPAN (object);

  g_clear_pointer (&self->tracer, sweet_tracer_release);
  g_free (self->name);
  g_clear_object (&self->task_id);
  g_clear_pointer (&self->fields, g_tree_unref);
  g_queue_clear_full (&self->events, g_free);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sweet_span_parent_class)->finalize (object);
}

static void
sweet_span_class_init (SweetSpanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_span_finalize;
}

static void
sweet_span_init (SweetSpan *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->events);
  self->duration = -1;
}

/* the last bytes of an id as hexadecimal digits, as many as fit */
static void
sweet_span_write_id (SweetTaskId *id,
                     char *text,
                     gsize size)
{
  g_autoptr (GBytes) bytes = sweet_task_id_to_bytes (id);
  gsize n_bytes = (size - 1) / 2;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < n_bytes; i++)
    g_snprintf (text + 2 * i, 3, "%02x", data[length - n_bytes + i]);
}

static void
sweet_span_set_ids (SweetSpan *self,
                    SweetSpan *parent)
{
  g_autoptr (SweetTaskId) random = sweet_task_id_new_random ();

  sweet_span_write_id (random, self->id, sizeof self->id);
  if (parent == NULL)
    {
      sweet_span_write_id (self->task_id != NULL ? self->task_id : random, self->trace_id, sizeof self->trace_id);
      return;
    }

  memcpy (self->trace_id, parent->trace_id, sizeof self->trace_id);
  memcpy (self->parent_id, parent->id, sizeof self->parent_id);
}

SweetSpan *
sweet_span_begin (SweetTracer *tracer,
                  SweetSpan *parent,
                  const char *name,
                  SweetTaskId *task_id)
{
  SweetSpan *self = g_object_new (SWEET_TYPE_SPAN, NULL);
  gboolean recording = parent != NULL ? parent->tracer != NULL : tracer != NULL && sweet_tracer_get_enabled (tracer);

  self->name = g_strdup (name);
  if (!recording)
    return self;

  if (task_id == NULL && parent != NULL)
    task_id = parent->task_id;
  self->tracer = g_object_ref (tracer != NULL ? tracer : parent->tracer);
  self->task_id = task_id != NULL ? g_object_ref (task_id) : NULL;
  self->started_at = g_get_real_time ();
  self->clock = g_get_monotonic_time ();
  sweet_span_set_ids (self, parent);

  return self;
}

/**
 * sweet_span_get_name:
 * @self: a span
 *
 * Gets the name: what kind of work it is.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
sweet_span_get_name (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  /* a script may have made one by itself */
  return self->name != NULL ? self->name : "";
}

/**
 * sweet_span_get_id:
 * @self: a span
 *
 * Gets the id of the span: 16 hexadecimal digits, or nothing if it records nothing.
 *
 * Returns: (transfer none): the id
 *
 * Since: 1.0
 */
const char *
sweet_span_get_id (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  return self->id;
}

/**
 * sweet_span_get_trace_id:
 * @self: a span
 *
 * Gets the id that all spans of a trace have in common: 32 hexadecimal digits, or nothing if it records
 * nothing. They are those of the id of the task that the trace began with, if it began with one.
 *
 * Returns: (transfer none): the id
 *
 * Since: 1.0
 */
const char *
sweet_span_get_trace_id (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  return self->trace_id;
}

/**
 * sweet_span_get_parent_id:
 * @self: a span
 *
 * Gets the id of the span that this one is part of.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL for the first span of a trace
 *
 * Since: 1.0
 */
const char *
sweet_span_get_parent_id (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  return *self->parent_id != '\0' ? self->parent_id : NULL;
}

/**
 * sweet_span_get_task_id:
 * @self: a span
 *
 * Gets the id of the task that the work belongs to.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL if it belongs to none
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_span_get_task_id (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  return self->task_id;
}

/**
 * sweet_span_is_recording:
 * @self: a span
 *
 * Tells whether anything is recorded, to spare work that is only done for the sake of it. That is decided
 * where a trace begins, by [property@Tracer:enabled], and holds for all of it.
 *
 * Returns: %TRUE if something is
 *
 * Since: 1.0
 */
gboolean
sweet_span_is_recording (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), FALSE);

  return self->tracer != NULL;
}

/**
 * sweet_span_get_started_at:
 * @self: a span
 *
 * Gets when the work began.
 *
 * Returns: microseconds since 1970 UTC, 0 if the span records nothing
 *
 * Since: 1.0
 */
gint64
sweet_span_get_started_at (SweetSpan *self)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), 0);

  return self->started_at;
}

/**
 * sweet_span_get_ended_at:
 * @self: a span
 *
 * Gets when the work ended.
 *
 * Returns: microseconds since 1970 UTC, 0 if it has not ended or the span records nothing
 *
 * Since: 1.0
 */
gint64
sweet_span_get_ended_at (SweetSpan *self)
{
  gint64 duration;

  g_return_val_if_fail (SWEET_IS_SPAN (self), 0);

  duration = sweet_span_get_duration (self);
  return duration >= 0 ? self->started_at + duration : 0;
}

/**
 * sweet_span_get_duration:
 * @self: a span
 *
 * Gets how long the work took, on a clock that nobody sets.
 *
 * Returns: microseconds, -1 if it has not ended or the span records nothing
 *
 * Since: 1.0
 */
gint64
sweet_span_get_duration (SweetSpan *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SWEET_IS_SPAN (self), -1);

  locker = g_mutex_locker_new (&self->lock);
  return self->duration;
}

static int
sweet_span_compare_keys (gconstpointer a,
                         gconstpointer b,
                         gpointer user_data)
{
  return strcmp (a, b);
}

/* the lock is held */
static gboolean
sweet_span_is_open (SweetSpan *self)
{
  return self->tracer != NULL && self->duration < 0;
}

/**
 * sweet_span_set_field:
 * @self: a span
 * @key: what it is about
 * @value: a text, a number or anything else; consumed if it is floating
 *
 * Keeps something that is worth knowing about the work. Of several values under one key the last counts.
 *
 * Since: 1.0
 */
void
sweet_span_set_field (SweetSpan *self,
                      const char *key,
                      GVariant *value)
{
  g_autoptr (GVariant) sunk = NULL;
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (SWEET_IS_SPAN (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (value != NULL);

  sunk = g_variant_ref_sink (value);
  locker = g_mutex_locker_new (&self->lock);
  if (!sweet_span_is_open (self))
    return;

  if (self->fields == NULL)
    self->fields = g_tree_new_full (sweet_span_compare_keys, NULL, g_free, (GDestroyNotify) g_variant_unref);
  g_tree_insert (self->fields, g_strdup (key), g_steal_pointer (&sunk));
}

/**
 * sweet_span_lookup_field:
 * @self: a span
 * @key: what it is about
 *
 * Looks up what is known about the work.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL if there is none under this key
 *
 * Since: 1.0
 */
GVariant *
sweet_span_lookup_field (SweetSpan *self,
                         const char *key)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GVariant *value;

  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  value = self->fields != NULL ? g_tree_lookup (self->fields, key) : NULL;

  return value != NULL ? g_variant_ref (value) : NULL;
}

static gboolean
sweet_span_add_field_cb (gpointer key,
                         gpointer value,
                         gpointer user_data)
{
  g_variant_builder_add (user_data, "{sv}", key, value);

  return FALSE;
}

/**
 * sweet_span_dup_fields:
 * @self: a span
 *
 * Gets all that is known about the work, as a dictionary of type `a{sv}` in order of its keys.
 *
 * Returns: (transfer full): the dictionary
 *
 * Since: 1.0
 */
GVariant *
sweet_span_dup_fields (SweetSpan *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  locker = g_mutex_locker_new (&self->lock);
  if (self->fields != NULL)
    g_tree_foreach (self->fields, sweet_span_add_field_cb, &builder);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* the lock is held */
static void
sweet_span_add_event (SweetSpan *self,
                      GLogLevelFlags level,
                      const char *message)
{
  gsize size = strlen (message) + 1;
  SweetSpanEvent *event = g_malloc (sizeof *event + size);

  event->at = self->started_at + g_get_monotonic_time () - self->clock;
  event->level = level;
  memcpy (event->message, message, size);
  g_queue_push_tail (&self->events, event);
  if (self->events.length > SWEET_SPAN_MAX_EVENTS)
    g_free (g_queue_pop_head (&self->events));
}

/* takes @error, which may be NULL */
static void
sweet_span_note (SweetSpan *self,
                 GLogLevelFlags level,
                 const char *message,
                 GError *error)
{
  g_autoptr (GError) before = NULL;
  gboolean open;

  g_mutex_lock (&self->lock);
  open = sweet_span_is_open (self);
  if (open)
    sweet_span_add_event (self, level, message);
  if (open && error != NULL)
    {
      before = self->error;
      self->error = error;
    }
  else
    before = error;
  g_mutex_unlock (&self->lock);

  if (open)
    sweet_tracer_log (self->tracer, self, level, message);
}

/**
 * sweet_span_log:
 * @self: a span
 * @level: how important it is
 * @message: a sentence
 *
 * Says something that happens in the work. The tracer gets it at once, and the span keeps it, the last
 * 1000 of them. It never ends the program, also with %G_LOG_LEVEL_ERROR.
 *
 * Since: 1.0
 */
void
sweet_span_log (SweetSpan *self,
                GLogLevelFlags level,
                const char *message)
{
  g_return_if_fail (SWEET_IS_SPAN (self));
  g_return_if_fail ((level & G_LOG_LEVEL_MASK) != 0);
  g_return_if_fail (message != NULL);

  if (self->tracer != NULL)
    sweet_span_note (self, level & G_LOG_LEVEL_MASK, message, NULL);
}

/**
 * sweet_span_log_printf: (skip)
 * @self: a span
 * @level: how important it is
 * @format: a sentence with directives of printf()
 * @...: what to put in
 *
 * Says something that happens in the work, like [method@Span.log]. The text is not even made if the span
 * records nothing.
 *
 * Since: 1.0
 */
void
sweet_span_log_printf (SweetSpan *self,
                       GLogLevelFlags level,
                       const char *format,
                       ...)
{
  g_autofree char *message = NULL;
  va_list args;

  g_return_if_fail (SWEET_IS_SPAN (self));
  g_return_if_fail (format != NULL);

  if (self->tracer == NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sweet_span_log (self, level, message);
}

/**
 * sweet_span_record_error:
 * @self: a span
 * @error: an error
 *
 * Says that the work failed, and why. It is logged with its message as a warning; if there are several,
 * the last is the one that [method@Span.dup_error] gives.
 *
 * Since: 1.0
 */
void
sweet_span_record_error (SweetSpan *self,
                         const GError *error)
{
  g_return_if_fail (SWEET_IS_SPAN (self));
  g_return_if_fail (error != NULL);

  if (self->tracer != NULL)
    sweet_span_note (self, G_LOG_LEVEL_WARNING, error->message, g_error_copy (error));
}

/**
 * sweet_span_dup_error:
 * @self: a span
 *
 * Gets why the work failed.
 *
 * Returns: (transfer full) (nullable): a copy of the last error that was recorded, or %NULL if there was
 *   none
 *
 * Since: 1.0
 */
GError *
sweet_span_dup_error (SweetSpan *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  return self->error != NULL ? g_error_copy (self->error) : NULL;
}

static const char *
sweet_span_get_level_name (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "error";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "critical";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "message";

  return level & G_LOG_LEVEL_INFO ? "info" : "debug";
}

/**
 * sweet_span_dup_events:
 * @self: a span
 *
 * Gets what was logged, as an array of type `a(xss)` from first to last: when (microseconds since 1970
 * UTC), the level (`error`, `critical`, `warning`, `message`, `info` or `debug`) and the message.
 *
 * Returns: (transfer full): the array
 *
 * Since: 1.0
 */
GVariant *
sweet_span_dup_events (SweetSpan *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(xss)"));
  locker = g_mutex_locker_new (&self->lock);
  for (GList *link = self->events.head; link != NULL; link = link->next)
    {
      const SweetSpanEvent *event = link->data;

      g_variant_builder_add (&builder, "(xss)", event->at, sweet_span_get_level_name (event->level), event->message);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * sweet_span_begin_child:
 * @self: a span
 * @name: what kind of work it is
 *
 * Begins a span that is part of this one, for the same task.
 *
 * Returns: (transfer full): a new span
 *
 * Since: 1.0
 */
SweetSpan *
sweet_span_begin_child (SweetSpan *self,
                        const char *name)
{
  g_return_val_if_fail (SWEET_IS_SPAN (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return sweet_span_begin (NULL, self, name, NULL);
}

/**
 * sweet_span_end:
 * @self: a span
 *
 * Ends the span and hands it to its tracer. Only the first call has an effect.
 *
 * Since: 1.0
 */
void
sweet_span_end (SweetSpan *self)
{
  gboolean open;

  g_return_if_fail (SWEET_IS_SPAN (self));

  g_mutex_lock (&self->lock);
  open = sweet_span_is_open (self);
  if (open)
    self->duration = g_get_monotonic_time () - self->clock;
  g_mutex_unlock (&self->lock);

  if (open)
    sweet_tracer_finish (self->tracer, self);
}
