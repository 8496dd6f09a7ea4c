/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-future-private.h"
#include "task/sweet-task-result-private.h"

/* several futures as one. each of them is watched on its own; the one that settles the whole takes the others off
 * their lists, so that a future which many were raced against forgets them. */

typedef enum
{
  SWEET_JOIN_ALL,
  SWEET_JOIN_ALL_SETTLED,
  SWEET_JOIN_ANY,
  SWEET_JOIN_RACE,
} SweetJoinKind;

typedef struct _SweetJoin SweetJoin;

typedef struct
{
  SweetFutureWatcher watcher;
  SweetJoin *join;
  SweetTaskResult *result;
} SweetJoinPart;

struct _SweetJoin
{
  SweetJoinKind kind;
  SweetFuture *future;
  gint refs;   /* one for each part that is watched, and one while they begin to be */
  gint n_left; /* parts that are not settled */
  gsize n_parts;
  SweetJoinPart parts[];
};

static void
sweet_join_clear (SweetJoin *self)
{
  for (gsize i = 0; i < self->n_parts; i++)
    g_clear_object (&self->parts[i].result);
  g_object_unref (self->future);
  g_free (self);
}

/* on any thread; what it holds may belong to a script */
static void
sweet_join_unref (SweetJoin *self)
{
  gboolean plain = TRUE;

  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (gsize i = 0; plain && i < self->n_parts; i++)
    plain = self->parts[i].result == NULL || sweet_task_result_is_plain (self->parts[i].result);
  plain = plain && sweet_task_result_is_plain (self->future->result);
  if (plain || g_thread_self () == self->future->home)
    sweet_join_clear (self);
  else
    sweet_delivery_call (self->future->delivery, (GDestroyNotify) sweet_join_clear, self);
}

static void
sweet_join_part_left (SweetFutureWatcher *watcher)
{
  sweet_join_unref (((SweetJoinPart *) watcher)->join);
}

/* all parts are settled, and none settled the whole: in the order in which they were given */
static void
sweet_join_finish (SweetJoin *self)
{
  g_autoptr (GListStore) list = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  if (self->kind == SWEET_JOIN_ANY)
    {
      g_autoptr (GError) error = sweet_task_result_dup_error (self->parts[self->n_parts - 1].result);

      sweet_future_fail (self->future, g_error_new (SWEET_TASK_ERROR, SWEET_TASK_ERROR_CHILD, "none of %" G_GSIZE_FORMAT " futures has a value; the last one failed: %s", self->n_parts, error->message));
      return;
    }

  list = g_list_store_new (SWEET_TYPE_TASK_RESULT);
  for (gsize i = 0; i < self->n_parts; i++)
    g_list_store_append (list, self->parts[i].result);
  g_value_init (&value, G_TYPE_LIST_STORE);
  g_value_set_object (&value, list);
  sweet_future_settle (self->future, sweet_task_result_new_value (&value));
}

/* whether the whole is settled like this part */
static gboolean
sweet_join_is_decided (SweetJoin *self,
                       SweetFuture *source)
{
  switch (self->kind)
    {
    case SWEET_JOIN_ALL:
      return sweet_future_has_failed (source);
    case SWEET_JOIN_ANY:
      return !sweet_future_has_failed (source);
    case SWEET_JOIN_RACE:
      return TRUE;
    case SWEET_JOIN_ALL_SETTLED:
    default:
      return FALSE;
    }
}

static void
sweet_join_part_settled (SweetFutureWatcher *watcher)
{
  SweetJoinPart *part = (SweetJoinPart *) watcher;
  SweetJoin *self = part->join;
  SweetFuture *source = watcher->source;

  part->result = g_object_ref (source->result);
  if (sweet_join_is_decided (self, source))
    {
      sweet_future_settle_like (self->future, source);
      sweet_future_leave (self->future, sweet_join_part_left);
    }
  else if (g_atomic_int_dec_and_test (&self->n_left))
    sweet_join_finish (self);
  sweet_future_unref_anywhere (source);
  sweet_join_unref (self);
}

/* one of them may have settled it when the others were not there to be left yet, or halfway */
static void
sweet_join_leave_all (SweetJoin *self,
                      SweetFuture **futures)
{
  sweet_future_leave (self->future, sweet_join_part_left);
  for (gsize i = 0; i < self->n_parts; i++)
    if (sweet_future_unwatch (futures[i], &self->parts[i].watcher))
      sweet_join_unref (self);
}

static SweetFuture *
sweet_future_join (SweetFuture **futures,
                   gsize n_futures,
                   SweetJoinKind kind)
{
  SweetFuture *future;
  SweetJoin *join;

  g_return_val_if_fail (futures != NULL || n_futures == 0, NULL);
  g_return_val_if_fail (n_futures < G_MAXINT, NULL);
  for (gsize i = 0; i < n_futures; i++)
    g_return_val_if_fail (SWEET_IS_FUTURE (futures[i]), NULL);

  future = sweet_future_new_kind (kind >= SWEET_JOIN_ANY ? SWEET_FUTURE_EARLY : SWEET_FUTURE_STEP);
  if (n_futures == 0 && kind >= SWEET_JOIN_ANY)
    {
      sweet_future_fail (future, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "of no futures none can be the first"));
      return future;
    }

  join = g_malloc0 (sizeof (SweetJoin) + n_futures * sizeof (SweetJoinPart));
  join->kind = kind;
  join->future = g_object_ref (future);
  join->refs = (gint) n_futures + 1;
  join->n_left = (gint) n_futures;
  join->n_parts = n_futures;
  if (n_futures == 0)
    sweet_join_finish (join);
  for (gsize i = 0; i < n_futures; i++)
    {
      SweetJoinPart *part = &join->parts[i];

      part->join = join;
      part->watcher.settled = sweet_join_part_settled;
      part->watcher.future = future;
      sweet_future_watch (futures[i], &part->watcher);
    }
  if (sweet_future_is_final (future))
    sweet_join_leave_all (join, futures);
  sweet_join_unref (join);
  return future;
}

/**
 * sweet_future_all:
 * @futures: (array length=n_futures) (element-type SweetFuture) (nullable): futures
 * @n_futures: how many there are
 *
 * Waits for the values of several futures. The first error settles the whole.
 *
 * Returns: (transfer full): a future whose value is a [class@Gio.ListStore] of #SweetTaskResult in the order of
 *   @futures
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_all (SweetFuture **futures,
                  gsize n_futures)
{
  return sweet_future_join (futures, n_futures, SWEET_JOIN_ALL);
}

/**
 * sweet_future_all_settled:
 * @futures: (array length=n_futures) (element-type SweetFuture) (nullable): futures
 * @n_futures: how many there are
 *
 * Waits for several futures, whatever they are settled with.
 *
 * Returns: (transfer full): a future whose value is a [class@Gio.ListStore] of #SweetTaskResult, values and
 *   errors, in the order of @futures
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_all_settled (SweetFuture **futures,
                          gsize n_futures)
{
  return sweet_future_join (futures, n_futures, SWEET_JOIN_ALL_SETTLED);
}

/**
 * sweet_future_any:
 * @futures: (array length=n_futures) (element-type SweetFuture) (nullable): futures
 * @n_futures: how many there are
 *
 * Waits for the first value of several futures. It fails with %SWEET_TASK_ERROR_CHILD when all have failed, and
 * with %G_IO_ERROR_INVALID_ARGUMENT if there are none.
 *
 * Returns: (transfer full): a future that is settled like the first of @futures that has a value
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_any (SweetFuture **futures,
                  gsize n_futures)
{
  return sweet_future_join (futures, n_futures, SWEET_JOIN_ANY);
}

/**
 * sweet_future_race:
 * @futures: (array length=n_futures) (element-type SweetFuture) (nullable): futures
 * @n_futures: how many there are
 *
 * Waits for the first of several futures that is settled, by a value or an error. It fails with
 * %G_IO_ERROR_INVALID_ARGUMENT if there are none.
 *
 * Returns: (transfer full): a future that is settled like the first of @futures
 *
 * Since: 1.0
 */
SweetFuture *
sweet_future_race (SweetFuture **futures,
                   gsize n_futures)
{
  return sweet_future_join (futures, n_futures, SWEET_JOIN_RACE);
}
