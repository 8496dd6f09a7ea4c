/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-window-columns.h"

/* records of each key in windows of time, one record for each when the watermark passes its end. decided row
 * by row and by the times in the records alone, so that the same input gives the same windows. */

#define SWEET_WINDOW_CHUNK_ROWS 4096
/* the windows that one record may be in */
#define SWEET_WINDOW_MAX_OVERLAP 1000
/* so that the end of no window is beyond what can be counted */
#define SWEET_WINDOW_MAX_SIZE SWEET_DAYS (365250)

#define SWEET_TYPE_WINDOW_PROCESSOR (sweet_window_processor_get_type ())
G_DECLARE_FINAL_TYPE (SweetWindowProcessor, sweet_window_processor, SWEET, WINDOW_PROCESSOR, SweetProcessor)

struct _SweetWindowProcessor
{
  SweetProcessor parent_instance;

  gint64 size;
  gint64 slide;
  gint64 gap;
  gint64 lateness;
  guint64 max_memory;
  SweetWindowColumns columns;

  SweetWindowStore store;
  SweetSchema *schema;
  gboolean timed;
  gint64 watermark;
  guint64 n_rows;
  GArray *late; /* guint32, rows of the chunk at hand */
  SweetChunkBuilder *builder;
};

enum
{
  PROP_0,
  PROP_TIME,
  PROP_SIZE,
  PROP_SLIDE,
  PROP_GAP,
  PROP_KEY,
  PROP_SUM,
  PROP_MIN,
  PROP_MAX,
  PROP_MEAN,
  PROP_LATENESS,
  PROP_MAX_MEMORY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetWindowProcessor, sweet_window_processor, SWEET_TYPE_PROCESSOR)

static void
sweet_window_processor_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (object);

  switch (property_id)
    {
    case PROP_TIME:
      g_value_set_string (value, self->columns.time);
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, self->size);
      break;
    case PROP_SLIDE:
      g_value_set_int64 (value, self->slide);
      break;
    case PROP_GAP:
      g_value_set_int64 (value, self->gap);
      break;
    case PROP_KEY:
      g_value_set_boxed (value, self->columns.key);
      break;
    case PROP_SUM:
    case PROP_MIN:
    case PROP_MAX:
    case PROP_MEAN:
      g_value_set_boxed (value, self->columns.aggregates[property_id - PROP_SUM]);
      break;
    case PROP_LATENESS:
      g_value_set_int64 (value, self->lateness);
      break;
    case PROP_MAX_MEMORY:
      g_value_set_uint64 (value, self->max_memory);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_window_processor_set_list (char ***list,
                                 const GValue *value)
{
  g_strfreev (*list);
  *list = g_value_dup_boxed (value);
}

static void
sweet_window_processor_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (object);

  switch (property_id)
    {
    case PROP_TIME:
      g_free (self->columns.time);
      self->columns.time = g_value_dup_string (value);
      break;
    case PROP_SIZE:
      self->size = g_value_get_int64 (value);
      break;
    case PROP_SLIDE:
      self->slide = g_value_get_int64 (value);
      break;
    case PROP_GAP:
      self->gap = g_value_get_int64 (value);
      break;
    case PROP_KEY:
      sweet_window_processor_set_list (&self->columns.key, value);
      break;
    case PROP_SUM:
    case PROP_MIN:
    case PROP_MAX:
    case PROP_MEAN:
      sweet_window_processor_set_list (&self->columns.aggregates[property_id - PROP_SUM], value);
      break;
    case PROP_LATENESS:
      self->lateness = g_value_get_int64 (value);
      break;
    case PROP_MAX_MEMORY:
      self->max_memory = g_value_get_uint64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static const char *
sweet_window_processor_find_fault (SweetWindowProcessor *self)
{
  if (self->columns.time == NULL)
    return "time is not set; name the column with the times, as in time=at";
  if (self->size == 0 && self->gap == 0)
    return "neither size nor gap is set to more than 0; say how long a window is, as in size=1m, or how long the time without records between two, as in gap=30s";
  if (self->size > 0 && self->gap > 0)
    return "size and gap are two kinds of window: set one of them";
  if (self->slide > 0 && self->size == 0)
    return "slide means nothing without size";
  if (self->slide > self->size)
    return "slide is above size, so that records between two windows would be in none";
  if (self->slide > 0 && self->size / self->slide > SWEET_WINDOW_MAX_OVERLAP)
    return "size is more than 1000 times slide; let the windows overlap less";
  return NULL;
}

static gboolean
sweet_window_processor_check (SweetElement *element,
                              GError **error)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (element);
  const char *fault = sweet_window_processor_find_fault (self);

  if (fault == NULL)
    return sweet_window_columns_check (&self->columns, error);

  g_set_error_literal (error, SWEET_PIPELINE_ERROR, self->columns.time == NULL || (self->size == 0 && self->gap == 0) ? SWEET_PIPELINE_ERROR_INCOMPLETE : SWEET_PIPELINE_ERROR_BAD_VALUE, fault);

  return FALSE;
}

static char **
sweet_window_processor_dup_outputs (SweetElement *element)
{
  static const char *const outputs[] = { "late", NULL };

  return g_strdupv ((char **) outputs);
}

static void
sweet_window_processor_prepare (SweetWindowProcessor *self)
{
  if (self->builder != NULL)
    return;

  sweet_window_columns_prepare (&self->columns);
  sweet_window_store_init (&self->store, self->columns.values->len);
  self->builder = sweet_chunk_builder_new (self->columns.output);
}

static gboolean
sweet_window_processor_set_schema (SweetProcessor *processor,
                                   SweetSchema *schema,
                                   GError **error)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (processor);

  sweet_window_processor_prepare (self);

  return sweet_window_columns_bind (&self->columns, schema, error);
}

static void
sweet_window_processor_flush (SweetWindowProcessor *self,
                              SweetEmitter *out)
{
  g_autoptr (SweetChunk) chunk = sweet_chunk_builder_build (self->builder);

  sweet_emitter_emit (out, chunk);
}

/* windows whose end the watermark has passed */
static void
sweet_window_processor_close (SweetWindowProcessor *self,
                              gint64 watermark,
                              SweetEmitter *out)
{
  SweetWindowPane *pane;

  while ((pane = sweet_window_store_pop (&self->store, watermark)) != NULL)
    {
      sweet_window_columns_write (&self->columns, pane, self->builder);
      sweet_window_store_release (&self->store, pane);
      if (sweet_chunk_builder_get_n_rows (self->builder) == SWEET_WINDOW_CHUNK_ROWS)
        sweet_window_processor_flush (self, out);
    }
}

static gboolean
sweet_window_processor_is_open (SweetWindowProcessor *self,
                                gint64 end)
{
  return !self->timed || end > self->watermark;
}

/* the beginning of the last window that a time is in */
static gint64
sweet_window_processor_find_start (gint64 time,
                                   gint64 step)
{
  gint64 rest = time % step;

  return time - rest - (rest < 0 ? step : 0);
}

/* returns FALSE where all windows of the time are closed */
static gboolean
sweet_window_processor_add_to_windows (SweetWindowProcessor *self,
                                       guint row,
                                       gint64 time,
                                       const GString *key)
{
  gint64 step = self->slide > 0 ? self->slide : self->size;
  SweetWindowKey *found = sweet_window_store_find_key (&self->store, key->str, key->len);
  gboolean added = FALSE;

  for (gint64 start = sweet_window_processor_find_start (time, step); start > time - self->size; start -= step)
    {
      SweetWindowPane *pane;

      if (!sweet_window_processor_is_open (self, start + self->size))
        break;
      if (found == NULL)
        found = sweet_window_store_add_key (&self->store, key->str, key->len);
      pane = sweet_window_store_find (&self->store, found, start);
      if (pane == NULL)
        pane = sweet_window_store_add (&self->store, found, start, start + self->size, self->n_rows);
      sweet_window_columns_add (&self->columns, pane, row);
      added = TRUE;
    }

  return added;
}

static gboolean
sweet_window_processor_add_to_session (SweetWindowProcessor *self,
                                       guint row,
                                       gint64 time,
                                       const GString *key)
{
  SweetWindowKey *found = sweet_window_store_find_key (&self->store, key->str, key->len);
  SweetWindowPane *pane = sweet_window_store_join (&self->store, found, time, time + self->gap);

  if (pane == NULL && !sweet_window_processor_is_open (self, time + self->gap))
    return FALSE;

  if (found == NULL)
    found = sweet_window_store_add_key (&self->store, key->str, key->len);
  if (pane == NULL)
    pane = sweet_window_store_add (&self->store, found, time, time + self->gap, self->n_rows);
  sweet_window_columns_add (&self->columns, pane, row);

  return TRUE;
}

static void
sweet_window_processor_add_row (SweetWindowProcessor *self,
                                guint row,
                                SweetEmitter *out)
{
  gint64 time = self->columns.times[row];
  const GString *key = sweet_window_columns_make_key (&self->columns, row);
  gboolean added;

  self->n_rows++;
  if (self->gap > 0)
    added = sweet_window_processor_add_to_session (self, row, time, key);
  else
    added = sweet_window_processor_add_to_windows (self, row, time, key);
  if (!added)
    g_array_append_val (self->late, row);
  if (self->timed && time - self->lateness <= self->watermark)
    return;

  self->timed = TRUE;
  self->watermark = time - self->lateness;
  sweet_window_processor_close (self, self->watermark, out);
}

/* late records, and their columns also where there are none */
static void
sweet_window_processor_emit_late (SweetWindowProcessor *self,
                                  SweetChunk *chunk,
                                  SweetEmitter *out)
{
  SweetSchema *schema = sweet_chunk_get_schema (chunk);

  if (self->late->len == 0 && self->schema != NULL && sweet_schema_equal (self->schema, schema))
    return;

  g_set_object (&self->schema, schema);
  chunk = sweet_emitter_make_writable (out, chunk);
  sweet_chunk_select_rows (chunk, (const guint32 *) (gpointer) self->late->data, self->late->len);
  sweet_emitter_emit_to (out, "late", chunk);
  g_array_set_size (self->late, 0);
}

static gboolean
sweet_window_processor_check_memory (SweetWindowProcessor *self,
                                     GError **error)
{
  g_autofree char *limit = NULL;

  if (self->max_memory == 0 || self->store.memory <= self->max_memory)
    return TRUE;

  limit = sweet_size_to_string (self->max_memory);
  g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_TOO_LARGE, "the %u windows that are open need more than max-memory=%s; raise it, or have fewer keys or shorter windows", self->store.closings->len, limit);

  return FALSE;
}

static gboolean
sweet_window_processor_process (SweetProcessor *processor,
                                SweetChunk *chunk,
                                SweetEmitter *out,
                                GCancellable *cancellable,
                                GError **error)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (processor);
  guint n_rows = sweet_chunk_get_n_rows (chunk);

  /* in front, so that the records of a call that fails are in no window */
  if (!sweet_window_processor_check_memory (self, error) || !sweet_window_columns_read (&self->columns, chunk, error))
    return FALSE;

  for (guint row = 0; row < n_rows; row++)
    {
      g_autoptr (GError) fault = sweet_window_columns_find_fault (&self->columns, chunk, row);

      if (fault == NULL)
        sweet_window_processor_add_row (self, row, out);
      else if (!sweet_emitter_emit_error (out, chunk, row, fault))
        break;
    }
  sweet_window_processor_emit_late (self, chunk, out);
  if (sweet_chunk_builder_get_n_rows (self->builder) > 0)
    sweet_window_processor_flush (self, out);

  return TRUE;
}

static gboolean
sweet_window_processor_finish (SweetProcessor *processor,
                               SweetEmitter *out,
                               GCancellable *cancellable,
                               GError **error)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (processor);

  sweet_window_processor_prepare (self);
  sweet_window_processor_close (self, G_MAXINT64, out);
  /* also without rows: the columns matter */
  sweet_window_processor_flush (self, out);

  return TRUE;
}

static void
sweet_window_processor_finalize (GObject *object)
{
  SweetWindowProcessor *self = SWEET_WINDOW_PROCESSOR (object);

  sweet_window_columns_clear (&self->columns);
  sweet_window_store_clear (&self->store);
  g_clear_object (&self->schema);
  g_clear_object (&self->builder);
  g_array_unref (self->late);

  G_OBJECT_CLASS (sweet_window_processor_parent_class)->finalize (object);
}

static void
sweet_window_processor_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_TIME] = g_param_spec_string ("time", "Time", "The column with the times of the records", NULL, flags);
  properties[PROP_SIZE] = sweet_param_spec_duration ("size", "Size", "How long a window is", 0, SWEET_WINDOW_MAX_SIZE, 0, flags);
  properties[PROP_SLIDE] = sweet_param_spec_duration ("slide", "Slide", "How long after one window the next begins; 0 means where it ends", 0, SWEET_WINDOW_MAX_SIZE, 0, flags);
  properties[PROP_GAP] = sweet_param_spec_duration ("gap", "Gap", "How long there has to be no record for a window to end, instead of a size", 0, SWEET_WINDOW_MAX_SIZE, 0, flags);
  properties[PROP_KEY] = g_param_spec_boxed ("key", "Key", "The columns whose values have windows of their own", G_TYPE_STRV, flags);
  properties[PROP_SUM] = g_param_spec_boxed ("sum", "Sum", "The columns to add up", G_TYPE_STRV, flags);
  properties[PROP_MIN] = g_param_spec_boxed ("min", "Minimum", "The columns to find the smallest number of", G_TYPE_STRV, flags);
  properties[PROP_MAX] = g_param_spec_boxed ("max", "Maximum", "The columns to find the largest number of", G_TYPE_STRV, flags);
  properties[PROP_MEAN] = g_param_spec_boxed ("mean", "Mean", "The columns to find the mean of", G_TYPE_STRV, flags);
  properties[PROP_LATENESS] = sweet_param_spec_duration ("lateness", "Lateness", "How far behind the latest time a record may come and still find its window open", 0, SWEET_WINDOW_MAX_SIZE, 0, flags);
  properties[PROP_MAX_MEMORY] = sweet_param_spec_size ("max-memory", "Maximum memory", "How much memory the windows that are open may need; 0 means no limit", 0, G_MAXUINT64, SWEET_MIB (256), flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_window_processor_class_init (SweetWindowProcessorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetProcessorClass *processor_class = SWEET_PROCESSOR_CLASS (klass);

  object_class->get_property = sweet_window_processor_get_property;
  object_class->set_property = sweet_window_processor_set_property;
  object_class->finalize = sweet_window_processor_finalize;
  element_class->check = sweet_window_processor_check;
  element_class->dup_outputs = sweet_window_processor_dup_outputs;
  processor_class->set_schema = sweet_window_processor_set_schema;
  processor_class->process = sweet_window_processor_process;
  processor_class->finish = sweet_window_processor_finish;

  sweet_element_class_set_traits (element_class, SWEET_PLACE_WORKER, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Counts and adds up records in windows of time");
  sweet_window_processor_install_properties (object_class);
}

static void
sweet_window_processor_init (SweetWindowProcessor *self)
{
  self->max_memory = SWEET_MIB (256);
  self->late = g_array_new (FALSE, FALSE, sizeof (guint32));
  sweet_window_columns_init (&self->columns);
}

static gboolean
sweet_window_register_types (SweetPlugin *plugin,
                             GError **error)
{
  sweet_plugin_add_element (plugin, "window", SWEET_TYPE_WINDOW_PROCESSOR);

  return TRUE;
}

SWEET_PLUGIN_DEFINE (window,
                     "1.0.0",
                     "LGPL-2.1-or-later",
                     "Windows of time",
                     "The Sweet authors",
                     NULL,
                     sweet_window_register_types)
