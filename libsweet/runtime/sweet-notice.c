/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "runtime/sweet-notice-private.h"

typedef struct
{
  SweetDeliveryJob job;
  GObject *object;
  const char *property;
} SweetNotice;

static void
sweet_notice_run (SweetDeliveryJob *job,
                  gboolean dropped)
{
  SweetNotice *notice = (SweetNotice *) job;

  if (!dropped)
    g_object_notify (notice->object, notice->property);
  g_object_unref (notice->object);
  g_free (notice);
}

/* whether anybody listens to one property, or to all of them; @property is for ever */
gboolean
sweet_notice_is_wanted (GObject *object,
                        const char *property)
{
  guint signal = g_signal_lookup ("notify", G_TYPE_OBJECT);

  return g_signal_has_handler_pending (object, signal, g_quark_from_static_string (property), FALSE) ||
         g_signal_has_handler_pending (object, signal, 0, FALSE);
}

/* any thread: notifies on the context, if anybody listens; returns whether anybody does */
gboolean
sweet_notice_post (SweetDelivery *delivery,
                   GObject *object,
                   const char *property)
{
  SweetNotice *notice;

  if (!sweet_notice_is_wanted (object, property))
    return FALSE;

  notice = g_new0 (SweetNotice, 1);
  notice->job.owner = object;
  notice->job.run = sweet_notice_run;
  notice->object = g_object_ref (object);
  notice->property = property;
  sweet_delivery_post (delivery, &notice->job);
  return TRUE;
}
