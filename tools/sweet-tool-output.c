/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "sweet-tool-output.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

static const char *sweet_tool_output_program;

static void
sweet_tool_output_print_cb (const char *text)
{
  if (!sweet_tool_output_write (text))
    exit (EXIT_FAILURE);
}

void
sweet_tool_output_init (const char *program)
{
  sweet_tool_output_program = program;
  g_set_print_handler (sweet_tool_output_print_cb);
}

gboolean
sweet_tool_output_write (const char *text)
{
  if (fputs (text, stdout) >= 0 && fflush (stdout) == 0)
    return TRUE;

  g_printerr (_ ("%s: standard output: %s\n"), sweet_tool_output_program, g_strerror (errno));

  return FALSE;
}
