/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-priority.h>

#include <gio/gio.h>
#include <string.h>

#include <sweet/sweet-suggest.h>

static const char *const sweet_priority_names[] = { "critical", "high", "normal", "low", "background", NULL };

#define SWEET_PRIORITY_IS_VALID(priority) ((guint) (priority) <= SWEET_PRIORITY_LOWEST)

/**
 * sweet_priority_from_number:
 * @number: a number from 0 (critical) to 4 (background)
 * @priority: (out): where to put the priority
 * @error: return location for a #GError
 *
 * Makes a priority of a number that comes from outside. Fails with %G_IO_ERROR_INVALID_ARGUMENT if
 * @number is none of the five.
 *
 * Returns: (skip): %TRUE if it is one, else %FALSE with @error set and @priority untouched
 *
 * Since: 1.0
 */
gboolean
sweet_priority_from_number (int number,
                            SweetPriority *priority,
                            GError **error)
{
  g_return_val_if_fail (priority != NULL, FALSE);

  if (!SWEET_PRIORITY_IS_VALID (number))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%d is no priority: they go from 0 (critical) to 4 (background)", number);
      return FALSE;
    }

  *priority = (SweetPriority) number;
  return TRUE;
}

/**
 * sweet_priority_parse:
 * @text: a priority as [func@Priority.to_string] writes it
 * @priority: (out): where to put the priority
 * @error: return location for a #GError
 *
 * Reads the name of a priority: `critical`, `high`, `normal`, `low` or `background`. Fails with
 * %G_IO_ERROR_INVALID_ARGUMENT if it is none of them; the message names the nearest one.
 *
 * Returns: (skip): %TRUE if it is one, else %FALSE with @error set and @priority untouched
 *
 * Since: 1.0
 */
gboolean
sweet_priority_parse (const char *text,
                      SweetPriority *priority,
                      GError **error)
{
  g_autofree char *list = NULL;
  const char *nearest;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (priority != NULL, FALSE);

  for (guint i = 0; sweet_priority_names[i] != NULL; i++)
    if (strcmp (sweet_priority_names[i], text) == 0)
      {
        *priority = (SweetPriority) i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **) sweet_priority_names);
  nearest = sweet_suggest_nearest (text, sweet_priority_names);
  if (nearest != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no priority, did you mean “%s”? (priorities are %s)", text, nearest, list);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no priority: priorities are %s", text, list);
  return FALSE;
}

/**
 * sweet_priority_to_string:
 * @priority: a priority
 *
 * Gives the name of a priority, which [func@Priority.parse] reads.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
sweet_priority_to_string (SweetPriority priority)
{
  g_return_val_if_fail (SWEET_PRIORITY_IS_VALID (priority), NULL);

  return sweet_priority_names[priority];
}

/**
 * sweet_priority_is_higher:
 * @a: a priority
 * @b: another priority
 *
 * Tells whether a priority comes before another one.
 *
 * Returns: %TRUE if @a is more urgent than @b
 *
 * Since: 1.0
 */
gboolean
sweet_priority_is_higher (SweetPriority a,
                          SweetPriority b)
{
  return a < b;
}

/**
 * sweet_priority_compare:
 * @a: a priority
 * @b: another priority
 *
 * Orders priorities so that the most urgent comes first.
 *
 * Returns: a number less than, equal to or greater than 0 if @a comes before, beside or after @b
 *
 * Since: 1.0
 */
int
sweet_priority_compare (SweetPriority a,
                        SweetPriority b)
{
  return (int) a - (int) b;
}

/**
 * sweet_priority_difference:
 * @a: a priority
 * @b: another priority
 *
 * Tells how many levels two priorities are apart, whichever of them is the higher one.
 *
 * Returns: the number of levels, 0 to 4
 *
 * Since: 1.0
 */
guint
sweet_priority_difference (SweetPriority a,
                           SweetPriority b)
{
  return a < b ? b - a : a - b;
}
