/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-file-source.h"

#include "sweet-file-ahead.h"
#include "sweet-file-io.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

struct _SweetFileSource
{
  SweetSource parent_instance;

  char *path;

  /* of a run */
  char *name;
  int fd;
  gboolean owned;
  /* where reading begins in a file that can be read anywhere, and how much there is; -1 elsewhere */
  gint64 first;
  gint64 length;
  SweetFileAhead ahead; /* where it can */
  /* keeps the descriptor that waiting needs, which would be made for every read otherwise */
  GCancellable *watched;
};

G_DEFINE_FINAL_TYPE (SweetFileSource, sweet_file_source, SWEET_TYPE_SOURCE)

enum
{
  PROP_0,
  PROP_PATH,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static gboolean
sweet_file_source_check (SweetElement *element,
                         GError **error)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (element);

  if (self->path != NULL && self->path[0] != '\0')
    return TRUE;

  g_set_error_literal (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE,
                       "path is not set: name the file to read, or - for standard input");

  return FALSE;
}

/* the size that /sys tells is that of a page, whatever is in the file */
static gboolean
sweet_file_source_has_size (SweetFileSource *self,
                            const struct stat *info)
{
  struct statfs fs;

  return S_ISREG (info->st_mode) && info->st_size > 0 && (fstatfs (self->fd, &fs) < 0 || fs.f_type != SYSFS_MAGIC);
}

/* a regular file is read at any place; what has no size, as in /proc, only from front to back */
static gboolean
sweet_file_source_examine (SweetFileSource *self,
                           GError **error)
{
  struct stat info;
  off_t position;

  if (fstat (self->fd, &info) < 0)
    return sweet_file_set_error (error, errno, "open", self->name);

  if (S_ISDIR (info.st_mode))
    return sweet_file_set_error (error, EISDIR, "open", self->name);

  self->first = 0;

  if (!sweet_file_source_has_size (self, &info))
    return TRUE;

  /* what a shell redirects may have been read in part */
  position = lseek (self->fd, 0, SEEK_CUR);
  if (position < 0)
    return TRUE;

  self->first = position;
  self->length = MAX (0, info.st_size - position);
  sweet_file_ahead_init (&self->ahead, self->fd, (guint64) (self->first + self->length));
  posix_fadvise (self->fd, position, 0, POSIX_FADV_SEQUENTIAL);

  return TRUE;
}

static void
sweet_file_source_close (SweetSource *source)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (source);

  if (self->watched != NULL)
    g_cancellable_release_fd (self->watched);
  g_clear_object (&self->watched);

  if (self->length >= 0)
    sweet_file_ahead_clear (&self->ahead);
  self->length = -1;
  if (self->owned)
    close (self->fd);
  self->fd = -1;
  self->owned = FALSE;
  g_clear_pointer (&self->name, g_free);
}

static gboolean
sweet_file_source_open (SweetSource *source,
                        GCancellable *cancellable,
                        GError **error)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (source);
  g_autofree char *label = g_filename_display_name (self->path);
  GPollFD unused;

  self->name = sweet_file_describe (self->path, "standard input");
  self->owned = strcmp (self->path, SWEET_FILE_STANDARD) != 0;
  sweet_source_set_label (source, self->owned ? label : self->name);

  /* a FIFO that nobody writes yet must not hold us here, where nothing could cancel it */
  self->fd = self->owned ? open (self->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : STDIN_FILENO;
  if (self->fd < 0)
    {
      self->owned = FALSE;
      sweet_file_set_error (error, errno, "open", self->name);
      sweet_file_source_close (source);
      return FALSE;
    }

  if (!sweet_file_source_examine (self, error))
    {
      sweet_file_source_close (source);
      return FALSE;
    }

  if (g_cancellable_make_pollfd (cancellable, &unused))
    self->watched = g_object_ref (cancellable);

  return TRUE;
}

static gssize
sweet_file_source_read (SweetSource *source,
                        guint8 *buffer,
                        gsize size,
                        GCancellable *cancellable,
                        GError **error)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (source);

  for (;;)
    {
      gssize n;

      /* also before the first byte: a FIFO without a writer reads as if it had ended */
      if (!sweet_file_wait (self->fd, G_IO_IN, -1, cancellable, error))
        return -1;

      n = read (self->fd, buffer, size);
      if (n >= 0)
        return n;

      if (errno != EINTR && errno != EAGAIN)
        {
          sweet_file_set_error (error, errno, "read", self->name);
          return -1;
        }
    }
}

static gint64
sweet_file_source_length (SweetSource *source)
{
  return SWEET_FILE_SOURCE (source)->length;
}

static gssize
sweet_file_source_read_at (SweetSource *source,
                           guint64 offset,
                           guint8 *buffer,
                           gsize size,
                           GCancellable *cancellable,
                           GError **error)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (source);
  guint64 length = (guint64) self->length;
  gsize done = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  /* what was appended since the file was opened is not read */
  size = offset < length ? (gsize) MIN (size, length - offset) : 0;

  while (done < size)
    {
      gssize n = sweet_file_ahead_read (&self->ahead, buffer + done, size - done, (guint64) self->first + offset + done);

      if (n < 0 && errno == EINTR)
        continue;

      if (n < 0)
        {
          sweet_file_set_error (error, errno, "read", self->name);
          return -1;
        }

      if (n == 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                       "could not read %s: it became shorter while it was read, nothing is left at byte %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
                       self->name, (guint64) self->first + offset + done, (guint64) self->first + length);
          return -1;
        }

      done += (gsize) n;
    }

  return (gssize) done;
}

static void
sweet_file_source_set_property (GObject *object,
                                guint id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (object);

  switch (id)
    {
    case PROP_PATH:
      g_free (self->path);
      self->path = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sweet_file_source_get_property (GObject *object,
                                guint id,
                                GValue *value,
                                GParamSpec *pspec)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sweet_file_source_finalize (GObject *object)
{
  SweetFileSource *self = SWEET_FILE_SOURCE (object);

  sweet_file_source_close (SWEET_SOURCE (self));
  g_free (self->path);

  G_OBJECT_CLASS (sweet_file_source_parent_class)->finalize (object);
}

static void
sweet_file_source_class_init (SweetFileSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SweetElementClass *element_class = SWEET_ELEMENT_CLASS (klass);
  SweetSourceClass *source_class = SWEET_SOURCE_CLASS (klass);

  object_class->set_property = sweet_file_source_set_property;
  object_class->get_property = sweet_file_source_get_property;
  object_class->finalize = sweet_file_source_finalize;

  element_class->check = sweet_file_source_check;
  sweet_element_class_set_traits (element_class, SWEET_PLACE_BLOCKING, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (element_class, "Bytes of a file, a pipe or standard input");

  source_class->open = sweet_file_source_open;
  source_class->read = sweet_file_source_read;
  source_class->length = sweet_file_source_length;
  source_class->read_at = sweet_file_source_read_at;
  source_class->close = sweet_file_source_close;

  properties[PROP_PATH] = g_param_spec_string ("path", "Path", "File to read; - reads standard input", NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sweet_file_source_init (SweetFileSource *self)
{
  self->fd = -1;
  self->length = -1;
}
