/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/* ns, monotonic, for 22 ns */
static inline guint64
sweet_fine_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (guint64) now.tv_sec * 1000000000 + (guint64) now.tv_nsec;
}

G_END_DECLS
