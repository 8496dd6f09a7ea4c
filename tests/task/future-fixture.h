/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include "spawn-fixture.h"

/* What tests of futures have in common: futures of numbers, functions that reckon with them, and waits that
 * iterate the context of the test. */

static inline SweetFuture *
future_of (gint64 number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  return sweet_future_new_value (&value);
}

static inline SweetFuture *
future_failed (const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, message);

  return sweet_future_new_error (error);
}

static inline gboolean
future_resolve (SweetFuture *future,
                gint64 number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  return sweet_future_resolve (future, &value);
}

static inline gboolean
future_reject (SweetFuture *future,
               const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, message);

  return sweet_future_reject (future, error);
}

/* consumes the future, which is settled, or will be by something on the context of the test */
static inline gint64
future_take_int64 (SweetTest *test,
                   SweetFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  sweet_test_wait_for (test, sweet_future_is_settled (future));
  sweet_task_result_get_int64 (sweet_future_get_result (future), &number, &error);
  g_assert_no_error (error);
  g_object_unref (future);
  return number;
}

static inline void
future_take_none (SweetTest *test,
                  SweetFuture *future)
{
  sweet_test_wait_for (test, sweet_future_is_settled (future));
  g_assert_true (sweet_task_result_is_ok (sweet_future_get_result (future)));
  g_assert_false (sweet_task_result_has_value (sweet_future_get_result (future)));
  g_object_unref (future);
}

/* consumes the future; it must fail, and not otherwise than so */
static inline void
future_take_error (SweetTest *test,
                   SweetFuture *future,
                   GQuark domain,
                   int code,
                   const char *part)
{
  g_autoptr (GError) error = NULL;

  sweet_test_wait_for (test, sweet_future_is_settled (future));
  g_assert_false (sweet_task_result_check (sweet_future_get_result (future), &error));
  g_assert_error (error, domain, code);
  spawn_assert_says (error, part);
  g_object_unref (future);
}

/* what a function sees goes into its Seen; with NULL nothing does */
static inline void
future_note (Seen *seen)
{
  if (seen == NULL)
    return;

  seen->thread = g_thread_self ();
  seen->context = g_main_context_get_thread_default ();
  g_atomic_int_inc (&seen->n_calls);
}

static inline SweetTaskResult *
increment_cb (SweetTaskResult *result,
              gpointer user_data,
              GError **error)
{
  gint64 number = 0;

  future_note (user_data);
  return sweet_task_result_get_int64 (result, &number, error) ? sweet_task_result_new_int64 (number + 1) : NULL;
}

/* fails with what it is called with, or with the code EXISTS */
static inline SweetTaskResult *
fail_cb (SweetTaskResult *result,
         gpointer user_data,
         GError **error)
{
  g_autoptr (GError) reason = sweet_task_result_dup_error (result);

  future_note (user_data);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "after: %s", reason != NULL ? reason->message : "a value");
  return NULL;
}

static inline SweetTaskResult *
nothing_cb (SweetTaskResult *result,
            gpointer user_data,
            GError **error)
{
  future_note (user_data);
  return NULL;
}

/* puts 7 in the place of anything */
static inline SweetTaskResult *
seven_cb (SweetTaskResult *result,
          gpointer user_data,
          GError **error)
{
  future_note (user_data);
  return sweet_task_result_new_int64 (7);
}

static inline void
settled_cb (SweetTaskResult *result,
            gpointer user_data)
{
  future_note (user_data);
}

/* goes on with its user data, a future */
static inline SweetFuture *
future_cb (SweetTaskResult *result,
           gpointer user_data,
           GError **error)
{
  return g_object_ref (user_data);
}

/* settles it with 40 in another thread, which is gone then */
static inline gpointer
resolve_thread (gpointer data)
{
  future_resolve (data, 40);
  return NULL;
}

static inline void
future_resolve_elsewhere (SweetFuture *future)
{
  g_thread_join (g_thread_new ("settler", resolve_thread, future));
}
