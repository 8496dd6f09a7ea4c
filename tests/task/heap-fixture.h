/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

#include <errno.h>
#include <string.h>

/* Stands in for jemalloc: nothing is allocated, it is only counted for each thread. */

typedef struct
{
  guint64 allocated;
  guint64 freed;
  guint64 peak_base;
  guint64 peak;
} Heap;

static __thread Heap heap;
static gboolean heap_absent;
static gboolean heap_without_peak; /* as older versions are */

int mallctl (const char *name,
             void *old,
             size_t *old_size,
             void *new,
             size_t new_size);

int
mallctl (const char *name,
         void *old,
         size_t *old_size,
         void *new,
         size_t new_size)
{
  if (heap_absent || (heap_without_peak && g_str_has_prefix (name, "thread.peak")))
    return ENOENT;

  if (strcmp (name, "thread.allocatedp") == 0)
    *(guint64 **) old = &heap.allocated;
  else if (strcmp (name, "thread.deallocatedp") == 0)
    *(guint64 **) old = &heap.freed;
  else if (strcmp (name, "thread.peak.read") == 0)
    *(guint64 *) old = heap.peak;
  else if (strcmp (name, "thread.peak.reset") == 0)
    {
      heap.peak_base = heap.allocated - heap.freed;
      heap.peak = 0;
    }
  else
    return ENOENT;

  return 0;
}

static void
heap_take (guint64 size)
{
  gint64 risen;

  heap.allocated += size;
  risen = (gint64) (heap.allocated - heap.freed - heap.peak_base);
  heap.peak = (guint64) MAX ((gint64) heap.peak, risen);
}

static void
heap_give (guint64 size)
{
  heap.freed += size;
}
