/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* the arithmetic of delays between attempts; any values are safe, sound or not */
typedef struct
{
  SweetRetryStrategy strategy;
  gint64 first_delay;
  double factor;
  double jitter;
  /* 0 for no limit */
  gint64 max_delay;
} SweetBackoff;

gint64 sweet_backoff_get_delay (const SweetBackoff *self,
                                guint retry,
                                guint64 seed);
gboolean sweet_backoff_check (const SweetBackoff *self,
                              GError **error);

G_END_DECLS
