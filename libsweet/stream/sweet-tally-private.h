/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* figures that one thread at a time adds to, for any thread to look at: as fast as plain numbers, and a
 * reader sees some recent value */

static inline void
sweet_tally_add (guint64 *tally,
                 guint64 n)
{
  __atomic_store_n (tally, *tally + n, __ATOMIC_RELAXED);
}

static inline guint64
sweet_tally_get (const guint64 *tally)
{
  return __atomic_load_n (tally, __ATOMIC_RELAXED);
}

G_END_DECLS
