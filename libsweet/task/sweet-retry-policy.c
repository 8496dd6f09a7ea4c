/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-backoff-private.h"
#include "task/sweet-error-filter-private.h"
#include "task/sweet-retry-policy-private.h"

#include <math.h>

/**
 * SweetRetryPolicy:
 *
 * Says whether what failed is tried again, and how long that waits: at once, always as long, longer
 * each time by the same time or by the same factor.
 *
 * Without more every error is worth a retry. With [method@RetryPolicy.with_error] only the errors are
 * that were named. A cancellation never is.
 *
 * A policy is immutable: each `with_` function consumes it and returns one, so a chain in C copies
 * nothing; take a reference to use one twice. Any values are taken, and [method@RetryPolicy.check] says
 * whether they are sound. A policy counts nothing itself, so that any number of tasks and threads may
 * share one.
 *
 * ```c
 * policy = sweet_retry_policy_new_exponential (5, SWEET_MILLISECONDS (100), 2);
 * policy = sweet_retry_policy_with_max_delay (policy, SWEET_SECONDS (10));
 * policy = sweet_retry_policy_with_jitter (policy, 0.5);
 * policy = sweet_retry_policy_with_error (policy, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
 * policy = sweet_retry_policy_with_error (policy, G_RESOLVER_ERROR, -1);
 * ```
 *
 * Since: 1.0
 */
struct _SweetRetryPolicy
{
  GObject parent_instance;

  guint max_attempts;
  SweetBackoff backoff;
  gint64 budget;
  guint32 seed;
  /* in place of a seed: policies that were made alike do not wait alike */
  guint64 chance;
  SweetErrorFilter errors;
};

typedef enum
{
  PROP_STRATEGY = 1,
  PROP_MAX_ATTEMPTS,
  PROP_FIRST_DELAY,
  PROP_FACTOR,
  PROP_MAX_DELAY,
  PROP_BUDGET,
  PROP_JITTER,
  PROP_SEED,
  PROP_ERRORS,
} SweetRetryPolicyProperty;

static GParamSpec *properties[PROP_ERRORS + 1];

G_DEFINE_FINAL_TYPE (SweetRetryPolicy, sweet_retry_policy, G_TYPE_OBJECT)

static void
sweet_retry_policy_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  SweetRetryPolicy *self = SWEET_RETRY_POLICY (object);

  switch ((SweetRetryPolicyProperty) property_id)
    {
    case PROP_STRATEGY:
      g_value_set_enum (value, (int) self->backoff.strategy);
      break;
    case PROP_MAX_ATTEMPTS:
      g_value_set_uint (value, self->max_attempts);
      break;
    case PROP_FIRST_DELAY:
      g_value_set_int64 (value, self->backoff.first_delay);
      break;
    case PROP_FACTOR:
      g_value_set_double (value, self->backoff.factor);
      break;
    case PROP_MAX_DELAY:
      g_value_set_int64 (value, self->backoff.max_delay);
      break;
    case PROP_BUDGET:
      g_value_set_int64 (value, self->budget);
      break;
    case PROP_JITTER:
      g_value_set_double (value, self->backoff.jitter);
      break;
    case PROP_SEED:
      g_value_set_uint (value, self->seed);
      break;
    case PROP_ERRORS:
      g_value_take_variant (value, sweet_retry_policy_dup_errors (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_retry_policy_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  SweetRetryPolicy *self = SWEET_RETRY_POLICY (object);

  switch ((SweetRetryPolicyProperty) property_id)
    {
    case PROP_STRATEGY:
      self->backoff.strategy = (SweetRetryStrategy) g_value_get_enum (value);
      break;
    case PROP_MAX_ATTEMPTS:
      self->max_attempts = g_value_get_uint (value);
      break;
    case PROP_FIRST_DELAY:
      self->backoff.first_delay = g_value_get_int64 (value);
      break;
    case PROP_FACTOR:
      self->backoff.factor = g_value_get_double (value);
      break;
    case PROP_MAX_DELAY:
      self->backoff.max_delay = g_value_get_int64 (value);
      break;
    case PROP_BUDGET:
      self->budget = g_value_get_int64 (value);
      break;
    case PROP_JITTER:
      self->backoff.jitter = g_value_get_double (value);
      break;
    case PROP_SEED:
      self->seed = g_value_get_uint (value);
      break;
    case PROP_ERRORS:
      if (g_value_get_variant (value) != NULL)
        sweet_error_filter_add_all (&self->errors, g_value_get_variant (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sweet_retry_policy_finalize (GObject *object)
{
  sweet_error_filter_clear (&SWEET_RETRY_POLICY (object)->errors);
  G_OBJECT_CLASS (sweet_retry_policy_parent_class)->finalize (object);
}

/* what any number is, so that sweet_retry_policy_check() sees what was asked for */
static GParamSpec *
sweet_retry_policy_param_spec_double (const char *name,
                                      const char *nick,
                                      const char *blurb,
                                      double default_value,
                                      GParamFlags flags)
{
  return g_param_spec_double (name, nick, blurb, -INFINITY, INFINITY, default_value, flags | G_PARAM_LAX_VALIDATION);
}

static void
sweet_retry_policy_install_delays (GParamFlags flags)
{
  /**
   * SweetRetryPolicy:first-delay:
   *
   * How long the first retry waits, in µs; at least 0.
   *
   * Since: 1.0
   */
  properties[PROP_FIRST_DELAY] =
      sweet_param_spec_duration ("first-delay", "First delay", "How long the first retry waits", G_MININT64, G_MAXINT64, 0, flags);
  /**
   * SweetRetryPolicy:factor:
   *
   * By which factor each delay is longer than the one before where the strategy is exponential; at
   * least 1.
   *
   * Since: 1.0
   */
  properties[PROP_FACTOR] =
      sweet_retry_policy_param_spec_double ("factor", "Factor", "By which factor exponential delays grow; at least 1", 2, flags);
  /**
   * SweetRetryPolicy:max-delay:
   *
   * How long a retry waits at most, in µs; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_DELAY] =
      sweet_param_spec_duration ("max-delay", "Maximum delay", "How long a retry waits at most; 0 for no limit", G_MININT64, G_MAXINT64, 0, flags);
  /**
   * SweetRetryPolicy:budget:
   *
   * How long all retries of one task wait together at most, in µs; 0 for no limit.
   *
   * Since: 1.0
   */
  properties[PROP_BUDGET] =
      sweet_param_spec_duration ("budget", "Budget", "How long all retries of one task wait together at most; 0 for no limit", G_MININT64, G_MAXINT64, 0, flags);
}

static void
sweet_retry_policy_class_init (SweetRetryPolicyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sweet_retry_policy_finalize;
  object_class->get_property = sweet_retry_policy_get_property;
  object_class->set_property = sweet_retry_policy_set_property;

  /**
   * SweetRetryPolicy:strategy:
   *
   * How the delays grow.
   *
   * Since: 1.0
   */
  properties[PROP_STRATEGY] =
      g_param_spec_enum ("strategy", "Strategy", "How the delays grow", SWEET_TYPE_RETRY_STRATEGY, SWEET_RETRY_STRATEGY_IMMEDIATE, flags);
  /**
   * SweetRetryPolicy:max-attempts:
   *
   * How many attempts there are at most, the first one included: 1 for no retry, at most
   * %SWEET_RETRY_MAX_ATTEMPTS.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_ATTEMPTS] =
      g_param_spec_uint ("max-attempts", "Maximum attempts", "How many attempts there are at most, the first one included", 0, G_MAXUINT, 1, flags);
  sweet_retry_policy_install_delays (flags);
  /**
   * SweetRetryPolicy:jitter:
   *
   * By which part of itself a delay is longer or shorter by chance, from 0 to 1.
   *
   * Since: 1.0
   */
  properties[PROP_JITTER] =
      sweet_retry_policy_param_spec_double ("jitter", "Jitter", "By which part of itself a delay differs by chance, from 0 to 1", 0, flags);
  /**
   * SweetRetryPolicy:seed:
   *
   * What the chance of the jitter is derived from, for the same delays in each run; 0 for others each
   * time.
   *
   * Since: 1.0
   */
  properties[PROP_SEED] =
      g_param_spec_uint ("seed", "Seed", "Makes the jitter the same in each run; 0 for another one each time", 0, G_MAXUINT32, 0, flags);
  /**
   * SweetRetryPolicy:errors:
   *
   * Which errors are worth a retry, as an array of type `a(si)`: their domains in words and their codes,
   * where -1 stands for each code; empty for every error.
   *
   * Since: 1.0
   */
  properties[PROP_ERRORS] =
      g_param_spec_variant ("errors", "Errors", "Which errors are worth a retry; empty for every error", G_VARIANT_TYPE ("a(si)"), NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /* error domains register themselves when they are first asked for, which workers must not do at once */
  (void) G_IO_ERROR;
}

static void
sweet_retry_policy_init (SweetRetryPolicy *self)
{
  self->chance = (guint64) g_random_int () << 32;
}

/* the policy to change in place of @self, which is consumed: itself where nobody else has it */
static SweetRetryPolicy *
sweet_retry_policy_own (SweetRetryPolicy *self)
{
  SweetRetryPolicy *copy;

  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), NULL);

  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) == 1)
    return self;

  copy = g_object_new (SWEET_TYPE_RETRY_POLICY, NULL);
  copy->max_attempts = self->max_attempts;
  copy->backoff = self->backoff;
  copy->budget = self->budget;
  copy->seed = self->seed;
  copy->errors = sweet_error_filter_copy (&self->errors);
  g_object_unref (self);
  return copy;
}

static SweetRetryPolicy *
sweet_retry_policy_new (SweetRetryStrategy strategy,
                        guint max_attempts,
                        gint64 first_delay)
{
  SweetRetryPolicy *self = g_object_new (SWEET_TYPE_RETRY_POLICY, NULL);

  self->max_attempts = max_attempts;
  self->backoff.strategy = strategy;
  self->backoff.first_delay = first_delay;
  return self;
}

/**
 * sweet_retry_policy_new_immediate:
 * @max_attempts: how many attempts there are at most, the first one included; 1 to 1,000,000
 *
 * Makes a policy of retries that do not wait.
 *
 * Returns: (transfer full): a new policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_new_immediate (guint max_attempts)
{
  return sweet_retry_policy_new (SWEET_RETRY_STRATEGY_IMMEDIATE, max_attempts, 0);
}

/**
 * sweet_retry_policy_new_fixed:
 * @max_attempts: how many attempts there are at most, the first one included; 1 to 1,000,000
 * @delay: how long each retry waits, in µs; at least 0
 *
 * Makes a policy of retries that each wait the same time.
 *
 * Returns: (transfer full): a new policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_new_fixed (guint max_attempts,
                              gint64 delay)
{
  return sweet_retry_policy_new (SWEET_RETRY_STRATEGY_FIXED, max_attempts, delay);
}

/**
 * sweet_retry_policy_new_linear:
 * @max_attempts: how many attempts there are at most, the first one included; 1 to 1,000,000
 * @delay: how long the first retry waits, in µs; at least 0
 *
 * Makes a policy whose n-th retry waits n times @delay.
 *
 * Returns: (transfer full): a new policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_new_linear (guint max_attempts,
                               gint64 delay)
{
  return sweet_retry_policy_new (SWEET_RETRY_STRATEGY_LINEAR, max_attempts, delay);
}

/**
 * sweet_retry_policy_new_exponential:
 * @max_attempts: how many attempts there are at most, the first one included; 1 to 1,000,000
 * @delay: how long the first retry waits, in µs; at least 0
 * @factor: how many times longer each other one waits than the one before; at least 1
 *
 * Makes a policy of retries that wait @delay, @delay · @factor, @delay · @factor², and so on.
 *
 * Returns: (transfer full): a new policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_new_exponential (guint max_attempts,
                                    gint64 delay,
                                    double factor)
{
  SweetRetryPolicy *self = sweet_retry_policy_new (SWEET_RETRY_STRATEGY_EXPONENTIAL, max_attempts, delay);

  self->backoff.factor = factor;
  return self;
}

/**
 * sweet_retry_policy_with_max_delay:
 * @self: (transfer full): a policy
 * @max_delay: a time in µs, at least 0; 0 for no limit
 *
 * Limits how long one retry waits.
 *
 * Returns: (transfer full): the policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_with_max_delay (SweetRetryPolicy *self,
                                   gint64 max_delay)
{
  self = sweet_retry_policy_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->backoff.max_delay = max_delay;
  return self;
}

/**
 * sweet_retry_policy_with_budget:
 * @self: (transfer full): a policy
 * @budget: a time in µs, at least 0; 0 for no limit
 *
 * Limits how long all retries of one task wait together. A retry that would pass it is not made. The
 * time that the attempts take does not count: that is what the timeout of a task is for.
 *
 * Returns: (transfer full): the policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_with_budget (SweetRetryPolicy *self,
                                gint64 budget)
{
  self = sweet_retry_policy_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->budget = budget;
  return self;
}

/**
 * sweet_retry_policy_with_jitter:
 * @self: (transfer full): a policy
 * @jitter: from 0 to 1
 *
 * Makes each delay longer or shorter by chance, so that tasks which failed together do not come back
 * together: a delay of d becomes one from d · (1 - @jitter) to d · (1 + @jitter), each equally likely.
 * Where there is a maximum delay the range ends there.
 *
 * Returns: (transfer full): the policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_with_jitter (SweetRetryPolicy *self,
                                double jitter)
{
  self = sweet_retry_policy_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->backoff.jitter = jitter;
  return self;
}

/**
 * sweet_retry_policy_with_seed:
 * @self: (transfer full): a policy
 * @seed: what the chance of the jitter is derived from; 0 for another one each time
 *
 * Makes the jitter the same in each run and for each task, for tests. Leave it out otherwise: what
 * waits alike comes back together.
 *
 * Returns: (transfer full): the policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_with_seed (SweetRetryPolicy *self,
                              guint seed)
{
  self = sweet_retry_policy_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  self->seed = seed;
  return self;
}

/**
 * sweet_retry_policy_with_error:
 * @self: (transfer full): a policy
 * @domain: an error domain, such as %G_IO_ERROR
 * @code: an error code, or -1 for all of the domain
 *
 * Names an error that is worth a retry; others are not any more, but for those named in other calls.
 * %G_IO_ERROR_CANCELLED never is: [method@RetryPolicy.check] refuses it, and -1 does not mean it.
 *
 * Returns: (transfer full): the policy
 *
 * Since: 1.0
 */
SweetRetryPolicy *
sweet_retry_policy_with_error (SweetRetryPolicy *self,
                               GQuark domain,
                               int code)
{
  g_return_val_if_fail (domain != 0, self);
  self = sweet_retry_policy_own (self);
  g_return_val_if_fail (self != NULL, NULL);

  sweet_error_filter_add (&self->errors, domain, code);
  return self;
}

/**
 * sweet_retry_policy_get_strategy:
 * @self: a policy
 *
 * Gets how the delays grow.
 *
 * Returns: the strategy
 *
 * Since: 1.0
 */
SweetRetryStrategy
sweet_retry_policy_get_strategy (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), SWEET_RETRY_STRATEGY_IMMEDIATE);

  return self->backoff.strategy;
}

/**
 * sweet_retry_policy_get_max_attempts:
 * @self: a policy
 *
 * Gets how many attempts there are at most, the first one included.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sweet_retry_policy_get_max_attempts (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 1);

  return self->max_attempts;
}

/**
 * sweet_retry_policy_get_first_delay:
 * @self: a policy
 *
 * Gets how long the first retry waits.
 *
 * Returns: the time in µs
 *
 * Since: 1.0
 */
gint64
sweet_retry_policy_get_first_delay (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 0);

  return self->backoff.first_delay;
}

/**
 * sweet_retry_policy_get_factor:
 * @self: a policy
 *
 * Gets by which factor each delay is longer than the one before where the strategy is exponential.
 *
 * Returns: the factor
 *
 * Since: 1.0
 */
double
sweet_retry_policy_get_factor (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 2);

  return self->backoff.factor;
}

/**
 * sweet_retry_policy_get_max_delay:
 * @self: a policy
 *
 * Gets how long a retry waits at most.
 *
 * Returns: the time in µs, 0 for no limit
 *
 * Since: 1.0
 */
gint64
sweet_retry_policy_get_max_delay (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 0);

  return self->backoff.max_delay;
}

/**
 * sweet_retry_policy_get_budget:
 * @self: a policy
 *
 * Gets how long all retries of one task wait together at most.
 *
 * Returns: the time in µs, 0 for no limit
 *
 * Since: 1.0
 */
gint64
sweet_retry_policy_get_budget (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 0);

  return self->budget;
}

/**
 * sweet_retry_policy_get_jitter:
 * @self: a policy
 *
 * Gets by which part of itself a delay is longer or shorter by chance.
 *
 * Returns: a number from 0 to 1
 *
 * Since: 1.0
 */
double
sweet_retry_policy_get_jitter (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 0);

  return self->backoff.jitter;
}

/**
 * sweet_retry_policy_get_seed:
 * @self: a policy
 *
 * Gets what the chance of the jitter is derived from.
 *
 * Returns: the seed, 0 for another one each time
 *
 * Since: 1.0
 */
guint
sweet_retry_policy_get_seed (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 0);

  return self->seed;
}

/**
 * sweet_retry_policy_dup_errors:
 * @self: a policy
 *
 * Gets which errors are worth a retry, as an array of type `a(si)`: their domains in words and their
 * codes, where -1 stands for each code. An empty array stands for every error.
 *
 * Returns: (transfer full): the errors
 *
 * Since: 1.0
 */
GVariant *
sweet_retry_policy_dup_errors (SweetRetryPolicy *self)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), NULL);

  return sweet_error_filter_to_variant (&self->errors);
}

/**
 * sweet_retry_policy_check:
 * @self: a policy
 * @error: return location for a #GError
 *
 * Says whether the options are sound. A builder asks this when its task is run. Fails with
 * %G_IO_ERROR_INVALID_ARGUMENT and a message that names the option, what it may be, and what it is.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_retry_policy_check (SweetRetryPolicy *self,
                          GError **error)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), FALSE);

  if (self->max_attempts < 1 || self->max_attempts > SWEET_RETRY_MAX_ATTEMPTS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "max-attempts of a retry policy must be from 1 to %d, not %u",
                   SWEET_RETRY_MAX_ATTEMPTS, self->max_attempts);
      return FALSE;
    }

  if (self->budget < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "budget of a retry policy must be 0 µs or more, not %" G_GINT64_FORMAT " µs", self->budget);
      return FALSE;
    }
  if (sweet_error_filter_contains (&self->errors, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "errors of a retry policy must not name a cancellation, which is never tried again");
      return FALSE;
    }

  return sweet_backoff_check (&self->backoff, error);
}

/* whether there is another attempt behind one that failed, and how long that waits. @salt tells tasks
 * apart that share the policy; it does nothing where there is a seed. */
gboolean
sweet_retry_policy_decide (SweetRetryPolicy *self,
                           guint attempt,
                           guint64 salt,
                           gint64 waited,
                           const GError *error,
                           gint64 *delay)
{
  *delay = sweet_backoff_get_delay (&self->backoff, attempt, self->seed != 0 ? self->seed : self->chance ^ salt);
  if (attempt >= self->max_attempts || !sweet_error_filter_matches (&self->errors, error))
    return FALSE;

  return self->budget <= 0 || (waited <= self->budget && *delay <= self->budget - MAX (waited, 0));
}

/**
 * sweet_retry_policy_allows:
 * @self: a policy
 * @attempt: which attempt failed, counted from 1
 * @waited: how long the retries so far waited together, in µs
 * @error: what it failed with
 *
 * Says whether there is another attempt: the error is worth one, the attempts are not used up, and
 * [method@RetryPolicy.get_delay] is not beyond what is left of the budget.
 *
 * Returns: %TRUE if it is to be tried again
 *
 * Since: 1.0
 */
gboolean
sweet_retry_policy_allows (SweetRetryPolicy *self,
                           guint attempt,
                           gint64 waited,
                           const GError *error)
{
  gint64 delay;

  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), FALSE);
  g_return_val_if_fail (attempt > 0, FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  return sweet_retry_policy_decide (self, attempt, 0, waited, error, &delay);
}

/**
 * sweet_retry_policy_get_delay:
 * @self: a policy
 * @attempt: which attempt failed, counted from 1
 *
 * Gets how long to wait behind an attempt that failed, with jitter. What is too long for a #gint64 is
 * its largest value. Each call for the same attempt gives the same delay. Tasks that share a policy
 * wait other delays of the same range, unless it has a seed.
 *
 * Returns: the time in µs
 *
 * Since: 1.0
 */
gint64
sweet_retry_policy_get_delay (SweetRetryPolicy *self,
                              guint attempt)
{
  g_return_val_if_fail (SWEET_IS_RETRY_POLICY (self), 0);
  g_return_val_if_fail (attempt > 0, 0);

  return sweet_backoff_get_delay (&self->backoff, attempt, self->seed != 0 ? self->seed : self->chance);
}
