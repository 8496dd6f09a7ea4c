/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-notice-private.h"
#include "task/sweet-circuit-table-private.h"

/**
 * SweetCircuitBreaker:
 *
 * Guards something that may fail for a while, such as a server: when calls of it fail one after the
 * other, no more are made for a time.
 *
 * A breaker is closed at first. [property@CircuitBreaker:failure-threshold] failures in a row open it,
 * and calls are refused with %SWEET_TASK_ERROR_CIRCUIT_OPEN. After [property@CircuitBreaker:open-time]
 * it is half-open: [property@CircuitBreaker:half-open-calls] calls may try at once. As many successes
 * close it, a failure opens it again.
 *
 * A call begins with [method@CircuitBreaker.acquire], which gives a permit, and ends in one of
 * [method@CircuitBreaker.succeed], [method@CircuitBreaker.fail] and [method@CircuitBreaker.release],
 * which take it back. The permit tells when the call began: one that began before the breaker opened
 * says nothing about how things are now, so its end changes nothing.
 *
 * ```c
 * permit = sweet_circuit_breaker_acquire (breaker, error);
 * if (permit == 0)
 *   return FALSE;
 * if (!talk_to_server (error))
 *   {
 *     sweet_circuit_breaker_fail (breaker, permit);
 *     return FALSE;
 *   }
 * sweet_circuit_breaker_succeed (breaker, permit);
 * ```
 *
 * All functions may be called on any thread. Notifications are made on the main context that was the
 * thread's default where the breaker was made.
 *
 * Since: 1.0
 */
struct _SweetCircuitBreaker
{
  GObject parent_instance;

  char *name;
  SweetDelivery *delivery;

  GMutex lock;
  SweetClock *clock;
  guint failure_threshold;
  gint64 open_time;
  guint half_open_calls;
  SweetCircuitState state;
  /* of the calls that begin in this state; never 0 */
  guint permit;
  /* in a row, while closed */
  guint n_failures;
  gint64 opened_at;
  /* while half-open */
  guint n_trying;
  guint n_succeeded;
};

typedef enum
{
  PROP_NAME = 1,
  PROP_STATE,
  PROP_FAILURE_THRESHOLD,
  PROP_OPEN_TIME,
  PROP_HALF_OPEN_CALLS,
  PROP_CLOCK,
} SweetCircuitBreakerProperty;

static GParamSpec *properties[PROP_CLOCK + 1];

G_DEFINE_FINAL_TYPE (SweetCircuitBreaker, sweet_circuit_breaker, G_TYPE_OBJECT)

static void
sweet_circuit_breaker_notify (SweetCircuitBreaker *self,
                              SweetCircuitBreakerProperty property)
{
  sweet_notice_post (self->delivery, G_OBJECT (self), g_param_spec_get_name (properties[property]));
}

/* of the time that it is open, what is left */
static gint64
sweet_circuit_breaker_get_left (SweetCircuitBreaker *self)
{
  /* of any two times the difference fits, and no clock goes back */
  guint64 elapsed = (guint64) sweet_clock_get_time (self->clock) - (guint64) self->opened_at;

  return elapsed < (guint64) self->open_time ? self->open_time - (gint64) elapsed : 0;
}

static void
sweet_circuit_breaker_change (SweetCircuitBreaker *self,
                              SweetCircuitState state)
{
  self->state = state;
  self->permit = self->permit < G_MAXUINT ? self->permit + 1 : 1;
  self->n_failures = 0;
  self->n_trying = 0;
  self->n_succeeded = 0;
  if (state == SWEET_CIRCUIT_STATE_OPEN)
    self->opened_at = sweet_clock_get_time (self->clock);
}

/* returns the state that listeners know */
static SweetCircuitState
sweet_circuit_breaker_lock (SweetCircuitBreaker *self)
{
  SweetCircuitState known;

  g_mutex_lock (&self->lock);
  known = self->state;
  if (self->state == SWEET_CIRCUIT_STATE_OPEN && sweet_circuit_breaker_get_left (self) == 0)
    sweet_circuit_breaker_change (self, SWEET_CIRCUIT_STATE_HALF_OPEN);
  return known;
}

static void
sweet_circuit_breaker_unlock (SweetCircuitBreaker *self,
                              SweetCircuitState known)
{
  gboolean changed = self->state != known;

  g_mutex_unlock (&self->lock);
  if (changed)
    sweet_circuit_breaker_notify (self, PROP_STATE);
}

static void
sweet_circuit_breaker_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  SweetCircuitBreaker *self = SWEET_CIRCUIT_BREAKER (object);

  switch ((SweetCircuitBreakerProperty) property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) sweet_circuit_breaker_get_state (self));
      break;
    case PROP_FAILURE_THRESHOLD:
      g_value_set_uint (value, sweet_circuit_breaker_get_failure_threshold (self));
      break;
    case PROP_OPEN_TIME:
      g_value_set_int64 (value, sweet_circuit_breaker_get_open_time (self));
      break;
    case PROP_HALF_OPEN_CALLS:
      g_value_set_uint (value, sweet_circuit_breaker_get_half_open_calls (self));
      break;
    case PROP_CLOCK:
      g_value_take_object (value, sweet_circuit_breaker_dup_clock (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_circuit_breaker_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SweetCircuitBreaker *self = SWEET_CIRCUIT_BREAKER (object);

  switch ((SweetCircuitBreakerProperty) property_id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_FAILURE_THRESHOLD:
      sweet_circuit_breaker_set_failure_threshold (self, g_value_get_uint (value));
      break;
    case PROP_OPEN_TIME:
      sweet_circuit_breaker_set_open_time (self, g_value_get_int64 (value));
      break;
    case PROP_HALF_OPEN_CALLS:
      sweet_circuit_breaker_set_half_open_calls (self, g_value_get_uint (value));
      break;
    case PROP_CLOCK:
      sweet_circuit_breaker_set_clock (self, g_value_get_object (value));
      break;
    case PROP_STATE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_circuit_breaker_finalize (GObject *object)
{
  SweetCircuitBreaker *self = SWEET_CIRCUIT_BREAKER (object);

  if (self->name != NULL)
    sweet_circuit_table_forget (self->name, self);
  g_free (self->name);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->delivery, sweet_delivery_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (sweet_circuit_breaker_parent_class)->finalize (object);
}

static void
sweet_circuit_breaker_install_options (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * SweetCircuitBreaker:failure-threshold:
   *
   * How many failures in a row open the breaker.
   *
   * Since: 1.0
   */
  properties[PROP_FAILURE_THRESHOLD] =
      g_param_spec_uint ("failure-threshold", "Failure threshold", "How many failures in a row open the breaker", 1, G_MAXUINT, 5, flags);
  /**
   * SweetCircuitBreaker:open-time:
   *
   * How long an open breaker refuses calls before it tries some, in µs.
   *
   * Since: 1.0
   */
  properties[PROP_OPEN_TIME] =
      sweet_param_spec_duration ("open-time", "Open time", "How long an open breaker refuses calls before it tries some", 1, G_MAXINT64, SWEET_SECONDS (30), flags);
  /**
   * SweetCircuitBreaker:half-open-calls:
   *
   * How many calls may try at once while the breaker is half-open, and how many successes close it.
   *
   * Since: 1.0
   */
  properties[PROP_HALF_OPEN_CALLS] =
      g_param_spec_uint ("half-open-calls", "Half-open calls", "How many calls may try at once while half-open, and how many successes close the breaker", 1, G_MAXUINT, 1, flags);
  /**
   * SweetCircuitBreaker:clock:
   *
   * What tells the time; that of the system without another one.
   *
   * Since: 1.0
   */
  properties[PROP_CLOCK] =
      g_param_spec_object ("clock", "Clock", "What tells the time", SWEET_TYPE_CLOCK, flags);
}

static void
sweet_circuit_breaker_class_init (SweetCircuitBreakerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sweet_circuit_breaker_finalize;
  object_class->get_property = sweet_circuit_breaker_get_property;
  object_class->set_property = sweet_circuit_breaker_set_property;

  /**
   * SweetCircuitBreaker:name:
   *
   * The name of what is guarded.
   *
   * Since: 1.0
   */
  properties[PROP_NAME] =
      g_param_spec_string ("name", "Name", "The name of what is guarded", NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * SweetCircuitBreaker:state:
   *
   * What the breaker does with calls. Time passes in silence: an open breaker is found half-open, and
   * that notified, when somebody asks.
   *
   * Since: 1.0
   */
  properties[PROP_STATE] =
      g_param_spec_enum ("state", "State", "What the breaker does with calls", SWEET_TYPE_CIRCUIT_STATE, SWEET_CIRCUIT_STATE_CLOSED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  sweet_circuit_breaker_install_options ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /* error domains register themselves when they are first asked for, which workers must not do at once */
  (void) SWEET_TASK_ERROR;
}

static void
sweet_circuit_breaker_init (SweetCircuitBreaker *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->delivery = sweet_delivery_get (context);
  g_mutex_init (&self->lock);
  self->clock = g_object_ref (sweet_clock_get_system ());
  self->failure_threshold = 5;
  self->open_time = SWEET_SECONDS (30);
  self->half_open_calls = 1;
  self->permit = 1;
}

/**
 * sweet_circuit_breaker_new:
 * @name: (nullable): the name of what is guarded, for messages
 *
 * Makes a breaker of the caller's own, which is closed.
 *
 * Returns: (transfer full): a new breaker
 *
 * Since: 1.0
 */
SweetCircuitBreaker *
sweet_circuit_breaker_new (const char *name)
{
  return g_object_new (SWEET_TYPE_CIRCUIT_BREAKER, "name", name, NULL);
}

/**
 * sweet_circuit_breaker_get:
 * @name: the name of what is guarded
 *
 * Gets the breaker that everybody in this process shares who asks for this name. It lives, with its
 * state and its options, as long as anybody holds it; then the next one is new and closed. Options are
 * of the breaker, so whoever sets one sets it for all. One that [ctor@CircuitBreaker.new] made is not
 * shared.
 *
 * Returns: (transfer full): the breaker of that name
 *
 * Since: 1.0
 */
SweetCircuitBreaker *
sweet_circuit_breaker_get (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return sweet_circuit_table_get (name);
}

/**
 * sweet_circuit_breaker_get_name:
 * @self: a breaker
 *
 * Gets the name of what is guarded.
 *
 * Returns: (nullable): the name
 *
 * Since: 1.0
 */
const char *
sweet_circuit_breaker_get_name (SweetCircuitBreaker *self)
{
  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), NULL);

  return self->name;
}

/**
 * sweet_circuit_breaker_get_state:
 * @self: a breaker
 *
 * Gets what the breaker does with calls now.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SweetCircuitState
sweet_circuit_breaker_get_state (SweetCircuitBreaker *self)
{
  SweetCircuitState known;
  SweetCircuitState state;

  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), SWEET_CIRCUIT_STATE_CLOSED);

  known = sweet_circuit_breaker_lock (self);
  state = self->state;
  sweet_circuit_breaker_unlock (self, known);
  return state;
}

/**
 * sweet_circuit_breaker_get_failure_threshold:
 * @self: a breaker
 *
 * Gets how many failures in a row open the breaker.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_circuit_breaker_get_failure_threshold (SweetCircuitBreaker *self)
{
  guint failure_threshold;

  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), 5);

  g_mutex_lock (&self->lock);
  failure_threshold = self->failure_threshold;
  g_mutex_unlock (&self->lock);
  return failure_threshold;
}

/**
 * sweet_circuit_breaker_set_failure_threshold:
 * @self: a breaker
 * @failure_threshold: how many, at least 1
 *
 * Sets how many failures in a row open the breaker, from the next failure on.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_set_failure_threshold (SweetCircuitBreaker *self,
                                             guint failure_threshold)
{
  gboolean changed;

  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (failure_threshold > 0);

  g_mutex_lock (&self->lock);
  changed = self->failure_threshold != failure_threshold;
  self->failure_threshold = failure_threshold;
  g_mutex_unlock (&self->lock);
  if (changed)
    sweet_circuit_breaker_notify (self, PROP_FAILURE_THRESHOLD);
}

/**
 * sweet_circuit_breaker_get_open_time:
 * @self: a breaker
 *
 * Gets how long an open breaker refuses calls before it tries some.
 *
 * Returns: the time in µs
 *
 * Since: 1.0
 */
gint64
sweet_circuit_breaker_get_open_time (SweetCircuitBreaker *self)
{
  gint64 open_time;

  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), SWEET_SECONDS (30));

  g_mutex_lock (&self->lock);
  open_time = self->open_time;
  g_mutex_unlock (&self->lock);
  return open_time;
}

/**
 * sweet_circuit_breaker_set_open_time:
 * @self: a breaker
 * @open_time: a time in µs, at least 1
 *
 * Sets how long an open breaker refuses calls before it tries some, also one that is open
 * already.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_set_open_time (SweetCircuitBreaker *self,
                                     gint64 open_time)
{
  gboolean changed;

  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (open_time > 0);

  g_mutex_lock (&self->lock);
  changed = self->open_time != open_time;
  self->open_time = open_time;
  g_mutex_unlock (&self->lock);
  if (changed)
    sweet_circuit_breaker_notify (self, PROP_OPEN_TIME);
}

/**
 * sweet_circuit_breaker_get_half_open_calls:
 * @self: a breaker
 *
 * Gets how many calls may try at once while the breaker is half-open, and how many
 * successes close it.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_circuit_breaker_get_half_open_calls (SweetCircuitBreaker *self)
{
  guint half_open_calls;

  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), 1);

  g_mutex_lock (&self->lock);
  half_open_calls = self->half_open_calls;
  g_mutex_unlock (&self->lock);
  return half_open_calls;
}

/**
 * sweet_circuit_breaker_set_half_open_calls:
 * @self: a breaker
 * @half_open_calls: how many, at least 1
 *
 * Sets how many calls may try at once while the breaker is half-open, and how many
 * successes close it, from the next call on.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_set_half_open_calls (SweetCircuitBreaker *self,
                                           guint half_open_calls)
{
  gboolean changed;

  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (half_open_calls > 0);

  g_mutex_lock (&self->lock);
  changed = self->half_open_calls != half_open_calls;
  self->half_open_calls = half_open_calls;
  g_mutex_unlock (&self->lock);
  if (changed)
    sweet_circuit_breaker_notify (self, PROP_HALF_OPEN_CALLS);
}

/**
 * sweet_circuit_breaker_dup_clock:
 * @self: a breaker
 *
 * Gets what tells the time.
 *
 * Returns: (transfer full): the clock
 *
 * Since: 1.0
 */
SweetClock *
sweet_circuit_breaker_dup_clock (SweetCircuitBreaker *self)
{
  SweetClock *clock;

  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), NULL);

  g_mutex_lock (&self->lock);
  clock = g_object_ref (self->clock);
  g_mutex_unlock (&self->lock);
  return clock;
}

/**
 * sweet_circuit_breaker_set_clock:
 * @self: a breaker
 * @clock: (nullable): a clock; %NULL for that of the system
 *
 * Sets what tells the time. For a breaker that is open the time begins anew.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_set_clock (SweetCircuitBreaker *self,
                                 SweetClock *clock)
{
  g_autoptr (SweetClock) old = NULL;

  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (clock == NULL || SWEET_IS_CLOCK (clock));

  clock = g_object_ref (clock != NULL ? clock : sweet_clock_get_system ());
  g_mutex_lock (&self->lock);
  old = self->clock;
  self->clock = clock;
  if (old != clock)
    self->opened_at = sweet_clock_get_time (clock);
  g_mutex_unlock (&self->lock);
  if (old != clock)
    sweet_circuit_breaker_notify (self, PROP_CLOCK);
}

/* rounded up, for a person */
static char *
sweet_circuit_breaker_dup_left (gint64 left)
{
  gint64 step = 1;

  if (left >= SWEET_SECONDS (10))
    step = SWEET_SECONDS (1);
  else if (left >= SWEET_MILLISECONDS (10))
    step = SWEET_MILLISECONDS (1);

  return sweet_duration_to_string ((MIN (left, G_MAXINT64 - step) - 1) / step * step + step);
}

static void
sweet_circuit_breaker_refuse (SweetCircuitBreaker *self,
                              gint64 left,
                              guint n_trying,
                              GError **error)
{
  const char *name = self->name != NULL ? self->name : "unnamed";
  g_autofree char *time = NULL;

  if (left == 0)
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN,
                   "the circuit breaker “%s” is half-open and tries as many calls as it may (%u); try again when one has ended", name, n_trying);
      return;
    }

  time = sweet_circuit_breaker_dup_left (left);
  g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_CIRCUIT_OPEN, "the circuit breaker “%s” is open; try again in %s", name, time);
}

/**
 * sweet_circuit_breaker_acquire:
 * @self: a breaker
 * @error: return location for an error
 *
 * Asks whether a call may be made now. Whoever gets a permit gives it back, once, when the call has
 * ended: to [method@CircuitBreaker.succeed], [method@CircuitBreaker.fail] or
 * [method@CircuitBreaker.release].
 *
 * Fails with %SWEET_TASK_ERROR_CIRCUIT_OPEN if the breaker is open, or half-open while as many calls
 * try as may; the message names the breaker and says when to try again.
 *
 * Returns: a permit, which is not 0; or 0 with @error set
 *
 * Since: 1.0
 */
guint
sweet_circuit_breaker_acquire (SweetCircuitBreaker *self,
                               GError **error)
{
  SweetCircuitState known;
  guint permit = 0;
  guint n_trying;
  gint64 left = 0;

  g_return_val_if_fail (SWEET_IS_CIRCUIT_BREAKER (self), 0);

  known = sweet_circuit_breaker_lock (self);
  n_trying = self->n_trying;
  if (self->state == SWEET_CIRCUIT_STATE_OPEN)
    left = MAX (sweet_circuit_breaker_get_left (self), 1);
  else if (self->state == SWEET_CIRCUIT_STATE_CLOSED || n_trying < self->half_open_calls)
    permit = self->permit;
  if (permit != 0 && self->state == SWEET_CIRCUIT_STATE_HALF_OPEN)
    self->n_trying++;
  sweet_circuit_breaker_unlock (self, known);

  if (permit == 0)
    sweet_circuit_breaker_refuse (self, left, n_trying, error);
  return permit;
}

static void
sweet_circuit_breaker_count_success (SweetCircuitBreaker *self)
{
  self->n_failures = 0;
  if (self->state == SWEET_CIRCUIT_STATE_HALF_OPEN && ++self->n_succeeded >= self->half_open_calls)
    sweet_circuit_breaker_change (self, SWEET_CIRCUIT_STATE_CLOSED);
}

static void
sweet_circuit_breaker_count_failure (SweetCircuitBreaker *self)
{
  if (self->state == SWEET_CIRCUIT_STATE_HALF_OPEN || ++self->n_failures >= self->failure_threshold)
    sweet_circuit_breaker_change (self, SWEET_CIRCUIT_STATE_OPEN);
}

/* a call has ended; @count says what that means, and is not asked where the call began in another state */
static void
sweet_circuit_breaker_end_call (SweetCircuitBreaker *self,
                                guint permit,
                                void (*count) (SweetCircuitBreaker *self))
{
  SweetCircuitState known = sweet_circuit_breaker_lock (self);
  gboolean counts = permit == self->permit;

  if (counts && self->state == SWEET_CIRCUIT_STATE_HALF_OPEN)
    {
      /* given back more often than it was given */
      counts = self->n_trying > 0;
      if (counts)
        self->n_trying--;
    }
  if (counts && count != NULL)
    count (self);
  sweet_circuit_breaker_unlock (self, known);
}

/**
 * sweet_circuit_breaker_succeed:
 * @self: a breaker
 * @permit: what [method@CircuitBreaker.acquire] returned
 *
 * Ends a call that went well.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_succeed (SweetCircuitBreaker *self,
                               guint permit)
{
  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (permit != 0);

  sweet_circuit_breaker_end_call (self, permit, sweet_circuit_breaker_count_success);
}

/**
 * sweet_circuit_breaker_fail:
 * @self: a breaker
 * @permit: what [method@CircuitBreaker.acquire] returned
 *
 * Ends a call that failed.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_fail (SweetCircuitBreaker *self,
                            guint permit)
{
  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (permit != 0);

  sweet_circuit_breaker_end_call (self, permit, sweet_circuit_breaker_count_failure);
}

/**
 * sweet_circuit_breaker_release:
 * @self: a breaker
 * @permit: what [method@CircuitBreaker.acquire] returned
 *
 * Ends a call that says nothing about what is guarded, such as one that was cancelled.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_release (SweetCircuitBreaker *self,
                               guint permit)
{
  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));
  g_return_if_fail (permit != 0);

  sweet_circuit_breaker_end_call (self, permit, NULL);
}

/**
 * sweet_circuit_breaker_reset:
 * @self: a breaker
 *
 * Closes the breaker and forgets all failures, for a user who knows that it works again. Calls that are
 * under way count for nothing any more.
 *
 * Since: 1.0
 */
void
sweet_circuit_breaker_reset (SweetCircuitBreaker *self)
{
  SweetCircuitState known;

  g_return_if_fail (SWEET_IS_CIRCUIT_BREAKER (self));

  known = sweet_circuit_breaker_lock (self);
  sweet_circuit_breaker_change (self, SWEET_CIRCUIT_STATE_CLOSED);
  sweet_circuit_breaker_unlock (self, known);
}
