/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-clock-private.h"
#include "runtime/sweet-delivery-private.h"

/**
 * SweetClock:
 *
 * What tells the time to timeouts, backoff and schedules.
 *
 * The clock of the system goes by itself. A virtual clock stands still until
 * [method@Clock.advance] moves it, and then fires what has become due on the calling thread: a test
 * of an hour's backoff takes no time and comes out the same every time.
 *
 * Work on other threads starts timers when it gets there. [property@Clock:n-timers] and
 * [method@Clock.get_next] tell a test when there is something to wait for: iterating the main
 * context until they say so needs no other hand-over, because the context wakes up for every change.
 *
 * Times are in µs. All functions may be called on any thread.
 *
 * Since: 1.0
 */
struct _SweetClock
{
  GObject parent_instance;

  SweetTimerQueue *queue;
  /* of a virtual clock */
  SweetDelivery *delivery;
  gint notifying;
};

enum
{
  PROP_0,
  PROP_N_TIMERS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SweetClock, sweet_clock, G_TYPE_OBJECT)

/* without a reference: a clock that nobody has any more need not wait for its context */
typedef struct
{
  SweetDeliveryJob job;
  GWeakRef clock;
} SweetClockNotice;

static void
sweet_clock_notice_run (SweetDeliveryJob *job,
                        gboolean dropped)
{
  SweetClockNotice *notice = (SweetClockNotice *) job;
  g_autoptr (SweetClock) self = g_weak_ref_get (&notice->clock);

  g_weak_ref_clear (&notice->clock);
  g_free (notice);
  if (self == NULL)
    return;

  g_atomic_int_set (&self->notifying, FALSE);
  if (!dropped)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TIMERS]);
}

/* any thread: wakes the context also where nobody listens, for a loop that waits for a number of timers */
static void
sweet_clock_timers_changed (SweetClock *self)
{
  SweetClockNotice *notice;

  if (!g_atomic_int_compare_and_exchange (&self->notifying, FALSE, TRUE))
    return;

  notice = g_new0 (SweetClockNotice, 1);
  notice->job.run = sweet_clock_notice_run;
  g_weak_ref_init (&notice->clock, self);
  sweet_delivery_post (self->delivery, &notice->job);
}

static void
sweet_clock_get_property (GObject *object,
                          guint property_id,
                          GValue *value,
                          GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_N_TIMERS:
      g_value_set_uint (value, sweet_clock_get_n_timers (SWEET_CLOCK (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_clock_finalize (GObject *object)
{
  SweetClock *self = SWEET_CLOCK (object);

  if (self->delivery != NULL)
    sweet_timer_queue_free (self->queue);
  g_clear_pointer (&self->delivery, sweet_delivery_unref);
  G_OBJECT_CLASS (sweet_clock_parent_class)->finalize (object);
}

static void
sweet_clock_class_init (SweetClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_clock_finalize;
  object_class->get_property = sweet_clock_get_property;

  /**
   * SweetClock:n-timers:
   *
   * How many timers are pending. Notified for a virtual clock alone, on the main context that was the
   * thread's default where the clock was made.
   *
   * Since: 1.0
   */
  properties[PROP_N_TIMERS] = g_param_spec_uint ("n-timers", "Number of timers", "How many timers are pending", 0, G_MAXUINT, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/* one that a script makes by itself is the system's too */
static void
sweet_clock_init (SweetClock *self)
{
  self->queue = sweet_timer_queue_get_system ();
}

SweetTimerQueue *
sweet_clock_get_queue (SweetClock *self)
{
  return self->queue;
}

/**
 * sweet_clock_get_system:
 *
 * Gets the clock of the machine, which everything goes by that is given no other.
 *
 * Returns: (transfer none): the clock
 *
 * Since: 1.0
 */
SweetClock *
sweet_clock_get_system (void)
{
  static gsize clock = 0;

  if (g_once_init_enter (&clock))
    g_once_init_leave (&clock, (gsize) g_object_new (SWEET_TYPE_CLOCK, NULL));

  return (SweetClock *) clock;
}

/**
 * sweet_clock_new_virtual:
 * @now: the time that it shows, in µs, for [method@Clock.get_real_time] since 1970 in UTC; may be 0
 *
 * Makes a clock for tests, which stands still until it is moved. Notifications are on the
 * thread-default main context of the calling thread.
 *
 * Returns: (transfer full): a new clock
 *
 * Since: 1.0
 */
SweetClock *
sweet_clock_new_virtual (gint64 now)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  SweetClock *self = g_object_new (SWEET_TYPE_CLOCK, NULL);

  self->queue = sweet_timer_queue_new (now, self, sweet_clock_timers_changed);
  self->delivery = sweet_delivery_get (context);
  return self;
}

/**
 * sweet_clock_get_time:
 * @self: a clock
 *
 * Gets the time that never goes back, for measuring and waiting: that of g_get_monotonic_time(), or
 * what a virtual clock shows.
 *
 * Returns: the time in µs since a moment that means nothing
 *
 * Since: 1.0
 */
gint64
sweet_clock_get_time (SweetClock *self)
{
  g_return_val_if_fail (SWEET_IS_CLOCK (self), 0);

  return sweet_clock_is_virtual (self) ? sweet_timer_queue_get_time (self->queue) : g_get_monotonic_time ();
}

/**
 * sweet_clock_get_real_time:
 * @self: a clock
 *
 * Gets the time of day, which somebody may set: that of g_get_real_time(), or what a virtual clock
 * shows.
 *
 * Returns: the time in µs since 1970 in UTC
 *
 * Since: 1.0
 */
gint64
sweet_clock_get_real_time (SweetClock *self)
{
  g_return_val_if_fail (SWEET_IS_CLOCK (self), 0);

  return sweet_clock_is_virtual (self) ? sweet_timer_queue_get_time (self->queue) : g_get_real_time ();
}

/**
 * sweet_clock_is_virtual:
 * @self: a clock
 *
 * Tells whether the clock stands still until [method@Clock.advance] moves it.
 *
 * Returns: %TRUE if it is virtual, %FALSE if it goes by itself
 *
 * Since: 1.0
 */
gboolean
sweet_clock_is_virtual (SweetClock *self)
{
  g_return_val_if_fail (SWEET_IS_CLOCK (self), FALSE);

  return self->delivery != NULL;
}

/**
 * sweet_clock_get_next:
 * @self: a clock
 *
 * Gets how long it is until the next timer is due: what a test gives to [method@Clock.advance] to
 * fire that one and no later one. A timer that is never due does not count.
 *
 * Returns: the time in µs, 0 if one is due now, -1 if none is pending
 *
 * Since: 1.0
 */
gint64
sweet_clock_get_next (SweetClock *self)
{
  g_return_val_if_fail (SWEET_IS_CLOCK (self), -1);

  return sweet_timer_queue_get_next (self->queue);
}

/**
 * sweet_clock_get_n_timers:
 * @self: a clock
 *
 * Gets how many timers are pending, without those that are never due.
 *
 * Returns: the number of timers
 *
 * Since: 1.0
 */
guint
sweet_clock_get_n_timers (SweetClock *self)
{
  g_return_val_if_fail (SWEET_IS_CLOCK (self), 0);

  return (guint) MIN (sweet_timer_queue_get_n_timers (self->queue), G_MAXUINT);
}

/**
 * sweet_clock_advance:
 * @self: a virtual clock
 * @by: how far, in µs, not negative; 0 fires what is due already
 *
 * Moves a virtual clock, and fires what becomes due on the way in the order of time, one after the
 * other on the calling thread. While a timer fires the clock shows its time. Timers that are started
 * meanwhile fire as well if they are due before the end of the way. The clock stays at the last of
 * all times when it gets there.
 *
 * What fires may be the timeout of a task; its callbacks are made on its context as ever.
 *
 * Another thread that moves the same clock waits until this is done. Within what a timer does, the
 * call only makes the one that is under way go further.
 *
 * Since: 1.0
 */
void
sweet_clock_advance (SweetClock *self,
                     gint64 by)
{
  g_return_if_fail (SWEET_IS_CLOCK (self));
  g_return_if_fail (sweet_clock_is_virtual (self));
  g_return_if_fail (by >= 0);

  g_object_ref (self);
  sweet_timer_queue_advance (self->queue, by);
  g_object_unref (self);
}
