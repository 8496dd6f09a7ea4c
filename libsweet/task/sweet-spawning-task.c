/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-runtime-private.h"
#include "task/sweet-spawning-task-private.h"
#include "task/sweet-task-result-private.h"
#include "task/sweet-unseen-private.h"

/**
 * SweetSpawningTask:
 *
 * One unit of work with a result. Made and run by a #SweetSpawningTaskBuilder.
 *
 * The runtime holds a reference until the last callback was made: letting go of a task neither cancels nor
 * stops it. All functions may be called on any thread; those that set the value are for the work.
 *
 * Since: 1.0
 */

struct _SweetSpawningTaskClass
{
  SweetBaseTaskClass parent_class;
};

G_DEFINE_FINAL_TYPE (SweetSpawningTask, sweet_spawning_task, SWEET_TYPE_BASE_TASK)

/* the work */

gboolean
sweet_spawning_task_call (SweetSpawningTask *self,
                          const SweetWorkSpec *work,
                          GError **error)
{
  GError *reason = NULL;
  SweetTaskFrame frame;
  gpointer before;
  gboolean ok;

  before = sweet_scheduler_enter (self);
  sweet_task_frame_push (&frame, &self->parent_instance);
  ok = ((SweetWorkFunc) work->callback->func) (self, work->callback->user_data, &reason);
  sweet_task_frame_pop (&frame);
  sweet_scheduler_leave (before);
  if (ok && G_LIKELY (reason == NULL))
    return sweet_spawning_task_check_value (self, error);

  if (reason == NULL)
    reason = g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK,
                          "the work of “%s” failed without an error; return TRUE when it is done", sweet_base_task_get_label (&self->parent_instance));
  g_propagate_error (error, reason);
  return FALSE;
}

/* whether the work gave what it was to give */
gboolean
sweet_spawning_task_check_value (SweetSpawningTask *self,
                                 GError **error)
{
  SweetBaseTask *base = &self->parent_instance;
  GType wanted = base->spec->result_type;

  if (G_LIKELY (wanted == G_TYPE_INVALID))
    return TRUE;

  if (!G_IS_VALUE (&self->value))
    {
      g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE, "the work of “%s” came to its end without a value of type %s",
                   sweet_base_task_get_label (base), g_type_name (wanted));
      return FALSE;
    }
  if (G_VALUE_HOLDS (&self->value, wanted))
    return TRUE;

  g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE, "the work of “%s” gave a value of type %s, not %s",
               sweet_base_task_get_label (base), G_VALUE_TYPE_NAME (&self->value), g_type_name (wanted));
  return FALSE;
}

/* what ends with the task, apart from its status. one that is nothing but its work is released by whoever
 * ended it. */
static void
sweet_spawning_task_ended (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;

  sweet_scheduler_count_ended (self->scheduler);
  if (sweet_base_task_is_cancelled (base))
    sweet_base_task_stop_grace (base);
  if (self->attempts == NULL)
    return;

  sweet_attempts_end (self);
  sweet_base_task_release (base);
}

/* takes @error */
gboolean
sweet_spawning_task_fail (SweetSpawningTask *self,
                          SweetTaskStatus status,
                          GError *error)
{
  if (!sweet_base_task_fail (&self->parent_instance, status, error))
    return FALSE;

  sweet_spawning_task_ended (self);
  return TRUE;
}

/* its thread does not come back for now */
void
sweet_spawning_task_lose (SweetSpawningTask *self)
{
  sweet_scheduler_lose_thread (self->scheduler);
}

/* with the work, the children and their failures considered; takes @error. FALSE when it has ended otherwise. */
static gboolean
sweet_spawning_task_conclude (SweetSpawningTask *self,
                              GError *error)
{
  SweetBaseTask *base = &self->parent_instance;

  error = sweet_base_task_consider_children (base, error);
  if (error == NULL)
    {
      if (!sweet_base_task_complete (base, 0))
        return FALSE;

      sweet_spawning_task_ended (self);
      return TRUE;
    }
  if (!sweet_base_task_is_cancelled (base))
    return sweet_spawning_task_fail (self, SWEET_TASK_STATUS_FAILED, error);

  g_clear_error (&error);
  error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task “%s” was cancelled", sweet_base_task_get_label (base));
  return sweet_spawning_task_fail (self, self->attempts != NULL && self->attempts->abandoned ? SWEET_TASK_STATUS_ABANDONED : SWEET_TASK_STATUS_CANCELLED, error);
}

gboolean
sweet_spawning_task_work_done (SweetSpawningTask *self,
                               GError *error)
{
  return sweet_base_task_work_done (&self->parent_instance, error) && sweet_spawning_task_conclude (self, error);
}

static void
sweet_spawning_task_children_ended (SweetBaseTask *base)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);
  GError *error = NULL;

  if (!sweet_base_task_take_end (base, &error) || !sweet_spawning_task_conclude (self, error) || self->attempts != NULL)
    return;

  g_object_ref (self);
  sweet_base_task_release (base);
}

/* the fast path: nothing but the work. from push to end some 150 ns, of which the two looks at the clock
 * are a third; tests/benchmarks/spawn */

typedef enum
{
  SWEET_CLAIM_LOST,  /* somebody else has it, or it was cancelled before */
  SWEET_CLAIM_LEFT,  /* the work is done here, but the task has not ended by that */
  SWEET_CLAIM_ENDED, /* the caller releases it */
} SweetClaim;

/* whether the thread that is in the work was given up; says so once */
static gboolean
sweet_spawning_task_take_lost (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  gboolean lost;

  g_mutex_lock (&base->lock);
  lost = base->extras != NULL && base->extras->lost;
  if (lost)
    base->extras->lost = FALSE;
  g_mutex_unlock (&base->lock);
  return lost;
}

/* claims and does the work, on whatever thread */
static SweetClaim
sweet_spawning_task_try (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  GError *error = NULL;

  if (!sweet_base_task_begin (base))
    return SWEET_CLAIM_LOST;

  if (sweet_spawning_task_call (self, &base->spec->work, &error) && sweet_base_task_complete (base, SWEET_TASK_BUSY))
    {
      sweet_spawning_task_ended (self);
      return SWEET_CLAIM_ENDED;
    }
  if (sweet_spawning_task_take_lost (self))
    sweet_scheduler_find_thread (self->scheduler);
  return sweet_spawning_task_work_done (self, error) ? SWEET_CLAIM_ENDED : SWEET_CLAIM_LEFT;
}

static void
sweet_spawning_task_run_job (SweetJob *job,
                             SweetJobFate fate)
{
  SweetSpawningTask *self = (SweetSpawningTask *) ((char *) job - G_STRUCT_OFFSET (SweetSpawningTask, job));
  SweetBaseTask *base = &self->parent_instance;
  guint priority = a_load (&base->priority, relaxed);
  gboolean ended;

  if (G_UNLIKELY (priority > a_load (&self->job_level, relaxed)) && fate == SWEET_JOB_RUN && sweet_state_get (&base->state) == SWEET_TASK_STATUS_PENDING)
    {
      /* less urgent than when it was pushed */
      sweet_spawning_task_push (self);
      return;
    }
  if (self->attempts != NULL)
    {
      sweet_attempts_run_job (self, fate);
      return;
    }

  if (fate == SWEET_JOB_RUN)
    {
      SweetClaim claim = sweet_spawning_task_try (self);

      ended = claim == SWEET_CLAIM_ENDED;
      if (claim == SWEET_CLAIM_LOST)
        sweet_scheduler_count_passed (self->scheduler);
    }
  else
    ended = sweet_spawning_task_fail (self, SWEET_TASK_STATUS_FAILED,
                                      g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_SHUT_DOWN, "the runtime was shut down before the task “%s” began", sweet_base_task_get_label (base)));
  if (ended)
    sweet_base_task_release (base);
  else
    sweet_base_task_unref_anywhere (base);
}

void
sweet_spawning_task_push (SweetSpawningTask *self)
{
  guint level = a_load (&self->parent_instance.priority, relaxed);

  a_store (&self->job_level, level, relaxed);
  self->job.func = sweet_spawning_task_run_job;
  sweet_scheduler_push (self->scheduler, &self->job, level);
}

/* as a base task */

/* ends the task without waiting for its work, which cannot be stopped where it is on a thread */
static void
sweet_spawning_task_give_up (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  const char *label = sweet_base_task_get_label (base);
  gboolean working;
  gboolean ended;

  g_mutex_lock (&base->lock);
  working = !base->extras->work_done;
  base->extras->lost = working;
  if (working)
    sweet_spawning_task_lose (self);
  g_mutex_unlock (&base->lock);
  if (working)
    ended = sweet_spawning_task_fail (self, SWEET_TASK_STATUS_ABANDONED,
                                      g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task “%s” was abandoned: its work does not return", label));
  else
    ended = sweet_spawning_task_fail (self, SWEET_TASK_STATUS_CANCELLED, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task “%s” was cancelled", label));

  if (ended)
    {
      g_object_ref (self);
      sweet_base_task_release (base);
    }
  else if (sweet_spawning_task_take_lost (self))
    sweet_scheduler_find_thread (self->scheduler);
}

static void
sweet_spawning_task_cancel (SweetBaseTask *base,
                            SweetCancelLevel level)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);
  const char *label = sweet_base_task_get_label (base);

  g_return_if_fail (self->scheduler != NULL);

  if (self->attempts != NULL)
    {
      sweet_attempts_cancel (self, level);
      return;
    }
  if (sweet_base_task_fail_pending (base, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task “%s” was cancelled before it began", label)))
    {
      sweet_scheduler_count_left (self->scheduler);
      sweet_spawning_task_ended (self);
      g_object_ref (self);
      sweet_base_task_release (base);
      return;
    }

  g_cancellable_cancel (sweet_base_task_need_cancellable (base));
  if (level == SWEET_CANCEL_LEVEL_KILL_HARD)
    sweet_spawning_task_give_up (self);
}

static double
sweet_spawning_task_get_progress (SweetBaseTask *base)
{
  double progress = -1;

  if (sweet_state_get (&base->state) == SWEET_TASK_STATUS_COMPLETED)
    return 1;

  g_mutex_lock (&base->lock);
  if (base->extras != NULL)
    progress = base->extras->progress;
  g_mutex_unlock (&base->lock);
  return progress;
}

static gboolean
sweet_spawning_task_is_dispatching (SweetBaseTask *base)
{
  /* a task that no builder made would be waited for for ever */
  g_return_val_if_fail (SWEET_SPAWNING_TASK (base)->scheduler != NULL, TRUE);

  return sweet_task_frame_has_below (base);
}

static gboolean
sweet_spawning_task_needs_loop (SweetBaseTask *base)
{
  return base->spec->work.kind >= SWEET_WORK_OBJECT || sweet_attempts_are_held_by_loop (SWEET_SPAWNING_TASK (base));
}

/* what nobody has begun is done by whoever waits, unless a wait must be able to end earlier than the work */
static gboolean
sweet_spawning_task_run_here (SweetBaseTask *base)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);
  SweetClaim claim;

  if (base->spec->work.kind != SWEET_WORK_ON_WORKERS || sweet_scheduler_is_seeded (self->scheduler) || !sweet_scheduler_has_stack ())
    return FALSE;
  if (!sweet_scheduler_may_leave_jobs (self->scheduler))
    return FALSE;
  if (self->attempts != NULL)
    return sweet_attempts_run_here (self);

  /* the job stays behind in its queue, with its reference */
  claim = sweet_spawning_task_try (self);
  if (claim != SWEET_CLAIM_LOST)
    sweet_scheduler_count_left (self->scheduler);
  if (claim == SWEET_CLAIM_ENDED)
    sweet_base_task_settle_or_post (base);
  return claim != SWEET_CLAIM_LOST;
}

/* a deterministic runtime is driven by whoever waits; with nothing ready, virtual time passes */
static gboolean
sweet_spawning_task_drive (SweetBaseTask *base)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);
  SweetClock *clock = sweet_base_task_get_clock (base);
  gint64 next;

  if (!sweet_scheduler_is_seeded (self->scheduler))
    return FALSE;
  if (sweet_scheduler_step (self->scheduler))
    return TRUE;
  if (!sweet_clock_is_virtual (clock))
    return FALSE;

  next = sweet_clock_get_next (clock);
  if (next >= 0)
    sweet_clock_advance (clock, next);
  return next >= 0;
}

typedef struct
{
  SweetJob job;
  SweetSpawningTask *task;
} SweetClaimJob;

static void
sweet_spawning_task_run_claim (SweetJob *job,
                               SweetJobFate fate)
{
  SweetSpawningTask *self = ((SweetClaimJob *) job)->task;
  SweetClaim claim = SWEET_CLAIM_LOST;

  g_free (job);
  if (fate == SWEET_JOB_RUN && self->attempts != NULL)
    sweet_attempts_claim (self);
  else if (fate == SWEET_JOB_RUN)
    claim = sweet_spawning_task_try (self);

  if (claim != SWEET_CLAIM_LOST)
    sweet_scheduler_count_left (self->scheduler);
  if (claim == SWEET_CLAIM_ENDED)
    sweet_base_task_release (&self->parent_instance);
  else
    sweet_base_task_unref_anywhere (&self->parent_instance);
}

/* more urgent than when it was pushed: whoever comes first claims it. less urgent: its job looks. tasks that
 * may run again keep the place that an attempt has. */
static void
sweet_spawning_task_reprioritize (SweetBaseTask *base)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);
  guint priority = a_load (&base->priority, relaxed);
  SweetClaimJob *claim;

  if (priority >= a_load (&self->job_level, relaxed) || !base->spec->once)
    return;

  claim = g_new0 (SweetClaimJob, 1);
  claim->job.func = sweet_spawning_task_run_claim;
  claim->task = g_object_ref (self);
  sweet_scheduler_push (self->scheduler, &claim->job, priority);
}

static gint64
sweet_spawning_task_get_deadline (SweetBaseTask *base)
{
  return sweet_attempts_get_deadline (SWEET_SPAWNING_TASK (base));
}

static SweetMetrics *
sweet_spawning_task_get_metrics (SweetBaseTask *base)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);
  SweetMetricsTotals totals;

  if (!base->spec->with_metrics)
    return NULL;

  g_mutex_lock (&base->lock);
  totals = self->attempts->totals;
  g_mutex_unlock (&base->lock);
  return sweet_metrics_new_from_totals (&totals);
}

const GValue *
sweet_spawning_task_peek_value (SweetBaseTask *base)
{
  SweetSpawningTask *self = SWEET_SPAWNING_TASK (base);

  return G_IS_VALUE (&self->value) ? &self->value : NULL;
}

static void
sweet_spawning_task_clear (SweetSpawningTask *self)
{
  SweetBaseTask *base = &self->parent_instance;
  unsigned word = a_load (&base->state.word, acquire);

  if ((word & SWEET_STATE_STATUS_MASK) == SWEET_TASK_STATUS_FAILED && (word & SWEET_TASK_SEEN) == 0)
    sweet_unseen_log (base->id, base->spec->name, base->error);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_pointer (&self->attempts, sweet_attempts_free);
}

/* objects that are used again: to make one and to finalize one take GObject 3400 instructions, nine tenths of
 * what a callback on the main context would cost. a sanitizer is to see what is used after its end. */

/* for bursts: some 45 MB */
#define SWEET_SPAWNING_TASK_MAX_MAGAZINES 2048

static SweetSpawningTask *
sweet_spawning_task_from_item (SweetPoolItem *item)
{
  return (SweetSpawningTask *) ((char *) item - G_STRUCT_OFFSET (SweetSpawningTask, item));
}

static void
sweet_spawning_task_destroy_item (SweetPoolItem *item)
{
  g_object_unref (sweet_spawning_task_from_item (item));
}

static SweetPool sweet_spawning_task_pool = { .max_magazines = SWEET_SPAWNING_TASK_MAX_MAGAZINES, .destroy = sweet_spawning_task_destroy_item };
SWEET_THREAD_LOCAL SweetPoolCache sweet_spawning_task_cache;

static gboolean
sweet_spawning_task_recycle (SweetBaseTask *base)
{
#ifdef SWEET_HAS_ADDRESS_SANITIZER
  return FALSE;
#else
  SweetSpawningTask *self = (SweetSpawningTask *) base;

  /* one that no builder made */
  if (self->scheduler == NULL)
    return FALSE;

  /* what a GObject does at its end; whoever let a handler go may have taken a reference */
  g_signal_handlers_destroy (base);
  if (!sweet_base_task_is_alone (base))
    return FALSE;

  sweet_spawning_task_clear (self);
  self->scheduler = NULL;
  sweet_base_task_reset (base);
  sweet_pool_put (&sweet_spawning_task_pool, &sweet_spawning_task_cache, &self->item);
  return TRUE;
#endif
}

static SweetSpawningTask *
sweet_spawning_task_new (void)
{
  SweetPoolItem *item = sweet_pool_take (&sweet_spawning_task_pool, &sweet_spawning_task_cache);

  return item != NULL ? sweet_spawning_task_from_item (item) : g_object_new (SWEET_TYPE_SPAWNING_TASK, NULL);
}

static void
sweet_spawning_task_finalize (GObject *object)
{
  sweet_spawning_task_clear (SWEET_SPAWNING_TASK (object));
  G_OBJECT_CLASS (sweet_spawning_task_parent_class)->finalize (object);
}

static void
sweet_spawning_task_class_init (SweetSpawningTaskClass *klass)
{
  SweetBaseTaskClass *base_class = SWEET_BASE_TASK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sweet_spawning_task_finalize;
  base_class->cancel = sweet_spawning_task_cancel;
  base_class->get_progress = sweet_spawning_task_get_progress;
  base_class->is_dispatching = sweet_spawning_task_is_dispatching;
  base_class->needs_loop = sweet_spawning_task_needs_loop;
  base_class->run_here = sweet_spawning_task_run_here;
  base_class->drive = sweet_spawning_task_drive;
  base_class->reprioritize = sweet_spawning_task_reprioritize;
  base_class->get_deadline = sweet_spawning_task_get_deadline;
  base_class->get_metrics = sweet_spawning_task_get_metrics;
  base_class->get_value = sweet_spawning_task_peek_value;
  base_class->recycle = sweet_spawning_task_recycle;
  base_class->children_ended = sweet_spawning_task_children_ended;
}

static void
sweet_spawning_task_init (SweetSpawningTask *self)
{
}

SweetSpawningTask *
sweet_spawning_task_start (SweetTaskSpec *spec,
                           GError **error)
{
  SweetScheduler *scheduler = sweet_runtime_find_scheduler (spec->runtime);
  SweetSpawningTask *self;

  if (!sweet_scheduler_check (scheduler, error))
    {
      sweet_task_spec_unref (spec);
      return NULL;
    }

  self = sweet_spawning_task_new ();
  sweet_base_task_setup (&self->parent_instance, spec, spec->free_anywhere ? SWEET_TASK_SETTLED : 0);
  self->scheduler = scheduler;
  if (!spec->plain)
    {
      if (sweet_attempts_start (self, error))
        return self;
      g_object_unref (self);
      return NULL;
    }

  sweet_scheduler_count_begun (scheduler);
  g_object_ref (self);
  sweet_spawning_task_push (self);
  return self;
}
