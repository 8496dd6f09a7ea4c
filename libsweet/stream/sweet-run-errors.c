/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <string.h>

#include "stream/sweet-chunk-builder-private.h"
#include "stream/sweet-error-event-private.h"
#include "stream/sweet-error-strategy-private.h"
#include "stream/sweet-run-private.h"
#include "task/sweet-retry-policy-private.h"

/* what becomes of a call that failed: it ends the stream, is made again, or is left out and its error goes
 * with the item to the end, where errors come in the order of the input */

/* how many errors the final event shows; all are counted */
#define SWEET_RUN_MAX_ERRORS 100

static SweetCallback *
sweet_run_get_error_callback (SweetRun *self)
{
  return self->recipe->error_strategy != NULL ? sweet_error_strategy_get_callback (self->recipe->error_strategy) : NULL;
}

/* whether an error of the step may leave the stream running */
gboolean
sweet_run_may_continue (SweetRun *self,
                        SweetStage *stage)
{
  SweetErrorStrategy *strategy = self->recipe->error_strategy;

  if (stage->index >= self->n_main)
    return FALSE;
  if (stage->branch != NULL || sweet_run_get_error_callback (self) != NULL)
    return TRUE;

  return strategy != NULL && sweet_error_strategy_get_action (strategy) == SWEET_ERROR_ACTION_CONTINUE;
}

/* whether any error of the step ends the stream at once */
gboolean
sweet_run_stops_at_errors (SweetRun *self,
                           SweetStage *stage)
{
  SweetErrorStrategy *strategy = self->recipe->error_strategy;

  if (stage->index >= self->n_main)
    return TRUE;

  return !sweet_run_may_continue (self, stage) && (strategy == NULL || sweet_error_strategy_get_retry_policy (strategy) == NULL);
}

/* a thread waits, until it is time or nothing of the item counts any more; another takes its place among
 * the workers */
typedef struct
{
  SweetTimer timer;
  SweetDeliveryJob job;
  SweetRun *run;
  SweetErrorEvent *event;
  SweetErrorAction action;
  gboolean done;
} SweetRunPause;

static void
sweet_run_end_pause (SweetRunPause *pause)
{
  SweetRun *self = pause->run;

  g_mutex_lock (&self->lock);
  pause->done = TRUE;
  g_cond_broadcast (&self->pauses);
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

static void
sweet_run_pause_cb (SweetTimer *timer)
{
  sweet_run_end_pause ((SweetRunPause *) ((char *) timer - G_STRUCT_OFFSET (SweetRunPause, timer)));
}

static void
sweet_run_pause (SweetRun *self,
                 SweetItem *item,
                 gint64 delay)
{
  SweetRunPause pause = { .run = sweet_run_ref (self) };
  gboolean begun = sweet_scheduler_begin_blocking ();

  g_mutex_lock (&self->lock);
  sweet_timer_start (&pause.timer, self->recipe->clock, sweet_timer_from_now (self->recipe->clock, delay), sweet_run_pause_cb);
  while (!pause.done && !sweet_run_drops (self, item))
    g_cond_wait (&self->pauses, &self->lock);
  if (!pause.done && sweet_timer_stop (&pause.timer))
    {
      pause.done = TRUE;
      sweet_run_unref (self);
    }
  while (!pause.done)
    g_cond_wait (&self->pauses, &self->lock);
  g_mutex_unlock (&self->lock);
  sweet_scheduler_end_blocking (begun);
}

/* asks the application's function, on its context */

static SweetErrorAction
sweet_run_ask_here (SweetCallback *callback,
                    SweetErrorEvent *event)
{
  return ((SweetErrorFunc) callback->func) (event, callback->user_data);
}

static void
sweet_run_ask_cb (SweetDeliveryJob *job,
                  gboolean dropped)
{
  SweetRunPause *pause = (SweetRunPause *) ((char *) job - G_STRUCT_OFFSET (SweetRunPause, job));
  SweetRun *self = pause->run;
  SweetCallback *callback = sweet_run_get_error_callback (self);
  SweetRunStay stay;

  if (callback != NULL && !dropped && !__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    {
      sweet_run_begin_stay (self, &stay);
      pause->action = sweet_run_ask_here (callback, pause->event);
      sweet_run_end_stay (self, &stay);
    }
  sweet_run_end_pause (pause);
}

static SweetErrorAction
sweet_run_ask (SweetRun *self,
               SweetErrorEvent *event)
{
  SweetRunPause pause = { .run = sweet_run_ref (self), .event = event, .action = SWEET_ERROR_ACTION_STOP };
  gboolean begun = sweet_scheduler_begin_blocking ();

  pause.job.owner = self->task;
  pause.job.run = sweet_run_ask_cb;
  sweet_delivery_post (self->delivery, &pause.job);
  if (__atomic_load_n (&self->aborted, __ATOMIC_RELAXED))
    sweet_run_recall_questions (self);
  g_mutex_lock (&self->lock);
  while (!pause.done)
    g_cond_wait (&self->pauses, &self->lock);
  g_mutex_unlock (&self->lock);
  sweet_scheduler_end_blocking (begun);
  return pause.action;
}

/* a stream that was aborted does not wait for the context, which may be busy */
void
sweet_run_recall_questions (SweetRun *self)
{
  SweetDeliveryJob *job;

  while ((job = sweet_delivery_take (self->delivery, self->task, sweet_run_ask_cb)) != NULL)
    job->run (job, FALSE);
}

/* what is done about an error, but for trying again */
static SweetErrorAction
sweet_run_decide (SweetRun *self,
                  SweetStage *stage,
                  SweetErrorEvent *event)
{
  SweetErrorStrategy *strategy = self->recipe->error_strategy;
  SweetCallback *callback = sweet_run_get_error_callback (self);
  SweetErrorAction action = SWEET_ERROR_ACTION_STOP;

  if (__atomic_load_n (&self->aborted, __ATOMIC_RELAXED) || g_error_matches (event->error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || stage->index >= self->n_main)
    return SWEET_ERROR_ACTION_STOP;

  if (callback != NULL)
    action = stage->place == SWEET_PLACE_CONTEXT ? sweet_run_ask_here (callback, event) : sweet_run_ask (self, event);
  else if (strategy != NULL)
    action = sweet_error_strategy_get_action (strategy);
  if (action == SWEET_ERROR_ACTION_STOP && stage->branch != NULL)
    return SWEET_ERROR_ACTION_CONTINUE;
  return action;
}

static void
sweet_run_keep_error (SweetRun *self,
                      SweetItem *item,
                      SweetErrorEvent *event)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (item->errors, g_object_ref (event));
  sweet_tally_add (&self->stages[event->stage].n_kept, 1);
  g_mutex_unlock (&self->lock);
}

/* each record of a chunk that an element failed with, so that none is lost */
static void
sweet_run_keep_errors (SweetRun *self,
                       SweetStage *stage,
                       SweetItem *item,
                       SweetErrorEvent *event,
                       SweetChunk *chunk,
                       guint first_row,
                       guint n_rows)
{
  if (stage->branch == NULL || n_rows <= 1)
    {
      sweet_run_keep_error (self, item, event);
      return;
    }

  for (guint row = first_row; row < first_row + n_rows; row++)
    {
      g_autoptr (SweetErrorEvent) single = sweet_error_event_new (event->error, event->element, event->stage, event->attempts);

      sweet_error_event_locate (single, chunk, row, 1);
      sweet_run_keep_error (self, item, single);
    }
}

/* whether the policy has another attempt, and when */
static gboolean
sweet_run_retries (SweetRun *self,
                   SweetErrorEvent *event,
                   SweetAttempt *attempt,
                   gint64 *delay)
{
  SweetErrorStrategy *strategy = self->recipe->error_strategy;
  SweetRetryPolicy *policy = strategy != NULL ? sweet_error_strategy_get_retry_policy (strategy) : NULL;

  *delay = 0;
  if (policy == NULL || __atomic_load_n (&self->aborted, __ATOMIC_RELAXED) || g_error_matches (event->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  return sweet_retry_policy_decide (policy, attempt->n, event->record, attempt->waited, event->error, delay);
}

/* a sink that will take nothing any more, so that to go on is in vain */
static gboolean
sweet_run_is_final (SweetStage *stage,
                    const GError *error)
{
  return stage->kind == SWEET_STAGE_SINK && error->domain == G_IO_ERROR &&
         (error->code == G_IO_ERROR_BROKEN_PIPE || error->code == G_IO_ERROR_CLOSED || error->code == G_IO_ERROR_NO_SPACE);
}

/* a call for some rows failed. takes the error unless the stream stops at it. with @waits the caller can
 * come back later; without, a worker waits here. */
SweetRecovery
sweet_run_recover (SweetStage *stage,
                   SweetItem *item,
                   SweetAttempt *attempt,
                   gboolean waits,
                   SweetChunk *chunk,
                   guint first_row,
                   guint n_rows,
                   GError **error)
{
  SweetRun *self = item->run;
  g_autoptr (SweetErrorEvent) event = NULL;
  SweetErrorAction action = SWEET_ERROR_ACTION_RETRY;
  gint64 delay = 0;

  /* what fails where errors go has nowhere else to go */
  if ((self->recipe->error_strategy == NULL && stage->branch == NULL) || stage->index >= self->n_main)
    return SWEET_RECOVERY_FAIL;

  attempt->n++;
  event = sweet_error_event_new (*error, stage->name, stage->index, attempt->n);
  sweet_error_event_locate (event, chunk, first_row, n_rows);
  if (!sweet_run_retries (self, event, attempt, &delay))
    action = sweet_run_decide (self, stage, event);
  if (action == SWEET_ERROR_ACTION_STOP || (action == SWEET_ERROR_ACTION_CONTINUE && sweet_run_is_final (stage, *error)))
    return SWEET_RECOVERY_FAIL;

  g_clear_error (error);
  if (action == SWEET_ERROR_ACTION_CONTINUE)
    {
      sweet_run_keep_errors (self, stage, item, event, chunk, first_row, n_rows);
      *attempt = (SweetAttempt){ 0, 0 };
      return SWEET_RECOVERY_SKIP;
    }

  attempt->waited += delay;
  if (delay == 0)
    return SWEET_RECOVERY_AGAIN;
  if (waits)
    {
      item->wake_at = sweet_timer_from_now (self->recipe->clock, delay);
      return SWEET_RECOVERY_LATER;
    }
  if (stage->place != SWEET_PLACE_CONTEXT)
    sweet_run_pause (self, item, delay);
  return SWEET_RECOVERY_AGAIN;
}

/* rows from the record on do not come. returns whether the chunk has such rows. */
static gboolean
sweet_run_cut_chunk (SweetChunk *chunk,
                     guint64 record)
{
  for (guint row = 0; chunk->schema != NULL && row < chunk->n_rows; row++)
    if (sweet_payload_get_record (chunk->payload, sweet_chunk_get_physical_row (chunk, row)) >= record)
      {
        sweet_chunk_cut (chunk, 0, row);
        return TRUE;
      }
  return FALSE;
}

static void
sweet_run_cut_outputs (SweetItem *item,
                       guint first_output,
                       guint first_aside,
                       guint64 record)
{
  for (guint i = first_output; i < item->outputs->len; i++)
    if (sweet_run_cut_chunk (g_ptr_array_index (item->outputs, i), record))
      {
        g_ptr_array_set_size (item->outputs, (int) i + 1);
        break;
      }
  for (guint i = first_aside; i < item->asides->len; i++)
    sweet_run_cut_chunk (g_array_index (item->asides, SweetAside, i).chunk, record);
}

/* asked when an error is emitted, a #SweetEmitterJudge */
gboolean
sweet_run_judge_emitted (SweetErrorEvent *event,
                         gpointer item,
                         gpointer step)
{
  return sweet_run_decide (((SweetItem *) item)->run, step, event) == SWEET_ERROR_ACTION_STOP;
}

/* errors that an element emitted for single records. returns FALSE with the one that the stream stops at. */
gboolean
sweet_run_take_emitted (SweetStage *stage,
                        SweetItem *item,
                        GPtrArray *emitted,
                        guint first_output,
                        guint first_aside,
                        GError **error)
{
  for (guint i = 0; i < emitted->len; i++)
    {
      SweetErrorEvent *event = g_ptr_array_index (emitted, i);

      if (event->stops)
        {
          sweet_run_cut_outputs (item, first_output, first_aside, event->record);
          g_propagate_prefixed_error (error, g_error_copy (event->error), "%s: ", stage->name);
          return FALSE;
        }
      sweet_run_keep_error (item->run, item, event);
    }
  return TRUE;
}

static gint
sweet_run_compare_errors (gconstpointer a,
                          gconstpointer b)
{
  const SweetErrorEvent *one = *(SweetErrorEvent *const *) a;
  const SweetErrorEvent *other = *(SweetErrorEvent *const *) b;

  if (one->record != other->record)
    return one->record < other->record ? -1 : 1;
  return one->stage < other->stage ? -1 : one->stage > other->stage;
}

/* a batch, and steps that are far from each other, turn the order of the input around. errors whose place nobody knows
 * come in the order in which they happened. */
void
sweet_run_sort_errors (GPtrArray *errors)
{
  for (guint i = 0; i < errors->len; i++)
    if (((SweetErrorEvent *) g_ptr_array_index (errors, i))->record == 0)
      return;

  g_ptr_array_sort (errors, sweet_run_compare_errors);
}

/* the end of an item's way: its errors, in the order of the input */
void
sweet_run_settle_errors (SweetRun *self,
                         SweetItem *item)
{
  /* it comes again with what is held back */
  if (item->held->len > 0)
    return;

  g_ptr_array_sort (item->errors, sweet_run_compare_errors);
  for (guint i = 0; i < item->errors->len; i++)
    {
      SweetErrorEvent *event = g_ptr_array_index (item->errors, i);

      g_mutex_lock (&self->lock);
      self->n_errors++;
      if (self->errors->len < SWEET_RUN_MAX_ERRORS)
        g_ptr_array_add (self->errors, g_object_ref (event));
      g_mutex_unlock (&self->lock);
      if (self->stages[event->stage].branch == NULL)
        sweet_collector_collect_error (self->recipe->collector, SWEET_EVENT (event), event->error);
    }
}

/* the records of the errors that go this way, or NULL where there is nothing to tell */
static SweetChunk *
sweet_run_make_errors (SweetRun *self,
                       SweetStage *stage,
                       SweetItem *item)
{
  g_autoptr (SweetSchema) schema = sweet_error_event_get_schema ();
  g_autoptr (SweetChunkBuilder) builder = sweet_chunk_builder_new (schema);
  SweetChunk *chunk;

  for (guint i = 0; i < item->errors->len; i++)
    {
      SweetErrorEvent *event = g_ptr_array_index (item->errors, i);

      if (self->stages[event->stage].branch == stage->branch)
        sweet_error_event_append (event, builder);
    }
  /* the columns are told also when there is nothing */
  if (sweet_chunk_builder_get_n_rows (builder) == 0 && item->sequence > 0)
    return NULL;

  chunk = sweet_chunk_builder_build (builder);
  chunk->source = stage->name;
  chunk->timestamp = item->timestamp;
  g_set_object (&chunk->task_id, self->task_id);
  return chunk;
}

/* the item's chunks become what goes this way: the records of errors, or what an element emitted to the
 * output */
void
sweet_run_enter_branch (SweetRun *self,
                        SweetStage *stage,
                        SweetItem *item)
{
  SweetChunk *errors = NULL;

  g_ptr_array_set_size (item->chunks, 0);
  if (item->held->len > 0)
    return;

  for (guint i = 0; i < item->asides->len; i++)
    {
      const SweetAside *aside = &g_array_index (item->asides, SweetAside, i);

      if (self->stages[aside->stage].links[aside->output] == stage->branch)
        g_ptr_array_add (item->chunks, aside->chunk);
    }
  if (strcmp (stage->branch->output, "errors") == 0)
    errors = sweet_run_make_errors (self, stage, item);
  if (errors != NULL)
    g_ptr_array_add (item->chunks, sweet_chunk_pool_adopt (&item->pool, errors));
}
