/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* the inputs of the benchmarks: “generate csv|jsonl MIB PATH”. the same bytes every time. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

/* how a file was written shows when it is read: few large writes give large runs of pages */
#define WRITE_SIZE (64u << 20)
#define LINE_SIZE  1024

typedef struct
{
  char *data;
  gsize used;
  gsize written;
  int fd;
} Output;

typedef struct
{
  guint64 state;
  guint64 id;
} Records;

static guint32
next_random (Records *self)
{
  self->state ^= self->state << 13;
  self->state ^= self->state >> 7;
  self->state ^= self->state << 17;

  return (guint32) (self->state >> 11);
}

static void
flush (Output *self)
{
  gsize done = 0;

  while (done < self->used)
    {
      gssize n = write (self->fd, self->data + done, self->used - done);

      if (n < 0)
        g_error ("write: %s", g_strerror (errno));
      done += (gsize) n;
    }
  self->written += self->used;
  self->used = 0;
}

/* the last bytes of a write are cut where it is full, not where a line ends */
static void
append (Output *self,
        const char *text,
        gsize length)
{
  while (length > 0)
    {
      gsize n = MIN (length, WRITE_SIZE - self->used);

      memcpy (self->data + self->used, text, n);
      self->used += n;
      text += n;
      length -= n;
      if (self->used == WRITE_SIZE)
        flush (self);
    }
}

/* every address is quoted; a tenth hold line feeds or doubled quotes */
static void
make_address (Records *self,
              char *address,
              gsize size)
{
  static const char *const streets[] = { "Main St", "Oak Avenue", "Elm Road", "Station Square", "Rue de la Paix", "Harbour Lane" };
  guint32 a = next_random (self);
  guint number = a % 999;
  const char *street = streets[a % G_N_ELEMENTS (streets)];
  guint kind = next_random (self) % 100;
  guint unit = next_random (self) % 50;

  if (kind >= 10)
    g_snprintf (address, size, "\"%u %s, Suite %u\"", number, street, unit);
  else if (kind % 3 == 0)
    g_snprintf (address, size, "\"%u %s\nApt %u, Block %u\"", number, street, unit, a % 9);
  else if (kind % 3 == 1)
    g_snprintf (address, size, "\"%u \"\"The %s\"\" House, Unit %u\"", number, street, unit);
  else
    g_snprintf (address, size, "\"%u %s, \"\"B\"\"\n\nFloor %u\"", number, street, unit);
}

static int
make_row (Records *self,
          char line[LINE_SIZE])
{
  char address[128];
  guint32 user = next_random (self);
  guint32 city = next_random (self) % 1000;
  guint32 quantity = next_random (self) % 100000;
  guint32 price = next_random (self);
  guint32 score = next_random (self);
  guint32 date = next_random (self);

  make_address (self, address, sizeof address);

  return g_snprintf (line, LINE_SIZE,
                     "%" G_GUINT64_FORMAT ",user_%08x,%s,city_%03u,%u,%u.%02u,%u.%05u,20%02u-%02u-%02u\n",
                     self->id++, user, address, city, quantity, price % 5000, price / 5000 % 100,
                     score % 100, score / 100 % 100000, 10 + date % 15, 1 + date / 16 % 12, 1 + date / 256 % 28);
}

static int
make_object (Records *self,
             char line[LINE_SIZE])
{
  guint32 message = next_random (self);
  guint32 city = next_random (self) % 1000;
  guint32 quantity = next_random (self) % 100000;
  guint32 d = next_random (self);
  const char *level = d % 20 == 0 ? "ERROR" : d % 3 == 0 ? "DEBUG"
                                                         : "INFO";

  return g_snprintf (line, LINE_SIZE,
                     "{\"ts\":\"20%02u-%02u-%02uT%02u:%02u:%02u.%03uZ\",\"level\":\"%s\",\"host\":\"node%02u\",\"id\":%" G_GUINT64_FORMAT
                     ",\"city\":\"city_%03u\",\"qty\":%u,\"msg\":\"request %08x completed status=%u path=/api/v1/items/%u\"}\n",
                     10 + d % 15, 1 + d / 16 % 12, 1 + d / 256 % 28, d % 24, d / 7 % 60, d / 11 % 60, d % 1000, level, d % 50,
                     self->id++, city, quantity, message, d % 10 == 0 ? 500u : 200u, quantity);
}

int
main (int argc,
      char *argv[])
{
  static const char header[] = "id,name,address,city,qty,price,score,date\n";
  gboolean csv = argc > 1 && strcmp (argv[1], "csv") == 0;
  Records records = { .state = G_GUINT64_CONSTANT (88172645463325252) };
  Output out = { 0 };
  char line[LINE_SIZE];
  gsize size;

  if (argc != 4 || (!csv && strcmp (argv[1], "jsonl") != 0))
    g_error ("generate csv|jsonl MIB PATH");

  size = (gsize) g_ascii_strtoull (argv[2], NULL, 10) << 20;
  out.data = g_malloc (WRITE_SIZE);
  out.fd = open (argv[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out.fd < 0)
    g_error ("%s: %s", argv[3], g_strerror (errno));

  if (csv)
    append (&out, header, sizeof header - 1);
  while (out.written + out.used < size)
    append (&out, line, (gsize) (csv ? make_row (&records, line) : make_object (&records, line)));
  flush (&out);
  if (fsync (out.fd) != 0 || close (out.fd) != 0)
    g_error ("%s: %s", argv[3], g_strerror (errno));

  g_print ("%" G_GUINT64_FORMAT "\n", records.id);
  g_free (out.data);

  return 0;
}
