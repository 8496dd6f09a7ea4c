/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-timer-private.h"

static gpointer
sweet_timer_thread (gpointer data)
{
  GMainContext *context = data;

  g_main_context_push_thread_default (context);
  for (;;)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

/* the thread begins with the first timer and lives as long as the process */
static GMainContext *
sweet_timer_get_context (void)
{
  static gsize initialized;
  static GMainContext *context;

  if (g_once_init_enter (&initialized))
    {
      context = g_main_context_new ();
      g_thread_unref (g_thread_new ("sweet-timer", sweet_timer_thread, context));
      g_once_init_leave (&initialized, 1);
    }
  return context;
}

static gboolean
sweet_timer_dispatch (GSource *source,
                      GSourceFunc callback,
                      gpointer user_data)
{
  callback (user_data);
  return G_SOURCE_REMOVE;
}

static GSourceFuncs sweet_timer_funcs = {
  NULL,
  NULL,
  sweet_timer_dispatch,
  NULL,
  NULL,
  NULL,
};

GSource *
sweet_timer_start (gint64 delay,
                   GSourceFunc func,
                   gpointer data,
                   GDestroyNotify destroy)
{
  GSource *timer = g_source_new (&sweet_timer_funcs, sizeof (GSource));
  gint64 now = g_get_monotonic_time ();

  g_source_set_callback (timer, func, data, destroy);
  g_source_set_ready_time (timer, delay > G_MAXINT64 - now ? G_MAXINT64 : now + delay);
  g_source_attach (timer, sweet_timer_get_context ());
  return timer;
}

/* the function may still be under way in the timer's thread */
void
sweet_timer_stop (GSource *timer)
{
  g_source_destroy (timer);
  g_source_unref (timer);
}
