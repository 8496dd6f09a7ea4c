/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-sequence-private.h"

#include "stream/sweet-element-private.h"

/* how many records may wait where nobody says it */
#define SWEET_SEQUENCE_BUFFER 1000

/**
 * SweetSequence:
 *
 * Puts records in order: by ids, with a check for gaps; by time, with a watermark; by values; or by a
 * function. A sequence is a processor like any other and stands anywhere in a stream, also as the element
 * `sequence` of a line. It holds records back until it is certain that none comes before them, and sends
 * those that come after their place has gone by to its output `late`.
 *
 * What it does depends on the records and their order alone, not on how many workers read them or how
 * large the blocks of the input are, and never on the clock of the machine.
 *
 * - By id: every id is followed by the next. A record with a later one waits; when more of them wait than
 *   [property@Sequence:buffer] says, or at the end, those missing are a gap. That is an error, unless
 *   [property@Sequence:on-gap] says otherwise: the output `gaps` has a record of each then, with the columns
 *   `first`, `last`, `count`, `file` and `record`, the one behind the gap. An id that was there already is
 *   late.
 * - By timestamp: the watermark is the latest time so far less [property@Sequence:lateness]. Records go on
 *   when it reaches them; what is behind it is late. With [property@Sequence:max-skew] a record that is
 *   further ahead of all before it does not move the watermark, until eight records in a row say the same;
 *   one that does not agree makes those late that wait for that. The first eight are weighed against the
 *   earliest of them.
 * - By value or function: as many records wait as the buffer holds. One that comes before the last one that
 *   went on is late. A buffer of 0 only checks the order.
 *
 * A record without a sound id or time is an error of that record. What waits is copied and counted;
 * more than [property@Sequence:max-memory] is an error.
 *
 * Since: 1.0
 */

typedef struct
{
  SweetSequenceState state;
} SweetSequencePrivate;

enum
{
  PROP_0,
  PROP_BY,
  PROP_COLUMN,
  PROP_ORDER,
  PROP_START,
  PROP_BUFFER,
  PROP_LATENESS,
  PROP_MAX_SKEW,
  PROP_ON_GAP,
  PROP_ON_LATE,
  PROP_MAX_MEMORY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_TYPE_WITH_PRIVATE (SweetSequence, sweet_sequence, SWEET_TYPE_PROCESSOR)

/* one whose function belongs to the context */
typedef SweetSequence SweetContextSequence;
typedef SweetSequenceClass SweetContextSequenceClass;

static GType sweet_context_sequence_get_type (void);
G_DEFINE_FINAL_TYPE (SweetContextSequence, sweet_context_sequence, SWEET_TYPE_SEQUENCE)

static SweetSequenceState *
sweet_sequence_get_state (gpointer self)
{
  return &((SweetSequencePrivate *) sweet_sequence_get_instance_private (self))->state;
}

static void
sweet_sequence_get_property (GObject *object,
                             guint property_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  const SweetSequenceState *state = sweet_sequence_get_state (object);

  switch (property_id)
    {
    case PROP_BY:
      g_value_set_enum (value, (int) state->by);
      break;
    case PROP_COLUMN:
      g_value_set_boxed (value, state->columns);
      break;
    case PROP_ORDER:
      g_value_set_enum (value, (int) state->order);
      break;
    case PROP_START:
      g_value_set_int64 (value, state->start);
      break;
    case PROP_BUFFER:
      g_value_set_uint (value, state->buffer);
      break;
    case PROP_LATENESS:
      g_value_set_int64 (value, state->lateness);
      break;
    case PROP_MAX_SKEW:
      g_value_set_int64 (value, state->max_skew);
      break;
    case PROP_ON_GAP:
      g_value_set_enum (value, (int) state->on_gap);
      break;
    case PROP_ON_LATE:
      g_value_set_enum (value, (int) state->on_late);
      break;
    case PROP_MAX_MEMORY:
      g_value_set_uint64 (value, state->max_memory);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_sequence_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  SweetSequenceState *state = sweet_sequence_get_state (object);

  switch (property_id)
    {
    case PROP_BY:
      state->by = (SweetSequenceBy) g_value_get_enum (value);
      break;
    case PROP_COLUMN:
      g_strfreev (state->columns);
      state->columns = g_value_dup_boxed (value);
      break;
    case PROP_ORDER:
      state->order = (SweetSequenceOrder) g_value_get_enum (value);
      break;
    case PROP_START:
      state->start = g_value_get_int64 (value);
      break;
    case PROP_BUFFER:
      state->buffer = g_value_get_uint (value);
      break;
    case PROP_LATENESS:
      state->lateness = g_value_get_int64 (value);
      break;
    case PROP_MAX_SKEW:
      state->max_skew = g_value_get_int64 (value);
      break;
    case PROP_ON_GAP:
      state->on_gap = (SweetGapAction) g_value_get_enum (value);
      break;
    case PROP_ON_LATE:
      state->on_late = (SweetLateAction) g_value_get_enum (value);
      break;
    case PROP_MAX_MEMORY:
      state->max_memory = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

/* options that mean nothing together with others are mistakes */
static const char *
sweet_sequence_find_needless (const SweetSequenceState *state)
{
  gboolean compares = state->compare != NULL;
  gboolean by_time = !compares && state->by == SWEET_SEQUENCE_BY_TIMESTAMP;
  gboolean by_id = !compares && state->by == SWEET_SEQUENCE_BY_ID;

  if (!by_time && state->lateness != 0)
    return "lateness means nothing without by=timestamp";
  if (!by_time && state->max_skew != 0)
    return "max-skew means nothing without by=timestamp";
  if (!by_id && state->start >= 0)
    return "start means nothing without by=id";
  if (!by_id && state->on_gap != SWEET_GAP_ACTION_ERROR)
    return "on-gap means nothing without by=id";
  if (by_time && state->buffer != SWEET_SEQUENCE_BUFFER)
    return "buffer means nothing with by=timestamp, where lateness says how long records wait";
  if (compares && state->by != SWEET_SEQUENCE_BY_VALUE)
    return "by means nothing with a function that compares";
  if (compares && state->columns != NULL)
    return "column means nothing with a function that compares";
  if ((compares || state->by != SWEET_SEQUENCE_BY_VALUE) && state->order != SWEET_SEQUENCE_ORDER_ASCENDING)
    return "order means nothing without by=value";
  return NULL;
}

static gboolean
sweet_sequence_check (SweetElement *element,
                      GError **error)
{
  const SweetSequenceState *state = sweet_sequence_get_state (element);
  guint n_columns = state->columns != NULL ? g_strv_length (state->columns) : 0;
  const char *needless = sweet_sequence_find_needless (state);

  if (needless != NULL)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, needless);
      return FALSE;
    }
  if (state->compare != NULL)
    return TRUE;
  if (n_columns == 0)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "column is not set; name the one that says the order, as in column=id");
      return FALSE;
    }
  if (n_columns > 1 && state->by != SWEET_SEQUENCE_BY_VALUE)
    {
      g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_BAD_VALUE, "column names several, which only by=value takes");
      return FALSE;
    }
  return TRUE;
}

static SweetElement *
sweet_sequence_copy (SweetElement *element)
{
  SweetElement *copy = SWEET_ELEMENT_CLASS (sweet_sequence_parent_class)->copy (element);
  SweetSequenceState *state = sweet_sequence_get_state (element);

  if (state->compare != NULL)
    sweet_sequence_get_state (copy)->compare = sweet_callback_ref (state->compare);
  return copy;
}

static char **
sweet_sequence_dup_outputs (SweetElement *element)
{
  static const char *const outputs[] = { "late", "gaps", NULL };
  const SweetSequenceState *state = sweet_sequence_get_state (element);
  g_auto (GStrv) copy = g_strdupv ((char **) outputs);

  /* only ids can leave gaps */
  if (state->compare != NULL || state->by != SWEET_SEQUENCE_BY_ID)
    g_clear_pointer (&copy[1], g_free);
  return g_steal_pointer (&copy);
}

static gboolean
sweet_sequence_set_schema (SweetProcessor *processor,
                           SweetSchema *schema,
                           GError **error)
{
  return sweet_sequence_state_set_schema (sweet_sequence_get_state (processor), schema, error);
}

static gboolean
sweet_sequence_process (SweetProcessor *processor,
                        SweetChunk *chunk,
                        SweetEmitter *out,
                        GCancellable *cancellable,
                        GError **error)
{
  return sweet_sequence_state_process (sweet_sequence_get_state (processor), chunk, out, error);
}

static gboolean
sweet_sequence_finish (SweetProcessor *processor,
                       SweetEmitter *out,
                       GCancellable *cancellable,
                       GError **error)
{
  return sweet_sequence_state_finish (sweet_sequence_get_state (processor), out, error);
}

static void
sweet_sequence_finalize (GObject *object)
{
  sweet_sequence_state_clear (sweet_sequence_get_state (object));
  G_OBJECT_CLASS (sweet_sequence_parent_class)->finalize (object);
}

static void
sweet_sequence_install_orders (void)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SweetSequence:by:
   *
   * What the records are put in order by.
   *
   * Since: 1.0
   */
  properties[PROP_BY] = g_param_spec_enum ("by", "By", "What the records are put in order by", SWEET_TYPE_SEQUENCE_BY, SWEET_SEQUENCE_BY_ID, flags);
  /**
   * SweetSequence:column:
   *
   * The column that says the order; by values there may be several, of which the first counts most.
   *
   * Since: 1.0
   */
  properties[PROP_COLUMN] = g_param_spec_boxed ("column", "Column", "The column that says the order; by=value takes several", G_TYPE_STRV, flags);
  /**
   * SweetSequence:order:
   *
   * The direction of an order by values.
   *
   * Since: 1.0
   */
  properties[PROP_ORDER] = g_param_spec_enum ("order", "Order", "The direction, with by=value", SWEET_TYPE_SEQUENCE_ORDER, SWEET_SEQUENCE_ORDER_ASCENDING, flags);
  /**
   * SweetSequence:start:
   *
   * The first id. With -1 as many records wait as the buffer holds, and the smallest of their ids is the
   * first.
   *
   * Since: 1.0
   */
  properties[PROP_START] = g_param_spec_int64 ("start", "Start", "The first id; with -1 as many records wait as the buffer holds, and the smallest of their ids is it", -1, G_MAXINT64, -1, flags);
  /**
   * SweetSequence:lateness:
   *
   * How far behind the latest time a record may come, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_LATENESS] = sweet_param_spec_duration ("lateness", "Lateness", "How far behind the latest time a record may come, with by=timestamp", 0, G_MAXINT64, 0, flags);
  /**
   * SweetSequence:max-skew:
   *
   * How far ahead of all before it a record may be and still be believed by itself, in µs; 0 means any.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_SKEW] = sweet_param_spec_duration ("max-skew", "Maximum skew", "How far ahead of all before it a record is believed without others that say the same, with by=timestamp; 0 means any", 0, G_MAXINT64, 0, flags);
}

static void
sweet_sequence_install_limits (void)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SweetSequence:buffer:
   *
   * How many records may wait for one that comes before them; not by timestamp, where time says it.
   *
   * Since: 1.0
   */
  properties[PROP_BUFFER] = g_param_spec_uint ("buffer", "Buffer", "How many records may wait for one that comes before them; not with by=timestamp", 0, G_MAXUINT / 2, SWEET_SEQUENCE_BUFFER, flags);
  /**
   * SweetSequence:on-gap:
   *
   * What is done about ids that do not come.
   *
   * Since: 1.0
   */
  properties[PROP_ON_GAP] = g_param_spec_enum ("on-gap", "On gap", "What is done about ids that do not come: fail, or skip them", SWEET_TYPE_GAP_ACTION, SWEET_GAP_ACTION_ERROR, flags);
  /**
   * SweetSequence:on-late:
   *
   * What is done about records whose place has gone by.
   *
   * Since: 1.0
   */
  properties[PROP_ON_LATE] = g_param_spec_enum ("on-late", "On late", "What is done about records whose place has gone by: send them to the output “late”, keep them where they are, or take them for errors", SWEET_TYPE_LATE_ACTION, SWEET_LATE_ACTION_OUTPUT, flags);
  /**
   * SweetSequence:max-memory:
   *
   * How much memory the records that wait may need, in bytes; 0 means no limit.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_MEMORY] = sweet_param_spec_size ("max-memory", "Maximum memory", "How much memory the records that wait may need; 0 means no limit", 0, G_MAXUINT64, SWEET_MIB (256), flags);
}

static void
sweet_sequence_class_init (SweetSequenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);

  object_class->get_property = sweet_sequence_get_property;
  object_class->set_property = sweet_sequence_set_property;
  object_class->finalize = sweet_sequence_finalize;
  element_class->check = sweet_sequence_check;
  element_class->copy = sweet_sequence_copy;
  element_class->dup_outputs = sweet_sequence_dup_outputs;
  processor_class->set_schema = sweet_sequence_set_schema;
  processor_class->process = sweet_sequence_process;
  processor_class->finish = sweet_sequence_finish;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Puts records in order by id, time or value");
  sweet_sequence_install_orders ();
  sweet_sequence_install_limits ();
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_sequence_init (SweetSequence *self)
{
  SweetSequenceState *state = sweet_sequence_get_state (self);

  sweet_sequence_state_init (state);
  state->start = -1;
  state->buffer = SWEET_SEQUENCE_BUFFER;
  state->max_memory = SWEET_MIB (256);
}

static void
sweet_context_sequence_class_init (SweetContextSequenceClass *klass)
{
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_CONTEXT, SWEET_CONCURRENCY_SEQUENTIAL);
}

static void
sweet_context_sequence_init (SweetContextSequence *self)
{
}

static SweetSequence *
sweet_sequence_new (GType type,
                    SweetSequenceBy by,
                    const char *const *columns)
{
  SweetSequence *self = g_object_new (type, "by", by, "column", columns, NULL);

  sweet_element_set_name (SWEET_ELEMENT (self), "sequence");
  return self;
}

/**
 * sweet_sequence_new_by_id:
 * @column: the column with the ids
 *
 * Makes a sequence by whole numbers that follow each other without a gap.
 *
 * Returns: (transfer full): a new sequence
 *
 * Since: 1.0
 */
SweetSequence *
sweet_sequence_new_by_id (const char *column)
{
  const char *const columns[] = { column, NULL };

  g_return_val_if_fail (column != NULL, NULL);

  return sweet_sequence_new (SWEET_TYPE_SEQUENCE, SWEET_SEQUENCE_BY_ID, columns);
}

/**
 * sweet_sequence_new_by_timestamp:
 * @column: the column with the times, as sweet_chunk_dup_timestamps() reads them
 *
 * Makes a sequence by times. How late one may come is said by [property@Sequence:lateness].
 *
 * Returns: (transfer full): a new sequence
 *
 * Since: 1.0
 */
SweetSequence *
sweet_sequence_new_by_timestamp (const char *column)
{
  const char *const columns[] = { column, NULL };

  g_return_val_if_fail (column != NULL, NULL);

  return sweet_sequence_new (SWEET_TYPE_SEQUENCE, SWEET_SEQUENCE_BY_TIMESTAMP, columns);
}

/**
 * sweet_sequence_new_by_value:
 * @columns: (array zero-terminated=1): the columns, the one that counts most first
 * @order: the direction
 *
 * Makes a sequence by the values of columns.
 *
 * Returns: (transfer full): a new sequence
 *
 * Since: 1.0
 */
SweetSequence *
sweet_sequence_new_by_value (const char *const *columns,
                             SweetSequenceOrder order)
{
  SweetSequence *self;

  g_return_val_if_fail (columns != NULL, NULL);

  self = sweet_sequence_new (SWEET_TYPE_SEQUENCE, SWEET_SEQUENCE_BY_VALUE, columns);
  g_object_set (self, "order", order, NULL);
  return self;
}

static SweetSequence *
sweet_sequence_new_compared (GType type,
                             SweetSequenceFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy)
{
  SweetSequence *self = sweet_sequence_new (type, SWEET_SEQUENCE_BY_VALUE, NULL);

  sweet_sequence_get_state (self)->compare = sweet_callback_new (G_CALLBACK (func), user_data, destroy, NULL);
  return self;
}

/**
 * sweet_sequence_new_by_comparator:
 * @func: (scope notified) (closure user_data) (destroy destroy): compares two records
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data
 *
 * Makes a sequence in the order that a function says. It is called on the main context of the task, a few
 * times for each record. The events it gets are valid during the call; one that is kept has a copy of its
 * record.
 *
 * Returns: (transfer full): a new sequence
 *
 * Since: 1.0
 */
SweetSequence *
sweet_sequence_new_by_comparator (SweetSequenceFunc func,
                                  gpointer user_data,
                                  GDestroyNotify destroy)
{
  g_return_val_if_fail (func != NULL, NULL);

  return sweet_sequence_new_compared (sweet_context_sequence_get_type (), func, user_data, destroy);
}

/**
 * sweet_sequence_new_by_comparator_on_workers: (skip)
 * @func: compares two records
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data
 *
 * Makes a sequence in the order that a function says, which is called on worker threads, by one at a time
 * for each run. Only for C; scripts use sweet_sequence_new_by_comparator().
 *
 * Returns: (transfer full): a new sequence
 *
 * Since: 1.0
 */
SweetSequence *
sweet_sequence_new_by_comparator_on_workers (SweetSequenceFunc func,
                                             gpointer user_data,
                                             GDestroyNotify destroy)
{
  g_return_val_if_fail (func != NULL, NULL);

  return sweet_sequence_new_compared (SWEET_TYPE_SEQUENCE, func, user_data, destroy);
}
