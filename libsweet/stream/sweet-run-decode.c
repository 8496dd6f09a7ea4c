/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-run-private.h"

/* blocks are read and decoded by any worker from a guess, and confirmed in order */

/* after so many guesses in a row that were wrong only one block in so many is guessed about: work in vain
 * takes memory and cores from the worker that everybody waits for */
#define SWEET_RUN_WRONG_MOST 4
#define SWEET_RUN_WRONG_STEP 16

/* with the lock: those that are there now wait */
static void
sweet_run_count_undecided (SweetRun *self)
{
  guint n = 0;

  for (SweetItem *item = self->undecided; item != NULL; item = item->next)
    n++;
  sweet_stage_set_queue (&self->stages[0], n);
}

/* with the lock: whether the item is the next to be confirmed. nobody else can be before it has been. */
void
sweet_run_take_turn (SweetRun *self,
                     SweetItem *item)
{
  item->has_turn = self->first_stage == 1 && !self->confirming && item->sequence == self->next_confirmed;
  self->confirming = self->confirming || item->has_turn;
}

/* with the lock: the next block to confirm, if it has come */
static SweetItem *
sweet_run_take_undecided (SweetRun *self)
{
  SweetItem *item = self->undecided;

  if (self->confirming || item == NULL || item->sequence != self->next_confirmed)
    return NULL;

  self->undecided = item->next;
  self->confirming = TRUE;
  return item;
}

/* a block was decoded, if not all of it at once: that is one call of the format */
static void
sweet_run_end_decoding (SweetRun *self,
                        guint worker,
                        SweetItem *item,
                        guint64 *since)
{
  SweetStageWorker *stats = &self->stages[0].workers[worker];
  guint64 now = sweet_stage_add_time (&self->stages[0], worker, *since);

  sweet_histogram_add (sweet_histogram_need (&stats->latency), item->decoding + now - *since);
  *since = now;
}

/* makes the chunks of the one item whose turn it is, for this worker or another one to carry, and returns the
 * next whose turn it is then, if that takes no long work */
static SweetItem *
sweet_run_confirm (SweetRun *self,
                   guint worker,
                   SweetItem *item,
                   gboolean mine,
                   guint64 *since)
{
  SweetStageWorker *stats = &self->stages[0].workers[worker];
  SweetItem *next = NULL;
  GError *error = NULL;
  gboolean wrong = FALSE;
  gboolean guessed = item->state == SWEET_ITEM_INDEXED;
  guint guesser = item->guesser;

  if (!item->flush && !sweet_run_drops (self, item) && !sweet_decoder_confirm (&self->stages[0].decoder, worker, item, &wrong, &error))
    {
      sweet_tally_add (&stats->n_errors, 1);
      sweet_run_stop_at (self, item, error);
    }
  sweet_tally_add (&stats->bytes_in, item->n_bytes);
  sweet_stage_count_out (&self->stages[0], worker, item->chunks);
  sweet_run_end_decoding (self, worker, item, since);
  item->since = *since;
  item->stage = 1;
  item->state = SWEET_ITEM_CARRIED;

  g_mutex_lock (&self->lock);
  if (wrong)
    self->workers[guesser].n_wrong++;
  if (guessed)
    self->n_misled = wrong ? self->n_misled + 1 : 0;
  self->next_confirmed++;
  self->confirming = FALSE;
  next = sweet_run_take_undecided (self);
  if (next != NULL && next->state == SWEET_ITEM_READ)
    {
      next->has_turn = TRUE;
      sweet_run_make_ready (self, next);
      next = NULL;
    }
  sweet_run_count_undecided (self);
  if (!mine)
    sweet_run_make_ready (self, item);
  g_mutex_unlock (&self->lock);
  return next;
}

/* with the lock */
static gboolean
sweet_run_may_guess (SweetRun *self,
                     SweetItem *item)
{
  SweetDecoder *decoder = &self->stages[0].decoder;

  if (!__atomic_load_n (&decoder->begun, __ATOMIC_ACQUIRE) || !decoder->can_guess)
    return FALSE;
  return self->n_misled < SWEET_RUN_WRONG_MOST || item->sequence % SWEET_RUN_WRONG_STEP == 0;
}

/* decodes ahead of its turn, where that is possible */
static void
sweet_run_guess (SweetRun *self,
                 guint worker,
                 SweetItem *item,
                 guint64 *since)
{
  guint64 begin = *since;

  /* what was pushed has no room in front for the end of what came before, and would move */
  if (item->state != SWEET_ITEM_READ || item->end == item->start || item->base != item->block)
    return;
  if (sweet_decoder_guess (&self->stages[0].decoder, worker, item))
    item->state = SWEET_ITEM_INDEXED;
  *since = sweet_stage_add_time (&self->stages[0], worker, begin);
  item->decoding = *since - begin;
}

/* with the lock: an item waits to be confirmed, unless the stream was stopped since anybody looked:
 * then nobody would come for it */
static gboolean
sweet_run_keep_undecided (SweetRun *self,
                          SweetItem *item)
{
  if (sweet_run_drops (self, item))
    return FALSE;

  sweet_run_insert (&self->undecided, item);
  return TRUE;
}

/* decodes an item whose turn may not have come. returns the one that the worker is to confirm, and in @mine
 * the one that it carries on. */
static SweetItem *
sweet_run_decode_ahead (SweetRun *self,
                        guint worker,
                        SweetItem **mine,
                        guint64 *since)
{
  SweetItem *item = *mine;
  SweetItem *next = item;

  g_mutex_lock (&self->lock);
  sweet_run_take_turn (self, item);
  if (!item->has_turn && sweet_run_may_guess (self, item))
    {
      g_mutex_unlock (&self->lock);
      sweet_run_guess (self, worker, item, since);
      g_mutex_lock (&self->lock);
      if (item->state == SWEET_ITEM_INDEXED)
        self->workers[worker].n_guesses++;
    }
  if (!item->has_turn)
    {
      gboolean kept = sweet_run_keep_undecided (self, item);

      next = kept ? sweet_run_take_undecided (self) : NULL;
      *mine = kept ? next : item;
      sweet_run_count_undecided (self);
    }
  g_mutex_unlock (&self->lock);
  return next;
}

void
sweet_run_decode (SweetRun *self,
                  guint worker,
                  SweetItem *item)
{
  guint64 since = item->since != 0 ? item->since : sweet_fine_time ();
  SweetItem *mine = item;

  if (!item->has_turn)
    item = sweet_run_decode_ahead (self, worker, &mine, &since);
  while (item != NULL)
    item = sweet_run_confirm (self, worker, item, item == mine, &since);
  if (mine != NULL)
    sweet_run_carry (self, worker, mine);
}
