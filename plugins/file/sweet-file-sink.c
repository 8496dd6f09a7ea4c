/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-file-sink.h"

#include "sweet-file-io.h"
#include "sweet-file-target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* how often an open FIFO is looked for a reader, which nothing announces */
#define SWEET_FILE_FIFO_INTERVAL_MS 20

struct _SweetFileSink
{
  SweetSink parent_instance;

  char *path;
  gboolean sync;

  /* of a run: a regular file that is replaced at the end, or what is written directly */
  char *name;
  SweetFileTarget *target;
  int fd;
  gboolean owned;
  /* no regular file: its reader may be slow, or gone */
  gboolean stream;
  /* a full stream would hold the writer where nothing could cancel it, so it is asked first */
  gboolean blocking;
  /* what could not be written whole, how much of it was, and why: nothing else may come behind that */
  GBytes *rest;
  gsize n_written;
  char *reason;
};

G_DEFINE_FINAL_TYPE (SweetFileSink, sweet_file_sink, SWEET_TYPE_SINK)

enum
{
  PROP_0,
  PROP_PATH,
  PROP_SYNC,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static gboolean
sweet_file_sink_check (SweetElement *element,
                       GError **error)
{
  SweetFileSink *self = SWEET_FILE_SINK (element);

  if (self->path != NULL && self->path[0] != '\0')
    return TRUE;

  g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE,
                       "path is not set: name the file to write, or - for standard output");

  return FALSE;
}

/* others share the description of standard output and expect it to block: take one of our own where
 * that is possible */
static gboolean
sweet_file_sink_open_standard (SweetFileSink *self,
                               GError **error)
{
  g_autofree char *path = sweet_file_dup_fd_path (STDOUT_FILENO);
  struct stat info;

  if (fstat (STDOUT_FILENO, &info) < 0)
    return sweet_file_set_error (error, errno, "open", self->name);

  self->fd = STDOUT_FILENO;
  self->stream = !S_ISREG (info.st_mode);
  self->blocking = self->stream;

  if (!S_ISFIFO (info.st_mode) && !S_ISCHR (info.st_mode))
    return TRUE;

  self->fd = open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  self->owned = self->fd >= 0;
  self->blocking = !self->owned;
  if (!self->owned)
    self->fd = STDOUT_FILENO;

  return TRUE;
}

static gboolean
sweet_file_sink_open_direct (SweetFileSink *self,
                             gboolean fifo,
                             GCancellable *cancellable,
                             GError **error)
{
  for (;;)
    {
      self->fd = open (self->path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
      if (self->fd >= 0)
        break;

      if (errno == EINTR)
        continue;

      /* a FIFO that nobody reads yet */
      if (errno != ENXIO || !fifo)
        return sweet_file_set_error (error, errno, "open", self->name);

      if (!sweet_file_wait (-1, 0, SWEET_FILE_FIFO_INTERVAL_MS, cancellable, error))
        return FALSE;
    }

  self->owned = TRUE;
  self->stream = TRUE;
  self->blocking = FALSE;

  return TRUE;
}

static gboolean
sweet_file_sink_open_path (SweetFileSink *self,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *resolved = NULL;
  struct stat info;
  gboolean exists = stat (self->path, &info) == 0;

  if (g_str_has_suffix (self->path, "/") || (exists && S_ISDIR (info.st_mode)))
    return sweet_file_set_error (error, EISDIR, "open", self->name);

  if (exists && !S_ISREG (info.st_mode))
    return sweet_file_sink_open_direct (self, S_ISFIFO (info.st_mode), cancellable, error);

  resolved = sweet_file_target_resolve (self->path, error);
  if (resolved == NULL)
    return FALSE;

  self->target = sweet_file_target_open (resolved, self->name, error);
  if (self->target == NULL)
    return FALSE;

  self->fd = sweet_file_target_get_fd (self->target);

  return TRUE;
}

static void
sweet_file_sink_clear (SweetFileSink *self)
{
  g_clear_pointer (&self->target, sweet_file_target_free);
  if (self->owned)
    close (self->fd);
  self->fd = -1;
  self->owned = FALSE;
  self->stream = FALSE;
  self->blocking = FALSE;
  g_clear_pointer (&self->rest, g_bytes_unref);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->name, g_free);
}

static gboolean
sweet_file_sink_open (SweetSink *sink,
                      GCancellable *cancellable,
                      GError **error)
{
  SweetFileSink *self = SWEET_FILE_SINK (sink);
  gboolean standard = strcmp (self->path, SWEET_FILE_STANDARD) == 0;

  self->name = sweet_file_describe (self->path, "standard output");

  if (standard ? sweet_file_sink_open_standard (self, error) : sweet_file_sink_open_path (self, cancellable, error))
    return TRUE;

  sweet_file_sink_clear (self);

  return FALSE;
}

/* write(2), where a reader that has gone is an error and not the end of the process */
static gssize
sweet_file_sink_write_stream (int fd,
                              const guint8 *data,
                              gsize size)
{
  static const struct timespec at_once = { 0, 0 };
  sigset_t pipe_signal;
  sigset_t pending;
  sigset_t old;
  gssize n;
  int errsv;

  sigemptyset (&pipe_signal);
  sigaddset (&pipe_signal, SIGPIPE);
  sigpending (&pending);
  pthread_sigmask (SIG_BLOCK, &pipe_signal, &old);

  n = write (fd, data, size);
  errsv = errno;

  /* takes back the signal of this write, not one that was there before */
  if (n < 0 && errsv == EPIPE && !sigismember (&pending, SIGPIPE))
    sigtimedwait (&pipe_signal, NULL, &at_once);

  pthread_sigmask (SIG_SETMASK, &old, NULL);
  errno = errsv;

  return n;
}

/* -1 with errno as write(2) */
static gssize
sweet_file_sink_write_some (SweetFileSink *self,
                            const guint8 *data,
                            gsize size)
{
  if (!self->stream)
    return write (self->fd, data, size);

  /* this much goes through without waiting once poll() has said so */
  return sweet_file_sink_write_stream (self->fd, data, self->blocking ? MIN (size, PIPE_BUF) : size);
}

/* as much as is taken; returns how much */
static gsize
sweet_file_sink_write_until (SweetFileSink *self,
                             const guint8 *data,
                             gsize size,
                             GCancellable *cancellable,
                             GError **error)
{
  gboolean wait = self->blocking;
  gsize n_written = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return 0;

  while (n_written < size)
    {
      gssize n;

      if (wait && !sweet_file_wait (self->fd, G_IO_OUT, -1, cancellable, error))
        break;

      n = sweet_file_sink_write_some (self, data + n_written, size - n_written);
      if (n < 0 && errno != EINTR && errno != EAGAIN)
        {
          sweet_file_set_error (error, errno, "write", self->name);
          break;
        }
      wait = self->blocking || (n < 0 && errno == EAGAIN);
      n_written += (gsize) MAX (n, 0);
    }

  return n_written;
}

/* something else would follow a part of what failed, or nothing of it */
static gboolean
sweet_file_sink_refuse (SweetFileSink *self,
                        GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s lacks what was to be written before: %s", self->name, self->reason);

  return FALSE;
}

/* what failed may come again, and goes on where it failed */
static gboolean
sweet_file_sink_write (SweetSink *sink,
                       const guint8 *data,
                       gsize size,
                       GCancellable *cancellable,
                       GError **error)
{
  SweetFileSink *self = SWEET_FILE_SINK (sink);
  GError *reason = NULL;
  gsize n_written = 0;

  if (self->rest != NULL)
    {
      gsize n_rest;
      const guint8 *rest = g_bytes_get_data (self->rest, &n_rest);

      if (n_rest != size || memcmp (rest, data, size) != 0)
        return sweet_file_sink_refuse (self, error);

      n_written = self->n_written;
    }

  n_written += sweet_file_sink_write_until (self, data + n_written, size - n_written, cancellable, &reason);
  if (reason == NULL)
    {
      g_clear_pointer (&self->rest, g_bytes_unref);
      g_clear_pointer (&self->reason, g_free);

      return TRUE;
    }

  if (self->rest == NULL)
    self->rest = g_bytes_new (data, size);
  self->n_written = n_written;
  g_free (self->reason);
  self->reason = g_strdup (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "a write took too long" : reason->message);
  g_propagate_error (error, reason);

  return FALSE;
}

static gboolean
sweet_file_sink_close (SweetSink *sink,
                       gboolean complete,
                       GError **error)
{
  SweetFileSink *self = SWEET_FILE_SINK (sink);
  gboolean success = TRUE;

  if (complete && self->rest != NULL)
    {
      success = sweet_file_sink_refuse (self, error);
    }
  else if (complete && self->target != NULL)
    {
      success = sweet_file_target_commit (self->target, self->sync, error);
    }
  else if (complete && self->owned)
    {
      self->owned = FALSE;
      success = close (self->fd) == 0 || errno == EINTR || sweet_file_set_error (error, errno, "write", self->name);
    }

  sweet_file_sink_clear (self);

  return success;
}

static void
sweet_file_sink_set_property (GObject *object,
                              guint id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  SweetFileSink *self = SWEET_FILE_SINK (object);

  switch (id)
    {
    case PROP_PATH:
      g_free (self->path);
      self->path = g_value_dup_string (value);
      break;

    case PROP_SYNC:
      self->sync = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sweet_file_sink_get_property (GObject *object,
                              guint id,
                              GValue *value,
                              GParamSpec *pspec)
{
  SweetFileSink *self = SWEET_FILE_SINK (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_SYNC:
      g_value_set_boolean (value, self->sync);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sweet_file_sink_finalize (GObject *object)
{
  SweetFileSink *self = SWEET_FILE_SINK (object);

  sweet_file_sink_clear (self);
  g_free (self->path);

  G_OBJECT_CLASS (sweet_file_sink_parent_class)->finalize (object);
}

static void
sweet_file_sink_class_init (SweetFileSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetSinkClass *sink_class = SWEET_SINK_CLASS (klass);

  object_class->set_property = sweet_file_sink_set_property;
  object_class->get_property = sweet_file_sink_get_property;
  object_class->finalize = sweet_file_sink_finalize;

  element_class->check = sweet_file_sink_check;
  sweet_element_class_set_traits (element_class, SWEET_PLACE_BLOCKING, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Writes bytes to a file, which is replaced as a whole, a pipe or standard output");

  sink_class->open = sweet_file_sink_open;
  sink_class->write = sweet_file_sink_write;
  sink_class->close = sweet_file_sink_close;

  properties[PROP_PATH] = g_param_spec_string ("path", "Path", "File to write; - writes standard output", NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SYNC] = g_param_spec_boolean ("sync", "Sync", "Whether a file reaches the disk before it takes its name, so that it survives a power failure", TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_file_sink_init (SweetFileSink *self)
{
  self->fd = -1;
  self->sync = TRUE;
}
