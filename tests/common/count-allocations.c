/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* Preloaded into a program, writes how often it called the allocator to the file that
 * SWEET_ALLOCATIONS names. */

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#define EXPORT __attribute__ ((visibility ("default")))

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n,
                     size_t size);
void *__libc_realloc (void *block,
                      size_t size);
void *__libc_memalign (size_t alignment,
                       size_t size);

static atomic_ulong calls;

EXPORT void *
malloc (size_t size)
{
  atomic_fetch_add_explicit (&calls, 1, memory_order_relaxed);
  return __libc_malloc (size);
}

EXPORT void *
calloc (size_t n,
        size_t size)
{
  atomic_fetch_add_explicit (&calls, 1, memory_order_relaxed);
  return __libc_calloc (n, size);
}

EXPORT void *
realloc (void *block,
         size_t size)
{
  atomic_fetch_add_explicit (&calls, 1, memory_order_relaxed);
  return __libc_realloc (block, size);
}

EXPORT void *
aligned_alloc (size_t alignment,
               size_t size)
{
  atomic_fetch_add_explicit (&calls, 1, memory_order_relaxed);
  return __libc_memalign (alignment, size);
}

EXPORT int
posix_memalign (void **block,
                size_t alignment,
                size_t size)
{
  *block = aligned_alloc (alignment, size);
  return *block == NULL ? ENOMEM : 0;
}

static __attribute__ ((destructor)) void
report (void)
{
  const char *path = getenv ("SWEET_ALLOCATIONS");
  unsigned long n = atomic_load_explicit (&calls, memory_order_relaxed);
  FILE *file = path != NULL ? fopen (path, "w") : NULL;

  if (file == NULL)
    return;

  fprintf (file, "%lu\n", n);
  fclose (file);
}
