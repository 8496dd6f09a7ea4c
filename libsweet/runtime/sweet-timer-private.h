/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* a one-shot timer on the library's own thread; @func must be quick */
GSource *sweet_timer_start (gint64 delay,
                            GSourceFunc func,
                            gpointer data,
                            GDestroyNotify destroy);
void sweet_timer_stop (GSource *timer);

G_END_DECLS
