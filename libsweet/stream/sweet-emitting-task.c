/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-emitting-task-private.h"
#include "stream/sweet-final-event-private.h"
#include "stream/sweet-half-task-private.h"
#include "stream/sweet-strategy-private.h"
#include "task/sweet-runtime-private.h"

/**
 * SweetEmittingTask:
 *
 * A running stream: records flow from a source, or from what the application pushes, through
 * formats and processors to a sink or a receiver, and a final event tells how it ended and what was
 * collected. Made by a #SweetEmittingTaskBuilder.
 *
 * All functions may be called on any thread.
 *
 * Since: 1.0
 */

struct _SweetEmittingTaskClass
{
  SweetBaseTaskClass parent_class;
};

G_DEFINE_FINAL_TYPE (SweetEmittingTask, sweet_emitting_task, SWEET_TYPE_BASE_TASK)

/* lets go of what is the application's, on the context */
static void
sweet_emitting_task_let_go (SweetEmittingTask *self)
{
  sweet_recipe_unclaim (self->run->recipe);
  sweet_run_drop_elements (self->run);
}

/* the last callback: tells of the end */
static void
sweet_emitting_task_settle (SweetBaseTask *base,
                            gboolean dropped)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);
  SweetCallback *callback = self->run->recipe->final_event;

  if (!dropped)
    sweet_emitting_task_notify_figures (self);
  if (callback != NULL && !dropped)
    ((SweetFinalEventFunc) callback->func) (self->final_event, callback->user_data);
  /* workers may still be in the elements of a stream that was abandoned */
  if (sweet_state_get (&base->state) != SWEET_TASK_STATUS_ABANDONED)
    sweet_emitting_task_let_go (self);
}

static SweetTaskStatus
sweet_emitting_task_get_outcome (const GError *error,
                                 SweetOutcome *outcome)
{
  if (error == NULL)
    {
      *outcome = SWEET_OUTCOME_COMPLETE;
      return SWEET_TASK_STATUS_COMPLETED;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      *outcome = SWEET_OUTCOME_CANCELLED;
      return SWEET_TASK_STATUS_CANCELLED;
    }
  *outcome = SWEET_OUTCOME_ERROR;
  return SWEET_TASK_STATUS_FAILED;
}

/* the run of a stream that was abandoned may be under way still */
static SweetFinalEvent *
sweet_emitting_task_make_final_event (SweetEmittingTask *self,
                                      SweetOutcome outcome,
                                      const GError *error)
{
  SweetRun *run = self->run;
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_object_unref);
  SweetHalfCounts counts;
  guint64 n_errors;
  gint64 ended_at;
  guint64 n_skipped = 0;

  sweet_emitting_task_count (self, FALSE, &counts);
  for (guint i = 0; i < run->n_stages; i++)
    if (run->stages[i].kind == SWEET_STAGE_DECODE)
      n_skipped += sweet_tally_get (&run->stages[i].decoder.n_skipped);
  g_mutex_lock (&run->lock);
  for (guint i = 0; i < run->errors->len; i++)
    g_ptr_array_add (errors, g_object_ref (g_ptr_array_index (run->errors, i)));
  n_errors = run->n_errors;
  ended_at = run->ended_at != 0 ? run->ended_at : g_get_real_time ();
  g_mutex_unlock (&run->lock);
  sweet_run_sort_errors (errors);
  return sweet_final_event_new (sweet_task_get_id (SWEET_TASK (self)), outcome, error, run->recipe->collector,
                                counts.n_records, n_skipped, n_errors, errors, run->started_at, ended_at);
}

/* any thread, once: the end of the task. takes @error and the reference of the run, or another one. */
static void
sweet_emitting_task_conclude (SweetEmittingTask *self,
                              SweetTaskStatus status,
                              SweetOutcome outcome,
                              GError *error)
{
  SweetBaseTask *base = SWEET_BASE_TASK (self);
  SweetWatcher *watchers;

  self->final_event = sweet_emitting_task_make_final_event (self, outcome, error);
  g_value_init (&self->value, SWEET_TYPE_FINAL_EVENT);
  g_value_set_object (&self->value, self->final_event);
  if (status == SWEET_TASK_STATUS_COMPLETED)
    sweet_base_task_complete (base, 0);
  else
    sweet_base_task_fail (base, status, error);
  sweet_base_task_stop_grace (base);
  sweet_base_task_leave_cancellable (base);
  sweet_base_task_end_span (base);
  sweet_scheduler_remove_task (self->run->scheduler, &self->link);
  sweet_scheduler_count_ended (self->run->scheduler);

  /* the final event comes before the ends of waits, and then the task may be gone */
  watchers = sweet_base_task_take_watchers (base);
  sweet_base_task_ring (base);
  sweet_base_task_release (base);
  sweet_base_task_tell (base, watchers);
}

static gboolean
sweet_emitting_task_move (SweetEmittingTask *self,
                          SweetEmittingPhase from,
                          SweetEmittingPhase to)
{
  return g_atomic_int_compare_and_exchange (&self->phase, (gint) from, (gint) to);
}

/* with the stream and its children at their ends; takes @error, and the reference of the run */
static void
sweet_emitting_task_end (SweetEmittingTask *self,
                         GError *error)
{
  SweetOutcome outcome;
  SweetTaskStatus status;

  if (!sweet_emitting_task_move (self, SWEET_EMITTING_WAITING, SWEET_EMITTING_ENDED))
    {
      g_clear_error (&error);
      return;
    }

  error = sweet_base_task_consider_children (SWEET_BASE_TASK (self), error);
  status = sweet_emitting_task_get_outcome (error, &outcome);
  sweet_emitting_task_conclude (self, status, outcome, error);
}

static void
sweet_emitting_task_children_ended (SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);
  GError *error = NULL;

  if (sweet_base_task_take_end (base, &error))
    sweet_emitting_task_end (self, error);
}

typedef struct
{
  SweetDeliveryJob job;
  SweetEmittingTask *task;
} SweetLateJob;

static void
sweet_emitting_task_late_run (SweetDeliveryJob *job,
                              gboolean dropped)
{
  SweetLateJob *late = (SweetLateJob *) job;

  sweet_emitting_task_let_go (late->task);
  g_object_unref (late->task);
  g_free (late);
}

/* the task was abandoned: its threads come back at last */
static void
sweet_emitting_task_come_back (SweetEmittingTask *self)
{
  SweetLateJob *late = g_new0 (SweetLateJob, 1);

  sweet_scheduler_find_thread (self->run->scheduler);
  late->job.run = sweet_emitting_task_late_run;
  late->task = self;
  sweet_delivery_post (SWEET_BASE_TASK (self)->delivery, &late->job);
}

/* takes @error */
static void
sweet_emitting_task_run_ended (SweetEmittingTask *self,
                               GError *error)
{
  if (sweet_base_task_work_done (SWEET_BASE_TASK (self), error))
    sweet_emitting_task_end (self, error);
}

/* any thread: the run is over; takes the reference that it has */
static void
sweet_emitting_task_end_cb (SweetRun *run,
                            SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  if (sweet_timer_stop (&self->timer))
    g_object_unref (self);
  if (!sweet_emitting_task_move (self, SWEET_EMITTING_RUNNING, SWEET_EMITTING_WAITING))
    sweet_emitting_task_come_back (self);
  else
    sweet_emitting_task_run_ended (self, run->error != NULL ? g_error_copy (run->error) : NULL);
}

/* on the timer's thread, with the reference that the timer had */
static void
sweet_emitting_task_timeout_cb (SweetTimer *timer)
{
  g_autoptr (SweetEmittingTask) self = (SweetEmittingTask *) ((char *) timer - G_STRUCT_OFFSET (SweetEmittingTask, timer));
  SweetBaseTask *base = SWEET_BASE_TASK (self);
  g_autofree char *limit = sweet_duration_to_string (base->spec->timeout);

  if (sweet_base_task_get_time (base) >= self->deadline)
    sweet_run_abort (self->run, sweet_base_task_make_overdue (base));
  else
    sweet_run_abort (self->run, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the task took longer than its timeout of %s", limit));
}

/* elements that do not return are left alone, and children are not waited for */
static void
sweet_emitting_task_abandon (SweetEmittingTask *self)
{
  if (sweet_emitting_task_move (self, SWEET_EMITTING_RUNNING, SWEET_EMITTING_ABANDONED))
    {
      sweet_scheduler_lose_thread (self->run->scheduler);
      sweet_emitting_task_conclude (g_object_ref (self), SWEET_TASK_STATUS_ABANDONED, SWEET_OUTCOME_CANCELLED,
                                    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task was abandoned: an element does not return"));
    }
  else if (sweet_emitting_task_move (self, SWEET_EMITTING_WAITING, SWEET_EMITTING_ENDED))
    sweet_emitting_task_conclude (self, SWEET_TASK_STATUS_CANCELLED, SWEET_OUTCOME_CANCELLED,
                                  g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task was cancelled"));
}

static void
sweet_emitting_task_cancel (SweetBaseTask *base,
                            SweetCancelLevel level)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  g_return_if_fail (self->run != NULL);

  sweet_base_task_trigger (base);
  sweet_run_abort (self->run, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task was cancelled"));
  if (level == SWEET_CANCEL_LEVEL_KILL_HARD)
    sweet_emitting_task_abandon (self);
}

/* a child failed */
static void
sweet_emitting_task_stop (SweetBaseTask *base)
{
  sweet_base_task_trigger (base);
  sweet_run_abort (SWEET_EMITTING_TASK (base)->run, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "a child of the task failed"));
}

static gint64
sweet_emitting_task_get_deadline (SweetBaseTask *base)
{
  return SWEET_EMITTING_TASK (base)->deadline;
}

static double
sweet_emitting_task_get_progress (SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  return self->run != NULL ? sweet_run_get_progress (self->run) : -1;
}

static SweetMetrics *
sweet_emitting_task_get_metrics (SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  return self->run != NULL ? sweet_run_get_metrics (self->run) : NULL;
}

static GListModel *
sweet_emitting_task_get_children (SweetBaseTask *base)
{
  GListStore *children = g_list_store_new (SWEET_TYPE_TASK);
  g_autoptr (SweetTask) sender = sweet_sender_task_new (SWEET_EMITTING_TASK (base));
  g_autoptr (SweetTask) receiver = sweet_receiver_task_new (SWEET_EMITTING_TASK (base));
  g_autoptr (GPtrArray) family = sweet_base_task_dup_children (base);

  g_list_store_append (children, sender);
  g_list_store_append (children, receiver);
  for (guint i = 0; i < family->len; i++)
    g_list_store_append (children, g_ptr_array_index (family, i));
  return G_LIST_MODEL (children);
}

static gboolean
sweet_emitting_task_is_dispatching (SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  /* a task that no builder made would be waited for for ever */
  g_return_val_if_fail (self->run != NULL, TRUE);

  return sweet_task_frame_has_below (base);
}

static const GValue *
sweet_emitting_task_get_value (SweetBaseTask *base)
{
  return &SWEET_EMITTING_TASK (base)->value;
}

static void
sweet_emitting_task_finalize (GObject *object)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (object);

  g_clear_object (&self->final_event);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_pointer (&self->run, sweet_run_unref);
  G_OBJECT_CLASS (sweet_emitting_task_parent_class)->finalize (object);
}

static void
sweet_emitting_task_class_init (SweetEmittingTaskClass *klass)
{
  SweetBaseTaskClass *base_class = SWEET_BASE_TASK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sweet_emitting_task_finalize;
  sweet_emitting_task_install_figures (G_OBJECT_CLASS (klass));
  base_class->cancel = sweet_emitting_task_cancel;
  base_class->settle = sweet_emitting_task_settle;
  base_class->stop = sweet_emitting_task_stop;
  base_class->children_ended = sweet_emitting_task_children_ended;
  base_class->get_deadline = sweet_emitting_task_get_deadline;
  base_class->get_value = sweet_emitting_task_get_value;
  base_class->get_progress = sweet_emitting_task_get_progress;
  base_class->get_metrics = sweet_emitting_task_get_metrics;
  base_class->get_children = sweet_emitting_task_get_children;
  base_class->is_dispatching = sweet_emitting_task_is_dispatching;

  /* error domains register themselves when they are first asked for, which workers must not do at once */
  (void) G_IO_ERROR;
  (void) SWEET_STREAM_ERROR;
}

static void
sweet_emitting_task_init (SweetEmittingTask *self)
{
  self->deadline = G_MAXINT64;
}

static gboolean
sweet_emitting_task_collect_cb (SweetReceiverEvent *event,
                                SweetCollector *collector,
                                gpointer user_data,
                                GError **error)
{
  return sweet_collector_collect (collector, NULL, SWEET_EVENT (event), error);
}

/* a stream that ends in its collector, without a receiver that chooses */
static void
sweet_emitting_task_collect_all (SweetRecipe *recipe)
{
  recipe->receiver = sweet_callback_new (G_CALLBACK (sweet_emitting_task_collect_cb), NULL, NULL, NULL);
  recipe->shape = SWEET_RECEIVER_RECORDS;
  recipe->on_workers = TRUE;
}

/* @recipe gets elements of its own, and what follows from them; FALSE when the stream cannot be run */
static gboolean
sweet_emitting_task_prepare (SweetRecipe *recipe,
                             SweetPlan *plan,
                             SweetPlan *sender_plan,
                             GError **error)
{
  SweetTaskSpec *spec = recipe->spec;
  SweetScheduler *scheduler = sweet_runtime_find_scheduler (spec->runtime);

  g_set_object (&recipe->sender_strategy, sweet_recipe_get_sender_strategy (recipe));
  if (sweet_scheduler_is_seeded (scheduler))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "the runtime “%s” is deterministic and has no threads for a stream", scheduler->name);
      return FALSE;
    }
  if (!sweet_scheduler_check (scheduler, error) || !sweet_recipe_claim (recipe, error))
    return FALSE;

  /* the built-in plan: as many workers as the runtime has */
  sweet_plan_set_workers (plan, scheduler->n_workers);
  sweet_plan_set_workers (sender_plan, scheduler->n_workers);
  if (!sweet_recipe_make_plans (recipe, plan, sender_plan, error))
    {
      sweet_recipe_unclaim (recipe);
      return FALSE;
    }
  if (recipe->collector != NULL && recipe->shape == SWEET_RECEIVER_NONE && recipe->sink == NULL)
    sweet_emitting_task_collect_all (recipe);
  if (recipe->error_strategy == NULL && recipe->strategy != NULL)
    recipe->error_strategy = sweet_strategy_make_error_strategy (recipe->strategy);
  if (recipe->collector == NULL)
    recipe->collector = SWEET_COLLECTOR (sweet_keyed_collector_new ());
  sweet_task_spec_seal (spec);
  if (recipe->clock == NULL)
    g_set_object (&recipe->clock, spec->clock);
  spec->clock = recipe->clock != NULL && sweet_clock_is_virtual (recipe->clock) ? recipe->clock : NULL;
  return TRUE;
}

/* the nearer of its two limits in time ends it */
static void
sweet_emitting_task_watch_time (SweetEmittingTask *self)
{
  SweetBaseTask *base = SWEET_BASE_TASK (self);
  SweetClock *clock = self->run->recipe->clock;
  gint64 until = self->deadline;

  if (base->spec->timeout > 0)
    until = MIN (until, sweet_timer_from_now (clock, base->spec->timeout));
  if (until == G_MAXINT64)
    return;

  g_object_ref (self);
  sweet_timer_start (&self->timer, clock, until, sweet_emitting_task_timeout_cb);
}

/* takes @recipe, which was checked */
SweetEmittingTask *
sweet_emitting_task_start (SweetRecipe *recipe,
                           GError **error)
{
  g_autoptr (SweetPlan) plan = g_object_new (SWEET_TYPE_PLAN, NULL);
  g_autoptr (SweetPlan) sender_plan = g_object_new (SWEET_TYPE_PLAN, NULL);
  SweetEmittingTask *self;
  SweetBaseTask *base;

  if (!sweet_emitting_task_prepare (recipe, plan, sender_plan, error))
    {
      sweet_recipe_free (recipe);
      return NULL;
    }

  self = g_object_new (SWEET_TYPE_EMITTING_TASK, NULL);
  base = SWEET_BASE_TASK (self);
  /* what it holds of the application's goes with the task, on its context */
  sweet_base_task_setup (base, g_steal_pointer (&recipe->spec), SWEET_TASK_HELD);
  self->deadline = sweet_base_task_find_deadline (base);
  self->run = sweet_run_new (recipe, g_object_ref (base), plan, sender_plan, sweet_emitting_task_end_cb, sweet_emitting_task_tell_cb);
  if (!sweet_run_check (self->run, error))
    {
      sweet_emitting_task_let_go (self);
      g_object_unref (self);
      g_object_unref (self);
      return NULL;
    }
  sweet_scheduler_count_begun (self->run->scheduler);
  self->link.data = self;
  sweet_scheduler_add_task (self->run->scheduler, &self->link);
  sweet_base_task_begin (base);
  if (base->spec->parent != NULL && !sweet_base_task_adopt (sweet_task_get_base (base->spec->parent), base, error))
    {
      sweet_scheduler_remove_task (self->run->scheduler, &self->link);
      sweet_scheduler_count_ended (self->run->scheduler);
      sweet_emitting_task_let_go (self);
      g_object_unref (self);
      g_object_unref (self);
      return NULL;
    }
  sweet_base_task_begin_span (base);
  sweet_emitting_task_watch_time (self);
  sweet_run_start (self->run);
  sweet_base_task_follow_cancellable (base);
  return self;
}

/**
 * sweet_emitting_task_await_final_event_async:
 * @self: an emitting task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @callback: (scope async): called when the stream has ended
 * @user_data: data for @callback
 *
 * Waits for the final event, like sweet_task_await_async().
 *
 * Since: 1.0
 */
void
sweet_emitting_task_await_final_event_async (SweetEmittingTask *self,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  g_return_if_fail (SWEET_IS_EMITTING_TASK (self));

  sweet_task_await_async (SWEET_TASK (self), cancellable, callback, user_data);
}

/**
 * sweet_emitting_task_await_final_event_finish:
 * @self: an emitting task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_emitting_task_await_final_event_async(). After a failure
 * sweet_emitting_task_get_final_event() still has what was collected before.
 *
 * Returns: (transfer full): the final event of a stream that came to its end, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetFinalEvent *
sweet_emitting_task_await_final_event_finish (SweetEmittingTask *self,
                                              GAsyncResult *result,
                                              GError **error)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), NULL);

  if (!sweet_task_await_finish (SWEET_TASK (self), result, error))
    return NULL;

  return g_object_ref (self->final_event);
}

/**
 * sweet_emitting_task_await_final_event_sync:
 * @self: an emitting task
 * @cancellable: (nullable): ends this wait; it does not cancel the task
 * @error: return location for an error
 *
 * Waits for the final event in the calling thread, like sweet_task_await_sync().
 *
 * Returns: (transfer full): the final event of a stream that came to its end, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetFinalEvent *
sweet_emitting_task_await_final_event_sync (SweetEmittingTask *self,
                                            GCancellable *cancellable,
                                            GError **error)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), NULL);

  if (!sweet_task_await_sync (SWEET_TASK (self), cancellable, error))
    return NULL;

  return g_object_ref (self->final_event);
}

/**
 * sweet_emitting_task_get_final_event:
 * @self: an emitting task
 *
 * Gets the final event of a stream that has ended in any way.
 *
 * Returns: (transfer none) (nullable): the final event, %NULL while the stream runs
 *
 * Since: 1.0
 */
SweetFinalEvent *
sweet_emitting_task_get_final_event (SweetEmittingTask *self)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), NULL);

  return sweet_task_is_final (SWEET_TASK (self)) ? self->final_event : NULL;
}
