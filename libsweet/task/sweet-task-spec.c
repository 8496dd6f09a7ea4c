/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-base-task-private.h"
#include "task/sweet-task-spec-private.h"

SweetTaskSpec *
sweet_task_spec_new (void)
{
  SweetTaskSpec *self = g_new0 (SweetTaskSpec, 1);

  self->refs = 1;
  self->priority = SWEET_PRIORITY_DEFAULT;
  self->grace = SWEET_TASK_SPEC_DEFAULT_GRACE;
  return self;
}

static void
sweet_work_spec_assign (SweetWorkSpec *self,
                        const SweetWorkSpec *other)
{
  *self = *other;
  if (self->callback != NULL)
    sweet_callback_ref (self->callback);
  if (self->object != NULL)
    g_object_ref (self->object);
  if (self->source_object != NULL)
    g_object_ref (self->source_object);
}

void
sweet_work_spec_clear (SweetWorkSpec *self)
{
  g_clear_pointer (&self->callback, sweet_callback_unref);
  g_clear_object (&self->object);
  g_clear_object (&self->source_object);
  self->kind = SWEET_WORK_NOTHING;
}

static gpointer
sweet_task_spec_share (gpointer object)
{
  return object != NULL ? g_object_ref (object) : NULL;
}

SweetTaskSpec *
sweet_task_spec_copy (SweetTaskSpec *self)
{
  SweetTaskSpec *copy = g_new (SweetTaskSpec, 1);

  *copy = *self;
  copy->refs = 1;
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  copy->tags = g_strdupv (self->tags);
  sweet_work_spec_assign (&copy->work, &self->work);
  sweet_work_spec_assign (&copy->fallback, &self->fallback);
  copy->retry_policy = sweet_task_spec_share (self->retry_policy);
  copy->circuit_breaker = sweet_task_spec_share (self->circuit_breaker);
  copy->limit = self->limit != NULL ? sweet_task_limit_ref (self->limit) : NULL;
  copy->parent = sweet_task_spec_share (self->parent);
  copy->failure_predicate = self->failure_predicate != NULL ? sweet_callback_ref (self->failure_predicate) : NULL;
  copy->context = sweet_task_spec_share (self->context);
  copy->tracer = sweet_task_spec_share (self->tracer);
  copy->runtime = sweet_task_spec_share (self->runtime);
  copy->cancellable = sweet_task_spec_share (self->cancellable);
  return copy;
}

SweetTaskSpec *
sweet_task_spec_ref (SweetTaskSpec *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

/* a limit of its own, which copies share */
void
sweet_task_spec_set_max_concurrent (SweetTaskSpec *self,
                                    guint max_concurrent)
{
  g_clear_pointer (&self->limit, sweet_task_limit_unref);
  if (max_concurrent > 0)
    self->limit = sweet_task_limit_new (max_concurrent);
}

/* by the spec of the parent, so that any task above is found in a number of steps that grows with the logarithm of
 * the depth: each points to its parent and to one far above, as in E. W. Myers, “An applicative random-access
 * stack”, 1983 */
void
sweet_task_spec_set_parent (SweetTaskSpec *self,
                            SweetTask *parent)
{
  SweetTaskSpec *above = parent != NULL ? sweet_task_get_base (parent)->spec : NULL;
  SweetTaskSpec *far = above != NULL && above->ancestor != NULL ? sweet_task_get_base (above->ancestor)->spec : NULL;

  g_set_object (&self->parent, parent);
  self->depth = above != NULL ? above->depth + 1 : 0;
  self->ancestor = parent;
  if (far != NULL && far->ancestor != NULL && above->depth - far->depth == far->depth - sweet_task_get_base (far->ancestor)->spec->depth)
    self->ancestor = far->ancestor;
}

/* whether the end of @above waits for that of a task so made */
gboolean
sweet_task_spec_is_below (SweetTaskSpec *self,
                          SweetTask *above)
{
  guint depth = sweet_task_get_base (above)->spec->depth;
  SweetTask *task = NULL;

  while (self->depth > depth)
    {
      task = self->ancestor;
      if (sweet_task_get_base (task)->spec->depth < depth)
        task = self->parent;
      self = sweet_task_get_base (task)->spec;
    }
  return task == above;
}

/* the parents of parents, one by one: the last task of a long line would have them all end within each other. in
 * a context of theirs. */
static void
sweet_task_spec_let_parent_go (SweetTask *parent)
{
  SWEET_THREAD_LOCAL GPtrArray *waiting;
  g_autoptr (GPtrArray) parents = NULL;

  if (waiting != NULL)
    {
      g_ptr_array_add (waiting, parent);
      return;
    }

  parents = waiting = g_ptr_array_new ();
  g_ptr_array_add (parents, parent);
  while (parents->len > 0)
    sweet_base_task_unref_anywhere (sweet_task_get_base (g_ptr_array_steal_index (parents, parents->len - 1)));
  waiting = NULL;
}

void
sweet_task_spec_unref (SweetTaskSpec *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->name);
  g_free (self->description);
  g_strfreev (self->tags);
  sweet_work_spec_clear (&self->work);
  sweet_work_spec_clear (&self->fallback);
  g_clear_object (&self->retry_policy);
  g_clear_object (&self->circuit_breaker);
  g_clear_pointer (&self->limit, sweet_task_limit_unref);
  g_clear_pointer (&self->parent, sweet_task_spec_let_parent_go);
  g_clear_pointer (&self->failure_predicate, sweet_callback_unref);
  g_clear_object (&self->context);
  g_clear_object (&self->tracer);
  g_clear_object (&self->runtime);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static gboolean
sweet_task_spec_check_time (SweetTaskSpec *self,
                            const char *option,
                            gint64 time,
                            GError **error)
{
  g_autofree char *text = NULL;

  if (time >= 0)
    return TRUE;

  text = sweet_duration_to_string (time);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the task “%s”: %s is %s, but must not be negative",
               self->name != NULL ? self->name : "unnamed", option, text);
  return FALSE;
}

/* what every kind of task has */
gboolean
sweet_task_spec_check_options (SweetTaskSpec *self,
                               GError **error)
{
  if (!sweet_task_spec_check_time (self, "timeout", self->timeout, error) || !sweet_task_spec_check_time (self, "deadline", self->deadline, error))
    return FALSE;

  /* -1 is for ever */
  return self->grace == -1 || sweet_task_spec_check_time (self, "grace", self->grace, error);
}

gboolean
sweet_task_spec_check (SweetTaskSpec *self,
                       GError **error)
{
  const char *label = self->name != NULL ? self->name : "unnamed";

  if (self->work.kind == SWEET_WORK_NOTHING)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the task “%s” has no work", label);
      return FALSE;
    }
  if (!sweet_task_spec_check_options (self, error))
    return FALSE;
  if (self->result_type != G_TYPE_INVALID && !G_TYPE_IS_VALUE (self->result_type))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the task “%s”: the result type %s has no values", label, g_type_name (self->result_type));
      return FALSE;
    }
  if (self->interval < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "the task “%s”: interval must be above 0", label);
      return FALSE;
    }
  if (self->retry_policy != NULL && !sweet_retry_policy_check (self->retry_policy, error))
    {
      g_prefix_error (error, "the task “%s”: ", label);
      return FALSE;
    }
  return TRUE;
}

static gboolean
sweet_callback_is_plain (SweetCallback *callback)
{
  return callback->destroy == NULL && callback->owner == NULL;
}

/* before the first task; what follows from the settings */
void
sweet_task_spec_seal (SweetTaskSpec *self)
{
  SweetClock *clock = self->runtime != NULL ? sweet_runtime_get_clock (self->runtime) : NULL;

  if (self->limit != NULL && self->work.kind != SWEET_WORK_ON_WORKERS)
    sweet_task_limit_set_on_context (self->limit);
  self->clock = clock != NULL && sweet_clock_is_virtual (clock) ? clock : NULL;
  self->plain = self->work.kind == SWEET_WORK_ON_WORKERS && self->fallback.kind == SWEET_WORK_NOTHING &&
                self->timeout == 0 && self->deadline == 0 && self->start_at == 0 && self->interval == 0 &&
                self->retry_policy == NULL && self->circuit_breaker == NULL && self->limit == NULL && self->parent == NULL &&
                self->context == NULL && !self->with_metrics && self->tracer == NULL && self->cancellable == NULL;
  self->once = self->work.kind == SWEET_WORK_ON_WORKERS && self->fallback.kind == SWEET_WORK_NOTHING && self->retry_policy == NULL && self->interval == 0;
  self->free_anywhere = self->plain && self->failure_predicate == NULL && sweet_callback_is_plain (self->work.callback);
}
