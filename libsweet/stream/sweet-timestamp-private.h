/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* room for the longest text of a time, with its NUL */
#define SWEET_TIMESTAMP_SIZE 40

/* RFC 3339, or a number since 1970: some 15 ns, nothing is allocated. in µs. */
gboolean sweet_timestamp_read (const char *text,
                               gsize length,
                               gint64 *value);

/* RFC 3339 in UTC, with as much of a fraction as there is; returns the length */
gsize sweet_timestamp_write (gint64 value,
                             char text[SWEET_TIMESTAMP_SIZE]);

G_END_DECLS
