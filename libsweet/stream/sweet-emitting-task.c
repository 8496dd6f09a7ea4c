/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-element-private.h"
#include "stream/sweet-emitting-task-private.h"
#include "stream/sweet-final-event-private.h"
#include "stream/sweet-half-task-private.h"
#include "stream/sweet-plan-private.h"
#include "stream/sweet-strategy-private.h"
#include "task/sweet-base-task-private.h"

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

/* elements of scripts run themselves, in one run at a time */
static GMutex sweet_emitting_task_busy_lock;

static GQuark
sweet_emitting_task_busy_quark (void)
{
  return g_quark_from_static_string ("sweet-element-busy");
}

static gboolean
sweet_emitting_task_claim (SweetElement *element,
                           GError **error)
{
  gboolean busy;

  g_mutex_lock (&sweet_emitting_task_busy_lock);
  busy = g_object_get_qdata (G_OBJECT (element), sweet_emitting_task_busy_quark ()) != NULL;
  if (!busy)
    g_object_set_qdata (G_OBJECT (element), sweet_emitting_task_busy_quark (), GINT_TO_POINTER (1));
  g_mutex_unlock (&sweet_emitting_task_busy_lock);
  if (!busy)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               "the element “%s” is in a running task and cannot be copied; override “copy” to use it in several at once",
               sweet_element_get_name (element));
  return FALSE;
}

static void
sweet_emitting_task_unclaim (SweetElement *element)
{
  if (element == NULL || sweet_element_is_copyable (element))
    return;

  g_mutex_lock (&sweet_emitting_task_busy_lock);
  g_object_set_qdata (G_OBJECT (element), sweet_emitting_task_busy_quark (), NULL);
  g_mutex_unlock (&sweet_emitting_task_busy_lock);
}

static void
sweet_emitting_task_unclaim_all (SweetRecipe *recipe)
{
  for (guint i = 0; i < recipe->branches->len; i++)
    sweet_emitting_task_unclaim_all (((SweetBranch *) g_ptr_array_index (recipe->branches, i))->recipe);
  sweet_emitting_task_unclaim ((SweetElement *) recipe->source);
  for (guint i = 0; i < recipe->elements->len; i++)
    sweet_emitting_task_unclaim (g_ptr_array_index (recipe->elements, i));
  sweet_emitting_task_unclaim ((SweetElement *) recipe->strategy);
  sweet_emitting_task_unclaim ((SweetElement *) recipe->sink);
}

/* replaces an element of the recipe by one for this run */
static gboolean
sweet_emitting_task_adopt (SweetElement **element,
                           GError **error)
{
  SweetElement *copy;

  if (*element == NULL)
    return TRUE;
  if (!sweet_element_is_copyable (*element))
    return sweet_emitting_task_claim (*element, error);

  copy = sweet_element_copy (*element);
  if (copy == NULL)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                   "%s: “copy” returned nothing", sweet_element_get_name (*element));
      return FALSE;
    }
  g_object_unref (*element);
  *element = copy;
  return TRUE;
}

/* what was claimed before a failure is given back: a copy has the mark of no other run, so that only
 * elements of this run may be marked */
static gboolean
sweet_emitting_task_adopt_all (SweetRecipe *recipe,
                               GError **error)
{
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();
  SweetElement **slots[3] = { (SweetElement **) &recipe->source, (SweetElement **) &recipe->strategy, (SweetElement **) &recipe->sink };
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < G_N_ELEMENTS (slots); i++)
    {
      ok = sweet_emitting_task_adopt (slots[i], error);
      if (ok && *slots[i] != NULL)
        g_ptr_array_add (claimed, *slots[i]);
    }
  for (guint i = 0; ok && i < recipe->elements->len; i++)
    {
      ok = sweet_emitting_task_adopt ((SweetElement **) &g_ptr_array_index (recipe->elements, i), error);
      if (ok)
        g_ptr_array_add (claimed, g_ptr_array_index (recipe->elements, i));
    }
  for (guint i = 0; !ok && i < claimed->len; i++)
    sweet_emitting_task_unclaim (g_ptr_array_index (claimed, i));
  return ok;
}

/* the same for the branches of the recipe */
static gboolean
sweet_emitting_task_adopt_branches (SweetRecipe *recipe,
                                    GError **error)
{
  for (guint i = 0; i < recipe->branches->len; i++)
    {
      SweetBranch *branch = g_ptr_array_index (recipe->branches, i);

      if (sweet_emitting_task_adopt_all (branch->recipe, error))
        continue;

      /* what is left is not this run's */
      g_ptr_array_set_size (recipe->branches, (int) i);
      sweet_emitting_task_unclaim_all (recipe);
      return FALSE;
    }
  return TRUE;
}

static gboolean
sweet_emitting_task_make_plan (SweetRecipe *recipe,
                               SweetPlan *plan,
                               GError **error)
{
  GError *reason = NULL;

  if (recipe->strategy == NULL || SWEET_STRATEGY_GET_CLASS (recipe->strategy)->plan == NULL)
    return TRUE;
  if (SWEET_STRATEGY_GET_CLASS (recipe->strategy)->plan (recipe->strategy, plan, &reason))
    return TRUE;

  return sweet_stage_check_failure (SWEET_ELEMENT (recipe->strategy), "plan", reason, error);
}

/* lets go of what is the application's, on the context */
static void
sweet_emitting_task_let_go (SweetEmittingTask *self)
{
  sweet_emitting_task_unclaim_all (self->run->recipe);
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
sweet_emitting_task_get_outcome (SweetRun *run,
                                 SweetOutcome *outcome)
{
  if (run->error == NULL)
    {
      *outcome = SWEET_OUTCOME_COMPLETE;
      return SWEET_TASK_STATUS_COMPLETED;
    }
  if (g_error_matches (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      *outcome = SWEET_OUTCOME_CANCELLED;
      return SWEET_TASK_STATUS_CANCELLED;
    }
  *outcome = SWEET_OUTCOME_ERROR;
  return SWEET_TASK_STATUS_FAILED;
}

static SweetFinalEvent *
sweet_emitting_task_make_final_event (SweetEmittingTask *self,
                                      SweetOutcome outcome,
                                      const GError *error)
{
  SweetRun *run = self->run;
  SweetHalfCounts counts;
  guint64 n_skipped = 0;

  sweet_emitting_task_count (self, FALSE, &counts);
  for (guint i = 0; i < run->n_stages; i++)
    if (run->stages[i].kind == SWEET_STAGE_DECODE)
      n_skipped += sweet_tally_get (&run->stages[i].decoder.n_skipped);
  return sweet_final_event_new (sweet_task_get_id (SWEET_TASK (self)), outcome, error, run->recipe->collector,
                                counts.n_records, n_skipped, run->n_errors, run->errors, run->started_at, run->ended_at);
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
  sweet_scheduler_count_ended (self->run->scheduler);

  /* the final event comes before the ends of waits, and then the task may be gone */
  watchers = sweet_base_task_take_watchers (base);
  sweet_base_task_ring (base);
  sweet_base_task_release (base);
  sweet_base_task_tell (base, watchers);
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

/* any thread: the run is over; takes the reference that it has */
static void
sweet_emitting_task_end_cb (SweetRun *run,
                            gpointer data)
{
  SweetEmittingTask *self = data;
  SweetOutcome outcome;
  SweetTaskStatus status = sweet_emitting_task_get_outcome (run, &outcome);

  if (sweet_timer_stop (&self->timer))
    g_object_unref (self);
  if (!g_atomic_int_exchange (&self->concluded, TRUE))
    {
      sweet_emitting_task_conclude (self, status, outcome, run->error != NULL ? g_error_copy (run->error) : NULL);
      return;
    }

  /* the task was abandoned: its threads come back at last */
  sweet_scheduler_find_thread (run->scheduler);
  {
    SweetLateJob *late = g_new0 (SweetLateJob, 1);

    late->job.run = sweet_emitting_task_late_run;
    late->task = self;
    sweet_delivery_post (SWEET_BASE_TASK (self)->delivery, &late->job);
  }
}

/* on the timer's thread, with the reference that the timer had */
static void
sweet_emitting_task_timeout_cb (SweetTimer *timer)
{
  g_autoptr (SweetEmittingTask) self = (SweetEmittingTask *) ((char *) timer - G_STRUCT_OFFSET (SweetEmittingTask, timer));
  g_autofree char *limit = sweet_duration_to_string (SWEET_BASE_TASK (self)->spec->timeout);

  sweet_run_abort (self->run, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the task took longer than its timeout of %s", limit));
}

/* elements that do not return are left alone */
static void
sweet_emitting_task_abandon (SweetEmittingTask *self)
{
  if (g_atomic_int_exchange (&self->concluded, TRUE))
    return;

  sweet_scheduler_lose_thread (self->run->scheduler);
  sweet_emitting_task_conclude (g_object_ref (self), SWEET_TASK_STATUS_ABANDONED, SWEET_OUTCOME_CANCELLED,
                                g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the task was abandoned: an element does not return"));
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

static double
sweet_emitting_task_get_progress (SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  return self->run != NULL ? sweet_run_get_progress (self->run) : -1;
}

static GListModel *
sweet_emitting_task_get_children (SweetBaseTask *base)
{
  GListStore *children = g_list_store_new (SWEET_TYPE_TASK);
  g_autoptr (SweetTask) sender = sweet_sender_task_new (SWEET_EMITTING_TASK (base));
  g_autoptr (SweetTask) receiver = sweet_receiver_task_new (SWEET_EMITTING_TASK (base));

  g_list_store_append (children, sender);
  g_list_store_append (children, receiver);
  return G_LIST_MODEL (children);
}

static gboolean
sweet_emitting_task_is_dispatching (SweetBaseTask *base)
{
  SweetEmittingTask *self = SWEET_EMITTING_TASK (base);

  /* a task that no builder made would be waited for for ever */
  g_return_val_if_fail (self->run != NULL, TRUE);

  return sweet_run_is_current (self->run);
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
  base_class->get_value = sweet_emitting_task_get_value;
  base_class->get_progress = sweet_emitting_task_get_progress;
  base_class->get_children = sweet_emitting_task_get_children;
  base_class->is_dispatching = sweet_emitting_task_is_dispatching;

  /* error domains register themselves when they are first asked for, which workers must not do at once */
  (void) G_IO_ERROR;
  (void) SWEET_STREAM_ERROR;
}

static void
sweet_emitting_task_init (SweetEmittingTask *self)
{
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

/* takes @recipe, which was checked */
SweetEmittingTask *
sweet_emitting_task_start (SweetRecipe *recipe,
                           GError **error)
{
  g_autoptr (SweetPlan) plan = sweet_plan_new ();
  SweetEmittingTask *self;
  SweetTaskSpec *spec;
  SweetBaseTask *base;

  if (!sweet_emitting_task_adopt_all (recipe, error) || !sweet_emitting_task_adopt_branches (recipe, error))
    {
      sweet_recipe_free (recipe);
      return NULL;
    }
  if (!sweet_emitting_task_make_plan (recipe, plan, error))
    {
      sweet_emitting_task_unclaim_all (recipe);
      sweet_recipe_free (recipe);
      return NULL;
    }
  if (recipe->collector != NULL && recipe->shape == SWEET_RECEIVER_NONE && recipe->sink == NULL)
    sweet_emitting_task_collect_all (recipe);
  if (recipe->error_strategy == NULL && recipe->strategy != NULL)
    recipe->error_strategy = sweet_strategy_make_error_strategy (recipe->strategy);
  if (recipe->collector == NULL)
    recipe->collector = SWEET_COLLECTOR (sweet_keyed_collector_new ());

  self = g_object_new (SWEET_TYPE_EMITTING_TASK, NULL);
  base = SWEET_BASE_TASK (self);
  spec = sweet_task_spec_new ();
  spec->name = g_strdup (recipe->name);
  spec->timeout = recipe->timeout;
  /* a stream ends with its elements, however long a sink takes to finish its file */
  spec->grace = -1;
  sweet_base_task_setup (base, spec, SWEET_TASK_HELD);
  self->run = sweet_run_new (recipe, sweet_task_get_id (SWEET_TASK (self)), base->delivery, sweet_base_task_need_wakeup (base), plan, sweet_emitting_task_end_cb, sweet_emitting_task_tell_cb,
                             g_object_ref (self));
  if (!sweet_run_check (self->run, error))
    {
      sweet_emitting_task_unclaim_all (recipe);
      sweet_run_drop_elements (self->run);
      g_object_unref (self);
      g_object_unref (self);
      return NULL;
    }
  sweet_scheduler_count_begun (self->run->scheduler);
  sweet_base_task_begin (base);
  if (recipe->timeout > 0)
    {
      g_object_ref (self);
      sweet_timer_start (&self->timer, recipe->clock, sweet_timer_from_now (recipe->clock, recipe->timeout), sweet_emitting_task_timeout_cb);
    }
  sweet_run_start (self->run);
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

/* a push that waits is given up */
static void
sweet_emitting_task_cancel_push (SweetAwait *await)
{
  g_autoptr (GObject) source = g_async_result_get_source_object (G_ASYNC_RESULT (await));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the push was cancelled");

  if (sweet_run_cancel_push (SWEET_EMITTING_TASK (source)->run, await))
    sweet_await_return (await, error);
}

/**
 * sweet_emitting_task_push_async:
 * @self: an emitting task without a source
 * @event: an event; its kind tells whether it is the last one
 * @cancellable: (nullable): gives the push up while it waits
 * @callback: (scope async): called when the stream has taken the event
 * @user_data: data for @callback
 *
 * Puts an event into the stream. While the stream has more than it can deal with, the callback waits:
 * an application that pushes the next event when the last was taken never runs ahead of it.
 *
 * Since: 1.0
 */
void
sweet_emitting_task_push_async (SweetEmittingTask *self,
                                SweetSenderEvent *event,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (SweetAwait) await = NULL;
  g_autoptr (GError) error = NULL;
  gboolean full = FALSE;

  g_return_if_fail (SWEET_IS_EMITTING_TASK (self));
  g_return_if_fail (SWEET_IS_SENDER_EVENT (event));
  g_return_if_fail (self->run != NULL);

  await = sweet_await_new (self, sweet_emitting_task_push_async, cancellable, callback, user_data);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    sweet_run_push (self->run, event, await, &full, &error);
  if (full)
    sweet_await_watch (await, sweet_emitting_task_cancel_push);
  else
    sweet_await_return (g_steal_pointer (&await), error);
}

/**
 * sweet_emitting_task_push_finish:
 * @self: an emitting task
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends sweet_emitting_task_push_async(). The error is %G_IO_ERROR_CLOSED when the stream takes nothing
 * any more.
 *
 * Returns: %TRUE if the stream has taken the event, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_emitting_task_push_finish (SweetEmittingTask *self,
                                 GAsyncResult *result,
                                 GError **error)
{
  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), FALSE);
  g_return_val_if_fail (sweet_await_is_valid (result, self, sweet_emitting_task_push_async), FALSE);

  return sweet_await_finish (SWEET_AWAIT (result), error);
}

typedef struct
{
  SweetSenderEvent *event;
  gboolean taken;
  GError *error;
} SweetPushWait;

static gboolean
sweet_emitting_task_try_push (SweetBaseTask *base,
                              gboolean delivers,
                              gpointer data)
{
  SweetPushWait *wait = data;
  gboolean full;

  wait->taken = sweet_run_push (SWEET_EMITTING_TASK (base)->run, wait->event, NULL, &full, &wait->error);
  return !full;
}

/**
 * sweet_emitting_task_push_sync:
 * @self: an emitting task without a source
 * @event: an event; its kind tells whether it is the last one
 * @cancellable: (nullable): gives the push up while it waits
 * @error: return location for an error
 *
 * Puts an event into the stream and waits until the stream has taken it. What sweet_task_await_sync()
 * says about callbacks holds here too.
 *
 * Returns: %TRUE if the stream has taken the event, %FALSE with @error set if not
 *
 * Since: 1.0
 */
gboolean
sweet_emitting_task_push_sync (SweetEmittingTask *self,
                               SweetSenderEvent *event,
                               GCancellable *cancellable,
                               GError **error)
{
  SweetPushWait wait = { event, FALSE, NULL };

  g_return_val_if_fail (SWEET_IS_EMITTING_TASK (self), FALSE);
  g_return_val_if_fail (SWEET_IS_SENDER_EVENT (event), FALSE);
  g_return_val_if_fail (self->run != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (sweet_emitting_task_try_push (SWEET_BASE_TASK (self), FALSE, &wait))
    {
      if (wait.error != NULL)
        g_propagate_error (error, wait.error);
      return wait.taken;
    }
  if (!sweet_base_task_wait (SWEET_BASE_TASK (self), sweet_emitting_task_try_push, &wait, cancellable, error))
    return FALSE;
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.taken;
}
