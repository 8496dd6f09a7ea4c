/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-file-ahead.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

/* how far in front the scout goes: several milliseconds of a fast disk, which tells late what it has read */
#define SWEET_FILE_AHEAD_DISTANCE (32u << 20)
/* how often the readers tell where they are */
#define SWEET_FILE_AHEAD_STRIDE (4u << 20)
/* one byte in so many has the system read all of them */
#define SWEET_FILE_AHEAD_STEP (128u << 10)

/* with the lock: FALSE once there is nothing to read any more, or nobody to do so */
static gboolean
sweet_file_ahead_wait (SweetFileAhead *self,
                       guint64 position)
{
  while (!self->stops && position > self->reader + SWEET_FILE_AHEAD_DISTANCE)
    g_cond_wait (&self->moved, &self->lock);

  return !self->stops && position < self->end;
}

/* an advice (POSIX_FADV_WILLNEED) would do without a thread, but has the file in single pages, and was slower than
 * nothing at all */
static gpointer
sweet_file_ahead_scout (gpointer data)
{
  SweetFileAhead *self = data;
  guint64 position;
  guint8 byte;

  g_mutex_lock (&self->lock);
  for (position = self->reader; sweet_file_ahead_wait (self, position); position = MAX (position + SWEET_FILE_AHEAD_STEP, self->reader))
    {
      gssize n;

      g_mutex_unlock (&self->lock);
      n = pread (self->fd, &byte, 1, (off_t) position);
      g_mutex_lock (&self->lock);
      /* whatever is wrong, the readers come to it */
      if (n <= 0)
        break;
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

static void
sweet_file_ahead_tell (SweetFileAhead *self,
                       guint64 position)
{
  g_mutex_lock (&self->lock);
  if (position >= self->reader + SWEET_FILE_AHEAD_STRIDE)
    {
      self->reader = position;
      g_cond_signal (&self->moved);
    }
  g_mutex_unlock (&self->lock);
}

static void
sweet_file_ahead_send_scout (SweetFileAhead *self,
                             guint64 position)
{
  g_mutex_lock (&self->lock);
  if (self->scout == NULL)
    {
      self->reader = position;
      __atomic_store_n (&self->scout, g_thread_try_new ("sweet-file", sweet_file_ahead_scout, self, NULL), __ATOMIC_RELAXED);
    }
  g_mutex_unlock (&self->lock);
}

gssize
sweet_file_ahead_read (SweetFileAhead *self,
                       guint8 *buffer,
                       gsize size,
                       guint64 position)
{
  struct iovec vector = { buffer, size };
  gssize n;

  if (__atomic_load_n (&self->always_waits, __ATOMIC_RELAXED))
    return pread (self->fd, buffer, size, (off_t) position);

  if (__atomic_load_n (&self->scout, __ATOMIC_RELAXED) != NULL)
    sweet_file_ahead_tell (self, position);
  n = preadv2 (self->fd, &vector, 1, (off_t) position, RWF_NOWAIT);
  if (n >= 0 || (errno != EAGAIN && errno != EOPNOTSUPP && errno != ENOSYS))
    return n;

  if (errno != EAGAIN)
    __atomic_store_n (&self->always_waits, TRUE, __ATOMIC_RELAXED);
  /* what is little is here before the scout is */
  else if (position + SWEET_FILE_AHEAD_STRIDE < self->end)
    sweet_file_ahead_send_scout (self, position);

  return pread (self->fd, buffer, size, (off_t) position);
}

void
sweet_file_ahead_init (SweetFileAhead *self,
                       int fd,
                       guint64 end)
{
  *self = (SweetFileAhead){ .fd = fd, .end = end };
  g_mutex_init (&self->lock);
  g_cond_init (&self->moved);
}

void
sweet_file_ahead_clear (SweetFileAhead *self)
{
  g_mutex_lock (&self->lock);
  self->stops = TRUE;
  g_cond_signal (&self->moved);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->scout, g_thread_join);
  g_cond_clear (&self->moved);
  g_mutex_clear (&self->lock);
}
