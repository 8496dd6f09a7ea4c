/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-file-io.h"

#include <errno.h>
#include <string.h>

char *
sweet_file_describe (const char *path,
                     const char *standard)
{
  g_autofree char *name = NULL;

  if (strcmp (path, SWEET_FILE_STANDARD) == 0)
    return g_strdup (standard);

  name = g_filename_display_name (path);

  return g_strdup_printf ("“%s”", name);
}

gboolean
sweet_file_set_error (GError **error,
                      int errsv,
                      const char *action,
                      const char *name)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "could not %s %s: %s", action, name, g_strerror (errsv));

  return FALSE;
}

char *
sweet_file_dup_fd_path (int fd)
{
  return g_strdup_printf ("/proc/self/fd/%d", fd);
}

gboolean
sweet_file_wait (int fd,
                 GIOCondition condition,
                 int milliseconds,
                 GCancellable *cancellable,
                 GError **error)
{
  GPollFD fds[] = {
    { .fd = fd, .events = (gushort) condition },
    { .fd = -1 },
  };
  gboolean watched = g_cancellable_make_pollfd (cancellable, &fds[1]);
  int ready;

  do
    ready = g_poll (fds, watched ? 2 : 1, milliseconds);
  while (ready < 0 && errno == EINTR);

  if (watched)
    g_cancellable_release_fd (cancellable);

  /* what is wrong with the descriptor, reading or writing tells best */
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
