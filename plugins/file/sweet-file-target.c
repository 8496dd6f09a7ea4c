/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "sweet-file-target.h"

#include "sweet-file-io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* as many as the kernel follows */
#define SWEET_FILE_MAX_LINKS    40
#define SWEET_FILE_MAX_ATTEMPTS 100
/* the dots and letters that a temporary name adds */
#define SWEET_FILE_TEMPORARY_EXTRA 8

struct _SweetFileTarget
{
  char *name;
  int directory;
  char *file;
  int fd;
  /* the temporary name while there is one */
  char *temporary;
  gboolean replaces;
  GList link;
  /* the device and inode of the directory, and the place among what is being written; the lock guards it */
  dev_t device;
  ino_t inode;
  GList writing;
};

/* targets under a temporary name, for a process that ends without closing them, and all of them */
static GMutex sweet_file_target_lock;
static GQueue sweet_file_target_named = G_QUEUE_INIT;
static GQueue sweet_file_target_written = G_QUEUE_INIT;

static void
sweet_file_target_quick_exit (void)
{
  if (!g_mutex_trylock (&sweet_file_target_lock))
    return;

  for (GList *l = sweet_file_target_named.head; l != NULL; l = l->next)
    {
      SweetFileTarget *self = l->data;

      unlinkat (self->directory, self->temporary, 0);
    }
  g_mutex_unlock (&sweet_file_target_lock);
}

static void
sweet_file_target_take_name (SweetFileTarget *self,
                             char *name)
{
  static gsize registered;

  if (g_once_init_enter (&registered))
    {
      at_quick_exit (sweet_file_target_quick_exit);
      g_once_init_leave (&registered, 1);
    }

  g_mutex_lock (&sweet_file_target_lock);
  self->temporary = name;
  self->link.data = self;
  g_queue_push_tail_link (&sweet_file_target_named, &self->link);
  g_mutex_unlock (&sweet_file_target_lock);
}

static void
sweet_file_target_drop_name (SweetFileTarget *self)
{
  if (self->temporary == NULL)
    return;

  g_mutex_lock (&sweet_file_target_lock);
  g_queue_unlink (&sweet_file_target_named, &self->link);
  g_clear_pointer (&self->temporary, g_free);
  g_mutex_unlock (&sweet_file_target_lock);
}

char *
sweet_file_target_resolve (const char *path,
                           GError **error)
{
  g_autofree char *name = sweet_file_describe (path, path);
  g_autofree char *current = g_strdup (path);

  for (guint i = 0; i < SWEET_FILE_MAX_LINKS; i++)
    {
      g_autofree char *link = g_file_read_link (current, NULL);
      g_autofree char *directory = NULL;

      if (link == NULL)
        return g_steal_pointer (&current);

      directory = g_path_get_dirname (current);
      g_free (current);
      current = g_path_is_absolute (link) ? g_steal_pointer (&link) : g_build_filename (directory, link, NULL);
    }

  sweet_file_set_error (error, ELOOP, "open", name);

  return NULL;
}

/* tries random names until one is free; use gives -1 with EEXIST where it is not */
static gboolean
sweet_file_target_invent (SweetFileTarget *self,
                          int (*use) (SweetFileTarget *self, const char *name))
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  int kept = (int) MIN (strlen (self->file), NAME_MAX - SWEET_FILE_TEMPORARY_EXTRA);

  for (guint i = 0; i < SWEET_FILE_MAX_ATTEMPTS; i++)
    {
      g_autofree char *name = g_strdup_printf (".%.*s.XXXXXX", kept, self->file);

      for (char *p = name + strlen (name) - 6; *p != '\0'; p++)
        *p = letters[g_random_int_range (0, (gint32) strlen (letters))];

      if (use (self, name) == 0)
        {
          sweet_file_target_take_name (self, g_steal_pointer (&name));
          return TRUE;
        }

      if (errno != EEXIST)
        return FALSE;
    }

  return FALSE;
}

static int
sweet_file_target_link (SweetFileTarget *self,
                        const char *name)
{
  g_autofree char *path = sweet_file_dup_fd_path (self->fd);

  return linkat (AT_FDCWD, path, self->directory, name, AT_SYMLINK_FOLLOW);
}

static mode_t
sweet_file_target_get_mode (SweetFileTarget *self)
{
  /* what is replaced may be more private than the umask; it gets its own mode afterwards */
  return self->replaces ? 0600 : 0666;
}

static int
sweet_file_target_create (SweetFileTarget *self,
                          const char *name)
{
  self->fd = openat (self->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, sweet_file_target_get_mode (self));

  return self->fd < 0 ? -1 : 0;
}

/* a file without a name, if it can get one later */
static gboolean
sweet_file_target_create_nameless (SweetFileTarget *self)
{
  g_autofree char *path = NULL;
  struct stat info;

  self->fd = openat (self->directory, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, sweet_file_target_get_mode (self));
  if (self->fd < 0)
    return FALSE;

  path = sweet_file_dup_fd_path (self->fd);
  if (stat (path, &info) == 0)
    return TRUE;

  close (self->fd);
  self->fd = -1;

  return FALSE;
}

/* owner, group and mode of the file that is replaced, as far as this user may give them away */
static gboolean
sweet_file_target_adopt (SweetFileTarget *self,
                         const struct stat *old,
                         GError **error)
{
  mode_t mode = old->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);

  /* what the old group might do, another one may not */
  if (fchown (self->fd, old->st_uid, old->st_gid) < 0 && fchown (self->fd, (uid_t) -1, old->st_gid) < 0)
    mode &= ~(mode_t) S_IRWXG;

  if (fchmod (self->fd, mode) < 0)
    return sweet_file_set_error (error, errno, "set the mode of a temporary file beside", self->name);

  return TRUE;
}

/* of two that write the same file the one that ends last would win, and the other one be lost */
static gboolean
sweet_file_target_claim (SweetFileTarget *self,
                         GError **error)
{
  struct stat info;

  if (fstat (self->directory, &info) < 0)
    return sweet_file_set_error (error, errno, "open the directory of", self->name);

  self->device = info.st_dev;
  self->inode = info.st_ino;
  g_mutex_lock (&sweet_file_target_lock);
  for (GList *l = sweet_file_target_written.head; l != NULL; l = l->next)
    {
      SweetFileTarget *other = l->data;

      if (other->device == self->device && other->inode == self->inode && strcmp (other->file, self->file) == 0)
        {
          g_mutex_unlock (&sweet_file_target_lock);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "%s is being written already, by another sink of this program", self->name);
          return FALSE;
        }
    }
  self->writing.data = self;
  g_queue_push_tail_link (&sweet_file_target_written, &self->writing);
  g_mutex_unlock (&sweet_file_target_lock);

  return TRUE;
}

static void
sweet_file_target_unclaim (SweetFileTarget *self)
{
  if (self->writing.data == NULL)
    return;

  g_mutex_lock (&sweet_file_target_lock);
  g_queue_unlink (&sweet_file_target_written, &self->writing);
  g_mutex_unlock (&sweet_file_target_lock);
}

SweetFileTarget *
sweet_file_target_open (const char *resolved,
                        const char *name,
                        GError **error)
{
  g_autoptr (SweetFileTarget) self = g_new0 (SweetFileTarget, 1);
  g_autofree char *directory = g_path_get_dirname (resolved);
  struct stat old;

  self->name = g_strdup (name);
  self->file = g_path_get_basename (resolved);
  self->fd = -1;

  /* a directory that may be written and not listed can still be used, only not synced */
  self->directory = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->directory < 0 && errno == EACCES)
    self->directory = open (directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (self->directory < 0)
    {
      sweet_file_set_error (error, errno, "open the directory of", self->name);
      return NULL;
    }

  if (!sweet_file_target_claim (self, error))
    return NULL;

  self->replaces = fstatat (self->directory, self->file, &old, AT_SYMLINK_NOFOLLOW) == 0;

  /* replacing would get around the mode of the file */
  if (self->replaces && faccessat (self->directory, self->file, W_OK, AT_EACCESS) < 0)
    {
      sweet_file_set_error (error, errno, "open", self->name);
      return NULL;
    }

  if (!sweet_file_target_create_nameless (self) && !sweet_file_target_invent (self, sweet_file_target_create))
    {
      sweet_file_set_error (error, errno, "create a temporary file beside", self->name);
      return NULL;
    }

  if (self->replaces && !sweet_file_target_adopt (self, &old, error))
    return NULL;

  return g_steal_pointer (&self);
}

int
sweet_file_target_get_fd (SweetFileTarget *self)
{
  return self->fd;
}

/* whether the file has its name after this, at once or over a temporary one */
static gboolean
sweet_file_target_name (SweetFileTarget *self)
{
  if (self->temporary == NULL)
    {
      if (!self->replaces && sweet_file_target_link (self, self->file) == 0)
        return TRUE;

      /* linking cannot replace, and somebody may have been faster */
      if (!self->replaces && errno != EEXIST)
        return FALSE;

      if (!sweet_file_target_invent (self, sweet_file_target_link))
        return FALSE;
    }

  if (renameat (self->directory, self->temporary, self->directory, self->file) < 0)
    return FALSE;

  sweet_file_target_drop_name (self);

  return TRUE;
}

/* some network file systems tell only here that the disk is full */
static gboolean
sweet_file_target_close (SweetFileTarget *self)
{
  int fd = self->fd;

  self->fd = -1;

  return fd < 0 || close (fd) == 0 || errno == EINTR;
}

gboolean
sweet_file_target_commit (SweetFileTarget *self,
                          gboolean sync,
                          GError **error)
{
  if (sync && fsync (self->fd) < 0)
    return sweet_file_set_error (error, errno, "write", self->name);

  /* only the descriptor leads to a file without a name */
  if (self->temporary != NULL && !sweet_file_target_close (self))
    return sweet_file_set_error (error, errno, "write", self->name);

  if (!sweet_file_target_name (self))
    return sweet_file_set_error (error, errno, "put the complete file in the place of", self->name);

  if (!sweet_file_target_close (self))
    return sweet_file_set_error (error, errno, "write", self->name);

  /* makes the name last as well; a file system that cannot do this makes its own promises */
  if (sync && fsync (self->directory) < 0 && errno == EIO)
    return sweet_file_set_error (error, errno, "write the directory of", self->name);

  return TRUE;
}

void
sweet_file_target_free (SweetFileTarget *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    unlinkat (self->directory, self->temporary, 0);
  sweet_file_target_drop_name (self);
  sweet_file_target_unclaim (self);
  if (self->directory >= 0)
    close (self->directory);
  g_free (self->file);
  g_free (self->name);
  g_free (self);
}
