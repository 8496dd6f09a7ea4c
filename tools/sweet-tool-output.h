/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* from here on g_print() ends the program with status 1 where standard output does not take the text, as the
 * help and the version of every tool are printed; @program is how messages begin, and stays */
void sweet_tool_output_init (const char *program);

/* FALSE, with a message on standard error, where standard output does not take it */
gboolean sweet_tool_output_write (const char *text);

G_END_DECLS
