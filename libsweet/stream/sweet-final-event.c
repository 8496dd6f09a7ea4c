/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-enum-types.h>
#include <sweet/sweet-units.h>

#include "stream/sweet-error-event-private.h"
#include "stream/sweet-final-event-private.h"

/**
 * SweetFinalEvent:
 *
 * The end of a stream: how it ended, what was collected, and how much there was.
 *
 * Every task has exactly one, whatever its outcome. What streamed and was collected before an error
 * or a cancellation is there too.
 *
 * Final events never change; any thread may use them, and what was collected as far as its
 * [iface@Collector] allows that.
 *
 * Since: 1.0
 */
struct _SweetFinalEvent
{
  GObject parent_instance;

  SweetTaskId *task_id;
  SweetOutcome outcome;
  GError *error;
  SweetCollector *collector;
  GListModel *collected;
  guint64 n_records;
  guint64 n_skipped;
  guint64 n_errors;
  GListModel *errors;
  gint64 started_at;
  gint64 ended_at;
};

typedef enum
{
  PROP_OUTCOME = 1,
  PROP_COLLECTED,
  PROP_N_RECORDS,
  PROP_N_SKIPPED,
  PROP_N_ERRORS,
  PROP_ERRORS,
  PROP_DURATION,
} SweetFinalEventProperty;

static GParamSpec *properties[PROP_DURATION + 1];

static void sweet_final_event_iface_init (SweetEventInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SweetFinalEvent, sweet_final_event, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SWEET_TYPE_EVENT, sweet_final_event_iface_init))

static char *
sweet_final_event_dup_id (SweetEvent *event)
{
  g_autofree char *task = sweet_task_id_to_string (SWEET_FINAL_EVENT (event)->task_id);

  return g_strconcat (task, "/final", NULL);
}

static SweetTaskId *
sweet_final_event_get_task_id (SweetEvent *event)
{
  return SWEET_FINAL_EVENT (event)->task_id;
}

static gint64
sweet_final_event_get_timestamp (SweetEvent *event)
{
  return SWEET_FINAL_EVENT (event)->ended_at;
}

static SweetEventKind
sweet_final_event_get_kind (SweetEvent *event)
{
  switch (SWEET_FINAL_EVENT (event)->outcome)
    {
    case SWEET_OUTCOME_ERROR:
      return SWEET_EVENT_KIND_ERROR;
    case SWEET_OUTCOME_CANCELLED:
      return SWEET_EVENT_KIND_CANCELLATION;
    case SWEET_OUTCOME_COMPLETE:
    default:
      return SWEET_EVENT_KIND_FINAL;
    }
}

/* behind the last record */
static guint64
sweet_final_event_get_sequence (SweetEvent *event)
{
  return SWEET_FINAL_EVENT (event)->n_records + 1;
}

static gint64
sweet_final_event_get_offset (SweetEvent *event)
{
  return -1;
}

static void
sweet_final_event_iface_init (SweetEventInterface *iface)
{
  iface->dup_id = sweet_final_event_dup_id;
  iface->get_task_id = sweet_final_event_get_task_id;
  iface->get_timestamp = sweet_final_event_get_timestamp;
  iface->get_kind = sweet_final_event_get_kind;
  iface->get_sequence = sweet_final_event_get_sequence;
  iface->get_offset = sweet_final_event_get_offset;
}

static void
sweet_final_event_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  SweetFinalEvent *self = SWEET_FINAL_EVENT (object);

  switch ((SweetFinalEventProperty) property_id)
    {
    case PROP_OUTCOME:
      g_value_set_enum (value, (int) self->outcome);
      break;
    case PROP_COLLECTED:
      g_value_set_object (value, self->collected);
      break;
    case PROP_N_RECORDS:
      g_value_set_uint64 (value, self->n_records);
      break;
    case PROP_N_SKIPPED:
      g_value_set_uint64 (value, self->n_skipped);
      break;
    case PROP_N_ERRORS:
      g_value_set_uint64 (value, self->n_errors);
      break;
    case PROP_ERRORS:
      g_value_set_object (value, self->errors);
      break;
    case PROP_DURATION:
      g_value_set_int64 (value, sweet_final_event_get_duration (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_final_event_finalize (GObject *object)
{
  SweetFinalEvent *self = SWEET_FINAL_EVENT (object);

  g_clear_object (&self->task_id);
  g_clear_error (&self->error);
  g_clear_object (&self->collector);
  g_clear_object (&self->collected);
  g_clear_object (&self->errors);

  G_OBJECT_CLASS (sweet_final_event_parent_class)->finalize (object);
}

static void
sweet_final_event_class_init (SweetFinalEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sweet_final_event_get_property;
  object_class->finalize = sweet_final_event_finalize;

  /**
   * SweetFinalEvent:outcome:
   *
   * How the stream ended.
   *
   * Since: 1.0
   */
  properties[PROP_OUTCOME] = g_param_spec_enum ("outcome", "Outcome", "How the stream ended", SWEET_TYPE_OUTCOME, SWEET_OUTCOME_COMPLETE, flags);

  /**
   * SweetFinalEvent:collected:
   *
   * What was collected.
   *
   * Since: 1.0
   */
  properties[PROP_COLLECTED] = g_param_spec_object ("collected", "Collected", "What was collected", G_TYPE_LIST_MODEL, flags);

  /**
   * SweetFinalEvent:n-records:
   *
   * How many records the stream delivered.
   *
   * Since: 1.0
   */
  properties[PROP_N_RECORDS] = g_param_spec_uint64 ("n-records", "Number of records", "How many records the stream delivered", 0, G_MAXUINT64, 0, flags);

  /**
   * SweetFinalEvent:n-skipped:
   *
   * How many malformed records were left out.
   *
   * Since: 1.0
   */
  properties[PROP_N_SKIPPED] = g_param_spec_uint64 ("n-skipped", "Number of skipped records", "How many malformed records were left out", 0, G_MAXUINT64, 0, flags);

  /**
   * SweetFinalEvent:n-errors:
   *
   * How many errors there were that did not end the stream.
   *
   * Since: 1.0
   */
  properties[PROP_N_ERRORS] = g_param_spec_uint64 ("n-errors", "Number of errors", "How many errors there were that did not end the stream", 0, G_MAXUINT64, 0, flags);

  /**
   * SweetFinalEvent:errors:
   *
   * The first of these errors.
   *
   * Since: 1.0
   */
  properties[PROP_ERRORS] = g_param_spec_object ("errors", "Errors", "The first errors that did not end the stream", G_TYPE_LIST_MODEL, flags);

  /**
   * SweetFinalEvent:duration:
   *
   * How long the stream ran, in microseconds.
   *
   * Since: 1.0
   */
  properties[PROP_DURATION] = sweet_param_spec_duration ("duration", "Duration", "How long the stream ran", 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sweet_final_event_init (SweetFinalEvent *self)
{
}

SweetFinalEvent *
sweet_final_event_new (SweetTaskId *task_id,
                       SweetOutcome outcome,
                       const GError *error,
                       SweetCollector *collector,
                       guint64 n_records,
                       guint64 n_skipped,
                       guint64 n_errors,
                       GPtrArray *errors,
                       gint64 started_at,
                       gint64 ended_at)
{
  SweetFinalEvent *self = g_object_new (SWEET_TYPE_FINAL_EVENT, NULL);

  self->task_id = g_object_ref (task_id);
  self->outcome = outcome;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->n_records = n_records;
  self->n_skipped = n_skipped;
  self->n_errors = n_errors;
  self->errors = G_LIST_MODEL (g_list_store_new (SWEET_TYPE_ERROR_EVENT));
  if (errors != NULL)
    g_list_store_splice (G_LIST_STORE (self->errors), 0, 0, errors->pdata, errors->len);
  self->started_at = started_at;
  self->ended_at = ended_at;
  if (collector != NULL)
    {
      self->collector = g_object_ref (collector);
      self->collected = sweet_collector_get_collected (collector);
    }
  else
    self->collected = G_LIST_MODEL (g_list_store_new (SWEET_TYPE_EVENT));

  return self;
}

/**
 * sweet_final_event_get_outcome:
 * @self: a final event
 *
 * Gets how the stream ended.
 *
 * Returns: the outcome
 *
 * Since: 1.0
 */
SweetOutcome
sweet_final_event_get_outcome (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), SWEET_OUTCOME_ERROR);

  return self->outcome;
}

/**
 * sweet_final_event_check:
 * @self: a final event
 * @error: return location for a #GError
 *
 * Tells whether the stream came to its end. Otherwise the error is the earliest in the order of the
 * input, %G_IO_ERROR_TIMED_OUT after a timeout and %G_IO_ERROR_CANCELLED after a cancellation.
 *
 * Returns: %TRUE if the outcome is %SWEET_OUTCOME_COMPLETE, otherwise %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_final_event_check (SweetFinalEvent *self,
                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), FALSE);

  if (self->outcome == SWEET_OUTCOME_COMPLETE)
    return TRUE;

  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else if (self->outcome == SWEET_OUTCOME_CANCELLED)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the stream was cancelled");
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the stream failed");

  return FALSE;
}

/**
 * sweet_final_event_get_collected:
 * @self: a final event
 *
 * Gets what was collected, as [method@Collector.get_collected] tells it.
 *
 * Returns: (transfer none): a list of [iface@Event], empty if nothing was collected
 *
 * Since: 1.0
 */
GListModel *
sweet_final_event_get_collected (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), NULL);

  return self->collected;
}

/**
 * sweet_final_event_lookup:
 * @self: a final event
 * @key: a key
 *
 * Looks up what was collected under a key; see [method@Collector.lookup].
 *
 * Returns: (transfer full) (nullable): the event, or %NULL if there is none
 *
 * Since: 1.0
 */
SweetEvent *
sweet_final_event_lookup (SweetFinalEvent *self,
                          const char *key)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return self->collector != NULL ? sweet_collector_lookup (self->collector, key) : NULL;
}

/**
 * sweet_final_event_get_n_records:
 * @self: a final event
 *
 * Gets how many records the stream delivered at its end.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_final_event_get_n_records (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), 0);

  return self->n_records;
}

/**
 * sweet_final_event_get_n_skipped:
 * @self: a final event
 *
 * Gets how many malformed records were left out, because their format was told to.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_final_event_get_n_skipped (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), 0);

  return self->n_skipped;
}

/**
 * sweet_final_event_get_n_errors:
 * @self: a final event
 *
 * Gets how many errors there were that did not end the stream, because of its [class@ErrorStrategy] or
 * because they went to an output of their own. Malformed records that a format was told to leave out are
 * not among them.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint64
sweet_final_event_get_n_errors (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), 0);

  return self->n_errors;
}

/**
 * sweet_final_event_get_errors:
 * @self: a final event
 *
 * Gets the errors that [method@FinalEvent.get_n_errors] counts, in the order of the input, the first 100
 * of them.
 *
 * Returns: (transfer none): a list of #SweetErrorEvent
 *
 * Since: 1.0
 */
GListModel *
sweet_final_event_get_errors (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), NULL);

  return self->errors;
}

/**
 * sweet_final_event_get_duration:
 * @self: a final event
 *
 * Gets how long the stream ran.
 *
 * Returns: microseconds, 0 if it never started
 *
 * Since: 1.0
 */
gint64
sweet_final_event_get_duration (SweetFinalEvent *self)
{
  g_return_val_if_fail (SWEET_IS_FINAL_EVENT (self), 0);

  if (self->started_at == 0)
    return 0;

  return MAX (0, self->ended_at - self->started_at);
}
