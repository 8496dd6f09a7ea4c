/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-task-id.h>

#include <errno.h>
#include <gio/gio.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#define SWEET_TASK_ID_SIZE        16
#define SWEET_TASK_ID_TEXT_LENGTH 36

/**
 * SweetTaskId:
 *
 * The identity of a task: 16 bytes that never change, written like
 * `c9a5f1d0-5c1e-4a53-9f0e-0d6c1f0b7a42`.
 *
 * A random id is a UUID of version 4 and is unique everywhere. A sequential id counts from 1 within
 * this process: cheap, ordered by creation, and easy to read in a log of one program.
 *
 * Ids are immutable and may be used from any thread. Two of them with the same bytes are equal
 * without being the same object: compare with [method@TaskId.equal].
 *
 * Since: 1.0
 */
struct _SweetTaskId
{
  GObject parent_instance;

  guint8 bytes[SWEET_TASK_ID_SIZE];
};

G_DEFINE_FINAL_TYPE (SweetTaskId, sweet_task_id, G_TYPE_OBJECT)

/* one system call for 256 ids */
static struct
{
  GMutex lock;
  guint unused;
  guint8 ids[256][SWEET_TASK_ID_SIZE];
} random_pool;

static guint64 last_sequential;

static void
sweet_task_id_before_fork (void)
{
  g_mutex_lock (&random_pool.lock);
}

static void
sweet_task_id_after_fork_in_parent (void)
{
  g_mutex_unlock (&random_pool.lock);
}

/* or parent and child would hand out the same ids */
static void
sweet_task_id_after_fork_in_child (void)
{
  random_pool.unused = 0;
  g_mutex_unlock (&random_pool.lock);
}

static void
sweet_task_id_fill (guint8 *buffer,
                    gsize size)
{
  while (size > 0)
    {
      gssize n = getrandom (buffer, size, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        g_error ("no random bytes from the system: %s", g_strerror (errno));

      buffer += n;
      size -= (gsize) n;
    }
}

static void
sweet_task_id_take_random (guint8 bytes[SWEET_TASK_ID_SIZE])
{
  static gsize fork_handled = 0;
  g_autoptr (GMutexLocker) locker = NULL;

  if (g_once_init_enter (&fork_handled))
    {
      pthread_atfork (sweet_task_id_before_fork, sweet_task_id_after_fork_in_parent, sweet_task_id_after_fork_in_child);
      g_once_init_leave (&fork_handled, 1);
    }

  locker = g_mutex_locker_new (&random_pool.lock);
  if (random_pool.unused == 0)
    {
      sweet_task_id_fill (random_pool.ids[0], sizeof random_pool.ids);
      random_pool.unused = G_N_ELEMENTS (random_pool.ids);
    }
  memcpy (bytes, random_pool.ids[--random_pool.unused], SWEET_TASK_ID_SIZE);
}

static void
sweet_task_id_class_init (SweetTaskIdClass *klass)
{
}

static void
sweet_task_id_init (SweetTaskId *self)
{
}

/**
 * sweet_task_id_new_random:
 *
 * Makes an id that is unique everywhere: a UUID of version 4.
 *
 * Returns: (transfer full): a new id
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_task_id_new_random (void)
{
  SweetTaskId *self = g_object_new (SWEET_TYPE_TASK_ID, NULL);

  sweet_task_id_take_random (self->bytes);
  self->bytes[6] = (guint8) ((self->bytes[6] & 0x0f) | 0x40);
  self->bytes[8] = (guint8) ((self->bytes[8] & 0x3f) | 0x80);

  return self;
}

/**
 * sweet_task_id_new_sequential:
 *
 * Makes the next id of this process: 1, 2, 3, ... in the last 8 bytes, most significant byte first,
 * so that ids compare in the order in which they were made. Another process makes the same ones.
 *
 * Returns: (transfer full): a new id
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_task_id_new_sequential (void)
{
  SweetTaskId *self = g_object_new (SWEET_TYPE_TASK_ID, NULL);
  guint64 number = GUINT64_TO_BE (__atomic_add_fetch (&last_sequential, 1, __ATOMIC_RELAXED));

  memcpy (self->bytes + SWEET_TASK_ID_SIZE - sizeof number, &number, sizeof number);

  return self;
}

/**
 * sweet_task_id_new_from_bytes:
 * @bytes: 16 bytes, as [method@TaskId.to_bytes] gives them
 * @error: return location for a #GError
 *
 * Makes an id from bytes that were stored or sent. Fails with %G_IO_ERROR_INVALID_ARGUMENT if there
 * are not exactly 16 of them.
 *
 * Returns: (transfer full): a new id, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_task_id_new_from_bytes (GBytes *bytes,
                              GError **error)
{
  SweetTaskId *self;
  const guint8 *data;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size != SWEET_TASK_ID_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a task id has %d bytes, not %" G_GSIZE_FORMAT, SWEET_TASK_ID_SIZE, size);
      return NULL;
    }

  self = g_object_new (SWEET_TYPE_TASK_ID, NULL);
  memcpy (self->bytes, data, SWEET_TASK_ID_SIZE);

  return self;
}

/**
 * sweet_task_id_parse:
 * @text: an id as [method@TaskId.to_string] writes it; upper case is accepted
 * @error: return location for a #GError
 *
 * Makes an id from its text. Fails with %G_IO_ERROR_INVALID_ARGUMENT if @text is no id.
 *
 * Returns: (transfer full): a new id, or %NULL with @error set
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_task_id_parse (const char *text,
                     GError **error)
{
  SweetTaskId *self;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_uuid_string_is_valid (text))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no task id, which looks like 01234567-89ab-cdef-0123-456789abcdef", text);
      return NULL;
    }

  self = g_object_new (SWEET_TYPE_TASK_ID, NULL);
  for (guint i = 0; i < SWEET_TASK_ID_SIZE; i++)
    {
      if (*text == '-')
        text++;
      self->bytes[i] = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      text += 2;
    }

  return self;
}

/**
 * sweet_task_id_to_string:
 * @self: an id
 *
 * Writes the id as 32 hexadecimal digits in lower case, in groups of 8, 4, 4, 4 and 12.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sweet_task_id_to_string (SweetTaskId *self)
{
  static const char digits[] = "0123456789abcdef";
  char *text;
  char *p;

  g_return_val_if_fail (SWEET_IS_TASK_ID (self), NULL);

  p = text = g_malloc (SWEET_TASK_ID_TEXT_LENGTH + 1);
  for (guint i = 0; i < SWEET_TASK_ID_SIZE; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *p++ = '-';
      *p++ = digits[self->bytes[i] >> 4];
      *p++ = digits[self->bytes[i] & 0xf];
    }
  *p = '\0';

  return text;
}

/**
 * sweet_task_id_to_bytes:
 * @self: an id
 *
 * Gives the 16 bytes of the id, to store or send.
 *
 * Returns: (transfer full): the bytes
 *
 * Since: 1.0
 */
GBytes *
sweet_task_id_to_bytes (SweetTaskId *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_ID (self), NULL);

  return g_bytes_new (self->bytes, SWEET_TASK_ID_SIZE);
}

/**
 * sweet_task_id_equal:
 * @self: an id
 * @other: another id
 *
 * Tells whether two ids have the same bytes. Cast, it serves as a #GEqualFunc.
 *
 * Returns: %TRUE if they are equal
 *
 * Since: 1.0
 */
gboolean
sweet_task_id_equal (SweetTaskId *self,
                     SweetTaskId *other)
{
  g_return_val_if_fail (SWEET_IS_TASK_ID (self), FALSE);
  g_return_val_if_fail (SWEET_IS_TASK_ID (other), FALSE);

  return memcmp (self->bytes, other->bytes, SWEET_TASK_ID_SIZE) == 0;
}

/**
 * sweet_task_id_compare:
 * @self: an id
 * @other: another id
 *
 * Orders ids by their bytes, which for sequential ids is the order in which they were made.
 *
 * Returns: a number less than, equal to or greater than 0
 *
 * Since: 1.0
 */
int
sweet_task_id_compare (SweetTaskId *self,
                       SweetTaskId *other)
{
  g_return_val_if_fail (SWEET_IS_TASK_ID (self), 0);
  g_return_val_if_fail (SWEET_IS_TASK_ID (other), 0);

  return memcmp (self->bytes, other->bytes, SWEET_TASK_ID_SIZE);
}

/**
 * sweet_task_id_hash:
 * @self: an id
 *
 * Gives a hash value that is the same for equal ids. Cast, it serves as a #GHashFunc.
 *
 * Returns: the hash value
 *
 * Since: 1.0
 */
guint
sweet_task_id_hash (SweetTaskId *self)
{
  guint32 last;

  g_return_val_if_fail (SWEET_IS_TASK_ID (self), 0);

  /* random in a random id, the counter in a sequential one */
  memcpy (&last, self->bytes + SWEET_TASK_ID_SIZE - sizeof last, sizeof last);

  return GUINT32_FROM_BE (last);
}
