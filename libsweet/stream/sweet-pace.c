/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-pace-private.h"

/* a µs brings as many millionths as there are records a second */
#define SWEET_PACE_RECORD G_GUINT64_CONSTANT (1000000)

void
sweet_pace_init (SweetPace *self,
                 guint rate,
                 guint burst,
                 gint64 now)
{
  self->rate = rate;
  self->burst = burst > 0 ? burst : MAX (1, rate / 100);
  self->level = self->burst * SWEET_PACE_RECORD;
  self->at = now;
}

static void
sweet_pace_fill (SweetPace *self,
                 gint64 now)
{
  guint64 size = self->burst * SWEET_PACE_RECORD;
  guint64 elapsed = (guint64) MAX (now - self->at, 0);

  if (elapsed > (size - self->level) / self->rate)
    self->level = size;
  else
    self->level += elapsed * self->rate;
  self->at = MAX (now, self->at);
}

/* how many of the wanted records may pass now: all or none of them if they go as a @whole, which must not
 * be more than the burst then */
guint
sweet_pace_take (SweetPace *self,
                 gint64 now,
                 guint n_wanted,
                 gboolean whole)
{
  guint64 n;

  if (self->rate == 0)
    return n_wanted;

  sweet_pace_fill (self, now);
  n = MIN (n_wanted, self->level / SWEET_PACE_RECORD);
  if (whole && n < n_wanted)
    return 0;

  self->level -= n * SWEET_PACE_RECORD;
  return (guint) n;
}

/* when the wanted records may pass, or half a burst of them: the bucket must not run over meanwhile */
gint64
sweet_pace_get_time (SweetPace *self,
                     gint64 now,
                     guint n_wanted)
{
  guint64 wanted = n_wanted * SWEET_PACE_RECORD;

  sweet_pace_fill (self, now);
  if (self->level >= wanted)
    return now;

  return now + (gint64) ((wanted - self->level + self->rate - 1) / self->rate);
}
