/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-fine-time-private.h"
#include "stream/sweet-run-private.h"

/* how fast a run is, or was, and telling of it: a worker that has dealt with a block now and then, and where
 * none comes any more a timer until the rates are 0 */

static SweetRatesSample
sweet_run_make_sample (SweetRun *self,
                       guint64 now)
{
  SweetRatesSample sample = { .at = now };
  guint64 n_read;

  sweet_run_count (self, TRUE, &sample.n_records, &n_read);
  sample.n_bytes = sweet_tally_get (&self->n_bytes);
  return sample;
}

/* with the lock */
static gboolean
sweet_run_take_sample (SweetRun *self,
                       guint64 now)
{
  SweetRatesSample sample;

  if (now < self->sampled + SWEET_RATES_INTERVAL)
    return FALSE;

  sample = sweet_run_make_sample (self, now);
  sweet_rates_add (&self->rates, &sample);
  self->sampled = now;
  return TRUE;
}

static void
sweet_run_rates_cb (SweetTimer *timer);

/* with the lock: comes to see whether anything has happened */
static void
sweet_run_watch_rates (SweetRun *self)
{
  if (self->rates_armed)
    return;

  self->rates_armed = TRUE;
  sweet_run_ref (self);
  sweet_timer_start (&self->rates_timer, NULL, sweet_timer_from_now (NULL, SWEET_RATES_WINDOW / 1000), sweet_run_rates_cb);
}

static void
sweet_run_rates_cb (SweetTimer *timer)
{
  SweetRun *self = (SweetRun *) ((char *) timer - G_STRUCT_OFFSET (SweetRun, rates_timer));
  guint64 now = sweet_fine_time ();
  double records = 1;
  double bytes = 1;

  g_mutex_lock (&self->lock);
  self->rates_armed = FALSE;
  if (self->phase != SWEET_RUN_ENDED)
    {
      if (now >= self->sampled + SWEET_RATES_WINDOW)
        {
          SweetRatesSample sample = sweet_run_make_sample (self, now);

          sweet_rates_get (&self->rates, &sample, &records, &bytes);
          sweet_run_take_sample (self, now);
          self->tell (self, self->task);
        }
      if (records > 0 || bytes > 0)
        sweet_run_watch_rates (self);
    }
  g_mutex_unlock (&self->lock);
  sweet_run_unref (self);
}

/* with the lock, so that the run cannot end meanwhile: for each block that has been dealt with; the first one tells at once */
void
sweet_run_tell (SweetRun *self,
                guint64 now)
{
  if (sweet_run_take_sample (self, now) && self->tell (self, self->task))
    sweet_run_watch_rates (self);
}

/* over about the last second, and of a run that has ended over the whole of it */
void
sweet_run_get_rates (SweetRun *self,
                     double *records_per_second,
                     double *bytes_per_second)
{
  SweetRates whole = { { { self->begun, 0, 0 } }, 1 };
  SweetRatesSample sample;

  g_mutex_lock (&self->lock);
  sample = sweet_run_make_sample (self, self->ended != 0 ? self->ended : sweet_fine_time ());
  sweet_rates_get (self->ended != 0 ? &whole : &self->rates, &sample, records_per_second, bytes_per_second);
  g_mutex_unlock (&self->lock);
}
