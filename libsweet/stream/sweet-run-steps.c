/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <unistd.h>

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-run-private.h"

/* what a run does once: opening and closing, and finishing what saw the end of its input. each step is
 * made where its element wants it, and no other at the same time. */

#define SWEET_RUN_DEFAULT_BLOCK_SIZE SWEET_MIB (1)

static void
sweet_run_end_step (SweetRun *self)
{
  g_mutex_lock (&self->lock);
  self->stepping = FALSE;
  sweet_run_schedule (self);
  g_mutex_unlock (&self->lock);
}

/* the end of input */

static gboolean
sweet_run_needs_finish (SweetStage *stage,
                        gboolean first)
{
  if (stage->kind == SWEET_STAGE_DECODE)
    return !first;
  if (stage->kind == SWEET_STAGE_BATCH)
    return TRUE;

  return stage->kind == SWEET_STAGE_PROCESS && SWEET_PROCESSOR_GET_CLASS (stage->element)->finish != NULL;
}

static void
sweet_run_finish_stage (SweetRun *self)
{
  SweetStage *stage = &self->stages[self->finish_stage];
  guint64 begin = sweet_fine_time ();
  SweetChunk *batch;
  GError *error = NULL;

  if (stage->kind == SWEET_STAGE_PROCESS && !sweet_stage_finish (stage, self->leftovers, self->leftover_asides, &self->finish_pool, self->cancellable, &error))
    {
      sweet_tally_add (&stage->workers[0].n_errors, 1);
      sweet_run_abort (self, error);
    }
  if (stage->kind == SWEET_STAGE_BATCH && (batch = sweet_stage_flush_batch (stage)) != NULL)
    g_ptr_array_add (self->leftovers, batch);
  sweet_stage_add_time (stage, 0, begin);

  g_mutex_lock (&self->lock);
  self->leftover_stage = (int) self->finish_stage + (stage->kind == SWEET_STAGE_DECODE ? 0 : 1);
  self->next_leftover = 0;
  self->finish_stage++;
  self->fed = self->leftovers->len == 0 && self->leftover_asides->len == 0 && stage->kind != SWEET_STAGE_DECODE;
  g_mutex_unlock (&self->lock);
  sweet_run_end_step (self);
}

/* with the lock: whether the source, or what the last finished step left, is exhausted */
gboolean
sweet_run_is_drained (SweetRun *self)
{
  return self->n_in_flight == 0 && !self->reading && !sweet_run_is_adjusting (self) && (self->fed || self->stopped);
}

/* with the lock: the stream has had enough, and its errors so far are all there are */
static void
sweet_run_finish_branches (SweetRun *self)
{
  self->finish_stage = MAX (self->finish_stage, self->n_main);
  self->stopped = FALSE;
  self->stop_sequence = G_MAXUINT64;
  self->push_ended = TRUE;
  self->fed = TRUE;
  /* those that were in vain did not take their turns */
  for (guint i = self->n_main; i < self->n_stages; i++)
    self->stages[i].turn = self->next_sequence;
}

/* with the lock: skips steps that have nothing to finish */
gboolean
sweet_run_has_finish (SweetRun *self)
{
  if (self->stopped && (self->error != NULL || self->aborted || self->n_main == self->n_stages))
    return FALSE;
  if (self->stopped)
    sweet_run_finish_branches (self);

  while (self->finish_stage < self->n_stages && !sweet_run_needs_finish (&self->stages[self->finish_stage], self->finish_stage < self->first_stage))
    self->finish_stage++;
  return self->finish_stage < self->n_stages;
}

/* opening and closing */

/* a call that is made once, while there are no others: what it took and that it failed is its element's */
static void
sweet_run_end_once (SweetRun *self,
                    SweetElement *element,
                    guint64 begin,
                    gboolean ok)
{
  SweetStage *stage = &self->source;

  for (guint i = 0; i < self->n_stages; i++)
    if (element != NULL && self->stages[i].element == element)
      stage = &self->stages[i];
  sweet_stage_add_time (stage, self->max_workers, begin);
  sweet_tally_add (&stage->workers[self->max_workers].n_errors, ok ? 0 : 1);
}

static void
sweet_run_open_one (SweetRun *self)
{
  guint64 begin = sweet_fine_time ();
  GError *error = NULL;
  GError *reason = NULL;
  gboolean ok = TRUE;

  SweetSink *sink = self->opened < self->n_sinks ? self->sinks[self->opened] : NULL;

  if (sink != NULL && SWEET_SINK_GET_CLASS (sink)->open != NULL && !SWEET_SINK_GET_CLASS (sink)->open (sink, self->cancellable, &reason))
    ok = sweet_stage_check_failure (SWEET_ELEMENT (sink), "open", reason, &error);
  else if (sink == NULL && self->recipe->source != NULL && SWEET_SOURCE_GET_CLASS (self->recipe->source)->open != NULL && !SWEET_SOURCE_GET_CLASS (self->recipe->source)->open (self->recipe->source, self->read_cancellable, &reason))
    ok = sweet_stage_check_failure (SWEET_ELEMENT (self->recipe->source), "open", reason, &error);

  sweet_run_end_once (self, (SweetElement *) sink, begin, ok);
  if (ok)
    self->opened++;
  else
    sweet_run_abort (self, error);
  sweet_run_end_step (self);
}

static gsize
sweet_run_choose_block_size (SweetRun *self)
{
  guint64 wanted = self->recipe->source != NULL ? sweet_source_get_block_size (self->recipe->source) : 0;
  long cache = sysconf (_SC_LEVEL2_CACHE_SIZE);

  if (wanted == 0)
    {
      wanted = SWEET_RUN_DEFAULT_BLOCK_SIZE;
      if (cache > 0)
        wanted = CLAMP ((guint64) cache / 2, SWEET_KIB (128), SWEET_RUN_DEFAULT_BLOCK_SIZE);
    }
  if (self->recipe->chunk_size != NULL && sweet_chunk_size_get_unit (self->recipe->chunk_size) == SWEET_CHUNK_UNIT_BYTES)
    wanted = MIN (wanted, sweet_chunk_size_get_count (self->recipe->chunk_size));
  if (self->has_length)
    wanted = MIN (wanted, (guint64) MAX (self->length, 1));
  return (gsize) wanted;
}

static void
sweet_run_close_sink (SweetRun *self)
{
  SweetSink *sink = self->sinks[self->opened - 1];
  guint64 begin = sweet_fine_time ();
  GError *error = NULL;
  gboolean complete;
  gboolean ok;

  g_mutex_lock (&self->lock);
  /* what the sink is told holds: a cancellation that comes now is too late */
  complete = self->error == NULL && !self->aborted;
  self->sealed = TRUE;
  g_mutex_unlock (&self->lock);
  ok = SWEET_SINK_GET_CLASS (sink)->close == NULL || SWEET_SINK_GET_CLASS (sink)->close (sink, complete, &error);
  sweet_run_end_once (self, SWEET_ELEMENT (sink), begin, ok || !complete);
  if (!ok && complete)
    {
      GError *reason = NULL;

      sweet_stage_check_failure (SWEET_ELEMENT (sink), "close", g_steal_pointer (&error), &reason);
      g_mutex_lock (&self->lock);
      self->error = reason;
      g_mutex_unlock (&self->lock);
    }
  g_clear_error (&error);
  self->opened--;
  sweet_run_end_step (self);
}

static void
sweet_run_close_source (SweetRun *self)
{
  guint64 begin = sweet_fine_time ();

  if (SWEET_SOURCE_GET_CLASS (self->recipe->source)->close != NULL)
    SWEET_SOURCE_GET_CLASS (self->recipe->source)->close (self->recipe->source);
  sweet_run_end_once (self, NULL, begin, TRUE);
  self->opened--;
  sweet_run_end_step (self);
}

static void
sweet_run_close_worker_parts (SweetRun *self)
{
  sweet_run_close_parts (self, FALSE, FALSE);
  sweet_run_end_step (self);
}

static void
sweet_run_close_context_parts (SweetRun *self)
{
  sweet_run_close_parts (self, TRUE, FALSE);
  sweet_run_end_step (self);
}

/* with the context gone, what an element would do there is left out */
static void
sweet_run_skip_step (SweetRun *self)
{
  sweet_run_abort (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the main context of the task is gone"));
  if (self->step == sweet_run_close_context_parts)
    sweet_run_close_parts (self, TRUE, TRUE);
  if (self->step == sweet_run_close_source || self->step == sweet_run_close_sink)
    self->opened--;
  sweet_run_end_step (self);
}

static void
sweet_run_step_on_context (SweetDeliveryJob *job,
                           gboolean dropped)
{
  SweetRun *self = (SweetRun *) ((char *) job - G_STRUCT_OFFSET (SweetRun, job));
  SweetRunStay stay;

  sweet_run_begin_stay (self, &stay);
  if (dropped)
    sweet_run_skip_step (self);
  else
    self->step (self);
  sweet_run_end_stay (self, &stay);
  sweet_run_unref (self);
}

/* runs @step where an element of @place wants it */
static void
sweet_run_do_step (SweetRun *self,
                   SweetPlace place,
                   void (*step) (SweetRun *run))
{
  if (place != SWEET_PLACE_CONTEXT)
    {
      gboolean begun = place == SWEET_PLACE_BLOCKING && sweet_scheduler_begin_blocking ();

      step (self);
      sweet_scheduler_end_blocking (begun);
      return;
    }

  self->step = step;
  self->job.owner = self->task;
  self->job.run = sweet_run_step_on_context;
  sweet_run_ref (self);
  sweet_delivery_post (self->delivery, &self->job);
}

static void
sweet_run_split_source (SweetRun *self)
{
  sweet_run_do_split (self);
  sweet_run_end_step (self);
}

/* the source is open: what it is like, and what that means for the blocks */
static void
sweet_run_begin_flow (SweetRun *self)
{
  SweetSource *source = self->recipe->source;
  SweetSourceClass *klass = source != NULL ? SWEET_SOURCE_GET_CLASS (source) : NULL;
  gint64 length = -1;

  /* a part of an input is read by any worker, so never from an element that belongs to the context */
  if (source != NULL && !self->reads_records && sweet_element_get_place (SWEET_ELEMENT (source)) != SWEET_PLACE_CONTEXT && klass->length != NULL && klass->read_at != NULL)
    length = klass->length (source);
  if (self->first_stage == 1 && source != NULL)
    self->stages[0].decoder.label = sweet_source_get_label (source);
  g_mutex_lock (&self->lock);
  self->length = length;
  self->has_length = length >= 0;
  self->block_size = sweet_run_choose_block_size (self);
  self->phase = SWEET_RUN_FLOWING;
  sweet_run_arm_adjust (&self->tuner);
  g_mutex_unlock (&self->lock);
  if (sweet_run_can_split (self))
    sweet_run_do_step (self, sweet_element_get_place (SWEET_ELEMENT (source)) == SWEET_PLACE_CONTEXT ? SWEET_PLACE_CONTEXT : SWEET_PLACE_BLOCKING, sweet_run_split_source);
  else
    sweet_run_end_step (self);
}

/* a file name in a message may be anything, and languages other than C take no text but UTF-8 */
static void
sweet_run_validate_error (SweetRun *self)
{
  char *message;

  if (self->error == NULL || g_utf8_validate (self->error->message, -1, NULL))
    return;

  message = g_utf8_make_valid (self->error->message, -1);
  g_free (self->error->message);
  self->error->message = message;
}

/* an accumulator that has not seen the end has no result: the error says so */
static void
sweet_run_explain_error (SweetRun *self)
{
  if (self->error == NULL || self->aborted)
    return;

  for (guint i = self->finish_stage; i < self->n_stages; i++)
    if (self->stages[i].accumulating)
      {
        char *message = g_strdup_printf ("%s (“%s” saw no end of its input and gives no result)",
                                         self->error->message, self->stages[i].name);

        g_free (self->error->message);
        self->error->message = message;
        return;
      }
}

static void
sweet_run_finish_run (SweetRun *self)
{
  g_autoptr (GError) closed = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the stream has ended");
  g_autoptr (GPtrArray) pushers = NULL;

  g_mutex_lock (&self->lock);
  sweet_run_explain_error (self);
  sweet_run_validate_error (self);
  sweet_run_count_last_stay (self);
  self->phase = SWEET_RUN_ENDED;
  self->ended_at = g_get_real_time ();
  self->ended = sweet_fine_time ();
  pushers = sweet_run_take_pushers (self);
  sweet_run_stop_timers (self);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < pushers->len; i++)
    sweet_await_return (g_ptr_array_index (pushers, i), closed);
  /* what follows from it is not done by the task, which may be gone soon */
  sweet_task_frame_leave (self->task);
  self->end (self, self->task);
}

void
sweet_run_do_close (SweetRun *self)
{
  if (self->opened > self->n_sinks && self->recipe->source == NULL)
    self->opened--;
  if (sweet_run_has_open_part (self, FALSE))
    sweet_run_do_step (self, SWEET_PLACE_BLOCKING, sweet_run_close_worker_parts);
  else if (sweet_run_has_open_part (self, TRUE))
    sweet_run_do_step (self, SWEET_PLACE_CONTEXT, sweet_run_close_context_parts);
  else if (self->opened > self->n_sinks)
    sweet_run_do_step (self, sweet_element_get_place (SWEET_ELEMENT (self->recipe->source)), sweet_run_close_source);
  else if (self->opened > 0)
    sweet_run_do_step (self, sweet_element_get_place (SWEET_ELEMENT (self->sinks[self->opened - 1])), sweet_run_close_sink);
  else
    sweet_run_finish_run (self);
}

void
sweet_run_do_open (SweetRun *self)
{
  SweetElement *element = self->opened < self->n_sinks ? (SweetElement *) self->sinks[self->opened] : (SweetElement *) self->recipe->source;

  if (self->opened > self->n_sinks)
    sweet_run_begin_flow (self);
  else
    sweet_run_do_step (self, element != NULL ? sweet_element_get_place (element) : SWEET_PLACE_WORKER, sweet_run_open_one);
}

void
sweet_run_do_finish (SweetRun *self)
{
  sweet_run_do_step (self, self->stages[self->finish_stage].place, sweet_run_finish_stage);
}
